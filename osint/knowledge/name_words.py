"""Words that tell what a name stands for: titles, given names, the generic words of bodies, places and things."""

from __future__ import annotations

from functools import cache

from osint.knowledge import lexicons
from osint.knowledge.letters import fold


@cache
def small(kind: str) -> frozenset[str]:
    """Return the words of one kind next to names and reported speech, in ``data/grammar_words.csv``.

    >>> "van" in small("name particle")
    True
    """
    return lexicons.words("grammar_words", "word", **{"class": kind})


@cache
def titles() -> dict[str, str]:
    """Return the words for persons by office, work or standing, in lower case: "honorific", "role" or "group".

    >>> titles()["minister"], titles()["mr"]
    ('role', 'honorific')
    """
    return {row["word"].lower(): row["kind"] for row in lexicons.rows("titles")}


@cache
def roles() -> frozenset[str]:
    """Return the words for one person by office or work, such as "minister"."""
    return frozenset(word for word, kind in titles().items() if kind == "role")


@cache
def persons_words() -> frozenset[str]:
    """Return the words in small letters for one person by office, trade or kin: "minister", "baker", "widow"."""
    return roles() | lexicons.words("occupations", "word")


#: How words for people end.
_PEOPLE = (
    "men",
    "women",
    "ers",
    "ors",
    "ists",
    "ians",
    "ees",
    "ents",
    "ants",
    "er",
    "or",
    "ist",
    "ian",
    "ldren",
    "lies",
)


def ends_like_people(word: str) -> bool:
    """Return whether a word in small letters ends as words for people do: "gunmen", "dockers"; "ladders" as well."""
    return word.endswith(_PEOPLE) or word in persons_words()


@cache
def _given_names() -> dict[str, str]:
    return {fold(row["name"]): row["gender"] for row in lexicons.rows("given_names")}


def is_given(word: str) -> bool:
    """Return whether a word, or its part before a hyphen, is a given name.

    >>> is_given("Jean-Luc"), is_given("Rocket")
    (True, False)
    """
    return fold(word.split("-")[0]) in _given_names()


def gender(given: str) -> str:
    """Return the gender that a given name tells: "m", "f", or "" where it tells none.

    >>> gender("Ada"), gender("Rocket")
    ('f', '')
    """
    return _given_names().get(fold(given.split("-")[0]), "")


@cache
def _generic() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in lexicons.rows("organization_words"):
        found.setdefault(row["word"], set()).add(row["position"])
    return {word: frozenset(positions) for word, positions in found.items()}


def is_generic(word: str, *positions: str) -> bool:
    """Return whether a word marks a body ("first", "last"), a "place" or a "thing" in the name that it is part of.

    >>> is_generic("Ministry", "last"), is_generic("Highway", "last")
    (True, False)
    """
    return not _generic().get(word, frozenset()).isdisjoint(positions)


@cache
def common() -> dict[str, str]:
    """Return the words that a capital does not make a name: "function" or "frequent"."""
    return {row["word"]: row["kind"] for row in lexicons.rows("common_words")}
