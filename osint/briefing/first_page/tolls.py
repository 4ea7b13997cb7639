"""The victims of an event: each number that texts give of them, in the words and the voice of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from osint.briefing.first_page.pieces import SPAN, Count, Link, Piece, joined, that_count
from osint.compare import quantities
from osint.compare.assertions import Reader
from osint.tables import Tables

#: Column of ``events`` -> how it is called on the page, and the group of words that tell it.
VICTIMS = {"killed": ("dead", "kill"), "injured": ("injured", "injure")}
_BOUNDS = {"about", "around", "at", "least", "more", "most", "nearly", "over", "some", "than", "up", "to"}
_VERSIONS = 4  # numbers that are shown one by one


def stated(t: Tables) -> pd.DataFrame:
    """Return the rows of ``figures`` that count all victims of something, with their bounds.

    Those that count a part of them, and those that are only feared or foretold, are left out; see
    :func:`osint.compare.quantities.parted`. `befell` is "kill" or "injure".
    """
    items = quantities.parted(Reader(t).figures(), defaultdict(int))
    whole = [
        (item.article, item.start, item.end, item.figure.victims, *quantities.bounds(item.figure))
        for item in items
        if item.figure is not None and item.figure.victims is not None and not item.figure.is_part
    ]
    found = pd.DataFrame(whole, columns=[*SPAN, "befell", "lowest", "highest"]).drop_duplicates(SPAN)
    rows = that_count("figures", t).merge(found.astype({"start": "int64", "end": "int64"}), on=SPAN)
    return rows.assign(stated=rows["low"].fillna(rows["value"]))


def of(rows: pd.DataFrame, column: str, figures: pd.DataFrame, t: Tables) -> pd.DataFrame:
    """Return the passages that give the number of an event's victims: its own, and those of a claim about them.

    Each has the number, `stated`, its bounds, and its voice. One text that gives two keeps both: what it says in its
    own voice, and what it says that others say.

    Parameters
    ----------
    rows
        The event's rows, with the bounds of their sentences, `first` and `last`.
    column
        "killed" or "injured".
    figures
        What :func:`stated` returns.
    """
    figures = figures[figures["befell"] == VICTIMS[column][1]]
    sentences = rows.dropna(subset=[column])[["article_id", "first", "last", column]]
    pairs = sentences.merge(figures, on="article_id")
    is_own = pairs["start"].between(pairs["first"], pairs["last"]) & (pairs["stated"] == pairs[column])
    claims = that_count("claims", t)
    claims = claims[(claims["kind"] == "figure") & (claims["n_texts"] > 1)]
    same = set(claims.merge(pairs.loc[is_own, SPAN], on=SPAN)["claim"])
    every = pd.concat([pairs.loc[is_own, SPAN], claims.loc[claims["claim"].isin(same), SPAN]]).drop_duplicates()
    every = figures.merge(every, on=SPAN)
    # Of what one source says in one text, the smaller number is an older one, or of a part.
    largest = every.groupby(["article_id", "voice"])["stated"].transform("max")
    return every.loc[every["stated"] == largest, [*SPAN, "text", "voice", "stated", "lowest", "highest"]]


def are_apart(stated: pd.DataFrame) -> bool:
    """Tell whether two of the numbers exclude each other: 7 and 9, not "more than 700" and 701."""
    return bool(stated["lowest"].max() > stated["highest"].min())


def versions(stated: pd.DataFrame) -> list[tuple[float, pd.DataFrame]]:
    """Return the numbers in order, each with its passages."""
    return [(float(str(value)), some) for value, some in stated.groupby("stated")]


def in_words(value: float, rows: pd.DataFrame) -> str:
    """Write a number as most of its passages do, in figures: "39", "at least 4"."""
    words = rows["text"].str.lower().value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    written = next((str(text) for text in words if any(char.isdigit() for char in str(text))), None)
    number = f"{value:,.0f}".replace(",", "\u202f")
    bounds = [word for word in str(words[0]).split() if word in _BOUNDS]
    return written or " ".join([*bounds, number])


def told(victims: Mapping[str, pd.DataFrame]) -> Iterator[Piece]:
    """Say how many were killed and injured, by how many texts, where numbers are stated."""
    for column, (word, _) in VICTIMS.items():
        found = versions(victims[column])
        if not found:
            continue
        yield f" {word[0].upper()}{word[1:]}: "
        if len(found) > _VERSIONS:
            least, most = (Link(in_words(*found[i]), found[i][1], f"{word}: {found[i][0]:g}") for i in (0, -1))
            texts = Count(pd.concat([some for _, some in found]), "texts", f"{word}: every number")
            yield from ("numbers from ", least, " to ", most, " in ", texts, " texts.")
        else:
            yield from (*joined([list(_version(word, *version)) for version in found], " or "), ".")


def _version(word: str, value: float, rows: pd.DataFrame) -> Iterator[Piece]:
    number = in_words(value, rows)
    texts = Count(rows, "texts", f"{word}, {number}: texts")
    yield from (Link(number, rows, f"{word}: {number}"), " (", texts, f" text{'s' * (texts.value != 1)})")
