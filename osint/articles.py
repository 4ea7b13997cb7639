"""Files to articles: one file or a folder in, the table ``articles`` out."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pandas as pd

from osint import formats, lexicons, sheets, tables
from osint.formats import Found, UnreadableError
from osint.tables import OsintError

#: An article longer than this is not read.
MAX_BYTES = 20_000_000

#: The columns of ``sources.csv`` that the table ``articles`` takes over.
_TAKEN = (
    "outlet",
    "outlet_basis",
    "title",
    "author",
    "published",
    "published_earliest",
    "published_latest",
    "genre",
    "url",
    "reliability",
    "counts",
)
#: The columns of ``sources.csv``, in order.
SOURCES = (
    "file",
    "outlet",
    "outlet_basis",
    "outlet_evidence",
    *_TAKEN[2:7],
    "published_evidence",
    "genre",
    "url",
    "retrieved",
    "archived_url",
    "reliability",
    "counts",
    "derives_from",
    "note",
)
#: Name of an index that holds line numbers of the file.
_LINE = "line"
_COUNTS = {"yes": True, "no": False, "": True}
_DATES = ("published", "published_earliest", "published_latest")
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_WORDS = re.compile(r"[^\W\d_]+")
_LANGUAGE_CHARACTERS = 2000
_LANGUAGE_WORDS = 10
_ENGLISH_SHARE = 0.2


class _Entry(NamedTuple):
    """A file below the folder: its name there, where it is, and why it is not opened."""

    name: str
    path: Path
    problem: str | None


def read(
    path: str | os.PathLike[str],
    *,
    sources: pd.DataFrame | str | os.PathLike[str] | None = None,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> pd.DataFrame:
    """Read one file or a folder with all its subfolders into the table ``articles``.

    Parameters
    ----------
    path
        A file or a folder. Hidden files and the ``…_files`` folder beside a saved page are passed over;
        links, devices and pipes below it are not opened.
    sources
        What is known of the articles, as a table or a CSV file with the columns of ``sources.csv``, a row per file.
    columns
        Where a table file (CSV, JSON Lines, Parquet) names its columns otherwise: our name to theirs.
    max_bytes
        An article longer than this is a row with a problem.

    Returns
    -------
    pandas.DataFrame
        One row per article, sorted by ``article_id``. What cannot be read has an empty text and a sentence in
        ``problem``; a text in another language than English keeps its text and has its ``language``.

    Raises
    ------
    OsintError
        If there is nothing at `path`, the folder is empty, or `sources` has faults, all named at once.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "a.txt").write_text("The harbour opened again.", encoding="utf-8")
    ...     read(folder)[["article_id", "n_words", "encoding"]].values.tolist()
    [['a.txt', 4, 'utf-8']]
    """
    entries = sorted(_entries(Path(path)))
    known = None if sources is None else read_sources(sources, [entry.name for entry in entries])
    rows: list[dict[str, Any]] = []
    for entry in entries:
        rows += [_row(entry.name, found) for found in _open(entry, max_bytes)]
    if known is not None:
        _take(rows, known)
    return _table(rows)


def read_sources(sources: pd.DataFrame | str | os.PathLike[str], files: Iterable[str] | None = None) -> pd.DataFrame:
    """Read and check a table of sources; return it with all its columns as strings, NA where a cell is empty.

    Raises
    ------
    OsintError
        With all faults that :func:`check_sources` finds.
    """
    name = "sources" if isinstance(sources, pd.DataFrame) else Path(sources).name
    table = sources if isinstance(sources, pd.DataFrame) else _sheet(Path(sources))
    if faults := check_sources(table, files, name=name):
        raise OsintError.of("The table of sources cannot be used:", faults)
    return _cells(table).reindex(columns=[*SOURCES, *(c for c in table.columns if c not in SOURCES)])


def check_sources(sources: pd.DataFrame, files: Iterable[str] | None = None, *, name: str = "sources.csv") -> list[str]:
    """List the faults of a table of sources, each with file, row and column; the first row below the heads is 2.

    Parameters
    ----------
    sources
        The table as read, a row per article.
    files
        The names of the files that are there, below the folder of the articles; None leaves that unchecked.
    name
        What to call the table.

    >>> check_sources(pd.DataFrame({"file": ["a.txt"]}))[0]
    "sources.csv: column 'outlet' is missing; add it, its cells may stay empty"
    """
    faults = [
        f"{name}: column {column!r} is missing; add it, its cells may stay empty"
        for column in ("file", *_TAKEN)
        if column not in sources.columns
    ]
    cells = _cells(sources).fillna("")
    present = None if files is None else {_key(file) for file in files}
    seen: dict[str, int] = {}
    numbers = sources.index if sources.index.name == _LINE else range(2, len(cells) + 2)
    for row, record in zip(numbers, cells.to_dict("records"), strict=True):
        for column, fault in _cell_faults(record, present, seen, row):
            faults.append(f"{name}, row {row}, column {column!r}: {fault}")
    return faults


def _cell_faults(
    record: Mapping[Any, str], present: set[str] | None, seen: dict[str, int], row: int
) -> Iterator[tuple[str, str]]:
    if "file" in record:
        key = _key(record["file"])
        if not key:
            yield "file", "must name a file; it is empty"
        elif key in seen:
            yield "file", f"{record['file']!r} stands in row {seen[key]} already"
        elif present is not None and key.split("!")[0] not in present and key not in present:
            yield "file", f"there is no file {record['file']!r} among the articles"
        seen.setdefault(key, row)
    for column, allowed in (
        ("outlet_basis", ("stated", "inferred", "unknown", "")),
        ("reliability", (*"ABCDEF", "")),
        ("counts", tuple(_COUNTS)),
    ):
        if record.get(column, "") not in allowed:
            choices = ", ".join(value for value in allowed if value)
            yield column, f"must be one of {choices}; it is {record[column]!r}"
    days = {column: record.get(column, "") for column in _DATES}
    for column, day in days.items():
        if day and _day(day) is None:
            yield column, f"must be a day as 2024-05-31; it is {day!r}"
    first, last = _day(days["published_earliest"]), _day(days["published_latest"])
    if first and last and last < first:
        yield "published_latest", f"must not lie before 'published_earliest' ({first}); it is {last}"


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as stripped text, NA where empty."""
    return pd.DataFrame(
        {
            column: [None if pd.isna(cell) else _cell(cell) or None for cell in table[column]]
            for column in table.columns
        },
        dtype="string",
    )


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


