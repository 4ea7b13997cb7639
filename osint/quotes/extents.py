"""Where what is reported begins and ends in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from osint.knowledge import en
from osint.quotes.reporting import Clause, Clauses
from osint.quotes.segments import QUOTED, STOPS, cues
from osint.text.names import small

_DASHES = frozenset(["—", "–", "-"])
_ENCLITICS = frozenset(["'s", "’s", "'d", "’d"])
#: What opens the content behind whom it is told.
_OPENS_CONTENT = frozenset(["that", "to", "whether", "if", "how", "what", "why"])
#: Words looked at: for the verb of a clause without "that", for the end of whom something is told.
_CLAUSE = 25
_ADDRESSEE = 10


class _Others(NamedTuple):
    """Where the other clauses of a sentence stand: later cues, all participles and joined verbs, later subjects."""

    cues: frozenset[int]
    participles: frozenset[int]
    joined: frozenset[int]
    subjects: frozenset[int]

    @classmethod
    def of(cls, clause: Clause, found: list[Clause]) -> _Others:
        later = [other for other in found if other.cue > clause.cue]
        return cls(
            frozenset(other.cue for other in later if not other.is_inverted),
            frozenset(other.cue for other in found if other.is_participle),
            frozenset(other.cue for other in found if other.is_coordinate),
            frozenset(other.subject[0] for other in later if other.subject and not other.is_participle),
        )

    def go_on(self, q: int) -> bool:
        """Whether the "and" at `q` joins another reporting clause."""
        return not self.joined.isdisjoint((q + 1, q + 2)) or q + 1 in self.subjects


class Extents(Clauses):
    """A sentence, read for what belongs to a reporting clause."""

    def _content_start(self, j: int) -> int:
        """Where content may begin at or behind `j`: past a colon, or the rest of where and when before "that"."""
        low, n = self.low, len(self.low)
        if j < n and low[j] == ",":
            return next((q for q in range(j + 1, min(n, j + 7)) if low[q] == "that" and low[q - 1] == ","), n)
        return j + 1 if j < n and low[j] == ":" else j

    def _is_content(self, j: int, clause: Clause) -> bool:
        """Whether the verb takes what begins at `j`."""
        takes, word = clause.kind.takes, self.low[j]
        if (word in STOPS and word != QUOTED) or (word in en.FINITE and word not in _ENCLITICS):
            return False
        is_negated = self.is_negated(clause.cue)
        if is_negated and "q" in takes and word not in en.QUESTIONS:
            return False  # "never said that it was lost" reports no words
        if word == "that":
            return not takes.isdisjoint(("t", "q", "a"))
        if word in en.QUESTIONS:
            return not takes.isdisjoint(("w", "t", "n"))
        if word == "to":
            return not takes.isdisjoint(("o", "a"))
        if self.low[j - 1] in clause.kind.particles:
            return not is_negated
        if word in en.PREPOSITIONS or word in en.CONJUNCTIONS:
            return False
        return not is_negated if "n" in takes else self._is_bare_clause(j, takes)

    def _is_bare_clause(self, j: int, takes: frozenset[str]) -> bool:
        """Whether a clause without "that" may begin at `j`: "said the port was shut"."""
        low, word = self.low, self.low[j]
        if "t" not in takes:
            return False
        if word == QUOTED or (word in en.SUBJECTS and low[j + 1 : j + 2]):
            return word != QUOTED or "b" not in takes
        if "b" in takes and not (word in en.ACTING_PRONOUNS or word == "there" or self.has_name((j, j + 1))):
            return False
        return any(self.is_finite(q) for q in range(j, min(len(low), j + _CLAUSE)))

    def _behind_verb(self, clause: Clause) -> int:
        """Where the content may begin: behind particle, time and place, and whom it is told."""
        j, kind = clause.cue + 1, clause.kind
        if j < len(self.low) and self.low[j] in kind.particles:
            return j + 1
        j = self._past_adjunct(j, keeps_to=bool(kind.takes & {"o", "a"}))
        if "a" in kind.takes:
            j = self._past_adjunct(self._past_addressee(j), keeps_to=True)
        return j

    def _is_over(self, j: int) -> bool:
        """Whether the clause has no content of its own behind place `j`."""
        low = self.low
        if low[j] in (".", "?", "!", QUOTED, ",", "—", "–", ";", ")"):
            return True
        return (
            low[j] in en.PREPOSITIONS or low[j] in ("when", "while", "as", "after", "before") or low[j].endswith("ing")
        )

    def _left_quotes(self, before: int) -> list[int]:
        """The stretches directly before a parenthesis."""
        q = before
        found = []
        while q >= 0 and (self.low[q] == QUOTED or self.low[q] in (",", "—", "–")):
            if self.low[q] == QUOTED:
                found.append(q)
            q -= 1
        return found

    def _past_adjunct(self, j: int, *, keeps_to: bool = False) -> int:
        """Skip when, where and how: "on Monday", "in a statement"."""
        low, n = self.low, len(self.low)
        while j < n:
            word = low[j]
            is_time = word in en.TIMES and j > 0 and low[j - 1] in en.ADVERBS_OF_TIME
            if word in en.ADVERBS_OF_TIME or is_time or self.is_adverb(j):
                j += 1
            elif word in small("before a time") and j + 1 < n and low[j + 1] in en.TIMES:
                j += 2
            elif word in en.PREPOSITIONS and not (keeps_to and word == "to"):
                return self._past_phrase(j)
            else:
                return j
        return j

    def _past_phrase(self, j: int) -> int:
        """Skip a prepositional phrase, if it ends at a stop, at "that" or at a pronoun that opens a clause."""
        low, n = self.low, len(self.low)
        for k in range(j + 1, min(n, j + 16)):
            word = low[k]
            if word == "that" or (word in en.SUBJECTS and k > j + 1):
                return k
            if word == QUOTED:
                stands_in = low[k - 1] in en.PREPOSITIONS or low[k - 1] in en.OWNING
                return k if self.is_whole(k) and not stands_in else j
            if word in STOPS:
                return k
            if word in en.FINITE and word not in ("'s", "’s"):
                return j
        return j

    def _past_addressee(self, j: int) -> int:
        """Skip whom somebody tells or asks."""
        low, n = self.low, len(self.low)
        if j >= n or low[j] in STOPS | _OPENS_CONTENT | {"of", "about"}:
            return j
        if low[j] in en.OBJECTS | en.REFLEXIVES:
            return j + 1
        first = j
        for j in range(first, min(n, first + _ADDRESSEE)):
            word = low[j]
            is_owned = word == QUOTED and low[j - 1] in ("'s", "’s")  # "tells CNN’s “Morning” that"
            if (word in STOPS and not is_owned) or word in _OPENS_CONTENT:
                return self._past_adjunct(j, keeps_to=True) if low[j - 1 : j] == [QUOTED] else j
            if j > first and self._opens_clause_behind(j):
                return j
            if word in en.FINITE and word not in ("'s", "’s"):
                return first
        return first

    def _opens_clause_behind(self, j: int) -> bool:
        """Whether another phrase begins at `j`: "told the court | he", "told Lund | the port"."""
        word = self.low[j]
        if word in en.ACTING_PRONOUNS or word in en.ADVERBS_OF_TIME:
            return True
        is_phrase = word in ("the", "a", "an", "his", "her", "their", "there", "this")
        return is_phrase and self.low[j - 1] not in en.PREPOSITIONS

    def _around(
        self, clause: Clause, first: int, last: int, found: list[Clause]
    ) -> tuple[list[tuple[int, int]], list[int]]:
        """What stands before and behind a parenthesis from `first` to `last`; stretches that are all of it."""
        left_end, right = self._beside(first, last)
        has_right = last < right < len(self.low) and not self._is_participle_cue(right)
        start = self._left_start(left_end, clause, found)
        has_left = start < left_end
        lone = self._lone_quote(start, left_end)
        is_clause = self._is_clause(start, left_end)
        goes_on = has_right and self._sentence_goes_on(clause, right, last, is_clause, lone)
        is_left = lone is None and has_left and (is_clause or goes_on)
        content = [self._without_link(start, left_end, goes_on)] if is_left else []
        quoted = [] if lone is None else [lone]
        if not has_right:
            return content, quoted
        if self.low[right] == QUOTED:
            is_said = any((quoted, content, self.is_whole(right)))
            return content, [*quoted, right] if is_said else quoted
        is_content = goes_on or (clause.is_according and not is_clause)
        return content + (self._span_from(right, clause, found) if is_content else []), quoted

    def _sentence_goes_on(self, clause: Clause, right: int, last: int, is_clause: bool, lone: int | None) -> bool:
        """Whether the words behind a parenthesis go on with those before it, behind words said only with "and"."""
        if lone is not None and self.low[right] not in en.CONJUNCTIONS | {"only"}:
            return False
        return self._goes_on_behind(clause, right, last, is_clause or lone is not None)

    def _span_from(self, first: int, clause: Clause, found: list[Clause]) -> list[tuple[int, int]]:
        """The content that begins at `first`, none where it is empty."""
        last = self._content_end(first, clause, found)
        return [(first, last)] if last > first else []

    def _beside(self, first: int, last: int) -> tuple[int, int]:
        """Where the sentence ends before a parenthesis from `first` to `last`, and where it goes on behind."""
        while first > 0 and self.low[first - 1] in (",", "—", "–"):
            first -= 1
        while last < len(self.low) and self.low[last] in (",", ":"):
            last += 1
        return first, last

    def _without_link(self, start: int, end: int, goes_on: bool) -> tuple[int, int]:
        """What stands before a parenthesis, without a "but" that opens the sentence that goes on behind it."""
        is_link = goes_on and self.low[start] in ("and", "but", "so", "yet") and start + 1 < end
        return start + is_link, end

    def _is_participle_cue(self, j: int) -> bool:
        return any(word in cues() and cues()[word].form == "ing" for word in self.low[j : j + 2])

    def _is_clause(self, first: int, last: int) -> bool:
        """Whether the words are more than an opening phrase: "In a second letter"."""
        if first >= last:
            return False
        if any(self.is_finite(q) for q in range(first, last)):
            return True
        is_phrase = self.low[first] in en.PREPOSITIONS or self.low[first].endswith(("ing", "ed"))
        return last - first > 3 and ("," in self.low[first:last] or not is_phrase)

    def _goes_on_behind(self, clause: Clause, right: int, last: int, has_left: bool) -> bool:
        """Whether the sentence interrupted by a parenthesis goes on at `right`: "Rents, she says, will rise."."""
        if clause.is_inverted or clause.is_according or clause.kind.verb in small("never inverted"):
            return False
        if not has_left:
            return True
        return last == clause.cue + 1 and not self._is_tail(right)

    def _is_tail(self, j: int) -> bool:
        low = self.low
        return (
            low[j].endswith("ing")
            or low[j] in ("who", "which", "whose", "where", "when", "according", "but", "and", "while", "as")
            or low[j] in en.PREPOSITIONS
        )

    def _left_start(self, end: int, clause: Clause, found: list[Clause]) -> int:
        """Where the content before a parenthesis begins: at its last stretch if an earlier clause reports the rest."""
        is_taken = any(
            other.cue < end
            and other.subject
            and not other.is_inverted
            and not other.is_participle
            and "s" in other.kind.takes
            and (other.subject[0] < 3 or self.low[other.subject[0] - 1] in STOPS)
            and (QUOTED in self.low[:end] or self.low[end - 1] == "that")
            for other in found
        )
        if is_taken:
            return end - 1 if self.low[end - 1] == QUOTED else end
        return 0

    def _lone_quote(self, start: int, end: int) -> int | None:
        """The stretch that is the whole content, or the utterance that ends it."""
        rest = [q for q in range(start, end) if self.low[q] not in STOPS or self.low[q] == QUOTED]
        if not rest or self.low[rest[-1]] != QUOTED or rest[-1] != end - 1:
            return None
        if len(rest) == 1:
            return rest[0]
        q = rest[-1]
        stretch = self.stretches[~self.items[q]]
        text = self.doc.text
        is_utterance = (
            text[stretch.start].isupper()
            and text[stretch.end - 1] in ",?!.…—–"
            and self.low[q - 1] in (",", ":", "—", "–", QUOTED)
        )
        return q if is_utterance else None

    def _content_end(self, first: int, clause: Clause, found: list[Clause]) -> int:
        """Where the content that begins at `first` ends: before what the writer goes on with."""
        low = self.low
        last = len(low)
        while last > first and low[last - 1] in (".", "?", "!", ",", ")", "”", "’", "'", '"'):
            last -= 1
        others = _Others.of(clause, found)
        is_fronted = self._is_fronted(clause)
        for q in range(first, last):
            if self._ends_at_sign(q, first, clause) or (low[q] in ("and", "but") and others.go_on(q)):
                return q
            if low[q] == "," and self._ends_at_comma(q, others, is_fronted):
                return q
            if self._closes_with_comma(q) and q + 1 < last and self._ends_at_comma(q, others, is_fronted):
                return q + 1
        return self._without_afterthought(first, last)

    def _is_fronted(self, clause: Clause) -> bool:
        """Whether the clause opens the sentence and depends on what follows: "While Lund said …, the council …"."""
        if clause.is_participle and clause.cue < 3:
            return True
        return not en.SUBORDINATORS.isdisjoint(self.low[:2]) and "," not in self.low[: clause.cue]

    def _ends_at_sign(self, q: int, first: int, clause: Clause) -> bool:
        """Whether a semicolon, colon, bracket or dash at `q` ends the content."""
        word = self.low[q]
        if word in (";", ":"):
            behind = "".join(self.low[q + 1 : q + 2])
            is_time = self.low[q - 1].isdigit() and behind[:2].isdigit()  # "at 6:30 pm"
            return q > first and not is_time
        if word == ")":
            return "(" not in self.low[first:q]
        return word in _DASHES and self._ends_at_dash(q, clause)

    def _closes_with_comma(self, q: int) -> bool:
        """Whether the stretch at `q` has the comma of its sentence inside its marks: "a “fraud,” but …"."""
        if self.low[q] != QUOTED:
            return False
        return self.doc.text[self.stretches[~self.items[q]].end - 1] == ","

    def _ends_at_dash(self, q: int, clause: Clause) -> bool:
        """Whether the clause stands between dashes, or another is joined behind this one."""
        return self.low[: clause.cue].count(self.low[q]) % 2 == 1 or self.low[q + 1 : q + 2] in (["and"], ["but"])

    def _ends_at_comma(self, q: int, others: _Others, is_fronted: bool) -> bool:
        """Whether another clause, not part of the content, begins behind the comma at `q`."""
        following = self.low[q + 1] if q + 1 < len(self.low) else ""
        if is_fronted and following and self.opens_clause(q + 1):
            return True
        if q + 1 in others.cues or q + 1 in others.participles or following == "according":
            return True
        if q + 2 in others.participles and following in small("adverb"):
            return True
        if following in en.JOINING and not others.subjects.isdisjoint((q + 2, q + 3)):
            return True
        return following in ("and", "but") and others.go_on(q + 1)

    def _without_afterthought(self, first: int, last: int) -> int:
        """Leave out what the writer adds behind the last comma: ", which …", ", as others do", ", days after …"."""
        for q in range(last - 1, first + 2, -1):
            if self.low[q] == "," or (q < last - 1 and self._closes_with_comma(q)):
                is_added = self.low[q + 1] in small("afterthought") | {"which"} and self.low[q + 2 : q + 3] != ["that"]
                end = q if self.low[q] == "," else q + 1
                return end if is_added or self._is_time_from(q + 1) else last
        return last

    def _is_time_from(self, j: int) -> bool:
        """Whether a clause behind a comma says how long before or after: "days after", "just two weeks before"."""
        return any(
            self.low[k] in en.TIMES and self.low[k + 1 : k + 2] and self.low[k + 1] in ("after", "before")
            for k in range(j, min(j + 4, len(self.low)))
        )
