"""Charts of stance: who stands how toward whom, and in whose voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import evidence
from osint.drawing.palette import BLUE, GREY, INK, PALE, colours
from osint.drawing.scaffold import SMALL, TOO_FEW, lay_grid
from osint.drawing.selection import heads, main_outlets, most_frequent, source
from osint.drawing.sheet import open_sheet
from osint.drawing.wording import count, short, signed, too_few, wrapped
from osint.tables import Tables, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: For, against and neither: their colours, and the marks of single passages.
FAVOUR = "#E69F00"
_LOOKS = {"favor": ("^", FAVOUR), "against": ("v", BLUE), "neutral": ("o", GREY)}
_SIDES = {"favor": "in favour", "against": "against", "neutral": "neither"}
_KEY = "▼ against   ▲ in favour   ● neither"
_METHOD = "Method: rules on cues and a small model."
_DARK = -0.88  # below this score a cell is so blue that its words are white
_QUOTES = '“”"‘’ '
VOICE = {False: "own voice", True: "quoted voices"}
#: So many passages at most are a list; more would not stand on one picture.
MOST_LINES = 24
_FEWEST_LINES = 12  # the room of so many is laid out, that a list of three is no stretched one


def stance(t: Tables, *, holders: int = 12, targets: int = 9, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw who stands how toward whom: a cell per holder and target, coloured by the mean score.

    Parameters
    ----------
    holders, targets
        How many of each are drawn, those with the most rows. Each outlet's own voice is a holder of its own.

    Notes
    -----
    The score is −1 (against) to +1 (in favour). Fewer than three passages get a mark each instead of a mean; where
    hardly a cell has a mean, the passages are listed instead.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.stance(t, holders=6, targets=4)  # doctest: +SKIP
    """
    need_tables(t)
    rows = _named_holders(t)
    with open_sheet(ax, title) as sheet:
        question = "Who stands how toward whom?"
        if rows.empty:
            sheet.empty(question, "No one in these articles takes a stance toward a known actor.")
            return sheet.ax
        top = rows[rows["target"].isin(most_frequent(rows["target"], targets))]
        top = top[top["holder"].isin(most_frequent(top["holder"], holders))]
        left = f", {len(rows) - len(top)} of other holders or targets not drawn" if len(rows) > len(top) else ""
        if _is_sparse(top.groupby(["holder", "target"]).size()):
            by_holder = top.assign(line=top["holder"] + " → " + top["target"])
            said, subtitle = _list_passages(sheet.ax, by_holder), f"{_KEY}. Each line is one passage and leads to it"
        else:
            said = _draw_matrix(sheet.ax, top, holders, targets)
            subtitle = (
                "Mean stance of the row toward the column: − against (blue), 0 neutral (white), + in favour (orange); "
                f"−1 to +1. Fewer than three passages, a mark each: {_KEY}"
            )
        sheet.write(
            _stance_title(top) or question,
            subtitle=subtitle,
            note=f"Source: {source(t)}; n = {count(len(top), 'passage')}{left}. {_METHOD}",
            text=" ".join(said),
        )
    return sheet.ax


def _is_sparse(n_passages: pd.Series) -> bool:
    """Return whether at most a third of the cells have passages enough for a mean, and all passages fit a list."""
    return int((n_passages >= TOO_FEW).sum()) * 3 <= len(n_passages) and int(n_passages.sum()) <= MOST_LINES


def _list_passages(ax: Axes, rows: pd.DataFrame) -> list[str]:
    """Draw each passage as a line: who toward whom (`rows["line"]`), its mark, its words; the sentences that say so."""
    ordered = rows.assign(most=rows["line"].map(rows["line"].value_counts()))
    ordered = ordered.sort_values(["most", "line", "article_id", "start"], ascending=[False, True, True, True])
    ax.set(xlim=(-0.03, 1), ylim=(max(len(ordered), _FEWEST_LINES) - 0.5, -0.5))
    ax.set_yticks(range(len(ordered)), [wrapped(name, 60) for name in ordered["line"]])
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    said = []
    for y, at in enumerate(ordered.index):
        row = ordered.loc[[at]]
        label = f"{row['line'].iloc[0]}: {_SIDES[row['label'].iloc[0]]}"
        _draw_passage(ax, 0, y, row, label)
        passage = short(row["text"].iloc[0].strip(_QUOTES), 84, 1)
        words = ax.text(0.03, y, f"“{passage}”", va="center", fontsize=8, color=INK)
        evidence.link(ax, words, row, label)
        said.append(f"{label}.")
    return said


def _draw_passage(ax: Axes, x: float, y: float, row: pd.DataFrame, label: str) -> None:
    """Draw one passage as the mark of its side."""
    marker, colour = _LOOKS[row["label"].iloc[0]]
    (mark,) = ax.plot([x], [y], marker=marker, markersize=8, linestyle="none", color=colour)
    evidence.link(ax, mark, row, label)


def _draw_matrix(ax: Axes, rows: pd.DataFrame, holders: int, targets: int) -> list[str]:
    """Draw a row per holder and a column per target; the sentences that say so."""
    down, across = most_frequent(rows["holder"], holders), most_frequent(rows["target"], targets)
    said = []
    for (holder, target), part in rows.groupby(["holder", "target"], sort=True):
        at = (across.index(str(target)), down.index(str(holder)))
        said.append(_stance_cell(ax, at, part, f"{holder} toward {target}"))
    lay_grid(ax, [wrapped(name, 26) for name in down], [wrapped(name, 12) for name in across])
    return said


def _stance_cell(ax: Axes, at: tuple[int, int], rows: pd.DataFrame, label: str) -> str:
    """Draw one cell, of a mark per passage where there are few; the sentence that says so."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    (x, y), n = at, len(rows)
    if n < TOO_FEW:
        sides = []
        for i, row_at in enumerate(rows.index):
            row = rows.loc[[row_at]]
            sides.append(_SIDES[row["label"].iloc[0]])
            _draw_passage(ax, x + 0.2 * (i - (n - 1) / 2), y, row, f"{label}: {sides[-1]}")
        return f"{label}: {', '.join(sides)}."
    score = float(rows["score"].mean())
    colour_of = LinearSegmentedColormap.from_list("stance", [BLUE, "white", FAVOUR])
    cell = Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, facecolor=colour_of((score + 1) / 2))
    cell.set(edgecolor="#999999", linewidth=0.6)
    ax.add_patch(cell)
    evidence.link(ax, cell, rows, f"{label}: {signed(score)} (n = {n})")
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5, "linespacing": 1.1}
    ax.text(x, y, f"{signed(score)}\nn = {n}", color="white" if score < _DARK else INK, **style)
    return f"{label}: {signed(score)} (n = {n})."


def _named_holders(t: Tables) -> pd.DataFrame:
    """Give the stance rows of the texts that count, the narrator of each under its outlet's name."""
    names = evidence.outlets(t.counted)
    rows = t.stance[t.stance["article_id"].isin(names)]
    outlet = rows["article_id"].map(names)
    own = outlet + " (own voice)"
    return rows.assign(
        outlet=outlet,
        is_own=rows["holder"] == "narrator",
        holder=rows["holder"].where(rows["holder"] != "narrator", own),
    )


def _stance_title(rows: pd.DataFrame) -> str:
    """Name the target on which most passages agree, where at least ten take a side and two in three the same."""
    sided = rows[rows["label"] != "neutral"]
    counts = sided.groupby("target")["label"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=["against", "favor"], fill_value=0)
    counts["n"] = rows.groupby("target").size()
    counts["most"] = counts[["against", "favor"]].max(axis=1)
    clear = counts[(counts["against"] + counts["favor"] >= SMALL) & (counts["most"] * 3 >= counts["n"] * 2)]
    if clear.empty:
        return ""
    target = clear.sort_values("n", ascending=False, kind="stable").index[0]
    row = clear.loc[target]
    side = "against" if row["against"] > row["favor"] else "in favour"
    return f"Toward {target} {row['most']} of {row['n']} passages are {side}"


