"""Which part of an article a paragraph is: headline, body, caption or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from osint.knowledge import lexicons

#: A placeholder or a note of the form "[kind: what]" that stands by itself at the end.
BRACKET_NOTE = re.compile(r"(\[[^\[\]\n]{0,80}:[^\[\]\n]{0,200}\])\s*$")
_CLOSING = "\"”’'»)]"
_STOPS = ".!?…:;,"
_HEADING_WORDS = 14
_LINE_WORDS = 30
_DATE_LINE = re.compile(r"(?:by\b)?[^.]{0,60}\b(?:\d{1,2},? )?(?:19|20)\d\d\b[^.]{0,30}", re.IGNORECASE)
_ALONE = re.compile(r"(?:by\s*)?[|·•—–-][^.]*|by\s+[^.|]{3,50}", re.IGNORECASE)


def of(paragraphs: Sequence[str]) -> list[str]:
    """Tell for each paragraph of one article in which zone it stands.

    A heading is a short line that does not end as a sentence does; a longer one is a caption,
    as is a line with a photo credit. Boilerplate is known by its opening words
    (``data/boilerplate.csv``); the headings listed there as ``tail`` end the article,
    unless half of it is still to come.

    >>> of(["Harbour reopens", "The harbour opened again on Monday.", "Related articles", "More on ships"])
    ['headline', 'body', 'boilerplate', 'boilerplate']
    """
    n_words = [len(paragraph.split()) for paragraph in paragraphs]
    zones = [_alone(paragraph, n) for paragraph, n in zip(paragraphs, n_words, strict=True)]
    opened = next((i for i, zone in enumerate(zones) if zone == "body"), len(zones))
    for i in range(opened):
        # Before the text begins, a line in lower case is a picture's alternative text.
        if zones[i] == "headline" and paragraphs[i].lstrip()[:1].islower():
            zones[i] = "caption"
    left = sum(n_words)
    for i, paragraph in enumerate(paragraphs):
        if left <= sum(n_words) / 2 and n_words[i] <= _HEADING_WORDS and _opens(paragraph, "tail"):
            return zones[:i] + ["boilerplate"] * (len(zones) - i)
        left -= n_words[i]
    return zones


def _alone(paragraph: str, n_words: int) -> str:
    """The zone as far as the paragraph itself tells it."""
    if n_words <= _LINE_WORDS and (_opens(paragraph, "line") or _is_date_or_byline(paragraph, n_words)):
        return "boilerplate"
    if n_words <= 4 * _LINE_WORDS and _has_credit(paragraph.lower()):
        return "caption"
    bare = BRACKET_NOTE.sub("", paragraph.rstrip()).rstrip().rstrip(_CLOSING)
    if not bare or (bare[-1] in _STOPS and not (n_words <= _HEADING_WORDS and _is_one_question(bare))):
        return "body"
    return "headline" if n_words <= _HEADING_WORDS else "caption" if n_words <= 2 * _LINE_WORDS else "body"


def _has_credit(low: str) -> bool:
    return any(mark in low for mark in lexicons.words("boilerplate", "phrase", kind="credit"))


def _is_one_question(bare: str) -> bool:
    # A question in quotation marks is somebody's, not a heading.
    return bare[-1] == "?" and bare[0] not in "\"“‘'" and not re.search(r"[.!?] ", bare)


def _is_date_or_byline(paragraph: str, n_words: int) -> bool:
    return n_words <= 10 and bool(_DATE_LINE.fullmatch(paragraph.strip()) or _ALONE.fullmatch(paragraph.strip()))


@cache
def _openings(kind: str) -> re.Pattern[str]:
    phrases = sorted(lexicons.words("boilerplate", "phrase", kind=kind), key=len, reverse=True)
    return re.compile(r"\W*(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)", re.IGNORECASE)


def _opens(paragraph: str, kind: str) -> bool:
    return bool(_openings(kind).match(paragraph))
