"""The workshop: solutions hold, wrong answers are told why, nbgrader makes the students' version and grades it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from conftest import FERRIES, ROOT, SEEDS
from nbgrader.api import Gradebook

import osint
from osint import exercises
from osint.publishing import execution, findings
from osint.tables import OsintError

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
    with pytest.raises(OsintError) as caught:
        check(*args)
    return str(caught.value)


def test_there_are_five_and_a_guide_names_each():
    guide = GUIDE.read_text(encoding="utf-8")
    assert [path.stem[0] for path in PATHS] == list("12345")
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
def test_each_solution_holds(path, folder, capsys):
    _run([cell.source for cell in _cells(path)], folder)
    assert "Right: " in capsys.readouterr().out


@NAMED
def test_the_answer_that_is_there_at_first_is_refused(path):
    sources = [
        re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", "", cell.source, flags=re.DOTALL) for cell in _cells(path)
    ]
    with pytest.raises(OsintError):
        _run(sources, SEEDS)


def test_grades_are_refused_with_what_to_look_at(t):
    ids = list(t.articles["article_id"])
    marked = list(findings.traced(t))
    good, why = dict.fromkeys(ids, "F"), dict.fromkeys(ids, "no record is at hand")
    assert exercises.grades(good, why, marked, t).startswith("Right")
    assert "give it a grade from A to F; it has 'Z'" in _refused(exercises.grades, good | {ids[0]: "Z"}, why, marked, t)
    unknown = t.articles.loc[t.articles["outlet_basis"] == "unknown", "article_id"].iloc[0]
    assert "its outlet is not known" in _refused(exercises.grades, good | {unknown: "B"}, why, marked, t)
    assert "say in a few words" in _refused(exercises.grades, good, why | {ids[0]: "so"}, marked, t)
    missed = _refused(exercises.grades, good, why, [], t)
    assert "1 more to trace" in missed
    assert marked[0] not in missed
    assert "it quotes people" in _refused(exercises.grades, good, why, [*marked, ids[0]], t)
    assert "no such article" in _refused(exercises.grades, good | {"x": "A"}, why, marked, t)


def test_pins_are_refused_with_the_rule_of_their_kind(t):
    asked = exercises._asked(t)
    right = list(asked["pin"])
    assert set(right) == set(exercises.PINS)
    assert set(exercises.pin_rows(t)) == {"article_id", "start", "end", "text"}
    assert exercises.pins(right, t).startswith("Right")
    assert "one answer a row" in _refused(exercises.pins, right[:-1], t)
    for number, (pin, role) in enumerate(zip(asked["pin"], asked["role"], strict=True)):
        for wrong in {*exercises.PINS, "maybe"} - {pin}:
            told = _refused(exercises.pins, [*right[:number], wrong, *right[number + 1 :]], t)
            assert f"row {number}, " in told
            assert told.count("\n") == 1
            assert ("answer event" if wrong == "maybe" else exercises._WHY[role if pin == "no pin" else pin]) in told


def test_a_correction_that_shows_nothing_is_refused(ferries):
    def corrected(at, column, value, reason="a strike is no praise"):
        case = osint.cases.open(exercises.copy_of(FERRIES))
        row = ("sentences", ferries.sentences.loc[at])
        return osint.extract(osint.cases.correct(case, row, column, value, by="me", reason=reason))

    sentences, mentions = ferries.sentences, ferries.mentions
    names = [
        ((mentions["article_id"] == row.article_id) & mentions["start"].between(row.start, row.end - 1)).any()
        for row in sentences.itertuples()
    ]
    silent, naming = names.index(False), names.index(True)
    far = -1.0 if sentences.loc[naming, "polarity"] > 0 else 1.0
    assert exercises.corrected(ferries, corrected(naming, "polarity", far)).startswith("Right")
    assert "No polarity of a sentence was corrected (0 new" in _refused(exercises.corrected, ferries, ferries)
    told = _refused(exercises.corrected, ferries, corrected(naming, "subjectivity", 0.5))
    assert "No polarity of a sentence was corrected (1 new" in told
    near = float(sentences.loc[naming, "polarity"]) + (0.05 if far > 0 else -0.05)
    assert "too little to see" in _refused(exercises.corrected, ferries, corrected(naming, "polarity", near))
    far = -1.0 if sentences.loc[silent, "polarity"] > 0 else 1.0
    assert "names no actor" in _refused(exercises.corrected, ferries, corrected(silent, "polarity", far))
    assert "will not convince" in _refused(exercises.corrected, ferries, corrected(naming, "polarity", far, "wrong"))
    assert not (FERRIES / "corrections.csv").exists()


def test_copies_are_refused_with_what_to_count(t):
    shared = exercises._shared_words(t)
    pair = tuple(sorted(max(shared, key=shared.get)))
    other = tuple(sorted(min(shared, key=shared.get)))
    rows = t.reuse
    of_pair = rows["article_a"].isin(pair) & rows["article_b"].isin(pair)
    passage = int(rows.index[of_pair & ~rows["is_quote"]][0])
    quoted = int(rows.index[of_pair & rows["is_quote"]][0])
    assert exercises.copies(pair, passage, exercises.UNTOLD, t).startswith("Right")
    assert "another shares more" in _refused(exercises.copies, other, passage, exercises.UNTOLD, t)
    assert "is of another pair" in _refused(exercises.copies, other, passage, exercises.UNTOLD, t)
    assert "is a quotation" in _refused(exercises.copies, pair, quoted, exercises.UNTOLD, t)
    assert "no row None" in _refused(exercises.copies, pair, None, exercises.UNTOLD, t)
    assert "What follows if the days overlap?" in _refused(exercises.copies, pair, passage, pair[0], t)


def test_what_was_first_is_told_by_the_days(t):
    shared = exercises._shared_words(t)
    one, other = sorted(max(shared, key=shared.get))
    days = t.articles.assign(published=t.articles["published_earliest"])
    early = days["article_id"] == other
    days.loc[early, "published"] = days["published"].min() - pd.Timedelta(days=9)
    dated = replace(t, articles=days)
    rows = t.reuse[~t.reuse["is_quote"]]
    passage = next(i for i, row in rows.iterrows() if {row["article_a"], row["article_b"]} == {one, other})
    assert exercises.copies((one, other), passage, other, dated).startswith("Right")
    for wrong in (one, exercises.UNTOLD):
        assert "was not first" in _refused(exercises.copies, (one, other), passage, wrong, dated)


def test_judgements_are_refused_that_their_evidence_does_not_carry(t):
    body = t.sentences[(t.sentences["zone"] == "body") & (t.sentences["text"].str.split().str.len() > 8)]
    marked = list(findings.traced(t))

    def cited(article_id, n=0):
        row = body[body["article_id"] == article_id].iloc[n]
        return f"{article_id}:{row['start']}-{row['end']}"

    ids = [article_id for article_id in t.articles["article_id"] if article_id not in marked]
    good = {
        "text": "It is likely that talks go on.",
        "likelihood": "likely",
        "confidence": "low",
        "evidence": [cited(ids[0])],
    }
    assert exercises.judgement(good, t).startswith("Right: “likely”, low")
    for change, fault in [
        ({"likelihood": "perhaps"}, "'likelihood' must be one of"),
        ({"text": "It is likely, with high confidence, that talks go on."}, "must not share a sentence"),
        ({"evidence": ["nothing.txt:0-9"]}, "not in the case"),
        ({"evidence": []}, "at least one passage"),
        ({"evidence": [f"{ids[0]}:0-9"]}, "too short to carry"),
        ({"confidence": "high"}, "one outlet is too little for high"),
        ({"evidence": [cited(marked[0])]}, "names no sources"),
    ]:
        assert fault in _refused(exercises.judgement, good | change, t)
    row = t.reuse.loc[t.reuse["text_a"].str.len().idxmax()]
    copy = [f"{row[f'article_{side}']}:{row[f'start_{side}']}-{row[f'end_{side}']}" for side in "ab"]
    told = _refused(exercises.judgement, good | {"confidence": "moderate", "evidence": copy}, t)
    assert "shared between the texts and count once" in told


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


def _hand_in(course, student, answers):
    """Hand in the students' version, with `answers` in the cells that ask for one."""
    folder = course / "submitted" / student / "workshop"
    shutil.copytree(course / "release" / "workshop", folder)
    for path in folder.glob("*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
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
    _nbgrader(course, "autograde workshop")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        yield {
            student: {
                grade.name: grade
                for notebook in book.find_submission("workshop", student).notebooks
                for grade in notebook.grades
            }
            for student in ("right", "wrong")
        }


@pytest.mark.slow
def test_nbgrader_gives_full_points_for_the_solutions(graded):
    checks = {name: grade for name, grade in graded["right"].items() if name.startswith("check-")}
    assert sorted(checks) == [f"check-{number}" for number in range(1, 6)]
    assert {name: grade.score for name, grade in checks.items()} == {
        name: grade.max_score for name, grade in checks.items()
    }
    left = {name for name, grade in graded["right"].items() if grade.needs_manual_grade}
    assert left == set(graded["right"]) - set(checks) == {"words-2", "words-4", "words-5"}


@pytest.mark.slow
def test_nbgrader_gives_no_point_for_what_was_handed_out(graded):
    assert set(graded["wrong"]) == set(graded["right"])
    assert {grade.score for grade in graded["wrong"].values()} == {0}
    assert not any(grade.needs_manual_grade for grade in graded["wrong"].values())
