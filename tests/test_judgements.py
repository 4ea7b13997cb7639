"""Judgements: the words of ICD 203, and evidence that is there."""

from __future__ import annotations

import pandas as pd
import pytest

from osint import cli, evidence
from osint.articles import SOURCES
from osint.cases import judgements
from osint.tables import Knowledge, OsintError, Tables

ARTICLES = pd.DataFrame({"article_id": ["a.txt"], "text": ["The harbour opened on Monday."]})
GOOD = {
    "text": "The harbour is likely to stay open.",
    "likelihood": "likely",
    "confidence": "low",
    "evidence": ["a.txt:0-28"],
}


def test_a_judgement_that_holds_keeps_its_words_and_finds_its_evidence():
    (made,) = judgements.check((GOOD,), ARTICLES)
    assert made.text == GOOD["text"]
    assert (made.band.low, made.band.high) == (55, 80)
    assert made.evidence.to_dict("records") == [
        {"article_id": "a.txt", "start": 0, "end": 28, "text": "The harbour opened on Monday"}
    ]


@pytest.mark.parametrize(
    ("text", "likelihood"),
    [
        ("It is almost certain to rain.", "almost certain"),
        ("It will almost certainly rain.", "almost certain"),
        ("It will probably rain.", "likely"),
        ("There is a roughly even chance of rain.", "roughly even chance"),
        ("Rain is very unlikely.", "very unlikely"),
        ("Rain is improbable.", "unlikely"),
        ("Rain is highly probable.", "very likely"),
        ("Rain is likely. We have low confidence in this.", "likely"),
    ],
)
def test_each_band_has_its_terms(text, likelihood):
    (made,) = judgements.check(({**GOOD, "text": text, "likelihood": likelihood},), ARTICLES)
    assert made.band.name == likelihood


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"likelihood": "maybe"}, "'likelihood' must be one of"),
        ({"likelihood": "very likely, high confidence"}, "'likelihood' must be one of"),
        ({"likelihood": "unlikely"}, "they must be the same"),
        ({"confidence": "some"}, "'confidence' must be low, moderate or high"),
        ({"text": "The harbour stays open."}, "must use a term of one band"),
        ({"text": ""}, "must use a term of one band"),
        ({"text": "It is likely or very unlikely."}, "likely and very unlikely"),
        ({"text": "Is it likely that the harbour stays open?", "likelihood": "likely"}, "a judgement asserts"),
        ({"text": "Very likely, high confidence.", "likelihood": "very likely"}, "must not share a sentence"),
        ({"evidence": []}, "at least one passage"),
        ({"evidence": "a.txt:0-3"}, "at least one passage"),
        ({"evidence": ["a.txt"]}, "must be written 'article:start-end'"),
        ({"evidence": ["b.txt:0-3"]}, "not in the case"),
        ({"evidence": ["a.txt:3-300"]}, "within the article's 29 characters"),
        ({"evidence": ["a.txt:3-3"]}, "must start before it ends"),
    ],
)
def test_a_judgement_that_breaks_a_rule_is_told_why(changed, fault):
    with pytest.raises(OsintError) as raised:
        judgements.check(({**GOOD, **changed},), ARTICLES)
    assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It is not likely that the harbour stays open.", "not likely"),
        ("That is not at all likely.", "not at all likely"),
        ("It isn’t likely to rain.", "isn’t likely"),
        ("It isn't very likely to rain.", "isn't very likely"),
        ("That the harbour opens is hardly likely.", "hardly likely"),
        ("Rain is no longer likely.", "no longer likely"),
        ("Rain does not seem likely.", "not seem likely"),
        ("We do not think that it is likely.", "not think that it is likely"),
        ("Rain is less likely.", "less likely"),
        ("It is far from almost certain.", "far from almost certain"),
    ],
)
def test_a_denied_likelihood_is_told_what_to_write(text, denied):
    with pytest.raises(OsintError) as raised:
        judgements.check(({**GOOD, "text": text},), ARTICLES)
    (told,) = raised.value.faults
    assert denied in told
    assert "Write the band that is meant: almost no chance, very unlikely, unlikely" in told


