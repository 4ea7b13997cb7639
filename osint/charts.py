"""Charts of the tables: a title that says what is seen, numbers at the marks, each mark a link to its passages.

Every chart takes the extracted tables and an Axes, or makes one of 1200 × 675 pixels, and returns it; it neither
shows nor saves. :func:`describe` gives a chart's text alternative.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import pandas as pd

from osint import evidence, framing, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

#: Okabe and Ito's colours that can be read on white, in the order in which outlets take them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, ORANGE, GREY, PALE = "#0072B2", "#D55E00", "#666666", "#e4e4e4"
TOO_FEW = 3
SMALL = 10
_MARGIN = 16


class Sheet:
    """One figure in the making: where it is drawn, the words around it, and what is drawn once all has its place."""

    def __init__(self, ax: Axes, *, is_own: bool) -> None:
        self.ax = ax
        self.is_own = is_own
        self.title = self.subtitle = self.note = self.text = ""
        self.later: list[Callable[[], None]] = []

    def write(self, title: str, *, subtitle: str = "", note: str = "", text: str = "") -> None:
        """Set the words: the finding, measure and unit, source with n and method, and the text alternative."""
        self.title, self.subtitle, self.note = title, subtitle, note
        self.text = " ".join(part.rstrip(".") + "." for part in (title, subtitle, text) if part)

    def empty(self, title: str, sentence: str) -> None:
        """Say in the figure's place that there is nothing to draw."""
        self.ax.set_axis_off()
        self.ax.text(
            0.5,
            0.5,
            textwrap.fill(sentence, 60),
            transform=self.ax.transAxes,
            ha="center",
            va="center",
            fontsize=13,
            color=GREY,
        )
        self.write(title, text=sentence)


@contextmanager
def sheet(ax: Axes | None) -> Iterator[Sheet]:
    """Give a figure its style and an Axes, and set the words around what was drawn."""
    import matplotlib.pyplot as plt

    with as_file(files("osint") / "data" / "osint.mplstyle") as style, plt.rc_context(fname=style):
        is_own = ax is None
        made = Sheet(plt.subplots()[1] if ax is None else ax, is_own=is_own)
        yield made
        _set_words(made)
        for draw in made.later:
            draw()
    made.ax.__dict__["osint_text"] = made.text


def describe(figure: Figure | Axes) -> str:
    """Give the text alternative of a chart or map: what it shows, with its numbers."""
    axes = getattr(figure, "axes", None)
    found = [getattr(ax, "osint_text", "") for ax in (axes if isinstance(axes, list) else [figure])]
    return "\n".join(text for text in found if text)


def colours(articles: pd.DataFrame) -> dict[str, str]:
    """Give each outlet, by its name in :func:`osint.evidence.outlets`, its colour in all figures of a case."""
    names = dict.fromkeys(evidence.outlets(articles).values())
    return {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}


def _set_words(page: Sheet) -> None:
    """Put title, subtitle and note around the axes; on a figure of our own, fit the axes between them."""
    ax, figure = page.ax, page.ax.get_figure(root=True)
    assert figure is not None
    wide, high = figure.bbox.width, figure.bbox.height
    room = wide - 2 * _MARGIN if page.is_own else max(ax.get_window_extent().width, 300.0)
    title = _written(ax, page.title, room, fontsize=15 if page.is_own else 11, fontweight="bold", va="bottom")
    subtitle = _written(ax, page.subtitle, room, fontsize=10, va="bottom")
    note = _written(ax, page.note, room, fontsize=8.5, va="top", color=GREY)
    heights = [text.get_window_extent().height if text.get_text() else 0.0 for text in (title, subtitle, note)]
    if page.is_own:
        _fit(ax, (_MARGIN, _MARGIN + heights[2] + 8, wide - _MARGIN, high - _MARGIN - heights[0] - heights[1] - 16))
    inner, outer = ax.get_window_extent(), _outer(ax)
    left = (_MARGIN if page.is_own else outer.x0) - inner.x0
    above = outer.y1 - inner.y1 + 8
    under = (_MARGIN + heights[2] if page.is_own else outer.y0 - 6) - inner.y0
    for text, y in ((title, above + heights[1] + 6), (subtitle, above), (note, under)):
        text.set_position((left * 72 / figure.dpi, y * 72 / figure.dpi))
        text.set_in_layout(True)


