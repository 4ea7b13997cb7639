"""Records of a web archive (WARC): each as it was sent, its codings undone, read on past what is damaged."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from osint.articles import dates, formats, markup, pages, pdfs, plain
from osint.articles.formats import Found, Limits, UnreadableError

_BLOCK = 1_000_000
#: So many damaged places are read past in one archive, as each costs a new start.
_DAMAGES = 1000
_CODINGS = 3
#: Where a record can begin: a gzip member, or the first line of a record that is not packed.
_PACKED = re.compile(rb"\x1f\x8b\x08")
_PLAIN = re.compile(rb"WARC/[01]\.\d+\r?\nWARC-")
_MARK_BYTES = 20
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def read(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read the pages, PDFs and plain texts of an archive, a record an article or more.

    Parameters
    ----------
    stream
        The archive.
    limits
        What it may hold.
    """
    is_named = False
    jumps: list[int] = []
    for number, record in enumerate(records(stream, jumps), 1):
        limits.count()
        # What ends a record too early also breaks the place after it; that is one damage.
        if record is None or _is_headless(record):
            if not is_named:
                yield Found(member=str(number), problem="The record is damaged or cut off.")
            is_named = True
            continue
        is_named = False
        if (reader := _reader(record, limits)) is None:
            continue
        swallowed = None
        try:
            data = _as_sent(record, limits)
            if swallowed := _PLAIN.search(data):
                jumps.append(record.stream_pos + 1)
                raise UnreadableError("The record says that it is longer than it is; it holds the next one.")
            data = content(record, data, limits)
        except UnreadableError as error:
            yield Found(member=str(number), url=_address(record), problem=str(error))
            is_named = swallowed is None
            continue
        captured = dates.day(record.headers.get("WARC-Date"))
        for found in formats.whole(reader, data):
            member = f"{number}!{found.member}" if found.member else str(number)
            yield found._replace(member=member, url=_address(record), latest=found.latest or captured)


def _address(record: Any) -> str | None:
    return markup.line(record.headers.get("WARC-Target-URI"))


def _is_headless(record: Any) -> bool:
    """Whether a record has no headers, or is an answer without a status."""
    if not len(record.headers):
        return True
    is_answer = record.headers.get("WARC-Type") == "response"
    return is_answer and not (record.http_headers and record.http_headers.status_code)


def _reader(record: Any, limits: Limits) -> Callable[[bytes], Iterable[Found]] | None:
    """The reader for a record's content; None for images, scripts, requests, and answers that are no success."""
    if record.headers.get("WARC-Type") not in ("response", "resource", "conversion"):
        return None
    if record.http_headers is not None and record.http_headers.status_code != 200:
        return None
    kind = record.http_content_type or (record.headers.get("Content-Type") or "").split(";")[0].strip()
    if kind in ("text/html", "application/xhtml+xml"):
        return lambda data: pages.read(data, record.http_charset, limits=limits)
    if kind == "application/pdf":
        return lambda data: [pdfs.read(data, limits)]
    return (lambda data: [plain.text(data)]) if kind == "text/plain" else None


def records(stream: BinaryIO, jumps: list[int]) -> Iterator[Any]:
    """Give the records of an archive in order, and None for each damaged stretch between them.

    Parameters
    ----------
    stream
        The archive.
    jumps
        Where the caller puts a position, the next record is looked for from there.

    Raises
    ------
    UnreadableError
        If too many places are damaged.
    """
    from fastwarc.warc import ArchiveIterator

    start = _PACKED if stream.read(2) == b"\x1f\x8b" else _PLAIN
    at: int | None = 0
    for _ in range(_DAMAGES):
        if at is None:
            return
        stream.seek(at)
        last = at
        try:
            # The codings are undone in `content`: an error in one would end the archive here.
            for record in ArchiveIterator(stream, auto_decode="none"):
                last = record.stream_pos
                yield record
                if jumps:
                    break
            else:
                return
        except OSError:
            yield None
        at = _next(stream, jumps.pop() if jumps else last + 1, start)
    if at is not None:
        raise UnreadableError(f"The archive is damaged in {_DAMAGES:,} places; the rest is not read.")


def _next(stream: BinaryIO, at: int, start: re.Pattern[bytes]) -> int | None:
    """Where the next record can begin, from `at` on; None where there is none."""
    kept = b""
    stream.seek(at)
    while block := stream.read(_BLOCK):
        searched = kept + block
        if found := start.search(searched):
            return at - len(kept) + found.start()
        at += len(block)
        # A mark may stand across two blocks.
        kept = searched[-_MARK_BYTES:]
    return None


def _as_sent(record: Any, limits: Limits) -> bytes:
    """What a record holds, as long as it says, its codings not undone.

    Raises
    ------
    UnreadableError
        If it is cut off, or longer than is allowed.
    """
    stated = record.content_length
    try:
        data = limits.all_of(record.reader)
    except OSError:
        raise UnreadableError("The record is damaged.") from None
    if len(data) < stated:
        raise UnreadableError("The record is cut off.")
    return data


def content(record: Any, data: bytes, limits: Limits) -> bytes:
    """What a record holds, its transfer and content codings undone.

    Raises
    ------
    UnreadableError
        If its coding is damaged, or what it holds is longer than is allowed.
    """
    headers = {name.lower(): value for name, value in (record.http_headers or {}).items()}
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _joined(data)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",") if name.strip()]
    if len(codings) > _CODINGS:
        raise UnreadableError(f"The record is coded {len(codings)} times, more than the {_CODINGS} allowed.")
    for coding in reversed(codings):
        data = _undone(data, coding, limits)
    return data


def _joined(data: bytes) -> bytes:
    """The body of a chunked answer; as it is where the archive's writer joined the chunks already."""
    head = _CHUNK.match(data)
    if head is None:
        return data
    parts: list[bytes] = []
    while head is not None:
        size = int(head[1], 16)
        if not size:
            return b"".join(parts)
        part = data[head.end() : head.end() + size]
        if len(part) < size:
            break
        parts.append(part)
        head = _CHUNK.match(data, head.end() + size)
    raise UnreadableError("The record's chunks are damaged or cut off.")


def _undone(data: bytes, coding: str, limits: Limits) -> bytes:
    """The data before `coding`; as it is where the archive's writer undid the coding and kept the header."""
    undo = _UNDO.get(coding)
    if undo is None or formats.signature(data) not in (None, "gzip"):
        return data
    try:
        plain = undo(data, limits.max_bytes + 1)
    except (OSError, EOFError, zlib.error):
        if _is_text(data):
            return data
        raise UnreadableError(f"The record's content coding {formats.shown(coding)!r} is damaged or cut off.") from None
    return limits.all_of(io.BytesIO(plain))


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _inflated(data: bytes, most: int, window: int) -> bytes:
    decoder = zlib.decompressobj(window)
    plain = decoder.decompress(data, most)
    if not decoder.eof and len(plain) < most:
        raise EOFError
    return plain


def _gzip(data: bytes, most: int) -> bytes:
    return _inflated(data, most, zlib.MAX_WBITS | 16)


def _deflate(data: bytes, most: int) -> bytes:
    """Deflate with the header that the standard asks for, or without it, as some servers send it."""
    try:
        return _inflated(data, most, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(data, most, -zlib.MAX_WBITS)


def _brotli(data: bytes, most: int) -> bytes:
    from fastwarc.stream_io import BrotliReader

    return bytes(BrotliReader(io.BytesIO(data)).read(most))


def _zstd(data: bytes, most: int) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return bytes(ZstdReader(io.BytesIO(data)).read(most))


_UNDO: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
