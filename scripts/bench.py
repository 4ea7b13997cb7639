"""Measure the kit's speed and memory beside what one would use instead; write ``bench.csv`` and ``bench.svg``.

All figures come from one run on one machine, over articles made by recombining the sentences of a case, with other
towns and numbers in each, so that no cache flatters them. Single-core figures are by processor time, so that what
else runs there counts for little; the figures of workers are by the clock.

    python scripts/bench.py [--only briefing] [--case seeds] [--sizes 1000,10000] [--words 120] [--pages FOLDER]
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import html
import logging
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint import articles, cases, tables
from osint.batch import cluster
from osint.knowledge import gazetteer, lexicons
from osint.text import analysis, document, roster

ROOT = Path(__file__).resolve().parents[1]
#: A day of the world's news.
DAY_ARTICLES = 300_000
DAY_WORDS = 600
SAMPLE = 150
TOWNS = 3_000
_NUMBER = re.compile(r"\d+")


class Row(NamedTuple):
    """One figure, and what it is held against."""

    measure: str
    value: float
    unit: str
    beside: str = ""
    ratio: float | None = None
    floor: float | None = None


class Maker:
    """Articles without end: real sentences in new order, with towns and numbers drawn anew."""

    def __init__(self, case: cases.Case, seed: int) -> None:
        self.random = random.Random(seed)
        self.towns = big_towns(TOWNS)
        known = set(self.towns)
        self.sentences = []
        for doc in document.read(case.readable):
            for one in doc.sentences:
                text = doc.text[one.start : one.end]
                self.sentences.append(re.split(r"\b([A-Z][a-z]+)\b", text))
        self.known = known

    def article(self, n_words: int) -> str:
        """Make one article of about `n_words` words, a paragraph a line."""
        paragraphs: list[str] = []
        n = 0
        while n < n_words:
            chosen = [self._sentence() for _ in range(self.random.randint(1, 3))]
            paragraphs.append(" ".join(chosen))
            n += len(paragraphs[-1].split())
        return "\n\n".join(paragraphs)

    def _sentence(self) -> str:
        parts = [
            self.random.choice(self.towns) if part in self.known else part
            for part in self.random.choice(self.sentences)
        ]
        return _NUMBER.sub(self._digits, "".join(parts))

    def _digits(self, match: re.Match[str]) -> str:
        return match[0][0] + "".join(self.random.choice("0123456789") for _ in match[0][1:])


def big_towns(n: int) -> list[str]:
    """Name the `n` towns of the gazetteer with the most inhabitants."""
    lines = gazetteer._lines("gazetteer_places.tsv.gz")
    found = [gazetteer.place(row) for row, line in enumerate(lines) if line.split(b"\t", 3)[2:3] == [b"city"]]
    found.sort(key=lambda place: -place.population)
    return list(dict.fromkeys(place.name for place in found))[:n]


def known_names() -> list[tuple[str, str]]:
    """Every name that the comparison looks for, with its label: the built-in roster and the bigger towns."""
    actors = [(alias, (kind or "actor").upper()) for alias, _, kind in roster.built_in()]
    demonyms = [(row["word"], "NORP") for row in lexicons.rows("demonyms")]
    return list(dict.fromkeys([*actors, *demonyms, *((town, "GPE") for town in big_towns(TOWNS))]))


def timed(work: Callable[[], Any]) -> float:
    """Run `work`; return the processor time it took in seconds."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def one_core(texts: list[str]) -> Iterator[Row]:
    """Words per second: all per-article tables with either model of stance; spaCy's rules with TextBlob; the limit."""
    n_words = sum(len(text.split()) for text in texts)
    table = pd.DataFrame({"article_id": [f"{i}.txt" for i in range(len(texts))], "text": texts})
    works = _kit(table, "linear"), _rules(texts), _least(texts), _kit(table, "encoder")
    for work in works:
        work(20)  # what is compiled at first use
    # In turns, so that what else the machine does falls on all alike.
    spent = [sum(times) for times in zip(*([timed(work) for work in works] for _ in range(2)), strict=True)]
    rates = [2 * n_words / seconds for seconds in spent]
    yield Row("all per-article tables", rates[0], "words/s", "", None, 12_000)
    yield Row(
        "all per-article tables, stance by the encoder", rates[3], "words/s", "the linear model", rates[3] / rates[0]
    )
    yield Row("spaCy rules + TextBlob: three of the tables", rates[1], "words/s", "the kit", rates[0] / rates[1], 0.3)
    yield Row("hash, decode, one Aho-Corasick pass", rates[2], "words/s", "the kit", rates[0] / rates[2])


