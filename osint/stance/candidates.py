"""Who may have a stance toward whom in one article: the pairs of holder and target that a model is asked about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from osint.events import words
from osint.events.parties import Parties
from osint.knowledge import en, gazetteer, lexicons
from osint.stance.deeds import Deeds
from osint.stance.rules import is_somebody
from osint.text import names
from osint.text.clauses import Clause, Parse
from osint.text.references import Ref

if TYPE_CHECKING:
    from osint.quotes.attribution import Quote
    from osint.text.analysis import Analysis
    from osint.text.references import Reading

#: So many actors of a sentence are asked about at most, so that the time grows with the text alone.
_MOST = 8
#: Behind these words a state is where something is: "a fire in Norway", but not "war on Norway".
_WHERE = frozenset(("in", "at", "near", "inside", "outside", "across", "around", "through", "into", "within"))
#: Behind these words an organization is an outlet that was told something.
_TOLD = frozenset(("told", "tells", "telling"))
#: What joins a clause that does not depend on the one before; "" is a main clause of its own.
_JOINING = frozenset(("", "and", "but", "or", "while", "whereas"))
#: What is in a state and does not act for it.
_OTHERS = frozenset(("group", "crowd", "media"))
#: A state and the name of who holds an office of it are so many tokens apart at most, and no such word is between.
_OFFICE = 7
_APART = (en.PREPOSITIONS | en.AUXILIARIES | en.COORDINATORS | {"that", "who"}) - en.GENITIVES - {"of"}


class Candidate(NamedTuple):
    """A pair, where its words are in the article, and the passage in which a model reads them."""

    start: int
    end: int
    holder: str
    target: str
    basis: str
    passage: str
    holder_at: tuple[int, int]
    target_at: tuple[int, int]
    #: Whether what the holder condemns befell the target.
    is_befallen: bool
    #: Whether the target is only named as somebody's opponent.
    is_opponent: bool

    @property
    def pair(self) -> tuple[str, tuple[int, int], tuple[int, int]]:
        """What a model is asked: the passage, and where holder and target stand in it."""
        return self.passage, self.holder_at, self.target_at


class Candidates:
    """Proposes pairs sentence by sentence.

    A speaker is asked about everyone whom he names in what is quoted or reported of him; in the outlet's own words, the
    one who acts is asked about everyone else in his clause and in what depends on it. Nobody is asked about himself, or
    about the body he speaks for.

    Parameters
    ----------
    analysis, reading
        The article.
    told
        Further pairs, from whatever found them: holder, target, and the number of the sentence.
    deeds
        What the article tells of deeds.
    """

    def __init__(
        self, analysis: Analysis, reading: Reading, told: Collection[tuple[str, str, int]], deeds: Deeds
    ) -> None:
        self.analysis = analysis
        self.deeds = deeds
        self.reading = reading
        self.doc = analysis.doc
        self.known = {name.actor for _, _, name in reading.order}
        self.literal = {row.start for row in analysis.rows("places") if row.role == "literal"}
        self.told: dict[int, list[tuple[str, str]]] = {}
        for holder, target, number in told:
            self.told.setdefault(number, []).append((holder, target))

    def __iter__(self) -> Iterator[Candidate]:
        """Yield the pairs in the order of the text."""
        for number, sentence in enumerate(self.doc.sentences):
            if sentence.zone != "boilerplate" and sentence.repeat_of is None:
                found = list(self._of_sentence(number))
                yield from found
                done = {(one.holder, one.target) for one in found}
                yield from self._further(number, [pair for pair in self.told.get(number, ()) if pair not in done])

    def _of_sentence(self, number: int) -> Iterator[Candidate]:
        actors = [ref for ref in self._actors(number) if not self._is_where(ref)][:_MOST]
        spoken = [(ref, self.reading.voice(ref.first)) for ref in actors]
        # What "Norway's government" is said to thank for is told of Norway.
        told = [ref for ref, voice in spoken if voice != "unnamed" and not self._may_hold(voice)]
        for ref, voice in spoken:
            if self._may_hold(voice) and not self._is_own(voice, ref.actor):
                yield self._said(number, voice, ref)
        if len({ref.actor for ref in told}) > 1:
            yield from self._narrated(number, told)

    def _further(self, number: int, pairs: list[tuple[str, str]]) -> Iterator[Candidate]:
        """Ask about pairs that something else found in a sentence, where their names are in it."""
        refs: dict[str, Ref] = {}
        for ref in self._actors(number) if pairs else ():
            refs.setdefault(ref.actor, ref)
        for holder, target in pairs:
            if target in refs and holder != "narrator":
                if holder in refs:
                    yield self._between(number, refs[holder], refs[target])
                else:
                    yield self._said(number, holder, refs[target])

    def _actors(self, number: int) -> Iterator[Ref]:
        """Yield the actors of a sentence: names, "Danish" in "a Danish envoy", and pronouns that mean one."""
        sentence = self.doc.sentences[number]
        first, last = self.doc.token_range(sentence.start, sentence.end)
        end = first
        for i in self._spots[bisect_left(self._spots, first) : bisect_left(self._spots, last)]:
            if i < end:
                continue
            named = self.reading.at.get(i)
            if named is not None:
                name, start, end = named
                yield Ref(name.actor, start, end)
            elif ref := self.reading.resolve(i) if self.reading.low[i] in en.PRONOUNS else self.reading.people(i):
                yield ref

    @cached_property
    def _spots(self) -> list[int]:
        """The tokens that may stand for an actor: of names, pronouns, and words with a capital."""
        at, pronouns = self.reading.at, en.PRONOUNS
        words = enumerate(zip(self.reading.words, self.reading.low, strict=True))
        return [i for i, (word, low) in words if i in at or low in pronouns or word[0].isupper()]

    def _is_where(self, ref: Ref) -> bool:
        """Whether a name says where something is, a town, or a state behind "in"; or to whom something was told."""
        named = self.reading.at.get(ref.first)
        if ref.first and self.reading.low[ref.first - 1] in _TOLD:
            return named is not None and named[0].kind == "organization"
        if named is None or named[0].start not in self.literal:
            return False
        before = self.reading.low[ref.first - 1] if ref.first else ""
        return before in _WHERE or named[0].kind != "state" or self.doc.text[named[0].start : named[0].end] != ref.actor

    def _may_hold(self, voice: str) -> bool:
        """Whether a speaker is somebody: an actor, or "senior Danish officials"; not "nobody"."""
        if voice in ("narrator", "unnamed"):
            return False
        return voice in self.known or is_somebody(voice)

    def _is_own(self, holder: str, target: str) -> bool:
        """Whether the target is the holder, or whom he speaks for."""
        of = self.reading.roster.of
        if target == holder or of.get(holder) == target or of.get(target) == holder:
            return True
        if holder not in self.known and any(gazetteer.state_of(word) == target for word in holder.split()):
            return True  # "the Danish army" is Denmark's
        return not self._offices.isdisjoint(((holder, target), (target, holder)))

    def _span(self, ref: Ref) -> tuple[int, int]:
        tokens = self.doc.tokens
        return tokens.starts[ref.first], tokens.ends[ref.last - 1]

    def _said(self, number: int, speaker: str, target: Ref) -> Candidate:
        """Ask about a speaker and one whom he names."""
        sentence = self.doc.sentences[number]
        quote = self.reading.quote_at(target.first)
        basis = "indirect" if quote is not None and quote.kind == "indirect" else "direct"
        start, end = self._span(target)
        begin, stop = self._around(number, quote)
        holder = self._speaker_span(quote)
        if holder and sentence.start <= holder[0] and holder[1] <= sentence.end:
            at = (holder[0] - sentence.start, holder[1] - sentence.start)
            text, shift = self.doc.text[sentence.start : sentence.end], -sentence.start
        else:
            text = f"{speaker} said: {self.doc.text[sentence.start : sentence.end]}"
            at, shift = (0, len(speaker)), len(speaker) + len(" said: ") - sentence.start
        spans = at, (start + shift, end + shift)
        is_befallen = self.deeds.is_pitied(target.first, speaker, target.actor) or self.deeds.is_wronged(target.first)
        is_opponent = self._is_opponent(target)
        return Candidate(begin, stop, speaker, target.actor, basis, text, *spans, is_befallen, is_opponent)

    def _around(self, number: int, quote: Quote | None) -> tuple[int, int]:
        """Return the words of a sentence that are in a quotation."""
        sentence = self.doc.sentences[number]
        if quote is None:
            return sentence.start, sentence.end
        return max(sentence.start, quote.start), min(sentence.end, quote.end)

    @staticmethod
    def _speaker_span(quote: Quote | None) -> tuple[int, int] | None:
        if quote is None or quote.speaker_start is None or quote.speaker_end is None:
            return None
        return quote.speaker_start, quote.speaker_end

    def _is_opponent(self, target: Ref) -> bool:
        """Whether the target is only whom another quarrels with: "backed Norway in its row with Peru"."""
        i = target.first - (self.reading.low[target.first - 1 : target.first] == ["the"])
        low = self.reading.low[max(0, i - 2) : i]
        return (
            len(low) == 2
            and low[1] in ("with", "against")
            and low[0] in lexicons.words("stance_grammar", "word", kind="quarrel")
        )

    def _narrated(self, number: int, actors: list[Ref]) -> Iterator[Candidate]:
        """Ask about those who act in a sentence, and everyone else in what they do."""
        acting = _acting(self.analysis.once(Parties).parse(number))
        asked: set[tuple[str, str]] = set()
        for holder in actors:
            if self.reading.is_modifying(holder):
                continue
            deeds = [deed for doer, deed in acting if holder.first in doer]
            for target in actors:
                pair = (holder.actor, target.actor)
                if pair in asked or not any(target.first in deed for deed in deeds) or self._is_own(*pair):
                    continue
                asked.add(pair)
                yield self._between(number, holder, target)

    def _between(self, number: int, holder: Ref, target: Ref) -> Candidate:
        """Make a pair of two that a sentence names."""
        sentence = self.doc.sentences[number]
        text = self.doc.text[sentence.start : sentence.end]
        a, b = (tuple(x - sentence.start for x in self._span(ref)) for ref in (holder, target))
        ends = sentence.start, sentence.end
        befallen = self.deeds.is_pitied(target.first, holder.actor, target.actor)
        opponent = self._is_opponent(target)
        return Candidate(*ends, holder.actor, target.actor, "narration", text, a, b, befallen, opponent)  # type: ignore[arg-type]

    @cached_property
    def _offices(self) -> set[tuple[str, str]]:
        """Whom the text gives an office of whom: "Norway's envoy, Ada Lund", "Danish Foreign Minister Ben Berg"."""
        people = [(first, name.actor) for first, _, name in self.reading.order if name.kind == "person"]
        return {(person, state) for first, person in people if (state := self._office(first, person))}

    def _parts(self, i: int) -> bool:
        """Whether the word at token `i` cannot stand between a state and who holds an office of it."""
        word = self.reading.words[i]
        is_plain = word.islower() and word.isalpha() and word not in en.ARTICLES and word != "of"
        return self.reading.low[i] in _APART or (is_plain and not self.reading.is_noun(i))

    def _office(self, first: int, person: str) -> str | None:
        """Return the actor whose office is named before the person at token `first`."""
        has_role = False
        for i in range(first - 1, max(-1, first - 1 - _OFFICE), -1):
            named = self.reading.at.get(i)
            is_title = named is not None and named[0].actor == person
            has_role = has_role or is_title or self.reading.low[i] in names.roles()
            state = named[0].actor if named else getattr(self.reading.people(i), "actor", None)
            if state and not is_title:
                is_body = named is None or named[0].kind != "person"
                return state if has_role and is_body else None
            if self._parts(i):
                break
        return None


def _acting(parse: Parse) -> list[tuple[range, range]]:
    """Return the tokens that name who acts in a sentence, each with the tokens that tell what he does.

    That is the clause of his verb with all that depends on it: in "Norway thanked Peru, but Chile left", what Norway
    does ends before "Chile". An owner's part ends with the clause he stands in.
    """
    size, shift, found = len(parse.words), parse.first, []
    opens = [(k, _opens(clause)) for k, clause in enumerate(parse.clauses) if _is_new(clause)]
    for k, clause in enumerate(parse.clauses):
        last = next((first for other, first in opens if other > k), size)
        for phrase in parse.joined(clause.agent) if clause.agent else []:
            found.append((phrase.first, phrase.last, _opens(clause), last))
    for phrase in parse.phrases:
        # "Norway's government thanked Peru", but not "Norway's opposition".
        if phrase.owner and _OTHERS.isdisjoint(words.kinds(parse.low[phrase.head])):
            last = next((first for _, first in opens if first > phrase.first), size)
            found.append((*phrase.owner, phrase.first, last))
    return [(range(shift + a, shift + b), range(shift + c, shift + d)) for a, b, c, d in found]


def _is_new(clause: Clause) -> bool:
    """Whether a clause does not depend on the one before."""
    return clause.verb.is_finite and clause.link in _JOINING


def _opens(clause: Clause) -> int:
    """Return the first token of a clause."""
    before = clause.subject.first if clause.subject else clause.verb.first
    return min(before, clause.verb.first)
