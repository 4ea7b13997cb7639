"""What a place name does in its sentence: names a place, an actor, or a part of another name."""

from __future__ import annotations

from functools import cache

from osint.knowledge import lexicons
from osint.knowledge.en import verbs
from osint.knowledge.name_words import is_generic, persons_words
from osint.places.cues import cues, site_words
from osint.places.scoring import is_dateline
from osint.places.tokens import Words
from osint.places.toponyms import Mention

_POSSESSIVE = frozenset(["'s", "’s", "'", "’"])
_DETERMINERS = frozenset(["the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "both"])
_SKIPPED = _DETERMINERS | frozenset(["either", "neither", "‘", "“", '"', "'", "("])
_BE = frozenset(["was", "were", "is", "are"])
_HAVE = frozenset(["has", "have", "had"])
#: How far apart words of one clause may be that bear on one another, in tokens.
_ASIDE, _LIST, _OWNED, _WINDOW, _GIFT, _CLAUSE = 11, 10, 5, 4, 8, 14
#: Endings of nouns for what somebody does or feels: "Beijing's cooperation", "Moscow's reluctance".
_DEEDS = ("tion", "sion", "ment", "ance", "ence", "ancy", "ency", "ture")


@cache
def _finite() -> frozenset[str]:
    """Return the verb forms that a subject may have behind it: "warned", "denies", "will"."""
    own = {word for word, form in verbs.forms().items() if form.forms & {"past", "s"} and not form.is_noun}
    return lexicons.words("verbs", "word", form="finite") | cues("auxiliary") | own


@cache
def _bases() -> frozenset[str]:
    """Return the verb forms behind a plural subject: "China and Russia welcome"."""
    own = {word for word, form in verbs.forms().items() if "base" in form.forms}
    return lexicons.words("verbs", "word", form="base") | own


@cache
def _people() -> frozenset[str]:
    """Return the words for people by office or lot: "leader", "residents", "woman"."""
    titles = frozenset(row["word"].lower() for row in lexicons.rows("titles") if row["kind"] != "honorific")
    return titles | persons_words() | cues("people")


@cache
def _function() -> frozenset[str]:
    return lexicons.words("common_words", "word", kind="function") | cues("in") | cues("clause")


@cache
def _site_nouns() -> frozenset[str]:
    return frozenset(word.lower() for word in site_words()) | cues("citynoun")


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
    if _is_embedded(words, mention):
        return "embedded"
    if mention.is_part:
        return "metonym" if _is_public(words, mention) else "embedded"
    if earlier == "literal" and words.at(mention.first - 1) in ("and", "or"):
        return earlier
    return _after(words, mention, kind, is_power) or earlier or _before(words, mention, kind, is_power)


def joined(words: Words, mention: Mention, previous: Mention) -> bool:
    """Return whether nothing but a comma or "and" is between two mentions of one sentence."""
    between = words.lower[previous.last : mention.first]
    same = words.sentence[previous.first] == words.sentence[mention.first]
    return same and 0 < len(between) <= 3 and set(between) <= {",", "and", "or", "the", "as", "well"}


# -- parts of other names


def _compound(w: Words, mention: Mention) -> str:
    """Return the role in "London-based" or "Moscow-backed"; in an aside on a body the former is a part of its name."""
    if w.at(mention.last + 1) != "based":
        return "metonym"
    i = mention.first - 1
    while i > 0 and w.lower[i] in _DETERMINERS:
        i -= 1
    is_aside = w.at(i) == "," and i < mention.first - 1
    return "embedded" if is_aside and mention.bodies else "literal"


def _is_embedded(w: Words, mention: Mention) -> bool:
    """Return whether a name is part of another's: "the Geneva Conventions", "the Bank of England"."""
    if w.at(mention.last) in cues("compound"):
        return True
    if w.at(mention.last) == "news" and w.at(mention.last + 1) in ("agency", "agencies", "site", "website"):
        return True  # "the Fars news agency"
    i = mention.first - 1
    return w.at(i) in ("of", "for") and w.is_capital(i - 1) and is_generic(w.words[i - 1], "first")


def _is_public(w: Words, mention: Mention) -> bool:
    """Return whether the longer name is that of a place's own office, as a police department."""
    return any(w.at(k) in cues("publicbody") for k in range(mention.last, mention.last + 3))


# -- what comes behind


def _after(w: Words, mention: Mention, kind: str, is_power: bool) -> str | None:
    """Return the role that the words behind the name show, None where they do not."""
    j = mention.last
    after = w.at(j)
    if not after:
        return None
    if w.words[j] in cues("titletail") and w.is_next(j):
        return "metonym"  # "U.S. President", though a stop may end a sentence there
    if w.sentence[j] != w.sentence[mention.first]:
        return None
    if _is_possessive(w, j):
        return _owner(w, j + 1, kind, is_power)
    if after in _people() or (after in cues("agentnoun") and is_power):
        return "metonym"
    if _is_subject(w, mention) and (acts := _acts(w, _past_aside(w, j) if is_power else j, kind, is_power)):
        return acts
    if kind == "country" and w.at(mention.first - 1) not in cues("in"):
        return _as_modifier(w, j)
    return None


def _as_modifier(w: Words, j: int) -> str | None:
    """Return the role of a state's name before a noun: "US coast" is a place, "US law" is not."""
    if not _is_noun(w, j):
        return None
    return "literal" if _is_spot(w.lower[j]) else "metonym"


def _is_possessive(w: Words, j: int) -> bool:
    """Return whether a token is the mark of an owner: "Peru's", "Honduras' coast"."""
    return w.at(j) in _POSSESSIVE and w.adjoins(j) and (len(w.words[j]) > 1 or w.words[j - 1].endswith("s"))


def _is_spot(noun: str) -> bool:
    return noun in cues("placenoun") or noun in cues("regionword") or noun in cues("situatednoun")


def _is_noun(w: Words, j: int) -> bool:
    word = w.lower[j]
    is_small = word.isalpha() and w.words[j].islower()
    return is_small and word not in _function() and word not in _finite() and not word.endswith("ly")


def _owner(w: Words, j: int, kind: str, is_power: bool) -> str:
    """Return the role of a name with a possessive: the owner of forces, claims or deeds is an actor."""
    for k in range(j, min(j + _OWNED, len(w.words))):
        low = w.lower[k]
        if low in cues("placenoun"):
            return "literal"
        if low in cues("agentnoun") or low in _people() or (is_power and low.endswith(_DEEDS)):
            return "metonym"
        if not w.words[k][0].isalpha() or low in cues("preposition") or low in cues("in"):
            break
    if kind == "seat":
        return "metonym"
    is_named = is_power and w.is_capital(j) and not w.words[j].isupper()
    return "metonym" if is_named and not _site_ahead(w, j) else "literal"


def _site_ahead(w: Words, j: int) -> bool:
    """Return whether the run of capitals at a token ends in the word of a site, a water or the like."""
    k = j
    while k < j + 4 and w.is_capital(k):
        k += 1
    return k > j and w.words[k - 1] in site_words()


def _is_subject(w: Words, mention: Mention) -> bool:
    """Return whether a name may be the subject of a verb behind it: no preposition or verb is before."""
    i = mention.first - 1
    if i < 0 or w.sentence[i] != w.sentence[mention.first]:
        return True
    while w.lower[i] in _SKIPPED and i > 0 and w.sentence[i - 1] == w.sentence[i]:
        i -= 1
    before = w.lower[i]
    return before in _DETERMINERS or (before not in cues("in") and before not in cues("preposition"))


def _acts(w: Words, j: int, kind: str, is_power: bool) -> str | None:
    """Return the role of a subject by its verb, None where no verb follows."""
    k, is_list = _past_list(w, _past_adverbs(w, j))
    k = _past_adverbs(w, k)
    verb = w.at(k)
    if not (_is_verb(w, k, is_power) or (is_list and verb in _bases())):
        return None
    if verb in cues("stative"):
        return "literal"
    if verb in _BE or verb in _HAVE or verb == "been":
        return _copula(w, k, kind, is_power)
    return "metonym"


def _is_verb(w: Words, k: int, is_power: bool) -> bool:
    """Return whether the word behind a subject is a verb."""
    verb = w.at(k)
    if verb in _finite() or (verb.removesuffix("n") in cues("auxiliary") and w.at(k + 1) in ("'t", "’t")):
        return True
    return _governs(w, k) or (is_power and _is_only_verb(w, k))


def _governs(w: Words, k: int) -> bool:
    """Return whether a word in -s has an object behind it, as a verb has: an article, a possessive or a name."""
    if not w.at(k).endswith("s") or not w.words[k].islower() or w.at(k) in _function() or k + 1 >= len(w.words):
        return False
    return w.lower[k + 1] in _DETERMINERS or w.is_capital(k + 1)


def _is_only_verb(w: Words, k: int) -> bool:
    """Return whether a word that may be a noun as well is the clause's one verb: "Cairo objects to the plan"."""
    form = verbs.forms().get(w.at(k))
    if form is None or "s" not in form.forms or not w.words[k].islower():
        return False
    for word in w.lower[k + 1 : k + _CLAUSE]:
        if word in (".", ";", ",", "”"):
            return True
        if word in _finite():
            return False
    return True


def _past_aside(w: Words, j: int) -> int:
    """Return where the sentence goes on behind an aside between commas, or behind ", which"."""
    if w.at(j) != ",":
        return j
    if w.at(j + 1) in ("which", "who"):
        return j + 2
    for k in range(j + 2, j + _ASIDE):
        if w.at(k) == "," and w.words[j + 1].islower():
            return k + 1
        if w.at(k) in (".", ";", ""):
            break
    return j


def _past_adverbs(w: Words, j: int) -> int:
    k = j
    while k < j + _WINDOW and (w.at(k).endswith("ly") or w.at(k) in cues("adverb")):
        k += 1
    return k


def _past_list(w: Words, j: int) -> tuple[int, bool]:
    """Return where a list of names that goes on at a token ends, and whether there is one."""
    k = j
    while k < j + _LIST and k < len(w.words):
        is_article = w.lower[k] == "the" and w.is_capital(k + 1)
        if not (is_article or w.lower[k] in cues("list") or w.is_capital(k)):
            break
        k += 1
    return (k, True) if k > j + 1 and w.lower[k - 1] not in (",", "and", "or") else (j, False)


def _copula(w: Words, k: int, kind: str, is_power: bool) -> str:
    """Return the role before a form of "be" or "have": what is done to a town is done there."""
    m = _past_adverbs(w, k + 1)
    while m < k + _WINDOW and w.at(m) in ("not", "been", "being"):
        m = _past_adverbs(w, m + 1)
    following = w.at(m)
    if w.at(k) in _HAVE and w.at(m - 1) not in ("been", "being"):
        # "Lyon has a port", but "Lyon has asked".
        is_participle = following in _finite() or following.endswith(("ed", "en", "ing"))
        return "metonym" if kind == "country" or is_participle else "literal"
    if following.endswith("ing") or (is_power and _is_attitude(w, m)):
        return "metonym"
    if kind == "country":
        is_struck = following in cues("visitverb") or following in cues("happened")
        return "literal" if is_struck or following in ("home", "where") else "metonym"
    return "literal"


def _is_attitude(w: Words, m: int) -> bool:
    """Return whether a predicate is a mind's: "Vilnius is in no hurry", "is ready to", "is against"."""
    return w.at(m + 1 if w.at(m) == "in" else m) in cues("attitude")


# -- what comes before


def _before(w: Words, mention: Mention, kind: str, is_power: bool) -> str:
    """Return the role that the words before the name show."""
    i = mention.first - 1
    while i > 0 and (w.lower[i] in _SKIPPED or w.lower[i] in cues("direction")):
        i -= 1
    if i < 0 or w.sentence[i] != w.sentence[mention.first]:
        return "literal"
    before = w.lower[i]
    earlier = set(w.lower[max(0, i - _WINDOW) : i])
    if earlier & cues("contest") and before in ("over", "against", "with", "to", "from", "by"):
        return "metonym"  # "a 2-1 win over Lyon": the team
    if before in cues("in"):
        return "literal"
    if before in ("by", "against"):
        return "metonym"
    if kind == "seat" and before in cues("preposition"):
        return "metonym"
    return _before_power(w, i, earlier) if is_power else "literal"


def _before_power(w: Words, i: int, earlier: set[str]) -> str:
    """Return the role that the word before the name of a state or capital shows."""
    before = w.lower[i]
    if before in ("to", "from", "on"):
        if earlier & cues("moved"):
            return "literal"
        gift = set(w.lower[max(0, i - _GIFT) : i]) if before == "to" else earlier
        return "metonym" if gift & cues(before + "metonym") else "literal"
    if before in ("with", "for", "of"):
        is_spot = earlier & cues(before + "literal") or (before == "of" and earlier & _site_nouns())
        return "literal" if is_spot else "metonym"  # "the cathedral of Quito", but "the leaders of Peru"
    if before == "between":
        return "literal" if earlier & cues("betweenliteral") else "metonym"
    is_actor = before in cues("actverb") or before in ("about", "than", "that", "like")
    return "metonym" if is_actor else "literal"
