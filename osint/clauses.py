"""Who does what to whom beside a word: a shallow reading of the clause, with pronouns traced to actors."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from osint import lexicons, names, quotes

if TYPE_CHECKING:
    from osint.document import Document
    from osint.names import Name, Roster
    from osint.quotes import Quote

_REACH = 40
_OBJECT_REACH = 9
_BACK = 3


def _words(kind: str) -> frozenset[str]:
    return lexicons.words("clause_words", "word", kind=kind)


class Ref(NamedTuple):
    """An actor, and the tokens that refer to it: the first, and the one behind the last."""

    actor: str
    first: int
    last: int


class Reading:
    """The tokens of a document with the actors they stand for.

    Parameters
    ----------
    doc
        A document; its quotations and names are found if they are not yet.
    """

    def __init__(self, doc: Document, roster: Roster) -> None:
        self.doc = doc
        self.roster = roster
        self.quotes: list[Quote] = quotes.locate(doc, roster)
        self.words = doc.tokens.words
        self.low = [word.lower() for word in self.words]
        self.at: dict[int, tuple[Name, int, int]] = {}
        self.order: list[tuple[int, int, Name]] = []
        starts = doc.tokens.starts
        for name in names.locate(doc, roster):
            first = bisect_left(starts, name.start)
            last = bisect_left(starts, name.end)
            self.order.append((first, last, name))
            for i in range(first, last):
                self.at[i] = (name, first, last)
        self._firsts = [first for first, _, _ in self.order]
        self._quote_starts = [quote.start for quote in self.quotes]
        self._bounds: dict[int, tuple[int, int]] = {}

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of the sentence that holds token `i`, and the one behind its last."""
        number = self.doc.sentence_at(self.doc.tokens.starts[i])
        found = self._bounds.get(number)
        if found is None:
            sentence, starts = self.doc.sentences[number], self.doc.tokens.starts
            found = self._bounds[number] = (bisect_left(starts, sentence.start), bisect_left(starts, sentence.end))
        return found

    def voice(self, i: int) -> str:
        """Return who speaks at token `i`."""
        return self.doc.voice(self.doc.tokens.starts[i])

    def is_negated(self, i: int) -> bool:
        """Whether one of the words before token `i` in its clause denies it."""
        first = self.bounds(i)[0]
        return not _NEGATIONS.isdisjoint(self.low[max(first, i - 4) : i])

    def is_passive(self, i: int) -> bool:
        """Whether the participle at `i` is in the passive: a form of "be" before it, or "by" behind it."""
        if not self.low[i].endswith(("ed", "en", "wn", "in", "ain", "ht", "un", "ot")):
            return False
        j = i - 1
        while j >= 0 and (self.low[j] in _NEGATIONS or self.low[j].endswith("ly")):
            j -= 1
        return (j >= 0 and self.low[j] in _BE) or (i + 1 < len(self.low) and self.low[i + 1] == "by")

    # -- to the left

    def subject(self, i: int) -> Ref | None:
        """Return the actor that is the subject of the verb at token `i`, or that owns the subject."""
        first = max(self.bounds(i)[0], i - _REACH)
        weak: Ref | None = None
        j = self._over_apposition(i, first)
        while j >= first:
            low = self.low[j]
            if j in self.at:
                name, start, end = self.at[j]
                before = self.low[start - 1] if start > first else ""
                if before not in _PREPOSITIONS or (before == "with" and self.low[end].endswith("ing")):
                    return Ref(name.actor, start, end)
                if before == "of" and weak is None:
                    weak = Ref(name.actor, start, end)
                j = start - 2
                continue
            if low in _SUBJECTS or low in _OWNERS:
                return self.resolve(j)
            if low in _STOPS or (low in _SUBORDINATORS and j < i - 1):
                break
            j -= 1
        return weak

    def _over_apposition(self, i: int, first: int) -> int:
        """Return the token from which to look left: before the two commas that enclose an apposition."""
        j = i - 1
        while j > first and (self.low[j] in _AUXILIARIES or self.low[j].endswith("ly") or self.low[j] in _NEGATIONS):
            j -= 1
        if j > first and self.low[j] == "," and not self.low[i].endswith("ing"):
            for k in range(j - 1, first, -1):
                if self.low[k] == ",":
                    return k - 1
        return i - 1

    def owner(self, i: int) -> Ref | None:
        """Return the actor whose thing the noun at `i` names: "Lund’s", "her", "Lund’s new and", or a name right before."""
        first = self.bounds(i)[0]
        j = i - 1
        while j >= max(first, i - 5):
            low = self.low[j]
            if low in _ENDINGS or low in _MARKS:
                j -= 1
            elif j in self.at:
                name, start, end = self.at[j]
                is_owner = end < len(self.low) and self.low[end] in _ENDINGS
                return Ref(name.actor, start, end) if is_owner or end == i else None
            elif low in _OWNERS:
                return self.resolve(j)
            elif low in _DETERMINERS or low in _STOPS or low in _PREPOSITIONS or low in _SUBORDINATORS or low == ",":
                return None
            else:
                j -= 1
        return None

    # -- to the right

    def objects(self, i: int, prepositions: Collection[str] = (), reach: int = _OBJECT_REACH) -> list[Ref]:
        """Return the actors that are the object behind token `i`, or stand behind one of `prepositions` there."""
        last = min(self.bounds(i)[1], i + 1 + reach)
        is_open = not prepositions
        j = i + 1
        while j < last:
            low = self.low[j]
            if j in self.at:
                if is_open:
                    return self.together(j)
                j = self.at[j][2]
                continue
            if low in prepositions and not is_open:
                is_open = True
            elif is_open and (low in _OBJECTS or low in _OWNERS):
                found = self.resolve(j, but=self.subject(i))
                return [found] if found else []
            elif low in _STOPS or low == "," or low in _SUBORDINATORS:
                break
            elif low in _PREPOSITIONS and low != "of" and is_open and j > i + 1 and self.low[j - 1] not in prepositions:
                break
            elif low in _PREPOSITIONS and low != "of" and not prepositions:
                break
            j += 1
        return []

    def together(self, j: int) -> list[Ref]:
        """Return the actor at token `j`, and those that "and" or "or" joins to it."""
        found: list[Ref] = []
        end = self.bounds(j)[1]
        while j < end and j in self.at:
            name, start, last = self.at[j]
            found.append(Ref(name.actor, start, last))
            j = last
            if j < end and j in self.at and self.at[j][0].actor == name.actor:
                continue
            if j + 1 < end and self.low[j] in _ENDINGS and j + 1 in self.at:
                # "Lund’s Harbour Party" is about the party.
                found.pop()
                j += 1
                continue
            if j < end and self.low[j] in ("and", "or", ",", "nor", "&"):
                j += 1
                while j < end and self.low[j] in _BETWEEN:
                    j += 1
            else:
                break
        return found

    # -- pronouns

    def resolve(self, i: int, but: Ref | None = None) -> Ref | None:
        """Return the actor whom the pronoun at token `i` means, None where that cannot be told."""
        low = self.low[i]
        actor = self._speaking(i, low) if low in _FIRST_PERSON else None
        if low in _SECOND_PERSON:
            actor = self._addressed(i)
        elif low not in _FIRST_PERSON:
            actor = self._antecedent(i, low, but.actor if but else None)
        return Ref(actor, i, i + 1) if actor else None

    def _speaking(self, i: int, low: str) -> str | None:
        speaker = self.voice(i)
        if speaker in ("narrator", "unnamed"):
            return None
        return self.roster.of.get(speaker, speaker) if low in _PLURAL else speaker

    def _addressed(self, i: int) -> str | None:
        """Whom a quotation is addressed to: the object of its "told"."""
        quote = self.quote_at(i)
        if quote is None or quote.speaker_end is None:
            return None
        near = bisect_left(self.doc.tokens.starts, quote.speaker_start or 0)
        for j in range(max(0, near - 3), min(len(self.low), near + 8)):
            if self.low[j] == "told":
                found = self.objects(j, reach=4) or self.objects(j, ("from",))
                return found[0].actor if found else None
        return None

    def quote_at(self, i: int) -> Quote | None:
        """Return the innermost quotation that holds token `i`."""
        start = self.doc.tokens.starts[i]
        k = bisect_right(self._quote_starts, start) - 1
        for quote in reversed(self.quotes[max(0, k - 4) : k + 1]):
            if quote.end > start and quote.kind != "scare":
                return quote
        return None

    def _antecedent(self, i: int, low: str, but: str | None) -> str | None:
        kinds = _KINDS.get(low)
        if kinds is None:
            return None
        quote = self.quote_at(i)
        speaker = quote.speaker if quote and quote.kind in ("direct", "mixed") else None
        number = self.doc.sentence_at(self.doc.tokens.starts[i])
        for back in range(min(_BACK, number + 1)):
            sentence = self.doc.sentences[number - back]
            found = [
                (first, name)
                for first, last, name in self._named(sentence.start, sentence.end)
                if last <= i and (name.kind in kinds) and name.actor not in (but, speaker) and _fits(name, low)
            ]
            leading = [name for first, name in found if first == 0 or self.low[first - 1] not in _PREPOSITIONS]
            if found:
                return (leading or [name for _, name in found])[0].actor
        return None

    def _named(self, start: int, end: int) -> Iterator[tuple[int, int, Name]]:
        starts = self.doc.tokens.starts
        for k in range(bisect_left(self._firsts, bisect_left(starts, start)), len(self.order)):
            if self.order[k][2].start >= end:
                return
            yield self.order[k]


