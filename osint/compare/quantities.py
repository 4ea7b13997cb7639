"""One thing counted, whatever its values: which figures of several texts are of it, and which exclude each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

import pandas as pd

from osint.compare.assertions import FARTHEST, Assertion, Figure
from osint.compare.concepts import forces, is_people, lexicon
from osint.compare.grouping import Weights, are_far_apart, linked, same_setting
from osint.knowledge import gazetteer, lexicons

#: "About 300" is taken to mean 240 to 375: wider than people mean it, so that no difference is told that is none.
_ABOUT = 1.25
#: "For 14 months" is said of 13 and a half as well.
_ROUNDED = 0.05
_DURATIONS = lexicons.words("units", "unit", kind="time")
#: What is counted as it becomes known, so that a later number is higher.
_GROWING = frozenset({"kill", "injure", "arrest"})
#: Smaller numbers are equal by chance.
_CHANCE = 12
#: So much of context must be shared for two figures to be of one thing, and more where they exclude each other.
_SHARED = 0.5
_SHARED_APART = 0.55
#: A noun counted by few figures tells what is counted; "people" does not.
_RARE = 0.5
#: What an equal number adds.
_EQUAL = 0.1
#: And one that hardly comes up twice by chance: "25,000", "86.262".
_EXACT = 0.2
#: So many figures that share something are compared all with all.
_BLOCK = 50


class Verdict(NamedTuple):
    """How a figure stands to the one that most texts give: whether it agrees (None: not compared), and how not."""

    agrees: bool | None
    difference: str | None


def bounds(figure: Figure) -> tuple[float, float]:
    """Return the least and the largest value that a figure allows.

    >>> bounds(Figure(9, 9, None, None, "miner", "kill")), bounds(Figure(300, None, None, None, "worker", None))
    ((9, inf), (240.0, 375.0))
    """
    if figure.low is None and figure.high is None:
        return figure.value / _ABOUT, figure.value * _ABOUT
    if figure.unit in _DURATIONS and figure.low == figure.high:
        return figure.value * (1 - _ROUNDED), figure.value * (1 + _ROUNDED)
    return (-inf if figure.low is None else figure.low), (inf if figure.high is None else figure.high)


def excludes(a: Figure, b: Figure) -> bool:
    """Whether two figures cannot both be true: "at least nine" and "seven"; not "more than 20" and "31"."""
    (low_a, high_a), (low_b, high_b) = bounds(a), bounds(b)
    return high_a < low_b or high_b < low_a


def grouped(items: Sequence[Assertion], stories: Mapping[str, int]) -> list[list[int]]:
    """Bring together the figures that count one thing of one event or state.

    Parameters
    ----------
    items
        Figures, each with the concepts of its clause.
    stories
        The number of each article's story.
    """
    items = parted(items, stories)
    weights = Weights(items)

    def likeness(i: int, j: int) -> float:
        return _likeness(
            items[i], items[j], weights, is_one_story=stories[items[i].article] == stories[items[j].article]
        )

    pairs = [(score, i, j) for i, j in _candidates(items, stories) if (score := likeness(i, j)) >= _SHARED]
    return linked(len(items), likeness, pairs, [])


def _candidates(items: Sequence[Assertion], stories: Mapping[str, int]) -> set[tuple[int, int]]:
    """Pairs of figures worth comparing.

    Of one story those with the same number, or with the same that befell those counted; of all those that share a
    concept.
    """
    blocks: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        if item.figure is None:
            continue
        if item.figure.victims:
            blocks[stories[item.article], item.figure.victims].append(i)
        blocks[stories[item.article], item.figure.unit, item.figure.value].append(i)
        for name in (*_groups(item.figure), *item.matter):
            blocks[item.figure.unit, name].append(i)
    found: set[tuple[int, int]] = set()
    for numbers in blocks.values():
        if len(numbers) <= _BLOCK:
            found.update(combinations(numbers, 2))
        else:  # Each with the first, so that time does not grow with the square.
            found.update((numbers[0], i) for i in numbers[1:])
    return found


def _likeness(a: Assertion, b: Assertion, weights: Weights, *, is_one_story: bool) -> float:
    """How likely two figures are of one thing, 0…1; negative where they cannot be."""
    if a.figure is None or b.figure is None or not same_setting(a, b) or not _same_counted(a.figure, b.figure):
        return -1.0
    if a.article == b.article and excludes(a.figure, b.figure):
        return -1.0  # A text that gives two numbers counts two things.
    value = _context(a, b, weights, is_one_story=is_one_story)
    if excludes(a.figure, b.figure):
        return min(value, 0.9) if value >= _SHARED_APART else -1.0
    # Equal numbers first: "eight of the twelve survivors" and "eight survivors".
    if a.figure.value == b.figure.value:
        value += _EQUAL + _EXACT * (a.figure.value >= 1000 or a.figure.value % 1 != 0)
    return min(value, 1.0)


def _context(a: Assertion, b: Assertion, weights: Weights, *, is_one_story: bool) -> float:
    """How much of what is told around two figures is the same."""
    if a.figure is None or b.figure is None:
        return 0.0
    # What is counted, and what befell it, is the same already.
    known = _groups(a.figure) | _groups(b.figure)
    shared = weights.total((a.matter & b.matter) - known)
    value = 0.3 * min(shared, 1.5) + 0.2 * bool(a.towns & b.towns) + 0.1 * bool(a.names & b.names)
    value += 0.1 * bool(a.days and b.days) + 0.2 * is_one_story
    if a.figure.counted is not None and a.figure.counted == b.figure.counted:
        value += 0.15 * (weights.total(frozenset({a.figure.counted})) >= _RARE)
    # In one story the dead are those of the event that it is about, unless told apart.
    return value + 0.4 * (a.figure.victims is not None and is_one_story)


def _groups(figure: Figure) -> frozenset[str]:
    own = lexicon().single.get(figure.counted, frozenset({figure.counted})) if figure.counted else frozenset()
    return own | ({figure.victims} if figure.victims else set())


def parted(items: Sequence[Assertion], stories: Mapping[str, int]) -> list[Assertion]:
    """Mark the numbers of victims that count some of them, also where only another text of the story says so.

    Where one text counts "21 firefighters" among the 112 dead, "the death of 17 firefighters" is a part in all; where
    the dead of two peoples are told apart, "two Thai soldiers" are.
    """
    items = _beside_all(items, stories)
    roles: set[tuple[int, str, str | float]] = set()
    peoples: dict[tuple[int, str | None], set[str]] = defaultdict(set)
    for item in items:
        figure, story = item.figure, stories[item.article]
        if figure is not None:
            peoples[story, figure.victims] |= figure.people
            if figure.victims and figure.counted and figure.is_part and not _is_general(figure.counted):
                roles.add((story, figure.victims, figure.counted))
                if figure.value > _CHANCE:  # A bare "at least 21 are dead" takes up the 21 that another text names.
                    roles.add((story, figure.victims, figure.value))
    found = []
    for item in items:
        figure, story = item.figure, stories[item.article]
        if figure is not None and figure.victims and not figure.is_part:
            key = figure.counted or figure.value
            is_role = (story, figure.victims, key) in roles
            is_people = bool(figure.people) and len(peoples[story, figure.victims]) > 1
            found.append(item._replace(figure=figure._replace(is_part=is_role or is_people)))
        else:
            found.append(item)
    return found


def _beside_all(items: Sequence[Assertion], stories: Mapping[str, int]) -> list[Assertion]:
    """Mark a number of officers, nurses or the like as a part where its text gives a larger one of people or dead.

    One of those who fight is a part also where only another text of the story counts people or dead.
    """
    largest: dict[tuple[str | int, str], float] = defaultdict(float)
    for item in items:
        figure = item.figure
        if figure is not None and figure.victims and (not figure.counted or _is_general(figure.counted)):
            for where in (item.article, stories[item.article]):
                largest[where, figure.victims] = max(largest[where, figure.victims], figure.value)
    found = []
    for item in items:
        figure = item.figure
        if figure is not None and figure.victims and figure.counted and not _is_general(figure.counted):
            where = stories[item.article] if figure.counted in forces() else item.article
            is_part = figure.is_part or figure.value < largest[where, figure.victims]
            found.append(item._replace(figure=figure._replace(is_part=is_part)))
        else:
            found.append(item)
    return found


def _general() -> frozenset[str]:
    return lexicon().generic | lexicon().victims


def _is_general(form: str) -> bool:
    """Whether a noun fits any people, or any victims: "people", "dead"."""
    return not _general().isdisjoint(lexicon().single.get(form, ()))


def _same_counted(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same: the same thing, or people of whom the same is told, all or the same part."""
    if a.unit != b.unit or a.victims != b.victims or (a.people and b.people and not a.people & b.people):
        return False
    if a.victims and are_far_apart(a.value, b.value):
        return False
    if a.is_part != b.is_part:
        return a.value == b.value
    if a.is_part:
        return _is_same_part(a, b)
    return a.victims is not None or _is_same_noun(a, b)


