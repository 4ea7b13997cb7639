"""Dates in a text: their spans, which days they may mean, whether they are past, planned or conditional."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from dateutil.easter import easter

from osint.facts import intervals, numerals
from osint.facts.intervals import Interval
from osint.facts.numerals import either
from osint.knowledge import en, lexicons
from osint.knowledge.en import verbs
from osint.text.analysis import Analysis
from osint.text.document import Document, Sentence


class Dated(NamedTuple):
    """A stretch of days, what it was reckoned from, and whether it is past, planned or conditional."""

    start: int
    end: int
    earliest: date | None
    latest: date | None
    anchor: str | None
    status: str


class Stated(NamedTuple):
    """The day that a text gives as its own, with the span of the line that gives it."""

    day: date
    start: int
    end: int


class _Clause(NamedTuple):
    """What a date needs to be reckoned: the day of reference, its name, and what the words around tell."""

    day: date | None = None
    anchor: str | None = None
    is_planned: bool = False
    is_conditional: bool = False
    previous: Interval | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether a bare weekday is the next one: in a plan, or in what may come ("if they meet by Friday")."""
        return self.is_planned or self.is_conditional


_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"(?:\s?[-–—/]\s?|\s(?:and|to|through|until)\s)"
_EDGE = r"(?:(?i:e)arly|(?i:l)ate|(?i:m)id|(?i:e)arlier|(?i:l)ater|the beginning of|the start of|the end of)[\s-]"
_COUNT = r"(?:\d{1,3}|(?i:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|couple of))"
_PERIOD = r"(?:day|night|week|fortnight|month|year|decade)"
#: First words of dates besides the names of days, months and seasons.
_FIRST = (
    *("early", "late", "mid", "earlier", "later", "the", "last", "next", "this", "previous", "coming", "following"),
    *("same", "past", "weekend", "a ", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "few", "several", "couple", "every", "each", "Q1", "first", "second", "third"),
    *("Q2", "Q3", "Q4", "fourth", "final"),
)
#: How far a clause reaches to either side of a date; longer "sentences" are lists and tables.
_AROUND = 400
#: Words that refer to the date before in the text, not to the day of publication.
_OF_TEXT = ("following", "previous", "same", "that")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "final": 0}
_STEPS = {"last": -1, "previous": -1, "next": 1, "coming": 1, "this coming": 1, "following": 1}
_TIME_AFTER = r"\s?(?:GMT|UTC|BST|CET|E[SD]T|IST|hours|hrs|local\stime|[ap]\.?m\b)"


@cache
def months() -> str:
    """Return a pattern for the names of the months; short ones may end in a stop."""
    words = lexicons.words("calendar", "word", kind="month")
    full = {word for word in words if len(word) > 4 or word in ("May", "June", "July")}
    return rf"(?:{either(full)})|(?:{either(words - full)})\b\.?"


@cache
def _numbers_of(kind: str) -> dict[str, int]:
    return {row["word"]: int(row["value"]) for row in lexicons.rows("calendar") if row["kind"] == kind}


