"""The briefing on paper."""

from __future__ import annotations

import time

import pypdf
import pytest

from osint.briefing import printing
from osint.tables import OsintError


def test_without_a_browser_one_line_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "out.pdf").write_text("old")
    with pytest.raises(OsintError, match="A PDF needs Chromium"):
        printing.pdf(tmp_path / "a.html", tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_text() == "old"


def test_a_browser_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    (tmp_path / "out.pdf").write_text("old")
    with pytest.raises(OsintError, match=r"`page` must be an HTML file; .*a\.html' is not there"):
        printing.pdf(tmp_path / "a.html", tmp_path / "out.pdf")
    (tmp_path / "a.html").write_text("<p>a</p>")
    with pytest.raises(OsintError, match=r"chromium did not print a\.html"):
        printing.pdf(tmp_path / "a.html", tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_text() == "old"


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(printing.browser() is None, reason="no Chromium here")
def test_the_pdf_has_the_page_and_links_within_it(seeds_briefing, tmp_path, case):
    printing.pdf(seeds_briefing, tmp_path / "out.pdf")
    made = pypdf.PdfReader(tmp_path / "out.pdf")
    assert 10 < len(made.pages) < 110
    assert case.title in " ".join((made.pages[0].extract_text() or "").split())
    links = [note.get_object() for page in made.pages for note in page.get("/Annots", [])]
    assert len([link for link in links if "/Dest" in link]) > 100
    assert not [link for link in links if "/URI" in link.get("/A", {})]
    outlined = {entry.title: made.get_destination_page_number(entry) for entry in entries(made.outline)}
    assert outlined["The sources"] <= 1 and outlined["Read the sources"] == 2
    # The contents say on which sheet each part is.
    first = " ".join((made.pages[0].extract_text() or "").split())
    for title in ("Read the sources", "The articles, marked", "How this was made"):
        assert f"{title}, {outlined[title] + 1}" in first
    assert (tmp_path / "out.pdf").stat().st_size < 3_000_000
    told = "".join(" ".join(page.extract_text() or "" for page in made.pages[:40]).split())
    for head in ("Counts", "n_words", "similarity", "Termsoflikelihood(ICD203)"):
        assert head in told


def entries(outline):
    for entry in outline:
        yield from entries(entry) if isinstance(entry, list) else [entry]


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(printing.browser() is None, reason="no Chromium here")
def test_the_same_page_gives_the_same_bytes(tmp_path):
    page = tmp_path / "a.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>A</title><h1>A</h1><h2>B</h2><p>c</p></html>")
    for name in ("1.pdf", "2.pdf"):
        printing.pdf(page, tmp_path / name)
        time.sleep(1.1)  # dates in a PDF are told to the second
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    made = pypdf.PdfReader(tmp_path / "1.pdf")
    assert [entry.title for entry in entries(made.outline)] == ["A", "B"]
    assert not {"/CreationDate", "/ModDate"} & set(made.metadata)
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
