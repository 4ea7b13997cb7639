from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from pyarrow import parquet

import osint
from osint import articles, files, store, tables
from osint.batch import cluster, joins
from osint.text.analysis import Analysis

FERRIES = ROOT / "tests" / "ferries"
LOCAL = pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])


@pytest.fixture(scope="module")
def ferries():
    return osint.cases.open(FERRIES)


def _many(folder, n):
    """`n` texts, each the ferry text with a number of its own."""
    text = (FERRIES / "articles" / "channel-courier.txt").read_text(encoding="utf-8")
    folder.mkdir()
    for i in range(n):
        (folder / f"{i:04}.txt").write_text(text.replace("3,200", f"{3200 + i:,}"), encoding="utf-8")
    return folder


def _rows(folder):
    return {name: store.read(folder, name) for name in cluster.STORED}


def _equal(one, other):
    for name in cluster.STORED:
        pd.testing.assert_frame_equal(one[name], other[name])


@pytest.mark.slow
def test_the_parts_are_the_case(ferries, tmp_path):
    summary = cluster.extract([FERRIES / "articles"], tmp_path / "out", case=ferries, part_bytes=1000)
    assert (summary.articles, summary.problems, summary.kept) == (4, 0, 0)
    assert summary.parts > 1
    assert str(summary).startswith("4 articles read, ")
    again = osint.cases.open(tmp_path / "out")
    assert (again.title, again.focus) == (ferries.title, ferries.focus)
    pd.testing.assert_frame_equal(again.articles, ferries.articles)
    stored, direct = osint.extract(again), osint.extract(ferries)
    for name in tables.TABLES:
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(stored, name)), pd.DataFrame(getattr(direct, name)))


