"""Competing hypotheses: the matrix, what speaks against each, and what falls with a source."""

import pytest
from lxml import html

from osint import briefing, cases, cli
from osint.cases import hypotheses
from osint.tables import OsintError

TEXTS = {"a.txt": "The mast broke in the storm. It was old.", "b.txt": "The mast was sawn through, a diver said."}
GIVEN = """
[[hypothesis]]
text = "The storm broke the mast."
consistent = ["a.txt:0-28", "a.txt:29-40"]
inconsistent = ["b.txt:0-40"]

[[hypothesis]]
name = "sawn"
text = "Somebody sawed the mast."
consistent = ["b.txt:0-40", "a.txt:29-40"]
inconsistent = ["a.txt:0-28"]
"""
SOURCES = (
    "file,outlet,outlet_basis,outlet_evidence,title,author,published,published_earliest,published_latest,"
    "published_evidence,genre,url,retrieved,archived_url,reliability,counts,derives_from,note\n"
    "a.txt,Post,stated,,,,,,,,,,,,A,yes,,\nb.txt,Blog,stated,,,,,,,,,,,,E,yes,,\n"
)


def laid(folder, given=GIVEN):
    (folder / "articles").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "case.toml").write_text(given, encoding="utf-8")
    return cases.open(folder)


def test_what_tells_apart_comes_first_and_what_speaks_against_is_weighed(tmp_path):
    case = laid(tmp_path / "c")
    table = hypotheses.matrix(case.hypotheses, case.articles)
    assert table[["text", "H1", "sawn", "tells_apart"]].values.tolist() == [
        ["The mast broke in the storm.", "consistent", "inconsistent", True],
        [TEXTS["b.txt"], "inconsistent", "consistent", True],
        ["It was old.", "consistent", "consistent", False],
    ]
    ranked = hypotheses.ranking(table)
    assert ranked[["hypothesis", "n_consistent", "n_inconsistent", "weighed"]].values.tolist() == [
        ["H1", 2, 1, 0.2],
        ["sawn", 2, 1, 1.0],
    ]
    assert hypotheses.ranking(table, {"A": 0.1, "E": 1})["hypothesis"].tolist() == ["sawn", "H1"]


def test_what_falls_if_one_source_falls(tmp_path):
    case = laid(tmp_path / "c")
    fallen = hypotheses.without(hypotheses.matrix(case.hypotheses, case.articles))
    assert fallen.values.tolist() == [["Blog", 1, "H1", False], ["Post", 2, "sawn", True]]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("", "must have hypotheses; it has none"),
        ('[[hypothesis]]\ntext = "a"\n', "must have one that competes with it"),
        (GIVEN.replace('text = "Somebody', 'txt = "Somebody'), "hypothesis 2: must have a 'text'"),
        (GIVEN.replace("a.txt:0-28", "a.txt:0-280"), r"evidence 'a\.txt:0-280' must start before it ends"),
        (GIVEN.replace('consistent = ["a.txt:0-28"', 'consistent = ["b.txt:0-40"'), "must be in one list"),
        (GIVEN.replace("[[hypothesis]]\ntext", '[[hypothesis]]\nname = "sawn"\ntext'), "'sawn' is another's already"),
    ],
)
def test_faults_come_in_one_message(tmp_path, given, fault):
    case = laid(tmp_path / "c", given)
    with pytest.raises(OsintError, match=fault):
        hypotheses.matrix(case.hypotheses, case.articles)


def test_the_command_prints_the_matrix(tmp_path, capsys):
    laid(tmp_path / "c")
    assert cli.main(["hypotheses", str(tmp_path / "c")]) == 0
    out = capsys.readouterr().out
    assert "Without one source:" in out and "inconsistent" in out


@pytest.mark.slow
def test_the_briefing_shows_the_matrix_only_where_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setattr("osint.briefing.execution.run", lambda *_, **__: [])
    made = tmp_path / "b.html"
    briefing.write(laid(tmp_path / "c"), made, progress=False)
    page = html.fromstring(made.read_bytes())
    (heading,) = page.xpath("//h2[@id='hypotheses']")
    ranked, matrix = heading.xpath("following-sibling::div[position() < 3]//tbody")
    assert [row.xpath("string(th)").partition(":")[0] for row in ranked] == ["H1", "sawn"]
    assert [cell.text_content() for cell in ranked[0]][1:] == ["0.2", "1", "2"]
    assert "says the same of all" in matrix[-1].text_content()
    assert "Without Post (2 passages), sawn would have" in page.text_content()
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in ranked.xpath(".//a/@href")} <= ids
    briefing.write(laid(tmp_path / "none", ""), made, progress=False)
    assert b"hypotheses" not in made.read_bytes().lower()
    with pytest.raises(OsintError, match="must have one that competes with it"):
        briefing.write(laid(tmp_path / "one", '[[hypothesis]]\ntext = "a"\n'), made, progress=False)
