"""Where a number comes from: anchors, the passages behind a mark or a cell, and rows shown in their sentences."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pandas as pd

from osint import tables

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
#: Under this type what is shown hands over the passages behind it: an anchor, a label and spans for each list.
TYPE = "application/vnd.osint.evidence+json"
_SPAN_COLUMNS = ("article_id", "start", "end")
_PIECE = re.compile(r"\w+|\W")
#: Columns that a reader need not see beside a marked sentence.
_UNSAID = {
    *("article_id", "start", "end", "text", "geometry", "group", "sentence", "paragraph"),
    *("speaker_start", "speaker_end", "geonameid", "lat", "lon"),
}
_CONTEXT = {
    "quote": ("quotes", "speaker", "quotation"),
    "place": ("places", "place", "place"),
    "actor": ("mentions", "actor", "actor"),
}


class HasTables(Protocol):
    """What is asked of extracted tables here: any object with them as attributes."""

    @property
    def articles(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def sentences(self) -> pd.DataFrame: ...  # noqa: D102


class Group(NamedTuple):
    """The rows that one bar, point, cell or pin stands for, and what it says."""

    label: str
    rows: pd.DataFrame


class Mark(NamedTuple):
    """A stretch of text to be marked: as what, its name for screen readers, and its anchor."""

    start: int
    end: int
    kind: str
    name: str = ""
    anchor: str = ""


class Passage(NamedTuple):
    """The sentence or sentences that hold a row, and the row's own span in them."""

    article_id: str
    outlet: str
    start: int
    end: int
    first: int
    last: int


def anchor(article_id: str, start: int, end: int) -> str:
    """Name the place of a span in a page: the same span gets the same name everywhere.

    >>> anchor("a.txt", 3, 9)
    'e-18b7cb09-3-9'
    """
    return f"e-{hashlib.sha256(article_id.encode()).hexdigest()[:8]}-{start}-{end}"


def group_anchor(rows: pd.DataFrame, label: str) -> str:
    """Name the list of the passages in `rows` that stand behind `label`."""
    spans = sorted(zip(*(rows[column] for column in _SPAN_COLUMNS), strict=True))
    key = "\n".join([label, *(f"{article_id}\t{start}\t{end}" for article_id, start, end in spans)])
    return f"g-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def link(ax: Axes, artist: Artist, rows: pd.DataFrame, label: str) -> str:
    """Make `artist` lead to the passages in `rows`, and remember them on `ax`; returns the anchor.

    In SVG the artist becomes a link to ``#<anchor>``. :func:`groups` gives back what was remembered.
    """
    tables.need(rows, _SPAN_COLUMNS, "rows", "Hand over rows of an evidence table.")
    name = group_anchor(rows, label)
    artist.set_url(f"#{name}")
    artist.set_gid(name)
    remembered: dict[str, Group] = ax.__dict__.setdefault("osint_groups", {})
    remembered[name] = Group(label, rows.reset_index(drop=True))
    return name


def groups(figure: Figure | Axes) -> dict[str, Group]:
    """Anchor -> the passages behind it, for every mark of a figure or of one of its axes."""
    axes = getattr(figure, "axes", None)
    found: dict[str, Group] = {}
    for ax in axes if isinstance(axes, list) else [figure]:
        found.update(getattr(ax, "osint_groups", {}))
    return found


def outlets(articles: pd.DataFrame) -> dict[str, str]:
    """Name each article by its outlet: with a question mark where inferred, by its file where unknown.

    >>> rows = [("x/a.txt", "The Post", "inferred"), ("b.txt", None, "unknown")]
    >>> outlets(pd.DataFrame(rows, columns=["article_id", "outlet", "outlet_basis"]))
    {'x/a.txt': 'The Post?', 'b.txt': 'b.txt'}
    """
    guessed = set(articles.loc[articles["outlet_basis"] == "inferred", "outlet"].dropna())
    names = {}
    for article_id, outlet in zip(articles["article_id"], articles["outlet"], strict=True):
        file = str(article_id).rsplit("/", 1)[-1]
        names[str(article_id)] = file if pd.isna(outlet) else f"{outlet}?" if outlet in guessed else str(outlet)
    return names


def passages(rows: pd.DataFrame, t: HasTables, *, around: int = 0) -> list[Passage]:
    """Find the sentences that hold each row, with `around` more on each side.

    A row of an article that `t` does not hold is an error.
    """
    tables.need(rows, _SPAN_COLUMNS, "rows", "Hand over rows of an evidence table.")
    names = outlets(t.articles)
    if unknown := sorted(set(rows["article_id"]) - set(names)):
        raise tables.OsintError(f"`rows` must be of the articles of `t`; {unknown[0]!r} is not among them.")
    spans = {key: (part["start"].tolist(), part["end"].tolist()) for key, part in t.sentences.groupby("article_id")}
    found = []
    for article_id, start, end in zip(*(rows[column] for column in _SPAN_COLUMNS), strict=True):
        starts, ends = spans.get(article_id, ([start], [end]))
        first = max(bisect_right(starts, start) - 1 - around, 0)
        last = min(max(bisect_right(starts, max(end - 1, start)) - 1, 0) + around, len(starts) - 1)
        found.append(
            Passage(
                str(article_id),
                names[article_id],
                int(start),
                int(end),
                min(int(starts[first]), int(start)),
                max(int(ends[last]), int(end)),
            )
        )
    return found


def is_repeated(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """Tell of each row whether it starts in a sentence that its text gives a second time, such as a caption."""
    again = sentences[sentences["repeat_of"].notna()]
    spans = {key: list(zip(part["start"], part["end"], strict=True)) for key, part in again.groupby("article_id")}
    found = [
        any(first <= start < last for first, last in spans.get(article_id, ()))
        for article_id, start in zip(rows["article_id"], rows["start"], strict=True)
    ]
    return pd.Series(found, index=rows.index, dtype=bool)


def once(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows that start in a sentence that its text gives a second time."""
    return rows[~is_repeated(rows, sentences)]


def marks(t: Any, article_id: str, *, cited: Iterable[tuple[int, int]] = ()) -> list[Mark]:
    """List what is marked in one article: quotations, places, actors, and the spans `cited`, with anchors."""
    found = []
    for kind, (table, column, word) in _CONTEXT.items():
        rows = getattr(t, table, None)
        if rows is None:
            continue
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
    inside = sorted({m for m in marks if m.start < end and m.end > start and m.start < m.end})
    inside.sort(key=lambda m: (m.start, -m.end))
    edges = sorted({start, end, *(max(m.start, start) for m in inside), *(min(m.end, end) for m in inside)})
    out: list[str] = []
    still_open: list[Mark] = []
    waiting = iter([*inside, None])
    coming = next(waiting)
    for here, there in pairwise(edges):
        while coming is not None and max(coming.start, start) <= here:
            still_open.append(coming)
            out.append(_opening(coming, is_first=True))
            coming = next(waiting)
        out.append(escape(text[here:there]))
        _close_ended(still_open, there, out)
    out += ["</mark>" if m.kind == "row" else "</span>" for m in reversed(still_open)]
    return "".join(out)


def show(table: pd.DataFrame, t: HasTables | None = None, *, limit: int = 20) -> Shown:
    """Show rows in their sentences, marked, in a notebook.

    Parameters
    ----------
    table
        Rows of any table with ``article_id``, ``start``, ``end`` and ``text``.
    t
        The extracted tables, for the sentence around each row and the outlet's name;
        without them the row's own text is shown.
    limit
        How many rows are shown; the rest is counted.
    """
    tables.need(table, (*_SPAN_COLUMNS, "text"), "table", "Hand over rows of an evidence table.")
    return Shown(table, t, limit)


def side_by_side(rows: pd.DataFrame, t: HasTables) -> SideBySide:
    """Show passages beside each other, the words in which each differs from the first marked.

    Parameters
    ----------
    rows
        Passages that say the same, for instance the rows of one claim.
    t
        The extracted tables, for the outlets' names.
    """
    tables.need(rows, (*_SPAN_COLUMNS, "text"), "rows", "Hand over rows of an evidence table.")
    return SideBySide(rows, t)


def sides(reuse: pd.DataFrame) -> pd.DataFrame:
    """Give both sides of each row of ``reuse``, one under the other, as rows with ``article_id`` and a span.

    >>> row = {"article_a": "a", "start_a": 0, "end_a": 4, "text_a": "Rain", "similarity": 1.0}
    >>> row |= {"article_b": "b", "start_b": 9, "end_b": 13, "text_b": "Rain"}
    >>> sides(pd.DataFrame([row]))["article_id"].tolist()
    ['a', 'b']
    """
    named = {"article": "article_id", "start": "start", "end": "end", "text": "text"}
    both = [
        reuse[[f"{column}_{side}" for column in named] + ["similarity"]].set_axis(
            [*named.values(), "similarity"], axis=1
        )
        for side in "ab"
    ]
    return pd.concat(both).sort_index(kind="stable").reset_index(drop=True)


def tally(
    rows: pd.DataFrame,
    t: HasTables,
    by: str | Sequence[str],
    across: str | None = None,
    *,
    what: str = "",
    limit: int = 20,
) -> Tally:
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
    tables.need(rows, _SPAN_COLUMNS, "rows", "Hand over rows of an evidence table.")
    names = outlets(t.articles)
    keys = [by] if isinstance(by, str) else list(by)
    told = rows.assign(outlet=rows["article_id"].map(names))
    groups = {key if isinstance(key, tuple) else (key,): some for key, some in told.groupby(keys, sort=True)}
    order: dict[Any, int] = {outlet: i for i, outlet in enumerate(dict.fromkeys(names.values()))}
    if keys == ["outlet"]:
        chosen = sorted(groups, key=lambda key: order[key[0]])[:limit]
    else:
        chosen = sorted(groups, key=lambda key: -len(groups[key]))[:limit]
    heads = sorted(told[across].dropna().unique()) if across else []
    cells: list[dict[str, Group]] = []
    for key in chosen:
        some, name = groups[key], ", ".join(filter(None, [*map(str, key), what]))
        row = {str(head): Group(f"{name}, {head}", some[some[across] == head]) for head in heads}
        cells.append(row or {"n": Group(name, some)})
    table = pd.DataFrame(chosen, columns=keys)
    for head in [*map(str, heads)] or ["n"]:
        table[head] = [len(row[head].rows) for row in cells]
    return Tally(table, cells)


def linked(table: pd.DataFrame, rows: pd.DataFrame, on: str, *, columns: Sequence[str]) -> Tally:
    """Show a table in which the numbers of some `columns` lead to those of `rows` that have the row's value in `on`."""
    tables.need(rows, (*_SPAN_COLUMNS, on), "rows", "Hand over rows of an evidence table.")
    behind = [Group(str(value), rows[rows[on] == value]) for value in table[on]]
    return Tally(table.reset_index(drop=True), [dict.fromkeys(columns, group) for group in behind])


class Tally:
    """A table whose numbers lead to passages; what :func:`tally` and :func:`linked` give to a notebook."""

    def __init__(self, table: pd.DataFrame, cells: Sequence[dict[str, Group]]) -> None:
        self.table = table
        self._cells = cells

    def __repr__(self) -> str:
        return self.table.to_string(index=False) if len(self.table) else "No rows."

    def _repr_html_(self) -> str:
        if self.table.empty:
            return "<p>No rows.</p>"
        heads = "".join(f"<th>{escape(str(head).replace('_', ' '))}</th>" for head in self.table)
        rows = zip(self.table.itertuples(index=False), self._cells, strict=True)
        body = "".join(f"<tr>{self._row(values, groups)}</tr>" for values, groups in rows)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"

    def _row(self, values: Iterable[Any], groups: dict[str, Group]) -> str:
        made = []
        for i, (column, value) in enumerate(zip(self.table, values, strict=True)):
            group = groups.get(str(column))
            tag = "td" if i or group else "th"
            place = f' data-evidence="{group_anchor(group.rows, group.label)}"' if group and len(group.rows) else ""
            shown = "–" if pd.isna(value) else f"{value:.2f}" if isinstance(value, float) else str(value)
            made.append(f"<{tag}{place}>{escape(shown)}</{tag}>")
        return "".join(made)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return _handed_over(group for cells in self._cells for group in cells.values() if len(group.rows))


def _handed_over(groups: Iterable[Group]) -> dict[str, Any]:
    return {
        TYPE: {
            group_anchor(group.rows, group.label): {
                "label": group.label,
                "spans": group.rows[list(_SPAN_COLUMNS)].astype(object).values.tolist(),
            }
            for group in groups
        }
    }


class SideBySide:
    """Passages in columns; what :func:`side_by_side` gives to a notebook."""

    def __init__(self, rows: pd.DataFrame, t: HasTables) -> None:
        names = outlets(t.articles)
        self._rows = rows
        self._sources = [names[article_id] for article_id in rows["article_id"]]
        self._texts = [str(text) for text in rows["text"]]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in zip(self._sources, self._texts, strict=True)) or "No rows."

    def _repr_html_(self) -> str:
        if not self._texts:
            return "<p>No rows.</p>"
        places = [anchor(*span) for span in zip(*(self._rows[column] for column in _SPAN_COLUMNS), strict=True)]
        columns = "".join(
            f'<div><strong data-evidence="{place}">{escape(name)}</strong>'
            f"<p>{_differing(self._texts[0], text)}</p></div>"
            for place, name, text in zip(places, self._sources, self._texts, strict=True)
        )
        return f"<style>{STYLE}</style><div class='osint-beside'>{columns}</div>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return _handed_over([Group("Passages side by side", self._rows)] if len(self._rows) else [])


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


class Shown:
    """Rows as marked sentences; what :func:`show` gives to a notebook."""

    def __init__(self, table: pd.DataFrame, t: HasTables | None, limit: int) -> None:
        self._rows = table.head(limit)
        self._n = len(table)
        self._t = t

    def __repr__(self) -> str:
        lines = [f"{row.article_id} {row.start}–{row.end}: {row.text}" for row in self._rows.itertuples()]
        return "\n".join([*lines, self._rest()])

    def _repr_html_(self) -> str:
        items = "".join(self._items())
        return f"<style>{STYLE}</style><ul class='osint-passages'>{items}</ul><p>{self._rest()}</p>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return _handed_over([Group("Passages shown", self._rows)] if len(self._rows) else [])

    def _rest(self) -> str:
        if self._n == 0:
            return "No rows."
        left = self._n - len(self._rows)
        return f"{self._n} row{'s' * (self._n > 1)}" + (f", {left} of them not shown." if left else ".")

    def _items(self) -> Iterator[str]:
        records = self._rows.to_dict("records")
        if self._t is None:
            for record in records:
                yield _item(
                    record, str(record["article_id"]), _said(record), f"<mark>{escape(str(record['text']))}</mark>"
                )
            return
        texts = dict(zip(self._t.articles["article_id"], self._t.articles["text"], strict=True))
        context = {key: marks(self._t, key) for key in self._rows["article_id"].unique()}
        for record, passage in zip(records, passages(self._rows, self._t), strict=True):
            row = Mark(passage.start, passage.end, "row")
            within = [*context[passage.article_id], row]
            body = marked(texts[passage.article_id], within, start=passage.first, end=passage.last)
            yield _item(record, passage.outlet, _said(record) + corrected(record, self._t), body)


def _item(record: dict[Any, Any], source: str, said: str, body: str) -> str:
    place = anchor(*(record[column] for column in _SPAN_COLUMNS))
    name = f'<span data-evidence="{place}">{escape(source)}</span>'
    return f"<li><span class='about'>{name}{said}</span>{body}</li>"


def _said(record: dict[Any, Any]) -> str:
    """Write the row's own columns, as "column value", NA left out."""
    parts = []
    for column, value in record.items():
        if column in _UNSAID or value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
            continue
        shown = f"{value:.2f}" if isinstance(value, float) else f"{value:%Y-%m-%d}" if _is_day(value) else str(value)
        parts.append(f" · {escape(str(column).replace('_', ' '))} {escape(shown)}")
    return "".join(parts)


def corrected(record: Mapping[Any, Any], t: Any) -> str:
    """Say as HTML what the analyst overruled in a row or at a span, who, and why; "" where nothing."""
    corrections = getattr(getattr(t, "case", None), "corrections", None)
    if corrections is None or corrections.empty:
        return ""
    spans = zip(*(corrections[column].astype(str) for column in _SPAN_COLUMNS), strict=True)
    own = tuple(str(record[column]) for column in _SPAN_COLUMNS)
    rows = corrections[[span == own for span in spans]]
    if "text" in record:  # a row of a table, not only a span
        rows = rows[rows["column"].isin([*record, "row"])]
    told = (", ".join((str(row["column"]), f"by {row['by']}", str(row["reason"]))) for row in rows.to_dict("records"))
    return "".join(f" · <em>corrected: {escape(words)}</em>" for words in told)


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


def _is_day(value: object) -> bool:
    return isinstance(value, pd.Timestamp)
