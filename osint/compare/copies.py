"""Passages that two articles share, word for word or edited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from osint import tables
from osint.compare import ngrams
from osint.text import document, zones

_MARKED = re.compile(r"“[^”]*”?|\"[^\"\n]*\"?|(?<!\w)‘[^’\n]*’(?!\w)")
#: A passage is a quotation where each side is so far, and both together mostly, between quotation marks.
_MARKED_LEAST = 0.25
#: Less alike, the two sides share words but no sentence.
_SIMILAR = 0.45


class Passage(NamedTuple):
    """A passage in two articles, by their numbers."""

    a: int
    start_a: int
    end_a: int
    b: int
    start_b: int
    end_b: int


def reuse(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the passages that two articles share, word for word or edited.

    Words that are only grammar, word endings and boilerplate are passed over when passages are
    sought; the spans found are whole. Each pair of articles has a row for every shared passage; where more than eight
    articles share one, each is paired with the first that has it, and of identical texts each with the first, so
    that the table grows with the number of articles, not with its square.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.

    Returns
    -------
    pandas.DataFrame
        The table ``reuse``: both spans, ``similarity`` of their characters 0…1 (the normalised indel similarity), and
        whether the passage is mostly words between quotation marks, the two taken together.

    >>> articles = pd.DataFrame({"article_id": ["a", "b"]})
    >>> articles["text"] = ["Rain hit the old harbour of a town.", "Rain had hit an old harbour of our town."]
    >>> reuse(articles)[["text_b", "similarity"]].round(2).values.tolist()
    [['Rain had hit an old harbour of our town', 0.82]]
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    ids = articles["article_id"].astype(str).tolist()
    texts = ["" if pd.isna(text) else str(text) for text in articles["text"]]
    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        first.setdefault(text, i)
    found = [
        Passage(first[text], 0, len(text), i, 0, len(text))
        for i, text in enumerate(texts)
        if first[text] != i and text.strip()
    ]
    pieces = [piece for i in sorted(first.values()) for piece in paragraphs(texts[i], i)]
    for shared in ngrams.find(pieces):
        a, b = pieces[shared.a].owner, pieces[shared.b].owner
        found.append(Passage(a, shared.start_a, shared.end_a, b, shared.start_b, shared.end_b))
    return passages(sorted(found), ids, texts)


def paragraphs(text: str, owner: int) -> list[ngrams.Piece]:
    r"""Give the paragraphs of a text in which shared passages are sought: all but boilerplate.

    >>> [piece.end for piece in paragraphs("Rain fell on the town.\n\nIt was wet.", 0)]
    [22, 35]
    """
    spans = document.Document(text).paragraphs
    kinds = zones.of([text[start:end] for start, end in spans])
    return [
        ngrams.Piece(text, start, end, owner)
        for (start, end), kind in zip(spans, kinds, strict=True)
        if kind != "boilerplate"
    ]


def passages(
    found: Iterable[Passage], ids: Sequence[str] | Mapping[int, str], texts: Sequence[str] | Mapping[int, str]
) -> pd.DataFrame:
    """Make the table ``reuse`` of passages that are found, by the articles' ids and texts; too unlike ones go."""
    from rapidfuzz.fuzz import ratio

    marked: dict[int, list[tuple[int, int]]] = {}
    columns: dict[str, list[object]] = {column: [] for column in tables.TABLES["reuse"].columns}
    for a, start_a, end_a, b, start_b, end_b in found:
        text_a, text_b = texts[a][start_a:end_a], texts[b][start_b:end_b]
        similarity = 1.0 if text_a == text_b else ratio(text_a, text_b) / 100
        if similarity < _SIMILAR:
            continue
        for i in (a, b):
            if i not in marked:
                marked[i] = [match.span() for match in _MARKED.finditer(texts[i])]
        shares = _marked_share(marked[a], start_a, end_a), _marked_share(marked[b], start_b, end_b)
        is_quote = sum(shares) > 1 and min(shares) >= _MARKED_LEAST
        row = (ids[a], start_a, end_a, text_a, ids[b], start_b, end_b, text_b, similarity, is_quote)
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return tables.frame("reuse", columns if columns["article_a"] else {})


def _marked_share(marked: list[tuple[int, int]], start: int, end: int) -> float:
    """How much of a span stands between quotation marks."""
    return sum(max(0, min(end, last) - max(start, first)) for first, last in marked) / max(end - start, 1)
