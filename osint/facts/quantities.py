"""Figures in a text: the number stated, its bounds, its unit, and what it counts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from osint.facts.dating import beginnings, either, months, number, values
from osint.knowledge import lexicons
from osint.text.document import Document


class Figure(NamedTuple):
    """A number with what it bounds, its unit, and what is counted."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    counted: str | None


_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NEXT_WORDS = re.compile(r"[^\W\d_][\w’'-]*")
_CLOCK = re.compile(r"\s?(?:[ap]\.m\b|[AaPp][Mm]\b|o[’']clock|GMT|UTC|BST|EDT|EST)")
_PLURAL = re.compile(
    r"(?:[a-z’'-]*[a-z](?<![su])s|[A-Z][a-z]+(?:ans|ists|crats)|people|men|women|children|troops|police|personnel|aircraft|staff)"
)
_NUMBERING = re.compile(r"\b(?:number|numbers|numbered|numbering|total|totals|totall?ed|totall?ing)\s+$")
_ROUNDED = re.compile(r"\s*\([^()]{1,60}\)")
_LOOK_BACK = 40
_LONGEST = 80
_LOOK_AHEAD = 90
_YEARS = range(1000, 2101)


def locate(doc: Document) -> list[Figure]:
    """Find the figures of one document, in order."""
    found = []
    for match in _figure_pattern().finditer(doc.text):
        figure = _figure(doc.text, match)
        if figure:
            found.append(figure)
    return found


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row["word"].lower(): (row["unit"], row["kind"]) for row in lexicons.rows("units")}


@cache
def _figure_pattern() -> re.Pattern[str]:
    cardinals, scales = either(frozenset(values("cardinal"))), either(frozenset(values("scale")))
    spelled = rf"(?:{cardinals})(?:[\s-](?:and\s)?(?:{cardinals}|hundred)){{0,8}}"
    some = rf"(?:half\s)?an?(?=\s(?:{scales})\b)"
    number = rf"{_DIGITS}|{spelled}"
    after = either(lexicons.words("units", "word", place="after"))
    before = lexicons.words("units", "word", place="before")
    signs_alone = re.escape("".join(sorted(sign for sign in before if len(sign) == 1)))
    signs = either(before)
    words = [*values("vague"), *values("cardinal"), "half", "a ", "an", *(sign for sign in before if len(sign) > 1)]
    return re.compile(
        rf"(?<![\w.,:/#’'&-])(?=[\d{signs_alone}]|{beginnings(words)})(?:(?P<vague>{either(frozenset(values('vague')))})\b(?=\sof\b)"
        rf"|(?P<parts>{cardinals}|\d)[\s-](?P<whole>{either(frozenset(values('fraction')))})(?![\w-])"
        rf"|(?:(?P<sign>{signs})\s?)?(?P<number>{number}|{some})"
        rf"(?:(?<!\b1[5-9]\d\d)(?<!\b20\d\d)(?:\s?[-–—]\s?|\s(?:to|or|and)\s)(?:{signs})?(?P<second>{number})(?!\w))?"
        rf"(?:[\s-]?(?P<scale>{scales}|{either(frozenset(values('short')))})(?!\w))?"
        rf"(?:[\s-]?(?P<unit>{after}))?(?!\w|[.,:/]\d))",
        re.IGNORECASE,
    )


