"""What is new since an earlier state of the case: a part of the first page, and the list of all changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.excerpts import Excerpts
from osint.briefing.first_page import happened
from osint.briefing.first_page.pieces import Count, Finding, Link, Piece, joined, quoted
from osint.tables import Tables

_SHOWN = 4
_ARTICLES = {"added": "added", "changed": "changed in their texts", "renamed": "under another name"}


def findings(changes: pd.DataFrame, t: Tables) -> list[Finding]:
    """Write what :func:`osint.changes.since` lists as sentences; one that says so where it lists nothing."""
    if changes.empty:
        return [("Nothing has changed.",)]
    of = dict(list(changes.groupby("what", sort=False)))
    none = changes.iloc[:0]
    return [
        *_articles(of.get("article", none)),
        *_events(of.get("event", none), t),
        *_figures(of.get("figure", none), t),
        *_claims(of.get("claim", none), t),
        *_touched(pd.concat([of.get("judgement", none), of.get("hypothesis", none)])),
    ]


def _articles(rows: pd.DataFrame) -> Iterator[Finding]:
    for change, words in _ARTICLES.items():
        some = rows[rows["change"] == change].dropna(subset=["start"])
        if len(some):
            names: list[list[Piece]] = [
                [Link(str(name), some.iloc[[at]], f"Text {change}: {name}")]
                for at, name in enumerate(some["name"].head(_SHOWN))
            ]
            more: list[list[Piece]] = [[f"{len(some) - _SHOWN} more"]] if len(some) > _SHOWN else []
            yield (Count(some, "texts", f"Texts {change}"), f" {_plural('text', some)} {words}: ",
                   *joined([*names, *more]), ".")  # fmt: skip
    if n := int((rows["change"] == "gone").sum()):
        yield (f"{n} {_plural('text', n)} no longer there: {', '.join(rows.loc[rows['change'] == 'gone', 'name'])}.",)


def _plural(noun: str, rows: pd.DataFrame | int) -> str:
    n = rows if isinstance(rows, int) else len(rows)
    return f"{noun} is" if n == 1 else f"{noun}s are"


def _events(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    """Say how many events no earlier text told, and show the main ones as the first page does."""
    if rows.empty:
        return
    verb = " passage tells" if len(rows) == 1 else " passages tell"
    yield (Count(rows, "passages", "New events"), f"{verb} of events that were not told before.")
    keys = set(zip(rows["article_id"], rows["start"], rows["end"], strict=True))
    spans = zip(t.events["article_id"], t.events["start"], t.events["end"], strict=True)
    fresh = t.replace(
        events=t.events[[span in keys for span in spans]].reset_index(drop=True),
        claims=t.claims[t.claims["article_id"].isin(rows["article_id"])].reset_index(drop=True),
    )
    if main := happened.main(fresh):
        yield from happened.findings(main, fresh)[:_SHOWN]
        return
    for at in range(min(len(rows), _SHOWN)):
        yield tuple(_shown(rows.iloc[[at]], t))


def _figures(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    for _, some in list(rows.groupby("name", sort=False))[:_SHOWN]:
        row = some.iloc[0]
        yield (f"Now {row['now'].replace(', ', ' or ')}, before {row['was'].replace(', ', ' or ')}: ", *_shown(some, t))


def _shown(rows: pd.DataFrame, t: Tables) -> Iterator[Piece]:
    """Quote the sentence of the first of some passages, which leads to them all."""
    row = rows.iloc[0]
    passage = evidence.passages(rows.iloc[[0]], t)[0]
    words = quoted(t.texts[row["article_id"]][passage.first : passage.last])
    yield Link(words, rows, f"{row['what'].capitalize()} {row['change']}: {row['name'][:60]}")
    yield f" ({evidence.outlets(t.articles)[row['article_id']]})."


def _claims(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    is_disputed = rows["now"].str.contains("disagree") & ~rows["was"].fillna("").str.contains("disagree")
    is_disputed = is_disputed.fillna(False).astype(bool)
    for _, some in list(rows[is_disputed].groupby("name", sort=False))[:_SHOWN]:
        yield ("Now disputed: ", *_shown(some, t))
    here = rows.dropna(subset=["start"])
    for change, words in (
        ("changed", "taken up again or told otherwise"),
        ("new", "carried by several texts, and new"),
    ):
        some = here[here["change"] == change]
        if n := some["name"].nunique():
            passages = Count(some, "passages", f"Claims {change}")
            yield (f"{n} {_plural('claim', n)} {words}, in ", passages, " passages." if len(some) > 1 else " passage.")
    if gone := rows.loc[rows["change"] == "gone", "name"].nunique():
        yield (f"{gone} {_plural('claim', gone)} gone with {'its' if gone == 1 else 'their'} texts.",)


def _touched(rows: pd.DataFrame) -> Iterator[Finding]:
    for name, some in rows.groupby("name", sort=False):
        there = some.dropna(subset=["start"])
        words = f"a {some['what'].iloc[0]} rests on"
        link: Piece = words if there.empty else Link(words, there, f"Touched: {str(name)[:60]}")
        yield ("What ", link, f" is touched (“{name}”): {'; '.join(some['now'].drop_duplicates())}.")


def rows(changes: pd.DataFrame, t: Tables, excerpts: Excerpts | None) -> Iterator[dict[str, Any]]:
    """Give every change for the list; its passage leads to its place where the page has it."""
    names = evidence.outlets(t.articles)
    for row in changes.to_dict("records"):
        told = {str(key): "" if pd.isna(value) else value for key, value in row.items()}
        is_here = told["start"] != "" and (
            excerpts is None or excerpts.holds(row["article_id"], int(row["start"]), int(row["end"]))
        )
        href = evidence.anchor(row["article_id"], int(row["start"]), int(row["end"])) if is_here else ""
        if excerpts is not None and not is_here:
            told["text"] = ""  # an edition without the articles shows no more of them here
        yield told | {"href": href, "outlet": names.get(told["article_id"], told["article_id"])}
