"""The documentation: built without a warning, no link leads nowhere, nothing is loaded from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT

from osint import cli
from osint.tables import TABLES

sys.path.insert(0, str(ROOT / "scripts"))
import readme_tables

pytestmark = pytest.mark.slow
#: What a page fetches when it is opened.
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src"}


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.loads, self.words = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img":
            self.words.append(given.get("alt"))
        is_sheet = tag == "link" and "stylesheet" in (given.get("rel") or "")
        if url := given.get("href") if is_sheet else given.get(LOADS.get(tag, "")):
            self.loads.append(url)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(ROOT / "docs"), str(out)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    return {path: _Page(path.read_text(encoding="utf-8")) for path in out.rglob("*.html")}


def test_no_link_leads_nowhere(pages):
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or path.name in ("search.html", "genindex.html"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.exists(), (path.name, link)
            if parts.fragment and target in pages:
                assert parts.fragment in pages[target].ids, (path.name, link)


def test_nothing_is_loaded_from_elsewhere(pages):
    assert [url for page in pages.values() for url in page.loads if urlsplit(url).netloc] == []


def test_every_notebook_is_a_page_whose_pictures_are_put_in_words(pages):
    tutorial = {path.stem: page for path, page in pages.items() if path.parent.name == "tutorial"}
    assert set(tutorial) == {path.stem for path in (ROOT / "notebooks").glob("0*.ipynb")}
    words = [text for page in tutorial.values() for text in page.words]
    assert len(words) > 20 and all(text and len(text) > 40 for text in words)


def test_every_table_and_command_has_its_section(pages):
    ids = set().union(*(page.ids for page in pages.values()))
    assert set(TABLES) <= ids
    assert {f"osint-{name}" for name in cli.commands()} <= ids


def test_the_readme_has_the_tables_and_figures_of_today():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text == readme_tables.written(text)


def test_the_readmes_commands_are_those_of_the_makefile():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r"`?make ([\w-]+)", text)) <= {*targets, "a"}
