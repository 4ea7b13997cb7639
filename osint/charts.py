"""Charts of the tables: a title that says what is seen, numbers at the marks, each mark a link to its passages.

Every chart takes the extracted tables and an Axes, or makes one of 1200 × 675 pixels, and returns it; it neither
shows nor saves. :func:`describe` gives a chart's text alternative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import evidence, framing, tables
from osint.canvas import (
    BLUE,
    GREY,
    INK,
    MOST_COLUMNS,
    MOST_ROWS,
    ORANGE,
    PALE,
    SMALL,
    TOO_FEW,
    colours,
    columns,
    count,
    describe,
    ends,
    grid,
    head,
    listed,
    precise,
    sheet,
    short,
    signed,
    signed_ticks,
    tint,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "claims",
    "contrast",
    "describe",
    "frames",
    "lexicons",
    "reuse",
    "roles",
    "sentiment",
    "speakers",
    "stance",
    "stance_by_voice",
    "timeline",
]


def sentiment(
    t: Any, *, measure: str = "polarity", actors: Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how the words around each actor sound: a point per sentence, the mean, and the middle half.

    Parameters
    ----------
    measure
        ``polarity`` (TextBlob) or ``polarity_vader``, −1 to +1. It is the whole sentence's.
    actors
        The actors drawn; by default the ten that most sentences name.

    Notes
    -----
    The texts' own voice and the voices they quote are kept apart; the sentence is left out where it repeats an
    earlier one or is boilerplate. Fewer than three sentences get no mean.
    """
    lexicon = {"polarity": "TextBlob", "polarity_vader": "VADER"}
    if measure not in lexicon:
        raise tables.OsintError(f"`measure` must be one of {', '.join(lexicon)}; it is {measure!r}.")
    scored = _scored(t, measure)
    scored = scored[scored["article_id"].isin(_counted(t))]
    with sheet(ax) as page:
        question = "How do the words around each actor sound?"
        shown = list(actors) if actors is not None else scored["actor"].value_counts().head(10).index.tolist()
        scored = scored[scored["actor"].isin(shown)]
        if scored.empty:
            page.empty(question, "No sentence in these articles names an actor.")
            return page.ax
        scores = (
            scored.assign(own=scored["score"].where(~scored["is_quoted"])).groupby("actor")[["own", "score"]].mean()
        )
        means = scores["own"].fillna(scores["score"]).sort_values(kind="stable")
        extent = max(0.5, float(scored["score"].abs().max())) * 1.05
        lines = []
        for y, actor in enumerate(means.index):
            for is_quoted, offset in ((False, 0.17), (True, -0.17)):
                rows = scored[(scored["actor"] == actor) & (scored["is_quoted"] == is_quoted)]
                lines.append(_strip(page.ax, rows, y + offset, extent, f"{actor}, {_VOICE[is_quoted]}"))
        page.ax.set(
            yticks=range(len(means)),
            yticklabels=[wrapped(actor) for actor in means.index],
            xlim=(-extent, extent),
            ylim=(-0.6, len(means) - 0.4),
        )
        signed_ticks(page.ax)
        ends(page.ax, "− negative words", "positive words +")
        page.write(
            _sentiment_title(scored) or question,
            subtitle=f"{lexicon[measure]} polarity of the sentences that name the actor, −1 to +1. "
            "● the texts’ own voice   ◇ voices they quote   — middle half of the sentences",
            note=f"Source: {_texts(t)}; n = {count(len(scored), 'pair')} of actor and sentence. "
            "Method: word-list score of whole sentences.",
            text=" ".join(line for line in lines if line),
        )
    return page.ax


_VOICE = {False: "own voice", True: "quoted voices"}


def _scored(t: Any, measure: str) -> pd.DataFrame:
    """Give a row per actor, sentence and kind of voice: its score."""
    said = t.sentences[t.sentences["repeat_of"].isna() & (t.sentences["zone"] != "boilerplate")]
    said = said.dropna(subset=[measure])
    found = _in_sentences(t.mentions, t.sentences).merge(
        said[["article_id", "sentence", "start", "end", measure]], on=["article_id", "sentence"], suffixes=("_row", "")
    )
    found["is_quoted"] = found["voice"] != "narrator"
    found["score"] = found[measure].astype(float)
    columns = ["article_id", "start", "end", "actor", "is_quoted", "score"]
    return found.drop_duplicates(columns[:5])[columns].reset_index(drop=True)


