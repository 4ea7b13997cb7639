"""What is disputed: numbers that do not agree, what one asserts and another denies, with who says which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from osint import evidence
from osint.briefing.first_page import joining, tolls
from osint.briefing.first_page.happened import Happening
from osint.briefing.first_page.pieces import (
    SPAN,
    Count,
    Finding,
    Link,
    Piece,
    in_plain_words,
    joined,
    quoted,
    records,
    that_count,
    voices,
    with_article,
)
from osint.compare.concepts import concepts, is_people, lexicon
from osint.knowledge import en
from osint.tables import Tables
from osint.text.stems import stem

_LINES = 5
#: "did not ram", "was never deliberately hit": a negated auxiliary, and no more than one word before the deed.
_NEGATED = re.compile(
    rf"\b(?:{'|'.join(sorted(en.BE | en.HAVE | en.DO))})(?:n[’']t|\s(?:not|never))\s(?:\w+\s)?$", re.IGNORECASE
)
_BEFORE = 40  # characters
_NOT = re.compile(r"\b(?:not|never|no|nobody|none|neither)\b|n[’']t\b")
_AFTER_NOT = 25  # characters: the word that is negated, and one before it
#: What is denied stands in the sentence: "denied reports that", "a claim denied by Paris", "dismissed as false".
_CLAIM = r"(?:report|claim|allegation|accusation|charge|rumou?r|suggestion|involvement|responsibility|role|version)s?"
_DENIAL = re.compile(
    rf"\b(?:den(?:y|ies|ied|ying)|refut(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?)\s(?:\w+\s){{0,3}}?{_CLAIM}\b(?!\.)"
    rf"|\bden(?:y|ies|ied|ying)\s(?:that|having|it|this|any|\w+ing)\b|\b{_CLAIM}\s(?:\w+\s){{0,2}}?(?:denied|rejected|dismissed)\b"
    r"|\bdismiss(?:es|ed|ing)?\b[^.;]{1,40}\bas\s(?:false|fake|untrue|baseless|groundless|propaganda|lies|nonsense)\b"
    r"|\b(?:has|have|had)\sdenied\b",
    re.IGNORECASE,
)
_REPORTED = 2  # lines
_FEWEST_WORDS = 7  # "Argentina denies this" does not say what
_SAME_DENIAL = 3  # concepts
_EACH_OTHER = re.compile(r"\b(?:accus|blam)(?:es?|ed|ing)\b[^.;]{0,20}\b(?:each other|one another)\b", re.IGNORECASE)
_SHORT = 25  # words of a sentence that is shown whole
_SIDES = 4  # versions of one thing that are shown, the most carried first
#: Numbers further apart than this count different things more often than not.
_FARTHEST = 10.0


def findings(main: Sequence[Happening], t: Tables) -> list[Finding]:
    """Write a line for each dispute: first those of numbers, then what is denied, then who blames whom."""
    numbers, denied = [*_victims(main, t), *_numbers(main, t)], [*_denied_claims(t), *_denials(main, t)]
    found = [*numbers, *denied, *_mutual(t), *_reported_denials(main, t), *_reversed(t)][:_LINES]
    return found or [("No number and no assertion was found that another text contradicts.",)]


def _victims(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write how many are said to have been killed or injured in one event, where numbers exclude each other."""
    told: set[str] = set()
    for one in main:
        for column, (word, _) in tolls.VICTIMS.items():
            stated = one.victims[column]
            if stated["article_id"].nunique() > 1 and tolls.are_apart(stated):
                finding = _toll(word, stated, t)
                # Two events of one sentence can have the same victims.
                if in_plain_words(finding) not in told:
                    told.add(in_plain_words(finding))
                    yield finding


def _toll(word: str, stated: pd.DataFrame, t: Tables) -> Finding:
    """Write the numbers of one event's victims, each with who says it."""
    found = tolls.versions(stated)
    published = t.articles.set_index("article_id")["published"]
    days = [published.reindex(rows["article_id"]) for _, rows in found]
    first = [day.min() for day in days]
    is_growing = first == sorted(first) and bool(first[0] < days[-1].min())
    if len(found) > _SIDES:
        # The least and the greatest, and between them what most texts give.
        carried = sorted(found[1:-1], key=lambda version: -version[1]["article_id"].nunique())[: _SIDES - 2]
        found = sorted([found[0], found[-1], *carried], key=lambda version: version[0])
    versions: list[list[Piece]] = []
    for value, rows in found:
        number = tolls.in_words(value, rows)
        versions.append([Link(number, rows, f"{word}: {number}"), f" ({_sources(rows, t)})"])
    head = f"The number of {word} grows from day to day: " if is_growing else f"The number of {word} differs: "
    return (head, *joined(versions, ", then " if is_growing else " or "), ".")


