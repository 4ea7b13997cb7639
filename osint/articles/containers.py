"""Which reader takes which file, and files that hold others: ZIP, gzip, mail."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from osint.articles import crawls, databases, feeds, formats, mails, office, pages, pdfs, plain, records
from osint.articles.formats import Found, Limits, UnreadableError
from osint.articles.mails import Inside
from osint.knowledge import lexicons

_MEMBERS = 200_000
#: Text packs to a tenth; what unpacks to more than this many times its size was made to fill a disk.
_RATIO = 200
_SMALL = 1_000_000
_DEPTH = 2
#: So many rows without a text are named one by one; the others are counted.
_EMPTY = 1000
#: "page.html.1" is what wget calls a page whose name was taken.
_NUMBERED = re.compile(r"(\.[A-Za-z]{2,5})\.\d{1,3}$")


class _Format(NamedTuple):
    """How a file is called, the content it may have, and its reader: of the whole, of rows, or of members."""

    name: str
    begins: tuple[str | None, ...]
    whole: Callable[[bytes, Limits], Iterable[Found]] | None = None
    rows: Callable[[BinaryIO, Limits], Iterator[Found]] | None = None
    unpack: Callable[[BinaryIO, str, Limits, Inside], Iterator[Found]] | None = None


def read(stream: BinaryIO, name: str, limits: Limits | None = None, depth: int = 0) -> Iterator[Found]:
    """Read the articles of one file; what cannot be read is a :class:`Found` with its problem.

    Parameters
    ----------
    stream
        The file, seekable.
    name
        Its name, whose end tells the format.
    limits
        What it may hold.
    depth
        How many containers it is in.
    """
    is_empty = True
    try:
        for found in _read(stream, name, limits or Limits(), depth):
            is_empty = False
            has_text = found.problem or found.text.strip()
            yield found if has_text else found._replace(problem="It holds no text.")
    except Exception as error:  # a reader that stumbles over one file must not stop the folder
        yield Found(problem=formats.problem(error))
    else:
        if is_empty:
            yield Found(problem="The file holds no article.")


def _read(stream: BinaryIO, name: str, limits: Limits, depth: int) -> Iterator[Found]:
    kind = FORMATS.get(suffix := _ending(name))
    if kind is None:
        raise UnreadableError(_advice(suffix))
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise UnreadableError("The file is empty.")
    if (content := formats.signature(head)) not in kind.begins:
        raise UnreadableError(f"The name says {kind.name}, the content {f'says {content}' if content else 'does not'}.")
    if kind.unpack is not None:
        if depth > _DEPTH:
            raise UnreadableError("A container this deep within others is not opened; unpack the outer ones.")
        yield from kind.unpack(stream, name, limits, partial(_inside, limits=limits, depth=depth))
    elif kind.rows is not None:
        yield from _few_empty(kind.rows(stream, limits))
    elif (whole := kind.whole) is not None:
        yield from formats.whole(lambda data: whole(data, limits), limits.all_of(stream))


def _ending(name: str) -> str:
    name = _NUMBERED.sub(r"\1", name.lower())
    return PurePosixPath(name.removesuffix(".gz") if name.endswith(".warc.gz") else name).suffix


def _advice(suffix: str) -> str:
    """Why a file of another format is not read, and what to save it as."""
    if not suffix:
        return "A name without an ending is not read; give it the one of its format: .txt, .html, .pdf, .docx, .eml …"
    advice = next((row["advice"] for row in lexicons.rows("endings") if row["ending"] == suffix), None)
    advice = advice or "save it as .txt, .html, .pdf or .docx, or a table as .csv."
    return f"Files named {formats.shown(suffix)!r} are not read; {advice}"


def _few_empty(rows: Iterator[Found]) -> Iterator[Found]:
    """The rows; of those without a text only the first, and at the end how many there were."""
    n_empty = 0
    said = []
    try:
        for found in rows:
            n_empty += not found.text.strip()
            if found.text.strip() or n_empty <= _EMPTY:
                yield found
    except Exception as error:
        if n_empty <= _EMPTY:
            raise
        said.append(formats.problem(error))
    if n_empty > _EMPTY:
        said.append(f"{n_empty:,} rows hold no text; only the first {_EMPTY:,} of them are listed.")
        raise UnreadableError(" ".join(said))


def _inside(data: bytes, name: str, *, limits: Limits, depth: int) -> Iterator[Found]:
    """The articles of a member, named by the members around them."""
    limits.spend(len(data))
    digest = hashlib.sha256(data).hexdigest()
    for found in read(io.BytesIO(data), name, limits, depth + 1):
        inner = f"{name}!{found.member}" if found.member else name
        yield found._replace(member=inner, sha256=found.sha256 or digest)


def _unzip(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        if (n := len(archive.infolist())) > _MEMBERS:
            raise UnreadableError(f"The archive has {n:,} members, more than the {_MEMBERS:,} allowed; divide it.")
        for info in archive.infolist():
            limits.count()
            member = _member_name(info)
            if member is None:
                continue
            try:
                data = _unpacked(archive, info, limits)
            except Exception as error:
                yield Found(member=member, problem=formats.problem(error))
            else:
                yield from inside(data, member)


def _member_name(info: zipfile.ZipInfo) -> str | None:
    """The name to show, or None for what is no article of its own: folders and hidden files."""
    parts = info.filename.replace("\\", "/").split("/")
    if info.is_dir() or "__MACOSX" in parts or (parts[-1].startswith(".") and parts[-1] != ".."):
        return None
    return formats.shown("/".join(parts))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", info.filename):
        raise UnreadableError("The member's name leads out of the archive; it is not read.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableError("A link is not followed; put a copy of the file in its place.")
    if info.flag_bits & 0x1:
        raise UnreadableError("The member is locked by a password; unpack the archive, or make one without.")
    if info.file_size > limits.max_bytes:
        raise UnreadableError(f"It has {info.file_size:,} bytes, {limits.max_bytes:,} are allowed; raise `max_bytes`.")
    if info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1):
        raise UnreadableError(f"It unpacks to more than {_RATIO} times its size, as no article does; it is not read.")
    with archive.open(info) as file:
        return limits.all_of(file)


def _crawl(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    """The web archives in a .wacz, a ZIP archive, each as if it lay next to it."""
    with zipfile.ZipFile(stream) as archive:
        members = [info for info in archive.infolist() if info.filename.endswith((".warc", ".warc.gz"))]
        if not members:
            raise UnreadableError("The name says WACZ, but it holds no web archive.")
        for info in members:
            if info.file_size > limits.unpacked:
                raise UnreadableError("It holds more than is allowed; raise `max_bytes` to read more.")
            limits.spend(info.file_size)
            data = io.BytesIO(archive.read(info))
            member = formats.shown(info.filename)
            for found in crawls.read(data, limits):
                yield found._replace(member=f"{member}!{found.member}")


def _gunzip(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    with _Gzip(stream) as inner:
        inner.measure(limits.unpacked)
        depth = inside.keywords["depth"]  # type: ignore[attr-defined]
        yield from read(inner, PurePosixPath(name).stem, limits, depth + 1)  # type: ignore[arg-type]


class _Gzip(gzip.GzipFile):
    """A gzip stream that must not unpack to far more than its size."""

    def __init__(self, stream: BinaryIO) -> None:
        self._most = max(_SMALL, _RATIO * stream.seek(0, io.SEEK_END))
        stream.seek(0)
        # The mode is named as that of a gzip stream within another is a number.
        super().__init__(fileobj=stream, mode="rb")

    def measure(self, most: int) -> None:
        """Refuse a bomb before its first row is read; what is damaged is named when it is read."""
        with contextlib.suppress(EOFError, OSError, zlib.error):
            while self.tell() <= most and self.read(_SMALL):
                pass
        self.seek(0)

    def _checked(self, data: bytes) -> bytes:
        if self.tell() > self._most:
            raise UnreadableError(
                f"It unpacks to more than {_RATIO} times its size, more than is allowed; it is not read."
            )
        return data

    def read(self, size: int | None = -1) -> bytes:
        return self._checked(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._checked(super().read1(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self._checked(super().readline(size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_END:
            return super().seek(offset, whence)
        while self.read(_SMALL):
            pass
        return super().seek(self.tell() + offset)


def _attached(inside: Inside) -> Inside:
    """Attachments of a kind that is read; pictures and signatures are no articles."""
    return lambda data, name: inside(data, name) if _ending(name) in FORMATS else iter(())


def _mail(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    yield from mails.read(limits.all_of(stream), limits, _attached(inside))


def _mailbox(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    yield from mails.mailbox(stream, limits, inside)


def _outlook(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Found]:
    yield from mails.outlook(limits.all_of(stream), limits, _attached(inside))


def _several(read: Callable[[bytes, Limits], Found]) -> Callable[[bytes, Limits], Iterable[Found]]:
    """A reader of one text: where that is a database's export, each of its articles."""

    def articles(data: bytes, limits: Limits) -> Iterable[Found]:
        found = read(data, limits)
        several = databases.articles(found.text)
        return [one._replace(encoding=found.encoding) for one in several] or [found]

    return articles


