"""The packaged countries."""

import pytest
from shapely.geometry import Point

from osint.knowledge import gazetteer


@pytest.fixture(scope="module")
def countries():
    return gazetteer.countries()


def test_frame(countries):
    assert countries.columns.tolist() == ["code", "name", "is_disputed", "geometry"]
    assert countries.crs.to_epsg() == 4326
    assert countries.geometry.is_valid.all()
    assert countries["code"].dropna().is_unique
    assert len(countries) == 240


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (34.1, 44.95, "UA"),
        (30.5, 50.45, "UA"),
        (37.6, 55.75, "RU"),
        (39.7, 47.23, "RU"),
        (27.56, 53.9, "BY"),
        (-0.1, 51.5, "GB"),
        (21.17, 42.66, "XK"),
        (-99.1, 19.4, "MX"),
        (-175.0, 66.5, "RU"),
        (178.0, 68.0, "RU"),
        (178.0, -17.8, "FJ"),
        (0.0, -85.0, "AQ"),
    ],
)
def test_point_lies_in_its_country(countries, lon, lat, code):
    holding = countries[countries.contains(Point(lon, lat))]
    assert holding["code"].tolist() == [code]


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 68.0), (10.0, 71.3), (-30.0, -16.51), (0.0, -40.0)])
def test_no_country_runs_round_the_earth(countries, lon, lat):
    assert not countries.contains(Point(lon, lat)).any()


def test_crimea_joins_the_mainland_without_a_seam(countries):
    ukraine = countries.loc[countries["code"] == "UA", "geometry"].iloc[0]
    assert sum(part.contains(Point(34.1, 44.95)) for part in ukraine.geoms) == 1
    assert max(ukraine.geoms, key=lambda part: part.area).contains(Point(34.1, 44.95))


def test_codes_are_those_of_the_gazetteer(countries):
    unknown = [code for code in countries["code"].dropna() if gazetteer.country(code) is None]
    assert unknown == []
