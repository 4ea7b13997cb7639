"""The briefing: a case's notebooks executed and written as one HTML file that asks for nothing."""

from __future__ import annotations

import platform
import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from osint import __version__, agreement, cases, changes, evidence
from osint.briefing import execution, first_page, news, readers, rendering, weighing
from osint.briefing.excerpts import Excerpts
from osint.cases import Case, hypotheses, judgements
from osint.cases.corrections import placed
from osint.extraction import extract
from osint.files import replacing
from osint.stance import models
from osint.tables import OsintError, Tables, need_tables, readable, show_types
from osint.text.document import Document

Audience = Literal["analyst", "reader"]
_MADE_WITH = ("pandas", "geopandas", "matplotlib", "textblob", "vaderSentiment", "sentencex", "nbconvert")
#: Where a passage is counted: the figure or part, and the anchor and label of the list.
_Way = tuple[str, str, str]
_BESIDE = 28  # characters of the sentence beside a passage, where the article itself is on the page
_LONGEST = 90  # characters of one passage in a list, there too
#: Anchors of the parts of the first page.
_FIRST = {"news", "happened", "disputed", "speakers", "differences", "judgements", "hypotheses"}
_LABEL = 44  # characters of a list's label, where many stand together
_BASIS = {"stated": "as the text states", "inferred": "inferred", "unknown": "outlet not known"}


def write(
    case: Case,
    path: str | Path,
    *,
    audience: Audience = "analyst",
    notebooks: Sequence[Path] | None = None,
    since: str | Path | Tables | None = None,
    progress: bool = True,
) -> None:
    """Execute the notebooks on a case and write the briefing as one HTML file.

    Parameters
    ----------
    case
        An open case.
    path
        Where the file goes; what is there stays until the new one is whole.
    audience
        ``analyst``: every article whole, marked, and the code folded; ``reader``: of each article only cited sentences
        with one on each side, no more than a third of it, and no code, because the rights are the outlets'.
    notebooks
        Other notebooks than the packaged ones; see :func:`osint.briefing.execution.run`.
    since
        An earlier state of the case, as :func:`osint.changes.since` takes it: what is new stands on the first page and
        in a list.
    progress
        Whether to draw a progress bar.

    Raises
    ------
    OsintError
        If a judgement or hypothesis breaks the rules, a notebook fails, or `since` is no state of a case. Nothing is
        written then.

    Notes
    -----
    The same case, notebooks and versions give the same bytes. Nothing in the file runs or is fetched.
    """
    cases.need_case(case)
    if audience not in ("analyst", "reader"):
        raise OsintError(f"`audience` must be 'analyst' or 'reader'; it is {audience!r}.")
    target = Path(path)
    if not target.parent.is_dir():
        raise OsintError(f"`path` must lie in a folder that is there; {str(target.parent)!r} is not. Make it first.")
    judged = judgements.check(case.judgements, case.articles)
    if case.hypotheses:
        hypotheses.matrix(case.hypotheses, case.articles)  # what is wrong with them is told before the notebooks run
    earlier = changes.read(since) if isinstance(since, str | Path) else since
    t = extract(case)
    changed = None if earlier is None else changes.since(t, earlier)
    ran = execution.run(notebooks or execution.notebooks(), case.path, t=t, progress=progress)
    read = {name: agreement.with_reader(case, name) for name in case.readers}
    page = _page(t, ran, judged, changed, read, is_whole=audience == "analyst")
    with replacing(target) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="\n")


def summary(t: Tables) -> first_page.Summary:
    """Write the first page's parts up to the judgements, for a notebook.

    Raises
    ------
    OsintError
        If `t` is not the tables of a case.
    """
    need_tables(t)
    return first_page.Summary(first_page.sections(t))


