"""Frames: which cues are found, whom a passage is about, what sets outlets apart."""

import pandas as pd
import pytest

from osint import framing, tables
from osint.tables import Knowledge, OsintError, Tables
from osint.text import analysis
from osint.text.analysis import Analysis
from osint.text.document import Document

ACTORS = pd.DataFrame(
    [
        ("Fishery Council", "Fishery Council", "organization", ""),
        ("Anna Lund", "Anna Lund", "person", "Fishery Council"),
        ("Port Union", "Port Union", "organization", ""),
    ],
    columns=["alias", "actor", "kind", "of"],
)
CUES = pd.DataFrame(
    [
        ("care", "stand* ready"),
        ("care", "close* watch*"),
        ("alarm", "threat of"),
        ("guard", "send|post ~ troops|war ship*"),
        ("alarm", "alarm*"),
        ("law", "right to"),
        ("law", "mandate"),
        ("care", "keep* the peace"),
    ],
    columns=["frame", "cue"],
)


def known(frames=CUES, focus="Fishery Council", actors=ACTORS):
    return Knowledge.of(framing=frames, focus=focus, actors=actors)


def framed(text, **given):
    rows = framing.locate(Analysis(Document(text), known(**given)))
    return [(row.frame, row.about, row.cue) for row in rows if row.frame not in framing.generic()]


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("The council stands ready.", ["care"]),
        ("The council stands, for once, ready.", ["care"]),
        ("The council stood for a year on the quay, ready.", []),
        ("The council stood. Ready boats left.", []),
        ("The council understands ready answers.", []),
        ("They are closely watching the nets.", ["care"]),
        ("THE THREATS OF STORMS GROW.", ["alarm"]),
        ("The threat\u00a0of storms grows.", ["alarm"]),
        ("They are threatened.", []),
        ("They have posted two war ships.", ["guard"]),
        ("Warships of all sizes and from every port of the coast were at last, after a long wait, sent.", []),
        ("They sent a letter, while troops slept.", []),
        ("Patience kept the peace.", ["care"]),
        ("Alarmed, they stand ready under the threat of storms.", ["alarm", "care"]),
        ("İstanbul’s threat of storms grows.", ["alarm"]),
    ],
)
def test_cues(text, frames):
    assert sorted(row[0] for row in framed(text)) == frames


@pytest.mark.parametrize(
    ("text", "is_denied"),
    [
        ("There is no threat of storms.", True),
        ("The council does not see a threat of storms.", True),
        ("The council sees neither fog nor a threat of storms.", True),
        ("The council ruled out any threat of storms.", True),
        ("A threat of storms was ruled out.", True),
        ("A threat of storms wasn’t ruled out.", False),
        ("Nobody can rule out a threat of storms.", False),
        ("It is not only a threat of storms, it is a flood.", False),
        ("The council did not meet, but the threat of storms grows.", False),
        ("The council did not hide its alarm.", False),
        ("The council had no right to close the quay.", False),
        ("It acted without a mandate.", False),
    ],
)
def test_what_is_denied_is_no_frame(text, is_denied):
    assert (not framed(text)) == is_denied


