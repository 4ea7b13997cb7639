"""Places named in articles: where they are, what role they play, and whether something happened there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from osint import bearings, document, gazetteer, names, roles, tables, toponyms
from osint.gazetteer import Candidate, Place
from osint.toponyms import Mention, Words

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from osint.document import Document

_KEPT = 2.0
_DOUBTFUL = 0.5
_NAMESAKE_SHARE = 0.1
#: How far from the middle of its town a site may lie that is known by its town alone, in km.
_SITE_KM = 15.0
_TOWNS = frozenset(["city", "county", "quarter"])


class Row(NamedTuple):
    """A row of the table ``places``; the shape is added when the table is finished."""

    start: int
    end: int
    place: str
    country: str | None
    admin1: str | None
    kind: str | None
    role: str
    is_event: bool
    relation: str | None
    km_low: float | None
    km_high: float | None
    bearing: float | None
    lat: float | None
    lon: float | None
    geonameid: int | None
    n_candidates: int
    confidence: float


class Places:
    """The case's own place names, compiled for look-up; they override the gazetteer.

    Parameters
    ----------
    table
        A row per name: ``name``, and as far as known ``place``, ``kind``, ``country``, ``lat``, ``lon``.

    Raises
    ------
    OsintError
        If the column ``name`` is missing.
    """

    def __init__(self, table: pd.DataFrame | None = None) -> None:
        self.by_name: dict[str, Place] = {}
        self.by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        if table is None or not len(table):
            return
        tables.need(table, ("name",), "places", "Give one row per name.")
        for number, row in enumerate(table.to_dict("records")):
            cells = {key: value for key, value in row.items() if value == value and value not in (None, "")}
            if "name" in cells:
                self._add(-1 - number, {str(key): value for key, value in cells.items()})

    def _add(self, number: int, cells: Mapping[str, Any]) -> None:
        name = str(cells["name"])
        words = tuple(word.lower() for word in Words(document.Document(name)).words)
        made = _own_place(number, name, cells)
        if made is not None and words:
            self.by_name[" ".join(words)] = made
            self.by_first[words[0]].append(words)
            self.by_first[words[0]].sort(key=len, reverse=True)


def _own_place(number: int, name: str, cells: Mapping[str, Any]) -> Place | None:
    """Return what a row of the case's table says, the rest filled from the gazetteer."""
    called, kind, country = str(cells.get("place", name)), cells.get("kind"), cells.get("country")
    known = [c.place for c in (*gazetteer.candidates(name), *gazetteer.candidates(called))]
    known = [p for p in known if (kind is None or p.kind == kind) and (country is None or p.country == country)]
    like = known[0] if known else None
    if "lat" in cells and "lon" in cells:
        lat, lon = float(cells["lat"]), float(cells["lon"])
    elif like is not None:
        lat, lon = like.lat, like.lon
    else:
        return None
    return Place(
        number,
        like.geonameid if like else None,
        called,
        str(kind or (like.kind if like else "place")),
        str(country) if country else (like.country if like else None),
        like.admin1 if like else None,
        like.admin2 if like else None,
        lat,
        lon,
        like.population if like else 0,
        float(cells.get("extent_km", 0) or 0),
    )


@lru_cache(maxsize=1 << 15)
def _standing(name: str) -> tuple[tuple[Candidate, float], ...]:
    """Return the candidates of a name with how well known each is, context aside."""
    found = gazetteer.candidates(name)
    return tuple((candidate, _renown(candidate, found)) for candidate in found)


