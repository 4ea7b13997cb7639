"""What holds for every table function: spans slice back, the input stays, empty stays empty, columns are valid."""

from __future__ import annotations

import inspect
from importlib import import_module

import pandas as pd
import pytest
from conftest import ROOT

import osint
from osint import tables
from osint.text import document
from osint.text.analysis import Analysis

#: Public functions whose names are not `find` in the module of the table's finder.
NAMED = {"sentences": osint.sentiment.find, "stance": osint.stance.judge}
NAMED |= {"places": osint.places.find, "figures": osint.facts.figures, "dates": osint.facts.dates}


def _finder(name):
    module = tables.TABLES[name].finder.partition(":")[0]
    return NAMED.get(name) or import_module(module).find


FINDERS = {name: _finder(name) for name in tables.per_article()}
FERRIES = ROOT / "tests" / "ferries"
ODD = [
    "",
    " \n\t\n",
    "“" * 3000,
    "“Never closed, said nobody in Paris.\n\n“Nor here,\n\nthe end",
    "\u202eParis said “no\u202c” \x00\x07 to 😀 Берлин and ‏القدس‎ on Monday.",
    "“‘Nested’ in Rome,” Ann said. ‘It’s 5pm’, the boys’ team’s captain’s said in Oslo",
    "Said said said. According to. “ ” ‘ ’ \"\" '' $ 1,,000 9999999999999999999999999 June 99, 0000",
]


@pytest.fixture(scope="module")
def articles():
    return osint.cases.open(FERRIES).readable


def _spans_slice_back(found, texts):
    for row in found.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text


@pytest.mark.parametrize("name", FINDERS)
def test_rows_keep_the_contract_and_the_input_stays(name, articles):
    before = articles.copy(deep=True)
    found = FINDERS[name](articles)
    tables.validate(found, name)
    assert len(found)
    _spans_slice_back(found, dict(zip(articles["article_id"], articles["text"], strict=True)))
    pd.testing.assert_frame_equal(articles, before)


@pytest.mark.parametrize("name", FINDERS)
def test_empty_stays_empty(name):
    found = FINDERS[name](pd.DataFrame({"article_id": pd.Series(dtype="string"), "text": pd.Series(dtype="string")}))
    assert found.columns.tolist() == list(tables.TABLES[name].columns)
    assert found.empty
    tables.validate(found, name)


@pytest.mark.parametrize("name", FINDERS)
def test_odd_texts_break_nothing(name):
    odd = pd.DataFrame({"article_id": [f"a{i}" for i in range(len(ODD))], "text": ODD})
    found = FINDERS[name](odd)
    tables.validate(found, name)
    _spans_slice_back(found, dict(zip(odd["article_id"], odd["text"], strict=True)))


@pytest.mark.parametrize("name", FINDERS)
def test_a_missing_column_is_named(name):
    with pytest.raises(osint.OsintError, match="must have a column 'text'"):
        FINDERS[name](pd.DataFrame({"article_id": ["a"], "body": ["x"]}))


def test_every_table_of_a_case_keeps_the_contract(t):
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    for name in tables.TABLES:
        table = getattr(t, name)
        tables.validate(table, name)
        if {"start", "end"} <= set(table.columns):
            _spans_slice_back(table, texts)


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.slow
def test_a_table_alone_and_in_a_case_is_the_same(name, case, t):
    known = {"actors": case.actors, "places": case.places, "frames": case.framing, "focus": case.focus}
    taken = inspect.signature(FINDERS[name]).parameters
    found = FINDERS[name](case.readable, **{key: value for key, value in known.items() if key in taken})
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(t[name]))


@pytest.mark.slow
def test_the_rows_of_an_article_do_not_depend_on_the_order_in_which_they_are_asked_for(case):
    doc = next(document.read(case.readable))
    backward = Analysis(doc, case)
    asked = {name: backward.rows(name) for name in reversed(tables.per_article())}
    for name in tables.per_article():
        assert list(asked[name]) == list(Analysis(doc, case).rows(name))


@pytest.mark.slow
def test_two_extractions_are_equal(case, t):
    again = osint.extract(case)
    for name in tables.TABLES:
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(t, name)), pd.DataFrame(getattr(again, name)))


def test_the_dictionary_describes_every_column():
    described = osint.exports.dictionary()
    assert len(described) == sum(len(table.columns) for table in tables.TABLES.values())
    assert described["meaning"].str.len().min() > 5
