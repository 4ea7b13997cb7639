"""How far two readers agree: against published worked examples, and on two readings of one case."""

import math

import pytest
from lxml import html

from osint import agreement, briefing, cases, cli
from osint.tables import OsintError

TEXT = "The mayor of Lyon spoke on Monday. Ann Berg praised the harbour of Oslo on Tuesday."


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [
        # Krippendorff (2011), Computing Krippendorff's alpha-reliability: A, binary data; B, nominal data.
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbcccedd" + "d", 0.692),
    ],
)
def test_alpha_is_that_of_published_examples(first, second, alpha):
    assert round(agreement.alpha(zip(first, second, strict=True)), 3) == alpha


def test_ac1_is_that_of_a_published_example():
    # Gwet (2008), table 2: 125 subjects, 118 both +, 5 and 2 of two kinds, none both −.
    pairs = [("+", "+")] * 118 + [("+", "-")] * 5 + [("-", "+")] * 2
    assert round(agreement.ac1(pairs), 3) == 0.941
    assert agreement.alpha(pairs) < 0.1


@pytest.mark.parametrize("measure", [agreement.alpha, agreement.ac1])
def test_nothing_that_varies_has_no_measure(measure):
    assert math.isnan(measure([])) and math.isnan(measure([("a", "a")]))


def _laid(folder):
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.txt").write_text(TEXT, encoding="utf-8")
    return cases.open(folder)


@pytest.mark.slow
def test_two_readers_are_compared_row_by_row(tmp_path, capsys):
    a, b = _laid(tmp_path / "a"), _laid(tmp_path / "b")
    assert agreement.between(a, b).differences.empty
    cases.correct(a, ("places", 0), "role", "metonym", by="Ann", reason="the council is meant")
    cases.correct(cases.open(b.path), ("places", 1), "row", "remove", by="Bo", reason="no place")
    found = agreement.between(tmp_path / "a", tmp_path / "b")
    of_places = found.differences[found.differences["table"] == "places"]
    assert of_places[["text", "column", "a", "b"]].values.tolist() == [
        ["Oslo", "row", "(a row)", "(no row)"],
        ["Lyon", "role", "metonym", "literal"],
    ]
    figure = found.figures.set_index(["table", "column"]).loc[("places", "role")]
    assert (figure["n"], figure["agree"]) == (2, 0)
    by_file = agreement.between(tmp_path / "a", tmp_path / "b" / "corrections.csv")
    assert by_file.differences.equals(found.differences)
    assert cli.main(["agree", str(a.path), str(b.path), "-o", str(tmp_path / "differ.csv")]) == 0
    assert "places.role one.txt:13-17 “Lyon”: metonym | literal" in capsys.readouterr().out
    assert (tmp_path / "differ.csv").read_text(encoding="utf-8-sig").startswith('"table","article_id","start"')


