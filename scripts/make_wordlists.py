"""Make ``homographs.csv`` and ``verbs.csv`` from TextBlob's copy of Brill's lexicon (MIT), ``months.csv`` from CLDR.

``homographs`` are names of the gazetteer that are English words as well, with the word's part of speech; ``verbs``
are verb forms: base forms, and the finite ones with past participles; ``months`` are the names of months in languages
of news sites other than English. The same input gives the same bytes.

    python scripts/make_wordlists.py
"""

from __future__ import annotations

from importlib.resources import files
from itertools import product
from pathlib import Path

from babel.dates import get_month_names

from osint.knowledge import gazetteer

DATA = Path(__file__).resolve().parents[1] / "osint" / "data"
#: Where a name is that of two months (Polish and Croatian "listopad"), the language that comes first has it.
LANGUAGES = (
    *("es", "fr", "de", "pt", "it", "ru", "uk", "pl", "nl", "tr", "ar", "fa", "id", "sv", "da", "nb", "fi", "cs"),
    *("sk", "hu", "ro", "bg", "el", "sr", "sr_Latn", "sl", "hr", "bs", "mk", "sq", "lt", "lv", "et", "ca", "he", "vi"),
)


def tags() -> dict[str, str]:
    """Return the part of speech of each word of the lexicon."""
    text = (files("textblob") / "en" / "en-lexicon.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in text.splitlines() if line and not line.startswith(";;;"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def write(name: str, header: str, lines: list[str]) -> None:
    """Write a table of words."""
    (DATA / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines)} words")


def months() -> dict[str, tuple[int, str]]:
    """Return the number of the month that a name stands for, and the language it is of."""
    found: dict[str, tuple[int, str]] = {}
    for language, width, use in product(LANGUAGES, ("wide", "abbreviated"), ("format", "stand-alone")):
        for number, name in get_month_names(width, use, locale=language).items():
            word = name.strip(".").lower()
            if word.isalpha() and len(word) > 2:
                found.setdefault(word, (number, language))
    return found


def main() -> None:
    """Write the packaged files."""
    write("months.csv", "name,month,language", [f"{name},{n},{of}" for name, (n, of) in sorted(months().items())])
    known = {word: tag for word, tag in tags().items() if word.isalpha() and word.isascii() and word.islower()}
    twins = [word for word in known if known[word] not in ("NNP", "NNPS") and gazetteer.candidates(word)]
    write("homographs.csv", "word", sorted(twins))
    forms = {"VBD": "finite", "VBZ": "finite", "MD": "finite", "VBN": "finite", "VB": "base", "VBP": "base"}
    verbs = {word: forms[tag] for word, tag in known.items() if tag in forms}
    write("verbs.csv", "word,form", [f"{word},{form}" for word, form in sorted(verbs.items())])


if __name__ == "__main__":
    main()
