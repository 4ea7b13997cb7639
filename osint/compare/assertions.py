"""Who says the same: quotations, statements, events and figures of several articles, brought together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.compare import overlaps
from osint.compare.overlaps import Piece, Rule, stem
from osint.knowledge import lexicons

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_CLAUSE = re.compile(
    r";\s|\s[–—]\s|,\s(?=(?:but|and|while|whereas|adding|although|though|which|who|where|when|after|before|as)\s)|\s(?=but\s)"
)
#: Quotations with the same words, some changed; and with eight of their words in a row, be they only grammar.
_SAME_WORDS = Rule(fewest=3, fewest_lower=2, density=0.4)
_SAME_RUN = Rule(seeds=(5,), fewest=7, fewest_lower=4, gap=0, drift=0, density=1, with_grammar=True)
_LIKE = 0.32
_WEIGHT = 2.4
_TOLD = 1.3
_LIKE_MARKED = 0.24
_TOLD_MARKED = 1.0
_PAIR = 0.5
_MARK = 1.5
_RUN = 5
_NEAR = 200
_FEW = 40
_FEWEST = 200
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
    marks: frozenset[str] = frozenset()


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
    """Pairs with equal short wordings, and fragments with the quotation that holds them.

    A fragment of two or three words that carry matter belongs to the same speaker's quotation, one of five words or
    more, be they only grammar, to anybody's.
    """
    by_words: dict[tuple[str, ...], int] = {}
    held: dict[tuple[str | None, str, str], int] = {}
    forms = [stems(item.text) for item in items]
    for i, item in enumerate(items):
        if sizes[i] >= 2:
            first = by_words.setdefault(tuple(words(item.text)), i)
            if first != i:
                yield first, i
        if sizes[i] > 3:
            for one, other in pairwise(forms[i]):
                held.setdefault((item.origin, one, other), i)
                held.setdefault((None, one, other), i)
    for i, item in enumerate(items):
        if sizes[i] in (2, 3):
            origin = None if len(words(item.text)) >= _RUN else item.origin or ""
            whole = held.get((origin, forms[i][0], forms[i][1]))
            if whole is not None and is_verbatim(item.text, items[whole].text):
                yield whole, i


def is_verbatim(part: str, whole: str) -> bool:
    """Whether `part` is `whole`, or a run of its words.

    >>> is_verbatim("every inch", "Every ally, every inch!"), is_verbatim("any inch", "every inch")
    (True, False)
    """
    return f" {' '.join(words(part))} " in f" {' '.join(words(whole))} "


# --------------------------------------------------------------------------------- statements and events


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a sentence into clauses that say something of their own: three words that carry matter, or more."""
    begin = start
    for match in _CLAUSE.finditer(text, start, end):
        before = text[max(begin, match.start() - _NEAR) : match.start()]
        after = text[match.end() : min(end, match.end() + _NEAR)]
        if len(stems(before)) >= 3 and len(stems(after)) >= 3:
            yield begin, match.start()
            begin = match.end()
    yield begin, end


def gather(items: Sequence[Assertion]) -> list[list[int]]:
    """Bring together what several articles say in nearly the same words, by numbers in `items`.

    Quotations are one where :func:`quotations` says so. All else is weighed by the words and pairs of words that two
    items share, and the places and days that both name; a feature weighs the more the fewer items have it (its
    inverse document frequency). Two items are alike where the shared weight is large against both (their cosine) and as
    large as that of two rare words. The likest are joined first, and no two items of one article are joined so.
    """
    sets = Sets(len(items))
    quoted = [i for i, item in enumerate(items) if item.kind == "quote"]
    for group in quotations([items[i] for i in quoted]):
        for k in group[1:]:
            sets.join(quoted[group[0]], quoted[k])
    articles: dict[int, set[str]] = defaultdict(set)
    for i, item in enumerate(items):
        articles[sets.head(i)].add(item.article)
    for i, j in _alike(items):
        a, b = sets.head(i), sets.head(j)
        if a != b and not articles[a] & articles[b]:
            sets.join(a, b)
            articles[min(a, b)] |= articles[max(a, b)]
    return list(sets.groups())


@cache
def _pairs(n: int) -> Any:
    """All pairs of numbers below `n`, as two arrays."""
    import numpy as np

    return np.triu_indices(n, 1)