def _renown(candidate: Candidate, among: Iterable[Candidate]) -> float:
    place = candidate.place
    worth = 0.0 if candidate.is_main else -1.5
    if place.kind == "country":
        return worth + 10.0
    if place.kind == "region":
        for other in among:
            twin = other.place
            is_inside = twin.kind == "city" and (twin.country, twin.admin1) == (place.country, place.admin1)
            if is_inside and twin.population >= _NAMESAKE_SHARE * place.population:
                return _renown(other, ()) - 0.8
        return worth + 6.5 + 0.2 * log10(place.population + 10)
    if place.kind == "county":
        return worth + 5.5
    if place.kind != "city":
        return worth + 8.5
    capital = place.country and gazetteer.capital_of(place.country) == place
    return worth + 1.25 * log10(max(place.population, 100)) + (1.5 if capital else 0.0)


@dataclass
class _Evidence:
    """What the article's surer places say of the others."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    regions: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    points: list[tuple[float, float]] = field(default_factory=list)

    def add(self, place: Place, weight: float = 1.0) -> None:
        if place.country:
            self.countries[place.country] += weight
            if place.admin1:
                self.regions[place.country, place.admin1] += weight
        if place.kind not in ("country", "continent", "area", "ocean"):
            self.points.append((place.lat, place.lon))

    def favour(self, place: Place) -> float:
        total = sum(self.countries.values()) or 1.0
        worth = 0.0
        if place.country:
            seen = self.countries.get(place.country, 0.0)
            worth += 2.5 * seen / total + (1.0 if seen else 0.0)
        if place.country and place.admin1:
            seen = self.regions.get((place.country, place.admin1), 0.0)
            worth += (1.5 if seen else 0.0) + 2.0 * seen / total
        if self.points and place.kind in ("city", "county", "region"):
            nearest = min(abs(place.lat - lat) + abs(place.lon - lon) for lat, lon in self.points[:40])
            worth += 2.0 * exp(-nearest)
        return worth

    def support(self, place: Place) -> float:
        """Return what the article's surer places say for a doubtful name's being a place."""
        if any(abs(place.lat - lat) + abs(place.lon - lon) < 1.5 for lat, lon in self.points):
            return 1.5
        if place.country and place.admin1 and self.regions.get((place.country, place.admin1)):
            return 1.0
        return 0.0


class _Resolver:
    """Says which place each mention of an article means."""

    def __init__(self, words: Words, finder: toponyms.Finder, own: Places) -> None:
        self.w = words
        self.finder = finder
        self.own = own

    def run(self, mentions: list[Mention]) -> list[tuple[Mention, Place | None, int, float]]:
        options = [self._options(mention) for mention in mentions]
        chosen: list[Place | None] = [None] * len(mentions)
        evidence = _Evidence()
        for mention, option in zip(mentions, options, strict=True):
            if option and mention.score >= _KEPT and _margin(option) > 2.5:
                evidence.add(option[0][0], 0.5 if mention.kind == "demonym" else 1.0)
        margins = [0.0] * len(mentions)
        for _ in range(2):
            ranked = self._ranked(mentions, options, evidence)
            evidence = _Evidence()
            for i, (mention, option) in enumerate(zip(mentions, ranked, strict=True)):
                chosen[i] = option[0][0] if option else None
                margins[i] = _margin(option)
                if option and mention.score >= _KEPT:
                    evidence.add(option[0][0], 0.5 if mention.kind == "demonym" else 1.0)
        self._place_sites(mentions, chosen)
        mentions = [self._near(m, p, evidence) for m, p in zip(mentions, chosen, strict=True)]
        return [(m, p, len(o), g) for m, p, o, g in zip(mentions, chosen, options, margins, strict=True)]

    def _near(self, mention: Mention, place: Place | None, evidence: _Evidence) -> Mention:
        """Let a doubtful name count as a place where it lies near the article's surer places."""
        if place is None or not _DOUBTFUL <= mention.score < _KEPT:
            return mention
        return mention._replace(score=mention.score + evidence.support(place))

    def _place_sites(self, mentions: list[Mention], chosen: list[Place | None]) -> None:
        """Put each site that the gazetteer lacks into the town named right behind it, before it, or most often."""
        towns = [i for i, place in enumerate(chosen) if place and place.kind in _TOWNS and mentions[i].score >= _KEPT]
        for i, mention in enumerate(mentions):
            if mention.kind == "site" and towns:
                chosen[i] = _site(mention, self._town(mentions, chosen, towns, i))

    def _town(self, mentions: list[Mention], chosen: list[Place | None], towns: list[int], i: int) -> Place:
        behind = next((k for k in towns if k > i), None)
        if behind is not None and mentions[behind].first - mentions[i].last <= 2:
            at = behind
        else:
            at = max((k for k in towns if k < i), default=towns[0])
        found = chosen[at]
        assert found is not None
        return found

    def _ranked(
        self, mentions: list[Mention], options: list[list[tuple[Place, float]]], evidence: _Evidence
    ) -> list[list[tuple[Place, float]]]:
        """Order each mention's places by context; one name means one place throughout an article."""
        pooled: dict[str, dict[int, float]] = defaultdict(dict)
        scored = []
        for mention, option in zip(mentions, options, strict=True):
            now = [(place, worth + evidence.favour(place)) for place, worth in option] if len(option) > 1 else option
            scored.append(now)
            best = pooled[gazetteer.key(mention.name)]
            for place, worth in now:
                best[place.row] = max(best.get(place.row, -99.0), worth)
        made = []
        for mention, now in zip(mentions, scored, strict=True):
            best = pooled[gazetteer.key(mention.name)]
            made.append(sorted(((p, max(worth, best[p.row] - 1)) for p, worth in now), key=lambda pair: -pair[1]))
        return made

    def _options(self, mention: Mention) -> list[tuple[Place, float]]:
        """Return the places that a mention may mean, with what its own words say for each."""
        if mention.kind == "case":
            words = " ".join(self.w.lower[mention.first : mention.last])
            return [(self.own.by_name[words], 20.0)]
        if mention.kind == "demonym":
            place = _derived(mention.name)
            return [(place, 15.0)] if place else []
        if mention.kind == "seat":
            return [(_seat(mention.name), 15.0)]
        if mention.kind == "province":
            return [(c.place, 15.0) for c in mention.found]
        larger = self._larger(mention)
        after = self.w.at(mention.last)
        options = []
        standing = _standing(mention.name)
        for candidate, worth in standing:
            place = candidate.place
            if any(toponyms.holds(other, place) for other in larger):
                worth += self._bonus(mention, candidate, standing)
            if after in toponyms.cues("regionword") and place.kind in ("region", "county"):
                worth += 6.0
            options.append((place, worth))
        return sorted(options, key=lambda pair: -pair[1])

    def _bonus(self, mention: Mention, candidate: Candidate, standing: tuple[tuple[Candidate, float], ...]) -> float:
        """Return what a larger place behind the comma is worth: less where a list of equals is as likely."""
        best, worth = max(standing, key=lambda pair: pair[1])
        if best.place.kind not in ("city", "county") and candidate.place.kind in ("city", "county"):
            return 3.0
        if not candidate.is_main:
            return 4.0
        return 6.0 if worth >= 9.0 and self._is_list(mention) else 12.0

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


