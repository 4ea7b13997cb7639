"""Formats are told from the first bytes of a file."""

import pytest

from osint.articles import formats


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\n<!-- saved -->\n<!DOCTYPE html>\n<p>", "HTML"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"<!--" * 1000, None),
        (b"<!-- -->" * 500, None),
        (b"Words.", None),
    ],
)
def test_formats_are_told_from_the_first_bytes(data: bytes, kind: str | None) -> None:
    assert formats.signature(data) == kind
