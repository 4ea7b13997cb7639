"""Articles that tell the same story twice: the same text, or nearly."""

from __future__ import annotations

import re
import zlib
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from osint import tables

#: Words in a sequence: with four, standing phrases make texts alike; with six, small edits make them differ.
_SEQUENCE = 5
#: Groups of four minhashes: with 16 of them a pair of similarity .8 shares a whole one in 9,998 of 10,000 cases.
_N_BANDS = 16
_BAND = 4
#: 2⁶⁴ over the golden ratio, an odd number whose multiples spread over all bits.
_MIX = np.uint64(0x9E3779B97F4A7C15)


def copies(articles: pd.DataFrame, *, least: float = 0.8) -> pd.DataFrame:
    """Find articles that tell the same story twice: the same text, or nearly.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    least
        The similarity from which on a text is a copy, between 0 and 1: the share of five-word sequences, of
        all in either text, that stand in both.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``copy_of`` (the first article of that story, in the table's order) and ``similarity``,
        a row per copy. Candidates are found by banded minhashes (Broder 1997, doi:10.1109/SEQUEN.1997.666900), so
        the time grows with the number of articles, not of their pairs; of copies near `least` a few in ten thousand
        are missed.

    >>> story = "The harbour opened again on Monday after the storm, and the ferry sailed at noon."
    >>> copies(pd.DataFrame({"article_id": ["a", "b"], "text": [story, story.upper()]})).values.tolist()
    [['b', 'a', 1.0]]
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    texts = articles["text"].fillna("").tolist()
    names = articles["article_id"].tolist()
    firsts: dict[bytes, int] = {}
    found: list[tuple[str, str, float]] = []
    for i, text in enumerate(texts):
        sequences = _sequences(text)
        if not len(sequences):
            continue
        bands = _bands(sequences)
        near = {firsts[band] for band in bands if band in firsts}
        # Of texts that are equally like this one, the first.
        similarity, of = max(((_shared(sequences, _sequences(texts[k])), -k) for k in near), default=(0.0, 0))
        if near and similarity >= least:
            found.append((names[i], names[-of], similarity))
        else:
            firsts |= {band: i for band in bands if band not in firsts}
    made = pd.DataFrame(found, columns=["article_id", "copy_of", "similarity"])
    return made.astype({"article_id": "string", "copy_of": "string", "similarity": "Float64"})


def _sequences(text: str) -> Any:
    """The distinct five-word sequences of a text as 64-bit numbers, sorted; of a shorter text the whole."""
    words = re.findall(r"\w+", text.lower())
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashed = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint64)
    length = min(_SEQUENCE, len(hashed))
    mixed = np.zeros(len(hashed) - length + 1, dtype=np.uint64)
    for i in range(length):
        mixed = mixed * _MIX + hashed[i : i + len(mixed)]
    return np.unique(mixed)


def _bands(sequences: Any) -> list[bytes]:
    """Minhashes in groups; texts that agree in a whole group are probably alike."""
    a, b = _permutations()
    least = ((sequences[None, :] * a + b) >> np.uint64(32)).min(axis=1).astype(np.uint32).reshape(_N_BANDS, -1)
    return [bytes([i]) + band.tobytes() for i, band in enumerate(least)]


@cache
def _permutations() -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    a, b = random.integers(1, 2**63, size=(2, _N_BANDS * _BAND, 1), dtype=np.uint64)
    return a * np.uint64(2) + np.uint64(1), b


def _shared(one: Any, other: Any) -> float:
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)
