"""Numbers that do not agree: the victims of an event, and other things that several texts count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.first_page import tolls
from osint.briefing.first_page.happened import Happening
from osint.briefing.first_page.pieces import (
    SPAN,
    Finding,
    Link,
    Piece,
    in_plain_words,
    joined,
    quoted,
    records,
    sources,
    that_count,
)
from osint.compare.assertions import FARTHEST
from osint.compare.concepts import is_people, lexicon
from osint.tables import Tables
from osint.text.stems import stem

_SHORT = 25  # words of a sentence that is shown whole
_SIDES = 4  # versions of one thing that are shown, the most carried first


def findings(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write a line for each number that differs: first the victims of the main events."""
    yield from _victims(main, t)
    yield from _numbers(main, t)


def _victims(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write how many are said to have been killed or injured in one event, where numbers exclude each other."""
    told: set[str] = set()
    for one in main:
        for column, (word, _) in tolls.VICTIMS.items():
            stated = one.victims[column]
            if stated["article_id"].nunique() > 1 and tolls.are_apart(stated):
                finding = _toll(word, stated, t)
                # Two events of one sentence can have the same victims.
                if in_plain_words(finding) not in told:
                    told.add(in_plain_words(finding))
                    yield finding


def _toll(word: str, stated: pd.DataFrame, t: Tables) -> Finding:
    """Write the numbers of one event's victims, each with who says it."""
    found = tolls.versions(stated)
    published = t.articles.set_index("article_id")["published"]
    days = [published.reindex(rows["article_id"]) for _, rows in found]
    first = [day.min() for day in days]
    is_growing = first == sorted(first) and bool(first[0] < days[-1].min())
    if len(found) > _SIDES:
        # The least and the greatest, and between them what most texts give.
        carried = sorted(found[1:-1], key=lambda version: -version[1]["article_id"].nunique())[: _SIDES - 2]
        found = sorted([found[0], found[-1], *carried], key=lambda version: version[0])
    versions: list[list[Piece]] = []
    for value, rows in found:
        number = tolls.in_words(value, rows)
        versions.append([Link(number, rows, f"{word}: {number}"), f" ({sources(rows, t)})"])
    head = f"The number of {word} grows from day to day: " if is_growing else f"The number of {word} differs: "
    return (head, *joined(versions, ", then " if is_growing else " or "), ".")


def _numbers(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write the claims whose texts give numbers that exclude each other, those in most texts first."""
    rows = that_count("claims", t)
    rows = rows[rows["n_texts"] > 1]
    apart = rows[rows["agrees"].eq(False).fillna(False)]
    order = apart.groupby("claim", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    victims = [one.victims[column] for one in main for column in tolls.VICTIMS]
    told = {key for some in victims for key in some[SPAN].itertuples(index=False, name=None)}
    for claim in order.index:
        of_claim = rows[rows["claim"] == claim]
        # A number counts once: that of the dead stands above, and two claims may share one.
        keys = set(of_claim[SPAN].itertuples(index=False, name=None))
        if not keys & told:
            found = list(_number(of_claim, t))
            told |= keys if found else set()
            yield from found


def _number(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    """Write one number in its versions, each in the words of the text; nothing where all give one value."""
    rows = rows.merge(t.figures[[*SPAN, "value", "low", "unit", "counted", "voice"]], on=SPAN, how="inner")
    rows = rows.assign(
        stated=rows["value"].fillna(rows["low"]), what=pd.Series(map(_what, records(rows)), rows.index, dtype="string")
    )
    rows = rows.dropna(subset=["stated", "what"])
    if rows.empty:
        return
    what = rows["what"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[0]
    rows = rows[rows["what"] == what]
    if rows["stated"].nunique() < 2 or rows["article_id"].nunique() < 2:
        return
    if rows["stated"].max() > FARTHEST * rows["stated"].min():
        return
    later = rows["difference"].eq("update").fillna(False).any()
    versions: list[list[Piece]] = []
    sizes = rows.groupby("stated", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    shown = list(sizes.index[:_SIDES])
    if later:
        published = t.articles.set_index("article_id")["published"]
        first = rows["article_id"].map(published).groupby(rows["stated"]).min()
        shown = first.loc[shown].sort_values(kind="stable").index.tolist()
    for value in shown:
        same = rows[rows["stated"] == value]
        words = _in_words(same.iloc[[0]], t)
        number, link = same["text"].iloc[0].lower(), Link(quoted(words), same, f"{value:g}: {words[:60]}")
        versions.append([f"{number}, in ", link, f" ({sources(same, t)})"])
    head, last = ("A number that changes from day to day: ", ", then ") if later else ("The numbers differ: ", " or ")
    yield (head, *joined(versions, last), ".")


def _what(row: Any) -> str | None:
    """Return what a number counts, people all being one; None where neither its noun nor a unit says it.

    A share of something that is not named may be that of another: 60% for one candidate and 40% for the other.
    """
    if pd.isna(row.counted):
        return None if pd.isna(row.unit) or row.unit == "%" else str(row.unit)
    if is_people(row.counted):
        return "people"
    form = stem(str(row.counted).split()[-1])
    return min(lexicon().single.get(form, {form}))


def _in_words(row: pd.DataFrame, t: Tables) -> str:
    """Return the sentence of a number, or where it is long the words around it."""
    (passage,) = evidence.passages(row, t)
    text = t.texts[passage.article_id]
    sentence = text[passage.first : passage.last]
    return sentence if len(sentence.split()) <= _SHORT else _around(text, passage.start, passage.end)


def _around(text: str, start: int, end: int) -> str:
    """Return a number with the few words after it that say what is counted, within its sentence."""
    before = text[max(0, start - 30) : start].split("\n")[-1]
    after = text[end : end + 40].split("\n")[0]
    for mark in ".;!?":
        before, after = before.split(f"{mark} ")[-1], after.split(mark)[0]
    before = before if start < 30 else before.partition(" ")[2]
    return f"{before}{text[start:end]}{after if len(after) < 40 else after.rpartition(' ')[0]}".strip(" ,:“”\"'")
