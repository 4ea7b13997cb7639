"""Which assertions of several texts are one claim: weighed pair by pair, linked on the average, never chained."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from math import log, sqrt
from typing import Any

from osint.compare import ngrams
from osint.compare.assertions import FARTHEST, Assertion, Deed
from osint.compare.concepts import is_verbatim, stems, words
from osint.compare.ngrams import Piece, Rule
from osint.compare.unionfind import UnionFind

#: Quotations with the same words, some changed; and with seven of their words in a row, be they only grammar.
_SAME_WORDS = Rule(fewest=3, fewest_lower=2, density=0.4)
_SAME_RUN = Rule(seeds=(5,), fewest=7, fewest_lower=4, gap=0, drift=0, density=1, with_grammar=True)
#: A fragment of so many words, be they only grammar, is known to be from a quotation that has it, whoever speaks.
_RUN = 5
#: Two assertions are alike, and two groups are linked on the average, from here on: words of which half are shared.
_ALIKE = 0.5
_LINKED = 0.45
#: Denied and asserted are held against each other only where the words leave little doubt that one thing is meant.
_DISPUTED = 0.7
#: What another agent or target in plain words takes away, and another kind of event.
_OTHER_PARTY = 0.2
_OTHER_DEED = 0.15
#: So many assertions may share a concept that brings pairs together; commoner ones tell little, and cost the square.
_FEW = 40
_MANY = 20_000
#: Rarity is counted as if there were so many assertions, so that a handful of texts gives no odd weights.
_FEWEST = 200
#: Of large groups so many members stand for all, so that time grows with their number alone.
_REPRESENTATIVES = 12


def linked(
    n: int, likeness: Callable[[int, int], float], pairs: Sequence[tuple[float, int, int]], groups: list[list[int]]
) -> list[list[int]]:
    """Link numbers below `n` into groups, the likest pairs first, where all members of both are alike on the average.

    Parameters
    ----------
    likeness
        How alike two numbers are, 0…1; negative where they cannot be one.
    pairs
        The pairs worth trying, with their likeness.
    groups
        What is grouped already.
    """
    sets = UnionFind(n)
    members = {i: [i] for i in range(n)}

    def join(i: int, j: int) -> None:
        sets.union(i, j)
        members[min(i, j)] = sorted(members.pop(max(i, j)) + members.pop(min(i, j)))

    for group in groups:
        for k in group[1:]:
            join(sets.find(group[0]), sets.find(k))
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        a, b = sets.find(i), sets.find(j)
        if a != b and _fit(members[a], members[b], likeness):
            join(a, b)
    return sets.groups()


def _fit(one: list[int], other: list[int], likeness: Callable[[int, int], float]) -> bool:
    values = [likeness(i, j) for i, j in product(one[:_REPRESENTATIVES], other[:_REPRESENTATIVES])]
    return min(values) >= 0 and sum(values) >= _LINKED * len(values)


# ------------------------------------------------------------------------------------------- quotations


def quotations(items: Sequence[Assertion]) -> list[list[int]]:
    """Bring together the wordings of one utterance, by their numbers in `items`."""
    sets = UnionFind(len(items))
    owners = {article: i for i, article in enumerate(dict.fromkeys(item.article for item in items))}
    pieces = [Piece(item.text, 0, len(item.text), owners[item.article]) for item in items]
    sizes = [len(stems(item.text)) for item in items]
    for shared in ngrams.find(pieces, _SAME_WORDS):
        if shared.n >= 6 or shared.n >= 0.5 * min(sizes[shared.a], sizes[shared.b]):
            sets.union(shared.a, shared.b)
    for shared in ngrams.find(pieces, _SAME_RUN):
        sets.union(shared.a, shared.b)
    for i, j in _fragments(items, sizes):
        sets.union(i, j)
    return sets.groups()


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


# --------------------------------------------------------------------------------- statements and events


def said(items: Sequence[Assertion]) -> list[list[int]]:
    """Bring together what several articles assert, by numbers in `items`: quotations, statements and events."""
    quoted = [i for i, item in enumerate(items) if item.kind == "quote"]
    groups = [[quoted[k] for k in group] for group in quotations([items[i] for i in quoted])]
    weights = Weights(items)

    def likeness(i: int, j: int) -> float:
        return weights.likeness(i, j)

    pairs = [(score, i, j) for i, j in _candidates(items) if (score := weights.likeness(i, j)) >= _ALIKE]
    return linked(len(items), likeness, pairs, groups)


class Weights:
    """How much each concept tells, by how few assertions have it, and how alike two assertions are by that."""

    def __init__(self, items: Sequence[Assertion]) -> None:
        self._items = items
        counts = Counter(name for item in items for name in item.matter)
        n = max(len(items), _FEWEST)
        self.of = {name: log((n + 1) / (k + 0.5)) / log(n + 1) for name, k in counts.items()}
        self._totals = [self.total(item.matter) for item in items]
        self._known: dict[tuple[int, int], float] = {}

    def total(self, matter: frozenset[str]) -> float:
        """Return the weight of some concepts together."""
        return sum(max(self.of.get(name, 1.0), 0.05) for name in matter)

    def likeness(self, i: int, j: int) -> float:
        """Return how alike two assertions are, 0…1; negative where they cannot be one."""
        key = (i, j) if i < j else (j, i)
        if key not in self._known:
            self._known[key] = self._likeness(*key)
        return self._known[key]

    def _likeness(self, i: int, j: int) -> float:
        a, b = self._items[i], self._items[j]
        if a.article == b.article:
            return 0.0 if a.kind == b.kind == "quote" else -1.0
        less = _parties(a, b) if same_setting(a, b) else -1.0
        if less < 0:
            return -1.0
        shared = a.matter & b.matter
        is_same_deed = any(_same_deed(one, other) for one, other in product(a.deeds, b.deeds))
        if len(shared) < _fewest(a, b, is_same_deed=is_same_deed):
            return 0.0
        weight, one, other = self.total(shared), self._totals[i], self._totals[j]
        # Half how much of the shorter is in the longer, half their cosine: a clause may be part of a longer one.
        words_alike = 0.5 * weight / min(one, other) + 0.5 * weight / sqrt(one * other)
        value = min(words_alike + self._context(a, b, is_same_deed=is_same_deed), 1.0)
        is_other_deed = self._is_other_deed(a, b)
        if are_opposed(a, b) and (is_other_deed or value < _DISPUTED or (a.origin and a.origin == b.origin)):
            return -1.0
        return value - less - _OTHER_DEED * is_other_deed

    @staticmethod
    def _is_other_deed(a: Assertion, b: Assertion) -> bool:
        """Whether both tell events, and no kind of event is told by both."""
        families = [{deed.family for deed in item.deeds} for item in (a, b)]
        return bool(families[0] and families[1]) and not families[0] & families[1]

    @staticmethod
    def _context(a: Assertion, b: Assertion, *, is_same_deed: bool) -> float:
        """What actors, places and days that both name add: evidence for a join, never enough."""
        value = 0.15 * is_same_deed + 0.1 * bool(a.towns & b.towns) + 0.05 * min(len(a.names & b.names), 2)
        return value + 0.05 * bool(a.countries & b.countries) + 0.05 * bool(a.days and b.days)


def are_opposed(a: Assertion, b: Assertion) -> bool:
    """Tell whether one denies what the other asserts; with a negation each, "no room for talks", they may say the same.

    >>> denied = Assertion("a", 0, 9, "no talks", "event", None, is_denied=True, is_negated=True)
    >>> are_opposed(denied, denied._replace(is_denied=False))
    False
    >>> are_opposed(denied, denied._replace(is_denied=False, is_negated=False))
    True
    """
    return a.is_denied != b.is_denied and not (a.is_negated and b.is_negated)


def _fewest(a: Assertion, b: Assertion, *, is_same_deed: bool) -> int:
    """Return how many concepts two assertions must share.

    One is an event's name, a place or a common word; a deed by the same on the same needs no second. Without an actor,
    a town or a kind of event in common two are met by chance: "pretty clear", "a secret process".
    """
    if is_same_deed:
        return 1
    is_one_kind = bool({one.family for one in a.deeds} & {other.family for other in b.deeds})
    return 2 if is_one_kind or a.names & b.names or a.towns & b.towns else 3


def same_setting(a: Assertion, b: Assertion) -> bool:
    """Whether neither the days nor the scenes of two assertions differ."""
    if a.days and b.days and not _same_time(a.days, b.days):
        return False
    return not (a.scenes and b.scenes) or bool(a.scenes & b.scenes)


def _parties(a: Assertion, b: Assertion) -> float:
    """What other actors take from a likeness, at the least of all pairs of deeds of one kind; negative: cannot be one.

    "Poland protested" is not "Latvia protested", nor "Lima accused Quito" "Quito accused Lima". Other words for an
    agent or target only make it less likely, as they may be those of one: "the cutter", "the coast guard".
    """
    found = [_other_parties(one, other) for one, other in product(a.deeds, b.deeds) if one.family == other.family]
    possible = [value for value in found if value >= 0]
    return -1.0 if found and not possible else min(possible, default=0.0)


def _other_parties(a: Deed, b: Deed) -> float:
    is_turned = bool(a.agent & b.target and a.target & b.agent) and not a.agent & b.agent
    is_other_agent = bool(a.agent and b.agent) and not a.agent & b.agent
    is_other_target = bool(a.target and b.target) and not a.target & b.target
    if is_turned or (is_other_agent and _are_named(a.agent) and _are_named(b.agent)):
        return -1.0
    if a.killed is not None and b.killed is not None and are_far_apart(a.killed, b.killed):
        return -1.0
    return _OTHER_PARTY * (is_other_agent + is_other_target)


def are_far_apart(one: float, other: float) -> bool:
    """Tell whether two numbers of dead are those of two events: a war, and a raid in it."""
    return 0 < FARTHEST * min(one, other) < max(one, other)


def _are_named(party: frozenset[str]) -> bool:
    return any(name[0].isupper() for name in party)


def _same_deed(a: Deed, b: Deed) -> bool:
    return a.family == b.family and bool(a.agent & b.agent) and bool(a.target & b.target)


def _same_time(a: Sequence[tuple[Any, Any]], b: Sequence[tuple[Any, Any]]) -> bool:
    """Whether some days of the one and of the other are the same or next to each other, as time zones make them."""
    return any((max(begin, first) - min(last, end)).days <= 1 for first, last in a for begin, end in b)


@cache
def _numbers(n: int) -> Any:
    """All pairs of numbers below `n`, as two arrays."""
    import numpy as np

    return np.triu_indices(n, 1)


def _candidates(items: Sequence[Assertion]) -> Iterator[tuple[int, int]]:
    """Pairs of assertions that share two concepts, or an event's type and one concept, of those that few have."""
    import numpy as np

    holders: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        for name in item.matter:
            holders[name].append(i)
        named = {f"{deed.family} {name}" for deed in item.deeds for name in (*item.towns, *deed.agent, *deed.target)}
        for name in named:
            holders[name].append(i)
    few = _FEW if len(items) < _MANY else _FEW // 3
    keys = []
    for _, held_by in sorted(holders.items()):
        if 1 < len(held_by) <= few:
            first, second = _numbers(len(held_by))
            at = np.array(held_by)
            keys.append(at[first] * len(items) + at[second])
    if not keys:
        return
    pairs, n = np.unique(np.concatenate(keys), return_counts=True)
    for key in pairs[n >= 2].tolist():
        yield divmod(key, len(items))
