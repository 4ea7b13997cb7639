"""What a page says of itself: title, author, day, outlet and address.

Title, day, outlet and address are read here: on the development pages trafilatura's metadata appended the site's name
to two titles of 17, agreed on every day, and took five times as long. Its authors are better where no field names one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from osint.articles import dates, markup, snapshots
from osint.articles.formats import Found

_DAY_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?=[/-]|$)")
_DEPTH = 6
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
_LIVE = "liveblogposting"
_BY = re.compile(r"by\s+", re.IGNORECASE)
#: What is not the page's own article: its ancestors by tag, and by a word of their class or id.
_ASIDE = ("aside", "footer", "nav")
_ASIDE_CLASS = re.compile(
    r"relat|recommend|more-|latest|sidebar|teaser|popular|trending|promo|card|footer|comments?(?:\b|-?list)",
    re.IGNORECASE,
)
#: Elements that may name an author, by what trafilatura asks of their class, id and the like; the same in markup.
_NAMES_AUTHOR = re.compile("uthor|byl|Byline|BBL|username|writer|screenname|ed-by|journalist-name")
_MAY_NAME = re.compile(
    rf"""<author|(?:class|id|itemprop|rel|data-\w+)\s*=\s*["']?[^"'>=]{{0,200}}?(?:{_NAMES_AUTHOR.pattern})"""
)
#: Elements that show the day, by their class or id.
_SHOWN_DAY = "//*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish') or @id='date']"
_SHOWN_DAYS = 50
_LONGEST_DAY = 80
_WEEKDAY = re.compile(r"day\b|\d", re.IGNORECASE)


def of(tree: Any, page: str, things: list[dict[str, Any]], url: str | None = None) -> Found:
    """What a page says of itself, in JSON-LD, in its meta tags, and in what a reader sees; its text is left empty.

    Parameters
    ----------
    tree
        The page.
    page
        Its markup.
    things
        Its JSON-LD, as :func:`linked_data` gives it.
    url
        Its address, where that is known from elsewhere.
    """
    metas = _metas(tree)
    heading = _heading(tree)
    titles = [title for title in (_first_meta(metas, "title"), heading) if title]
    linked = _own(things, titles)
    address = url or snapshots.original(_first_meta(metas, "url") or _canonical(tree))
    order = dates.order((), _locale(tree, metas))
    written = [str(linked.get("datePublished") or ""), *(metas.get(key, "") for key in _PROPERTIES["published"])]
    day = _first_day(written, order) or _seen_day(tree, address, order) or (None, None)
    return Found(
        title=markup.line(linked.get("headline")) or (titles[0] if titles else None),
        author=markup.names(linked.get("author")) or _author(tree, page, metas),
        outlet=markup.names(linked.get("publisher")) or _named(metas, "outlet"),
        url=address,
    ).dated(*day)


def live_posts(things: list[dict[str, Any]]) -> list[Found]:
    """The posts of a live blog that lists them in its JSON-LD, the newest first as there; else none."""
    for thing in things:
        updates = thing.get("liveBlogUpdate")
        if _LIVE in _kinds(thing) and isinstance(updates, list):
            posts = [_post(update) for update in updates if isinstance(update, dict)]
            whole = [post for post in posts if post.text]
            return [post._replace(member=str(number)) for number, post in enumerate(whole, 1)]
    return []


def _post(update: dict[str, Any]) -> Found:
    day = dates.bounds(str(update.get("datePublished") or "")) or (None, None)
    return Found(
        markup.paragraphs(str(update.get("articleBody") or "")),
        title=markup.line(update.get("headline")),
        author=markup.names(update.get("author")),
    ).dated(*day)


def _metas(tree: Any) -> dict[str, str]:
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        named.setdefault(key.strip().lower(), meta.get("content") or "")
    return named


def _first_meta(metas: dict[str, str], field: str) -> str | None:
    return next(filter(None, (markup.line(metas.get(key)) for key in _PROPERTIES[field])), None)


