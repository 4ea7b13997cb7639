"""Charts of what happened: the timeline, which kinds of events on which days, and who acted toward whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from osint import evidence
from osint.drawing.palette import COLOURS, GREY, INK, PALE, tint
from osint.drawing.scaffold import lay_grid
from osint.drawing.selection import most_frequent, source
from osint.drawing.sheet import need_most, open_sheet
from osint.drawing.wording import count, day, days, ended, listed, not_drawn, short, wrapped
from osint.events.words import kinds_of_events
from osint.tables import Tables, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour per kind of event, the same on charts and maps.
KIND_COLOURS: Mapping[str, str] = dict(
    zip(
        ("fighting", "coercion", "diplomacy", "accident"), (COLOURS[1], COLOURS[4], COLOURS[0], COLOURS[3]), strict=True
    )
)
_AREA = 130  # points² of a mark for one event
_MOST_TICKS = 9


def events(t: Tables, *, most: int = 12, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw which events are told for which days: a mark per day and type, its area by how many passages tell one.

    Filled: happened; hollow: planned or possible. What is denied is left out, and what no text dates is counted below.

    Parameters
    ----------
    most
        How many types are drawn, those told most often.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.events(t, most=6)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    rows = _counted(t)
    dated = rows.dropna(subset=["earliest"])
    with open_sheet(ax, title) as sheet:
        question = "What happened, and when?"
        if dated.empty:
            sheet.empty(question, "No event in these articles has a day that can be told.")
            return sheet.ax
        near = dated[_is_near(dated["earliest"])]
        order = [name for name in kinds_of_events() if name in most_frequent(near["event"], most)]
        near = near[near["event"].isin(order)]
        said = [
            _mark(sheet.ax, order.index(str(event)), cast("pd.Timestamp", when), bool(is_past), part)
            for (event, when, is_past), part in near.groupby(["event", "earliest", "happened"], sort=True)
        ]
        _lay_lanes(sheet.ax, order, near["earliest"])
        first, last = near["earliest"].min(), near["earliest"].max()
        n_happened = int(near["happened"].sum())
        sheet.write(
            f"From {day(first)} to {day(last)}: {count(n_happened, 'passage')} on what happened, "
            f"{len(near) - n_happened or 'none'} on what may",
            subtitle="Passages per type of event and first day that is meant. Filled: happened; hollow: planned or "
            "possible. Colour: fighting, coercion, diplomacy, accident",
            note=f"Source: {source(t)}; n = {count(len(near), 'passage')}. Method: verbs and nouns of events, by rules."
            + (f" {count(len(rows) - len(dated), 'passage')} without a day." if len(rows) > len(dated) else "")
            + not_drawn(len(dated) - len(near), "passage"),
            text=" ".join(said),
        )
    return sheet.ax


def _counted(t: Tables) -> pd.DataFrame:
    """The events of the articles that count, once each, without those that are denied."""
    rows = t.events[t.events["article_id"].isin(evidence.outlets(t.counted)) & t.events["status"].ne("denied")]
    rows = evidence.drop_repeated(rows, t.sentences)
    return rows.assign(happened=rows["status"].eq("happened"), kind=rows["event"].map(kinds_of_events()))


def _is_near(days: pd.Series) -> pd.Series:
    """Tell which days lie with the most, so that one of long ago does not squeeze the others."""
    low, high = (pd.Timestamp(when) for when in days.quantile([0.25, 0.75]))
    reach = max((high - low) * 3, pd.Timedelta(days=21))
    return (days >= low - reach) & (days <= high + reach)


def _mark(ax: Axes, y: int, when: pd.Timestamp, is_past: bool, rows: pd.DataFrame) -> str:
    """Draw one mark with its number; the sentence that says so."""
    event, n = str(rows["event"].iloc[0]), len(rows)
    colour = KIND_COLOURS[str(rows["kind"].iloc[0])]
    height = y + (0 if is_past else 0.34)  # what is planned on a day on which something happened is next to it
    fill = tint(colour, 0.75) if is_past else "white"
    style: dict[str, Any] = {
        "marker": "o",
        "markersize": (_AREA * n) ** 0.5,
        "markeredgecolor": colour,
        "markeredgewidth": 1.4,
    }
    x: Any = when  # Matplotlib draws days, but its types know numbers only
    (drawn,) = ax.plot([x], [height], linestyle="none", markerfacecolor=fill, **style)
    words = f"{day(when)}, {event}, {'happened' if is_past else 'planned or possible'}: {count(n, 'passage')}"
    evidence.link(ax, drawn, rows, words)
    ax.text(x, height, str(n), ha="center", va="center", fontsize=8, color=INK)
    return ended(words)


def _lay_lanes(ax: Axes, order: Sequence[str], days: pd.Series) -> None:
    """Name each type next to its lane, and set the days along the bottom."""
    ax.set_yticks(range(len(order)), list(order))
    for y in range(len(order)):
        ax.axhline(y, color=PALE, linewidth=0.8, zorder=0)
    first, last = days.min(), days.max()
    pad = max((last - first) * 0.04, pd.Timedelta(hours=18))
    ax.set(xlim=(first - pad, last + pad), ylim=(len(order) - 0.4, -0.6))
    n_days = (last - first).days + 1
    step = -(-n_days // _MOST_TICKS)
    ticks: list[Any] = [first + pd.Timedelta(days=i) for i in range(0, n_days, step)]
    ax.set_xticks(ticks, [f"{when.day} {when:%b}" for when in ticks])


def timeline(t: Tables, *, most: int = 24, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what happened when: a line per day, place and type of event, with who did it and who says so.

    A bar reaches from the earliest to the latest day meant. Solid: happened; hollow: planned; hatched: possible.

    Parameters
    ----------
    most
        How many lines are drawn, those told in most passages.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.timeline(t, most=12)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    rows = _counted(t)
    dated = rows.dropna(subset=["earliest", "latest"])
    with open_sheet(ax, title) as sheet:
        question = "What happened when, and what is still planned?"
        if dated.empty:
            sheet.empty(question, "No event in these articles has a day that can be told.")
            return sheet.ax
        near = dated[_is_near(dated["earliest"])]
        keys = [near[column].astype(str).fillna("") for column in ("earliest", "latest", "place", "event", "status")]
        lines = [part for _, part in near.groupby(keys, sort=True)]
        kept = sorted(sorted(range(len(lines)), key=lambda i: (-len(lines[i]), i))[:most])
        drawn = pd.concat([lines[i] for i in kept])
        first, last = drawn["earliest"].min(), drawn["latest"].max()
        said = [_bar(sheet.ax, y, lines[i], (first, last)) for y, i in enumerate(kept)]
        _lay_days(sheet.ax, len(kept), first, last)
        n_planned = int((~drawn["happened"]).sum())
        sheet.write(
            f"From {day(first)} to {day(last)}: {count(len(kept), 'event')}, told in {count(len(drawn), 'passage')}, "
            f"{n_planned or 'none'} of them on what has not happened",
            subtitle="Type, place: who → to whom (who says so). Solid: happened; hollow: planned; hatched: possible. "
            "Colour: fighting, coercion, diplomacy, accident",
            note=f"Source: {source(t)}; n = {count(len(drawn), 'passage')}. Method: verbs and nouns of events, by "
            "rules; days resolved against publication."
            + (f" {count(len(rows) - len(dated), 'passage')} without a day." if len(rows) > len(dated) else "")
            + not_drawn(len(lines) - len(kept), "event", count(len(dated) - len(drawn), "passage")),
            text=" ".join(said),
        )
    return sheet.ax


_DAY = pd.Timedelta(days=1)
#: Of the span of days: where the side behind a bar has less room, its words end before it.
_ROOM = 0.45


def _bar(ax: Axes, y: int, rows: pd.DataFrame, span: tuple[Any, Any]) -> str:
    """Draw one line with its words on the side that has room; the sentence that says so."""
    row = rows.iloc[0]
    start, end = row["earliest"], row["latest"] + _DAY
    colour, status = KIND_COLOURS[str(row["kind"])], str(row["status"])
    looks: dict[str, dict[str, Any]] = {
        "happened": {"color": tint(colour, 0.75)},
        "planned": {"facecolor": "white", "edgecolor": colour, "linewidth": 1.4},
        "possible": {"facecolor": "white", "edgecolor": colour, "hatch": "/////", "linewidth": 0.8},
    }
    (bar,) = ax.barh(y, end - start, left=start, height=0.62, **looks[status])
    words = _line(rows)
    label = f"{days(start, row['latest'])}, {words}, {status}: {count(len(rows), 'passage')}"
    evidence.link(ax, bar, rows, label)
    is_after = (span[1] + _DAY - end) / (span[1] - span[0] + _DAY) > _ROOM or start == span[0]
    at, aside, side = (end, 5, "left") if is_after else (start, -5, "right")
    style: dict[str, Any] = {"textcoords": "offset points", "va": "center", "ha": side, "fontsize": 8}
    ax.annotate(words, (at, y), xytext=(aside, 0), **style)
    return ended(label)


def _line(rows: pd.DataFrame) -> str:
    """Say in words what is told: "fight, Falun: Norway → depot (narrator, Sweden)"."""
    row = rows.iloc[0]
    place = "" if pd.isna(row["place"]) else f", {row['place']}"
    who = [str(name) for name in (row["agent"], row["target"]) if not pd.isna(name)]
    both = " → ".join(who) if len(who) == 2 or pd.isna(row["target"]) else f"→ {who[0]}"
    voices = listed(list(dict.fromkeys(rows["voice"].astype(str))), most=2)
    return f"{row['event']}{place}{': ' if who else ''}{short(both, 46, 1) if who else ''} ({voices})"


def _lay_days(ax: Axes, n: int, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Set the days along the bottom."""
    pad = max((last - first) * 0.02, pd.Timedelta(hours=6))
    ax.set(xlim=(first - pad, last + pad + _DAY), ylim=(n - 0.4, -0.6))
    n_days = (last - first).days + 1
    ticks: list[Any] = [first + pd.Timedelta(days=i) for i in range(0, n_days, -(-n_days // _MOST_TICKS))]
    ax.set_xticks(ticks, [f"{when.day} {when:%b}" for when in ticks])
    ax.set_yticks([])
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def events_between(
    t: Tables, *, agents: int = 10, targets: int = 9, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw who acted toward whom: a cell per agent and target with what was done and how many passages tell it.

    Only what happened, between actors that have a name. A cell has the colour of the kind that is told most.

    Parameters
    ----------
    agents, targets
        How many of each are drawn, those with the most passages.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.events_between(t, agents=5, targets=5)  # doctest: +SKIP
    """
    need_tables(t)
    rows = _counted(t)
    named = set(t.mentions["actor"])
    rows = rows[rows["happened"] & rows["agent"].isin(named) & rows["target"].isin(named)]
    rows = rows[rows["agent"] != rows["target"]]
    with open_sheet(ax, title) as sheet:
        question = "Who acted toward whom?"
        if rows.empty:
            sheet.empty(question, "No event between two named actors in these articles.")
            return sheet.ax
        top = rows[rows["target"].isin(most_frequent(rows["target"], targets))]
        top = top[top["agent"].isin(most_frequent(top["agent"], agents))]
        down, across = most_frequent(top["agent"], agents), most_frequent(top["target"], targets)
        said = [
            _cell(sheet.ax, (across.index(str(target)), down.index(str(agent))), part, f"{agent} toward {target}")
            for (agent, target), part in top.groupby(["agent", "target"], sort=True)
        ]
        lay_grid(sheet.ax, [wrapped(name, 26) for name in down], [wrapped(name, 12) for name in across])
        pairs = top.groupby(["agent", "target"]).size().sort_values(ascending=False, kind="stable")
        agent, target = pairs.index[0]
        sheet.write(
            f"Most is told of {agent} toward {target}: {count(int(pairs.iloc[0]), 'passage')}",
            subtitle="What the row did to the column, with the passages that tell it; only what happened. Colour: "
            "fighting, coercion, diplomacy. Each cell leads to its passages",
            note=f"Source: {source(t)}; n = {count(len(top), 'passage')}. Method: verbs and nouns of events, by rules."
            + not_drawn(len(rows) - len(top), "passage"),
            text=" ".join(said),
        )
    return sheet.ax


def _cell(ax: Axes, at: tuple[int, int], rows: pd.DataFrame, label: str) -> str:
    """Draw one cell with its types and their numbers; the sentence that says so."""
    from matplotlib.patches import Rectangle

    (x, y), counts = at, rows["event"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    kind = str(rows["kind"].value_counts().index[0])
    cell: Any = Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, facecolor=tint(KIND_COLOURS[kind]))
    cell.set(edgecolor=GREY, linewidth=0.6)
    ax.add_patch(cell)
    told = [f"{event} {n}" for event, n in counts.items()]
    evidence.link(ax, cell, rows, f"{label}: {listed(told)}")
    shown = [*told[:2], *([f"+{int(counts.iloc[2:].sum())}"] if len(told) > 2 else [])]
    ax.text(x, y, "\n".join(shown), ha="center", va="center", fontsize=8, color=INK, linespacing=1.1)
    return ended(f"{label}: {listed(told)}")
