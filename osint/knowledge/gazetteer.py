"""The packaged gazetteer: populated places, states, regions, waters, and the words that stand for them.

Two compressed text files, made by ``scripts/make_gazetteer.py`` from GeoNames (CC BY 4.0): the places, a line
each, and their names, sorted, so that a name is found by bisection and a place is read only when it is asked for.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import lexicons
from osint.knowledge.letters import fold

if TYPE_CHECKING:
    import geopandas as gpd

_EARTH_KM = 6371.0088
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_DROP = re.compile(r"[.',]")
_SPACE = re.compile(r"[\s\-—_/]+")
#: The Arabic article in all its spellings, which follow the letter behind it: "az Zor", "ash Shaykh".
_ARTICLE = re.compile(r"\b(?:[aeu]l|[aeu](?:([dnrstz])(?= \1)|sh(?= sh)))(?= )")


class Place(NamedTuple):
    """One entry of the gazetteer; `row` is its number there, lower for the better known."""

    row: int
    geonameid: int | None
    name: str
    kind: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float
    lon: float
    population: int
    extent_km: float


class Candidate(NamedTuple):
    """A place that a name may mean; `is_main` tells its main name from its other names."""

    place: Place
    is_main: bool


class Demonym(NamedTuple):
    """A word such as "Danish" or "Danes": its form, and the place that it is derived from."""

    word: str
    form: str
    country: str | None
    place: str


class Seat(NamedTuple):
    """A building or quarter that stands for a government or a power, such as "Downing Street"."""

    name: str
    kind: str
    country: str
    state: str
    city: str
    lat: float
    lon: float


def key(name: str) -> str:
    """Return the form under which a name is looked up: no case, accents, hyphens, apostrophes or full stops.

    >>> key("Saint-Étienne"), key("St. John's"), key("Łódź")
    ('saint etienne', 'saint johns', 'lodz')
    >>> key("Deir ez-Zor") == key("Deir el-Zor"), key("el-Fasher")
    (True, 'al fasher')
    """
    words = _SPACE.sub(" ", _DROP.sub("", fold(name).replace("&", " and "))).split()
    plain = " ".join(_SHORT.get(word, word) for word in words)
    return _ARTICLE.sub("al", plain) if len(words) > 1 else plain


def km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the great-circle distance between two points in degrees, in km.

    The haversine formula on a sphere of 6371.0088 km.

    >>> round(km(52.52, 13.41, 48.86, 2.35))
    878
    """
    a, b, c, d = map(radians, (lat_a, lon_a, lat_b, lon_b))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 12742.0176 * asin(min(1.0, sqrt(half)))


@cache
def _lines(name: str) -> tuple[bytes, ...]:
    # A tuple of bytes is left alone by the garbage collector, which would walk a list again and again.
    return tuple(gzip.decompress((lexicons.DATA / name).read_bytes()).split(b"\n"))


@lru_cache(maxsize=1 << 14)
def place(row: int) -> Place:
    """Return the entry of the gazetteer with the number `row`."""
    cells = _lines("gazetteer_places.tsv.gz")[row].decode("utf-8").split("\t")
    geonameid, name, kind, country, admin1, admin2, lat, lon, population, extent = cells
    return Place(
        row,
        int(geonameid) if geonameid else None,
        name,
        kind,
        country or None,
        admin1 or None,
        admin2 or None,
        float(lat),
        float(lon),
        int(population or 0),
        float(extent or 0),
    )


@lru_cache(maxsize=1 << 14)
def candidates(name: str) -> tuple[Candidate, ...]:
    """Return the places that `name` may mean, the better known first; empty where there is none.

    >>> [c.place.name for c in candidates("Mogilev") if c.place.kind == "city"]
    ['Mahilyow', 'Mohyliv']
    """
    looked_up = key(name).removeprefix("the ").encode("utf-8")
    if not looked_up:
        return ()
    names = _lines("gazetteer_names.tsv.gz")
    at = bisect_left(names, looked_up + b"\t")
    if at == len(names) or not names[at].startswith(looked_up + b"\t"):
        return ()
    refs = names[at].split(b"\t")[1].split()
    return tuple(Candidate(place(int(ref.rstrip(b"*"))), ref.endswith(b"*")) for ref in refs)


@lru_cache(maxsize=1 << 15)
def starts(name: str) -> bool:
    """Tell whether a longer name of the gazetteer begins with the words of `name`.

    >>> starts("Rio de"), starts("Zzyzxq")
    (True, False)
    """
    looked_up = key(name).removeprefix("the ").encode("utf-8") + b" "
    names = _lines("gazetteer_names.tsv.gz")
    at = bisect_left(names, looked_up)
    return at < len(names) and names[at].startswith(looked_up)


