"""Documents for print: the day in the byline, and what their programs write for a title or an author."""

from __future__ import annotations

import re

from osint.articles import dates, markup
from osint.articles.formats import Found
from osint.knowledge import lexicons

#: A byline stands in the first lines, is short, and is no sentence.
_LINES = 12
_WORDS = 14
_SENTENCE = re.compile(r"[.!?…][\"”’')]*$")
_PROGRAM_FILE = re.compile(r"(?:microsoft \w+ - )?(.*?)\.(?:docx?|odt|rtf|pdf|indd|qxp|html?|txt)", re.IGNORECASE)


def dated(found: Found, made_on: str | None) -> Found:
    """The article with the day of its byline; else the day on which the file was made is the latest that it can be."""
    for line in [line for line in found.text.split("\n") if line.strip()][:_LINES]:
        if len(line.split()) > _WORDS or _SENTENCE.search(line):
            continue
        day = dates.bounds(line)
        # A file can be older than what it says only by mistake.
        if day and (made_on is None or day[0] <= made_on):
            return found.dated(*day)
    return found._replace(latest=made_on)


def title(written: str | None) -> str | None:
    """A document's title, None where a program gave it one: "untitled", "Microsoft Word - story.docx".

    >>> title("Microsoft Word - Document1"), title("untitled"), title("Rebels enter Mandara")
    (None, None, 'Rebels enter Mandara')
    """
    line = markup.line(written)
    if line is None or _PROGRAM_FILE.fullmatch(line):
        return None
    return None if _is_program(line) else line


def author(written: str | None) -> str | None:
    """A document's author, None where it is a program, or nobody.

    >>> author("anonymous"), author("python-docx"), author("Rita Melo")
    (None, None, 'Rita Melo')
    """
    line = markup.line(written)
    return None if line is None or _is_program(line) else line


def _is_program(line: str) -> bool:
    folded = line.lower()
    return any(
        folded == row["value"] or (row["is_start"] == "yes" and folded.startswith(row["value"]))
        for row in lexicons.rows("default_names")
    )
