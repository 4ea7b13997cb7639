"""Files to articles: one file or a folder in, the table ``articles`` out."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pandas as pd

from osint import tables
from osint.articles import containers, formats, lines, sheets
from osint.articles.formats import MAX_BYTES, Found, Limits
from osint.knowledge import lexicons
from osint.tables import OsintError

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
_WORDS = re.compile(r"[^\W\d_]+")
_BATCH_CHARACTERS = 4_000_000
_LANGUAGE_CHARACTERS = 2000
_LANGUAGE_WORDS = 10
_ENGLISH_SHARE = 0.2
_SEQUENCE = 5
_N_BANDS = 16
_MIX = np.uint64(0x9E3779B97F4A7C15)


class File(NamedTuple):
    """A file below the folder: its name there, how to open it, why it is not opened, where it is on this machine."""

    name: str
    open: Callable[[], BinaryIO]
    problem: str | None = None
    path: Path | None = None


def read(
    path: str | os.PathLike[str],
    *,
    sources: pd.DataFrame | str | os.PathLike[str] | None = None,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    leave_out: Collection[str] = (),
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
        An article longer than this is a row with a problem; a container may hold a hundred times as much.
    leave_out
        Names of files, below the folder, that are no articles.

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
    return collect(files(path, leave_out=leave_out), sources=sources, columns=columns, max_bytes=max_bytes)


def collect(
    listed: Iterable[File],
    *,
    sources: pd.DataFrame | str | os.PathLike[str] | None = None,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> pd.DataFrame:
    """Read files that are listed already, from wherever they can be opened; as :func:`read` else.

    >>> import io
    >>> collect([File("a.txt", lambda: io.BytesIO(b"The harbour opened again."))])["text"].tolist()
    ['The harbour opened again.']
    """
    listed = list(listed)
    known = None if sources is None else read_sources(sources, [file.name for file in listed])
    rows: list[dict[str, Any]] = []
    for file in listed:
        rows += [_row(file.name, found) for found in _found(file, Limits(max_bytes, columns))]
    _tell_apart(rows, {})
    if known is not None:
        _take(rows, known)
    return _table(rows)


def stream(
    listed: Iterable[File],
    *,
    sources: pd.DataFrame | None = None,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    batch: int = 500,
) -> Iterator[pd.DataFrame]:
    """Read files in tables of `batch` articles, less where they are long, so that any archive can be worked through.

    `sources` may name files that are not among those listed; everything else is as in :func:`read`.

    >>> import io
    >>> listed = [File(f"{name}.txt", lambda: io.BytesIO(b"The harbour opened again.")) for name in "abc"]
    >>> [len(table) for table in stream(listed, batch=2)]
    [2, 1]
    """
    known = None if sources is None else read_sources(sources)
    times: dict[str, int] = {}
    found = (_row(file.name, one) for file in listed for one in _found(file, Limits(max_bytes, columns)))
    for rows in _batches(found, batch):
        _tell_apart(rows, times)
        if known is not None:
            _take(rows, known)
        yield _table(rows)


def _batches(rows: Iterable[dict[str, Any]], batch: int) -> Iterator[list[dict[str, Any]]]:
    taken: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        taken.append(row)
        size += len(row["text"])
        if len(taken) >= batch or size > _BATCH_CHARACTERS:
            yield taken
            taken, size = [], 0
    if taken:
        yield taken


def files(path: str | os.PathLike[str], *, leave_out: Collection[str] = ()) -> list[File]:
    """List every file at or below `path`, by name; hidden ones and those in `leave_out` are passed over.

    Raises
    ------
    OsintError
        If there is nothing at `path`, or no file in the folder.
    """
    root = Path(path)
    if not root.exists():
        raise OsintError(f"`path` must be a file or a folder; there is nothing at {os.fspath(path)!r}.")
    if not root.is_dir():
        return [_file(root, root.name, root.stat().st_mode)]
    found = sorted((file for file in _below(root) if file.name not in leave_out), key=lambda file: file.name)
    if not found:
        raise OsintError(f"The folder must hold articles; {os.fspath(path)!r} holds no file. Put some in.")
    return found


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


def _below(folder: Path) -> Iterator[File]:
    waiting = [(folder, PurePosixPath())]
    while waiting:
        here, name = waiting.pop()
        try:
            inside = list(os.scandir(here))
        except OSError as error:
            yield File(formats.shown(str(name)), _no_file, formats.problem(error))
            continue
        pages = {Path(item.name).stem for item in inside if item.name.lower().endswith((".html", ".htm"))}
        for item in inside:
            if item.name.startswith((".", "~$")) or item.name in ("__MACOSX", "Thumbs.db", "desktop.ini"):
                continue
            if not item.is_dir(follow_symlinks=False):
                mode = item.stat(follow_symlinks=False).st_mode
                yield _file(Path(item.path), str(name / item.name), mode)
            elif not (item.name.endswith("_files") and item.name.removesuffix("_files") in pages):
                waiting.append((Path(item.path), name / item.name))


def _file(path: Path, name: str, mode: int) -> File:
    problem = None
    if not stat.S_ISREG(mode):
        kind = "link" if stat.S_ISLNK(mode) else "device, pipe or socket"
        problem = f"A {kind} is not followed or opened; put a copy of the file in its place."
    return File(formats.shown(name), partial(_opened, path), problem, path)


def _opened(path: Path) -> BinaryIO:
    # A pipe that took the file's place after it was listed must not hold up the reading.
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, os.O_RDONLY | flags), "rb")


def _no_file() -> BinaryIO:
    raise FileNotFoundError


def _found(file: File, limits: Limits) -> Iterator[Found]:
    """The articles of a file, each with the SHA-256 of the bytes it was read from."""
    if file.problem:
        yield Found(problem=file.problem)
        return
    try:
        with file.open() as stream:
            is_small = stream.seek(0, os.SEEK_END) <= limits.max_bytes
            stream.seek(0)
            digest = None
            for found in containers.read(stream, PurePosixPath(file.name).name, limits):
                if found.sha256 is None and (is_small or not found.problem):
                    digest = digest or _digest(file)
                yield found._replace(sha256=found.sha256 or digest)
    except OSError as error:
        yield Found(problem=formats.problem(error))


def _digest(file: File) -> str:
    with file.open() as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _tell_apart(rows: list[dict[str, Any]], times: dict[str, int]) -> None:
    """Number the articles of one name, as an archive can hold them; `times` counts them."""
    for row in rows:
        name = row["article_id"]
        times[name] = times.get(name, 0) + 1
        if times[name] > 1:
            row["article_id"] = f"{name}#{times[name]}"


def _row(name: str, found: Found) -> dict[str, Any]:
    # Signs without a width cut names and days in two for every finder.
    found = found._replace(
        text=lines.visible(found.text),
        title=found.title and lines.visible(found.title),
        author=found.author and lines.visible(found.author),
    )
    problem = found.problem
    language = _language(found.text)
    if not problem and language not in (None, "en"):
        problem = f"The text is in the language {language!r}; only English is analysed."
    outlet, basis = _outlet(name, found)
    return {
        "article_id": f"{name}!{found.member}" if found.member else name,
        "outlet": outlet,
        "outlet_basis": basis,
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


def _outlet(name: str, found: Found) -> tuple[str, str]:
    """The outlet and how it is known: the file says so, its address does, or it stands under its file's name."""
    if found.outlet:
        return found.outlet, "stated"
    host = re.match(r"https?://(?:www\.)?([^/:?#\s]+)", found.url or "", re.IGNORECASE)
    if host:
        return host[1].lower(), "inferred"
    stem = PurePosixPath(name).stem
    return (f"{stem}!{found.member}" if found.member else stem), "unknown"


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