@pytest.mark.parametrize(
    ("text", "likelihood", "others"),
    [
        ("Rain is not unlikely.", "unlikely", "roughly even chance, likely, very likely or almost certain"),
        ("It is not probable.", "likely", "almost no chance, very unlikely, unlikely or roughly even chance"),
        (
            "There is not a roughly even chance.",
            "roughly even chance",
            "almost no chance, very unlikely, unlikely, likely, very likely or almost certain",
        ),
    ],
)
def test_the_bands_that_a_denial_leaves_are_named(text, likelihood, others):
    with pytest.raises(OsintError, match=f"is meant: {others}$"):
        judgements.check(({**GOOD, "text": text, "likelihood": likelihood},), ARTICLES)


@pytest.mark.parametrize(
    "text",
    [
        "It is likely that the harbour will not open.",
        "Ships that do not sail are likely to be sold.",
        "The harbour, which did not open, is likely to stay shut.",
        "It has never rained here, and rain is likely.",
    ],
)
def test_what_is_denied_beside_a_likelihood_may_stand(text):
    assert judgements.check(({**GOOD, "text": text},), ARTICLES)


def test_where_texts_cannot_be_read_evidence_is_not_looked_up():
    wrong = ({**GOOD, "evidence": ["b.txt:0-3", "b.txt"]}, "no judgement")
    (told,) = judgements.faults(wrong, None)
    assert told.startswith("judgement 1: evidence must be written")


def test_all_faults_come_at_once_a_line_each():
    with pytest.raises(OsintError) as raised:
        judgements.check(({**GOOD, "confidence": "x"}, GOOD, {**GOOD, "evidence": ["c:1-2"]}), ARTICLES)
    lines = str(raised.value).splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ["  - judgement 1", "  - judgement 3"]


def test_the_bands_run_from_1_to_99_without_a_gap():
    bands = judgements.bands()
    assert len(bands) == 7
    assert [band.low for band in bands[1:]] == [band.high for band in bands[:-1]]
    assert (bands[0].low, bands[-1].high) == (1, 99)


@pytest.mark.slow
def test_the_command_lists_passages_sources_and_what_does_not_hold(tmp_path, capsys):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLES["text"][0], encoding="utf-8")
    assert cli.main(["judge", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("No judgement is written.")
    given = "".join(f"{key} = {value!r}\n" for key, value in GOOD.items())
    (tmp_path / "case.toml").write_text(f"[[judgement]]\n{given}", encoding="utf-8")
    row = {"file": "a.txt", "outlet": "Post", "outlet_basis": "inferred", "outlet_evidence": "its style"}
    row |= {"title": "Open again", "published": "2031-05-13", "url": "https://post.example/a", "counts": "yes"}
    row |= {"archived_url": "https://archive.example/a", "retrieved": "2031-05-14", "reliability": "C"}
    pd.DataFrame([row]).reindex(columns=list(SOURCES)).to_csv(tmp_path / "sources.csv", index=False)
    assert cli.main(["judge", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "1. The harbour is likely to stay open. (likely; confidence: low)" in said
    assert "a.txt:0-28 “The harbour opened on Monday”" in said
    cited = "“Open again”; Post?; 2031-05-13; https://post.example/a; archived at https://archive.example/a; retrieved"
    assert cited in said and "SHA-256 " in said
    worse = given.replace("'a.txt:0-28'", "'a.txt:0-28', 'a.txt:5-99', 'b.txt:0-1'")
    (tmp_path / "case.toml").write_text(f"[[judgement]]\n{worse}", encoding="utf-8")
    assert cli.main(["judge", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.count("does not hold: ") == 2 and "a.txt:0-28 “The" in said.out
    assert said.err == "osint: 2 faults must be mended; see above.\n"


def test_a_passage_shows_its_address_and_citation_only_when_asked():
    rows = judgements.passages(GOOD["evidence"], {"a.txt": ARTICLES["text"][0]})
    assert "a.txt:0-28" not in evidence.show(rows)._repr_html_()
    assert "a.txt:0-28" in evidence.show(rows, cite=True)._repr_html_()
    assert "a.txt:0-28" in repr(evidence.show(rows, cite=True))
    with pytest.raises(OsintError, match="must be the id of an article of the case; 'b' is none"):
        evidence.citation("b", Tables(Knowledge()))
