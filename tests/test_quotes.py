"""Quotations: kinds, speakers, cues, groups, voices."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint import quotes, tables
from osint.tables import Knowledge
from osint.text.analysis import Analysis
from osint.text.document import Document

ACTORS = pd.DataFrame(
    [
        ("Ada Lund", "Ada Lund", "person", ""),
        ("harbour chief", "Ada Lund", "person", ""),
        ("Harbour Union", "Harbour Union", "organization", ""),
    ],
    columns=["alias", "actor", "kind", "of"],
)
KNOWN = Knowledge.of(actors=ACTORS)


def read(text: str) -> list[quotes.Quote]:
    return quotes.locate(Analysis(Document(text), KNOWN))


def told(text: str) -> list[tuple[str, str, str | None]]:
    return [(row.kind, text[row.start : row.end], row.speaker) for row in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We wait,” said Ada Lund.", [("We wait,", "Ada Lund")]),
        ("“We wait,” Ada Lund told reporters on Monday.", [("We wait,", "Ada Lund")]),
        ("Ada Lund said: “We wait.”", [("We wait.", "Ada Lund")]),
        ("Ada Lund said on Monday, “We wait.”", [("We wait.", "Ada Lund")]),
        ("“We wait,” Ada Lund said. “We always have.”", [("We wait,", "Ada Lund"), ("We always have.", "Ada Lund")]),
        ("“If it rains,” Ada Lund said, “we wait.”", [("If it rains,", "Ada Lund"), ("we wait.", "Ada Lund")]),
        ("“Will it rain?” Ada Lund asked.", [("Will it rain?", "Ada Lund")]),
        ("“We wait,” the harbour chief said.", [("We wait,", "Ada Lund")]),
        ("“We wait,” said Ada Lund, who runs the harbour.", [("We wait,", "Ada Lund")]),
        ("“We wait,” Lund, speaking in Oslo, said. Ada Lund left.", [("We wait,", "Ada Lund")]),
        ("Ada Lund arrived late. “We wait,” she said.", [("We wait,", "Ada Lund")]),
        ("“We wait,” a senior official said.", [("We wait,", "senior official")]),
        (
            "“We wait,” a port official said.\n“We do,” the official added.",
            [("We wait,", "port official"), ("We do,", "port official")],
        ),
        ("The Harbour Union met.\n“We wait,” it said.", [("We wait,", "Harbour Union")]),
        ("“We wait,” according to Ada Lund.", [("We wait,", "Ada Lund")]),
        (
            "“There is soup and bread for all of you,” was her offer. Ada Lund smiled.",
            [("There is soup and bread for all of you,", None)],
        ),
        ("Ada Lund smiled. “There is soup,” was her offer.", [("There is soup,", "Ada Lund")]),
        ("The Post quoted Ada Lund as saying, “We wait.”", [("We wait.", "Ada Lund")]),
        ("Ada Lund was quoted by the Post as saying: “We wait.”", [("We wait.", "Ada Lund")]),
        (
            "Ada Lund said she was tired.\n\n“I have worked here for thirty years.”",
            [("I have worked here for thirty years.", "Ada Lund")],
        ),
        ("“I have worked here for thirty years.”", [("I have worked here for thirty years.", None)]),
        ("Ada Lund wrote:\n\n“We wait for the tide.”", [("We wait for the tide.", "Ada Lund")]),
        ("“We wait.\n\n“We hope,” Ada Lund said.", [("We wait.", "Ada Lund"), ("We hope,", "Ada Lund")]),
        ("‘We wait,’ said Ada Lund of the boys’ club.", [("We wait,", "Ada Lund")]),
        ("“We [the crew] wait,” Ada Lund said.", [("We [the crew] wait,", "Ada Lund")]),
    ],
)
def test_direct(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(words, who) for kind, words, who in told(text) if kind == "direct"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lund said that the quay would close.", [("that the quay would close", "Ada Lund")]),
        ("Ada Lund said the quay would close.", [("the quay would close", "Ada Lund")]),
        ("The quay would close, Ada Lund said.", [("The quay would close", "Ada Lund")]),
        ("The quay was old, said Ada Lund, the harbour chief.", [("The quay was old", "Ada Lund")]),
        ("According to Ada Lund, the quay was old.", [("the quay was old", "Ada Lund")]),
        ("The quay was old, according to Ada Lund.", [("The quay was old", "Ada Lund")]),
        ("Rents, Ada Lund says, will rise.", [("Rents", "Ada Lund"), ("will rise", "Ada Lund")]),
        ("Ada Lund told the crew that rents were low.", [("that rents were low", "Ada Lund")]),
        ("Ada Lund vowed to keep the quay open.", [("to keep the quay open", "Ada Lund")]),
        (
            "Ada Lund said it was late, but she promised that the quay would open.",
            [("it was late", "Ada Lund"), ("that the quay would open", "Ada Lund")],
        ),
        (
            "Ada Lund said it was late, adding that the crew was tired.",
            [("it was late", "Ada Lund"), ("that the crew was tired", "Ada Lund")],
        ),
        ("The state report was long. Some state officials left the plan alone.", []),
        (
            "The crew heard Lund's claim that the quay was old. Ada Lund left.",
            [("that the quay was old", "Ada Lund")],
        ),
        ("Ada Lund is sure that the quay is old.", [("that the quay is old", "Ada Lund")]),
        ("Asked about the quay, Ada Lund said it was old.", [("it was old", "Ada Lund")]),
        ("The quay was old, Ada Lund was reported to have said.", [("The quay was old", "Ada Lund")]),
        (
            "Data from the Harbour Union, she said, showed rot.",
            [("Data from the Harbour Union", None), ("showed rot", None)],
        ),
        ("The quay is expected to open.", [("The quay", None), ("to open", None)]),
        ("A think tank met. The company could report on rot.", []),
        ("The quay closed on Monday.", []),
    ],
)
def test_indirect(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, who) for kind, words, who in told(text) if kind == "indirect"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Lund said the quay was “beyond repair” by now.",
            [("indirect", "the quay was “beyond repair” by now"), ("mixed", "beyond repair")],
        ),
        ("The so-called “quay” closed.", [("scare", "quay")]),
        ("The quay was described by night as the “moon gate”.", [("scare", "moon gate")]),
        ("She read “The Old Quay” on Monday.", [("scare", "The Old Quay")]),
        ("Quay ‘beyond repair’: Ada Lund", [("indirect", "Quay ‘beyond repair’"), ("mixed", "beyond repair")]),
    ],
)
def test_kinds(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(kind, words) for kind, words, _ in told(text)] == expected


def test_a_heading_takes_the_speaker_of_its_words() -> None:
    text = "‘We wait for the tide’\n\nThe crew met on Monday.\n\n“We wait for the tide and the moon,” Ada Lund said."
    assert told(text)[0] == ("direct", "We wait for the tide", "Ada Lund")


def test_parts_of_one_utterance_share_their_group() -> None:
    first, second, third = read("“If it rains,” Ada Lund said, “we wait.”\n\nPeter Holm said: “No.”")
    assert first.group == second.group != third.group


def test_mixed_and_indirect_share_their_group() -> None:
    indirect, mixed = read("Ada Lund said the quay was “beyond repair” by now.")
    assert indirect.group == mixed.group and indirect.cue == mixed.cue == "said"


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("The Post quoted Ada Lund as saying that rents were low.", "Post"),
        ("Ada Lund was quoted by the Post as saying that rents were low.", "Post"),
        ("“Rents are low,” Ada Lund said, according to the Post.", "Post"),
        ("Ada Lund told the Post that rents were low.", None),
    ],
)
def test_via(text: str, via: str | None) -> None:
    (row,) = read(text)
    assert (row.speaker, row.via) == ("Ada Lund", via)


def test_speaker_span_is_the_words_beside_the_cue() -> None:
    text = "Ada Lund came. “We wait,” she said.\n\n“And wait for the tide to turn.”"
    first, second = read(text)
    assert text[first.speaker_start : first.speaker_end] == "she"
    assert second.speaker == "Ada Lund" and second.speaker_start is None and second.cue is None


@pytest.mark.parametrize(
    ("text", "word", "voice"),
    [
        ("Norway said there was no room for talks, days after Sweden cut ties.", "cut", "narrator"),
        ("Norway said there was no room for talks after Sweden cut ties.", "cut", "Norway"),
    ],
)
def test_how_long_before_it_was_is_the_writers(text, word, voice):
    assert Analysis(Document(text), KNOWN).voice(text.index(word)) == voice


def test_voices() -> None:
    text = "Rain fell. “We wait,” said Ada Lund. “Go,” somebody’s voice said. The “quay” is wet."
    spoken = Analysis(Document(text), KNOWN)
    voices = [spoken.voice(text.index(word)) for word in ("Rain", "wait", "said", "quay")]
    assert voices == ["narrator", "Ada Lund", "narrator", "narrator"]
    own = Analysis(Document("I hope that the quay will open."))
    assert own.voice(9) == "narrator"
    unnamed = Analysis(Document("“I have worked here for thirty years.”"))
    assert unnamed.voice(3) == "unnamed"


def test_find_makes_the_table() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["“We wait,” said Ada Lund.", "", None]})
    before = articles.copy()
    table = quotes.find(articles, actors=ACTORS)
    tables.validate(table, "quotes")
    pd.testing.assert_frame_equal(articles, before)
    assert table[["article_id", "text", "speaker"]].values.tolist() == [["a", "We wait,", "Ada Lund"]]
    tables.validate(quotes.find(articles.iloc[:0]), "quotes")


_PIECES = [
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "''",
    ",",
    ".",
    ":",
    "?",
    "—",
    "-",
    "(",
    ")",
    "…",
    "said",
    "says",
    "told",
    "adding",
    "Moscow",
    "Mr.",
    "he",
    "who",
    "that",
    "to",
    "by",
    "of",
    "and",
    "but",
    "was",
    "is",
    "quoted",
    "as",
    "saying",
    "according",
    "expected",
    "claim",
]


@given(st.lists(st.sampled_from([*_PIECES, "Ada Lund", "\n", "\x00", "🙂", "\u200f"]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_order_of_marks_and_words_keeps_its_offsets(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for row in read(text):
        assert 0 <= row.start < row.end <= len(text)
        assert row.speaker_start is None or text[row.speaker_start : row.speaker_end].strip()


_HARD = {
    "unclosed marks": "“ and so on ",
    "one long line": "Ada Lund said that “it” was so, adding that he knew. ",
    "control characters": "Ada\x00 Lund said\x07 “yes\x1b,” she said.\u2028",
    "emoji": "“🙂🙃 yes,” said Ada Lund 👍🏽. ",
    "right to left": "“\u200fשלום\u200f,” said Ada Lund\u202e. ",
    "cyrillic": "«Мы ждём», — сказал Пётр. ",
    "cues only": "said that said to, said ",
    "commas only": "Lund, , , said, ",
}


@pytest.mark.parametrize("piece", _HARD.values(), ids=list(_HARD))
@pytest.mark.slow
def test_hard_input_keeps_its_offsets_and_time_grows_with_length(piece: str) -> None:
    def seconds(n: int) -> float:
        text = piece * n
        started = time.process_time()
        table = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
        spent = time.process_time() - started
        assert all(text[start:end] == words for start, end, words in table[["start", "end", "text"]].values)
        return spent

    assert seconds(10_000) < 2 + 25 * seconds(1_000)


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("The roof fell. “It sounded like rain,” said the caretaker, Otto Brandt.", "It sounded", "Otto Brandt"),
        ("“We wait,” the spokeswoman, Lena Frost, said.", "We wait", "Lena Frost"),
        ("“We were last,” said a 40-year-old retired pilot, Nadja Kern, on Friday.", "We were last", "Nadja Kern"),
        ("Lena Frost, the head of the union, met owners. “No deal,” said the union’s chief.", "No deal", "Lena Frost"),
        ("The Evening Mail, citing Mayor Otto Brandt, said that the dam had cracked.", "had cracked", "Otto Brandt"),
        ("Lena Frost was tired.\n\n“Not today,” she shrugged.", "Not today", "Lena Frost"),
        ("Judge Lena Frost put it plainly: “The law is the law.”", "The law", "Lena Frost"),
        ("The dam will hold.\n\n“It was built for storms.” — Otto Brandt, engineer", "It was built", "Otto Brandt"),
        ("Chad left the talks to protest the “open contempt” of its hosts.", "open contempt", "Chad"),
        ("Otto Brandt and Karl Ost left together. “Enough,” he said.", "Enough", None),
        ("A study that appeared in May found that nets were torn.", "nets were torn", "study"),
        ("Kenyan President Otto Brandt left. Chad’s president said nets were torn.", "torn", "Chad’s president"),
        ("“The nets were torn,” the Harbour agency quoted Otto Brandt as saying.", "nets were torn", "Otto Brandt"),
        ("Otto Brandt was held, with local divers saying that nets were torn.", "nets were torn", "local divers"),
        ("Otto Brandt left. “Otto Brandt must pay for the nets,” he wrote.", "must pay", None),
        ("Otto Brandt left. “I, Otto Brandt, must pay for the nets,” he wrote.", "must pay", "Otto Brandt"),
        ("The mayor’s letter of Monday complained that nets were torn.", "nets were torn", "mayor’s letter"),
        ("The fire began Friday, and Danish divers say nets were torn.", "nets were torn", "Danish divers"),
        ("The Harbour Council on Monday said nets were torn.", "nets were torn", "Harbour Council"),
        ("The Danish government said no. The Dutch government said nets were torn.", "torn", "Dutch government"),
        ("The plan was slammed by Otto Brandt as a “wet farce”.", "wet farce", "Otto Brandt"),
        ("The plan was dismissed as “a wet farce” by the union’s chief.", "wet farce", "union’s chief"),
        (
            "Divers blamed the “wet” dam men, the envoy Otto Brandt said.\n\n“It sank,” he added.",
            "It sank",
            "Otto Brandt",
        ),
        ("Otto Brandt spoke, the agency citing him as saying that nets were torn.", "nets were torn", "Otto Brandt"),
    ],
)
def test_who_is_meant(text, said, speaker):
    found = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    rows = found[found["text"].str.contains(said) & (found["kind"] != "scare")]
    assert [None if pd.isna(name) else name for name in rows["speaker"].unique()] == [speaker]


def test_a_time_of_day_does_not_end_what_is_said():
    found = quotes.find(
        pd.DataFrame({"article_id": ["a"], "text": ["Otto Brandt said nets were cut at 6:30 p.m. Monday."]})
    )
    assert found["text"].tolist() == ["nets were cut at 6:30 p.m. Monday"]


def test_a_colon_behind_a_number_may_end_the_sentence():
    text = "Otto Brandt said that the nets were cut at 6:\n\nIt rained."
    assert quotes.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))["speaker"].tolist() == ["Otto Brandt"]


def test_an_outlet_that_cites_passes_words_on():
    text = "The Evening Mail reported that, according to two divers, the wreck had moved."
    found = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert found[["text", "speaker", "via"]].values.tolist() == [["the wreck had moved", "two divers", "Evening Mail"]]


@pytest.mark.parametrize(
    "text",
    [
        "Otto Brandt never said that the dam was safe.",
        "Otto Brandt read the novel “The Grey Harbour” on the train.",
        "Ana “Nani” Ruiz closed the shop.",
        "A spot titled “Arrogant” was shown.",
        "Read Denmark asks Norway to ‘keep calm’ after row",
        "Divers search the lake. Photo: Lars Berg/TT",
        "The storm has claimed the lives of two divers.",
        "The Danish minister called Prime Minister Otto Brandt on Monday.",
        "About forty divers responded to the fire, and two of them are missing.",
        "The village still does not know what caused the fire.",
        "It is a court ruling disputed by many divers.",
        "The divers have called a one-day strike.",
    ],
)
def test_what_is_no_quotation(text):
    found = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [f"It rained.\n\n{text}\n\nIt was cold."]}))
    assert found[found["kind"] != "scare"].empty
