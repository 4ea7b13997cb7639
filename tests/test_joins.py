"""What is joined from parts is what is found in all articles at once."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from conftest import FERRIES, SEEDS

import osint
from osint import compare, store, tables
from osint.batch import cluster, joins

WORDS = ("harbour", "crane", "pilot", "dredger", "tide", "cargo", "quay", "lock", "buoy")
WORDS += ("mast", "keel", "rope", "anchor", "sail", "deck", "hull", "port", "berth")


def _told(rng, n):
    """Sentences of plain words with a speaker; few of them are alike by chance."""
    return " ".join(
        f"Mayor Jansen said the {' '.join(rng.choices(WORDS, k=7))} of {rng.randint(2, 999)} boats was lost."
        for _ in range(n)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The seed articles, and texts that share sentences, one of them three times over, in many parts."""
    rng, source = random.Random(5), tmp_path_factory.mktemp("in")
    for path in (SEEDS / "articles").iterdir():
        (source / path.name).write_bytes(path.read_bytes())
    common = [_told(rng, 1) for _ in range(12)]
    for i in range(24):
        text = f"{_told(rng, 2)}\n\n{rng.choice(common)} {rng.choice(common)}\n\n{_told(rng, 1)}"
        (source / f"ä{i}.txt").write_text(text, encoding="utf-8")
    for name in ("same", "same again"):
        (source / f"{name}.txt").write_bytes((source / "ä7.txt").read_bytes())
    (source / "empty.txt").write_bytes(b"")
    out = tmp_path_factory.mktemp("out")
    assert cluster.extract([source], out, case=osint.cases.open(SEEDS), part_bytes=4000).parts > 5
    return out


@pytest.fixture
def direct(folder):
    """The tables of the folder with what they share, found at once."""
    case = osint.cases.open(folder)
    read = {name: store.read(folder, name) for name in tables.per_article()}
    reuse = compare.reuse(case.readable)
    made = tables.Tables(case, articles=case.articles, **read, reuse=reuse)
    return reuse, compare.claims(made)


@pytest.mark.parametrize("characters", [10**9, 3000])
@pytest.mark.slow
def test_joined_from_parts_or_found_at_once_is_the_same(folder, direct, monkeypatch, characters):
    monkeypatch.setattr(joins, "PARTITION_CHARACTERS", characters)
    compared = cluster.compare(folder)
    reuse, claims = direct
    assert len(reuse) == compared.reuse > 40
    assert len(claims) == compared.claims > 100
    pd.testing.assert_frame_equal(store.read(folder, "reuse"), reuse)
    pd.testing.assert_frame_equal(store.read(folder, "claims"), claims)
    assert len(store.parts(folder, "reuse")) > (characters < 10**9) * 5
    assert [path for path in (folder / "tables").iterdir() if path.name.startswith(".")] == []


@pytest.mark.slow
def test_many_articles_are_parted_into_stories(folder, monkeypatch):
    monkeypatch.setattr(joins, "STORY_ARTICLES", 8)
    cluster.compare(folder)
    claims = store.read(folder, "claims")
    story = claims["claim"].str.extract(r" \(([^()]+\.txt)\)$")[0]
    assert story.notna().all()
    members = claims.groupby(story)["article_id"].nunique()
    assert 1 < members.max() <= 8
    assert {"same.txt", "same again.txt", "ä7.txt"} <= set(claims.loc[story == "same again.txt", "article_id"])
    seeds = {path.name for path in (SEEDS / "articles").iterdir()}
    assert len(seeds & set(claims.loc[story == min(seeds), "article_id"])) > 1


def test_what_shares_most_is_one_story_and_none_is_too_large(monkeypatch):
    monkeypatch.setattr(joins, "STORY_ARTICLES", 2)
    shared = pd.DataFrame(
        [("a", "b", 10), ("b", "c", 90), ("c", "d", 20)], columns=["article_a", "article_b", "shared"]
    )
    found = joins._stories(["a", "b", "c", "d"], shared)
    assert found["story"].tolist() == ["a", "b", "b", "d"]
    assert found.groupby("bundle")["story"].unique().map(list).tolist() == [["a", "b"], ["d"]]


@pytest.mark.slow
@pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")  # Dask's own, of sockets that close late
def test_workers_find_the_same(folder, direct, monkeypatch):
    monkeypatch.setattr(joins, "PARTITION_CHARACTERS", 10_000)
    with cluster.connect([], workers=2) as client:
        cluster.compare(folder, client=client)
    for name, table in zip(("reuse", "claims"), direct, strict=True):
        pd.testing.assert_frame_equal(store.read(folder, name), table)


@pytest.mark.slow
def test_it_opens_without_reading_what_is_not_asked_for(folder, direct):
    cluster.compare(folder)
    case = osint.cases.open(folder)
    t = osint.extract(case)
    assert f"{len(direct[0])} reuse, {len(direct[1])} claims" in repr(t)
    assert "32 articles, 1 of them not analysed" in repr(case)
    assert "20 more" in case._repr_html_()
    assert t._tables == {}
    assert "articles" not in case.__dict__
    pd.testing.assert_frame_equal(t.claims, direct[1])
    assert set(t._tables) == {"claims"}
    assert t.lazily("quotes").groupby("kind").size().compute().sum() == len(t.quotes)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = t.nothing


@pytest.mark.parametrize("part_bytes", [1, 10**6])
@pytest.mark.slow
def test_other_articles_end_what_was_compared(tmp_path, part_bytes):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for path in (FERRIES / "articles").iterdir():
        (source / path.name).write_bytes(path.read_bytes())
    cluster.extract([source], out, part_bytes=part_bytes)
    n = cluster.compare(out).reuse
    assert n > 0
    cluster.extract([source], out, part_bytes=part_bytes)
    assert store.count(out, "reuse") == n
    (source / "wire-note.eml").unlink()
    cluster.extract([source], out, part_bytes=part_bytes)
    assert not store.holds(out, "reuse")
    assert not store.holds(out, "claims")
    t = osint.extract(osint.cases.open(out))
    assert "reuse" not in repr(t)
    assert set(t.reuse["article_a"]) <= {path.name for path in source.iterdir()}


@pytest.mark.slow
def test_corrections_make_claims_anew(tmp_path):
    out = tmp_path / "out"
    cluster.extract([FERRIES / "articles"], out, case=osint.cases.open(FERRIES))
    cluster.compare(out)
    t = osint.extract(osint.cases.open(out))
    row = t.quotes[t.quotes["kind"] == "direct"].iloc[0]
    case = osint.cases.correct(t.case, ("quotes", row), "speaker", "Somebody Else", by="me", reason="misread")
    assert (osint.extract(case).quotes["speaker"] == "Somebody Else").any()


def test_a_folder_that_is_not_extracted(tmp_path):
    with pytest.raises(osint.OsintError, match="must be an extracted one"):
        cluster.compare(tmp_path)
