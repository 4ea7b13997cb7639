"""What is new in a case since an earlier state of it: articles, events, figures, claims, and judgements touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint import cases, evidence, exports, extraction
from osint.cases import hypotheses, judgements
from osint.tables import Knowledge, OsintError, Tables, need_path, need_tables, show_types

#: The tables, and their columns, that an earlier state must have.
_NEEDED = {
    "articles": ("article_id", "text", "sha256"),
    "events": ("article_id", "start", "end", "text", "event"),
    "claims": ("claim", "kind", "article_id", "start", "end", "text", "agrees", "n_texts", "n_origins"),
    "figures": ("article_id", "start", "end", "value"),
}
_COLUMNS = ("what", "change", "name", "article_id", "start", "end", "text", "was", "now")
_PASSAGE = ("article_id", "start", "end", "text")
_Row = Mapping[Any, Any]
_Key = tuple[Any, ...]


class _Articles(NamedTuple):
    """How the articles of two states go together: by id, `renames` from earlier to present ones."""

    renames: dict[str, str]
    added: set[str]
    gone: set[str]
    changed: set[str]

    def concern(self, *tables: pd.DataFrame) -> bool:
        """Whether an article that came, went or changed has a row in the tables; also where none did."""
        moved = self.added | self.gone | self.changed
        return not moved or any(table["article_id"].isin(moved).any() for table in tables)

    def key(self, row: _Row) -> _Key:
        """Where a row stands; in an article whose text has changed, its words are its place."""
        article = str(row["article_id"])
        article = self.renames.get(article, article)
        if article in self.changed:
            return article, " ".join(str(row["text"]).split())
        return article, int(row["start"]), int(row["end"])


def since(t: Tables, earlier: str | Path | Tables) -> pd.DataFrame:
    """List what has changed in a case since an earlier state of it.

    Parameters
    ----------
    t
        The tables of the case as it is.
    earlier
        The folder that ``osint export`` or ``osint keep`` wrote then, a copy of the case folder, or its tables.

    Returns
    -------
    pandas.DataFrame
        A row per change and passage: ``what`` (article, event, figure, claim, judgement, hypothesis), ``change``,
        ``name`` (the title, type of event, claim or judgement), ``article_id, start, end, text`` (the passage, of an
        article its first sentence; NA where it is gone), ``was``, ``now``. An article is added, gone, changed or
        renamed. An event is new where no claim of the earlier state told it. A claim is new, gone or changed: in its
        texts, origins, or whether they agree; what one text alone carries is not listed. A figure is a claim whose
        numbers changed. A judgement or hypothesis is touched where a passage that it cites is in an article that
        changed, or in a claim that is listed.
        Where articles came or went, claims that none of them carries are left out: that others are joined otherwise
        tells nothing new. No rows where nothing has changed.

    Raises
    ------
    OsintError
        If `earlier` holds no such state, or lacks columns because an earlier version wrote it.
    """
    need_tables(t)
    then = earlier if isinstance(earlier, Tables) else read(earlier)
    articles = _paired(then.articles, t.articles)
    known = _known(then, articles)
    found = _claims(t, known, articles)
    rows = [*_article_rows(t, articles), *_event_rows(t, then.events, known, articles)]
    rows += [row for change in found for row in change.rows(articles)]
    rows += _gone_claims(t, known, articles)
    rows += [row for cited in _cited(t) for row in _touched(cited, t, found, articles)]
    made = pd.DataFrame(rows, columns=list(_COLUMNS))
    numbers = dict.fromkeys(("start", "end"), "Int64")
    return made.astype({column: numbers.get(column, "string") for column in _COLUMNS})


def read(folder: str | Path) -> Tables:
    """Read an earlier state of a case: what ``osint export`` or ``osint keep`` wrote, or a copy of the case folder.

    Raises
    ------
    OsintError
        If `folder` holds no such state, or lacks columns because an earlier version wrote it.
    """
    need_path(folder, "folder")
    root = Path(folder)
    if not root.is_dir():
        raise OsintError(
            f"`folder` must be what osint export or osint keep wrote, or a copy of the case; "
            f"{str(folder)!r} is no folder."
        )
    for tables in (root, root / "data" / "tables"):
        if (tables / "articles.csv").is_file():
            return Tables(Knowledge(), **{name: _table(tables / f"{name}.csv", name) for name in _NEEDED})
    return extraction.extract(cases.open(root))


def _table(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        raise OsintError(f"`folder` must hold {path.name}; {str(path.parent)!r} does not. Export that case anew.")
    return exports.read_csv(path, name, only=_NEEDED[name])


def _paired(then: pd.DataFrame, now: pd.DataFrame) -> _Articles:
    """Pair the articles of two states: by id, those whose file has another name by their bytes."""
    old, new = (dict(zip(table["article_id"], table["text"].fillna(""), strict=True)) for table in (then, now))
    added, gone = set(new) - set(old), set(old) - set(new)
    sums = {text_sum: name for name, text_sum in _sums(now) if name in added}
    renames = {name: sums.pop(text_sum) for name, text_sum in _sums(then) if name in gone and text_sum in sums}
    by_new = {renames.get(name, name): text for name, text in old.items()}
    changed = {name for name, text in new.items() if name in by_new and by_new[name] != text}
    return _Articles(renames, added - set(renames.values()), gone - set(renames), changed)


def _sums(articles: pd.DataFrame) -> list[tuple[str, str]]:
    known = articles.dropna(subset=["sha256"])
    return list(zip(known["article_id"], known["sha256"], strict=True))


def _article_rows(t: Tables, articles: _Articles) -> Iterator[dict[str, Any]]:
    names = evidence.outlets(t.articles)
    before = {new: old for old, new in articles.renames.items()}
    sentences = t.sentences.drop_duplicates("article_id").to_dict("records")
    first = {row["article_id"]: {column: row[column] for column in _PASSAGE} for row in sentences}
    for row in t.articles.to_dict("records"):
        article = str(row["article_id"])
        title = names[article] if pd.isna(row["title"]) else f"{names[article]}: {row['title']}"
        told = {"what": "article", "name": title, "article_id": article}
        told |= first.get(article, {})
        if article in articles.added:
            yield told | {"change": "added"}
        elif article in articles.changed:
            yield told | {"change": "changed"}
        elif article in before:
            yield told | {"change": "renamed", "was": before[article], "now": article}
    for article in sorted(articles.gone):
        yield {"what": "article", "change": "gone", "name": article, "was": article}


class _Known(NamedTuple):
    """The claims of the earlier state: the rows of each, and the claims that have a passage."""

    rows: dict[str, pd.DataFrame]
    of_passage: dict[_Key, set[str]]
    figures: dict[_Key, float]


def _known(then: Tables, articles: _Articles) -> _Known:
    claims = then.claims.assign(article_id=then.claims["article_id"].replace(articles.renames))
    of_passage: dict[_Key, set[str]] = {}
    for row in claims.to_dict("records"):
        of_passage.setdefault(_claim_key(row, articles), set()).add(str(row["claim"]))
    rows = {str(claim): part for claim, part in claims.groupby("claim", sort=False)}
    return _Known(rows, of_passage, _figures(then.figures, articles))


def _claim_key(row: _Row, articles: _Articles) -> _Key:
    """Where a passage of a claim stands; a number may stand where a statement does."""
    return row["kind"] == "figure", *articles.key(row)


def _figures(figures: pd.DataFrame, articles: _Articles) -> dict[_Key, float]:
    stated = figures.dropna(subset=["value"])
    return {
        (articles.renames.get(article, article), start, end): value
        for article, start, end, value in zip(
            *(stated[column] for column in ("article_id", "start", "end", "value")), strict=True
        )
    }


class _Change(NamedTuple):
    """A claim that is new or no longer what it was, and its passages."""

    what: str
    change: str
    name: str
    passages: pd.DataFrame
    was: str | None
    now: str

    def rows(self, articles: _Articles) -> Iterator[dict[str, Any]]:
        """Give a row for each passage in an article that came or changed, or for all where there is none."""
        told = {"what": self.what, "change": self.change, "name": self.name, "was": self.was, "now": self.now}
        brought = self.passages[self.passages["article_id"].isin(articles.added | articles.changed)]
        for row in (self.passages if brought.empty else brought).to_dict("records"):
            yield told | {column: row[column] for column in _PASSAGE}


def _claims(t: Tables, known: _Known, articles: _Articles) -> list[_Change]:
    figures = _figures(t.figures, articles)
    found = []
    for claim, rows in t.claims[t.claims["n_texts"] > 1].groupby("claim", sort=False):
        keys = [_claim_key(row, articles) for row in rows.to_dict("records")]
        before = sorted({name for key in keys for name in known.of_passage.get(key, ())})
        earlier = [known.rows[name] for name in before]
        if not articles.concern(rows, *earlier):
            continue
        now, values = _state(rows), _values(rows, figures)
        if not before:
            found.append(_Change("claim", "new", str(claim), rows, None, _said(now)))
            continue
        was = _state(pd.concat(earlier))
        held = _held(rows, earlier, known, figures, articles)
        if held and held != values:
            found.append(_Change("figure", "changed", str(claim), rows, _numbers(held), _numbers(values)))
        elif was != now:
            found.append(_Change("claim", "changed", str(claim), rows, _said(was), _said(now)))
    return found


class _State(NamedTuple):
    """What is compared of a claim: how many texts and origins it has, and whether they disagree."""

    n_texts: int
    n_origins: int
    is_disputed: bool


def _state(rows: pd.DataFrame) -> _State:
    is_disputed = bool(rows["agrees"].eq(False).fillna(False).any())
    return _State(int(rows["n_texts"].max()), int(rows["n_origins"].max()), is_disputed)


def _spans(rows: pd.DataFrame) -> list[_Key]:
    own = rows[rows["kind"] == "figure"]
    return list(zip(own["article_id"], own["start"], own["end"], strict=True))


def _values(rows: pd.DataFrame, figures: Mapping[_Key, float]) -> set[float]:
    return {figures[span] for span in _spans(rows) if span in figures}


def _held(
    rows: pd.DataFrame,
    earlier: Iterable[pd.DataFrame],
    known: _Known,
    figures: Mapping[_Key, float],
    articles: _Articles,
) -> set[float]:
    """The numbers that the earlier state gave where the claim now stands, and in articles that are gone.

    What other claims the articles that stayed were joined with then is no change that an article brings.
    """
    moved = rows[rows["article_id"].isin(articles.changed)]
    stood = [_claim_key(row, articles) in known.of_passage for row in moved.to_dict("records")]
    gone = [table[table["article_id"].isin(articles.gone)] for table in earlier]
    stayed = rows[~rows["article_id"].isin(articles.changed)]
    there = set[float]().union(*(_values(table, known.figures) for table in (stayed, *gone)))
    return there | _values(moved.loc[stood], figures)


def _said(state: _State) -> str:
    texts, origins = (f"{n} {noun}{'s' * (n != 1)}" for n, noun in ((state[0], "text"), (state[1], "origin")))
    return f"{texts}, {origins}{', which disagree' if state.is_disputed else ''}"


def _numbers(values: set[float]) -> str:
    return ", ".join(f"{value:.15g}" for value in sorted(values))


def _gone_claims(t: Tables, known: _Known, articles: _Articles) -> Iterator[dict[str, Any]]:
    still = {_claim_key(row, articles) for row in t.claims.to_dict("records")}
    met = {claim for key, claims in known.of_passage.items() if key in still for claim in claims}
    for claim, rows in known.rows.items():
        if claim not in met and rows["n_texts"].max() > 1 and articles.concern(rows):
            yield {"what": "claim", "change": "gone", "name": claim, "was": _said(_state(rows))}


def _event_rows(t: Tables, then: pd.DataFrame, known: _Known, articles: _Articles) -> Iterator[dict[str, Any]]:
    """Give the events that no row of the earlier state tells, and no claim that was known."""
    told = {(*articles.key(row), row["event"]) for row in then.to_dict("records")}
    earlier = _known_spans(t, known, articles)
    for row in evidence.drop_repeated(t.events, t.sentences).to_dict("records"):
        spans = earlier.get(str(row["article_id"]), ())
        is_known = any(start < row["end"] and end > row["start"] for start, end in spans)
        if (*articles.key(row), row["event"]) not in told and not is_known:
            span = {column: row[column] for column in _PASSAGE}
            yield {"what": "event", "change": "new", "name": row["event"], **span, "now": row["status"]}


def _known_spans(t: Tables, known: _Known, articles: _Articles) -> dict[str, list[tuple[int, int]]]:
    """Where the present texts tell what a claim of the earlier state told; a number alone tells no event."""
    told = t.claims[t.claims["kind"] != "figure"]
    is_known = [_claim_key(row, articles) in known.of_passage for row in told.to_dict("records")]
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in told[told["claim"].isin(told.loc[is_known, "claim"])].to_dict("records"):
        spans.setdefault(str(row["article_id"]), []).append((row["start"], row["end"]))
    return spans


class _Cited(NamedTuple):
    """A judgement or hypothesis of the case, and the addresses that it cites."""

    what: str
    name: str
    addresses: list[str]


def _cited(t: Tables) -> Iterator[_Cited]:
    for judgement in t.case.judgements:
        yield _Cited("judgement", str(judgement["text"]), [str(one) for one in judgement.get("evidence", [])])
    for one in getattr(t.case, "hypotheses", ()):
        addresses = [str(cited) for cell in hypotheses.CELLS for cited in one.get(cell, [])]
        yield _Cited("hypothesis", str(one["text"]), addresses)


def _touched(cited: _Cited, t: Tables, found: Iterable[_Change], articles: _Articles) -> Iterator[dict[str, Any]]:
    told = {"what": cited.what, "change": "touched", "name": cited.name}
    for address in cited.addresses:
        if fault := judgements.evidence_fault(address, t.texts):
            yield told | {"was": address, "now": fault}
            continue
        span = {str(key): cell for key, cell in judgements.passages([address], t.texts).iloc[0].items()}
        if span["article_id"] in articles.changed:
            yield told | span | {"was": address, "now": "the article has changed"}
        for change in found:
            if _meets(span, change.passages):
                yield told | span | {"was": change.was, "now": f"“{change.name}”: {change.now}"}


def _meets(span: _Row, rows: pd.DataFrame) -> bool:
    of_article = rows[rows["article_id"] == span["article_id"]]
    return bool(((of_article["start"] < span["end"]) & (of_article["end"] > span["start"])).any())


show_types(globals())