@cache
def _states() -> dict[str, Place]:
    found = {}
    for row, line in enumerate(_lines("gazetteer_places.tsv.gz")):
        if line.split(b"\t", 3)[2] != b"country":
            break
        entry = place(row)
        assert entry.country is not None
        found[entry.country] = entry
    return found


def country(code: str) -> Place | None:
    """Return the state with an ISO 3166-1 alpha-2 code, None where there is none.

    >>> country("DK").name
    'Denmark'
    """
    return _states().get(code)


@cache
def _capitals() -> dict[str, str]:
    return {row["country"]: row["name"] for row in lexicons.rows("capitals")}


@cache
def capital_of(code: str) -> Place | None:
    """Return the capital of the state with an ISO 3166-1 alpha-2 code.

    >>> capital_of("DK").name
    'Copenhagen'
    """
    name = _capitals().get(code)
    found = [c.place for c in candidates(name) if c.place.country == code and c.place.kind == "city"] if name else []
    return found[0] if found else None


@cache
def _demonyms() -> dict[str, Demonym]:
    found = {}
    for row in lexicons.rows("demonyms"):
        stands_for = row["place"] or _states()[row["country"]].name
        found[row["word"]] = Demonym(row["word"], row["form"], row["country"] or None, stands_for)
    return found


def demonym(word: str) -> Demonym | None:
    """Return what place an adjective or the name of a people is derived from; None for other words.

    >>> demonym("Danes").country, demonym("Danish").form, demonym("DANISH").form
    ('DK', 'adjective', 'adjective')
    """
    found = _demonyms().get(word)
    # In capitals as headlines have them; shorter ones are abbreviations.
    return _demonyms().get(word.title()) if found is None and len(word) > 3 and word.isupper() else found


@cache
def state_names() -> dict[str, str]:
    """Return the states by their ISO 3166-1 alpha-2 code, as they are called as actors.

    >>> state_names()["NO"]
    'Norway'
    """
    return {row["code"]: row["name"] for row in lexicons.rows("states")}


@lru_cache(maxsize=1 << 12)
def state_of(people: str) -> str | None:
    """Return the state whose adjective or people a word is.

    >>> state_of("Norwegian"), state_of("Northern")
    ('Norway', None)
    """
    known = demonym(people)
    state = state_names().get(known.country) if known is not None and known.country else None
    return state if known is not None and known.place == state else None


@cache
def _seats() -> dict[str, Seat]:
    return {
        row["name"]: Seat(
            row["name"], row["kind"], row["country"], row["state"], row["city"], float(row["lat"]), float(row["lon"])
        )
        for row in lexicons.rows("seats")
    }


def seat(name: str) -> Seat | None:
    """Return the seat of power with this name, None where there is none.

    >>> seat("Downing Street").state
    'United Kingdom'
    """
    return _seats().get(name)


@cache
def _abbreviations() -> dict[str, str]:
    return {
        short: row["code"] for row in lexicons.rows("provinces") for short in row["abbreviations"].split("|") if short
    }


def province(abbreviation: str) -> str | None:
    """Return the code of the region that an abbreviation stands for, as "US.CA"; it is case-sensitive.

    >>> province("Calif."), province("Ont.")
    ('US.CA', 'CA.08')
    """
    return _abbreviations().get(abbreviation)


@cache
def _regions() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row, line in enumerate(_lines("gazetteer_places.tsv.gz")):
        kind = line.split(b"\t", 3)[2]
        if kind == b"city":
            break
        if kind == b"region":
            entry = place(row)
            if entry.admin1:
                found.setdefault(f"{entry.country}.{entry.admin1}", entry)
    return found


def region(code: str) -> Place | None:
    """Return the first-level region with a GeoNames code such as "US.CA", None where there is none.

    >>> region("US.CA").name
    'California'
    """
    return _regions().get(code)


def countries() -> gpd.GeoDataFrame:
    """Return the countries of the packaged base map, in EPSG:4326.

    Returns
    -------
    geopandas.GeoDataFrame
        ``code`` (ISO 3166-1 alpha-2, NA for areas without one), ``name``, ``is_disputed`` and ``geometry``.
        Natural Earth 1:50m (public domain); Crimea is Ukraine's, after UN General Assembly resolution 68/262,
        other contested borders are drawn as they are held.

    >>> countries().crs.to_epsg()
    4326
    """
    return _countries().copy()


@cache
def _countries() -> gpd.GeoDataFrame:
    import json

    import geopandas as gpd

    text = gzip.decompress((lexicons.DATA / "countries.geojson.gz").read_bytes())
    table = gpd.GeoDataFrame.from_features(json.loads(text)["features"], crs=4326)
    return table[["code", "name", "is_disputed", "geometry"]]
