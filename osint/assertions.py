"""Who says the same: quotations, statements, events and figures of several articles, brought together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import Any, NamedTuple

from osint import overlaps
from osint.overlaps import Piece, Rule, stem

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_CLAUSE = re.compile(
    r";\s|\s[–—]\s|,\s(?=(?:but|and|while|whereas|adding|although|though|which|who|where|when|after|before|as)\s)|\s(?=but\s)"
)
#: Quotations with the same words, some changed; and with eight of their words in a row, be they only grammar.
_SAME_WORDS = Rule(fewest=3, fewest_lower=2, density=0.4)
_SAME_RUN = Rule(seeds=(5,), fewest=7, fewest_lower=4, gap=0, drift=0, density=1, with_grammar=True)
_LIKE = 0.4
_WEIGHT = 1.9
_FEW = 40
_SMALL = 20000


class Assertion(NamedTuple):
    """One text's version of what is said: where it stands and from whom it comes."""

    article: str
    start: int
    end: int
    text: str
    kind: str
    origin: str | None
    value: float | None = None
    unit: str | None = None
    counted: str | None = None
    dates: tuple[tuple[Any, Any], ...] = ()


class Sets:
    """Disjoint sets of numbers, joined pair by pair."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def head(self, i: int) -> int:
        """Return the number that stands for the set that holds `i`."""
        while self._parent[i] != i:
            self._parent[i] = i = self._parent[self._parent[i]]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one set of those that hold `i` and `j`."""
        i, j = self.head(i), self.head(j)
        self._parent[max(i, j)] = min(i, j)

    def groups(self) -> Iterator[list[int]]:
        """Give the sets, each in order, by their first number."""
        members: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._parent)):
            members[self.head(i)].append(i)
        yield from members.values()


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without marks.

    >>> words("“Every ally, every inch”")
    ['every', 'ally', 'every', 'inch']
    """
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, without those that are only grammar."""
    return [form for match in _WORD.finditer(text) if (form := stem(match.group()))]


# ------------------------------------------------------------------------------------------- quotations


def quotations(items: Sequence[Assertion]) -> Iterator[list[int]]:
    """Bring together the wordings of one utterance, by their numbers in `items`."""
    sets = Sets(len(items))
    owners = {article: i for i, article in enumerate(dict.fromkeys(item.article for item in items))}
    pieces = [Piece(item.text, 0, len(item.text), owners[item.article]) for item in items]
    sizes = [len(stems(item.text)) for item in items]
    for shared in overlaps.find(pieces, _SAME_WORDS):
        if shared.n >= 6 or shared.n >= 0.5 * min(sizes[shared.a], sizes[shared.b]):
            sets.join(shared.a, shared.b)
    for shared in overlaps.find(pieces, _SAME_RUN):
        sets.join(shared.a, shared.b)
    for i, j in _fragments(items, sizes):
        sets.join(i, j)
    yield from sets.groups()


