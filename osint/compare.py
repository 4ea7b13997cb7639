"""What only shows across articles: passages they share, claims that several carry, who leaves what out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from osint import document, overlaps, tables, zones

_MARKED = re.compile(r"“[^”]*”?|\"[^\"\n]*\"?|(?<!\w)‘[^’\n]*’(?!\w)")
_SIMILAR = 0.45


class _Passage(NamedTuple):
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
        whether the passage is mostly words between quotation marks in both.

    >>> texts = ["Rain hit the old harbour of Skagen on Monday.", "On Monday rain hit Skagen’s old harbour of wood."]
    >>> reuse(pd.DataFrame({"article_id": ["a", "b"], "text": [texts[0], "So it was: " + texts[0]]}))["text_b"].tolist()
    ['Rain hit the old harbour of Skagen on Monday']
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    ids = articles["article_id"].astype(str).tolist()
    texts = ["" if pd.isna(text) else str(text) for text in articles["text"]]
    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        first.setdefault(text, i)
    found = [
        _Passage(first[text], 0, len(text), i, 0, len(text))
        for i, text in enumerate(texts)
        if first[text] != i and text.strip()
    ]
    pieces = [piece for i in sorted(first.values()) for piece in _kept_paragraphs(texts[i], i)]
    for shared in overlaps.find(pieces):
        a, b = pieces[shared.a].owner, pieces[shared.b].owner
        found.append(_Passage(a, shared.start_a, shared.end_a, b, shared.start_b, shared.end_b))
    return _reuse_table(ids, texts, sorted(found))


def _kept_paragraphs(text: str, owner: int) -> list[overlaps.Piece]:
    """The paragraphs of a text without boilerplate."""
    spans = document.Document(text).paragraphs
    kinds = zones.of([text[start:end] for start, end in spans])
    return [
        overlaps.Piece(text, start, end, owner)
        for (start, end), kind in zip(spans, kinds, strict=True)
        if kind != "boilerplate"
    ]


def _reuse_table(ids: list[str], texts: list[str], found: Sequence[_Passage]) -> pd.DataFrame:
    from rapidfuzz.fuzz import ratio

    marked: dict[int, list[tuple[int, int]]] = {}
    columns: dict[str, list[object]] = {column: [] for column in tables.TABLES["reuse"]}
    for a, start_a, end_a, b, start_b, end_b in found:
        text_a, text_b = texts[a][start_a:end_a], texts[b][start_b:end_b]
        similarity = 1.0 if text_a == text_b else ratio(text_a, text_b) / 100
        if similarity < _SIMILAR:
            continue
        for i in (a, b):
            if i not in marked:
                marked[i] = [match.span() for match in _MARKED.finditer(texts[i])]
        is_quote = _is_marked(marked[a], start_a, end_a) and _is_marked(marked[b], start_b, end_b)
        row = (ids[a], start_a, end_a, text_a, ids[b], start_b, end_b, text_b, similarity, is_quote)
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return tables.frame("reuse", columns if columns["article_a"] else {})


def _is_marked(marked: list[tuple[int, int]], start: int, end: int) -> bool:
    inside = sum(max(0, min(end, last) - max(start, first)) for first, last in marked)
    return inside > 0.6 * (end - start)
