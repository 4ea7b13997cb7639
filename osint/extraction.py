"""All tables of a case in one pass: article by article first, then what only shows across articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from osint import actors, compare, framing, places, quotes, sentiment, stance, store
from osint.cases import Case, corrections
from osint.facts import dating, quantities
from osint.tables import OsintError
from osint.text import document, names
from osint.text.document import Document

#: The tables that depend on one article alone, in the order in which they are made.
PER_ARTICLE = ("sentences", "mentions", "quotes", "places", "stance", "framing", "figures", "dates")


@dataclass(frozen=True, repr=False)
class Tables:
    """Every table of a case; an attribute each, as :data:`osint.tables.TABLES` describes them."""

    case: Case
    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    places: pd.DataFrame
    stance: pd.DataFrame
    framing: pd.DataFrame
    figures: pd.DataFrame
    dates: pd.DataFrame
    reuse: pd.DataFrame = field(default_factory=pd.DataFrame)
    claims: pd.DataFrame = field(default_factory=pd.DataFrame)

    @classmethod
    def names(cls) -> list[str]:
        """Names of the tables, in the order of the way of the data."""
        return [item.name for item in fields(cls) if item.name != "case"]

    def counts(self) -> dict[str, int]:
        """Count the rows of each table."""
        return {name: len(getattr(self, name)) for name in self.names()}

    def __repr__(self) -> str:
        counts = ", ".join(f"{n:,} {name}".replace(",", "\u202f") for name, n in self.counts().items())
        return f"<Tables of {self.case.title!r}: {counts}>"

    def _repr_html_(self) -> str:
        cells = "".join(f"<tr><th scope='row'>{name}</th><td>{n}</td></tr>" for name, n in self.counts().items())
        named = f"<caption style='white-space:nowrap;text-align:left'>Tables of {escape(self.case.title)}</caption>"
        return f"<table>{named}{cells}</table>"


class KeptTables(Tables):
    """The tables of an extracted folder: each is read, or made of those that are kept, when it is first asked for."""

    def __init__(self, case: Case, **given: pd.DataFrame) -> None:
        self.__dict__.update(given, case=case)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in self.names():
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        self.__dict__[name] = table = self._load(name)
        return table

    def _load(self, name: str) -> pd.DataFrame:
        if name == "articles":
            return self.case.articles
        if name == "reuse" and not store.holds(self.case.path, name):
            return compare.reuse(self.case.readable)
        if name == "claims" and not store.holds(self.case.path, name):
            return compare.claims(self)
        table = store.read(self.case.path, name)
        return places.with_geometry(table) if name == "places" else table

    def counts(self) -> dict[str, int]:
        """Count the rows of each table; what is not made yet is left out."""
        kept = [name for name in self.names() if name in self.__dict__ or store.holds(self.case.path, name)]
        return {
            name: len(self.__dict__[name]) if name in self.__dict__ else store.count(self.case.path, name)
            for name in kept
        }

    def lazily(self, name: str) -> Any:
        """Give a kept table as a Dask DataFrame, for what does not fit into memory."""
        return store.lazily(self.case.path, name)


@dataclass(frozen=True)
class Reader:
    """What a case knows, compiled once, and the pass that one article takes through all finders."""

    roster: names.Roster
    gazetteer: places.Places
    frames: framing.Frames

    @classmethod
    def of(cls, case: Case) -> Reader:
        """Compile what `case` knows of actors, places and frames."""
        return cls.knowing(case.actors, case.places, case.framing, case.focus)

    @classmethod
    def knowing(
        cls,
        actors: pd.DataFrame | None,
        places_table: pd.DataFrame | None,
        framing_table: pd.DataFrame | None,
        focus: str | None,
    ) -> Reader:
        """Compile the analyst's tables; None for those that there are not."""
        roster = names.Roster(actors)
        frames = framing.Frames(framing_table, focus=focus, roster=roster)
        return cls(roster, places.Places(places_table), frames)

    def rows(self, doc: Document) -> dict[str, Sequence[Any]]:
        """Read one article: the rows of each per-article table."""
        quoted = quotes.locate(doc, self.roster)
        located = places.locate(doc, self.roster, self.gazetteer)
        return {
            "sentences": sentiment.locate(doc),
            "mentions": actors.locate(doc, self.roster),
            "quotes": quoted,
            "places": located,
            "stance": stance.locate(doc, self.roster),
            "framing": framing.locate(doc, self.frames),
            "figures": quantities.locate(doc),
            "dates": dating.locate(doc),
        }


def extract(case: Case, *, progress: bool = False) -> Tables:
    """Make all tables of a case.

    Parameters
    ----------
    progress
        Whether to draw a progress bar.

    Returns
    -------
    Tables
        Of an extracted folder without corrections, tables that are read when they are first asked for.

    Raises
    ------
    OsintError
        If `case` is no open case, or a correction meets no row.
    """
    if not isinstance(case, Case):
        given = repr(str(case)) if isinstance(case, str | Path) else f"a {type(case).__name__}"
        raise OsintError(
            f"`case` must be an open case; it is {given}. Open it first: osint.extract(osint.cases.open(…))."
        )
    if case.is_kept and case.corrections.empty:
        return KeptTables(case)
    readable = case.readable
    if case.is_kept:
        made = {name: store.read(case.path, name) for name in PER_ARTICLE}
    else:
        made = _read(case, readable, progress)
    texts = dict(zip(readable["article_id"], readable["text"], strict=True))
    made = corrections.apply(made, case.corrections, texts)
    made["places"] = places.with_geometry(made["places"])
    # What the analyst overruled may tell on claims, so that kept ones do not serve.
    across = {"reuse": store.read(case.path, "reuse") if store.holds(case.path, "reuse") else compare.reuse(readable)}
    across["claims"] = compare.claims(Tables(case=case, articles=case.articles, **made, **across))
    return Tables(case=case, articles=case.articles, **made, **corrections.apply(across, case.corrections, texts))


def _read(case: Case, readable: pd.DataFrame, progress: bool) -> dict[str, pd.DataFrame]:
    reader = Reader.of(case)
    docs: Iterable[Document] = document.read(readable)
    if progress:
        from tqdm.auto import tqdm

        docs = tqdm(docs, total=len(readable), desc="Reading articles", unit="article")
    found = [(doc, reader.rows(doc)) for doc in docs]
    return {name: document.frame(name, ((doc, rows[name]) for doc, rows in found)) for name in PER_ARTICLE}