def _weights(counts: Counter[str], n: int) -> dict[str, float]:
    """Inverse document frequencies, 1 for what is unique; as if of some hundred items where there are fewer."""
    n = max(n, _FEWEST)
    return {name: log((n + 1) / (k + 0.5)) / log(n + 1) for name, k in counts.items()}


def _features(item: Assertion) -> dict[str, float]:
    """What two items may share, and how much of its weight each counts with."""
    row = words(item.text)
    forms = [stem(word) for word in row]
    found: dict[str, float] = dict.fromkeys(filter(None, forms), 1.0)
    both = [form or word for form, word in zip(forms, row, strict=True)]
    found |= dict.fromkeys((f"{one} {other}" for one, other in pairwise(both)), _PAIR)
    found |= dict.fromkeys(item.marks, _MARK)
    return found


def _names(items: Sequence[Assertion]) -> frozenset[str]:
    """Stems that are mostly written with a capital, titles and words that are only grammar: these tell no matter."""
    written: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for item in items:
        for match in _WORD.finditer(item.text):
            form = stem(match.group())
            written[form] += 1
            capital[form] += match.group()[0].isupper()
    titles = {stem(word) for word in lexicons.words("titles", "word")}
    names = {form for form, n in written.items() if 2 * capital[form] > n}
    return frozenset(names | titles | lexicons.words("stopwords", "word"))


class _Common(NamedTuple):
    """What pairs of items share: their numbers, the weight shared, of that what tells matter, their likeness."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    shared: NDArray[Any]
    told: NDArray[Any]
    likeness: NDArray[np.float64]
    is_marked: NDArray[np.bool_]


def _alike(items: Sequence[Assertion]) -> list[tuple[int, int]]:
    """Pairs of items that are alike, the likest first."""
    import numpy as np

    common = _common(items)
    if common is None:
        return []
    numbers = {article: k for k, article in enumerate(dict.fromkeys(item.article for item in items))}
    owner = np.array([numbers[item.article] for item in items])
    is_quote = np.array([item.kind == "quote" for item in items])
    is_alike = (common.told >= _TOLD) & (common.likeness >= _LIKE)
    is_alike |= common.is_marked & (common.told >= _TOLD_MARKED) & (common.likeness >= _LIKE_MARKED)
    is_alike &= (owner[common.a] != owner[common.b]) & ~(is_quote[common.a] & is_quote[common.b])
    is_alike &= common.shared >= _WEIGHT
    order = np.flatnonzero(is_alike)
    order = order[np.argsort(-common.likeness[order], kind="stable")]
    return list(zip(common.a[order].tolist(), common.b[order].tolist(), strict=True))


def _common(items: Sequence[Assertion]) -> _Common | None:
    """Weigh what each pair of items shares, over the features that few items have."""
    import numpy as np

    features = [_features(item) for item in items]
    counts = Counter(name for held in features for name in held)
    weight = _weights(counts, len(items))
    few = _FEW if len(items) < _SMALL else _FEW // 4
    holders: dict[str, list[int]] = defaultdict(list)
    for i, held in enumerate(features):
        for name in held:
            if 1 < counts[name] <= few:
                holders[name].append(i)
    if not holders:
        return None
    names = _names(items)
    keys, weights, telling, marked = [], [], [], []
    for name, held_by in sorted(holders.items()):
        first, second = _pairs(len(held_by))
        at, is_mark = np.array(held_by), name.startswith("@")
        keys.append(at[first] * len(items) + at[second])
        weights.append(np.full(len(first), weight[name] * features[held_by[0]][name]))
        telling.append(np.full(len(first), not is_mark and not all(part in names for part in name.split())))
        marked.append(np.full(len(first), is_mark))
    pairs, where = np.unique(np.concatenate(keys), return_inverse=True)
    shared = np.bincount(where, weights=np.concatenate(weights))
    told = np.bincount(where, weights=np.concatenate(weights) * np.concatenate(telling))
    a, b = pairs // len(items), pairs % len(items)
    total = np.array([_total(held, counts, weight) for held in features])
    is_marked = np.bincount(where, weights=np.concatenate(marked)) > 0
    return _Common(a, b, shared, told, shared / np.sqrt(total[a] * total[b]), is_marked)


def _total(held: Mapping[str, float], counts: Mapping[str, int], weight: Mapping[str, float]) -> float:
    """What an item's features weigh; of those that it alone has, the words only, not their pairs and marks."""
    return sum((weight[name] * size for name, size in held.items() if counts[name] > 1 or " " not in name), 0.0)


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
    weight = _weights(counts, len(items))
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
