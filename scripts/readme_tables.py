"""Write the README's tables of tables and of figures from the registry and the measured figures.

Usage: python scripts/readme_tables.py [--check]    (--check: exit 1 where the README differs)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from osint import accuracy
from osint.tables import TABLES

README = Path(__file__).resolve().parents[1] / "README.md"
#: Held-out figure -> the development figure with the same meaning, and its data.
PAIRS = {
    "direct quotations with speaker: F1": ("direct quotations with speaker: F1", "PolNeAR"),
    "all attributions: F1": ("all attributions: F1", "PolNeAR"),
    "stance toward a target: macro-F1": ("stance: macro-F1", "NewsMTSC"),
    "directed stance, end to end: F1 of pairs": ("directed stance, end to end: F1 of pairs", "DSE2QA"),
    "frames: F1": ("frames: F1", "hand labels"),
    "directed stance: F1": ("directed stance: F1", "hand labels"),
    "article body from HTML: F1": ("article body from HTML: F1", "article-extraction-benchmark"),
}
#: What the README's table of sure stances calls a figure.
COVERED = {
    "toward a target (NewsMTSC)": "stance",
    "between two names, either way (DSE2QA)": "stance between two names",
}


def tables() -> str:
    """Return the README's table of tables."""
    return "\n".join(f"| `{table.name}` | {table.row} |" for table in TABLES.values())


def figures() -> str:
    """Return the README's table of figures: each held-out figure next to the development figure, where there is one."""
    known = accuracy.published().set_index(["figure", "data"])
    lines = []
    for row in accuracy.held_out().itertuples():
        pair = PAIRS.get(row.figure) or (row.figure.split(" of literal")[0], row.data.split(",")[0])
        ours = known.loc[[pair]].iloc[0] if pair in known.index else None
        cells = ("–", "–") if ours is None else (f"{ours['measured']:.2f}", str(int(ours["n"])))
        n = "–" if pd.isna(row.n) else row.n
        lines.append(f"| {row.figure} ({row.data}) | {row.value} | {n} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def coverage() -> str:
    """Return the README's table of how often stances are right: among the surest tenth, the surest half and all."""
    known = accuracy.published().set_index("figure")["measured"]
    lines = []
    for data, figure in COVERED.items():
        shares = " | ".join(
            f"{known[f'{figure}: right, {part}']:.2f}" for part in ("surest tenth", "surest half", "all")
        )
        lines.append(f"| {data} | {shares} |")
    return "\n".join(lines)


def written(text: str) -> str:
    """Return the README's text with its tables written anew."""
    day = ", ".join(sorted(set(accuracy.held_out()["measured"])))
    text = re.sub(r"(\| table \| a row is \|\n\|[-|]+\|\n)(?:\|.*\n|TABLES\n)*", lambda m: m[1] + tables() + "\n", text)
    heading = r"(\| figure \| held out \| n \| development \| n \|\n\|[-|:]+\|\n)(?:\|.*\n|FIGURES\n)*"
    text = re.sub(heading, lambda m: m[1] + figures() + "\n", text)
    heading = r"(\| stances, development texts \|.*\n\|[-|:]+\|\n)(?:\|.*\n|COVERAGE\n)*"
    text = re.sub(heading, lambda m: m[1] + coverage() + "\n", text)
    return re.sub(r"\((?:HELD_DAY|\d{4}-\d\d-\d\d(?:, \d{4}-\d\d-\d\d)*)\), the second", f"({day}), the second", text)


if __name__ == "__main__":
    have = README.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        sys.exit(have != written(have))
    README.write_text(written(have), encoding="utf-8")
