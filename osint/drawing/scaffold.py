"""The plain scaffolds that charts share: a matrix, columns of small bars, a signed scale, a share with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osint import evidence
from osint.drawing.palette import GREY, PALE, tint
from osint.drawing.wording import sign, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Under so many passages there is no mean and no share, only the words "too few to say".
TOO_FEW = 3
#: Under so many a share is a point with its interval, and a mean has no spread.
SMALL = 10


def say(ax: Axes, x: float, y: float, words: str, **style: Any) -> Any:
    """Write words in the place of marks, with no line of the scaffold through them."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    return ax.text(x, y, words, **{"va": "center", "color": GREY, "bbox": box, "zorder": 3, **style})


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
    signs = ["" if text == "0" else sign(tick) for tick, text in zip(ticks, written, strict=True)]
    ax.set_xticks(ticks, [sign + text for sign, text in zip(signs, written, strict=True)])


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
