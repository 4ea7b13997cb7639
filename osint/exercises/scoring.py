"""Exercise 3: a sentence whose score a word list gets wrong, and its correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from osint import evidence
from osint.exercises.verdict import Verdict, takes_up
from osint.tables import Tables, in_sentences, need_tables

#: So many actors the chart of polarity draws.
_DRAWN = 10
_FEW_WORDS = 4
_MOVED = 0.2
#: Below this a VADER score is neutral (Hutto and Gilbert 2014).
_NEUTRAL = 0.05


def score_rows(t: Tables) -> pd.DataFrame:
    """List sentences of the chart that TextBlob mishears: VADER and all stances in them lean one way, it does not.

    The furthest apart come first.
    """
    need_tables(t)
    said = t.shown
    said = said[said["article_id"].isin(evidence.outlets(t.counted))].dropna(subset=["polarity", "polarity_vader"])
    named = in_sentences(t.mentions, t.sentences).assign(is_quoted=lambda rows: rows["voice"] != "narrator")
    keys = ["article_id", "sentence"]
    named = named.merge(said[keys], on=keys)[[*keys, "actor", "is_quoted"]].drop_duplicates()
    drawn = named["actor"].value_counts().head(_DRAWN).index
    said = said.merge(named.loc[named["actor"].isin(drawn), keys].drop_duplicates(), on=keys)
    heard, other = said["polarity"].astype(float), said["polarity_vader"].astype(float)
    apart = said[(heard * other <= 0) & (other.abs() >= _NEUTRAL)].assign(gap=(heard - other).abs())
    apart = apart[[_lean(row, t) != 0 for row in apart.to_dict("records")]]
    apart = apart.sort_values("gap", ascending=False, kind="stable", ignore_index=True)
    return apart[["article_id", "start", "end", "text", "sentence", "polarity", "polarity_vader"]]


def score_template(t: Tables) -> str:
    """Write the empty answer of exercise 3: the line that corrects the first sentence, and the new tables."""
    rows = score_rows(t)
    if rows.empty:
        return "after = before  # this case has no such sentence"
    return "\n".join(
        [
            "row = apart.loc[0]  # the number beside your sentence",
            'case = osint.cases.correct(case, ("sentences", row), "polarity", 0.0, by="your name", reason="")',
            "after = osint.extract(case)",
        ]
    )


def corrected(before: Tables, after: Tables) -> Verdict:
    """Check that a misheard sentence was overruled the right way, with a reason, and that the chart shows it.

    The right way is that of VADER and of all stances in the sentence. The way is one part of the points, the reason the
    other.
    """
    need_tables(before)
    if not isinstance(after, Tables):
        return Verdict.unread(
            f"`after` must be the tables that osint.extract gives; it is {after!r:.60}. If the cell above ended in an "
            "error, its last line says what to mend."
        )
    had = set(map(tuple, before.case.corrections.astype("object").fillna("").to_numpy().tolist()))
    made = after.case.corrections.astype("object").fillna("").to_dict("records")
    new = [row for row in made if tuple(row.values()) not in had]
    of_sound = [row for row in new if row["table"] == "sentences" and row["column"] == "polarity"]
    offered = score_rows(before)
    if not new and offered.empty:
        return Verdict.of(
            [[], []], "Right: the tables of this case show no sentence that is misheard for certain; none is corrected."
        )
    if not of_sound:
        return Verdict.unread(_uncorrected(new, is_same=after is before))
    ways = [fault for row in of_sound for fault in _way_faults(row, before, after, offered)]
    reasons = [fault for row in of_sound for fault in _reason_faults(row, before)]
    return Verdict.of(
        [ways, reasons], f"Right: {len(of_sound)} corrected, and the chart shows it. Your teacher reads the reason."
    )


def _uncorrected(new: list[dict[Any, Any]], *, is_same: bool) -> str:
    if is_same:
        return "`after` is still `before`: correct a sentence, then extract the case that osint.cases.correct returns."
    columns = ", ".join(f"{row['column']} of {row['table']}" for row in new) or "nothing"
    return (
        f"what was corrected is {columns}. Hand ('sentences', row), 'polarity' and the new value to "
        "osint.cases.correct, and extract the case that it returns: the chart is drawn from `polarity`."
    )


def _way_faults(row: Mapping[Any, Any], before: Tables, after: Tables, offered: pd.DataFrame) -> Iterator[str]:
    """What keeps one correction from being seen, and from going where the sentence leans."""
    where = f"{row['article_id']} {row['start']}–{row['end']}"
    own, now = (_at(t.sentences, row) for t in (before, after))
    if own is None or now is None or pd.isna(own["polarity"]) or pd.isna(now["polarity"]):
        yield f"{where}: the sentence must have a score before and after"
        return
    told = f"{where}: {own['polarity']:+.2f} became {now['polarity']:+.2f}"
    moved = float(now["polarity"]) - float(own["polarity"])
    shown = _at(offered, row)
    if shown is None:
        yield (
            f"{where}: it is none of exercises.score_rows(before), so nothing tells that it was misheard. Take it back "
            "with osint.cases.undo(case), and choose one that is shown"
        )
    elif moved * _lean(shown, before) < 0:
        yield f"{told}; read `before.stance` and `polarity_vader` for the sentence: do they bear you out?"
    elif abs(moved) < _MOVED:
        yield f"{told}, too little to see: how far off is it?"


def _reason_faults(row: Mapping[Any, Any], before: Tables) -> Iterator[str]:
    """What is wrong with a reason: it is none, or it takes up no word of the sentence."""
    where, own, reason = (
        f"{row['article_id']} {row['start']}–{row['end']}",
        _at(before.sentences, row),
        str(row["reason"]),
    )
    if own is not None and takes_up(reason, str(own["text"])):
        return
    if len(reason.split()) < _FEW_WORDS:
        yield f"{where}: a reader of the briefing sees the reason; {reason!r} will not convince one. Quote a word"
    elif own is not None:
        yield f"{where}: the reason takes up no word of the sentence; which words mislead the list?"


def _at(rows: pd.DataFrame, span: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    found = rows[(rows["article_id"] == span["article_id"]) & (rows["start"] == int(span["start"]))]
    return None if found.empty else found.to_dict("records")[0]


def _lean(row: Mapping[Any, Any], t: Tables) -> int:
    """Which way a sentence leans, 1 or -1, where VADER and all stances in it agree; else 0."""
    stances = t.stance[t.stance["article_id"] == row["article_id"]]
    scores = stances.loc[stances["start"].between(row["start"], row["end"] - 1), "score"].astype(float)
    signs = {1 if score > 0 else -1 for score in scores if score} | {1 if row["polarity_vader"] > 0 else -1}
    return signs.pop() if len(signs) == 1 and scores.any() else 0
