"""The briefing: one file that asks for nothing, whole or not there, the same again."""

from __future__ import annotations

import getpass
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import FERRIES, SEEDS
from lxml import html
from nbformat.v4 import new_code_cell, new_notebook

import osint
from osint import briefing
from osint.tables import OsintError

pytestmark = pytest.mark.slow
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "style",
    "body",
    "a",
    "div",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "ul",
    "li",
    "header",
    "p",
    "span",
    "strong",
    "em",
    "code",
    "pre",
    "main",
    "section",
    "figure",
    "figcaption",
    "details",
    "summary",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "article",
    "mark",
    "br",
    "hr",
    "svg",
    "g",
    "defs",
    "path",
    "pattern",
    "rect",
    "use",
    "clippath",
    "image",
    "text",
}


def parsed(path):
    return html.fromstring(path.read_bytes())


def text_of(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()


def number_in(element):
    """A number, its thousands apart."""
    return int(re.sub(r"\s", "", element.text_content()))


@pytest.fixture(scope="module")
def page(seeds_briefing):
    return parsed(seeds_briefing)


def assert_nothing_runs(page):
    """No tag beyond the known ones, no handler, no address; of the fonts, only what the page brings along."""
    assert not re.search(r"url\((?!data:font/woff;base64,|#)", "".join(page.xpath("//style/text()")))
    for element in page.iter():
        if isinstance(element.tag, str):
            assert element.tag.lower() in TAGS
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on")
                if name in ("href", "src", "xlink:href"):
                    assert value.startswith(("#", "data:")), value
                assert name != "style" or "url(" not in re.sub(r"url\(#[\w-]+\)", "", value)


def test_nothing_runs_and_nothing_is_asked_for(page):
    assert_nothing_runs(page)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def test_it_is_small_enough_to_send(seeds_briefing):
    assert seeds_briefing.stat().st_size <= 2_000_000


def test_ids_are_there_once_and_every_link_leads_somewhere(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)
    assert set(page.xpath("//@aria-labelledby")) | set(page.xpath("//@aria-describedby")) <= set(ids)


def test_every_part_is_there_with_its_figures_and_words(page, case):
    assert page.xpath("//h1/text()") == [case.title]
    headings = [text_of(heading) for heading in page.xpath("//main//h2")]
    assert headings == [
        "What happened", "What is disputed", "Who says what", "How the outlets differ",
        "Judgements", "The map", "The sources",
        "Read the sources", "Map the places", "Chart the actors", "Compare the framing", "Check the claims",
        "Lay out the timeline", "Passages behind the numbers", "The articles, marked", "How this was made",
    ]  # fmt: skip
    figures = page.xpath("//figure")
    assert len(figures) >= 12
    for figure in figures:
        assert figure.xpath(".//svg") and len(text_of(figure.xpath("./figcaption")[0])) > 60
        assert figure.xpath(".//svg/@aria-describedby") == figure.xpath("./figcaption//p/@id")
    assert all(page.xpath("//svg//a/@aria-label"))
    assert page.xpath("//section[@id='first']//figure")


def test_numbers_are_recomputed_from_the_passages_they_link_to(page):
    counts = page.xpath("//ul[@class='findings']//a[@class='count']")
    assert len(counts) > 10 and page.xpath("//ul[@class='findings']//a[@class='said']")
    for link in counts:
        anchor = link.get("href")[1:]
        (group,) = page.xpath(f"//section[@class='evidence-group'][@id='{anchor}' or span/@id='{anchor}']")
        passages = group.xpath(".//li")
        found = {
            "passages": len(group.xpath(".//mark")),
            "texts": len({item.xpath("./a/@href")[0].split("-")[1] for item in passages}),
            "words": sum(len(text_of(mark).split()) for mark in group.xpath(".//mark")),
        }
        assert found[link.get("data-unit")] == number_in(link) == int(link.get("data-n"))


def test_each_list_leads_back_and_each_passage_into_its_article(page):
    ids = set(page.xpath("//section[@aria-labelledby='articles']//mark/@id"))
    groups = page.xpath("//section[@class='evidence-group']")
    assert len(groups) > 100
    for group in groups:
        assert group.xpath("./p/a/@href")
        assert set(group.xpath(".//li/a/@href")) <= {f"#{name}" for name in ids}
    back = set(page.xpath("//details[@class='cited']//a/@href"))
    assert back <= {f"#{name}" for name in page.xpath("//section[@class='evidence-group']/@id")}
    assert len(back) == len(groups)


def test_each_article_stands_there_whole(page, case):
    for shown, text in zip(page.xpath("//article"), case.articles["text"], strict=True):
        for name in shown.xpath(".//*[@class='name']"):
            name.drop_tree()
        paragraphs = [text_of(paragraph) for paragraph in shown.xpath("./p[not(@class='small')]")]
        assert paragraphs == [line for raw in re.split(r"[\r\n]+", text) if (line := re.sub(r"\s+", " ", raw).strip())]


def test_hashes_versions_and_flags_are_told(page, case):
    made = text_of(page.xpath("//section[@aria-labelledby='made']")[0])
    assert all(sha256 in made for sha256 in case.articles["sha256"])
    assert f"osint {osint.__version__}" in made
    assert "The analyst overruled nothing." in made
    assert "trace it before relying on it" in text_of(page.xpath("//section[@id='first']")[0])


def test_the_same_case_elsewhere_gives_the_same_bytes(seeds_briefing, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "somebody"))
    monkeypatch.setenv("USER", "somebody")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    (tmp_path / "somebody").mkdir()
    shutil.copytree(SEEDS, tmp_path / "other" / SEEDS.name)
    briefing.write(osint.cases.open(tmp_path / "other" / SEEDS.name), tmp_path / "out.html", progress=False)
    made = (tmp_path / "out.html").read_bytes()
    assert made == seeds_briefing.read_bytes()
    for name in (str(tmp_path), str(Path.home()), str(SEEDS), f"/{getpass.getuser()}/"):
        assert name.encode() not in made


