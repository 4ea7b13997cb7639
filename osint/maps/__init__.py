"""Maps of the places: offline, in a projection centred on what is shown, each pin a link to its passages.

A map takes the table ``places`` or all tables of a case, and an Axes, or makes one of 1200 × 675 pixels, and returns
it; it neither shows nor saves. Only literal rows are pins. Lengths are in km after projecting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.charts.events import KIND_COLOURS
from osint.drawing import palette, wording
from osint.drawing.selection import main_outlets
from osint.drawing.sheet import Sheet, open_sheet
from osint.events.words import kinds_of_events
from osint.knowledge import gazetteer
from osint.maps import basemap, labels
from osint.maps.basemap import Frame
from osint.tables import OsintError, Tables, need, need_tables, show_types

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry


__all__ = ["add", "by_outlet", "crs", "events", "naive", "places"]

HAPPENED, MENTIONED, NAMES = palette.ORANGE, palette.BLUE, "#767676"
NOTE = "Map: Natural Earth; GeoNames (CC BY 4.0). {borders}. {projection}."
_NO_PLACE = "No place in these articles is meant as a location."
_FILLED = "Filled part of a pin: mentions where something happened; hollow, blue: none."
_SHAPE = 1168 / 545  # width over height of the drawn area
_MOST_TILES = 9
_MOST_NAMES, _FEW_NAMES = 45, 14
_NEAR_KM, _SAME_KM, _SAME_WIDE_KM = 25.0, 60.0, 3000.0
_WIDEST = 0.15  # an area that takes more of the frame than this is left to the note
_SURE = 0.5
_KEY_POINTS = 9.0  # the width of a mark in the key of colours
_CONTINENT_KM2 = 2.1e6  # a tenth of a mean continent


class Pin(NamedTuple):
    """One place on a map: where, its shape if it is no point, the rows it stands for, and its width in points."""

    label: str
    x: float
    y: float
    shape: Any
    is_sure: bool
    rows: pd.DataFrame
    side: float = 6.0

    @property
    def happened(self) -> int:
        """In how many mentions something happened there."""
        return _happened(self.rows)

    @property
    def n(self) -> int:
        """How many mentions."""
        return len(self.rows)

    @property
    def is_relative(self) -> bool:
        """Whether it is told by its distance or direction from a place."""
        return bool(self.rows["relation"].notna().any())

    @property
    def ground(self) -> BaseGeometry:
        """What it covers on the map: its area, or its point."""
        from shapely.geometry import Point

        return Point(self.x, self.y) if self.shape is None else self.shape


class Given(NamedTuple):
    """What a map is made from: located rows, the key places, how far regions reach in km; whether all is a point.

    `corrected` says how many corrections the analyst made to the case.
    """

    rows: gpd.GeoDataFrame
    about: tuple[str, ...]
    extents: dict[str, float]
    is_naive: bool = False
    corrected: int = 0


class Drawn(NamedTuple):
    """What a map shows: its pins, the countries meant as a place, how many rows of which place are not on it."""

    frame: Frame
    pins: list[Pin]
    countries: dict[str, pd.DataFrame]
    left: list[str]
    corrected: int = 0

    @property
    def rows(self) -> pd.DataFrame:
        """The mentions on the map."""
        marks = [*(pin.rows for pin in self.pins), *self.countries.values()]
        return pd.concat(marks) if marks else pd.DataFrame(columns=["role", "is_event"])

    @property
    def note(self) -> str:
        """What is not on the map, and how it is made."""
        corrected = f" {wording.count(self.corrected, 'correction')} by the analyst." if self.corrected else ""
        return f"{_left(self.left)}{corrected} {_note(self.frame)}"

    @property
    def text(self) -> str:
        """The places in words, with their mentions."""
        named = sorted(self.countries.items(), key=lambda item: (-len(item[1]), item[0]))
        whole = "; ".join(f"{name} {_number(rows)}" for name, rows in named)
        return _pins_text(self.pins) + (f" Countries as a whole: {whole}." if whole else "")

    def key(self, about: Sequence[str]) -> str:
        """What the signs mean that are on the map."""
        of_marks = [*(pin.rows for pin in self.pins), *self.countries.values()]
        number = "Number: mentions"
        if any(0 < _happened(rows) < len(rows) for rows in of_marks):
            number += ", “1 of 3”: something happened in 1"
        signs = [
            (any(pin.shape is not None and not pin.is_relative for pin in self.pins), "hatched: region"),
            (any(pin.is_relative for pin in self.pins), "dashed: told by distance"),
            (bool(self.countries), "italic on dark: whole country"),
            (any(pin.label in about for pin in self.pins), "bold: key place"),
            (not all(pin.is_sure for pin in self.pins), "?: not sure which place"),
        ]
        return "; ".join([number, *(words for is_there, words in signs if is_there)])


def _left(places: Sequence[str]) -> str:
    return f" Not on the map, being far off or wider than it: {wording.listed(places)}." if places else ""


def _note(frame: Frame) -> str:
    return NOTE.format(borders=basemap.borders(frame), projection=basemap.in_words(frame))


def _happened(rows: pd.DataFrame) -> int:
    """In how many of these mentions something happened there."""
    return int(rows["is_event"].fillna(False).astype(bool).sum())


def _number(rows: pd.DataFrame) -> str:
    """Write how many mentions there are, and in how many something happened, where that is not none or all."""
    happened = _happened(rows)
    return f"{happened} of {len(rows)}" if 0 < happened < len(rows) else f"{len(rows)}"


def _told(rows: pd.DataFrame) -> str:
    """Say in how many of the mentions something happened there."""
    happened = _happened(rows)
    if not happened:
        return ""
    kinds = _kinds(rows)
    told = ": " + wording.listed([f"{kind} {n}" for kind, n in kinds.items()]) if len(kinds) else ""
    return ", something happened there" + (f" in {happened}" if happened < len(rows) else "") + told


def places(
    table: Tables | gpd.GeoDataFrame,
    *,
    about: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
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

    Examples
    --------
    >>> from osint import maps
    >>> ax = maps.places(t, title="Where it happened")  # doctest: +SKIP
    """
    given = _given(table, about)
    literal = given.rows[given.rows["role"] == "literal"]
    question = "What happened where, and what is only mentioned?"
    with open_sheet(ax, title) as sheet:
        drawn = _map(
            sheet, given._replace(rows=literal), question, "No place in these articles is meant as a location."
        )
        if drawn is not None:
            no_pin = len(given.rows) - len(literal)
            sheet.write(
                _places_title(drawn.pins) or question,
                subtitle=f"Places that a text means as a location. {_FILLED} {drawn.key(given.about)}",
                note=f"n = {wording.count(len(drawn.rows), 'mention')} on the map, of {len(given.rows)}; {no_pin} mean "
                "a government or people: no pins."
                f"{_absent(given.about, literal, ' Not meant as a location here')}{drawn.note}",
                text=drawn.text,
            )
    return sheet.ax


