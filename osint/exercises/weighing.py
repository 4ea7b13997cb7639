"""Exercise 7: competing hypotheses, what each passage says of them, and on whose word the ranking rests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing import first_page
from osint.cases import hypotheses
from osint.exercises.judging import claim_rows
from osint.exercises.verdict import Verdict, by_address, named, plain, stems, with_strays
from osint.tables import OsintError, Tables

_ROWS, _PER_OUTLET = 6, 2
_SENTENCE = 6  # words
#: So many passages must tell the hypotheses apart: on one alone nothing is weighed against anything.
_APART = 2
#: How much of the passages a hypothesis takes up, in words or names.
_ENOUGH = 2
TIED = "none"
_TIES = {TIED, "tied", "tie", "a tie", "several", "both", "all"}
_AND = re.compile(r"\s*(?:[,;/&+]|\band\b)\s*")
_NUMBERED = re.compile(r"(?:hypothesis|h)?[\s._-]*(?P<number>\d+)")
#: What follows from the cells.
_FOLLOWING = ("whether passages tell the hypotheses apart", "`least_against`", "`falls`")


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
            "falls = []  # outlets without which that would change, be it to a tie",
        ]
    )


def _begin(text: str) -> str:
    words = text.split()
    return " ".join(words[:9]) + " …" * (len(words) > 9)


def given_hypotheses(texts: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Write an answer of exercise 7 as ``case.toml`` has it, for :func:`osint.cases.hypotheses.matrix`.

    Cells that are none of the three are left out.

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
            if _is_listed(row) and number < len(row) and (cell := plain(row[number])) in of_cell:
                of_cell[cell].append(str(address))
        # A hypothesis that is not written yet is laid out by its name.
        made.append({"name": str(name), "text": _said(text) or str(name), **of_cell})
    return made


def _is_listed(row: object) -> bool:
    return isinstance(row, Sequence) and not isinstance(row, str)


def _said(text: object) -> str:
    return "" if text is None else " ".join(str(text).split())


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
    names, said = [str(name) for name in texts], [_said(text) for text in texts.values()]
    parts: list[Sequence[str] | None] = [
        list(_text_faults(name, text, said[:number], t))
        for number, (name, text) in enumerate(zip(names, said, strict=True))
    ]
    other = "it is no passage of exercises.matrix_rows(t)"
    given, strays = by_address(cells, list(rows["address"]), t.articles, other=other)
    of_rows = [list(_cell_faults(address, given.get(address), len(texts))) for address in rows["address"]]
    parts += with_strays(of_rows, strays, [address not in given for address in rows["address"]])
    if 2 * sum(not faults for faults in of_rows) < len(rows):
        parts += [[f"{what}: it follows from the cells; fill in more of them first"] for what in _FOLLOWING]
        return Verdict.of(parts, "")
    # By numbers, whatever the hypotheses are called.
    numbered = {f"H{number}": text for number, text in enumerate(said, 1)}
    table = hypotheses.matrix(given_hypotheses(numbered, given), t.articles)
    fallen = hypotheses.without(table)
    parts += [
        list(_apart_faults(table)),
        list(_rank_faults(least_against, table, names)),
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
    if given is None:
        yield f"{address}: no key names it, so that it has no cell; copy its line from the empty answer"
        return
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


def _rank_faults(given: object, table: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    ranked = hypotheses.ranking(table)
    least = set(ranked.loc[ranked["weighed"] == ranked["weighed"].min(), "hypothesis"])
    meant = _meant(given, names)
    if meant is None:
        yield (
            f"`least_against` is {given!r:.50}, which names no hypothesis: write one of {', '.join(names)}, or "
            f'"{TIED}" if several have as little'
        )
    elif meant != least and (meant or len(least) == 1):
        yield (
            f"`least_against` is {given!r:.50}: count for each hypothesis only the cells that are inconsistent, each "
            "as much as its source's grade counts (hypotheses.WEIGHTS); what is consistent proves nothing"
        )


def _meant(given: object, names: Sequence[str]) -> set[str] | None:
    """Which hypotheses, by number, an answer names: none where it says that several are tied; None if it is unread."""
    if given is None or plain(given) in _TIES:
        return set()
    numbers = {plain(name): f"H{number}" for number, name in enumerate(names, 1)}
    if isinstance(given, str):
        listed = [given] if plain(given) in numbers else _AND.split(given)
    else:
        listed = list(given) if isinstance(given, Iterable) else []
    found = {numbers.get(plain(one)) or _numbered(one, len(names)) for one in listed}
    return {one for one in found if one} if found and None not in found else None


def _numbered(given: object, n: int) -> str | None:
    """“Hypothesis 2”, “h 2” and “2” by number."""
    match = _NUMBERED.fullmatch(plain(given))
    return f"H{int(match['number'])}" if match and 0 < int(match["number"]) <= n else None


def _fall_faults(given: object, right: set[str], t: Tables) -> Iterator[str]:
    """What is wrong with the list of outlets without which the ranking would be another."""
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        yield f"`falls` must be a list of outlets; it is {given!r:.50}"
        return
    names = evidence.outlets(t.articles)
    listed = [name for name in ([given] if isinstance(given, str) else given) if plain(name) != TIED]
    ids = {name: named(str(name), t.articles) for name in listed}
    for name in (name for name, found in ids.items() if not found):
        yield f"{name}: no outlet of this case is called so; they are {', '.join(dict.fromkeys(names.values()))}"
    if {names[one] for found in ids.values() for one in found} != right:
        yield (
            "`falls` does not follow from the cells: leave out the passages of one outlet and rank, then of the next; "
            "a tie where there was none is a change too"
        )
