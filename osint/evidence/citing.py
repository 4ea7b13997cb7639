"""How a passage is cited: its address in the case, and the article it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from osint.tables import OsintError, Tables, need_tables, outlets


def address(row: Mapping[Any, Any] | pd.Series) -> str:
    """Write where a row's passage stands, as a judgement in ``case.toml`` cites it.

    >>> address({"article_id": "a.txt", "start": 3, "end": 9})
    'a.txt:3-9'
    """
    if not isinstance(row, Mapping | pd.Series) or not {"article_id", "start", "end"} <= set(row.keys()):
        raise OsintError(
            f"`row` must be one row with article_id, start and end; it is of the type {type(row).__name__}. "
            "Take it as t.quotes.loc[3]."
        )
    return f"{row['article_id']}:{row['start']}-{row['end']}"


def citation(article_id: str, t: Tables) -> str:
    """Cite an article: author, title, outlet, day, URL, archived URL, day of retrieval, and the SHA-256 of its bytes.

    What is not known is left out; an inferred outlet has its question mark.

    Raises
    ------
    OsintError
        If `t` has no such article.
    """
    cited = citations(t)
    if not isinstance(article_id, str) or article_id not in cited:
        raise OsintError(f"`article_id` must be the id of an article of the case; {str(article_id)[:40]!r} is none.")
    return cited[article_id]


def citations(t: Tables) -> dict[str, str]:
    """Cite each article of a case, as :func:`citation` does."""
    need_tables(t)
    names, sources = outlets(t.articles), getattr(t.case, "sources", None)
    known: dict[str, Mapping[Any, Any]] = {}
    if sources is not None and "file" in sources:
        # Where an article is archived stands in sources.csv alone.
        known = {str(row["file"]): row for row in sources.to_dict("records")}
    rows = t.articles.to_dict("records")
    return {
        row["article_id"]: f"{'; '.join(_parts(row, names[row['article_id']], known.get(row['article_id'], {})))}."
        for row in rows
    }


def _parts(article: Mapping[Any, Any], outlet: str, source: Mapping[Any, Any]) -> Iterator[str]:
    if pd.notna(article["author"]):
        yield str(article["author"])
    if pd.notna(article["title"]):
        yield f"“{article['title']}”"
    yield outlet
    yield from _days(article)
    if pd.notna(article["url"]):
        yield str(article["url"])
    for column, words in (("archived_url", "archived at"), ("retrieved", "retrieved")):
        if pd.notna(source.get(column)):
            yield f"{words} {source[column]}"
    if pd.notna(article["sha256"]):
        yield f"SHA-256 {article['sha256']}"


def _days(article: Mapping[Any, Any]) -> Iterator[str]:
    if pd.notna(article["published"]):
        yield f"{article['published']:%Y-%m-%d}"
        return
    bounds = [article[f"published_{which}"] for which in ("earliest", "latest")]
    if any(map(pd.notna, bounds)):
        yield " to ".join(f"{day:%Y-%m-%d}" if pd.notna(day) else "…" for day in bounds)