def crs(table: Tables | gpd.GeoDataFrame, *, about: Sequence[str] | None = None) -> str:
    """Return the projection in which :func:`places` draws, for a layer of one's own: ``layer.to_crs(maps.crs(t))``.

    Its unit is the km. Parameters are those of :func:`places`; pass the Axes that it returns on to the layer's plot.

    Raises
    ------
    OsintError
        If no place is meant as a location: then there is no map.

    Examples
    --------
    >>> from osint import maps
    >>> layer = t.places[["geometry"]].to_crs(maps.crs(t))  # doctest: +SKIP
    """
    given = _given(table, about)
    frame = _fitted(given, given.rows[given.rows["role"] == "literal"], _SHAPE)
    if frame is None:
        raise OsintError(f"`table` must have a place that is meant as a location. {_NO_PLACE}")
    return frame.projection


def add(ax: Axes, layer: gpd.GeoDataFrame | gpd.GeoSeries, **style: Any) -> Axes:
    """Draw a layer of one's own on a map that :func:`places`, :func:`naive` or :func:`events` drew, projected as it is.

    Parameters
    ----------
    ax
        The map.
    layer
        Points, lines or areas, in any coordinate reference system.
    style
        Goes to the layer's own ``plot``.

    Raises
    ------
    OsintError
        If the layer has no coordinate reference system, or `ax` is no map.

    Examples
    --------
    >>> from osint import maps
    >>> ax = maps.add(maps.places(t), t.places[["geometry"]], color="black", markersize=4)  # doctest: +SKIP
    """
    projection = getattr(ax, "__dict__", {}).get("osint_crs")
    if projection is None:
        raise OsintError(
            f"`ax` must be the Axes that a map returned; it is of the type {type(ax).__name__}. "
            "Take that of osint.maps.places."
        )
    if not hasattr(layer, "to_crs"):
        raise OsintError(
            f"`layer` must be a GeoDataFrame or GeoSeries; it is of the type {type(layer).__name__}. "
            "Make it with geopandas."
        )
    if layer.crs is None:
        raise OsintError(
            "`layer` must have a coordinate reference system; it has none. Say what it is with layer.set_crs(4326)."
        )
    limits = ax.get_xlim(), ax.get_ylim()
    layer.to_crs(projection).plot(ax=ax, **style)
    ax.set(xlim=limits[0], ylim=limits[1])
    return ax


