"""The words that tell events: verbs and nouns with the roles of what stands around them, and the kinds of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from osint.knowledge import en, lexicons
from osint.knowledge.en import verbs

_NONE: frozenset[str] = frozenset()
#: Conditions of a clause that are no kinds of its object.
OF_CLAUSE = frozenset(["infinitive", "for", "passive", "alone"])
#: Kinds of what pronouns may stand for.
_THINGS = frozenset(["group", "state", "place", "site"])
_PEOPLE = frozenset(["person", "group", "crowd", "captive", "force"])


class Entry(NamedTuple):
    """A row of ``data/event_words.csv``.

    Attributes
    ----------
    words
        The verb's base form and the words behind it; of a noun the words before it, and it.
    event
        One type, or two: the second is that of an agent of the other kind (an army kills: fight; a man: assault).
    agent, target
        Where they are looked for, in this order: "subject", "object", "owner", "modifier" or a preposition.
    needs
        Kinds of things, of which the object is one; "subject:crowd" where the subject is.
    conditions
        The needs as a clause must meet them: each that is no kind of the object, and these kinds as one.
    """

    words: tuple[str, ...]
    event: tuple[str, ...]
    agent: tuple[str, ...]
    target: tuple[str, ...]
    needs: tuple[str, ...]
    conditions: tuple[str, ...] = ()


@cache
def kinds_of_events() -> dict[str, str]:
    """Return each type of event with its kind: "fighting", "coercion", "diplomacy" or "accident".

    >>> kinds_of_events()["sanction"]
    'coercion'
    """
    return {row["event"]: row["kind"] for row in lexicons.rows("event_types")}


def _entries(part: str) -> list[Entry]:
    return [
        Entry(
            tuple(row["word"].split()),
            tuple(row["event"].split("|")),
            tuple(row["agent"].split()),
            tuple(row["target"].split()),
            tuple(row["needs"].split()),
            _conditions(row["needs"].split()),
        )
        for row in lexicons.rows("event_words")
        if row["part"] == part
    ]


def _conditions(needs: Sequence[str]) -> tuple[str, ...]:
    """The conditions of a row; kinds of the object are one, of which one must hold."""
    special = [need for need in needs if ":" in need or need in OF_CLAUSE]
    kinds = " ".join(need for need in needs if need not in special)
    return (*special, *([kinds] if kinds else []))


@cache
def of_verbs() -> dict[str, tuple[Entry, ...]]:
    """Return the entries by the base form of the verb; those first that ask for more.

    >>> [entry.event for entry in of_verbs()["bomb"]]
    [('fight',)]
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in _entries("verb"):
        found[entry.words[0]].append(entry)
    return {verb: tuple(sorted(entries, key=_demands)) for verb, entries in found.items()}


def _demands(entry: Entry) -> tuple[int, int]:
    is_of_subject = any(need.startswith("subject:") for need in entry.needs)
    return -len(entry.words), -(2 * is_of_subject + bool(entry.needs))


@cache
def of_nouns() -> dict[str, tuple[Entry, ...]]:
    """Return the entries by the last word of the noun, in the singular and plural; the longest first.

    >>> [" ".join(entry.words) for entry in of_nouns()["airstrikes"]]
    ['airstrike']
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in _entries("noun"):
        for form in {entry.words[-1], verbs.ending_in_s(entry.words[-1])}:
            found[form].append(entry)
    return {noun: tuple(sorted(entries, key=lambda entry: -len(entry.words))) for noun, entries in found.items()}


class Cue(NamedTuple):
    """What a sentence must have besides a verb's form: further words, and a noun of one of these kinds, if any."""

    rest: frozenset[str]
    kinds: frozenset[str]


#: Kinds that names are as well, and conditions that are no kinds, so that no list tells whether a sentence has one.
_OPEN = frozenset(["person", "place", "state", "group", "craft", "passive", "alone"])
#: Words of which one stands where a condition is met: "asked him to leave", "blasted him for it".
_SIGNS = {"infinitive": frozenset(["to"]), "for": frozenset(["for", "over"])}


@cache
def _cues() -> dict[str, tuple[Cue, ...]]:
    found: dict[str, set[Cue]] = defaultdict(set)
    known = of_verbs()
    for form, verb in verbs.forms().items():
        found[form].update(_cue(entry) for entry in known.get(verb.lemma, ()))
    for word in en.BE:
        found[word].update(_cue(entry) for entry in known.get("be", ()))
    for noun, entries in of_nouns().items():
        found[noun].update(Cue(frozenset(entry.words[:-1]), _NONE) for entry in entries)
    return {form: tuple(asked) for form, asked in found.items() if asked}


def _cue(entry: Entry) -> Cue:
    kinds = frozenset(kind for need in entry.needs for kind in need.rpartition(":")[2].split("|"))
    signs = [sign for need in entry.needs if (sign := _SIGNS.get(need))]
    return Cue(frozenset(entry.words[1:]), _NONE if kinds & _OPEN else kinds.union(*signs))


def may_tell(low: Collection[str]) -> bool:
    """Whether a sentence of these words in small letters may tell an event, so that it is worth a parse.

    >>> may_tell("they imposed sanctions".split()), may_tell("they imposed themselves".split())
    (True, False)
    """
    known = _cues()
    present = frozenset(low)
    asked = {cue for word in known.keys() & present for cue in known[word]}
    if not asked:
        return False
    near = [cue.kinds for cue in asked if cue.rest <= present]
    if not all(near):
        return True
    return bool(near) and not present.union(*map(kinds, present)).isdisjoint(frozenset().union(*near))


#: Auxiliaries of what somebody is to do by his own will, and by another's.
WILL = frozenset(["will", "would", "shall", "'ll", "’ll", "won"])
MUST = frozenset(["must", "should", "ought"])


def wills(low: Sequence[str]) -> list[int]:
    """Return where a sentence says what must be, or what will not be: a speaker demands or refuses it.

    >>> wills("Oslo must leave , and we will never yield".split())
    [1, 6]
    """
    found = [i for i, word in enumerate(low) if word in MUST]
    return found + [i for i, word in enumerate(low) if word in WILL and not en.NEGATIONS.isdisjoint(low[i : i + 2])]


@cache
def of_things(kind: str) -> frozenset[str]:
    """Return the words of one kind in ``data/event_things.csv``.

    >>> "shelter" in of_things("aid")
    True
    """
    return lexicons.words("event_things", "word", kind=kind)


@cache
def _kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in lexicons.rows("event_things"):
        found[row["word"].lower()].add(row["kind"])
    for word in en.PRONOUNS | en.RELATIVES:
        found[word] |= _THINGS if word in ("it", "itself", "which", "that") else _PEOPLE
    for word in lexicons.words("titles", "word") | lexicons.words("occupations", "word"):
        found[word.lower()].add("person")
    for noun, entries in of_nouns().items():
        found[noun].update(entry.event[0] for entry in entries if len(entry.words) == 1)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=1 << 14)
def kinds(word: str) -> frozenset[str]:
    """Return what kinds of things a noun in small letters names, in the singular or plural.

    >>> "force" in kinds("warships"), "aid" in kinds("tents")
    (True, True)
    """
    known = _kinds()
    found = known.get(word, _NONE)
    if word in en.POSSESSIVES:
        return found  # "its" is no plural
    for ending, stem in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending):
            found |= known.get(word.removesuffix(ending) + stem, _NONE)
    return found
