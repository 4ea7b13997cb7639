"""How likely a capitalised name is a place at all: by itself, and by the words next to it."""

from __future__ import annotations

from functools import lru_cache

from osint.knowledge import gazetteer
from osint.knowledge.en import PREPOSITIONS
from osint.knowledge.gazetteer import Candidate, Place
from osint.knowledge.name_words import is_generic, is_given, titles
from osint.places import companions
from osint.places.cues import common, cues, homographs, site_words
from osint.places.tokens import Words

#: What a town is worth by its inhabitants: the larger, the likelier that news means it.
_TOWNS = ((1_000_000, 3.2), (200_000, 2.4), (50_000, 1.8), (10_000, 1.3), (2_000, 0.9), (0, 0.5))
_KINDS = {"country": 4.5, "region": 3.2, "county": 2.2}
_OTHER_KIND = 4.0
_CAPITAL, _CAPITAL_BY_OTHER_NAME = 4.0, 2.5
#: What another name than the main one costs: less for a large city, whose other names are used.
_OTHER_NAME, _OTHER_NAME_OF_LARGE, _LARGE = 1.6, 0.7, 500_000
#: What it costs that a name is an English word or a given name: little for a place that everybody knows.
_WORD, _GIVEN, _WELL_KNOWN, _MILLION = 2.5, 2.0, 0.7, 1_000_000
#: The points below were set by hand and held if F1 rose on the development split.
_NO_PLACE = -9.0
#: What it costs that an English word opens a sentence.
OPENING_WORD = 1.0
#: A list of names is followed back over so many tokens.
_LIST = 10
#: Names looked at of one that many places bear.
_MANY = 12


@lru_cache(maxsize=1 << 15)
def prior(name: str) -> float:
    """Return how likely a name means a place before its context is read, from about -3 to 5.

    >>> prior("Norway") > prior("Bergen") > prior("Reading")
    True
    """
    found = gazetteer.candidates(name)[:_MANY]
    if not found:
        return _NO_PLACE
    best = max(found, key=_weight)
    return _weight(best) - _doubt(name, best.place)


def _weight(candidate: Candidate) -> float:
    place, is_main = candidate
    if place.kind == "city":
        if place.country and gazetteer.capital_of(place.country) == place:
            return _CAPITAL if is_main else _CAPITAL_BY_OTHER_NAME
        weight = next(value for bound, value in _TOWNS if place.population >= bound)
    else:
        weight = _KINDS.get(place.kind, _OTHER_KIND)
    if is_main:
        return weight
    return weight - (_OTHER_NAME_OF_LARGE if place.population >= _LARGE else _OTHER_NAME)


def _doubt(name: str, best: Place) -> float:
    """Return what speaks against a name: it is an English word, or a given name."""
    is_large = best.population >= _MILLION
    doubt = 0.0
    if name.lower() in homographs():
        doubt += _WORD if best.kind in ("city", "county") and not is_large else _WELL_KNOWN
    if is_given(name):
        doubt += _WELL_KNOWN if is_large or best.kind == "country" else _GIVEN
    return doubt


def is_dateline(w: Words, i: int, j: int) -> bool:
    """Return whether capitals that open a paragraph say where the report was written: "KYIV, Ukraine (AP) —"."""
    if not w.opens(i) or j >= len(w.words) or w.ends[j - 1] - w.starts[i] < 4:
        return False
    if not all(word.isupper() for word in w.words[i:j] if word.isalpha()):
        return False
    after = w.words[j]
    # A dateline may be a line of its own, where all is in capitals: "DALLAS —", "HELENA, Mont. (AP) -".
    if w.sentence[i] in w.shouted and w.doc.sentences[w.sentence[i]].zone != "boilerplate":
        return False
    return after in ("(", "—", "–", "-", ",") or (after[0].isupper() and not after.isupper())


def context(w: Words, i: int, j: int, found: tuple[Candidate, ...], *, is_surname: bool) -> float:
    """Return what the words around a name say for a place, above 0, or against it.

    Parameters
    ----------
    i, j
        The name's first token and the one behind its last.
    found
        The places that the name may mean.
    is_surname
        Whether a person of the article bears the name.
    """
    score = _before(w, i) + _behind(w, i, j, found) + _neighbours(w, i, j)
    if j > i + 1:
        score += 0.7  # a name of several words is seldom anything else
    if "&" in (w.at(i - 1), w.at(j)):
        score -= 2.5  # "Lansing & Sons"
    if is_surname and w.at(i - 1) not in cues("in"):
        score -= 3
    if w.opens(i) and j == i + 1 and w.lower[i] in homographs():
        score -= OPENING_WORD  # "Nice weather"
    return score


