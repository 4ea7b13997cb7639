"""The sheet a picture is drawn on: its style, the words around it, its colours, and its plain scaffolds."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from functools import cache, wraps
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import pandas as pd

from osint import evidence, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

#: Okabe and Ito's colours that can be read on white, in the order in which outlets take them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, ORANGE, INK, GREY, PALE = "#0072B2", "#D55E00", "#222222", "#666666", "#e4e4e4"
TOO_FEW = 3
MOST_COLUMNS, MOST_ROWS = 6, 14
SMALL = 10
_MARGIN = 16
_SIGN = re.compile(r"[-_./@]")
_P = ParamSpec("_P")


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
def sheet(ax: Axes | None) -> Iterator[Sheet]:
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


def ended(words: str) -> str:
    """End words as a sentence.

    >>> ended("So it is"), ended("Is it so?"), ended("It is. ")
    ('So it is.', 'Is it so?', 'It is.')
    """
    words = words.rstrip()
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def describe(figure: Figure | Axes) -> str:
    """Give the text alternative of a chart or map: what it shows, with its numbers."""
    axes = getattr(figure, "axes", None)
    found = [getattr(ax, "osint_text", "") for ax in (axes if isinstance(axes, list) else [figure])]
    return "\n".join(text for text in found if text)


def colours(articles: pd.DataFrame) -> dict[str, str]:
    """Give each outlet, by its name in :func:`osint.evidence.outlets`, its colour in all figures of a case."""
    names = dict.fromkeys(evidence.outlets(articles).values())
    return {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}


def _set_words(page: Sheet) -> None:
    """Put title, subtitle and note around the axes; on a figure of our own, fit the axes between them."""
    ax, figure = page.ax, page.ax.get_figure(root=True)
    assert figure is not None
    _make_plain(ax)
    wide, high = figure.bbox.width, figure.bbox.height
    room = wide - 2 * _MARGIN if page.is_own else max(ax.get_window_extent().width, 300.0)
    title = _written(ax, page.title, room, fontsize=15 if page.is_own else 11, fontweight="bold", va="bottom")
    subtitle = _written(ax, page.subtitle, room, fontsize=10, va="bottom")
    note = _written(ax, page.note, room, fontsize=8.5, va="top", color=GREY)
    heights = [text.get_window_extent().height if text.get_text() else 0.0 for text in (title, subtitle, note)]
    if page.is_own:
        _fit(ax, (_MARGIN, _MARGIN + heights[2] + 8, wide - _MARGIN, high - _MARGIN - heights[0] - heights[1] - 16))
    for adapt in page.fitted:
        adapt()
    inner, outer = ax.get_window_extent(), _outer(ax)
    left = (_MARGIN if page.is_own else outer.x0) - inner.x0
    above = outer.y1 - inner.y1 + 8
    under = (_MARGIN + heights[2] if page.is_own else outer.y0 - 6) - inner.y0
    for text, y in ((title, above + heights[1] + 6), (subtitle, above), (note, under)):
        text.set_position((left * 72 / figure.dpi, y * 72 / figure.dpi))
        text.set_in_layout(True)


def plain(text: str) -> str:
    r"""Write text so that the figures' font can show it: no control characters, unknown letters by their code.

    >>> plain("a\tb\u202e 漢")
    'a b [U+6F22]'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isascii() and char.isprintable() else _shown(char) for char in text)


@cache
def _shown(char: str) -> str:
    if char == "\n":
        return char
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    if kind == "Cf":
        return ""
    return char if _font().get_char_index(ord(char)) else f"[U+{ord(char):04X}]"


@cache
def _font() -> FT2Font:
    from matplotlib import font_manager

    return font_manager.get_font(font_manager.findfont("DejaVu Sans"))


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


def wrapped(name: object, width: int = 24) -> str:
    """Wrap a name; a name without spaces is broken, after a sign where it has one, never cut.

    >>> wrapped("007_ab12ab12ab12ab12", 16).split()
    ['007_', 'ab12ab12ab12ab12']
    """
    words = plain(str(name))
    return "\n".join(textwrap.wrap(" ".join(_broken(word, width) for word in words.split()), width)) or words


def _broken(word: str, width: int) -> str:
    """Break a word that is too long, after a sign where it has one."""
    if len(word) <= width:
        return word
    cut = max((sign.end() for sign in _SIGN.finditer(word, 0, width)), default=width)
    return f"{word[:cut]} {_broken(word[cut:], width)}"


