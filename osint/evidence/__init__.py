"""Where a number comes from: links to passages, rows shown in their sentences, counts that lead to what they count."""

from __future__ import annotations

from osint.evidence.citing import address, citation, citations
from osint.evidence.counting import CountTable, count_table, linked
from osint.evidence.display import Shown, SideBySide, show, side_by_side
from osint.evidence.links import FOLD, TYPE, Group, anchor, group_anchor, groups, link
from osint.evidence.marks import Mark, corrected, marked, marks
from osint.evidence.passages import Passage, drop_repeated, is_repeated, passages, quoted, sides
from osint.tables import outlets, show_types

__all__ = [
    "FOLD",
    "TYPE",
    "CountTable",
    "Group",
    "Mark",
    "Passage",
    "Shown",
    "SideBySide",
    "address",
    "anchor",
    "citation",
    "citations",
    "corrected",
    "count_table",
    "drop_repeated",
    "group_anchor",
    "groups",
    "is_repeated",
    "link",
    "linked",
    "marked",
    "marks",
    "outlets",
    "passages",
    "quoted",
    "show",
    "side_by_side",
    "sides",
]


show_types(globals())


def __dir__() -> list[str]:
    return __all__
