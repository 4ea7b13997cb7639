"""The tables: each registered once with its columns and their meaning, how a table is checked, and the error.

``start`` and ``end`` are 0-based, half-open ``str`` indices into the article's ``text``; ``text`` in such a row is
exactly that slice. The data dictionary, the exports, what an analyst can correct and the files of an extracted
folder follow from the registry, :data:`TABLES`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

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
    """What a column contains: its dtype and meaning, the values it takes, whether it may be NA, and its bounds."""

    dtype: str
    meaning: str
    values: tuple[str, ...] = ()
    required: bool = True
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    Attributes
    ----------
    name
        The table's name: the attribute of :class:`Tables`, and the name of its files.
    row
        What a row is.
    columns
        Column name -> what the column contains, in the order of the columns.
    finder
        "module:function" of what makes the rows of one article; None for tables that no single article gives.
    is_across
        Whether the rows are made by comparing articles.
    is_correctable
        Whether an analyst may correct its cells.
    """

    name: str
    row: str
    columns: Mapping[str, Column]
    finder: str | None = None
    is_across: bool = False
    is_correctable: bool = True

    def locate(self, analysis: Any) -> Sequence[Any]:
        """Return the rows that the table's finder makes of one :class:`~osint.text.analysis.Analysis`."""
        module, _, function = str(self.finder).partition(":")
        rows: Sequence[Any] = getattr(import_module(module), function)(analysis)
        return rows


_ARTICLE = Column("string", "the article: its path below the case's articles/ folder, plus !member inside a container")
_START = Column("int64", "where the passage starts: 0-based index into the article's text, in characters", low=0)
_END = Column("int64", "where the passage ends: the index after its last character", low=0)
_PASSAGE = Column("string", "the passage: exactly these characters of the article")
_SPAN = {"article_id": _ARTICLE, "start": _START, "end": _END, "text": _PASSAGE}
_VOICE = Column("string", "who speaks here: narrator (the outlet), the canonical name of a quoted speaker, or unnamed")

