"""The explorer, driven by its controls as a hand in JupyterLab would drive them."""

from __future__ import annotations

import html
import re
import shutil

import matplotlib.pyplot as plt
import pytest
from conftest import FERRIES

import osint
from osint import explorer, tables
from osint.tables import OsintError, in_sentences


@pytest.fixture
def ferries(tmp_path):
    folder = tmp_path / "ferries"
    shutil.copytree(FERRIES, folder)
    return osint.extract(osint.cases.open(folder))


@pytest.fixture
def look(ferries):
    return osint.explore(ferries)


def _offers(control):
    return [value for _, value in control.options]


@pytest.mark.slow
def test_it_is_a_call_however_often_it_is_named(ferries):
    assert osint.explore is osint.explore
    assert isinstance(osint.explore(ferries), explorer.Explorer)


@pytest.mark.slow
def test_it_shows_itself_and_leaves_no_figure_behind(ferries):
    before = plt.get_fignums()
    assert "application/vnd.jupyter.widget-view+json" in osint.explore(ferries)._repr_mimebundle_()
    assert plt.get_fignums() == before


@pytest.mark.slow
def test_all_is_shown_at_first(look, ferries):
    assert look.selected.counts() == ferries.counts()
    for control in (look.outlet, look.actor, look.place, look.voice):
        assert (control.label, control.value) == ("all", "")
    assert set(_offers(look.actor)[1:]) == set(ferries.mentions["actor"])
    assert set(_offers(look.place)[1:]) == set(ferries.places["place"].dropna())


@pytest.mark.parametrize("pick", ["outlet", "actor", "place", "voice"])
@pytest.mark.slow
def test_map_chart_and_passages_follow_each_pick(look, pick):
    before = (look.map.value, look.picture.value, look.passages.value)
    control = getattr(look, pick)
    control.value = _offers(control)[-1]
    after = (look.map.value, look.picture.value, look.passages.value)
    assert all(one != two for one, two in zip(before, after, strict=True))
    control.index = 0  # as a browser sends it
    assert control.label == "all"
    assert (look.map.value, look.picture.value, look.passages.value) == before


@pytest.mark.slow
def test_rows_are_those_of_what_is_picked(ferries):
    for actor in set(ferries.mentions["actor"]):
        chosen = ferries.select(actor=actor, voice="narrator")
        assert set(chosen.mentions["actor"]) <= {actor}
        assert set(chosen.mentions["voice"]) <= {"narrator"}
        assert set(chosen.places["voice"]) <= {"narrator"}
        kept = set(zip(chosen.sentences["article_id"], chosen.sentences["sentence"], strict=True))
        named = ferries.mentions[(ferries.mentions["actor"] == actor) & (ferries.mentions["voice"] == "narrator")]
        assert len(kept) == len(in_sentences(named, ferries.sentences).groupby(["article_id", "sentence"]))
    outlet = "Harbour Wire"
    chosen = ferries.select(outlet=outlet)
    assert set(chosen.articles["outlet"]) == {outlet}
    own = chosen.articles["article_id"].iloc[0]
    for name in ("sentences", "mentions", "quotes", "places"):
        assert len(getattr(chosen, name)) == (getattr(ferries, name)["article_id"] == own).sum() > 0


@pytest.mark.slow
def test_what_never_comes_together_is_told_and_not_an_error(look, ferries):
    look.actor.value = _offers(look.actor)[-1]
    look.place.value = _offers(look.place)[-1]
    look.outlet.value = next(
        name
        for name in _offers(look.outlet)[1:]
        if ferries.select(outlet=name, actor=look.actor.value, place=look.place.value).sentences.empty
    )
    assert "No rows." in look.passages.value
    look.button.click()
    assert "There is no row to correct" in look.told.value


@pytest.mark.slow
def test_each_picture_says_what_it_shows(look):
    for picture in (look.map, look.picture):
        assert len(re.search(r'alt="([^"]*)"', picture.value)[1]) > 40


