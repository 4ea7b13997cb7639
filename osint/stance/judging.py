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

#: The least probability of a stance that the model adds: below it, on long articles labelled by hand, more wrong ones
#: come than right ones.
LEAST = {"encoder": 0.6, "linear": 0.45}
#: What a rule or an act tells is left out where the model holds it less likely than this.
_UNLIKELY = {"encoder": 0.02, "linear": 0.0}
#: From which probability of the other sign on it is taken instead: "blocked aid to Peru".
_TURNED = 0.6
#: The score of an act, as that of the plain verbs of the list of cues.
_ACT = 0.7
#: So many words of a passage are left out in turn to find the one that decides.
_TRIED = 4


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
    told += [row for row in _acts(analysis) if _spot(analysis, row) not in told_at]
    waiting = list(Candidates(analysis, reading, [_spot(analysis, row) for row in told]))
    return sorted(set(_decided(analysis, told, waiting)), key=_order)


def _order(row: Stance) -> tuple[Any, ...]:
    return (row.start, row.end, row.holder, row.target, row.label, row.score, row.basis, row.cue or "")


def _spot(analysis: Analysis, row: Stance | Candidate) -> _Spot:
    return _Spot(row.holder, row.target, analysis.doc.sentence_at(row.start))


def _acts(analysis: Analysis) -> Iterator[Stance]:
    """Yield the stance that an act toward another shows: an event that happened between two actors with a name."""
    known = {*analysis.roster.kinds, *(name.actor for name in analysis.names)}
    for event in analysis.rows("events"):
        label = _act_labels().get(event.event)
        is_between = event.agent in known and event.target in known and event.agent != event.target
        # The agent of a clause that names none is inferred: enough to tell an event, not to ascribe a stance.
        is_named = event.agent_start is not None and event.start <= event.agent_start < event.end
        if label is not None and is_between and is_named and event.status == "happened":
            score = _ACT if label == "favor" else -_ACT
            yield Stance(event.start, event.end, event.agent, event.target, label, score, "act", event.cue)


@cache
def _act_labels() -> dict[str, str]:
    """Return which types of events are for and which are against their target."""
    labels = {"for": "favor", "against": "against"}
    return {row["event"]: labels[row["stance"]] for row in lexicons.rows("event_types") if row["stance"] in labels}


def _decided(analysis: Analysis, told: list[Stance], waiting: list[Candidate]) -> Iterator[Stance]:
    """Yield the stances that model and rules together are sure enough of."""
    served = models.served(analysis.knowledge.stance_model)
    odds = models.between([(one.passage, one.holder_at, one.target_at) for one in waiting], served)
    surest: dict[_Spot, np.ndarray] = {}
    for candidate, row in zip(waiting, odds, strict=True):
        spot = _spot(analysis, candidate)
        if spot not in surest or max(row[0], row[2]) > max(surest[spot][0], surest[spot][2]):
            surest[spot] = row
    spots, sides = set(), set()
    for stance in told:
        spot = _spot(analysis, stance)
        spots.add(spot)
        if (kept := _weighed(stance, surest.get(spot), _UNLIKELY[served])) is not None:
            sides.add((kept.holder, kept.target, kept.label))
            yield kept
    for candidate, row, label in zip(waiting, odds, models.decided(odds, LEAST[served]), strict=True):
        # Who is told to be for somebody is not against him in the same article on the model's word alone.
        is_turned = (candidate.holder, candidate.target, models.LABELS[2 - label]) in sides
        if label != 1 and not is_turned and _spot(analysis, candidate) not in spots:
            cue = _cue(candidate, int(label), float(row[label]), served)
            score = round(float(row[2] - row[0]), 3)
            names = candidate.holder, candidate.target
            yield Stance(candidate.start, candidate.end, *names, models.LABELS[label], score, candidate.basis, cue)


def _weighed(stance: Stance, odds: np.ndarray | None, unlikely: float) -> Stance | None:
    """Hold what was told against the model: the same, with the other sign where that is likelier than not, or None."""
    if odds is None or stance.label == "neutral":
        return stance
    label = models.LABELS.index(stance.label)
    if odds[2 - label] >= _TURNED:
        return stance._replace(label=models.LABELS[2 - label], score=round(float(odds[2] - odds[0]), 3))
    return stance if odds[label] >= unlikely else None


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
