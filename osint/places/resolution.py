"""Which place each name of an article means, by what else the article names."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from math import exp, log10
from typing import NamedTuple

from osint.knowledge import gazetteer, lexicons
from osint.knowledge.gazetteer import Candidate, Place
from osint.places import toponyms
from osint.places.toponyms import Mention, Words

#: The score from which a mention counts as a place, and from which its neighbours may make it one.
KEPT = 2.0
_DOUBTFUL, _SURE = 0.5, 4.0
#: A town smaller than this is doubted where the article names nothing else of its country.
_SMALL = 200_000
_NAMESAKE_SHARE = 0.1
#: How far from the middle of its town a site may lie that is known by its town alone, in km.
SITE_KM = 15.0
_TOWNS = frozenset(["city", "county", "quarter"])
_LOCAL = frozenset(["city", "county", "region"])
_WIDE = frozenset(["country", "continent", "area", "ocean"])
#: What it is worth that an article names a place's country and region, and by what share, and a place near it.
_COUNTRY_SEEN, _COUNTRY_SHARE = 1.0, 2.5
_REGION_SEEN, _REGION_SHARE = 0.5, 2.0
_NEAR, _REACH = 3.0, 1.0
_SIGN = 0.5
#: How many points are looked at, so that time grows with the length of a text and not with its square.
_MANY = 20
#: How far behind the best known place no context can make good.
_OUT_OF_REACH = 6.5
_SIZE = 1.25


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


class Settled(NamedTuple):
    """A mention with the place it means, all it may mean, the likeliest first, and how far ahead the first is.

    `town` is the place where a site lies that is known by its town alone.
    """

    mention: Mention
    place: Place | None
    options: tuple[Option, ...]
    margin: float
    town: str | None = None


@lru_cache(maxsize=1 << 13)
def standing(name: str) -> tuple[Option, ...]:
    """Return the places that a name may mean with how well known each is, the best known first, context aside.

    >>> standing("Paris")[0].place.country
    'FR'
    """
    found = gazetteer.candidates(name)
    made = (Option(candidate.place, _renown(candidate, found)) for candidate in found)
    return tuple(sorted(made, key=lambda option: -option.renown))


def _renown(candidate: Candidate, among: Iterable[Candidate]) -> float:
    place = candidate.place
    worth = 0.0 if candidate.is_main else -3.0 if any(other.is_main for other in among) else -1.5
    if place.kind == "country":
        return worth + 10.0
    is_namesake = place.kind == "region" or not candidate.is_main
    if is_namesake and any(c.place.kind == "country" and c.place.country == place.country for c in among):
        return 4.0
    if place.kind == "region":
        for other in among:
            twin = other.place
            is_inside = twin.kind == "city" and (twin.country, twin.admin1) == (place.country, place.admin1)
            if is_inside and twin.population >= _NAMESAKE_SHARE * place.population:
                return _renown(other, among) - 0.8
        return worth + 7.2 + 0.2 * log10(place.population + 10)
    if place.kind == "county":
        return worth + 5.5
    if place.kind != "city":
        return worth + 8.5
    capital = place.country and gazetteer.capital_of(place.country) == place
    return worth + _SIZE * log10(max(place.population, 100)) + (2.0 if capital else 0.0)


#: The number of places under other names, what to take off the countries and the regions, the places' points.
_Others = tuple[float, dict[str, float], dict[tuple[str, str], float], list[tuple[float, float]]]


class _Evidence:
    """What an article's surer places say of the others.

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
        if weight > 0.4 and place.kind not in _WIDE and (len(self.points) < _MANY or key in self.points):
            self.points[key] = (place.lat, place.lon)
        self.own[key].append((place, weight))

    def of_others(self, key: str) -> _Others:
        """Return what the other names say, for no name speaks for itself.

        The number of places, then what to take off the countries' and the regions' numbers, and the others' points.
        """
        less: dict[str, float] = defaultdict(float)
        fewer: dict[tuple[str, str], float] = defaultdict(float)
        for place, weight in self.own.get(key, ()):
            if place.country:
                less[place.country] += weight
                if place.admin1:
                    fewer[place.country, place.admin1] += weight
        total = sum(self.countries.values()) - sum(less.values()) + 0.01
        return total, less, fewer, [point for other, point in self.points.items() if other != key]

    def favour(self, place: Place, others: _Others) -> float:
        """Return what the article's surer places under other names say for a place."""
        if place.country is None:
            return 0.0
        total, less, fewer, points = others
        worth, seen = 0.0, self.countries.get(place.country, 0.0) - less.get(place.country, 0.0)
        if seen > 0.3:
            worth += _COUNTRY_SEEN + _COUNTRY_SHARE * seen / total
        if place.admin1:
            at = (place.country, place.admin1)
            seen = self.regions.get(at, 0.0) - fewer.get(at, 0.0)
            if seen > 0.3:
                worth += _REGION_SEEN + _REGION_SHARE * seen / total
        if points and place.kind in _LOCAL:
            lat, lon = place.lat, place.lon
            worth += _NEAR * exp(-min([abs(lat - a) + abs(lon - b) for a, b in points]) / _REACH)
        return worth

    def support(self, key: str, place: Place) -> float:
        """Return what the article's surer places say for a doubtful name's being a place."""
        spots = [abs(place.lat - a) + abs(place.lon - b) for other, (a, b) in self.points.items() if other != key]
        if spots and min(spots) < 1.5:
            return 1.5
        if place.country and place.admin1 and self.regions.get((place.country, place.admin1)):
            return 1.0
        is_odd = place.kind == "city" and place.population < _SMALL and not self._has_other(key, place.country)
        return -1.0 if is_odd else 0.0

    def _has_other(self, key: str, country: str | None) -> bool:
        mine = sum(weight for place, weight in self.own.get(key, ()) if place.country == country)
        return country is not None and self.countries.get(country, 0.0) - mine > 0.3


