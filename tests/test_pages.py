"""Saved web pages: body and what they say of themselves, whole, damaged and hostile."""

import time

import pytest

from osint.articles import pages
from osint.articles.formats import UnreadableError

BODY = "".join(
    f"<p>The mayor of Aldmouth said on {day} that the ferry would sail again, as the harbour had been dredged.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)
LINKED = (
    '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "headline": "Ferry sails",'
    ' "author": [{"name": "Ann Weir"}, {"name": "Bo Lund"}], "datePublished": "2024-05-31T23:30:00-05:00",'
    ' "publisher": {"name": "The Aldmouth Post"}}]}</script>'
)
METAS = (
    '<meta property="og:title" content="Ferry sails"><meta name="author" content="Ann Weir">'
    '<meta property="article:published_time" content="2024-05-31"><meta property="og:site_name" content="Post">'
    '<meta property="og:url" content="https://post.example/ferry">'
)


def page(head: str = "", body: str = BODY) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><nav>Home</nav><article>{body}</article></body></html>"


def test_the_body_is_read_a_paragraph_a_line() -> None:
    found = pages.read(page().encode())
    assert found.text.count("\n") == 3
    assert found.text.startswith("The mayor of Aldmouth said on Monday") and "Home" not in found.text
    assert found.encoding == "utf-8"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (LINKED, ("Ferry sails", "Ann Weir; Bo Lund", "2024-05-31", "The Aldmouth Post", None)),
        (METAS, ("Ferry sails", "Ann Weir", "2024-05-31", "Post", "https://post.example/ferry")),
        ("<title>Ferry sails</title>", ("Ferry sails", None, None, None, None)),
        (
            '<link rel="canonical" href="https://post.example/2024/05/31/ferry">',
            (None, None, "2024-05-31", None, "https://post.example/2024/05/31/ferry"),
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle"' + "[" * 5000 + "</script>", (None,) * 5),
        ('<script type="application/ld+json">[1, "x", {"@type": 3}]</script>', (None,) * 5),
    ],
)
def test_what_a_page_says_of_itself(head: str, said: tuple[str | None, ...]) -> None:
    found = pages.read(page(head).encode())
    assert (found.title, found.author, found.published, found.outlet, found.url) == said


def test_the_declared_encoding_is_used() -> None:
    data = page('<meta charset="windows-1251">', BODY.replace("mayor", "мэр")).encode("cp1251")
    found = pages.read(data)
    assert found.encoding == "cp1251" and "The мэр of" in found.text


CROWDED = "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">"


@pytest.mark.parametrize("before", ["", "<!-- ", "<script>", '<p a="', "<p ", "<p" * 90_000, "<p=" * 90_000])
def test_a_tag_of_many_attributes_is_not_parsed(before: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(UnreadableError):
        pages.read(page(body=before + CROWDED).encode())
    assert time.perf_counter() - begin < 10


def test_a_tag_of_some_attributes_and_a_long_script_are_read() -> None:
    some = "<p " + " ".join(f"data-a{number}='1'" for number in range(250)) + ">One word more.</p>"
    script = f"<script>for (i = 0; i <n; i++) {{{' x = 1;' * 3000}}}</script>"
    assert pages.read(page(body=some + script + BODY).encode()).text.count("\n") == 4


def test_a_boxed_paragraph_is_no_table() -> None:
    body = BODY + "<table><tr><td>“We waited for a year,” the mayor said.</td></tr></table>" + BODY
    assert "\n“We waited for a year,” the mayor said.\n" in pages.read(page(body=body).encode()).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Plain words without any tag.", "no tags"),
        (page(body="").encode(), "No article text"),
        (b"<!DOCTYPE html><html><body><scr", "damaged|No article text"),
        (page(body="<p>" * 200_000).encode(), "200,0[0-9]* tags"),
        (page(body="<div>" * 100_000 + BODY).encode(), "nested too deeply"),
        (b"<!DOCTYPE html>" + b"\x00\x01\x02" * 100, "not text"),
    ],
)
def test_what_is_no_article_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        pages.read(data)


def mhtml(page: bytes, encoding: str = "quoted-printable") -> bytes:
    return (
        b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n"
        b"Content-Location: https://post.example/ferry\r\n\r\n" + page + b"\r\n--b--\r\n"
    )


def test_a_page_saved_as_one_file() -> None:
    import quopri

    found = pages.mhtml(mhtml(quopri.encodestring(page().encode())))
    assert found.text == pages.read(page().encode()).text
    assert found.url == "https://post.example/ferry"


@pytest.mark.parametrize("data", [b"Plain words.", mhtml(b""), mhtml(page().encode())[:120], b"\xff" * 50])
def test_a_damaged_page_saved_as_one_file_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        pages.mhtml(data)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain & simple", "Plain & simple"),
        ("<p>A <b>bold</b>  word</p>\n<p>and more</p>", "A bold word\nand more"),
        ("", ""),
        ("&lt;p&gt;", "<p>"),
        ("<style>p {}</style><p>One", "One"),
    ],
)
def test_a_piece_of_html_becomes_lines(markup: str, text: str) -> None:
    assert pages.paragraphs(markup) == text
