"""What a reader's edition shows of an article: cited sentences, each list in turn, never more than a third."""

from __future__ import annotations

import pandas as pd
import pytest

from osint.briefing import excerpts
from osint.briefing.excerpts import Excerpts


def _sentences(n, words=10):
    """`n` sentences of `words` words of one letter, in one article."""
    size = 2 * words
    rows = [("a", i * size, i * size + size - 1, " ".join("x" * words)) for i in range(n)]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "text"])


def _shown(lists, sentences):
    """The numbers of the sentences that are shown."""
    made = Excerpts(lists, sentences)
    return [i for i, row in enumerate(sentences.itertuples()) if made.holds("a", row.start, row.end)]


@pytest.mark.parametrize(
    ("cited", "shown"),
    [([], []), ([0], [0, 1]), ([5], [4, 5, 6]), ([2, 4], [1, 2, 3, 4, 5]), ([29], [28, 29])],
)
def test_a_cited_sentence_has_one_on_each_side(cited, shown):
    lists = [[("a", 20 * i + 2, 20 * i + 6) for i in cited]]
    assert _shown(lists, _sentences(30)) == shown


def test_no_more_than_a_third_is_shown_and_each_list_has_its_turn():
    sentences = _sentences(60)
    everything = [("a", row.start, row.end) for row in sentences.itertuples()]
    last = [everything[-1]]
    shown = _shown([everything, last], sentences)
    assert len(shown) == 20
    assert {0, 59} <= set(shown)


def test_a_short_article_may_be_shown_whole():
    sentences = _sentences(excerpts.WORDS // 10)
    assert len(_shown([[("a", row.start, row.end) for row in sentences.itertuples()]], sentences)) == len(sentences)


def test_what_follows_is_one_span_and_what_is_not_known_has_none():
    made = Excerpts([[("a", 100, 101)], [("b", 0, 5)]], _sentences(30))
    assert made.spans("a") == [(80, 139)]
    assert made.spans("b") == []
    assert not made.holds("b", 0, 5)
