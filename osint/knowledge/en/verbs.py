"""English verbs: which verb a word may be a form of, and how a verb is inflected."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from osint.knowledge import lexicons


class Form(NamedTuple):
    """What a word is as a verb: the base form, which forms it may be, and whether it may as well be a noun.

    The forms are "base", "s", "past", "participle" and "ing".
    """

    lemma: str
    forms: frozenset[str]
    is_noun: bool


def ending_in_s(word: str) -> str:
    """Return the third person of a verb, which is also the plural of a noun.

    >>> ending_in_s("deny"), ending_in_s("clash"), ending_in_s("go"), ending_in_s("say")
    ('denies', 'clashes', 'goes', 'says')
    """
    if word.endswith("y") and word[-2:-1] not in tuple("aeou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def ending_in_ing(verb: str, *, is_doubled: bool = False) -> str:
    """Return the present participle of a verb.

    >>> ending_in_ing("strike"), ending_in_ing("plan", is_doubled=True), ending_in_ing("lie"), ending_in_ing("see")
    ('striking', 'planning', 'lying', 'seeing')
    """
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")) and len(verb) > 2:
        return verb[:-1] + "ing"
    return verb + (verb[-1] if is_doubled else "") + "ing"


def ending_in_ed(verb: str, *, is_doubled: bool = False) -> str:
    """Return the regular past of a verb.

    >>> ending_in_ed("strafe"), ending_in_ed("deny"), ending_in_ed("plan", is_doubled=True), ending_in_ed("delay")
    ('strafed', 'denied', 'planned', 'delayed')
    """
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeou"):
        return verb[:-1] + "ied"
    return verb + (verb[-1] if is_doubled else "") + "ed"


@cache
def forms() -> dict[str, Form]:
    """Return every form of every verb in ``data/english_verbs.csv``.

    >>> forms()["struck"].lemma, sorted(forms()["struck"].forms), forms()["strikes"].is_noun
    ('strike', ['participle', 'past'], True)
    """
    found: dict[str, Form] = {}
    for row in lexicons.rows("english_verbs"):
        verb, is_noun = row["verb"], bool(row["noun"])
        for word, form in _inflected(verb, row["past"], row["participle"], bool(row["doubled"])):
            known = found.get(word)
            if known is None:
                found[word] = Form(verb, frozenset([form]), is_noun and form in ("base", "s"))
            elif known.lemma == verb:
                found[word] = known._replace(forms=known.forms | {form})
    return found


def _inflected(verb: str, past: str, participle: str, is_doubled: bool) -> list[tuple[str, str]]:
    made = [(verb, "base"), (ending_in_s(verb), "s"), (ending_in_ing(verb, is_doubled=is_doubled), "ing")]
    regular = ending_in_ed(verb, is_doubled=is_doubled)
    made += [(word, "past") for word in (past or regular).split("|")]
    made += [(word, "participle") for word in (participle or regular).split("|")]
    if is_doubled and verb.endswith("l"):  # American spelling: "traveled", "signaling"
        made += [(verb + "ed", "past"), (verb + "ed", "participle"), (verb + "ing", "ing")]
    return made


@cache
def reporting_forms() -> frozenset[str]:
    """Return the past and present forms of verbs of ``data/cue_verbs.csv`` whose subject is a person or body.

    >>> "condemned" in reporting_forms(), "shows" in reporting_forms()
    (True, False)
    """
    verbs = {row["verb"] for row in lexicons.rows("cue_verbs") if "s" not in row["takes"].split()}
    return frozenset(
        word
        for word, form in forms().items()
        if form.lemma in verbs and form.forms & {"past", "s"} and not form.is_noun
    )
