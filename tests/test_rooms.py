"""The architecture: who may import whom, what an import costs, what stands nowhere in the code."""

from __future__ import annotations

import ast
import subprocess
import sys
import time

import pytest
from conftest import ROOT, SEEDS

import osint

#: From the ground up; a room imports only from rooms that stand before it.
ROOMS = [
    "tables",
    "files",
    "formats",
    "sheets",
    "lexicons",
    "gazetteer",
    "pages",
    "papers",
    "records",
    "containers",
    "articles",
    "zones",
    "document",
    "names",
    "marks",
    "phrases",
    "reporting",
    "speech",
    "quotes",
    "toponyms",
    "roles",
    "whereabouts",
    "bearings",
    "places",
    "actors",
    "dating",
    "facts",
    "sentiment",
    "agency",
    "leanings",
    "attitudes",
    "stance",
    "framing",
    "corrections",
    "cases",
    "overlaps",
    "assertions",
    "compare",
    "extraction",
    "scores",
    "labels",
    "benchmarks",
    "accuracy",
    "evidence",
    "canvas",
    "voicings",
    "tellings",
    "crossings",
    "charts",
    "trials",
    "basemap",
    "lettering",
    "maps",
    "suggest",
    "judgements",
    "findings",
    "svg",
    "execution",
    "rendering",
    "printing",
    "briefing",
    "cli",
]
PACKAGE = ROOT / "osint"
SOURCES = sorted(path for path in PACKAGE.glob("*.py") if path.stem != "__init__")
HEAVY = {"geopandas", "matplotlib", "textblob", "trafilatura", "pandas", "numpy", "nbclient", "sklearn"}


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "osint":
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("osint."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[1] for name in node.names if name.name.startswith("osint."))


def test_every_room_has_its_place():
    assert sorted(path.stem for path in SOURCES) == sorted(ROOMS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_rooms_import_downward_only(path):
    above = ROOMS[ROOMS.index(path.stem) :]
    assert [room for room in _imported(path) if room in above] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_room_says_what_it_is(path):
    assert (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").endswith(".")


def test_import_loads_nothing_heavy():
    code = f"import sys, osint; print(sorted(set(sys.modules) & {HEAVY!r}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_import_is_quick():
    def seconds(code):
        runs = []
        for _ in range(3):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            runs.append(time.perf_counter() - begin)
        return min(runs)

    assert seconds("import osint") - seconds("pass") <= 0.2


def test_public_names_resolve():
    for name in osint.__all__:
        assert getattr(osint, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = osint.nothing


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_of_the_seed_case_stands_in_the_code(path, case):
    text = path.read_text(encoding="utf-8")
    persons = case.actors.loc[case.actors["kind"] == "person", "actor"].unique()
    outlets = case.articles.loc[case.articles["outlet_basis"] != "unknown", "outlet"].unique()
    files = [article.stem for article in (SEEDS / "articles").iterdir()]
    assert [name for name in [*persons, *outlets, *files] if name in text] == []
