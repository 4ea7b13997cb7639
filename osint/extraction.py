"""All tables of a case in one pass: article by article first, then by comparing articles."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from osint import compare, places, store, tables
from osint.cases import Case, corrections
from osint.tables import TABLES, OsintError, Tables, show_types
from osint.text import analysis
from osint.text.analysis import Analysis

#: The environment variable that names the file with the tables that a parent process hands over.
_HANDED = "OSINT_TABLES"


class KeptTables(Tables):
    """The tables of an extracted folder: each is read, or made of those that are kept, when it is first asked for."""

    case: Case

    def __init__(self, case: Case) -> None:
        super().__init__(case)

    def _missing(self, name: str) -> pd.DataFrame:
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
        read = {name: len(table) for name, table in self._tables.items()}
        kept = {name: store.count(self.case.path, name) for name in TABLES if store.holds(self.case.path, name)}
        return {name: (kept | read)[name] for name in TABLES if name in kept or name in read}

    def lazily(self, name: str) -> Any:
        """Return a kept table as a Dask DataFrame, for what does not fit into memory."""
        return store.lazily(self.case.path, name)


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
        If `case` is no open case, or a column cannot hold what a correction says. A correction that meets no row is
        a warning.
    """
    if not isinstance(case, Case):
        given = repr(str(case)) if isinstance(case, str | Path) else f"a {type(case).__name__}"
        raise OsintError(
            f"`case` must be an open case; it is {given}. Open it first: osint.extract(osint.cases.open(…))."
        )
    if case.is_kept and case.corrections.empty:
        return KeptTables(case)
    if handed := _handed(case):
        return Tables(case, **handed)
    return _corrected(case, _uncorrected(case, progress))


def both(a: Case, b: Case) -> tuple[Tables, Tables]:
    """Make the tables of one case as two readers corrected it; its articles are read once.

    `b` must have the articles and tables of `a`; only its corrections may be others.
    """
    made = _uncorrected(a, progress=False)
    return _corrected(a, made), _corrected(b, made)


def _uncorrected(case: Case, progress: bool) -> dict[str, pd.DataFrame]:
    """The tables that each article gives."""
    if case.is_kept:
        return {name: store.read(case.path, name) for name in tables.per_article()}
    return _per_article(case, case.readable, progress)


def _corrected(case: Case, made: dict[str, pd.DataFrame]) -> Tables:
    """All tables, with the corrections of `case` in those that each article gives and in those across articles."""
    readable = case.readable
    texts = dict(zip(readable["article_id"], readable["text"], strict=True))
    made = corrections.apply(made, case.corrections, texts, case.places)
    made["places"] = places.with_geometry(made["places"])
    # A correction may change claims, so that kept ones do not serve.
    across = {"reuse": store.read(case.path, "reuse") if store.holds(case.path, "reuse") else compare.reuse(readable)}
    across["claims"] = compare.claims(Tables(case, articles=case.articles, **made, **across))
    return Tables(
        case, articles=case.articles, **made, **corrections.apply(across, case.corrections, texts, case.places)
    )


def hand_over(t: Tables, folder: str | Path) -> dict[str, str]:
    """Write the tables of a case for processes that open the same case, so that it is read once.

    Returns
    -------
    dict
        The environment in which :func:`extract` takes them, where the case and its corrections are still the same.
    """
    case = t.case
    if not isinstance(case, Case) or case.is_kept:
        return {}
    path = Path(folder, "tables.pickle")
    with path.open("wb") as file:
        pickle.dump((_state(case), {name: t[name] for name in TABLES}), file)
    return {_HANDED: str(path)}


def _handed(case: Case) -> dict[str, pd.DataFrame] | None:
    path = Path(os.environ.get(_HANDED, ""))
    if not path.is_file():
        return None
    with path.open("rb") as file:
        state, made = pickle.load(file)
    return made if state == _state(case) else None


def _state(case: Case) -> str:
    """A hash of all that decides what the tables of a case hold."""
    values = (
        case.articles.drop(columns="path"),
        *(case.actors, case.places, case.framing, case.corrections),
        *(case.focus, case.generic_frames, case.stance_model),
    )
    parts = [value.to_csv(index=False) if isinstance(value, pd.DataFrame) else str(value) for value in values]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _per_article(case: Case, readable: pd.DataFrame, progress: bool) -> dict[str, pd.DataFrame]:
    articles: Iterable[Analysis] = analysis.of(readable, case)
    if progress:
        from tqdm.auto import tqdm

        articles = tqdm(articles, total=len(readable), desc="Reading articles", unit="article")
    rows = {name: analysis.Rows(name) for name in tables.per_article()}
    for article in articles:
        for table in rows.values():
            table.add(article)
    return {name: tables.frame(name, table.columns) for name, table in rows.items()}


show_types(globals())