def _sheet(path: Path) -> pd.DataFrame:
    """The rows of a CSV file, each with its line number as index."""
    read = sheets.read(path)
    index = pd.Index([line for line, _ in read.rows], name=_LINE)
    return pd.DataFrame([row for _, row in read.rows], columns=read.columns, index=index, dtype="string")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10]) if text else None
    except ValueError:
        return None


def _entries(path: Path) -> Iterator[_Entry]:
    """Every file at or below `path`, in no order."""
    if not path.exists():
        raise OsintError(f"`path` must be a file or a folder; there is nothing at {os.fspath(path)!r}.")
    if not path.is_dir():
        yield _Entry(_shown(path.name), path, _not_opened(path.stat().st_mode))
        return
    found = list(_below(path))
    if not found:
        raise OsintError(f"The folder must hold articles; {os.fspath(path)!r} holds no file. Put some in.")
    yield from found


def _below(folder: Path) -> Iterator[_Entry]:
    waiting = [(folder, PurePosixPath())]
    while waiting:
        here, name = waiting.pop()
        try:
            inside = list(os.scandir(here))
        except OSError as error:
            yield _Entry(_shown(str(name)), here, f"The folder cannot be opened: {_reason(error)}")
            continue
        stems = {Path(item.name).stem for item in inside if item.name.lower().endswith((".html", ".htm"))}
        for item in inside:
            if item.name.startswith((".", "~$")) or item.name in ("__MACOSX", "Thumbs.db", "desktop.ini"):
                continue
            if item.is_dir(follow_symlinks=False):
                if not (item.name.endswith("_files") and item.name.removesuffix("_files") in stems):
                    waiting.append((Path(item.path), name / item.name))
                continue
            mode = item.stat(follow_symlinks=False).st_mode
            yield _Entry(_shown(str(name / item.name)), Path(item.path), _not_opened(mode))


