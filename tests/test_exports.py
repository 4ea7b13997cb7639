from __future__ import annotations

import re
from datetime import datetime

import pandas as pd
import pytest

from osint import exports, tables


def _plain(table):
    return pd.DataFrame(table).astype("string").fillna("NA")


@pytest.fixture(scope="module")
def folder(t, tmp_path_factory):
    root = tmp_path_factory.mktemp("tables")
    exports.write(t, root)
    return root


@pytest.mark.parametrize("name", tables.TABLES)
@pytest.mark.slow
def test_csv_and_parquet_read_back_the_same(t, folder, name):
    expected = exports.flat(getattr(t, name))
    back = exports.read_csv(folder / f"{name}.csv", name)
    pd.testing.assert_frame_equal(_plain(exports.flat(back)), _plain(expected))
    tables.validate(back, name)
    parquet = pd.read_parquet(folder / f"{name}.parquet")
    pd.testing.assert_frame_equal(parquet.astype("string").fillna("NA"), _plain(expected))


RISKY = ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "'=1", "plain", "'quoted'", "a\r\nb", 'say "x", y', "–5"]


def test_no_cell_runs_as_a_formula_and_reading_undoes_the_guard(tmp_path):
    table = tables.frame(
        "framing",
        {
            "article_id": ["a"] * len(RISKY),
            "start": [0] * len(RISKY),
            "end": [1] * len(RISKY),
            "text": RISKY,
            "frame": RISKY,
            "voice": ["narrator"] * len(RISKY),
            "cue": RISKY,
        },
    )
    exports.save_csv(table, tmp_path / "framing.csv")
    raw = pd.read_csv(tmp_path / "framing.csv", dtype="string", lineterminator="\n")
    assert not raw["text"].str.startswith(("=", "+", "-", "@", "\t", "\r")).any()
    pd.testing.assert_frame_equal(exports.read_csv(tmp_path / "framing.csv", "framing"), table)


@pytest.mark.slow
def test_the_workbook_holds_text_as_text_and_numbers_as_numbers(t, folder):
    from openpyxl import load_workbook

    book = load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == ["dictionary", *tables.TABLES]
    assert book.properties.created == datetime(2000, 1, 1)
    sheet = book["quotes"]
    head = [cell.value for cell in sheet[1]]
    assert sheet.max_row == len(t.quotes) + 1
    types = {head[i]: cell.data_type for i, cell in enumerate(sheet[2])}
    assert (types["start"], types["text"]) == ("n", "s")


@pytest.mark.slow
def test_a_second_export_has_the_same_bytes(t, folder, tmp_path):
    exports.write(t, tmp_path / "again")
    for path in sorted(folder.iterdir()):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "kml", "csv"])
def test_places_open_elsewhere_with_sentence_and_source(t, tmp_path, ending):
    import geopandas as gpd

    path = tmp_path / f"places.{ending}"
    n = exports.write_places(t, path)
    pins = t.places[t.places["role"] == "literal"]
    assert n == len(pins) > 0
    again = tmp_path / f"again.{ending}"
    exports.write_places(t, again)
    assert again.read_bytes() == path.read_bytes()
    back = pd.read_csv(path) if ending == "csv" else gpd.read_file(path)
    assert len(back) == n
    sentence = back["description" if ending == "kml" else "sentence"]
    name = back["Name" if ending == "kml" else "place"]
    assert name.tolist() == pins["place"].tolist()
    assert all(text in whole for text, whole in zip(pins["text"], sentence, strict=True))
    written = path.read_bytes()
    if ending == "csv":
        assert written.startswith(b"\xef\xbb\xbf")
    elif ending == "kml":
        assert b"<TimeStamp><when>2" in b"".join(written.split()) and b"TimeSpan" not in written
        assert back["characters_to"].astype(int).tolist() == pins["end"].tolist()
    else:
        assert pd.api.types.is_bool_dtype(back["is_event"]) and str(back["published"].dtype).startswith("datetime64")
        assert ending == "gpkg" or re.search(rb'"published": ?"20\d\d-\d\d-\d\d", ', written)
    if ending != "csv":
        assert back.crs.to_epsg() == 4326
        assert back.geometry.iloc[0].distance(pins.geometry.iloc[0]) < 1e-6


def test_an_unknown_ending_is_an_error(t, tmp_path):
    with pytest.raises(exports.OsintError, match=r"must end in \.gpkg, \.geojson, \.kml, \.csv; it is 'x\.shp'"):
        exports.write_places(t, tmp_path / "x.shp")
