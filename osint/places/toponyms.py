"""Place names in a document: which stretches of text name a place, and what each may mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import gazetteer, lexicons
from osint.knowledge.en import DETERMINERS, PREPOSITIONS, verbs
from osint.knowledge.gazetteer import Candidate
from osint.knowledge.letters import fold
from osint.knowledge.name_words import is_given, roles, titles
from osint.places.companions import LONGEST, ends_of_name
from osint.places.cues import (
    common,
    cues,
    function_words,
    homographs,
    nicknames,
    province_heads,
    site_heads,
    site_words,
)
from osint.places.scoring import OPENING_WORD, context, is_body_word, is_dateline, prior, run_end
from osint.places.tokens import Words
from osint.text.runs import is_name_word

if TYPE_CHECKING:
    from osint.text.names import Name
    from osint.text.roster import Roster

#: The score from which a mention counts as a place.
KEPT = 2.0
#: A mention with this score makes a place of the same name elsewhere in the article, if nothing there says otherwise.
SURE = 4.0
_AGAIN = 1.5
#: The scores of names that are places by a list.
_CASES_OWN, _LISTED, _SITE = 6.0, 5.0, 3.0
#: What it costs that a name is that of a body, or is part of a person's.
_BODY, _PERSON = 4.0, 5.0
#: A name that scores less by itself may be a person's all the same.
_LIKELY = 1.5


class Mention(NamedTuple):
    """A stretch of text that names a place: its tokens, what it may mean, and how sure it is that it is a place.

    ``kind`` is "name", "demonym", "seat", "province", "case", "site", "landform" or "town"; ``is_part`` says that the
    name is inside the longer name of something else; ``score`` is kept from about 2 on; ``said`` is the part
    of the score that the words next to it give; ``bodies`` are the names of bodies right before it.
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    kind: str
    found: tuple[Candidate, ...]
    is_part: bool
    score: float
    said: float = 0.0
    bodies: tuple[tuple[int, int], ...] = ()