def _margin(option: list[tuple[Place, float]]) -> float:
    if not option:
        return 0.0
    best = option[0]
    rivals = [worth for place, worth in option[1:] if not _is_same_spot(place, best[0])]
    return best[1] - rivals[0] if rivals else 9.0


def _is_same_spot(a: Place, b: Place) -> bool:
    return a.country == b.country and a.admin1 == b.admin1 and abs(a.lat - b.lat) < 1 and abs(a.lon - b.lon) < 1.5


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
    return Place(-1, None, mention.name, kind, *spot, 0, _SITE_KM)


def locate(doc: Document, roster: names.Roster, own: Places) -> list[Row]:
    """Find the places in `doc`, in order and without overlap; what is found stays in ``doc.places``."""
    if doc.places is None:
        words = Words(doc)
        finder = toponyms.Finder(words, roster, own.by_first)
        mentions = finder.run()
        resolved = _Resolver(words, finder, own).run(mentions)
        doc.places = _rows(words, resolved)
    return doc.places


def _rows(words: Words, resolved: list[tuple[Mention, Place | None, int, float]]) -> list[Row]:
    rows: list[Row] = []
    previous: Mention | None = None
    for mention, place, n, margin in resolved:
        if mention.score < _KEPT or (place is None and mention.kind != "demonym"):
            continue
        shared = rows[-1].role if previous is not None and roles.joined(words, mention, previous) else None
        rows.append(_row(words, mention, place, n, margin, shared if shared in ("literal", "metonym") else None))
        previous = mention
    return rows


