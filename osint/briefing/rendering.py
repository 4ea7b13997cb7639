"""A notebook's cells as HTML for the page: no script, no link that leads out, no name used twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from html import escape, unescape
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.briefing import execution, svg
from osint.briefing.shelf import Shelf

#: The first figure of a cell with this tag stands on the first page.
FIRST_PAGE = "first-page"
#: Cells with this tag speak to those who work with the case; without code they are left out.
ANALYST = "analyst"
_TAGS = set(
    """a abbr b br caption code dd details div dl dt em h3 h4 h5 h6 hr i li mark ol p pre small span strong sub summary
    sup table tbody td th thead tfoot tr u ul""".split()  # noqa: SIM905
)
_ATTRIBUTES = {
    "*": {"class", "title", "lang", "aria-label", "data-evidence"},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "details": {"open"},
}
_NUMBER = re.compile(r"[+−-]?\d[\d\u202f,.]*\s?%?")
_MISSING = {"NaN", "nan", "<NA>", "None", "NaT", ""}
_SLUG = re.compile(r"[^a-z0-9]+")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_WHOLE = re.compile(r"\d{4,}")
_MANY = 8  # links of a figure, from which on one can step past them
_NARROW = 3  # columns, up to which a table fits on a phone as it is


Spans = tuple[tuple[str, int, int], ...]


class Way(NamedTuple):
    """From where a list of passages is reached: an anchor, what stands there, and what is said of the list."""

    back: str
    name: str
    label: str


class PassageList(NamedTuple):
    """Passages that a mark or number rests on, the anchors of their list, and the ways to it."""

    spans: Spans
    anchors: list[str]
    ways: list[Way]


@dataclass
class Collected:
    """What a page holds so far: its figures, the groups of passages that they link to, what figures share."""

    n_figures: int = 0
    n_tables: int = 0
    first: list[str] = field(default_factory=list)
    lists: dict[Spans, PassageList] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)

    def add(self, anchor: str, label: str, rows: pd.DataFrame, back: str, name: str) -> None:
        """Remember the passages behind a mark or number; what rests on the same ones shares their list."""
        spans = tuple(sorted(set(zip(*(rows[key] for key in ("article_id", "start", "end")), strict=True))))
        made = self.lists.setdefault(spans, PassageList(spans, [], []))
        if anchor not in made.anchors:
            made.anchors.append(anchor)
        if (way := Way(back, name, label)) not in made.ways:
            made.ways.append(way)


@dataclass
class Part:
    """One notebook on the page: its anchor, its heading, its sections as (anchor, heading), its HTML."""

    anchor: str
    title: str
    sections: list[tuple[str, str]]
    body: str


def part(nb: Any, number: int, collected: Collected, *, with_code: bool) -> Part:
    """Render an executed notebook as a part of the page.

    Parameters
    ----------
    number
        The part's number; its headings' anchors begin with it.
    collected
        Takes up the figures' groups of passages, and figures for the first page.
    with_code
        Whether the cells' code is there, folded.
    """
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters.highlight import Highlight2HTML

    headings: list[tuple[int, str, str]] = []
    write = _markdown(f"part-{number}", headings)
    nb = _without_running(nb)
    if not with_code:
        nb.cells = [cell for cell in nb.cells if ANALYST not in cell.metadata.get("tags", [])]
        for cell in nb.cells:
            cell.source = for_readers(cell.source) if cell.cell_type == "markdown" else cell.source
    with as_file(files("osint") / "data") as folder:
        exporter = TemplateExporter(
            template_name="briefing", extra_template_basedirs=[str(folder)], file_extension=".html"
        )
        exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3"))
        exporter.register_filter("page_markdown", write)
        exporter.register_filter("page_html", lambda output: _shown(output, collected, with_rows=with_code))
        exporter.register_filter("page_figure", lambda output, cell: _figure(output, cell, collected))
        exporter.register_filter("page_picture", _picture)
        body, _ = exporter.from_notebook_node(nb, resources={"with_code": with_code})
    title = next((text for level, _, text in headings if level == 1), f"Part {number}")
    anchor = next((name for level, name, _ in headings if level == 1), f"part-{number}")
    return Part(anchor, title, [(name, text) for level, name, text in headings if level == 2], body.strip())


def for_readers(source: str) -> str:
    """Leave out the sentences of a text that name a table, a column or a call.

    >>> for_readers("Tables used: `quotes`. Read a mark as a share. `voice` says whose.")
    'Read a mark as a share.'
    """
    paragraphs = [
        " ".join(sentence for sentence in _SENTENCE.split(paragraph) if "`" not in sentence)
        for paragraph in source.split("\n\n")
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _without_running(nb: Any) -> Any:
    """The notebook without what changes from run to run (progress bars, counts) and what is told elsewhere."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            if execution.PARAMETERS in cell.metadata.get("tags", []):
                cell.outputs = []
            cell.outputs = [
                output
                for output in cell.outputs
                if "application/vnd.jupyter.widget-view+json" not in output.get("data", {})
            ]
    return nb


