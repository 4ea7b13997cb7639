"""The briefing in a browser without a network: nothing asked for, nothing run, all shown, for everybody."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import SEEDS
from playwright.sync_api import sync_playwright

import osint
from osint import briefing

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    """Open a file without a network, and note what it asks for, says and pops up."""
    contexts = []

    def open_file(path, **settings):
        context = chromium.new_context(offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.noted = []
        page.on("request", lambda request: page.noted.append(request.url))
        page.on("console", lambda message: page.noted.append(message.text))
        page.on("pageerror", lambda error: page.noted.append(str(error)))
        page.on("dialog", lambda dialog: page.noted.append(dialog.message))
        page.goto(path.as_uri())
        page.wait_for_timeout(300)
        return page

    yield open_file
    for context in contexts:
        context.close()


def test_it_asks_for_nothing_says_nothing_and_shows_every_figure(opened, seeds_briefing):
    page = opened(seeds_briefing, viewport={"width": 1400, "height": 900})
    assert page.noted == [seeds_briefing.as_uri()]
    assert page.evaluate("document.scripts.length") == 0
    boxes = page.evaluate(
        "[...document.querySelectorAll('figure svg')].map(f => [f.getBoundingClientRect().width,"
        " f.getBoundingClientRect().height, f.querySelector('g, path').getBBox().width])"
    )
    assert len(boxes) >= 12
    assert all(300 < width <= 960 and height > 150 and drawn > 100 for width, height, drawn in boxes)


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_nothing_sticks_out_at_any_width(opened, seeds_briefing, width):
    page = opened(seeds_briefing, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, seeds_briefing, scheme):
    page = opened(seeds_briefing, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('figcaption details, details.code').forEach(d => d.open = true)")
    options = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] == []


def test_a_mark_leads_to_its_passages_its_article_and_back_by_keyboard(opened, seeds_briefing):
    page = opened(seeds_briefing)
    link = page.locator("figure svg a").first
    link.focus()
    page.keyboard.press("Enter")
    group = page.locator(".evidence-group:target, .evidence-group:has(:target)")
    assert group.count() == 1
    group.locator("li a").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("article mark:target").count() == 1
    page.evaluate("document.querySelector('article p:has(mark:target) + details').open = true")
    page.locator("article p:has(mark:target) + details a").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".evidence-group:target").count() == 1
    back = page.locator(".evidence-group:target > p a").first
    back.focus()
    where = back.get_attribute("href")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == where


MARKUP = [
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg/onload=alert({n})>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "<a href='javascript:alert({n})'>a{n}</a>",
    "</title><script>alert({n})</script>",
    "</style><script>alert({n})</script>",
    "--><script>alert({n})</script><!--",
    "]]><script>alert({n})</script>",
    "'\"><body onload=alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<style>*{{background:url(//x{n}.example)}}</style>",
    "<link rel=stylesheet href=//x{n}.example/a.css>",
    "<meta http-equiv=refresh content=0;url=//x{n}.example>",
    "<base href=//x{n}.example/>",
    "<math><mtext><script>alert({n})</script></mtext></math>",
    "<svg><animate attributeName=href values=javascript:alert({n})></svg>",
    "<object data=//x{n}.example></object>",
    "{{{{ {n} * 7 }}}}",
    "{{% for a in {n} %}}",
    "${{alert({n})}}",
    "`alert({n})`",
    "[a{n}](javascript:alert({n}))",
    "![a{n}](//x{n}.example/a.png)",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "$\\frac{{{n}}}{{2}}$",
    "<p style='position:fixed;inset:0'>{n}",
    "<input autofocus onfocus=alert({n})>",
    "=cmd|'/c calc'!A{n}",
    "<!--[if IE]>{n}<![endif]-->",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A case in which everything that can be written is written to do harm, and the strings in it."""
    folder = tmp_path_factory.mktemp("hostile")
    numbers = iter(range(1000, 9999))
    texts, articles = [], folder / "articles"
    articles.mkdir()

    def next_text():
        n = next(numbers)
        texts.append(MARKUP[n % len(MARKUP)].format(n=n))
        return texts[-1]

    rows = []
    with (SEEDS / "sources.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    for number in range(6):
        name = f"{number} <img src=x onerror=alert({number})>.txt"
        lines = [f"Ann Lee said in Oslo on Monday that {next_text()} was known." for _ in range(20)]
        lines += [f"“We know that {next_text()} is good,” Ann Lee said in Bergen." for _ in range(5)]
        (articles / name).write_text("\n\n".join(lines), encoding="utf-8")
        told = {
            "file": name,
            "outlet": next_text(),
            "outlet_basis": "stated",
            "title": next_text(),
            "author": next_text(),
            "published": "2024-05-02",
            "genre": next_text(),
            "reliability": "F",
            "counts": "yes",
        }
        rows.append([told.get(column, "") for column in header])
    actors = [[next_text(), next_text()] for _ in range(10)] + [["Ann Lee", next_text()], ["Lee", texts[-1]]]
    for file, columns, content in (
        ("sources.csv", header, rows),
        ("actors.csv", ["alias", "actor"], actors),
        ("framing.csv", ["frame", "cue"], [[next_text(), "is good"], [next_text(), "was known"]]),
        ("places.csv", ["name", "place", "lat", "lon"], [["Oslo", next_text(), "59.9", "10.7"]]),
    ):
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *content])
    told = (next_text(), next_text(), next_text(), actors[-1][1])
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in told]
    (folder / "case.toml").write_text(
        f'title = "{quoted[0]}"\nquestion = "{quoted[1]}"\nfocus = "{quoted[3]}"\n[[judgement]]\n'
        f'text = "It is likely that {quoted[2]}"\nlikelihood = "likely"\nconfidence = "low"\n'
        f'evidence = ["{rows[0][0]}:0-9"]\n',
        encoding="utf-8",
    )
    path = tmp_path_factory.mktemp("out") / "briefing.html"
    briefing.write(osint.cases.open(folder), path, progress=False)
    in_figures = {row[1] for row in actors} | {row[0] for row in actors}
    shown = [text for text in texts if text not in in_figures]
    return path, texts, [*shown, *(row[0] for row in rows)]


def test_nothing_hostile_runs_and_nothing_is_lost(opened, hostile):
    path, texts, shown = hostile
    assert len(texts) >= 200
    page = opened(Path(path))
    assert page.noted == [path.as_uri()]
    assert page.evaluate("document.scripts.length") == 0
    handlers = (
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length"
    )
    assert page.evaluate(handlers) == 0
    assert page.evaluate("document.querySelectorAll('iframe, object, embed, base, form, input, math').length") == 0
    page.evaluate("document.querySelectorAll('article .name').forEach(e => e.remove())")
    said = re.sub(r"\s+", " ", page.evaluate("document.body.textContent"))
    assert [text for text in shown if re.sub(r"\s+", " ", text) not in said] == []
