"""Days of publication, as people, programs and databases write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

from osint.knowledge import lexicons

_MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?"),
    *("july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?\b"
#: "2024-05-14T07:00", "2024/5/14", "20240514".
_ISO = re.compile(r"\s*(?P<year>(?:19|20)\d\d)(?P<gap>[-/.]?)(?P<month>[01]?\d)(?P=gap)(?P<day>[0-3]?\d)(?!\d)")
_CHINESE = re.compile(r"(?P<year>(?:19|20)\d\d)年\s?(?P<month>\d\d?)月\s?(?P<day>\d\d?)日")
#: "14 May 2024", "Fri, 31 May 2024 23:10 +0200", "3rd of August, 2022", "14-May-2024".
_DAY_MONTH = re.compile(rf"(?<!\d){_DAY}[\s.-]*(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}", re.IGNORECASE)
#: "May 14, 2024", "August 3, 2022 Wednesday", "Tue May 14 05:00:00 +0000 2024".
_CLOCK = r"(?:\d\d?:[\d:]+\s+(?:[A-Z]{3}|[+-]\d{4})?\s*)?"
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_CLOCK}{_YEAR}", re.IGNORECASE)
#: A month in another language: "14. Mai 2024", "14 de mayo de 2024", "14 мая 2024 г."; "2024. május 14.".
_WORD = r"(?P<month>[^\W\d_]{3,})\.?"
_DAY_NAMED = re.compile(rf"(?<!\d){_DAY}[\s.]*(?:de\s+)?{_WORD},?\s+(?:del?\s+)?{_YEAR}", re.IGNORECASE)
_NAMED_DAY = re.compile(rf"{_YEAR}\.?\s+(?:m\.\s+|gada\s+)?{_WORD}\s+{_DAY}", re.IGNORECASE)
#: "14.05.2024", "5/14/24": which is the day depends.
_NUMBERS = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<gap>[./-])(?P<second>\d{1,2})(?P=gap)(?P<year>(?:19|20)?\d\d)(?!\d)"
)
_EPOCH = re.compile(r"\s*(\d{9,10}|\d{12,13})(?:\.\d*)?\s*")
_MILLISECONDS = 10**11
#: Twitter, the oldest source of such numbers, began in 2006; a number outside these years is something else.
_EPOCH_YEARS = range(1990, 2100)
#: A date with its weekday and time zone has some 60 characters; what is longer is prose.
_LONGEST = 80
#: Two digits from here on are of the last century.
_LAST_CENTURY = 70
#: Where the month is written before the day in numbers.
_MONTH_FIRST = ("en-us", "en-ph", "en-ca", "en_us", "en_ph", "en_ca")


def day(written: str | None, order: str | None = None) -> str | None:
    """Tell the ISO day of a date, None where there is none or it can be two; as :func:`bounds` else.

    >>> day("Fri, 31 May 2024 23:10:00 +0200"), day("1715666400"), day("05/04/2024"), day("05/04/2024", "MDY")
    ('2024-05-31', '2024-05-14', None, '2024-05-04')
    """
    found = bounds(written, order)
    return found[0] if found and found[0] == found[1] else None


def bounds(written: str | None, order: str | None = None) -> tuple[str, str] | None:
    """Tell the earliest and the latest ISO day that a date can mean; None where it is no date.

    Parameters
    ----------
    written
        The date: ISO 8601, as mails write it, in words, in numbers, or seconds or milliseconds since 1970 (UTC).
    order
        "DMY" or "MDY", where it is known whether the day or the month comes first among numbers.

    >>> bounds("5/4/2024"), bounds("14/5/24"), bounds("14. Mai 2024"), bounds("soon")
    (('2024-04-05', '2024-05-04'), ('2024-05-14', '2024-05-14'), ('2024-05-14', '2024-05-14'), None)
    """
    text = (written or "").strip()[:_LONGEST]
    if not any(sign.isdigit() for sign in text):
        return None
    if iso := _ISO.match(text) or _CHINESE.search(text):
        return _one(_made(iso["year"], iso["month"], iso["day"]))
    if epoch := _EPOCH.fullmatch(text):
        return _one(_since_1970(int(epoch[1])))
    if named := _DAY_MONTH.search(text) or _MONTH_DAY.search(text):
        return _one(_made(named["year"], _number(named["month"]), named["day"]))
    if numbers := _NUMBERS.search(text):
        return _numeric(numbers, order)
    return _one(_of_other_languages(text)) if len(text) < _LONGEST else None


def order(written: Iterable[str], locale: str = "") -> str | None:
    """Tell whether the days of one column are written "DMY" or "MDY"; None where nothing settles it.

    >>> order(["05/04/2024", "28/02/2024"]), order(["05/04/2024"]), order(["05/04/2024"], "en-US")
    ('DMY', None, 'MDY')
    """
    found = set()
    for one in written:
        if (numbers := _NUMBERS.search(one[:_LONGEST])) and not _ISO.match(one):
            found |= {"DMY"} if int(numbers["first"]) > 12 else set()
            found |= {"MDY"} if int(numbers["second"]) > 12 else set()
    if not found and locale:
        return "MDY" if locale.lower() in _MONTH_FIRST else "DMY"
    return found.pop() if len(found) == 1 else None


def _numeric(numbers: re.Match[str], order: str | None) -> tuple[str, str] | None:
    first, second, year = numbers["first"], numbers["second"], _full_year(numbers["year"])
    day_first, month_first = _made(year, second, first), _made(year, first, second)
    # Points are written by those who begin with the day.
    if numbers["gap"] == "." or order == "DMY":
        return _one(day_first or month_first)
    if order == "MDY":
        return _one(month_first or day_first)
    possible = sorted(one for one in (day_first, month_first) if one)
    return (possible[0], possible[-1]) if possible else None


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"{19 if int(year) >= _LAST_CENTURY else 20}{year}"


def _one(found: str | None) -> tuple[str, str] | None:
    return (found, found) if found else None


def _made(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _number(month: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if month.lower().startswith(name[:3]))


def _since_1970(seconds: int) -> str | None:
    moment = datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS else seconds, UTC)
    return moment.date().isoformat() if moment.year in _EPOCH_YEARS else None


def _of_other_languages(text: str) -> str | None:
    """The day in a date with the name of a month in another language."""
    for found in (*_DAY_NAMED.finditer(text), *_NAMED_DAY.finditer(text)):
        if month := _foreign_months().get(found["month"].lower()):
            return _made(found["year"], month, found["day"])
    return None


@cache
def _foreign_months() -> dict[str, int]:
    return {row["name"]: int(row["month"]) for row in lexicons.rows("months")}
