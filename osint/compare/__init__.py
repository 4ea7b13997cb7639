"""What only shows across articles: passages they share, and claims that several of them carry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import pandas as pd

from osint import tables
from osint.compare import grouping, quantities, stories
from osint.compare.assertions import Assertion, Reader
from osint.compare.by_hand import ByHand
from osint.compare.concepts import is_verbatim, stems, words
from osint.compare.copies import reuse
from osint.compare.origins import Sources
from osint.tables import Tables, need_tables, show_types

__all__ = ["claims", "reuse"]

#: What one text alone tells is listed where it has so many words that carry matter.
_ALONE_STEMS = 3
#: So much of a passage must lie under a frame for it to be told in its light.
_FRAMED = 0.5
_NAME = 160
#: So many versions are held against each other for the fullest wording, so that time grows with their number alone.
_PAIRED = 50


class _Claim(NamedTuple):
    """What several texts assert, with each version and how it stands to the others."""

    kind: str
    versions: list[Assertion]
    verdicts: list[quantities.Verdict]


def claims(t: Tables) -> pd.DataFrame:
    """Bring together what several texts carry: quotations, statements, figures, events.

    Quotations are one where they share the words, or fragments of them. Statements (reported speech) and events (what
    the outlet tells) are one where they say nearly the same of the same actors, place and day, in whatever words;
    figures where they count one thing of one event, whatever the number. No claim is a chain: each passage is alike to
    all others on the average, and none names another day, scene or actor. What one text alone carries is listed too,
    with ``n_texts`` 1, if it is a quotation, a statement, or told about the focus under one of the case's own frames.

    Parameters
    ----------
    t
        The tables of a case.

    Returns
    -------
    pandas.DataFrame
        The table ``claims``, a row per version. ``claim`` is the fullest wording. ``wording`` is "same" where the
        version is that wording or a run of its words. ``agrees`` is False where a number excludes the one that most
        texts give, or where what others assert is denied; NA for a later, higher toll and where nothing is compared;
        ``difference`` says which: value, denied or update. ``n_texts`` counts texts after shared copy, an outlet's
        articles once; ``n_origins`` the persons, bodies and outlets from whom the claim comes, at most its passages.
    """
    need_tables(t)
    reader, sources, by_hand = Reader(t), Sources(t), ByHand(t)
    found = [*_said_claims(reader, t, by_hand), *_figure_claims(reader, t, by_hand)]
    by_hand.warn()
    columns: dict[str, list[object]] = {column: [] for column in tables.TABLES["claims"].columns}
    names: Counter[str] = Counter()
    sized = [(len(set(sources.texts(claim.versions).values())), claim) for claim in found]
    for n_texts, claim in sorted(sized, key=lambda pair: -pair[0]):
        fullest = _fullest(claim)
        name = _named(fullest)
        names[name] += 1
        name = name if names[name] == 1 else f"{name} ({names[name]})"
        n_origins = sources.n_origins(claim.versions)
        for version, verdict in zip(claim.versions, claim.verdicts, strict=True):
            wording = "same" if is_verbatim(version.text, fullest.text) else "changed"
            place = (version.article, version.start, version.end, version.text)
            row = (name, claim.kind, *place, wording, *verdict, n_texts, n_origins)
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    return tables.frame("claims", columns if columns["claim"] else {})


def _said_claims(reader: Reader, t: Tables, by_hand: ByHand) -> Iterator[_Claim]:
    """What is said and told: quotations and statements, also where one text alone has them, and events."""
    items, framed = reader.said(), _framed(t)
    for group in by_hand.regrouped(grouping.said(items), items):
        versions = [items[i] for i in group]
        kinds = {version.kind for version in versions}
        kind = next(kind for kind in ("quote", "statement", "event") if kind in kinds)
        if len({version.article for version in versions}) > 1:
            yield _Claim(kind, versions, _denials(versions))
        else:
            is_full = max(len(stems(version.text)) for version in versions) >= _ALONE_STEMS
            if is_full and (kind != "event" or _is_framed(versions[0], framed)):
                yield _Claim(kind, versions, [quantities.Verdict(None, None)] * len(versions))


def _denials(versions: Sequence[Assertion]) -> list[quantities.Verdict]:
    """What some deny and others assert is a disagreement; quotations, which are one utterance, are not compared."""
    compared = [version for version in versions if version.kind != "quote"]
    denied = [version for version in compared if version.is_denied]
    if not any(grouping.are_opposed(a, b) for a, b in product(denied, compared)):
        return [quantities.Verdict(None, None)] * len(versions)
    return [
        quantities.Verdict(False, "denied") if version.is_denied else quantities.Verdict(True, None)
        for version in versions
    ]


def _framed(t: Tables) -> dict[str, list[tuple[int, int]]]:
    """The passages about the focus that stand under one of the case's own frames."""
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if t.case.focus:
        own = t.framing[(t.framing["about"] == t.case.focus) & t.framing["frame"].isin(t.case.framing["frame"])]
        for article, start, end in zip(own["article_id"], own["start"], own["end"], strict=True):
            held[str(article)].append((int(start), int(end)))
    return held


def _is_framed(version: Assertion, framed: dict[str, list[tuple[int, int]]]) -> bool:
    least = _FRAMED * (version.end - version.start)
    spans = framed.get(version.article, [])
    return any(min(version.end, end) - max(version.start, start) > least for start, end in spans)


def _figure_claims(reader: Reader, t: Tables, by_hand: ByHand) -> Iterator[_Claim]:
    items = reader.figures()
    published = (
        dict(zip(t.articles["article_id"], t.articles["published"], strict=True)) if "published" in t.articles else {}
    )
    for group in by_hand.regrouped(quantities.grouped(items, stories.of(reader.wholes())), items):
        versions = [items[i] for i in group]
        if len({version.article for version in versions}) > 1:
            yield _Claim("figure", versions, quantities.verdicts(versions, published))


def _named(version: Assertion) -> str:
    """A claim's name: its wording, of a figure with what is counted."""
    counted = version.figure.label if version.figure else None
    unit = ":" if version.figure and version.figure.unit else ""
    flat = " ".join(f"{version.text}{unit} {counted}".split()) if counted else " ".join(version.text.split())
    return flat if len(flat) <= _NAME else flat[:_NAME].rsplit(" ", 1)[0] + " …"


def _fullest(claim: _Claim) -> Assertion:
    """The wording that the others are held against: the one of which most articles have a run of words, the fullest."""
    own = [version for version in claim.versions if version.kind == claim.kind]
    distinct = {" ".join(words(version.text)): version for version in reversed(own)}

    def weight(version: Assertion) -> tuple[int, int]:
        carriers = {other.article for other in own[:_PAIRED] if is_verbatim(other.text, version.text)}
        return len(carriers), len(version.text)

    return max(reversed(list(distinct.values())[-_PAIRED:]), key=weight)


show_types(globals())
