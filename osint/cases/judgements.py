"""The analyst's judgements: held to the words of ICD 203, and to evidence that is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from osint.knowledge import lexicons
from osint.tables import OsintError
from osint.text.document import Document

CONFIDENCE = ("low", "moderate", "high")
_CONFIDENT = re.compile(r"\bconfiden(?:t|tly|ce)\b", re.IGNORECASE)
#: Where a passage is, as a judgement cites it.
ADDRESS = re.compile(r"(?P<article>.+):(?P<start>\d+)-(?P<end>\d+)")
#: A word that denies, and what may stand between it and the term that it denies: “does not seem to be very likely”.
_DENIED = re.compile(
    r"\b(?:(?:\w+n['’]t|cannot|not|never|no|hardly|scarcely|barely|neither|nor|less|least|far from|anything but"
    r"|no ?one|nobody|none|nothing)"
    r"|(?:few|no|none|nobody)(?:\s+[\w’'-]+){0,3}\s+(?:think|believe|expect|consider|find|call|say|judge)s?)"
    r"(?:\s+(?:\w+ly|a|an|the|very|so|too|that|this|it|at|all|as|any|even|quite|more|much|longer|to|in|way|(?:it|that)['’]s"
    r"|any(?:one|body)|be|been|is|are|was|were|seems?|looks?|appears?|thinks?|thought|believe[sd]?|expect(?:s|ed)?"
    r"|consider(?:s|ed)?|judge[sd]?|finds?|calls?|says?|said|would|should|could|will|can|has|have))*\s+$",
    re.IGNORECASE,
)
#: What takes back the clause behind it: “I doubt that it is likely”, “it would be wrong to say that it is likely”.
_DOUBTED = re.compile(
    r"(?<!\bno )(?<!\bnot )(?<!\bwithout )(?<!n['’]t )"
    r"(?:(?:\b(?:not|never|cannot|no|no ?one|nobody|none|few)|n['’]t)(?:\s+[\w’'-]+){0,3}?"
    r"\s+(?:think|believe|expect|say|judge|claim|argue)s?"
    r"|\b(?:doubt(?:s|ed|ful)?|den(?:y|ies|ied)|disput(?:e|es|ed)|reject(?:s|ed)?|question(?:s|ed|able)?|wrong(?:ly)?"
    r"|false|untrue|incorrect|mistaken?|misleading|premature|rash)"
    r"(?:\s+(?:for|of)\s+\w+)?(?:\s+to\s+\w+)?)\s+(?:that|whether|if|it|this)\b"
    r"(?:\s+(?!(?:and|but|so|or|because|since|while|though|although|who|which)\b)[\w’'-]+){0,6}\s+$",
    re.IGNORECASE,
)
#: What denies the term before it: “will probably not”, “is likely never to”.
_NOT_BEHIND = re.compile(
    r"\s+(?:(?:will|would|can|could|shall|should|may|might|must|is|are|was|were|be|do|does|did|has|have|had|to)\s+)*"
    r"(?:not(?!\s+(?:only|just|merely))|never|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
#: How sure the text says that its writer is.
_SURENESS = re.compile(
    r"\b(?:(?P<one>low|moderate|medium|high)(?:ly)?\s+(?:(?:degree|level)\s+of\s+)?confiden(?:t|ce)"
    r"|confidence\b[^.;:,]{0,60}?\s(?:is|are|remains?|as|at)\s+(?:\w+ly\s+)?(?P<other>low|moderate|medium|high))\b",
    re.IGNORECASE,
)


class Band(NamedTuple):
    """One of the seven bands of likelihood: its terms, and its percent from and to."""

    name: str
    terms: tuple[str, ...]
    low: int
    high: int


class Judgement(NamedTuple):
    """A judgement that holds: its evidence as rows of ``article_id``, ``start``, ``end``, ``text``."""

    text: str
    band: Band
    confidence: str
    evidence: pd.DataFrame


@cache
def bands() -> tuple[Band, ...]:
    """List the seven bands of likelihood of Intelligence Community Directive 203 (2015), D.6.e.2.a.

    >>> [band.name for band in bands()][:3]
    ['almost no chance', 'very unlikely', 'unlikely']
    """
    found: dict[str, list[dict[str, str]]] = {}
    for row in lexicons.rows("likelihood"):
        found.setdefault(row["band"], []).append(row)
    return tuple(
        Band(name, tuple(row["term"] for row in rows), int(rows[0]["low"]), int(rows[0]["high"]))
        for name, rows in found.items()
    )


def check(judgements: tuple[Mapping[str, Any], ...], articles: pd.DataFrame) -> list[Judgement]:
    """Check judgements as they stand in ``case.toml``.

    Raises
    ------
    OsintError
        With a line for each fault of each judgement: a likelihood that is none of the seven bands or not
        the one that the text uses, a sentence with both likelihood and confidence, a confidence that is
        not low, moderate or high or not the one that the text says, a likelihood that is denied or doubted
        ("not likely", "I doubt that it is likely"), evidence that does not resolve.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    if wrong := faults(judgements, texts):
        raise OsintError.of("case.toml holds judgements that cannot be printed:", wrong)
    return [_made(judgement, texts) for judgement in judgements]


