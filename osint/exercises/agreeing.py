"""Exercise 6: how far two readers of the same rows agree, and what holds where they do not."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Set
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

from osint import agreement, cases, evidence
from osint.cases import corrections
from osint.exercises import pinning
from osint.exercises.verdict import Verdict, by_address, takes_up, with_strays
from osint.tables import CORRECTIONS, OsintError, Tables, need, need_path, need_tables

#: So many rows that can be read in two ways, and so many that can be read in one, the second reader reads otherwise.
_CONTESTED, _MISREAD = 4, 2
_FEW_WORDS = 4
#: Figures are asked for to two digits.
_NEAR = 0.0051
_FIGURE = re.compile(r"(?P<number>[-−+]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(?P<percent>%|per ?cent)?")
#: What a reader writes into `corrections.csv` for each reading.
_CELLS = {"event": ("is_event", "True"), "location": ("role", "literal"), "no pin": ("role", "metonym")}


def two_readers(t: Tables, folder: str | Path) -> tuple[Path, Path]:
    """Write what two readers might overrule in a case, as ``ann.csv`` and ``bob.csv``, for those who read alone.

    Where a row can be read in two ways, Ann reads it otherwise than the kit and Bob as it does; and Bob misreads some
    that can be read in one way only.

    Raises
    ------
    OsintError
        If `folder` is not there.
    """
    need_tables(t)
    need_path(folder, "folder")
    if not Path(folder).is_dir():
        raise OsintError(f"`folder` must be a folder that is there; {str(folder)!r} is not. Make it first.")
    drawn = pinning.drawn(t, _CONTESTED).to_dict("records")
    ann = [(row, _other(row)) for row in drawn if len(row["readings"]) > 1][:_CONTESTED]
    clear = [row for row in drawn if len(row["readings"]) == 1 and row["pin"] != "location"]
    bob = [(row, "location") for row in clear[:_MISREAD]]
    return _written(Path(folder) / "ann.csv", ann, "Ann"), _written(Path(folder) / "bob.csv", bob, "Bob")


def _other(row: Mapping[Any, Any]) -> str:
    return next(pin for pin in pinning.PINS if pin in row["readings"] and pin != row["pin"])


def _written(path: Path, read: list[tuple[dict[Any, Any], str]], by: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(CORRECTIONS))
        writer.writeheader()
        for row, pin in read:
            column, value = ("is_event", "False") if (row["pin"], pin) == ("event", "location") else _CELLS[pin]
            writer.writerow(
                corrections.of(("places", row), column, value, text=row["text"], by=by, reason=f"read as {pin}")
            )
    return path


def reader_rows(t: Tables, a: str | Path, b: str | Path) -> pd.DataFrame:
    """List the rows that two readers are compared on: those drawn, and all places that they read differently.

    Parameters
    ----------
    a, b
        A ``corrections.csv`` of each.

    Returns
    -------
    pandas.DataFrame
        ``article_id, start, end, text``, and in ``a`` and ``b`` how each reads it: event, location or no pin.
    """
    need_tables(t)
    places = pd.DataFrame(t.places.drop(columns="geometry"))
    rows = places[["article_id", "start", "end", "text"]]
    for name, path in (("a", a), ("b", b)):
        given = cases.with_corrections(cases.of(t), path).corrections
        of_places = given[(given["table"] == "places") & given["column"].isin(["role", "is_event"])]
        read = corrections.apply({"places": places}, of_places, t.texts)["places"]
        rows = rows.assign(**{name: pinning.read_as(read)})
    spans = pinning.drawn(t, _CONTESTED)[["article_id", "start", "end"]]
    drawn = rows.merge(spans.assign(is_drawn=True), how="left")["is_drawn"].eq(True).to_numpy()
    return rows[drawn | (rows["a"] != rows["b"])].reset_index(drop=True)


def agreement_template(rows: pd.DataFrame, t: Tables) -> str:
    """Write the empty answer of exercise 6: three figures, and a line for each row on which the two differ."""
    differing = _differing(rows)
    lines = [
        f'    "{evidence.address(row)}": ("", ""),  # a {row["a"]}, b {row["b"]}: … {pinning.around(row, t)} …'
        for row in differing.to_dict("records")
    ]
    figures = ["agree = None  # share of the rows on which both say the same", "alpha = None", "ac1 = None"]
    return "\n".join([*figures, "settled = {  # what holds, and why", *lines, "}"])


def _differing(rows: pd.DataFrame) -> pd.DataFrame:
    need(
        rows, ("article_id", "start", "end", "text", "a", "b"), "rows", "Hand over exercises.reader_rows(t, ann, bob)."
    )
    return rows[rows["a"] != rows["b"]]


def agreed(
    agree: float, alpha: float, ac1: float, settled: Mapping[str, Any], rows: pd.DataFrame, t: Tables
) -> Verdict:
    """Check the figures of two readers' agreement, and how each difference is settled.

    Each figure is a part of the points, to two digits, and each row on which they differ. Where a row can be read in
    one way only that reading holds; where it can be read in two, either does. The reason takes up a word of the
    sentence.

    Parameters
    ----------
    agree, alpha, ac1
        The share of `rows` on which both say the same, Krippendorff's alpha and Gwet's AC1.
    settled
        The row's address -> what holds (event, location or no pin), and why.
    """
    need_tables(t)
    differing = _differing(rows)
    if not isinstance(settled, Mapping):
        return Verdict.unread(f"`settled` must be a dictionary with a key per row; it is {settled!r:.60}.")
    pairs = list(zip(rows["a"], rows["b"], strict=True))
    same = sum(one == other for one, other in pairs) / len(pairs) if pairs else float("nan")
    parts = [
        list(_share_faults(agree, same, len(pairs))),
        list(_measure_faults("alpha", alpha, agreement.alpha(pairs))),
        list(_measure_faults("ac1", ac1, agreement.ac1(pairs))),
    ]
    addresses = [evidence.address(row) for row in differing.to_dict("records")]
    ways = {evidence.address(row): row["readings"] for row in pinning.drawn(t, _CONTESTED).to_dict("records")}
    other = "both say the same there, or it is no row; nothing is to be settled"
    given, strays = by_address(settled, addresses, t.articles, other=other)
    of_rows = [
        list(_settled_faults(name, row, given.get(name), ways.get(name, {row["a"], row["b"]}), t))
        for name, row in zip(addresses, differing.to_dict("records"), strict=True)
    ]
    parts += with_strays(of_rows, strays, [name not in given for name in addresses])
    right = (
        f"Right: they agree on {len(pairs) - len(differing)} of {len(pairs)} rows, and {len(differing)} are settled."
    )
    return Verdict.of(parts, f"{right} Your teacher reads the reasons.")


def _share_faults(given: object, same: float, n: int) -> Iterator[str]:
    number = _number(given)
    if number is None:
        yield f"`agree` must be a number from 0 to 1; it is {given!r:.40}"
    elif not _is_near(number / 100 if number > 1 else number, same):
        yield f"`agree` is {number:g}: on how many of all {n} rows do `a` and `b` say the same?"


def _measure_faults(name: str, given: object, measured: float) -> Iterator[str]:
    number = _number(given)
    if number is None:
        yield f"`{name}` must be a number from -1 to 1; it is {given!r:.40}"
    elif not _is_near(number, measured):
        yield f"`{name}` is {number:g}: does agreement.{name} get a pair (a, b) of every row, of those alike too?"


def _number(given: object) -> float | None:
    """A figure, also where it is written with a comma or in percent."""
    if isinstance(given, Real) and not isinstance(given, bool):
        return float(given)
    match = _FIGURE.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None:
        return None
    number = float(match["number"].replace(",", ".").replace("−", "-"))
    return number / 100 if match["percent"] else number


def _is_near(given: float, measured: float) -> bool:
    """Whether a figure is the one that was measured, rounded or cut off at two digits or one."""
    if math.isnan(given) or math.isnan(measured):
        return math.isnan(given) and math.isnan(measured)
    shorter = {
        cut
        for digits in (1, 2)
        for cut in (round(measured, digits), math.trunc(measured * 10**digits) / 10**digits)
        if cut != int(cut)  # 1 is not nearly all
    }
    return abs(given - measured) < _NEAR or any(math.isclose(given, cut) for cut in shorter)


def _settled_faults(name: str, row: Mapping[Any, Any], given: object, ways: Set[str], t: Tables) -> Iterator[str]:
    """What is wrong with how one difference is settled: no reading, one that is not of `ways`, or no reason."""
    where = f"{name}, “… {pinning.around(row, t)} …”"
    if not isinstance(given, tuple | list) or len(given) != 2:
        yield f"{where}: settle it with a pair, what holds and why; it has {given!r:.40}"
        return
    pin, reason = pinning.said(given[0]), str(given[1] or "")
    if pin is None:
        yield f"{where}: answer {', '.join(pinning.PINS)}; you say {given[0]!r}"
    elif pin not in ways:
        yield f"{where}, does not hold as {pin!r}: {pinning.question(row, pin, t)}"
    if takes_up(reason, _sentence(row, t)):
        return
    if len(reason.split()) < _FEW_WORDS:
        yield f"{where}: the one who read otherwise asks why; {reason!r} will not convince. Quote the sentence"
    else:
        yield f"{where}: the reason takes up no word of the sentence; which words decide?"


def _sentence(row: Mapping[Any, Any], t: Tables) -> str:
    (passage,) = evidence.passages(pd.DataFrame([row]), t)
    return t.texts[passage.article_id][passage.first : passage.last]
