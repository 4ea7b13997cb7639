"""Word, OpenDocument and RTF, whole, damaged, locked and mislabelled."""

import io
import zipfile

import pytest

from osint.articles import office
from osint.articles.formats import UnreadableError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def locked(data: bytes) -> bytes:
    """The archive with each member marked as encrypted."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data = data[: at + place] + b"\x01" + data[at + place + 1 :]
            at = data.find(mark, at + 4)
    return data


def docx(*paragraphs: str, core: str = "", body: str | None = None) -> bytes:
    """A Word document, as little as is one."""
    stream = io.BytesIO()
    inner = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", body or f'<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>'
        )
        archive.writestr("docProps/core.xml", f'<c xmlns:dc="d" xmlns:dcterms="t">{core}</c>')
    return stream.getvalue()


def test_a_word_document_is_read_with_what_it_says() -> None:
    created = "<dcterms:created>2024-05-31T09:00:00Z</dcterms:created>"
    core = f"<dc:title>Ferry</dc:title><dc:creator>Ann Weir</dc:creator>{created}"
    found = office.docx(docx("The ferry &amp; the harbour.", " ", "It sails.", core=core))
    assert found.text == "The ferry & the harbour.\nIt sails."
    assert (found.title, found.author, found.published, found.latest) == ("Ferry", "Ann Weir", None, "2024-05-31")


def test_text_struck_out_in_a_word_document_is_left_out() -> None:
    run = "<w:p><w:r><w:t>It sails</w:t></w:r><w:del><w:r><w:delText> not</w:delText></w:r></w:del></w:p>"
    body = f'<w:document xmlns:w="{WORD}"><w:body>{run}</w:body></w:document>'
    assert office.docx(docx(body=body)).text == "It sails"


def word(inner: str) -> str:
    namespaces = f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return f"<w:document {namespaces}><w:body>{inner}</w:body></w:document>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:p><w:moveFrom><w:r><w:t>Gone</w:t></w:r></w:moveFrom><w:r><w:t>Stays</w:t></w:r></w:p>", "Stays"),
        (
            "<w:p><w:moveTo><w:r><w:t>Come</w:t></w:r></w:moveTo><w:ins><w:r><w:t> in</w:t></w:r></w:ins></w:p>",
            "Come in",
        ),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Unseen</w:t></w:r><w:r><w:t>Seen</w:t></w:r></w:p>", "Seen"),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seen</w:t></w:r></w:p>', "Seen"),
        (
            "<w:p><w:r><w:t>Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Box"
            "</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r>"
            "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>",
            "Before after\nBox",
        ),
        (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "One\ntwo",
        ),
    ],
)
def test_a_word_document_is_read_as_a_reader_sees_it(inner: str, text: str) -> None:
    assert office.docx(docx(body=word(inner))).text == text


@pytest.mark.parametrize(
    ("byline", "created", "bounds"),
    [
        ("By Ann Weir, 30 May 2024", "2024-05-31", ("2024-05-30", None, None)),
        ("By Ann Weir", "2024-05-31", (None, None, "2024-05-31")),
        ("By Ann Weir, 3 June 2024", "2024-05-31", (None, None, "2024-05-31")),
        (
            "The ferry sailed on 30 May 2024 for the first time, as the mayor had said.",
            "2024-05-31",
            (None, None, "2024-05-31"),
        ),
    ],
)
def test_the_file_s_day_bounds_that_of_the_byline(byline: str, created: str, bounds: tuple[str | None, ...]) -> None:
    core = f"<dcterms:created>{created}T09:00:00Z</dcterms:created>"
    found = office.docx(docx("Ferry sails", byline, "It sails.", core=core))
    assert (found.published, found.earliest, found.latest) == bounds


def odt(content: str, *, meta: str = "") -> bytes:
    """An OpenDocument text, as little as is one."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    declared = " ".join(f'xmlns:{key}="{value}"' for key, value in names.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<office:document-content {declared}>{content}</office:document-content>")
        archive.writestr("meta.xml", f"<office:document-meta {declared}>{meta}</office:document-meta>")
    return stream.getvalue()


def test_an_opendocument_text_is_read_as_a_reader_sees_it() -> None:
    content = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style><office:text>'
        "<text:tracked-changes><text:p>Gone</text:p></text:tracked-changes><text:h>Ferry sails</text:h>"
        '<text:p>The <text:span>ferry</text:span><text:s/>sails<text:span text:style-name="T1"> x</text:span> again'
        "<text:note><text:p>Note</text:p></text:note>.</text:p></office:text>"
    )
    found = office.odt(odt(content, meta="<dc:title>Ferry</dc:title><dc:creator>Ann Weir</dc:creator>"))
    assert found.text == "Ferry sails\nThe ferry sails again."
    assert (found.title, found.author) == ("Ferry", "Ann Weir")


def rtf(text: str, info: str = "") -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Times;}}}}{{\info{info}}}\f0 {text}}}".encode("cp1252")


def test_rich_text_is_read() -> None:
    picture = r"{\pict\pngblip 89504e470d0a1a0a}"
    text = r"Ferry\par\par \ldblquote It sails,\rdblquote  said \u381\'8eeljko." + picture + r"\par Caf\'e9"
    found = office.rtf(rtf(text, r"{\title Ferry}{\author Ann Weir}{\creatim\yr2024\mo5\dy31}"))
    assert found.text == "Ferry\n“It sails,” said Željko.\nCafé"
    assert (found.title, found.author, found.latest) == ("Ferry", "Ann Weir", "2024-05-31")


@pytest.mark.parametrize("read", [office.docx, office.odt])
@pytest.mark.parametrize(("data", "reason"), [(b"PK\x03\x04junk", "damaged"), (b"", "damaged|locked")])
def test_what_is_no_document_is_named(read, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(data)


def test_what_is_no_rich_text_is_named() -> None:
    with pytest.raises(UnreadableError, match="content is none"):
        office.rtf(b"Plain words.")


def bomb(n: int) -> str:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, n))
    return f'<!DOCTYPE d [<!ENTITY e0 "lol">{levels}]><w:document xmlns:w="{WORD}"><w:t>&e{n - 1};</w:t></w:document>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx("The ferry sails.")[:-60], "damaged"),
        (b"PK\x03\x04" + b"junk" * 100, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "password"),
        (docx(body="<w:document"), "damaged"),
        (docx(body=bomb(2)), "entities"),
        (docx(body=bomb(10)), "damaged|entities"),
        (docx(body="<a>" + " " * 60_000_000 + "</a>"), "unpacks to more"),
        (docx()[:0], "locked"),
        (locked(docx("The ferry sails.")), "locked by a password"),
    ],
)
def test_a_word_document_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        office.docx(data)


def test_a_zip_of_other_things_is_no_word_document() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnreadableError, match="content is none"):
        office.docx(stream.getvalue())
