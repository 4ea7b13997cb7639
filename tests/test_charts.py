"""Charts: what is drawn, what is said beside it, and where its marks lead."""

from __future__ import annotations

import inspect
import io
import re
from itertools import combinations
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pictures
import pytest

from osint import charts, evidence, framing, maps, tables
from osint.charts import outlets
from osint.drawing import palette, scaffold
from osint.tables import OsintError

matplotlib.use("Agg")
#: Charts of the extracted tables; those of accuracy have tests of their own.
OTHER = {"baselines", "calibration", "describe"}
ALL = [getattr(charts, name) for name in charts.__all__ if name not in OTHER]
DRAWN = [*ALL, maps.places, maps.naive, maps.events, maps.by_outlet]
#: What each chart says where there is nothing to draw.
EMPTY = {
    "claims": "No claim in these articles is carried by more than one text.",
    "events": "No event in these articles has a day that can be told.",
    "events_between": "No event between two named actors in these articles.",
    "frames": "No Port Union sentences of these articles stand under a frame.",
    "lexicons": "No sentence in these articles names an actor.",
    "reuse": "No two of these articles share a passage.",
    "roles": "No place is named in these articles.",
    "sentiment": "No sentence in these articles names an actor.",
    "speakers": "No quotations in these articles.",
    "stance": "No one in these articles takes a stance toward a known actor.",
    "stance_by_voice": "No one in these articles takes a stance toward a known actor.",
    "timeline": "No event in these articles has a day that can be told.",
}


@pytest.fixture
def t():
    yield pictures.made()
    plt.close("all")


@pytest.mark.parametrize("chart", [*ALL, maps.by_outlet], ids=lambda chart: chart.__name__)
def test_what_is_no_case_is_refused_in_a_line(chart):
    with pytest.raises(OsintError, match="`t` must be the tables of a case; it is of the type str"):
        chart("seeds")


def named(chart):
    return chart.__name__


def texts_on(ax):
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()] if ax.axison else []
    texts = [*ax.texts, *ticks, ax.title, ax._left_title]
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize("chart", ALL, ids=named)
def test_a_chart_makes_a_figure_of_1200_by_675_pixels(t, chart):
    assert chart(t).figure.bbox.size.tolist() == [1200, 675]


@pytest.mark.parametrize("chart", ALL, ids=named)
def test_a_chart_draws_on_the_axes_it_is_given(t, chart):
    figure, axes = plt.subplots(1, 2, figsize=(16, 6))
    assert chart(t, ax=axes[1]) is axes[1]
    assert not axes[0].has_data()
    assert len(plt.get_fignums()) == 1
    assert charts.describe(figure)


@pytest.mark.parametrize("chart", DRAWN, ids=named)
@pytest.mark.parametrize("size", [(12, 6.75), (6, 4)], ids=["large", "small"])
@pytest.mark.slow
def test_nothing_is_cut_and_no_words_overlap(t, chart, size):
    figure, ax = plt.subplots(figsize=size)
    chart(t, ax=ax)
    _check_words(figure)


def _check_words(figure):
    figure.draw_without_rendering()
    axes = figure.findobj(matplotlib.axes.Axes)
    boxes = [(text.get_text(), text.get_window_extent()) for ax in axes for text in texts_on(ax)]
    wide, high = figure.bbox.size
    for words, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= wide + 1 and box.y1 <= high + 1, words
    for (one, a), (other, b) in combinations(boxes, 2):
        beside, above = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert beside <= 1 or above <= 3, (one, other)


@pytest.mark.parametrize("layout", ["tight", "constrained", None])
@pytest.mark.parametrize("chart", [charts.stance, charts.sentiment, maps.places], ids=named)
@pytest.mark.slow
def test_beside_other_axes_it_has_the_room_that_the_layout_gives(t, chart, layout):
    figure, axes = plt.subplots(1, 2, figsize=(14, 6), layout=layout)
    axes[1].set(xticks=[0, 1], yticks=[0, 1], title="beside")
    chart(t, ax=axes[0])
    if layout is None:
        figure.tight_layout()
    _check_words(figure)


