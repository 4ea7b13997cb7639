"""Saved web pages: the article's body, a paragraph a line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from osint.articles import databases, encodings, gates, mails, metadata, snapshots, telegram
from osint.articles.formats import Found, Limits, UnreadableError
from osint.articles.markup import check_attributes, line, text_of

_TAG = re.compile(rb"<[a-zA-Z!/?]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"""(charset|encoding)\s*=\s*["']?\s*[\w.:-]{2,40}""", re.IGNORECASE)
_HEAD = 4096
_FEWEST_WORDS = 5
#: Long live blogs have some ten thousand; more would keep the extractor busy for minutes.
_MOST_TAGS = 200_000
#: The parser drops what lies deeper.
_DEEPEST = f"boolean({'/*' * 255})"
_TOO_DEEP = "The page's tags are nested too deeply; what lies deepest is not read."
#: A table of one cell a row holds no table, but a boxed paragraph.
_LAYOUT = re.compile(r"^\| ?([^|\n]*?) ?\|[ \t]*$", re.MULTILINE)
#: Classes of posts of other sites within an article.
_EMBEDDED = re.compile(r"tweet|instagram|tiktok|bluesky|mastodon|telegram|reddit", re.IGNORECASE)
#: "READ MORE:" before a link, "[NEWS]" behind it.
_LABEL = re.compile(r"^[A-Z][A-Za-z' ]{2,20}:\s+")
_MARK = re.compile(r"\s+\[[A-Z ]{2,20}\]$")
#: A shorter line that is a link can be a name in a list.
_LINK_WORDS = 4
_MOST_LINK_WORDS = 30
_FACTIVA = "//div[contains(concat(' ', @class, ' '), ' article ') and contains(@class, 'Article')]"


def read(
    data: bytes, declared: str | None = None, url: str | None = None, limits: Limits | None = None
) -> Iterator[Found]:
    """Read a saved HTML page: its body as trafilatura finds it; of a live blog or an export, each post or article.

    Parameters
    ----------
    data
        The page's bytes.
    declared
        The encoding that its transport named; else the page's own declaration counts.
    url
        The page's address where it is known from elsewhere.
    limits
        What it may hold.

    Raises
    ------
    UnreadableError
        If it is no page, or no article text is found in it.
    """
    if not _TAG.search(data[:_HEAD].replace(b"\0", b"")):
        raise UnreadableError("The name says HTML, but the content has no tags; name it .txt if it is plain text.")
    if match := _DECLARED.search(data[:_HEAD]):
        declared = declared or match[1].decode("ascii")
    markup, encoding, problem = encodings.decode(data, declared)
    # What is decoded already must not be taken for UTF-16 by the parser.
    head = _DECLARATION.sub(r"\1=utf-8", markup[:_HEAD])
    for found in _from_markup(head + markup[_HEAD:], url, limits or Limits()):
        yield found._replace(encoding=encoding, problem=found.problem or problem)


def _from_markup(markup: str, url: str | None, limits: Limits) -> Iterator[Found]:
    tree = _tree(markup)
    # Looked for by a word first, as each look through the tree costs a tenth of reading it.
    several = telegram.page(tree, limits) if "chat_page" in markup else []
    if several := several or (_export(tree) if "Document " in markup else []):
        yield from several
        return
    saved_from = snapshots.address(markup, tree)
    snapshots.drop_bars(markup, tree)
    things = metadata.linked_data(tree)
    said = metadata.of(tree, markup, things, url or saved_from)
    if posts := metadata.live_posts(things):
        for post in posts:
            yield post._replace(outlet=said.outlet, url=said.url, author=post.author or said.author)
        return
    problem = _TOO_DEEP if tree.xpath(_DEEPEST) else None
    cards = gates.cards(tree)
    text = _body(tree, said.title)
    gate = gates.reason(tree, text)
    if len(text.split()) < _FEWEST_WORDS:
        raise UnreadableError(problem or gate or "No article text is found in the page.")
    yield said._replace(text=text, problem=gates.listed(cards, text) or gate or problem)