def _row(words: Words, mention: Mention, place: Place | None, n: int, margin: float, shared: str | None) -> Row:
    kind = "seat" if mention.kind == "seat" else (place.kind if place else None)
    is_capital = bool(place and kind == "city" and place.country and gazetteer.capital_of(place.country) == place)
    is_power = kind in ("country", "seat") or is_capital
    role = roles.role(words, mention, kind or "", is_power, shared)
    relation = bearings.before(words.text, mention.start) if role == "literal" else None
    region = gazetteer.region(f"{place.country}.{place.admin1}") if place and place.admin1 else None
    return Row(
        start=mention.start,
        end=mention.end,
        place=place.name if place else mention.name,
        country=place.country if place else None,
        admin1=region.name if region else None,
        kind=place.kind if place else None,
        role=role,
        is_event=roles.is_event(words, mention, role),
        relation=relation.relation if relation else None,
        km_low=relation.km_low if relation else None,
        km_high=relation.km_high if relation else None,
        bearing=relation.bearing if relation else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        geonameid=place.geonameid if place else None,
        n_candidates=n,
        confidence=_confidence(mention.score, margin),
    )


def _confidence(score: float, margin: float) -> float:
    """Return the share of such rows that are right: a place, and the right one."""
    is_place = 1 / (1 + exp(-(score - 1.0)))
    is_there = 1 / (1 + exp(-(margin + 0.5)))
    return round(is_place * is_there, 3)


def with_geometry(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the finished table with its shapes, in EPSG:4326: a point, or the area of a relative place."""
    import geopandas as gpd
    import pandas as pd

    lat, lon = table["lat"].astype("float64"), table["lon"].astype("float64")
    shapes = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=table.index, crs=4326)
    shapes[lat.isna()] = None
    told = table.index[table["bearing"].notna() | table["km_high"].notna() | (table["km_low"].fillna(0) > 0)]
    for i, low, high, way in table.loc[told, ["km_low", "km_high", "bearing"]].itertuples():
        bounds = (None if pd.isna(value) else float(value) for value in (low, high, way))
        shapes[i] = bearings.area(lat[i], lon[i], *bounds)
    made = gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=4326)
    return made[list(tables.TABLES["places"])]


def find(
    articles: pd.DataFrame, *, actors: pd.DataFrame | None = None, places: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """Find the places that articles name.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors, whose names are no places.
    places
        The case's own place names; they override the gazetteer.

    Returns
    -------
    geopandas.GeoDataFrame
        The table ``places``, in EPSG:4326. ``km_low`` and ``km_high`` are km, ``bearing`` degrees clockwise
        from north; ``confidence`` is the share of such rows that are right.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"article_id": ["a"], "text": ["Heavy rain fell in Lyon, France."]})
    >>> find(table)[["text", "country", "role"]].values.tolist()
    [['Lyon', 'FR', 'literal'], ['France', 'FR', 'literal']]
    """
    from osint import quotes

    roster, own = names.Roster(actors), Places(places)
    found = []
    for doc in document.read(articles):
        quotes.locate(doc, roster)
        found.append((doc, locate(doc, roster, own)))
    return with_geometry(document.frame("places", found))
