"""What is disputed: numbers that do not agree, what one asserts and another denies, with who says which."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from osint import evidence
from osint.briefing.first_page import happened
from osint.briefing.first_page.pieces import Count, Finding, Link, Piece, joined, quoted, that_count
from osint.knowledge import en, lexicons
from osint.tables import Tables
from osint.text.stems import stem

_LINES = 5
#: Events that somebody did or did not do to somebody; of agreements and demands each side tells its own.
_DEEDS = ("fight", "assault", "accident", "disaster")
_SHARED = 2
#: "did not ram", "was never hit"; "told him not to kill" is no denial.
_NEGATED = re.compile(rf"\b(?:{'|'.join(sorted(en.BE | en.HAVE | en.DO))})(?:n[’']t|\s(?:not|never))\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORT = 25  # words of a sentence that is shown whole
_SIDES = 4  # versions of one thing that are shown, the most carried first


def findings(t: Tables) -> list[Finding]:
    """Write a line for each dispute: first those in which values exclude each other, then what is denied."""
    found = [*_victims(t), *_numbers(t), *_denied_claims(t), *_denials(t)][:_LINES]
    return found or [("No number and no assertion of these texts is contradicted by another.",)]


def _victims(t: Tables) -> Iterator[Finding]:
    """Write how many are said to have been killed or injured in one event, where texts give different numbers."""
    for one in happened.main(t):
        for column, word in (("killed", "dead"), ("injured", "injured")):
            stated = one.rows.dropna(subset=[column])
            if stated[column].nunique() < 2 or stated["article_id"].nunique() < 2:
                continue
            versions: list[list[Piece]] = []
            for value in sorted(stated[column].unique()):
                rows = stated[stated[column] == value]
                versions.append([Link(f"{value:,.0f}", rows, f"{word}: {value:,.0f}"), f" ({_sources(rows, t)})"])
            yield (f"The number of {word}: ", *joined(versions, " or "), ".")


def _numbers(t: Tables) -> Iterator[Finding]:
    """Write the claims whose texts give numbers that exclude each other, those in most texts first."""
    rows = that_count("claims", t)
    rows = rows[rows["n_texts"] > 1]
    apart = rows[rows["agrees"].eq(False).fillna(False)]
    order = apart.groupby("claim", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    for claim in order.index:
        yield from _number(rows[rows["claim"] == claim], t)


def _number(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    """Write one number in its versions, each in the words of the text; nothing where all give one value."""
    known = t.figures[["article_id", "start", "end", "value", "low", "counted"]]
    rows = rows.merge(known, on=["article_id", "start", "end"], how="inner")
    rows = rows.assign(stated=rows["value"].fillna(rows["low"])).dropna(subset=["stated"])
    if rows["stated"].nunique() < 2 or rows["article_id"].nunique() < 2:
        return
    later = rows["difference"].eq("update").fillna(False).any() if "difference" in rows else False
    versions: list[list[Piece]] = []
    by_value = rows.groupby("stated", sort=False)
    sizes = by_value["article_id"].nunique().sort_values(ascending=False, kind="stable")
    for value in sizes.index[:_SIDES]:
        same = rows[rows["stated"] == value]
        first = same.iloc[[0]]
        words = _in_words(first, t)
        sources = _sources(same, t)
        versions.append([Link(quoted(words), same, f"{value:g}: {words[:60]}"), f" ({sources})"])
    head = "A number that changes from day to day: " if later else "The numbers differ: "
    yield (head, *joined(versions, " or "), ".")


def _in_words(row: pd.DataFrame, t: Tables) -> str:
    """Return the sentence of a number, or where it is long the words around it."""
    (passage,) = evidence.passages(row, t)
    text = t.texts[passage.article_id]
    sentence = text[passage.first : passage.last]
    return sentence if len(sentence.split()) <= _SHORT else _around(text, passage.start, passage.end)


def _around(text: str, start: int, end: int) -> str:
    """Return a number with the few words after it that say what is counted, within its sentence."""
    before = text[max(0, start - 30) : start].split("\n")[-1]
    after = text[end : end + 40].split("\n")[0]
    for mark in ".;!?":
        before, after = before.split(f"{mark} ")[-1], after.split(mark)[0]
    before = before if start < 30 else before.partition(" ")[2]
    return f"{before}{text[start:end]}{after if len(after) < 40 else after.rpartition(' ')[0]}".strip(" ,:“”\"'")


def _sources(rows: pd.DataFrame, t: Tables) -> str:
    """Name whose words a version is in: outlets in their own voice, else who says so and where."""
    names = evidence.outlets(t.articles)
    voices = rows["voice"] if "voice" in rows else _voices(rows, t)
    told = []
    for article_id, voice in zip(rows["article_id"], voices, strict=True):
        outlet = names[article_id]
        is_own = pd.isna(voice) or voice in ("narrator", "unnamed")
        told.append(outlet if is_own else f"{voice}, in {outlet}")
    return "; ".join(dict.fromkeys(told))


def _voices(rows: pd.DataFrame, t: Tables) -> pd.Series:
    """Return the voice of each row, as the table figures gives it."""
    known = t.figures.drop_duplicates(["article_id", "start", "end"]).set_index(["article_id", "start", "end"])["voice"]
    keys = pd.MultiIndex.from_frame(rows[["article_id", "start", "end"]])
    return pd.Series(known.reindex(keys).to_numpy(), index=rows.index)


def _denied_claims(t: Tables) -> Iterator[Finding]:
    """Write the claims that one text asserts and another denies, those in most texts first."""
    rows = that_count("claims", t)
    rows = rows[rows["kind"] != "figure"]
    is_denial = rows["difference"].eq("denied").fillna(False).astype(bool)
    order = rows[is_denial].groupby("claim", sort=False)["n_texts"].max().sort_values(ascending=False, kind="stable")
    for claim in order.index:
        own = rows["claim"] == claim
        asserted, denied = rows[own & ~is_denial], rows[own & is_denial]
        if len(asserted) and len(denied):
            yield _denial(asserted.assign(voice=pd.NA, cue=claim), denied.assign(voice=pd.NA, cue=claim), t)


def _denials(t: Tables) -> Iterator[Finding]:
    """Write what one voice denies and another asserts: the same violent deed, of which both sentences name two things.

    Only where the denial has a word of negation: "did not ram any vessel" beside "rammed her at full speed".
    """
    rows = that_count("events", t)
    rows = rows[rows["event"].isin(_DEEDS)]
    if rows.empty:
        return
    rows = rows.assign(sentence=[t.texts[p.article_id][p.first : p.last] for p in evidence.passages(rows, t)])
    denied = rows[(rows["status"] == "denied") & rows["text"].map(lambda text: bool(_NEGATED.search(text)))]
    asserted = rows[rows["status"] == "happened"]
    done = set[int]()
    for i, row in denied.iterrows():
        own = _stems(row["cue"])
        is_same = [
            i not in done
            and row["voice"] != other["voice"]
            and bool(own & _stems(other["cue"]))
            and len((_stems(row["sentence"]) & _stems(other["sentence"])) - own) >= _SHARED
            for other in asserted.to_dict("records")
        ]
        same = asserted[pd.Series(is_same, asserted.index, dtype=bool)]
        if same.empty:
            continue
        no = denied[denied["cue"].map(lambda cue, own=own: bool(own & _stems(cue)))]
        done |= set(no.index)
        yield _denial(same, no, t)


def _denial(asserted: pd.DataFrame, denied: pd.DataFrame, t: Tables) -> Finding:
    yes, no = asserted.iloc[[0]], denied.iloc[[0]]
    texts = Count(asserted, "texts", f"Asserted: {yes['cue'].iloc[0]}")
    more: list[Piece] = [", told in ", texts, " texts"] if texts.value > 1 else []
    said, unsaid = str(yes["text"].iloc[0]), str(no["text"].iloc[0])
    return (
        "Asserted: ",
        Link(quoted(said), asserted, f"Asserted: {said}"),
        f" ({_sources(yes, t)}",
        *more,
        "). Denied: ",
        Link(quoted(unsaid), denied, f"Denied: {unsaid}"),
        f" ({_sources(no, t)}).",
    )


def _words(text: object) -> set[str]:
    return {word.lower() for word in _WORD.findall(str(text))}


def _stems(text: object) -> set[str]:
    """Return the stems of the words that carry matter."""
    return {stem(word) for word in _words(text) - lexicons.words("stopwords", "word") - en.NEGATIONS}
