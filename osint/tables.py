"""What holds everywhere: the tables, their columns, how a table is checked, and the errors.

Every finder returns one of these tables. ``start`` and ``end`` are 0-based, half-open ``str``
indices into the article's ``text``; ``text`` in such a row is exactly that slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd


class OsintError(ValueError):
    """Input that cannot be used; says what must hold, what came, and what to do.

    ``faults`` holds a line for each fault.
    """

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults) or (message,)

    @classmethod
    def of(cls, heading: str, faults: Sequence[str]) -> OsintError:
        """One error for all faults: a heading, then a line for each fault."""
        return cls("\n".join([heading, *(f"  - {fault}" for fault in faults)]), faults)

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: in a notebook the message is what helps, not the stack.
        return [f"{type(self).__name__}: {self}"]


class Column(NamedTuple):
    """What a column holds: its dtype, whether NA may stand in it, and which values it takes."""

    dtype: str
    required: bool = True
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


_TEXT = Column("string")
_NAME = Column("string", required=False)
_OFFSET = Column("int64", low=0)
_SHARE = Column("Float64", required=False, low=0, high=1)
_POLARITY = Column("Float64", required=False, low=-1, high=1)
_NUMBER = Column("Float64", required=False)
_DATE = Column("datetime64[us]", required=False)
_SPAN = {"article_id": _TEXT, "start": _OFFSET, "end": _OFFSET, "text": _TEXT}

#: Table name -> column name -> what the column holds, in the order of the columns.
TABLES: dict[str, dict[str, Column]] = {
    "articles": {
        "article_id": _TEXT,
        "outlet": _NAME,
        "outlet_basis": Column("string", values=("stated", "inferred", "unknown")),
        "title": _NAME,
        "author": _NAME,
        "published": _DATE,
        "published_earliest": _DATE,
        "published_latest": _DATE,
        "genre": _NAME,
        "url": _NAME,
        "reliability": Column("string", values=tuple("ABCDEF")),
        "counts": Column("boolean"),
        "text": _TEXT,
        "n_words": Column("int64", low=0),
        "path": _TEXT,
        "sha256": _NAME,
        "encoding": _NAME,
        "language": _NAME,
        "problem": _NAME,
    },
    "sentences": {
        "article_id": _TEXT,
        "sentence": Column("int64", low=0),
        "paragraph": Column("int64", low=0),
        "start": _OFFSET,
        "end": _OFFSET,
        "text": _TEXT,
        "zone": Column("string", values=("headline", "body", "caption", "boilerplate")),
        "repeat_of": Column("Int64", required=False, low=0),
        "polarity": _POLARITY,
        "subjectivity": _SHARE,
        "polarity_vader": _POLARITY,
    },
    "mentions": {
        **_SPAN,
        "actor": _TEXT,
        "kind": Column("string", required=False, values=("person", "organization", "state", "group")),
        "form": Column("string", values=("name", "title", "pronoun")),
        "voice": _TEXT,
    },
    "quotes": {
        **_SPAN,
        "kind": Column("string", values=("direct", "mixed", "indirect", "scare")),
        "speaker": _NAME,
        "speaker_start": Column("Int64", required=False, low=0),
        "speaker_end": Column("Int64", required=False, low=0),
        "cue": _NAME,
        "via": _NAME,
        "group": Column("int64", low=0),
    },
    "places": {
        **_SPAN,
        "place": _TEXT,
        "country": _NAME,
        "admin1": _NAME,
        "kind": _NAME,
        "role": Column("string", values=("literal", "metonym", "demonym", "embedded")),
        "is_event": Column("boolean"),
        "relation": _NAME,
        "km_low": Column("Float64", required=False, low=0),
        "km_high": Column("Float64", required=False, low=0),
        "bearing": Column("Float64", required=False, low=0, high=360),
        "voice": _TEXT,
        "lat": Column("Float64", required=False, low=-90, high=90),
        "lon": Column("Float64", required=False, low=-180, high=180),
        "geometry": Column("geometry", required=False),
        "geonameid": Column("Int64", required=False, low=0),
        "n_candidates": Column("int64", low=0),
        "confidence": _SHARE,
    },
    "stance": {
        **_SPAN,
        "holder": _TEXT,
        "target": _TEXT,
        "label": Column("string", values=("against", "neutral", "favor")),
        "score": Column("Float64", low=-1, high=1),
        "basis": Column("string", values=("direct", "indirect", "narration", "act")),
        "cue": _NAME,
    },
    "framing": {**_SPAN, "frame": _TEXT, "about": _NAME, "voice": _TEXT, "cue": _TEXT},
    "figures": {
        **_SPAN,
        "value": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "unit": _NAME,
        "counted": _NAME,
        "voice": _TEXT,
    },
    "dates": {
        **_SPAN,
        "earliest": _DATE,
        "latest": _DATE,
        "anchor": _NAME,
        "status": Column("string", values=("past", "planned", "conditional")),
    },
    "reuse": {
        "article_a": _TEXT,
        "start_a": _OFFSET,
        "end_a": _OFFSET,
        "text_a": _TEXT,
        "article_b": _TEXT,
        "start_b": _OFFSET,
        "end_b": _OFFSET,
        "text_b": _TEXT,
        "similarity": Column("Float64", low=0, high=1),
        "is_quote": Column("boolean"),
    },
    "claims": {
        "claim": _TEXT,
        "kind": Column("string", values=("quote", "statement", "figure", "event")),
        **_SPAN,
        "wording": Column("string", values=("same", "changed")),
        "agrees": Column("boolean", required=False),
        "n_texts": Column("int64", low=0),
        "n_origins": Column("int64", low=0),
    },
}


def frame(name: str, columns: Mapping[str, Iterable[object]], *, only: Sequence[str] | None = None) -> pd.DataFrame:
    """Make the table `name`, or `only` some columns of it, from lists, one per column, with the contract's dtypes.

    Columns that are left out are NA throughout. ``geometry`` stays a plain object column here;
    :func:`osint.places.find` turns the finished table into a GeoDataFrame.

    >>> frame("framing", {}).columns.tolist()
    ['article_id', 'start', 'end', 'text', 'frame', 'about', 'voice', 'cue']
    """
    lists = {column: list(values) for column, values in columns.items()}
    n = max(map(len, lists.values()), default=0)
    made = {}
    for column in TABLES[name] if only is None else only:
        spec = TABLES[name][column]
        dtype = "object" if spec.dtype == "geometry" else spec.dtype
        values = lists.get(column, [None] * n)
        if dtype == "datetime64[us]":
            made[column] = pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]")
        else:
            made[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(made)


def need(table: pd.DataFrame, columns: Iterable[str], name: str, remedy: str) -> None:
    """Raise an :class:`OsintError` unless `table` has all of `columns`."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        have = ", ".join(map(repr, table.columns)) or "none"
        raise OsintError(
            f"`{name}` must have {'a column' if len(missing) == 1 else 'the columns'} "
            f"{', '.join(map(repr, missing))}; it has {have}. {remedy}"
        )


