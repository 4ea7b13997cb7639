"""Pieces of HTML as plain text, and the values that markup and data give as one line."""

from __future__ import annotations

import re
from typing import Any

from osint.articles import encodings
from osint.articles.formats import UnreadableError

_SPACE = re.compile(r"\s+")
#: Each attribute of a tag is compared with those before it.
_MOST_ATTRIBUTES = 300
_ATTRIBUTE = r"""[\s/]++|=?[^\s/>=<]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'<][^\s><]*+|))?|[=<]"""
#: An attribute and the space before it are two, and a "<" is one, so that none is read again to the end of the page.
_CROWDED = re.compile(rf"<[a-zA-Z](?>{_ATTRIBUTE}){{{2 * _MOST_ATTRIBUTES}}}")
_NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_INLINE = frozenset(
    [
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
        "time",
        "u",
    ]
)
_UNSEEN = ("script", "style", "title")
#: How data names a person, a body or a text that is an object: {"name": …}, WordPress's {"rendered": …}.
_NAMES = ("rendered", "main", "original", "name", "title", "display_name", "displayName", "username", "handle", "acct")


def check_attributes(markup: str) -> str:
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
        return encodings.clean(markup).strip()
    markup = check_attributes(encodings.clean(markup))
    return text_of(html.fromstring(f"<div>{markup}</div>", parser=html.HTMLParser(remove_comments=True)))


def text_of(tree: Any) -> str:
    """The text of an element, a paragraph a line."""
    from lxml import etree

    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_inline = element.tag in _INLINE
        if not is_inline:
            pieces.append("\n")
        if event == "start" and element.tag not in _UNSEEN:
            pieces.append(_SPACE.sub(" ", element.text or ""))
        if event == "end" and element is not tree:
            pieces.append(_SPACE.sub(" ", element.tail or ""))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def names(value: Any) -> str | None:
    """Join the name or names in a person, an organisation, a string, or a list of them."""
    values = value if isinstance(value, list) else [value]
    found = [line(_name(item)) for item in values]
    kept = list(dict.fromkeys(name for name in found if name and not name.startswith("http")))
    return "; ".join(kept) or None


def _name(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return next((item[key] for key in _NAMES if isinstance(item.get(key), str) and item[key].strip()), None)


def line(value: Any) -> str | None:
    """One line of the text in `value`, None where there is none."""
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", encodings.clean(value)).strip() or None
