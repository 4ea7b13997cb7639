"""The case folder: the articles, and the analyst's own tables beside them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from osint import articles as _articles
from osint import store
from osint.cases import corrections, given, hypotheses, judgements
from osint.files import replacing
from osint.knowledge import lexicons
from osint.places import Places
from osint.tables import (
    CORRECTIONS,
    Knowledge,
    OsintError,
    Tables,
    frame,
    need_path,
    need_tables,
    per_article,
    readable,
    show_types,
)
from osint.text import analysis

#: How many articles the card of a case shows in a notebook.
_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Case(Knowledge):
    """One matter: its articles, and what the analyst says about them.

    Attributes
    ----------
    path
        The case folder.
    title, question
        What the briefing is called and what it asks; the folder's name and "" when not given.
    focus
        The actor whose treatment the outlets' texts are compared by, or None.
    about
        Key places, in map order.
    outlets
        The outlets that have columns in pictures; see :class:`~osint.tables.Knowledge`.
    articles
        The table ``articles``; of an extracted folder it is read when it is first asked for.
    reading
        How its files are read: the keys ``columns``, ``one_a_day`` and ``language`` of ``case.toml``.
    sources, actors, places, framing, corrections
        The analyst's tables as they stand in the folder; with no rows when the file is not there.
    judgements
        The analyst's own, as in ``case.toml``: ``text``, ``likelihood``, ``confidence``, ``evidence``.
    hypotheses
        Those that compete, as in ``case.toml``; :mod:`osint.cases.hypotheses` lays the matrix out.
    readers
        Name -> the corrections of another reader, of each ``corrections-NAME.csv``; they change no table, and
        :mod:`osint.agreement` compares them with `corrections`.
    """

    path: Path
    hypotheses: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    _read: Callable[[], pd.DataFrame] = field(repr=False)
    sources: pd.DataFrame = field(repr=False)
    actors: pd.DataFrame = field(repr=False)
    places: pd.DataFrame = field(repr=False)
    framing: pd.DataFrame = field(repr=False)
    corrections: pd.DataFrame = field(repr=False)
    readers: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    reading: _articles.Reading = field(default_factory=_articles.Reading)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """The table ``articles``."""
        return self._read()

    @property
    def readable(self) -> pd.DataFrame:
        """The articles that are analysed: those that have a text, and one in English."""
        return readable(self.articles).reset_index(drop=True)

    @property
    def is_kept(self) -> bool:
        """Whether the tables lie extracted in the folder, so that none is made or read before it is asked for."""
        return store.holds(self.path, "sentences")

    def _glance(self) -> pd.DataFrame:
        """What of each article its name, words and language need; the texts of an extracted folder are not read."""
        if self.is_kept and "articles" not in self.__dict__:
            return store.read(self.path, "articles", ("article_id", "n_words", "language"))
        return self.articles

    def __repr__(self) -> str:
        articles = self._glance()
        unread = len(articles) - len(readable(articles))
        left = f", {unread} of them not analysed (see .articles: problem, language)" if unread else ""
        left += ", the extraction has not ended" if store.unfinished(self.path).exists() else ""
        return f"<Case {self.title!r}: {len(articles)} articles{left}; focus {self.focus}>"

    def _repr_html_(self) -> str:
        told = {"Question": self.question, "Focus": self.focus, "Key places": ", ".join(self.about)}
        counts = {"Corrections": len(self.corrections), "Judgements": len(self.judgements)}
        lines = "".join(
            f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in (told | counts).items() if value
        )
        n = len(self._glance())
        rows = "".join(_article_row(row) for row in self._first().to_dict("records"))
        more = f"<p>{n - _SHOWN} more; see <code>.articles</code>.</p>" if n > _SHOWN else ""
        heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Text", "Outlet", "Grade", "Words", "Note"))
        return (
            f"<p><strong>{escape(self.title)}</strong></p><dl>{lines}</dl>"
            f"<table><caption>{n} articles</caption><tr>{heads}</tr>{rows}</table>{more}"
        )

    def _first(self) -> pd.DataFrame:
        """The articles that the case's card shows."""
        if self.is_kept and "articles" not in self.__dict__:
            return store.ordered(store.part(store.parts(self.path, "articles")[0], "articles"), "articles").head(_SHOWN)
        return self.articles.head(_SHOWN)