def test_cases_of_different_articles_are_not_compared(tmp_path):
    a, b = _laid(tmp_path / "a"), _laid(tmp_path / "b")
    (b.path / "articles" / "two.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(OsintError, match=r"must have the same articles; two\.txt is not the same in both"):
        agreement.between(a, b.path)
    with pytest.raises(OsintError, match=r"must be a corrections\.csv; .* is not there"):
        agreement.between(a, tmp_path / "none.csv")


@pytest.mark.slow
def test_what_differs_is_settled_in_the_first_readers_corrections(tmp_path, capsys):
    a, b = _laid(tmp_path / "a"), _laid(tmp_path / "b")
    cases.correct(a, ("places", 0), "role", "metonym", by="Ann", reason="the council is meant")
    cases.correct(cases.open(a.path), ("places", 0), "is_event", True, by="Ann", reason="he spoke there")
    cases.correct(b, ("places", 1), "row", "remove", by="Bo", reason="no place")
    differ = tmp_path / "differ.csv"
    call = ["agree", str(a.path), str(b.path / "corrections.csv")]
    assert cli.main([*call, "-o", str(differ)]) == 0
    rows = agreement.to_settle(agreement.between(a.path, b.path)).set_index("column")
    rows.loc["row", ["settled", "reason"]] = "(no row)", "the man is named Oslo"
    rows.loc["role", ["settled", "reason"]] = "embedded", "a part of his title"
    settled = agreement.settle(a.path, b.path, rows.reset_index(), by="Cy")
    assert settled.corrections[["column", "value", "was", "by"]].fillna("").values.tolist() == [
        ["is_event", "True", "False", "Ann"],
        ["row", "remove", "", "Cy"],
        ["role", "embedded", "literal", "Cy"],
    ]
    assert agreement.between(a.path, b.path).differences.query("column == 'row'").empty
    # What a reader had overruled and the other not is the kit's reading again.
    rows = agreement.to_settle(agreement.between(a.path, b.path)).query("column == 'is_event'")
    rows.assign(settled="False", reason="he did not").to_csv(differ, index=False)
    assert cli.main([*call, "--settled", str(differ), "--by", "Cy"]) == 0
    assert "is_event" not in set(cases.open(a.path).corrections["column"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"settled": "embedded"}, "'reason' is empty; say why"),
        (
            {"settled": "town", "reason": "so"},
            "'role' must be one of literal, metonym, demonym, embedded; it is 'town'",
        ),
        ({"settled": "literal", "reason": "so", "b": "embedded"}, "is no difference of the two readers"),
        ({}, "'settled' is empty in every row"),
    ],
)
def test_what_cannot_be_settled_is_told_and_nothing_written(tmp_path, cells, fault):
    a, b = _laid(tmp_path / "a"), _laid(tmp_path / "b")
    cases.correct(a, ("places", 0), "role", "metonym", by="Ann", reason="the council is meant")
    before = (a.path / "corrections.csv").read_bytes()
    rows = agreement.to_settle(agreement.between(a.path, b.path)).assign(**cells)
    with pytest.raises(OsintError, match=fault):
        agreement.settle(a.path, b.path, rows, by="Cy")
    assert (a.path / "corrections.csv").read_bytes() == before


@pytest.mark.slow
def test_another_readers_corrections_lie_beside_the_cases_own(tmp_path):
    case = _laid(tmp_path / "a")
    cases.correct(case, ("places", 0), "role", "metonym", by="Bo", reason="the council is meant")
    (case.path / "corrections.csv").rename(case.path / "corrections-Bo.csv")
    case = cases.open(case.path)
    assert list(case.readers) == ["Bo"] and case.corrections.empty
    assert agreement.with_reader(case, "Bo").apart[["table", "column", "n"]].values.tolist() == [["places", "role", 2]]
    with pytest.raises(OsintError, match="'Ann' is not: Bo"):
        agreement.with_reader(case, "Ann")
    (case.path / "corrections-Bo.csv").write_text("table,column\nplaces,role\n", encoding="utf-8")
    with pytest.raises(OsintError, match=r"corrections-Bo\.csv: column 'article_id'"):
        cases.open(case.path)


@pytest.mark.slow
def test_the_briefing_shows_where_another_reader_differs_and_only_then(tmp_path, monkeypatch):
    monkeypatch.setattr("osint.briefing.execution.run", lambda *_, **__: [])
    case, made = _laid(tmp_path / "a"), tmp_path / "b.html"
    briefing.write(case, made, progress=False)
    assert b'id="readers"' not in made.read_bytes()
    cases.correct(case, ("places", 0), "role", "metonym", by="Bo", reason="the council is meant")
    (case.path / "corrections.csv").rename(case.path / "corrections-Bo.csv")
    briefing.write(cases.open(case.path), made, progress=False)
    page = html.fromstring(made.read_bytes())
    figures, rows = page.xpath("//h2[@id='readers']/following-sibling::div[position() < 3]//tbody")
    assert [cell.text_content() for cell in figures[0]][:4] == ["places, role", "2", "1", "0.50"]
    assert [cell.text_content() for cell in rows[0]] == ["one: Lyon", "places, role", "literal", "metonym"]
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in (*figures.xpath(".//a/@href"), *rows.xpath(".//a/@href"))} <= ids