def _named(metas: dict[str, str], field: str) -> str | None:
    """The first value that is a name, not an address or an account."""
    values = (markup.line(metas.get(key)) for key in _PROPERTIES[field])
    return next((value for value in values if value and not value.startswith(("http", "@"))), None)


def _author(tree: Any, page: str, metas: dict[str, str]) -> str | None:
    from trafilatura.metadata import extract_author

    if named := _named(metas, "author"):
        return _BY.sub("", named, count=1) if _BY.match(named) else named
    if not _MAY_NAME.search(page):
        return None
    found = (extract_author(_may_name_author(tree)) or "").split("; ")
    return "; ".join(name for name in found if name and not _WEEKDAY.search(name)) or None


def _may_name_author(tree: Any) -> Any:
    """What may name an author, apart: trafilatura copies and searches all that it is given, six times."""
    from lxml import etree, html

    elements = tree.iter(etree.Element)
    may = [one for one in elements if one.tag == "author" or _NAMES_AUTHOR.search(" ".join(one.values()))]
    known, apart = set(may), html.Element("body")
    apart.extend(deepcopy(one) for one in may if known.isdisjoint(one.iterancestors()) and not _is_aside(one))
    return apart


def _canonical(tree: Any) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((link for link in links if link and link.startswith("http")), None)


def _locale(tree: Any, metas: dict[str, str]) -> str:
    """The language and country of the page: "en-US"; "" where it says no country."""
    found = metas.get("og:locale") or tree.get("lang") or ""
    return found if len(found) == 5 else ""


def _heading(tree: Any) -> str | None:
    for tag in ("h1", "title"):
        headings = [markup.line(element.text_content()) for element in tree.iter(tag)]
        if len(headings) == 1 or (headings and tag == "title"):
            return headings[0]
    return None


def _first_day(written: Iterable[str], order: str | None) -> tuple[str, str] | None:
    return next(filter(None, (dates.bounds(one, order) for one in written)), None)


def _seen_day(tree: Any, url: str | None, order: str | None) -> tuple[str, str] | None:
    """The day in what a reader sees of the article itself, else in its address."""
    times = [time.get("datetime") or time.text_content() for time in tree.iter("time") if not _is_aside(time)]
    if found := _first_day(times, order):
        return found
    if in_url := _DAY_IN_URL.search(url or ""):
        return dates.bounds("-".join(in_url.groups()))
    shown = (one for one in tree.xpath(_SHOWN_DAY)[:_SHOWN_DAYS] if not _is_aside(one))
    return _first_day((text for text in (one.text_content() for one in shown) if len(text) < _LONGEST_DAY), order)


def _is_aside(element: Any) -> bool:
    """Whether an element belongs to a related article, a list, or the page's frame."""
    for above in (element, *element.iterancestors()):
        if above.tag in ("body", "html"):
            return False
        named = f"{above.get('class') or ''} {above.get('id') or ''}"
        if above.tag in _ASIDE or _ASIDE_CLASS.search(named):
            return True
    return False


def _own(things: list[dict[str, Any]], titles: list[str]) -> dict[str, Any]:
    """The article in the page's JSON-LD (https://schema.org/NewsArticle); of several, the one that the page shows."""
    held = [thing for thing in things if {*_ARTICLE_KINDS, _LIVE} & _kinds(thing)]
    own = (thing for thing in held if any(_is_same(markup.line(thing.get("headline")), one) for one in titles))
    return next(own, held[0] if held else {})


def _is_same(headline: str | None, title: str) -> bool:
    """Whether a headline is the title, which may have the outlet's name after it."""
    return bool(headline) and (title.startswith(headline or "") or (headline or "").startswith(title))


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """All things that a page's JSON-LD tells of, also those within others."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            found += _things(json.loads(script.text_content(), strict=False), _DEPTH)
        except (ValueError, RecursionError):
            continue
    return found


def _things(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, dict):
        yield data
    inner = data.values() if isinstance(data, dict) else data
    for value in inner if isinstance(inner, Iterable) else ():
        if isinstance(value, dict | list):
            yield from _things(value, depth - 1)


def _kinds(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
