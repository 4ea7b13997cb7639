"""Files that hold others: archives, mails, web archives; and which reader takes which file."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from osint.articles import crawls, formats, lines, pages, papers, records
from osint.articles.formats import Found, Limits, UnreadableError

_MEMBERS = 200_000
_RATIO = 200
_SMALL = 1_000_000
_DEPTH = 2
#: So many rows without a text are named one by one; the others are counted.
_EMPTY = 1000
_MAIL_HEAD = re.compile(rb"\s*(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t])")


class _Format(NamedTuple):
    """How a file is called, the content it may have, and its reader: of one article, of rows, or of members."""

    name: str
    begins: tuple[str | None, ...]
    read: Callable[[bytes], Found] | None = None
    rows: Callable[[BinaryIO, Limits], Iterator[Found]] | None = None
    unpack: Callable[[BinaryIO, str, Limits, int], Iterator[Found]] | None = None


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
    suffix = PurePosixPath(
        name.lower().removesuffix(".gz") if name.lower().endswith(".warc.gz") else name
    ).suffix.lower()
    kind = FORMATS.get(suffix)
    if kind is None:
        raise UnreadableError(
            f"Files named {suffix!r} are not read." if suffix else "A name without an ending is not read."
        )
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise UnreadableError("The file is empty.")
    if (content := formats.signature(head)) not in kind.begins:
        raise UnreadableError(f"The name says {kind.name}, the content {f'says {content}' if content else 'does not'}.")
    if kind.unpack is not None:
        if depth > _DEPTH:
            raise UnreadableError("A container this deep within others is not opened; unpack the outer ones.")
        yield from kind.unpack(stream, name, limits, depth)
    elif kind.rows is not None:
        yield from _few_empty(kind.rows(stream, limits))
    elif kind.read is not None:
        yield _whole(kind.read, stream, limits)


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


def _whole(read: Callable[[bytes], Found], stream: Any, limits: Limits) -> Found:
    data = limits.all_of(stream)
    digest = hashlib.sha256(data).hexdigest()
    try:
        return read(data)._replace(sha256=digest)
    except Exception as error:
        return Found(sha256=digest, problem=formats.problem(error))


def _unzip(stream: BinaryIO, name: str, limits: Limits, depth: int) -> Iterator[Found]:
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
                yield from _inside(data, member, limits, depth)


def _inside(data: bytes, member: str, limits: Limits, depth: int) -> Iterator[Found]:
    """The articles of a member, named by the members around them."""
    limits.spend(len(data))
    digest = hashlib.sha256(data).hexdigest()
    for found in read(io.BytesIO(data), member, limits, depth + 1):
        inner = f"{member}!{found.member}" if found.member else member
        yield found._replace(member=inner, sha256=found.sha256 or digest)


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


def _gunzip(stream: BinaryIO, name: str, limits: Limits, depth: int) -> Iterator[Found]:
    with _Gzip(stream) as inner:
        inner.measure(limits.unpacked)
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


def _mail(stream: BinaryIO, name: str, limits: Limits, depth: int) -> Iterator[Found]:
    data = limits.all_of(stream)
    message: Any = formats.mail(data, "default")
    if not _MAIL_HEAD.match(data) or not any(head in message for head in ("From", "Subject", "Date")):
        raise UnreadableError("The name says mail, but there are no mail headers in it.")
    digest = hashlib.sha256(data).hexdigest()
    body = message.get_body(("plain", "html"))
    text, encoding, problem = _mail_text(body) if body is not None else ("", None, None)
    sender, _ = _address(str(message.get("From", "")))
    yield Found(
        text,
        title=pages.line(str(message.get("Subject", ""))),
        author=pages.line(sender),
        published=records.written_day(str(message.get("Date", ""))),
        encoding=encoding,
        sha256=digest,
        problem=problem,
    )
    for number, part in enumerate(message.iter_attachments(), 1):
        limits.count()
        attached = formats.shown(part.get_filename() or f"attachment {number}")
        payload = part.get_payload(decode=True)
        if PurePosixPath(attached).suffix.lower() in FORMATS and isinstance(payload, bytes):
            yield from _inside(payload, attached, limits, depth)


def _mail_text(part: Any) -> tuple[str, str, str | None]:
    decoded, encoding, problem = formats.decode(part.get_payload(decode=True) or b"", part.get_content_charset())
    if part.get_content_subtype() == "html":
        return pages.paragraphs(decoded), encoding, problem
    if str(part.get_param("format", "")).lower() == "flowed":
        decoded = lines.flowed(decoded, is_space_dropped=str(part.get_param("delsp", "")).lower() == "yes")
    # Many a mail that is said to be flowed has lost the spaces that would show it.
    return lines.unwrapped(decoded), encoding, problem


def _address(sender: str) -> tuple[str, str]:
    from email.utils import parseaddr

    name, address = parseaddr(sender)
    return name or address, address


def _warc(stream: BinaryIO, name: str, limits: Limits, depth: int) -> Iterator[Found]:
    is_named = False
    for number, record in enumerate(crawls.records(stream), 1):
        limits.count()
        # What ends a record too early also breaks the place after it; that is one damage.
        if record is None or _is_headless(record):
            if not is_named:
                yield Found(member=str(number), problem="The record is damaged or cut off.")
            is_named = True
            continue
        is_named = False
        reader = _web_reader(record)
        if reader is None:
            continue
        url = pages.line(record.headers.get("WARC-Target-URI"))
        try:
            data = crawls.content(record, limits)
        except UnreadableError as error:
            is_named = True
            yield Found(member=str(number), url=url, problem=str(error))
        else:
            yield _whole(reader, io.BytesIO(data), limits)._replace(member=str(number), url=url)


def _is_headless(record: Any) -> bool:
    """Whether a record has no headers, or is an answer without a status."""
    if not len(record.headers):
        return True
    is_answer = record.headers.get("WARC-Type") == "response"
    return is_answer and not (record.http_headers and record.http_headers.status_code)


def _web_reader(record: Any) -> Callable[[bytes], Found] | None:
    """The reader for a record's content; None for images, scripts, requests, and answers that are no success."""
    if record.headers.get("WARC-Type") not in ("response", "resource", "conversion"):
        return None
    if record.http_headers is not None and record.http_headers.status_code != 200:
        return None
    kind = record.http_content_type or (record.headers.get("Content-Type") or "").split(";")[0].strip()
    if kind in ("text/html", "application/xhtml+xml"):
        return lambda data: pages.read(data, record.http_charset)
    return {"application/pdf": papers.pdf, "text/plain": formats.text}.get(kind)


