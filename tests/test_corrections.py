from __future__ import annotations

import dataclasses
import shutil

import nbformat
import pandas as pd
import pytest
from conftest import FERRIES, ROOT, SEEDS

import osint
from osint import tables
from osint.cases import corrections
from osint.tables import OsintError

TEXT = "Ann praised Bo. Bo thanked Ann."


def _stance():
    rows = [(0, 14, "Ann", "Bo", "favor", 0.8), (0, 14, "narrator", "Bo", "neutral", 0.0)]
    columns = {"article_id": ["a"] * 2, "text": [TEXT[0:14]] * 2, "basis": ["act", "narration"]}
    names = ("start", "end", "holder", "target", "label", "score")
    columns |= {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return tables.frame("stance", columns)


def _apply(*rows):
    names = [name for name in tables.CORRECTIONS if name != "text"]
    given = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=names, dtype="string")
    return corrections.apply({"stance": _stance()}, given.mask(given == ""), {"a": TEXT})["stance"]


def test_a_cell_is_overruled_and_the_table_that_came_is_not():
    before = _stance()
    made = _apply(("stance", "a", "0", "14", "score", "0.5", "0.8", "me", "milder"))
    assert made["score"].tolist() == [0.5, 0.0]
    pd.testing.assert_frame_equal(before, _stance())
    tables.validate(made, "stance")


def test_without_was_all_rows_of_the_span_are_met():
    made = _apply(("stance", "a", "0", "14", "target", "Cy", "", "me", "so"))
    assert made["target"].tolist() == ["Cy", "Cy"]


def test_a_row_is_struck_out_or_added():
    assert _apply(("stance", "a", "0", "14", "row", "remove", "", "me", "no")).empty
    added = [("holder", "Bo"), ("target", "Ann"), ("label", "favor"), ("score", "1")]
    made = _apply(
        ("stance", "a", "16", "30", "row", "add", "", "me", "missed"),
        *(("stance", "a", "16", "30", column, value, "", "me", "missed") for column, value in added),
    )
    assert made.iloc[-1][["text", "holder", "target", "label", "score"]].tolist() == [
        "Bo thanked Ann",
        "Bo",
        "Ann",
        "favor",
        1.0,
    ]
    tables.validate(made, "stance")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("stance", "a", "0", "14", "label", "fond", "", "me", "so"), "must be one of against, neutral, favor"),
        (("stance", "a", "0", "14", "score", "7", "", "me", "so"), "must lie between -1 and 1; it is 7"),
        (("stance", "a", "0", "14", "score", "high", "", "me", "so"), "'score' must be a number; it is 'high'"),
        (("stance", "a", "0", "14", "score", "nan", "", "me", "so"), "'score' must be a number; it is 'nan'"),
        (("stance", "a", "0", "14", "holder", "", "", "me", "so"), "cannot be empty"),
        (("stance", "a", "20", "99", "row", "add", "", "me", "so"), "does not lie in the text"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_named(row, fault):
    with pytest.raises(OsintError, match=fault):
        _apply(row)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (("2.5", "quotes", "group"), "'group' must be a whole number; it is '2.5'"),
        (("-1", "quotes", "group"), "'group' must be 0 or more; it is -1"),
        (("soon", "dates", "earliest"), "'earliest' must be a day as 2031-05-13; it is 'soon'"),
        (("25 June", "events", "earliest"), "'earliest' must be a day as 2031-05-13; it is '25 June'"),
        (("03/04/2031", "events", "latest"), "'latest' must be a day as 2031-05-13; it is '03/04/2031'"),
        (("2031-02-30", "dates", "latest"), "'latest' must be a day as 2031-05-13; it is '2031-02-30'"),
        (("perhaps", "places", "is_event"), "'is_event' must be yes or no; it is 'perhaps'"),
    ],
)
def test_what_a_column_cannot_hold_is_said_in_words(cell, fault):
    with pytest.raises(OsintError, match=fault):
        corrections._cell(*cell)


def test_a_day_is_taken_as_the_tables_write_it():
    when = pd.Timestamp("2031-05-13")
    assert corrections._cell("2031-05-13", "events", "earliest") == when
    assert corrections._cell(str(when), "events", "earliest") == corrections._cell(when, "dates", "latest") == when


def test_a_fault_names_the_row_of_the_file():
    names = [name for name in tables.CORRECTIONS if name != "text"]
    row = dict(zip(names, ("stance", "a", "0", "14", "score", "7", None, "me", "so"), strict=True))
    given = pd.DataFrame([row], index=[5])
    with pytest.raises(OsintError, match=r"corrections\.csv, row 5: 'score' must lie"):
        corrections.apply({"stance": _stance()}, given, {"a": TEXT})


@pytest.mark.parametrize(
    ("was", "is_of_cell"), [("0.8", True), ("0.5", True), ("0.50", True), ("0.3", False), ("", False)]
)
def test_a_cell_is_known_by_what_it_held_or_holds(was, is_of_cell):
    span = {"table": "stance", "article_id": "a", "start": "0", "end": "14", "column": "score"}
    first = span | {"value": "0.5", "was": "0.8", "by": "me", "reason": "so"}
    new = span | {"value": "0", "was": was, "by": "me", "reason": "no"}
    made = corrections.joined([first], new)
    assert made == ([new | {"was": "0.8"}] if is_of_cell else [first, new])
    assert corrections.joined([first], new | {"column": "label"}) == [first, new | {"column": "label"}]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            ("stance", "a", "1", "14", "label", "against", "", "me", "so"),
            "no row of 'stance' is at a 1–14; the text there",
        ),
        (
            ("stance", "a", "0", "14", "score", "0.5", "0.3", "me", "so"),
            "with score '0.3'; .*“Ann praised Bo”",
        ),
        (("stance", "b", "0", "14", "label", "favor", "", "me", "so"), "is now “not in the case”"),
    ],
)
def test_a_correction_that_meets_no_row_is_a_warning_with_both(row, told):
    with pytest.warns(corrections.UnmetCorrection, match=told):
        made = _apply(row)
    assert len(made) == 2


