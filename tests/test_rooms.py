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
    "store",
    "reading.formats",
    "reading.sheets",
    "lexicons",
    "gazetteer",
    "reading.pages",
    "reading.papers",
    "reading.records",
    "reading.containers",
    "articles",
    "language.zones",
    "document",
    "names",
    "language.marks",
    "language.phrases",
    "language.reporting",
    "language.speech",
    "quotes",
    "geography.toponyms",
    "geography.roles",
    "geography.whereabouts",
    "geography.bearings",
    "places",
    "actors",
    "language.dating",
    "facts",
    "sentiment",
    "language.agency",
    "language.leanings",
    "language.attitudes",
    "stance",
    "framing",
    "corrections",
    "judgements",
    "cases",
    "matching.overlaps",
    "matching.assertions",
    "compare",
    "extraction",
    "joins",
    "exports",
    "checks",
    "measuring.scores",
    "measuring.labels",
    "measuring.benchmarks",
    "accuracy",
    "evidence",
    "drawing.canvas",
    "drawing.voicings",
    "drawing.tellings",
    "drawing.crossings",
    "drawing.trials",
    "charts",
    "drawing.basemap",
    "drawing.lettering",
    "maps",
    "explorer",
    "suggest",
    "publishing.findings",
    "exercises",
    "publishing.svg",
    "publishing.execution",
    "publishing.rendering",
    "publishing.excerpts",
    "publishing.printing",
    "briefing",
    "cluster",
    "cli",
]
PACKAGE = ROOT / "osint"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem != "__init__")
HEAVY = {"geopandas", "matplotlib", "textblob", "trafilatura", "pandas", "numpy", "nbclient", "sklearn"}


def _room(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _imported(path):
    """Rooms that a file imports, with their wing."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "osint":
            inside = (node.module or "").removeprefix("osint").lstrip(".")
            if inside in ROOMS:
                yield inside
            else:
                yield from (f"{inside}.{name.name}".lstrip(".") for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name.removeprefix("osint.") for name in node.names if name.name.startswith("osint."))


def test_every_room_has_its_place():
    assert sorted(map(_room, SOURCES)) == sorted(ROOMS)


@pytest.mark.parametrize("path", SOURCES, ids=_room)
def test_rooms_import_downward_only(path):
    above = ROOMS[ROOMS.index(_room(path)) :]
    assert [room for room in _imported(path) if room in above] == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=_room)
def test_a_room_says_what_it_is(path):
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]
    assert first.endswith(".")


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


@pytest.mark.parametrize("path", SOURCES, ids=_room)
def test_nothing_of_the_seed_case_stands_in_the_code(path, case):
    text = path.read_text(encoding="utf-8")
    persons = case.actors.loc[case.actors["kind"] == "person", "actor"].unique()
    outlets = case.articles.loc[case.articles["outlet_basis"] != "unknown", "outlet"].unique()
    files = [article.stem for article in (SEEDS / "articles").iterdir()]
    assert [name for name in [*persons, *outlets, *files] if name in text] == []
