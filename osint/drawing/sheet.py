"""The sheet that a figure is drawn on: its style, its Axes, and the words around them, set when it is drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from numbers import Integral
from typing import TYPE_CHECKING, Any

from osint.drawing.palette import GREY
from osint.drawing.wording import ended, plain
from osint.tables import OsintError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

_MARGIN, _GAP = 16, 6  # pixels at 100 dots per inch
_WIDE, _HIGH = 12.0, 6.75  # inches, at which type has its full size
_LEAST = 0.5  # type never shrinks further than to this share


class Sheet:
    """One figure in the making: where it is drawn, and the words around it.

    What is in `fitted` is called once the axes have their place, what is in `later` once the words have theirs, with
    the share of its full size that type has. Both are called again when the figure gets another size or place; what
    `later` drew is then taken away before.

    As the locator of its Axes it is asked for their place whenever they are drawn or laid out.
    """

    def __init__(self, ax: Axes, *, is_own: bool, title: str | None = None) -> None:
        self.ax = ax
        self.is_own = is_own
        self.given = title
        self.title = self.subtitle = self.note = self.text = ""
        self.fitted: list[Callable[[], None]] = []
        self.later: list[Callable[[float], None]] = []
        self._shown = ""  # the headline as it was set last
        self._around: list[Annotation] = []
        self._drawn: list[Artist] = []
        self._sizes: dict[Artist, dict[str, Any]] = {}
        self._first = ax.get_position(original=True).bounds
        self._set_for: object = None
        self.place: Bbox = ax.get_position(original=True)

    def write(self, title: str, *, subtitle: str = "", note: str = "", text: str = "") -> None:
        """Set the words: the finding, measure and unit, source with n and method, and the text alternative."""
        self.title, self.subtitle, self.note = title if self.given is None else self.given, subtitle, note
        self.text = " ".join(ended(part) for part in (self.title, subtitle, text) if part)

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

    def begin(self) -> None:
        """Put title, subtitle and note on the axes, and take over where these stand."""
        style: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "left"}
        self._sizes = {artist: _sizes(artist) for artist in self.ax.findobj(_has_size)}
        words = ((self.subtitle, 10, "bottom", "#222222"), (self.note, 8.5, "top", GREY))
        for text, size, side, colour in words:
            at = (0, 1) if side == "bottom" else (0, 0)
            more: dict[str, Any] = {"va": side, "fontsize": size, "color": colour, "annotation_clip": False}
            self._around.append(self.ax.annotate(text, at, (0, 0), **style, **more))
        self.ax.set_axes_locator(self)  # type: ignore[arg-type]
        self(self.ax, None)

    def get_subplotspec(self) -> SubplotSpec | None:
        """Tell tight_layout which cell the axes fill."""
        return self.ax.get_subplotspec()

    def __call__(self, ax: Axes, renderer: RendererBase | None) -> Bbox:
        """Return the place of the axes; set type, words and labels anew where size, place or headline have changed."""
        figure, wanted = _figure(ax), ax.get_position(original=True)
        size = (*figure.get_size_inches(), figure.dpi)
        if ax.title.get_text():  # set by the user, in the middle
            self.title, self._shown = ax.title.get_text(), ""
            ax.set_title("")
        elif ax.get_title(loc="left") != self._shown:
            self.title = ax.get_title(loc="left")
        state = (*size, *wanted.bounds, self.title)
        if state != self._set_for:
            self._set_for = state
            with _style():
                self._set(wanted)
            self._set_for = (*size, *wanted.bounds, self.title)
        return self.place

    def _set(self, wanted: Bbox) -> None:
        """Set everything for the size of the figure."""
        for artist in self._drawn:
            artist.remove()
        scale, is_fitted = self._scale(), self.is_own and wanted.bounds == self._first
        self._resize(scale)
        _make_plain(self.ax)
        self._apply(wanted)
        self._set_words(scale, is_fitted=is_fitted)
        before = {id(artist) for artist in self._artists()}
        for draw in self.later:
            draw(scale)
        self._drawn = [artist for artist in self._artists() if id(artist) not in before]
        _make_plain(self.ax)

    def _artists(self) -> list[Artist]:
        return [artist for part in (self.ax, *self.ax.child_axes) for artist in part.get_children()]

    def _set_words(self, scale: float, *, is_fitted: bool) -> None:
        """Wrap the words around the axes, fit the axes between them, and put the words in their places."""
        ax, figure, (subtitle, note) = self.ax, _figure(self.ax), self._around
        wide, high = figure.bbox.size
        margin, gap = (length * figure.dpi / 100 * scale for length in (_MARGIN, _GAP))
        room = wide - 2 * margin if is_fitted else max(self._outer().width, wide / 6)
        big = (15 if self.is_own else 12) * max(scale, 0.6)
        title = _wrapped(figure.text(0, 0, "", fontsize=big, fontweight="bold"), self.title, room)
        for text, words, points in ((subtitle, self.subtitle, 10), (note, self.note, 8.5)):
            text.set_fontsize(points * max(scale, 0.65))
            _wrapped(text, words, room)
        above, between, below = (_height(text) for text in (title, subtitle, note))
        self._shown = title.get_text()
        title.remove()
        if is_fitted:
            self._fit((margin, margin + below + gap, wide - margin, high - margin - above - between - 2.5 * gap))
        for adapt in self.fitted:
            adapt()
        inner, outer = ax.get_window_extent(), self._outer()
        left = (margin if is_fitted else outer.x0) - inner.x0
        over = outer.y1 - inner.y1 + gap
        under = (margin + below if is_fitted else outer.y0 - gap) - inner.y0
        for text, y in ((subtitle, over), (note, under)):
            text.set_position((left * 72 / figure.dpi, y * 72 / figure.dpi))
        at = {"x": left / inner.width, "y": 1 + (over + between + gap) / inner.height}
        ax.set_title(
            self._shown, loc="left", fontsize=big, fontweight="bold", color="#222222", pad=0, va="bottom", **at
        )

    def _apply(self, place: Bbox) -> None:
        """Put the axes, and the small ones in them, in a place."""
        self.place = place
        self.ax.apply_aspect(place)
        for child in self.ax.child_axes:
            locate: Any = child.get_axes_locator()
            child.apply_aspect(locate(child, None) if locate else None)

    def _outer(self) -> Bbox:
        """The box of the axes and their labels where they are now, without the words around them."""
        title = self.ax.get_title(loc="left")
        self.ax.set_title("", loc="left")
        for text in self._around:
            text.set_in_layout(False)
        self.ax.set_axes_locator(lambda ax, renderer: self.place)
        box = self.ax.get_tightbbox()
        self.ax.set_axes_locator(self)  # type: ignore[arg-type]
        for text in self._around:
            text.set_in_layout(True)
        self.ax.set_title(title, loc="left")
        assert box is not None
        return box

    def _scale(self) -> float:
        """Tell which share of its full size type has, by the room that the figure has for this chart."""
        wide, high = (float(inches) for inches in _figure(self.ax).get_size_inches())
        spec = self.ax.get_subplotspec()
        if spec is not None:
            rows, columns = spec.get_gridspec().get_geometry()
            wide, high = wide * len(spec.colspan) / columns, high * len(spec.rowspan) / rows
        elif not self.is_own:
            wide, high = wide * self._first[2] / 0.8, high * self._first[3] / 0.75
        return float(min(max(min(wide / _WIDE, high / _HIGH), _LEAST), 1.0))

    def _resize(self, scale: float) -> None:
        """Give the type and the marks of the chart their size; the words around have their own."""
        for artist, sizes in self._sizes.items():
            for name, full in sizes.items():
                size = tuple(part * scale for part in full) if isinstance(full, tuple) else full * scale
                getattr(artist, f"set_{name}")(size)

    def _fit(self, box: tuple[float, float, float, float]) -> None:
        """Place the axes so that they and all their labels lie within `box`, in pixels."""
        from matplotlib.transforms import Bbox

        wide, high = _figure(self.ax).bbox.size
        for _ in range(6):
            inner, outer = self.ax.get_window_extent(), self._outer()
            x0, y0 = box[0] + max(inner.x0 - outer.x0, 0), box[1] + max(inner.y0 - outer.y0, 0)
            x1, y1 = box[2] - max(outer.x1 - inner.x1, 0), box[3] - max(outer.y1 - inner.y1, 0)
            size = (max(x1 - x0, 50) / wide, max(y1 - y0, 50) / high)
            self._apply(Bbox.from_bounds(x0 / wide, y0 / high, *size))


@contextmanager
def open_sheet(ax: Axes | None, title: str | None = None) -> Iterator[Sheet]:
    """Give a figure its style and an Axes, and set the words around what was drawn.

    An Axes that has its figure for itself is fitted into it, as one of our own is; beside others it has the room that
    tight_layout, the constrained layout or the user gives it.

    Raises
    ------
    OsintError
        If `ax` is something else, as the array that ``plt.subplots(2)`` gives, or a figure.
    """
    import matplotlib.pyplot as plt

    _need_axes(ax)
    plt.draw_if_interactive()  # loads the backend, whose settings the context below would else undo
    with _style():
        is_own = ax is None or _is_alone(ax)
        made = Sheet(plt.subplots()[1] if ax is None else ax, is_own=is_own, title=title)
        made.ax.spines[["top", "right"]].set_visible(False)
        yield made
        made.begin()
    made.ax.__dict__["osint_text"] = made.text


def _need_axes(ax: object) -> None:
    from matplotlib.axes import Axes

    if ax is not None and not isinstance(ax, Axes):
        raise OsintError(
            f"`ax` must be one Axes of matplotlib; it is of the type {type(ax).__name__}. Hand over one, as axes[0] of "
            "`figure, axes = plt.subplots(2)`."
        )


def need_most(most: object) -> None:
    """Raise an :class:`~osint.tables.OsintError` unless `most` is a number of rows that can be drawn."""
    if isinstance(most, bool) or not isinstance(most, Integral) or most < 1:
        raise OsintError(f"`most` must be a whole number, 1 or more; it is {most!r:.40}. Leave it out for the default.")


def describe(figure: Figure | Axes) -> str:
    """Give the text alternative of a chart or map: what it shows, with its numbers."""
    axes = getattr(figure, "axes", None)
    found = [getattr(ax, "osint_text", "") for ax in (axes if isinstance(axes, list) else [figure])]
    return "\n".join(text for text in found if text)


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib.pyplot as plt

    with as_file(files("osint") / "data" / "osint.mplstyle") as style, plt.rc_context(fname=style):
        yield


def _is_alone(ax: Axes) -> bool:
    """Whether an Axes has its figure for itself, and nothing else lays it out."""
    figure = _figure(ax)
    return len(figure.axes) == 1 and figure.get_layout_engine() is None


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def _wrapped(text: Any, words: str, room: float) -> Any:
    """Wrap words to `room` pixels; words with line breaks of their own are left as they are."""
    words = plain(words)
    letters = len(words)
    text.set_text(words)
    while words and "\n" not in words:
        text.set_text(textwrap.fill(words, max(letters, 20), break_on_hyphens=False))
        excess = text.get_window_extent(_renderer(text)).width / room
        if excess <= 1 or letters <= 20:
            break
        letters = min(letters - 1, int(letters / excess) + 1)
    return text


def _renderer(text: Any) -> Any:
    """What measures now: a text that was drawn before remembers the renderer of then, with its resolution."""
    return text.get_figure(root=True)._get_renderer()


def _height(text: Any) -> float:
    return float(text.get_window_extent(_renderer(text)).height) if text.get_text() else 0.0


def _has_size(artist: Artist) -> bool:
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    return isinstance(artist, Text | Line2D)


def _sizes(artist: Any) -> dict[str, Any]:
    """The sizes in points that an artist has at first."""
    from matplotlib.lines import Line2D
    from matplotlib.text import Annotation

    if isinstance(artist, Line2D):
        return {"markersize": artist.get_markersize(), "markeredgewidth": artist.get_markeredgewidth()}
    sizes: dict[str, Any] = {"fontsize": artist.get_fontsize()}
    if isinstance(artist, Annotation) and artist.anncoords == "offset points":
        sizes["position"] = artist.get_position()
    return sizes


def _make_plain(ax: Axes) -> None:
    """Take every word on the axes as it stands: dollar signs are no formulas."""
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        assert isinstance(text, Text)
        text.set_parse_math(False)
        if text.get_text() != plain(text.get_text()):
            text.set_text(plain(text.get_text()))
