"""How the events that are found fit labelled ones: those of a case, and those of single sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import events
from osint.accuracy.scores import Measure, common, each, found_at, labelled_at, share, share_of, words
from osint.knowledge import en, gazetteer

_ROLES = ("agent", "target", "place", "day", "status", "voice")
#: An event is right in all where these are; its day is told in few articles, who tells it is the quotations' matter.
_WHOLE = ("agent", "target", "place", "status")
#: Two descriptions share a word where the first five letters are the same: "Norwegians", "Norwegian".
_LETTERS = 5

Label = Mapping[str, Any]


def of_case(
    rows: Mapping[str, Sequence[Any]], labels: Sequence[tuple[str, Label]], counted_as: Callable[[str, str], str]
) -> Iterator[Measure]:
    """Rows of events against labelled clauses.

    A row answers a label of one of its types where the two share half of the shorter. Precision: of the rows, those
    that answer a label, clear or arguable. Recall: of the clear labels, those that a row answers. Roles: of all labels
    that a row answers, those of whose rows the one that fits best has an accepted agent, target, place, day, status,
    voice; right in all: agent, target, place and status, of all clear labels.
    """
    answered: set[tuple[str, int]] = set()
    fits: list[tuple[Label, dict[str, bool]]] = []
    for file, label in labels:
        found = [row for row in rows[file] if _answers(row, label)]
        answered |= {(file, row.Index) for row in found}
        fits.append((label, max((_fit(row, label, counted_as) for row in found), key=_worth, default={})))
    n_rows, n_right = sum(map(len, rows.values())), len(answered)
    clear = [fit for label, fit in fits if label["strength"] == "clear"]
    precision, recall = share(n_right, n_rows), share(sum(map(bool, clear)), len(clear))
    yield Measure("events: precision", n_rows, precision)
    yield Measure("events: recall of the clear", len(clear), recall)
    yield Measure("events: F1", len(clear), 2 * precision * recall / (precision + recall) if n_right else 0.0)
    told = [fit for _, fit in fits if fit]
    for role in _ROLES:
        yield share_of(f"events: {role} right", [fit[role] for fit in told])
    yield share_of("events: right in all", [all(fit.get(role) for role in _WHOLE) for fit in clear])


def _answers(row: Any, label: Label) -> bool:
    a, b = found_at(row), labelled_at(label)
    return row.event in label["event"] and common(a, b) >= 0.5 * min(a[1] - a[0], b[1] - b[0])


def _worth(fit: Mapping[str, bool]) -> tuple[int, int]:
    return sum(fit[role] for role in _WHOLE), sum(fit.values())


def _fit(row: Any, label: Label, counted_as: Callable[[str, str], str]) -> dict[str, bool]:
    """Whether each role of a row is one of those accepted; None accepts that there is none."""
    right = {role: _is_one_of(getattr(row, role), label[role], counted_as) for role in ("agent", "target", "place")}
    days = None if pd.isna(row.earliest) else (row.earliest, row.latest)
    right["day"] = days in [_interval(day) for day in label["day"]]
    return right | {role: getattr(row, role) in label[role] for role in ("status", "voice")}


def _is_one_of(name: Any, accepted: Iterable[str | None], counted_as: Callable[[str, str], str]) -> bool:
    """Whether a name is one of the labelled ones, or has all words of one, or one has all of its."""
    if pd.isna(name):
        return None in accepted
    own = set(words(counted_as("actor", name)))
    others = [set(words(counted_as("actor", one))) for one in accepted if one is not None]
    return any(own <= other or other <= own for other in others if other and own)


def _interval(day: str | None) -> tuple[Any, Any] | None:
    if day is None:
        return None
    first, _, last = day.partition("/")
    return pd.Period(first).start_time.normalize(), pd.Period(last or first).end_time.normalize()


def of_sentences(records: Sequence[Label]) -> Iterator[Measure]:
    """Labelled events of single sentences; what else a sentence tells is not labelled, so no precision is taken.

    Type: of the labels, those of whose type a row is. Agent, target: of these, where labelled, those of which such a
    row has one that shares a word with it by its first five letters, or names the state of its adjective. Both: of all
    labels. Victims: of the labelled numbers of killed and injured, those told.
    """
    found = _of_labelled_type(records)
    told = [(label, held) for label, held in found if held]
    yield share_of("events: labelled types found", [bool(held) for _, held in found])
    for role, key in (("agent", "source"), ("target", "target")):
        asked = [any(_is_same(getattr(row, role), label[key]) for row in held) for label, held in told if label[key]]
        yield share_of(f"events: {role} right", asked)
    yield share_of(
        "events: found with both roles right", [any(_has_both(row, one) for row in held) for one, held in found]
    )
    counted = [(key, label, held) for key in ("killed", "injured") for label, held in told if label[key] is not None]
    victims = [any(getattr(row, key) == label[key] for row in _with(key, held)) for key, label, held in counted]
    yield share_of("events: killed and injured right", victims)


def _with(column: str, rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if pd.notna(getattr(row, column))]


def _of_labelled_type(records: Sequence[Label]) -> list[tuple[Label, list[Any]]]:
    """Each labelled event with the rows of its type that are found in its sentence."""
    texts = [str(record["text"]) for record in records]
    numbers = [str(number) for number in range(len(texts))]
    rows: dict[str, list[Any]] = {number: [] for number in numbers}
    for row in each(events.find(pd.DataFrame({"article_id": numbers, "text": pd.Series(texts, dtype="string")}))):
        rows[row.article_id].append(row)
    labels = [(label, rows[n]) for n, record in zip(numbers, records, strict=True) for label in record["events"]]
    return [(label, [row for row in held if row.event == label["event"]]) for label, held in labels]


def _has_both(row: Any, label: Label) -> bool:
    pairs = ((row.agent, label["source"]), (row.target, label["target"]))
    return all(not wanted or _is_same(name, wanted) for name, wanted in pairs)


def _is_same(name: Any, labelled: Iterable[str]) -> bool:
    return pd.notna(name) and any(_stems(str(name)) & _stems(one) for one in labelled)


def _stems(name: str) -> set[str]:
    own = set(words(name)) - en.PREPOSITIONS - en.DETERMINERS - {"and"}
    states = [people.place for word in name.split() if (people := gazetteer.demonym(word)) is not None]
    return {word[:_LETTERS] for word in own.union(*(words(state) for state in states))}
