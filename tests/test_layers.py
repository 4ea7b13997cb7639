"""The architecture: who may import whom, what an import costs, what stands nowhere in the code."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT, SEEDS

import osint

#: Modules and folders from the ground up; each imports only from those before it.
LAYERS = [
    "tables",
    "files",
    "store",
    "knowledge",
    "articles",
    "text",
    "quotes",
    "places",
    "actors",
    "facts",
    "sentiment",
    "events",
    "stance",
    "framing",
    "cases",
    "compare",
    "extraction",
    "exports",
    "agreement",
    "checks",
    "accuracy",
    "evidence",
    "changes",
    "network",
    "drawing",
    "charts",
    "maps",
    "explorer",
    "suggest",
    "briefing",
    "custody",
    "exercises",
    "batch",
    "cli",
]
PACKAGE = ROOT / "osint"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
HEAVY = {"geopandas", "matplotlib", "textblob", "trafilatura", "pandas", "numpy", "nbclient", "sklearn"}


def _module(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in SOURCES}


def _imported(path):
    """Modules of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "osint":
            inside = (node.module or "").removeprefix("osint").lstrip(".")
            for name in node.names:
                whole = f"{inside}.{name.name}".lstrip(".")
                yield whole if whole in MODULES else inside
        elif isinstance(node, ast.Import):
            yield from (name.name.removeprefix("osint.") for name in node.names if name.name.startswith("osint."))


def _layer(module):
    return module.split(".")[0]


def test_every_module_has_its_layer():
    assert sorted({_layer(module) for module in MODULES}) == sorted(LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_layers_import_downward_only(module):
    own = LAYERS.index(_layer(module))
    others = [other for other in _imported(MODULES[module]) if other and _layer(other) != _layer(module)]
    assert [other for other in others if LAYERS.index(_layer(other)) > own] == []


@pytest.mark.slow
def test_no_circle_within_a_folder():
    within = {
        module: {other for other in _imported(path) if _layer(other) == _layer(module)}
        for module, path in MODULES.items()
    }
    assert list(TopologicalSorter(within).static_order())


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=_module)
def test_a_module_says_what_it_is(path):
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


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_nothing_of_the_seed_case_stands_in_the_code(path, case):
    text = path.read_text(encoding="utf-8")
    persons = case.actors.loc[case.actors["kind"] == "person", "actor"].unique()
    outlets = case.articles.loc[case.articles["outlet_basis"] != "unknown", "outlet"].unique()
    files = [article.stem for article in (SEEDS / "articles").iterdir()]
    assert [name for name in [*persons, *outlets, *files] if name in text] == []
