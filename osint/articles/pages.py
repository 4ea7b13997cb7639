"""Saved web pages: the article's body, and what the page says of title, author, day, outlet and address."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from osint.articles import formats
from osint.articles.formats import Found, UnreadableError

_TAG = re.compile(rb"<[a-zA-Z!/?]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
_DAY = re.compile(r"\s*((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)")
_DAY_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?=[/-]|$)")
_SPACE = re.compile(r"\s+")
_DEPTH = 6
_FEWEST_WORDS = 5
#: Long live blogs have some ten thousand; more would keep the extractor busy for minutes.
_MOST_TAGS = 200_000
#: Each attribute of a tag is compared with those before it.
_MOST_ATTRIBUTES = 300
_ATTRIBUTE = r"""[\s/]++|=?[^\s/>=<]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'<][^\s><]*+|))?|[=<]"""
#: An attribute and the space before it are two, and a "<" is one, so that none is read again to the end of the page.
_CROWDED = re.compile(rf"<[a-zA-Z](?>{_ATTRIBUTE}){{{2 * _MOST_ATTRIBUTES}}}")
_NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
#: The parser drops what lies deeper.
_DEEPEST = f"boolean({'/*' * 255})"
_TOO_DEEP = "The page's tags are nested too deeply; what lies deepest is not read."
#: A table of one cell a row holds no table, but a boxed paragraph.
_LAYOUT = re.compile(r"^\| ?([^|\n]*?) ?\|[ \t]*$", re.MULTILINE)
_PROPERTIES = {
    "title": ("og:title", "twitter:title", "headline", "dc.title", "dcterms.title"),
    "author": ("author", "byl", "parsely-author", "dc.creator", "article:author", "sailthru.author"),
    "published": (
        *("article:published_time", "datepublished", "og:published_time", "parsely-pub-date", "sailthru.date"),
        *("pubdate", "publishdate", "publish-date", "dc.date.issued", "dc.date", "dcterms.created", "date"),
    ),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "publisher"),
    "url": ("og:url", "twitter:url"),
}
_ARTICLE_KINDS = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "opinionnewsarticle", "report")


def read(data: bytes, declared: str | None = None, url: str | None = None) -> Found:
    """Read a saved HTML page: its body as trafilatura finds it, a paragraph a line.

    Parameters
    ----------
    data
        The page's bytes.
    declared
        The encoding that its transport named; else the page's own declaration counts.
    url
        The page's address where it is known from elsewhere.

    Raises
    ------
    UnreadableError
        If it is no page, or no article text is found in it.
    """
    if not _TAG.search(data[:_HEAD]):
        raise UnreadableError("The name says HTML, but the content has no tags; name it .txt if it is plain text.")
    if match := _DECLARED.search(data[:_HEAD]):
        declared = declared or match[1].decode("ascii")
    markup, encoding, problem = formats.decode(data, declared)
    found = from_markup(markup, url)
    return found._replace(encoding=encoding, problem=found.problem or problem)


def from_markup(markup: str, url: str | None = None) -> Found:
    """Read a page that is decoded already; errors as in :func:`read`."""
    from trafilatura import bare_extraction, load_html

    # What they would log is said in `problem`.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if (n_tags := markup.count("<")) > _MOST_TAGS:
        raise UnreadableError(f"The page has {n_tags:,} tags, more than the {_MOST_TAGS:,} allowed; it is no article.")
    tree = load_html(_uncrowded(markup))
    if tree is None:
        raise UnreadableError("The page is damaged: no markup can be read in it.")
    problem = _TOO_DEEP if tree.xpath(_DEEPEST) else None
    said = _said(tree)
    said["url"] = url or said["url"]
    said["published"] = said["published"] or _day_elsewhere(tree, said["url"])
    page: Any = bare_extraction(tree, include_comments=False)
    text = _LAYOUT.sub(r"\1", formats.clean(page.text or "")) if page is not None else ""
    if len(text.split()) < _FEWEST_WORDS:
        raise UnreadableError(problem or "No article text is found in the page.")
    return Found(text, problem=problem, **said)


def _uncrowded(markup: str) -> str:
    """The markup, without scripts where these may hold a tag of too many attributes; what is tested is what is parsed.

    Raises
    ------
    UnreadableError
        If a tag has so many attributes that the parser would be busy for minutes.
    """
    if not _CROWDED.search(markup):
        return markup
    markup = _NO_MARKUP.sub("", markup)
    if _CROWDED.search(markup):
        raise UnreadableError(f"A tag has more than {_MOST_ATTRIBUTES} attributes; the page is no article.")
    return markup


