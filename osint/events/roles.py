"""Who does it and to whom: agent and target of a verb or noun, where the list says they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from osint.events import words
from osint.events.matching import governed, without
from osint.events.parties import Party
from osint.knowledge import en, gazetteer

if TYPE_CHECKING:
    from osint.events.parties import Parties
    from osint.events.words import Entry
    from osint.text.clauses import Clause, Nominal, Parse, Phrase

#: Types of what is said, whose target is whoever a thing belongs to: "condemned Norway's strike".
_SAID = frozenset(["agree", "support", "investigate", "demand", "disapprove", "reject", "threaten", "protest"])
#: Where the target of a verb is that is in no list: "threatened to cut gas to Sweden".
_ANYWHERE = ("object", "against", "with", "to", "from", "on", "in")
#: Behind these a place is named, and no one who does what a gerund says: not "the news of Oslo leaving".
_WHERE = frozenset(["in", "at", "near", "through", "into", "across", "outside", "around", "over"])
#: Types of what nobody does.
CALAMITIES = frozenset(["accident", "disaster"])
_PARTIES = frozenset(["person", "group", "state", "place", "force", "crowd", "office"])


class Roles:
    """Finds agents and targets in one parsed sentence.

    Parameters
    ----------
    parse, parties
        The sentence, and who its phrases are.
    entries
        The rows of the verbs that tell events, by the number of their clause.
    """

    def __init__(self, parse: Parse, parties: Parties, entries: Mapping[int, Entry]) -> None:
        self.parse = parse
        self.parties = parties
        self.clauses = parse.clauses
        self.entries = entries

    def who(self, phrase: Phrase | None) -> Party | None:
        """Return the party that a phrase names."""
        return self.parties.who(self.parse, phrase)

    # -- of verbs

    def type(self, entry: Entry, agent: Phrase | None) -> str:
        """Return the first type of a row, or the second where the agent is of the other kind.

        An army that kills fights, a man who kills assaults; a man who attacks assaults, an army that attacks fights;
        a quake that kills is a disaster.
        """
        kinds = self.parties.kinds(self.parse, agent)
        if entry.event[0] in ("assault", "fight") and (calamities := kinds & CALAMITIES):
            return min(calamities)
        if entry.event[0] == "assault" and "vehicle" in kinds:
            return "accident"  # "the bus fell into a gorge, killing nine"
        if len(entry.event) == 1:
            return entry.event[0]
        is_force = bool(kinds & {"force", "state", "arms", "fight"})
        is_other = is_force if entry.event[0] == "assault" else bool(kinds & {"person", "crowd"}) and not is_force
        return entry.event[is_other]

    def agent(self, number: int, entry: Entry) -> Party | None:
        """Return who does what the verb of a clause says; a quake is nobody."""
        agent = self.doer(number)
        is_calamity = entry.event[0] not in CALAMITIES and self.type(entry, agent) in CALAMITIES
        if "none" in entry.agent or is_calamity:
            return None
        return self.who(self._writer(agent))

    def _writer(self, agent: Phrase | None) -> Phrase | None:
        """Whose words or arms do it, where those do: "Norway's statement demanding its release"."""
        if agent is not None and not {"arms", "fight"}.isdisjoint(self.parties.kinds(self.parse, agent)):
            return self.parse.behind(agent, "from") or agent  # "killed by gunfire from the army"
        if agent is None or not self._is_utterance(agent):
            return agent
        return self.parse.owner(agent) or self.parse.modifier(agent) or agent

    def _is_utterance(self, phrase: Phrase) -> bool:
        return "utterance" in self.parties.kinds(self.parse, phrase)

    def doer(self, number: int) -> Phrase | None:
        """Return the phrase of who does it; in "a shell hit the yard killing nine" that is not the yard."""
        clause = self.clauses[number]
        agent = clause.agent
        if clause.link == "ing" and clause.governor is not None and agent is not None:
            above = self.clauses[clause.governor]
            is_reason = self.parse.low[max(0, clause.verb.first - 1)] in en.PREPOSITIONS  # "blamed Norway for killing"
            is_object = (
                agent == above.object
                and not is_reason
                and (
                    clause.verb.lemma in words.of_things("verb of kill") | words.of_things("verb of injure")
                    or "place" in self.parties.kinds(self.parse, agent)
                )
            )
            is_place = self.parse.low[max(0, agent.first - 1)] in _WHERE and not self._is_utterance(agent)
            if above.agent is not None and (is_object or is_place):
                return above.agent
        return self._event_there(clause, agent) or agent

    def _event_there(self, clause: Clause, agent: Phrase | None) -> Phrase | None:
        """The event that a relative clause goes on with: in "a clash in the hills, which killed nine" no hills."""
        before = agent.first - 1 if agent is not None and clause.link in ("which", "that") else 0
        if before <= 0 or self.parse.low[before] not in _WHERE:
            return None
        over = next((phrase for phrase in self.parse.phrases if phrase.last == before), None)
        is_event = over is not None and self.parse.low[over.head] in words.of_nouns()
        return over if is_event else None

    def target(self, number: int, entry: Entry) -> Party | None:
        """Return to whom it is done: the first of the row's slots that somebody fills, else a thing there."""
        thing: Party | None = None
        for phrase in self._slots(entry.target, number):
            if entry.event[0] in _SAID and not self.is_party(phrase):
                thing = thing or self.who(phrase)
                party = self.who(self._of_thing(phrase) or self._further(self.clauses[number], phrase))
            else:
                party = self.who(phrase)
            if party is not None:
                return party
        return thing

    def is_party(self, phrase: Phrase) -> bool:
        """Whether a phrase names somebody, or a body or state; not a thing: "further action"."""
        is_name = self.parse.tags[phrase.head] in ("PRON", "PROPN")
        return is_name or not _PARTIES.isdisjoint(self.parties.kinds(self.parse, phrase))

    def _slots(self, slots: Iterable[str], number: int) -> Iterator[Phrase]:
        for slot in slots:
            phrase = self._slot(slot, number)
            if phrase is not None:
                yield phrase

    def _slot(self, slot: str, number: int) -> Phrase | None:
        clause = self.clauses[number]
        if slot == "object":
            return self.object(clause, self.entries.get(number))
        if slot == "recipient":
            return clause.indirect
        if slot == "of-object":
            return self._of_thing(clause.patient) or self._further(clause, clause.patient)
        if slot == "to-object":
            return self._of_dependent(number)
        if slot == "clause":
            return self._asked(number)
        if slot == "subject":
            return clause.subject
        return next(iter(governed(clause, slot)), None)

    def object(self, clause: Clause, entry: Entry | None) -> Phrase | None:
        """Return whom it befalls: of two objects the one that gets it, or what an expression governs: "set fire to"."""
        rest = entry.words[1:] if entry is not None else ()
        if rest and rest[-1] in en.PREPOSITIONS and (found := governed(clause, rest[-1])):
            return found[0]
        indirect = clause.indirect
        if indirect is not None and not clause.verb.is_passive and self.parse.low[indirect.head] not in rest:
            return indirect
        return without(rest, clause.patient, self.parse)

    def _of_thing(self, phrase: Phrase | None) -> Phrase | None:
        """Whose a thing is: "Iraq's offer", "an Australian ultimatum", "the appeal from the king"."""
        if phrase is None or self.is_party(phrase):
            return None
        return self.parse.owner(phrase) or self.parse.modifier(phrase) or self._doer(phrase)

    def _doer(self, phrase: Phrase) -> Phrase | None:
        """Who has done a thing: "crimes committed by the army", "an appeal from the king"."""
        for clause in self.clauses:
            if clause.link == "participle" and clause.subject == phrase:
                return clause.agent
        return self.parse.behind(phrase, "by") or self.parse.behind(phrase, "from")

    def _further(self, clause: Clause, phrase: Phrase | None) -> Phrase | None:
        """Whose the object of a clause is, further on: "rejected the call for a truce by Norway"."""
        if phrase is None or phrase != clause.object or self.parties.kinds(self.parse, phrase) & {"person", "state"}:
            return None
        return next((other for given, other in clause.complements if given in ("by", "from", "of")), None)

    def _of_dependent(self, number: int) -> Phrase | None:
        """The target of what is threatened, refused or promised: "refused to meet the king"."""
        for k, child in enumerate(self.clauses):
            if child.governor == number and child.link in ("to", "ing", "that", "whether"):
                return self._in_dependent(k)
        return None

    def _in_dependent(self, number: int) -> Phrase | None:
        entry = self.entries.get(number)
        if entry is None and (further := self._of_dependent(number)) is not None:
            return further
        slots = [slot for slot in entry.target if slot != "clause"] if entry is not None else _ANYWHERE
        found = list(self._slots(slots, number))
        return next((phrase for phrase in found if self.is_party(phrase)), found[0] if found else None)

    def _asked(self, number: int) -> Phrase | None:
        """Of whom something is demanded: the subject of what is to be done, "demanded that Norway leave"."""
        own = self.clauses[number].subject
        for child in self.clauses:
            if child.governor == number and child.link in ("that", "to", "") and child.subject not in (None, own):
                return child.subject
        return None

    # -- of nouns

    @staticmethod
    def type_of_noun(entry: Entry, agent: Party | None) -> str:
        """Return the first type of a row, or the second where a state is the agent: "Norway's bombing of"."""
        return entry.event[-1] if agent is not None and agent.kind == "state" else entry.event[0]

    def agent_of_noun(self, nominal: Nominal, entry: Entry, light: Clause | None) -> Party | None:
        """Return whose act a noun is: "Norway's strike", "Norwegian strikes", else who "launched a strike"."""
        if "none" in entry.agent:
            return None
        for phrase in self._slots_of_noun(entry.agent, nominal, list(nominal.complements)):
            if (party := self._modifying(phrase)) is not None:
                return party
        owner = self.parse.owner(nominal.phrase)
        is_of = [given for given, _ in nominal.complements[:1]] == ["of"]
        if owner is not None and "owner" in entry.target and is_of:
            return self.who(owner)  # "Norway's arrest of the king", but not "the king's arrest"
        return self.who(light.agent) if light is not None else None

    def target_of_noun(
        self, nominal: Nominal, entry: Entry, light: Clause | None, happens: Clause | None
    ) -> Party | None:
        """Return whom the act befalls: "the strike on Falun", "the quake shook Falun"."""
        complements = [*nominal.complements, *(light.complements if light is not None else ())]
        for phrase in self._slots_of_noun(entry.target, nominal, complements):
            if (party := self.who(phrase)) is not None:
                return party
        if light is not None and light.indirect is not None and "to" in entry.target:
            return self.who(light.indirect)  # "gave Norway an ultimatum"
        second = [phrase for given, phrase in self._own(complements) if given == "between"][1:2]
        if second and (party := self.who(second[0])) is not None:
            return party  # "fighting between the army and the rebels"
        befallen = happens.object if happens is not None else None
        if befallen is not None and self.parse.low[befallen.head] == "place":
            return None  # "a shooting took place"
        return self.who(befallen)

    def _slots_of_noun(
        self, slots: Iterable[str], nominal: Nominal, complements: Sequence[tuple[str, Phrase]]
    ) -> Iterator[Phrase]:
        complements = list(self._own(complements))
        for slot in slots:
            if slot == "owner":
                phrase = self.parse.owner(nominal.phrase)
            elif slot == "modifier":
                phrase = self.parse.modifier(nominal.phrase)
            else:
                phrase = next((other for given, other in complements if given == slot), None)
            if phrase is not None:
                yield phrase

    def _own(self, complements: Sequence[tuple[str, Phrase]]) -> Iterator[tuple[str, Phrase]]:
        """Those up to the next noun that tells an event: "an attack on him since the mutiny by the army"."""
        for preposition, phrase in complements:
            yield preposition, phrase
            if self.parse.low[phrase.head] in words.of_nouns():
                return

    def _modifying(self, phrase: Phrase) -> Party | None:
        """The party of a modifier: a state by its adjective, or a name."""
        party = self.who(phrase)
        state = gazetteer.state_of(self.parse.words[phrase.head])
        if party is not None and party.kind is None and state is not None:
            return Party(state, party.start, party.end, "state")
        return party
