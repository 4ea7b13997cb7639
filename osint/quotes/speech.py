"""Reported speech in a sentence: each reporting clause with its subject and what it reports."""

from __future__ import annotations

from typing import NamedTuple

from osint.knowledge import en
from osint.quotes.extents import Extents
from osint.quotes.reporting import Clause
from osint.quotes.segments import QUOTED, Cue
from osint.text.names import small

#: Verbs by which an outlet passes on what its source says.
#: So many words behind a passive stands "as", with who judges before it: "was slammed by the Danish minister as".
_JUDGED = 12
_PASSED_ON = frozenset(["say", "report", "write", "claim", "add"])
_PARENTHESIS = frozenset([QUOTED, ",", "—", "–"])
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


class Segment(Extents):
    """One sentence, read for what it reports."""

    def reports(self) -> list[Report]:
        """Return what is reported, in order."""
        found = self.clauses()
        reports = [self._report(clause, found) for clause in found] + self._utterances() + self._beliefs(found)
        reports += self._announced(found)
        reports += [*self._hearsay(found), *self._judged()]
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
                content = ((q + 1, last),) if self.low[about[0]] in en.ACTING_PRONOUNS else (about, (q + 1, last))
                reports.append(Report(self.low[q], q, None, content, (), is_sure=False))
        return reports

    def _judged(self) -> list[Report]:
        """Read whose words a passive gives: "slammed by Lund as a “farce”", "dismissed as “a farce” by Lund"."""
        reports = []
        for q in range(1, len(self.low) - 3):
            if self.low[q] not in small("judged") or not self.is_passive(q):
                continue
            found_as = next((k for k in range(q + 1, min(q + _JUDGED, len(self.low))) if self.low[k] == "as"), None)
            marked = next((k for k in range((found_as or q) + 1, len(self.low)) if self.low[k] == QUOTED), None)
            if found_as is None or marked is None or marked > found_as + 3:
                continue
            subject = self._judge(q, found_as, marked)
            if subject is not None:
                reports.append(Report(self.low[q], q, subject, ((found_as + 1, marked + 1),), ()))
        return reports

    def _judge(self, q: int, found_as: int, marked: int) -> tuple[int, int] | None:
        """Who judges by the passive at `q`: behind "by", before "as" or behind the words."""
        if self.low[q + 1] == "by" and found_as > q + 2:
            subject = q + 2, found_as
        elif self.low[marked + 1 : marked + 2] == ["by"] and (phrase := self.syntax.phrase_at(marked + 2)) is not None:
            subject = phrase.first, phrase.last
        else:
            return None
        return subject if self.can_speak(subject) else None

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
        opens = self._opening(clause)
        spoken = self._spoken(clause, j, opens, found) if "q" in clause.kind.takes else None
        if spoken is not None:
            return spoken
        first = self._content_start(j)
        if self.low[first : first + 3] == ["that", ":", QUOTED]:
            return [], [first + 2]
        if first >= len(self.low) or not self._is_content(first, clause) or self._is_gap(first, opens, clause):
            return [], []
        last = self._content_end(first, clause, found)
        return ([(first, last)], []) if last > first else ([], [])

    @staticmethod
    def _opening(clause: Clause) -> int:
        """Where the clause begins: at its own subject, else at its cue."""
        if clause.is_passed_on and clause.via:
            return clause.via[0]  # "“…,” the agency quoted Ada Lund as saying"
        is_own = clause.subject and not clause.is_participle and not clause.is_passed_on
        return clause.subject[0] if clause.subject and is_own else clause.cue

    def _is_gap(self, first: int, opens: int, clause: Clause) -> bool:
        """Whether what is said stands before the clause: "what he called a fraud", "as he said"."""
        is_behind = opens > 0 and self.low[opens - 1] in small("gap") and not clause.is_passed_on
        return is_behind and self.low[first] != "that"

    def _spoken(
        self, clause: Clause, j: int, opens: int, found: list[Clause]
    ) -> tuple[list[tuple[int, int]], list[int]] | None:
        """The words said, where marks follow the cue or the clause stands in or behind them; None where not."""
        low, n, before = self.low, len(self.low), opens - 1
        is_parenthesis = before >= 0 and low[before] in _PARENTHESIS
        k = j + 1 if low[j : j + 1] in ([","], [":"]) else j
        if low[k : k + 1] == [QUOTED] and (k > j or self.is_whole(k)):
            return [], [k, *(self._left_quotes(before) if is_parenthesis else ())]
        if not is_parenthesis or clause.is_participle:
            return None
        follows_quote = low[before] == QUOTED or self.is_quoted_comma(before)
        is_free = follows_quote and low[clause.cue + 1 : clause.cue + 2] != ["that"]
        return self._around(clause, opens, j, found) if is_free or j >= n or self._is_over(j) else None


_BELIEF = Cue("believe", "base", frozenset("t"))
