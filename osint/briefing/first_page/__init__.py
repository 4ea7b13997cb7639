"""The first page: what happened, what is disputed, who says what, how the outlets differ; each number with its rows."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from osint.briefing.first_page import differences, disputed, happened, speakers
from osint.briefing.first_page.pieces import Count, Finding, Link, in_plain_words
from osint.briefing.first_page.tracing import traced
from osint.tables import Tables

__all__ = ["Count", "Finding", "Link", "Section", "Summary", "in_plain_words", "sections", "traced"]


class Section(NamedTuple):
    """A part of the first page: its anchor, its heading, its sentences."""

    anchor: str
    heading: str
    findings: list[Finding]


def sections(t: Tables) -> list[Section]:
    """Write the parts of the first page that come before the judgements.

    Only articles that count enter. A part that has nothing to say has one sentence that says so.
    """
    main = happened.main(t)
    return [
        Section("happened", "What happened", happened.findings(main, t)),
        Section("disputed", "What is disputed", disputed.findings(main, t)),
        Section("speakers", "Who says what", speakers.findings(t)),
        Section("differences", "How the outlets differ", differences.findings(t)),
    ]


class Summary:
    """The parts of the first page as a notebook shows them; what :func:`osint.briefing.summary` returns."""

    def __init__(self, parts: list[Section]) -> None:
        self._parts = parts

    def __repr__(self) -> str:
        return "\n".join(
            line
            for part in self._parts
            for line in (part.heading, *(f"- {in_plain_words(finding)}" for finding in part.findings))
        )

    def _repr_html_(self) -> str:
        made = []
        for part in self._parts:
            lines = "".join(f"<li>{escape(in_plain_words(finding))}</li>" for finding in part.findings)
            made.append(f"<h4>{escape(part.heading)}</h4><ul>{lines}</ul>")
        return "".join(made)
