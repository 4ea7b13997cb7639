"""What a place name does in its sentence: names a place, an actor, or a part of another name."""

from __future__ import annotations

from functools import cache

from osint.knowledge import lexicons
from osint.places.cues import cues, site_words
from osint.places.scoring import is_dateline
from osint.places.tokens import Words
from osint.places.toponyms import Mention

_POSSESSIVE = frozenset(["'s", "’s", "'", "’"])
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "both"])
_SKIPPED = _ARTICLES | frozenset(["either", "neither", "‘", "“", '"', "'", "("])
_PREPOSITIONS = ("to", "from", "on", "with", "against", "for", "of")


@cache
def _verbs() -> frozenset[str]:
    return lexicons.words("verbs", "word", form="finite") | cues("auxiliary")


@cache
def _bases() -> frozenset[str]:
    return lexicons.words("verbs", "word", form="base")


@cache
def _people() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in lexicons.rows("titles") if row["kind"] != "honorific")


@cache
def _function() -> frozenset[str]:
    return lexicons.words("common_words", "word", kind="function") | cues("in") | cues("clause")


def role(words: Words, mention: Mention, kind: str, is_power: bool, earlier: str | None = None) -> str:
    """Return the role of a mention: literal, metonym, demonym or embedded.

    Parameters
    ----------
    kind
        What the place is: "country", "city", "seat" and so on.
    is_power
        Whether the name often stands for a government: a state, a capital, a seat of power.
    earlier
        The role of the place that the mention is joined to by a comma or "and", which it shares.
    """
    if mention.kind == "demonym":
        return "demonym"
    if mention.kind == "province" or is_dateline(words, mention.first, mention.last):
        return "literal"
    if words.at(mention.last) == "-" and words.adjoins(mention.last):
        return _compound(words, mention)
    if words.at(mention.last) in cues("compound") or _ends_a_body(words, mention):
        return "embedded"
    if mention.is_part:
        return "metonym" if _is_public(words, mention) else "embedded"
    if earlier == "literal" and words.at(mention.first - 1) in ("and", "or"):
        return earlier
    return _after(words, mention, kind, is_power) or earlier or _before(words, mention, kind, is_power)


def joined(words: Words, mention: Mention, previous: Mention) -> bool:
    """Tell whether nothing but a comma or "and" stands between two mentions of one sentence."""
    between = words.lower[previous.last : mention.first]
    same = words.sentence[previous.first] == words.sentence[mention.first]
    return same and 0 < len(between) <= 3 and set(between) <= {",", "and", "or", "the", "as", "well"}


def _compound(w: Words, mention: Mention) -> str:
    """Return the role in "London-based" or "Moscow-backed"; in an aside on a body the former is a part of its name."""
    if w.at(mention.last + 1) != "based":
        return "metonym"
    i = mention.first - 1
    while i > 0 and w.lower[i] in _ARTICLES:
        i -= 1
    is_aside = w.at(i) == "," and i < mention.first - 1
    return "embedded" if is_aside and mention.bodies else "literal"


def _ends_a_body(w: Words, mention: Mention) -> bool:
    """Whether the name ends that of a body, as in "Bank of" or "Institute for"."""
    i = mention.first - 1
    if w.at(i) not in ("of", "for") or i < 1 or not w.words[i - 1][0].isupper():
        return False
    return w.words[i - 1] in lexicons.words("organization_words", "word", position="first")


def _is_public(w: Words, mention: Mention) -> bool:
    """Whether the longer name is that of a place's own office, as a police department."""
    return any(w.at(k) in cues("publicbody") for k in range(mention.last, mention.last + 3))


def _after(w: Words, mention: Mention, kind: str, is_power: bool) -> str | None:
    """Return the role that the words behind the name tell, None where they do not."""
    j = mention.last
    after = w.at(j)
    if not after or w.sentence[j] != w.sentence[mention.first]:
        return None
    if after in _POSSESSIVE and w.adjoins(j) and (len(after) > 1 or w.words[j - 1].endswith("s")):
        return _owner(w, j + 1, kind, is_power)
    if after in _people() or w.words[j] in cues("titletail"):
        return "metonym"
    if after in cues("agentnoun") and is_power:
        return "metonym"
    if _is_subject(w, mention) and (acts := _acts(w, _past_aside(w, j) if is_power else j, kind)):
        return acts
    if (
        kind == "country"
        and w.at(mention.first - 1) not in cues("in")
        and after.isalpha()
        and w.words[j].islower()
        and _is_noun(after)
    ):
        is_spot = after in cues("placenoun") or after in cues("regionword") or after in cues("situatednoun")
        return "literal" if is_spot else "metonym"
    return None


def _is_noun(word: str) -> bool:
    return word not in _function() and word not in _verbs() and not word.endswith("ly")


def _owner(w: Words, j: int, kind: str, is_power: bool) -> str:
    """Return the role of a name with a possessive: the owner of forces or claims is an actor."""
    for k in range(j, min(j + 5, len(w.words))):
        if w.lower[k] in cues("placenoun"):
            return "literal"
        if w.lower[k] in cues("agentnoun") or w.lower[k] in _people():
            return "metonym"
        if not w.words[k][0].isalpha() or w.lower[k] in cues("preposition") or w.lower[k] in cues("in"):
            break
    if kind == "seat":
        return "metonym"
    is_named = is_power and j < len(w.words) and w.words[j][0].isupper() and not w.words[j].isupper()
    return "metonym" if is_named and not _site_ahead(w, j) else "literal"