def stance_by_voice(t: Tables, *, targets: int = 8, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw each outlet's own stance toward each actor beside that of the voices it quotes.

    Parameters
    ----------
    targets
        How many actors are drawn, those with the most rows.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.stance_by_voice(t, targets=5)  # doctest: +SKIP
    """
    need_tables(t)
    rows = _named_holders(t)
    with open_sheet(ax, title) as sheet:
        question = "Does the text say it, or do the voices it quotes?"
        if rows.empty:
            sheet.empty(question, "No one in these articles takes a stance toward a known actor.")
            return sheet.ax
        down, n_targets = most_frequent(rows["target"], targets), rows["target"].nunique()
        outlets = [name for name in main_outlets(t) if name in set(rows["outlet"])]
        shown = rows[rows["target"].isin(down) & rows["outlet"].isin(outlets)]
        if _is_sparse(shown.groupby(["outlet", "target", "is_own"]).size()):
            voice = shown["is_own"].map({True: " (own voice)", False: ", quoted"})
            said = _list_passages(sheet.ax, shown.assign(line=shown["outlet"] + voice + " → " + shown["target"]))
            subtitle = f"{_KEY}. Each line is one passage and leads to it"
        else:
            said = _draw_scales(
                sheet.ax, shown, down, dict(zip(outlets, heads(outlets, t), strict=True)), colours(t.articles)
            )
            subtitle = (
                "Mean stance, left of the line against, right of it in favour, in brackets the passages. "
                "● the text’s own voice   ◇ voices it quotes   small: single passages, where there are fewer than three"
            )
        others = f" toward {count(n_targets - len(down), 'other')} or of other outlets not drawn"
        left = f", {len(rows) - len(shown)}{others}" if len(rows) > len(shown) else ""
        sheet.write(
            _voices_title(int(shown["is_own"].sum()), len(shown)),
            subtitle=subtitle,
            note=f"Source: {source(t)}; n = {count(len(shown), 'passage')}{left}. {_METHOD}",
            text=" ".join(said),
        )
    return sheet.ax


def _draw_scales(
    ax: Axes, rows: pd.DataFrame, down: Sequence[str], heads: Mapping[str, str], colour_of: Mapping[str, str]
) -> list[str]:
    """Draw a column of scales per outlet (outlet -> its head), a row per target; the sentences that say so."""
    _lay_scales(ax, down, list(heads.values()))
    said = []
    for j, outlet in enumerate(heads):
        said += _needles_of(ax, rows[rows["outlet"] == outlet], down, j + 0.5, colour_of[outlet], outlet)
    return said


def _lay_scales(ax: Axes, down: Sequence[str], heads: Sequence[str]) -> None:
    """Set an Axes up with a scale from −1 to +1 per outlet, and a row per target."""
    ax.set(xlim=(0, len(heads)), ylim=(len(down) - 0.5, -0.6))
    ax.set_yticks(range(len(down)), [wrapped(name) for name in down])
    ax.set_xticks([j + 0.5 for j in range(len(heads))], heads)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    for j in range(len(heads)):
        for x, style in ((-1, ":"), (0, "-"), (1, ":")):
            at = j + 0.5 + _NEEDLE * x
            ax.plot([at, at], [-0.5, len(down) - 0.5], color="#aaaaaa", linewidth=0.8, linestyle=style, zorder=0)
    ticks = [(j + 0.5 + _NEEDLE * x, words) for j in range(len(heads)) for x, words in _ENDS]
    ax.set_xticks([x for x, _ in ticks], [words for _, words in ticks], minor=True)
    ax.tick_params(axis="x", which="minor", length=0, labelbottom=True, labeltop=False, labelsize=8.5)
    ax.hlines([i - 0.5 for i in range(1, len(down))], 0, len(heads), colors=PALE, linewidth=0.8, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _needles_of(
    ax: Axes, rows: pd.DataFrame, down: Sequence[str], centre: float, colour: str, outlet: str
) -> list[str]:
    """Draw one outlet's stances, its own voice above those it quotes; the sentences that say so."""
    said = []
    for i, target in enumerate(down):
        for is_own, offset in ((True, -0.16), (False, 0.16)):
            part = rows[(rows["target"] == target) & (rows["is_own"] == is_own)]
            label = f"{outlet}, {VOICE[not is_own]}, {target}"
            said.append(_needle(ax, part, centre, i + offset, colour, label))
    return [sentence for sentence in said if sentence]


_NEEDLE = 0.3  # of a column's width, what a stance of 1 takes
_ENDS = ((-1, "−1"), (1, "+1"))


def _voices_title(own: int, n: int) -> str:
    """Say how many stances are the texts' own.

    >>> _voices_title(0, 4)
    'Of 4 stances none is the texts’ own'
    >>> _voices_title(1, 9)
    'Of 9 stances 1 is the texts’ own, the others are those of voices they quote'
    """
    if own == 0:
        are = "none is"
    elif own == n > 1:
        are = "all are"
    else:
        are = f"{own} {'is' if own == 1 else 'are'}"
    others = ", the others are those of voices they quote" if 0 < own < n else ""
    return f"Of {count(n, 'stance')} {are} the texts’ own{others}"


def _needle(ax: Axes, rows: pd.DataFrame, centre: float, y: float, colour: str, label: str) -> str:
    """Draw one mean on a small scale of its own, with n beside it; the sentence that says so."""
    if rows.empty:
        return ""
    is_own, n, mean = bool(rows["is_own"].iloc[0]), len(rows), float(rows["score"].mean())
    style: dict[str, Any] = {"marker": "o" if is_own else "D", "linestyle": "none", "color": colour, "zorder": 3}
    style["markerfacecolor"] = colour if is_own else "white"
    if n < TOO_FEW:
        for row_at, score in rows["score"].items():
            (point,) = ax.plot([centre + _NEEDLE * score], [y], markersize=4.5, **style)
            evidence.link(ax, point, rows.loc[[row_at]], f"{label}: one passage, {signed(score)}")
        return f"{label}: {too_few(n)}."
    x = centre + _NEEDLE * mean
    ax.plot([centre, x], [y, y], color=colour, linewidth=1.5, alpha=0.6, zorder=1)
    (point,) = ax.plot([x], [y], markersize=8, markeredgewidth=1.5, **style)
    evidence.link(ax, point, rows, f"{label}: {signed(mean)} (n = {n})")
    # On the side of the line where no needle is, so that no two columns meet.
    side = -1 if mean > 0 else 1
    ax.annotate(
        f"{signed(mean)} ({n})",
        (centre, y),
        xytext=(7 * side, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=INK,
        ha="left" if side > 0 else "right",
    )
    return f"{label}: {signed(mean)} (n = {n})."
