"""The briefing on paper."""

from __future__ import annotations

import pypdf
import pytest

from osint.publishing import printing
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
    with pytest.raises(OsintError, match=r"chromium did not print a\.html"):
        printing.pdf(tmp_path / "a.html", tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_text() == "old"


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(printing.browser() is None, reason="no Chromium here")
def test_the_pdf_has_the_page_and_links_within_it(seeds_briefing, tmp_path, case):
    printing.pdf(seeds_briefing, tmp_path / "out.pdf")
    made = pypdf.PdfReader(tmp_path / "out.pdf")
    assert len(made.pages) > 10
    assert case.title in " ".join((made.pages[0].extract_text() or "").split())
    links = [note.get_object() for page in made.pages for note in page.get("/Annots", [])]
    assert len([link for link in links if "/Dest" in link]) > 100
    assert not [link for link in links if "/URI" in link.get("/A", {})]
