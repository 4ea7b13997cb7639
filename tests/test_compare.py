"""Shared passages and claims: what is found, what is told of it, and that the work grows with the articles only."""

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint import compare, tables
from osint.compare import assertions, concepts, ngrams, quantities
from osint.compare.assertions import Figure
from osint.tables import Knowledge, Tables
from osint.text import analysis


def frame(*texts, outlets=None):
    ids = [f"{chr(97 + i)}.txt" for i in range(len(texts))]
    articles = pd.DataFrame({"article_id": ids, "text": texts, "counts": True, "n_words": 9, "language": "en"})
    articles["outlet"] = pd.Series(outlets or [None] * len(texts), dtype="string")
    articles["published"] = pd.Timestamp("2021-03-04")
    return articles


def extracted(*texts, outlets=None, actors=None):
    articles, known = frame(*texts, outlets=outlets), Knowledge.of(actors=actors)
    made = {name: analysis.table(name, articles, known) for name in tables.per_article()}
    t = Tables(known, articles=articles, **made, reuse=compare.reuse(articles))
    t.claims = compare.claims(t)
    return t


SPEECH = "“We shall keep the harbour open to every ship and every crew this winter,” Anna Lund said on Tuesday."


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        (
            "The wind tore the roof off the old fish market, officials said.",
            "Officials said the wind tore the whole roof from the old fish market.",
            "the wind tore the roof off the old fish market",
        ),
        ("Gulls nest on cliffs.", "Boats left the harbour.", None),
        ("Anna Lund met Bo Ek, Carl Dam and Dora Elm.", "Bo Ek, Carl Dam and Dora Elm met Anna Lund.", None),
        ("One of the most of them is in it as well.", "Some say one of the most of them is in it as well.", None),
        ("", "", None),
    ],
)
def test_reuse(a, b, shared):
    found = compare.reuse(frame(a, b))["text_a"].str.lower().tolist()
    assert found == ([shared] if shared else [])


def test_reuse_holds_its_contract():
    articles = frame(SPEECH + " The ferry of the island sank in a storm.", "So it is: " + SPEECH, SPEECH)
    before = articles.copy()
    table = compare.reuse(articles)
    tables.validate(table, "reuse")
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in table.itertuples():
        assert texts[row.article_a][row.start_a : row.end_a] == row.text_a
        assert texts[row.article_b][row.start_b : row.end_b] == row.text_b
    assert len(table) == 3
    assert table["is_quote"].all()
    assert (table["similarity"] == 1).all()
    pd.testing.assert_frame_equal(articles, before)
    tables.validate(compare.reuse(articles[:0]), "reuse")
    tables.validate(compare.reuse(articles[:1]), "reuse")


def test_boilerplate_is_no_shared_copy():
    line = "Source: Harbour News and the fish market agencies of the north"
    body = " stands here so that the article has a body that is long enough to be one."
    assert compare.reuse(frame("A first text" + body + "\n\n" + line, "Some other words\n\n" + line)).empty


def test_identical_articles_are_each_paired_with_the_first():
    table = compare.reuse(frame(*[SPEECH] * 5))
    assert table["article_a"].tolist() == ["a.txt"] * 4
    assert table["article_b"].tolist() == ["b.txt", "c.txt", "d.txt", "e.txt"]


def test_a_passage_of_many_is_paired_with_the_first():
    texts = [f"{SPEECH} Ship{i} sailed{i} off{i}." for i in range(30)]
    articles = pd.DataFrame({"article_id": [f"{i:02}" for i in range(30)], "text": texts})
    table = compare.reuse(articles)
    assert len(table) == 29
    assert set(table["article_a"]) == {"00"}


@pytest.mark.slow
def test_reuse_grows_with_the_articles_only():
    def seconds(n):
        articles = pd.DataFrame({"article_id": map(str, range(n)), "text": [SPEECH * 3] * n})
        begin = time.perf_counter()
        assert len(compare.reuse(articles)) == n - 1
        return time.perf_counter() - begin

    seconds(10)
    assert seconds(8000) < 16 * seconds(1000) + 0.5


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet='Abc de“”"’.,\n', max_size=80), max_size=5))
@pytest.mark.slow
def test_any_texts_are_survived(texts):
    articles = pd.DataFrame({"article_id": [str(i) for i in range(len(texts))], "text": [text * 3 for text in texts]})
    table = compare.reuse(articles)
    held = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in table.itertuples():
        assert held[row.article_a][row.start_a : row.end_a] == row.text_a
        assert held[row.article_b][row.start_b : row.end_b] == row.text_b


def claimed(t, kind):
    table = t.claims[t.claims["kind"] == kind]
    return {name: rows for name, rows in table.groupby("claim", sort=False) if rows["article_id"].nunique() > 1}


