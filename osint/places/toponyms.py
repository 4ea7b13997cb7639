"""Place names in a document: which stretches of text name a place, and what each may mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import gazetteer, lexicons
from osint.knowledge.gazetteer import Candidate, Place
from osint.text import names

if TYPE_CHECKING:
    from osint.text.document import Document

_LONGEST = 6
_KEPT = 2.0


class Mention(NamedTuple):
    """A stretch of text that names a place: its tokens, what it may mean, and how sure it is that it is a place.

    ``kind`` is "name", "demonym", "seat", "province", "case" or "site"; ``is_part`` says that the
    name stands inside the longer name of something else; ``score`` is kept from about 2 on.
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
    bodies: tuple[tuple[int, int], ...] = ()


class Words:
    """A document's tokens with hyphenated ones split where a part is a place ("London-based").

    Parameters
    ----------
    doc
        The document; its sentences and names are read as well.
    """

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.text = doc.text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        for start, end, word in zip(*doc.tokens, strict=True):
            if "-" in word and word[0].isupper() and not gazetteer.candidates(word):
                self._split(start, word)
            else:
                self._add(start, end, word)
        self.sentence = self._sentences()
        self.lower = [word.lower() for word in self.words]
        self.shouted = self._shouted()

    def _add(self, start: int, end: int, word: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.words.append(word)

    def _split(self, start: int, word: str) -> None:
        at = 0
        while at < len(word):
            stop = word.find("-", at)
            stop = len(word) if stop < 0 else stop
            if stop > at:
                self._add(start + at, start + stop, word[at:stop])
            if stop < len(word):
                self._add(start + stop, start + stop + 1, "-")
            at = stop + 1

    def _sentences(self) -> list[int]:
        numbers, sentences, now = [], self.doc.sentences, 0
        for start in self.starts:
            while now + 1 < len(sentences) and sentences[now + 1].start <= start:
                now += 1
            numbers.append(now)
        return numbers

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of a token's sentence, and the first behind it."""
        return bisect_left(self.sentence, self.sentence[i]), bisect_right(self.sentence, self.sentence[i])

    def _shouted(self) -> set[int]:
        """Numbers of the sentences that are all capitals."""
        small = {n for n, word in zip(self.sentence, self.words, strict=True) if word.isalpha() and word.islower()}
        return set(self.sentence) - small

    def opens(self, i: int) -> bool:
        """Whether the token opens a sentence or a quotation, where any word has a capital."""
        if i == 0 or self.sentence[i] != self.sentence[i - 1]:
            return True
        return self.words[i - 1] in '“"‘:•—–-|' or (self.words[i - 1] == "'" and self.starts[i] == self.ends[i - 1])

    def is_next(self, j: int) -> bool:
        """Whether nothing but one blank stands between a token and the one before it."""
        gap = self.starts[j] - self.ends[j - 1]
        return gap == 0 or (gap == 1 and self.text[self.ends[j - 1]] in " \xa0")

    def adjoins(self, j: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return self.starts[j] == self.ends[j - 1]

    def at(self, i: int) -> str:
        """Return the token in lower case, "" outside the text or the token's range."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""


@cache
def cues(kind: str) -> frozenset[str]:
    """Return the words beside a place name that tell something of it, by kind of cue.

    >>> "outside" in cues("in")
    True
    """
    return lexicons.words("place_cues", "word", cue=kind)


@cache
def _province_heads() -> frozenset[str]:
    """Return the first tokens of the regions' abbreviations."""
    shorts = [s for row in lexicons.rows("provinces") for s in row["abbreviations"].split("|")]
    return frozenset(short.split(".")[0].split()[0] for short in shorts if short) | frozenset(shorts)


@cache
def _nicknames() -> frozenset[str]:
    return lexicons.words("nicknames", "name")


@cache
def _homographs() -> frozenset[str]:
    return lexicons.words("homographs", "word")


@cache
def _given() -> frozenset[str]:
    return frozenset(name.lower() for name in lexicons.words("given_names", "name"))


@cache
def _common() -> frozenset[str]:
    return lexicons.words("common_words", "word") - cues("direction")


@cache
def _function() -> frozenset[str]:
    return lexicons.words("common_words", "word", kind="function")


@cache
def _titles() -> Mapping[str, str]:
    return {row["word"].lower(): row["kind"] for row in lexicons.rows("titles")}


@cache
def _bodies() -> frozenset[str]:
    return lexicons.words("organization_words", "word", position="last")


@cache
def site_words() -> Mapping[str, tuple[str, bool]]:
    """Return the words that end the name of a site: what such a site is, and whether the word alone is enough.

    >>> site_words()["Stadium"]
    ('site', True)
    """
    return {row["word"]: (row["kind"], row["needs"] == "sure") for row in lexicons.rows("site_words")}


@lru_cache(maxsize=1 << 15)
def prior(name: str) -> float:
    """Return how likely a name stands for a place before its context is read, from about -3 to 5."""
    found = gazetteer.candidates(name)[:12]
    if not found:
        return -9.0
    best = max(found, key=_weight)
    return _weight(best) - _doubt(name, best.place)


def _weight(candidate: Candidate) -> float:
    place, is_main = candidate
    if place.kind == "city":
        if place.country and gazetteer.capital_of(place.country) == place:
            return 4.0 if is_main else 2.5
        steps = ((1_000_000, 3.2), (200_000, 2.4), (50_000, 1.8), (10_000, 1.3), (2_000, 0.9), (0, 0.5))
        weight = next(value for bound, value in steps if place.population >= bound)
    else:
        weight = {"country": 4.5, "region": 3.2, "county": 2.2}.get(place.kind, 4.0)
    if is_main:
        return weight
    return weight - (0.7 if place.population >= 500_000 else 1.6)


def _doubt(name: str, best: Place) -> float:
    """Return what speaks against a name: it is an English word, or a given name."""
    low = name.lower()
    is_known = best.kind in ("country", "region") or best.population >= 1_000_000
    doubt = 0.0
    if low in _homographs():
        doubt += 0.7 if is_known else 2.5
    if low in _given():
        doubt += 0.7 if best.kind == "country" or best.population >= 1_000_000 else 2.0
    return doubt


def is_dateline(words: Words, i: int, j: int) -> bool:
    """Tell whether capitals that open a paragraph say where the report was written."""
    w = words
    if not w.opens(i) or j >= len(w.words) or w.ends[j - 1] - w.starts[i] < 4:
        return False
    if not all(word.isupper() for word in w.words[i:j] if word.isalpha()) or w.sentence[i] in w.shouted:
        return False
    after = w.words[j]
    return after in ("(", "—", "–", "-", ",") or (after[0].isupper() and not after.isupper())


def site_ahead(words: Words, j: int) -> bool:
    """Tell whether the run of capitals at a token ends in the word of a site, a water or the like."""
    k = j
    while k < len(words.words) and k < j + 4 and words.words[k][0].isupper():
        k += 1
    return k > j and words.words[k - 1] in site_words()


class Spans:
    """Stretches of text in order and without overlap, for look-up by place."""

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
def _is_listed_body(roster: names.Roster, name: str) -> bool:
    known = roster.actor(name)
    return known is not None and known.kind == "organization"


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
        The case's own place names, in lower case, by their first word; longest first.
    """

    def __init__(
        self,
        words: Words,
        named: Sequence[names.Name],
        roster: names.Roster,
        own: Mapping[str, list[tuple[str, ...]]],
    ) -> None:
        self.w = words
        self.own = own
        self.roster = roster
        self.persons = Spans()
        self.bodies = Spans()
        self.surnames: set[str] = set()
        for name in named:
            if name.kind in ("organization", "group"):
                self.bodies.add(name.start, name.end)
            elif name.kind == "person" and name.form == "name" and self._is_person(name.start, name.end):
                self.persons.add(name.start, name.end)
        self.told = self._told()
        self.sites = {i for i, word in enumerate(words.words) if word in site_words()}
        self.titled = self._titled()

    def _is_person(self, start: int, end: int) -> bool:
        """Whether what was read as a person may not as well be a place: it has a given name or is no known place."""
        parts = self.w.text[start:end].split()
        if len(parts) == 1:
            if prior(parts[0]) < 2.0 and self._is_titled(start):
                self.surnames.add(parts[0])
            return parts[0] in self.surnames or prior(parts[0]) < 1.5
        is_known = parts[0].lower() in _given() or len(parts[0].strip(".")) == 1 or prior(parts[-1]) < 1.5
        if is_known and not any(part in cues("titletail") for part in parts[1:]):
            self.surnames.add(parts[-1])
            return True
        return False

    def _is_titled(self, start: int) -> bool:
        """Whether an honorific or an office stands before an offset: "Mr. ", "President "."""
        before = self.w.text[max(0, start - 30) : start].replace(".", " ").split()
        return bool(before) and before[-1][0].isupper() and before[-1].lower() in _titles()

    def _told(self) -> set[str]:
        """Words that the article itself calls a town or a village."""
        w = self.w
        return {
            w.words[i + 2]
            for i in range(len(w.words) - 2)
            if w.lower[i + 1] == "of" and w.lower[i] in cues("citynoun") and w.words[i + 2][0].isupper()
        }

    def _titled(self) -> set[int]:
        """Numbers of the sentences that are set like a title, where capitals say nothing."""
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for number, word in zip(self.w.sentence, self.w.words, strict=True):
            if word[0].isalpha() and len(word) > 3:
                counts[number][word[0].isupper()] += 1
        return {number for number, (small, large) in counts.items() if large >= 3 and large >= 3 * small}

    def run(self) -> list[Mention]:
        """Return every stretch that may name a place, in order and without overlap."""
        found, i, n = [], 0, len(self.w.words)
        words, lower, own = self.w.words, self.w.lower, self.own
        while i < n:
            mention = self._at(i) if words[i][0].isupper() or lower[i] in own else None
            if mention:
                found.append(mention)
                i = mention.last
            else:
                i += 1
        return self._agreed(found)

    def _at(self, i: int) -> Mention | None:
        word = self.w.words[i]
        if self.own and (own := self._own(i)):
            return own
        if not word[0].isupper() or (word in ("The", "THE") and not self._is_article(i)):
            return None
        if self.w.lower[i] in _function() and not self._goes_on(i + 1) and not word.isupper():
            return None
        if not self.sites.isdisjoint(range(i + 1, i + _LONGEST)) and (site := self._site(i)):
            return site
        if self.w.at(i + 2) in ("d.c.", "dc") and self.w.at(i + 1) == "," and (capital := self._named(i, i + 3)):
            return capital
        for j in self._stops(i):
            mention = self._named(i, j)
            if mention:
                return self._directed(mention)
        return self._mention(i, i + 1, "site", (), 3.0) if word in self.told else None

    def _directed(self, mention: Mention) -> Mention:
        """Return the mention with the capitalised direction before it, as in "South Los Angeles"."""
        w, i = self.w, mention.first - 1
        if i < 0 or mention.kind != "name" or w.opens(i) or not w.words[i][0].isupper() or not w.is_next(i + 1):
            return mention
        if w.lower[i] not in cues("direction") or w.sentence[i] in self.titled:
            return mention
        return mention._replace(first=i, start=w.starts[i])

    def _site(self, i: int) -> Mention | None:
        """Return a site, street or water that the gazetteer does not hold, by the last word of its name."""
        w = self.w
        j = self._run(i)
        while j > i + 1 and w.words[j - 1] not in site_words():
            j -= 1
        if j < i + 2 or (w.opens(i) and w.lower[i] in _common()):
            return None
        kind, is_sure = site_words()[w.words[j - 1]]
        name = w.text[w.starts[i] : w.ends[j - 1]]
        if gazetteer.candidates(name) or gazetteer.seat(name) or (w.sentence[i] in self.titled and kind != "street"):
            return None
        if not is_sure and not (self._is_where(i) and self._is_unknown(i, j)):
            return None
        if (j == i + 2 and gazetteer.demonym(w.words[i])) or "County" in w.words[i : j - 1]:
            return None
        if w.lower[j - 1] in cues("shortened") and w.at(j) == "." and w.adjoins(j):
            j += 1
        if j < len(w.words) and w.is_next(j) and w.words[j][0].isupper():
            return None
        return self._mention(i, j, "site", (), 3.0)

    def _run(self, i: int) -> int:
        """Return the end of the run of capitals that a site's name may be; the owner of a place is not part of it."""
        w, j = self.w, i + 1
        while j < len(w.words) and j - i < _LONGEST and w.is_next(j):
            if w.words[j] in ("'s", "’s") and w.adjoins(j):
                if gazetteer.candidates(w.text[w.starts[i] : w.ends[j - 1]]):
                    break
            elif not (w.words[j][0].isupper() or w.words[j][0].isdigit()) or w.lower[j] in _common() - cues("citynoun"):
                break
            j += 1
        return j

    def _is_unknown(self, i: int, j: int) -> bool:
        """Whether no part of the name at its beginning is a place of its own."""
        w = self.w
        return all(prior(w.text[w.starts[i] : w.ends[k - 1]]) < 1.5 for k in range(i + 1, j))

    def _is_where(self, i: int) -> bool:
        w = self.w
        before = i - 2 if w.at(i - 1) in ("the", "a", "an") else i - 1
        return w.at(before) in cues("in")

    def _is_article(self, i: int) -> bool:
        """Whether the article is part of a name, as in "The Hague": then the rest alone is no other place."""
        w = self.w
        return i + 1 < len(w.words) and w.lower[i + 1] in cues("article")

    def _own(self, i: int) -> Mention | None:
        for alias in self.own.get(self.w.lower[i], ()):
            j = i + len(alias)
            if tuple(self.w.lower[i:j]) == alias and any(word[0].isupper() for word in self.w.words[i:j]):
                return self._mention(i, j, "case", (), 6.0)
        return None

    def _stops(self, i: int) -> Iterator[int]:
        """Yield where a name that begins at `i` may end, the longest first."""
        w, stops, j = self.w, [i + 1], i + 1
        if not self._goes_on(j):
            return iter(stops)
        while j < len(w.words) and j - i < _LONGEST and w.is_next(j):
            word = w.words[j]
            if word[0].isupper() or word[0].isdigit() or (len(word) > 3 and word[1] in "'’" and word[2].isupper()):
                stops.append(j + 1)
            elif not self._joins(j):
                if word in ("'s", "’s"):
                    stops.append(j + 1)
                break
            j += 1
        return iter(reversed(stops))

    def _goes_on(self, j: int) -> bool:
        """Whether a name may go on at a token."""
        w = self.w
        return j < len(w.words) and w.is_next(j) and (not w.words[j].islower() or w.lower[j] in cues("joint"))

    def _joins(self, j: int) -> bool:
        """Whether a token may stand inside a name: a small word, the stop of "St.", a mark before a capital."""
        w, word = self.w, self.w.words[j]
        if word in ("'s", "’s", "-", "'", "’"):
            return j + 1 < len(w.words) and w.words[j + 1][0].isupper()
        return w.lower[j] in cues("joint") or (word == "." and w.lower[j - 1] in ("st", "ste", "mt", "ft"))

    def _named(self, i: int, j: int) -> Mention | None:
        w = self.w
        name = w.text[w.starts[i] : w.ends[j - 1]]
        if not name.isascii() or "\n" in name:
            name = name.replace("\xa0", " ").replace("\n", " ")
        if gazetteer.demonym(name):
            return self._mention(i, j, "demonym", (), 5.0)
        if j > i + 1 and all(word in cues("generic") for word in w.lower[i:j]):
            return None
        if gazetteer.seat(name):
            return self._mention(i, j, "seat", (), 5.0)
        if j == i + 1 and w.words[i] in _province_heads() and (province := self._province(i)):
            return province
        if name.endswith(("'s", "’s")) and j > i + 1 and gazetteer.candidates(name[:-2]):
            return None
        found = gazetteer.candidates(name)
        if j == i + 1 and found:
            found = self._alone(i, name, found)
        if not found:
            return None
        return self._mention(i, j, "name", found, prior(name) + self._context(i, j, name, found))

    def _province(self, i: int) -> Mention | None:
        """Return an abbreviated region behind the comma that follows a town, or a dotted one anywhere."""
        w, j = self.w, i + 1
        while j < len(w.words) and j < i + 4 and w.adjoins(j) and (w.words[j] == "." or w.words[j - 1] == "."):
            j += 1
        word = w.text[w.starts[i] : w.ends[j - 1]]
        while j > i + 1 and gazetteer.province(word) is None:
            j -= 1
            word = w.text[w.starts[i] : w.ends[j - 1]]
        after_town = i > 1 and w.words[i - 1] == "," and w.words[i - 2][0].isupper()
        code = gazetteer.province(word) or (gazetteer.province(word + ".") if after_town else None)
        if code is None:
            return None
        is_foreign = word.isupper() and not code.startswith("US.") and w.at(i - 1) in cues("in")
        is_dotted = word.endswith(".") and word.rstrip(".").lower() not in _homographs()
        if not (after_town or (is_foreign and len(word) > 1) or is_dotted):
            return None
        place = gazetteer.region(code)
        if place is None:
            return None
        return self._mention(i, j, "province", (Candidate(place, True),), 5.0)

    def _alone(self, i: int, name: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Return what a single word may mean: short capitals are a state or a nickname, a common word is no place."""
        letters = name.replace(".", "")
        if len(letters) <= 4 and letters.isupper() and (len(letters) < 3 or self.w.sentence[i] not in self.w.shouted):
            return tuple(c for c in found if c.is_main and (c.place.kind == "country" or name in _nicknames()))
        low = name.lower()
        if len(letters) < 3 or low in _common() or low in cues("direction") or low in cues("citynoun"):
            return ()
        return found

    def _mention(self, i: int, j: int, kind: str, found: tuple[Candidate, ...], score: float) -> Mention:
        w = self.w
        start, end = w.starts[i], w.ends[j - 1]
        is_part = any(self._is_within(start, end, *span) for span in self.bodies.over(start, end)) and w.at(
            i - 1
        ) not in cues("in")
        if kind == "name" and found[0].place.kind == "city" and self._is_body(start, end):
            score -= 4
        is_open = kind not in ("demonym", "site") and not is_dateline(self.w, i, j)
        if is_open and self.persons.over(start, end):
            score -= 5
        return Mention(i, j, start, end, w.text[start:end], kind, found, is_part, score, self.near_bodies(start))

    def _is_body(self, start: int, end: int) -> bool:
        """Whether a stretch is the whole name of a body."""
        if (start, end) in self.bodies.over(start, end):
            return True
        return _is_listed_body(self.roster, self.w.text[start:end])

    def _is_within(self, start: int, end: int, first: int, last: int) -> bool:
        """Whether a stretch is a part of a longer name, one with another capitalised word."""
        if not (first <= start and end <= last):
            return False
        rest = self.w.text[first:start] + self.w.text[end:last]
        return any(word[0].isupper() for word in rest.split() if word != "The")

    def near_bodies(self, start: int) -> tuple[tuple[int, int], ...]:
        """Return the names of bodies that end shortly before an offset."""
        return tuple((a, b) for a, b in self.bodies.over(start - 8, start) if b <= start)

    def _context(self, i: int, j: int, name: str, found: tuple[Candidate, ...]) -> float:
        """Return what the words around say for (above 0) or against a place."""
        w = self.w
        before, after = w.at(i - 1), w.at(j)
        score = self._beside(i, j)
        if before in cues("in"):
            score += 2.0
        elif before in ("to", "from"):
            score += 1.2
        elif before == "of":
            score += 2.5 if w.at(i - 2) in cues("citynoun") else 0.7
        elif before in ("mr", "mrs", "ms", "dr") or _titles().get(before) in ("honorific", "role"):
            score -= 2.5
        if before in cues("citynoun"):
            score += 1.5
        if after in (",", "(") and j + 1 < len(w.words) and self._qualifies(j + 1, found):
            score += 4
        elif is_dateline(self.w, i, j):
            score += 3
        elif (before == "," and i > 1 and w.words[i - 2][0].isupper() and found[0].place.kind != "city") or (
            after in cues("localnoun") and found[0].is_main
        ):
            score += 1.5
        elif after in cues("speech") and found[0].place.kind == "city":
            score -= 1.5
        if after in cues("citynoun") or after in cues("regionword"):
            score += 1
        if j > i + 1:
            score += 0.7
        if "&" in (before, after):
            score -= 2.5
        if name in self.surnames and before not in cues("in"):
            score -= 3
        if w.opens(i) and j == i + 1 and name.lower() in _homographs():
            score -= 1
        return score

    def _beside(self, i: int, j: int) -> float:
        """Return what capitalised neighbours say: they may make one longer name of it."""
        w, score = self.w, 0.0
        if w.sentence[i] in self.titled:
            return 0.0
        if j < len(w.words) and w.is_next(j) and w.words[j][0].isupper() and not is_dateline(self.w, i, j):
            score -= self._followed(j)
        if i and w.is_next(i) and w.words[i - 1][0].isupper():
            opens = w.opens(i - 1) and w.lower[i - 1] in _common()
            if not opens and w.lower[i - 1] not in cues("direction") and not gazetteer.demonym(w.words[i - 1]):
                score -= 2.5
        return score

    def _followed(self, j: int) -> float:
        """Return what a capitalised word right behind a name says against a place."""
        w, word = self.w, self.w.words[j]
        if (
            word in cues("titletail")
            or gazetteer.demonym(word)
            or w.lower[j] in _titles()
            or w.words[j - 1] == "County"
        ):
            return 0.0
        end = self._run(j)
        if any(
            part in _bodies() or part in site_words() or part.lower() in cues("publicbody") for part in w.words[j:end]
        ):
            return 0.5
        return 2.5

    def _qualifies(self, at: int, found: tuple[Candidate, ...]) -> bool:
        """Whether a region or state that holds one of the candidates stands at a token."""
        return any(holds(place, candidate.place) for place in self.larger(at) for candidate in found)

    def larger(self, at: int) -> list[Place]:
        """Return the regions and states that may be named at a token."""
        w = self.w
        if at >= len(w.words) or not w.words[at][0].isupper():
            return []
        for j in self._stops(at):
            name = w.text[w.starts[at] : w.ends[j - 1]]
            code = gazetteer.province(name) or gazetteer.province(name + ".")
            if code and (region := gazetteer.region(code)):
                return [region]
            found = [c.place for c in gazetteer.candidates(name) if c.place.kind in ("country", "region", "county")]
            if found:
                return found
        return []

    def _agreed(self, found: list[Mention]) -> list[Mention]:
        """Let a name that is surely a place in one sentence count as one in the others."""
        best: dict[str, float] = {}
        for mention in found:
            called = gazetteer.key(mention.name)
            best[called] = max(best.get(called, -9.0), mention.score)
        return [m._replace(score=m.score + 1.5) if m.score < 4 <= best[gazetteer.key(m.name)] else m for m in found]


def holds(larger: Place, smaller: Place) -> bool:
    """Tell whether one place lies in another, by country and region codes."""
    if larger.country != smaller.country or larger.row == smaller.row:
        return False
    if larger.kind == "country":
        return True
    if larger.kind == "county":
        return smaller.kind == "city" and larger.admin1 == smaller.admin1
    return larger.admin1 == smaller.admin1 and smaller.kind in ("city", "county")