def test_the_title_is_matplotlibs_own_and_can_be_changed(t):
    ax = charts.stance(t, title="What the port says")
    assert ax.get_title(loc="left") == "What the port says"
    assert charts.describe(ax).startswith("What the port says. ▼ against")
    ax.set_title("Set " + "afterwards " * 20)
    ax.figure.draw_without_rendering()
    assert ax.get_title() == ""
    assert ax.get_title(loc="left").replace("\n", " ").startswith("Set afterwards afterwards")
    _check_words(ax.figure)


def test_a_larger_resolution_leaves_out_no_name(t):
    figure = maps.places(t).figure
    figure.draw_without_rendering()
    names = {text.get_text() for text in figure.axes[0].texts if len(text.get_text()) < 30}
    figure.set_dpi(200)
    figure.draw_without_rendering()
    assert names <= {text.get_text() for text in figure.axes[0].texts}
    _check_words(figure)


@pytest.mark.parametrize("chart", [*ALL, *[getattr(maps, name) for name in maps.__all__]], ids=named)
@pytest.mark.slow
def test_the_example_of_each_docstring_runs_and_its_signature_shows_types(t, chart):
    (line,) = re.findall(r">>> (.+?)  # doctest: .SKIP", chart.__doc__)
    exec(line, {"charts": charts, "maps": maps, "t": t})
    assert "'" not in str(inspect.signature(chart)).replace("'polarity'", "")


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_marks_lead_to_passages_of_the_articles(t, chart):
    groups = evidence.groups(chart(t))
    assert groups
    for anchor, group in groups.items():
        assert anchor == evidence.group_anchor(group.rows, group.label)
        assert len(group.rows)
        for row in group.rows.itertuples():
            assert 0 <= row.start < row.end <= len(pictures.TEXTS[row.article_id])


@pytest.mark.parametrize("chart", ALL, ids=named)
def test_the_text_alternative_gives_each_number_that_is_linked(t, chart):
    ax = chart(t)
    said = charts.describe(ax)
    for group in evidence.groups(ax).values():
        assert group.label.split(":")[0].split(",")[0] in said


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_the_tables_are_left_as_they_are(t, chart):
    chart(t)
    before = pictures.made()
    for name in tables.TABLES:
        pd.testing.assert_frame_equal(t[name], before[name])


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes(t, chart):
    made = []
    for _ in range(2):
        ax = chart(t)
        out = io.BytesIO()
        with plt.rc_context({"svg.hashsalt": "osint", "svg.fonttype": "none"}):
            ax.figure.savefig(out, format="svg", metadata={"Date": None})
        made.append(out.getvalue())
    assert made[0] == made[1]
    assert b'xlink:href="#g-' in made[0]


@pytest.mark.parametrize("chart", [chart for chart in ALL if chart.__name__ in EMPTY], ids=named)
def test_empty_is_said_in_the_figures_place(chart):
    ax = chart(pictures.empty())
    sentence = EMPTY[chart.__name__]
    assert any(text.get_text().replace("\n", " ") == sentence for text in ax.texts)
    assert sentence in charts.describe(ax)
    assert not evidence.groups(ax)
    plt.close("all")


def test_one_outlet_has_nothing_to_be_contrasted_with(t):
    t.articles["outlet"] = "Harbour Times"
    assert "nothing to compare" in charts.describe(charts.contrast(t))


def words_on(ax):
    return " ".join(text.get_text().replace("\n", " ") for text in ax.texts)


def spans_of(groups):
    return [
        span
        for group in groups
        for span in set(zip(*(group.rows[key] for key in ("article_id", "start", "end")), strict=True))
    ]


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_the_text_alternative_ends_its_sentences_once(t, chart):
    said = charts.describe(chart(t))
    assert said.endswith((".", "…")) and not re.search(r"[.?!…]\.", said)


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_each_label_counts_the_passages_behind_it(t, chart):
    t.mentions.loc[2, "voice"] = "Mayor Jansen"  # a sentence with the actor in both kinds of voice
    t.mentions.loc[len(t.mentions)] = {**t.mentions.loc[2], "start": t.mentions["start"][2] + 1, "voice": "narrator"}
    for group in evidence.groups(chart(t)).values():
        said = re.search(r"n = (\d+)|(\d+) (?:mention|passage|sentence)", group.label.split(" of ")[0])
        if said:
            n = int(said[1] or said[2]) * (2 if "in both texts" in group.label else 1)
            assert len(spans_of([group])) == n, group.label


