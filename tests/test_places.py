"""Places in text: what is one, what it does in its sentence, which one it is."""

import time

import pandas as pd
import pytest

from osint import places, tables
from osint.knowledge import gazetteer


def find(text, **given):
    return places.find(pd.DataFrame({"article_id": ["a"], "text": [text]}), **given)


def roles(text, **given):
    return {row.text: row.role for row in find(text, **given).itertuples()}


LITERAL = [
    ("The rally took place in Lisbon on Friday.", "Lisbon"),
    ("Troops advanced on Kyiv before dawn.", "Kyiv"),
    ("The convoy left Tallinn for the coast.", "Tallinn"),
    ("Norway borders Finland in the north.", "Norway"),
    ("Floods hit villages across Slovakia.", "Slovakia"),
    ("Prices are highest in Norway's capital.", "Norway"),
    ("The Vienna-based chemist retired.", "Vienna"),
    ("Pigeons live in the station of Lima.", "Lima"),
]
METONYM = [
    ("Oslo has rejected the offer.", "Oslo"),
    ("A message to Ankara was sent on Monday.", "Ankara"),
    ("Sweden's prime minister resigned.", "Sweden"),
    ("Denmark warned that it would veto the plan.", "Denmark"),
    ("Support for Moldova is growing.", "Moldova"),
    ("The Japan foreign minister spoke first.", "Japan"),
    ("The ministers accused Hungary of delay.", "Hungary"),
    ("Downing Street declined to comment.", "Downing Street"),
    ("Lima objects to the clause on tariffs.", "Lima"),
    ("Prague is in no hurry to sign.", "Prague"),
    ("He praised Seoul's cooperation.", "Seoul"),
    ("A 3-1 win over Malmö sent them through.", "Malmö"),
    ("The Graz residents were pleased.", "Graz"),
]
DEMONYM = [
    ("The Danish parliament voted.", "Danish"),
    ("Portuguese divers found the wreck.", "Portuguese"),
    ("Many Finns agree.", "Finns"),
]
EMBEDDED = [
    ("He works for the Bank of England as a clerk.", "England"),
    ("The West Nile virus spread.", "West Nile"),
    ("They quoted the Tokyo protocol at length.", "Tokyo"),
]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [(*pair, "literal") for pair in LITERAL]
    + [(*pair, "metonym") for pair in METONYM]
    + [(*pair, "demonym") for pair in DEMONYM]
    + [(*pair, "embedded") for pair in EMBEDDED],
)
def test_role(text, name, role):
    assert roles(text).get(name) == role


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Mr. Jordan Lincoln declined to comment.", "Lincoln"),
        ("Reading is good for children.", "Reading"),
        ("Most of us agreed with her.", "us"),
        ("Police said the man was unhurt.", "Police"),
        ("In May the court ruled again.", "May"),
        ("The IT department of the firm closed.", "IT"),
    ],
)
def test_not_a_place(text, word):
    assert word not in roles(text)