class Spans:
    """Stretches of text in order and without overlap, for look-up by offset."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Add a stretch behind the others."""
        self.starts.append(start)
        self.ends.append(end)

    def over(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches that share a character with the one given."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first == last:
            return []
        return list(zip(self.starts[first:last], self.ends[first:last], strict=True))


@lru_cache(maxsize=1 << 14)
def _is_listed_body(roster: Roster, name: str) -> bool:
    known = roster.actor(name)
    return known is not None and known.kind in ("organization", "group") and name not in _capitals()


@cache
def _capitals() -> frozenset[str]:
    """Capitals are places as well, also where a case gives them as another name of a government."""
    return lexicons.words("capitals", "name")


class Finder:
    """One pass over the capitalised words of a document.

    Parameters
    ----------
    words
        The document's tokens.
    named
        The names of persons and bodies in the document.
    roster
        The actors whose names are no places.
    own
        The case's own place names, folded, by their first word; longest first.
    """

    def __init__(
        self, words: Words, named: Sequence[Name], roster: Roster, own: Mapping[str, list[tuple[str, ...]]]
    ) -> None:
        self.w = words
        self.own = own
        self.roster = roster
        self.persons = Spans()
        self.bodies = Spans()
        self.surnames: set[str] = set()
        for name in named:
            if name.kind in ("organization", "group") and words.text[name.start : name.end] not in _capitals():
                self.bodies.add(name.start, name.end)
            elif name.kind == "person" and name.form == "name" and self._is_person(name):
                self.persons.add(name.start, name.end)
        self.called_towns = self._called_towns()
        self.called_cities = self._called_by(cues("citynoun"))
        self.sites = {i for i, word in enumerate(words.words) if word in site_words()}

    def run(self) -> list[Mention]:
        """Return every stretch that may name a place, in order and without overlap."""
        found, after = [], 0
        # "al-Bab" is a name too; a case's own names may begin with any word.
        may_open = [i for i, word in enumerate(self.w.words) if word[0].isupper() or "-" in word or self.own]
        for i in may_open:
            mention = self._at(i) if i >= after else None
            if mention:
                found.append(mention)
                after = mention.last
        return _agreed(self.w, found)

    # -- what is known of the other names

    def _is_person(self, name: Name) -> bool:
        """Return whether a person's name is no place as well: it has a given name, or is no known place."""
        parts = self.w.text[name.start : name.end].split()
        if len(parts) == 1:
            if prior(parts[0]) < KEPT and self._is_titled(name.start):
                self.surnames.add(parts[0])
            return parts[0] in self.surnames or prior(parts[0]) < _LIKELY
        is_sure = is_given(parts[0]) or len(parts[0].strip(".")) == 1 or prior(parts[-1]) < _LIKELY
        if is_sure and not any(part in cues("titletail") for part in parts[1:]):
            self.surnames.add(parts[-1])
            return True
        return False

    def _is_titled(self, start: int) -> bool:
        """Return whether an honorific or an office is before an offset: "Mr. ", "President "."""
        before = self.w.text[max(0, start - 30) : start].replace(".", " ").split()
        return bool(before) and before[-1][0].isupper() and before[-1].lower() in titles()

    def _is_inner_capital(self, i: int) -> bool:
        """Return whether a token has a capital that is not but that of its sentence's first word."""
        return self.w.is_capital(i) and not self.w.opens(i)

    def _called_towns(self) -> set[str]:
        """Return what the article itself calls a town or district: "the village of Vorn", "Vorn district"."""
        return self._called_by(cues("areanoun") | cues("citynoun"))

    def _called_by(self, cue: frozenset[str]) -> set[str]:
        """Return the words that such a noun calls a town or an area."""
        found = {j for i, low in enumerate(self.w.lower) if low in cue for j in self._called(i, low)}
        called = {self.w.words[j] for j in found}
        return {word for word in called if word.lower() not in common() and not gazetteer.demonym(word)}

    def _called(self, i: int, low: str) -> Iterator[int]:
        """Yield the words that the noun at `i` calls a town or an area."""
        w = self.w
        if w.is_capital(i):
            return
        k = self._before_article(i)
        if low in cues("areanoun") and self._is_inner_capital(i - 1) and w.at(i - 2) not in ("a", "an", "the"):
            yield i - 1  # "in Vorn district", but not "the Garment district"
        if low in cues("citynoun") and w.at(i + 1) == "of" and w.is_capital(i + 2):
            yield i + 2
        elif low in ("village", "hamlet", "town") and self._is_inner_capital(i - 1):
            yield i - 1
        elif k and w.at(k - 1) == "," and self._is_inner_capital(k - 2):
            yield k - 2

    def _before_article(self, i: int) -> int | None:
        """Return the article of a noun, with up to two words between: "a", "a small fishing"."""
        return next((k for k in range(i - 1, max(i - 4, 0), -1) if self.w.at(k) in ("a", "an", "the")), None)

    # -- one name

    def _at(self, i: int) -> Mention | None:
        """Return the place named at a token, the longest that is one."""
        w, word = self.w, self.w.words[i]
        if self.own and (own := self._own(i)):
            return own
        if not is_name_word(word) or self._is_small(i):
            return None
        if not self.sites.isdisjoint(range(i + 1, i + LONGEST)) and (site := self._site(i)):
            return site
        if word in site_heads() and (site := self._headed(i)):
            return site
        is_capital = w.at(i + 1) == "," and w.at(i + 2) in ("d.c.", "dc")  # "Washington, D.C."
        if is_capital and (mention := self._named(i, i + 3)):
            return mention
        for j in ends_of_name(w, i):
            if mention := self._named(i, j):
                return self._with_direction(mention)
        return self._mention(i, i + 1, "town", (), _SITE) if word in self.called_towns else None

    def _is_small(self, i: int) -> bool:
        """Return whether a capital is but that of a small word: "The", unless as in "The Hague"; "In" alone."""
        w, word = self.w, self.w.words[i]
        if word in ("The", "THE"):
            return w.at(i + 1) not in cues("article")
        goes_on = i + 1 < len(w.words) and w.is_next(i + 1) and not w.words[i + 1].islower()
        goes_on = goes_on or w.at(i + 1) in cues("joint")
        return w.lower[i] in function_words() and not goes_on and not word.isupper()

    def _own(self, i: int) -> Mention | None:
        """Return the place of the case's own table named at a token."""
        w = self.w
        for alias in self.own.get(fold(w.words[i]), ()):
            j = i + len(alias)
            found = w.words[i:j]
            if tuple(map(fold, found)) == alias and any(word[0].isupper() for word in found):
                return self._mention(i, j, "case", (), _CASES_OWN)
        return None

    def _with_direction(self, mention: Mention) -> Mention:
        """Return the mention with the capitalised direction before it: "South Los Angeles"."""
        w, i = self.w, mention.first - 1
        if i < 0 or mention.kind != "name" or w.opens(i) or not w.is_capital(i) or not w.is_next(i + 1):
            return mention
        if w.lower[i] not in cues("direction") or w.is_titled(i):
            return mention
        return mention._replace(first=i, start=w.starts[i])

    def _named(self, i: int, j: int) -> Mention | None:
        """Return the place that exactly these tokens name, by the lists and the gazetteer."""
        w, name = self.w, self.w.name(i, j)
        if gazetteer.demonym(name):
            return self._mention(i, j, "demonym", (), _LISTED)
        if j > i + 1 and self._is_no_name(i, j):
            return None
        if gazetteer.seat(name):
            return self._mention(i, j, "seat", (), _LISTED)
        if j == i + 1 and w.words[i] in province_heads() and (province := self._province(i)):
            return province
        found = gazetteer.candidates(name)
        if j == i + 1 and found:
            found = self._alone(i, name, found)
        if not found:
            return None
        said = context(w, i, j, found, is_surname=name in self.surnames)
        is_called = j == i + 1 and name in self.called_cities
        return self._mention(i, j, "name", found, max(prior(name), _SITE) if is_called else prior(name), said)

    def _is_no_name(self, i: int, j: int) -> bool:
        """Return whether several words are none: "North Coast", "El Niño", and "London's", which is London."""
        name = self.w.name(i, j)
        if all(word in cues("generic") for word in self.w.lower[i:j]) or name.lower() in cues("noname"):
            return True
        return name.endswith(("'s", "’s")) and bool(gazetteer.candidates(name[:-2]))

    def _alone(self, i: int, name: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Return what a single word may mean: short capitals a state or a nickname, a common word nothing."""
        letters = name.replace(".", "")
        is_short = len(letters) <= 4 and letters.isupper()
        if is_short and (len(letters) < 3 or self.w.sentence[i] not in self.w.shouted):
            return tuple(c for c in found if c.is_main and (c.place.kind == "country" or name in nicknames()))
        low = name.lower()
        if len(letters) < 3 or low in common() or low in cues("direction") or low in cues("citynoun"):
            return ()
        return found

    def _mention(
        self, i: int, j: int, kind: str, found: tuple[Candidate, ...], score: float, said: float = 0.0
    ) -> Mention:
        w = self.w
        start, end = w.starts[i], w.ends[j - 1]
        is_part = w.at(i - 1) not in cues("in") and any(
            self._is_within(start, end, *span) for span in self.bodies.over(start, end)
        )
        if kind == "name" and found[0].place.kind != "country" and self._is_body(start, end):
            said -= _BODY
        if kind in ("name", "seat", "case", "landform") and self._is_persons(i, j):
            said -= _PERSON
        bodies = tuple((a, b) for a, b in self.bodies.over(start - 8, start) if b <= start)
        return Mention(i, j, start, end, w.text[start:end], kind, found, is_part, score + said, said, bodies)

    def _is_persons(self, i: int, j: int) -> bool:
        """Return whether a name is a person's, or part of one; not so "HELENA, Mont." nor "Crown Heights district"."""
        w = self.w
        if is_dateline(w, i, j) or w.at(j) in cues("citynoun") or w.at(j) in cues("placenoun"):
            return False
        return bool(self.persons.over(w.starts[i], w.ends[j - 1]))

    def _is_body(self, start: int, end: int) -> bool:
        """Return whether a stretch is the whole name of a body."""
        return (start, end) in self.bodies.over(start, end) or _is_listed_body(self.roster, self.w.text[start:end])

    def _is_within(self, start: int, end: int, first: int, last: int) -> bool:
        """Return whether a stretch is a part of a longer name, one with another capitalised word."""
        if not (first <= start and end <= last):
            return False
        rest = self.w.text[first:start] + self.w.text[end:last]
        return any(word[0].isupper() for word in rest.split() if word != "The")

    # -- sites and regions by their own words

    def _site(self, i: int) -> Mention | None:
        """Return a site, street or water that the gazetteer does not have, by the last word of its name."""
        w = self.w
        j = run_end(w, i)
        while j > i + 1 and w.words[j - 1] not in site_words():
            j -= 1
        if j < i + 2 or (w.opens(i) and w.lower[i] in common()) or not self._may_be_site(i, j):
            return None
        if w.lower[j - 1] in cues("shortened") and w.at(j) == "." and w.adjoins(j):
            j += 1  # "Elm St."
        if w.is_capital(j) and w.is_next(j):
            return None
        return self._mention(i, j, "site", (), _SITE)

    def _may_be_site(self, i: int, j: int) -> bool:
        w = self.w
        kind, is_sure = site_words()[w.words[j - 1]]
        name = w.name(i, j)
        if gazetteer.candidates(name) or gazetteer.seat(name) or (w.is_titled(i) and kind != "street"):
            return False
        is_person = w.lower[i] in roles() and kind != "street"  # "President Park"
        if (j == i + 2 and (is_person or gazetteer.demonym(w.words[i]))) or "County" in w.words[i : j - 1]:
            return False
        if is_sure:
            return True
        # "at Vorn Castle", but "the Castle Group" and "near London Bridge" are named otherwise.
        before = i - 2 if w.at(i - 1) in ("the", "a", "an") else i - 1
        return w.at(before) in cues("in") and all(prior(w.name(i, k)) < _LIKELY for k in range(i + 1, j))

    def _headed(self, i: int) -> Mention | None:
        """Return what the gazetteer does not have, by the first word of its name: "Cape Vorn", "Strait of Vorn"."""
        w = self.w
        first = i + 1
        if site_heads()[w.words[i]][1]:
            first += 1 + (w.at(i + 2) == "the")
            if w.at(i + 1) != "of":
                return None
        ends = [j for j in ends_of_name(w, i) if j > first and self._is_one_name(first, j)]
        if not ends or not w.is_capital(first) or w.lower[first] in common() or is_body_word(w.words[ends[0] - 1]):
            return None
        if any(gazetteer.candidates(w.name(i, j)) for j in ends) or self.bodies.over(w.starts[i], w.ends[i]):
            return None
        return self._mention(i, ends[0], "landform", (), _SITE)

    def _is_one_name(self, first: int, last: int) -> bool:
        """Return whether tokens go on as a name: "Cabo de Hornos", not "Cape Vorn on Monday" nor "Cape Vorn's"."""
        inside = self.w.lower[first:last]
        return PREPOSITIONS.isdisjoint(inside) and inside[-1] not in ("'s", "’s") and "and" not in inside

    def _province(self, i: int) -> Mention | None:
        """Return an abbreviated region behind the comma that follows a town ("Lyon, Fla"), or a dotted one anywhere."""
        w = self.w
        word, j = self._abbreviation(i)
        after_town = w.at(i - 1) == "," and w.is_capital(i - 2)
        code = gazetteer.province(word) or (gazetteer.province(word + ".") if after_town else None)
        place = gazetteer.region(code) if code else None
        if code is None or place is None:
            return None
        is_foreign = len(word) > 1 and word.isupper() and not code.startswith("US.") and w.at(i - 1) in cues("in")
        is_dotted = word.endswith(".") and word.rstrip(".").lower() not in homographs()
        if not (after_town or is_foreign or is_dotted):
            return None
        return self._mention(i, j, "province", (Candidate(place, True),), _LISTED)

    def _abbreviation(self, i: int) -> tuple[str, int]:
        """Return the longest abbreviation of a region at a token, with its stops, and the token behind it."""
        w, j = self.w, i + 1
        while j < min(i + 4, len(w.words)) and w.adjoins(j) and "." in (w.words[j], w.words[j - 1]):
            j += 1
        while j > i + 1 and gazetteer.province(w.text[w.starts[i] : w.ends[j - 1]]) is None:
            j -= 1
        return w.text[w.starts[i] : w.ends[j - 1]], j


def _agreed(words: Words, found: list[Mention]) -> list[Mention]:
    """Return the mentions with a name that is surely a place once counted as one throughout the article."""
    keys = [gazetteer.key(mention.name) for mention in found]
    best: dict[str, float] = {}
    for key, mention in zip(keys, found, strict=True):
        best[key] = max(best.get(key, -9.0), mention.score)
    return [
        mention._replace(score=_score_again(words, mention)) if mention.score < SURE <= best[key] else mention
        for key, mention in zip(keys, found, strict=True)
    ]


def _score_again(words: Words, mention: Mention) -> float:
    """Return the score of a name that is surely a place elsewhere: enough, unless its own words say otherwise."""
    score, said = mention.score + _AGAIN, mention.said
    if words.opens(mention.first) and mention.name.lower() in homographs():
        # "Nice weather", with Nice in France; but "Nice has", "Nice's", "Nice counts its".
        if not _is_subject(words, mention.last):
            return score
        said += OPENING_WORD
    return score if said < 0 else max(score, KEPT)


def _is_subject(w: Words, j: int) -> bool:
    """Return whether a verb or the mark of an owner is behind a name that opens a sentence."""
    form = verbs.forms().get(w.at(j))
    if w.at(j) in ("'s", "’s") or w.at(j) in cues("auxiliary"):
        return True
    if form is None or not form.forms & {"past", "s"}:
        return False
    return not form.is_noun or w.at(j + 1) in DETERMINERS
