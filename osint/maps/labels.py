"""Names on a map: each beside its place, where nothing else stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.drawing import palette
from osint.maps.basemap import dpi_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation, Text

#: In hundredths of an inch, as all lengths here.
_GAPS = (3, 10, 22, 36, 52, 70)
_FAR_GAPS = (90, 115, 145, 180)  # for what must be written
_LINE_FROM = 9
_TOUCH = 4.0  # square pixels that two boxes may share


class Name(NamedTuple):
    """Words to be written beside a point of the map whose mark reaches `half` pixels to each side."""

    words: str
    x: float
    y: float
    half: float
    is_key: bool
    must: bool = False
    look: Mapping[str, Any] = {}


class Box(NamedTuple):
    """A box on the screen, in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float

    def covered(self, others: Sequence[Box]) -> float:
        """Area that others cover.

        >>> Box(0, 0, 10, 10).covered([Box(5, 5, 20, 20), Box(30, 0, 40, 10)])
        25.0
        """
        import numpy as np

        edges = np.array(others).reshape(-1, 4)
        wide = np.minimum(self.x1, edges[:, 2]) - np.maximum(self.x0, edges[:, 0])
        high = np.minimum(self.y1, edges[:, 3]) - np.maximum(self.y0, edges[:, 1])
        return float((wide.clip(0) * high.clip(0)).sum())

    def is_in(self, other: Box) -> bool:
        """Whether the box lies in another."""
        return other.x0 <= self.x0 and self.x1 <= other.x1 and other.y0 <= self.y0 and self.y1 <= other.y1


def write(
    ax: Axes, names: Sequence[Name], *, size: float = 9.5, reach: float = 70, avoid: Sequence[Name] = ()
) -> list[Annotation | None]:
    """Write the names, in their order, each in the first place around its point where nothing else stands.

    Places are tried from near to far, up to `reach` hundredths of an inch away, right of the point first; a name that
    moves away gets a line. One that finds no room is left out, unless it must be written. `avoid` are points that no
    name may cover. Returns the written text of each name.
    """
    written: list[Annotation | None] = []
    frame = _box(ax.get_window_extent())
    marks = [_mark(ax, name) for name in names]
    taken = [*marks, *(_mark(ax, name) for name in avoid)]
    taken += [_box(child.get_window_extent()) for child in ax.child_axes]
    taken += [_box(text.get_window_extent().padded(1)) for text in ax.texts if text.get_text()]
    gaps, far = ([gap * dpi_of(ax) / 100 for gap in near] for near in (_GAPS, _FAR_GAPS))
    gaps = [gap for gap, near in zip(gaps, _GAPS, strict=True) if near <= reach]
    for name, mark in zip(names, marks, strict=True):
        text = ax.annotate(
            name.words,
            (name.x, name.y),
            (0, 0),
            textcoords="offset points",
            fontsize=size,
            linespacing=0.95,
            fontweight="bold" if name.is_key else "normal",
            bbox={"facecolor": "white", "alpha": 0.5, "edgecolor": "none", "pad": 0.6},
            zorder=6,
            **name.look,
        )
        own = _box(text.get_window_extent())
        box = _room(own, mark, frame, taken, gaps + far * name.must)
        written.append(None if box is None else text)
        if box is None:
            text.remove()
            continue
        text.set_position(((box.x0 - own.x0) * 72 / dpi_of(ax), (box.y0 - own.y0) * 72 / dpi_of(ax)))
        taken.append(box)
        if max(box.x0 - mark.x1, mark.x0 - box.x1, box.y0 - mark.y1, mark.y0 - box.y1) > _LINE_FROM * dpi_of(ax) / 100:
            _line(ax, name, mark, box)
    return written


def is_over(ax: Axes, text: Text, points: Sequence[Name]) -> bool:
    """Whether a text stands over another of the axes, over small axes or over a point."""
    others = [_box(other.get_window_extent()) for other in ax.texts if other is not text and other.get_text()]
    others += [*(_mark(ax, point) for point in points), *(_box(ax.get_window_extent()) for ax in ax.child_axes)]
    return _box(text.get_window_extent()).covered(others) > _TOUCH


def _room(own: Box, mark: Box, frame: Box, taken: Sequence[Box], gaps: Sequence[float]) -> Box | None:
    """Find the first place that is free, or where there are far ones, for what must be written, the freest."""
    best: tuple[float, Box] | None = None
    for box in _around(mark, own.x1 - own.x0, own.y1 - own.y0, gaps):
        if box.is_in(frame):
            covered = box.covered(taken)
            if covered <= _TOUCH:
                return box
            if best is None or covered < best[0]:
                best = (covered, box)
    return best[1] if len(gaps) > len(_GAPS) and best else None


def _around(mark: Box, wide: float, high: float, gaps: Sequence[float]) -> Iterator[Box]:
    """Boxes of a name's size around a mark, from near to far."""
    x, y = (mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2
    for gap in gaps:
        right, left, up, down = mark.x1 + gap, mark.x0 - gap - wide, mark.y1 + gap, mark.y0 - gap - high
        middle, beside = x - wide / 2, y - high / 2
        for a, b in (
            *((right, beside), (left, beside), (middle, up), (middle, down)),
            *((right, up), (right, down), (left, up), (left, down)),
        ):
            yield Box(a, b, a + wide, b + high)


def _line(ax: Axes, name: Name, mark: Box, box: Box) -> None:
    """Draw a line from the point to the nearest edge of its name."""
    x = min(max((mark.x0 + mark.x1) / 2, box.x0), box.x1)
    y = (box.y0 + box.y1) / 2
    if box.y0 > mark.y1:
        y = box.y0
    elif box.y1 < mark.y0:
        y = box.y1
    end = ax.transData.inverted().transform((x, y))
    ax.plot([name.x, end[0]], [name.y, end[1]], color=palette.GREY, linewidth=0.7, zorder=3.5)


def _mark(ax: Axes, name: Name) -> Box:
    x, y = ax.transData.transform((name.x, name.y))
    return Box(x - name.half, y - name.half, x + name.half, y + name.half)


def _box(extent: Any) -> Box:
    return Box(extent.x0, extent.y0, extent.x1, extent.y1)
