"""What happened: who did what to whom, where, when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from osint import places
from osint.events import merging, words
from osint.events.casualties import Counter
from osint.events.drafts import Event
from osint.events.parties import Parties, Party
from osint.events.scenes import Day, Scenes
from osint.events.triggers import Reader
from osint.tables import Knowledge, show_types
from osint.text import analysis as analyses
from osint.text.clauses import Clause, Parse, Phrase

if TYPE_CHECKING:
    import pandas as pd

    from osint.text.analysis import Analysis


#: Types that kill.
_HARMFUL = frozenset(["fight", "assault", "accident", "disaster"])
#: What is told by a count of the dead alone.
_DEATH = words.Entry(("die",), ("assault",), ("none",), (), ())
#: So many events on both sides of one may share its place and day.
_AROUND = 8
#: Words of a sentence that may count the dead of what was told before.
_COUNTING = words.of_things("toll") | {"dead"}
#: So many sentences behind an event a bare count of the dead is still its count.
_NEAR = 6


class Row(NamedTuple):
    """A row of the table ``events``."""

    start: int
    end: int
    cue: str
    event: str
    agent: str | None
    agent_start: int | None
    agent_end: int | None
    target: str | None
    target_start: int | None
    target_end: int | None
    place: str | None
    place_start: int | None
    place_end: int | None
    earliest: date | None
    latest: date | None
    killed: float | None
    injured: float | None
    status: str
    voice: str


def find(
    articles: pd.DataFrame, *, actors: pd.DataFrame | None = None, places: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the events that articles tell.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``, and ``published`` or ``published_earliest`` where known.
    actors
        The case's actors; the built-in lists serve alone where it is None.
    places
        The case's own place names; they override the gazetteer.

    Returns
    -------
    pandas.DataFrame
        The table ``events``. ``event`` is a type of PLOVER's gold standard records, or "accident" or "disaster".
        ``status`` is "happened", "planned", "possible" or "denied": what is planned, threatened, demanded or feared
        has not happened. ``place`` is the most exact scene that the text gives; ``killed`` and ``injured`` are
        the numbers stated or their lower bound, 1 for a single victim.

    Raises
    ------
    OsintError
        If a column is missing.

    References
    ----------
    Open Event Data Alliance (2021): PLOVER, https://github.com/openeventdata/PLOVER, whose types these are.

    >>> import pandas as pd
    >>> text = "Norway bombed a depot near Falun, killing nine soldiers. Sweden may expel two Norwegian diplomats."
    >>> found = find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> found[["event", "agent", "place", "killed", "status"]].values.tolist()
    [['fight', 'Norway', 'Falun', 9.0, 'happened'], ['sanction', 'Sweden', <NA>, <NA>, 'possible']]
    """
    return analyses.table("events", articles, Knowledge.of(actors=actors, places=places))


def locate(analysis: Analysis) -> list[Row]:
    """Find the events of one article, in order."""
    return [row for row, _ in analysis.once(_told)]


def located_places(analysis: Analysis) -> list[Any]:
    """Find the places of one article, and mark those that are the scene of what happened."""
    scenes = {row.place_start for row, _ in analysis.once(_told) if row.status == "happened"}
    return [row._replace(is_event=row.start in scenes) for row in analysis.once(places.locate)]


def _told(analysis: Analysis) -> list[tuple[Row, Event]]:
    """The events with their rows."""
    teller = Teller(analysis)
    found = [pair for number in range(len(analysis.doc.sentences)) for pair in teller.sentence(number)]
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].end, pair[0].cue))


