"""Feeds: RSS, Atom, and what news searches give as RSS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from osint.articles import dates, formats, markup
from osint.articles.formats import Found, Limits, UnreadableError

#: A search's entry holds links to what it found, each with its outlet in grey; the text itself is elsewhere.
_SEARCH = re.compile(r"\s*(?:<ol>\s*<li>\s*)?<a [^>]*>[^<]*</a>(?:&nbsp;|\s)*<font\b")
#: Atom's author is a person, its source a whole feed: the part of them that counts.
_INNER = {"author": "name", "source": "title"}


def feed(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Read the entries of an RSS or Atom feed."""
    tree = formats.xml(limits.all_of(stream))
    if _local(tree) not in ("rss", "feed", "rdf"):
        raise UnreadableError("The XML is neither an RSS nor an Atom feed.")
    entries = [part for part in tree.iter() if _local(part) in ("item", "entry")]
    if not entries:
        raise UnreadableError("The feed has no entries.")
    channel = next((part for part in tree if _local(part) == "channel"), tree)
    outlet = next((markup.line(part.text) for part in channel if _local(part) == "title"), None)
    for number, entry in enumerate(entries, 1):
        limits.count()
        try:
            found = _entry(entry)
        except UnreadableError as error:
            found = Found(problem=str(error))
        yield found._replace(member=str(number), outlet=found.outlet or outlet)


def _entry(entry: Any) -> Found:
    said: dict[str, str] = {}
    for part in entry:
        if (value := _value(part)).strip():
            said.setdefault(_local(part), value)
    title = markup.line(markup.paragraphs(said.get("title", "")))
    outlet = markup.line(said.get("source"))
    if title and outlet:
        # Google News appends the outlet: "Rebels enter Mandara - The Lake Herald".
        title = title.removesuffix(f" - {outlet}")
    texts = [said.get(key, "") for key in ("encoded", "content", "description", "summary")]
    days = (dates.day(said.get(key, "")) for key in ("pubdate", "published", "date", "updated"))
    return Found(
        max((_text(text, title) for text in texts), key=len),
        title=title,
        author=markup.line(said.get("creator") or said.get("author")),
        published=next(filter(None, days), None),
        outlet=outlet,
        url=_address(markup.line(said.get("link"))),
    )


def _value(part: Any) -> str:
    """The text of a part of an entry, where it has one."""
    key = _local(part)
    if key == "link":
        is_page = part.get("rel", "alternate") == "alternate"
        return (part.get("href") or part.text or "") if is_page else ""
    if len(part) and key in _INNER:
        return next((inner.text or "" for inner in part if _local(inner) == _INNER[key]), "")
    if len(part) and key == "content":
        return "".join(_markup(inner) for inner in part)
    return part.text or ""


def _text(written: str, title: str | None) -> str:
    """What an entry tells; of links to articles that a search found, the title of the first."""
    if _SEARCH.match(written):
        return title or ""
    return markup.paragraphs(written)


def _address(link: str | None) -> str | None:
    """The address of the page itself, where a search's link leads through its own."""
    target = parse_qs(urlsplit(link).query).get("url", [""])[0] if link and "url=" in link else ""
    return target if target.startswith("http") else link


def _markup(part: Any) -> str:
    from lxml import etree

    return str(etree.tostring(part, encoding="unicode"))


def _local(part: Any) -> str:
    return part.tag.rpartition("}")[2].lower() if isinstance(part.tag, str) else ""
