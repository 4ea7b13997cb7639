"""Exercise 7: competing hypotheses, what each passage says of them, and on whose word the ranking rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing import first_page
from osint.cases import hypotheses
from osint.exercises.judging import claim_rows
from osint.exercises.verdict import Verdict, named, plain, stems
from osint.tables import OsintError, Tables

_ROWS, _PER_OUTLET = 6, 2
_SENTENCE = 6  # words
#: So many passages must tell the hypotheses apart: on one alone nothing is weighed against anything.
_APART = 2
#: How much of the passages a hypothesis takes up, in words or names.
_ENOUGH = 2
TIED = "none"


def matrix_rows(t: Tables) -> pd.DataFrame:
    """List the passages that the matrix is filled for, each with its outlet, grade and ``address``.

    They come from the claims of most texts, those on which texts differ first, two of an outlet at most. Texts that do
    not count or are to be traced first are left out.
    """
    rows = claim_rows(t)
    rows = rows[~rows["article_id"].isin(set(first_page.traced(t)))]
    rows = rows[[len(str(text).split()) >= _SENTENCE for text in rows["text"]]]
    disputed = t.claims.loc[t.claims["agrees"].eq(False).fillna(False) | t.claims["difference"].notna(), "claim"]
    names, graded = evidence.outlets(t.articles), t.articles.set_index("article_id")["reliability"]
    rows = rows.assign(
        outlet=rows["article_id"].map(names), grade=rows["article_id"].map(graded), agreed=~rows["claim"].isin(disputed)
    )
    rows = rows.sort_values("agreed", kind="stable").drop_duplicates("address")
    rows = rows[rows.groupby("outlet").cumcount() < _PER_OUTLET].head(_ROWS)
    return rows[["article_id", "start", "end", "text", "outlet", "grade", "address"]].reset_index(drop=True)


def matrix_template(t: Tables) -> str:
    """Write the empty answer of exercise 7: two hypotheses, and for each passage a line with a cell for each."""
    lines = [
        f'    "{row["address"]}": ["", ""],  # {row["outlet"]}, grade {row["grade"]}: {_begin(row["text"])}'
        for row in matrix_rows(t).to_dict("records")
    ]
    return "\n".join(
        [
            'texts = {"H1": "", "H2": ""}  # what may be so; both cannot be',
            f"cells = {{  # of H1, of H2: {', '.join(hypotheses.CELLS)}",
            *lines,
            "}",
            f'least_against = ""  # that with the least weighed against it; "{TIED}" if several have it',
            "falls = []  # outlets without which that would change",
        ]
    )


def _begin(text: str) -> str:
    words = text.split()
    return " ".join(words[:9]) + " …" * (len(words) > 9)


def given_hypotheses(texts: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Write an answer of exercise 7 as ``case.toml`` has it, for :func:`osint.cases.hypotheses.matrix`.

    Raises
    ------
    OsintError
        If it is no such answer.
    """
    if not isinstance(texts, Mapping) or not isinstance(cells, Mapping):
        raise OsintError("`texts` and `cells` must be dictionaries, as exercises.matrix_template writes them.")
    made = []
    for number, (name, text) in enumerate(texts.items()):
        of_cell: dict[str, list[str]] = {cell: [] for cell in hypotheses.CELLS}
        for address, row in cells.items():
            if number < len(row) and (cell := plain(row[number])) in of_cell:
                of_cell[cell].append(str(address))
        made.append({"name": str(name), "text": str(text), **of_cell})
    return made


