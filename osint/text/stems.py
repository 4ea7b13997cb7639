"""The stem of an English word, by Snowball's algorithm (Porter 2001), so that inflected forms meet."""

from __future__ import annotations

from functools import cache, lru_cache
from threading import local
from typing import Any

from osint.knowledge import lexicons

_HELD = local()


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the stem of a word in lower case.

    Snowball's English stemmer takes inflection and the commonest derivations off; irregular forms are led back to
    their base before.

    >>> [stem(word) for word in ("deterred", "deterrence", "deterrent", "allies", "sent", "Sends")]
    ['deter', 'deterr', 'deterr', 'alli', 'send', 'send']
    """
    return str(_stemmer().stemWord(base(word)))


def base(word: str) -> str:
    """Return a word in lower case, an irregular form of a verb as its base: "Kept" is "keep".

    >>> base("Kept"), base("defended")
    ('keep', 'defended')
    """
    low = word.lower()
    return _bases().get(low, low)


@cache
def _bases() -> dict[str, str]:
    """The irregular forms of verbs, but for those that are a verb of their own: "lay", "found"."""
    rows = lexicons.rows("english_verbs")
    verbs = {row["verb"] for row in rows}
    return {
        form: row["verb"]
        for row in rows
        for form in f"{row['past']}|{row['participle']}".split("|")
        if form and form not in verbs
    }


def _stemmer() -> Any:
    """The stemmer of this thread: it keeps the word that it works on, so that threads must not share one."""
    if not hasattr(_HELD, "stemmer"):
        import snowballstemmer

        _HELD.stemmer = snowballstemmer.stemmer("english")
    return _HELD.stemmer
