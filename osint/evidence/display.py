"""Rows shown in a notebook: in their sentences, marked, or beside each other with the words that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from osint.evidence.citing import address, citation
from osint.evidence.links import SPAN, Group, anchor, handed_over
from osint.evidence.marks import Mark, corrected, marked, marks
from osint.evidence.passages import passages
from osint.tables import Tables, need, need_tables, outlets

#: How marked text looks in a notebook. JupyterLab has rules of its own for lists, which else win.
STYLE = """\
.osint-passages{max-width:44em;line-height:1.5;padding:0!important;margin:.5em 0;list-style:none!important}
.osint-passages>li{margin:0 0 .8em;padding:0 0 0 .8em;border-left:3px solid #56b4e9}
.osint-passages .about{display:block;font-size:.85em;opacity:.85}
.quote{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
.place{border-bottom:2px dotted currentColor}
.actor{font-weight:600}
mark{background:#ffe08a;color:#111;padding:0 .1em}
.osint-beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(14em,1fr));gap:1em;line-height:1.5}
.name{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
"""
_PIECE = re.compile(r"\w+|\W")
#: Columns that a reader need not see next to a marked sentence.
_UNSAID = {
    *("article_id", "start", "end", "text", "geometry", "group", "sentence", "paragraph"),
    *("speaker_start", "speaker_end", "geonameid", "lat", "lon"),
}


def show(
    table: pd.DataFrame,
    t: Tables | None = None,
    *,
    columns: Sequence[str] | None = None,
    limit: int = 20,
    cite: bool = False,
) -> Shown:
    """Show rows in their sentences, marked, in a notebook, each with its number in the table.

    Parameters
    ----------
    table
        Rows of any table with ``article_id``, ``start``, ``end`` and ``text``.
    t
        The extracted tables, for the sentence around each row and the outlet's name;
        without them the row's own text is shown.
    columns
        The columns whose values are shown with each row; by default all that a reader needs.
    limit
        How many rows are shown; the rest is counted.
    cite
        Whether each row has its address for a judgement (``article:start-end``) and, where `t` is given, the
        citation of its article.
    """
    span = (*SPAN, "text")
    need(table, (*span, *(columns or ())), "table", "Hand over rows of an evidence table.")
    if t is not None:
        need_tables(t)
    if columns is not None:
        table = table[list(dict.fromkeys([*span, *columns]))]
    return Shown(table, t, limit, cite=cite)


def side_by_side(rows: pd.DataFrame, t: Tables) -> SideBySide:
    """Show passages beside each other, the words in which each differs from the first marked.

    Parameters
    ----------
    rows
        Passages that say the same, for instance the rows of one claim.
    t
        The extracted tables, for the outlets' names.
    """
    need(rows, (*SPAN, "text"), "rows", "Hand over rows of an evidence table.")
    need_tables(t)
    return SideBySide(rows, t)


class Shown:
    """Rows as marked sentences; what :func:`show` gives to a notebook."""

    def __init__(self, table: pd.DataFrame, t: Tables | None, limit: int, *, cite: bool) -> None:
        self._rows = table.head(limit)
        self._n = len(table)
        self._t = t
        self._cites = cite

    def __repr__(self) -> str:
        records = zip(self._rows.index, self._rows.to_dict("records"), strict=True)
        lines = [
            "\n    ".join(
                [f"{number} {row['article_id']} {row['start']}–{row['end']}: {row['text']}", *self._cited(row)]
            )
            for number, row in records
        ]
        return "\n".join([*lines, self._rest()])

    def _repr_html_(self) -> str:
        items = "".join(self._items())
        return f"<style>{STYLE}</style><ul class='osint-passages'>{items}</ul><p>{self._rest()}</p>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return handed_over([Group("Passages shown", self._rows)] if len(self._rows) else [])

    def _rest(self) -> str:
        if self._n == 0:
            return "No rows."
        left = self._n - len(self._rows)
        return f"{self._n} row{'s' * (self._n > 1)}" + (f", {left} of them not shown." if left else ".")

    def _items(self) -> Iterator[str]:
        records = self._rows.to_dict("records")
        # Named by its number in the table, by which it can be taken from there and corrected.
        numbers = self._rows.index.tolist()
        if self._t is None:
            for number, record in zip(numbers, records, strict=True):
                yield _list_item(
                    number,
                    record,
                    str(record["article_id"]),
                    _columns_of(record),
                    f"<mark>{escape(str(record['text']))}</mark>{self._citation(record)}",
                )
            return
        texts = self._t.texts
        context = {key: marks(self._t, key) for key in self._rows["article_id"].unique()}
        for number, record, passage in zip(numbers, records, passages(self._rows, self._t), strict=True):
            row = Mark(passage.start, passage.end, "row")
            within = [*context[passage.article_id], row]
            body = marked(texts[passage.article_id], within, start=passage.first, end=passage.last)
            body += self._citation(record)
            yield _list_item(number, record, passage.outlet, _columns_of(record) + corrected(record, self._t), body)

    def _cited(self, record: Mapping[Any, Any]) -> list[str]:
        """The address of a row, and the citation of its article, where they are asked for."""
        if not self._cites:
            return []
        return [address(record), *([] if self._t is None else [citation(record["article_id"], self._t)])]

    def _citation(self, record: Mapping[Any, Any]) -> str:
        return "".join(f"<span class='about'>{escape(words)}</span>" for words in self._cited(record))


def _list_item(number: object, record: dict[Any, Any], source: str, said: str, body: str) -> str:
    place = anchor(*(record[column] for column in SPAN))
    name = f'<span data-evidence="{place}">{escape(source)}</span>'
    return f"<li><span class='about'>{escape(str(number))} · {name}{said}</span>{body}</li>"


def _columns_of(record: dict[Any, Any]) -> str:
    """Write the row's own columns, as "column value", NA left out."""
    parts = []
    for column, value in record.items():
        if column in _UNSAID or value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
            continue
        parts.append(f" · {escape(str(column).replace('_', ' '))} {escape(_shown(value))}")
    return "".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:%Y-%m-%d}" if _is_day(value) else str(value)


def _is_day(value: object) -> bool:
    return isinstance(value, pd.Timestamp)


class SideBySide:
    """Passages in columns; what :func:`side_by_side` gives to a notebook."""

    def __init__(self, rows: pd.DataFrame, t: Tables) -> None:
        names = outlets(t.articles)
        self._rows = rows
        self._sources = [names[article_id] for article_id in rows["article_id"]]
        self._texts = [str(text) for text in rows["text"]]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in zip(self._sources, self._texts, strict=True)) or "No rows."

    def _repr_html_(self) -> str:
        if not self._texts:
            return "<p>No rows.</p>"
        places = [anchor(*span) for span in zip(*(self._rows[column] for column in SPAN), strict=True)]
        columns = "".join(
            f'<div><strong data-evidence="{place}">{escape(name)}</strong>'
            f"<p>{_differing(self._texts[0], text)}</p></div>"
            for place, name, text in zip(places, self._sources, self._texts, strict=True)
        )
        return f"<style>{STYLE}</style><div class='osint-beside'>{columns}</div>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return handed_over([Group("Passages side by side", self._rows)] if len(self._rows) else [])


def _differing(first: str, text: str) -> str:
    """Write `text` as HTML with the words marked that do not stand in `first` in this order.

    >>> _differing("A big red bus", "A great red bus")
    'A <mark>great</mark> red bus'
    """
    from rapidfuzz.distance import Indel

    words, others = _PIECE.findall(text), _PIECE.findall(first)
    before, after = ([word.lower().replace("’", "'") for word in pieces] for pieces in (others, words))
    out = []
    for step in Indel.opcodes(before, after):
        piece = escape("".join(words[step.dest_start : step.dest_end]))
        out.append(piece if step.tag == "equal" or not piece.strip() else f"<mark>{piece}</mark>")
    return "".join(out)
