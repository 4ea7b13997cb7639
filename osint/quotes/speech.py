"""Reported speech in a sentence: each reporting clause with its subject and what it reports."""

from __future__ import annotations

from typing import NamedTuple

from osint.quotes.reporting import Clause, Clauses
from osint.quotes.segments import QUOTED, STOPS, Cue, cues
from osint.text.names import small

_DASHES = frozenset(["—", "–", "-"])
#: Verbs by which an outlet passes on what its source says.
_PASSED_ON = frozenset(["say", "report", "write", "claim", "add"])
_GENITIVES = frozenset(["'s", "’s", "his", "her", "their"])


class Report(NamedTuple):
    """A reporting clause; all numbers are places in its segment, spans are half-open.

    ``quoted`` lists the stretches that are the words said, whole; ``content`` is reported in other words;
    ``announces`` tells that a colon ends the segment and the words follow.
    """

    verb: str
    cue: int
    subject: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    quoted: tuple[int, ...]
    announces: bool = False
    via: tuple[int, int] | None = None
    is_source: bool = False
    is_sure: bool = True


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


class Segment(Clauses):
    """One sentence, read for what it reports."""

    def reports(self) -> list[Report]:
        """Return what is reported, in order."""
        found = self.clauses()
        reports = [self._report(clause, found) for clause in found] + self._utterances() + self._beliefs(found)
        reports += self._announced(found)
        reports += self._hearsay(found)
        reports = self._cited(sorted(reports, key=lambda report: report.cue))
        return self._without_nested(sorted(reports, key=lambda report: report.cue))

    def _cited(self, reports: list[Report]) -> list[Report]:
        """Read "The Herald, citing Ada Lund, said that …": what Lund says comes by way of the Herald."""
        kept = list(reports)
        for report in reports:
            if report.verb == "cite" and report.content and self.can_speak(report.content[0]):
                others = [other for other in kept if other.verb in _PASSED_ON and other.subject and other.content]
                if others and not self._names_person(others[0].subject or (0, 0)):
                    kept.remove(report)
                    place = kept.index(others[0])
                    kept[place] = others[0]._replace(subject=report.content[0], via=others[0].subject)
            elif report.is_source and (outer := self._said_that(report, kept)):
                kept[kept.index(report)] = report._replace(via=outer.subject, is_source=False)
                kept.remove(outer)
        return kept

    def _said_that(self, source: Report, reports: list[Report]) -> Report | None:
        """The report whose content only "according to" opens: "reported that, according to two officials, …"."""
        for other in reports:
            spans = [self.low[first:last] for first, last in other.content]
            if spans == [["that"]] and other.content[0][1] in (source.cue, source.cue - 1):
                return other
        return None

    @staticmethod
    def _without_nested(reports: list[Report]) -> list[Report]:
        """Leave out what somebody is only said to think or want: "She said she hoped …" reports her words."""
        kept: list[Report] = []
        for report in reports:
            outer = (span for other in kept for span in other.content)
            if report.is_sure or not any(first <= report.cue < last for first, last in outer):
                kept.append(report)
        return kept

    def _utterances(self) -> list[Report]:
        """Read cues that are no verb: "…" was his offer."""
        found = []
        for q in range(len(self.low) - 3):
            if self.low[q] == QUOTED and self.low[q + 1] in ("was", "were", "is", "are"):
                noun = next(
                    (k for k in range(q + 3, min(q + 9, len(self.low))) if self.low[k] in small("utterance")), 0
                )
                owner = self._owner(q + 2, noun)
                if noun and owner:
                    found.append(Report("be", noun, owner, (), (q,)))
        return found

    def _announced(self, found: list[Clause]) -> list[Report]:
        """Read any clause that ends in a colon before words said: "The mayor put it best: “…”"."""
        reports = []
        for q in range(2, len(self.low)):
            if self.low[q - 1 : q + 1] != [":", QUOTED]:
                continue
            if any(clause.cue < q and "q" in clause.kind.takes for clause in found):
                continue
            clauses = [one for one in self.syntax.clauses if one.verb.is_finite and one.verb.head < q - 1]
            subject = clauses[-1].subject if clauses else None
            if subject and self.can_speak((subject.first, subject.last)):
                span = (subject.first, subject.last)
                reports.append(Report(clauses[-1].verb.lemma, clauses[-1].verb.head, span, (), (q,)))
        return reports

    def _beliefs(self, found: list[Clause]) -> list[Report]:
        """Read nouns and adjectives that report: "Lund's claim that …", "Lund is sure that …"."""
        reports = []
        for q in range(1, len(self.low) - 3):
            if self.low[q + 1] != "that":
                continue
            if self.low[q] in small("reported noun") and not any(clause.cue == q for clause in found):
                subject = self._claimant(q)
                if subject is None:
                    continue
            elif self.low[q] in small("reported adjective") and self._is_predicate(q):
                k = self.before_verb(q)
                subject = self.subject(k) if k >= 0 else None
                if subject is None or not self.can_speak(subject):
                    continue
            else:
                continue
            clause = Clause(q, _BELIEF, subject)
            last = self._content_end(q + 1, clause, found)
            reports.append(Report(self.low[q], q, subject, ((q + 1, last),), (), is_sure=False))
        return reports

    def _hearsay(self, found: list[Clause]) -> list[Report]:
        """Read what is reported without saying by whom: "The mayor is accused of …"."""
        reports = []
        for q in range(1, len(self.low) - 2):
            if self.low[q] not in small("reported passively") or not self.is_passive(q):
                continue
            if self.low[q + 1] not in small("behind a passive") or any(q < clause.cue < q + 4 for clause in found):
                continue
            k = self.before_verb(q)
            about = self.subject(k) if k >= 0 else None
            last = self._content_end(q + 1, Clause(q, _BELIEF, None), found)
            if about and last > q + 2:
                content = ((q + 1, last),) if self.low[about[0]] in small("pronoun") else (about, (q + 1, last))
                reports.append(Report(self.low[q], q, None, content, (), is_sure=False))
        return reports

    def _claimant(self, q: int) -> tuple[int, int] | None:
        """Whose claim the noun at `q` is: "Lund's claim", "Lund made the claim"."""
        for k in range(q - 1, max(0, q - 7), -1):
            if self.low[k] in _GENITIVES and q - k < 4:
                return self._possessor(k)
            if self.low[k] in small("making"):
                before = self.before_verb(k)
                subject = self.subject(before) if before >= 0 else None
                return subject if subject and self.can_speak(subject) else None
        return None

    def _is_predicate(self, q: int) -> bool:
        k = q - 1
        while k > 0 and (self.is_adverb(k) or self.low[k] in ("so", "very", "not", "more", "most")):
            k -= 1
        return self.low[k] in ("is", "are", "was", "were", "'s", "’s", "'re", "’re", "am", "be", "been")

    def _possessor(self, k: int) -> tuple[int, int] | None:
        """Whose a thing is, by the genitive at `k`."""
        if self.low[k] in ("'s", "’s"):
            return self.noun_phrase(k - 1) if k > 0 else None
        return k, k + 1

    def _owner(self, first: int, noun: int) -> tuple[int, int] | None:
        if self.low[first] in ("his", "her", "their"):
            return first, first + 1
        mark = next((k for k in range(first, noun) if self.low[k] in ("'s", "’s")), 0)
        return (first, mark) if mark > first else None

    def _report(self, clause: Clause, found: list[Clause]) -> Report:
        if clause.is_label and clause.subject:
            span = (0, clause.cue) if clause.is_inverted else (clause.cue + 1, len(self.low))
            content, quoted = ([], [span[0]]) if self.low[slice(*span)] == [QUOTED] else ([span], [])
        elif clause.is_according and clause.subject:
            content, quoted = self._around(clause, clause.cue, clause.subject[1], found)
        elif clause.is_inverted and clause.subject:
            content, quoted = self._around(clause, clause.cue, self._past_adjunct(clause.subject[1]), found)
        else:
            content, quoted = self._of_clause(clause, found)
        announces = self.low[-1] == ":" and clause is found[-1]
        return Report(
            clause.kind.verb,
            clause.cue,
            clause.subject,
            tuple(content),
            tuple(quoted),
            announces,
            clause.via,
            clause.is_according,
            "s" in clause.kind.takes,
        )

    def _of_clause(self, clause: Clause, found: list[Clause]) -> tuple[list[tuple[int, int]], list[int]]:
        """The content of "X said …", or of "…, X said" where nothing of it follows."""
        is_past = clause.kind.form == "past" and not clause.is_participle and not clause.via
        if is_past and self.is_passive(clause.cue):
            return [], []
        j = self._behind_verb(clause)
        is_own = clause.subject and not clause.is_participle and not clause.is_passed_on
        opens = clause.subject[0] if clause.subject and is_own else clause.cue
        if "q" in clause.kind.takes:
            spoken = self._spoken(clause, j, opens, found)
            if spoken is not None:
                return spoken
        first = self._content_start(j)
        if (
            first < len(self.low)
            and self.low[first : first + 2] == ["that", ":"]
            and self.low[first + 2 :][:1] == [QUOTED]
        ):
            return [], [first + 2]
        if first >= len(self.low) or not self._is_content(first, clause):
            return [], []
        is_gap = opens > 0 and self.low[opens - 1] in small("gap") and not clause.is_passed_on
        if is_gap and self.low[first] != "that":
            return [], []
        last = self._content_end(first, clause, found)
        return ([(first, last)], []) if last > first else ([], [])

    def _spoken(
        self, clause: Clause, j: int, opens: int, found: list[Clause]
    ) -> tuple[list[tuple[int, int]], list[int]] | None:
        """The words said, where marks follow the cue or the clause stands in or behind them; None where not."""
        low, n, before = self.low, len(self.low), opens - 1
        is_parenthesis = before >= 0 and (low[before] == QUOTED or low[before] in (",", "—", "–"))
        k = j + 1 if j < n and low[j] in (",", ":") else j
        if k < n and low[k] == QUOTED and (k > j or self.is_whole(k)):
            return [], [k, *(self._left_quotes(before) if is_parenthesis else ())]
        if not is_parenthesis or clause.is_participle:
            return None
        follows_quote = low[before] == QUOTED or self.is_quoted_comma(before)
        if (follows_quote and low[clause.cue + 1 : clause.cue + 2] != ["that"]) or j >= n or self._is_over(j):
            return self._around(clause, opens, j, found)
        return None

    def _content_start(self, j: int) -> int:
        """Where content may begin at or behind `j`: past a colon, or the rest of where and when before "that"."""
        low, n = self.low, len(self.low)
        if j < n and low[j] == ",":
            return next((q for q in range(j + 1, min(n, j + 7)) if low[q] == "that" and low[q - 1] == ","), n)
        return j + 1 if j < n and low[j] == ":" else j

    def _is_content(self, j: int, clause: Clause) -> bool:
        """Whether the verb takes what begins at `j`."""
        low, takes, word = self.low, clause.kind.takes, self.low[j]
        if word in STOPS and word != QUOTED:
            return False
        if word in small("finite") and word not in ("'s", "’s", "'d", "’d"):
            return False
        if self.is_negated(clause.cue) and "q" in takes and word not in small("question"):
            return False  # "never said that it was lost" reports no words
        if word == "that":
            return bool(takes & {"t", "q", "a"})
        if word in small("question"):
            return bool(takes & {"w", "t", "n"})
        if word == "to":
            return "o" in takes or "a" in takes
        if low[j - 1] in clause.kind.particles:
            return not self.is_negated(clause.cue)
        if word in small("preposition") or word in small("conjunction"):
            return False
        if "n" in takes:
            return not self.is_negated(clause.cue)
        if "t" in takes and word in small("subject") and self.low[j + 1 : j + 2]:
            return True
        if "b" in takes and not (word in small("pronoun") or word == "there" or self.has_name((j, j + 1))):
            return False
        reach = range(j, min(len(low), j + 25))
        return "t" in takes and (word == QUOTED or any(self.is_finite(q) for q in reach))

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
            low[j] in small("preposition")
            or low[j] in ("when", "while", "as", "after", "before")
            or low[j].endswith("ing")
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
            is_time = word in small("time") and j > 0 and low[j - 1] in small("day")
            if word in small("day") or is_time or self.is_adverb(j):
                j += 1
            elif word in small("before a time") and j + 1 < n and low[j + 1] in small("time"):
                j += 2
            elif word in small("preposition") and not (keeps_to and word == "to"):
                return self._past_phrase(j)
            else:
                return j
        return j

    def _past_phrase(self, j: int) -> int:
        """Skip a prepositional phrase, if it ends at a stop, at "that" or at a pronoun that opens a clause."""
        low, n = self.low, len(self.low)
        for k in range(j + 1, min(n, j + 16)):
            word = low[k]
            if word == "that" or (word in small("subject") and k > j + 1):
                return k
            if word == QUOTED:
                stands_in = low[k - 1] in small("preposition") or low[k - 1] in small("owning")
                return k if self.is_whole(k) and not stands_in else j
            if word in STOPS:
                return k
            if word in small("finite") and word not in ("'s", "’s"):
                return j
        return j

    def _past_addressee(self, j: int) -> int:
        """Skip whom somebody tells or asks."""
        low, n = self.low, len(self.low)
        if j >= n or low[j] in STOPS or low[j] in ("that", "to", "whether", "if", "how", "what", "why", "of", "about"):
            return j
        if low[j] in ("me", "him", "her", "them", "us", "you", "it", "himself", "herself", "themselves", "myself"):
            return j + 1
        first = j
        while j < n and j - first < 10:
            word = low[j]
            is_owned = word == QUOTED and low[j - 1] in ("'s", "’s")  # "tells CNN’s “Morning” that"
            if (word in STOPS and not is_owned) or word in ("that", "to", "whether", "if", "how", "what", "why"):
                return self._past_adjunct(j, keeps_to=True) if low[j - 1 : j] == [QUOTED] else j
            if j > first and (word in small("pronoun") or word in small("day")):
                return j
            if (
                j > first
                and word in ("the", "a", "an", "his", "her", "their", "there", "this")
                and low[j - 1] not in small("preposition")
            ):
                return j
            if word in small("finite") and word not in ("'s", "’s"):
                return first
            j += 1
        return first

    def _around(
        self, clause: Clause, first: int, last: int, found: list[Clause]
    ) -> tuple[list[tuple[int, int]], list[int]]:
        """What stands before and behind a parenthesis from `first` to `last`; stretches that are all of it."""
        low, n = self.low, len(self.low)
        left_end = first
        while left_end > 0 and low[left_end - 1] in (",", "—", "–"):
            left_end -= 1
        right = last
        while right < n and low[right] in (",", ":"):
            right += 1
        has_right = last < right < n and not self._is_participle_cue(right)
        quoted: list[int] = []
        content: list[tuple[int, int]] = []
        start = self._left_start(left_end, clause, found)
        is_clause = start < left_end and self._is_clause(start, left_end)
        lone = self._lone_quote(start, left_end) if start < left_end else None
        if lone is not None:
            quoted.append(lone)
        goes_on = has_right and self._goes_on_behind(clause, right, last, is_clause or lone is not None)
        if lone is not None and has_right and low[right] not in small("conjunction") | {"only"}:
            goes_on = False
        if lone is None and (is_clause or (goes_on and start < left_end)):
            is_link = goes_on and low[start] in ("and", "but", "so", "yet") and start + 1 < left_end
            content.append((start + is_link, left_end))
        if has_right and low[right] == QUOTED:
            if lone is not None or content or self.is_whole(right):
                quoted.append(right)
        elif has_right and (goes_on or (clause.is_according and not is_clause)):
            end = self._content_end(right, clause, found)
            if end > right:
                content.append((right, end))
        return content, quoted

    def _is_participle_cue(self, j: int) -> bool:
        return any(word in cues() and cues()[word].form == "ing" for word in self.low[j : j + 2])

    def _is_clause(self, first: int, last: int) -> bool:
        """Whether the words are more than an opening phrase: "In a second letter"."""
        if any(self.is_finite(q) for q in range(first, last)):
            return True
        is_phrase = self.low[first] in small("preposition") or self.low[first].endswith(("ing", "ed"))
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
            or low[j] in small("preposition")
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
        is_fronted = any(word in small("subordinator") for word in low[:2]) and "," not in low[: clause.cue]
        is_fronted = is_fronted or (clause.is_participle and clause.cue < 3)
        for q in range(first, last):
            word = low[q]
            if (
                (word in (";", ":") and q > first)
                or (word == ")" and "(" not in low[first:q])
                or (word in _DASHES and self._ends_at_dash(q, clause))
                or (word == "," and self._ends_at_comma(q, others, is_fronted))
                or (word in ("and", "but") and others.go_on(q))
            ):
                return q
            if self._closes_with_comma(q) and q + 1 < last and self._ends_at_comma(q, others, is_fronted):
                return q + 1
        return self._without_afterthought(first, last)

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
        if following in small("joining") and not others.subjects.isdisjoint((q + 2, q + 3)):
            return True
        return following in ("and", "but") and others.go_on(q + 1)

    def _without_afterthought(self, first: int, last: int) -> int:
        """Leave out what the writer adds behind the last comma: ", which …", ", as others do"."""
        for q in range(last - 1, first + 2, -1):
            if self.low[q] == "," or (q < last - 1 and self._closes_with_comma(q)):
                is_added = self.low[q + 1] in small("afterthought") | {"which"} and self.low[q + 2 : q + 3] != ["that"]
                end = q if self.low[q] == "," else q + 1
                return end if is_added else last
        return last


_BELIEF = Cue("believe", "base", frozenset("t"))
