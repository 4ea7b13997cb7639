"""A small linear model of who of two named ones is for or against the other: its features and its weights.

The features are runs of one to three words with both names masked, word classes, and where they stand from the
names: before, between or behind. Which name comes first is part of the answer, not of the features.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import lexicons
from osint.stance import linear

if TYPE_CHECKING:
    import numpy as np

#: A passage is read this many characters before the first name and behind the second, and between them.
REACH = 400
#: Features are numbered by hashing; so many numbers there are.
BITS = 18
#: What the model tells apart, of the name that comes first in the text and the second one.
ANSWERS = ("none", "first favors", "second favors", "first against", "second against")
_FIRST, _SECOND = "\x01", "\x02"
_BATCH = 1024
_ALL = 2**64 - 1
#: Large odd numbers for hashing: the golden ratio's, and those of SplitMix64 and xxHash.
_FACTORS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xC2B2AE3D27D4EB4F)


class Model(NamedTuple):
    """What training leaves: how rare a feature is, its weight for each answer but none, and the bias."""

    scale: np.ndarray
    weights: np.ndarray
    bias: np.ndarray


Pair = tuple[str, int, int, int, int]


def features(pairs: Iterable[Pair], classes: Mapping[str, tuple[int, ...]]) -> tuple[np.ndarray, ...]:
    """Number and count the features of pairs.

    Parameters
    ----------
    pairs
        Text, start and end of the name that comes first, start and end of the second.
    classes
        The classes of a word in lower case.

    Returns
    -------
    tuple of numpy.ndarray
        Pair, feature and damped count (1 + log n), for each feature that a pair has.
    """
    import numpy as np

    lexicon = _Lexicon(classes)
    codes: list[int] = []
    parts: list[tuple[int, int, int]] = []
    for pair in pairs:
        before, between, behind = _stretches(pair)
        codes += map(lexicon.__getitem__, (*before, _FIRST, *between, _SECOND, *behind))
        parts.append((len(before), len(between), len(behind)))
    rows, keys = _keys(lexicon, np.array(codes, dtype=int), np.array(parts, dtype=np.int64).reshape(-1, 3))
    cells, counts = np.unique(rows << np.uint64(BITS) | keys >> np.uint64(64 - BITS), return_counts=True)
    return (cells >> np.uint64(BITS)).astype(int), (cells & np.uint64(2**BITS - 1)).astype(int), 1 + np.log(counts)


def ordered(text: str, holder: tuple[int, int], target: tuple[int, int]) -> tuple[Pair, bool]:
    """Put the two names in the order of the text, and tell whether the holder comes first."""
    first = holder <= target
    one, other = (holder, target) if first else (target, holder)
    return (text, *one, *other), first


def probabilities(pairs: Sequence[Pair]) -> np.ndarray:
    """Estimate how probable each of `ANSWERS` is: a row for each pair."""
    import numpy as np

    model, classes = load(), linear.load().classes
    found = []
    for start in range(0, len(pairs), _BATCH):
        batch = pairs[start : start + _BATCH]
        rows, numbers, values = features(batch, classes)
        values = values * model.scale[numbers]
        norms = np.sqrt(np.bincount(rows, values**2, len(batch)))
        norms[norms == 0] = 1
        logits = np.zeros((len(batch), len(ANSWERS)))
        for column, weights in enumerate(model.weights, start=1):
            logits[:, column] = np.bincount(rows, values * weights[numbers], len(batch)) / norms
        logits += model.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        found.append(odds / odds.sum(axis=1, keepdims=True))
    return np.concatenate(found) if found else np.zeros((0, len(ANSWERS)))


def between(passages: Sequence[tuple[str, tuple[int, int], tuple[int, int]]]) -> np.ndarray:
    """Estimate how probable it is that a holder is against, neutral to, or for a target.

    Parameters
    ----------
    passages
        Text, and the offsets of the holder and of the target in it.

    Returns
    -------
    numpy.ndarray
        A row for each passage: against, neutral, favor.
    """
    import numpy as np

    read = [ordered(*passage) for passage in passages]
    odds = probabilities([pair for pair, _ in read])
    first = np.array([holder_first for _, holder_first in read], dtype=bool)
    against, favor = (np.where(first, odds[:, a], odds[:, a + 1]) for a in (3, 1))
    return np.column_stack([against, 1 - against - favor, favor])


@cache
def load() -> Model:
    """Load the packaged model."""
    import numpy as np

    with (lexicons.DATA / "stance_pairs.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        scale = np.zeros(2**BITS, dtype=np.float32)
        weights = np.zeros((len(ANSWERS) - 1, 2**BITS), dtype=np.float32)
        numbers = np.cumsum(stored["steps"], dtype=np.int64)
        scale[numbers] = stored["scale"] * stored["scale_unit"]
        weights[:, numbers] = stored["weights"] * stored["weight_unit"]
        return Model(scale, weights, stored["bias"])


class _Lexicon(dict[str, int]):
    """Counts the words of a batch from 0 on, with what the features need to know of each."""

    def __init__(self, classes: Mapping[str, tuple[int, ...]]) -> None:
        self.known = classes
        self.numbers: list[int] = []
        self.shapes: list[int] = []
        self.classes: list[tuple[int, ...]] = []
        self.negations: list[bool] = []

    def __missing__(self, word: str) -> int:
        number, classes = zlib.crc32(word.encode()), self.known.get(word, ())
        self.numbers.append(number)
        self.shapes.append(classes[0] if classes else number)
        self.classes.append(classes)
        self.negations.append(word in linear.NEGATIONS)
        self[word] = len(self)
        return len(self) - 1


def _stretches(pair: Pair) -> tuple[list[str], list[str], list[str]]:
    """Take the words before, between and behind the names."""
    text, start, end, other_start, other_end = pair
    middle = text[end:other_start]
    if len(middle) > 2 * REACH:
        middle = middle[:REACH] + " " + middle[-REACH:]
    parts = (text[max(0, start - REACH) : start], middle, text[other_end : other_end + REACH])
    before, between, behind = (linear.TOKEN.findall(part.lower()) for part in parts)
    return before, between, behind


def _keys(lexicon: _Lexicon, codes: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give each feature of each pair a number of 64 bits.

    Parameters
    ----------
    codes
        The words of all pairs, one pair behind the other, numbered by the lexicon; the names are words of their own.
    parts
        A row for each pair: how many words stand before, between and behind its names.

    Returns
    -------
    tuple of numpy.ndarray
        The pair and the number of each feature.
    """
    import numpy as np

    rows = np.repeat(np.arange(len(parts), dtype=np.uint64), parts.sum(axis=1) + 2)
    numbers, shapes = (np.array(of, dtype=np.uint64)[codes] for of in (lexicon.numbers, lexicon.shapes))
    found: list[tuple[np.ndarray, np.ndarray]] = [(rows, _mixed(1, numbers))]
    if len(rows):
        found += [_runs(2, rows, numbers, 2), _runs(3, rows, numbers, 3), _runs(4, rows, shapes, 2)]
    # 0 before the names, 1 between, 2 behind; a name belongs nowhere.
    order = np.insert(parts, [1, 2], 1, axis=1)
    places = np.repeat(np.tile([0, 3, 1, 3, 2], len(parts)), order.ravel())
    plain = places < 3
    found.append((rows[plain], _mixed(5, places[plain].astype(np.uint64), numbers[plain])))
    found.append(_classes(lexicon, codes, rows, places))
    near = (np.minimum(parts[:, 1], 12) // 2).astype(np.uint64)
    edges = (parts[:, 0] > 0) + 2 * (parts[:, 2] > 0).astype(np.uint64)
    each = np.arange(len(parts), dtype=np.uint64)
    found += [(each, _mixed(7, near)), (each, _mixed(8, near, edges))]
    return np.concatenate([row for row, _ in found]), np.concatenate([key for _, key in found])


def _mixed(kind: int, *values: np.ndarray) -> np.ndarray:
    """Hash values of one kind of feature: a sum with a large odd factor for each, of which the upper bits are used."""
    import numpy as np

    total: np.ndarray = values[0] * np.uint64(_FACTORS[1]) + np.uint64(kind * _FACTORS[0] & _ALL)
    for factor, value in zip(_FACTORS[2:], values[1:], strict=False):
        total = total + value * np.uint64(factor)
    return total


def _runs(kind: int, rows: np.ndarray, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Hash runs of `size` values that belong to one pair."""
    count = max(0, len(rows) - size + 1)
    one = rows[:count] == rows[len(rows) - count :]
    return rows[:count][one], _mixed(kind, *(values[i : i + count][one] for i in range(size)))


def _classes(
    lexicon: _Lexicon, codes: np.ndarray, rows: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hash the classes of the words, by where they stand, and by whether one of the three words before denies them."""
    import numpy as np

    denies = np.array(lexicon.negations, dtype=bool)[codes]
    stretch = rows * np.uint64(4) + places.astype(np.uint64)
    negated = np.zeros(len(rows), dtype=bool)
    for step in (1, 2, 3):
        negated[step:] |= denies[:-step] & (stretch[step:] == stretch[:-step])
    sizes = np.array([len(of) for of in lexicon.classes], dtype=int)
    every = np.array([number for of in lexicon.classes for number in of], dtype=np.uint64)
    starts = np.cumsum(sizes) - sizes
    count = sizes[codes]
    words = np.repeat(np.arange(len(rows)), count)
    within = np.arange(len(words)) - np.repeat(np.cumsum(count) - count, count)
    numbers = every[starts[codes[words]] + within]
    spot = places[words].astype(np.uint64) * np.uint64(2) + negated[words].astype(np.uint64)
    return rows[words], _mixed(6, spot, numbers)
