"""The events that one sentence tells, clause by clause: type, agent, target, status, and the words that tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osint.events import words
from osint.events.parties import Party, state_by_adjective
from osint.events.words import Entry
from osint.knowledge import en

if TYPE_CHECKING:
    from osint.events.parties import Parties
    from osint.text.clauses import Clause, Nominal, Parse, Phrase

_STATUS = {"asserted": "happened", "denied": "denied", "planned": "planned", "possible": "possible"}
#: Types of what is said, whose target is whoever a thing belongs to: "condemned Norway's strike".
_SAID = frozenset(["agree", "support", "investigate", "demand", "disapprove", "reject", "threaten", "protest"])
#: What a list of targets is cut to, so that an event with forty does not take longer.
_JOINED = 12
#: So many words may stand between a verb and the rest of its expression: "took six pupils hostage".
_APART = 6
_PLACING = ("in", "near", "at", "around", "outside", "over", "off", "across", "inside")


#: Auxiliaries of what somebody is to do by his own will, and by another's.
_WILL = frozenset(["will", "would", "shall", "'ll", "’ll"])
_MUST = frozenset(["must", "should", "ought"])
_FRIENDLY = frozenset(["aid", "support", "cooperate", "concede", "retreat", "consult", "agree"])
_HOSTILE = frozenset(["coerce", "sanction", "fight", "assault", "protest", "mobilize", "reject"])
#: Where a visit is told with the verb: "arrived on a visit", "was on a visit".
_GOING = ("on", "for")
_MEANT = ("object", "for", "of", "on", "to", "against")
_DEMAND = Entry(("must",), ("demand",), (), (), (), "neither")


@dataclass
class Event:
    """An event on its way to a row; token numbers count from the sentence's first."""

    parse: Parse
    entry: Entry
    event: str
    cue: tuple[int, int]
    first: int
    last: int
    clause: Clause | None
    status: str
    agent: Party | None = None
    target: Party | None = None
    nominal: Nominal | None = None
    #: Phrases of the clause in which a place or a victim may be named.
    phrases: list[tuple[str, Phrase]] = field(default_factory=list)
    killed: float | None = None
    injured: float | None = None

    @property
    def is_nominal(self) -> bool:
        """Whether a noun tells it."""
        return self.nominal is not None


