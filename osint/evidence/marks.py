"""Marked text as HTML: quotations, places and actors in an article, and what the analyst overruled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from osint.cases.corrections import JOINED, PARTED, is_same, placed
from osint.evidence.links import SPAN, anchor
from osint.tables import Tables, need_tables

#: Class of a mark -> the table, the column that names it, and the word for screen readers.
_CONTEXT = {
    "quote": ("quotes", "speaker", "quotation"),
    "place": ("places", "place", "place"),
    "actor": ("mentions", "actor", "actor"),
}


class Mark(NamedTuple):
    """A stretch of text to be marked: as what, its name for screen readers, and its anchor."""

    start: int
    end: int
    kind: str
    name: str = ""
    anchor: str = ""


def marks(t: Tables, article_id: str, *, cited: Iterable[tuple[int, int]] = ()) -> list[Mark]:
    """List what is marked in one article: quotations, places, actors, and the spans `cited`, with anchors."""
    need_tables(t)
    found = []
    for kind, (table, column, word) in _CONTEXT.items():
        rows = t[table]
        rows = rows[rows["article_id"] == article_id]
        if kind == "quote":
            rows = rows[rows["kind"] != "indirect"]
        for start, end, name in zip(rows["start"], rows["end"], rows[column], strict=True):
            found.append(Mark(int(start), int(end), kind, word if pd.isna(name) else f"{word}, {name}"))
    spans = sorted(set(cited))
    return found + [Mark(start, end, "row", "", anchor(article_id, start, end)) for start, end in spans]


def marked(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> str:
    """Write ``text[start:end]`` as HTML with its marks; everything is escaped, crossing marks are split.

    >>> marked("A “b” <c>", [Mark(3, 4, "quote", "quotation, X")])
    'A “<span class="quote"><span class="name">[quotation, X] </span>b</span>” &lt;c&gt;'
    """
    end = len(text) if end is None else end
    inside = [mark for mark in set(marks) if mark.start < end and mark.end > start and mark.start < mark.end]
    # Of two that start together the longer one opens first, so that it contains the other.
    inside.sort(key=lambda mark: (mark.start, -mark.end, mark.kind, mark.name, mark.anchor))
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    out: list[str] = []
    still_open: list[Mark] = []
    n_opened = 0
    for here, there in pairwise(sorted(edges)):
        while n_opened < len(inside) and max(inside[n_opened].start, start) <= here:
            still_open.append(inside[n_opened])
            out.append(_opening(inside[n_opened], is_first=True))
            n_opened += 1
        out.append(escape(text[here:there]))
        _close_ended(still_open, there, out)
    return "".join([*out, *map(_closing, reversed(still_open))])


def _opening(mark: Mark, is_first: bool) -> str:
    tag = "mark" if mark.kind == "row" else f'span class="{escape(mark.kind)}"'
    if not is_first:
        return f"<{tag}>"
    name = f'<span class="name">[{escape(mark.name)}] </span>' if mark.name else ""
    place = f' id="{mark.anchor}"' if mark.anchor else ""
    return f"<{tag}{place}>{name}"


def _closing(mark: Mark) -> str:
    return "</mark>" if mark.kind == "row" else "</span>"


def _close_ended(still_open: list[Mark], offset: int, out: list[str]) -> None:
    """Close what ends at `offset`; what lies inside it but goes on is closed and opened again."""
    ended = [i for i, mark in enumerate(still_open) if mark.end <= offset]
    if not ended:
        return
    reopened: Sequence[Mark] = [mark for mark in still_open[ended[0] :] if mark.end > offset]
    out += [_closing(mark) for mark in reversed(still_open[ended[0] :])]
    out += [_opening(mark, is_first=False) for mark in reopened]
    still_open[ended[0] :] = reopened


def corrected(record: Mapping[Any, Any], t: Tables) -> str:
    """Say as HTML what the analyst overruled in a row or at a span, who, and why; "" where nothing."""
    corrections = t.case.corrections
    if corrections.empty:
        return ""
    own = str(record["article_id"]), int(record["start"]), int(record["end"])
    rows = corrections[corrections["article_id"] == own[0]]
    if rows.empty:
        return ""
    rows = placed(rows, t.texts)
    spans = zip(*(rows[column] for column in SPAN), strict=True)
    rows = rows.loc[[is_same(span, own) for span in spans]]
    if "text" in record:  # a row of a table, not only a span
        rows = rows[rows["column"].isin([*record, "row", JOINED, PARTED])]
    told = (", ".join((str(row["column"]), f"by {row['by']}", str(row["reason"]))) for row in rows.to_dict("records"))
    return "".join(f" · <em>corrected: {escape(words)}</em>" for words in told)
