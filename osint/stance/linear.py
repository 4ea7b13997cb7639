"""A small linear model of the stance that a passage takes toward a marked target: its features and its weights.

The features are words and word classes by where they stand from the target: on which side, in the same clause or
not, with another name between or not, negated or not. Training and use share this code.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import lexicons

if TYPE_CHECKING:
    import numpy as np

#: Passages are read this many characters to each side of the target.
REACH = 1200
#: Features are numbered by hashing; so many numbers there are.
BITS = 18
TOKEN = re.compile(r"[^\W\d_]+(?=n['’]t\b)|n['’]t\b|[^\W\d_]+(?:-[^\W\d_]+)*|['’](?:s|re|ve|ll|d|m)\b|\d[\d.,]*|\S")
_PRONOUNS = lexicons.words("stance_grammar", "word", kind="pronoun")
_OWNERS = lexicons.words("stance_grammar", "word", kind="owner")
_BREAKS = lexicons.words("stance_grammar", "word", kind="break")
NEGATIONS = lexicons.words("stance_grammar", "word", kind="negation")
_PASSIVES = lexicons.words("stance_grammar", "word", kind="passive")
_EDGE = "^"
#: In a class's number the lowest bit marks a past form or participle, the next two a good or a bad tone.
_PLUS, _MINUS = 2, 4
_TONES = {"": 0, "plus": _PLUS, "minus": _MINUS}
_BATCH = 1024
#: A word is near, and less near, up to so many words from the target.
_DISTANCES = (2, 5, 10)


class Model(NamedTuple):
    """What training leaves: a weight per feature for against and favor (neutral is 0), and the word classes."""

    scale: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    classes: dict[str, tuple[int, ...]]


def features(
    passages: Iterable[tuple[str, int, int]], classes: Mapping[str, tuple[int, ...]]
) -> tuple[np.ndarray, ...]:
    """Number and count the features of passages.

    Parameters
    ----------
    passages
        Text, and start and end of the target in it.
    classes
        The classes of a word in lower case.

    Returns
    -------
    tuple of numpy.ndarray
        Passage, feature and damped count (1 + log n), for each feature that a passage has.
    """
    import numpy as np

    kinds: list[int] = []
    values: list[int] = []
    sizes: list[int] = []
    for text, start, end in passages:
        before = len(kinds)
        _read(text, start, end, classes, kinds, values)
        sizes.append(len(kinds) - before)
    mixed = np.array(values, dtype=np.uint64) * np.uint64(0x9E3779B1) + np.array(kinds, dtype=np.uint64)
    mixed = (mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - BITS)
    rows = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    keys, counts = np.unique(rows << np.uint64(BITS) | mixed, return_counts=True)
    return (keys >> np.uint64(BITS)).astype(int), (keys & np.uint64(2**BITS - 1)).astype(int), 1 + np.log(counts)


def probabilities(passages: Sequence[tuple[str, int, int]]) -> np.ndarray:
    """Estimate how probable against, neutral and favor are: a row for each passage."""
    import numpy as np

    model = load()
    found = []
    for first in range(0, len(passages), _BATCH):
        batch = passages[first : first + _BATCH]
        rows, numbers, values = features(batch, model.classes)
        values = values * model.scale[numbers]
        norms = np.sqrt(np.bincount(rows, values**2, len(batch)))
        norms[norms == 0] = 1
        logits = np.zeros((len(batch), 3))
        for column, weights in zip((0, 2), model.weights, strict=True):
            logits[:, column] = np.bincount(rows, values * weights[numbers], len(batch)) / norms
        logits += model.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        found.append(odds / odds.sum(axis=1, keepdims=True))
    return np.concatenate(found) if found else np.zeros((0, 3))


@cache
def load() -> Model:
    """Load the packaged model."""
    import numpy as np

    with (lexicons.DATA / "stance_model.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        scale = np.zeros(2**BITS, dtype=np.float32)
        weights = np.zeros((2, 2**BITS), dtype=np.float32)
        numbers = np.cumsum(stored["steps"], dtype=np.int64)
        scale[numbers] = stored["scale"] * stored["scale_unit"]
        weights[:, numbers] = stored["weights"] * stored["weight_unit"]
        toned = {name: bytes(stored[name]).decode("utf-8").split() for name in stored.files if name.startswith("words")}
        return Model(scale, weights, stored["bias"], word_classes(toned))


def word_classes(toned: Mapping[str, Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Give each word in lower case the numbers of its classes.

    Parameters
    ----------
    toned
        Class name to words, beside the classes of ``data/stance_words.csv``.
    """
    found: dict[str, dict[int, None]] = {}
    for row in lexicons.rows("stance_words"):
        for word, form in inflections(row["word"], row["part"], row["forms"]).items():
            number = _number(f"{row['part']} {row['class']} {form}") & ~7 | _TONES[row["tone"]] | (form == "past")
            found.setdefault(word, {})[number] = None
    for name, words in toned.items():
        for word in words:
            found.setdefault(word, {})[_number(name) & ~7 | _TONES[_tone_in(name)]] = None
    return {word: tuple(numbers) for word, numbers in found.items()}


