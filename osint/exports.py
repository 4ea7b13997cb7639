"""All tables in one folder: CSV, Parquet, and one Excel workbook with a data dictionary."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from osint import lexicons
from osint.extraction import Tables
from osint.files import replacing
from osint.tables import TABLES, OsintError, frame

#: A text cell that begins with one of these would run as a formula when a spreadsheet opens the CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What stands before such a cell in the CSV files; :func:`read_csv` takes it away again.
GUARD = "'"
_EXCEL_CELL = 32_767


def write(t: Tables, folder: str | Path) -> list[Path]:
    """Write every table as CSV and Parquet, and all of them as one workbook.

    A text cell that begins with ``= + - @``, a tab, a carriage return or an apostrophe gets an apostrophe before it
    in the CSV files, so that no spreadsheet runs it; :func:`read_csv` undoes that. In the workbook all text is typed
    as text, and numbers stay numbers. Texts longer than an Excel cell takes (32 767 characters) are cut there,
    and only there.

    Returns
    -------
    list of Path
        The files written.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise OsintError(f"`folder` must be a folder; {str(folder)!r} is a file.")
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name in Tables.names():
        table = flat(getattr(t, name))
        for ending, save in (("csv", save_csv), ("parquet", _save_parquet)):
            path = target / f"{name}.{ending}"
            with replacing(path) as temporary:
                save(table, temporary)
            written.append(path)
    workbook = target / "tables.xlsx"
    with replacing(workbook) as temporary:
        _save_workbook(t, temporary)
    return [*written, workbook]


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table as plain columns: a geometry becomes well-known text."""
    plain = pd.DataFrame(table)
    if "geometry" not in plain:
        return plain
    words = [None if shape is None or pd.isna(shape) else shape.wkt for shape in plain["geometry"]]
    return plain.assign(geometry=pd.Series(words, index=plain.index, dtype="string"))


def dictionary() -> pd.DataFrame:
    """Describe every column of every table: table, column, dtype, values, meaning.

    >>> dictionary().set_index(["table", "column"]).loc[("quotes", "cue"), "meaning"]
    'the words that report the speech, such as said'
    """
    meanings = {(row["table"], row["column"]): row["meaning"] for row in lexicons.rows("columns")}
    return pd.DataFrame(
        [
            {
                "table": table,
                "column": column,
                "dtype": spec.dtype,
                "values": ", ".join(spec.values),
                "may be NA": "no" if spec.required else "yes",
                "meaning": meanings.get((table, column)) or meanings["*", column],
            }
            for table, columns in TABLES.items()
            for column, spec in columns.items()
        ]
    )


def read_csv(path: str | Path, name: str) -> pd.DataFrame:
    """Read a table written by :func:`write` back from CSV, with the dtypes of the contract.

    Parameters
    ----------
    name
        The table's name.
    """
    raw = pd.read_csv(path, dtype="string", keep_default_na=False, na_values={}, encoding="utf-8", lineterminator="\n")
    columns: dict[str, list[object]] = {}
    for column, spec in TABLES[name].items():
        cells = [None if cell == "" and not spec.required else cell for cell in raw[column]]
        if spec.dtype in ("string", "geometry"):
            columns[column] = [cell if cell is None else cell.removeprefix(GUARD) for cell in cells]
        elif spec.dtype == "boolean":
            columns[column] = [None if cell is None else cell == "True" for cell in cells]
        elif spec.dtype == "datetime64[us]":
            columns[column] = [None if cell is None else pd.Timestamp(cell) for cell in cells]
        else:
            number = float if spec.dtype == "Float64" else int
            columns[column] = [None if cell is None else number(cell) for cell in cells]
    return frame(name, columns)


def save_csv(table: pd.DataFrame, path: Path) -> None:
    """Write one table as CSV in which no cell runs as a formula; :func:`read_csv` reads it back."""
    guarded = table.copy()
    for column in guarded.columns[guarded.dtypes == "string"]:
        risky = guarded[column].str.startswith((*_FORMULA, GUARD)).fillna(False).astype(bool)
        guarded.loc[risky, column] = GUARD + guarded.loc[risky, column]
    guarded.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=2)


def _save_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)


def _save_workbook(t: Tables, path: Path) -> None:
    # Constant times of creation, so that the same tables give the same bytes.
    from datetime import datetime

    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        writer.book.set_properties({"created": datetime(2000, 1, 1), "title": t.case.title})  # type: ignore[union-attr]
        dictionary().to_excel(writer, sheet_name="dictionary", index=False)
        for name in Tables.names():
            table = flat(getattr(t, name))
            for column in table.columns[table.dtypes == "string"]:
                table = table.assign(**{column: table[column].str.slice(0, _EXCEL_CELL)})
            table.to_excel(writer, sheet_name=name, index=False)
