"""Any file: its format by its first bytes, what it may hold, what is found in it, and why it is not read."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Any, NamedTuple


class UnreadableError(Exception):
    """Why a file is no article: one sentence for the column ``problem``."""


class TooLongError(BaseException):
    """Reading one article has taken longer than it may; no reader that catches what its library raises holds it up."""

    def __init__(self) -> None:
        super().__init__("Reading it took too long; it is tried again at the next run")


class Found(NamedTuple):
    """An article as its file gives it: its text and what the file says of it; dates are ISO days."""

    text: str = ""
    member: str = ""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    encoding: str | None = None
    sha256: str | None = None
    problem: str | None = None
    genre: str | None = None
    earliest: str | None = None
    latest: str | None = None

    def dated(self, earliest: str | None, latest: str | None) -> Found:
        """The article with a day of publication, or the bounds of it where they differ."""
        if earliest == latest:
            return self._replace(published=earliest)
        return self._replace(earliest=earliest, latest=latest)


#: An article longer than this is not read.
MAX_BYTES = 20_000_000
#: All that one file holds may be this many times as long.
_UNPACKED = 100
#: All rows, entries, parts and members of one file, those without a text too.
_ROWS = 2_000_000
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: What may stand before the first tag; possessive, so that a row of comments costs no more than its length.
_MARKUP = rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+"
#: The bytes with which a format begins; the first that fits counts.
_SIGNATURES = (
    (rb"%PDF-", "PDF"),
    (rb"PK(?:\x03\x04|\x05\x06)", "ZIP"),
    (rb"PAR1", "Parquet"),
    (rb"\x1f\x8b", "gzip"),
    (rb"WARC/1\.", "WARC"),
    (rb"\{\\rtf", "RTF"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", "image"),
    (rb"\x7fELF|MZ.{60,}PE\0\0", "program"),
    (_MARKUP + rb"<(?:rss|feed|rdf:RDF)[\s>]", "feed"),
    (_MARKUP + rb"<(?:!doctype\s+html|html|head|body)[\s>]", "HTML"),
)


_LANGUAGE = re.compile(r"[a-z]{2}")
#: The columns of `articles` that a table of articles can have.
NAMED_COLUMNS = ("text", "title", "author", "published", "outlet", "url", "genre")


class Reading(NamedTuple):
    """How files are read: see :func:`osint.articles.read`."""

    columns: Mapping[str, str] = MappingProxyType({})
    max_bytes: int = MAX_BYTES
    one_a_day: bool = False
    language: str | None = None

    def faults(self) -> Iterator[str]:
        """Say of each value what it must be, where it is not."""
        if not isinstance(self.columns, Mapping):
            yield f"columns must map our names to those of the table; it is {self.columns!r}"
        for ours, theirs in self.columns.items() if isinstance(self.columns, Mapping) else ():
            if ours not in NAMED_COLUMNS or not isinstance(theirs, str):
                known = ", ".join(NAMED_COLUMNS)
                yield f"columns must name a column for one of {known}; it has {ours} = {theirs!r}"
        if not isinstance(self.max_bytes, int) or self.max_bytes < 1:
            yield f"max_bytes must be a whole number, 1 or more; it is {self.max_bytes!r}"
        if not isinstance(self.one_a_day, bool):
            yield f"one_a_day must be true or false; it is {self.one_a_day!r}"
        if self.language is not None and not _LANGUAGE.fullmatch(str(self.language)):
            yield f'language must be a code of ISO 639-1 such as "en"; it is {self.language!r}'


class Limits:
    """What one file may hold: bytes per article, and what all its members may unpack to together, and how many."""

    def __init__(
        self, max_bytes: int = MAX_BYTES, columns: Mapping[str, str] | None = None, *, one_a_day: bool = False
    ) -> None:
        self.max_bytes = max_bytes
        self.columns = dict(columns or {})
        self.one_a_day = one_a_day
        self.unpacked = _UNPACKED * max_bytes
        self.rows = _ROWS

    @property
    def is_spent(self) -> bool:
        """Whether a limit is reached, so that nothing more is read."""
        return self.unpacked < 0 or self.rows < 0

    def count(self) -> None:
        """Count a row, an entry, a part or a member, whether it holds a text or not."""
        self.rows -= 1
        if self.rows < 0:
            raise UnreadableError(f"It holds more than {_ROWS:,} rows or members; the rest is not read. Divide it.")

    def spend(self, n_bytes: int) -> None:
        """Count what was unpacked or read of a container."""
        self.unpacked -= n_bytes
        if self.unpacked < 0:
            raise UnreadableError(
                "It holds more than is allowed; the rest is not read. Raise `max_bytes` to read more."
            )

    def all_of(self, stream: IO[bytes]) -> bytes:
        """Read an article's bytes to the end."""
        data = stream.read(self.max_bytes + 1)
        if len(data) > self.max_bytes:
            raise UnreadableError(
                f"It has more than the {self.max_bytes:,} bytes allowed; raise `max_bytes` to read it."
            )
        return data


