"""Proper names in a document: which person, body or state each stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en, gazetteer
from osint.knowledge.en.verbs import reporting_forms
from osint.knowledge.letters import fold
from osint.knowledge.name_words import common, gender, is_generic, is_given, persons_words, roles, small, titles
from osint.text import offices
from osint.text.persons import Persons, core
from osint.text.roster import Roster
from osint.text.runs import Listed, Run, Scanner, is_known_place

if TYPE_CHECKING:
    from osint.text.document import Document

__all__ = ["Name", "Roster", "fold", "locate", "roles", "small"]

#: In a heading nearly every word has a capital: more than three, and more than this share of all.
_HEADING_SHARE, _HEADING_LEAST = 0.6, 3


class Name(NamedTuple):
    """A mention: its span, the actor it stands for, what the actor is, and how it is named."""

    start: int
    end: int
    actor: str
    kind: str | None
    form: str
    gender: str = ""


def locate(doc: Document, roster: Roster) -> list[Name]:
    """Find the names in `doc`, in order and without overlap."""
    scanner = Scanner(doc, roster)
    scanner.scan()
    return _Reading(scanner).names()


class _Reading:
    """What the names that a scan found stand for, told by what is next to them and elsewhere in the document."""

    def __init__(self, scanner: Scanner) -> None:
        self.doc = scanner.doc
        self.roster = scanner.roster
        self.words = scanner.words
        self.starts = scanner.starts
        self.ends = scanner.ends
        self.is_next = scanner.is_next
        self.listed = scanner.listed
        self.persons = Persons()
        self._headings: dict[int, bool] = {}
        self.runs = self._settled(scanner.runs)

    def names(self) -> list[Name]:
        """Return the names in order and without overlap."""
        self._learn_persons()
        found = sorted(self._in_order())
        persons = [
            (self.doc.token_at(name.start), self.doc.token_at(name.end - 1) + 1, name.actor)
            for name in found
            if name.kind == "person" and name.form == "name"
        ]
        genders = {name.actor: name.gender for name in reversed(found) if name.gender}
        for first, last, actor in offices.find(self.doc, persons, self.is_next):
            span = (self.starts[first], self.ends[last - 1])
            found.append(Name(*span, actor, "person", "title", genders.get(actor, "")))
        return _without_overlap(sorted(found, key=lambda name: (name.start, -name.end)))

    # -- what the runs are

    def _settled(self, runs: list[Run]) -> list[Run]:
        """Return the runs with what their neighbours and the rest of the article show them to be."""
        things: set[tuple[str, ...]] = set()
        outlets = {self._written(run) for run in runs if self._is_outlet(run)}
        settled = []
        for run in runs:
            if self._is_vessel(run):
                things.add(self._core_of_thing(run))
                run = run._replace(kind="thing")
            if self._written(run) in outlets and not self._before_place_noun(run):
                run = run._replace(kind="organization")  # "the Fars report", of the Fars news agency
            settled.append(self._by_neighbours(run))
        alone = Counter(self.words[run.first] for run in settled if run.last - run.first == 1)
        made = []
        for run in settled:
            if things and run.kind in ("person", None) and core(self._written(run)) in things:
                run = run._replace(kind="thing")  # "the Arthur Stone", of HMS Arthur Stone
            elif run.kind is None and self._is_person(run, alone):
                run = run._replace(kind="person")
            made.append(run)
        return made

    def _is_vessel(self, run: Run) -> bool:
        """Return whether a name is that of a ship or a work: "HMS Arthur Stone", "the frigate Arthur Stone"."""
        if run.last - run.first > 1 and is_generic(self.words[run.first], "vessel"):
            return True
        before = self.words[run.title_first - 1] if run.title_first else ""
        return run.title_first == run.first and is_generic(before, "before")

    def _is_outlet(self, run: Run) -> bool:
        """Return whether a name is that of a news outlet by the small words behind it: "the Fars news agency"."""
        behind = self.words[run.last : run.last + 2]
        return behind == ["news", "agency"] or (bool(behind) and is_generic(behind[0], "outlet noun"))

    def _before_place_noun(self, run: Run) -> bool:
        return run.last < len(self.words) and self.words[run.last] in ("province", "region", "city", "district")

    def _core_of_thing(self, run: Run) -> tuple[str, ...]:
        own = core(self._written(run))
        return own[1:] if is_generic(self.words[run.first], "vessel") else own

    def _by_neighbours(self, run: Run) -> Run:
        """Return the run with its kind mended by the words right before and behind it."""
        before = self.words[run.title_first - 1].lower() if run.title_first else ""
        if run.kind == "person" and run.title_first == run.first and before in ("the", "a", "an"):
            return run._replace(kind=None)  # "the Arthur Stone carries …": no person by its form alone
        is_generic_name = run.kind in ("organization", "thing") and run.last - run.first == 2
        if is_generic_name and is_given(self.words[run.first]) and (before in persons_words() or self._speaks(run)):
            return run._replace(kind="person")  # "the baker Mark Guard"
        return run

    def _is_person(self, run: Run, alone: Counter[str]) -> bool:
        """Return whether a run that does not tell is a person: a part of it is named alone elsewhere, or it speaks."""
        if self._is_word(run) or self._behind(run, small("placing") | en.NOUN_OPENERS):
            return False
        last = self.words[run.last - 1]
        is_again = run.last - run.first > 1 and alone[last] > 0 and not is_known_place(last)
        return (is_again or self._speaks(run)) and not gazetteer.candidates(self._written(run))

    def _is_word(self, run: Run) -> bool:
        """Return whether the first or last word of a run is an ordinary word, here or anywhere."""
        ends = (self.words[run.first], self.words[run.last - 1])
        return any(word.lower() in common() or word.lower() in self._small or gazetteer.demonym(word) for word in ends)

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that the article writes in small letters."""
        return frozenset(word for word in self.words if word.islower())

    def _behind(self, run: Run, words: frozenset[str]) -> bool:
        """Return whether one of `words` is right before a run."""
        return run.first > 0 and self.words[run.first - 1].lower() in words

    def _speaks(self, run: Run) -> bool:
        """Return whether a run has a verb of speech or a person's office next to it, or is described behind a comma."""
        behind = self.words[run.last : run.last + 1]
        if behind and (behind[0] in small("saying") or behind[0] in reporting_forms()):
            return True
        if behind == [","] and self._is_described(run.last + 1):
            return True
        return self._is_apposed(run) or self._behind(run, small("saying")) or self._behind(run, persons_words())

    def _is_described(self, j: int) -> bool:
        """Return whether a person's description is at a token: "who", "of Skien", "31", "a teacher"."""
        word = self.words[j] if j < len(self.words) else ""
        if word in ("a", "an", "the"):
            return any(noun.lower() in titles() or noun in persons_words() for noun in self.words[j + 1 : j + 4])
        return word in ("who", "of") or (word.isdigit() and len(word) == 2)

    def _is_apposed(self, run: Run) -> bool:
        """Return whether a name stands behind its bearer's trade and a comma: "a retired teacher, Hana Novak"."""
        is_behind_comma = run.first > 1 and self.words[run.first - 1] == "," and run.last - run.first > 1
        return is_behind_comma and self.words[run.first - 2] in persons_words()

    # -- who the persons are

    def _learn_persons(self) -> None:
        """Note the persons that the article names in full: those of the roster, then the others by length of name."""
        for _, _, entry in self.listed:
            if entry.kind == "person" and entry.form == "name" and len(core(entry.actor)) > 1:
                self.persons.add(entry.actor)
        full = []
        for run in self.runs:
            length = len(core(self._written(run)))
            if run.kind == "person" and length > 1 and not self._in_heading(run):
                full.append((-length, run))
        for _, run in sorted(full):
            known = self.roster.actor(self._written(run))
            self.persons.add(known.actor if known else self._written(run), self._sex_of_titles(run))

    def _in_order(self) -> Iterator[Name]:
        """Yield the names in the order of the text, for a bare surname means the one last named."""
        both: list[Listed | Run] = [*self.listed, *self.runs]
        for found in sorted(both, key=lambda found: found.first):
            if isinstance(found, Listed):
                yield self._listed_name(found)
            elif name := self._known_in(found) if self._in_heading(found) else self._name_of(found):
                yield name

    def _listed_name(self, found: Listed) -> Name:
        first, last, entry = found
        sex = ""
        if entry.kind == "person":
            sex = gender(entry.actor.split()[0]) if entry.actor else ""
            if (number := self.persons.meant(entry.actor)) is not None:
                self.persons.see(number, first)
        return Name(self.starts[first], self.ends[last - 1], entry.actor, entry.kind, entry.form, sex)

    def _name_of(self, run: Run) -> Name | None:
        """Return what a run means; None for things, common words, and what nothing shows to be a name."""
        span, written = (self.starts[run.first], self.ends[run.last - 1]), self._written(run)
        if run.kind == "organization":
            return Name(*span, self._acronyms.get(written, written), run.kind, "name")
        if run.kind == "thing" or (run.kind is None and self._is_common(run)):
            return None
        sex = self._sex_of_titles(run)
        number = self.persons.meant(written, sex)
        if number is not None and not self._is_rather_place(run, self.persons.actor(number)):
            self.persons.see(number, run.first)
            return Name(*span, self.persons.actor(number), "person", "name", self.persons.gender(number))
        return Name(*span, written, "person", "name", sex) if run.kind == "person" else None

    def _is_rather_place(self, run: Run, actor: str) -> bool:
        """Return whether a given name alone is rather a place: "in Jordan", where Jordan Peters is named."""
        written = self._written(run)
        if run.kind == "person" or core(written)[-1] == core(actor)[-1]:
            return False
        return self._behind(run, small("placing")) and is_known_place(written)

    def _known_in(self, run: Run) -> Name | None:
        """Return the person in a heading's run who is named in full elsewhere: "Holm Tells Workers To Wait"."""
        for k in range(run.title_first, run.last):
            number = self.persons.meant(self.words[k])
            if number is None or core(self.words[k])[-1] != core(self.persons.actor(number))[-1]:
                continue
            actor = self.persons.actor(number)
            first = k - 1 if k > run.title_first and actor.startswith(self.words[k - 1] + " ") else k
            return Name(self.starts[first], self.ends[k], actor, "person", "name", self.persons.gender(number))
        return None

    def _in_heading(self, run: Run) -> bool:
        """Return whether a run is in a line with a capital on nearly every word, where capitals show nothing."""
        number = self.doc.sentence_at(self.starts[run.first])
        if number not in self._headings:
            sentence = self.doc.sentences[number]
            words = re.findall(r"[^\W\d_]+", self.doc.text[sentence.start : sentence.end])
            capitals = sum(word[0].isupper() for word in words)
            is_title = all(word[0].isupper() or word in common() or len(word) < 3 for word in words)
            self._headings[number] = is_title and capitals > max(_HEADING_LEAST, _HEADING_SHARE * len(words))
        return self._headings[number]

    def _is_common(self, run: Run) -> bool:
        word = self.words[run.first]
        return run.last - run.first == 1 and (word.lower() in common() or gazetteer.demonym(word) is not None)

    def _sex_of_titles(self, run: Run) -> str:
        before = {word.lower() for word in self.words[run.title_first : run.first]}
        if before & small("masculine title"):
            return "m"
        return "f" if before & small("feminine title") else ""

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        """Full names of bodies by their initials, as far as the article gives both."""
        found: dict[str, str] = {}
        for run in self.runs:
            if run.kind == "organization" and run.last - run.first > 1:
                capitals = "".join(word[0] for word in self.words[run.first : run.last] if word[0].isupper())
                if len(capitals) > 1:
                    found.setdefault(capitals, self._written(run))
        return found

    def _written(self, run: Run) -> str:
        return self.doc.text[self.starts[run.first] : self.ends[run.last - 1]].replace("\xa0", " ")


def _without_overlap(found: Iterable[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept
