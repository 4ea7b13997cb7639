"""The ground under a map: the extent, the projection, land and borders, the scale bar and the locator."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from functools import cache
from math import floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint.drawing import palette
from osint.knowledge import gazetteer

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry


LAND, MEANT, BORDER = "#eeeeee", "#dcdcdc", "#b4b4b4"
#: Kinds of places that are no point and no region, however small the map.
WIDE = frozenset({"country", "continent", "area", "ocean", "sea"})
PIXELS = 1168
_MARGIN = 0.14
_LEAST_KM = 600.0
_FARTHEST = 4.0  # a place this many times farther out than half of the mentions is left to the note
_WORLD, _WORLD_KM = "+proj=eqearth +units=km", 11_000.0
_CORNER = (0.18, 0.3)  # share of the width and height that a corner is


class Frame(NamedTuple):
    """What a map shows: its projection, and its corners in km there."""

    projection: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def km(self) -> float:
        """Width in km."""
        return self.x1 - self.x0

    @property
    def is_world(self) -> bool:
        """Whether it is a map of the world, on which no one scale holds."""
        return self.projection == _WORLD


def fit(rows: gpd.GeoDataFrame, about: Sequence[str], shape: float) -> Frame | None:
    """Fit a frame around the places, leaving out those far from all others; None where there is nothing to fit."""
    is_wide = rows["kind"].isin(WIDE)
    near = rows if is_wide.all() else rows[~is_wide]
    if near.empty:
        return None
    near = _without_far(near, near["place"].isin(about) & _is_usual(near))
    lat, lon = _centre(near)
    first = _corners(near, f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +units=km", shape)
    if max(first.km, first.y1 - first.y0) > _WORLD_KM:
        return _corners(near, _WORLD, shape)
    middle = unprojected(first, (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2)
    return _corners(near, f"+proj=laea +lat_0={middle[0]:.1f} +lon_0={middle[1]:.1f} +units=km", shape)


def _without_far(rows: gpd.GeoDataFrame, is_key: pd.Series) -> gpd.GeoDataFrame:
    """Leave out, one after the other, the place farthest from the middle, if far beyond half of the mentions."""
    while True:
        lat, lon = _centre(rows)
        places = rows.groupby(["lat", "lon"], sort=True).size().index
        km_of = {place: gazetteer.km(lat, lon, *place) for place in places}
        km = pd.Series([km_of[place] for place in zip(rows["lat"], rows["lon"], strict=True)], rows.index)
        limit = max(float(km.median()) * _FARTHEST, _LEAST_KM)
        far = km[~is_key & (km > limit)]
        if far.empty:
            return rows
        rows, is_key = rows[km < far.max()], is_key[km < far.max()]


def _is_usual(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows have the position that more than half of the rows of their name have."""
    times = rows.groupby(["place", "lat", "lon"])["place"].transform("size")
    return times * 2 > rows.groupby("place")["place"].transform("size")


def _centre(rows: pd.DataFrame) -> tuple[float, float]:
    """Mean direction of the places, as latitude and longitude in degrees."""
    import numpy as np

    lat, lon = np.radians(rows["lat"].astype(float)), np.radians(rows["lon"].astype(float))
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _corners(rows: pd.DataFrame, projection: str, shape: float) -> Frame:
    """Set the corners with a margin around the places, in the given proportion."""
    x, y = projected(projection, rows["lon"], rows["lat"])
    x0, x1, y0, y1 = x.min(), x.max(), y.min(), y.max()
    wide, high = max(x1 - x0, _LEAST_KM) * (1 + 2 * _MARGIN), max(y1 - y0, _LEAST_KM / shape) * (1 + 2 * _MARGIN)
    wide, high = max(wide, high * shape), max(high, wide / shape)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    return Frame(
        projection, *(round(float(v), 1) for v in (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2))
    )


