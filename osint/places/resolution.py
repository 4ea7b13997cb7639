"""Which place each name of an article means, by what else the article names."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from math import exp, nan
from typing import NamedTuple

from osint.knowledge import gazetteer, lexicons
from osint.knowledge.gazetteer import Place
from osint.knowledge.letters import fold
from osint.places import companions, meanings
from osint.places.cues import cues, site_heads, site_words
from osint.places.evidence import Evidence
from osint.places.meanings import Option
from osint.places.tokens import Words
from osint.places.toponyms import KEPT, SURE, Mention

#: From this score on a name's neighbours may make it a place.
_DOUBTFUL = 0.5
#: How far from the middle of its town a site may lie that is known by its town alone, in km.
SITE_KM = 15.0
_TOWNS = frozenset(["city", "county", "quarter"])
#: What a word that news of one country prints is worth, beside 1 for a place of that country.
_SIGN = 0.5
#: How far behind the best known place no context can make good: more than all that `Evidence.favour` can add.
_OUT_OF_REACH = 6.5
#: What needs no context: the case's own places, and names that the lists say outright.
_CASES_OWN, _LISTED = 20.0, 15.0
#: What a larger place next to a name is worth: less for a town where something larger may be meant, or another name.
_HELD, _HELD_TOWN, _HELD_OTHER_NAME, _HELD_IN_LIST = 12.0, 3.0, 4.0, 6.0
_IS_REGION = 6.0
#: The renown of a city of a million, or a capital: it may well be one of a list of equals.
_KNOWN_WIDELY = 9.0
#: Between a name and one whose meaning is this far ahead there is no doubt.
_CLEAR = 2.5
_LANDFORMS = frozenset(["island", "mountains", "sea", "gulf", "strait", "cape"])
#: A town under so many inhabitants, of a country with so little evidence, among so much evidence for others, is not
#: meant: a mall in Nairobi is no suburb of Calgary. Chosen on the development split: LGL, F1 + .011.
_STRAY, _SEEN, _ENOUGH = 50_000, 0.3, 3.0
#: The margin where nothing else may be meant.
_ALONE = 9.0


class Settled(NamedTuple):
    """A mention with the place it means, all it may mean, the likeliest first, and how far ahead the first is.

    `town` is the place where a site lies that is known by its town alone.
    """

    mention: Mention
    place: Place | None
    options: tuple[Option, ...]
    margin: float
    town: str | None = None


@cache
def _signs() -> Mapping[str, str]:
    return {row["word"]: row["country"] for row in lexicons.rows("country_signs")}


class Resolver:
    """Says which place each mention of an article means.

    Parameters
    ----------
    words
        The article's tokens.
    own
        The case's own places by their folded names.
    """

    def __init__(self, words: Words, own: Mapping[str, Place]) -> None:
        self.w = words
        self.own = own
        self.signs: dict[str, float] = defaultdict(float)
        for word in set(words.lower) & _signs().keys():
            self.signs[_signs()[word]] += _SIGN

    def run(self, mentions: list[Mention]) -> list[Settled]:
        """Return each mention with the place it means, in three rounds, each with the evidence of the one before."""
        keys = [gazetteer.key(mention.name) for mention in mentions]
        options = self._without_lost(keys, [self._options(mention) for mention in mentions])
        evidence = Evidence(self.signs)
        for key, mention, option in zip(keys, mentions, options, strict=True):
            if option and mention.score >= KEPT:
                for place, share in _shares(option):
                    evidence.add(key, place, share * _weight(mention))
        ranked = options
        for _ in range(2):
            ranked = self._ranked(keys, options, evidence)
            evidence = Evidence(self.signs)
            for key, mention, option in zip(keys, mentions, ranked, strict=True):
                if option and mention.score >= KEPT:
                    evidence.add(key, option[0].place, _weight(mention))
        chosen = [self._chosen(*one, evidence) for one in zip(keys, mentions, ranked, strict=True)]
        sites = self._place_sites(mentions, chosen)
        mentions = [self._near(k, m, p, evidence) for k, m, p in zip(keys, mentions, chosen, strict=True)]
        return [
            Settled(m, p, o, _margin(o), sites.get(i))
            for i, (m, p, o) in enumerate(zip(mentions, chosen, ranked, strict=True))
        ]

    def _chosen(self, key: str, mention: Mention, options: tuple[Option, ...], evidence: Evidence) -> Place | None:
        """Return the likeliest place; of a stray town only its name."""
        if not options:
            return None
        place = options[0].place
        return _unplaced(place) if self._is_stray(key, mention, options[0], evidence) else place

    @staticmethod
    def _is_stray(key: str, mention: Mention, best: Option, evidence: Evidence) -> bool:
        """Return whether the likeliest place is a small town of a country that nothing else in the article is in."""
        place = best.place
        if mention.kind != "name" or place.kind != "city" or place.population >= _STRAY or best.beside > 0:
            return False
        others = evidence.of_others(key)
        seen = evidence.countries.get(place.country or "", 0.0) - others.less.get(place.country or "", 0.0)
        return seen < _SEEN and others.total >= _ENOUGH

    # -- what a name's own words say

    def _options(self, mention: Mention) -> tuple[Option, ...] | None:
        """Return the places that a mention may mean, with what its own words say for each.

        None where the text says outright that it lies where no known place of its name does.
        """
        if mention.kind == "case":
            words = " ".join(fold(word) for word in self.w.words[mention.first : mention.last])
            return (Option(self.own[words], _CASES_OWN),)
        if mention.kind == "demonym":
            place = _derived(mention.name)
            return (Option(place, _LISTED),) if place else ()
        if mention.kind == "seat":
            return (Option(_seat(mention.name), _LISTED),)
        if mention.kind == "province":
            return tuple(Option(c.place, _LISTED) for c in mention.found)
        return self._options_of_name(mention)

    def _options_of_name(self, mention: Mention) -> tuple[Option, ...] | None:
        known = meanings.of(mention.name)
        larger = companions.of(self.w, mention.first, mention.last)
        is_region = self.w.at(mention.last) in cues("regionword")
        if not known or not (larger.places or is_region):
            return known
        if larger.is_outright and not any(_is_held(option.place, larger.places) for option in known):
            return None
        mains = {candidate.place.row for candidate in gazetteer.candidates(mention.name) if candidate.is_main}
        options = []
        for option in known:
            beside = _IS_REGION if is_region and option.place.kind in ("region", "county") else 0.0
            if _is_held(option.place, larger.places):
                beside += self._bonus(mention, option.place, option.place.row in mains, known[0])
            options.append(Option(option.place, option.renown, beside))
        return tuple(sorted(options, key=lambda o: -o.worth))

    def _bonus(self, mention: Mention, place: Place, is_main: bool, best: Option) -> float:
        """Return what a larger place next to a name is worth: less where a list of equals is as likely."""
        if best.place.kind not in ("city", "county") and place.kind in ("city", "county"):
            return _HELD_TOWN
        if not is_main:
            return _HELD_OTHER_NAME
        return _HELD_IN_LIST if best.renown >= _KNOWN_WIDELY and self._is_list(mention) else _HELD

    def _is_list(self, mention: Mention) -> bool:
        """Return whether "and" is soon behind a name: a list of places rather than a place and what holds it."""
        return any(self.w.at(k) in ("and", "or") for k in range(mention.last + 2, mention.last + 5))

    def _without_lost(self, keys: list[str], options: list[tuple[Option, ...] | None]) -> list[tuple[Option, ...]]:
        """Return the options without those of names that are once said to lie where none of them does.

        In "the town of Palma, in Mozambique" the gazetteer's Palmas are not meant, and nowhere else in the article.
        """
        lost = {key for key, option in zip(keys, options, strict=True) if option is None}
        return [() if key in lost else option or () for key, option in zip(keys, options, strict=True)]

    # -- what the article's other places say

    def _ranked(
        self, keys: list[str], options: list[tuple[Option, ...]], evidence: Evidence
    ) -> list[tuple[Option, ...]]:
        """Return each mention's places in the order of context; one name means one place throughout an article."""
        # Mentions of one name mostly share the very same options, so each such group is ordered once.
        groups = {(key, id(option)): option for key, option in zip(keys, options, strict=True)}
        pooled: dict[tuple[str, int], float] = {}
        for (key, _), option in groups.items():
            for o in option:
                if o.beside > pooled.get((key, o.place.row), 1.0):
                    pooled[key, o.place.row] = o.beside
        ordered = {}
        for (key, number), option in groups.items():
            said = [max(o.beside, pooled.get((key, o.place.row), 1.0) - 1) for o in option]
            ordered[key, number] = self._by_context(key, option, said, evidence)
        return [ordered[key, id(option)] for key, option in zip(keys, options, strict=True)]

    def _by_context(
        self, key: str, option: tuple[Option, ...], said: list[float], evidence: Evidence
    ) -> tuple[Option, ...]:
        """Return the places that a name may mean in the order of what its own and the other names say."""
        if len(option) <= 1:
            return option
        others = evidence.of_others(key)
        scored = []
        for o, own in zip(option, said, strict=True):
            is_open = o.renown + own > option[0].renown - _OUT_OF_REACH
            favour = evidence.favour(o.place, others) if is_open else 0.0
            scored.append(Option(o.place, o.renown, o.beside, own - o.beside + favour))
        return tuple(sorted(scored, key=lambda o: -o.worth))

    def _near(self, key: str, mention: Mention, place: Place | None, evidence: Evidence) -> Mention:
        """Return a doubtful mention with what the article's surer places say for its being a place."""
        if place is None or mention.kind != "name" or not _DOUBTFUL <= mention.score < SURE:
            return mention
        return mention._replace(score=mention.score + evidence.support(key, place, mention.said))

    # -- sites that the gazetteer does not have

    def _place_sites(self, mentions: list[Mention], chosen: list[Place | None]) -> dict[int, str]:
        """Put each site into the town named right behind it, or last before it; return the towns' names.

        Of a landform only that town's state is known, for a cape may lie far from it, and of a village in another state
        only that.
        """
        towns = [i for i, place in enumerate(chosen) if place and place.kind in _TOWNS and mentions[i].score >= KEPT]
        sites = {}
        for i, mention in enumerate(mentions):
            if mention.kind not in ("site", "landform", "town"):
                continue
            larger = companions.of(self.w, mention.first, mention.last).places if mention.kind == "town" else ()
            town = self._town(mentions, chosen, towns, i) if towns else None
            if town is not None and _lies_at(mention, town, larger):
                chosen[i], sites[i] = _site(mention, town), town.name
            elif mention.kind != "site" or _is_landform(mention):
                state = next((one.country for one in (*larger, town) if one is not None), None)
                chosen[i] = Place(-1, None, mention.name, _kind(mention), state, None, None, nan, nan, 0, 0.0)
        return sites

    def _town(self, mentions: list[Mention], chosen: list[Place | None], towns: list[int], i: int) -> Place:
        behind = bisect_right(towns, i)
        is_close = behind < len(towns) and mentions[towns[behind]].first - mentions[i].last <= 2
        found = chosen[towns[behind if is_close else max(behind - 1, 0)]]
        assert found is not None
        return found