_REGISTERED = (
    Table(
        "articles",
        "an article: outlet and how it is known, day of publication or its bounds, text, hash, what was wrong with it",
        is_correctable=False,
        columns={
            "article_id": _ARTICLE,
            "outlet": Column("string", "the outlet that published the article", required=False),
            "outlet_basis": Column(
                "string",
                "how the outlet is known: stated in the text, inferred by the analyst, or unknown",
                values=("stated", "inferred", "unknown"),
            ),
            "title": Column("string", "the article's title", required=False),
            "author": Column("string", "the article's author", required=False),
            "published": Column("datetime64[us]", "date of publication", required=False),
            "published_earliest": Column(
                "datetime64[us]", "earliest date of publication that the evidence allows", required=False
            ),
            "published_latest": Column(
                "datetime64[us]", "latest date of publication that the evidence allows", required=False
            ),
            "genre": Column("string", "report, opinion, explainer ...", required=False),
            "url": Column("string", "where the article was published", required=False),
            "reliability": Column(
                "string",
                "Admiralty grade of the source, A (completely reliable) to F (cannot be judged)",
                values=("A", "B", "C", "D", "E", "F"),
            ),
            "counts": Column("boolean", "whether the article counts in shares"),
            "text": Column("string", "the article's text, to which all offsets refer"),
            "n_words": Column("int64", "number of words", low=0),
            "path": Column("string", "the file"),
            "sha256": Column("string", "SHA-256 of the bytes read", required=False),
            "encoding": Column("string", "the encoding in which the text was read", required=False),
            "language": Column("string", "the text's language, ISO 639-1", required=False),
            "problem": Column(
                "string", "what was wrong with the file; without a text it is not analysed", required=False
            ),
        },
    ),
    Table(
        "sentences",
        "a sentence: its zone, whether it repeats an earlier one, its TextBlob and VADER scores",
        finder="osint.sentiment:locate",
        columns={
            "article_id": _ARTICLE,
            "sentence": Column("int64", "the sentence's number in its article, from 0", low=0),
            "paragraph": Column("int64", "its paragraph's number, from 0", low=0),
            "start": _START,
            "end": _END,
            "text": _PASSAGE,
            "zone": Column(
                "string",
                "headline, body, caption or boilerplate",
                values=("headline", "body", "caption", "boilerplate"),
            ),
            "repeat_of": Column(
                "Int64", "the earlier sentence of the article that this one repeats", required=False, low=0
            ),
            "polarity": Column("Float64", "TextBlob polarity of the words, -1 to 1", required=False, low=-1, high=1),
            "subjectivity": Column(
                "Float64", "TextBlob subjectivity of the words, 0 to 1", required=False, low=0, high=1
            ),
            "polarity_vader": Column(
                "Float64", "VADER compound polarity of the words, -1 to 1", required=False, low=-1, high=1
            ),
        },
    ),
    Table(
        "mentions",
        "a name, title or pronoun: the actor that it means, and in whose voice it is named",
        finder="osint.actors:locate",
        columns={
            **_SPAN,
            "actor": Column("string", "the actor's canonical name"),
            "kind": Column(
                "string",
                "person, organization, state or group",
                values=("person", "organization", "state", "group"),
                required=False,
            ),
            "form": Column(
                "string", "how the actor is named: name, title or pronoun", values=("name", "title", "pronoun")
            ),
            "voice": _VOICE,
        },
    ),
    Table(
        "quotes",
        "a stretch of direct, mixed or indirect speech: its speaker, the words that name him, the cue, who relays it",
        finder="osint.quotes:locate",
        columns={
            **_SPAN,
            "kind": Column(
                "string",
                "direct; mixed (a fragment in the outlet's sentence); indirect (reported); scare (kept at a distance)",
                values=("direct", "mixed", "indirect", "scare"),
            ),
            "speaker": Column("string", "the speaker's canonical name", required=False),
            "speaker_start": Column("Int64", "where the words that name the speaker start", required=False, low=0),
            "speaker_end": Column("Int64", "where the words that name the speaker end", required=False, low=0),
            "cue": Column("string", "the words that report the speech, such as said", required=False),
            "via": Column("string", "who reports the quotation to the outlet", required=False),
            "group": Column("int64", "the parts of one utterance share this number within an article", low=0),
        },
    ),
    Table(
        "places",
        "a place name: its role in the sentence (location, government, adjective, part of a name), and where it is",
        finder="osint.events:located_places",
        columns={
            **_SPAN,
            "place": Column("string", "the place's canonical name"),
            "country": Column("string", "ISO 3166-1 alpha-2 code of the country", required=False),
            "admin1": Column("string", "the first-level region", required=False),
            "kind": Column("string", "what the place is: city, region, country ...", required=False),
            "role": Column(
                "string",
                "literal (location), metonym (a government), demonym (adjective, people), embedded (in a longer name)",
                values=("literal", "metonym", "demonym", "embedded"),
            ),
            "is_event": Column("boolean", "whether the sentence puts something that happened there"),
            "relation": Column(
                "string", "how the passage stands to the place: in, near, southwest of ...", required=False
            ),
            "km_low": Column("Float64", "least distance from the place, km", required=False, low=0),
            "km_high": Column("Float64", "greatest distance from the place, km", required=False, low=0),
            "bearing": Column(
                "Float64", "direction from the place, degrees clockwise from north", required=False, low=0, high=360
            ),
            "voice": _VOICE,
            "lat": Column("Float64", "latitude, degrees, WGS 84", required=False, low=-90, high=90),
            "lon": Column("Float64", "longitude, degrees, WGS 84", required=False, low=-180, high=180),
            "geometry": Column("geometry", "point, sector or ring, EPSG:4326", required=False),
            "geonameid": Column("Int64", "the place's number in GeoNames", required=False, low=0),
            "n_candidates": Column("int64", "how many places of that name were weighed", low=0),
            "confidence": Column(
                "Float64", "share of such resolutions that are right, 0 to 1", required=False, low=0, high=1
            ),
        },
    ),
    Table(
        "events",
        "one thing that somebody does or that befalls somebody: type, agent, target, scene, day, victims, who says so",
        finder="osint.events:locate",
        columns={
            **_SPAN,
            "cue": Column("string", "the words that tell the event"),
            "event": Column(
                "string",
                "its type: those of PLOVER's gold standard records, accident or disaster",
                values=(
                    "agree",
                    "consult",
                    "support",
                    "concede",
                    "cooperate",
                    "aid",
                    "retreat",
                    "investigate",
                    "demand",
                    "disapprove",
                    "reject",
                    "threaten",
                    "protest",
                    "mobilize",
                    "sanction",
                    "coerce",
                    "assault",
                    "fight",
                    "accident",
                    "disaster",
                ),
            ),
            "agent": Column("string", "who does it: canonical name, else the words of the text", required=False),
            "agent_start": Column("Int64", "where the words for the agent start", required=False, low=0),
            "agent_end": Column("Int64", "where the words for the agent end", required=False, low=0),
            "target": Column(
                "string", "to whom or what it is done: canonical name, else the words of the text", required=False
            ),
            "target_start": Column("Int64", "where the words for the target start", required=False, low=0),
            "target_end": Column("Int64", "where the words for the target end", required=False, low=0),
            "place": Column("string", "its scene: the most exact place that the text gives", required=False),
            "place_start": Column("Int64", "where the name of the scene starts", required=False, low=0),
            "place_end": Column("Int64", "where the name of the scene ends", required=False, low=0),
            "earliest": Column("datetime64[us]", "first day on which it can have happened", required=False),
            "latest": Column("datetime64[us]", "last day on which it can have happened", required=False),
            "killed": Column(
                "Float64",
                "people killed: the number stated or its lower bound; 1 for a single victim",
                required=False,
                low=0,
            ),
            "injured": Column(
                "Float64",
                "people injured: the number stated or its lower bound; 1 for a single victim",
                required=False,
                low=0,
            ),
            "status": Column(
                "string",
                "whether it happened, is planned, possible (also feared, demanded, threatened) or denied",
                values=("happened", "planned", "possible", "denied"),
            ),
            "voice": _VOICE,
        },
    ),
    Table(
        "stance",
        "a stance: who is for or against whom, by which words, in whose voice",
        finder="osint.stance:locate",
        columns={
            **_SPAN,
            "holder": Column("string", "who holds the stance"),
            "target": Column("string", "towards whom"),
            "label": Column("string", "against, neutral or favor", values=("against", "neutral", "favor")),
            "score": Column("Float64", "-1 (against) to 1 (favor)", low=-1, high=1),
            "basis": Column(
                "string",
                "direct or indirect speech, narration, or a reported act",
                values=("direct", "indirect", "narration", "act"),
            ),
            "cue": Column("string", "the words that show the stance", required=False),
        },
    ),
    Table(
        "framing",
        "a passage, the frame in which it shows an actor, and the cue",
        finder="osint.framing:locate",
        columns={
            **_SPAN,
            "frame": Column("string", "the frame"),
            "about": Column("string", "the actor that the passage is about", required=False),
            "voice": _VOICE,
            "cue": Column("string", "the phrase by which the frame was found"),
        },
    ),
    Table(
        "figures",
        "a number with its bounds and what it counts",
        finder="osint.facts.quantities:locate",
        columns={
            **_SPAN,
            "value": Column("Float64", "the number stated", required=False),
            "low": Column("Float64", "its lower bound", required=False),
            "high": Column("Float64", "its upper bound", required=False),
            "unit": Column("string", "the unit, such as km or USD", required=False),
            "counted": Column("string", "what is counted", required=False),
            "voice": _VOICE,
        },
    ),
    Table(
        "dates",
        "a date as an interval: past, planned or conditional",
        finder="osint.facts.dating:locate",
        columns={
            **_SPAN,
            "earliest": Column("datetime64[us]", "first day that the expression can mean", required=False),
            "latest": Column("datetime64[us]", "last day that the expression can mean", required=False),
            "anchor": Column("string", "the date against which the expression was resolved", required=False),
            "status": Column("string", "past, planned or conditional", values=("past", "planned", "conditional")),
        },
    ),
    Table(
        "reuse",
        "a passage that two articles share, word for word or edited",
        is_across=True,
        is_correctable=False,
        columns={
            "article_a": Column("string", "one of the two articles"),
            "start_a": Column("int64", "where the shared passage starts in it", low=0),
            "end_a": Column("int64", "where it ends", low=0),
            "text_a": Column("string", "the passage in it"),
            "article_b": Column("string", "the other article"),
            "start_b": Column("int64", "where the shared passage starts in it", low=0),
            "end_b": Column("int64", "where it ends", low=0),
            "text_b": Column("string", "the passage in it"),
            "similarity": Column("Float64", "share of equal characters, 0 to 1", low=0, high=1),
            "is_quote": Column("boolean", "whether both passages are quotations"),
        },
    ),
    Table(
        "claims",
        "a passage of a claim: one quotation, statement, figure or event as several texts report it",
        is_across=True,
        columns={
            "claim": Column("string", "the claim's name: one for all rows that report it"),
            "kind": Column(
                "string", "quote, statement, figure or event", values=("quote", "statement", "figure", "event")
            ),
            "article_id": _ARTICLE,
            "start": _START,
            "end": _END,
            "text": _PASSAGE,
            "wording": Column(
                "string", "whether the wording is the same in all texts or changed", values=("same", "changed")
            ),
            "agrees": Column(
                "boolean",
                "whether it fits what most texts give: False where its number excludes theirs, or it denies",
                required=False,
            ),
            "difference": Column(
                "string",
                "how it differs: another value, denied, or an update (a later, higher number)",
                values=("value", "update", "denied"),
                required=False,
            ),
            "n_texts": Column("int64", "number of texts that carry it, copies counted once", low=0),
            "n_origins": Column("int64", "number of distinct persons or bodies from whom it comes", low=0),
        },
    ),
)

