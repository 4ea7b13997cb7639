"""Pages that were saved or archived: the address that they were saved from, and the archive's own bars."""

from __future__ import annotations

import re
from typing import Any

#: Browsers: "saved from url=(0047)https://…"; SingleFile: "url: https://…" in its comment.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s[^>]{0,200}?url:\s*(https?://[^\s>]+)")
#: "https://web.archive.org/web/20240515101112im_/https://…".
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(https?:/{1,2}[^\s\"'<>]+)")
_ARCHIVES = re.compile(r"https?://(?:www\.)?archive\.(?:ph|today|is|li|fo|md|vn|org)/")
_ARCHIVE_TODAY = "//*[@id='HEADER']//input/@value"
#: The bars that the Wayback Machine and archive.today lay over a page.
_BARS = ("//*[starts-with(@id, 'wm-ipp')]", "//*[@id='HEADER'][.//a[contains(@href, 'archive.')]]", "//*[@id='donato']")
#: Where the mark of an archive stands.
_HEAD = 20_000


def address(markup: str, tree: Any) -> str | None:
    """The address that a page was saved from, None where it does not say."""
    head = markup[:_HEAD]
    for mark in (_SAVED_FROM, _SINGLE_FILE):
        if found := mark.search(head):
            return found[1]
    if _ARCHIVES.search(head):
        inputs = [value for value in tree.xpath(_ARCHIVE_TODAY) if value.startswith("http")]
        if inputs:
            return str(inputs[0])
    found = _WAYBACK.search(head)
    is_archived = "FILE ARCHIVED ON" in markup[-_HEAD:] or "wm-ipp" in head
    return found[1] if found and is_archived else None


def original(url: str | None) -> str | None:
    """An address without the archive's part of it; None for one of an archive's own.

    >>> original("https://web.archive.org/web/20240515101112/https://post.example/ferry")
    'https://post.example/ferry'
    """
    if url is None or (found := _WAYBACK.match(url)) is None:
        return None if url is None or _ARCHIVES.match(url) else url
    return found[1]


def drop_bars(markup: str, tree: Any) -> None:
    """Remove an archive's bars from the page."""
    for path in _BARS if "archive." in markup else ():
        for bar in tree.xpath(path):
            if bar.getparent() is not None:
                bar.drop_tree()
