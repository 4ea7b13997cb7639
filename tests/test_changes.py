"""What is new since an earlier state of a case: what an article brings, and nothing where nothing came."""

import shutil

import pytest
from lxml import html

from osint import cases, changes, cli, exports, extraction
from osint.briefing import news
from osint.tables import OsintError

FIRES = (
    "A fire in the harbour of Aldmouth on Monday killed nine dockers, the police of Aldmouth said on Tuesday.",
    "The fire on Monday in Aldmouth, a port, left nine dockers dead, a union official told reporters.",
)
FRESH = (
    "Twelve dockers died in Monday's fire in the harbour of Aldmouth, the mayor said. "
    "A crane in Lowick collapsed on Wednesday and killed its driver."
)
TOWNS = ["Lyon", "Oslo", "Ghent", "Turin", "Porto", "Graz", "Malmö", "Bergen", "Brno", "Cork"]
JUDGED = """
[[judgement]]
text = "It is likely that the number of victims will rise."
likelihood = "likely"
confidence = "low"
evidence = ["fire-1.txt:0-60"]
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The tables of twenty articles: two on a fire, eighteen on other matters."""
    articles = tmp_path_factory.mktemp("before") / "articles"
    articles.mkdir()
    for n, text in enumerate(FIRES, 1):
        (articles / f"fire-{n}.txt").write_text(text, encoding="utf-8")
    for n in range(18):
        text = f"The council of {TOWNS[n % 10]} met on Friday. It opened {n + 3} new schools in {TOWNS[n // 2]}."
        (articles / f"town-{n}.txt").write_text(text, encoding="utf-8")
    (articles.parent / "case.toml").write_text(JUDGED, encoding="utf-8")
    return read(articles.parent)


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """The same with one article more."""
    folder = tmp_path_factory.mktemp("after") / "case"
    shutil.copytree(before.case.path, folder)
    (folder / "articles" / "fire-3.txt").write_text(FRESH, encoding="utf-8")
    return read(folder)


def read(folder):
    return extraction.extract(cases.open(folder))


@pytest.mark.slow
def test_one_article_added_to_twenty_is_all_that_is_listed(before, after, tmp_path):
    exports.write(before, tmp_path / "then")
    none = changes.since(before, tmp_path / "then")
    assert none.empty and news.findings(none, before) == [("Nothing has changed.",)]
    found = changes.since(after, tmp_path / "then")
    told = found[found["what"] != "judgement"]
    assert set(told["article_id"]) == {"fire-3.txt"}
    first = told.drop_duplicates(["what", "change"])[["what", "change"]].values.tolist()
    assert [row for row in first if row[0] != "claim"] == [
        ["article", "added"],
        ["event", "new"],
        ["figure", "changed"],
    ]
    (figure,) = told[told["what"] == "figure"].to_dict("records")
    assert (figure["text"], figure["was"], figure["now"]) == ("Twelve", "9", "9, 12")
    # The fire itself was told before; the crane was not.
    assert told.loc[told["what"] == "event", "text"].tolist() == [FRESH[FRESH.index("A crane") : -1]]
    for row in found.to_dict("records"):
        assert after.texts[row["article_id"]][row["start"] : row["end"]] == row["text"]


def test_a_judgement_whose_evidence_is_touched_is_named(before, after):
    found = changes.since(after, before)
    touched = found[found["what"] == "judgement"]
    assert set(touched["article_id"]) == {"fire-1.txt"}
    assert touched["now"].str.contains("9, 12").any()
    left = after.articles[after.articles["article_id"] != "fire-1.txt"]
    found = changes.since(after.replace(articles=left), before)
    touched = found[found["what"] == "judgement"].iloc[0]
    assert "names an article that is not in the case" in touched["now"]


def test_an_article_that_changed_went_or_has_another_name(before, tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(before.case.path, folder)
    articles = folder / "articles"
    (articles / "town-3.txt").rename(articles / "a-town.txt")
    (articles / "town-4.txt").unlink()
    words = (articles / "town-5.txt").read_text(encoding="utf-8")
    (articles / "town-5.txt").write_text("Updated. " + words, encoding="utf-8")
    found = changes.since(read(folder), before)
    rows = found[found["what"] == "article"][["change", "article_id", "was"]].fillna("").values.tolist()
    assert rows == [["renamed", "a-town.txt", "town-3.txt"], ["changed", "town-5.txt", ""], ["gone", "", "town-4.txt"]]
    assert not len(found[found["what"] == "event"])  # an event that only moved in its text is not new


@pytest.mark.slow
def test_a_kept_package_and_a_copy_of_the_case_are_earlier_states(before, tmp_path):
    exports.write(before, tmp_path / "package" / "data" / "tables")
    for earlier in (tmp_path / "package", before.case.path):
        assert changes.since(before, earlier).empty


@pytest.mark.slow
def test_what_is_no_earlier_state_is_one_sentence(before, tmp_path):
    exports.write(before, tmp_path / "then")
    claims = tmp_path / "then" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8-sig").replace("n_origins", "n_sources"), encoding="utf-8-sig")
    with pytest.raises(
        OsintError, match=r"^claims\.csv must have .+ it lacks n_origins: another version wrote it\. Exp"
    ):
        changes.since(before, tmp_path / "then")
    claims.unlink()
    with pytest.raises(OsintError, match=r"must hold claims\.csv"):
        changes.since(before, tmp_path / "then")
    with pytest.raises(OsintError, match="is no folder"):
        changes.since(before, tmp_path / "nowhere")


@pytest.mark.slow
def test_the_briefing_tells_what_is_new(before, after, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("osint.briefing.execution.run", lambda *_, **__: [])
    exports.write(before, tmp_path / "then")
    made, folder = tmp_path / "b.html", after.case.path
    assert cli.main(["brief", str(folder), "-o", str(made), "--since", str(tmp_path / "then")]) == 0
    page = html.fromstring(made.read_bytes())
    (heading,) = page.xpath("//h2[@id='news']")
    lines = [" ".join(line.text_content().split()) for line in heading.getnext().xpath("li")]
    assert lines[0] == "1 text is added: fire-3."
    assert "Now 9 or 12, before 9: " in " ".join(lines) and "rests on is touched" in " ".join(lines)
    assert not any(f"({name})" in line for line in lines for name in ("fire-1", "fire-2"))
    assert all(line.xpath(".//a") for line in heading.getnext().xpath("li"))
    rows = page.xpath("//h2[@id='all-news']/following-sibling::div[1]//tbody/tr")
    assert len(rows) == len(changes.since(after, before))
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in page.xpath("//a/@href")} <= ids
    assert cli.main(["brief", str(folder), "-o", str(made), "--since", str(tmp_path / "none")]) == 1
    assert "is no folder" in capsys.readouterr().err
