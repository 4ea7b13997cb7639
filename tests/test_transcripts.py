"""Transcripts, interviews and panels: who speaks in which paragraph."""

import pandas as pd
import pytest

from osint import quotes
from osint.text.document import Document

PANEL = (
    "The dike was debated in Tornby on Friday.\n\n"
    "MODERATOR: Is the dike high enough?\n\n"
    "KAJSA STRAND: It is not. We warned the council in March.\n\n"
    "Nobody listened to us then.\n\n"
    "IVAR MOE: That is an insult to Norway.\n\n"
    "STRAND: Then read our letter."
)


def _turns(text):
    return [(turn.label, text[turn.start : turn.end]) for turn in Document(text).turns]


def test_a_panel_is_read_turn_by_turn():
    assert _turns(PANEL) == [
        ("MODERATOR", "Is the dike high enough?"),
        ("KAJSA STRAND", "It is not. We warned the council in March."),
        ("KAJSA STRAND", "Nobody listened to us then."),
        ("IVAR MOE", "That is an insult to Norway."),
        ("STRAND", "Then read our letter."),
    ]


def test_turns_are_direct_speech_of_their_speaker():
    found = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [PANEL]}))
    said = found[found["kind"] == "direct"].set_index("text")["speaker"]
    assert said["Then read our letter."].casefold() == "kajsa strand"
    assert said["Nobody listened to us then."].casefold() == "kajsa strand"
    assert pd.isna(said["Is the dike high enough?"])
    assert not found["text"].str.contains("council in March").sum() > 1


@pytest.mark.parametrize(
    "text",
    [
        "**Host:** Why now?\n\n**Rune Falk:** Because we can.\n\n**Host:** And later?\n\n**Falk:** Later too.",
        "Q. Why now?\nA. Because we can.\nQ. And later?",
    ],
)
def test_labels_may_be_bold_or_letters(text):
    assert len(_turns(text)) == text.count("?") + text.count("Because we") + text.count("Later too")


@pytest.mark.parametrize(
    "text",
    [
        "The pool is shut.\n\nNote: it opens in May.\n\nThe mayor was absent.",
        "Date: 3 May\n\nPlace: Tornby\n\nPrice: free",
        "Pros: light, cheap\n\nCons: slow\n\nVerdict: buy it",
        "READ MORE: Port shut\n\nThe pool is shut.\n\nREAD MORE: Mill sold\n\nWATCH: It burns.\n\nREAD MORE: Rain",
        "He had one wish: to sail.\n\nShe had another: to stay.\n\nThey agreed.",
    ],
)
def test_lists_and_notes_are_no_transcript(text):
    assert _turns(text) == []


def test_labels_are_boilerplate():
    doc = Document(PANEL)
    assert [PANEL[s.start : s.end] for s in doc.sentences if s.zone == "boilerplate"] == [
        "MODERATOR:",
        "KAJSA STRAND:",
        "IVAR MOE:",
        "STRAND:",
    ]


def test_an_answer_is_of_the_person_introduced():
    text = "The potter Gro Dahl fires clay in Tornby.\n\nQ: Is it hard?\n\nA: It is slow.\n\nQ: And hot?\n\nA: Very."
    found = quotes.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert found[found["text"] == "It is slow."]["speaker"].tolist() == ["Gro Dahl"]
