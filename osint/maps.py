"""Maps of the places: offline, in a projection centred on what is shown, each pin a link to its passages.

A map takes the table ``places`` and an Axes, or makes one of 1200 × 675 pixels, and returns it; it neither shows nor
saves. Only literal rows are pins. Lengths are in km after projecting.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import canvas, evidence, gazetteer, tables

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

LAND, MEANT, BORDER, NAMES = "#eeeeee", "#dcdcdc", "#b4b4b4", "#767676"
HAPPENED, MENTIONED = canvas.ORANGE, canvas.BLUE
NOTE = (
    "Map: Natural Earth; GeoNames (CC BY 4.0). Crimea is drawn as Ukraine’s (UN GA resolution 68/262), other disputed "
    "borders as held. {projection}."
)
_WIDE = {"country", "continent", "area", "ocean", "sea"}
_SHAPE = 1168 / 545  # width over height of the drawn area
_CORNER = (0.18, 0.3)  # share of the width and height that a corner is
_MOST_TILES = 9
_NEAR_KM = 25.0
_WIDEST = 0.15  # an area that takes more of the frame than this is left to the note
_SURE = 0.5
_MARGIN = 0.14
_LEAST_KM = 600.0
_FARTHEST = 2.6  # a place this many times farther out than four in five mentions is left to the note
_PIXELS = 1168
_CONTINENT_KM2 = 2.1e6  # a tenth of a mean continent


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


class Pin(NamedTuple):
    """One place on a map: where, its shape if it is no point, the rows it stands for, and its width in points."""

    label: str
    x: float
    y: float
    shape: Any
    happened: bool
    is_sure: bool
    rows: pd.DataFrame
    side: float = 6.0

    @property
    def n(self) -> int:
        """How many mentions."""
        return len(self.rows)


class Given(NamedTuple):
    """What a map is made from: located rows, the key places, and how far regions reach in km."""

    rows: gpd.GeoDataFrame
    about: tuple[str, ...]
    extents: dict[str, float]


class Drawn(NamedTuple):
    """What a map shows: its pins, the countries meant as a place, what is left to the note, the projection."""

    pins: list[Pin]
    countries: dict[str, pd.DataFrame]
    left: list[str]
    absent: list[str]
    projection: str

    @property
    def n(self) -> int:
        """How many mentions are on the map."""
        return sum(pin.n for pin in self.pins) + sum(map(len, self.countries.values()))

    @property
    def note(self) -> str:
        """What is not on the map, and how it is made."""
        left = f" Not on the map, being far off or wider than it: {', '.join(self.left)}." if self.left else ""
        absent = f" Not meant as a location here: {', '.join(self.absent)}." if self.absent else ""
        return f"{left}{absent} {NOTE.format(projection=self.projection)}"

    @property
    def text(self) -> str:
        """The places in words, with their mentions."""
        named = sorted(self.countries.items(), key=lambda item: (-len(item[1]), item[0]))
        whole = "; ".join(f"{name} {len(rows)}" for name, rows in named)
        return _pins_text(self.pins) + (f" Countries as a whole: {whole}." if whole else "")


def places(table: Any, *, about: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Map the places that are places: a pin where a text means the location, sized by its mentions.

    Parameters
    ----------
    table
        The table ``places``, or all tables of a case: then what a text repeats counts once, and the case gives the key
        places and how far its regions reach. Rows that are no location (metonym, demonym, embedded) are no pins.
    about
        Key places, always labelled; by default the case's.

    Raises
    ------
    OsintError
        If the table has no coordinate reference system.
    """
    given = _given(table, about)
    literal = given.rows[given.rows["role"] == "literal"]
    question = "What happened where, and what is only mentioned?"
    with canvas.sheet(ax) as page:
        drawn = _map(page, given._replace(rows=literal), question, "No place in these articles is meant as a location.")
        if drawn is not None:
            no_pin = len(given.rows) - len(literal)
            page.write(
                _places_title(drawn.pins) or question,
                subtitle="Places that a text means as a location. Filled: something happened there; hollow: "
                "mentioned; hatched: region; dashed: told by distance. Number: mentions",
                note=f"n = {canvas.count(drawn.n, 'mention')}; {no_pin} more mean a government or people: no pins."
                + drawn.note,
                text=drawn.text,
            )
    return page.ax


