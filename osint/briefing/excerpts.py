"""What an edition without the articles shows of each: cited sentences, and no more than a third of its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pandas as pd

#: The rights of an article are its outlet's: this share of its words is shown at most, or so many words.
SHARE = 1 / 3
WORDS = 60
_Span = tuple[int, int]


class Excerpts:
    """The sentences of each article that are shown.

    Parameters
    ----------
    lists
        Lists of cited spans as (article_id, start, end). In turns, each list has its next span in each article shown,
        with a sentence on each side, as long as the share allows; so that no list uses all of it.
    sentences
        The table ``sentences``.
    """

    def __init__(self, lists: Iterable[Sequence[tuple[str, int, int]]], sentences: pd.DataFrame) -> None:
        self._articles = {str(name): _Article(rows) for name, rows in sentences.groupby("article_id")}
        queues = [[(name, list(some)) for name, some in groupby(spans, key=lambda span: span[0])] for spans in lists]
        longest = max((len(some) for queue in queues for _, some in queue), default=0)
        for turn in range(longest):
            for queue in queues:
                for name, some in queue:
                    if turn < len(some) and name in self._articles:
                        self._articles[name].take(*some[turn][1:])

    def holds(self, article_id: str, start: int, end: int) -> bool:
        """Tell whether all of a span is shown."""
        return any(first <= start and end <= last for first, last in self.spans(article_id))

    def spans(self, article_id: str) -> list[_Span]:
        """Give what is shown of an article; sentences that follow each other are one span."""
        return list(self._articles[article_id].spans()) if article_id in self._articles else []


class _Article:
    """The sentences of one article, and which of them are taken."""

    def __init__(self, rows: pd.DataFrame) -> None:
        rows = rows.sort_values("start", kind="stable")
        self._starts, self._ends = rows["start"].tolist(), rows["end"].tolist()
        self._sizes = [len(str(text).split()) for text in rows["text"]]
        self._left = max(int(sum(self._sizes) * SHARE), WORDS)
        self._taken: set[int] = set()

    def take(self, start: int, end: int) -> None:
        """Take the sentences of a span with one on each side, or else alone, if the share allows it."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_right(self._starts, end - 1) - 1, first)
        for around in (1, 0):
            wanted = set(range(max(first - around, 0), min(last + around + 1, len(self._starts)))) - self._taken
            size = sum(self._sizes[i] for i in wanted)
            if size <= self._left:
                self._taken |= wanted
                self._left -= size
                return

    def spans(self) -> Iterator[_Span]:
        before = -2
        begin = end = -1
        for i in sorted(self._taken):
            if i != before + 1:
                if end >= 0:
                    yield begin, end
                begin = self._starts[i]
            end, before = self._ends[i], i
        if end >= 0:
            yield begin, end