@pytest.mark.slow
def test_a_row_is_corrected_and_all_follows(look):
    look.table.value = "sentences"
    look.column.value = "polarity"
    path = look.t.case.path / "corrections.csv"
    drawn, held = look.picture.value, look.value.value
    named = look.t.mentions.iloc[0]
    key = tables._sentence_keys(look.t.mentions, look.t.sentences).iloc[0]
    sentences = look.t.sentences.reset_index(drop=True)
    at = sentences[(sentences["article_id"] == named["article_id"]) & (sentences["sentence"] == key[1])].index[0]
    look.outlet.value = osint.evidence.outlets(look.t.articles)[named["article_id"]]
    shown = look.selected.sentences
    look.row.value = int(shown.index[shown["start"] == sentences.loc[at, "start"]][0])
    drawn = look.picture.value
    look.value.value, look.by.value, look.reason.value = "-0.9", "N. N.", "a strike is no praise"
    look.button.click()
    assert "holds 1 correction. The notebook’s own tables are still the old ones" in look.told.value
    assert path.read_text(encoding="utf-8").count("a strike is no praise") == 1
    assert look.t.sentences.loc[at, "polarity"] == -0.9
    assert look.picture.value != drawn
    assert look.value.value == "-0.9" != held
    assert "corrected: polarity, by N. N., a strike is no praise" in look.passages.value
    assert look.outlet.value


@pytest.mark.parametrize(
    ("value", "by", "reason", "fault"),
    [
        ("9", "me", "so", "'polarity' must lie between -1 and 1; it is 9"),
        ("warm", "me", "so", "'polarity' must be a number; it is 'warm'"),
        ("0.1", "", "so", "'by' is empty; say who overrules"),
        ("0.1", "me", " ", "'reason' is empty; say why"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_applied_is_told_and_not_written(look, value, by, reason, fault):
    look.table.value, look.column.value = "sentences", "polarity"
    before = look.t
    look.value.value, look.by.value, look.reason.value = value, by, reason
    look.button.click()
    assert html.unescape(look.told.value) == f"<p role='status'>{fault}</p>"
    assert html.unescape(look.cell.value).startswith("<p role='status'>Corrects polarity (")
    assert not (look.t.case.path / "corrections.csv").exists()
    assert look.t is before


@pytest.mark.slow
def test_a_cell_that_is_corrected_twice_is_one_correction(look):
    look.table.value, look.column.value = "sentences", "polarity"
    look.by.value, look.reason.value = "me", "no praise"
    held = look.value.value
    for value in ("-0.9", "-0.4"):
        look.value.value = value
        look.button.click()
    assert "holds 1 correction." in look.told.value
    (row,) = look.t.case.corrections.to_dict("records")
    assert (row["value"], row["was"]) == ("-0.4", held)


@pytest.mark.slow
def test_the_form_names_its_cell_and_offers_what_a_column_takes(look):
    look.column.value = "role"
    row = look.selected.places.iloc[0]
    assert f"places at {row['article_id']} {row['start']}–{row['end']}: “{row['text']}”" in look.cell.value
    assert look.value.options == ("literal", "metonym", "demonym", "embedded")
    look.column.value = "is_event"
    assert look.value.options == ("True", "False")
    look.column.value = "place"
    assert row["place"] in look.value.options
    numbers = re.findall(r"<li><span class='about'>(\d+) · ", look.passages.value)
    assert numbers == [str(number) for number, _ in enumerate(look.row.options)]
    assert len(numbers) > 12
    look.column.value = "row"
    assert look.cell.value.startswith("<p role='status'>Strikes out the row of places")


@pytest.mark.slow
def test_a_row_is_struck_out(look):
    n = len(look.t.places)
    look.column.value = "row"
    assert look.value.value == "remove"
    look.by.value, look.reason.value = "me", "no place"
    look.button.click()
    assert len(look.t.places) < n


@pytest.mark.slow
def test_what_texts_hold_is_shown_as_text(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Ann <img src=x onerror=alert(1)> Berg said in Oslo on Monday: “<script>alert(2)</script> is no news.”",
        encoding="utf-8",
    )
    look = osint.explore(osint.extract(osint.cases.open(tmp_path)))
    for table in ("sentences", "quotes", "places"):
        look.table.value = table
        shown = look.map.value + look.picture.value + look.passages.value
        assert "<script" not in shown
        assert "<img src=x" not in shown


@pytest.mark.slow
def test_picks_forgive_the_question_mark_and_refuse_an_unknown_name(ferries):
    inferred = ferries.articles.loc[ferries.articles["outlet_basis"] == "inferred", "outlet"].iloc[0]
    chosen, again = ferries.select(outlet=inferred), ferries.select(outlet=f"{inferred}?")
    assert len(chosen.articles) and chosen.articles.equals(again.articles)
    for pick in ("outlet", "actor", "place", "voice"):
        with pytest.raises(OsintError, match=f"`{pick}` must be one that the tables have; 'Nobody' is not"):
            ferries.select(**{pick: "Nobody"})