@pytest.mark.parametrize(
    ("text", "name", "country", "lat", "lon"),
    [
        ("Fire broke out in Paris on Sunday.", "Paris", "FR", 48.9, 2.3),
        ("Fire broke out in Paris, Texas, on Sunday.", "Paris", "US", 33.7, -95.6),
        ("SPRINGFIELD, Ill. (XY) - The bill passed.", "SPRINGFIELD", "US", 39.8, -89.6),
        ("Talks were held in Tbilisi, and Georgia signed.", "Georgia", "GE", 42, 43.5),
        ("Flights from Atlanta and Savannah to other parts of Georgia stopped.", "Georgia", "US", 32.8, -83.5),
        ("Shelling was heard in Donetsk, in eastern Ukraine.", "Donetsk", "UA", 48, 37.8),
        ("A mine closed in Donetsk in the Rostov region of Russia.", "Donetsk", "RU", 48.3, 40),
        ("Snow fell in the Mogilev region of Belarus.", "Mogilev", "BY", 53.6, 30.4),
        ("He was arrested in Birmingham, Alabama.", "Birmingham", "US", 33.5, -86.8),
        ("The ship sank in the Black Sea.", "Black Sea", None, 43, 34),
        ("Rain fell in Fairfax County, Va.", "Fairfax County", "US", 38.8, -77.3),
        ("The vote in St. Louis was close.", "St. Louis", "US", 38.6, -90.2),
    ],
)
def test_resolution(text, name, country, lat, lon):
    found = find(text)
    row = found[found["text"] == name].iloc[0]
    assert (None if pd.isna(row.country) else row.country) == country
    assert (row.lat, row.lon) == (pytest.approx(lat, abs=0.7), pytest.approx(lon, abs=0.7))


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Rain fell in Dahuk, in northern Iraq.", "Dahuk", "IQ"),
        ("Rain fell in Al-Hasakah, in Syria.", "Al-Hasakah", "SY"),
        ("Rain fell in Suwayda, in Syria.", "Suwayda", "SY"),
        ("The road to Ar-Rastan, in Syria, was shut.", "Ar-Rastan", "SY"),
        ("Rain fell in Ta'izz, in Yemen.", "Ta'izz", "YE"),
        ("Rain fell in King’s Lynn, in eastern England.", "King’s Lynn", "GB"),
        ("Rain fell in Bakhchysarai, in Ukraine.", "Bakhchysarai", "UA"),
        ("The Portuguese town of Nisa was cut off.", "Nisa", "PT"),
        ("Rain fell in Lens, a town in northern France.", "Lens", "FR"),
        ("A bus left Cahul for Chisinau, and Moldova’s capital was calm.", "Cahul", "MD"),
        ("Mines were found near Robotyne, in Ukraine.", "Robotyne", "UA"),
    ],
)
def test_spellings_and_what_is_named_beside(text, name, country):
    assert (name, country) in [(row.text, row.country) for row in find(text).itertuples()]


def test_where_no_known_place_can_be_meant_none_is():
    found = find("A mill burned in the village of Valencia in Iceland. Valencia has 20 houses.")
    assert "Valencia" not in found["text"].tolist()


def test_a_name_found_once_is_found_again():
    text = "Hull counts its trees\n\nA tree fell in Hull, in northern England, on Monday. Hull has 40,000 trees."
    assert find(text)["text"].tolist().count("Hull") == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("READ MORE: Ten walks to take in Madrid this spring\n\nRain fell in Oslo all day, and it was cold.", "Madrid"),
        ("Rain fell in Oslo all day.\n\n© 2023 Reed Media Group Ltd, 4 Mill Lane, Dublin", "Dublin"),
        ("The boat sank off Oslo. (Florence Reed/AFP)", "Florence"),
        ("Geneva Holt left Oslo. “We go on,” Holt said.", "Geneva"),
        ("Winds from El Niño reached Oslo.", "El Niño"),
    ],
)
def test_no_place_of_the_article(text, word):
    assert word not in find(text)["text"].tolist()


def test_a_name_means_one_place_throughout():
    found = find("Athens, Georgia, is quiet. The mayor of Athens spoke. Shops in Athens were closed.")
    assert found.loc[found["text"] == "Athens", "country"].tolist() == ["US", "US", "US"]


@pytest.mark.parametrize(
    ("text", "low", "high", "bearing"),
    [
        ("The base lies 200 km east of Minsk.", 200, 200, 90),
        ("An airfield southwest of Minsk was hit.", 0, None, 225),
        ("The missile fell within 120 miles of Warsaw.", 0, 193.1, None),
        ("They stopped more than 50 kilometres north of Kyiv.", 50, None, 0),
        ("The mast stands 80km (50 miles) north-east of Perth.", 80, 80, 45),
        ("A quake struck ten miles from Lima.", 16.1, 16.1, None),
        ("The farm is 30 to 40 km south-west of Riga.", 30, 40, 225),
    ],
)
def test_relative_place(text, low, high, bearing):
    row = find(text).iloc[0]
    given = [None if pd.isna(value) else value for value in (row.km_low, row.km_high, row.bearing)]
    assert given == [low, high, bearing]
    assert row.geometry.geom_type == "Polygon"


