"""Dates in a text: where they stand, which days they may mean, whether they are past, planned or conditional."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from osint.facts import numerals
from osint.facts.numerals import beginnings, either
from osint.knowledge import lexicons
from osint.text.analysis import Analysis
from osint.text.document import Document


class Dated(NamedTuple):
    """A stretch of days, what it was reckoned from, and whether it is past, planned or conditional."""

    start: int
    end: int
    earliest: date | None
    latest: date | None
    anchor: str | None
    status: str


@cache
def months() -> str:
    """Return a pattern for the names of the months; short ones may end in a stop."""
    words = lexicons.words("calendar", "word", kind="month")
    full = {word for word in words if len(word) > 4 or word in ("May", "June", "July")}
    return rf"(?:{either(full)})|(?:{either(words - full)})\b\.?"


class _Clause(NamedTuple):
    """What a date needs to be reckoned: the day of reference, its name, and the words around."""

    day: date | None
    anchor: str | None
    planned: bool
    previous: tuple[date, date] | None


_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"(?:\s?[-–—]\s?|\s(?:and|to|through|until)\s)"
_EDGE = r"(?:(?i:e)arly|(?i:l)ate|(?i:m)id|(?i:e)arlier|(?i:l)ater|the beginning of|the start of|the end of)[\s-]"
_FIRST = (
    *("early", "late", "mid", "earlier", "later", "the", "last", "next", "this", "previous", "coming", "following"),
    *("same", "past", "weekend", "a ", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "few", "several", "couple"),
)
_COUNT = r"(?:\d{1,3}|(?i:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|couple of))"
_PERFECT = re.compile(r"\b(?:have|has|had|’ve|'ve)\s+(?:\w+\s+)?(?:been|\w+ed)\b")
_AROUND = 400
_OF_TEXT = ("following", "previous", "same")
_PAST_VERB = re.compile(r"\b(?:said|told|wrote|was|were|had|[a-z]{2,}ed)\b")
_BREAKS = (";", " but ", "—", " – ", " after ", " since ")
_PERIOD = r"(?:day|night|week|month|year|decade)"


@cache
def _numbers_of(kind: str) -> dict[str, int]:
    return {row["word"]: int(row["value"]) for row in lexicons.rows("calendar") if row["kind"] == kind}


@cache
def _date_patterns() -> dict[str, re.Pattern[str]]:
    month = rf"(?:{months()})"
    weekday = rf"(?:{either(lexicons.words('calendar', 'word', kind='weekday'))})"
    season = rf"(?:{either(lexicons.words('calendar', 'word', kind='season'))})"
    days = rf"(?:{either(lexicons.words('calendar', 'word', kind='day'))})"
    part = rf"(?:\s(?:{either(lexicons.words('calendar', 'word', kind='part'))}))?"
    lead = rf"(?:{weekday},?\s(?:the\s)?)?"
    year = rf"(?:,?\s(?P<year>{_YEAR}))?"
    second = rf"(?:{_TO}(?:(?P<month2>{month})\s)?(?P<day2>{_DAY}))?"
    before_month = "|".join(rf"(?<=\b{word}\s)" for word in ("[Ii]n", "[Ss]ince", "until", "of", "for", "by"))
    before_year = before_month + r"|(?<=\b[Ff]rom\s)|(?<=\bthe\s)|(?<=\()"
    which = "(?P<which>(?i:l)ast|(?i:n)ext|(?i:t)his|previous|coming|following|same)"
    times = rf"(?P<count>{_COUNT})\s(?P<period>{_PERIOD})s?"
    texts = {
        "iso": rf"(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)",
        "month_day": rf"{lead}(?P<month>{month})\s(?P<day>{_DAY}){second}{year}(?![\w,.]*\d)",
        "day_month": rf"{lead}(?:the\s)?(?P<day>{_DAY})(?:\s(?P<month0>{month}))?"
        rf"(?:{_TO}(?P<day2>{_DAY}))?\s(?:of\s)?(?P<month>{month}){year}(?!\w)",
        "month_year": rf"(?P<edge>{_EDGE})?(?P<month>{month})(?:\sof|,)?\s(?P<year>{_YEAR})(?!\w)",
        "season_year": rf"(?P<edge>{_EDGE})?(?P<season>{season})(?:\sof)?\s(?P<year>{_YEAR})(?!\w)",
        "period": rf"(?:(?i:t)he\s)?(?P<edge>{_EDGE})?{which}\s"
        rf"(?P<period>week(?:end)?|month|year|{weekday}|{season}|{month}|decade|century)(?!\w|-){part}",
        "days": rf"(?i:{days})(?!\w|-){part}",
        "weekend": r"(?i:t)he\sweekend(?!\w)|(?<=\s)weekend(?=\s[a-z])",
        "weekday": rf"(?:{weekday})(?!\w){part}(?:{_TO}(?P<last>{weekday}))?(?![\w]|s\b)",
        "ago": rf"{times}\sago(?!\w)",
        "span": rf"(?P<which>past|last|next|coming)\s(?:(?P<count>{_COUNT})\s)?(?P<period>{_PERIOD})s?(?!\w|-)",
        "lasting": rf"(?<=\bfor\s){times}(?!\w|-)",
        "shift": rf"(?:{times}\s(?P<which>later|earlier)|(?i:t)he\s(?P<step>next|following|same)\sday)(?!\w)",
        "decade": r"(?i:t)he\s(?:(?P<edge>early|late|mid)[\s-])?(?P<year>1[5-9]\d0|20\d0)s(?!\w)",
        "month": rf"(?:{before_month}|(?P<edge>{_EDGE}))(?P<month>{month})(?!\w|\s?\d)",
        "year": rf"(?:{before_year})(?P<year>{_YEAR})(?:(?:\s?[-–]\s?|\sto\s)(?P<year2>{_YEAR}|\d\d))?(?!\w|[,.]\d)",
    }
    return {kind: re.compile(rf"(?<![\w$£€])(?:{pattern})") for kind, pattern in texts.items()}


@cache
def _date_pattern() -> re.Pattern[str]:
    plain = (
        f"(?P<{kind}>" + re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) + ")"
        for kind, pattern in _date_patterns().items()
    )
    kinds = ("weekday", "month", "season", "day")
    names = (word for kind in kinds for word in lexicons.words("calendar", "word", kind=kind))
    return re.compile(rf"(?<![\w$£€])(?=\d|{beginnings([*names, *_FIRST])})(?:" + "|".join(plain) + ")")


def locate(analysis: Analysis) -> list[Dated]:
    """Find the dates of one article, in order."""
    doc = analysis.doc
    matches = list(_date_pattern().finditer(doc.text))
    if not matches:
        return []
    day, anchor = _reference(doc, matches)
    found: list[Dated] = []
    previous: tuple[date, date] | None = None
    for match in matches:
        row = _dated(doc, match, _Clause(day, anchor, False, previous))
        if row:
            found.append(row)
            previous = (row.earliest, row.latest) if row.earliest and row.latest else previous
    return found


def _reference(doc: Document, matches: list[re.Match[str]]) -> tuple[date | None, str | None]:
    """The day from which dates are reckoned, and its name.

    Without a day of publication, a full date that stands in a line of its own serves.
    """
    if doc.published:
        return doc.published, "publication"
    if doc.published_earliest:
        return doc.published_earliest, "earliest publication"
    for match in matches:
        if match.lastgroup in ("iso", "month_day", "day_month"):
            sentence = doc.sentences[doc.sentence_at(match.start())]
            parts = _date_patterns()[match.lastgroup].fullmatch(doc.text, *match.span())
            if parts and parts["year"] and sentence.zone == "boilerplate":
                interval = _RESOLVERS[match.lastgroup](parts, _Clause(None, None, False, None))
                if interval and interval[0]:
                    return interval[0], "text"
    return None, None


def _dated(doc: Document, match: re.Match[str], clause: _Clause) -> Dated | None:
    kind = match.lastgroup or ""
    parts = _date_patterns()[kind].fullmatch(doc.text, *match.span())
    if parts is None:
        return None
    sentence = doc.sentences[doc.sentence_at(match.start())] if doc.sentences else None
    first = max(sentence.start if sentence else 0, match.start() - _AROUND)
    around = doc.text[first : min(sentence.end if sentence else len(doc.text), match.end() + _AROUND)]
    offset = match.start() - first
    clause = clause._replace(planned=_is_planned(around, offset))
    if kind in ("days", "period", "span") and _is_other(doc.text, match.start()):
        return None
    if kind == "lasting" and not _PERFECT.search(around[:offset]):
        return None
    interval = _RESOLVERS[kind](parts, clause)
    anchor = _anchor(kind, parts, clause) if interval else None
    earliest, latest = interval or (None, None)
    return Dated(*match.span(), earliest, latest, anchor, _status(clause, interval, around, offset))


def _is_other(text: str, start: int) -> bool:
    """Whether "last year" is somebody's ("his last year"), or "Today" part of a name."""
    before = text[max(0, start - 12) : start].rstrip()
    if text[start].isupper():
        return bool(before) and before[-1] not in '.!?:“"‘—' and "\n" not in text[max(0, start - 2) : start]
    return before.rsplit(None, 1)[-1:] in (["his"], ["her"], ["their"], ["its"], ["my"], ["our"], ["your"])