@pytest.mark.parametrize(
    ("chart", "limits"),
    [
        (charts.claims, {"most": 1}),
        (charts.lexicons, {"most": 1}),
        (charts.roles, {"most": 1}),
        (charts.stance, {"holders": 1}),
        (charts.stance_by_voice, {"targets": 1}),
        (charts.timeline, {"most": 1}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.slow
def test_the_note_counts_what_is_drawn_and_says_what_is_not(t, chart, limits):
    t.stance.loc[len(t.stance)] = {**t.stance.loc[0], "target": "Mayor Jansen", **pictures.span("one.txt", "Brussels")}
    ax = chart(t, **limits)
    n = int(re.search(r"n = (\d+)", words_on(ax).rpartition("Source:")[2])[1])
    parts = set(spans_of(evidence.groups(ax).values()))
    assert len(parts) == n
    assert "not drawn" in words_on(ax)


def test_an_interval_is_drawn_whole_and_within_its_column(t):
    _, ax = plt.subplots()
    scaffold.draw_share(ax, (0, 0), (0, 6, 8), 0.6, "#000000", t.framing, "a", is_small=True)
    assert ax.lines[0].get_xdata().tolist() == pytest.approx([0.6 * bound for bound in scaffold.wilson(6, 8)])
    t.framing["frame"] = "danger"
    ax = charts.frames(t)
    reach = [line.get_xdata()[1] % 1 for line in ax.lines if len(line.get_xdata()) == 2]
    assert reach and max(reach) <= 0.63


@pytest.mark.slow
def test_word_lists_within_a_hair_of_zero_do_not_disagree(t):
    t.sentences["polarity"], t.sentences["polarity_vader"] = 0.02, -0.4
    title = "The two word lists are farthest apart on Port Union: TextBlob +0.02, VADER −0.40"
    assert charts.describe(charts.lexicons(t)).startswith(title)
    t.sentences["polarity"] = 0.2
    assert charts.describe(charts.lexicons(t)).startswith("For 1 of 1 actor the two word lists disagree on the sign")


def test_two_sentences_are_too_few_for_a_mean(t):
    assert "Mayor Jansen: too few to say (n = 2)" in labels_of(charts.lexicons(t))


def test_all_of_a_few_quoted_words_are_all(t):
    assert "100%  (4)" in words_on(charts.speakers(t))


def test_what_a_text_quotes_twice_is_counted_once(t):
    again = pictures.TEXTS["one.txt"].rindex("The Port Union welcomed")
    row = {**t.quotes.loc[0], "start": again, "end": again + 14, "text": "The Port Union"}
    t.quotes.loc[len(t.quotes)] = row
    assert "n = 8 words of 2 quotations" in words_on(charts.speakers(t))


def test_a_fragment_is_shown_with_the_words_around_it(t):
    t.claims.loc[t.claims["kind"] == "quote", "claim"] = "is safe"
    shown = [text.get_text().replace("\n", " ") for text in charts.claims(t).get_yticklabels()]
    assert any("“The quay is safe,” said" in words for words in shown), shown


def test_an_inferred_outlet_makes_no_question_of_a_title(t):
    t.framing["frame"] = ["danger", "danger", "progress", "progress"]
    profile = {"outlet": ["Harbour Times", "The Ledger"], "n_sentences": 12, "set": "case", "n": [7, 6]}
    rows = pd.DataFrame(profile).assign(frame=["a", "b"], share=[0.6, 0.5])
    units = {f"{outlet}?": part for outlet, part in rows.groupby("outlet")}
    title = outlets._frames_title(units, "Port Union")
    assert title == "Leading frame of the Port Union sentences: a in Harbour Times (?), b in The Ledger (?)"


def labels_of(ax):
    return {group.label for group in evidence.groups(ax).values()}


def test_sentiment_counts_each_sentence_once_and_repeats_not_at_all(t):
    assert "Port Union, own voice: mean 0.00, n = 5" in labels_of(charts.sentiment(t))


def test_sentiment_of_two_sentences_is_too_few_to_say(t):
    assert "Mayor Jansen, own voice: too few to say (n = 2)" in labels_of(charts.sentiment(t))


def test_an_unknown_measure_is_an_error(t):
    with pytest.raises(OsintError, match=r"`measure` must be one of polarity, polarity_vader; it is 'mood'\."):
        charts.sentiment(t, measure="mood")


def test_articles_that_do_not_count_are_left_out(t):
    t.articles.loc[0, "counts"] = False
    ax = charts.stance(t)
    assert labels_of(ax) == {"The Ledger? (own voice) → Port Union: against"}
    told = "2 texts of 1 outlet, 1 text whose outlet is not known (“?”: inferred) (1 left out)"
    assert told in " ".join(text.get_text() for text in ax.texts).replace("\n", " ")


def twelvefold(t):
    """The tables with twelve times the stances: too many passages for a list."""
    return t.replace(stance=pd.concat([t.stance] * 12, ignore_index=True))


def test_each_outlets_own_voice_is_a_holder_of_its_own(t):
    found = labels_of(charts.stance(twelvefold(t)))
    assert "Harbour Times (own voice) toward Port Union: +0.2 (n = 36)" in found
    assert "Mayor Jansen toward Port Union: +0.5 (n = 12)" in found


def test_few_passages_are_listed_each_with_its_words(t):
    ax = charts.stance(t)
    assert labels_of(ax) == {
        "Harbour Times (own voice) → Port Union: against",
        "Harbour Times (own voice) → Port Union: in favour",
        "Mayor Jansen → Port Union: in favour",
        "The Ledger? (own voice) → Port Union: against",
    }
    words = {text.get_text() for text in ax.texts}
    assert {f"“{passage}”" for passage in t.stance["text"]} <= words


def test_one_or_two_passages_of_a_cell_are_a_mark_each(t):
    many = pd.concat([t.stance] + [t.stance[t.stance["holder"] == "narrator"]] * 12, ignore_index=True)
    assert "Mayor Jansen toward Port Union: in favour" in labels_of(charts.stance(t.replace(stance=many)))
    assert "Harbour Times, quoted voices, Port Union: one passage, +0.5" in labels_of(
        charts.stance_by_voice(t.replace(stance=many))
    )


def test_own_voice_stands_beside_the_voices_it_quotes(t):
    found = labels_of(charts.stance_by_voice(twelvefold(t)))
    assert "Harbour Times, own voice, Port Union: +0.2 (n = 36)" in found
    assert "Harbour Times, quoted voices, Port Union: +0.5 (n = 12)" in found
    few = labels_of(charts.stance_by_voice(t))
    assert "Harbour Times (own voice) → Port Union: in favour" in few
    assert "Harbour Times, quoted → Port Union: in favour" in few


@pytest.mark.slow
def test_frames_are_shares_of_the_sentences_about_the_focus(t):
    ax = charts.frames(t)
    profile = framing.profile(t).set_index(["outlet", "frame"]).loc["Harbour Times", "progress"]
    assert profile["n"] == 2
    share = f"2 of {profile['n_sentences']} sentences ({2 / profile['n_sentences']:.0%})"
    assert f"Harbour Times, progress: {share}" in labels_of(ax)
    assert "A share of one text describes the text, not the outlet." in " ".join(
        text.get_text().replace("\n", " ") for text in ax.texts
    )


def test_quoted_words_are_counted_between_marks(t):
    assert "The Ledger?, Mayor Jansen: 4 words of 4 (100%)" in labels_of(charts.speakers(t))


def test_a_place_as_a_government_is_told_from_the_place(t):
    found = labels_of(charts.roles(t, about=["Brussels", "Rotterdam"]))
    assert "Harbour Times, Brussels, as a government: 1 mention" in found
    assert "Harbour Times, Rotterdam, as a location: 2 mentions" in found


def test_a_clash_of_values_is_shown_and_silence_is_only_silence(t):
    ax = charts.claims(t)
    said = charts.describe(ax)
    assert "workers on strike: 2 texts, 2 origins, values differ ≠; Harbour Times: no passage found" in said


def test_words_that_both_quote_are_no_copying(t):
    assert charts.describe(charts.reuse(t)).startswith("1 passage shared in own words, 1 in words that both quote")


def test_the_timeline_says_what_where_by_whom_and_who_says_so(t):
    t.events.loc[2, ["earliest", "latest"]] = pd.Timestamp("2031-05-20")
    ax = charts.timeline(t)
    assert "1 passage without a day" in words_on(ax)
    assert "20 May 2031, consult, Zeeland: Mayor Jansen (narrator), planned: 1 passage" in labels_of(ax)
    assert charts.describe(ax).startswith(
        "From 5 May 2031 to 20 May 2031: 3 events, told in 3 passages, 1 of them on what"
    )


@pytest.mark.slow
def test_events_are_marked_by_day_and_type(t):
    assert "6 May 2031, accident, happened: 1 passage" in labels_of(charts.events(t))


def test_who_acted_toward_whom(t):
    assert labels_of(charts.events_between(t)) == {"Port Union toward Mayor Jansen: support 1"}


def test_an_outlet_keeps_its_colour(t):
    assert palette.colours(t.articles) == dict(
        zip(["Harbour Times", "The Ledger?", "three.txt"], palette.COLOURS, strict=False)
    )


@pytest.mark.parametrize("name", ["X" * 70, "The Very Long Name of an Organisation With Many Words " * 2])
def test_long_names_are_wrapped_not_cut(t, name):
    t.stance["holder"] = t.stance["holder"].replace("Mayor Jansen", name.strip())
    ax = charts.stance(t)
    shown = "".join(text.get_text() for text in ax.get_yticklabels())
    assert name.replace(" ", "") in shown.replace("\n", "").replace(" ", "")
    assert all(text.get_window_extent().x0 >= 0 for text in texts_on(ax))


HOSTILE = "Kabel & <b> “$5 and $6^2” \\frac{1}{2} 漢字 \u202eevil\x07 \U0001f600"


@pytest.mark.parametrize("chart", ALL, ids=named)
@pytest.mark.slow
def test_any_characters_are_drawn_as_they_stand(t, chart):
    for table, columns in {"stance": ["holder", "target"], "mentions": ["actor"], "quotes": ["speaker"],
                           "framing": ["frame"], "claims": ["claim"], "articles": ["outlet"]}.items():  # fmt: skip
        for column in columns:
            values = getattr(t, table)[column]
            getattr(t, table)[column] = values.where(values.isna() | (values == "Port Union"), values + HOSTILE)
    ax = chart(t)
    out = io.BytesIO()
    ax.figure.savefig(out, format="svg")
    ElementTree.fromstring(out.getvalue())
    assert charts.describe(ax)


@pytest.mark.parametrize("quoted", [True, False])
def test_each_marking_word_leads_to_as_many_places_as_are_counted(t, quoted):
    groups = evidence.groups(charts.contrast(t, quoted=quoted))
    assert groups
    for group in groups.values():
        said = int(group.label.partition(": ")[2].split()[0])
        assert len(group.rows) == said, group.label


@pytest.mark.parametrize("actors", [["nobody of this case"], "one name", [], 5, [None]])
def test_an_actor_that_the_tables_do_not_have_is_told_in_one_line(t, actors):
    name = t.mentions["actor"].iloc[0]
    with pytest.raises(OsintError, match=rf"'{name.lower()}x' is none; write .*'{name}'"):
        charts.sentiment(t, actors=[f"{name.lower()}x"])
    with pytest.raises(OsintError, match="`actors` must") as raised:
        charts.sentiment(t, actors=actors)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("chart", ["sentiment", "speakers", "lexicons", "claims"])
def test_axes_of_another_kind_are_told_in_one_line(t, chart):
    figure, axes = plt.subplots(2)
    for wrong in (axes, figure, 3):
        with pytest.raises(OsintError, match=r"^`ax` must be one Axes of matplotlib; it is of the type \w+\. [^\n]+$"):
            getattr(charts, chart)(t, ax=wrong)
    plt.close("all")


@pytest.mark.parametrize("most", ["5", 0, -1, 2.5, True, None])
def test_most_must_be_a_number_of_rows(t, most):
    charting = (
        charts.speakers,
        charts.lexicons,
        charts.claims,
        charts.reuse,
        charts.events,
        charts.timeline,
        charts.network,
    )
    for chart in (*charting, charts.roles):
        with pytest.raises(OsintError, match="`most` must be a whole number, 1 or more; it is "):
            chart(t, most=most)
