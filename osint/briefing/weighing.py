"""The competing hypotheses of a case on the first page: what speaks against each, and what falls with a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.rendering import Collected
from osint.cases import Case, hypotheses

_MARKS = {"consistent": "+ consistent", "inconsistent": "− inconsistent", "neither": "0 neither"}
_ANCHOR, _NAME = "hypotheses", "Competing hypotheses"


def weighed(case: Case, collected: Collected) -> dict[str, Any] | None:
    """Give what the page shows of the hypotheses, its passages remembered; None where there are none.

    Raises
    ------
    OsintError
        If the hypotheses cannot be compared; :func:`osint.cases.hypotheses.faults` says so before.
    """
    if not case.hypotheses:
        return None
    table = hypotheses.matrix(case.hypotheses, case.articles)
    names = hypotheses.hypotheses(table)
    fallen = hypotheses.without(table)
    return {
        "names": names,
        "texts": [str(one["text"]) for one in case.hypotheses],
        "ranking": list(_ranking(table, collected)),
        "rows": list(_rows(table, names, evidence.outlets(case.articles))),
        "falls": fallen[fallen["changes"]].to_dict("records"),
        "n_sources": len(fallen),
    }


def _ranking(table: pd.DataFrame, collected: Collected) -> Iterator[dict[str, Any]]:
    for row in hypotheses.ranking(table).to_dict("records"):
        linked = {}
        for cell in ("consistent", "inconsistent"):
            rows, label = table[table[row["hypothesis"]].eq(cell).fillna(False)], f"{row['hypothesis']}: {cell}"
            linked[cell] = evidence.group_anchor(rows, label) if len(rows) else ""
            if len(rows):
                collected.add(linked[cell], label, rows, _ANCHOR, _NAME)
        yield {str(key): value for key, value in row.items()} | linked


def _rows(table: pd.DataFrame, names: list[str], outlets: dict[str, str]) -> Iterator[dict[str, Any]]:
    for row in table.to_dict("records"):
        yield {
            "outlet": outlets[row["article_id"]],
            "text": row["text"],
            "grade": row["reliability"],
            "cells": [_MARKS.get(row[name], "–") if pd.notna(row[name]) else "–" for name in names],
            "tells_apart": row["tells_apart"],
        }
