"""A case to look around in: pick outlet, actor, place and voice; map, chart and passages follow."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import cases, charts, evidence, extraction, maps
from osint.cases import corrections
from osint.drawing import selection, sheet, wording
from osint.tables import TABLES, OsintError, Tables, correctable, need_tables, show_types

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CHARTS: dict[str, Callable[[Tables], Axes]] = {
    "how the words sound": charts.sentiment,
    "two word lists compared": charts.lexicons,
    "who stands where": charts.stance,
}
#: So many passages are shown, and can be corrected; the list scrolls.
_SHOWN = 60
#: So many values are offered of a column that takes any.
_OFFERED = 60
_LETTERS = 60


def explore(t: Tables) -> Explorer:
    """Look around in a case, in a notebook: pick outlet, actor, place and voice; map, chart and passages follow.

    A row can be overruled below the passages. The correction is written to the case's ``corrections.csv`` and
    the case is read again, so that map, chart and passages show it.

    Parameters
    ----------
    t
        The extracted tables of a case.

    Raises
    ------
    OsintError
        If ipywidgets is not installed.
    """
    need_tables(t)
    try:
        import ipywidgets  # noqa: F401
    except ImportError as error:
        raise OsintError(
            '`explore` must have ipywidgets; it is not installed. Run pip install -c constraints.txt ".[lab]".'
        ) from error
    return Explorer(t)


class Explorer:
    """The controls and what follows them; what :func:`explore` gives to a notebook.

    Attributes
    ----------
    t
        The tables as they stand after the last correction.
    outlet, actor, place, voice, table, chart
        Drop-down lists; "" is "all".
    map, picture, passages
        What follows: two pictures and, beside them, the marked sentences with the numbers of their rows.
    row, column, value, cell, by, reason, button, told
        The form by which a row is overruled, which cell it is, and what came of it.
    """

    def __init__(self, t: Tables) -> None:
        import ipywidgets as w

        self.t = t
        wide = w.Layout(width="22em")
        self.outlet, self.actor, self.place, self.voice = (
            w.Dropdown(description=name, layout=wide) for name in ("Outlet", "Actor", "Place", "Voice")
        )
        self.table = w.Dropdown(description="Rows", options=correctable(), value="places", layout=wide)
        self.chart = w.Dropdown(description="Chart", options=list(_CHARTS), layout=wide)
        self.map, self.picture, self.passages, self.told, self.cell = (w.HTML() for _ in range(5))
        self.row = w.Dropdown(description="Row", layout=w.Layout(width="44em"))
        self.column = w.Dropdown(description="Column", layout=wide)
        self.value = w.Combobox(description="New value", layout=wide)
        self.by, self.reason = (w.Text(description=name, layout=wide) for name in ("By", "Reason"))
        self.button = w.Button(description="Correct this row", icon="check")
        fields = [self.row, w.HBox([self.column, self.value]), self.cell, w.HBox([self.by, self.reason]), self.button]
        picks = [w.HBox([self.outlet, self.actor]), w.HBox([self.place, self.voice]), w.HBox([self.table, self.chart])]
        correct = w.Accordion([w.VBox(fields)], titles=("Correct a row",))
        pictures = w.VBox([self.map, self.picture], layout=w.Layout(flex="3 1 0", min_width="20em"))
        beside = w.Box([self.passages], layout=w.Layout(flex="2 1 0", max_height="60em", overflow="auto"))
        self._box = w.VBox([*picks, w.HBox([pictures, beside]), correct, self.told])
        self._is_filling = False
        self._fill()
        self._follow()
        for control in (self.outlet, self.actor, self.place, self.voice, self.table, self.chart):
            control.observe(self._on_pick, names="value")
        self.row.observe(self._on_row, names="value")
        self.column.observe(self._on_row, names="value")
        self.button.on_click(self._on_correct)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self._box._repr_mimebundle_(**kwargs)

    @property
    def selected(self) -> Tables:
        """The tables, cut down to what is picked."""
        return self.t.select(
            outlet=self.outlet.value or None,
            actor=self.actor.value or None,
            place=self.place.value or None,
            voice=self.voice.value or None,
        )

    def _fill(self) -> None:
        """Offer what the tables hold; what was picked stays picked where it is still there."""
        t = self.t
        voices = pd.concat([t.mentions["voice"], t.places["voice"], t.quotes["speaker"]])
        offers = {
            self.outlet: t.articles["article_id"].map(evidence.outlets(t.articles)),
            self.actor: t.mentions["actor"],
            self.place: t.places["place"],
            self.voice: voices,
        }
        self._is_filling = True
        for control, values in offers.items():
            before = control.value
            names = selection.most_frequent(values.dropna(), len(values))
            # Not None: to ipywidgets that is no choice at all, and the list would stand empty.
            control.options = [("all", ""), *((name, name) for name in names)]
            control.value = before if before in names else ""
        self._is_filling = False

    def _follow(self) -> None:
        """Draw map, chart and passages again, and offer the rows that are shown to be corrected."""
        chosen = self.selected
        rows = getattr(chosen, self.table.value)
        self.map.value = _image(maps.places(chosen))
        self.picture.value = _image(_CHARTS[self.chart.value](chosen))
        # Whole articles are handed over, so that the sentences around a row keep their marks.
        self.passages.value = evidence.show(rows, self.t, limit=_SHOWN)._repr_html_()
        self._is_filling = True
        self.row.options = [
            (f"{number} · {_words(text)}", number) for number, text in rows["text"].head(_SHOWN).items()
        ]
        self.row.value = None if rows.empty else 0
        column = self.column.value
        self.column.options = [*corrections.overrulable(self.table.value), "row"]
        self.column.value = column if column in self.column.options else self.column.options[0]
        self._is_filling = False
        self._on_row(None)

    def _on_pick(self, _: Any) -> None:
        if not self._is_filling:
            self.told.value = ""
            self._follow()

    def _on_row(self, _: Any) -> None:
        """Show what the cell holds now, whose it is, and what it may hold."""
        if self._is_filling or self.row.value is None:
            return
        name, column, row = self.table.value, self.column.value, self._row()
        where = f"{row['article_id']} {row['start']}–{row['end']}"
        if column == "row":
            self.value.options, self.value.value = ("remove",), "remove"
            self.cell.value = _say(f"Strikes out the row of {name} at {where}: “{_words(row['text'])}”.")
            return
        held = "" if pd.isna(row.get(column)) else str(row[column])
        self.value.options, self.value.value = self._values(name, column), held
        self.cell.value = _say(f"Corrects {column} ({held or 'empty'}) of {name} at {where}: “{_words(row['text'])}”.")

    def _values(self, name: str, column: str) -> tuple[str, ...]:
        """What a column may hold: the values that it takes, else those that it has most often; none of a number."""
        spec = TABLES[name].columns.get(column)
        if spec is None:
            return ()
        if spec.dtype == "boolean":
            return ("True", "False")
        if spec.values or spec.dtype != "string":
            return spec.values
        return tuple(selection.most_frequent(self.t[name][column].dropna(), _OFFERED))

    def _row(self) -> pd.Series:
        return getattr(self.selected, self.table.value).iloc[self.row.value]

    def _on_correct(self, _: Any) -> None:
        """Take the correction if it can be applied; say so, or say why not."""
        if self.row.value is None:
            self.told.value = _say("There is no row to correct: pick less.")
            return
        cell: Any = (self.table.value, self._row()), self.column.value, self.value.value
        who = {"by": self.by.value.strip(), "reason": self.reason.value.strip()}
        try:
            case = cases.correct(self.t, *cell, **who)
            self.t = extraction.extract(case)
        except OsintError as error:
            self.told.value = _say(*error.faults)
            return
        number = self.row.value
        self._fill()
        self._follow()
        if number < len(self.row.options):
            self.row.value = number
        self.told.value = _say(
            f"Taken. corrections.csv now holds {wording.count(len(case.corrections), 'correction')}. The notebook’s "
            "own tables are still the old ones: go on with `.t` of the explorer, or extract the case again."
        )


def _image(ax: Axes) -> str:
    """Write a figure as an HTML image with its text alternative, and close it."""
    import matplotlib.pyplot as plt

    figure = ax.get_figure(root=True)
    assert figure is not None
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    plt.close(figure)
    data = base64.b64encode(drawn.getvalue()).decode()
    words = escape(sheet.describe(figure))
    return f'<img style="max-width:100%;height:auto" alt="{words}" src="data:image/png;base64,{data}">'


def _words(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…"


def _say(*sentences: str) -> str:
    return "".join(f"<p role='status'>{escape(sentence)}</p>" for sentence in sentences)


show_types(globals())
