"""What a check says of an answer: right, or a line for each thing to look at again, and the share that holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.knowledge import lexicons
from osint.text.stems import stem

#: Around an answer, what may be forgiven.
_AROUND = " \t\n\"'“”‘’«».,"
_LETTERS = re.compile(r"[^\W\d_]+")
#: The files of articles whose names are often written without their ends.
_ENDS = (".txt", ".html", ".htm", ".md", ".pdf")


class Verdict(str):
    """The words of a check, with the share of the answer that holds.

    >>> told = Verdict.of([[], ["row 1: look again"], None], "Right: all.")
    >>> print(told)
    Not yet: 1 of 3 hold.
      - row 1: look again
    >>> told.points(6)
    2.0
    """

    share: float

    @classmethod
    def of(cls, parts: Sequence[Sequence[str] | None], right: str) -> Verdict:
        """Sum up the parts of an answer: each its faults, none where it holds, None where it was not come to."""
        held = sum(part is not None and not part for part in parts)
        if held == len(parts):
            made = cls(right)
        else:
            faults = [f"  - {fault}" for part in parts for fault in part or ()]
            count = f" {held} of {len(parts)} hold." if len(parts) > 1 else ""
            made = cls("\n".join([f"Not yet:{count}", *faults]))
        made.share = held / len(parts)
        return made

    @classmethod
    def unread(cls, fault: str) -> Verdict:
        """Say in one line of an answer that cannot be read what it must be."""
        made = cls(" ".join(f"Not yet: {fault}".split()))
        made.share = 0.0
        return made

    def points(self, most: float) -> float:
        """Points for the share that holds, of `most`, to a tenth."""
        return round(most * self.share, 1)


def plain(answer: object) -> str:
    """Return an answer without what may be forgiven: case, quotation marks, the mark of an inferred outlet.

    >>> plain(" “Event”. "), plain("The Post?"), plain(3)
    ('event', 'the post', '')
    """
    return " ".join(answer.strip(_AROUND).removesuffix("?").lower().split()) if isinstance(answer, str) else ""


def named(key: str, articles: pd.DataFrame) -> list[str]:
    """Return the ids of the texts that `key` names: by id, with or without its end, or by outlet; else none."""
    outlets = evidence.outlets(articles)
    if key in outlets:
        return [key]
    wanted = plain(key)
    by_id = [name for name in outlets if _bare(wanted) in (_bare(plain(name)), _bare(plain(name).rsplit("/")[-1]))]
    return by_id or [name for name, outlet in outlets.items() if plain(outlet) == wanted]


def _bare(name: str) -> str:
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)


def by_id(given: Mapping[Any, object], articles: pd.DataFrame) -> dict[str, object]:
    """Return answers by the ids of the texts that their keys name; a key that names none stays."""
    return {name: value for key, value in given.items() for name in named(str(key), articles) or [str(key)]}


def ids(given: object, articles: pd.DataFrame) -> list[str] | None:
    """Return the ids that a list names, or a single name; None where it is no list of names."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, Iterable):
        return None
    names = list(listed)
    if not all(isinstance(name, str) for name in names):
        return None
    return [name for one in names for name in named(one, articles) or [one]]


def stems(text: str) -> set[str]:
    """Return the stems of the words of `text` that carry matter.

    >>> sorted(stems("The ferries were striking in the strikes"))
    ['ferri', 'strike']
    """
    stops = lexicons.words("stopwords", "word")
    words = (word.lower() for word in _LETTERS.findall(text))
    return {stem(word) for word in words if len(word) > 2 and word not in stops}
