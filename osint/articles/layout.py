"""Words on pages to paragraphs: rows, columns, running heads, and lines joined."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median
from typing import NamedTuple


class Word(NamedTuple):
    """A word and its box in points, y upward from the foot of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """The height of its type."""
        return self.top - self.bottom


class Line(NamedTuple):
    """The words of a line in one column, from left to right: its edges, the middle and height of its type.

    Also the edges of its column.
    """

    words: tuple[Word, ...]
    left: float
    right: float
    middle: float
    height: float
    column_left: float = 0.0
    column_right: float = 0.0

    @classmethod
    def of(cls, words: Sequence[Word]) -> Line:
        """Make a line of words."""
        ordered = tuple(sorted(words, key=lambda word: word.left))
        return cls(
            ordered,
            ordered[0].left,
            max(word.right for word in ordered),
            median((word.top + word.bottom) / 2 for word in ordered),
            median(word.height for word in ordered),
        )

    @property
    def text(self) -> str:
        """Its words with a space between."""
        return " ".join(word.text for word in self.words)


#: Words are on one line where their middles differ by less than this share of the type's height.
_SAME_ROW = 0.5
#: So many rows with a word that begins there make a gutter, fewer where another page has it,
_GUTTER_ROWS = 3
_KNOWN_ROWS = 2
#: So many gutters are known from other pages, as a paper has few layouts.
_LAYOUTS = 8
#: By so many lines it is told how far apart those of a paragraph are.
_STEPS = 8
#: of those that reach so far this share (the others are indented), while a few headings may lie across.
_ALIGNED_SHARE = 0.6
_ACROSS_SHARE = 0.25
#: Words begin at one place within this share of the type's height; the gutter lies so far before it.
_ALIGNED = 0.15
_BEFORE = 0.2
#: Most of its gaps are wider than this share of the type's height, and so many times as wide as the spaces.
_GAP = 0.7
_SPREAD = 1.5
_WIDE_SHARE = 0.8
#: The words of a row on both sides of a gutter are this far apart.
_GUTTER = 0.4
#: A column is wider than this share of the page; what is narrower are numbers of a list.
_COLUMN_SHARE = 0.15
#: A paragraph ends where lines are this much farther apart than they mostly are,
_FARTHER = 1.3
#: where the type changes by this share,
_OTHER_TYPE = 0.15
#: or where a line begins this far, in heights of its type, to the right of its column.
_INDENT = 0.7
#: A step down of this many heights leads to another column or over a picture.
_COLUMN_STEP = 8.0
#: A line that leaves this share of the column free without an end of a sentence is a heading.
_HEADING_ROOM = 0.35
_RUNNING_ROWS = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s*|p\.\s*|[-–—]\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE)
#: What browsers print above and below a page: "5/15/24, 10:02 AM  Title", "https://…  1/3".
_PRINTED_HEAD = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d\d\b.*")
_PRINTED_FOOT = re.compile(r"(?:https?://|file://|www\.)\S+(?: \d{1,4}/\d{1,4})?")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
#: A hyphen as printed, as Unicode has it, soft, and as PDFium marks one at a line's end.
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad\x02\ufffe]$")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDED = re.compile(r"[.!?:…][\"”’'»)\]]*$")


def paragraphs(pages: Sequence[Sequence[Word]]) -> list[str]:
    """The paragraphs of a document, in the order in which they are read, without running heads and page numbers."""
    rows = [_rows(words) for words in pages]
    kept = _without_running(rows)
    times = Counter(round(gutter) for page in kept for gutter in _gutters(page))
    common = [gutter for gutter, _ in times.most_common(_LAYOUTS)]
    lines = [line for page in kept for line in _in_columns(page, _gutters(page, common))]
    known = Counter(word.lower() for line in lines for word in _LETTERS.findall(line.text))
    return [_joined(block, known) for block in _blocks(lines)]


