"""The sheet that a figure is drawn on: its style, its Axes, and the words around them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from osint.drawing.palette import GREY
from osint.drawing.wording import ended, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

_MARGIN = 16  # pixels at 100 dots per inch


class Sheet:
    """One figure in the making: where it is drawn, and the words around it.

    What is in `fitted` is called once the axes have their place, what is in `later` once the words have theirs.
    """

    def __init__(self, ax: Axes, *, is_own: bool) -> None:
        self.ax = ax
        self.is_own = is_own
        self.title = self.subtitle = self.note = self.text = ""
        self.fitted: list[Callable[[], None]] = []
        self.later: list[Callable[[], None]] = []

    def write(self, title: str, *, subtitle: str = "", note: str = "", text: str = "") -> None:
        """Set the words: the finding, measure and unit, source with n and method, and the text alternative."""
        self.title, self.subtitle, self.note = title, subtitle, note
        self.text = " ".join(ended(part) for part in (title, subtitle, text) if part)

    def empty(self, title: str, sentence: str) -> None:
        """Say in the figure's place that there is nothing to draw."""
        self.ax.set_axis_off()
        self.ax.text(
            0.5,
            0.5,
            textwrap.fill(sentence, 60),
            transform=self.ax.transAxes,
            ha="center",
            va="center",
            fontsize=13,
            color=GREY,
        )
        self.write(title, text=sentence)


@contextmanager
def open_sheet(ax: Axes | None) -> Iterator[Sheet]:
    """Give a figure its style and an Axes, and set the words around what was drawn."""
    import matplotlib.pyplot as plt

    plt.draw_if_interactive()  # loads the backend, whose settings the context below would else undo
    with as_file(files("osint") / "data" / "osint.mplstyle") as style, plt.rc_context(fname=style):
        is_own = ax is None
        made = Sheet(plt.subplots()[1] if ax is None else ax, is_own=is_own)
        made.ax.spines[["top", "right"]].set_visible(False)
        yield made
        _set_words(made)
        for draw in made.later:
            draw()
        _make_plain(made.ax)
    made.ax.__dict__["osint_text"] = made.text


def describe(figure: Figure | Axes) -> str:
    """Give the text alternative of a chart or map: what it shows, with its numbers."""
    axes = getattr(figure, "axes", None)
    found = [getattr(ax, "osint_text", "") for ax in (axes if isinstance(axes, list) else [figure])]
    return "\n".join(text for text in found if text)


def _set_words(sheet: Sheet) -> None:
    """Put title, subtitle and note around the axes; on a figure of our own, fit the axes between them."""
    ax, figure = sheet.ax, sheet.ax.get_figure(root=True)
    assert figure is not None
    _make_plain(ax)
    wide, high = figure.bbox.width, figure.bbox.height
    room = wide - 2 * _MARGIN if sheet.is_own else max(ax.get_window_extent().width, 300.0)
    title = _written(ax, sheet.title, room, fontsize=15 if sheet.is_own else 11, fontweight="bold", va="bottom")
    subtitle = _written(ax, sheet.subtitle, room, fontsize=10, va="bottom")
    note = _written(ax, sheet.note, room, fontsize=8.5, va="top", color=GREY)
    heights = [text.get_window_extent().height if text.get_text() else 0.0 for text in (title, subtitle, note)]
    if sheet.is_own:
        _fit(ax, (_MARGIN, _MARGIN + heights[2] + 8, wide - _MARGIN, high - _MARGIN - heights[0] - heights[1] - 16))
    for adapt in sheet.fitted:
        adapt()
    inner, outer = ax.get_window_extent(), _outer(ax)
    left = (_MARGIN if sheet.is_own else outer.x0) - inner.x0
    above = outer.y1 - inner.y1 + 8
    under = (_MARGIN + heights[2] if sheet.is_own else outer.y0 - 6) - inner.y0
    for text, y in ((title, above + heights[1] + 6), (subtitle, above), (note, under)):
        text.set_position((left * 72 / figure.dpi, y * 72 / figure.dpi))
        text.set_in_layout(True)


def _make_plain(ax: Axes) -> None:
    """Take every word on the axes as it stands: dollar signs are no formulas."""
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        assert isinstance(text, Text)
        text.set_parse_math(False)
        if text.get_text() != plain(text.get_text()):
            text.set_text(plain(text.get_text()))


def _written(ax: Axes, words: str, room: float, **style: Any) -> Annotation:
    """Write words beside the axes, wrapped to `room` pixels; their place is set later."""
    corner = (0, 0) if style["va"] == "top" else (0, 1)
    text = ax.annotate(
        "",
        corner,
        (0, 0),
        xycoords="axes fraction",
        textcoords="offset points",
        annotation_clip=False,
        ha="left",
        in_layout=False,
        **style,
    )
    words = plain(words)
    letters = len(words)
    while words:
        text.set_text(textwrap.fill(words, max(letters, 20)))
        excess = text.get_window_extent().width / room
        if excess <= 1 or letters <= 20:
            break
        letters = min(letters - 1, int(letters / excess) + 1)
    return text


def _outer(ax: Axes) -> Bbox:
    box = ax.get_tightbbox()
    assert box is not None
    return box


def _fit(ax: Axes, box: tuple[float, float, float, float]) -> None:
    """Place the axes so that they and all their labels lie within `box`, in pixels."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    for _ in range(6):
        ax.apply_aspect()
        inner, outer = ax.get_window_extent(), _outer(ax)
        x0, y0 = box[0] + max(inner.x0 - outer.x0, 0), box[1] + max(inner.y0 - outer.y0, 0)
        x1, y1 = box[2] - max(outer.x1 - inner.x1, 0), box[3] - max(outer.y1 - inner.y1, 0)
        wide, high = figure.bbox.width, figure.bbox.height
        ax.set_position((x0 / wide, y0 / high, max(x1 - x0, 50) / wide, max(y1 - y0, 50) / high))
    ax.apply_aspect()
