"""Charts of what only shows across articles: claims that several carry, shared copy, the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.drawing.canvas import (
    GREY,
    INK,
    ORANGE,
    PALE,
    colours,
    count,
    counted,
    lay_grid,
    listed,
    main_outlets,
    most_frequent,
    not_drawn,
    numbered,
    sheet,
    short,
    source,
    without_repeats,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def claims(t: Any, *, most: int = 14, ax: Axes | None = None) -> Axes:
    """Draw which outlet carries which claim: word for word, in other words, or not at all.

    An outlet that does not carry a claim "does not mention" it; no more is said by its silence.

    Parameters
    ----------
    most
        How many claims are drawn, those that most texts carry.
    """
    names = counted(t)
    rows = t.claims[t.claims["article_id"].isin(names)]
    rows = rows[(rows["n_texts"] > 1) & (rows.groupby("claim")["article_id"].transform("nunique") > 1)]
    with sheet(ax) as page:
        question = "What do several texts report?"
        if rows.empty:
            page.empty(question, "No claim in these articles is carried by more than one text.")
            return page.ax
        rows = rows.assign(outlet=rows["article_id"].map(names))
        clashes = set(rows.loc[rows["agrees"].eq(False).fillna(False), "claim"])
        order = rows.drop_duplicates("claim").assign(clash=lambda table: table["claim"].isin(clashes))
        order = order.sort_values(["n_texts", "clash", "n_origins"], ascending=False, kind="stable")
        outlets, down = main_outlets(names), order["claim"].head(most).tolist()
        of_claim = {str(claim): part for claim, part in rows.groupby("claim", sort=False)}
        looks = {outlet: colour for outlet, colour in colours(t.articles).items() if outlet in outlets}
        said = [_claim_row(page.ax, y, claim, of_claim[claim], looks, claim in clashes) for y, claim in enumerate(down)]
        lay_grid(
            page.ax,
            [short(_worded(of_claim[claim].iloc[0], t), 46) for claim in down],
            [f"{wrapped(outlet, 14)}\n{_grade(outlet, names, t.articles)}" for outlet in outlets],
        )
        n_all = int((order["n_texts"] == order["n_texts"].max()).sum())
        are = "is" if len(order) == 1 else "are"
        page.write(
            f"{count(len(order), 'claim')} {are} carried by several texts, {n_all} by {order['n_texts'].max()} of them",
            subtitle="● same words   ◐ other words   – does not mention. Origins: the persons or bodies it comes from. "
            "Grade: of the source, A–F",
            note=f"Source: {source(t)}; n = {count(len(rows), 'passage')}. Method: shared words and values. Whether "
            f"origins are independent, the analyst says.{not_drawn(len(order) - len(down), 'claim')}",
            text=" ".join(said),
        )
    return page.ax


def _claim_row(ax: Axes, y: int, claim: str, rows: pd.DataFrame, looks: Mapping[str, str], clash: bool) -> str:
    """Draw who carries one claim, and on how many origins it rests; the sentence that says so."""
    told = []
    for x, (outlet, colour) in enumerate(looks.items()):
        cell = _claim_cell(ax, rows[rows["outlet"] == outlet], x, y, colour, f"{outlet}: {claim}")
        told.append(f"{outlet} {cell}")
    n_texts, n_origins = int(rows["n_texts"].iloc[0]), int(rows["n_origins"].iloc[0])
    text = f"{count(n_texts, 'text')}, {count(n_origins, 'origin')}" + (", values differ ≠" if clash else "")
    ax.text(len(looks) - 0.35, y, text, va="center", fontsize=9, color=ORANGE if clash else GREY)
    return f"{claim}: {text}; {'; '.join(told)}."


def _grade(outlet: str, names: Mapping[str, str], articles: pd.DataFrame) -> str:
    """Give the Admiralty grade of an outlet's texts, or the range of their grades."""
    ids = [article_id for article_id, name in names.items() if name == outlet]
    grades = sorted(articles.loc[articles["article_id"].isin(ids), "reliability"].unique())
    return f"grade {'–'.join(dict.fromkeys((grades[0], grades[-1])))}"


def _worded(row: pd.Series, t: Any) -> str:
    """Give a claim in words: as it is, or where it is a bare figure with the words around it."""
    if row["kind"] != "figure":
        return str(row["claim"])
    return _around(dict(zip(t.articles["article_id"], t.articles["text"], strict=True))[row["article_id"]], row)