def test_a_quotation_of_two_is_one_claim():
    t = extracted(
        SPEECH,
        "Anna Lund promised help to “every ship and every crew” on the coast.",
        "“We shall keep the port open to every ship and every crew this winter,” Anna Lund said.",
        "Gulls nest on the cliffs.",
    )
    tables.validate(t.claims, "claims")
    (rows,) = claimed(t, "quote").values()
    assert rows["article_id"].tolist() == ["a.txt", "b.txt", "c.txt"]
    assert rows["wording"].tolist() == ["same", "same", "changed"]
    assert rows["n_texts"].unique().tolist() == [3]
    assert rows["n_origins"].unique().tolist() == [1]


@pytest.mark.slow
def test_what_one_text_alone_has_is_listed():
    t = extracted(SPEECH, "Gulls nest on the cliffs.")
    assert t.claims["n_texts"].tolist() == [1]


@pytest.mark.slow
def test_what_is_told_of_the_focus_under_a_frame_is_listed_too():
    t = extracted("The old harbour council fears for its long grey pier. Gulls nest on the cliffs.", "Boats left.")
    cues = pd.DataFrame({"frame": ["worry"], "cue": ["fears for"]})
    t.case = Knowledge.of(focus="Council", framing=cues)
    assert t.claims.empty
    text = t.articles["text"][0]
    t.framing = tables.frame(
        "framing",
        {"article_id": ["a.txt"], "start": [0], "end": [text.index(" Gulls")], "text": [text[: text.index(" Gulls")]],
         "frame": ["worry"], "about": ["Council"], "voice": ["narrator"], "cue": ["fears for"]},
    )  # fmt: skip
    claims = compare.claims(t)
    assert claims["text"].tolist() == ["The old harbour council fears for its long grey pier."]
    assert claims["kind"].tolist() == ["event"]


def test_two_articles_of_one_outlet_are_one_voice():
    t = extracted(SPEECH, SPEECH, SPEECH, outlets=["Gull", "Gull", "Tern"])
    assert t.claims["n_texts"].unique().tolist() == [2]


FIRST = "The storm of Tuesday killed at least 47 sailors off the cape."


@pytest.mark.parametrize(
    ("other", "agrees"),
    [
        ("At least 47 sailors were killed off the cape in the storm on Tuesday.", True),
        ("The storm of Tuesday killed 40 sailors off the cape.", False),
        ("The storm off the cape killed 47 sailors in February 2020.", None),
        ("The storm off the cape sank 47 ships on Tuesday.", None),
    ],
)
def test_figures_agree_or_not(other, agrees):
    t = extracted(FIRST, other)
    if agrees is None:  # equal numbers of other things are other claims
        assert claimed(t, "figure") == {}
        return
    ((name, rows),) = claimed(t, "figure").items()
    assert name.lower() == "at least 47 sailors"
    assert rows["agrees"].tolist() == [True, agrees]


def test_figures_of_other_things_are_no_claim():
    t = extracted(FIRST, "The museum of the town bought 47 paintings.")
    assert claimed(t, "figure") == {}


@pytest.mark.slow
def test_statements_and_events():
    t = extracted(
        "The old lighthouse keeper vanished from the northern island. Bread grew dearer.",
        "Officials said that the old lighthouse keeper had vanished from the northern island.",
        "From the northern island the old lighthouse keeper vanished.",
        *["A text of its own about cheese, wine and the many smells of summer markets."] * 2,
        *[f"Then came word{i} of thing{i} and matter{i}." for i in range(20)],
    )
    (rows,) = claimed(t, "statement").values()
    assert rows["article_id"].tolist() == ["a.txt", "b.txt", "c.txt"]
    assert rows["n_texts"].unique().tolist() == [1]  # shared copy


def test_one_article_has_nothing_to_be_compared_with():
    t = extracted(SPEECH)
    assert t.reuse.empty
    assert t.claims["n_texts"].tolist() == [1]


def test_clauses():
    text = "The old keeper left the tower early, but the young keeper stayed with the lamp; it burned."
    assert [text[a:b] for a, b in assertions.clauses(text, 0, len(text))] == [
        "The old keeper left the tower early",
        "but the young keeper stayed with the lamp; it burned.",
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [("stopped", "stopping", True), ("harbours", "harbour’s", True), ("city", "cities", True), ("ship", "shop", False)],
)
def test_stem(one, other, is_same):
    assert (ngrams.content_stem(one) == ngrams.content_stem(other)) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("Norway recalled its envoy.", "Norway called its ambassador home.", True),
        ("The ferry went down off the cape.", "The ferry sank.", True),
        ("The court freed him.", "The tribunal let him go.", True),
        ("The court freed him.", "The mayor jailed him.", False),
    ],
)
def test_other_words_for_one_thing_are_one_concept(one, other, is_shared):
    a, b = (concepts.concepts(text, 0, len(text)) for text in (one, other))
    assert bool(a & b) is is_shared


