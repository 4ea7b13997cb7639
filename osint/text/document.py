"""One article, read once: its paragraphs, sentences and tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import pandas as pd
import sentencex

from osint import tables
from osint.knowledge import en
from osint.text import transcripts, zones
from osint.text.transcripts import Turn

#: A word with its hyphens, an abbreviation, a number, an enclitic ("’s"), or one other sign.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W\d_]['’](?=[A-Z])[^\W_]+|\d+(?:[.,]\d+)+[^\W_]*|[^\W_]+(?:-[^\W_]+)*|['’](?:s|t|re|ve|ll|d|m)\b|\S"
)
_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_LETTERS = re.compile(r"[^\W_]+")
_REPEAT_SHARE = 0.7
_STRETCH = 20_000
_WRAP = 100


class Sentence(NamedTuple):
    """A sentence's span, its paragraph's number, its zone, and the sentence that it repeats."""

    start: int
    end: int
    paragraph: int
    zone: str
    repeat_of: int | None


class Tokens(NamedTuple):
    """Parallel lists: where each token starts and ends, and the token."""

    starts: list[int]
    ends: list[int]
    words: list[str]


class Document:
    """An article's text with everything that is read off it, each thing once.

    Sentences and tokens are made when first asked for.

    Parameters
    ----------
    text
        The article's text; all offsets are ``str`` indices into it.
    article_id
        The article's name in every table.
    published, published_earliest
        Publication date or its lower bound, against which dates are resolved.
    """

    def __init__(
        self,
        text: str,
        article_id: str = "",
        *,
        published: date | None = None,
        published_earliest: date | None = None,
    ) -> None:
        self.text = text
        self.article_id = article_id
        self.published = published
        self.published_earliest = published_earliest

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs, without the white space around them."""
        lines = [_stripped(self.text, *match.span()) for match in _LINE.finditer(self.text)]
        lines = [(start, end) for start, end in lines if start < end]
        if not _is_wrapped(self.text, lines):
            return lines
        joined: list[tuple[int, int]] = []
        for start, end in lines:
            if joined and self.text.count("\n", joined[-1][1], start) < 2:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined

    @cached_property
    def turns(self) -> list[Turn]:
        """Who says what in a transcript, paragraph by paragraph; empty in other texts."""
        return transcripts.turns(self.text, self.paragraphs)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences in order; none crosses a paragraph."""
        found: list[Sentence] = []
        labels = {turn.label_start: turn.start for turn in self.turns}
        kinds = zones.of([self.text[start:end] for start, end in self.paragraphs])
        for number, ((start, end), zone) in enumerate(zip(self.paragraphs, kinds, strict=True)):
            label_end = labels.get(start, start)
            if label_end > start:
                found.append(Sentence(*_stripped(self.text, start, label_end), number, "boilerplate", None))
                zone = "body"
            for first, last, own_zone in zones.parts(self.text, label_end, end, zone):
                found += (Sentence(*span, number, own_zone, None) for span in _split(self.text, first, last))
        return _mark_repeats(self.text, found)

    @cached_property
    def tokens(self) -> Tokens:
        """All tokens of the text, in order."""
        starts, ends, words = [], [], []
        for match in _TOKEN.finditer(self.text):
            starts.append(match.start())
            ends.append(match.end())
            words.append(match.group())
        return Tokens(starts, ends, words)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that holds `offset`, or of the last one that starts before it."""
        return max(bisect_right(self._sentence_starts, offset) - 1, 0)

    def token_at(self, offset: int) -> int:
        """Number of the token that holds `offset`, or of the last one that starts before it; -1 before the first."""
        return bisect_right(self.tokens.starts, offset) - 1

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first token that starts at or behind `start`, and of the first at or behind `end`."""
        return bisect_left(self.tokens.starts, start), bisect_left(self.tokens.starts, end)


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """Split a short text, such as a name, into its tokens.

    >>> words("O’Brien’s crew")
    ('O’Brien', '’s', 'crew')
    """
    return tuple(match.group() for match in _TOKEN.finditer(text))


def read(articles: pd.DataFrame) -> Iterator[Document]:
    """Make a :class:`Document` of each row of a table with ``article_id`` and ``text``.

    ``published`` and ``published_earliest`` are used where the table has them.

    Raises
    ------
    OsintError
        If one of the two columns is missing.
    """
    tables.need(articles, ("article_id", "text"), "articles", "Read them with osint.articles.read.")
    n = len(articles)
    dates = [articles[name] if name in articles else [None] * n for name in ("published", "published_earliest")]
    for article_id, text, published, earliest in zip(articles["article_id"], articles["text"], *dates, strict=True):
        yield Document(
            "" if pd.isna(text) else str(text),
            str(article_id),
            published=None if pd.isna(published) else pd.Timestamp(published).date(),
            published_earliest=None if pd.isna(earliest) else pd.Timestamp(earliest).date(),
        )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether line ends are those of a fixed page width: no long line, and most lines break in mid-sentence."""
    if len(lines) < 6 or max(end - start for start, end in lines) > _WRAP:
        return False
    broken = sum(text[end - 1] not in '.!?:”"’' for _, end in lines)
    return "\n\n" in text and broken > 0.6 * len(lines)


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch; a time of day does not end one before its day or its zone: "6 p.m. Monday"."""
    before: tuple[int, int] | None = None
    for at, stretch in _stretches(text, start, end):
        for piece in sentencex.get_sentence_boundaries("en", stretch):
            first, last = _stripped(text, at + piece["start_index"], at + piece["end_index"])
            if first >= last:
                continue
            if before is not None and _HOUR.search(text, max(before[0], before[1] - 6), before[1]):
                word = text[first:last].split(maxsplit=1)[0].rstrip(",.;")
                if word.lower() in en.DAYS or (word.isupper() and len(word) > 1):
                    before = before[0], last
                    continue
            if before is not None:
                yield before
            before = first, last
    if before is not None:
        yield before


_HOUR = re.compile(r"\b[ap]\.m\.$")


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """A paragraph in pieces that the splitter takes in little time; it pairs marks in the square of their number."""
    while end - start > _STRETCH:
        stop = max(text.rfind(". ", start, start + _STRETCH), text.rfind("” ", start, start + _STRETCH)) + 1
        stop = stop or text.rfind(" ", start, start + _STRETCH) + 1 or start + _STRETCH
        yield start, text[start:stop]
        start = stop
    yield start, text[start:end]


def _mark_repeats(text: str, sentences: list[Sentence]) -> list[Sentence]:
    """Mark a sentence said before word for word, and a caption that is nearly an earlier caption."""
    seen: dict[tuple[str, ...], int] = {}
    captions: list[tuple[int, frozenset[str]]] = []
    marked = []
    for i, sentence in enumerate(sentences):
        words = tuple(_LETTERS.findall(text[sentence.start : sentence.end].lower()))
        earlier = seen.setdefault(words, i) if len(words) > 2 else i
        if earlier == i and sentence.zone == "caption":
            bag = frozenset(words)
            earlier = next((k for k, other in captions[-8:] if _jaccard(bag, other) >= _REPEAT_SHARE), i)
            captions.append((i, bag))
        marked.append(sentence._replace(repeat_of=earlier if earlier < i else None))
    return marked


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0