def projected(projection: str, lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to km."""
    import numpy as np

    return _transformer(projection).transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))


@cache
def _transformer(projection: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(4326, projection, always_xy=True)


def unprojected(frame: Frame, x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a point of the frame."""
    lon, lat = _transformer(frame.projection).transform(x, y, direction="INVERSE")
    return float(lat), float(lon)


#: Points of Crimea's coast and middle: where one is on a map, its border is.
_CRIMEA = ((44.95, 34.1), (45.3, 33.0), (44.4, 33.7), (45.35, 36.5), (46.0, 33.7))


def borders(frame: Frame) -> str:
    """Say whose view of the borders a map has; of Crimea where it can be seen."""
    pad = frame.km * 0.1
    points = [projected(frame.projection, lon, lat) for lat, lon in _CRIMEA]
    shows = any(frame.x0 - pad < x < frame.x1 + pad and frame.y0 - pad < y < frame.y1 + pad for x, y in points)
    crimea = "Crimea is drawn as Ukraine’s (UN GA resolution 68/262), other d" if shows else "D"
    return f"{crimea}isputed borders as held"


def widened(frame: Frame, bounds: Sequence[tuple[float, float, float, float]]) -> Frame:
    """Widen a frame, in its proportion, so that areas with these bounds are not cut."""
    pad = frame.km * 0.01
    x0 = min([frame.x0, *(box[0] - pad for box in bounds)])
    y0 = min([frame.y0, *(box[1] - pad for box in bounds)])
    x1 = max([frame.x1, *(box[2] + pad for box in bounds)])
    y1 = max([frame.y1, *(box[3] + pad for box in bounds)])
    shape = frame.km / (frame.y1 - frame.y0)
    wide, high = max(x1 - x0, (y1 - y0) * shape), max(y1 - y0, (x1 - x0) / shape)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    corners = (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
    return Frame(frame.projection, *(round(float(value), 1) for value in corners))


def in_words(frame: Frame) -> str:
    """Name the projection of a frame."""
    if frame.is_world:
        return "Equal Earth projection"
    lat, lon = unprojected(frame, 0, 0)
    where = f"{abs(lat):.0f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.0f}° {'E' if lon >= 0 else 'W'}"
    return f"Lambert azimuthal equal-area projection centred on {where}"


@cache
def land(frame: Frame, pixels: int) -> gpd.GeoDataFrame:
    """Countries in the frame: projected, then clipped, then simplified to what `pixels` of width can show."""
    import shapely

    shapes = gazetteer.countries().explode(ignore_index=True)
    if not frame.is_world:
        shapes = shapes[_is_near(shapes.bounds, frame)]
    shapes = shapes.to_crs(frame.projection)
    shapes = shapes.set_geometry(shapely.make_valid(shapes.geometry.to_numpy()), crs=frame.projection)
    shapes = shapes.explode(ignore_index=True)
    shapes = shapes[shapes.geom_type == "Polygon"]
    pad = frame.km * 0.04
    shapes = shapes.clip((frame.x0 - pad, frame.y0 - pad, frame.x1 + pad, frame.y1 + pad), keep_geom_type=True)
    pixel = frame.km / pixels
    simple = shapely.coverage_simplify(shapes.geometry.to_numpy(), 1.3 * pixel)
    shapes = shapes.set_geometry(simple, crs=frame.projection).explode(ignore_index=True)
    shapes = shapes[shapes.geometry.area > (2 * pixel) ** 2]
    return shapes.dissolve(by="name", as_index=False, sort=True)


def _is_near(bounds: pd.DataFrame, frame: Frame) -> pd.Series:
    """Tell what lies on this side of the earth; the rest would be turned inside out."""
    lat, lon = unprojected(frame, 0, 0)
    reach = 20.0 + max(frame.km, frame.y1 - frame.y0) / 111
    nearest = [
        gazetteer.km(lat, lon, min(max(lat, south), north), _nearest_lon(lon, west, east))
        for west, south, east, north in bounds.to_numpy()
    ]
    return pd.Series(nearest, bounds.index) / 111 < reach


def _nearest_lon(lon: float, west: float, east: float) -> float:
    if west <= lon <= east:
        return lon
    return min((west, east), key=lambda edge: abs((edge - lon + 180) % 360 - 180))


def draw(ax: Axes, frame: Frame, *, pixels: int = PIXELS, tinted: Container[str] = ()) -> None:
    """Draw land and borders; the countries that are meant as a place a little darker."""
    from matplotlib.collections import PathCollection

    shown = land(frame, pixels)
    colours = [MEANT if name in tinted else LAND for name in shown["name"]]
    for is_disputed, style in ((False, "-"), (True, "--")):
        part = shown["is_disputed"].astype(bool) == is_disputed
        shapes = [outline(shape) for shape in shown.geometry[part]]
        faces = [colour for colour, is_in in zip(colours, part, strict=True) if is_in]
        ax.add_collection(
            PathCollection(shapes, facecolors=faces, edgecolors=BORDER, linewidths=0.6, linestyles=style), autolim=False
        )
    ax.set_aspect("equal", adjustable="box", anchor="NW")
    ax.set(xlim=(frame.x0, frame.x1), ylim=(frame.y0, frame.y1), xticks=[], yticks=[], xlabel="", ylabel="")
    for spine in ax.spines.values():
        spine.set(visible=True, edgecolor=BORDER, linewidth=0.8)
    ax.set_facecolor("white")


def outline(shape: BaseGeometry) -> Path:
    """Give the outline of an area, its holes among it."""
    from matplotlib.path import Path

    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(ring.coords, closed=True) for ring in rings))