class Reader:
    """Reads one parsed sentence."""

    def __init__(self, parse: Parse, parties: Parties) -> None:
        self.parse = parse
        self.parties = parties
        self.clauses = parse.clauses
        self.by_verb: dict[int, Entry] = {}

    def events(self) -> list[Event]:
        """Return the events in the order of their cues."""
        for number in range(len(self.clauses)):
            entry = self._entry(number)
            if entry is not None:
                self.by_verb[number] = entry
        found = [self._of_clause(number, entry) for number, entry in self.by_verb.items()]
        found += [made for event in found if (made := self._intent(event)) is not None]
        found += self._of_nouns()
        found += self._of_modals()
        return sorted(found, key=lambda event: event.cue)

    # -- verbs

    def _entry(self, number: int) -> Entry | None:
        clause = self.clauses[number]
        if self.parse.tags[clause.verb.head] == "AUX" and clause.verb.lemma != "be":
            return None
        for entry in words.of_verbs().get(clause.verb.lemma, ()):
            if self._stands(entry, clause) and all(self._is_met(need, entry, number) for need in self._needs(entry)):
                return entry
        return None

    def _stands(self, entry: Entry, clause: Clause) -> bool:
        """Whether the rest of an expression follows the verb, or its object."""
        rest = entry.words[1:]
        if not rest:
            return True
        low, j = self.parse.low, clause.verb.last
        if tuple(low[j : j + len(rest)]) == rest:
            return True
        phrase = clause.object
        j = phrase.last if phrase is not None else j
        return phrase is not None and j - clause.verb.last <= _APART and tuple(low[j : j + len(rest)]) == rest

    @staticmethod
    def _needs(entry: Entry) -> list[str]:
        """The conditions; kinds of the object are one, of which one must hold."""
        special = [need for need in entry.needs if ":" in need or need in ("infinitive", "for", "passive")]
        kinds = " ".join(need for need in entry.needs if need not in special)
        return special + ([kinds] if kinds else [])

    def _is_met(self, need: str, entry: Entry, number: int) -> bool:
        clause = self.clauses[number]
        where, _, kind = need.rpartition(":")
        if need == "infinitive":
            return any(child.link == "to" for child in self._children(number))
        if need == "passive":
            return clause.verb.is_passive
        if need == "for":
            return any(preposition in ("for", "over") for preposition, _ in clause.complements)
        if where == "subject":
            is_undone = entry.agent == ("none",) and not clause.verb.is_passive
            return kind in self.parties.kinds(self.parse, clause.subject if is_undone else clause.agent)
        if where:
            governed = (phrase for preposition, phrase in clause.complements if preposition == where)
            return any(kind in self.parties.kinds(self.parse, phrase) for phrase in governed)
        return self._has_object(clause, set(need.split()), entry)

    def _has_object(self, clause: Clause, kinds: set[str], entry: Entry) -> bool:
        """Whether the object, or the thing given to somebody, is of one of the kinds."""
        if entry.words[0] in ("arrive", "fly", "travel", "head", "go", "come", "return"):
            phrases = [phrase for preposition, phrase in clause.complements if preposition in ("for", "on", "to")]
        else:
            phrases = [phrase for phrase in (clause.patient, clause.object) if phrase is not None]
            if len(entry.words) > 1:
                governed = (phrase for preposition, phrase in clause.complements if preposition == entry.words[-1])
                phrases += list(governed)
        found = [self.parties.kinds(self.parse, one) for phrase in phrases for one in self._listed(phrase)]
        if any(kinds & of for of in found):
            return True
        # "provided $3 million in aid", "the weapons of the army"
        further = [self.parse.behind(phrase, preposition) for phrase in phrases for preposition in ("in", "of")]
        return any(kinds & self.parties.kinds(self.parse, phrase) for phrase in further if phrase is not None)

    def _listed(self, phrase: Phrase) -> list[Phrase]:
        return self.parse.joined(phrase)[:_JOINED]

    def _children(self, number: int) -> Iterator[Clause]:
        """The clauses that depend on a clause."""
        return (clause for clause in self.clauses if clause.governor == number)

    def _of_clause(self, number: int, entry: Entry) -> Event:
        clause = self.clauses[number]
        agent = self._agent(clause, entry)
        target = self._target(number, entry)
        event = self._type(entry, clause.agent)
        status = _STATUS[self.parse.modality(clause)]
        first, last = self._extent(clause)
        made = Event(self.parse, entry, event, self._cue(clause, entry), first, last, clause, status, agent, target)
        roles = (("subject", clause.agent), ("object", self._object(clause, entry)), ("object", clause.indirect))
        made.phrases = [(role, phrase) for role, phrase in roles if phrase is not None]
        made.phrases += [*clause.complements, *self._further(number)]
        return made

    def _further(self, number: int) -> Iterator[tuple[str, Phrase]]:
        """What follows a gerund in the clause: "signed a treaty on fishing in Accra"."""
        for k, child in enumerate(self.clauses):
            if child.governor == number and child.link == "ing" and k not in self.by_verb:
                yield from child.complements

    # -- what is only said

    def _intent(self, event: Event) -> Event | None:
        """What somebody says he himself will do: to help is to agree, to harm to threaten."""
        clause = event.clause
        if clause is None or event.status != "planned" or clause.verb.modal not in _WILL or event.agent is None:
            return None
        speaker = self.parties.speaker(self.parse.first + clause.verb.head)
        if speaker is None or speaker.name != event.agent.name:
            return None
        kind = "agree" if event.event in _FRIENDLY else "threaten" if event.event in _HOSTILE else None
        if kind is None:
            return None
        cue = self._saying(clause) or (clause.verb.first, clause.verb.head)
        first = min(event.first, cue[0])
        return Event(self.parse, event.entry, kind, cue, first, event.last, None, "happened", speaker, event.target)

    def _saying(self, clause: Clause) -> tuple[int, int] | None:
        """The verb that reports the clause."""
        if clause.governor is None:
            return None
        verb = self.clauses[clause.governor].verb
        return verb.head, verb.last

    def _of_modals(self) -> Iterator[Event]:
        """What a speaker says that another must do is a demand: "Oslo said that Sweden must pay"."""
        for clause in self.clauses:
            speaker = self.parties.speaker(self.parse.first + clause.verb.head)
            if clause.verb.modal not in _MUST or speaker is None or clause.verb.is_negated:
                continue
            target = self.parties.who(self.parse, clause.subject)
            if target is not None and target.name != speaker.name:
                first, last = self._extent(clause)
                cue = (clause.verb.first, clause.verb.last)
                yield Event(self.parse, _DEMAND, "demand", cue, first, last, None, "happened", speaker, target)

    def _cue(self, clause: Clause, entry: Entry) -> tuple[int, int]:
        """The verb and, where it is adjacent, the rest of the expression."""
        rest = entry.words[1:]
        is_adjacent = tuple(self.parse.low[clause.verb.last : clause.verb.last + len(rest)]) == rest
        return clause.verb.head, clause.verb.last + (len(rest) if is_adjacent else 0)

    def _type(self, entry: Entry, agent: Phrase | None) -> str:
        """The first type of an entry, or the second where the agent is of the other kind."""
        if len(entry.event) == 1:
            return entry.event[0]
        kinds = self.parties.kinds(self.parse, agent)
        is_force = bool(kinds & {"force", "state", "arms", "fight"})
        is_other = is_force if entry.event[0] == "assault" else bool(kinds & {"person", "crowd"}) and not is_force
        return entry.event[is_other]

    def _agent(self, clause: Clause, entry: Entry) -> Party | None:
        if "none" in entry.agent:
            return None
        return self.parties.who(self.parse, clause.agent)

    def _extent(self, clause: Clause) -> tuple[int, int]:
        """The tokens of a clause: from its subject, where it precedes its verb, to its last complement."""
        verb = clause.verb
        first, last = verb.first, verb.last
        subject = clause.subject
        if subject is not None and subject.first < first and not self._is_parted(subject.last, first):
            first = subject.first
        for phrase in [clause.object, clause.indirect, *(phrase for _, phrase in clause.complements)]:
            if phrase is not None and phrase.first >= verb.last:
                last = max(last, phrase.last)
        return first, last

    def _is_parted(self, start: int, end: int) -> bool:
        return "VERB" in self.parse.tags[start:end] or "CCONJ" in self.parse.tags[start:end]

    # -- targets

    def _target(self, number: int, entry: Entry) -> Party | None:
        clause = self.clauses[number]
        is_said = entry.event[0] in _SAID
        last: Party | None = None
        for slot in entry.target:
            phrase = self._slot(slot, number)
            if phrase is None:
                continue
            if is_said and not self._is_party(phrase):
                last = last or self.parties.who(self.parse, phrase)
                phrase = self._of_thing(phrase) or (self._owned(clause) if slot == "object" else None)
            if phrase is not None and (party := self.parties.who(self.parse, phrase)) is not None:
                return party
        return last

    def _is_party(self, phrase: Phrase) -> bool:
        """Whether a phrase names somebody, or a body or state; not a thing: "further action"."""
        found = self.parties.kinds(self.parse, phrase)
        return bool(found & {"person", "group", "state", "place", "force", "crowd", "office"}) or self.parse.tags[
            phrase.head
        ] in ("PRON", "PROPN")

    def _slot(self, slot: str, number: int) -> Phrase | None:
        clause = self.clauses[number]
        if slot == "object":
            return self._object(clause, self.by_verb.get(number))
        if slot == "recipient":
            return clause.indirect
        if slot == "subject":
            return clause.subject
        if slot == "of-object":
            return self._of_thing(clause.patient) or self._owned(clause)
        if slot == "to-object":
            return self._of_child(number)
        if slot == "clause":
            return self._asked(number)
        return next((phrase for preposition, phrase in clause.complements if preposition == slot), None)

    def _object(self, clause: Clause, entry: Entry | None) -> Phrase | None:
        """Whom it befalls: of two objects the one that gets it, and what the expression governs: "set fire to"."""
        rest = entry.words[1:] if entry is not None else ()
        if rest and rest[-1] in en.PREPOSITIONS:
            governed = next((phrase for preposition, phrase in clause.complements if preposition == rest[-1]), None)
            if governed is not None:
                return governed
        indirect = clause.indirect
        if indirect is not None and not clause.verb.is_passive and self.parse.low[indirect.head] not in rest:
            return indirect
        return clause.patient

    def _of_thing(self, phrase: Phrase | None) -> Phrase | None:
        """Whose a thing is: "Iraq's offer", "an Australian ultimatum", "the appeal from the king"."""
        if phrase is None or self._is_party(phrase):
            return None
        return self.parse.owner(phrase) or self.parse.modifier(phrase) or self._doer(phrase)

    def _doer(self, phrase: Phrase) -> Phrase | None:
        """Who has done a thing: "crimes committed by the army", "an appeal from the king"."""
        for clause in self.clauses:
            if clause.link == "participle" and clause.subject == phrase:
                return clause.agent
        return self.parse.behind(phrase, "by") or self.parse.behind(phrase, "from")

    def _owned(self, clause: Clause) -> Phrase | None:
        found = (phrase for preposition, phrase in clause.complements if preposition in ("by", "from", "of"))
        is_thing = clause.patient is not None and not self.parties.kinds(self.parse, clause.patient) & {
            "person",
            "state",
        }
        return next(found, None) if is_thing and not clause.verb.is_passive else None

    def _of_child(self, number: int) -> Phrase | None:
        """The target of what is threatened, refused or promised: "refused to meet the king"."""
        for k, child in enumerate(self.clauses):
            if child.governor == number and child.link in ("to", "ing", "that", "whether"):
                entry = self.by_verb.get(k)
                if entry is None and (further := self._of_child(k)) is not None:
                    return further
                slots = (
                    [slot for slot in entry.target if slot != "clause"]
                    if entry
                    else ["object", "against", "with", "to", "from", "on", "in"]
                )
                found = [phrase for slot in slots if (phrase := self._slot(slot, k)) is not None]
                return next((phrase for phrase in found if self._is_party(phrase)), found[0] if found else None)
        return None

    def _asked(self, number: int) -> Phrase | None:
        """Of whom something is demanded: the subject of what is to be done."""
        for child in self._children(number):
            if child.link in ("that", "to", "") and child.subject is not None:
                own = self.clauses[number].subject
                if child.subject != own:
                    return child.subject
        return None

    # -- nouns

    def _of_nouns(self) -> Iterator[Event]:
        for phrase in self.parse.phrases:
            entry = self._entry_of_noun(phrase)
            if entry is not None and (made := self._of_noun(phrase, entry)) is not None:
                yield made

    def _entry_of_noun(self, phrase: Phrase) -> Entry | None:
        low, head = self.parse.low, phrase.head
        if self.parse.tags[head] not in ("NOUN", "PROPN") or (self.parse.first + head) in self.parties.named:
            return None
        for entry in words.of_nouns().get(low[head], ()):
            before = entry.words[:-1]
            if not before or tuple(low[max(0, head - len(before)) : head]) == before:
                return entry
        return None

    def _of_noun(self, phrase: Phrase, entry: Entry) -> Event | None:
        nominal = self.parse.nominal(phrase.head)
        if nominal is None or any(self._absorbs(number, entry, role) for number, role in self._held(phrase)):
            return None
        if not all(self._is_met_by_noun(need, nominal, phrase) for need in entry.needs if ":" in need):
            return None
        held = [(self.clauses[number], role) for number, role in self._held(phrase)]
        light = next((clause for clause, role in held if role == "object" and self._is_light(clause)), None)
        light = light or self._light_in_relative(nominal)
        happens = next((clause for clause, role in held if role == "subject" and _occurs(clause)), None)
        agent = self._agent_of_noun(nominal, entry, light)
        target = self._target_of_noun(nominal, entry, light, happens)
        if not self._is_told(nominal, entry, light, happens, agent, target):
            return None
        own = light or happens
        status = self._status_of_noun(phrase, held, own)
        first, last = phrase.first, max([phrase.last, *(other.last for _, other in nominal.complements)])
        phrases = [("noun", phrase), *nominal.complements]
        for clause in (light, happens):
            if clause is not None:
                first, last = min(first, self._extent(clause)[0]), max(last, self._extent(clause)[1])
                phrases += [pair for pair in clause.complements if pair not in phrases]
        if happens is not None and happens.object is not None:
            phrases.append(("object", happens.object))
        cue = (phrase.head - len(entry.words) + 1, phrase.head + 1)
        made = Event(self.parse, entry, entry.event[0], cue, first, last, own, status, agent, target, nominal)
        made.phrases = phrases
        return made

    def _light_in_relative(self, nominal: Nominal) -> Clause | None:
        """The clause that says who did it: "the strikes on Falun, which Norway carried out"."""
        further = [other for _, other in nominal.complements]
        for clause in self.clauses:
            if clause.link in ("which", "that") and clause.object in further and self._is_light(clause):
                return clause
        return None

    def _is_met_by_noun(self, need: str, nominal: Nominal, phrase: Phrase) -> bool:
        """Whether the one whose act it is, is of a kind: "the dockers' strike", "dockers began a strike"."""
        doers = [
            self.parse.owner(phrase),
            *(other for preposition, other in nominal.complements if preposition == "by"),
        ]
        doers += [self.clauses[number].subject for number, role in self._held(phrase) if role == "object"]
        kind = need.partition(":")[2]
        return any(kind in self.parties.kinds(self.parse, doer) for doer in doers)

    def _is_told(
        self,
        nominal: Nominal,
        entry: Entry,
        light: Clause | None,
        happens: Clause | None,
        agent: Party | None,
        target: Party | None,
    ) -> bool:
        """Whether a noun tells an event, and does not only name one: "the strike on Falun", not "strike aircraft"."""
        if "told" in entry.needs:
            return agent is not None and (light is not None or target is not None)
        is_placed = any(
            preposition in _PLACING and "place" in self.parties.kinds(self.parse, other)
            for preposition, other in nominal.complements
        )
        return is_placed or not (light is happens is agent is target is None)

    def _held(self, phrase: Phrase) -> Iterator[tuple[int, str]]:
        """The clauses of which a phrase is a part, and as what: "subject", "object", or a preposition."""
        for number, clause in enumerate(self.clauses):
            if phrase == clause.subject:
                yield number, "subject"
            if phrase in (clause.object, clause.indirect, clause.patient):
                yield number, "object"
            for preposition, other in clause.complements:
                if other == phrase:
                    yield number, preposition

    def _is_light(self, clause: Clause) -> bool:
        low = self.parse.low
        particle = low[clause.verb.last] if clause.verb.last < len(low) else ""
        return clause.verb.lemma in words.of_things(
            "light verb"
        ) or f"{clause.verb.lemma} {particle}" in words.of_things("light verb")

    def _absorbs(self, number: int, noun: Entry, role: str) -> bool:
        """Whether a verb has told the noun already: "held talks", "imposed sanctions", "called for a withdrawal"."""
        verb = self.by_verb.get(number)
        if role == "on" and self.clauses[number].verb.lemma == "be":
            return True  # who "is on a visit to Oslo" only happens to be there
        if verb is None or role not in ("object", *verb.words[1:], *_GOING):
            return False
        if role in _GOING:
            return "visit" in verb.needs
        return verb.event[0] == noun.event[0] or bool(verb.needs) or noun.words[-1] in ("call", "demand", "offer")

    def _agent_of_noun(self, nominal: Nominal, entry: Entry, light: Clause | None) -> Party | None:
        if "none" in entry.agent:
            return None
        phrase = None
        for slot in entry.agent:
            if slot == "owner":
                phrase = self.parse.owner(nominal.phrase)
            elif slot == "modifier":
                phrase = self.parse.modifier(nominal.phrase)
            else:
                phrase = next((other for preposition, other in nominal.complements if preposition == slot), None)
            if phrase is not None and (party := self._actor(phrase)) is not None:
                return party
        return self.parties.who(self.parse, light.agent) if light is not None else None

    def _actor(self, phrase: Phrase) -> Party | None:
        """The party of a modifier: a state by its adjective, or a name."""
        party = self.parties.who(self.parse, phrase)
        adjective = self.parse.words[phrase.head]
        if party is not None and party.kind is None and (state := state_by_adjective(adjective)):
            return Party(state, party.start, party.end, "state")
        return party

    def _target_of_noun(
        self, nominal: Nominal, entry: Entry, light: Clause | None, happens: Clause | None
    ) -> Party | None:
        complements = list(nominal.complements)
        if light is not None:
            complements += [pair for pair in light.complements if pair not in complements]
        for slot in entry.target:
            if slot == "owner":
                phrase = self.parse.owner(nominal.phrase)
            else:
                phrase = next((other for preposition, other in complements if preposition == slot), None)
            if phrase is not None and (party := self.parties.who(self.parse, phrase)) is not None:
                return party
        return self.parties.who(self.parse, happens.object) if happens is not None else None

    def _status_of_noun(self, phrase: Phrase, held: list[tuple[Clause, str]], own: Clause | None) -> str:
        before = self.parse.low[max(0, phrase.first - 2) : phrase.head]
        for kind in ("planned", "possible", "denied"):
            if not words.of_things(f"{kind} before").isdisjoint(before):
                return kind
        if "no" in self.parse.low[phrase.first : phrase.head]:
            return "denied"
        if own is not None:
            is_unreal = own.verb.lemma in words.of_things("unreal verb")
            return "possible" if is_unreal else _STATUS[self.parse.modality(own)]
        for clause, role in held:
            status = self._status_in(phrase, clause, role)
            if status != "happened":
                return status
        return "happened"

    def _status_in(self, phrase: Phrase, clause: Clause, role: str) -> str:
        """The status of an event named in another's clause: "prevented a strike", "fears a strike"."""
        if clause.verb.lemma in words.of_things("unreal verb") and role in _MEANT:
            return "possible"
        if clause.verb.lemma in words.of_things("averting verb") and role == "object":
            return "denied"
        above = _STATUS[self.parse.modality(clause)]
        is_new = self.parse.low[phrase.first] in ("a", "an") or self.parse.tags[phrase.first] != "DET"
        return above if is_new and role in ("object", "at", "in") and above in ("planned", "possible") else "happened"


def _occurs(clause: Clause) -> bool:
    """Whether a clause says of its subject that it happened, or what it did: "the raid killed nine"."""
    return clause.verb.lemma in words.of_things("occurrence")