def _written(ax: Axes, words: str, room: float, **style: Any) -> Annotation:
    """Write words beside the axes, wrapped to `room` pixels; their place is set later."""
    corner = (0, 0) if style["va"] == "top" else (0, 1)
    text = ax.annotate(
        "",
        corner,
        (0, 0),
        xycoords="axes fraction",
        textcoords="offset points",
        annotation_clip=False,
        ha="left",
        in_layout=False,
        **style,
    )
    letters = len(words)
    while words:
        text.set_text(textwrap.fill(words, max(letters, 20)))
        excess = text.get_window_extent().width / room
        if excess <= 1 or letters <= 20:
            break
        letters = min(letters - 1, int(letters / excess) + 1)
    return text


def _outer(ax: Axes) -> Bbox:
    box = ax.get_tightbbox()
    assert box is not None
    return box


def _fit(ax: Axes, box: tuple[float, float, float, float]) -> None:
    """Place the axes so that they and all their labels lie within `box`, in pixels."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    for _ in range(3):
        ax.apply_aspect()
        inner, outer = ax.get_window_extent(), _outer(ax)
        x0, y0 = box[0] + max(inner.x0 - outer.x0, 0), box[1] + max(inner.y0 - outer.y0, 0)
        x1, y1 = box[2] - max(outer.x1 - inner.x1, 0), box[3] - max(outer.y1 - inner.y1, 0)
        wide, high = figure.bbox.width, figure.bbox.height
        ax.set_position((x0 / wide, y0 / high, max(x1 - x0, 50) / wide, max(y1 - y0, 50) / high))
    ax.apply_aspect()


def wrapped(name: object, width: int = 24) -> str:
    """Wrap a name; a name without spaces is broken, never cut."""
    return "\n".join(textwrap.wrap(str(name), width, break_long_words=True)) or str(name)


def count(number: int, noun: str) -> str:
    """Write a count with its noun: "1 text", "3 texts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u202f")


def _list(names: Iterable[str]) -> str:
    parts = list(names)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def _signed(value: float) -> str:
    """Write a score with its sign: +0.3, −0.3, 0.0."""
    shown = f"{abs(value):.1f}"
    return shown if shown == "0.0" else f"{'+' if value > 0 else '−'}{shown}"


