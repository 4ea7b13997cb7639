"""The workshop: solutions hold, wrong answers are told why, nbgrader makes the students' version and grades it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from conftest import FERRIES, ROOT, SEEDS
from nbgrader.api import Gradebook

import osint
from osint import agreement, exercises
from osint.briefing import execution, first_page
from osint.cases import hypotheses, judgements
from osint.exercises import agreeing, copying, judging, pinning, scoring, verdict

FOLDER = ROOT / "notebooks" / "workshop"
PATHS = sorted(FOLDER.glob("*.ipynb"))
GUIDE = FOLDER / "README.md"
NAMED = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def _cells(path, kind="code"):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def _run(sources, folder):
    """Run cells one after the other, as a kernel would; what they leave."""
    names = {}
    for source in sources:
        source = re.sub(r"^case_folder = .*$", f"case_folder = {str(folder)!r}", source, flags=re.MULTILINE)
        exec(compile(source, "cell", "exec"), names)
    plt.close("all")
    return names


@pytest.fixture(scope="module")
def ferries():
    return osint.extract(osint.cases.open(FERRIES))


def _refused(check, *args):
    told = check(*args)
    assert told.startswith("Not yet:")
    assert told.share < 1
    return str(told)


def test_there_are_seven_and_a_guide_names_each():
    guide = GUIDE.read_text(encoding="utf-8")
    assert [path.stem[0] for path in PATHS] == list("1234567")
    assert (
        "python -c \"from osint import exercises; print(*exercises.unmark_copies('submitted'), sep='\\\\n')\"" in guide
    )
    assert all(path.name in guide for path in PATHS)


def test_the_briefing_leaves_them_out():
    assert not set(execution.notebooks()) & set(PATHS)


@NAMED
def test_each_is_clean_and_laid_out_for_nbgrader(path):
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in _cells(path))
    marked = [cell.metadata.nbgrader for cell in nb.cells if "nbgrader" in cell.metadata]
    assert len({mark.grade_id for mark in marked}) == len(marked)
    assert sum(mark.grade for mark in marked) == sum("points" in mark for mark in marked) >= 1
    text = "\n".join(cell.source for cell in nb.cells)
    for word in (
        "**Hint.**",
        "## Your answer",
        "### BEGIN SOLUTION",
        "### BEGIN HIDDEN TESTS",
        "## What this does not show",
    ):
        assert word in text
    assert re.match(r"# [A-Z].+\n\n\*.+\?\*\n\nTables used: ", nb.cells[0].source)


@NAMED
@pytest.mark.parametrize("folder", [SEEDS, FERRIES], ids=lambda folder: folder.name)
@pytest.mark.slow
def test_each_solution_holds(path, folder, capsys):
    names = _run([cell.source for cell in _cells(path)], folder)
    assert "Right: " in capsys.readouterr().out
    assert names["verdict"].share == 1


@NAMED
@pytest.mark.slow
def test_the_answer_that_is_there_at_first_is_refused(path):
    sources = [
        re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", "", cell.source, flags=re.DOTALL) for cell in _cells(path)
    ]
    with pytest.raises(NameError):
        _run(sources, SEEDS)


@pytest.mark.slow
def test_grades_are_refused_with_what_to_look_at(t):
    ids = list(t.articles["article_id"])
    marked = list(first_page.traced(t))
    good = dict.fromkeys(ids, "F")
    why = {name: f"{outlet}: no record is at hand" for name, outlet in osint.evidence.outlets(t.articles).items()}
    assert exercises.grades(good, why, marked, t).startswith("Right")
    assert "give it a grade from A to F; it has 'Z'" in _refused(exercises.grades, good | {ids[0]: "Z"}, why, marked, t)
    unknown = t.articles.loc[t.articles["outlet_basis"] == "unknown", "article_id"].iloc[0]
    assert "its outlet is not known" in _refused(exercises.grades, good | {unknown: "B"}, why, marked, t)
    for filler in ("", "so", "no idea", "good good good good"):
        assert "say in a few words" in _refused(exercises.grades, good, why | {ids[0]: filler}, marked, t)
    for reason in ("Nobody knows who wrote it", "The paper says itself that it guesses"):
        assert exercises.grades(good, why | {ids[0]: reason}, marked, t).startswith("Right")
    assert exercises.grades(good, why | {ids[0]: ""}, marked, t).points(6) == 5
    same = _refused(exercises.grades, good, dict.fromkeys(ids, "no record of earlier work"), marked, t)
    assert same.count(f"the reason is that of {ids[0]}; what is known of this one?") == len(ids) - 1
    missed = _refused(exercises.grades, good, why, [], t)
    assert "1 more to trace" in missed
    assert marked[0] not in missed
    assert "it quotes people" in _refused(exercises.grades, good, why, [*marked, ids[0]], t)
    assert "no such article" in _refused(exercises.grades, good | {"x": "A"}, why, marked, t)


@pytest.mark.slow
def test_case_quotation_marks_and_outlets_for_ids_are_forgiven(t, ferries):
    names = osint.evidence.outlets(ferries.articles)
    given = {outlet.removesuffix("?"): " “f” " for outlet in names.values()}
    why = {outlet: f"{outlet} left no record that I know" for outlet in names.values()}
    assert exercises.grades(given, why, [], ferries).startswith("Right")
    asked = [f"'{pin.upper()}'" for pin in pinning._asked(t)["pin"]]
    assert exercises.pins(asked, t).startswith("Right")


@pytest.mark.slow
def test_templates_have_a_key_or_a_line_for_all_that_is_asked(t):
    filled = {}
    exec(exercises.source_template(t), filled)
    assert list(filled["grades"]) == list(filled["reasons"]) == list(t.articles["article_id"])
    exec(exercises.pin_template(t), filled)
    assert filled["answers"] == [""] * len(exercises.pin_rows(t))
    exec(exercises.copy_template(t), filled)
    assert (filled["pair"], filled["passage"], filled["first"]) == (("", ""), None, "")
    exec(exercises.judgement_template(t), filled)
    assert filled["judgement"] == {"text": "", "likelihood": "", "confidence": "", "evidence": [""]}
    assert 'osint.cases.correct(case, ("sentences", row), "polarity", 0.0, by="your name"' in exercises.score_template(
        t
    )


@pytest.mark.parametrize("grade", "ABCDE")
def test_a_grade_above_f_names_its_record(t, grade):
    known = list(t.articles.loc[t.articles["outlet_basis"] != "unknown", "article_id"])
    good = dict.fromkeys(t.articles["article_id"], "F")
    why = {name: f"{outlet}: no record is at hand" for name, outlet in osint.evidence.outlets(t.articles).items()}
    marked = list(first_page.traced(t))
    told = _refused(exercises.grades, good | {known[0]: grade}, why, marked, t)
    assert f"{known[0]}: {grade} speaks of a record; name it" in told
    assert told.count("\n") == 1
    for record in ("its outlet lost a libel case in 2019", "corrections of the outlet: https://example.org/c"):
        given = exercises.grades(good | {known[0]: grade}, why | {known[0]: record}, marked, t)
        assert given.startswith("Right")


def test_the_cases_own_grade_is_a_record(ferries):
    own = ferries.articles.set_index("article_id")["reliability"].to_dict()
    why = {name: f"{outlet} keeps its record" for name, outlet in osint.evidence.outlets(ferries.articles).items()}
    assert exercises.grades(own, why, [], ferries).startswith("Right")
    assert "A speaks of a record" in _refused(exercises.grades, dict.fromkeys(own, "A"), why, [], ferries)


@pytest.mark.parametrize(
    ("check", "args", "told"),
    [
        ("grades", (["A"], {}, []), "`grades` must be a dictionary with a key per text; it is \\['A'\\]"),
        ("grades", ({}, None, []), "`reasons` must be a dictionary .+; it is None"),
        ("grades", ({}, {}, None), "`to_trace` must be a list of ids, .+; it is None"),
        ("grades", ({}, {}, [["a"]]), "`to_trace` must be a list of ids, .+; it is \\[\\['a'\\]\\]"),
        ("pins", (None,), "`answers` must be a list of \\d+ answers; it is None"),
        ("pins", ("event",), "`answers` must be a list of \\d+ answers; it is 'event'"),
        ("pins", ([],), "`answers` must have one answer a row, \\d+ in all; it has 0"),
        ("copies", (None, None, ""), "`pair` must be a list of ids, .+; it is None"),
        ("copies", ((1, 2), None, ""), "`pair` must be a list of ids, .+; it is \\(1, 2\\)"),
        ("judgement", ([],), "`judgement` must be a dictionary with text, .+; it is \\[\\]"),
        ("judgement", ("It is likely.",), "`judgement` must be a dictionary .+; it is 'It is likely.'"),
    ],
)
@pytest.mark.slow
def test_an_answer_of_another_kind_is_told_in_one_line(t, check, args, told):
    given = _refused(getattr(exercises, check), *args, t)
    assert re.search(told, given)
    assert "\n" not in given
    assert getattr(exercises, check)(*args, t).points(8) == 0


@pytest.mark.parametrize("wrong", [None, -3, [], pd.NA])
@pytest.mark.slow
def test_a_single_answer_of_another_kind_is_told(t, wrong):
    asked = pinning._asked(t)
    assert "answer event, location, no pin" in _refused(exercises.pins, [wrong, *asked["pin"][1:]], t)
    first = t.articles["article_id"].iloc[0]
    assert "give it a grade" in _refused(exercises.grades, {first: wrong}, {first: wrong}, [], t)
    assert "no row" in _refused(exercises.copies, [], wrong, exercises.UNTOLD, t)


@pytest.mark.slow
def test_pins_are_refused_with_what_to_ask_of_the_row(t):
    asked = pinning._asked(t)
    right = list(asked["pin"])
    assert set(right) == set(exercises.PINS)
    assert set(exercises.pin_rows(t)) == {"article_id", "start", "end", "text"}
    assert exercises.pins(right, t).startswith("Right")
    assert exercises.pins(pd.Series(right), t).startswith("Right")
    assert "one answer a row" in _refused(exercises.pins, right[:-1], t)
    for number, row in asked.iterrows():
        wrong = next(iter({*exercises.PINS} - row["readings"]))
        given = exercises.pins([*right[:number], wrong, *right[number + 1 :]], t)
        assert f"row {number}, " in given
        assert given.count("\n") == 1
        assert given.points(len(right)) == len(right) - 1
    for wrong in exercises.PINS:
        lines = _refused(exercises.pins, [wrong] * len(asked), t).splitlines()[1:]
        assert len(set(lines)) == len(lines)


@pytest.mark.slow
def test_a_refused_pin_does_not_tell_which_is_right(t):
    asked = pinning._asked(t)
    for wrong in exercises.PINS:
        lines = _refused(exercises.pins, [wrong] * len(asked), t).splitlines()[1:]
        assert len({re.sub(r"“.*?”", "", re.sub(r"^.*is not read as", "", line)) for line in lines}) == 1


@pytest.mark.parametrize(
    ("text", "name", "readings"),
    [
        ("Two ships collided near Bergen on Monday.", "Bergen", {"event"}),
        ("She lives in Bergen with her sons.", "Bergen", {"location"}),
        ("A strike shuts Bergen for a day.", "Bergen", {"event", "location"}),
        ("The minister fled from Bergen on Monday.", "Bergen", {"event", "location"}),
        ("An Oslo-based think tank said so on Monday.", "Oslo", {"location", "no pin"}),
        ("The Norwegian army said so on Monday.", "Norwegian", {"no pin"}),
        ("Boats were seen in Norwegian waters on Monday.", "Norwegian", {"location", "no pin"}),
    ],
)
@pytest.mark.slow
def test_a_row_that_can_be_read_in_two_ways_has_both_readings(tmp_path, text, name, readings):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(f"What they told us at noon\n\n{text} Nobody was hurt.\n", "utf-8")
    t = osint.extract(osint.cases.open(tmp_path))
    rows = pinning._asked(t)
    (row,) = rows[rows["text"] == name].to_dict("records")
    assert row["readings"] == readings
    for pin in readings:
        given = exercises.pins([pin if text == name else other for text, other in rows[["text", "pin"]].values], t)
        assert given.startswith("Right")


def _corrected(before, row, column, value, reason, folder=FERRIES):
    case = osint.cases.open(exercises.copy_of(folder))
    return osint.extract(osint.cases.correct(case, ("sentences", row), column, value, by="me", reason=reason))


def _why(row):
    return f"“{max(row['text'].split(), key=len)}” is what tells the tone"


@pytest.mark.slow
def test_a_correction_goes_where_the_sentence_leans(ferries):
    row = exercises.score_rows(ferries).iloc[0]
    way, why, held = scoring._lean(row, ferries), _why(row), float(row["polarity"])
    assert held * way <= 0
    for value in (0.9 * way, held + 0.25 * way):
        given = exercises.corrected(ferries, _corrected(ferries, row, "polarity", value, why))
        assert given.startswith("Right: 1 corrected")
    worse = exercises.corrected(ferries, _corrected(ferries, row, "polarity", -way, why))
    assert "do they bear you out?" in worse
    assert worse.count("\n") == 1
    assert worse.share == 1 / 2
    near = _refused(exercises.corrected, ferries, _corrected(ferries, row, "polarity", held + 0.05 * way, why))
    assert "too little to see" in near
    assert not (FERRIES / "corrections.csv").exists()


@pytest.mark.slow
def test_a_correction_that_shows_nothing_is_refused(ferries):
    row = exercises.score_rows(ferries).iloc[0]
    way, why = scoring._lean(row, ferries), _why(row)
    told = _refused(exercises.corrected, ferries, _corrected(ferries, row, "polarity_vader", 0.9, why))
    assert "what was corrected is polarity_vader of sentences" in told
    assert "`after` is still `before`" in _refused(exercises.corrected, ferries, ferries)
    for reason, fault in [("wrong", "will not convince"), ("I do not like this at all", "takes up no word")]:
        given = exercises.corrected(ferries, _corrected(ferries, row, "polarity", 0.9 * way, reason))
        assert fault in given
        assert given.share == 1 / 2
    for wrong in (ferries.case, None):
        told = _refused(exercises.corrected, ferries, wrong)
        assert told.startswith("Not yet: `after` must be the tables that osint.extract gives; it is ")
        assert "If the cell above ended in an error, its last line says what to mend." in told
    made = _corrected(ferries, row, "polarity", 0.9 * way, why)
    left = made.replace(sentences=made.sentences.drop(index=_place(made, row)))
    assert "must have a score before and after" in _refused(exercises.corrected, ferries, left)


@pytest.mark.slow
def test_a_sentence_that_is_not_shown_is_refused(ferries):
    shown = set(exercises.score_rows(ferries)["start"])
    row = ferries.sentences[~ferries.sentences["start"].isin(shown) & ferries.sentences["polarity"].notna()].iloc[0]
    made = _corrected(ferries, row, "polarity", -1.0 if row["polarity"] > 0 else 1.0, _why(row))
    assert "it is none of exercises.score_rows(before)" in _refused(exercises.corrected, ferries, made)


def _points(t):
    ax = osint.charts.sentiment(t)
    return [sorted(drawn.get_offsets()[:, 0].tolist()) for drawn in ax.collections]


def _place(t, row):
    return t.sentences.index[(t.sentences["article_id"] == row["article_id"]) & (t.sentences["start"] == row["start"])]


@pytest.mark.parametrize("name", ["t", "ferries"])
@pytest.mark.slow
def test_each_sentence_of_exercise_3_can_be_corrected_and_has_a_point_in_the_chart(name, request):
    t = request.getfixturevalue(name)
    rows = exercises.score_rows(t)
    assert len(rows) > 2
    points = _points(t)
    for row in rows.head(3).to_dict("records"):
        assert scoring._lean(row, t) * row["polarity"] <= 0
        moved = t.sentences["polarity"].mask(t.sentences.index.isin(_place(t, row)), 0.987)
        assert _points(t.replace(sentences=t.sentences.assign(polarity=moved))) != points


def test_where_no_sentence_is_misheard_nothing_is_to_be_corrected(ferries):
    none = ferries.replace(stance=ferries.stance.iloc[:0])
    assert exercises.corrected(none, none).startswith("Right: the tables of this case show no sentence")
    assert exercises.score_template(none).startswith("after = before")


def test_copies_are_refused_with_what_to_count(t):
    shared = copying._shared_words(t)
    pair = tuple(sorted(max(shared, key=lambda names: shared[names])))
    other = tuple(sorted(min(shared, key=shared.get)))
    rows = t.reuse
    of_pair = rows["article_a"].isin(pair) & rows["article_b"].isin(pair)
    passage = int(rows.index[of_pair & ~rows["is_quote"]][0])
    quoted = int(rows.index[of_pair & rows["is_quote"]][0])
    assert exercises.copies(pair, passage, exercises.UNTOLD, t).startswith("Right")
    assert "another shares more" in _refused(exercises.copies, other, passage, exercises.UNTOLD, t)
    assert "is of another pair" in _refused(exercises.copies, other, passage, exercises.UNTOLD, t)
    assert "is a quotation" in _refused(exercises.copies, pair, quoted, exercises.UNTOLD, t)
    assert "must hold two ids; it holds 3" in _refused(
        exercises.copies, t.articles["article_id"][:3], passage, exercises.UNTOLD, t
    )
    assert "no such article" in _refused(exercises.copies, ("x", pair[0]), passage, exercises.UNTOLD, t)
    assert "no row None" in _refused(exercises.copies, pair, None, exercises.UNTOLD, t)
    first = exercises.copies(pair, passage, pair[0], t)
    assert "Do the days overlap" in first
    assert first.points(6) == 4
    outlets = [osint.evidence.outlets(t.articles)[name].upper() for name in pair]
    assert exercises.copies(outlets, str(passage), "Cannot be told.", t).startswith("Right")


def test_where_nothing_is_copied_the_answer_is_not_given_away(ferries):
    assert exercises.copies((), None, exercises.UNTOLD, ferries).startswith("Right")
    ids = list(ferries.articles["article_id"])
    told = _refused(exercises.copies, ids[:2], int(ferries.reuse.index[0]), ids[0], ferries)
    assert "leave out the rows with `is_quote`, and answer by what is left" in told
    assert "no two texts" not in told


def test_what_was_first_is_told_by_the_days(t):
    shared = copying._shared_words(t)
    one, other = sorted(max(shared, key=lambda names: shared[names]))
    days = t.articles.assign(published=t.articles["published_earliest"])
    early = days["article_id"] == other
    days.loc[early, "published"] = days["published"].min() - pd.Timedelta(days=9)
    dated = t.replace(articles=days)
    rows = t.reuse[~t.reuse["is_quote"]]
    passage = next(i for i, row in rows.iterrows() if {row["article_a"], row["article_b"]} == {one, other})
    assert exercises.copies((one, other), passage, other, dated).startswith("Right")
    for wrong in (one, exercises.UNTOLD):
        assert "does not follow from what is known" in _refused(exercises.copies, (one, other), passage, wrong, dated)


def _passages(t, *, naming):
    """Sentences of texts that may be cited, which name an actor: as evidence."""
    rows = t.sentences.merge(t.mentions[t.mentions["actor"] == naming], on="article_id", suffixes=("", "_of"))
    rows = rows[(rows["start"] <= rows["start_of"]) & (rows["start_of"] < rows["end"]) & (rows["zone"] == "body")]
    rows = rows[(rows["text"].str.split().str.len() > 8) & ~rows["article_id"].isin(list(first_page.traced(t)))]
    return rows.drop_duplicates(["article_id", "start"])


def _as_evidence(rows):
    return [f"{row.article_id}:{row.start}-{row.end}" for row in rows.itertuples()]


def _judged(t, rows, **changed):
    words = " ".join(rows["text"].iloc[0].split()[:12])
    text = f"It is likely that {t.case.focus} will be told of as “{words}” tells it."
    good = {"text": text, "likelihood": "likely", "confidence": "low", "evidence": _as_evidence(rows)}
    return good | changed


@pytest.mark.slow
def test_judgements_are_refused_that_their_evidence_does_not_carry(t):
    rows = _passages(t, naming=t.case.focus)
    two = rows.drop_duplicates("article_id").head(2)
    marked = list(first_page.traced(t))
    untraced = t.sentences[(t.sentences["article_id"] == marked[0]) & (t.sentences["text"].str.len() > 60)].head(1)
    one = rows.head(1)
    assert exercises.judgement(_judged(t, one), t).startswith("Right: “likely”, low")
    short = f"{one['article_id'].iloc[0]}:0-9"
    forgiven = {"likelihood": " “Likely” ", "confidence": "LOW", "evidence": _as_evidence(one)[0].replace("-", " – ")}
    assert exercises.judgement(_judged(t, one, **forgiven), t).startswith("Right: “likely”, low")
    assert exercises.judgement({}, t).share == 0
    assert exercises.judgement(_judged(t, one, confidence="high"), t).points(4) == 3
    for change, fault in [
        ({"likelihood": "perhaps"}, "'likelihood' must be one of"),
        ({"text": "It is not likely that talks go on."}, "neither denied nor compared"),
        ({"text": "It is likely, with high confidence, that talks go on."}, "must not share a sentence"),
        ({"evidence": ["nothing.txt:0-9"]}, "not in the case"),
        ({"evidence": []}, "at least one passage"),
        ({"evidence": [short]}, "too short to carry"),
        ({"confidence": "high"}, "one outlet is too little for high"),
        ({"evidence": _as_evidence(untraced)}, "names no sources"),
        ({"evidence": _as_evidence(two), "confidence": "high"}, "no cited outlet is graded A, B or C"),
    ]:
        assert fault in _refused(exercises.judgement, _judged(t, one, **change), t)
    left_out = t.replace(articles=t.articles.assign(counts=t.articles["article_id"] != one["article_id"].iloc[0]))
    assert "does not count in this case" in _refused(exercises.judgement, _judged(t, one), left_out)
    row = t.reuse.loc[t.reuse["text_a"].str.len().idxmax()]
    copy = [f"{row[f'article_{side}']}:{row[f'start_{side}']}-{row[f'end_{side}']}" for side in "ab"]
    told = _refused(exercises.judgement, _judged(t, one, confidence="moderate", evidence=copy), t)
    assert "shared between the texts and count once" in told


@pytest.mark.parametrize("name", ["t", "ferries"])
def test_judgements_are_refused_that_are_not_about_the_case(name, request):
    t = request.getfixturevalue(name)
    rows = _passages(t, naming=t.case.focus).head(2)
    moon = "It is almost certain that the moon is made of cheese."
    told = _refused(exercises.judgement, _judged(t, rows, text=moon, likelihood="almost certain"), t)
    assert f"it names neither {t.case.focus}, a key place nor anybody" in told
    assert told.count("shares no name and no word with the judgement") == len(rows)
    named = _judged(t, rows, text=f"It is likely that {t.case.focus} lives on cheese.")
    told = _refused(exercises.judgement, named, t)
    assert told.splitlines()[1:] == [
        "  - beside one name, the judgement takes up nothing that its evidence says: which words carry it?"
    ]
    assert "takes up nothing" in _refused(exercises.judgement, named | {"text": f"{t.case.focus} is likely."}, t)


def test_the_judgement_that_case_toml_shows_is_about_its_case(t):
    text = (SEEDS / "case.toml").read_text(encoding="utf-8")
    shown = tomllib.loads("\n".join(line[2:] for line in text[text.index("# [[judgement]]") :].splitlines()))
    assert exercises.judgement(shown["judgement"][0], t).startswith("Right")


def test_a_passage_that_says_nothing_of_the_judgement_is_refused(ferries):
    rows = _passages(ferries, naming=ferries.case.focus).head(1)
    beside = next(
        row
        for row in ferries.sentences[ferries.sentences["zone"] == "body"].to_dict("records")
        if not judging._named(row, ferries) & judging._named(rows.iloc[0], ferries)
        and len(row["text"].split()) > 8
        and not verdict.stems(row["text"]) & verdict.stems(_judged(ferries, rows)["text"])
    )
    span = f"{beside['article_id']}:{beside['start']}-{beside['end']}"
    given = _judged(ferries, rows)
    assert exercises.judgement(given, ferries).startswith("Right")
    told = _refused(exercises.judgement, given | {"evidence": [*given["evidence"], span]}, ferries)
    assert told.splitlines()[1:] == [
        f"  - {span} shares no name and no word with the judgement: what does it say about it?"
    ]


def test_a_high_confidence_may_rest_on_two_graded_outlets(ferries):
    two = _passages(ferries, naming=ferries.case.focus).drop_duplicates("article_id")
    two = two[two["article_id"].isin(["channel-courier.txt", "lowland-post.html"])]
    assert exercises.judgement(_judged(ferries, two, confidence="high"), ferries).startswith("Right: “likely”, high")


def test_claims_come_with_the_addresses_that_a_judgement_cites(t):
    rows = exercises.claim_rows(t)
    assert rows["n_texts"].is_monotonic_decreasing
    for row in rows.head(9).itertuples():
        name, start, end = re.fullmatch(r"(.+):(\d+)-(\d+)", row.address).groups()
        assert row.article_id == name
        assert row.text in t.texts[name][int(start) : int(end)]
    assert list(exercises.likelihoods()["likelihood"])[::3] == [
        "almost no chance",
        "roughly even chance",
        "almost certain",
    ]


@pytest.fixture(scope="module")
def two(ferries, tmp_path_factory):
    """The rows of exercise 6, and an answer that holds."""
    rows = exercises.reader_rows(ferries, *exercises.two_readers(ferries, tmp_path_factory.mktemp("readers")))
    pairs = list(zip(rows["a"], rows["b"], strict=True))
    apart = rows[rows["a"] != rows["b"]]
    settled = {
        osint.evidence.address(row): (row["a"], f"“{row['text']}” is what is in question here")
        for row in apart.to_dict("records")
    }
    return rows, (1 - len(apart) / len(pairs), agreement.alpha(pairs), agreement.ac1(pairs)), settled


@pytest.mark.slow
def test_two_readers_differ_where_a_row_can_be_read_in_two_ways_and_where_one_errs(ferries, two):
    rows, figures, settled = two
    ways = {
        osint.evidence.address(row): row["readings"]
        for row in pinning.drawn(ferries, agreeing._CONTESTED).to_dict("records")
    }
    assert sorted({len(ways[name]) for name in settled}) == [1, 2]
    assert 0 < figures[0] < 1
    assert exercises.agreed(*figures, settled, rows, ferries).startswith("Right: they agree on ")
    told = {}
    exec(exercises.agreement_template(rows, ferries), told)
    assert set(told["settled"]) == set(settled)
    other = {name: (row["b"], settled[name][1]) for name, row in zip(settled, _apart(rows), strict=True)}
    given = exercises.agreed(*figures, other, rows, ferries)
    # Either reader may be followed where both readings can be held, and not where one erred.
    assert given.share == pytest.approx(1 - sum(len(ways[name]) == 1 for name in settled) / (3 + len(settled)))


def _apart(rows):
    return rows[rows["a"] != rows["b"]].to_dict("records")


@pytest.mark.slow
def test_each_wrong_figure_and_row_of_exercise_6_is_told_on_its_own(ferries, two):
    rows, figures, settled = two
    for at, (wrong, fault) in enumerate([(0.99, "of all"), (0.99, "agreement.alpha"), ("a", "`ac1` must be a number")]):
        given = [wrong if at == other else figure for other, figure in enumerate(figures)]
        told = _refused(exercises.agreed, *given, settled, rows, ferries)
        assert fault in told
        assert told.count("\n") == 1
    assert exercises.agreed(figures[0] * 100, *figures[1:], settled, rows, ferries).startswith("Right")
    first = next(iter(settled))
    for wrong, fault in [
        (None, "a pair, what holds and why"),
        (("there", settled[first][1]), "answer event, location, no pin; you say 'there'"),
        ((settled[first][0], "so"), "will not convince"),
        ((settled[first][0], "it cannot be anything else"), "takes up no word of the sentence"),
    ]:
        told = _refused(exercises.agreed, *figures, settled | {first: wrong}, rows, ferries)
        assert fault in told
        assert told.splitlines()[1].startswith(f"  - {first}, “… ")
    assert "nothing is to be settled" in _refused(
        exercises.agreed, *figures, settled | {"a:1-2": ("event", "x")}, rows, ferries
    )
    assert "\n" not in _refused(exercises.agreed, *figures, [], rows, ferries)


def test_two_of_a_class_compare_their_own_corrections(ferries, tmp_path):
    case = osint.cases.open(exercises.copy_of(FERRIES))
    row = ferries.places[ferries.places["role"] == "literal"].iloc[-1]
    case = osint.cases.correct(case, ("places", row), "role", "metonym", by="me", reason="the town is meant as a body")
    (tmp_path / "hers.csv").write_text("table,article_id,start,end,text,column,value,by,reason\n", encoding="utf-8")
    rows = exercises.reader_rows(ferries, case.path / "corrections.csv", tmp_path / "hers.csv")
    (apart,) = _apart(rows)
    assert (apart["text"], apart["a"], apart["b"] in ("event", "location")) == (row["text"], "no pin", True)


@pytest.fixture(scope="module")
def laid_out(ferries):
    """An answer of exercise 7 that holds: two passages tell two hypotheses apart, graded alike but for one."""
    rows = exercises.matrix_rows(ferries)
    texts = {"H1": f"It is so: {rows['text'].iloc[0]}", "H2": f"It is so: {rows['text'].iloc[-1]}"}
    cells = {name: ["neither", " “Neither” "] for name in rows["address"]}
    cells[rows["address"].iloc[0]] = ["consistent", "inconsistent"]
    cells[rows["address"].iloc[-1]] = ["inconsistent", "consistent"]
    matrix = hypotheses.matrix(exercises.given_hypotheses(texts, cells), ferries.articles)
    fallen = hypotheses.without(matrix)
    return rows, texts, cells, hypotheses.ranking(matrix), list(fallen.loc[fallen["changes"], "outlet"])


@pytest.mark.parametrize("falls", [[], "none", ["None"]])
def test_that_nothing_falls_may_be_told_in_a_word(ferries, laid_out, falls):
    _, texts, cells, _, _ = laid_out
    told = exercises.weighed(
        texts, {address: ["neither", "neither"] for address in cells}, exercises.TIED, falls, ferries
    )
    assert "falls" not in told and "no outlet" not in told


@pytest.mark.slow
def test_a_matrix_is_held_against_its_own_cells(ferries, laid_out):
    rows, texts, cells, ranked, falls = laid_out
    assert rows["outlet"].nunique() > 2 and rows.groupby("outlet").size().max() <= 2
    assert falls and ranked["weighed"].nunique() == 2
    least = ranked["hypothesis"].iloc[0]
    given = exercises.weighed(texts, cells, least.lower(), [name.lower() for name in falls], ferries)
    assert given.startswith("Right: 2 hypotheses, ")
    told = {}
    exec(exercises.matrix_template(ferries), told)
    assert (list(told["texts"]), list(told["cells"])) == (["H1", "H2"], list(rows["address"]))
    n = 2 + len(rows) + 3
    for wrong, fault in [
        ((texts, cells, ranked["hypothesis"].iloc[1], falls), "count for each hypothesis only the cells"),
        ((texts, cells, least, []), "leave out the passages of one outlet"),
        ((texts, cells, least, ["The Moon Post"]), "no outlet of this case is called so"),
        ((texts | {"H1": "No."}, cells, least, falls), "H1: say in a sentence"),
        ((dict.fromkeys(texts, texts["H1"]), cells, least, falls), "H2: another says the same"),
        ((texts | {"H2": "The moon is made of green cheese"}, cells, least, falls), "takes up nothing"),
    ]:
        told = exercises.weighed(*wrong, ferries)
        assert told.startswith("Not yet:") and fault in told
        assert told.share == pytest.approx((n - 1) / n)
    one = rows["address"].iloc[1]
    for wrong, fault in [("neither", "a cell for each of 2"), (["x", "neither"], "a cell must be consistent, ")]:
        told = exercises.weighed(texts, cells | {one: wrong}, least, falls, ferries)
        assert f"{one}: " in told and fault in told
        assert told.share == pytest.approx((n - 1) / n)
    idle = {name: ["consistent", "consistent"] for name in cells}
    assert "weighs nothing" in _refused(exercises.weighed, texts, idle, exercises.TIED, [], ferries)
    for wrong in ([], {"H1": texts["H1"]}):
        assert "\n" not in _refused(exercises.weighed, wrong, cells, least, falls, ferries)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course as the guide lays it out, with the case beside the exercises, and the students' version made."""
    folder = tmp_path_factory.mktemp("course")
    source = folder / "source" / "workshop"
    shutil.copytree(FERRIES, source / "ferries")
    for path in PATHS:
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            cell.source = cell.source.replace('case_folder = "../../seeds"', 'case_folder = "ferries"')
        nbformat.write(nb, source / path.name)
    _nbgrader(folder, "generate_assignment workshop")
    return folder


