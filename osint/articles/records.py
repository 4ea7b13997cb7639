"""Files of many articles in rows: CSV, JSON, Parquet and Excel tables."""

from __future__ import annotations

import codecs
import csv
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from osint.articles import dates, encodings, formats, markup, telegram
from osint.articles.formats import MAX_BYTES, NAMED_COLUMNS, Found, Limits, UnreadableError
from osint.knowledge import lexicons

_SAMPLE = 1_000_000
_BROKEN_LINES = 20
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_BAD = "\udcff"
_NO_LETTERS = re.compile(r"[\W\d_]+")
_HTML_PARTS = re.compile(r"</(?:p|div|li|h[1-6])>|<br ?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5});")
#: Rows by which the order of day and month is told, and characters of text that may wait for it.
_ORDER_ROWS = 5000
_ORDER_CHARACTERS = 20_000_000
#: How deep in a file the list of articles may lie: {"response": {"results": [...]}}, a chat among chats.
_LIST_DEPTH = 4
_LIST_SAMPLE = 20


# A byte that cannot be decoded costs its row, not the rest of the table; the mark tells the row.
codecs.register_error("osint.mark", lambda error: (_BAD, error.end))  # type: ignore[attr-defined]


class _Row(NamedTuple):
    """A row of a table as it was read: its values by their heading, and what is wrong with it."""

    values: Any = None
    problem: str | None = None


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
    decoded, encoding, _ = encodings.decode(sample)
    head = decoded.lstrip("\r\n").split("\n", 1)[0]
    if sample.startswith(_BOMS):
        encoding = {"utf-8": "utf-8-sig"}.get(encoding, encoding[:6])
    csv.field_size_limit(max(max_field, csv.field_size_limit()))
    lines = io.TextIOWrapper(stream, encoding, errors="osint.mark", newline="")
    try:
        yield from csv.reader(lines, delimiter=max(",;\t", key=head.count))
    finally:
        # A table that is given up is closed after its file.
        if not stream.closed:
            lines.detach()


