"""A small linear model of who of two named ones is for or against the other: its features and its weights.

The features are runs of one to three words with both names masked, word classes, and where they stand from the
names: before, between or behind. Which name comes first is part of the answer, not of the features.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
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

    found: list[int] = []
    sizes: list[int] = []
    for pair in pairs:
        before = len(found)
        _read(pair, classes, found)
        sizes.append(len(found) - before)
    mixed = np.array(found, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - BITS)
    rows = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    keys, counts = np.unique(rows << np.uint64(BITS) | mixed, return_counts=True)
    return (keys >> np.uint64(BITS)).astype(int), (keys & np.uint64(2**BITS - 1)).astype(int), 1 + np.log(counts)


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


@lru_cache(maxsize=1 << 16)
def _number(kind: int, words: str) -> int:
    return kind << 32 | zlib.crc32(words.encode())


def _stretches(pair: Pair) -> tuple[list[str], list[str], list[str]]:
    """Take the words before, between and behind the names."""
    text, start, end, other_start, other_end = pair
    middle = text[end:other_start]
    if len(middle) > 2 * REACH:
        middle = middle[:REACH] + " " + middle[-REACH:]
    parts = (text[max(0, start - REACH) : start], middle, text[other_end : other_end + REACH])
    before, between, behind = ([word.lower() for word in linear.TOKEN.findall(part)] for part in parts)
    return before, between, behind


def _read(pair: Pair, classes: Mapping[str, tuple[int, ...]], found: list[int]) -> None:
    """Append the features of one pair."""
    stretches = _stretches(pair)
    before, between, behind = stretches
    words = [*before, _FIRST, *between, _SECOND, *behind]
    for size in (1, 2, 3):
        found += [_number(size, " ".join(words[i : i + size])) for i in range(len(words) - size + 1)]
    for place, stretch in enumerate(stretches):
        found += [_number(4 + place, word) for word in stretch]
        _classes(8 + 4 * place, stretch, classes, found)
    shapes = [str(classes[word][0]) if word in classes else word for word in words]
    found += [_number(40, f"{one} {other}") for one, other in pairwise(shapes)]
    near = min(len(between), 12) // 2
    found += [_number(41, str(near)), _number(42, f"{near} {bool(before)} {bool(behind)}")]


def _classes(kind: int, stretch: Sequence[str], classes: Mapping[str, tuple[int, ...]], found: list[int]) -> None:
    """Append the classes of a stretch's words, negated or not."""
    for i, word in enumerate(stretch):
        if word in classes:
            negated = not linear.NEGATIONS.isdisjoint(stretch[max(0, i - 3) : i])
            found += [(kind + negated) << 32 | number for number in classes[word]]