def shown(name: str) -> str:
    r"""Write a file name so that it can stand in a table: control characters and bytes that are no UTF-8 as ``\x..``.

    >>> shown("two\nlines.txt"), shown("caf\udce9.txt")
    ('two\\nlines.txt', 'caf\\xe9.txt')
    """
    readable = name.encode("utf-8", "surrogateescape" if _is_escaped(name) else "backslashreplace")
    return _NOT_SHOWN.sub(
        lambda sign: sign[0].encode("unicode_escape").decode("ascii"), readable.decode("utf-8", "backslashreplace")
    )


def _is_escaped(name: str) -> bool:
    return all("\udc80" <= sign <= "\udcff" for sign in name if "\ud800" <= sign <= "\udfff")


def problem(error: BaseException) -> str:
    """Say in a sentence why a file could not be read."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, ImportError):
        return f"Reading it needs {error.name}, which cannot be imported; is a file of yours so called? {said(error)}."
    if isinstance(error, PermissionError):
        return "The file cannot be opened: permission denied."
    return f"The file is damaged or cannot be read: {said(error)}."


def said(error: BaseException) -> str:
    """What a library says of a damaged file, as a part of a sentence."""
    words = f"it lacks {error}" if isinstance(error, KeyError) else str(getattr(error, "strerror", None) or error)
    return shown(words.rstrip(".")) or type(error).__name__


def signature(data: bytes) -> str | None:
    """Tell a format from the first bytes, or None where they say nothing.

    >>> signature(b"%PDF-1.7 ...")
    'PDF'
    """
    head = data[:4096]
    return next((kind for start, kind in _SIGNATURES if re.match(start, head, re.DOTALL | re.IGNORECASE)), None)


def xml(data: bytes) -> Any:
    """Parse XML without network, and without entities of its own.

    Raises
    ------
    UnreadableError
        If it is not well-formed, or declares entities.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"The XML is damaged: {error}.") from None
    dtd = tree.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise UnreadableError("The XML declares entities of its own; such a file is not read.")
    return tree


def check_zip(data: bytes, limits: Limits) -> frozenset[str]:
    """Give the names of what an office document, a ZIP archive inside, holds.

    Raises
    ------
    UnreadableError
        If it is damaged, locked or unpacks to more than is allowed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(f"The document is damaged: {str(error).rstrip('.')}.") from None
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableError("The document is locked by a password; save a copy without it.")
    if (size := sum(member.file_size for member in members)) > limits.unpacked:
        raise UnreadableError(f"The document unpacks to {size:,} bytes, more than is allowed; raise `max_bytes`.")
    return frozenset(member.filename for member in members)


def whole(read: Callable[[bytes], Iterable[Found]], data: bytes) -> Iterator[Found]:
    """What a reader finds in a file's bytes, with their SHA-256, and the problem where it stops."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        for found in read(data):
            yield found._replace(sha256=found.sha256 or digest)
    except Exception as error:  # a reader that stumbles over one file must not stop the folder
        yield Found(sha256=digest, problem=problem(error))