def _site_ahead(w: Words, j: int) -> bool:
    """Return whether the run of capitals at a token ends in the word of a site, a water or the like."""
    k = j
    while k < j + 4 and w.is_capital(k):
        k += 1
    return k > j and w.words[k - 1] in site_words()


def _is_subject(w: Words, mention: Mention) -> bool:
    """Whether the name may be what a verb behind it tells of: no preposition or verb stands before."""
    i = mention.first - 1
    if i < 0 or w.sentence[i] != w.sentence[mention.first]:
        return True
    while w.lower[i] in _SKIPPED and i > 0 and w.sentence[i - 1] == w.sentence[i]:
        i -= 1
    before = w.lower[i]
    return before in _ARTICLES or (before not in cues("in") and before not in cues("preposition"))


def _acts(w: Words, j: int, kind: str) -> str | None:
    """Return the role of a subject by its verb, None where no verb follows."""
    k, is_list = _past_list(w, _past_adverbs(w, j))
    k = _past_adverbs(w, k)
    verb = w.at(k)
    stem = verb.removesuffix("n")
    is_verb = verb in _verbs() or _governs(w, k) or (stem in cues("auxiliary") and w.at(k + 1) in ("'t", "’t"))
    if not is_verb and not (is_list and verb in _bases()):
        return None
    if verb in cues("stative"):
        return "literal"
    if verb in ("was", "were", "is", "are", "has", "have", "had", "been"):
        return _copula(w, k, kind)
    return "metonym"


def _past_aside(w: Words, j: int) -> int:
    """Return where the sentence goes on behind an aside between commas, or behind ", which"."""
    if w.at(j) != ",":
        return j
    if w.at(j + 1) in ("which", "who"):
        return j + 2
    for k in range(j + 2, j + 11):
        if w.at(k) == "," and w.words[j + 1].islower():
            return k + 1
        if w.at(k) in (".", ";", ""):
            break
    return j


def _past_adverbs(w: Words, j: int) -> int:
    k = j
    while k < j + 4 and (w.at(k).endswith("ly") or w.at(k) in cues("adverb")):
        k += 1
    return k


def _past_list(w: Words, j: int) -> tuple[int, bool]:
    """Return where a list of names that goes on at a token ends, and whether there is one."""
    k = j
    while k < j + 10 and k < len(w.words):
        is_article = w.lower[k] == "the" and k + 1 < len(w.words) and w.words[k + 1][0].isupper()
        if not (is_article or w.lower[k] in cues("list") or w.words[k][0].isupper()):
            break
        k += 1
    return (k, True) if k > j + 1 and w.lower[k - 1] not in (",", "and", "or") else (j, False)


def _governs(w: Words, k: int) -> bool:
    """Whether a word in -s has an object behind it, as a verb has: an article, a possessive or a name."""
    if not w.at(k).endswith("s") or not w.words[k].islower() or w.at(k) in _function() or k + 1 >= len(w.words):
        return False
    return w.lower[k + 1] in _ARTICLES or w.words[k + 1][0].isupper()


def _copula(w: Words, k: int, kind: str) -> str:
    """Return the role before a form of "be" or "have": what is done to a town is done there."""
    m = _past_adverbs(w, k + 1)
    while m < k + 4 and w.at(m) in ("not", "been", "being"):
        m = _past_adverbs(w, m + 1)
    following, is_passive = w.at(m), w.at(k) not in ("has", "have", "had") or w.at(m - 1) in ("been", "being")
    is_participle = following in _verbs() or following.endswith(("ed", "en", "ing"))
    if not is_passive:
        return "metonym" if kind == "country" or is_participle else "literal"
    if following.endswith("ing"):
        return "metonym"
    if kind == "country":
        is_struck = following in cues("visitverb") or following in cues("happened")
        return "literal" if is_struck or following in ("home", "where") else "metonym"
    return "literal"


def _before(w: Words, mention: Mention, kind: str, is_power: bool) -> str:
    """Return the role that the words before the name tell."""
    i = mention.first - 1
    while i > 0 and (w.lower[i] in _SKIPPED or w.lower[i] in cues("direction")):
        i -= 1
    if i < 0 or w.sentence[i] != w.sentence[mention.first]:
        return "literal"
    before, earlier = w.lower[i], {w.at(k) for k in range(max(0, i - 4), i)}
    if before in cues("in"):
        return "literal"
    if kind == "seat" and before in cues("preposition"):
        return "metonym"
    if before in cues("actverb") and is_power:
        return "metonym"
    if before in ("to", "from", "on"):
        if not is_power or earlier & cues("moved"):
            return "literal"
        return "metonym" if earlier & cues(before + "metonym") else "literal"
    if before in ("by", "against"):
        return "metonym"
    if not is_power:
        return "literal"
    if before in _PREPOSITIONS:
        return "literal" if earlier & cues(before + "literal") else "metonym"
    if before in ("about", "than", "that", "like"):
        return "metonym"
    if before == "between":
        return "literal" if earlier & cues("betweenliteral") else "metonym"
    return "literal"
