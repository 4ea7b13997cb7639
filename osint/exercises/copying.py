"""Exercise 4: which two texts share most copy, and which of them was first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Integral
from typing import Any

import pandas as pd

from osint.exercises.verdict import Verdict, id_as, ids, named, plain
from osint.tables import Tables, need_tables

UNTOLD = "cannot be told"
#: How else it is said that this cannot be told.
_UNTOLD = {UNTOLD, "can not be told", "can't be told", "cannot tell", "can't tell", "unknown", "not known", "unclear"}


def copy_template(t: Tables) -> str:
    """Write the empty answer of exercise 4, the outlet of each text beside its id."""
    need_tables(t)
    outlets = t.articles["outlet"].fillna("outlet unknown")
    texts = [f"#   {name}  {outlet}" for name, outlet in zip(t.articles["article_id"], outlets, strict=True)]
    lines = ['pair = ("", "")  # two ids, or () if nothing was copied:', *texts]
    lines += ["passage = None  # the number of a row of t.reuse", f'first = ""  # the id of one, or "{UNTOLD}"']
    return "\n".join(lines)


def copies(pair: Sequence[str], passage: int | None, first: str, t: Tables) -> Verdict:
    """Check which two texts share most copy, one passage that shows it, and which of the two was first.

    Each of the three is a part of the points. Where two pairs share as many words, counted on either side, both hold.

    Parameters
    ----------
    pair
        The two ids, or outlets; empty where no two texts share copy.
    passage
        The row of ``t.reuse`` that shows it, None where there is none.
    first
        The id of the text that was published first, or ``"cannot be told"``.
    """
    need_tables(t)
    given = ids(pair, t.articles)
    if given is None:
        return Verdict.unread(f'`pair` must be a list of ids, as ["article_id", "article_id"]; it is {pair!r:.60}.')
    asked, shared = frozenset(name for name in given if name), _shared_words(t)
    known = set(t.articles["article_id"])
    faults = [f"{name}: there is no such article in this case; {id_as(t.articles)}" for name in sorted(asked - known)]
    if not shared:
        return Verdict.of(_parts_of_none(asked, passage, first), "Right: none copied.")
    least = max(low for low, _ in shared.values())
    low, high = shared.get(asked, (0, 0))
    if len(asked) != 2:
        faults.append(f"`pair` must hold two ids; it holds {len(asked)}")
    elif high < least:
        faults.append(f"this pair shares {low} words outside quotations, without `is_quote` rows; another shares more")
    is_pair = len(asked) == 2 and asked <= known
    order = _order_faults(asked, first, t) if is_pair else ["`first` can be read only where `pair` holds two texts"]
    parts = [faults, list(_row_faults(passage, asked, t)), list(order)]
    return Verdict.of(parts, f"Right: {low} words outside quotations are shared.")


def _parts_of_none(asked: frozenset[str], passage: object, first: object) -> list[list[str] | None]:
    """The parts of the answer where no two texts share copy; an empty answer that was not filled in has none."""
    is_row = isinstance(passage, Integral) or plain(passage) not in ("", "none")
    if not asked and not is_row and not plain(first):
        return [["`first` is not filled in, nor is the rest"], None, None]
    look = "leave out the rows with `is_quote`, and answer by what is left"
    return [
        [f"`pair` is {', '.join(sorted(asked))}: {look}"] if asked else [],
        [f"`passage` is {passage!r}: {look}"] if is_row else [],
        [] if _is_untold(first) else [f"`first` is {first!r}: what would be left to tell it by? {look}"],
    ]


def _is_untold(answer: object) -> bool:
    return plain(answer).replace("’", "'") in _UNTOLD


def _row_faults(passage: object, asked: frozenset[str], t: Tables) -> Iterator[str]:
    """What is wrong with the row that is to show the copy."""
    number = plain(passage) if isinstance(passage, str) else passage
    if isinstance(number, str) and number.isdigit():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, Integral) or number not in t.reuse.index:
        yield f"there is no row {passage!r} in `t.reuse`"
        return
    row = t.reuse.loc[int(number)]
    if row["is_quote"]:
        yield f"row {number} is a quotation: both may have heard the same speech, and neither copied"
    if frozenset((row["article_a"], row["article_b"])) != asked:
        yield f"row {number} is of another pair"


def _shared_words(t: Tables) -> dict[frozenset[str], tuple[int, int]]:
    """Count the words that each pair of texts shares outside quotations: in the text with fewer, and with more."""
    words: dict[frozenset[str], list[int]] = {}
    for row in t.reuse[~t.reuse["is_quote"]].itertuples():
        of_pair = words.setdefault(frozenset((str(row.article_a), str(row.article_b))), [0, 0])
        of_pair[0] += len(str(row.text_a).split())
        of_pair[1] += len(str(row.text_b).split())
    return {pair: (min(of_pair), max(of_pair)) for pair, of_pair in words.items()}


def _order_faults(pair: frozenset[str], first: object, t: Tables) -> Iterator[str]:
    days = t.articles.set_index("article_id").loc[sorted(pair)]
    earliest = days["published"].fillna(days["published_earliest"]).to_dict()
    latest = days["published"].fillna(days["published_latest"]).to_dict()
    one, other = sorted(pair)
    is_before = {a for a, b in ((one, other), (other, one)) if latest[a] < earliest[b]} or {UNTOLD}
    said = {*named(str(first), t.articles), *([UNTOLD] if _is_untold(first) else [])}
    if not said & is_before:
        told = "; ".join(f"{name} from {_day(earliest[name])} to {_day(latest[name])}" for name in (one, other))
        yield f"{first!r} does not follow from what is known: {told}. Do the days overlap, and what follows if they do?"


def _day(when: Any) -> str:
    return "an unknown day" if pd.isna(when) else f"{when:%Y-%m-%d}"