def test_a_second_case_gives_a_briefing_with_its_judgement(tmp_path):
    case = osint.cases.open(FERRIES)
    briefing.write(case, tmp_path / "out.html", progress=False)
    page = parsed(tmp_path / "out.html")
    assert_nothing_runs(page)
    first = text_of(page.xpath("//section[@id='first']")[0])
    assert case.judgements[0]["text"] in first
    assert "Terms of likelihood (ICD 203)" in first
    assert page.xpath("//h1/text()") == [case.title]


def test_the_numbers_of_tables_lead_to_as_many_passages(page):
    cells = page.xpath("//section[@class='part']//td[a]")
    assert len(cells) > 60
    not_passages = {"n texts", "n origins", "n quoted", "share"}
    for cell in cells:
        anchor = cell.xpath("./a/@href")[0][1:]
        (group,) = page.xpath(f"//section[@class='evidence-group'][@id='{anchor}' or span/@id='{anchor}']")
        if cell.get("data-label") not in not_passages:
            assert number_in(cell) == int(group.get("data-n"))


def test_each_row_that_is_shown_leads_to_its_place(page):
    rows = page.xpath("//ul[@class='osint-passages']/li")
    assert len(rows) > 40
    marks = set(page.xpath("//article//mark/@id"))
    assert all(row.xpath("./span//a/@href")[0][1:] in marks for row in rows)


