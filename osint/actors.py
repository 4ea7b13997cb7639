"""Who is mentioned where: persons, bodies and states that act, each with the voice that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from osint import document, names, quotes

if TYPE_CHECKING:
    import pandas as pd

    from osint.document import Document
    from osint.names import Name, Roster


class Mention(NamedTuple):
    """One mention of an actor: its span, whom it stands for, what that is, and how it is named."""

    start: int
    end: int
    actor: str
    kind: str | None
    form: str


def find(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the actors mentioned in all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.

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
    roster = names.Roster(actors)

    def rows(doc: Document) -> list[Mention]:
        quotes.locate(doc, roster)
        return locate(doc, roster)

    return document.frame("mentions", ((doc, rows(doc)) for doc in document.read(articles)))


def locate(doc: Document, roster: Roster) -> list[Mention]:
    """Find the actors mentioned in `doc`, in order."""
    return [Mention(*name[:5]) for name in names.locate(doc, roster) if name.kind != "state" or _acts(doc, name)]


def _acts(doc: Document, name: Name) -> bool:
    """Whether a state's name stands for the state: it owns, it is the subject, or it is spoken to."""
    words = doc.tokens.words
    i = doc.token_at(name.start)
    j = doc.token_at(name.end - 1) + 1
    before = words[i - 1].lower() if i else ""
    after = words[j].lower() if j < len(words) else ""
    if after in ("'s", "’s"):
        return True
    return before not in names.PLACING and after not in names.PLACING and after.isalpha() and after not in ("and", "or")