def _in_sentences(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
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


def _strip(ax: Axes, rows: pd.DataFrame, y: float, extent: float, label: str) -> str:
    """Draw one actor in one kind of voice; the sentence that says so."""
    if rows.empty:
        return ""
    is_quoted = bool(rows["is_quoted"].iloc[0])
    colour, marker = (GREY, "D") if is_quoted else (INK, "o")
    scores, n = rows["score"], len(rows)
    spread = [y + 0.04 * (i % 3 - 1) for i in range(n)]
    ax.scatter(scores.sort_values(), spread, s=9, color=colour, alpha=0.35, linewidths=0)
    if n < TOO_FEW:
        words = f"too few to say (n = {n})"
        written = ax.text(extent * 1.02, y, words, va="center", fontsize=9, color=GREY)
        evidence.link(ax, written, rows, f"{label}: {words}")
        return f"{label}: {words}."
    mean = float(scores.mean())
    if n >= SMALL:
        ax.plot(scores.quantile([0.25, 0.75]), [y, y], color=colour, linewidth=2.5, alpha=0.55, solid_capstyle="butt")
    (point,) = ax.plot(
        [mean],
        [y],
        marker=marker,
        markersize=10,
        markeredgewidth=1.8,
        color=colour,
        markerfacecolor="white" if is_quoted else colour,
        zorder=4,
    )
    evidence.link(ax, point, rows, f"{label}: mean {precise(mean)}, n = {n}")
    ax.text(extent * 1.02, y, f"{precise(mean)}   n = {n}", va="center", fontsize=9, color=colour)
    return f"{label}: mean {precise(mean)}, n = {n}."


def _sentiment_title(scored: pd.DataFrame) -> str:
    """Name the two actors farthest apart in the texts' own voice, where their intervals do not touch."""
    own = scored[~scored["is_quoted"]].groupby("actor")["score"].agg(["mean", "sem", "size"])
    own = own[own["size"] >= SMALL].sort_values("mean", kind="stable")
    if len(own) < 2:
        return ""
    low, high = own.iloc[0], own.iloc[-1]
    if low["mean"] + 1.96 * low["sem"] >= high["mean"] - 1.96 * high["sem"]:
        return ""
    return f"In the texts’ own voice words around {own.index[0]} sound darkest, around {own.index[-1]} brightest"


def _counted(t: Any) -> dict[str, str]:
    """Name the articles that count by their outlets."""
    return evidence.outlets(t.articles[t.articles["counts"]])


def _texts(t: Any) -> str:
    """Say from how many texts of how many outlets a figure is made, and how many are left out."""
    counted = _counted(t)
    n_outlets, left = len(set(counted.values())), len(t.articles) - len(counted)
    return f"{count(len(counted), 'text')} of {count(n_outlets, 'outlet')}" + (f" ({left} left out)" if left else "")


def stance(t: Any, *, holders: int = 12, targets: int = 9, ax: Axes | None = None) -> Axes:
    """Draw who stands how toward whom: a cell per holder and target, coloured by the mean score.

    Parameters
    ----------
    holders, targets
        How many of each are drawn, those with the most rows. Each outlet's own voice is a holder of its own.

    Notes
    -----
    The score is −1 (against) to +1 (in favour). A cell that rests on fewer than three passages is drawn small.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    rows = _named_holders(t)
    with sheet(ax) as page:
        question = "Who stands how toward whom?"
        if rows.empty:
            page.empty(question, "No one in these articles takes a stance toward a known actor.")
            return page.ax
        top = rows[
            rows["holder"].isin(_most(rows["holder"], holders)) & rows["target"].isin(_most(rows["target"], targets))
        ]
        down, across = _most(top["holder"], holders), _most(top["target"], targets)
        colour_of = LinearSegmentedColormap.from_list("stance", [BLUE, "white", "#E69F00"])
        said = []
        for (holder, target), part in top.groupby(["holder", "target"], sort=True):
            x, y, n, score = across.index(str(target)), down.index(str(holder)), len(part), float(part["score"].mean())
            side = 0.92 if n >= TOO_FEW else 0.6
            cell = Rectangle(
                (x - side / 2, y - side / 2),
                side,
                side,
                facecolor=colour_of((score + 1) / 2),
                edgecolor="#999999",
                linewidth=0.6,
                linestyle="-" if n >= TOO_FEW else ":",
            )
            page.ax.add_patch(cell)
            words = f"{holder} toward {target}: {signed(score)} (n = {n})"
            evidence.link(page.ax, cell, part, words)
            said.append(f"{words}.")
            ink = "white" if score < -0.6 else "#222222"
            page.ax.text(
                x, y, f"{signed(score)}\nn = {n}", ha="center", va="center", fontsize=8.5, color=ink, linespacing=1.1
            )
        grid(page.ax, [wrapped(name, 26) for name in down], [wrapped(name, 12) for name in across])
        left = len(rows) - len(top)
        page.write(
            _stance_title(rows) or question,
            subtitle="Mean stance of the row toward the column: − against (blue), 0 neutral (white), + in favour "
            "(orange); −1 to +1. Small: fewer than three passages",
            note=f"Source: {_texts(t)}; n = {count(len(top), 'passage')}"
            + (f", {left} of other holders or targets not drawn" if left else "")
            + ". Method: rules on cues, checked by hand labels.",
            text=" ".join(said),
        )
    return page.ax


def _named_holders(t: Any) -> pd.DataFrame:
    """Give the stance rows of the texts that count, the narrator of each under its outlet's name."""
    names = _counted(t)
    rows = t.stance[t.stance["article_id"].isin(names)]
    outlet = rows["article_id"].map(names)
    own = outlet + " (own voice)"
    return rows.assign(
        outlet=outlet,
        is_own=rows["holder"] == "narrator",
        holder=rows["holder"].where(rows["holder"] != "narrator", own),
    )


def _most(values: pd.Series, count: int) -> list[str]:
    """List the `count` most frequent values, the most frequent first, ties by name."""
    counts = values.value_counts().rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].head(count).tolist()


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