#: Table name -> the table, in the order in which the data flows.
TABLES: dict[str, Table] = {table.name: table for table in _REGISTERED}


def per_article() -> list[str]:
    """Return the names of the tables that one article alone gives."""
    return [table.name for table in TABLES.values() if table.finder]


def correctable() -> list[str]:
    """Return the names of the tables whose cells an analyst may correct."""
    return [table.name for table in TABLES.values() if table.is_correctable]


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
    for column in TABLES[name].columns if only is None else only:
        spec = TABLES[name].columns[column]
        dtype = "object" if spec.dtype == "geometry" else spec.dtype
        values = lists.get(column, [None] * n)
        if dtype == "datetime64[us]":
            made[column] = pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]")
        else:
            made[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(made)


def need(table: pd.DataFrame, columns: Iterable[str], name: str, remedy: str) -> None:
    """Raise an :class:`OsintError` unless `table` is a DataFrame and has all of `columns`."""
    if not isinstance(table, pd.DataFrame):
        raise OsintError(f"`{name}` must be a table; it is of the type {type(table).__name__}. {remedy}")
    missing = [column for column in columns if column not in table.columns]
    if missing:
        have = ", ".join(map(repr, table.columns)) or "none"
        raise OsintError(
            f"`{name}` must have {'a column' if len(missing) == 1 else 'the columns'} "
            f"{', '.join(map(repr, missing))}; it has {have}. {remedy}"
        )


def describe(name: str) -> pd.DataFrame:
    """Tell what the columns of a table mean: a row per column, with what it holds and what it says.

    >>> describe("places").set_index("column").loc["role", "holds"]
    'literal, metonym, demonym, embedded'
    """
    if not isinstance(name, str) or name not in TABLES:
        given = repr(name) if isinstance(name, str) else f"of the type {type(name).__name__}"
        raise OsintError(f"`name` must be one of {', '.join(TABLES)}; it is {given}.")
    rows = [(column, _held(spec), spec.meaning) for column, spec in TABLES[name].columns.items()]
    return pd.DataFrame(rows, columns=["column", "holds", "meaning"])


def _held(spec: Column) -> str:
    """Say what a column holds: its values, or its type and bounds; and that it may be empty."""
    bounds = [f"{word} {bound:g}" for word, bound in (("from", spec.low), ("to", spec.high)) if bound is not None]
    held = ", ".join(spec.values) or " ".join([_KINDS.get(spec.dtype, spec.dtype), *bounds])
    return held if spec.required else f"{held}, or nothing"


#: What a dtype is called.
_KINDS = {
    "string": "text",
    "boolean": "yes or no",
    "bool": "yes or no",
    "Float64": "a number",
    "int64": "a whole number",
    "Int64": "a whole number",
    "datetime64[us]": "a day",
    "geometry": "a place on the map",
}


def validate(table: pd.DataFrame, name: str) -> None:
    """Check `table` against the contract of the table `name`.

    Raises
    ------
    OsintError
        One error that lists every fault: missing columns, dtypes, NA where a value must stand,
        values and numbers out of range, spans that end before they start.
    """
    need(table, (), "table", "Hand over one of the tables of a case.")
    if name not in TABLES:
        raise OsintError(f"`name` must be one of {', '.join(TABLES)}; it is {name!r}.")
    faults = []
    for column, spec in TABLES[name].columns.items():
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


_Made = TypeVar("_Made")


#: The columns of the analyst's tables.
ACTORS = ("alias", "actor", "kind", "of")
PLACES = ("name", "place", "kind", "country", "lat", "lon", "extent_km")
FRAMING = ("frame", "cue", "source")
CORRECTIONS = ("table", "article_id", "start", "end", "text", "column", "value", "was", "by", "reason")


_SHOWN_NAMES = 12  # names in an error; more are not read


def _no_rows(columns: Sequence[str]) -> Callable[[], pd.DataFrame]:
    return lambda: pd.DataFrame(columns=list(columns), dtype="string")


@dataclass(frozen=True)
class Knowledge:
    """What the analyst knows of a matter before its articles are read.

    Attributes
    ----------
    title, question
        What the briefing is called and what it asks.
    focus
        The actor whose treatment is compared, or None.
    about
        Key places, in map order.
    outlets
        The outlets that have columns in pictures, in their order; without any, those that write most about the focus.
    sides
        Outlet -> its side or country, as ``sources.csv`` has them; outlets of one stand together in pictures.
    generic_frames
        Whether the packaged frames are sought next to the analyst's own.
    actors, places, framing, corrections
        The analyst's tables, without rows where there is none.
    stance_model
        The model of stance that serves, "encoder" or "linear"; None takes the encoder where onnxruntime is installed.
    judgements
        The analyst's own, as in ``case.toml``: ``text``, ``likelihood``, ``confidence``, ``evidence``.
    """

    title: str = ""
    question: str = ""
    focus: str | None = None
    about: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sides: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    generic_frames: bool = True
    actors: pd.DataFrame = field(default_factory=_no_rows(ACTORS), repr=False, compare=False)
    places: pd.DataFrame = field(default_factory=_no_rows(PLACES), repr=False, compare=False)
    framing: pd.DataFrame = field(default_factory=_no_rows(FRAMING), repr=False, compare=False)
    corrections: pd.DataFrame = field(default_factory=_no_rows(CORRECTIONS), repr=False, compare=False)
    judgements: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    stance_model: str | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        *,
        actors: pd.DataFrame | None = None,
        places: pd.DataFrame | None = None,
        framing: pd.DataFrame | None = None,
        focus: str | None = None,
        stance_model: str | None = None,
    ) -> Knowledge:
        """Take the analyst's tables as a public function gets them: None where there is none."""
        given: dict[str, Any] = {"actors": actors, "places": places, "framing": framing}
        return replace(
            cls(focus=focus, stance_model=stance_model),
            **{name: table for name, table in given.items() if table is not None},
        )

    def compiled(self, make: Callable[[Knowledge], _Made]) -> _Made:
        """Return what `make` makes of this knowledge; it is made once, and kept with it."""
        made: dict[Any, Any] = self.__dict__.setdefault("_compiled", {})
        if make not in made:
            made[make] = make(self)
        result: _Made = made[make]
        return result


