"""Places named in articles: where they are, what role they play, and whether something happened there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import exp
from typing import TYPE_CHECKING, Any, NamedTuple

from osint import bearings, document, gazetteer, names, roles, tables, toponyms, whereabouts
from osint.gazetteer import Place
from osint.toponyms import Mention, Words
from osint.whereabouts import KEPT, Settled

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


def locate(doc: Document, roster: names.Roster, own: Places) -> list[Row]:
    """Find the places in `doc`, in order and without overlap; what is found stays in ``doc.places``."""
    if doc.places is None:
        words = Words(doc)
        finder = toponyms.Finder(words, roster, own.by_first)
        mentions = finder.run()
        resolved = whereabouts.Resolver(words, finder, own.by_name).run(mentions)
        doc.places = _rows(words, resolved)
    return doc.places


def _rows(words: Words, resolved: list[Settled]) -> list[Row]:
    rows: list[Row] = []
    previous: Mention | None = None
    for mention, place, options, margin in resolved:
        if mention.score < KEPT or (place is None and mention.kind != "demonym"):
            continue
        shared = rows[-1].role if previous is not None and roles.joined(words, mention, previous) else None
        rows.append(
            _row(words, mention, place, len(options), margin, shared if shared in ("literal", "metonym") else None)
        )
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
