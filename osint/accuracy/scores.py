"""How well what was found fits what is labelled: spans matched one to one, shares, precision and recall, distances."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import asin, cos, nan, radians, sin, sqrt
from typing import Any, NamedTuple

import pandas as pd

from osint.knowledge.letters import fold

Span = tuple[int, int]

_EDGE = frozenset(" \t\r\n\"“”'‘’«»,.;:!?…–—-")
_EARTH_KM = 6371.0088


class Measure(NamedTuple):
    """One measured figure: of `n` labels, by which data, and its value (a share 0…1 unless the name says otherwise)."""

    figure: str
    n: int
    value: float


class Score(NamedTuple):
    """Counts of what is right, of what was found and of what is labelled.

    >>> score = Score(hits=3, found=4, labelled=6)
    >>> score.precision, score.recall, round(score.f1, 2)
    (0.75, 0.5, 0.6)
    """

    hits: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; NaN where nothing was found."""
        return share(self.hits, self.found)

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; NaN where nothing is labelled."""
        return share(self.hits, self.labelled)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return share(2 * self.hits, self.found + self.labelled)


def share(part: int, whole: int) -> float:
    """Part of the whole, 0…1; NaN of nothing."""
    return part / whole if whole else nan


def share_of(name: str, right: Sequence[bool]) -> Measure:
    """The figure of that name: the share of what is right."""
    return Measure(name, len(right), share(sum(right), len(right)))


def total(scores: Iterable[Score]) -> Score:
    """Add scores up, so that each label counts alike.

    >>> total([Score(1, 2, 2), Score(0, 1, 3)])
    Score(hits=1, found=3, labelled=5)
    """
    rows = list(scores)
    return Score(*(sum(column) for column in zip(*rows, strict=True))) if rows else Score(0, 0, 0)


def each(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, as named tuples."""
    return iter(table.itertuples())


def found_at(row: Any) -> Span:
    """The span of a row of a table."""
    return int(row.start), int(row.end)


def labelled_at(label: Mapping[str, Any]) -> Span:
    """The span of a label."""
    return label["start"], label["end"]


def common(a: Span, b: Span) -> int:
    """Number of characters two spans share.

    >>> common((0, 10), (7, 12)), common((0, 3), (5, 9))
    (3, 0)
    """
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def likeness(a: Span, b: Span) -> float:
    """Shared characters as a share of the longer span: 1 where they are the same, 0 where they do not meet."""
    longer = max(a[1] - a[0], b[1] - b[0])
    return common(a, b) / longer if longer else 0.0


def pair(found: Sequence[Span], labelled: Sequence[Span], at_least: float) -> list[tuple[int, int]]:
    """Match spans one to one, the likest first.

    Parameters
    ----------
    at_least
        Least :func:`likeness` of a match, above 0; 1 asks for the very same span.

    Returns
    -------
    list of tuple
        Positions in `found` and in `labelled`.

    >>> pair([(0, 9), (0, 10), (20, 30)], [(0, 10), (40, 50)], 0.8)
    [(1, 0)]
    """
    candidates = []
    order = sorted(range(len(labelled)), key=lambda j: labelled[j])
    longest = max((end - start for start, end in labelled), default=0)
    starts = [labelled[j][0] for j in order]
    for i, span in enumerate(found):
        for k in _between(starts, span[0] - longest, span[1]):
            alike = likeness(span, labelled[order[k]])
            if alike >= at_least:
                candidates.append((-alike, i, order[k]))
    pairs: list[tuple[int, int]] = []
    taken_found, taken_labelled = set(), set()
    for _, i, j in sorted(candidates):
        if i not in taken_found and j not in taken_labelled:
            taken_found.add(i)
            taken_labelled.add(j)
            pairs.append((i, j))
    return pairs


def _between(starts: Sequence[int], low: int, high: int) -> range:
    return range(bisect_left(starts, low), bisect_left(starts, high))


def trim(text: str, span: Span) -> Span:
    """Leave white space, quotation marks and punctuation at the ends of a span out.

    >>> trim("He said: “Stop.”", (8, 16))
    (10, 14)
    """
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def macro_f1(pairs: Iterable[tuple[str, str]], labels: Sequence[str]) -> float:
    """Mean F1 over `labels`, each label alike however rare.

    Parameters
    ----------
    pairs
        What is labelled and what was found, in this order.

    >>> macro_f1([("a", "a"), ("a", "b"), ("b", "b")], ["a", "b"])
    0.6666666666666666
    """
    counts: dict[tuple[str, str], int] = {}
    for both in pairs:
        counts[both] = counts.get(both, 0) + 1
    return sum(_of_label(counts, label).f1 for label in labels) / len(labels)


def _of_label(counts: Mapping[tuple[str, str], int], label: str) -> Score:
    found = sum(n for (_, second), n in counts.items() if second == label)
    labelled = sum(n for (first, _), n in counts.items() if first == label)
    return Score(counts.get((label, label), 0), found, labelled)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (lat, lon in degrees), in km, on a sphere of the Earth's mean radius.

    >>> round(km((52.52, 13.40), (48.86, 2.35)))
    877
    """
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def words(name: str) -> list[str]:
    """The words of a name in lower case, without accents, possessive or leading article.

    >>> words("the Café’s")
    ['cafe']
    """
    found = re.findall(r"[^\W_]+", re.sub(r"'s\b", "", fold(name)))
    return found[1:] if len(found) > 1 and found[0] in {"the", "a", "an"} else found
