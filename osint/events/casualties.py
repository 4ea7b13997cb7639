"""How many people an event killed and injured: the number stated, its lower bound, or one for a single victim."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from osint.events import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osint.events.parties import Parties
    from osint.text.clauses import Clause, Nominal, Parse, Phrase

#: So many victims of a list are added up at most.
_LISTED = 12
#: Kinds of what has no dead, and of what has.
_THINGS = frozenset(["site", "structure", "craft", "property", "road"])
_PEOPLE = frozenset(["person", "crowd", "captive", "force", "group", "state", "envoy"])
#: Before the number that a toll has reached: "rose to nine", "stood at nine".
_REACHING = frozenset(["to", "at", "of", "as"])


class Counter:
    """Counts the victims that clauses name.

    Parameters
    ----------
    figures
        The article's figures, in order.
    """

    def __init__(self, figures: Sequence[Any], parties: Parties) -> None:
        self.figures = figures
        self.starts = [figure.start for figure in figures]
        self.parties = parties

    def of(self, parse: Parse, clause: Clause) -> tuple[float | None, float | None]:
        """Return how many a clause says were killed, and how many injured."""
        lemma = clause.verb.lemma
        if clause.verb.is_negated:
            return None, None
        if lemma in words.of_things("verb of die") and clause.patient is None:
            return self._count(parse, clause.subject), None
        if lemma in words.of_things("verb of kill"):
            return self._count(parse, clause.patient), None
        if lemma in words.of_things("verb of injure"):
            return None, self._count(parse, clause.patient)
        if lemma in words.of_things("verb of fear"):
            return None, None  # "nine are feared dead"
        return self._left(parse, clause)

    def of_noun(self, parse: Parse, nominal: Nominal) -> float | None:
        """Return how many a noun says were killed: "the killing of nine villagers"."""
        if parse.low[nominal.phrase.head] not in words.of_things("noun of kill"):
            return None
        return self._count(parse, next((phrase for given, phrase in nominal.complements if given == "of"), None))

    def toll(self, parse: Parse) -> tuple[Phrase, float] | None:
        """Return the phrase and number of a toll: "the death toll in Lund rose to nine"."""
        tolls = words.of_things("toll")
        phrase = next((phrase for phrase in parse.phrases if parse.low[phrase.head] in tolls), None)
        if phrase is None:
            return None
        start, end = parse.span(phrase.last - 1, len(parse.words))
        k = bisect_left(self.starts, start)
        for figure in self.figures[k:]:
            if figure.start >= end:
                return None
            before = parse.low[parse.index(figure.start) - 1]
            number = figure.value if figure.value is not None else figure.low
            if (
                figure.unit is None
                and number is not None
                and (before in _REACHING or before in words.of_things("verb of reach"))
            ):
                return phrase, number
        return None

    def _left(self, parse: Parse, clause: Clause) -> tuple[float | None, float | None]:
        """Read "left nine dead", "nine were shot dead", and "with nine dead"."""
        phrase = clause.subject if clause.verb.lemma == "be" else clause.patient or clause.object
        if phrase is None:
            return None, None
        word = "".join(parse.low[phrase.last : phrase.last + 1])
        word = parse.low[phrase.head] if parse.low[phrase.head] in ("dead", "injured", "wounded") else word
        after_verb = parse.low[clause.verb.last : clause.verb.last + 1]
        if word == "dead" or after_verb == ["dead"]:
            return self._count(parse, phrase), None
        if word in ("wounded", "injured", "hurt") and clause.verb.lemma == "leave":
            return None, self._count(parse, phrase)
        return None, None

    def _count(self, parse: Parse, phrase: Phrase | None) -> float | None:
        if phrase is None:
            return None
        counts = list(self._counts(parse, phrase))
        return sum(counts) if counts else None

    def _counts(self, parse: Parse, phrase: Phrase) -> Iterator[float]:
        for one in parse.joined(phrase)[:_LISTED]:
            kinds = self.parties.kinds(parse, one)
            if kinds & _THINGS and not kinds & _PEOPLE:
                continue  # "burying 30 homes"
            count = self._stated(parse, one)
            if count is None:
                one = self.parties.core(parse, one)  # "a total of nine people"
                count = self._stated(parse, one)
            if count is None and self._is_single(parse, one):
                count = 1.0
            if count is not None:
                yield count

    def _stated(self, parse: Parse, phrase: Phrase) -> float | None:
        """The number that a figure in the phrase states, or its lower bound."""
        start, end = parse.span(phrase.first, phrase.last)
        k = max(0, bisect_left(self.starts, start) - 1)
        for figure in self.figures[k : k + 4]:
            if figure.start < end and figure.end > start and figure.unit is None:
                number: float | None = figure.value if figure.value is not None else figure.low
                return number
        return None

    def _is_single(self, parse: Parse, phrase: Phrase) -> bool:
        """Whether a phrase describes or names one person: "a teacher", "Ada Lund"."""
        if parse.low[phrase.head] == "one":
            return True  # "killing two people and injuring one"
        kinds = self.parties.kinds(parse, phrase)
        if kinds.isdisjoint(("person", "force")) or parse.tags[phrase.head] in ("PRON", "NUM"):
            return False
        is_named = (parse.first + phrase.head) in self.parties.reading.at
        return is_named or parse.low[phrase.first] in ("a", "an", "one", "another")
