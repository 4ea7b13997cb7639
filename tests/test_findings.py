"""What the articles say: every number is the count of the rows behind it."""

from __future__ import annotations

import dataclasses
import re

import pytest

import osint
from osint import evidence, tables
from osint.briefing import first_page


def written(finding):
    return "".join(piece if isinstance(piece, str) else str(piece.value) for piece in finding)


def test_every_number_is_counted_from_its_rows(t):
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    counts = [piece for finding in first_page.all_of(t) for piece in finding if not isinstance(piece, str)]
    assert len(counts) > 10
    for count in counts:
        passages = {(row.article_id, row.start, row.end) for row in count.rows.itertuples()}
        counted = {
            "passages": len(passages),
            "texts": len({article_id for article_id, _, _ in passages}),
            "words": sum(len(texts[article_id][start:end].split()) for article_id, start, end in passages),
        }
        assert count.value == counted[count.unit]
        assert count.value > 0


def test_every_number_in_a_sentence_is_a_count_or_the_number_of_texts(t):
    of_all = f" of {int(t.articles['counts'].sum())} texts"
    names = "|".join(map(re.escape, evidence.outlets(t.articles).values()))
    for finding in first_page.all_of(t):
        words = " ".join(re.sub(names, "", piece.replace(of_all, "")) for piece in finding if isinstance(piece, str))
        unquoted = "".join(part for i, part in enumerate(words.replace("”", "“").split("“")) if i % 2 == 0)
        assert not any(letter.isdigit() for letter in unquoted), words


def test_key_places_are_told_apart_from_what_a_text_gives_twice(t):
    (said,) = [written(finding) for finding in first_page.all_of(t) if "Named as a place" in written(finding)]
    assert " in a sentence given twice" in said
    rows = t.places
    for name in t.case.about:
        here = rows[rows["place"] == name]
        assert re.search(rf"{name} (?:\d+|never) of {len(here)}\b", said)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("“We will hold the old bridge,” Ann Lee said.", "“We will hold the old bridge,” Ann Lee said."),
         "2 of 2 texts quote Ann Lee: “We will hold the old bridge”."),
        (("“We will hold the old bridge by night,” Ann Lee said.", "Ann Lee vowed to “hold the old bridge”."),
         "2 of 2 texts quote Ann Lee: “hold the old bridge”; 1 shortens the fullest wording."),
        (("“We will hold the old bridge by night,” Ann Lee said.", "“We shall hold the old bridge,” Ann Lee said."),
         "2 of 2 texts quote Ann Lee: “hold the old bridge”; 1 changes the fullest wording."),
    ],
)  # fmt: skip
def test_a_claim_is_told_in_the_words_that_all_have(tmp_path, texts, said):
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(f"It rained. {text} The end was near.", encoding="utf-8")
    t = osint.extract(osint.cases.open(tmp_path))
    assert said in [written(finding) for finding in first_page.all_of(t)]


def test_the_words_shown_stand_in_every_text_that_is_counted(t):
    shown = [finding for finding in first_page.all_of(t) if " texts quote " in written(finding)]
    assert shown
    for finding in shown:
        words = re.search("“(.+)”", written(finding))[1].removesuffix(" …").lower()
        if "in words that differ" not in written(finding):
            by_text = finding[0].rows.groupby("article_id")["text"].agg(" ".join).str.lower()
            assert all(words in text for text in by_text)


def test_a_figure_in_shared_copy_is_no_disagreement(t):
    told = " ".join(written(finding) for finding in first_page.all_of(t))
    copied = t.claims[(t.claims["kind"] == "figure") & (t.claims["n_texts"] == 1)]
    assert len(copied)
    assert not any(f"give “{text}”" in told for text in copied["text"])


def test_what_is_not_there_is_said(t):
    empty = {name: tables.frame(name, {}) for name in tables.TABLES if name != "articles"}
    bare = t.replace(**empty)
    assert [written(finding) for finding in first_page.all_of(bare)] == [
        f"No frame was found in a passage about {t.case.focus}.",
        f"No passage takes a stance toward {t.case.focus}.",
        "No text quotes anybody directly.",
        "No quotation or statement stands in more than one text.",
        "No place is named in these texts.",
    ]
    unfocused = bare.replace(case=dataclasses.replace(t.case, focus=None))
    assert "The case names no focus" in written(first_page.all_of(unfocused)[0])


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("Rain fell. [citation: News]\n\nIt fell again. [source: other]", True),
        ("Rain fell. [citation: News]", False),
        ("“Rain fell,” she said. [citation: News] [citation: other]", False),
        ("Rain fell.", False),
    ],
)
def test_texts_like_a_paraphrase_without_sources_are_flagged(tmp_path, text, is_flagged):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    t = osint.extract(osint.cases.open(tmp_path))
    assert list(first_page.traced(t)) == (["a.txt"] if is_flagged else [])
