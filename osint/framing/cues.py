"""The cues of frames: read from a case's table, and found in a text by stems, order and nearness."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import pandas as pd

from osint import tables
from osint.knowledge import en, lexicons
from osint.tables import OsintError
from osint.text.document import Document, words
from osint.text.stems import base, stem

#: So many other words may come between two words of a phrase: "defend every ally", "defend each and every ally".
GAP = 3
#: So many words apart two lists of a slot may be found; farther apart they seldom belong together.
REACH = 9
#: A negation reaches so many words to the right: "does not, it says, consider the new canal a threat".
_SCOPE = 8
#: A denial follows the cue as closely as this: "fears of an attack were quickly dismissed".
_BEHIND = 4

#: Words that open another clause; "that" and "as" as often go on with the same matter: "warned that war is near".
_OPENING = (en.SUBORDINATORS | en.RELATIVES | {"but"}) - {"that", "as", "once", "yet"}


class Cue(NamedTuple):
    """A row of a case's ``framing.csv``: its frame, and one or more slots, each a list of phrases."""

    frame: str
    slots: tuple[tuple[str, ...], ...]


class Hit(NamedTuple):
    """A cue in a text: the span of its words, its frame, and the phrases that were met."""

    start: int
    end: int
    frame: str
    cue: str


class _Phrase(NamedTuple):
    """A phrase of a slot: where it belongs, as written, and its terms (a stem, or the beginning of a word with *)."""

    cue: int
    slot: int
    written: str
    terms: tuple[str, ...]


class _Met(NamedTuple):
    """A phrase found at the words from `first` to `last`."""

    first: int
    last: int
    written: str


# -------------------------------------------------------------------------------------------- reading


def read_cues(frames: pd.DataFrame) -> list[Cue]:
    """Read the cues of a table with ``frame`` and ``cue``.

    A cue is a phrase, or several slots with ``~`` between them; ``|`` parts the phrases of a slot.

    Raises
    ------
    OsintError
        If a row lacks frame or cue, or a cue cannot be used; all faults in one message.

    >>> read_cues(pd.DataFrame({"frame": ["guard"], "cue": ["send|post ~ troops|war ship*"]}))
    [Cue(frame='guard', slots=(('send', 'post'), ('troops', 'war ship*')))]
    """
    tables.need(frames, ("frame", "cue"), "frames", "Give one row per cue.")
    cues, faults = [], []
    for number, (frame, cue) in enumerate(zip(frames["frame"], frames["cue"], strict=True), 1):
        name = "" if pd.isna(frame) else str(frame).strip()
        written = "" if pd.isna(cue) else str(cue)
        fault = _fault_of_row(name, written)
        if fault:
            faults.append(f"row {number}: {fault}")
        else:
            cues.append(Cue(name, _slots(written)))
    if faults:
        raise OsintError.of("The frames cannot be used:", faults)
    return cues


def _slots(written: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(" ".join(phrase.split()) for phrase in slot.split("|")) for slot in written.split("~"))


def _fault_of_row(frame: str, written: str) -> str | None:
    if not frame:
        return f"a cue must have a frame; {written!r} has none"
    if not written.strip("*|~ \t\n"):
        return f"the frame {frame!r} must have a cue; give a phrase"
    found = fault(written)
    return f"a cue {found}" if found else None


def fault(written: str) -> str | None:
    """Say what is wrong with a cue, if anything is.

    >>> fault("strengthen ~ flank|border"), fault("of the")
    (None, "must have a word that carries meaning; 'of the' has none")
    """
    slots = _slots(written)
    phrases = [phrase for slot in slots for phrase in slot]
    for phrase in phrases:
        if not phrase:
            return f"must have a phrase on both sides of each | and ~; {written!r} lacks one"
        if any(word.startswith("*") for word in phrase.split()):
            return f"must not have * but at the end of a word; {phrase!r} does"
        is_number = phrase.isdigit() and len(slots) > 1
        if not is_number and not any(len(term) > 1 for term in _terms(phrase)):
            return f"must have two letters or more; {phrase!r} would be found everywhere"
    if len(slots) == 1 and (bare := next(filter(_is_grammar, phrases), None)):
        return f"must have a word that carries meaning; {bare!r} has none"
    return None


def _is_grammar(phrase: str) -> bool:
    """Whether a phrase is one word that is found in every text, such as "of the"."""
    terms = _terms(phrase)
    return len(terms) == 1 and terms[0] in lexicons.words("stopwords", "word")


def _terms(phrase: str) -> tuple[str, ...]:
    """The terms of a phrase; its articles are left out, since "defend the ally" also means "defend an ally"."""
    terms: list[str] = []
    for token in words(phrase):
        if token == "*" and terms:
            terms[-1] = f"{terms[-1]}*"
        else:
            terms += _parts(token)
    found = tuple(term if term.endswith("*") else stem(term) for term in terms)
    return tuple(term for term in found if term not in en.ARTICLES) or found


