"""The network of sources: outlets in the middle, what they rest on at the left, whom they quote at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from osint import evidence
from osint import network as sources
from osint.drawing.palette import GREY, INK, colours
from osint.drawing.selection import source
from osint.drawing.sheet import need_most, open_sheet
from osint.drawing.wording import count, listed, not_drawn, plain
from osint.tables import Tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUOTED = "quotes"
_SHARED = "shares passages"
_LETTERS = 34  # of a name beside its mark
_MARKERS = ("D", "s", "o")  # by column
_Point = tuple[float, float]


class _Layout(NamedTuple):
    """Where each node is drawn: in the columns 0 (rested on), 1 (outlets), 2 (quoted), from top to bottom."""

    columns: tuple[list[str], list[str], list[str]]

    def points(self) -> dict[str, _Point]:
        """Spread each column over the same height."""
        return {
            name: (float(x), (i + 0.5) / len(column))
            for x, column in enumerate(self.columns)
            for i, name in enumerate(column)
        }


def network(t: Tables, *, most: int = 40, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw who quotes whom, and which outlet cites, prints or shares passages with which.

    Outlets stand in the middle, the agencies and outlets that they name as theirs at the left, whom they quote at the
    right, in an order that keeps lines short. :func:`osint.network.edges` gives the passages.

    Parameters
    ----------
    most
        How many nodes are drawn: the outlets, then those to whom most outlets and most passages lead.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.network(t, most=20)  # doctest: +SKIP
    """
    rows = sources.edges(t)
    need_most(most)
    with open_sheet(ax, title) as sheet:
        if rows.empty:
            sheet.empty(
                "Who rests on whom?", "No outlet of these articles quotes, cites or shares passages with another."
            )
            return sheet.ax
        layout = _laid_out(rows, most)
        points = layout.points()
        drawn = rows[rows["source"].isin(points) & rows["target"].isin(points)]
        looks = colours(t.articles)
        _draw_edges(sheet.ax, drawn, points, looks)
        for name, point in points.items():
            _draw_node(sheet.ax, name, point, drawn, looks, max(map(len, layout.columns)))
        sheet.ax.set(xlim=(-0.75, 2.75), ylim=(1.02, -0.04))
        sheet.ax.set_axis_off()
        quoted = drawn[drawn["relation"] == _QUOTED]
        n_nodes = len({*rows["source"], *rows["target"]})
        sheet.write(
            _title(quoted),
            subtitle="Lines lead from the outlets to whom they quote (right) and to the agencies and outlets that they "
            "name as their source (left); width: passages. Dashed: outlets that share passages",
            note=f"Source: {source(t)}; n = {count(len(drawn), 'passage')}. Method: speakers of quotations, outlets "
            f"named as their source, datelines, shared words.{not_drawn(n_nodes - len(points), 'source')}",
            text=" ".join(_told(str(outlet), some) for outlet, some in drawn.groupby("source", sort=False)),
        )
    return sheet.ax


def _laid_out(rows: pd.DataFrame, most: int) -> _Layout:
    """Choose the nodes and their order: each stands at the mean height of the outlets that lead to it."""
    ties = rows[rows["relation"] != _SHARED]
    outlets = list(dict.fromkeys([*rows["source"], *rows.loc[rows["relation"] == _SHARED, "target"]]))[:most]
    others = ties[~ties["target"].isin(outlets) & ties["source"].isin(outlets)]
    reached = others.groupby("target").agg(n_outlets=("source", "nunique"), n=("source", "size")).reset_index()
    reached = reached.sort_values(["n_outlets", "n", "target"], ascending=[False, False, True])
    chosen = set(reached["target"].head(most - len(outlets)))
    is_body = (others["relation"] != _QUOTED) & others["kind"].ne("person").fillna(True)
    rested_on = set(others.loc[is_body, "target"])
    heights = others["source"].map({outlet: i for i, outlet in enumerate(outlets)}).groupby(others["target"]).mean()
    ordered = sorted(chosen, key=lambda name: (heights[name], name))
    left = [name for name in ordered if name in rested_on]
    return _Layout((left, outlets, [name for name in ordered if name not in rested_on]))


def _draw_edges(ax: Axes, rows: pd.DataFrame, points: Mapping[str, _Point], looks: Mapping[str, str]) -> None:
    from matplotlib.patches import FancyArrowPatch

    ties = rows.groupby(["source", "target", "relation"], sort=False).size().reset_index(name="n")
    widest = ties["n"].max()
    for tie in ties.to_dict("records"):
        (x0, y0), (x1, y1) = points[tie["source"]], points[tie["target"]]
        width = 0.7 + 3.5 * (tie["n"] / widest) ** 0.5
        if x0 != x1:
            ax.plot([x0, x1], [y0, y1], color=looks.get(tie["source"], GREY), linewidth=width, alpha=0.5, zorder=1)
            continue
        # Two outlets: an arc beside their column.
        dash = (0, (3, 1.5)) if tie["relation"] == _SHARED else "-"
        arc = FancyArrowPatch((x0, y0), (x1, y1), connectionstyle="arc3,rad=0.35", arrowstyle="-", color=GREY,
                              linewidth=width, linestyle=dash, alpha=0.8, zorder=1)  # fmt: skip
        ax.add_patch(arc)


def _draw_node(ax: Axes, name: str, point: _Point, rows: pd.DataFrame, looks: Mapping[str, str], longest: int) -> None:
    """Draw one node as a link to its passages, and its name beside it."""
    own = rows[(rows["source"] == name) | (rows["target"] == name)]
    x, y = point
    is_outlet = x == 1
    marker, colour = _MARKERS[int(x)], looks.get(name, INK) if is_outlet else INK
    size = min(11, 4 + len(own) ** 0.5)
    (mark,) = ax.plot([x], [y], marker=marker, markersize=size, color=colour, linestyle="none", zorder=3)
    evidence.link(ax, mark, own, f"{name}: {_ties(own, is_outlet=is_outlet)}")
    words = plain(name)
    words = words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…"
    fontsize = max(6.5, min(9.5, 300 / max(longest, 1)))
    side = -1 if x == 0 else 1
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85} if is_outlet else None
    ax.annotate(words, point, (side * (size / 2 + 4), 0), textcoords="offset points", va="center",
                ha="left" if side > 0 else "right", fontsize=fontsize, fontweight="bold" if is_outlet else "normal",
                bbox=box, zorder=4, annotation_clip=False)  # fmt: skip


def _ties(rows: pd.DataFrame, *, is_outlet: bool) -> str:
    if is_outlet:
        return count(len(rows), "passage")
    n = rows["source"].nunique()
    return f"{count(len(rows), 'passage')} in {count(n, 'outlet')}"


def _title(quoted: pd.DataFrame) -> str:
    """Say how many of those quoted more than one outlet quotes."""
    n_outlets = quoted.groupby("target")["source"].nunique()
    several = int((n_outlets > 1).sum())
    if n_outlets.empty:
        return "No outlet quotes anybody by name"
    return f"{several} of {count(len(n_outlets), 'speaker')} are quoted by more than one outlet"


def _told(outlet: str, rows: pd.DataFrame) -> str:
    said = []
    for relation, some in rows.groupby("relation", sort=False):
        names = some["target"].value_counts()
        said.append(f"{relation} {listed([f'{name} ({n})' for name, n in names.items()], 6)}")
    return f"{outlet} {'; '.join(said)}."
