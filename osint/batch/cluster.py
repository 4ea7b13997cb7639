"""The same pass at any size: articles in parts, each written whole or not at all, in one process or on Dask."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pandas as pd

from osint import __version__, articles, cases, store
from osint.articles import File
from osint.batch import joins
from osint.cases import Case
from osint.files import alone, replacing
from osint.stance import models
from osint.tables import Knowledge, OsintError, per_article
from osint.text import analysis

if TYPE_CHECKING:
    from distributed import Client

#: A part is closed when it has this many bytes or files; an archive is a part of its own.
PART_BYTES = 16_000_000
PART_FILES = 500
STORED = ("articles", *per_article())
_RETRIES = 3
#: A part, its receipt, and what an interrupted run left of one; what else lies there is somebody else's.
_OURS = re.compile(r"(?:part-(?P<key>[0-9a-f]{20})|\.part-.+)\.(?:parquet|json)")
_TIMEOUT = "10s"
#: Reading one article takes milliseconds, of the largest allowed some ten seconds; what takes longer hangs.
_SECONDS = 60.0


class Part(NamedTuple):
    """Files that one task reads, and the name under which its rows are kept."""

    key: str
    files: tuple[File, ...]


class Summary(NamedTuple):
    """What a run came to; `kept` counts the parts that were there already."""

    articles: int
    problems: int
    rows: int
    parts: int
    kept: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.articles:,} articles read, {self.rows:,} rows written, {self.problems:,} problems, "
            f"{self.seconds:.1f} seconds ({self.parts:,} parts, {self.kept:,} of them there already)"
        )


class Known(NamedTuple):
    """What a case knows, as it travels to a worker."""

    knowledge: Knowledge
    sources: pd.DataFrame | None = None
    reading: articles.Reading = articles.Reading()

    @classmethod
    def of(cls, case: Case | None, reading: articles.Reading | None = None, stance: str | None = None) -> Known:
        """Take what a case's finders and its table of articles need, without the articles."""
        served = models.served(stance)
        if case is None:
            return cls(Knowledge(stance_model=served), None, reading or articles.Reading())
        knowledge = Knowledge(
            focus=case.focus,
            generic_frames=case.generic_frames,
            actors=case.actors,
            places=case.places,
            framing=case.framing,
            stance_model=served,
        )
        return cls(knowledge, case.sources, reading or case.reading)

    @property
    def key(self) -> str:
        """A hash of all of it, of the packaged data and of the kit's code, so that an edited list keeps no old part."""
        known = self.knowledge
        values = (
            known.actors,
            known.places,
            known.framing,
            known.focus,
            known.generic_frames,
            known.stance_model,
            self.sources,
            _settled(self.reading),
            _kit(),
        )
        parts = [value.to_csv(index=False) if isinstance(value, pd.DataFrame) else str(value) for value in values]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _settled(reading: articles.Reading) -> str:
    """How files are read, written the same in every run."""
    return repr(reading._replace(columns=sorted(reading.columns.items())))  # type: ignore[arg-type]


