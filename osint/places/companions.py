"""The larger place that a text names with a smaller one: "Palma, in Mozambique", "the Syrian town of Douma"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from osint.knowledge import gazetteer
from osint.knowledge.gazetteer import Place
from osint.knowledge.letters import APOSTROPHES
from osint.places.cues import cues
from osint.places.tokens import Words
from osint.text.runs import is_name_word

#: No place has a name of more words.
LONGEST = 6
_POSSESSIVE = ("'s", "’s")
_STATES = frozenset(["country", "region", "county"])
#: Areas and islands are companions too: "in the Gaza Strip", "on the island of Majorca".
_AREAS = frozenset(["area", "island", "islands", "peninsula"])
#: How many tokens of a description are read: "Palma, a fishing town in the north of Mozambique".
_DESCRIPTION = 8
#: How many tokens before a name may hold the adjective of a state: "the Greek region of Macedonia".
_BEFORE = 4
#: A town may lie a little outside the circle by which an area is known.
_SLACK = 1.3


class Companions(NamedTuple):
    """The larger places named with a name, and whether the text says outright that the name lies there.

    A comma alone may as well part a list: "Lisbon, Portugal" and "Moscow, Ukraine and Belarus".
    """

    places: tuple[Place, ...]
    is_outright: bool


NONE = Companions((), False)


def of(words: Words, first: int, last: int) -> Companions:
    """Return the larger places named with the name at the tokens from `first` up to `last`."""
    found = _behind(words, last)
    if found.places:
        is_town = words.at(first - 1) == "of" and words.at(first - 2) in cues("citynoun")
        return found._replace(is_outright=found.is_outright or (is_town and words.at(last) in ("in", ",")))
    return Companions(_before(words, first), False)


def _behind(w: Words, j: int) -> Companions:
    mark = w.at(j)
    if mark in (",", "("):
        if direct := named_at(w, j + 1):
            return Companions(direct, False)
        k = j + 1
        if w.at(k) in ("in", "on"):
            return Companions(named_at(w, _past_directions(w, k + 1)), True)
        return Companions(_described(w, k), True) if w.at(k) in ("a", "an", "the") else NONE
    if mark in ("in", "on"):
        # "the town of Palma in Mozambique", and less surely "fighting near Palma in Mozambique".
        return Companions(named_at(w, _past_directions(w, j + 1)), False)
    return NONE


def _past_directions(w: Words, k: int) -> int:
    """Return where a name may begin behind "the", "southern", "the north of", "the island of"."""
    skipped = cues("direction") | cues("citynoun") | cues("regionword") | {"the", "of", "island", "far", "district"}
    limit = k + LONGEST
    while k < limit and w.at(k) in skipped and not w.is_capital(k):
        k += 1
    if w.is_capital(k) and gazetteer.demonym(w.words[k]) and not w.is_capital(k + 1):
        return _past_adjective(w, k)
    return k


def _past_adjective(w: Words, k: int) -> int:
    """Return where the region begins behind a people's adjective: "the Spanish island of | Majorca"."""
    j = k + 1
    while j < k + _BEFORE and w.at(j) in cues("regionword") | cues("citynoun") | {"island", "of", "district"}:
        j += 1
    return j if j > k + 1 and w.is_capital(j) else k


def _described(w: Words, k: int) -> tuple[Place, ...]:
    """Return the places that a description names behind its "of" or "in": "the capital of the Seychelles"."""
    is_town = False
    for j in range(k, min(k + _DESCRIPTION, len(w.words))):
        is_town = is_town or w.lower[j] in cues("citynoun") or w.lower[j] in cues("regionword")
        if w.words[j] in (".", ";", ","):
            return ()
        if is_town and w.lower[j] in ("of", "in"):
            return named_at(w, _past_directions(w, j + 1))
    return ()


def _before(w: Words, first: int) -> tuple[Place, ...]:
    """Return the state whose adjective or possessive is before a name: "the Croatian port of", "Syria's"."""
    if w.at(first - 1) in _POSSESSIVE and w.is_capital(first - 2):
        return _larger_named(w.words[first - 2], _STATES)
    passed = cues("citynoun") | cues("regionword") | cues("direction") | {"of", "the", "island", "district"}
    for k in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
        if w.is_capital(k):
            people = gazetteer.demonym(w.words[k])
            state = gazetteer.country(people.country) if people and people.country else None
            return (state,) if state else ()
        if w.lower[k] not in passed:
            return ()
    return ()


def named_at(w: Words, at: int) -> tuple[Place, ...]:
    """Return the regions, states and areas that may be named at a token."""
    if not w.is_capital(at):
        return ()
    for j in ends_of_name(w, at):
        name = w.text[w.starts[at] : w.ends[j - 1]]
        code = gazetteer.province(name) or gazetteer.province(name + ".")
        if code and (region := gazetteer.region(code)):
            return (region,)
        if found := _larger_named(name, _STATES) or _larger_named(name, _AREAS):
            return found
    return ()


@lru_cache(maxsize=1 << 12)
def _larger_named(name: str, kinds: frozenset[str]) -> tuple[Place, ...]:
    return tuple(c.place for c in gazetteer.candidates(name) if c.place.kind in kinds)


def ends_of_name(w: Words, i: int) -> Iterator[int]:
    """Yield where a name that begins at `i` may end, the longest first."""
    stops, j = [i + 1], i + 1
    # Most names are one word; what is plain and small behind them and no joint ends them.
    if j < len(w.words) and w.words[j].isalpha() and w.words[j].islower() and w.lower[j] not in cues("joint"):
        return iter(stops)
    while j < len(w.words) and j - i < LONGEST and w.is_next(j):
        if _is_name_part(w.words[j]):
            stops.append(j + 1)
        elif not _joins(w, j):
            if w.words[j] in _POSSESSIVE:
                stops.append(j + 1)
            break
        j += 1
    return reversed(stops)


def _is_name_part(word: str) -> bool:
    """Return whether a token is a part of a name: a capital, a number, a particle ("ez-Zor", "l’Isle")."""
    if word[0].isdigit() or is_name_word(word):
        return True
    return len(word) > 3 and word[1] in APOSTROPHES and word[2].isupper()


def _joins(w: Words, j: int) -> bool:
    """Return whether a token may be inside a name: a small word, the stop of "St.", a mark before a capital."""
    if w.words[j] in ("'s", "’s", "-", "'", "’"):
        return w.is_capital(j + 1)
    return w.lower[j] in cues("joint") or (w.words[j] == "." and w.lower[j - 1] in ("st", "ste", "mt", "ft"))


def holds(larger: Place, smaller: Place) -> bool:
    """Return whether one place lies in another, by country and region codes, or within an area's extent."""
    if larger.row == smaller.row or larger.country not in (None, smaller.country):
        return False
    if larger.kind == "country":
        return True
    if larger.kind in _AREAS:
        return gazetteer.km(larger.lat, larger.lon, smaller.lat, smaller.lon) <= _SLACK * larger.extent_km
    if larger.kind == "county":
        return smaller.kind == "city" and larger.admin1 == smaller.admin1
    return larger.admin1 == smaller.admin1 and smaller.kind in ("city", "county")
