"""What the analyst overrules: corrections, found by their passage, checked, and applied to extracted tables."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from numbers import Integral
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from osint.cases.judgements import ADDRESS, evidence_fault
from osint.knowledge import gazetteer
from osint.knowledge.gazetteer import Place
from osint.places import Places, meanings
from osint.tables import CORRECTIONS, TABLES, Column, Knowledge, OsintError, correctable

_FIXED = ("article_id", "start", "end", "text", "geometry")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
#: What ``table`` says in a row that makes two actors one: `was` is `value`, in every table.
MERGED = "actors"
#: What ``column`` says in a row by which two claims or two events are one, or are not: `value` is the address of the
#: other's passage, `was` its words.
JOINED, PARTED = "joined", "parted"
_JOINABLE = ("claims", "events")
#: The columns, of whatever table, that name an actor.
_NAMING = ("actor", "speaker", "via", "holder", "target", "agent", "about", "voice")
#: The columns of ``places`` that follow from `place`.
OF_PLACE = ("kind", "country", "admin1", "lat", "lon", "geonameid")
#: A row is the one that was corrected if its span and the passage share more than half of what either covers.
_SAME = 0.5


_Case = TypeVar("_Case", bound=Knowledge)


class UnmetError(OsintError):
    """A correction whose passage or row is no longer there."""


class UnmetCorrection(UserWarning):
    """A correction that meets no row; the tables are made without it."""


def faults(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Name what is wrong with one correction, as pairs of column and fault."""
    if row["table"] == MERGED:
        yield from _merge_faults(row)
        return
    if row["table"] not in correctable():
        yield "table", f"must be {MERGED} or one of {', '.join(correctable())}; it is {row['table']!r}"
    elif row["column"] == "row":
        if row["value"] not in ("add", "remove"):
            yield "value", f"must be 'add' or 'remove' where the column is 'row'; it is {row['value']!r}"
    elif row["column"] not in (allowed := overrulable(row["table"])):
        yield "column", f"must be one of {', '.join(['row', *allowed])}; it is {row['column']!r}"
    elif row["column"] in (JOINED, PARTED) and (fault := evidence_fault(row["value"], None)):
        yield "value", f"must be the other's passage: {fault}"
    if not row["article_id"]:
        yield "article_id", "is empty"
    for column in ("start", "end"):
        if not row[column].isdigit():
            yield column, f"must be a whole number, 0 or more; it is {row[column]!r}"


