"""How the outlets differ: how much each quotes, its leading frame, what a place name means."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import Count, Finding, Piece, joined, that_count, with_article
from osint.tables import Tables

#: Below five of what is counted, nothing is said of an outlet.
_FEWEST = 5
_FEWEST_LEADING = 3  # passages of a frame that leads
_FEWEST_QUOTED = 50  # words: one long quotation, or several
_OUTLETS = 4
#: Of a town that is rarely its government it need not be said; of a country it goes without saying.
_FEWEST_GOVERNMENT = 1 / 3
_MEANINGS = {"literal": "as a place", "metonym": "as its government", "demonym": "as its people or an adjective"}


def findings(t: Tables) -> list[Finding]:
    """Write what the numbers allow to be said of each outlet, nothing that rests on fewer than five."""
    if len(set(evidence.outlets(t.counted).values())) < 2:
        return [("All texts are of one outlet: there is nothing to compare.",)]
    found = [*_quoting(t), *_frames(t), *_places(t)]
    return found or [("Too few passages of each outlet to say how they differ.",)]


def _quoting(t: Tables) -> Iterator[Finding]:
    """Name the outlets that give most and least of their words to those they quote."""
    rows = evidence.quoted(t)
    names = evidence.outlets(t.counted)
    total = t.counted.groupby(t.counted["article_id"].map(names), sort=False)["n_words"].sum()
    words = rows["text"].str.split().map(len).groupby(rows["article_id"].map(names)).sum()
    share = (words.reindex(total.index, fill_value=0) / total).astype(float)
    # In a text of a few sentences one quotation is half of it.
    share = share[total >= 100].sort_values(ascending=False, kind="stable")
    if len(share) < 2 or words.get(share.index[0], 0) < _FEWEST_QUOTED or share.iloc[0] < 2 * share.iloc[-1]:
        return
    most, least = str(share.index[0]), str(share.index[-1])
    own = {outlet: rows[rows["article_id"].map(names) == outlet] for outlet in (most, least)}
    yield (
        f"{most} quotes most: ",
        Count(own[most], "words", f"{most}, words quoted"),
        f" of its {int(total[most])} words are between quotation marks; in {least} ",
        Count(own[least], "words", f"{least}, words quoted") if len(own[least]) else "none",
        f" of {int(total[least])}.",
    )


def _frames(t: Tables) -> Iterator[Finding]:
    """Name the leading frame of the outlets with enough passages about the focus, where they are not all the same."""
    if t.case.focus is None:
        return
    rows = that_count("framing", t)
    rows = rows[rows["about"] == t.case.focus]
    names = rows["article_id"].map(evidence.outlets(t.articles))
    lead: dict[str, tuple[str, pd.DataFrame, pd.DataFrame]] = {}
    for outlet, own in rows.groupby(names, sort=False):
        counts = own["frame"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
        second = counts.iloc[1] if len(counts) > 1 else 0
        n = len(own.drop_duplicates(["article_id", "start", "end"]))
        if n >= _FEWEST and counts.iloc[0] > second and counts.iloc[0] >= _FEWEST_LEADING:
            lead[str(outlet)] = (str(counts.index[0]), own[own["frame"] == counts.index[0]], own)
    if len({frame for frame, _, _ in lead.values()}) < 2:
        return
    parts: list[list[Piece]] = []
    for outlet, (frame, some, own) in sorted(lead.items(), key=lambda item: -len(item[1][2]))[:_OUTLETS]:
        label = f"{t.case.focus}: {frame}, {outlet}"
        every = f"{t.case.focus}: all frames, {outlet}"
        parts.append(
            [f"{frame} in {outlet} (", Count(some, "passages", label), " of ", Count(own, "passages", every), ")"]
        )
    yield (f"In passages on {with_article(t.case.focus, t)} the leading frame is ", *joined(parts), ".")


def _places(t: Tables) -> Iterator[Finding]:
    """Say of the key towns how often the name means the town and how often its government, where it often does."""
    rows = that_count("places", t)
    rows = rows[rows["kind"] != "country"]
    for name in t.case.about:
        here = rows[(rows["place"] == name) & rows["role"].isin(list(_MEANINGS))]
        is_often = (here["role"] == "metonym").sum() >= _FEWEST_GOVERNMENT * len(here)
        if len(here) < _FEWEST or here["role"].nunique() < 2 or not is_often:
            continue
        parts: list[list[Piece]] = [
            [Count(some, "passages", f"{name} {words}"), f" {words}"]
            for role, words in _MEANINGS.items()
            if len(some := here[here["role"] == role])
        ]
        yield (f"{name} is named ", Count(here, "passages", f"{name}, named"), " times: ", *joined(parts), ".")