def stance_by_voice(t: Any, *, targets: int = 8, ax: Axes | None = None) -> Axes:
    """Draw each outlet's own stance toward each actor beside that of the voices it quotes.

    Parameters
    ----------
    targets
        How many actors are drawn, those with the most rows.
    """
    rows = _named_holders(t)
    with sheet(ax) as page:
        question = "Does the text say it, or do the voices it quotes?"
        if rows.empty:
            page.empty(question, "No one in these articles takes a stance toward a known actor.")
            return page.ax
        down = _most(rows["target"], targets)
        colour_of = colours(t.articles)
        outlets = [name for name in colour_of if name in set(rows["outlet"])]
        said = []
        for j, outlet in enumerate(outlets):
            centre = j + 0.5
            page.ax.plot([centre, centre], [-0.5, len(down) - 0.5], color="#aaaaaa", linewidth=0.8, zorder=0)
            for i, target in enumerate(down):
                for is_own, offset in ((True, -0.16), (False, 0.16)):
                    part = rows[(rows["outlet"] == outlet) & (rows["target"] == target) & (rows["is_own"] == is_own)]
                    label = f"{outlet}, {_VOICE[not is_own]}, {target}"
                    said.append(_needle(page.ax, part, centre, i + offset, colour_of[outlet], label))
        page.ax.set(xlim=(0, len(outlets)), ylim=(len(down) - 0.5, -0.6))
        page.ax.set_yticks(range(len(down)), [wrapped(name) for name in down])
        page.ax.set_xticks([j + 0.5 for j in range(len(outlets))], [head(name, outlets) for name in outlets])
        page.ax.tick_params(length=0, labeltop=True, labelbottom=False)
        page.ax.hlines([i - 0.5 for i in range(1, len(down))], 0, len(outlets), colors=PALE, linewidth=0.8, zorder=0)
        for spine in page.ax.spines.values():
            spine.set_visible(False)
        page.write(
            question,
            subtitle="Mean stance, left of the line against, right of it in favour (−1 to +1). ● the text’s own "
            "voice   ◇ voices it quotes; faint: fewer than three passages",
            note=f"Source: {_texts(t)}; n = {count(len(rows), 'passage')}, given at each mark. Method: rules on cues.",
            text=" ".join(line for line in said if line),
        )
    return page.ax


