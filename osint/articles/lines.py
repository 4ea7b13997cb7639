"""Line ends of plain text: lines cut to a width are joined to paragraphs; signs that are not seen go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

#: A line and the sign that ends it.
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_CLOSING = "\"”’'»)]"
_STOPS = ".!?…:"
#: What stands at the head of a line of its own: an item, a quoted line, a table's row, a heading of Markdown, a rule.
_OWN_LINE = re.compile(r"\s*(?:[-*+•·]\s|\d{1,3}[.)]\s|>|\||#{1,6}\s|[-=_*~]{3,}\s*$|```|https?://\S+\s*$)")
_INDENT = re.compile(r"[ \t\u00a0\u3000]*")
#: "pre- and post-war": the hyphen stands for a word, so the space after it is one.
_SUSPENDED = re.compile(r"\s*(?:and|or|to|nor|und|,)\b")
#: The line above a mail's signature.
_SIGNATURE = "-- "
_NARROWEST = 25
_LEAST_SHARE = 0.3
_FULL_SHARE = 0.8
_LONG_SHARE = 0.1
#: How much longer than the lines that were surely cut another line may be, in shares of their width.
_SLACK = 1.15

#: Soft hyphens, marks of direction, and what else has no width. The joiners stay in scripts and emoji that need them.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![\u0590-\u1dff\u2190-\u2bff\u3000-\ud7ff\ufe0f\U00010000-\U0010ffff])[\u200c\u200d]"
)


class _Width(NamedTuple):
    """The page's width as its lines show it: where half of the lines that were cut end, and the widest."""

    usual: int
    widest: int


def visible(text: str) -> str:
    r"""Remove soft hyphens and characters without width.

    >>> visible("Khar\u00adkiv and Mom\u200cbasa")
    'Kharkiv and Mombasa'
    """
    return _UNSEEN.sub("", text)


def flowed(text: str, *, is_space_dropped: bool = False) -> str:
    r"""Join the lines of a mail that is "format=flowed": a space at a line's end says that the paragraph goes on.

    The rules are those of RFC 3676; `is_space_dropped` is its parameter DelSp.

    >>> flowed("The ferry \nsails.\n\nAgain.\n-- \nAnn\n")
    'The ferry sails.\n\nAgain.\n-- \nAnn\n'
    """
    joined: list[str] = []
    soft_depth: int | None = None
    for match in _LINE.finditer(text):
        line, end = match.groups()
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        is_soft = content.endswith(" ") and content != _SIGNATURE
        if soft_depth is not None and (soft_depth != depth or content == _SIGNATURE):
            # A line of another depth ends the paragraph, whatever the end of the line before says.
            joined.append("\n")
            soft_depth = None
        if soft_depth is None and depth:
            joined.append(line[:depth] + " ")
        joined.append(content.removesuffix(" ") if is_soft and is_space_dropped else content)
        joined.append("" if is_soft else end)
        soft_depth = depth if is_soft else None
    return "".join(joined)


def unwrapped(text: str) -> str:
    r"""Join lines that were cut to a page's width; a text that was not cut stays as it is.

    A line was surely cut where it ends within a sentence and the next begins with a small letter. Only where
    many lines end so, nearly all of them because the next word had no room, and few are longer, is the text wrapped.
    Then a line is joined to the next unless that one is blank, indented, an item, or had room on the line before.

    >>> unwrapped("The harbour of Aldmouth opened\nagain on Monday after the storm.\n\nFerries sailed.\n")
    'The harbour of Aldmouth opened again on Monday after the storm.\n\nFerries sailed.\n'
    """
    found = [match.groups() for match in _LINE.finditer(text)]
    lines = [line for line, _ in found]
    width = _width(lines)
    if width is None:
        return text
    joined = [lines[0]]
    for i in range(1, len(lines)):
        if _goes_on(lines[i - 1], lines[i], width):
            joined[-1] = joined[-1].rstrip()
            joined.append(_gap(lines[i - 1], lines[i]) + lines[i].lstrip())
        else:
            joined.append(found[i - 1][1] + lines[i])
    return "".join(joined) + found[-1][1]


def _width(lines: Sequence[str]) -> _Width | None:
    """The width to which the lines were cut, or None where they were not."""
    pairs = [pair for pair in pairwise(lines) if _may_go_on(*pair)]
    cut = [pair for pair in pairs if _is_within_sentence(*pair)]
    if not cut or len(cut) < _LEAST_SHARE * len(pairs):
        return None
    lengths = sorted(len(one.rstrip()) for one, _ in cut)
    width = _Width(lengths[len(lengths) // 2], lengths[int(0.95 * (len(lengths) - 1))])
    n_full = sum(_is_full(*pair, width.usual) for pair in cut)
    if width.usual < _NARROWEST or n_full < _FULL_SHARE * len(cut):
        return None
    return None if _has_long_lines(lines, width.widest) else width


def _has_long_lines(lines: Sequence[str], widest: int) -> bool:
    """Whether many lines are longer than the page is wide; one long address does not count."""
    written = [line.strip() for line in lines if " " in line.strip()]
    return sum(len(line) > _SLACK * widest for line in written) > _LONG_SHARE * len(written)


def _goes_on(one: str, other: str, width: _Width) -> bool:
    """Whether the paragraph of a line goes on in the next, in a text that is wrapped."""
    if not _may_go_on(one, other):
        return False
    if _is_within_sentence(one, other):
        # Parts of a text can be cut to a smaller width, but a very short line is a heading or a name.
        return _is_full(one, other, width.usual // 2)
    # Where a sentence ends only a line that is quite full is taken for one that was cut.
    return _is_full(one, other, width.widest if _ends_sentence(one) else width.usual)


def _may_go_on(one: str, other: str) -> bool:
    if not one.strip() or not other.strip() or _OWN_LINE.match(other):
        return False
    # An indented line begins a paragraph, or goes on an item that hangs out.
    return _indent(other) <= _indent(one) or _OWN_LINE.match(one) is not None


def _is_within_sentence(one: str, other: str) -> bool:
    return not _ends_sentence(one) and other.lstrip()[0].islower()


def _ends_sentence(line: str) -> bool:
    return line.rstrip().rstrip(_CLOSING)[-1:] in tuple(_STOPS)


def _is_full(one: str, other: str, width: int) -> bool:
    """Whether the next line's first word had no room on the line."""
    return len(one.rstrip()) + 1 + len(other.split(maxsplit=1)[0]) > width


def _indent(line: str) -> int:
    found = _INDENT.match(line)
    return found.end() if found else 0


def _gap(one: str, other: str) -> str:
    """What stands between two joined lines: nothing within a word that has a hyphen at the line's end."""
    is_hyphened = re.search(r"\w-$", one.rstrip()) is not None
    return "" if is_hyphened and not _SUSPENDED.match(other) else " "