def fill(ax: Axes, frame: Frame, place: Callable[[], Bbox] | None = None) -> None:
    """Show the frame, widened so that the map fills the place it was given; limits that the user set are kept."""
    now = (*ax.get_xlim(), *ax.get_ylim())
    if ax.__dict__.get("osint_limits", now) != now:
        return
    ax.set(xlim=(frame.x0, frame.x1), ylim=(frame.y0, frame.y1))
    figure = ax.get_figure(root=True)
    assert figure is not None
    locate: Any = ax.get_axes_locator()
    box = locate(ax, None) if place is None else place()
    proportion = box.width * figure.bbox.width / (box.height * figure.bbox.height)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    # Rounded, so that small maps of one size get one extent to the last digit.
    wide = round(max((y1 - y0) * proportion - (x1 - x0), 0) / 2, 3)
    high = round(max((x1 - x0) / proportion - (y1 - y0), 0) / 2, 3)
    ax.set(xlim=(x0 - wide, x1 + wide), ylim=(y0 - high, y1 + high))
    ax.__dict__["osint_limits"] = (*ax.get_xlim(), *ax.get_ylim())
    ax.apply_aspect(box)


def draw_key(
    ax: Axes, frame: Frame, marks: Sequence[tuple[str, float, str]], corner: tuple[int, int], scale: float = 1.0
) -> None:
    """Draw in a corner a scale bar of a round length in km, near a ninth of the width, and what marks mean.

    `marks` are the words, the diameter in points at full size and the colour of each; type has the share `scale` of it.
    """
    dpi, box = dpi_of(ax), ax.get_window_extent()
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    km = (x1 - x0) / box.width * dpi / 72 * scale  # per point
    long = 0.0 if frame.is_world else _round_km(frame.km / 9)
    wide = long / km + 24 + sum(side + 5.6 * len(words) + 14 for words, side, _ in marks)
    left = x0 + 10 * km if corner[0] == 0 else x1 - (wide + 6) * km
    middle = y0 + 22 * km if corner[1] == 0 else y1 - 22 * km
    if long:
        _draw_scale(ax, left, middle, long, km, 8.5 * scale)
    x = left + long + 24 * km
    look: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.6}
    for words, side, colour in marks:
        ax.plot(
            [x + side / 2 * km], [middle], marker="o", markersize=side * scale, zorder=6, markeredgecolor=colour, **look
        )
        ax.text(x + (side + 4) * km, middle, words, va="center", fontsize=8.5 * scale, zorder=6)
        x += (side + 5.6 * len(words) + 14) * km


def _draw_scale(ax: Axes, left: float, middle: float, long: float, km: float, size: float) -> None:
    """Draw a bar of `long` km; `km` is the length of a point of type."""
    style: dict[str, Any] = {"height": 3 * km, "edgecolor": "#333333", "linewidth": 0.8, "zorder": 5}
    for i, colour in enumerate(("#333333", "white")):
        ax.barh(middle - 6 * km, long / 2, left=left + i * long / 2, color=colour, **style)
    for value, words, side in ((0.0, "0", "left"), (long, f"{long:g} km", "center")):
        ax.text(left + value, middle - 2 * km, words, ha=side, va="bottom", fontsize=size, zorder=5)


def _round_km(km: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten.

    >>> _round_km(283.0)
    200.0
    """
    power = 10.0 ** floor(log10(km))
    return max(step * power for step in (1, 2, 5) if step * power <= km)


def draw_locator(ax: Axes, frame: Frame, corner: tuple[int, int]) -> None:
    """Show in a corner where on its continent the map lies."""
    from matplotlib.patches import Rectangle

    x_mid, y_mid = (frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2
    half = max(2200.0, frame.km)
    around = Frame(frame.projection, x_mid - half, y_mid - half, x_mid + half, y_mid + half)
    wide, high = _CORNER
    inset = ax.inset_axes((corner[0] * (1 - wide), corner[1] * (1 - high), wide, high), zorder=7)
    draw(inset, around, pixels=160)
    inset.set_anchor(("S" if corner[1] == 0 else "N") + ("W" if corner[0] == 0 else "E"))
    here = Rectangle((frame.x0, frame.y0), frame.km, frame.y1 - frame.y0, fill=False, edgecolor=palette.ORANGE)
    inset.add_patch(here)


def corners_by_crowd(frame: Frame, shapes: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    """Order the four corners, as shares of the width and height, by how little stands in them."""
    import shapely

    wide, high = _CORNER[0] * frame.km, _CORNER[1] * (frame.y1 - frame.y0)

    def crowd(corner: tuple[int, int]) -> int:
        x, y = frame.x0 + corner[0] * (frame.km - wide), frame.y0 + corner[1] * (frame.y1 - frame.y0 - high)
        return sum(shapely.box(x, y, x + wide, y + high).intersects(shape) for shape in shapes)

    return sorted([(0, 0), (1, 0), (1, 1), (0, 1)], key=crowd)


def dpi_of(ax: Axes) -> float:
    """Pixels per inch of the figure."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure.dpi
