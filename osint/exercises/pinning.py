"""Exercise 2: which names on a map are places, and where something happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd

from osint.exercises.verdict import Verdict, plain
from osint.knowledge import lexicons
from osint.places.cues import cues
from osint.tables import Tables, in_sentences, need_tables

#: What a place on a map can be.
PINS = ("event", "location", "no pin")
#: What to ask of the answer that was given, of the words beside the name; not which of the two others is right.
_ASKED = {
    "event": "which word tells that something happens, and does it happen “{before}”? Is “{after}” a spot at all?",
    "location": "could one stand there, or does “{after}” act, belong to somebody, or make a longer name? "
    "If one could, does the sentence tell of anything that happens “{before}”?",
    "no pin": "who acts here? Could one travel to what “{before}” means, and to “{after}”?",
}
_PER_KIND = 2
#: Kinds of places on which no reader agrees where they are.
_WIDE = frozenset({"country", "continent", "area", "ocean", "sea", "region", "county"})
_WORDS = re.compile(r"[\w’'-]+")
_BESIDE = 4
#: What may be in an answer beside its letters.
_SPELLING = re.compile(r"^(?:an?|the)\b|[\W_]+")


def pin_template(t: Tables) -> str:
    """Write the empty answer of exercise 2, a line per row with its place and the words around it."""
    rows = _asked(t)
    lines = [f'    "",  # {number}: … {around(row, t)} …' for number, row in enumerate(rows.to_dict("records"))]
    return "\n".join(["answers = [", *lines, "]"])


def pin_rows(t: Tables) -> pd.DataFrame:
    """Choose places to decide on: of each kind such as can be read in one way only, without what the kit says of them.

    Where a kind has none of these, one that can be read in two ways stands for it, and both readings hold.
    """
    return _asked(t)[["article_id", "start", "end", "text"]]


def pins(answers: Sequence[str], t: Tables) -> Verdict:
    """Check for each row of :func:`pin_rows` whether it is an event, a location, or no pin.

    Each row is a part of the points.
    """
    rows = _asked(t)
    given = list(answers) if isinstance(answers, Iterable) and not isinstance(answers, str | Mapping) else None
    if given is None:
        return Verdict.unread(f"`answers` must be a list of {len(rows)} answers; it is {answers!r:.60}.")
    if len(given) != len(rows):
        return Verdict.unread(f"`answers` must have one answer a row, {len(rows)} in all; it has {len(given)}.")
    parts = [
        _row_faults(number, row, answer, t)
        for number, (row, answer) in enumerate(zip(rows.to_dict("records"), given, strict=True))
    ]
    return Verdict.of(parts, f"Right: {(rows['pin'] == 'event').sum()} of {len(rows)} are events.")


def _row_faults(number: int, row: Mapping[Any, Any], answer: object, t: Tables) -> list[str]:
    where = f"row {number}, “… {around(row, t)} …”"
    pin = said(answer)
    if pin is None:
        return [f"{where}: answer {', '.join(PINS)}; you say {answer!r}"]
    if pin in row["readings"]:
        return []
    return [f"{where}, is not read as {pin!r}: {question(row, pin, t)}"]


def said(answer: object) -> str | None:
    """Which of :data:`PINS` an answer is, however it is spelled; None if it is none.

    >>> said("A location"), said("no_pin"), said("NoPin"), said("pin")
    ('location', 'no pin', 'no pin', None)
    """
    letters = _SPELLING.sub("", plain(answer))
    return next((pin for pin in PINS if letters == pin.replace(" ", "")), None)


def question(row: Mapping[Any, Any], answer: str, t: Tables) -> str:
    """What to ask of an answer that does not hold, of the words beside the name."""
    before, after = (around(row, t, words).replace("[", "").replace("]", "") for words in ((2, 0), (0, 2)))
    return _ASKED[answer].format(before=before, after=after)


def around(row: Mapping[Any, Any], t: Tables, words: tuple[int, int] = (_BESIDE, _BESIDE)) -> str:
    """The row's text, in brackets, with so many words of its line before and behind."""
    text = t.texts[row["article_id"]]
    before = text[: row["start"]].rpartition("\n")[2].split(" ")[-words[0] - 1 :] if words[0] else []
    after = text[row["end"] :].partition("\n")[0].split(" ")[: words[1] + 1] if words[1] else []
    return f"{' '.join(before)}[{row['text']}]{' '.join(after)}".strip()


def _asked(t: Tables) -> pd.DataFrame:
    """The rows that are drawn: what the kit reads each as (``pin``), and what may be said of it (``readings``)."""
    rows = _candidates(t)
    return _table(row for _, part in rows.groupby("of") for row in _chosen(part.to_dict("records"), t))


def contested(t: Tables, n: int) -> pd.DataFrame:
    """The first `n` rows that can be read in two ways, with the columns ``pin`` and ``readings``.

    Locations come first: whether something happened there is doubted more than whether "French" is a place.
    """
    rows = _candidates(t)
    rows = rows.assign(is_name=rows["role"] != "literal").sort_values("is_name", kind="stable")
    read = (row | {"readings": readings(row, t)} for row in rows.to_dict("records"))
    return _table(islice((row for row in read if len(row["readings"]) > 1), n))


