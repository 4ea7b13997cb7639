"""Days of the calendar: stretches of days, their parts, and how they lie to a day of reference."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

#: First and last day, both included.
Interval = tuple[date, date]


def of_days(
    year: int, month: int, first: int, last: int | None = None, last_month: int | None = None
) -> Interval | None:
    """Return the days from `first` to `last`; None where the calendar has none such, as 30 February."""
    try:
        start = date(year, month, first)
        end = date(year + ((last_month or month) < month), last_month or month, last or first)
    except ValueError:
        return None
    return (start, end) if start <= end else None


def of_months(year: int, month: int, n: int = 1) -> Interval:
    """Return `n` months from the first of `month` on; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    ahead = year * 12 + month - 1 + n - 1
    return date(year, month, 1), date(ahead // 12, ahead % 12 + 1, monthrange(ahead // 12, ahead % 12 + 1)[1])


def of_year(year: int, last: int | None = None) -> Interval:
    """Return a year, or the years to `last`."""
    return date(year, 1, 1), date(last or year, 12, 31)


def part_of(interval: Interval, edge: str | None) -> Interval:
    """Narrow an interval to its early, middle or late part: a third of it, rounded up, or half a week."""
    edge = (edge or "").strip(" -").lower()
    first, last = interval
    n = (last - first).days + 1
    size = -(-n // 2) if n <= 7 else -(-n // 3)
    if edge in ("early", "the beginning of", "the start of"):
        return first, first + timedelta(size - 1)
    if edge in ("late", "the end of"):
        return last - timedelta(size - 1), last
    if edge == "mid":
        return first + timedelta((n - size) // 2), first + timedelta((n + size) // 2 - 1)
    return interval


def weekday_near(day: date, weekday: int, is_ahead: bool) -> date:
    """Return the last such weekday up to `day`, or the next one from it on."""
    return (
        day + timedelta((weekday - day.weekday()) % 7) if is_ahead else day - timedelta((day.weekday() - weekday) % 7)
    )


def week_of(day: date, step: int = 0) -> Interval:
    """Return the week of `day`, Monday to Sunday, or the one `step` weeks after it."""
    monday = day + timedelta(7 * step - day.weekday())
    return monday, monday + timedelta(6)


def back(day: date, n: int, period: str) -> date:
    """Return the day `n` periods after `day`, before it if negative; `day` itself where the calendar ends."""
    if period in ("day", "night", "week", "fortnight"):
        return day + timedelta(n * {"week": 7, "fortnight": 14}.get(period, 1))
    year, month = divmod(day.year * 12 + day.month - 1 + n * {"month": 1, "year": 12, "decade": 120}[period], 12)
    if not 1 <= year <= 9999:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
