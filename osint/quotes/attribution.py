"""The quotations of one document, sentence by sentence: which stretch belongs to which speaker."""

from __future__ import annotations

import re
from typing import NamedTuple

from osint.knowledge import en
from osint.quotes import segments, speech
from osint.quotes.speakers import NOBODY, Speaker, Speakers
from osint.quotes.speech import Report, Segment
from osint.text import marks
from osint.text.document import Document
from osint.text.marks import Stretch
from osint.text.names import Name, Roster

#: Fewer words between marks are a term, more an utterance.
_SCARE_WORDS = 4
#: A nickname within a name has no more words.
_NICKNAME = 2


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


_FIRST_PERSON = re.compile(r"\b(?:I|I am|I[’']m|name is|me),?\s$")


class _Turn(NamedTuple):
    """Who spoke last: the speaker, the cue, the utterance, its paragraph, and whether a colon announces more."""

    speaker: Speaker
    cue: str | None
    via: str | None
    group: int
    paragraph: int
    is_quoted: bool = False
    announces: bool = False


class Attribution:
    """Reads the segments of one document in order, keeping in mind who spoke last."""

    def __init__(self, doc: Document, roster: Roster, found: list[Name]) -> None:
        self.doc = doc
        self.names = found
        self.speakers = Speakers(doc, roster, found)
        self.stretches = _with_turns(doc, marks.find(doc.text, doc.paragraphs))
        self.turns = {turn.start: turn for turn in doc.turns}
        self.rows: dict[int, Quote] = {}
        self.indirect: list[Quote] = []
        self.group = 0
        self.last: _Turn | None = None
        self.waiting: list[int] = []
        self.topic: tuple[int, Speaker] | None = None
        self.claimed: set[int] = set()
        self.named: dict[int, Name] = {}

    def quotes(self) -> list[Quote]:
        """Read all segments; return the rows in order."""
        self.named = at = self._name_tokens()
        for items in segments.segments(self.doc, self.stretches):
            self._read(speech.Segment(self.doc, items, at, self.stretches))
        for k in self.waiting:
            self._put(k, "direct", _Turn(NOBODY, None, None, self._next_group(), 0))
        self._match_headings()
        rows = [row for k, row in self.rows.items() if not self.stretches[k].is_doubtful]
        rows += [
            row._replace(kind="indirect" if row.kind == "direct" else row.kind)
            for k, row in self.rows.items()
            if self.stretches[k].is_doubtful and row.kind != "mixed"
        ]
        return sorted([*rows, *self.indirect], key=lambda quote: (quote.start, -quote.end, quote.kind))

    def _is_headline(self, k: int) -> bool:
        return self.doc.sentences[self.doc.sentence_at(self.stretches[k].start)].zone == "headline"

    def _match_headings(self) -> None:
        """Give a heading's quotation the speaker of the quotation in the text that has its words."""
        texts = [(_bag(self.doc.text[row.start : row.end]), row) for row in self.rows.values() if row.speaker]
        for k, row in list(self.rows.items()):
            if row.speaker is None and self._is_headline(k) and self._n_words(k) > 1:
                words = _bag(self.doc.text[row.start : row.end])
                other = next((other for text, other in texts if words <= text), None)
                if other:
                    self.rows[k] = row._replace(kind="direct", speaker=other.speaker)

    def _name_tokens(self) -> dict[int, Name]:
        found = {}
        for name in self.names:
            i = self.doc.token_at(name.start)
            while i < len(self.doc.tokens.starts) and self.doc.tokens.starts[i] < name.end:
                found[i] = name
                i += 1
        return found

    def _next_group(self) -> int:
        self.group += 1
        return self.group

    def _put(self, k: int, kind: str, turn: _Turn) -> None:
        stretch = self.stretches[k]
        speaker = NOBODY if self._speaks_of(turn.speaker, stretch.start, stretch.end) else turn.speaker
        self.rows[k] = Quote(stretch.start, stretch.end, kind, *speaker, turn.cue, turn.via, turn.group)

    def _speaks_of(self, speaker: Speaker, start: int, end: int) -> bool:
        """Whether words name in full him to whom only a pronoun, or nothing, gives them: "Ada Lund lied, he wrote"."""
        if speaker.actor is None or (speaker.start is not None and not self._is_pronoun(speaker)):
            return False
        before, name, _ = self.doc.text[start:end].partition(speaker.actor)
        return " " in speaker.actor and bool(name) and _FIRST_PERSON.search(before) is None

    def _is_pronoun(self, speaker: Speaker) -> bool:
        return self.doc.text[speaker.start : speaker.end].lower() in en.PRONOUNS

    def _scare(self, k: int) -> None:
        self._put(k, "scare", _Turn(NOBODY, None, None, self._next_group(), 0))

    def _scare_all(self, stretches: list[int]) -> None:
        for k in stretches:
            self._scare(k)

    # -- one segment

    def _read(self, segment: Segment) -> None:
        sentence = self.doc.sentences[self.doc.sentence_at(self._span(segment, 0, 1)[0])]
        stretches = [~item for item in segment.items if item < 0]
        if sentence.zone == "boilerplate":
            self._scare_all(stretches)
            return
        self.speakers.begin(segment)
        reports = segment.reports()
        known = self.group
        self.claimed = {~segment.items[place] for report in reports for place in report.quoted}
        for report in reports:
            if not self._is_source(segment, report, reports):
                self._take(segment, report, sentence.paragraph)
        is_alone = segment.is_only_quoted()
        for k in [k for k in stretches if k not in self.rows]:
            self._take_left(k, sentence.paragraph, is_alone, known)
        if self.group == known:
            subject = self.speakers.note_lead()
            self.topic = (sentence.paragraph, subject) if subject else self.topic
        elif reports:
            self.topic = None

    def _is_source(self, segment: Segment, report: Report, reports: list[Report]) -> bool:
        """Whether "according to" names who passes another's words on; then note it with those words."""
        if not report.is_source or not report.subject:
            return False
        if not any(other.cue < report.cue and other.verb == "say" for other in reports):
            return False
        via = self._speaker(segment, report.subject).actor
        turn = self.last
        if turn is None or turn.speaker.actor == via:
            return False
        self.rows = {k: row._replace(via=via) if row.group == turn.group else row for k, row in self.rows.items()}
        self.indirect = [row._replace(via=via) if row.group == turn.group else row for row in self.indirect]
        return True

    def _take(self, segment: Segment, report: Report, paragraph: int) -> None:
        if not report.content and not report.quoted and not report.announces:
            self._speaker(segment, report.subject)  # who is meant by "he" in the next sentence
            return
        via = self._speaker(segment, report.via).actor if report.via else None
        speaker = self._speaker(segment, report.subject)
        group = self._group_of(report, segment)
        turn = _Turn(speaker, segment.words[report.cue], via, group, paragraph, bool(report.quoted), report.announces)
        for place in report.quoted:
            k = ~segment.items[place]
            if k not in self.rows:
                self._settle_waiting(k, turn)
                self._put(k, "direct", turn)
        for first, last in report.content:
            self._take_content(segment, first, last, turn)
        if speaker.actor or report.quoted:
            self.last = turn

    def _group_of(self, report: Report, segment: Segment) -> int:
        """The utterance: a new one, unless a stretch of the clause belongs to one already."""
        taken = [self.rows[~segment.items[q]].group for q in report.quoted if ~segment.items[q] in self.rows]
        return taken[0] if taken else self._next_group()

    def _settle_waiting(self, k: int, turn: _Turn) -> None:
        """Give the stretches before `k` in its paragraph, and unclosed ones before that, the speaker named now."""
        for earlier in self.waiting:
            near = "\n" not in self.doc.text[self.stretches[earlier].outer_end : self.stretches[k].outer_start]
            if near or self._runs_on(earlier, k):
                self._put(earlier, "direct", turn)
        self.waiting = [earlier for earlier in self.waiting if earlier not in self.rows]

    def _runs_on(self, earlier: int, k: int) -> bool:
        """Whether each paragraph up to stretch `k` opens with a mark and none before it is closed."""
        if k - earlier > 50:
            return False
        chain = self.stretches[earlier : k + 1]
        return all(stretch.is_unclosed for stretch in chain[:-1]) and all(
            stretch.opens_paragraph for stretch in chain[1:]
        )

    def _take_content(self, segment: Segment, first: int, last: int, turn: _Turn) -> None:
        start, end = self._span(segment, first, last)
        if start >= end:
            return
        inside = [~segment.items[q] for q in range(first, last) if segment.items[q] < 0]
        for k in inside:
            if k not in self.rows and self._is_title(k):
                self._scare(k)
            elif k not in self.rows and k not in self.claimed:
                self._put(k, "mixed", turn)
        if not (len(inside) == 1 and last - first == 1):
            self.indirect.append(Quote(start, end, "indirect", *turn.speaker, turn.cue, turn.via, turn.group))

    def _take_left(self, k: int, paragraph: int, is_alone: bool, known: int) -> None:
        """Read a stretch that no reporting clause claims."""
        turn = self.last
        if self.stretches[k].start in self.turns:
            self._take_turn(k, paragraph)
        elif self._is_title(k) and not (is_alone and turn and turn.paragraph == paragraph):
            self._scare(k)
        elif self._continues(k):
            return
        elif turn and self._is_announced(turn, paragraph):
            self._say(k, turn._replace(paragraph=paragraph, is_quoted=True))
        elif is_alone or self._is_utterance(k):
            self._take_alone(k, paragraph, is_alone)
        elif turn and turn.is_quoted and turn.group > known:
            self._put(k, "direct" if self._n_words(k) >= _SCARE_WORDS else "mixed", turn)
        else:
            self._scare(k)

    @staticmethod
    def _is_announced(turn: _Turn, paragraph: int) -> bool:
        """Whether a colon right before announced the words: "Lund wrote:"."""
        return turn.announces and turn.paragraph >= paragraph - 1

    def _say(self, k: int, turn: _Turn) -> None:
        """Give a stretch to whom the turn is, who then spoke last."""
        self._put(k, "direct", turn)
        self.last = turn

    def _continues(self, k: int) -> bool:
        """Whether the stretch goes on with the one before it, whose speaker it then has or waits for."""
        if k == 0 or not self._runs_on(k - 1, k):
            return False
        if k - 1 in self.rows:
            self.rows[k] = self.rows[k - 1]._replace(start=self.stretches[k].start, end=self.stretches[k].end)
        elif k - 1 in self.waiting:
            self.waiting.append(k)
        else:
            return False
        return True

    def _take_turn(self, k: int, paragraph: int) -> None:
        """Read a paragraph of a transcript."""
        label = self.turns[self.stretches[k].start].label
        speaker = self.speakers.labelled(label)
        group = self.last.group if self.last and self.last.cue == label else self._next_group()
        self.last = _Turn(speaker, label, None, group, paragraph, is_quoted=True)
        self._put(k, "direct", self.last._replace(cue=None))

    def _take_alone(self, k: int, paragraph: int, is_alone: bool) -> None:
        turn = self.last
        if self.topic and self.topic[0] == paragraph and is_alone:
            self.last = _Turn(self.topic[1], None, None, self._next_group(), paragraph, is_quoted=True)
            self.topic = None
            self._put(k, "direct", self.last)
        elif turn and turn.paragraph == paragraph:
            turn = turn if turn.is_quoted else turn._replace(group=self._next_group(), is_quoted=True)
            self._put(k, "direct", turn)
            self.last = turn
        elif not is_alone or (self._n_words(k) < _SCARE_WORDS and not self.stretches[k].opens_paragraph):
            self._scare(k)
        elif turn and turn.paragraph >= paragraph - 1 and turn.speaker.actor and not self._is_headline(k):
            turn = turn._replace(paragraph=paragraph, speaker=turn.speaker.carried(), cue=None)
            self._put(k, "direct", turn)
            self.last = turn
        else:
            self.waiting.append(k)

    def _n_words(self, k: int) -> int:
        return len(self.doc.text[self.stretches[k].start : self.stretches[k].end].split())

    def _is_utterance(self, k: int) -> bool:
        """Whether the stretch reads as a whole sentence."""
        stretch = self.stretches[k]
        text = self.doc.text
        return (
            text[stretch.start].isupper()
            and text[stretch.end - 1] in ".?!,…—–"
            and self._n_words(k) >= _SCARE_WORDS
            and not self._is_title(k)
        )

    def _is_title(self, k: int) -> bool:
        """Whether the stretch is a name: the title of a work, a nickname, or what something is called."""
        return self._is_called(k) or self._is_written_as_title(k)

    def _is_called(self, k: int) -> bool:
        """Whether the words next to it make a name of the stretch: "a spot titled “Arrogant”", "Ana “Nani” Ruiz"."""
        stretch, words = self.stretches[k], self.doc.tokens.words
        first = self.doc.token_at(stretch.outer_start)
        last = self.doc.token_at(stretch.outer_end - 1) + 1
        before, behind = words[first - 1 : first], words[last : last + 1]
        if before and before[0].lower() in en.words("naming"):
            return True
        is_inside_name = bool(before and behind) and before[0][0].isupper() and behind[0][0].isupper()
        return is_inside_name and self._n_words(k) <= _NICKNAME and first - 1 in self.named and last in self.named

    def _is_written_as_title(self, k: int) -> bool:
        """Whether the stretch has the capitals of a title: “A Long Winter”."""
        stretch = self.stretches[k]
        words = [word for word in self.doc.text[stretch.start : stretch.end].split() if word[0].isalpha()]
        long = [word for word in words if len(word) > 3 and word not in en.PREPOSITIONS]
        if not (1 < len(words) <= 12 and long and words[0][0].isupper() and all(word[0].isupper() for word in long)):
            return False
        within = self.speakers.names_in(stretch.start, stretch.end)
        named = sum(len(self.doc.text[name.start : name.end].split()) for name in within)
        return named < sum(word[0].isupper() for word in words)

    def _span(self, segment: Segment, first: int, last: int) -> tuple[int, int]:
        tokens = self.doc.tokens
        head, tail = segment.items[first], segment.items[last - 1]
        start = tokens.starts[head] if head >= 0 else self.stretches[~head].outer_start
        end = tokens.ends[tail] if tail >= 0 else self.stretches[~tail].outer_end
        return start, end

    def _speaker(self, segment: Segment, subject: tuple[int, int] | None) -> Speaker:
        return self.speakers.of(*self._span(segment, *subject)) if subject else NOBODY


def _with_turns(doc: Document, stretches: list[Stretch]) -> list[Stretch]:
    """Add the paragraphs of a transcript, each a stretch of its own in place of those in it."""
    if not doc.turns:
        return stretches
    spans = [(turn.start, turn.end) for turn in doc.turns]
    own = [one for one in stretches if not any(start <= one.start < end for start, end in spans)]
    said = [Stretch(start, end, start, end, False, False, True, False) for start, end in spans]
    return sorted(own + said)


def _bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
