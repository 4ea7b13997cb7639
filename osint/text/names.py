"""Proper names in a document: which person, body or state each stands for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from osint import tables
from osint.knowledge import gazetteer, lexicons
from osint.text import document

if TYPE_CHECKING:
    import pandas as pd

    from osint.text.document import Document

_ABBREVIATED = frozenset(["jr", "sr", "st", "lt", "ret", "inc", "corp", "co", "ltd"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
#: Last words of bodies that a list goes on from: "Oversight and Government Reform".
_FIELDS = frozenset(["Media", "Energy", "Oil", "Gas", "Capital", "Research", "Program", "House", "Records", "Books"])


class Name(NamedTuple):
    """A mention: its span, the actor it stands for, what the actor is, and how it is named."""

    start: int
    end: int
    actor: str
    kind: str | None
    form: str
    gender: str = ""


class Entry(NamedTuple):
    """An alias: its tokens as written and folded, and the actor it stands for."""

    written: tuple[str, ...]
    folded: tuple[str, ...]
    actor: str
    kind: str | None
    form: str
    is_listed: bool


def fold(word: str) -> str:
    """Return `word` in lower case and without diacritics.

    >>> fold("Nausėda"), fold("Łódź")
    ('nauseda', 'łodz')
    """
    low = word.lower()
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c)).replace("’", "'")


@cache
def small(kind: str) -> frozenset[str]:
    """Return the small words of one kind in ``data/grammar_words.csv``.

    >>> "she" in small("pronoun")
    True
    """
    return lexicons.words("grammar_words", "word", **{"class": kind})


@cache
def _titles() -> dict[str, str]:
    return {row["word"].lower(): row["kind"] for row in lexicons.rows("titles")}


@cache
def roles() -> frozenset[str]:
    """Return the words for one person by office or work, such as "minister"."""
    return frozenset(word for word, kind in _titles().items() if kind == "role")


@cache
def _given_names() -> dict[str, str]:
    return {fold(row["name"]): row["gender"] for row in lexicons.rows("given_names")}


@cache
def _organization_words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in lexicons.rows("organization_words"):
        found.setdefault(row["word"], set()).add(row["position"])
    return {word: frozenset(positions) for word, positions in found.items()}


def _stands(word: str, *positions: str) -> bool:
    """Whether a word marks a body, a place or a thing at one of these positions of its name."""
    return not _organization_words().get(word, frozenset()).isdisjoint(positions)


@cache
def _common() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in lexicons.rows("common_words")}


class Roster:
    """The actors of a case and the bodies and states known the world over, compiled for look-up.

    Parameters
    ----------
    actors
        A table with a row per alias: ``alias``, ``actor``, ``kind`` and ``of``, whom the actor speaks for.
        None stands for the built-in lists alone.

    Raises
    ------
    OsintError
        If one of the first three columns is missing.
    """

    def __init__(self, actors: pd.DataFrame | None = None) -> None:
        self.kinds: dict[str, str | None] = {}
        self.of: dict[str, str] = {}
        self._by_first: dict[str, list[Entry]] = {}
        self._seen: set[tuple[str, ...]] = set()
        if actors is not None:
            tables.need(actors, ("alias", "actor", "kind"), "actors", "Give one row per alias.")
            for row in actors.fillna("").to_dict("records"):
                self._add(str(row["alias"]), str(row["actor"]), str(row["kind"]) or None, is_listed=True)
                self._add(str(row["actor"]), str(row["actor"]), str(row["kind"]) or None, is_listed=True)
                if row.get("of"):
                    self.of.setdefault(str(row["actor"]), str(row["of"]))
        known = {fold(actor): actor for actor in self.kinds}
        for alias, actor, kind in _built_in():
            self._add(alias, known.get(fold(actor), actor), kind, is_listed=False)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.folded))

    def _add(self, alias: str, actor: str, kind: str | None, *, is_listed: bool) -> None:
        written = document.words(alias)
        folded = tuple(map(fold, written))
        if not folded or folded in self._seen:
            return
        self._seen.add(folded)
        self.kinds.setdefault(actor, kind)
        entry = Entry(written, folded, actor, kind, _form(written, actor), is_listed)
        self._by_first.setdefault(folded[0], []).append(entry)

    def match(self, words: list[str], at: int) -> Entry | None:
        """Return the longest alias that stands in `words` at `at`, None where there is none."""
        entries = self._by_first.get(fold(words[at]))
        if entries is None:
            return None
        second = fold(words[at + 1]) if at + 1 < len(words) else ""
        for entry in entries:
            n = len(entry.folded)
            if n > 1 and entry.folded[1] != second:
                continue
            found = words[at : at + n]
            if len(found) == n and tuple(map(fold, found)) == entry.folded and _cased(found, entry.written):
                return entry
        return None

    def actor(self, name: str) -> Entry | None:
        """Return what a whole `name` stands for, None where it is not on the roster."""
        words = list(document.words(name))
        entry = self.match(words, 0) if words else None
        return entry if entry and len(entry.folded) == len(words) else None

    @cached_property
    def wordings(self) -> dict[str, set[str]]:
        """The words in lower case by which each actor is known."""
        found: dict[str, set[str]] = {}
        for entries in self._by_first.values():
            for entry in entries:
                found.setdefault(entry.actor, set()).update(word.lower() for word in entry.written)
        return found


def _form(written: tuple[str, ...], actor: str) -> str:
    passed = small("name particle") | small("inside a name") | {"'s", "’s"}
    words = [word for word in written if word.lower() not in passed]
    if " ".join(words) == actor and not any(word.islower() for word in words):
        return "name"
    is_title = any(word.islower() for word in words) or (bool(words) and words[-1].lower() in _titles())
    return "title" if is_title or (words and _titles().get(words[-1].rpartition("-")[0].lower())) else "name"


def _cased(found: list[str], written: tuple[str, ...]) -> bool:
    """Whether the words found are written as a name is: small words may be capitals, not the other way round."""
    for there, here in zip(found, written, strict=True):
        if here[:1].isupper() and not there[:1].isupper():
            return False
        if len(here) <= 3 and here.isupper() and here != there:
            return False
    return True


@cache
def _built_in() -> tuple[tuple[str, str, str], ...]:
    found = [(row["alias"], row["actor"], row["kind"]) for row in lexicons.rows("organizations")]
    states = {row["code"]: row["name"] for row in lexicons.rows("states")}
    for row in lexicons.rows("states"):
        found += [(alias, row["name"], "state") for alias in (row["name"], *filter(None, row["aliases"].split("|")))]
    found += [
        (row["name"], states[row["country"]], "state") for row in lexicons.rows("capitals") if row["country"] in states
    ]
    found += [(row["name"], row["state"], "state") for row in lexicons.rows("seats")]
    return tuple(found)


class _Chunk(NamedTuple):
    """A run of capitalised tokens: the tokens of the name itself, and the titles before it."""

    first: int
    last: int
    title_first: int
    kind: str | None


def locate(doc: Document, roster: Roster) -> list[Name]:
    """Find the names in `doc`, in order and without overlap; what is found stays in ``doc.names``."""
    if doc.names is None:
        doc.names = _Finder(doc, roster).run()
    return doc.names


class _Finder:
    """One pass over the tokens for the roster and the capitalised runs, one to tell what the runs stand for."""

    def __init__(self, doc: Document, roster: Roster) -> None:
        self.doc = doc
        self.roster = roster
        self.words = doc.tokens.words
        self.starts = doc.tokens.starts
        self.ends = doc.tokens.ends
        self.listed: list[tuple[int, int, Entry]] = []
        self.chunks: list[_Chunk] = []
        self.genders: dict[str, str] = {}
        self.persons: dict[str, Counter[str]] = {}
        self._headings: dict[int, bool] = {}

    def run(self) -> list[Name]:
        """Find the names of the document, in order."""
        self._scan()
        found = [self._listed_name(first, last, entry) for first, last, entry in self.listed]
        found += self._chunk_names()
        found += self._titles_of(sorted(found))
        return _without_overlap(sorted(found, key=lambda name: (name.start, -name.end)))

    # -- first pass

    def _scan(self) -> None:
        words, i, n = self.words, 0, len(self.words)
        match, by_first = self.roster.match, self.roster._by_first
        while i < n:
            word = words[i]
            is_capital = word[0].isupper()
            if (word.lower() in by_first or not word.isascii()) and (entry := match(words, i)):
                j = i + len(entry.folded)
                if not (is_capital and not entry.is_listed and self._goes_on(i, j)):
                    self.listed.append((i, j, entry))
                    i = j
                    continue
            if is_capital and word[0].isalpha():
                i = self._chunk(i)
            else:
                i += 1

    def _goes_on(self, i: int, j: int) -> bool:
        """Whether a built-in name is but the beginning or the end of a longer name."""
        if j < len(self.words) and self._is_next(j) and self.words[j][0].isupper():
            low = self.words[j].lower()
            if (
                low in _titles()
                or low in small("before a title")
                or self.roster.match(self.words, j)
                or low in _common()
            ):
                return False
            return gazetteer.demonym(self.words[j]) is None
        return False

    def _is_next(self, j: int) -> bool:
        gap = self.starts[j] - self.ends[j - 1]
        return gap == 0 or (gap == 1 and self.doc.text[self.ends[j - 1]] in " \xa0")

    def _chunk(self, i: int) -> int:
        """Note the run of capitalised tokens at `i`; return where to go on."""
        words, n = self.words, len(self.words)
        j, opens_body = i + 1, _stands(words[i], "first")
        while j < n and self._is_next(j):
            word = words[j]
            if word[0].isupper():
                if (
                    self.starts[j] - self.ends[j - 1]
                    and (entry := self.roster.match(words, j))
                    and entry.is_listed
                    and j > i
                ):
                    break
                opens_body = opens_body or _stands(word, "first", "last")
                j += 1
            elif word == "." and (len(words[j - 1]) == 1 or self._is_abbreviation(words[j - 1])):
                j += 1
            elif (
                word in small("name particle") or (opens_body and word in small("inside a name") and self._joins(i, j))
            ) and (k := self._over(j)):
                j = k
            else:
                break
        while j > i + 1 and (words[j - 1] == "." and not self._is_abbreviation(words[j - 2])):
            j -= 1
        chunk = self._trim(i, j)
        if chunk:
            self.chunks.append(chunk)
        return j

    def _joins(self, i: int, j: int) -> bool:
        """Whether a small word belongs to a body's name: "Office for Safety and Health", not "the Senate and NATO"."""
        word = self.words[j]
        if word in ("on", "in", "to"):
            return word == "on" and _stands(self.words[j - 1], "first")
        if word in ("and", "&"):
            is_whole = _stands(self.words[j - 1], "last") and self.words[j - 1] not in _FIELDS
            return not is_whole and self.words[j + 1 : j + 2] != ["the"]
        return True

    def _over(self, j: int) -> int:
        """Return where the name goes on behind the small words at `j`, 0 where it does not."""
        k = j
        while (
            k < len(self.words)
            and k < j + 3
            and self.words[k] in small("inside a name") | small("name particle")
            and self._is_next(k)
        ):
            k += 1
        return k + 1 if k < len(self.words) and self._is_next(k) and self.words[k][0].isupper() else 0

    @staticmethod
    def _is_abbreviation(word: str) -> bool:
        low = word.lower()
        return low in _ABBREVIATED or (len(low) <= 5 and _titles().get(low) == "honorific")

    def _trim(self, i: int, j: int) -> _Chunk | None:
        """Take leading small words and titles off the run, and tell what can be told from the run alone."""
        words = self.words
        while i < j and (words[i] == "." or _common().get(words[i].lower()) == "function"):
            i += 1
        title = i
        first = self._behind_titles(i, j)
        if first == i and j - i > 2 and not self._is_given(i) and self._is_given(i + 1):
            first = i + 1
        while first < j - 1 and gazetteer.demonym(words[first]) and not self._is_body(first, j):
            first += 1
        if first >= j or sum(word.isupper() and len(word) > 1 for word in words[first:j]) > 2:
            return None
        return _Chunk(first, j, title, self._kind(first, j, first > title))

    def _is_given(self, k: int) -> bool:
        return fold(self.words[k].split("-")[0]) in _given_names()

    def _is_body(self, first: int, last: int) -> bool:
        return _stands(self.words[last - 1], "last") or "of" in self.words[first:last]

    def _behind_titles(self, i: int, j: int) -> int:
        """Where the name begins in a run that titles open: "Maine Gov. Ada Lund" at "Ada"."""
        for k in range(j - 2, i - 1, -1):
            word = self.words[k].lower()
            kind = _titles().get(word) or _titles().get(word.rpartition("-")[2])
            rest = k + 1
            while rest < j and self.words[rest] == ".":
                rest += 1
            if kind not in ("honorific", "role", "group") or rest >= j or self.words[rest].lower() in _SUFFIXES:
                continue
            if self.words[rest] in small("inside a name"):
                return j if not self._is_body(rest, j) else i
            if self._is_body(i, j) and not self._is_given(rest):
                return i
            if kind == "group" or (k > i and self._is_given(i) and not self._is_given(rest) and kind != "honorific"):
                continue
            return rest
        return i

    def _kind(self, i: int, j: int, is_titled: bool) -> str | None:
        """Tell a person from a body by the words of the name itself; None where they do not tell."""
        words = self.words
        names = [words[k] for k in range(i, j) if words[k] != "."]
        lasting = [word for word in names if word.lower() not in _SUFFIXES]
        if not lasting:
            return None
        if len(names) > 1 and (
            _stands(lasting[-1], "last") or (_stands(names[0], "first") and names[1] in small("inside a name"))
        ):
            return "organization"
        if len(names) > 1 and _stands(lasting[-1], "place", "thing"):
            return "other"
        if any(word in small("inside a name") for word in names):
            return "organization"
        if is_titled and not (len(names) == 1 and (names[0].lower() in _common() or self._is_known_place(i, j))):
            return "person"
        if len(names) > 1 and fold(names[0].split("-")[0]) in _given_names() and len(names) <= 5:
            return "person"
        if len(names) > 1 and any(len(word) == 1 for word in names[:-1]):
            return "person"
        if len(names) == 1 and len(names[0]) > 1 and names[0].isupper() and names[0].isalpha() and len(names[0]) <= 6:
            return "organization" if names[0].lower() not in _common() else "other"
        return None

    def _is_known_place(self, i: int, j: int) -> bool:
        """Whether a name behind an office is a place well known: "the prime minister, Europe …"."""
        if self.words[i - 1] == "." or _titles().get(self.words[i - 1].lower()) == "honorific":
            return False
        found = gazetteer.candidates(self.doc.text[self.starts[i] : self.ends[j - 1]])
        return bool(found) and (found[0].place.kind != "city" or found[0].place.population > 100_000)

    # -- second pass

    def _listed_name(self, first: int, last: int, entry: Entry) -> Name:
        gender = self._gender(entry.actor) if entry.kind == "person" else ""
        return Name(self.starts[first], self.ends[last - 1], entry.actor, entry.kind, entry.form, gender)

    def _gender(self, actor: str) -> str:
        return _given_names().get(fold(actor.split()[0].split("-")[0]), "") if actor else ""

    def _written(self, chunk: _Chunk) -> str:
        return self.doc.text[self.starts[chunk.first] : self.ends[chunk.last - 1]]

    def _chunk_names(self) -> Iterator[Name]:
        self._settle_kinds()
        for first, last, entry in self.listed:
            if entry.kind == "person" and entry.form == "name" and last - first > 1:
                self.persons.setdefault(fold(self.words[last - 1]), Counter())[entry.actor] += 1
        for chunk in self.chunks:
            if chunk.kind == "person" and not self._in_heading(chunk):
                self._learn(chunk)
        acronyms = self._acronyms()
        for chunk in self.chunks:
            name = self._known_in(chunk) if self._in_heading(chunk) else self._name_of(chunk, acronyms)
            if name is not None:
                yield name

    def _in_heading(self, chunk: _Chunk) -> bool:
        """Whether the run stands in a line with a capital on nearly every word."""
        number = self.doc.sentence_at(self.starts[chunk.first])
        if number not in self._headings:
            sentence = self.doc.sentences[number]
            words = re.findall(r"[^\W\d_]+", self.doc.text[sentence.start : sentence.end])
            capital = sum(word[0].isupper() for word in words)
            is_title = all(word[0].isupper() or word in _common() or len(word) < 3 for word in words)
            self._headings[number] = is_title and capital > max(3, 0.6 * len(words))
        return self._headings[number]

    def _known_in(self, chunk: _Chunk) -> Name | None:
        """The person in a heading's run who is named in full elsewhere."""
        for k in range(chunk.title_first, chunk.last):
            if actor := self._full(fold(self.words[k])):
                first = k - 1 if k > chunk.title_first and actor.startswith(self.words[k - 1] + " ") else k
                return Name(self.starts[first], self.ends[k], actor, "person", "name", self.genders.get(actor, ""))
        return None

    def _settle_kinds(self) -> None:
        """Tell what the other runs stand for from what stands beside them and elsewhere."""
        alone = Counter(self.words[c.first] for c in self.chunks if c.last - c.first == 1)
        settled = []
        for chunk in self.chunks:
            if chunk.kind is None and not self._is_word(chunk) and not self._in_place(chunk):
                is_again = chunk.last - chunk.first > 1 and alone[self.words[chunk.last - 1]] > 0
                if (is_again or self._speaks(chunk)) and not gazetteer.candidates(self._written(chunk)):
                    chunk = chunk._replace(kind="person")
            settled.append(chunk)
        self.chunks = settled

    def _is_word(self, chunk: _Chunk) -> bool:
        """Whether the first or last word of the run is an ordinary word, here or anywhere."""
        ends = (self.words[chunk.first], self.words[chunk.last - 1])
        return any(word.lower() in _common() or word.lower() in self._small or gazetteer.demonym(word) for word in ends)

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that the article writes in small letters."""
        return frozenset(word for word in self.words if word.islower())

    def _is_common(self, chunk: _Chunk) -> bool:
        word = self.words[chunk.first]
        return chunk.last - chunk.first == 1 and (word.lower() in _common() or gazetteer.demonym(word) is not None)

    def _in_place(self, chunk: _Chunk) -> bool:
        return chunk.first > 0 and self.words[chunk.first - 1].lower() in ("in", "at", "near", "from", "outside")

    def _speaks(self, chunk: _Chunk) -> bool:
        """Whether the run has a speech verb beside it, or an age or an office behind a comma."""
        words, j = self.words, chunk.last
        if j < len(words) and words[j] in small("saying"):
            return True
        if chunk.first and words[chunk.first - 1] in small("saying"):
            return True
        if j + 1 < len(words) and words[j] == ",":
            if words[j + 1].isdigit() and len(words[j + 1]) == 2:
                return True
            if words[j + 1] in ("a", "an", "the", "who"):
                return words[j + 1] == "who" or any(word.lower() in _titles() for word in words[j + 2 : j + 5])
        return chunk.first > 0 and _titles().get(words[chunk.first - 1]) == "role"

    def _surname(self, chunk: _Chunk) -> str:
        k = chunk.last - 1
        while k > chunk.first and (self.words[k] == "." or self.words[k].lower() in _SUFFIXES):
            k -= 1
        return fold(self.words[k])

    def _full(self, surname: str, gender: str = "") -> str | None:
        """The person whom a surname alone means: the one most often named in full, the first of several."""
        named = self.persons.get(surname)
        if not named:
            return None
        fitting = [actor for actor in named if not gender or self.genders.get(actor, gender) == gender]
        if not fitting:
            return None
        usual = max(fitting, key=lambda actor: named[actor])
        return max((actor for actor in fitting if actor.split()[0] == usual.split()[0]), key=len)

    def _by_given_name(self, given: str) -> str | None:
        """The one person of that given name, as in "Ada" for Ada Lund."""
        actors = {full for surname in self.persons if (full := self._full(surname)) and full.split()[0] == given}
        return actors.pop() if len(actors) == 1 and fold(given) in _given_names() else None

    def _learn(self, chunk: _Chunk) -> None:
        """Keep a person's full name, and the gender that the given name or the title tells."""
        written = self._written(chunk)
        entry = self.roster.actor(written)
        actor = entry.actor if entry else written
        if chunk.last - chunk.first == 1:
            return
        self.persons.setdefault(self._surname(chunk), Counter())[actor] += 1
        gender = self._gender(actor) or self._title_gender(chunk)
        if gender:
            self.genders.setdefault(actor, gender)

    def _title_gender(self, chunk: _Chunk) -> str:
        titles = {word.lower() for word in self.words[chunk.title_first : chunk.first]}
        return "m" if titles & small("masculine title") else "f" if titles & small("feminine title") else ""

    def _acronyms(self) -> dict[str, str]:
        """Full names of bodies by their initials, as far as the article gives both."""
        found: dict[str, str] = {}
        for chunk in self.chunks:
            if chunk.kind == "organization" and chunk.last - chunk.first > 1:
                capitals = "".join(w[0] for w in self.words[chunk.first : chunk.last] if w[0].isupper())
                if len(capitals) > 1:
                    found.setdefault(capitals, self._written(chunk))
        return found

    def _name_of(self, chunk: _Chunk, acronyms: dict[str, str]) -> Name | None:
        written = self._written(chunk)
        start, end = self.starts[chunk.first], self.ends[chunk.last - 1]
        if chunk.kind == "organization":
            return Name(start, end, acronyms.get(written, written), "organization", "name")
        if chunk.kind not in ("person", None) or (chunk.kind is None and self._is_common(chunk)):
            return None
        gender = self._title_gender(chunk)
        full = self._full(self._surname(chunk), gender)
        if chunk.last - chunk.first == 1:
            full = full or self._by_given_name(written)
            if not full and chunk.kind is None:
                return None
            actor = full or written
        else:
            if chunk.kind is None:
                return None
            actor = full if full and full.split()[0] == written.split()[0] else written
        if gender:
            self.genders.setdefault(actor, gender)
        return Name(start, end, actor, "person", "name", self.genders.get(actor, ""))

    # -- titles

    def _titles_of(self, found: list[Name]) -> Iterator[Name]:
        """Descriptions such as "the mayor" of persons whose office the article gives beside their name."""
        held = self._offices(found)
        if not held:
            return
        for k, word in enumerate(self.words):
            role = word.lower()
            if role in held and not self._precedes_name(k):
                first, marks = self._description(k)
                holders = {actor for actor, known in held[role] if marks <= known}
                is_definite = first > 0 and self.words[first - 1].lower() in ("the", "’s", "'s")
                if len(holders) == 1 and (is_definite or (marks and first < k)):
                    actor = holders.pop()
                    yield Name(self.starts[first], self.ends[k], actor, "person", "title", self.genders.get(actor, ""))

    def _precedes_name(self, k: int) -> bool:
        following = self.words[k + 1 : k + 2]
        return bool(following) and (following[0][0].isupper() or following[0] in (".", "of")) and self._is_next(k + 1)

    def _description(self, k: int) -> tuple[int, frozenset[str]]:
        """Where the words before an office begin, and what they tell: "Polish prime" before "minister"."""
        first, marks = k, []
        while first > 0 and k - first < 4:
            word = self.words[first - 1]
            low = word.lower()
            people = gazetteer.demonym(word)
            if people:
                marks.append(people.place.lower())
            elif low in small("before a title") or (word[0].isupper() and _common().get(low) != "function"):
                marks.append(low)
            else:
                break
            first -= 1
        return first, frozenset(marks)

    def _offices(self, found: list[Name]) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """Offices by their last word: who holds them, and the words that tell them apart."""
        held: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name in found:
            if name.kind != "person" or name.form != "name":
                continue
            i = self.doc.token_at(name.start)
            before = i - 2 if i > 1 and self.words[i - 1] == "," else i - 1
            for k in (*range(max(0, before), max(0, before) + 1), *self._behind(self.doc.token_at(name.end - 1))):
                role = self.words[k].lower()
                if role in roles():
                    _, marks = self._description(k)
                    if self.words[k + 1 : k + 2] == ["of"]:
                        marks |= {word.lower() for word in self.words[k + 2 : k + 4] if word[0].isupper()}
                    held.setdefault(role, []).append((name.actor, marks))
        return held

    def _behind(self, i: int) -> range:
        """The tokens of an apposition behind the name that ends at token `i`."""
        if self.words[i + 1 : i + 2] != [","] or self.words[i + 2 : i + 3] not in (
            ["the"],
            ["a"],
            ["an"],
            ["his"],
            ["her"],
        ):
            return range(0)
        last = next(
            (k for k in range(i + 3, min(i + 9, len(self.words))) if self.words[k] in (",", ".", "of", "who")), i + 3
        )
        return range(i + 3, last)


def _without_overlap(found: Iterable[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept
