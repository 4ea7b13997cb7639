"""The language of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from osint.knowledge import lexicons

_WORDS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-öø-ÿ\u0100-\u024f\u1e00-\u1eff]")
#: Enough to tell by; long texts take no longer.
_CHARACTERS = 2000
#: Fewer words, or letters of a script without spaces, say too little.
_FEWEST_WORDS = 10
_FEWEST_LETTERS = 40
#: Running English has .35 to .5 of these 50 words, other languages under .1.
_ENGLISH_SHARE = 0.2
#: Running text of a language has .35 and more of its stop words; lists of names have hardly any of any language.
_FOREIGN_SHARE = 0.2


def of(text: str) -> str | None:
    """Tell the ISO 639-1 code of the language in which `text` begins; None where it is too short to tell.

    The commonest English words settle most texts. What they leave open is another language only where py3langid
    (Lui and Baldwin 2012, https://aclanthology.org/P12-3005) says so and its stop words (jusText) are there:
    a list of names, scores or places is English.

    >>> of("Bergen 2-1 Molde; Viking 0-0 Brann; Tromso 3-2 Lillestrom. Scorers: Berg, Hansen, Solberg, Eide.")
    'en'
    """
    head = text[:_CHARACTERS]
    words = _WORDS.findall(head.lower())
    letters = "".join(words)
    is_latin = 2 * len(_LATIN.findall(letters)) >= len(letters)
    if len(words) < _FEWEST_WORDS and (is_latin or len(letters) < _FEWEST_LETTERS):
        return None
    if _share(words, lexicons.words("english", "word")) >= _ENGLISH_SHARE:
        return "en"
    code = _likeliest(head)
    if code == "en" or not is_latin:
        return code
    share = _share(words, _stop_words(code))
    return code if share >= _FOREIGN_SHARE and share > _share(words, _stop_words("en")) else "en"


def _share(words: Sequence[str], listed: Collection[str]) -> float:
    return sum(word in listed for word in words) / len(words)


def _likeliest(text: str) -> str:
    """Of the languages of the list, the one that py3langid ranks first."""
    import py3langid

    known = lexicons.words("languages", "language")
    return next(code for code, _ in py3langid.rank(text) if code in known)


@cache
def _stop_words(code: str) -> frozenset[str]:
    import justext

    name = next(row["stop_words"] for row in lexicons.rows("languages") if row["language"] == code)
    return frozenset(justext.get_stoplist(name)) if name else frozenset()
