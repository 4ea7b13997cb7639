"""Transcripts, interviews and panels: who speaks in which paragraph, by the labels before what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from osint.knowledge import en, lexicons
from osint.text import zones

#: "Q:", "ADA LUND:", "**Minister Klara Vogt:**", "**Vogt**:", "Moderator (in French):".
_LABEL = re.compile(
    r"(?P<bold>\*\*|__)?(?P<name>[^\W\d_][^:*\n.!?;“”\"]{0,60}?)(?: ?\([^()\n]{1,60}\))?"
    r"(?(bold)(?::(?P=bold)|(?P=bold) ?:)|:)\s+(?=\S)|(?P<letter>[QA])[.:]\s+(?=\S)"
)
_WORDS = 6
#: Who asks, and letters: labels that are no names.
_ASKING = en.words("asking")


class Turn(NamedTuple):
    """What one speaker says in one paragraph: where its label starts, where the words do, who by the label."""

    label_start: int
    start: int
    end: int
    label: str


def turns(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Turn]:
    r"""Return the turns of a transcript, none where the text is no transcript.

    A paragraph without a label belongs to the turn before it. A text is a transcript where labels come back, one
    speaker answering another: a single "Note:" or a list of "Date:", "Place:", "Price:" is none.

    >>> text = "Q: Will you sign?\nA: No.\nQ: And why?"
    >>> [(turn.label, text[turn.start : turn.end]) for turn in turns(text, [(0, 17), (18, 24), (25, 36)])]
    [('Q', 'Will you sign?'), ('A', 'No.'), ('Q', 'And why?')]
    """
    found = dict(_labelled(text, paragraphs))
    if not _is_dialogue([turn.label for turn in found.values()], text):
        return []
    return list(_with_following(found, paragraphs))


def _labelled(text: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Turn]]:
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, end)
        if match is None or (text.find(":", start, start + 70) < 0 and not match["letter"]):
            continue
        if zones.is_lead_in(text[start : match.end()]):
            continue  # "READ MORE: …"
        label = match["letter"] or match["name"].strip()
        if match["letter"] or match["bold"] or _is_name(label):
            yield number, Turn(start, match.end(), end, label)


def _is_name(label: str) -> bool:
    """Whether a label is written as a name or an office is: capitals, few words."""
    words = label.replace(",", " ").split()
    return 0 < len(words) <= _WORDS and all(word[0].isupper() or word in en.words("name particle") for word in words)


def key(label: str) -> str:
    """Return the word by which two labels are one speaker: "PRESIDENT PAVEL DVORAK" and "Dvorak:" are."""
    return label.split(",")[0].split()[-1].lower()


def _is_dialogue(labels: list[str], text: str) -> bool:
    if len(labels) < 2:
        return False
    keys = [key(label) for label in labels]
    if len({"q", "a", "question", "answer"} & set(keys)) == 2:
        return True
    often = Counter(keys)
    repeated = {word for word, n in often.items() if n > 1}
    if len(labels) < 3 or not repeated or len(often) < 2:
        return False
    return any(_is_speaker(word, labels, text) for word in repeated)


def _is_speaker(word: str, labels: list[str], text: str) -> bool:
    """Whether a label that comes back is a person's: a name of two words or of the text, or an office."""
    own = [label for label in labels if key(label) == word]
    if any(len(label.split()) > 1 for label in own):
        return True
    if word in {row["word"].lower() for row in lexicons.rows("titles")} or word in _ASKING:
        return True
    return bool(re.search(rf"(?<=[a-z,] ){re.escape(word.title())}\b(?!:)", text)) or (
        own[0].isupper() and len(own[0]) > 1 and len(own) > 2
    )


def _with_following(found: dict[int, Turn], paragraphs: Sequence[tuple[int, int]]) -> Iterator[Turn]:
    """The labelled paragraphs, and those between two labels that go on with the speaker."""
    numbers = sorted(found)
    runs_on = any(after - before > 1 for before, after in pairwise(numbers))
    for place, number in enumerate(numbers):
        turn = found[number]
        yield turn
        last = len(paragraphs) if runs_on else number + 1
        if place + 1 < len(numbers):
            last = numbers[place + 1]
        for start, end in paragraphs[number + 1 : last]:
            yield Turn(start, start, end, turn.label)
