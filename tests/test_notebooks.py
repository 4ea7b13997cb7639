"""The notebooks: one question each, code that anybody can follow, nothing stored, nothing of one case in them."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from conftest import FERRIES, ROOT, SEEDS

from osint import tables
from osint.briefing import execution

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAIN = execution.notebooks()
DRAWS = re.compile(r"^(?:charts|maps)\.\w+\(.*\);$", re.MULTILINE)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def nb(request):
    return nbformat.read(request.param, as_version=4)


def code_of(nb):
    return [cell.source for cell in nb.cells if cell.cell_type == "code"]


def test_those_of_the_checkout_are_found_in_order():
    assert PATHS[1:-1] == MAIN
    assert (PATHS[0].stem, PATHS[-1].stem) == ("00-take-the-tour", "10-weigh-the-hypotheses")  # not in the briefing
    assert [path.stem for path in MAIN] == [
        "01-read-the-sources",
        "02-map-the-places",
        "03-chart-the-actors",
        "04-compare-the-framing",
        "05-check-the-claims",
        "06-lay-out-the-timeline",
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_they_are_valid_and_nothing_is_stored(path):
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
    for cell in nb.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


def test_the_first_cell_says_task_question_tables_and_how_to_read(nb):
    first = nb.cells[0]
    assert first.cell_type == "markdown"
    heading, question, reading = re.split(r"\n\n+", first.source.strip(), maxsplit=2)
    assert re.fullmatch(r"# [A-Z].+", heading)
    assert re.fullmatch(r"\*.+\?\*", question)
    named = re.match(r"Tables used: ((?:`\w+`(?:, )?)+)\.", reading)
    assert {name.strip("` ") for name in named[1].split(",")} <= set(tables.TABLES)


def test_the_second_holds_imports_the_parameter_and_the_version(nb):
    second = nb.cells[1]
    assert second.metadata.tags == ["parameters"]
    assert second.source.startswith("import osint\n")
    assert 'case_folder = "../seeds"' in second.source
    assert second.source.endswith("osint.__version__")


def test_the_last_says_what_is_not_shown(nb):
    last = nb.cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.rsplit("## ", 1)[1].startswith("What this does not show\n")


def test_code_is_short_and_plain(nb):
    for source in code_of(nb):
        assert len(source.splitlines()) <= 7
        assert not re.search(r"^\s*[!%]", source, re.MULTILINE)
        nodes = list(ast.walk(ast.parse(source)))
        assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)) for node in nodes)
    imports = [source for source in code_of(nb) if re.search(r"^(?:import|from) ", source, re.MULTILINE)]
    assert imports == [nb.cells[1].source]


def test_a_sentence_follows_what_is_shown(nb):
    for cell, following in zip(nb.cells[2:], nb.cells[3:], strict=False):
        if cell.cell_type == "code" and not isinstance(ast.parse(cell.source).body[-1], ast.Assign):
            assert following.cell_type == "markdown"
            assert re.match(r"[A-Z`].*[.?]", following.source, re.DOTALL)


def test_nothing_of_the_seed_case_stands_in_them(nb, case):
    text = "\n".join(cell.source for cell in nb.cells)
    names = {*case.actors["actor"], *case.articles["outlet"].dropna(), *case.about, *case.framing["frame"]}
    assert [name for name in names if len(name) > 4 and re.search(rf"\b{re.escape(name)}\b", text)] == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", [SEEDS, FERRIES], ids=lambda folder: folder.name)
def test_they_run_on_any_case_and_each_figure_has_words_and_evidence(folder):
    for path, nb in zip(PATHS, execution.run(PATHS, folder), strict=True):
        for cell in nb.cells:
            if cell.cell_type == "code" and DRAWS.search(cell.source):
                figures = [output.data for output in cell.outputs if "image/svg+xml" in output.get("data", {})]
                assert len(figures) == len(DRAWS.findall(cell.source)), (path.name, cell.source)
                for data in figures:
                    assert len(data[execution.FIGURE]["text"]) > 20
                    linked = set(re.findall(r'href="#([\w-]+)"', data["image/svg+xml"]))
                    assert set(data[execution.FIGURE]["groups"]) <= linked
