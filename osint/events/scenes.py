"""Where and when an event happened: the most exact place that the text gives as its scene, and its day."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.events import merging
from osint.knowledge import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from osint.events.drafts import Event
    from osint.events.parties import Parties
    from osint.text.analysis import Analysis

#: Types of what happens somewhere; of what is said, where somebody says it is no scene.
_PLACED = frozenset(
    [
        "consult",
        "cooperate",
        "aid",
        "retreat",
        "protest",
        "mobilize",
        "coerce",
        "assault",
        "fight",
        "accident",
        "disaster",
    ]
)
#: Types that happen to a place that is their object: "bombed Falun", "visited Falun".
_BEFALLING = frozenset(["consult", "coerce", "assault", "fight", "accident", "disaster", "retreat"])
#: Types whose agent acts where he is.
_SEATED = frozenset(["coerce", "assault", "fight", "protest"])
_WITHIN = frozenset(
    [
        "in",
        "at",
        "near",
        "around",
        "outside",
        "over",
        "off",
        "across",
        "inside",
        "along",
        "through",
        "throughout",
        "within",
        "above",
        "beside",
        "amid",
    ]
)
_TOWARD = frozenset(["on", "against", "into", "to", "toward", "towards", "upon", "of", "onto"])
#: Types of one family go on from one sentence to the next: "The blast also wounded nine."
_FAMILIES = {
    **dict.fromkeys(("fight", "assault", "coerce"), "violence"),
    **dict.fromkeys(("accident", "disaster"), "calamity"),
}
#: So many sentences further an event may go on.
_ON = 2
#: Types whose scene a clause joined to theirs may give, and the words that join it.
_AROUND = frozenset(["fight", "assault", "coerce", "protest", "accident", "disaster"])
_JOINING = frozenset(["when", "after", "as", "because", "while", "where", "and", "ing", "participle"])
#: So many clauses behind the event's are looked at.
_JOINED = 8
_SPEAKING = frozenset(row["verb"] for row in lexicons.rows("cue_verbs"))
#: How what is known already is told.
_KNOWN = frozenset(["the", "this", "that", "these", "those", "it", "they", "he", "she"])
_DIRECTIONS = frozenset(["north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "away"])
_EXACTNESS = {"country": 3, "state": 3, "region": 2, "province": 2, "sea": 2, "continent": 4}


#: A dateline is no longer than so many characters, and ends so.
_DATELINE = 60
_AFTER_DATELINE = re.compile(r"\.?\s{0,2}(?:\([^()]{1,30}\)|/[^/]{1,20}/)?\s{0,2}(?::|—|–|--|-\s)")


class Day(NamedTuple):
    """First and last day on which something may have happened."""

    earliest: Any
    latest: Any


class Scenes:
    """Finds the scenes of one article's events.

    Parameters
    ----------
    analysis
        The article.
    parties
        Its phrases' parties, with its places.
    """

    def __init__(self, analysis: Analysis, parties: Parties) -> None:
        self.analysis = analysis
        self.parties = parties
        self.dates = analysis.rows("dates")
        self.date_starts = [row.start for row in self.dates]
        self.starts = [start for start, _ in analysis.doc.paragraphs]
        self.openings = set(self.starts)
        self.last: dict[str, tuple[int, Any, Any]] = {}

    # -- places

    def place(self, event: Event) -> Any | None:
        """Return the row of ``places`` that is the scene of an event by its own clause, None where there is none."""
        found = sorted(self._candidates(event), key=lambda pair: pair[:2])
        return found[0][2] if found else None

    def _candidates(self, event: Event) -> Iterator[tuple[int, int, Any]]:
        """Yield how near, how exact and which place; the smaller, the better."""
        is_signed = event.event in ("agree", "support") and "pact" in event.entry.needs
        if event.event not in _PLACED and not is_signed:
            return
        for rank, _, phrase in self._ranked(event, event.phrases):
            for row in self._rows(event.parse, phrase):
                yield rank, _EXACTNESS.get(row.kind or "", 1), row
        if event.clause is not None and event.clause.link == "where":
            row = self._antecedent(event)
            if row is not None:
                yield 1, 0, row
        yield from self._seat(event)

    def around(self, event: Event) -> Any | None:
        """Return the place that the clauses joined to an event's give: "many fled in Lund when a fire broke out"."""
        if event.event not in _AROUND:
            return None
        parse = event.parse
        found = []
        for clause in self._joined(event):
            if clause.verb.lemma in _SPEAKING:
                continue
            parts = [pair for phrase in (clause.subject, clause.object) for pair in self._added(parse, phrase)]
            for rank, preposition, phrase in self._ranked(event, [*parts, *clause.complements]):
                if rank == 0 and (preposition in _WITHIN or preposition in ("on", "of", "into")):
                    found += [(_EXACTNESS.get(row.kind or "", 1), row.start, row) for row in self._rows(parse, phrase)]
        return min(found, key=lambda one: one[:2])[2] if found else None

    @staticmethod
    def _added(parse: Any, phrase: Any) -> Any:
        """What prepositions add to a phrase: "schools across Ghana"."""
        nominal = parse.nominal(phrase.head) if phrase is not None else None
        return nominal.complements if nominal is not None else ()

    @staticmethod
    def _joined(event: Event) -> Iterator[Any]:
        """The clause of an event, those on which it depends, and those that depend on it."""
        clauses = event.parse.clauses
        phrase = event.nominal.phrase if event.nominal is not None else None
        for number, clause in enumerate(clauses):
            held = (clause.subject, clause.object, *(other for _, other in clause.complements))
            if clause == event.clause or (event.clause is None and phrase in held):
                yield clause
                own = clause
                while own.link in _JOINING and own.governor is not None:
                    own = clauses[own.governor]
                    yield own
                below = {number}
                for k in range(number + 1, min(len(clauses), number + _JOINED)):
                    if clauses[k].governor in below and clauses[k].link in _JOINING:
                        below.add(k)
                        yield clauses[k]
                return

    def _seat(self, event: Event) -> Iterator[tuple[int, int, Any]]:
        """Where target or agent is, for want of a nearer place: "the bridge in Lund was hit", "police in Lund held"."""
        for role, phrase in event.phrases:
            if role == "object" or (role == "subject" and event.event in _SEATED):
                for preposition in ("in", "at", "near", "outside"):
                    further = event.parse.behind(phrase, preposition)
                    if further is not None:
                        for row in self._rows(event.parse, further):
                            yield 2 - (role == "object"), _EXACTNESS.get(row.kind or "", 1), row

    def _ranked(self, event: Event, phrases: Iterable[tuple[str, Any]]) -> Iterator[tuple[int, str, Any]]:
        """Yield the phrases that may give the scene, with how surely; none that says how far off it is.

        Of "at Mwanga, 40 km north of the town of Arusha" Arusha is no scene.
        """
        before, is_far = None, False
        for preposition, phrase in phrases:
            is_far = preposition == "of" and (is_far or self._is_far(event.parse, phrase.first - 2))
            rank = self._rank(event, preposition, phrase, before)
            before = phrase
            if rank is not None and not is_far and not self._is_apposed(event.parse, phrase):
                yield rank, preposition, phrase

    def _is_apposed(self, parse: Any, phrase: Any) -> bool:
        """Whether a place only says which another is: "Falun, a village near Lund"."""
        over = next((other for other in parse.phrases if other.last == phrase.first - 1), None)
        if over is None or over.first < 2 or parse.words[over.first - 1] != ",":
            return False
        return parse.first + over.first - 2 in self.parties.place_at

    @staticmethod
    def _is_far(parse: Any, i: int) -> bool:
        """Whether the word at `i` is a direction behind a number: "40 km north | of Arusha"."""
        return i > 1 and parse.low[i] in _DIRECTIONS and "NUM" in parse.tags[max(0, i - 3) : i]

    def _rank(self, event: Event, preposition: str, phrase: Any, before: Any) -> int | None:
        """How surely a phrase gives the scene; None where it does not."""
        if preposition in _WITHIN:
            return 0
        if preposition == "of" and before is not None and self.parties.kinds(event.parse, before) & {"site", "place"}:
            return 0  # "in the province of Herat"
        if preposition == "from":
            return 0 if event.event in ("retreat", "coerce", "aid") else None
        if preposition in _TOWARD:
            return 0 if event.event in _BEFALLING else None
        if preposition == "object":
            return 0 if event.event in _BEFALLING else None
        if preposition == "noun":
            return 1  # "the Falun raid"
        return None

    def _rows(self, parse: Any, phrase: Any) -> Iterator[Any]:
        seen = None
        for i in range(phrase.first, phrase.last):
            row = self.parties.place_at.get(parse.first + i)
            if row is not None and row is not seen and self._is_there(parse, phrase, row):
                yield row
            seen = row

    def _is_there(self, parse: Any, phrase: Any, row: Any) -> bool:
        """Whether a place in a phrase is where it is: "Peru's Puno region", not "a cutter of Peru's coast guard"."""
        if row.role != "literal" or self._is_dateline(row):
            return False
        is_head = parse.span(phrase.head, phrase.head + 1)[0] < row.end
        return is_head or not self.parties.kinds(parse, phrase).isdisjoint(("site", "place", *_PLACED))

    def _antecedent(self, event: Event) -> Any | None:
        """The place that "where" is said of."""
        clause, low = event.clause, event.parse.low
        if clause is None:
            return None
        j = next((k for k in range(clause.verb.first - 1, -1, -1) if low[k] == "where"), 0) - 1
        while j > 0 and low[j] in (",", "region", "province", "city"):
            j -= 1
        row = self.parties.place_at.get(event.parse.first + j)
        return row if row is not None and row.role == "literal" else None

    def _is_dateline(self, row: Any) -> bool:
        """Whether capitals that open a paragraph say where the report was written."""
        return row.start in self.openings and self.analysis.doc.text[row.start : row.end].isupper()

    @staticmethod
    def shares(event: Event, other: Event) -> bool:
        """Whether an event happens where one joined to it does: "were robbed and beaten in Lund"."""
        is_placed = event.event in _PLACED and other.event in _PLACED
        return is_placed and event.status == other.status and merging.is_tied(event, other)

    def goes_on(self, event: Event, number: int, day: Day | None) -> tuple[Any, Day | None] | None:
        """Return place and day of the event told before that this one continues: "The blast also wounded nine."."""
        found = self.last.get(_FAMILIES.get(event.event, event.event))
        if found is None or number - found[0] > _ON or not (_is_known(event) or _is_count(event)):
            return None
        if day is not None and found[2] is not None and day != found[2]:
            return None
        return found[1], found[2]

    def keep(self, event: Event, number: int, place: Any, day: Any) -> None:
        """Remember the scene of an event for what the next sentences tell of it."""
        self.last[_FAMILIES.get(event.event, event.event)] = (number, place, day)

    # -- days

    def day(self, event: Event, others: Sequence[Event]) -> Day | None:
        """Return the day of an event by its clause, else by its sentence."""
        start, end = event.parse.span(event.first, event.last)
        sentence = event.parse.span(0, len(event.parse.words))
        own = list(self._dates(start, end))
        if not own:
            own = [row for row in self._dates(*sentence) if self._is_free(row, event, others)]
        if not own:
            tied = next((other for other in others if other is not event and self.shares(event, other)), None)
            own = list(self._dates(*tied.parse.span(tied.first, tied.last))) if tied is not None else []
        if not own:
            return None
        cue = event.parse.span(*event.cue)[0]
        row = min(own, key=lambda one: abs(one.start - cue))
        return Day(row.earliest, row.latest)

    def _dates(self, start: int, end: int) -> Iterator[Any]:
        k = bisect_left(self.date_starts, start)
        while k < len(self.dates) and self.dates[k].start < end:
            if self.dates[k].earliest is not None and not self._is_dateline_day(self.dates[k]):
                yield self.dates[k]
            k += 1

    def _is_dateline_day(self, row: Any) -> bool:
        """Whether a day says when the report was written: "Lagos, 4 May: …"."""
        k = bisect_left(self.starts, row.start + 1) - 1
        is_near = k >= 0 and row.start - self.starts[k] < _DATELINE
        return is_near and _AFTER_DATELINE.match(self.analysis.doc.text, row.end) is not None

    def _is_free(self, row: Any, event: Event, others: Sequence[Event]) -> bool:
        """Whether a date outside the clause may be that of the event: told by the same voice, and no other event's."""
        cue = event.parse.span(*event.cue)[0]
        if self.analysis.voice(row.start) != self.analysis.voice(cue):
            return False
        further = (other for other in others if other is not event and not _is_of_both(row, event, other))
        spans = (other.parse.span(other.first, other.last) for other in further)
        return not any(start <= row.start < end for start, end in spans)


def _is_of_both(date: Any, event: Event, other: Event) -> bool:
    """Whether a date before the first of several verbs is that of all: "on Sunday recalled one and barred two"."""
    if event.clause is None or other.clause is None or event.clause.subject is None:
        return False
    is_one_subject = event.parse is other.parse and event.clause.subject == other.clause.subject
    return is_one_subject and bool(date.end <= other.parse.span(*other.cue)[0])


def _is_known(event: Event) -> bool:
    """Whether an event is told as known: "the blast", "it", "they"."""
    parse = event.parse
    if event.nominal is not None:
        return parse.low[event.nominal.phrase.first] in _KNOWN
    subject = event.clause.subject if event.clause is not None else None
    return subject is not None and parse.low[subject.first] in _KNOWN


def _is_count(event: Event) -> bool:
    """Whether an event only counts whom another befell: "Nine people were killed in Lund"."""
    return event.agent is None and merging.is_result(event)
