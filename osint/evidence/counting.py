"""Tables of counts whose numbers lead to the passages that they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

import pandas as pd

from osint.evidence.links import FOLD, SPAN, Group, group_anchor, handed_over
from osint.evidence.marks import Mark, marked
from osint.evidence.passages import passages
from osint.tables import Tables, need, need_tables, outlets

#: So many passages of one number are shown in a notebook; the rest is counted.
_MOST = 12


def count_table(
    rows: pd.DataFrame,
    t: Tables,
    by: str | Sequence[str],
    across: str | None = None,
    *,
    what: str = "",
    limit: int = 20,
) -> CountTable:
    """Count rows in a table whose numbers lead to the passages that they count.

    Parameters
    ----------
    rows
        Rows of an evidence table, with the columns by which they are counted; ``outlet`` is added.
    t
        The extracted tables, for the outlets' names.
    by
        The column, or columns, whose values name the table's rows: outlets in the order of the articles, all else by
        number.
    across
        A column whose values are the table's columns; without one there is one column, ``n``.
    what
        What is counted, for the labels of the lists.
    limit
        How many rows the table has at most.
    """
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    need_tables(t)
    names = outlets(t.articles)
    rows = rows.assign(outlet=rows["article_id"].map(names))
    keys = [by] if isinstance(by, str) else list(by)
    need(rows, [*keys, *([across] if across else [])], "rows", "Count by a column that it has.")
    groups = {key if isinstance(key, tuple) else (key,): some for key, some in rows.groupby(keys, sort=True)}
    if keys == ["outlet"]:
        place: dict[Any, int] = {outlet: i for i, outlet in enumerate(dict.fromkeys(names.values()))}
        chosen = sorted(groups, key=lambda key: place[key[0]])[:limit]
    else:
        chosen = sorted(groups, key=lambda key: -len(groups[key]))[:limit]
    heads = sorted(rows[across].dropna().unique()) if across else []
    cells = [_counts(groups[key], ", ".join([*map(str, key), *filter(None, [what])]), across, heads) for key in chosen]
    table = pd.DataFrame(chosen, columns=keys)
    for head in map(str, heads or ["n"]):
        table[head] = [len(row[head].rows) for row in cells]
    return CountTable(table, cells, t)


def _counts(rows: pd.DataFrame, label: str, across: str | None, heads: Sequence[Any]) -> dict[str, Group]:
    """Part the rows behind one line of a table by the values of `across`, or leave them as one column "n"."""
    if across is None or not heads:
        return {"n": Group(label, rows)}
    return {str(head): Group(f"{label}, {head}", rows[rows[across] == head]) for head in heads}


def linked(table: pd.DataFrame, rows: pd.DataFrame, on: str, *, columns: Sequence[str]) -> CountTable:
    """Show a table in which the numbers of some `columns` lead to those of `rows` that have the row's value in `on`."""
    need(table, (on, *columns), "table", "Name columns that it has.")
    need(rows, (*SPAN, on), "rows", "Hand over rows of an evidence table.")
    behind = [Group(str(value), rows[rows[on] == value]) for value in table[on]]
    return CountTable(table.reset_index(drop=True), [dict.fromkeys(columns, group) for group in behind])


def _shown(value: Any) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


class CountTable:
    """A table whose numbers lead to passages; what :func:`count_table` and :func:`linked` give to a notebook."""

    def __init__(self, table: pd.DataFrame, cells: Sequence[dict[str, Group]], t: Tables | None = None) -> None:
        self.table = table
        self._cells = cells
        self._t = t

    def __repr__(self) -> str:
        return self.table.to_string(index=False) if len(self.table) else "No rows."

    def _repr_html_(self) -> str:
        if self.table.empty:
            return "<p>No rows.</p>"
        heads = "".join(f"<th>{escape(str(head).replace('_', ' '))}</th>" for head in self.table)
        rows = zip(self.table.itertuples(index=False), self._cells, strict=True)
        body = "".join(f"<tr>{self._row(values, groups)}</tr>" for values, groups in rows)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{self._fold()}"

    def _fold(self) -> str:
        """The passages behind each number, folded; a briefing has lists of its own in their place."""
        found = {id(group.rows): group for cells in self._cells for group in cells.values() if len(group.rows)}
        lists = "".join(
            f"<details><summary>{escape(label)}: {len(rows)}</summary><ul>{''.join(self._items(rows))}</ul></details>"
            for label, rows in found.values()
        )
        return f"{FOLD}<summary>Passages behind the numbers</summary>{lists}</details>" if lists else ""

    def _items(self, rows: pd.DataFrame) -> Iterator[str]:
        shown = rows.head(_MOST)
        if self._t is not None:
            for one in passages(shown, self._t):
                mark = Mark(one.start, one.end, "row")
                text = marked(self._t.texts[one.article_id], [mark], start=one.first, end=one.last)
                yield f"<li>{escape(one.outlet)}: {text}</li>"
        else:
            for row in shown.to_dict("records"):
                yield f"<li>{escape(str(row['article_id']))}: {escape(str(row.get('text', '')))}</li>"
        if len(rows) > len(shown):
            yield f"<li>{len(rows) - len(shown)} more</li>"

    def _row(self, values: Iterable[Any], groups: dict[str, Group]) -> str:
        made = []
        for i, (column, value) in enumerate(zip(self.table, values, strict=True)):
            group = groups.get(str(column))
            tag = "td" if i or group else "th"
            place = f' data-evidence="{group_anchor(group.rows, group.label)}"' if group and len(group.rows) else ""
            made.append(f"<{tag}{place}>{escape(_shown(value))}</{tag}>")
        return "".join(made)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return handed_over(group for cells in self._cells for group in cells.values() if len(group.rows))