@cache
def _hedges(place: str) -> re.Pattern[str]:
    kinds = (
        ("low", "over", "high", "under", "about") if place == "before" else ("after_low", "after_about", "after_high")
    )
    words = {kind: either(lexicons.words("numbers", "word", kind=kind)) for kind in kinds}
    named = "|".join(f"(?P<{kind}>{alternatives})" for kind, alternatives in words.items())
    return re.compile(rf"\b(?:{named})\s+(?:the\s+)?$" if place == "before" else rf"\s+(?:{named})\b", re.IGNORECASE)


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    if match["vague"]:
        least = values("vague")[" ".join(match["vague"].lower().split())]
        return Figure(*match.span(), None, least, None, None, _counted(text, match.end(), None))
    if match["parts"]:
        share = float(number(match["parts"]) / values("fraction")[match["whole"].lower()])
        return Figure(*match.span(), share, share, share, "share", None)
    if len(match["number"]) > _LONGEST:
        return None
    scale = (match["scale"] or "").lower()
    unit, kind = _units().get((match["unit"] or match["sign"] or "").lower(), (None, None))
    if scale == "m" and kind is None:  # "500m" is a length, "$500m" a sum
        scale, unit, kind = "", "m", "length"
    start, hedge = _hedge(text, match)
    end = match.end()
    after = _hedges("after").match(text, end)
    if after and hedge is None:
        end, hedge = after.end(), (after.lastgroup or "").removeprefix("after_")
    if not unit and not scale and (_is_no_count(text, match) or (not hedge and _is_name(text, match))):
        return None
    factor = {**values("scale"), **values("short")}.get(scale, 1)
    value = float(number(match["number"]) * factor)
    second = float(number(match["second"]) * factor) if match["second"] else None
    counted = _counted(text, end, kind) or _counted_before(text, start)
    if kind is None and not scale and _is_age(text, match, value):
        unit, counted = "year", "age"
    if second is not None:
        return _range(text, match, Figure(start, end, value, value, second, unit, counted))
    low = value if hedge in (None, "low", "over") else None
    high = value if hedge in (None, "high", "under") else None
    return Figure(start, end, value, low, high, unit, counted)


def _range(text: str, match: re.Match[str], row: Figure) -> Figure:
    """Two numbers: bounds, or where they do not rise (a score, a vote) the first of them."""
    joined = text[match.end("number") : match.start("second")].strip()
    if (
        row.low is not None
        and row.high is not None
        and row.low < row.high
        and (joined != "and" or _is_between(text, match))
    ):
        return row._replace(start=match.start(), value=None)
    return row._replace(end=match.end("number"), low=row.value, high=row.value, counted=None)


def _is_between(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()][-10:].rstrip().lower().endswith("between")


def _hedge(text: str, match: re.Match[str]) -> tuple[int, str | None]:
    begin = max(0, match.start() - _LOOK_BACK)
    found = _hedges("before").search(text[begin : match.start()])
    return (begin + found.start(), found.lastgroup) if found else (match.start(), None)


def _is_no_count(text: str, match: re.Match[str]) -> bool:
    """Whether a number without a unit is part of a date, a clock time, an address or a piece of markup."""
    word, start, end = match["number"], match.start(), match.end()
    if text[start - 2 : start] == '="' or len(word) > 15:
        return True
    if not word[0].isdigit():
        return text[end : end + 1] == "-"
    if _CLOCK.match(text, end) or _is_by_month(text, start, end) or _address().match(text, end):
        return True
    is_year = word.isdigit() and len(word) == 4 and int(word) in _YEARS and not match["second"]
    return is_year and not (int(word) % 100 == 0 and _has_plural(text, end))


def _has_plural(text: str, end: int) -> bool:
    following = _NEXT_WORDS.match(text, end + 1)
    return following is not None and bool(_PLURAL.fullmatch(following.group()))


