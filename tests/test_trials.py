from __future__ import annotations

from functools import partial

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from osint import accuracy, charts
from osint.charts import accuracy as drawn
from osint.tables import OsintError

matplotlib.use("Agg")


def of(what):
    """The published bands of one kind of judgement."""
    return accuracy.published_calibration().query("of == @what")


DRAWN = [
    (drawn.baselines, accuracy.published),
    (drawn.calibration, lambda: of("places")),
    (partial(drawn.calibration, of="stances"), lambda: of("stances")),
]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(("chart", "table"), DRAWN)
@pytest.mark.slow
def test_a_chart_fits_its_figure_and_tells_every_row(chart, table):
    ax = chart(table())
    assert ax.figure.bbox.size.tolist() == [1200, 675]
    ax.figure.draw_without_rendering()
    for text in [*ax.texts, *ax.get_yticklabels()]:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 1201 and box.y1 <= 676, text.get_text()
    rows = table().dropna(subset="baseline") if chart is drawn.baselines else table()
    said = charts.describe(ax)
    assert said.count("n = ") + said.count(" right.") - said.count("is all right.") >= len(rows)


@pytest.mark.parametrize(("chart", "table"), DRAWN)
def test_a_chart_draws_on_the_axes_it_is_given_and_says_when_there_is_nothing(chart, table):
    _, ax = plt.subplots()
    assert chart(table().iloc[:0], ax=ax) is ax
    assert "in this table" in charts.describe(ax)


def test_what_is_worse_than_simpler_means_is_shown_like_the_rest():
    table = accuracy.published().dropna(subset="baseline").head(3).assign(measured=[0.1, 0.99, 0.99])
    ax = drawn.baselines(table)
    assert charts.describe(ax).startswith("How often the kit is right, by task and test set.")
    shown = [text.get_text() for text in ax.texts]
    assert "0.10" in shown and all(f"{value:.2f}" in shown for value in table["baseline"])


def test_bands_are_weighed_by_their_size():
    bands = {
        "of": "places",
        "data": ["a", "b"],
        "low": 0.9,
        "high": 1.0,
        "n": [3, 1],
        "confidence": 0.95,
        "right": [1.0, 0.0],
    }
    said = charts.describe(drawn.calibration(pd.DataFrame(bands)))
    assert said.startswith("How often the kit is right about places.")
    assert "Of places that it is at least 90% sure of, 75% are right." in said


def test_stances_have_a_chart_of_their_own():
    bands = {"of": ["places", "stances"], "data": ["a", "b"], "low": 0.9, "high": 1.0, "n": [3, 4], "confidence": 0.95}
    ax = drawn.calibration(pd.DataFrame({**bands, "right": [1.0, 0.5]}), of="stances")
    assert "at least 90% sure of, 50% are right" in charts.describe(ax) and "100%" not in charts.describe(ax)
    with pytest.raises(OsintError, match="`of` must be one of places, stances"):
        drawn.calibration(accuracy.published_calibration(), of="dates")
