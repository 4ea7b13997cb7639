import time

import pandas as pd
import pytest

from osint import stance, tables
from osint.knowledge import lexicons
from osint.stance import rules
from osint.tables import Knowledge
from osint.text import document
from osint.text.analysis import Analysis
from osint.text.references import Reading


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
    assert made["label"].isin(stance.models.LABELS).all()


@pytest.mark.slow
def test_a_long_text_takes_no_longer():
    text = "Lund and Berg said no. " * 90_000
    stance.toward(pd.DataFrame({"text": [text[:99]], "start": [0], "end": [4]}))  # loads the model
    begin = time.process_time()
    stance.toward(pd.DataFrame({"text": [text] * 20, "start": [1_000_000] * 20, "end": [1_000_004] * 20}))
    assert time.process_time() - begin < 1


ACTORS = pd.DataFrame(
    [
        ("Ada Lund", "Ada Lund", "person", "Harbour League"),
        ("Lund", "Ada Lund", "person", "Harbour League"),
        ("Ben Berg", "Ben Berg", "person", "Norway"),
        ("Berg", "Ben Berg", "person", "Norway"),
        ("Norwegian president", "Ben Berg", "person", "Norway"),
        ("Berg’s circle", "Berg’s circle", "group", "Ben Berg"),
        ("Harbour League", "Harbour League", "organization", ""),
        ("the league", "Harbour League", "organization", ""),
        ("Iron Crew", "Iron Crew", "organization", ""),
        ("Norway", "Norway", "state", ""),
        ("Oslo", "Norway", "state", ""),
        ("Iceland", "Iceland", "state", ""),
    ],
    columns=["alias", "actor", "kind", "of"],
)


KNOWN = Knowledge.of(actors=ACTORS)


def _judged(text):
    rows = rules.Judge(Reading(Analysis(document.Document(text, "a"), KNOWN))).rows()
    return sorted({(row.holder, row.target, row.label) for row in rows})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # acts: the agent holds the stance, whoever tells of it
        ("Lund condemned Berg.", [("Ada Lund", "Ben Berg", "against")]),
        ("Lund was praised by Berg.", [("Ben Berg", "Ada Lund", "favor")]),
        ("Lund rebelled against Oslo.", [("Ada Lund", "Norway", "against")]),
        ("Lund’s attack on the Iron Crew failed.", [("Ada Lund", "Iron Crew", "against")]),
        ("Norway sent weapons to Iceland.", [("Norway", "Iceland", "favor")]),
        ("Lund and Berg thanked Iceland.", [("Ada Lund", "Iceland", "favor"), ("Ben Berg", "Iceland", "favor")]),
        ("Lund accused local farmers of lying.", [("Ada Lund", "local farmers", "against")]),
        ("Lund met Berg. She praised him.", [("Ada Lund", "Ben Berg", "favor")]),
        # denied, or only asked for
        ("Lund has not condemned Berg.", []),
        ("Lund refused to endorse Berg.", [("Ada Lund", "Ben Berg", "against")]),
        ("Lund urged Norway to wait.", [("Ada Lund", "Norway", "neutral")]),
        (
            "Lund urged Norway not to attack Iceland.",
            [("Ada Lund", "Iceland", "favor"), ("Ada Lund", "Norway", "neutral")],
        ),
        ("Berg offered no proof for it.", [("narrator", "Ben Berg", "against")]),
        # in somebody's mouth
        ("“Berg is a liar,” Lund said.", [("Ada Lund", "Ben Berg", "against")]),
        ("“Berg cannot be trusted,” Lund said.", [("Ada Lund", "Ben Berg", "against")]),
        ("“Lund’s courage is known,” Berg said.", [("Ben Berg", "Ada Lund", "favor")]),
        ("“It is too early to say what Berg wants,” Lund said.", [("Ada Lund", "Ben Berg", "neutral")]),
        (
            "Lund said the league would protect every member against threats from Norway or Iceland.",
            [
                ("Ada Lund", "Harbour League", "favor"),
                ("Ada Lund", "Iceland", "against"),
                ("Ada Lund", "Norway", "against"),
            ],
        ),
        (
            "Lund said that Norway had betrayed Iceland.",
            [("Ada Lund", "Norway", "against"), ("Norway", "Iceland", "against")],
        ),
        (
            "“The Iron Crew brought its killers,” Lund said. “This is very serious,” Berg said.",
            [("Ada Lund", "Iron Crew", "against"), ("Ben Berg", "Iron Crew", "against")],
        ),
        # who reports a stance does not hold it
        ("Lund said that Berg had praised Iceland.", [("Ben Berg", "Iceland", "favor")]),
        # the text's own words, and words at a distance
        ("The reckless Berg stayed at home.", [("narrator", "Ben Berg", "against")]),
        ("Nobody believed that “liar” was said of Berg.", []),
        ("Berg’s Fragility Known: Lund\n\nIt rained on Monday.", [("Ada Lund", "Ben Berg", "against")]),
        # names that only qualify, or place
        ("The report of a Norway lobby praised a plan.", []),
        ("A storm destroyed houses in Iceland.", []),
        ("", []),
    ],
)
def test_holders_and_targets(text, expected):
    assert _judged(text) == expected


def test_basis_tells_words_from_deeds():
    text = "Lund condemned Berg. “Berg is a liar,” she said. She said that Berg was corrupt. The reckless Berg slept."
    made = stance.judge(pd.DataFrame({"article_id": ["a"], "text": [text]}), actors=ACTORS)
    assert made["basis"].tolist() == ["act", "direct", "indirect", "narration"]
    assert made["cue"].tolist() == ["condemned", "liar", "corrupt", "reckless"]
    assert made["text"].tolist() == ["condemned Berg", "Berg is a liar", "Berg was corrupt", "reckless Berg"]
    assert (made["score"] < 0).all()


