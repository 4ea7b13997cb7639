"""What the analyst joins and parts: two claims that are one, and one that is two."""

from __future__ import annotations

from collections.abc import Sequence

from osint.cases import corrections
from osint.cases.corrections import JOINED, Span
from osint.compare.assertions import Assertion
from osint.tables import Tables

#: So much of the shorter of two passages lies in the other where they are one: an event's row is less than its clause.
_WITHIN = 0.5


class ByHand:
    """The rows of ``corrections.csv`` by which claims and events are joined and parted."""

    def __init__(self, t: Tables) -> None:
        self._joins = corrections.joins(t.case.corrections, t.texts)
        self._met: set[int] = set()

    def regrouped(self, groups: list[list[int]], items: Sequence[Assertion]) -> list[list[int]]:
        """Return groups of the numbers of `items` as the analyst joins and parts them."""
        made = [list(group) for group in groups]
        for join in self._joins:
            one, other = (_at(span, join.table, items) for span in (join.one, join.other))
            if one is None or other is None:
                continue
            self._met.add(join.line)
            of_one, of_other = (next(group for group in made if i in group) for i in (one, other))
            if join.column == JOINED:
                if of_one is not of_other:
                    of_other += of_one
                    of_other.sort()
                    made = [group for group in made if group is not of_one]
            elif of_one is of_other and one != other:
                of_one.remove(one)
                made.append([one])
        return made

    def warn(self) -> None:
        """Warn of each row whose two passages are in no claims that could be joined or parted."""
        for join in self._joins:
            if join.line not in self._met and join.one.article != join.other.article:
                corrections.warn(join.line, f"no two claims are at {_told(join.one)} and {_told(join.other)}")


def _told(span: Span) -> str:
    return f"{span.article}:{span.start}-{span.end}"


def _at(span: Span, table: str, items: Sequence[Assertion]) -> int | None:
    """The item whose passage is most nearly that of a span of the table claims or events."""
    shares = {}
    for i, item in enumerate(items):
        own = item.article, item.start, item.end
        is_met = _lies_in(span, item) if table == "events" else corrections.is_same(span, own)
        if is_met:
            shares[i] = len(range(max(item.start, span.start), min(item.end, span.end))) / (item.end - item.start)
    return max(shares, key=lambda i: shares[i], default=None)


def _lies_in(span: Span, item: Assertion) -> bool:
    """Whether an event is told by an assertion: its row is less than the clause, or more; a number tells none."""
    shared = min(item.end, span.end) - max(item.start, span.start)
    least = _WITHIN * min(item.end - item.start, span.end - span.start)
    return item.kind != "figure" and item.article == span.article and shared > least
