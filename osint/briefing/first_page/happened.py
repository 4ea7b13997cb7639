"""What happened: the main events in order of day, each in the words of a text, with who tells it and the victims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import Count, Finding, Link, Piece, joined, of_texts, quoted, that_count
from osint.drawing.wording import days, listed
from osint.knowledge import en, lexicons
from osint.tables import Tables
from osint.text.stems import stem

_LINES = 7
#: Types of events by what they are; only events of one group can be the same: "killed" in one text is the "sinking" of
#: another and the "attack" of a third. What is only said (support, demand, disapproval) is for *Who says what*.
_GROUPS = {
    "force": ("fight", "assault", "accident", "disaster"),
    "pressure": ("coerce", "sanction"),
    "movement": ("mobilize", "retreat", "aid"),
    "meeting": ("consult",),
    "inquiry": ("investigate",),
    "protest": ("protest",),
}
_GROUP_OF = {event: group for group, events in _GROUPS.items() for event in events}
_WEIGHT = {"force": 3.0, "protest": 2.0, "movement": 2.0, "pressure": 1.5, "meeting": 1.0, "inquiry": 1.0}
#: Names and words that two clauses must share, beside the group, to tell of one event.
_SHARED = 2
_READABLE = (6, 40)  # words of a sentence that can be read alone
#: What a sentence that leans on others, or is a fragment, loses; and what the best of an event must still reach.
_NOT_ALONE, _LEAST_SCORE = -4.0, 3.0
#: Share of its sentence that the clause of an event takes; less is a word in passing ("clearing up after the riot").
_LEAST_CLAUSE, _MAIN_CLAUSE = 0.25, 0.3
_FEW_DAYS = pd.Timedelta(days=3)
_NEWS = pd.Timedelta(days=45)
_LAG = pd.Timedelta(days=1)  # a noun in a sentence of the next day ("the sinking", said on Wednesday) is given that day
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Happening:
    """One event as texts tell it: its rows of ``events``, each with the bounds of its sentence, `first` and `last`."""

    rows: pd.DataFrame
    group: str

    @property
    def n_texts(self) -> int:
        """In how many texts it is told."""
        return int(self.rows["article_id"].nunique())

    @property
    def weight(self) -> float:
        """How much it matters: in how many texts it is, its kind, whether people died, whether its day is told."""
        has_victims = bool(self.rows[["killed", "injured"]].notna().any(axis=None))
        is_dated = bool(self.rows["earliest"].notna().any())
        return self.n_texts * 1.5 + _WEIGHT[self.group] + 2.0 * has_victims + 0.5 * is_dated

    @cached_property
    def days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The first and last day that most of its dated rows give, the narrowest of them; None where none is dated.

        Of one that several texts tell, a day that a single row gives may be that of another clause of its sentence.
        """
        dated = self.rows.dropna(subset=["earliest", "latest"])
        if dated.empty:
            return None
        spans = dated.groupby(["earliest", "latest"]).size().reset_index(name="n")
        spans["width"] = spans["latest"] - spans["earliest"]
        best = spans.sort_values(["n", "width"], ascending=[False, True], kind="stable").iloc[0]
        return best["earliest"], best["latest"]


def findings(t: Tables) -> list[Finding]:
    """Write a line for each of the main events, in order of day; those without a day come last."""
    chosen = main(t)
    if not chosen:
        return [("No text tells of an event.",)]
    return [tuple(_line(one, t)) for one in chosen]


def main(t: Tables) -> list[Happening]:
    """Choose the main events, in order of day, no sentence shown twice."""
    found = [one for one in happenings(t) if _is_news(one, t)]
    chosen: list[Happening] = []
    shown = set[tuple[str, int]]()
    for one in sorted(found, key=lambda one: (-one.weight, one.rows.index[0])):
        best = _best(one, t)
        place = (best["article_id"], best["first"])
        if place not in shown and len(chosen) < _LINES:
            shown.add(place)
            chosen.append(one)
    return sorted(chosen, key=lambda one: (one.days[0] if one.days else pd.Timestamp.max, one.rows.index[0]))