def _merge_faults(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if row["column"] != "actor":
        yield "column", f"must be 'actor' where the table is {MERGED!r}; it is {row['column']!r}"
    for column, wanted in (("was", "name the actor who is another"), ("value", "name the actor who stays")):
        if not row[column]:
            yield column, f"is empty; {wanted}"
    if row["was"] and row["was"] == row["value"]:
        yield "value", f"must be another actor than 'was'; both are {row['value']!r}"


def row_of(table_row: object, table: Callable[[str], pd.DataFrame]) -> tuple[str, dict[str, Any]]:
    """Return the table's name and the row that are meant.

    Parameters
    ----------
    table_row
        The table's name, and one of its rows: its number, a Series or mapping, or a frame of one row.
    table
        Makes the table of a name, for a row's number.

    Raises
    ------
    OsintError
        If it is something else, or there is no such row.
    """
    name, row = table_row if isinstance(table_row, tuple) and len(table_row) == 2 else (None, None)
    if name in correctable():
        if isinstance(row, pd.DataFrame) and len(row) == 1:
            row = row.iloc[0]
        elif isinstance(row, Integral) and not isinstance(row, bool):
            row = _numbered(name, table(name), int(row))
        if isinstance(row, Mapping | pd.Series) and {"article_id", "start", "end"} <= set(row.keys()):
            return name, dict(row)
    raise OsintError(
        f"`table_row` must be the name of a table ({', '.join(correctable())}) and one of its rows: its number, the "
        f"row, or a frame of one row, as in ('places', 3) or ('places', t.places.iloc[3]); it is {_short(table_row)}."
    )


def _numbered(name: str, table: pd.DataFrame, number: int) -> pd.Series:
    if not 0 <= number < len(table):
        raise OsintError(f"`table_row` must give a row of {name!r} from 0 to {len(table) - 1}; it gives {number}.")
    return table.iloc[number]


def _short(given: object) -> str:
    shown = given if isinstance(given, tuple) else (given,)
    return ", ".join(repr(one) if isinstance(one, str | int) else f"a {type(one).__name__}" for one in shown)


def of(
    table_row: tuple[str, Mapping[Any, Any]], column: str, value: object, *, text: str = "", by: str, reason: str
) -> dict[str, str]:
    """Write one correction as a row of ``corrections.csv``: the cell it overrules, and what that held.

    Raises
    ------
    OsintError
        If the table or the column is unknown, or `by` or `reason` is empty.
    """
    table, row = table_row
    made = {
        "table": table,
        "article_id": str(row["article_id"]),
        "start": str(row["start"]),
        "end": str(row["end"]),
        "text": text,
        "column": column,
        "value": _written(value),
        "was": _written(row[column]) if column in row else "",
        "by": by,
        "reason": reason,
    }
    return checked(made)


def merging(actor: str, into: str, *, by: str, reason: str) -> dict[str, str]:
    """Write as a row of ``corrections.csv`` that the actor `actor` is the actor `into`."""
    said = {"table": MERGED, "column": "actor", "value": into, "was": actor, "by": by, "reason": reason}
    return checked(dict.fromkeys(CORRECTIONS, "") | said)


def checked(made: dict[str, str]) -> dict[str, str]:
    """Return a row of ``corrections.csv`` if nothing is wrong with it."""
    wrong = [f"{where!r} {what}" for where, what in faults(made)]
    wrong += [
        f"{where!r} is empty; say {what}"
        for where, what in (("by", "who overrules"), ("reason", "why"))
        if not made[where]
    ]
    if wrong:
        raise OsintError.of("The correction cannot be taken:", wrong)
    return made


def _written(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def joined(have: Iterable[Mapping[Any, Any]], new: Mapping[Any, Any]) -> list[dict[Any, Any]]:
    """Add a correction to those that are there; one of a cell that is corrected already takes the earlier one's place.

    The row of the table may be the one before or after the earlier correction. What the kit read stays in ``was``. A
    row that is removed already is removed once, unless it was added anew since.
    """
    rows = [dict(row) for row in have]
    of_cell = [at for at, row in enumerate(rows) if _is_of_cell(row, new)]
    if new["column"] == "row":
        since = max((at for at, row in enumerate(rows) if row["value"] == "add" and _is_at(row, new)), default=-1)
        of_cell = [at for at, row in enumerate(rows) if at > since and _is_removed(row, new)]
    if not of_cell:
        return [*rows, dict(new)]
    first = of_cell[0]
    rows[first] = dict(new) | {"was": rows[first]["was"]}
    return [row for at, row in enumerate(rows) if at not in of_cell[1:]]


def _is_of_cell(row: Mapping[Any, Any], new: Mapping[Any, Any]) -> bool:
    """Whether `new` overrules the cell that `row` does."""
    if new["column"] == "row" or not _is_at(row, new):
        return False
    return any(_plain(new["was"]) == _plain(row[key]) for key in ("was", "value"))


def _is_at(row: Mapping[Any, Any], new: Mapping[Any, Any]) -> bool:
    """Whether two corrections are of one column of one span."""
    return all(str(row[key]) == str(new[key]) for key in ("table", "article_id", "start", "end", "column"))


def _is_removed(row: Mapping[Any, Any], new: Mapping[Any, Any]) -> bool:
    return row["value"] == new["value"] == "remove" and _is_at(row, new)


def _plain(cell: object) -> object:
    """A cell so that 1 and 1.0, yes and True, and nothing and "" are the same."""
    text = "" if cell is None or pd.isna(cell) else str(cell)  # type: ignore[call-overload]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def without(case: _Case) -> _Case:
    """Return an open case as if nobody had corrected it: its tables hold what the kit reads, in rows that stay.

    Raises
    ------
    OsintError
        If it is no open case.
    """
    if not isinstance(case, Knowledge) or "path" not in vars(case):
        raise OsintError(
            f"`case` must be an open case; it is of the type {type(case).__name__}. Open it with "
            "osint.cases.open(folder)."
        )
    return replace(case, corrections=case.corrections.iloc[:0])


def overrulable(table: str) -> list[str]:
    """List the columns of `table` that may be overruled: all but where a row stands and what its text is.

    Rows of claims and events may also be joined and parted.
    """
    own = [column for column in TABLES[table].columns if column not in _FIXED]
    return [*own, JOINED, PARTED] if table in _JOINABLE else own


def apply(
    tables: Mapping[str, pd.DataFrame],
    corrections: pd.DataFrame,
    texts: Mapping[str, str],
    places: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return the tables as the analyst corrected them; the tables that came are not changed.

    A correction finds its row by its passage, also where that has moved in its article or the row covers a little
    more or less of it. One that no longer meets a row is a warning (:class:`UnmetCorrection`).

    Parameters
    ----------
    tables
        Table name -> table.
    corrections
        Rows of ``corrections.csv``, applied in their order; the index holds their lines in the file.
    texts
        ``article_id`` -> the article's text.
    places
        The case's own places, by which corrected places are looked up.

    Raises
    ------
    OsintError
        With a line for each correction whose value the column cannot hold.
    """
    made, wrong, own = dict(tables), [], Places(places)
    for line, row in zip(corrections.index, corrections.to_dict("records"), strict=True):
        try:
            if row["table"] == MERGED:
                made = {name: _merged(table, row["was"], row["value"]) for name, table in made.items()}
            elif row["column"] in (JOINED, PARTED):
                if row["table"] == "events" and "events" in made:
                    made["events"] = _with_join(made["events"], join_of(line, row, texts))
            elif row["table"] in made:
                made[row["table"]] = overrule(made[row["table"]], row, texts, own)
        except UnmetError as error:
            warn(line, error)
        except OsintError as error:
            wrong.append(f"corrections.csv, row {line}: {error}")
    if wrong:
        raise OsintError.of("Corrections that cannot be applied:", wrong)
    return made


def warn(line: object, what: object) -> None:
    """Warn that a row of ``corrections.csv`` meets nothing."""
    warnings.warn(f"corrections.csv, row {line}: {what}", UnmetCorrection, stacklevel=4)


class Span(NamedTuple):
    """Where a passage stands."""

    article: str
    start: int
    end: int


class Join(NamedTuple):
    """Two passages that the analyst says are of one claim or event, or are not; `line` is the row in the file."""

    line: int
    table: str
    column: str
    one: Span
    other: Span


def join_of(line: int, row: Mapping[Any, Any], texts: Mapping[str, str]) -> Join:
    """Find both passages of a row of ``corrections.csv`` that joins or parts.

    Raises
    ------
    UnmetError
        If one of them is no longer there.
    """
    address = ADDRESS.fullmatch(str(row["value"]))
    assert address is not None  # held by `faults`
    other = {"article_id": address["article"], "start": address["start"], "end": address["end"], "text": row["was"]}
    one, second = (Span(str(x["article_id"]), *_passage(x, texts)) for x in (row, {**row, **other}))
    return Join(line, str(row["table"]), str(row["column"]), one, second)


def joins(given: pd.DataFrame, texts: Mapping[str, str]) -> list[Join]:
    """Return the rows that join or part, each with its passages as they stand; one that finds none is a warning."""
    found = []
    rows = given[given["column"].isin([JOINED, PARTED])]
    for line, row in zip(rows.index, rows.to_dict("records"), strict=True):
        try:
            found.append(join_of(int(line), row, texts))
        except UnmetError as error:
            warn(line, error)
    return found


def _with_join(events: pd.DataFrame, join: Join) -> pd.DataFrame:
    """Make two events of one article one row: the other stays, and takes what it lacks from the one."""
    if join.column == PARTED or join.one.article != join.other.article:
        return events  # the rows of two articles stay; what they tell is joined in the claims
    spans = list(zip(events["article_id"], events["start"], events["end"], strict=True))
    if join.one not in spans or join.other not in spans:
        raise UnmetError(f"no two rows of 'events' are at {join.one} and {join.other}")
    gone, stays = spans.index(join.one), spans.index(join.other)
    made = events.copy()
    made.iloc[[stays]] = events.iloc[[stays]].fillna(events.iloc[gone].to_dict())
    return made.drop(index=events.index[gone]).reset_index(drop=True)


def placed(given: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return corrections with their spans where their passages stand now; one that finds none keeps its span."""
    spans = []
    for row in given.to_dict("records"):
        try:
            spans.append(_passage(row, texts) if _filled(row, "article_id") else (pd.NA, pd.NA))
        except UnmetError:
            spans.append((int(row["start"]), int(row["end"])))
    moved = pd.DataFrame(spans, columns=["start", "end"], index=given.index, dtype="Int64")
    return given.assign(start=moved["start"], end=moved["end"])


def _merged(table: pd.DataFrame, actor: str, into: str) -> pd.DataFrame:
    columns = [column for column in _NAMING if column in table.columns and (table[column] == actor).any()]
    return table.assign(**{column: table[column].replace(actor, into) for column in columns}) if columns else table


def overrule(
    table: pd.DataFrame, row: Mapping[Any, Any], texts: Mapping[str, str], own: Places | None = None
) -> pd.DataFrame:
    """Return a table with one correction applied.

    Raises
    ------
    UnmetError
        If the correction meets no row.
    OsintError
        If the column cannot hold its value, or no list knows the place that it names.
    """
    span = _passage(row, texts)
    if row["column"] == "row" and row["value"] == "add":
        return _added(table, dict(row) | {"start": span[0], "end": span[1]}, texts)
    met = _met(table, row, span)
    if not met.any():
        raise UnmetError(f"{_sought(row)}; the text there is now “{_excerpt(texts, row['article_id'], span)}”")
    if row["column"] == "row":
        return table[~met].reset_index(drop=True)
    cells = {row["column"]: _cell(row["value"], row["table"], row["column"])}
    if (row["table"], row["column"]) == ("places", "place"):
        cells |= _place_cells(str(row["value"]), own or Places())
    changed = table.copy()
    for column, cell in cells.items():
        changed.loc[met, column] = cell
    return changed


def _passage(row: Mapping[Any, Any], texts: Mapping[str, str]) -> tuple[int, int]:
    """The span of a correction's passage, nearest to the old one if the article's text has moved."""
    start, end, words = int(row["start"]), int(row["end"]), _filled(row, "text")
    article = texts.get(row["article_id"], "")
    if not words or article[start:end] == words:
        return start, end
    found = [match.start() for match in re.finditer(re.escape(words), article)]
    if not found:
        raise UnmetError(f"{_sought(row)}; the text there is now “{_excerpt(texts, row['article_id'], (start, end))}”")
    near = min(found, key=lambda at: abs(at - start))
    return near, near + len(words)


def _met(table: pd.DataFrame, row: Mapping[Any, Any], span: tuple[int, int]) -> pd.Series:
    """The rows that a correction means: those of its span, else the one that covers nearly the same."""
    start, end = span
    of_article = table["article_id"] == row["article_id"]
    met = of_article & (table["start"] == start) & (table["end"] == end)
    words, was = _filled(row, "text"), _filled(row, "was")
    if words and not met.any():
        met = of_article & _overlapping(table, start, end)
    if row["column"] == "row" or not was:
        return met
    cells = table[row["column"]].map(_plain)
    # Where one row alone has the span it is meant, whatever an improved extractor now reads there.
    named = met & cells.isin([_plain(was), _plain(row["value"])])
    return met if words and met.sum() == 1 else named


def _overlapping(table: pd.DataFrame, start: int, end: int) -> pd.Series:
    """Whether a span is nearly that of each row."""
    spans = zip(table["start"], table["end"], strict=True)
    return pd.Series([is_same(("", *span), ("", start, end)) for span in spans], index=table.index, dtype=bool)


def is_same(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """Whether two spans are one, also where one covers a little more or less: more than half is shared.

    >>> is_same(("a", 0, 10), ("a", 2, 10)), is_same(("a", 0, 10), ("a", 6, 10))
    (True, False)
    """
    shared = min(one[2], other[2]) - max(one[1], other[1])
    covered = max(one[2], other[2]) - min(one[1], other[1])
    return one[0] == other[0] and shared / max(covered, 1) > _SAME


def _filled(row: Mapping[Any, Any], column: str) -> str:
    cell = row.get(column)
    return "" if cell is None or pd.isna(cell) else str(cell)


def _sought(row: Mapping[Any, Any]) -> str:
    was = f" with {row['column']} {row['was']!r}" if _filled(row, "was") else ""
    words = f" (“{row['text']}”)" if _filled(row, "text") else ""
    return f"no row of {row['table']!r} is at {row['article_id']} {row['start']}–{row['end']}{words}{was}"


def _excerpt(texts: Mapping[str, str], article_id: str, span: tuple[int, int]) -> str:
    return texts[article_id][span[0] : span[1]] if article_id in texts else "not in the case"


def place_named(name: str, own: Places) -> Place | None:
    """Return the place that an analyst means: one of the case's own, else the best known of the gazetteer.

    >>> place_named("London", Places()).country, place_named("London, Canada", Places()).country
    ('GB', 'CA')
    """
    own_places = {gazetteer.key(known): place for known, place in own.by_name.items()}
    if gazetteer.key(name) in own_places:
        return own_places[gazetteer.key(name)]
    if known := meanings.of(name):
        return known[0].place
    town, _, country = (part.strip() for part in name.rpartition(","))
    state = gazetteer.country(country) or next((option.place for option in meanings.of(country)), None)
    within = [option.place for option in meanings.of(town) if state and option.place.country == state.country]
    return within[0] if within else None


def _place_cells(name: str, own: Places) -> dict[str, Any]:
    """What is known of a place whose name is corrected, so that the pin goes where the name says."""
    place = place_named(name, own)
    if place is None:
        raise OsintError(
            f"'place' must be a place that is known; {name!r} is in no list. Add it to places.csv with country, lat "
            "and lon first, or write a town with its country: 'London, Canada'"
        )
    values = {column: getattr(place, column) for column in OF_PLACE}
    return {"place": place.name} | {column: pd.NA if value is None else value for column, value in values.items()}


def _added(table: pd.DataFrame, row: Mapping[Any, Any], texts: Mapping[str, str]) -> pd.DataFrame:
    """The table with one more row at the span; its other columns are set by the corrections that follow."""
    article_id, start, end = row["article_id"], int(row["start"]), int(row["end"])
    if not 0 <= start < end <= len(texts.get(article_id, "")):
        raise OsintError(f"the span {start}–{end} does not lie in the text of {article_id}")
    cells: dict[str, Any] = {"article_id": article_id, "start": start, "end": end, "text": texts[article_id][start:end]}
    for column, spec in TABLES[row["table"]].columns.items():
        if column not in cells and spec.required:
            cells[column] = spec.values[0] if spec.values else _blank(spec.dtype)
    new = pd.DataFrame([{column: cells.get(column, pd.NA) for column in table.columns}])
    new = new.astype({column: str(table[column].dtype) for column in table.columns if column != "geometry"})
    grown = pd.concat([table, new], ignore_index=True)
    return grown.sort_values(["article_id", "start", "end"], kind="stable", ignore_index=True)


def _blank(dtype: str) -> object:
    return {"boolean": False, "Float64": 0.0, "int64": 0}.get(dtype, "unnamed")


def _cell(value: object, table: str, column: str) -> Any:
    spec = TABLES[table].columns[column]
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        if spec.required:
            raise OsintError(f"{column!r} cannot be empty")
        return pd.NA
    text = str(value)
    if spec.values and text not in spec.values:
        raise OsintError(f"{column!r} must be one of {', '.join(spec.values)}; it is {text!r}")
    if spec.dtype == "string":
        return text
    if spec.dtype == "boolean":
        return _yes_or_no(text, column)
    return _day(text, column) if spec.dtype == "datetime64[us]" else _number(text, column, spec)


def _yes_or_no(text: str, column: str) -> bool:
    if text.lower() not in _WORDS:
        raise OsintError(f"{column!r} must be yes or no; it is {text!r}")
    return _WORDS[text.lower()]


def _day(text: str, column: str) -> pd.Timestamp:
    # Else "25 June" would be a day of the year 1, and 03/04 a day of March.
    when = pd.to_datetime(text, format="ISO8601", errors="coerce") if _ISO_DAY.fullmatch(text) else pd.NaT
    if pd.isna(when):
        raise OsintError(f"{column!r} must be a day as 2031-05-13; it is {text!r}")
    return when


def _number(text: str, column: str, spec: Column) -> int | float:
    number = pd.to_numeric(text, errors="coerce")
    is_whole = spec.dtype != "Float64"
    if not math.isfinite(number) or (is_whole and number != int(number)):
        raise OsintError(f"{column!r} must be a {'whole ' * is_whole}number; it is {text!r}")
    if (spec.low is not None and number < spec.low) or (spec.high is not None and number > spec.high):
        bounds = f"be {spec.low:g} or more" if spec.high is None else f"lie between {spec.low:g} and {spec.high:g}"
        raise OsintError(f"{column!r} must {bounds}; it is {text}")
    return int(number) if is_whole else float(number)
