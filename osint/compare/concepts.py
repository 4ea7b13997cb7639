"""What a passage says, in a form that does not hang on its words: the groups of words that tell the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from osint.knowledge import en, gazetteer, lexicons
from osint.knowledge.name_words import ends_like_people, persons_words
from osint.text.stems import stem

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
#: A phrase such as "call home" may have so many words between: "called its envoy in Quito home".
_PHRASE_GAP = 4
#: Words that report or only count, date or join; they say nothing of the matter.
_REPORTING = frozenset(map(stem, ("say", "tell", "report", "add", "accord", "state", "statement", "announce", "quote")))


class Lexicon(NamedTuple):
    """The groups of ``synonyms.csv``: of single stems, of phrases by their first stem, and by kind."""

    single: dict[str, frozenset[str]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    victims: frozenset[str]
    generic: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Return the groups of words that tell the same thing."""
    single: dict[str, set[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    kinds: dict[str, set[str]] = {"victim": set(), "generic": set(), "force": set(), "same": set()}
    for row in lexicons.rows("synonyms"):
        group, *_ = row["words"].split("|")
        kinds[row["kind"]].add(group)
        for word in row["words"].split("|"):
            stems = tuple(map(stem, word.split()))
            if len(stems) == 1:
                single.setdefault(stems[0], set()).add(group)
            else:
                phrases.setdefault(stems[0], []).append((stems, group))
    frozen = {form: frozenset(groups) for form, groups in single.items()}
    return Lexicon(frozen, phrases, frozenset(kinds["victim"]), frozenset(kinds["generic"]))


@cache
def meanings() -> frozenset[str]:
    """Return the names of the groups of words that tell the same thing."""
    return frozenset().union(*lexicon().single.values())


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without marks.

    >>> words("“Every ally, every inch”")
    ['every', 'ally', 'every', 'inch']
    """
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def is_verbatim(part: str, whole: str) -> bool:
    """Whether `part` is `whole`, or a run of its words.

    >>> is_verbatim("every inch", "Every ally, every inch!"), is_verbatim("any inch", "every inch")
    (True, False)
    """
    return f" {' '.join(words(part))} " in f" {' '.join(words(whole))} "


@cache
def _matter(word: str) -> str:
    """The stem of a word that says something of the matter; "" for grammar, numbers, days and words that report."""
    low = word.lower().replace("’", "'").removesuffix("'").removesuffix("'s")
    if low in lexicons.words("stopwords", "word") or low in en.TIMES or low in en.NUMBERS or not low[0].isalpha():
        return ""
    form = stem(low)
    return "" if form in _REPORTING else form


def stems(text: str) -> list[str]:
    """Return the stems of a text's words that say something of the matter, in order."""
    return [form for match in _WORD.finditer(text) if (form := _matter(match.group()))]


def concepts(text: str, start: int, end: int, named: Sequence[tuple[int, int]] = ()) -> frozenset[str]:
    """Return the concepts of a stretch of text: the groups of its words, or their stems where they have none.

    Parameters
    ----------
    named
        Spans of names, in order, whose words are passed over.

    >>> text = "Sweden expels the envoy. The ambassador was thrown out."
    >>> sorted(concepts(text, 0, 24, [(0, 6)]) & concepts(text, 25, 55))
    ['ambassador', 'expel']
    """
    known = lexicon()
    forms = [form for _, form in _forms(text, start, end, named)]
    found: set[str] = set()
    for i, form in enumerate(forms):
        phrase = next((group for wanted, group in known.phrases.get(form, ()) if _follows(forms, i, wanted)), None)
        if phrase:
            found.add(phrase)
        elif form in known.single:
            found |= known.single[form]
        elif form in known.phrases or form not in _light():
            found.add(form)
    return frozenset(found - known.generic - _light())


@cache
def _light() -> frozenset[str]:
    """Stems that say next to nothing alone: grammar (which phrases need), and numbers of people."""
    grammar = {stem(word) for word in lexicons.words("stopwords", "word")}
    return frozenset(grammar | {"hundr", "thousand", "dozen", "million", "number", ""} | _REPORTING)


def _forms(text: str, start: int, end: int, named: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], str]]:
    """The span and stem of each word outside `named`, but for numbers and days."""
    taken = iter(named)
    span = next(taken, None)
    for match in _WORD.finditer(text, start, end):
        while span and span[1] <= match.start():
            span = next(taken, None)
        if span and span[0] <= match.start():
            continue
        low = match.group().lower().replace("’", "'").removesuffix("'s")
        if low and low[0].isalpha() and low not in en.TIMES and low not in en.NUMBERS:
            yield match.span(), stem(low)