def _tree(markup: str) -> Any:
    from trafilatura import load_html

    # What they would log is said in `problem`.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if (n_tags := markup.count("<")) > _MOST_TAGS:
        raise UnreadableError(f"The page has {n_tags:,} tags, more than the {_MOST_TAGS:,} allowed; it is no article.")
    tree = load_html(check_attributes(markup))
    if tree is None:
        raise UnreadableError("The page is damaged: no markup can be read in it.")
    return tree


def _body(tree: Any, title: str | None) -> str:
    """The article's paragraphs, without its title and without lines that only link to other articles."""
    from trafilatura import bare_extraction

    for quote in tree.iter("blockquote"):
        if _EMBEDDED.search(quote.get("class") or ""):
            # An embedded post is part of the article; by its class it would be taken for a button.
            del quote.attrib["class"]
    page: Any = bare_extraction(tree, include_comments=False)
    if page is None:
        return ""
    text = _LAYOUT.sub(r"\1", encodings.clean(page.text or ""))
    kept = _without_links(text.split("\n"), tree)
    return "\n".join(kept[1:] if kept and line(kept[0].lstrip("#- ")) == title else kept)


def _without_links(written: list[str], tree: Any) -> list[str]:
    """The lines that are no links to other articles: "READ MORE: Ferry sails", "Ferry sails [NEWS]"."""
    bare = {one: line(_LABEL.sub("", _MARK.sub("", one.lstrip("#- ")))) for one in written}
    asked = {one for one in bare.values() if one and _LINK_WORDS <= len(one.split()) <= _MOST_LINK_WORDS}
    if not asked:
        return written
    # Most links hold text alone, which costs a tenth of asking for all that is in them.
    to_pages = (link for link in tree.iter("a") if link.get("href", "#")[:1] != "#")
    shown = {link.text_content() if len(link) else link.text or "" for link in to_pages}
    links = {line(one) for one in shown if len(one.split(maxsplit=_LINK_WORDS)) >= _LINK_WORDS}
    return [one for one in written if bare[one] not in asked & links]


def _export(tree: Any) -> list[Found]:
    """The articles of a page that Factiva exported."""
    articles = tree.xpath(_FACTIVA)
    found = [one for article in articles for one in databases.articles(text_of(article))]
    return [one._replace(member=str(number)) for number, one in enumerate(found, 1)]


def mhtml(data: bytes, limits: Limits | None = None) -> Iterator[Found]:
    """Read a page saved as one file (MHTML): its first HTML part.

    Raises
    ------
    UnreadableError
        If it is no such file, or no article text is found in it.
    """
    message = mails.parse(data, "compat32")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if not isinstance(page, bytes) or not page.strip():
                break
            address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
            url = address if address.startswith("http") else None
            yield from read(page, part.get_content_charset(), url, limits)
            return
    raise UnreadableError("The name says MHTML, but it holds no HTML page; it is damaged or something else.")


def webarchive(data: bytes, limits: Limits | None = None) -> Iterator[Found]:
    """Read a page that Safari saved: its main resource.

    Raises
    ------
    UnreadableError
        If it is no such file, or no article text is found in it.
    """
    import plistlib

    try:
        main = plistlib.loads(data)["WebMainResource"]
        page, kind = main["WebResourceData"], main.get("WebResourceMIMEType", "text/html")
    except Exception:  # a damaged list stumbles anywhere in the library
        raise UnreadableError("No page that Safari saved can be read in it; save the page as .html.") from None
    if not isinstance(page, bytes) or "html" not in str(kind):
        raise UnreadableError(f"The web archive holds {kind!r}, no page; save it as .html or .pdf.")
    yield from read(page, main.get("WebResourceTextEncodingName"), main.get("WebResourceURL"), limits)