def _around(text: str, row: pd.Series) -> str:
    """Give the words of a row with a few on either side, of the same line."""
    before = text[max(0, row["start"] - 42) : row["start"]].split("\n")[-1]
    after = text[row["end"] : row["end"] + 34].split("\n")[0]
    before = before if row["start"] < 42 else before.partition(" ")[2]
    return f"…{before}{text[row['start'] : row['end']]}{after.rpartition(' ')[0]}…"


def _claim_cell(ax: Axes, rows: pd.DataFrame, x: int, y: int, colour: str, label: str) -> str:
    if rows.empty:
        ax.text(x, y, "–", ha="center", va="center", color="#999999")
        return "does not mention it"
    is_same = bool((rows["wording"] == "same").any())
    (point,) = ax.plot(
        [x],
        [y],
        marker="o",
        markersize=13,
        color=colour,
        fillstyle="full" if is_same else "left",
        markerfacecoloralt="white",
        markeredgewidth=1.4,
        linestyle="none",
    )
    words = "the same words" if is_same else "other words"
    evidence.link(ax, point, rows, f"{label} ({words})")
    return words


#: With more texts than these, lines have room for a number only.
_FEW_TEXTS = 6


def reuse(t: Any, *, most: int = 10, ax: Axes | None = None) -> Axes:
    """Draw which texts share passages: a line per pair, as wide as the words they share.

    Solid: the text's own words; dashed: words that both quote, for two that quote one speech are not copying. The
    table does not tell who had it first.

    Parameters
    ----------
    most
        How many texts are drawn, those that share most.
    """
    names = numbered(counted(t))
    rows = t.reuse[t.reuse["article_a"].isin(names) & t.reuse["article_b"].isin(names)]
    with sheet(ax) as page:
        question = "Which texts share passages?"
        if rows.empty:
            page.empty(question, "No two of these articles share a passage.")
            return page.ax
        rows = rows.assign(words=rows["text_a"].str.split().str.len())
        both = pd.concat([rows["article_a"], rows["article_b"]])
        ids = [article_id for article_id in names if len(names) <= most or article_id in most_frequent(both, most)]
        at = _circle(ids)
        said = []
        inside = rows[rows["article_a"].isin(ids) & rows["article_b"].isin(ids)]
        widest = int(inside.groupby(["article_a", "article_b", "is_quote"])["words"].sum().max())
        for (a, b, is_quote), part in inside.groupby(["article_a", "article_b", "is_quote"], sort=True):
            label, is_short = f"{names[str(a)]} – {names[str(b)]}", len(ids) > _FEW_TEXTS
            said.append(_tie(page.ax, (at[str(a)], at[str(b)]), part, bool(is_quote), widest, label, is_short=is_short))
        for article_id in ids:
            _node(page.ax, at[article_id], names[article_id], colours(t.articles)[counted(t)[article_id]])
        page.ax.set(xlim=(-1.75, 1.75), ylim=(-1.22, 1.22))
        page.ax.set_axis_off()
        own = inside[~inside["is_quote"]]
        alone = [names[article_id] for article_id in names if article_id not in set(both)]
        page.write(
            f"{count(len(own), 'passage')} shared in own words, {len(inside) - len(own)} in words that both quote",
            subtitle="Number of shared passages; width: their words. Solid: own words; dashed: words both quote",
            note=f"Source: {source(t)}; n = {count(len(inside), 'passage')}. Method: aligned words, also edited ones. "
            + (f"Shares nothing: {listed(alone)}. " if alone else "")
            + "Who had it first is not told.",
            text=" ".join(said),
        )
    return page.ax


