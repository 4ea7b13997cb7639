"""Tables kept as Parquet files below a folder, a file per part, and how they are read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint.tables import TABLES, OsintError, frame

if TYPE_CHECKING:
    import pyarrow as pa


def shelf(folder: str | Path, name: str) -> Path:
    """Name the folder in which the parts of the table `name` lie."""
    return Path(folder) / "tables" / name


def holds(folder: str | Path, name: str) -> bool:
    """Tell whether `folder` keeps the table `name`."""
    return shelf(folder, name).is_dir()


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
    return pa.schema([(column, kinds[spec.dtype]) for column, spec in TABLES[name].items() if spec.dtype in kinds])


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


def read(folder: str | Path, name: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read one kept table whole, in the order of the articles.

    Raises
    ------
    OsintError
        If `folder` keeps no such table.
    """
    import pyarrow.parquet as pq

    if not holds(folder, name):
        raise OsintError(f"`folder` must hold tables/{name}/; {str(folder)!r} does not. Make it with osint extract.")
    kept = pq.read_table(shelf(folder, name), schema=schema(name), columns=None if columns is None else list(columns))
    order = [(column, "ascending") for column in ("article_id", "start") if column in kept.column_names]
    sorted_rows = kept.sort_by(order) if order else kept
    made = frame(name, {column: sorted_rows.column(column).to_pylist() for column in sorted_rows.column_names})
    return made if columns is None else made[list(columns)]


def lazily(folder: str | Path, name: str) -> Any:
    """Open one kept table as a Dask DataFrame, for what does not fit into memory."""
    import dask.dataframe as dd

    return dd.read_parquet(str(shelf(folder, name) / "*.parquet"))
