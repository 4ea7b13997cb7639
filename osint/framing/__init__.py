"""Frames: in which light a passage puts its actor, by cues that are found in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from osint.framing.aboutness import about, by_sentence
from osint.framing.cues import Finder, Hit, generic_cues, read_cues
from osint.framing.keyness import contrast
from osint.framing.shares import FEWEST, PASSAGES, focus_of, generic, profile
from osint.framing.uncovered import as_rows, proposals
from osint.tables import Knowledge, show_types
from osint.text import analysis
from osint.text.analysis import Analysis
from osint.text.document import Sentence

__all__ = ["FEWEST", "Framed", "as_rows", "contrast", "find", "generic", "locate", "profile", "proposals"]


class Framed(NamedTuple):
    """A passage under a frame: its sentence, the actor it is about, and the cue that was found."""

    start: int
    end: int
    frame: str
    about: str | None
    cue: str


def find(
    articles: pd.DataFrame,
    *,
    frames: pd.DataFrame | None = None,
    focus: str | None = None,
    actors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the passages that stand under a frame, with the cue that shows it.

    A passage is a sentence, or the part of it that one voice speaks; it has a row for each frame of which it holds a
    cue. The frames are the case's own and the generic five of Semetko & Valkenburg (2000,
    doi:10.1111/j.1460-2466.2000.tb02843.x). Words are met by their stems; a cue that the clause denies ("no threat of
    an attack") gives no row.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    frames
        A table with ``frame`` and ``cue``, and ``source`` where it is known. A cue is a phrase, up to three other words
        between its own; or lists that must be near each other in one clause in any order:
        ``strengthen|reinforce ~ flank|border``. ``*`` at the end of a word stands for any ending.
    focus
        The actor whose treatment is compared; ``about`` names it where it, its members or officials are meant.
    actors, places
        The case's actors and place names.

    Returns
    -------
    pandas.DataFrame
        The table ``framing``. ``cue`` has the phrases of the cue that were met.

    Raises
    ------
    OsintError
        If a frame lacks a cue, a cue cannot be used, or the focus is unknown.

    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["NATO has reinforced its eastern flank. Boats left."]})
    >>> own = pd.DataFrame({"frame": ["readiness"], "cue": ["strengthen|reinforce ~ flank|border"]})
    >>> find(articles, frames=own, focus="NATO")[["text", "frame", "about", "cue"]].values.tolist()
    [['NATO has reinforced its eastern flank.', 'readiness', 'NATO', 'reinforce ~ flank']]
    """
    known = Knowledge.of(framing=frames, focus=focus, actors=actors, places=places)
    return analysis.table("framing", articles, known)


def _finder(knowledge: Knowledge) -> Finder:
    """The cues of a case, and the generic ones unless they are switched off."""
    return Finder([*read_cues(knowledge.framing), *(generic_cues() if knowledge.generic_frames else ())])


def locate(analysis: Analysis) -> list[Framed]:
    """Find the framed passages of one article, in order.

    Where a sentence holds several voices, the passage is the stretch of the one in which the cue stands.
    """
    doc, focus = analysis.doc, analysis.knowledge.compiled(focus_of)
    first: dict[tuple[int, str], Hit] = {}
    for hit in _hits(analysis):
        key = (doc.sentence_at(hit.start), hit.frame)
        first[key] = min(hit, first.get(key, hit))
    if not first:
        return []
    spans = [(sentence.start, sentence.end) for sentence in doc.sentences]
    quotes = analysis.rows("quotes")
    quoted = [(quote.start, quote.end) for quote in quotes if quote.kind != "scare"]
    held = by_sentence(spans, quoted)
    told = {i for (i, _), hit in first.items() if not any(quoted[k][0] <= hit.start < quoted[k][1] for k in held[i])}
    whom = about(doc.text, spans, analysis.rows("mentions"), quotes, analysis.rows("places"), focus, told)
    return [
        Framed(*_voiced(spans[i], [quoted[k] for k in held[i]], hit.start), frame, whom[i], hit.cue)
        for (i, frame), hit in sorted(first.items())
        if _counts(doc.sentences[i])
    ]


def _hits(analysis: Analysis) -> Iterator[Hit]:
    """The cues that are found in an article and are no part of a person's name."""
    hits = list(analysis.knowledge.compiled(_finder).hits(analysis.doc))
    persons = sorted(_persons(analysis)) if hits else []
    for hit in hits:
        if not any(_is_of_name(hit, offset, persons, analysis.doc.text) for offset in (hit.start, hit.end - 1)):
            yield hit


def _persons(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Where persons are named."""
    return ((row.start, row.end) for row in analysis.rows("mentions") if (row.kind, row.form) == ("person", "name"))


def _is_of_name(hit: Hit, offset: int, persons: list[tuple[int, int]], text: str) -> bool:
    """Whether the cue's word at `offset` is only part of a person's name: "moral" of "Morales"."""
    k = bisect_right(persons, (offset, len(text))) - 1
    if k < 0 or offset >= persons[k][1]:
        return False
    return not set(hit.cue.lower().split()) & set(text[slice(*persons[k])].lower().split())


def _voiced(sentence: tuple[int, int], quoted: Sequence[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The part of a sentence in which the voice is that at `offset`."""
    around = [span for span in quoted if span[0] <= offset < span[1]]
    if around:
        start, end = min(around, key=lambda span: span[1] - span[0])
        return max(start, sentence[0]), min(end, sentence[1])
    # A sentence may begin inside a quotation that ends before the cue.
    before = [end for start, end in quoted if start <= sentence[0] and end <= offset]
    return max(before, default=sentence[0]), sentence[1]


def _counts(sentence: Sentence) -> bool:
    return sentence.zone in PASSAGES and sentence.repeat_of is None


show_types(globals())
