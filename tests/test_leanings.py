import numpy as np
import pytest

from osint.stance import linear


@pytest.mark.parametrize(
    ("word", "part", "forms", "expected"),
    [
        ("praise", "verb", "", ["praise", "praises", "praising", "praised"]),
        ("defy", "verb", "", ["defy", "defies", "defying", "defied"]),
        ("ban", "verb", "banned banning", ["ban", "bans", "banned", "banning"]),
        ("lie", "verb", "", ["lie", "lies", "lying", "lied"]),
        ("hit", "verb", "hit hitting", ["hit", "hits", "hitting"]),
        ("ally", "noun", "", ["ally", "allies"]),
        ("cruel", "adjective", "", ["cruel"]),
    ],
)
def test_inflections(word, part, forms, expected):
    assert list(linear.inflections(word, part, forms)) == expected


def test_features_know_sides_and_stay_in_range():
    classes = linear.load().classes
    passages = [("Lund accused Berg.", 0, 4), ("Lund accused Berg.", 13, 17), ("", 0, 0)]
    rows, numbers, values = linear.features(passages, classes)
    assert set(rows) == {0, 1, 2}
    assert numbers.min() >= 0 and numbers.max() < 2**linear.BITS
    assert values.min() >= 1
    assert set(numbers[rows == 0]) != set(numbers[rows == 1])


def test_a_passage_is_judged_alone():
    marked = [("Lund is a hero.", 0, 4), ("Lund is a crook.", 0, 4)] * 800
    together = linear.probabilities(marked)
    assert np.allclose(together[:2], linear.probabilities(marked[:2]))
    assert np.allclose(together.sum(axis=1), 1)


def test_words_have_one_row_a_part_and_class():
    from osint.knowledge import lexicons

    rows = [(row["word"], row["part"], row["class"]) for row in lexicons.rows("stance_words")]
    assert len(rows) == len(set(rows)) > 2000


def test_no_passages():
    assert linear.probabilities([]).shape == (0, 3)