def paragraphs(markup: str) -> str:
    r"""The text of a piece of HTML, a paragraph a line: all of it, as a feed's entry is all article.

    >>> paragraphs("<p>One &amp; two.</p><ul><li>Three<br>four</li></ul><script>x</script>")
    'One & two.\nThree\nfour'
    """
    from lxml import html

    if "<" not in markup and "&" not in markup:
        return formats.clean(markup).strip()
    markup = _uncrowded(formats.clean(markup))
    tree = html.fromstring(f"<div>{markup}</div>", parser=html.HTMLParser(remove_comments=True))
    pieces: list[str] = []
    for event, element in _events(tree):
        if isinstance(element.tag, str) and element.tag not in _INLINE:
            pieces.append("\n")
        if event == "start" and element.tag not in ("script", "style", "title"):
            pieces.append(_SPACE.sub(" ", element.text or ""))
        if event == "end":
            pieces.append(_SPACE.sub(" ", element.tail or ""))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    )
)


def _events(tree: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(tree, events=("start", "end"))


def mhtml(data: bytes) -> Found:
    """Read a page saved as one file (MHTML): its first HTML part.

    Raises
    ------
    UnreadableError
        If it is no such file, or no article text is found in it.
    """
    message = formats.mail(data, "compat32")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if not isinstance(page, bytes) or not page.strip():
                break
            address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
            return read(page, part.get_content_charset(), address if address.startswith("http") else None)
    raise UnreadableError("The name says MHTML, but it holds no HTML page; it is damaged or something else.")


def day(text: str | None) -> str | None:
    """The ISO day with which `text` begins, or None.

    >>> day("2024-05-31T23:10:00+02:00"), day("31 May"), day("2024-02-31")
    ('2024-05-31', None, None)
    """
    match = _DAY.match(text or "")
    if not match:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


def _said(tree: Any) -> dict[str, Any]:
    """What the page says of itself: in JSON-LD, in its meta tags, and in what a reader sees."""
    found = _linked_data(tree)
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        named.setdefault(key.strip().lower(), meta.get("content") or "")
    for field, keys in _PROPERTIES.items():
        values = (line(named.get(key)) for key in keys)
        if field == "published":
            values = (day(value) for value in values)
        elif field in ("author", "outlet"):
            values = (None if value and value.startswith(("http", "@")) else value for value in values)
        found[field] = found.get(field) or next(filter(None, values), None)
    if not found["url"]:
        links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
        found["url"] = next((link for link in links if link and link.startswith("http")), None)
    if not found["title"]:
        found["title"] = _heading(tree)
    if not found["published"]:
        times = (day(time.get("datetime")) for time in tree.iter("time"))
        found["published"] = next(filter(None, times), None)
    return found


def _day_elsewhere(tree: Any, url: str | None) -> str | None:
    """The day in the page's address, else one that htmldate finds in the page's marked-up parts."""
    if (match := _DAY_IN_URL.search(url or "")) and (found := day("-".join(match.groups()))):
        return found
    from htmldate import find_date

    return day(find_date(tree, original_date=True, extensive_search=False))


def _heading(tree: Any) -> str | None:
    for tag in ("h1", "title"):
        headings = [line(element.text_content()) for element in tree.iter(tag)]
        if len(headings) == 1 or (headings and tag == "title"):
            return headings[0]
    return None


def _linked_data(tree: Any) -> dict[str, str | None]:
    """Headline, author, day and publisher from the page's JSON-LD (https://schema.org/NewsArticle)."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data, _DEPTH):
            kinds = thing.get("@type")
            kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
            if any(str(kind).lower() in _ARTICLE_KINDS for kind in kinds):
                return {
                    "title": line(thing.get("headline")),
                    "author": names(thing.get("author")),
                    "published": day(str(thing.get("datePublished") or "")),
                    "outlet": names(thing.get("publisher")),
                }
    return {}


def _things(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, dict):
        yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _things(value, depth - 1)
    elif isinstance(data, list):
        for value in data:
            yield from _things(value, depth - 1)


def names(value: Any) -> str | None:
    """Join the name or names in a person, an organisation, a string, or a list of them."""
    values = value if isinstance(value, list) else [value]
    names = [line(item.get("name") if isinstance(item, dict) else item) for item in values]
    kept = list(dict.fromkeys(name for name in names if name and not name.startswith("http")))
    return "; ".join(kept) or None


def line(value: Any) -> str | None:
    """One line of the text in `value`, None where there is none."""
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", formats.clean(value)).strip() or None
