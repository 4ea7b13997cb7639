"""What a case does not know yet: names, titles, places and sources, as rows for its tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from osint import articles as _articles
from osint import cases
from osint.facts import dating
from osint.knowledge import gazetteer, lexicons
from osint.knowledge.letters import fold
from osint.tables import need, show_types
from osint.text import analysis, document, names

if TYPE_CHECKING:
    import pandas as pd

    from osint.cases import Case
    from osint.text.analysis import Analysis
    from osint.text.document import Document, Sentence

_WORD = r"[^\W\d_a-zß-öø-ÿ][\w&-]*(?:[.](?=\w)[\w-]+)*"
#: Capitalised words in a row.
_RUN = re.compile(rf"(?<![\w’'.-]){_WORD}(?:[ /]{_WORD})*")
#: A name and, looked at only, the words behind it.
_WHOSE = re.compile(rf"((?:senior |top |former )?)(?<![\w’'-])({_WORD})(?:[’']s)? (?=((?:[\w-]+ ){{0,3}}[\w-]+))")
#: A name and, looked at only, the words between it and the end.
_BEFORE_TITLE = re.compile(rf"(?<![\w’'-])({_WORD})(?:[’']s)? (?=((?:[\w-]+ ){{0,3}}[\w-]+),? $)")
_LIST_ITEM = re.compile(r"(?:, and |, | and )(?:the |its )?((?:[\w-]+ ){0,3}[\w-]+)")
_SITE = re.compile(r"\.(?:com|org|net|info|news|co\.\w\w)$")
_BYLINE = re.compile(r"(?:^|\n)\s*(?:by|words by|report by)\s+([^\W\d_][^\n|,]{2,50})", re.IGNORECASE)
_SAID_SOURCE = re.compile(
    r"(?:^|\n)\s*(?:source\s*:|published by|first published (?:in|by))\s+(\S[^\n]{1,60})", re.IGNORECASE
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\s*(?:19|20)\d\d\s+([^\W\d_][^\n.|]{1,50})", re.IGNORECASE)
_OFTEN = 3
_HEAD_LINES = 8
_TITLE_REACH = 60
_NEAR = 40
_EXAMPLE = 160
_EVIDENCE = ("n", "n_articles", "example")
_FORMULA = "=+-@\t\r "


class _Sighting(NamedTuple):
    """One place where a name that the case lacks stands."""

    alias: str
    actor: str
    kind: str
    of: str
    article_id: str
    example: str


def actors(case: Case) -> pd.DataFrame:
    """Find names and titles of persons and bodies that ``actors.csv`` does not list.

    Returns
    -------
    pandas.DataFrame
        The columns of ``actors.csv``, a row per alias, then ``n`` mentions, in ``n_articles``, and an ``example``;
        the most frequent actors first. States are built in and are not proposed. ``kind`` is NA where it cannot be
        told.
    """
    cases.need_case(case)
    listed = {fold(name) for column in ("alias", "actor") if column in case.actors for name in case.actors[column]}
    seen: list[_Sighting] = []
    waiting: list[_Sighting] = []
    for article in analysis.of(case.readable, case):
        finder = _Finder(article)
        seen += finder.bodies()
        seen += finder.named()
        waiting += finder.unnamed()
    seen += _confirmed(waiting, seen)
    fresh = [sighting for sighting in _joined(seen) if fold(sighting.alias) not in listed]
    return _table(fresh)


def places(case: Case) -> pd.DataFrame:
    """Find names that stand where a place does and that neither ``places.csv`` nor the gazetteer knows.

    Returns
    -------
    pandas.DataFrame
        The columns of ``places.csv`` (``lat``, ``lon`` and the like are for the analyst to fill), then ``n``,
        ``n_articles`` and an ``example``.
    """
    cases.need_case(case)
    import pandas as pd

    listed = set(map(gazetteer.key, case.places["name"]))  # one without a point is known, if not where
    counts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for article in analysis.of(case.readable, case):
        for name, sentence in _Finder(article).whereabouts():
            if gazetteer.key(name) in listed:
                continue
            counts[name].append((article.doc.article_id, _example(article.doc, sentence)))
    order = sorted(counts, key=lambda name: (-len(counts[name]), name))
    rows = [
        {
            "name": name,
            "place": name,
            "kind": _kind_of_place(name),
            **dict.fromkeys(("country", "lat", "lon", "extent_km")),
            "n": len(counts[name]),
            "n_articles": len({article for article, _ in counts[name]}),
            "example": counts[name][0][1],
        }
        for name in order
    ]
    columns = ["name", "place", "kind", "country", "lat", "lon", "extent_km", "n", "n_articles", "example"]
    return pd.DataFrame(rows, columns=columns)


def sources(case: Case) -> pd.DataFrame:
    """Say of each article that ``sources.csv`` does not list what its file says of itself.

    Returns
    -------
    pandas.DataFrame
        The columns of ``sources.csv``, a row per article; what is not said is NA. ``outlet_evidence`` and
        ``published_evidence`` hold the words relied on.
    """
    cases.need_case(case)
    import pandas as pd

    there = set(case.sources["file"]) if "file" in case.sources else set()
    rows = [
        _said(article, doc)
        for article, doc in zip(case.readable.to_dict("records"), document.read(case.readable), strict=True)
        if not {article["article_id"], article["path"]} & there
    ]
    return pd.DataFrame(rows, columns=list(_articles.SOURCES)).astype("string")


def framing(case: Case) -> pd.DataFrame:
    """Propose cues for the case's frames, from sentences about the focus that no cue meets.

    Returns
    -------
    pandas.DataFrame
        The columns of ``framing.csv``, then ``n`` sentences, in ``n_articles``, and an ``example``; twenty at most, the
        likeliest first. Without a focus or a frame there is nothing to propose.
    """
    from osint import extraction
    from osint import framing as frames

    return frames.as_rows(frames.proposals(extraction.extract(case)))


def as_csv(table: pd.DataFrame) -> str:
    """Write proposals as a file of the case folder: its columns, and above each row a remark with the evidence.

    A cell loses the signs at its beginning that would make it a formula in a spreadsheet.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"name": ["Oldport"], "n": [2], "n_articles": [1], "example": ["In Oldport."]})
    >>> print(as_csv(table), end="")
    name
    # 2 mentions in 1 article: In Oldport.
    Oldport
    """
    need(table, (), "table", "Hand over what osint.suggest proposes.")
    import csv
    import io

    columns = [column for column in table.columns if column not in _EVIDENCE]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in table.to_dict("records"):
        if "example" in row:
            counts = f"{_counted(row['n'], 'mention')} in {_counted(row['n_articles'], 'article')}"
            out.write(f"# {counts}: {row['example']}\n")
        writer.writerow(
            "" if _or_none(row[column]) is None else str(row[column]).lstrip(_FORMULA) for column in columns
        )
    return out.getvalue()


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


class _Finder:
    """The capitalised words of one document, and what stands around them."""

    def __init__(self, analysis: Analysis) -> None:
        self.doc = analysis.doc
        self.roster = analysis.roster
        self.found = analysis.names
        self.taken = {i for name in self.found for i in range(name.start, name.end)}
        self.claimed: set[int] = set()
        self.persons = {name.start for name in self.found if name.kind == "person"}
        self.located = {i for row in analysis.rows("places") for i in range(row.start, row.end)}

    def named(self) -> Iterator[_Sighting]:
        """What the library finds by itself and :meth:`bodies` has not claimed, and the titles before persons' names."""
        offices = lexicons.words("officials", "word")
        for name in self.found:
            alias = self.doc.text[name.start : name.end]
            if seat := gazetteer.seat(alias):
                yield self._sighting(alias, seat.name, "organization", seat.state, name.start)
            if name.kind == "state" or name.start in self.claimed or _is_bare(alias) or alias.lower() in offices:
                continue
            yield self._sighting(alias, name.actor, name.kind or "", "", name.start)
            if name.kind == "person" and (title := self._title(name.start)):
                yield self._sighting(title[0], name.actor, "person", title[1], name.start)

    def bodies(self) -> Iterator[_Sighting]:
        """Bodies and unnamed persons of a state or a known body: "the Danish army", "a NATO official"."""
        for match in _WHOSE.finditer(self.doc.text):
            word, behind = match.group(2, 3)
            phrase = _body(behind)
            whose = self._whose(word) if phrase else None
            if not phrase or not whose or (whose[0] == whose[1] and _bodies()[phrase]["kind"] == "organization"):
                continue
            kind, end = _bodies()[phrase]["kind"], match.start(3) + len(phrase)
            start = match.start() if kind == "person" else match.start(2)
            self.claimed.add(start)
            alias = self.doc.text[start:end]
            actor = alias if kind == "person" else f"{whose[0]} {_bodies()[phrase]['body']}"
            yield self._sighting(alias, actor, kind, whose[1], start)
            for listed, at in self._listed(end):
                alias = self.doc.text[at : at + len(listed)]
                self.claimed.add(at)
                yield self._sighting(alias, f"{whose[0]} {_bodies()[listed]['body']}", kind, whose[1], at)

    def _listed(self, end: int) -> Iterator[tuple[str, int]]:
        """Bodies of the same state that follow in a list: "Norway's army, the navy and coast guard"."""
        while item := _LIST_ITEM.match(self.doc.text, end):
            words = item[1].split()
            if phrase := _body(item[1]):
                yield phrase, item.start(1)
                end = item.start(1) + len(phrase)
            elif later := _body(" ".join(words[1:])):
                end = item.start(1) + len(words[0]) + 1 + len(later)
            else:
                return

    def unnamed(self) -> Iterator[_Sighting]:
        """Capitalised words that nothing has claimed, with a kind where their surroundings tell it."""
        for start, end, sentence in self._runs():
            run = self.doc.text[start:end]
            kind = self._kind(run, start, end)
            if kind == "person":
                self.persons.add(start)
            if kind == "organization" and self._word_before(start) == "The":
                start, run = start - len("The "), f"The {run}"
            if kind is not None or start != sentence.start:
                yield self._sighting(run, run, kind or "", "", start)

    def whereabouts(self) -> Iterator[tuple[str, Sentence]]:
        """Unclaimed names behind a preposition of place, or that end as names of places do."""
        for start, end, sentence in self._runs():
            run = self.doc.text[start:end]
            before = self.doc.text[sentence.start : start].lower().removesuffix("the ").split()[-1:]
            is_behind = bool(before) and (
                before[0] == "from" or before[0] in lexicons.words("place_cues", "word", cue="in")
            )
            if start not in self.located and (_kind_of_place(run) or is_behind) and not self._kind(run, start, end):
                yield run, sentence

    def _runs(self) -> Iterator[tuple[int, int, Sentence]]:
        """Spans of capitalised words outside names and places, without the small words around them."""
        for sentence in self.doc.sentences:
            for match in _RUN.finditer(self.doc.text, sentence.start, sentence.end):
                start, end = match.span()
                words = self.doc.text[start:end].split(" ")
                is_body = words[-1] in lexicons.words("organization_words", "word")
                while words and _opens(words, is_body):
                    start += len(words.pop(0)) + 1
                while words and _is_bare(words[-1]):
                    end -= len(words.pop()) + 1
                is_free = not {start, end - 1} & (self.taken | self.located)
                if words and is_free and sentence.zone != "headline" and len(self.doc.text[start:end]) > 2:
                    yield start, end, sentence

    def _kind(self, run: str, start: int, end: int) -> str | None:
        """What the words in and around a run make it: a person, a body, or None.

        1. What the roster knows, or a name's own words tell: "Harbour Workers Association", "Ada Lund".
        2. Whoever is a source: "according to", "news agency", "data from" make a body.
        3. Behind a title, or joined to a person by "and", is a person.
        4. Before a verb of reporting, "the" makes a body: "the Courier reported", "Utne said".
        """
        if entry := self.roster.actor(run):
            return entry.kind
        words = run.split()
        if _kind_of_place(run) or run in lexicons.words("organization_words", "word"):
            return None
        if (own := _kind_by_words(words)) is not None:
            return own
        near = self.doc.text[max(start - _TITLE_REACH, 0) : start]
        before = [word.lower() for word in re.findall(r"[\w’]+", near)[-2:]]
        if self._is_source(before):
            return "organization"
        if before and before[-1] in lexicons.words("titles", "word"):
            return "person"
        if before[-1:] == ["and"] and len(words) < 4 and self._is_near_person(start):
            return "person"
        after = re.findall(r"[\w’]+", self.doc.text[end : end + 20])[:1]
        if after and after[0].lower() in _reporting():
            return "organization" if before[-1:] == ["the"] else "person"
        return None

    def _is_near_person(self, start: int) -> bool:
        return any(start - _NEAR < person < start for person in self.persons)

    @staticmethod
    def _is_source(before: list[str]) -> bool:
        """Whether the words before are "according to", "news agency" or "data from"."""
        nouns = lexicons.words("sources", "word")
        return before in (["according", "to"], ["news", "agency"]) or (
            len(before) == 2 and before[0] in nouns and before[1] in ("from", "by")
        )

    def _word_before(self, start: int) -> str:
        return self.doc.text[max(start - _TITLE_REACH, 0) : start].rstrip().rpartition(" ")[2].rpartition("\n")[2]

    def _title(self, start: int) -> tuple[str, str] | None:
        """The title before a name, with whom its bearer speaks for: "Danish minister", Denmark."""
        text = self.doc.text[max(start - _TITLE_REACH, 0) : start]
        for match in _BEFORE_TITLE.finditer(text):
            if match[2].lower().split()[-1] in names.roles() and (whose := self._whose(match[1])):
                return text[match.start(1) : match.end(2)], whose[1]
        return None

    def _whose(self, word: str) -> tuple[str, str] | None:
        """The adjective and the name of the state or body that a word stands for."""
        demonym = gazetteer.demonym(word)
        if demonym and demonym.form == "adjective" and demonym.country:
            return word, demonym.place
        for candidate in gazetteer.candidates(word):
            if candidate.place.kind == "country":
                adjective = None if word.isupper() else _adjective(candidate.place.country or "")
                return adjective or word, candidate.place.name
        entry = self.roster.actor(word)
        return (entry.actor, entry.actor) if entry and entry.kind == "organization" else None

    def _sighting(self, alias: str, actor: str, kind: str, of: str, at: int) -> _Sighting:
        sentence = self.doc.sentences[self.doc.sentence_at(at)]
        return _Sighting(alias, actor, kind, of, self.doc.article_id, _example(self.doc, sentence))