def faults(judgements: Iterable[Any], texts: Mapping[str, str] | None) -> list[str]:
    """Name what :func:`check` would refuse, a line for each fault; what is no table is passed over.

    Parameters
    ----------
    judgements
        As they stand in ``case.toml``.
    texts
        ``article_id`` -> the article's text; None where the articles cannot be read, and evidence is not looked up.
    """
    return [
        f"judgement {number}: {fault}"
        for number, judgement in enumerate(judgements, 1)
        if isinstance(judgement, Mapping)
        for fault in _faults(judgement, texts)
    ]


def _faults(judgement: Mapping[str, Any], texts: Mapping[str, str] | None) -> Iterator[str]:
    yield from _term_faults(judgement)
    text = str(judgement.get("text", ""))
    for start, end, *_ in Document(text).sentences:
        if text[start:end].endswith("?") and _bands_in(text[start:end]):
            yield f"a judgement asserts; {text[start:end]!r} asks. Write it as a statement"
        if _CONFIDENT.search(text[start:end]) and _bands_in(text[start:end]):
            yield f"likelihood and confidence must not share a sentence; {text[start:end]!r} has both"
    evidence = judgement.get("evidence", [])
    if not isinstance(evidence, list) or not evidence:
        yield "'evidence' must list at least one passage as 'article:start-end'"
        return
    yield from filter(None, (evidence_fault(str(cited), texts) for cited in evidence))