def weighed(
    texts: Mapping[str, str],
    cells: Mapping[str, Sequence[str]],
    least_against: str,
    falls: Sequence[str],
    t: Tables,
) -> Verdict:
    """Check a matrix of competing hypotheses, what is ranked first, and what falls with a source.

    Each hypothesis, each passage, whether passages tell the hypotheses apart, the ranking, and what falls are a part of
    the points. Which cell is right is for the teacher to say; the ranking follows from the cells that were filled in.

    Parameters
    ----------
    texts
        A hypothesis' name -> its text; two or more.
    cells
        A passage's address -> what it says of each hypothesis: consistent, inconsistent or neither.
    least_against
        The hypothesis with the least weighed against it; ``"none"`` where several have as little.
    falls
        The outlets without which another would have.
    """
    rows = matrix_rows(t)
    for name, answer in (("texts", texts), ("cells", cells)):
        if not isinstance(answer, Mapping):
            return Verdict.unread(f"`{name}` must be a dictionary; it is {answer!r:.60}.")
    if len(texts) < 2:
        return Verdict.unread(f"`texts` must have two hypotheses or more; it has {len(texts)}. What else could be so?")
    if rows.empty:
        return Verdict.of([[]], "Right: no passages of this case can be laid out; nothing is to be weighed.")
    said = [" ".join(str(text).split()) for text in texts.values()]
    parts: list[Sequence[str] | None] = [
        list(_text_faults(name, text, said[:number], t))
        for number, (name, text) in enumerate(zip(texts, said, strict=True))
    ]
    given = {str(key).strip(): value for key, value in cells.items()}
    of_rows = [list(_cell_faults(address, given.get(address), len(texts))) for address in rows["address"]]
    if unknown := sorted({*given} - {*rows["address"]}):
        of_rows.append([f"{address}: it is no passage of exercises.matrix_rows(t)" for address in unknown])
    parts += of_rows
    if any(of_rows):
        return Verdict.of([*parts, None, None, None], "")
    table = hypotheses.matrix(given_hypotheses(texts, given), t.articles)
    fallen = hypotheses.without(table)
    parts += [
        list(_apart_faults(table)),
        list(_rank_faults(least_against, table)),
        list(_fall_faults(falls, set(fallen.loc[fallen["changes"], "outlet"]), t)),
    ]
    right = (
        f"Right: {len(texts)} hypotheses, {len(rows)} passages, {int(table['tells_apart'].sum())} of them tell apart."
    )
    return Verdict.of(parts, f"{right} Your teacher reads the cells.")


def _text_faults(name: str, text: str, before: Sequence[str], t: Tables) -> Iterator[str]:
    """What is wrong with a hypothesis: it is no sentence, it is another's, or it is about something else."""
    if len(text.split()) < _SENTENCE:
        yield f"{name}: say in a sentence what would be so; {text!r} is too short to be weighed"
    elif plain(text) in map(plain, before):
        yield f"{name}: another says the same; what would be so if that one were wrong?"
    elif len(stems(text) & stems(" ".join(matrix_rows(t)["text"]))) < _ENOUGH:
        yield f"{name}: it takes up nothing that the passages say; which of them would speak against it?"


def _cell_faults(address: str, given: object, n: int) -> Iterator[str]:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != n:
        yield f"{address}: it must have a cell for each of {n} hypotheses; it has {given!r:.50}"
        return
    for cell in given:
        if plain(cell) not in hypotheses.CELLS:
            yield f"{address}: a cell must be {', '.join(hypotheses.CELLS)}; it is {cell!r}"


def _apart_faults(table: pd.DataFrame) -> Iterator[str]:
    n = int(table["tells_apart"].sum())
    if n < _APART:
        yield (
            f"{n} of {len(table)} passages tell the hypotheses apart; one that says the same of all weighs nothing. "
            "Which would be told otherwise if only one were so?"
        )


def _rank_faults(given: object, table: pd.DataFrame) -> Iterator[str]:
    ranked = hypotheses.ranking(table)
    least = list(ranked.loc[ranked["weighed"] == ranked["weighed"].min(), "hypothesis"])
    right = least[0] if len(least) == 1 else TIED
    if plain(given) == plain(right):
        return
    yield (
        f"`least_against` is {given!r}: count for each hypothesis only the cells that are inconsistent, each as much "
        "as its source's grade counts (hypotheses.WEIGHTS); what is consistent proves nothing"
    )


def _fall_faults(given: object, right: set[str], t: Tables) -> Iterator[str]:
    """What is wrong with the list of outlets without which the ranking would be another."""
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        yield f"`falls` must be a list of outlets; it is {given!r:.50}"
        return
    names = evidence.outlets(t.articles)
    ids = {name: named(str(name), t.articles) for name in ([given] if isinstance(given, str) else given)}
    for name in (name for name, found in ids.items() if not found):
        yield f"{name}: no outlet of this case is called so; they are {', '.join(dict.fromkeys(names.values()))}"
    if {names[one] for found in ids.values() for one in found} != right:
        yield "`falls` does not follow from the cells: leave out the passages of one outlet and rank; then of the next"
