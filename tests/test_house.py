"""How the code is written: no function too tangled, no conditional expression in another."""

from __future__ import annotations

import ast

import pytest
from conftest import ROOT
from radon.complexity import cc_visit

SOURCES = sorted((ROOT / "osint").rglob("*.py"))
#: McCabe's (1976, doi:10.1109/TSE.1976.233837) number of paths; a function with more is several functions.
MOST_PATHS = 15


def _named(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=_named)
def test_no_function_is_too_tangled(path):
    blocks = cc_visit(path.read_text(encoding="utf-8"))
    assert [f"{block.fullname}: {block.complexity}" for block in blocks if block.complexity > MOST_PATHS] == []


@pytest.mark.parametrize("path", SOURCES, ids=_named)
def test_no_conditional_expression_stands_in_another(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outer = [node for node in ast.walk(tree) if isinstance(node, ast.IfExp)]
    nested = [node.lineno for node in outer for part in ast.walk(node) if isinstance(part, ast.IfExp) and part != node]
    assert nested == []
