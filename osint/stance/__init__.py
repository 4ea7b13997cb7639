"""Who is for and who is against whom: toward a marked target, and from holder to target in an article."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import tables
from osint.knowledge import lexicons
from osint.stance import linear, rules
from osint.tables import Knowledge
from osint.text import analysis, references

if TYPE_CHECKING:
    from osint.stance.rules import Stance
    from osint.text.analysis import Analysis

LABELS = ("against", "neutral", "favor")
#: The score of an act, as that of the plain verbs of the list of cues.
_ACT = 0.7


def toward(passages: pd.DataFrame) -> pd.DataFrame:
    """Tell the stance that each passage takes toward its marked target.

    Parameters
    ----------
    passages
        A table with ``text``, and ``start`` and ``end`` of the target in it. Read best are one or two
        sentences; what stands more than 1200 characters from the target is not read.

    Returns
    -------
    pandas.DataFrame
        `passages` with ``label`` (against, neutral, favor), ``score`` (−1 against … 1 in favour:
        ``p_favor`` less ``p_against``), ``p_against``, ``p_neutral`` and ``p_favor``. The label is the
        most probable one.

    Raises
    ------
    OsintError
        If a column is missing, or a target does not lie within its text.

    References
    ----------
    Hamborg, F., Donnay, K. (2021): NewsMTSC. doi:10.18653/v1/2021.eacl-main.142, on which the model is
    trained; ``data/MODEL_CARD.md`` says how, and how well it does.

    >>> rows = [("Critics called Lund a corrupt liar.", 15, 19), ("Voters praised Lund for her courage.", 15, 19)]
    >>> toward(pd.DataFrame(rows, columns=["text", "start", "end"]))["label"].tolist()
    ['against', 'favor']
    """
    tables.need(passages, ("text", "start", "end"), "passages", "Give each passage's text and where its target stands.")
    marked = _marked(passages)
    odds = linear.probabilities(marked)
    columns: dict[str, Any] = {
        "label": pd.Series([LABELS[i] for i in odds.argmax(axis=1)], index=passages.index, dtype="string"),
        "score": pd.Series(odds[:, 2] - odds[:, 0], index=passages.index, dtype="Float64"),
    }
    for i, label in enumerate(LABELS):
        columns[f"p_{label}"] = pd.Series(odds[:, i], index=passages.index, dtype="Float64")
    return passages.assign(**columns)


def _marked(passages: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Check every target, and report all that do not lie within their text."""
    marked, faults = [], []
    triples = zip(passages.index, passages["text"], passages["start"], passages["end"], strict=True)
    for row, text, start, end in triples:
        fault = _fault(text, start, end)
        if fault:
            faults.append(f"row {row}: {fault}")
        else:
            marked.append((text, int(start), int(end)))
    if faults:
        heading = "In `passages`, 0 <= start < end <= len(text) must hold; `start` and `end` are str offsets:"
        raise tables.OsintError.of(heading, faults)
    return marked


def _fault(text: object, start: Any, end: Any) -> str:
    if not isinstance(text, str):
        return f"the text is {text!r}"
    if pd.isna(start) or pd.isna(end):
        return "start or end is missing"
    if any(isinstance(offset, str) or offset % 1 for offset in (start, end)):
        return f"start and end must be whole numbers; they are {start!r} and {end!r}"
    if start < 0 or end > len(text):
        return f"{start}–{end} reaches outside the text of {len(text)} characters"
    if start >= end:
        return f"end {end} does not lie behind start {start}"
    return ""


def judge(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find who is for and who is against whom in all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.

    Returns
    -------
    pandas.DataFrame
        The table ``stance``. The holder is the speaker of what is quoted or reported, "narrator" for the
        text's own words, or the one who does the act told (basis ``act``: to praise, to sanction, to
        mutiny). A demand on somebody, and a judgement withheld, are neutral.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "Ada Lund thanked the United Nations. “We condemn Cyprus,” said Ben Berg."
    >>> found = judge(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> found[["holder", "target", "label"]].values.tolist()
    [['Ada Lund', 'United Nations', 'favor'], ['Ben Berg', 'Cyprus', 'against']]
    """
    return analysis.table("stance", articles, Knowledge.of(actors=actors))


def locate(analysis: Analysis) -> list[Stance]:
    """Find who is for and who is against whom in one article, in order: by what is said, and by what is done."""
    said = rules.Judge(analysis.once(references.Reading)).rows()
    return rules.apart(sorted({*said, *_acts(analysis)}))


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
            yield rules.Stance(event.start, event.end, event.agent, event.target, label, score, "act", event.cue)


@cache
def _act_labels() -> dict[str, str]:
    """Which types of events are for and which are against their target."""
    labels = {"for": "favor", "against": "against"}
    return {row["event"]: labels[row["stance"]] for row in lexicons.rows("event_types") if row["stance"] in labels}
