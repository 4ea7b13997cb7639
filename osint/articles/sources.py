"""The table of sources, ``sources.csv``: what the analyst knows of each article, checked and laid over the rows."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from osint.articles import sheets
from osint.tables import OsintError, need, need_path

#: The columns of ``sources.csv`` that the table ``articles`` takes over.
_TAKEN = (
    "outlet",
    "outlet_basis",
    "title",
    "author",
    "published",
    "published_earliest",
    "published_latest",
    "genre",
    "url",
    "reliability",
    "counts",
)
#: The columns of ``sources.csv``, in order.
SOURCES = (
    "file",
    "outlet",
    "outlet_basis",
    "outlet_evidence",
    *_TAKEN[2:7],
    "published_evidence",
    "genre",
    "url",
    "retrieved",
    "archived_url",
    "reliability",
    "counts",
    "derives_from",
    "note",
)
#: Name of an index that holds line numbers of the file.
_LINE = "line"
_COUNTS = {"yes": True, "no": False}
#: The columns whose cells have few values.
_CHOICES = {
    "outlet_basis": ("stated", "inferred", "unknown"),
    "reliability": tuple("ABCDEF"),
    "counts": tuple(_COUNTS),
}
_DATES = ("published", "published_earliest", "published_latest")


def read_sources(sources: pd.DataFrame | str | os.PathLike[str], files: Iterable[str] | None = None) -> pd.DataFrame:
    """Read and check a table of sources; return it with all its columns as strings, NA where a cell is empty.

    Raises
    ------
    OsintError
        With all faults that :func:`check_sources` finds.
    """
    if not isinstance(sources, pd.DataFrame):
        need_path(sources, "sources")
    name = "sources" if isinstance(sources, pd.DataFrame) else Path(sources).name
    table = sources if isinstance(sources, pd.DataFrame) else _sheet(Path(sources))
    if faults := check_sources(table, files, name=name):
        raise OsintError.of("The table of sources cannot be used:", faults)
    return _cells(table).reindex(columns=[*SOURCES, *(c for c in table.columns if c not in SOURCES)])


def check_sources(sources: pd.DataFrame, files: Iterable[str] | None = None, *, name: str = "sources.csv") -> list[str]:
    """List the faults of a table of sources, each with file, row and column; the first row below the heads is 2.

    Parameters
    ----------
    sources
        The table as read, a row per article.
    files
        The names of the files that are there, below the folder of the articles; None leaves that unchecked.
    name
        What to call the table.

    >>> check_sources(pd.DataFrame({"file": ["a.txt"]}))[0]
    "sources.csv: column 'outlet' is missing; add it, its cells may stay empty"
    """
    need(sources, (), "sources", "Give a table with the columns of sources.csv.")
    faults = [
        f"{name}: column {column!r} is missing; add it, its cells may stay empty"
        for column in ("file", *_TAKEN)
        if column not in sources.columns
    ]
    cells = _cells(sources).fillna("")
    present = None if files is None else {_key(file) for file in files}
    seen: dict[str, int] = {}
    numbers = sources.index if sources.index.name == _LINE else range(2, len(cells) + 2)
    for row, record in zip(numbers, cells.to_dict("records"), strict=True):
        for column, fault in _cell_faults(record, present, seen, row):
            faults.append(f"{name}, row {row}, column {column!r}: {fault}")
    return faults


def _cell_faults(
    record: Mapping[Any, str], present: set[str] | None, seen: dict[str, int], row: int
) -> Iterator[tuple[str, str]]:
    if "file" in record:
        if fault := _file_fault(record["file"], present, seen):
            yield "file", fault
        seen.setdefault(_key(record["file"]), row)
    for column, allowed in _CHOICES.items():
        if (cell := record.get(column, "")) not in ("", *allowed):
            yield column, f"must be one of {', '.join(allowed)}; it is {cell!r}"
    days = {column: record.get(column, "") for column in _DATES}
    for column, day in days.items():
        if day and _day(day) is None:
            yield column, f"must be a day as 2024-05-31; it is {day!r}"
    first, last = _day(days["published_earliest"]), _day(days["published_latest"])
    if first and last and last < first:
        yield "published_latest", f"must not lie before 'published_earliest' ({first}); it is {last}"


def _file_fault(file: str, present: set[str] | None, seen: Mapping[str, int]) -> str | None:
    key = _key(file)
    if not key:
        return "must name a file; it is empty"
    if key in seen:
        return f"{file!r} stands in row {seen[key]} already"
    # "archive.zip!a.txt" is a member of a file that must be there.
    if present is not None and key.split("!")[0] not in present and key not in present:
        return f"there is no file {file!r} among the articles"
    return None


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as stripped text, NA where empty."""
    return pd.DataFrame(
        {
            column: [None if pd.isna(cell) else _cell(cell) or None for cell in table[column]]
            for column in table.columns
        },
        dtype="string",
    )


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


def _sheet(path: Path) -> pd.DataFrame:
    """The rows of a CSV file, each with its line number as index."""
    read = sheets.read(path)
    if read.faults:
        raise OsintError.of("The table of sources cannot be used:", read.faults)
    index = pd.Index([line for line, _ in read.rows], name=_LINE)
    return pd.DataFrame([row for _, row in read.rows], columns=read.columns, index=index, dtype="string")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10]) if text else None
    except ValueError:
        return None


def lay_over(rows: list[dict[str, Any]], known: pd.DataFrame) -> None:
    """Lay what `known` says over the rows; a row for a container holds for all that is in it."""
    said = {_key(record["file"]): record for record in known.to_dict("records")}
    for row in rows:
        for key in (row["path"], row["article_id"]):
            if record := said.get(_key(key)):
                row |= _said(record)


def _said(record: Mapping[Any, Any]) -> dict[str, Any]:
    given = {column: record[column] for column in _TAKEN if not pd.isna(record[column])}
    if "outlet" in given:
        given.setdefault("outlet_basis", "stated")
    if "counts" in given:
        given["counts"] = _COUNTS[given["counts"]]
    for column in _DATES:
        if column in given:
            given[column] = given[column][:10]
    if "published" in given:
        given.setdefault("published_earliest", given["published"])
        given.setdefault("published_latest", given["published"])
    return given


def _key(name: str) -> str:
    """How file names are compared: one of the two ways to write an accented letter, "/" between folders."""
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/").removeprefix("./"))
