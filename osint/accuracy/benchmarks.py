"""Labelled data sets that a reader brings, and how the finders fit them; none of their text is kept.

A folder holds any of these, in UTF-8, a JSON object a line; ``.jsonl.gz`` is read as well. ``start`` and ``end`` are
half-open ``str`` offsets into the ``text`` (or ``sentence``) of the same line.

``quotes.jsonl``
    ``source, text, quotes``; a quotation has ``start, end``, ``kind`` (direct, mixed, indirect), ``speaker`` (the
    words in the text, or null), ``speaker_name`` (without title), ``speaker_type`` (person, org, nominal, pronoun)
    and ``speaker_resolved`` (whom a pronoun means, or "").
``stance.jsonl``
    ``sentence``, ``start`` and ``end`` of the target in it, ``polarity`` −1, 0 or 1. Given as NewsMTSC's.
``directed.jsonl``
    ``text``, the offsets ``p_start, p_end, q_start, q_end`` of two names, and ``label``: 0 no stance, 1 p favors q,
    2 q favors p, 3 p against q, 4 q against p. Given as DSE2QA's.
``places.jsonl``
    ``source, text, places``; a place has ``start, end, lat, lon`` (or null) and ``kind`` (literal, associative,
    or another word where the source does not tell them apart).
``events.jsonl``
    ``event, text``: articles, and which of them tell of one event. Given as BASIL's.
``plover.jsonl``
    ``text, events``: sentences; an event has ``event`` (its type), ``source`` and ``target`` (lists of words of the
    text) and ``killed``, ``injured`` (or null). Given as PLOVER's gold standard records.
``html/``
    Saved pages ``<name>.html.gz`` and ``ground-truth.json``: name -> ``articleBody``.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint import articles, cases, extraction, places, quotes, stance
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
    macro_f1,
    pair,
    share,
    total,
    trim,
    words,
)
from osint.tables import OsintError
from osint.text import analysis

_SAME_QUOTE = 0.8
_SAME_PLACE = 0.5
_NEAR_KM = 161
_RUN_WORDS = 8
_SHINGLE = 4
_LABELS = ("against", "neutral", "favor")
_LITERAL = {"literal": "literal", "metonym": "associative", "demonym": "associative", "embedded": "associative"}
_KEYS = {
    "quotes": ("source", "text", "quotes"),
    "stance": ("sentence", "start", "end", "polarity"),
    "directed": ("text", "p_start", "p_end", "q_start", "q_end", "label"),
    "places": ("source", "text", "places"),
    "events": ("event", "text"),
    "plover": ("text", "events"),
}


class Results(NamedTuple):
    """What a folder of data sets gave.

    Attributes
    ----------
    measures
        Data set -> its figures.
    confusion
        How often a labelled stance (row) was told as which (column), or None.
    located
        ``confidence`` and ``right`` of each place matched, or None.
    judged
        Data set -> ``confidence`` (of the likeliest label) and ``right`` of each stance asked about.
    """

    measures: dict[str, list[Measure]]
    confusion: pd.DataFrame | None
    located: pd.DataFrame | None
    judged: dict[str, pd.DataFrame]


def measure(folder: str | Path) -> Results:
    """Hold the finders against the data sets in a folder.

    The module's first lines describe the layout; what is not there is left out. Speeds are per second of
    processor time, on one core.

    Raises
    ------
    OsintError
        If the folder is not there or holds none of the files, or a line of one is not as described.
    """
    root = Path(folder)
    found: dict[str, list[Measure]] = defaultdict(list)
    confusion = located = None
    judged: dict[str, pd.DataFrame] = {}
    if records := _records(root, "quotes"):
        found["+".join(sorted({record["source"] for record in records}))] += _quotes(records)
    if records := _records(root, "stance"):
        told, judged["NewsMTSC"] = _told(records)
        confusion = _confusion(told)
        found["NewsMTSC"] += [Measure("stance: macro-F1", len(told), macro_f1(told, _LABELS))]
        found["NewsMTSC"] += _at_coverage("stance", judged["NewsMTSC"])
    if records := _records(root, "directed"):
        measures, judged["DSE2QA"] = _between(records)
        found["DSE2QA"] += measures
    if records := _records(root, "places"):
        by_source, located = _places(records)
        for source, measures in by_source.items():
            found[source] += measures
    if (root / "html" / "ground-truth.json").exists():
        found["article-extraction-benchmark"] += _pages(root / "html")
    if records := _records(root, "events"):
        found["BASIL"] += _events(records)
    if records := _records(root, "plover"):
        found["PLOVER"] += events.of_sentences(records)
    if not found:
        raise OsintError(
            f"`folder` must hold {', '.join(f'{name}.jsonl' for name in _KEYS)} or html/; {str(folder)!r} has none."
            " help(osint.accuracy.benchmarks) describes the layout."
        )
    return Results(dict(found), confusion, located, judged)


def _records(root: Path, name: str) -> list[dict[str, Any]]:
    plain, packed = root / f"{name}.jsonl", root / f"{name}.jsonl.gz"
    if plain.exists():
        text = plain.read_text(encoding="utf-8")
    elif packed.exists():
        text = gzip.decompress(packed.read_bytes()).decode("utf-8")
    else:
        return []
    records, faults = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            record, fault = _record(line, _KEYS[name])
            records.append(record)
            faults += [f"line {number}: {fault}"] if fault else []
    if faults:
        raise OsintError.of(
            f"{name}.jsonl cannot be used; its layout is described in osint.accuracy.benchmarks:", faults
        )
    return records


def _record(line: str, keys: Collection[str]) -> tuple[dict[str, Any], str]:
    """What a line holds, and what is wrong with it."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return {}, f"no JSON ({error})"
    if not isinstance(record, dict):
        return {}, "no JSON object"
    missing = [key for key in keys if key not in record]
    return record, f"{', '.join(map(repr, missing))} missing" if missing else ""


