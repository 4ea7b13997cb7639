"""Who is for and who is against whom: toward a marked target, and from holder to target in an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import tables
from osint.stance import judging, models
from osint.tables import Knowledge, show_types
from osint.text import analysis

if TYPE_CHECKING:
    import numpy as np

    from osint.stance.rules import Stance
    from osint.text.analysis import Analysis

_PAIR = ("holder_start", "holder_end", "target_start", "target_end")


def toward(passages: pd.DataFrame, *, model: str | None = None) -> pd.DataFrame:
    """Tell the stance that each passage takes toward its marked target.

    Parameters
    ----------
    passages
        A table with ``text``, and ``start`` and ``end`` of the target in it. Read best are one or two
        sentences; what is more than 1200 characters from the target is not read.
    model
        "encoder" or "linear"; by default the encoder where onnxruntime is installed.

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
    columns = ("text", "start", "end")
    tables.need(passages, columns, "passages", "Give each passage's text and where its target stands.")
    marked = [(text, target) for text, target in _marked(passages, ("start", "end"))]
    return _with_odds(passages, models.toward(marked, model))


def between(passages: pd.DataFrame, *, model: str | None = None) -> pd.DataFrame:
    """Judge the stance of a marked holder toward a marked target, passage by passage.

    Parameters
    ----------
    passages
        A table with ``text``, ``holder_start``, ``holder_end``, ``target_start`` and ``target_end``: half-open ``str``
        offsets. Read best is one sentence.
    model
        "encoder" or "linear"; by default the encoder where onnxruntime is installed.

    Returns
    -------
    pandas.DataFrame
        `passages`, row by row, with ``label`` (against, neutral, favor; never NA), ``score`` (−1 … 1: ``p_favor`` less
        ``p_against``), ``p_against``, ``p_neutral`` and ``p_favor``. A stance is the label where its probability
        reaches a least value that was chosen on DSE2QA's validation split.

    Raises
    ------
    OsintError
        If a column is missing, a name does not lie within its text, or the model is not there.

    References
    ----------
    Park, K., Pan, Z., Joo, J. (2021): Who Blames or Endorses Whom? arXiv:2106.01033, on which the models are trained.

    >>> rows = [("Lund condemned Berg.", 0, 4, 15, 19), ("Lund praised Berg.", 0, 4, 13, 17)]
    >>> columns = ["text", "holder_start", "holder_end", "target_start", "target_end"]
    >>> between(pd.DataFrame(rows, columns=columns), model="linear")["label"].tolist()
    ['against', 'favor']
    """
    import numpy as np

    tables.need(passages, ("text", *_PAIR), "passages", "Give each passage's text and where holder and target stand.")
    holders = _marked(passages, _PAIR[:2])
    targets = _marked(passages, _PAIR[2:])
    pairs = [(text, holder, target) for (text, holder), (_, target) in zip(holders, targets, strict=True)]
    served = models.served(model)
    least = np.where(models.is_behind(pairs), models.LEAST_BEHIND[served], models.LEAST[served])
    return _with_odds(passages, models.between(pairs, served), least=least)


def _with_odds(passages: pd.DataFrame, odds: np.ndarray, *, least: np.ndarray | None = None) -> pd.DataFrame:
    """Add the label, the score and the probabilities; a stance only where it reaches `least`, else the likeliest."""
    chosen = odds.argmax(axis=1) if least is None else models.decided(odds, least)
    columns: dict[str, Any] = {
        "label": pd.Series([models.LABELS[i] for i in chosen], index=passages.index, dtype="string"),
        "score": pd.Series(odds[:, 2] - odds[:, 0], index=passages.index, dtype="Float64"),
    }
    for i, label in enumerate(models.LABELS):
        columns[f"p_{label}"] = pd.Series(odds[:, i], index=passages.index, dtype="Float64")
    return passages.assign(**columns)


def _marked(passages: pd.DataFrame, columns: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    """Check every marked name, and report all that do not lie within their text."""
    marked, faults = [], []
    triples = zip(passages.index, passages["text"], *(passages[column] for column in columns), strict=True)
    for row, text, start, end in triples:
        fault = _fault(text, start, end)
        if fault:
            faults.append(f"row {row}: {fault}")
        else:
            marked.append((text, (int(start), int(end))))
    if faults:
        first, last = columns
        heading = f"In `passages`, 0 <= {first} < {last} <= len(text) must hold; both are str offsets:"
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


def judge(
    articles: pd.DataFrame,
    *,
    actors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    model: str | None = None,
) -> pd.DataFrame:
    """Find who is for and who is against whom in all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.
    places
        The case's own place names; they override the gazetteer.
    model
        "encoder" or "linear"; by default the encoder where onnxruntime is installed.

    Returns
    -------
    pandas.DataFrame
        The table ``stance``. The holder is the speaker of what is quoted or reported, "narrator" for the
        text's own words, or the one who does the act told (basis ``act``: to praise, to sanction, to
        mutiny). A demand on somebody, and a judgement withheld, are neutral.

    Raises
    ------
    OsintError
        If a column is missing, or the model is not there.

    >>> import pandas as pd
    >>> text = "Ada Lund thanked the United Nations. “We condemn Cyprus,” said Ben Berg."
    >>> found = judge(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> found[["holder", "target", "label"]].values.tolist()
    [['Ada Lund', 'United Nations', 'favor'], ['Ben Berg', 'Cyprus', 'against']]
    """
    return analysis.table("stance", articles, Knowledge.of(actors=actors, places=places, stance_model=model))


def locate(analysis: Analysis) -> list[Stance]:
    """Find who is for and who is against whom in one article, in order."""
    return judging.judged(analysis)


show_types(globals())
