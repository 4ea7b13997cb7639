"""The colours of charts and maps: one per outlet in all figures of a case."""

from __future__ import annotations

import pandas as pd

from osint import evidence

#: Okabe and Ito's colours that can be read on white, in the order in which outlets take them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, ORANGE, INK, GREY, PALE = "#0072B2", "#D55E00", "#222222", "#666666", "#e4e4e4"


def colours(articles: pd.DataFrame) -> dict[str, str]:
    """Give each outlet, by its name in :func:`osint.evidence.outlets`, its colour in all figures of a case."""
    names = dict.fromkeys(evidence.outlets(articles).values())
    return {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}


def tint(colour: str, share: float = 0.35) -> str:
    """Mix a colour with white, `share` 0…1 of it left.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (1 - (1 - value) * share for value in to_rgb(colour))
    return to_hex((red, green, blue))