def _follows(forms: Sequence[str], i: int, wanted: Sequence[str]) -> bool:
    """Whether the stems of a phrase follow from `i`: "called its envoy in Quito home"."""
    for form in wanted[1:]:
        near = forms[i + 1 : i + 2 + _PHRASE_GAP]
        if form not in near:
            return False
        i += 1 + near.index(form)
    return True


def befallen(text: str, span: tuple[int, int], at: tuple[int, int]) -> str | None:
    """Return what befell the people counted at `at`: the group of the nearest such word in the stretch `span`.

    >>> text = "A bomb left 12 dead and 60 wounded."
    >>> befallen(text, (0, 22), (12, 14)), befallen(text, (19, len(text)), (24, 26))
    ('kill', 'injure')
    """
    known = lexicon()
    placed = list(_forms(text, *span, ()))
    forms = [form for _, form in placed]
    best: tuple[int, str] | None = None
    for i, ((first, last), form) in enumerate(placed):
        groups = [group for wanted, group in known.phrases.get(form, ()) if _follows(forms, i, wanted)]
        groups += known.single.get(form, ())
        is_quality = text[first:last].lower() in _QUALITIES
        for group in () if is_quality else known.victims.intersection(groups):
            distance = at[0] - last if first < at[0] else first - at[1]
            if best is None or distance < best[0]:
                best = distance, group
    return best[1] if best else None


#: What an event is, and nobody it befell: "a deadly clash".
_QUALITIES = frozenset({"deadly", "deadlier", "deadliest", "fatal", "lethal"})


def is_people(noun: str | None) -> bool:
    """Whether a noun counts people: "fishermen", "dock workers"; also where nothing is named, as in "12 dead".

    >>> is_people("fishermen"), is_people("dockers"), is_people("war ships"), is_people(None)
    (True, True, False, True)
    """
    if noun is None:
        return True
    word = noun.lower().split()[-1]
    form, known = stem(word), lexicon()
    groups = known.single.get(form, frozenset())
    if groups & (known.generic | known.victims) or form in _titles() or word in en.PLURALS:
        return True
    return (ends_like_people(word) and not groups & _THINGS) or gazetteer.demonym(noun.split()[-1]) is not None


#: Groups of things whose words end like those for people: "freighters", "trawlers".
_THINGS = frozenset({"ship", "plane", "car", "train", "missile", "base", "port", "house"})


@cache
def _titles() -> frozenset[str]:
    return frozenset(map(stem, persons_words()))


@cache
def forces() -> frozenset[str]:
    """Return the stems of nouns for those who fight: "soldiers", "gunmen", "militants"."""
    attacking = (row["words"].split("|") for row in lexicons.rows("synonyms") if row["kind"] == "force")
    armed = (row["word"] for row in lexicons.rows("event_things") if row["kind"] == "force")
    return frozenset(map(stem, (*chain.from_iterable(attacking), *armed)))


def has_negation(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text has a negation."""
    low = text[start:end].lower().replace("’", "'")
    return any(word in en.NEGATIONS or word.endswith("n't") for word in _split(low))


def _split(low: str) -> Iterable[str]:
    return (match.group() for match in _WORD.finditer(low))
