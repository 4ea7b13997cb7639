"""Quotations, direct and indirect: who says what, in whose words, and by which cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osint.quotes.attribution import Attribution, Quote
from osint.tables import Knowledge, show_types
from osint.text import analysis

if TYPE_CHECKING:
    import pandas as pd

    from osint.text.analysis import Analysis

__all__ = ["Quote", "find", "locate"]


def find(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the quotations of all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.

    Returns
    -------
    pandas.DataFrame
        The table ``quotes``: a row per stretch between marks and per stretch of reported speech.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "“We shall wait,” said Ada Lund. She denied that the harbour was closed."
    >>> find(pd.DataFrame({"article_id": ["a"], "text": [text]}))[["text", "kind", "speaker"]].values.tolist()
    [['We shall wait,', 'direct', 'Ada Lund'], ['that the harbour was closed', 'indirect', 'Ada Lund']]
    """
    return analysis.table("quotes", articles, Knowledge.of(actors=actors))


def locate(analysis: Analysis) -> list[Quote]:
    """Find the quotations of one article, in order."""
    return Attribution(analysis.doc, analysis.roster, analysis.names).quotes()


show_types(globals())
