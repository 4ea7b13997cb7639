"""Each format empty, cut off, locked, under another's name and too long: one problem, and the rest is read."""

import io
import itertools
import random
import re
import sys
from pathlib import Path

import pytest
from test_containers import zipped
from test_office import locked, odt

from osint import articles, tables
from osint.articles import File, Reading, containers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from whole_files import STORY, whole_files

WHOLE = whole_files()
#: What has no end that could be missing: its first half is a shorter text.
PLAIN = (".txt", ".md", ".html", ".mhtml", ".eml", ".mbox", ".csv", ".rtf")
#: What says by its first bytes what it is.
MARKED = (
    ".html",
    ".rtf",
    ".docx",
    ".odt",
    ".xlsx",
    ".pdf",
    ".msg",
    ".xml",
    ".zip",
    ".wacz",
    ".warc",
    ".gz",
    ".parquet",
)


def named(suffix):
    return "a.txt.gz" if suffix == ".gz" else f"a{suffix}"


def read(name, data, **reading):
    listed = [File(name, lambda: io.BytesIO(data)), File("sound.txt", lambda: io.BytesIO(STORY.encode()))]
    table = articles.collect(listed, reading=Reading(**reading))
    tables.validate(table, "articles")
    return table[table["path"] == name]


def problem(name, data, **reading):
    table = read(name, data, **reading)
    assert table["text"].eq("").all()
    (said,) = table["problem"]
    assert said.endswith((".", "…")) and "\n" not in said and "local variable" not in said and "Error(" not in said
    return said


def test_every_format_has_a_whole_file():
    assert {containers.FORMATS[suffix] for suffix in WHOLE} == set(containers.FORMATS.values())


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_whole_file_is_read(suffix):
    assert read(named(suffix), WHOLE[suffix])["text"].str.contains(STORY, regex=False).all()


@pytest.mark.parametrize("suffix", WHOLE)
def test_an_empty_file_is_named(suffix):
    assert problem(named(suffix), b"") == "The file is empty."


@pytest.mark.parametrize("suffix", sorted(WHOLE.keys() - PLAIN))
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_one_problem(suffix, share):
    problem(named(suffix), WHOLE[suffix][: int(len(WHOLE[suffix]) * share)])


@pytest.mark.parametrize("suffix", WHOLE)
def test_noise_gives_a_text_or_a_problem(suffix):
    noise = random.Random(suffix)  # the same bytes at each run
    for _ in range(5):
        data = bytearray(WHOLE[suffix])
        for _ in range(max(3, len(data) // 60)):
            data[noise.randrange(4, len(data))] = noise.randrange(256)
        table = read(named(suffix), bytes(data))
        assert (table["problem"].notna() | table["text"].str.strip().ne("")).all()


@pytest.mark.parametrize(("suffix", "other"), [pair for pair in itertools.permutations(MARKED, 2) if pair[1] != ".zip"])
def test_a_file_under_another_s_name_is_one_problem(suffix, other):
    assert re.search("name says|in the old format|damaged", problem(named(other), WHOLE[suffix]))


@pytest.mark.parametrize("suffix", WHOLE)
def test_what_is_a_hundred_times_too_long_is_named(suffix):
    table = read(named(suffix), WHOLE[suffix], max_bytes=len(STORY) // 100)
    assert table["text"].eq("").all() and table["problem"].str.contains("allowed").all()


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("a.jsonl", "", '{{"text": "{}"}}\n'),
        ("a.csv", "text\n", "{}\n"),
        ("a.mbox", "", "From a Fri May 31 10:00:00 2024\nSubject: A\n\n{}\n\n"),
    ],
)
def test_an_article_that_is_too_long_costs_itself_only(name, head, row):
    texts = ("The ferry sails.", "gulls " * 100, "It is noon.")
    table = read(name, (head + "".join(row.format(text) for text in texts)).encode(), max_bytes=300)
    assert table["text"].str.strip().tolist() == ["The ferry sails.", "", "It is noon."]
    assert "300" in table["problem"].iloc[1] and table["problem"].isna().tolist() == [True, False, True]


def test_a_locked_document_says_so():
    manifest = '<manifest:file-entry xmlns:manifest="m"><manifest:encryption-data/></manifest:file-entry>'
    opened = zipped(("content.xml", "\0\1\2"), ("META-INF/manifest.xml", manifest))
    for name, data in (
        ("a.odt", opened),
        ("a.odt", locked(odt("<text:p>Boats</text:p>"))),
        ("a.wacz", locked(WHOLE[".wacz"])),
    ):
        assert "password" in problem(name, data)