def _lies_at(mention: Mention, town: Place, larger: tuple[Place, ...]) -> bool:
    """Return whether a site has its town's point: no landform, and in no other state than the text gives."""
    return not _is_landform(mention) and all(one.country == town.country for one in larger)


def _unplaced(place: Place) -> Place:
    """Return a place of which only the name is known."""
    return place._replace(row=-1, geonameid=None, country=None, admin1=None, admin2=None, lat=nan, lon=nan)


def _is_landform(mention: Mention) -> bool:
    """Return whether a name is that of a landform: by its first word, "Cape Vorn", or its last, "Vorn Island"."""
    return mention.kind == "landform" or (mention.kind == "site" and _kind(mention) in _LANDFORMS)


def _is_held(place: Place, larger: tuple[Place, ...]) -> bool:
    return any(companions.holds(other, place) for other in larger)


def _weight(mention: Mention) -> float:
    return 0.5 if mention.kind == "demonym" else 1.0


def _shares(options: tuple[Option, ...]) -> list[tuple[Place, float]]:
    """Return the likeliest places with their shares in what a name may mean; the first alone where it is far ahead."""
    if _margin(options) > _CLEAR:
        return [(options[0].place, 1.0)]
    chances = [exp(option.worth - options[0].worth) for option in options[:6]]
    return [(option.place, chance / sum(chances)) for option, chance in zip(options, chances, strict=False)]


def _margin(options: tuple[Option, ...]) -> float:
    if not options:
        return 0.0
    rivals = [o.worth for o in options[1:] if not _is_same_spot(o.place, options[0].place)]
    return options[0].worth - rivals[0] if rivals else _ALONE


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
    spot = (town.country, town.admin1, town.admin2, town.lat, town.lon)
    return Place(-1, None, mention.name, _kind(mention), *spot, 0, SITE_KM)


def _kind(mention: Mention) -> str:
    """Return what a place is by the word that begins or ends its name."""
    if mention.kind == "town":
        return "city"
    parts = mention.name.rstrip(".").split()
    known = site_heads().get(parts[0]) if mention.kind == "landform" else None
    return (known or site_words().get(parts[-1], ("street", True)))[0]
