"""Anchors, passages and marked text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pictures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from osint import evidence
from osint.drawing import selection
from osint.evidence import Mark, display
from osint.tables import Knowledge, OsintError

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def t():
    return pictures.made()


def test_anchors_name_spans_and_fit_into_a_link():
    assert evidence.anchor("a b/ü!<c>.txt", 1, 2) == evidence.anchor("a b/ü!<c>.txt", 1, 2)
    assert re.fullmatch(r"e-[0-9a-f]{8}-1-2", evidence.anchor("a b/ü!<c>.txt", 1, 2))
    assert evidence.anchor("a.txt", 1, 2) != evidence.anchor("a-txt", 1, 2)


def test_group_anchors_depend_on_rows_and_label_but_not_on_order(t):
    rows = t.mentions
    assert evidence.group_anchor(rows, "x") == evidence.group_anchor(rows[::-1], "x")
    assert evidence.group_anchor(rows, "x") != evidence.group_anchor(rows, "y")
    assert evidence.group_anchor(rows, "x") != evidence.group_anchor(rows.head(1), "x")


def test_links_are_remembered_with_their_label(t):
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots()
    (bar,) = ax.bar([0], [1])
    anchor = evidence.link(ax, bar, t.quotes, "two quotations")
    plt.close(figure)
    assert bar.get_url() == f"#{anchor}"
    assert evidence.groups(figure)[anchor].label == "two quotations"
    assert evidence.groups(ax)[anchor].rows["start"].tolist() == t.quotes["start"].tolist()


@pytest.mark.parametrize(
    ("marks", "made"),
    [
        ([], "0&lt;234567"),
        ([Mark(2, 4, "place")], '0&lt;<span class="place">23</span>4567'),
        ([Mark(2, 6, "row", "", "e-1"), Mark(3, 4, "actor")],
         '0&lt;<mark id="e-1">2<span class="actor">3</span>45</mark>67'),
        (
            [Mark(2, 5, "quote"), Mark(4, 7, "place")],
            '0&lt;<span class="quote">23<span class="place">4</span></span><span class="place">56</span>7',
        ),
        ([Mark(2, 4, "place"), Mark(2, 4, "place")], '0&lt;<span class="place">23</span>4567'),
        ([Mark(2, 3, "quote", "a <b>")],
         '0&lt;<span class="quote"><span class="name">[a &lt;b&gt;] </span>2</span>34567'),
    ],
)  # fmt: skip
def test_marks_nest(marks, made):
    assert evidence.marked("0<234567", marks) == made


@given(
    st.text(alphabet="ab<&\"'\n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["quote", "place", "row"])), max_size=6),
    st.integers(0, 30),
)
def test_any_marks_give_well_formed_html_that_keeps_the_text(text, spans, start):
    start = min(start, len(text))
    body = evidence.marked(text, [Mark(a, b, kind) for a, b, kind in spans], start=start)
    ElementTree.fromstring(f"<p>{body}</p>")
    assert html.unescape(re.sub(r"<[^>]*>", "", body)) == text[start:]


def test_an_anchor_stands_once_even_where_its_mark_is_split():
    body = evidence.marked("0123456789", [Mark(1, 5, "quote"), Mark(3, 8, "row", "", "e-9")])
    assert body.count('id="e-9"') == 1


def test_outlets_are_named_by_how_they_are_known(t):
    assert list(evidence.outlets(t.articles).values()) == ["Harbour Times", "The Ledger?", "three.txt"]


def test_two_texts_of_one_outlet_have_one_name(t):
    articles = t.articles.assign(outlet="The Ledger", outlet_basis=["stated", "inferred", "stated"])
    assert set(evidence.outlets(articles).values()) == {"The Ledger?"}


@pytest.mark.parametrize(("around", "first"), [(0, "A fire"), (1, "“The quay")])
def test_a_passage_is_the_sentence_with_its_neighbours(t, around, first):
    row = pd.DataFrame([pictures.span("two.txt", "Antwerp")])
    (found,) = evidence.passages(row, t, around=around)
    shown = pictures.TEXTS["two.txt"][found.first : found.last]
    assert shown.startswith(first) and "Antwerp on Tuesday." in shown
    assert (found.outlet, found.start) == ("The Ledger?", row["start"].iloc[0])


def test_rows_of_an_article_that_is_not_there_are_an_error(t):
    with pytest.raises(OsintError, match=r"'four\.txt' is not among them"):
        evidence.passages(pd.DataFrame({"article_id": ["four.txt"], "start": [0], "end": [1]}), t)


def test_rows_show_in_their_sentences_with_outlet_and_columns(t):
    shown = evidence.show(t.quotes, t)._repr_html_()
    assert "The Ledger?</span> · kind direct · speaker Mayor Jansen" in shown
    assert "<mark>" in shown and "said " in shown
    assert 'class="actor"' in shown
    assert "2 rows." in shown


def test_rows_alone_show_their_own_text(t):
    shown = evidence.show(t.quotes)
    assert "The quay is safe," in shown._repr_html_()
    assert repr(shown).splitlines()[0].startswith("0 one.txt ")
    assert "<span class='about'>1 · " in evidence.show(t.quotes.iloc[1:])._repr_html_()
    assert evidence.show(t.quotes.iloc[:0])._repr_html_().count("<li>") == 0
    assert "2 rows, 1 of them not shown." in repr(evidence.show(t.quotes, limit=1))


def test_markup_in_tables_is_text(t):
    row = {**pictures.span("one.txt", "Monday"), "speaker": "<script>alert(1)</script>"}
    assert "<script>" not in evidence.show(pd.DataFrame([row]), t)._repr_html_()


def test_missing_columns_are_named():
    with pytest.raises(OsintError, match="must have a column 'text'"):
        evidence.show(pd.DataFrame({"article_id": [], "start": [], "end": []}))


@pytest.mark.parametrize(
    ("first", "text", "made"),
    [
        ("even greater danger", "even bigger danger", "even <mark>bigger</mark> danger"),
        ("Stopped the <b> war", "stopped the <b> war", "stopped the &lt;b&gt; war"),
        ("one two", "one", "one"),
        ("", "new words", "<mark>new words</mark>"),
    ],
)
def test_what_differs_from_the_first_passage_is_marked(first, text, made):
    assert display._differing(first, text) == made


def test_passages_stand_side_by_side_with_their_outlets(t):
    shown = evidence.side_by_side(t.claims[t.claims["kind"] == "quote"], t)
    body = shown._repr_html_()
    assert body.count("<div><strong") == 2
    assert "The Ledger?" in body and "<mark>" not in body
    assert repr(shown).splitlines() == ["Harbour Times: The quay is safe,", "The Ledger?: The quay is safe,"]
    assert "No rows." in evidence.side_by_side(t.claims.iloc[:0], t)._repr_html_()


def test_a_corrected_row_says_so(t):
    row = t.quotes.iloc[0]
    columns = {"table": "quotes", "article_id": row["article_id"], "start": str(row["start"]), "end": str(row["end"]),
               "column": "speaker", "value": "X", "by": "A & B", "reason": "heard it"}  # fmt: skip
    corrected = t.replace(case=Knowledge(corrections=pd.DataFrame([columns])))
    shown = evidence.show(t.quotes, corrected)._repr_html_()
    assert shown.count("corrected: speaker, by A &amp; B, heard it") == 1
    assert "1 correction by the analyst" in selection.source(corrected)
    # Made when the passage stood elsewhere: it is found by its words.
    columns |= {"start": "900", "end": str(900 + len(row["text"])), "text": row["text"]}
    moved = t.replace(case=Knowledge(corrections=pd.DataFrame([columns])))
    assert evidence.show(t.quotes, moved)._repr_html_() == shown


def test_a_tally_counts_rows_and_hands_over_what_it_counts(t):
    shown = evidence.count_table(t.mentions, t, "actor", "form", what="named")
    assert shown.table.columns.tolist() == ["actor", "name", "title"]
    assert (shown.table["name"] + shown.table["title"]).tolist() == t.mentions["actor"].value_counts().tolist()
    assert (
        evidence.count_table(t.mentions, t, "actor").table["n"].tolist() == t.mentions["actor"].value_counts().tolist()
    )
    handed = shown._repr_mimebundle_()[evidence.TYPE]
    linked = re.findall(r'data-evidence="([^"]+)">(\d+)<', shown._repr_html_())
    assert {anchor: len(handed[anchor]["spans"]) for anchor, _ in linked} == {a: int(n) for a, n in linked}
    assert len(linked) == len(handed) == (shown.table[["name", "title"]] > 0).to_numpy().sum()
    assert {group["label"] for group in handed.values()} >= {"Port Union, named, name", "Mayor Jansen, named, title"}
    assert "No rows." in evidence.count_table(t.mentions[:0], t, "actor")._repr_html_()


def test_outlets_stand_in_the_order_of_the_articles_and_doubt_is_shown(t):
    assert evidence.count_table(t.sentences, t, "outlet").table["outlet"].tolist() == [
        "Harbour Times",
        "The Ledger?",
        "three.txt",
    ]


def test_numbers_of_a_table_lead_to_the_rows_of_its_key(t):
    claims = t.claims.drop_duplicates("claim")[["claim", "n_texts"]]
    shown = evidence.linked(claims, t.claims, "claim", columns=["n_texts"])
    handed = shown._repr_mimebundle_()[evidence.TYPE]
    assert sorted(len(group["spans"]) for group in handed.values()) == [2, 2]
    assert shown._repr_html_().count("data-evidence") == len(claims)


def test_what_is_shown_in_sentences_hands_over_its_spans(t):
    (group,) = evidence.show(t.quotes, t)._repr_mimebundle_()[evidence.TYPE].values()
    assert [span[1] for span in group["spans"]] == t.quotes["start"].tolist()
    anchors = re.findall(r'data-evidence="([^"]+)"', evidence.side_by_side(t.quotes, t)._repr_html_())
    assert anchors == [evidence.anchor(*span) for span in group["spans"]]
    assert evidence.show(t.quotes[:0], t)._repr_mimebundle_() == {evidence.TYPE: {}}


def test_both_sides_of_what_is_shared(t):
    both = evidence.sides(t.reuse)
    assert len(both) == 2 * len(t.reuse)
    assert both["text"].tolist()[:2] == [t.reuse["text_a"][0], t.reuse["text_b"][0]]


def test_the_outlets_that_are_drawn_are_the_analysts_choice_else_those_that_name_the_focus_most(t):
    every = list(dict.fromkeys(evidence.outlets(t.counted).values()))
    last = every[-1]
    wanted = t.replace(case=replace(t.case, outlets=(last.removesuffix("?"), "Nobody")))
    assert selection.main_outlets(wanted) == [last]
    actor = t.mentions["actor"].iloc[0]
    focused = t.replace(case=replace(t.case, focus=actor, outlets=()))
    n = t.mentions.loc[t.mentions["actor"] == actor, "article_id"].map(evidence.outlets(t.counted)).value_counts()
    assert selection.main_outlets(focused, 1) == [n.index[0]]


def test_what_stands_around_a_text_or_twice_in_it_is_not_counted():
    zones = {"article_id": ["a"] * 3, "start": [0, 10, 20], "end": [9, 19, 29]}
    sentences = pd.DataFrame({**zones, "zone": ["body", "boilerplate", "body"], "repeat_of": [pd.NA, pd.NA, 0]})
    rows = pd.DataFrame({"article_id": ["a"] * 3, "start": [2, 12, 22], "end": [5, 15, 25]})
    assert evidence.drop_repeated(rows, sentences)["start"].tolist() == [2]


def test_in_a_notebook_each_number_of_a_table_has_its_passages_in_a_fold(t):
    shown = fragment_fromstring(evidence.count_table(t.mentions, t, "actor")._repr_html_(), create_parent="div")
    (fold,) = shown.xpath("./details[@class='osint-behind']")
    numbers = [int(cell.text_content()) for cell in shown.xpath("./table//td[@data-evidence]")]
    heads = [summary.text_content() for summary in fold.xpath("./details/summary")]
    assert [int(head.rpartition(": ")[2]) for head in heads] == numbers
    for number, one in zip(numbers, fold.xpath("./details"), strict=True):
        items = [item.text_content() for item in one.xpath("./ul/li")]
        assert len(items) == min(number, 12) + (number > 12)
        assert number <= 12 or items[-1] == f"{number - 12} more"
    assert fold.xpath("./details[1]/ul/li[1]/mark")
    claims = t.claims.drop_duplicates("claim").head(2)
    linked = evidence.linked(claims[["claim", "n_texts"]], t.claims, "claim", columns=["n_texts"])
    assert linked._repr_html_().count("<summary>") == 3
