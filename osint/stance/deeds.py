"""What the events of an article say of its stances: acts that are one, and acts that speak against one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from osint.events import words
from osint.knowledge import lexicons
from osint.stance.rules import Stance
from osint.text.references import Reading

if TYPE_CHECKING:
    from osint.text.analysis import Analysis

#: The score of an act, as that of the plain verbs of the list of cues.
_SCORE = 0.7
#: What befalls somebody stands so many tokens before his name at most: "the killing of four Togolese soldiers".
_REACH = 5
#: The same of a wrong: "an attack on Norway", "meddling in the internal affairs of Norway" names it further off.
_NEAR = 6
_TO_WHOM = frozenset(("of", "on", "against", "in", "at"))
#: Events of these types harm their target.
_HARMING = frozenset(("assault", "fight", "coerce"))


class Deeds:
    """The events of one article, by who does what to whom in which sentence."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.reading = analysis.once(Reading)
        self.between: dict[tuple[str, str, int], list[Any]] = {}
        self.by: dict[tuple[str, int], set[str]] = {}
        for event in analysis.rows("events"):
            if event.agent is not None:
                number = analysis.doc.sentence_at(event.start)
                self.by.setdefault((event.agent, number), set()).add(event.event)
                if event.target is not None:
                    self.between.setdefault((event.agent, event.target, number), []).append(event)

    def acts(self) -> Iterator[Stance]:
        """Yield the stance that an act toward another shows: an event that happened between two actors."""
        known = {*self.analysis.roster.kinds, *(name.actor for name in self.analysis.names)}
        for events in self.between.values():
            for event in events:
                label = _labels().get(event.event)
                is_between = event.agent in known and event.target in known and event.agent != event.target
                # The agent of a clause that names none is inferred: enough to tell an event, not to ascribe a stance.
                is_named = event.agent_start is not None and event.start <= event.agent_start < event.end
                if label is not None and is_between and is_named and event.status == "happened":
                    score = _SCORE if label == "favor" else -_SCORE
                    yield Stance(event.start, event.end, event.agent, event.target, label, score, "act", event.cue)

    def _of(self, row: Stance) -> list[Any]:
        return self.between.get((row.holder, row.target, self.analysis.doc.sentence_at(row.start)), [])

    def allow(self, row: Stance) -> bool:
        """Whether nothing told of the deed speaks against the stance.

        "Chile denied attacking Peru" and "if Chile attacked Peru" tell of no attack, "Chile lifted its sanctions on
        Peru" of their end.
        """
        events = self._of(row)
        if any(event.cue == row.cue and event.status in ("denied", "possible") for event in events):
            return False
        is_over = any(event.event == "concede" for event in events)
        return row.label != "against" or not (is_over or self.befell(row))

    def is_refused(self, row: Stance) -> bool:
        """Whether help is refused: "blocked aid to Peru"."""
        return row.label == "favor" and any(
            event.status != "denied" and (event.event == "reject" or _labels().get(event.event) == "against")
            for event in self._of(row)
        )

    def befell(self, row: Stance) -> bool:
        """Whether what is condemned befell the target, at others' hands: "condemned the killing of Peruvians"."""
        starts = self.analysis.doc.tokens.starts
        for i in range(bisect_left(starts, row.start), bisect_left(starts, row.end)):
            ref = self.reading.at.get(i)
            actor = ref[0].actor if ref else getattr(self.reading.people(i), "actor", None)
            if actor == row.target:
                return self.is_befallen(i, row.holder, row.target, row.cue)
        return False

    def is_befallen(self, i: int, holder: str, target: str, cue: str | None = None) -> bool:
        """Whether the name at token `i` is that of whom some harm befell that is not the cue, nor the holder's deed."""
        number = self.analysis.doc.sentence_at(self.analysis.doc.tokens.starts[i])
        own = {event.event for event in self.between.get((holder, target, number), ())}
        if any(_labels().get(event) == "against" for event in own - {"disapprove"}):
            return False
        first, low = max(0, i - _REACH), self.reading.low
        for j in range(i - 1, first, -1):
            if low[j] in _TO_WHOM:
                return low[j - 1] in _harms() and low[j - 1] != (cue or "").lower()
        return False

    def is_wronged(self, i: int) -> bool:
        """Whether a wrong to the one named at token `i` is called by its name: "meddling in Norway's affairs".

        Only by words that complain: harm may be welcomed, "applauded the humiliation of Norway".
        """
        low, wrongs = self.reading.low, lexicons.words("stance_grammar", "word", kind="wrong")
        return any(low[j] in _TO_WHOM and low[j - 1] in wrongs for j in range(i - 1, max(0, i - _NEAR), -1))

    def condemns(self, holder: str, number: int) -> bool:
        """Whether somebody condemns, accuses or complains in a sentence."""
        return "disapprove" in self.by.get((holder, number), ())

    def is_pitied(self, i: int, holder: str, target: str) -> bool:
        """Whether the holder condemns what befell the one named at token `i`."""
        number = self.analysis.doc.sentence_at(self.analysis.doc.tokens.starts[i])
        return self.condemns(holder, number) and self.is_befallen(i, holder, target)


@cache
def _labels() -> dict[str, str]:
    """Return which types of events are for and which are against their target."""
    labels = {"for": "favor", "against": "against"}
    return {row["event"]: labels[row["stance"]] for row in lexicons.rows("event_types") if row["stance"] in labels}


@cache
def _harms() -> frozenset[str]:
    """Return the nouns of what harms somebody."""
    told = {
        noun
        for noun, entries in words.of_nouns().items()
        if any(not _HARMING.isdisjoint(entry.event) for entry in entries)
    }
    return lexicons.words("stance_grammar", "word", kind="harm") | told
