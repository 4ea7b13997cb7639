"""Documents made for print: PDF and Word."""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from osint.articles import formats, pages
from osint.articles.formats import Found, UnreadableError

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART_BYTES = 50_000_000


def pdf(data: bytes) -> Found:
    """Read the text layer of a PDF, its pages a blank line apart.

    Raises
    ------
    UnreadableError
        If it is damaged, locked by a password, or holds pictures of pages only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # What it would log is said in `problem`.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("The name says PDF, but the content is none.")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("The PDF is locked by a password; save a copy without it.")
        texts = [page.extract_text() for page in reader.pages]
        said = reader.metadata
    except UnreadableError:
        raise
    except PyPdfError as error:
        raise UnreadableError(f"The PDF is damaged: {error}.") from None
    decoded = formats.clean("\n\n".join(page.strip() for page in texts if page.strip()))
    if not decoded:
        raise UnreadableError("The PDF holds no text, perhaps pictures of pages; run text recognition over it.")
    created = said.creation_date if said else None
    return Found(
        decoded,
        title=pages.line(said.title if said else None),
        author=pages.line(said.author if said else None),
        published=created.date().isoformat() if created else None,
    )


def docx(data: bytes) -> Found:
    """Read a Word document: the text of its body, a paragraph a line.

    Raises
    ------
    UnreadableError
        If it is damaged, locked, no Word document, or unpacks to far more than it should.
    """
    if not data.startswith(b"PK"):
        raise UnreadableError("The Word document is locked by a password, or in the old format; save an open .docx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise UnreadableError("The name says Word document, but the content is none.")
            body = formats.xml(_part(archive, "word/document.xml"))
            core = formats.xml(_part(archive, "docProps/core.xml")) if "docProps/core.xml" in names else None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError(f"The Word document is damaged or locked: {error}.") from None
    lines = ("".join(_runs(paragraph)).strip() for paragraph in body.iter(f"{_WORD}p"))
    said = {} if core is None else {part.tag.rpartition("}")[2]: (part.text or "") for part in core}
    return Found(
        formats.clean("\n".join(line for line in lines if line)),
        title=pages.line(said.get("title")),
        author=pages.line(said.get("creator")),
        published=(said.get("created") or "")[:10] or None,
    )


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(_PART_BYTES + 1)
    if len(data) > _PART_BYTES:
        raise UnreadableError(f"The Word document unpacks to more than {_PART_BYTES:,} bytes.")
    return data


def _runs(paragraph: Any) -> Iterator[str]:
    """The pieces of a paragraph; text that was struck out under "track changes" is none."""
    for part in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        yield (part.text or "") if part.tag == f"{_WORD}t" else " "
