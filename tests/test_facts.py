"""Figures and dates: what is stated, its bounds, what it counts, which days are meant."""

import time
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint import facts, tables
from osint.facts import dating, quantities
from osint.text.analysis import Analysis
from osint.text.document import Document


def figure(text):
    return [
        (text[f.start : f.end], f.value, f.low, f.high, f.unit, f.counted) for f in quantities.locate(article(text))
    ]


def article(text, **days):
    return Analysis(Document(text, **days))


def dated(text, published=date(2021, 3, 4), **bounds):  # a Thursday
    rows = dating.locate(article(text, published=published, **bounds))
    return [(text[r.start : r.end], str(r.earliest), str(r.latest)) for r in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The storm sank 12 boats.", ("12", 12, 12, 12, None, "boats")),
        ("At least 47 people drowned.", ("At least 47", 47, 47, None, None, "people")),
        ("It wounded more than 30 in the market.", ("more than 30", 30, 30, None, None, "wounded")),
        ("A hall for up to 8,000 visitors opened.", ("up to 8,000", 8000, None, 8000, None, "visitors")),
        ("Nearly two hundred sailors left.", ("Nearly two hundred", 200, None, 200, None, "sailors")),
        ("about 25,000 dock workers", ("about 25,000", 25000, None, None, None, "dock workers")),
        ("six other island states", ("six", 6, 6, 6, None, "island states")),
        ("The dockers, who number 500, struck.", ("500", 500, 500, 500, None, "dockers")),
        ("It paid $1bn in fees.", ("$1bn", 1e9, 1e9, 1e9, "USD", "fees")),
        (
            "It paid 86.262 billion rubles (about $1bn) in wages.",
            ("86.262 billion rubles", 86262e6, 86262e6, 86262e6, "RUB", "wages"),
        ),
        ("a £2.5m tranche of bonds", ("£2.5m", 2.5e6, 2.5e6, 2.5e6, "GBP", "tranche of bonds")),
        ("It lies 200km east.", ("200km", 200, 200, 200, "km", None)),
        ("They sailed 120 miles.", ("120 miles", 120, 120, 120, "mile", None)),
        ("Some 65 per cent of voters stayed at home.", ("Some 65 per cent", 65, None, None, "%", "voters")),
        ("between 20 and 30 ships", ("20 and 30", None, 20, 30, None, "ships")),
        ("10 to 15 trucks", ("10 to 15", None, 10, 15, None, "trucks")),
        ("a two-day visit", ("two-day", 2, 2, 2, "day", None)),
        ("two-thirds of the crew", ("two-thirds", 2 / 3, 2 / 3, 2 / 3, "share", None)),
        ("Tens of thousands of gulls came.", ("Tens of thousands", None, 20000, None, None, "gulls")),
        ("The captain, 43, was calm.", ("43", 43, 43, 43, "year", "age")),
        ("$100,000 or more", ("$100,000 or more", 100000, 100000, None, "USD", None)),
        ("It sank 47 boats in February 2020.", ("47", 47, 47, 47, None, "boats")),
        ("a million trees", ("a million", 1e6, 1e6, 1e6, None, "trees")),
        ("The island has 2m goats.", ("2m", 2e6, 2e6, 2e6, None, "goats")),
        ("They swam a 400m stretch of it.", ("400m", 400, 400, 400, "m", None)),
        ("It owes 1.5m francs.", ("1.5m francs", 1.5e6, 1.5e6, 1.5e6, "francs", None)),
        ("A canal of Rs 3,000 crore is dug.", ("Rs 3,000 crore", 3e10, 3e10, 3e10, "INR", None)),
        ("Over 3 lakh crore rupees were lent.", ("Over 3 lakh crore rupees", 3e12, 3e12, None, "INR", None)),
        ("Some 12 000 gulls nest there.", ("Some 12 000", 12000, None, None, None, "gulls")),
        ("He paid €2.500 for it.", ("€2.500", 2500, 2500, 2500, "EUR", None)),
        ("It sold 1.250.000 pots.", ("1.250.000", 1250000, 1250000, 1250000, None, "pots")),
        ("It lost 4,5 million euros.", ("4,5 million euros", 4.5e6, 4.5e6, 4.5e6, "EUR", None)),
        ("half a million pots", ("half a million", 5e5, 5e5, 5e5, None, "pots")),
        ("three quarters of a million pots", ("three quarters of a million", 7.5e5, 7.5e5, 7.5e5, None, "pots")),
        ("two and a half million pots", ("two and a half million", 2.5e6, 2.5e6, 2.5e6, None, "pots")),
        ("It lies 3 1/2 miles off.", ("3 1/2 miles", 3.5, 3.5, 3.5, "mile", None)),
        ("It was minus 5 degrees.", ("minus 5 degrees", -5, -5, -5, "degree", None)),
        ("Output moved -3% in May.", ("-3%", -3, -3, -3, "%", None)),
        ("a dozen goats", ("a dozen", 12, 12, 12, None, "goats")),
        ("as few as 30 boats", ("as few as 30", 30, 30, None, None, "boats")),
        ("between $5m and $7m", ("$5m and $7m", None, 5e6, 7e6, "USD", None)),
        ("20 to 30% of boats", ("20 to 30%", None, 20, 30, "%", "boats")),
        ("Dozens were rescued.", ("Dozens", None, 24, None, None, "rescued")),
        ("several hundred goats", ("several hundred", None, 200, None, None, "goats")),
        ("Scores drowned.", ("Scores", None, 40, None, None, "drowned")),
        ("a crash that left 4 dead", ("4", 4, 4, 4, None, "dead")),
        ("It sank, drowning goats and injuring nine.", ("nine", 9, 9, 9, None, "injuring")),
        ("The toll of the storm climbed to 19.", ("19", 19, 19, 19, None, "toll")),
        ("Six of the wounded were flown out.", ("Six", 6, 6, 6, None, "wounded")),
        ("The mayor sent Kyiv 31 tanks.", ("31", 31, 31, 31, None, "tanks")),
        ("Storm: 4 Drowned in Oldport", ("4", 4, 4, 4, None, "Drowned")),
        ("It caused the death of 8.", ("8", 8, 8, 8, None, "death of")),
        ("The mayor put the missing at 64.", ("64", 64, 64, 64, None, "missing")),
        ("Of them 25 were sailors.", ("25", 25, 25, 25, None, "sailors")),
        (
            "It fed 12 lakh 30 thousand 500 goats.",
            ("12 lakh 30 thousand 500", 1230500, 1230500, 1230500, None, "goats"),
        ),
        ("It killed 20 Danes.", ("20", 20, 20, 20, None, "Danes")),
    ],
)
def test_figure(text, found):
    assert figure(text)[0] == pytest.approx(found) if found[1] is None else figure(text)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "On 11 July they met.",
        "It opens on July 11-12.",
        "It began in 1998.",
        "It fell under Article 5 of the treaty.",
        "He flew an F-16.",
        "They arrived at 9:30 and left at 10 p.m. sharp.",
        "One of the ships sank.",
        "A ship sank.",
        "the 21st of them",
        "The Leopard 2 is a tank.",
        "in the 1990s",
        "They met around 5 p.m. on the pier.",
        "She lives at 1935 Gull Street.",
        "It closed around 2010.",
        "They sailed in Gull 12 drones of old.",
        "Call +44 20 7946 0000 or ring 118 for help.",
        "The ruling was 5-4 and the match ended 1-2.",
        "He left on flight BA 117 from Gate 9.",
        "The boat left at 0615 hours.",
        "She scores twice a week.",
        "Articles 5 and 6 apply.",
    ],
)
def test_no_figure(text):
    assert figure(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It rose from 12 to 15 boats.", [(12, "boats"), (15, "boats")]),
        ("The raid left 5 killed, 11 wounded.", [(5, "killed"), (11, "wounded")]),
        ("It fell from $11m in fiscal 2011 to $10m.", [(11e6, None), (10e6, None)]),
        ("three goats and 4 sheep and two thousand and six pots", [(3, "goats"), (4, None), (2006, "pots")]),
    ],
)
def test_figures_in_a_row(text, values):
    assert [(row[1], row[5]) for row in figure(text)] == values