def extract(
    paths: Iterable[str | Path],
    folder: str | Path,
    *,
    case: Case | None = None,
    reading: articles.Reading | None = None,
    client: Client | None = None,
    stance: str | None = None,
    part_bytes: int = PART_BYTES,
    progress: bool = False,
) -> Summary:
    """Extract the per-article tables of all `paths` into Parquet files below `folder`.

    Parameters
    ----------
    paths
        Files, folders, or addresses that fsspec opens (``s3://bucket/*.warc.gz``).
    folder
        Where the tables go: ``tables/<name>/part-<key>.parquet``, and a receipt per finished part. What has a receipt
        is not done again, but for files that could not be opened; parts of files that are no longer given are removed.
        It opens as a case.
    case
        The case whose actors, places, frames and sources are used.
    reading
        How files are read; by default as the case says.
    client
        A Dask client whose workers share the file system of `folder`; without one, this process does the work.
    stance
        The model of stance, "encoder" or "linear"; by default the encoder where onnxruntime is installed. A folder
        has the stances of one model only.
    part_bytes
        Size of a part in bytes.

    Raises
    ------
    OsintError
        If there is nothing to read.
    """
    begin = time.perf_counter()
    known = Known.of(case, reading, stance)
    root = Path(folder).absolute()
    parts = list(_parts(_listed(paths, root), known, part_bytes))
    if not parts:
        raise OsintError("`paths` must name at least one file; nothing was found there.")
    for place in _places(root):
        place.mkdir(parents=True, exist_ok=True)
    with alone(root):
        waiting = _begin(root, parts, str(known.knowledge.stance_model))
        if case is not None:
            cases.copy_tables(case, root)
        with _bar(len(parts), len(parts) - len(waiting), progress) as step:
            for _ in _run(waiting, root, known, client):
                step()
        store.unfinished(root).unlink(missing_ok=True)
    receipts = [_read_receipt(root, part) for part in parts]
    return Summary(
        articles=sum(receipt["articles"] for receipt in receipts),
        problems=sum(receipt["problems"] for receipt in receipts),
        rows=sum(sum(receipt["rows"].values()) for receipt in receipts),
        parts=len(parts),
        kept=len(parts) - len(waiting),
        seconds=time.perf_counter() - begin,
    )


def _begin(root: Path, parts: Sequence[Part], stance: str) -> list[Part]:
    """Take away what is no longer asked for; give the parts that are not done, or met a file that did not open."""
    receipts = (json.loads(path.read_text(encoding="utf-8")) for path in (root / "receipts").glob("part-*.json"))
    if other := next((kept["stance"] for kept in receipts if kept.get("stance", stance) != stance), None):
        raise OsintError(
            f"`folder` must have the stances of one model; it has those of {other!r}, and {stance!r} was asked for. "
            "Give another folder, or the same model."
        )
    done = {path.stem for path in (root / "receipts").glob("part-*.json")}
    _sweep(root, {part.key for part in parts})
    waiting = [part for part in parts if f"part-{part.key}" not in done or _read_receipt(root, part).get("unopened")]
    if waiting or len(done) != len(parts):
        for name in ("claims", "reuse"):  # they hold for all articles that were there
            shutil.rmtree(store.shelf(root, name), ignore_errors=True)
    if waiting:
        store.unfinished(root).touch()
    return waiting


def _read_receipt(root: Path, part: Part) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_receipt(root, part.key).read_text(encoding="utf-8"))
    return read


class Compared(NamedTuple):
    """What a comparison came to."""

    reuse: int
    claims: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.reuse:,} shared passages, {self.claims:,} versions of claims, {self.seconds:.1f} seconds"


def compare(folder: str | Path, *, client: Client | None = None, progress: bool = False) -> Compared:
    """Find what the articles of an extracted folder share, and write the tables ``reuse`` and ``claims`` beside theirs.

    Parameters
    ----------
    folder
        What :func:`extract` wrote; both tables are written whole or not at all, in parts below ``tables/``.
    client
        A Dask client whose workers share the file system of `folder`; without one, this process does the work.
    progress
        Whether to draw a progress bar.

    Raises
    ------
    OsintError
        If the folder is not an extracted one.

    Notes
    -----
    How the join is done, and what it takes for one story, :func:`osint.batch.joins.write` says.
    """
    begin = time.perf_counter()
    if not store.holds(folder, "sentences"):
        raise OsintError(f"`folder` must be an extracted one; {str(folder)!r} is not. Make it with osint extract.")
    if store.unfinished(folder).exists():
        raise OsintError(f"`folder` must be extracted to its end; {str(folder)!r} is not. Run osint extract again.")
    with alone(folder), _bar(None, 0, progress, "Comparing") as step:
        counts = joins.write(cases.open(folder), client=client, step=step)
    return Compared(**counts, seconds=time.perf_counter() - begin)


