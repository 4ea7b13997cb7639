"""Runs of capitalised words in a document: where a name may stand, and what the run alone says of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en, gazetteer
from osint.knowledge.name_words import common, is_generic, is_given, roles, small, titles

if TYPE_CHECKING:
    from osint.text.document import Document
    from osint.text.roster import Entry, Roster

_ABBREVIATED = frozenset(["jr", "sr", "st", "lt", "ret", "inc", "corp", "co", "ltd"])
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
#: A name with more words than this is no person's, though a given name opens it.
_LONGEST_PERSON = 5
#: A run with more words in capitals than this is a shouted line.
_SHOUTED = 2
#: An abbreviation of one word up to this length is a body's: "NATO", "UNICEF".
_LONGEST_ACRONYM = 6
#: A town larger than this is meant rather than a person of its name behind an office: "the prime minister, Paris …".
_KNOWN_TOWN = 100_000


class Run(NamedTuple):
    """A run of capitalised tokens: those of the name itself, the first of the titles before it, what it stands for.

    `kind` is "person", "organization", "office", "thing", or None where the run alone does not say.
    """

    first: int
    last: int
    title_first: int
    kind: str | None


class Listed(NamedTuple):
    """A name on the roster: its tokens and its entry there."""

    first: int
    last: int
    entry: Entry


@cache
def _joiners() -> frozenset[str]:
    return small("inside a name") | small("name particle")


def is_name_word(word: str) -> bool:
    """Return whether a token is written as a part of a name: with a capital, if only behind an article's hyphen.

    >>> is_name_word("Munir"), is_name_word("al-Munir"), is_name_word("pro-Russian")
    (True, True, False)
    """
    if word[0].isupper() or "-" not in word:
        return word[0].isupper()
    head, _, rest = word.partition("-")
    return rest[:1].isupper() and head in small("name article")


class Scanner:
    """One pass over the tokens of a document for the names of the roster and the capitalised runs.

    Parameters
    ----------
    doc
        The document.
    roster
        The actors that are known by name.
    """

    def __init__(self, doc: Document, roster: Roster) -> None:
        self.doc = doc
        self.roster = roster
        self.words = doc.tokens.words
        self.starts = doc.tokens.starts
        self.ends = doc.tokens.ends
        self.listed: list[Listed] = []
        self.runs: list[Run] = []

    def scan(self) -> None:
        """Fill `listed` and `runs`, each in order, without overlap."""
        words, after = self.words, 0
        opening = self._opening()
        for i in [i for i, word in enumerate(words) if word in opening]:
            if i < after:
                continue
            found = self.roster.match(words, i)
            if found and not self._is_part(i, found[1], found[0]):
                after = found[1]
                self.listed.append(Listed(i, after, found[0]))
            elif self._opens_run(i):
                after = self._run(i)

    def is_next(self, j: int) -> bool:
        """Return whether nothing but one blank is between a token and the one before it."""
        gap = self.starts[j] - self.ends[j - 1]
        return gap == 0 or (gap == 1 and self.doc.text[self.ends[j - 1]] in " \xa0")

    def _opening(self) -> set[str]:
        """Return the words of the document at which a name may begin."""
        distinct = set(self.words)
        small_ones = distinct & (self.roster.first_words | small("name particle"))
        # What is not plain small letters may be spelled otherwise on the roster: "Ørsted", "al-Munir", "U.N."
        others = {word for word in distinct if not (word.islower() and word.isascii() and word.isalpha())}
        return small_ones | {word for word in others if is_name_word(word) or self.roster.may_begin(word)}

    def _opens_run(self, i: int) -> bool:
        """Return whether a name may begin at a token: a capital, or a particle before one ("von der Heide said")."""
        word = self.words[i]
        if is_name_word(word):
            return word[0].isalpha()
        return word in small("name particle") and self._over(i) > 0

    def _is_part(self, i: int, j: int, entry: Entry) -> bool:
        """Return whether a name of the roster is but a part of a longer name: "Lund" in "Lund University"."""
        if j >= len(self.words) or not self.is_next(j) or not self.words[j][0].isupper():
            return False
        if not self.words[i][0].isupper():
            return False
        if entry.is_listed:
            return self._ends_in_generic(j) and entry.kind in ("person", "state")
        low = self.words[j].lower()
        if low in titles() or low in small("before a title") or low in common() or self.roster.match(self.words, j):
            return False
        return gazetteer.demonym(self.words[j]) is None

    def _ends_in_generic(self, j: int) -> bool:
        """Return whether the capitalised words from `j` on end in the generic word of a body, place or thing."""
        while j + 1 < len(self.words) and self.words[j + 1][0].isupper() and self.is_next(j + 1):
            j += 1
        return is_generic(self.words[j], "last", "place", "thing")

    # -- where a run ends

    def _run(self, i: int) -> int:
        """Note the run of name words at `i`; return where to go on."""
        words, n = self.words, len(self.words)
        j, opens_body = i, False
        while j < n and (j == i or self.is_next(j)):
            following = self._past(i, j, opens_body=opens_body)
            if following == j:
                break
            opens_body = opens_body or is_generic(words[j], "first") or (j > i and is_generic(words[j], "last"))
            j = following
        while j > i + 1 and words[j - 1] == "." and not _is_abbreviation(words[j - 2]):
            j -= 1
        if run := self._trimmed(i, j):
            self.runs.append(run)
        return max(j, i + 1)

    def _past(self, i: int, j: int, *, opens_body: bool) -> int:
        """Return the token behind the one at `j` that goes on the run from `i`, `j` itself where none does."""
        word = self.words[j]
        if is_name_word(word):
            return j if j > i and self._begins_alias(j) else j + 1
        if word == "." and j > i and (len(self.words[j - 1]) == 1 or _is_abbreviation(self.words[j - 1])):
            return j + 1
        if word in small("name particle"):
            return self._over(j) or j
        if opens_body and word in small("inside a name") and self._joins(j):
            return self._over(j) or j
        return j

    def _begins_alias(self, j: int) -> bool:
        """Return whether the case's own alias begins inside a run: "President | Lund".

        Not where a given name before it makes another person of it: "Anna Lund", where "Lund" is Peter Lund.
        """
        if not self.starts[j] - self.ends[j - 1] or not self.roster.may_begin(self.words[j]):
            return False
        found = self.roster.match(self.words, j)
        if found is None or not found[0].is_listed:
            return False
        entry, given = found[0], self.words[j - 1]
        names = entry.actor.split()
        is_relative = entry.kind == "person" and len(names) > 1 and is_given(given) and is_given(names[0])
        return not (is_relative and given not in names and found[1] == j + 1)

    def _joins(self, j: int) -> bool:
        """Return whether a small word belongs to a body: "Office for Safety and Health", not "the Senate and NATO"."""
        word, before = self.words[j], self.words[j - 1]
        if word in ("in", "to"):
            return False
        if word == "on":
            return is_generic(before, "first")
        if word in ("and", "&"):
            # A body's last word ends it, but for fields of work: "Oversight and Government Reform".
            is_whole = is_generic(before, "last") and not is_generic(before, "field")
            return not is_whole and self.words[j + 1 : j + 2] != ["the"]
        return True

    def _over(self, j: int) -> int:
        """Return the token behind the capital that follows at most three small words at `j`, 0 where none does."""
        k = j
        while k < len(self.words) and k < j + 3 and self.words[k] in _joiners() and (k == j or self.is_next(k)):
            k += 1
        return k + 1 if k < len(self.words) and self.is_next(k) and is_name_word(self.words[k]) else 0

    # -- what a run stands for

    def _trimmed(self, i: int, j: int) -> Run | None:
        """Return the run without leading small words and titles; None where no name is left."""
        i, j = self._without_small(i, j)
        if i < j and self._is_office(i, j):
            return Run(i, j, i, "office")
        first = self._behind_titles(i, j)
        is_titled = first > i
        if not is_titled and self._has_odd_word(i, j):
            first, is_titled = i + 1, True
        while first < j - 1 and self._is_beside(first, j):
            first += 1
        if first >= j or sum(word.isupper() and len(word) > 1 for word in self.words[first:j]) > _SHOUTED:
            return None
        return Run(first, j, i, self._kind(first, j, is_titled=is_titled))

    def _without_small(self, i: int, j: int) -> tuple[int, int]:
        """Return the bounds of a run without small words before it and a day behind it: "Ada Lund Sunday"."""
        words = self.words
        while i < j and (words[i] == "." or common().get(words[i].lower()) == "function"):
            i += 1
        while j > i + 2 and (words[j - 1].lower() in en.ADVERBS_OF_TIME or words[j - 1] in _joiners()):
            j -= 1
        return i, j

    def _is_beside(self, first: int, last: int) -> bool:
        """Return whether the first word of a run is none of its name: "Danish" or "Department" before "Ada Lund"."""
        if self._is_body(first, last):
            return False
        is_field = last - first > 2 and is_generic(self.words[first], "last") and is_given(self.words[first + 1])
        return is_field or gazetteer.demonym(self.words[first]) is not None

    def _has_odd_word(self, i: int, j: int) -> bool:
        """Return whether a longer name has one odd word before its given name: "Actress Ada Lund"."""
        is_odd = j - i > 2 and not is_given(self.words[i]) and is_given(self.words[i + 1])
        return is_odd and not is_generic(self.words[i], "first", "opening", "vessel")

    def _is_office(self, i: int, j: int) -> bool:
        """Return whether a run is nothing but titles: "Deputy Governor", "Nordic States"; not "Mr. King"."""
        lows = [word.lower() for word in self.words[i:j] if word != "."]
        if not lows or lows[-1] not in titles() or any(titles().get(low) == "honorific" for low in lows[:-1]):
            return False
        before = zip(lows[:-1], self.words[i:j], strict=False)
        return all(low in titles() or low in small("before a title") or gazetteer.demonym(word) for low, word in before)

    def _is_body(self, first: int, last: int) -> bool:
        return is_generic(self.words[last - 1], "last") or "of" in self.words[first:last]

    def _behind_titles(self, i: int, j: int) -> int:
        """Return where the name begins in a run that titles open: "Maine Gov. Ada Lund" at "Ada"."""
        for k in range(j - 2, i - 1, -1):
            kind = self._title(k)
            rest = self._past_stops(k + 1, j)
            if kind is None or rest >= j or self.words[rest].lower() in SUFFIXES:
                continue
            if self.words[rest] in small("inside a name"):
                return self._behind_office(i, rest, j)
            if self._is_body(i, j) and not is_given(self.words[rest]):
                return i
            if kind == "honorific":
                return rest  # "Mr. King"
            if rest == j - 1 and self.words[rest].lower() in roles():
                return j  # "Deputy Governor" is an office and no name
            # "Ada Judge Lund" is a name throughout; "Mayor Ada Lund" is not.
            is_inside = k > i and is_given(self.words[i]) and not is_given(self.words[rest])
            if kind != "group" and not is_inside:
                return rest
        return i

    def _title(self, k: int) -> str | None:
        low = self.words[k].lower()
        return titles().get(low) or titles().get(low.rpartition("-")[2])

    def _past_stops(self, k: int, j: int) -> int:
        while k < j and self.words[k] == ".":
            k += 1
        return k

    def _behind_office(self, i: int, rest: int, j: int) -> int:
        """Return where a name begins behind an office with "of": "Chief of Department Ada Lund" at "Ada".

        "Minister of Labour" is no name, so its end; "Council of Ministers of Holm" is one, so its beginning.
        """
        for k in range(rest + 2, j - 1):
            if is_given(self.words[k]):
                return k
        return i if self._is_body(rest, j) else j

    def _kind(self, i: int, j: int, *, is_titled: bool) -> str | None:
        """Return what the words of the name itself show it to be, None where they do not."""
        names = [word for word in self.words[i:j] if word != "."]
        lasting = [word for word in names if word.lower() not in SUFFIXES]
        if not lasting:
            return None
        if len(names) == 1:
            return self._kind_of_one(i, names[0], is_titled=is_titled)
        if kind := _kind_of_body(names, lasting[-1]):
            return kind
        if is_titled or _has_persons_form(names):
            return "person"
        return None

    def _kind_of_one(self, i: int, word: str, *, is_titled: bool) -> str | None:
        is_honoured = i > 0 and (self.words[i - 1] == "." or titles().get(self.words[i - 1].lower()) == "honorific")
        is_common = word.lower() in common()
        is_acronym = 1 < len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()
        if is_acronym and not is_honoured:
            return "thing" if is_common else "organization"  # "Broadcaster ABC"
        if not is_titled or is_common or is_generic(word, "last", "place", "thing"):
            return None  # "Pope County", "King Street"
        # "the prime minister, Europe …" is no title of Europe's; "Mr. Paris" is one.
        return "person" if is_honoured or not is_known_place(word) else None


def is_known_place(name: str) -> bool:
    """Return whether a name is first of all that of a large town, a region or a state.

    >>> is_known_place("Europe"), is_known_place("Holm")
    (True, False)
    """
    found = gazetteer.candidates(name)
    return bool(found) and (found[0].place.kind != "city" or found[0].place.population > _KNOWN_TOWN)


def _is_abbreviation(word: str) -> bool:
    low = word.lower()
    return low in _ABBREVIATED or (len(low) <= 5 and titles().get(low) == "honorific")


def _kind_of_body(names: list[str], last: str) -> str | None:
    """Return what the generic words of a longer name show: a body, an armed group, a place or a thing."""
    if is_generic(last, "last") or (is_generic(names[0], "first") and names[1] in small("inside a name")):
        return "organization"
    if is_generic(names[0], "opening"):
        return "organization"  # "Jaish al-Noor"
    if is_generic(last, "place", "thing") or is_generic(names[0], "vessel"):
        return "thing"  # "Lake Placid", "HMS Arthur Stone"
    if any(word in small("inside a name") for word in names):
        return "organization"
    if any(is_generic(word, "outlet") for word in names):
        return "organization"  # "SVT News Malmo"
    return None


def _has_persons_form(names: Iterable[str]) -> bool:
    """Return whether a longer name is built as a person's: "Ada Lund", "J. K. Holm"."""
    words = list(names)
    if is_given(words[0]) and len(words) <= _LONGEST_PERSON:
        return True
    return any(len(word) == 1 for word in words[:-1])