def _markdown(prefix: str, headings: list[tuple[int, str, str]]) -> Callable[[str], str]:
    """A renderer of Markdown that notes the headings; HTML in it is shown as text."""
    import mistune

    class Page(mistune.HTMLRenderer):
        def heading(self, text: str, level: int, **_: Any) -> str:
            plain = unescape(re.sub(r"<[^>]+>", "", text))
            slug = f"{prefix}-{_SLUG.sub('-', plain.lower()).strip('-')[:40]}" if level > 1 else prefix
            taken = {name for _, name, _ in headings}
            name = next(name for i in range(len(headings) + 1) if (name := slug + f"-{i}" * (i > 0)) not in taken)
            headings.append((level, name, plain))
            shown = min(level + 1, 6)
            return f'<h{shown} id="{name}">{text}</h{shown}>\n'

        def link(self, text: str, url: str, title: str | None = None) -> str:
            return f'<a href="{escape(url)}">{text}</a>' if url.startswith("#") else f"{text} ({escape(url)})"

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return f"[{text}]"

    render = mistune.create_markdown(renderer=Page(escape=True), plugins=["table"])
    return lambda source: str(render(source))


def clean(source: str, known: Container[str] = ()) -> str:
    """Keep of a cell's HTML what text and tables need; tables are made to be read on a phone.

    What names passages in ``data-evidence`` becomes a link to them where they are `known`.

    >>> clean('<b onclick="x()">a</b><script>alert(1)</script><a href="javascript:x()">b</a>')
    '<b>a</b><a>b</a>'
    """
    import nh3

    kept = nh3.clean(
        source, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_within_page, link_rel=None, strip_comments=True
    )
    if "data-evidence" in kept:
        kept = _linked(kept, known)
    return _tabled(kept) if "<table" in kept else kept


