"""Tables that one process hands over to another that opens the same case."""

from __future__ import annotations

import pandas as pd
import pytest

import osint
from osint import extraction
from osint.tables import TABLES

TEXT = "The minister praised the harbour on Tuesday.\n\nThe union condemned the minister in Trieste.\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "harbour"
    path.mkdir()
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def handed(folder, tmp_path, monkeypatch):
    t = osint.extract(osint.cases.open(folder))
    for name, value in extraction.hand_over(t, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(extraction, "_per_article", _again)
    return t


class AnalysedAgainError(Exception):
    """The articles are analysed once more."""


def _again(*_):
    raise AnalysedAgainError


def test_the_same_case_takes_the_tables_that_are_handed_over(handed, folder):
    t = osint.extract(osint.cases.open(folder))
    for name in TABLES:
        pd.testing.assert_frame_equal(pd.DataFrame(t[name]), pd.DataFrame(handed[name]))
    assert t.case.path == folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.txt", "Another text on the harbour of Trieste."),
        ("a.txt", TEXT.replace("praised", "blamed")),
        ("places.csv", "name,lat,lon,country\nTrieste,45.65,13.77,IT\n"),
        ("case.toml", 'title = "Harbour"\nfocus = "NATO"\n'),
    ],
)
def test_a_case_that_has_changed_is_analysed_anew(handed, folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(AnalysedAgainError):
        osint.extract(osint.cases.open(folder))


def test_without_a_file_handed_over_a_case_is_analysed(handed, folder, monkeypatch):
    monkeypatch.setenv("OSINT_TABLES", str(folder / "gone"))
    with pytest.raises(AnalysedAgainError):
        osint.extract(osint.cases.open(folder))
