"""Which cues an analyst could add: sentences about the focus that no cue meets, and the words that set them apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log, sqrt

import pandas as pd

from osint.framing import cues
from osint.framing.shares import about_focus, focus_of
from osint.knowledge import lexicons
from osint.tables import Tables, need, need_tables
from osint.text.document import words
from osint.text.stems import stem

_COLUMNS = {"article_id": "string", "start": "int64", "end": "int64", "text": "string", "frame": "string",
            "cue": "string", "score": "Float64"}  # fmt: skip
#: So many of a sentence's words are proposed as lists that must be near each other.
_CUE_WORDS = 2


def proposals(t: Tables) -> pd.DataFrame:
    """Propose cues: the sentences about the focus under none of the case's frames, each with the likeliest frame.

    A frame is known by its cues and by the sentences that they meet; the likeliest is that of the largest cosine, the
    words weighed by how few sentences have them (TF-IDF). The proposal is for the analyst to read: on texts of another
    matter the first is right in about half.

    Parameters
    ----------
    t
        The tables of a case.

    Returns
    -------
    pandas.DataFrame
        A row per sentence, the likeliest first: ``article_id``, ``start``, ``end``, ``text``, the ``frame``, a ``cue``
        made of the words that tell most, and the ``score`` 0…1. No rows where the case has no focus or no frame.
    """
    need_tables(t)
    focus = t.case.compiled(focus_of)
    own = t.framing[t.framing["frame"].isin(t.case.framing["frame"])]
    met: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for article, start, frame in zip(own["article_id"], own["start"], own["frame"], strict=True):
        met[str(article)].append((int(start), str(frame)))
    texts: list[tuple[str, int, int]] = []
    framed: dict[str, Counter[str]] = _of_cues(t.case.framing)
    counts: Counter[str] = Counter()
    for article, start, end in about_focus(t, focus) if focus.name else ():
        found = Counter(_stems(t.texts[article][start:end]))
        counts.update(found.keys())
        frames = {frame for offset, frame in met[article] if start <= offset < end}
        for frame in frames:
            framed[frame].update(found.keys())
        if not frames:
            texts.append((article, start, end))
    n = max(len(texts), 1)
    weights = {form: log((n + 1) / (k + 0.5)) for form, k in counts.items() if k <= n}
    rows = [row for one in texts if (row := _proposal(t.texts[one[0]], one, framed, weights))]
    ordered = sorted(rows, key=lambda row: (-row[-1], row[:2]))
    return pd.DataFrame(ordered, columns=list(_COLUMNS)).astype(_COLUMNS)


def _of_cues(framing: pd.DataFrame) -> dict[str, Counter[str]]:
    framed: dict[str, Counter[str]] = defaultdict(Counter)
    for cue in cues.read_cues(framing):
        framed[cue.frame].update(form for slot in cue.slots for phrase in slot for form in _stems(phrase.lower()))
    return framed


def _stems(text: str) -> list[str]:
    """The stems of a text's words, without grammar and without names, which tell no frame."""
    grammar = lexicons.words("stopwords", "word")
    return [stem(word) for word in words(text) if word[0].islower() and word not in grammar]


def _proposal(
    text: str,
    span: tuple[str, int, int],
    framed: Mapping[str, Counter[str]],
    weights: Mapping[str, float],
) -> tuple[str, int, int, str, str, str, float] | None:
    """The likeliest frame of a sentence, and the words of it that tell most of that frame."""
    article, start, end = span
    written = {stem(word): word.lower() for word in reversed(words(text[start:end])) if word[0].isalpha()}
    own = {form: weights.get(form, 0.0) for form in _stems(text[start:end])}
    best = max(framed, key=lambda frame: _cosine(own, framed[frame], weights), default=None)
    score = _cosine(own, framed[best], weights) if best else 0.0
    if best is None or score <= 0:
        return None
    telling = sorted((form for form in own if framed[best][form]), key=lambda form: (-own[form], form))[:_CUE_WORDS]
    cue = " ~ ".join(written[form] for form in telling)
    return article, start, end, text[start:end], best, cue, score


def _cosine(own: Mapping[str, float], frame: Counter[str], weights: Mapping[str, float]) -> float:
    """The cosine of a sentence and a frame, the words weighed by their rarity."""
    shared = sum(weight * weight for form, weight in own.items() if frame[form])
    total = sqrt(sum(weight * weight for weight in own.values())) * sqrt(_squares(frame, weights))
    return min(shared / total, 1.0) if total else 0.0


def _squares(frame: Counter[str], weights: Mapping[str, float]) -> float:
    return sum(weights[form] ** 2 for form in frame if form in weights)


def as_rows(found: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """Return proposals as rows of ``framing.csv`` with their evidence, one for each frame and cue."""
    need(found, ("frame", "cue", "text", "article_id"), "found", "Hand over framing.proposals(t).")
    grouped: Sequence[tuple[str, str]] = list(dict.fromkeys(zip(found["frame"], found["cue"], strict=True)))[:most]
    rows = []
    for frame, cue in grouped:
        own = found[(found["frame"] == frame) & (found["cue"] == cue)]
        example = " ".join(own["text"].iloc[0].split())
        rows.append((frame, cue, "proposed", len(own), own["article_id"].nunique(), example))
    return pd.DataFrame(rows, columns=["frame", "cue", "source", "n", "n_articles", "example"])
