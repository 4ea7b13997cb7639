"""How a sentence sounds, whoever it is about: TextBlob's polarity and subjectivity, VADER's compound score."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from osint.tables import OsintError, show_types
from osint.text import analysis

if TYPE_CHECKING:
    import pandas as pd
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from osint.text.analysis import Analysis

#: VADER looks back from every word of a sentence for emphasis, and at each word many times; a sentence ends somewhere.
_LONGEST = 4000


class Scored(NamedTuple):
    """A sentence with its number, place and zone, and its three scores."""

    sentence: int
    paragraph: int
    start: int
    end: int
    zone: str
    repeat_of: int | None
    polarity: float
    subjectivity: float
    polarity_vader: float


def score(texts: Iterable[str]) -> list[tuple[float, float, float]]:
    """Score each text: TextBlob's polarity and subjectivity, VADER's compound.

    Returns
    -------
    list of tuple
        Polarity −1 … 1, subjectivity 0 … 1 and VADER's polarity −1 … 1; 0 where no word is known.
        Only the first 4000 characters of a text count.

    References
    ----------
    Hutto, C., Gilbert, E. (2014): VADER. doi:10.1609/icwsm.v8i1.14550. TextBlob's lexicon is that of
    De Smedt, T., Daelemans, W. (2012): Pattern for Python.

    >>> [(polarity > 0, vader < 0) for polarity, _, vader in score(["a greater danger of war"])]
    [(True, True)]
    """
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise OsintError(f"`texts` must hold texts; it is of the type {type(texts).__name__}. Give a list of them.")
    textblob, vader = _textblob(), _vader()
    found = []
    for text in texts:
        polarity, subjectivity = textblob(text[:_LONGEST])[:2]
        compound = vader.polarity_scores(text[:_LONGEST])["compound"]
        found.append((max(-1.0, min(1.0, polarity)), max(0.0, min(1.0, subjectivity)), compound))
    return found


def find(articles: pd.DataFrame) -> pd.DataFrame:
    """Split all `articles` into sentences, and score each.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.

    Returns
    -------
    pandas.DataFrame
        The table ``sentences``.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "The harbour is wonderful. The harbour is closed."
    >>> find(pd.DataFrame({"article_id": ["a"], "text": [text]}))["polarity"].round(1).tolist()
    [1.0, -0.1]
    """
    return analysis.table("sentences", articles)


def locate(analysis: Analysis) -> list[Scored]:
    """Score the sentences of one article, in order."""
    doc = analysis.doc
    scores = score(doc.text[sentence.start : sentence.end] for sentence in doc.sentences)
    return [
        Scored(i, one.paragraph, one.start, one.end, one.zone, one.repeat_of, *scored)
        for i, (one, scored) in enumerate(zip(doc.sentences, scores, strict=True))
    ]


@cache
def _textblob() -> Callable[[str], tuple[float, ...]]:
    from textblob import en  # the scorer alone: the rest of TextBlob asks for corpora

    class Loaded(en.Sentiment):
        """TextBlob to the letter, but its lexicon is loaded once, not asked at each word whether it is."""

        __contains__, __getitem__ = dict.__contains__, dict.__getitem__

    def tokens(text: str) -> list[str]:
        find = en.parser.find_tokens if "'" in text else partial(en.parser.find_tokens, replace={})
        return list(find(text))  # the six patterns of contractions need an apostrophe

    loaded = Loaded(path=en.sentiment.path, synset="wordnet_id", tokenizer=tokens)
    loaded.load()
    return loaded


@cache
def _vader() -> SentimentIntensityAnalyzer:
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, SentiText

    class Near(SentimentIntensityAnalyzer):
        """VADER to the letter, but it looks at words that it knows, and at those near them, only."""

        def polarity_scores(self, text: str) -> dict[str, float]:
            if not self.emojis.keys().isdisjoint(text):
                return dict(super().polarity_scores(text))
            text = text.strip()
            held = SentiText(text)
            words = held.words_and_emoticons
            valences: list[float] = []
            for i, word in enumerate(words):
                low = word.lower()
                is_kind_of = low == "kind" and words[i + 1 : i + 2] and words[i + 1].lower() == "of"
                if low not in self.lexicon or low in BOOSTER_DICT or is_kind_of:
                    valences.append(0)
                else:
                    self.sentiment_valence(0, held, word, i, valences)
            return dict(self.score_valence(self._but_check(words, valences), text))

        @staticmethod
        def _negation_check(valence: float, words: list[str], back: int, i: int) -> float:
            near = words[i - back - 1 : i]
            return float(SentimentIntensityAnalyzer._negation_check(valence, near, back, back + 1))

        @staticmethod
        def _special_idioms_check(valence: float, words: list[str], i: int) -> float:
            return float(SentimentIntensityAnalyzer._special_idioms_check(valence, words[i - 3 : i + 3], 3))

    return Near()


show_types(globals())
