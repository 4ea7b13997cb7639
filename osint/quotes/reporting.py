"""Reporting clauses in a sentence: the cue, whose words or thoughts it reports, and how it stands."""

from __future__ import annotations

from typing import NamedTuple

from osint.knowledge import en
from osint.knowledge.en import verbs
from osint.quotes.segments import QUOTED, STOPS, Cue, Phrases, cues, people
from osint.text.names import small

_LABEL = 5
#: What makes an idiom of a verb stands so near: "claimed the lives of".
_IDIOM_REACH = 5
#: A subject is not longer.
_SUBJECT_REACH = 12


class Clause(NamedTuple):
    """A reporting clause: the place of its cue, its verb, its subject, and how it stands in the sentence."""

    cue: int
    kind: Cue
    subject: tuple[int, int] | None
    is_participle: bool = False
    is_inverted: bool = False
    is_coordinate: bool = False
    is_according: bool = False
    is_label: bool = False
    is_passed_on: bool = False
    via: tuple[int, int] | None = None


class Clauses(Phrases):
    """A sentence, read for its reporting clauses."""

    def clauses(self) -> list[Clause]:
        """Return the reporting clauses in order."""
        found: list[Clause] = []
        table = cues()
        for p, word in enumerate(self.low):
            cue = table.get(word)
            if cue is None or (cue.is_rare and self.low[p - 1 : p] != ["to"]):
                continue
            if not self.is_noun(p, cue):
                clause = self._clause(p, cue, found)
                if clause:
                    found.append(clause)
        found = self._with_sources(found)
        found += self._according() + self._titled() + self._signed() + self._of_any_verb(found)
        return sorted(found, key=lambda clause: clause.cue)

    def _clause(self, p: int, cue: Cue, found: list[Clause]) -> Clause | None:
        """The clause whose cue stands at `p`, if its subject is found and may speak."""
        low = self.low
        if p and low[p - 1] == "to" and not self.is_hearsay(p - 2):
            return self._judging(p, cue, found)
        if (p and low[p - 1] in en.MODALS) or self._is_idiom(p, cue):
            return None
        k = self.before_verb(p)
        if cue.form == "ing" and not self.is_progressive(p):
            return self._participle(p, k, cue, found)
        inverted = self._inverted(p, k, cue)
        if inverted or k < 0:
            return inverted
        is_coordinate = k > 0 and low[k] in ("and", "but", "then")
        subject = self._joined_subject(k, found) if is_coordinate else self._plain_subject(k, cue)
        return Clause(p, cue, subject, is_coordinate=is_coordinate) if subject else None

    def _is_idiom(self, p: int, cue: Cue) -> bool:
        """Whether the verb says nothing here: "claimed two lives", "called the premier, who", "do not know why"."""
        behind = self.low[p + 1 : p + _IDIOM_REACH]
        if cue.verb == "claim":
            return not {"life", "lives"}.isdisjoint(behind)
        if cue.verb == "respond":
            return behind[:1] == ["to"] and QUOTED not in self.low
        if cue.verb == "know":
            return not en.NEGATIONS.isdisjoint(self.low[max(0, p - 3) : p])
        is_summoned = QUOTED not in self.low and not small("called").isdisjoint(behind)  # "called a one-day strike"
        return cue.verb == "call" and (is_summoned or self._is_telephoned(p))

    def _is_telephoned(self, p: int) -> bool:
        """Whether a person is called and nothing: "called Prime Minister Ada Lund on Monday"."""
        last = p + 1
        while last < len(self.low) and self.words[last][0].isupper():
            last += 1
        is_over = last >= len(self.low) or self.low[last] in STOPS or self.low[last] in ("on", "to", "after", "and")
        return last > p + 1 and is_over and self.has_kind((p + 1, last), "person")

    def _joined_subject(self, k: int, found: list[Clause]) -> tuple[int, int] | None:
        """The subject of a verb behind "and": that of the clause before."""
        return found[-1].subject if found and not found[-1].is_inverted else self._of_clause_before(k)

    def _participle(self, p: int, k: int, cue: Cue, found: list[Clause]) -> Clause | None:
        """A clause without a finite verb: "…, adding that", "with the mayor saying that"."""
        is_near = p > 1 and self.words[p - 1].islower() and self.low[p - 1] not in STOPS and k == p - 1
        near = self.subject(k) if is_near else None
        near = near or (self._behind_with(p) if is_near else None)
        subject = near if near and self.can_speak(near) else self._of_main_clause(p, found)
        if subject and not ("s" in cue.takes or self.can_speak(subject)):
            return None
        return Clause(p, cue, subject, is_participle=True)

    def _behind_with(self, p: int) -> tuple[int, int] | None:
        """Who speaks in "…, with officials saying that"."""
        for q in range(p - 2, max(-1, p - _LABEL), -1):
            if self.low[q] == "with":
                return q + 1, p
            if self.low[q] in STOPS:
                return None
        return None

    def _inverted(self, p: int, k: int, cue: Cue) -> Clause | None:
        """A clause whose subject is behind its verb: "…," said the mayor."""
        low = self.low
        if k < 0:
            after = self.after_verb(p, cue)
            return Clause(p, cue, after, is_inverted=True) if after and "q" in cue.takes else None
        is_behind_stop = k == p - 1 and low[k] in (",", QUOTED, "—", "–")
        if not is_behind_stop or "q" not in cue.takes or cue.verb in small("never inverted"):
            return None
        after = self.after_verb(p, cue)
        if after is None:
            return None
        if low[k] == QUOTED or self.is_quoted_comma(k):
            return Clause(p, cue, after, is_inverted=True)
        is_free = self.subject(k) is None and self.ends_soon(after[1])
        return Clause(p, cue, after, is_inverted=True) if is_free else None

    def _plain_subject(self, k: int, cue: Cue) -> tuple[int, int] | None:
        """The subject that ends at `k`, or that the syntax finds further to the left."""
        subject = self.subject(k)
        if subject is not None and self.low[subject[0]] == "according":
            return None
        if subject is None or not ("s" in cue.takes or self.can_speak(subject)):
            return self._syntactic_subject(k + 1)
        is_second = subject[0] > 0 and self.low[subject[0] - 1] in ("and", "or")
        return (self._syntactic_subject(k + 1) if is_second else None) or subject

    def _syntactic_subject(self, verb: int) -> tuple[int, int] | None:
        """The subject with a relative clause behind it: "the study that appeared in May found"."""
        phrase = self.syntax.subject_before(verb)
        if phrase is None or not self.can_speak((phrase.first, phrase.last)):
            return None
        return phrase.first, phrase.last

    def _judging(self, p: int, cue: Cue, found: list[Clause]) -> Clause | None:
        """An infinitive whose object is in the subject's own words: "left to protest the “open breach” of"."""
        object_words = self.low[p + 1 : p + 7]
        if "n" not in cue.takes or QUOTED not in object_words:
            return None
        if not STOPS.isdisjoint(object_words[: object_words.index(QUOTED)]):
            return None
        governing = [one for one in self.syntax.clauses if one.verb.is_finite and one.verb.head < p]
        subject = governing[-1].subject if governing else None
        span = (subject.first, subject.last) if subject else self._of_main_clause(p, found)
        return Clause(p, cue, span, is_participle=True) if span else None

    def _signed(self) -> list[Clause]:
        """Read a name below words between marks: "“…” – Ada Lund, engineer"."""
        low = self.low
        if len(low) < 3 or low[0] != QUOTED or low[1] not in ("—", "–", "-") or not self._names_person((2, len(low))):
            return []
        if any(word in en.FINITE or word in cues() for word in low[2:]):
            return []
        stop = next((q for q in range(2, len(low)) if low[q] in STOPS and low[q] != "."), len(low))
        return [Clause(1, _COLON, (2, stop), is_label=True, is_inverted=True)]

    def _of_any_verb(self, found: list[Clause]) -> list[Clause]:
        """Read a verb that reports only because words said stand before it: "“…,” she promised"."""
        read = []
        for q in range(len(self.low) - 2):
            opens = q + 1 + (self.low[q + 1] == ",")
            if self.low[q] == QUOTED and (opens > q + 1 or self._ends_open(q)):
                read.append(self._clause_from(opens, found))
        return [clause for clause in read if clause]

    def _clause_from(self, opens: int, found: list[Clause]) -> Clause | None:
        """The clause of any verb whose subject begins at `opens` and which ends soon."""
        for p in range(opens, min(len(self.low), opens + _SUBJECT_REACH)):
            form = verbs.forms().get(self.low[p])
            if form is None or not form.forms & {"past", "s"} or not self.words[p].islower():
                continue
            if any(clause.cue in range(opens, p + 2) and "q" in clause.kind.takes for clause in found):
                return None
            k = self.before_verb(p)
            subject = self.subject(k) if k >= opens else None
            if subject and subject[0] == opens and self.can_speak(subject) and self.ends_soon(p + 1):
                return Clause(p, Cue(form.lemma, "past", frozenset("q")), subject)
        return None

    def _ends_open(self, q: int) -> bool:
        """Whether the stretch at `q` is a sentence that a clause may follow."""
        stretch = self.stretches[~self.items[q]]
        text = self.doc.text
        return text[stretch.start].isupper() and text[stretch.end - 1] in ",?!"

    def _with_sources(self, found: list[Clause]) -> list[Clause]:
        """Read "A quoted B as saying" and "B was quoted by A as saying": B speaks, A passes it on."""
        kept: list[Clause] = []
        for clause in found:
            if (
                clause.is_participle
                and kept
                and self.low[clause.cue - 1] == "as"
                and kept[-1].kind.verb in small("passing")
            ):
                before = kept.pop()
                kept.append(self._passed_on(before, clause))
            else:
                kept.append(clause)
        return kept

    def _passed_on(self, before: Clause, clause: Clause) -> Clause:
        after = (before.cue + 1, clause.cue - 1)
        if self.is_passive(before.cue):
            source = (after[0] + 1, after[1]) if after[0] < after[1] and self.low[after[0]] == "by" else None
            return Clause(clause.cue, clause.kind, before.subject, via=source)
        speaker = after if after[0] < after[1] else None
        return Clause(clause.cue, clause.kind, speaker, is_passed_on=True, via=before.subject)

    def is_quoted_comma(self, k: int) -> bool:
        """Whether a comma or dash stands right behind a stretch between marks."""
        return k > 0 and self.low[k] in (",", "—", "–") and self.low[k - 1] == QUOTED

    def _of_clause_before(self, k: int) -> tuple[int, int] | None:
        """The subject of a clause that ends at `k`: the nearest pronoun or name that a verb may have."""
        for q in range(k - 1, max(-1, k - 20), -1):
            if self.low[q] in (";", ":", QUOTED):
                return None
            if self.low[q] in ("he", "she", "they", "i", "we", "who"):
                return q, q + 1
        return self.first_name(k)

    def _of_main_clause(self, p: int, found: list[Clause]) -> tuple[int, int] | None:
        """The subject of the clause that a participle at `p` hangs on."""
        if p < 3:
            return self._of_clause_behind(p)
        if found:
            return found[-1].subject
        for q in range(1, p):
            word = self.low[q]
            if word in en.FINITE or (word.endswith("ed") and self.words[q].islower()):
                k = self.before_verb(q)
                subject = self.subject(k) if k >= 0 else None
                if subject:
                    return subject if self.low[subject[0]] != "there" else None  # "There are reports saying"
        return self.first_name(p)

    def _of_clause_behind(self, p: int) -> tuple[int, int] | None:
        """The subject behind the comma that ends an opening phrase: "Citing the cost, the mayor …"."""
        for q in range(p + 1, min(len(self.low) - 1, p + 40)):
            if self.low[q] == "," and self.opens_clause(q + 1):
                if self.low[q + 1] in en.ACTING_PRONOUNS:
                    return q + 1, q + 2
                last = q + 2
                while last < len(self.low) and (self.has_name((last, last + 1)) == self.has_name((q + 1, q + 2))):
                    if (
                        self.low[last] in STOPS
                        or last > q + 6
                        or self.low[last] in en.FINITE
                        or self.low[last] in cues()
                    ):
                        break
                    last += 1
                return q + 1, last
        return None

    def _according(self) -> list[Clause]:
        """Read "according to …"."""
        found = []
        for p in range(len(self.low) - 2):
            if self.low[p] == "according" and self.low[p + 1] == "to":
                j = p + 2
                while (
                    j < len(self.low)
                    and self.low[j] not in STOPS
                    and self.low[j] not in ("that", "which", "who")
                    and j - p < 18
                ):
                    j += 1
                while j < len(self.low) - 1 and self.low[j] == "." and self.is_abbreviated(j):
                    j += 1
                    while j < len(self.low) and self.low[j] not in STOPS and j - p < 18:
                        j += 1
                if j > p + 2:
                    found.append(Clause(p, _ACCORDING, (p + 2, j), is_according=True))
        return found

    def _titled(self) -> list[Clause]:
        """Read a heading with a colon: "Mayor: harbour will stay open", "‘No way back’: mayor"."""
        low = self.low
        if low.count(":") != 1 or not self.is_heading:
            return []
        colon = low.index(":")
        before, after = (0, colon), (colon + 1, len(low) - (low[-1] in (".", "?", "!")))
        for subject, is_first in ((before, True), (after, False)):
            names_one = subject[0] < subject[1] <= subject[0] + _LABEL and (
                self.has_kind(subject, "person", "organization", "group", "state")
                or self.low[subject[1] - 1] in people()
            )
            if names_one and not any(word in en.FINITE or word in cues() for word in low[slice(*subject)]):
                return [Clause(colon, _COLON, subject, is_label=True, is_inverted=not is_first)]
        return []


_COLON = Cue(":", "base", frozenset("qts"))
_ACCORDING = Cue("according to", "base", frozenset("qts"))
