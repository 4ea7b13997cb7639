"""How far two readers agree: what each overruled in a case, or two corrected cases, compared table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint import cases, exports, extraction
from osint.cases import Case, corrections
from osint.tables import TABLES, OsintError, Tables, correctable, need, need_kind, need_path, need_tables, show_types

#: Columns that say which row it is.
_NO_READING = ("article_id", "start", "end", "text", "geometry", "group", "sentence", "paragraph", "claim")
_SPAN = ["article_id", "start", "end"]
#: What a reader says who has a row that the other has not, and what the other says.
_THERE, _ABSENT = "(a row)", "(no row)"
_EMPTY = "–"
_KEYS = ["table", *_SPAN, "column", "a", "b"]


class Agreement(NamedTuple):
    """How far two readers agree.

    Attributes
    ----------
    figures
        A row per table and column: ``table, column, n`` (rows that either has), ``agree`` (share 0 … 1 on which both
        say the same), ``alpha`` (Krippendorff) and ``ac1`` (Gwet), −1 … 1, NA where nothing varies.
    differences
        A row per cell on which they differ: ``table, article_id, start, end, text, column, a, b``. A row that only one
        of them has is one difference, in the column ``row``.
    """

    figures: pd.DataFrame
    differences: pd.DataFrame

    @property
    def apart(self) -> pd.DataFrame:
        """The figures of the columns in which they differ."""
        return self.figures[self.figures["agree"] < 1].reset_index(drop=True)


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

    pairs = _rated(ratings)
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
    pairs = _rated(ratings)
    shares = Counter(label for pair in pairs for label in pair)
    if len(shares) < 2:
        return float("nan")
    equal = sum(a == b for a, b in pairs) / len(pairs)
    means = [count / (2 * len(pairs)) for count in shares.values()]
    chance = sum(mean * (1 - mean) for mean in means) / (len(means) - 1)
    return (equal - chance) / (1 - chance)


def _rated(ratings: Iterable[tuple[Hashable, Hashable]]) -> list[tuple[Hashable, Hashable]]:
    pairs = list(ratings) if isinstance(ratings, Iterable) else None
    if pairs is None or not all(isinstance(pair, Sequence) and len(pair) == 2 for pair in pairs):
        raise OsintError(
            f"`ratings` must hold a pair of labels per item; it is of the type {type(ratings).__name__}. Give it as "
            'list(zip(rows["a"], rows["b"])).'
        )
    return pairs


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
    case_a, case_b = _pair(a, b)
    texts_a, texts_b = (dict(zip(c.articles["article_id"], c.articles["text"], strict=True)) for c in (case_a, case_b))
    differing = sorted(name for name in {*texts_a, *texts_b} if texts_a.get(name) != texts_b.get(name))
    if differing:
        raise OsintError(
            f"The two cases must have the same articles; {', '.join(differing[:5])} "
            f"{'are' if len(differing) > 1 else 'is'} not the same in both, or missing in one."
        )
    if case_a.path == case_b.path:
        return of_tables(*extraction.both(case_a, case_b))
    return of_tables(extraction.extract(case_a), extraction.extract(case_b))


def with_reader(case: Case, name: str) -> Agreement:
    """Compare the corrections of a case with those of another reader, which stand beside them.

    Parameters
    ----------
    name
        The reader's, as in ``corrections-NAME.csv``; ``case.readers`` has them.

    Raises
    ------
    OsintError
        If there is no such reader.
    """
    cases.need_case(case)
    if name not in case.readers:
        have = ", ".join(case.readers) or "none"
        raise OsintError(
            f"`name` must be a reader whose corrections-NAME.csv lies in the case; {name!r} is not: {have}."
        )
    return between(case, replace(case, corrections=case.readers[name]))


def _pair(a: str | Path | Case, b: str | Path | Case) -> tuple[Case, Case]:
    case_a = _opened(a)
    return case_a, _opened(b, beside=case_a)


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
    figures, differences = list[dict[str, Any]](), list[dict[str, Any]]()
    for name in correctable():
        if TABLES[name].columns.keys() >= set(_SPAN):
            rows = _paired(a[name], b[name])
            differences += [_difference(name, row, "row", _THERE, _ABSENT) for row, other in rows if row and not other]
            differences += [_difference(name, row, "row", _ABSENT, _THERE) for other, row in rows if row and not other]
            for column in _read_columns(name):
                pairs = [(_label(one, column), _label(other, column)) for one, other in rows]
                figures.append(_figure(name, column, pairs))
                differences += _cells_apart(name, column, rows, pairs)
    columns = ["table", *_SPAN, "text", "column", "a", "b"]
    return Agreement(pd.DataFrame([row for row in figures if row["n"]]), pd.DataFrame(differences, columns=columns))


_Row = Mapping[Any, Any]


def _read_columns(table: str) -> list[str]:
    """The columns that are a reading; a corrected place brings its point and country along: one reading, not six."""
    follow = corrections.OF_PLACE if table == "places" else ()
    return [column for column in TABLES[table].columns if column not in (*_NO_READING, *follow)]


def _cells_apart(
    table: str, column: str, rows: Sequence[tuple[_Row | None, _Row | None]], pairs: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    both = ((one, pair) for (one, other), pair in zip(rows, pairs, strict=True) if one and other)
    return [_difference(table, one, column, *pair) for one, pair in both if pair[0] != pair[1]]


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
    return _EMPTY if pd.isna(row[column]) else str(row[column])


def _figure(table: str, column: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    agree = sum(a == b for a, b in pairs) / len(pairs) if pairs else float("nan")
    measured = {"agree": agree, "alpha": alpha(pairs), "ac1": ac1(pairs)}
    return {"table": table, "column": column, "n": len(pairs)} | {
        name: pd.NA if pd.isna(value) else value for name, value in measured.items()
    }


def _difference(table: str, row: _Row, column: str, a: str, b: str) -> dict[str, Any]:
    return {"table": table, **{key: row[key] for key in (*_SPAN, "text")}, "column": column, "a": a, "b": b}


def to_settle(agreement: Agreement) -> pd.DataFrame:
    """Return what differs with two empty columns, ``settled`` and ``reason``, for :func:`settle`."""
    need_kind(agreement, Agreement, "agreement", "Make it with agreement.between.")
    empty = pd.array([""] * len(agreement.differences), dtype="string")
    return agreement.differences.astype({"a": "string", "b": "string"}).assign(settled=empty, reason=empty)


def settle(a: str | Path | Case, b: str | Path | Case, settled: pd.DataFrame | str | Path, *, by: str) -> Case:
    """Settle differences: write what holds into the corrections of the first reader; open that case again.

    Parameters
    ----------
    a, b
        As in :func:`between`.
    settled
        The rows of :func:`to_settle`, or the CSV file that ``osint agree -o`` wrote: in ``settled`` what one of the two
        says, or a third value, and in ``reason`` why. A row whose ``settled`` is empty stays open.
    by
        Who settles.

    Raises
    ------
    OsintError
        If a row has no reason, is no difference of the two, or its column cannot hold the value; nothing is written
        then.
    """
    case_a, case_b = _pair(a, b)
    rows = _settled(settled)
    open_rows = between(case_a, case_b).differences.astype({"a": "string", "b": "string"})
    known = set(map(tuple, open_rows[_KEYS].astype(str).to_numpy().tolist()))
    wrong = [fault for number, row in enumerate(rows, 1) for fault in _settling_faults(number, row, known)]
    if wrong or not rows:
        raise OsintError.of("The differences cannot be settled:", wrong or ["'settled' is empty in every row"])
    kept, others = (c.corrections.astype(object).fillna("").to_dict("records") for c in (case_a, case_b))
    for row in rows:
        kept = _with_settled(kept, others, row, by)
    made = pd.DataFrame(kept, columns=list(case_a.corrections.columns), dtype="string")
    extraction.extract(replace(case_a, corrections=made.mask(made == "", pd.NA)))  # what cannot be held is told here
    return cases.write_corrections(case_a, kept)


def _settled(given: pd.DataFrame | str | Path) -> list[dict[str, str]]:
    """The rows that are settled."""
    if isinstance(given, pd.DataFrame):
        table = given
    else:
        need_path(given, "settled")
        if not Path(given).is_file():
            raise OsintError(f"`settled` must be what osint agree -o wrote; {str(given)!r} is not there.")
        table = pd.read_csv(given, dtype="string", keep_default_na=False)
        table = table.apply(lambda cells: cells.str.removeprefix(exports.GUARD))
    need(table, [*_KEYS, "text", "settled", "reason"], "settled", "Fill in what agreement.to_settle gives.")
    rows = table.astype("string").fillna("").map(str.strip).to_dict("records")
    return [{str(key): str(cell) for key, cell in row.items()} for row in rows if row["settled"]]


def _settling_faults(number: int, row: Mapping[str, str], known: set[tuple[str, ...]]) -> Iterable[str]:
    where = f"row {number} ({row['table']}.{row['column']} {row['article_id']}:{row['start']}-{row['end']})"
    if tuple(row[key] for key in _KEYS) not in known:
        yield f"{where} is no difference of the two readers: {row['a']!r} and {row['b']!r}"
    elif row["column"] == "row" and row["settled"] not in (_THERE, _ABSENT):
        yield f"{where}: 'settled' must be {_THERE!r} or {_ABSENT!r}; it is {row['settled']!r}"
    elif not row["reason"]:
        yield f"{where}: 'reason' is empty; say why"


def _with_settled(
    kept: list[dict[Any, Any]], others: Sequence[dict[Any, Any]], row: Mapping[str, str], by: str
) -> list[dict[Any, Any]]:
    """The first reader's corrections with one difference settled."""
    if row["settled"] == row["a"]:
        return kept
    left = [one for one in kept if not _is_of(one, row)]
    if row["settled"] == row["b"]:
        # Where the second reader overruled nothing, what the kit read holds again.
        return left + [{**one, "by": by, "reason": row["reason"]} for one in others if _is_of(one, row)]
    was = next((str(one["was"]) for one in (*kept, *others) if _is_of(one, row)), "")
    span = {key: row[key] for key in ("article_id", "start", "end", "text")}
    value = "" if row["settled"] == _EMPTY else row["settled"]
    new = corrections.of((row["table"], span), row["column"], value, text=row["text"], by=by, reason=row["reason"])
    return [*left, new | {"was": was}]


def _is_of(correction: Mapping[Any, Any], row: Mapping[str, str]) -> bool:
    """Whether a correction overrules the cell, or the whole row, of a difference."""
    if correction["table"] != row["table"] or row["column"] not in ("row", correction["column"]):
        return False
    spans = ((str(one["article_id"]), int(one["start"]), int(one["end"])) for one in (correction, row))
    return corrections.is_same(*spans)


def lines(agreement: Agreement) -> str:
    """Write an agreement as lines: a figure per table and column, then what differs, side by side."""
    need_kind(agreement, Agreement, "agreement", "Make it with agreement.between.")
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


show_types(globals())
