"""Exercise 5: a judgement in the words of ICD 203 whose evidence carries its confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing import first_page
from osint.cases import judgements
from osint.exercises.verdict import Verdict, address, plain, stems
from osint.tables import Tables, need_tables

_SENTENCE = 6  # words
#: So many words of the cited texts stand for a name, and so many names of the evidence for a word.
_ENOUGH = 2
_READ_LAST = ("what the passages have to do with it", "what confidence they carry")
_KEYS = ("text", "likelihood", "confidence", "evidence")


def claim_rows(t: Tables) -> pd.DataFrame:
    """List the passages of each claim, those of most texts first, each with the ``address`` that a judgement cites.

    The address is that of the whole sentence. Texts that do not count are left out.
    """
    need_tables(t)
    rows = t.claims[t.claims["article_id"].isin(t.counted["article_id"])]
    rows = rows.sort_values(["n_texts", "n_origins", "claim"], ascending=[False, False, True], kind="stable")
    cited = [f"{found.article_id}:{found.first}-{found.last}" for found in evidence.passages(rows, t)]
    rows = rows.assign(address=cited)[
        ["article_id", "start", "end", "text", "claim", "n_texts", "n_origins", "address"]
    ]
    return rows.drop_duplicates(["claim", "address"]).reset_index(drop=True)


def likelihoods() -> pd.DataFrame:
    """List the seven terms of likelihood, what else each may be called, and the percent that it stands for."""
    rows = [(band.name, ", ".join(band.terms[1:]), f"{band.low}–{band.high}") for band in judgements.bands()]
    return pd.DataFrame(rows, columns=["likelihood", "also said", "percent"])


def judgement_template(t: Tables) -> str:
    """Write the empty answer of exercise 5, a dictionary with its four keys."""
    need_tables(t)
    known = [*([t.case.focus] if t.case.focus else []), *t.case.about[:2]]
    whom = f"{', '.join(known)} or whom" if known else "whom"
    return "\n".join(
        [
            "judgement = {",
            f'    "text": "",  # with one term of likelihood; it names {whom} the passages name',
            f'    "likelihood": "",  # {", ".join(band.name for band in judgements.bands())}',
            f'    "confidence": "",  # {", ".join(judgements.CONFIDENCE)}',
            f'    "evidence": [""],  # addresses, as "{_shown(t)}"',
            "}",
        ]
    )


def _shown(t: Tables) -> str:
    rows = claim_rows(t)
    return str(rows["address"].iloc[0]) if len(rows) else "article_id:start-end"


def judgement(given: Mapping[str, Any], t: Tables) -> Verdict:
    """Check that a judgement keeps to the words of ICD 203, is about the case, and can rest on its evidence.

    It names the focus, a key place, or somebody whom the cited texts name, or two words of these texts; and it takes up
    a word of its evidence, or two names. Each passage shares a name or a word with it. A confidence above low must
    rest on two outlets that do not print the same copy, a high one on outlets of which one is graded A to C, and no
    judgement on a text that is to be traced first. Whether it follows from the evidence is the teacher's to say. The
    points have four parts: its words, its passages, what they have to do with it, and its confidence.
    """
    need_tables(t)
    if not isinstance(given, Mapping):
        return Verdict.unread(f"`judgement` must be a dictionary with {', '.join(_KEYS)}; it is {given!r:.60}.")
    forgiven = _forgiven(given, t)
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    told = [fault.removeprefix("judgement 1: ") for fault in judgements.faults((forgiven,), texts)]
    cited = [fault for fault in told if "evidence" in fault.partition(" must ")[0].partition(";")[0]]
    worded = [fault for fault in told if fault not in cited]
    cited = [f"{fault} (an address is written as “{_shown(t)}”)" for fault in cited]
    if told:
        return Verdict.of([worded, cited, *([f"{what}: read once the above is mended"] for what in _READ_LAST)], "")
    (made,) = judgements.check((forgiven,), t.articles)
    parts = [worded, list(_passage_faults(made, t)), list(_bearing_faults(made, t)), list(_confidence_faults(made, t))]
    right = f"Right: “{made.band.name}”, {made.confidence} confidence, {len(made.evidence)} passages."
    return Verdict.of(parts, f"{right} Your teacher reads whether it follows from them.")


def _forgiven(given: Mapping[str, Any], t: Tables) -> dict[str, Any]:
    """The judgement with its terms in lower case, and its passages by the ids of the texts whose outlets they name."""
    cited = given.get("evidence", [])
    listed = [cited] if isinstance(cited, str) else cited
    passages = [str(one).strip() for one in listed if str(one).strip()] if isinstance(listed, Sequence) else []
    addresses = [address(one, t.articles) or one for one in passages]
    terms = {key: plain(given.get(key, "")) or given.get(key, "") for key in ("likelihood", "confidence")}
    return {"text": str(given.get("text", "")), **terms, "evidence": addresses}


def _passage_faults(made: judgements.Judgement, t: Tables) -> Iterator[str]:
    """What keeps a passage from being cited: it is too short, or its text does not count or names no sources."""
    rows = made.evidence
    for row in rows.itertuples():
        if len(str(row.text).split()) < _SENTENCE:
            yield f"{row.text!r} is too short to carry anything: cite the sentence"
    uncounted = set(t.articles.loc[~t.articles["counts"], "article_id"])
    for name in dict.fromkeys(rows["article_id"]):
        if name in uncounted:
            yield f"{name} does not count in this case: cite another text"
        elif name in first_page.traced(t):
            yield f"{name} names no sources: trace it before you rest on it"


def _confidence_faults(made: judgements.Judgement, t: Tables) -> Iterator[str]:
    """What keeps the passages from carrying the confidence."""
    rows, names = made.evidence, evidence.outlets(t.articles)
    if made.confidence == "low":
        return
    if len({names[name] for name in rows["article_id"]}) < 2:
        yield f"one outlet is too little for {made.confidence} confidence: cite a second, or say 'low'"
    elif _is_one_copy(rows, t):
        yield f"the passages are shared between the texts and count once: {made.confidence} is too much"
    cited = t.articles[t.articles["article_id"].isin(rows["article_id"])]
    if made.confidence == "high" and not cited["reliability"].isin(["A", "B", "C"]).any():
        yield "no cited outlet is graded A, B or C in this case: what is high confidence in them to rest on?"


def _bearing_faults(made: judgements.Judgement, t: Tables) -> Iterator[str]:
    """What keeps a judgement and its evidence from being about the case, and about one another."""
    judged, said = _names_and_words(made.text, t)
    cited = [_named(row, t) for row in made.evidence.to_dict("records")]
    whole = t.articles.loc[t.articles["article_id"].isin(made.evidence["article_id"]), ["article_id", "text"]]
    texts = whole.assign(start=0, end=whole["text"].str.len()).to_dict("records")
    rows = made.evidence.to_dict("records")
    words = [said & stems(row["text"]) for row in rows]
    taken_up, shared = set[str]().union(*words), judged & set[str]().union(*cited)
    known = {t.case.focus, *t.case.about}.union(*(_named(row, t) for row in texts))
    about = said & set[str]().union(*(stems(row["text"]) for row in texts))
    if not judged & known and len(about) < _ENOUGH:
        focus = f"{t.case.focus}, a key place" if t.case.focus else "a key place"
        yield f"it names neither {focus} nor anybody whom the cited texts name: whom does the question ask of?"
    for row, here, present in zip(rows, words, cited, strict=True):
        if not here and not judged & present:
            span = f"{row['article_id']}:{row['start']}-{row['end']}"
            yield f"{span} shares no name and no word with the judgement: what does it say about it?"
    if not taken_up and len(shared) < _ENOUGH:
        yield "beside one name, the judgement takes up nothing that its evidence says: which words carry it?"


def _names_and_words(text: str, t: Tables) -> tuple[set[str], set[str]]:
    """Return whom and what a judgement names, and the stems of its other words but the terms of likelihood."""
    names = _names(t)
    found = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
    # Names alone do not make it about the same matter; a title is a word like others.
    bare = found.sub(lambda match: " " if match.group()[0].isupper() else match.group(), text)
    terms = {stem for band in judgements.bands() for term in band.terms for stem in stems(term)}
    return {names[match.group()] for match in found.finditer(text)}, stems(bare) - terms


def _names(t: Tables) -> dict[str, str]:
    """Each name by which the case knows an actor or a place, and whose it is."""
    known = t.mentions[t.mentions["form"] != "pronoun"]
    pairs = [
        *zip(known["text"], known["actor"], strict=True),
        *zip(t.places["text"], t.places["place"], strict=True),
        *zip(t.case.actors["alias"], t.case.actors["actor"], strict=True),
        *((name, name) for name in [*known["actor"], *t.places["place"], *t.case.about, t.case.focus] if name),
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
