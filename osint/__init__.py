"""Read a folder of news articles: what happened where, who says what about whom, how each outlet tells it.

>>> import osint
>>> case = osint.cases.open("seeds")  # doctest: +SKIP
>>> t = osint.extract(case)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osint import (
        accuracy,
        actors,
        agreement,
        articles,
        briefing,
        cases,
        changes,
        charts,
        compare,
        custody,
        events,
        evidence,
        exports,
        facts,
        framing,
        maps,
        network,
        places,
        quotes,
        sentiment,
        stance,
        suggest,
        tables,
    )
    from osint.explorer import explore
    from osint.extraction import extract
    from osint.tables import OsintError

__version__ = "0.1.0"

__all__ = [
    "OsintError",
    "accuracy",
    "actors",
    "agreement",
    "articles",
    "briefing",
    "cases",
    "changes",
    "charts",
    "compare",
    "custody",
    "events",
    "evidence",
    "explore",
    "exports",
    "extract",
    "facts",
    "framing",
    "maps",
    "network",
    "places",
    "quotes",
    "sentiment",
    "stance",
    "suggest",
    "tables",
]

#: Functions and classes that are public by themselves, and their modules.
_MEMBERS = {
    "explore": "osint.explorer",
    "extract": "osint.extraction",
    "OsintError": "osint.tables",
}


def __getattr__(name: str) -> Any:
    # Rooms are imported when first used, so that ``import osint`` costs nothing.
    if name in _MEMBERS:
        return getattr(import_module(_MEMBERS[name]), name)
    if name in __all__:
        return import_module(f"osint.{name}")
    raise AttributeError(f"module 'osint' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
