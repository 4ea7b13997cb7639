"""Whom the words beside a cue mean: a name, a pronoun, an office, a text that somebody issued."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en, gazetteer
from osint.quotes import segments
from osint.text import names, transcripts

if TYPE_CHECKING:
    from osint.quotes.speech import Segment
    from osint.text.document import Document
    from osint.text.names import Name, Roster
    from osint.text.transcripts import Turn

_HANGING = re.compile(
    r"\w (?:of|for|from|in|at|on|by|with|to|against|about|between|among|behind|under) ", re.IGNORECASE
)
#: How many subjects back a pronoun or description may reach. Chosen on the development split.
_RECENT = 6
#: How far back a person without an office may be whom "the spokesman" means.
_SENTENCES_BACK = 2
_ARTICLES = ("the ", "a ", "an ")


class Speaker(NamedTuple):
    """Who speaks, and the words beside the cue that say so; None where nobody can be told."""

    actor: str | None
    start: int | None
    end: int | None

    def carried(self) -> Speaker:
        """The same speaker where no words beside a cue name him."""
        return Speaker(self.actor, None, None)


NOBODY = Speaker(None, None, None)


class Mentioned(NamedTuple):
    """Who may be meant next: the subject of a clause, or several joined by "and"."""

    actors: tuple[str, ...]


class Speakers:
    """Reads a document from its beginning, keeping in mind whom its clauses are about."""

    def __init__(self, doc: Document, roster: Roster, found: list[Name]) -> None:
        self.doc = doc
        self.roster = roster
        self.names = found
        self.kinds = {name.actor: (name.kind, name.gender) for name in found}
        self.subjects: list[Mentioned] = []
        self.lead: Name | None = None
        self._labels: dict[str, str | None] = {}

    # -- what a clause is about

    def begin(self, segment: Segment) -> None:
        """Take note of whom a sentence names first."""
        self.lead = self._leading(segment)

    def note(self, *actors: str) -> None:
        """Keep the subject of a clause."""
        self.subjects.append(Mentioned(actors))

    def note_lead(self) -> Speaker | None:
        """Keep whom a sentence without a reporting clause is about; return it if it is a person."""
        lead = self.lead
        if lead is None:
            return None
        partner = self._joined_to(lead)
        self.note(lead.actor, *([partner.actor] if partner else []))
        if lead.kind != "person" or partner or self._word_before(lead) in names.small("placing"):
            return None
        return Speaker(lead.actor, lead.start, lead.end)

    def _leading(self, segment: Segment) -> Name | None:
        """The first person or body that a segment names in its own words, rather not behind a preposition."""
        named = [
            segment.names[item]
            for item in segment.items
            if item >= 0 and item in segment.names and segment.names[item].kind in ("person", "organization")
        ]
        named = [name for name in named if not self._is_genitive(name)]
        leading = [name for name in named if self._word_before(name) not in names.small("placing")]
        return next(iter(leading or named), None)

    def _joined_to(self, name: Name) -> Name | None:
        """The person whom "and" joins to one: "Castro and Ruiz left"."""
        following = next(iter(self.names_in(name.end, name.end + 40)), None)
        if following is None or following.kind != "person" or name.kind != "person":
            return None
        return following if self.doc.text[name.end : following.start].split() == ["and"] else None

    def _word_before(self, name: Name) -> str:
        i = self.doc.token_at(name.start)
        return self.doc.tokens.words[i - 1].lower() if i > 0 else ""

    # -- who it is

    def of(self, start: int, end: int) -> Speaker:
        """Return who is meant by the words from `start` to `end`, and keep him as a subject."""
        speaker = self._named(start, end)
        if speaker.actor:
            self.note(speaker.actor)
        return speaker

    def labelled(self, label: str) -> Speaker:
        """Return who speaks under a label; an "A" answers for the person named before the first label."""
        if label in self._labels:
            return Speaker(self._labels[label], None, None)
        if (word := transcripts.key(label)) in en.words("asking"):
            actor = self._interviewed() if word in ("a", "answer") else None
        else:
            same = [turn for turn in self.doc.turns if transcripts.key(turn.label) == word]
            actor = max((self._of_label(turn) for turn in same), key=len)
        self._labels[label] = actor
        return Speaker(actor, None, None)

    def _of_label(self, turn: Turn) -> str:
        inside = self.names_in(turn.label_start, turn.start)
        return inside[-1].actor if inside else turn.label

    def _interviewed(self) -> str | None:
        first = self.doc.turns[0].label_start
        return next((name.actor for name in self.names_in(0, first) if name.kind == "person"), None)

    def _named(self, start: int, end: int) -> Speaker:
        written = self.doc.text[start:end]
        word = written.lower()
        word = {"his": "he", "him": "he", "her": "she", "their": "they", "them": "they"}.get(word, word)
        if word in en.ACTING_PRONOUNS:
            return Speaker(self.antecedent(word, start), start, end)
        if entry := self.roster.actor(bare(written)):
            return Speaker(entry.actor, start, end)
        if name := self._name_of(start, end):
            return Speaker(name.actor, start, end if name.end >= end - 1 else name.end)
        source = self._source(written, start, end) or self._described(start, end) or self._same_description(written)
        return Speaker(source or _without_day(bare(written)), start, end)

    def _name_of(self, start: int, end: int) -> Name | None:
        """The name that a phrase is about: the one that ends it, else a person's, "Ada Lund of the union"."""
        inside = [name for name in self.names_in(start, end) if name.end == end or not self._is_genitive(name)]
        if inside and inside[-1].end >= end - 1 and not self._hangs_on(inside[-1], start):
            return inside[-1]
        people = [name for name in inside if name.kind == "person" and not self._hangs_on(name, start)]
        return next((name for name in people if name.form == "name"), people[0] if people else None)

    def _source(self, written: str, start: int, end: int) -> str | None:
        """Whose a text or an account is: "data from the Harbour Bank", "Lund's version of events"."""
        named = [name for name in self.names_in(start, end) if name.kind in ("person", "organization")]
        if not named:
            return None
        behind = self.doc.text[named[0].end : end].split()[1:2]
        if self._is_genitive(named[0]):
            return named[0].actor if behind and behind[0] in names.small("own words") else None
        words = written.lower().split()
        is_text = any(word.removesuffix("s") in segments.sources() for word in words[:3])
        return named[-1].actor if is_text and {"from", "by", "of"} & set(words) else None

    def _hangs_on(self, name: Name, start: int) -> bool:
        """Whether a name only says more of another noun: "a lawyer for Ada Lund"."""
        before = [other.end for other in self.names_in(start, name.start)]
        start = max(start, self.doc.text.rfind(",", start, name.start))  # "the head of the club, Ada Lund"
        return bool(_HANGING.search(self.doc.text, max([start, *(end - 1 for end in before)]), name.start))

    def _is_genitive(self, name: Name) -> bool:
        return self.doc.text[name.end : name.end + 2] in ("'s", "’s", "s'", "s’")

    def names_in(self, start: int, end: int) -> list[Name]:
        """Return the names that begin in a stretch of the text."""
        i = bisect_left(self.names, (start,))
        found = []
        while i < len(self.names) and self.names[i].start < end:
            found.append(self.names[i])
            i += 1
        return found

    # -- descriptions

    def _same_description(self, written: str) -> str | None:
        """Whom "the official" means: the last speaker described by a longer phrase with the same last word."""
        if not written.lower().startswith("the "):
            return None
        head, peoples = written.split()[-1].lower(), _peoples(written)
        for mentioned in reversed(self.subjects[-_RECENT:]):
            actor = mentioned.actors[0]
            if peoples and peoples != _peoples(actor):  # "the Thai government" after "the Cambodian government"
                continue
            if actor.lower().split()[-1] == head or (" " in actor and head in actor.lower().split()):
                return actor
        return None

    def _described(self, start: int, end: int) -> str | None:
        """Whom an office means that he was not named by: "the head of the bloc", "the Polish leader".

        The person must be the only one so far whose office, as given next to his name, has the words of the
        description; a word for any leader fits every office.
        """
        words = self.doc.text[start:end].lower().replace("’", "'").split()
        office = _office(words)
        if office is None:
            return None
        head, marks = office
        fitting = {}
        for name in self.names_in(0, start):
            if name.kind == "person" and name.form == "name":
                around = self._around(name)
                if self._holds(around, head) and all(self._fits(mark, around) for mark in marks):
                    fitting[name.actor] = True
        if len(fitting) == 1:
            return next(iter(fitting))
        return None if fitting or marks else self._without_office(start)

    def _without_office(self, start: int) -> str | None:
        """The one person named in the last sentences, if nothing says that he holds another office."""
        number = max(0, self.doc.sentence_at(start) - _SENTENCES_BACK)
        near = [name for name in self.names_in(self.doc.sentences[number].start, start) if name.kind == "person"]
        if len({name.actor for name in near}) != 1:
            return None
        return near[0].actor if self._around(near[0]).isdisjoint(names.roles()) else None

    def _around(self, name: Name) -> frozenset[str]:
        """The words next to a name, in its sentence, that may say who the person is."""
        i = self.doc.token_at(name.start)
        sentence = self.doc.sentences[self.doc.sentence_at(name.start)]
        first, last = self.doc.token_range(sentence.start, sentence.end)
        words = self.doc.tokens.words[max(first, i - 8) : min(last, i + 18)]
        return frozenset(word.lower() for word in words)

    def _holds(self, around: frozenset[str], head: str) -> bool:
        """Whether somebody described by these words may be called so."""
        if head in around:
            return True
        is_office = not around.isdisjoint(names.roles()) or not around.isdisjoint(en.words("leading"))
        return head in en.words("leader") and is_office

    def _fits(self, mark: str, around: frozenset[str]) -> bool:
        """Whether a word of a description is among these, an adjective of a state by the state's name too."""
        if mark in around or mark in en.words("any body"):
            return True
        people = gazetteer.demonym(mark.title())
        return people is not None and any(gazetteer.demonym(word.title()) == people for word in around)

    # -- pronouns

    def antecedent(self, word: str, at: int) -> str | None:
        """Return whom a pronoun means: the last subject that may be so called; None where none or several may."""
        if word == "who":
            near = [name for name in self.names_in(max(0, at - 80), at) if name.kind == "person"]
            return near[-1].actor if near and self.doc.text[near[-1].end : at].strip(" ,") == "" else None
        lead = [Mentioned((self.lead.actor,))] if self.lead and self.lead.end < at else []
        for mentioned in (*lead, *reversed(self.subjects[-_RECENT:])):
            fitting = [actor for actor in mentioned.actors if self._may_be(actor, word)]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def _may_be(self, actor: str, word: str) -> bool:
        kind, gender = self.kinds.get(actor, (None, ""))
        if word in ("he", "she"):
            is_person = kind == "person" or actor.split()[-1] in names.roles()
            return is_person and gender in ("", "m" if word == "he" else "f")
        if word == "it":
            return kind in ("organization", "state")
        return word == "they" and (kind == "group" or (kind is None and actor.endswith("s")))


def _office(words: list[str]) -> tuple[str, list[str]] | None:
    """The head and the other telling words of a description: "the head of the bloc" is head, bloc."""
    if not words or (words[0] not in ("the", "its", "their") and "'s" not in words[0]):
        return None
    stop = words.index("of") if "of" in words else len(words)
    head = words[stop - 1]
    if head not in names.roles() and head not in en.words("leader"):
        return None
    rest = [word.removesuffix("'s") for word in words[: stop - 1] + words[stop + 1 :]]
    return head, [word for word in rest if word not in en.DETERMINERS]


def _peoples(written: str) -> set[str]:
    """The adjectives of states in a description."""
    return {word for word in written.split() if word[0].isupper() and gazetteer.demonym(word)}


def _without_day(written: str) -> str:
    """Return a description without the day behind it: "the council on Monday", "the letter of Saturday"."""
    words = written.split()
    if words and words[-1].lower() in en.DAYS:
        words.pop()
    while len(words) > 1 and words[-1].lower() in en.PREPOSITIONS:
        words.pop()
    return " ".join(words) or written


def bare(written: str) -> str:
    """Return words without a leading article."""
    for article in _ARTICLES:
        if written.lower().startswith(article):
            return written[len(article) :]
    return written
