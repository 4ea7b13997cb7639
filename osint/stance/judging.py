"""Who is for and who is against whom in one article: acts first, then what rules read, then what a model adds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.knowledge import lexicons
from osint.stance import linear, models, rules
from osint.stance.candidates import Candidate, Candidates
from osint.stance.rules import Stance
from osint.text.references import Reading

if TYPE_CHECKING:
    import numpy as np

    from osint.text.analysis import Analysis

#: The least probability of a stance, chosen on DSE2QA's validation split.
LEAST = {"encoder": 0.4, "linear": 0.45}
#: By what the odds of a label are multiplied where a rule tells it, and where a deed does, such as a raid or an arrest:
#: what somebody does to another is told apart more surely than what his words are about.
_TOLD = {"encoder": (2.0, 6.0), "linear": (12.0, 12.0)}
#: The score of an act, as that of the plain verbs of the list of cues.
_ACT = 0.7
#: So many words of a passage are left out in turn to find the one that decides.
_TRIED = 4


_LABELS = ("against", "neutral", "favor")


class _Spot(NamedTuple):
    """Where a pair has been judged already: holder, target and the sentence's number."""

    holder: str
    target: str
    sentence: int


def judged(analysis: Analysis) -> list[Stance]:
    """Return the stances of one article, in order.

    Rules and acts tell pairs with the words that show the stance; further pairs are proposed. The model is asked about
    all of them: what it holds unlikely of what was told is left out, and it may turn a sign ("blocked aid to Peru").
    """
    reading = analysis.once(Reading)
    told = rules.Judge(reading).rows()
    told_at = {_spot(analysis, row) for row in told}
    acts = list(_acts(analysis))
    deeds = {(_spot(analysis, row), row.label) for row, is_deed in acts if is_deed}
    told += [row for row, _ in acts if _spot(analysis, row) not in told_at]
    waiting = list(Candidates(analysis, reading, [_spot(analysis, row) for row in told]))
    return sorted(set(_decided(analysis, told, deeds, waiting)), key=_order)


def _order(row: Stance) -> tuple[Any, ...]:
    return (row.start, row.end, row.holder, row.target, row.label, row.score, row.basis, row.cue or "")


def _spot(analysis: Analysis, row: Stance | Candidate) -> _Spot:
    return _Spot(row.holder, row.target, analysis.doc.sentence_at(row.start))


def _acts(analysis: Analysis) -> Iterator[tuple[Stance, bool]]:
    """Yield the stance that an act toward another shows, and whether the act is a deed, not words.

    The act is an event that happened between two actors with a name.
    """
    known = {*analysis.roster.kinds, *(name.actor for name in analysis.names)}
    for event in analysis.rows("events"):
        label, is_deed = _act_labels().get(event.event, (None, False))
        is_between = event.agent in known and event.target in known and event.agent != event.target
        # The agent of a clause that names none is inferred: enough to tell an event, not to ascribe a stance.
        is_named = event.agent_start is not None and event.start <= event.agent_start < event.end
        if label is not None and is_between and is_named and event.status == "happened":
            score = _ACT if label == "favor" else -_ACT
            yield Stance(event.start, event.end, event.agent, event.target, label, score, "act", event.cue), is_deed


@cache
def _act_labels() -> dict[str, tuple[str, bool]]:
    """Return which types of events are for and which are against their target, and whether they are deeds."""
    labels = {"for": "favor", "against": "against"}
    rows = (row for row in lexicons.rows("event_types") if row["stance"] in labels)
    return {row["event"]: (labels[row["stance"]], row["kind"] != "diplomacy") for row in rows}


def _decided(
    analysis: Analysis, told: list[Stance], deeds: set[tuple[_Spot, str]], waiting: list[Candidate]
) -> Iterator[Stance]:
    """Yield the stances that model and rules together are sure enough of."""
    served = models.served(analysis.knowledge.stance_model)
    odds = models.between([(one.passage, one.holder_at, one.target_at) for one in waiting], served)
    surest: dict[_Spot, np.ndarray] = {}
    for candidate, row in zip(waiting, odds, strict=True):
        spot = _spot(analysis, candidate)
        if spot not in surest or max(row[0], row[2]) > max(surest[spot][0], surest[spot][2]):
            surest[spot] = row
    spots = set()
    for stance in told:
        spot = _spot(analysis, stance)
        spots.add(spot)
        more = _TOLD[served][(spot, stance.label) in deeds]
        if (kept := _weighed(stance, surest.get(spot), more, LEAST[served])) is not None:
            yield kept
    for candidate, row, label in zip(waiting, odds, models.decided(odds, LEAST[served]), strict=True):
        if label != 1 and _spot(analysis, candidate) not in spots:
            cue = _cue(candidate, int(label), float(row[label]), served)
            score = round(float(row[2] - row[0]), 3)
            names = candidate.holder, candidate.target
            yield Stance(candidate.start, candidate.end, *names, _LABELS[label], score, candidate.basis, cue)


def _weighed(stance: Stance, odds: np.ndarray | None, more: float, least: float) -> Stance | None:
    """Weigh what was told, `more` likely for it, against what the model holds: the same, with another sign, or None."""
    if odds is None:
        return stance
    weights = [more if label == stance.label else 1.0 for label in _LABELS]
    grown = odds * weights / (odds @ weights)
    label = int(models.decided(grown[None], least)[0])
    if _LABELS[label] == stance.label:
        return stance
    return None if label == 1 else stance._replace(label=_LABELS[label], score=round(float(grown[2] - grown[0]), 3))


def _cue(candidate: Candidate, label: int, probability: float, served: str) -> str | None:
    """Return the word of the passage without which the model is least sure; None where no word of the lexicon is in it.

    Each word with a tone is left out in turn (Zeiler and Fergus 2014, doi:10.1007/978-3-319-10590-1_53).
    """
    places = list(_toned(candidate))[:_TRIED]
    without = [_left_out(candidate, start, end) for start, end in places]
    if not without:
        return None
    falls = probability - models.between(without, served)[:, label]
    start, end = places[int(falls.argmax())]
    return candidate.passage[start:end]


def _toned(candidate: Candidate) -> Iterator[tuple[int, int]]:
    """Yield the words of a passage that have a tone and are no part of the names."""
    classes = linear.load().classes
    for match in linear.TOKEN.finditer(candidate.passage):
        is_name = any(
            match.start() < end and start < match.end() for start, end in (candidate.holder_at, candidate.target_at)
        )
        if not is_name and match.group().lower() in classes:
            yield match.span()


def _left_out(candidate: Candidate, start: int, end: int) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """Return the passage without the word, and where the names are then."""
    size = end - start
    text = candidate.passage[:start] + candidate.passage[end:]
    holder, target = (
        (first - size, last - size) if first >= end else (first, last)
        for first, last in (candidate.holder_at, candidate.target_at)
    )
    return text, holder, target