def _is_news(one: Happening, t: Tables) -> bool:
    """Tell whether an event is what the texts report, and no background, promise, figure of speech or word in passing.

    It is of the weeks before they were published. Several texts tell it, one of them with a day, with victims or in its
    own voice; or one text tells it as what its sentence is about: who, and on which day.
    """
    if one.days is not None and _is_old(one.days, t):
        return False
    best = _best(one, t)
    share = (best["end"] - best["start"]) / (best["last"] - best["first"])
    if share < _LEAST_CLAUSE or _score(one, t).max() < _LEAST_SCORE:
        return False
    has_victims = bool(one.rows[["killed", "injured"]].notna().any(axis=None))
    if one.n_texts > 1:
        return one.days is not None or has_victims or bool((one.rows["voice"] == "narrator").any())
    is_dated = one.days is not None and one.days[1] - one.days[0] <= _FEW_DAYS
    is_told = pd.notna(best["agent"]) and (best["status"] == "happened" or one.group == "meeting")
    return has_victims or (is_dated and is_told and share >= _MAIN_CLAUSE)


def _is_old(when: tuple[pd.Timestamp, pd.Timestamp], t: Tables) -> bool:
    """Tell whether days lie well before the first text, or are a stretch that dates no event."""
    published = t.counted["published"].fillna(t.counted["published_earliest"]).min()
    if when[1] - when[0] > _NEWS:
        return True
    return bool(pd.notna(published) and when[1] < published - _NEWS)


def happenings(t: Tables) -> list[Happening]:
    """Bring together what texts tell of one event.

    The row that tells most leads; another belongs to it if both types are of one group, both days can be the same, and
    both clauses share two names or words. A row that belongs to several goes to the one with which it shares most.
    """
    rows = that_count("events", t)
    rows = rows[rows["event"].isin(_GROUP_OF) & rows["status"].isin(["happened", "planned"])]
    rows = rows[rows[["agent", "target"]].notna().any(axis=1)].reset_index(drop=True)
    if rows.empty:
        return []
    bounds = [(passage.first, passage.last) for passage in evidence.passages(rows, t)]
    rows = rows.assign(
        first=[first for first, _ in bounds], last=[last for _, last in bounds], group=rows["event"].map(_GROUP_OF)
    )
    told = rows[["agent", "target", "place", "earliest", "killed"]].notna().sum(axis=1)
    told += (rows["voice"] == "narrator").astype(int)
    signs = _signs(rows, t)
    records = rows.to_dict("records")
    members: dict[int, list[int]] = {}
    for i in told.sort_values(ascending=False, kind="stable").index:
        leads = [lead for lead in members if _can_be_one(records[i], records[lead])]
        best = max(leads, key=lambda lead: len(signs[i] & signs[lead]), default=None)
        if best is not None and len(signs[i] & signs[best]) >= _SHARED:
            members[best].append(i)
        else:
            members[i] = [i]
    return [Happening(rows.loc[sorted(some)], str(rows["group"][lead])) for lead, some in members.items()]