def count(number: int, noun: str) -> str:
    """Write a count with its noun: "1 text", "3 texts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u202f")


def titled(name: object) -> str:
    """Write a name in a title, where the mark of an inferred outlet would make a question of it.

    >>> titled("The Post?"), titled("The Ledger")
    ('The Post (?)', 'The Ledger')
    """
    words = str(name)
    return f"{words[:-1]} (?)" if words.endswith("?") else words


def too_few(n: int) -> str:
    """Say that so few passages carry no number."""
    return f"too few to say (n = {n})"


def say(ax: Axes, x: float, y: float, words: str, **style: Any) -> Any:
    """Write words in the place of marks, with no line of the scaffold through them."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    return ax.text(x, y, words, **{"va": "center", "color": GREY, "bbox": box, "zorder": 3, **style})


def listed(names: Iterable[str], most: int = 8) -> str:
    """Join names as a sentence does; those beyond `most` are counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 1)
    ('a, b and c', 'a and 2 more')
    """
    parts = list(names)
    if len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def signed(value: float) -> str:
    """Write a score with its sign: +0.3, −0.3, 0.0."""
    shown = f"{abs(value):.1f}"
    return shown if shown == "0.0" else f"{'+' if value > 0 else '−'}{shown}"


def precise(value: float) -> str:
    """Write a mean with its sign and two digits.

    >>> precise(-0.051), precise(-0.001)
    ('−0.05', '0.00')
    """
    shown = f"{abs(value):.2f}"
    return shown if shown == "0.00" else f"{'+' if value > 0 else '−'}{shown}"


