"""What each text asserts: its quotations, statements, events and figures, with what may tell two of them apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from osint.compare.concepts import befallen, concepts, forces, has_negation, is_people, stems
from osint.knowledge import en, gazetteer
from osint.tables import Tables
from osint.text.stems import stem

_CLAUSE = re.compile(
    r";\s|\s[–—]\s|,\s(?=(?:but|and|while|whereas|although|though|which|who|where|when|after|before|as|\w{3,}ing)\s)"
    r"|\s(?=but\s)"
)
#: A part of a sentence says something of its own where it has so many words that say something.
_LEAST_STEMS = 3
#: So far around a possible end of a clause its words are counted, so that time grows with the text's length.
_NEAR = 200
#: A clause is an event's where the event's words are so much of it; else it says more, and is an assertion too.
_COVERED = 0.6
#: What befell those counted is told within so many characters of their number.
_REACH = 90
#: A modal so near a number is its own.
_MODAL_REACH = 45
#: A day named more than so long before or after publication is background.
_RECENT = pd.Timedelta(days=60)
#: A day is exact where it is known to within so long.
_EXACT = pd.Timedelta(days=3)
#: Type of an event -> the family within which reporters differ on the type.
_FAMILIES = {"assault": "fight", "disaster": "accident", "sanction": "coerce", "disapprove": "reject", "aid": "support"}


#: "Eight other survivors", "54 of the dead", "25 were among the dead" are a part of those counted elsewhere.
_PART = re.compile(
    r"\s(?:other|others|more|further|additional)\b(?!\sthan)|\sof\s(?:them|whom)\b"
    r"|(?:\sof|[^.;,]{0,40}\samong)\s(?:the|those)\s(?:\d+\s)?(?:dead|killed|victims|injured|wounded|missing|bodies)\b"
)
#: "Another 12", "including 85 firefighters", "the dead include 96 firefighters, 11 policemen and", within its clause.
_PART_BEFORE = re.compile(
    r"\banother\s$|\bamong\s(?:them|whom|those)[^.;:–—]{0,60}$|\binclud(?:e|es|ed|ing)\b(?:(?!\b(?:as|when|while|after|but|to|says?|said)\b)[^.;:–—]){0,80}$",
    re.IGNORECASE,
)
#: "The 69-year-old captain" and "the 25-year-old mate" are no two numbers of one thing.
_AGE = re.compile(r"\byears?[\s-]old\b")
_AGE_REACH = 10
#: "Two soldiers and a civilian", "14 soldiers and three civilians": parts of a sum.
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_SUM = re.compile(rf"(?:,|,?\sand)\s{_NUMBER}\b", re.IGNORECASE)
_COUNTED_BEFORE = re.compile(rf"\b{_NUMBER}\s([\w\s’'-]{{3,30}}?)(?:,|,?\sand)\s$", re.IGNORECASE)
#: What is between two numbers of one verb: "two Danes and five Swedes were hurt", not "3 killed, 17 wounded".
_JOINING = re.compile(
    r"(?:\s(?!were|was|have|had|and|killed|dead|hurt|injured|wounded)[\w’'-]+){1,3}(?:,|,?\sand)\s", re.IGNORECASE
)
_JOINED = 3  # numbers
_ENDED = re.compile(r"(?:[,;]|\band)\s$")
_NAME = re.compile(r"\s([A-Z]\w+)")
_OF_FORCES = re.compile(r"\sof\s(?:the\s)?(?:\w+\s){0,2}(?:forces|police|army|military|guard)\b")
_OF_A_PEOPLE = re.compile(r"\b([A-Z]\w+)(?=\s((?:death\s)?\w+))")


#: Numbers further apart than this count different things more often than not, unless their noun is one.
FARTHEST = 10.0


class Deed(NamedTuple):
    """An event as its row gives it: the family of its type, the actors, in words or by name, and how many died."""

    family: str
    agent: frozenset[str]
    target: frozenset[str]
    is_denied: bool
    killed: float | None = None


class Figure(NamedTuple):
    """A number: its bounds, the stem of what is counted, and what befell it.

    `label` is what is counted, in words, `people` the proper names in it ("Thai soldiers"); `is_part` where others are
    counted elsewhere.
    """

    value: float
    low: float | None
    high: float | None
    unit: str | None
    counted: str | None
    victims: str | None
    label: str | None = None
    people: frozenset[str] = frozenset()
    is_part: bool = False


class Assertion(NamedTuple):
    """One text's version of something: its passage, from whom it comes, and what it says.

    `matter` are the concepts of its words; `names`, `countries`, `towns` and `days` are whom, where and when it names;
    `scenes` the towns where its events are, or all its towns where it has no event. It `is_denied` where its event is,
    or without one where it `is_negated`: has a negation.
    """

    article: str
    start: int
    end: int
    text: str
    kind: str
    origin: str | None
    matter: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    scenes: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    days: tuple[tuple[Any, Any], ...] = ()
    is_denied: bool = False
    is_negated: bool = False
    deeds: tuple[Deed, ...] = ()
    figure: Figure | None = None


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a sentence into clauses that say something of their own: three words that carry matter, or more."""
    begin = start
    for match in _CLAUSE.finditer(text, start, end):
        before = text[max(begin, match.start() - _NEAR) : match.start()]
        after = text[match.end() : min(end, match.end() + _NEAR)]
        if len(stems(before)) >= _LEAST_STEMS and len(stems(after)) >= _LEAST_STEMS:
            yield begin, match.start()
            begin = match.end()
    yield begin, end


