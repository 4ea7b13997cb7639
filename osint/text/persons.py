"""The persons of an article: which of them each form of a name means."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from osint.knowledge.letters import fold
from osint.knowledge.name_words import gender, is_given, small
from osint.text.runs import SUFFIXES

#: From this length on, given names that differ in a for e or o for u are one: "Mohammed", "Mohammad".
_LONG = 5
#: A given name cut to this length is still known: "Alex" for "Alexander".
_SHORTENED = 3


class _Person(NamedTuple):
    """A person's fullest name, how its words sound, those in its middle that are no given names, and the gender."""

    actor: str
    core: tuple[str, ...]
    middle: frozenset[str]
    gender: str


@lru_cache(maxsize=1 << 14)
def core(name: str) -> tuple[str, ...]:
    """Return what tells a person's name from others: its words as they sound, without particles behind the first.

    >>> core("Katarina von der Heide"), core("Idris al-Munir"), core("Kim Jong-un")
    (('katarina', 'heide'), ('idris', 'munir'), ('kim', 'iong', 'un'))
    """
    words = fold(name).replace("-", " ").replace(".", " ").split()
    words = [word for word in words if word not in SUFFIXES]
    # A particle that opens a name in small letters, or with a hyphen, is none of its words: "al-Munir", "de la Torre".
    opens = name[:1].isupper() and name.partition("-")[0].lower() not in small("name article")
    kept = [word for k, word in enumerate(words[:-1]) if word not in _particles() or (k == 0 and opens)]
    return tuple(_sound(word) for word in [*kept, *words[-1:]])


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    """Return a word so that its usual transliterations are one: "Sergey" and "Sergei", "Zelensky" and "Zelenskyy"."""
    word = word.replace("'", "").replace("y", "i").replace("j", "i").replace("w", "v").replace("ph", "f")
    return "".join(letter for k, letter in enumerate(word) if k == 0 or letter != word[k - 1])


def _is_one_given(a: str, b: str) -> bool:
    """Return whether two given names are forms of one: "Sergei", "Sergey"; "J", "Jan"; "Alex", "Alexander"."""
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    if len(a) >= _LONG and _vowels(a) == _vowels(b):
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= _SHORTENED and long.startswith(short) and len(long) > len(short) + 1


def _vowels(word: str) -> str:
    return word.replace("e", "a").replace("u", "o")


class Persons:
    """The persons that an article names in full, each once, with all the forms that may mean them.

    Add the persons first, those with the longest names before the others; then ask, in the order of the text.
    """

    def __init__(self) -> None:
        self._persons: list[_Person] = []
        self._by_word: dict[str, list[int]] = {}
        self._last: list[int] = []

    def __len__(self) -> int:
        return len(self._persons)

    def add(self, name: str, sex: str = "") -> int:
        """Note a person by a name of two words and more; return the number, an earlier one where it is the same."""
        words = name.replace("-", " ").split()
        sex = sex or gender(words[0])
        number = self.meant(name, sex)
        if number is not None:
            known = self._persons[number]
            self._persons[number] = known._replace(gender=known.gender or sex)
            return number
        own = core(name)
        middle = frozenset(word for word in words[1:-1] if not is_given(word))
        self._persons.append(_Person(name, own, frozenset(core(word)[0] for word in middle if core(word)), sex))
        self._last.append(-1)
        for word in dict.fromkeys(own):
            self._by_word.setdefault(word, []).append(len(self._persons) - 1)
        return len(self._persons) - 1

    def actor(self, number: int) -> str:
        """Return the fullest name of a person."""
        return self._persons[number].actor

    def gender(self, number: int) -> str:
        """Return "m", "f", or "" where nothing tells."""
        return self._persons[number].gender

    def see(self, number: int, at: int) -> None:
        """Note that a person is named at a token, so that a bare surname behind it means that one."""
        self._last[number] = at

    def meant(self, name: str, sex: str = "") -> int | None:
        """Return whom a name means: of several, by the part that it is of their names, the one named last before.

        A surname goes before a given name and that before a name in the middle; nobody of another `sex` is meant.
        """
        own = core(name)
        found = self._closest(own, sex)
        if found is None and len(own) > 1 and own[0] in _particles():
            found = self._closest(own[1:], sex)  # "De Croo", where a sentence opens with it
        return found

    def _closest(self, own: tuple[str, ...], sex: str) -> int | None:
        if not own:
            return None
        ranked = []
        for number in self._by_word.get(own[-1], ()):
            known = self._persons[number]
            rank = _rank(own, known) if not sex or known.gender in ("", sex) else None
            if rank is not None:
                # Of several who were not named yet, the one who is named first.
                ranked.append((-rank, self._last[number], -number))
        return -max(ranked)[-1] if ranked else None


def _rank(own: tuple[str, ...], known: _Person) -> int | None:
    """Return how a form is a part of a person's name: 0 whole or surname, 1 given name, 2 middle name, None not."""
    if own == known.core or own == known.core[-len(own) :]:
        return 0
    if len(own) > 1 and own[-1] == known.core[-1] and _is_one_given(own[0], known.core[0]):
        return 0
    if own == known.core[: len(own)]:
        return 1
    # "López" of "Andrés López Quintana", but not "Anne" of "Mary Anne Holm".
    return 2 if len(own) == 1 and own[0] in known.middle else None


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return small("name particle") | small("name article")