def test_a_sector_lies_at_its_distance_and_bearing():
    shape = find("The base lies 200 km east of Minsk.").geometry.iloc[0]
    assert shape.centroid.x == pytest.approx(27.57 + 200 / (111.2 * 0.589), abs=0.15)
    assert shape.centroid.y == pytest.approx(53.9, abs=0.15)


def test_a_site_lies_somewhere_in_its_town():
    row = find("Police closed Wexler Street in Dublin, Ireland, on Monday.").iloc[0]
    assert (row.text, row.kind, row.relation, row.km_high) == ("Wexler Street", "street", "in or near Dublin:", 15)
    assert row.geometry.contains(row.geometry.centroid)


@pytest.mark.parametrize(
    ("text", "name", "kind", "country"),
    [
        ("A yacht sank off Cape Corlu near Dublin, Ireland.", "Cape Corlu", "cape", "IE"),
        ("A tanker burned in the Strait of Corlu on Monday.", "Strait of Corlu", "strait", None),
        ("Snow fell on Mount Corlu's slopes.", "Mount Corlu", "mountain", None),
        ("Rain hit the village of Corvath, in Albania.", "Corvath", "city", "AL"),
        ("Rain hit Corvath, a small farming village.", "Corvath", "city", None),
    ],
)
def test_what_only_the_text_names_has_no_point(text, name, kind, country):
    row = find(text).set_index("text").loc[name]
    assert (row.kind, None if pd.isna(row.country) else row.country, row.role) == (kind, country, "literal")
    assert pd.isna(row.lat) and pd.isna(row.lon)


def test_an_island_is_not_in_the_town_named_before():
    rows = find("The ferry left Bergen and sank off Vorn Island on Friday.").set_index("text")
    assert pd.isna(rows.loc["Vorn Island", "lat"]) and rows.loc["Vorn Island", "country"] == "NO"


def test_a_small_town_of_a_country_that_nothing_else_is_in_is_not_meant():
    text = "Police in Nairobi, Kenya, stormed Westgate. Kenyan troops from Mombasa and Kisumu came to Nairobi."
    assert "Westgate" not in roles(text)
    assert "Westgate" in roles(text + " Westgate lies in Alberta, Canada, near Calgary and Edmonton.")


def test_a_title_and_park_is_a_person():
    assert "President Park" not in roles("Families in Seoul asked whether President Park would come to Incheon.")


@pytest.mark.parametrize("text", ["Veronica Lake sang.", "The Cape Corlu Times agreed.", "Lake and Mount agreed."])
def test_the_word_of_a_landform_in_another_name_is_no_place(text):
    assert not find(text)["kind"].isin(["lake", "cape", "mountain"]).any()


@pytest.mark.parametrize(
    ("text", "is_event"),
    [
        ("Two people were killed in Basra on Friday.", True),
        ("The summit will be held in Geneva next month.", False),
        ("She was thinking of Geneva.", False),
        ("Brazil warned its neighbours.", False),
    ],
)
def test_event(text, is_event):
    assert find(text)["is_event"].iloc[0] == is_event


def test_a_capital_that_a_case_calls_a_government_is_a_place_as_well():
    actors = pd.DataFrame(
        {"alias": ["Oslo"], "actor": ["Norwegian government"], "kind": ["organization"], "of": [None]}
    )
    text = "Oslo denied it. The envoy is to arrive in Oslo on Monday."
    assert find(text, actors=actors)["role"].tolist() == ["metonym", "literal"]


