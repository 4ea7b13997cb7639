"""Checks for the workshop: each answer is held against the case's own tables, and a wrong one is told why.

A check gives a sentence where the answer holds, and raises an :class:`~osint.tables.OsintError` with a line for each
thing to look at again where it does not. No check gives the answer away. What a machine cannot judge, such as whether
the record that a reason names is real, is left to the teacher.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from osint import charts, evidence
from osint.briefing import first_page
from osint.cases import judgements
from osint.knowledge import lexicons
from osint.tables import OsintError, Tables, in_sentences

GRADES = ("A", "B", "C", "D", "E", "F")
#: What a place on a map can be.
PINS = ("event", "location", "no pin")
UNTOLD = "cannot be told"
#: What to ask of the answer that was given; it must not tell which of the two others is right.
_ASKED = {
    "event": "which verb says what happens, and does it happen at this very place? Is a spot on a map meant at all?",
    "location": "could one stand there, or does the name act, belong to somebody, or end in a longer one? "
    "If one could, does the sentence tell of anything that happens there?",
    "no pin": "who acts here, and what does the word belong to? Could one travel to what the sentence means?",
}
_PER_KIND = 2
#: So many actors the chart of polarity draws.
_DRAWN = 10
_FEW_WORDS, _SENTENCE = 4, 6
_MOVED = 0.2
#: This share of a judgement's words, names left out, must stand in its evidence.
_TAKEN_UP = 1 / 4
#: Below this a VADER score is neutral (Hutto and Gilbert 2014).
_NEUTRAL = 0.05
#: A year or an address: what a record can be looked up by.
_RECORD = re.compile(r"\b(?:19|20)\d\d\b|https?://\S")
_LETTERS = re.compile(r"[^\W\d_]+")
_STEM = 5


def source_template(t: Tables) -> str:
    """Write the empty answer of exercise 1, a key per text with its outlet beside it, to be copied and filled in."""
    names = evidence.outlets(t.articles)
    parts = [f"{name} = {{\n" + "".join(f'    "{key}": "",  # {names[key]}\n' for key in names) + "}" for name in
             ("grades", "reasons")]  # fmt: skip
    return "\n".join([*parts, "to_trace = []  # ids of texts to be traced before use"])


def pin_template(t: Tables) -> str:
    """Write the empty answer of exercise 2, a line per row with its place and the words around it."""
    rows = pin_rows(t)
    lines = [f'    "",  # {number}: {text}' for number, text in enumerate(rows["text"])]
    return "\n".join(["answers = [", *lines, "]"])


def grades(given: Mapping[str, str], reasons: Mapping[str, str], to_trace: Collection[str], t: Tables) -> str:
    """Check grades of sources, that each has a reason, and which texts are to be traced before they are used.

    Whether a reason is a good one is the teacher's to say: the check sees that there is one, that it is not the same as
    that of another outlet, and that a grade which speaks of a record names something to look it up by.

    Parameters
    ----------
    given, reasons
        ``article_id``, or the outlet's name -> an Admiralty grade A–F, and why.
    to_trace
        Ids of the articles that carry marks of a paraphrase without sources.
    """
    _typed("grades", given, Mapping, "a dictionary from article_id to a grade")
    _typed("reasons", reasons, Mapping, "a dictionary from article_id to a reason")
    outlets = evidence.outlets(t.articles)
    traced = {name for key in _ids("to_trace", to_trace) for name in _ids_of(key, outlets)}
    given, reasons = _by_id(given, outlets), _by_id(reasons, outlets)
    faults, first_with = list[str](), dict[str, str]()
    for row in t.articles.to_dict("records"):
        name = str(row["article_id"])
        reason = " ".join(str(reasons.get(name, "")).split())
        faults += _grade_faults(row, given.get(name), reason)
        if len(set(_LETTERS.findall(reason.lower()))) < _FEW_WORDS:
            faults.append(f"{name}: say in a few words what the grade rests on")
        elif outlets[first_with.setdefault(reason.lower(), name)] != outlets[name]:
            faults.append(f"{name}: the reason is that of {first_with[reason.lower()]}; what is known of this one?")
    faults += _trace_faults(traced, given, t)
    n_traced = len(first_page.traced(t))
    right = f"Right: {len(outlets)} sources graded, {n_traced} to be traced. Your teacher reads the reasons."
    return _verdict(faults, right)


def _grade_faults(row: Mapping[Any, Any], answer: object, reason: str) -> Iterator[str]:
    """What is wrong with one grade: it is none, or it speaks of a record that is not named."""
    name, grade = row["article_id"], _plain(answer).upper()
    if grade not in GRADES:
        yield f"{name}: give it a grade from A to F; it has {answer!r}"
    elif row["outlet_basis"] == "unknown" and grade != "F":
        yield f"{name}: its outlet is not known; whose record does {grade} speak of?"
    elif grade not in ("F", row["reliability"]) and not _RECORD.search(reason):
        yield f"{name}: {grade} speaks of a record; name it with its year or address, to be looked up"


def _trace_faults(traced: Collection[str], given: Mapping[str, str], t: Tables) -> Iterator[str]:
    """What is wrong with the list of the texts to be traced."""
    marked, ids = set(first_page.traced(t)), set(t.articles["article_id"])
    for name in sorted({*given, *traced} - ids):
        yield f"{name}: there is no such article in this case"
    if left := marked - set(traced):
        yield f"{len(left)} more to trace: look for a text that quotes nobody, with notes where sources should be"
    for name in sorted((set(traced) & ids) - marked):
        yield f"{name}: it quotes people or names its sources; one you doubt for other reasons gets a low grade instead"


def _by_id(given: Mapping[str, Any], outlets: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for key, value in given.items() for name in _ids_of(str(key), outlets)}


def _ids_of(key: str, outlets: Mapping[str, str]) -> list[str]:
    """Return the ids of the texts that are named by their outlet; else the key itself."""
    found = [name for name, outlet in outlets.items() if _plain(outlet) == _plain(key)]
    return [key] if key in outlets or not found else found


def _plain(answer: object) -> str:
    """Return an answer without what may be forgiven: case, quotation marks, the mark of an inferred outlet."""
    return str(answer).strip().strip("\"'“”‘’").removesuffix("?").lower() if isinstance(answer, str) else ""


def _stems(text: str) -> set[str]:
    """Beginnings of the words of `text` that carry matter."""
    stops = lexicons.words("stopwords", "word")
    words = (word.lower() for word in _LETTERS.findall(text))
    return {word[:_STEM] for word in words if len(word) > 2 and word not in stops}


def pin_rows(t: Tables) -> pd.DataFrame:
    """Choose places to decide on: of each kind those that the kit is surest of, without what it says of them."""
    return _asked(t)[["article_id", "start", "end", "text"]]


def pins(answers: Sequence[str], t: Tables) -> str:
    """Check for each row of :func:`pin_rows` whether it is an event, a location, or no pin."""
    rows = _asked(t)
    _typed("answers", answers, Iterable, f"a list of {len(rows)} answers")
    given = list(answers)
    if len(given) != len(rows):
        raise OsintError(f"`answers` must have one answer a row, {len(rows)} in all; it has {len(given)}.")
    faults = []
    for number, (row, answer) in enumerate(zip(rows.itertuples(), given, strict=True)):
        answer = _plain(answer) or answer
        if not isinstance(answer, str) or answer not in PINS:
            faults.append(f"row {number}, {row.text!r}: answer {', '.join(PINS)}; you say {answer!r}")
        elif answer != row.pin:
            faults.append(f"row {number}, {row.text!r}, is not read as {answer!r}: {_ASKED[answer]}")
    return _verdict(faults, f"Right: {(rows['pin'] == 'event').sum()} of {len(rows)} are events.")


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


def score_rows(t: Tables) -> pd.DataFrame:
    """List sentences of the chart on which TextBlob and VADER do not lean the same way, the furthest apart first."""
    said = t.shown
    said = said[said["article_id"].isin(evidence.outlets(t.counted))].dropna(subset=["polarity", "polarity_vader"])
    named = in_sentences(t.mentions, t.sentences).assign(is_quoted=lambda rows: rows["voice"] != "narrator")
    keys = ["article_id", "sentence"]
    named = named.merge(said[keys], on=keys)[[*keys, "actor", "is_quoted"]].drop_duplicates()
    drawn = named["actor"].value_counts().head(_DRAWN).index
    said = said.merge(named.loc[named["actor"].isin(drawn), keys].drop_duplicates(), on=keys)
    heard, other = said["polarity"].astype(float), said["polarity_vader"].astype(float)
    apart = said[(heard * other <= 0) & (other.abs() >= _NEUTRAL)].assign(gap=(heard - other).abs())
    apart = apart.sort_values("gap", ascending=False, kind="stable", ignore_index=True)
    return apart[["article_id", "start", "end", "text", "sentence", "polarity", "polarity_vader"]]


def corrected(before: Tables, after: Tables) -> str:
    """Check that a misheard sentence was overruled the right way, with a reason, and that the chart shows it.

    Which way is right is known where VADER and all stances in the sentence lean alike, and TextBlob does not.
    """
    for name, given in (("before", before), ("after", after)):
        _typed(name, given, Tables, "the tables that osint.extract gives")
    had = set(map(tuple, before.case.corrections.astype("object").fillna("").to_numpy().tolist()))
    made = after.case.corrections.astype("object").fillna("").to_dict("records")
    new = [row for row in made if tuple(row.values()) not in had]
    of_sound = [row for row in new if row["table"] == "sentences" and row["column"] == "polarity"]
    if not new and not any(_lean(row, before) for row in score_rows(before).to_dict("records")):
        return "Right: the tables of this case show no sentence that is misheard for certain; none is corrected."
    if not of_sound:
        raise OsintError(
            f"No polarity of a sentence was corrected ({len(new)} new corrections): hand ('sentences', row), "
            "'polarity' and the new value to osint.cases.correct, and extract the case that it returns. "
            "The chart is drawn from `polarity`; `polarity_vader` does not move it."
        )
    faults = [fault for row in of_sound for fault in _correction_faults(row, before, after)]
    if not faults and _points(before) == _points(after):
        faults.append("no point of the chart moved: it draws the ten actors that most sentences name; take one of them")
    return _verdict(faults, f"Right: {len(of_sound)} corrected, and the chart of the corrected tables shows it.")


def _correction_faults(row: Mapping[Any, Any], before: Tables, after: Tables) -> Iterator[str]:
    where = f"{row['article_id']} {row['start']}–{row['end']}"
    own, now = (_at(t.sentences, row) for t in (before, after))
    if own is None or now is None or pd.isna(own["polarity"]) or pd.isna(now["polarity"]):
        yield f"{where}: the sentence must have a score before and after"
        return
    told = f"{where}: {own['polarity']:+.2f} became {now['polarity']:+.2f}"
    moved = float(now["polarity"]) - float(own["polarity"])
    if abs(moved) < _MOVED:
        yield f"{told}, too little to see; is there one that is further off?"
    offered = _at(score_rows(before), row)
    named = before.mentions[before.mentions["article_id"] == row["article_id"]]
    if not ((named["start"] >= own["start"]) & (named["start"] < own["end"])).any():
        yield f"{where}: the sentence names no actor, so no point of the chart is its own; take one that names one"
    elif offered is None:
        yield f"{where}: it is none of exercises.score_rows(before), so nothing tells that it was misheard"
    elif (lean := _lean(offered, before)) == 0:
        yield (
            f"{where}: VADER and the stances in the sentence do not all lean one way, so neither of the lists "
            "is shown to be wrong; take one where they do"
        )
    elif moved * lean < 0:
        yield f"{told}; read `before.stance` and `polarity_vader` for the sentence: do they bear you out?"
    reason = str(row["reason"])
    if len(reason.split()) < _FEW_WORDS:
        yield f"{where}: a reader of the briefing sees the reason; {reason!r} will not convince one"
    elif not _stems(reason) & _stems(str(own["text"])):
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


def _points(t: Tables) -> list[list[float]]:
    """Where the points of the chart of polarity lie."""
    import matplotlib.pyplot as plt

    ax = charts.sentiment(t)
    points = [sorted(np.asarray(drawn.get_offsets())[:, 0].tolist()) for drawn in ax.collections]
    plt.close(ax.get_figure(root=True))
    return points


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
    asked, shared = frozenset(_ids("pair", pair)), _shared_words(t)
    faults = [
        f"{name}: there is no such article in this case" for name in sorted(asked - set(t.articles["article_id"]))
    ]
    if not shared:
        if asked or passage is not None or first != UNTOLD:
            faults.append("leave out the rows with `is_quote`, and answer by what is left")
        return _verdict(faults, "Right: none copied.")
    most = max(shared.values())
    if len(asked) != 2:
        faults.append(f"`pair` must hold two ids; it holds {len(asked)}")
    elif shared.get(asked, 0) < most:
        faults.append(
            f"this pair shares {shared.get(asked, 0)} words outside quotations; another shares more. "
            "Leave out the rows with `is_quote`"
        )
    if isinstance(passage, bool) or not isinstance(passage, Integral) or passage not in t.reuse.index:
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
    """Check that a judgement keeps to the words of ICD 203, is about the case, and can rest on its evidence.

    It names the focus, a key place, or somebody whom the cited texts name, and takes up words of its evidence; each
    passage shares a name or a word with it. A confidence above low must rest on two outlets that do not print the
    same copy, a high one on outlets of which one is graded A to C, and no judgement on a text that is to be traced
    first. Whether it follows from the evidence is the teacher's to say.
    """
    _typed("judgement", given, Mapping, "a dictionary with text, likelihood, confidence and evidence")
    made = judgements.check((given,), t.articles)[0]
    rows, faults = made.evidence, list(_bearing_faults(made, t))
    names = evidence.outlets(t.articles)
    for row in rows.itertuples():
        if len(str(row.text).split()) < _SENTENCE:
            faults.append(f"{row.text!r} is too short to carry anything: cite the sentence")
    uncounted = set(t.articles.loc[~t.articles["counts"], "article_id"]) & set(rows["article_id"])
    faults += [f"{name} does not count in this case: cite another text" for name in sorted(uncounted)]
    traced = set(first_page.traced(t)) & set(rows["article_id"])
    faults += [f"{name} names no sources: trace it before you rest on it" for name in sorted(traced)]
    if made.confidence != "low" and len({names[name] for name in rows["article_id"]}) < 2:
        faults.append(f"one outlet is too little for {made.confidence} confidence: cite a second, or say 'low'")
    elif made.confidence != "low" and _is_one_copy(rows, t):
        faults.append(f"the passages are shared between the texts and count once: {made.confidence} is too much")
    cited = t.articles[t.articles["article_id"].isin(rows["article_id"])]
    if made.confidence == "high" and not cited["reliability"].isin(["A", "B", "C"]).any():
        faults.append("no cited outlet is graded A, B or C in this case: what is high confidence in them to rest on?")
    return _verdict(faults, f"Right: “{made.band.name}”, {made.confidence} confidence, {len(rows)} passages.")


def _bearing_faults(made: judgements.Judgement, t: Tables) -> Iterator[str]:
    """What keeps a judgement and its evidence from being about the case, and about one another."""
    names = _names(t)
    found = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
    judged = {names[match.group()] for match in found.finditer(made.text)}
    cited = [_named(row, t) for row in made.evidence.to_dict("records")]
    whole = t.articles.loc[t.articles["article_id"].isin(made.evidence["article_id"]), ["article_id", "text"]]
    texts = whole.assign(start=0, end=whole["text"].str.len()).to_dict("records")
    if not judged & {t.case.focus, *t.case.about}.union(*(_named(row, t) for row in texts)):
        focus = f"{t.case.focus}, a key place" if t.case.focus else "a key place"
        yield f"it names neither {focus} nor anybody whom the cited texts name: whom does the question ask of?"
    # Names alone do not make it about the same matter; a title is a word like others.
    bare = found.sub(lambda match: " " if match.group()[0].isupper() else match.group(), made.text)
    said = _stems(bare) - {stem for band in judgements.bands() for term in band.terms for stem in _stems(term)}
    taken_up = set[str]()
    for row, present in zip(made.evidence.to_dict("records"), cited, strict=True):
        here = said & _stems(row["text"])
        taken_up |= here
        if not here and not judged & present:
            span = f"{row['article_id']}:{row['start']}-{row['end']}"
            yield f"{span} shares no name and no word with the judgement: what does it say about it?"
    if len(taken_up) < max(1, len(said) * _TAKEN_UP):
        yield "beside names, the judgement takes up too little of what its evidence says: which words carry it?"


def _names(t: Tables) -> dict[str, str]:
    """Each name by which the case knows an actor or a place, and whose it is."""
    named = t.mentions[t.mentions["form"] != "pronoun"]
    pairs = [
        *zip(named["text"], named["actor"], strict=True),
        *zip(t.places["text"], t.places["place"], strict=True),
        *zip(t.case.actors["alias"], t.case.actors["actor"], strict=True),
        *((name, name) for name in [*named["actor"], *t.places["place"], *t.case.about, t.case.focus] if name),
    ]
    return {str(name): str(whose) for name, whose in pairs if not pd.isna(name) and not pd.isna(whose)}


def _named(row: Mapping[Any, Any], t: Tables) -> set[str]:
    """Actors and places that a passage names."""
    found = set[str]()
    for table, column in ((t.mentions, "actor"), (t.places, "place")):
        here = (table["article_id"] == row["article_id"]) & table["start"].between(row["start"], row["end"] - 1)
        found |= set(table.loc[here, column].dropna())
    return found


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


def _typed(name: str, given: object, kind: type, wanted: str) -> None:
    if not isinstance(given, kind) or isinstance(given, str):
        raise OsintError(f"`{name}` must be {wanted}; it is {given!r:.60}.")


def _ids(name: str, given: object) -> set[str]:
    """Ids of articles; one alone is not taken for a list of its letters."""
    _typed(name, given, Iterable, 'a list of ids, as ["article_id"]')
    assert isinstance(given, Iterable)
    ids = list(given)
    if wrong := [one for one in ids if not isinstance(one, str)]:
        raise OsintError(f"`{name}` must hold ids of articles; it holds {wrong[0]!r:.60}.")
    return set(ids)


def _verdict(faults: Sequence[str], right: str) -> str:
    if faults:
        raise OsintError.of("Not yet:", faults)
    return right
