"""Quotations, direct and indirect: who says what, in whose words, and by which cue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from osint import document, marks, names, speech

if TYPE_CHECKING:
    import pandas as pd

    from osint.document import Document
    from osint.names import Name, Roster
    from osint.speech import Report, Segment

_SCARE_WORDS = 4
_ARTICLES = ("the ", "a ", "an ")


class Quote(NamedTuple):
    """A stretch of quoted or reported speech: how it is given, whose it is, and what says so."""

    start: int
    end: int
    kind: str
    speaker: str | None
    speaker_start: int | None
    speaker_end: int | None
    cue: str | None
    via: str | None
    group: int


def find(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the quotations of all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.

    Returns
    -------
    pandas.DataFrame
        The table ``quotes``: a row per stretch between marks and per stretch of reported speech.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "“We shall wait,” said Ada Lund. She denied that the harbour was closed."
    >>> find(pd.DataFrame({"article_id": ["a"], "text": [text]}))[["text", "kind", "speaker"]].values.tolist()
    [['We shall wait,', 'direct', 'Ada Lund'], ['that the harbour was closed', 'indirect', 'Ada Lund']]
    """
    roster = names.Roster(actors)
    return document.frame("quotes", ((doc, locate(doc, roster)) for doc in document.read(articles)))


def locate(doc: Document, roster: Roster) -> list[Quote]:
    """Find the quotations of `doc`, in order, and settle its voices; both stay on the document."""
    if doc.quotes is None:
        doc.quotes = _Reader(doc, roster).quotes()
        doc.settle_voices(
            (quote.start, quote.end, quote.speaker or "unnamed") for quote in doc.quotes if quote.kind != "scare"
        )
    return doc.quotes


class _Speaker(NamedTuple):
    actor: str | None
    start: int | None
    end: int | None


_NOBODY = _Speaker(None, None, None)


class _Reader:
    """Reads the segments of one document in order, keeping in mind who spoke last."""

    def __init__(self, doc: Document, roster: Roster) -> None:
        self.doc = doc
        self.roster = roster
        self.names = names.locate(doc, roster)
        self.stretches = marks.find(doc.text, doc.paragraphs)
        self.rows: dict[int, Quote] = {}
        self.indirect: list[Quote] = []
        self.group = 0
        self.last: tuple[int, _Speaker, str | None, int] | None = None
        self.people: list[Name] = []

    def quotes(self) -> list[Quote]:
        at = self._name_tokens()
        for items in speech.segments(self.doc, self.stretches):
            segment = speech.Segment(self.doc, items, at, self.stretches)
            self._read(segment)
        self._carry_over()
        found = sorted([*self.rows.values(), *self.indirect], key=lambda quote: (quote.start, -quote.end, quote.kind))
        return found

    def _name_tokens(self) -> dict[int, Name]:
        found = {}
        for name in self.names:
            i = self.doc.token_at(name.start)
            while i < len(self.doc.tokens.starts) and self.doc.tokens.starts[i] < name.end:
                found[i] = name
                i += 1
        return found

    def _read(self, segment: Segment) -> None:
        for report in segment.reports():
            self._take(segment, report)

    def _take(self, segment: Segment, report: Report) -> None:
        if not report.content and not report.quoted:
            return
        speaker = self._speaker(segment, report.subject)
        self.group += 1
        cue = segment.words[report.cue]
        for q in report.quoted:
            k = ~segment.items[q]
            if k not in self.rows:
                stretch = self.stretches[k]
                self.rows[k] = Quote(stretch.start, stretch.end, "direct", *speaker, cue, None, self.group)
        for first, last in report.content:
            start, end = self._span(segment, first, last)
            if start >= end:
                continue
            inside = [~segment.items[q] for q in range(first, last) if segment.items[q] < 0]
            for k in inside:
                stretch = self.stretches[k]
                self.rows.setdefault(k, Quote(stretch.start, stretch.end, "mixed", *speaker, cue, None, self.group))
            if not (len(inside) == 1 and last - first == 1):
                self.indirect.append(Quote(start, end, "indirect", *speaker, cue, None, self.group))

    def _span(self, segment: Segment, first: int, last: int) -> tuple[int, int]:
        tokens = self.doc.tokens
        head, tail = segment.items[first], segment.items[last - 1]
        start = tokens.starts[head] if head >= 0 else self.stretches[~head].outer_start
        end = tokens.ends[tail] if tail >= 0 else self.stretches[~tail].outer_end
        return start, end

    def _speaker(self, segment: Segment, subject: tuple[int, int] | None) -> _Speaker:
        if subject is None:
            return _NOBODY
        start, end = self._span(segment, *subject)
        written = self.doc.text[start:end]
        word = written.lower()
        if word in ("he", "she", "who", "they", "it", "i", "we", "you"):
            return _Speaker(self._antecedent(word, start), start, end)
        inside = [name for name in self.names_in(start, end) if name.kind != "state" or len(written) == name.end - name.start]
        people = [name for name in inside if name.kind == "person"]
        if people:
            self.people.append(people[0])
            return _Speaker(people[0].actor, start, end)
        entry = self.roster.actor(_bare(written))
        if entry:
            return _Speaker(entry.actor, start, end)
        if inside and inside[-1].end >= end - 1:
            return _Speaker(inside[-1].actor, start, end)
        return _Speaker(_bare(written), start, end)

    def names_in(self, start: int, end: int) -> list[Name]:
        from bisect import bisect_left

        i = bisect_left(self.names, (start,))
        found = []
        while i < len(self.names) and self.names[i].start < end:
            found.append(self.names[i])
            i += 1
        return found

    def _antecedent(self, word: str, at: int) -> str | None:
        gender = {"he": "m", "she": "f"}.get(word)
        if gender is None:
            return None
        for name in reversed(self.names_in(max(0, at - 600), at)):
            if name.kind == "person" and name.gender in ("", gender):
                return name.actor
        return None

    def _carry_over(self) -> None:
        """Give a speaker to stretches that stand by themselves."""
        for k, stretch in enumerate(self.stretches):
            if k in self.rows:
                continue
            words = self.doc.text[stretch.start : stretch.end].split()
            previous = self.rows.get(k - 1)
            text = self.doc.text
            if len(words) < _SCARE_WORDS or not text[stretch.start].isupper():
                self.rows[k] = Quote(stretch.start, stretch.end, "scare", None, None, None, None, None, self._next_group())
                continue
            if previous is not None and previous.kind in ("direct", "mixed") and self._near(k):
                is_same = "\n" not in text[previous.end : stretch.start]
                self.rows[k] = Quote(
                    stretch.start, stretch.end, "direct", previous.speaker,
                    previous.speaker_start if is_same else None, previous.speaker_end if is_same else None,
                    previous.cue if is_same else None, previous.via, previous.group,
                )
            else:
                self.rows[k] = Quote(stretch.start, stretch.end, "direct", None, None, None, None, None, self._next_group())

    def _near(self, k: int) -> bool:
        gap = self.doc.text[self.stretches[k - 1].outer_end : self.stretches[k].outer_start]
        return len(gap.split()) <= 40

    def _next_group(self) -> int:
        self.group += 1
        return self.group


def _bare(written: str) -> str:
    for article in _ARTICLES:
        if written.lower().startswith(article):
            return written[len(article) :]
    return written
