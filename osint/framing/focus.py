"""The actor whose treatment is compared, and who counts as it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from osint.knowledge import lexicons
from osint.tables import OsintError
from osint.text.roster import Roster

_KNOWN_SHOWN = 20
#: Kinds of actors that consist of members and act together.
BODIES = ("organization", "group")


class Focus:
    """The actor whose treatment is compared, and who counts as it: members, officials, those who speak for it.

    Parameters
    ----------
    name
        The actor's name, or None where nobody's treatment is compared.
    roster
        The actors that are known; ``of`` says for whom each speaks.

    Raises
    ------
    OsintError
        If the focus is nobody on the roster.
    """

    def __init__(self, name: str | None, roster: Roster) -> None:
        self.roster = roster
        self.name = _known(name, roster)
        self.members = _members(self.name) if self.name else frozenset()
        self.codes = frozenset(row["code"] for row in lexicons.rows("states") if row["name"] in self.members)
        self.officials = _officials(self.members)
        self._counts: dict[str, bool] = {}

    def counts(self, actor: str | None) -> bool:
        """Whether `actor` is the focus, one of its members, or speaks for one of these."""
        if actor is None or self.name is None:
            return False
        if actor not in self._counts:
            self._counts[actor] = self._speaks_for(actor) or self._is_official(actor)
        return self._counts[actor]

    def _speaks_for(self, actor: str) -> bool:
        """Whether the chain of those for whom `actor` speaks leads to the focus; a chain may be circular."""
        seen: set[str] = set()
        head: str | None = actor
        while head is not None and head not in seen:
            if head == self.name or head in self.members:
                return True
            seen.add(head)
            head = self.roster.of.get(head)
        return False

    def _is_official(self, actor: str) -> bool:
        """Whether an actor that no list has is described as one of the focus: "senior EU official"."""
        is_listed = actor in self.roster.kinds
        return not is_listed and (self.name in actor.split() or bool(self.officials.match(actor)))


def _known(focus: str | None, roster: Roster) -> str | None:
    if focus is None or focus in roster.kinds:
        return focus
    entry = roster.actor(focus)
    if entry:
        return entry.actor
    known = list(roster.kinds)
    more = f" and {len(known) - _KNOWN_SHOWN} more" if len(known) > _KNOWN_SHOWN else ""
    raise OsintError(
        f"`focus` must be an actor that is known; it is {focus!r}. "
        f"Known are {', '.join(known[:_KNOWN_SHOWN])}{more}. Add it to actors.csv or name one of these."
    )


@cache
def _members(focus: str) -> frozenset[str]:
    """The states that make up a body; of a state, itself."""
    for row in lexicons.rows("members"):
        if row["organization"] == focus:
            return frozenset(row["members"].split("|"))
    is_state = any(row["name"] == focus for row in lexicons.rows("states"))
    return frozenset({focus} if is_state else ())


@cache
def _officials(members: frozenset[str]) -> re.Pattern[str]:
    """A pattern for those who act for a member: "the Danish minister", "the presidents of Poland and Latvia"."""
    if not members:
        return re.compile(r"(?!)")
    states = [row for row in lexicons.rows("states") if row["name"] in members]
    codes = {row["code"] for row in states}
    names = {alias for row in states for alias in (row["name"], *row["aliases"].split("|")) if alias}
    adjectives = {
        row["word"]
        for row in lexicons.rows("demonyms")
        if row["country"] in codes and not row["place"] and row["form"] == "adjective"
    }
    offices = _any_of(lexicons.words("officials", "word"))
    own, states_named = _any_of(names | adjectives), _any_of(names)
    before = rf"(?:{own})(?:[’']s?)?\s(?:[\w-]+\s){{0,2}}?(?i:{offices})s?"
    behind = rf"(?i:{offices})s?\sof\s(?:the\s)?(?:{states_named})(?:(?:,|\sand|,\sand)\s(?:the\s)?(?:{states_named}))*"
    return re.compile(rf"(?<!\w)(?:{before}|{behind})(?!\w)")


def _any_of(names: Iterable[str]) -> str:
    """A pattern for one of `names`, the longest first."""
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


@cache
def bodies() -> re.Pattern[str]:
    """A pattern for words that take up a body named before: "the alliance", "its leaders", "Pact sends frigates"."""
    nouns = _any_of(lexicons.words("collectives", "word", kind="body"))
    led = "the|its|their|our|all|other|fellow|an?|any|every|each"
    return re.compile(rf"\b(?:(?i:{led})\s(?:[a-z][\w-]*\s)?(?i:{nouns})|(?=[A-Z])(?i:{nouns}))\b(?!\sof\b|\s[A-Z])")


@cache
def deeds() -> re.Pattern[str]:
    """A pattern for words that take up what was told of somebody before: "the move", "this decision"."""
    nouns = _any_of(lexicons.words("collectives", "word", kind="deed"))
    return re.compile(rf"\b(?i:the|this|that|these|those|such)\s(?:{nouns})\b")
