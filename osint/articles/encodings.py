"""Bytes to text: the encoding of a file, and what no text can hold."""

from __future__ import annotations

import codecs
import re

from osint.articles.formats import UnreadableError

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
#: A capital with an accent after a small letter, or where a quotation mark would be: "ÒSo,Ó he said", "donÕt".
_ODD_CAPITALS = re.compile(r"(?<=[a-z])[À-ÞŠŽŸ]|(?<!\w)[ÒÔ](?=[A-Za-z])|(?<=[\w.,!?])[ÓÕ](?![A-Za-z])")
#: What UTF-8 looks like when it is read as Windows-1252: "â€œ" for a quotation mark, "Ã©" for an e with accent.
_GARBLED = re.compile("â€[\x80-\xbfœžŸ˜™š›‹“”„†‡•…‰–—‘’‚¢£]|Ã[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0£§©«°»]")
_FEW_GARBLED = 2
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
        western = _western(data)
        if western is not None:
            return western[0], western[1], None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:50_000], cp_isolation=list(_OLDER)).best()
    if best is None:
        raise UnreadableError("The file is not text in any encoding that can be told; save it as UTF-8.")
    try:
        return _checked(data.decode(best.encoding)), best.encoding, None
    except UnicodeDecodeError:
        raise UnreadableError(f"The file looks like {best.encoding}, but is damaged; save it as UTF-8.") from None


def _western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252, or the Macintosh's encoding where it makes fewer capitals stand within and around words."""
    try:
        windows = _checked(data.decode("windows-1252"))
    except UnicodeDecodeError:
        windows = None
    macintosh = data.decode("mac_roman")
    n_odd = len(_ODD_CAPITALS.findall(windows)) if windows is not None else len(macintosh)
    if n_odd > 1 and len(_ODD_CAPITALS.findall(macintosh)) < n_odd:
        return _checked(macintosh), "mac_roman"
    return (windows, "windows-1252") if windows is not None else None


def garbled(text: str) -> str | None:
    """Say that a text was decoded wrongly before it was saved, None where it was not.

    >>> garbled("The mayor said: â€œIt is Ã¶ffentlich.")
    'Signs such as “â€œ” show that the text was once decoded wrongly; save it again from its source.'
    """
    found = _GARBLED.findall(text)
    if len(found) < _FEW_GARBLED:
        return None
    return f"Signs such as “{found[0]}” show that the text was once decoded wrongly; save it again from its source."
