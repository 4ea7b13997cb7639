"""Who is for and who is against whom in one article: acts first, then what rules read, then what a model adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.stance import linear, models, rules
from osint.stance.candidates import Candidate, Candidates
from osint.stance.deeds import Deeds
from osint.stance.rules import Stance
from osint.text.references import Reading

if TYPE_CHECKING:
    import numpy as np

    from osint.text.analysis import Analysis

#: The least probability of a stance that the model adds: below it, on long articles labelled by hand, more wrong ones
#: come than right ones.
LEAST = {"encoder": 0.45, "linear": 0.45}
#: The same where the encoder alone reads a holder behind the target: below it more are wrong than right there.
_LEAST_BEHIND = {"encoder": 0.65, "linear": 0.45}
#: What a rule or an act tells is left out where the model holds it less likely than this.
_UNLIKELY = {"encoder": 0.01, "linear": 0.0}
#: From which probability of the other sign on it is taken instead: "blocked aid to Peru".
_TURNED = 0.6
#: The same where an event refuses it.
_EVEN = 0.3
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
    deeds = Deeds(analysis)
    of = analysis.roster.of
    told = [row for row in rules.Judge(reading).rows() if deeds.allow(row)]
    told = [row for row in told if row.label != "against" or not _speaks_for(row.holder, row.target, of)]
    told_at = {_spot(analysis, row) for row in told}
    told += [row for row in deeds.acts() if _spot(analysis, row) not in told_at and deeds.allow(row)]
    waiting = list(Candidates(analysis, reading, [_spot(analysis, row) for row in told], deeds))
    return sorted(set(_decided(analysis, told, waiting, deeds)), key=_order)


def _speaks_for(holder: str, target: str, of: Mapping[str, str]) -> bool:
    """Whether the holder speaks for the target, or for one who does: a spokesman of the navy for the state."""
    heads: list[str] = []
    while (head := of.get(heads[-1] if heads else holder)) is not None and head not in heads:
        heads.append(head)
    return target in heads


def _order(row: Stance) -> tuple[Any, ...]:
    return (row.start, row.end, row.holder, row.target, row.label, row.score, row.basis, row.cue or "")


def _spot(analysis: Analysis, row: Stance | Candidate) -> _Spot:
    return _Spot(row.holder, row.target, analysis.doc.sentence_at(row.start))


def _decided(analysis: Analysis, told: list[Stance], waiting: list[Candidate], deeds: Deeds) -> Iterator[Stance]:
    """Yield the stances that model and rules together are sure enough of."""
    served = models.served(analysis.knowledge.stance_model)
    odds = models.between([one.pair for one in waiting], served, only_sure=True)
    asked = [_spot(analysis, candidate) for candidate in waiting]
    _spare_victims(odds, waiting, asked, _victims([(_spot(analysis, row), row) for row in told]), deeds)
    surest = _surest(asked, odds)
    spots, sides = set(), set()
    for stance in told:
        spot = _spot(analysis, stance)
        row = odds[surest[spot]] if spot in surest else None
        # "It has done all we asked of it, and we thank it": what is neutral does not speak for the whole sentence.
        if stance.label != "neutral" or row is None or max(row[0], row[2]) < _TURNED:
            spots.add(spot)
        turned = _EVEN if deeds.is_refused(stance) else _TURNED
        if (kept := _weighed(stance, row, _UNLIKELY[served], turned)) is not None:
            sides.add((kept.holder, kept.target, kept.label))
            yield kept
    yield from _added(waiting, odds, {spot: i for spot, i in surest.items() if spot not in spots}, sides, served)


def _added(
    waiting: list[Candidate],
    odds: np.ndarray,
    surest: dict[_Spot, int],
    sides: set[tuple[str, str, str]],
    served: str,
) -> Iterator[Stance]:
    """Yield the stances that the model alone is sure enough of, with the word that decides each."""
    import numpy as np

    behind = models.is_behind([one.pair for one in waiting])
    labels = models.decided(odds, np.where(behind, _LEAST_BEHIND[served], LEAST[served]))
    added = []
    for spot, i in surest.items():
        # Who is told to be for somebody is not against him in the same article on the model's word alone.
        is_turned = (spot.holder, spot.target, models.LABELS[2 - labels[i]]) in sides
        if labels[i] != 1 and not is_turned:
            added.append((waiting[i], odds[i], int(labels[i])))
    cues = _cues([(candidate, label) for candidate, _, label in added])
    for (candidate, row, label), cue in zip(added, cues, strict=True):
        score = round(float(row[2] - row[0]), 3)
        names = candidate.holder, candidate.target
        yield Stance(candidate.start, candidate.end, *names, models.LABELS[label], score, candidate.basis, cue)


def _spare_victims(
    odds: np.ndarray,
    waiting: list[Candidate],
    asked: list[_Spot],
    victims: dict[tuple[str, int], set[str]],
    deeds: Deeds,
) -> None:
    """Let nobody be against him whom he pities: "Norway accused Chile of shelling Peru"."""
    befallen = {spot for candidate, spot in zip(waiting, asked, strict=True) if candidate.is_befallen}
    for candidate, spot, row in zip(waiting, asked, odds, strict=True):
        others = victims.get((spot.target, spot.sentence), {spot.holder})
        is_victim = spot.holder not in others and deeds.condemns(spot.holder, spot.sentence)
        if spot in befallen or is_victim:
            row[1], row[0] = row[0] + row[1], 0.0
        if candidate.is_opponent:
            row[1], row[2] = row[1] + row[2], 0.0


def _victims(told: list[tuple[_Spot, Stance]]) -> dict[tuple[str, int], set[str]]:
    """Return for each target and sentence who is told to be against it."""
    found: dict[tuple[str, int], set[str]] = {}
    for spot, row in told:
        if row.label == "against":
            found.setdefault((spot.target, spot.sentence), set()).add(spot.holder)
    return found


def _surest(spots: list[_Spot], odds: np.ndarray) -> dict[_Spot, int]:
    """Return for each spot the row in which a stance is likeliest, the first of several."""
    found: dict[_Spot, int] = {}
    likeliest = odds[:, [0, 2]].max(axis=1)
    for i, spot in enumerate(spots):
        if spot not in found or likeliest[i] > likeliest[found[spot]]:
            found[spot] = i
    return found


def _weighed(stance: Stance, odds: np.ndarray | None, unlikely: float, turned: float = _TURNED) -> Stance | None:
    """Hold what was told against the model: the same, with the other sign where that is likelier than not, or None."""
    if odds is None or stance.label == "neutral":
        return stance
    label = models.LABELS.index(stance.label)
    if odds[2 - label] >= turned and odds[2 - label] > odds[label]:
        return stance._replace(label=models.LABELS[2 - label], score=round(float(odds[2] - odds[0]), 3))
    return stance if odds[label] >= unlikely else None


def _cues(added: list[tuple[Candidate, int]]) -> list[str | None]:
    """Return for each pair and its label the word without which the label is least likely.

    Each word with a tone is left out in turn (Zeiler and Fergus 2014, doi:10.1007/978-3-319-10590-1_53), and the
    linear model is asked, as it reads a hundred passages while the encoder reads one; None where no word of the
    lexicon is in the passage.
    """
    places = [list(islice(_toned(candidate), _TRIED)) for candidate, _ in added]
    without = [_left_out(candidate, *place) for (candidate, _), of in zip(added, places, strict=True) for place in of]
    odds = iter(models.between(without, "linear"))
    found: list[str | None] = []
    for (candidate, label), of in zip(added, places, strict=True):
        left = [(float(next(odds)[label]), place) for place in of]
        _, place = min(left, key=lambda one: one[0], default=(0.0, None))
        found.append(candidate.passage[slice(*place)] if place else None)
    return found


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