def _within_page(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute's value, but of links only those within the page."""
    return None if name == "href" and not value.startswith("#") else value


def _linked(source: str, known: Container[str]) -> str:
    from lxml import html

    root = html.fragment_fromstring(source, create_parent="div")
    for element in list(root.iter()):
        place = element.attrib.pop("data-evidence", None)
        if place in known:
            link = element.makeelement("a", {"href": f"#{place}"})
            link.text, element.text = element.text, None
            link.extend(list(element))
            element.append(link)
    return _inner(root)


def _inner(root: Any) -> str:
    from lxml import html

    return "".join([escape(root.text or ""), *(html.tostring(child, encoding="unicode") for child in root)])


def _tabled(source: str) -> str:
    """Right-align numbers, name each cell's column, write a dash for NA, leave out pandas' row numbers."""
    from lxml import html

    root = html.fragment_fromstring(source, create_parent="div")
    for table in list(root.iter("table")):
        _drop_row_numbers(table)
        names = [_text(cell) for cell in table.xpath("./thead/tr[last()]/*")]
        if names and not table.xpath("./tbody/tr"):
            _say_empty(table, names)
            continue
        if len(names) > _NARROW:
            table.set("class", "cards")
        _name_cells(table, names)
        for column in range(max(map(len, table.xpath(".//tr")), default=0)):
            _align(table, column)
        caption = " ".join(map(_text, table.xpath("./caption")))
        _scrolling(table, caption or f"Table: {', '.join(filter(None, names))}")
    return _inner(root)


def _name_cells(table: Any, names: list[str]) -> None:
    """Give each cell the name of its column, which a phone shows next to it; an empty corner is no head."""
    for row in table.xpath("./tbody/tr|./tr"):
        for i, cell in enumerate(row):
            _cell(cell, names[i] if i < len(names) else "")
    for cell in table.xpath("./thead/tr/*"):
        if _text(cell):
            cell.set("scope", "col")
        else:
            cell.tag = "td"


def _scrolling(table: Any, label: str) -> None:
    """Put a table into a region that the keyboard reaches and that scrolls where the page is narrow."""
    region = table.makeelement("div", {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": label})
    table.addprevious(region)
    region.tail, table.tail = table.tail, None
    region.append(table)


def _say_empty(table: Any, names: list[str]) -> None:
    """Put a sentence in the place of a table without rows."""
    said = table.makeelement("p", {"class": "none"})
    said.text = f"No rows: there is nothing to list under {', '.join(filter(None, names))}."
    said.tail = table.tail
    table.getparent().replace(table, said)


def _drop_row_numbers(table: Any) -> None:
    rows = table.xpath("./tbody/tr|./thead/tr")
    heads = [row[0] for row in rows if len(row)]
    if all(cell.tag == "th" and (not (text := _text(cell)) or text.isdecimal()) for cell in heads):
        for row in rows:
            row.remove(row[0])


def _cell(cell: Any, name: str) -> None:
    text = _text(cell)
    if name:
        cell.set("data-label", name)
    if cell.tag == "th":
        cell.set("scope", "row")
    if text in _MISSING and not len(cell):
        cell.text = "–"
        cell.set("title", "not stated or not known")


def _align(table: Any, column: int) -> None:
    """Mark a column of numbers as such, with its head."""
    cells = _column(table.xpath("./tbody/tr|./tr"), column)
    if not cells or not all(_NUMBER.fullmatch(_text(cell)) or _text(cell) == "–" for cell in cells):
        return
    for cell in [*cells, *_column(table.xpath("./thead/tr"), column)]:
        cell.set("class", "num")
    for cell in cells:
        innermost = list(cell.iter())[-1]
        if _WHOLE.fullmatch(innermost.text or "") and cell.get("data-label") != "year":
            innermost.text = f"{int(innermost.text):,}".replace(",", "\u202f")


def _column(rows: list[Any], column: int) -> list[Any]:
    return [row[column] for row in rows if len(row) > column]


def _text(cell: Any) -> str:
    return str(cell.text_content()).strip()


def _shown(output: Any, collected: Collected, *, with_rows: bool) -> str:
    """A cell's HTML; the passages that it hands over are collected, and its numbers lead to them."""
    source, _, _ = output.data["text/html"].partition(evidence.FOLD)  # here each number leads to a list of its own
    source = source if with_rows else _COLUMN.sub(lambda match: match[1] + in_words(match[2]) + "</th>", source)
    handed = output.data.get(evidence.TYPE)
    if not handed:
        return f'<div class="shown">{clean(source)}</div>'
    collected.n_tables += 1
    name, known = f"table-{collected.n_tables}", set(handed)
    is_table = "<table" in source
    for anchor, group in handed.items():
        rows = pd.DataFrame(group["spans"], columns=["article_id", "start", "end"])
        label = group["label"] if is_table else f"{group['label']} in table {collected.n_tables}"
        collected.add(anchor, label, rows, name, f"Table {collected.n_tables}")
        known |= {evidence.anchor(*span) for span in group["spans"]}
    if with_rows or is_table:
        return f'<div class="shown" id="{name}">{clean(source, known)}</div>'
    links = ", ".join(f'<a href="#{anchor}">{_passages(len(group["spans"]))}</a>' for anchor, group in handed.items())
    return f'<p class="small" id="{name}">{links} in a list of their own.</p>'


_COLUMN = re.compile(r"(<th\b[^>]*>)([a-z]+(?:[ _][a-z]+)+)</th>")


def in_words(column: str) -> str:
    """Write a column's name as its head in a table for readers.

    >>> in_words("published_earliest"), in_words("n_words"), in_words("n texts")
    ('published earliest', 'words', 'texts')
    """
    return column.replace("_", " ").removeprefix("n ")


def _passages(n: int) -> str:
    return f"{n} passage{'s' * (n != 1)}"


def _figure(output: Any, cell: Any, collected: Collected) -> str:
    collected.n_figures += 1
    number = collected.n_figures
    name = f"figure-{number}"
    told = output.data.get(execution.FIGURE) or {"text": "", "groups": {}}
    links = {}
    for anchor, group in told["groups"].items():
        rows = pd.DataFrame(group["spans"], columns=["article_id", "start", "end"])
        links[anchor] = group["label"]
        collected.add(anchor, group["label"], rows, name, f"Figure {number}")
    picture = svg.inline(
        output.data["image/svg+xml"],
        prefix=f"f{number}",
        label=f"Figure {number}",
        description=f"{name}-words",
        names=links,
        shelf=collected.shelf,
    )
    words = escape(told["text"]) or "This figure has no description."
    past = f'<a class="skip" href="#{name}-words">Past the {len(links)} links of figure {number}</a>'
    # The words stand beside their fold, not in it: what a closed fold holds, nobody is read.
    made = (
        f'<figure id="{name}">{past if len(links) >= _MANY else ""}'
        f'<div class="plate">{picture}</div>'
        f'<figcaption><details class="fold"><summary>Figure {number} in words</summary></details>'
        f'<p class="words" id="{name}-words">{words}</p></figcaption></figure>'
    )
    if FIRST_PAGE in cell.metadata.get("tags", []) and not collected.first:
        collected.first.append(made)
        return f'<p class="small"><a href="#{name}">Figure {number}</a> stands on the first page.</p>'
    return made


def _picture(output: Any) -> str:
    """A picture that is not SVG; its data is what Jupyter encoded."""
    data = re.sub(r"[^A-Za-z0-9+/=]", "", output.data["image/png"])
    words = (output.data.get(execution.FIGURE) or {}).get("text") or "A picture without a description."
    return f'<figure><img src="data:image/png;base64,{data}" alt="{escape(words)}"></figure>'
