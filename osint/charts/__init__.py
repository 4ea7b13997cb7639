"""Charts of the tables: a title that says what is seen, numbers at the marks, each mark a link to its passages.

Every chart takes the extracted tables (those of accuracy take a published table) and an Axes, or makes one of
1200 × 675 pixels, and returns it; it neither shows nor saves. :func:`describe` gives a chart's text alternative.
"""

from __future__ import annotations

from osint.charts.accuracy import baselines, calibration
from osint.charts.across import claims, reuse
from osint.charts.actors import lexicons, sentiment, speakers
from osint.charts.events import events, events_between, timeline
from osint.charts.network import network
from osint.charts.outlets import contrast, frames, roles
from osint.charts.stances import stance, stance_by_voice
from osint.drawing.sheet import describe
from osint.tables import show_types

__all__ = [
    "baselines",
    "calibration",
    "claims",
    "contrast",
    "describe",
    "events",
    "events_between",
    "frames",
    "lexicons",
    "network",
    "reuse",
    "roles",
    "sentiment",
    "speakers",
    "stance",
    "stance_by_voice",
    "timeline",
]


show_types(globals())


def __dir__() -> list[str]:
    return __all__