def _not_opened(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    kind = "link" if stat.S_ISLNK(mode) else "device, pipe or socket"
    return f"A {kind} is not followed or opened; put a copy of the file in its place."


def _open(entry: _Entry, max_bytes: int) -> Iterator[Found]:
    if entry.problem:
        yield Found(problem=entry.problem)
        return
    kind = formats.SUFFIXES.get(Path(entry.name).suffix.lower())
    digest = None
    try:
        data = _bytes(entry.path, max_bytes)
        digest = hashlib.sha256(data).hexdigest()
        if not data:
            raise UnreadableError("The file is empty.")
        if kind is None:
            raise UnreadableError(f"Files named {Path(entry.name).suffix!r} are not read.")
        if (other := formats.signature(data)) is not None:
            raise UnreadableError(f"The name says text, the content is {other}; name it by what it holds.")
        yield formats.text(data)._replace(sha256=digest)
    except UnreadableError as error:
        yield Found(sha256=digest, problem=str(error))
    except OSError as error:
        yield Found(problem=f"The file cannot be opened: {_reason(error)}")


def _bytes(path: Path, max_bytes: int) -> bytes:
    # The flags hold even if the file is swapped for a link or a pipe after it was listed.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            size = f"{os.fstat(handle).st_size:,} bytes, more than the {max_bytes:,} allowed"
            raise UnreadableError(f"The file has {size}; raise `max_bytes` to read it.")
    return data


def _reason(error: Exception) -> str:
    return f"{getattr(error, 'strerror', None) or error}."


def _row(name: str, found: Found) -> dict[str, Any]:
    problem = found.problem
    if not problem and not found.text.strip():
        problem = "The file holds no text."
    language = _language(found.text)
    if not problem and language not in (None, "en"):
        problem = f"The text is in the language {language!r}; only English is analysed."
    outlet = found.outlet or PurePosixPath(name).stem
    return {
        "article_id": f"{name}!{found.member}" if found.member else name,
        "outlet": outlet,
        "outlet_basis": "stated" if found.outlet else "unknown",
        "title": found.title,
        "author": found.author,
        "published": found.published,
        "published_earliest": found.published,
        "published_latest": found.published,
        "url": found.url,
        "reliability": "F",
        "counts": True,
        "text": found.text,
        "n_words": len(found.text.split()),
        "path": name,
        "sha256": found.sha256,
        "encoding": found.encoding,
        "language": language,
        "problem": problem,
    }


def _language(text: str) -> str | None:
    """The ISO 639-1 code of the language in which `text` begins; None where it is too short to tell.

    The commonest English words settle most texts; what they leave open is left to py3langid
    (Lui and Baldwin 2012, https://aclanthology.org/P12-3005).
    """
    head = text[:_LANGUAGE_CHARACTERS]
    words = _WORDS.findall(head.lower())
    if len(words) < _LANGUAGE_WORDS:
        return None
    if sum(map(lexicons.words("english", "word").__contains__, words)) >= _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    return str(py3langid.classify(head)[0])


def _take(rows: list[dict[str, Any]], known: pd.DataFrame) -> None:
    """Lay what `known` says over the rows; a row for a container holds for all that is in it."""
    said = {_key(record["file"]): record for record in known.to_dict("records")}
    for row in rows:
        for key in (row["path"], row["article_id"]):
            if record := said.get(_key(key)):
                row |= _said(record)


def _said(record: Mapping[Any, Any]) -> dict[str, Any]:
    given = {column: record[column] for column in _TAKEN if not pd.isna(record[column])}
    if "outlet" in given:
        given.setdefault("outlet_basis", "stated")
    if "counts" in given:
        given["counts"] = _COUNTS[given["counts"]]
    for column in _DATES:
        if column in given:
            given[column] = given[column][:10]
    if "published" in given:
        given.setdefault("published_earliest", given["published"])
        given.setdefault("published_latest", given["published"])
    return given


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    rows = sorted(rows, key=lambda row: row["article_id"])
    return tables.frame("articles", {column: [row.get(column) for row in rows] for column in tables.TABLES["articles"]})


def _key(name: str) -> str:
    """How file names are compared: one of the two ways to write an accented letter, "/" between folders."""
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/").removeprefix("./"))


def _shown(name: str) -> str:
    r"""A file name that can stand in a table: bytes that are no UTF-8 and control characters as ``\x..``."""
    readable = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _NOT_SHOWN.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), readable)
