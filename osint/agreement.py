"""How far two readers agree: what each overruled in a case, or two corrected cases, compared table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint import cases, extraction
from osint.cases import Case
from osint.tables import TABLES, OsintError, Tables, correctable, need_tables

#: Columns that say which row it is, or follow from the others.
_NO_READING = ("article_id", "start", "end", "text", "geometry", "group", "sentence", "paragraph", "claim")
_SPAN = ["article_id", "start", "end"]
_ABSENT = "(no row)"


class Agreement(NamedTuple):
    """How far two readers agree.

    Attributes
    ----------
    figures
        A row per table and column: ``table, column, n`` (rows that either has), ``agree`` (share 0 … 1 on which both
        say the same), ``alpha`` (Krippendorff) and ``ac1`` (Gwet), −1 … 1, NA where nothing varies.
    differences
        A row per cell on which they differ: ``table, article_id, start, end, text, column, a, b``.
    """

    figures: pd.DataFrame
    differences: pd.DataFrame


def alpha(ratings: Iterable[tuple[Hashable, Hashable]]) -> float:
    """Return Krippendorff's alpha of two readers' nominal labels, a pair per item.

    1 is perfect agreement, 0 that of chance. NaN where there are no items or all labels are the same.

    References
    ----------
    Krippendorff, K. (2004): Content Analysis, 2nd ed., ch. 11; computed by nltk.metrics.agreement.

    >>> round(alpha([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]), 3)
    0.533
    """
    from nltk.metrics.agreement import AnnotationTask

    pairs = list(ratings)
    if len({label for pair in pairs for label in pair}) < 2:
        return float("nan")
    triples = [
        (reader, item, label) for item, pair in enumerate(pairs) for reader, label in zip("ab", pair, strict=True)
    ]
    return float(AnnotationTask(triples).alpha())


def ac1(ratings: Iterable[tuple[Hashable, Hashable]]) -> float:
    """Return Gwet's AC1 of two readers' nominal labels, a pair per item.

    (p − e) / (1 − e), where p is the share of items with equal labels and e = Σ π(1 − π) / (q − 1) over the q labels,
    π being the mean share of the two readers for a label. It stays high where nearly all items have one label, where
    alpha falls. NaN where there are no items or all labels are the same.

    References
    ----------
    Gwet, K. L. (2008): Computing inter-rater reliability and its variance in the presence of high agreement.
    doi:10.1348/000711006X126600.

    >>> round(ac1([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]), 3)
    0.529
    """
    pairs = list(ratings)
    shares = Counter(label for pair in pairs for label in pair)
    if len(shares) < 2:
        return float("nan")
    equal = sum(a == b for a, b in pairs) / len(pairs)
    means = [count / (2 * len(pairs)) for count in shares.values()]
    chance = sum(mean * (1 - mean) for mean in means) / (len(means) - 1)
    return (equal - chance) / (1 - chance)


def between(a: str | Path | Case, b: str | Path | Case) -> Agreement:
    """Compare what two readers made of the same articles.

    Parameters
    ----------
    a, b
        Two cases with the same articles, each with its reader's corrections; or a case, and the
        ``corrections.csv`` of another reader of it.

    Raises
    ------
    OsintError
        If they do not hold the same texts.
    """
    case_a = _opened(a)
    case_b = _opened(b, beside=case_a)
    texts_a, texts_b = (dict(zip(c.articles["article_id"], c.articles["text"], strict=True)) for c in (case_a, case_b))
    differing = sorted(name for name in {*texts_a, *texts_b} if texts_a.get(name) != texts_b.get(name))
    if differing:
        raise OsintError(
            f"The two cases must have the same articles; {', '.join(differing[:5])} "
            f"{'are' if len(differing) > 1 else 'is'} not the same in both, or missing in one."
        )
    return of_tables(extraction.extract(case_a), extraction.extract(case_b))


def _opened(given: str | Path | Case, beside: Case | None = None) -> Case:
    """A case; a ``corrections.csv`` stands for the other reader's case with these corrections."""
    if isinstance(given, Case):
        return given
    if beside is not None and str(given).endswith(".csv"):
        return cases.with_corrections(beside, given)
    return cases.open(given)


def of_tables(a: Tables, b: Tables) -> Agreement:
    """Compare the tables of two readers that can be corrected, row by row."""
    need_tables(a)
    need_tables(b)
    figures, differences = [], []
    for name in correctable():
        if not TABLES[name].columns.keys() >= set(_SPAN):
            continue
        rows = _paired(a[name], b[name])
        for column in [c for c in TABLES[name].columns if c not in _NO_READING]:
            pairs = [(_label(one, column), _label(other, column)) for one, other in rows]
            figures.append(_figure(name, column, pairs))
            differences += _differences(name, column, rows, pairs)
    columns = ["table", *_SPAN, "text", "column", "a", "b"]
    return Agreement(pd.DataFrame([row for row in figures if row["n"]]), pd.DataFrame(differences, columns=columns))


_Row = Mapping[Any, Any]


def _paired(a: pd.DataFrame, b: pd.DataFrame) -> list[tuple[_Row | None, _Row | None]]:
    """The rows of both readers, those with one span in their order; None where one reader has none."""
    by_span: dict[tuple[Any, ...], tuple[list[_Row], list[_Row]]] = {}
    for side, table in enumerate((a, b)):
        for row in table.to_dict("records"):
            by_span.setdefault(tuple(row[key] for key in _SPAN), ([], []))[side].append(row)
    paired: list[tuple[_Row | None, _Row | None]] = []
    for span in sorted(by_span):
        ones, others = by_span[span]
        for at in range(max(len(ones), len(others))):
            paired.append((ones[at] if at < len(ones) else None, others[at] if at < len(others) else None))
    return paired


def _label(row: _Row | None, column: str) -> str:
    if row is None:
        return _ABSENT
    return "–" if pd.isna(row[column]) else str(row[column])


def _figure(table: str, column: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    agree = sum(a == b for a, b in pairs) / len(pairs) if pairs else float("nan")
    measured = {"agree": agree, "alpha": alpha(pairs), "ac1": ac1(pairs)}
    return {"table": table, "column": column, "n": len(pairs)} | {
        name: pd.NA if pd.isna(value) else value for name, value in measured.items()
    }


def _differences(
    table: str, column: str, rows: Sequence[tuple[_Row | None, _Row | None]], pairs: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    found = []
    for (one, other), (a, b) in zip(rows, pairs, strict=True):
        row = one if one is not None else other
        if a != b and row is not None:
            found.append(
                {"table": table, **{key: row[key] for key in (*_SPAN, "text")}, "column": column, "a": a, "b": b}
            )
    return found


def lines(agreement: Agreement) -> str:
    """Write an agreement as lines: a figure per table and column, then what differs, side by side."""
    out = [f"{'table':10} {'column':14} {'n':>6} {'agree':>6} {'alpha':>6} {'AC1':>6}"]
    for row in agreement.figures.to_dict("records"):
        measured = " ".join(
            f"{'–' if pd.isna(row[key]) else format(row[key], '.3f'):>6}" for key in ("agree", "alpha", "ac1")
        )
        out.append(f"{row['table']:10} {row['column']:14} {row['n']:6} {measured}")
    out.append("")
    for row in agreement.differences.to_dict("records"):
        where = f"{row['table']}.{row['column']} {row['article_id']}:{row['start']}-{row['end']}"
        out.append(f"{where} “{' '.join(str(row['text']).split())[:60]}”: {row['a']} | {row['b']}")
    return "\n".join(out) + ("" if len(agreement.differences) else "They differ nowhere.")