def _article_row(row: Mapping[Any, Any]) -> str:
    """Write one article as a row of the case's card; an inferred outlet has a question mark."""
    known = row["outlet_basis"] != "unknown"
    outlet = f"{row['outlet']}{'?' * (row['outlet_basis'] == 'inferred')}" if known else "not known"
    notes = [] if pd.isna(row["problem"]) else [str(row["problem"])]
    notes += [] if row["counts"] else ["does not count"]
    cells = (row["article_id"], outlet, row["reliability"], row["n_words"], "; ".join(notes))
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def _outlets(settings: dict[str, Any], read: Callable[[], pd.DataFrame] | None, faults: list[str]) -> list[str]:
    """Return the outlets that the analyst chose to draw; one that no article has is a fault."""
    outlets = [name for name in given.entries(settings, "outlets") if isinstance(name, str)]
    if outlets and read is not None:
        known = read()["outlet"].dropna().astype(str)
        faults += [f"case.toml: {fault}" for fault in given.outlet_faults(outlets, known)]
    return outlets


def open(folder: str | Path) -> Case:
    """Open a case folder: read its articles and check the tables beside them.

    All but ``articles/`` are optional; without ``articles/`` the articles lie in the folder itself.

    Raises
    ------
    OsintError
        If there is no such folder, if it holds no article or is a project's and no case's, or with every
        fault of every table (file, row and column) in one message, those of the judgements among them.
        Faults of the judgements alone do not keep a case from being opened and read.
    """
    need_path(folder, "folder")
    root = _root(folder)
    faults: list[str] = []
    settings = given.settings(root / "case.toml", faults)
    tables: dict[str, Any] = {name: given.table(root / f"{name}.csv", faults) for name in given.FILES}
    readers = {
        path.stem.removeprefix(_READER): given.table(path, faults, "corrections")
        for path in sorted(root.glob(f"{_READER}*.csv"))
    }
    about = [name for name in given.entries(settings, "about") if isinstance(name, str)]
    unknown = [given.focus_fault(settings.get("focus"), tables["actors"])]
    unknown += [given.place_fault(name, tables["places"]) for name in about]
    faults += [f"case.toml: {fault}" for fault in unknown if fault]
    reading = _articles.Reading() if faults else given.reading(settings)
    read = _checked_reading(root, reading, faults)
    outlets = _outlets(settings, read, faults)
    if faults or read is None:
        faults += _judgement_faults(settings, read)
        raise OsintError.of(f"The case {root.name!r} cannot be opened:", faults)
    sources = given.sources(root / "sources.csv")
    return Case(
        path=root,
        title=settings.get("title") or root.resolve().name,
        question=settings.get("question", ""),
        focus=settings.get("focus") or None,
        generic_frames=settings.get("generic_frames", True),
        about=tuple(filter(None, (given.key_place(name, tables["places"]) for name in about))),
        outlets=tuple(outlets),
        stance_model=store.stance_model(root),
        _read=read,
        reading=reading,
        sources=sources,
        sides=given.sides(sources),
        judgements=tuple(settings.get("judgement", ())),
        hypotheses=tuple(settings.get("hypothesis", ())),
        readers=readers,
        **tables,
    )


def _checked_reading(root: Path, reading: _articles.Reading, faults: list[str]) -> Callable[[], pd.DataFrame] | None:
    """How the articles are read, if there are any and all can be."""
    try:
        read, n = _reading(root, root / "sources.csv", reading)
    except OsintError as error:
        faults += error.faults
        return None
    if not n:
        faults.append(f"there is no article in {root.name}/: put files into {root.name}/articles/")
    return read


def _judgement_faults(settings: Mapping[str, Any], read: Callable[[], pd.DataFrame] | None) -> list[str]:
    """What is wrong with judgements and hypotheses of a case that cannot be opened; all keep their numbers."""
    numbered = [
        judgement if isinstance(judgement, dict) and judgement.get("text") else None
        for judgement in given.entries(settings, "judgement")
    ]
    texts = None if read is None else _texts(read())
    found = judgements.faults(numbered, texts) + hypotheses.faults(given.entries(settings, "hypothesis"), texts)
    return [f"case.toml: {fault}" for fault in found]


