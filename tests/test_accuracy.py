"""The figures keep their floors, the floors do not fall, and each figure can fail."""

from __future__ import annotations

import gzip
import json
import math
import shutil

import pandas as pd
import pytest
from conftest import ROOT, SEEDS

from osint import accuracy
from osint.accuracy import benchmarks, labels, scores
from osint.tables import OsintError

GOLD = ROOT / "tests" / "gold"
FLOORS = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))["floors"]


@pytest.fixture(scope="module")
def measured(t):
    return accuracy.table(t, GOLD).set_index("figure")


@pytest.mark.parametrize("figure", FLOORS)
@pytest.mark.slow
def test_figure_keeps_its_floor(measured, figure):
    assert measured.loc[figure, "measured"] >= FLOORS[figure]


@pytest.mark.slow
def test_every_figure_on_the_hand_labels_has_a_floor(measured):
    assert set(measured.index) == set(FLOORS)
    assert measured["floor"].notna().all()


def test_what_is_published_is_still_reached(measured):
    table = accuracy.published().set_index("figure")
    ours = table[table["data"] == "hand labels"]
    assert set(ours.index) == set(measured.index)
    worse = ours["measured"] - measured.loc[ours.index, "measured"]
    assert worse[worse > 0.02].index.tolist() == [], "measure again: osint accuracy --write osint/data"


def test_published_floors_are_those_in_force():
    table = accuracy.published()
    ours = table[table["data"] == "hand labels"]
    assert dict(zip(ours["figure"], ours["floor"], strict=True)) == FLOORS


def test_published_baselines_are_those_packaged(measured):
    best = measured.loc["directed stance: F1"]
    assert (best["baseline"], best["method"]) == (0.257, "everyone quoted, against the four most often spoken against")
    table = accuracy.published()
    assert (table.dropna(subset="baseline")["method"].notna()).all()


def _in_readme(row):
    baseline = "–" if pd.isna(row.baseline) else f"{row.baseline:.2f}, {row.method}"
    return f"| {row.figure} | {row.data} | {row.n} | {row.measured:.2f} | {baseline} |"


@pytest.fixture
def gold(tmp_path):
    return shutil.copytree(GOLD, tmp_path / "gold")


def _rewrite(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _lower(content):
    content["floors"]["evidence: spans slice back"] = 0.5


def _forget(content):
    del content["floors"]["evidence: spans slice back"]


def _swap_text(content):
    name = next(iter(content["texts"]))
    content["texts"][name] = "0" * 64


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("floors.json", _lower, "is 0.5; 1.0 is published"),
        ("floors.json", _forget, "is gone; 1.0 is published"),
        ("floors.json", _swap_text, "and was 0000"),
        ("cross.json", lambda content: content["shared_quotes"].pop(), "labels: cross.json is "),
    ],
)
def test_floors_are_refused(case, gold, file, change, said):
    _rewrite(gold / file, change)
    with pytest.raises(OsintError, match="never fall") as error:
        accuracy.floors(gold, case)
    assert said in str(error.value)
    assert len(error.value.faults) == 1


def test_no_floors_are_no_fault(case, gold):
    (gold / "floors.json").unlink()
    assert accuracy.floors(gold, case) == {}


def test_labels_of_another_case_are_refused(t, gold):
    for path in gold.glob("[0-9]*.json"):
        _rewrite(path, lambda content: content.update(file="elsewhere.txt"))
    with pytest.raises(OsintError, match=r"elsewhere\.txt is labelled and not in the case"):
        labels.measure(t, labels.read(gold))


def test_faulty_labels_are_refused(tmp_path):
    with pytest.raises(OsintError, match="must hold label files"):
        labels.read(tmp_path)
    (tmp_path / "a.json").write_text('{"file": "a.txt", "places": []}', encoding="utf-8")
    with pytest.raises(OsintError) as error:
        labels.read(tmp_path)
    assert "a.txt: the list 'dates' is missing" in error.value.faults


FOUND = ("quotes", "places", "stance", "figures", "dates", "framing", "events", "reuse", "claims")


def test_nothing_found_is_nothing_right(t):
    empty = t.replace(**{name: getattr(t, name).iloc[:0] for name in FOUND})
    for figure, n, value in labels.measure(empty, labels.read(GOLD)):
        if not figure.startswith("evidence"):
            assert value == 0 or (n == 0 and math.isnan(value)), figure


def _moved(table):
    return table.assign(lat=table["lat"] / 2)


def _all_literal(table):
    return table.assign(role="literal")


def _turned(table):
    return table.assign(label=table["label"].map({"favor": "against", "against": "favor", "neutral": "neutral"}))


