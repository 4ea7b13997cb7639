"""Office documents: Word, OpenDocument and RTF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from osint.articles import bylines, encodings, formats, markup
from osint.articles.formats import Found, Limits, UnreadableError

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
#: An OpenDocument file says here which of its parts are encrypted.
_MANIFEST = "META-INF/manifest.xml"
_PART_BYTES = 50_000_000
#: The groups of RTF that hold pictures and objects; the digits in them cost time and hold no text.
_RTF_PICTURES = re.compile(r"\{\\(?:\*\\)?(?:pict|objdata|blipuid)\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_RTF_SAID = r"\{\\%s ([^{}\\]*)\}"
_RTF_DAY = re.compile(r"\{\\(?:creatim|revtim)\\yr(\d+)\\mo(\d+)\\dy(\d+)")


class _Markup(NamedTuple):
    """How a format marks paragraphs, what is in them, and what is not read."""

    paragraphs: frozenset[str]
    text: frozenset[str]
    breaks: Mapping[str, str]
    passed_over: frozenset[str]


#: Text that was moved away and the second writing of a text box are not read; text that was deleted is no "t".
_DOCX = _Markup(
    paragraphs=frozenset({f"{_WORD}p"}),
    text=frozenset({f"{_WORD}t"}),
    breaks={f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"},
    passed_over=frozenset({f"{_WORD}moveFrom", f"{_WORD}del", f"{_COMPATIBILITY}Fallback", f"{_WORD}pPr"}),
)
#: Notes, remarks and what was deleted are not read.
_ODT = _Markup(
    paragraphs=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    text=frozenset(),
    breaks={f"{_TEXT}tab": " ", f"{_TEXT}s": " ", f"{_TEXT}line-break": "\n"},
    passed_over=frozenset(
        {
            *(f"{_TEXT}{name}" for name in ("tracked-changes", "note", "hidden-text", "hidden-paragraph")),
            *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end")),
        }
    ),
)


def docx(data: bytes, limits: Limits | None = None) -> Found:
    """Read a Word document: the text of its body, a paragraph a line, as it reads with all changes accepted.

    Raises
    ------
    UnreadableError
        If it is damaged, locked, no Word document, or unpacks to far more than it should.
    """
    if not data.startswith(b"PK"):
        raise UnreadableError("The Word document is locked by a password, or in the old format; save an open .docx.")
    parts = _parts(data, limits, "Word document", "word/document.xml", "docProps/core.xml", "word/styles.xml")
    body, core, styles = parts
    hidden = {
        style.get(f"{_WORD}styleId")
        for style in (() if styles is None else styles.iter(f"{_WORD}style"))
        if _is_vanished(style.find(f"{_WORD}rPr"))
    }
    for run in [run for run in body.iter(f"{_WORD}r") if _is_hidden_run(run, hidden)]:
        run.getparent().remove(run)
    said = {} if core is None else {part.tag.rpartition("}")[2]: (part.text or "") for part in core}
    return _document(body, _DOCX, said.get("title"), said.get("creator"), [said.get("created"), said.get("modified")])


def odt(data: bytes, limits: Limits | None = None) -> Found:
    """Read an OpenDocument text: the text of its body, a paragraph a line; errors as in :func:`docx`."""
    body, meta = _parts(data, limits, "OpenDocument text", "content.xml", "meta.xml")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in body.iter(f"{_STYLE}style")
        if any(value == "none" for inner in style for name, value in inner.items() if name.endswith("}display"))
    }
    for part in [part for part in body.iter() if hidden and part.get(f"{_TEXT}style-name") in hidden]:
        _drop(part)
    said: dict[str, str] = {}
    for part in () if meta is None else meta.iter():
        if isinstance(part.tag, str) and part.text:
            said.setdefault(part.tag.rpartition("}")[2], part.text)
    author = said.get("initial-creator") or said.get("creator")
    return _document(body, _ODT, said.get("title"), author, [said.get("creation-date"), said.get("date")])


def rtf(data: bytes, limits: Limits | None = None) -> Found:
    """Read rich text (RTF): its text, a paragraph a line.

    Raises
    ------
    UnreadableError
        If it is damaged, or no rich text.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("The name says RTF, but the content is none.")
    written = _RTF_PICTURES.sub("", data.decode("latin-1"))
    text = encodings.clean(rtf_to_text(written, errors="replace"))
    said = {key: re.search(_RTF_SAID % key, written) for key in ("title", "author")}
    title, author = (found[1] if found else None for found in said.values())
    days = [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in _RTF_DAY.findall(written)]
    lines = (line.strip() for line in text.split("\n"))
    return bylines.dated(
        Found(
            "\n".join(line for line in lines if line),
            title=bylines.title(title),
            author=bylines.author(author),
        ),
        max(days, default=None),
    )


