"""Figures in a text: the number stated, its bounds, its unit, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from math import prod
from typing import NamedTuple

from osint.facts import dating, numerals
from osint.facts.numerals import either
from osint.knowledge import gazetteer, lexicons
from osint.text.analysis import Analysis


class Figure(NamedTuple):
    """A number with what it bounds, its unit, and what is counted."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    counted: str | None


class _Amount(NamedTuple):
    """One number with its scale and unit, as the text has them."""

    start: int
    end: int
    number: str
    scale: str
    unit: str | None
    kind: str | None
    factor: int
    rest: int

    @property
    def value(self) -> float:
        return float(numerals.value(self.number) * self.factor + self.rest)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but a number stands there, so that it may as well be a name, a code or a time."""
        return (
            self.unit is None
            and not self.scale
            and not any(word in numerals.values("scale") for word in re.split(r"[\s-]", self.number.lower()))
        )


_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PLURAL = re.compile(
    r"(?:[a-z’'-]*[a-z](?<![su])s|[A-Z][a-z]+(?:ans|ists|crats)|(?:[a-z]*-?(?:people|men|children)|troops|police|personnel|aircraft|staff))"
)
#: How far back a hedge, a label or a name is looked for, and how far ahead a noun: a few words.
_NEAR = 40
_AHEAD = 90
#: How far back the head of "the toll of the floods … rose to 45" may be: one clause.
_CLAUSE = 100
#: A number in words or digits that is longer is a list, a table or noise.
_LONGEST = 80
_YEARS = range(1000, 2101)


def locate(analysis: Analysis) -> list[Figure]:
    """Find the figures of one article, in order."""
    text, found, at = analysis.doc.text, [], 0
    for begin in numerals.starts(analysis.doc, _begins, 0, len(text)):
        match = _pattern().match(text, begin) if begin >= at else None
        if match:
            rows, at = _read(text, match)
            found += rows
    return found


#: A number does not begin within a word, an address, a code or another number.
_BEHIND = r"(?<![\w.,:/#’'&-])"


@lru_cache(maxsize=1 << 16)
def _begins(token: str) -> tuple[int, ...]:
    """Where in a token a figure may begin: at a digit, a sign of money or less, or a number word."""
    return tuple(match.start() for match in _start().finditer(token))


@cache
def _start() -> re.Pattern[str]:
    signs = lexicons.words("units", "word", place="before")
    written = [*numerals.values("vague"), *numerals.values("cardinal"), "half", "several", "many", "minus", "a", "an"]
    words = either(re.split(r"\W", word)[0] for word in [*written, *signs] if word[0].isalpha())
    return re.compile(rf"{_BEHIND}(?:[\d½¼¾−-]|{either(signs)}|(?:{words})(?!\w))", re.IGNORECASE)


@cache
def _pattern() -> re.Pattern[str]:
    """A vague count, a share ("two-thirds"), or one or two numbers with sign, scale and unit."""
    vague, scales = either(numerals.values("vague")), either(numerals.values("scale"))
    after, before = (lexicons.words("units", "word", place=place) for place in ("after", "before"))
    cardinals, fractions = either(numerals.values("cardinal")), either(numerals.values("fraction"))

    def amount(n: str) -> str:
        return (
            rf"(?:(?P<sign{n}>{either(before)})\s?)?(?P<minus{n}>minus\s|[−-](?=\d))?(?P<number{n}>{numerals.pattern()})"
            rf"(?:[\s-]?(?P<scale{n}>{numerals.scale()})(?!\w))?(?P<tail{n}>{numerals.tail()})?(?:[\s-]?(?P<unit{n}>{either(after)})(?!\w))?"
        )

    return re.compile(
        rf"{_BEHIND}(?:(?P<vague>(?:{vague})\b|(?:several|a\sfew|many)\s(?:{scales})\b)"
        rf"|(?P<parts>{cardinals}|\d)[\s-](?P<whole>{fractions})(?![\w-]|\sof\san?\s(?:{scales}))"
        rf"|{amount('')}(?:(?P<join>\s?[-–—]\s?|\s(?:to|or|and)\s){amount('2')})?(?!\w|[.,:/]\d))",
        re.IGNORECASE,
    )


def _read(text: str, match: re.Match[str]) -> tuple[list[Figure], int]:
    """The figures of one match, and where the search goes on."""
    if match["vague"]:
        return list(_vague(text, match)), match.end()
    if match["parts"]:
        share = float(numerals.value(match["parts"]) / numerals.values("fraction")[match["whole"].lower()])
        return [Figure(*match.span(), share, share, share, "share", None)], match.end()
    first = _amount(text, match, "")
    if not match["number2"] or _is_year(first):
        return list(_single(text, first)), first.end
    own, second = first, _amount(text, match, "2")
    first, second = _shared(first, second)
    if _is_score(text, match, first, second):
        return [], match.end()
    if _is_range(text, match, first, second):
        rows = list(_single(text, second._replace(start=first.start)))
        return [row._replace(value=None, low=first.value, high=second.value) for row in rows], match.end()
    # "from 12 to 15 men", "3 or 2 men": the second is read by itself; what it counts, a bare first does too.
    rows = list(_single(text, first))
    if own.is_bare:
        rows = [row._replace(counted=row.counted or _counted(text, second)) for row in rows]
    return rows, own.end


_GROUPS = ("sign", "minus", "number", "scale", "tail", "unit")


def _amount(text: str, match: re.Match[str], n: str) -> _Amount:
    sign, minus, number, scale, tail, unit_word = (match[group + n] or "" for group in _GROUPS)
    start, end = match.start("number" + n), max(match.end(group + n) for group in _GROUPS)
    scale, unit, kind = _unit(text, (unit_word or sign).lower(), scale.lower(), end)
    if kind == "money" and not scale and re.fullmatch(r"\d{1,3}\.\d{3}", number):
        number = number.replace(".", "")  # "€1.200": money has no thousandths
    factor = prod(_scales()[word] for word in scale.split())
    if minus and (minus != "-" or unit):  # a hyphen may be a bullet's, but not in "-20%"
        start, factor = match.start("minus" + n), -factor
    if sign:
        start = match.start("sign" + n)
    return _Amount(start, end, number, scale, unit, kind, factor, numerals.tail_value(tail))


def _unit(text: str, word: str, scale: str, end: int) -> tuple[str, str | None, str | None]:
    """The scale, unit and kind of a number; "m" is millions before what can be counted or paid, else metres."""
    unit, kind = _units().get(word, (None, None))
    if scale == "m" and kind is None and not _has_plural(text, end):
        return "", "m", "length"  # "a 500m stretch", but "5m people", "$5m"
    return scale, unit, kind


@cache
def _scales() -> dict[str, int]:
    return numerals.values("scale") | numerals.values("short")


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row["word"].lower(): (row["unit"], row["kind"]) for row in lexicons.rows("units")}


def _shared(first: _Amount, second: _Amount) -> tuple[_Amount, _Amount]:
    """Give either of two numbers the scale and unit that only the other has: "$1-2bn", "20 to 30%"."""
    if not first.scale and second.scale:
        first = first._replace(scale=second.scale, factor=first.factor * abs(second.factor))
    if first.unit is None:
        first = first._replace(unit=second.unit, kind=second.kind)
    elif second.unit is None:
        second = second._replace(unit=first.unit, kind=first.kind)
    return first, second


def _is_range(text: str, match: re.Match[str], first: _Amount, second: _Amount) -> bool:
    """Whether two numbers are the bounds of one: "20 to 30", "between 20 and 30", but not "from 20 to 30"."""
    if first.value >= second.value or first.unit != second.unit or second.number.startswith("0"):
        return False
    if match["unit"] and match["join"] == "-" and not match["unit2"]:
        return False  # "5-foot-11"
    word = text[max(0, match.start() - _NEAR) : match.start()].lower().split()[-1:]
    if match["join"].strip() == "and":
        return word == ["between"]
    return word != ["from"]


def _is_year(amount: _Amount) -> bool:
    word = amount.number
    return amount.is_bare and word.isdigit() and len(word) == 4 and int(word) in _YEARS


def _is_score(text: str, match: re.Match[str], first: _Amount, second: _Amount) -> bool:
    """Whether two joined numbers are a score or a vote: "a 6-3 ruling", "won 2-1", "lost 1–2"."""
    if match["join"].strip() not in ("-", "–", "—") or not (first.is_bare and second.is_bare):
        return False
    if first.value >= second.value:
        return True
    around = text[max(0, match.start() - _NEAR) : match.start()] + text[match.end() : match.end() + _NEAR // 2]
    return not _has_plural(text, match.end()) and bool(_listed("score").search(around))


@cache
def _listed(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(lexicons.words('numbers', 'word', kind=kind))})\b", re.IGNORECASE)


def _vague(text: str, match: re.Match[str]) -> Iterator[Figure]:
    """Yield "dozens", "tens of thousands of", "several hundred" with their least meaning."""
    words = " ".join(match["vague"].lower().split())
    least = numerals.values("vague").get(words) or 2 * numerals.values("scale")[words.rsplit(" ", 1)[-1]]
    before = text[max(0, match.start() - _NEAR) : match.start()].lower().split()
    last = before[-1] if before else ""
    link = re.compile(r"\s(?:of|more)(?=\s)").match(text, match.end())
    is_noun = (last in ("the", "a", "his", "her", "their", "these", "those", "test") and not link) or last.isdigit()
    if words == "scores" and not is_noun:
        # "Scores fled", "killing scores of goats", but "she scores twice", "scores in the test"
        is_noun = not _AFTER_SCORES.match(text, match.end())
    if not is_noun:
        counted = _noun_phrase(text, link.end() + 1 if link else match.end()) or _fate(text, match.end())
        yield Figure(*match.span(), None, float(least), None, None, counted)


_AFTER_SCORES = re.compile(r"\s(?:of|more|were|are|have|had|fled|died|[a-z]+ed)\b")


def _single(text: str, amount: _Amount) -> Iterator[Figure]:
    """Yield the figure of one number, unless it is part of a name, a code, a date or a time."""
    start, end, hedge = _hedge(text, amount)
    if len(amount.number) > _LONGEST or (amount.unit == "hour" and _is_time(text, amount)):
        return
    if amount.is_bare and (_is_no_count(text, amount) or (hedge is None and _is_name(text, amount))):
        return
    unit, counted = amount.unit, _counted(text, amount._replace(end=end)) or _counted_before(text, start)
    if amount.is_bare and _is_age(text, amount):
        unit, counted = "year", "age"
    value = amount.value
    low = value if hedge in (None, "low", "over") else None
    high = value if hedge in (None, "high", "under") else None
    yield Figure(start, end, value, low, high, unit, counted)


@cache
def _hedges(place: str) -> re.Pattern[str]:
    kinds = {
        "before": ("low", "over", "high", "under", "about"),
        "after": ("after_low", "after_about", "after_high"),
    }[place]
    words = {kind: either(lexicons.words("numbers", "word", kind=kind)) for kind in kinds}
    named = "|".join(f"(?P<{kind}>{alternatives})" for kind, alternatives in words.items())
    return re.compile(rf"\b(?:{named})\s+(?:the\s+)?$" if place == "before" else rf"\s+(?:{named})\b", re.IGNORECASE)


@cache
def _last_words(*kinds: str) -> tuple[str, ...]:
    """The last words of all phrases of some kinds, so that no phrase is searched for before most numbers."""
    phrases = (phrase for kind in kinds for phrase in lexicons.words("numbers", "word", kind=kind))
    return tuple(sorted({phrase.split()[-1] for phrase in phrases} | {"the"}))


def _hedge(text: str, amount: _Amount) -> tuple[int, int, str | None]:
    """Where the figure starts and ends with the words that bound it, and what they do: "at least 47", "47 or more"."""
    before = text[max(0, amount.start - _NEAR) : amount.start]
    may_be = before.rstrip().lower().endswith(_last_words("low", "over", "high", "under", "about"))
    found = _hedges("before").search(before) if may_be else None
    if found:
        return amount.start - len(before) + found.start(), amount.end, found.lastgroup
    if after := _hedges("after").match(text, amount.end):
        return amount.start, after.end(), (after.lastgroup or "").removeprefix("after_")
    return amount.start, amount.end, None


_CLOCK = re.compile(r"\s?(?:[ap]\.m\b|[AaPp][Mm]\b|o[’']clock|hrs\b|GMT|UTC|BST|EDT|EST|CET)")
_AT = re.compile(r"\b(?:at|by|until|before|after|from|around|about)\s$", re.IGNORECASE)
#: Telephone numbers and the like: "+44 20 7946 0958", "0800 555 019", "555-0142".
_CODE = re.compile(r"\+\d[\d ()-]{5,}\d|\b0\d+(?:[ -]\d{2,})+|\b(?:\d{3}-)?\d{3}-\d{4}\b")


def _is_time(text: str, amount: _Amount) -> bool:
    """Whether "at 2015 hours" is a time of day."""
    before = text[max(0, amount.start - _NEAR) : amount.start]
    return re.fullmatch(r"[012]\d[0-5]\d", amount.number) is not None and bool(_AT.search(before))


def _is_no_count(text: str, amount: _Amount) -> bool:
    """Whether a number without a unit is part of a date, a clock time, an address, a code or a piece of markup."""
    word, start, end = amount.number, amount.start, amount.end
    if text[start - 2 : start] == '="' or len(word) > 15:
        return True
    if not word[0].isdigit():
        return text[end : end + 1] == "-"  # "a three-storey house"
    if re.match(r"0\d", word) or _is_within(_CODE, text, start, end) or text[start - 1 : start] == "+":
        return True
    if _CLOCK.match(text, end) or _is_by_month(text, start, end) or _address().match(text, end):
        return True
    return _is_year(amount) and not (int(word) % 100 == 0 and _has_plural(text, end))  # "2000 ships"


def _is_within(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    begin = max(0, start - _NEAR)
    near = pattern.finditer(text[begin : end + _NEAR])
    return any(match.start() < end - begin and start - begin < match.end() for match in near)


def _is_by_month(text: str, start: int, end: int) -> bool:
    begin = max(0, start - 24)  # as long as "September 12th through "
    return _is_within(_near_month(), text[begin : end + 24], start - begin, end - begin)


@cache
def _near_month() -> re.Pattern[str]:
    month = dating.months()
    return re.compile(
        rf"(?:\b(?:{month})\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s?(?:[-–,]|and|to)\s?)?\d|\d(?:\s?(?:[-–]|and|to)\s?\d{{1,2}})?\s+(?:{month})\b)"
    )


@cache
def _address() -> re.Pattern[str]:
    streets = either(lexicons.words("numbers", "word", kind="street"))
    return re.compile(rf"\s(?:[A-Z]\S*\s|\d\S*\s){{1,3}}(?i:{streets})\b")


@cache
def _labelled() -> re.Pattern[str]:
    """A word that makes the number behind it a name, and names between: "Articles 5 and 6", "flight QR 725"."""
    labels = either(lexicons.words("numbers", "word", kind="label"))
    return re.compile(
        rf"\b(?:{labels})\.?\s(?:[A-Z]{{0,3}}\d[\w-]*(?:,\s|\s(?:and|or|to|through)\s|\s?[-–]\s?))*(?:[A-Z]{{1,3}}\s)?$",
        re.IGNORECASE,
    )


@cache
def _dialled() -> re.Pattern[str]:
    words = either(lexicons.words("numbers", "word", kind="dialled"))
    return re.compile(rf"\b(?:{words})\s(?:[\d\s+()-]+(?:,|\sor|\sand)\s)*$", re.IGNORECASE)


#: Words that have a capital at a sentence's head and are no name.
_LEADS = frozenset(
    {"the", "all", "these", "those", "of", "and", "in", "with", "after", "another", "only", "its", "their"}
)


def _is_name(text: str, amount: _Amount) -> bool:
    """Whether a bare number is part of a name, or counts nothing.

    1. "one" counts only persons: "one soldier", not "one of the reasons".
    2. A word with a capital within a sentence is a name: "the Big Seven".
    3. A number behind a label is one ("Article 5", "Flight 370"), and one that is dialled ("ring 112").
    4. A number behind a name is part of it ("Area 51"), but before a plural it counts ("gave Kyiv 31 tanks") unless
       the name is no place and the plural is a make's ("Shahed 136 drones").
    """
    word, start, end = amount.number, amount.start, amount.end
    near = text[max(0, start - _NEAR) : start]
    before = near.rstrip()
    is_first = not before or before[-1] in '.!?:“"‘\n—–-' or "\n" in text[start - 2 : start]
    if not word.isdigit():
        is_one = word.lower() == "one"
        return not _is_person(text, end) if is_one else word[0].isupper() and not is_first
    if len(word) <= 4 and _labelled().search(near):
        return True
    if _dialled().search(near):
        return not _has_plural(text, end)
    last = before.rsplit(None, 1)[-1] if before else ""
    is_after_name = last[:1].isupper() and not is_first and last[-1] not in ",;" and last.lower() not in _LEADS
    return is_after_name and (not _has_plural(text, end) or _is_make(text, end, last))


def _is_make(text: str, end: int, name: str) -> bool:
    noun = _WORD.match(text, end + 1)
    is_machine = noun is not None and noun.group() in lexicons.words("numbers", "word", kind="make")
    return is_machine and not gazetteer.candidates(name)


def _is_person(text: str, end: int) -> bool:
    following = _WORD.match(text, end + 1)
    return following is not None and following.group() in lexicons.words("numbers", "word", kind="person")


def _is_age(text: str, amount: _Amount) -> bool:
    """Whether a number is somebody's age: "Ann Lee, 43, said", "aged 43", "the youngest was just 17"."""
    before, after = text[max(0, amount.start - 30) : amount.start], text[amount.end : amount.end + 1]
    is_told = before.endswith("aged ") or (before.endswith(", ") and after in tuple(",.;"))
    return amount.value <= 110 and (is_told or _SUPERLATIVE.search(before) is not None)


