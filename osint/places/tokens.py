"""A document's tokens as place names need them: parted at hyphens, joined at apostrophes, with their sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from osint.knowledge import gazetteer
from osint.knowledge.letters import APOSTROPHES
from osint.places.cues import cues
from osint.text.runs import is_name_word

if TYPE_CHECKING:
    from osint.text.document import Document

#: Signs behind which any word has a capital.
_OPENING_SIGNS = '“"‘:•—–-|'
#: In a title three words and more have capitals, and three times as many as have none.
_TITLED_LEAST, _TITLED_TIMES = 3, 3
#: A dateline has its places among its first tokens.
_DATELINE = 4
#: A credit is no longer than this, in tokens.
_CREDIT = 10
_HYPHEN = re.compile("(-)")
_STOPS = ".!?”\"’'"


class Words:
    """A document's tokens: "London-based" parted where a part is a place, "Xi'an" whole.

    Parameters
    ----------
    doc
        The document; its sentences are read as well.
    """

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.text = doc.text
        self.starts, self.ends, self.words = list(doc.tokens.starts), list(doc.tokens.ends), list(doc.tokens.words)
        hyphened = [i for i, word in enumerate(self.words) if "-" in word and word[0].isupper()]
        for i in reversed(hyphened):
            if not gazetteer.candidates(self.words[i]):
                self._part(i)
        self._join_apostrophes()
        self.lower = [word.lower() for word in self.words]
        self.sentence = self._sentences()
        self._titled: dict[int, bool] = {}

    def _part(self, i: int) -> None:
        """Put the parts of a hyphenated word, and the hyphens between them, in its place."""
        parts = [part for part in _HYPHEN.split(self.words[i]) if part]
        bounds = list(accumulate(map(len, parts), initial=self.starts[i]))
        self.words[i : i + 1] = parts
        self.starts[i : i + 1] = bounds[:-1]
        self.ends[i : i + 1] = bounds[1:]

    def _join_apostrophes(self) -> None:
        """Make one token of a name with an apostrophe inside: "Ta'izz", "Sana’a", but not "London's"."""
        marks = [i for i in range(1, len(self.words) - 1) if self.words[i] in APOSTROPHES and self._is_inside(i)]
        for i in reversed(marks):
            self.words[i - 1 : i + 2] = ["".join(self.words[i - 1 : i + 2])]
            self.ends[i - 1 : i + 2] = [self.ends[i + 1]]
            self.starts[i - 1 : i + 2] = [self.starts[i - 1]]

    def _is_inside(self, i: int) -> bool:
        """Return whether an apostrophe is inside a word: letters on both sides, small ones behind."""
        is_joined = self.ends[i - 1] == self.starts[i] and self.ends[i] == self.starts[i + 1]
        return is_joined and is_name_word(self.words[i - 1]) and self.words[i + 1][0].islower()

    def _sentences(self) -> list[int]:
        numbers, sentences, now = [], self.doc.sentences, 0
        for start in self.starts:
            while now + 1 < len(sentences) and sentences[now + 1].start <= start:
                now += 1
            numbers.append(now)
        return numbers

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of a token's sentence, and the first behind it."""
        return bisect_left(self.sentence, self.sentence[i]), bisect_right(self.sentence, self.sentence[i])

    @cached_property
    def shouted(self) -> set[int]:
        """Numbers of the sentences that are all capitals."""
        small = {n for n, word in zip(self.sentence, self.words, strict=True) if word.isalpha() and word.islower()}
        return set(self.sentence) - small

    def is_titled(self, i: int) -> bool:
        """Return whether a token's sentence is set like a title, where capitals say nothing."""
        number = self.sentence[i]
        if number not in self._titled:
            long_words = [word for word in self.words[slice(*self.bounds(i))] if len(word) > 3 and word[0].isalpha()]
            n_large = sum(word[0].isupper() for word in long_words)
            n_small = len(long_words) - n_large
            self._titled[number] = n_large >= max(_TITLED_LEAST, _TITLED_TIMES * n_small)
        return self._titled[number]

    def is_notice(self, i: int) -> bool:
        """Return whether a token is in a line that is none of the article's own: "READ MORE: …", "© …, Sydney".

        Whole sentences below a heading such as "Related" may be the article's, and the first words of such a line
        a dateline: "LONDON, Ky. (WKYT) -".
        """
        if not self.doc.sentences:
            return False
        if self._is_credit(i):
            return True
        sentence = self.doc.sentences[self.sentence[i]]
        if sentence.zone != "boilerplate" or i - self.bounds(i)[0] < _DATELINE:
            return False
        line = self.text[sentence.start : sentence.end]
        return line[-1] not in _STOPS or "©" in line or "copyright" in line.lower()

    def _is_credit(self, i: int) -> bool:
        """Return whether a token is in the brackets of a picture's credit: "(Paris Gill/Getty Images)"."""
        before = self.lower[max(i - _CREDIT, 0) : i]
        behind = self.lower[i : i + _CREDIT]
        if "(" not in before or ")" not in behind:
            return False
        inside = before[len(before) - before[::-1].index("(") :] + behind[: behind.index(")")]
        return ")" not in inside and "/" in inside and not cues("credit").isdisjoint(inside)

    def opens(self, i: int) -> bool:
        """Return whether a token opens a sentence or a quotation, where any word has a capital."""
        if i == 0 or self.sentence[i] != self.sentence[i - 1]:
            return True
        return self.words[i - 1] in _OPENING_SIGNS or (self.words[i - 1] == "'" and self.starts[i] == self.ends[i - 1])

    def is_next(self, j: int) -> bool:
        """Return whether nothing but one blank is between a token and the one before it."""
        gap = self.starts[j] - self.ends[j - 1]
        return gap == 0 or (gap == 1 and self.text[self.ends[j - 1]] in " \xa0")

    def adjoins(self, j: int) -> bool:
        """Return whether nothing is between a token and the one before it."""
        return self.starts[j] == self.ends[j - 1]

    def at(self, i: int) -> str:
        """Return the token in lower case, "" outside the text."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def is_capital(self, i: int) -> bool:
        """Return whether a token begins with a capital; False outside the text."""
        return 0 <= i < len(self.words) and self.words[i][0].isupper()

    def name(self, i: int, j: int) -> str:
        """Return the tokens from `i` up to `j` as they are written, blanks and line ends made one blank."""
        name = self.text[self.starts[i] : self.ends[j - 1]]
        return name if name.isascii() and "\n" not in name else name.replace("\xa0", " ").replace("\n", " ")
