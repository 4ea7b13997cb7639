"""Charts of the kit's own figures: what it reaches beside simpler means, and how sure it is against how often right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osint.drawing.canvas import BLUE, GREY, INK, ORANGE, count, sheet, wilson

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def baselines(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each figure that has a baseline, the figure beside it.

    Parameters
    ----------
    table
        As :func:`osint.accuracy.published` gives it.
    """
    rows = table.dropna(subset=["measured", "baseline"])
    rows = rows.assign(gain=rows["measured"] - rows["baseline"]).sort_values("gain", kind="stable")
    with sheet(ax) as page:
        if rows.empty:
            page.empty("How good is the kit?", "No figure in this table has a baseline.")
            return page.ax
        said = [_baseline(page.ax, y, row) for y, row in enumerate(rows.itertuples())]
        page.ax.set(xlim=(0, 1.12), ylim=(-0.6, len(rows) - 0.4), xticks=[0, 0.25, 0.5, 0.75, 1])
        page.ax.set_xticklabels(["0", ".25", ".5", ".75", "1"])
        page.ax.set_yticks(range(len(rows)), [f"{row.figure} ({row.data})" for row in rows.itertuples()])
        page.ax.tick_params(axis="y", length=0)
        better = int((rows["gain"] > 0).sum())
        page.write(
            f"Better than simpler means in {better} of {count(len(rows), 'figure')}",
            subtitle="● this kit   ○ the best of the simpler means. Shares of labels, or F1; 1 is all right",
            note=f"Source: osint.accuracy.published(); n from {rows['n'].min()} to {rows['n'].max()} labels. "
            "Measured on articles that guided the making; on others, expect less.",
            text=" ".join(reversed(said)),
        )
    return page.ax


def _baseline(ax: Axes, y: int, row: Any) -> str:
    ax.plot([row.baseline, row.measured], [y, y], color=GREY, linewidth=1.5, zorder=1)
    ax.plot([row.baseline], [y], marker="o", markersize=8, color=GREY, markerfacecolor="white")
    ax.plot([row.measured], [y], marker="o", markersize=9, color=BLUE)
    ax.text(max(row.measured, row.baseline) + 0.025, y, f"{row.measured:.2f}", va="center", fontsize=9, color=INK)
    return f"{row.figure} ({row.data}): {row.measured:.2f}, {row.method} {row.baseline:.2f}, n = {row.n}."


def calibration(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how often places are right against how sure the kit was of them, with 95 % intervals.

    Parameters
    ----------
    table
        As :func:`osint.accuracy.published_calibration` gives it.
    """
    rows = table.dropna(subset=["confidence", "right"])
    with sheet(ax) as page:
        if rows.empty:
            page.empty("Are places as often right as they are sure?", "No place in this table has a confidence.")
            return page.ax
        page.ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
        page.ax.annotate("as often right as sure", (0.22, 0.175), color=GREY, fontsize=9)
        said = []
        looks = zip(rows.groupby("data", sort=False), ((ORANGE, "s", 0.006), (BLUE, "o", -0.006)), strict=False)
        for (name, bands), look in looks:
            said += [_band(page.ax, str(name), band, *look) for band in bands.itertuples()]
        ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
        page.ax.set(xlim=(0, 1.02), ylim=(-0.02, 1.04), xticks=ticks, yticks=ticks)
        page.ax.set(xlabel="confidence, mean of the band", ylabel="share right")
        sure = rows[rows["low"] >= 0.9]
        right = (sure["right"] * sure["n"]).sum() / sure["n"].sum() if len(sure) else None
        page.write(
            f"Of places at .9 and above, {right:.0%} are right" if right is not None else "No place is at .9 or above",
            subtitle=f"Share of places that are right, by how sure the kit was. {_key(rows)}. The number is n",
            note="Source: osint.accuracy.published_calibration(). Right: the same place as labelled, by name or within "
            "25 km (hand labels), within 161 km (data sets). Lines: 95 % intervals.",
            text=" ".join(said),
        )
    return page.ax


def _key(rows: pd.DataFrame) -> str:
    return "   ".join(f"{sign} {name}" for sign, name in zip("■●", rows["data"].unique(), strict=False))


def _band(ax: Axes, name: str, band: Any, colour: str, marker: str, aside: float) -> str:
    x, n = float(band.confidence) + aside, int(band.n)
    ax.plot([x, x], wilson(round(float(band.right) * n), n), color=colour, linewidth=1.2)
    ax.plot([x], [band.right], marker=marker, markersize=8, color=colour)
    ax.annotate(
        f"{n}",
        (x, float(band.right)),
        (7 if aside > 0 else -7, 0),
        textcoords="offset points",
        fontsize=8.5,
        ha="left" if aside > 0 else "right",
        va="center",
        color=colour,
    )
    return f"{name}, {band.low:.1f} to {band.high:.1f}: {band.right:.0%} of {n} right."