def validate(table: pd.DataFrame, name: str) -> None:
    """Check `table` against the contract of the table `name`.

    Raises
    ------
    OsintError
        One error that lists every fault: missing columns, dtypes, NA where a value must stand,
        values and numbers out of range, spans that end before they start.
    """
    if name not in TABLES:
        raise OsintError(f"`name` must be one of {', '.join(TABLES)}; it is {name!r}.")
    faults = []
    for column, spec in TABLES[name].items():
        if column not in table.columns:
            faults.append(f"column {column!r} is missing")
        else:
            faults += _column_faults(table[column], spec)
    if {"start", "end"} <= set(table.columns) and len(table):
        turned = table["end"] < table["start"]
        if turned.any():
            faults.append(f"'end' lies before 'start' in {turned.sum()} rows, first row {turned.idxmax()}")
    if not isinstance(table.index, pd.RangeIndex):
        faults.append(f"the index must be a RangeIndex; it is {type(table.index).__name__}")
    if faults:
        raise OsintError.of(f"The table {name!r} breaks its contract:", faults)


def _column_faults(values: pd.Series, spec: Column) -> list[str]:
    name, faults = values.name, []
    if spec.dtype != "geometry" and str(values.dtype) != spec.dtype:
        return [f"column {name!r} must be {spec.dtype}; it is {values.dtype}"]
    missing = values.isna()
    if spec.required and missing.any():
        faults.append(f"column {name!r} is NA in {missing.sum()} rows, first row {missing.idxmax()}")
    present = values[~missing]
    if spec.values and len(wrong := present[~present.isin(spec.values)]):
        faults.append(f"column {name!r} must be one of {', '.join(spec.values)}; it has {wrong.iloc[0]!r}")
    for bound, word, outside in ((spec.low, "at least", "lt"), (spec.high, "at most", "gt")):
        if bound is not None and len(wrong := present[getattr(present, outside)(bound)]):
            faults.append(f"column {name!r} must be {word} {bound:g}; it has {wrong.iloc[0]}")
    return faults
