"""CONTRIBUTING's recipe for a table, followed to the letter in a copy of the package."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from conftest import FERRIES, ROOT

pytestmark = pytest.mark.slow
REGISTERED = """    Table(
        "shouts",
        "a word in capitals",
        finder="osint.shouts:locate",
        columns={**_SPAN, "letters": Column("int64", "number of letters", low=0), "voice": _VOICE},
    ),
)

#: Table name -> the table"""
MODULE = '''"""Words in capitals."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from osint.tables import Knowledge
from osint.text import analysis
from osint.text.analysis import Analysis


class Shout(NamedTuple):
    """A word in capitals."""

    start: int
    end: int
    letters: int


def find(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the words in capitals."""
    return analysis.table("shouts", articles, Knowledge.of(actors=actors))


def locate(analysis: Analysis) -> list[Shout]:
    """Find the words in capitals of one article."""
    found = re.finditer(r"\\b[A-Z]{3,}\\b", analysis.doc.text)
    return [Shout(*match.span(), len(match.group())) for match in found]
'''
USE = """
import osint
from pathlib import Path
t = osint.extract(osint.cases.open("CASE"))
assert len(t.shouts), t
assert "shouts" in repr(t)
osint.tables.validate(t["shouts"], "shouts")
osint.exports.write(t, "out")
assert Path("out/shouts.csv").exists() and Path("out/shouts.parquet").exists()
assert "number of letters" in set(osint.exports.dictionary()["meaning"])
assert "shouts" in osint.tables.correctable()
"""


def test_a_table_added_by_the_recipe_is_everywhere(tmp_path):
    shutil.copytree(ROOT / "osint", tmp_path / "osint", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "test_contract.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(FERRIES, tmp_path / "tests" / "ferries")
    contract = tmp_path / "osint" / "tables.py"
    text = contract.read_text(encoding="utf-8")
    assert text.count(")\n\n#: Table name -> the table") == 1
    contract.write_text(text.replace(")\n\n#: Table name -> the table", REGISTERED), encoding="utf-8")
    (tmp_path / "osint" / "shouts.py").write_text(MODULE, encoding="utf-8")
    _run(tmp_path, "-c", USE.replace("CASE", str(FERRIES)))
    _run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_contract.py", "-k", "shouts")


def _run(folder, *arguments):
    command = [sys.executable, *arguments]
    path = {"PYTHONPATH": str(folder), "PATH": ""}
    made = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
