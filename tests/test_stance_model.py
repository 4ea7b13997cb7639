"""The stance encoder and the linear model of pairs: how passages are read; a score depends on its passage alone."""

import random
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from osint import stance, tables
from osint.knowledge import lexicons
from osint.stance import candidates, encoder, judging, models, pairs, rules
from osint.stance.deeds import Deeds
from osint.text import analysis
from osint.text.references import Reading

FILLERS = ("in the night", "after a long debate in the old town hall", "– “again”, as the paper put it –", "")


def names(text, *wanted):
    return tuple((text.index(name), text.index(name) + len(name)) for name in wanted)


def passage(text, holder, target):
    return (text, *names(text, holder, target))


def words(encoded):
    known = {number: piece for piece, number in encoder.vocabulary().items()}
    return " ".join(known[number] for number in encoded.ids)


@pytest.fixture(scope="module")
def mixed():
    """A hundred passages of many lengths."""
    chance = random.Random(1)
    verbs = ("praised", "condemned", "met", "bombed", "thanked", "wrote to")
    texts = [
        f"Norway {chance.choice(verbs)} Serbia {' '.join(chance.choices(FILLERS, k=chance.randrange(9)))}."
        for _ in range(100)
    ]
    return [passage(text, "Norway", "Serbia") for text in texts]


def test_words_are_read_in_pieces_without_case_and_accents():
    assert encoder.tokens("Göran") == encoder.tokens("goran")
    assert len(encoder.tokens("unbelievableness")) > 1
    assert encoder.tokens("don’t") == [number for part in ("don", "’", "t") for number in encoder.tokens(part)]
    unknown = encoder.vocabulary()["[UNK]"]
    assert encoder.tokens("\U0001f600") == encoder.tokens("a" * 101) == [unknown]
    assert encoder.tokens(" \n\u00a0") == []


def test_names_stand_between_their_marks():
    text = "Norway thanked Serbia’s envoy."
    encoded = encoder.encode(text, *names(text, "Serbia", "Norway"))
    assert words(encoded) == ("[CLS] [unused1] norway [unused2] thanked [unused3] serbia [unused4] ’ s envoy . [SEP]")
    assert (encoded.holder, encoded.target) == ([1, 2, 3], [5, 6, 7])


def test_a_name_is_read_to_the_end_of_its_word():
    assert "[unused3] democrats [unused4]" in words(encoder.encode("The Democrats won.", (4, 12)))


@pytest.mark.parametrize("spans", [((0, 15), (7, 15)), ((7, 15), (0, 15)), ((0, 10), (7, 15)), ((0, 6), (0, 6))])
def test_names_may_touch_and_hold_each_other(spans):
    encoded = encoder.encode("Norway minister", *spans)
    assert len(encoded.holder) >= 3 and len(encoded.target) >= 3


def test_of_a_long_passage_what_is_near_the_names_is_read():
    text = "far " * 300 + "Norway " + "between " * 300 + "Serbia" + " behind" * 300
    encoded = encoder.encode(text, *names(text, "Serbia", "Norway"))
    assert len(encoded.ids) == encoder.LIMIT
    read = words(encoded)
    assert "[unused1] norway [unused2] between" in read and "between [unused3] serbia [unused4] behind" in read
    assert [encoded.ids[place] for place in encoded.holder] == encoded.ids[encoded.holder[0] : encoded.holder[-1] + 1]


def test_a_name_longer_than_what_is_read():
    text = "Norway " * 300
    encoded = encoder.encode(text, (0, len(text) - 1))
    assert len(encoded.ids) == encoder.LIMIT and encoded.target


@pytest.mark.slow
def test_a_score_is_the_same_alone_shuffled_and_among_others(mixed):
    together = encoder.between(mixed)
    order = random.Random(2).sample(range(len(mixed)), len(mixed))
    shuffled = encoder.between([mixed[i] for i in order])
    alone = np.concatenate([encoder.between([one]) for one in mixed])
    assert together.tobytes() == alone.tobytes()
    assert together[order].tobytes() == shuffled.tobytes()
    targets = [(text, target) for text, _, target in mixed]
    said = encoder.toward(targets)
    assert said.tobytes() == np.concatenate([encoder.toward([one]) for one in targets]).tobytes()
    assert said[order].tobytes() == encoder.toward([targets[i] for i in order]).tobytes()


@pytest.mark.parametrize("score", [encoder.between, pairs.between])
@pytest.mark.slow
def test_probabilities(score, mixed):
    found = score(mixed)
    assert found.shape == (100, 3) and found.min() >= 0
    assert np.allclose(found.sum(axis=1), 1)
    assert score([]).shape == (0, 3)


def test_without_onnxruntime_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    encoder.session.cache_clear()
    with pytest.raises(tables.OsintError, match=r"onnxruntime; it is not installed.*linear"):
        encoder.toward([("Norway won.", (0, 6))])
    encoder.session.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Croatia condemned Slovenia for the raid on Monday.", "against"),
        ("Croatia thanked Slovenia for its help after the fire.", "favor"),
        ("Croatia and Slovenia will play each other in Zagreb on Friday.", "neutral"),
        ("Croatia has suspended aid to Slovenia.", "against"),
        ("Croatia condemned the murder of two officers from Slovenia.", "neutral"),
        ("Croatia welcomed the defeat of Slovenia at the border.", "against"),
        ("Croatia denied that it had attacked Slovenia.", "neutral"),
        ("Croatia has nothing but praise for Slovenia.", "favor"),
        ("Parts of Croatia lie only a few hours from Slovenia.", "neutral"),
    ],
)
def test_signs(text, expected):
    found = encoder.between([passage(text, "Croatia", "Slovenia")])[0]
    assert ("against", "neutral", "favor")[found.argmax()] == expected