def sentiment(
    t: Any, *, measure: str = "polarity", actors: Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how the words around each actor sound: a point per sentence, the mean, and the middle half.

    Parameters
    ----------
    measure
        ``polarity`` (TextBlob) or ``polarity_vader``, −1 to +1. It is the whole sentence's.
    actors
        The actors drawn; by default the ten that most sentences name.

    Notes
    -----
    The texts' own voice and the voices they quote are kept apart; the sentence is left out where it repeats an
    earlier one or is boilerplate. Fewer than three sentences get no mean.
    """
    lexicon = {"polarity": "TextBlob", "polarity_vader": "VADER"}
    if measure not in lexicon:
        raise tables.OsintError(f"`measure` must be one of {', '.join(lexicon)}; it is {measure!r}.")
    scored = _scored(t, measure)
    with sheet(ax) as page:
        question = "How do the words around each actor sound?"
        shown = list(actors) if actors is not None else scored["actor"].value_counts().head(10).index.tolist()
        scored = scored[scored["actor"].isin(shown)]
        if scored.empty:
            page.empty(question, "No sentence in these articles names an actor.")
            return page.ax
        scores = (
            scored.assign(own=scored["score"].where(~scored["is_quoted"])).groupby("actor")[["own", "score"]].mean()
        )
        means = scores["own"].fillna(scores["score"]).sort_values(kind="stable")
        extent = max(0.5, float(scored["score"].abs().max())) * 1.05
        lines = []
        for y, actor in enumerate(means.index):
            for is_quoted, offset in ((False, 0.17), (True, -0.17)):
                rows = scored[(scored["actor"] == actor) & (scored["is_quoted"] == is_quoted)]
                lines.append(_strip(page.ax, rows, y + offset, extent, f"{actor}, {_VOICE[is_quoted]}"))
        page.ax.set(
            yticks=range(len(means)),
            yticklabels=[wrapped(actor) for actor in means.index],
            xlim=(-extent, extent),
            ylim=(-0.6, len(means) - 0.4),
        )
        page.ax.set_xticks(page.ax.get_xticks(), [_signed(x) for x in page.ax.get_xticks()])
        page.ax.set_xlim(-extent, extent)
        _ends(page.ax, "− negative words", "positive words +")
        page.write(
            _sentiment_title(scored) or question,
            subtitle=f"{lexicon[measure]} polarity of the sentences that name the actor, −1 to +1. "
            "● the texts’ own voice   ◇ voices they quote   — middle half of the sentences",
            note=f"Source: {_texts(t)}; n = {count(len(scored), 'pair')} of actor and sentence. "
            "Method: word-list score of whole sentences.",
            text=" ".join(line for line in lines if line),
        )
    return page.ax


_VOICE = {False: "own voice", True: "quoted voices"}


def _scored(t: Any, measure: str) -> pd.DataFrame:
    """Give a row per actor, sentence and kind of voice: its score."""
    said = t.sentences[t.sentences["repeat_of"].isna() & (t.sentences["zone"] != "boilerplate")]
    said = said.dropna(subset=[measure])
    found = _in_sentences(t.mentions, t.sentences).merge(
        said[["article_id", "sentence", "start", "end", measure]], on=["article_id", "sentence"], suffixes=("_row", "")
    )
    found["is_quoted"] = found["voice"] != "narrator"
    found["score"] = found[measure].astype(float)
    columns = ["article_id", "start", "end", "actor", "is_quoted", "score"]
    return found.drop_duplicates(columns[:5])[columns].reset_index(drop=True)


def _in_sentences(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add to each row the number of the sentence in which it starts."""
    if rows.empty or sentences.empty:
        return rows.assign(sentence=pd.Series(dtype="int64")).iloc[:0]
    ordered = rows.sort_values("start", kind="stable")
    return pd.merge_asof(
        ordered.astype({"start": "int64"}),
        sentences.sort_values("start", kind="stable")[["article_id", "start", "sentence"]],
        on="start",
        by="article_id",
    ).dropna(subset=["sentence"])


def _strip(ax: Axes, rows: pd.DataFrame, y: float, extent: float, label: str) -> str:
    """Draw one actor in one kind of voice; the sentence that says so."""
    if rows.empty:
        return ""
    is_quoted = bool(rows["is_quoted"].iloc[0])
    colour, marker = (ORANGE, "D") if is_quoted else (BLUE, "o")
    scores, n = rows["score"], len(rows)
    spread = [y + 0.04 * (i % 3 - 1) for i in range(n)]
    ax.scatter(scores.sort_values(), spread, s=9, color=colour, alpha=0.35, linewidths=0)
    if n < TOO_FEW:
        words = f"too few to say (n = {n})"
        written = ax.text(extent * 1.02, y, words, va="center", fontsize=9, color=GREY)
        evidence.link(ax, written, rows, f"{label}: {words}")
        return f"{label}: {words}."
    mean = float(scores.mean())
    if n >= SMALL:
        ax.plot(scores.quantile([0.25, 0.75]), [y, y], color=colour, linewidth=2.5, alpha=0.55, solid_capstyle="butt")
    (point,) = ax.plot(
        [mean],
        [y],
        marker=marker,
        markersize=10,
        markeredgewidth=1.8,
        color=colour,
        markerfacecolor="white" if is_quoted else colour,
        zorder=4,
    )
    evidence.link(ax, point, rows, f"{label}: mean {mean:+.2f}, n = {n}")
    ax.text(extent * 1.02, y, f"{mean:+.2f}".replace("-", "−") + f"   n = {n}", va="center", fontsize=9, color=colour)
    return f"{label}: mean {mean:+.2f}, n = {n}."


def _sentiment_title(scored: pd.DataFrame) -> str:
    """Name the two actors farthest apart in the texts' own voice, where their intervals do not touch."""
    own = scored[~scored["is_quoted"]].groupby("actor")["score"].agg(["mean", "sem", "size"])
    own = own[own["size"] >= SMALL].sort_values("mean", kind="stable")
    if len(own) < 2:
        return ""
    low, high = own.iloc[0], own.iloc[-1]
    if low["mean"] + 1.96 * low["sem"] >= high["mean"] - 1.96 * high["sem"]:
        return ""
    return f"In the texts’ own voice words around {own.index[0]} sound darkest, around {own.index[-1]} brightest"


def _ends(ax: Axes, low: str, high: str) -> None:
    """Write at both ends of a signed scale what its ends mean, and draw its middle."""
    ax.axvline(0, color="#aaaaaa", linewidth=0.8, zorder=0)
    for x, words, ha in ((0, low, "left"), (1, high, "right")):
        ax.annotate(
            words,
            (x, 0),
            xytext=(0, -22),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=ha,
            va="top",
            fontsize=9,
            color=GREY,
        )
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _texts(t: Any) -> str:
    """Say from how many texts of how many outlets a figure is made, and how many are left out."""
    counted = t.articles[t.articles["counts"]]
    n_outlets = len(set(evidence.outlets(counted).values()))
    left = len(t.articles) - len(counted)
    return f"{count(len(counted), 'text')} of {count(n_outlets, 'outlet')}" + (f" ({left} left out)" if left else "")


def stance(t: Any, *, holders: int = 12, targets: int = 9, ax: Axes | None = None) -> Axes:
    """Draw who stands how toward whom: a cell per holder and target, coloured by the mean score.

    Parameters
    ----------
    holders, targets
        How many of each are drawn, those with the most rows. Each outlet's own voice is a holder of its own.

    Notes
    -----
    The score is −1 (against) to +1 (in favour). A cell that rests on fewer than three passages is drawn small.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    rows = _named_holders(t)
    with sheet(ax) as page:
        question = "Who stands how toward whom?"
        if rows.empty:
            page.empty(question, "No one in these articles takes a stance toward a known actor.")
            return page.ax
        top = rows[
            rows["holder"].isin(_most(rows["holder"], holders)) & rows["target"].isin(_most(rows["target"], targets))
        ]
        down, across = _most(top["holder"], holders), _most(top["target"], targets)
        colour_of = LinearSegmentedColormap.from_list("stance", [BLUE, "white", "#E69F00"])
        said = []
        for (holder, target), part in top.groupby(["holder", "target"], sort=True):
            x, y, n, score = across.index(str(target)), down.index(str(holder)), len(part), float(part["score"].mean())
            side = 0.92 if n >= TOO_FEW else 0.6
            cell = Rectangle(
                (x - side / 2, y - side / 2),
                side,
                side,
                facecolor=colour_of((score + 1) / 2),
                edgecolor="#999999",
                linewidth=0.6,
                linestyle="-" if n >= TOO_FEW else ":",
            )
            page.ax.add_patch(cell)
            words = f"{holder} toward {target}: {_signed(score)} (n = {n})"
            evidence.link(page.ax, cell, part, words)
            said.append(f"{words}.")
            ink = "white" if score < -0.6 else "#222222"
            page.ax.text(
                x, y, f"{_signed(score)}\nn = {n}", ha="center", va="center", fontsize=8.5, color=ink, linespacing=1.1
            )
        _grid(page.ax, [wrapped(name, 26) for name in down], [wrapped(name, 12) for name in across])
        left = len(rows) - len(top)
        page.write(
            _stance_title(rows) or question,
            subtitle="Mean stance of the row toward the column: − against (blue), 0 neutral (white), + in favour "
            "(orange); −1 to +1. Small: fewer than three passages",
            note=f"Source: {_texts(t)}; n = {count(len(top), 'passage')}"
            + (f", {left} of other holders or targets not drawn" if left else "")
            + ". Method: rules on cues, checked by hand labels.",
            text=" ".join(said),
        )
    return page.ax


def _named_holders(t: Any) -> pd.DataFrame:
    """Give the stance rows of the texts that count, the narrator of each under its outlet's name."""
    counted = t.articles[t.articles["counts"]]
    names = evidence.outlets(counted)
    rows = t.stance[t.stance["article_id"].isin(names)]
    outlet = rows["article_id"].map(names)
    own = outlet + " (own voice)"
    return rows.assign(
        outlet=outlet,
        is_own=rows["holder"] == "narrator",
        holder=rows["holder"].where(rows["holder"] != "narrator", own),
    )


def _most(values: pd.Series, count: int) -> list[str]:
    """List the `count` most frequent values, the most frequent first, ties by name."""
    counts = values.value_counts().rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].head(count).tolist()