def _nbgrader(folder, command):
    """Give a command of the guide, with nothing of the user's set-up."""
    assert f"    nbgrader {command}\n" in GUIDE.read_text(encoding="utf-8")
    homes = {name: str(folder / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    # nbgrader calls alembic by its name, which lies beside the interpreter.
    homes["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *command.split()]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | homes)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_nbgrader_makes_the_students_version(course):
    released = sorted((course / "release" / "workshop").glob("*.ipynb"))
    assert [path.name for path in released] == [path.name for path in PATHS]
    assert osint.cases.open(course / "release" / "workshop" / "ferries").articles.shape[0] > 0
    for path in released:
        text = path.read_text(encoding="utf-8")
        assert "SOLUTION" not in text
        assert "HIDDEN TESTS" not in text
        answer = next(cell for cell in _cells(path) if cell.metadata.get("nbgrader", {}).get("solution"))
        assert "NotImplementedError" in answer.source
        with pytest.raises(NotImplementedError):
            _run([cell.source for cell in _cells(path)], FERRIES)


def _hand_in(course, student, answers, doubled=""):
    """Hand in the students' version, with `answers` in the cells that ask for one; one is there twice."""
    folder = course / "submitted" / student / "workshop"
    shutil.copytree(course / "release" / "workshop", folder)
    for path in folder.glob("*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        for at, cell in enumerate(nb.cells):
            if doubled and cell.metadata.get("nbgrader", {}).get("grade_id") == doubled:
                copied = nbformat.from_dict(cell | {"id": "copied"})
                nb.cells.insert(at, copied)
                break
        nbformat.write(nb, path)


@pytest.fixture(scope="module")
def graded(course):
    """What two students got: student -> id of a graded cell -> its grade."""
    solutions = {
        cell.metadata.nbgrader.grade_id: re.sub(r"### (?:BEGIN|END) SOLUTION\n?", "", cell.source)
        for path in PATHS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    _hand_in(course, "right", solutions)
    _hand_in(course, "wrong", {})
    answers = {"answer-2": "answers = ['no pin'] * len(rows)"}
    _hand_in(course, "half", answers, doubled="answer-2")
    assert [line.rpartition(": ")[2] for line in exercises.unmark_copies(course / "submitted")] == [
        "answer-2 is there twice"
    ]
    _nbgrader(course, "autograde workshop")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        yield {
            student: {
                grade.name: grade
                for notebook in book.find_submission("workshop", student).notebooks
                for grade in notebook.grades
            }
            for student in ("right", "wrong", "half")
        }


@pytest.mark.slow
def test_nbgrader_gives_full_points_for_the_solutions(graded):
    checks = {name: grade for name, grade in graded["right"].items() if name.startswith("check-")}
    assert sorted(checks) == [f"check-{number}" for number in range(1, 8)]
    assert {name: grade.score for name, grade in checks.items()} == {
        name: grade.max_score for name, grade in checks.items()
    }
    left = {name for name, grade in graded["right"].items() if grade.needs_manual_grade}
    assert left == set(graded["right"]) - set(checks) == {f"words-{number}" for number in range(1, 8)}


@pytest.mark.slow
def test_nbgrader_gives_points_by_share_and_stops_at_no_copied_cell(graded, ferries):
    right = pinning._asked(ferries)["readings"].map(lambda readings: "no pin" in readings).mean()
    assert 0 < right < 1
    assert graded["half"]["check-2"].score == pytest.approx(8 * right, abs=0.1)


@pytest.mark.slow
def test_nbgrader_gives_no_point_for_what_was_handed_out(graded):
    assert set(graded["wrong"]) == set(graded["right"])
    assert {grade.score for grade in graded["wrong"].values()} == {0}
    assert not any(grade.needs_manual_grade for grade in graded["wrong"].values())


@pytest.mark.slow
def test_corrections_of_the_folder_change_neither_the_rows_nor_the_grade(ferries, tmp_path):
    folder = shutil.copytree(FERRIES, tmp_path / "ferries")
    (folder / "corrections.csv").write_text("a broken file", encoding="utf-8")
    opened = exercises.open_case(folder)
    assert opened.corrections.empty
    (folder / "corrections.csv").unlink()
    case = osint.cases.open(folder)
    for row in ferries.places.head(3).itertuples(index=False):
        other = "metonym" if row.role == "literal" else "literal"
        case = osint.cases.correct(case, ("places", row._asdict()), "role", other, by="me", reason="for the points")
    t = osint.extract(exercises.open_case(folder))
    assert exercises.pin_rows(t).equals(exercises.pin_rows(ferries))
    assert exercises.pins(pinning._asked(ferries)["pin"], t).startswith("Right")
    for path in PATHS:
        text = path.read_text(encoding="utf-8")
        assert text.count("exercises.open_case(case_folder)") == (1 if path.stem[0] == "3" else 2)
        assert "osint.cases.open(case_folder)" not in text


def test_an_unwritten_hypothesis_costs_its_share_alone(ferries, laid_out):
    rows, texts, cells, ranked, falls = laid_out
    least, n = ranked["hypothesis"].iloc[0], 3 + len(rows) + 3
    three = {name: [*row, "inconsistent"] for name, row in cells.items()}
    for empty in ("", None, "  "):
        told = exercises.weighed(texts | {"H3": empty}, three, least, falls, ferries)
        assert told.startswith("Not yet:") and "H3: say in a sentence what would be so" in told
        assert told.count("\n") == 1 and told.share == pytest.approx((n - 1) / n)
    renamed = dict(zip(("outlet", ""), texts.values(), strict=True))
    assert exercises.weighed(renamed, cells, ["outlet", ""][list(texts).index(least)] or "2", falls, ferries).share == 1


@pytest.mark.slow
def test_a_bad_or_missing_cell_costs_its_passage_alone(ferries, laid_out):
    rows, texts, cells, ranked, falls = laid_out
    least, n = ranked["hypothesis"].iloc[0], 2 + len(rows) + 3
    idle = rows["address"].iloc[1]
    left = {name: row for name, row in cells.items() if name != idle}
    for wrong, fault in [
        (left, f"{idle}: no key names it"),
        (left | {"somewhere": ["neither", "neither"]}, "'somewhere' is no key of a passage; a key is an id, a colon, "),
        (left | {"moon.txt:1-9": ["neither", "neither"]}, "moon.txt:1-9: it is no passage of exercises.matrix_rows(t)"),
        (cells | {idle: None}, f"{idle}: no key names it"),
        (cells | {idle: ["neither", ""]}, f"{idle}: a cell must be"),
        (cells | {idle: 3}, f"{idle}: it must have a cell for each of 2"),
    ]:
        told = exercises.weighed(texts, wrong, least, falls, ferries)
        assert fault in told
        assert told.share == pytest.approx((n - 1) / n)
    empty = exercises.weighed(texts, {}, exercises.TIED, [], ferries)
    assert empty.share == pytest.approx(2 / n)
    assert empty.count("\n") == n - 2


@pytest.mark.slow
def test_a_key_of_a_passage_is_forgiven_alike_in_exercises_5_6_and_7(ferries, two, laid_out):
    names = osint.evidence.outlets(ferries.articles)

    def written(key):
        name, _, span = key.rpartition(":")
        bare = name.rpartition(".")[0]
        alone = list(names.values()).count(names[name]) == 1
        return [f"{bare}:{span}", f"{name} : {span.replace('-', ' – ')}", f"“{key.upper()}”"] + alone * [
            f"{names[name]}:{span}"
        ]

    rows, figures, settled = two
    _, texts, cells, ranked, falls = laid_out
    for at in range(3):
        other = {written(key)[at]: value for key, value in settled.items()}
        assert exercises.agreed(*figures, other, rows, ferries).startswith("Right")
        other = {written(key)[at]: value for key, value in cells.items()}
        assert exercises.weighed(texts, other, ranked["hypothesis"].iloc[0], falls, ferries).startswith("Right")
    other = {written(key)[-1]: value for key, value in cells.items()}
    assert exercises.weighed(texts, other, ranked["hypothesis"].iloc[0], falls, ferries).startswith("Right")
    one = _passages(ferries, naming=ferries.case.focus).head(1)
    for key in written(_as_evidence(one)[0]):
        assert exercises.judgement(_judged(ferries, one, evidence=[key]), ferries).startswith("Right")
    told = _refused(exercises.judgement, _judged(ferries, one, evidence=["the second one"]), ferries)
    assert f"(an address is written as “{exercises.claim_rows(ferries)['address'].iloc[0]}”)" in told
    told = _refused(exercises.agreed, *figures, settled | {"row 3": ("event", "x")}, rows, ferries)
    assert "'row 3' is no key of a passage; a key is an id, a colon, and where the passage starts and ends" in told
    assert f"as “{next(iter(settled))}”" in told


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("wire-note", ["wire-note.eml"]),
        ("WIRE-NOTE.EML", ["wire-note.eml"]),
        ("wire", ["wire-note.eml"]),
        ("harbour wire", ["wire-note.eml"]),
        ("channel-courier", ["channel-courier.txt"]),
        ("chan", []),
        ("wir", []),
    ],
)
def test_a_text_is_named_by_its_id_without_end_its_beginning_or_its_outlet(ferries, key, ids):
    assert verdict.named(key, ferries.articles) == ids


@pytest.mark.parametrize("said", [None, "tied", "None.", "several", ["H1", "H2"], "H1 and H2", "Hypothesis 1, H2"])
def test_a_tie_is_told_in_any_of_its_spellings(ferries, laid_out, said):
    rows, texts, cells, _, _ = laid_out
    tied = cells | {name: ["inconsistent", "inconsistent"] for name in rows["address"]}
    given = exercises.weighed(texts, tied, said, [], ferries)
    assert "`least_against`" not in given and "weighs nothing" in given


@pytest.mark.slow
def test_the_hypothesis_with_least_against_is_told_in_any_spelling(ferries, laid_out):
    _, texts, cells, ranked, falls = laid_out
    least = ranked["hypothesis"].iloc[0]
    number = least[1:]
    for said in (f"Hypothesis {number}", f"h {number}", number, [least], (f"“{least}”",)):
        assert exercises.weighed(texts, cells, said, falls, ferries).startswith("Right")
    for said in ("", "the first", "H7", 3, []):
        told = _refused(exercises.weighed, texts, cells, said, falls, ferries)
        assert 'names no hypothesis: write one of H1, H2, or "none" if several have as little' in told
    for said in (None, "H1 and H2"):
        assert "count for each hypothesis" in _refused(exercises.weighed, texts, cells, said, falls, ferries)


def test_where_nothing_is_copied_each_part_holds_on_its_own(ferries):
    for pair, passage, first, n in [
        ((), "", "unknown", 3),
        (("", ""), None, "Can’t be told", 3),
        ((), "", "lowland-post.html", 2),
        ((), 0, exercises.UNTOLD, 2),
        (["wire-note", "lowland-post"], 0, exercises.UNTOLD, 1),
        (("", ""), None, "", 0),
    ]:
        told = exercises.copies(pair, passage, first, ferries)
        assert told.share == pytest.approx(n / 3)
        assert told.startswith("Right" if n == 3 else f"Not yet: {n} of 3 hold.")


@pytest.mark.parametrize("said", ["no-pin", "No_Pin", "nopin", " “no pin” ", "a no pin"])
def test_a_pin_is_read_however_it_is_spelled(said):
    assert pinning.said(said) == "no pin"
    assert (pinning.said("A location."), pinning.said("an event"), pinning.said("pin")) == ("location", "event", None)


@pytest.mark.parametrize(
    ("said", "measured", "is_near"),
    [
        ("0,54", 0.5384, True),
        ("54%", 0.5384, True),
        ("53 %", 0.5384, True),
        (0.5, 0.5384, True),
        (".5", 0.5384, True),
        ("-0,1", -0.1429, True),
        ("−0.14", -0.1429, True),
        (0.6, 0.5384, False),
        (1, 0.96, False),
        (0, 0.04, False),
        ("about half", 0.5, False),
        (None, 0.5, False),
    ],
)
def test_a_figure_holds_rounded_or_cut_off_and_with_a_comma_or_in_percent(said, measured, is_near):
    assert (not list(agreeing._measure_faults("alpha", said, measured))) == is_near


def test_a_reason_that_quotes_the_sentence_may_be_short(ferries, two):
    rows, figures, settled = two
    first, row = next(iter(settled)), _apart(rows)[0]
    word = max(agreeing._sentence(row, ferries).split(), key=len)
    assert exercises.agreed(*figures, settled | {first: (row["a"], word)}, rows, ferries).startswith("Right")
    before = exercises.score_rows(ferries).iloc[0]
    short = {"reason": max(before["text"].split(), key=len)}
    assert not list(scoring._reason_faults(before.to_dict() | short, ferries))
    assert "# of 4 words or more" in exercises.source_template(ferries)


def _told(text, likelihood="likely", confidence="low"):
    given = {"text": text, "likelihood": likelihood, "confidence": confidence, "evidence": ["a.txt:0-9"]}
    return "".join(judgements.faults((given,), None))


@pytest.mark.parametrize(
    ("text", "likelihood"),
    [
        ("Rain is highly likely.", "very likely"),
        ("It will very probably rain.", "very likely"),
        ("It will highly probably rain.", "very likely"),
        ("Rain is highly unlikely.", "very unlikely"),
        ("The chances are roughly even that it rains.", "roughly even chance"),
        ("It is about as likely as not to rain.", "roughly even chance"),
        ("It will probably not rain.", "unlikely"),
        ("It will probably not rain.", "likely"),
        ("It almost certainly won’t rain.", "almost no chance"),
        ("There is no doubt that rain is likely.", "likely"),
        ("The pilot denied the charge and is likely to stay.", "likely"),
        ("Few harbours are likely to close.", "likely"),
        ("A questionable vote is likely to follow.", "likely"),
        ("Rain is likely. We are not highly confident.", "likely"),
    ],
)
def test_a_judgement_may_say_its_likelihood_in_other_forms(text, likelihood):
    assert _told(text, likelihood) == ""


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Nobody thinks it likely.", "Nobody thinks it likely"),
        ("Few pilots think it likely.", "Few pilots think it likely"),
        ("I doubt that it is likely.", "doubt that it is likely"),
        ("We do not believe that rain is likely.", "not believe that rain is likely"),
        ("It would be wrong to say that it is likely.", "wrong to say that it is likely"),
    ],
)
def test_a_judgement_whose_sentence_takes_back_its_likelihood_is_refused(text, denied):
    assert f"neither denied nor compared; 'text' says {denied!r}" in _told(text)


def test_a_judgement_says_one_confidence(ferries):
    assert "'text' says 'high confidence', 'confidence' says 'low'" in _told("Rain is likely. High confidence.".lower())
    assert "'confidence in it is moderate'" in _told(
        "It is likely. Our confidence in it is moderate.", confidence="high"
    )
    assert _told("It is likely. Our confidence in it is medium.", confidence="moderate") == ""
    assert "says 'likely' or 'unlikely', 'likelihood' says" in _told("It will probably not rain.", "very unlikely")
    rows = _passages(ferries, naming=ferries.case.focus).head(1)
    text = f"{_judged(ferries, rows)['text']} We have high confidence in this."
    told = exercises.judgement(_judged(ferries, rows, text=text), ferries)
    assert "'text' says 'high confidence'" in told and told.share == 1 / 4


def test_a_case_is_laid_out_without_what_tells_the_answers(tmp_path):
    folder = shutil.copytree(SEEDS, tmp_path / "case" / "seeds")
    (folder / "corrections.csv").write_text("a broken file", encoding="utf-8")
    made = exercises.lay_out(folder, tmp_path / "course")
    assert made == tmp_path / "course" / "seeds"
    case = osint.cases.open(made)
    assert case.sources["note"].isna().all() and case.corrections.empty
    assert "trace" not in (made / "sources.csv").read_text(encoding="utf-8")
    kept = case.articles.drop(columns="path")
    assert kept.equals(osint.cases.open(SEEDS).articles.drop(columns="path"))
    with pytest.raises(osint.tables.OsintError, match="`into` must not hold the case yet; "):
        exercises.lay_out(folder, tmp_path / "course")
    with pytest.raises(osint.tables.OsintError, match="`folder` must be a case folder; "):
        exercises.lay_out(tmp_path / "nothing", tmp_path / "course")
    assert "exercises.lay_out('PATH/TO/seeds', 'source/workshop')" in GUIDE.read_text(encoding="utf-8")


def test_the_guide_tells_what_the_logs_and_the_feedback_say():
    guide = " ".join(GUIDE.read_text(encoding="utf-8").split())
    for words in (
        "`4-find-the-copy (1).ipynb`",
        "Skipping unknown notebook",
        "NameError: name 'grades' is not defined",
        "No nbgrader_config.py** file",
        "IPKernelApp",
        "SAWarning",
        "Alternative text is missing",
    ):
        assert words in guide


def test_an_id_that_names_no_text_is_told_with_one_that_does(ferries):
    named = (
        "there is no such article in this case; a text is named by its id, as “channel-courier-2.md”, or by its outlet"
    )
    assert f"moon: {named}" in _refused(exercises.grades, {"moon": "F"}, {}, [], ferries)
    rows = pd.DataFrame({**ferries.reuse.iloc[0], "is_quote": False}, index=[0])
    assert f"moon: {named}" in _refused(exercises.copies, ("moon", "wire-note"), 0, "", ferries.replace(reuse=rows))


def test_each_quarter_of_a_judgement_that_is_lost_has_a_line(ferries):
    told = exercises.judgement({}, ferries)
    assert told.share == 0
    for what in ("what the passages have to do with it", "what confidence they carry"):
        assert f"  - {what}: read once the above is mended" in told
