"""What is disputed: numbers that do not agree, what one asserts and another denies, with who says which."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from osint.briefing.first_page import denials, numbers
from osint.briefing.first_page.happened import Happening
from osint.briefing.first_page.pieces import Finding
from osint.tables import Tables

_LINES = 5


def findings(main: Sequence[Happening], t: Tables) -> list[Finding]:
    """Write a line for each dispute: first those of numbers, then what is denied, then who blames whom."""
    found = list(islice(chain(numbers.findings(main, t), denials.findings(main, t)), _LINES))
    return found or [("No number and no assertion was found that another text contradicts.",)]
