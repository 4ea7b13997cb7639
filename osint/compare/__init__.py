"""What only shows across articles: passages they share, claims that several carry, who leaves what out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import pandas as pd

from osint import tables
from osint.compare import assertions, overlaps
from osint.compare.assertions import Assertion
from osint.tables import need_tables
from osint.text import document, zones

_MARKED = re.compile(r"“[^”]*”?|\"[^\"\n]*\"?|(?<!\w)‘[^’\n]*’(?!\w)")
_COPY = 0.8
_RECENT = 60
_MARKED_LEAST = 0.25
_FRAME = "@ frame "
_NAME = 160
_ALONE_STEMS = 3
_PAIRED = 50
_SIMILAR = 0.45


class Passage(NamedTuple):
    """A passage in two articles, by their numbers."""

    a: int
    start_a: int
    end_a: int
    b: int
    start_b: int
    end_b: int


def reuse(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the passages that two articles share, word for word or edited.

    Words that are only grammar, word endings and boilerplate are passed over when passages are
    sought; the spans found are whole. Each pair of articles has a row for every shared passage; where more than eight
    articles share one, each is paired with the first that has it, and of identical texts each with the first, so
    that the table grows with the number of articles, not with its square.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.

    Returns
    -------
    pandas.DataFrame
        The table ``reuse``: both spans, ``similarity`` of their characters 0…1 (the normalised indel similarity), and
        whether the passage is mostly words between quotation marks, the two taken together.

    >>> articles = pd.DataFrame({"article_id": ["a", "b"]})
    >>> articles["text"] = ["Rain hit the old harbour of a town.", "Rain had hit an old harbour of our town."]
    >>> reuse(articles)[["text_b", "similarity"]].round(2).values.tolist()
    [['Rain had hit an old harbour of our town', 0.82]]
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    ids = articles["article_id"].astype(str).tolist()
    texts = ["" if pd.isna(text) else str(text) for text in articles["text"]]
    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        first.setdefault(text, i)
    found = [
        Passage(first[text], 0, len(text), i, 0, len(text))
        for i, text in enumerate(texts)
        if first[text] != i and text.strip()
    ]
    pieces = [piece for i in sorted(first.values()) for piece in paragraphs(texts[i], i)]
    for shared in overlaps.find(pieces):
        a, b = pieces[shared.a].owner, pieces[shared.b].owner
        found.append(Passage(a, shared.start_a, shared.end_a, b, shared.start_b, shared.end_b))
    return passages(sorted(found), ids, texts)


def paragraphs(text: str, owner: int) -> list[overlaps.Piece]:
    r"""Give the paragraphs of a text in which shared passages are sought: all but boilerplate.

    >>> [piece.end for piece in paragraphs("Rain fell on the town.\n\nIt was wet.", 0)]
    [22, 35]
    """
    spans = document.Document(text).paragraphs
    kinds = zones.of([text[start:end] for start, end in spans])
    return [
        overlaps.Piece(text, start, end, owner)
        for (start, end), kind in zip(spans, kinds, strict=True)
        if kind != "boilerplate"
    ]


def passages(
    found: Iterable[Passage], ids: Sequence[str] | Mapping[int, str], texts: Sequence[str] | Mapping[int, str]
) -> pd.DataFrame:
    """Make the table ``reuse`` of passages that are found, by the articles' ids and texts; too unlike ones go."""
    from rapidfuzz.fuzz import ratio

    marked: dict[int, list[tuple[int, int]]] = {}
    columns: dict[str, list[object]] = {column: [] for column in tables.TABLES["reuse"].columns}
    for a, start_a, end_a, b, start_b, end_b in found:
        text_a, text_b = texts[a][start_a:end_a], texts[b][start_b:end_b]
        similarity = 1.0 if text_a == text_b else ratio(text_a, text_b) / 100
        if similarity < _SIMILAR:
            continue
        for i in (a, b):
            if i not in marked:
                marked[i] = [match.span() for match in _MARKED.finditer(texts[i])]
        shares = _marked_share(marked[a], start_a, end_a), _marked_share(marked[b], start_b, end_b)
        is_quote = sum(shares) > 1 and min(shares) >= _MARKED_LEAST
        row = (ids[a], start_a, end_a, text_a, ids[b], start_b, end_b, text_b, similarity, is_quote)
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return tables.frame("reuse", columns if columns["article_a"] else {})


