"""One article under analysis: its document, what the analyst knows, and the rows of each table, made when asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from osint import tables
from osint.tables import TABLES, Knowledge, OsintError
from osint.text import document, names
from osint.text.document import Document
from osint.text.names import Name
from osint.text.roster import Roster

_Made = TypeVar("_Made")


class Analysis:
    """One article on its way through all finders.

    A finder asks for the rows of another table by name; they are made then, whatever was asked before, so that
    a table is the same alone and in a case.

    Parameters
    ----------
    doc
        The article.
    knowledge
        What the analyst knows; the built-in lists serve alone where it is None.
    """

    def __init__(self, doc: Document, knowledge: Knowledge | None = None) -> None:
        self.doc = doc
        self.knowledge = knowledge or Knowledge()
        self._rows: dict[str, Sequence[Any] | None] = {}
        self._made: dict[Callable[[Analysis], Any], Any] = {}

    def rows(self, name: str) -> Sequence[Any]:
        """Return the rows of the table `name`: named tuples in the order of the text.

        Raises
        ------
        OsintError
            If the table's finder asks for its own rows, by way of others.
        """
        if name not in self._rows:
            self._rows[name] = None
            self._rows[name] = TABLES[name].locate(self)
        rows = self._rows[name]
        if rows is None:
            raise OsintError(f"The finder of {name!r} must not need its own rows; it asks for a table that does.")
        return rows

    def once(self, make: Callable[[Analysis], _Made]) -> _Made:
        """Return what `make` makes of this article; made when first asked for, and shared by all finders."""
        if make not in self._made:
            self._made[make] = make(self)
        made: _Made = self._made[make]
        return made

    @property
    def roster(self) -> Roster:
        """The actors that are known by name."""
        return self.knowledge.compiled(_roster)

    @cached_property
    def names(self) -> list[Name]:
        """The names in the article, in order and without overlap."""
        return names.locate(self.doc, self.roster)

    @cached_property
    def _voices(self) -> Voices:
        return Voices(
            (quote.start, quote.end, quote.speaker or "unnamed")
            for quote in self.rows("quotes")
            if quote.kind != "scare" and not self._is_authors(quote)
        )

    def _is_authors(self, quote: Any) -> bool:
        """Whether the article reports what its own author thinks: "I hope that …"."""
        if quote.speaker is not None or quote.kind != "indirect" or quote.speaker_start is None:
            return False
        return self.doc.text[quote.speaker_start : quote.speaker_end].lower() in ("i", "we")

    def voice(self, offset: int) -> str:
        """Return who speaks at `offset`: "narrator", the canonical name of a speaker, or "unnamed"."""
        return self._voices.at(offset)


def _roster(knowledge: Knowledge) -> Roster:
    return Roster(knowledge.actors)


class Voices:
    """Who speaks where in a text; where quotations nest, the inner one counts.

    Parameters
    ----------
    spans
        Start, end and speaker of each quotation; everything else is the narrator's.

    >>> Voices([(10, 60, "Ann"), (20, 30, "Bo")]).at(25)
    'Bo'
    """

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        self._starts: list[int] = [0]
        self._speakers: list[str] = ["narrator"]
        self._open: list[tuple[int, str]] = []
        for start, end, speaker in sorted(spans, key=lambda span: (span[0], -span[1])):
            self._close(start)
            inner_end = min(end, self._open[-1][0]) if self._open else end
            self._note(start, speaker)
            self._open.append((inner_end, speaker))
        self._close(None)

    def _close(self, offset: int | None) -> None:
        """End the quotations that are over at `offset`, or all of them."""
        while self._open and (offset is None or self._open[-1][0] <= offset):
            ended, _ = self._open.pop()
            self._note(ended, self._open[-1][1] if self._open else "narrator")

    def _note(self, offset: int, speaker: str) -> None:
        self._starts.append(offset)
        self._speakers.append(speaker)

    def at(self, offset: int) -> str:
        """Return who speaks at `offset`."""
        return self._speakers[bisect_right(self._starts, offset) - 1]


class Rows:
    """The columns of one per-article table, filled article by article, so that no document need be kept."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._spec = TABLES[name].columns
        self._columns: dict[str, list[Any]] = {column: [] for column in self._spec}
        self._given: list[str] = []

    @property
    def columns(self) -> dict[str, list[Any]]:
        """Those columns that have any values."""
        return {column: values for column, values in self._columns.items() if values}

    def add(self, analysis: Analysis) -> None:
        """Take the rows of one article, and add its ``article_id``, their ``text`` and their ``voice``.

        Raises
        ------
        OsintError
            If the finder gives a column that the registry does not have.
        """
        rows, doc, columns = analysis.rows(self._name), analysis.doc, self._columns
        if not rows:
            return
        self._given = self._given or self._fields(rows[0])
        columns["article_id"] += [doc.article_id] * len(rows)
        for column in self._given:
            columns[column] += [getattr(row, column) for row in rows]
        columns["text"] += [doc.text[row.start : row.end] for row in rows]
        if "voice" in self._spec and "voice" not in self._given:
            columns["voice"] += [analysis.voice(row.start) for row in rows]

    def _fields(self, row: Any) -> list[str]:
        if unknown := [name for name in row._fields if name not in self._spec]:
            raise OsintError(f"The finder of {self._name!r} must give columns of the registry; it gives {unknown}.")
        return list(row._fields)


def of(articles: pd.DataFrame, knowledge: Knowledge | None = None) -> Iterator[Analysis]:
    """Yield an :class:`Analysis` of each row of a table with ``article_id`` and ``text``.

    Raises
    ------
    OsintError
        If one of the two columns is missing.
    """
    shared = knowledge or Knowledge()
    for doc in document.read(articles):
        yield Analysis(doc, shared)


def table(name: str, articles: pd.DataFrame, knowledge: Knowledge | None = None) -> pd.DataFrame:
    """Make the per-article table `name` of all `articles`."""
    rows = Rows(name)
    for analysis in of(articles, knowledge):
        rows.add(analysis)
    return tables.frame(name, rows.columns)
