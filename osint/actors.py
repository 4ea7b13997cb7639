"""Who is mentioned where: persons, bodies and states that act, each with the voice that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from osint import places
from osint.knowledge import en, gazetteer
from osint.tables import Knowledge, show_types
from osint.text import analysis

if TYPE_CHECKING:
    import pandas as pd

    from osint.text.analysis import Analysis
    from osint.text.names import Roster


class Mention(NamedTuple):
    """One mention of an actor: its span, whom it stands for, what that is, and how it is named."""

    start: int
    end: int
    actor: str
    kind: str | None
    form: str


def find(
    articles: pd.DataFrame, *, actors: pd.DataFrame | None = None, places: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the actors mentioned in all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.
    places
        The case's own place names; they override the gazetteer.

    Returns
    -------
    pandas.DataFrame
        The table ``mentions``. A state is an actor where its name, or that of its capital, stands
        for the one that acts or is spoken to; a country or city where things happen is none.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "Ada Lund flew to Oslo. Lund said Norway’s offer was fair."
    >>> find(pd.DataFrame({"article_id": ["a"], "text": [text]}))[["text", "actor"]].values.tolist()
    [['Ada Lund', 'Ada Lund'], ['Lund', 'Ada Lund'], ['Norway', 'Norway']]
    """
    return analysis.table("mentions", articles, Knowledge.of(actors=actors, places=places))


def locate(analysis: Analysis) -> list[Mention]:
    """Find the actors mentioned in one article, in order: names, descriptions, states that act, pronouns that speak."""
    acting = {row.start: row for row in analysis.once(places.locate) if row.role == "metonym"}
    found = [Mention(*name[:5]) for name in analysis.names if name.kind != "state" or name.start in acting]
    taken = {name.start for name in analysis.names}
    states = (_state(row, analysis.roster) for row in acting.values() if row.start not in taken)
    found += [mention for mention in states if mention]
    found += _pronouns(analysis)
    return sorted(found)


def _state(row: Any, roster: Roster) -> Mention | None:
    """The state that a place which acts stands for: a country by any of its names, or its capital."""
    country = gazetteer.country(row.country) if row.country else None
    if country is None or row.kind not in ("country", "city"):
        return None
    # "Moscow warned" is the state, "Toronto warned" is not.
    if row.kind == "city" and (capital := gazetteer.capital_of(country.country or "")) and capital.name != row.place:
        return None
    entry = roster.actor(country.name)
    return Mention(row.start, row.end, entry.actor if entry else country.name, "state", "name")


def _pronouns(analysis: Analysis) -> list[Mention]:
    """Return the pronouns next to the cues of quotations, where it is known whom they mean."""
    kinds = {name.actor: name.kind for name in analysis.names}
    spans = {}
    for quote in analysis.rows("quotes"):
        start, end = quote.speaker_start, quote.speaker_end
        if quote.speaker and start is not None and analysis.doc.text[start:end].lower() in en.ACTING_PRONOUNS:
            spans[start] = Mention(start, end or start, quote.speaker, kinds.get(quote.speaker), "pronoun")
    return list(spans.values())


show_types(globals())
