"""Pages that are no article: a captcha, a log-in, an error, a list of articles."""

from __future__ import annotations

import re
from typing import Any

from osint.articles import markup
from osint.knowledge import lexicons

#: An article is longer; below, what the page says anywhere tells what it is.
_SHORT = 80
#: Up to here the title alone can tell it, as an error page may list what else there is to read.
_LONG = 300
#: A title says "Page not found", an article's title more than that.
_TITLE_WORDS = 7
_SITE = re.compile(r"\s+[|–—·-]\s+")
#: A front page links headlines to their articles; so few linked headings are an article's own.
_FEWEST_CARDS = 4
#: A page with fewer words outside its cards than this share of those in them is a list.
_OUTSIDE_SHARE = 0.5
#: Posts longer than a teaser are read where they stand.
_TEASER_WORDS = 60
_LINKED_HEADINGS = (
    "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"
    "[.//a[@href and not(starts-with(@href, '#'))] or ancestor::a[@href and not(starts-with(@href, '#'))]]"
)


def reason(tree: Any, text: str) -> str | None:
    """Why a page with this text is no article; None where it can be one.

    Parameters
    ----------
    tree
        The page.
    text
        What was taken for its article.
    """
    n_words = len(text.split())
    if n_words >= _LONG:
        return None
    heads = [markup.line(head.text_content()) or "" for head in tree.xpath("//title | //h1")]
    parts = [part.lower() for head in heads for part in _SITE.split(head) if len(part.split()) <= _TITLE_WORDS]
    searched = [*parts, text.lower()] if n_words < _SHORT else parts
    for row in lexicons.rows("gates"):
        phrase = re.compile(rf"(?<!\w){re.escape(row['phrase'])}(?!\w)")
        if any(phrase.search(one.replace("’", "'")) for one in searched):
            return f"The page is {row['kind']}, not an article: it says “{row['phrase']}”. Save the article itself."
    return None


def listed(tree: Any) -> str | None:
    """Why a page is a list of articles, such as a front page; None where it is not.

    The words next to linked headings, each in the largest element that holds no other of them, are weighed against
    those of the other paragraphs.
    """
    headings = [heading for heading in tree.xpath(_LINKED_HEADINGS) if heading.xpath("not(ancestor::nav)")]
    if len(headings) < _FEWEST_CARDS:
        return None
    cards = {_card(heading, set(headings)) for heading in headings}
    n_inside = [_n_words(card) for card in cards]
    within = {paragraph for card in cards for paragraph in card.iter("p")}
    n_outside = sum(_n_words(paragraph) for paragraph in tree.iter("p") if paragraph not in within)
    if sorted(n_inside)[len(n_inside) // 2] > _TEASER_WORDS or n_outside > _OUTSIDE_SHARE * sum(n_inside):
        return None
    return f"The page lists {len(headings)} articles and is none itself; save the articles."


def _card(heading: Any, headings: set[Any]) -> Any:
    card = heading
    for above in heading.iterancestors():
        if above.tag == "body" or sum(inner in headings for inner in above.iter("h1", "h2", "h3", "h4", "h5")) > 1:
            break
        card = above
    return card


def _n_words(element: Any) -> int:
    return len(element.text_content().split())