def _confirmed(waiting: list[_Sighting], seen: list[_Sighting]) -> list[_Sighting]:
    """Of the unclaimed words those that are told to be an actor somewhere, or that come often."""
    known = {word for sighting in seen for word in fold(sighting.actor).split()}
    counts = Counter(sighting.alias for sighting in waiting)
    kinds = {sighting.alias: sighting.kind for sighting in waiting if sighting.kind}
    kept = []
    for sighting in waiting:
        if sighting.alias in kinds or fold(sighting.alias) in known or counts[sighting.alias] >= _OFTEN:
            kept.append(sighting._replace(kind=kinds.get(sighting.alias, "")))
    return kept


def _joined(seen: list[_Sighting]) -> list[_Sighting]:
    """Give a single word the actor of whose name it is the last word, or the first of a body's, where one has it."""
    full, kinds = _full_names(seen), _kinds(seen)
    joined = []
    for sighting in seen:
        owners = full.get(fold(sighting.actor), Counter())
        actor = owners.most_common(1)[0][0] if owners and " " not in sighting.actor else sighting.actor
        joined.append(sighting._replace(actor=actor, kind=kinds.get(actor, "")))
    owned: dict[str, Counter[str]] = defaultdict(Counter)
    for sighting in joined:
        owned[fold(sighting.alias)][sighting.actor] += 1
    # An alias can stand for one actor only: the one it names most often, or most fully.
    owner = {alias: max(held, key=lambda actor: (held[actor], len(actor))) for alias, held in owned.items()}
    return [sighting for sighting in joined if owner[fold(sighting.alias)] == sighting.actor]


