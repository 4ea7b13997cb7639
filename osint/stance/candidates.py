"""Who may have a stance toward whom in one article: the pairs of holder and target that a model is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en
from osint.stance.rules import is_somebody
from osint.text.clauses import Parse
from osint.text.references import Ref

if TYPE_CHECKING:
    from osint.quotes.attribution import Quote
    from osint.text.analysis import Analysis
    from osint.text.references import Reading

#: So many actors of a sentence are asked about at most, so that the time grows with the text alone.
_MOST = 8


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


class Candidates:
    """Proposes pairs sentence by sentence.

    A speaker is asked about everyone whom he names in what is quoted or reported of him; in the outlet's own words, the
    one who acts is asked about everyone else in the sentence. Nobody is asked about himself, or about the body he
    speaks for.
    """

    def __init__(self, analysis: Analysis, reading: Reading) -> None:
        self.analysis = analysis
        self.reading = reading
        self.doc = analysis.doc
        self.known = {name.actor for _, _, name in reading.order}
        self.literal = {row.start for row in analysis.rows("places") if row.role == "literal"}

    def __iter__(self) -> Iterator[Candidate]:
        """Yield the pairs in the order of the text."""
        for number, sentence in enumerate(self.doc.sentences):
            if sentence.zone != "boilerplate" and sentence.repeat_of is None:
                yield from self._of_sentence(number)

    def _of_sentence(self, number: int) -> Iterator[Candidate]:
        sentence = self.doc.sentences[number]
        first, last = self.doc.token_range(sentence.start, sentence.end)
        actors = list(self._actors(first, last))[:_MOST]
        spoken = [(ref, self.reading.voice(ref.first)) for ref in actors]
        told = [ref for ref, voice in spoken if voice == "narrator"]
        for ref, voice in spoken:
            if self._may_hold(voice) and not self._is_own(voice, ref.actor):
                yield self._said(number, voice, ref)
        if len({ref.actor for ref in told}) > 1:
            yield from self._told(number, told)

    def _actors(self, first: int, last: int) -> Iterator[Ref]:
        """Yield the actors of a sentence: names, and pronouns that mean one; no place where something is."""
        i = first
        while i < last:
            named = self.reading.at.get(i)
            if named is not None:
                name, start, end = named
                if name.start not in self.literal:
                    yield Ref(name.actor, start, end)
                i = max(end, i + 1)
                continue
            if self.reading.low[i] in en.PRONOUNS and (ref := self.reading.resolve(i)):
                yield ref
            i += 1

    def _may_hold(self, voice: str) -> bool:
        """Whether a speaker is somebody: an actor, or "senior Danish officials"; not "nobody"."""
        if voice in ("narrator", "unnamed"):
            return False
        return voice in self.known or is_somebody(voice)

    def _is_own(self, holder: str, target: str) -> bool:
        """Whether the target is the holder, or whom he speaks for."""
        of = self.reading.roster.of
        return target == holder or of.get(holder) == target or of.get(target) == holder

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
        return Candidate(begin, stop, speaker, target.actor, basis, text, at, (start + shift, end + shift))

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

    def _told(self, number: int, actors: list[Ref]) -> Iterator[Candidate]:
        """Ask about those who act in a sentence and everyone else in it."""
        sentence = self.doc.sentences[number]
        text = self.doc.text[sentence.start : sentence.end]
        acting = self._acting(number)
        asked: set[tuple[str, str]] = set()
        for holder in actors:
            if not acting & set(range(holder.first, holder.last)):
                continue
            for target in actors:
                pair = (holder.actor, target.actor)
                if self._is_own(*pair) or pair in asked:
                    continue
                asked.add(pair)
                a, b = (tuple(x - sentence.start for x in self._span(ref)) for ref in (holder, target))
                yield Candidate(sentence.start, sentence.end, *pair, "narration", text, a, b)  # type: ignore[arg-type]

    def _acting(self, number: int) -> set[int]:
        """Return the tokens of a sentence that name an agent or an owner."""
        parse = Parse(self.doc, number, set(self.reading.at))
        found: set[int] = set()
        for clause in parse.clauses:
            for phrase in parse.joined(clause.agent) if clause.agent else []:
                found |= set(range(parse.first + phrase.first, parse.first + phrase.last))
        for phrase in parse.phrases:
            if phrase.owner:
                found |= set(range(parse.first + phrase.owner[0], parse.first + phrase.owner[1]))
        return found
