"""Who or what a noun phrase stands for: a known actor, a state by its army or weapons, else the plain words."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from osint import places
from osint.events import words
from osint.knowledge import en, gazetteer
from osint.text.clauses import Parse, Phrase
from osint.text.references import Reading

if TYPE_CHECKING:
    from typing import Any

    from osint.text.analysis import Analysis

#: So many words of a description are kept at most.
_LONGEST = 12


#: Pronouns that go on with the speaker or subject where no name answers them.
_PERSONAL = frozenset(["he", "she", "it", "they", "him", "her", "them", "his", "its", "their"])
_OF_A_PERSON = frozenset(["he", "she", "him", "her", "his"])
#: What ends a phrase and only says what became of them: "nine men dead".
_FALLEN = frozenset(["dead", "injured", "wounded"])


class Party(NamedTuple):
    """An agent or target: its name or words, where they are, and its kind where it has a name."""

    name: str
    start: int | None
    end: int | None
    kind: str | None


class Parties:
    """Resolves phrases of one article.

    Parameters
    ----------
    analysis
        The article.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.reading = analysis.once(Reading)
        self._parses: dict[int, Parse] = {}
        starts = analysis.doc.tokens.starts
        self.place_at: dict[int, Any] = {}
        for row in analysis.once(places.locate):
            for i in range(bisect_left(starts, row.start), bisect_left(starts, row.end)):
                self.place_at[i] = row
        self.named = set(self.reading.at) | set(self.place_at)

    def parse(self, number: int) -> Parse:
        """Return the clauses of a sentence, parsed when first asked for."""
        if number not in self._parses:
            self._parses[number] = Parse(self.analysis.doc, number, self.named)
        return self._parses[number]

    # -- what a phrase is

    def kinds(self, parse: Parse, phrase: Phrase | None) -> set[str]:
        """Return the kinds of things that a phrase names, by its last words, and by its name if it has one."""
        if phrase is None:
            return set()
        phrase = self.core(parse, phrase)
        found = set(words.kinds(parse.low[phrase.head]))
        if phrase.head > phrase.first and (
            pair := words.kinds(f"{parse.low[phrase.head - 1]} {parse.low[phrase.head]}")
        ):
            found = set(pair)  # a hunger strike is no strike
        found |= self._kinds_of_name(parse.first + phrase.head)
        if parse.tags[phrase.head] == "PROPN" and found <= {"group"}:
            found |= self._kinds_of_unknown(parse, phrase)
        elif found <= {"person", "place"} and self._is_named_with_the(parse, phrase):
            found.add("craft")
        return found

    @staticmethod
    def _is_named_with_the(parse: Parse, phrase: Phrase) -> bool:
        """Whether "the" is before a name of a person or place, as before a ship's: "the Santa Elvira"."""
        return parse.low[phrase.first] == "the" and set(parse.tags[phrase.first + 1 : phrase.last]) == {"PROPN"}

    @staticmethod
    def _kinds_of_unknown(parse: Parse, phrase: Phrase) -> set[str]:
        """What an unknown name may be; with a noun before it that: "the ferry Ada"; with "the" alone a ship as well."""
        noun = next((k for k in range(phrase.head - 1, phrase.first - 1, -1) if parse.tags[k] == "NOUN"), None)
        if noun is not None and (found := set(words.kinds(parse.low[noun]))):
            return found
        return {"person", "place", "group"} | ({"craft"} if parse.low[phrase.first] == "the" else set())

    def _kinds_of_name(self, i: int) -> set[str]:
        found: set[str] = set()
        if i in self.place_at:
            row = self.place_at[i]
            found |= {"state"} if row.kind == "country" else set()
            found |= {"place"} if row.role in ("literal", "metonym") else set()
        if i in self.reading.at:
            kind = self.reading.at[i][0].kind
            found |= {"group"} if kind == "organization" else {kind or "person"}
        return found

    def core(self, parse: Parse, phrase: Phrase) -> Phrase:
        """Return what a phrase counts: "refugees" of "a group of refugees", "men" of "nine men dead"."""
        if parse.low[phrase.head] in _FALLEN and phrase.last - phrase.first > 1:
            return Phrase(phrase.first, phrase.last - 1, phrase.last - 2, phrase.owner)
        if not self._is_quantity(parse, phrase):
            return phrase
        counted = parse.behind(phrase, "of")
        return self.core(parse, counted) if counted is not None and counted.first > phrase.first else phrase

    @staticmethod
    def _is_quantity(parse: Parse, phrase: Phrase) -> bool:
        return parse.tags[phrase.head] == "NUM" or parse.low[phrase.head] in words.of_things("quantity")

    # -- who it is

    def who(self, parse: Parse, phrase: Phrase | None) -> Party | None:
        """Return the party that a phrase names; None for a pronoun of which it is not known whom it means."""
        if phrase is None or parse.low[phrase.head] in en.TIMES:
            return None
        phrase = self.core(parse, phrase)
        start, end = parse.span(phrase.first, phrase.last)
        if parse.tags[phrase.head] == "PRON" or parse.low[phrase.head] in en.POSSESSIVES:
            return self._of_pronoun(parse, phrase)
        named = self._named(parse, phrase, start, end)
        if named is not None:
            return named
        if owner := self._owner_of(parse, phrase):
            return Party(owner[0], start, end, owner[1])
        described = self.reading.described(parse.first + phrase.head) if parse.low[phrase.first] == "the" else None
        if described is not None and phrase.last - phrase.first == 2:
            return Party(described.actor, start, end, self.reading.roster.kinds.get(described.actor))
        return self._plain(parse, phrase)

    def _of_pronoun(self, parse: Parse, phrase: Phrase) -> Party | None:
        """The actor that a pronoun means; in reported speech its speaker, else the first subject of the sentence."""
        start, end = parse.span(phrase.first, phrase.last)
        ref = self.reading.resolve(parse.first + phrase.head)
        if ref is not None:
            is_body = parse.low[phrase.head] == "we"  # "we have sent troops": those for whom he speaks
            actor = self.reading.roster.of.get(ref.actor, ref.actor) if is_body else ref.actor
            return Party(actor, start, end, self.reading.roster.kinds.get(actor))
        if parse.low[phrase.head] not in _PERSONAL:
            return None
        speaker = self.speaker(parse.first + phrase.head)
        is_of_speaker = parse.low[phrase.head] not in en.OBJECTS or parse.low[phrase.head] == "it"
        if speaker is not None and is_of_speaker:
            return speaker
        return self._named_before(parse, phrase)

    def _named_before(self, parse: Parse, phrase: Phrase) -> Party | None:
        """Whom a pronoun may mean of those before it in its sentence: subjects first, but not who acts on it."""
        before = [clause for clause in parse.clauses if clause.verb.first < phrase.first]
        named = [clause.subject for clause in before] + [clause.object for clause in before]
        own = before[-1].subject if before and parse.low[phrase.head] in en.OBJECTS else None
        for other in named:
            if other not in (None, own) and self._agrees(parse, phrase, other):
                return self.who(parse, other)
        return None

    def _agrees(self, parse: Parse, pronoun: Phrase, other: Phrase) -> bool:
        """Whether a phrase is before a pronoun and may be what it means: no ministry for "him"."""
        is_person = parse.low[pronoun.head] in _OF_A_PERSON
        is_body = not self.kinds(parse, other).isdisjoint(("group", "state", "place", "force"))
        return other.last <= pronoun.first and parse.tags[other.head] != "PRON" and not (is_person and is_body)

    def speaker(self, i: int) -> Party | None:
        """Return who speaks at token `i` of the document, None where the article itself does."""
        quote = self.reading.quote_at(i)
        if quote is None or quote.speaker is None:
            return None
        start, end = quote.speaker_start, quote.speaker_end
        return Party(quote.speaker, start, end, self.reading.roster.kinds.get(quote.speaker))

    def _named(self, parse: Parse, phrase: Phrase, start: int, end: int) -> Party | None:
        i = parse.first + phrase.head
        row = self.place_at.get(i)
        if row is not None and row.role == "literal" and row.kind != "country":
            return Party(row.place, start, end, None)
        if i in self.reading.at:
            name, _first, _last = self.reading.at[i]
            return Party(name.actor, min(start, name.start), max(end, name.end), name.kind)
        if row is not None:
            state = self.state_of(row)
            return Party(state or row.place, start, end, "state" if state else None)
        return None

    def state_of(self, row: Any) -> str | None:
        """Return the state that a place's name stands for: a country, or its capital that acts."""
        if row.country is None or not (row.kind == "country" or (row.role == "metonym" and row.kind == "city")):
            return None
        country = gazetteer.country(row.country)
        if not country:
            return None
        entry = self.analysis.roster.actor(country.name)
        return entry.actor if entry else country.name

    def _owner_of(self, parse: Parse, phrase: Phrase) -> tuple[str, str] | None:
        """Name and kind of whose force or weapons a phrase names: "Chilean jets", "Red Dawn fighters"."""
        kinds = words.kinds(parse.low[phrase.head])
        is_of_state = kinds.isdisjoint(("police", "person"))
        if kinds.isdisjoint(("force", "arms")) and parse.low[phrase.head] not in words.of_things("organ"):
            return None
        for k in range(phrase.head - 1, phrase.first - 1, -1):
            i = parse.first + k
            name = self.reading.at[i][0] if i in self.reading.at else None
            if name is not None and name.kind in ("organization", "group", "state"):
                return name.actor, "state" if name.kind == "state" else "group"
            if is_of_state and (state := self._state_at(i, parse.words[k])):
                return state, "state"
        return None

    def _state_at(self, i: int, word: str) -> str | None:
        row = self.place_at.get(i)
        state = self.state_of(row) if row is not None else None
        if state is None and word[0].isupper() and (named := gazetteer.state_of(word)):
            entry = self.analysis.roster.actor(named)
            state = entry.actor if entry else named
        return state

    def _plain(self, parse: Parse, phrase: Phrase) -> Party | None:
        """Return the words of a phrase without article and number, with the "of" phrase behind it."""
        first = phrase.first
        while first < phrase.head and (parse.tags[first] in ("DET", "NUM", "ADV") or parse.words[first] in "“‘\"'"):
            first += 1
        last = phrase.last
        further = parse.behind(phrase, "of")
        if further is not None and further.last - first <= _LONGEST:
            last = further.last
        start, end = parse.span(max(first, last - _LONGEST), last)
        name = " ".join(self.analysis.doc.text[start:end].split())
        return Party(name, start, end, None) if name and name[0].isalnum() else None
