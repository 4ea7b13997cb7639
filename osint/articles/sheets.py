"""The analyst's own tables: CSV as spreadsheets write it, read with the number of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from osint.articles import encodings
from osint.articles.formats import UnreadableError
from osint.tables import OsintError


class Sheet(NamedTuple):
    """The column names, each row as its line number in the file and its cells, and the rows of another length."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]
    faults: list[str]


def read(path: Path) -> Sheet:
    """Read a CSV file; lines that begin with ``#`` are remarks, cells are stripped.

    The separator is a comma, or a semicolon or tab where the head has more of them.

    Raises
    ------
    OsintError
        If the file is not text. A row with more or fewer cells than there are columns is in ``faults``.
    """
    try:
        text, _, _ = encodings.decode(path.read_bytes())
    except (OSError, UnreadableError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise OsintError(f"{path.name} must be a CSV file; {reason}. Save it as “CSV UTF-8”.") from None
    lines = ["\n" if line.startswith("#") else line for line in io.StringIO(text)]
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=max(",;\t", key=head.count))
    columns: list[str] = []
    rows, wrong = [], []
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        if not columns:
            columns = stripped
        elif any(stripped[len(columns) :]) or len(stripped) < len(columns):
            what = "quote cells with a separator in them" if len(cells) > len(columns) else "add the empty ones"
            wrong.append(
                f"{path.name}, row {reader.line_num}: has {len(cells)} cells, the head has {len(columns)}; {what}"
            )
        else:
            rows.append((reader.line_num, dict(zip(columns, stripped, strict=False))))
    return Sheet(columns, rows, wrong)


def missing(name: str, sheet: Sheet, required: Sequence[str]) -> list[str]:
    """Name the required columns that `sheet` lacks, as a list of at most one fault."""
    lacking = [column for column in required if column not in sheet.columns]
    if not lacking:
        return []
    have = ", ".join(sheet.columns) or "none"
    return [f"{name}: column {', '.join(map(repr, lacking))} is missing; it has {have}"]