def test_a_frame_stands_once_in_a_sentence_with_its_first_cue():
    assert framed("The threat of storms alarms the alarmed.") == [("alarm", None, "threat of")]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The Fishery Council spoke of the threat of storms.", "Fishery Council"),
        ("Anna Lund spoke of the threat of storms.", "Fishery Council"),
        ("The Port Union spoke of the threat of storms.", None),
        ("The Port Union fights the threat of storms.", "Port Union"),
        ("There is a threat of storms.", None),
        ("The threat of storms makes the Port Union and then Anna Lund nervous.", "Fishery Council"),
        ("The Port Union scorned the threat of storms.", "Port Union"),
        ("“There is a threat of storms,” a skipper told the Port Union.", None),
        ("The Port Union said it would run into a threat of storms.", "Port Union"),
        ("In a letter to the Port Union and Karl Weir, skippers spoke of the threat of storms.", "Port Union"),
        ("For the Port Union and Karl Weir, Rita Melo fought the threat of storms.", "Rita Melo"),
        ("Rita Melo sailed. She fought the threat of storms.", "Rita Melo"),
    ],
)
def test_about(text, about):
    assert framed(text)[0][1] == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The Fishery Council met. There is a threat of storms.", "Fishery Council"),
        ("The Fishery Council met. It is cold. Boats left. There is a threat of storms.", None),
        ("The Fishery Council met. The Port Union runs into a threat of storms.", "Port Union"),
        ("The Fishery Council met. Traders expect it to tell the Port Union of a threat of storms.", "Fishery Council"),
        ("The Fishery Council met. The Port Union called the move a threat of storms.", "Fishery Council"),
        (
            "The Port Union and the Fishery Council met. It is cold. Boats left. Nets dried. Its members fear a threat "
            "of storms.",
            "Fishery Council",
        ),
        (
            "The Fishery Council met. Boats left. Nets dried. It is cold. The members of the choir run into "
            "a threat of storms.",
            None,
        ),
        ("Council sees threat of storms\n\nA threat of storms is near, the Fishery Council said.", "Fishery Council"),
        (
            "Anna Lund: Good day.\n\nWe shall go out. Nets dry. It is cold. There is a threat of storms.",
            "Fishery Council",
        ),
        ("A threat of storms is near, the Port Union said.", None),
        ("The Fishery Council met. The two towns face a threat of storms.", None),
        (
            "The Fishery Council: We met.\n\nQuestion: The Port Union says there is a threat of storms.",
            "Fishery Council",
        ),
        ("“We see a threat of storms,” the Port Union said.", "Port Union"),
    ],
)
def test_what_follows_is_about_the_same_unless_another_heads_it(text, about):
    assert framed(text)[-1][1] == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Danish ministers saw a threat of storms.", "NATO"),
        ("Denmark’s foreign minister saw a threat of storms.", "NATO"),
        ("A former American general saw a threat of storms.", None),
        ("The Kenyan minister saw a threat of storms.", None),
        (
            "Danish Prime Minister Ida Holm left. It rained. Boats left. Nets dried. Holm saw a threat of storms.",
            "NATO",
        ),
        ("The presidents of Poland and Latvia saw a threat of storms.", "NATO"),
        ("NATO met. It rained. Boats left. Nets dried. The alliance saw a threat of storms.", "NATO"),
        ("NATO met the African Union. It rained. Boats left. Nets dried. The bloc saw a threat of storms.", None),
    ],
)
def test_members_of_a_body_count_as_the_body(text, about):
    rows = framing.locate(Analysis(Document(text), known(focus="NATO", actors=None)))
    assert [row.about for row in rows if row.frame == "alarm"] == [about]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("care", None)], "row 1: the frame 'care' must have a cue"),
        ([("care", "*")], "row 1: the frame 'care' must have a cue"),
        ([("care", "*ready")], "row 1: a cue must not have * but at the end of a word"),
        ([("care", "send ~ ")], "row 1: a cue must have a phrase on both sides of each"),
        ([("care", "of the")], "row 1: a cue must have a word that carries meaning; 'of the'"),
        ([("care", "stands"), ("care", "x")], "row 2: a cue must have two letters or more; 'x'"),
        ([(None, "stands")], "row 1: a cue must have a frame; 'stands' has none"),
    ],
)
def test_frames_that_cannot_be_used(rows, message):
    with pytest.raises(OsintError, match=message.replace("*", r"\*")):
        framed("Boats left.", frames=pd.DataFrame(rows, columns=["frame", "cue"]))


def test_unknown_focus_lists_the_known():
    with pytest.raises(OsintError, match=r"'Fisheries'.*Known are Fishery Council, Anna Lund, Port Union"):
        framed("There is a threat of storms.", focus="Fisheries")


def test_generic_frames_are_five_with_a_source():
    assert len(framing.generic()) == 5
    assert "morality" in framing.generic()


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("The party accused its rivals and quarrelled with them over the dam.", ["conflict"]),
        ("His widow wept at the grave; she had lost everything.", ["human interest"]),
        ("The embargo cost farmers two million crowns.", ["economic consequences"]),
        ("The bishop said it was a sin against God.", ["morality"]),
        ("The ministry must bear responsibility for the collapse.", ["responsibility"]),
        ("Neighbouring towns sent guests to the World Trade Fair in the market hall.", []),
        ("Nine people were killed.", []),
        ("The police used tear gas; a recess of the council followed, in response to calls for calm.", []),
        ("The government did not blame the opposition, and the party never accused it.", []),
        ("Bishop Ann Morales had no question for the Church of Aldmouth.", []),
        ("The choir won the prize for the most compassionate song.", []),
    ],
)
def test_generic_frames(text, frames):
    rows = framing.locate(Analysis(Document(text), Knowledge()))
    assert sorted(row.frame for row in rows) == frames
    assert framing.locate(Analysis(Document(text), Knowledge(generic_frames=False))) == []


