"""What a place name does in its sentence: names a place, an actor, or a part of another name."""

from __future__ import annotations

from functools import cache

from osint import lexicons
from osint.toponyms import Mention, Words, cues

_POSSESSIVE = frozenset(["'s", "’s", "'", "’"])
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "its", "their", "his", "her", "our"])
_AGENT_KINDS = frozenset(["country", "seat"])


@cache
def _verbs() -> frozenset[str]:
    return lexicons.words("verbs", "word") | frozenset(
        ["is", "are", "was", "were", "has", "have", "had", "does", "do", "did"]
    )


@cache
def _people() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in lexicons.rows("titles") if row["kind"] != "honorific")


def role(words: Words, mention: Mention, kind: str, is_capital: bool) -> str:
    """Return the role of a mention: literal, metonym, demonym or embedded.

    Parameters
    ----------
    kind
        What the place is: "country", "city", "seat" and so on.
    is_capital
        Whether the city stands for its state in the news.
    """
    if mention.kind == "demonym":
        return "demonym"
    if mention.is_part:
        return "embedded"
    acts = kind == "country" or is_capital or mention.kind == "seat"
    after = _after(words, mention, acts)
    if after:
        return after
    return _before(words, mention, acts)


def _after(w: Words, mention: Mention, acts: bool) -> str | None:
    """Return the role that the words behind the name tell, None where they do not."""
    j = mention.last
    after = w.at(j)
    if after in _POSSESSIVE:
        return _owner(w, j + 1, acts)
    if after == "-":
        return "embedded" if w.at(j + 1) == "based" else "metonym"
    if w.at(j) == "," or not after or w.sentence[j] != w.sentence[mention.first]:
        return None
    if after in _people() or w.words[j] in cues("titletail"):
        return "metonym"
    if after in cues("agentnoun") and acts:
        return "metonym"
    if acts and _is_subject(w, mention) and after in _verbs() and after not in cues("stative"):
        return "metonym"
    return None


def _owner(w: Words, j: int, acts: bool) -> str:
    """Return the role of a name with a possessive: an owner of places is a place, of forces an actor."""
    for k in range(j, min(j + 4, len(w.words))):
        if w.lower[k] in cues("placenoun") or w.lower[k].endswith("est"):
            return "literal"
        if w.lower[k] in cues("agentnoun") or w.lower[k] in _people():
            return "metonym"
    return "metonym" if acts else "literal"


def _is_subject(w: Words, mention: Mention) -> bool:
    before = w.at(mention.first - 1)
    return w.opens(mention.first) or before in cues("clause")


def _before(w: Words, mention: Mention, acts: bool) -> str:
    """Return the role that the words before the name tell."""
    i = mention.first - 1
    while i > 0 and (w.lower[i] in _ARTICLES or w.lower[i] in cues("direction")):
        i -= 1
    if i < 0 or w.sentence[i] != w.sentence[mention.first]:
        return "literal"
    before, earlier = w.at(i), [w.at(k) for k in range(max(0, i - 4), i)]
    if before in cues("in"):
        return "literal"
    if not acts:
        return "metonym" if before in ("by", "against") and mention.kind != "province" else "literal"
    for preposition in ("to", "from", "on"):
        if before == preposition:
            return "metonym" if set(earlier) & cues(preposition + "metonym") else "literal"
    for preposition in ("with", "against", "for", "of"):
        if before == preposition:
            return "literal" if set(earlier) & cues(preposition + "literal") else "metonym"
    if before in ("by", "about", "than", "like"):
        return "metonym"
    if before in ("between", "and", "or"):
        return _paired(w, mention, i)
    if before in cues("actverb"):
        return "metonym"
    return "literal"


def _paired(w: Words, mention: Mention, i: int) -> str:
    near = {w.at(k) for k in range(max(0, i - 8), i)}
    if "between" in near or w.at(i) == "between":
        return "literal" if near & cues("betweenliteral") else "metonym"
    return "literal" if near & cues("in") else "metonym"


def is_event(words: Words, mention: Mention, given_role: str) -> bool:
    """Tell whether the sentence says that something happened at the place, not that it is planned or merely named."""
    if given_role != "literal" or mention.kind == "province":
        return False
    w = words
    before = w.at(mention.first - 1)
    if before in _ARTICLES or before in cues("direction"):
        before = w.at(mention.first - 2)
    if before not in cues("in") and before not in ("to", "from", "on", "of") and before not in cues("visitverb"):
        return False
    number = w.sentence[mention.first]
    near = {w.at(k) for k in range(max(0, mention.first - 25), mention.last + 20) if _same(w, k, number)}
    if near & cues("planned"):
        return False
    return bool(near & cues("happened"))


def _same(w: Words, k: int, number: int) -> bool:
    return 0 <= k < len(w.sentence) and w.sentence[k] == number
