"""Running notebooks: two kernels, nothing of the user's, and one line for what went wrong."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from osint.briefing import execution
from osint.tables import OsintError


def notebook(path: Path, *sources: str) -> Path:
    first = new_code_cell('case_folder = "elsewhere"', metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell("# A"), first, *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def shown(nb):
    return ["".join(output.get("text", "") for output in cell.get("outputs", [])).strip() for cell in nb.cells]


@pytest.mark.slow
def test_the_case_is_given_and_the_code_names_it_by_its_folder(tmp_path):
    path = notebook(tmp_path / "01-a.ipynb", "print(case_folder)")
    (ran,) = execution.run([path], tmp_path)
    assert shown(ran)[2] == str(tmp_path)
    assert ran.cells[1].source == f"case_folder = {tmp_path.name!r}"
    assert nbformat.read(path, 4).cells[2].outputs == []


@pytest.mark.slow
def test_nothing_of_the_users_set_up_is_in_a_kernel(tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("secret = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = notebook(tmp_path / "01-a.ipynb", "print('secret' in globals())")
    assert shown(execution.run([path], tmp_path)[0])[2] == "False"


@pytest.mark.slow
def test_figures_bring_words_and_evidence(tmp_path):
    source = """
import pandas as pd
import matplotlib.pyplot as plt
from osint import evidence
fig, ax = plt.subplots()
(bar,) = ax.bar(["a"], [1])
evidence.link(ax, bar, pd.DataFrame({"article_id": ["a"], "start": [1], "end": [4]}), "A: 1");
"""
    (ran,) = execution.run([notebook(tmp_path / "01-a.ipynb", source)], tmp_path)
    data = ran.cells[2].outputs[0].data
    (group,) = data[execution.FIGURE]["groups"].values()
    assert group == {"label": "A: 1", "spans": [["a", 1, 4]]}
    assert "image/svg+xml" in data and "image/png" not in data


@pytest.mark.slow
def test_what_fails_is_named_with_its_cell_and_last_line_all_at_once(tmp_path):
    paths = [
        notebook(tmp_path / "01-a.ipynb", "x = 1", "x / 0"),
        notebook(tmp_path / "02-b.ipynb", "raise ValueError('one\\ntwo')"),
        notebook(tmp_path / "03-c.ipynb", "1"),
    ]
    with pytest.raises(OsintError) as raised:
        execution.run(paths, tmp_path)
    assert str(raised.value).splitlines()[1:] == [
        "  - 01-a.ipynb, cell 4: ZeroDivisionError: division by zero",
        "  - 02-b.ipynb, cell 3: ValueError: two",
    ]


def test_a_notebook_without_the_parameter_is_told_so(tmp_path):
    path = tmp_path / "01-a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    with pytest.raises(OsintError, match=r"01-a\.ipynb must have a cell tagged 'parameters'"):
        execution.run([path], tmp_path)


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"cells": 1}'])
def test_what_is_no_notebook_is_told_so(tmp_path, content):
    path = tmp_path / "01-a.ipynb"
    path.write_text(content)
    with pytest.raises(OsintError, match=r"01-a\.ipynb must be a notebook"):
        execution.run([path], tmp_path)


@pytest.mark.slow
def test_a_kernel_that_dies_says_why_and_nothing_beside(tmp_path, capfd):
    last_words = "import os; os.write(2, b'boiler out\\n'); os.abort()"
    with pytest.raises(OsintError) as raised:
        execution.run([notebook(tmp_path / "01-a.ipynb", last_words)], tmp_path)
    assert str(raised.value).endswith("DeadKernelError: Kernel died (boiler out)")
    assert capfd.readouterr().err == ""
