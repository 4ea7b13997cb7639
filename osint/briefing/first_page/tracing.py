"""Texts that carry the marks of a paraphrase without sources."""

from __future__ import annotations

import re

from osint.tables import Tables

_PLACEHOLDERS = 2  # one may be a slip of the editor
_PLACEHOLDER = re.compile(r"\[(?:citation|source|reference)s?\b[^\]\n]{0,200}\]", re.IGNORECASE)


def traced(t: Tables) -> dict[str, str]:
    """Name the articles that carry marks of a paraphrase without sources, and those marks.

    These are: no direct quotation, and placeholders of the form "[citation: …]".
    """
    found = {}
    quoting = set(t.quotes.loc[t.quotes["kind"].isin(["direct", "mixed"]), "article_id"])
    for article_id, text in t.texts.items():
        notes = len(_PLACEHOLDER.findall(text))
        if article_id not in quoting and notes >= _PLACEHOLDERS:
            found[article_id] = f"no direct quotation and {notes} placeholder citations: trace it before relying on it"
    return found
