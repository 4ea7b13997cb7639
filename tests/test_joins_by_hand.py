"""Claims and events that the analyst makes one, or two: counted anew, undone, and kept when the case grows."""

import pandas as pd
import pytest

from osint import cases, compare, evidence, extraction
from osint.cases import judgements
from osint.cases.corrections import UnmetCorrection
from osint.tables import OsintError

TEXTS = {
    "courier.txt": "Dockers in Aldmouth blocked the main gate of the port on Monday. A crane fell in Lowick on Friday.",
    "post.txt": "Workers marched to the quays and sat down on the road, and no lorry got through.",
    "wire.txt": "The police arrested Ann Berg in Lowick on Tuesday. Officers detained the docker at noon. It rained.",
    "echo.txt": "“The gate stays shut,” said Bo Dahl, a docker. The mayor of Lowick resigned on Sunday.",
    "mail.txt": "“The gate stays shut,” said Cy Lund, a porter. The council of Graz met on Sunday.",
}
WHO = {"by": "me", "reason": "as I read it"}


@pytest.fixture
def t(tmp_path):
    (tmp_path / "articles").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    return extraction.extract(cases.open(tmp_path))


def at(rows, article, words):
    return rows[(rows["article_id"] == article) & rows["text"].str.contains(words, regex=False)].iloc[[0]]


def grown(case):
    """Read the case with an article more before, after and among those that are there."""
    for name in ("aaa.txt", "deep/middle.txt", "zzz.txt"):
        path = case.path / "articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"The council of Graz met on Friday. It did so in {name}.", encoding="utf-8")
    return extraction.extract(cases.open(case.path))


def together(t):
    """The articles of each claim that several texts carry."""
    several = t.claims[t.claims["n_texts"] > 1]
    return [set(rows["article_id"]) for _, rows in several.groupby("claim", sort=False)]


@pytest.mark.slow
def test_events_of_two_texts_become_one_claim_and_stay_it(t):
    one, into = at(t.events, "post.txt", "marched"), at(t.events, "courier.txt", "blocked")
    assert {"post.txt", "courier.txt"} not in together(t)
    case = cases.merge(t, ("events", one), ("events", into), **WHO)
    (row,) = case.corrections.to_dict("records")
    assert (row["column"], row["value"], row["was"]) == ("joined", "courier.txt:0-63", into["text"].iloc[0])
    for joined in (extraction.extract(case), grown(case)):
        assert {"post.txt", "courier.txt"} in together(joined)
        row = at(joined.claims, "post.txt", "marched").iloc[0]
        assert (row["kind"], row["n_texts"], row["n_origins"]) == ("event", 2, 2)
        event = at(joined.events, "post.txt", "marched").iloc[0]
        assert "joined, by me" in evidence.corrected(event.to_dict(), joined)
    assert {"post.txt", "courier.txt"} not in together(extraction.extract(cases.undo(case)))


@pytest.mark.slow
def test_corrections_and_judgements_meet_their_rows_when_the_case_grows(t):
    row = at(t.events, "wire.txt", "arrested")
    case = cases.correct(t, ("events", row), "target", "A. Berg", **WHO)
    judged = '[[judgement]]\ntext = "More arrests are likely."\nlikelihood = "likely"\nconfidence = "low"\n'
    cited = evidence.address(row.iloc[0])
    (case.path / "case.toml").write_text(f'{judged}evidence = ["{cited}"]\n', encoding="utf-8")
    later = grown(case)
    assert at(later.events, "wire.txt", "arrested")["target"].item() == "A. Berg"
    (judgement,) = judgements.check(later.case.judgements, later.articles)
    assert judgement.evidence["text"].tolist() == row["text"].tolist()


@pytest.mark.slow
def test_two_events_of_one_text_become_one_row(t):
    one, into = at(t.events, "wire.txt", "detained"), at(t.events, "wire.txt", "arrested")
    joined = grown(cases.merge(t, ("events", one), ("events", int(into.index[0])), **WHO))
    rows = joined.events[joined.events["article_id"] == "wire.txt"]
    assert rows["text"].tolist() == [into["text"].iloc[0]]
    assert len(t.events[t.events["article_id"] == "wire.txt"]) == 2


@pytest.mark.slow
def test_a_claim_is_parted_and_two_are_joined(t):
    one, other = at(t.claims, "mail.txt", "gate"), at(t.claims, "echo.txt", "gate")
    assert {"mail.txt", "echo.txt"} in together(t)
    case = cases.part(t, ("claims", one), ("claims", other), **WHO)
    parted = grown(case)
    assert {"mail.txt", "echo.txt"} not in together(parted)
    assert at(parted.claims, "mail.txt", "gate")["n_texts"].item() == 1
    back = cases.merge(parted, ("claims", at(parted.claims, "mail.txt", "gate")), ("claims", other), **WHO)
    assert {"mail.txt", "echo.txt"} in together(extraction.extract(back))


@pytest.mark.slow
def test_the_input_is_not_changed_and_no_correction_changes_nothing(t):
    before = t.events.copy()
    pd.testing.assert_frame_equal(compare.claims(t), t.claims)
    pd.testing.assert_frame_equal(t.events, before)


def test_what_can_not_be_joined_is_said_before_anything_is_written(t):
    event, claim = ("events", at(t.events, "wire.txt", "arrested")), ("claims", at(t.claims, "echo.txt", "gate"))
    for one, other in ((event, claim), (event, event)):
        with pytest.raises(OsintError, match="must be different passages of one table"):
            cases.merge(t, one, other, **WHO)
    with pytest.raises(OsintError, match="names an article that is not in the case"):
        cases.correct(t, claim, "joined", "no.txt:0-3", **WHO)
    with pytest.raises(OsintError, match="'column' must be one of row"):
        cases.merge(t, ("places", 0), ("places", 1), **WHO)
    with pytest.raises(OsintError, match="'reason' is empty"):
        cases.merge(t, claim, ("claims", at(t.claims, "mail.txt", "gate")), by="me", reason="")
    assert not (t.case.path / "corrections.csv").exists()


@pytest.mark.slow
def test_a_join_whose_passage_is_gone_is_a_warning(t):
    case = cases.part(
        t, ("claims", at(t.claims, "mail.txt", "gate")), ("claims", at(t.claims, "echo.txt", "gate")), **WHO
    )
    (case.path / "articles" / "echo.txt").write_text("The mayor of Lowick resigned on Sunday.", encoding="utf-8")
    with pytest.warns(UnmetCorrection, match=r"corrections\.csv, row 2: .+“The gate stays shut,”"):
        extraction.extract(cases.open(case.path))