def _numbers(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write the claims whose texts give numbers that exclude each other, those in most texts first."""
    rows = that_count("claims", t)
    rows = rows[rows["n_texts"] > 1]
    apart = rows[rows["agrees"].eq(False).fillna(False)]
    order = apart.groupby("claim", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    victims = [one.victims[column] for one in main for column in tolls.VICTIMS]
    told = {key for some in victims for key in some[SPAN].itertuples(index=False, name=None)}
    for claim in order.index:
        of_claim = rows[rows["claim"] == claim]
        # A number counts once: that of the dead stands above, and two claims may share one.
        keys = set(of_claim[SPAN].itertuples(index=False, name=None))
        if not keys & told:
            found = list(_number(of_claim, t))
            told |= keys if found else set()
            yield from found


def _number(rows: pd.DataFrame, t: Tables) -> Iterator[Finding]:
    """Write one number in its versions, each in the words of the text; nothing where all give one value."""
    rows = rows.merge(t.figures[[*SPAN, "value", "low", "unit", "counted", "voice"]], on=SPAN, how="inner")
    rows = rows.assign(
        stated=rows["value"].fillna(rows["low"]), what=pd.Series(map(_what, records(rows)), rows.index, dtype="string")
    )
    rows = rows.dropna(subset=["stated", "what"])
    if rows.empty:
        return
    what = rows["what"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[0]
    rows = rows[rows["what"] == what]
    if rows["stated"].nunique() < 2 or rows["article_id"].nunique() < 2:
        return
    if rows["stated"].max() > _FARTHEST * rows["stated"].min():
        return
    later = rows["difference"].eq("update").fillna(False).any()
    versions: list[list[Piece]] = []
    sizes = rows.groupby("stated", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    shown = list(sizes.index[:_SIDES])
    if later:
        published = t.articles.set_index("article_id")["published"]
        first = rows["article_id"].map(published).groupby(rows["stated"]).min()
        shown = first.loc[shown].sort_values(kind="stable").index.tolist()
    for value in shown:
        same = rows[rows["stated"] == value]
        words = _in_words(same.iloc[[0]], t)
        number, link = same["text"].iloc[0].lower(), Link(quoted(words), same, f"{value:g}: {words[:60]}")
        versions.append([f"{number}, in ", link, f" ({_sources(same, t)})"])
    head, last = ("A number that changes from day to day: ", ", then ") if later else ("The numbers differ: ", " or ")
    yield (head, *joined(versions, last), ".")


def _what(row: Any) -> str | None:
    """Return what a number counts, people all being one; None where neither its noun nor a unit says it.

    A share of something that is not named may be that of another: 60% for one candidate and 40% for the other.
    """
    if pd.isna(row.counted):
        return None if pd.isna(row.unit) or row.unit == "%" else str(row.unit)
    if is_people(row.counted):
        return "people"
    form = stem(str(row.counted).split()[-1])
    return min(lexicon().single.get(form, {form}))


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
    said = rows["voice"].tolist() if "voice" in rows else voices(rows, t)
    told = []
    for article_id, voice in zip(rows["article_id"], said, strict=True):
        outlet = names[article_id]
        told.append(outlet if voice in ("narrator", "unnamed") else f"{with_article(voice, t)}, in {outlet}")
    return "; ".join(dict.fromkeys(told))


def _denied_claims(t: Tables) -> Iterator[Finding]:
    """Write the claims that one text asserts and another denies, those in most texts first.

    Where both have a negation, they may say the same: "without a deal", "no agreement was reached".
    """
    rows = that_count("claims", t)
    rows = rows[rows["kind"] != "figure"]
    is_denial = rows["difference"].eq("denied").fillna(False).astype(bool)
    order = rows[is_denial].groupby("claim", sort=False)["n_texts"].max().sort_values(ascending=False, kind="stable")
    for claim in order.index:
        own = rows[rows["claim"] == claim]
        asserted = own[~is_denial[own.index]]
        asserted = asserted[~asserted["text"].str.lower().str.contains(_NOT)]
        texts, denied = asserted["text"].tolist(), own[is_denial[own.index]]
        denied = denied[pd.Series([_denies_what(text, texts) for text in denied["text"]], denied.index, dtype=bool)]
        if len(asserted) and len(denied):
            yield _denial(asserted, denied, t)


def _denies_what(text: str, asserted: Sequence[str]) -> bool:
    """Tell whether what a passage negates is what others assert, and no side clause of it.

    >>> _denies_what("It did not ram any vessel.", ["The cutter rammed the boat."])
    True
    >>> _denies_what("There were 700 tons, but no leak.", ["There were several hundred tons."])
    False
    """
    if "deny" in concepts(text, 0, len(text)):
        return True
    said = frozenset().union(*(concepts(other, 0, len(other)) for other in asserted))
    low = text.lower()
    return any(concepts(low, match.end(), match.end() + _AFTER_NOT) & said for match in _NOT.finditer(low))


def _denies(sentence: str, deed: str) -> bool:
    """Tell whether a sentence denies a deed itself, and no other thing next to it.

    >>> _denies("It did not ram any vessel.", "ram"), _denies("It denied ramming the boat.", "ramming")
    (True, True)
    >>> _denies("The revolt had not forced him out.", "revolt"), _denies("He told him not to kill.", "kill")
    (False, False)
    """
    before, _, _ = sentence.partition(deed)
    if _NEGATED.search(before[-_BEFORE:]):
        return True
    return any("deny" in lexicon().single.get(stem(word), ()) for word in before.lower().split())


def _denials(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write which of the main events somebody denies."""
    rows = that_count("events", t)
    rows = rows[rows["status"] == "denied"]
    rows = joining.described(rows, t)
    is_said = [_denies(t.texts[row.article_id][row.first : row.last], row.cue) for row in records(rows)]
    rows = rows[pd.Series(is_said, rows.index, dtype=bool) & (rows["voice"] != "narrator")]
    for one in main:
        is_same = [
            row.group == one.best["group"] and any(joining.share(row.sign, sign) for sign in one.rows["sign"])
            for row in records(rows)
        ]
        denied = rows[pd.Series(is_same, rows.index, dtype=bool)]
        asserted = one.rows[~one.rows["voice"].isin(denied["voice"]) & (one.rows["status"] == "happened")]
        if len(denied) and len(asserted):
            first = asserted.sort_values("score", ascending=False, kind="stable")
            yield _denial(first, denied, t)


def _mutual(t: Tables) -> Iterator[Finding]:
    """Write that each side blames the other, in the words of the text that says it in the fewest."""
    told = _sentences_with(_EACH_OTHER, t).assign(voice="narrator")
    if len(told):
        shown = told.loc[[told["text"].str.len().idxmin()]]
        others = told[told["article_id"] != shown["article_id"].iloc[0]]
        more: list[Piece] = ["; also ", _sources(others, t)] if len(others) else []
        words = shown["text"].iloc[0]
        yield ("Each blames the other: ", Link(quoted(words), told, words[:60]), f" ({_sources(shown, t)}", *more, ").")


def _reported_denials(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write the sentences that say themselves what somebody denies, those nearest to the main events first."""
    told = _sentences_with(_DENIAL, t)
    told = told[told["text"].str.count(" ") + 1 >= _FEWEST_WORDS]
    about = frozenset().union(*(sign.words | sign.names for one in main for sign in one.rows["sign"]))
    matter = {row.Index: concepts(row.text, 0, len(row.text)) for row in records(told)}
    names = {row.Index: sum(name in row.text for name in about) for row in records(told)}
    shown: list[frozenset[str]] = []
    for i in sorted(matter, key=lambda i: -len(matter[i] & about) - names[i]):
        if len(shown) < _REPORTED and not any(len(matter[i] & other) >= _SAME_DENIAL for other in shown):
            shown.append(matter[i])
            words = told["text"][i]
            yield (
                "Denied: ",
                Link(quoted(words), told.loc[[i]], f"Denied: {words[:60]}"),
                f" ({_sources(told.loc[[i]], t)}).",
            )


def _sentences_with(pattern: re.Pattern[str], t: Tables) -> pd.DataFrame:
    """Return the sentences in which a pattern occurs, none given twice, without questions and headlines."""
    rows = t.shown[t.shown["zone"] == "body"]
    texts = [t.texts[row.article_id][row.start : row.end] for row in records(rows)]
    is_found = [pattern.search(text) is not None and not text.endswith("?") for text in texts]
    return rows.assign(text=pd.Series(texts, rows.index, dtype="string"))[pd.Series(is_found, rows.index, dtype=bool)]


def _reversed(t: Tables) -> Iterator[Finding]:
    """Write what each side says that the other did to it: "the cutter rammed the boat", "it was hit by the boat"."""
    rows = that_count("events", t)
    rows = rows[(rows["status"] == "happened") & rows["agent"].notna() & rows["target"].notna()]
    rows = joining.described(rows[rows["event"].isin(["fight", "assault", "accident"])], t)
    deeds = [concepts(cue, 0, len(cue)) for cue in rows["cue"]]
    told = list(records(rows))
    for i, j in combinations(range(len(rows)), 2):
        is_turned = joining.is_turned(told[i].sign, told[j].sign) and deeds[i] & deeds[j]
        if is_turned and told[i].voice != told[j].voice:
            yield _denial(rows.iloc[[i]], rows.iloc[[j]], t, words=("One side says: ", "The other: "))
            return


def _denial(
    asserted: pd.DataFrame, denied: pd.DataFrame, t: Tables, words: tuple[str, str] = ("Asserted: ", "Denied: ")
) -> Finding:
    yes, no = asserted.iloc[[0]], denied.iloc[[0]]
    texts = Count(asserted, "texts", f"Asserted: {yes['text'].iloc[0][:60]}")
    more: list[Piece] = [", found in ", texts, " texts"] if texts.value > 1 else []
    said, unsaid = (t.texts[p.article_id][p.first : p.last] for row in (yes, no) for p in evidence.passages(row, t))
    return (
        words[0],
        Link(quoted(said), asserted, f"Asserted: {said[:60]}"),
        f" ({_sources(yes, t)}",
        *more,
        f"). {words[1]}",
        Link(quoted(unsaid), denied, f"Denied: {unsaid[:60]}"),
        f" ({_sources(no, t)}).",
    )
