"""The passages that rows stand for: their outlets, the sentences around them, what a text gives twice."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import pandas as pd

from osint.evidence.links import SPAN
from osint.tables import OsintError, Tables, need, need_tables, outlets


class Passage(NamedTuple):
    """The sentence or sentences that hold a row, and the row's own span in them."""

    article_id: str
    outlet: str
    start: int
    end: int
    first: int
    last: int


def passages(rows: pd.DataFrame, t: Tables, *, around: int = 0) -> list[Passage]:
    """Find the sentences that hold each row, with `around` more on each side.

    A row of an article that `t` does not hold is an error.
    """
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    need_tables(t)
    names = outlets(t.articles)
    if unknown := sorted(set(rows["article_id"]) - set(names)):
        raise OsintError(f"`rows` must be of the articles of `t`; {unknown[0]!r} is not among them.")
    spans = {key: (part["start"].tolist(), part["end"].tolist()) for key, part in t.sentences.groupby("article_id")}
    found = []
    for article_id, start, end in zip(*(rows[column] for column in SPAN), strict=True):
        starts, ends = spans.get(article_id, ([start], [end]))
        first = max(bisect_right(starts, start) - 1 - around, 0)
        last = min(max(bisect_right(starts, max(end - 1, start)) - 1, 0) + around, len(starts) - 1)
        found.append(
            Passage(
                str(article_id),
                names[article_id],
                int(start),
                int(end),
                min(int(starts[first]), int(start)),
                max(int(ends[last]), int(end)),
            )
        )
    return found


def is_repeated(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """Tell of each row whether it starts in a sentence that its text gives a second time, such as a caption."""
    need(sentences, (*SPAN, "repeat_of"), "sentences", "Hand over `t.sentences`.")
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    return _is_in(rows, sentences[sentences["repeat_of"].notna()])


def _is_in(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """Tell of each row whether it starts in one of some sentences."""
    spans = {key: list(zip(part["start"], part["end"], strict=True)) for key, part in sentences.groupby("article_id")}
    found = [
        any(first <= start < last for first, last in spans.get(article_id, ()))
        for article_id, start in zip(rows["article_id"], rows["start"], strict=True)
    ]
    return pd.Series(found, index=rows.index, dtype=bool)


def drop_repeated(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows that start in a sentence that its text gives a second time, or around its text.

    An author box, a line of the source or a list of other stories names places and people, and reports nothing of them.
    """
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    need(sentences, (*SPAN, "zone", "repeat_of"), "sentences", "Hand over `t.sentences`.")
    return rows[~_is_in(rows, sentences[sentences["repeat_of"].notna() | (sentences["zone"] == "boilerplate")])]


def quoted(t: Tables) -> pd.DataFrame:
    """Return the rows of ``quotes`` whose words count: between marks, somebody’s, given once, in texts that count.

    Words at which a text only keeps a distance (scare quotes) are nobody's.
    """
    need_tables(t)
    said = t.quotes["kind"].isin(["direct", "mixed"]) & t.quotes["article_id"].isin(t.counted["article_id"])
    return drop_repeated(t.quotes[said], t.sentences)


def sides(reuse: pd.DataFrame) -> pd.DataFrame:
    """Give both sides of each row of ``reuse``, one under the other, as rows with ``article_id`` and a span.

    >>> row = {"article_a": "a", "start_a": 0, "end_a": 4, "text_a": "Rain", "similarity": 1.0}
    >>> row |= {"article_b": "b", "start_b": 9, "end_b": 13, "text_b": "Rain"}
    >>> sides(pd.DataFrame([row]))["article_id"].tolist()
    ['a', 'b']
    """
    need(reuse, ("article_a", "start_a", "article_b", "start_b"), "reuse", "Hand over `t.reuse`.")
    named = {"article": "article_id", "start": "start", "end": "end", "text": "text"}
    both = [
        reuse[[f"{column}_{side}" for column in named] + ["similarity"]].set_axis(
            [*named.values(), "similarity"], axis=1
        )
        for side in "ab"
    ]
    return pd.concat(both).sort_index(kind="stable").reset_index(drop=True)