def _root(folder: str | Path) -> Path:
    """The folder, if it can be a case's."""
    root = Path(folder)
    what = "a file" if root.exists() else "not there"
    if not str(folder).strip():
        what = "empty"
    if what == "empty" or not root.is_dir():
        raise OsintError(
            f"`folder` must be a case folder; {str(folder)!r} is {what}. Give the folder that holds `articles/` "
            "or the articles themselves, or lay one out with `osint new FOLDER`."
        )
    marks = [name for name in _OF_PROJECTS if (root / name).exists()]
    if marks and not any((root / name).exists() for name in ("articles", "tables", *_FILES_BESIDE)):
        raise OsintError(
            f"`folder` must be a case folder; {str(folder)!r} holds {' and '.join(marks)}, and neither `articles/` "
            "nor `case.toml`. Put the articles into `articles/`, or lay a case out with `osint new FOLDER`."
        )
    return root


def _texts(articles: pd.DataFrame) -> dict[str, str]:
    return dict(zip(articles["article_id"], articles["text"], strict=True))


def need_case(case: object) -> None:
    """Raise an :class:`~osint.tables.OsintError` unless `case` is an open case."""
    if not isinstance(case, Case):
        given = repr(str(case)) if isinstance(case, str | Path) else f"of the type {type(case).__name__}"
        raise OsintError(f"`case` must be an open case; it is {given}. Open it first with osint.cases.open(folder).")


def of(t: Tables) -> Case:
    """Return the case whose tables `t` are.

    Raises
    ------
    OsintError
        If they were not made of an open case.
    """
    need_tables(t)
    if not isinstance(t.case, Case):
        raise OsintError("`t` must be the tables of an open case. Make them with osint.extract(osint.cases.open(…)).")
    return t.case


def new(folder: str | Path) -> Path:
    """Lay out an empty case: the tables with a remark on each, and ``articles/`` to put the articles in.

    Raises
    ------
    OsintError
        If the folder already holds a table of a case; nothing is written then.
    """
    need_path(folder, "folder")
    root = Path(folder)
    if root.exists() and not root.is_dir():
        raise OsintError(f"`folder` must be a new or existing folder; {str(folder)!r} is a file.")
    parts = sorted((part for part in (lexicons.DATA / "case").iterdir()), key=lambda part: part.name)
    if there := [part.name for part in parts if (root / part.name).exists()]:
        raise OsintError(f"{str(folder)!r} already holds {', '.join(there)}; give another folder, or remove them.")
    (root / "articles").mkdir(parents=True, exist_ok=True)
    for part in parts:
        with replacing(root / part.name) as temporary:
            temporary.write_text(part.read_text(encoding="utf-8"), encoding="utf-8")
    return root


def correct(
    case: Case | Tables, table_row: tuple[str, object], column: str, value: object, *, by: str, reason: str
) -> Case:
    """Overrule one cell of an extracted table: write a row to ``corrections.csv`` and open the case again.

    The correction is tried first; what the table cannot hold is not written. A second correction of a cell takes
    the place of the first; :func:`undo` takes it back.

    Parameters
    ----------
    case
        The open case, or its tables.
    table_row
        The table's name and one of its rows: a row's number in the table, the row itself, or a frame of one row.
    column
        The column to overrule; ``"row"`` with the value ``"remove"`` strikes the row out,
        with ``"add"`` it adds one at that span. A corrected ``place`` takes its point, country and GeoNames
        number from ``places.csv`` or the gazetteer; "London, Canada" says which London. Of claims and events,
        ``"joined"`` makes the row one with that of another passage, ``"parted"`` two.
    value
        The value that shall be there; the other passage as ``article:start-end`` where two are joined or parted.
    by, reason
        Who overrules, and why; both are shown in the briefing.

    Raises
    ------
    OsintError
        If there is no such row, the column cannot hold the value, no list knows the place, or `by` or `reason`
        is empty; nothing is written then.
    """
    opened = _opened(case)
    name, row = corrections.row_of(table_row, partial(_table, case))
    article_id, texts = str(row["article_id"]), _texts(opened.articles)
    if article_id not in texts:
        raise OsintError(f"`table_row` must be of an article of the case; {article_id!r} is none.")
    text = texts[article_id][int(row["start"]) : int(row["end"])]
    if column in (corrections.JOINED, corrections.PARTED):
        row[column] = _words_at(str(value), texts)
    new = corrections.of((name, row), column, value, text=text, by=by, reason=reason)
    if column not in (corrections.JOINED, corrections.PARTED):
        _try(name, row, new, texts, opened)
    return write_corrections(opened, corrections.joined(_corrections(opened), new))


