"""Keyness: the words that mark an outlet against all others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log, sqrt

import pandas as pd

from osint.framing.shares import shown
from osint.knowledge import lexicons
from osint.tables import Tables, need_tables

_CONTRAST = {
    "outlet": "string",
    "word": "string",
    "n": "int64",
    "n_rest": "int64",
    "log_odds": "Float64",
    "z": "Float64",
    "n_texts": "int64",
    "is_one_text": "boolean",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def contrast(t: Tables, *, quoted: bool = True, top: int = 20, prior: float = 1000) -> pd.DataFrame:
    """Find the words that mark each outlet against all others.

    The measure is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
    doi:10.1093/pan/mpn018): how much likelier the word is in this outlet than in the others, held back where it
    is rare. Words that are only grammar are left out, as are articles whose ``counts`` is no.

    Parameters
    ----------
    t
        The tables of a case.
    quoted
        Whether words between quotation marks count.
    top
        How many words to give per outlet at most.
    prior
        Weight of the prior, in words; its shares are those of all texts together.

    Returns
    -------
    pandas.DataFrame
        Per outlet, the strongest first: ``word``, its count ``n`` there and ``n_rest`` elsewhere, ``log_odds``, its
        ``z`` score, the number of the outlet's texts that have it, and whether it rests on one of them. Without rows
        where there are fewer than two outlets: nothing to compare.
    """
    need_tables(t)
    counted = t.counted
    spans = _quoted_spans(t.quotes) if not quoted else {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    sentences = {str(article): rows for article, rows in shown(t.sentences).groupby("article_id")}
    outlets = counted["outlet"].fillna(counted["article_id"])
    for outlet, article, text in zip(outlets, counted["article_id"], counted["text"], strict=True):
        words = _content_words(str(text), sentences.get(article), spans.get(article, []))
        counts[outlet] += words
        texts[outlet].update(words.keys())
    if len(counts) < 2:
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in _CONTRAST.items()})
    together: Counter[str] = sum(counts.values(), Counter())
    found = []
    for outlet, own in counts.items():
        scored = sorted(_log_odds(own, together, prior), key=lambda row: (-row[4], row[0]))
        for word, n, n_rest, odds, z in scored[:top]:
            found.append((outlet, word, n, n_rest, odds, z, texts[outlet][word], texts[outlet][word] == 1))
    return pd.DataFrame(found, columns=list(_CONTRAST)).astype(_CONTRAST)


def _quoted_spans(quotes: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    marked = quotes[quotes["kind"].isin(["direct", "mixed"])]
    return {
        str(article): sorted(zip(rows["start"], rows["end"], strict=True))
        for article, rows in marked.groupby("article_id")
    }


def _content_words(text: str, sentences: pd.DataFrame | None, left_out: list[tuple[int, int]]) -> Counter[str]:
    """The words of a text's sentences that are not only grammar, in lower case, without possessive endings."""
    stops = lexicons.words("stopwords", "word")
    words: Counter[str] = Counter()
    if sentences is None:
        return words
    ends = [end for _, end in left_out]
    for start, end in zip(sentences["start"], sentences["end"], strict=True):
        for match in _WORD.finditer(text, start, end):
            word = match.group().lower().replace("'", "’").removesuffix("’s")
            i = bisect_right(ends, match.start())
            is_left_out = i < len(left_out) and left_out[i][0] <= match.start()
            if len(word) > 1 and word not in stops and not is_left_out:
                words[word] += 1
    return words


def _log_odds(own: Counter[str], together: Counter[str], prior: float) -> Iterator[tuple[str, int, int, float, float]]:
    """Words said more than elsewhere: the word, its counts here and elsewhere, log-odds, z score."""
    n_own, n_all = own.total(), together.total()
    n_rest = n_all - n_own
    for word, n in own.items():
        rest = together[word] - n
        weight = prior * together[word] / n_all
        here, there = n + weight, rest + weight
        odds = log(here / (n_own + prior - here)) - log(there / (n_rest + prior - there))
        if n > 1 and odds > 0:
            yield word, n, rest, odds, odds / sqrt(1 / here + 1 / there)