def table(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read a CSV table, a row an article; the separator is a comma, semicolon or tab."""
    lines = csv_lines(stream, limits.max_bytes)
    heads = [head.strip() for head in next(_with_cells(lines, limits), [])]
    rows = (_Row(dict(zip(heads, line, strict=False)), _undecoded(line)) for line in _with_cells(lines, limits))
    yield from articles(rows, limits, heads)


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
    n_broken = 0
    for number, found in enumerate(articles(_json_rows(stream, limits), limits), 1):
        n_broken = n_broken + 1 if found.problem and not found.text else 0
        if n_broken > _BROKEN_LINES:
            raise UnreadableError(f"From line {number - n_broken + 1} on it is no table of JSON Lines with texts.")
        yield found


def _json_rows(stream: BinaryIO, limits: Limits) -> Iterator[_Row]:
    number = 0
    while line := stream.readline(limits.max_bytes + 1):
        limits.spend(len(line))
        limits.count()
        if not line.strip():
            continue
        number += 1
        if len(line) > limits.max_bytes:
            _pass_line(stream, line, limits)
            yield _Row(problem=f"Line {number} has more than the {limits.max_bytes:,} bytes allowed.")
            continue
        try:
            yield _Row(json.loads(encodings.decode(line)[0]))
        except (ValueError, RecursionError) as error:
            yield _Row(problem=f"The line is no JSON object: {error}.")
        except UnreadableError as error:
            yield _Row(problem=str(error))


def _pass_line(stream: BinaryIO, line: bytes, limits: Limits) -> None:
    """Read on to the end of a line that is too long, so that what follows is read."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(_SAMPLE)
        limits.spend(len(line))


def json_file(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read the list of objects with texts in a JSON file, however it is wrapped, or a single object."""
    held = json.loads(encodings.decode(limits.all_of(stream))[0])
    if telegram.is_export(held):
        yield from telegram.chats(held, limits)
        return
    records = _list_of_articles(held, limits.columns)
    if records and not isinstance(records[0], dict):
        raise UnreadableError(f"A record must have named values; it is a {type(records[0]).__name__}.")
    if records and not any(_texts(record, limits.columns) for record in records):
        # Names the columns that are there.
        _columns(tuple(records[0]), limits.columns)
    yield from articles(_counted(records, limits), limits)


def _counted(records: Iterable[Any], limits: Limits) -> Iterator[_Row]:
    for record in records:
        limits.count()
        yield _Row(record)


def _list_of_articles(held: Any, given: Mapping[str, str]) -> list[Any]:
    """The shallowest list whose objects have texts, the object itself where it has one, else what is there."""
    if isinstance(held, dict) and _texts(held, given, is_strong=True):
        return [held]
    level = [held]
    for _ in range(_LIST_DEPTH):
        lists = [value for value in level if isinstance(value, list)]
        for one in lists:
            if any(_texts(record, given) for record in one[:_LIST_SAMPLE]):
                return one
        level = [value for holder in level if isinstance(holder, dict) for value in holder.values()]
    return held if isinstance(held, list) else [held]


def parquet(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read a Parquet table, a row an article."""
    import pyarrow.parquet
    from pyarrow import types

    file = pyarrow.parquet.ParquetFile(stream)
    groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
    if sum(groups) > limits.unpacked:
        raise UnreadableError("The table unpacks to more than is allowed; it is not read.")
    heads = file.schema_arrow.names
    columns = _columns(tuple(heads), limits.columns)
    kind = file.schema_arrow.field(columns["text"][0]).type
    kind = kind.value_type if types.is_dictionary(kind) else kind
    if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
        raise UnreadableError(f"The column {columns['text'][0]!r} must hold texts; it holds {kind}.")
    batches = file.iter_batches(batch_size=256, columns=sorted({name for names in columns.values() for name in names}))
    yield from articles((row for batch in batches for row in _converted(batch, limits)), limits, heads)


def _converted(batch: Any, limits: Limits) -> Iterator[_Row]:
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
        yield _Row({name: values[number] for name, values in columns.items()}, problems.get(number))


def excel(data: bytes, limits: Limits) -> Iterator[Found]:
    """Read an Excel workbook, a row an article; sheets without a column of texts are passed over.

    Raises
    ------
    UnreadableError
        If it is damaged, locked, or no sheet has a column of texts.
    """
    import openpyxl

    if not data.startswith(b"PK"):
        raise UnreadableError("The workbook is locked by a password, or in the old format; save an open .xlsx.")
    if not any(name.startswith("xl/") for name in formats.check_zip(data, limits)):
        raise UnreadableError("The name says Excel workbook, but the content is none.")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    problem = None
    is_read = False
    for sheet in book.worksheets:
        lines = (list(line) for line in sheet.iter_rows(values_only=True))
        filled = _with_cells(lines, limits)
        heads = ["" if head is None else str(head).strip() for head in next(filled, [])]
        try:
            _columns(tuple(heads), limits.columns)
        except UnreadableError as error:
            problem = problem or str(error)
            continue
        is_read = True
        prefix = f"{formats.shown(sheet.title)}!" if len(book.worksheets) > 1 else ""
        rows = (_Row(dict(zip(heads, line, strict=False))) for line in filled)
        for found in articles(rows, limits, heads):
            yield found._replace(member=prefix + found.member)
    if not is_read:
        raise UnreadableError(problem or "The workbook holds no sheet.")


def articles(rows: Iterator[_Row], limits: Limits, heads: Sequence[str] | None = None) -> Iterator[Found]:
    """Articles from the rows of a table, the first of them number 1; `heads` where all rows have the same."""
    if heads is not None:
        _columns(tuple(heads), limits.columns)
    waiting, stopped = _first(rows)
    order = dates.order(written for row in waiting for written in _days(row.values, limits.columns))
    rest = () if stopped else rows
    for number, row in enumerate(chain(waiting, rest), 1):
        yield _article(row, limits, order)._replace(member=str(number))
    if stopped:
        raise stopped


def _first(rows: Iterator[_Row]) -> tuple[list[_Row], Exception | None]:
    """The rows that tell how days are written, and what ended the table among them."""
    taken: list[_Row] = []
    size = 0
    try:
        for row in rows:
            taken.append(row)
            size += sum(len(value) for value in _values(row.values) if isinstance(value, str))
            if len(taken) >= _ORDER_ROWS or size > _ORDER_CHARACTERS:
                break
    except Exception as error:
        return taken, error
    return taken, None


def _values(record: Any) -> Iterable[Any]:
    return record.values() if isinstance(record, dict) else ()


def _days(record: Any, given: Mapping[str, str]) -> Iterator[str]:
    if isinstance(record, dict):
        fields = _headings(tuple(record), tuple(given.items()))
        yield from (str(record[name]) for name in fields.get("published", ()) if record[name] is not None)


def _article(row: _Row, limits: Limits, order: str | None) -> Found:
    if row.values is None and row.problem:
        return Found(problem=row.problem)
    try:
        if not isinstance(row.values, dict):
            raise UnreadableError(f"A record must have named values; it is a {type(row.values).__name__}.")
        record = _unwrapped(row.values, limits.columns)
        columns = _columns(tuple(record), limits.columns)
        text = _text(record, columns["text"])
        if len(text) > limits.max_bytes:
            raise UnreadableError(f"Its text has more than the {limits.max_bytes:,} characters allowed.")
    except UnreadableError as error:
        return Found(problem=str(error))
    limits.spend(len(text))
    said = {field: [record[name] for name in columns.get(field, ())] for field in NAMED_COLUMNS}
    days = (dates.bounds(str(value), order) for value in said["published"] if value is not None)
    earliest, latest = next(filter(None, days), (None, None))
    problem = row.problem
    try:
        text = _plain(text)
    except UnreadableError as error:
        text, problem = "", str(error)
    return Found(
        text,
        title=_first_name(said["title"]),
        author=_first_name(said["author"]),
        outlet=_first_name(said["outlet"]),
        url=next(filter(None, map(markup.line, said["url"])), None),
        genre=_first_name(said["genre"]),
        problem=problem,
    ).dated(earliest, latest)


def _first_name(values: Iterable[Any]) -> str | None:
    return next(filter(None, map(markup.names, values)), None)


def _text(record: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first text there is, in order of preference; "rendered" is WordPress's.

    Raises
    ------
    UnreadableError
        If there is none, but something that is no text.
    """
    other = None
    for name in names:
        value = record[name]
        value = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value
        other = other or (None if isinstance(value, str) else value)
    if other is not None:
        raise UnreadableError(f"The text must be text; it is a {type(other).__name__}.")
    return ""


def _plain(text: str) -> str:
    if _HTML_PARTS.search(text):
        return markup.paragraphs(text)
    return encodings.clean(html.unescape(text) if _ENTITY.search(text) else text)


def _texts(record: Any, given: Mapping[str, str], *, is_strong: bool = False) -> bool:
    """Whether an object has a text, by a heading that can be nothing else if `is_strong`."""
    if not isinstance(record, dict):
        return False
    record = _unwrapped(record, given)
    names = _headings(tuple(record), tuple(given.items())).get("text", ())
    strong = lexicons.words("headings", "heading", field="text", weak="")
    return any(
        isinstance(record[name], str | dict) and (not is_strong or _folded(name) in strong or name in given.values())
        for name in names
    )


def _unwrapped(record: dict[Any, Any], given: Mapping[str, str]) -> dict[Any, Any]:
    """The record with the keys of the object in it that has its text: {"webTitle": …, "fields": {"bodyText": …}}."""
    strong = lexicons.words("headings", "heading", field="text", weak="") | {_folded(given.get("text", "text"))}
    if any(_folded(name) in strong and record[name] for name in record):
        return record
    for inner in record.values():
        if isinstance(inner, dict) and any(_folded(name) in strong for name in inner):
            return inner | record
    return record


def _columns(heads: tuple[Any, ...], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Our column names to theirs, in order of preference.

    Raises
    ------
    UnreadableError
        If none holds the text.
    """
    found = _headings(heads, tuple(given.items()))
    if not found.get("text"):
        have = ", ".join(repr(formats.shown(str(head))) for head in heads[:20]) or "no column"
        raise UnreadableError(f"A table must have a column of texts; it has {have}. Name it: columns={{'text': …}}.")
    return found


@lru_cache(maxsize=1000)
def _headings(heads: tuple[Any, ...], given: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    there = {_folded(head): head for head in reversed(heads) if isinstance(head, str)}
    found: dict[str, list[str]] = {}
    for row in lexicons.rows("headings"):
        if row["heading"] in there:
            found.setdefault(row["field"], []).append(there[row["heading"]])
    return found | {field: [theirs] if theirs in heads else [] for field, theirs in given}


@lru_cache(maxsize=1000)
def _folded(head: Any) -> str:
    """A heading as the list has it: "Überschrift (kurz)" as "uberschriftkurz"."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", str(head)) if not unicodedata.combining(sign))
    return _NO_LETTERS.sub("", plain.casefold())
