"""What one asserts and another denies, and who blames whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

from osint import evidence
from osint.briefing.first_page import joining
from osint.briefing.first_page.happened import Happening
from osint.briefing.first_page.pieces import Count, Finding, Link, Piece, quoted, records, sources, that_count
from osint.compare.concepts import concepts, lexicon
from osint.knowledge import en
from osint.tables import Tables
from osint.text.stems import stem

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


def findings(main: Sequence[Happening], t: Tables) -> Iterator[Finding]:
    """Write a line for each denial; one that is about the same as another is told once."""
    shown: list[frozenset[str]] = []
    for finding in (*_denied_claims(t), *_denials(main, t)):
        denied = [piece for piece in finding if isinstance(piece, Link)][-1].words
        matter = concepts(denied, 0, len(denied))
        if not any(len(matter & other) >= _SAME_DENIAL for other in shown):
            shown.append(matter)
            yield finding
    yield from _mutual(t)
    yield from _reported_denials(main, t, shown)
    yield from _reversed(t)


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
        asserted = asserted[~asserted["text"].str.lower().str.contains(_NOT) & ~joining.are_mutual(asserted, t)]
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
    told = _sentences_with(joining.MUTUAL, t).assign(voice="narrator")
    if len(told):
        shown = told.loc[[told["text"].str.len().idxmin()]]
        others = told[told["article_id"] != shown["article_id"].iloc[0]]
        more: list[Piece] = ["; also ", sources(others, t)] if len(others) else []
        words = shown["text"].iloc[0]
        yield ("Each blames the other: ", Link(quoted(words), told, words[:60]), f" ({sources(shown, t)}", *more, ").")


def _reported_denials(main: Sequence[Happening], t: Tables, told_above: list[frozenset[str]]) -> Iterator[Finding]:
    """Write the sentences that say themselves what somebody denies, those nearest to the main events first."""
    told = _sentences_with(_DENIAL, t)
    told = told[told["text"].str.count(" ") + 1 >= _FEWEST_WORDS]
    about = frozenset().union(*(sign.words | sign.names for one in main for sign in one.rows["sign"]))
    matter = {row.Index: concepts(row.text, 0, len(row.text)) for row in records(told)}
    names = {row.Index: sum(name in row.text for name in about) for row in records(told)}
    shown = list(told_above)
    for i in sorted(matter, key=lambda i: -len(matter[i] & about) - names[i]):
        is_told = any(len(matter[i] & other) >= _SAME_DENIAL for other in shown)
        if len(shown) < len(told_above) + _REPORTED and not is_told:
            shown.append(matter[i])
            words = told["text"][i]
            yield (
                "Denied: ",
                Link(quoted(words), told.loc[[i]], f"Denied: {words[:60]}"),
                f" ({sources(told.loc[[i]], t)}).",
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
        f" ({sources(yes, t)}",
        *more,
        f"). {words[1]}",
        Link(quoted(unsaid), denied, f"Denied: {unsaid[:60]}"),
        f" ({sources(no, t)}).",
    )