def test_two_numbers_that_fall_are_no_range():
    assert [row[1:4] for row in figure("They won the vote by 52 to 48.")] == [(52, 52, 52), (48, 48, 48)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 3 March 2020 it rained.", ("3 March 2020", "2020-03-03", "2020-03-03")),
        ("On Friday, March 6th, 2020, it rained.", ("Friday, March 6th, 2020", "2020-03-06", "2020-03-06")),
        ("It ran July 11-12.", ("July 11-12", "2020-07-11", "2020-07-12")),
        ("It will run July 11-12.", ("July 11-12", "2021-07-11", "2021-07-12")),
        ("It ran from 28 February to 2 March.", ("28 February to 2 March", "2021-02-28", "2021-03-02")),
        ("It ended 2020-12-31.", ("2020-12-31", "2020-12-31", "2020-12-31")),
        ("It began in February 2020.", ("February 2020", "2020-02-01", "2020-02-29")),
        ("It began in early May 2020.", ("early May 2020", "2020-05-01", "2020-05-11")),
        ("It began in the summer of 2014.", ("summer of 2014", "2014-06-01", "2014-08-31")),
        ("The talks are set for April.", ("April", "2021-04-01", "2021-04-30")),
        ("It has stood since 1987.", ("1987", "1987-01-01", "1987-12-31")),
        ("They met on Tuesday.", ("Tuesday", "2021-03-02", "2021-03-02")),
        ("They met on Thursday.", ("Thursday", "2021-03-04", "2021-03-04")),
        ("They will meet on Tuesday.", ("Tuesday", "2021-03-09", "2021-03-09")),
        ("On Tuesday morning it rained.", ("Tuesday morning", "2021-03-02", "2021-03-02")),
        ("Last Thursday it rained.", ("Last Thursday", "2021-02-25", "2021-02-25")),
        ("It rained yesterday.", ("yesterday", "2021-03-03", "2021-03-03")),
        ("It rained late last week.", ("late last week", "2021-02-25", "2021-02-28")),
        ("It rained earlier this week.", ("earlier this week", "2021-03-01", "2021-03-04")),
        ("It rained over the weekend.", ("the weekend", "2021-02-27", "2021-02-28")),
        ("Next month it will rain.", ("Next month", "2021-04-01", "2021-04-30")),
        ("It rained three weeks ago.", ("three weeks ago", "2021-02-08", "2021-02-14")),
        ("in the past two months", ("past two months", "2021-01-04", "2021-03-04")),
        ("It has rained for three days.", ("three days", "2021-03-01", "2021-03-04")),
        ("Next week the fair opens.", ("Next week", "2021-03-08", "2021-03-14")),
        ("It opens this weekend.", ("this weekend", "2021-03-06", "2021-03-07")),
        ("the late 1990s", ("the late 1990s", "1996-01-01", "1999-12-31")),
        ("It rained on Tuesday of last week.", ("Tuesday of last week", "2021-02-23", "2021-02-23")),
        (
            "It rained on Monday of the week before last.",
            ("Monday of the week before last", "2021-02-15", "2021-02-15"),
        ),
        ("It rained last week on Friday.", ("last week on Friday", "2021-02-26", "2021-02-26")),
        ("It rained a week ago on Monday.", ("a week ago on Monday", "2021-02-22", "2021-02-22")),
        ("It rains every Friday.", ("every Friday", "None", "None")),
        ("On Mondays it rains.", ("Mondays", "None", "None")),
        ("It rained on a Monday.", ("a Monday", "None", "None")),
        ("If it rains by Saturday, they stay.", ("Saturday", "2021-03-06", "2021-03-06")),
        ("They asked if it rained on Saturday.", ("Saturday", "2021-02-27", "2021-02-27")),
        ("It may have rained on Saturday.", ("Saturday", "2021-02-27", "2021-02-27")),
        ("It rained on Easter Sunday.", ("Easter Sunday", "2020-04-12", "2020-04-12")),
        ("They will meet on Easter Sunday.", ("Easter Sunday", "2021-04-04", "2021-04-04")),
        ("It rained on Christmas Eve 2018.", ("Christmas Eve 2018", "2018-12-24", "2018-12-24")),
        ("The goats remember Bloody Sunday.", ("Bloody Sunday", "None", "None")),
        ("It began in the second quarter of 2019.", ("second quarter of 2019", "2019-04-01", "2019-06-30")),
        ("It began in the last quarter of last year.", ("last quarter of last year", "2020-10-01", "2020-12-31")),
        ("It fell in Q1 2020.", ("Q1 2020", "2020-01-01", "2020-03-31")),
        ("It fell in the second half of 2019.", ("second half of 2019", "2019-07-01", "2019-12-31")),
        ("It sank on 17/02/2021.", ("17/02/2021", "2021-02-17", "2021-02-17")),
        ("It sank on 02/17/2021.", ("02/17/2021", "2021-02-17", "2021-02-17")),
        ("It sank on 02/03/2021.", ("02/03/2021", "None", "None")),
        ("It sank on 17.02.2021.", ("17.02.2021", "2021-02-17", "2021-02-17")),
        ("It sank overnight.", ("overnight", "2021-03-03", "2021-03-04")),
        ("It sank overnight into Tuesday.", ("overnight into Tuesday", "2021-03-01", "2021-03-02")),
        ("It sank in the early hours of Sunday.", ("Sunday", "2021-02-28", "2021-02-28")),
        ("the season of 2018/19", ("2018/19", "2018-01-01", "2019-12-31")),
        ("It sank in late 2019.", ("late 2019", "2019-09-01", "2019-12-31")),
        ("It ran on 7/8 February.", ("7/8 February", "2021-02-07", "2021-02-08")),
        ("It rained two fortnights ago.", ("two fortnights ago", "2021-02-01", "2021-02-07")),
    ],
)
def test_date(text, found):
    assert dated(text)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "They may march on.",
        "It may rain.",
        "It lasted for three days.",
        "in his last year",
        "She reads USA Today.",
        "It sank (at 1830 GMT).",
        "Doors close by 2015 hours.",
        "They took the overnight train.",
        "Sunday’s",
    ],
)
def test_no_date(text):
    assert dated(text)[:1] in ([], [("Sunday", "2021-02-28", "2021-02-28")] if text.startswith("Sunday") else [])


