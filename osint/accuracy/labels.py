"""Hand labels of a case's articles, and how the tables of the case fit them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint.accuracy import events
from osint.accuracy.scores import (
    Measure,
    Score,
    Span,
    common,
    each,
    found_at,
    km,
    labelled_at,
    likeness,
    share,
    share_of,
    total,
    words,
)
from osint.tables import OsintError, Tables, per_article

_SAME_QUOTE = 0.8
_SAME_PASSAGE = 0.5
_CITY_KM = 25
_SIGNS = {"against": -1, "neutral": 0, "favor": 1}
_ROLES = {"literal": "literal", "metonym": "metonym", "part_of_name": "embedded"}
_LISTS = (
    "places",
    "place_descriptors",
    "adjectivals",
    "quotes",
    "scare_quotes",
    "stance",
    "figures",
    "dates",
    "framing",
    "events",
)


class Labels(NamedTuple):
    """The labels of a folder.

    Attributes
    ----------
    articles
        ``article_id`` -> the lists of labels of that article.
    shared
        What several articles share: ``shared_quotes``, ``shared_figures``, ``reused_passages``.
    facts
        Facts, each with the passages that carry it and the articles that leave it out.
    names
        Column and name -> the name under which it is counted.
    """

    articles: Mapping[str, Mapping[str, Any]]
    shared: Mapping[str, Any]
    facts: Sequence[Mapping[str, Any]]
    names: Mapping[tuple[str, str], str]

    def each(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the article and the label of each label in the list `name`."""
        for file, content in self.articles.items():
            for label in content[name]:
                yield file, label

    def counted_as(self, column: str, name: str) -> str:
        """The name under which `name` is counted; two spellings of one name come out the same."""
        plain = self.names.get((column, name), name)
        return " ".join(words(plain)) or plain


def read(folder: str | Path) -> Labels:
    """Read a folder of hand labels.

    A file ``<article>.json`` holds an article's labels, ``cross.json`` what several articles share, ``facts.json``
    who carries a fact and who leaves it out, ``names.csv`` (column, name, counted_as) which names are one. Every
    label has ``start`` and ``end``; ``tests/gold/README.md`` describes the lists.

    Raises
    ------
    OsintError
        If there is no label file, or one lacks a list; all faults at once.
    """
    root = Path(folder)
    found = {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(root.glob("*.json"))}
    articles = {content["file"]: content for content in found.values() if "file" in content}
    if not articles:
        raise OsintError(f"`folder` must hold label files, <article>.json; {str(folder)!r} has none.")
    faults = [
        f"{file}: the list {name!r} is missing"
        for file, content in articles.items()
        for name in _LISTS
        if name not in content
    ]
    if faults:
        raise OsintError.of(f"The labels in {root.name!r} cannot be used:", faults)
    facts = found.get(root / "facts.json", {}).get("facts", [])
    return Labels(articles, found.get(root / "cross.json", {}), facts, dict(_names(root / "names.csv")))


def _names(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    if path.exists():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines):
            yield (row["column"], row["name"]), row["counted_as"]


def measure(t: Tables, labels: Labels) -> list[Measure]:
    """Hold the tables of a case against its hand labels.

    Each figure's definition stands with the function that takes it.

    Raises
    ------
    OsintError
        If a labelled article is not in the case.
    """
    missing = [f"{file} is labelled and not in the case" for file in set(labels.articles) - set(t.articles.article_id)]
    if missing:
        raise OsintError.of("The labels must be of this case:", sorted(missing))
    of_articles = [_evidence, _quotes, _places, _stance, _figures, _dates, _framing, _events]
    across = [_shared_quotes, _shared_figures, _reuse] if labels.shared else []
    across += [_facts] if labels.facts else []
    return [figure for take in [*of_articles, *across] for figure in take(t, labels)]