def _full_names(seen: list[_Sighting]) -> dict[str, Counter[str]]:
    """The full names that a single word may stand for: a person's last word, a body's first."""
    full: dict[str, Counter[str]] = defaultdict(Counter)
    for sighting in seen:
        words = fold(sighting.actor).split()
        if len(words) > 1 and sighting.kind in ("person", "organization") and sighting.alias == sighting.actor:
            full[words[-1] if sighting.kind == "person" else words[0]][sighting.actor] += 1
    return full


def _kinds(seen: list[_Sighting]) -> dict[str, str]:
    """The kind that is seen most often of each actor, of those of which one is."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sighting in seen:
        if sighting.kind:
            counts[sighting.actor][sighting.kind] += 1
    return {actor: of_actor.most_common(1)[0][0] for actor, of_actor in counts.items()}


def _table(fresh: Iterable[_Sighting]) -> pd.DataFrame:
    import pandas as pd

    groups: dict[tuple[str, str], list[_Sighting]] = defaultdict(list)
    totals: Counter[str] = Counter()
    for sighting in fresh:
        groups[sighting.actor, sighting.alias].append(sighting)
        totals[sighting.actor] += 1
    order = sorted(groups, key=lambda key: (-totals[key[0]], key[0], key[1] != key[0], -len(groups[key]), key[1]))
    rows = []
    for actor, alias in order:
        group = groups[actor, alias]
        of = Counter(
            sighting.of for member in order if member[0] == actor for sighting in groups[member] if sighting.of
        )
        rows.append(
            {
                "alias": alias,
                "actor": actor,
                "kind": group[0].kind or None,
                "of": of.most_common(1)[0][0] if of else None,
                "n": len(group),
                "n_articles": len({sighting.article_id for sighting in group}),
                "example": group[0].example,
            }
        )
    return pd.DataFrame(rows, columns=["alias", "actor", "kind", "of", "n", "n_articles", "example"])


def _said(article: dict[Any, Any], doc: Document) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(_articles.SOURCES)
    row |= {"file": article["article_id"], "outlet_basis": "unknown", "reliability": "F", "counts": "yes"}
    for column in ("title", "author", "url"):
        row[column] = _or_none(article[column])
    headlines = [sentence for sentence in doc.sentences[:3] if sentence.zone == "headline"]
    if row["title"] is None and headlines:
        row["title"] = doc.text[headlines[0].start : headlines[0].end]
    head = "\n".join(doc.text[start:end] for start, end in doc.paragraphs[:_HEAD_LINES])
    if row["author"] is None and (match := _BYLINE.search(head)):
        row["author"] = match[1].strip()
    return row | _said_outlet(article, doc) | _said_day(article, doc)


def _said_outlet(article: dict[Any, Any], doc: Document) -> dict[str, Any]:
    if article["outlet_basis"] != "unknown":
        evidence = "the file's own data"
        return {"outlet": article["outlet"], "outlet_basis": article["outlet_basis"], "outlet_evidence": evidence}
    match = _SAID_SOURCE.search(doc.text) or _RIGHTS.search(doc.text)
    if match is None:
        return {}
    outlet = re.split(r",| and | via ", match[1].strip())[0].strip(" .")
    return {"outlet": outlet, "outlet_basis": "stated", "outlet_evidence": f"“{match[0].strip()}”"}


def _said_day(article: dict[Any, Any], doc: Document) -> dict[str, str]:
    if (day := _or_none(article["published"])) is not None:
        return {"published": str(day)[:10], "published_evidence": "the file's own data"}
    stated = dating.stated_day(doc)
    if stated is None:
        return {}
    line = doc.text[stated.start : stated.end]
    return {"published": stated.day.isoformat(), "published_evidence": f"“{line}”"}


def _or_none(value: Any) -> Any:
    import pandas as pd

    return None if pd.isna(value) else value


def _example(doc: Document, sentence: Sentence) -> str:
    text = " ".join(doc.text[sentence.start : sentence.end].split())
    return text if len(text) <= _EXAMPLE else text[:_EXAMPLE].rsplit(" ", 1)[0] + " …"


def _kind_by_words(words: list[str]) -> str | None:
    """What a name's own words make it: "Ada Lund" has a given name, "Harbour Workers Association" a body's word."""
    if len(words) > 1 and fold(words[0]) in _given():
        return "person"
    is_body = len(words) > 1 and words[-1] in lexicons.words("organization_words", "word")
    return "organization" if is_body or _SITE.search(" ".join(words)) else None


def _kind_of_place(name: str) -> str | None:
    last = name.rpartition(" ")[2]
    return next((row["kind"] for row in lexicons.rows("site_words") if row["word"] == last and last != name), None)


@cache
def _bodies() -> dict[str, dict[str, str]]:
    return {row["phrase"]: row for row in lexicons.rows("state_bodies")}


def _body(words: str) -> str | None:
    """The longest wording of a state's body with which `words` begin."""
    split = words.lower().split()
    phrases = (" ".join(split[:n]) for n in range(len(split), 0, -1))
    return next((phrase for phrase in phrases if phrase in _bodies()), None)


