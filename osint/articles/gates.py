"""Pages that are no article: a captcha, a log-in, an error, a list of articles."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from osint.articles import markup
from osint.knowledge import lexicons

#: An article is longer; below, what the page says anywhere tells what it is.
_SHORT = 50
#: Up to here the title alone can tell it, as an error page may list what else there is to read.
_LONG = 300
#: A title says "Page not found", an article's title more than that.
_TITLE_WORDS = 7
_SITE = re.compile(r"\s+[|–—·-]\s+")
#: A front page links headlines to their articles; so few linked headings are an article's own.
_FEWEST_CARDS = 4
#: A page is a list if its cards have more than this share of the words of its text.
_INSIDE_SHARE = 0.67
#: A teaser is shorter, a post on a blog's front page is an article.
_TEASER_WORDS = 80
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


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


def cards(tree: Any) -> list[str]:
    """The texts next to headings that are links, each of the largest element that holds no other of them."""
    headings = [heading for heading in tree.iter(*_HEADINGS) if _is_linked(heading)]
    known = set(headings)
    return [" ".join(card.text_content().split()) for card in {_card(heading, known) for heading in headings}]


def listed(cards: list[str], text: str) -> str | None:
    """Why a page with these :func:`cards` is a list of articles, such as a front page; None where it is not.

    Parameters
    ----------
    cards
        The texts of its cards.
    text
        What was taken for its article: of a list, most of it stands on the cards.
    """
    # An article's own title can be a link as well.
    teasers = [card for card in cards if len(card.split()) <= _TEASER_WORDS]
    if len(teasers) < _FEWEST_CARDS:
        return None
    shown = " ".join(teasers)
    lines = [" ".join(line.lstrip("-# ").split()) for line in text.split("\n")]
    if sum(len(line.split()) for line in lines if line in shown) < _INSIDE_SHARE * len(text.split()):
        return None
    return f"The page lists {len(teasers)} articles and is none itself; save the articles."


def _is_linked(heading: Any) -> bool:
    """Whether a heading outside a menu holds a link to another page, or is within one."""
    if next(heading.iterancestors("nav"), None) is not None:
        return False
    links = chain(heading.iter("a"), heading.iterancestors("a"))
    return any(link.get("href", "#")[:1] != "#" for link in links)


def _card(heading: Any, headings: set[Any]) -> Any:
    card = heading
    for above in heading.iterancestors():
        if above.tag == "body" or sum(inner in headings for inner in above.iter(*_HEADINGS)) > 1:
            break
        card = above
    return card
