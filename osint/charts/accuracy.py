"""Charts of the kit's own figures: what it reaches beside simpler means, and how sure it is against how often right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osint.drawing.palette import BLUE, GREY, INK, ORANGE
from osint.drawing.scaffold import wilson
from osint.drawing.sheet import open_sheet
from osint.tables import OsintError, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_RIGHT = {
    "places": "the same place as labelled, by name or within 25 km (hand labels), within 161 km (data sets)",
    "stances": "against, neutral or in favour, as labelled: toward a name (NewsMTSC), between two (DSE2QA, either way)",
}


def baselines(table: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw each figure that has a baseline, the figure beside it.

    Parameters
    ----------
    table
        As :func:`osint.accuracy.published` gives it.

    Examples
    --------
    >>> from osint import accuracy, charts
    >>> ax = charts.baselines(accuracy.published())  # doctest: +SKIP
    """
    need(table, ("measured", "baseline"), "table", "Make it with osint.accuracy.published().")
    rows = table.dropna(subset=["measured", "baseline"])
    rows = rows.sort_values(["measured", "baseline"], kind="stable")
    with open_sheet(ax, title) as sheet:
        if rows.empty:
            sheet.empty("How often is the kit right?", "No figure in this table has a baseline.")
            return sheet.ax
        said = [_baseline(sheet.ax, y, row) for y, row in enumerate(rows.itertuples())]
        sheet.ax.set(xlim=(0, 1.08), ylim=(-0.6, len(rows) - 0.4), xticks=[0, 0.25, 0.5, 0.75, 1])
        sheet.ax.set_xticklabels(["0", ".25", ".5", ".75", "1"])
        sheet.ax.set_yticks(range(len(rows)), [f"{row.figure} ({row.data})" for row in rows.itertuples()])
        sheet.ax.tick_params(axis="y", length=0)
        sheet.write(
            "How often the kit is right, by task and test set",
            subtitle="● this kit   ○ the best of simpler means. Share of labels got right, 1 is all; F1: the mean of "
            "what is found and of what is right of the finds",
            note="Measured on articles that guided the making: on others, expect less. What is missing to 1 are "
            "errors. Source: osint.accuracy.published().",
            text=" ".join(reversed(said)),
        )
    return sheet.ax


def _baseline(ax: Axes, y: int, row: Any) -> str:
    ax.plot([row.baseline, row.measured], [y, y], color=GREY, linewidth=1.5, zorder=1)
    ax.plot([row.baseline], [y], marker="o", markersize=8, color=GREY, markerfacecolor="white")
    ax.plot([row.measured], [y], marker="o", markersize=9, color=BLUE)
    side = 1 if row.measured >= row.baseline else -1
    for value, way, colour in ((row.measured, side, INK), (row.baseline, -side, GREY)):
        style: dict[str, Any] = {"ha": "left" if way > 0 else "right", "va": "center", "fontsize": 9, "color": colour}
        ax.annotate(f"{value:.2f}", (value, y), (8 * way, 0), textcoords="offset points", **style)
    ax.text(1.1, y, f"n = {int(row.n)}", va="center", fontsize=9, color=GREY)
    return f"{row.figure} ({row.data}): {row.measured:.2f}, {row.method} {row.baseline:.2f}, n = {row.n}."


def calibration(table: pd.DataFrame, *, of: str = "places", title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how often places or stances are right against how sure the kit was of them, with 95 % intervals.

    Parameters
    ----------
    table
        As :func:`osint.accuracy.published_calibration` gives it.
    of
        "places" or "stances".

    Raises
    ------
    OsintError
        If `of` is neither, or a column is missing.

    Examples
    --------
    >>> from osint import accuracy, charts
    >>> ax = charts.calibration(accuracy.published_calibration(), of="stances")  # doctest: +SKIP
    """
    if of not in _RIGHT:
        raise OsintError(f"`of` must be one of {', '.join(_RIGHT)}; it is {of!r}.")
    need(table, ("of", "confidence", "right"), "table", "Make it with osint.accuracy.published_calibration().")
    rows = table[table["of"] == of].dropna(subset=["confidence", "right"])
    with open_sheet(ax, title) as sheet:
        if rows.empty:
            sheet.empty(
                f"Are {of} as often right as they are sure?", f"None of the {of} in this table has a confidence."
            )
            return sheet.ax
        sheet.ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
        sheet.ax.annotate("as often right as sure", (0.22, 0.175), color=GREY, fontsize=9)
        said = []
        looks = zip(rows.groupby("data", sort=False), ((ORANGE, "s", 0.006), (BLUE, "o", -0.006)), strict=False)
        for (name, bands), look in looks:
            said += [_band(sheet.ax, str(name), band, *look) for band in bands.itertuples()]
        ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
        sheet.ax.set(xlim=(0, 1.02), ylim=(-0.02, 1.04), xticks=ticks, yticks=ticks)
        sheet.ax.set(xlabel="confidence, mean of the band", ylabel="share right")
        sure = rows[rows["low"] >= 0.9]
        right = (sure["right"] * sure["n"]).sum() / sure["n"].sum() if len(sure) else None
        least = f"Of {of} that it is at least 90% sure of, {right:.0%} are right. " if right is not None else ""
        sheet.write(
            f"How often the kit is right about {of}",
            subtitle=f"{least}Share right, by how sure the kit was, with the number of {of}. {_key(rows)}",
            note=f"Source: osint.accuracy.published_calibration(). Right: {_RIGHT[of]}. Lines: 95 % intervals.",
            text=" ".join(said),
        )
    return sheet.ax


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
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )
    return f"{name}, {band.low:.1f} to {band.high:.1f}: {band.right:.0%} of {n} right."
