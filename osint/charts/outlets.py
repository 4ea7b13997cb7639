"""Charts of how each outlet tells it: frames, marking words, places and the governments named after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import evidence, framing
from osint.drawing.palette import colours, tint
from osint.drawing.scaffold import SMALL, TOO_FEW, draw_share, lay_columns, say, wilson
from osint.drawing.selection import MOST_ROWS, heads, main_outlets, most_frequent, outlet_of, source, text_of
from osint.drawing.sheet import need_most, open_sheet
from osint.drawing.wording import MOST_COLUMNS, count, not_drawn, titled, too_few, wrapped
from osint.tables import Tables, need_tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _drawn(profile: pd.DataFrame, t: Tables) -> tuple[dict[str, pd.DataFrame], int]:
    """Return the rows of the outlets that are drawn, the analyst's choice or the main ones, and how many are not."""
    units = _units(profile, t.articles)
    main = main_outlets(t, len(units))
    # The texts of an outlet stand side by side; where not all fit, those with most sentences stay.
    ordered = [unit for outlet in main for unit in units if outlet_of(unit) == outlet]
    largest = sorted(ordered, key=lambda unit: -int(units[unit]["n_sentences"].iloc[0]))[:MOST_COLUMNS]
    chosen = [unit for unit in ordered if unit in largest]
    return {unit: units[unit] for unit in chosen}, len(units) - len(chosen)


def _left_out(profile: pd.DataFrame, more: int, n_frames: int) -> str:
    """Say what a share of one text is worth, and how many units and frames are not drawn."""
    of_text = " A share of one text describes the text, not the outlet." if "text" in set(profile["unit"]) else ""
    return of_text + not_drawn(more, str(profile["unit"].iloc[0])) + not_drawn(n_frames, "frame")


