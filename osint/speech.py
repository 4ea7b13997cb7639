"""Reporting clauses in a document: the cue, whose words or thoughts it reports, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from osint import lexicons
from osint.names import small

if TYPE_CHECKING:
    from osint.document import Document
    from osint.marks import Stretch
    from osint.names import Name

#: What stands for a stretch between marks in a segment's words; never a token's lower-case form.
QUOTED = "Q"
_TERMINAL = ".?!…"
_STOPS = frozenset([",", ";", ":", "(", ")", "—", "–", "-", ".", "?", "!", QUOTED, "[", "]", "…", "|", "•"])
_LOOK_AHEAD = 8
_LABEL = 5
_GENITIVES = frozenset(["'s", "’s", "his", "her", "their"])
_KINDS = ("determiner", "pronoun", "conjunction", "preposition", "auxiliary", "adverb")
#: How words for people end.
_AGENTS = ("ists", "ist", "ians", "ian", "ers", "ors", "men", "women")


class Cue(NamedTuple):
    """A form of a reporting verb: the verb, the form, and what it takes."""

    verb: str
    form: str
    takes: frozenset[str]
    particles: frozenset[str] = frozenset()


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


@cache
def cues() -> dict[str, Cue]:
    """Return every form of every reporting verb in ``data/cue_verbs.csv``.

    >>> cues()["denied"].verb, cues()["saying"].form
    ('deny', 'ing')
    """
    found: dict[str, Cue] = {}
    for row in lexicons.rows("cue_verbs"):
        takes, particles = frozenset(row["takes"].split()), frozenset(row["particles"].split())
        for form, word in _forms(row["verb"], row["forms"].split("|") if row["forms"] else []):
            if not row["only"] or form in row["only"].split():
                found.setdefault(word, Cue(row["verb"], form, takes, particles))
    return found


def _forms(verb: str, past: Sequence[str]) -> Iterator[tuple[str, str]]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    is_y = verb.endswith("y") and verb[-2] not in "aeou"
    yield "base", verb
    yield "s", verb[:-1] + "ies" if is_y else verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = next((word[:-2] for word in past if word.endswith("ed") and word[:-3] == verb), stem)
    yield "ing", doubled + "ing"
    if past:
        for word in past:
            yield "past", word
    else:
        yield "past", verb[:-1] + "ied" if is_y else verb + "d" if verb.endswith("e") else verb + "ed"


@cache
def _people() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in lexicons.rows("titles"))


@cache
def sources() -> frozenset[str]:
    """Return the nouns for bodies, persons and texts that can say something, such as "survey"."""
    return lexicons.words("sources", "word")


@cache
def _speakers() -> frozenset[str]:
    return _people() | sources()


def segments(doc: Document, stretches: Sequence[Stretch]) -> Iterator[list[int]]:
    """Cut a document into sentences in which a stretch between marks counts as one word.

    Each is a list of token numbers, in which stretch k stands as ``~k``. "“Really?” she asked." is one sentence.
    """
    starts, words, text = doc.tokens.starts, doc.tokens.words, doc.text
    opens = {sentence.start for sentence in doc.sentences}
    paragraphs = {start for start, _ in doc.paragraphs}
    segment: list[int] = []
    k, i, n = 0, 0, len(starts)
    joined = False
    while i < n:
        if k < len(stretches) and starts[i] >= stretches[k].outer_start:
            stretch = stretches[k]
            is_new = stretch.outer_start in opens or (
                i > 0 and words[i - 1] in ".?!" and text[stretch.start].isupper() and not _is_initial(words, i)
            )
            if segment and (stretch.outer_start in paragraphs or (is_new and not joined)):
                yield segment
                segment = []
            segment.append(~k)
            while i < n and starts[i] < stretch.outer_end:
                i += 1
            joined = i < n and _goes_on(text[stretch.end - 1], words, i)
            if not joined and text[stretch.end - 1] in _TERMINAL:
                yield segment
                segment = []
            joined = True
            k += 1
            continue
        if segment and starts[i] in opens and (starts[i] in paragraphs or not (joined or _is_initial(words, i))):
            yield segment
            segment = []
        segment.append(i)
        joined = False
        i += 1
    if segment:
        yield segment


def _is_initial(words: list[str], i: int) -> bool:
    """Whether the full stop before token `i` belongs to a title or an initial: "Ms. Moore"."""
    before = words[i - 2] if i > 1 and words[i - 1] == "." else ""
    return len(before) < 6 and (len(before) == 1 or before.lower() in _people()) and before[:1].isupper()


def _goes_on(last: str, words: list[str], i: int) -> bool:
    """Whether the sentence goes on behind a stretch that ends with the sign `last`."""
    if last not in _TERMINAL or words[i][0].islower() or words[i] in ",;:)—–-":
        return True
    if last == ".":
        return False
    for word in words[i : i + _LOOK_AHEAD]:
        if word in ".,?!":
            return False
        cue = cues().get(word)
        if cue and "q" in cue.takes:
            return True
    return False


class Segment:
    """One sentence, read for its reporting clauses."""

    def __init__(self, doc: Document, items: list[int], names: dict[int, Name], stretches: Sequence[Stretch]) -> None:
        self.doc = doc
        words, starts, ends = doc.tokens.words, doc.tokens.starts, doc.tokens.ends
        # Two hyphens are one dash; a hyphen that hangs on a word is none.
        items = [i for i in items if i < 1 or words[i] != "-" or words[i - 1] != "-" or starts[i] > ends[i - 1]]
        self.items = items
        self.names = names
        self.stretches = stretches
        self.words = [words[i] if i >= 0 else QUOTED for i in items]
        # A name's words keep their capitals, so that "Will" is no auxiliary.
        self.low = [word if i < 0 or i in names else word.lower() for i, word in zip(items, self.words, strict=True)]
        for place, item in enumerate(items):
            if item > 0 and words[item] == "-" and starts[item] > ends[item - 1]:
                self.low[place] = "—"
        self.is_heading = sum(word[0].isupper() for word in self.words) > 0.6 * len(self.words)

    def reports(self) -> list[Report]:
        """Return the reporting clauses in order."""
        found: list[_Found] = []
        table = cues()
        for p, word in enumerate(self.low):
            cue = table.get(word)
            if cue is not None and not self._is_noun(p, cue):
                clause = self._clause(p, cue, found)
                if clause:
                    found.append(clause)
        found = self._with_sources(found) + self._according() + self._titled()
        found.sort(key=lambda clause: clause.cue)
        reports = [self._report(clause, found) for clause in found] + self._utterances() + self._beliefs(found)
        return self._without_nested(sorted(reports, key=lambda report: report.cue))

    @staticmethod
    def _without_nested(reports: list[Report]) -> list[Report]:
        """Leave out what somebody is only said to think or want: "She said she hoped …" reports her words."""
        kept: list[Report] = []
        for report in reports:
            outer = (span for other in kept for span in other.content)
            if report.is_sure or not any(first <= report.cue < last for first, last in outer):
                kept.append(report)
        return kept

    def _with_sources(self, found: list[_Found]) -> list[_Found]:
        """Read "A quoted B as saying" and "B was quoted by A as saying": B speaks, A passes it on."""
        kept: list[_Found] = []
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

    def _passed_on(self, before: _Found, clause: _Found) -> _Found:
        after = (before.cue + 1, clause.cue - 1)
        if self._is_passive(before.cue):
            source = (after[0] + 1, after[1]) if after[0] < after[1] and self.low[after[0]] == "by" else None
            return _Found(clause.cue, clause.kind, before.subject, via=source)
        speaker = after if after[0] < after[1] else None
        return _Found(clause.cue, clause.kind, speaker, is_passed_on=True, via=before.subject)

    # -- the cue

    def _is_noun(self, p: int, cue: Cue) -> bool:
        """Whether the form is no verb here: "the claim", "State", "court order"."""
        before = self.low[p - 1].lower() if p else ""
        if p and ((self.words[p][0].isupper() and not self.is_heading) or self.items[p] in self.names):
            return True
        if cue.form == "ing":
            is_adjective = p > 1 and self.low[p - 2] in small("owning") and before not in small("auxiliary")
            return before in small("determiner") or before in ("of", "for") or is_adjective
        if cue.form == "past":
            return before in small("owning") or (before in small("preposition") and before != "to")
        if before in small("determiner") or before in small("preposition") or before in small("owning"):
            return before != "to" and before not in ("some", "many", "few", "most", "all", "others", "this")
        k = self._before_verb(p)
        if k < p - 1:
            return k >= 0 and self.low[k] in small("owning")
        if cue.form == "s" or "u" not in cue.takes:
            return p == 0
        if before in small("quantity"):
            return not self._opens_content(p + 1)
        is_plural = before.endswith("s") and not before.endswith(("ss", "us", "is"))
        return not (before in small("plural") or is_plural or (p > 2 and self.low[p - 2] == "and"))

    def _opens_content(self, j: int) -> bool:
        """Whether what follows a verb may stand at `j`."""
        if j >= len(self.low):
            return True
        word = self.low[j]
        return word in _STOPS or not word.islower() or any(word in small(kind) for kind in _KINDS)

    def _clause(self, p: int, cue: Cue, found: list[_Found]) -> _Found | None:
        k = self._before_verb(p)
        low = self.low
        if p and (low[p - 1] in small("hypothetical") or (low[p - 1] == "to" and not self._is_hearsay(p - 2))):
            return None
        if cue.form == "ing" and not self._is_progressive(p):
            is_near = p > 1 and self.words[p - 1].islower() and low[p - 1] not in _STOPS and k == p - 1
            near = self._subject(k) if is_near else None
            subject = near if near and self._can_speak(near) else self._of_main_clause(p, found)
            if subject and not ("s" in cue.takes or self._can_speak(subject)):
                return None
            return _Found(p, cue, subject, is_participle=True)
        if k < 0:
            after = self._after_verb(p, cue)
            return _Found(p, cue, after, is_inverted=True) if after and "q" in cue.takes else None
        if (
            "q" in cue.takes
            and cue.verb not in small("never inverted")
            and k == p - 1
            and low[k] in (",", QUOTED, "—", "–")
        ):
            after = self._after_verb(p, cue)
            if after and (low[k] == QUOTED or self._is_quoted_comma(k)):
                return _Found(p, cue, after, is_inverted=True)
            subject = self._subject(k) if low[k] != QUOTED else None
            if subject is None and after and self._ends_soon(after[1]):
                return _Found(p, cue, after, is_inverted=True)
        if low[k] in ("and", "but", "then") and k:
            subject = found[-1].subject if found and not found[-1].is_inverted else self._of_clause_before(k)
            return _Found(p, cue, subject, is_coordinate=True) if subject else None
        subject = self._subject(k)
        if subject is None or not ("s" in cue.takes or self._can_speak(subject)):
            return None
        return _Found(p, cue, subject)

    def _can_speak(self, span: tuple[int, int]) -> bool:
        """Whether a subject is a person, a body, or a text that says something."""
        low = self.low
        stops = (q for q in range(span[0] + 1, span[1]) if low[q] in small("preposition") or low[q] in (",", "who"))
        head = next(stops, span[1]) - 1
        word = low[head].rpartition("-")[2]
        if word in ("he", "she", "they", "we", "i", "who", "some", "many", "others", "it"):
            return True
        if self._has_name((head, head + 1)) or (self.words[head][0].isupper() and not self.is_heading):
            return True
        return word in _speakers() or word.removesuffix("s") in _speakers() or word.endswith(_AGENTS)

    def _of_clause_before(self, k: int) -> tuple[int, int] | None:
        """The subject of a clause that ends at `k`: the nearest pronoun or name that a verb may have."""
        for q in range(k - 1, max(-1, k - 20), -1):
            if self.low[q] in (";", ":", QUOTED):
                return None
            if self.low[q] in ("he", "she", "they", "i", "we", "who"):
                return q, q + 1
        return self._first_name(k)

    def _first_name(self, end: int) -> tuple[int, int] | None:
        """The first person or body named before `end` that is not behind a preposition."""
        for q in range(end):
            if self._has_kind((q, q + 1), "person", "organization", "group") and (
                q == 0 or self.low[q - 1] not in small("preposition")
            ):
                last = q + 1
                while last < end and self._has_name((last, last + 1)):
                    last += 1
                return q, last
        return None

    def _is_quoted_comma(self, k: int) -> bool:
        return k > 0 and self.low[k] in (",", "—", "–") and self.low[k - 1] == QUOTED

    def _is_progressive(self, p: int) -> bool:
        k = p - 1
        while k >= 0 and (self._is_adverb(k) or self.low[k] == "not"):
            k -= 1
        return k >= 0 and self.low[k] in (
            "is",
            "are",
            "was",
            "were",
            "been",
            "am",
            "be",
            "'s",
            "’s",
            "'re",
            "’re",
            "'m",
            "’m",
        )

    def _before_verb(self, p: int) -> int:
        """The last word before the verb group."""
        k = p - 1
        auxiliary = small("auxiliary")
        while k >= 0 and (self.low[k] in auxiliary or self._is_adverb(k) or self._is_hearsay(k)):
            k -= 1
        return k

    def _is_hearsay(self, k: int) -> bool:
        """Whether the word is the "reported" of "was reported to have said"."""
        return k > 0 and self.low[k] in small("hearsay") and self._is_passive(k) and self.low[k + 1 : k + 2] == ["to"]

    def _is_adverb(self, k: int) -> bool:
        word = self.low[k]
        return word in small("adverb") or (len(word) > 4 and word.endswith("ly") and word.islower())

    # -- the subject

    def _subject(self, k: int) -> tuple[int, int] | None:
        """The words, as places in the segment, of whom the verb behind place `k` is said."""
        low = self.low
        if low[k] in small("pronoun"):
            return (k, k + 1)
        if low[k] in (")",):
            opening = next((j for j in range(k - 1, max(-1, k - 12), -1) if low[j] == "("), 0)
            return self._subject(opening - 1) if opening > 0 else None
        if low[k] in (",", "—", "–", "-"):
            return self._before_apposition(k)
        if low[k] in _STOPS or low[k] in small("preposition") or low[k] in small("conjunction"):
            return None
        return self._noun_phrase(k)

    def _before_apposition(self, comma: int) -> tuple[int, int] | None:
        """The subject before an apposition or relative clause that ends at `comma`."""
        low = self.low
        sign = low[comma]
        best: tuple[int, int] | None = None
        for j in range(comma - 1, max(-1, comma - 45), -1):
            if low[j] == QUOTED or low[j] in (";", ":"):
                break
            if low[j] != sign or j == 0 or not self._opens_apposition(j + 1):
                continue
            if low[j - 1] == ")":
                phrase = self._subject(j - 1)
            else:
                phrase = self._noun_phrase(j - 1) if low[j - 1] not in _STOPS else None
            if phrase and self._names_person(phrase):
                return phrase
            if phrase and best is None and self._names_person((j + 1, comma)) and self._has_name((j + 1, j + 2)):
                return self._noun_phrase(comma - 1)
            if phrase and (best is None or self._has_kind(phrase, "organization", "group")):
                best = phrase
        return best

    def _opens_apposition(self, j: int) -> bool:
        after = self.low[j]
        return (
            after in small("apposing")
            or after in small("preposition")
            or any(word in _people() for word in self.low[j : j + 6])
            or after.endswith(("ing", "ed"))
            or after.isdigit()
            or self.words[j][0].isupper()
        )

    def _names_person(self, span: tuple[int, int]) -> bool:
        """Whether a person stands in the span by name, not by a description alone."""
        found = (self.names.get(self.items[q]) for q in range(*span))
        return any(name is not None and name.kind == "person" and name.form == "name" for name in found)

    def _has_kind(self, span: tuple[int, int], *kinds: str) -> bool:
        return any(self.items[q] in self.names and self.names[self.items[q]].kind in kinds for q in range(*span))

    def _has_name(self, span: tuple[int, int]) -> bool:
        return any(self.items[q] in self.names for q in range(*span) if self.items[q] >= 0)

    def _noun_phrase(self, head: int) -> tuple[int, int] | None:
        """The noun phrase that ends at `head`."""
        low, j = self.low, head
        conjunction, finite, table = small("conjunction"), small("finite"), cues()
        while j >= 0 and head - j < 22:
            word = low[j]
            if word in _STOPS and not (word == "." and self._is_abbreviated(j)):
                break
            if word in ("and", "or", "&"):
                if j == 0 or low[j - 1] in _STOPS or self._has_verb(j):
                    break
            elif (
                word in conjunction
                or (word in finite and word not in ("'s", "’s"))
                or (
                    word in table
                    and table[word].form != "base"
                    and self.words[j].islower()
                    and not self._is_noun(j, table[word])
                )
            ):
                break
            j -= 1
        return self._stripped(j + 1, head + 1)

    def _is_abbreviated(self, j: int) -> bool:
        return (
            j > 0
            and self.items[j] >= 0
            and j + 1 < len(self.items)
            and len(self.low[j - 1]) <= 4
            and self.words[j - 1][0].isupper()
        )

    def _has_verb(self, j: int) -> bool:
        """Whether a finite verb stands between the last stop and place `j`."""
        for q in range(j - 1, max(-1, j - 12), -1):
            word = self.low[q]
            if word in _STOPS:
                return False
            if (
                (word in small("finite") and word not in ("'s", "’s"))
                or (word.endswith("ed") and self.words[q].islower())
                or word in cues()
            ):
                return True
        return False

    def _stripped(self, first: int, last: int) -> tuple[int, int] | None:
        """Take opening words and an opening prepositional phrase off a noun phrase."""
        low = self.low
        while (
            first < last
            and (low[first] in small("opener") or low[first] in small("adverb"))
            and low[first] not in small("preposition")
        ):
            first += 1
        if 0 < first < last and low[first] in small("preposition") and low[first - 1] in ("who", "he", "she", "they"):
            return first - 1, first
        if first < last and low[first] in small("preposition"):
            named = [q for q in range(first + 1, last) if self.items[q] >= 0 and self.items[q] in self.names]
            fresh = [
                q
                for q in range(first + 2, last)
                if low[q] in small("determiner") and low[q - 1] not in small("preposition")
            ]
            if fresh:
                first = fresh[-1]
            elif named and low[named[-1] - 1] not in small("preposition"):
                name = self.names[self.items[named[-1]]]
                first = named[-1]
                while first - 1 in named and self.names[self.items[first - 1]] is name:
                    first -= 1
                while first and low[first - 1] in _people():
                    first -= 1
            else:
                return None
        if first >= last or all(word in _STOPS for word in low[first:last]):
            return None
        if low[last - 1] in small("pronoun"):
            first = last - 1
        if last - first > 1 and low[first].endswith("ing") and self._has_name((first + 1, first + 2)):
            first += 1
        return first, last

    def _after_verb(self, p: int, cue: Cue) -> tuple[int, int] | None:
        """The subject behind an inverted verb: "said the minister"."""
        low, n = self.low, len(self.low)
        j = p + 1
        while j < n and low[j] in small("adverb"):
            j += 1
        if j >= n or low[j] in _STOPS or (low[j] in small("preposition")) or low[j] in ("that", "to"):
            return None
        first = j
        if low[j] in small("pronoun"):
            return (j, j + 1) if low[j] not in ("it", "you") or self._ends_soon(j + 1) else None
        while j < n and j - first < 16:
            word = low[j]
            if word in _STOPS and not (
                word == "." and self._is_abbreviated(j) and j + 1 < n and self.words[j + 1][0].isupper()
            ):
                break
            if (
                word in small("conjunction") - {"and"}
                or word in small("day")
                or (word in small("finite") and word not in ("'s", "’s"))
            ):
                break
            if word in small("preposition") and word not in ("of", "for"):
                break
            j += 1
        if j == first:
            return None
        has_noun = self._has_name((first, j)) or self.words[first][0].isupper() or low[first] in small("determiner")
        has_noun = has_noun or any(word in _people() for word in low[first:j])
        return (first, j) if has_noun else None

    def _ends_soon(self, j: int) -> bool:
        """Whether nothing but an adjunct follows."""
        rest = self.low[j:]
        if not rest or rest[0] in (".", "?", "!", QUOTED):
            return True
        if len(rest) > 25 and rest[0] != ",":
            return False
        return (
            rest[0] in (",", "—", "–", "-", "who", "whose", "(")
            or rest[0] in small("preposition")
            or rest[0] in small("day")
            or rest[0].endswith("ing")
        )

    def _of_main_clause(self, p: int, found: list[_Found]) -> tuple[int, int] | None:
        """The subject of the clause that a participle at `p` hangs on."""
        if p < 3:
            return self._of_clause_behind(p)
        if found:
            return found[-1].subject
        for q in range(1, p):
            word = self.low[q]
            if word in small("finite") or (word.endswith("ed") and self.words[q].islower()):
                k = self._before_verb(q)
                subject = self._subject(k) if k >= 0 else None
                if subject:
                    return subject
        return self._first_name(p)

    def _of_clause_behind(self, p: int) -> tuple[int, int] | None:
        """The subject behind the comma that ends an opening phrase: "Citing the cost, the mayor …"."""
        for q in range(p + 1, min(len(self.low) - 1, p + 40)):
            if self.low[q] == "," and self._opens_clause(q + 1):
                if self.low[q + 1] in small("pronoun"):
                    return q + 1, q + 2
                last = q + 2
                while last < len(self.low) and (self._has_name((last, last + 1)) == self._has_name((q + 1, q + 2))):
                    if (
                        self.low[last] in _STOPS
                        or last > q + 6
                        or self.low[last] in small("finite")
                        or self.low[last] in cues()
                    ):
                        break
                    last += 1
                return q + 1, last
        return None

    def _according(self) -> list[_Found]:
        found = []
        for p in range(len(self.low) - 2):
            if self.low[p] == "according" and self.low[p + 1] == "to":
                j = p + 2
                while (
                    j < len(self.low)
                    and self.low[j] not in _STOPS
                    and self.low[j] not in ("that", "which", "who")
                    and j - p < 18
                ):
                    j += 1
                while j < len(self.low) - 1 and self.low[j] == "." and self._is_abbreviated(j):
                    j += 1
                    while j < len(self.low) and self.low[j] not in _STOPS and j - p < 18:
                        j += 1
                if j > p + 2:
                    found.append(_Found(p, _ACCORDING, (p + 2, j), is_according=True))
        return found

    def _titled(self) -> list[_Found]:
        """Read a heading with a colon: "Mayor: harbour will stay open", "‘No way back’: mayor"."""
        low = self.low
        if low.count(":") != 1 or not self.is_heading:
            return []
        colon = low.index(":")
        before, after = (0, colon), (colon + 1, len(low) - (low[-1] in (".", "?", "!")))
        for subject, is_first in ((before, True), (after, False)):
            names_one = subject[0] < subject[1] <= subject[0] + _LABEL and (
                self._has_kind(subject, "person", "organization", "group", "state")
                or self.low[subject[1] - 1] in _people()
            )
            if names_one and not any(word in small("finite") or word in cues() for word in low[slice(*subject)]):
                return [_Found(colon, _COLON, subject, is_label=True, is_inverted=not is_first)]
        return []

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

    def _beliefs(self, found: list[_Found]) -> list[Report]:
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
                k = self._before_verb(q)
                subject = self._subject(k) if k >= 0 else None
                if subject is None or not self._can_speak(subject):
                    continue
            else:
                continue
            clause = _Found(q, _BELIEF, subject)
            last = self._content_end(q + 1, clause, found)
            reports.append(Report(self.low[q], q, subject, ((q + 1, last),), (), is_sure=False))
        return reports

    def _claimant(self, q: int) -> tuple[int, int] | None:
        """Whose claim the noun at `q` is: "Lund's claim", "Lund made the claim"."""
        for k in range(q - 1, max(0, q - 7), -1):
            if self.low[k] in _GENITIVES and q - k < 4:
                return self._possessor(k)
            if self.low[k] in small("making"):
                before = self._before_verb(k)
                subject = self._subject(before) if before >= 0 else None
                return subject if subject and self._can_speak(subject) else None
        return None

    def _is_predicate(self, q: int) -> bool:
        k = q - 1
        while k > 0 and (self._is_adverb(k) or self.low[k] in ("so", "very", "not", "more", "most")):
            k -= 1
        return self.low[k] in ("is", "are", "was", "were", "'s", "’s", "'re", "’re", "am", "be", "been")

    def _possessor(self, k: int) -> tuple[int, int] | None:
        """Whose a thing is, by the genitive at `k`."""
        if self.low[k] in ("'s", "’s"):
            return self._noun_phrase(k - 1) if k > 0 else None
        return k, k + 1

    def _owner(self, first: int, noun: int) -> tuple[int, int] | None:
        if self.low[first] in ("his", "her", "their"):
            return first, first + 1
        mark = next((k for k in range(first, noun) if self.low[k] in ("'s", "’s")), 0)
        return (first, mark) if mark > first else None

    # -- the content

    def _report(self, clause: _Found, found: list[_Found]) -> Report:
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

    def _is_negated(self, p: int) -> bool:
        return any(word in ("not", "n't", "’t", "'t", "never") for word in self.low[max(0, p - 3) : p])

    def _is_passive(self, p: int) -> bool:
        k = p - 1
        while k >= 0 and (self._is_adverb(k) or self.low[k] in ("not", "n't", "’t", "'t")):
            k -= 1
        return k >= 0 and self.low[k] in (
            "is",
            "are",
            "was",
            "were",
            "been",
            "being",
            "be",
            "am",
            "'s",
            "’s",
            "'re",
            "’re",
        )

    def _of_clause(self, clause: _Found, found: list[_Found]) -> tuple[list[tuple[int, int]], list[int]]:
        """The content of "X said …", or of "…, X said" where nothing of it follows."""
        is_past = clause.kind.form == "past" and not clause.is_participle and not clause.via
        if is_past and self._is_passive(clause.cue):
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
        if opens > 0 and self.low[opens - 1] in small("gap") and self.low[first] != "that":
            return [], []
        last = self._content_end(first, clause, found)
        return ([(first, last)], []) if last > first else ([], [])

    def _spoken(
        self, clause: _Found, j: int, opens: int, found: list[_Found]
    ) -> tuple[list[tuple[int, int]], list[int]] | None:
        """The words said, where marks follow the cue or the clause stands in or behind them; None where not."""
        low, n, before = self.low, len(self.low), opens - 1
        is_parenthesis = before >= 0 and (low[before] == QUOTED or low[before] in (",", "—", "–"))
        k = j + 1 if j < n and low[j] in (",", ":") else j
        if k < n and low[k] == QUOTED and (k > j or self._is_whole(k)):
            return [], [k, *(self._left_quotes(before) if is_parenthesis else ())]
        if not is_parenthesis or clause.is_participle:
            return None
        follows_quote = low[before] == QUOTED or self._is_quoted_comma(before)
        if (follows_quote and low[clause.cue + 1 : clause.cue + 2] != ["that"]) or j >= n or self._is_over(j):
            return self._around(clause, opens, j, found)
        return None

    def _content_start(self, j: int) -> int:
        """Where content may begin at or behind `j`: past a colon, or the rest of where and when before "that"."""
        low, n = self.low, len(self.low)
        if j < n and low[j] == ",":
            return next((q for q in range(j + 1, min(n, j + 7)) if low[q] == "that" and low[q - 1] == ","), n)
        return j + 1 if j < n and low[j] == ":" else j

    def _is_content(self, j: int, clause: _Found) -> bool:
        """Whether the verb takes what begins at `j`."""
        low, takes, word = self.low, clause.kind.takes, self.low[j]
        if word in _STOPS and word != QUOTED:
            return False
        if word in small("finite") and word not in ("'s", "’s", "'d", "’d"):
            return False
        if word == "that":
            return bool(takes & {"t", "q", "a"})
        if word in small("question"):
            return bool(takes & {"w", "t", "n"})
        if word == "to":
            return "o" in takes or "a" in takes
        if low[j - 1] in clause.kind.particles:
            return not self._is_negated(clause.cue)
        if word in small("preposition") or word in small("conjunction"):
            return False
        if "n" in takes:
            return not self._is_negated(clause.cue)
        if "b" in takes and not (word in small("pronoun") or word == "there" or self._has_name((j, j + 1))):
            return False
        reach = range(j, min(len(low), j + 25))
        return "t" in takes and (word == QUOTED or any(self._is_finite(q) for q in reach))

    def _behind_verb(self, clause: _Found) -> int:
        """Where the content may begin: behind particle, time and place, and whom it is told."""
        j, kind = clause.cue + 1, clause.kind
        if j < len(self.low) and self.low[j] in kind.particles:
            return j + 1
        j = self._past_adjunct(j, keeps_to=bool(kind.takes & {"o", "a"}))
        if "a" in kind.takes:
            j = self._past_adjunct(self._past_addressee(j), keeps_to=True)
        return j

    def _is_finite(self, q: int) -> bool:
        word = self.low[q]
        return (
            word in small("finite")
            or word == QUOTED
            or (len(word) > 3 and word.endswith(("ed", "s")) and self.words[q].islower())
        )

    def _is_whole(self, q: int) -> bool:
        """Whether a stretch is an utterance of its own: it begins as a sentence does, and the sentence ends with it."""
        stretch = self.stretches[~self.items[q]]
        text = self.doc.text
        begins = text[stretch.start].isupper() or text[stretch.start] in "[…."
        ends = q + 1 >= len(self.low) or self.low[q + 1] in _STOPS or text[stretch.end - 1] in ",.?!…"
        return begins and ends

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
            if word in small("day") or is_time or self._is_adverb(j):
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
                return k if self._is_whole(k) and not stands_in else j
            if word in _STOPS:
                return k
            if word in small("finite") and word not in ("'s", "’s"):
                return j
        return j

    def _past_addressee(self, j: int) -> int:
        """Skip whom somebody tells or asks."""
        low, n = self.low, len(self.low)
        if j >= n or low[j] in _STOPS or low[j] in ("that", "to", "whether", "if", "how", "what", "why", "of", "about"):
            return j
        if low[j] in ("me", "him", "her", "them", "us", "you", "it", "himself", "herself", "themselves", "myself"):
            return j + 1
        first = j
        while j < n and j - first < 10:
            word = low[j]
            if word in _STOPS or word in ("that", "to", "whether", "if", "how", "what", "why"):
                return j
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
        self, clause: _Found, first: int, last: int, found: list[_Found]
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
            if lone is not None or content or self._is_whole(right):
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
        if any(self._is_finite(q) for q in range(first, last)):
            return True
        is_phrase = self.low[first] in small("preposition") or self.low[first].endswith(("ing", "ed"))
        return last - first > 3 and ("," in self.low[first:last] or not is_phrase)

    def _goes_on_behind(self, clause: _Found, right: int, last: int, has_left: bool) -> bool:
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

    def _left_start(self, end: int, clause: _Found, found: list[_Found]) -> int:
        """Where the content before a parenthesis begins: at its last stretch if an earlier clause reports the rest."""
        is_taken = any(
            other.cue < end
            and other.subject
            and not other.is_inverted
            and not other.is_participle
            and "s" in other.kind.takes
            and (other.subject[0] < 3 or self.low[other.subject[0] - 1] in _STOPS)
            for other in found
        )
        if is_taken:
            return end - 1 if self.low[end - 1] == QUOTED else end
        return 0

    def _lone_quote(self, start: int, end: int) -> int | None:
        """The stretch that is the whole content, or the utterance that ends it."""
        rest = [q for q in range(start, end) if self.low[q] not in _STOPS or self.low[q] == QUOTED]
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

    def _opens_clause(self, j: int) -> bool:
        """Whether a subject may stand at `j`."""
        word = self.low[j]
        return word in small("pronoun") or self._has_name((j, j + 1)) or word in small("owning") or word in _people()

    def _content_end(self, first: int, clause: _Found, found: list[_Found]) -> int:
        low, n = self.low, len(self.low)
        last = n
        while last > first and low[last - 1] in (".", "?", "!", ",", ")", "”", "’", "'", '"'):
            last -= 1
        later = {c.cue for c in found if c.cue > clause.cue and not c.is_inverted}
        participles = {c.cue for c in found if c.is_participle}
        coordinate = {c.cue for c in found if c.is_coordinate}
        subjects = {c.subject[0] for c in found if c.subject and c.cue > clause.cue and not c.is_participle}
        is_fronted = any(word in small("subordinator") for word in low[:2]) and "," not in low[: clause.cue]
        for q in range(first, last):
            word = low[q]
            if word in (";", ":") and q > first:
                return q
            if word == "," and clause.is_participle and clause.cue < 3 and q + 1 < n and self._opens_clause(q + 1):
                return q
            if word == "," and is_fronted and q + 1 < n and self._opens_clause(q + 1):
                return q
            if word == ")" and "(" not in low[first:q]:
                return q
            if word in ("—", "–", "-") and (low[: clause.cue].count(word) % 2 or low[q + 1] in ("and", "but")):
                return q
            if word == "," and q + 1 < n:
                if (
                    q + 1 in later
                    or q + 1 in participles
                    or (q + 2 in participles and low[q + 1] in small("adverb"))
                    or low[q + 1] == "according"
                ):
                    return q
                if low[q + 1] in ("but", "and", "while", "although", "though", "yet") and (
                    q + 2 in subjects or q + 3 in subjects
                ):
                    return q
                if low[q + 1] in ("but", "and") and coordinate & {q + 2, q + 3, q + 4}:
                    return q
            if word in ("and", "but") and (coordinate & {q + 1, q + 2, q + 3} or q + 1 in subjects):
                return q
        return self._without_afterthought(first, last)

    def _without_afterthought(self, first: int, last: int) -> int:
        """Leave out what the writer adds behind the last comma: ", which …", ", as others do"."""
        for q in range(last - 1, first + 2, -1):
            if self.low[q] == ",":
                return q if self.low[q + 1] in small("afterthought") and self.low[q + 2 : q + 3] != ["that"] else last
        return last


class _Found(NamedTuple):
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


_BELIEF = Cue("believe", "base", frozenset("t"))
_COLON = Cue(":", "base", frozenset("qts"))
_ACCORDING = Cue("according to", "base", frozenset("qts"))
