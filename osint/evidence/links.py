"""Links from a mark or a number to the passages behind it, and the anchors that name them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint.tables import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The columns that say where a passage is.
SPAN = ("article_id", "start", "end")
#: Under this MIME type, what is displayed also gives the passages behind it: anchor, label and spans of each list.
TYPE = "application/vnd.osint.evidence+json"
#: With this begins, at the end of what is displayed, the fold that shows these passages in a notebook.
FOLD = "<details class='osint-behind'>"


class Group(NamedTuple):
    """The rows that one bar, point, cell or pin stands for, and what it says."""

    label: str
    rows: pd.DataFrame


def anchor(article_id: str, start: int, end: int) -> str:
    """Name the place of a span in a page: the same span gets the same name everywhere.

    >>> anchor("a.txt", 3, 9)
    'e-18b7cb09-3-9'
    """
    return f"e-{hashlib.sha256(article_id.encode()).hexdigest()[:8]}-{start}-{end}"


def group_anchor(rows: pd.DataFrame, label: str) -> str:
    """Name the list of the passages in `rows` that stand behind `label`."""
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    spans = sorted(zip(*(rows[column] for column in SPAN), strict=True))
    key = "\n".join([label, *(f"{article_id}\t{start}\t{end}" for article_id, start, end in spans)])
    return f"g-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def link(ax: Axes, artist: Artist, rows: pd.DataFrame, label: str) -> str:
    """Make `artist` lead to the passages in `rows`, and remember them on `ax`; returns the anchor.

    In SVG the artist becomes a link to ``#<anchor>``. :func:`groups` gives back what was remembered.
    """
    need(rows, SPAN, "rows", "Hand over rows of an evidence table.")
    name = group_anchor(rows, label)
    artist.set_url(f"#{name}")
    artist.set_gid(name)
    remembered: dict[str, Group] = ax.__dict__.setdefault("osint_groups", {})
    remembered[name] = Group(label, rows.reset_index(drop=True))
    return name


def groups(figure: Figure | Axes) -> dict[str, Group]:
    """Anchor -> the passages behind it, for every mark of a figure or of one of its axes."""
    axes = getattr(figure, "axes", None)
    found: dict[str, Group] = {}
    for ax in axes if isinstance(axes, list) else [figure]:
        found.update(getattr(ax, "osint_groups", {}))
    return found


def handed_over(groups: Iterable[Group]) -> dict[str, Any]:
    """Return the lists of passages as a MIME bundle, which a notebook keeps next to what it displays."""
    return {
        TYPE: {
            group_anchor(group.rows, group.label): {
                "label": group.label,
                "spans": group.rows[list(SPAN)].astype(object).values.tolist(),
            }
            for group in groups
        }
    }
