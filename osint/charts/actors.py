"""Charts of who speaks and how: quoted words, the sound of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import evidence
from osint.charts.stances import VOICE
from osint.drawing.palette import GREY, INK, colours
from osint.drawing.scaffold import SMALL, TOO_FEW, draw_share, ends, lay_columns, say, signed_ticks
from osint.drawing.selection import heads, main_outlets, most_frequent, source
from osint.drawing.sheet import need_most, open_sheet
from osint.drawing.wording import count, listed, not_drawn, precise, too_few, wrapped
from osint.tables import OsintError, Tables, in_sentences, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def speakers(t: Tables, *, most: int = 12, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw who speaks and how much: each speaker's share of the quoted words of each outlet.

    Only words between quotation marks are counted; who paraphrases whom is not measured here.

    Parameters
    ----------
    most
        How many speakers are drawn, those with the most words.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.speakers(t, most=6)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    names = evidence.outlets(t.counted)
    rows = evidence.quoted(t)
    with open_sheet(ax, title) as sheet:
        question = "Who speaks, and how much?"
        if rows.empty:
            sheet.empty(question, "No quotations in these articles.")
            return sheet.ax
        rows = rows.assign(
            words=[len(str(text).split()) for text in rows["text"]],
            outlet=rows["article_id"].map(names),
            speaker=rows["speaker"].fillna("speaker not told"),
        )
        words = rows.groupby("speaker")["words"].sum().reset_index()
        words = words.sort_values(["words", "speaker"], ascending=[False, True])
        outlets, drawn = list(dict.fromkeys(names.values())), main_outlets(t)
        # Whom only an outlet without a column quotes would be an empty row.
        is_drawn = words["speaker"].isin(rows.loc[rows["outlet"].isin(drawn), "speaker"])
        down, colour_of = words.loc[is_drawn, "speaker"].head(most).tolist(), colours(t.articles)
        totals = rows.groupby("outlet")["words"].sum().reindex(outlets, fill_value=0)
        full = 0.62 / float((rows.groupby(["outlet", "speaker"])["words"].sum() / totals).max())
        said = []
        for j, outlet in enumerate(drawn):
            own = rows[rows["outlet"] == outlet]
            said.append(_speakers_of(sheet.ax, j, down, full, own, colour_of[outlet], outlet))
        words_of = [count(int(totals[outlet]), "quoted word") for outlet in drawn]
        named = [f"{head}\n{words}" for head, words in zip(heads(drawn, t, outlets), words_of, strict=True)]
        lay_columns(sheet.ax, down, named)
        left = count(int(words.loc[~words["speaker"].isin(down), "words"].sum()), "word")
        sheet.write(
            _speakers_title(rows) or question,
            subtitle="Share of each outlet’s quoted words, with their number; only words between quotation marks",
            note=f"Source: {source(t)}; n = {count(int(totals.sum()), 'word')} of {count(len(rows), 'quotation')}. "
            f"Method: cue verbs and titles.{not_drawn(len(words) - len(down), 'speaker', left)}"
            f"{not_drawn(len(outlets) - len(drawn), 'outlet')}",
            text=" ".join(said),
        )
    return sheet.ax


def _speakers_of(
    ax: Axes, column: int, down: Sequence[str], full: float, rows: pd.DataFrame, colour: str, outlet: str
) -> str:
    """Draw one outlet's column of speakers; the sentence that says so."""
    total, said = int(rows["words"].sum()), []
    for y, speaker in enumerate(down):
        part = rows[rows["speaker"] == speaker]
        if n := int(part["words"].sum()):
            label = f"{outlet}, {speaker}: {count(n, 'word')} of {total} ({n / total:.0%})"
            # A handful of words is no small sample: each is counted, none is drawn from more.
            draw_share(ax, (column, y), (n, n, total), full, colour, part, label, is_small=False)
            said.append(f"{speaker} {n / total:.0%}")
    if not said:
        words = "no quotation of these" if total else "no quotation"
        say(ax, column + 0.05, (len(down) - 1) / 2, wrapped(words, 14))
    return f"{outlet}: {', '.join(said) or 'no quotation'}."


def _speakers_title(rows: pd.DataFrame) -> str:
    """Name the speaker who leads in most outlets, where that is at least two, among those that quote."""
    words = rows[rows["speaker"] != "speaker not told"].groupby(["outlet", "speaker"])["words"].sum().reset_index()
    first = words.sort_values(["words", "speaker"], ascending=[False, True]).drop_duplicates("outlet")["speaker"]
    if first.empty or first.value_counts().iloc[0] < 2:
        return ""
    leader, times = str(first.value_counts().index[0]), int(first.value_counts().iloc[0])
    return f"{leader} speaks most in {times} of the {rows['outlet'].nunique()} sources that quote"


