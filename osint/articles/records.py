"""Files of many articles in rows or entries: CSV, JSON and Parquet tables, RSS and Atom feeds."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from osint.articles import formats, pages
from osint.articles.formats import MAX_BYTES, Found, Limits, UnreadableError
from osint.knowledge import lexicons

_SAMPLE = 1_000_000
_BROKEN_LINES = 20
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_BAD = "\udcff"
_LETTERS = re.compile(r"[^a-z]+")
_HTML_PARTS = re.compile(r"</(?:p|div|li|h[1-6])>|<br ?/?>", re.IGNORECASE)


# A byte that cannot be decoded costs its row, not the rest of the table; the mark tells the row.
codecs.register_error("osint.mark", lambda error: (_BAD, error.end))  # type: ignore[attr-defined]


def csv_lines(stream: BinaryIO, max_field: int = MAX_BYTES) -> Iterator[list[str]]:
    r"""The lines of a CSV file, the column names first; the separator is a comma, semicolon or tab.

    Lines without a cell are given too, as they cost time; a byte that cannot be decoded stands as ``\udcff``.

    Raises
    ------
    UnreadableError
        If its encoding cannot be told.
    """
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    if len(sample) == _SAMPLE:
        # The cut may not halve a character.
        sample = sample[:-4] if b"\0" in sample else sample[: sample.rfind(b"\n") + 1] or sample
    decoded, encoding, _ = formats.decode(sample)
    head = decoded.lstrip("\r\n").split("\n", 1)[0]
    if sample.startswith(_BOMS):
        encoding = {"utf-8": "utf-8-sig"}.get(encoding, encoding[:6])
    csv.field_size_limit(max(max_field, csv.field_size_limit()))
    lines = io.TextIOWrapper(stream, encoding, errors="osint.mark", newline="")
    try:
        yield from csv.reader(lines, delimiter=max(",;\t", key=head.count))
    finally:
        lines.detach()


def written_day(text: str) -> str | None:
    """Tell the ISO day of a date as mails and RSS write it, or as ISO 8601 does.

    >>> written_day("Fri, 31 May 2024 23:10:00 +0200")
    '2024-05-31'
    """
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return pages.day(text)


def feed(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read the entries of an RSS or Atom feed."""
    data = limits.all_of(stream)
    tree = formats.xml(data)
    if _local(tree) not in ("rss", "feed", "RDF"):
        raise UnreadableError("The XML is neither an RSS nor an Atom feed.")
    entries = [part for part in tree.iter() if _local(part) in ("item", "entry")]
    if not entries:
        raise UnreadableError("The feed has no entries.")
    channel = next((part for part in tree if _local(part) == "channel"), tree)
    outlet = next((pages.line(part.text) for part in channel if _local(part) == "title"), None)
    for number, entry in enumerate(entries, 1):
        limits.count()
        try:
            found = _entry(entry)
        except UnreadableError as error:
            found = Found(problem=str(error))
        yield found._replace(member=str(number), outlet=outlet)


def _entry(entry: Any) -> Found:
    said: dict[str, str] = {}
    for part in entry:
        key = _local(part)
        value = part.text or ""
        if key == "link":
            value = part.get("href") or value if part.get("rel", "alternate") == "alternate" else ""
        elif key == "author" and len(part):
            value = next((inner.text or "" for inner in part if _local(inner) == "name"), "")
        elif key == "content" and len(part):
            value = "".join(_markup(inner) for inner in part)
        if value.strip():
            said.setdefault(key, value)
    texts = (pages.paragraphs(said.get(key, "")) for key in ("encoded", "content", "description", "summary"))
    days = (written_day(said.get(key, "")) for key in ("pubDate", "published", "date", "updated"))
    return Found(
        max(texts, key=len),
        title=pages.line(pages.paragraphs(said.get("title", ""))),
        author=pages.line(said.get("creator") or said.get("author")),
        published=next(filter(None, days), None),
        url=pages.line(said.get("link")),
    )


def _markup(part: Any) -> str:
    from lxml import etree

    return str(etree.tostring(part, encoding="unicode"))


def _local(part: Any) -> str:
    return part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""


