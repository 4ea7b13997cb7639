from __future__ import annotations

import pandas as pd
import pytest

from osint import tables
from osint.tables import OsintError


@pytest.mark.parametrize("name", tables.TABLES)
def test_an_empty_table_keeps_the_contract(name):
    made = tables.frame(name, {})
    assert made.columns.tolist() == list(tables.TABLES[name].columns)
    tables.validate(made, name)


def test_all_faults_are_told_at_once():
    wrong = tables.frame(
        "quotes",
        {"article_id": ["a"], "start": [9], "end": [5], "text": ["x"], "kind": ["shouted"], "group": [0]},
    ).drop(columns="cue")
    with pytest.raises(OsintError) as error:
        tables.validate(wrong, "quotes")
    assert len(error.value.faults) == 3
    for part in ("'cue' is missing", "'shouted'", "'end' lies before 'start'"):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("score", 1.5, "at most 1"),
        ("score", -2.0, "at least -1"),
        ("holder", None, "is NA in 1 rows"),
    ],
)
def test_ranges_and_missing_values(column, value, fault):
    cells = {"article_id": ["a"], "start": [0], "end": [1], "text": ["x"], "holder": ["A"], "target": ["B"]}
    cells |= {"label": ["neutral"], "score": [0.0], "basis": ["act"], column: [value]}
    with pytest.raises(OsintError, match=fault):
        tables.validate(tables.frame("stance", cells), "stance")


def test_a_wrong_dtype_and_index_are_faults():
    made = tables.frame("framing", {}).astype({"start": "float64"}).set_index("frame", drop=False)
    with pytest.raises(OsintError) as error:
        tables.validate(made, "framing")
    assert "must be int64; it is float64" in str(error.value)
    assert "must be a RangeIndex" in str(error.value)


def test_an_unknown_table_lists_the_known():
    with pytest.raises(OsintError, match="articles, sentences"):
        tables.validate(pd.DataFrame(), "sentance")


def test_in_a_notebook_an_error_is_its_message():
    assert OsintError.of("Two faults:", ["a", "b"])._render_traceback_() == ["OsintError: Two faults:\n  - a\n  - b"]