def lay_grid(ax: Axes, down: Sequence[str], across: Sequence[str]) -> None:
    """Set an Axes up as a matrix with its first row on top and the columns named above."""
    ax.set(xlim=(-0.5, len(across) - 0.5), ylim=(len(down) - 0.5, -0.5))
    ax.set_xticks(range(len(across)), across)
    ax.set_yticks(range(len(down)), down)
    ax.tick_params(length=0, labeltop=True, labelbottom=False, labelsize=9.5)
    ax.hlines([i + 0.5 for i in range(-1, len(down))], -0.5, len(across) - 0.5, colors=PALE, linewidth=0.8, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def lay_columns(ax: Axes, down: Sequence[str], heads: Sequence[str]) -> None:
    """Set an Axes up as a table of small bars: a row per name, a column per head, drawn from x = 0, 1, 2 and so on."""
    ax.set(xlim=(-0.04, len(heads) - 0.06), ylim=(len(down) - 0.5, -0.6))
    ax.set_yticks(range(len(down)), [wrapped(name) for name in down])
    ax.set_xticks(range(len(heads)), heads, ha="left")
    ax.tick_params(length=0, labeltop=True, labelbottom=False, pad=6)
    ax.vlines(range(len(heads)), -0.5, len(down) - 0.5, colors="#bbbbbb", linewidth=0.8, zorder=0)
    ax.hlines([i + 0.5 for i in range(len(down) - 1)], 0, len(heads) - 0.06, colors=PALE, linewidth=0.6, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def heading(name: str, among: Sized) -> str:
    """Wrap a column's name to the room that so many columns leave it."""
    return wrapped(name, 120 // min(max(len(among), 3), MOST_COLUMNS))


def tint(colour: str, share: float = 0.35) -> str:
    """Mix a colour with white, `share` 0…1 of it left.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (1 - (1 - value) * share for value in to_rgb(colour))
    return to_hex((red, green, blue))


def ends(ax: Axes, low: str, high: str) -> None:
    """Write at both ends of a signed scale what its ends mean, and draw its middle."""
    ax.axvline(0, color="#aaaaaa", linewidth=0.8, zorder=0)
    for x, words, ha in ((0, low, "left"), (1, high, "right")):
        ax.annotate(
            words,
            (x, 0),
            xytext=(0, -22),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=ha,
            va="top",
            fontsize=9,
            color=GREY,
        )
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def signed_ticks(ax: Axes) -> None:
    """Write the ticks of a signed scale with their signs."""
    low, high = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
    written = [f"{abs(tick):.3f}".rstrip("0").rstrip(".") for tick in ticks]
    signs = ["" if text == "0" else "+" if tick > 0 else "−" for tick, text in zip(ticks, written, strict=True)]
    ax.set_xticks(ticks, [sign + text for sign, text in zip(signs, written, strict=True)])


def short(text: str, letters: int, lines: int = 2) -> str:
    """Wrap a sentence to so many lines, the rest told by an ellipsis."""
    parts = textwrap.wrap(plain(text), letters)
    return "\n".join(parts[:lines]) + (" …" if len(parts) > lines else "")


def of_tables(draw: Callable[Concatenate[Any, _P], Axes]) -> Callable[Concatenate[Any, _P], Axes]:
    """Say in one line what a chart takes, where something else than a case's tables comes."""

    @wraps(draw)
    def checked(t: Any, *args: _P.args, **options: _P.kwargs) -> Axes:
        if not isinstance(getattr(t, "articles", None), pd.DataFrame):
            raise tables.OsintError(
                f"`t` must be the tables of a case; it is of the type {type(t).__name__}. "
                "Make them with osint.extract(osint.cases.open(folder))."
            )
        return draw(t, *args, **options)

    return checked


def counted(t: Any) -> dict[str, str]:
    """Name the articles that count by their outlets."""
    return evidence.outlets(t.articles[t.articles["counts"]])


def main_outlets(names: Mapping[str, str]) -> list[str]:
    """List the outlets that have columns in a picture, those with the most texts, in the case's order."""
    first = most_frequent(pd.Series(list(names.values()), dtype="string"), MOST_COLUMNS)
    return [outlet for outlet in dict.fromkeys(names.values()) if outlet in first]


def source(t: Any) -> str:
    """Say from how many texts of how many outlets a figure is made, what is left out and what corrected.

    A text whose outlet nobody knows is of none; what a question mark means is said where one stands.
    """
    names = counted(t)
    kept = t.articles[t.articles["article_id"].isin(names)]
    is_known = kept["outlet_basis"] != "unknown"
    known, unknown = set(kept.loc[is_known, "outlet"]), int((~is_known).sum())
    left = len(t.articles) - len(names)
    outlets = [
        *([count(len(known), "outlet")] if known else []),
        *([f"{count(unknown, 'text')} whose outlet is not known" if known else "unknown outlet"] if unknown else []),
    ]
    inferred = (kept["outlet_basis"] == "inferred").any()
    corrected = getattr(getattr(t, "case", None), "corrections", ())
    return (
        f"{count(len(names), 'text')} of {', '.join(outlets)}"
        + (" (“?”: inferred)" if inferred else "")
        + (f" ({left} left out)" if left else "")
        + (f", {count(len(corrected), 'correction')} by the analyst" if len(corrected) else "")
    )


def not_drawn(more: int, noun: str, held: str = "") -> str:
    """Say how many are left out of a picture, and what they hold; nothing where there are none.

    >>> not_drawn(2, "claim", "5 passages"), not_drawn(0, "claim")
    (' 2 claims more (5 passages) not drawn.', '')
    """
    return f" {count(more, noun)} more{f' ({held})' if held else ''} not drawn." if more > 0 else ""


def numbered(names: dict[str, str]) -> dict[str, str]:
    """Tell several texts of one outlet apart by a number."""
    all_names, seen, made = list(names.values()), dict[str, int](), {}
    for article_id, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        made[article_id] = f"{name}, text {seen[name]}" if all_names.count(name) > 1 else name
    return made


def most_frequent(values: pd.Series, count: int) -> list[str]:
    """List the `count` most frequent values, the most frequent first, ties by name."""
    counts = values.value_counts().rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].head(count).tolist()


def in_sentences(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add to each row the number of the sentence in which it starts."""
    if rows.empty or sentences.empty:
        return rows.assign(sentence=pd.Series(dtype="int64")).iloc[:0]
    ordered = rows.sort_values("start", kind="stable")
    return pd.merge_asof(
        ordered.astype({"start": "int64"}),
        sentences.sort_values("start", kind="stable")[["article_id", "start", "sentence"]],
        on="start",
        by="article_id",
    ).dropna(subset=["sentence"])


def draw_share(
    ax: Axes,
    at: tuple[int, float],
    counts: tuple[int, int, int],
    full: float,
    colour: str,
    rows: pd.DataFrame,
    label: str,
    *,
    is_small: bool,
) -> None:
    """Draw one share in its column: a bar in two parts, or a point with its 95 % interval where `is_small`.

    `counts` are those in the text's own voice, all, and what they are a share of; `full` is the width of 100 %.
    """
    (column, y), (own, n, total) = at, counts
    width = full * n / total
    if not is_small:
        bars = [
            *ax.barh(y, width, left=column, height=0.56, color=tint(colour)),
            *ax.barh(y, full * own / total, left=column, height=0.56, color=colour),
        ]
    else:
        low, high = (full * bound for bound in wilson(n, total))
        ax.plot([column + low, column + high], [y, y], color=GREY, linewidth=1)
        bars = ax.plot(
            [column + width],
            [y],
            marker="o",
            markersize=9,
            linestyle="none",
            color=colour,
            markerfacecolor=colour if own * 2 >= n else "white",
        )
        width = high
    for bar in bars:
        evidence.link(ax, bar, rows, label)
    ax.text(column + width + 0.02, y, f"{n / total:.0%}  ({n})", va="center", fontsize=9)


def wilson(n: int, total: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    >>> [round(bound, 2) for bound in wilson(2, 5)]
    [0.12, 0.77]
    """
    z = 1.96
    share, spread = n / total, z * (n * (total - n) / total**3 + z**2 / (4 * total**2)) ** 0.5
    scale = 1 + z**2 / total
    return (share + z**2 / (2 * total) - spread) / scale, (share + z**2 / (2 * total) + spread) / scale