def _tone_in(name: str) -> str:
    """Read the tone off a class's name."""
    if name.endswith("none"):
        return ""
    return "plus" if "plus" in name else "minus"


def inflections(word: str, part: str, forms: str = "") -> dict[str, str]:
    """Inflect a verb or a noun; what is regular is made, `forms` lists the rest.

    >>> inflections("deny", "verb")
    {'deny': 'base', 'denies': 's', 'denying': 'ing', 'denied': 'past'}
    >>> inflections("win", "verb", "won winning")
    {'win': 'base', 'wins': 's', 'won': 'past', 'winning': 'ing'}
    """
    if part == "adjective":
        return {word: "base"}
    made = {word: "base"}
    made[_with_s(word)] = "s"
    if part == "noun":
        return made
    listed = {form: "ing" if form.endswith("ing") else "past" for form in forms.split()}
    if "ing" not in listed.values():
        made[_with_ing(word)] = "ing"
    if "past" not in listed.values():
        made[_with_ed(word)] = "past"
    for form, name in listed.items():
        made.setdefault(form, name)
    return made


def _changes_y(word: str) -> bool:
    return word.endswith("y") and word[-2:-1] not in "aeiou"


def _with_s(word: str) -> str:
    if _changes_y(word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _with_ing(word: str) -> str:
    stem = word[:-2] + "y" if word.endswith("ie") else word
    return (stem[:-1] if stem.endswith("e") and not stem.endswith("ee") else stem) + "ing"


def _with_ed(word: str) -> str:
    if _changes_y(word):
        return word[:-1] + "ied"
    return word + ("d" if word.endswith("e") else "ed")


def _number(name: str) -> int:
    return zlib.crc32(name.encode())


def _read(
    text: str, start: int, end: int, classes: Mapping[str, tuple[int, ...]], kinds: list[int], values: list[int]
) -> None:
    """Append the features of one passage: which kind of feature, and of what."""
    left = TOKEN.findall(text[max(0, start - REACH) : start])[::-1]
    right = TOKEN.findall(text[end : end + REACH])
    target = text[start:end]
    low_target = target.lower()
    lowered = []
    for side, words in enumerate((left, right)):
        low = [word.lower() for word in words]
        lowered.append(low)
        _side(side, words, low, classes, kinds, values)
        _runs(side, low, classes, 132 if low_target in _PRONOUNS else 134, kinds, values)
    _edges(lowered[0], lowered[1], classes, kinds, values)
    _balance(lowered, classes, kinds, values)
    form = 2 + (_number(low_target) & ~3) if low_target in _PRONOUNS else int(target[:1].isupper())
    marks = sum(text.count(mark, max(0, start - REACH), start) for mark in '"“”') % 2
    kinds += (1, 2, 3, 4)
    values += (form, marks, min(5, (len(left) + len(right)) // 10), min(3, len(left) // 5))


def _side(
    side: int,
    words: list[str],
    low: list[str],
    classes: Mapping[str, tuple[int, ...]],
    kinds: list[int],
    values: list[int],
) -> None:
    """Append what stands on one side, from the target outward."""
    names = breaks = 0
    in_name = False
    last = len(words) - 1
    for i, (word, lower) in enumerate(zip(words, low, strict=True)):
        _word(side, (i, names, breaks), lower, kinds, values)
        found = classes.get(lower)
        if found:
            _classes(side, (i, names, breaks), low, found, kinds, values)
        # The first word of the text is a capital for no reason.
        pronoun = lower in _PRONOUNS
        is_name = pronoun or (word[0].isupper() and len(word) > 1 and (side == 1 or i < last))
        if is_name and not in_name and lower not in _OWNERS:
            names += 1
        in_name = is_name
        if lower in _BREAKS:
            breaks += 1


def _word(side: int, place: tuple[int, int, int], lower: str, kinds: list[int], values: list[int]) -> None:
    """Append a word, and its beginning if it is long; words, names and breaks before it are its place."""
    number = zlib.crc32(lower.encode())
    i, names, breaks = place
    kind, value = kinds.append, values.append
    kind(8 + side), value(number)
    if i < 4:
        kind(10 + side), value(number)
    if not names:
        kind(12 + side), value(number)
    if not breaks:
        kind(14 + side), value(number)
    if len(lower) > 5:
        kinds.append(16)
        values.append(zlib.crc32(lower[:5].encode()))


def _classes(
    side: int, place: tuple[int, int, int], low: list[str], found: tuple[int, ...], kinds: list[int], values: list[int]
) -> None:
    """Append a word's classes."""
    i, names, breaks = place
    # In the order of the text the words before stand nearer on the right, farther on the left.
    before = low[max(0, i - 3) : i] if side else low[i + 1 : i + 4]
    near = before[-2:] if side else before[:2]
    negated = 0 if NEGATIONS.isdisjoint(before) else 1
    passive = 0 if _PASSIVES.isdisjoint(near) else 1
    of_word = [
        32 + 8 * min(names, 2) + 2 * negated + side,
        64 + 4 * min(breaks, 2) + side,
        80 + 4 * bisect_right(_DISTANCES, i) + side,
        18 + negated,
    ]
    if not names and not breaks:
        of_word.append(20 + 2 * negated + side)
    for one in found:
        kinds += of_word
        values += [one + ((one & passive) << 33)] * len(of_word)


def _runs(
    side: int, low: list[str], classes: Mapping[str, tuple[int, ...]], kind: int, kinds: list[int], values: list[int]
) -> None:
    """Append the pairs of neighbouring words, and the classes by whether the target is a pronoun."""
    for one, other in pairwise(low):
        kinds.append(120)
        values.append(_number(f"{one} {other}" if side else f"{other} {one}"))
    for word in low:
        if word in classes:
            kinds.append(kind + side)
            values.append(classes[word][0])


def _balance(
    lowered: Sequence[list[str]], classes: Mapping[str, tuple[int, ...]], kinds: list[int], values: list[int]
) -> None:
    """Append how many words of good and of bad tone there are, on each side and in all."""
    good, bad = (
        [sum(any(one & tone for one in classes.get(word, ())) for word in low) for low in lowered]
        for tone in (_PLUS, _MINUS)
    )
    for side in (0, 1):
        kinds += (122 + side, 124 + side, 126 + side)
        values += (min(3, good[side]), min(3, bad[side]), max(-3, min(3, good[side] - bad[side])) + 8)
    kinds += (128, 129)
    values += (max(-4, min(4, sum(good) - sum(bad))) + 8, min(4, sum(good)) * 5 + min(4, sum(bad)))


def _edges(
    left: list[str], right: list[str], classes: Mapping[str, tuple[int, ...]], kinds: list[int], values: list[int]
) -> None:
    """Append the three words beside the target on each side, as words and as classes."""
    before = [*left[:3], _EDGE, _EDGE, _EDGE][:3][::-1]
    after = [*right[:3], _EDGE, _EDGE, _EDGE][:3]
    for first, names in ((96, (before, after)), (104, tuple([_class(w, classes) for w in x] for x in (before, after)))):
        (a, b, c), (d, e, f) = names
        shapes = (c, d, f"{b} {c}", f"{d} {e}", f"{d} {e} {f}", f"{c}|{d}", f"{a} {b} {c}")
        kinds += range(first, first + 7)
        values += map(_number, shapes)


def _class(word: str, classes: Mapping[str, tuple[int, ...]]) -> str:
    return str(classes[word][0]) if word in classes else word