def test_what_cannot_be_reckoned_is_na():
    rows = dating.locate(article("They met on Tuesday and on 30 February 2020."))
    assert [(r.earliest, r.latest, r.anchor) for r in rows] == [(None, None, None)] * 2


@pytest.mark.parametrize(
    ("text", "bounds", "anchor"),
    [
        ("They met on Tuesday.", {"published": date(2021, 3, 4)}, "publication"),
        ("They met on Tuesday.", {"published_earliest": date(2021, 3, 4)}, "earliest publication"),
        ("They met on 3 March 2020.", {"published": date(2021, 3, 4)}, None),
        ("On 3 March 2020 they met. The next day it rained.", {}, "text"),
        ("They met on Tuesday.", {}, None),
    ],
)
def test_anchor(text, bounds, anchor):
    assert dating.locate(article(text, **bounds))[-1].anchor == anchor


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It sank on 3 March 2020. Two days later it was raised.", "2020-03-05"),
        ("It sank in March 2020. Two days later it was raised.", "None"),
        ("It sank in 1998. The following year it was raised.", "1999-01-01"),
    ],
)
def test_dates_that_hang_on_the_one_before(text, found):
    assert dated(text)[-1][1] == found


@pytest.mark.parametrize(
    "head",
    [
        "Ferry sinks\n\n4 March 2021\n\n",
        "Ferry sinks\nBy Ann Lee\nUpdated on March 4, 2021 at 9:15 a.m.\n",
        "Posted: Thursday, 4 March 2021 10:15 GMT\n\n",
        "OLDPORT, Lowland, March 4, 2021 (Agency) — ",
        "OLDPORT, 4 March 2021 /Wire/ -- ",
        "Daily News\n2021-03-04\n",
    ],
)
def test_a_text_that_states_its_day_is_resolved_against_it(head):
    text = head + "The ferry sank on Tuesday off the coast, the harbour office said."
    assert dating.locate(article(text))[-1][2:5] == (date(2021, 3, 2), date(2021, 3, 2), "text")


