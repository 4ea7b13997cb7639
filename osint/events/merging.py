"""One event told in two clauses of a sentence is one: "bombed a depot, killing nine", "the raid killed nine"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osint.events import words

if TYPE_CHECKING:
    from osint.events.drafts import Event

#: Types whose victims a second clause counts.
_HARMFUL = frozenset(["fight", "assault", "accident", "disaster"])
#: Verbs that tell what an event led to.
_RESULTS = ("assault", "fight")


def merged(events: list[Event]) -> list[Event]:
    """Join the events of one sentence that are one, in the order of their cues.

    An event of violence or an accident takes in the clause that says whom it killed; two verbs of one type with the
    same agent and no second target are one.
    """
    kept: list[Event] = []
    for event in events:
        other = next((one for one in kept if _is_same(one, event)), None)
        if other is None:
            kept.append(event)
        else:
            _join(other, event)
    return kept


def _is_same(one: Event, other: Event) -> bool:
    """Whether `other`, told later in the sentence, is the event `one`."""
    if one.event not in _HARMFUL and one.event != other.event:
        return False
    if _is_result(other) or _is_result(one):
        return _is_tied(one, other)
    if one.event != other.event or {one.status, other.status} == {"happened", "denied"}:
        return False
    return _shares_roles(one, other) and (_is_tied(one, other) or one.is_nominal != other.is_nominal)


def _is_result(event: Event) -> bool:
    """Whether a verb says what an event led to: deaths, wounds, ruins."""
    return (
        event.clause is not None
        and not event.is_nominal
        and event.event in _RESULTS
        and event.entry.words[0] in _result_verbs()
    )


def _result_verbs() -> frozenset[str]:
    return words.of_things("verb of kill") | words.of_things("verb of injure") | words.of_things("verb of ruin")


def _is_tied(one: Event, other: Event) -> bool:
    """Whether the grammar joins them: a participle, "and" with the same subject, or a noun in the other's clause."""
    if one.is_nominal and other.is_nominal:
        return False
    if one.is_nominal or other.is_nominal:
        noun, verb = (one, other) if one.is_nominal else (other, one)
        return noun.nominal is not None and _holds(verb, noun)
    clauses = one.parse.clauses
    a, b = one.clause, other.clause
    if a is None or b is None:
        return False
    if b.governor is not None and clauses[b.governor] == a and b.link in ("ing", "and", "participle"):
        return True
    if a.governor is not None and clauses[a.governor] == b and a.link in ("ing", "and"):
        return True
    return b.link in ("and", "ing", "") and a.subject is not None and a.subject == b.subject


def _holds(verb: Event, noun: Event) -> bool:
    """Whether the noun of an event is subject or complement of a verb: "the raid killed nine", "died in the raid"."""
    phrase = noun.nominal.phrase if noun.nominal is not None else None
    clause = verb.clause
    if clause is None:
        return False
    held = [other for preposition, other in clause.complements if preposition in ("in", "during", "by", "as")]
    return phrase in (clause.subject, clause.agent, *held)


def _shares_roles(one: Event, other: Event) -> bool:
    for role in ("agent", "target"):
        a, b = getattr(one, role), getattr(other, role)
        if a is not None and b is not None and a.name != b.name:
            return False
    return True


def _join(one: Event, other: Event) -> None:
    """Take `other` into `one`: what is missing there, its victims, its words."""
    if one.event in ("assault", "fight") and _is_result(one) and not _is_result(other):
        one.event, one.entry = other.event, other.entry
    for role in ("agent", "target"):
        party = getattr(other, role)
        if getattr(one, role) is None and party is not None and not _is_event_itself(one, other, party):
            setattr(one, role, party)
    one.killed = _sum(one.killed, other.killed)
    one.injured = _sum(one.injured, other.injured)
    one.phrases += [pair for pair in other.phrases if pair not in one.phrases]
    one.first, one.last = min(one.first, other.first), max(one.last, other.last)
    if one.is_nominal and one.clause is None:
        one.clause = other.clause
    if one.status == "happened" and one.is_nominal:
        one.status = other.status


def _is_event_itself(one: Event, other: Event, party: object) -> bool:
    """Whether a party is the noun of the event: the raid does not kill, those do who raid."""
    start = party.start
    for event in (one, other):
        if event.nominal is not None:
            first, last = event.parse.span(event.nominal.phrase.first, event.nominal.phrase.last)
            if first <= start < last:
                return True
    return False


def _sum(a: float | None, b: float | None) -> float | None:
    return a if b is None else b if a is None else max(a, b)