def _kit(table: pd.DataFrame, stance: str) -> Callable[..., None]:
    def work(n: int | None = None) -> None:
        rows = {name: analysis.Rows(name) for name in tables.per_article()}
        for article in analysis.of(table[:n], tables.Knowledge(stance_model=stance)):
            for columns in rows.values():
                columns.add(article)

    return work


def _rules(texts: list[str]) -> Callable[..., None]:
    import spacy
    from textblob import TextBlob

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in known_names()])

    def work(n: int | None = None) -> None:
        for doc in pipeline.pipe(texts[:n]):
            spans = [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
            spans += [(one.start_char, one.end_char, TextBlob(one.text).sentiment) for one in doc.sents]

    return work


def _least(texts: list[str]) -> Callable[..., None]:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for name, label in known_names():
        automaton.add_word(name, (name, label))
    automaton.make_automaton()
    encoded = [text.encode() for text in texts]

    def work(n: int | None = None) -> None:
        for data in encoded[:n]:
            hashlib.sha256(data).hexdigest()
            list(automaton.iter(data.decode()))

    return work


def saved_pages(maker: Maker, folder: Path | None, n: int) -> list[bytes]:
    """Pages to read: those in `folder`, or articles inside the furniture of a news site."""
    if folder is not None:
        found = [path.read_bytes() for path in sorted(folder.rglob("*.html*"))]
        return [gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data for data in found]
    links = "".join(f'<li><a href="/{i}">{html.escape(town)}</a></li>' for i, town in enumerate(maker.towns[:150]))
    made = []
    for i in range(n):
        body = "".join(f"<p>{html.escape(line)}</p>" for line in maker.article(DAY_WORDS).split("\n\n"))
        head = (
            f"<title>Story {i}</title><meta property='og:title' content='Story {i}'>"
            "<meta property='article:published_time' content='2024-05-31T10:00:00Z'>"
        )
        made.append(
            f"<!DOCTYPE html><html lang=en><head>{head}</head><body><nav><ul>{links}</ul></nav><main><article>"
            f"<h1>Story {i}</h1>{body}</article></main><aside><ul>{links}</ul></aside></body></html>".encode()
        )
    return made


def from_pages(found: list[bytes]) -> Iterator[Row]:
    """Pages per second: read by the kit, and by trafilatura alone."""
    import trafilatura

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        for i, data in enumerate(found):
            Path(name, f"{i}.html").write_bytes(data)

        def alone() -> None:
            for path in sorted(Path(name).iterdir()):
                trafilatura.bare_extraction(path.read_bytes(), include_comments=False)

        articles.read(name)
        alone()
        pairs = [(timed(lambda: articles.read(name)), timed(alone)) for _ in range(3)]
    ours, theirs = (3 * len(found) / sum(times) for times in zip(*pairs, strict=True))
    yield Row("articles.read on HTML", ours, "pages/s", "trafilatura alone", ours / theirs, 0.6)
    yield Row("trafilatura alone, the text without title, day and author", theirs, "pages/s")


def at_size(maker: Maker, sizes: list[int], n_words: int) -> Iterator[Row]:
    """Articles per second and peak memory with one and two workers, by the command's own calls."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "in")
        source.mkdir()
        made = 0
        for size in sizes:
            for i in range(made, size):
                (source / f"{i:06}.txt").write_text(maker.article(n_words), encoding="utf-8")
            made = size
            rates, spent = {}, {}
            for workers in (1, 2):
                summary, peak, seconds = _run([source], Path(name, "out"), workers)
                spent[workers] = 1000 * seconds / size
                rates[workers] = summary.articles / summary.seconds
                label = f"{size:,} articles, {workers} worker{'s' * (workers > 1)}"
                ratio = rates[2] / rates[1] if workers == 2 else None
                yield Row(label, rates[workers], "articles/s", "one worker" if ratio else "", ratio, ratio and 1.7)
                yield Row(f"{label}: peak of a worker", peak, "MB", "", None, 1200)
                more = spent[2] / spent[1] if workers == 2 else None
                yield Row(f"{label}: processor time", spent[workers], "ms/article", "one worker" * bool(more), more)


def _run(paths: list[Path], out: Path, workers: int) -> tuple[cluster.Summary, float, float]:
    with cluster.connect(paths, workers=workers) as client:
        client.run(_ready)
        before = sum(client.run(time.process_time).values())
        summary = cluster.extract(paths, out, client=client)
        seconds = sum(client.run(time.process_time).values()) - before
        peak = max(client.run(_peak).values())
    shutil.rmtree(out)
    return summary, peak, seconds


def _ready() -> None:
    """Compile what a worker compiles once."""
    article = analysis.Analysis(document.Document("The mayor of Lyon spoke on Monday."))
    for name in tables.per_article():
        article.rows(name)


def _peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def damaged(maker: Maker, size: int) -> Iterator[Row]:
    """One file in ten is empty, of another kind than it says, or no text; the others are a few lines long."""
    junk = (b"", b"%PDF-1.7 broken", b"PK\x03\x04 broken", bytes(range(256)) * 8)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "in")
        source.mkdir()
        for i in range(size):
            data = maker.article(20).encode() if i % 10 else junk[i // 10 % len(junk)]
            (source / f"{i:06}.txt").write_bytes(data)
        summary, _, _ = _run([source], Path(name, "out"), 2)
    yield Row(f"problems named among {size:,} files, {size // 10:,} of them damaged", summary.problems, "files")
    yield Row("articles read among them", summary.articles - summary.problems, "articles")


def briefing(case: Path) -> Iterator[Row]:
    """Seconds for the briefing of a case, and for nbconvert on the same notebooks, one after the other."""
    from osint.briefing import execution

    with tempfile.TemporaryDirectory() as name:
        command = str(Path(sys.executable).with_name("osint"))
        page = [command, "brief", str(case), "-o", str(Path(name, "briefing.html"))]
        plain = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "--output-dir", name]
        ours, theirs = [], []
        for _ in range(2):  # in turns, so that what else the machine does falls on both
            ours.append(_clocked([page]))
            theirs.append(_clocked([[*plain, str(path)] for path in execution.notebooks()]))
    label = "jupyter nbconvert --execute, one notebook after the other"
    yield Row("osint brief", min(ours), "s", label, min(ours) / min(theirs), 0.8)
    yield Row(label, min(theirs), "s")


def _clocked(commands: list[list[str]]) -> float:
    begin = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begin


def draw(rows: list[Row], path: Path) -> None:
    """Draw the words per second on one core as points; a bar would have no zero to stand on."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "bench"
    shown = [row for row in rows if row.unit == "words/s"]
    figure, axes = plt.subplots(figsize=(7, 1.7), layout="constrained")
    for i, (row, color) in enumerate(zip(shown, ["#1b5e8c", "#666", "#666"], strict=True)):
        axes.plot(row.value, i, "o", color=color)
        axes.annotate(f"{row.value:,.0f}", (row.value, i), xytext=(7, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(shown)), [row.measure for row in shown])
    axes.set(ylim=(-0.6, len(shown) - 0.4), xlim=(1e4, 4e7))
    axes.grid(axis="x", color="#ddd")
    axes.invert_yaxis()
    axes.set(xscale="log", xlabel="words per second on one core (logarithmic)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure all, print the table, write it and the plot."""
    parser = argparse.ArgumentParser(description="Measure speed and memory.")
    parser.add_argument("--only", choices=("core", "pages", "size", "damaged", "briefing"), help="one measure alone")
    parser.add_argument("--case", type=Path, default=ROOT / "seeds", help="where the sentences come from")
    parser.add_argument("--sizes", default="1000,10000", help="numbers of articles, ascending")
    parser.add_argument("--words", type=int, default=120, help="words of an article in the runs with workers")
    parser.add_argument("--pages", type=Path, help="a folder of saved pages; else pages are made")
    parser.add_argument("--output", type=Path, default=ROOT / "docs", help="where table and plot go")
    chosen = parser.parse_args()
    maker = Maker(cases.open(chosen.case), seed=20240531)
    sizes = [int(size) for size in chosen.sizes.split(",")]
    measures: dict[str, Callable[[], Iterator[Row]]] = {
        "core": lambda: one_core([maker.article(DAY_WORDS) for _ in range(SAMPLE)]),
        "pages": lambda: from_pages(saved_pages(maker, chosen.pages, 60)),
        "size": lambda: at_size(maker, sizes, chosen.words),
        "damaged": lambda: damaged(maker, sizes[-1]),
        "briefing": lambda: briefing(chosen.case),
    }
    rows: list[Row] = []
    for row in chain.from_iterable(measures[name]() for name in ([chosen.only] if chosen.only else measures)):
        beside = f" ({row.ratio:.2f} × {row.beside})" if row.ratio else ""
        print(f"{row.measure}: {row.value:,.1f} {row.unit}{beside}", file=sys.stderr)
        rows.append(row)
    if chosen.only:
        return
    pace = next(row.ratio for row in reversed(rows) if row.beside == "one worker" and row.unit == "articles/s") or 1
    hours = DAY_ARTICLES * DAY_WORDS / (rows[0].value * pace) / 3600
    rows.append(Row(f"{DAY_ARTICLES:,} articles of {DAY_WORDS} words on two cores, reckoned", hours, "hours", floor=2))
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="{:,.2f}".format, na_rep=""))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}")
    chosen.output.mkdir(exist_ok=True)
    table.to_csv(chosen.output / "bench.csv", index=False, float_format="%.4g")
    draw(rows, chosen.output / "bench.svg")


if __name__ == "__main__":
    main()