_TEXT = _Format("text", (None,), _several(lambda data, limits: plain.text(data)))
_MARKDOWN = _Format("Markdown", (None,), lambda data, limits: [plain.markdown(data)])
_HTML = _Format("HTML", ("HTML", None), lambda data, limits: pages.read(data, limits=limits))
_FEED = _Format("feed", ("feed", None), rows=feeds.feed)
_JSON_LINES = _Format("JSON Lines", (None,), rows=records.json_lines)
_TABLE = _Format("CSV table", (None,), rows=records.table)

#: The end of a file's name -> how it is read.
FORMATS = {
    **dict.fromkeys((".txt", ".text"), _TEXT),
    **dict.fromkeys((".md", ".markdown"), _MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"), _HTML),
    **dict.fromkeys((".mhtml", ".mht"), _Format("MHTML", (None,), pages.mhtml)),
    ".webarchive": _Format("web archive of Safari", (None,), pages.webarchive),
    ".pdf": _Format("PDF", ("PDF", None), lambda data, limits: [pdfs.read(data, limits)]),
    ".docx": _Format("Word document", ("ZIP", "old Office"), _several(office.docx)),
    ".odt": _Format("OpenDocument text", ("ZIP",), _several(office.odt)),
    ".rtf": _Format("RTF", ("RTF",), _several(office.rtf)),
    ".xlsx": _Format("Excel workbook", ("ZIP", "old Office"), records.excel),
    ".eml": _Format("mail", (None,), unpack=_mail),
    ".mbox": _Format("mailbox", (None,), unpack=_mailbox),
    ".msg": _Format("Outlook message", ("old Office",), unpack=_outlook),
    **dict.fromkeys((".xml", ".rss", ".atom"), _FEED),
    **dict.fromkeys((".jsonl", ".ndjson"), _JSON_LINES),
    ".json": _Format("JSON", (None,), rows=records.json_file),
    **dict.fromkeys((".csv", ".tsv"), _TABLE),
    ".parquet": _Format("Parquet", ("Parquet",), rows=records.parquet),
    ".zip": _Format("ZIP", ("ZIP",), unpack=_unzip),
    ".warc": _Format("WARC", ("WARC", "gzip"), unpack=lambda stream, name, limits, inside: crawls.read(stream, limits)),
    ".wacz": _Format("WACZ", ("ZIP",), unpack=_crawl),
    ".gz": _Format("gzip", ("gzip",), unpack=_gunzip),
}
