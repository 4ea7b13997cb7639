"""How far two readers agree: against published worked examples, and on two readings of one case."""

import math

import pytest

from osint import agreement, cases, cli
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


def test_two_readers_are_compared_row_by_row(tmp_path, capsys):
    a, b = _laid(tmp_path / "a"), _laid(tmp_path / "b")
    assert agreement.between(a, b).differences.empty
    cases.correct(a, ("places", 0), "role", "metonym", by="Ann", reason="the council is meant")
    cases.correct(cases.open(b.path), ("places", 1), "row", "remove", by="Bo", reason="no place")
    found = agreement.between(tmp_path / "a", tmp_path / "b")
    roles = found.differences[found.differences["column"] == "role"]
    assert roles[["text", "a", "b"]].values.tolist() == [
        ["Lyon", "metonym", "literal"],
        ["Oslo", "literal", "(no row)"],
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
