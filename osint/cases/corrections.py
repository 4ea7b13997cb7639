"""What the analyst overrules: corrections, checked and applied to extracted tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from osint.tables import TABLES, OsintError, correctable

_FIXED = ("article_id", "start", "end", "text", "geometry")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


def faults(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Name what is wrong with one correction, as pairs of column and fault."""
    if row["table"] not in correctable():
        yield "table", f"must be one of {', '.join(correctable())}; it is {row['table']!r}"
    elif row["column"] == "row":
        if row["value"] not in ("add", "remove"):
            yield "value", f"must be 'add' or 'remove' where the column is 'row'; it is {row['value']!r}"
    elif row["column"] not in (allowed := overrulable(row["table"])):
        yield "column", f"must be one of {', '.join(['row', *allowed])}; it is {row['column']!r}"
    for column in ("start", "end"):
        if not row[column].isdigit():
            yield column, f"must be a whole number, 0 or more; it is {row[column]!r}"
    for column, wanted in (("by", "say who overrules"), ("reason", "say why")):
        if not row[column]:
            yield column, f"is empty; {wanted}"


def of(table_row: tuple[str, Mapping[Any, Any]], column: str, value: object, *, by: str, reason: str) -> dict[str, str]:
    """Write one correction as a row of ``corrections.csv``: the cell it overrules, and what that held.

    Raises
    ------
    OsintError
        If the table or the column is unknown, or `by` or `reason` is empty.
    """
    table, row = table_row
    made = {
        "table": table,
        "article_id": str(row["article_id"]),
        "start": str(row["start"]),
        "end": str(row["end"]),
        "column": column,
        "value": "" if value is None or pd.isna(value) else str(value),  # type: ignore[call-overload]
        "was": "" if column not in row or pd.isna(row[column]) else str(row[column]),
        "by": by,
        "reason": reason,
    }
    if wrong := [f"{where!r} {what}" for where, what in faults(made)]:
        raise OsintError.of("The correction cannot be taken:", wrong)
    return made


def joined(have: Iterable[Mapping[Any, Any]], new: Mapping[Any, Any]) -> list[dict[Any, Any]]:
    """Add a correction to those that are there; one of a cell that is corrected already takes the earlier one's place.

    The row of the table may be the one before or after the earlier correction. What the kit read stays in ``was``.
    """
    rows = [dict(row) for row in have]
    of_cell = [at for at, row in enumerate(rows) if _is_of_cell(row, new)]
    if not of_cell:
        return [*rows, dict(new)]
    first = of_cell[0]
    rows[first] = dict(new) | {"was": rows[first]["was"]}
    return [row for at, row in enumerate(rows) if at not in of_cell[1:]]


def _is_of_cell(row: Mapping[Any, Any], new: Mapping[Any, Any]) -> bool:
    """Whether `new` overrules the cell that `row` does."""
    where = ("table", "article_id", "start", "end", "column")
    if new["column"] == "row" or any(str(row[key]) != str(new[key]) for key in where):
        return False
    return any(_plain(new["was"]) == _plain(row[key]) for key in ("was", "value"))


def _plain(cell: object) -> object:
    """A cell so that 1 and 1.0, yes and True, and nothing and "" are the same."""
    text = "" if cell is None or pd.isna(cell) else str(cell)  # type: ignore[call-overload]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def overrulable(table: str) -> list[str]:
    """List the columns of `table` that may be overruled: all but where a row stands and what its text is."""
    return [column for column in TABLES[table].columns if column not in _FIXED]