def _moved(text, start, end, words, table=None):
    row = {"table": "stance", "article_id": "a", "start": str(start), "end": str(end), "text": words}
    row |= {"column": "target", "value": "Cy", "was": None, "by": "me", "reason": "so"}
    given = pd.DataFrame([row], dtype="string")
    return corrections.apply({"stance": _stance() if table is None else table}, given, {"a": text})["stance"]


def test_a_row_is_found_again_where_the_text_or_the_row_has_moved():
    shifted = _stance().assign(start=6, end=20)
    assert _moved("Hello " + TEXT, 0, 14, "Ann praised Bo", shifted)["target"].tolist() == ["Cy", "Cy"]
    wider = _stance().assign(end=15)
    assert _moved(TEXT, 0, 14, "Ann praised Bo", wider)["target"].tolist() == ["Cy", "Cy"]
    elsewhere = _stance().assign(start=16, end=30)
    with pytest.warns(corrections.UnmetCorrection, match="“Ann praised Bo”"):
        _moved(TEXT, 0, 14, "Ann praised Bo", elsewhere)
    with pytest.warns(corrections.UnmetCorrection, match="the text there is now “Ann blamed Bo. ”"):
        _moved("Ann blamed Bo. Bo thanked Ann.", 0, 15, "Ann praised Bo.")


def test_an_improved_reading_does_not_lose_a_correction():
    better = _stance().iloc[:1].assign(label="neutral")
    row = ("stance", "a", "0", "14", "Ann praised Bo", "label", "against", "favor", "me", "so")
    given = pd.DataFrame([dict(zip(tables.CORRECTIONS, row, strict=True))], dtype="string")
    assert corrections.apply({"stance": better}, given, {"a": TEXT})["stance"]["label"].tolist() == ["against"]


def test_actors_are_merged_in_every_table():
    row = ("actors", "", "", "", "actor", "Ann Lee", "Ann", "me", "one person")
    assert _apply(row)["holder"].tolist() == ["Ann Lee", "narrator"]


@pytest.mark.parametrize("row", [7, ("places",), ("verbs", 1), ("places", "first"), ("places", True), ("places", None)])
def test_what_is_no_row_is_said_in_one_line(row):
    with pytest.raises(OsintError, match=r"must be the name of a table .+ and one of its rows: its number") as error:
        corrections.row_of(row, lambda name: _stance())
    assert "\n" not in str(error.value)


def test_a_row_may_be_a_number_a_row_or_a_frame_of_one():
    for row in (1, _stance().iloc[1], _stance().iloc[1:], dict(_stance().iloc[1])):
        assert corrections.row_of(("stance", row), lambda name: _stance())[1]["holder"] == "narrator"
    with pytest.raises(OsintError, match="from 0 to 1; it gives 2"):
        corrections.row_of(("stance", 2), lambda name: _stance())


def _removal(start="0", value="remove", **changed):
    span = {"table": "claims", "article_id": "a", "start": start, "end": "14", "text": "x", "column": "row"}
    return span | {"value": value, "was": "", "by": "me", "reason": "so"} | changed


def test_a_row_is_removed_once():
    other = _removal("20")
    assert corrections.joined([_removal(), other], _removal(reason="again")) == [_removal(reason="again"), other]
    back = [_removal(), _removal(value="add")]
    assert corrections.joined(back, _removal()) == [*back, _removal()]
    assert corrections.joined([other], _removal(value="add")) == [other, _removal(value="add")]


@pytest.mark.parametrize("name", ["02-map-the-places", "05-check-the-claims"])
@pytest.mark.parametrize("folder", [SEEDS, FERRIES], ids=lambda folder: folder.name)
@pytest.mark.slow
def test_the_correction_that_a_notebook_has_ready_changes_one_row_however_often_it_is_run(name, folder, tmp_path):
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    ready = next(cell.source for cell in cells if "# case = osint.cases.correct" in cell.source)
    names = {"osint": osint, "case_folder": shutil.copytree(folder, tmp_path / folder.name)}
    exec(ready, names)
    before, found = names["t"], []
    for _ in range(2):
        exec(ready.replace("\n# ", "\n"), names)
        found.append(names["t"])
    assert len(names["case"].corrections) == 1
    table = "places" if name[1] == "2" else "claims"
    first, again = (pd.DataFrame(one[table]).drop(columns="geometry", errors="ignore") for one in found)
    assert first.equals(again)
    was = pd.DataFrame(before[table]).drop(columns="geometry", errors="ignore")
    if table == "claims":
        assert len(first) == len(was) - 1
    else:
        changed = first["role"] != was["role"]
        assert first.loc[changed, "role"].tolist() == ["metonym"]


def test_without_corrections_a_case_is_as_the_kit_reads_it():
    case = osint.cases.open(FERRIES)
    row = pd.DataFrame([dict.fromkeys(tables.CORRECTIONS, "x")])
    assert corrections.without(dataclasses.replace(case, corrections=row)).corrections.empty
    for wrong in (None, "ferries", tables.Knowledge()):
        with pytest.raises(OsintError, match="`case` must be an open case; it is of the type"):
            corrections.without(wrong)
