"""Archives, mails and web archives: every member read or named, and none trusted."""

import gzip
import io
import random
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_feeds import ATOM, RSS
from test_mails import box
from test_office import docx, locked, odt, rtf
from test_pages import mhtml, page
from test_pdfs import pdf
from test_records import parquet, workbook

from osint.articles import containers, formats
from osint.articles.formats import Found, Limits

STORY = "The ferry sails, the mayor said."


def read(name: str, data: bytes, limits: Limits | None = None) -> list[Found]:
    return list(containers.read(io.BytesIO(data), name, limits))


def zipped(*members: tuple[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def mail(html: str | None = None, *, attached: dict[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "The Aldmouth Post <news@post.example>"
    message["Subject"] = "Ferry – sails"
    message["Date"] = "Fri, 31 May 2024 23:10:00 +0200"
    message.set_content(html, subtype="html") if html else message.set_content(STORY)
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def warc(*answers: tuple[str, bytes], status: int = 200) -> bytes:
    out = b""
    for number, (kind, body) in enumerate(answers):
        http = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        out += (
            (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/{number}\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
                "WARC-Date: 2024-05-31T00:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            ).encode()
            + http
            + b"\r\n\r\n"
        )
    return out


WHOLE = {
    "a.txt": STORY.encode(),
    "a.md": STORY.encode(),
    "a.html": page().encode(),
    "a.mhtml": mhtml(page().replace("=", "=3D").encode()),
    "a.pdf": pdf(STORY),
    "a.docx": docx(STORY),
    "a.odt": odt(f"<office:text><text:p>{STORY}</text:p></office:text>"),
    "a.rtf": rtf(STORY),
    "a.xlsx": workbook(["title", "text"], ["Ferry", STORY]),
    "a.eml": mail(),
    "a.mbox": box(mail()),
    "a.jsonl": f'{{"text": "{STORY}"}}\n'.encode(),
    "a.json": f'[{{"text": "{STORY}"}}]'.encode(),
    "a.csv": f'text\n"{STORY}"\n'.encode(),
    "a.parquet": parquet(text=[STORY]),
    "a.rss": RSS.encode(),
    "a.atom": ATOM.encode(),
    "a.xml": RSS.encode(),
    "a.zip": zipped(("a.txt", STORY)),
    "a.txt.gz": gzip.compress(STORY.encode(), mtime=0),
    "a.warc": warc(("text/html", page().encode())),
    "a.wacz": zipped(("archive/a.warc", warc(("text/html", page().encode())))),
    "a.warc.gz": gzip.compress(warc(("text/html", page().encode())), mtime=0),
}


@pytest.mark.parametrize("name", WHOLE)
def test_each_format_is_read(name: str) -> None:
    found = read(name, WHOLE[name])
    assert found and all(row.text and not row.problem for row in found)


@pytest.mark.parametrize("name", WHOLE)
def test_an_empty_file_is_named(name: str) -> None:
    assert read(name, b"") == [Found(problem="The file is empty.")]


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("other", ["a.pdf", "a.zip", "a.html", "a.parquet", "a.rss"])
def test_a_mislabelled_file_is_named(name: str, other: str) -> None:
    if WHOLE[name][:5] == WHOLE[other][:5] or (name, other) == ("a.atom", "a.rss"):
        return
    (found,) = read(name, WHOLE[other])
    assert found.problem and not found.text


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in ("a.txt", "a.md")])
def test_a_file_cut_off_is_read_as_far_as_it_goes_or_named(name: str) -> None:
    found = read(name, WHOLE[name][: len(WHOLE[name]) // 3])
    assert found and all(row.problem or row.text for row in found)


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_bytes_reading_ends_with_rows(name: str, data: st.DataObject) -> None:
    good = WHOLE[name]
    at = data.draw(st.integers(0, len(good)))
    junk = data.draw(st.binary(max_size=40))
    seed = data.draw(st.integers(0, 2**16))
    kept = bytearray(good[:at] + junk + good[at + data.draw(st.integers(0, 40)) :])
    for _ in range(data.draw(st.integers(0, 6))):
        if kept:
            kept[random.Random(seed).randrange(len(kept))] ^= 1 << (seed % 8)
    for row in read(name, bytes(kept)):
        (row.text + row.member + (row.title or "") + (row.problem or "")).encode("utf-8")


def test_every_member_is_read_or_named() -> None:
    data = zipped(
        ("news/a.txt", STORY),
        ("news/", b""),
        ("__MACOSX/a.txt", b"x"),
        (".DS_Store", b"x"),
        ("b.jsonl", f'{{"text": "{STORY}"}}\n{{"text": "Two"}}'),
        ("../../up.txt", STORY),
        ("/etc/root.txt", STORY),
        ("C:\\win.txt", STORY),
        ("two\nlines.txt", STORY),
        ("c.bin", b"x"),
        ("inner.zip", zipped(("d.txt", STORY))),
    )
    found = {row.member: row for row in read("a.zip", data)}
    assert {member for member, row in found.items() if not row.problem} == {
        "news/a.txt",
        "b.jsonl!1",
        "b.jsonl!2",
        "two\\nlines.txt",
        "inner.zip!d.txt",
    }
    assert all("leads out" in found[member].problem for member in ("../../up.txt", "/etc/root.txt", "C:/win.txt"))
    assert "'.bin' are not read" in found["c.bin"].problem
    assert len(found) == 9


def test_a_damaged_member_leaves_the_others() -> None:
    data = zipped(("a.txt", STORY), ("b.txt", "The harbour is shut, he said."))
    broken = data.replace(data[data.find(b"a.txt") + 5 :][:20], b"x" * 20, 1)
    first, second = read("a.zip", broken)
    assert first.problem and not second.problem


def test_locked_members_are_named() -> None:
    assert "password" in (read("a.zip", locked(zipped(("a.txt", STORY))))[0].problem or "")


def test_links_in_an_archive_are_not_followed() -> None:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "link" in (read("a.zip", stream.getvalue())[0].problem or "")


def test_bombs_are_not_unpacked() -> None:
    assert "200 times" in (read("a.zip", zipped(("a.txt", b"a" * 5_000_000)))[0].problem or "")
    many = zipped(*((f"{number}.txt", random.Random(number).randbytes(900)) for number in range(200)))
    assert "rest is not read" in (read("a.zip", many, Limits(max_bytes=1000))[-1].problem or "")
    assert "allowed" in (read("a.txt.gz", gzip.compress(b"a" * 5_000_000), Limits(max_bytes=1000))[0].problem or "")
    deep = zipped(("a.txt", STORY))
    for _ in range(4):
        deep = zipped(("a.zip", deep))
    assert "deep within others" in (read("a.zip", deep)[0].problem or "")


def test_what_unpacks_to_far_more_than_its_size_is_no_article() -> None:
    for name, begin in (("a.txt.gz", b""), ("a.csv.gz", b"text\n"), ("a.jsonl.gz", b""), ("a.zip.gz", b"PK\x03\x04")):
        (found,) = read(name, gzip.compress(begin + b"a\n" * 4_000_000))
        assert "200 times" in (found.problem or "")
    words = " ".join(f"The ferry sails, mayor {number % 90} said." for number in range(60_000))
    packed = gzip.compress(words.encode())
    assert len(words) > 30 * len(packed) > 0
    assert read("a.txt.gz", packed)[0].text == words


def test_gzip_in_gzip() -> None:
    data = STORY.encode()
    for _ in range(3):
        data = gzip.compress(data)
    assert read("a.txt.gz.gz.gz", data)[0].text == STORY
    assert "deep within others" in (read("a.txt.gz.gz.gz.gz", gzip.compress(data))[0].problem or "")


@pytest.mark.parametrize(
    ("name", "head", "row"), [("a.csv", "text,title\n", ",a\n"), ("a.jsonl", "", '{"text": ""}\n')]
)
def test_rows_without_a_text_are_counted_not_listed(name: str, head: str, row: str) -> None:
    last = {"a.csv": f'"{STORY}",a\n', "a.jsonl": f'{{"text": "{STORY}"}}\n'}[name]
    *_, story, end = found = read(name, (head + row * 5000 + last).encode())
    assert len(found) == 1002
    assert (story.text, story.member) == (STORY, "5001")
    assert "5,000 rows hold no text" in (end.problem or "")


def test_members_parts_and_records_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_ROWS", 5)
    for name, data in (
        ("a.zip", zipped(*((f"{number}.txt", STORY) for number in range(9)))),
        ("a.eml", mail(attached={f"{number}.txt": STORY.encode() for number in range(9)})),
        ("a.warc", warc(*[("text/plain", STORY.encode())] * 9)),
    ):
        assert "more than 5 rows or members" in (read(name, data)[-1].problem or "")


def test_mails_nested_in_mails_are_limited() -> None:
    part = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    nested = b"From: a@b\nSubject: x\n" + b"".join(part % (number, number) for number in range(60))
    assert "60 parts that hold parts" in (read("a.eml", nested)[0].problem or "")
    assert "60 parts that hold parts" in (read("a.mhtml", nested)[0].problem or "")


def test_a_mail_is_read_with_what_is_attached() -> None:
    found = read("a.eml", mail(attached={"ferry.txt": STORY.encode(), "photo.jpg": b"x", "../up.pdf": pdf(STORY)}))
    assert [row.member for row in found] == ["", "ferry.txt", "../up.pdf"]
    body = found[0]
    assert (body.title, body.author, body.published) == ("Ferry – sails", "The Aldmouth Post", "2024-05-31")
    assert body.text.strip() == STORY and found[1].text == STORY


def test_a_mail_of_html_becomes_lines() -> None:
    assert read("a.eml", mail("<p>One</p><p>Two</p>"))[0].text == "One\nTwo"


def test_what_is_no_mail_is_named() -> None:
    assert "no mail headers" in (read("a.eml", b"Plain words of no mail.")[0].problem or "")


def test_a_web_archive_is_read_page_by_page() -> None:
    pages = (("text/html; charset=utf-8", page().encode()), ("image/png", b"x"), ("text/html", b"<p>"))
    first, second = read("a.warc", warc(*pages))
    assert (first.member, first.url) == ("1", "https://post.example/0")
    assert first.text == read("a.html", page().encode())[0].text
    assert (second.member, bool(second.problem)) == ("3", True)


def test_a_record_cut_off_is_named() -> None:
    whole = warc(("text/html", page().encode()), ("text/html", page().encode()))
    assert [bool(row.problem) for row in read("a.warc", whole[: len(whole) * 3 // 4])] == [False, True]


def test_answers_that_failed_are_no_articles() -> None:
    assert read("a.warc", warc(("text/html", page().encode()), status=404))[0].problem == "The file holds no article."


def test_the_hash_is_of_the_member() -> None:
    import hashlib

    assert read("a.zip", zipped(("a.txt", STORY)))[0].sha256 == hashlib.sha256(STORY.encode()).hexdigest()


def test_a_file_of_no_known_kind_is_named() -> None:
    assert "'.exe' are not read" in (read("a.exe", b"MZ")[0].problem or "")
    assert "without an ending" in (read("README", b"x")[0].problem or "")