TEXTS = {
    "a.txt": "The Fishery Council is under threat of storms. “We stand ready for storms,” Anna Lund said. Boats left.",
    "b.txt": "The Fishery Council is calm about nets. Nets and nets and nets arrived.",
    "c.txt": "The Port Union saw a threat of storms at the Fishery Council.",
}


@pytest.fixture
def t():
    articles = pd.DataFrame({"article_id": list(TEXTS), "text": list(TEXTS.values()), "n_words": 9, "language": "en"})
    articles["outlet"] = pd.Series(["Gull", "Tern", None], dtype="string")
    articles["counts"] = pd.Series([True, True, False], dtype="boolean")
    made = {name: analysis.table(name, articles, known()) for name in ("sentences", "mentions", "quotes", "framing")}
    return Tables(known(), articles=articles, **made)


@pytest.mark.slow
def test_find_holds_the_contract(t):
    tables.validate(t.framing, "framing")
    assert all(TEXTS[row.article_id][row.start : row.end] == row.text for row in t.framing.itertuples())
    assert t.framing[t.framing["frame"] == "care"]["voice"].tolist() == ["Anna Lund"]


def test_profile(t):
    table = framing.profile(t)
    rows = {(row.article_id, row.frame): row for row in table.itertuples()}
    assert set(table["article_id"]) == {"a.txt", "b.txt"}  # the third does not count
    assert table["unit"].unique().tolist() == ["text"]
    alarm, care = rows["a.txt", "alarm"], rows["a.txt", "care"]
    assert (alarm.n, alarm.n_narrator, alarm.n_sentences, alarm.share) == (1, 1, 3, pytest.approx(1 / 3))
    assert (care.n, care.n_narrator, care.n_quoted) == (1, 0, 1)
    assert rows["b.txt", "alarm"].n == 0


def test_five_articles_make_an_outlet(t):
    ids = [f"{i}.txt" for i in range(5)]
    t.articles = t.articles[:1].drop(columns="article_id").merge(pd.DataFrame({"article_id": ids}), how="cross")
    for name in ("sentences", "mentions", "quotes", "framing"):
        rows = getattr(t, name)
        rows = rows[rows["article_id"] == "a.txt"]
        setattr(t, name, pd.concat([rows.assign(article_id=i) for i in ids], ignore_index=True))
    row = framing.profile(t).iloc[0]
    assert (row["outlet"], row["unit"], row["n"], row["n_sentences"], row["n_texts"]) == ("Gull", "outlet", 5, 15, 5)
    assert pd.isna(row["article_id"])


def test_contrast(t):
    marked = framing.contrast(t)
    assert marked[marked["outlet"] == "Tern"]["word"].tolist()[0] == "nets"
    assert marked["is_one_text"].all()
    assert "storms" in marked[marked["outlet"] == "Gull"]["word"].tolist()
    assert "storms" not in framing.contrast(t, quoted=False)["word"].tolist()


def test_one_outlet_has_nothing_to_be_compared_with(t):
    t.articles = t.articles[:1]
    assert framing.contrast(t).empty


def test_proposals(t):
    t.framing = t.framing[t.framing["frame"] != "care"]
    found = framing.proposals(t)
    assert not set(found["text"]) & set(t.framing["text"])
    (row,) = found.to_dict("records")
    assert TEXTS[row["article_id"]][row["start"] : row["end"]] == row["text"]
    assert row["frame"] in ("care", "alarm") and 0 < row["score"] <= 1
    assert "lund" not in row["cue"]  # a name tells no frame
    rows = framing.as_rows(found)
    assert rows.columns.tolist() == ["frame", "cue", "source", "n", "n_articles", "example"]