def _table(texts: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [str(i) for i in range(len(texts))], "text": pd.Series(texts, dtype="string")})


def _by_article(table: pd.DataFrame, n: int) -> list[list[Any]]:
    rows: list[list[Any]] = [[] for _ in range(n)]
    for row in each(table):
        rows[int(row.article_id)].append(row)
    return rows


def _timed(call: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """What `call` gives, and the seconds of processor time it took."""
    begin = time.process_time()
    made = call()
    return made, time.process_time() - begin


def _quotes(records: Sequence[dict[str, Any]]) -> Iterator[Measure]:
    """Quotations with their speakers, and all attributions.

    Spans are trimmed of marks and punctuation and matched one to one where they share 0.8 of the longer. Direct: rows
    of kind direct and mixed against direct quotations; rows that lie, by half or more, on a labelled mixed
    attribution are left out, for it is labelled as a whole clause. Joint: right where the speaker is, too.
    All: every row against every label, a fragment within an indirect row left out.
    """
    texts = [record["text"] for record in records]
    articles_table = _table(texts)
    table, seconds = _timed(lambda: quotes.find(articles_table))
    joint: list[Score] = []
    spans: list[Score] = []
    every: list[Score] = []
    for record, rows in zip(records, _by_article(table, len(records)), strict=True):
        text, labels = record["text"], record["quotes"]
        direct = [label for label in labels if label["kind"] == "direct"]
        marked, whole = _between_marks(rows, labels), _whole(rows)
        matched = _match(text, marked, direct)
        right = sum(_is_speaker(text, marked[i], direct[j]) for i, j in matched)
        spans.append(Score(len(matched), len(marked), len(direct)))
        joint.append(Score(right, len(marked), len(direct)))
        every.append(Score(len(_match(text, whole, labels)), len(whole), len(labels)))
    yield Measure("direct quotations with speaker: F1", total(joint).labelled, total(joint).f1)
    yield Measure("direct quotations: F1", total(spans).labelled, total(spans).f1)
    matches = total(spans).hits
    yield Measure("direct quotations: speaker right", matches, share(total(joint).hits, matches))
    yield Measure("all attributions: F1", total(every).labelled, total(every).f1)
    n_words = sum(len(text.split()) for text in texts)
    yield Measure("quotations: words per second", n_words, n_words / seconds)
    yield _reading(articles_table, n_words)


def _between_marks(rows: Sequence[Any], labels: Sequence[dict[str, Any]]) -> list[Any]:
    """Return the direct and mixed rows that do not lie on a labelled mixed attribution."""
    mixed = [labelled_at(label) for label in labels if label["kind"] == "mixed"]
    return [row for row in rows if row.kind in ("direct", "mixed") and not _lies_on(found_at(row), mixed)]


def _whole(rows: Sequence[Any]) -> list[Any]:
    """Return every attribution, without the fragments within an indirect row."""
    reported = [found_at(row) for row in rows if row.kind == "indirect"]
    inside = {row.Index for row in rows if row.kind == "mixed" and any(_within(found_at(row), o) for o in reported)}
    return [row for row in rows if row.kind != "scare" and row.Index not in inside]


def _reading(table: pd.DataFrame, n_words: int) -> Measure:
    """Words per second of quotations, mentions, voice and stance together."""
    begin = time.process_time()
    for article in analysis.of(table):
        for name in ("quotes", "mentions", "stance"):
            article.rows(name)
    return Measure(
        "quotations, mentions and stance: words per second", n_words, n_words / (time.process_time() - begin)
    )


def _match(text: str, rows: Sequence[Any], labels: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    found = [trim(text, found_at(row)) for row in rows]
    return pair(found, [trim(text, labelled_at(label)) for label in labels], _SAME_QUOTE)


def _lies_on(span: Span, others: Iterable[Span]) -> bool:
    return any(common(span, other) >= 0.5 * (span[1] - span[0]) for other in others)


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _is_speaker(text: str, row: Any, label: dict[str, Any]) -> bool:
    """Whether a row's speaker, at its words in the text where it has them, is the labelled one.

    A person by the last name; a pronoun by the same pronoun, or the last name of whom it means; anyone else by the
    last word or half of all words. No speaker is right where none is labelled.
    """
    if pd.notna(row.speaker_start):
        said = text[int(row.speaker_start) : int(row.speaker_end)]
    else:
        said = "" if pd.isna(row.speaker) else str(row.speaker)
    wanted = label.get("speaker") or ""
    if not said or not wanted:
        return not said and not wanted
    if label.get("speaker_type") == "pronoun" and said.lower() == wanted.lower():
        return True
    if label.get("speaker_type") == "pronoun":
        return _last_name(said) == _last_name(label.get("speaker_resolved")) != ""
    named = label.get("speaker_name") or ""
    if label.get("speaker_type") == "person":
        return _last_name(said) == _last_name(named) != ""
    a, b = set(words(said)), set(words(wanted))
    return _last_name(said) in {_last_name(wanted), _last_name(named)} - {""} or 2 * len(a & b) >= len(a | b) > 0


def _last_name(name: str | None) -> str:
    """Last word of a name, without what follows a comma or a preposition, and without "Jr"."""
    head = re.split(r",| (?:who|of|at|for|in) |\(", name or "")[0]
    found = [word for word in words(head) if word not in {"jr", "sr", "ii", "iii"}]
    return found[-1] if found else ""


def _told(records: Sequence[dict[str, Any]]) -> tuple[list[tuple[str, str]], pd.DataFrame]:
    """The labelled and the found stance of each passage toward its target, and how sure the model was."""
    passages = pd.DataFrame(
        {
            "text": [record["sentence"] for record in records],
            "start": [record["start"] for record in records],
            "end": [record["end"] for record in records],
        }
    )
    found = stance.toward(passages)
    labelled = [_LABELS[record["polarity"] + 1] for record in records]
    return list(zip(labelled, found["label"], strict=True)), _sure(found, labelled)


def _pairs(records: Sequence[dict[str, Any]], holder: str, target: str) -> pd.DataFrame:
    """The records as passages, with the offsets of the two names by their roles."""
    offsets = {
        f"{role}_{end}": [record[f"{name}_{end}"] for record in records]
        for role, name in (("holder", holder), ("target", target))
        for end in ("start", "end")
    }
    return pd.DataFrame({"text": [record["text"] for record in records], **offsets})


def _between(records: Sequence[dict[str, Any]]) -> tuple[list[Measure], pd.DataFrame]:
    """How well it is told who of two is for or against the other: F1 of the pairs that have a stance."""
    both, sure = [], []
    for holder, target in (("p", "q"), ("q", "p")):
        found = stance.between(_pairs(records, holder, target))
        labels = {1: "favor", 3: "against"} if holder == "p" else {2: "favor", 4: "against"}
        sure.append(_sure(found, [labels.get(record["label"], "neutral") for record in records]))
        code = {label: number for number, label in labels.items()}
        both.append([(abs(row.score), code.get(row.label, 0)) for row in each(found)])
    told = [max((one for one in pair if one[1]), default=(0, 0))[1] for pair in zip(*both, strict=True)]
    right = sum(record["label"] == label > 0 for record, label in zip(records, told, strict=True))
    of = sum(label > 0 for label in told) + sum(record["label"] > 0 for record in records)
    every = pd.concat(sure, ignore_index=True)
    figure = "stance between two names"
    return [Measure(f"{figure}: F1", len(records), 2 * right / max(of, 1)), *_at_coverage(figure, every)], every


def _at_coverage(figure: str, sure: pd.DataFrame) -> list[Measure]:
    """Share right among the surest tenth, the surest half and all (El-Yaniv & Wiener 2010, JMLR 11:1605)."""
    right = sure.sort_values("confidence", ascending=False, kind="stable")["right"]
    parts = {"surest tenth": max(1, len(right) // 10), "surest half": max(1, len(right) // 2), "all": len(right)}
    return [Measure(f"{figure}: right, {part}", n, share(int(right.iloc[:n].sum()), n)) for part, n in parts.items()]


def _sure(found: pd.DataFrame, labelled: Sequence[str]) -> pd.DataFrame:
    """The probability of each likeliest label, and whether that is the one labelled."""
    odds = found[[f"p_{label}" for label in _LABELS]].to_numpy(dtype=float)
    right = [_LABELS[i] == label for i, label in zip(odds.argmax(axis=1), labelled, strict=True)]
    return pd.DataFrame({"confidence": odds.max(axis=1), "right": right})


def _confusion(told: Sequence[tuple[str, str]]) -> pd.DataFrame:
    counts = Counter(told)
    cells = [[counts[labelled, found] for found in _LABELS] for labelled in _LABELS]
    return pd.DataFrame(cells, index=pd.Index(_LABELS, name="labelled"), columns=pd.Index(_LABELS, name="told"))


def _places(records: Sequence[dict[str, Any]]) -> tuple[dict[str, list[Measure]], pd.DataFrame]:
    """Places by source.

    F1: the very span. Where a source tells literal from associative, literal rows against its literal places; where
    it does not, literal and metonym rows against all. Within 161 km: of the spans that match by half and have
    coordinates, those so near; no coordinates found counts as wrong. Roles: of all matches, those that agree whether
    the place is literal. The second table has ``confidence`` and whether the place is within 161 km, as matched; what
    matches nothing is wrong.
    """
    texts = [record["text"] for record in records]
    places.find(_table(texts[:1]))  # the gazetteer is read once and is no part of the speed
    table, seconds = _timed(lambda: places.find(_table(texts)))
    rows = _by_article(table, len(records))
    made: dict[str, list[Measure]] = {}
    located: list[tuple[float, bool]] = []
    for source in sorted({record["source"] for record in records}):
        chosen = [(record["places"], rows[i]) for i, record in enumerate(records) if record["source"] == source]
        made[source] = list(_of_source(chosen, located))
    made["all sources of places"] = [Measure("places: articles per second", len(texts), len(texts) / seconds)]
    return made, pd.DataFrame(located, columns=["confidence", "right"])


#: The kinds of labels by which a literal place is told from any other.
_KINDS = ("literal", "associative")


def _of_source(
    chosen: Sequence[tuple[list[dict[str, Any]], list[Any]]], located: list[tuple[float, bool]]
) -> Iterator[Measure]:
    tells_roles = any(label["kind"] == "associative" for labels, _ in chosen for label in labels)
    wanted = ("literal",) if tells_roles else ("literal", "metonym")
    exact: list[Score] = []
    near: list[bool] = []
    roles: list[bool] = []
    for labels, rows in chosen:
        kept = [row for row in rows if row.role in wanted]
        real = [label for label in labels if label["kind"] != "associative"]
        exact.append(Score(len(_paired(kept, real, 1)), len(kept), len(real)))
        matched = _paired(kept, real, _SAME_PLACE)
        near += [_is_near(kept[i], real[j]) for i, j in matched if real[j]["lat"] is not None]
        located += _rights(kept, real, matched)
        told = _paired(rows, labels, _SAME_PLACE) if tells_roles else []
        roles += [_LITERAL[rows[i].role] == labels[j]["kind"] for i, j in told if labels[j]["kind"] in _KINDS]
    yield Measure("places: exact F1", total(exact).labelled, total(exact).f1)
    yield Measure("places: within 161 km", len(near), share(sum(near), len(near)))
    if tells_roles:
        yield Measure("places: literal or not", len(roles), share(sum(roles), len(roles)))


def _paired(rows: Sequence[Any], labels: Sequence[dict[str, Any]], least: float) -> list[tuple[int, int]]:
    return pair([found_at(row) for row in rows], [labelled_at(label) for label in labels], least)


def _rights(rows: Sequence[Any], labels: Sequence[dict[str, Any]], matched: Iterable[tuple[int, int]]) -> list[Any]:
    answers = dict(matched)
    return [
        (float(row.confidence), i in answers and _is_near(row, labels[answers[i]]))
        for i, row in enumerate(rows)
        if pd.notna(row.confidence) and (i not in answers or labels[answers[i]]["lat"] is not None)
    ]


def _is_near(row: Any, label: dict[str, Any]) -> bool:
    return pd.notna(row.lat) and km((float(row.lat), float(row.lon)), (label["lat"], label["lon"])) <= _NEAR_KM


def _pages(folder: Path) -> Iterator[Measure]:
    """The article's words in saved pages, by runs of four words: F1 of the mean precision and the mean recall."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    precisions, recalls = [], []
    with tempfile.TemporaryDirectory() as temporary:
        for i, (name, page) in enumerate(truth.items()):
            path = Path(temporary) / f"{i}.html"
            path.write_bytes(gzip.decompress((folder / f"{name}.html.gz").read_bytes()))
            read = articles.read(path)["text"]
            found, wanted = _shingles(read.iloc[0] if len(read) else ""), _shingles(page["articleBody"])
            hits = sum((found & wanted).values())
            precisions.append(hits / found.total() if found else 0.0)
            recalls.append(hits / wanted.total() if wanted else 0.0)
    precision, recall = sum(precisions) / len(truth), sum(recalls) / len(truth)
    yield Measure("article body from HTML: F1", len(truth), 2 * precision * recall / (precision + recall))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return Counter(tuple(found[i : i + _SHINGLE]) for i in range(max(len(found) - _SHINGLE + 1, min(len(found), 1))))


def _events(records: Sequence[dict[str, Any]]) -> Iterator[Measure]:
    """Pairs of articles: of those on one event with a quotation of eight words in common, those that a claim joins.

    Then the reverse: of the pairs on different events, those that a claim joins, which should be none.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "articles"
        folder.mkdir()
        for i, record in enumerate(records):
            (folder / f"{i:05}.txt").write_text(record["text"], encoding="utf-8", newline="")
        t = extraction.extract(cases.open(temporary))
    event = {f"{i:05}.txt": record["event"] for i, record in enumerate(records)}
    joined = _joined(t.claims)
    quoted = _joined(t.claims[t.claims["kind"] == "quote"])
    same = [both for both in _sharing_a_run(t.quotes) if event[both[0]] == event[both[1]]]
    yield Measure("one event, one quotation: joined", len(same), share(sum(both in quoted for both in same), len(same)))
    other = sum(event[a] != event[b] for a, b in combinations(event, 2))
    wrong = sum(event[a] != event[b] for a, b in joined)
    yield Measure("different events: joined by a claim (less is better)", other, share(wrong, other))


def _sharing_a_run(quoted: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of articles whose quotations have eight words in a row in common."""
    runs: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in each(quoted[quoted["kind"].isin(["direct", "mixed"])]):
        said = words(row.text)
        for i in range(len(said) - _RUN_WORDS + 1):
            runs[tuple(said[i : i + _RUN_WORDS])].add(row.article_id)
    return {both for held in runs.values() for both in combinations(sorted(held), 2)}


def _joined(claims: pd.DataFrame) -> set[tuple[str, str]]:
    held = claims.groupby("claim")["article_id"].unique()
    return {both for ids in held for both in combinations(sorted(ids), 2)}
