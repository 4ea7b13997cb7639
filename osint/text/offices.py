"""Descriptions such as "the mayor": whom they mean, by the offices that the article gives next to names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import gazetteer
from osint.knowledge.name_words import common, roles, small

if TYPE_CHECKING:
    from collections.abc import Callable

    from osint.text.document import Document

#: How many words before an office may describe it: "the former Polish prime minister".
_DESCRIBING = 4
#: How many words of an apposition behind a name are looked at: "Ada Lund, the new mayor of Skien, …".
_APPOSITION = 9
_APPOSING = frozenset(["the", "a", "an", "his", "her"])


class Description(NamedTuple):
    """A description: its tokens, and the actor it means."""

    first: int
    last: int
    actor: str


class _Holder(NamedTuple):
    """Who holds an office, with the words that tell it from others of its kind."""

    actor: str
    marks: frozenset[str]


def find(doc: Document, named: list[tuple[int, int, str]], is_next: Callable[[int], bool]) -> Iterator[Description]:
    """Yield the descriptions of persons whose office the article gives next to their name.

    Parameters
    ----------
    named
        First token, the token behind the last, and the actor of each person's name.
    is_next
        Whether nothing but a blank is between a token and the one before it.
    """
    words = doc.tokens.words
    held = _holders(words, named)
    if not held:
        return
    for k, word in enumerate(words):
        role = word.lower()
        if role not in held or _precedes_name(words, k, is_next):
            continue
        first, marks = _description(words, k)
        owner = _owner(words, first)
        actors = {holder.actor for holder in held[role] if marks <= holder.marks and _is_of(owner, holder)}
        is_definite = first > 0 and words[first - 1].lower() in ("the", "’s", "'s")
        # "the mayor" where one mayor is named; "Swedish minister" without article only as it tells two apart.
        if len(actors) == 1 and (is_definite or (marks and first < k)):
            yield Description(first, k + 1, actors.pop())


def _owner(words: list[str], first: int) -> str | None:
    """Return whose office is meant, where a name owns it: "France's president"."""
    is_owned = first > 1 and words[first - 1] in ("'s", "’s") and words[first - 2][0].isupper()
    return words[first - 2] if is_owned else None


def _is_of(owner: str | None, holder: _Holder) -> bool:
    """Return whether nothing is known of a holder that makes him another's: a Kenyan president is not France's."""
    if owner is None or not holder.marks or owner.lower() in holder.marks:
        return True
    return not any(candidate.place.kind == "country" for candidate in gazetteer.candidates(owner))


def _precedes_name(words: list[str], k: int, is_next: Callable[[int], bool]) -> bool:
    """Return whether an office belongs to the name behind it: "mayor Ada Lund", "mayor of Skien"."""
    if k + 1 >= len(words) or not is_next(k + 1):
        return False
    return words[k + 1][0].isupper() or words[k + 1] in (".", "of")


def _description(words: list[str], k: int) -> tuple[int, frozenset[str]]:
    """Return where the words before an office begin, and what they say: "Polish prime" before "minister"."""
    first, marks = k, []
    while first > 0 and k - first < _DESCRIBING:
        word = words[first - 1]
        low = word.lower()
        people = gazetteer.demonym(word)
        if people:
            marks.append(people.place.lower())
        elif low in small("before a title") or (word[0].isupper() and common().get(low) != "function"):
            marks.append(low)
        else:
            break
        first -= 1
    return first, frozenset(marks)


def _holders(words: list[str], named: list[tuple[int, int, str]]) -> dict[str, list[_Holder]]:
    """Return who holds each office, by its last word: "mayor Ada Lund", "Ada Lund, the mayor of Skien"."""
    held: dict[str, list[_Holder]] = {}
    for first, last, actor in named:
        before = first - 2 if first > 1 and words[first - 1] == "," else first - 1
        for k in (max(before, 0), *_apposition(words, last)):
            role = words[k].lower()
            if role in roles():
                start, marks = _description(words, k)
                owner = _owner(words, start)
                if owner is not None:
                    marks |= {owner.lower()}
                if words[k + 1 : k + 2] == ["of"]:
                    marks |= {word.lower() for word in words[k + 2 : k + 4] if word[0].isupper()}
                held.setdefault(role, []).append(_Holder(actor, marks))
    return held


def _apposition(words: list[str], j: int) -> range:
    """Return the tokens of an apposition behind a name, up to its first mark, "of" or "who"."""
    if words[j : j + 1] != [","] or not _APPOSING.intersection(words[j + 1 : j + 2]):
        return range(0)
    limit = min(j + _APPOSITION - 1, len(words))
    stops = (k for k in range(j + 2, limit) if words[k] in (",", ".", "of", "who"))
    return range(j + 2, next(stops, j + 2))