def _can_be_one(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    """Tell whether two rows can be of one event: types of one group, days that do not exclude each other."""
    if one["group"] != other["group"]:
        return False
    if any(pd.isna(row[key]) for row in (one, other) for key in ("earliest", "latest")):
        return True
    return bool(one["earliest"] - _LAG <= other["latest"] and other["earliest"] - _LAG <= one["latest"])


def _signs(rows: pd.DataFrame, t: Tables) -> list[set[str]]:
    """Return what each clause is about: stems of its words that carry matter, and the canonical names in it."""
    stops = lexicons.words("stopwords", "word")
    named = pd.concat(
        [
            t.mentions[["article_id", "start", "actor"]].rename(columns={"actor": "name"}),
            t.places[["article_id", "start", "place"]].rename(columns={"place": "name"}),
        ]
    )
    of_article = dict(list(named.groupby("article_id")))
    found = []
    for row in rows.to_dict("records"):
        words = {stem(word) for word in _WORD.findall(row["text"]) if word.lower() not in stops}
        here = of_article.get(row["article_id"], named.iloc[:0])
        names = here.loc[here["start"].between(row["start"], row["end"] - 1), "name"].dropna()
        # A name's own words would count twice.
        words -= {stem(word) for name in names for word in _WORD.findall(name)}
        found.append(words | set(names))
    return found


def _line(one: Happening, t: Tables) -> Iterator[Piece]:
    """Write one event: when, the sentence that tells it best, in how many texts, in whose voice, the victims."""
    shown = _best(one, t)
    outlet = evidence.outlets(t.articles)[shown["article_id"]]
    words = t.texts[shown["article_id"]][shown["first"] : shown["last"]]
    if one.days:
        yield f"{days(*one.days)}. "
    if (one.rows["status"] == "planned").all():
        yield "Planned: "
    yield Link(quoted(words), one.rows.loc[[shown["index"]]], f"Told: {words[:60]}")
    yield f" ({outlet})."
    if one.n_texts > 1:
        yield " Told in "
        yield from of_texts(one.rows, t, f"Texts that tell of {_named(one)}")
    yield from _voices(one)
    yield from _victims(one)


def _best(one: Happening, t: Tables) -> dict[Any, Any]:
    """Choose the row whose sentence tells most of the event and can be read alone."""
    chosen: dict[Any, Any] = one.rows.reset_index().loc[_score(one, t).argmax()].to_dict()
    return chosen


def _score(one: Happening, t: Tables) -> pd.Series:
    """Rate how much the sentence of each row tells of the event, and how well it reads without what is around it."""
    rows = one.rows
    texts = [t.texts[row["article_id"]][row["first"] : row["last"]] for row in rows.to_dict("records")]
    score = rows[["agent", "target", "place", "earliest"]].notna().sum(axis=1).astype(float)
    score += 2.0 * rows[["killed", "injured"]].notna().any(axis=1).astype(float)
    score += (rows["voice"] == "narrator").astype(float)
    # The event is what the sentence is about, not a word in passing.
    score += 3.0 * (rows["end"] - rows["start"]) / (rows["last"] - rows["first"])
    return score + pd.Series([_reads_alone(text) for text in texts], rows.index)


def _reads_alone(sentence: str) -> float:
    """Rate how well a sentence reads without what is around it.

    >>> _reads_alone("He left."), _reads_alone("A fire hit the port of Antwerp on Tuesday.")
    (-4.0, 1.0)
    """
    words = sentence.split()
    low, high = _READABLE
    first = words[0].strip("“\"‘'.,").lower() if words else ""
    leans_on_others = first in en.PRONOUNS | en.COORDINATORS | en.POSSESSIVES | en.SUBORDINATORS
    if leans_on_others or not low <= len(words) <= high or "\n" in sentence.strip():
        return _NOT_ALONE
    return 1.0


def _named(one: Happening) -> str:
    """Name an event for the heading of its list: its cues."""
    return listed(dict.fromkeys(one.rows["cue"]), 3)


def _voices(one: Happening) -> Iterator[Piece]:
    """Say in how many texts the outlet itself tells it, and who else does; for one text only if none does itself."""
    own = one.rows[one.rows["voice"] == "narrator"]
    others = one.rows[~one.rows["voice"].isin(["narrator", "unnamed"])]
    n_texts = others.groupby("voice", sort=False)["article_id"].nunique()
    speakers = n_texts.sort_values(ascending=False, kind="stable").index[:3]
    names: list[list[Piece]] = [
        [Link(str(name), others[others["voice"] == name], f"{name} on {_named(one)}")] for name in speakers
    ]
    if one.n_texts == 1:
        if len(own) == 0 and names:
            yield from (" So says ", *joined(names), ".")
        return
    if own["article_id"].nunique() == one.n_texts and not names:
        yield ", each time by the outlet itself"
    elif len(own):
        yield from (", by the outlet itself in ", Count(own, "texts", f"Own voice: {_named(one)}"))
        if names:
            yield from ("; also by ", *joined(names))
    elif names:
        yield from (", only in the words of ", *joined(names))
    yield "."


def _victims(one: Happening) -> Iterator[Piece]:
    """Say how many were killed and injured, by how many texts, where numbers are stated."""
    for column, word in (("killed", "Killed"), ("injured", "Injured")):
        stated = one.rows.dropna(subset=[column])
        parts: list[list[Piece]] = []
        for value in sorted(stated[column].unique()):
            rows = stated[stated[column] == value]
            number = f"{value:,.0f}".replace(",", "\u202f")
            texts = Count(rows, "texts", f"{word}, {number}: texts")
            parts.append([Link(number, rows, f"{word}: {number}"), " (", texts, f" text{'s' * (texts.value != 1)})"])
        if parts:
            yield from (f" {word}: ", *joined(parts, " or "), ".")
