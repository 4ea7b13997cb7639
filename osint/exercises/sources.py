"""Exercise 1: what each source is graded, why, and which texts are to be traced before they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from osint import evidence
from osint.briefing import first_page
from osint.exercises.verdict import Verdict, by_id, id_as, ids, plain
from osint.tables import Tables, need_tables

GRADES = ("A", "B", "C", "D", "E", "F")
_FEW_WORDS = 4
#: A year or an address: what a record can be looked up by.
_RECORD = re.compile(r"\b(?:19|20)\d\d\b|https?://\S|\b[\w-]{3,}\.[a-z]{2,}\b")
_LETTERS = re.compile(r"[^\W\d_]+")


def source_template(t: Tables) -> str:
    """Write the empty answer of exercise 1, a key per text with its outlet beside it, to be copied and filled in."""
    need_tables(t)
    names = evidence.outlets(t.articles)
    parts = [f"{name} = {{\n" + "".join(f'    "{key}": "",  # {names[key]}\n' for key in names) + "}" for name in
             ("grades", "reasons")]  # fmt: skip
    parts[1] = parts[1].replace("{", f"{{  # of {_FEW_WORDS} words or more, each its own", 1)
    return "\n".join([*parts, "to_trace = []  # ids of texts to be traced before use"])


def grades(given: Mapping[str, str], reasons: Mapping[str, str], to_trace: Sequence[str], t: Tables) -> Verdict:
    """Check grades of sources, that each has a reason, and which texts are to be traced before they are used.

    Whether a reason is a good one is the teacher's to say: the check sees that there is one, that it is not the same as
    that of another outlet, and that a grade which speaks of a record names something to look it up by. Each text is a
    part of the points, and the texts to be traced are one.

    Parameters
    ----------
    given, reasons
        ``article_id``, or the outlet's name -> an Admiralty grade A–F, and why.
    to_trace
        Ids, or outlets, of the articles that carry marks of a paraphrase without sources.
    """
    need_tables(t)
    for name, answer in (("grades", given), ("reasons", reasons)):
        if not isinstance(answer, Mapping):
            return Verdict.unread(f"`{name}` must be a dictionary with a key per text; it is {answer!r:.60}.")
    traced = ids(to_trace, t.articles)
    if traced is None:
        return Verdict.unread(f'`to_trace` must be a list of ids, as ["article_id"]; it is {to_trace!r:.60}.')
    graded, why = by_id(given, t.articles), by_id(reasons, t.articles)
    outlets, first_with, parts = evidence.outlets(t.articles), dict[str, str](), list[Sequence[str] | None]()
    for row in t.articles.to_dict("records"):
        name = str(row["article_id"])
        reason = " ".join(str(why.get(name, "")).split())
        faults = list(_grade_faults(row, graded.get(name), reason))
        if len(set(_LETTERS.findall(reason.lower()))) < _FEW_WORDS:
            faults.append(f"{name}: say in a few words, {_FEW_WORDS} or more, what the grade rests on")
        elif outlets[first_with.setdefault(reason.lower(), name)] != outlets[name]:
            faults.append(f"{name}: the reason is that of {first_with[reason.lower()]}; what is known of this one?")
        parts.append(faults)
    is_begun = any(plain(grade) for grade in graded.values())
    parts.append(list(_trace_faults(traced, {*graded, *why}, t)) if is_begun or traced else None)
    n_traced = len(first_page.traced(t))
    right = f"Right: {len(outlets)} sources graded, {n_traced} to be traced. Your teacher reads the reasons."
    return Verdict.of(parts, right)


def _grade_faults(row: Mapping[Any, Any], answer: object, reason: str) -> Iterator[str]:
    """What is wrong with one grade: it is none, or it speaks of a record that is not named."""
    name, grade = row["article_id"], plain(answer).upper()
    if grade not in GRADES:
        yield f"{name}: give it a grade from A to F; it has {answer!r}"
    elif row["outlet_basis"] == "unknown" and grade != "F":
        yield f"{name}: its outlet is not known; whose record does {grade} speak of?"
    elif grade not in ("F", row["reliability"]) and not _RECORD.search(reason):
        yield f"{name}: {grade} speaks of a record; name it with its year or address, to be looked up"


def _trace_faults(traced: Sequence[str], given: set[str], t: Tables) -> Iterator[str]:
    """What is wrong with the list of the texts to be traced, and with keys that name no text."""
    marked, names = set(first_page.traced(t)), set(t.articles["article_id"])
    for name in sorted({*given, *traced} - names):
        yield f"{name}: there is no such article in this case; {id_as(t.articles)}"
    if left := marked - set(traced):
        yield f"{len(left)} more to trace: look for a text that quotes nobody, with notes where sources should be"
    for name in sorted((set(traced) & names) - marked):
        yield f"{name}: it quotes people or names its sources; one you doubt for other reasons gets a low grade instead"
