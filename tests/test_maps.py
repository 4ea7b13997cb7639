"""Maps: pins where they belong, what is no pin, what is said beside them."""

from __future__ import annotations

import dataclasses
import io
import re
from itertools import combinations, product

import geopandas as gpd
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pictures
import pytest
import shapely
from shapely.geometry import Point

from osint import charts, evidence, maps, tables
from osint.charts.events import KIND_COLOURS
from osint.knowledge import gazetteer
from osint.maps import basemap, labels
from osint.tables import OsintError

matplotlib.use("Agg")
WHOLE = [maps.places, maps.naive, maps.events]
ALL = [*WHOLE, maps.by_outlet]


@pytest.fixture
def t():
    yield pictures.made()
    plt.close("all")


def named(function):
    return function.__name__


def labels_of(ax):
    return {group.label for group in evidence.groups(ax).values()}


def note_on(ax):
    return " ".join(text.get_text().replace("\n", " ") for text in ax.texts)


def words_on(ax):
    return [text for part in [ax, *ax.child_axes] for text in part.texts if text.get_text().strip()]


@pytest.mark.parametrize("function", ALL, ids=named)
@pytest.mark.slow
def test_a_map_makes_a_figure_or_draws_on_the_axes_it_is_given(t, function):
    assert function(t).figure.bbox.size.tolist() == [1200, 675]
    figure, axes = plt.subplots(1, 2, figsize=(16, 6))
    assert function(t, ax=axes[0]) is axes[0]
    assert charts.describe(figure)


@pytest.mark.parametrize("function", ALL, ids=named)
@pytest.mark.slow
def test_attribution_projection_and_border_view_are_on_the_map(t, function):
    note = " ".join(text.get_text().replace("\n", " ") for text in function(t).texts)
    for words in ("Natural Earth; GeoNames (CC BY 4.0)", "Disputed borders as held",
                  "Lambert azimuthal equal-area projection centred on 5"):  # fmt: skip
        assert words in note
    assert "Crimea" not in note


@pytest.mark.parametrize(("lat", "lon", "shows"), [(46.5, 31.0, True), (51.0, 3.0, False), (-10.0, -150.0, False)])
def test_crimea_is_told_of_where_it_is_on_the_map(lat, lon, shows):
    frame = basemap.Frame(f"+proj=laea +lat_0={lat} +lon_0={lon} +units=km", -500, -300, 500, 300)
    assert ("Crimea is drawn as Ukraine’s (UN GA resolution 68/262)" in basemap.borders(frame)) == shows


@pytest.mark.parametrize("function", WHOLE, ids=named)
def test_a_table_without_crs_is_an_error(t, function):
    bare = gpd.GeoDataFrame(t.places.drop(columns="geometry"), geometry=t.places.geometry.to_numpy())
    with pytest.raises(OsintError, match=r"must have a coordinate reference system; it has none"):
        function(bare)


def test_a_table_of_something_else_is_an_error(t):
    with pytest.raises(OsintError, match="`table` must have the columns 'place', 'role', 'geometry'"):
        maps.places(t.mentions)


@pytest.mark.parametrize("function", ALL, ids=named)
def test_an_empty_table_gives_an_empty_map_that_says_so(function):
    t = pictures.empty()
    ax = function(t)
    assert any(text.get_text().startswith("No ") for text in ax.texts)
    assert not evidence.groups(ax)
    plt.close("all")


@pytest.mark.slow
def test_another_crs_is_brought_into_degrees(t):
    projected = t.places.to_crs(3035)
    assert labels_of(maps.places(projected)) == labels_of(maps.places(t.places))


@pytest.mark.slow
def test_only_locations_are_pins_and_repeats_count_once(t):
    found = labels_of(maps.places(t))
    assert "Rotterdam: 2 mentions, something happened there in 1" in found
    assert not any("Brussels" in label for label in found)
    assert "Rotterdam: 3 mentions, something happened there in 2" in labels_of(maps.places(t.places))


def test_the_naive_map_pins_governments_too(t):
    ax = maps.naive(t)
    assert "Brussels: 1 mention" in labels_of(ax)
    assert not any("happened" in label for label in labels_of(ax))
    assert charts.describe(ax).startswith("Every mention a pin: 1 of 8 mean no location")