_SUPERLATIVE = re.compile(r"\b(?:youngest|oldest|eldest)\s(?:\w+\s)?(?:was|is|were)\s(?:\w+\s)?$", re.IGNORECASE)


def _is_plural(word: str) -> bool:
    people = gazetteer.demonym(word) if word[0].isupper() else None
    return bool(_PLURAL.fullmatch(word)) or (people is not None and people.form == "noun" and word.endswith("s"))


def _has_plural(text: str, end: int) -> bool:
    following = _WORD.match(text, end + 1)
    return following is not None and _is_plural(following.group())


#: Words between a number and what it counts.
_MORE = frozenset({"other", "more", "further", "additional", "another"})
#: Kinds of units of which something can be counted ("3 tonnes of rice") and those that are a measure by themselves.
_OF_THINGS = ("money", "share", "mass", "volume", "area", None)
_MEASURES = ("length", "time", "speed", "angle", "power", "energy", "temperature")
_ROUNDED = re.compile(r"\s*\([^()]{1,60}\)")
_LINK = re.compile(r"\s(?:of|in|for|worth of)(?:\s(?:the|its|their|his|her|our|all))?(?=\s)")


def _counted(text: str, amount: _Amount) -> str | None:
    """What a figure counts: the plural after it; for a sum or a share also what it is "in", "of" or "for"."""
    end = amount.end
    if rounded := _ROUNDED.match(text, end):  # "86 billion rubles (about $1bn) in wages"
        end = rounded.end()
    if amount.kind in _OF_THINGS and (link := _LINK.match(text, end)):
        return _noun_phrase(text, link.end() + 1) or _fate(text, link.end())
    if amount.kind in _MEASURES:
        return None
    return _noun_phrase(text, end) or (_fate(text, end) if amount.kind is None else None)