def _marked_share(marked: list[tuple[int, int]], start: int, end: int) -> float:
    """How much of a span stands between quotation marks."""
    return sum(max(0, min(end, last) - max(start, first)) for first, last in marked) / max(end - start, 1)


# ---------------------------------------------------------------------------------------------- claims


class _Tables(Protocol):
    """The tables of a case, as far as they are read here."""

    @property
    def articles(self) -> pd.DataFrame: ...
    @property
    def sentences(self) -> pd.DataFrame: ...
    @property
    def quotes(self) -> pd.DataFrame: ...
    @property
    def places(self) -> pd.DataFrame: ...
    @property
    def figures(self) -> pd.DataFrame: ...
    @property
    def dates(self) -> pd.DataFrame: ...
    @property
    def reuse(self) -> pd.DataFrame: ...


class _Claim(NamedTuple):
    """What several texts assert, with each version and whether it agrees."""

    kind: str
    versions: list[Assertion]
    agrees: list[bool | None]


def claims(t: _Tables) -> pd.DataFrame:
    """Bring together what several texts carry: quotations, statements, figures, events.

    Quotations are one where they share the words, or fragments of them; statements (reported speech) and
    events (the narrator's clauses) where they say nearly the same; figures where one number counts the same thing.
    What one text alone carries is listed too, with ``n_texts`` 1, if it is a quotation, a statement, or told about
    the focus under one of the case's own frames: the others do not mention it.

    Parameters
    ----------
    t
        The tables of a case; shared passages are sought where ``reuse`` is not there yet.

    Returns
    -------
    pandas.DataFrame
        The table ``claims``, a row per version. ``claim`` is the fullest wording. ``wording`` is "same" where the
        version is that wording or a run of its words. ``agrees`` tells of figures whether value, thing counted and
        time are those of the claim's first version. ``n_texts`` counts texts after shared copy, an outlet's articles
        once; ``n_origins`` the persons or bodies from whom the claim comes, where nobody is named the outlets.
    """
    need_tables(t)
    found = [*_said_claims(t), *_figure_claims(t)]
    copies = _copies(t)
    outlets = dict(zip(t.articles["article_id"], t.articles["outlet"].fillna(t.articles["article_id"]), strict=True))
    heads = _heads(t)
    columns: dict[str, list[object]] = {column: [] for column in tables.TABLES["claims"].columns}
    names: Counter[str] = Counter()
    sized = [(_n_texts(claim, copies, outlets), claim) for claim in found]
    for n_texts, claim in sorted(sized, key=lambda pair: -pair[0]):
        fullest = _reference(claim)
        name = _named(fullest)
        names[name] += 1
        name = name if names[name] == 1 else f"{name} ({names[name]})"
        n_origins = _n_origins(claim, copies, outlets, heads)
        for version, agrees in zip(claim.versions, claim.agrees, strict=True):
            wording = "same" if assertions.is_verbatim(version.text, fullest.text) else "changed"
            place = (version.article, version.start, version.end, version.text)
            row = (name, claim.kind, *place, wording, agrees, n_texts, n_origins)
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    return tables.frame("claims", columns if columns["claim"] else {})


