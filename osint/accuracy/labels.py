"""Hand labels of a case's articles, and how the tables of the case fit them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

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
    total,
    words,
)
from osint.tables import OsintError, Tables, per_article

_SAME_QUOTE = 0.8
_SAME_PASSAGE = 0.5
_CITY_KM = 25
_SIGNS = {"against": -1, "neutral": 0, "favor": 1}
_ROLES = {"literal": "literal", "metonym": "metonym", "part_of_name": "embedded"}
_LISTS = ("places", "place_descriptors", "adjectivals", "quotes", "scare_quotes", "stance", "figures", "dates")


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
    of_articles = [_evidence, _quotes, _places, _stance, _figures, _dates, _framing]
    across = [_shared_quotes, _shared_figures, _reuse] if labels.shared else []
    across += [_facts] if labels.facts else []
    return [figure for take in [*of_articles, *across] for figure in take(t, labels)]


def _evidence(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Of all rows with a span, those whose ``text`` is that slice of the article."""
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    right = [
        texts[row.article_id][row.start : row.end] == row.text
        for name in per_article()
        for row in each(getattr(t, name))
    ]
    yield Measure("evidence: spans slice back", len(right), share(sum(right), len(right)))


def _quotes(t: Tables, labels: Labels) -> Iterator[Measure]:
    """Rows between marks (direct, mixed) against labelled quotations, matched where they share 0.8 of both.

    Precision: of such rows outside labelled scare quotes, those that match a quotation, a fragment or a heading.
    Recall: of the labelled full quotations, those found. Speaker: of these, those given to the labelled speaker.
    Fragments: of the labelled fragments and headings, those found.
    """
    right = Score(0, 0, 0)
    full: list[list[Any]] = []
    fragments: list[bool] = []
    speakers: list[bool] = []
    for file, content in labels.articles.items():
        rows = _rows(t.quotes[t.quotes["kind"].isin(["direct", "mixed"])], file)
        matched = [[row for row in rows if _is_same(row, quote)] for quote in content["quotes"]]
        counted = [row for row in rows if not _meets(row, content["scare_quotes"])]
        hit = {row.Index for found in matched for row in found}
        right = total([right, Score(sum(row.Index in hit for row in counted), len(counted), 0)])
        for quote, found in zip(content["quotes"], matched, strict=True):
            if quote["cls"] != "full":
                fragments.append(bool(found))
                continue
            full.append(found)
            if found:
                speakers.append(any(_same_name(row.speaker, quote["speaker"]) for row in found))
    yield Measure("direct quotations: precision", right.found, right.precision)
    yield Measure("direct quotations: recall", len(full), share(sum(map(bool, full)), len(full)))
    yield Measure("direct quotations: speaker right", len(speakers), share(sum(speakers), len(speakers)))
    yield Measure("quoted fragments and headings: found", len(fragments), share(sum(fragments), len(fragments)))


def _is_same(row: Any, label: Mapping[str, Any]) -> bool:
    return likeness(found_at(row), labelled_at(label)) >= _SAME_QUOTE


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
    found: list[bool] = []
    roles: list[bool] = []
    demonyms: list[bool] = []
    cities: list[bool] = []
    pins: list[bool] = []
    for file, content in labels.articles.items():
        rows = _rows(t.places, file)
        for label in content["places"]:
            answers = _answers(rows, label)
            is_literal = label["role"] == "literal"
            if is_literal:
                found.append(bool(answers))
            if answers and not label.get("soft"):
                roles.append(any(row.role == _ROLES[label["role"]] for row in answers))
            if answers and is_literal and label["kind"] == "city":
                cities.append(any(_is_near(row, label, _CITY_KM) for row in answers))
        adjectives = [_answers(rows, label) for label in content["adjectivals"]]
        demonyms += [any(row.role == "demonym" for row in answers) for answers in adjectives]
        allowed = [label for label in content["places"] if label["role"] == "literal" or label.get("soft")]
        allowed += content["place_descriptors"]
        pins += [_meets(row, allowed) for row in rows if row.role == "literal"]
    for name, values in (
        ("literal places: found", found),
        ("places: role right", roles),
        ("demonyms: told", demonyms),
        ("literal towns: within 25 km", cities),
        ("pins: right", pins),
    ):
        yield Measure(name, len(values), share(sum(values), len(values)))


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
    passages = [p for content in labels.articles.values() for p in content["nato_response"]["passages"]]
    known |= {labels.names.get(("frame", frame), frame) for passage in passages for frame in passage["frames"]}
    about = t.framing[(t.framing["about"] == t.case.focus) & t.framing["frame"].isin(known)]
    scores = []
    for file, content in labels.articles.items():
        rows, outside = _rows(about, file), set()
        sentences = _rows(t.sentences, file)
        for passage in content["nato_response"]["passages"]:
            wanted = {labels.names.get(("frame", frame), frame) for frame in passage["frames"]}
            found = {row.frame for row in _answers(rows, passage)}
            scores.append(Score(len(wanted & found), len(found), len(wanted)))
        for row in rows:
            if not _meets(row, content["nato_response"]["passages"]):
                held = [s.sentence for s in sentences if common(found_at(s), found_at(row))]
                outside.add((held[0] if held else row.start, row.frame))
        scores.append(Score(0, len(outside), 0))
    score = total(scores)
    yield Measure("frames: precision", score.found, score.precision)
    yield Measure("frames: recall", score.labelled, score.recall)
    yield Measure("frames: F1", score.labelled, score.f1)


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