@cache
def _given() -> frozenset[str]:
    return frozenset(fold(row["name"]) for row in lexicons.rows("given_names"))


@cache
def _reporting() -> frozenset[str]:
    """The past forms of the verbs that report speech."""
    found: set[str] = set()
    for row in lexicons.rows("cue_verbs"):
        stem = row["verb"]
        found |= set(row["forms"].split()) or {stem + ("d" if stem.endswith("e") else "ed")}
    return frozenset(found)


@cache
def _adjective(country: str) -> str | None:
    rows = lexicons.rows("demonyms")
    return next(
        (row["word"] for row in rows if row["country"] == country and row["form"] == "adjective" and not row["place"]),
        None,
    )


@cache
def _no_names() -> frozenset[str]:
    """Words, in lower case, that a capital letter does not make a name."""
    words = lexicons.words("common_words", "word") | lexicons.words("stopwords", "word")
    words |= lexicons.words("calendar", "word", kind="month") | lexicons.words("calendar", "word", kind="weekday")
    return frozenset(word.lower() for word in words | lexicons.words("titles", "word"))


def _opens(words: list[str], is_body: bool) -> bool:
    """Whether the first of some capitalised words is none of the name: "The", or "Admiral" before a person's."""
    if is_body and len(words) > 1:
        return words[0].lower() in lexicons.words("stopwords", "word")
    return _is_bare(words[0]) and not (len(words) == 2 and fold(words[0]) in _given())


def _is_bare(run: str) -> bool:
    """Whether a run is nothing but small words, titles, days, or the name of a people."""
    return all(word.lower() in _no_names() or gazetteer.demonym(word) for word in run.split())


show_types(globals())