@cache
def _address() -> re.Pattern[str]:
    streets = either(lexicons.words("numbers", "word", kind="street"))
    return re.compile(rf"\s(?:[A-Z]\S*\s|\d\S*\s){{1,3}}(?i:{streets})\b")


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a bare number is part of a name, or counts nothing."""
    word, start, end = match["number"], match.start(), match.end()
    before = text[max(0, start - _LOOK_BACK) : start].rstrip()
    last = before.rsplit(None, 1)[-1] if before else ""
    opens = not before or before[-1] in '.!?:“"‘\n—' or "\n" in text[start - 2 : start]
    if not word[0].isdigit():
        if word.lower() == "one":
            return not _is_person(text, end)
        return word[0].isupper() and not opens
    plain = word.isdigit() and not match["second"]
    if plain and len(word) <= 3 and last.strip('.,(“"‘').lower() in lexicons.words("numbers", "word", kind="label"):
        return True
    is_after_name = last[:1].isupper() and not opens and last[-1] not in ",;" and last.lower() not in _LEADS
    return plain and is_after_name and not _has_plural(text, end)


#: Words that stand with a capital at a sentence's head and are no name.
_LEADS = frozenset(
    {"the", "all", "these", "those", "of", "and", "in", "with", "after", "another", "only", "its", "their"}
)


def _is_person(text: str, end: int) -> bool:
    following = _NEXT_WORDS.match(text, end + 1)
    return following is not None and following.group() in (
        "person",
        "man",
        "woman",
        "child",
        "soldier",
        "civilian",
        "officer",
    )


@cache
def _near_month() -> re.Pattern[str]:
    month = months()
    return re.compile(
        rf"(?:\b(?:{month})\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s?(?:[-–,]|and|to)\s?)?\d|\d(?:\s?(?:[-–]|and|to)\s?\d{{1,2}})?\s+(?:{month})\b)"
    )


def _is_by_month(text: str, start: int, end: int) -> bool:
    begin = max(0, start - 24)
    near = _near_month().finditer(text[begin : end + 24])
    return any(match.start() < end - begin and start - begin < match.end() for match in near)


def _is_age(text: str, match: re.Match[str], value: float) -> bool:
    begin = match.start()
    return value <= 110 and text[begin - 2 : begin] == ", " and text[match.end() : match.end() + 1] in (",", ".", ";")


#: Words between a number and what it counts.
_MORE = frozenset({"other", "more", "further", "additional", "another"})


@cache
def _stops() -> frozenset[str]:
    return lexicons.words("stopwords", "word")


def _noun_phrase(text: str, start: int) -> str | None:
    """The words from `start` up to the last plural before a function word or a stop."""
    words: list[re.Match[str]] = []
    for match in _NEXT_WORDS.finditer(text, start, start + _LOOK_AHEAD):
        gap, word = text[words[-1].end() if words else start : match.start()], match.group().lower()
        if gap.strip(" -") or "\n" in gap or len(words) > 4:
            break
        if (word == "of" and words and not any(_PLURAL.fullmatch(match.group()) for match in words)) or (
            not words and word in _MORE
        ):
            start = match.end() if word in _MORE else start
            words += [match] if words else []
        elif word in _stops():
            break
        else:
            words.append(match)
    plural = [i for i, match in enumerate(words) if _PLURAL.fullmatch(match.group())]
    return text[words[0].start() : words[plural[-1]].end()] if plural else None


def _counted(text: str, end: int, kind: str | None) -> str | None:
    """What a figure counts: the plural after it; for a sum or a share also what it is "in", "of" or "for"."""
    rounded = _ROUNDED.match(text, end)
    end = rounded.end() if rounded else end
    link = re.compile(r"\s(?:of|in|for|worth of)(?:\s(?:the|its|their|his|her|our|all))?(?=\s)").match(text, end)
    if link and kind in ("money", "share", "mass", "volume", "area", None):
        return _noun_phrase(text, link.end() + 1)
    if kind in ("length", "time", "speed", "angle", "power", "energy"):
        return None
    return _noun_phrase(text, end)


def _counted_before(text: str, start: int) -> str | None:
    """What is counted by what goes before: "fighters, who number 500", "wounded 47"."""
    begin = max(0, start - 100)
    before = text[begin:start]
    if numbering := _NUMBERING.search(before):
        plurals = [m for m in _NEXT_WORDS.finditer(before[: numbering.start()]) if _PLURAL.fullmatch(m.group())]
        if plurals:
            head = plurals[-1]
            earlier = before[: head.start()].split()
            named = (
                earlier[-1:] if earlier and earlier[-1][:1].isupper() and earlier[-1].lower() not in _stops() else []
            )
            return " ".join([*named, head.group()])
    last = before.rstrip().rsplit(None, 1)[-1] if before.strip() else ""
    return last if re.fullmatch(r"(?:kill|wound|injur|arrest|detain|captur|rescu|displac)ed", last) else None