def sentiment(
    t: Tables,
    *,
    measure: str = "polarity",
    actors: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
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

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.sentiment(t, measure="polarity_vader")  # doctest: +SKIP
    """
    need_tables(t)
    lexicon = {"polarity": "TextBlob", "polarity_vader": "VADER"}
    if measure not in lexicon:
        raise OsintError(f"`measure` must be one of {', '.join(lexicon)}; it is {measure!r}.")
    scored = _scored(t, measure)
    scored = scored[scored["article_id"].isin(t.counted["article_id"])]
    shown = most_frequent(scored["actor"], 10) if actors is None else _known(actors, t)
    with open_sheet(ax, title) as sheet:
        question = "How do the words around each actor sound?"
        n_others = scored["actor"].nunique() - len(shown) if actors is None else 0
        scored = scored[scored["actor"].isin(shown)]
        if scored.empty:
            whom = "an actor" if actors is None else listed(shown)
            sheet.empty(question, f"No sentence in these articles names {whom}.")
            return sheet.ax
        down = _by_own_voice(scored)
        # Half the scale is always there, so that a spread of .1 does not look like one of 1.
        extent = max(0.5, float(scored["score"].abs().max())) * 1.05
        lines = []
        for y, actor in enumerate(down):
            for is_quoted, offset in ((False, 0.17), (True, -0.17)):
                rows = scored[(scored["actor"] == actor) & (scored["is_quoted"] == is_quoted)]
                lines.append(_strip(sheet.ax, rows, y + offset, extent, f"{actor}, {VOICE[is_quoted]}"))
        sheet.ax.set(xlim=(-extent, extent), ylim=(-0.6, len(down) - 0.4))
        sheet.ax.set_yticks(range(len(down)), [wrapped(actor) for actor in down])
        signed_ticks(sheet.ax)
        ends(sheet.ax, "− negative words", "positive words +")
        sheet.write(
            _sentiment_title(scored) or question,
            subtitle=f"{lexicon[measure]} polarity of the sentences that name the actor, −1 to +1. "
            "● the texts’ own voice   ◇ voices they quote   — middle half of the sentences",
            note=f"Source: {source(t)}; n = {count(len(scored), 'pair')} of actor and sentence; one with both kinds of "
            f"voice counts in each.{not_drawn(n_others, 'actor')} Method: word-list score of whole sentences.",
            text=" ".join(line for line in lines if line),
        )
    return sheet.ax


def _known(actors: object, t: Tables) -> list[str]:
    """The actors that are asked for, if the tables have each."""
    asked = list(actors) if isinstance(actors, Iterable) and not isinstance(actors, str) else []
    if not asked:
        raise OsintError(f"`actors` must be a list of names; it is {actors!r:.60}. Write it as ['name', 'name'].")
    known = t.mentions["actor"].dropna().unique().tolist()
    for name in asked:
        if name not in known:
            folded = {str(one).casefold(): str(one) for one in known}
            near = get_close_matches(str(name).casefold(), list(folded), 3, 0.5)
            like = f"; write {' or '.join(repr(folded[one]) for one in near)}" if near else ""
            raise OsintError(f"`actors` must name actors of t.mentions; {name!r} is none{like or '. See t.mentions'}.")
    return asked


def _by_own_voice(scored: pd.DataFrame) -> list[str]:
    """Order actors by their mean in the texts' own voice, or in any voice where they have none."""
    own = scored["score"].where(~scored["is_quoted"])
    means = scored.assign(own=own).groupby("actor")[["own", "score"]].mean()
    return means["own"].fillna(means["score"]).sort_values(kind="stable").index.tolist()


def _scored(t: Tables, measure: str) -> pd.DataFrame:
    """Give a row per actor, sentence and kind of voice: its score."""
    said = t.shown
    said = said.dropna(subset=[measure])
    found = in_sentences(t.mentions, t.sentences).merge(
        said[["article_id", "sentence", "start", "end", measure]], on=["article_id", "sentence"], suffixes=("_row", "")
    )
    found["is_quoted"] = found["voice"] != "narrator"
    found["score"] = found[measure].astype(float)
    columns = ["article_id", "start", "end", "actor", "is_quoted", "score"]
    return found.drop_duplicates(columns[:5])[columns].reset_index(drop=True)


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
        words = too_few(n)
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


def lexicons(t: Tables, *, most: int = 10, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how two word lists judge the same sentences: TextBlob's mean beside VADER's, per actor.

    Where the two stand on different sides of zero, the sign of a sentiment chart hangs on the list it uses; within
    0.05 of zero a mean has no sign. Fewer than three sentences get no mean.

    Parameters
    ----------
    most
        How many actors are drawn, those that most sentences name.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.lexicons(t, most=5)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    scored = _scored(t, "polarity").merge(
        _scored(t, "polarity_vader")[["article_id", "start", "actor", "is_quoted", "score"]],
        on=["article_id", "start", "actor", "is_quoted"],
        suffixes=("", "_vader"),
    )
    # A sentence counts once, in whosever voice the actor stands in it.
    scored = scored[scored["article_id"].isin(t.counted["article_id"])].drop_duplicates(
        ["article_id", "start", "actor"]
    )
    with open_sheet(ax, title) as sheet:
        question = "Do two word lists agree?"
        if scored.empty:
            sheet.empty(question, "No sentence in these articles names an actor.")
            return sheet.ax
        shown = scored[scored["actor"].isin(most_frequent(scored["actor"], most))]
        means = shown.groupby("actor")[["score", "score_vader"]].mean().sort_values("score", kind="stable")
        sizes = shown.groupby("actor").size()
        told = means[(sizes.reindex(means.index) >= TOO_FEW).tolist()]
        means = pd.concat([means.drop(index=told.index), told])
        extent = 1.3 * max(0.3, *told.abs().max())
        sheet.ax.axvspan(-_NEUTRAL, _NEUTRAL, color="#f1f1f1", linewidth=0, zorder=-1)
        said = []
        for y, (actor, row) in enumerate(means.iterrows()):
            blob, vader, part = float(row["score"]), float(row["score_vader"]), shown[shown["actor"] == actor]
            if len(part) < TOO_FEW:
                written = sheet.ax.text(extent * 1.02, y, too_few(len(part)), va="center", fontsize=9, color=GREY)
                evidence.link(sheet.ax, written, part, f"{actor}: {too_few(len(part))}")
                said.append(f"{actor}: {too_few(len(part))}.")
                continue
            sheet.ax.text(extent * 1.02, y, f"n = {len(part)}", va="center", fontsize=9)
            sheet.ax.plot([blob, vader], [y, y], color="#999999", linewidth=2, zorder=1)
            for name, value, is_right in (("TextBlob", blob, blob >= vader), ("VADER", vader, vader > blob)):
                _verdict(sheet.ax, value, y, name, is_right, part, str(actor))
            said.append(f"{actor}: TextBlob {precise(blob)}, VADER {precise(vader)}, n = {len(part)}.")
        sheet.ax.set(xlim=(-extent, extent), ylim=(-0.6, len(means) - 0.4))
        sheet.ax.set_yticks(range(len(means)), [wrapped(name) for name in means.index])
        signed_ticks(sheet.ax)
        ends(sheet.ax, "− negative words", "positive words +")
        sheet.write(
            _lexicons_title(told) or question,
            subtitle="Mean polarity of the sentences that name the actor, −1 to +1. ● TextBlob   □ VADER. Grey: within "
            f"{_NEUTRAL} of zero, taken as neither",
            note=f"Source: {source(t)}; n = {count(len(shown), 'pair')} of actor and sentence."
            f"{not_drawn(scored['actor'].nunique() - len(means), 'actor')} Method: two word lists.",
            text=" ".join(said),
        )
    return sheet.ax


_NEUTRAL = 0.05  # VADER's own bound, below which its authors call a score neutral


def _lexicons_title(means: pd.DataFrame) -> str:
    """Say for how many actors the lists disagree on the sign, or else on whom they are farthest apart."""
    if means.empty:
        return ""
    blob, vader = means["score"], means["score_vader"]
    against = int(((blob * vader < 0) & (blob.abs() >= _NEUTRAL) & (vader.abs() >= _NEUTRAL)).sum())
    if against:
        return f"For {against} of {count(len(means), 'actor')} the two word lists disagree on the sign"
    first = means.loc[[(blob - vader).abs().idxmax()]]
    told = f"TextBlob {precise(float(first['score'].iloc[0]))}, VADER {precise(float(first['score_vader'].iloc[0]))}"
    return f"The two word lists are farthest apart on {first.index[0]}: {told}"


def _verdict(ax: Axes, value: float, y: int, name: str, is_right: bool, rows: pd.DataFrame, actor: str) -> None:
    """Draw what one word list says of one actor, its number on the outer side."""
    face, marker = (INK, "o") if name == "TextBlob" else ("white", "s")
    (point,) = ax.plot([value], [y], marker=marker, markersize=9, color=INK, linestyle="none", markerfacecolor=face)
    evidence.link(ax, point, rows, f"{actor}, {name}: mean {precise(value)}, n = {len(rows)}")
    x, side = (9, "left") if is_right else (-9, "right")
    box = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.4}
    style: dict[str, Any] = {"va": "center", "ha": side, "fontsize": 9, "bbox": box, "zorder": 1.5}
    ax.annotate(precise(value), (value, y), (x, 0), textcoords="offset points", **style)
