"""Words next to place names: what each says of the name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from osint.knowledge import lexicons


@cache
def cues(kind: str) -> frozenset[str]:
    """Return the words that say something of the place name next to them, by kind of cue.

    >>> "outside" in cues("in")
    True
    """
    return lexicons.words("place_cues", "word", cue=kind)


@cache
def common() -> frozenset[str]:
    """Return the words that a capital does not make a name, but for those of direction."""
    return lexicons.words("common_words", "word") - cues("direction")


@cache
def function_words() -> frozenset[str]:
    """Return the function words that may open a sentence."""
    return lexicons.words("common_words", "word", kind="function")


@cache
def homographs() -> frozenset[str]:
    """Return the place names that are English words as well, in lower case: "nice", "reading"."""
    return lexicons.words("homographs", "word")


@cache
def nicknames() -> frozenset[str]:
    """Return the short names of places that news text prints: "L.A."."""
    return lexicons.words("nicknames", "name")


@cache
def province_heads() -> frozenset[str]:
    """Return the first tokens of the abbreviations of regions: "Calif", "N"."""
    shorts = [short for row in lexicons.rows("provinces") for short in row["abbreviations"].split("|")]
    return frozenset(short.split(".")[0].split()[0] for short in shorts if short) | frozenset(shorts)


@cache
def site_words() -> Mapping[str, tuple[str, bool]]:
    """Return the words that end the name of a site: what such a site is, and whether the word alone is enough.

    >>> site_words()["Stadium"]
    ('site', True)
    """
    rows = (row for row in lexicons.rows("site_words") if row["needs"] in ("sure", "where"))
    return {row["word"]: (row["kind"], row["needs"] == "sure") for row in rows}


@cache
def site_heads() -> Mapping[str, tuple[str, bool]]:
    """Return the words that begin the name of a landform or camp: what it is, and whether "of" must follow.

    >>> site_heads()["Cape"], site_heads()["Strait"]
    (('cape', False), ('strait', True))
    """
    rows = (row for row in lexicons.rows("site_words") if row["needs"] in ("first", "of"))
    return {row["word"]: (row["kind"], row["needs"] == "of") for row in rows}
