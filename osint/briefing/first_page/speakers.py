"""Who says what: the main speakers, for and against whom they are, and what of their words is carried most."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import (
    LONGEST,
    SPAN,
    Count,
    Finding,
    Link,
    Piece,
    joined,
    of_texts,
    quoted,
    records,
    that_count,
    with_article,
)
from osint.compare.concepts import stems
from osint.knowledge.name_words import persons_words
from osint.tables import Tables

_LINES = 5
_SIDES = ", speaks "
#: Passages in which a speaker must take one side, and none the other, before a line says so: one alone may be misread.
_FEWEST_STANCES = 2
_FEWEST_WORDS = 4  # of a quotation that can be read alone


def findings(t: Tables) -> list[Finding]:
    """Write a line for each of the main speakers, those with most words between quotation marks first."""
    rows = evidence.quoted(t)
    if rows.empty:
        return [("No text quotes anybody directly.",)]
    names = _full_names(rows["speaker"])
    rows = rows.assign(words=rows["text"].str.split().map(len), speaker=rows["speaker"].replace(names))
    # Who is quoted in several texts comes before who says much in one.
    by = rows.groupby("speaker").agg(texts=("article_id", "nunique"), words=("words", "sum")).reset_index()
    by = by.sort_values(["texts", "words", "speaker"], ascending=[False, False, True])
    by = by[(by["words"] >= _FEWEST_WORDS) & by["speaker"].map(_is_name)]
    shown = set[str]()
    made = (tuple(_line(name, rows[rows["speaker"] == name], shown, t)) for name in by["speaker"])
    # A line without a quotation and without a side would be idle.
    lines = list(
        islice((line for line in made if sum(isinstance(piece, Link) for piece in line) or _SIDES in line), _LINES)
    )
    unknown = rows[rows["speaker"].isna()]
    if not lines:
        return [
            (
                Count(unknown, "passages", "Quotations without a speaker"),
                " quotations, none with a speaker that the text names.",
            )
        ]
    return lines


def _says_something(line: Finding) -> bool:
    """Tell whether a line has a side or a quotation; without, it would be idle."""
    return any(isinstance(piece, Link) or piece is _SIDES for piece in line)


def _full_names(speakers: pd.Series) -> dict[str, str]:
    """Return whom a surname in one text means that another text names in full, and one spelling for each name.

    >>> _full_names(pd.Series(["Ada Lund", "Lund", "Kim Su-jin", "Kim Su Jin", "Ost"]))
    {'Lund': 'Ada Lund', 'Kim Su Jin': 'Kim Su-jin'}
    """
    known = list(dict.fromkeys(speakers.dropna()))
    first: dict[str, str] = {}
    for name in known:
        first.setdefault(name.casefold().replace("-", " "), name)
    full = list(first.values())
    found = {}
    for name in known:
        own = first[name.casefold().replace("-", " ")]
        longer = [other for other in full if " " not in own and other.endswith(f" {own}")]
        meant = longer[0] if len(longer) == 1 else own
        if meant != name:
            found[name] = meant
    return found


def _is_name(speaker: str) -> bool:
    """Tell whether words name a speaker, and are no title alone.

    >>> _is_name("Maria Lindqvist"), _is_name("president"), _is_name("statement")
    (True, False, False)
    """
    return any(word[0].isupper() and word.lower() not in persons_words() for word in speaker.split())


def _line(name: str, rows: pd.DataFrame, shown: set[str], t: Tables) -> Iterator[Piece]:
    said = with_article(name, t)
    yield f"{said[0].upper()}{said[1:]}, quoted in "
    yield from of_texts(rows, t, f"{name}, quoted")
    words = Count(rows, "words", f"{name}, words quoted")
    sides = list(_sides(name, t))
    yield from (" (", words, " words)")
    if sides:
        yield from (_SIDES, *joined(sides))
    yield from _carried(name, rows, shown, t, stop="." if sides else ":")


def _sides(name: str, t: Tables) -> Iterator[list[Piece]]:
    """Say for and against whom a speaker is, where several passages agree and none is of the other side."""
    rows = that_count("stance", t)
    rows = rows[(rows["holder"] == name) & (rows["target"] != name) & (rows["label"] != "neutral")]
    clear = rows.groupby("target").filter(_is_clear)
    for label, word in (("favor", "for"), ("against", "against")):
        side = clear[clear["label"] == label]
        targets = side["target"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:3]
        parts: list[list[Piece]] = []
        for target in targets:
            own = side[side["target"] == target]
            parts.append([f"{with_article(target, t)} (", Count(own, "passages", f"{name} {word} {target}"), ")"])
        if parts:
            yield [f"{word} ", *joined(parts)]


def _is_clear(some: pd.DataFrame) -> bool:
    return len(some.drop_duplicates(SPAN)) >= _FEWEST_STANCES and some["label"].nunique() == 1


def _carried(name: str, rows: pd.DataFrame, shown: set[str], t: Tables, stop: str) -> Iterator[Piece]:
    """Show the quotation that most texts carry, in its fullest wording; else the longest that can be shown whole."""
    claims = that_count("claims", t)
    claims = claims[(claims["kind"] == "quote") & (claims["n_texts"] > 1)]
    own = claims[~claims["claim"].isin(shown)].merge(rows[SPAN], on=SPAN)
    for claim in own.groupby("claim")["article_id"].nunique().sort_values(ascending=False, kind="stable").index:
        fullest = max(own.loc[own["claim"] == claim, "text"], key=len)
        same = _wordings(fullest, claims[claims["claim"] == claim], t)
        n_texts = Count(same, "texts", f"Carried: {fullest[:60]}")
        if n_texts.value > 1 and len(fullest.split()) >= _FEWEST_WORDS:
            shown.add(claim)
            yield from (". Carried by ", n_texts, " texts, whole or in part: ")
            yield Link(quoted(fullest), same, f"{name}: {fullest[:60]}")
            yield _stop(fullest)
            return
    whole = rows[rows["words"].between(_FEWEST_WORDS, LONGEST)]
    if whole.empty:
        yield "."
        return
    longest = whole.loc[[whole["words"].idxmax()]]
    text = str(longest["text"].iloc[0])
    yield from (f"{stop} ", Link(quoted(text), longest, f"{name}: {text[:60]}"), _stop(text))


def _wordings(quotation: str, rows: pd.DataFrame, t: Tables) -> pd.DataFrame:
    """Keep the passages that give a quotation, whole or in part, between marks: half of the shorter one's words."""
    held = {key: some[["start", "end"]].values.tolist() for key, some in evidence.quoted(t).groupby("article_id")}
    said = frozenset(stems(quotation))
    kept = []
    for row in records(rows):
        words = frozenset(stems(row.text))
        is_quoted = any(start <= row.start and row.end <= end for start, end in held.get(row.article_id, ()))
        kept.append(is_quoted and 2 * len(said & words) >= min(len(said), len(words)) > 0)
    return rows[pd.Series(kept, rows.index, dtype=bool)]


def _stop(quotation: str) -> str:
    """Return the full stop after a quotation, where it has none of its own."""
    return "" if quotation.rstrip().endswith((".", "!", "?")) else "."
