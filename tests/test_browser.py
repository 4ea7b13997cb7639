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
    page.evaluate("document.querySelectorAll('details:not(.cited)').forEach(d => d.open = true)")
    page.add_style_tag(content=".evidence-group > :is(p, ul) { display: revert !important; }")
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


def test_a_screen_reader_gets_each_figures_words_with_their_folds_closed(opened, seeds_briefing):
    page = opened(seeds_briefing)
    words = page.evaluate("[...document.querySelectorAll('figure .words')].map(p => p.textContent)")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    named = [node for node in nodes if re.fullmatch(r"Figure \d+", node.get("name", {}).get("value", ""))]
    groups = [node for node in named if node["role"]["value"] == "group"]
    assert [node["name"]["value"] for node in groups] == [f"Figure {n}" for n in range(1, len(words) + 1)]
    described = [re.sub(r"\s+", " ", node["description"]["value"]).strip() for node in groups]
    assert described == [re.sub(r"\s+", " ", text).strip() for text in words]
    assert not page.locator("figcaption details[open]").count()


VISIBLE = "e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})"


def test_lists_stay_folded_until_they_are_led_to_and_tab_stops_are_few(opened, seeds_briefing):
    page = opened(seeds_briefing)
    stops = f"[...document.querySelectorAll('a[href], summary, [tabindex]')].filter({VISIBLE}).length"
    folded = page.evaluate(stops)
    assert folded < 1800
    lists = page.locator(".evidence-group ul:visible")
    assert lists.count() == 0
    page.locator("ul.findings a").first.click()
    assert lists.count() == 1
    assert page.evaluate(stops) > folded
    anchor = page.locator(".evidence-group span[id]").first.get_attribute("id")
    page.evaluate("anchor => { location.hash = anchor }", anchor)
    assert page.locator(f".evidence-group:has(#{anchor}) > ul").is_visible()


def test_one_can_step_past_the_links_of_a_figure(opened, seeds_briefing):
    page = opened(seeds_briefing)
    page.locator("#figure-1 > a.skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('figure') === null")