@pytest.mark.parametrize(
    ("name", "change", "figure"),
    [
        ("quotes", lambda table: table.assign(start=table["start"] + 40), "direct quotations: recall"),
        ("quotes", lambda table: table.assign(speaker="Ada Lund"), "direct quotations: speaker right"),
        ("quotes", lambda table: table.assign(text="so"), "evidence: spans slice back"),
        ("places", _all_literal, "places: role right"),
        ("places", _all_literal, "pins: right"),
        ("places", _all_literal, "demonyms: told"),
        ("places", _moved, "literal towns: within 25 km"),
        ("stance", _turned, "directed stance: F1"),
        ("figures", lambda table: table.assign(value=table["value"] + 1), "figures: value right"),
        ("figures", lambda table: table.assign(high=pd.NA), "figures: bounds right"),
        ("dates", lambda table: table.assign(latest=table["latest"] + pd.Timedelta(days=1)), "dates: interval right"),
        ("framing", lambda table: table.assign(frame="caution"), "frames: F1"),
        ("events", lambda table: table.assign(event="accident"), "events: F1"),
        ("events", lambda table: table.assign(agent=table["target"], target=table["agent"]), "events: agent right"),
        ("events", lambda table: table.assign(agent=table["target"], target=table["agent"]), "events: right in all"),
        ("events", lambda table: table.assign(place="Elsewhere"), "events: place right"),
        ("events", lambda table: table.assign(latest=table["latest"] + pd.Timedelta(days=1)), "events: day right"),
        ("events", lambda table: table.assign(status="denied"), "events: status right"),
        ("claims", lambda table: table.assign(claim=table.index.astype("string")), "shared quotations: one claim"),
        ("claims", lambda table: table.assign(claim=table.index.astype("string")), "shared figures: agreement told"),
        ("claims", lambda table: table.assign(claim="one for all"), "facts: who carries, who leaves out"),
        ("reuse", lambda table: table.assign(end_a=table["start_a"] + 20), "reused passages: found"),
        ("reuse", lambda table: table.assign(is_quote=True), "reused passages: quotation told"),
    ],
)
@pytest.mark.slow
def test_figure_falls_when_its_table_is_wrong(t, measured, name, change, figure):
    worse = t.replace(**{name: change(getattr(t, name))})
    values = {row.figure: row.value for row in labels.measure(worse, labels.read(GOLD))}
    assert values[figure] < measured.loc[figure, "measured"] - 0.05


def test_places_found_elsewhere_are_no_sure_ones(t):
    held = labels.read(GOLD)
    right = labels.located(t, held)["right"].mean()
    wrong = t.replace(places=_moved(t.places).assign(place="Elsewhere"))
    assert labels.located(wrong, held)["right"].mean() == 0 < right


def _report(value, data="hand labels", figure="evidence: spans slice back"):
    cells = {"figure": [figure], "data": data, "part": "seeds", "n": 9, "measured": value, "floor": 0.9}
    table = pd.DataFrame(cells | {"baseline": None, "method": None})
    bands = accuracy.calibration(pd.DataFrame({"confidence": [1.0], "right": [True]})).assign(of="places", data=data)
    return accuracy.Report(table, bands, None)


def test_write_keeps_what_was_not_measured_and_refuses_what_falls_short(tmp_path):
    written = accuracy.write(_report(0.95, data="another set"), tmp_path)
    assert [path.name for path in written] == ["accuracy.csv", "calibration.csv"]
    table = pd.read_csv(tmp_path / "accuracy.csv")
    assert table["data"].tolist() == ["another set", *accuracy.published()["data"]]
    with pytest.raises(OsintError, match=r"evidence: spans slice back: 0\.800, at least 0\.900"):
        accuracy.write(_report(0.8), tmp_path)


def test_lines_show_every_figure():
    said = accuracy.lines(_report(0.95)._replace(confusion=pd.DataFrame({"favor": [3]}, index=["against"])))
    assert "evidence: spans slice back" in said
    assert "places, hand labels, 0.9 to 1.0      1  1.000  1.000" in said
    assert "against" in said


SENTENCES = (
    ("“We shall rebuild the old pier,” said Ada Lund.", "direct", "Ada Lund", "person"),
    ("“The ferry will not sail in winter,” she said.", "direct", "she", "pronoun"),
)


def _quotes():
    for text, kind, speaker, who in SENTENCES:
        end = text.index("”")
        quote = {"start": 1, "end": end, "kind": kind, "speaker": speaker, "speaker_type": who}
        quote |= {"speaker_name": speaker, "speaker_resolved": ""}
        yield {"source": "own", "text": text, "quotes": [quote]}


def _places():
    text = "Storms flooded cellars in Copenhagen on Monday."
    start = text.index("Copenhagen")
    place = {"start": start, "end": start + 10, "lat": 55.68, "lon": 12.57, "kind": "literal"}
    yield {"source": "own", "text": text, "places": [place]}
    yield {"source": "own", "text": text, "places": [place | {"lat": 15.0}]}


def _articles():
    shared = "“We shall open the lock again as soon as the ice is gone,” said Ada Lund on Monday."
    other = "Bakers in the old town sold more bread than in any spring before."
    for event, text in [("ice", shared), ("ice", "It was cold. " + shared), ("bread", other)]:
        yield {"event": event, "text": text}


