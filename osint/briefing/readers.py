"""The other readers of a case on the first page: how far each agrees with its corrections, and on which rows not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from osint import evidence
from osint.agreement import Agreement
from osint.briefing.rendering import Collected
from osint.tables import Tables

_ANCHOR, _NAME = "readers", "Other readers"


def compared(found: Mapping[str, Agreement], t: Tables, collected: Collected) -> list[dict[str, Any]]:
    """Give what the page shows of each other reader, the passages remembered; nothing where there is none."""
    return [
        {
            "name": name,
            "figures": list(_figures(name, agreement, collected)),
            "n_same": len(agreement.figures) - len(agreement.apart),
            "rows": list(_rows(agreement.differences, evidence.outlets(t.articles))),
        }
        for name, agreement in found.items()
    ]


def _figures(name: str, agreement: Agreement, collected: Collected) -> Iterator[dict[str, Any]]:
    for row in agreement.apart.to_dict("records"):
        differing = agreement.differences
        differing = differing[(differing["table"] == row["table"]) & differing["column"].isin([row["column"], "row"])]
        label = f"{row['table']}, {row['column']}: {name} reads otherwise"
        anchor = evidence.group_anchor(differing, label)
        collected.add(anchor, label, differing, _ANCHOR, _NAME)
        shown = {key: "–" if pd.isna(row[key]) else f"{row[key]:.2f}" for key in ("agree", "alpha", "ac1")}
        yield {str(key): value for key, value in row.items()} | shown | {"n_apart": len(differing), "anchor": anchor}


def _rows(differences: pd.DataFrame, outlets: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in differences.to_dict("records"):
        href = evidence.anchor(row["article_id"], row["start"], row["end"])
        yield {str(key): value for key, value in row.items()} | {"outlet": outlets[row["article_id"]], "href": href}
