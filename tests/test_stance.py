import time

import pandas as pd
import pytest

from osint import stance, tables


def _passages(*rows):
    columns = {"text": [], "start": [], "end": []}
    for text, target in rows:
        start = text.index(target)
        for name, value in zip(columns, (text, start, start + len(target)), strict=True):
            columns[name].append(value)
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("text", "target", "label"),
    [
        ("Teachers accused Mayor Berg of lying to parents.", "Mayor Berg", "against"),
        ("The corrupt and incompetent Berg was arrested for fraud.", "Berg", "against"),
        ("Teachers thanked Mayor Berg for her brave and generous leadership.", "Mayor Berg", "favor"),
        ("Berg said the library will open on Monday.", "Berg", "neutral"),
        ("“The ferry leaves at nine,” Berg said.", "Berg", "neutral"),
    ],
)
def test_label_toward_a_target(text, target, label):
    assert stance.toward(_passages((text, target)))["label"].tolist() == [label]


def test_columns_are_added_and_the_input_is_not_changed():
    passages = _passages(("Lund won.", "Lund"), ("Lund lied.", "Lund")).assign(source=["a", "b"]).set_index([[7, 3]])
    before = passages.copy(deep=True)
    made = stance.toward(passages)
    pd.testing.assert_frame_equal(passages, before)
    assert made.index.tolist() == passages.index.tolist()
    added = ["label", "score", "p_against", "p_neutral", "p_favor"]
    assert made.columns.tolist() == ["text", "start", "end", "source", *added]
    assert made[["p_against", "p_neutral", "p_favor"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert (made["score"] - (made["p_favor"] - made["p_against"])).abs().max() < 1e-9
    assert made["score"].between(-1, 1).all()


def test_nothing_in_nothing_out():
    made = stance.toward(pd.DataFrame({"text": [], "start": [], "end": []}))
    assert made.empty
    assert made.columns.tolist()[-5:] == ["label", "score", "p_against", "p_neutral", "p_favor"]


def test_all_faults_in_one_error():
    rows = [("short", 0, 9), ("short", 3, 1), ("short", -1, 2), ("short", 2, 2), (None, 0, 1), ("short", None, 1)]
    rows += [("short", 0.5, 2), ("short", 0, 5)]
    with pytest.raises(tables.OsintError) as error:
        stance.toward(pd.DataFrame(rows, columns=["text", "start", "end"], dtype=object))
    lines = str(error.value).splitlines()
    assert "0 <= start < end <= len(text)" in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == [f"  - row {i}" for i in range(7)]


def test_a_column_is_missing():
    with pytest.raises(tables.OsintError, match="'start', 'end'"):
        stance.toward(pd.DataFrame({"text": ["Lund"]}))


@pytest.mark.parametrize("filler", ["\x00", "🙂", "\u200f", "Кофе ", "“", "\n", "Lund and "])
def test_odd_text_is_read(filler):
    text = filler * 50 + "Lund" + filler * 50
    made = stance.toward(_passages((text, "Lund")))
    assert made["label"].isin(stance.LABELS).all()


def test_a_long_text_takes_no_longer():
    text = "Lund and Berg said no. " * 90_000
    begin = time.perf_counter()
    stance.toward(pd.DataFrame({"text": [text] * 20, "start": [1_000_000] * 20, "end": [1_000_004] * 20}))
    assert time.perf_counter() - begin < 1
