"""All tables in one folder: CSV, Parquet, and one Excel workbook with a data dictionary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from osint.files import replacing
from osint.tables import TABLES, OsintError, Tables, frame, need, need_path, need_tables, show_types

#: A text cell that begins with one of these would run as a formula when a spreadsheet opens the CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What stands before such a cell in the CSV files; :func:`read_csv` takes it away again.
GUARD = "'"
_EXCEL_CELL = 32_767
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".kml": "LIBKML", ".csv": "CSV"}


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
    need_tables(t)
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise OsintError(f"`folder` must be a folder; {str(folder)!r} is a file.")
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name in TABLES:
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


def write_places(t: Tables, path: str | Path) -> int:
    """Write the places that are pins to a map file, each row with its sentence and its source.

    Parameters
    ----------
    path
        The file; its ending says the format: ``.gpkg`` (GeoPackage), ``.geojson``, ``.kml`` or ``.csv``, all in
        EPSG:4326. Governments, adjectives and names of other things are no pins and are left out.

    Returns
    -------
    int
        Number of rows written.

    Raises
    ------
    OsintError
        If the ending is none of these.
    """
    need_tables(t)
    target = Path(path)
    driver = _DRIVERS.get(target.suffix.lower())
    if driver is None:
        raise OsintError(f"`path` must end in {', '.join(_DRIVERS)}; it is {target.name!r}.")
    pins = _pins(t)
    with replacing(target) as temporary:
        if driver == "CSV":
            save_csv(flat(pins), temporary)
        else:
            _save_layer(pins, temporary, driver)
    return len(pins)


def _pins(t: Tables) -> pd.DataFrame:
    """The literal places with the sentence around each, and where the article is from."""
    from bisect import bisect_right

    pins = t.places[t.places["role"] == "literal"].reset_index(drop=True)
    starts: dict[Any, list[int]] = {name: list(rows["start"]) for name, rows in t.sentences.groupby("article_id")}
    texts: dict[Any, list[str]] = {name: list(rows["text"]) for name, rows in t.sentences.groupby("article_id")}
    around = [
        texts[article_id][max(bisect_right(starts[article_id], start) - 1, 0)]
        for article_id, start in zip(pins["article_id"], pins["start"].tolist(), strict=True)
    ]
    sources = t.articles.set_index("article_id")[["outlet", "outlet_basis", "published", "url", "sha256"]]
    joined = pins.join(sources, on="article_id").assign(sentence=pd.Series(around, dtype="string"))
    return joined[[column for column in joined.columns if column != "geometry"] + ["geometry"]]


def _save_layer(pins: pd.DataFrame, path: Path, driver: str) -> None:
    import pyarrow as pa
    import pyogrio

    plain = pins.copy()
    for column in plain.columns:
        if plain[column].dtype == "datetime64[us]":
            # Days, not moments: a moment would be shifted by a reader's time zone.
            plain[column] = plain[column].astype(pd.ArrowDtype(pa.date32()))
    path.unlink()  # the drivers make their own file, and take an empty one for a broken layer
    # A constant date, so that the same places give the same bytes.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    if driver == "LIBKML":
        # The names under which the driver writes a placemark's own parts, Google Earth's slider goes by the day; "end"
        # would be that of a time.
        own = {"place": "Name", "sentence": "description", "published": "timestamp"}
        plain = plain.rename(columns=own | {"start": "characters_from", "end": "characters_to"})
    pyogrio.write_dataframe(plain, path, driver=driver, layer="places", use_arrow=True)


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table as plain columns: a geometry becomes well-known text."""
    need(table, (), "table", "Hand over one of the tables of osint.extract.")
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
    return pd.DataFrame(
        [
            {
                "table": table,
                "column": column,
                "dtype": spec.dtype,
                "values": ", ".join(spec.values),
                "may be NA": "no" if spec.required else "yes",
                "meaning": spec.meaning,
            }
            for table, registered in TABLES.items()
            for column, spec in registered.columns.items()
        ]
    )


def _unguarded(cell: str) -> str:
    return cell.removeprefix(GUARD)


#: What each dtype's cells in a CSV file mean; all others are whole numbers.
_FROM_CSV: dict[str, Callable[[str], object]] = {
    "string": _unguarded,
    "geometry": _unguarded,
    "boolean": "True".__eq__,
    "datetime64[us]": pd.Timestamp,
    "Float64": float,
}


def read_csv(path: str | Path, name: str, *, only: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a table written by :func:`write` back from CSV, with the dtypes of the contract.

    Parameters
    ----------
    name
        The table's name.
    only
        The columns to read; all of the table's where it is None.

    Raises
    ------
    OsintError
        If a column is not there: another version wrote the file.
    """
    need_path(path, "path")
    if not Path(path).is_file() or name not in TABLES:
        raise OsintError(
            f"`path` must be a table that osint export wrote, and `name` its name; they are {str(path)!r} and {name!r}."
        )
    raw = pd.read_csv(
        path, dtype="string", keep_default_na=False, na_values={}, encoding="utf-8-sig", lineterminator="\n"
    )
    columns: dict[str, list[object]] = {}
    wanted = {column: TABLES[name].columns[column] for column in only or TABLES[name].columns}
    if missing := [column for column in wanted if column not in raw]:
        raise OsintError(
            f"{Path(path).name} must have the columns {', '.join(wanted)}; it lacks {', '.join(missing)}: another "
            "version wrote it. Export the case anew."
        )
    for column, spec in wanted.items():
        value = _FROM_CSV.get(spec.dtype, int)
        is_missing = (cell == "" and not spec.required for cell in raw[column])
        columns[column] = [None if gone else value(cell) for cell, gone in zip(raw[column], is_missing, strict=True)]
    made = frame(name, columns, only=only)
    if "geometry" not in made:
        return made
    import geopandas as gpd

    return gpd.GeoDataFrame(made, geometry=gpd.GeoSeries.from_wkt(made["geometry"]), crs=4326)


def save_csv(table: pd.DataFrame, path: Path) -> None:
    """Write one table as CSV in which no cell runs as a formula; :func:`read_csv` reads it back."""
    need(table, (), "table", "Hand over one of the tables of osint.extract.")
    guarded = table.copy()
    for column in guarded.columns[guarded.dtypes == "string"]:
        risky = guarded[column].str.startswith((*_FORMULA, GUARD)).fillna(False).astype(bool)
        guarded.loc[risky, column] = GUARD + guarded.loc[risky, column]
    # With a byte-order mark, by which spreadsheets know UTF-8.
    guarded.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=2)


def _save_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)


def _save_workbook(t: Tables, path: Path) -> None:
    # Constant times of creation, so that the same tables give the same bytes.
    from datetime import datetime

    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        writer.book.set_properties({"created": datetime(2000, 1, 1), "title": t.case.title})
        dictionary().to_excel(writer, sheet_name="dictionary", index=False)
        for name in TABLES:
            table = flat(getattr(t, name))
            for column in table.columns[table.dtypes == "string"]:
                table = table.assign(**{column: table[column].str.slice(0, _EXCEL_CELL)})
            table.to_excel(writer, sheet_name=name, index=False)


show_types(globals())