def coverage(t: _Tables) -> pd.DataFrame:
    """Tell for each claim what each text does with it.

    Parameters
    ----------
    t
        The tables of a case, with ``claims``.

    Returns
    -------
    pandas.DataFrame
        A row per claim and article: ``claim``, ``kind``, ``outlet``, ``article_id``, and ``status``: "same" or
        "changed" where the article carries it, "disagrees" where its figure does, "not mentioned" where it is silent.
    """
    table: pd.DataFrame = t.claims  # type: ignore[attr-defined]
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim, article, wording, agrees in zip(
        *(table[c] for c in ("claim", "article_id", "wording", "agrees")), strict=True
    ):
        held[claim, article].add(wording if pd.isna(agrees) or agrees else "disagrees")
    rows = []
    for claim, kind in dict(zip(table["claim"], table["kind"], strict=True)).items():
        for article, outlet in zip(t.articles["article_id"], t.articles["outlet"], strict=True):
            ways = held.get((claim, article), {"not mentioned"})
            status = next(way for way in ("disagrees", "same", "changed", "not mentioned") if way in ways)
            rows.append((claim, kind, article if pd.isna(outlet) else outlet, article, status))
    return pd.DataFrame(rows, columns=["claim", "kind", "outlet", "article_id", "status"]).astype("string")


def _named(version: Assertion) -> str:
    """A claim's name: its wording, of a figure with what is counted."""
    counted = f"{':' if version.unit else ''} {version.counted}" if version.counted else ""
    flat = " ".join(f"{version.text}{counted}".split())
    return flat if len(flat) <= _NAME else flat[:_NAME].rsplit(" ", 1)[0] + " …"


def _reference(claim: _Claim) -> Assertion:
    """The wording that the others are held against: the one of which most articles have a run of words, the fullest."""
    own = [version for version in claim.versions if version.kind == claim.kind]
    distinct = {" ".join(assertions.words(version.text)): version for version in reversed(own)}

    def weight(version: Assertion) -> tuple[int, int]:
        carriers = {other.article for other in own[:_PAIRED] if assertions.is_verbatim(other.text, version.text)}
        return len(carriers), len(version.text)

    return max(reversed(list(distinct.values())[-_PAIRED:]), key=weight)


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples()


def _by_article(table: pd.DataFrame) -> dict[str, list[Any]]:
    held: dict[str, list[Any]] = defaultdict(list)
    for row in _rows(table):
        held[row.article_id].append(row)
    return held


def _origin(speaker: object) -> str | None:
    return None if pd.isna(speaker) else str(speaker)  # type: ignore[call-overload]


def _is_several(versions: Iterable[Assertion]) -> bool:
    return len({version.article for version in versions}) > 1


def _said_claims(t: _Tables) -> Iterator[_Claim]:
    """What is said and told: quotations and statements, also where one text alone has them, and events."""
    items = _said(t)
    for group in assertions.gather(items):
        versions = [items[i] for i in group]
        kinds = {version.kind for version in versions}
        kind = next(kind for kind in ("quote", "statement", "event") if kind in kinds)
        is_full = max(len(assertions.stems(version.text)) for version in versions) >= _ALONE_STEMS
        is_telling = kind != "event" or any(mark.startswith(_FRAME) for mark in versions[0].marks)
        if _is_several(versions) or (is_full and is_telling):
            yield _Claim(kind, versions, [None] * len(versions))


def _on_focus(t: _Tables) -> dict[str, list[tuple[int, int, str]]]:
    """The passages about the focus that stand under one of the case's own frames."""
    case: Any = getattr(t, "case", None)
    table: pd.DataFrame | None = getattr(t, "framing", None)
    held: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    if table is not None and getattr(case, "focus", None):
        own = table[(table["about"] == case.focus) & table["frame"].isin(case.framing["frame"])]
        for row in _rows(own):
            held[row.article_id].append((row.start, row.end, row.frame))
    return held


