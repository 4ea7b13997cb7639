"""PDF: paragraphs, columns and running heads of the printed page; damaged, locked and mislabelled files."""

import io
import textwrap

import pytest

from osint.articles import pdfs
from osint.articles.formats import UnreadableError

FERRY = "The ferry sails again on Monday, the mayor of Aldmouth said, and the harbour has been dredged for it."
STORM = "A storm had shut the harbour for eleven days, and the crews had been sent home without their wages."
VOTE = "On Thursday the council votes on a new pier; whoever wins, the old one goes, its chairwoman promised."


def pdf(*lines: str, password: str | None = None, info: dict[str, str] | None = None) -> bytes:
    """A PDF of one page of lines, made by hand."""
    return printed([[(72, 720 - 14 * number, 12, line) for number, line in enumerate(lines)]], password, info)


def printed(
    pages: list[list[tuple[float, float, float, str]]], password: str | None = None, info: dict[str, str] | None = None
) -> bytes:
    """A PDF of pieces of text in Courier, whose letters are 0.6 of their height wide: left, foot, height and text."""
    from pypdf import PdfReader, PdfWriter

    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, pieces in enumerate(pages):
        shown = "".join(f"BT /F1 {size} Tf {left} {foot} Td ({text}) Tj ET\n" for left, foot, size, text in pieces)
        content = shown.encode("cp1252")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out)))
    writer.add_metadata(info or {})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_pdf_is_read_with_what_it_says() -> None:
    found = pdfs.read(pdf("The ferry sails", "again.", info={"/Title": "Ferry", "/CreationDate": "D:20240531120000Z"}))
    assert found.text == "The ferry sails again."
    assert (found.title, found.author, found.published, found.latest) == ("Ferry", None, None, "2024-05-31")


def test_a_pdf_locked_against_changes_only_is_read() -> None:
    assert pdfs.read(pdf("The ferry sails.", password="")).text == "The ferry sails."


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
        pdfs.read(data)


Pieces = list[tuple[float, float, float, str]]


def column(
    *paragraphs: str, left: float = 72, top: float = 720, letters: int = 40, step: float = 12, gap: float = 8
) -> Pieces:
    """Paragraphs in a column of so many letters, ten points high, a gap between them."""
    pieces: Pieces = []
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, letters):
            pieces.append((left, top, 10, line))
            top -= 12
        top -= gap
    return pieces


def text_of(*pages: Pieces) -> str:
    return pdfs.read(printed(list(pages))).text


@pytest.mark.parametrize("letters", [30, 55, 70])
@pytest.mark.parametrize("gap", [0, 8])
def test_lines_become_paragraphs(letters: int, gap: float) -> None:
    # Without a gap only a last line with room shows where a paragraph ends.
    last = "It does so."
    written = [f"{FERRY} {last}", f"{STORM} {last}", VOTE]
    whole = text_of(column(*written, letters=letters, gap=gap)).split("\n\n")
    assert " ".join(whole) == " ".join(written)
    assert gap == 0 or whole == written


@pytest.mark.parametrize("shift", [0, 4])
def test_columns_are_read_one_after_the_other(shift: float) -> None:
    left = column(FERRY, STORM, left=50)
    right = column(VOTE, FERRY, left=310, top=720 - shift)
    head = [(50.0, 760.0, 20.0, "A headline over both columns")]
    assert text_of([*head, *left, *right]).split("\n\n") == ["A headline over both columns", FERRY, STORM, VOTE, FERRY]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    lines = column(f"{FERRY} {STORM} {VOTE}", letters=40)
    first, second = lines[:5], [(330.0, 720.0 - 12 * i, 10.0, piece[3]) for i, piece in enumerate(lines[5:])]
    assert text_of([*first, *second]) == f"{FERRY} {STORM} {VOTE}"
    assert text_of(first, lines[5:]) == f"{FERRY} {STORM} {VOTE}"


def test_running_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        [(72.0, 770.0, 8.0, f"THE ALDMOUTH POST  31 May 2024  {n}"), *column(story), (300.0, 30.0, 8.0, f"Page {n}")]
        for n, story in enumerate((FERRY, STORM, VOTE), 1)
    ]
    assert text_of(*pages).split("\n\n") == [FERRY, STORM, VOTE]


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    head = (30.0, 775.0, 8.0, "5/31/24, 10:15 AM")
    foot = [(30.0, 15.0, 8.0, "https://post.example/ferry?print=1"), (560.0, 15.0, 8.0, "1/1")]
    assert text_of([head, *column(FERRY), *foot]) == FERRY


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The council con-", "demned the ferry."], "The council condemned the ferry."),
        (["A well-", "known ferry sails."], "A well-known ferry sails."),
        (["The ferry to Aldmouth-", "Bridge sails."], "The ferry to Aldmouth-Bridge sails."),
        (["Aldmouthians met. Aldmou-", "thians left."], "Aldmouthians met. Aldmouthians left."),
    ],
)
def test_hyphens_at_a_line_s_end(lines: list[str], text: str) -> None:
    assert text_of([(72.0, 720.0 - 12 * i, 10.0, line) for i, line in enumerate(lines)]) == text


def test_words_placed_one_by_one_are_joined() -> None:
    pieces: Pieces = []
    for number, line in enumerate(textwrap.wrap(f"{FERRY} {STORM} {VOTE}", 60)):
        words = line.split()
        room = (460 - 6 * sum(map(len, words))) / max(len(words) - 1, 5)
        left = 72.0
        for word in words:
            pieces.append((round(left, 2), 720.0 - 14 * number, 10.0, word))
            left += 6 * len(word) + room
    assert text_of(pieces) == f"{FERRY} {STORM} {VOTE}"
    assert text_of(pieces[::-1]) == f"{FERRY} {STORM} {VOTE}"


def test_numbers_of_a_list_are_no_column() -> None:
    pieces = [
        piece
        for n in range(8)
        for piece in ((72.0, 700.0 - 14 * n, 10.0, f"{n}."), (96.0, 700.0 - 14 * n, 10.0, STORM[:60]))
    ]
    assert text_of(pieces).startswith(f"0. {STORM[:60]}")


def test_a_byline_s_day_is_the_day() -> None:
    info = {"/CreationDate": "D:20240603120000Z", "/Title": "untitled", "/Author": "anonymous"}
    pieces = [(72.0, 760.0, 18.0, "Ferry sails"), (72.0, 738.0, 10.0, "By Ann Weir | 31 May 2024"), *column(FERRY)]
    found = pdfs.read(printed([pieces], info=info))
    assert (found.published, found.latest, found.title, found.author) == ("2024-05-31", None, None, None)


def test_a_long_pdf_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "_PAGES", 2)
    with pytest.raises(UnreadableError, match="3 pages, more than the 2 allowed"):
        text_of(column(FERRY), column(STORM), column(VOTE))


def test_columns_whose_lines_are_not_level_on_many_pages() -> None:
    stories = [f"{FERRY} {STORM} {VOTE}", f"{STORM} {VOTE} {FERRY}", f"{VOTE} {FERRY} {STORM}"]
    pages = [
        [*column(one, other, left=50, letters=38), *column(third, left=310, top=715, letters=38)]
        for one, other, third in (stories, stories[1:] + stories[:1], stories[2:] + stories[:2])
    ]
    assert text_of(*pages).split("\n\n") == [*stories, *stories[1:], *stories[:1], *stories[2:], *stories[:2]]
