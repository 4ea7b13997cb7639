"""What comes of a wrong argument: one readable line, for every public function, never a traceback from inside."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import FERRIES, ROOT

import osint
from osint.tables import OsintError

#: What modules hand to one another: an article as it is read, files as they are listed, marks, cells, names.
INNER = {
    "accuracy.table",
    *(f"articles.{name}" for name in ("collect", "stream")),
    *(f"cases.{name}" for name in ("copy_tables", "write_corrections")),
    *(f"evidence.{name}" for name in ("anchor", "link", "marked")),
    *(f"tables.{name}" for name in ("frame", "need", "need_kind", "need_path", "need_tables", "show_types")),
}
#: The modules whose public functions the reference lists.
MODULES = re.findall(r"automodule:: osint\.(\S+)", (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8"))


def _public():
    found = {"osint.explore": osint.explore, "osint.extract": osint.extract}
    for name in [*MODULES, "exercises"]:
        module = import_module(f"osint.{name}")
        for one, thing in vars(module).items():
            is_own = one in getattr(module, "__all__", ()) or getattr(thing, "__module__", "") == module.__name__
            if inspect.isfunction(thing) and is_own and not one.startswith("_") and not one.startswith("locate"):
                found[f"osint.{name}.{one}"] = thing
    return {name: thing for name, thing in found.items() if name.removeprefix("osint.") not in INNER}


PUBLIC = _public()


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    case = osint.cases.open(FERRIES)
    t = osint.extract(case)
    return {
        "a number": 5,
        "nothing": None,
        "a text": "text",
        "a case": case,
        "the tables": t,
        "a column": t.places["text"],
        "a table of something else": pd.DataFrame({"x": [1]}),
    }


def _others(function, t, folder):
    """Right arguments for the parameters that must be given beside the first."""
    right = {"t": t, "sentences": t.sentences, "name": "places", "rows": t.mentions, "by": "actor", "on": "actor"}
    right |= {"path": folder / "out", "columns": ["n"]}
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {p.name: right.get(p.name, "x") for p in parameters if p.default is p.empty and p.kind not in (2, 4)}


@pytest.mark.parametrize("name", sorted(PUBLIC))
@pytest.mark.slow
def test_a_wrong_argument_is_one_readable_line(name, wrong, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function = PUBLIC[name]
    if not inspect.signature(function).parameters:
        return
    for what, value in wrong.items():
        if what == "a case" and name in ("osint.briefing.write", "osint.custody.keep"):
            continue  # that is the right one
        try:
            function(value, **_others(function, wrong["the tables"], tmp_path))
        except OsintError as error:
            # One line; where there are several faults, a heading and a line for each.
            assert len(str(error).splitlines()) <= len(error.faults) + 1, (name, what)
            assert len(str(error).splitlines()[0]) < 400, (name, what)
        except Exception as error:
            raise AssertionError(f"{name} given {what}: {type(error).__name__}: {error}") from error
    plt.close("all")


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_signature_shows_types_and_no_quoted_strings(name):
    annotations = [p.annotation for p in inspect.signature(PUBLIC[name]).parameters.values()]
    assert not [one for one in annotations if isinstance(one, str) and repr(one).startswith("'")]