def _fits(name: Name, pronoun: str) -> bool:
    gender = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}.get(pronoun)
    return gender is None or name.gender in ("", gender)


_NEGATIONS = lexicons.words("stance_grammar", "word", kind="negation")
_BE = _words("be")
_AUXILIARIES = _words("auxiliary") | _BE
_PREPOSITIONS = _words("preposition")
_SUBORDINATORS = _words("subordinator")
_STOPS = _words("stop")
_MARKS = _words("mark")
_ENDINGS = _words("possessive")
_DETERMINERS = _words("determiner")
_SUBJECTS = _words("subject")
_OBJECTS = _words("object")
_OWNERS = _words("owner")
_FIRST_PERSON = _words("first person")
_SECOND_PERSON = _words("second person")
_PLURAL = _words("plural")
_BETWEEN = _MARKS | {"to", "either", "the", "from", "both", "against"}
_PEOPLE = frozenset(["person"])
_BODIES = frozenset(["organization", "state"])
_MANY = frozenset(["organization", "group"])
_KINDS = {
    **dict.fromkeys(("he", "him", "his", "himself", "she", "her", "herself"), _PEOPLE),
    **dict.fromkeys(("it", "its", "itself"), _BODIES),
    **dict.fromkeys(("they", "them", "their", "themselves"), _MANY),
    "who": _PEOPLE,
}
