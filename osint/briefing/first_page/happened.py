"""What happened: the main events in order of day, each in the words of a text, with who tells it and the victims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.first_page import joining, tolls
from osint.briefing.first_page.pieces import (
    SPAN,
    Count,
    Finding,
    Link,
    Piece,
    joined,
    of_texts,
    quoted,
    records,
    with_article,
)
from osint.compare.concepts import concepts
from osint.drawing.wording import days, listed
from osint.knowledge import en
from osint.knowledge.en import verbs
from osint.tables import Tables

_LINES = 7
_FEW = 2  # texts
#: Words and names that the lines of two events share where both say the same; one more where their days differ.
_ABOUT_THE_SAME = 3
#: Two sentences say the same if they share so many words that carry matter, and so much of what the shorter one has.
_ALIKE_WORDS, _ALIKE_SHARE = 3, 0.6
_WEIGHT = {"force": 3.0, "protest": 2.0, "movement": 2.0, "pressure": 1.5, "meeting": 1.0, "inquiry": 1.0}
_READABLE = (6, 40)  # words of a sentence that can be read alone
#: What a sentence that borrows another's words is worth, and the marks that open them.
_BORROWED = -1.0
_SUBJECTS = frozenset({"he", "she", "they", "it"})
_MARKS = frozenset('“‘"«„')
#: What a sentence that leans on others, or is a fragment, loses; and what the best of an event must still reach.
_NOT_ALONE, _LEAST_SCORE = -4.0, 3.0
#: Share of its sentence that the clause of an event takes; less is a word in passing ("clearing up after the riot").
_LEAST_CLAUSE, _MAIN_CLAUSE = 0.25, 0.3
#: The same of one that a noun tells: "criticism of the king's arrest of three men".
_LEAST_NOMINAL = 0.4
_NEWS = pd.Timedelta(days=45)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True)
class Happening:
    """One event as texts tell it: its rows, each with its group and the bounds of its sentence, `first` and `last`.

    `victims` are the passages that give the numbers of the killed and of the injured; see :func:`tolls.of`.
    """

    rows: pd.DataFrame
    victims: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The passages that tell it, those among them that only give the number of its victims."""
        parts = [some[[*SPAN, "text", "voice"]] for some in (self.rows, *self.victims.values()) if len(some)]
        return pd.concat(parts, ignore_index=True).drop_duplicates(SPAN)

    @property
    def n_texts(self) -> int:
        """In how many texts it is told."""
        return int(self.passages["article_id"].nunique())

    @property
    def weight(self) -> float:
        """How much it matters: in how many texts it is, its kind, whether people died, whether its day is told."""
        has_victims = bool(self.rows[["killed", "injured"]].notna().any(axis=None))
        kind = max(_WEIGHT.get(group, 1.0) for group in self.rows["group"])
        return self.n_texts * 1.5 + kind + 2.0 * has_victims + 0.5 * (self.days is not None)

    @cached_property
    def days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The first and last day on which it can have happened; None where no text says it closely."""
        told = self.rows[(self.rows["status"] != "happened") | ~(self.rows["earliest"] > self.rows["first_told"])]
        return joining.day_of(told)

    @cached_property
    def best(self) -> dict[Any, Any]:
        """The row whose sentence tells most of the event and can be read alone, with its `score`."""
        score = self.rows["score"]
        if self.days is not None:
            # A sentence of another day is about something else beside it.
            first, last = self.days
            score = score - 2.0 * ((self.rows["latest"] < first) | (self.rows["earliest"] > last)).fillna(False)
        # A word in passing is chosen only where there is nothing else.
        score = score.where(self.rows["share"] >= _LEAST_CLAUSE, _NOT_ALONE)
        chosen: dict[Any, Any] = self.rows.assign(score=score).reset_index().loc[score.argmax()].to_dict()
        return chosen


def findings(chosen: list[Happening], t: Tables) -> list[Finding]:
    """Write a line for each of the main events, in order of day; those without a day come last."""
    if not chosen:
        return [("No text tells of an event.",)]
    return [tuple(_line(one, t)) for one in chosen]


def main(t: Tables) -> list[Happening]:
    """Choose the main events, in order of day, no sentence shown twice."""
    found, figures = [one for one in happenings(t) if _is_news(one, t)], tolls.stated(t)
    chosen: list[Happening] = []
    for one in sorted(found, key=lambda one: (-one.weight, one.rows.index[0])):
        if len(chosen) < _LINES and not any(_is_told_by(other, one) for other in chosen):
            victims = {column: tolls.of(one.rows, column, figures, t) for column in tolls.VICTIMS}
            chosen.append(replace(one, victims=victims))
    return sorted(chosen, key=lambda one: (_order(one, t), -one.n_texts))


def _is_told_by(chosen: Happening, one: Happening) -> bool:
    """Tell whether the line of an event would say again what the line of a weightier one says.

    It has the same or much the same sentence, or is of the same kind and about the same, on the same day or without
    one.
    """
    best, known = one.best, chosen.best
    if _are_alike(best["told_in"], known["told_in"]):
        return True
    sentences = set(chosen.rows[["article_id", "first"]].itertuples(index=False, name=None))
    if (best["article_id"], best["first"]) in sentences:
        return True
    if best["group"] != known["group"] or one.rows["killed"].notna().any():
        return False
    is_same_day = one.days is None or chosen.days is None or one.days == chosen.days
    shared = joining.both(best["sign"], known["sign"])
    return len(shared) >= (_ABOUT_THE_SAME if is_same_day else _ABOUT_THE_SAME + 1)


def _are_alike(one: str, other: str) -> bool:
    """Tell whether two sentences say much the same, or the shorter what the longer says as well.

    >>> _are_alike("Norway sees no room for talks on fish.", "There is no room for talks on fish, days after it left.")
    True
    """
    words = [concepts(text, 0, len(text)) for text in (one, other)]
    shared = len(words[0] & words[1])
    return shared >= _ALIKE_WORDS and shared >= _ALIKE_SHARE * min(map(len, words))


def happenings(t: Tables) -> list[Happening]:
    """Return every event that texts tell, with all its rows."""
    rows = joining.rows_of_events(t)
    share = (rows["end"] - rows["start"]) / (rows["last"] - rows["first"])
    published = t.articles.set_index("article_id")["published"]
    sentences = [t.texts[row.article_id][row.first : row.last] for row in records(rows)]
    rows = rows.assign(told_in=pd.Series(sentences, rows.index, dtype="string"))
    rows = rows.assign(share=share, score=_score(rows, t) + 3.0 * share, told=rows["article_id"].map(published))
    return [_happening(rows.loc[some]) for some in joining.joined(rows, t)]


def _happening(rows: pd.DataFrame) -> Happening:
    """Make one event; `first_told` is the day of the first text that tells it as something that happened."""
    return Happening(rows.assign(first_told=rows.loc[rows["status"] == "happened", "told"].min()))


def _is_told_by_verb(one: Happening) -> bool:
    """Tell whether the best passage tells it by a verb, or any where many texts tell it."""
    rows = one.rows.to_dict("records") if one.n_texts > _FEW else [one.best]
    return any(map(_is_told, [one.best, *rows]))


def _is_news(one: Happening, t: Tables) -> bool:
    """Tell whether an event is what the texts report, and no background, promise, figure of speech or word in passing.

    It is of the weeks before they were published. Several texts tell it, one of them with a day, with victims or by a
    verb; or one text tells it as what its sentence is about: who, and on which day.
    """
    if _is_old(one, t) or one.best["score"] < _LEAST_SCORE:
        return False
    if one.n_texts == 1:
        return _is_news_of_one(one)
    has_victims = bool(one.rows[["killed", "injured"]].notna().any(axis=None))
    is_in_passing = not _is_told(one.best) and one.best["share"] < _LEAST_NOMINAL
    return has_victims or one.days is not None or (_is_told_by_verb(one) and not is_in_passing)


def _is_news_of_one(one: Happening) -> bool:
    """Tell whether what one text tells is news: victims of somebody, somewhere or on some day, or a deed on its day."""
    best = one.best
    if best["group"] == "meeting" and pd.isna(best["target"]) and one.days is None:
        return False
    if one.rows[["killed", "injured"]].notna().any(axis=None):
        return pd.notna(best["agent"]) or pd.notna(best["place"]) or one.days is not None
    is_whole = pd.notna(best["agent"]) and (best["status"] == "happened" or best["group"] == "meeting")
    return one.days is not None and is_whole and best["share"] >= _MAIN_CLAUSE


def _is_told(row: Mapping[Any, Any]) -> bool:
    """Tell whether a row tells of an event by a verb: what texts only name is known to their readers.

    >>> [_is_told({"cue": cue, "text": cue}) for cue in ("mutinied", "war", "invasion")]
    [True, False, False]
    """
    known = [verbs.forms().get(word) for word in row["cue"].lower().split()]
    is_verb = any(form and (not form.is_noun or form.forms & {"past", "participle"}) for form in known)
    return is_verb and not row["text"].startswith("to ")


def _is_old(one: Happening, t: Tables) -> bool:
    """Tell whether an event lies well before the first text."""
    published = t.counted["published"].fillna(t.counted["published_earliest"]).min()
    if pd.isna(published):
        return False
    years = [int(year) for year in _YEAR.findall(one.best["told_in"])]
    if one.best["group"] == joining.OTHER and years and max(years) < published.year:
        return True  # what is of no type of event has no day but the year that its sentence names
    latest = one.rows["latest"].dropna()
    return len(latest) > 0 and bool((latest < published - _NEWS).mean() >= 0.5)


def _by(one: Happening, t: Tables) -> pd.Timestamp | None:
    """Return the day on which the first text that tells it was published; None where it is not known, or planned."""
    told = t.articles[t.articles["article_id"].isin(one.rows.loc[one.rows["status"] == "happened", "article_id"])]
    first = told["published"].fillna(told["published_latest"]).min()
    return None if pd.isna(first) else first


def _order(one: Happening, t: Tables) -> pd.Timestamp:
    if one.days is not None:
        return one.days[0]
    by = _by(one, t)
    return pd.Timestamp.max if by is None else by


def _line(one: Happening, t: Tables) -> Iterator[Piece]:
    """Write one event: when, the sentence that tells it best, in how many texts, in whose voice, the victims."""
    shown = one.best
    outlet = evidence.outlets(t.articles)[shown["article_id"]]
    words = shown["told_in"]
    by = _by(one, t)
    if one.days is not None:
        yield f"{days(*one.days)}. "
    elif by is not None:
        yield f"By {days(by, by)}. "
    if (one.rows["status"] == "planned").all():
        yield "Planned: "
    yield Link(quoted(words), one.rows.loc[[shown["index"]]], f"Told: {words[:60]}")
    yield f" ({outlet})."
    if one.n_texts > 1:
        yield " Found in "
        yield from of_texts(one.passages, t, f"Texts that tell of {_named(one)}")
    yield from _voices(one, t)
    yield from tolls.told(one.victims)


def _score(rows: pd.DataFrame, t: Tables) -> pd.Series:
    """Rate how much the sentence of each row tells of its event, and how well it reads without what is around it."""
    score = rows[["agent", "target", "place", "earliest"]].notna().sum(axis=1).astype(float)
    score += 2.0 * rows["killed"].notna() + 1.0 * rows["injured"].notna()
    score += (rows["voice"] == "narrator").astype(float)
    captions = t.sentences[t.sentences["zone"] == "caption"].rename(columns={"start": "first"})
    keys = ["article_id", "first"]
    score -= 2.0 * pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(captions[keys]))
    return score + pd.Series([_reads_alone(sentence) for sentence in rows["told_in"]], rows.index, dtype=float)


def _reads_alone(sentence: str) -> float:
    """Rate how well a sentence reads without what is around it.

    One that borrows somebody's words reads worse than one in plain words: who says so is not in it.

    >>> _reads_alone("He left."), _reads_alone("A fire hit the port of Antwerp on Tuesday.")
    (-4.0, 1.0)
    >>> _reads_alone("Thugs ‘mowed down’ a crowd of dockers in Antwerp on Tuesday.")
    -1.0
    """
    words = sentence.split()
    low, high = _READABLE
    first = re.split(r"[’']", words[0].strip("“\"‘'.,").lower())[0] if words else ""  # "it" of "It’s"
    leans_on_others = first in en.PRONOUNS | en.COORDINATORS | en.POSSESSIVES | en.SUBORDINATORS
    leans_on_others |= first in en.words("demonstrative") and words[1:2] in (["is"], ["was"])  # "This is the worst"
    leans_on_others |= first in en.QUESTIONS or not _SUBJECTS.isdisjoint(words[1:3])  # "What they admit is that"
    if leans_on_others or not low <= len(words) <= high or "\n" in sentence.strip():
        return _NOT_ALONE
    return _BORROWED if not _MARKS.isdisjoint(sentence) else 1.0


def _named(one: Happening) -> str:
    """Name an event for the heading of its list: its cues."""
    return listed(dict.fromkeys(one.rows["cue"]), 3)


def _voices(one: Happening, t: Tables) -> Iterator[Piece]:
    """Say in how many texts the outlet itself tells it, and who else does; for one text only if none does itself."""
    told = one.passages
    own, others = told[told["voice"] == "narrator"], told[~told["voice"].isin(["narrator", "unnamed"])]
    n_texts = others.groupby("voice", sort=False)["article_id"].nunique()
    speakers = n_texts.sort_values(ascending=False, kind="stable").index[:3]
    names: list[list[Piece]] = [
        [Link(with_article(str(name), t), others[others["voice"] == name], f"{name} on {_named(one)}")]
        for name in speakers
    ]
    if one.n_texts == 1:
        if len(own) == 0 and names:
            yield from (" According to ", *joined(names), ".")
        return
    if own["article_id"].nunique() == one.n_texts:
        yield ", each time in the outlet’s own voice"
    elif len(own):
        yield from (", in the outlet’s own voice in ", Count(own, "texts", f"Own voice: {_named(one)}"))
    elif names:
        yield ", never in the outlet’s own voice"
    if names:
        yield from ("; also according to " if len(own) else "; according to ", *joined(names))
    yield "."