def table(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read a CSV table, a row an article; the separator is a comma, semicolon or tab."""
    lines = csv_lines(stream, limits.max_bytes)
    heads = [head.strip() for head in next(_with_cells(lines, limits), [])]
    rows = _with_cells(lines, limits)
    yield from _records(((dict(zip(heads, line, strict=False)), _undecoded(line)) for line in rows), limits, heads)


def _with_cells(lines: Iterator[list[str]], limits: Limits) -> Iterator[list[str]]:
    for line in lines:
        limits.count()
        if any(line):
            yield line


def _undecoded(line: list[str]) -> str | None:
    n = sum(cell.count(_BAD) for cell in line)
    return f"Bytes of the row cannot be decoded; they stand as \ufffd in {n} places." if n else None


def json_lines(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read JSON Lines, an object a line."""
    number = n_broken = 0
    while line := stream.readline(limits.max_bytes + 1):
        limits.spend(len(line))
        limits.count()
        if len(line) > limits.max_bytes:
            raise UnreadableError(f"Line {number + 1} has more than the {limits.max_bytes:,} bytes allowed.")
        if not line.strip():
            continue
        number += 1
        try:
            found = next(_records([(json.loads(formats.decode(line)[0]), None)], limits))
            n_broken = 0
        except (ValueError, RecursionError) as error:
            found = Found(problem=f"The line is no JSON object: {error}.")
            n_broken += 1
        except UnreadableError as error:
            found = Found(problem=str(error))
            n_broken += 1
        if n_broken > _BROKEN_LINES:
            raise UnreadableError(f"From line {number - n_broken + 1} on it is no table of JSON Lines with texts.")
        yield found._replace(member=str(number))


def json_file(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read a JSON list of objects, an object that holds one such list, or a single object."""
    data = limits.all_of(stream)
    held = json.loads(formats.decode(data)[0])
    if isinstance(held, dict):
        lists = [value for value in held.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        held = lists[0] if len(lists) == 1 else [held]
    for number, record in enumerate(held, 1):
        limits.count()
        try:
            found = next(_records([(record, None)], limits))
        except UnreadableError as error:
            if number == 1 or limits.is_spent:
                raise
            found = Found(problem=str(error))
        yield found._replace(member=str(number))


def parquet(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read a Parquet table, a row an article."""
    try:
        import pyarrow.parquet
        from pyarrow import types
    except ImportError:
        raise UnreadableError("Reading Parquet needs pyarrow; install it with `pip install pyarrow`.") from None
    file = pyarrow.parquet.ParquetFile(stream)
    groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
    if sum(groups) > limits.unpacked:
        raise UnreadableError("The table unpacks to more than is allowed; it is not read.")
    heads = file.schema_arrow.names
    columns = _columns(heads, limits.columns)
    kind = file.schema_arrow.field(columns["text"]).type
    kind = kind.value_type if types.is_dictionary(kind) else kind
    if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
        raise UnreadableError(f"The column {columns['text']!r} must hold texts; it holds {kind}.")
    batches = file.iter_batches(batch_size=256, columns=list(columns.values()))
    yield from _records((record for batch in batches for record in _converted(batch, limits)), limits, heads)


def _converted(batch: Any, limits: Limits) -> Iterator[tuple[dict[str, Any], str | None]]:
    """The rows of a Parquet batch; a value that Python cannot hold is None, and the problem names its column."""
    columns: dict[str, list[Any]] = {}
    problems: dict[int, str] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns[name] = column.to_pylist()
        except (ValueError, ArithmeticError):
            columns[name] = []
            for number, value in enumerate(column):
                try:
                    columns[name].append(value.as_py())
                except (ValueError, ArithmeticError) as error:
                    columns[name].append(None)
                    problems[number] = f"The value in {formats.shown(name)!r} cannot be read: {error}."
    for number in range(batch.num_rows):
        limits.count()
        yield {name: values[number] for name, values in columns.items()}, problems.get(number)


def _records(
    records: Iterable[tuple[Any, str | None]], limits: Limits, heads: list[str] | None = None
) -> Iterator[Found]:
    """Articles from the rows of a table, each a mapping and its problem; the first is number 1."""
    columns = None if heads is None else _columns(heads, limits.columns)
    for number, (record, problem) in enumerate(records, 1):
        if not isinstance(record, dict):
            raise UnreadableError(f"A record must have named values; it is a {type(record).__name__}.")
        chosen = columns or _columns(list(record), limits.columns)
        values = {field: record.get(theirs) for field, theirs in chosen.items()}
        text = values["text"]
        if not isinstance(text, str | None):
            yield Found(member=str(number), problem=f"The text must be text; it is a {type(text).__name__}.")
            continue
        limits.spend(len(text or ""))
        published = values.get("published")
        try:
            plain = _plain(text or "")
        except UnreadableError as error:
            plain, problem = "", str(error)
        yield Found(
            plain,
            member=str(number),
            title=pages.line(values.get("title")),
            author=pages.names(values.get("author")),
            published=written_day(str(published)) if published is not None else None,
            outlet=pages.names(values.get("outlet")),
            url=pages.line(values.get("url")),
            problem=problem,
        )


def _plain(text: str) -> str:
    return pages.paragraphs(text) if _HTML_PARTS.search(text) else formats.clean(text)


def _columns(heads: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Our column names to theirs, as `given`, else by how exports call them."""
    there = {_LETTERS.sub("", head.lower()): head for head in reversed(heads) if isinstance(head, str)}
    chosen: dict[str, str] = {}
    for row in lexicons.rows("headings"):
        if row["heading"] in there:
            chosen.setdefault(row["column"], there[row["heading"]])
    chosen |= {field: theirs for field, theirs in given.items() if theirs in heads}
    wrong = given.get("text", chosen.get("text")) not in heads
    if wrong:
        have = ", ".join(repr(formats.shown(str(head))) for head in heads[:20]) or "no column"
        raise UnreadableError(f"A table must have a column of texts; it has {have}. Name it: columns={{'text': …}}.")
    return chosen