@cache
def _signs() -> Mapping[str, str]:
    return {row["word"]: row["country"] for row in lexicons.rows("country_signs")}


class Resolver:
    """Says which place each mention of an article means.

    Parameters
    ----------
    words
        The article's tokens.
    finder
        What found the mentions.
    own
        The case's own places by their names in lower case.
    """

    def __init__(self, words: Words, finder: toponyms.Finder, own: Mapping[str, Place]) -> None:
        self.w = words
        self.finder = finder
        self.own = own
        self.signs: dict[str, float] = defaultdict(float)
        for word in set(words.lower) & _signs().keys():
            self.signs[_signs()[word]] += _SIGN

    def run(self, mentions: list[Mention]) -> list[Settled]:
        """Return each mention with the place it means."""
        keys = [gazetteer.key(mention.name) for mention in mentions]
        options = [self._options(mention) for mention in mentions]
        evidence = _Evidence(self.signs)
        for key, mention, option in zip(keys, mentions, options, strict=True):
            if option and mention.score >= KEPT:
                for place, share in _shares(option):
                    evidence.add(key, place, share * _weight(mention))
        for _ in range(2):
            ranked = self._ranked(keys, options, evidence)
            evidence = _Evidence(self.signs)
            for key, mention, option in zip(keys, mentions, ranked, strict=True):
                if option and mention.score >= KEPT:
                    evidence.add(key, option[0].place, _weight(mention))
        chosen = [option[0].place if option else None for option in ranked]
        sites = self._place_sites(mentions, chosen)
        mentions = [self._near(k, m, p, evidence) for k, m, p in zip(keys, mentions, chosen, strict=True)]
        return [
            Settled(m, p, o, _margin(o), sites.get(i))
            for i, (m, p, o) in enumerate(zip(mentions, chosen, ranked, strict=True))
        ]

    def _near(self, key: str, mention: Mention, place: Place | None, evidence: _Evidence) -> Mention:
        """Let a doubtful name count as a place where it lies near the article's surer places."""
        if place is None or mention.kind != "name" or not _DOUBTFUL <= mention.score < _SURE:
            return mention
        return mention._replace(score=mention.score + evidence.support(key, place))

    def _place_sites(self, mentions: list[Mention], chosen: list[Place | None]) -> dict[int, str]:
        """Put each site that the gazetteer lacks into the town named right behind it, or last before it."""
        towns = [i for i, place in enumerate(chosen) if place and place.kind in _TOWNS and mentions[i].score >= KEPT]
        sites = {}
        for i, mention in enumerate(mentions):
            if mention.kind == "site" and towns:
                town = self._town(mentions, chosen, towns, i)
                chosen[i], sites[i] = _site(mention, town), town.name
        return sites

    def _town(self, mentions: list[Mention], chosen: list[Place | None], towns: list[int], i: int) -> Place:
        behind = bisect_right(towns, i)
        is_close = behind < len(towns) and mentions[towns[behind]].first - mentions[i].last <= 2
        found = chosen[towns[behind if is_close else max(behind - 1, 0)]]
        assert found is not None
        return found

    def _ranked(
        self, keys: list[str], options: list[tuple[Option, ...]], evidence: _Evidence
    ) -> list[tuple[Option, ...]]:
        """Order each mention's places by context; one name means one place throughout an article."""
        # Mentions of one name mostly share the very same options, so each such group is ordered once.
        groups = {(key, id(option)): option for key, option in zip(keys, options, strict=True)}
        pooled: dict[tuple[str, int], float] = {}
        for (key, _), option in groups.items():
            for o in option:
                if o.beside > pooled.get((key, o.place.row), 1.0):
                    pooled[key, o.place.row] = o.beside
        ordered = {}
        for (key, number), option in groups.items():
            others = evidence.of_others(key) if len(option) > 1 else None
            scored = []
            for o in option:
                said = max(o.beside, pooled.get((key, o.place.row), 1.0) - 1)
                is_open = others is not None and o.renown + said > option[0].renown - _OUT_OF_REACH
                context = said - o.beside + (evidence.favour(o.place, others) if others and is_open else 0.0)
                scored.append(Option(o.place, o.renown, o.beside, context))
            ordered[key, number] = tuple(sorted(scored, key=lambda o: -o.worth))
        return [ordered[key, id(option)] for key, option in zip(keys, options, strict=True)]

    def _options(self, mention: Mention) -> tuple[Option, ...]:
        """Return the places that a mention may mean, with what its own words say for each."""
        if mention.kind == "case":
            words = " ".join(self.w.lower[mention.first : mention.last])
            return (Option(self.own[words], 20.0),)
        if mention.kind == "demonym":
            place = _derived(mention.name)
            return (Option(place, 15.0),) if place else ()
        if mention.kind == "seat":
            return (Option(_seat(mention.name), 15.0),)
        if mention.kind == "province":
            return tuple(Option(c.place, 15.0) for c in mention.found)
        known = standing(mention.name)
        larger = self._larger(mention)
        is_region = self.w.at(mention.last) in toponyms.cues("regionword")
        if not known or not (larger or is_region):
            return known
        mains = {candidate.place.row for candidate in gazetteer.candidates(mention.name) if candidate.is_main}
        options = []
        for option in known:
            beside = 6.0 if is_region and option.place.kind in ("region", "county") else 0.0
            if any(toponyms.holds(other, option.place) for other in larger):
                beside += self._bonus(mention, option.place, option.place.row in mains, known[0])
            options.append(Option(option.place, option.renown, beside))
        return tuple(sorted(options, key=lambda o: -o.worth))

    def _bonus(self, mention: Mention, place: Place, is_main: bool, best: Option) -> float:
        """Return what a larger place behind the comma is worth: less where a list of equals is as likely."""
        if best.place.kind not in ("city", "county") and place.kind in ("city", "county"):
            return 3.0
        if not is_main:
            return 4.0
        return 6.0 if best.renown >= 9.0 and self._is_list(mention) else 12.0

    def _is_list(self, mention: Mention) -> bool:
        """Whether "and" stands soon behind the name: a list of places rather than a place and what holds it."""
        w = self.w
        return any(w.at(k) in ("and", "or") for k in range(mention.last + 2, mention.last + 5))

    def _larger(self, mention: Mention) -> list[Place]:
        """Return the regions or states named behind a comma, in brackets, or after "in", right behind a mention."""
        w, j = self.w, mention.last
        if w.at(j) in (",", "(", "in"):
            return self.finder.larger(j + 1)
        return []


