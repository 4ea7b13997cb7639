"""The analyst's own places: what the row of a case's table may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from osint.knowledge import gazetteer

_BOUNDS = (("lat", -90, 90), ("lon", -180, 180), ("extent_km", 0, 20_000))
#: A point that lies farther from the middle of its country, but not if turned round, has its numbers swapped.
#: Few points of a country lie farther off by right, and those that do come no nearer when turned round.
_FAR_KM = 300


def row_faults(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row, as pairs of column and fault; an empty cell says nothing.

    >>> list(row_faults({"name": "Oldport", "lat": "91", "lon": "4"}))
    [('lat', 'must lie between -90 and 90; it is 91')]
    """
    numbers: dict[str, float] = {}
    for column, low, high in _BOUNDS:
        cell = row.get(column)
        if cell in (None, ""):
            continue
        try:
            numbers[column] = float(str(cell))
        except ValueError:
            yield column, f"must be a number; it is {cell!r}"
            continue
        if not low <= numbers[column] <= high:
            yield column, f"must lie between {low} and {high}; it is {cell}"
    if ("lat" in numbers) != ("lon" in numbers):
        yield "lat", "and 'lon' must both be given, or neither"
    if row.get("country"):
        yield from _country_faults(str(row["country"]), numbers)


def _country_faults(code: str, numbers: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    centre = gazetteer.country(code)
    if centre is None:
        yield "country", f"must be an ISO 3166-1 alpha-2 code; it is {code!r}"
    elif {"lat", "lon"} <= set(numbers) and _are_swapped(numbers["lat"], numbers["lon"], centre):
        yield "lat", f"and 'lon' seem swapped: {numbers['lat']:g}, {numbers['lon']:g} is far from {code}"


def _are_swapped(lat: float, lon: float, centre: gazetteer.Place) -> bool:
    """Whether the point is far from the country's, and turned round at most half as far."""
    here = gazetteer.km(lat, lon, centre.lat, centre.lon)
    return here > _FAR_KM and abs(lon) <= 90 and gazetteer.km(lon, lat, centre.lat, centre.lon) < here / 2
