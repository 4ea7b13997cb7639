"""What happened: the main events in order of day, each in the words of a text, with who tells it and the victims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import Count, Finding, Link, Piece, of_texts, quoted, that_count
from osint.compare.assertions import Sets, stems
from osint.drawing.wording import count, days, listed
from osint.knowledge.en import PRONOUNS
from osint.tables import Tables

_LINES = 7
#: Types of events by what they are: only events of one group can be the same. "killed" in one text is the "sinking" of
#: another and the "attack" of a third.
_GROUPS = {
    "force": ("fight", "assault", "accident", "disaster"),
    "pressure": ("coerce", "sanction", "reject", "threaten"),
    "movement": ("mobilize", "retreat", "aid"),
    "meeting": ("consult", "agree", "cooperate"),
    "inquiry": ("investigate",),
    "protest": ("protest",),
}
_GROUP_OF = {event: group for group, events in _GROUPS.items() for event in events}
#: What is only said (support, demand, disapproval) is told by *Who says what*.
_WEIGHT = {"force": 3.0, "protest": 2.0, "movement": 2.0, "pressure": 1.5, "meeting": 1.5, "inquiry": 1.0}
_SHARED = 2  # names or words of the clause that two texts must share, beside the group, to tell of one event
_READABLE = (6, 40)  # words of a sentence that can be read alone


@dataclass(frozen=True)
class Happening:
    """One event as texts tell it: its rows of ``events``, each with its sentence's bounds in `first` and `last`."""

    rows: pd.DataFrame
    group: str

    @property
    def n_texts(self) -> int:
        """In how many texts it is told."""
        return int(self.rows["article_id"].nunique())

    @property
    def weight(self) -> float:
        """How much it matters: in how many texts it is, what kind it is, whether people died, whether a day is told."""
        victims = self.rows[["killed", "injured"]].notna().any(axis=None)
        dated = self.rows["earliest"].notna().any()
        return self.n_texts * 1.5 + _WEIGHT[self.group] + 2.0 * victims + 0.5 * dated

    @cached_property
    def days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The first and last day that most of its dated rows give."""
        dated = self.rows.dropna(subset=["earliest", "latest"])
        if dated.empty:
            return None
        spans = dated.groupby(["earliest", "latest"]).size().reset_index(name="n")
        spans["width"] = spans["latest"] - spans["earliest"]
        best = spans.sort_values(["n", "width"], ascending=[False, True], kind="stable").iloc[0]
        return best["earliest"], best["latest"]


def findings(t: Tables) -> list[Finding]:
    """Write a line for each of the main events, in order of day."""
    chosen = sorted(happenings(t), key=lambda one: (-one.weight, one.rows.index[0]))[:_LINES]
    if not chosen:
        return [("No text tells of an event.",)]
    unknown = pd.Timestamp.max
    chosen.sort(key=lambda one: (one.days[0] if one.days else unknown, one.rows.index[0]))
    return [tuple(_line(one, t)) for one in chosen]


def happenings(t: Tables) -> list[Happening]:
    """Bring together what texts tell of one event.

    Two rows tell of one event if their types are of one group, their days can be the same, and their clauses share
    two names or words.
    """
    rows = that_count("events", t)
    rows = rows[rows["event"].isin(_GROUP_OF) & rows["status"].isin(["happened", "planned"])]
    if rows.empty:
        return []
    bounds = [(passage.first, passage.last) for passage in evidence.passages(rows, t)]
    rows = rows.assign(
        first=[first for first, _ in bounds], last=[last for _, last in bounds], group=rows["event"].map(_GROUP_OF)
    ).reset_index(drop=True)
    signs = _signs(rows, t)
    records = rows[["group", "earliest", "latest", "article_id", "first"]].to_dict("records")
    sets = Sets(len(rows))
    for i, one in enumerate(records):
        for j in range(i):
            other = records[j]
            is_same_sentence = one["article_id"] == other["article_id"] and one["first"] == other["first"]
            shares = len(signs[i] & signs[j]) >= _SHARED
            if one["group"] == other["group"] and (is_same_sentence or (shares and _can_be_one_day(one, other))):
                sets.join(i, j)
    members: dict[int, list[int]] = {}
    for i in range(len(rows)):
        members.setdefault(sets.find(i), []).append(i)
    return [Happening(rows.iloc[some], str(rows["group"].iloc[some[0]])) for some in members.values()]