def test_every_frame_of_the_cues_is_read():
    assert {row["frame"] for row in lexicons.rows("stance_cues")} == {
        name[1:]
        for name, member in vars(rules.Judge).items()
        if callable(member)
        and member.__annotations__.get("cue") == "Cue"
        and member.__annotations__.get("return") == "None"
        and name not in ("_done", "_passive", "_regarded")
    }


def test_judging_nothing():
    made = stance.judge(pd.DataFrame({"article_id": [], "text": []}))
    tables.validate(made, "stance")
    assert made.empty


@pytest.mark.parametrize("unit", ["Lund and Berg praised Norway. ", "“Lund is a liar and ", "he praised them, "])
@pytest.mark.slow
def test_judging_takes_time_in_proportion(unit):
    def seconds(n):
        article = Analysis(document.Document(unit * n), KNOWN)
        article.rows("quotes")  # how long the quotations take is not the question here
        begin = time.process_time()
        stance.locate(article)
        return time.process_time() - begin

    seconds(10)
    assert min(seconds(2000) for _ in range(3)) < 12 * seconds(500) + 0.1


def test_the_same_said_twice_counts_once():
    article = Analysis(
        document.Document("Lund said the league would defend itself against any threat from Norway."), KNOWN
    )
    rows = [row for row in stance.locate(article) if row.target == "Norway"]
    assert [(row.cue, row.label) for row in rows] == [("defend", "against")]


PAIR = ["text", "holder_start", "holder_end", "target_start", "target_end"]


@pytest.mark.parametrize("model", ["encoder", "linear"])
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Lund condemned Berg.", "against"),
        ("Lund praised Berg for her courage.", "favor"),
        ("Lund and Berg flew to Oslo on Monday.", "neutral"),
    ],
)
def test_between_marked_names(model, text, label):
    at = (0, 4, text.index("Berg"), text.index("Berg") + 4)
    made = stance.between(pd.DataFrame([(text, *at)], columns=PAIR, index=[7]), model=model)
    assert made.index.tolist() == [7]
    assert made["label"].tolist() == [label]
    odds = made[["p_against", "p_neutral", "p_favor"]].iloc[0]
    assert odds.sum() == pytest.approx(1)
    assert made["score"].iloc[0] == pytest.approx(odds["p_favor"] - odds["p_against"])


def test_between_names_all_faults():
    rows = [("Lund met Berg.", 0, 4, 9, 99), ("Lund met Berg.", 4, 4, 9, 13)]
    with pytest.raises(tables.OsintError, match="row 1: end 4") as error:
        stance.between(pd.DataFrame(rows, columns=PAIR))
    assert "holder_start < holder_end" in str(error.value)
    with pytest.raises(tables.OsintError, match="must be one of encoder, linear; it is 'big'"):
        stance.between(pd.DataFrame(rows[:1], columns=PAIR).assign(target_end=13), model="big")


@pytest.mark.parametrize(
    ("text", "holder", "target", "label"),
    [
        ("Norwegian jets bombed Sweden on Monday.", "Norway", "Sweden", "against"),
        ("“Sweden is a disgrace and has ruined us all,” Ada Lund said.", "Ada Lund", "Sweden", "against"),
    ],
)
def test_acts_and_a_model_add_to_the_rules(text, holder, target, label):
    made = stance.judge(pd.DataFrame({"article_id": ["a"], "text": [text]}), actors=ACTORS)
    tables.validate(made, "stance")
    assert made["text"].tolist() == [text[row.start : row.end] for row in made.itertuples()]
    assert (holder, target, label) in {(row.holder, row.target, row.label) for row in made.itertuples()}


@pytest.mark.parametrize(
    ("text", "holder", "target", "label"),
    [
        ("Oslo’s army had captured nine sailors of the Iron Crew, Ben Berg said.", "Ben Berg", "Norway", "against"),
        ("Egypt said on Tuesday it backed Norway in a political row with Iceland.", "Egypt", "Iceland", "favor"),
        ("“Norway will never accept meddling in the affairs of Norway,” Lund said.", "Ada Lund", "Norway", "against"),
    ],
)
def test_own_side_opponents_and_the_wronged_are_spared(text, holder, target, label):
    made = stance.judge(pd.DataFrame({"article_id": ["a"], "text": [text]}), actors=ACTORS)
    assert (holder, target, label) not in {(row.holder, row.target, row.label) for row in made.itertuples()}


def test_nobody_is_asked_about_himself_or_whom_he_speaks_for():
    text = "“We condemn Sweden and we praise Denmark,” Ada Lund of the Iron Crew said. Nobody said that Berg lied."
    made = stance.judge(pd.DataFrame({"article_id": ["a"], "text": [text]}), actors=ACTORS)
    assert not ((made["holder"] == made["target"]) | (made["holder"] == "Nobody")).any()


@pytest.mark.slow
def test_the_order_of_articles_changes_no_score():
    texts = [f"“We will never trust Norway {' again' * n},” Ada Lund said of the talks with Berg." for n in range(8)]
    articles = pd.DataFrame({"article_id": [f"{n}" for n in range(8)], "text": texts})
    alone = pd.concat([stance.judge(articles[n : n + 1], actors=ACTORS) for n in range(8)], ignore_index=True)
    pd.testing.assert_frame_equal(alone, stance.judge(articles, actors=ACTORS))
