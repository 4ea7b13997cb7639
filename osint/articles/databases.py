"""Exports of news databases: the articles of one file of Nexis, LexisNexis, Factiva or ProQuest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from osint.articles import dates, lines
from osint.articles.formats import Found
from osint.knowledge import lexicons

#: "2 of 17 DOCUMENTS", alone on its line.
_LEXIS_HEAD = re.compile(r"^[ \t]*\d+ of \d+ DOCUMENTS?[ \t]*$", re.MULTILINE)
_LEXIS_FIELD = re.compile(r"\s*([A-Z][A-Z-]{2,20}):\s*")
_BLOCKS = re.compile(r"\n[ \t]*\n\s*")
_RIGHTS = re.compile(r"\s*(?:Copyright|\(c\)|©|All Rights Reserved)", re.IGNORECASE)
_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_NEXIS_FIELD = re.compile(r"(Section|Byline|Length|Dateline|Highlight):\s*(.*)")
#: The lines that follow a text in Nexis.
_NEXIS_FOOT = re.compile(r"(?:Load-Date:|Correction(?:-Date)?:|(?:Graphic|Classification|Notes)$)")
#: "Document LAKEH00020240514ek5e0001b" ends each article of Factiva.
_FACTIVA_END = re.compile(r"^[ \t]*Document [A-Z0-9]{4,}\d{8}[a-z0-9]{4,}[ \t]*$", re.MULTILINE)
_FACTIVA_WORDS = re.compile(r"[\d,.]+ words")
_FACTIVA_CODE = re.compile(r"([A-Z]{2,3})(?:[ \t]+(.*)|)")
#: "LAKEH", "A4", "10:02", "English": the lines between the outlet and the text.
_FACTIVA_SMALL = re.compile(r"[A-Z][A-Z0-9]{2,9}|[A-Z]?\d[\d:.;, -]*(?:AM|PM|GMT)?|[A-Z][a-z]+|Page .{1,20}")
_CLOCK = re.compile(r"[\d:.]+(?: ?[AP]M| GMT)?")
_PROQUEST_HEAD = re.compile(r"^[ \t]*Document \d+ of \d+[ \t]*$|^_{20,}[ \t]*$", re.MULTILINE)
_PROQUEST_FIELD = re.compile(r"([A-Z][A-Za-z/ -]{2,28}):[ \t]*(.*)")
_BY = re.compile(r"(?:By[: ]\s*)", re.IGNORECASE)
#: A line of so many capitalised words above a length is a byline: "Anton Weber and Rita Melo".
_NAME_WORDS = 7
_LONGEST_DAY = 60


def articles(text: str) -> list[Found]:
    r"""The articles of an export, each with what its fields say; none where the text is no export.

    Parameters
    ----------
    text
        The file's text, line by line; whether it was Word, RTF, HTML or plain text.

    >>> export = "Ferry sails\nAnn Weir\n61 words\n31 May 2024\nThe Post\nEnglish\nIt does.\n"
    >>> (one,) = articles(export + "Document POST000020240531ek5e0001b")
    >>> one.title, one.author, one.published, one.outlet, one.text
    ('Ferry sails', 'Ann Weir', '2024-05-31', 'The Post', 'It does.')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\f", "\n")
    for read in (_lexis, _nexis, _factiva_codes, _factiva, _proquest):
        if found := list(read(text)):
            return [one._replace(member=str(number)) for number, one in enumerate(found, 1)]
    return []


def _lexis(text: str) -> Iterator[Found]:
    """LexisNexis' plain text: a head of outlet, day and title, fields in capitals, the text, fields again."""
    fields = _fields("Lexis")
    for document in _LEXIS_HEAD.split(text)[1:]:
        blocks = [block for block in _BLOCKS.split(document.strip("\n")) if block.strip()]
        number, outlet, published = _lexis_head(blocks)
        said: dict[str, str] = {}
        body: list[str] = []
        for block in blocks[number:]:
            match = _LEXIS_FIELD.match(block)
            field = fields.get(match[1]) if match else None
            if body and (field == "end" or _RIGHTS.match(block)):
                break
            if match and field is not None:
                said[field] = " ".join(block[match.end() :].split())
            elif "title" not in said:
                said["title"] = " ".join(block.split())
            else:
                body.append(block)
        yield _made(said | {"outlet": outlet, "published": published, "text": lines.unwrapped("\n\n".join(body))})


def _lexis_head(blocks: Sequence[str]) -> tuple[int, str, str]:
    """Where the block after the day begins, the outlet above it, and the day."""
    outlet = ""
    for number, block in enumerate(blocks):
        first = block.strip().split("\n")[0].strip()
        if _is_day(first):
            return number + 1, outlet, first
        rest = [line.strip() for line in block.split("\n") if not _RIGHTS.match(line)]
        outlet = rest[-1] if rest else outlet
    return 0, "", ""


def _nexis(text: str) -> Iterator[Found]:
    """Nexis Uni: title, outlet, day, rights, fields, "Body", the text, what is said of it, "End of Document"."""
    for document in _NEXIS_END.split(text)[:-1]:
        rows = [line.strip() for line in document.split("\n") if line.strip()]
        begin = rows.index("Body") if "Body" in rows else len(rows)
        body = rows[begin + 1 :]
        end = _first(i for i, row in enumerate(body) if _NEXIS_FOOT.match(row))
        yield _made(_nexis_head(rows[:begin]) | {"text": "\n".join(body[:end])})