@cache
def _fates() -> re.Pattern[str]:
    fates = either(lexicons.words("numbers", "word", kind="fate"))
    return re.compile(
        rf"\s(?:(?:more|others?|have|has|had|were|was|are|is|be|being|been|left|still)\s){{0,2}}({fates})\b",
        re.IGNORECASE,
    )


def _fate(text: str, end: int) -> str | None:
    """What befell those that a bare number counts, or who they were: "30 were arrested", "25 were civilians"."""
    if found := _fates().match(text, end):
        return found[1]
    copula = re.compile(r"\s(?:were|are)(?=\s)").match(text, end)
    return _noun_phrase(text, copula.end() + 1) if copula else None


def _noun_phrase(text: str, start: int) -> str | None:
    """The words from `start` up to the last plural before a function word or a stop: "dock workers"."""
    words = list(_phrase_words(text, start))
    plural = [i for i, match in enumerate(words) if _is_plural(match.group())]
    return text[words[0].start() : words[plural[-1]].end()] if plural else None


def _phrase_words(text: str, start: int) -> Iterator[re.Match[str]]:
    at, n, is_plural = start, 0, False
    for match in _WORD.finditer(text, start, start + _AHEAD):
        gap, word = text[at : match.start()], match.group().lower()
        if gap.strip(" -") or "\n" in gap or n > 4:
            return
        at = match.end()
        if n == 0 and word in _MORE:  # "12 other boats"
            continue
        is_link = word == "of" and n > 0 and not is_plural  # "a tranche of bonds"
        is_verb = n > 0 and is_plural and word in lexicons.words("numbers", "word", kind="fate")
        if is_verb or (word in lexicons.words("stopwords", "word") and not is_link):
            return
        is_plural = is_plural or _is_plural(match.group())
        n += 1
        yield match


