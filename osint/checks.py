"""Whether a case, and the machine under it, is ready: what is wrong, what is missing, what that means."""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from osint import articles, cases
from osint.cases import Case, hypotheses, judgements
from osint.cases.corrections import UnmetCorrection
from osint.facts import dating
from osint.tables import OsintError
from osint.text import document

_NEEDED_GB = 1.0
_FONT = "DejaVu Sans"


class Finding(NamedTuple):
    """One thing looked at: ``ok``, ``note`` (works, but less is known) or ``fault`` (must be mended)."""

    level: str
    text: str


def run(folder: str | Path) -> list[Finding]:
    """Look at the machine and at the case folder, and list what was found, faults first.

    Raises nothing for a faulty case: its faults are the findings.
    """
    found = [*_machine(), *_case(folder)]
    return sorted(found, key=lambda finding: ("fault", "note", "ok").index(finding.level))


def _machine() -> Iterator[Finding]:
    yield Finding("ok", f"Python {sys.version.split()[0]}")
    for requirement in metadata.requires("osint") or []:
        if "extra ==" in requirement and 'extra == "lab"' not in requirement.replace("'", '"'):
            continue
        name, least = _requirement(requirement)
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding("fault", f'{name} is not installed; run pip install -c constraints.txt ".[lab]"')
            continue
        if _numbers(have) < _numbers(least):
            yield Finding("fault", f"{name} must be at least {least}; it is {have}")
        else:
            yield Finding("ok", f"{name} {have}")
    yield from _extras()
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
        level = "ok" if gigabytes >= _NEEDED_GB else "fault"
        yield Finding(level, f"memory: {gigabytes:.1f} GB (needed: {_NEEDED_GB:g} GB)")
    yield _figure()


def _extras() -> Iterator[Finding]:
    """What each extra brings that is not there; a case can do without."""
    for extra in metadata.metadata("osint").get_all("Provides-Extra") or ():
        if extra == "lab":
            continue
        ends = f'extra == "{extra}"'
        needs = [_requirement(need)[0] for need in metadata.requires("osint") or () if need.endswith(ends)]
        missing = [name for name in needs if not _is_installed(name)]
        state = f"lacks {', '.join(missing)}; run pip install 'osint[{extra}]'" if missing else "is installed"
        yield Finding("note" if missing else "ok", f"extra {extra} ({', '.join(needs)}): {state}")


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _figure() -> Finding:
    """Draw a figure as the notebooks do."""
    try:
        from matplotlib import font_manager
        from matplotlib.figure import Figure

        font_manager.findfont(_FONT, fallback_to_default=False)
        figure = Figure()
        figure.subplots().plot([0, 1])
        figure.savefig(io.BytesIO(), format="svg")
    except (ImportError, ValueError, OSError) as error:
        return Finding("fault", f"a test figure cannot be drawn: {error}")
    return Finding("ok", f"a test figure was drawn in {_FONT}")


def _case(folder: str | Path) -> Iterator[Finding]:
    try:
        case = cases.open(folder)
    except OsintError as error:
        yield from (Finding("fault", fault) for fault in error.faults)
        return
    yield Finding("ok", repr(case).strip("<>"))
    texts = dict(zip(case.articles["article_id"], case.articles["text"], strict=True))
    wrong = judgements.faults(case.judgements, texts) + hypotheses.faults(case.hypotheses, texts)
    yield from (Finding("fault", f"case.toml: {fault}") for fault in wrong)
    yield from _articles(case)
    yield from _tables(case)
    from osint.extraction import extract

    try:
        with warnings.catch_warnings(record=True) as unmet:
            warnings.simplefilter("always", UnmetCorrection)
            t = extract(case)
    except OsintError as error:
        yield from (Finding("fault", fault) for fault in error.faults)
        return
    yield Finding("ok", repr(t).strip("<>"))
    yield from (Finding("note", str(one.message)) for one in unmet if issubclass(one.category, UnmetCorrection))
    named = set(t.places["place"]) | set(t.places["text"])
    for place in case.about:
        if place not in named:
            yield Finding("note", f"case.toml: the key place {place!r} stands in no article")


def _articles(case: Case) -> Iterator[Finding]:
    unread = case.articles[case.articles["problem"].notna()]
    yield from (Finding("note", f"{row.article_id}: {row.problem}") for row in unread.itertuples())
    unknown = case.articles.loc[case.articles["outlet_basis"] == "unknown", "article_id"]
    if len(unknown):
        yield Finding("note", f"outlet not known of {', '.join(unknown)}: such a text stands under its file's name")
    for copy in articles.copies(case.readable).itertuples():
        yield Finding("note", f"{copy.article_id} tells the same story as {copy.copy_of} ({copy.similarity:.0%} alike)")
    no_day = case.readable[case.readable[["published", "published_earliest"]].isna().all(axis=1)]
    undated = [doc.article_id for doc in document.read(no_day) if dating.stated_day(doc) is None]
    if undated:
        yield Finding("note", f"no date known of {', '.join(undated)}: “on Tuesday” cannot be resolved there")


def _tables(case: Case) -> Iterator[Finding]:
    consequences = {
        "sources": "outlets are named by file",
        "actors": "only states, organisations and names found in the texts are known",
        "places": "only the packaged gazetteer is used",
        "framing": "only the generic frames are used",
    }
    for name, consequence in consequences.items():
        if getattr(case, name).empty:
            yield Finding("note", f"{name}.csv has no rows: {consequence}")
    if case.focus is None:
        yield Finding("note", "case.toml names no focus: the comparison of framing has nobody to compare")


def _requirement(requirement: str) -> tuple[str, str]:
    name, _, least = requirement.split(";")[0].partition(">=")
    return re.split(r"[\[ ]", name)[0], least.split(",")[0].strip()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
