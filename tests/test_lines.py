"""Line ends: what was cut to a width is joined, all else stays; signs that are not seen go."""

import textwrap

import pytest
from conftest import SEEDS

from osint import articles
from osint.articles import lines

PARAGRAPHS = [
    "Ferries stay in harbour as crews walk out",
    "Crews of three ferries in the harbour of Aldmouth stopped work on Monday evening, and the port authority said "
    "that no ship would sail before the two-day talks had ended. Some 1,200 passengers waited in the halls.",
    "“We have asked for a safe ship since the spring,” said Ann Weir, who speaks for the crews. “Nobody answered.”",
    "The owner, Northern Lines, said in a statement on Tuesday that it had repaired all of the boats in June and that "
    "an inspector from Westport had found no fault with them. It offered to let the crews see the papers.",
    "Mayor Tom Harker will meet both sides on Thursday.",
]


def wrapped(width: int, between: str, newline: str) -> str:
    return between.join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS).replace("\n", newline) + newline


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("width", [40, 58, 65, 72, 80, 100, 130])
def test_lines_of_any_width_are_joined(width: int, newline: str) -> None:
    text = lines.unwrapped(wrapped(width, "\n\n", newline))
    assert text == f"{newline}{newline}".join(PARAGRAPHS) + newline


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_indented_line_begins_a_paragraph(newline: str) -> None:
    text = lines.unwrapped(wrapped(66, "\n    ", newline))
    assert [line.strip() for line in text.splitlines()] == PARAGRAPHS


def test_paragraphs_without_a_blank_line_are_told_by_their_short_last_line() -> None:
    assert lines.unwrapped(wrapped(72, "\n", "\n")).splitlines() == PARAGRAPHS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "One line",
        "\r\n".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS),
        "Ferry crews walk out\niPhones are no help\n" + "\n".join(PARAGRAPHS[1:]),
        "milk\nflour and eggs\nsalt\na lemon\n",
        "  Cafe\u0301\r\n\r\ncaf\u00e9\u00a0\r\n",
    ],
)
def test_what_was_not_cut_stays_as_it_is(text: str) -> None:
    assert lines.unwrapped(text) == text


def test_items_and_addresses_keep_their_lines() -> None:
    story = wrapped(60, "\n\n", "\n")
    kept = "- the ferry to Westport\n- the ferry to the northern isles\n\nAnn Weir\nHarbour Press\nAldmouth\n"
    assert lines.unwrapped(story + "\n" + kept).endswith(kept)


def test_a_hyphen_at_a_line_end_stays_and_takes_no_space() -> None:
    assert lines.unwrapped("No ship would sail before the two-\nday talks ended, they said.") == (
        "No ship would sail before the two-day talks ended, they said."
    )
    assert lines.unwrapped("The harbour was full of pre-\nand post-war ships, he said.") == (
        "The harbour was full of pre- and post-war ships, he said."
    )


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("The ferry \nsails at noon.\nAgain.\n", "The ferry sails at noon.\nAgain.\n"),
        ("The ferry \r\nsails.\r\n\r\nAgain.\r\n", "The ferry sails.\r\n\r\nAgain.\r\n"),
        ("Yes.\n-- \nAnn Weir\n", "Yes.\n-- \nAnn Weir\n"),
        (" From here \n >on\n", "From here >on\n"),
        ("> It \n> sails.\nNo.\n", "> It sails.\nNo.\n"),
        ("> It \nNo.\n", "> It \nNo.\n"),
    ],
)
def test_flowed_mail_is_joined_as_its_standard_says(text: str, joined: str) -> None:
    assert lines.flowed(text) == joined


def test_the_space_of_flowed_mail_can_be_dropped() -> None:
    assert lines.flowed("har \nbour\n", is_space_dropped=True) == "harbour\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ald\u00admouth and West\u200bport\ufeff", "Aldmouth and Westport"),
        ("Ald\u200cmouth, \u2066@harbour\u2069\u200e", "Aldmouth, @harbour"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_signs_without_width_go(text: str, seen: str) -> None:
    assert lines.visible(text) == seen


def test_the_seed_texts_stay_byte_for_byte() -> None:
    table = articles.read(SEEDS / "articles")
    for row in table.itertuples():
        assert (SEEDS / "articles" / row.path).read_bytes() == row.text.encode("utf-8")