@cache
def _any_of(*kinds: str) -> str:
    return rf"(?:{either(word for kind in kinds for word in lexicons.words('calendar', 'word', kind=kind))})"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """A pattern for each kind of date; where two kinds match, the one named first counts."""
    month, weekday, season, days = rf"(?:{months()})", _any_of("weekday"), _any_of("season"), _any_of("day")
    part = rf"(?:\s{_any_of('part')})?"
    lead = rf"(?:{weekday},?\s(?:the\s)?)?"
    year = rf"(?:,?\s(?P<year>{_YEAR}))?"
    second = rf"(?:{_TO}(?:(?P<month2>{month})\s)?(?P<day2>{_DAY}))?"
    before_month = "|".join(rf"(?<=\b{word}\s)" for word in ("[Ii]n", "[Ss]ince", "until", "of", "for", "by"))
    before_year = before_month + r"|(?<=\b[Ff]rom\s)|(?<=\b[Pp]eriod\s)|(?<=\bthe\s)|(?<=\()"
    which = "(?P<which>(?i:l)ast|(?i:n)ext|(?i:t)his(?:\\scoming)?|previous|coming|following|same)"
    of_week = r"(?P<which>last|next|this|that|the\s(?:following|previous|same)|the\sweek\sbefore\slast)"
    times = rf"(?P<count>{_COUNT})\s(?P<period>{_PERIOD})s?"
    texts = {
        "iso": rf"(?P<year>{_YEAR})([-/])(?P<month>\d\d)\2(?P<day>\d\d)(?!\w)",
        "slashed": rf"(?P<first>\d{{1,2}})([-./])(?P<second>\d{{1,2}})\2(?P<year>{_YEAR})(?!\w)",
        "month_day": rf"{lead}(?P<month>{month})\s(?P<day>{_DAY}){second}{year}(?![\w,.]*\d)",
        "day_month": rf"{lead}(?:the\s)?(?P<day>{_DAY})(?:\s(?P<month0>{month}))?"
        rf"(?:{_TO}(?P<day2>{_DAY}))?\s(?:of\s)?(?P<month>{month}){year}(?!\w)",
        "month_year": rf"(?P<edge>{_EDGE})?(?P<month>{month})(?:\sof|,)?\s(?P<year>{_YEAR})(?!\w)",
        "season_year": rf"(?P<edge>{_EDGE})?(?P<season>{season})(?:\sof)?\s(?P<year>{_YEAR})(?!\w)",
        "share": rf"(?:Q(?P<q>[1-4])|(?P<nth>{'|'.join(_ORDINALS)})\s(?P<share>quarter|half))(?:\sof|,)?\s"
        rf"(?:(?P<year>{_YEAR})|(?P<which>last|this|next)\syear)(?!\w)",
        "weekday_of": rf"(?P<weekday>{weekday}){part}(?:,?\s(?:of\s)?|\sin\s){of_week}(?:\sweek)?(?<=week|last)(?!\w)"
        rf"|{of_week.replace('which', 'which2')}\sweek,?\son\s(?P<weekday2>{weekday})(?!\w)",
        "weekday_ago": rf"(?P<count>{_COUNT})\sweeks?\s(?:ago,?\s(?:on\s)?|(?P<ahead>from|on)\s)"
        rf"(?P<weekday>{weekday})(?!\w)",
        "repeated": rf"(?:(?i:every|each)\s(?:other\s|second\s)?|(?<=\b[Oo]n\s)an?\s|(?i:one)\s){weekday}(?!\w){part}"
        rf"|{weekday}s(?!\w)",
        "period": rf"(?:(?i:t)he\s)?(?P<edge>{_EDGE})?{which}\s"
        rf"(?P<period>week(?:end)?|month|year|{weekday}|{season}|{month}|decade|century)(?!\w|-){part}"
        r"|the\s(?P<period2>week|month|year)\sbefore\slast(?!\w)",
        "feast": rf"(?P<feast>{_any_of('feast', 'easter', 'undated')})(?:,?\s(?P<year>{_YEAR}))?(?!\w|\s[A-Z]\w+ment)",
        "days": rf"(?i:{days})(?!\w|-){part}",
        "weekend": r"(?i:t)he\sweekend(?!\w)|(?<=\s)weekend(?=\s[a-z])",
        "overnight": rf"(?i:overnight)(?!\w|-|\s{_any_of('all night')})(?:\s(?:(?P<into>into|to)|on|from)?\s?"
        rf"(?P<weekday>{weekday})(?:{_TO}{weekday})?)?(?!\w)",
        "weekday": rf"(?:{weekday})(?!\w){part}(?:{_TO}(?P<last>{weekday}))?(?![\w]|s\b)",
        "ago": rf"{times}\sago(?!\w)",
        "span": rf"(?P<which>past|last|next|coming)\s(?:(?P<count>{_COUNT})\s)?(?P<period>{_PERIOD})s?(?!\w|-)",
        "lasting": rf"(?<=\bfor\s){times}(?!\w|-)",
        "shift": rf"(?:{times}\s(?P<which>later|earlier)|(?i:t)he\s(?P<step>next|following|same)\sday)(?!\w)",
        "decade": r"(?i:t)he\s(?:(?P<edge>early|late|mid)[\s-])?(?P<year>1[5-9]\d0|20\d0)s(?!\w)",
        "month": rf"(?:{before_month}|(?P<edge>{_EDGE}))(?P<month>{month})(?!\w|\s?\d)",
        "year": rf"(?:{before_year}|(?P<edge>{_EDGE}))(?P<year>{_YEAR})"
        rf"(?:(?:\s?[-–/]\s?|\sto\s)(?P<year2>{_YEAR}|\d\d))?(?!\w|[,./:]\d|{_TIME_AFTER}|\son\s{weekday})",
    }
    return {kind: re.compile(rf"(?<![\w$£€/])(?:{pattern})") for kind, pattern in texts.items()}


