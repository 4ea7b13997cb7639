"""What comes of a wrong argument: one readable line, for every public function, never a traceback from inside."""

from __future__ import annotations

import inspect
from importlib import import_module

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import FERRIES

import osint
from osint.tables import OsintError

#: What notebooks call. Each takes a table, the tables of a case, a case or a folder first.
CALLS = {
    "actors": "find",
    "articles": "read",
    "briefing": "summary write",
    "agreement": "between of_tables",
    "cases": "open new correct merge part undo",
    "changes": "since read",
    "network": "edges write",
    "custody": "verify again",
    "charts": " ".join(osint.charts.__all__),
    "compare": "reuse claims",
    "events": "find",
    "exercises": "grades pins corrected copies judgement pin_rows score_rows claim_rows source_template pin_template "
    "score_template copy_template judgement_template copy_of unmark_copies",
    "evidence": "show side_by_side sides count_table linked drop_repeated is_repeated outlets passages",
    "exports": "write write_places",
    "facts": "figures dates",
    "framing": "find profile contrast",
    "maps": " ".join(osint.maps.__all__),
    "places": "find",
    "quotes": "find",
    "sentiment": "find",
    "stance": "judge toward between",
    "suggest": "actors places sources",
    "tables": "validate describe",
}


def _public():
    found = {"osint.explore": osint.explore, "osint.extract": osint.extract}
    for module, names in CALLS.items():
        for name in names.split():
            found[f"osint.{module}.{name}"] = getattr(import_module(f"osint.{module}"), name)
    return found


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
def test_a_wrong_argument_is_one_readable_line(name, wrong, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function = PUBLIC[name]
    if not inspect.signature(function).parameters:
        return
    for what, value in wrong.items():
        if (name, what) == ("osint.briefing.write", "a case"):
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
