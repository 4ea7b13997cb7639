"""Read what ``train_stance.py`` learns from: two published data sets, and sentences of the project's own."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

AGAINST, NEUTRAL, FAVOR = 0, 1, 2
#: Where the answer is not known.
UNKNOWN = -100
_LABELS = {"against": AGAINST, "neutral": NEUTRAL, "favor": FAVOR, "?": UNKNOWN}
#: DSE2QA's labels: what p thinks of q, and q of p.
_DIRECTED = {
    0: (NEUTRAL, NEUTRAL),
    1: (FAVOR, NEUTRAL),
    2: (NEUTRAL, FAVOR),
    3: (AGAINST, NEUTRAL),
    4: (NEUTRAL, AGAINST),
}
_PAIR = re.compile(r"\s*(.*?)\s*> (.+): (against|neutral|favor|\?)")
Span = tuple[int, int]


class Example(NamedTuple):
    """A passage with what is known of it."""

    text: str
    target: Span
    holder: Span | None
    #: What the passage says of the target.
    toward: int = UNKNOWN
    #: What the holder thinks of the target, and the target of the holder.
    forth: int = UNKNOWN
    back: int = UNKNOWN


def lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines, compressed or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def targets(path: Path) -> list[Example]:
    """Read NewsMTSC: ``sentence``, ``start`` and ``end`` of the target, ``polarity`` (−1, 0, 1)."""
    return [
        Example(row["sentence"], (row["start"], row["end"]), None, toward=row["polarity"] + 1) for row in lines(path)
    ]


def directed(path: Path) -> list[Example]:
    """Read DSE2QA: ``text``, the offsets of p and q, ``label`` (0 none, 1 p favors q, 2 q p, 3 p against q, 4 q p)."""
    found = []
    for row in lines(path):
        forth, back = _DIRECTED[row["label"]]
        p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
        found.append(Example(row["text"], q, p, forth=forth, back=back))
    return found


def own(path: Path) -> list[Example]:
    """Read the project's own sentences: ``kind``, ``text``, and ``pairs`` as “holder > target: label; …”.

    A name is met at its first place in the text. The other direction of a pair is neutral where it is not listed, and
    not known where it is “?”. Without a holder, the pair tells what the text says of the target.

    Raises
    ------
    ValueError
        If a pair cannot be read, or a name does not stand in its text.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return [example for row in csv.DictReader(file) for example in _asked(row["text"], row["pairs"])]


def _asked(text: str, pairs: str) -> Iterator[Example]:
    said: dict[tuple[str, str], int] = {}
    for pair in pairs.split(";"):
        met = _PAIR.fullmatch(pair)
        if met is None:
            raise ValueError(f"{pair!r} in {pairs!r} cannot be read")
        said[met[1], met[2]] = _LABELS[met[3]]
    done: set[tuple[str, str]] = set()
    for (holder, target), label in said.items():
        if not holder:
            yield Example(text, _place(text, target), None, toward=label)
        elif (target, holder) not in done:
            done.add((holder, target))
            back = said.get((target, holder), NEUTRAL)
            yield Example(text, _place(text, target), _place(text, holder), forth=label, back=back)


def _place(text: str, name: str) -> Span:
    met = re.search(rf"\b{re.escape(name)}\b", text)
    if met is None:
        raise ValueError(f"{name!r} does not stand in {text!r}")
    return met.span()
