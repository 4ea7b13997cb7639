"""Tables kept as Parquet files below a folder, a file per part, and how they are read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint.files import replacing
from osint.tables import TABLES, OsintError, frame

if TYPE_CHECKING:
    import pyarrow as pa


#: What the rows of a table are ordered by, where it is not the article and the span; claims stand as they were found.
_ORDER = {"reuse": ("article_a", "start_a", "end_a", "article_b", "start_b", "end_b"), "claims": ()}


def shelf(folder: str | Path, name: str) -> Path:
    """Name the folder in which the parts of the table `name` lie."""
    return Path(folder) / "tables" / name


def holds(folder: str | Path, name: str) -> bool:
    """Tell whether `folder` keeps the table `name`."""
    return shelf(folder, name).is_dir()


def unfinished(folder: str | Path) -> Path:
    """Name the file that is there while an extraction has not come to its end."""
    return Path(folder) / "receipts" / "unfinished"


def stance_model(folder: str | Path) -> str | None:
    """Name the model whose stances an extracted folder holds; None for another folder."""
    receipt = min((Path(folder) / "receipts").glob("part-*.json"), default=None)
    kept = None if receipt is None else json.loads(receipt.read_text(encoding="utf-8")).get("stance")
    return None if kept is None else str(kept)


@lru_cache(maxsize=32)
def schema(name: str) -> pa.Schema:
    """Give the Arrow schema of the table `name`; a geometry is not kept, it follows from the other columns.

    >>> schema("framing").names
    ['article_id', 'start', 'end', 'text', 'frame', 'about', 'voice', 'cue']
    """
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "int64": pa.int64(),
        "Int64": pa.int64(),
        "Float64": pa.float64(),
        "boolean": pa.bool_(),
        "datetime64[us]": pa.timestamp("us"),
    }
    return pa.schema(
        [(column, kinds[spec.dtype]) for column, spec in TABLES[name].columns.items() if spec.dtype in kinds]
    )


def arrow(name: str, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    """Make the table `name` for a file, from lists, one per column; columns that are left out are null throughout.

    >>> arrow("framing", {"article_id": ["a"], "start": [0]}).num_rows
    1
    """
    import pyarrow as pa

    n = max(map(len, columns.values()), default=0)
    arrays = []
    for field in schema(name):
        kind = pa.date32() if pa.types.is_timestamp(field.type) else field.type  # the tables hold days
        arrays.append(pa.array(columns.get(field.name, [None] * n), kind, from_pandas=True).cast(field.type))
    return pa.table(arrays, schema=schema(name))


def parts(folder: str | Path, name: str) -> list[Path]:
    """List the files of the table `name`, in the order of their names."""
    return sorted(shelf(folder, name).glob("part-*.parquet"))


def _kept(folder: str | Path, name: str) -> list[Path]:
    if not holds(folder, name):
        raise OsintError(
            f"`folder` must hold tables/{name}/; {str(folder)!r} does not. Make it with osint extract, anew where an "
            "earlier version of osint wrote the folder."
        )
    return parts(folder, name)


def count(folder: str | Path, name: str) -> int:
    """Count the rows of a kept table, without reading them."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in parts(folder, name))


def write(path: str | Path, name: str, table: pd.DataFrame) -> None:
    """Write one part of the table `name`, whole or not at all."""
    import pyarrow.parquet as pq

    made = arrow(name, {str(column): values.tolist() for column, values in table.items()})
    with replacing(path) as temporary:
        pq.write_table(made, temporary, compression="zstd")


def part(path: str | Path | None, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read one part of the table `name`, or some of its columns; None gives a part without rows.

    >>> part(None, "framing", ["article_id", "frame"]).columns.tolist()
    ['article_id', 'frame']
    """
    import pyarrow.parquet as pq

    chosen = list(columns or schema(name).names)
    if path is None:
        return frame(name, {}, only=chosen)
    if lacking := [column for column in chosen if column not in pq.read_schema(path).names]:
        raise OsintError(
            f"{Path(path).name} of the table {name!r} must have the columns {', '.join(lacking)}; another version of "
            "osint wrote it. Run osint extract on the articles anew, into an empty folder."
        )
    kept = pq.read_table(path, schema=schema(name), columns=chosen)
    return frame(name, {column: kept.column(column).to_pylist() for column in chosen}, only=chosen)


def read(folder: str | Path, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read one kept table whole, or some of its columns, in the order of the articles.

    Raises
    ------
    OsintError
        If `folder` keeps no such table.
    """
    read_parts = [part(path, name, columns) for path in (None, *_kept(folder, name))]
    made = ordered(pd.concat(read_parts, ignore_index=True), name)
    return made if columns is None else made[list(columns)]


def ordered(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Bring the rows of the table `name` into the order of the articles, and its columns into that of the contract."""
    by = [column for column in _ORDER.get(name, ("article_id", "start", "end")) if column in table]
    rows = table.sort_values(by, kind="stable", ignore_index=True) if by else table.reset_index(drop=True)
    return rows.reindex(columns=list(TABLES[name].columns))


def lazily(folder: str | Path, name: str) -> Any:
    """Open one kept table as a Dask DataFrame, for what does not fit into memory; without a geometry.

    Raises
    ------
    OsintError
        If `folder` keeps no such table.
    """
    import dask.dataframe as dd

    return dd.from_map(part, _kept(folder, name), name=name, meta=part(None, name))
