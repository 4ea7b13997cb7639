"""Whom a sentence is about: the actor whose treatment is compared, or the first that it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from osint.framing.focus import BODIES, Focus, bodies, deeds
from osint.quotes import segments

#: What is said of nobody in particular goes on about the focus for so many sentences after it was named.
_CARRIED = 2
#: An actor named within so many characters of a sentence's beginning is mostly its subject.
_HEAD = 45
_LOCATIVE = re.compile(
    r"\b(?:in|at|from|to|into|near|across|around|through|inside|outside|of|towards?)\s(?:the\s)?$|,\s$"
)
_FORMER = re.compile(r"(?:\bformer\s|\bex-)$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:in|at|on|near|of|by|with|from|to|for|against|about|between|under|over|after|before|during)"
    r"\s(?:(?:the|a|an|its|their|his|her)\s)?$",
    re.IGNORECASE,
)
#: "The two countries", "both sides": somebody else than a body that is one.
_COUNTED = re.compile(r"\W*(?:(?:the|these|those)\s(?:two|three|four|other)|both)\s[a-z]", re.IGNORECASE)
#: Whom something is told is not what is told: "he told the Post".
_TOLD = re.compile(r"\b(?:tells?|told|telling)\s(?:the\s)?(?=[A-Z])")
#: "Mexico announced it will retaliate": who speaks is also whom it is about.
_OF_ITSELF = re.compile(r"\s\w+(?:\son\s[A-Z]\w+day)?(?:\sthat)?\s(?:he|she|it|they|its|his|her|their)\b")
#: "Leung and his minister Yuen".
_JOINED = re.compile(r",?\sand\s(?:(?:the|his|her|its|their)\s(?:[a-z]+\s){1,3})?")
_HE = re.compile(r"\W*(?:(?:But|And|Yet|Still|Now|Then),?\s)?(?:he|she|his|her)\b", re.IGNORECASE)
_NEXT = re.compile(r"\s(\w+)")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|we|his|her|its|their|our)\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|[Uu]s)\b")
#: "Kenya’s president William Ruto" is about the president.
_OWNER = re.compile(r"[’']s?\s[^.,;:!?“”\"]{0,40}")
#: The label of a turn in an interview: "Anna Lund: Good afternoon."
_LABEL = re.compile(r"^[A-Z][^\n:.“”\"]{1,60}:\s", re.MULTILINE)
_CAPITALISED = re.compile(r"\b[A-Z][\w.-]*\s$")


class Span(NamedTuple):
    """A stretch of text that names an actor, or in which one speaks."""

    start: int
    end: int
    actor: str
    kind: str | None = None


def about(
    text: str,
    sentences: Sequence[tuple[int, int]],
    mentions: Iterable[Any],
    quotes: Iterable[Any],
    places: Iterable[Any],
    focus: Focus,
    told: Collection[int] = (),
) -> list[str | None]:
    """Say of each sentence whom it is about.

    That is the focus if it, or somebody who counts as it, is named or speaks there, or was up to two sentences before
    and nobody else is this one's subject; else the first actor named that is no mere source of what is reported.

    Parameters
    ----------
    sentences
        Start and end of each.
    mentions, quotes, places
        The rows of these tables for the article.
    told
        The numbers of sentences in which the outlet itself tells what matters: who speaks there is no mere source.
        "The mayor denounced the plan" is about the mayor, "the mayor said that the plan fails" is not.
    """
    article = _Article(text, mentions, quotes, places)
    meant = article.focus_spans(focus)
    held = [by_sentence(sentences, spans) for spans in (meant, article.actors, article.spoken)]
    found: list[str | None] = []
    since = _CARRIED + 1
    for number, ((start, end), by_focus, by_actor, by_speaker) in enumerate(zip(sentences, *held, strict=True)):
        named = [article.actors[k] for k in by_actor if article.actors[k].start not in article.sources]
        goes_on = article.goes_on(start, end, named, is_next=since == 0)
        since = 0 if by_focus else since + 1
        if since == 0 or (since <= _CARRIED and goes_on):
            found.append(focus.name)
        else:
            heads = [article.actors[k] for k in by_actor] if number in told else named
            one = article.subject(heads) or article.self_described(by_speaker, start, end)
            one = one or article.taken_up(found[-1:], start)
            found.append(one or (heads[0].actor if heads else None))
    return found


class _Article:
    """Who is named in an article, who speaks where, and who is only named as a source."""

    def __init__(self, text: str, mentions: Iterable[Any], quotes: Iterable[Any], places: Iterable[Any]) -> None:
        self.text = text
        self.places = list(places)
        self.actors = self._named(mentions)
        self.persons = {actor.actor for actor in self.actors if actor.kind == "person"}
        rows = list(quotes)
        self.spoken = sorted(Span(row.start, row.end, row.speaker) for row in rows if not pd.isna(row.speaker))
        self.labels = [match.span() for match in _LABEL.finditer(text)]
        given = [
            (int(row.speaker_start), int(row.speaker_end))
            for row in rows
            if not pd.isna(row.speaker_start) and not _OF_ITSELF.match(text, int(row.speaker_end))
        ]
        #: The offsets at which a sentence only names who speaks: "the Kenyan authorities said", "Question (Gull):".
        self.sources = {offset for span in [*given, *self.labels] for offset in range(*span)}
        self.sources |= {
            actor.start for actor in self.actors if self._says(actor) and not _OF_ITSELF.match(text, actor.end)
        }

    def _named(self, mentions: Iterable[Any]) -> list[Span]:
        """The actors that are named, without states that are only where something is, and whom it is told."""
        located = {place.start for place in self.places if place.role == "embedded" or self._is_located(place)}
        located |= {match.end() for match in _TOLD.finditer(self.text)}
        rows = sorted((row for row in mentions if row.start not in located), key=lambda row: (row.start, row.end))
        return [Span(row.start, row.end, row.actor, None if pd.isna(row.kind) else row.kind) for row in rows]

    def _is_located(self, place: Any) -> bool:
        """Whether a place is where something is: "in Poland"; not one that is named with others: "with Poland"."""
        return place.role == "literal" and bool(_LOCATIVE.search(self.text, max(0, place.start - 12), place.start))

    def _says(self, actor: Span) -> bool:
        """Whether an actor says something, also where the one who is quoted tells it: "Norway says it is one"."""
        behind = _NEXT.match(self.text, actor.end)
        cue = segments.cues().get(behind[1]) if behind else None
        return cue is not None and "q" in cue.takes and cue.form in ("s", "past") and not cue.is_rare

    def focus_spans(self, focus: Focus) -> list[tuple[int, int]]:
        """Where the focus is named or speaks, in order."""
        if focus.name is None:
            return []
        titled = [match.span() for match in focus.officials.finditer(self.text) if not self._is_former(match.start())]
        learned = self._learned(titled)
        named = [span for span in [*self.actors, *self.spoken] if focus.counts(span.actor) or span.actor in learned]
        spans = [span[:2] for span in named if not self._is_former(span.start)]
        spans += [turn[:2] for turn in self._turns() if focus.counts(turn.actor)]
        spans += [place[:2] for place in self._acting() if place.actor in focus.codes]
        return sorted([*spans, *titled, *self._taken_up(focus)])

    def _is_former(self, start: int) -> bool:
        return bool(_FORMER.search(self.text, max(0, start - 8), start))

    def _learned(self, titled: list[tuple[int, int]]) -> set[str]:
        """Who is named with an office of a member: then the surname alone counts too.

        "Finnish President Ida Holm", "Ida Holm, the Finnish president".
        """
        starts = [actor.start for actor in self.actors]
        found = set()
        for start, end in titled:
            after = bisect_left(starts, end)
            if after < len(starts) and self.text[end : starts[after]] in (" ", ", "):
                found.add(self.actors[after].actor)
            before = bisect_left(starts, start) - 1
            if before >= 0 and self.text[self.actors[before].end : start] in (", ", ", the ", ", a "):
                found.add(self.actors[before].actor)
        return found

    def _turns(self) -> Iterator[Span]:
        """What each speaks in an interview or transcript: from the label with the name to the next label."""
        by_start = {actor.start: actor for actor in self.actors}
        ends = [start for start, _ in self.labels[1:]] + [len(self.text)]
        for (start, label_end), end in zip(self.labels, ends, strict=False):
            speaker = by_start.get(start)
            if speaker and speaker.end <= label_end:
                yield Span(start, end, speaker.actor)

    def _acting(self) -> Iterator[Span]:
        """The states that are meant, by code: "Poland warned", "allies and the United States"."""
        for place in self.places:
            is_named = place.role == "literal" and place.kind == "country" and not self._is_located(place)
            if place.role == "metonym" or is_named:
                yield Span(place.start, place.end, "" if pd.isna(place.country) else place.country)

    def _taken_up(self, focus: Focus) -> Iterator[tuple[int, int]]:
        """Collective nouns that mean the focus: it is the last body named before, or in a headline the first behind."""
        named = [actor for actor in self.actors if actor.kind in BODIES]
        if not named or focus.roster.kinds.get(focus.name or "") not in BODIES:
            return
        starts = [actor.start for actor in named]
        for match in bodies().finditer(self.text):
            last = max(bisect_right(starts, match.start()) - 1, 0)
            is_part_of_name = bool(_CAPITALISED.search(self.text, max(0, match.start() - 30), match.start()))
            if focus.counts(named[last].actor) and not is_part_of_name:
                yield match.span()

    def goes_on(self, start: int, end: int, named: list[Span], *, is_next: bool) -> bool:
        """Whether a sentence may be about whom an earlier one was about.

        It names nobody at its head; or right behind that one it takes it up before it names another: "Diplomats
        expect it to back Uruguay", "Critics in Moscow called the move a provocation".
        """
        if _COUNTED.match(self.text, start) and not bodies().search(self.text, start, min(start + _HEAD, end)):
            return False
        if not named or named[0].start - start >= _HEAD:
            return True
        takes_up = _PRONOUN.search(self.text, start, named[0].start) or deeds().search(self.text, start, end)
        return is_next and bool(takes_up)

    def subject(self, named: list[Span]) -> str | None:
        """The actor that a sentence is likely about: the first that no preposition leads and that owns no other."""
        is_led = False
        for k, span in enumerate(named):
            is_joined = k > 0 and _JOINED.fullmatch(self.text, named[k - 1].end, span.start)
            # In "to Holm and Weir" the preposition leads both.
            is_led = bool(_PREPOSITION.search(self.text, max(0, span.start - 16), span.start) or (is_led and is_joined))
            is_owner = k + 1 < len(named) and _OWNER.fullmatch(self.text, span.end, named[k + 1].start)
            if not is_led and not is_owner:
                return span.actor
        return None

    def taken_up(self, before: list[str | None], start: int) -> str | None:
        """Whom "he" or "she" at a sentence's head means: whom the sentence before is about, if that is a person."""
        is_person = before and before[0] in self.persons
        return before[0] if is_person and _HE.match(self.text, start) else None

    def self_described(self, by_speaker: list[int], start: int, end: int) -> str | None:
        """Who speaks of himself between two offsets: “We are worried,” the Port Union said."""
        for speech in (self.spoken[k] for k in by_speaker):
            if _SELF.search(self.text, max(speech.start, start), min(speech.end, end)):
                return speech.actor
        return None


def by_sentence(sentences: Sequence[tuple[int, int]], spans: Sequence[tuple[Any, ...]]) -> list[list[int]]:
    """For each sentence, the numbers of the spans that overlap it."""
    starts = [start for start, _ in sentences]
    held: list[list[int]] = [[] for _ in sentences]
    for k, (start, end, *_) in enumerate(spans):
        for i in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
            if start < sentences[i][1]:
                held[i].append(k)
    return held
