"""Saved web pages: body and what they say of themselves, whole, damaged and hostile."""

import plistlib
import time

import pytest

from osint.articles import markup, pages
from osint.articles.formats import Found, UnreadableError

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


def read(data: bytes | str) -> Found:
    """The one article of a page."""
    (found,) = pages.read(data.encode() if isinstance(data, str) else data)
    return found


def page(head: str = "", body: str = BODY) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><nav>Home</nav><article>{body}</article></body></html>"


def test_the_body_is_read_a_paragraph_a_line() -> None:
    found = read(page())
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
    found = read(page(head))
    assert (found.title, found.author, found.published, found.outlet, found.url) == said


def test_the_declared_encoding_is_used() -> None:
    data = page('<meta charset="windows-1251">', BODY.replace("mayor", "мэр")).encode("cp1251")
    found = read(data)
    assert found.encoding == "cp1251" and "The мэр of" in found.text


CROWDED = "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">"


@pytest.mark.parametrize("before", ["", "<!-- ", "<script>", '<p a="', "<p ", "<p" * 90_000, "<p=" * 90_000])
def test_a_tag_of_many_attributes_is_not_parsed(before: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(UnreadableError):
        read(page(body=before + CROWDED))
    assert time.perf_counter() - begin < 10


def test_a_tag_of_some_attributes_and_a_long_script_are_read() -> None:
    some = "<p " + " ".join(f"data-a{number}='1'" for number in range(250)) + ">One word more.</p>"
    script = f"<script>for (i = 0; i <n; i++) {{{' x = 1;' * 3000}}}</script>"
    assert read(page(body=some + script + BODY)).text.count("\n") == 4


def test_a_boxed_paragraph_is_no_table() -> None:
    body = BODY + "<table><tr><td>“We waited for a year,” the mayor said.</td></tr></table>" + BODY
    assert "\n“We waited for a year,” the mayor said.\n" in read(page(body=body)).text


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
        read(data)


def mhtml(page: bytes, encoding: str = "quoted-printable") -> bytes:
    return (
        b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n"
        b"Content-Location: https://post.example/ferry\r\n\r\n" + page + b"\r\n--b--\r\n"
    )


def test_a_page_saved_as_one_file() -> None:
    import quopri

    (found,) = pages.mhtml(mhtml(quopri.encodestring(page().encode())))
    assert found.text == read(page()).text
    assert found.url == "https://post.example/ferry"


@pytest.mark.parametrize("data", [b"Plain words.", mhtml(b""), mhtml(page().encode())[:120], b"\xff" * 50])
def test_a_damaged_page_saved_as_one_file_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        list(pages.mhtml(data))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Plain & simple", "Plain & simple"),
        ("<p>A <b>bold</b>  word</p>\n<p>and more</p>", "A bold word\nand more"),
        ("", ""),
        ("&lt;p&gt;", "<p>"),
        ("<style>p {}</style><p>One", "One"),
    ],
)
def test_a_piece_of_html_becomes_lines(written: str, text: str) -> None:
    assert markup.paragraphs(written) == text


@pytest.mark.parametrize(
    ("mark", "url"),
    [
        ("<!-- saved from url=(0032)https://post.example/news/ferry -->", "https://post.example/news/ferry"),
        (
            "<!--\n Page saved with SingleFile \n url: https://post.example/ferry?a=1 \n saved date: Fri May 31 -->",
            "https://post.example/ferry?a=1",
        ),
        (
            '<div id="HEADER"><a href="https://archive.is/">archive.today</a> Saved from'
            '<input value="https://post.example/ferry"></div>',
            "https://post.example/ferry",
        ),
        (
            '<div id="wm-ipp-base">The Wayback Machine -'
            " https://web.archive.org/web/20240531101112/https://post.example/ferry</div>",
            "https://post.example/ferry",
        ),
        ('<p>See <a href="https://web.archive.org/web/20200101000000/https://other.example/">this</a>.</p>', None),
    ],
)
def test_the_address_that_a_page_was_saved_from(mark: str, url: str | None) -> None:
    found = read(page(body=mark + BODY))
    assert found.url == url
    assert "archive." not in found.text.split("\n")[0] and "Wayback" not in found.text


def test_the_address_in_an_archive_s_copy_is_the_page_s_own() -> None:
    copied = METAS.replace("https://post", "https://web.archive.org/web/20240531101112/https://post")
    assert read(page(copied)).url == "https://post.example/ferry"


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        (
            "Just a moment...",
            "<p>Verify you are human by completing the action below. post.example needs this.</p>",
            "robots",
        ),
        (
            "Ferry sails",
            "<h1>Sign in</h1><p>Sign in to your account or register to continue reading the Post.</p>",
            "log-in",
        ),
        (
            "404",
            "<p>We’re sorry: the page you’re looking for has moved. Search, or start at the home page.</p>",
            "error",
        ),
        (
            "Access denied | Post",
            "<p>You do not have permission to open this page on this server. Reference 18.</p>",
            "error",
        ),
        ("Page not found", "<ul>" + "<li>Another story that one may like to read today.</li>" * 14 + "</ul>", "error"),
        ("App", "<noscript>You need to enable JavaScript to run this app.</noscript>", "robots"),
    ],
)
def test_a_page_before_an_article_or_in_its_place_is_named(title: str, body: str, kind: str) -> None:
    try:
        problem = read(page(f"<title>{title}</title>", body)).problem or ""
    except UnreadableError as error:
        problem = str(error)
    assert kind in problem and "article" in problem


