"""What of a case is drawn: the texts that count, the outlets that get a column, the most frequent names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import pandas as pd

from osint import evidence, tables
from osint.drawing.wording import MOST_COLUMNS, count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: More rows than these do not fit on a figure.
MOST_ROWS = 14
_P = ParamSpec("_P")


def of_tables(draw: Callable[Concatenate[Any, _P], Axes]) -> Callable[Concatenate[Any, _P], Axes]:
    """Say in one line what a chart takes, where something else than a case's tables comes."""

    @wraps(draw)
    def checked(t: Any, *args: _P.args, **options: _P.kwargs) -> Axes:
        if not isinstance(getattr(t, "articles", None), pd.DataFrame):
            raise tables.OsintError(
                f"`t` must be the tables of a case; it is of the type {type(t).__name__}. "
                "Make them with osint.extract(osint.cases.open(folder))."
            )
        return draw(t, *args, **options)

    return checked


def counted(t: Any) -> dict[str, str]:
    """Name the articles that count by their outlets."""
    return evidence.outlets(t.articles[t.articles["counts"]])


def main_outlets(names: Mapping[str, str]) -> list[str]:
    """List the outlets that have columns in a picture, those with the most texts, in the case's order."""
    first = most_frequent(pd.Series(list(names.values()), dtype="string"), MOST_COLUMNS)
    return [outlet for outlet in dict.fromkeys(names.values()) if outlet in first]


def source(t: Any) -> str:
    """Say from how many texts of how many outlets a figure is made, what is left out and what corrected.

    A text whose outlet nobody knows is of none; what a question mark means is said where one stands.
    """
    names = counted(t)
    kept = t.articles[t.articles["article_id"].isin(names)]
    is_known = kept["outlet_basis"] != "unknown"
    known, unknown = set(kept.loc[is_known, "outlet"]), int((~is_known).sum())
    left = len(t.articles) - len(names)
    outlets = [
        *([count(len(known), "outlet")] if known else []),
        *([f"{count(unknown, 'text')} whose outlet is not known" if known else "unknown outlet"] if unknown else []),
    ]
    inferred = (kept["outlet_basis"] == "inferred").any()
    corrected = getattr(getattr(t, "case", None), "corrections", ())
    return (
        f"{count(len(names), 'text')} of {', '.join(outlets)}"
        + (" (“?”: inferred)" if inferred else "")
        + (f" ({left} left out)" if left else "")
        + (f", {count(len(corrected), 'correction')} by the analyst" if len(corrected) else "")
    )


def numbered(names: dict[str, str]) -> dict[str, str]:
    """Tell several texts of one outlet apart by a number."""
    all_names, seen, made = list(names.values()), dict[str, int](), {}
    for article_id, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        made[article_id] = f"{name}, text {seen[name]}" if all_names.count(name) > 1 else name
    return made


def most_frequent(values: pd.Series, count: int) -> list[str]:
    """List the `count` most frequent values, the most frequent first, ties by name."""
    counts = values.value_counts().rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].head(count).tolist()


def in_sentences(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add to each row the number of the sentence in which it starts."""
    if rows.empty or sentences.empty:
        return rows.assign(sentence=pd.Series(dtype="int64")).iloc[:0]
    ordered = rows.sort_values("start", kind="stable")
    return pd.merge_asof(
        ordered.astype({"start": "int64"}),
        sentences.sort_values("start", kind="stable")[["article_id", "start", "sentence"]],
        on="start",
        by="article_id",
    ).dropna(subset=["sentence"])
