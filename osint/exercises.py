"""Checks for the workshop: each answer is held against the case's own tables, and a wrong one is told why.

A check gives a sentence where the answer holds, and raises an :class:`~osint.tables.OsintError` with a line for each
thing to look at again where it does not. No check gives the answer away.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from osint import evidence
from osint.extraction import Tables
from osint.publishing import findings, judgements
from osint.tables import OsintError

GRADES = ("A", "B", "C", "D", "E", "F")
#: What a place on a map can be.
PINS = ("event", "location", "no pin")
UNTOLD = "cannot be told"
_WHY = {
    "event": "something happens there. Find the verb, and ask where it happens",
    "location": "the text means the location, and tells of nothing that happens there",
    "metonym": "read who acts or is spoken to: a government or an army can do that, a point on a map cannot",
    "demonym": "the word is an adjective or a people; it says whose, not where",
    "embedded": "the word is part of a longer name; read the whole name",
}
_PER_KIND = 2
_FEW_WORDS, _SENTENCE = 4, 6
_MOVED = 0.2


def grades(given: Mapping[str, str], reasons: Mapping[str, str], to_trace: Collection[str], t: Tables) -> str:
    """Check grades of sources, the reasons for them, and which texts are to be traced before they are used.

    Parameters
    ----------
    given, reasons
        ``article_id`` -> an Admiralty grade A–F, and why.
    to_trace
        Ids of the articles that carry marks of a paraphrase without sources.
    """
    faults = []
    for row in t.articles.itertuples():
        name, grade = str(row.article_id), given.get(str(row.article_id))
        if grade not in GRADES:
            faults.append(f"{name}: give it a grade from A to F; it has {grade!r}")
        elif row.outlet_basis == "unknown" and grade != "F":
            faults.append(f"{name}: its outlet is not known, so nobody is there who could be {grade}: which is left?")
        if len(reasons.get(name, "").split()) < _FEW_WORDS:
            faults.append(f"{name}: say in a few words what the grade rests on")
    marked, ids = set(findings.traced(t)), set(t.articles["article_id"])
    faults += [f"{name}: there is no such article in this case" for name in sorted({*given, *to_trace} - ids)]
    if left := marked - set(to_trace):
        faults.append(
            f"{len(left)} more to trace: look for a text that quotes nobody, with notes where sources should be"
        )
    faults += [
        f"{name}: it quotes people or names its sources; a text you doubt for other reasons gets a low grade instead"
        for name in sorted((set(to_trace) & ids) - marked)
    ]
    return _verdict(faults, f"Right: {len(ids)} sources graded, {len(marked)} to be traced.")


def pin_rows(t: Tables) -> pd.DataFrame:
    """Choose places to decide on: of each kind those that the kit is surest of, without what it says of them."""
    return _asked(t)[["article_id", "start", "end", "text"]]


def pins(answers: Sequence[str], t: Tables) -> str:
    """Check for each row of :func:`pin_rows` whether it is an event, a location, or no pin."""
    rows = _asked(t)
    if len(answers) != len(rows):
        raise OsintError(f"`answers` must have one answer a row, {len(rows)} in all; it has {len(answers)}.")
    faults = []
    for number, (row, answer) in enumerate(zip(rows.itertuples(), answers, strict=True)):
        if answer not in PINS:
            faults.append(f"row {number}, {row.text!r}: answer {', '.join(PINS)}; you say {answer!r}")
        elif answer != row.pin:
            faults.append(f"row {number}, {row.text!r}: {_WHY[str(row.role if row.pin == 'no pin' else row.pin)]}")
    return _verdict(faults, f"Right: {sum(answer == 'event' for answer in answers)} of {len(rows)} are events.")


def _asked(t: Tables) -> pd.DataFrame:
    rows = pd.DataFrame(t.places.drop(columns="geometry"))
    rows = rows.assign(pin="no pin")
    rows.loc[rows["role"] == "literal", "pin"] = "location"
    rows.loc[rows["is_event"].fillna(False), "pin"] = "event"
    kinds = rows["role"].where(rows["pin"] == "no pin", rows["pin"])
    surest = rows.assign(of=kinds).sort_values("confidence", ascending=False, kind="stable")
    chosen = surest.groupby("of").head(_PER_KIND)
    return chosen.sort_values(["article_id", "start"], ignore_index=True)


def copy_of(folder: str | Path) -> Path:
    """Copy a case into a new folder for temporary files, so that a correction does not reach the case itself."""
    made = Path(tempfile.mkdtemp(prefix="osint-")) / Path(folder).resolve().name
    return Path(shutil.copytree(folder, made))


def corrected(before: Tables, after: Tables) -> str:
    """Check that the sound of a sentence was overruled, with a reason, and that a chart can show it."""
    had = len(before.case.corrections)
    new = after.case.corrections.iloc[had:]
    of_sound = new[(new["table"] == "sentences") & new["column"].isin(["polarity", "polarity_vader"])]
    if of_sound.empty:
        raise OsintError(
            f"No polarity of a sentence was corrected ({len(new)} new corrections): hand ('sentences', row), "
            "'polarity' and the new value to osint.cases.correct, and extract the case that it returns."
        )
    faults = [fault for row in of_sound.to_dict("records") for fault in _correction_faults(row, before, after)]
    return _verdict(faults, f"Right: {len(of_sound)} corrected, and the chart of the corrected tables shows it.")


def _correction_faults(row: Mapping[Any, Any], before: Tables, after: Tables) -> Iterator[str]:
    start, end = int(row["start"]), int(row["end"])
    where = f"{row['article_id']} {start}–{end}"
    scores = []
    for t in (before, after):
        own = t.sentences[(t.sentences["article_id"] == row["article_id"]) & (t.sentences["start"] == start)]
        scores.append(float(own[row["column"]].iloc[0]))
    if abs(scores[1] - scores[0]) < _MOVED:
        yield f"{where}: {scores[0]:+.2f} became {scores[1]:+.2f}, too little to see; is there one that is further off?"
    named = before.mentions[(before.mentions["article_id"] == row["article_id"])]
    if not ((named["start"] >= start) & (named["start"] < end)).any():
        yield f"{where}: the sentence names no actor, so no point of the chart is its own; take one that names one"
    if len(str(row["reason"]).split()) < _FEW_WORDS:
        yield f"{where}: a reader of the briefing sees the reason; {row['reason']!r} will not convince one"


def copies(pair: Collection[str], passage: int | None, first: str, t: Tables) -> str:
    """Check which two texts share most copy, one passage that shows it, and which of the two was first.

    Parameters
    ----------
    pair
        The two ids; empty where no two texts share copy.
    passage
        The row of ``t.reuse`` that shows it, None where there is none.
    first
        The id of the text that was published first, or ``"cannot be told"``.
    """
    shared = _shared_words(t)
    if not shared:
        none = not pair and passage is None and first == UNTOLD
        return _verdict([] if none else ["no two texts of this case share more than quotations"], "Right: none copied.")
    faults = []
    asked, most = frozenset(pair), max(shared.values())
    if shared.get(asked, 0) < most:
        faults.append(
            f"this pair shares {shared.get(asked, 0)} words outside quotations; another shares more. "
            "Leave out the rows with `is_quote`"
        )
    if passage not in t.reuse.index:
        faults.append(f"there is no row {passage!r} in `t.reuse`")
    else:
        row = t.reuse.loc[passage]
        if row["is_quote"]:
            faults.append(f"row {passage} is a quotation: both may have heard the same speech, and neither copied")
        if frozenset((row["article_a"], row["article_b"])) != asked:
            faults.append(f"row {passage} is of another pair")
    if len(asked) == 2 and asked <= set(t.articles["article_id"]):
        faults += _order_faults(asked, first, t)
    return _verdict(faults, f"Right: {most} words outside quotations are shared.")


def _shared_words(t: Tables) -> dict[frozenset[str], int]:
    """Count the words that each pair of texts shares outside quotations."""
    words: dict[frozenset[str], int] = {}
    for row in t.reuse[~t.reuse["is_quote"]].itertuples():
        pair = frozenset((str(row.article_a), str(row.article_b)))
        words[pair] = words.get(pair, 0) + len(str(row.text_a).split())
    return words


def _order_faults(pair: frozenset[str], first: str, t: Tables) -> Iterator[str]:
    days = t.articles.set_index("article_id").loc[sorted(pair)]
    earliest = days["published"].fillna(days["published_earliest"]).to_dict()
    latest = days["published"].fillna(days["published_latest"]).to_dict()
    one, other = sorted(pair)
    is_before = {a for a, b in ((one, other), (other, one)) if latest[a] < earliest[b]}
    if (is_before and first not in is_before) or (not is_before and first != UNTOLD):
        told = "; ".join(f"{name} from {_day(earliest[name])} to {_day(latest[name])}" for name in (one, other))
        yield f"{first!r} was not first for all that is known: {told}. What follows if the days overlap?"


def _day(when: Any) -> str:
    return "an unknown day" if pd.isna(when) else f"{when:%Y-%m-%d}"


def judgement(given: Mapping[str, Any], t: Tables) -> str:
    """Check that a judgement keeps to the words of ICD 203, and that its evidence carries its confidence.

    A confidence above low must rest on two outlets that do not print the same copy, and no judgement on a text
    that is to be traced first.
    """
    made = judgements.check((given,), t.articles)[0]
    rows, faults = made.evidence, []
    names = evidence.outlets(t.articles)
    for row in rows.itertuples():
        if len(str(row.text).split()) < _SENTENCE:
            faults.append(f"{row.text!r} is too short to carry anything: cite the sentence")
    uncounted = set(t.articles.loc[~t.articles["counts"], "article_id"]) & set(rows["article_id"])
    faults += [f"{name} does not count in this case: cite another text" for name in sorted(uncounted)]
    traced = set(findings.traced(t)) & set(rows["article_id"])
    faults += [f"{name} names no sources: trace it before you rest on it" for name in sorted(traced)]
    if made.confidence != "low" and len({names[name] for name in rows["article_id"]}) < 2:
        faults.append(f"one outlet is too little for {made.confidence} confidence: cite a second, or say 'low'")
    elif made.confidence != "low" and _is_one_copy(rows, t):
        faults.append(f"the passages are shared between the texts and count once: {made.confidence} is too much")
    return _verdict(faults, f"Right: “{made.band.name}”, {made.confidence} confidence, {len(rows)} passages.")


def _is_one_copy(rows: pd.DataFrame, t: Tables) -> bool:
    """Whether each passage lies within what its text shares with another of the cited texts."""
    cited = set(rows["article_id"])
    sides = [
        (getattr(row, f"article_{here}"), getattr(row, f"start_{here}"), getattr(row, f"end_{here}"))
        for row in t.reuse.itertuples()
        if {row.article_a, row.article_b} <= cited
        for here in "ab"
    ]
    return all(
        any(name == row.article_id and start < row.end and row.start < end for name, start, end in sides)
        for row in rows.itertuples()
    )


def _verdict(faults: Sequence[str], right: str) -> str:
    if faults:
        raise OsintError.of("Not yet:", faults)
    return right
