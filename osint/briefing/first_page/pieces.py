"""What a sentence of the first page is made of: words, numbers and names that lead to their passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.knowledge import en
from osint.tables import Tables

SPAN = ["article_id", "start", "end"]
#: Words of a quotation that is shown whole; a longer one ends at a sentence, or with an ellipsis.
LONGEST = 45


class Count(NamedTuple):
    """A number in a sentence: how many passages, texts or words `rows` has, and what is counted."""

    rows: pd.DataFrame
    unit: str
    label: str

    @property
    def value(self) -> int:
        """The number itself."""
        passages = self.rows.drop_duplicates(SPAN)
        if self.unit == "texts":
            return int(passages["article_id"].nunique())
        if self.unit == "words":
            return sum(len(str(text).split()) for text in passages["text"])
        return len(passages)


class Link(NamedTuple):
    """Words in a sentence that lead to the passages they rest on."""

    words: str
    rows: pd.DataFrame
    label: str


#: What ends the name of a body that has "the" before it.
_BODIES = frozenset(
    {"ministry", "army", "navy", "police", "government", "parliament", "embassy", "council", "commission"}
)

Piece = str | Count | Link
Finding = tuple[Piece, ...]


def in_plain_words(finding: Finding) -> str:
    """Write a finding as text, without its links."""
    return "".join(piece if isinstance(piece, str) else _shown(piece) for piece in finding)


def _shown(piece: Count | Link) -> str:
    return piece.words if isinstance(piece, Link) else str(piece.value)


def of_texts(rows: pd.DataFrame, t: Tables, label: str) -> list[Piece]:
    """Say in how many of the texts that count the rows are."""
    n = len(t.counted)
    return [Count(rows, "texts", label), f" of {n} text{'s' * (n != 1)}"]


def that_count(name: str, t: Tables) -> pd.DataFrame:
    """Return a table's rows in the articles that count, what a text gives twice only once."""
    rows = t[name]
    return evidence.drop_repeated(rows[rows["article_id"].isin(t.counted["article_id"])], t.sentences)


def records(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, each with its columns as attributes."""
    yield from rows.itertuples()


def joined(parts: Iterable[list[Piece]], last: str = " and ") -> list[Piece]:
    """Join parts of a sentence by commas, the last two by a word."""
    made: list[Piece] = []
    listed = list(parts)
    for i, part in enumerate(listed):
        if i:
            made.append(last if i == len(listed) - 1 else ", ")
        made += part
    return made


def voices(rows: pd.DataFrame, t: Tables) -> list[str]:
    """Return whose words each row is: of who says most of it, or all that it says, else the outlet's own."""
    held = {key: list(records(some)) for key, some in t.quotes[t.quotes["kind"] != "scare"].groupby("article_id")}
    speakers = []
    for row in records(rows):
        said = [(_overlap(row, quote), quote) for quote in held.get(row.article_id, ())]
        n, quote = max(said, key=lambda pair: pair[0], default=(0, None))
        is_most = 2 * n > row.end - row.start
        is_all = quote is not None and 3 * n > row.end - row.start and n == quote.end - quote.start
        speakers.append(quote.speaker if quote is not None and (is_most or is_all) else "narrator")
    return ["unnamed" if pd.isna(speaker) else speaker for speaker in speakers]


def _overlap(row: Any, other: Any) -> int:
    return int(min(row.end, other.end) - max(row.start, other.start))


def with_article(name: str, t: Tables) -> str:
    """Write a name with "the" where the texts mostly do, "the Chilean navy", but "Chile"; so "the government"."""
    name, low = _as_written(name, t), name.lower()
    if name.islower() and " " not in name and not name.endswith("s") and name not in en.PLURALS | {"police", "media"}:
        return f"the {name}"
    if " " in low and low.split()[-1] in _BODIES and not {"’s", "'s"} & {name[-2:] for name in name.split()[:-1]}:
        return f"the {name}"  # "the Foreign Ministry", which texts mostly call "the Saudi Foreign Ministry"
    texts = [text.lower() for text in t.texts.values()]
    n, n_the = (sum(text.count(words) for text in texts) for words in (low, f"the {low}"))
    return f"the {name}" if n and 2 * n_the >= n else name


def _as_written(name: str, t: Tables) -> str:
    """Write a description as within a sentence: "officials of the mine", which one text begins with.

    A name keeps its capital: of several words another has one too, and one alone is seldom written small.
    """
    first, *others = name.split()
    if any(word[0].isupper() for word in others) or not first.istitle():
        return name
    texts = t.texts.values()
    n_small, n_capital = (
        sum(len(re.findall(rf"\b{re.escape(word)}\b", text)) for text in texts) for word in (first.lower(), first)
    )
    return name[0].lower() + name[1:] if n_small > n_capital else name


def quoted(text: str) -> str:
    """Write words between quotation marks: whole up to :data:`LONGEST` words, quotation marks within them single.

    >>> quoted("He said: “Go.”")
    '“He said: ‘Go.’”'
    """
    words = " ".join(text.split()).rstrip(",;:").split(" ")
    shown = " ".join(words[:LONGEST]) + (" …" if len(words) > LONGEST else "")
    for mark, inner in (("“", "‘"), ("”", "’"), ('"', "’")):
        shown = shown.replace(mark, inner)
    return f"“{shown}”"


def sources(rows: pd.DataFrame, t: Tables) -> str:
    """Name whose words a version is in: outlets in their own voice, else who says so and where."""
    names = evidence.outlets(t.articles)
    said = rows["voice"].tolist() if "voice" in rows else voices(rows, t)
    told = []
    for article_id, voice in zip(rows["article_id"], said, strict=True):
        outlet = names[article_id]
        told.append(outlet if voice in ("narrator", "unnamed") else f"{with_article(voice, t)}, in {outlet}")
    return "; ".join(dict.fromkeys(told))
