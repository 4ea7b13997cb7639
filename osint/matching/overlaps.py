"""The engine of comparison: stretches of words that two texts share, found without comparing all with all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from osint import lexicons

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A stretch that more texts than this share is paired with the first of them only.
FEW_CARRIERS = 8
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_AROUND = 60
_ENDINGS = re.compile(r"(?:ies|ied|ing|ed|es|s|e|y)$")


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


class _Words(NamedTuple):
    """The words of all pieces, in parallel arrays."""

    pieces: Sequence[Piece]
    word: NDArray[np.int64]
    is_lower: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    piece: NDArray[np.int64]
    owner: NDArray[np.int64]


#: What makes a passage in running text.
PASSAGE = Rule()


def find(pieces: Sequence[Piece], rule: Rule = PASSAGE) -> Iterator[Shared]:
    """Find the stretches that pieces of different owners share, ordered by the pieces' numbers.

    The words of all pieces are put in one row; where two or three in a row recur, and few pieces have the two, there
    is a seed. Seeds of one pair of pieces that follow each other closely are chained.

    >>> texts = ["Rain hit the old harbour on Monday.", "So rain had hit our old harbour."]
    >>> [texts[1][x.start_b : x.end_b] for x in find([Piece(text, 0, len(text), i) for i, text in enumerate(texts)])]
    ['rain had hit our old harbour']
    """
    import numpy as np

    words = _read(pieces, with_grammar=rule.with_grammar)
    a, b, n = _seeds(words, rule)
    if not len(a):
        return
    pair = words.piece[a] * len(pieces) + words.piece[b]
    order = np.lexsort((b, a, pair))
    a, b, n, pair = a[order], b[order], n[order], pair[order]
    step_a, step_b = np.diff(a), np.diff(b)
    is_linked = (np.diff(pair) == 0) & (step_a - n[:-1] <= rule.gap) & (step_b >= 0) & (step_b - n[:-1] <= rule.gap)
    is_linked &= np.abs(step_a - step_b) <= rule.drift
    heads = np.flatnonzero(np.concatenate(([True], ~is_linked)))
    before = np.concatenate(([0], (a + n)[:-1]))
    before[heads] = 0
    matched = np.add.reduceat(np.clip(a + n - np.maximum(a, before), 0, None), heads)
    first_a, last_a = a[heads], np.maximum.reduceat(a + n, heads) - 1
    first_b, last_b = np.minimum.reduceat(b, heads), np.maximum.reduceat(b + n, heads) - 1
    n_lower = np.concatenate(([0], np.cumsum(words.is_lower)))
    lower = np.minimum(n_lower[last_a + 1] - n_lower[first_a], n_lower[last_b + 1] - n_lower[first_b])
    longest = np.maximum(last_a - first_a, last_b - first_b) + 1
    kept = (matched >= rule.fewest) & (lower >= rule.fewest_lower) & (matched >= rule.density * longest)
    held: Shared | None = None
    for i in np.flatnonzero(kept):
        found = _whole(words, (first_a[i], last_a[i]), (first_b[i], last_b[i]), int(matched[i]))
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


@cache
def stem(word: str) -> str:
    """Return a word without its ending, in lower case; "" for a word that is only grammar.

    >>> stem("Stopping"), stem("stopped"), stem("which")
    ('stopp', 'stopp', '')
    """
    low = word.lower().replace("'", "’").removesuffix("’").removesuffix("’s")
    if low in lexicons.words("stopwords", "word"):
        return ""
    bare = _ENDINGS.sub("", low)
    return bare if len(bare) > 2 else low


def _read(pieces: Sequence[Piece], *, with_grammar: bool) -> _Words:
    import numpy as np

    numbers: dict[str, int] = {}
    known: dict[str, int] = {}
    words, starts, ends, lower, of_piece = [], [], [], [], []
    for i, (text, first, last, _) in enumerate(pieces):
        for match in _WORD.finditer(text, first, last):
            word = match.group()
            number = known.get(word)
            if number is None:
                form = word.lower() if with_grammar else stem(word)
                number = known[word] = numbers.setdefault(form, len(numbers)) if form else -1
            if number >= 0:
                words.append(number)
                starts.append(match.start())
                ends.append(match.end())
                lower.append(word[0].islower())
                of_piece.append(i)
    ids, begin, stop, holder = (np.array(values, dtype=np.int64) for values in (words, starts, ends, of_piece))
    owners = np.array([piece.owner for piece in pieces], dtype=np.int64)
    return _Words(pieces, ids, np.array(lower, dtype=bool), begin, stop, holder, owners[holder])


def _seeds(words: _Words, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of places at which two pieces have the same few words in a row, and how many these are.

    Two words in a row count only where few texts have them.
    """
    import numpy as np

    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    for n in rule.seeds:
        if len(words.word) < n:
            continue
        last = len(words.word) - n + 1
        keys = np.zeros(last, dtype=np.uint64)
        for k in range(n):
            keys = keys * np.uint64(0x9E3779B97F4A7C15) + words.word[k : last + k].astype(np.uint64)
        keys ^= keys >> np.uint64(29)
        at = np.flatnonzero(words.piece[:last] == words.piece[n - 1 :])
        at = at[np.argsort(keys[at], kind="stable")]
        # Of what a piece repeats, its first counts: the others would tangle the chains.
        is_first = np.ones(len(at), dtype=bool)
        is_first[1:] = (np.diff(keys[at]) != 0) | (np.diff(words.piece[at]) != 0)
        at = at[is_first]
        for a, b in _pairs(keys[at], at, with_crowds=n > 2):
            is_across = words.owner[a] != words.owner[b]
            found.append((a[is_across], b[is_across], np.full(int(is_across.sum()), n)))
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    a, b, n_words = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return a, b, n_words


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


def _whole(words: _Words, in_a: tuple[int, int], in_b: tuple[int, int], n: int) -> Shared:
    """The spans from the first to the last shared word, with the equal words around them."""
    a, b = int(words.piece[in_a[0]]), int(words.piece[in_b[0]])
    text_a, floor_a, roof_a, _ = words.pieces[a]
    text_b, floor_b, roof_b, _ = words.pieces[b]
    start_a, start_b = int(words.start[in_a[0]]), int(words.start[in_b[0]])
    end_a, end_b = int(words.end[in_a[1]]), int(words.end[in_b[1]])
    left = _equal(
        text_a[max(floor_a, start_a - _AROUND) : start_a][::-1], text_b[max(floor_b, start_b - _AROUND) : start_b][::-1]
    )
    right = _equal(text_a[end_a : min(roof_a, end_a + _AROUND)], text_b[end_b : min(roof_b, end_b + _AROUND)])
    return Shared(a, start_a - left, end_a + right, b, start_b - left, end_b + right, n)


def _equal(a: str, b: str) -> int:
    """How many characters are equal, up to the last whole word."""
    if len(a.lower()) == len(a) and len(b.lower()) == len(b):
        a, b = a.lower(), b.lower()
    n = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    while n and (not a[n - 1].isalnum() or (a[n : n + 1].isalnum() or b[n : n + 1].isalnum())):
        n -= 1
    return n