def _anchor(kind: str, parts: re.Match[str], clause: _Clause) -> str | None:
    if kind == "shift" or parts.groupdict().get("which") in _OF_TEXT:
        return "text"
    if kind in ("iso", "month_year", "season_year", "decade", "year") or parts.groupdict().get("year"):
        return None
    return clause.anchor


@cache
def _cues(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(lexicons.words('calendar', 'word', kind=kind))})(?!\w)", re.IGNORECASE)


def _is_planned(sentence: str, offset: int) -> bool:
    """Whether a word of planning stands in the clause before `offset`, or after it with no past verb between."""
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


def _status(clause: _Clause, interval: tuple[date, date] | None, sentence: str, offset: int) -> str:
    if interval and clause.day and interval[1] < clause.day:
        return "past"
    if _is_conditional(sentence, offset):
        return "conditional"
    if interval and clause.day:
        return "planned" if interval[0] > clause.day or (clause.planned and interval[1] > clause.day) else "past"
    return "planned" if clause.planned else "past"


def _month_of(word: str) -> int:
    return _numbers_of("month")[word.rstrip(".")]


def _day_of(word: str) -> int:
    return int(word.rstrip("stndrh"))


def _days(
    year: int, month: int, first: int, last: int | None = None, last_month: int | None = None
) -> tuple[date, date] | None:
    try:
        start = date(year, month, first)
        end = date(year + ((last_month or month) < month), last_month or month, last or first)
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _part_of(interval: tuple[date, date], edge: str | None) -> tuple[date, date]:
    """Narrow an interval to its early, middle or late part: a third of it, rounded up, or half a week."""
    edge = (edge or "").strip(" -").lower()
    if not edge:
        return interval
    first, last = interval
    n = (last - first).days + 1
    size = -(-n // 2) if n <= 7 else -(-n // 3)
    if edge in ("early", "the beginning of", "the start of"):
        return first, first + timedelta(size - 1)
    if edge in ("late", "the end of"):
        return last - timedelta(size - 1), last
    return (first + timedelta((n - size) // 2), first + timedelta((n + size) // 2 - 1)) if edge == "mid" else interval


def _year_near(clause: _Clause, month: int) -> int | None:
    """The year in which a month without one lies nearest to the day of reference; in a plan not before it."""
    day = clause.day or (clause.previous[0] if clause.previous else None)
    if day is None:
        return None
    distance = (month - day.month) % 12
    if distance < (9 if clause.planned else 3):
        return day.year + (day.month + distance - 1) // 12
    return day.year - (month > day.month)


def _full_date(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    month = _month_of(parts["month"]) if parts.re.groupindex.keys() & {"day2"} else int(parts["month"])
    year = int(parts["year"]) if parts["year"] else _year_near(clause, month)
    if year is None:
        return None
    groups = parts.groupdict()
    last = groups.get("day2")
    if groups.get("month0"):
        return _days(year, _month_of(groups["month0"]), _day_of(parts["day"]), _day_of(last) if last else None, month)
    last_month = _month_of(groups["month2"]) if groups.get("month2") else None
    return _days(year, month, _day_of(parts["day"]), _day_of(last) if last else None, last_month)


def _month_year(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    month = _month_of(parts["month"])
    year = int(parts["year"]) if "year" in parts.groupdict() else _year_near(clause, month)
    return _part_of(_month_days(year, month), parts["edge"]) if year else None


def _season_days(year: int, word: str) -> tuple[date, date]:
    month = _numbers_of("season")[word]
    return date(year, month, 1), _month_days(year + (month == 12), (month + 1) % 12 + 1)[1]


def _season_year(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    return _season_days(int(parts["year"]), parts["season"])


def _years(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    first, second = parts["year"], parts["year2"]
    last = int(second if second and len(second) == 4 else first[:2] + second) if second else int(first)
    return (date(int(first), 1, 1), date(last, 12, 31)) if last >= int(first) else None


def _decade(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    first, (skip, n) = (
        int(parts["year"]),
        {"early": (0, 4), "mid": (3, 4), "late": (6, 4)}.get(parts["edge"] or "", (0, 10)),
    )
    return date(first + skip, 1, 1), date(first + skip + n - 1, 12, 31)


def _weekday_near(day: date, weekday: int, planned: bool) -> date:
    return day + timedelta((weekday - day.weekday()) % 7) if planned else day - timedelta((day.weekday() - weekday) % 7)


def _weekday(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    if clause.day is None:
        return None
    numbers = _numbers_of("weekday")
    first = _weekday_near(clause.day, numbers[re.split(r"[\s-]", parts.group())[0].rstrip("–—")], clause.planned)
    last = first
    if parts["last"]:
        last = first + timedelta((numbers[parts["last"]] - first.weekday()) % 7)
    return first, last


def _named_day(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    if clause.day is None:
        return None
    words = _numbers_of("day")
    longest = max((word for word in words if parts.group().lower().startswith(word)), key=len)
    day = clause.day + timedelta(words[longest])
    return day, day


def _weekend(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    if clause.day is None:
        return None
    saturday = _weekday_near(clause.day, 5, clause.planned)
    return saturday, saturday + timedelta(1)


def _period(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    """Reckon "last week", "late last month", "next Tuesday", "this summer"."""
    which, period = parts["which"].lower(), parts["period"]
    day = clause.day if which not in _OF_TEXT else clause.previous[0] if clause.previous else None
    if day is None:
        return None
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(which, 0)
    edge = (parts["edge"] or "").strip(" -").lower()
    if parts.group().lower().startswith("the last ") and period in ("week", "month", "year"):
        return _back(day, -1, period), day
    if period in _numbers_of("weekday"):
        return _near_weekday(day, _numbers_of("weekday")[period], step, clause.planned)
    if period in ("decade", "century"):
        return None
    monday = day - timedelta(day.weekday())
    if period == "week":
        whole = monday + timedelta(7 * step), monday + timedelta(7 * step + 6)
    elif period == "weekend":
        saturday = _weekday_near(day, 5, step > 0) if step else monday + timedelta(5)
        whole = saturday, saturday + timedelta(1)
    elif period == "month":
        months = day.year * 12 + day.month - 1 + step
        whole = _month_days(months // 12, months % 12 + 1)
    elif period == "year":
        whole = date(day.year + step, 1, 1), date(day.year + step, 12, 31)
    else:
        whole = _named_period(day, period, step)
    if edge == "earlier":
        return whole[0], min(whole[1], day)
    if edge == "later":
        return max(whole[0], day), whole[1]
    return _part_of(whole, edge)


def _near_weekday(day: date, weekday: int, step: int, planned: bool) -> tuple[date, date]:
    found = _weekday_near(day, weekday, step > 0 or (step == 0 and planned))
    if step and found == day:
        found += timedelta(7 * step)
    return found, found


def _named_period(day: date, name: str, step: int) -> tuple[date, date]:
    """The last, this or the next of a named month or season."""
    months = _numbers_of("month")
    choices = [
        _month_days(year, _month_of(name)) if name.rstrip(".") in months else _season_days(year, name)
        for year in range(day.year - 2, day.year + 3)
    ]
    if step < 0:
        return [choice for choice in choices if choice[1] < day][-1]
    if step > 0:
        return next(choice for choice in choices if choice[0] > day)
    return choices[2]


def _back(day: date, n: int, period: str) -> date:
    """The day `n` periods after `day` (before it, if negative)."""
    if period in ("day", "night", "week"):
        return day + timedelta(n * (7 if period == "week" else 1))
    months = day.year * 12 + day.month - 1 + n * {"month": 1, "year": 12, "decade": 120}[period]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


#: How many "a few" are taken for.
_FEW = 3


def _count(word: str | None, bare: int) -> int:
    if word is None:
        return bare
    word = word.lower()
    if word in ("few", "several"):
        return _FEW
    return 2 if word == "couple of" else int(numerals.value(word))


def _ago(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    if clause.day is None or parts["count"] in ("few", "several"):
        return None
    n, period = _count(parts["count"], 1), parts["period"]
    day = _back(clause.day, -n, period)
    if period in ("day", "night"):
        return day, day
    if period == "week":
        return day - timedelta(day.weekday()), day - timedelta(day.weekday()) + timedelta(6)
    return _month_days(day.year, day.month) if period == "month" else (date(day.year, 1, 1), date(day.year, 12, 31))


def _span(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    """Reckon "the past three weeks", "the next few days", up to or from the day of reference."""
    if clause.day is None:
        return None
    n = _count(parts["count"], _FEW if parts.group().endswith("s") else 1)
    if parts["which"] in ("past", "last"):
        return _back(clause.day, -n, parts["period"]), clause.day
    return clause.day, _back(clause.day, n, parts["period"])


def _lasting(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
    """Reckon "has been closed for three weeks"."""
    if clause.day is None:
        return None
    return _back(clause.day, -_count(parts["count"], 1), parts["period"]), clause.day


def _shift(parts: re.Match[str], clause: _Clause) -> tuple[date, date] | None:
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
    day = _back(first, n, parts["period"])
    return day, day


_RESOLVERS: dict[str, Callable[[re.Match[str], _Clause], tuple[date, date] | None]] = {
    "iso": _full_date,
    "month_day": _full_date,
    "day_month": _full_date,
    "month_year": _month_year,
    "month": _month_year,
    "season_year": _season_year,
    "period": _period,
    "days": _named_day,
    "weekend": _weekend,
    "weekday": _weekday,
    "ago": _ago,
    "span": _span,
    "lasting": _lasting,
    "shift": _shift,
    "decade": _decade,
    "year": _years,
}
