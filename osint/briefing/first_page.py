"""What the articles say, in a handful of sentences: counts only, each number with the rows it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from osint import evidence
from osint.compare import assertions
from osint.tables import Tables

_CLAIMS = 3
_CONFLICTS = 1
_QUOTED = 90
_RUN = {"quote": 3, "statement": 6}
_WAYS = {"shortened": ("shortens", "shorten"), "changed": ("changes", "change")}
_PLACEHOLDERS = 2
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PLACEHOLDER = re.compile(r"\[(?:citation|source|reference)s?\b[^\]\n]{0,200}\]", re.IGNORECASE)


class Count(NamedTuple):
    """A number in a sentence: how many passages, texts or words `rows` has, and what is counted."""

    rows: pd.DataFrame
    unit: str
    label: str

    @property
    def value(self) -> int:
        """The number itself."""
        passages = self.rows.drop_duplicates(["article_id", "start", "end"])
        if self.unit == "texts":
            return int(passages["article_id"].nunique())
        if self.unit == "words":
            return sum(len(str(text).split()) for text in passages["text"])
        return len(passages)


Finding = tuple[str | Count, ...]


def all_of(t: Tables) -> list[Finding]:
    """Write the findings of a case, a handful of sentences of words and counts, those on the focus first.

    Only articles that count enter. What a case has nothing of is said in a sentence without a number.
    """
    counted = t.articles.loc[t.articles["counts"] & t.articles["problem"].isna(), "article_id"]
    keep = set(counted)
    made: list[Finding] = []
    for find in (_frames, _stance, _speakers, _claims, _conflicts, _places):
        made += find(t, keep)
    return made


def traced(t: Tables) -> dict[str, str]:
    """Name the articles that carry marks of a paraphrase without sources, and those marks.

    These are: no direct quotation, and placeholders of the form "[citation: …]".
    """
    found = {}
    quoting = set(t.quotes.loc[t.quotes["kind"].isin(["direct", "mixed"]), "article_id"])
    for article_id, text in zip(t.articles["article_id"], t.articles["text"], strict=True):
        notes = len(_PLACEHOLDER.findall(text))
        if article_id not in quoting and notes >= _PLACEHOLDERS:
            found[article_id] = f"no direct quotation and {notes} placeholder citations: trace it before relying on it"
    return found


def _of(table: pd.DataFrame, keep: set[str]) -> pd.DataFrame:
    return table[table["article_id"].isin(keep)]


def _texts(rows: pd.DataFrame, label: str, keep: set[str]) -> tuple[str | Count, ...]:
    return Count(rows, "texts", label), f" of {len(keep)} texts"


def _places(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.places, keep)
    if rows.empty:
        yield ("No place is named in these texts.",)
        return
    about = [name for name in t.case.about if (rows["place"] == name).any()]
    sentence: list[str | Count] = ["Named as a place, of all times named: "]
    for name in about or list(rows["place"].value_counts().index[:3]):
        sentence += [*_place(name, rows[rows["place"] == name], t), "; "]
    yield (*sentence[:-1], ".")


def _place(name: str, here: pd.DataFrame, t: Tables) -> Iterator[str | Count]:
    is_repeated = evidence.is_repeated(here, t.sentences)
    pins, others = here[here["role"] == "literal"], here[(here["role"] != "literal") & ~is_repeated]
    once = pins[~is_repeated[pins.index]]
    yield f"{name} "
    yield Count(once, "passages", f"{name} as a place") if len(once) else "never"
    yield " of "
    yield Count(here, "passages", f"{name}, named")
    if len(others):
        yield ", "
        yield Count(others, "passages", f"{name} as a government, a people or part of a name")
        yield " as a government, a people or part of a name"
    if is_repeated.any():
        yield ", "
        yield Count(here[is_repeated], "passages", f"{name}, in a sentence that its text gives again")
        yield " in a sentence given twice"


def _speakers(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.quotes, keep)
    rows = rows[rows["kind"].isin(["direct", "mixed"])]
    if rows.empty:
        yield ("No text quotes anybody directly.",)
        return
    rows = evidence.drop_repeated(rows, t.sentences)
    words = rows.assign(n=[len(text.split()) for text in rows["text"]]).groupby("speaker")["n"].sum()
    if words.empty:
        return
    first = sorted(words.items(), key=lambda item: (-item[1], str(item[0])))[0][0]
    own = rows[rows["speaker"] == first]
    yield (
        f"{first} is quoted most: ",
        Count(own, "words", f"{first}, words quoted"),
        " of ",
        Count(rows, "words", "All words quoted"),
        " quoted words, in ",
        *_texts(own, f"{first}, words quoted", keep),
        ".",
    )


def _claims(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.claims, keep)
    rows = rows[rows["kind"].isin(["quote", "statement"]) & (rows["n_texts"] > 1)]
    rows = rows[rows.groupby("claim")["article_id"].transform("nunique") > 1]
    if rows.empty:
        yield ("No quotation or statement stands in more than one text.",)
        return
    told = [_Told(str(claim), some, t) for claim, some in rows.groupby("claim", sort=False)]
    for one in sorted(told, key=lambda one: one.weight, reverse=True)[:_CLAIMS]:
        yield one.sentence(keep)


class _Told:
    """One claim as several texts carry it: the words that all of them have, and what each does with the fullest."""

    def __init__(self, claim: str, rows: pd.DataFrame, t: Tables) -> None:
        self.rows = rows
        self.is_quote = rows["kind"].iloc[0] == "quote"
        self.fullest = max(rows.loc[rows["wording"] == "same", "text"], key=len, default=claim)
        self.common = _common_run(rows)
        said = rows.merge(t.quotes[["article_id", "start", "end", "speaker"]], on=["article_id", "start", "end"])
        self.speaker = said["speaker"].dropna().mode().tolist()[:1]

    @property
    def weight(self) -> tuple[bool, int, int]:
        """What is told first: quotations, what many texts carry, what is long."""
        return self.is_quote, int(self.rows["article_id"].nunique()), len(self.fullest)

    def sentence(self, keep: set[str]) -> Finding:
        shown = _shortened(self.common or self.fullest)
        verb = "quote " if self.is_quote else "report "
        speaker = self.speaker[0] if self.speaker else "the words" if self.is_quote else "the same"
        like = "" if self.common else ", in words that differ"
        made: list[str | Count] = [
            *_texts(self.rows, f"Carried: “{shown}”", keep),
            f" {verb}{speaker}{like}: “{shown}”",
        ]
        joint, what = "; ", "the fullest wording"
        for way, (one, several) in _WAYS.items():
            some = self._of(way)
            if len(some):
                verb = several if some["article_id"].nunique() > 1 else one
                made += [joint, Count(some, "texts", f"{way.capitalize()}: “{shown}”"), f" {verb} {what}"]
                joint, what = ", ", "it"
        return (*made, ".")

    def _of(self, way: str) -> pd.DataFrame:
        """The rows of the texts that give the fullest wording in no better a way than `way`."""
        order = ("whole", "shortened", "changed")
        ways = self.rows["text"].map(self._way)
        best = ways.map(order.index).groupby(self.rows["article_id"]).transform("min")
        return self.rows[best == order.index(way)]

    def _way(self, text: str) -> str:
        if assertions.is_verbatim(self.fullest, text):
            return "whole"
        return "shortened" if assertions.is_verbatim(text, self.fullest) else "changed"


def _common_run(rows: pd.DataFrame) -> str:
    """The longest run of words that a version in every text has, as the first text writes it; "" where it is short."""
    least = _RUN[rows["kind"].iloc[0]]
    versions = [[str(text) for text in some] for _, some in rows.groupby("article_id", sort=False)["text"]]
    spoken = [[f" {' '.join(assertions.words(text))} " for text in texts] for texts in versions]
    best = ""
    for text in versions[0]:
        starts = [match.span() for match in _WORD.finditer(text)]
        for i, (start, _) in enumerate(starts):
            for _, end in starts[i + least - 1 :]:
                run = text[start:end]
                words = assertions.words(run)
                if not all(any(f" {' '.join(words)} " in other for other in others) for others in spoken):
                    break
                if len(words) > len(assertions.words(best)) and assertions.stems(run):
                    best = run
    return best


def _conflicts(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.claims, keep)
    rows = rows[(rows["kind"] == "figure") & (rows["n_texts"] > 1)]
    apart = rows.loc[~rows["agrees"].fillna(True).astype(bool), "claim"]
    known = t.figures[["article_id", "start", "end", "value", "unit", "counted"]]
    for claim in list(dict.fromkeys(apart))[:_CONFLICTS]:
        here = rows[rows["claim"] == claim].merge(known, on=["article_id", "start", "end"], how="left")
        shown = _shortened(str(here["text"].iloc[0]))
        texts = _texts(here, f"Do not agree: “{shown}”", keep)
        values, things = (list(dict.fromkeys(here[column].dropna())) for column in ("text", "counted"))
        if here["value"].nunique() > 1 or here["unit"].nunique() > 1:
            yield (*texts, " give different values for one thing: ", _quoted(values), ".")
        elif len(things) > 1:
            yield (*texts, f" give “{shown}” for what they name differently: ", _quoted(things), ".")
        else:
            yield (*texts, f" give “{shown}” for different times.")


def _quoted(words: Iterable[object]) -> str:
    return " and ".join(f"“{_shortened(str(word))}”" for word in words)


def _frames(t: Tables, keep: set[str]) -> Iterator[Finding]:
    focus = t.case.focus
    if focus is None:
        yield ("The case names no focus, so the framing of nobody is compared.",)
        return
    rows = _of(t.framing, keep)
    rows = rows[rows["about"] == focus]
    if rows.empty:
        yield (f"No frame was found in a passage about {focus}.",)
        return
    top = rows["frame"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index[0]
    own = rows[rows["frame"] == top]
    said = own[own["voice"] != "narrator"]
    sentence: list[str | Count] = [
        f"Frames of {focus}: {top} is the commonest, ",
        Count(own, "passages", f"{focus}: {top}"),
        " of ",
        Count(rows, "passages", f"{focus}: all frames"),
        " passages, in ",
        *_texts(own, f"{focus}: {top}", keep),
    ]
    if len(said):
        sentence += [
            "; ",
            Count(said, "passages", f"{focus}: {top}, in quoted voices"),
            " of these are said by those quoted",
        ]
    yield (*sentence, ".")
    yield from _frames_by_outlet(rows, t)


def _frames_by_outlet(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    """Name the commonest frame of each outlet, where there are several."""
    names = rows["article_id"].map(evidence.outlets(t.articles))
    sentence: list[str | Count] = []
    for outlet, own in rows.groupby(names, sort=False):
        top = own["frame"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index[0]
        some = own[own["frame"] == top]
        told = f"{t.case.focus}: {top}, {outlet}"
        sentence += [f"{outlet} {top} (", Count(some, "passages", told), " of ",
                     Count(own, "passages", f"{t.case.focus}: all frames, {outlet}"), ")", ", "]  # fmt: skip
    if names.nunique() > 1:
        yield ("By outlet the commonest frame is: ", *sentence[:-1], ".")


def _stance(t: Tables, keep: set[str]) -> Iterator[Finding]:
    focus = t.case.focus
    if focus is None:
        return
    rows = _of(t.stance, keep)
    rows = rows[rows["target"] == focus]
    if rows.empty:
        yield (f"No passage takes a stance toward {focus}.",)
        return
    sentence: list[str | Count] = [
        f"Stance toward {focus}: ",
        Count(rows, "passages", f"Stance toward {focus}"),
        f" passage{'s' * (len(rows) > 1)}, ",
    ]
    for label, word in (("favor", "for"), ("neutral", "neutral"), ("against", "against")):
        some = rows[rows["label"] == label]
        sentence += [Count(some, "passages", f"Stance {word} {focus}") if len(some) else "none", f" {word}, "]
    own = rows[rows["holder"] == "narrator"]
    sentence[-1] = f" {word}; "
    sentence += [Count(own, "passages", f"Outlets’ own stance toward {focus}") if len(own) else "none",
                 " in an outlet’s own voice"]  # fmt: skip
    yield (*sentence, ".")


def _shortened(text: str) -> str:
    words: Iterable[str] = text.split()
    shown = ""
    for word in words:
        if len(shown) + len(word) > _QUOTED:
            return f"{shown.rstrip(',;:')} …"
        shown = f"{shown} {word}".strip()
    return shown.rstrip(",;:")