def _page(
    t: Tables,
    ran: Sequence[Any],
    judged: Sequence[judgements.Judgement],
    changed: pd.DataFrame | None,
    read: Mapping[str, agreement.Agreement],
    *,
    is_whole: bool,
) -> str:
    from jinja2 import Environment

    collected = rendering.Collected()
    sections = first_page.sections(t)
    if changed is not None:
        sections = [first_page.Section("news", "What is new", news.findings(changed, t)), *sections]
        if len(passages := changed.dropna(subset=["start"])):
            collected.add("all-news-passages", "All that is new", passages, "all-news", "All that is new")
    found = [_findings(section, collected) for section in sections]
    weighed = weighing.weighed(cases.of(t), collected)
    compared = readers.compared(read, t, collected)
    stated = [_judged(judgement, number, collected) for number, judgement in enumerate(judged, 1)]
    if not is_whole:
        # A reader goes on in the order of the first page: what happened before where the texts come from.
        ran = sorted(ran, key=lambda nb: int(nb.metadata.get("reader_order", len(ran))))
    parts = [rendering.part(nb, number, collected, with_code=is_whole) for number, nb in enumerate(ran, 1)]
    corrected = list(_corrections(t, collected))
    shown = None if is_whole else Excerpts(collected.lists, t.sentences)
    templates = files("osint") / "data" / "briefing"
    template = Environment(autoescape=True).from_string((templates / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(
        title=t.case.title,
        question=t.case.question,
        extent=_extent(t),
        css=(templates / "briefing.css").read_text(encoding="utf-8"),
        first_sections=found,
        news=None if changed is None else list(news.rows(changed, t, shown)),
        judgements=stated,
        weighed=weighed,
        readers=compared,
        bands=judgements.bands(),
        shelf=collected.shelf,
        first_figures=collected.first,
        parts=parts,
        sources=list(_sources(t)),
        groups=[_group(found, t, shown) for found in collected.lists.values()],
        articles=list(_articles(t, collected, shown)),
        is_whole=is_whole,
        corrections=corrected,
        versions=_versions(models.served(t.case.stance_model)),
    )


def _extent(t: Tables) -> str:
    n = len(t.articles)
    outlets = t.articles.loc[t.articles["outlet_basis"] != "unknown", "outlet"].nunique()
    words = f"{int(t.articles['n_words'].sum()):,}".replace(",", "\u202f")
    said = [f"{n} text{'s' * (n != 1)}", f"{outlets} outlet{'s' * (outlets != 1)} known or inferred", f"{words} words"]
    if unread := n - len(readable(t.articles)):
        said.append(f"{unread} not analysed")
    if left := int((~t.articles["counts"]).sum()):
        said.append(f"{left} left out of shares")
    return ", ".join(said) + "."


def _findings(section: first_page.Section, collected: rendering.Collected) -> dict[str, Any]:
    """A part of the first page; its numbers and names lead to their passages."""
    written = []
    for finding in section.findings:
        pieces: list[str | dict[str, Any]] = []
        for piece in finding:
            if isinstance(piece, str):
                pieces.append(piece)
                continue
            anchor = evidence.group_anchor(piece.rows, piece.label)
            collected.add(anchor, piece.label, piece.rows, section.anchor, section.heading)
            shown = (
                {"words": piece.words}
                if isinstance(piece, first_page.Link)
                else {"value": piece.value, "unit": piece.unit}
            )
            pieces.append({"anchor": anchor, "label": piece.label, **shown})
        written.append(pieces)
    return {"anchor": section.anchor, "heading": section.heading, "findings": written}


def _judged(judgement: judgements.Judgement, number: int, collected: rendering.Collected) -> dict[str, Any]:
    label = f"Judgement {number}"
    anchor = evidence.group_anchor(judgement.evidence, label)
    collected.add(anchor, label, judgement.evidence, "judgements", "Judgements")
    return {
        "text": judgement.text,
        "confidence": judgement.confidence,
        "anchor": anchor,
        "n": len(judgement.evidence),
    }


def _sources(t: Tables) -> Iterator[dict[str, Any]]:
    names = evidence.outlets(t.articles)
    flags = first_page.traced(t)
    for number, record in enumerate(t.articles.to_dict("records"), 1):
        row: dict[str, Any] = {str(key): None if pd.isna(value) else value for key, value in record.items()}
        yield {
            **row,
            "name": names[row["article_id"]],
            "basis": _BASIS[row["outlet_basis"]],
            "anchor": f"article-{number}",
            "published": _published(row),
            "grade": row["reliability"],
            "counts": "yes" if row["counts"] else "no",
            "sha256": row["sha256"] or "",
            "flags": [flag for flag in (flags.get(row["article_id"]), row["problem"]) if flag],
        }


def _published(row: Mapping[str, Any]) -> str:
    if row["published"] is not None:
        return f"{row['published']:%Y-%m-%d}"
    bounds = [f"{row[key]:%Y-%m-%d}" if row[key] is not None else "…"
              for key in ("published_earliest", "published_latest")]  # fmt: skip
    return "not known" if bounds == ["…", "…"] else f"{bounds[0]} to {bounds[1]}"


def _group(found: rendering.PassageList, t: Tables, excerpts: Excerpts | None) -> dict[str, Any]:
    """A list of passages; rows in the same sentences stand together."""
    rows = pd.DataFrame(found.spans, columns=["article_id", "start", "end"])
    together: dict[tuple[str, int, int], list[evidence.Passage]] = {}
    left = 0
    for passage in evidence.passages(rows, t):
        if excerpts is None or excerpts.holds(passage.article_id, passage.start, passage.end):
            together.setdefault((passage.article_id, passage.first, passage.last), []).append(passage)
        else:
            left += 1
    texts = t.texts
    # What a sentence on the first page counts is there to the last word.
    longest = None if {way.back for way in found.ways} & _FIRST else _LONGEST
    return {
        "anchors": found.anchors,
        "label": found.ways[0].label,
        "n": len(rows),
        "left": left,
        "texts": rows["article_id"].nunique(),
        "ways": found.ways,
        "passages": [
            _line(texts[article_id], first, last, passages, t, longest)
            for (article_id, first, last), passages in sorted(together.items())
        ],
    }


def _line(
    text: str, first: int, last: int, passages: Sequence[evidence.Passage], t: Tables, longest: int | None
) -> dict[str, str]:
    """The passages of one sentence, with the words beside them."""
    marks = {evidence.Mark(passage.start, passage.end, "row") for passage in passages}
    first_row = min(passages, key=lambda passage: (passage.start, passage.end))
    until = max(passage.end for passage in passages) + _BESIDE
    if longest is not None and len(marks) == 1:
        until = min(until, first_row.start + longest)
    start = max(first, text.rfind(" ", first, max(first_row.start - _BESIDE, first)) + 1)
    end = space if (space := text.find(" ", min(until, last), last)) >= 0 else last
    html = evidence.marked(text, marks, start=start, end=end)
    told = {evidence.corrected(passage._asdict(), t): None for passage in passages}
    return {
        "outlet": first_row.outlet,
        "href": evidence.anchor(first_row.article_id, first_row.start, first_row.end),
        "html": f"{'… ' * (start > first)}{html}{' …' * (end < last)}{''.join(told)}",
    }


def _articles(t: Tables, collected: rendering.Collected, excerpts: Excerpts | None) -> Iterator[dict[str, Any]]:
    """Each article marked, whole or what is cited of it, with the ways back under its paragraphs."""
    cited: dict[str, dict[tuple[int, int], list[_Way]]] = {}
    for found in collected.lists.values():
        way = (found.ways[0].name, found.anchors[0], textwrap.shorten(found.ways[0].label, _LABEL, placeholder=" …"))
        for article_id, start, end in found.spans:
            if excerpts is not None and not excerpts.holds(article_id, start, end):
                continue
            cited.setdefault(article_id, {}).setdefault((start, end), []).append(way)
    cites = evidence.citations(t)
    for source in _sources(t):
        article_id = source["article_id"]
        yield {
            **source,
            "without": _without(t, article_id),
            "citation": cites[article_id],
            "paragraphs": list(
                _paragraphs(
                    t,
                    article_id,
                    source["text"],
                    cited.get(article_id, {}),
                    excerpts.spans(article_id) if excerpts else None,
                )
            ),
        }


def _without(t: Tables, article_id: str) -> list[str]:
    """Say which tables have no row of an article."""
    direct = t.quotes[t.quotes["kind"] != "indirect"]
    kinds = {"direct quotation": direct, "place": t.places, "actor": t.mentions}
    none = [word for word, rows in kinds.items() if not (rows["article_id"] == article_id).any()]
    return [f"No {' and no '.join(none)} found in this article."] if none else []


def _paragraphs(
    t: Tables,
    article_id: str,
    text: str,
    cited: Mapping[tuple[int, int], list[_Way]],
    excerpts: Sequence[tuple[int, int]] | None,
) -> Iterator[dict[str, Any]]:
    spans = Document(text, article_id).paragraphs
    sentences = t.sentences[t.sentences["article_id"] == article_id].sort_values("start", kind="stable")
    zone_starts, zones = sentences["start"].tolist(), sentences["zone"].tolist()
    shown = spans if excerpts is None else excerpts
    marks = _by_paragraph(evidence.marks(t, article_id, cited=cited), [start for start, _ in spans])
    for (start, end), inside in zip(spans, marks, strict=True):
        parts = [(max(first, start), min(last, end)) for first, last in shown if first < end and last > start]
        if not parts:
            continue
        by_place: dict[str, list[tuple[str, str]]] = {}
        ways = {way: None for span in sorted(cited) if start <= span[0] < end for way in cited[span]}
        for where, anchor, label in ways:
            by_place.setdefault(where, []).append((anchor, label))
        html = " […] ".join(evidence.marked(text, inside, start=first, end=last) for first, last in parts)
        left_out = parts[0][0] > start, parts[-1][1] < end
        yield {
            "zone": zones[max(bisect_right(zone_starts, start) - 1, 0)] if zones else "body",
            "html": f"{'[…] ' * left_out[0]}{html}{' […]' * left_out[1]}",
            "n_cited": len(ways),
            "cited": list(by_place.items()),
        }


def _by_paragraph(marks: Iterable[evidence.Mark], starts: Sequence[int]) -> list[list[evidence.Mark]]:
    """The marks of each paragraph; a mark's anchor and name stand once, where its span begins."""
    found: list[list[evidence.Mark]] = [[] for _ in starts]
    for mark in marks:
        first = max(bisect_right(starts, mark.start) - 1, 0)
        last = max(bisect_right(starts, mark.end - 1) - 1, 0)
        found[first].append(mark)
        for later in range(first + 1, last + 1):
            found[later].append(mark._replace(start=starts[later], name="", anchor=""))
    return found


def _corrections(t: Tables, collected: rendering.Collected) -> Iterator[dict[str, Any]]:
    names = evidence.outlets(t.articles)
    for number, row in enumerate(placed(t.case.corrections, t.texts).to_dict("records"), 1):
        told = {str(key): "–" if pd.isna(value) else value for key, value in row.items()}
        if pd.isna(row["article_id"]):  # two actors that are one, wherever they are named
            yield {**told, "anchor": "", "name": "all"}
            continue
        span = pd.DataFrame([row])[["article_id", "start", "end"]].astype({"start": "int64", "end": "int64"})
        label = f"Correction {number}"
        anchor = evidence.group_anchor(span, label)
        collected.add(anchor, label, span, "corrections", "Corrections")
        yield {**told, "anchor": anchor, "name": names.get(row["article_id"], row["article_id"])}


def _versions(stance: str) -> list[str]:
    """Name what made the page: the kit with its model of stance, Python, and the packages."""
    python = f"Python {'.'.join(platform.python_version_tuple()[:2])}"
    found = [f"osint {__version__} (model of stance: {stance})", python]
    return found + [f"{name} {metadata.version(name)}" for name in _MADE_WITH]


show_types(globals())