def apply(
    tables: Mapping[str, pd.DataFrame], corrections: pd.DataFrame, texts: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Give the tables as the analyst corrected them; the tables that came stay as they are.

    Parameters
    ----------
    tables
        Table name -> table.
    corrections
        Rows of ``corrections.csv``, applied in their order; the index holds their lines in the file.
    texts
        ``article_id`` -> the article's text, for rows that are added.

    Raises
    ------
    OsintError
        With a line for each correction that meets no row, or whose value the column cannot hold.
    """
    made, wrong = dict(tables), []
    for line, row in zip(corrections.index, corrections.to_dict("records"), strict=True):
        if row["table"] not in made:
            continue
        try:
            made[row["table"]] = overrule(made[row["table"]], row, texts)
        except OsintError as error:
            wrong.append(f"corrections.csv, row {line}: {error}")
    if wrong:
        raise OsintError.of("Corrections that cannot be applied:", wrong)
    return made


def overrule(table: pd.DataFrame, row: Mapping[Any, Any], texts: Mapping[str, str]) -> pd.DataFrame:
    """Give a table with one correction applied.

    Raises
    ------
    OsintError
        If the correction meets no row, or the column cannot hold its value.
    """
    start, end = int(row["start"]), int(row["end"])
    met = (table["article_id"] == row["article_id"]) & (table["start"] == start) & (table["end"] == end)
    if row["column"] == "row" and row["value"] == "add":
        return _added(table, row, texts)
    if row["column"] != "row" and not pd.isna(row.get("was")):
        met &= table[row["column"]].astype("string").fillna("") == row["was"]
    if not met.any():
        was = f" with {row['column']} {row['was']!r}" if not pd.isna(row.get("was")) else ""
        raise OsintError(f"no row of {row['table']!r} stands at {row['article_id']} {start}–{end}{was}")
    if row["column"] == "row":
        return table[~met].reset_index(drop=True)
    changed = table.copy()
    changed.loc[met, row["column"]] = _cell(row["value"], row["table"], row["column"])
    return changed


def _added(table: pd.DataFrame, row: Mapping[Any, Any], texts: Mapping[str, str]) -> pd.DataFrame:
    """The table with one more row at the span; its other columns are set by the corrections that follow."""
    article_id, start, end = row["article_id"], int(row["start"]), int(row["end"])
    if not 0 <= start < end <= len(texts.get(article_id, "")):
        raise OsintError(f"the span {start}–{end} does not lie in the text of {article_id}")
    cells: dict[str, Any] = {"article_id": article_id, "start": start, "end": end, "text": texts[article_id][start:end]}
    for column, spec in TABLES[row["table"]].columns.items():
        if column not in cells and spec.required:
            cells[column] = spec.values[0] if spec.values else 0 if spec.dtype == "int64" else _blank(spec.dtype)
    new = pd.DataFrame([{column: cells.get(column, pd.NA) for column in table.columns}])
    new = new.astype({column: str(table[column].dtype) for column in table.columns if column != "geometry"})
    grown = pd.concat([table, new], ignore_index=True)
    return grown.sort_values(["article_id", "start", "end"], kind="stable", ignore_index=True)


def _blank(dtype: str) -> object:
    return {"boolean": False, "Float64": 0.0}.get(dtype, "unnamed")


def _cell(value: object, table: str, column: str) -> Any:
    spec = TABLES[table].columns[column]
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        if spec.required:
            raise OsintError(f"{column!r} cannot be empty")
        return pd.NA
    text = str(value)
    if spec.values and text not in spec.values:
        raise OsintError(f"{column!r} must be one of {', '.join(spec.values)}; it is {text!r}")
    if spec.dtype == "boolean":
        if text.lower() not in _WORDS:
            raise OsintError(f"{column!r} must be yes or no; it is {text!r}")
        return _WORDS[text.lower()]
    if spec.dtype == "string":
        return text
    if spec.dtype == "datetime64[us]":
        when = pd.to_datetime(text, errors="coerce")
        if pd.isna(when):
            raise OsintError(f"{column!r} must be a day as 2031-05-13; it is {text!r}")
        return when
    number = pd.to_numeric(text, errors="coerce")
    is_whole = spec.dtype != "Float64"
    if not math.isfinite(number) or (is_whole and number != int(number)):
        raise OsintError(f"{column!r} must be a {'whole ' * is_whole}number; it is {text!r}")
    if (spec.low is not None and number < spec.low) or (spec.high is not None and number > spec.high):
        bounds = f"be {spec.low:g} or more" if spec.high is None else f"lie between {spec.low:g} and {spec.high:g}"
        raise OsintError(f"{column!r} must {bounds}; it is {text}")
    return int(number) if is_whole else float(number)