def naive(table: Any, *, about: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Map every mention as a pin, governments and adjectives too: what one should not do, for comparison.

    Parameters are those of :func:`places`.
    """
    given = _given(table, about)
    rows = given.rows.assign(is_event=True, relation=pd.NA, kind="city", geometry=_points(given.rows))
    # On the extent of the map of the places, so that the two can be laid side by side.
    literal = given.rows[given.rows["role"] == "literal"]
    fit = literal if len(literal) else rows
    question = "Where would every mention put a pin?"
    with canvas.sheet(ax) as page:
        drawn = _map(page, given._replace(rows=rows), question, "No place is named in these articles.", fit=fit)
        if drawn is not None:
            wrong = int((rows["role"] != "literal").sum())
            page.write(
                f"Every mention a pin: {wrong} of {len(rows)} mean no location",
                subtitle="All place names and words made from them, as a naive map has them, countries too. "
                "Number: mentions",
                note=f"n = {canvas.count(drawn.n, 'mention')}.{drawn.note}",
                text=drawn.text,
            )
    return page.ax


def events(table: Any, *, about: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Map only the places where a text says that something happened.

    Parameters are those of :func:`places`.
    """
    given = _given(table, about)
    rows = given.rows[(given.rows["role"] == "literal") & given.rows["is_event"].fillna(False)]
    with canvas.sheet(ax) as page:
        drawn = _map(
            page,
            given._replace(rows=rows),
            "Where did something happen?",
            "No text says that something happened at a place.",
        )
        if drawn is not None:
            page.write(
                f"Something happened at {canvas.count(len(drawn.pins), 'place')}",
                subtitle="Places where a text says that something happened. Number: mentions",
                note=f"n = {canvas.count(drawn.n, 'mention')}.{drawn.note}",
                text=drawn.text,
            )
    return page.ax


def by_outlet(t: Any, *, about: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Map each outlet's places side by side, on the same extent and with the same sizes.

    Parameters
    ----------
    t
        The tables of a case.
    about
        Key places, always labelled; by default the case's.
    """
    given = _given(t, about)
    names = evidence.outlets(t.articles[t.articles["counts"]])
    rows = given.rows[(given.rows["role"] == "literal") & given.rows["article_id"].isin(names)]
    outlets = list(dict.fromkeys(names.values()))[:_MOST_TILES]
    with canvas.sheet(ax) as page:
        question = "Which places does each outlet name?"
        page.ax.set_axis_off()
        tiles, proportion = _tiles(page, len(outlets)) if len(rows) else ([], 1.0)
        frame = _frame(rows, given.about, proportion)
        if frame is None:
            page.empty(question, "No place in these articles is meant as a location.")
            return page.ax
        largest = max((pin.n for pin in _pins(given._replace(rows=rows), frame)), default=1)
        said = []
        for small, outlet in zip(tiles, outlets, strict=True):
            own = given._replace(rows=rows[rows["article_id"].map(names) == outlet])
            said.append(_tile(page, small, own, frame, largest, outlet))
        more = len(set(names.values())) - len(outlets)
        page.write(
            question,
            subtitle="Places that a text means as a location, one map per outlet, same extent and sizes. "
            "Filled: something happened there; hollow: mentioned. Number: mentions",
            note=f"n = {canvas.count(len(rows), 'mention')}."
            + (f" {canvas.count(more, 'outlet')} more not drawn." if more else "")
            + f" {NOTE.format(projection=_said(frame))}",
            text=" ".join(said),
        )
    return page.ax


def _tile(page: canvas.Sheet, ax: Axes, given: Given, frame: Frame, largest: int, outlet: str) -> str:
    """Draw one outlet's small map; the sentence that says what is on it."""
    rows = given.rows
    pins, countries = _sized(_pins(given, frame), largest, 0.5), _countries(rows, frame)
    n_texts = rows["article_id"].nunique()
    counts = f"{canvas.count(n_texts, 'text')}, {canvas.count(len(rows), 'mention')}"
    ax.set_title(f"{canvas.wrapped(outlet, 36)}  ({counts})", loc="left", fontsize=10, fontweight="bold", pad=4)
    _base(ax, frame, pixels=_PIXELS // 4, tinted=countries)
    _draw_pins(ax, pins, page.ax, prefix=f"{outlet}: ")
    page.later += [
        partial(
            _name_countries, ax, pins, countries, page.ax, land=_land(frame, _PIXELS // 4), size=8, prefix=f"{outlet}: "
        ),
        partial(_label_pins, ax, pins, given.about, size=8.5, reach=40),
    ]
    if rows.empty:
        ax.text(0.5, 0.5, "no place", transform=ax.transAxes, ha="center", color=canvas.GREY)
    drawn = Drawn(pins, countries, [], [], "")
    return f"{outlet}: {drawn.text or 'no place.'}"


def _map(
    page: canvas.Sheet, given: Given, question: str, empty: str, *, fit: gpd.GeoDataFrame | None = None
) -> Drawn | None:
    """Draw one whole map, around the rows `fit`; None where there is nothing to draw, which is said in its place."""
    box = page.ax.get_window_extent()
    proportion = _SHAPE if page.is_own else max(box.width / box.height, 0.3)
    frame = _frame(given.rows if fit is None else fit, given.about, proportion)
    ax = page.ax
    if frame is None:
        page.empty(question, empty)
        return None
    pins = _pins(given, frame)
    pins = _sized(pins, max((pin.n for pin in pins), default=1))
    countries = _countries(given.rows, frame)
    _base(ax, frame, tinted=countries)
    _draw_pins(ax, pins, ax)
    key, *free = _corners_by_crowd(frame, pins)
    if frame.km * (frame.y1 - frame.y0) < _CONTINENT_KM2:
        _locator(ax, frame, free[0])
    page.fitted.append(partial(_fill, ax))
    page.later += [
        partial(_key, ax, frame, pins, key),
        partial(_name_countries, ax, pins, countries, ax, land=_land(frame, _PIXELS)),
        partial(_label_pins, ax, pins, given.about),
    ]
    drawn = {name for part in [*(pin.rows for pin in pins), *countries.values()] for name in part["place"]}
    counts = given.rows["place"].value_counts().sort_index()
    absent = [name for name in given.about if name not in set(given.rows["place"])]
    left = [f"{name} ({n})" for name, n in counts.items() if name not in drawn]
    return Drawn(pins, countries, left, absent, _said(frame))


def _countries(rows: gpd.GeoDataFrame, frame: Frame) -> dict[str, pd.DataFrame]:
    """Rows that mean a whole country, by the country's name on the map, as far as it is in the frame."""
    whole = rows[(rows["kind"] == "country") & rows["relation"].isna()]
    if whole.empty:
        return {}
    land = _land(frame, _PIXELS)
    names = dict(zip(land["code"], land["name"], strict=True))
    named = whole["country"].map(names).fillna(whole["place"])
    return {str(name): part for name, part in whole.groupby(named) if name in set(names.values())}


def _given(table: Any, about: Sequence[str] | None) -> Given:
    """Take the table or all tables, check that they can be drawn, and give the located rows in EPSG:4326."""
    rows = getattr(table, "places", table)
    case = getattr(table, "case", None)
    tables.need(rows, ("article_id", "start", "end", "place", "role", "geometry"), "table", "Hand over `t.places`.")
    if getattr(rows, "crs", None) is None:
        raise tables.OsintError(
            "`table` must have a coordinate reference system; it has none. "
            "Make it with osint.places.find, or say what it is with table.set_crs(4326)."
        )
    rows = rows if rows.crs.to_epsg() == 4326 else rows.to_crs(4326)
    rows = rows[rows.geometry.notna() & rows["lat"].notna() & rows["lon"].notna()]
    if hasattr(table, "sentences"):
        rows = _once(rows, table.sentences)
    listed = getattr(case, "places", None)
    extents = {}
    if listed is not None and {"name", "place", "extent_km"} <= set(listed.columns):
        named = listed.dropna(subset=["extent_km"])
        extents = dict(zip(named["place"].fillna(named["name"]), named["extent_km"].astype(float), strict=True))
    return Given(rows, tuple(getattr(case, "about", ()) if about is None else about), extents)


def _points(rows: pd.DataFrame) -> Any:
    import geopandas as gpd

    return gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float), crs=4326)


def _once(rows: gpd.GeoDataFrame, sentences: pd.DataFrame) -> gpd.GeoDataFrame:
    """Leave out what stands in a sentence that repeats an earlier one."""
    repeats = sentences[sentences["repeat_of"].notna()]
    spans = {key: list(zip(part["start"], part["end"], strict=True)) for key, part in repeats.groupby("article_id")}
    keep = [
        not any(a <= start < b for a, b in spans.get(article_id, ()))
        for article_id, start in zip(rows["article_id"], rows["start"], strict=True)
    ]
    return rows[pd.Series(keep, rows.index, dtype=bool)]


def _frame(rows: gpd.GeoDataFrame, about: Sequence[str], shape: float) -> Frame | None:
    """Fit a frame around the places, leaving out those far from all others; None where there is nothing to fit."""
    is_wide = rows["kind"].isin(_WIDE)
    near = rows if is_wide.all() else rows[~is_wide]
    if near.empty:
        return None
    lat, lon = _centre(near)
    km = pd.Series([gazetteer.km(lat, lon, a, b) for a, b in zip(near["lat"], near["lon"], strict=True)], near.index)
    while True:
        limit = max(float(km.quantile(0.8)) * _FARTHEST, _LEAST_KM)
        is_in = (km <= limit) | near["place"].isin(about)
        if is_in.all():
            break
        near, km = near[is_in], km[is_in]
    lat, lon = _centre(near)
    first = _corners(near, f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +units=km", shape)
    middle = _unprojected(first, (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2)
    return _corners(near, f"+proj=laea +lat_0={middle[0]:.1f} +lon_0={middle[1]:.1f} +units=km", shape)


def _centre(rows: pd.DataFrame) -> tuple[float, float]:
    """Mean direction of the places, as latitude and longitude in degrees."""
    import numpy as np

    unique = rows.drop_duplicates(["lat", "lon"])
    lat, lon = np.radians(unique["lat"].astype(float)), np.radians(unique["lon"].astype(float))
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _corners(rows: pd.DataFrame, projection: str, shape: float) -> Frame:
    """Set the corners with a margin around the places, in the given proportion."""
    x, y = _projected(projection, rows["lon"], rows["lat"])
    x0, x1, y0, y1 = x.min(), x.max(), y.min(), y.max()
    wide, high = max(x1 - x0, _LEAST_KM) * (1 + 2 * _MARGIN), max(y1 - y0, _LEAST_KM / shape) * (1 + 2 * _MARGIN)
    wide, high = max(wide, high * shape), max(high, wide / shape)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    return Frame(
        projection, *(round(float(v), 1) for v in (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2))
    )


def _projected(projection: str, lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to km."""
    import numpy as np
    from pyproj import Transformer

    to_km = Transformer.from_crs(4326, projection, always_xy=True)
    return to_km.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))


def _unprojected(frame: Frame, x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a point of the frame."""
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(frame.projection, 4326, always_xy=True).transform(x, y)
    return float(lat), float(lon)


def _said(frame: Frame) -> str:
    lat, lon = _unprojected(frame, 0, 0)
    where = f"{abs(lat):.0f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.0f}° {'E' if lon >= 0 else 'W'}"
    return f"Lambert azimuthal equal-area projection centred on {where}"


@cache
def _land(frame: Frame, pixels: int) -> gpd.GeoDataFrame:
    """Countries in the frame: projected, then clipped, then simplified to what `pixels` of width can show."""
    import shapely

    land = gazetteer.countries().explode(ignore_index=True)
    lat, lon = _unprojected(frame, 0, 0)
    # What lies on the far side of the earth would be turned inside out.
    bounds = land.bounds
    reach = 20.0 + frame.km / 111
    nearest = bounds.apply(
        lambda b: gazetteer.km(lat, lon, min(max(lat, b.miny), b.maxy), _nearest_lon(lon, b)), axis=1
    )
    land = land[nearest / 111 < reach].to_crs(frame.projection)
    land = land.set_geometry(shapely.make_valid(land.geometry.to_numpy()), crs=frame.projection)
    pad = frame.km * 0.04
    land = land.clip((frame.x0 - pad, frame.y0 - pad, frame.x1 + pad, frame.y1 + pad), keep_geom_type=True)
    pixel = frame.km / pixels
    simple = shapely.coverage_simplify(land.geometry.to_numpy(), 1.3 * pixel)
    land = land.set_geometry(simple, crs=frame.projection).explode(ignore_index=True)
    land = land[land.geometry.area > (2 * pixel) ** 2]
    return land.dissolve(by="name", as_index=False, sort=True)


def _nearest_lon(lon: float, bounds: Any) -> float:
    low, high = float(bounds.minx), float(bounds.maxx)
    if low <= lon <= high:
        return lon
    return low if abs((low - lon + 180) % 360 - 180) < abs((high - lon + 180) % 360 - 180) else high


def _base(ax: Axes, frame: Frame, *, pixels: int = _PIXELS, tinted: Container[str] = ()) -> None:
    """Draw land and borders; the countries that are meant as a place a little darker."""
    land = _land(frame, pixels)
    colours = [MEANT if name in tinted else LAND for name in land["name"]]
    firm = ~land["is_disputed"].astype(bool)
    for part, style in ((firm, "-"), (~firm, "--")):
        if part.any():
            picked = [colour for colour, is_in in zip(colours, part, strict=True) if is_in]
            land[part].plot(ax=ax, color=picked, edgecolor=BORDER, linewidth=0.6, linestyle=style, aspect=None)
    ax.set_aspect("equal", adjustable="box", anchor="NW")
    ax.set(xlim=(frame.x0, frame.x1), ylim=(frame.y0, frame.y1), xticks=[], yticks=[], xlabel="", ylabel="")
    for spine in ax.spines.values():
        spine.set(visible=True, edgecolor=BORDER, linewidth=0.8)
    ax.set_facecolor("white")


def _pins(given: Given, frame: Frame) -> list[Pin]:
    """One pin per place, and one per place told by its distance or direction; whole countries are no pins."""
    rows = given.rows[~given.rows["kind"].isin(_WIDE) | given.rows["relation"].notna()]
    if rows.empty:
        return []
    shapes = rows.to_crs(frame.projection).geometry
    found = []
    for (place, relation), part in rows.groupby([rows["place"], rows["relation"].fillna("")], sort=True):
        found.append(_pin(f"{relation} {place}".strip(), part, shapes[part.index[0]], given.extents, frame))
    return [pin for pin in found if pin is not None]


def _pin(label: str, rows: pd.DataFrame, shape: Any, extents: dict[str, float], frame: Frame) -> Pin | None:
    """Make a pin, or None where it lies outside the frame or is wider than half of it."""
    first = rows.iloc[0]
    is_relative = pd.notna(first["relation"])
    x, y = (float(v) for v in _projected(frame.projection, first["lon"], first["lat"]))
    if shape.geom_type == "Point":
        reach = _NEAR_KM if is_relative else _reach_km(first, extents, frame)
        shape = shape.buffer(reach) if reach else None
    elif is_relative:
        middle = shape.representative_point()
        x, y = middle.x, middle.y
    if shape is not None and shape.area > _WIDEST * frame.km * (frame.y1 - frame.y0):
        return None
    if not (frame.x0 < x < frame.x1 and frame.y0 < y < frame.y1):
        return None
    confidence = rows["confidence"].fillna(1.0).astype(float).max()
    return Pin(label, x, y, shape, bool(rows["is_event"].fillna(False).any()), confidence >= _SURE, rows)


def _reach_km(row: pd.Series, extents: dict[str, float], frame: Frame) -> float:
    """How far a region reaches from its middle, in km; 0 for what is drawn as a point."""
    if row["kind"] not in ("region", "county"):
        return 0.0
    known = [c.place for c in gazetteer.candidates(str(row["place"])) if c.place.kind == row["kind"]]
    known = [place for place in known if pd.isna(row["country"]) or place.country == row["country"]]
    return extents.get(str(row["place"])) or (known[0].extent_km if known else 0.0) or frame.km * 0.015


def _sized(pins: Sequence[Pin], largest: int, scale: float = 1.0) -> list[Pin]:
    """Give each pin its width, so that its area grows with its mentions."""
    unit = min(110.0, 1100.0 / largest) * scale
    return [pin._replace(side=max(pin.n * unit, 26 * scale) ** 0.5) for pin in pins]


def _draw_pins(ax: Axes, pins: Sequence[Pin], owner: Axes, *, prefix: str = "") -> None:
    """Draw the pins, the large ones first; `owner` remembers what they lead to."""
    for pin in sorted(pins, key=lambda p: (-p.n, p.label)):
        colour = HAPPENED if pin.happened else MENTIONED
        if pin.shape is not None:
            mark: Any = _area(ax, pin.shape, colour, is_relative=bool(pin.rows["relation"].notna().any()))
        else:
            (mark,) = ax.plot(
                [pin.x],
                [pin.y],
                marker="o",
                markersize=pin.side,
                markeredgewidth=1.6,
                alpha=0.9,
                zorder=4,
                markerfacecolor=colour if pin.happened else (1, 1, 1, 0.55),
                markeredgecolor=colour,
                linestyle="none",
            )
        what = "something happened there" if pin.happened else "mentioned"
        evidence.link(owner, mark, pin.rows, f"{prefix}{pin.label}: {canvas.count(pin.n, 'mention')}, {what}")


def _area(ax: Axes, shape: BaseGeometry, colour: str, *, is_relative: bool) -> Any:
    """Draw a region hatched, a relative place dashed."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    path = Path.make_compound_path(*(Path(list(ring.coords)[:], closed=True) for ring in rings))
    patch = PathPatch(
        path,
        facecolor=to_rgba(colour, 0.08),
        edgecolor=to_rgba(colour, 0.5),
        linewidth=1.2,
        zorder=3,
        linestyle="--" if is_relative else "-",
        hatch="" if is_relative else "///",
    )
    ax.add_patch(patch)
    return patch


def _name_countries(
    ax: Axes,
    pins: Sequence[Pin],
    named: dict[str, pd.DataFrame],
    owner: Axes,
    *,
    land: gpd.GeoDataFrame,
    size: float = 9,
    prefix: str = "",
) -> None:
    """Write the names of the countries that a text means as a place, with their mentions; others where there is room.

    On a small map only the former.
    """
    import shapely

    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    km = (x1 - x0) / ax.get_window_extent().width
    taken = shapely.union_all(
        [
            *((pin.shape or shapely.Point(pin.x, pin.y)).buffer(20 * km) for pin in pins),
            *(_in_km(ax, text.get_window_extent().padded(12)) for text in ax.texts if text.get_text()),
            *(_in_km(ax, child.get_window_extent()) for child in ax.child_axes),
        ]
    )
    for name, shape in zip(land["name"], land.geometry, strict=True):
        rows = named.get(name)
        if rows is None and owner is not ax:
            continue
        words = name if rows is None else f"{name}  {len(rows)}"
        half = len(words) * size * 0.42 * km
        seen = shapely.box(x0 + half, y0 + 12 * km, x1 - half, y1 - 12 * km).intersection(shape)
        room = next((area for area in (seen.difference(taken), seen, shape) if not area.is_empty), None)
        if room is None:
            continue
        radius = shapely.maximum_inscribed_circle(room, tolerance=4 * km)
        (x, y), reach = radius.coords[0], radius.length
        if rows is None and (half > reach * 1.4 or room is shape):
            continue
        x, y = min(max(x, x0 + half), x1 - half), min(max(y, y0 + 12 * km), y1 - 12 * km)
        text = ax.text(
            x,
            y,
            words,
            fontsize=size,
            ha="center",
            va="center",
            zorder=2.5,
            color=NAMES if rows is None else "#333333",
            style="normal" if rows is None else "italic",
        )
        if rows is not None:
            evidence.link(owner, text, rows, f"{prefix}{name}: {canvas.count(len(rows), 'mention')} of the country")


def _in_km(ax: Axes, box: Any) -> BaseGeometry:
    """A box on the screen as an area of the map."""
    import shapely

    (x0, y0), (x1, y1) = ax.transData.inverted().transform([(box.x0, box.y0), (box.x1, box.y1)])
    return shapely.box(x0, y0, x1, y1)


def _label_pins(ax: Axes, pins: Sequence[Pin], about: Sequence[str], *, size: float = 9.5, reach: float = 70) -> None:
    """Write the names beside the pins, key places first, each where nothing else stands.

    Positions are tried from near to far, right of the pin first; a name that moves away gets a line. A name that
    finds no room is left out, unless it is a key place.
    """
    from matplotlib.transforms import Bbox

    taken = [_mark_box(ax, pin) for pin in pins]
    taken += [text.get_window_extent().padded(1) for text in ax.texts if text.get_text()]
    taken += [child.get_window_extent() for child in ax.child_axes]
    frame = ax.get_window_extent()
    for pin in sorted(pins, key=lambda p: (p.label not in about, -p.n, p.label)):
        is_key = pin.label in about
        words = canvas.wrapped(pin.label, 22) + f"  {pin.n}" + ("" if pin.is_sure else " ?")
        text = ax.annotate(
            words,
            (pin.x, pin.y),
            (0, 0),
            textcoords="offset points",
            fontsize=size,
            linespacing=0.95,
            fontweight="bold" if is_key else "normal",
            bbox={"facecolor": "white", "alpha": 0.5, "edgecolor": "none", "pad": 0.6},
            zorder=6,
        )
        own, mark = text.get_window_extent(), _mark_box(ax, pin)
        options = [
            box
            for box in _around(mark, own, reach)
            if frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        ]
        clash = [sum(_overlap(box, other) for other in taken) for box in options]
        best = min(range(len(options)), key=lambda i: clash[i], default=None)
        if best is None or (clash[best] > 4 and not is_key):
            text.remove()
            continue
        box = options[best]
        dpi = _dpi(ax)
        text.set_position(((box.x0 - own.x0) * 72 / dpi, (box.y0 - own.y0) * 72 / dpi))
        taken.append(box)
        if max(box.x0 - mark.x1, mark.x0 - box.x1, box.y0 - mark.y1, mark.y0 - box.y1) > 9:
            ends = Bbox([[box.x0, box.y0], [box.x1, box.y1]])
            tip = (min(max(mark.x0, ends.x0), ends.x1), ends.y0 if ends.y0 > mark.y0 else ends.y1)
            tip = tip if not mark.y0 - 4 < tip[1] < mark.y1 + 4 else (tip[0], (ends.y0 + ends.y1) / 2)
            to = ax.transData.inverted().transform(tip)
            ax.plot([pin.x, to[0]], [pin.y, to[1]], color=canvas.GREY, linewidth=0.7, zorder=3.5)


def _dpi(ax: Axes) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure.dpi


def _mark_box(ax: Axes, pin: Pin) -> Any:
    """The box of a pin on the screen; of an area only its middle, so that names may stand on it."""
    from matplotlib.transforms import Bbox

    x, y = ax.transData.transform((pin.x, pin.y))
    half = max(pin.side / 2 * _dpi(ax) / 72, 3.0)
    if pin.shape is not None:
        x0, _, x1, _ = pin.shape.bounds
        half = (x1 - x0) / (ax.get_xlim()[1] - ax.get_xlim()[0]) * ax.get_window_extent().width / 2
        half = half if half < 30 else 6.0
    return Bbox([[x - half, y - half], [x + half, y + half]])


def _around(mark: Any, own: Any, reach: float) -> list[Any]:
    """Boxes of a name's size around a pin, from near to far."""
    from matplotlib.transforms import Bbox

    wide, high = own.width, own.height
    x, y = (mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2
    made = []
    for gap in (gap for gap in (3, 10, 22, 36, 52, 70) if gap <= reach):
        right, left, up, down = mark.x1 + gap, mark.x0 - gap - wide, mark.y1 + gap, mark.y0 - gap - high
        places = [
            (right, y - high / 2),
            (left, y - high / 2),
            (x - wide / 2, up),
            (x - wide / 2, down),
            (right, up),
            (right, down),
            (left, up),
            (left, down),
        ]
        made += [Bbox([[a, b], [a + wide, b + high]]) for a, b in places]
    return made


def _overlap(a: Any, b: Any) -> float:
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide * high if wide > 0 and high > 0 else 0.0


def _fill(ax: Axes) -> None:
    """Widen the limits so that the map fills the place it was given."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_position(original=True)
    proportion = box.width * figure.bbox.width / (box.height * figure.bbox.height)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    wide = max((y1 - y0) * proportion - (x1 - x0), 0) / 2
    high = max((x1 - x0) / proportion - (y1 - y0), 0) / 2
    ax.set(xlim=(x0 - wide, x1 + wide), ylim=(y0 - high, y1 + high))
    ax.apply_aspect()


def _key(ax: Axes, frame: Frame, pins: Sequence[Pin], corner: tuple[int, int]) -> None:
    """Draw in a corner a scale bar of a round length in km, near a ninth of the width, and what two sizes mean."""
    dpi, box = _dpi(ax), ax.get_window_extent()
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    km = (x1 - x0) / box.width * dpi / 72  # per point
    target = frame.km / 9
    power = 10.0 ** (len(str(int(target))) - 1)
    long = max(step * power for step in (1, 2, 5) if step * power <= max(target, power))
    points = sorted((pin for pin in pins if pin.shape is None), key=lambda p: p.n)
    sizes = [points[-1], points[0]] if points and points[0].n < points[-1].n else []
    told = [canvas.count(pin.n, "mention") for pin in sizes]
    wide = long / km + 24 + sum(pin.side + 5.6 * len(text) + 14 for pin, text in zip(sizes, told, strict=True))
    left = x0 + 10 * km if corner[0] == 0 else x1 - (wide + 6) * km
    middle = y0 + 22 * km if corner[1] == 0 else y1 - 22 * km
    for i, colour in enumerate(("#333333", "white")):
        ax.barh(
            middle - 6 * km,
            long / 2,
            left=left + i * long / 2,
            height=3 * km,
            color=colour,
            edgecolor="#333333",
            linewidth=0.8,
            zorder=5,
        )
    for value, words in ((0, "0"), (long, f"{long:g} km")):
        ax.text(
            left + value, middle - 2 * km, words, ha="center" if value else "left", va="bottom", fontsize=8.5, zorder=5
        )
    x = left + long + 24 * km
    for pin, text in zip(sizes, told, strict=True):
        ax.plot(
            [x + pin.side / 2 * km],
            [middle],
            marker="o",
            markersize=pin.side,
            markerfacecolor="white",
            markeredgecolor=canvas.GREY,
            markeredgewidth=1.6,
            zorder=6,
        )
        ax.text(x + (pin.side + 4) * km, middle, text, va="center", fontsize=8.5, zorder=6)
        x += (pin.side + 5.6 * len(text) + 14) * km


def _locator(ax: Axes, frame: Frame, corner: tuple[int, int]) -> None:
    """Show in a corner where on its continent the map lies."""
    from matplotlib.patches import Rectangle

    x_mid, y_mid = (frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2
    half = max(2200.0, frame.km)
    around = Frame(frame.projection, x_mid - half, y_mid - half, x_mid + half, y_mid + half)
    wide, high = _CORNER
    inset = ax.inset_axes((corner[0] * (1 - wide), corner[1] * (1 - high), wide, high), zorder=7)
    _base(inset, around, pixels=160)
    inset.set_anchor(("S" if corner[1] == 0 else "N") + ("W" if corner[0] == 0 else "E"))
    inset.add_patch(
        Rectangle((frame.x0, frame.y0), frame.km, frame.y1 - frame.y0, fill=False, edgecolor=HAPPENED, linewidth=1.5)
    )


def _corners_by_crowd(frame: Frame, pins: Sequence[Pin]) -> list[tuple[int, int]]:
    """Order the four corners, as shares of the width and height, by how little stands in them."""
    import shapely

    wide, high = _CORNER[0] * frame.km, _CORNER[1] * (frame.y1 - frame.y0)
    shapes = [pin.shape or shapely.Point(pin.x, pin.y) for pin in pins]

    def crowd(corner: tuple[int, int]) -> int:
        x, y = frame.x0 + corner[0] * (frame.km - wide), frame.y0 + corner[1] * (frame.y1 - frame.y0 - high)
        return sum(shapely.box(x, y, x + wide, y + high).intersects(shape) for shape in shapes)

    return sorted([(0, 0), (1, 0), (1, 1), (0, 1)], key=crowd)


def _tiles(page: canvas.Sheet, n: int) -> tuple[list[Axes], float]:
    """Lay out n small axes in rows; with them the proportion of each."""
    across = 1 if n == 1 else 2 if n in (2, 4) else 3
    down = -(-n // across)
    gap, head = 0.015, 0.07
    wide, high = (1 - gap * (across - 1)) / across, 1 / down - head
    boxes = [(i % across * (wide + gap), 1 - (i // across + 1) / down, wide, high) for i in range(n)]
    return [page.ax.inset_axes(box) for box in boxes], wide / high * _SHAPE


def _places_title(pins: Sequence[Pin]) -> str:
    happened = [pin for pin in pins if pin.happened]
    if not happened or len(happened) == len(pins):
        return ""
    return f"Something happened at {len(happened)} of the {len(pins)} places on the map; the others are only mentioned"


def _pins_text(pins: Sequence[Pin]) -> str:
    ordered = sorted(pins, key=lambda p: (-p.n, p.label))
    return "; ".join(f"{p.label} {p.n}{' (happened)' if p.happened else ''}" for p in ordered) + (
        "." if ordered else ""
    )