@contextmanager
def connect(
    paths: Sequence[str | Path], *, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Client | None]:
    """Give a Dask client for the work at hand: of a running scheduler, of new local workers, or None.

    Parameters
    ----------
    paths
        What is to be read; with less than two parts of it, this process does the work alone.
    workers
        Number of local worker processes; None takes one per core, or none where the input is small.
    scheduler
        Address of a running scheduler; overrides `workers`.

    Raises
    ------
    OsintError
        If no scheduler answers at the address.
    """
    if scheduler is None and (workers == 0 or (workers is None and _is_small(paths))):
        yield None
        return
    import logging
    import os

    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_TIMEOUT)
        except (OSError, TimeoutError, ValueError) as error:
            raise OsintError(
                f"`scheduler` must be the address of a Dask scheduler; {scheduler!r} does not answer ({error}). "
                "Start one with: dask scheduler"
            ) from None
        with client:
            yield client
        return
    count = workers or os.cpu_count() or 1
    with (
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",  # any free port, for this machine only
            silence_logs=logging.ERROR,
        ) as local,
        Client(local) as client,
    ):
        yield client


def _is_small(paths: Iterable[str | Path]) -> bool:
    total = 0
    for n_files, (_, n_bytes, _) in enumerate(_listed(paths), 1):
        total += n_bytes
        if total > 2 * PART_BYTES or n_files > 2 * PART_FILES:
            return False
    return True


def _listed(paths: Iterable[str | Path], out: Path | None = None) -> Iterator[tuple[File, int, str]]:
    """Every file with its size and what tells that it has changed; what lies in `out` is no input.

    A name that an earlier input has too gets the input's number before it.
    """
    taken: set[str] = set()
    for number, path in enumerate(paths, 1):
        for file, size, changed in _remote(str(path)) if "://" in str(path) else _local(Path(path), out):
            name = file.name
            while name in taken:
                name = f"{number}/{name}"
            taken.add(name)
            yield file._replace(name=name), size, changed


def _local(root: Path, out: Path | None) -> Iterator[tuple[File, int, str]]:
    if not root.exists():
        raise OsintError(f"`paths` must exist; {str(root)!r} is not there.")
    # Workers may stand in another folder.
    for file in articles.files(root.absolute()):
        assert file.path is not None
        if out is not None and file.path.is_relative_to(out):
            continue
        try:
            state = file.path.lstat()
        except OSError:
            yield file, 0, ""
            continue
        yield file, state.st_size, str(state.st_mtime_ns)


def _remote(address: str) -> Iterator[tuple[File, int, str]]:
    import fsspec

    try:
        system, start = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise OsintError(
            f"`paths` must be files, folders or addresses that fsspec opens; {address!r} is none here: {error}."
        ) from None
    found = system.glob(start) if any(sign in start for sign in "*?[") else system.find(start)
    for name in sorted(found):
        whole = system.unstrip_protocol(name)
        info = system.info(name)
        changed = str(info.get("ETag") or info.get("mtime") or info.get("LastModified") or info.get("created") or "")
        yield File(whole.split("://", 1)[1].lstrip("/"), partial(_open_remote, whole)), int(info["size"] or 0), changed


def _open_remote(address: str) -> BinaryIO:
    import fsspec

    opened: BinaryIO = fsspec.open(address, "rb").open()
    return opened


def _parts(listed: Iterable[tuple[File, int, str]], known: Known, part_bytes: int) -> Iterator[Part]:
    files: list[File] = []
    marks: list[str] = [__version__, known.key]
    size = 0
    for file, n_bytes, changed in listed:
        if files and (size + n_bytes > part_bytes or len(files) >= PART_FILES):
            yield _part(files, marks)
            files, marks, size = [], marks[:2], 0
        files.append(file)
        marks += [file.name, str(n_bytes), changed]
        size += n_bytes
    if files:
        yield _part(files, marks)


def _part(files: Sequence[File], marks: Sequence[str]) -> Part:
    return Part(hashlib.sha256("\0".join(marks).encode("utf-8", "surrogateescape")).hexdigest()[:20], tuple(files))


def _run(parts: Sequence[Part], root: Path, known: Known, client: Client | None) -> Iterator[str]:
    if client is None:
        for part in parts:
            yield work(part, str(root), known)
        return
    from distributed import as_completed

    given = client.scatter(known, broadcast=True)
    futures = [
        client.submit(work, part, str(root.resolve()), given, key=f"osint-{part.key}", retries=_RETRIES, pure=False)
        for part in parts
    ]
    for future in as_completed(futures):
        yield str(future.result())


