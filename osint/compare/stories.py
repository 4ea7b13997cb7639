"""Which articles are of one matter: those whose words and names are alike, and those alike to these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log, sqrt

from osint.compare.assertions import Assertion
from osint.compare.unionfind import UnionFind

#: From this cosine on two articles are of one matter. On 22 events told by three outlets each (BASIL, development
#: half), two articles on different events reach .177 at most, 53 of 66 pairs on one event .18 or more.
_ALIKE = 0.18
#: Names and places tell more of the matter than other words.
_NAMED = 1.5
#: What more articles than this have tells nothing of the matter, and costs the square.
_FEW = 200
_FEWEST = 20


def of(wholes: Sequence[Assertion]) -> dict[str, int]:
    """Return the story of each article, a number.

    Parameters
    ----------
    wholes
        What each article says as a whole.
    """
    import numpy as np

    holders: dict[str, list[int]] = defaultdict(list)
    for i, whole in enumerate(wholes):
        named = (*(f"# {name}" for name in whole.names), *(f"@ {town}" for town in whole.towns | whole.countries))
        for feature in (*whole.matter, *named):
            holders[feature].append(i)
    sizes, keys, weights = [0.0] * len(wholes), [], []
    n = max(len(wholes), _FEWEST)
    for feature, held_by in sorted(holders.items()):
        weight = max(log((n + 1) / (len(held_by) + 0.5)), 0.0) * (_NAMED if feature[1:2] == " " else 1)
        for i in held_by:
            sizes[i] += weight
        if 1 < len(held_by) <= _FEW:
            at = np.array(held_by)
            first, second = np.triu_indices(len(held_by), 1)
            keys.append(at[first] * len(wholes) + at[second])
            weights.append(np.full(len(first), weight))
    sets = UnionFind(len(wholes))
    if keys:
        pairs, where = np.unique(np.concatenate(keys), return_inverse=True)
        shared = np.bincount(where, weights=np.concatenate(weights))
        for pair, weight in zip(pairs.tolist(), shared.tolist(), strict=True):
            i, j = divmod(pair, len(wholes))
            if weight >= _ALIKE * sqrt(sizes[i] * sizes[j]):
                sets.union(i, j)
    return {whole.article: sets.find(i) for i, whole in enumerate(wholes)}
