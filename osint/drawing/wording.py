"""The words on a figure: counts with their nouns, names wrapped, lists and signs as a sentence has them."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sized
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

#: With more columns than these, their headings would no longer fit beside each other.
MOST_COLUMNS = 6
_SIGN = re.compile(r"[-_./@]")


def plain(text: str) -> str:
    r"""Write text so that the figures' font can show it: no control characters, unknown letters by their code.

    >>> plain("a\tb\u202e 漢")
    'a b [U+6F22]'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isascii() and char.isprintable() else _shown(char) for char in text)


@cache
def _shown(char: str) -> str:
    if char == "\n":
        return char
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    if kind == "Cf":
        return ""
    return char if _font().get_char_index(ord(char)) else f"[U+{ord(char):04X}]"


@cache
def _font() -> FT2Font:
    from matplotlib import font_manager

    return font_manager.get_font(font_manager.findfont("DejaVu Sans"))


def wrapped(name: object, width: int = 24) -> str:
    """Wrap a name; a name without spaces is broken, after a sign where it has one, never cut.

    >>> wrapped("007_ab12ab12ab12ab12", 16).split()
    ['007_', 'ab12ab12ab12ab12']
    """
    words = plain(str(name))
    return "\n".join(textwrap.wrap(" ".join(_broken(word, width) for word in words.split()), width)) or words


def _broken(word: str, width: int) -> str:
    """Break a word that is too long, after a sign where it has one."""
    if len(word) <= width:
        return word
    cut = max((sign.end() for sign in _SIGN.finditer(word, 0, width)), default=width)
    return f"{word[:cut]} {_broken(word[cut:], width)}"


def count(number: int, noun: str) -> str:
    """Write a count with its noun: "1 text", "3 texts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u202f")


def titled(name: object) -> str:
    """Write a name in a title, where the mark of an inferred outlet would make a question of it.

    >>> titled("The Post?"), titled("The Ledger")
    ('The Post (?)', 'The Ledger')
    """
    words = str(name)
    return f"{words[:-1]} (?)" if words.endswith("?") else words


def too_few(n: int) -> str:
    """Say that so few passages carry no number."""
    return f"too few to say (n = {n})"


def listed(names: Iterable[str], most: int = 8) -> str:
    """Join names as a sentence does; those beyond `most` are counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 1)
    ('a, b and c', 'a and 2 more')
    """
    parts = list(names)
    if len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def sign(value: float) -> str:
    """Return the sign to write before a number that is not 0."""
    return "+" if value > 0 else "−"


def signed(value: float) -> str:
    """Write a score with its sign: +0.3, −0.3, 0.0."""
    shown = f"{abs(value):.1f}"
    return shown if shown == "0.0" else sign(value) + shown


def precise(value: float) -> str:
    """Write a mean with its sign and two digits.

    >>> precise(-0.051), precise(-0.001)
    ('−0.05', '0.00')
    """
    shown = f"{abs(value):.2f}"
    return shown if shown == "0.00" else sign(value) + shown


def short(text: str, letters: int, lines: int = 2) -> str:
    """Wrap a sentence to so many lines, the rest told by an ellipsis."""
    parts = textwrap.wrap(plain(text), letters)
    return "\n".join(parts[:lines]) + (" …" if len(parts) > lines else "")


def ended(words: str) -> str:
    """End words as a sentence.

    >>> ended("So it is"), ended("Is it so?"), ended("It is. ")
    ('So it is.', 'Is it so?', 'It is.')
    """
    words = words.rstrip()
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def not_drawn(more: int, noun: str, held: str = "") -> str:
    """Say how many are left out of a picture, and what they hold; nothing where there are none.

    >>> not_drawn(2, "claim", "5 passages"), not_drawn(0, "claim")
    (' 2 claims more (5 passages) not drawn.', '')
    """
    if more <= 0:
        return ""
    told = f" ({held})" if held else ""
    return f" {count(more, noun)} more{told} not drawn."


def heading(name: str, among: Sized) -> str:
    """Wrap a column's name to the room that so many columns leave it."""
    return wrapped(name, 120 // min(max(len(among), 3), MOST_COLUMNS))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: datetime, *, with_year: bool = True) -> str:
    """Write a day without leading zero, whatever the machine's language: 3 Jul 2023."""
    year = f" {when.year}" if with_year else ""
    return f"{when.day} {_MONTHS[when.month - 1]}{year}"


def days(first: datetime, last: datetime) -> str:
    """Write an interval of days, a whole month or year by its name.

    >>> days(datetime(2023, 7, 1), datetime(2023, 7, 31)), days(datetime(2023, 7, 1), datetime(2023, 7, 1))
    ('Jul 2023', '1 Jul 2023')
    >>> days(datetime(2023, 7, 1), datetime(2023, 7, 3)), days(datetime(2023, 6, 29), datetime(2023, 7, 3))
    ('1–3 Jul 2023', '29 Jun–3 Jul 2023')
    """
    if first == last:
        return day(first)
    if first.year == last.year and first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        if (first.month, last.month) == (1, 12):
            return f"{first.year}"
        if first.month == last.month:
            return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first, with_year=first.year != last.year)}–{day(last)}"
