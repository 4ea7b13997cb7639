"""The notebooks in a real JupyterLab, as a person has them: opened, run, read and looked around in."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright
from test_notebooks import DRAWS, PATHS, code_of

import osint

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOST, TOKEN, SECONDS = "127.0.0.1", "for-the-test", 120
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.allow_hosts([HOST]),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
OPTIONS = {
    "IdentityProvider.token": TOKEN,
    "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "LabApp.extension_manager": "readonly",
    "LabApp.news_url": "None",
    "ServerApp.ip": HOST,
    "ServerApp.port_retries": 0,
}
SETTINGS = {
    # Cells out of view stand in the page too, so that all of them can be looked at.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
BY_HAND = [
    "import osint",
    'osint.cases.open("nowhere")',
    't = osint.extract(osint.cases.open("../seeds"))',
    "osint.explore(t)",
    "osint.extract(",
]
PROMPTS = "cells => cells.map(cell => cell.querySelector('.jp-InputArea-prompt').textContent)"
BOXES = """async pictures => {
    await Promise.all(pictures.map(picture => picture.decode?.()));
    return pictures.map(picture => [picture.clientWidth, picture.clientHeight]);
}"""
BULLETS = "lists => lists.map(list => getComputedStyle(list).listStyleType)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own, on copies of the notebooks and the seeds: its address."""
    folder = tmp_path_factory.mktemp("lab")
    _lay_out(folder)
    port = _free_port()
    options = OPTIONS | {"ServerApp.root_dir": folder / "work", "ServerApp.port": port}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    homes = {name: str(folder / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | homes, stdout=log, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + SECONDS
        while not _is_taken(port):
            assert server.poll() is None and time.monotonic() < until, (folder / "log").read_text(encoding="utf-8")
            time.sleep(0.1)
        yield f"http://{HOST}:{port}/lab"
    finally:
        server.terminate()
        server.wait(SECONDS)


def _lay_out(folder):
    for name in ("notebooks", "seeds"):
        shutil.copytree(ROOT / name, folder / "work" / name)
    shutil.copy(PATHS[0], folder / "work" / "notebooks" / "by-keyboard.ipynb")
    kernel = nbformat.read(PATHS[0], as_version=4).metadata
    by_hand = new_notebook(cells=[new_code_cell(source) for source in BY_HAND], metadata=kernel)
    nbformat.write(by_hand, folder / "work" / "notebooks" / "by-hand.ipynb")
    for name, values in SETTINGS.items():
        path = folder / "JUPYTER_CONFIG_DIR/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@pytest.fixture(scope="module")
def page(lab):
    """The lab in a browser; what it asked for and what went wrong is noted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        page.asked, page.faults = set(), []
        for event in ("request", "websocket"):
            page.on(event, lambda made: page.asked.add(urlsplit(made.url).hostname))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("dialog", lambda dialog: page.faults.append(dialog.message))
        page.goto(f"{lab}/tree/notebooks?token={TOKEN}")
        yield page
        browser.close()


@pytest.fixture(scope="module")
def running(page):
    """The page, with all notebooks in their tabs, all cells started."""
    for path in PATHS:
        _open(page, path.stem)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page


@pytest.fixture(scope="module")
def by_hand(page):
    """A notebook with cells as somebody may write them, all run but the last, which is not complete."""
    panel = _open(page, "by-hand")
    _cells(panel).first.click()
    for number in range(len(BY_HAND) - 1):
        page.keyboard.press("Shift+Enter")
        _has_run(panel, number)
    return panel


def _open(page, name):
    page.locator(".jp-DirListing-item", has_text=f"{name}.ipynb").dblclick()
    panel = _panel(page, name)
    # What is run before there is a kernel is dropped.
    panel.locator(".jp-Toolbar-kernelName", has_text="ipykernel").wait_for()
    _is_idle(page)
    return panel


def _panel(page, name):
    """Bring a notebook's tab to the front."""
    tab = page.get_by_role("main").get_by_role("tab", name=f"{name}.ipynb")
    tab.click()
    return page.locator(f".jp-NotebookPanel#{tab.get_attribute('data-id')}")


def _is_idle(page):
    page.locator("#jp-main-statusbar").get_by_text("(ipykernel) | Idle").wait_for()


def _cells(panel):
    return panel.locator(".jp-CodeCell")


def _has_run(panel, number):
    """Wait until a code cell has its number."""
    cell = _cells(panel).nth(number)
    cell.locator(".jp-InputArea-prompt", has_text=re.compile(r"\[\d+\]:")).wait_for()


def _is_well(panel):
    """Nothing went wrong in a notebook or in the page, and nothing popped up."""
    wrong = panel.locator(".jp-OutputArea-output[data-mime-type$=stderr], .jp-OutputArea-output[data-mime-type$=error]")
    assert wrong.all_inner_texts() == []
    assert panel.page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []
    assert panel.page.faults == []
    assert panel.page.asked == {HOST}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_all_cells_run_and_all_figures_show(running, path):
    panel = _panel(running, path.stem)
    sources = code_of(nbformat.read(path, as_version=4))
    panel.locator(".jp-InputArea-prompt", has_text="[*]").first.wait_for(state="detached")
    _is_idle(running)
    _is_well(panel)
    assert _cells(panel).evaluate_all(PROMPTS) == [f"[{number}]:" for number in range(1, len(sources) + 1)]
    boxes = panel.locator(".jp-RenderedImage img, .jp-RenderedSVG svg").evaluate_all(BOXES)
    assert len(boxes) == sum(len(DRAWS.findall(source)) for source in sources)
    assert all(width > 600 and height > 300 for width, height in boxes), boxes
    assert set(panel.locator(".osint-passages").evaluate_all(BULLETS)) <= {"none"}


def test_a_notebook_runs_cell_by_cell_from_the_keyboard(page):
    panel = _open(page, "by-keyboard")
    panel.locator(".jp-Cell").first.click()
    n = 0
    for cell in nbformat.read(PATHS[0], as_version=4).cells[:-1]:
        page.keyboard.press("Shift+Enter")
        if cell.cell_type == "code":
            _has_run(panel, n)
            n += 1
    assert _cells(panel).evaluate_all(PROMPTS) == [f"[{number}]:" for number in range(1, n + 1)]
    _is_well(panel)


def test_a_wrong_path_is_told_in_one_line(by_hand):
    said = _cells(by_hand).nth(1).locator(".jp-OutputArea-output").all_inner_texts()
    assert len(said) == 1
    assert said[0].startswith("OsintError: `folder` must be a case folder; 'nowhere' is not there.")
    assert len(said[0].splitlines()) == 1


def test_the_docstring_shows_at_shift_tab(by_hand, page):
    _cells(by_hand).last.locator(".cm-content").click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Tab")
    said = page.locator(".jp-Tooltip").inner_text()
    assert "osint.extract(case" in said.splitlines()[0]
    assert osint.extract.__doc__.splitlines()[0] in said


def test_the_explorer_follows_what_is_picked(by_hand):
    look = _cells(by_hand).nth(3).locator(".jp-OutputArea")
    for name in ("Outlet", "Actor", "Place", "Voice"):
        assert look.get_by_label(name, exact=True).locator("option:checked").inner_text() == "all"
    picture, said = look.locator("img").first, look.get_by_text(re.compile(r"^\d+ rows"))
    assert min(picture.bounding_box()[side] for side in ("width", "height")) > 300
    before, n = picture.get_attribute("src"), said.inner_text()
    actor = look.get_by_label("Actor", exact=True)
    actor.select_option("NATO")
    said.filter(has_not_text=n).wait_for()
    assert picture.get_attribute("src") != before
    assert look.locator(".osint-passages li").count() > 0
    actor.select_option("all")
    said.filter(has_text=n).wait_for()
    assert picture.get_attribute("src") == before
    assert actor.locator("option:checked").inner_text() == "all"