def _before(w: Words, i: int) -> float:
    """Return what the word before a name says: "in", "from", "the town of", "Mr."."""
    before = w.at(i - 1)
    if before in cues("in"):
        return 2.0
    if before in ("to", "from"):
        return 1.2
    if before == "of":
        return 2.5 if w.at(i - 2) in cues("citynoun") else 0.7
    if titles().get(before) in ("honorific", "role"):
        return -2.5
    if before in ("and", "or", ",") and w.at(_head_of_list(w, i)) in cues("in"):
        return 1.0  # "in Lyon and Nice"
    return 1.5 if before in cues("citynoun") else 0.0


def _head_of_list(w: Words, i: int) -> int:
    """Return the token before a list of names that goes on at `i`: "in" of "in Lyon, Bordeaux and Nice"."""
    k = i - 1
    while k > max(0, i - _LIST) and (w.is_capital(k) or w.at(k) in ("and", "or", ",")):
        k -= 1
    return k


def _behind(w: Words, i: int, j: int, found: tuple[Candidate, ...]) -> float:
    """Return what comes behind a name says: a state that holds it, "residents", "said"."""
    before, after = w.at(i - 1), w.at(j)
    larger = companions.of(w, i, j).places
    score = 1.0 if after in cues("citynoun") or after in cues("regionword") else 0.0
    if any(companions.holds(place, candidate.place) for place in larger for candidate in found):
        return score + 4  # "Lyon, France"
    if is_dateline(w, i, j):
        return score + 3
    follows_place = before == "," and w.is_capital(i - 2) and found[0].place.kind != "city"  # "Lyon, | France"
    if follows_place or (after in cues("localnoun") and found[0].is_main):
        return score + 1.5  # "Lyon residents"
    if after in cues("speech") and found[0].place.kind == "city" and before not in PREPOSITIONS:
        return score - 1.5  # "Lincoln said" is rather a person's; "the mayor of Lincoln said" is not
    return score


def _neighbours(w: Words, i: int, j: int) -> float:
    """Return what capitalised neighbours say: they may make one longer name of it."""
    if w.is_titled(i):
        return 0.0
    score = 0.0
    if j < len(w.words) and w.is_next(j) and w.is_capital(j) and not is_dateline(w, i, j):
        score -= _followed(w, j)
    if i and w.is_next(i) and w.is_capital(i - 1):
        opens = w.opens(i - 1) and w.lower[i - 1] in common()
        if not opens and w.lower[i - 1] not in cues("direction") and not gazetteer.demonym(w.words[i - 1]):
            score -= 2.5  # "Ada Lincoln"
    return score


def _followed(w: Words, j: int) -> float:
    """Return what a capitalised word right behind a name costs: "Lincoln Peters", less "Lincoln Police"."""
    is_office = w.words[j] in cues("titletail") or w.lower[j] in titles()
    if is_office or gazetteer.demonym(w.words[j]) or w.words[j - 1] == "County":
        return 0.0
    end = run_end(w, j)
    if any(is_body_word(word) for word in w.words[j:end]):
        return 0.5
    return 2.5


def is_body_word(word: str) -> bool:
    """Return whether a word ends the name of a body or site: "Police", "Hospital"."""
    return is_generic(word, "last") or word in site_words() or word.lower() in cues("publicbody")


def run_end(w: Words, i: int) -> int:
    """Return the end of the run of capitals that a site's name may be; the owner of a place is not part of it.

    "Lincoln's Inn Fields" is one run; in "London's Victoria Station" the run begins behind the place.
    """
    j = i + 1
    while j < len(w.words) and j - i < companions.LONGEST and w.is_next(j):
        word = w.words[j]
        if word in ("'s", "’s") and w.adjoins(j):
            if gazetteer.candidates(w.text[w.starts[i] : w.ends[j - 1]]):
                break
        elif not (word[0].isupper() or word[0].isdigit()) or w.lower[j] in common() - cues("citynoun"):
            break
        j += 1
    return j
