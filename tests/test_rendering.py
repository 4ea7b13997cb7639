"""A notebook's cells as HTML: what is shown, what is only text, what a table looks like."""

from __future__ import annotations

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from osint.briefing import execution, rendering

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">a</a>',
    '<iframe src="https://example.org"></iframe>',
    "<style>*{display:none}</style>",
    '<b style="position:fixed">a</b>',
    "<object data='x'></object>",
    '<form action="https://example.org"><input></form>',
    "<link rel=stylesheet href='https://example.org/a.css'>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href='https://example.org/'>",
    "</div></section><script>alert(1)</script>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_html_of_a_cell_cannot_run_or_lead_out(source):
    made = rendering.clean(f"<p>before {source} after</p>")
    for word in ("<script", "onerror", "onload", "javascript:", "<iframe", "<style", "style=", "<object", "<form"):
        assert word not in made
    assert "https://example.org" not in made
    assert "before" in made and "after" in made


def part(*cells, with_code=True):
    collected = rendering.Collected()
    return rendering.part(new_notebook(cells=list(cells)), 2, collected, with_code=with_code), collected


@pytest.mark.parametrize("source", HOSTILE)
def test_html_in_markdown_is_shown_as_text(source):
    made, _ = part(new_markdown_cell(f"# A\n\n{source}"))
    assert source[:5].replace("<", "&lt;").replace('"', "&quot;") in made.body
    assert "<script" not in made.body


def test_headings_go_down_one_and_get_names_of_their_own():
    made, _ = part(new_markdown_cell("# Map *it*\n\n## How"), new_markdown_cell("## How"))
    assert made.title == "Map it"
    assert made.sections == [("part-2-how", "How"), ("part-2-how-1", "How")]
    assert '<h2 id="part-2">Map <em>it</em></h2>' in made.body


def test_headings_are_handed_over_as_plain_text():
    made, _ = part(new_markdown_cell('# A & "B"\n\n## C & D'))
    assert (made.title, made.sections) == ('A & "B"', [("part-2-c-d", "C & D")])


def test_links_that_lead_out_are_text():
    made, _ = part(new_markdown_cell("[a](https://example.org) [b](#part-2) [c](javascript:x)"))
    assert made.body == '<p>a (https://example.org) <a href="#part-2">b</a> c (javascript:x)</p>'


@pytest.mark.parametrize(("with_code", "count"), [(True, 1), (False, 0)])
def test_code_is_folded_or_left_out(with_code, count):
    made, _ = part(new_code_cell("x = 1"), with_code=with_code)
    assert made.body.count("<details") == count


def test_progress_bars_and_warnings_are_not_shown():
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"}
    cell = new_code_cell(
        "x",
        outputs=[
            new_output("stream", name="stderr", text="warning in /home/somebody"),
            new_output("display_data", data=widget),
            new_output("stream", name="stdout", text="shown <b>"),
        ],
    )
    made, _ = part(cell)
    assert "somebody" not in made.body and "HBox" not in made.body
    assert "shown &lt;b&gt;" in made.body


def test_tables_can_be_read():
    table = pd.DataFrame(
        {"actor": ["<i>A</i>", "B"], "n": [1200, 3], "said": [pd.NA, "x"], "year": [2023, 2024], "file": ["1234", "x"]}
    )
    made = rendering.clean(table._repr_html_())
    assert '<td data-label="n" class="num">1\u202f200</td>' in made
    assert '<td data-label="year" class="num">2023</td>' in made
    assert '<td data-label="file">1234</td>' in made
    assert '<td data-label="actor">&lt;i&gt;A&lt;/i&gt;</td>' in made
    assert '<td data-label="said" title="not stated or not known">–</td>' in made
    assert '<th scope="col" class="num">n</th>' in made
    assert 'tabindex="0"' in made
    assert "<th>0</th>" not in made


def test_a_table_without_rows_is_a_sentence():
    made = rendering.clean(f"<p>a</p>{pd.DataFrame({'actor': [], 'n': []})._repr_html_()}<p>b</p>")
    assert "No rows: there is nothing to list under actor, n." in made
    assert "<table" not in made and "<p>a</p>" in made and "<p>b</p>" in made


@pytest.mark.parametrize(("n_columns", "is_cards"), [(3, False), (4, True)])
def test_only_wide_tables_become_cards_on_a_phone(n_columns, is_cards):
    made = rendering.clean(pd.DataFrame({f"c{i}": ["x"] for i in range(n_columns)})._repr_html_())
    assert ('class="cards"' in made) == is_cards


def test_row_names_that_mean_something_stay():
    made = rendering.clean(pd.DataFrame({"n": [1]}, index=["a"])._repr_html_())
    assert '<th scope="row">a</th>' in made


def figure_cell(tags=(), n=1):
    groups = {f"g-{i}": {"label": f"A: {i + 3}", "spans": [["a.txt", i - 1, 3]]} for i in range(1, n + 1)}
    told = {"text": "A: 4 <b>.", "groups": groups}
    links = "".join(f'<a href="#{name}"><path/></a>' for name in groups)
    picture = f'<svg xmlns="http://www.w3.org/2000/svg">{links or "<path/>"}</svg>'
    data = {execution.FIGURE: told, "image/svg+xml": picture}
    return new_code_cell("x", metadata={"tags": list(tags)}, outputs=[new_output("display_data", data=data)])


def test_figures_are_inline_described_and_bring_their_passages():
    made, collected = part(figure_cell())
    assert '<figure id="figure-1">' in made.body
    assert 'aria-describedby="figure-1-words"' in made.body
    assert '</details><p class="words" id="figure-1-words">A: 4 &lt;b&gt;.</p>' in made.body
    assert 'aria-label="A: 4"' in made.body
    (found,) = collected.lists.values()
    assert found.spans == (("a.txt", 0, 3),)
    assert found.anchors == ["g-1"]
    assert found.ways == [("figure-1", "Figure 1", "A: 4")]


@pytest.mark.parametrize("n", [0, 1, 8])
def test_a_figure_is_one_stop_or_its_links_which_can_be_passed_by(n):
    made, _ = part(figure_cell(n=n))
    assert made.body.count("tabindex") == (n == 0)
    assert made.body.count("Past the 8 links of figure 1") == (n == 8)


def test_what_rests_on_the_same_passages_shares_their_list():
    rows = pd.DataFrame({"article_id": ["b", "a"], "start": [0, 4], "end": [3, 9]})
    collected = rendering.Collected()
    collected.add("g-1", "A", rows, "figure-1", "Figure 1")
    collected.add("g-2", "B", rows[::-1], "figure-2", "Figure 2")
    (found,) = collected.lists.values()
    assert found.anchors == ["g-1", "g-2"]
    assert [way.label for way in found.ways] == ["A", "B"]


def test_a_tagged_figure_goes_to_the_first_page():
    made, collected = part(figure_cell([rendering.FIRST_PAGE]))
    assert len(collected.first) == 1
    assert "<figure" not in made.body and 'href="#figure-1"' in made.body
