"""The events that one sentence tells, verb by verb and noun by noun, and what speakers will, refuse and demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from osint.events import words
from osint.events.drafts import STATUS, Event
from osint.events.matching import Matcher
from osint.events.roles import Roles
from osint.events.words import Entry
from osint.knowledge import en

if TYPE_CHECKING:
    from osint.events.parties import Parties, Party
    from osint.text.clauses import Clause, Nominal, Parse, Phrase

_FRIENDLY = frozenset(["aid", "support", "cooperate", "concede", "retreat", "consult", "agree"])
_HOSTILE = frozenset(["coerce", "sanction", "fight", "assault", "protest", "mobilize", "reject"])
_DEMAND = Entry(("must",), ("demand",), (), (), ())
_REFUSAL = Entry(("not",), ("reject",), (), (), ())
_PLACING = frozenset(["in", "near", "at", "around", "outside", "over", "off", "across", "inside"])
#: Where a visit is told with the verb: "arrived on a visit", "was on a visit".
_GOING = ("on", "for")
#: Where a verb that plans, fears or demands has the noun that it means.
_MEANT = frozenset(["object", "for", "of", "on", "to", "against"])

Held = Sequence[tuple[int, str]]


class Reader:
    """Reads one parsed sentence."""

    def __init__(self, parse: Parse, parties: Parties) -> None:
        self.parse = parse
        self.parties = parties
        self.clauses = parse.clauses
        self.matcher = Matcher(parse, parties)
        self.entries = self.matcher.verbs()
        self.roles = Roles(parse, parties, self.entries)

    def events(self) -> list[Event]:
        """Return the events in the order of their cues."""
        found = [self._of_clause(number, entry) for number, entry in self.entries.items()]
        found += [made for event in found if (made := self._intent(event)) is not None]
        found += self._of_modals()
        found += self._of_nouns()
        return sorted(found, key=lambda event: event.cue)

    # -- verbs

    def _of_clause(self, number: int, entry: Entry) -> Event:
        clause = self.clauses[number]
        made = Event(
            self.parse,
            entry,
            self.roles.type(entry, self.roles.doer(number)),
            self._cue(clause, entry),
            *self._extent(clause),
            self._status(clause),
            clause,
            agent=self.roles.agent(number, entry),
            target=self.roles.target(number, entry),
        )
        own = (
            ("subject", self.roles.doer(number)),
            ("object", self.roles.object(clause, entry)),
            ("object", clause.indirect),
        )
        made.phrases = [(role, phrase) for role, phrase in own if phrase is not None]
        made.phrases += [*clause.complements, *self._behind_gerund(number)]
        return made

    def _status(self, clause: Clause) -> str:
        """Whether it happened; in reported speech "would" is a "will"."""
        status = STATUS[self.parse.modality(clause)]
        if clause.link == "ing" and status in ("planned", "possible") and self._is_done(clause):
            return "happened"
        if status == "happened" and self._is_called(clause):
            return "planned"
        is_reported = clause.verb.modal == "would" and self._speaker(clause) is not None
        return "planned" if is_reported and status == "possible" and clause.link != "if" else status

    def _is_called(self, clause: Clause) -> bool:
        """Whether somebody is only called to what is to come: "called its council to a meeting"."""
        is_summons = clause.verb.lemma in words.of_things("summoning verb")
        return is_summons and any(
            given == "to" and "consult" in self.parties.kinds(self.parse, phrase)
            for given, phrase in clause.complements
        )

    def _is_done(self, clause: Clause) -> bool:
        """Whether a gerund tells what is done: "sought to calm them by freeing nine", "with troops firing"."""
        low, first = self.parse.low, clause.verb.first
        subject = clause.subject
        is_absolute = subject is not None and low[max(0, subject.first - 1) : subject.first] == ["with"]
        return low[max(0, first - 1) : first] in (["by"], ["after"]) or is_absolute

    def _behind_gerund(self, number: int) -> Iterator[tuple[str, Phrase]]:
        """What follows a gerund in the clause: "signed a treaty on fishing in Accra"."""
        for k, child in enumerate(self.clauses):
            if child.governor == number and child.link == "ing" and k not in self.entries:
                yield from child.complements

    def _cue(self, clause: Clause, entry: Entry) -> tuple[int, int]:
        """The verb and, where it is adjacent, the rest of the expression."""
        rest = entry.words[1:]
        is_adjacent = tuple(self.parse.low[clause.verb.last : clause.verb.last + len(rest)]) == rest
        return clause.verb.head, clause.verb.last + (len(rest) if is_adjacent else 0)

    def _widen(self, event: Event, clause: Clause) -> None:
        """Let the event reach over the clause, with its complements."""
        first, last = self._extent(clause)
        event.first, event.last = min(event.first, first), max(event.last, last)
        behind = [*clause.complements, *self._behind_left(clause)]
        event.phrases += [pair for pair in behind if pair not in event.phrases]

    def _behind_left(self, clause: Clause) -> Iterator[tuple[str, Phrase]]:
        """What follows the count of the wounded: "left nine dead and dozens wounded in Accra"."""
        for child in self.clauses:
            if (
                child.link == "participle"
                and clause.verb.lemma == "leave"
                and self.clauses[child.governor or 0] == clause
            ):
                yield from child.complements

    def _extent(self, clause: Clause) -> tuple[int, int]:
        """The tokens of a clause: from its subject, where it precedes its verb, to its last complement."""
        verb, subject = clause.verb, clause.subject
        first, last = verb.first, verb.last
        if subject is not None and subject.first < first and "VERB" not in self.parse.tags[subject.last : first]:
            first = subject.first
        for phrase in [clause.object, clause.indirect, *(phrase for _, phrase in clause.complements)]:
            if phrase is not None and phrase.first >= verb.last:
                last = max(last, phrase.last)
        return first, last

    # -- what speakers will, refuse and demand

    def _intent(self, event: Event) -> Event | None:
        """What somebody says he himself will do: to help is to agree, to harm to threaten."""
        clause = event.clause
        if clause is None or event.status != "planned" or clause.verb.modal not in words.WILL or event.agent is None:
            return None
        speaker = self._speaker(clause)
        kinds = (("agree", _FRIENDLY), ("threaten", _HOSTILE))
        kind = next((kind for kind, meant in kinds if event.event in meant), None)
        if speaker is None or kind is None or speaker.name != event.agent.name:
            return None
        return self._said(kind, event.entry, clause, speaker, event.target)

    def _of_modals(self) -> Iterator[Event]:
        """Yield what a speaker says that another must do, and what he will not do himself."""
        for clause in self.clauses:
            is_demand = clause.verb.modal in words.MUST and not clause.verb.is_negated
            is_refusal = clause.verb.modal in words.WILL and clause.verb.is_negated
            if not (is_demand or is_refusal):
                continue
            speaker, subject = self._speaker(clause), self.roles.who(clause.subject)
            if speaker is None or subject is None or (speaker.name == subject.name) != is_refusal:
                continue
            if is_demand:
                yield self._said("demand", _DEMAND, clause, speaker, subject)
            else:
                yield self._said("reject", _REFUSAL, clause, speaker, self.roles.who(clause.object))

    def _speaker(self, clause: Clause) -> Party | None:
        return self.parties.speaker(self.parse.first + clause.verb.head)

    def _said(self, kind: str, entry: Entry, clause: Clause, speaker: Party, target: Party | None) -> Event:
        """An event that is said with the verb of speech, or where none is near with the auxiliary."""
        first, last = self._extent(clause)
        cue = (clause.verb.first, clause.verb.last)
        if clause.governor is not None and self.clauses[clause.governor].verb.last <= first:
            verb = self.clauses[clause.governor].verb
            cue = (verb.head, verb.last)
        return Event(self.parse, entry, kind, cue, min(first, cue[0]), last, "happened", agent=speaker, target=target)

    # -- nouns

    def _of_nouns(self) -> Iterator[Event]:
        for phrase, entry in self.matcher.nouns():
            nominal, held = self.parse.nominal(phrase.head), list(self._held(phrase))
            if nominal is not None and not any(self._absorbs(number, entry, role) for number, role in held):
                made = self._of_noun(nominal, entry, held)
                if self._is_told(made) or self._is_deadly(held):
                    yield made

    def _of_noun(self, nominal: Nominal, entry: Entry, held: Held) -> Event:
        phrase = nominal.phrase
        light = self._light(nominal, held)
        happens = next((self.clauses[number] for number, role in held if self._occurs(number, role)), None)
        agent = self.roles.agent_of_noun(nominal, entry, light)
        if agent is None and entry.event[0] == "consult":
            agent = self._attending(held)
        made = Event(
            self.parse,
            entry,
            self.roles.type_of_noun(entry, agent),
            (phrase.head - len(entry.words) + 1, phrase.head + 1),
            phrase.first,
            max([phrase.last, *(other.last for _, other in nominal.complements)]),
            self._status_of_noun(phrase, held, light or happens),
            light or happens,
            nominal,
            agent,
            self.roles.target_of_noun(nominal, entry, light, happens),
            [("noun", phrase), *nominal.complements],
        )
        if made.agent is not None and made.agent == made.target:
            made.target = None  # "a meeting of ministers"
        for clause in (light, happens):
            if clause is not None:
                self._widen(made, clause)
        if happens is not None and happens.object is not None:
            made.phrases.append(("object", happens.object))
        return made

    def _is_known(self, phrase: Phrase) -> bool:
        """Whether a phrase names what is known to have been: "the strike", "Tuesday's strike"."""
        first = self.parse.low[phrase.first]
        return first in ("the", "this", "that") or first in en.TIMES

    def _attending(self, held: Held) -> Party | None:
        """Who met at what a preposition holds: "after talks with the king, Lund said"."""
        found = (self.clauses[number].subject for number, role in held if role in ("in", "at", "after", "during"))
        return next((self.roles.who(subject) for subject in found), None)

    def _held(self, phrase: Phrase) -> Iterator[tuple[int, str]]:
        """The clauses of which a phrase is a part, and as what: "subject", "object", or a preposition."""
        for number, clause in enumerate(self.clauses):
            if phrase == clause.subject:
                yield number, "subject"
            if phrase in (clause.object, clause.indirect, clause.patient):
                yield number, "object"
            yield from ((number, preposition) for preposition, other in clause.complements if other == phrase)

    def _absorbs(self, number: int, noun: Entry, role: str) -> bool:
        """Whether a verb has told the noun already: "held talks", "imposed sanctions", "called for a withdrawal"."""
        verb = self.entries.get(number)
        if role == "on" and self.clauses[number].verb.lemma == "be":
            return True  # who "is on a visit to Oslo" only happens to be there
        if verb is None or role not in ("object", *verb.words[1:], *_GOING):
            return False
        if noun.words[-1] in verb.words:
            return True  # "opened fire"
        if role in _GOING:
            return "visit" in verb.needs
        return verb.event[0] == noun.event[0] or bool(verb.needs) or noun.words[-1] in ("call", "demand", "offer")

    def _light(self, nominal: Nominal, held: Held) -> Clause | None:
        """The clause that says only who does it: "launched a strike", "the strikes, which Norway carried out"."""
        further = [other for _, other in nominal.complements]
        objects = [self.clauses[number] for number, role in held if role == "object"]
        objects += [clause for clause in self.clauses if clause.link in ("which", "that") and clause.object in further]
        light = next((clause for clause in objects if self._is_light(clause)), None)
        if light is not None and light.verb.is_negated and self._is_known(nominal.phrase):
            return None  # "did not start the firefight": there was one
        return light

    def _is_light(self, clause: Clause) -> bool:
        return self._is_of(clause, "light verb")

    def _is_of(self, clause: Clause, kind: str) -> bool:
        """Whether the verb, or the verb with the word behind it, is of a kind: "took place"."""
        verbs = words.of_things(kind)
        particle = "".join(self.parse.low[clause.verb.last : clause.verb.last + 1])
        return clause.verb.lemma in verbs or f"{clause.verb.lemma} {particle}" in verbs

    def _occurs(self, number: int, role: str) -> bool:
        """Whether a clause says of its subject that it happened, what it did, or that it will be held."""
        clause = self.clauses[number]
        is_set = clause.verb.is_passive and clause.verb.lemma in words.of_things("summoning verb")
        return role == "subject" and (is_set or self._is_of(clause, "occurrence"))

    def _is_told(self, event: Event) -> bool:
        """Whether a noun tells an event, and does not only name one: "the strike on Falun", not "strike aircraft"."""
        if "told" in event.entry.needs:
            return event.agent is not None and (event.clause is not None or event.target is not None)
        if event.clause is not None or event.agent is not None or event.target is not None:
            return True
        return any(
            role in _PLACING and "place" in self.parties.kinds(self.parse, phrase) for role, phrase in event.phrases
        )

    def _is_deadly(self, held: Held) -> bool:
        """Whether people died in what a noun names: "nine were killed in the fighting"."""
        deadly = words.of_things("verb of die") | words.of_things("verb of kill")
        return any(role in ("in", "during") and self.clauses[number].verb.lemma in deadly for number, role in held)

    def _status_of_noun(self, phrase: Phrase, held: Held, own: Clause | None) -> str:
        before = self.parse.low[max(0, phrase.first - 2) : phrase.head]
        for kind in ("planned", "possible", "denied"):
            if not words.of_things(f"{kind} before").isdisjoint(before):
                return kind
        if "no" in self.parse.low[phrase.first : phrase.head] or self._is_of_none(phrase):
            return "denied"
        if own is not None:
            return self._status_of_own(own)
        found = (self._status_in(phrase, self.clauses[number], role) for number, role in held)
        return next((status for status in found if status != "happened"), "happened")

    def _is_of_none(self, phrase: Phrase) -> bool:
        """Whether there is none of what a noun names: "no room for talks", "no sign of a truce"."""
        low, first = self.parse.low, phrase.first
        return low[max(0, first - 3) : first - 2] == ["no"] and low[first - 1] in ("for", "of")

    def _status_of_own(self, clause: Clause) -> str:
        """The status of a noun by the clause that says who does it or that it happens: "a summit set for July"."""
        if clause.verb.lemma in words.of_things("unreal verb"):
            return "possible"
        if clause.verb.is_passive and clause.verb.lemma in words.of_things("summoning verb"):
            return "planned"
        return STATUS[self.parse.modality(clause)]

    def _status_in(self, phrase: Phrase, clause: Clause, role: str) -> str:
        """The status of an event named in another's clause: "prevented a strike", "fears a strike"."""
        lemma = clause.verb.lemma
        is_known = self._is_known(phrase)
        if lemma in words.of_things("unreal verb") and role in _MEANT and not (role == "of" and is_known):
            return "possible"  # "rejected a withdrawal", but not "rejected the report of Tuesday's strike"
        if lemma in words.of_things("summoning verb") and role in ("to", "for"):
            return "planned"
        if lemma in words.of_things("averting verb") and role == "object":
            return "denied"
        above = STATUS[self.parse.modality(clause)]
        is_new = self.parse.low[phrase.first] in ("a", "an") or self.parse.tags[phrase.first] != "DET"
        is_new = is_new and not is_known
        is_meant = above in ("planned", "possible") and role in ("object", "at", "in")
        return above if is_new and is_meant else "happened"