def _term_faults(judgement: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the terms of likelihood and confidence: unknown, denied, or two that differ."""
    text, given = str(judgement.get("text", "")), judgement.get("likelihood", "")
    band = _band(str(given))
    if band is None:
        yield f"'likelihood' must be one of {', '.join(band.name for band in bands())}; it is {given!r}"
    if judgement.get("confidence") not in CONFIDENCE:
        yield f"'confidence' must be low, moderate or high; it is {judgement.get('confidence', '')!r}"
    yield from _sureness_faults(text, judgement.get("confidence"))
    denied = list(_denials(text))
    if denied:
        yield from denied
        return
    used = {found.name for found in _bands_in(text)}
    # What will probably not be is called likely not to be, and as well unlikely.
    also = _turned(text) if len(used) == 1 else set()
    if len(used) != 1:
        yield f"'text' must use a term of one band of likelihood; it uses {' and '.join(sorted(used)) or 'none'}"
    elif band is not None and band.name not in used | also:
        meant = " or ".join(map(repr, [*used, *also]))
        yield f"'text' says {meant}, 'likelihood' says {band.name!r}: they must be the same"


def _sureness_faults(text: str, confidence: object) -> Iterator[str]:
    """Yield where the text says another confidence than the judgement has."""
    if confidence not in CONFIDENCE:
        return
    for match in _SURENESS.finditer(text):
        said = (match["one"] or match["other"]).lower().replace("medium", "moderate")
        if said != confidence and not _DENIED.search(text[: match.start()]):
            yield f"'text' says {match.group()!r}, 'confidence' says {confidence!r}: they must be the same"


def _turned(text: str) -> set[str]:
    """The band on the other side of even, where each term of likelihood has a “not” behind it."""
    found = [(_band(match.group()), _NOT_BEHIND.match(text, match.end())) for match in _terms().finditer(text)]
    if not all(behind for _, behind in found):
        return set()
    low_of = {100 - other.high: other.name for other in bands()}
    return {low_of[band.low] for band, _ in found if band is not None}


def _denials(text: str) -> Iterator[str]:
    """A denied likelihood says which band is not meant, and leaves open which is."""
    for match in _terms().finditer(text):
        told, band = text[: match.start()], _band(match.group())
        before = _DENIED.search(told) or _DOUBTED.search(told)
        if before is not None and band is not None:
            *most, last = [other.name for other in bands() if _is_meant_by_denying(band, other)]
            yield (
                "a likelihood must be neither denied nor compared; "
                f"'text' says {text[before.start() : match.end()]!r}. "
                f"Write the band that is meant: {', '.join(most)} or {last}"
            )


def _is_meant_by_denying(band: Band, other: Band) -> bool:
    """What is not likely lies below; what is not unlikely, above."""
    is_below, is_above = other.low < band.low, other.low > band.low
    return other != band and (is_below or band.low < 50) and (is_above or band.high > 50)


def evidence_fault(cited: str, texts: Mapping[str, str] | None) -> str | None:
    """Say what is wrong with a passage cited as ``article:start-end``; None where nothing is."""
    match = ADDRESS.fullmatch(cited)
    if match is None:
        return f"evidence must be written 'article:start-end'; it is {cited!r}"
    if texts is None:
        return None
    if match["article"] not in texts:
        return f"evidence {cited!r} names an article that is not in the case"
    length = len(texts[match["article"]])
    if not int(match["start"]) < int(match["end"]) <= length:
        return f"evidence {cited!r} must start before it ends, within the article's {length} characters"
    return None


def _made(judgement: Mapping[str, Any], texts: Mapping[str, str]) -> Judgement:
    band = _band(str(judgement["likelihood"]))
    assert band is not None
    evidence = passages(judgement["evidence"], texts)
    return Judgement(str(judgement["text"]), band, str(judgement["confidence"]), evidence)


def cited(judgement: Mapping[str, Any], texts: Mapping[str, str]) -> pd.DataFrame:
    """Return the passages of a judgement that are there, as :func:`passages` does; those that are not are left out."""
    given = judgement.get("evidence", [])
    listed = map(str, given) if isinstance(given, list) else ()
    return passages((one for one in listed if not evidence_fault(one, texts)), texts)


def passages(cited: Iterable[Any], texts: Mapping[str, str]) -> pd.DataFrame:
    """Return passages that are cited rightly as rows of ``article_id``, ``start``, ``end``, ``text``."""
    rows = []
    for match in filter(None, (ADDRESS.fullmatch(str(one)) for one in cited)):
        start, end = int(match["start"]), int(match["end"])
        rows.append((match["article"], start, end, texts[match["article"]][start:end]))
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "text"])


def _band(term: str) -> Band | None:
    return next((band for band in bands() if term.strip().lower() in band.terms), None)


@cache
def _terms() -> re.Pattern[str]:
    terms = sorted((term for band in bands() for term in band.terms), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, terms)) + r")\b", re.IGNORECASE)


def _bands_in(text: str) -> list[Band]:
    return [band for match in _terms().finditer(text) if (band := _band(match.group())) is not None]
