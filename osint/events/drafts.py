"""An event on its way to a row of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osint.events.parties import Party
    from osint.events.words import Entry
    from osint.text.clauses import Clause, Nominal, Parse, Phrase

#: How the grammar means a clause -> whether it happened.
STATUS = {"asserted": "happened", "denied": "denied", "planned": "planned", "possible": "possible"}


@dataclass
class Event:
    """What one clause or noun tells; token numbers count from the sentence's first.

    Attributes
    ----------
    cue
        The tokens that tell it.
    first, last
        Its clause.
    clause
        The clause whose verb tells it, or says of its noun that it happened or who did it.
    nominal
        The noun that tells it.
    phrases
        What belongs to it, each with its role: "subject", "object", "noun" or a preposition.
    """

    parse: Parse
    entry: Entry
    event: str
    cue: tuple[int, int]
    first: int
    last: int
    status: str
    clause: Clause | None = None
    nominal: Nominal | None = None
    agent: Party | None = None
    target: Party | None = None
    phrases: list[tuple[str, Phrase]] = field(default_factory=list)
    killed: float | None = None
    injured: float | None = None

    @property
    def is_nominal(self) -> bool:
        """Whether a noun tells it."""
        return self.nominal is not None