CONTRAST = """target => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const light = colour => {
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const ratio = (a, b) => Math.max(light(a), light(b)) / Math.min(light(a), light(b));
    const style = getComputedStyle(target), paper = getComputedStyle(document.body).backgroundColor;
    return [style.outlineStyle, parseFloat(style.outlineWidth), ratio(style.outlineColor, paper)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_a_jump_ends_can_be_seen(opened, seeds_briefing, scheme):
    page = opened(seeds_briefing, color_scheme=scheme)
    page.locator("ul.findings a").first.click()
    group = page.locator(".evidence-group:target, .evidence-group:has(> :target)")
    group.locator("li a").first.click()
    others = page.locator("article mark:not(:target, :target *)").first
    target = page.locator("article mark:target")
    ground = "e => getComputedStyle(e).backgroundColor"
    assert target.evaluate(ground) != others.evaluate(ground)
    for media in ("screen", "print"):
        page.emulate_media(media=media, color_scheme=scheme)
        for where in (None, "#sources", f"#{page.locator('.evidence-group').nth(3).get_attribute('id')}", "#figure-2"):
            if where:
                page.evaluate("where => { location.hash = where }", where)
            found = target if where is None and media == "screen" else page.locator(":target")
            style, width, contrast = found.evaluate(CONTRAST)
            assert style == "solid" and width >= 2 and contrast >= 3, (media, where)


def test_names_for_screen_readers_are_not_copied_with_a_sentence(opened, seeds_briefing):
    page = opened(seeds_briefing)
    copied = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('article')), String(getSelection())"
    )
    assert len(copied) > 1000
    assert not re.search(r"\[(actor|place|quotation)", copied)


def test_contents_come_after_the_title_folded_where_narrow_and_tell_the_place_where_wide(opened, seeds_briefing):
    page = opened(seeds_briefing, viewport={"width": 360, "height": 800})
    assert page.evaluate(
        "document.querySelector('h1').compareDocumentPosition(document.querySelector('nav')) "
        "& Node.DOCUMENT_POSITION_FOLLOWING"
    )
    links = f"[...document.querySelectorAll('nav a')].filter({VISIBLE}).map(a => a.getAttribute('href'))"
    assert page.evaluate(links) == []
    assert page.evaluate("document.querySelector('#happened').getBoundingClientRect().top") < 800
    page.locator("nav summary").click()
    assert len(page.evaluate(links)) == page.locator("nav a").count() > 40
    page = opened(seeds_briefing, viewport={"width": 1400, "height": 800})
    assert "#part-1" in page.evaluate(links)
    section = page.locator("nav li:has(> [href='#part-2']) ol a").nth(1).get_attribute("href")
    assert section not in page.evaluate(links)
    page.evaluate("where => document.querySelector(where).scrollIntoView()", section)
    page.wait_for_timeout(300)
    page.evaluate("scrollBy(0, 30)")
    page.wait_for_timeout(300)
    assert section in page.evaluate(links)
    assert page.locator("nav a:target-current").last.get_attribute("href") == section


def test_the_table_of_sources_is_whole_at_800_pixels(opened, seeds_briefing):
    page = opened(seeds_briefing, viewport={"width": 800, "height": 800})
    assert page.locator(".scroll:has(.sources)").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_phone_shows_figures_at_a_size_that_can_be_read_and_says_that_they_scroll(opened, seeds_briefing):
    page = opened(seeds_briefing, viewport={"width": 360, "height": 800})
    hints = "[...document.querySelectorAll('figure')].map(f => getComputedStyle(f, '::before').content)"
    plates = "[...document.querySelectorAll('.plate')].map(p => p.scrollWidth)"
    assert all("scroll" in hint for hint in page.evaluate(hints))
    assert min(page.evaluate(plates)) >= 700
    page.set_viewport_size({"width": 800, "height": 800})
    assert set(page.evaluate(hints)) == {"none"}
    assert page.evaluate("[...document.querySelectorAll('.plate')].every(p => p.scrollWidth <= p.clientWidth)")


def test_paper_gets_all_that_is_folded_and_nothing_is_cut(opened, seeds_briefing):
    page = opened(seeds_briefing, viewport={"width": 688, "height": 1000})  # the width of A4 between the margins
    page.emulate_media(media="print")
    hidden = (
        "[...document.querySelectorAll('figure .words, .bands td, .evidence-group li, nav ol a')]"
        f".filter(e => !e.closest('ol ol') && !(({VISIBLE})(e) && e.getBoundingClientRect().height > 4))"
    )
    assert page.evaluate(f"{hidden}.map(e => e.textContent.slice(0, 80))") == []
    wide = "[...document.querySelectorAll('table, td, th, figure, pre, p')].filter(e => e.checkVisibility()"
    assert page.evaluate(f"{wide} && e.getBoundingClientRect().right > 689).map(e => e.textContent.slice(0, 80))") == []
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"


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

    speakers = [f"{first} {last}" for first in ("Ann", "Eva", "Tom", "Ola") for last in ("Lee", "Berg", "Moe")]
    actors = [[speaker, next_text()] for speaker in speakers]
    rows = []
    with (SEEDS / "sources.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    for number in range(6):
        name = f"{number} <img src=x onerror=alert({number})>.txt"
        lines = [f"Ann Lee said in Oslo on Monday that {next_text()} was known." for _ in range(20)]
        lines += [f"“We know that {next_text()} is good,” {who} said in Bergen." for who in speakers[number % 2 :: 2]]
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
    for file, columns, content in (
        ("sources.csv", header, rows),
        ("actors.csv", ["alias", "actor"], actors),
        ("framing.csv", ["frame", "cue"], [[next_text(), "is good"], [next_text(), "was known"]]),
        ("places.csv", ["name", "place", "lat", "lon"], [["Oslo", next_text(), "59.9", "10.7"]]),
    ):
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *content])
    told = (next_text(), next_text(), next_text(), actors[0][1])
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in told]
    (folder / "case.toml").write_text(
        f'title = "{quoted[0]}"\nquestion = "{quoted[1]}"\nfocus = "{quoted[3]}"\n[[judgement]]\n'
        f'text = "It is likely that {quoted[2]}"\nlikelihood = "likely"\nconfidence = "low"\n'
        f'evidence = ["{rows[0][0]}:0-9"]\n',
        encoding="utf-8",
    )
    path = tmp_path_factory.mktemp("out") / "briefing.html"
    briefing.write(osint.cases.open(folder), path, progress=False)
    return path, [*texts, *(row[0] for row in rows)], [actor for _, actor in actors]


def test_nothing_hostile_runs_and_nothing_is_lost(opened, hostile):
    path, texts, actors = hostile
    assert len(texts) >= 200
    page = opened(Path(path))
    assert page.noted == [path.as_uri()]
    assert page.evaluate("document.scripts.length") == 0
    handlers = (
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length"
    )
    assert page.evaluate(handlers) == 0
    assert page.evaluate("document.querySelectorAll('iframe, object, embed, base, form, input, math').length") == 0
    assert lost(texts, page.evaluate(f"{UNNAMED}; document.body.textContent")) == []
    drawn = "[...document.querySelectorAll('figure .words, figure svg [aria-label]')]"
    told = page.evaluate(f"{drawn}.map(e => e.getAttribute('aria-label') || e.textContent)")
    assert lost(actors, " ".join(told)) == []


UNNAMED = "document.querySelectorAll('article .name').forEach(e => e.remove())"


def lost(texts, said):
    """Which texts are not in what is said, however the spaces fall."""
    said = re.sub(r"\s+", " ", said)
    return [text for text in texts if re.sub(r"\s+", " ", text) not in said]
