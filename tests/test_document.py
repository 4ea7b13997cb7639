from __future__ import annotations

import time

import pandas as pd
import pytest

from osint import tables
from osint.text import document, zones
from osint.text.analysis import Analysis, Voices
from osint.text.document import Document


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["Ferry sinks off the coast", "The ferry sank on Monday."], ["headline", "body"]),
        (["Who pays?", "The town pays."], ["headline", "body"]),
        (["“Who pays?” she asked.", "“Who pays?”"], ["body", "body"]),
        (["Workers at the gate [File: Some Agency]", "They left."], ["caption", "body"]),
        (["By Ann Author | 3 May 2021", "They left."], ["boilerplate", "body"]),
        (["old harbour at dusk", "They left."], ["caption", "body"]),
        (["It ended in talks. [citation: Port office]"], ["body"]),
        (["The port was shut on Monday morning.", "About the author", "Ann writes."], ["body"] + 2 * ["boilerplate"]),
        (["About", "a b c d e f g.", "h i j k l m n."], ["headline", "body", "body"]),
        (["Source: agencies"], ["boilerplate"]),
        ([], []),
    ],
)
def test_zones(paragraphs, expected):
    assert zones.of(paragraphs) == expected


def _sentences(text):
    doc = Document(text)
    return [(text[s.start : s.end], s.zone, s.repeat_of) for s in doc.sentences]


def test_sentences_slice_back_and_know_their_zone():
    text = "\n  Port shut\r\n\r\nIt was shut by Mr. Ho on Jan. 5. Nobody came. [citation: Port office]\n"
    assert _sentences(text) == [
        ("Port shut", "headline", None),
        ("It was shut by Mr. Ho on Jan. 5.", "body", None),
        ("Nobody came.", "body", None),
        ("[citation: Port office]", "boilerplate", None),
    ]


def test_repeats_are_marked():
    first = "Guards stand near the gate of the old harbour in the city of Ys, Brittany"
    second = "Guards stand near the main gate of the old harbour in the city of Ys, Brittany, on May 3"
    text = f"Port shut today\n\n{first} [Photo: An Agency]\n{second} [Photo: An Agency]\n\nPort shut today\n\nIt is."
    assert [repeat for *_, repeat in _sentences(text)] == [None, None, None, 1, 2, 0, None]


def test_wrapped_lines_are_one_paragraph():
    lines = ["The council met on Monday and", "agreed that the harbour would be", "closed until the", "end of May."]
    text = "\n".join(lines) + "\n\n" + "\n".join(lines)
    assert [text.count("\n", *span) for span in Document(text).paragraphs] == [3, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nguyen’s don’t", ["Nguyen", "’s", "don", "’t"]),
        ("U.S. 8,000 200km $1bn", ["U.S.", "8,000", "200km", "$", "1bn"]),
        ("O’Brien Rostov-on-Don", ["O’Brien", "Rostov-on-Don"]),
        ("“No,” Ø said", ["“", "No", ",", "”", "Ø", "said"]),
        ("", []),
    ],
)
def test_tokens(text, words):
    doc = Document(text)
    assert doc.tokens.words == words
    assert [text[a:b] for a, b in zip(doc.tokens.starts, doc.tokens.ends, strict=True)] == words


def test_voice_is_the_innermost():
    voices = Voices([(10, 60, "Ann"), (20, 30, "Bo"), (70, 80, "Cy")])
    heard = [voices.at(i) for i in (0, 10, 20, 29, 30, 59, 60, 75, 80, 99)]
    assert heard == ["narrator", "Ann", "Bo", "Bo", "Ann", "Ann", "narrator", "Cy", "narrator", "narrator"]


def test_voice_without_quotations_is_the_narrator():
    assert Analysis(Document("Nobody spoke.")).voice(3) == "narrator"


def test_read_asks_for_its_columns():
    with pytest.raises(tables.OsintError, match=r"must have a column 'text'; it has 'article_id'"):
        list(document.read(pd.DataFrame({"article_id": ["a"]})))


@pytest.mark.parametrize(
    "text", ["“" * 10_000, "word " * 200_000, "\u200f\x00😀 Київ. " * 500, "[" * 50_000, " " * 100_000]
)
@pytest.mark.slow
def test_odd_texts_take_no_time_and_slice_back(text):
    begin = time.perf_counter()
    doc = Document(text)
    assert all(doc.text[s.start : s.end].strip() for s in doc.sentences)
    assert len(doc.tokens.words) == len(doc.tokens.starts)
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("text", "zones_found"),
    [
        ("OSLO, May 3 (NTB) — The ferry sank.", ["boilerplate", "body"]),
        ("Bergen (NTB) - The ferry sank.", ["boilerplate", "body"]),
        ("Correction: An earlier version of this article misspelled a name. It is Moe.", ["boilerplate"] * 2),
        ("Ana Ruiz in Lima contributed to this report.", ["boilerplate"]),
        ("Sign up for our daily letter to your inbox.", ["boilerplate"]),
        ("The ferry, which sank on Monday — a shock — was old.", ["body"]),
    ],
)
def test_what_is_not_the_text_is_cut_off(text, zones_found):
    assert [sentence.zone for sentence in Document(text).sentences] == zones_found
