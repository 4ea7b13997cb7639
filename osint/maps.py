"""Maps of the places: offline, in a projection centred on what is shown, each pin a link to its passages.

A map takes the table ``places`` or all tables of a case, and an Axes, or makes one of 1200 × 675 pixels, and returns
it; it neither shows nor saves. Only literal rows are pins. Lengths are in km after projecting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import evidence, gazetteer, tables
from osint.drawing import basemap, canvas, lettering
from osint.drawing.basemap import Frame

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry


HAPPENED, MENTIONED, NAMES = canvas.ORANGE, canvas.BLUE, "#767676"
NOTE = (
    "Map: Natural Earth; GeoNames (CC BY 4.0). Crimea is drawn as Ukraine’s (UN GA resolution 68/262), other disputed "
    "borders as held. {projection}."
)
_SHAPE = 1168 / 545  # width over height of the drawn area
_MOST_TILES = 9
_MOST_NAMES, _FEW_NAMES = 45, 14
_MOST_HATCHED = 8
_NEAR_KM, _SAME_KM = 25.0, 60.0
_WIDEST = 0.15  # an area that takes more of the frame than this is left to the note
_SURE = 0.5
_CONTINENT_KM2 = 2.1e6  # a tenth of a mean continent


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

    @property
    def ground(self) -> BaseGeometry:
        """What it covers on the map: its area, or its point."""
        from shapely.geometry import Point

        return Point(self.x, self.y) if self.shape is None else self.shape


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
        left = f" Not on the map, being far off or wider than it: {canvas.listed(self.left)}." if self.left else ""
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
        frame = basemap.fit(rows, given.about, proportion)
        if frame is None:
            page.empty(question, "No place in these articles is meant as a location.")
            return page.ax
        largest = max((pin.n for pin in _pins(given._replace(rows=rows), frame)), default=1)
        said = []
        for small, outlet in zip(tiles, outlets, strict=True):
            own = given._replace(rows=rows[rows["article_id"].map(names) == outlet])
            n_texts = sum(name == outlet for name in names.values())
            said.append(_tile(page, small, own, frame, largest, outlet, n_texts))
        more = len(set(names.values())) - len(outlets)
        page.write(
            question,
            subtitle="Places that a text means as a location, one map per outlet, same extent and sizes. "
            "Filled: something happened there; hollow: mentioned. Number: mentions",
            note=f"n = {canvas.count(len(rows), 'mention')}."
            + (f" {canvas.count(more, 'outlet')} more not drawn." if more else "")
            + f" {NOTE.format(projection=basemap.in_words(frame))}",
            text=" ".join(said),
        )
    return page.ax


def _tile(page: canvas.Sheet, ax: Axes, given: Given, frame: Frame, largest: int, outlet: str, n_texts: int) -> str:
    """Draw one outlet's small map; the sentence that says what is on it."""
    rows = given.rows
    pins, countries = _sized(_pins(given, frame), largest, 0.5), _countries(rows, frame)
    counts = f"{canvas.count(n_texts, 'text')}, {canvas.count(len(rows), 'mention')}"
    ax.set_title(f"{canvas.wrapped(outlet, 36)}  ({counts})", loc="left", fontsize=10, fontweight="bold", pad=4)
    basemap.draw(ax, frame, pixels=basemap.PIXELS // 4, tinted=countries)
    _draw_pins(ax, pins, page.ax, prefix=f"{outlet}: ")
    land = basemap.land(frame, basemap.PIXELS // 4)
    page.later += [
        partial(_name_countries, ax, pins, countries, page.ax, land=land, size=8, prefix=f"{outlet}: "),
        partial(_label_pins, ax, pins, given.about, size=8.5, reach=40, most=_FEW_NAMES),
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
    frame = basemap.fit(given.rows if fit is None else fit, given.about, proportion)
    ax = page.ax
    if frame is None:
        page.empty(question, empty)
        return None
    pins = _pins(given, frame)
    pins = _sized(pins, max((pin.n for pin in pins), default=1))
    countries = _countries(given.rows, frame)
    basemap.draw(ax, frame, tinted=countries)
    _draw_pins(ax, pins, ax)
    key, *free = basemap.corners_by_crowd(frame, [pin.ground for pin in pins])
    if frame.km * (frame.y1 - frame.y0) < _CONTINENT_KM2:
        basemap.draw_locator(ax, frame, free[0])
    page.fitted.append(partial(basemap.fill, ax))
    page.later += [
        partial(basemap.draw_key, ax, frame, _sizes(pins), key),
        partial(_name_countries, ax, pins, countries, ax, land=basemap.land(frame, basemap.PIXELS)),
        partial(_label_pins, ax, pins, given.about),
    ]
    drawn = [i for part in [*(pin.rows for pin in pins), *countries.values()] for i in part.index]
    counts = (
        given.rows.drop(index=drawn)["place"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    left = [f"{name} ({n})" for name, n in counts.items()]
    absent = [name for name in given.about if name not in set(given.rows["place"])]
    return Drawn(pins, countries, left, absent, basemap.in_words(frame))


def _countries(rows: gpd.GeoDataFrame, frame: Frame) -> dict[str, pd.DataFrame]:
    """Rows that mean a whole country, by the country's name on the map, as far as it is in the frame."""
    whole = rows[(rows["kind"] == "country") & rows["relation"].isna()]
    if whole.empty:
        return {}
    land = basemap.land(frame, basemap.PIXELS)
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


def _pins(given: Given, frame: Frame) -> list[Pin]:
    """One pin per place, and one per place told by its distance or direction; whole countries are no pins."""
    rows = given.rows[~given.rows["kind"].isin(basemap.WIDE) | given.rows["relation"].notna()]
    if rows.empty:
        return []
    shapes = rows.to_crs(frame.projection).geometry
    found = []
    keys = [rows["place"], rows["relation"].fillna(""), _spots(rows)]
    for (place, relation, _), part in rows.groupby(keys, sort=True):
        found.append(_pin(f"{relation} {place}".strip(), part, shapes[part.index[0]], given.extents, frame))
    return [pin for pin in found if pin is not None]


def _spots(rows: pd.DataFrame) -> pd.Series:
    """Number the places that share a name: rows near each other are one place, whatever source their point is from."""
    known: dict[str, list[tuple[float, float]]] = {}
    found = []
    for name, lat, lon in zip(rows["place"], rows["lat"], rows["lon"], strict=True):
        spots = known.setdefault(name, [])
        near = (i for i, spot in enumerate(spots) if gazetteer.km(lat, lon, *spot) < _SAME_KM)
        number = next(near, len(spots))
        if number == len(spots):
            spots.append((lat, lon))
        found.append(number)
    return pd.Series(found, rows.index, dtype="int64")


def _pin(label: str, rows: pd.DataFrame, shape: Any, extents: dict[str, float], frame: Frame) -> Pin | None:
    """Make a pin, or None where it lies outside the frame or is wider than half of it."""
    first = rows.iloc[0]
    is_relative = pd.notna(first["relation"])
    x, y = (float(v) for v in basemap.projected(frame.projection, first["lon"], first["lat"]))
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
    if str(row["place"]) in extents:
        return extents[str(row["place"])]
    known = [c.place for c in gazetteer.candidates(str(row["place"])) if c.place.kind == row["kind"]]
    known = [place for place in known if pd.isna(row["country"]) or place.country == row["country"]]
    return (known[0].extent_km if known else 0.0) or frame.km * 0.015


def _sized(pins: Sequence[Pin], largest: int, scale: float = 1.0) -> list[Pin]:
    """Give each pin its width, so that its area grows with its mentions."""
    unit = min(110.0, 1100.0 / largest) * scale
    return [pin._replace(side=max(pin.n * unit, 26 * scale) ** 0.5) for pin in pins]


def _draw_pins(ax: Axes, pins: Sequence[Pin], owner: Axes, *, prefix: str = "") -> None:
    """Draw the pins, the large ones first; `owner` remembers what they lead to."""
    n_areas = sum(pin.shape is not None and bool(pin.rows["relation"].isna().all()) for pin in pins)
    for pin in sorted(pins, key=lambda p: (-p.n, p.label)):
        colour = HAPPENED if pin.happened else MENTIONED
        if pin.shape is not None:
            is_relative = bool(pin.rows["relation"].notna().any())
            mark: Any = _area(ax, pin.shape, colour, is_relative=is_relative, is_hatched=n_areas <= _MOST_HATCHED)
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


def _area(ax: Axes, shape: BaseGeometry, colour: str, *, is_relative: bool, is_hatched: bool) -> Any:
    """Draw a region hatched, a relative place dashed."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch

    patch = PathPatch(
        basemap.outline(shape),
        facecolor=to_rgba(colour, 0.08),
        edgecolor=to_rgba(colour, 0.5),
        linewidth=1.2,
        zorder=3,
        linestyle="--" if is_relative else "-",
        hatch="///" if is_hatched and not is_relative else "",
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
            *(pin.ground.buffer(20 * km) for pin in pins),
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


def _label_pins(
    ax: Axes,
    pins: Sequence[Pin],
    about: Sequence[str],
    *,
    size: float = 9.5,
    reach: float = 70,
    most: int = _MOST_NAMES,
) -> None:
    """Write the names beside the pins, key places first."""
    km = (ax.get_xlim()[1] - ax.get_xlim()[0]) / ax.get_window_extent().width
    names = []
    for pin in sorted(pins, key=lambda p: (p.label not in about, -p.n, p.label))[
        : _MOST_NAMES if reach > 50 else _FEW_NAMES
    ]:
        words = canvas.wrapped(pin.label, 22) + f"  {pin.n}" + ("" if pin.is_sure else " ?")
        half = max(pin.side / 2 * basemap.dpi_of(ax) / 72, 3.0)
        if pin.shape is not None:
            x0, _, x1, _ = pin.shape.bounds
            # On a large area its name may stand; a small one it stands beside.
            half = (x1 - x0) / km / 2 if (x1 - x0) / km < 60 else 6.0
        names.append(lettering.Name(words, pin.x, pin.y, half, pin.label in about))
    lettering.write(ax, names, size=size, reach=reach)


def _sizes(pins: Sequence[Pin]) -> list[tuple[str, float]]:
    """What the largest and the smallest pin stand for, and their widths; nothing where all are alike."""
    points = sorted((pin for pin in pins if pin.shape is None), key=lambda p: p.n)
    if not points or points[0].n == points[-1].n:
        return []
    return [(canvas.count(pin.n, "mention"), pin.side) for pin in (points[-1], points[0])]


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
