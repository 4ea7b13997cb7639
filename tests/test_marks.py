"""Quotation marks against apostrophes."""

from __future__ import annotations

import time

import pytest

from osint.text import marks


def between(text: str) -> list[str]:
    spans = [(0, len(text))]
    return [text[stretch.start : stretch.end] for stretch in marks.find(text, spans)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No marks at all, the boys' club isn't open.", []),
        ('"Yes," she said. "No."', ["Yes,", "No."]),
        ("“Yes,” she said. ‘No.’", ["Yes,", "No."]),
        ("'Yes,' she said, 'it's late.'", ["Yes,", "it's late."]),
        ("‘It’s late,’ she said.", ["It’s late,"]),
        ("‘the boys’ club’ met", ["the boys’ club"]),
        ("the boss’ desk and the clerk's chair, 'tis said, in the '90s", []),
        ("„Guten Tag“, «Bonjour», »Nein«", ["Guten Tag", "Bonjour", "Nein"]),
        ("``Open it,'' he said.", ["Open it,"]),
        ("“She told me ‘never’ and left,” he said.", ["She told me ‘never’ and left,"]),
        ("“one “two” three” four", ["one “two” three"]),
        ("“We [the council] agree (mostly),” he said.", ["We [the council] agree (mostly),"]),
        ("She said: “We shall wait. And wait.", ["We shall wait. And wait."]),
        ("“First. “Second.”", ["First.", "Second."]),
        ('a board 6\'2" long and 10" wide', []),
        ('<p id="a12">text</p>', []),
        ("””” ’’’ ''", []),
        ("", []),
    ],
)
def test_stretches(text: str, found: list[str]) -> None:
    assert between(text) == found


def test_unclosed_marks_are_told() -> None:
    text = "“We wait.\n“We still wait.”"
    first, second = marks.find(text, [(0, 9), (10, len(text))])
    assert first.is_unclosed and first.opens_paragraph
    assert not second.is_unclosed and second.opens_paragraph


@pytest.mark.parametrize("piece", ["“ a", "' a", " 'a", '" a', "“a ", '"a “b ', "‘a s’ ", "“a ‘b "])
@pytest.mark.slow
def test_time_grows_with_length(piece: str) -> None:
    def seconds(n: int) -> float:
        text = piece * n
        started = time.process_time()
        marks.find(text, [(0, len(text))])
        return time.process_time() - started

    assert seconds(20_000) < 0.5 + 40 * seconds(1_000)