_NUMBERING = re.compile(r"\b(?:number|numbers|numbered|numbering|total|totals|totall?ed|totall?ing)\s+$")
#: The nearest head before a number: ".*" reaches as far as it can.
_TOLL = re.compile(
    r".*\b(?:(?P<toll>(?:death|casualty)\stoll|(?<!death\s)(?<!casualty\s)toll)"
    r"|(?:number\sof|the)\s(?P<of>(?:dead|wounded|injured|missing)|(?<=number\sof\s)[\w’'-]+(?:\s[\w’'-]+){0,3}?))\b"
    r"[^.;:\n]{0,70}?\s(?:to|at|of|reached|hit|passed|exceeded|surpassed|topped|is|was|from)\s+$",
    re.IGNORECASE | re.DOTALL,
)


@cache
def _befallen() -> re.Pattern[str]:
    return re.compile(rf"\b({either(lexicons.words('numbers', 'word', kind='befall'))})\s+$", re.IGNORECASE)


def _counted_before(text: str, start: int) -> str | None:
    """What is counted by what goes before: "wounded 47", "the death toll rose to 45", "fighters, who number 500"."""
    before = text[max(0, start - _CLAUSE) : start]
    may_be = before.rstrip().lower().endswith(_last_words("befall"))
    if may_be and (befallen := _befallen().search(before)):
        return befallen[1]
    if toll := _TOLL.match(before):
        return toll["toll"] or toll["of"]
    numbering = _NUMBERING.search(before)
    plurals = [m for m in _WORD.finditer(before[: numbering.start()]) if _is_plural(m.group())] if numbering else []
    if not plurals:
        return None
    head = plurals[-1]
    earlier = before[: head.start()].split()[-1:]
    is_name = (
        bool(earlier) and earlier[0][:1].isupper() and earlier[0].lower() not in lexicons.words("stopwords", "word")
    )
    return " ".join([*earlier * is_name, head.group()])  # "Wagner fighters, who number"
