"""Plain text and Markdown."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from osint.articles import dates, encodings, lines, markup
from osint.articles.formats import Found

#: What stands between two rules at the head of a Markdown file: YAML between "---", TOML between "+++".
_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\.\.\.|\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL)
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
#: How front matter calls what `Found` has.
_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline", "creator"),
    "published": ("date", "published", "publishdate", "pubdate", "created"),
    "outlet": ("source", "outlet", "publisher", "publication", "site", "website"),
    "url": ("url", "link", "source_url", "original", "canonical"),
}


def text(data: bytes) -> Found:
    """Read a plain text file: its decoded bytes without byte-order mark, lines of a fixed width joined."""
    decoded, encoding, problem = encodings.decode(data)
    return Found(lines.unwrapped(decoded), encoding=encoding, problem=problem)


def markdown(data: bytes) -> Found:
    """Read Markdown: title, day, author, outlet and address from its front matter, the rest without markup."""
    import mistune

    decoded, encoding, problem = encodings.decode(data)
    decoded = decoded.replace("\r\n", "\n")
    said: dict[str, Any] = {}
    if front := _FRONT.match(decoded):
        said = _front_matter(front[1], front[2])
        decoded = decoded[front.end() :]
    made = str(mistune.html(_NOTE.sub("", decoded)))
    values = {field: next((said[key] for key in keys if said.get(key)), None) for field, keys in _KEYS.items()}
    earliest, latest = dates.bounds(str(values["published"] or "")) or (None, None)
    return Found(
        markup.paragraphs(made),
        title=markup.names(values["title"]),
        author=markup.names(values["author"]),
        outlet=markup.names(values["outlet"]),
        url=markup.line(values["url"]),
        encoding=encoding,
        problem=problem,
    ).dated(earliest, latest)


def _front_matter(mark: str, written: str) -> dict[str, Any]:
    """The keys of front matter, in small letters; none where it cannot be read, as the text matters more."""
    import yaml

    try:
        found = tomllib.loads(written) if mark == "+++" else yaml.safe_load(written)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