_TEXT = _Format("text", (None,), formats.text)
_HTML = _Format("HTML", ("HTML", None), pages.read)
_FEED = _Format("feed", ("feed", None), rows=records.feed)
_JSON_LINES = _Format("JSON Lines", (None,), rows=records.json_lines)
_TABLE = _Format("CSV table", (None,), rows=records.table)

#: The end of a file's name -> how it is read.
FORMATS = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), _TEXT),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _HTML),
    **dict.fromkeys((".mhtml", ".mht"), _Format("MHTML", (None,), pages.mhtml)),
    ".pdf": _Format("PDF", ("PDF", None), papers.pdf),
    ".docx": _Format("Word document", ("ZIP", "old Office"), papers.docx),
    ".eml": _Format("mail", (None,), unpack=_mail),
    **dict.fromkeys((".xml", ".rss", ".atom"), _FEED),
    **dict.fromkeys((".jsonl", ".ndjson"), _JSON_LINES),
    ".json": _Format("JSON", (None,), rows=records.json_file),
    **dict.fromkeys((".csv", ".tsv"), _TABLE),
    ".parquet": _Format("Parquet", ("Parquet",), rows=records.parquet),
    ".zip": _Format("ZIP", ("ZIP",), unpack=_unzip),
    ".warc": _Format("WARC", ("WARC", "gzip"), unpack=_warc),
    ".gz": _Format("gzip", ("gzip",), unpack=_gunzip),
}