def _said(t: _Tables) -> list[Assertion]:
    """The quotations between marks, and the clauses around them."""
    items = []
    said = _by_article(t.quotes)
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    shown = t.sentences[(t.sentences["zone"] != "boilerplate") & t.sentences["repeat_of"].isna()]
    marks = _Marks(t)
    for article, rows in shown.groupby("article_id"):
        text, quotes = texts[article], said.get(str(article), [])
        spoken = _Spoken(quotes)
        spans = [
            (row.start, row.end, "quote", _origin(row.speaker)) for row in quotes if row.kind in ("direct", "mixed")
        ]
        for start, end in zip(rows["start"], rows["end"], strict=True):
            for first, last in assertions.clauses(text, start, end):
                kind, origin = spoken.of(first, last)
                if kind != "quote":
                    spans.append((first, last, kind, origin))
        for start, end, kind, origin in sorted(spans, key=lambda span: span[:3]):
            named = marks.within(str(article), start, end)
            items.append(Assertion(str(article), start, end, text[start:end], kind, origin, marks=named))
    return items


class _Marks:
    """The towns, the days and the focus's frames, as marks by which two clauses may be known to tell the same."""

    def __init__(self, t: _Tables) -> None:
        self._framed = _on_focus(t)
        self._marks: dict[str, list[tuple[int, str]]] = defaultdict(list)
        places = t.places[(t.places["role"] == "literal") & ~t.places["kind"].isin(["country", "continent"])]
        for article, start, place in zip(places["article_id"], places["start"], places["place"], strict=True):
            self._marks[article].append((start, f"@ {place}"))
        for article, start, day in _recent_days(t):
            self._marks[article].append((start, f"@ {day:%Y-%m-%d}"))
        for marks in self._marks.values():
            marks.sort()

    def within(self, article: str, start: int, end: int) -> frozenset[str]:
        """Give the marks between two offsets of an article."""
        marks = self._marks.get(article, [])
        named = {mark for _, mark in marks[bisect_left(marks, (start, "")) : bisect_left(marks, (end, ""))]}
        for first, last, frame in self._framed.get(article, []):
            if min(end, last) - max(start, first) > 0.5 * (end - start):
                named.add(_FRAME + frame)
        return frozenset(named)


def _recent_days(t: _Tables) -> Iterator[tuple[str, int, pd.Timestamp]]:
    """Days named to within three, but for those that lie months off publication: they are background."""
    known = t.dates[t.dates["earliest"].notna()]
    is_exact = known["latest"] - known["earliest"] <= pd.Timedelta(days=3)
    published = t.articles.reindex(columns=["published", "published_earliest"]).bfill(axis=1).iloc[:, 0]
    reference = dict(zip(t.articles["article_id"], published, strict=True))
    for article, start, day in zip(*(known[is_exact][c] for c in ("article_id", "start", "earliest")), strict=True):
        told = reference.get(article)
        if pd.isna(told) or abs(day - pd.Timestamp(told)) <= pd.Timedelta(days=_RECENT):
            yield article, start, day


class _Spoken:
    """Whose words a clause is, from the quotations of its article."""

    def __init__(self, quotes: list[Any]) -> None:
        self._quotes = sorted(quotes, key=lambda row: row.start)
        self._starts = [row.start for row in self._quotes]

    def of(self, start: int, end: int) -> tuple[str, str | None]:
        """Tell "quote", "statement" or "event", and from whom it comes."""
        near = self._quotes[max(0, bisect_left(self._starts, start) - 4) : bisect_left(self._starts, end)]
        share = {"quote": 0, "statement": 0}
        origin = None
        for row in near:
            n = min(end, row.end) - max(start, row.start)
            if n > 0 and row.kind != "scare":
                share["statement" if row.kind == "indirect" else "quote"] += n
                origin = origin or _origin(row.speaker)
        if share["quote"] > 0.6 * (end - start):
            return "quote", origin
        return ("statement", origin) if share["statement"] > 0.25 * (end - start) else ("event", None)


