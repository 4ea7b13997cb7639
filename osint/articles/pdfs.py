"""PDF: the text layer as paragraphs."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from osint.articles import bylines, encodings, layout
from osint.articles.formats import Found, Limits, UnreadableError
from osint.articles.layout import Word

#: A gap wider than this share of the type's height parts two words.
_WORD_GAP = 0.18
_PAGES = 2000
_CHARACTERS = 5_000_000


def read(data: bytes, limits: Limits | None = None) -> Found:
    """Read the text layer of a PDF: lines joined to paragraphs, columns in order, without running heads.

    The day on which the file was made bounds the day of publication; a day in the byline is that day.

    Raises
    ------
    UnreadableError
        If it is damaged, locked by a password, too long, or holds pictures of pages only.
    """
    import pypdfium2

    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("The name says PDF, but the content is none.")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableError("The PDF is locked by a password; save a copy without it.") from None
        raise UnreadableError(f"The PDF is damaged: {str(error).rstrip('.')}.") from None
    try:
        if len(document) > _PAGES:
            raise UnreadableError(f"The PDF has {len(document):,} pages, more than the {_PAGES:,} allowed; divide it.")
        said = document.get_metadata_dict()
        pages = list(_pages(document))
    finally:
        document.close()
    text = encodings.clean("\n\n".join(layout.paragraphs(pages))).strip()
    if not text:
        raise UnreadableError("The PDF holds no text, perhaps pictures of pages; run text recognition over it.")
    return bylines.dated(
        Found(text, title=bylines.title(said.get("Title")), author=bylines.author(said.get("Author"))),
        _day(said.get("CreationDate")),
    )


def _day(written: str | None) -> str | None:
    """The ISO day of a PDF's date: "D:20240514101500+02'00'"."""
    from osint.articles import dates

    return dates.day((written or "").removeprefix("D:")[:8])


def _pages(document: Any) -> Iterator[list[Word]]:
    import pypdfium2

    n_characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(f"Page {number + 1} of the PDF is damaged: {str(error).rstrip('.')}.") from None
        n_characters += text.count_chars()
        if n_characters > _CHARACTERS:
            raise UnreadableError(f"The PDF has more than the {_CHARACTERS:,} characters allowed; divide it.")
        yield list(_words(text))
        text.close()
        page.close()


def _words(page: Any) -> Iterator[Word]:
    """The words of a page as they are printed; PDFium's own spaces and line ends are not used."""
    taken: list[tuple[str, float, float, float, float]] = []
    for character in _characters(page):
        if taken and (character is None or not _is_same_word(taken[-1], character)):
            yield _word(taken)
            taken = []
        if character is not None:
            taken.append(character)
    if taken:
        yield _word(taken)


def _characters(page: Any) -> Iterator[tuple[str, float, float, float, float] | None]:
    """Each printed character and its box, None for a space."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    for i in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, i)
        if code in (0, 10, 13) or code > 0x10FFFF:
            continue
        sign = chr(code)
        if sign.isspace():
            yield None
        elif raw.FPDFText_GetLooseCharBox(page, i, pointer):
            yield sign, box.left, box.bottom, box.right, box.top


def _is_same_word(one: tuple[str, float, float, float, float], other: tuple[str, float, float, float, float]) -> bool:
    height = max(one[4] - one[2], other[4] - other[2])
    is_level = abs((one[4] + one[2]) - (other[4] + other[2])) < height
    return is_level and -height < other[1] - one[3] < _WORD_GAP * height


def _word(taken: list[tuple[str, float, float, float, float]]) -> Word:
    return Word(
        "".join(character[0] for character in taken),
        min(character[1] for character in taken),
        min(character[2] for character in taken),
        max(character[3] for character in taken),
        max(character[4] for character in taken),
    )
