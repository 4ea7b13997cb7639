"""What the bytes of one file hold: its format, its encoding, its text, and what it says of itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import IO, Any, NamedTuple

from osint.articles import lines


class UnreadableError(Exception):
    """Why a file is no article: one sentence for the column ``problem``."""


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


#: An article longer than this is not read.
MAX_BYTES = 20_000_000
#: All that one file holds may be this many times as long.
_UNPACKED = 100
#: Parts that hold parts, in one mail; each takes time at every line of the others.
_MULTIPARTS = 50
_MULTIPART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
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
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HIGH = re.compile(rb"[\x80-\xff]")
#: UTF-8 beyond ASCII: whole sequences, which hardly stand in any other encoding by chance.
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL_SHARE = 0.002
_FEW_CONTROLS = 2
_DAMAGE_SHARE = 0.01
_WESTERN_SHARE = 0.15
_FEW = 3
#: What news was written in before UTF-8; among more, chance decides.
_OLDER = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "mac_cyrillic", "mac_roman"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)


class Limits:
    """What one file may hold: bytes per article, and what all its members may unpack to together, and how many."""

    def __init__(self, max_bytes: int = MAX_BYTES, columns: Mapping[str, str] | None = None) -> None:
        self.max_bytes = max_bytes
        self.columns = dict(columns or {})
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


def problem(error: Exception) -> str:
    """Say in a sentence why a file could not be read."""
    if isinstance(error, UnreadableError):
        return str(error)
    said = str(getattr(error, "strerror", None) or error).rstrip(".")
    if isinstance(error, PermissionError):
        return "The file cannot be opened: permission denied."
    return f"The file is damaged or cannot be read: {shown(said) or type(error).__name__}."


def signature(data: bytes) -> str | None:
    """Tell a format from the first bytes, or None where they say nothing.

    >>> signature(b"%PDF-1.7 ...")
    'PDF'
    """
    head = data[:4096]
    return next((kind for start, kind in _SIGNATURES if re.match(start, head, re.DOTALL | re.IGNORECASE)), None)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, str | None]:
    """Decode `data`; return the text without byte-order mark, the encoding's name, and a problem or None.

    The order: byte-order mark, UTF-16 by its zero bytes, strict UTF-8, the `declared` encoding,
    Windows-1252 where nearly all is ASCII, and last what charset-normalizer finds. UTF-8 in which single
    bytes are damaged is read with U+FFFD in their place, and the problem says how many.

    Raises
    ------
    UnreadableError
        If `data` is not text, or in no encoding that can be told.

    >>> decode("Šiauliai – déjà vu".encode("utf-16"))[:2]
    ('Šiauliai – déjà vu', 'utf-16-le')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name)
    if wide := _wide(data):
        return _strict(data, wide)
    for named in ("utf-8", _known(declared) if declared else None):
        try:
            if named:
                return _checked(data.decode(named)), named, None
        except UnicodeDecodeError:
            continue
    if (damaged := _damaged_utf8(data)) is not None:
        return damaged
    return _legacy(data)


def text(data: bytes) -> Found:
    """Read a plain text file: its decoded bytes without byte-order mark, lines of a fixed width joined."""
    decoded, encoding, problem = decode(data)
    return Found(lines.unwrapped(decoded), encoding=encoding, problem=problem)


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


def mail(data: bytes, policy: str) -> Any:
    """Parse a mail under a `policy` of :mod:`email.policy`.

    Raises
    ------
    UnreadableError
        If so many parts hold others that it would take minutes.
    """
    import email
    import email.policy

    if (n := len(_MULTIPART.findall(data))) > _MULTIPARTS:
        raise UnreadableError(f"It has {n:,} parts that hold parts, more than the {_MULTIPARTS} allowed.")
    return email.message_from_bytes(data, policy=getattr(email.policy, policy))


def clean(decoded: str) -> str:
    r"""Replace what no text file can hold: surrogates without a partner and control characters.

    >>> clean("one\ud83dtwo\x00")
    'one\ufffdtwo\ufffd'
    """
    return _CONTROLS.sub("\ufffd", _SURROGATES.sub("\ufffd", decoded))


def _strict(data: bytes, name: str) -> tuple[str, str, str | None]:
    try:
        return _checked(data.decode(name)), name, None
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"The file begins as {name.upper()}, but byte {error.start} breaks it; it is damaged or cut off."
        ) from None


def _checked(decoded: str) -> str:
    n = len(_CONTROLS.findall(decoded))
    if n and ("\0" in decoded or n > max(_FEW_CONTROLS, _CONTROL_SHARE * len(decoded))):
        raise UnreadableError(f"The file is not text: it holds {n} control characters.")
    return decoded


def _known(name: str) -> str | None:
    """Python's name of an encoding as the web uses it: Latin-1 and ASCII mean Windows-1252 there."""
    try:
        found = codecs.lookup(name.strip().strip("'\"")).name
    except (LookupError, ValueError):
        return None
    try:
        "".encode(found)
        b"".decode(found)
    except (LookupError, TypeError, UnicodeError, AssertionError):
        return None
    return "windows-1252" if found in ("iso8859-1", "ascii", "cp1252") else found


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark: nearly every second byte of western text is zero."""
    head = data[:4000]
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else None


def _damaged_utf8(data: bytes) -> tuple[str, str, str] | None:
    whole = len(_SEQUENCE.findall(data))
    bad = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    if whole < 2 * bad or bad > _DAMAGE_SHARE * len(data):
        return None
    decoded = _checked(data.decode("utf-8", "replace"))
    return decoded, "utf-8", f"{bad} of {len(data)} bytes are not UTF-8; they stand as \ufffd in the text."


def _legacy(data: bytes) -> tuple[str, str, str | None]:
    if b"\0" in data:
        raise UnreadableError("The file is not text: it holds zero bytes.")
    if len(_HIGH.findall(data)) <= max(_FEW, _WESTERN_SHARE * len(data)):
        try:
            return _checked(data.decode("windows-1252")), "windows-1252", None
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:50_000], cp_isolation=list(_OLDER)).best()
    if best is None:
        raise UnreadableError("The file is not text in any encoding that can be told; save it as UTF-8.")
    try:
        return _checked(data.decode(best.encoding)), best.encoding, None
    except UnicodeDecodeError:
        raise UnreadableError(f"The file looks like {best.encoding}, but is damaged; save it as UTF-8.") from None