def readable(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of articles that are analysed: those that have a text, and one in English."""
    need(articles, ("language", "n_words"), "articles", "Read them with osint.articles.read.")
    is_english = articles["language"].fillna("en") == "en"
    return articles[(articles["n_words"] > 0) & is_english]


class Tables:
    """Every table of a case, an attribute each, as :data:`TABLES` describes them; also ``t["places"]``.

    Parameters
    ----------
    case
        What the analyst knows of the case.
    tables
        The tables; one that is not given has no rows.
    """

    def __init__(self, case: Knowledge, **tables: pd.DataFrame) -> None:
        if unknown := sorted(set(tables) - set(TABLES)):
            raise OsintError(f"Tables must be some of {', '.join(TABLES)}; they are also {', '.join(unknown)}.")
        self.case = case
        self._tables = dict(tables)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        if name not in self._tables:
            self._tables[name] = self._missing(name)
        return self._tables[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise OsintError(f"A table must be one of {', '.join(TABLES)}; it is {name!r}.")
        table: pd.DataFrame = getattr(self, name)
        return table

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLES})

    def _missing(self, name: str) -> pd.DataFrame:
        """Return the table that was not given."""
        return frame(name, {})

    def replace(self, *, case: Knowledge | None = None, **tables: pd.DataFrame) -> Tables:
        """Return the same tables with some others in their places."""
        return Tables(case or self.case, **{name: self[name] for name in TABLES} | tables)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each article."""
        return dict(zip(self.articles["article_id"], self.articles["text"], strict=True))

    @property
    def counted(self) -> pd.DataFrame:
        """The articles that count in shares: those that are analysed, less those that the analyst leaves out."""
        articles = readable(self.articles)
        return articles[articles["counts"].fillna(True)]

    @property
    def shown(self) -> pd.DataFrame:
        """The sentences that a reader sees once: no boilerplate, and none that its text gives a second time."""
        return self.sentences[(self.sentences["zone"] != "boilerplate") & self.sentences["repeat_of"].isna()]

    def select(
        self,
        *,
        outlet: str | None = None,
        actor: str | None = None,
        place: str | None = None,
        voice: str | None = None,
    ) -> Tables:
        """Keep the sentences in which all that is picked comes together, and the rows in them.

        Parameters
        ----------
        outlet
            An outlet's name, with or without the question mark of an inferred one; None keeps all, as in the others.
        actor, place
            Canonical names.
        voice
            ``narrator``, ``unnamed``, or a speaker; a row without a voice of its own is kept where its sentence
            has a row in that voice.

        Raises
        ------
        OsintError
            If nothing has the name that is picked.
        """
        names = outlets(self.articles)
        if outlet is not None:
            outlet = outlet if outlet in names.values() else f"{outlet}?"
            _check_pick("outlet", outlet.removesuffix("?"), [name.removesuffix("?") for name in names.values()])
        picks = {"actor": actor, "place": place, "voice": voice}
        for pick, wanted in picks.items():
            if wanted is not None:
                _check_pick(pick, wanted, _known(self, pick))
        chosen = {name: _picked(name, self[name], picks) for name in correctable()}
        keys = {name: _sentence_keys(rows, self.sentences) for name, rows in chosen.items()}
        kept = set(keys["sentences"])
        for pick, wanted in picks.items():
            if wanted is not None:
                kept &= set().union(*(keys[name] for name in _picked_in(pick)))
        articles = self.articles
        if outlet is not None:
            kept = {key for key in kept if names[key[0]] == outlet}
            articles = articles[articles["article_id"].map(names) == outlet].reset_index(drop=True)
        made: dict[str, Any] = {
            name: rows[keys[name].isin(kept)].reset_index(drop=True) for name, rows in chosen.items()
        }
        return self.replace(articles=articles, **made)

    def counts(self) -> dict[str, int]:
        """Count the rows of each table."""
        return {name: len(self[name]) for name in TABLES}

    def __repr__(self) -> str:
        counts = ", ".join(f"{n:,} {name}".replace(",", "\u202f") for name, n in self.counts().items())
        return f"<Tables of {self.case.title!r}: {counts}>"

    def _repr_html_(self) -> str:
        cells = "".join(f"<tr><th scope='row'>{name}</th><td>{n}</td></tr>" for name, n in self.counts().items())
        caption = f"<caption style='white-space:nowrap;text-align:left'>Tables of {escape(self.case.title)}</caption>"
        return f"<table>{caption}{cells}</table>"


def need_kind(value: object, kind: type, name: str, remedy: str) -> None:
    """Raise an :class:`OsintError` unless `value` is of the class `kind`."""
    if not isinstance(value, kind):
        raise OsintError(f"`{name}` must be {kind.__name__}; it is of the type {type(value).__name__}. {remedy}")


def need_tables(t: object) -> None:
    """Raise an :class:`OsintError` unless `t` is the tables of a case."""
    if not isinstance(t, Tables):
        raise OsintError(
            f"`t` must be the tables of a case; it is of the type {type(t).__name__}. "
            "Make them with osint.extract(osint.cases.open(folder))."
        )


class _Type(str):
    """The name of a type, shown without quotation marks in a signature."""

    def __repr__(self) -> str:
        return str(self)


def show_types(module: Mapping[str, Any]) -> None:
    """Let the signatures of a module's public functions show types as one writes them, not as quoted strings."""
    own = [name for name, thing in module.items() if getattr(thing, "__module__", "") == module["__name__"]]
    for thing in (module[name] for name in module.get("__all__", own)):
        for function in [thing, *vars(thing).values()] if isinstance(thing, type) else [thing]:
            if hints := getattr(function, "__annotations__", None):
                hints.update({key: _Type(hint) for key, hint in hints.items() if isinstance(hint, str)})


def need_path(value: object, name: str) -> None:
    """Raise an :class:`OsintError` unless `value` names a file or folder."""
    if not isinstance(value, str | os.PathLike):
        raise OsintError(f"`{name}` must be a path; it is of the type {type(value).__name__}. Give it as text.")


def outlets(articles: pd.DataFrame) -> dict[str, str]:
    """Name each article by its outlet: with a question mark where inferred, by its file where unknown.

    >>> rows = [("x/a.txt", "The Post", "inferred"), ("b.txt", None, "unknown")]
    >>> outlets(pd.DataFrame(rows, columns=["article_id", "outlet", "outlet_basis"]))
    {'x/a.txt': 'The Post?', 'b.txt': 'b.txt'}
    """
    need(articles, ("article_id", "outlet", "outlet_basis"), "articles", "Hand over `t.articles`.")
    guessed = set(articles.loc[articles["outlet_basis"] == "inferred", "outlet"].dropna())
    names = {}
    for article_id, outlet in zip(articles["article_id"], articles["outlet"], strict=True):
        if pd.isna(outlet):
            names[str(article_id)] = str(article_id).rsplit("/", 1)[-1]
        else:
            names[str(article_id)] = f"{outlet}{'?' * (outlet in guessed)}"
    return names


def in_sentences(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add to each row the number of the sentence in which it starts."""
    need(rows, ("article_id", "start"), "rows", "Hand over rows of an evidence table.")
    need(sentences, ("article_id", "start", "sentence"), "sentences", "Hand over `t.sentences`.")
    if rows.empty or sentences.empty:
        return rows.assign(sentence=pd.Series(dtype="int64")).iloc[:0]
    ordered = rows.sort_values("start", kind="stable")
    return pd.merge_asof(
        ordered.astype({"start": "int64"}),
        sentences.sort_values("start", kind="stable")[["article_id", "start", "sentence"]],
        on="start",
        by="article_id",
    ).dropna(subset=["sentence"])


def _picked_in(pick: str) -> dict[str, str]:
    """Return the tables that have what can be picked, and the column of each."""
    if pick == "actor":
        return {"mentions": "actor"}
    if pick == "place":
        return {"places": "place"}
    voices = {name: "voice" for name, table in TABLES.items() if "voice" in table.columns}
    return {**voices, "quotes": "speaker", "stance": "holder"}


def _check_pick(pick: str, wanted: str, known: Sequence[str]) -> None:
    if wanted not in known:
        shown = ", ".join(list(dict.fromkeys(known))[:_SHOWN_NAMES])
        raise OsintError(f"`{pick}` must be one that the tables have; {wanted!r} is not. The most frequent: {shown}.")


def _known(tables: Tables, pick: str) -> list[str]:
    """Return what can be picked, the most frequent first."""
    known = pd.concat([tables[name][column] for name, column in _picked_in(pick).items()])
    return known.dropna().value_counts().index.tolist()


def _picked(name: str, rows: pd.DataFrame, picks: Mapping[str, str | None]) -> pd.DataFrame:
    for pick, wanted in picks.items():
        column = _picked_in(pick).get(name)
        if wanted is not None and column is not None:
            rows = rows[(rows[column] == wanted).fillna(False)]
    return rows


def _sentence_keys(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """Return the article and the sentence in which each row starts, under the row's own index."""
    bare = pd.DataFrame({"article_id": rows["article_id"], "start": rows["start"], "row": rows.index})
    found = in_sentences(bare, sentences)
    held = list(zip(found["article_id"], found["sentence"], strict=True))
    return pd.Series(held, index=found["row"].to_numpy(), dtype="object").reindex(rows.index)


show_types(globals())
