"""Competing hypotheses: which passages speak against which, after Heuer (1999), chapter 8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from osint.cases.judgements import evidence_fault, passages
from osint.tables import OsintError, need, outlets, show_types

#: What a passage may say of a hypothesis; the keys of a ``[[hypothesis]]`` in ``case.toml`` that list passages.
CELLS = ("consistent", "inconsistent", "neither")
_KEYS = {"name", "text", *CELLS}
#: How much an inconsistent passage counts by the Admiralty grade of its source, in even steps; F, which cannot be
#: judged, counts as the middle.
WEIGHTS = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2, "F": 0.6}
_SPAN = ["article_id", "start", "end"]


def faults(given: Iterable[Any], texts: Mapping[str, str] | None) -> list[str]:
    """Name what is wrong with the hypotheses of ``case.toml``, a line for each fault.

    Parameters
    ----------
    given
        As they are in ``case.toml``.
    texts
        ``article_id`` -> the article's text; None where the articles cannot be read, and passages are not looked up.
    """
    listed = _listed(given)
    found = [f"hypothesis {n}: {fault}" for n, one in enumerate(listed, 1) for fault in _faults(one, texts)]
    names = _names(listed)
    found += [
        f"hypothesis {n}: 'name' {name!r} is another's already"
        for n, name in enumerate(names, 1)
        if name in names[: n - 1]
    ]
    if len(listed) == 1:
        found.append("hypothesis 1: a hypothesis must have one that competes with it; add another")
    return found


def _listed(given: Iterable[Any]) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise OsintError(
            f"`given` must hold hypotheses; it is of the type {type(given).__name__}. Hand over `case.hypotheses`."
        )
    return list(given)


def _faults(given: Any, texts: Mapping[str, str] | None) -> Iterator[str]:
    if not isinstance(given, Mapping) or not given.get("text"):
        yield "must have a 'text'"
        return
    if unknown := set(given) - _KEYS:
        yield f"has unknown keys {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}"
    seen: dict[str, str] = {}
    for cell in CELLS:
        cited = given.get(cell, [])
        if not isinstance(cited, list):
            yield f"{cell!r} must list passages as 'article:start-end'; it is {cited!r}"
            continue
        for one in map(str, cited):
            if one in seen:
                yield f"{one!r} must be in one list; it is in {seen[one]!r} and {cell!r}"
            seen[one] = cell
            if fault := evidence_fault(one, texts):
                yield fault


def _names(given: Iterable[Any]) -> list[str]:
    return [str(one.get("name") or f"H{n}") if isinstance(one, Mapping) else f"H{n}" for n, one in enumerate(given, 1)]


def matrix(given: Iterable[Mapping[str, Any]], articles: pd.DataFrame) -> pd.DataFrame:
    """Lay the passages out against the hypotheses.

    Parameters
    ----------
    given
        ``case.hypotheses``.
    articles
        ``case.articles``.

    Returns
    -------
    pandas.DataFrame
        A row per passage: ``article_id, start, end, text, outlet, reliability``, then a column per hypothesis, by its
        name (H1, H2 … where it has none), with consistent, inconsistent, neither, or NA where nothing is said of it;
        last ``tells_apart``, whether the passage says different things of different hypotheses. Those that tell apart
        come first: what is consistent with all says nothing, however much of it there is.

    Raises
    ------
    OsintError
        With all that :func:`faults` finds, or if there is no hypothesis.

    References
    ----------
    Heuer, R. J. (1999): Psychology of Intelligence Analysis, ch. 8.
    """
    need(articles, ("article_id", "text", "reliability"), "articles", "Hand over `case.articles`.")
    listed = _listed(given)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    if not listed:
        raise OsintError("case.toml must have hypotheses; it has none. Write at least two as [[hypothesis]].")
    if wrong := faults(listed, texts):
        raise OsintError.of("case.toml has hypotheses that cannot be compared:", wrong)
    names = _names(listed)
    cells = {
        (name, cited): cell
        for name, one in zip(names, listed, strict=True)
        for cell in CELLS
        for cited in one.get(cell, [])
    }
    cited = list(dict.fromkeys(passage for _, passage in cells))
    made = passages(cited, texts)
    named, graded = outlets(articles), articles.set_index("article_id")["reliability"]
    made = made.assign(outlet=made["article_id"].map(named), reliability=made["article_id"].map(graded))
    for name in names:
        made[name] = pd.array([cells.get((name, passage)) for passage in cited], dtype="string")
    made["tells_apart"] = made[names].fillna("").nunique(axis=1) > 1
    return made.sort_values(["tells_apart", *_SPAN], ascending=[False, True, True, True], ignore_index=True)


def ranking(table: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> pd.DataFrame:
    """Rank the hypotheses of a matrix: the one that least speaks against comes first.

    Returns
    -------
    pandas.DataFrame
        A row per hypothesis: ``hypothesis, n_consistent, n_inconsistent, weighed`` (inconsistent passages, each as much
        as its source's grade counts). Heuer's point is that a hypothesis is not proved by what is consistent with it
        and only refuted by what is not, so that only the inconsistent are weighed.
    """
    rows = []
    for name in hypotheses(table):
        against = table[name].eq("inconsistent").fillna(False)
        weighed = sum(weights[grade] for grade in table.loc[against, "reliability"])
        n_for = int(table[name].eq("consistent").fillna(False).sum())
        rows.append(
            {"hypothesis": name, "n_consistent": n_for, "n_inconsistent": int(against.sum()), "weighed": weighed}
        )
    order = ["weighed", "n_inconsistent"]
    return pd.DataFrame(rows).sort_values(order, kind="stable", ignore_index=True)


def hypotheses(table: pd.DataFrame) -> list[str]:
    """List the names of the hypotheses of a matrix."""
    need(table, ("outlet", "reliability", "tells_apart"), "table", "Make it with hypotheses.matrix.")
    columns = list(table.columns)
    return columns[columns.index("reliability") + 1 : -1]


def without(table: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> pd.DataFrame:
    """Say what becomes of the ranking if one source falls.

    Returns
    -------
    pandas.DataFrame
        A row per outlet: ``outlet, n`` passages that go with it, ``least_against`` (the hypotheses that then have the
        least weighed against them, joined by "/"), and ``changes``, whether these are others than with all sources.
    """
    need(table, ("outlet", "reliability", "tells_apart"), "table", "Make it with hypotheses.matrix.")
    all_in = _least(ranking(table, weights))
    rows = []
    for outlet, of_outlet in table.groupby("outlet", sort=True):
        left = _least(ranking(table.drop(of_outlet.index), weights))
        rows.append({"outlet": outlet, "n": len(of_outlet), "least_against": "/".join(left), "changes": left != all_in})
    return pd.DataFrame(rows, columns=["outlet", "n", "least_against", "changes"])


def _least(ranked: pd.DataFrame) -> list[str]:
    return list(ranked.loc[ranked["weighed"] == ranked["weighed"].min(), "hypothesis"])


show_types(globals())
