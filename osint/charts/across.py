"""Charts of what only shows across articles: claims that several carry, shared copy, the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.drawing.palette import GREY, INK, ORANGE, PALE, colours
from osint.drawing.scaffold import lay_grid, say
from osint.drawing.selection import main_outlets, numbered, source
from osint.drawing.sheet import open_sheet
from osint.drawing.wording import count, day, days, ended, listed, not_drawn, short, wrapped
from osint.tables import Tables, in_sentences, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def claims(t: Tables, *, most: int = 14, ax: Axes | None = None) -> Axes:
    """Draw which outlet carries which claim: word for word, in other words, or not at all.

    An outlet that does not carry a claim "does not mention" it; no more is said by its silence.

    Parameters
    ----------
    most
        How many claims are drawn, those that most texts carry.
    """
    need_tables(t)
    names = evidence.outlets(t.counted)
    rows = t.claims[t.claims["article_id"].isin(names)]
    rows = rows[(rows["n_texts"] > 1) & (rows.groupby("claim")["article_id"].transform("nunique") > 1)]
    with open_sheet(ax) as sheet:
        question = "What do several texts report?"
        if rows.empty:
            sheet.empty(question, "No claim in these articles is carried by more than one text.")
            return sheet.ax
        rows = rows.assign(outlet=rows["article_id"].map(names))
        clashes = set(rows.loc[rows["agrees"].eq(False).fillna(False), "claim"])
        order = rows.drop_duplicates("claim").assign(clash=lambda table: table["claim"].isin(clashes))
        order = order.sort_values(["n_texts", "clash", "n_origins"], ascending=False, kind="stable")
        outlets, down = main_outlets(names), order["claim"].head(most).tolist()
        of_claim = {str(claim): part for claim, part in rows.groupby("claim", sort=False)}
        looks = {outlet: colour for outlet, colour in colours(t.articles).items() if outlet in outlets}
        said = [
            _claim_row(sheet.ax, y, claim, of_claim[claim], looks, claim in clashes) for y, claim in enumerate(down)
        ]
        lay_grid(
            sheet.ax,
            [short(_worded(of_claim[claim].iloc[0], t), 46) for claim in down],
            [f"{wrapped(outlet, 16)}\n{_grade(outlet, names, t.articles)}" for outlet in outlets],
        )
        n_drawn = int((rows["claim"].isin(down) & rows["outlet"].isin(outlets)).sum())
        left = count(len(rows) - n_drawn, "passage")
        sheet.write(
            _claims_title(order["n_texts"]),
            subtitle="● the fullest wording, or a run of its words   ◐ other words   – does not mention. Origins: the "
            "persons or bodies it comes from. Grade: of the source, A–F",
            note=f"Source: {source(t)}; n = {count(n_drawn, 'passage')}. Method: shared words and values. Whether "
            f"origins are independent, the analyst says.{not_drawn(len(order) - len(down), 'claim', left)}",
            text=" ".join(said),
        )
    return sheet.ax


def _claims_title(n_texts: pd.Series) -> str:
    """Say how many claims there are, and how many of them most texts carry.

    >>> _claims_title(pd.Series([2, 2])), _claims_title(pd.Series([3, 2]))
    ('2 claims are each carried by 2 texts', '2 claims are carried by several texts, 1 of them by 3')
    """
    most, n = int(n_texts.max()), len(n_texts)
    n_most = int((n_texts == most).sum())
    if n_most == n:
        return f"{count(n, 'claim')} {'is' if n == 1 else 'are each'} carried by {most} texts"
    return f"{count(n, 'claim')} are carried by several texts, {n_most} of them by {most}"


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


_FRAGMENT = 3  # words


def _worded(row: pd.Series, t: Tables) -> str:
    """Give a claim in words: as it is, or where it is a bare figure or too short to be one with the words around it."""
    if row["kind"] != "figure" and len(str(row["claim"]).split()) > _FRAGMENT:
        return str(row["claim"])
    return _around(t.texts[row["article_id"]], row)


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
    words = "the fullest wording" if is_same else "other words"
    evidence.link(ax, point, rows, f"{label} ({words})")
    return words


def reuse(t: Tables, *, most: int = 10, ax: Axes | None = None) -> Axes:
    """Draw which texts share passages: a line joins each pair, as wide as the words they share.

    Solid: the text's own words; dashed: words that both quote, for two that quote one speech are not copying. The
    table does not tell who had it first.

    Parameters
    ----------
    most
        How many pairs are drawn, those that share most words.
    """
    need_tables(t)
    names = numbered(evidence.outlets(t.counted))
    rows = t.reuse[t.reuse["article_a"].isin(names) & t.reuse["article_b"].isin(names)]
    with open_sheet(ax) as sheet:
        question = "Which texts share passages?"
        if rows.empty:
            sheet.empty(question, "No two of these articles share a passage.")
            return sheet.ax
        rows = rows.assign(words=rows["text_a"].str.split().str.len())
        pairs = rows.groupby(["article_a", "article_b"])["words"].sum().reset_index()
        pairs = pairs.sort_values(["words", "article_a", "article_b"], ascending=[False, True, True])
        widest = int(rows.groupby(["article_a", "article_b", "is_quote"])["words"].sum().max())
        looks, said, shown = colours(t.articles), [], []
        for y, (a, b) in enumerate(zip(pairs["article_a"].head(most), pairs["article_b"].head(most), strict=True)):
            part = rows[(rows["article_a"] == a) & (rows["article_b"] == b)]
            shown.append(part)
            for x, key in ((0, a), (1, b)):
                _node(sheet.ax, (x, y), names[key], looks[evidence.outlets(t.counted)[key]])
            for is_quote, own in part.groupby("is_quote", sort=True):
                aside = 0.0 if part["is_quote"].nunique() == 1 else 0.19 if is_quote else -0.19
                said.append(_tie(sheet.ax, y + aside, own, bool(is_quote), widest, f"{names[a]} – {names[b]}"))
        drawn = pd.concat(shown)
        sheet.ax.set(xlim=(-0.02, 1.02), ylim=(max(len(shown), _FEW_PAIRS) - 0.5, -0.5))
        sheet.ax.set_axis_off()
        n_own = int((~drawn["is_quote"]).sum())
        joined = {*rows["article_a"], *rows["article_b"]}
        alone = [name for article_id, name in names.items() if article_id not in joined]
        sheet.write(
            _reuse_title(n_own, len(drawn) - n_own),
            subtitle="A line joins two texts that share passages; its width: the words shared. Solid: their own words; "
            "dashed: words that both quote",
            note=f"Source: {source(t)}; n = {count(len(drawn), 'passage')}, each in two texts. Method: aligned words, "
            + f"also edited ones.{f' Shares nothing: {listed(alone)}.' if alone else ''} Who had it first is not told."
            + not_drawn(len(pairs) - len(shown), "pair", count(len(rows) - len(drawn), "passage")),
            text=" ".join(said),
        )
    return sheet.ax


_FEW_PAIRS = 4  # fewer are not spread over the whole sheet


def _reuse_title(own: int, quoted: int) -> str:
    """Say how many passages are shared, and whose words they are.

    >>> _reuse_title(0, 1), _reuse_title(2, 0)
    ('1 passage shared, in words that both quote', '2 passages shared in own words')
    """
    if not own:
        return f"{count(quoted, 'passage')} shared, in words that both quote"
    return f"{count(own, 'passage')} shared in own words" + (f", {quoted} in words that both quote" if quoted else "")


def _tie(ax: Axes, y: float, rows: pd.DataFrame, is_quote: bool, widest: int, label: str) -> str:
    """Draw what two texts share of one kind; the sentence that says so."""
    words = int(rows["words"].sum())
    (line,) = ax.plot(
        [0, 1],
        [y, y],
        color="#999999" if is_quote else INK,
        zorder=1,
        linewidth=1 + 9 * words / widest,
        linestyle=(0, (3, 1.5)) if is_quote else "-",
        alpha=0.75,
    )
    shared = f"{count(len(rows), 'passage')}, {count(words, 'word')}{' quoted' if is_quote else ''}"
    evidence.link(ax, line, _both_sides(rows), f"{label}: {shared}, in both texts")
    say(ax, 0.5, y, shared, ha="center", fontsize=9, color=GREY if is_quote else INK)
    return f"{label}: {shared}."


def _both_sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the passages of both texts as spans."""
    sides = [
        rows[[f"article_{side}", f"start_{side}", f"end_{side}"]].set_axis(["article_id", "start", "end"], axis=1)
        for side in "ab"
    ]
    return pd.concat(sides, ignore_index=True)