def _is_same_part(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same part: "four Thai troops" and "seven Thai soldiers" who were wounded."""
    if a.people and a.people == b.people and _is_of_people(a) and _is_of_people(b):
        return True
    if excludes(a, b):
        return a.counted == b.counted and a.people == b.people
    return _is_same_noun(a, b)


def _is_of_people(figure: Figure) -> bool:
    """Whether victims are counted by their people or as its soldiers, and no further: "Thais", "two Thai troops"."""
    if figure.victims is None or figure.counted is None or figure.label is None:
        return False
    is_plain = figure.counted in forces() or _is_general(figure.counted)
    return is_plain or gazetteer.demonym(figure.label.split()[-1]) is not None


def _is_same_noun(a: Figure, b: Figure) -> bool:
    """Whether one noun counts both, or nouns for people that fit any; of numbers far apart only the one noun does."""
    if a.counted == b.counted or (_groups(a) & _groups(b)) - {a.victims}:
        return True
    if max(a.value, b.value) > FARTHEST * min(a.value, b.value):
        return False
    is_general = bool(lexicon().generic & (_groups(a) | _groups(b)))
    return a.counted is None or b.counted is None or (is_general and is_people(a.label) and is_people(b.label))


def verdicts(versions: Sequence[Assertion], published: Mapping[str, Any]) -> list[Verdict]:
    """Hold the figures of one claim against the one that most texts give.

    A later, higher number of dead, injured or arrested is an update, not a contradiction.

    Parameters
    ----------
    published
        Day of publication of each article, where known.
    """
    figures = [version.figure for version in versions if version.figure is not None]
    support = [
        len({v.article for v, f in zip(versions, figures, strict=True) if not excludes(f, one)}) for one in figures
    ]
    first = max(range(len(figures)), key=lambda i: (support[i], -i))
    reference, day = figures[first], published.get(versions[first].article)
    found = []
    for version, figure in zip(versions, figures, strict=True):
        if not excludes(figure, reference):
            found.append(Verdict(True, None))
        elif _is_update(figure, published.get(version.article), reference, day):
            found.append(Verdict(None, "update"))
        else:
            found.append(Verdict(False, "value"))
    return found


def _is_update(a: Figure, day_a: Any, b: Figure, day_b: Any) -> bool:
    """Whether the later number is the higher, of what is counted as it becomes known; of the missing, any later one."""
    if pd.isna(day_a) or pd.isna(day_b) or day_a == day_b:
        return False
    if a.victims not in _GROWING:
        return a.victims == "missing"
    return bool((a.value > b.value) == (day_a > day_b))