def test_a_wide_place_is_one_naive_pin_whatever_its_middle(t):
    towns = t.places[t.places["place"] == "Rotterdam"].reset_index(drop=True)
    rows = towns.assign(place="Europe", country=None, kind=["continent", "area", "region"], lat=[51.0, 52.0, 53.0])
    rows = pd.concat([towns.head(1), rows], ignore_index=True)
    rows = rows.set_geometry(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
    assert labels_of(maps.naive(rows)) == {"Rotterdam: 1 mention", "Europe: 3 mentions"}


@pytest.mark.slow
def test_a_key_place_is_missing_for_the_reason_that_holds(t):
    assert " Only mentioned: Zeeland. Not meant as a location here: Brussels. " in note_on(
        maps.events(t, about=["Rotterdam", "Zeeland", "Brussels"])
    )
    assert " Not meant as a location here: Brussels. " in note_on(maps.places(t, about=["Zeeland", "Brussels"]))


@pytest.mark.slow
def test_n_counts_the_mentions_behind_the_marks(t):
    for function in ALL:
        ax = function(t)
        n = int(re.search(r"n = (\d+)", note_on(ax))[1])
        assert n == sum(len(group.rows) for group in evidence.groups(ax).values()), function
    assert "Honolulu (1)" in note_on(ax)
    assert "three.txt  (1 text, 1 mention)" in [small.get_title(loc="left") for small in ax.child_axes]


@pytest.mark.slow
def test_signs_are_explained_where_they_stand(t):
    said = note_on(maps.places(t))
    for words in ("“1 of 3”", "hatched: region", "dashed: told", "italic on dark: whole country", "bold: key place"):
        assert words in said
    only = note_on(maps.places(t.places[t.places["place"] == "Rotterdam"].head(1)))
    for words in ("“1 of 3”", "hatched", "dashed", "italic", "bold"):
        assert words not in only


@pytest.mark.slow
def test_events_are_only_those(t):
    assert labels_of(maps.events(t)) == {
        "Rotterdam: 1 mention, something happened there",
        "Antwerp: 1 mention, something happened there",
    }


@pytest.mark.slow
def test_events_have_the_colour_of_their_kind_and_are_counted_by_who_tells_them(t):
    is_scene = t.places["is_event"].fillna(False) & t.places["role"].eq("literal")
    scenes = t.places[is_scene].reset_index(drop=True)
    told = scenes.rename(columns={"start": "place_start"})[["article_id", "place_start"]]
    told = told.assign(event=["accident", *["fight"] * (len(told) - 1)], status="happened", voice="narrator")
    ax = maps.events(t.replace(events=told))
    assert {label.rpartition(": ")[2] for label in labels_of(ax)} == {"accident 1", "fighting 1"}
    drawn = {line.get_markeredgecolor() for line in ax.lines if line.get_gid()}
    assert drawn == {KIND_COLOURS["accident"], KIND_COLOURS["fighting"]}
    assert "Of 2 of 2 only one side tells it" in note_on(ax)


def frame_of(t):
    given = maps._given(t, None)
    return basemap.fit(given.rows[given.rows["role"] == "literal"], given.about, maps._SHAPE)


def pins_of(ax):
    return {line.get_gid(): line for line in ax.lines if line.get_gid()}


@pytest.mark.slow
def test_pins_stand_where_the_places_are(t):
    ax = maps.places(t)
    frame = frame_of(t)
    groups = evidence.groups(ax)
    for anchor, line in pins_of(ax).items():
        row = groups[anchor].rows.iloc[0]
        lat, lon = basemap.unprojected(frame, *(float(v[0]) for v in line.get_data()))
        assert gazetteer.km(lat, lon, row["lat"], row["lon"]) < 0.1


def test_what_happened_is_filled_and_what_is_mentioned_hollow(t):
    ax = maps.places(t)
    groups = evidence.groups(ax)
    parts = {}
    for line in ax.lines:
        if line.get_gid() in groups and line.get_markerfacecolor() == maps.HAPPENED:
            whole = max(other.get_markersize() for other in ax.lines if other.get_gid() == line.get_gid())
            parts[groups[line.get_gid()].label.split(":")[0]] = (line.get_markersize() / whole) ** 2
    assert parts == {"Rotterdam": pytest.approx(0.5), "Antwerp": 1}
    assert any(text.get_text() == "Rotterdam  1 of 2" for text in ax.texts)


@pytest.mark.slow
def test_a_region_is_an_area_of_its_extent_and_a_relative_place_no_pin(t):
    ax = maps.places(t)
    groups = evidence.groups(ax)
    areas = {groups[patch.get_gid()].label.split(":")[0]: patch for patch in ax.patches if patch.get_gid() in groups}
    assert set(areas) == {"Zeeland", "20 km east of Antwerp"}
    assert areas["Zeeland"].get_path().get_extents().width == pytest.approx(60, rel=0.05)
    assert areas["Zeeland"].get_hatch() and not areas["20 km east of Antwerp"].get_hatch()
    assert not any("20 km" in groups[anchor].label for anchor in pins_of(ax))


@pytest.mark.slow
def test_the_map_is_seen_through_what_is_hatched(t):
    ax = maps.places(t)
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert hatched and not any(patch.get_fill() and patch.get_facecolor()[3] for patch in hatched)
    out = io.BytesIO()
    ax.figure.savefig(out, format="svg")
    grounds = re.findall(r"<pattern.*?<rect[^>]*fill=\"([^\"]*)\"", out.getvalue().decode(), re.DOTALL)
    assert grounds and set(grounds) == {"none"}


def test_a_region_stays_in_its_country_and_on_the_map(t):
    t.case.places.loc[0, "extent_km"] = 75.0
    ax = maps.places(t)
    (area,) = [patch for patch in ax.patches if patch.get_hatch()]
    shape = shapely.union_all([shapely.Polygon(ring) for ring in area.get_path().to_polygons()])
    given = maps._given(t, None)
    literal = given.rows[given.rows["role"] == "literal"]
    frame = maps._fitted(given._replace(rows=literal), literal, maps._SHAPE)
    land = basemap.land(frame, basemap.PIXELS).set_index("name").geometry
    assert shape.intersection(land["Belgium"]).area < 0.02 * shape.area
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    assert shapely.box(x0, y0, x1, y1).contains(shape)


def test_a_frame_is_widened_in_its_proportion():
    frame = basemap.widened(basemap.Frame("+proj=laea", 0, 0, 200, 100), [(50, -40, 90, 60)])
    assert frame.y0 < -40 and (frame.x1 - frame.x0) / (frame.y1 - frame.y0) == pytest.approx(2, rel=0.01)
    assert basemap.widened(frame, []) == frame


@pytest.mark.slow
def test_a_far_place_is_left_to_the_note(t):
    note = " ".join(text.get_text().replace("\n", " ") for text in maps.places(t).texts)
    assert "Not on the map, being far off or wider than it: Honolulu (1)." in note


@pytest.mark.slow
def test_whole_countries_are_named_not_pinned(t):
    ax = maps.places(t)
    assert "Belgium: 1 mention of the country" in labels_of(ax)
    assert any(text.get_text() == "Belgium  1" for text in ax.texts)


@pytest.mark.slow
def test_key_places_are_always_labelled(t):
    shown = [text.get_text() for text in words_on(maps.places(t))]
    assert "Rotterdam  1 of 2" in shown and "Antwerp  1" in shown


@pytest.mark.parametrize("function", ALL, ids=named)
@pytest.mark.slow
def test_nothing_is_cut_and_no_labels_overlap(t, function):
    ax = function(t)
    ax.figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in words_on(ax)]
    for words, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 1201 and box.y1 <= 676, words
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 2 or high <= 3, (one, other)