def _evidence(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of all rows with a span, those whose ``text`` is that slice of the article."""
    rows = (row for name in per_article() for row in each(t[name]))
    right = [t.texts[row.article_id][row.start : row.end] == row.text for row in rows]
    yield Measure("evidence: spans slice back", len(right), share(sum(right), len(right)))


def _quotes(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Rows between marks (direct, mixed) against labelled quotations, matched where they share 0.8 of both.

    Precision: of such rows outside labelled scare quotes, those that match a quotation, a fragment or a heading.
    Recall: of the labelled full quotations, those found. Speaker: of these, those given to the labelled speaker.
    Fragments: of the labelled fragments and headings, those found.
    """
    marked = t.quotes[t.quotes["kind"].isin(["direct", "mixed"])]
    rows = {file: _rows(marked, file) for file in labels.articles}
    matched = [(quote, _same(rows[file], quote)) for file, quote in labels.each("quotes")]
    hit = {row.Index for _, found in matched for row in found}
    counted = [row for file in rows for row in rows[file] if not _meets(row, labels.articles[file]["scare_quotes"])]
    yield share_of("direct quotations: precision", [row.Index in hit for row in counted])
    yield from _quoted(matched)


def _quoted(matched: Sequence[tuple[Mapping[str, Any], list[Any]]]) -> Iterator[Measure]:
    full = [(quote, found) for quote, found in matched if quote["cls"] == "full"]
    fragments = [bool(found) for quote, found in matched if quote["cls"] != "full"]
    speakers = [_has_speaker(found, quote["speaker"]) for quote, found in full if found]
    yield share_of("direct quotations: recall", [bool(found) for _, found in full])
    yield share_of("direct quotations: speaker right", speakers)
    yield share_of("quoted fragments and headings: found", fragments)


def _has_speaker(rows: Iterable[Any], labelled: str) -> bool:
    return any(_same_name(row.speaker, labelled) for row in rows)


def _same(rows: Iterable[Any], label: Mapping[str, Any]) -> list[Any]:
    return [row for row in rows if likeness(found_at(row), labelled_at(label)) >= _SAME_QUOTE]


def _same_name(found: object, labelled: str) -> bool:
    """Whether one name's words are all among the other's: "Lund" is "Ada Lund"."""
    if pd.isna(found):  # type: ignore[call-overload]
        return False
    a, b = set(words(str(found))), set(words(labelled))
    return bool(a and b) and (a <= b or b <= a)


def _places(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Rows of places against labelled names; a row answers a label where the two share a character.

    Found: of the labelled literal places. Role: of the labels that a row answers, arguable ones left out. Demonyms: of
    the labelled adjectives and names of peoples, those with that role. Cities: of the literal towns found, those
    within 25 km. Pins: of the literal rows, those on a labelled literal or arguable place or a place without a name.
    """
    rows = {file: _rows(t.places, file) for file in labels.articles}
    named = [(label, _answers(rows[file], label)) for file, label in labels.each("places")]
    peoples = [_answers(rows[file], label) for file, label in labels.each("adjectivals")]
    clear = [(label, answers) for label, answers in named if answers and not label.get("soft")]
    yield from _literal(named)
    yield share_of("places: role right", [_has_role(answers, _ROLES[label["role"]]) for label, answers in clear])
    yield share_of("demonyms: told", [_has_role(answers, "demonym") for answers in peoples])
    yield share_of("pins: right", [right for file in labels.articles for right in _pins(rows[file], labels, file)])


def _literal(named: Sequence[tuple[Mapping[str, Any], list[Any]]]) -> Iterator[Measure]:
    literal = [(label, answers) for label, answers in named if label["role"] == "literal"]
    towns = [(label, answers) for label, answers in literal if answers and label["kind"] == "city"]
    yield share_of("literal places: found", [bool(answers) for _, answers in literal])
    yield share_of("literal towns: within 25 km", [_are_near(answers, label) for label, answers in towns])


def _has_role(rows: Iterable[Any], role: str) -> bool:
    return any(row.role == role for row in rows)


def _are_near(rows: Iterable[Any], label: Mapping[str, Any]) -> bool:
    return any(_is_near(row, label, _CITY_KM) for row in rows)


def _pins(rows: Iterable[Any], labels: Labels, file: str) -> list[bool]:
    """Tell of each literal row of an article whether it stands where a place is meant."""
    content = labels.articles[file]
    allowed = [label for label in content["places"] if label["role"] == "literal" or label.get("soft")]
    return [_meets(row, [*allowed, *content["place_descriptors"]]) for row in rows if row.role == "literal"]


def located(t: Tables, labels: Labels) -> pd.DataFrame:
    """Say of each row of places how sure it was and whether it is right.

    Demonyms are left out. A row is right where a labelled name that it meets is of the same place: by its name,
    or within 25 km.

    Returns
    -------
    pandas.DataFrame
        ``confidence`` 0…1 and ``right``.
    """
    made: list[tuple[float, bool]] = []
    for file, content in labels.articles.items():
        for row in _rows(t.places, file):
            if row.role == "demonym" or pd.isna(row.confidence) or _meets(row, content["place_descriptors"]):
                continue
            met = [label for label in content["places"] if common(found_at(row), labelled_at(label))]
            same = [label for label in met if words(row.place) == words(label["canonical"])]
            made.append((float(row.confidence), bool(same) or any(_is_near(row, label, _CITY_KM) for label in met)))
    return pd.DataFrame(made, columns=["confidence", "right"])


def _is_near(row: Any, label: Mapping[str, Any], at_most: float) -> bool:
    if pd.isna(row.lat) or label["lat"] is None:
        return False
    return km((float(row.lat), float(row.lon)), (label["lat"], label["lon"])) <= at_most


def _stance(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Distinct (article, holder, target, sign), neutral left out.

    Precision: of those found, the labelled ones, clear or arguable. Recall: of the clear ones, those found. F1 of both.
    """
    found = {
        (row.article_id, labels.counted_as("actor", row.holder), labels.counted_as("actor", row.target), sign)
        for row in each(t.stance)
        if row.article_id in labels.articles and (sign := _SIGNS[row.label])
    }
    every, clear = set(), set()
    for file, content in labels.articles.items():
        for label in content["stance"]:
            names = (labels.counted_as("actor", label[column]) for column in ("holder", "target"))
            key = (file, *names, label["polarity"])
            if label["polarity"]:
                every.add(key)
                if label["strength"] == "clear":
                    clear.add(key)
    precision, recall = share(len(found & every), len(found)), share(len(found & clear), len(clear))
    f1 = 2 * precision * recall / (precision + recall) if found & clear else 0.0
    yield Measure("directed stance: precision", len(found), precision)
    yield Measure("directed stance: recall of the clear", len(clear), recall)
    yield Measure("directed stance: F1", len(clear), f1)


def _figures(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the labelled figures with a value, those that a row meets with the value; of these, those with its bounds."""
    values: list[bool] = []
    bounds: list[bool] = []
    for file, content in labels.articles.items():
        rows = _rows(t.figures, file)
        for label in content["figures"]:
            if label["value"] is None:
                continue
            equal = [row for row in _answers(rows, label) if _equal(row.value, label["value"])]
            values.append(bool(equal))
            if equal:
                bounds.append(any(_equal(row.low, label["low"]) and _equal(row.high, label["high"]) for row in equal))
    yield Measure("figures: value right", len(values), share(sum(values), len(values)))
    yield Measure("figures: bounds right", len(bounds), share(sum(bounds), len(bounds)))


def _equal(found: Any, labelled: float | None) -> bool:
    if labelled is None or pd.isna(found):
        return labelled is None and bool(pd.isna(found))
    return abs(float(found) - labelled) <= 1e-6 * max(1.0, abs(labelled))


def _dates(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the labelled dates that the text tells, those that a row meets with the same first and last day."""
    right: list[bool] = []
    for file, content in labels.articles.items():
        rows = _rows(t.dates, file)
        for label in content["dates"]:
            if not label["resolved"]:
                continue
            first, _, last = label["resolved"].partition("/")
            days = pd.Period(first).start_time.normalize(), pd.Period(last or first).end_time.normalize()
            right.append(any((row.earliest, row.latest) == days for row in _answers(rows, label)))
    yield Measure("dates: interval right", len(right), share(sum(right), len(right)))


def _framing(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Distinct (passage, frame), for rows about the focus and the labelled frames.

    A frame found outside the labelled passages counts as a false one, once a sentence.
    """
    known = {label for column, label in labels.names.items() if column[0] == "frame"}
    passages = [p for content in labels.articles.values() for p in content["framing"]]
    known |= {name for passage in passages for name in _frames(labels, passage)}
    about = t.framing[(t.framing["about"] == t.case.focus) & t.framing["frame"].isin(known)]
    scores = []
    for file, content in labels.articles.items():
        rows = _rows(about, file)
        for passage in content["framing"]:
            wanted, found = _frames(labels, passage), {row.frame for row in _answers(rows, passage)}
            scores.append(Score(len(wanted & found), len(found), len(wanted)))
        outside = [row for row in rows if not _meets(row, content["framing"])]
        sentences = _rows(t.sentences, file)
        scores.append(Score(0, len({(_sentence_of(row, sentences), row.frame) for row in outside}), 0))
    score = total(scores)
    yield Measure("frames: precision", score.found, score.precision)
    yield Measure("frames: recall", score.labelled, score.recall)
    yield Measure("frames: F1", score.labelled, score.f1)


def _events(t: Tables, labels: Labels) -> Iterator[Measure]:
    rows = {file: _rows(t.events, file) for file in labels.articles}
    return events.of_case(rows, list(labels.each("events")), labels.counted_as)


def _frames(labels: Labels, passage: Mapping[str, Any]) -> set[str]:
    """Return the frames of a labelled passage, by the names under which they are counted."""
    return {labels.names.get(("frame", frame), frame) for frame in passage["frames"]}


def _sentence_of(row: Any, sentences: Iterable[Any]) -> int:
    """Return the number of the sentence that a row meets, or where it starts."""
    return next((s.sentence for s in sentences if common(found_at(s), found_at(row))), row.start)


def _shared_quotes(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the quotations that several texts carry, those that one claim holds from two texts; from all its texts."""
    held = [
        (_most_texts(t, "quote", quote["wordings"]), len({part["file"] for part in quote["wordings"]}))
        for quote in labels.shared["shared_quotes"]
    ]
    yield Measure("shared quotations: one claim", len(held), share(sum(n >= 2 for n, _ in held), len(held)))
    yield Measure("shared quotations: with every text", len(held), share(sum(n == m for n, m in held), len(held)))


def _shared_figures(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the figures that several texts carry, those that one claim holds; of all, those whose agreement it tells."""
    shared = labels.shared["shared_figures"]
    one = [_most_texts(t, "figure", figure["records"]) >= 2 for figure in shared]
    told = []
    for figure in shared:
        held = _held(t, "figure", figure["records"])
        agreed = [not (rows["agrees"] == False).any() for _, rows in held if rows["article_id"].nunique() > 1]  # noqa: E712
        told.append(figure["agrees"] in agreed)
    yield Measure("shared figures: one claim", len(one), share(sum(one), len(one)))
    yield Measure("shared figures: agreement told", len(told), share(sum(told), len(told)))


def _facts(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the labelled facts, those of which one claim holds every text that carries it and none that leaves it out.

    A version of a claim answers a labelled passage where the two share half of the shorter.
    """
    claims = [list(each(rows)) for _, rows in t.claims.groupby("claim")]
    told = [any(_tells(rows, fact) for rows in claims) for fact in labels.facts]
    yield Measure("facts: who carries, who leaves out", len(told), share(sum(told), len(told)))


def _tells(rows: Sequence[Any], fact: Mapping[str, Any]) -> bool:
    if any(row.article_id in fact["left_out"] for row in rows):
        return False
    answered = {
        passage["file"]
        for passage in fact["carried"]
        for row in rows
        if row.article_id == passage["file"] and _is_half(found_at(row), labelled_at(passage))
    }
    return answered == {passage["file"] for passage in fact["carried"]}


def _is_half(a: Span, b: Span) -> bool:
    return common(a, b) >= 0.5 * min(a[1] - a[0], b[1] - b[0])


def _most_texts(t: Tables, kind: str, spans: Sequence[Mapping[str, Any]]) -> int:
    return max((rows["article_id"].nunique() for _, rows in _held(t, kind, spans)), default=0)


def _held(t: Tables, kind: str, spans: Sequence[Mapping[str, Any]]) -> list[tuple[Any, pd.DataFrame]]:
    """The rows of each claim of a kind that meet one of `spans`, claim by claim."""
    rows = t.claims[t.claims["kind"] == kind]
    meets = [
        any(row.article_id == part["file"] and common(found_at(row), labelled_at(part)) for part in spans)
        for row in each(rows)
    ]
    return list(rows[pd.Series(meets, index=rows.index, dtype=bool)].groupby("claim"))


def _reuse(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of the labelled pairs of passages, those of which a row holds half, on both sides; of these, quotations told."""
    pairs = labels.shared["reused_passages"]
    told = []
    for pair in pairs:
        rows = [row for row in each(t.reuse) if _covers(row, pair["a"], pair["b"])]
        if rows:
            told.append(any(row.is_quote == pair["is_quote"] for row in rows))
    yield Measure("reused passages: found", len(pairs), share(len(told), len(pairs)))
    yield Measure("reused passages: quotation told", len(told), share(sum(told), len(told)))


def _covers(row: Any, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    sides = {(row.article_a, row.start_a, row.end_a), (row.article_b, row.start_b, row.end_b)}
    return all(
        any(
            article == label["file"]
            and common((start, end), labelled_at(label)) >= _SAME_PASSAGE * (label["end"] - label["start"])
            for article, start, end in sides
        )
        for label in (a, b)
    )


def _rows(table: pd.DataFrame, article_id: str) -> list[Any]:
    return list(each(table[table["article_id"] == article_id]))


def _answers(rows: Iterable[Any], label: Mapping[str, Any]) -> list[Any]:
    return [row for row in rows if common(found_at(row), labelled_at(label))]


def _meets(row: Any, labelled: Iterable[Mapping[str, Any]]) -> bool:
    return any(common(found_at(row), labelled_at(label)) for label in labelled)
