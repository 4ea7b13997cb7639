"""What a name may mean, and what words stand for places."""

import subprocess
import sys

import pytest

from osint.knowledge import gazetteer

KEYS = [
    ("Saint-Étienne", "saint etienne"),
    ("St. John's", "saint johns"),
    ("Łódź", "lodz"),
    ("Kraków", "krakow"),
    ("U.S.", "us"),
    ("Bosnia & Herzegovina", "bosnia and herzegovina"),
    ("Mt. Everest", "mount everest"),
    ("Straße", "strasse"),
]

FOUND = [
    ("Rostov-on-Don", "city", "RU", 47.2, 39.7),
    ("Mogilev", "city", "BY", 53.9, 30.3),
    ("Kiev", "city", "UA", 50.45, 30.5),
    ("the Hague", "city", "NL", 52.1, 4.3),
    ("Donetsk", "city", "RU", 48.3, 40.0),
    ("Donetsk", "city", "UA", 48.0, 37.8),
    ("Georgia", "country", "GE", 42, 43.5),
    ("Georgia", "region", "US", 32.75, -83.5),
    ("Britain", "country", "GB", 54.8, -2.7),
    ("Fairfax County", "county", "US", 38.8, -77.3),
    ("Bavaria", "region", "DE", 49, 11.5),
    ("Black Sea", "sea", None, 43, 34),
    ("Middle East", "area", None, 33.1, 35.9),
    ("Côte d'Ivoire", "country", "CI", 8, -5.5),
]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_key(name, key):
    assert gazetteer.key(name) == key


@pytest.mark.parametrize(("name", "kind", "country", "lat", "lon"), FOUND)
def test_candidates_hold(name, kind, country, lat, lon):
    places = [c.place for c in gazetteer.candidates(name)]
    assert any(
        (p.kind, p.country) == (kind, country) and abs(p.lat - lat) < 0.6 and abs(p.lon - lon) < 0.6 for p in places
    )


@pytest.mark.parametrize("name", ["", "Zzyzxq", "the", "...", "Łłłł", "\n"])
def test_no_candidates(name):
    assert gazetteer.candidates(name) == ()


def test_candidates_come_best_known_first():
    rows = [c.place.row for c in gazetteer.candidates("Springfield")]
    assert len(rows) > 10
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("word", "country", "form", "place"),
    [
        ("Danish", "DK", "adjective", "Denmark"),
        ("Danes", "DK", "noun", "Denmark"),
        ("Scottish", "GB", "adjective", "Scotland"),
        ("European", None, "adjective", "Europe"),
    ],
)
def test_demonym(word, country, form, place):
    found = gazetteer.demonym(word)
    assert (found.country, found.form, found.place) == (country, form, place)


def test_every_demonym_has_a_place():
    words = [row["word"] for row in gazetteer.lexicons.rows("demonyms")]
    lost = [w for w in words if (p := gazetteer.demonym(w).place) != "the West" and not gazetteer.candidates(p)]
    assert lost == []


@pytest.mark.parametrize(
    ("code", "city"), [("PL", "Warsaw"), ("US", "Washington"), ("LT", "Vilnius"), ("GB", "London")]
)
def test_capital(code, city):
    capital = gazetteer.capital_of(code)
    assert (capital.name, capital.country) == (city, code)


def test_nearly_every_state_with_a_capital_finds_it():
    codes = [row["country"] for row in gazetteer.lexicons.rows("capitals")]
    lost = [code for code in codes if gazetteer.capital_of(code) is None]
    assert len(lost) <= 12, lost


@pytest.mark.parametrize(
    ("short", "code"), [("Calif.", "US.CA"), ("CA", "US.CA"), ("Ont.", "CA.08"), ("ca", None), ("Bavaria", None)]
)
def test_province(short, code):
    assert gazetteer.province(short) == code


@pytest.mark.parametrize(
    ("a", "b", "km"), [((0, 0), (0, 0), 0), ((0, 0), (0, 180), 20015), ((54.7, 25.3), (53.9, 27.56), 172)]
)
def test_km(a, b, km):
    assert gazetteer.km(*a, *b) == pytest.approx(km, abs=1)


def test_seat_stands_for_a_state():
    assert gazetteer.seat("Downing Street").state == "United Kingdom"
    assert gazetteer.seat("Downing") is None


def test_state_and_region_by_code():
    assert gazetteer.country("NO").name == "Norway"
    assert gazetteer.country("QQ") is None
    assert gazetteer.region("US.TX").name == "Texas"
    assert gazetteer.region("US.QQ") is None


@pytest.mark.slow
def test_looking_up_imports_nothing_heavy():
    code = "import sys; from osint.knowledge.gazetteer import candidates; candidates('Oslo'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "geopandas" not in done.stdout.split()
