"""A sentence in which a stretch between marks counts as one word: its verb groups and noun phrases."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en, lexicons
from osint.text.clauses import Syntax
from osint.text.names import small

if TYPE_CHECKING:
    from osint.text.document import Document
    from osint.text.marks import Stretch
    from osint.text.names import Name

#: What stands for a stretch between marks in a segment's words; no token is like it.
QUOTED = "“”"
STOPS = frozenset([",", ";", ":", "(", ")", "—", "–", "-", ".", "?", "!", QUOTED, "[", "]", "…", "|", "•"])
_TERMINAL = ".?!…"
_LOOK_AHEAD = 8
#: A longer sentence is read in pieces, so that time grows with the text's length alone.
_LONGEST = 300
#: A longer aside between commas is none.
_ASIDE = 45
#: A longer noun phrase is none.
_PHRASE = 22
#: A subject behind its verb is not longer.
_BEHIND = 16
_FUNCTION_WORDS = (
    en.NOUN_OPENERS | en.ACTING_PRONOUNS | en.CONJUNCTIONS | en.PREPOSITIONS | en.BEFORE_VERBS | small("adverb")
)
#: How words for people end.
_AGENTS = ("ists", "ist", "ians", "ian", "ers", "ors", "men", "women")


class Cue(NamedTuple):
    """A form of a reporting verb: the verb, the form, what it takes, and whether it is mostly a noun."""

    verb: str
    form: str
    takes: frozenset[str]
    particles: frozenset[str] = frozenset()
    is_rare: bool = False


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
            is_rare = bool(row["only"]) and form not in row["only"].split()
            found.setdefault(word, Cue(row["verb"], form, takes, particles, is_rare))
    return found


def _forms(verb: str, past: Sequence[str]) -> Iterator[tuple[str, str]]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    is_y = verb.endswith("y") and verb[-2] not in "aeou"
    yield "base", verb
    ending = "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"
    yield "s", verb[:-1] + "ies" if is_y else verb + ending
    doubled = next((word[:-2] for word in past if word.endswith("ed") and word[:-3] == verb), stem)
    yield "ing", doubled + "ing"
    if past:
        for word in past:
            yield "past", word
    else:
        ending = "d" if verb.endswith("e") else "ed"
        yield "past", verb[:-1] + "ied" if is_y else verb + ending


@cache
def people() -> frozenset[str]:
    """Return the words for persons by office, work or standing, in small letters."""
    return frozenset(row["word"].lower() for row in lexicons.rows("titles"))


@cache
def sources() -> frozenset[str]:
    """Return the nouns for bodies, persons and texts that can say something, such as "survey"."""
    return lexicons.words("sources", "word")


@cache
def _speakers() -> frozenset[str]:
    return people() | sources()


def segments(doc: Document, stretches: Sequence[Stretch]) -> Iterator[list[int]]:
    """Cut a document into sentences in which a stretch between marks counts as one word.

    Each is a list of token numbers, in which stretch k stands as ``~k``. "“Really?” she asked." is one sentence.
    """
    segment: list[int] = []
    for item, is_first in _items(doc, stretches):
        if segment and (is_first or len(segment) >= _LONGEST):
            yield segment
            segment = []
        segment.append(item)
    if segment:
        yield segment


def _items(doc: Document, stretches: Sequence[Stretch]) -> Iterator[tuple[int, bool]]:
    """Yield tokens and stretches in order, and whether a sentence begins with each."""
    starts, words, text = doc.tokens.starts, doc.tokens.words, doc.text
    opens = {sentence.start for sentence in doc.sentences}
    paragraphs = {start for start, _ in doc.paragraphs}
    starting = opens | paragraphs
    k, i, n = 0, 0, len(starts)
    is_joined = is_ended = False
    while i < n:
        if k == len(stretches) or starts[i] < stretches[k].outer_start:
            is_new = not is_joined and starts[i] in opens and not _is_initial(words, i)
            yield i, is_ended or is_new or starts[i] in paragraphs
            is_joined = is_ended = False
            i += 1
            continue
        stretch = stretches[k]
        is_new = not is_joined and _opens_behind_stop(words, i, text[stretch.start])
        yield ~k, is_ended or is_new or stretch.outer_start in (paragraphs if is_joined else starting)
        i = bisect_left(starts, stretch.outer_end, i)
        is_ended = _ends_sentence(text[stretch.end - 1], words, i)
        is_joined = True
        k += 1


def _ends_sentence(last: str, words: list[str], i: int) -> bool:
    """Whether a sentence ends with words said whose last sign is `last`, token `i` behind them."""
    return last in _TERMINAL and (i == len(words) or not _goes_on(last, words, i))


def _opens_behind_stop(words: list[str], i: int, first: str) -> bool:
    """Whether words said, which begin with the letter `first`, begin a sentence behind a full stop."""
    return i > 0 and words[i - 1] in ".?!" and first.isupper() and not _is_initial(words, i)


def _is_initial(words: list[str], i: int) -> bool:
    """Whether the full stop before token `i` belongs to a title or an initial: "Ms. Moore"."""
    before = words[i - 2] if i > 1 and words[i - 1] == "." else ""
    return len(before) < 6 and (len(before) == 1 or before.lower() in people()) and before[:1].isupper()


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


def _without_double_hyphens(doc: Document, items: list[int]) -> list[int]:
    """Make one dash of two hyphens; a hyphen that hangs on a word is none."""
    words, starts, ends = doc.tokens.words, doc.tokens.starts, doc.tokens.ends
    return [i for i in items if i < 1 or words[i] != "-" or words[i - 1] != "-" or starts[i] > ends[i - 1]]


class Phrases:
    """The words of one sentence and what can be told of them without knowing who speaks."""

    def __init__(self, doc: Document, items: list[int], names: dict[int, Name], stretches: Sequence[Stretch]) -> None:
        self.doc = doc
        self.items = _without_double_hyphens(doc, items)
        self.names = names
        self.stretches = stretches
        self.words = [doc.tokens.words[i] if i >= 0 else QUOTED for i in self.items]
        self.low = [self._lowered(i, word) for i, word in zip(self.items, self.words, strict=True)]
        n_capitals = sum(word[0].isupper() or word == QUOTED for word in self.words)
        self.is_heading = n_capitals > 0.6 * len(self.words)

    def _lowered(self, i: int, word: str) -> str:
        """A word in small letters; a name keeps its capitals, so that "Will" is no auxiliary."""
        is_month = word == "May" and i > 0 and self.doc.tokens.words[i - 1] not in ".?!"
        if i < 0 or i in self.names or is_month:
            return word
        is_dash = word == "-" and i > 0 and self.doc.tokens.starts[i] > self.doc.tokens.ends[i - 1]
        return "—" if is_dash else word.lower()

    @cached_property
    def syntax(self) -> Syntax:
        """The sentence's phrases and clauses; a fragment between marks counts as a name."""
        named = {place for place, item in enumerate(self.items) if item < 0 or item in self.names}
        return Syntax(self.words, named)

    def is_only_quoted(self) -> bool:
        """Whether nothing but words between marks is in the sentence."""
        return not any(item >= 0 and word[0].isalnum() for item, word in zip(self.items, self.words, strict=True))

    def is_noun(self, p: int, cue: Cue) -> bool:
        """Whether the form is no verb here: "the claim", "State", "court order"."""
        before = self.low[p - 1].lower() if p else ""
        if p and ((self.words[p][0].isupper() and not self.is_heading) or self.items[p] in self.names):
            return True
        if cue.form == "ing":
            return self._is_noun_in_ing(p, before)
        if cue.form == "past":  # "the said", "with reported"
            return before in en.OWNING or (before in en.PREPOSITIONS and before != "to")
        if before in en.NOUN_OPENERS or before in en.PREPOSITIONS or before in en.OWNING:
            return before != "to" and before not in ("some", "many", "few", "most", "all", "others", "this")
        return self._is_plain_noun(p, cue, before)

    def _is_noun_in_ing(self, p: int, before: str) -> bool:
        """Tell "the warning", "of warning", "his recent warning" from "warning that"."""
        if self.low[p] in small("nouns in ing") and not self.is_progressive(p):  # "a court ruling disputed by many"
            return True
        is_adjective = p > 1 and self.low[p - 2] in en.OWNING and before not in en.BEFORE_VERBS
        return before in en.NOUN_OPENERS or before in ("of", "for") or is_adjective

    def _is_plain_noun(self, p: int, cue: Cue, before: str) -> bool:
        """Whether a form that is a noun as well is one, no determiner before it: "court order", "polls show"."""
        k = self.before_verb(p)
        if k < p - 1:
            return k >= 0 and self.low[k] in en.OWNING
        if before in small("kinds of reports") and cue.verb == "report":  # "denied news reports that"
            return True
        if cue.form == "s" or "u" not in cue.takes:
            return p == 0
        if before in en.QUANTITIES:
            return not self._opens_content(p + 1)
        is_plural = before.endswith("s") and not before.endswith(("ss", "us", "is"))
        return not (before in en.PLURALS or is_plural or (p > 2 and self.low[p - 2] == "and"))

    def _opens_content(self, j: int) -> bool:
        """Whether what follows a verb may stand at `j`."""
        if j >= len(self.low):
            return True
        word = self.low[j]
        return word in STOPS or not word.islower() or word in _FUNCTION_WORDS

    def before_verb(self, p: int) -> int:
        """The last word before the verb group."""
        k = p - 1
        auxiliary = en.BEFORE_VERBS
        while k >= 0 and (self.low[k] in auxiliary or self.is_adverb(k) or self.is_hearsay(k)):
            k -= 1
        return k

    def is_hearsay(self, k: int) -> bool:
        """Whether the word is the "reported" of "was reported to have said"."""
        return k > 0 and self.low[k] in small("hearsay") and self.is_passive(k) and self.low[k + 1 : k + 2] == ["to"]

    def is_adverb(self, k: int) -> bool:
        """Whether the word at `k` is an adverb."""
        word = self.low[k]
        return word in small("adverb") or (len(word) > 4 and word.endswith("ly") and word.islower())

    def is_progressive(self, p: int) -> bool:
        """Whether the form in "-ing" at `p` has a form of "be" before it."""
        k = p - 1
        while k >= 0 and (self.is_adverb(k) or self.low[k] == "not"):
            k -= 1
        return k >= 0 and self.low[k] in en.BE

    def is_passive(self, p: int) -> bool:
        """Whether the past form at `p` has a form of "be" before it."""
        k = p - 1
        while k >= 0 and (self.is_adverb(k) or self.low[k] in en.NEGATIONS):
            k -= 1
        return k >= 0 and self.low[k] in en.BE

    def is_negated(self, p: int) -> bool:
        """Whether a "not" stands among the three words before `p`."""
        return any(word in en.NEGATIONS for word in self.low[max(0, p - 3) : p])

    def is_finite(self, q: int) -> bool:
        """Whether the word at `q` may be a finite verb."""
        word = self.low[q]
        return (
            word in en.FINITE
            or word == QUOTED
            or (len(word) > 3 and word.endswith(("ed", "s")) and self.words[q].islower())
        )

    def subject(self, k: int) -> tuple[int, int] | None:
        """The words, as places in the segment, of whom the verb behind place `k` is said."""
        low = self.low
        if low[k] in en.ACTING_PRONOUNS:
            return (k, k + 1)
        if low[k] in (")",):
            opening = next((j for j in range(k - 1, max(-1, k - 12), -1) if low[j] == "("), 0)
            return self.subject(opening - 1) if opening > 0 else None
        if low[k] in (",", "—", "–", "-"):
            return self._before_apposition(k)
        if low[k] in STOPS or low[k] in en.PREPOSITIONS or low[k] in en.CONJUNCTIONS:
            return None
        return self.noun_phrase(k)

    def _before_apposition(self, comma: int) -> tuple[int, int] | None:
        """The subject before an apposition or relative clause that ends at `comma`."""
        low = self.low
        best: tuple[int, int] | None = None
        for j in range(comma - 1, max(-1, comma - _ASIDE), -1):
            if low[j] == QUOTED or low[j] in (";", ":"):
                break
            is_opening = low[j] == low[comma] and j > 0 and self._opens_apposition(j + 1)
            phrase = self._phrase_before(j) if is_opening else None
            if phrase is None:
                continue
            if self._names_person(phrase):
                return phrase
            if best is None and self._names_person((j + 1, comma)) and self.has_name((j + 1, j + 2)):
                return phrase[0], comma  # "the spokesman, Igor Belov, said"
            if best is None or self.has_kind(phrase, "organization", "group"):
                best = phrase
        return best

    def _phrase_before(self, j: int) -> tuple[int, int] | None:
        """The noun phrase right before `j`, brackets behind it passed over."""
        if self.low[j - 1] == ")":
            return self.subject(j - 1)
        return self.noun_phrase(j - 1) if self.low[j - 1] not in STOPS else None

    def _opens_apposition(self, j: int) -> bool:
        after = self.low[j]
        return (
            after in small("apposing")
            or after in en.PREPOSITIONS
            or any(word in people() for word in self.low[j : j + 6])
            or after.endswith(("ing", "ed"))
            or after.isdigit()
            or self.words[j][0].isupper()
        )

    def _names_person(self, span: tuple[int, int]) -> bool:
        """Whether a person stands in the span by name, not by a description alone."""
        found = (self.names.get(self.items[q]) for q in range(*span))
        return any(name is not None and name.kind == "person" and name.form == "name" for name in found)

    def has_kind(self, span: tuple[int, int], *kinds: str) -> bool:
        """Whether a name of one of these kinds stands in the span."""
        return any(self.items[q] in self.names and self.names[self.items[q]].kind in kinds for q in range(*span))

    def has_name(self, span: tuple[int, int]) -> bool:
        """Whether a name stands in the span."""
        return any(self.items[q] in self.names for q in range(*span) if self.items[q] >= 0)

    def noun_phrase(self, head: int) -> tuple[int, int] | None:
        """The noun phrase that ends at `head`."""
        j = head
        while j >= 0 and head - j < _PHRASE and not self._ends_phrase(j):
            j -= 1
        return self._stripped(j + 1, head + 1)

    def _ends_phrase(self, j: int) -> bool:
        """Whether the noun phrase behind `j` does not go on there, to the left."""
        low, word = self.low, self.low[j]
        if word in STOPS:
            return not (word == "." and self.is_abbreviated(j))
        if word in ("and", "or", "&"):
            return j == 0 or low[j - 1] in STOPS or self._has_verb(j)
        if word in en.CONJUNCTIONS or (word in en.FINITE and word not in ("'s", "’s")):
            return True
        cue = cues().get(word)
        return cue is not None and cue.form != "base" and self.words[j].islower() and not self.is_noun(j, cue)

    def is_abbreviated(self, j: int) -> bool:
        """Whether the full stop at `j` may belong to an abbreviation."""
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
            if word in STOPS:
                return False
            if (
                (word in en.FINITE and word not in ("'s", "’s"))
                or (word.endswith("ed") and self.words[q].islower())
                or word in cues()
            ):
                return True
        return False

    def _stripped(self, first: int, last: int) -> tuple[int, int] | None:
        """Take opening words and an opening prepositional phrase off a noun phrase."""
        low, prepositions = self.low, en.PREPOSITIONS
        while first < last and self._is_opener(first):
            first += 1
        if 0 < first < last and low[first] in prepositions and low[first - 1] in ("who", "he", "she", "they"):
            return first - 1, first
        if first < last and low[first] in prepositions:
            behind = self._behind_adjunct(first, last)
            if behind is None:
                return None
            first = behind
        if first >= last or all(word in STOPS for word in low[first:last]):
            return None
        if low[last - 1] in en.ACTING_PRONOUNS:
            return last - 1, last
        is_added = last - first > 1 and low[first].endswith("ing") and self.has_name((first + 1, first + 2))
        return first + is_added, last

    def _is_opener(self, j: int) -> bool:
        word = self.low[j]
        return word not in en.PREPOSITIONS and (word in small("opener") or word in small("adverb"))

    def _behind_adjunct(self, first: int, last: int) -> int | None:
        """Where the subject begins behind an opening adjunct: "in May | the mayor", "on Monday | Ada Lund"."""
        low, prepositions = self.low, en.PREPOSITIONS
        for q in range(last - 1, first + 1, -1):
            if low[q] in en.NOUN_OPENERS and low[q - 1] not in prepositions:
                return q
        named = [q for q in range(first + 1, last) if self.items[q] >= 0 and self.items[q] in self.names]
        if not named or low[named[-1] - 1] in prepositions:
            return None
        name = self.names[self.items[named[-1]]]
        start = named[-1]
        while start - 1 in named and self.names[self.items[start - 1]] is name:
            start -= 1
        while start and low[start - 1] in people():
            start -= 1
        return start

    def after_verb(self, p: int, cue: Cue) -> tuple[int, int] | None:
        """The subject behind an inverted verb: "said the minister"."""
        low, n = self.low, len(self.low)
        j = p + 1
        while j < n and low[j] in small("adverb"):
            j += 1
        if j >= n or low[j] in STOPS | en.PREPOSITIONS | {"that", "to"}:
            return None
        first = j
        if low[j] in en.ACTING_PRONOUNS:
            return (j, j + 1) if low[j] not in ("it", "you") or self.ends_soon(j + 1) else None
        while j < n and j - first < _BEHIND and not self._ends_inverted(j):
            j += 1
        if j == first:
            return None
        return (first, self._past_name(first, j)) if self._holds_noun(first, j) else None

    def _holds_noun(self, first: int, last: int) -> bool:
        """Whether words may be a subject: a name, "the …", a word for a person."""
        if self.has_name((first, last)) or self.words[first][0].isupper() or self.low[first] in en.NOUN_OPENERS:
            return True
        return any(word in people() for word in self.low[first:last])

    def _ends_inverted(self, j: int) -> bool:
        """Whether a subject behind its verb ends before `j`."""
        word = self.low[j]
        if word in STOPS:
            is_initial = word == "." and self.is_abbreviated(j) and self.words[j + 1 : j + 2] != []
            return not (is_initial and self.words[j + 1][0].isupper())
        if word in en.CONJUNCTIONS and word != "and":
            return True
        if word in en.ADVERBS_OF_TIME or (word in en.FINITE and word not in ("'s", "’s")):
            return True
        return word in en.PREPOSITIONS and word not in ("of", "for")

    def _past_name(self, first: int, last: int) -> int:
        """Where a subject ends that goes on with a name behind a comma: "said the clerk, Anton Weber"."""
        low, n = self.low, len(self.low)
        if last >= n or low[last] != "," or self._names_person((first, last)):
            return last
        j = last + 1
        while j < n and (self.names.get(self.items[j]) is not None or low[j] in people() or self.is_abbreviated(j)):
            j += 1
        is_name = j > last + 1 and self._names_person((last + 1, j))
        ends = j >= n or low[j] in STOPS or low[j] in en.PREPOSITIONS or low[j] in ("who", "as", "and")
        return j if is_name and ends else last

    def first_name(self, end: int) -> tuple[int, int] | None:
        """The first person or body named before `end` that is not behind a preposition."""
        for q in range(end):
            if self.has_kind((q, q + 1), "person", "organization", "group") and (
                q == 0 or self.low[q - 1] not in en.PREPOSITIONS
            ):
                last = q + 1
                while last < end and self.has_name((last, last + 1)):
                    last += 1
                return q, last
        return None

    def can_speak(self, span: tuple[int, int]) -> bool:
        """Whether a subject is a person, a body, or a text that says something."""
        low = self.low
        stops = (q for q in range(span[0] + 1, span[1]) if low[q] in en.PREPOSITIONS or low[q] in (",", "who"))
        head = next(stops, span[1]) - 1
        word = low[head].rpartition("-")[2]
        if word in en.TIMES:  # "the letter of Saturday complained"
            return False
        if word in ("he", "she", "they", "we", "i", "who", "some", "many", "others", "it"):
            return True
        if self.has_name((head, head + 1)) or (self.words[head][0].isupper() and not self.is_heading):
            return True
        return word in _speakers() or word.removesuffix("s") in _speakers() or word.endswith(_AGENTS)

    def opens_clause(self, j: int) -> bool:
        """Whether a subject may stand at `j`."""
        word = self.low[j]
        return word in en.ACTING_PRONOUNS or self.has_name((j, j + 1)) or word in en.OWNING or word in people()

    def ends_soon(self, j: int) -> bool:
        """Whether nothing but an adjunct follows."""
        rest = self.low[j:]
        if not rest or rest[0] in (".", "?", "!", QUOTED):
            return True
        if len(rest) > 25 and rest[0] != ",":
            return False
        return (
            rest[0] in (",", "—", "–", "-", "who", "whose", "(")
            or rest[0] in en.PREPOSITIONS
            or rest[0] in en.ADVERBS_OF_TIME
            or rest[0].endswith("ing")
        )

    def is_whole(self, q: int) -> bool:
        """Whether a stretch is an utterance of its own: it begins as a sentence does, and the sentence ends with it."""
        stretch = self.stretches[~self.items[q]]
        text = self.doc.text
        begins = text[stretch.start].isupper() or text[stretch.start] in "[…."
        ends = q + 1 >= len(self.low) or self.low[q + 1] in STOPS or text[stretch.end - 1] in ",.?!…"
        return begins and ends
