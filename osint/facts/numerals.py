"""Numbers as news writes them: digits in groups, fractions, number words, scales from dozen to crore."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache

from osint.knowledge import lexicons
from osint.text.document import Document

_HALVES = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
#: "1,234,567.8", "10 000", "1.200.000", "12,34,567" (in India), "3,5" before a scale only, "2½", "2 1/2".
_DIGITS = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?!\d)|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d{1,2}(?:,\d{2})+,\d{3}|\d+,\d{1,2}(?=\s(?:million|billion|trillion|bn|m)\b)|\d+(?:\.\d+)?)"
    r"(?:\s?[½¼¾]|\s[13]/[24](?!\d))?|[½¼¾]"
)


def either(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def starts(doc: Document, begins: Callable[[str], tuple[int, ...]], start: int, end: int) -> Iterator[int]:
    """Yield the offsets between `start` and `end` at which a date or a number may begin.

    A long pattern is matched there alone, which is several times as quick as to search a text for it.

    Parameters
    ----------
    begins
        Gives the offsets within a token at which one may begin; cached, as most tokens are met again.
    """
    first, last = doc.token_range(start, end)
    tokens = doc.tokens
    for at, word in zip(tokens.starts[first:last], tokens.words[first:last], strict=True):
        for offset in begins(word):
            yield at + offset


@cache
def values(kind: str) -> dict[str, int]:
    """Return the number words of one kind and the numbers they mean."""
    return {row["word"]: int(row["value"]) for row in lexicons.rows("numbers") if row["kind"] == kind}


@cache
def scale() -> str:
    """Return a pattern for what multiplies digits: "million", "bn", "lakh crore"."""
    words = either(values("scale"))
    return rf"(?:{words})(?:\s(?:{words}))?|{either(values('short'))}"


@cache
def pattern() -> str:
    """Return a pattern for a number without its scale if in digits, with it if in words."""
    cardinal, scales = either(values("cardinal")), either(values("scale"))
    part = rf"(?:half\san?|(?:a|three)[\s-]quarters?\sof\san?|half|an?)(?=\s(?:{scales})\b)"
    more = rf"(?:(?:[\s-]|(?:(?<=hundred)|(?<=thousand)|(?<=million))\sand\s)(?:{cardinal}|{scales})\b)"
    return rf"{_DIGITS}|(?:{part}|(?:{cardinal})\b){more}{{0,8}}(?:\sand\sa\s(?:half|quarter)\b{more}{{0,2}})?"


@cache
def tail() -> str:
    """Return a pattern for what follows a large number in words of India: "18 lakh 34 thousand 834"."""
    return r"(?:(?<=lakh)|(?<=crore))(?:\s\d{1,3}\s(?:lakh|thousand)\b){1,2}(?:\s\d{1,3}(?![\d.,]))?"


def tail_value(words: str) -> int:
    """Return what such a tail adds.

    >>> tail_value("34 thousand 834"), tail_value("")
    (34834, 0)
    """
    total, digits = 0, 0
    for word in words.split():
        if word.isdigit():
            digits = int(word)
        else:
            total, digits = total + digits * values("scale")[word.lower()], 0
    return total + digits


def value(number: str) -> Decimal:
    """Return the number that digits or words mean.

    >>> [int(value(word)) for word in ("twenty-five", "two hundred and six", "8,000", "half a million", "1.200.000")]
    [25, 206, 8000, 500000, 1200000]
    >>> value("two and a half"), value("2 1/2"), value("3,5")
    (Decimal('2.5'), Decimal('2.5'), Decimal('3.5'))
    """
    if number.lower() in ("a", "an"):
        return Decimal(1)
    return _digits(number) if number[0].isdigit() or number[0] in _HALVES else _words(number.lower())


def _digits(number: str) -> Decimal:
    half = next((sign for sign in _HALVES if number.endswith(sign)), "")
    whole = re.sub(r"\s", "", number.removesuffix(half))
    if re.fullmatch(r"\d+,\d{1,2}", whole):  # "3,5 million"
        whole = whole.replace(",", ".")
    if whole.count(".") > 1:  # "1.200.000"
        whole = whole.replace(".", "")
    return Decimal(whole.replace(",", "") or 0) + Decimal(_HALVES.get(half, 0))


def _words(number: str) -> Decimal:
    """Add the words up: a scale multiplies what stands before it ("two hundred thousand and six")."""
    total = current = Decimal(0)
    for word in re.split(r"[\s-]+", number):
        if word in values("scale"):
            current = (current or 1) * Decimal(values("scale")[word])
        elif word == "quarters":
            current /= 4
        elif word in ("half", "quarter"):
            current += Decimal(_HALVES["½" if word == "half" else "¼"])
        elif word in values("cardinal"):
            current += values("cardinal")[word]
        if word in values("scale") and values("scale")[word] >= 1000:
            total, current = total + current, Decimal(0)
    return total + current
