"""Stretches of words that two texts share, by n-grams: matched, extended, widened; never all with all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.knowledge import lexicons
from osint.text.stems import stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A stretch that more texts than this share is paired with the first of them only.
FEW_CARRIERS = 8
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_AROUND = 60


class Piece(NamedTuple):
    """A stretch of a text to be compared with those of other owners (articles)."""

    text: str
    start: int
    end: int
    owner: int


class Rule(NamedTuple):
    """When a stretch is shared: how long seeds are, how many words match, of these in lower case, how densely."""

    seeds: tuple[int, ...] = (2, 3)
    fewest: int = 4
    fewest_lower: int = 3
    gap: int = 8
    drift: int = 6
    density: float = 0.45
    with_grammar: bool = False


class Shared(NamedTuple):
    """Two spans that match: the pieces' numbers, the spans in their texts, and the words matched."""

    a: int
    start_a: int
    end_a: int
    b: int
    start_b: int
    end_b: int
    n: int


class Grams(NamedTuple):
    """A few words in a row, wherever they stand: parallel arrays, in the order of the pieces and of their words.

    `key` stands for the words, `low` counts the lower-case words of the pieces before them, and `n_low` their own.
    """

    key: NDArray[np.uint64]
    owner: NDArray[np.int64]
    piece: NDArray[np.int64]
    word: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    low: NDArray[np.int64]
    n_low: NDArray[np.int64]
    n: NDArray[np.int64]

    def at(self, rows: NDArray[Any]) -> Grams:
        """Give some of the rows."""
        return Grams(*(column[rows] for column in self))


class Extended(NamedTuple):
    """Stretches of two pieces that match, from the first seed to the last: parallel arrays."""

    piece_a: NDArray[np.int64]
    start_a: NDArray[np.int64]
    end_a: NDArray[np.int64]
    piece_b: NDArray[np.int64]
    start_b: NDArray[np.int64]
    end_b: NDArray[np.int64]
    n: NDArray[np.int64]


#: What makes a passage in running text.
PASSAGE = Rule()


def find(pieces: Sequence[Piece], rule: Rule = PASSAGE) -> Iterator[Shared]:
    """Find the stretches that pieces of different owners share, ordered by the pieces' numbers.

    The words of all pieces are put in one row; where two or three in a row recur, and few pieces have the two, there
    is a seed. Seeds of one pair of pieces that follow each other closely are one stretch (seed and extend).

    >>> texts = ["Rain hit the old harbour on Monday.", "So rain had hit our old harbour."]
    >>> [texts[1][x.start_b : x.end_b] for x in find([Piece(text, 0, len(text), i) for i, text in enumerate(texts)])]
    ['rain had hit our old harbour']
    """
    yield from widen(extend(*match(collect(pieces, rule)), rule), pieces)


def extend(a: Grams, b: Grams, rule: Rule = PASSAGE) -> Extended:
    """Extend the seeds of each pair of pieces, row by row `a` in the one and `b` in the other, to stretches.

    Seeds that follow each other closely in both pieces are one stretch; it is kept where it has the words that `rule`
    asks for.
    """
    import numpy as np

    order = np.lexsort((a.n, b.word, a.word, b.piece, a.piece))
    a, b = a.at(order), b.at(order)
    if not len(order):
        return Extended(*(np.zeros(0, dtype=np.int64) for _ in Extended._fields))
    heads = _heads(a, b, rule)
    matched, longest = _lengths(a, b, heads)
    # Of the words in lower case the piece with fewer counts: a list of names alone is no passage.
    lower_a, lower_b = (np.maximum.reduceat(x.low + x.n_low, heads) - np.minimum.reduceat(x.low, heads) for x in (a, b))
    is_kept = (matched >= rule.fewest) & (np.minimum(lower_a, lower_b) >= rule.fewest_lower)
    is_kept &= matched >= rule.density * longest
    columns: list[NDArray[np.int64]] = []
    for x in (a, b):
        columns += [x.piece[heads], np.minimum.reduceat(x.start, heads), np.maximum.reduceat(x.end, heads)]
    return Extended(*(column[is_kept] for column in [*columns, matched]))


