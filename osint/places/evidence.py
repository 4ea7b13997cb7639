"""What an article's surer places say of its others: which states and regions it names, and what lies near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import exp
from typing import NamedTuple

from osint.knowledge.gazetteer import Place

#: A town smaller than this is doubted where the article names nothing else of its country.
_SMALL = 200_000
_LOCAL = frozenset(["city", "county", "region"])
_WIDE = frozenset(["country", "continent", "area", "ocean"])
#: What it is worth that an article names a place's country and region, and by what share, and a place near it.
_COUNTRY_SEEN, _COUNTRY_SHARE = 1.0, 2.5
_REGION_SEEN, _REGION_SHARE = 0.5, 2.0
#: A place in sight is worth this much, less by e each degree (111 km) away.
_NEAR, _REACH = 3.0, 1.0
#: A doubtful name within this many degrees of a surer place is one too.
_NEIGHBOUR = 1.5
#: Less than this is named of a country or region only by an unlikely meaning of some name.
_NAMED = 0.3
#: A place that is likely meant may be near others.
_LIKELY = 0.4
#: What it is worth for a doubtful town that the article names its country otherwise.
_IN_COUNTRY = 1.5
#: How many points are looked at, so that time grows with the length of a text and not with its square.
_MANY = 20


class Others(NamedTuple):
    """What the names other than one say: their weight, what to take off the countries and regions, their points."""

    total: float
    less: Mapping[str, float]
    fewer: Mapping[tuple[str, str], float]
    points: list[tuple[float, float]]


class Evidence:
    """The places that an article's names mean so far.

    Parameters
    ----------
    signs
        Countries by the words of the article that news of one country prints.
    """

    def __init__(self, signs: Mapping[str, float]) -> None:
        self.countries: dict[str, float] = defaultdict(float, signs)
        self.regions: dict[tuple[str, str], float] = defaultdict(float)
        self.own: dict[str, list[tuple[Place, float]]] = defaultdict(list)
        self.points: dict[str, tuple[float, float]] = {}

    def add(self, key: str, place: Place, weight: float) -> None:
        """Note a place that a name means."""
        if place.country:
            self.countries[place.country] += weight
            if place.admin1:
                self.regions[place.country, place.admin1] += weight
        if weight > _LIKELY and place.kind not in _WIDE and (len(self.points) < _MANY or key in self.points):
            self.points[key] = (place.lat, place.lon)
        self.own[key].append((place, weight))

    def of_others(self, key: str) -> Others:
        """Return what the other names say, for no name speaks for itself."""
        less: dict[str, float] = defaultdict(float)
        fewer: dict[tuple[str, str], float] = defaultdict(float)
        for place, weight in self.own.get(key, ()):
            if place.country:
                less[place.country] += weight
                if place.admin1:
                    fewer[place.country, place.admin1] += weight
        total = sum(self.countries.values()) - sum(less.values()) + 0.01
        return Others(total, less, fewer, [point for other, point in self.points.items() if other != key])

    def favour(self, place: Place, others: Others) -> float:
        """Return what the article's surer places under other names say for a place."""
        if place.country is None:
            return 0.0
        worth, seen = 0.0, self.countries.get(place.country, 0.0) - others.less.get(place.country, 0.0)
        if seen > _NAMED:
            worth += _COUNTRY_SEEN + _COUNTRY_SHARE * seen / others.total
        if place.admin1:
            at = (place.country, place.admin1)
            seen = self.regions.get(at, 0.0) - others.fewer.get(at, 0.0)
            if seen > _NAMED:
                worth += _REGION_SEEN + _REGION_SHARE * seen / others.total
        if others.points and place.kind in _LOCAL:
            lat, lon = place.lat, place.lon
            worth += _NEAR * exp(-min([abs(lat - a) + abs(lon - b) for a, b in others.points]) / _REACH)
        return worth

    def support(self, key: str, place: Place, said: float) -> float:
        """Return what the article's surer places say for a doubtful name's being a place.

        `said` is what the words next to the name say: with "from" before it, it is enough that its state is named.
        """
        spots = [abs(place.lat - a) + abs(place.lon - b) for other, (a, b) in self.points.items() if other != key]
        if spots and min(spots) < _NEIGHBOUR:
            return 1.5
        if place.country and place.admin1 and self.regions.get((place.country, place.admin1)):
            return 1.0
        if place.kind != "city":
            return 0.0
        if self._has_other(key, place.country):
            return _IN_COUNTRY if said >= 1 else 0.0
        return -1.0 if place.population < _SMALL else 0.0

    def _has_other(self, key: str, country: str | None) -> bool:
        mine = sum(weight for place, weight in self.own.get(key, ()) if place.country == country)
        return country is not None and self.countries.get(country, 0.0) - mine > _NAMED