def _fragments(items: Sequence[Assertion], sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs with equal short wordings, or of which one holds the other's few words and is the same speaker's."""
    by_words: dict[tuple[str, ...], int] = {}
    held: dict[tuple[str | None, str, str], int] = {}
    forms = [stems(item.text) for item in items]
    for i, item in enumerate(items):
        if sizes[i] >= 2:
            first = by_words.setdefault(tuple(words(item.text)), i)
            if first != i:
                yield first, i
        for pair in zip(forms[i], forms[i][1:], strict=False):
            held.setdefault((item.origin, *pair), i)
    for i, item in enumerate(items):
        if sizes[i] in (2, 3) and item.origin:
            first = held[item.origin, forms[i][0], forms[i][1]]
            if first != i and _contains(forms[first], forms[i]):
                yield first, i


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    n = len(part)
    return any(list(whole[k : k + n]) == list(part) for k in range(len(whole) - n + 1))


def is_verbatim(part: str, whole: str) -> bool:
    """Whether `part` is `whole`, or a run of its words.

    >>> is_verbatim("every inch", "Every ally, every inch!"), is_verbatim("any inch", "every inch")
    (True, False)
    """
    return _contains(words(whole), words(part))


# --------------------------------------------------------------------------------- statements and events


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a sentence into clauses that say something of their own: three words that carry matter, or more."""
    begin = start
    for match in _CLAUSE.finditer(text, start, end):
        if len(stems(text[begin : match.start()])) >= 3 and len(stems(text[match.end() : end])) >= 3:
            yield begin, match.start()
            begin = match.end()
    yield begin, end


def alike(items: Sequence[Assertion]) -> Iterator[list[int]]:
    """Bring together what says nearly the same, by the weight of the words shared.

    A word weighs the more the fewer items have it (its inverse document frequency); two items are alike where the words
    they share weigh two fifths of both (their cosine) and as much as two rare words.
    """
    sets = Sets(len(items))
    for i, j in _alike_pairs(items):
        sets.join(i, j)
    yield from sets.groups()


def _alike_pairs(items: Sequence[Assertion]) -> Iterator[tuple[int, int]]:
    import numpy as np

    if len(items) < 2:
        return
    forms = [set(stems(item.text)) for item in items]
    counts = Counter(form for held in forms for form in held)
    full = log(len(items) + 1)
    weight = {form: log((len(items) + 1) / (n + 0.5)) / full for form, n in counts.items()}
    total = np.array([sum(weight[form] for form in held) for held in forms])
    few = _FEW if len(items) < _SMALL else _FEW // 4
    holders: dict[str, list[int]] = defaultdict(list)
    for i, held in enumerate(forms):
        for form in held:
            if 1 < counts[form] <= few:
                holders[form].append(i)
    articles = {article: k for k, article in enumerate(dict.fromkeys(item.article for item in items))}
    owner = np.array([articles[item.article] for item in items])
    keys, weights = [], []
    for form, held_by in sorted(holders.items()):
        first, second = np.triu_indices(len(held_by), 1)
        at = np.array(held_by)
        keys.append(at[first] * len(items) + at[second])
        weights.append(np.full(len(first), weight[form]))
    if not keys:
        return
    pairs, where = np.unique(np.concatenate(keys), return_inverse=True)
    shared = np.bincount(where, weights=np.concatenate(weights))
    a, b = pairs // len(items), pairs % len(items)
    is_alike = (owner[a] != owner[b]) & (shared >= _WEIGHT) & (shared >= _LIKE * np.sqrt(total[a] * total[b]))
    yield from zip(a[is_alike].tolist(), b[is_alike].tolist(), strict=True)


# ---------------------------------------------------------------------------------------------- figures

_REPRESENTATIVES = 40


def figures(items: Sequence[Assertion], contexts: Sequence[str]) -> Iterator[list[int]]:
    """Bring together figures on one thing: the same number in like words, or different numbers in nearly the same.

    Parameters
    ----------
    items
        Figures, with value and unit.
    contexts
        The sentence around each.
    """
    forms = [set(stems(context)) for context in contexts]
    counts = Counter(form for held in forms for form in held)
    full = log(len(items) + 1.5)
    weight = {form: log((len(items) + 1) / (n + 0.5)) / full for form, n in counts.items()}
    sets = Sets(len(items))
    by_value: dict[Any, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        known = by_value[item.value, item.unit]
        for k in known:
            if item.article != items[k].article and _is_same_figure(item, items[k], forms[i], forms[k], weight):
                sets.join(i, k)
                break
        if len(known) < _REPRESENTATIVES:
            known.append(i)
    yield from sets.groups()


def _is_same_figure(a: Assertion, b: Assertion, in_a: set[str], in_b: set[str], weight: dict[str, float]) -> bool:
    shared = sum(max(weight[form], 0) for form in in_a & in_b)
    is_rare = a.value is not None and (a.value >= 1000 or a.value % 1 != 0)
    same_noun = _noun(a) is not None and _noun(a) == _noun(b)
    return shared >= (0.5 if is_rare and same_noun else 0.8 if is_rare else 1.2 if same_noun else 2.0)


def _noun(item: Assertion) -> str | None:
    return stem(item.counted.split()[-1]) if item.counted else None


def agree(a: Assertion, b: Assertion) -> bool:
    """Whether two figures say the same: the value, the thing counted, and the time where both tell it."""
    if (a.value, a.unit) != (b.value, b.unit):
        return False
    if a.dates and b.dates and not _same_time(a.dates, b.dates):
        return False
    return _noun(a) is None or _noun(b) is None or _noun(a) == _noun(b)


def _same_time(a: Iterable[tuple[Any, Any]], b: Iterable[tuple[Any, Any]]) -> bool:
    """Whether some date of the one covers mostly the same days as some date of the other."""
    for first, last in a:
        for begin, end in b:
            common = (min(last, end) - max(first, begin)).days + 1
            longest = max((last - first).days, (end - begin).days) + 1
            if common >= 0.5 * longest:
                return True
    return False