def _table(case: Case | Tables, name: str) -> pd.DataFrame:
    """A table as it is now, for the number of a row."""
    if isinstance(case, Tables):
        return case[name]
    if name not in per_article():
        raise OsintError(
            f"`case` must be the case's tables where a row of {name!r} is given by its number; it is a case."
        )
    made = store.read(case.path, name) if case.is_kept else analysis.table(name, case.readable, case)
    return corrections.apply({name: made}, case.corrections, _texts(case.articles), case.places)[name]


def _try(name: str, row: Mapping[str, Any], new: dict[str, str], texts: Mapping[str, str], case: Case) -> None:
    """Apply a correction to its row alone, so that nothing is written that the tables could not take."""
    is_new = new["column"] == "row" and new["value"] == "add"
    span = {"start": int(row["start"]), "end": int(row["end"])}
    alone = frame(name, {}) if is_new else pd.DataFrame([{new["column"]: None, **row, **span}], dtype=object)
    correction = {key: cell or None for key, cell in new.items()}
    try:
        corrections.overrule(alone, correction, texts, Places(case.places))
    except OsintError as error:
        raise OsintError.of("The correction cannot be taken:", error.faults) from None


def _words_at(address: str, texts: Mapping[str, str]) -> str:
    """The words of a passage that is cited as ``article:start-end``."""
    if fault := judgements.evidence_fault(address, texts):
        raise OsintError.of("The correction cannot be taken:", [f"'value' must be the other's passage: {fault}"])
    return str(judgements.passages([address], texts)["text"].iloc[0])


def merge(
    case: Case | Tables, one: str | tuple[str, object], into: str | tuple[str, object], *, by: str, reason: str
) -> Case:
    """Make two actors, two claims or two events one; the case is opened again.

    An actor `one` is called `into` in every table. Claims and events are given as rows, as in :func:`correct`: the
    claims of the two passages are one, with its texts and origins counted anew; two events of one article are one row,
    two of different articles one claim. It is kept in ``corrections.csv``, also for articles that come later, with the
    words of both passages; :func:`undo` takes it back.

    Raises
    ------
    OsintError
        If a name, `by` or `reason` is empty, the two are the same, of different tables, or `one` was merged already.
    """
    if not isinstance(one, str) or not isinstance(into, str):
        return _tied(case, one, into, corrections.JOINED, by=by, reason=reason)
    opened = _opened(case)
    new = corrections.merging(one.strip(), into.strip(), by=by, reason=reason)
    have = _corrections(opened)
    if earlier := [row for row in have if row["table"] == corrections.MERGED and row["was"] == new["was"]]:
        raise OsintError(f"`one` must not be merged already; {one!r} is {earlier[0]['value']!r}. Undo that first.")
    return write_corrections(opened, [*have, new])


def part(case: Case | Tables, one: tuple[str, object], other: tuple[str, object], *, by: str, reason: str) -> Case:
    """Make one claim or event two: the passage of `one` leaves the claim of `other`; the case is opened again.

    Kept and taken back like what :func:`merge` joins.

    Raises
    ------
    OsintError
        If a row is not there, both are the same or of different tables, or `by` or `reason` is empty.
    """
    return _tied(case, one, other, corrections.PARTED, by=by, reason=reason)


def _tied(case: Case | Tables, one: object, other: object, column: str, *, by: str, reason: str) -> Case:
    """Write that two rows of a table are joined or parted."""
    (name, row), (second, held) = (corrections.row_of(given, partial(_table, case)) for given in (one, other))
    here, there = (f"{x['article_id']}:{x['start']}-{x['end']}" for x in (row, held))
    if name != second or here == there:
        raise OsintError(
            f"Both must be different passages of one table, claims or events; they are {name} {here} and {second} "
            f"{there}. Two actors are given by their names."
        )
    return correct(case, (name, row), column, there, by=by, reason=reason)