@pytest.mark.parametrize("n_cards", [5, 12])
def test_a_list_of_articles_is_named(n_cards: int) -> None:
    card = '<div><h3><a href="/{0}">Ferry {0} sails</a></h3><p>The ferry sails again, a mayor said on Monday.</p></div>'
    cards = "".join(card.format(number) for number in range(n_cards))
    assert "lists" in (read(page(body=f"<h1>News</h1>{cards}")).problem or "")
    whole = "<h1>Ferry sails</h1>" + BODY * 3 + f"<section>{cards}</section>"
    assert read(page(body=whole)).problem is None


def test_an_article_on_a_log_in_is_an_article() -> None:
    body = (
        "<h1>Page not found: how Aldmouth lost its log-in</h1>" + BODY + "<p>Sign in to read this, the page said.</p>"
    )
    assert read(page("<title>Page not found: how Aldmouth lost its log-in</title>", body)).problem is None


def test_a_live_blog_is_an_article_a_post() -> None:
    posts = ", ".join(
        f'{{"@type": "BlogPosting", "headline": "Post {n}", "datePublished": "2024-05-3{n}T10:00:00Z",'
        f' "articleBody": "The ferry sailed for the {n}. time."}}'
        for n in (1, 0)
    )
    linked = f'<script type="application/ld+json">{{"@type": "LiveBlogPosting", "liveBlogUpdate": [{posts}]}}</script>'
    first, second = pages.read(page(METAS + linked).encode())
    assert (first.title, first.published, first.outlet) == ("Post 1", "2024-05-31", "Post")
    assert (second.text, second.member) == ("The ferry sailed for the 0. time.", "2")


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ("", '<time datetime="2024-05-31">31 May</time>' + BODY, "2024-05-31"),
        ("", BODY + '<aside><time datetime="2019-01-02">2 Jan</time></aside>', None),
        ("", BODY + '<div class="related-stories"><time datetime="2019-01-02">2 Jan</time></div>', None),
        ("", '<span class="publish-date">May 31, 2024 at 9 a.m.</span>' + BODY, "2024-05-31"),
        ('<meta property="og:locale" content="en_US">', '<p class="date">06/05/2024</p>' + BODY, "2024-06-05"),
        ('<meta property="og:locale" content="en_GB">', '<p class="date">06/05/2024</p>' + BODY, "2024-05-06"),
        ("", '<p class="date">06/05/2024</p>' + BODY, None),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Older story",'
            ' "datePublished": "2019-01-02"}</script>' + LINKED + "<title>Ferry sails</title>",
            BODY,
            "2024-05-31",
        ),
    ],
)
def test_the_day_is_the_article_s_own(head: str, body: str, published: str | None) -> None:
    assert read(page(head, body)).published == published


def test_a_page_in_utf16_is_read() -> None:
    found = read(page('<meta charset="utf-16"><title>Ferry sails</title>').encode("utf-16"))
    assert (found.title, found.encoding) == ("Ferry sails", "utf-16-le")


def test_a_page_that_safari_saved() -> None:
    main = {
        "WebResourceData": page().encode(),
        "WebResourceURL": "https://post.example/ferry",
        "WebResourceMIMEType": "text/html",
    }
    for form in (plistlib.FMT_BINARY, plistlib.FMT_XML):
        (found,) = pages.webarchive(plistlib.dumps({"WebMainResource": main}, fmt=form))
        assert found.url == "https://post.example/ferry" and found.text == read(page()).text
    for damaged in (b"bplist00junk", plistlib.dumps({"WebMainResource": main | {"WebResourceMIMEType": "image/png"}})):
        with pytest.raises(UnreadableError, match=r"save (it|the page) as \.html"):
            list(pages.webarchive(damaged))


def factiva(title: str, by: str, day: str) -> str:
    rows = [
        ("SE", "Local"),
        ("HD", title),
        ("BY", f"By {by}"),
        ("WC", "80 words"),
        ("PD", day),
        ("SN", "The Aldmouth Post"),
    ]
    rows += [
        ("SC", "ALDPO"),
        ("LA", "English"),
        ("CY", "(c) 2024"),
        ("LP", BODY),
        ("TD", BODY),
        ("AN", "Document ALD1"),
    ]
    cells = "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td>{value}</td></tr>" for code, value in rows)
    return f'<div class="article enArticle"><table>{cells}</table></div>'


def test_the_articles_of_a_page_that_factiva_exported() -> None:
    exported = factiva("Ferry sails", "Ann Weir", "31 May 2024") + factiva("Harbour shut", "Bo Lund", "1 June 2024")
    first, second = pages.read(page(body=exported).encode())
    assert first[1:6] == ("1", "Ferry sails", "Ann Weir", "2024-05-31", "The Aldmouth Post")
    assert second.title == "Harbour shut" and second.text.count("\n") == 7 and first.genre == "Local"


def test_the_title_and_links_to_other_articles_are_left_out() -> None:
    link = '<a href="/storm">Storm shuts the harbour of Aldmouth</a>'
    tweet = '<blockquote class="twitter-tweet"><p>We sail at noon, says the crew of the ferry.</p></blockquote>'
    body = f"<h1>Ferry sails</h1>{BODY}<p><strong>READ MORE: {link}</strong></p><p>{link} [NEWS]</p>{tweet}{BODY}"
    lines = read(page(METAS, body)).text.split("\n")
    assert len(lines) == 9 and not any("Storm" in line or line == "Ferry sails" for line in lines)
    assert "We sail at noon, says the crew of the ferry." in lines