@cache
def generic_cues() -> tuple[Cue, ...]:
    """Return the packaged cues of the generic frames."""
    return tuple(Cue(row["frame"], _slots(row["cue"])) for row in lexicons.rows("generic_frames"))


# -------------------------------------------------------------------------------------------- finding


class _Words(NamedTuple):
    """The words of a document: offsets, lower case, and the number of the clause and of the stretch between commas."""

    starts: list[int]
    ends: list[int]
    low: list[str]
    clause: list[int]
    stretch: list[int]


class Finder:
    """Cues, compiled for look-up in any number of documents.

    Parameters
    ----------
    cues
        The cues of all frames.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = list(cues)
        self._by_first: dict[str, list[_Phrase]] = defaultdict(list)
        for number, cue in enumerate(self.cues):
            for slot, phrases in enumerate(cue.slots):
                for written in phrases:
                    phrase = _Phrase(number, slot, written, _terms(written))
                    self._by_first[phrase.terms[0]].append(phrase)
        terms = {term for phrases in self._by_first.values() for phrase in phrases for term in phrase.terms}
        self._stems = {term for term in terms if not term.endswith("*")}
        self._prefixes = [term[:-1] for term in terms if term.endswith("*")]
        self._known: dict[str, tuple[str, ...]] = {}

    def hits(self, doc: Document) -> Iterator[Hit]:
        """Find the cues that a document's text holds and does not deny."""
        text = _words_of(doc)
        for number, slots in self._met(text).items():
            cue = self.cues[number]
            if len(slots) < len(cue.slots):
                continue
            for parts in _together([slots[k] for k in range(len(cue.slots))], text.clause):
                first, last = min(part.first for part in parts), max(part.last for part in parts)
                if not (is_denied(text.low, text.stretch, first, last) or _is_negated(text.low, parts[0], first)):
                    written = " ~ ".join(part.written for part in parts)
                    yield Hit(text.starts[first], text.ends[last], cue.frame, written)

    def _met(self, text: _Words) -> dict[int, dict[int, list[_Met]]]:
        """Where the phrases of each cue are met, slot by slot."""
        known = self._known
        terms = [known[word] if word in known else self._look_up(word) for word in text.low]
        possible = self._possible({term for its in terms for term in its})
        met: dict[int, dict[int, list[_Met]]] = defaultdict(lambda: defaultdict(list))
        begun = ((first, phrase) for first, its in enumerate(terms) for term in its for phrase in possible[term])
        for first, phrase in begun:
            last = _end_of(phrase.terms, first, terms, text.clause)
            if last is not None:
                met[phrase.cue][phrase.slot].append(_Met(first, last, phrase.written))
        return met

    def _possible(self, present: set[str]) -> dict[str, list[_Phrase]]:
        """The phrases by first term of which a text with these terms may hold a whole cue: most cues end here."""
        whole = {term: [p for p in self._by_first.get(term, ()) if present.issuperset(p.terms)] for term in present}
        slots = {(phrase.cue, phrase.slot) for phrases in whole.values() for phrase in phrases}
        return {
            term: [p for p in phrases if all((p.cue, k) in slots for k in range(len(self.cues[p.cue].slots)))]
            for term, phrases in whole.items()
        }

    def _look_up(self, word: str) -> tuple[str, ...]:
        """The terms that a word meets: its stem, and each beginning that is a cue's ("kept" begins with keep*)."""
        found = [f"{prefix}*" for prefix in self._prefixes if word.startswith(prefix) or base(word).startswith(prefix)]
        if stem(word) in self._stems:
            found.append(stem(word))
        self._known[word] = tuple(found)
        return self._known[word]


def _end_of(wanted: Sequence[str], first: int, terms: list[tuple[str, ...]], clause: list[int]) -> int | None:
    """The last word of the phrase that begins at `first`, up to `GAP` words between two of its own.

    None may come between two words of grammar: "they have yet to agree" does not say that they have to.
    """
    at, grammar = first, lexicons.words("stopwords", "word")
    for before, term in pairwise(wanted):
        gap = 0 if before in grammar and term in grammar else GAP
        near = range(at + 1, min(at + gap + 2, len(terms)))
        at = next((k for k in near if term in terms[k] and clause[k] == clause[first]), -1)
        if at < 0:
            return None
    return at


def _together(slots: list[list[_Met]], clause: list[int]) -> Iterator[tuple[_Met, ...]]:
    """Choose a phrase for each slot, so that all are in one clause, none overlap, and neighbours are near."""
    if len(slots) == 1:
        yield from ((met,) for met in slots[0])
        return
    starts = [[met.first for met in slot] for slot in slots]
    for lead in slots[0]:
        # Only what is near the first slot's phrase is tried, so that time grows with the text's length alone.
        reach = (REACH + 1) * (len(slots) - 1) + GAP
        others = [
            slot[bisect_right(at, lead.first - reach - 1) : bisect_right(at, lead.last + reach)]
            for slot, at in zip(slots[1:], starts[1:], strict=True)
        ]
        found = next((parts for parts in product([lead], *others) if _are_near(parts, clause)), None)
        if found:
            yield found


