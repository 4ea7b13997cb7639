"""Packaged word lists: one CSV file each in ``osint/data``, with source and reason per row."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

DATA = files("osint") / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv`` as dictionaries; empty cells are ``""``.

    Lines that begin with ``#`` are remarks.
    """
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple({key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(lines))


@cache
def words(name: str, column: str, **where: str) -> frozenset[str]:
    """The distinct values of one column, of the rows where the other columns hold what is asked.

    >>> "source:" in words("boilerplate", "phrase", kind="line")
    True
    """
    return frozenset(row[column] for row in rows(name) if all(row[key] == value for key, value in where.items()))