def _weight(mention: Mention) -> float:
    return 0.5 if mention.kind == "demonym" else 1.0


def _shares(options: tuple[Option, ...]) -> list[tuple[Place, float]]:
    """Return the likeliest places with their shares in what a name may mean; the first alone where it is far ahead."""
    if _margin(options) > 2.5:
        return [(options[0].place, 1.0)]
    chances = [exp(option.worth - options[0].worth) for option in options[:6]]
    return [(option.place, chance / sum(chances)) for option, chance in zip(options, chances, strict=False)]


def _margin(options: tuple[Option, ...]) -> float:
    if not options:
        return 0.0
    rivals = [o.worth for o in options[1:] if not _is_same_spot(o.place, options[0].place)]
    return options[0].worth - rivals[0] if rivals else 9.0


def _is_same_spot(a: Place, b: Place) -> bool:
    return a.country == b.country and abs(a.lat - b.lat) < 1 and abs(a.lon - b.lon) < 1.5


@lru_cache(maxsize=1024)
def _derived(word: str) -> Place | None:
    """Return the place that a demonym is derived from."""
    found = gazetteer.demonym(word)
    if found is None:
        return None
    if found.country and (state := gazetteer.country(found.country)) and state.name == found.place:
        return state
    places = [c.place for c in gazetteer.candidates(found.place) if found.country in (None, c.place.country)]
    return places[0] if places else None


@lru_cache(maxsize=1024)
def _seat(name: str) -> Place:
    seat = gazetteer.seat(name)
    assert seat is not None
    return Place(-1, None, seat.name, seat.kind, seat.country, None, None, seat.lat, seat.lon, 0, 0.0)


def _site(mention: Mention, town: Place) -> Place:
    word = mention.name.rstrip(".").split()[-1]
    kind = toponyms.site_words().get(word, ("street", True))[0]
    spot = (town.country, town.admin1, town.admin2, town.lat, town.lon)
    return Place(-1, None, mention.name, kind, *spot, 0, SITE_KM)