@cache
def _pattern() -> re.Pattern[str]:
    plain = []
    for kind, pattern in _patterns().items():
        # Within one pattern for all kinds no group has a name, and the separator that repeats is a set of signs.
        text = re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern.replace("([-/])", "[-/]").replace("([-./])", "[-./]"))
        plain.append(f"(?P<{kind}>{text.replace(chr(92) + '2', '[-./]')})")
    # Nearly every "the" and "a" of a text is passed over by the word behind it, which halves the time.
    behind = either(
        [*_FIRST, "week", "day", "month", "year", "night", "fortnight", "decade", "beginning", "start", "end"]
    )
    articles = rf"(?!(?:[Tt]he|[Aa]n?)\s(?!\d|{_any_of('weekday')}|{behind}))"
    return re.compile(rf"(?<![\w$£€/]){articles}(?:{'|'.join(plain)})")


@lru_cache(maxsize=1 << 16)
def _begins(token: str) -> tuple[int, ...]:
    """Where in a token a date may begin: at a number, or at a word of dates, also in the plural ("Mondays")."""
    return tuple(match.start() for match in _start().finditer(token))


@cache
def _start() -> re.Pattern[str]:
    kinds = ("month", "season", "day", "feast", "easter", "undated")
    names = (word for kind in kinds for word in lexicons.words("calendar", "word", kind=kind))
    words = either({re.split(r"\W", name)[0] for name in (*names, *_FIRST, "overnight")})
    return re.compile(rf"(?<![\w$£€/])(?:\d|(?:{words}|{_any_of('weekday')}s?)(?!\w))", re.IGNORECASE)


def _matches(doc: Document, start: int, end: int) -> Iterator[re.Match[str]]:
    """Match the dates between two offsets, from left to right."""
    pattern, at = _pattern(), start
    for begin in numerals.starts(doc, _begins, start, end):
        match = pattern.match(doc.text, begin, end) if begin >= at else None
        if match:
            at = match.end()
            yield match


def locate(analysis: Analysis) -> list[Dated]:
    """Find the dates of one article, in order."""
    doc = analysis.doc
    matches = list(_matches(doc, 0, len(doc.text)))
    if not matches:
        return []
    day, anchor = _reference(doc)
    found: list[Dated] = []
    previous: Interval | None = None
    for match in matches:
        row = _dated(doc, match, _Clause(day, anchor, previous=previous))
        if row:
            found.append(row)
            previous = (row.earliest, row.latest) if row.earliest and row.latest else previous
    return found


def _reference(doc: Document) -> tuple[date | None, str | None]:
    """The day from which dates are reckoned, and its name."""
    if doc.published:
        return doc.published, "publication"
    if doc.published_earliest:
        return doc.published_earliest, "earliest publication"
    stated = stated_day(doc)
    return (stated.day, "text") if stated else (None, None)


