"""Which part of an article a paragraph is: headline, body, caption or boilerplate; and what in it is not its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from osint.knowledge import lexicons

_CLOSING = "\"”’'»)]"
_STOPS = ".!?…:;,"
_HEADING_WORDS = 14
_LINE_WORDS = 30
_DATE_LINE = re.compile(r"(?:by\b)?[^.]{0,60}\b(?:\d{1,2},? )?(?:19|20)\d\d\b[^.]{0,30}", re.IGNORECASE)
_ALONE = re.compile(r"(?:by\s*)?[|·•—–-][^.]*|by\s+[^.|]{3,50}", re.IGNORECASE)
#: "KYIV, Ukraine (AP) — ", "LONDON, June 3 (Reuters) - ", "BERLIN — ".
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.-]+(?:[ /-][A-Z][A-Z'’.-]+){0,3})(?:, [A-Z][\w.]+(?: [A-Z][\w.]+| \d{1,2}){0,2}){0,2},?"
    r"(?: \([A-Z][^()\n]{1,30}\))?\s*(?:—|–|--?)\s+(?=[\"“‘'A-Z])"
)
#: "Rome (dpa) - ", "Geneva (Reuters) — ".
_AGENCY_LINE = re.compile(r"[A-Z][\w'’.-]+(?:[ ,][\w'’., -]{1,30}?)? \([A-Z][\w /]{1,20}\)\s*(?:—|–|--?)\s+")
#: A placeholder or a note of the form "[kind: what]" that stands by itself at the end.
_BRACKET_NOTE = re.compile(r"\s(\[[^\[\]\n]{0,80}:[^\[\]\n]{0,200}\])\s*$")
#: A credit that closes a caption: "Photo: Lars Berg/TT", "(AP Photo/Ana Ruiz)", "Lars Berg/AFP/Getty Images".
_CREDIT = re.compile(
    r"\s([\[(]?(?:[A-Z]\w* )?(?:Photos?|Photograph|Picture|Pictures|Image|Images|Credit|Photo credit|Image credit|Foto)"
    r"(?:[:/]|\s+(?:by|courtesy of|via)\b)\s?[^.!?\n]{2,80}[\])]?\.?"
    r"|[\[(][^()\[\]\n]{2,60}/[^()\[\]\n]{2,40}[\])]\.?"
    r"|(?:[A-Z][\w'’.-]+ ){1,4}?[A-Z][\w'’.-]+/(?:[A-Z][\w.-]+[ /]?){1,4})\s*$"
)


def of(paragraphs: Sequence[str]) -> list[str]:
    """Return for each paragraph of one article its zone.

    A heading is a short line that does not end as a sentence does; a longer one is a caption,
    as is a line with a photo credit. Boilerplate is known by its words (``data/boilerplate.csv``);
    the headings listed there as ``tail`` end the article, unless half of it is still to come.

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


def parts(text: str, start: int, end: int, zone: str) -> Iterator[tuple[int, int, str]]:
    """Cut off a paragraph what is not its text: the dateline before it, the credit or note behind it.

    >>> text = "OSLO (NTB) — The ferry sank."
    >>> [(text[start:end], zone) for start, end, zone in parts(text, 0, len(text), "body")]
    [('OSLO (NTB) —', 'boilerplate'), ('The ferry sank.', 'body')]
    """
    if zone in ("headline", "boilerplate"):
        yield start, end, zone
        return
    dateline = _DATELINE.match(text, start, end) or _AGENCY_LINE.match(text, start, end)
    if dateline and zone == "body":
        yield start, start + len(dateline.group().rstrip()), "boilerplate"
        start = dateline.end()
    closing = (_BRACKET_NOTE if zone == "body" else _CREDIT).search(text, start, end)
    if closing is None:
        yield start, end, zone
        return
    if text[start : closing.start()].strip():
        yield start, start + len(text[start : closing.start()].rstrip()), zone
    yield closing.start(1), start + len(text[start:end].rstrip()), "boilerplate"


def is_lead_in(words: str) -> bool:
    """Tell whether words before a colon lead to something else, and name nobody who speaks.

    >>> is_lead_in("READ MORE: "), is_lead_in("WATCH: "), is_lead_in("MS BERG: ")
    (True, True, False)
    """
    return any(_opens(words, kind) for kind in ("line", "note", "link"))


def _alone(paragraph: str, n_words: int) -> str:
    """The zone as far as the paragraph itself tells it."""
    if _is_boilerplate(paragraph, n_words):
        return "boilerplate"
    bare = _BRACKET_NOTE.sub("", paragraph.rstrip()).rstrip().rstrip(_CLOSING)
    ends = bool(bare) and bare[-1] in _STOPS
    is_line = n_words <= _HEADING_WORDS
    if is_line and not ends and _opens(paragraph, "link"):
        return "boilerplate"
    if n_words <= 4 * _LINE_WORDS and (_holds(paragraph, "credit") or _CREDIT.search(paragraph)):
        return "caption"
    if not bare or (ends and not (is_line and _is_one_question(bare))):
        return "body"
    if is_line:
        return "headline"
    return "caption" if n_words <= 2 * _LINE_WORDS else "body"


def _is_boilerplate(paragraph: str, n_words: int) -> bool:
    if n_words <= _LINE_WORDS and (_opens(paragraph, "line") or _is_date_or_byline(paragraph, n_words)):
        return True
    return n_words <= 2 * _LINE_WORDS and (_opens(paragraph, "note") or _holds(paragraph, "anywhere"))


def _holds(paragraph: str, kind: str) -> bool:
    low = paragraph.lower()
    return any(mark in low for mark in lexicons.words("boilerplate", "phrase", kind=kind))


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