def _are_near(parts: Sequence[_Met], clause: list[int]) -> bool:
    ordered = sorted(parts)
    if clause[ordered[0].first] != clause[ordered[-1].last]:
        return False
    gaps = [after.first - before.last - 1 for before, after in pairwise(ordered)]
    return all(0 <= gap <= REACH for gap in gaps)


# ------------------------------------------------------------------------------------- words and clauses

_BREAKS = frozenset(";:—–()[]…")


@cache
def _parts(token: str) -> tuple[str, ...]:
    """The words of a token in lower case: "rapid-reaction" has two, "cannot" too, and the "’t" of "isn’t" is "not"."""
    low = token.lower().replace("’", "'")
    if low in ("'t", "cannot"):
        return ("not",) if low == "'t" else ("can", "not")
    return tuple(part for part in low.split("-") if part and part[0].isalnum())


@lru_cache(maxsize=1 << 16)
def _token(token: str) -> tuple[tuple[str, ...], bool, bool]:
    """The words of a token, whether it ends a clause, and whether it ends a stretch."""
    is_break = token in _BREAKS or token.lower() in _OPENING
    return _parts(token), is_break, is_break or token == ","


def _words_of(doc: Document) -> _Words:
    """The words of a document, each with the number of its clause.

    A clause ends with its sentence, at ; : dashes and brackets, and before a word that opens another: "NATO met, |
    while Russia moved its troops".
    """
    found = _Words([], [], [], [], [])
    tokens = doc.tokens
    begins = {sentence.start for sentence in doc.sentences}
    clause = stretch = 0
    for start, end, token in zip(tokens.starts, tokens.ends, tokens.words, strict=True):
        parts, ends_clause, ends_stretch = _token(token)
        if ends_stretch or start in begins:
            stretch += 1
            clause += ends_clause or start in begins
        for part in parts:
            found.starts.append(start)
            found.ends.append(end)
            found.low.append(part)
            found.clause.append(clause)
            found.stretch.append(stretch)
    return found


# ------------------------------------------------------------------------------------------------ denial


@cache
def _phrases(kind: str) -> frozenset[tuple[str, ...]]:
    """The phrases of ``denials.csv`` of one kind, as stems."""
    phrases = (words(row["phrase"]) for row in lexicons.rows("denials") if row["kind"] == kind)
    return frozenset(tuple(_stem(part) for token in phrase for part in _parts(token)) for phrase in phrases)


def _stem(word: str) -> str:
    """The stem of a word; "not" for all that negates: "nobody can rule out" asserts as "cannot rule out" does."""
    return "not" if word in en.NEGATIONS else stem(word)


def is_denied(low: list[str], stretch: list[int], first: int, last: int) -> bool:
    """Whether the words around it, up to the next comma, say that what stands from word `first` to `last` is not so.

    "No threat of an attack", "does not see it as a threat", "ruled out an attack" and "an attack was ruled out" deny;
    "not only a threat", "did not rule out an attack" and "cannot be dismissed" assert. A negation within the cue
    itself is part of what it tells: "too early, not clear yet".
    """
    begin, end = first, last + 1
    while begin > 0 and stretch[begin - 1] == stretch[first] and first - begin < _SCOPE:
        begin -= 1
    while end < len(low) and stretch[end] == stretch[last] and end - last <= _BEHIND:
        end += 1
    before, behind = low[begin:first], low[last + 1 : end]
    stems = [_stem(word) for word in before]
    if _has(stems + [_stem(word) for word in low[first : last + 1]], "asserted", len(stems)):
        return False
    if not en.NEGATIONS.isdisjoint(before) or _has(stems, "before"):
        return True
    stems = [_stem(word) for word in behind]
    return _has(stems, "behind") and not _has(stems, "asserted") and en.NEGATIONS.isdisjoint(behind)


def _is_negated(low: list[str], lead: _Met, first: int) -> bool:
    """Whether a negation is right before the first list's phrase, behind another's: "Norway did not accuse Sweden"."""
    return lead.first > first and not en.NEGATIONS.isdisjoint(low[max(first, lead.first - 2) : lead.first])


def _has(stems: list[str], kind: str, n: int | None = None) -> bool:
    """Whether a phrase of `kind` begins among the first `n` stems; its words may have two others between them."""
    known = _phrases(kind)
    firsts = {phrase[0] for phrase in known}
    for i, found in enumerate(stems[: len(stems) if n is None else n]):
        if found in firsts and any(_goes_on(stems, i, phrase) for phrase in known if phrase[0] == found):
            return True
    return False


def _goes_on(stems: list[str], i: int, phrase: tuple[str, ...]) -> bool:
    for wanted in phrase[1:]:
        near = stems[i + 1 : i + 4]
        if wanted not in near:
            return False
        i += 1 + near.index(wanted)
    return True