def _grid(ax: Axes, down: Sequence[str], across: Sequence[str]) -> None:
    """Set an Axes up as a matrix with its first row on top and the columns named above."""
    ax.set(xlim=(-0.5, len(across) - 0.5), ylim=(len(down) - 0.5, -0.5))
    ax.set_xticks(range(len(across)), across)
    ax.set_yticks(range(len(down)), down)
    ax.tick_params(length=0, labeltop=True, labelbottom=False, labelsize=9.5)
    ax.hlines([i + 0.5 for i in range(-1, len(down))], -0.5, len(across) - 0.5, colors=PALE, linewidth=0.8, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _stance_title(rows: pd.DataFrame) -> str:
    """Name the target on which most passages agree, where at least ten take a side and two in three the same."""
    sided = rows[rows["label"] != "neutral"]
    counts = sided.groupby("target")["label"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=["against", "favor"], fill_value=0)
    counts["n"] = rows.groupby("target").size()
    counts["most"] = counts[["against", "favor"]].max(axis=1)
    clear = counts[(counts["against"] + counts["favor"] >= SMALL) & (counts["most"] * 3 >= counts["n"] * 2)]
    if clear.empty:
        return ""
    target = clear.sort_values("n", ascending=False, kind="stable").index[0]
    row = clear.loc[target]
    side = "against it" if row["against"] > row["favor"] else "in its favour"
    return f"{row['most']} of {row['n']} passages that take a stance toward {target} are {side}"


def stance_by_voice(t: Any, *, targets: int = 8, ax: Axes | None = None) -> Axes:
    """Draw each outlet's own stance toward each actor beside that of the voices it quotes.

    Parameters
    ----------
    targets
        How many actors are drawn, those with the most rows.
    """
    rows = _named_holders(t)
    with sheet(ax) as page:
        question = "Does the text say it, or do the voices it quotes?"
        if rows.empty:
            page.empty(question, "No one in these articles takes a stance toward a known actor.")
            return page.ax
        down = _most(rows["target"], targets)
        outlets = [name for name in colours(t.articles) if name in set(rows["outlet"])]
        said = []
        for j, outlet in enumerate(outlets):
            centre = j + 0.5
            page.ax.plot([centre, centre], [-0.5, len(down) - 0.5], color="#aaaaaa", linewidth=0.8, zorder=0)
            for i, target in enumerate(down):
                for is_own, offset in ((True, -0.16), (False, 0.16)):
                    part = rows[(rows["outlet"] == outlet) & (rows["target"] == target) & (rows["is_own"] == is_own)]
                    said.append(_needle(page.ax, part, centre, i + offset, f"{outlet}, {_VOICE[not is_own]}, {target}"))
        page.ax.set(xlim=(0, len(outlets)), ylim=(len(down) - 0.5, -0.6))
        page.ax.set_yticks(range(len(down)), [wrapped(name) for name in down])
        page.ax.set_xticks([j + 0.5 for j in range(len(outlets))], [wrapped(name, 18) for name in outlets])
        page.ax.tick_params(length=0, labeltop=True, labelbottom=False)
        page.ax.hlines([i - 0.5 for i in range(1, len(down))], 0, len(outlets), colors=PALE, linewidth=0.8, zorder=0)
        for spine in page.ax.spines.values():
            spine.set_visible(False)
        page.write(
            question,
            subtitle="Mean stance, left of the line against, right of it in favour (−1 to +1). ● the text’s own "
            "voice   ◇ voices it quotes; faint: fewer than three passages",
            note=f"Source: {_texts(t)}; n = {count(len(rows), 'passage')}, given at each mark. Method: rules on cues.",
            text=" ".join(line for line in said if line),
        )
    return page.ax


def _needle(ax: Axes, rows: pd.DataFrame, centre: float, y: float, label: str) -> str:
    """Draw one mean on a small scale of its own, with n beside it; the sentence that says so."""
    if rows.empty:
        return ""
    is_own, n, mean = bool(rows["is_own"].iloc[0]), len(rows), float(rows["score"].mean())
    colour, x = BLUE if is_own else ORANGE, centre + 0.36 * mean
    alpha = 1.0 if n >= TOO_FEW else 0.45
    ax.plot([centre, x], [y, y], color=colour, linewidth=1.5, alpha=alpha * 0.6, zorder=1)
    (point,) = ax.plot(
        [x],
        [y],
        marker="o" if is_own else "D",
        markersize=8 if n >= TOO_FEW else 6,
        color=colour,
        markerfacecolor=colour if is_own else "white",
        markeredgewidth=1.5,
        alpha=alpha,
        zorder=3,
    )
    evidence.link(ax, point, rows, f"{label}: {_signed(mean)} (n = {n})")
    side = 1 if mean >= 0 else -1
    ax.annotate(
        str(n),
        (x, y),
        xytext=(8 * side, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=GREY,
        ha="left" if side > 0 else "right",
    )
    return f"{label}: {_signed(mean)} (n = {n})."


def frames(t: Any, *, ax: Axes | None = None) -> Axes:
    """Draw how often each frame stands over each outlet's sentences about the focus.

    The dark part of a bar is the text's own voice, the pale part the voices it quotes. With fewer than ten
    sentences a point with its 95 % interval (Wilson 1927) stands instead of a bar, with fewer than three words.
    """
    profile = framing.profile(t)
    focus = getattr(getattr(t, "case", None), "focus", None)
    about = f"{focus} sentences" if focus else "sentences"
    with sheet(ax) as page:
        question = f"How is {focus} framed?" if focus else "Which frames do the texts use?"
        if profile.empty or not profile["n"].sum():
            page.empty(question, f"No {about} of these articles stand under a frame.")
            return page.ax
        units = _units(profile, t.articles)
        names = [frame for frame in _by_share(profile) if profile.loc[profile["frame"] == frame, "n"].sum()]
        said, n_sentences = [], sum(int(rows["n_sentences"].iloc[0]) for rows in units.values())
        for j, (unit, rows) in enumerate(units.items()):
            total, marks = int(rows["n_sentences"].iloc[0]), []
            if total < TOO_FEW:
                page.ax.text(
                    j + 0.36,
                    (len(names) - 1) / 2,
                    f"too few\nto say\n(n = {total})",
                    ha="center",
                    va="center",
                    color=GREY,
                )
                said.append(f"{unit}: too few to say (n = {total}).")
                continue
            largest = float(profile["share"].max())
            for row in rows[rows["n"] > 0].to_dict("records"):
                frame, n, own = row["frame"], row["n"], row["n_narrator"]
                label = f"{unit}, {frame}: {n} of {total} {about} ({n / total:.0%})"
                _share(page.ax, j, names.index(frame), own, n, total, largest, _framed(t, row, focus), label)
                marks.append(f"{frame} {n} of {total} ({own} own voice)")
            said.append(f"{unit}: {', '.join(marks) or 'none'}.")
        heads = [f"{wrapped(unit, 20)}\n{_total(rows)}" for unit, rows in units.items()]
        _columns(page.ax, names, heads)
        page.write(
            _frames_title(units, focus) or question,
            subtitle=f"Share of each outlet’s {about} that stand under the frame, with their number. "
            "Dark: the text’s own voice; pale: voices it quotes",
            note=f"Source: {_texts(t)}; n = {count(n_sentences, 'sentence')}. "
            "Method: listed cue phrases, sentence by sentence. "
            + ("A share of one text describes the text, not the outlet." if "text" in set(profile["unit"]) else ""),
            text=" ".join(said),
        )
    return page.ax


def _units(profile: pd.DataFrame, articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a profile by its units, each named as the outlet is, texts of one outlet numbered."""
    names = evidence.outlets(articles)
    of_outlet = dict(zip(articles["outlet"].fillna(articles["article_id"]), names.values(), strict=True))
    found: dict[str, pd.DataFrame] = {}
    for outlet, rows in profile.groupby("outlet", sort=False):
        texts = [part for _, part in rows.groupby(rows["article_id"].fillna(""), sort=False)]
        for number, part in enumerate(texts, 1):
            found[of_outlet[outlet] + (f", text {number}" if len(texts) > 1 else "")] = part
    return found


def _total(rows: pd.DataFrame) -> str:
    n_texts, n = int(rows["n_texts"].iloc[0]), int(rows["n_sentences"].iloc[0])
    return f"{'one text' if n_texts == 1 else f'{n_texts} texts'}, n = {n}"


def _by_share(profile: pd.DataFrame) -> list[str]:
    """List the case's own frames by their mean share, then the generic ones."""
    mean = profile.groupby(["set", "frame"])["share"].mean().reset_index()
    return mean.sort_values(["set", "share", "frame"], ascending=[True, False, True])["frame"].tolist()


def _framed(t: Any, cell: Mapping[Any, Any], focus: str | None) -> pd.DataFrame:
    """Give the passages behind one cell of a profile."""
    rows = t.framing[t.framing["frame"] == cell["frame"]]
    rows = rows if focus is None else rows[rows["about"] == focus]
    if pd.notna(cell["article_id"]):
        return rows[rows["article_id"] == cell["article_id"]]
    counted = t.articles[t.articles["counts"]]
    return rows[rows["article_id"].isin(counted.loc[counted["outlet"] == cell["outlet"], "article_id"])]


def _share(
    ax: Axes, column: int, y: float, own: int, n: int, total: int, largest: float, rows: pd.DataFrame, label: str
) -> None:
    """Draw one share in its column: a bar in two parts, or a point with its interval where the sample is small."""
    full = 0.62 / largest
    width = full * n / total
    low, high = _wilson(n, total)
    if total >= SMALL:
        (bar,) = ax.barh(y, width, left=column, height=0.56, color="#9ecae1")
        (dark,) = ax.barh(y, full * own / total, left=column, height=0.56, color=BLUE)
        evidence.link(ax, dark, rows, label)
    else:
        ax.plot([column + full * low, column + min(full * high, 0.66)], [y, y], color=GREY, linewidth=1)
        (bar,) = ax.plot(
            [column + width],
            [y],
            marker="o",
            markersize=9,
            color=BLUE,
            linestyle="none",
            markerfacecolor=BLUE if own * 2 >= n else "white",
        )
    evidence.link(ax, bar, rows, label)
    x = column + (width if total >= SMALL else min(full * high, 0.66))
    ax.text(x + 0.02, y, f"{n / total:.0%}  ({n})", va="center", fontsize=9)


def _wilson(n: int, total: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    >>> [round(bound, 2) for bound in _wilson(2, 5)]
    [0.12, 0.77]
    """
    z = 1.96
    share, spread = n / total, z * (n * (total - n) / total**3 + z**2 / (4 * total**2)) ** 0.5
    scale = 1 + z**2 / total
    return (share + z**2 / (2 * total) - spread) / scale, (share + z**2 / (2 * total) + spread) / scale


def _columns(ax: Axes, down: Sequence[str], heads: Sequence[str]) -> None:
    """Set an Axes up as a table of small bars: a row per name, a column per head, drawn from x = 0, 1, 2 and so on."""
    ax.set(xlim=(-0.04, len(heads) - 0.06), ylim=(len(down) - 0.5, -0.6))
    ax.set_yticks(range(len(down)), [wrapped(name) for name in down])
    ax.set_xticks(range(len(heads)), heads, ha="left")
    ax.tick_params(length=0, labeltop=True, labelbottom=False, pad=6)
    ax.vlines(range(len(heads)), -0.5, len(down) - 0.5, colors="#bbbbbb", linewidth=0.8, zorder=0)
    ax.hlines([i + 0.5 for i in range(len(down) - 1)], 0, len(heads) - 0.06, colors=PALE, linewidth=0.6, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _frames_title(units: dict[str, pd.DataFrame], focus: str | None) -> str:
    """Name the leading frame of the two units that differ most, where both have ten sentences or more."""
    lead = {}
    for unit, rows in units.items():
        own = rows[rows["set"] == "case"] if (rows["set"] == "case").any() else rows
        best = own.sort_values("n", ascending=False, kind="stable")
        if rows["n_sentences"].iloc[0] >= SMALL and best["n"].iloc[0] > (best["n"].iloc[1] if len(best) > 1 else 0):
            lead[unit] = (best["frame"].iloc[0], float(best["share"].iloc[0]))
    if len(lead) < 2 or len({frame for frame, _ in lead.values()}) < 2:
        return ""
    first, *others = sorted(lead, key=lambda unit: (-lead[unit][1], unit))
    other = next(unit for unit in others if lead[unit][0] != lead[first][0])
    frame, share = lead[first]
    where = f"In the {focus} sentences" if focus else "In the sentences"
    return f"{where} {frame} leads in {first} ({share:.0%}), {lead[other][0]} in {other} ({lead[other][1]:.0%})"
