"""The roster: whom each name that is known beforehand stands for, the case's own and the world's."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from osint import tables
from osint.knowledge import gazetteer, lexicons
from osint.knowledge.letters import fold
from osint.knowledge.name_words import small, titles
from osint.text import document

if TYPE_CHECKING:
    import pandas as pd

#: Capitals up to this length may be a word as well ("WHO" and "who"), so their case must be that of the alias.
_SHORT = 3
#: Tokens that say nothing within a name: hyphens of other kinds than the plain one, the stop in "St. Olaf".
_SILENT = frozenset("-‐‑–.")


class Entry(NamedTuple):
    """An alias: its tokens as written, its letters alone, and the actor it stands for."""

    written: tuple[str, ...]
    parts: tuple[str, ...]
    actor: str
    kind: str | None
    form: str
    is_listed: bool


@lru_cache(maxsize=1 << 15)
def parts(word: str) -> tuple[str, ...]:
    """Return what is compared of a token: its folded letters, parted at hyphens; nothing of a full stop.

    >>> parts("Green-Spear"), parts("Sana’a"), parts("’s"), parts(".")
    (('green', 'spear'), ('sanaa',), ("'s",), ())
    """
    folded = fold(word)
    if folded.isalnum() or folded == "'s":
        return (folded,)
    return tuple(part for part in folded.replace("'", "").replace(".", "").split("-") if part)


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
        self._written: set[tuple[str, ...]] = set()
        self._listed: set[tuple[str, ...]] = set()
        if actors is not None:
            tables.need(actors, ("alias", "actor", "kind"), "actors", "Give one row per alias.")
            for row in actors.fillna("").to_dict("records"):
                self._add(str(row["alias"]), str(row["actor"]), str(row["kind"]) or None, is_listed=True)
                self._add(str(row["actor"]), str(row["actor"]), str(row["kind"]) or None, is_listed=True)
                if row.get("of"):
                    self.of.setdefault(str(row["actor"]), str(row["of"]))
        known = {fold(actor): actor for actor in self.kinds}
        for alias, actor, kind in built_in():
            self._add(alias, known.get(fold(actor), actor), kind, is_listed=False)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.parts))

    def _add(self, alias: str, actor: str, kind: str | None, *, is_listed: bool) -> None:
        written = document.words(alias)
        letters = tuple(part for word in written for part in parts(word))
        # Aliases that differ in case alone ("WHO", "Who") are both kept; the case's own override the built-in ones.
        if not letters or written in self._written or (letters in self._listed and not is_listed):
            return
        self._written.add(written)
        if is_listed:
            self._listed.add(letters)
        self.kinds.setdefault(actor, kind)
        entry = Entry(written, letters, actor, kind, _form(written, actor), is_listed)
        self._by_first.setdefault(letters[0], []).append(entry)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of all aliases, folded."""
        return frozenset(self._by_first)

    def may_begin(self, word: str) -> bool:
        """Return whether an alias may begin with a token; much faster than `match`."""
        if word.isascii() and word.isalnum():
            return word.lower() in self._by_first
        return word[0].isalnum()

    def match(self, words: list[str], at: int) -> tuple[Entry, int] | None:
        """Return the longest alias in `words` at `at` and the token behind it, None where there is none."""
        first = parts(words[at])
        second = parts(words[at + 1])[:1] if len(first) == 1 and at + 1 < len(words) else ()
        fitting = None
        for entry in self._by_first.get(first[0], ()) if first else ():
            # Most entries fall out by their second word; no hyphen or stop in between says otherwise.
            if second and len(entry.parts) > 1 and entry.parts[1] != second[0] and second[0] not in _SILENT:
                continue
            if fitting and len(entry.parts) < len(fitting[0].parts):
                break
            end = _end_of(entry.parts, words, at)
            if not end or not _is_cased(words[at:end], entry):
                continue
            if tuple(words[at:end]) == entry.written:
                return entry, end
            fitting = fitting or (entry, end)
        return fitting

    def actor(self, name: str) -> Entry | None:
        """Return what a whole `name` stands for, None where it is not on the roster."""
        words = list(document.words(name))
        found = self.match(words, 0) if words else None
        return found[0] if found and found[1] == len(words) else None

    @cached_property
    def wordings(self) -> dict[str, set[str]]:
        """The words in lower case by which each actor is known."""
        found: dict[str, set[str]] = {}
        for entries in self._by_first.values():
            for entry in entries:
                found.setdefault(entry.actor, set()).update(word.lower() for word in entry.written)
        return found


def _end_of(wanted: tuple[str, ...], words: list[str], at: int) -> int:
    """Return the token behind those that spell an alias from `at` on, 0 where they do not."""
    done, j = 0, at
    while done < len(wanted):
        if j >= len(words):
            return 0
        own = () if words[j] in _SILENT and j > at else parts(words[j])
        if wanted[done : done + len(own)] != own:
            return 0
        done += len(own)
        j += 1
    return j


def _form(written: tuple[str, ...], actor: str) -> str:
    """Return whether an alias is a name or a title: "union boss", "the Norwegian Foreign Minister"."""
    passed = small("name particle") | small("inside a name") | {"'s", "’s"}
    words = [word for word in written if word.lower() not in passed]
    if " ".join(words) == actor and not any(word.islower() for word in words):
        return "name"
    if any(word.islower() for word in words):
        return "title"
    last = words[-1].lower() if words else ""
    return "title" if titles().get(last) or titles().get(last.rpartition("-")[0]) else "name"


def _is_cased(found: list[str], entry: Entry) -> bool:
    """Return whether the words found are written as the alias may be.

    Small words may be capitals, capitals small only where it is plain that the name is meant: behind its own first
    capital ("the Norwegian coast guard"), or in a name that is but an office ("the foreign ministry").
    """
    here = "".join(entry.written).replace(".", "")
    if len(here) <= _SHORT and here.isupper() and "".join(found).replace(".", "") != here:
        return False
    if len(found) != len(entry.written):
        return any(word[0].isupper() for word in found)
    lowered = [there for there, own in zip(found, entry.written, strict=True) if own[:1].isupper() and there.islower()]
    if not lowered:
        return True
    if not entry.is_listed or len(found) == 1:
        return False
    is_office = entry.written[-1].lower() in titles() or " ".join(found) in lexicons.words("state_bodies", "phrase")
    return is_office or found[0][0].isupper()


@cache
def built_in() -> tuple[tuple[str, str, str], ...]:
    """Return the alias, actor and kind of the bodies, groups and states known the world over."""
    found = [(row["alias"], row["actor"], row["kind"]) for row in lexicons.rows("organizations")]
    found += [(row["alias"], row["actor"], "organization") for row in lexicons.rows("armed_groups")]
    states = gazetteer.state_names()
    for row in lexicons.rows("states"):
        found += [(alias, row["name"], "state") for alias in (row["name"], *filter(None, row["aliases"].split("|")))]
    found += [
        (row["name"], states[row["country"]], "state") for row in lexicons.rows("capitals") if row["country"] in states
    ]
    found += [(row["name"], row["state"], "state") for row in lexicons.rows("seats")]
    return tuple(found)