@pytest.mark.slow
def test_a_folder_knows_its_model_and_whether_generic_frames_are_sought(ferries, tmp_path):
    shutil.copytree(FERRIES, tmp_path / "case")
    settings = tmp_path / "case" / "case.toml"
    settings.write_text("generic_frames = false\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    case = osint.cases.open(tmp_path / "case")
    assert cluster.Known.of(case).key != cluster.Known.of(ferries).key
    cluster.extract([tmp_path / "case" / "articles"], tmp_path / "out", case=case, stance="linear")
    again = osint.cases.open(tmp_path / "out")
    assert again.stance_model == "linear" and case.stance_model is None
    pd.testing.assert_frame_equal(osint.extract(again).framing, osint.extract(case).framing)
    with pytest.raises(tables.OsintError, match="it has those of 'linear', and 'encoder' was asked for"):
        cluster.extract([tmp_path / "case" / "articles"], tmp_path / "out", case=case, stance="encoder")


@pytest.mark.slow
def test_a_rerun_does_only_what_has_no_receipt(tmp_path):
    source, out = _many(tmp_path / "in", 6), tmp_path / "out"
    cluster.extract([source], out, part_bytes=2500)
    before = _rows(out)
    receipts = sorted((out / "receipts").iterdir())
    kept = {path: path.stat().st_mtime_ns for path in receipts[1:]}
    receipts[0].unlink()
    (store.shelf(out, "quotes") / ".part-half-written.parquet").write_bytes(b"PAR1")
    summary = cluster.extract([source], out, part_bytes=2500)
    assert summary.kept == summary.parts - 1 == len(kept)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    _equal(before, _rows(out))


@pytest.mark.slow
def test_a_changed_input_is_done_again_and_a_removed_one_goes(tmp_path):
    source, out = _many(tmp_path / "in", 3), tmp_path / "out"
    cluster.extract([source], out, part_bytes=1)
    (source / "0000.txt").write_text("Nobody said anything in Calais on Monday, the mayor of the town said.")
    (source / "0001.txt").unlink()
    summary = cluster.extract([source], out, part_bytes=1)
    assert (summary.parts, summary.kept) == (2, 1)
    assert store.read(out, "articles")["article_id"].tolist() == ["0000.txt", "0002.txt"]


def test_problems_are_rows(tmp_path):
    source = _many(tmp_path / "in", 2)
    (source / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    (source / "empty.txt").write_bytes(b"")
    summary = cluster.extract([source], tmp_path / "out")
    assert (summary.articles, summary.problems) == (4, 2)


@pytest.mark.slow
def test_damaged_files_are_counted_and_stop_nothing(tmp_path):
    source = _many(tmp_path / "in", 30)
    for i, junk in enumerate((b"", b"%PDF-1.7 broken", b"PK\x03\x04 broken", bytes(range(256)) * 8)):
        for suffix in (".txt", ".pdf", ".docx", ".parquet", ".warc"):
            (source / f"junk-{i}{suffix}").write_bytes(junk)
    summary = cluster.extract([source], tmp_path / "out", part_bytes=10_000)
    assert (summary.articles, summary.problems) == (50, 20)


def test_every_part_has_the_same_schema(tmp_path):
    source = _many(tmp_path / "in", 1)
    (source / "empty.txt").write_bytes(b"")
    cluster.extract([source], tmp_path / "out", part_bytes=1)
    for name in cluster.STORED:
        parts = sorted(store.shelf(tmp_path / "out", name).iterdir())
        assert len(parts) == 2
        assert {parquet.read_schema(part).remove_metadata() for part in parts} == {store.schema(name)}


@pytest.mark.slow
def test_many_small_files_make_many_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PART_FILES", 2)
    assert cluster.extract([_many(tmp_path / "in", 5)], tmp_path / "out").parts == 3


def test_long_articles_come_in_smaller_batches(tmp_path, monkeypatch):
    source = _many(tmp_path / "in", 5)
    monkeypatch.setattr(articles, "_BATCH_CHARACTERS", 100)
    assert [len(table) for table in articles.stream(articles.files(source))] == [1] * 5


def test_a_folder_of_another_version_says_what_to_do(tmp_path):
    part = tmp_path / "tables" / "framing" / "part-0.parquet"
    part.parent.mkdir(parents=True)
    store.write(part, "framing", tables.frame("framing", {}))
    assert store.read(tmp_path, "framing").empty
    pq.write_table(pq.read_table(part).drop_columns(["cue", "voice"]), part)
    with pytest.raises(osint.OsintError, match=r"must have the columns voice, cue; .+Run osint extract .+anew"):
        store.read(tmp_path, "framing")


def test_what_is_missing_is_null_in_a_file():
    columns = {"article_id": ["a", "b"], "start": [0, 1], "value": [1, float("nan")], "low": [2.5, None]}
    made = store.arrow("figures", columns)
    assert made.schema == store.schema("figures")
    assert made["value"].to_pylist() == [1.0, None]
    assert made["low"].to_pylist() == [2.5, None]
    assert made["unit"].null_count == 2
    days = store.arrow("dates", {"earliest": [date(2020, 1, 2), None, pd.NaT, pd.Timestamp("2020-01-03")]})
    assert days["earliest"].to_pylist() == [datetime(2020, 1, 2), None, None, datetime(2020, 1, 3)]


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(osint.OsintError, match="is not there"):
        cluster.extract([tmp_path / "nowhere"], tmp_path / "out")
    with pytest.raises(osint.OsintError, match="must hold tables/quotes/"):
        store.read(tmp_path, "quotes")


@pytest.mark.slow
def test_every_stored_table_keeps_the_contract_and_duckdb_reads_it(ferries, tmp_path):
    import duckdb

    cluster.extract([FERRIES / "articles"], tmp_path / "out", case=ferries)
    for name, table in _rows(tmp_path / "out").items():
        if name != "places":  # its geometry is made when the case is opened
            tables.validate(table, name)
        shelf = store.shelf(tmp_path / "out", name)
        counted = duckdb.sql(f"select count(*) from read_parquet('{shelf}/*.parquet')").fetchall()
        assert counted == [(len(table),)]
    said = duckdb.sql(
        f"select speaker, count(*) as n from read_parquet('{store.shelf(tmp_path / 'out', 'quotes')}/*.parquet') "
        "where kind = 'direct' group by speaker order by n desc, speaker limit 1"
    ).fetchall()
    assert said[0][0] in ("Tom Harker", "Maria Lindqvist")


@pytest.mark.slow
def test_a_table_opens_lazily(ferries, tmp_path):
    cluster.extract([FERRIES / "articles"], tmp_path / "out", case=ferries, part_bytes=1000)
    lazy = store.lazily(tmp_path / "out", "sentences")
    assert lazy.npartitions > 1
    assert len(lazy) == len(store.read(tmp_path / "out", "sentences"))


@pytest.fixture
def scheduler(tmp_path):
    """A real scheduler with two real workers, each a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, dask = f"tcp://127.0.0.1:{port}", shutil.which("dask", path=Path(sys.executable).parent)
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True, "cwd": tmp_path}
    head = [dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
    work = [dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
    started = [subprocess.Popen(head, **common)]
    started += [subprocess.Popen(work, **common) for _ in range(2)]
    yield address, started[1:]
    for process in started:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process, sign):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)


@pytest.mark.slow
@LOCAL
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")  # a killed worker is reported by warnings of Dask's own
def test_a_killed_worker_loses_nothing(scheduler, tmp_path):
    address, workers = scheduler
    source = _many(tmp_path / "in", 60)
    cluster.extract([source], tmp_path / "alone", part_bytes=2500)
    with cluster.connect([source], scheduler=address) as client:
        client.wait_for_workers(2, timeout=60)
        receipts = tmp_path / "out" / "receipts"

        def kill_when_under_way():
            while not receipts.is_dir() or len(list(receipts.glob("part-*"))) < 3:
                time.sleep(0.01)
            _signal(workers[0], signal.SIGKILL)

        killer = threading.Thread(target=kill_when_under_way)
        killer.start()
        summary = cluster.extract([source], tmp_path / "out", client=client, part_bytes=2500)
        killer.join()
    assert summary.articles == 60
    _equal(_rows(tmp_path / "alone"), _rows(tmp_path / "out"))


@pytest.mark.slow
@LOCAL
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")  # a killed worker is reported by warnings of Dask's own
def test_a_worker_killed_while_articles_are_compared_loses_nothing(scheduler, tmp_path, monkeypatch):
    address, workers = scheduler
    out = tmp_path / "out"
    cluster.extract([_many(tmp_path / "in", 60)], out, part_bytes=2500)
    cluster.compare(out)
    alone = {name: store.read(out, name) for name in ("reuse", "claims")}
    monkeypatch.setattr(joins, "PARTITION_CHARACTERS", 5000)
    with cluster.connect([out], scheduler=address) as client:
        client.wait_for_workers(2, timeout=60)

        def kill_when_under_way():
            while not list((out / "tables" / ".joins").glob("*.parquet")):
                time.sleep(0.01)
            time.sleep(0.5)
            _signal(workers[0], signal.SIGKILL)

        killer = threading.Thread(target=kill_when_under_way)
        killer.start()
        cluster.compare(out, client=client)
        killer.join()
    for name, table in alone.items():
        pd.testing.assert_frame_equal(store.read(out, name), table)


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(tmp_path):
    source, out = _many(tmp_path / "in", 60), tmp_path / "out"
    cluster.extract([source], tmp_path / "alone", part_bytes=2500)
    code = f"from osint.batch import cluster; cluster.extract([{str(source)!r}], {str(out)!r}, part_bytes=2500)"
    run = subprocess.Popen([sys.executable, "-c", code])
    while not (out / "receipts").is_dir() or len(list((out / "receipts").glob("part-*"))) < 3:
        time.sleep(0.01)
        assert run.poll() is None, "the run ended before it could be killed"
    run.kill()
    run.wait()
    summary = cluster.extract([source], out, part_bytes=2500)
    assert 3 <= summary.kept < summary.parts
    _equal(_rows(tmp_path / "alone"), _rows(out))


@LOCAL
@pytest.mark.enable_socket
@pytest.mark.slow
def test_a_scheduler_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(cluster, "_TIMEOUT", "1s")
    with (
        pytest.raises(osint.OsintError, match="does not answer"),
        cluster.connect([], scheduler="tcp://127.0.0.1:9"),
    ):
        pass


def test_workers_may_stand_in_another_folder(tmp_path, monkeypatch):
    _many(tmp_path / "in", 2)
    monkeypatch.chdir(tmp_path)
    (part,) = cluster._parts(cluster._listed(["in"]), cluster.Known.of(None), 10**6)
    monkeypatch.chdir(FERRIES)
    out = tmp_path / "out"
    for place in cluster._places(out):
        place.mkdir(parents=True)
    cluster.work(part, str(out), cluster.Known.of(None))
    assert store.read(out, "articles")["problem"].isna().all()


@pytest.mark.slow
def test_a_file_that_did_not_open_is_tried_again(tmp_path, monkeypatch):
    source, out = _many(tmp_path / "in", 3), tmp_path / "out"

    def fails(path):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(articles.listing, "_opened", fails)
        assert cluster.extract([source], out).problems == 3
    cluster.compare(out)
    summary = cluster.extract([source], out)
    assert not store.holds(out, "claims")
    assert (summary.problems, summary.kept) == (0, 0)
    assert cluster.extract([source], out).kept == 1


def test_what_is_not_ours_stays(tmp_path):
    source, out = _many(tmp_path / "in", 1), tmp_path / "out"
    (out / "receipts").mkdir(parents=True)
    (out / "receipts" / "taxi.pdf").write_bytes(b"%PDF")
    (out / "tables" / "quotes" / "mine").mkdir(parents=True)
    (out / "tables" / "quotes" / "my.csv").write_text("a")
    cluster.extract([source], out)
    assert (out / "receipts" / "taxi.pdf").exists()
    assert (out / "tables" / "quotes" / "my.csv").exists()
    assert len(store.read(out, "articles")) == 1


def test_one_run_at_a_time(tmp_path):
    source, out = _many(tmp_path / "in", 1), tmp_path / "out"
    cluster.extract([source], out)
    with files.alone(out), pytest.raises(osint.OsintError, match="one run at a time"):
        cluster.extract([source], out)
    assert cluster.extract([source], out).kept == 1


def test_a_changed_file_of_an_odd_name_is_done_again(tmp_path):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    odd = source / "two\nlines.txt"
    odd.write_text("It rained in Calais.")
    cluster.extract([source], out)
    odd.write_text("It rained in Dover and in Calais, said Ann Lee.")
    assert cluster.extract([source], out).kept == 0
    assert "Dover" in store.read(out, "articles")["text"][0]


@pytest.mark.slow
def test_one_name_in_two_inputs_is_two_articles(tmp_path):
    one, other = _many(tmp_path / "one", 2), _many(tmp_path / "other", 2)
    cluster.extract([one, other], tmp_path / "out", part_bytes=1)
    assert store.read(tmp_path / "out", "articles")["article_id"].tolist() == [
        "0000.txt", "0001.txt", "2/0000.txt", "2/0001.txt",
    ]  # fmt: skip


def test_the_output_is_no_input(tmp_path):
    _many(tmp_path / "in", 2)
    out = tmp_path / "in" / "out"
    assert [cluster.extract([tmp_path / "in"], out).articles for _ in range(2)] == [2, 2]


def test_an_article_that_cannot_be_analysed_ends_nothing(tmp_path, monkeypatch):
    source, out = _many(tmp_path / "in", 3), tmp_path / "out"
    rows = Analysis.rows

    def fails(self, name):
        if self.doc.article_id == "0001.txt":
            raise RuntimeError("a trial")
        return rows(self, name)

    monkeypatch.setattr(Analysis, "rows", fails)
    assert cluster.extract([source], out).problems == 1
    table = store.read(out, "articles").set_index("article_id")["problem"]
    assert table["0001.txt"] == "The text could not be analysed: RuntimeError: a trial."
    assert set(store.read(out, "sentences")["article_id"]) == {"0000.txt", "0002.txt"}


@pytest.mark.slow
def test_an_extraction_that_did_not_end_says_so(tmp_path, monkeypatch):
    source, out = _many(tmp_path / "in", 3), tmp_path / "out"

    def stops(part, root, known):
        raise KeyboardInterrupt

    work = cluster.work
    monkeypatch.setattr(cluster, "work", lambda part, root, known: work(part, root, known) and stops(part, root, known))
    with pytest.raises(KeyboardInterrupt):
        cluster.extract([source], out, part_bytes=1)
    assert "the extraction has not ended" in repr(osint.cases.open(out))
    with pytest.raises(osint.OsintError, match="must be extracted to its end"):
        cluster.compare(out)
    monkeypatch.setattr(cluster, "work", work)
    cluster.extract([source], out, part_bytes=1)
    assert "has not ended" not in repr(osint.cases.open(out))
    assert cluster.compare(out).reuse > 0


def test_nothing_readable_has_nothing_to_compare(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    cluster.extract([tmp_path / "in"], tmp_path / "out")
    assert cluster.compare(tmp_path / "out")[:2] == (0, 0)


def test_an_address_that_nothing_opens(tmp_path):
    with pytest.raises(osint.OsintError, match="none here"):
        cluster.extract(["nosuch://bucket/*.txt"], tmp_path / "out")