@pytest.mark.parametrize(
    ("one", "other", "is_out"),
    [
        ((9, 9, None), (7, 7, 7), True),  # at least nine, seven
        ((20, 20, None), (31, 31, 31), False),  # more than 20, 31
        ((300, None, None), (2000, 2000, None), True),  # about 300, more than 2,000
        ((300, None, None), (310, 310, 310), False),
        ((0, 0, 0), (2, 2, 2), True),  # nobody
    ],
)
def test_bounds_that_exclude_each_other(one, other, is_out):
    a, b = (Figure(*values, unit=None, counted="sailor", victims="kill") for values in (one, other))
    assert quantities.excludes(a, b) is quantities.excludes(b, a) is is_out


def versions(table, *words):
    """The claims that hold a passage around each of some words."""
    return [set(table[table["text"].str.contains(word, regex=False)]["claim"]) for word in words]


@pytest.mark.parametrize(
    ("a", "b", "word_a", "word_b", "is_one"),
    [
        ("The gale sank the ferry Gull off Bergen on Tuesday.",
         "Off Bergen, the ferry Gull went down in Tuesday’s storm.", "sank", "went down", True),
        ("Anna Lund said the fish hall would be rebuilt.", "The fish hall will be built again, Anna Lund said.",
         "rebuilt", "built again", True),
        ("The Bergen meeting was about herring quotas, the envoy said.", "The Bergen meeting made a hotel rich.",
         "herring", "hotel", False),
        ("Hundreds of bakers marched through Bergen on Tuesday to ask for flour.",
         "Hundreds of singers marched through Bergen on Tuesday to mourn a friend.", "flour", "friend", False),
        ("War has killed 9,000 bakers in Bergen.", "The raid killed nine bakers in Bergen.", "9,000", "nine", False),
        ("Norway accused Sweden of hiding fish.", "Sweden accused Norway of hiding fish.", "Norway acc", "Sweden acc",
         False),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_what_is_one_claim(a, b, word_a, word_b, is_one):
    held_a, held_b = versions(extracted(a, b).claims, word_a, word_b)
    assert bool(held_a & held_b) is is_one


@pytest.mark.parametrize(
    ("a", "b", "word", "agrees"),
    [
        ("The Bergen bakers’ strike has lasted 14 months.", "The strike of the Bergen bakers began 15 months ago.",
         ("14 months", "15 months"), {True}),
        ("On Sunday Norway denied that its navy killed nine bakers off Bergen on 3 March 2021.",
         "The navy killed eleven bakers off Bergen on 3 March 2021.", ("nine", "eleven"), {True, False}),
        ("Seven Danish troops were wounded off Bergen, a clerk said.",
         "Off Bergen five Danes and two Swedes were hurt on a ship.", ("Seven", "five"), {True, False}),
        ("Two Danes were killed off Bergen.", "Two Danish sailors were killed off Bergen, and nine Swedes hurt.",
         ("Two", "Two"), {True}),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_numbers_of_one_thing_are_one_claim(a, b, word, agrees):
    claims = extracted(a, b).claims
    rows = claims[(claims["kind"] == "figure") & claims["text"].isin(word)]
    assert rows["claim"].nunique() == 1 and set(rows["agrees"]) == agrees


@pytest.mark.slow
def test_a_later_higher_toll_is_an_update():
    articles = frame(*(f"The gale off Bergen killed {n} sailors on Tuesday." for n in ("nine", "12")))
    for second, expected in (
        ("2021-03-06", [(True, None), (None, "update")]),
        ("2021-03-04", [(True, None), (False, "value")]),
    ):
        articles["published"] = [pd.Timestamp("2021-03-04"), pd.Timestamp(second)]
        known = Knowledge()
        made = {name: analysis.table(name, articles, known) for name in tables.per_article()}
        claims = compare.claims(Tables(known, articles=articles, **made, reuse=compare.reuse(articles)))
        rows = claims[claims["kind"] == "figure"].astype(object)
        rows = rows.where(rows.notna(), None)
        assert list(zip(rows["agrees"], rows["difference"], strict=True)) == expected


def test_who_is_one_origin():
    actors = pd.DataFrame(
        [
            ("Harbour Ministry", "Harbour Ministry", "organization", ""),
            ("Ida Holm", "Ida Holm", "person", "Harbour Ministry"),
        ],
        columns=["alias", "actor", "kind", "of"],
    )
    words = "“The gates of the lock stay shut until the ice has gone,”"
    sources = ("Ida Holm said", "the Harbour Ministry press service said", "said Bo Ek")
    t = extracted(*(f"{words} {source}." for source in sources), actors=actors)
    assert t.claims["n_origins"].unique().tolist() == [2]
    assert (t.claims["n_origins"] <= t.claims.groupby("claim")["claim"].transform("size")).all()