@pytest.mark.parametrize("score", [encoder.between, pairs.between])
def test_who_is_asked_about_whom_matters(score):
    text = "Croatia condemned Slovenia as a liar and a thief."
    there, back = score([passage(text, "Croatia", "Slovenia"), passage(text, "Slovenia", "Croatia")])
    assert there[0] > back[0]


def test_pairs_are_judged_alone(mixed):
    assert np.allclose(pairs.between(mixed)[:3], pairs.between(mixed[:3]))


def test_a_stance_is_told_from_a_probability_on():
    odds = np.array([[0.3, 0.6, 0.1], [0.1, 0.5, 0.4], [0.2, 0.7, 0.1]])
    assert models.decided(odds, 0.25).tolist() == [0, 2, 1]


@pytest.mark.slow
def test_pooled_scores_are_the_same_alone(mixed):
    together = models.between(mixed, "encoder")
    assert together.tobytes() == np.concatenate([models.between([one], "encoder") for one in mixed]).tobytes()
    assert np.allclose(together.sum(axis=1), 1)


def test_pooling_lies_between_the_two():
    read, counted = np.array([[0.8, 0.1, 0.1]]), np.array([[0.3, 0.6, 0.1]])
    assert 0.3 < models._pooled(read, counted)[0, 0] < 0.8
    assert np.allclose(models._pooled(read, read), read, atol=1e-3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Croatia denied bombing Slovenia.", None),
        ("The nurse asked what would follow if Croatia bombed Slovenia.", None),
        ("Croatia bombed Slovenia.", "against"),
        ("Croatia lifted its sanctions on Slovenia.", None),
        ("Croatia imposed sanctions on Slovenia.", "against"),
        ("Croatia condemned the abduction of three Slovenian nurses.", None),
        ("Croatia launched an assault on Slovenia.", "against"),
        ("Croatia accused Malta of shelling Slovenia.", None),
        ("Croatia halted its aid to Slovenia.", "against"),
    ],
)
def test_what_events_tell_of_a_stance(text, expected):
    found = stance.judge(pd.DataFrame({"article_id": ["a"], "text": [text]}), model="encoder")
    labels = {row.label for row in found.itertuples() if (row.holder, row.target) == ("Croatia", "Slovenia")}
    assert labels - {"neutral"} == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("voice", "expected"),
    [("the pilots’ union", True), ("2,000 dockers", True), ("senior Danish officials", True), ("nobody", False)],
)
def test_who_has_a_stance_without_a_name(voice, expected):
    assert rules.is_somebody(voice) is expected


def test_weights_are_small():
    sizes = [(lexicons.DATA / name).stat().st_size for name in ("stance_encoder.onnx", "stance_vocabulary.txt")]
    assert sum(sizes) < 24_000_000
    assert (lexicons.DATA / "stance_pairs.npz").stat().st_size < 500_000


def test_own_sentences_can_be_read(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import stance_passages

    examples = stance_passages.own(ROOT / "scripts" / "data" / "stance_sentences.csv")
    assert 200 <= len({e.text for e in examples}) <= 600
    asked = [(e.text, e.holder, e.target) for e in examples]
    assert len(set(asked)) == len(asked)
    for label in (0, 1, 2):
        assert sum(e.forth == label for e in examples) > 50


def asked(text):
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    (article,) = analysis.of(articles)
    return {
        (one.holder, one.target) for one in candidates.Candidates(article, article.once(Reading), (), Deeds(article))
    }


@pytest.mark.parametrize(
    ("text", "pairs", "others"),
    [
        ("Croatia expelled the Slovenian consul on Friday.", {("Croatia", "Slovenia")}, set()),
        ("Nine Slovenian sailors were beaten by Croatia.", {("Croatia", "Slovenia")}, {("Slovenia", "Croatia")}),
        ("Croatia invaded Slovenia.", {("Croatia", "Slovenia")}, set()),
        ("Croatia praised a choir that had sung in Slovenia.", set(), {("Croatia", "Slovenia")}),
        ("Croatia thanked Cyprus, but Malta blamed Slovenia.", {("Malta", "Slovenia")}, {("Croatia", "Slovenia")}),
        ("Croatia’s foreign minister, Ana Kos, thanked Cyprus.", {("Ana Kos", "Cyprus")}, {("Ana Kos", "Croatia")}),
        ("Slovenian Foreign Minister Ivo Hren blamed Cyprus.", {("Ivo Hren", "Cyprus")}, {("Slovenia", "Cyprus")}),
    ],
)
def test_who_is_asked_about_whom(text, pairs, others):
    found = asked(text)
    assert pairs <= found and others.isdisjoint(found)


@pytest.mark.parametrize(
    ("odds", "expected"),
    [([0.1, 0.2, 0.7], "favor"), ([0.5, 0.2, 0.3], "favor"), ([0.7, 0.2, 0.1], "against"), ([0.01, 0.98, 0.01], None)],
)
def test_what_rules_tell_is_held_against_the_model(odds, expected):
    told = rules.Stance(0, 5, "Croatia", "Slovenia", "favor", 0.7, "act", "aid")
    kept = judging._weighed(told, np.array(odds), 0.02)
    assert (kept and kept.label) == expected
    assert judging._weighed(told, None, 0.02) == told