def naive(
    table: Tables | gpd.GeoDataFrame,
    *,
    about: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Map every mention as a pin, governments and adjectives too: what one should not do, for comparison.

    Parameters are those of :func:`places`.

    Examples
    --------
    >>> from osint import maps
    >>> ax = maps.naive(t.places)  # doctest: +SKIP
    """
    given = _given(table, about)
    rows = given.rows.assign(is_event=False, relation=pd.NA, geometry=_points(given.rows))
    # On the extent of the map of the places, so that the two can be laid side by side.
    literal = given.rows[given.rows["role"] == "literal"]
    fit = literal if len(literal) else rows
    question = "Where would every mention put a pin?"
    with open_sheet(ax, title) as sheet:
        every = given._replace(rows=rows, is_naive=True)
        drawn = _map(sheet, every, question, "No place is named in these articles.", fit=fit)
        if drawn is not None:
            wrong = int((given.rows["role"] != "literal").sum())
            sheet.write(
                f"Every mention a pin: {wrong} of {len(given.rows)} mean no location",
                subtitle="All place names and words made from them, as a naive map has them, countries too. "
                f"{drawn.key(given.about)}",
                note=f"n = {wording.count(len(drawn.rows), 'mention')} on the map, of {len(given.rows)}."
                f"{_absent(given.about, rows, ' Not named here')}{drawn.note}",
                text=drawn.text,
            )
    return sheet.ax


def events(
    table: Tables | gpd.GeoDataFrame,
    *,
    about: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Map only the places where a text says that something happened.

    Parameters are those of :func:`places`; of all tables of a case each place has the colour of the kind of event that
    is told most there, and those are counted of which one side alone tells: one outlet, or one speaker.

    Examples
    --------
    >>> from osint import maps
    >>> ax = maps.events(t)  # doctest: +SKIP
    """
    given = _given(table, about)
    literal = given.rows[given.rows["role"] == "literal"]
    rows = literal[literal["is_event"].fillna(False).astype(bool)]
    if isinstance(table, Tables):
        rows = _with_kinds(rows, table)
    with open_sheet(ax, title) as sheet:
        drawn = _map(
            sheet,
            given._replace(rows=rows),
            "Where did something happen?",
            "No text says that something happened at a place.",
        )
        if drawn is not None:
            mentioned = [name for name in given.about if (literal["place"] == name).any()]
            sheet.write(
                _events_title(drawn),
                subtitle=f"Places where a text says that something happened. {_one_sided(drawn)}"
                f"{drawn.key(given.about)}",
                note=f"n = {wording.count(len(drawn.rows), 'mention')}."
                f"{_absent(mentioned, rows, ' Only mentioned')}"
                f"{_absent(given.about, literal, ' Not meant as a location here')}{drawn.note}",
                text=drawn.text,
            )
    return sheet.ax


def _with_kinds(rows: gpd.GeoDataFrame, t: Tables) -> gpd.GeoDataFrame:
    """Add to the scenes of events the kind of what happened, and who tells it: a speaker, else the outlet."""
    outlets = evidence.outlets(t.articles)
    told: dict[tuple[str, int], tuple[str, str]] = {}
    for row in t.events[t.events["status"].eq("happened") & t.events["place_start"].notna()].itertuples():
        own = outlets.get(str(row.article_id), str(row.article_id))
        teller = own if row.voice in ("narrator", "unnamed") else str(row.voice)
        told.setdefault((str(row.article_id), int(str(row.place_start))), (kinds_of_events()[str(row.event)], teller))
    found = [told.get(key, (None, None)) for key in zip(rows["article_id"], rows["start"], strict=True)]
    return rows.assign(event_kind=[kind for kind, _ in found], teller=[teller for _, teller in found])


def _one_sided(drawn: Drawn) -> str:
    """Say of how many places on a map one side alone tells that something happened."""
    marks = [*(pin.rows for pin in drawn.pins), *drawn.countries.values()]
    if "teller" not in drawn.rows or drawn.rows["teller"].isna().all():
        return ""
    n = sum(rows["teller"].nunique() == 1 for rows in marks)
    return f"Of {n} of {len(marks)} only one side tells it, an outlet or a speaker. "


def by_outlet(
    t: Tables, *, about: Sequence[str] | None = None, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Map each outlet's places side by side, on the same extent and with the same sizes.

    Parameters
    ----------
    t
        The tables of a case.
    about
        Key places, always labelled; by default the case's.

    Examples
    --------
    >>> from osint import maps
    >>> ax = maps.by_outlet(t)  # doctest: +SKIP
    """
    need_tables(t)
    given = _given(t, about)
    names = evidence.outlets(t.counted)
    rows = given.rows[(given.rows["role"] == "literal") & given.rows["article_id"].isin(names)]
    outlets = main_outlets(t, _MOST_TILES)
    with open_sheet(ax, title) as sheet:
        question = "Which places does each outlet name?"
        sheet.ax.set_axis_off()
        tiles, proportion = _tiles(sheet, len(outlets)) if len(rows) else ([], 1.0)
        shown = given._replace(rows=rows[rows["article_id"].map(names).isin(outlets)])
        frame = _fitted(shown, shown.rows, proportion)
        if frame is None:
            sheet.empty(question, _NO_PLACE)
            return sheet.ax
        every = _drawn(shown, frame)
        largest = max((pin.n for pin in every.pins), default=1)
        said = []
        for small, outlet in zip(tiles, outlets, strict=True):
            own = given._replace(rows=rows[rows["article_id"].map(names) == outlet])
            n_texts = sum(name == outlet for name in names.values())
            said.append(_tile(sheet, small, own, frame, largest, outlet, n_texts))
        sheet.write(
            question,
            subtitle="Places meant as a location, one map per outlet, same extent and sizes. "
            f"{_FILLED} {every.key(given.about)}",
            note=f"n = {wording.count(len(every.rows), 'mention')}."
            + wording.not_drawn(len(set(names.values())) - len(outlets), "outlet")
            + every.note,
            text=" ".join(said),
        )
    return sheet.ax


def _tile(sheet: Sheet, ax: Axes, given: Given, frame: Frame, largest: int, outlet: str, n_texts: int) -> str:
    """Draw one outlet's small map; the sentence that says what is on it."""
    drawn = _drawn(given, frame)
    pins, countries = _sized(drawn.pins, largest, 0.5), drawn.countries
    counts = f"{wording.count(n_texts, 'text')}, {wording.count(len(drawn.rows), 'mention')}"
    ax.set_title(f"{wording.wrapped(outlet, 36)}  ({counts})", loc="left", fontsize=10, fontweight="bold", pad=4)
    basemap.draw(ax, frame, pixels=basemap.PIXELS // 4, tinted=countries)
    _draw_pins(ax, pins, sheet.ax, prefix=f"{outlet}: ")
    land = basemap.land(frame, basemap.PIXELS // 4)
    sheet.fitted.append(partial(basemap.fill, ax, frame))
    sheet.later += [
        partial(_name_countries, ax, pins, countries, sheet.ax, land=land, size=8, prefix=f"{outlet}: "),
        partial(_label_pins, ax, pins, given.about, size=8.5, most=_FEW_NAMES),
    ]
    if drawn.rows.empty:
        ax.text(0.5, 0.5, "no place", transform=ax.transAxes, ha="center", color=palette.GREY)
    return f"{outlet}: {drawn.text or 'no place.'}"


def _map(sheet: Sheet, given: Given, question: str, empty: str, *, fit: gpd.GeoDataFrame | None = None) -> Drawn | None:
    """Draw one whole map, around the rows `fit`; None where there is nothing to draw, which is said in its place."""
    box = sheet.ax.get_window_extent()
    proportion = _SHAPE if sheet.is_own else max(box.width / box.height, 0.3)
    frame = _fitted(given, given.rows if fit is None else fit, proportion)
    ax = sheet.ax
    if frame is None:
        sheet.empty(question, empty)
        return None
    drawn = _drawn(given, frame)
    ax.__dict__["osint_crs"] = frame.projection
    pins, countries = _sized(drawn.pins, max((pin.n for pin in drawn.pins), default=1)), drawn.countries
    basemap.draw(ax, frame, tinted=countries)
    _draw_pins(ax, pins, ax, is_naive=given.is_naive)
    key, *free = basemap.corners_by_crowd(frame, [pin.ground for pin in pins])
    if frame.km * (frame.y1 - frame.y0) < _CONTINENT_KM2:
        basemap.draw_locator(ax, frame, free[0])
    sheet.fitted.append(partial(basemap.fill, ax, frame, lambda: sheet.place))
    sheet.later += [
        partial(basemap.draw_key, ax, frame, [*_sizes(pins), *_kinds_key(pins)], key),
        partial(_name_countries, ax, pins, countries, ax, land=basemap.land(frame, basemap.PIXELS)),
        partial(_label_pins, ax, pins, given.about),
    ]
    return drawn


def _fitted(given: Given, rows: gpd.GeoDataFrame, proportion: float) -> Frame | None:
    """Fit a frame around rows, wide enough that no area is cut."""
    frame = basemap.fit(rows, given.about, proportion)
    if frame is None or frame.is_world:
        return frame
    pins = _pins(given._replace(rows=rows), frame)
    return basemap.widened(frame, [pin.shape.bounds for pin in pins if pin.shape is not None])


def _drawn(given: Given, frame: Frame) -> Drawn:
    """Sort rows into pins, whole countries, and what is not on the map."""
    pins = _pins(given, frame)
    if any(pin.shape is not None for pin in pins):
        pins = [_at_home(pin, basemap.land(frame, basemap.PIXELS)) for pin in pins]
    countries = {} if given.is_naive else _countries(given.rows, frame)
    on_map = [i for part in [*(pin.rows for pin in pins), *countries.values()] for i in part.index]
    counts = given.rows.drop(index=on_map)["place"].value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    return Drawn(frame, pins, countries, [f"{name} ({n})" for name, n in counts.items()], given.corrected)


def _at_home(pin: Pin, land: gpd.GeoDataFrame) -> Pin:
    """Keep a region within its country, over whose border its round extent may reach."""
    if pin.shape is None or pin.is_relative:
        return pin
    country = land.geometry[land["code"] == pin.rows["country"].iloc[0]].union_all()
    own = pin.shape.intersection(country)
    return pin if own.is_empty else pin._replace(shape=own)


def _absent(about: Sequence[str], rows: pd.DataFrame, words: str) -> str:
    """Name the key places that are not among the rows."""
    missing = [name for name in about if name not in set(rows["place"])]
    return f"{words}: {', '.join(missing)}." if missing else ""


def _countries(rows: gpd.GeoDataFrame, frame: Frame) -> dict[str, pd.DataFrame]:
    """Rows that mean a whole country, by the country's name on the map, as far as it is in the frame."""
    whole = rows[(rows["kind"] == "country") & rows["relation"].isna()]
    if whole.empty:
        return {}
    land = basemap.land(frame, basemap.PIXELS)
    names = dict(zip(land["code"], land["name"], strict=True))
    named = whole["country"].map(names).fillna(whole["place"])
    return {str(name): part for name, part in whole.groupby(named) if name in set(names.values())}


def _given(table: Tables | gpd.GeoDataFrame, about: Sequence[str] | None) -> Given:
    """Take the table or all tables, check that they can be drawn, and give the located rows in EPSG:4326."""
    rows = table.places if isinstance(table, Tables) else table
    if not isinstance(rows, pd.DataFrame):
        raise OsintError(
            f"`table` must be the table places or all tables of a case; it is of the type {type(table).__name__}. "
            "Make them with osint.extract(osint.cases.open(folder))."
        )
    need(rows, ("article_id", "start", "end", "place", "role", "geometry"), "table", "Hand over `t.places`.")
    if rows.empty:
        rows = _no_places(rows)
    elif getattr(rows, "crs", None) is None:
        raise OsintError(
            "`table` must have a coordinate reference system; it has none. "
            "Make it with osint.places.find, or say what it is with table.set_crs(4326)."
        )
    located: gpd.GeoDataFrame = rows
    rows = located if located.crs.to_epsg() == 4326 else located.to_crs(4326)
    rows = rows[rows.geometry.notna() & rows["lat"].notna() & rows["lon"].notna()]
    if not isinstance(table, Tables):
        return Given(rows, tuple(about or ()), {})
    named = table.case.places.dropna(subset=["extent_km"])
    extents = dict(zip(named["place"].fillna(named["name"]), named["extent_km"].astype(float), strict=True))
    rows = evidence.drop_repeated(rows[rows["article_id"].isin(table.counted["article_id"])], table.sentences)
    about = table.case.about if about is None else about
    return Given(rows, tuple(about), extents, corrected=len(table.case.corrections))


def _no_places(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return an empty table with a coordinate reference system: without a row there is nothing to guess wrong."""
    import geopandas as gpd

    return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=[], crs=4326)


def _points(rows: pd.DataFrame) -> Any:
    import geopandas as gpd

    return gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float), crs=4326)


def _pins(given: Given, frame: Frame) -> list[Pin]:
    """One pin per place, and one per place told by its distance or direction; whole countries are no pins."""
    rows = given.rows
    if not given.is_naive:
        rows = rows[~rows["kind"].isin(basemap.WIDE) | rows["relation"].notna()]
    if rows.empty:
        return []
    shapes = rows.to_crs(frame.projection).geometry
    found = []
    keys = [rows["place"], rows["relation"].fillna(""), _spots(rows)]
    for (place, relation, _), part in rows.groupby(keys, sort=True):
        found.append(_pin(f"{relation} {place}".strip(), part, shapes[part.index[0]], given, frame))
    return [pin for pin in found if pin is not None]


def _spots(rows: pd.DataFrame) -> pd.Series:
    """Number the places that share a name: rows near each other are one place, whatever source their point is from.

    What has no country is wide: near is what lies within a continent.
    """
    known: dict[str, list[tuple[float, float]]] = {}
    found = []
    for name, country, lat, lon in zip(rows["place"], rows["country"], rows["lat"], rows["lon"], strict=True):
        spots = known.setdefault(name, [])
        same = _SAME_KM if pd.notna(country) else _SAME_WIDE_KM
        near = (i for i, spot in enumerate(spots) if gazetteer.km(lat, lon, *spot) < same)
        number = next(near, len(spots))
        if number == len(spots):
            spots.append((lat, lon))
        found.append(number)
    return pd.Series(found, rows.index, dtype="int64")


def _pin(label: str, rows: pd.DataFrame, shape: Any, given: Given, frame: Frame) -> Pin | None:
    """Make a pin, or None where it lies outside the frame or is wider than half of it."""
    first = rows.iloc[0]
    is_relative = pd.notna(first["relation"])
    x, y = (float(v) for v in basemap.projected(frame.projection, first["lon"], first["lat"]))
    if shape.geom_type == "Point":
        own = 0.0 if is_relative or given.is_naive else _reach_km(first, given.extents, frame)
        reach = _NEAR_KM if is_relative else own
        shape = shape.buffer(reach) if reach else None
    elif is_relative:
        middle = shape.representative_point()
        x, y = middle.x, middle.y
    if shape is not None and shape.area > _WIDEST * frame.km * (frame.y1 - frame.y0):
        return None
    if not (frame.x0 < x < frame.x1 and frame.y0 < y < frame.y1):
        return None
    confidence = rows["confidence"].fillna(1.0).astype(float).max()
    return Pin(label, x, y, shape, confidence >= _SURE, rows)


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


def _draw_pins(ax: Axes, pins: Sequence[Pin], owner: Axes, *, prefix: str = "", is_naive: bool = False) -> None:
    """Draw the pins, the large ones first; `owner` remembers what they lead to."""
    for pin in sorted(pins, key=lambda p: (-p.n, p.label)):
        label = f"{prefix}{pin.label}: {wording.count(pin.n, 'mention')}{_told(pin.rows)}"
        for mark in _marks(ax, pin, is_naive=is_naive):
            evidence.link(owner, mark, pin.rows, label)


def _marks(ax: Axes, pin: Pin, *, is_naive: bool) -> list[Any]:
    """Draw a pin: an area, or a ring whose filled part is the share of its mentions where something happened."""
    colour = KIND_COLOURS.get(_kind(pin.rows), HAPPENED) if pin.happened else MENTIONED
    if pin.shape is not None:
        return _area(ax, pin.shape, colour, is_relative=pin.is_relative)
    share = 1.0 if is_naive else pin.happened / pin.n
    style: dict[str, Any] = {"marker": "o", "linestyle": "none", "markeredgecolor": colour, "alpha": 0.9, "zorder": 4}
    face = colour if share == 1 else (1, 1, 1, 0.55)
    marks = ax.plot([pin.x], [pin.y], markersize=pin.side, markeredgewidth=1.6, markerfacecolor=face, **style)
    if 0 < share < 1:
        size = pin.side * share**0.5
        marks += ax.plot([pin.x], [pin.y], markersize=size, markeredgewidth=0, markerfacecolor=colour, **style)
    return marks


def _kind(rows: pd.DataFrame) -> str:
    """The kind of event told most at a place, "" where kinds are not drawn."""
    kinds = _kinds(rows)
    return str(kinds.index[0]) if len(kinds) else ""


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """How many mentions tell which kind of event, the most first."""
    return rows["event_kind"].value_counts() if "event_kind" in rows else pd.Series(dtype="int64")


def _kinds_key(pins: Sequence[Pin]) -> list[tuple[str, float, str]]:
    """What the colours of the pins mean."""
    drawn = {_kind(pin.rows) for pin in pins}
    return [(kind, _KEY_POINTS, colour) for kind, colour in KIND_COLOURS.items() if kind in drawn]


def _area(ax: Axes, shape: BaseGeometry, colour: str, *, is_relative: bool) -> list[Any]:
    """Draw a region hatched, a relative place dashed; the map is seen through both.

    The hatch has no ground of its own: in SVG the ground of a hatch is opaque, however pale it is here.
    """
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch

    outline = basemap.outline(shape)
    if is_relative:
        faint = to_rgba(colour, 0.08)
        areas = [PathPatch(outline, facecolor=faint, edgecolor=to_rgba(colour, 0.6), linewidth=1.2, linestyle="--")]
    else:
        areas = [PathPatch(outline, facecolor="none", edgecolor=palette.tint(colour, 0.6), linewidth=1.0, hatch="///")]
    for area in areas:
        area.set_zorder(3)
        ax.add_patch(area)
    return areas


def _name_countries(
    ax: Axes,
    pins: Sequence[Pin],
    named: dict[str, pd.DataFrame],
    owner: Axes,
    scale: float,
    *,
    land: gpd.GeoDataFrame,
    size: float = 9,
    prefix: str = "",
) -> None:
    """Write the names of the countries that a text means as a place, with their mentions; others where there is room.

    On a small map only the former.
    """
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    size = size * scale
    km = (x1 - x0) / ax.get_window_extent().width
    taken = _taken(ax, pins, km * scale)
    points = [_point(ax, pin, (), scale) for pin in pins]
    # What carries mentions is written first and whatever happens, the other names where room is left.
    order = sorted(zip(land["name"], land.geometry, strict=True), key=lambda item: (item[0] not in named, item[0]))
    for name, shape in order:
        rows = named.get(name)
        if rows is None and owner is not ax:
            continue
        words = name if rows is None else f"{name}  {_number(rows)}"
        half = len(words) * size * 0.42 * km
        room = _room((x0 + half, y0 + 12 * km, x1 - half, y1 - 12 * km), shape, taken, km)
        if room is None:
            continue
        x, y, reach = room
        if rows is None and half > reach * 1.4:
            continue
        x, y = min(max(x, x0 + half), x1 - half), min(max(y, y0 + 12 * km), y1 - 12 * km)
        look: dict[str, Any] = {"color": NAMES} if rows is None else {"color": "#333333", "style": "italic"}
        text: Any = ax.text(x, y, words, fontsize=size, ha="center", va="center", zorder=2.5, **look)
        if labels.is_over(ax, text, points):
            text.remove()
            if rows is None:
                continue
            there = [labels.Name(words, x, y, 3.0, is_key=False, must=True, look=look)]
            (text,) = labels.write(ax, there, size=size, avoid=points)
        taken = taken.union(_in_km(ax, text.get_window_extent().padded(6)))
        if rows is not None:
            label = f"{prefix}{name}: {wording.count(len(rows), 'mention')} of the country{_told(rows)}"
            evidence.link(owner, text, rows, label)


def _taken(ax: Axes, pins: Sequence[Pin], km: float) -> BaseGeometry:
    """Where no name of a country can stand: at pins, on other writing, under inset maps."""
    import shapely

    return shapely.union_all(
        [
            *(pin.ground.buffer(20 * km) for pin in pins),
            *(_in_km(ax, text.get_window_extent().padded(12)) for text in ax.texts if text.get_text()),
            *(_in_km(ax, child.get_window_extent()) for child in ax.child_axes),
        ]
    )


def _room(
    box: tuple[float, float, float, float], shape: BaseGeometry, taken: BaseGeometry, km: float
) -> tuple[float, float, float] | None:
    """Find the middle of the widest room for a country's name, and its radius: 0 where the box shows none of it."""
    import shapely

    seen = shapely.box(*box).intersection(shape)
    room = next((area for area in (seen.difference(taken), seen, shape) if not area.is_empty), None)
    if room is None:
        return None
    radius = shapely.maximum_inscribed_circle(room, tolerance=4 * km)
    x, y = radius.coords[0]
    return x, y, 0.0 if room is shape else radius.length


def _in_km(ax: Axes, box: Any) -> BaseGeometry:
    """A box on the screen as an area of the map."""
    import shapely

    (x0, y0), (x1, y1) = ax.transData.inverted().transform([(box.x0, box.y0), (box.x1, box.y1)])
    return shapely.box(x0, y0, x1, y1)


def _label_pins(
    ax: Axes, pins: Sequence[Pin], about: Sequence[str], scale: float, *, size: float = 9.5, most: int = _MOST_NAMES
) -> None:
    """Write the names beside the pins, key places first; type has the share `scale` of its full size."""
    ordered = sorted(pins, key=lambda p: (p.label not in about, -p.n, p.label))
    names = [_point(ax, pin, about, scale) for pin in ordered]
    labels.write(ax, names[:most], size=size * scale, avoid=names[most:])


def _point(ax: Axes, pin: Pin, about: Sequence[str], scale: float) -> labels.Name:
    """Give the name of a pin, with how far its mark reaches on the screen."""
    km = (ax.get_xlim()[1] - ax.get_xlim()[0]) / ax.get_window_extent().width
    words = wording.wrapped(pin.label, 22) + f"  {_number(pin.rows)}" + ("" if pin.is_sure else " ?")
    dpi = basemap.dpi_of(ax)
    half = max(pin.side * scale / 72, 0.06) / 2 * dpi
    if pin.shape is not None:
        x0, _, x1, _ = pin.shape.bounds
        # On a large area its name may stand; a small one it stands beside.
        half = (x1 - x0) / km / 2 if (x1 - x0) / km < 0.6 * dpi else 0.06 * dpi
    return labels.Name(words, pin.x, pin.y, half, pin.label in about, must=pin.label in about)


def _sizes(pins: Sequence[Pin]) -> list[tuple[str, float, str]]:
    """What the largest and the smallest pin stand for, and their widths; one where they are near, none where alike."""
    points = sorted((pin for pin in pins if pin.shape is None), key=lambda p: p.n)
    if not points or points[0].n == points[-1].n:
        return []
    shown = points[:: -len(points) + 1] if points[0].n * 2 <= points[-1].n else points[-1:]
    return [(wording.count(pin.n, "mention"), pin.side, palette.GREY) for pin in shown]


def _tiles(sheet: Sheet, n: int) -> tuple[list[Axes], float]:
    """Lay out n small axes in rows; with them the proportion of each."""
    across = {1: 1, 2: 2, 4: 2}.get(n, 3)
    down = -(-n // across)
    gap, head = 0.015, 0.07
    wide, high = (1 - gap * (across - 1)) / across, 1 / down - head
    boxes = [(i % across * (wide + gap), 1 - (i // across + 1) / down, wide, high) for i in range(n)]
    return [sheet.ax.inset_axes(box) for box in boxes], wide / high * _SHAPE


def _places_title(pins: Sequence[Pin]) -> str:
    happened = [pin for pin in pins if pin.happened]
    if not happened or len(happened) == len(pins):
        return ""
    return f"Something happened at {len(happened)} of the {len(pins)} places on the map; the others are only mentioned"


def _events_title(drawn: Drawn) -> str:
    parts = [wording.count(len(drawn.pins), "place")] if drawn.pins else []
    if n := len(drawn.countries):
        parts.append(f"{'1 country' if n == 1 else f'{n} countries'} as a whole")
    return f"Something happened at {' and in '.join(parts)}" if drawn.pins else f"Something happened in {parts[0]}"


def _pins_text(pins: Sequence[Pin]) -> str:
    ordered = sorted(pins, key=lambda p: (-p.n, p.label))
    return "; ".join(f"{p.label} {_number(p.rows)}{' (happened)' if p.happened else ''}" for p in ordered) + (
        "." if ordered else ""
    )


show_types(globals())


def __dir__() -> list[str]:
    return __all__
