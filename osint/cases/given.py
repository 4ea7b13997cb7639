"""What the analyst gives besides the articles: ``case.toml`` and the tables, each fault by file, row and column."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint.articles import sheets
from osint.articles.formats import Reading
from osint.cases import corrections
from osint.framing import cues
from osint.knowledge import gazetteer
from osint.places import meanings
from osint.places.given import row_faults as place_faults
from osint.tables import ACTORS, CORRECTIONS, FRAMING, PLACES, OsintError
from osint.text.roster import Roster

KINDS = ("person", "organization", "state", "group")
_KEYS = {
    "title": str,
    "question": str,
    "focus": str,
    "about": list,
    "outlets": list,
    "generic_frames": bool,
    "judgement": list,
    "hypothesis": list,
    "columns": dict,
    "one_a_day": bool,
    "language": str,
}
_JUDGEMENT_KEYS = {"text", "likelihood", "confidence", "evidence"}


class Given(NamedTuple):
    """One of the case's tables: its columns, those without which a row says nothing, and what must hold for a row."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]
    check: Callable[[dict[str, str]], Iterable[tuple[str, str]]]


def _actor_faults(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if row["kind"] and row["kind"] not in KINDS:
        yield "kind", f"must be one of {', '.join(KINDS)}; it is {row['kind']!r}"


def _framing_faults(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if row["cue"] and (fault := cues.fault(row["cue"])):
        yield "cue", fault


FILES = {
    "actors": Given(ACTORS, ("alias", "actor"), ("alias",), _actor_faults),
    "places": Given(PLACES, ("name",), ("name",), place_faults),
    "framing": Given(FRAMING, ("frame", "cue"), ("frame", "cue"), _framing_faults),
    "corrections": Given(
        CORRECTIONS,
        ("table", "column", "by", "reason"),
        ("table", "article_id", "start", "end", "column", "was"),
        corrections.faults,
    ),
}
#: The columns without which a table cannot be read, where these are more than those that must be filled.
_HEADS = {"corrections": ("table", "article_id", "start", "end", "column", "value")}


def table(path: Path, faults: list[str], name: str | None = None) -> pd.DataFrame:
    """Read and check the analyst's table `name`, by its file's name if None; its faults are added to `faults`."""
    name = name or path.stem
    spec = FILES[name]
    try:
        sheet = sheets.read(path) if path.exists() else sheets.Sheet(list(spec.columns), [], [])
    except OsintError as error:
        faults += error.faults
        sheet = sheets.Sheet(list(spec.columns), [], [])
    lacking = sheets.missing(path.name, sheet, _HEADS.get(name, spec.required))
    unknown = [column for column in sheet.columns if column not in spec.columns]
    faults += sheet.faults + lacking
    faults += [f"{path.name}: unknown column {column!r}; known are {', '.join(spec.columns)}" for column in unknown]
    rows = [{column: row.get(column, "") for column in spec.columns} for _, row in sheet.rows]
    lines = [line for line, _ in sheet.rows]
    if not lacking:
        faults += _row_faults(path.name, spec, lines, rows)
    index = pd.Index(lines, name="row", dtype="int64") if name == "corrections" else None
    made = pd.DataFrame(rows, columns=list(spec.columns), dtype="string", index=index)
    return made.mask(made == "", pd.NA)


def _row_faults(name: str, spec: Given, lines: list[int], rows: list[dict[str, str]]) -> Iterable[str]:
    """Yield what is wrong with each row: empty cells, what the table's check says, a row that doubles another."""
    seen: dict[tuple[str, ...], int] = {}
    for line, row in zip(lines, rows, strict=True):
        wrong = [(column, "is empty") for column in spec.required if not row[column]]
        wrong += list(spec.check(row))
        key = tuple(row[column] for column in spec.key)
        if all(row[column] for column in spec.required) and key in seen:
            wrong.append((spec.key[-1], f"{row[spec.key[-1]]!r} is listed twice, in row {seen[key]} already"))
        seen.setdefault(key, line)
        yield from (f"{name}, row {line}, column {column!r}: {what}" for column, what in wrong)


def sources(path: Path) -> pd.DataFrame:
    """Read ``sources.csv`` as it is; :func:`osint.articles.read` checks it."""
    sheet = sheets.read(path) if path.exists() else sheets.Sheet(["file"], [], [])
    made = pd.DataFrame([row for _, row in sheet.rows], columns=sheet.columns, dtype="string")
    return made.mask(made == "", pd.NA)


def sides(sources: pd.DataFrame) -> dict[str, str]:
    """Return the side and the country of each outlet, where the columns `side` and `country` give them.

    >>> sides(pd.DataFrame({"outlet": ["Post", "Echo"], "side": ["north", None], "country": ["NO", "SE"]}))
    {'Post': 'north, NO', 'Echo': 'SE'}
    """
    rows = sources.reindex(columns=["outlet", "side", "country"]).dropna(subset=["outlet"])
    told = {
        outlet: ", ".join(value for value in given if pd.notna(value))
        for outlet, *given in rows.itertuples(index=False, name=None)
    }
    return {outlet: words for outlet, words in told.items() if words}


def settings(path: Path, faults: list[str]) -> dict[str, Any]:
    """Read ``case.toml``; an unknown key or a value of the wrong type is a fault."""
    if not path.exists():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"case.toml: must be TOML in UTF-8; {error}")
        return {}
    wrong = [*_key_faults(read), *_judgement_faults(entries(read, "judgement"))]
    wrong += reading({key: value for key, value in read.items() if isinstance(value, _KEYS.get(key, ()))}).faults()
    wrong += [
        f"{key!r} must list names; it has {name!r}"
        for key in ("about", "outlets")
        for name in entries(read, key)
        if not isinstance(name, str)
    ]
    faults += [f"case.toml: {fault}" for fault in wrong]
    return read


def reading(read: Mapping[str, Any]) -> Reading:
    """How the files of a case are read: its keys ``columns``, ``one_a_day`` and ``language``."""
    return Reading(
        columns=read.get("columns", {}), one_a_day=read.get("one_a_day", False), language=read.get("language")
    )


def entries(read: Mapping[str, Any], key: str) -> list[Any]:
    """Return what a key of ``case.toml`` lists; nothing where it is no list."""
    value = read.get(key, [])
    return value if isinstance(value, list) else []


def _key_faults(read: Mapping[str, Any]) -> Iterable[str]:
    for key, value in read.items():
        if key not in _KEYS:
            yield f"unknown key {key!r}; known are {', '.join(_KEYS)}"
        elif not isinstance(value, _KEYS[key]):
            yield f"{key!r} must be a {_KEYS[key].__name__}; it is {value!r}"


def _judgement_faults(given: Iterable[Any]) -> Iterable[str]:
    for number, judgement in enumerate(given, 1):
        if not isinstance(judgement, dict) or not judgement.get("text"):
            yield f"judgement {number} must have a 'text'"
        elif unknown := set(judgement) - _JUDGEMENT_KEYS:
            yield f"judgement {number} has unknown keys {', '.join(sorted(unknown))}"


def focus_fault(focus: object, actors: pd.DataFrame) -> str | None:
    """Say that the focus is nobody whom the case or the built-in lists know, if so."""
    if not focus or not isinstance(focus, str):
        return None
    roster = Roster(actors[actors["actor"].notna() & actors["alias"].notna()])
    if focus in roster.kinds or roster.actor(focus):
        return None
    return f"'focus' must be an actor that is known; it is {focus!r}. Add it to actors.csv{_like(focus, roster.kinds)}"


def outlet_faults(outlets: Iterable[Any], known: Iterable[str]) -> Iterable[str]:
    """Yield which of the outlets to draw no article is of.

    >>> list(outlet_faults(["The Post"], ["The Wire"]))
    ["'outlets' must be outlets of the articles; it has 'The Post'. Known are The Wire."]
    """
    names = sorted(set(known))
    for outlet in outlets:
        if isinstance(outlet, str) and outlet not in names:
            told = f"Known are {', '.join(names)}." if names else "None is known: name them in sources.csv."
            yield f"'outlets' must be outlets of the articles; it has {outlet!r}. {told}"


def key_place(name: str, places: pd.DataFrame) -> str | None:
    """Return the name under which the tables have a key place, None where no list knows it.

    >>> key_place("Saravan", pd.DataFrame(columns=list(PLACES)))
    'Sarāvān'
    """
    looked_up = gazetteer.key(name)
    for row in places.fillna("").to_dict("records"):
        if looked_up in (gazetteer.key(row["name"]), gazetteer.key(row["place"])):
            return str(row["place"] or row["name"])
    known = meanings.of(name)
    if known:
        return known[0].place.name
    seat = gazetteer.seat(name)
    return seat.name if seat else None


def place_fault(name: str, places: pd.DataFrame) -> str | None:
    """Say that no list knows a key place, if so."""
    if key_place(name, places) is not None:
        return None
    like = _like(name, [*places["name"].dropna(), *places["place"].dropna()])
    return f"'about' must list known places; {name!r} is in no list. Add it to places.csv with lat and lon{like}"


def _like(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 3)
    return f", or write {' or '.join(map(repr, near))}." if near else "."