def undo(case: Case | Tables, row: int | None = None) -> Case:
    """Take a correction or a merge back: the last, or that of a row of ``corrections.csv``; open the case again.

    Parameters
    ----------
    row
        The row's number in the file, as the index of ``case.corrections`` has it; None for the last.

    Raises
    ------
    OsintError
        If there is no such row.
    """
    opened = _opened(case)
    lines = [int(line) for line in opened.corrections.index]
    if not lines or (row is not None and row not in lines):
        have = f"its rows are {', '.join(map(str, lines))}" if lines else "there is none"
        raise OsintError(f"`row` must be a row of corrections.csv; it is {row}, and {have}.")
    gone = lines.index(row) if row is not None else len(lines) - 1
    return write_corrections(opened, [one for at, one in enumerate(_corrections(opened)) if at != gone])


def _opened(case: Case | Tables) -> Case:
    if isinstance(case, Tables):
        return of(case)
    need_case(case)
    return case


def _corrections(case: Case) -> list[dict[Any, Any]]:
    return case.corrections.reindex(columns=list(CORRECTIONS)).astype(object).to_dict("records")


def with_corrections(case: Case, path: str | Path) -> Case:
    """Return `case` as another reader corrected it, by that reader's ``corrections.csv``; nothing is written.

    Raises
    ------
    OsintError
        If there is no such file, or with all its faults.
    """
    if not Path(path).is_file():
        raise OsintError(f"`path` must be a corrections.csv; {str(path)!r} is not there.")
    faults: list[str] = []
    read = given.table(Path(path), faults, "corrections")
    if faults:
        raise OsintError.of(f"{Path(path).name} cannot be used:", faults)
    return replace(case, corrections=read)


def write_corrections(case: Case, rows: Sequence[Mapping[Any, Any]]) -> Case:
    """Write ``corrections.csv`` anew with `rows`, its remarks kept, and open the case again."""
    need_case(case)
    path = case.path / "corrections.csv"
    old = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in old if line.startswith("#"))
        writer = csv.DictWriter(file, fieldnames=list(CORRECTIONS))
        writer.writeheader()
        writer.writerows({key: "" if pd.isna(value) else value for key, value in row.items()} for row in rows)
    return open(case.path)


def copy_tables(case: Case, folder: Path) -> None:
    """Copy the analyst's tables of `case` into another folder, so that it opens as the same case."""
    need_case(case)
    for name in _beside(case.path):
        if (case.path / name).exists():
            with replacing(folder / name) as temporary:
                temporary.write_bytes((case.path / name).read_bytes())


def _reading(root: Path, sources: Path, reading: _articles.Reading) -> tuple[Callable[[], pd.DataFrame], int]:
    """How the articles of a case are read, and how many there are; only those of an extracted folder are not yet."""
    if store.holds(root, "articles"):
        return partial(store.read, root, "articles"), store.count(root, "articles")
    known = sources if sources.exists() else None
    if (root / "articles").is_dir():
        read = _articles.read(root / "articles", sources=known, **reading._asdict())
    else:
        read = _articles.read(root, sources=known, leave_out=_beside(root), **reading._asdict())
        if len(read) and not (read["n_words"] > 0).any():
            raise OsintError(
                f"there is no article in {root.resolve().name}/ that can be read, of {len(read)} files; "
                f"{read['article_id'].iloc[0]}: {read['problem'].iloc[0]}"
            )
    return lambda: read, len(read)


#: What lies in the folder of a program, where nothing is an article.
_OF_PROJECTS = (".git", "pyproject.toml", "package.json", "Makefile")
_FILES_BESIDE = ("case.toml", "sources.csv", *(f"{name}.csv" for name in given.FILES))
#: How the file with another reader's corrections begins; the reader's name follows.
_READER = "corrections-"


def _beside(root: Path) -> list[str]:
    """The files in the folder of a case that are no articles."""
    return [*_FILES_BESIDE, *(path.name for path in sorted(root.glob(f"{_READER}*.csv")))]


show_types(globals())
