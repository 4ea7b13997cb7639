import random
import time

import pandas as pd
import pytest

from osint import sentiment, tables


@pytest.mark.parametrize(
    ("text", "polarity", "vader"),
    [
        ("The nurses did a wonderful job.", 1, 1),
        ("It was a terrible, cruel crime.", -1, -1),
        ("The ferry leaves at nine.", 0, 0),
        ("Danger", 0, -1),
        ("", 0, 0),
        ("\x00\u200f🙂" * 3, 0, 1),
        ("Паром уходит", 0, 0),
    ],
)
def test_signs(text, polarity, vader):
    ((one, subjectivity, other),) = sentiment.score([text])
    assert ((one > 0) - (one < 0), (other > 0) - (other < 0)) == (polarity, vader)
    assert 0 <= subjectivity <= 1


def test_agrees_with_textblob():
    from textblob import TextBlob

    text = "Not very good, but the new port is surprisingly beautiful."
    assert sentiment.score([text])[0][:2] == pytest.approx(tuple(TextBlob(text).sentiment))


def test_rows_fit_the_contract():
    text = "Ferry late\n\nThe ferry was late. Everyone was angry."
    table = sentiment.find(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    tables.validate(table, "sentences")
    assert table["text"].tolist() == [text[row.start : row.end] for row in table.itertuples()]
    assert table["zone"].tolist() == ["headline", "body", "body"]


def test_no_articles_no_rows():
    table = sentiment.find(pd.DataFrame({"article_id": [], "text": []}))
    tables.validate(table, "sentences")
    assert table.empty


def test_a_column_is_missing():
    with pytest.raises(tables.OsintError, match="'text'"):
        sentiment.find(pd.DataFrame({"article_id": ["a"]}))


def test_an_endless_sentence_takes_no_longer():
    draw = random.Random(0)
    begin = time.perf_counter()
    sentiment.score([" ".join(draw.choices(["good", "bad", "not", "so", "port"], k=400_000))])
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    "text",
    [
        "Nobody was happy, but the mayor was not very happy at all!",
        "It was never so good, and without doubt the BEST of harbours??",
        "No good, no bad or ugly boats; the least awful, at least nice, kind of great",
        "A bus stop to die for 😀, isn’t it? They don't love it :)",
        "  the bomb was not the worst of the threats, hardly a kiss of death  ",
        "",
    ],
)
def test_agrees_with_vader(text):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    (scores,) = sentiment.score([text])
    assert scores[2] == SentimentIntensityAnalyzer().polarity_scores(text)["compound"]
