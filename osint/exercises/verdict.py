"""What a check says of an answer: right, or a line for each thing to look at again, and the share that holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.articles.containers import FORMATS
from osint.knowledge import lexicons
from osint.text.stems import stem

#: Around an answer, what may be forgiven.
_AROUND = " \t\n\"'“”‘’«».,"
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\w+")
_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|‘[^‘’]+’|«[^«»]+»|„[^„“]+“|(?<!\w)'[^']+'(?!\w)")
_ADDRESS = re.compile(r"(?P<article>.+?)\s*:\s*(?P<start>\d+)\s*[-‐‑–—]\s*(?P<end>\d+)")
#: So many letters of an id stand for it, where no other begins so.
_PREFIX = 4


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
    """Return the ids of the texts that `key` names: by id, with or without its end, or by outlet; else none.

    The first letters of an id name it where no other id begins so.
    """
    outlets = evidence.outlets(articles)
    if key in outlets:
        return [key]
    wanted = plain(key)
    by_id = [name for name in outlets if _bare(wanted) in (_bare(plain(name)), _bare(plain(name).rsplit("/")[-1]))]
    found = by_id or [name for name, outlet in outlets.items() if plain(outlet) == wanted]
    begun = [name for name in outlets if plain(name).startswith(wanted)] if len(wanted) >= _PREFIX else []
    return found or begun * (len(begun) == 1)


def _bare(name: str) -> str:
    """A file's name without its ends, as "letter" for "letter.eml" or "letter.txt.gz"."""
    stem, _, end = name.rpartition(".")
    return _bare(stem) if stem and f".{end}" in FORMATS else name


def address(key: str, articles: pd.DataFrame, among: Collection[str] = ()) -> str | None:
    """Return the passage that `key` names as ``article:start-end``; None where it is no such key.

    Forgiven are what :func:`named` forgives of the article, and dashes and blanks. Where an outlet with several texts
    is named, one of the passages `among` is meant; a key whose article is not known is returned as it is understood.
    """
    match = _ADDRESS.fullmatch(key.strip(_AROUND))
    if match is None:
        return None
    span = f"{match['start']}-{match['end']}"
    found = [f"{name}:{span}" for name in named(match["article"], articles)]
    meant = [one for one in found if one in among] or found
    return meant[0] if len(meant) == 1 else f"{match['article']}:{span}"


def by_address(
    given: Mapping[Any, object], asked: Sequence[str], articles: pd.DataFrame, *, other: str
) -> tuple[dict[str, Any], list[str]]:
    """Return answers by the passages `asked` that their keys name, and a line for each key that names none.

    `other` says what is wrong with a passage that is not asked for.
    """
    found, strays = dict[str, Any](), []
    for key, answer in given.items():
        meant = address(str(key), articles, asked)
        if meant in asked:
            found[str(meant)] = answer
        elif meant is None:
            strays.append(f"{key!r} is no key of a passage; {_written(asked)}")
        else:
            strays.append(f"{key}: {other}; {_written(asked)}")
    return found, strays


def _written(asked: Sequence[str]) -> str:
    return f"a key is an id, a colon, and where the passage starts and ends, as “{next(iter(asked), 'article:0-9')}”"


def with_strays(parts: Sequence[Sequence[str]], strays: Sequence[str], is_missing: Sequence[bool]) -> list[list[str]]:
    """Lay the lines on keys that name nothing beside the first part that lacks its answer.

    So a mistyped key costs the row that it was meant for, and no more. Where no row lacks an answer they are a part of
    their own.

    >>> with_strays([[], ["b: fill it in"]], ["c: no row"], [False, True])
    [[], ['b: fill it in', 'c: no row']]
    """
    made = [list(part) for part in parts]
    if strays and not any(is_missing):
        made.append(list(strays))
    elif strays:
        made[list(is_missing).index(True)] += strays
    return made


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


def id_as(articles: pd.DataFrame) -> str:
    """Say how a text is named, with one that is there."""
    return f"a text is named by its id, as “{articles['article_id'].iloc[0]}”, or by its outlet"


def stems(text: str) -> set[str]:
    """Return the stems of the words of `text` that carry matter.

    >>> sorted(stems("The ferries were striking in the strikes"))
    ['ferri', 'strike']
    """
    stops = lexicons.words("stopwords", "word")
    words = (word.lower() for word in _LETTERS.findall(text))
    return {stem(word) for word in words if len(word) > 2 and word not in stops}


def takes_up(reason: str, text: str) -> bool:
    """Whether a reason takes up a word of `text` that carries matter, or quotes any of its words between marks.

    >>> takes_up("“in”", "She lives in Bergen"), takes_up("lives there", "She lives in Bergen"), takes_up("in", "in it")
    (True, True, False)
    """
    if stems(reason) & stems(text):
        return True
    words = f" {' '.join(_WORDS.findall(text.lower()))} "
    quoted = (" ".join(_WORDS.findall(match.group().lower())) for match in _QUOTED.finditer(reason))
    return any(f" {phrase} " in words for phrase in quoted if phrase)
