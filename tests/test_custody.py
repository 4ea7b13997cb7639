"""A kept case: the same bytes for the same case, each changed file named, tables made anew."""

import random
import shutil
import time

import bagit
import pytest

from osint import briefing, cases, cli, custody
from osint.tables import OsintError


@pytest.fixture
def kept(tmp_path, monkeypatch):
    folder = tmp_path / "harbour"
    (folder / "articles" / "in").mkdir(parents=True)
    (folder / "articles" / "in" / "one, 50%.txt").write_text("The mayor of Lyon spoke on Monday.", encoding="utf-8")
    (folder / "sources.csv").write_text('file,outlet,published\n"in/one, 50%.txt",Post,2031-05-13\n', encoding="utf-8")
    # The notebooks take half a minute; tests/test_briefing.py holds them to the same bytes for the same case.
    monkeypatch.setattr(briefing, "write", lambda case, path: path.write_text(f"<title>{case.title}</title>"))
    case = cases.open(_with_columns(folder))
    return tmp_path / "bag", case, custody.keep(case, tmp_path / "bag")


def _with_columns(folder):
    from osint.articles import SOURCES

    row = {"file": "in/one, 50%.txt", "outlet": "Post", "outlet_basis": "stated", "published": "2031-05-13"}
    row |= {"reliability": "F", "counts": "yes"}
    cells = ",".join(f'"{row.get(column, "")}"' for column in SOURCES)
    (folder / "sources.csv").write_text(",".join(SOURCES) + "\n" + cells + "\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_kept_case_is_a_valid_bag_and_the_same_each_time(kept):
    folder, case, total = kept
    bag = bagit.Bag(str(folder))
    assert bag.is_valid() and bag.info["Bagging-Date"] == "2031-05-13"
    assert custody.keep(case, folder.with_name("other")) == total
    assert custody.verify(folder, outside=total) == [] == custody.again(folder)
    with pytest.raises(OsintError, match="is there already"):
        custody.keep(case, folder)


@pytest.mark.slow
def test_every_changed_byte_is_named(kept):
    folder, _, total = kept
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    chance = random.Random(7)
    tries = (paths * 100)[:100]
    started = time.process_time()
    for path in tries:
        before = path.read_bytes()
        at = chance.randrange(len(before))
        path.write_bytes(before[:at] + bytes([before[at] ^ (1 << chance.randrange(7))]) + before[at + 1 :])
        named = custody.verify(folder, outside=total)
        assert any(line.startswith(path.relative_to(folder).as_posix() + ":") for line in named), (path, at)
        path.write_bytes(before)
    assert time.process_time() - started < 10  # for all of them
    assert custody.verify(folder, outside=total) == []


@pytest.mark.slow
def test_what_is_missing_or_added_is_named(kept, capsys):
    folder, _, total = kept
    (folder / "data" / "tables" / "places.csv").unlink()
    (folder / "data" / "note.txt").write_text("x")
    named = custody.verify(folder)
    assert [line.split(":")[0] for line in named] == ["data/tables/places.csv", "data/note.txt"]
    assert cli.main(["verify", str(folder), "--sum", total]) == 1
    assert "data/note.txt: was added" in capsys.readouterr().err
    shutil.rmtree(folder / "data")
    assert custody.verify(folder)
    with pytest.raises(OsintError, match="must be a folder that osint keep wrote"):
        custody.verify(folder.parent)


@pytest.mark.slow
def test_tables_that_differ_are_named_by_how_much(kept):
    folder, *_ = kept
    path = folder / "data" / "tables" / "sentences.csv"
    as_kept = path.read_text()
    path.write_text(as_kept.replace(",0.0,", ",0.00001,", 1))
    assert custody.again(folder)[0].startswith("tables/sentences.csv: scores differ by at most 1e-05")
    path.write_text(as_kept.replace("Lyon", "Lyom"))
    assert custody.again(folder) == ["tables/sentences.csv: 1 of 1 rows differ"]


@pytest.mark.slow
def test_a_package_of_another_version_is_told_from_a_changed_one(kept):
    folder, *_ = kept
    tables = folder / "data" / "tables"
    (tables / "stance.csv").unlink()
    sentences = tables / "sentences.csv"
    sentences.write_text(sentences.read_text(encoding="utf-8-sig").replace("polarity_vader", "mood", 1), "utf-8-sig")
    assert custody.again(folder) == [
        "tables/sentences.csv: has other columns: another version of osint made the package",
        "tables/stance.csv: was not kept: another version of osint made the package",
    ]