def _nexis_head(head: list[str]) -> dict[str, str]:
    said = {match[1].lower(): match[2] for match in map(_NEXIS_FIELD.match, head) if match}
    # Above the first article there is a list of all, with a day of its own: the last one before the fields counts.
    fields = _first(i for i, row in enumerate(head) if _NEXIS_FIELD.match(row) or _RIGHTS.match(row))
    day = _first(i for i in reversed(range(len(head[:fields]))) if _is_day(head[i]))
    named = head[max(day - 2, 0) : day + 1] if day is not None else []
    title, outlet, published = ["", "", "", *named][-3:]
    return {
        "title": title,
        "outlet": outlet,
        "published": published,
        "author": said.get("byline", ""),
        "genre": said.get("section", ""),
    }


def _first(numbers: Iterator[int]) -> int | None:
    return next(numbers, None)


def _is_day(line: str) -> bool:
    return len(line) < _LONGEST_DAY and dates.day(line) is not None


def _factiva(text: str) -> Iterator[Found]:
    """Factiva: section, title and byline above "112 words", then day, outlet, small lines, rights, and the text."""
    for document in _FACTIVA_END.split(text)[:-1]:
        rows = [line.strip() for line in document.split("\n")]
        words = _first(i for i, row in enumerate(rows) if _FACTIVA_WORDS.fullmatch(row))
        if words is None:
            continue
        said = _factiva_foot(rows[words + 1 :])
        yield _made(said | _factiva_head([row for row in rows[:words] if row and row != said["outlet"]]))


def _factiva_foot(rows: list[str]) -> dict[str, str]:
    """Day, outlet and text of the lines below the number of words."""
    below = [row for row in rows if row]
    published = below.pop(0) if below and _is_day(below[0]) else ""
    outlet = next((row for row in below if not _CLOCK.fullmatch(row)), "")
    begin = rows.index(outlet) + 1 if outlet else len(rows)
    while begin < len(rows) and (_FACTIVA_SMALL.fullmatch(rows[begin]) or _RIGHTS.match(rows[begin])):
        begin += 1
    return {"published": published, "outlet": outlet, "text": "\n".join(rows[begin:]).strip("\n")}


def _factiva_head(above: list[str]) -> dict[str, str]:
    """Section, title and byline of the lines above the number of words."""
    author = above.pop() if len(above) > 1 and _is_byline(above[-1]) else ""
    return {
        "author": author,
        "title": above[-1] if above else "",
        "genre": above[-2] if len(above) > 1 else "",
    }


def _is_byline(line: str) -> bool:
    words = line.split()
    looks_named = 2 <= len(words) <= _NAME_WORDS and all(word[0].isupper() or word == "and" for word in words)
    return looks_named or _BY.match(line) is not None


def _factiva_codes(text: str) -> Iterator[Found]:
    """Factiva with its codes: "HD  Ferry sails", or the code on a line of its own; "LP" and "TD" are the text."""
    fields = _fields("Factiva")
    said: dict[str, list[str]] = {}
    field = None
    for line in text.split("\n"):
        match = _FACTIVA_CODE.fullmatch(line.strip())
        if match and match[1] in fields:
            if match[1] == "HD" and {"title", "published", "text"} <= said.keys():
                yield _made({name: "\n".join(value) for name, value in said.items()})
                said = {}
            field = fields[match[1]]
            line = match[2] or ""
        if field and line.strip():
            said.setdefault(field, []).append(line.strip())
    if {"title", "published", "text"} <= said.keys():
        yield _made({name: "\n".join(value) for name, value in said.items()})


def _proquest(text: str) -> Iterator[Found]:
    """ProQuest: the title, fields, "Full text: …", and fields again, between rules."""
    fields = _fields("ProQuest")
    if "\nFull text:" not in text and "\nFull Text:" not in text:
        return
    for document in _PROQUEST_HEAD.split(text):
        rows = document.strip().split("\n")
        said = {"title": rows[0].strip()}
        field = None
        for line in rows:
            match = _PROQUEST_FIELD.match(line.strip())
            if match and match[1] in fields:
                field = fields[match[1]]
                line = match[2]
                said.pop(field, None)
            elif not line.strip() and field != "text":
                field = None
            if field is not None:
                said[field] = f"{said[field]}\n{line}" if field in said else line
        if "text" in said:
            yield _made(said)


def _made(said: dict[str, str]) -> Found:
    values = {field: " ".join(value.split()) or None for field, value in said.items()}
    author = _BY.sub("", values.get("author") or "", count=1) if values.get("author") else None
    earliest, latest = dates.bounds(values.get("published")) or (None, None)
    return Found(
        said.get("text", "").strip(),
        title=values.get("title"),
        author=author,
        outlet=values.get("outlet"),
        genre=values.get("genre"),
    ).dated(earliest, latest)


@cache
def _fields(database: str) -> dict[str, str]:
    return {row["field"]: row["column"] for row in lexicons.rows("database_fields") if row["database"] == database}