#: How many paragraphs are an article's head, where its day may be given among headline, byline and photo credit.
_HEAD = 8
#: A dateline: "KYIV, Ukraine, Jan. 18, 2024 (Agency) —", the text goes on behind the sign.
_DATELINE = re.compile(r"(?:\W{0,3}[A-Z][\w.’'-]*){1,6}\W{1,4}$")
_AFTER_DATELINE = re.compile(r"\s?(?:[.,]\s)?(?:\([^()\n]{2,40}\)\s?|/[^/\n]{2,40}/\s?)?(?:--?|[–—:])\s")
#: Words in lower case that a line may have beside its date, and be a date line still.
_STAMP = re.compile(
    r"(?i:first|last|published|updated|posted|modified|date|dated|issued|released|on|at|by|of|the|am|pm|a\.m|p\.m|from|and)"
)


def stated_day(doc: Document) -> Stated | None:
    r"""Return the day that an article's text gives as its own: a full date in a line of its own, or in a dateline.

    >>> text = "Ferry sinks\n\nPublished 4 March 2021\n\nThe ferry sank on Tuesday off the coast, they said."
    >>> stated_day(Document(text)).day
    datetime.date(2021, 3, 4)
    """
    for n, (start, end) in enumerate(doc.paragraphs):
        sentence = doc.sentences[doc.sentence_at(start)]
        if n >= _HEAD and sentence.zone != "boilerplate":
            continue
        for match in _matches(doc, start, end):
            interval = _full(doc.text, match)
            if interval and _is_stamp(doc.text, sentence, match, end):
                return Stated(interval[0], start, min(end, match.end()) if sentence.end > match.end() else end)
    return None


def _full(text: str, match: re.Match[str]) -> Interval | None:
    """The days of a date that has its year, month and day."""
    kind = match.lastgroup or ""
    if kind not in ("iso", "slashed", "month_day", "day_month"):
        return None
    parts = _patterns()[kind].fullmatch(text, *match.span())
    return _RESOLVERS[kind](parts, _Clause()) if parts and parts["year"] else None


def _is_stamp(text: str, sentence: Sentence, match: re.Match[str], end: int) -> bool:
    """Whether a full date is the day of the text: all of its line but names, times and "published on"."""
    before, after = text[sentence.start : match.start()], text[match.end() : end]
    if _DATELINE.match(before) and _AFTER_DATELINE.match(after):
        return True
    words = re.findall(r"[^\W\d_][\w.’'-]*", before + " " + after)
    is_line = sum(map(len, words)) < _STAMP_WORDS and "\n" not in before
    return is_line and all(_STAMP.fullmatch(word.rstrip(".")) or _is_name(word, sentence) for word in words)


#: A line with more letters beside its date says something about that day.
_STAMP_WORDS = 60


def _is_name(word: str, sentence: Sentence) -> bool:
    """Whether a word may be an author's, a town's or an outlet's; in a headline it says what happened."""
    return word[0].isupper() and sentence.zone != "headline"


def _dated(doc: Document, match: re.Match[str], clause: _Clause) -> Dated | None:
    kind = match.lastgroup or ""
    parts = _patterns()[kind].fullmatch(doc.text, *match.span())
    if parts is None:
        return None
    around, offset = _surroundings(doc, match)
    if not _is_date(doc.text, match, around[:offset]):
        return None
    conditional = _is_conditional(around, offset)
    clause = clause._replace(is_planned=_is_planned(around, offset), is_conditional=_is_open(around, offset))
    interval = _RESOLVERS[kind](parts, clause)
    anchor = _anchor(kind, parts, clause) if interval else None
    earliest, latest = interval or (None, None)
    return Dated(*match.span(), earliest, latest, anchor, _status(clause, interval, conditional))


def _surroundings(doc: Document, match: re.Match[str]) -> tuple[str, int]:
    """The sentence around a date, and the offset of the date in it."""
    sentence = doc.sentences[doc.sentence_at(match.start())] if doc.sentences else None
    first = max(sentence.start if sentence else 0, match.start() - _AROUND)
    last = min(sentence.end if sentence else len(doc.text), match.end() + _AROUND)
    return doc.text[first:last], match.start() - first