def _needle(ax: Axes, rows: pd.DataFrame, centre: float, y: float, colour: str, label: str) -> str:
    """Draw one mean on a small scale of its own, with n beside it; the sentence that says so."""
    if rows.empty:
        return ""
    is_own, n, mean = bool(rows["is_own"].iloc[0]), len(rows), float(rows["score"].mean())
    x = centre + 0.36 * mean
    alpha = 1.0 if n >= TOO_FEW else 0.45
    ax.plot([centre, x], [y, y], color=colour, linewidth=1.5, alpha=alpha * 0.6, zorder=1)
    (point,) = ax.plot(
        [x],
        [y],
        marker="o" if is_own else "D",
        markersize=8 if n >= TOO_FEW else 6,
        color=colour,
        markerfacecolor=colour if is_own else "white",
        markeredgewidth=1.5,
        alpha=alpha,
        zorder=3,
    )
    evidence.link(ax, point, rows, f"{label}: {signed(mean)} (n = {n})")
    side = 1 if mean >= 0 else -1
    ax.annotate(
        str(n),
        (x, y),
        xytext=(8 * side, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=GREY,
        ha="left" if side > 0 else "right",
    )
    return f"{label}: {signed(mean)} (n = {n})."


def frames(t: Any, *, ax: Axes | None = None) -> Axes:
    """Draw how often each frame stands over each outlet's sentences about the focus.

    The dark part of a bar is the text's own voice, the pale part the voices it quotes. With fewer than ten
    sentences a point with its 95 % interval (Wilson 1927) stands instead of a bar, with fewer than three words.
    """
    profile = framing.profile(t)
    focus = getattr(getattr(t, "case", None), "focus", None)
    about = f"{focus} sentences" if focus else "sentences"
    with sheet(ax) as page:
        question = f"How is {focus} framed?" if focus else "Which frames do the texts use?"
        if profile.empty or not profile["n"].sum():
            page.empty(question, f"No {about} of these articles stand under a frame.")
            return page.ax
        units = _units(profile, t.articles)
        drawn, more = dict(list(units.items())[:MOST_COLUMNS]), len(units) - MOST_COLUMNS
        names = [frame for frame in _by_share(profile) if profile.loc[profile["frame"] == frame, "n"].sum()][:MOST_ROWS]
        full, said = 0.62 / float(profile["share"].max()), []
        for j, (unit, rows) in enumerate(drawn.items()):
            cells = rows[rows["frame"].isin(names)]
            said.append(_frames_of(page.ax, j, names, full, t, cells, unit))
        columns(page.ax, names, [f"{head(unit, drawn)}\n{_total(rows)}" for unit, rows in drawn.items()])
        n_sentences = sum(int(rows["n_sentences"].iloc[0]) for rows in drawn.values())
        page.write(
            _frames_title(drawn, focus) or question,
            subtitle=f"Share of each outlet’s {about} that stand under the frame, with their number. "
            "Dark: the text’s own voice; pale: voices it quotes",
            note=f"Source: {_texts(t)}; n = {count(n_sentences, 'sentence')}. Method: listed cue phrases."
            + (" A share of one text describes the text, not the outlet." if "text" in set(profile["unit"]) else "")
            + _not_drawn(more, "unit"),
            text=" ".join(said),
        )
    return page.ax


def _frames_of(ax: Axes, column: int, names: Sequence[str], full: float, t: Any, cells: pd.DataFrame, unit: str) -> str:
    """Draw one unit's column of frames; the sentence that says so."""
    total, said = int(cells["n_sentences"].iloc[0]), []
    if total < TOO_FEW:
        words = f"too few to say (n = {total})"
        ax.text(column + 0.05, (len(names) - 1) / 2, wrapped(words, 12), va="center", color=GREY)
        return f"{unit}: {words}."
    colour = list(colours(t.articles).values())[_place_of(cells, t.articles)]
    for cell in cells[cells["n"] > 0].to_dict("records"):
        frame, counts = cell["frame"], (cell["n_narrator"], cell["n"], total)
        label = f"{unit}, {frame}: {cell['n']} of {total} sentences ({cell['n'] / total:.0%})"
        _share(ax, (column, names.index(frame)), counts, full, colour, _framed(t, cell), label)
        said.append(f"{frame} {cell['n']} of {total} ({cell['n_narrator']} own voice)")
    return f"{unit}: {', '.join(said) or 'none'}."


def _place_of(cells: pd.DataFrame, articles: pd.DataFrame) -> int:
    """The outlet's place among the outlets of the case, which gives it its colour."""
    names = evidence.outlets(articles)
    of_outlet = dict(zip(articles["outlet"].fillna(articles["article_id"]), names.values(), strict=True))
    return list(dict.fromkeys(names.values())).index(of_outlet[cells["outlet"].iloc[0]])


def _not_drawn(more: int, noun: str) -> str:
    return f" {count(more, noun)} more not drawn." if more > 0 else ""


def _units(profile: pd.DataFrame, articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a profile by its units, each named as the outlet is, texts of one outlet numbered."""
    names = evidence.outlets(articles)
    of_outlet = dict(zip(articles["outlet"].fillna(articles["article_id"]), names.values(), strict=True))
    found: dict[str, pd.DataFrame] = {}
    for outlet, rows in profile.groupby("outlet", sort=False):
        texts = [part for _, part in rows.groupby(rows["article_id"].fillna(""), sort=False)]
        for number, part in enumerate(texts, 1):
            found[of_outlet[outlet] + (f", text {number}" if len(texts) > 1 else "")] = part
    return found


def _total(rows: pd.DataFrame) -> str:
    n_texts, n = int(rows["n_texts"].iloc[0]), int(rows["n_sentences"].iloc[0])
    return f"{'one text' if n_texts == 1 else f'{n_texts} texts'}, n = {n}"


def _by_share(profile: pd.DataFrame) -> list[str]:
    """List the case's own frames by their mean share, then the generic ones."""
    mean = profile.groupby(["set", "frame"])["share"].mean().reset_index()
    return mean.sort_values(["set", "share", "frame"], ascending=[True, False, True])["frame"].tolist()


def _framed(t: Any, cell: Mapping[Any, Any]) -> pd.DataFrame:
    """Give the passages behind one cell of a profile."""
    focus = getattr(getattr(t, "case", None), "focus", None)
    rows = t.framing[t.framing["frame"] == cell["frame"]]
    rows = rows if focus is None else rows[rows["about"] == focus]
    if pd.notna(cell["article_id"]):
        return rows[rows["article_id"] == cell["article_id"]]
    counted = t.articles[t.articles["counts"]]
    return rows[rows["article_id"].isin(counted.loc[counted["outlet"] == cell["outlet"], "article_id"])]


def _share(
    ax: Axes,
    at: tuple[int, float],
    counts: tuple[int, int, int],
    full: float,
    colour: str,
    rows: pd.DataFrame,
    label: str,
) -> None:
    """Draw one share in its column: a bar in two parts, or a point with its interval where the sample is small.

    `counts` are those in the text's own voice, all, and what they are a share of; `full` is the width of 100 %.
    """
    (column, y), (own, n, total) = at, counts
    width = full * n / total
    if total >= SMALL:
        bars = [
            *ax.barh(y, width, left=column, height=0.56, color=tint(colour)),
            *ax.barh(y, full * own / total, left=column, height=0.56, color=colour),
        ]
    else:
        low, high = (min(full * bound, 0.66) for bound in _wilson(n, total))
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


def _wilson(n: int, total: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    >>> [round(bound, 2) for bound in _wilson(2, 5)]
    [0.12, 0.77]
    """
    z = 1.96
    share, spread = n / total, z * (n * (total - n) / total**3 + z**2 / (4 * total**2)) ** 0.5
    scale = 1 + z**2 / total
    return (share + z**2 / (2 * total) - spread) / scale, (share + z**2 / (2 * total) + spread) / scale


def _frames_title(units: dict[str, pd.DataFrame], focus: str | None) -> str:
    """Name the leading frame of the two units that differ most, where both have ten sentences or more."""
    lead = {}
    for unit, rows in units.items():
        own = rows[rows["set"] == "case"] if (rows["set"] == "case").any() else rows
        best = own.sort_values("n", ascending=False, kind="stable")
        if rows["n_sentences"].iloc[0] >= SMALL and best["n"].iloc[0] > (best["n"].iloc[1] if len(best) > 1 else 0):
            lead[unit] = (best["frame"].iloc[0], float(best["share"].iloc[0]))
    if len(lead) < 2 or len({frame for frame, _ in lead.values()}) < 2:
        return ""
    first, *others = sorted(lead, key=lambda unit: (-lead[unit][1], unit))
    other = next(unit for unit in others if lead[unit][0] != lead[first][0])
    frame, share = lead[first]
    where = f"In the {focus} sentences" if focus else "In the sentences"
    return f"{where} {frame} leads in {first} ({share:.0%}), {lead[other][0]} in {other} ({lead[other][1]:.0%})"


def speakers(t: Any, *, most: int = 12, ax: Axes | None = None) -> Axes:
    """Draw who speaks and how much: each speaker's share of the quoted words of each outlet.

    Only words between quotation marks are counted; who paraphrases whom is not measured here.

    Parameters
    ----------
    most
        How many speakers are drawn, those with the most words.
    """
    names = _counted(t)
    rows = t.quotes[t.quotes["kind"].isin(["direct", "mixed"]) & t.quotes["article_id"].isin(names)]
    with sheet(ax) as page:
        question = "Who speaks, and how much?"
        if rows.empty:
            page.empty(question, "No quotations in these articles.")
            return page.ax
        rows = rows.assign(
            words=rows["text"].str.split().str.len().fillna(0).astype(int),
            outlet=rows["article_id"].map(names),
            speaker=rows["speaker"].fillna("speaker not told"),
        )
        words = (
            rows.groupby("speaker")["words"]
            .sum()
            .reset_index()
            .sort_values(["words", "speaker"], ascending=[False, True])
        )
        down, colour_of = words["speaker"].head(most).tolist(), colours(t.articles)
        outlets = list(dict.fromkeys(names.values()))
        totals = rows.groupby("outlet")["words"].sum().reindex(outlets, fill_value=0)
        shares = rows.groupby(["outlet", "speaker"])["words"].sum() / rows.groupby("outlet")["words"].sum()
        said = []
        for j, outlet in enumerate(outlets[:MOST_COLUMNS]):
            own, total = rows[rows["outlet"] == outlet], int(totals[outlet])
            parts = []
            for speaker in down:
                part = own[own["speaker"] == speaker]
                if part.empty or not total:
                    continue
                n = int(part["words"].sum())
                label = f"{outlet}, {speaker}: {count(n, 'word')} of {total} ({n / total:.0%})"
                _share(
                    page.ax,
                    (j, down.index(speaker)),
                    (n, n, max(total, SMALL)),
                    0.62 / float(shares.max()),
                    colour_of[outlet],
                    part,
                    label,
                )
                parts.append(f"{speaker} {n / total:.0%}")
            if not parts:
                page.ax.text(
                    j + 0.05, (len(down) - 1) / 2, wrapped("no quotation in this text", 14), va="center", color=GREY
                )
            said.append(f"{outlet}: {', '.join(parts) or 'no quotation'}.")
        heads = [
            f"{head(outlet, outlets)}\n{count(int(totals[outlet]), 'quoted word')}" for outlet in outlets[:MOST_COLUMNS]
        ]
        columns(page.ax, down, heads)
        page.write(
            _speakers_title(rows, outlets) or question,
            subtitle="Share of each outlet’s quoted words, with their number; only words between quotation marks",
            note=f"Source: {_texts(t)}; n = {count(int(totals.sum()), 'word')} of {count(len(rows), 'quotation')}. "
            f"Method: cue verbs and titles.{_not_drawn(len(words) - len(down), 'speaker')}"
            f"{_not_drawn(len(outlets) - MOST_COLUMNS, 'outlet')}",
            text=" ".join(said),
        )
    return page.ax


def _speakers_title(rows: pd.DataFrame, outlets: Sequence[str]) -> str:
    """Name the speaker who leads in most outlets, where that is at least two."""
    words = rows[rows["speaker"] != "speaker not told"].groupby(["outlet", "speaker"])["words"].sum().reset_index()
    first = words.sort_values(["words", "speaker"], ascending=[False, True]).drop_duplicates("outlet")["speaker"]
    if first.empty or first.value_counts().iloc[0] < 2:
        return ""
    leader, times = str(first.value_counts().index[0]), int(first.value_counts().iloc[0])
    return f"{leader} speaks most in {times} of {len(outlets)} outlets’ texts"


def lexicons(t: Any, *, most: int = 10, ax: Axes | None = None) -> Axes:
    """Draw how two word lists judge the same sentences: TextBlob's mean beside VADER's, per actor.

    Where the two stand on different sides of zero, the sign of a sentiment chart hangs on the list it uses.

    Parameters
    ----------
    most
        How many actors are drawn, those that most sentences name.
    """
    scored = _scored(t, "polarity").merge(
        _scored(t, "polarity_vader")[["article_id", "start", "actor", "is_quoted", "score"]],
        on=["article_id", "start", "actor", "is_quoted"],
        suffixes=("", "_vader"),
    )
    scored = scored[scored["article_id"].isin(_counted(t))]
    with sheet(ax) as page:
        question = "Do two word lists agree?"
        if scored.empty:
            page.empty(question, "No sentence in these articles names an actor.")
            return page.ax
        shown = scored[scored["actor"].isin(_most(scored["actor"], most))]
        means = shown.groupby("actor")[["score", "score_vader"]].mean().sort_values("score", kind="stable")
        said, against = [], 0
        for y, (actor, row) in enumerate(means.iterrows()):
            blob, vader, part = float(row["score"]), float(row["score_vader"]), shown[shown["actor"] == actor]
            against += blob * vader < 0
            page.ax.plot([blob, vader], [y, y], color="#999999", linewidth=2, zorder=1)
            for name, value, is_right in (("TextBlob", blob, blob >= vader), ("VADER", vader, vader > blob)):
                _verdict(page.ax, value, y, name, is_right, part, str(actor))
            said.append(f"{actor}: TextBlob {precise(blob)}, VADER {precise(vader)}, n = {len(part)}.")
        extent = max(0.3, float(means.abs().max().max())) * 1.3
        page.ax.set(xlim=(-extent, extent), ylim=(-0.6, len(means) - 0.4))
        page.ax.set_yticks(range(len(means)), [wrapped(name) for name in means.index])
        signed_ticks(page.ax)
        ends(page.ax, "− negative words", "positive words +")
        page.write(
            f"For {against} of {len(means)} actors the two word lists disagree on the sign" if against else question,
            subtitle="Mean polarity of the sentences that name the actor, −1 to +1. ● TextBlob   □ VADER",
            note=f"Source: {_texts(t)}; n = {count(len(shown), 'pair')} of actor and sentence. Method: two word lists.",
            text=" ".join(said),
        )
    return page.ax


def _verdict(ax: Axes, value: float, y: int, name: str, is_right: bool, rows: pd.DataFrame, actor: str) -> None:
    """Draw what one word list says of one actor, its number on the outer side."""
    face, marker = (INK, "o") if name == "TextBlob" else ("white", "s")
    (point,) = ax.plot([value], [y], marker=marker, markersize=9, color=INK, linestyle="none", markerfacecolor=face)
    evidence.link(ax, point, rows, f"{actor}, {name}: mean {precise(value)}, n = {len(rows)}")
    x, side = (9, "left") if is_right else (-9, "right")
    ax.annotate(precise(value), (value, y), (x, 0), textcoords="offset points", va="center", ha=side, fontsize=9)


def roles(t: Any, *, about: Sequence[str] | None = None, most: int = 10, ax: Axes | None = None) -> Axes:
    """Draw how each outlet means a place name: as a location, as a government, as an adjective.

    Parameters
    ----------
    about
        The places drawn, in this order; by default the case's key places, then the most named ones.
    most
        How many places are drawn at most.
    """
    names = _counted(t)
    rows = t.places[t.places["role"].isin(list(_ROLES)) & t.places["article_id"].isin(names)]
    rows = _without_repeats(pd.DataFrame(rows.drop(columns="geometry")), t.sentences).assign(
        outlet=lambda table: table["article_id"].map(names)
    )
    with sheet(ax) as page:
        question = "Is the place meant, or its government?"
        key = tuple(getattr(getattr(t, "case", None), "about", ())) if about is None else tuple(about)
        down = [place for place in key if place in set(rows["place"])]
        down = [*down, *(place for place in _most(rows["place"], most) if place not in down and about is None)][:most]
        if not down:
            page.empty(question, "No place is named in these articles.")
            return page.ax
        outlets = list(dict.fromkeys(names.values()))
        shown = rows[rows["place"].isin(down)]
        full = 0.55 / int(shown.groupby(["outlet", "place"]).size().max())
        said = []
        for (outlet, place), part in shown.groupby(["outlet", "place"], sort=True):
            if (j := outlets.index(str(outlet))) < MOST_COLUMNS:
                said.append(
                    _roles_of(
                        page.ax,
                        j,
                        down.index(str(place)),
                        full,
                        part,
                        colours(t.articles)[str(outlet)],
                        f"{outlet}, {place}",
                    )
                )
        columns(page.ax, down, [head(outlet, outlets) for outlet in outlets[:MOST_COLUMNS]])
        page.write(
            _roles_title(shown, down) or question,
            subtitle="Mentions of the place name, with their numbers. Solid: the location; hatched: its government or "
            "forces; pale: adjective or people",
            note=f"Source: {_texts(t)}; n = {count(len(shown), 'mention')}. Method: rules on the words around.",
            text=" ".join(said),
        )
    return page.ax


_ROLES = {"literal": "as a location", "metonym": "as a government", "demonym": "as an adjective or people"}


def _without_repeats(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Leave out what stands in a sentence that repeats an earlier one."""
    repeats = sentences.loc[sentences["repeat_of"].notna(), ["article_id", "sentence"]]
    found = _in_sentences(rows, sentences).merge(
        repeats.assign(is_repeat=True), on=["article_id", "sentence"], how="left"
    )
    return found[found["is_repeat"].isna()].drop(columns=["is_repeat", "sentence"])


def _roles_of(ax: Axes, column: int, y: int, full: float, rows: pd.DataFrame, colour: str, label: str) -> str:
    """Draw one place in one outlet, a bar in up to three parts; the sentence that says so."""
    left, said = float(column), []
    looks: dict[str, dict[str, Any]] = {
        "literal": {"color": colour},
        "metonym": {"facecolor": "white", "edgecolor": colour, "hatch": "/////", "linewidth": 0.8},
        "demonym": {"color": tint(colour, 0.25)},
    }
    for role, words in _ROLES.items():
        part = rows[rows["role"] == role]
        if part.empty:
            continue
        (bar,) = ax.barh(y, full * len(part), left=left, height=0.56, **looks[role])
        evidence.link(ax, bar, part, f"{label}, {words}: {count(len(part), 'mention')}")
        left += full * len(part)
        said.append((role, words, len(part)))
    numbers = " + ".join(str(n) for _, _, n in said)
    ax.text(left + 0.02, y, numbers, va="center", fontsize=9)
    return f"{label}: {', '.join(f'{n} {words}' for _, words, n in said)}."


def _roles_title(rows: pd.DataFrame, places: Sequence[str]) -> str:
    """Name the first place, of five mentions or more, that mostly means a government."""
    for place in places:
        own = rows[rows["place"] == place]
        governments = int((own["role"] == "metonym").sum())
        if len(own) >= 5 and governments * 2 > len(own):
            return f"{place}: {governments} of {len(own)} mentions mean the government, not the place"
    return ""


def contrast(t: Any, *, quoted: bool = True, top: int = 10, ax: Axes | None = None) -> Axes:
    """Draw the words that mark each outlet against all others, with their z score.

    The score is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
    doi:10.1093/pan/mpn018), divided by its standard error.

    Parameters
    ----------
    quoted
        Whether words between quotation marks count.
    top
        How many words are drawn per outlet.
    """
    table = framing.contrast(t, quoted=quoted, top=top)
    with sheet(ax) as page:
        question = "Which words mark each outlet against the others?"
        if table.empty:
            page.empty(question, "There is nothing to compare: the articles are of one outlet.")
            return page.ax
        names = _counted(t)
        of_outlet = dict(
            zip(
                t.articles["outlet"].fillna(t.articles["article_id"]),
                evidence.outlets(t.articles).values(),
                strict=True,
            )
        )
        outlets = list(dict.fromkeys(table["outlet"]))[:MOST_COLUMNS]
        full, said = 0.42 / float(table["z"].max()), []
        for j, outlet in enumerate(outlets):
            own = table[table["outlet"] == outlet].head(top)
            ids = [article_id for article_id, name in names.items() if name == of_outlet[outlet]]
            for y, row in enumerate(own.to_dict("records")):
                spans = _spans_of(row["word"], t.articles[t.articles["article_id"].isin(ids)])
                colour = colours(t.articles)[of_outlet[outlet]]
                (bar,) = page.ax.barh(y, full * row["z"], left=j, height=0.62, color=tint(colour, 0.55))
                label = (
                    f"{of_outlet[outlet]}, {row['word']}: {row['n']} here, {row['n_rest']} elsewhere, z {row['z']:.1f}"
                )
                evidence.link(page.ax, bar, spans, label)
                page.ax.text(
                    j + full * row["z"] + 0.02,
                    y,
                    f"{wrapped(row['word'], 16)}  {row['n']} : {row['n_rest']}",
                    va="center",
                    fontsize=9.5,
                )
            words = ", ".join(f"{row['word']} {row['n']} : {row['n_rest']}" for row in own.to_dict("records"))
            said.append(f"{of_outlet[outlet]}: {words}.")
        columns(page.ax, [""] * top, [head(of_outlet[outlet], outlets) for outlet in outlets])
        page.write(
            question,
            subtitle="Bar: how much likelier the word is here than elsewhere, against chance (z score of the log-odds)."
            " Numbers: times here : times elsewhere",
            note=f"Source: {_texts(t)}{'' if quoted else ', words between quotation marks left out'}. "
            "Method: Monroe, Colaresi & Quinn 2008."
            + (" Each column rests on one text." if table["is_one_text"].all() else "")
            + _not_drawn(table["outlet"].nunique() - MOST_COLUMNS, "outlet"),
            text=" ".join(said),
        )
    return page.ax


def _spans_of(word: str, articles: pd.DataFrame) -> pd.DataFrame:
    """Find where a word stands in the articles, whatever its case and apostrophe."""
    pattern = re.compile(
        rf"(?<![^\W_-]){re.escape(word).replace('’', chr(91) + '’' + chr(39) + chr(93))}(?![^\W_-])", re.I
    )
    found = [
        (article_id, *match.span())
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for match in pattern.finditer(str(text))
    ]
    return pd.DataFrame(found, columns=["article_id", "start", "end"])


def claims(t: Any, *, most: int = 14, ax: Axes | None = None) -> Axes:
    """Draw which outlet carries which claim: word for word, in other words, or not at all.

    An outlet that does not carry a claim "does not mention" it; no more is said by its silence.

    Parameters
    ----------
    most
        How many claims are drawn, those that most texts carry.
    """
    names = _counted(t)
    rows = t.claims[t.claims["article_id"].isin(names)]
    rows = rows[rows.groupby("claim")["article_id"].transform("nunique") > 1]
    with sheet(ax) as page:
        question = "What do several texts report?"
        if rows.empty:
            page.empty(question, "No claim in these articles is carried by more than one text.")
            return page.ax
        rows = rows.assign(outlet=rows["article_id"].map(names))
        order = rows.drop_duplicates("claim").sort_values(["n_texts", "n_origins"], ascending=False, kind="stable")
        outlets, down, said = (
            list(dict.fromkeys(names.values()))[:MOST_COLUMNS],
            order["claim"].head(most).tolist(),
            [],
        )
        for y, claim in enumerate(down):
            own = rows[rows["claim"] == claim]
            cells = [
                _claim_cell(
                    page.ax, own[own["outlet"] == outlet], j, y, colours(t.articles)[outlet], f"{outlet}: {claim}"
                )
                for j, outlet in enumerate(outlets)
            ]
            n_texts, n_origins = int(own["n_texts"].iloc[0]), int(own["n_origins"].iloc[0])
            clash = own["agrees"].eq(False).fillna(False).any()
            text = f"{count(n_texts, 'text')}, {count(n_origins, 'origin')}" + (", values differ ≠" if clash else "")
            page.ax.text(len(outlets) - 0.35, y, text, va="center", fontsize=9, color=ORANGE if clash else GREY)
            told = "; ".join(f"{outlet} {cell}" for outlet, cell in zip(outlets, cells, strict=True))
            said.append(f"{claim}: {text}; {told}.")
        grid(
            page.ax,
            [short(_worded(rows[rows["claim"] == claim].iloc[0], t), 46) for claim in down],
            [wrapped(outlet, 16) for outlet in outlets],
        )
        n_all = int((order["n_texts"] == order["n_texts"].max()).sum())
        are = "is" if len(order) == 1 else "are"
        page.write(
            f"{count(len(order), 'claim')} {are} carried by several texts, {n_all} by {order['n_texts'].max()} of them",
            subtitle="● same words   ◐ other words   – does not mention. Origins: the persons or bodies it comes from",
            note=f"Source: {_texts(t)}; n = {count(len(rows), 'passage')}. Method: shared words and values. Whether "
            f"origins are independent, the analyst says.{_not_drawn(len(order) - len(down), 'claim')}",
            text=" ".join(said),
        )
    return page.ax


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


def reuse(t: Any, *, most: int = 10, ax: Axes | None = None) -> Axes:
    """Draw which texts share passages: a line per pair, as wide as the words they share.

    Solid: the text's own words; dashed: words that both quote, for two that quote one speech are not copying. The
    table does not tell who had it first.

    Parameters
    ----------
    most
        How many texts are drawn, those that share most.
    """
    names = _numbered(_counted(t))
    rows = t.reuse[t.reuse["article_a"].isin(names) & t.reuse["article_b"].isin(names)]
    with sheet(ax) as page:
        question = "Which texts share passages?"
        if rows.empty:
            page.empty(question, "No two of these articles share a passage.")
            return page.ax
        rows = rows.assign(words=rows["text_a"].str.split().str.len())
        both = pd.concat([rows["article_a"], rows["article_b"]])
        ids = [article_id for article_id in names if len(names) <= most or article_id in _most(both, most)]
        at = _circle(ids)
        said = []
        inside = rows[rows["article_a"].isin(ids) & rows["article_b"].isin(ids)]
        widest = int(inside.groupby(["article_a", "article_b", "is_quote"])["words"].sum().max())
        for (a, b, is_quote), part in inside.groupby(["article_a", "article_b", "is_quote"], sort=True):
            said.append(
                _tie(
                    page.ax, at[str(a)], at[str(b)], part, bool(is_quote), widest, f"{names[str(a)]} – {names[str(b)]}"
                )
            )
        for article_id in ids:
            _node(page.ax, at[article_id], names[article_id], colours(t.articles)[_counted(t)[article_id]])
        page.ax.set(xlim=(-1.75, 1.75), ylim=(-1.22, 1.22))
        page.ax.set_axis_off()
        own = inside[~inside["is_quote"]]
        alone = [names[article_id] for article_id in names if article_id not in set(both)]
        page.write(
            f"{count(len(own), 'passage')} shared in own words, {len(inside) - len(own)} in words that both quote",
            subtitle="Number of shared passages and of their words. Solid: own words; dashed: words both quote",
            note=f"Source: {_texts(t)}; n = {count(len(inside), 'passage')}. Method: aligned words, also edited ones. "
            + (f"Shares nothing: {listed(alone)}. " if alone else "")
            + "Who had it first is not told.",
            text=" ".join(said),
        )
    return page.ax


def _numbered(names: dict[str, str]) -> dict[str, str]:
    """Tell several texts of one outlet apart by a number."""
    all_names, seen, made = list(names.values()), dict[str, int](), {}
    for article_id, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        made[article_id] = f"{name}, text {seen[name]}" if all_names.count(name) > 1 else name
    return made


def _circle(ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Place the texts on an ellipse, the first on top."""
    angles = [pi / 2 - 2 * pi * i / len(ids) for i in range(len(ids))]
    return {article_id: (1.15 * cos(angle), 0.9 * sin(angle)) for article_id, angle in zip(ids, angles, strict=True)}


def _tie(
    ax: Axes,
    a: tuple[float, float],
    b: tuple[float, float],
    rows: pd.DataFrame,
    is_quote: bool,
    widest: int,
    label: str,
) -> str:
    """Draw what two texts share of one kind; the sentence that says so."""
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
        shared,
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
    names = _counted(t)
    rows = t.dates[t.dates["article_id"].isin(names)]
    dated = rows.dropna(subset=["earliest", "latest"])
    with sheet(ax) as page:
        question = "What happened when, and what is still planned?"
        if dated.empty:
            page.empty(question, "No date in these articles can be told.")
            return page.ax
        dated = _without_repeats(dated.assign(outlet=dated["article_id"].map(names)), t.sentences)
        near = dated[_is_near(dated)]
        bars = _bars(near, t, list(dict.fromkeys(names.values())))[:most]
        first, last = near["earliest"].min(), near["latest"].max()
        said, colour_of = [], colours(t.articles)
        for y, (outlet, status, part, words) in enumerate(bars):
            said.append(_bar(page.ax, y, part, status, colour_of[outlet], words, outlet, (first, last)))
        _lanes(page.ax, [outlet for outlet, *_ in bars], (first, last))
        far = dated[~_is_near(dated)]
        open_ = len(rows) - len(dated.dropna(subset=["earliest"]))
        planned = int((near["status"] == "planned").sum())
        page.write(
            f"From {_day(first)} to {_day(last)}: {count(len(near), 'date')}, {planned} of them planned",
            subtitle="From the earliest to the latest day meant. Solid: past; hollow: planned; hatched: conditional. "
            "Behind it: the words around",
            note=f"Source: {_texts(t)}; n = {count(len(near), 'date')}. Method: dates resolved against publication."
            + (f" Far off: {listed(sorted({_day(day) for day in far['earliest']}))}." if len(far) else "")
            + (f" {count(open_, 'date')} cannot be told." if open_ else ""),
            text=" ".join(said),
        )
    return page.ax


def _is_near(dated: pd.DataFrame) -> pd.Series:
    """Tell which dates lie with the most, so that one of long ago does not squeeze the others."""
    low, high = (pd.Timestamp(day) for day in dated["earliest"].quantile([0.25, 0.75]))
    reach = max((high - low) * 3, pd.Timedelta(days=21))
    return (dated["earliest"] >= low - reach) & (dated["latest"] <= high + reach)


def _bars(near: pd.DataFrame, t: Any, outlets: Sequence[str]) -> list[tuple[str, str, pd.DataFrame, str]]:
    """Put together what one outlet says of the same days in the same way: outlet, status, rows, and words around."""
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    found = []
    for outlet in outlets:
        own = near[near["outlet"] == outlet]
        for (_, _, status), part in own.groupby(["earliest", "latest", "status"], sort=True):
            words = _around(texts[part["article_id"].iloc[0]], part.iloc[0])
            found.append((outlet, str(status), part, words + (f"  (+{len(part) - 1})" if len(part) > 1 else "")))
    return found


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
    ax.xaxis.set_major_formatter(lambda value, _: _day(num2date(value)).rpartition(" ")[0])
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: datetime) -> str:
    """Write a day without leading zero, whatever the machine's language: 3 Jul 2023."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
