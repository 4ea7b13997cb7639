"""Feeds: an entry an article."""

import io

import pytest

from osint.articles import feeds, formats
from osint.articles.formats import Found, Limits, UnreadableError


def rows(data: str) -> list[Found]:
    return list(feeds.feed(io.BytesIO(data.encode()), Limits()))


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Aldmouth Post</title><link>https://post.example</link>
<item><title>Ferry &amp;amp; harbour</title><link>https://post.example/ferry</link><dc:creator>Ann Weir</dc:creator>
<pubDate>Fri, 31 May 2024 23:10:00 +0200</pubDate><description>Short.</description>
<c:encoded><![CDATA[<p>The ferry sails.</p><p>It does.</p>]]></c:encoded></item>
<item><title>Second</title><description>Only a summary here.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Aldmouth Post</title><entry><title>Ferry</title>
<link rel="alternate" href="https://post.example/ferry"/><link rel="edit" href="https://post.example/edit"/>
<author><name>Ann Weir</name></author><published>2024-05-31T21:10:00Z</published><updated>2024-06-02T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry sails.</p><p>It does.</p></div></content>
</entry></feed>"""


def test_an_rss_feed_is_read() -> None:
    first, second = rows(RSS)
    assert first == Found(
        "The ferry sails.\nIt does.",
        "1",
        "Ferry & harbour",
        "Ann Weir",
        "2024-05-31",
        "The Aldmouth Post",
        "https://post.example/ferry",
    )
    assert (second.text, second.title, second.member) == ("Only a summary here.", "Second", "2")


def test_an_atom_feed_is_read() -> None:
    (entry,) = rows(ATOM)
    assert entry[:7] == (
        "The ferry sails.\nIt does.",
        "1",
        "Ferry",
        "Ann Weir",
        "2024-05-31",
        "The Aldmouth Post",
        "https://post.example/ferry",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<a/>", "neither an RSS nor an Atom"),
        ("<rss><channel><title>x</title></channel></rss>", "no entries"),
        ("<rss><channel>", "damaged"),
        ('<!DOCTYPE r [<!ENTITY e "x">]><rss><item><title>&e;</title></item></rss>', "entities"),
    ],
)
def test_what_is_no_feed_is_named(data: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        rows(data)


def test_entries_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_ROWS", 20)
    with pytest.raises(UnreadableError, match="more than 20 rows"):
        rows("<rss>" + "<item/>" * 30 + "</rss>")


def test_the_source_of_an_entry_is_its_outlet() -> None:
    found = '&lt;a href="https://s.example/1"&gt;Ferry sails&lt;/a&gt;&amp;nbsp;&lt;font&gt;The Post&lt;/font&gt;'
    link = "http://search.example/click?ref=1&amp;url=https%3a%2f%2fpost.example%2fferry&amp;c=2"
    (entry,) = rows(
        f"<rss><channel><title>ferry - a search</title><item><title>Ferry sails - The Post</title><link>{link}</link>"
        f'<description>{found}</description><source url="https://post.example">The Post</source></item></channel></rss>'
    )
    assert entry[:3] == ("Ferry sails", "1", "Ferry sails")
    assert (entry.outlet, entry.url) == ("The Post", "https://post.example/ferry")