def _circle(ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Place the texts on an ellipse, the first on top."""
    angles = [pi / 2 - 2 * pi * i / len(ids) for i in range(len(ids))]
    return {article_id: (1.15 * cos(angle), 0.9 * sin(angle)) for article_id, angle in zip(ids, angles, strict=True)}


def _tie(
    ax: Axes,
    between: tuple[tuple[float, float], tuple[float, float]],
    rows: pd.DataFrame,
    is_quote: bool,
    widest: int,
    label: str,
    *,
    is_short: bool,
) -> str:
    """Draw what two texts share of one kind; the sentence that says so."""
    a, b = between
    words, length = int(rows["words"].sum()), max(hypot(b[0] - a[0], b[1] - a[1]), 0.01)
    aside = 0.035 if is_quote else -0.035
    x, y = -(b[1] - a[1]) / length * aside, (b[0] - a[0]) / length * aside
    (line,) = ax.plot(
        [a[0] + x, b[0] + x],
        [a[1] + y, b[1] + y],
        color="#999999" if is_quote else INK,
        zorder=1,
        linewidth=1 + 7 * words / widest,
        linestyle=(0, (3, 1.5)) if is_quote else "-",
        alpha=0.75,
    )
    shared = f"{count(len(rows), 'passage')}, {count(words, 'word')}{' quoted' if is_quote else ''}"
    evidence.link(ax, line, _both_sides(rows), f"{label}: {shared}")
    part = 0.36 if is_quote else 0.62
    ax.text(
        a[0] + (b[0] - a[0]) * part + x,
        a[1] + (b[1] - a[1]) * part + y,
        str(len(rows)) if is_short else shared,
        fontsize=8.5,
        ha="center",
        va="center",
        color=GREY if is_quote else INK,
        zorder=3,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
    )
    return f"{label}: {shared}."


def _both_sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the passages of both texts as spans."""
    sides = [
        rows[[f"article_{side}", f"start_{side}", f"end_{side}"]].set_axis(["article_id", "start", "end"], axis=1)
        for side in "ab"
    ]
    return pd.concat(sides, ignore_index=True)


def _node(ax: Axes, at: tuple[float, float], name: str, colour: str) -> None:
    """Draw one text, its name on the outer side."""
    ax.plot(*at, marker="o", markersize=20, color=colour, markeredgecolor="white", markeredgewidth=2, zorder=4)
    style: dict[str, Any] = {"textcoords": "offset points", "fontweight": "bold", "zorder": 5}
    x, y = (1 if value > 0 else -1 for value in at)
    if abs(at[0]) > 0.2:
        ax.annotate(wrapped(name, 20), at, (16 * x, 0), va="center", ha="left" if x > 0 else "right", **style)
    else:
        ax.annotate(wrapped(name, 20), at, (0, 18 * y), va="bottom" if y > 0 else "top", ha="center", **style)


def timeline(t: Any, *, most: int = 30, ax: Axes | None = None) -> Axes:
    """Draw when what is said to have happened or to be planned: a bar from the earliest to the latest day.

    Solid: past; hollow: planned; hatched: conditional. Dates that the text leaves open are counted below.

    Parameters
    ----------
    most
        How many bars are drawn; the same days, said by one outlet in the same way, are one bar.
    """
    names = counted(t)
    rows = t.dates[t.dates["article_id"].isin(names)]
    dated = rows.dropna(subset=["earliest", "latest"])
    with sheet(ax) as page:
        question = "What happened when, and what is still planned?"
        if dated.empty:
            page.empty(question, "No date in these articles can be told.")
            return page.ax
        dated = without_repeats(dated.assign(outlet=dated["article_id"].map(names)), t.sentences)
        near = dated[_is_near(dated)]
        bars, more = _most_said(_bars(near, t, list(dict.fromkeys(names.values()))), most)
        first, last = near["earliest"].min(), near["latest"].max()
        said, colour_of = [], colours(t.articles)
        for y, (outlet, status, part, words) in enumerate(bars):
            said.append(_bar(page.ax, y, part, status, colour_of[outlet], words, outlet, (first, last)))
        _lanes(page.ax, [outlet for outlet, *_ in bars], (first, last))
        far = dated[~_is_near(dated)]
        untold = int(rows[["earliest", "latest"]].isna().any(axis=1).sum())
        planned = int((near["status"] == "planned").sum())
        page.write(
            f"From {_day(first)} to {_day(last)}: {count(len(near), 'date')}, {planned} of them planned",
            subtitle="From the earliest to the latest day meant. Solid: past; hollow: planned; hatched: conditional. "
            "Behind it: the words around",
            note=f"Source: {source(t)}; n = {count(len(near), 'date')}. Method: dates resolved against publication."
            + (f" Far off: {listed(_day(day) for day in sorted(set(far['earliest'])))}." if len(far) else "")
            + (f" {count(untold, 'date')} cannot be told." if untold else "")
            + not_drawn(more, "bar"),
            text=" ".join(said),
        )
    return page.ax


def _is_near(dated: pd.DataFrame) -> pd.Series:
    """Tell which dates lie with the most, so that one of long ago does not squeeze the others."""
    low, high = (pd.Timestamp(day) for day in dated["earliest"].quantile([0.25, 0.75]))
    reach = max((high - low) * 3, pd.Timedelta(days=21))
    return (dated["earliest"] >= low - reach) & (dated["latest"] <= high + reach)


class _Told(NamedTuple):
    """What one outlet says of the same days in the same way, with the words around the first."""

    outlet: str
    status: str
    rows: pd.DataFrame
    words: str


def _bars(near: pd.DataFrame, t: Any, outlets: Sequence[str]) -> list[_Told]:
    """Put together what one outlet says of the same days in the same way."""
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    found = []
    for outlet in outlets:
        own = near[near["outlet"] == outlet]
        for (_, _, status), part in own.groupby(["earliest", "latest", "status"], sort=True):
            words = _around(texts[part["article_id"].iloc[0]], part.iloc[0])
            words += f"  (+{len(part) - 1})" if len(part) > 1 else ""
            found.append(_Told(outlet, str(status), part, words))
    return found


def _most_said(bars: list[_Told], most: int) -> tuple[list[_Told], int]:
    """Keep the bars of which most is said, outlet by outlet in turn; with them how many are left out."""
    ranks: dict[str, int] = {}
    turns = []
    for i in sorted(range(len(bars)), key=lambda i: (-len(bars[i].rows), i)):
        ranks[bars[i].outlet] = ranks.get(bars[i].outlet, 0) + 1
        turns.append((ranks[bars[i].outlet], i))
    kept = sorted(i for _, i in sorted(turns)[:most])
    return [bars[i] for i in kept], len(bars) - len(kept)


def _bar(
    ax: Axes, y: int, rows: pd.DataFrame, status: str, colour: str, words: str, outlet: str, span: tuple[Any, Any]
) -> str:
    """Draw one bar with its words on the side that has room; the sentence that says so."""
    start, end = rows["earliest"].iloc[0], rows["latest"].iloc[0] + pd.Timedelta(days=1)
    looks: dict[str, dict[str, Any]] = {
        "past": {"color": colour},
        "planned": {"facecolor": "white", "edgecolor": colour, "linewidth": 1.4},
        "conditional": {"facecolor": "white", "edgecolor": colour, "hatch": "/////", "linewidth": 0.8},
    }
    (bar,) = ax.barh(y, end - start, left=start, height=0.62, **looks[status])
    days = _day(start) if len({start, rows["latest"].iloc[0]}) == 1 else f"{_day(start)}–{_day(rows['latest'].iloc[0])}"
    evidence.link(ax, bar, rows, f"{outlet}, {days}, {status}: {count(len(rows), 'mention')}")
    is_right = start - span[0] > (span[1] - span[0]) / 2
    ax.annotate(
        words,
        (start if is_right else end, y),
        xytext=(-5 if is_right else 5, 0),
        textcoords="offset points",
        va="center",
        ha="right" if is_right else "left",
        fontsize=8,
    )
    return f"{outlet}, {days}, {status}: {words}."


def _lanes(ax: Axes, outlets: Sequence[str], span: tuple[Any, Any]) -> None:
    """Name each outlet beside its bars, and set the days along the bottom."""
    from matplotlib.dates import AutoDateLocator, num2date

    firsts = [i for i, outlet in enumerate(outlets) if i == 0 or outlets[i - 1] != outlet]
    ends = [*firsts[1:], len(outlets)]
    ax.set_yticks(
        [(a + b - 1) / 2 for a, b in zip(firsts, ends, strict=True)], [wrapped(outlets[i], 20) for i in firsts]
    )
    for i in firsts[1:]:
        ax.axhline(i - 0.5, color=PALE, linewidth=0.8)
    pad = (span[1] - span[0]) * 0.02
    ax.set(xlim=(span[0] - pad, span[1] + pad + pd.Timedelta(days=1)), ylim=(len(outlets) - 0.4, -0.6))
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=9))
    is_long = span[1] - span[0] > pd.Timedelta(days=300)
    ax.xaxis.set_major_formatter(lambda value, _: _day(num2date(value), with_year=is_long))
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: datetime, *, with_year: bool = True) -> str:
    """Write a day without leading zero, whatever the machine's language: 3 Jul 2023."""
    year = f" {day.year}" if with_year else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"
