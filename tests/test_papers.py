"""PDF and Word documents, whole, damaged, locked and mislabelled."""

import io
import zipfile

import pytest

from osint.articles import papers
from osint.articles.formats import UnreadableError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*lines: str, password: str | None = None, info: dict[str, str] | None = None) -> bytes:
    """A PDF of one page, made by hand."""
    from pypdf import PdfReader, PdfWriter

    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out)))
    writer.add_metadata(info or {})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


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


def test_a_pdf_is_read_with_what_it_says() -> None:
    found = papers.pdf(pdf("The ferry sails", "again.", info={"/Title": "Ferry", "/CreationDate": "D:20240531120000Z"}))
    assert found.text == "The ferry sails\nagain."
    assert (found.title, found.author, found.published) == ("Ferry", None, "2024-05-31")


def test_a_pdf_locked_against_changes_only_is_read() -> None:
    assert papers.pdf(pdf("The ferry sails.", password="")).text == "The ferry sails."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf("The ferry sails.", password="secret"), "locked by a password"),
        (pdf("The ferry sails.")[:150], "damaged"),
        (b"%PDF-1.7\n" + b"junk " * 100, "damaged"),
        (pdf(), "no text"),
        (b"Plain words.", "content is none"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        papers.pdf(data)


def test_a_word_document_is_read_with_what_it_says() -> None:
    created = "<dcterms:created>2024-05-31T09:00:00Z</dcterms:created>"
    core = f"<dc:title>Ferry</dc:title><dc:creator>Ann Weir</dc:creator>{created}"
    found = papers.docx(docx("The ferry &amp; the harbour.", " ", "It sails.", core=core))
    assert found.text == "The ferry & the harbour.\nIt sails."
    assert (found.title, found.author, found.published) == ("Ferry", "Ann Weir", "2024-05-31")


def test_text_struck_out_in_a_word_document_is_left_out() -> None:
    run = "<w:p><w:r><w:t>It sails</w:t></w:r><w:del><w:r><w:delText> not</w:delText></w:r></w:del></w:p>"
    body = f'<w:document xmlns:w="{WORD}"><w:body>{run}</w:body></w:document>'
    assert papers.docx(docx(body=body)).text == "It sails"


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
    ],
)
def test_a_word_document_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        papers.docx(data)


def test_a_zip_of_other_things_is_no_word_document() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnreadableError, match="content is none"):
        papers.docx(stream.getvalue())