def drawn(t: Tables, n_contested: int) -> pd.DataFrame:
    """The rows of exercise 2, and as many beside them that can be read in two ways."""
    rows = pd.concat([_asked(t), contested(t, n_contested)], ignore_index=True)
    rows = rows.drop_duplicates(["article_id", "start", "end"])
    return rows.sort_values(["article_id", "start"], ignore_index=True)


def _candidates(t: Tables) -> pd.DataFrame:
    """Places in whole sentences of the body, each with its ``pin`` and the kind that it is drawn by (``of``)."""
    need_tables(t)
    rows = pd.DataFrame(t.places.drop(columns="geometry"))
    shown = t.sentences[t.sentences["zone"].isin(["body", "caption"]) & t.sentences["repeat_of"].isna()]
    rows = in_sentences(rows, t.sentences).merge(shown[["article_id", "sentence"]], on=["article_id", "sentence"])
    rows = rows.assign(pin=read_as(rows))
    rows["of"] = rows["role"].where(rows["pin"] == "no pin", rows["pin"])
    # Names before repetitions of a name, so that two rows of a kind are two places.
    rows = rows.sort_values("confidence", ascending=False, kind="stable")
    return rows.assign(again=rows.groupby(["of", "place"]).cumcount() > 0).sort_values("again", kind="stable")


def read_as(places: pd.DataFrame) -> pd.Series:
    """What each row of ``places`` says that its place is, of :data:`PINS`."""
    pin = pd.Series("no pin", index=places.index, dtype="string")
    is_spot = places["role"] == "literal"
    return pin.mask(is_spot, "location").mask(is_spot & places["is_event"].fillna(False), "event")


def _table(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    columns = ["article_id", "start", "end", "text", "place", "kind", "role", "sentence", "pin", "readings"]
    return pd.DataFrame(list(rows), columns=columns).sort_values(["article_id", "start"], ignore_index=True)


def _chosen(rows: Sequence[dict[Any, Any]], t: Tables) -> Iterable[dict[Any, Any]]:
    """The first rows of a kind that can be read in one way; the first of all, if there is none."""
    read = (row | {"readings": readings(row, t)} for row in rows)
    clear = list(islice((row for row in read if len(row["readings"]) == 1), _PER_KIND))
    return clear or [row | {"readings": readings(row, t)} for row in rows[:1]]


def readings(row: Mapping[Any, Any], t: Tables) -> frozenset[str]:
    """What a reader may call a row: the kit's reading alone where nothing speaks for another."""
    pin = str(row["pin"])
    if t.texts[row["article_id"]][row["end"] :].startswith("-"):  # "an Oslo-based firm"
        return frozenset({"location", "no pin"})
    is_clear = {"event": _is_clear_event, "location": _is_clear_location, "no pin": _is_clear_name}[pin]
    if is_clear(row, t):
        return frozenset({pin})
    return frozenset({"event", "location"} if row["role"] == "literal" else {"no pin", "location"})


def _is_clear_event(row: Mapping[Any, Any], t: Tables) -> bool:
    """“Two ships collided near Oslo”, but not “a strike shuts Oslo”, “a flight from Oslo”, “exile in Oslo”."""
    of_article = t.events[t.events["article_id"] == row["article_id"]]
    here = of_article[(of_article["place_start"] == row["start"]).fillna(False)]
    is_scene = (here["status"] == "happened") & here["agent"].notna() & (here["target"] != row["place"]).fillna(True)
    return _is_spot(row, t) and len(here) > 0 and bool(is_scene.all())


def _is_clear_location(row: Mapping[Any, Any], t: Tables) -> bool:
    """“He lives in Oslo”: nothing else that the sentence tells could be taken to happen there."""
    own = (t.sentences["article_id"] == row["article_id"]) & (t.sentences["sentence"] == row["sentence"])
    sentence, told = t.sentences[own].iloc[0], t.events[t.events["article_id"] == row["article_id"]]
    return _is_spot(row, t) and not ((told["start"] < sentence["end"]) & (told["end"] > sentence["start"])).any()


def _is_spot(row: Mapping[Any, Any], t: Tables) -> bool:
    """A town or a building behind "in", "at", "near": a country or a region is as often meant as who rules it."""
    placing = cues("in") & lexicons.words("grammar_words", "word", **{"class": "placing"})
    return row["kind"] not in _WIDE and _word_before(row, t) in placing


def _is_clear_name(row: Mapping[Any, Any], t: Tables) -> bool:
    """“Oslo warned”, “the Norwegian army”, “the Bank of Norway”, but not “Norwegian waters”."""
    behind = t.texts[row["article_id"]][row["end"] :]
    if row["role"] == "demonym":
        after = next(iter(_WORDS.findall(behind[:40])), "")
        return after[:1].isupper() or after in cues("agentnoun") | cues("publicbody")
    if row["role"] == "metonym":
        acting = [(t.events, "agent"), (t.quotes, "speaker"), (t.events, "target")]
        of_article = [table[table["article_id"] == row["article_id"]][f"{column}_start"] for table, column in acting]
        return any((starts == row["start"]).fillna(False).any() for starts in of_article)
    return True


def _word_before(row: Mapping[Any, Any], t: Tables) -> str:
    words = _WORDS.findall(t.texts[row["article_id"]][: row["start"]][-20:])
    return str(words[-1]).lower() if words else ""
