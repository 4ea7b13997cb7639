"""Quotation marks in a text: which open, which close, which are apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MARK = re.compile(r"''|``|,,|’’|‘‘|[\"“”„‟«»‹›‘’‚'`]")
_DOUBLE = frozenset(['"', "“", "”", "„", "‟", "«", "»", "''", "``", ",,", "’’", "‘‘"])
#: What closes a stretch, by the mark that opens it; the first is the usual one.
_CLOSERS = {
    '"': ('"', "”"),
    "“": ("”", '"'),
    "”": ("”",),
    "„": ("“", "”", '"'),
    "‟": ("”",),
    "«": ("»",),
    "»": ("«",),
    "''": ("''", '"'),
    "``": ("''", '"'),
    ",,": ("''", "“"),
    "‘‘": ("’’",),
    "’’": ("’’",),
}
_OPENS_ONLY = frozenset(["“", "„", "‟", "«", "``", ",,", "‘‘"])
#: Words that begin with an apostrophe.
_ELIDED = re.compile(r"(?:em|tis|twas|cause|til|till|bout|round|cos|n|nother|\d\ds?)\b", re.IGNORECASE)
_BEFORE = '([{—–-/“"«„'


class Stretch(NamedTuple):
    """Words between marks: their span without the marks, the span with them, whether the closing mark is missing.

    Two apostrophes, which some archives write for every kind of mark, are doubtful.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    is_unclosed: bool
    is_single: bool
    opens_paragraph: bool
    is_doubtful: bool


def find(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Find what stands between quotation marks, outermost marks only, paragraph by paragraph.

    A stretch whose closing mark is missing goes to the end of its paragraph, or to where the next one opens.

    >>> [text[s.start : s.end] for text in ["The boss’s ‘plan’ isn’t “new”."] for s in find(text, [(0, len(text))])]
    ['plan', 'new']
    """
    found: list[Stretch] = []
    for start, end in paragraphs:
        marks = list(_MARK.finditer(text, start, end))
        if marks:
            found += _Paragraph(text, start, end, marks).stretches()
    return found


class _Paragraph:
    def __init__(self, text: str, start: int, end: int, marks: list[re.Match[str]]) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.marks = marks
        self._singles = self._single_closers()

    def stretches(self) -> Iterator[Stretch]:
        i, n = 0, len(self.marks)
        while i < n:
            mark = self.marks[i]
            if mark.group() in _DOUBLE:
                if not self._opens_double(mark):
                    i += 1
                    continue
                closing = self._double_closer(i)
            else:
                closing = self._singles[i] if self._opens_single(mark) else None
                if closing is None:
                    i += 1
                    continue
            stretch, i = self._stretch(i, closing)
            if stretch.start < stretch.end:
                yield stretch

    def _stretch(self, i: int, closing: int | None) -> tuple[Stretch, int]:
        """The stretch from mark `i` to mark `closing`; the number of the mark to go on with."""
        opening = self.marks[i]
        is_single = opening.group() not in _DOUBLE
        opens_paragraph = opening.start() == self.start
        first = opening.end()
        if closing is None:
            last, outer, following = self.end, self.end, len(self.marks)
        else:
            mark = self.marks[closing]
            last, outer, following = mark.start(), mark.end(), closing + 1
            if mark.group() not in _CLOSERS.get(opening.group(), (mark.group(),)) or self._reopens(i, closing):
                outer, following = mark.start(), closing
        is_unclosed = following != (closing or -1) + 1
        piece = self.text[first:last]
        start = first + len(piece) - len(piece.lstrip())
        end = max(start, first + len(piece.rstrip()))
        span = (start, end, opening.start(), max(outer, end))
        return Stretch(*span, is_unclosed, is_single, opens_paragraph, opening.group() == "''"), following

    def _char(self, at: int) -> str:
        return self.text[at] if self.start <= at < self.end else " "

    def _opens_double(self, mark: re.Match[str]) -> bool:
        before, after = self._char(mark.start() - 1), self._char(mark.end())
        if mark.group() in _OPENS_ONLY or mark.group() == "’’":
            return mark.group() != "’’"
        return not after.isspace() and (before.isspace() or before in _BEFORE or (before == ":" and after.isalnum()))

    def _looks_opening(self, mark: re.Match[str]) -> bool:
        before, after = self._char(mark.start() - 1), self._char(mark.end())
        return (before.isspace() or before in "([") and not after.isspace()

    def _reopens(self, i: int, closing: int) -> bool:
        """Whether the mark that ends the stretch is in truth the next opening one."""
        mark = self.marks[closing]
        return mark.group() in _OPENS_ONLY and mark.group() == self.marks[i].group()

    def _double_closer(self, i: int) -> int | None:
        """The mark that closes the one at `i`, or the next that opens on its level; None at the paragraph's end."""
        opening = self.marks[i].group()
        usual, closers = _CLOSERS[opening][0], _CLOSERS[opening]
        depth = 0
        for k in range(i + 1, len(self.marks)):
            sign = self.marks[k].group()
            if sign == opening and opening in _OPENS_ONLY:
                if not self._nests(k, usual):
                    return k
                depth += 1
            elif opening == '"' and (sign == "“" or (sign == "”" and depth)):
                depth += 1 if sign == "“" else -1
            elif self._closes(k, usual, closers):
                if not (depth and sign == usual and opening != '"'):
                    return k
                depth -= 1
        return None

    def _closes(self, k: int, usual: str, closers: tuple[str, ...]) -> bool:
        sign = self.marks[k].group()
        return sign in closers and (sign == usual or not self._looks_opening(self.marks[k]))

    def _nests(self, k: int, usual: str) -> bool:
        """Whether two closing marks follow the opening one at `k` before another opens."""
        signs = [m.group() for m in self.marks[k + 1 : k + 9] if m.group() in (usual, self.marks[k].group())]
        return signs[:2] == [usual, usual]

    def _opens_single(self, mark: re.Match[str]) -> bool:
        before, after = self._char(mark.start() - 1), self._char(mark.end())
        if not (after.isalnum() or after in '[$£€…"“') or not (before.isspace() or before in _BEFORE):
            return False
        if mark.group() in "’›":
            return False
        return not _ELIDED.match(self.text, mark.end(), self.end)

    def _closes_single(self, mark: re.Match[str]) -> bool:
        before, after = self._char(mark.start() - 1), self._char(mark.end())
        return mark.group() in "’'›" and not before.isspace() and not after.isalnum()

    def _single_closers(self) -> list[int | None]:
        """For each mark the single mark that would close a stretch behind it; an s’ only if no better one follows."""
        following: list[int | None] = [None] * len(self.marks)
        any_closer: int | None = None
        sure_closer: int | None = None
        for k in range(len(self.marks) - 1, -1, -1):
            following[k] = any_closer if sure_closer is None else sure_closer
            mark = self.marks[k]
            if mark.group() in _DOUBLE:
                continue
            if self._closes_single(mark):
                any_closer = k
                if self._char(mark.start() - 1) not in "sS":
                    sure_closer = k
            elif self._opens_single(mark):
                sure_closer = None
        return following