def _node(ax: Axes, at: tuple[int, float], name: str, colour: str) -> None:
    """Draw one text at an end of a line, its name on the outer side."""
    ax.plot(*at, marker="o", markersize=17, color=colour, markeredgecolor="white", markeredgewidth=2, zorder=4)
    side = 1 if at[0] else -1
    style: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    ax.annotate(wrapped(name, 24), at, (14 * side, 0), ha="left" if side > 0 else "right", fontweight="bold", **style)


def timeline(t: Tables, *, most: int = 30, ax: Axes | None = None) -> Axes:
    """Draw when what is said to have happened or to be planned: a bar from the earliest to the latest day.

    Solid: past; hollow: planned; hatched: conditional. Dates that the text leaves open are counted below; those of
    author boxes and source lines are no events.

    Parameters
    ----------
    most
        How many bars are drawn; the same days, said by one outlet in the same way, are one bar.
    """
    need_tables(t)
    names = evidence.outlets(t.counted)
    rows = _of_events(t.dates[t.dates["article_id"].isin(names)], t.sentences)
    dated = rows.dropna(subset=["earliest", "latest"])
    with open_sheet(ax) as sheet:
        question = "What happened when, and what is still planned?"
        if dated.empty:
            sheet.empty(question, "No date in these articles can be told.")
            return sheet.ax
        dated = dated.assign(outlet=dated["article_id"].map(names))
        near = dated[_is_near(dated)]
        bars, more = _most_said(_bars(near, t, list(dict.fromkeys(names.values()))), most)
        drawn = pd.concat([bar.rows for bar in bars])
        first, last = drawn["earliest"].min(), drawn["latest"].max()
        said, colour_of = [], colours(t.articles)
        for y, (outlet, status, part, words) in enumerate(bars):
            said.append(_bar(sheet.ax, y, part, status, colour_of[outlet], words, outlet, (first, last)))
        _lanes(sheet.ax, [outlet for outlet, *_ in bars], (first, last))
        far = dated[~_is_near(dated)].sort_values(["earliest", "latest"], kind="stable")
        beyond = list(dict.fromkeys(days(a, b) for a, b in zip(far["earliest"], far["latest"], strict=True)))
        untold = int(rows[["earliest", "latest"]].isna().any(axis=1).sum())
        planned = int((drawn["status"] == "planned").sum())
        sheet.write(
            f"From {day(first)} to {day(last)}: {count(len(drawn), 'date')}, {planned or 'none'} of them planned",
            subtitle="From the earliest to the latest day meant, with the words around; (+2): so many more times. "
            "Solid: past; hollow: planned; hatched: conditional",
            note=f"Source: {source(t)}; n = {count(len(drawn), 'date')}. Method: dates resolved against publication."
            + (f" Not drawn, as reaching beyond the others: {listed(beyond)}." if beyond else "")
            + (f" {count(untold, 'date')} cannot be told." if untold else "")
            + not_drawn(more, "bar", count(len(near) - len(drawn), "date")),
            text=" ".join(said),
        )
    return sheet.ax


