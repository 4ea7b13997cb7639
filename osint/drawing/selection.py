"""What of a case is drawn: the texts that count, the outlets that get a column, the most frequent names."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized

import pandas as pd

from osint.drawing.wording import MOST_COLUMNS, count, heading
from osint.tables import Tables, outlets

#: More rows than these do not fit on a figure.
MOST_ROWS = 14


def main_outlets(t: Tables, most: int = MOST_COLUMNS) -> list[str]:
    """List the outlets that have columns in a picture.

    They are those that the analyst names in ``case.toml``, in that order; else those with most passages about the focus
    (without one, with most texts), in the case's order, those of one side together.
    """
    names = outlets(t.counted)
    every = list(dict.fromkeys(names.values()))
    if t.case.outlets:
        wanted = [name for outlet in t.case.outlets for name in (outlet, f"{outlet}?") if name in every]
        return wanted[:most]
    passages = t.mentions.loc[t.mentions["actor"] == t.case.focus, "article_id"].map(names).dropna()
    # Texts decide where passages do not, and an outlet that never names the focus comes after all that do.
    order = most_frequent(pd.Series(list(names.values()), dtype="string"), len(every))
    n = passages.value_counts()
    first = sorted(order, key=lambda outlet: -int(n.get(outlet, 0)))[:most]
    sides = list(dict.fromkeys(_side(outlet, t) for outlet in every))
    return sorted((outlet for outlet in every if outlet in first), key=lambda outlet: sides.index(_side(outlet, t)))


def heads(outlets: Sequence[str], t: Tables, among: Sized | None = None) -> list[str]:
    """Write the outlets as the heads of so many columns, each with its side or country where that is given."""
    sides = [_side(outlet, t) for outlet in outlets]
    return [
        heading(outlet, outlets if among is None else among) + (f"\n({side})" if side else "")
        for outlet, side in zip(outlets, sides, strict=True)
    ]


def _side(unit: str, t: Tables) -> str:
    return t.case.sides.get(outlet_of(unit).removesuffix("?"), "")


def text_of(outlet: str, number: int) -> str:
    """Name one of several texts of an outlet; :func:`outlet_of` gives the outlet.

    >>> text_of("Post", 2), outlet_of("Post, text 2"), outlet_of("Post")
    ('Post, text 2', 'Post', 'Post')
    """
    return f"{outlet}, text {number}"


def outlet_of(unit: str) -> str:
    """Return the outlet of a unit that is drawn: an outlet, or one of its texts."""
    return re.sub(r", text \d+$", "", unit)


def source(t: Tables) -> str:
    """Say from how many texts of how many outlets a figure is made, what is left out and what corrected.

    A text whose outlet nobody knows is of none; what a question mark means is said where one stands.
    """
    kept = t.counted
    is_known = kept["outlet_basis"] != "unknown"
    n_known, n_unknown = kept.loc[is_known, "outlet"].nunique(), int((~is_known).sum())
    if not n_known:
        named = ["unknown outlet"]
    elif n_unknown:
        named = [count(n_known, "outlet"), f"{count(n_unknown, 'text')} whose outlet is not known"]
    else:
        named = [count(n_known, "outlet")]
    words = f"{count(len(kept), 'text')} of {', '.join(named)}"
    if (kept["outlet_basis"] == "inferred").any():
        words += " (“?”: inferred)"
    if left := len(t.articles) - len(kept):
        words += f" ({left} left out)"
    if len(t.case.corrections):
        words += f", {count(len(t.case.corrections), 'correction')} by the analyst"
    return words


def numbered(names: dict[str, str]) -> dict[str, str]:
    """Tell several texts of one outlet apart by a number."""
    all_names, seen, made = list(names.values()), dict[str, int](), {}
    for article_id, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        made[article_id] = text_of(name, seen[name]) if all_names.count(name) > 1 else name
    return made


def most_frequent(values: pd.Series, count: int) -> list[str]:
    """List the `count` most frequent values, the most frequent first, ties by name."""
    counts = values.value_counts().rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].head(count).tolist()