def test_a_reader_gets_the_cited_sentences_with_one_on_each_side_and_no_code(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    plain = "\n\n".join(f"It was quiet and number {number} was too." for number in range(40))
    text = f"{plain}\n\nThe minister flew to Oslo.\n\nShe was tired. It rained. It was wet."
    (folder / "a.txt").write_text(text, encoding="utf-8")
    briefing.write(osint.cases.open(folder), tmp_path / "out.html", audience="reader", progress=False)
    page = parsed(tmp_path / "out.html")
    assert not page.xpath("//details[@class='code']")
    said = text_of(page.xpath("//article")[0])
    assert "number 39" in said and "The minister flew to" in said and "She was tired." in said
    assert "number 20" not in said
    ids = set(page.xpath("//@id"))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= ids


def test_a_reader_gets_no_more_than_a_third_of_an_article(tmp_path, case, t):
    briefing.write(case, tmp_path / "out.html", audience="reader", progress=False)
    page = parsed(tmp_path / "out.html")
    for name in page.xpath("//span[@class='name']"):
        name.drop_tree()  # what a mark says to screen readers is no word of the article
    said = text_of(page)
    for _, sentences in t.sentences.groupby("article_id"):
        sizes = sentences["text"].str.split().str.len()
        is_there = [re.sub(r"\s+", " ", text) in said for text in sentences["text"]]
        assert 0.1 * sizes.sum() < sizes[is_there].sum() < 0.4 * sizes.sum()
    assert "not in this edition, which shows no more than a third" in said


def test_corrections_are_marked_where_their_passages_stand(tmp_path, case, t):
    shutil.copytree(SEEDS, tmp_path / "case")
    row = t.quotes[t.quotes["kind"] == "direct"].iloc[0]
    opened = osint.cases.open(tmp_path / "case")
    corrected = osint.cases.correct(opened, ("quotes", row), "speaker", "Nobody", by="the analyst", reason="a trial")
    briefing.write(corrected, tmp_path / "out.html", progress=False)
    page = parsed(tmp_path / "out.html")
    marked = [
        group for group in page.xpath("//section[@class='evidence-group']") if "corrected: speaker" in text_of(group)
    ]
    assert len(marked) > 1
    (link,) = page.xpath("//td[@data-label='Characters']/a/@href")
    assert page.xpath(f"//section[@id='{link[1:]}' or span/@id='{link[1:]}']")


def test_a_case_of_which_nothing_is_known_gives_a_briefing_that_says_so(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "a.txt").write_text("Rain fell all day. It was wet.", encoding="utf-8")
    briefing.write(osint.cases.open(folder), tmp_path / "out.html", progress=False)
    page = parsed(tmp_path / "out.html")
    said = text_of(page)
    for sentence in (
        "No text tells of an event.",
        "No text quotes anybody directly.",
        "All texts are of one outlet: there is nothing to compare.",
        "No place in these articles is meant as a location",
        "No judgement is written.",
        "No direct quotation and no place and no actor found in this article.",
    ):
        assert sentence in said
    assert page.xpath("//section[@id='first']//figure//svg")


@pytest.fixture
def failing(tmp_path):
    first = new_code_cell('case_folder = "x"', metadata={"tags": ["parameters"]})
    nbformat.write(new_notebook(cells=[first, new_code_cell("1 / 0")]), tmp_path / "01-a.ipynb")
    return tmp_path / "01-a.ipynb"


def test_a_notebook_that_fails_leaves_the_old_file(failing, tmp_path):
    target = tmp_path / "out.html"
    target.write_text("old")
    with pytest.raises(OsintError, match=r"01-a\.ipynb, cell 2: ZeroDivisionError: division by zero"):
        briefing.write(osint.cases.open(FERRIES), target, notebooks=[failing], progress=False)
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-a.ipynb", "out.html"]


def test_a_judgement_that_breaks_a_rule_stops_the_briefing_before_it_is_made(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "a.txt").write_text("Rain fell.", encoding="utf-8")
    (folder / "case.toml").write_text(
        '[[judgement]]\ntext = "Very likely, high confidence."\nlikelihood = "very likely"\nconfidence = "high"\n'
        'evidence = ["b.txt:0-3"]\n'
    )
    with pytest.raises(OsintError) as raised:
        briefing.write(osint.cases.open(folder), tmp_path / "out.html", progress=False)
    assert len(raised.value.faults) == 2
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"audience": "boss"}, "`audience` must be"), ({"path": "nowhere/out.html"}, "`path` must lie in a folder")],
)
def test_a_wrong_call_is_told_so(case, change, fault):
    call = {"path": "out.html", "audience": "analyst", **change}
    with pytest.raises(OsintError, match=fault):
        briefing.write(case, call["path"], audience=call["audience"], progress=False)


def test_a_reader_is_told_of_no_table_column_or_call(tmp_path):
    briefing.write(osint.cases.open(FERRIES), tmp_path / "out.html", audience="reader", progress=False)
    page = parsed(tmp_path / "out.html")
    parts = page.xpath("//section[@class='part']")
    said = " ".join(text_of(paragraph) for part in parts for paragraph in part.xpath("./p | ./div/p"))
    assert "Tables used" not in said and not page.xpath("//section[@class='part']/p/code")
    headings = [text_of(part.xpath(".//h2")[0]) for part in parts]
    assert headings[0] == "Lay out the timeline" and headings[-1] == "Read the sources"
