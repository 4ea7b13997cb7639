"""Files to articles: one file or a folder in, the table ``articles`` out."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from osint import tables
from osint.articles import containers, encodings, formats, languages, lines
from osint.articles import sources as _sources
from osint.articles.clock import Clock
from osint.articles.duplicates import copies
from osint.articles.formats import MAX_BYTES, NAMED_COLUMNS, Found, Limits, Reading, TooLongError
from osint.articles.listing import File, files
from osint.articles.sources import SOURCES, check_sources, read_sources
from osint.tables import OsintError, need_path, show_types

__all__ = [
    "NAMED_COLUMNS",
    "SOURCES",
    "File",
    "Reading",
    "check_sources",
    "collect",
    "copies",
    "files",
    "read",
    "read_sources",
    "stream",
]

#: Characters after which a batch ends: some 700,000 words, so that its tables fit in any memory.
_BATCH_CHARACTERS = 4_000_000
_AS_USUAL = Reading()


def read(
    path: str | os.PathLike[str],
    *,
    sources: pd.DataFrame | str | os.PathLike[str] | None = None,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    one_a_day: bool = False,
    language: str | None = None,
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
    one_a_day
        Whether the messages of a day in a Telegram export are one article, instead of one each.
    language
        The ISO 639-1 code of the language that all texts are in; without it, each text's own is told.
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
        If there is nothing at `path`, the folder is empty, or `sources` or another argument has faults, all named at
        once.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "a.txt").write_text("The harbour opened again.", encoding="utf-8")
    ...     read(folder)[["article_id", "n_words", "encoding"]].values.tolist()
    [['a.txt', 4, 'utf-8']]
    """
    need_path(path, "path")
    reading = Reading({} if columns is None else columns, max_bytes, one_a_day, language)
    if faults := list(reading.faults()):
        raise OsintError.of("The files cannot be read in this way:", faults)
    return collect(files(path, leave_out=leave_out), sources=sources, reading=reading)


def collect(
    listed: Iterable[File],
    *,
    sources: pd.DataFrame | str | os.PathLike[str] | None = None,
    reading: Reading = _AS_USUAL,
) -> pd.DataFrame:
    """Read files that are listed already, from wherever they can be opened; as :func:`read` else.

    >>> import io
    >>> collect([File("a.txt", lambda: io.BytesIO(b"The harbour opened again."))])["text"].tolist()
    ['The harbour opened again.']
    """
    listed = list(listed)
    known = None if sources is None else read_sources(sources, [file.name for file in listed])
    rows = [_row(file.name, found, reading) for file in listed for found in _found(file, reading)]
    _tell_apart(rows, {})
    if known is not None:
        _sources.lay_over(rows, known)
    return _table(rows)


def stream(
    listed: Iterable[File],
    *,
    sources: pd.DataFrame | None = None,
    reading: Reading = _AS_USUAL,
    batch: int = 500,
    seconds: float | None = None,
) -> Iterator[pd.DataFrame]:
    """Read files in tables of `batch` articles, less where they are long, so that any archive can be worked through.

    `sources` may name files that are not among those listed; an article that takes more than `seconds` is a row with
    a problem, and the rest of its file is not read; everything else is as in :func:`read`.

    >>> import io
    >>> listed = [File(f"{name}.txt", lambda: io.BytesIO(b"The harbour opened again.")) for name in "abc"]
    >>> [len(table) for table in stream(listed, batch=2)]
    [2, 1]
    """
    known = None if sources is None else read_sources(sources)
    times: dict[str, int] = {}
    with nullcontext() if seconds is None else Clock(seconds) as clock:
        found = (_row(file.name, one, reading) for file in listed for one in _found(file, reading, clock))
        for rows in _batches(found, batch):
            _tell_apart(rows, times)
            if known is not None:
                _sources.lay_over(rows, known)
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


def _found(file: File, reading: Reading, clock: Clock | None = None) -> Iterator[Found]:
    """The articles of a file, each with the SHA-256 of the bytes it was read from."""
    if file.problem:
        yield Found(problem=file.problem)
        return
    found = _read(file, Limits(reading.max_bytes, reading.columns, one_a_day=reading.one_a_day))
    try:
        yield from found if clock is None else clock.watched(found)
    except (OSError, TooLongError) as error:
        # Without a hash, as another run may find it otherwise.
        yield Found(problem=formats.problem(error))


def _read(file: File, limits: Limits) -> Iterator[Found]:
    with file.open() as stream:
        is_small = stream.seek(0, os.SEEK_END) <= limits.max_bytes
        stream.seek(0)
        digest = None
        for found in containers.read(stream, PurePosixPath(file.name).name, limits):
            if found.sha256 is None and (is_small or not found.problem):
                digest = digest or _digest(file)
            yield found._replace(sha256=found.sha256 or digest)


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


def _row(name: str, found: Found, reading: Reading) -> dict[str, Any]:
    # Signs without a width cut names and days in two for every finder.
    found = found._replace(
        text=lines.visible(found.text),
        title=found.title and lines.visible(found.title),
        author=found.author and lines.visible(found.author),
    )
    problem = found.problem or encodings.garbled(found.text)
    written_in = reading.language or languages.of(found.text)
    if not problem and written_in not in (None, "en"):
        problem = f"The text is in the language {written_in!r}; only English is analysed."
    outlet, basis = _outlet(name, found)
    return {
        "article_id": f"{name}!{found.member}" if found.member else name,
        "outlet": outlet,
        "outlet_basis": basis,
        "title": found.title,
        "author": found.author,
        "published": found.published,
        "published_earliest": found.published or found.earliest,
        "published_latest": found.published or found.latest,
        "genre": found.genre,
        "url": found.url,
        "reliability": "F",
        "counts": True,
        "text": found.text,
        "n_words": len(found.text.split()),
        "path": name,
        "sha256": found.sha256,
        "encoding": found.encoding,
        "language": written_in,
        "problem": problem,
    }


def _outlet(name: str, found: Found) -> tuple[str, str]:
    """The outlet and how it is known: the file says so, its address does, or it stands under its file's name."""
    if found.outlet:
        return found.outlet, "stated"
    host = re.match(r"https?://(?:www\.)?([^/:?#\s]+)", found.url or "", re.IGNORECASE)
    if host:
        return host[1].lower(), "inferred"
    # Members have names, rows, records and messages numbers: they are of their file.
    named = [part for part in (PurePosixPath(name).stem, *found.member.split("!")) if part and not part.isdigit()]
    return "!".join(named) or name, "unknown"


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    rows = sorted(rows, key=lambda row: row["article_id"])
    columns = tables.TABLES["articles"].columns
    return tables.frame("articles", {column: [row.get(column) for row in rows] for column in columns})


show_types(globals())