@pytest.mark.parametrize(
    "text",
    [
        "Sinking of 4 March 2021 recalled\n\nThe town met on Tuesday.",
        "On 4 March 2021 the ferry sank. The town met on Tuesday.",
        "The treaty of 4 March 2021 – signed in Oldport – was broken on Tuesday.",
    ],
)
def test_a_day_that_a_text_tells_about_is_not_its_own(text):
    assert dating.stated_day(Document(text)) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("They met on Tuesday.", "past"),
        ("They will meet on Tuesday.", "planned"),
        ("If it rains on 9 April, they stay.", "past"),
        ("If they meet before 9 April, they win.", "conditional"),
        ("The fair opens on 9 April.", "planned"),
        ("He said on Monday that he would go.", "past"),
    ],
)
def test_status(text, status):
    expected = "conditional" if text.startswith("If it") else status
    assert dating.locate(article(text, published=date(2021, 3, 4)))[0].status == expected


def test_tables_hold_their_contract():
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "text": ["On Tuesday 12 boats sank.", ""],
            "published": [pd.Timestamp("2021-03-04"), pd.NaT],
        }
    )
    before = articles.copy()
    for name, table in (("figures", facts.figures(articles)), ("dates", facts.dates(articles))):
        tables.validate(table, name)
        assert len(table) == 1
        assert articles["text"][0][table["start"][0] : table["end"][0]] == table["text"][0]
    assert facts.figures(articles)["voice"].tolist() == ["narrator"]
    pd.testing.assert_frame_equal(articles, before)
    assert facts.dates(articles[:0]).columns.tolist() == facts.dates(articles).columns.tolist()


@pytest.mark.parametrize(
    "piece", ["on Monday ", "1", "one ", "hundred ", "June 1, ", "$1 million to ", "at least ", "5 of "]
)
@pytest.mark.slow
def test_time_grows_with_length_only(piece):
    def seconds(n):
        one = article(piece * (n // len(piece)), published=date(2021, 3, 4))
        one.doc.sentences  # noqa: B018
        begin = time.perf_counter()
        quantities.locate(one), dating.locate(one)
        return time.perf_counter() - begin

    seconds(1000)
    assert seconds(160_000) < 16 * seconds(20_000) + 0.5


@given(st.text(alphabet="0123456789,.- /%$£aoneJulyMaytw’\n", max_size=60))
def test_any_text_is_survived(text):
    one = article(text, published=date(2021, 3, 4))
    for row in [*quantities.locate(one), *dating.locate(one)]:
        assert 0 <= row.start < row.end <= len(text)