def test_the_scale_bar_is_true(t):
    ax = maps.places(t)
    frame = frame_of(t)
    bars = [patch for patch in ax.patches if patch.get_zorder() == 5]
    first, last = bars[0].get_x(), bars[-1].get_x() + bars[-1].get_width()
    stated = max(float(text.get_text().removesuffix(" km")) for text in ax.texts if text.get_text().endswith(" km"))
    a, b = (basemap.unprojected(frame, x, bars[0].get_y()) for x in (first, last))
    assert gazetteer.km(*a, *b) == pytest.approx(stated, rel=0.01)


def test_crimea_is_drawn_as_ukraines():
    frame = basemap.Frame("+proj=laea +lat_0=46 +lon_0=34 +units=km", -400, -300, 400, 300)
    land = basemap.land(frame, 1168).set_index("name").geometry
    x, y = basemap.projected(frame.projection, [34.1], [44.95])
    assert land["Ukraine"].contains(Point(x[0], y[0]))


@pytest.mark.parametrize(("lat", "lon"), [(-17.7, 178.0), (70.0, 179.0), (-36.8, 174.8), (1.3, 103.8), (64.1, -21.9)])
def test_maps_anywhere_have_land(lat, lon):
    t = pictures.made()
    places = t.places.iloc[:1].assign(lat=lat, lon=lon)
    places = places.set_geometry(gpd.points_from_xy([lon], [lat]), crs=4326)
    frame = basemap.fit(places, (), 2.0)
    land = basemap.land(frame, 600)
    bounds = land.total_bounds
    assert len(land)
    assert np.isfinite(bounds).all() and bounds[2] - bounds[0] < 1.2 * frame.km


