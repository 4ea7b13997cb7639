"""What the articles say, in a handful of sentences: counts only, each number with the rows it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from osint.extraction import Tables

_CLAIMS = 3
_CONFLICTS = 2
_QUOTED = 60
_PLACEHOLDERS = 2
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
    """Write the findings of a case, at most a dozen sentences of words and counts.

    Only articles that count enter. What a case has nothing of is said in a sentence without a number.
    """
    counted = t.articles.loc[t.articles["counts"] & t.articles["problem"].isna(), "article_id"]
    keep = set(counted)
    made: list[Finding] = []
    for find in (_places, _speakers, _claims, _conflicts, _frames, _stance):
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
    for name in about or list(rows["place"].value_counts().index[:3]):
        here = rows[rows["place"] == name]
        once = here[[not repeated for repeated in _is_repeated(here, t.sentences)]]
        pins, others = once[once["role"] == "literal"], once[once["role"] != "literal"]
        sentence: list[str | Count] = [
            f"{name} is named ",
            Count(here, "passages", f"{name}, named"),
            _times(len(here)),
        ]
        if len(once) < len(here):
            sentence += [", ", Count(once, "passages", f"{name}, named, without repeats"), " without repeats,"]
        sentence += [" in ", *_texts(here, f"{name}, named", keep), ": "]
        sentence += (
            [Count(pins, "passages", f"{name} as a place"), " as a place"] if len(pins) else ["never as a place"]
        )
        if len(others):
            label = f"{name} as a government, a people or part of a name"
            sentence += [", ", Count(others, "passages", label), " as a government, a people or part of a name"]
        yield (*sentence, ".")


def _is_repeated(rows: pd.DataFrame, sentences: pd.DataFrame) -> list[bool]:
    """Whether each row stands in a sentence that its text gives a second time."""
    again = sentences[sentences["repeat_of"].notna()]
    spans: dict[str, list[tuple[int, int]]] = {}
    for article_id, start, end in zip(again["article_id"], again["start"], again["end"], strict=True):
        spans.setdefault(article_id, []).append((start, end))
    return [
        any(start <= offset < end for start, end in spans.get(article_id, []))
        for article_id, offset in zip(rows["article_id"], rows["start"], strict=True)
    ]


def _speakers(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.quotes, keep)
    rows = rows[rows["kind"].isin(["direct", "mixed"])]
    if rows.empty:
        yield ("No text quotes anybody directly.",)
        return
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
    if rows.empty:
        yield ("No quotation or statement stands in more than one text.",)
        return
    rows = rows.assign(length=[len(text) for text in rows["text"]], is_quote=rows["kind"] == "quote")
    order = rows.groupby("claim").agg(
        is_quote=("is_quote", "first"), n=("article_id", "nunique"), longest=("length", "max")
    )
    order = order[order["n"] > 1].sort_values(["is_quote", "n", "longest"], ascending=False, kind="stable")
    for claim in order.index[:_CLAIMS]:
        here = rows[rows["claim"] == claim]
        shown = _shortened(str(here["text"].loc[here["length"].idxmin()]))
        changed = here[here["wording"] == "changed"]
        sentence: list[str | Count] = [*_texts(here, f"Carried: “{shown}”", keep), f" carry “{shown}”"]
        if len(changed):
            sentence += ["; the wording is changed in ", Count(changed, "texts", f"Changed: “{shown}”")]
        yield (*sentence, ".")


def _conflicts(t: Tables, keep: set[str]) -> Iterator[Finding]:
    rows = _of(t.claims, keep)
    rows = rows[rows["kind"] == "figure"]
    apart = rows.loc[~rows["agrees"].fillna(True).astype(bool), "claim"]
    for claim in list(dict.fromkeys(apart))[:_CONFLICTS]:
        here = rows[rows["claim"] == claim]
        shown = _shortened(str(here["text"].iloc[0]))
        yield (*_texts(here, f"Do not agree: “{shown}”", keep), f" do not agree on what “{shown}” stands for.")


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
        f"About {focus} the commonest frame is {top}: ",
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
        Count(rows, "passages", f"Stance toward {focus}"),
        f" passages take a stance toward {focus}: ",
    ]
    for label, word in (("favor", "for"), ("neutral", "neutral"), ("against", "against")):
        some = rows[rows["label"] == label]
        sentence += [Count(some, "passages", f"Stance {word} {focus}") if len(some) else "none", f" {word}, "]
    own = rows[rows["holder"] == "narrator"]
    sentence[-1] = f" {word}; "
    sentence += [Count(own, "passages", f"Outlets’ own stance toward {focus}") if len(own) else "none",
                 " in an outlet’s own voice"]  # fmt: skip
    yield (*sentence, ".")


def _times(n: int) -> str:
    return " time" if n == 1 else " times"


def _shortened(text: str) -> str:
    words: Iterable[str] = text.split()
    shown = ""
    for word in words:
        if len(shown) + len(word) > _QUOTED:
            return f"{shown.rstrip(',;:')} …"
        shown = f"{shown} {word}".strip()
    return shown.rstrip(",;:")
