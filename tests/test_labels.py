"""The hand labels fit the seed articles: same bytes, same slices, known values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from osint.events import words

GOLD = Path(__file__).parent / "gold"
ARTICLES = Path(__file__).parent.parent / "seeds" / "articles"
LABELLED = sorted(GOLD.glob("[0-9]*.json"))
WITH_SPANS = [*LABELLED, GOLD / "cross.json", GOLD / "facts.json"]
VALUES: dict[str, set[object]] = {
    "role": {"literal", "metonym", "part_of_name"},
    "cls": {"full", "partial", "heading"},
    "polarity": {-1, 0, 1},
    "strength": {"clear", "soft"},
    "status": {"past", "planned", "happened", "possible", "denied"},
    "event": set(words.kinds_of_events()),
}


def text(file: str) -> str:
    return (ARTICLES / file).read_bytes().decode("utf-8")


def spans(node: Any, file: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every label below `node` that has offsets, with the article it points into."""
    if isinstance(node, dict):
        file = node.get("file", file)
        if "start" in node:
            yield file, node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from spans(child, file)


def test_every_seed_article_is_labelled() -> None:
    assert [path.stem for path in LABELLED] == sorted(path.stem for path in ARTICLES.iterdir())


@pytest.mark.parametrize("path", WITH_SPANS, ids=lambda path: path.stem)
def test_labels_slice_back(path: Path) -> None:
    labels = list(spans(json.loads(path.read_text(encoding="utf-8"))))
    assert len(labels) > 20
    for file, label in labels:
        assert text(file)[label["start"] : label["end"]] == label["text"]
        for key, allowed in VALUES.items():
            given = label.get(key, [])
            assert allowed.issuperset(given if isinstance(given, list) else [given])


@pytest.mark.parametrize("path", WITH_SPANS, ids=lambda path: path.stem)
def test_labels_are_of_these_articles(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    hashes = content["sha256"] if isinstance(content["sha256"], dict) else {content["file"]: content["sha256"]}
    for file, sha256 in hashes.items():
        assert hashlib.sha256((ARTICLES / file).read_bytes()).hexdigest() == sha256


def test_facts_place_every_article_on_one_side() -> None:
    files = {path.name for path in ARTICLES.iterdir()}
    for fact in json.loads((GOLD / "facts.json").read_text(encoding="utf-8"))["facts"]:
        carried = {span["file"] for span in fact["carried"]}
        assert carried.isdisjoint(fact["left_out"])
        assert carried | set(fact["left_out"]) == files