def test_sizes_that_hardly_differ_are_one_size_in_the_key(t):
    def shown(*times):
        rows = t.places[t.places["place"] == "Rotterdam"].head(1)
        rows = pd.concat([rows.assign(place=name, lat=rows["lat"] + i, is_event=False)
                          for i, (name, n) in enumerate(zip("ab", times, strict=True)) for _ in range(n)])  # fmt: skip
        rows = rows.reset_index(drop=True)
        pins = maps._pins(maps.Given(rows, (), {}), basemap.fit(rows, (), 2.0))
        return [words for words, *_ in maps._sizes(pins)]

    assert shown(6, 5) == ["6 mentions"]
    assert shown(6, 3) == ["6 mentions", "3 mentions"]
    assert shown(4, 4) == []


@pytest.mark.slow
def test_labels_crowd_nowhere_though_countries_lie_close(t):
    rows = pd.concat([t.places[t.places["place"] == "Belgium"]] * 3, ignore_index=True)
    rows["place"], rows["country"] = ["Belgium", "Luxembourg", "Netherlands"], ["BE", "LU", "NL"]
    city = t.places[t.places["place"] == "Rotterdam"].head(1)
    spots = [(49.5 + i / 4, 5.8 + j / 4) for i in range(3) for j in range(3)]
    crowd = pd.concat([city.assign(place=f"Town {i}", lat=lat, lon=lon) for i, (lat, lon) in enumerate(spots)])
    crowd = pd.concat([rows, crowd.set_geometry(gpd.points_from_xy(crowd["lon"], crowd["lat"]), crs=4326)])
    t.places = gpd.GeoDataFrame(crowd.reset_index(drop=True), crs=4326)
    for function in (maps.places, maps.by_outlet):
        ax = function(t)
        ax.figure.draw_without_rendering()
        for part in [ax, *ax.child_axes]:
            boxes = [(text.get_text(), text.get_window_extent()) for text in part.texts if text.get_text().strip()]
            pins = [("pin", line.get_window_extent()) for line in part.lines if line.get_marker() == "o"]
            countries = [box for box in boxes if box[0] == "Luxembourg  1"]
            assert countries or part is not ax or ax.child_axes
            for (one, a), (other, b) in [*combinations(boxes, 2), *product(countries, pins)]:
                wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
                assert wide <= 1 or high <= 1, (one, other)


def test_a_name_moves_as_far_as_it_must():
    _, ax = plt.subplots(figsize=(12, 6.75))
    ax.set(xlim=(0, 100), ylim=(0, 100))
    wall = labels.Name("", 50, 50, 85.0, is_key=False)
    name = labels.Name("Luxembourg  1", 50, 50, 3.0, is_key=False)
    assert labels.write(ax, [name], avoid=[wall]) == [None]
    (text,) = labels.write(ax, [name._replace(must=True)], avoid=[wall])
    assert not labels.is_over(ax, text, [wall])
    text.set_position((0, 0))
    assert labels.is_over(ax, text, [wall])


@pytest.mark.slow
def test_outlets_share_one_extent(t):
    ax = maps.by_outlet(t)
    assert len(ax.child_axes) == 3
    assert len({(small.get_xlim(), small.get_ylim()) for small in ax.child_axes}) == 1
    assert "Harbour Times: Rotterdam: 2 mentions, something happened there in 1" in labels_of(ax)


@pytest.mark.slow
def test_the_tables_are_left_as_they_are(t):
    for function in ALL:
        function(t)
    assert t.places.equals(pictures.places())


