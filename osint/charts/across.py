"""Charts of what only shows across articles: claims that several carry, and shared copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import evidence
from osint.drawing.palette import GREY, INK, ORANGE, colours
from osint.drawing.scaffold import lay_grid, say
from osint.drawing.selection import main_outlets, numbered, source
from osint.drawing.sheet import need_most, open_sheet
from osint.drawing.wording import count, listed, not_drawn, short, wrapped
from osint.tables import Tables, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def claims(t: Tables, *, most: int = 14, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw which outlet carries which claim: word for word, in other words, or with no passage found.

    Where no passage was found, the outlet may say it in words that were not recognised.

    Parameters
    ----------
    most
        How many claims are drawn, those that most texts carry.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.claims(t, most=8)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    names = evidence.outlets(t.counted)
    rows = t.claims[t.claims["article_id"].isin(names)]
    rows = rows[(rows["n_texts"] > 1) & (rows.groupby("claim")["article_id"].transform("nunique") > 1)]
    with open_sheet(ax, title) as sheet:
        question = "What do several texts report?"
        if rows.empty:
            sheet.empty(question, "No claim in these articles is carried by more than one text.")
            return sheet.ax
        rows = rows.assign(outlet=rows["article_id"].map(names))
        clashes = set(rows.loc[rows["agrees"].eq(False).fillna(False), "claim"])
        order = rows.drop_duplicates("claim").assign(clash=lambda table: table["claim"].isin(clashes))
        order = order.sort_values(["n_texts", "clash", "n_origins"], ascending=False, kind="stable")
        outlets, down = main_outlets(t), order["claim"].head(most).tolist()
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
            subtitle="● the fullest wording, or a run of its words   ◐ other words   – no passage found. Origins: the "
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
        told.append(f"{outlet}: {cell}")
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
        return "no passage found"
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


def reuse(t: Tables, *, most: int = 10, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw which texts share passages: a line joins each pair, as wide as the words they share.

    Solid: the text's own words; dashed: words that both quote, for two that quote one speech are not copying. The
    table does not tell who had it first.

    Parameters
    ----------
    most
        How many pairs are drawn, those that share most words.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.reuse(t, most=5)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    names = numbered(evidence.outlets(t.counted))
    rows = t.reuse[t.reuse["article_a"].isin(names) & t.reuse["article_b"].isin(names)]
    with open_sheet(ax, title) as sheet:
        question = "Which texts share passages?"
        if rows.empty:
            sheet.empty(question, "No two of these articles share a passage.")
            return sheet.ax
        rows = rows.assign(words=rows["text_a"].str.split().str.len())  # type: ignore[misc]
        pairs = rows.groupby(["article_a", "article_b"])["words"].sum().reset_index()
        pairs = pairs.sort_values(["words", "article_a", "article_b"], ascending=[False, True, True])
        widest = int(rows.groupby(["article_a", "article_b", "is_quote"])["words"].sum().max())
        looks, said, shown = colours(t.articles), [], []
        for y, (a, b) in enumerate(zip(pairs["article_a"].head(most), pairs["article_b"].head(most), strict=True)):
            part = rows[(rows["article_a"] == a) & (rows["article_b"] == b)]
            shown.append(part)
            for x, key in ((0, a), (1, b)):
                _node(sheet.ax, (x, y), names[key], looks[evidence.outlets(t.counted)[key]])
            apart = 0.0 if part["is_quote"].nunique() == 1 else 0.19
            for is_quote, own in part.groupby("is_quote", sort=True):
                aside = apart if is_quote else -apart
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