def work(part: Part, folder: str, known: Known) -> str:
    """Do one part: read its files, extract, write a Parquet file per table, then the receipt; return its key."""
    root = Path(folder)
    knowledge = _knowledge(known)
    counts = dict.fromkeys(STORED, 0)
    problems = unopened = 0
    given = {file.name for file in part.files if file.problem}
    with _writers(root, part.key) as write:
        for table in articles.stream(part.files, sources=known.sources, reading=known.reading, seconds=_SECONDS):
            for name, columns in _columns(table, knowledge):
                counts[name] += write(name, columns)
            problems += int(table["problem"].notna().sum())
            # No bytes were read: the disk or the network may have failed, and may not the next time.
            unopened += int((table["sha256"].isna() & table["problem"].notna() & ~table["path"].isin(given)).sum())
    receipt = {
        "part": part.key,
        "articles": counts["articles"],
        "problems": problems,
        "unopened": unopened,
        "rows": counts,
        "stance": known.knowledge.stance_model,
    }
    with replacing(_receipt(root, part.key)) as temporary:
        temporary.write_text(json.dumps(receipt, sort_keys=True), encoding="utf-8")
    return part.key


_compiled: dict[str, Knowledge] = {}


def _knowledge(known: Known) -> Knowledge:
    # A worker compiles what a case knows once, not once per part: the copies that travel to it are many.
    if known.key not in _compiled:
        _compiled.clear()
        _compiled[known.key] = known.knowledge
    return _compiled[known.key]


@cache
def _kit() -> str:
    """Return a hash of the kit's code and packaged data."""
    package = Path(__file__).parent.parent
    files = (path for path in sorted(package.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _columns(table: pd.DataFrame, knowledge: Knowledge) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """The columns of every table, from a table of articles."""
    rows = {name: analysis.Rows(name) for name in per_article()}
    for article in analysis.of(cases.readable(table), knowledge):
        try:
            for name in rows:
                article.rows(name)
        except Exception as error:  # one article must not end a run of millions; what went wrong stands in its row
            where = table["article_id"] == article.doc.article_id
            table.loc[where, "problem"] = f"The text could not be analysed: {type(error).__name__}: {error}."
            continue
        for made in rows.values():
            made.add(article)
    yield "articles", {str(column): values.tolist() for column, values in table.items()}
    for name, made in rows.items():
        yield name, made.columns


@contextmanager
def _writers(root: Path, key: str) -> Iterator[Any]:
    """Open a Parquet writer per table; the files take their names only when all are complete."""
    from contextlib import ExitStack

    import pyarrow.parquet as pq

    with ExitStack() as stack:
        writers = {}
        for name in STORED:
            temporary = stack.enter_context(replacing(store.shelf(root, name) / f"part-{key}.parquet"))
            writers[name] = stack.enter_context(pq.ParquetWriter(temporary, store.schema(name), compression="zstd"))

        def write(name: str, columns: dict[str, list[Any]]) -> int:
            table = store.arrow(name, columns)
            writers[name].write_table(table)
            return int(table.num_rows)

        yield write


def _sweep(root: Path, keys: set[str]) -> None:
    """Remove parts that are no longer asked for, and what an interrupted run left half-written."""
    for place in _places(root):
        for path in place.iterdir():
            match = _OURS.fullmatch(path.name)
            if match and match["key"] not in keys and path.is_file():
                path.unlink()


def _places(root: Path) -> list[Path]:
    return [*(store.shelf(root, name) for name in STORED), root / "receipts"]


def _receipt(root: Path, key: str) -> Path:
    return root / "receipts" / f"part-{key}.json"


@contextmanager
def _bar(total: int | None, done: int, progress: bool, what: str = "Extracting") -> Iterator[Any]:
    if not progress:
        yield lambda: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, initial=done, desc=what, unit="part") as bar:
        yield bar.update