class _Row(NamedTuple):
    """What lies within a stretch of text: a row of a table at its offset."""

    start: int
    end: int
    row: Any


class _Held:
    """The rows of a table in the order of their article's text, looked up by stretch."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._rows: dict[str, list[_Row]] = defaultdict(list)
        row: Any
        for row in table.itertuples():
            self._rows[str(row.article_id)].append(_Row(int(row.start), int(row.end), row))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[:2])
        self._starts = {article: [row.start for row in rows] for article, rows in self._rows.items()}

    def of(self, article: str) -> list[_Row]:
        """Return all rows of an article."""
        return self._rows.get(article, [])

    def within(self, article: str, start: int, end: int) -> list[_Row]:
        """Return the rows that begin in a stretch of an article."""
        starts = self._starts.get(article, [])
        return self.of(article)[bisect_left(starts, start) : bisect_left(starts, end)]

    def around(self, article: str, start: int, end: int) -> list[_Row]:
        """Return the rows that overlap a stretch; of those that begin before it, the last eight at most."""
        starts = self._starts.get(article, [])
        first = max(bisect_right(starts, start) - 8, 0)
        rows = self.of(article)[first : bisect_left(starts, end)]
        return [row for row in rows if row.end > start]


class Reader:
    """Reads the assertions of all articles off the tables of a case."""

    def __init__(self, t: Tables) -> None:
        self.texts = t.texts
        self._speaks_for = _speaks_for(t.case.actors)
        self._sentences = _Held(t.shown)
        self._quotes = _Held(t.quotes)
        self._mentions = _Held(t.mentions)
        self._places = _Held(t.places.drop(columns="geometry", errors="ignore"))
        self._days = _Held(_recent_days(t))
        self._all_days = _Held(t.dates[t.dates["earliest"].notna()])
        self._events = _Held(t.events)
        self._figures = _Held(t.figures[t.figures["value"].notna()])

    def said(self) -> list[Assertion]:
        """The quotations, the events and the other clauses, in order."""
        found = []
        for article in self.texts:
            for row in self._quotes.of(article):
                if row.row.kind in ("direct", "mixed"):
                    for start, end in self._sentences_of(article, row.start, row.end):
                        found.append(self._assertion(article, start, end, "quote", _known(row.row.speaker)))
            for sentence in self._sentences.of(article):
                found += self._of_sentence(article, sentence.start, sentence.end)
        return sorted(found, key=lambda one: (one.article, one.start, one.end, one.kind))

    def _sentences_of(self, article: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences of a quotation: another text may quote one of them alone."""
        rows = self._sentences.around(article, start, end)
        for row in rows:
            yield max(row.start, start), min(row.end, end)
        if not rows:
            yield start, end

    def _of_sentence(self, article: str, start: int, end: int) -> Iterator[Assertion]:
        """The events of a sentence, and its clauses of which no event is the most; a question asserts nothing."""
        if self.texts[article][start:end].rstrip("”’\"' ").endswith("?"):
            return
        events = self._events.within(article, start, end)
        for event in events:
            if self._voice(article, event.start, event.end)[0] != "quote":
                voice = event.row.voice
                kind = "event" if voice == "narrator" else "statement"
                origin = None if voice in ("narrator", "unnamed") else voice
                yield self._assertion(article, event.start, event.end, kind, origin)
        for part in self._unquoted(article, start, end):
            for first, last in clauses(self.texts[article], *part):
                kind, origin = self._voice(article, first, last)
                covered = max((min(e.end, last) - max(e.start, first) for e in events), default=0)
                is_source = self.texts[article].startswith("according to ", first)
                if kind != "quote" and not is_source and covered < _COVERED * (last - first):
                    yield self._assertion(article, first, last, kind, origin)

    def _unquoted(self, article: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a sentence outside whole quotations; a fragment in marks is part of its clause."""
        for row in self._quotes.around(article, start, end):
            if row.row.kind == "direct" and row.start < end:
                if start < row.start:
                    yield start, row.start
                start = max(start, row.end)
        if start < end:
            yield start, end

    def _assertion(self, article: str, start: int, end: int, kind: str, origin: str | None) -> Assertion:
        text = self.texts[article]
        mentions, places = self._mentions.within(article, start, end), self._places.within(article, start, end)
        spans = sorted({(row.start, row.end) for row in [*mentions, *places]})
        events = [row.row for row in self._events.around(article, start, end) if _is_most(row, start, end)]
        towns = frozenset(row.row.place for row in places if _is_town(row.row))
        scenes = self._scenes(article, events)
        is_negated = has_negation(text, start, end)
        return Assertion(
            article,
            start,
            end,
            text[start:end],
            kind,
            origin,
            matter=concepts(text, start, end, spans),
            names=frozenset(row.row.actor for row in mentions),
            towns=towns | scenes,
            scenes=scenes if events else frozenset(row.row.place for row in places if _is_spot(row.row)),
            countries=frozenset(row.row.country for row in places if not pd.isna(row.row.country)),
            days=self._days_of(article, start, end, events),
            is_denied=events[0].status == "denied" if events else is_negated,
            is_negated=is_negated,
            deeds=tuple(self._deed(event) for event in events),
        )

    def _scenes(self, article: str, events: list[Any]) -> frozenset[str]:
        """The towns where events are, of those that are in towns."""
        starts = [int(event.place_start) for event in events if not pd.isna(event.place_start)]
        rows = [row for start in starts for row in self._places.within(article, start, start + 1)]
        return frozenset(row.row.place for row in rows if _is_spot(row.row))

    def _days_of(self, article: str, start: int, end: int, events: list[Any]) -> tuple[tuple[Any, Any], ...]:
        days = [(row.row.earliest, row.row.latest) for row in self._days.within(article, start, end)]
        known = [event for event in events if not pd.isna(event.earliest) and event.latest - event.earliest <= _EXACT]
        return tuple(dict.fromkeys([*days, *((event.earliest, event.latest) for event in known)]))

    def _deed(self, event: Any) -> Deed:
        agent, target = self._party(event.agent), self._party(event.target)
        family = _FAMILIES.get(event.event, event.event)
        return Deed(family, agent, target, event.status == "denied", _number(event.killed))

    def _party(self, name: Any) -> frozenset[str]:
        """An agent or target as it may be compared: its name, for whom it speaks, and the concepts of its words."""
        if pd.isna(name) or name == "narrator":
            return frozenset()
        heads = self._speaks_for.get(str(name), ())
        return frozenset({str(name), *heads}) | concepts(str(name).lower(), 0, len(str(name)))

    def figures(self) -> list[Assertion]:
        """The figures, each with what its clause says around it; no number of victims that is only possible."""
        found = []
        for article in self.texts:
            rows = self._figures.of(article)
            for k, row in enumerate(rows):
                around = self._sentences.around(article, row.start, row.end)
                if around and not _AGE.search(self.texts[article], row.start, row.end + _AGE_REACH):
                    near = (rows[k - 1].end if k else 0, self._behind(article, rows, k))
                    figure = self._figure(article, row, around[0], near)
                    if not (figure.figure and figure.figure.victims) or _is_stated(self.texts[article], around[0], row):
                        found.append(figure)
        return found

    def _behind(self, article: str, rows: list[_Row], k: int) -> int:
        """Where what is told of a number ends: at the next, past one that shares its verb, "two men and a boy died"."""
        for before, after in pairwise(rows[k : k + _JOINED]):
            if not _JOINING.fullmatch(self.texts[article], before.end, after.start):
                return after.start
        return rows[min(k + _JOINED, len(rows)) - 1].end + _REACH

    def _figure(self, article: str, row: _Row, sentence: _Row, near: tuple[int, int]) -> Assertion:
        """A figure with its clause; what befell those counted is told between the figures before and behind."""
        text = self.texts[article]
        parts = clauses(text, sentence.start, sentence.end)
        whole = (sentence.start, sentence.end)
        start, end = next((part for part in parts if part[0] <= row.start < part[1]), whole)
        context = self._assertion(article, start, end, "figure", None)
        counted, unit = _known(row.row.counted), _known(row.row.unit)
        victims = _victims(text, (start, end), row, near, counted) if unit is None and is_people(counted) else None
        figure = Figure(
            value=float(row.row.value),
            low=_number(row.row.low),
            high=_number(row.row.high),
            unit=unit,
            counted=stem(counted.split()[-1]) if counted else None,
            victims=victims,
            label=counted,
            people=_peoples(text, start, row, counted),
            is_part=_is_part(text, start, row, counted),
        )
        origin = None if row.row.voice in ("narrator", "unnamed") else row.row.voice
        if figure.victims and not figure.people and figure.counted in forces():
            figure = figure._replace(people=self._people_of(origin))
        spoken = self._spoken(article, row, (start, end))
        if spoken != (start, end):
            context = context._replace(days=self._assertion(article, *spoken, "figure", None).days)
        days = tuple((day.row.earliest, day.row.latest) for day in self._all_days.within(article, *spoken))
        is_toll = figure.victims is not None and figure.counted == "toll"
        # Of a number also a month or a year long past tells which it is; the day on which a toll rose does not.
        return context._replace(
            days=() if is_toll else context.days or days,
            start=row.start,
            end=row.end,
            text=text[row.start : row.end],
            origin=origin,
            figure=figure,
        )

    def _spoken(self, article: str, row: _Row, clause: tuple[int, int]) -> tuple[int, int]:
        """The part of a figure's clause in the words that give it: the day on which somebody denies it is outside."""
        held = [quote for quote in self._quotes.around(article, row.start, row.end) if quote.start <= row.start]
        told = [quote for quote in held if quote.row.kind != "scare" and row.start < quote.end]
        return (max(clause[0], told[-1].start), min(clause[1], told[-1].end)) if told else clause

    def _people_of(self, speaker: str | None) -> frozenset[str]:
        """Whose soldiers a speaker counts where he does not say: "five soldiers, a Thai army spokesman said"."""
        if speaker is None:
            return frozenset()
        named = [people for word in speaker.split() if (people := _people(word))]
        return frozenset(named[:1] or self._speaks_for.get(speaker, [])[-1:])

    def wholes(self) -> list[Assertion]:
        """What each article says as a whole: of which matter it is."""
        return [self._assertion(article, 0, len(text), "article", None) for article, text in self.texts.items()]

    def _voice(self, article: str, start: int, end: int) -> tuple[str, str | None]:
        """Say whether a clause is "quote", "statement" or "event" (the narrator's), and from whom it comes."""
        share = {"quote": 0, "statement": 0}
        origin = None
        for row in self._quotes.around(article, start, end):
            n = min(end, row.end) - max(start, row.start)
            if n > 0 and row.row.kind != "scare":
                share["statement" if row.row.kind == "indirect" else "quote"] += n
                origin = origin or _known(row.row.speaker)
        if share["quote"] > 0.6 * (end - start):
            return "quote", origin
        return ("statement", origin) if share["statement"] > 0.25 * (end - start) else ("event", None)


def _victims(text: str, clause: tuple[int, int], row: _Row, near: tuple[int, int], counted: str | None) -> str | None:
    """What befell the people counted: as their noun says, "39 wounded", or the nearest such word in their clause."""
    own = befallen(counted, (0, len(counted)), (0, 0)) if counted else None
    if own:
        return own
    (start, end), (before, behind) = clause, near
    if _PART_BEFORE.search(text[start : row.start]):
        # Of "50 people missing, including 30 children" the children are missing, whatever is told behind them.
        before, behind = start, row.start
    elif before > start and _ENDED.search(text[before : row.start]):
        before = row.start  # of "two men dead and 10 captured", "dead" is told of the two
    reach = max(start, before, row.start - _REACH), min(end, behind, row.end + _REACH)
    found = befallen(text, reach, (row.start, row.end))
    is_holder = found == "hostage" and counted is not None and stem(counted.split()[-1]) in forces()
    return None if is_holder else found  # "15 gunmen hold hostages"


def _peoples(text: str, start: int, row: _Row, counted: str | None) -> frozenset[str]:
    """The peoples counted: "30 Thai soldiers", "the Thai toll rose to two", "a Thai soldier died and two were hurt"."""
    own = {people for word in (counted or "").split() if (people := _people(word))}
    follower = _NAME.match(text, row.end) if counted is None else None  # "three Danish and two Dutch guards"
    if follower is not None and (people := _people(follower[1])):
        own.add(people)
    if own or not (counted is None or befallen(counted, (0, len(counted)), (0, 0))):
        return frozenset(own)
    before = [
        people
        for match in _OF_A_PEOPLE.finditer(text, start, row.start)
        if (people := _people(match[1])) and (match[2].endswith("toll") or is_people(match[2]))
    ]
    return frozenset(before[-1:])


def _people(word: str) -> str | None:
    """The place whose people or adjective a word is: "Thais" and "Thai" are one people."""
    found = gazetteer.demonym(word)
    return None if found is None else found.place


def _is_part(text: str, start: int, row: _Row, counted: str | None) -> bool:
    """Whether a number counts some of those that are counted elsewhere."""
    if _PART.match(text, row.end) or _PART_BEFORE.search(text[start : row.start]):
        return True
    if counted is None and text[row.start : row.end].lower().split()[-1] in ("one", "1"):
        return True  # "One soldier was killed" tells of the one, whoever else was
    if counted is None or not is_people(counted) or befallen(counted, (0, len(counted)), (0, 0)):
        return False
    at = text.find(counted, row.end, row.end + _REACH)
    after = row.end if at < 0 else at + len(counted)  # the noun may stand before its number
    if _OF_FORCES.match(text, after):
        return True
    return _SUM.match(text, after) is not None or _counts_people(text[start : row.start])


def _counts_people(before: str) -> bool:
    """Whether the words before "3 civilians" end in other people, and their number: "14 soldiers and "."""
    last = _COUNTED_BEFORE.search(before)
    return last is not None and is_people(last[1])


def _is_stated(text: str, sentence: _Row, row: _Row) -> bool:
    """Whether a number of victims is stated, not feared or foretold: "the toll may pass 200", "if 64 were killed"."""
    near = re.findall(r"\w+", text[max(sentence.start, row.start - _MODAL_REACH) : row.end + _MODAL_REACH])
    whole = re.findall(r"\w+", text[sentence.start : sentence.end].lower())
    return not (en.MODALS.intersection(near) or "if" in whole)  # as written: "May" is a month


def _is_most(event: _Row, start: int, end: int) -> bool:
    """Whether an event lies mostly within a stretch."""
    return min(event.end, end) - max(event.start, start) > 0.5 * (event.end - event.start)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _known(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _speaks_for(actors: pd.DataFrame) -> dict[str, list[str]]:
    """For whom each actor speaks, one after the other: a spokesman for the navy, the navy for the state."""
    known = actors[actors["of"].notna() & (actors["of"] != "")]
    heads = dict(zip(known["actor"], known["of"], strict=True))
    chains: dict[str, list[str]] = {}
    for actor in heads:
        chain: list[str] = []
        head: str | None = actor
        while (head := heads.get(head or "")) is not None and head not in chain and head != actor:
            chain.append(head)
        chains[actor] = chain
    return chains


def _is_town(place: Any) -> bool:
    return place.role == "literal" and place.kind not in ("country", "continent", "state", "region", "sea", "ocean")


def _is_spot(place: Any) -> bool:
    """Whether it is known where a town is: off a cape and in its strait may be one scene."""
    return _is_town(place) and not pd.isna(place.lat)


def _recent_days(t: Tables) -> pd.DataFrame:
    """Days named to within three, but for those that lie months off publication: they are background."""
    known = t.dates[t.dates["earliest"].notna()]
    is_exact = known["latest"] - known["earliest"] <= _EXACT
    published = t.articles.reindex(columns=["published", "published_earliest"]).bfill(axis=1).iloc[:, 0]
    reference = known["article_id"].map(dict(zip(t.articles["article_id"], pd.to_datetime(published), strict=True)))
    is_recent = reference.isna() | ((known["earliest"] - reference).abs() <= _RECENT)
    return known[is_exact & is_recent]