def _parts(data: bytes, limits: Limits | None, name: str, *members: str) -> list[Any]:
    """The parsed parts of a document, the first of which it must have; None for others that are not there."""
    there = formats.check_zip(data, limits or Limits())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if members[0] not in there:
                raise UnreadableError(f"The name says {name}, but the content is none.")
            if _MANIFEST in there and b"encryption-data" in _part(archive, _MANIFEST):
                raise UnreadableError("The document is locked by a password; save a copy without it.")
            return [formats.xml(_part(archive, member)) if member in there else None for member in members]
    except UnreadableError:
        raise
    except Exception as error:  # zipfile raises what its codecs raise
        raise UnreadableError(f"The {name} is damaged: {str(error).rstrip('.') or type(error).__name__}.") from None


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(_PART_BYTES + 1)
    if len(data) > _PART_BYTES:
        raise UnreadableError(f"The document unpacks to more than {_PART_BYTES:,} bytes.")
    return data


def _document(body: Any, kind: _Markup, title: str | None, author: str | None, days: list[str | None]) -> Found:
    lines = (line.strip() for text in _paragraphs(body, kind) for line in text.split("\n"))
    return bylines.dated(
        Found(
            encodings.clean("\n".join(line for line in lines if line)),
            title=bylines.title(markup.line(title)),
            author=bylines.author(author),
        ),
        max((day[:10] for day in days if day), default=None),
    )


def _paragraphs(element: Any, kind: _Markup) -> Iterator[str]:
    """The text of each paragraph; those of a box that is anchored in one follow it."""
    if element.tag in kind.passed_over:
        return
    if element.tag in kind.paragraphs:
        boxes: list[Any] = []
        yield "".join(_pieces(element, kind, boxes))
        for box in boxes:
            yield from _paragraphs(box, kind)
        return
    for part in element:
        yield from _paragraphs(part, kind)


def _pieces(element: Any, kind: _Markup, boxes: list[Any]) -> Iterator[str]:
    """The pieces of text in a paragraph; paragraphs within it go to `boxes`."""
    is_open = not kind.text
    if is_open or element.tag in kind.text:
        yield element.text or ""
    for part in element:
        if part.tag in kind.paragraphs:
            boxes.append(part)
        elif part.tag in kind.breaks:
            yield kind.breaks[part.tag]
        elif part.tag not in kind.passed_over:
            yield from _pieces(part, kind, boxes)
        if is_open:
            yield part.tail or ""


def _is_hidden_run(run: Any, hidden: set[str | None]) -> bool:
    properties = run.find(f"{_WORD}rPr")
    if properties is None:
        return False
    style = properties.find(f"{_WORD}rStyle")
    return _is_vanished(properties) or (style is not None and style.get(f"{_WORD}val") in hidden)


def _is_vanished(properties: Any) -> bool:
    mark = None if properties is None else properties.find(f"{_WORD}vanish")
    return mark is not None and mark.get(f"{_WORD}val", "true") not in ("0", "false", "off")


def _drop(part: Any) -> None:
    """Remove an element, but keep the text behind it."""
    above = part.getparent()
    if above is None:
        return
    before = part.getprevious()
    if part.tail and before is not None:
        before.tail = (before.tail or "") + part.tail
    elif part.tail:
        above.text = (above.text or "") + part.tail
    above.remove(part)
