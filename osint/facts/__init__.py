"""What the texts state in numbers and on the calendar: figures with their bounds, dates as intervals."""

from __future__ import annotations

import pandas as pd

from osint.tables import Knowledge, show_types
from osint.text import analysis


def figures(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the figures that articles state.

    ``value`` is the number stated, ``low`` and ``high`` its bounds: "at least 47" is 47, 47, NA; "up to 8,000"
    is 8000, NA, 8000; "about 25,000" has no bounds; a range has bounds but no value. Money is in units of its ISO 4217
    code ("$1bn": 1000000000 USD). "a" is no figure; years, dates, clock times and numbers that are names
    ("Article 5") are none either.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors, so that ``voice`` bears their names.

    Returns
    -------
    pandas.DataFrame
        The table ``figures``.

    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["At least 47 boats and up to $1bn were lost."]})
    >>> figures(articles)[["text", "value", "low", "high", "unit", "counted"]].values.tolist()
    [['At least 47', 47.0, 47.0, <NA>, <NA>, 'boats'], ['up to $1bn', 1000000000.0, <NA>, 1000000000.0, 'USD', <NA>]]
    """
    return analysis.table("figures", articles, Knowledge.of(actors=actors))


def dates(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the dates that articles name, as the first and the last day that they may mean.

    They are reckoned from ``published``, else from ``published_earliest``; ``anchor`` says which
    ("publication", "earliest publication"), is "text" where another date in the text served, and NA where the
    date needs none. What cannot be reckoned is NA. A weekday without a date is the last one up to the
    day of publication, in a clause about plans the next one.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``, and ``published`` or ``published_earliest`` where known.

    Returns
    -------
    pandas.DataFrame
        The table ``dates``.

    >>> articles = pd.DataFrame(
    ...     {"article_id": ["a"], "text": ["They met on Tuesday."], "published": [pd.Timestamp("2021-03-04")]}
    ... )
    >>> dates(articles)[["text", "earliest", "anchor", "status"]].astype(str).values.tolist()
    [['Tuesday', '2021-03-02', 'publication', 'past']]
    """
    return analysis.table("dates", articles)


show_types(globals())
