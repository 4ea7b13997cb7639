"""Places told by distance and direction from another: "200 km east of", and their shape on the map."""

from __future__ import annotations

import re
from functools import cache
from math import asin, atan2, cos, degrees, radians, sin
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import lexicons

if TYPE_CHECKING:
    from shapely.geometry import Polygon

_EARTH_KM = 6371.0088
_MILE_KM = 1.609344
_NAUTICAL_KM = 1.852
#: Half the width of a direction word's sector, in degrees.
_HALF_WIDTH = 22.5
#: How far a direction without a distance is drawn, in km.
_UNTOLD_KM = 100.0
_WINDS = ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"]
_COMPASS = {name: 45.0 * i for i, name in enumerate(_WINDS)}
_UNIT = r"(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi|nautical miles?)\.?"
_WAY = r"(?P<way>(?:north|south)(?:[ -]?(?:east|west))?(?:ern)?|east|west)(?:wards?)?"
_COUNT = r"(?P<low>\d[\d,.]*|[a-z]+(?:[ -][a-z]+)?)(?:\s*(?:to|-|–|and)\s*(?P<high>\d[\d,.]*))?"
_BOUND = (
    r"(?P<bound>within|less than|under|up to|no more than|more than|over|at least|beyond|about|around|some|roughly"
    r"|nearly|almost|approximately)?"
)
_TOLD = re.compile(
    rf"\b{_BOUND}\s*(?:a |an )?{_COUNT}[\s-]{{0,2}}{_UNIT}\s+(?:\([^()]{{1,20}}\)\s+)?(?:(?:to the )?{_WAY}\s+)?"
    r"(?:of|from|off|outside)\s+(?:the \w+ of )?$",
    re.I,
)
_DIRECTION = re.compile(rf"\b(?:just |to the |immediately |further |far )?{_WAY}\s+of\s+(?:the \w+ of )?$", re.I)
_NEAR = re.compile(r"\b(?P<near>near|outside|close to|on the outskirts of|not far from)\s+$", re.I)


_LEADING = frozenset(["of", "from", "off", "outside", "near", "to", "the"])


class Relation(NamedTuple):
    """How a place lies to the named one: bounds in km and bearing in degrees, None where nothing is said."""

    relation: str
    km_low: float | None
    km_high: float | None
    bearing: float | None


@cache
def _numbers() -> dict[str, float]:
    return {
        row["word"]: float(row["value"]) for row in lexicons.rows("numbers") if row["kind"] in ("cardinal", "scale")
    }


def before(text: str, start: int) -> Relation | None:
    """Return the relation that stands right before the place name at `start`, None where there is none.

    Miles are turned into km. A distance is kept as stated: "within" and "up to" give the upper bound alone
    and 0, "more than" the lower bound alone.

    >>> before("an airfield 200 km east of Minsk", 27)
    Relation(relation='200 km east of', km_low=200.0, km_high=200.0, bearing=90.0)
    """
    head = text[max(0, start - 90) : start]
    last = head.rsplit(None, 1)[-1].lower() if head[-1:].isspace() and not head.isspace() else ""
    if last not in _LEADING:
        return None
    if told := _TOLD.search(head):
        distance = _distance(told)
        if distance:
            words = " ".join(told.group().split())
            return Relation(words, *distance, _bearing(told["way"]))
    if way := _DIRECTION.search(head):
        return Relation(" ".join(way.group().split()).lower(), 0.0, None, _bearing(way["way"]))
    if near := _NEAR.search(head):
        return Relation(near["near"].lower(), 0.0, None, None)
    return None


def _bearing(way: str | None) -> float | None:
    return _COMPASS[re.sub(r"[ -]|ern$", "", way.lower())] if way else None


def _distance(told: re.Match[str]) -> tuple[float | None, float | None] | None:
    low = _number(told["low"])
    if low is None:
        return None
    high = _number(told["high"]) if told["high"] else low
    unit = told["unit"].lower()
    factor = {"k": 1.0, "n": _NAUTICAL_KM}.get(unit[:1], _MILE_KM)
    low, high = round(low * factor, 1), round((high or low) * factor, 1)
    bound = (told["bound"] or "").lower()
    if bound in ("within", "less than", "under", "up to", "no more than"):
        return 0.0, high
    if bound in ("more than", "over", "at least", "beyond"):
        return low, None
    return low, high


def _number(words: str) -> float | None:
    if words[0].isdigit():
        try:
            return float(words.rstrip(".,").replace(",", ""))
        except ValueError:
            return None
    parts = [_numbers().get(word) for word in re.split(r"[ -]", words.lower())]
    known = [part for part in parts if part is not None]
    if not known or parts[-1] is None:
        return None
    return known[0] * known[1] if len(known) == 2 and known[1] >= 100 else sum(known)


def area(lat: float, lon: float, km_low: float | None, km_high: float | None, bearing: float | None) -> Polygon:
    """Return the ring, or with a bearing the sector, in which a place so told lies, in degrees.

    A single distance is widened by a tenth on either side; a distance that is not bounded above, or not told,
    is drawn for 100 km more. A direction is taken 22.5 degrees to either side. Lines of equal
    distance are true on the sphere.
    """
    from shapely.geometry import Polygon

    inner = km_low or 0.0
    outer = inner + _UNTOLD_KM if km_high is None else km_high
    if outer - inner < 0.2 * outer:
        inner, outer = inner * 0.9, outer * 1.1
    if bearing is None:
        ways = [float(way) for way in range(0, 360, 5)]
        hole = [_away(lat, lon, inner, way) for way in ways] if inner else None
        return Polygon([_away(lat, lon, outer, way) for way in ways], [hole] if hole else None)
    ways = [bearing - _HALF_WIDTH + step * _HALF_WIDTH / 6 for step in range(13)]
    near = [_away(lat, lon, inner, way) for way in reversed(ways)] if inner else [(lon, lat)]
    return Polygon([_away(lat, lon, outer, way) for way in ways] + near)


def _away(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """Return the point (lon, lat) at a distance and bearing, along the great circle."""
    a, b, way, arc = radians(lat), radians(lon), radians(bearing), km / _EARTH_KM
    there = asin(sin(a) * cos(arc) + cos(a) * sin(arc) * cos(way))
    across = b + atan2(sin(way) * sin(arc) * cos(a), cos(arc) - sin(a) * sin(there))
    return degrees(across), degrees(there)
