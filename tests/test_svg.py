"""Figures inline: drawing only, links within the page, ids of their own, the same bytes again."""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from osint.briefing import svg
from osint.briefing.shelf import Shelf

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def inline(body, **kwargs):
    return svg.inline(f"<svg {SVG}>{body}</svg>", prefix="f1", label="Figure 1", description="w", **kwargs)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body onload='x()'/></foreignObject>",
        '<path onclick="x()" d="M 0 0"/>',
        '<a xlink:href="javascript:x()"><path/></a>',
        '<a href="https://example.org/"><path/></a>',
        '<image xlink:href="https://example.org/a.png"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        '<path style="fill: url(https://example.org/a)"/>',
        '<use href="https://example.org/a.svg#b"/>',
        "<metadata><author>somebody</author></metadata>",
        '<set attributeName="href" to="javascript:x()"/>',
        '<animate attributeName="href" values="javascript:x()"/>',
    ],
)
def test_nothing_runs_and_nothing_leads_out(body):
    made = inline(body)
    assert not re.search(r"script|on\w+=|https?:|somebody|foreignObject|<set|<animate", made)


def test_links_within_the_page_are_named_and_stay():
    made = inline('<a xlink:href="#g-1" target="_blank"><path/></a>', names={"g-1": 'A "b" <c>: 4'})
    assert '<a href="#g-1" aria-label="A &quot;b&quot; &lt;c&gt;: 4">' in made
    assert "target" not in made


def test_ids_are_prefixed_and_only_those_that_are_used():
    made = inline('<defs><clipPath id="p1"><path id="x"/></clipPath></defs><g id="g" clip-path="url(#p1)"><path/></g>')
    assert re.findall(r'id="([^"]*)"', made) == ["f1-1"]
    assert 'clip-path="url(#f1-1)"' in made


def test_what_cuts_nothing_is_no_clip():
    clip = '<defs><clipPath id="c"><rect x="0" y="0" width="10" height="10"/></clipPath></defs>'
    inside, across = '<path d="M 1 1 L 9 9" clip-path="url(#c)"/>', '<path d="M 1 1 L 19 9" clip-path="url(#c)"/>'
    placed = (
        '<defs><path id="m" d="M -5 -5 L 5 5"/></defs><g clip-path="url(#c)"><use xlink:href="#m" x="{}" y="5"/></g>'
    )
    assert "clip" not in inline(clip + inside)
    assert inline(clip + across).count("clip-path") == 1
    assert "clip-path" not in inline(clip + placed.format(5))
    assert "clip-path" in inline(clip + placed.format(9))


def test_long_outlines_are_shared_wherever_they_are_on_the_sheet():
    steps = [(i % 7, i % 11) for i in range(200)]
    shelf = Shelf()
    drawn = [
        inline(f'<path d="M {x} {x} {" ".join(f"L {x + a} {x + b}" for a, b in steps)}"/>', shelf=shelf)
        for x in (3.21, 55.4)
    ]
    assert len(shelf.outlines) == 1
    assert [re.search(' x="([^"]*)"', made)[1] for made in drawn] == ["3.21", "55.4"]


@pytest.mark.slow
def test_words_stay_words_and_the_page_brings_their_letters():
    shelf = Shelf()
    made = inline("<text style=\"font-weight: 700; font-family: 'DejaVu Sans'\">Zürich</text>", shelf=shelf)
    assert ">Zürich</text>" in made and "DejaVu" not in made
    assert shelf.letters == {("bold", "normal"): set("Zürich")}
    rules = shelf.css()
    assert rules.startswith('@font-face{font-family:"figure-letters";font-weight:bold;')
    assert rules == shelf.css() and "http" not in rules
    font = TTFont(io.BytesIO(base64.b64decode(re.search("base64,([^)]*)", rules)[1])))
    assert {chr(code) for code in font.getBestCmap()} == set("Zürich")


def test_a_matplotlib_figure_keeps_its_marks_and_gives_the_same_bytes():
    from matplotlib.figure import Figure

    def drawn():
        figure = Figure()
        ax = figure.subplots()
        bars = ax.bar(["a", "b"], [1, 2])
        bars[0].set_url("#g-1")
        out = io.StringIO()
        figure.savefig(out, format="svg")
        return svg.inline(out.getvalue(), prefix="f2", label="Figure 2", description="w", names={"g-1": "a: 1"})

    made = drawn()
    assert made == drawn()
    assert made.count('href="#g-1"') == 1
    targets = set(re.findall(r'(?:href="|url\()#(f2-\d+)', made))
    assert targets == set(re.findall(r' id="([^"]*)"', made))
    assert "Date" not in made and "matplotlib" not in made
