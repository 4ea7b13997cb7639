"""Disjoint sets of numbers (union-find)."""

from __future__ import annotations

from collections import defaultdict


class UnionFind:
    """Disjoint sets of the numbers below `n`, joined pair by pair.

    >>> sets = UnionFind(3)
    >>> sets.union(0, 2)
    >>> sets.groups()
    [[0, 2], [1]]
    """

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, i: int) -> int:
        """Return the least number of the set that contains `i`."""
        while self._parent[i] != i:
            self._parent[i] = i = self._parent[self._parent[i]]
        return i

    def union(self, i: int, j: int) -> None:
        """Make one set of those that contain `i` and `j`."""
        i, j = self.find(i), self.find(j)
        self._parent[max(i, j)] = min(i, j)

    def groups(self) -> list[list[int]]:
        """Return the sets, each in order, by their first number."""
        members: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._parent)):
            members[self.find(i)].append(i)
        return list(members.values())