@pytest.mark.parametrize("function", ALL, ids=named)
@pytest.mark.slow
def test_a_map_is_small_and_the_same_each_time(t, function):
    made = []
    for _ in range(2):
        out = io.BytesIO()
        ax = function(t)
        with plt.rc_context({"svg.hashsalt": "osint", "svg.fonttype": "none"}):
            ax.figure.savefig(out, format="svg", metadata={"Date": None})
        made.append(out.getvalue())
    assert made[0] == made[1]
    assert len(made[0]) < 250_000


def test_a_key_place_misread_once_does_not_widen_the_map(t):
    rows = t.places
    rows.loc[rows.index[2], ["lat", "lon"]] = 43.2, -77.7
    rows.loc[rows.index[2], "geometry"] = Point(-77.7, 43.2)
    frame = basemap.fit(rows[rows["role"] == "literal"], ("Rotterdam",), 2.0)
    assert frame.km < 1500


@pytest.mark.slow
def test_places_all_over_the_world_get_a_map_of_the_world(t):
    cities = [(40.7, -74.0), (39.9, 116.4), (-33.9, 151.2), (51.5, 0.0), (-34.6, -58.4)]
    rows = t.places.iloc[[0] * len(cities)].reset_index(drop=True)
    rows = rows.assign(lat=[lat for lat, _ in cities], lon=[lon for _, lon in cities], place=list("abcde"))
    rows = rows.set_geometry(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
    ax = maps.places(rows)
    note = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert "Equal Earth projection" in note
    assert len(pins_of(ax)) == len(cities)
    assert "Crimea is drawn as Ukraine’s" in note
    assert not any(text.get_text().endswith(" km") for text in ax.texts)


@pytest.mark.slow
def test_two_places_of_one_name_are_two_pins_and_two_points_of_one_place_one(t):
    rows = t.places[t.places["place"] == "Rotterdam"].reset_index(drop=True)
    rows.loc[2, ["lat", "lon"]] = 42.79, -73.97
    rows.loc[2, "geometry"] = Point(-73.97, 42.79)
    assert {label for label in labels_of(maps.places(rows)) if label.startswith("Rotterdam: 2 mentions")}
    rows.loc[2, ["lat", "lon"]] = 51.93, 4.5
    assert {label for label in labels_of(maps.places(rows)) if label.startswith("Rotterdam: 3 mentions")}


@pytest.mark.slow
def test_a_layer_of_ones_own_is_projected_as_the_map_is(t):
    ax = maps.places(t)
    limits = ax.get_xlim(), ax.get_ylim()
    pin = max((line for line in ax.lines if line.get_marker() == "o"), key=lambda line: line.get_markersize())
    layer = gpd.GeoSeries([Point(row.lon, row.lat) for row in t.places.dropna(subset=["lon"]).itertuples()], crs=4326)
    assert maps.add(ax, layer, color="black") is ax
    assert (ax.get_xlim(), ax.get_ylim()) == limits
    drawn = np.asarray(ax.collections[-1].get_offsets())
    assert np.abs(drawn - [pin.get_xdata()[0], pin.get_ydata()[0]]).sum(axis=1).min() < 1
    for wrong, told in [(gpd.GeoSeries([Point(0, 0)]), "it has none"), ([1], "it is of the type list")]:
        with pytest.raises(OsintError, match=told):
            maps.add(ax, wrong)
    with pytest.raises(OsintError, match="`ax` must be the Axes that a map returned"):
        maps.add(plt.subplots()[1], layer)


@pytest.mark.slow
def test_a_map_says_that_it_holds_corrections(t):
    assert "correction" not in note_on(maps.places(t))
    corrections = pd.DataFrame([dict.fromkeys(tables.CORRECTIONS, "x")], dtype="string")
    corrected = t.replace(case=dataclasses.replace(t.case, corrections=corrections))
    assert "1 correction by the analyst." in note_on(maps.places(corrected))


@pytest.mark.slow
def test_maps_count_what_charts_count(t):
    shown = int(re.search(r"of (\d+); (\d+) mean", note_on(maps.places(t)))[1])
    naive = maps.naive(t).get_title(loc="left")
    assert re.search(rf"\d+ of {shown} mean no location", naive)
    t.articles.loc[0, "counts"] = False
    assert int(re.search(r"of (\d+); (\d+) mean", note_on(maps.places(t)))[1]) < shown
