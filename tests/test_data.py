"""Every packaged data file has a row in data/README.md, with its sum."""

import hashlib
import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "osint" / "data"
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)
ROWS = {
    name: [cell.strip() for cell in cells.split("|")] for name, cells in ROW.findall((DATA / "README.md").read_text())
}
FILES = sorted(path.name for path in DATA.iterdir() if path.is_file())  # folders hold templates, not data


@pytest.mark.parametrize("name", [name for name in FILES if name != "README.md"])
def test_file_has_a_row_with_its_sum(name):
    assert name in ROWS, f"add a row for {name} to osint/data/README.md"
    sums = re.findall(r"[0-9a-f]{64}", " ".join(ROWS[name]))
    assert sums == [hashlib.sha256((DATA / name).read_bytes()).hexdigest()]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_row_is_complete_and_its_file_is_there(name):
    assert name in FILES
    assert len(ROWS[name]) == 6
    assert all(ROWS[name])


def test_files_stay_small():
    most = {"stance_encoder.onnx": 40_000_000}
    assert [name for name in FILES if (DATA / name).stat().st_size >= most.get(name, 8_000_000)] == []
