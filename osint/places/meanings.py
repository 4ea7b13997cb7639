"""What a place name may mean by itself: each place of that name, and how well known it is by it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log10
from typing import NamedTuple

from osint.knowledge import gazetteer
from osint.knowledge.gazetteer import Candidate, Place

#: What a place is worth by its kind: a state is meant before all, then areas, regions, counties. A town's worth grows
#: with its inhabitants: a million are worth 7.5. All set by hand, held where distances fell on the development split.
_COUNTRY, _AREA, _REGION, _COUNTY, _SIZE = 10.0, 8.5, 7.2, 5.5, 1.25
_CAPITAL = 2.0
#: What another name than the main one costs, more where the name is the main one of another place.
_OTHER_NAME, _OTHERS_NAME = -1.5, -3.0
#: "New York" and "Mexico" in their own states: the state's namesake is meant last, a region's town a little before it.
_NAMESAKE, _BEFORE_TOWN, _NAMESAKE_SHARE = 4.0, 0.8, 0.1


class Option(NamedTuple):
    """A place that a mention may mean, and what speaks for it.

    `renown` is how well known it is by that name, `beside` what the words right beside the name say,
    `context` what the article's other places say.
    """

    place: Place
    renown: float
    beside: float = 0.0
    context: float = 0.0

    @property
    def worth(self) -> float:
        """What speaks for it in all."""
        return self.renown + self.beside + self.context


@lru_cache(maxsize=1 << 13)
def of(name: str) -> tuple[Option, ...]:
    """Return the places that a name may mean with how well known each is, the best known first, context aside.

    >>> of("Paris")[0].place.country
    'FR'
    """
    found = gazetteer.candidates(name)
    made = (Option(candidate.place, _renown(candidate, found)) for candidate in found)
    return tuple(sorted(made, key=lambda option: -option.renown))


def _renown(candidate: Candidate, among: Iterable[Candidate]) -> float:
    place = candidate.place
    worth = 0.0
    if not candidate.is_main:
        worth = _OTHERS_NAME if any(other.is_main for other in among) else _OTHER_NAME
    if place.kind == "country":
        return worth + _COUNTRY
    if (place.kind == "region" or not candidate.is_main) and _has_state(place, among):
        return _NAMESAKE
    if place.kind == "region":
        town = _town_of_region(place, among)
        return _renown(town, among) - _BEFORE_TOWN if town else worth + _REGION + 0.2 * log10(place.population + 10)
    if place.kind == "county":
        return worth + _COUNTY
    if place.kind != "city":
        return worth + _AREA
    is_capital = place.country is not None and gazetteer.capital_of(place.country) == place
    return worth + _SIZE * log10(max(place.population, 100)) + (_CAPITAL if is_capital else 0.0)


def _has_state(place: Place, among: Iterable[Candidate]) -> bool:
    """Return whether the state that a place lies in has the same name."""
    return any(other.place.kind == "country" and other.place.country == place.country for other in among)


def _town_of_region(region: Place, among: Iterable[Candidate]) -> Candidate | None:
    """Return the town of the same name in a region, if a good part of the region lives there."""
    for other in among:
        town = other.place
        is_inside = town.kind == "city" and (town.country, town.admin1) == (region.country, region.admin1)
        if is_inside and town.population >= _NAMESAKE_SHARE * region.population:
            return other
    return None
