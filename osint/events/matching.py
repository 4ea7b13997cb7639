"""Which verbs and nouns of a sentence tell events: a row of the list whose conditions hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from osint.events import words
from osint.text.clauses import Phrase

if TYPE_CHECKING:
    from osint.events.parties import Parties
    from osint.events.words import Entry
    from osint.text.clauses import Clause, Parse

#: So many words may stand between a verb and the rest of its expression: "took six pupils hostage".
_APART = 6
#: So many members of a list are looked at, so that one with forty takes no longer.
_LISTED = 12


class Matcher:
    """Finds the rows of the list that fit one parsed sentence."""

    def __init__(self, parse: Parse, parties: Parties) -> None:
        self.parse = parse
        self.parties = parties
        self.clauses = parse.clauses
        self.present = frozenset(parse.low)

    # -- verbs

    def verbs(self) -> dict[int, Entry]:
        """Return the number of each clause whose verb tells an event, with the row."""
        found = ((number, self._of_verb(number)) for number in range(len(self.clauses)))
        return {number: entry for number, entry in found if entry is not None}

    def _of_verb(self, number: int) -> Entry | None:
        clause = self.clauses[number]
        if self.parse.tags[clause.verb.head] == "AUX" and clause.verb.lemma != "be":
            return None
        if clause.link == "participle" and self.clauses[clause.governor or 0].verb.lemma == "leave":
            return None  # "left dozens wounded" only counts
        for entry in words.of_verbs().get(clause.verb.lemma, ()):
            if self.present.issuperset(entry.words[1:]) and self._fits(entry, number):
                return entry
        return None

    def _fits(self, entry: Entry, number: int) -> bool:
        return self._stands(entry, self.clauses[number]) and all(
            self._is_met(need, entry, number) for need in entry.conditions
        )

    def _stands(self, entry: Entry, clause: Clause) -> bool:
        """Whether the rest of an expression follows the verb, or its object."""
        rest = entry.words[1:]
        if entry.event[0] == "disapprove" and self.parse.low[clause.verb.last : clause.verb.last + 1] == ["into"]:
            return False  # "slammed into a wall"
        if not rest or self._follows(rest, clause.verb.last):
            return True
        last = clause.object.last if clause.object is not None else None
        if last is None or last - clause.verb.last > _APART:
            return False
        if self._follows(rest, last) or self._follows(rest, last - len(rest)):  # "took six pupils prisoner"
            return True
        # "declared the envoy of Norway persona non grata": so long an expression is not met by chance
        return len(rest) > 1 and any(self._follows(rest, j) for j in range(last, last + _APART))

    def _follows(self, rest: tuple[str, ...], j: int) -> bool:
        return tuple(self.parse.low[j : j + len(rest)]) == rest

    def _is_met(self, need: str, entry: Entry, number: int) -> bool:
        clause = self.clauses[number]
        where, _, kind = need.rpartition(":")
        if need in words.OF_CLAUSE:
            return self._is_met_by_clause(need, number)
        if where == "subject":
            is_undone = entry.agent == ("none",)
            kinds = self.parties.kinds(self.parse, clause.subject if is_undone else clause.agent)
            return not kinds.isdisjoint(kind.split("|"))
        if where:
            return any(kind in self.parties.kinds(self.parse, phrase) for phrase in governed(clause, where))
        return self._has_object(clause, set(need.split()), entry)

    def _is_met_by_clause(self, need: str, number: int) -> bool:
        """Tell "asked him to leave", "blasted him for it", "is prepared to", "the ministers met"."""
        clause = self.clauses[number]
        if need == "infinitive":
            return any(child.governor == number and child.link == "to" for child in self.clauses)
        if need == "passive":
            return clause.verb.is_passive
        if need == "alone":
            return clause.object is None and not clause.verb.is_passive
        return any(preposition in ("for", "over") for preposition, _ in clause.complements)

    def _has_object(self, clause: Clause, kinds: set[str], entry: Entry) -> bool:
        """Whether the object, or what is given to somebody, is of one of the kinds."""
        phrases = list(self._things(clause, entry))
        found = [self.parties.kinds(self.parse, one) for phrase in phrases for one in self._listed(phrase)]
        if any(kinds & of for of in found):
            return True
        # "provided $3 million in aid", "seized the weapons of the army"
        further = [self.parse.behind(phrase, preposition) for phrase in phrases for preposition in ("in", "of")]
        return any(kinds & self.parties.kinds(self.parse, phrase) for phrase in further if phrase is not None)

    def _things(self, clause: Clause, entry: Entry) -> Iterator[Phrase]:
        """The object, what the expression's preposition governs, and why somebody travels."""
        if "visit" in entry.needs:
            yield from (phrase for preposition, phrase in clause.complements if preposition in ("for", "on", "to"))
            return
        found = (without(entry.words[1:], phrase, self.parse) for phrase in (clause.patient, clause.object))
        yield from (phrase for phrase in found if phrase is not None)
        if len(entry.words) > 1:
            yield from governed(clause, entry.words[-1])

    def _listed(self, phrase: Phrase) -> list[Phrase]:
        return self.parse.joined(phrase)[:_LISTED]

    # -- nouns

    def nouns(self) -> Iterator[tuple[Phrase, Entry]]:
        """Yield each noun phrase whose noun may tell an event, with the row."""
        for phrase in self.parse.phrases:
            head = phrase.head
            is_name = self.parse.first + head in self.parties.named and self.parse.words[head][0].isupper()
            if self.parse.tags[head] in ("NOUN", "PROPN") and not is_name:
                entries = words.of_nouns().get(self.parse.low[head], ())
                entry = next((entry for entry in entries if self._fits_noun(entry, phrase)), None)
                if entry is not None:
                    yield phrase, entry

    def _fits_noun(self, entry: Entry, phrase: Phrase) -> bool:
        before = entry.words[:-1]
        first = max(0, phrase.head - len(before))
        if before and tuple(self.parse.low[first : phrase.head]) != before:
            return False
        return all(self._is_done_by(need.partition(":")[2], phrase) for need in entry.needs if ":" in need)

    def _is_done_by(self, kind: str, phrase: Phrase) -> bool:
        """Whether the one whose act it is, is of a kind: "the dockers' strike", "dockers began a strike"."""
        doers = [self.parse.owner(phrase), self.parse.behind(phrase, "by"), self.parse.behind(phrase, "of")]
        doers += [clause.subject for clause in self.clauses if clause.object == phrase]
        return any(kind in self.parties.kinds(self.parse, doer) for doer in doers)


def governed(clause: Clause, preposition: str) -> list[Phrase]:
    """Return what a preposition governs in a clause."""
    return [phrase for given, phrase in clause.complements if given == preposition]


def without(rest: tuple[str, ...], phrase: Phrase | None, parse: Parse) -> Phrase | None:
    """Return a phrase without the words of an expression that end it: "six pupils" of "took six pupils prisoner"."""
    if phrase is None or not rest or tuple(parse.low[phrase.first : phrase.last][-len(rest) :]) != rest:
        return phrase
    last = phrase.last - len(rest)
    return Phrase(phrase.first, last, last - 1, phrase.owner) if last > phrase.first else None
