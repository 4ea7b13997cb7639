"""The victims of an event: each number that texts give of them, in the words and the voice of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import SPAN, Count, Link, Piece, joined, records, that_count
from osint.compare.concepts import befallen, is_people, lexicon
from osint.tables import Tables
from osint.text.stems import stem

#: Column of ``events`` -> how it is called on the page, and the group of words that tell it.
VICTIMS = {"killed": ("dead", "kill"), "injured": ("injured", "injure")}
_BOUNDS = {"about", "around", "at", "least", "more", "most", "nearly", "over", "some", "than", "up", "to"}
_VERSIONS = 4  # numbers that are shown one by one


def of(rows: pd.DataFrame, column: str, t: Tables) -> pd.DataFrame:
    """Return the passages that give the number of an event's victims: its own, and those of a claim about them.

    Each has the number, `stated`, and its voice. One text that gives two keeps both: what it says in its own voice, and
    what it says that others say.

    Parameters
    ----------
    rows
        The event's rows, with the bounds of their sentences, `first` and `last`.
    column
        "killed" or "injured".
    """
    figures = that_count("figures", t)
    figures = figures.assign(stated=figures["low"].fillna(figures["value"]))
    own = rows.dropna(subset=[column])
    found = pd.concat([*_own(own, column, figures)], ignore_index=True) if len(own) else figures.iloc[:0]
    claims = that_count("claims", t)
    claims = claims[(claims["kind"] == "figure") & (claims["n_texts"] > 1)]
    same = set(claims.merge(found[SPAN], on=SPAN)["claim"])
    more = claims[claims["claim"].isin(same)][SPAN].merge(figures, on=SPAN)
    every = pd.concat([found, _that_befell(column, more, t)], ignore_index=True)
    every = every.drop_duplicates(SPAN).dropna(subset=["stated"])
    whole = [not _is_part(row, column, figures, t) for row in records(every)]
    every = every[pd.Series(whole, every.index, dtype=bool)]
    # Of what one source says in one text, the smaller number counts a part of the larger one.
    largest = every.groupby(["article_id", "voice"])["stated"].transform("max")
    return every.loc[every["stated"] == largest, [*SPAN, "text", "voice", "stated"]]


def _own(rows: pd.DataFrame, column: str, figures: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the number of each row as ``figures`` has it, else the row itself: a single victim has no number."""
    for i, row in rows.iterrows():
        inside = (figures["article_id"] == row["article_id"]) & figures["start"].between(row["first"], row["last"])
        number = figures[inside & (figures["stated"] == row[column])].head(1)
        yield number if len(number) else rows.loc[[i]].assign(stated=row[column], counted=None)


def _is_part(row: Any, column: str, figures: pd.DataFrame, t: Tables) -> bool:
    """Tell whether a number counts only some of the victims.

    "The number had risen to 50, and five children were killed": the five are part of the 50.
    """
    if _is_whole(row.counted):
        return False
    (passage,) = evidence.passages(pd.DataFrame([row])[SPAN], t)
    inside = (figures["article_id"] == row.article_id) & figures["start"].between(passage.first, passage.last)
    return len(_that_befell(column, figures[inside & (figures["stated"] > row.stated)], t)) > 0


def _is_whole(counted: Any) -> bool:
    """Tell whether a noun counts all victims, not some: "people", "dead", but not "children"."""
    if pd.isna(counted):
        return True
    known = lexicon()
    groups = known.single.get(stem(str(counted).split()[-1]), frozenset())
    return bool(groups & (known.generic | known.victims))


def _that_befell(column: str, figures: pd.DataFrame, t: Tables) -> pd.DataFrame:
    """Keep the numbers of people of whom it is said that they were killed, or injured."""
    sentences = evidence.passages(figures, t)
    kept = [
        _befell(row.counted, t.texts[row.article_id], (p.first, p.last), (row.start, row.end)) == VICTIMS[column][1]
        for row, p in zip(records(figures), sentences, strict=True)
    ]
    return figures[pd.Series(kept, figures.index, dtype=bool)]


def _befell(counted: Any, text: str, sentence: tuple[int, int], at: tuple[int, int]) -> str | None:
    """Return what befell the people that a number counts: as its noun says ("39 wounded"), or the nearest such word."""
    noun = None if pd.isna(counted) else str(counted)
    if not is_people(noun):
        return None
    said = befallen(noun, (0, len(noun)), (0, 0)) if noun else None
    return said or befallen(text, sentence, at)


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