def _rows(words: Iterable[Word]) -> list[Line]:
    """Words at one height, across all columns, from the head of the page to its foot."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -(word.top + word.bottom)):
        middle = (word.top + word.bottom) / 2
        last = rows[-1][0] if rows else None
        if last and abs(middle - (last.top + last.bottom) / 2) < _SAME_ROW * min(word.height, last.height):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line.of(row) for row in rows]


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the rows at head and foot that are on others too, but for digits, and page numbers."""
    edges = [{_DIGITS.sub("0", row.text) for row in (*page[:_RUNNING_ROWS], *page[-_RUNNING_ROWS:])} for page in pages]
    times = Counter(text for page in edges for text in page)
    repeated = {text for text, n in times.items() if n > 1 and 2 * n >= len(pages)}
    return [_body_rows(page, repeated) for page in pages]


def _body_rows(rows: list[Line], repeated: set[str]) -> list[Line]:
    first, last = 0, len(rows)
    while first < min(last, _RUNNING_ROWS) and _is_running(rows[first], repeated):
        first += 1
    while last > max(first, len(rows) - _RUNNING_ROWS) and _is_running(rows[last - 1], repeated):
        last -= 1
    return rows[first:last]


def _is_running(row: Line, repeated: set[str]) -> bool:
    text = row.text
    if _DIGITS.sub("0", text) in repeated:
        return True
    return any(form.fullmatch(text) for form in (_PAGE_NUMBER, _PRINTED_HEAD, _PRINTED_FOOT))


def _in_columns(rows: list[Line], gutters: list[float]) -> list[Line]:
    """The lines of a page, one column after the other between rows that go across."""
    found: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    across: list[Line] = []
    parts = [_parts(row, gutters) for row in rows]
    for number, row in enumerate(rows):
        inside = parts[number]
        if inside is None or _is_foot(rows, parts, number):
            found += [line for column in columns for line in _with_edges(column)]
            columns = [[] for _ in columns]
            across.append(row)
            continue
        found += _with_edges(across)
        across = []
        for column, words in zip(columns, inside, strict=True):
            column += [Line.of(words)] if words else []
    return found + [line for column in columns for line in _with_edges(column)] + _with_edges(across)


def _is_foot(rows: list[Line], parts: list[list[list[Word]] | None], number: int) -> bool:
    """Whether nothing but small print on the left follows, under columns."""
    if any(inside is None or any(inside[1:]) for inside in parts[number:]):
        return False
    height = median(row.height for row in rows)
    return all(row.height < (1 - _OTHER_TYPE) * height or row.text.startswith("©") for row in rows[number:])


def _with_edges(lines: list[Line]) -> list[Line]:
    """The lines of a column, each with the edges of those of its size."""
    done: list[Line] = []
    for line in lines:
        alike = [one for one in lines if not _is_other_type(one, line)]
        done.append(line._replace(column_left=min(o.left for o in alike), column_right=max(o.right for o in alike)))
    return done


def _gutters(rows: list[Line], known: Sequence[float] = ()) -> list[float]:
    """Where columns part: just before the places at which words of many rows begin, and that few rows cross.

    Those `known` from other pages need fewer rows.
    """
    if not rows:
        return []
    height = median(row.height for row in rows)
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    begins = sorted((word.left, number) for number, row in enumerate(rows) for word in row.words)
    found: list[float] = []
    tried = left
    for i, (begin, _) in enumerate(begins):
        if begin == tried or begin - (found[-1] if found else left) < _COLUMN_SHARE * (right - left):
            continue
        tried = begin
        end = bisect(begins, (begin + _ALIGNED * height, len(rows)), i)
        aligned = {number for _, number in begins[i:end]}
        gutter = begin - _BEFORE * height
        is_known = any(abs(gutter - one) < height for one in known)
        if _is_gutter(rows, aligned, gutter, _KNOWN_ROWS if is_known else _GUTTER_ROWS):
            found.append(gutter)
    return found


def _is_gutter(rows: list[Line], aligned: set[int], gutter: float, fewest: int) -> bool:
    """Whether the rows between those that begin behind a place leave it free, and have words before it."""
    if len(aligned) < fewest:
        return False
    between = rows[min(aligned) : max(aligned) + 1]
    n_right = sum(row.right > gutter for row in between)
    if sum(row.left < gutter for row in between) < fewest or len(aligned) < _ALIGNED_SHARE * n_right:
        return False
    n_across = sum(any(word.left < gutter < word.right for word in row.words) for row in between)
    return n_across <= _ACROSS_SHARE * len(aligned) and _is_wide([rows[number] for number in aligned], gutter)


