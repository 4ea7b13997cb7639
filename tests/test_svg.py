"""Figures inline: drawing only, links within the page, ids of their own, the same bytes again."""

from __future__ import annotations

import io
import re

import pytest

from osint.briefing import svg

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