def _of_events(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Leave out what stands in a sentence given before, and the days of author boxes and source lines."""
    around = sentences.loc[sentences["zone"] == "boilerplate", ["article_id", "sentence"]].assign(is_around=True)
    found = in_sentences(rows, sentences).merge(around, on=["article_id", "sentence"], how="left")
    return evidence.drop_repeated(found[found["is_around"].isna()].drop(columns=["is_around", "sentence"]), sentences)


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


def _bars(near: pd.DataFrame, t: Tables, outlets: Sequence[str]) -> list[_Told]:
    """Put together what one outlet says of the same days in the same way."""
    texts = t.texts
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


_DAY = pd.Timedelta(days=1)
_ROOM = 0.3  # of the span: where neither side of a bar has as much, its words stand on it


def _bar(
    ax: Axes, y: int, rows: pd.DataFrame, status: str, colour: str, words: str, outlet: str, span: tuple[Any, Any]
) -> str:
    """Draw one bar with its words on the side that has room; the sentence that says so."""
    start, end = rows["earliest"].iloc[0], rows["latest"].iloc[0] + _DAY
    looks: dict[str, dict[str, Any]] = {
        "past": {"color": colour},
        "planned": {"facecolor": "white", "edgecolor": colour, "linewidth": 1.4},
        "conditional": {"facecolor": "white", "edgecolor": colour, "hatch": "/////", "linewidth": 0.8},
    }
    (bar,) = ax.barh(y, end - start, left=start, height=0.62, **looks[status])
    interval = days(start, rows["latest"].iloc[0])
    evidence.link(ax, bar, rows, f"{outlet}, {interval}, {status}: {count(len(rows), 'mention')}")
    before, after = (room / (span[1] - span[0] + _DAY) for room in (start - span[0], span[1] + _DAY - end))
    side = 0 if max(before, after) < _ROOM else -1 if before > max(after, 0.5) else 1
    at, aside, ha = {0: (start, 6, "left"), -1: (start, -5, "right"), 1: (end, 5, "left")}[side]
    style: dict[str, Any] = {"textcoords": "offset points", "va": "center", "ha": ha, "fontsize": 8}
    if not side:
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
    ax.annotate(words, (at, y), xytext=(aside, 0), **style)
    return ended(f"{outlet}, {interval}, {status}: {words}")


_MOST_TICKS = 9


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
    ax.set(xlim=(span[0] - pad, span[1] + pad + _DAY), ylim=(len(outlets) - 0.4, -0.6))
    n_days = (span[1] - span[0]).days + 1
    step = next((step for step in (1, 2, 3, 4, 5, 7, 10, 14) if n_days / step < _MOST_TICKS), None)
    if step is None:
        ax.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=_MOST_TICKS))
    else:
        ax.set_xticks([span[0] + pd.Timedelta(days=i) for i in range(0, n_days + 1, step)])
    is_long = n_days > 300
    ax.xaxis.set_major_formatter(lambda value, _: day(num2date(value), with_year=is_long))
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
