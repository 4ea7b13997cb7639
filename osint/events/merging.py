"""One event told in two clauses of a sentence is one: "bombed a depot, killing nine", "the raid killed nine"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from osint.events import words
from osint.events.roles import CALAMITIES

if TYPE_CHECKING:
    from osint.events.drafts import Event
    from osint.events.parties import Party
    from osint.text.clauses import Clause, Parse

#: Types whose victims a second clause counts.
_HARMFUL = frozenset(["fight", "assault", "accident", "disaster"])
#: What joins deaths to what led to them.
_WHEN = frozenset(["when", "after", "as"])
#: Before the noun of an event in the clause that tells it, or its deaths.
_DURING = frozenset(["in", "during", "by", "as"])
_CAUSING = _DURING | {"after", "following", "from"}
#: Links of a clause that goes on with what the sentence has told.
_GOING_ON = frozenset(["", "and", "that", "ing", "participle"])
#: An event is compared with so many told before it.
_BACK = 16
#: So many clauses above one are looked at.
_DEEP = 6
#: Types of verbs that tell what an event led to.
_RESULTS = ("assault", "fight", "accident", "disaster")


def merged(events: list[Event]) -> list[Event]:
    """Join the events of one sentence that are one, in the order of their cues.

    An event of violence or an accident takes in the clause that says whom it killed; two verbs of one type with the
    same agent and no second target are one.
    """
    kept: list[Event] = []
    for event in events:
        other = next((one for one in kept[-_BACK:] if _is_same(one, event)), None)
        if other is None:
            kept.append(event)
        else:
            _join(other, event)
    return kept


def _is_same(one: Event, other: Event) -> bool:
    """Whether `other`, told later in the sentence, is the event `one`."""
    if one.event not in _HARMFUL and one.event != other.event:
        return False
    if is_result(other) or is_result(one):
        return is_tied(one, other) or _is_told_by(one, other) or _is_told_by(other, one) or _are_counts(one, other)
    if one.event != other.event or {one.status, other.status} in ({"happened", "denied"}, {"happened", "planned"}):
        return False  # "the invasion to capture Lund" captured nothing yet
    if one.event in CALAMITIES and one.is_nominal and _holds(other, one):
        return True  # "nine died after a quake hit Togo"
    return _shares_roles(one, other) and (is_tied(one, other) or one.is_nominal != other.is_nominal)


def _is_told_by(one: Event, other: Event) -> bool:
    """Whether an event is what the dead died of: "seven were killed when a ship sank", "a ship sank; seven died"."""
    a, b = one.clause, other.clause
    if a is None or not is_result(one) or one.agent is not None or is_result(other):
        return False
    if other.event not in _HARMFUL or one.status != other.status:
        return False
    if one.cue < other.cue:
        return b is not None and any(clause.link in _WHEN for clause in (b, *above(other.parse, b)))
    return a.link in _GOING_ON


def _are_counts(one: Event, other: Event) -> bool:
    """Whether two clauses count the dead and the hurt of one event: "nine were killed and scores injured"."""
    if not (is_result(one) and is_result(other)) or other.agent is not None or one.status != other.status:
        return False
    return other.clause is not None and other.clause.link in _GOING_ON and _is_of_injury(one) != _is_of_injury(other)


def _is_of_injury(event: Event) -> bool:
    return event.entry.words[0] in words.of_things("verb of injure")


def above(parse: Parse, clause: Clause) -> list[Clause]:
    """Return the clauses on which a clause depends, the nearest first."""
    found: list[Clause] = []
    while clause.governor is not None and len(found) < _DEEP:
        clause = parse.clauses[clause.governor]
        found.append(clause)
    return found


def is_result(event: Event) -> bool:
    """Whether a verb says what an event led to: deaths, wounds, ruins."""
    return (
        event.clause is not None
        and not event.is_nominal
        and event.event in _RESULTS
        and event.entry.words[0] in _result_verbs()
    )


@cache
def _result_verbs() -> frozenset[str]:
    kinds = ("verb of kill", "verb of die", "verb of injure", "verb of ruin")
    return frozenset().union(*map(words.of_things, kinds))


def is_tied(one: Event, other: Event) -> bool:
    """Whether the grammar joins them: a participle, "and" with the same subject, or a noun in the other's clause."""
    if one.is_nominal and other.is_nominal:
        return False
    if one.is_nominal:
        return _holds(other, one)
    if other.is_nominal:
        return _holds(one, other)
    if one.clause is None or other.clause is None:
        return False
    return _is_joined(one, other.clause) or _is_joined(other, one.clause) or _shares_subject(one, other)


def _is_joined(event: Event, clause: Clause) -> bool:
    """Whether a participle or a clause behind "and" depends on the event's."""
    if clause.governor is None or clause.link not in ("ing", "and", "participle"):
        return False
    return event.parse.clauses[clause.governor] == event.clause


def _shares_subject(one: Event, other: Event) -> bool:
    a, b = one.clause, other.clause
    return a is not None and b is not None and b.link in ("and", "ing", "") and a.subject == b.subject is not None


def _holds(verb: Event, noun: Event) -> bool:
    """Whether the noun of an event is subject or complement of a verb: "the raid killed nine", "died in the raid"."""
    phrase = noun.nominal.phrase if noun.nominal is not None else None
    clause = verb.clause
    if clause is None:
        return False
    of = _CAUSING if is_result(verb) else _DURING
    held = [other for preposition, other in clause.complements if preposition in of]
    return phrase in (clause.subject, clause.agent, *held, *(own for role, own in verb.phrases if role == "subject"))


def _shares_roles(one: Event, other: Event) -> bool:
    for role in ("agent", "target"):
        a, b = getattr(one, role), getattr(other, role)
        if a is not None and b is not None and a.name != b.name:
            return False
    return True


def _join(one: Event, other: Event) -> None:
    """Take `other` into `one`: what is missing there, its victims, its words."""
    if _names(other, one):
        one.event, one.entry, one.nominal = other.event, other.entry, other.nominal or one.nominal
    if one.agent is None and not _is_event_itself(one, other, other.agent):
        one.agent = other.agent
    if one.target is None and not _is_event_itself(one, other, other.target):
        one.target = other.target
    one.killed, one.injured = _most(one.killed, other.killed), _most(one.injured, other.injured)
    one.phrases += [pair for pair in other.phrases if pair not in one.phrases]
    one.first, one.last = min(one.first, other.first), max(one.last, other.last)
    if one.is_nominal:
        one.clause = one.clause or other.clause
        one.status = other.status if one.status == "happened" else one.status


def _names(other: Event, one: Event) -> bool:
    """Whether an event says what the deaths told before were: the quake of which nine died."""
    is_named = not is_result(other) or (other.event in CALAMITIES and one.agent is None)
    return is_named and one.event in _RESULTS and is_result(one)


def _is_event_itself(one: Event, other: Event, party: Party | None) -> bool:
    """Whether a party is the noun of the event: the raid does not kill, those do who raid."""
    for event in (one, other):
        if event.nominal is not None and party is not None and party.start is not None:
            first, last = event.parse.span(event.nominal.phrase.first, event.nominal.phrase.last)
            if first <= party.start < last:
                return True
    return False


def _most(a: float | None, b: float | None) -> float | None:
    return max((number for number in (a, b) if number is not None), default=None)