def frames(t: Tables, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how often each frame stands over each outlet's sentences about the focus.

    The dark part of a bar is the text's own voice, the pale part the voices it quotes. With fewer than ten
    sentences a point with its 95 % interval (Wilson 1927) stands instead of a bar, with fewer than three words.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.frames(t, title="The frames")  # doctest: +SKIP
    """
    need_tables(t)
    profile = framing.profile(t)
    focus = t.case.focus
    about = f"{focus} sentences" if focus else "sentences"
    with open_sheet(ax, title) as sheet:
        question = f"{focus}: which frames do the texts use?" if focus else "Which frames do the texts use?"
        if profile.empty or not profile["n"].sum():
            sheet.empty(question, f"No {about} of these articles stand under a frame.")
            return sheet.ax
        drawn, more = _drawn(profile, t)
        found = [frame for frame in _by_share(profile) if profile.loc[profile["frame"] == frame, "n"].sum()]
        names, said = found[:MOST_ROWS], []
        full = 0.62 / max(_reach(rows) for rows in drawn.values())
        for j, (unit, rows) in enumerate(drawn.items()):
            cells = rows[rows["frame"].isin(names)]
            said.append(_frames_of(sheet.ax, j, names, full, t, cells, unit))
        totals = zip(heads(list(drawn), t), map(_total, drawn.values()), strict=True)
        lay_columns(sheet.ax, names, [f"{head}\n{total}" for head, total in totals])
        n_sentences = sum(int(rows["n_sentences"].iloc[0]) for rows in drawn.values())
        sheet.write(
            _frames_title(drawn, focus) or question,
            subtitle=f"Share of each outlet’s {about} that stand under the frame, with their number. "
            "Dark: the text’s own voice; pale: voices it quotes",
            note=f"Source: {source(t)}; n = {count(n_sentences, 'sentence')}. Method: listed cue phrases."
            + _left_out(profile, more, len(found) - len(names)),
            text=" ".join(said),
        )
    return sheet.ax


def _frames_of(
    ax: Axes, column: int, names: Sequence[str], full: float, t: Tables, cells: pd.DataFrame, unit: str
) -> str:
    """Draw one unit's column of frames; the sentence that says so."""
    total, said = int(cells["n_sentences"].iloc[0]), []
    if total < TOO_FEW:
        words = too_few(total)
        say(ax, column + 0.05, (len(names) - 1) / 2, wrapped(words, 12))
        return f"{unit}: {words}."
    colour = list(colours(t.articles).values())[_place_of(cells, t.articles)]
    for cell in cells[cells["n"] > 0].to_dict("records"):
        frame, counts = cell["frame"], (cell["n_narrator"], cell["n"], total)
        label = f"{unit}, {frame}: {cell['n']} of {total} sentences ({cell['n'] / total:.0%})"
        at = (column, names.index(frame))
        draw_share(ax, at, counts, full, colour, _framed(t, cell), label, is_small=total < SMALL)
        said.append(f"{frame} {cell['n']} of {total} ({cell['n_narrator']} own voice)")
    return f"{unit}: {', '.join(said) or 'none'}."


def _reach(rows: pd.DataFrame) -> float:
    """The largest share to be drawn of one unit, its interval with it."""
    n, total = int(rows["n"].max()), int(rows["n_sentences"].iloc[0])
    if total < TOO_FEW or not n:
        return 0.01
    return n / total if total >= SMALL else wilson(n, total)[1]


def _place_of(cells: pd.DataFrame, articles: pd.DataFrame) -> int:
    """The outlet's place among the outlets of the case, which gives it its colour."""
    names = evidence.outlets(articles)
    of_outlet = dict(zip(articles["outlet"].fillna(articles["article_id"]), names.values(), strict=True))
    return list(dict.fromkeys(names.values())).index(of_outlet[cells["outlet"].iloc[0]])


def _units(profile: pd.DataFrame, articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a profile by its units, each named as the outlet is, texts of one outlet numbered."""
    names = evidence.outlets(articles)
    of_outlet = dict(zip(articles["outlet"].fillna(articles["article_id"]), names.values(), strict=True))
    found: dict[str, pd.DataFrame] = {}
    for outlet, rows in profile.groupby("outlet", sort=False):
        texts = [part for _, part in rows.groupby(rows["article_id"].fillna(""), sort=False)]
        for number, part in enumerate(texts, 1):
            found[text_of(of_outlet[outlet], number) if len(texts) > 1 else of_outlet[outlet]] = part
    return found


def _total(rows: pd.DataFrame) -> str:
    n_texts, n = int(rows["n_texts"].iloc[0]), int(rows["n_sentences"].iloc[0])
    return f"{'one text' if n_texts == 1 else f'{n_texts} texts'}, n = {n}"


def _by_share(profile: pd.DataFrame) -> list[str]:
    """List the case's own frames by their mean share, then the generic ones."""
    mean = profile.groupby(["set", "frame"])["share"].mean().reset_index()
    return mean.sort_values(["set", "share", "frame"], ascending=[True, False, True])["frame"].tolist()


def _framed(t: Tables, cell: Mapping[Any, Any]) -> pd.DataFrame:
    """Give the passages behind one cell of a profile."""
    rows = t.framing[t.framing["frame"] == cell["frame"]]
    if t.case.focus is not None:
        rows = rows[rows["about"] == t.case.focus]
    if pd.notna(cell["article_id"]):
        return rows[rows["article_id"] == cell["article_id"]]
    return rows[rows["article_id"].isin(t.counted.loc[t.counted["outlet"] == cell["outlet"], "article_id"])]


def _frames_title(units: dict[str, pd.DataFrame], focus: str | None) -> str:
    """Name the leading frames of two units where they differ, of those with ten sentences or more.

    No share is given: a unit that is too small to be named may have a larger one.
    """
    found = {unit: _leading(rows) for unit, rows in units.items()}
    lead = {unit: first for unit, first in found.items() if first is not None}
    if len({frame for frame, _ in lead.values()}) < 2:
        return ""
    first, *others = sorted(lead, key=lambda unit: (-lead[unit][1], unit))
    other = next(unit for unit in others if lead[unit][0] != lead[first][0])
    where = f"Leading frame of the {focus} sentences" if focus else "Leading frame"
    return f"{where}: {', '.join(f'{lead[unit][0]} in {titled(unit)}' for unit in (first, other))}"


def _leading(rows: pd.DataFrame) -> tuple[str, float] | None:
    """Return a unit's first frame and its share; None where there are few sentences or two frames lead.

    The case's own frames go before the generic ones.
    """
    own = rows[rows["set"] == "case"] if (rows["set"] == "case").any() else rows
    best = own.sort_values("n", ascending=False, kind="stable")
    second = best["n"].iloc[1] if len(best) > 1 else 0
    if rows["n_sentences"].iloc[0] < SMALL or best["n"].iloc[0] <= second:
        return None
    return str(best["frame"].iloc[0]), float(best["share"].iloc[0])


def contrast(
    t: Tables, *, quoted: bool = True, top: int = 10, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the words that mark each outlet against all others, with their z score.

    The score is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
    doi:10.1093/pan/mpn018), divided by its standard error.

    Parameters
    ----------
    quoted
        Whether words between quotation marks count.
    top
        How many words are drawn per outlet.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.contrast(t, quoted=False, top=5)  # doctest: +SKIP
    """
    need_tables(t)
    table = framing.contrast(t, quoted=quoted, top=top)
    with open_sheet(ax, title) as sheet:
        question = "Which words mark each outlet against the others?"
        if table.empty:
            sheet.empty(question, "There is nothing to compare: the articles are of one outlet.")
            return sheet.ax
        names, ids = evidence.outlets(t.articles), t.articles["article_id"]
        name_of = dict(zip(t.articles["outlet"].fillna(ids), ids.map(names), strict=True))
        drawn = main_outlets(t)
        outlets = [outlet for outlet in dict.fromkeys(table["outlet"]) if name_of[outlet] in drawn]
        full, said = 0.42 / float(table["z"].max()), []
        for j, outlet in enumerate(outlets):
            rows = table[table["outlet"] == outlet].head(top)
            texts = _texts_of(
                [key for key in evidence.outlets(t.counted) if names[key] == name_of[outlet]], t, quoted=quoted
            )
            said.append(
                _words_of(sheet.ax, j, full, rows, texts, colours(t.articles)[name_of[outlet]], name_of[outlet])
            )
        lay_columns(sheet.ax, [""] * top, heads([name_of[outlet] for outlet in outlets], t))
        sheet.write(
            question,
            subtitle="Bar: by how many standard errors the word is likelier here than elsewhere (z score). Pale: below "
            "2, as chance alone gives. Numbers: times here : times elsewhere",
            note=f"Source: {source(t)}{'' if quoted else ', words between quotation marks left out'}. "
            "Method: Monroe, Colaresi & Quinn 2008."
            + (" Each column rests on one text." if table["is_one_text"].all() else "")
            + not_drawn(table["outlet"].nunique() - MOST_COLUMNS, "outlet"),
            text=" ".join(said),
        )
    return sheet.ax


_BY_CHANCE = 2.0  # standard errors; among many words chance alone gives some as many


def _words_of(
    ax: Axes, column: int, full: float, rows: pd.DataFrame, texts: Sequence[_Stretch], colour: str, outlet: str
) -> str:
    """Draw one outlet's column of words; the sentence that says so."""
    said = []
    for y, row in enumerate(rows.to_dict("records")):
        word, n, n_rest, z = row["word"], row["n"], row["n_rest"], row["z"]
        (bar,) = ax.barh(y, full * z, left=column, height=0.62, color=tint(colour, 0.7 if z >= _BY_CHANCE else 0.2))
        label = f"{outlet}, {word}: {n} here, {n_rest} elsewhere, z {z:.1f}"
        evidence.link(ax, bar, _spans_of(word, texts), label)
        written = f"{wrapped(word, 16)}  {n} : {n_rest}"
        ax.text(column + full * z + 0.02, y, written, va="center", fontsize=9.5)
        said.append(f"{word} {n} : {n_rest}")
    return f"{outlet}: {', '.join(said)}."


class _Stretch(NamedTuple):
    """A stretch of an article in which words are counted."""

    article_id: str
    text: str
    start: int
    end: int


def _texts_of(ids: Sequence[str], t: Tables, *, quoted: bool) -> list[_Stretch]:
    """Give the sentences in which words are counted: no boilerplate, no repeats, and if asked no quoted words."""
    texts = t.texts
    rows = t.sentences[t.sentences["article_id"].isin(ids)]
    rows = rows[rows["repeat_of"].isna() & (rows["zone"] != "boilerplate")]
    marked = t.quotes[t.quotes["kind"].isin(["direct", "mixed"]) & t.quotes["article_id"].isin(ids)]
    left_out = {key: sorted(zip(part["start"], part["end"], strict=True)) for key, part in marked.groupby("article_id")}
    found = []
    for key, start, end in zip(rows["article_id"], rows["start"], rows["end"], strict=True):
        at = start
        for first, last in [] if quoted else left_out.get(key, []):
            if at < last and first < end:
                found.append(_Stretch(key, texts[key], at, max(at, first)))
                at = last
        if at < end:
            found.append(_Stretch(key, texts[key], at, end))
    return found


def _spans_of(word: str, texts: Sequence[_Stretch]) -> pd.DataFrame:
    """Find where a word stands, whatever its case and apostrophe."""
    letters = re.escape(word).replace("’", "[’']")
    pattern = re.compile(rf"(?<![^\W_])(?<![^\W_]-){letters}(?![^\W_]|-[^\W_]|[’'](?!s\b)[^\W_])", re.IGNORECASE)
    found = [
        (stretch.article_id, *match.span())
        for stretch in texts
        for match in pattern.finditer(stretch.text, stretch.start, stretch.end)
    ]
    return pd.DataFrame(found, columns=["article_id", "start", "end"])


def roles(
    t: Tables, *, about: Sequence[str] | None = None, most: int = 10, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how each outlet means a place name: as a location, as a government, as an adjective.

    Parameters
    ----------
    about
        The places drawn, in this order; by default the case's key places, then the most named ones.
    most
        How many places are drawn at most.

    Examples
    --------
    >>> from osint import charts
    >>> ax = charts.roles(t, most=5)  # doctest: +SKIP
    """
    need_tables(t)
    need_most(most)
    names = evidence.outlets(t.counted)
    rows = t.places[t.places["role"].isin(list(_ROLES)) & t.places["article_id"].isin(names)]
    rows = evidence.drop_repeated(pd.DataFrame(rows.drop(columns="geometry")), t.sentences).assign(
        outlet=lambda table: table["article_id"].map(names)
    )
    with open_sheet(ax, title) as sheet:
        question = "Is the place meant, or its government?"
        down = _places_drawn(rows["place"], t.case.about if about is None else about, most, is_open=about is None)
        if not down:
            sheet.empty(question, "No place is named in these articles.")
            return sheet.ax
        outlets = main_outlets(t)
        shown = rows[rows["place"].isin(down) & rows["outlet"].isin(outlets)]
        left = len(rows) - len(shown)
        full = 0.42 / int(shown.groupby(["outlet", "place"]).size().max())
        said = []
        for (outlet, place), part in shown.groupby(["outlet", "place"], sort=True):
            at = (outlets.index(str(outlet)), down.index(str(place)))
            colour = colours(t.articles)[str(outlet)]
            said.append(_roles_of(sheet.ax, at, full, part, colour, f"{outlet}, {place}"))
        lay_columns(sheet.ax, down, heads(outlets, t))
        sheet.write(
            _roles_title(shown, down) or question,
            subtitle="Mentions of the place name. L, solid: the location; G, hatched: its government or forces; "
            "A, pale: adjective or people",
            note=f"Source: {source(t)}; n = {count(len(shown), 'mention')}"
            + (f", {left} of other places or outlets not drawn" if left else "")
            + ". Method: rules on the words around.",
            text=" ".join(said),
        )
    return sheet.ax


def _places_drawn(named: pd.Series, about: Sequence[str], most: int, *, is_open: bool) -> list[str]:
    """List the key places that are named, and where the list is open the most named others after them."""
    down = [place for place in about if place in set(named)]
    others = [place for place in most_frequent(named, most) if place not in down] if is_open else []
    return [*down, *others][:most]


_ROLES = {"literal": "as a location", "metonym": "as a government", "demonym": "as an adjective or people"}
_LETTERS = {"literal": "L", "metonym": "G", "demonym": "A"}


def _roles_of(ax: Axes, at: tuple[int, int], full: float, rows: pd.DataFrame, colour: str, label: str) -> str:
    """Draw one place in one outlet, a bar in up to three parts; the sentence that says so."""
    left, y, said = float(at[0]), at[1], []
    looks: dict[str, dict[str, Any]] = {
        "literal": {"color": colour},
        "metonym": {"facecolor": "white", "edgecolor": colour, "hatch": "/////", "linewidth": 0.8},
        "demonym": {"color": tint(colour, 0.25)},
    }
    for role, words in _ROLES.items():
        part = rows[rows["role"] == role]
        if part.empty:
            continue
        (bar,) = ax.barh(y, full * len(part), left=left, height=0.56, **looks[role])
        evidence.link(ax, bar, part, f"{label}, {words}: {count(len(part), 'mention')}")
        left += full * len(part)
        said.append((role, words, len(part)))
    numbers = " + ".join(f"{n} {_LETTERS[role]}" for role, _, n in said)
    ax.text(left + 0.02, y, numbers, va="center", fontsize=9)
    return f"{label}: {', '.join(f'{n} {words}' for _, words, n in said)}."


def _roles_title(rows: pd.DataFrame, places: Sequence[str]) -> str:
    """Name the first place, of five mentions or more, that mostly means a government."""
    for place in places:
        own = rows[rows["place"] == place]
        governments = int((own["role"] == "metonym").sum())
        if len(own) >= 5 and governments * 2 > len(own):
            return f"{place}: {governments} of {len(own)} mentions mean the government, not the place"
    return ""
