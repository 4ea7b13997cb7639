"""Mentions: names, descriptions, states that act, pronouns that speak."""

from __future__ import annotations

import pandas as pd
import pytest

from osint import actors, tables

ACTORS = pd.DataFrame(
    [("Ada Lund", "Ada Lund", "person", "Norway"), ("the dockers", "Harbour Union", "group", "")],
    columns=["alias", "actor", "kind", "of"],
)


def found(text: str) -> list[list[str]]:
    table = actors.find(pd.DataFrame({"article_id": ["a"], "text": [text]}), actors=ACTORS)
    return table[["text", "actor", "kind", "form", "voice"]].values.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lund left.", [["Ada Lund", "Ada Lund", "person", "name", "narrator"]]),
        ("On Friday the dockers left.", [["the dockers", "Harbour Union", "group", "title", "narrator"]]),
        ("Moscow warned the crew.", [["Moscow", "Russia", "state", "name", "narrator"]]),
        ("Rain fell in Moscow.", []),
        (
            "“We wait,” she said. Ada Lund said: “The dockers left.”",
            [
                ["Ada Lund", "Ada Lund", "person", "name", "narrator"],
                ["The dockers", "Harbour Union", "group", "title", "Ada Lund"],
            ],
        ),
        (
            "Ada Lund smiled. “We wait,” she said.",
            [
                ["Ada Lund", "Ada Lund", "person", "name", "narrator"],
                ["she", "Ada Lund", "person", "pronoun", "narrator"],
            ],
        ),
    ],
)
def test_mentions(text: str, expected: list[list[str]]) -> None:
    assert found(text) == expected


def test_find_makes_the_table() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["Ada Lund left.", ""]})
    before = articles.copy()
    tables.validate(actors.find(articles, actors=ACTORS), "mentions")
    tables.validate(actors.find(articles.iloc[:0]), "mentions")
    pd.testing.assert_frame_equal(articles, before)