def _heads(a: Grams, b: Grams, rule: Rule) -> NDArray[np.int64]:
    """The numbers of the seeds at which a stretch begins: those that do not follow the seed before them closely."""
    import numpy as np

    step_a, step_b, n = np.diff(a.word), np.diff(b.word), a.n[:-1]
    is_linked = (np.diff(a.piece) == 0) & (np.diff(b.piece) == 0)
    is_linked &= (step_a - n <= rule.gap) & (step_b >= 0) & (step_b - n <= rule.gap)
    # As many words must have come in between in the one as in the other, more or less.
    is_linked &= np.abs(step_a - step_b) <= rule.drift
    return np.flatnonzero(np.concatenate(([True], ~is_linked)))


def _lengths(a: Grams, b: Grams, heads: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many words of each stretch match, those of overlapping seeds once; and how many it spans at most."""
    import numpy as np

    last_a, last_b = a.word + a.n, b.word + b.n
    before = np.concatenate(([0], last_a[:-1]))
    before[heads] = 0
    matched = np.add.reduceat(np.clip(last_a - np.maximum(a.word, before), 0, None), heads)
    span_a = np.maximum.reduceat(last_a, heads) - a.word[heads]
    span_b = np.maximum.reduceat(last_b, heads) - np.minimum.reduceat(b.word, heads)
    return matched, np.maximum(span_a, span_b)


def widen(stretches: Extended, pieces: Sequence[Piece] | Mapping[int, Piece]) -> Iterator[Shared]:
    """Widen stretches by the equal words around them, and make one of those that overlap in both pieces."""
    held: Shared | None = None
    for a, start_a, end_a, b, start_b, end_b, n in zip(*(column.tolist() for column in stretches), strict=True):
        left, right = _around(pieces[a], start_a, end_a, pieces[b], start_b, end_b)
        found = Shared(a, start_a - left, end_a + right, b, start_b - left, end_b + right, n)
        joined = _joined(held, found) if held else None
        if held and not joined:
            yield held
        held = joined or found
    if held:
        yield held


def _joined(one: Shared, other: Shared) -> Shared | None:
    """Both as one, where they overlap in both pieces."""
    if (one.a, one.b) != (other.a, other.b):
        return None
    if other.start_a >= one.end_a or one.start_b >= other.end_b or other.start_b >= one.end_b:
        return None
    starts = min(one.start_a, other.start_a), min(one.start_b, other.start_b)
    ends = max(one.end_a, other.end_a), max(one.end_b, other.end_b)
    return Shared(one.a, starts[0], ends[0], one.b, starts[1], ends[1], max(one.n, other.n))


@lru_cache(maxsize=1 << 16)
def content_stem(word: str) -> str:
    """Return the stem of a word; "" for a word that is only grammar.

    >>> content_stem("Stopping"), content_stem("harbour’s"), content_stem("which")
    ('stop', 'harbour', '')
    """
    low = word.lower().replace("'", "’").removesuffix("’").removesuffix("’s")
    return "" if low in lexicons.words("stopwords", "word") else stem(low)


def collect(pieces: Sequence[Piece], rule: Rule = PASSAGE, numbers: Sequence[int] | None = None) -> Grams:
    """Give the two or three words in a row, as `rule` has it, at each place of the pieces.

    Parameters
    ----------
    numbers
        The pieces' numbers, ascending; their places in `pieces` by default.
    """
    import numpy as np

    word, start, end, is_lower, of_piece = _read(pieces, with_grammar=rule.with_grammar)
    low = np.concatenate(([0], np.cumsum(is_lower)))
    owner = np.array([piece.owner for piece in pieces], dtype=np.int64)
    piece = np.arange(len(pieces)) if numbers is None else np.array(numbers, dtype=np.int64)
    made = []
    for n in rule.seeds:
        last = max(len(word) - n + 1, 0)
        at = np.flatnonzero(of_piece[:last] == of_piece[n - 1 :])
        keys = np.full(last, n, dtype=np.uint64)
        for k in range(n):
            keys = keys * np.uint64(0x9E3779B97F4A7C15) + word[k : last + k]
        keys = (keys ^ keys >> np.uint64(29))[at]
        holder, sizes = of_piece[at], np.full(len(at), n)
        ends = end[at + n - 1]
        made.append(
            Grams(keys, owner[holder], piece[holder], at, start[at], ends, low[at], low[at + n] - low[at], sizes)
        )
    return Grams(*(np.concatenate(columns) for columns in zip(*made, strict=True)))


def _read(pieces: Sequence[Piece], *, with_grammar: bool) -> tuple[NDArray[Any], ...]:
    """The words of all pieces: what stands for each, start, end, whether in lower case, and the piece."""
    import numpy as np

    known: dict[str, int | None] = {}
    words, starts, ends, lower, of_piece = [], [], [], [], []
    for i, (text, first, last, _) in enumerate(pieces):
        for match in _WORD.finditer(text, first, last):
            word = match.group()
            if word not in known:
                form = word.lower() if with_grammar else content_stem(word)
                # Not Python's own hash, which differs from process to process.
                known[word] = int.from_bytes(blake2b(form.encode(), digest_size=8).digest()) if form else None
            number = known[word]
            if number is not None:
                words.append(number)
                starts.append(match.start())
                ends.append(match.end())
                lower.append(word[0].islower())
                of_piece.append(i)
    begin, stop, holder = (np.array(values, dtype=np.int64) for values in (starts, ends, of_piece))
    return np.array(words, dtype=np.uint64), begin, stop, np.array(lower, dtype=bool), holder


def match(grams: Grams) -> tuple[Grams, Grams]:
    """Pair the places at which pieces of two owners have the same words in a row; these are the seeds.

    Two words in a row count only where few texts have them. The rows must be in the order of pieces and words.
    """
    import numpy as np

    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for n in np.unique(grams.n):
        at = np.flatnonzero(grams.n == n)
        at = at[np.argsort(grams.key[at], kind="stable")]
        # Of what a piece repeats, its first counts: the others would tangle the stretches.
        is_first = np.ones(len(at), dtype=bool)
        is_first[1:] = (np.diff(grams.key[at]) != 0) | (np.diff(grams.piece[at]) != 0)
        at = at[is_first]
        for a, b in _pairs(grams.key[at], at, with_crowds=n > 2):
            is_across = grams.owner[a] != grams.owner[b]
            found.append((a[is_across], b[is_across]))
    none = np.zeros(0, dtype=np.int64)
    a, b = (np.concatenate([none, *parts]) for parts in (zip(*found, strict=True) if found else ((), ())))
    return grams.at(a), grams.at(b)


def _pairs(
    keys: NDArray[np.uint64], at: NDArray[np.int64], *, with_crowds: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pair the places with the same key: all with all where they are few, else each with the first."""
    import numpy as np

    if not len(keys):
        return
    heads = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sizes = np.diff(np.append(heads, len(keys)))
    size, head = np.repeat(sizes, sizes), np.repeat(heads, sizes)
    is_few = size <= FEW_CARRIERS
    for lag in range(1, FEW_CARRIERS):
        i = np.flatnonzero(is_few[lag:] & (head[lag:] == head[:-lag]))
        yield at[i], at[i + lag]
    if with_crowds:
        i = np.flatnonzero(~is_few & (head != np.arange(len(head))))
        yield at[head[i]], at[i]


def _around(a: Piece, start_a: int, end_a: int, b: Piece, start_b: int, end_b: int) -> tuple[int, int]:
    """How many characters of equal words stand before two spans, and behind them."""
    left = _equal(
        a.text[max(a.start, start_a - _AROUND) : start_a][::-1], b.text[max(b.start, start_b - _AROUND) : start_b][::-1]
    )
    right = _equal(a.text[end_a : min(a.end, end_a + _AROUND)], b.text[end_b : min(b.end, end_b + _AROUND)])
    return left, right


def _equal(a: str, b: str) -> int:
    """How many characters are equal, up to the last whole word."""
    if len(a.lower()) == len(a) and len(b.lower()) == len(b):
        a, b = a.lower(), b.lower()
    n = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    while n and (not a[n - 1].isalnum() or (a[n : n + 1].isalnum() or b[n : n + 1].isalnum())):
        n -= 1
    return n