def _plover():
    label = {"event": "sanction", "source": ["Danish government"], "target": ["Togo"], "killed": None, "injured": None}
    yield {"text": "Denmark imposed sanctions on Togo.", "events": [label, label | {"target": ["Ghana"]}]}
    label = {"event": "assault", "source": [], "target": ["bakers"], "killed": 4, "injured": None}
    yield {"text": "Four bakers were killed in Kumasi.", "events": [label, label | {"event": "consult"}]}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    stance = [
        {"sentence": "Critics called Lund a corrupt liar.", "start": 15, "end": 19, "polarity": -1},
        {"sentence": "Lund will speak on Monday.", "start": 0, "end": 4, "polarity": 1},
    ]
    text, names = "Lund condemned Berg as a liar.", {"p_start": 0, "p_end": 4, "q_start": 15, "q_end": 19}
    directed = [{"text": text, **names, "label": label} for label in (3, 0)]
    made = {"quotes": list(_quotes()), "stance": stance, "places": list(_places()), "events": list(_articles())}
    made["plover"] = list(_plover())
    made["directed"] = directed
    for name, records in made.items():
        lines = "\n".join(json.dumps(record) for record in records)
        (root / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (root / "html").mkdir()
    body = "The ferry to the island was cancelled on Friday because of ice in the harbour. " * 8
    page = f"<html><body><nav>Home</nav><article><h1>Ferry</h1><p>{body}</p></article></body></html>"
    (root / "html" / "a.html.gz").write_bytes(gzip.compress(page.encode()))
    (root / "html" / "ground-truth.json").write_text(json.dumps({"a": {"articleBody": body}}))
    return benchmarks.measure(root)


@pytest.mark.parametrize(
    ("data", "figure", "n", "value"),
    [
        ("own", "direct quotations with speaker: F1", 2, 1.0),
        ("own", "direct quotations: F1", 2, 1.0),
        ("own", "all attributions: F1", 2, 1.0),
        ("own", "places: exact F1", 2, 1.0),
        ("own", "places: within 161 km", 2, 0.5),
        ("NewsMTSC", "stance: macro-F1", 2, 1 / 3),
        ("NewsMTSC", "stance: right, all", 2, 0.5),
        ("PLOVER", "events: labelled types found", 4, 0.75),
        ("PLOVER", "events: agent right", 2, 1.0),
        ("PLOVER", "events: target right", 3, 2 / 3),
        ("PLOVER", "events: found with both roles right", 4, 0.5),
        ("PLOVER", "events: killed and injured right", 1, 1.0),
        ("DSE2QA", "stance between two names: F1", 2, 2 / 3),
        ("DSE2QA", "stance between two names: right, surest tenth", 1, 1.0),
        ("BASIL", "one event, one quotation: joined", 1, 1.0),
        ("BASIL", "different events: joined by a claim (less is better)", 2, 0.0),
    ],
)
@pytest.mark.slow
def test_data_sets(results, data, figure, n, value):
    found = {row.figure: row for row in results.measures[data]}
    assert found[figure] == (figure, n, pytest.approx(value))


def test_pages_and_speeds_are_measured(results):
    (body,) = results.measures["article-extraction-benchmark"]
    assert body.value > 0.9
    found = {row.figure: row.value for rows in results.measures.values() for row in rows}
    assert all(value > 10 for figure, value in found.items() if "per second" in figure)
    assert results.confusion.loc["against", "against"] == 1
    assert results.located["right"].tolist() == [True, False]
    assert results.judged["DSE2QA"]["right"].tolist() == [True, False, True, True]


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(OsintError, match=r"must hold quotes\.jsonl"):
        benchmarks.measure(tmp_path)


def test_faulty_lines_are_told_together(tmp_path):
    (tmp_path / "stance.jsonl").write_text('{"sentence": "So."}\n[1]\n\n{oh', encoding="utf-8")
    with pytest.raises(OsintError, match=r"stance\.jsonl cannot be used") as error:
        benchmarks.measure(tmp_path)
    first, second, third = error.value.faults
    assert first == "line 1: 'start', 'end', 'polarity' missing"
    assert second == "line 2: no JSON object"
    assert third.startswith("line 4: no JSON (")


@pytest.mark.parametrize(
    ("found", "labelled", "at_least", "pairs"),
    [
        ([], [(0, 5)], 0.5, []),
        ([(0, 5)], [(0, 5)], 1, [(0, 0)]),
        ([(0, 4)], [(0, 5)], 1, []),
        ([(0, 5), (0, 5)], [(0, 5)], 1, [(0, 0)]),
        ([(3, 9), (0, 5)], [(0, 5), (4, 9)], 0.5, [(1, 0), (0, 1)]),
        ([(0, 100)], [(50, 60), (5, 95)], 0.5, [(0, 1)]),
    ],
)
def test_pair(found, labelled, at_least, pairs):
    assert scores.pair(found, labelled, at_least) == pairs


@pytest.mark.slow
def test_seed_labels_are_the_defaults_of_the_command(capsys, monkeypatch):
    from osint import cli

    monkeypatch.chdir(ROOT)
    assert cli.main(["accuracy"]) == 0
    assert f"hand labels, {SEEDS.name}" in capsys.readouterr().out