def _is_wide(rows: list[Line], gutter: float) -> bool:
    """Whether the gaps of rows at a place are wider than their spaces."""
    pairs = [pair for row in rows for pair in pairwise(row.words)]
    at = [other.left - one.right for one, other in pairs if one.left < gutter < other.left]
    spaces = [other.left - one.right for one, other in pairs if not one.left < gutter < other.left]
    least = max(_GAP * median(row.height for row in rows), _SPREAD * median(spaces or [0.0]))
    return not at or sum(gap > least for gap in at) >= _WIDE_SHARE * len(at)


def _parts(row: Line, gutters: list[float]) -> list[list[Word]] | None:
    """The words of a row by column; None where a word lies across a gutter, or a gap on it is none."""
    parts: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for word in row.words:
        if any(word.left < gutter < word.right for gutter in gutters):
            return None
        parts[sum(gutter <= word.left for gutter in gutters)].append(word)
    for one, other in pairwise(parts):
        if one and other and other[0].left - one[-1].right <= _GUTTER * row.height:
            return None
    return parts


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    # The lower quartile, as in a short text more steps than not lie between paragraphs.
    steps = sorted(one.middle - other.middle for one, other in pairwise(lines) if one.middle > other.middle)
    usual = steps[len(steps) // 4] if steps else 0.0
    block: list[Line] = []
    for line in lines:
        if block and _ends_between(block, line, usual):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _ends_between(block: list[Line], line: Line, usual: float) -> bool:
    """Whether a paragraph ends between its last line and the next line."""
    last = block[-1]
    if _is_other_type(line, last):
        return True
    step = last.middle - line.middle
    is_indented = line.left - line.column_left > _INDENT * line.height
    if step <= 0 or step > _COLUMN_STEP * line.height:
        # In the next column or on the next page the paragraph can go on.
        return is_indented or (_ENDED.search(last.text) is not None and not line.text[:1].islower())
    if step > _FARTHER * max(_step(block) or usual, line.height):
        return True
    if is_indented and last.left - last.column_left <= _INDENT * last.height:
        return True
    return _has_room(last, line)


def _has_room(last: Line, line: Line) -> bool:
    """Whether the next line's first word had room on the last one, so that the paragraph ended there."""
    room = last.column_right - last.right - 0.5 * last.height
    first = line.words[0]
    if _ENDED.search(last.text):
        return room > first.right - first.left
    # A heading or a byline; within a sentence a ragged line leaves less.
    return room > _HEADING_ROOM * (last.column_right - last.column_left) and not line.text[:1].islower()


def _is_other_type(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) > _OTHER_TYPE * max(one.height, other.height)


def _step(block: list[Line]) -> float | None:
    """How far apart the last lines of a paragraph are."""
    steps = [one.middle - other.middle for one, other in pairwise(block[-_STEPS:])]
    steps = [step for step in steps if step > 0]
    return median(steps) if steps else None


def _joined(block: list[Line], known: Counter[str]) -> str:
    text = ""
    for line in block:
        written = line.text
        if text and _HYPHEN.search(text) and written[:1].isalpha():
            text = _without_hyphen(text, written, known)
        elif text:
            text += " "
        text += written
    text = re.sub(r"[\x02\ufffe\u2010]", "-", text)
    return _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)


def _without_hyphen(text: str, following: str, known: Counter[str]) -> str:
    """The text before a line's end without the hyphen there, if the word that it parts is one."""
    head = (_LETTERS.findall(text[:-1]) or [""])[-1].lower()
    tail = (_LETTERS.match(following) or [""])[0]
    if not tail.islower():
        return text
    words = _dictionary()
    if f"{head}-{tail}" in words:
        return text
    if head + tail in words or known[head + tail]:
        return text[:-1]
    return text if head in words and tail in words else text[:-1]


@cache
def _dictionary() -> frozenset[str]:
    """The English words of Brill's lexicon, which TextBlob brings."""
    lexicon = files("textblob") / "en" / "en-lexicon.txt"
    lines = lexicon.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines if line[:1].islower())