_PERFECT = re.compile(r"\b(?:have|has|had|’ve|'ve)\s+(?:\w+\s+)?(?:been|\w+ed)\b")


def _is_date(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a match that may as well be something else is a date.

    1. "for three weeks" says when something began only in the perfect: "has been closed for three weeks".
    2. "last year" is no date where it is somebody's: "his last year".
    3. A word of the calendar with a capital within a sentence is a name: "USA Today".
    """
    kind = match.lastgroup
    if kind == "lasting":
        return bool(_PERFECT.search(before))
    if kind not in ("days", "period", "span"):
        return True
    near = text[max(0, match.start() - 12) : match.start()].rstrip()
    if text[match.start()].isupper():
        return not near or near[-1] in '.!?:“"‘—–-' or "\n" in text[max(0, match.start() - 2) : match.start()]
    return near.rsplit(None, 1)[-1:] not in [[word] for word in en.POSSESSIVES]


def _anchor(kind: str, parts: re.Match[str], clause: _Clause) -> str | None:
    groups = parts.groupdict()
    if kind == "shift" or (groups.get("which") or "").split()[-1:] in [[word] for word in _OF_TEXT]:
        return "text"
    if kind in ("iso", "slashed", "month_year", "season_year", "decade", "year") or groups.get("year"):
        return None
    return clause.anchor


@cache
def _cues(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_any_of(kind)}(?!\w)", re.IGNORECASE)


#: What parts clauses that differ in time: "They met on Monday after they will have …".
_BREAKS = (";", " but ", "—", " – ", " after ", " since ")
_PAST_VERB = re.compile(r"\b(?:said|told|wrote|was|were|had|[a-z]{2,}ed)\b")


def _is_planned(sentence: str, offset: int) -> bool:
    """Whether a word of planning precedes `offset` in its clause, or follows it with no past verb between."""
    sentence = sentence.replace("'", "’")
    begin = max(sentence.rfind(mark, 0, offset) for mark in _BREAKS)
    ends = (at for mark in _BREAKS if (at := sentence.find(mark, offset)) >= 0)
    before, after = sentence[max(begin, 0) : offset], sentence[offset : min(ends, default=len(sentence))]
    if _cues("planned").search(before):
        return True
    cue = _cues("planned").search(after)
    return bool(cue) and not _PAST_VERB.search(before) and not _PAST_VERB.search(after, 0, cue.start() if cue else 0)


def _is_conditional(sentence: str, offset: int) -> bool:
    begin = max(sentence.rfind(mark, 0, offset) for mark in (";", " but "))
    return bool(_cues("conditional").search(sentence, max(begin, 0), offset))


_OPEN = re.compile(r"\b(?:if|unless|in case|in the event|may|might)\b(?!\s(?:well\s)?have\b)", re.IGNORECASE)


def _is_open(sentence: str, offset: int) -> bool:
    """Whether a date lies in what may still come: "if no deal is reached by Friday", not "if he fled on Friday"."""
    cues = list(_OPEN.finditer(sentence, 0, offset))
    if not cues:
        return False
    words = re.findall(r"[\w’]+", sentence[cues[-1].end() : offset].lower())
    for before, word in zip(["", *words], words, strict=False):
        form = verbs.forms().get(word)
        is_past = form is not None and "past" in form.forms and not {"base", "s"} & form.forms
        if word in ("was", "were", "had", "did") or (is_past and before not in en.BE | en.NEGATIONS):
            return False
    return True


def _status(clause: _Clause, interval: Interval | None, is_conditional: bool) -> str:
    if interval and clause.day and interval[1] < clause.day:
        return "past"
    if is_conditional:
        return "conditional"
    if interval is None or clause.day is None:
        return "planned" if clause.is_planned else "past"
    is_future = interval[0] > clause.day or (clause.is_planned and interval[1] > clause.day)
    return "planned" if is_future else "past"


# How each kind of date is reckoned: from the groups of its pattern and the clause to the days meant, or None.


def _month_of(word: str) -> int:
    return _numbers_of("month")[word.rstrip(".")]


def _day_of(word: str) -> int:
    return int(word.rstrip("stndrh"))


def _weekday_of(word: str) -> int:
    return _numbers_of("weekday")[word]


def _year_near(clause: _Clause, month: int) -> int | None:
    """The year in which a month without one lies nearest to the day of reference; in a plan not before it."""
    day = clause.day or (clause.previous[0] if clause.previous else None)
    if day is None:
        return None
    distance = (month - day.month) % 12
    if distance < (9 if clause.is_planned else 3):
        return day.year + (day.month + distance - 1) // 12
    return day.year - (month > day.month)


def _iso(parts: re.Match[str], clause: _Clause) -> Interval | None:
    return intervals.of_days(int(parts["year"]), int(parts["month"]), int(parts["day"]))


def _slashed(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Day and month are known apart only where one of them is above twelve: "13/04/2024"; "03/04/2024" is NA."""
    first, second, year = int(parts["first"]), int(parts["second"]), int(parts["year"])
    if first <= 12 and second <= 12 and first != second:
        return None
    return intervals.of_days(year, second, first) if second <= 12 else intervals.of_days(year, first, second)


def _full_date(parts: re.Match[str], clause: _Clause) -> Interval | None:
    month, groups = _month_of(parts["month"]), parts.groupdict()
    year = int(parts["year"]) if parts["year"] else _year_near(clause, month)
    if year is None:
        return None
    last = _day_of(parts["day2"]) if parts["day2"] else None
    if groups.get("month0"):  # "28 February to 2 March"
        return intervals.of_days(year, _month_of(groups["month0"]), _day_of(parts["day"]), last, month)
    last_month = _month_of(groups["month2"]) if groups.get("month2") else None
    return intervals.of_days(year, month, _day_of(parts["day"]), last, last_month)


def _month_year(parts: re.Match[str], clause: _Clause) -> Interval | None:
    month = _month_of(parts["month"])
    year = int(parts["year"]) if "year" in parts.groupdict() else _year_near(clause, month)
    return intervals.part_of(intervals.of_months(year, month), parts["edge"]) if year else None


def _season_days(year: int, word: str) -> Interval:
    return intervals.of_months(year, _numbers_of("season")[word], 3)


def _season_year(parts: re.Match[str], clause: _Clause) -> Interval | None:
    return _season_days(int(parts["year"]), parts["season"])


def _share(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "the third quarter of 2023", "Q3 2023", "the first half of this year"."""
    if parts["year"] is None and clause.day is None:
        return None
    year = int(parts["year"]) if parts["year"] else clause.day.year + _STEPS.get(parts["which"], 0)  # type: ignore[union-attr]
    n_months = 6 if parts["share"] == "half" else 3
    n = int(parts["q"]) if parts["q"] else _ORDINALS[parts["nth"]] or 12 // n_months
    return intervals.of_months(year, (n - 1) * n_months + 1, n_months) if n * n_months <= 12 else None


def _years(parts: re.Match[str], clause: _Clause) -> Interval | None:
    first, second = parts["year"], parts["year2"]
    last = second if second and len(second) == 4 else first[:2] + (second or first[2:])
    if int(last) < int(first):
        return None
    return intervals.part_of(intervals.of_year(int(first), int(last)), parts["edge"])


def _decade(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "the 1990s"; early are its first four years, late its last four."""
    skip, n = {"early": (0, 4), "mid": (3, 4), "late": (6, 4)}.get(parts["edge"] or "", (0, 10))
    first = int(parts["year"]) + skip
    return intervals.of_year(first, first + n - 1)


def _repeated(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Return nothing: "every Friday", "on Fridays", "on a Monday" mean no one day."""
    return None


def _weekday(parts: re.Match[str], clause: _Clause) -> Interval | None:
    if clause.day is None:
        return None
    word = re.split(r"[\s–—-]", parts.group())[0]
    first = intervals.weekday_near(clause.day, _weekday_of(word), clause.is_ahead)
    last = intervals.weekday_near(first, _weekday_of(parts["last"]), True) if parts["last"] else first
    return first, last


def _weekday_in_week(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "Tuesday of last week", "Friday of the week before last", "last week on Monday"."""
    which = (parts["which"] or parts["which2"]).removeprefix("the ")
    day = clause.day
    if which in _OF_TEXT:
        day = clause.previous[0] if clause.previous else None
    if day is None:
        return None
    step = -2 if which == "week before last" else _STEPS.get(which, 0)
    found = intervals.week_of(day, step)[0] + timedelta(_weekday_of(parts["weekday"] or parts["weekday2"]))
    return found, found


def _weekday_ago(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "a week ago on Monday", in the week so many weeks before, and "a week on Friday", after the next one."""
    if clause.day is None or parts["count"] in ("few", "several"):
        return None
    n, weekday = _count(parts["count"], 1), _weekday_of(parts["weekday"])
    if parts["ahead"]:
        found = intervals.weekday_near(clause.day, weekday, True) + timedelta(7 * n)
    else:
        found = intervals.week_of(clause.day, -n)[0] + timedelta(weekday)
    return found, found


def _overnight(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "overnight": the day before to the day of reference; "overnight into Sunday"; "overnight on Saturday"."""
    if clause.day is None:
        return None
    if parts["weekday"] is None:
        return clause.day - timedelta(1), clause.day
    day = intervals.weekday_near(clause.day, _weekday_of(parts["weekday"]), clause.is_ahead)
    return (day - timedelta(1), day) if parts["into"] else (day, day + timedelta(1))


def _feast(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "Good Friday", "Christmas Eve": of the year that is named, else the last one, in a plan the next."""
    word = parts["feast"]
    if word in _numbers_of("undated") or (clause.day is None and not parts["year"]):
        return None
    if parts["year"]:
        day = _feast_day(word, int(parts["year"]))
        return day, day
    reference = clause.day
    assert reference is not None
    around = [_feast_day(word, reference.year + step) for step in (-1, 0, 1)]
    ahead = next(day for day in around if day >= reference)
    day = ahead if clause.is_ahead else max((day for day in around if day <= reference), default=ahead)
    return day, day


def _feast_day(word: str, year: int) -> date:
    if word in _numbers_of("easter"):
        return easter(year) + timedelta(_numbers_of("easter")[word])
    return date(year, *divmod(_numbers_of("feast")[word], 100))


def _named_day(parts: re.Match[str], clause: _Clause) -> Interval | None:
    if clause.day is None:
        return None
    words = _numbers_of("day")
    longest = max((word for word in words if parts.group().lower().startswith(word)), key=len)
    day = clause.day + timedelta(words[longest])
    return day, day


def _weekend(parts: re.Match[str], clause: _Clause) -> Interval | None:
    if clause.day is None:
        return None
    saturday = intervals.weekday_near(clause.day, 5, clause.is_ahead)
    return saturday, saturday + timedelta(1)


def _period(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "last week", "late last month", "next Tuesday", "this summer", "the week before last"."""
    which, period = (parts["which"] or "").lower(), parts["period"] or parts["period2"]
    day = clause.day
    if which in _OF_TEXT:
        day = clause.previous[0] if clause.previous else None
    if day is None or period in ("decade", "century"):
        return None
    if parts.group().lower().startswith("the last ") and period in ("week", "month", "year"):
        return intervals.back(day, -1, period), day
    step = -2 if parts["period2"] else _STEPS.get(which, 0)
    if period in _numbers_of("weekday"):
        return _near_weekday(day, _weekday_of(period), step, clause.is_ahead)
    whole, edge = _whole(day, period, step), (parts["edge"] or "").strip(" -").lower()
    if edge == "earlier":
        return whole[0], min(whole[1], day)
    return (max(whole[0], day), whole[1]) if edge == "later" else intervals.part_of(whole, edge)


def _whole(day: date, period: str, step: int) -> Interval:
    """The week, weekend, month, year, named month or season so many steps from that of `day`."""
    if period == "week":
        return intervals.week_of(day, step)
    if period == "weekend":
        saturday = intervals.weekday_near(day, 5, step > 0) if step else intervals.week_of(day)[0] + timedelta(5)
        return saturday, saturday + timedelta(1)
    if period == "month":
        return intervals.of_months(day.year, day.month + step)
    if period == "year":
        return intervals.of_year(day.year + step)
    return _named_period(day, period, step)


def _near_weekday(day: date, weekday: int, step: int, is_ahead: bool) -> Interval:
    found = intervals.weekday_near(day, weekday, step > 0 or (step == 0 and is_ahead))
    if step and found == day:
        found += timedelta(7 * step)
    return found, found


def _named_period(day: date, name: str, step: int) -> Interval:
    """The last, this or the next of a named month or season."""
    is_month = name.rstrip(".") in _numbers_of("month")
    choices = [
        intervals.of_months(year, _month_of(name)) if is_month else _season_days(year, name)
        for year in range(day.year - 2, day.year + 3)
    ]
    if step < 0:
        return [choice for choice in choices if choice[1] < day][-1]
    if step > 0:
        return next(choice for choice in choices if choice[0] > day)
    return choices[2]


#: How many "a few" are taken for: the fewest that the words can mean.
_FEW = 3


def _count(word: str | None, bare: int) -> int:
    if word is None:
        return bare
    word = word.lower()
    if word in ("few", "several"):
        return _FEW
    return 2 if word == "couple of" else int(numerals.value(word))


def _ago(parts: re.Match[str], clause: _Clause) -> Interval | None:
    if clause.day is None or parts["count"] in ("few", "several"):
        return None
    period = parts["period"]
    day = intervals.back(clause.day, -_count(parts["count"], 1), period)
    if period in ("day", "night"):
        return day, day
    if period in ("week", "fortnight"):
        return intervals.week_of(day)
    return intervals.of_months(day.year, day.month) if period == "month" else intervals.of_year(day.year)


def _span(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "the past three weeks", "the next few days", up to or from the day of reference."""
    if clause.day is None:
        return None
    n = _count(parts["count"], _FEW if parts.group().endswith("s") else 1)
    if parts["which"] in ("past", "last"):
        return intervals.back(clause.day, -n, parts["period"]), clause.day
    return clause.day, intervals.back(clause.day, n, parts["period"])


def _lasting(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "has been closed for three weeks"."""
    if clause.day is None:
        return None
    return intervals.back(clause.day, -_count(parts["count"], 1), parts["period"]), clause.day


def _shift(parts: re.Match[str], clause: _Clause) -> Interval | None:
    """Reckon "two days later", "the next day" from the date before it in the text."""
    if clause.previous is None:
        return None
    first, last = clause.previous
    if parts["step"]:
        day = last + timedelta(parts["step"] != "same")
        return day, day
    if parts["count"] in ("few", "several") or parts["period"] == "decade" or (last - first).days > _FEW:
        return None
    n = _count(parts["count"], 1) * (1 if parts["which"] == "later" else -1)
    day = intervals.back(first, n, parts["period"])
    return day, day


_RESOLVERS: dict[str, Callable[[re.Match[str], _Clause], Interval | None]] = {
    "iso": _iso,
    "slashed": _slashed,
    "month_day": _full_date,
    "day_month": _full_date,
    "month_year": _month_year,
    "month": _month_year,
    "season_year": _season_year,
    "share": _share,
    "period": _period,
    "weekday_of": _weekday_in_week,
    "weekday_ago": _weekday_ago,
    "repeated": _repeated,
    "feast": _feast,
    "days": _named_day,
    "weekend": _weekend,
    "overnight": _overnight,
    "weekday": _weekday,
    "ago": _ago,
    "span": _span,
    "lasting": _lasting,
    "shift": _shift,
    "decade": _decade,
    "year": _years,
}