def _figure_claims(t: _Tables) -> Iterator[_Claim]:
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    spans = {
        article: (rows["start"].tolist(), rows["end"].tolist()) for article, rows in t.sentences.groupby("article_id")
    }
    known = t.dates[t.dates["earliest"].notna()]
    dated = _by_article(known)
    items, contexts = [], []
    for row in _rows(t.figures[t.figures["value"].notna()]):
        starts, ends = spans[row.article_id]
        i = max(bisect_right(starts, row.start) - 1, 0)
        is_aside = texts[row.article_id][row.start - 1 : row.start] == "("
        dates = [d for d in dated.get(row.article_id, []) if starts[i] <= d.start < ends[i] and not is_aside]
        items.append(
            Assertion(row.article_id, row.start, row.end, row.text, "figure", _voice(row.voice), float(row.value),
                      _origin(row.unit), _origin(row.counted), tuple((d.earliest, d.latest) for d in dates))
        )  # fmt: skip
        contexts.append(texts[row.article_id][starts[i] : row.start] + texts[row.article_id][row.end : ends[i]])
    for group in assertions.figures(items, contexts):
        versions = [items[i] for i in group]
        if _is_several(versions):
            yield _Claim("figure", versions, [assertions.agree(versions[0], version) for version in versions])


def _voice(voice: str) -> str | None:
    return None if voice in ("narrator", "unnamed") else voice


def _heads(t: _Tables) -> dict[str, str]:
    """For whom each actor speaks."""
    actors: pd.DataFrame | None = getattr(getattr(t, "case", None), "actors", None)
    if actors is None or "of" not in actors:
        return {}
    told = actors[actors["of"].notna()]
    return dict(zip(told["actor"], told["of"], strict=True))


def _copies(t: _Tables) -> dict[tuple[str, str], list[tuple[int, int, int, int]]]:
    """Passages that two articles share, but for quotations: nearly the same words are one text's."""
    held: dict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
    shared = t.reuse if "is_quote" in t.reuse else reuse(t.articles)
    copied = shared[~shared["is_quote"] & (shared["similarity"] >= _COPY)]
    for row in _rows(copied):
        held[row.article_a, row.article_b].append((row.start_a, row.end_a, row.start_b, row.end_b))
    return held


def _groups(claim: _Claim, copies: dict[Any, Any], outlets: dict[str, str]) -> dict[str, int]:
    """The text that each carrier counts as: one for each outlet, and one for those that share the passage as copy."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for version in claim.versions:
        spans[version.article].append((version.start, version.end))
    articles = list(spans)
    sets = assertions.Sets(len(articles))
    by_outlet: dict[str, int] = {}
    for i, article in enumerate(articles):
        sets.join(i, by_outlet.setdefault(outlets[article], i))
        if claim.kind == "quote":
            continue
        for k in range(min(i, _PAIRED)):
            for a, b in ((k, i), (i, k)):
                shared = copies.get((articles[a], articles[b]), ())
                if any(_holds(spans[articles[a]], x[:2]) and _holds(spans[articles[b]], x[2:]) for x in shared):
                    sets.join(a, b)
    return {article: sets.head(i) for i, article in enumerate(articles)}


def _holds(spans: list[tuple[int, int]], copied: tuple[int, int]) -> bool:
    return any(min(end, copied[1]) - max(start, copied[0]) >= 0.5 * (end - start) for start, end in spans)


def _n_texts(claim: _Claim, copies: dict[Any, Any], outlets: dict[str, str]) -> int:
    return len(set(_groups(claim, copies, outlets).values()))


def _n_origins(claim: _Claim, copies: dict[Any, Any], outlets: dict[str, str], heads: dict[str, str]) -> int:
    named = {version.origin for version in claim.versions if version.origin}
    # Who speaks for another that is named too is no second origin.
    named -= {heads.get(name, "") for name in named}
    if claim.kind in ("quote", "statement"):
        return max(len(named), 1)
    groups = _groups(claim, copies, outlets)
    own = {groups[version.article] for version in claim.versions if not version.origin}
    return len(named) + len(own)