class Teller:
    """Tells the events of one article, sentence by sentence."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.doc = analysis.doc
        self.parties = analysis.once(Parties)
        self.scenes = Scenes(analysis, self.parties)
        self.counter = Counter(analysis.rows("figures"), self.parties)
        self.cause: tuple[int, str] | None = None
        self.nouns: dict[str, str] = {}

    def sentence(self, number: int) -> Iterator[tuple[Row, Event]]:
        """Yield the events of a sentence."""
        sentence = self.doc.sentences[number]
        if sentence.zone == "boilerplate" or sentence.repeat_of is not None or not self._has_cue(number):
            return
        parse = self.parties.parse(number)
        events = Reader(parse, self.parties).events()
        for event in events:
            if event.nominal is not None and event.clause is None:
                event.killed = self.counter.of_noun(parse, event.nominal)
            elif event.clause is not None:
                event.killed, event.injured = self.counter.of(parse, event.clause)
        events = merging.merged(events)
        events += self._count_others(parse, events)
        for i, event in enumerate(events):
            self._name_cause(event, number)
            yield self._row(event, number, events[max(0, i - _AROUND) : i + _AROUND]), event

    def _has_cue(self, number: int) -> bool:
        sentence = self.doc.sentences[number]
        first, last = self.doc.token_range(sentence.start, sentence.end)
        low = self.parties.reading.low[first:last]
        is_count = self.cause is not None and not _COUNTING.isdisjoint(low)
        return (
            is_count
            or words.may_tell(low)
            or any(self.parties.speaker(first + i) is not None for i in words.wills(low))
        )

    def _count_others(self, parse: Parse, events: list[Event]) -> list[Event]:
        """Give the sentence's event the dead of a clause that tells none of its own: "the raid left nine dead".

        Where the sentence tells no event, they are those of the one told before: "The toll rose to nine".
        """
        own = [event.clause for event in events]
        counts = [(clause, *self.counter.of(parse, clause)) for clause in parse.clauses if clause not in own]
        counts = [count for count in counts if count[1:] != (None, None)]
        toll = self.counter.toll(parse)
        harmful = [event for event in events if event.event in _HARMFUL]
        if harmful:
            self._give(harmful, counts)
            if toll is not None and harmful[0].killed is None:
                harmful[0].killed = toll[1]
            return []
        if self.cause is None:
            return []
        made = [self._of_count(parse, *count) for count in counts]
        return made or ([self._of_toll(parse, *toll)] if toll is not None else [])

    @staticmethod
    def _give(harmful: list[Event], counts: list[tuple[Clause, float | None, float | None]]) -> None:
        """Give the dead and injured of other clauses to the event that stands nearest."""
        for clause, killed, injured in counts:
            distances = [abs(one.cue[0] - clause.verb.head) for one in harmful]
            event = harmful[distances.index(min(distances))]
            event.killed = event.killed if event.killed is not None else killed
            event.injured = event.injured if event.injured is not None else injured

    def _of_count(self, parse: Parse, clause: Clause, killed: float | None, injured: float | None) -> Event:
        verb = clause.verb
        made = Event(parse, _DEATH, "assault", (verb.head, verb.last), verb.first, verb.last, "happened", clause)
        made.phrases = [*clause.complements]
        made.killed, made.injured = killed, injured
        return made

    def _of_toll(self, parse: Parse, phrase: Phrase, killed: float) -> Event:
        cue = (phrase.head, phrase.last)
        made = Event(
            parse, _DEATH, "assault", cue, phrase.first, phrase.last, "happened", None, parse.nominal(phrase.head)
        )
        made.phrases = list(made.nominal.complements) if made.nominal is not None else []
        made.killed = killed
        return made

    def _name_cause(self, event: Event, number: int) -> None:
        """Let a bare count of the dead be of the type of what the article told before: the quake, the raid."""
        self._name_again(event)
        if event.event not in _HARMFUL or event.status != "happened":
            return
        is_count = event.entry is _DEATH or (event.agent is None and merging.is_result(event))
        if not is_count:
            self.cause = (number, event.event)
        elif self.cause is not None and number - self.cause[0] <= _NEAR:
            event.event = self.cause[1]

    def _name_again(self, event: Event) -> None:
        """Let a noun that names an event again be of its type: dockers "went on strike", "the strike" closed ports."""
        head = event.parse.low[event.cue[1] - 1]
        is_known = event.nominal is not None and event.parse.low[event.nominal.phrase.first] in ("the", "this", "that")
        if is_known and event.agent is None and head in self.nouns:
            event.event = self.nouns[head]
        else:
            self.nouns[head] = event.event

    def _row(self, event: Event, number: int, events: list[Event]) -> Row:
        place, day = self._scene(event, number, events)
        if event.status == "happened" and self._is_to_come(day):
            event.status = "planned"
        is_told = event.clause is not None and day is not None  # not what is only named: "a similar attack in May"
        if event.status == "happened" and (place is not None or is_told):
            self.scenes.keep(event, number, place, day)
        start, end = event.parse.span(event.first, event.last)
        cue_start, cue_end = event.parse.span(*event.cue)
        agent, agent_start, agent_end = _spot(event.agent)
        target, target_start, target_end = _spot(event.target)
        earliest, latest = day or (None, None)
        return Row(
            start,
            end,
            self.doc.text[cue_start:cue_end],
            event.event,
            agent,
            agent_start,
            agent_end,
            target,
            target_start,
            target_end,
            place.place if place is not None else None,
            place.start if place is not None else None,
            place.end if place is not None else None,
            earliest,
            latest,
            event.killed,
            event.injured,
            event.status,
            self.analysis.voice(cue_start),
        )

    def _scene(self, event: Event, number: int, events: list[Event]) -> tuple[Any, Day | None]:
        """Place and day by the clause, by one joined to it, else of the event told before that this one continues."""
        place, day = self.scenes.place(event), self.scenes.day(event, events)
        for other in events:
            if place is None and other is not event and self.scenes.shares(event, other):
                place = self.scenes.place(other)
        place = place or self.scenes.around(event)
        carried = self.scenes.goes_on(event, number, day) if place is None or day is None else None
        return (place or carried[0], day or carried[1]) if carried is not None else (place, day)

    def _is_to_come(self, day: Day | None) -> bool:
        """Whether a day lies behind that of publication: "the council meets on Friday"."""
        published = self.doc.published
        return published is not None and day is not None and day.earliest > published


def _spot(party: Party | None) -> tuple[str | None, int | None, int | None]:
    """Name and offsets of a party."""
    return (party.name, party.start, party.end) if party is not None else (None, None, None)


show_types(globals())
