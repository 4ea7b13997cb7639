"""How much of what an outlet writes about the focus stands under each frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from osint.framing import cues
from osint.framing.aboutness import about
from osint.framing.focus import Focus
from osint.tables import Knowledge, Tables, need_tables
from osint.text.roster import Roster

#: With fewer articles than this, a share describes the texts, not the outlet.
FEWEST = 5
#: The zones whose sentences count.
PASSAGES = ("headline", "body", "caption")

_PROFILE = {
    "outlet": "string",
    "article_id": "string",
    "unit": "string",
    "frame": "string",
    "set": "string",
    "n": "int64",
    "n_narrator": "int64",
    "n_quoted": "int64",
    "n_sentences": "int64",
    "share": "Float64",
    "n_texts": "int64",
}


class _Unit(NamedTuple):
    """What a share is of: an outlet, or one text where the outlet has fewer than five."""

    outlet: str
    article_id: str | None
    articles: tuple[str, ...]


def focus_of(knowledge: Knowledge) -> Focus:
    """Return the focus of a case, with all who count as it."""
    return Focus(knowledge.focus, Roster(knowledge.actors))


def generic() -> list[str]:
    """Return the names of the packaged generic frames.

    >>> generic()
    ['conflict', 'human interest', 'economic consequences', 'morality', 'responsibility']
    """
    return list(dict.fromkeys(cue.frame for cue in cues.generic_cues()))


def profile(t: Tables) -> pd.DataFrame:
    """Count each frame's share of the sentences about the focus, outlet by outlet.

    With fewer than five articles of an outlet the unit is the text: the share then describes the text, not the
    outlet. Articles whose ``counts`` is no are left out, as are captions and titles given twice. Without a
    focus the share is of all sentences.

    Parameters
    ----------
    t
        The tables of a case.

    Returns
    -------
    pandas.DataFrame
        A row per unit and frame: ``outlet``; ``article_id``, NA where the unit is the outlet; ``unit`` ("text" or
        "outlet"); ``frame`` and its ``set`` ("case" or "generic"); ``n``, the sentences under the frame, as
        ``n_narrator`` in the outlet's own voice and ``n_quoted`` in others'; ``n_sentences`` about the focus;
        ``share`` 0…1, NA where there is none; ``n_texts``.
    """
    need_tables(t)
    focus = t.case.compiled(focus_of)
    n_about = Counter(article for article, _, _ in about_focus(t, focus))
    rows = t.framing if focus.name is None else t.framing[t.framing["about"] == focus.name]
    own = _own_frames(t, rows)
    found: list[tuple[Any, ...]] = []
    for unit in _units(t.counted):
        held = rows[rows["article_id"].isin(unit.articles)].drop_duplicates(["article_id", "start", "frame"])
        n_sentences = sum(n_about[article] for article in unit.articles)
        narrated = held[held["voice"] == "narrator"]["frame"].value_counts()
        counts = held["frame"].value_counts()
        for frame in dict.fromkeys([*own, *generic()]):
            n, n_narrator = int(counts.get(frame, 0)), int(narrated.get(frame, 0))
            share = n / n_sentences if n_sentences else None
            kinds = ("outlet" if unit.article_id is None else "text", frame, "case" if frame in own else "generic")
            numbers = (n, n_narrator, n - n_narrator, n_sentences, share, len(unit.articles))
            found.append((unit.outlet, unit.article_id, *kinds, *numbers))
    return pd.DataFrame(found, columns=list(_PROFILE)).astype(_PROFILE)


def _own_frames(t: Tables, rows: pd.DataFrame) -> list[str]:
    """The frames of the case's own table, then others that were found and are not generic."""
    listed = t.case.framing["frame"].tolist()
    others = [frame for frame in rows["frame"] if frame not in generic()]
    return list(dict.fromkeys([*listed, *others]))


def _units(counted: pd.DataFrame) -> Iterator[_Unit]:
    outlets = counted["outlet"].fillna(counted["article_id"])
    for outlet, rows in counted.groupby(outlets, sort=False):
        ids = tuple(map(str, rows["article_id"]))
        if len(ids) >= FEWEST:
            yield _Unit(str(outlet), None, ids)
        else:
            yield from (_Unit(str(outlet), article, (article,)) for article in ids)


def shown(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that count: no boilerplate, no title or caption given twice."""
    return sentences[sentences["zone"].isin(PASSAGES) & sentences["repeat_of"].isna()]


def about_focus(t: Tables, focus: Focus) -> list[tuple[str, int, int]]:
    """Return the sentences about the focus, of those that count: article, start and end; all where there is none."""
    by_article = [
        {key: list(rows.itertuples()) for key, rows in table.groupby("article_id")}
        for table in (t.mentions, t.quotes, t.places.drop(columns="geometry", errors="ignore"))
    ]
    found = []
    for article, rows in shown(t.sentences).groupby("article_id"):
        spans = list(zip(rows["start"], rows["end"], strict=True))
        mentions, quotes, places = (held.get(article, []) for held in by_article)
        whom = about(t.texts[str(article)], spans, mentions, quotes, places, focus)
        found += [
            (str(article), *span)
            for span, actor in zip(spans, whom, strict=True)
            if focus.name is None or actor == focus.name
        ]
    return found