def copies(articles: pd.DataFrame, *, least: float = 0.8) -> pd.DataFrame:
    """Find articles that tell the same story twice: the same text, or nearly.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    least
        The similarity from which on a text is a copy, between 0 and 1: the share of five-word sequences, of
        all in either text, that stand in both.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``copy_of`` (the first article of that story, in the table's order) and ``similarity``,
        a row per copy. Candidates are found by banded minhashes (Broder 1997, doi:10.1109/SEQUEN.1997.666900), so
        the time grows with the number of articles, not of their pairs; of copies near `least` a few in ten thousand
        are missed.

    >>> story = "The harbour opened again on Monday after the storm, and the ferry sailed at noon."
    >>> copies(pd.DataFrame({"article_id": ["a", "b"], "text": [story, story.upper()]})).values.tolist()
    [['b', 'a', 1.0]]
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    texts = articles["text"].fillna("").tolist()
    names = articles["article_id"].tolist()
    firsts: dict[bytes, int] = {}
    found: list[tuple[str, str, float]] = []
    for i, text in enumerate(texts):
        sequences = _sequences(text)
        if not len(sequences):
            continue
        bands = _bands(sequences)
        near = {firsts[band] for band in bands if band in firsts}
        alike = max(((_shared(sequences, _sequences(texts[k])), -k) for k in near), default=(0.0, 0))
        if near and alike[0] >= least:
            found.append((names[i], names[-alike[1]], alike[0]))
        else:
            for band in bands:
                firsts.setdefault(band, i)
    columns = zip(*found, strict=True) if found else ((), (), ())
    dtypes = ("string", "string", "Float64")
    heads = ("article_id", "copy_of", "similarity")
    return pd.DataFrame(
        {head: pd.Series(list(cells), dtype=dtype) for head, cells, dtype in zip(heads, columns, dtypes, strict=True)}
    )


def _sequences(text: str) -> Any:
    """The distinct five-word sequences of a text as 64-bit numbers, sorted; of a shorter text the whole."""
    words = re.findall(r"\w+", text.lower())
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashed = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint64)
    length = min(_SEQUENCE, len(hashed))
    mixed = np.zeros(len(hashed) - length + 1, dtype=np.uint64)
    for i in range(length):
        mixed = mixed * _MIX + hashed[i : i + len(mixed)]
    return np.unique(mixed)


def _bands(sequences: Any) -> list[bytes]:
    """Minhashes in groups; texts that agree in a whole group are probably alike."""
    a, b = _permutations()
    least = ((sequences[None, :] * a + b) >> np.uint64(32)).min(axis=1).astype(np.uint32).reshape(_N_BANDS, -1)
    return [bytes([i]) + band.tobytes() for i, band in enumerate(least)]


@cache
def _permutations() -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    a, b = random.integers(1, 2**63, size=(2, _N_BANDS * 4, 1), dtype=np.uint64)
    return a * np.uint64(2) + np.uint64(1), b


def _shared(one: Any, other: Any) -> float:
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)