def test_the_case_overrides_the_gazetteer():
    own = pd.DataFrame(
        {
            "name": ["Old Mill", "Cork"],
            "place": [None, "Cork depot"],
            "kind": ["site", "site"],
            "country": ["IE", "IE"],
            "lat": [52.5, 51.0],
            "lon": [-8.5, -8.0],
            "extent_km": [None, 2],
        }
    )
    found = find("Workers at the Old Mill and in Cork went home.", places=own).set_index("text")
    assert found.loc["Old Mill", ["lat", "lon", "kind"]].tolist() == [52.5, -8.5, "site"]
    assert found.loc["Cork", ["place", "lat"]].tolist() == ["Cork depot", 51.0]


def test_the_case_takes_what_it_leaves_out_from_the_gazetteer():
    own = pd.DataFrame({"name": ["the Big Apple"], "place": ["New York City"]})
    row = find("He moved to the Big Apple.", places=own).iloc[0]
    assert (row.place, row.country, round(row.lat)) == ("New York City", "US", 41)


def test_table_holds_its_contract():
    found = find(
        "Sweden's army met in Umea, 20 km south of Skelleftea. Danes came too.\n\nOn Elm Street in Boston it rained."
    )
    tables.validate(found, "places")
    assert found.crs.to_epsg() == 4326
    assert found["lat"].notna().all()


@pytest.mark.parametrize("text", ["", "   \n", "the", "1234", "…", "A", "İstanbul", "‘", "St. ", "-\n-"])
def test_odd_texts(text):
    tables.validate(find(text), "places")


def test_no_articles_make_an_empty_table():
    found = places.find(pd.DataFrame({"article_id": [], "text": []}))
    assert found.empty
    assert found.columns.tolist() == list(tables.TABLES["places"].columns)


def test_missing_column_is_an_error():
    with pytest.raises(tables.OsintError, match="'text'"):
        places.find(pd.DataFrame({"article_id": ["a"]}))


def test_explain_says_why():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Rain fell in Paris, Texas."]})
    row = places.find(articles).iloc[0]
    why = places.explain(row, articles)
    assert why.iloc[0][["place", "admin1"]].tolist() == ["Paris", "Texas"]
    assert why["beside"].iloc[0] > 0
    assert len(why) == row.n_candidates
    assert (why["renown"] + why["beside"] + why["context"]).tolist() == pytest.approx(why["worth"].tolist(), abs=0.03)


def test_explain_refuses_a_strange_row():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Rain fell in Oslo."]})
    row = places.find(articles).iloc[0]
    with pytest.raises(tables.OsintError, match="'Oslo'"):
        places.explain(row, articles.assign(text="Nothing here."))


def test_a_dropped_name_can_be_explained():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Mr. Jordan Lincoln declined to comment."]})
    lost = places.dropped(articles)
    assert "Lincoln" in lost["text"].tolist()
    assert len(places.explain(lost.iloc[-1], articles)) > 1


def test_names_that_overlap_are_given_once():
    found = find("Fighting near Rostov-on-Don, Russia, and in New York City, not York.")
    assert (found["start"].to_numpy()[1:] >= found["end"].to_numpy()[:-1]).all()


def test_faults_of_the_case_are_told_at_once():
    own = pd.DataFrame(
        {"name": ["A", "B", "C"], "lat": [91, 5, "x"], "lon": [0, 181, 0], "country": ["QQ", None, None]}
    )
    with pytest.raises(tables.OsintError) as told:
        places.Places(own)
    rows = ["row 1, column 'lat'", "row 1, column 'country'", "row 2, column 'lon'", "row 3, column 'lat'"]
    rows += ["row 3, column 'lat'"]  # no number, and 'lon' alone
    assert [line.strip(" -").split(":")[0] for line in str(told.value).splitlines()[1:]] == rows


@pytest.mark.slow
def test_time_grows_with_length():
    def seconds(n):
        text = " ".join(
            f"Police in {name} met Ann Smith of the {name} Fire Department near Elm Street." for name in names[:n]
        )
        begin = time.process_time()
        find(text)
        return time.process_time() - begin

    rows = range(9000, 11400)
    names = [place.name for row in rows if (place := gazetteer.place(row)).name.isalpha()]
    find(names[0])
    short, long = seconds(300), seconds(1200)
    assert long < 9 * short
