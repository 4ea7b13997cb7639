"""What the articles say: every number is the count of the rows behind it."""

from __future__ import annotations

import dataclasses

import pytest

import osint
from osint import tables
from osint.extraction import Tables
from osint.publishing import findings


def written(finding):
    return "".join(piece if isinstance(piece, str) else str(piece.value) for piece in finding)


def test_every_number_is_counted_from_its_rows(t):
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    counts = [piece for finding in findings.all_of(t) for piece in finding if not isinstance(piece, str)]
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
    for finding in findings.all_of(t):
        words = " ".join(piece.replace(of_all, "") for piece in finding if isinstance(piece, str))
        unquoted = "".join(part for i, part in enumerate(words.replace("”", "“").split("“")) if i % 2 == 0)
        assert not any(letter.isdigit() for letter in unquoted), words


def test_key_places_are_told_without_what_a_text_gives_twice(t):
    said = [written(finding) for finding in findings.all_of(t)]
    repeated = t.sentences[t.sentences["repeat_of"].notna()]
    assert len(repeated)
    assert any("without repeats" in sentence for sentence in said)
    for name in t.case.about:
        assert any(sentence.startswith(f"{name} is named ") for sentence in said)


def test_what_is_not_there_is_said(t):
    empty = {name: tables.frame(name, {}) for name in Tables.names() if name != "articles"}
    bare = dataclasses.replace(t, **empty)
    assert [written(finding) for finding in findings.all_of(bare)] == [
        "No place is named in these texts.",
        "No text quotes anybody directly.",
        "No quotation or statement stands in more than one text.",
        f"No frame was found in a passage about {t.case.focus}.",
        f"No passage takes a stance toward {t.case.focus}.",
    ]
    unfocused = dataclasses.replace(bare, case=dataclasses.replace(t.case, focus=None))
    assert "The case names no focus" in written(findings.all_of(unfocused)[3])


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
    assert list(findings.traced(t)) == (["a.txt"] if is_flagged else [])
