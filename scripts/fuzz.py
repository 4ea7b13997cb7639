"""Feed the readers damaged files of every format for a bounded time; what stops a folder is a finding.

The guided fuzzer (https://github.com/google/atheris) changes whole, small files of each format and watches which code
they reach. A reader must answer with articles or with a problem; an exception, a hang of a minute (the time that
``osint extract`` gives a file), or a row that breaks the contract is written to ``crash-…`` or ``timeout-…`` with its
input.

    python scripts/fuzz.py [SECONDS] [FOLDER for what is found]
"""

from __future__ import annotations

import gzip
import io
import plistlib
import struct
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import atheris
import openpyxl
import pyarrow as pa
from pyarrow import parquet

with atheris.instrument_imports(include=["osint"]):
    from osint import articles, tables
    from osint.articles import (
        containers,
        databases,
        feeds,
        formats,
        layout,
        mails,
        office,
        pages,
        pdfs,
        records,
        telegram,
    )

_ = (
    databases,
    feeds,
    formats,
    layout,
    mails,
    office,
    pages,
    pdfs,
    records,
    telegram,
)  # imported here so that they are watched
STORY = "The harbour of Aldmouth opened again on Monday, and the mayor said that the ferry would sail at noon."
#: One ending a format.
SUFFIXES = sorted({kind: suffix for suffix, kind in reversed(containers.FORMATS.items())}.values())
SECONDS = 60
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def whole_files() -> dict[str, bytes]:
    """A small, sound file of each format that can be made without other tools."""
    page = f"<!DOCTYPE html><html><body><article><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    feed = f"<rss><channel><item><title>A</title><description>{STORY}</description></item></channel></rss>"
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "Harbour"
    mail.set_content(STORY)
    rows = io.BytesIO()
    parquet.write_table(pa.table({"title": ["A"], "text": [STORY]}), rows)
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http;msgtype=response\r\n"
    warc = f"{head}Content-Length: {len(answer)}\r\n\r\n{answer}\r\n\r\n"
    word = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{STORY}</w:t></w:r></w:p></w:body></w:document>'
    export = (
        f"Harbour open\nAnn Weir\n20 words\n31 May 2024\nThe Post\nEnglish\n{STORY}\nDocument POST000020240531ek5e0001b"
    )
    open_text = f"<o:body><o:text><t:p>{STORY}</t:p></o:text></o:body>"
    chat = (
        f'{{"name": "Port", "type": "public_channel", "messages": [{{"id": 1, "type": "message", "text": "{STORY}"}}]}}'
    )
    return {
        ".txt": export.encode(),
        ".md": f"---\ntitle: Harbour\n---\n# Harbour\n{STORY}".encode(),
        ".rtf": rf"{{\rtf1\ansi{{\info{{\title Harbour}}}} {STORY}\par}}".encode(),
        ".docx": _zip(**{"word/document.xml": word}),
        ".odt": _zip(**{"content.xml": f'<d xmlns:o="{OPEN}office:1.0" xmlns:t="{OPEN}text:1.0">{open_text}</d>'}),
        ".xlsx": _workbook(),
        ".pdf": _printed(STORY),
        ".webarchive": plistlib.dumps({"WebMainResource": {"WebResourceData": page.encode()}}),
        ".mhtml": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + page.encode(),
        ".wacz": _zip(**{"archive/a.warc": warc}),
        ".mbox": b"From a Fri May 31 10:00:00 2024\n" + bytes(mail),
        ".html": page.encode(),
        ".xml": feed.encode(),
        ".eml": bytes(mail),
        ".zip": _zip(**{"a.txt": STORY, "b.html": page}),
        ".warc": warc.encode(),
        ".gz": gzip.compress(STORY.encode()),
        ".parquet": rows.getvalue(),
        ".csv": f'title,text\nA,"{STORY}"\n'.encode(),
        ".jsonl": f'{{"title": "A", "text": "{STORY}"}}\n'.encode(),
        ".json": chat.encode(),
    }


def _zip(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["title", "text"], ["A", STORY]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _printed(text: str) -> bytes:
    """A PDF of one page without a table of its objects, which readers make up for."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    return f"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [4 0 R] /Count 1 >> endobj
3 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Courier >> endobj
4 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R
/Resources << /Font << /F1 3 0 R >> >> >> endobj
5 0 obj << /Length {len(content)} >> stream
{content}
endstream endobj
trailer << /Size 6 /Root 1 0 R >>
%%EOF
""".encode()


def one(data: bytes) -> None:
    """Read one input: its first byte chooses the format, the rest is the file."""
    if len(data) < 2:
        return
    suffix = SUFFIXES[data[0] % len(SUFFIXES)]
    name = "a.txt.gz" if suffix == ".gz" else f"a{suffix}"
    file = articles.File(name, lambda: io.BytesIO(data[1:]))
    table = articles.collect([file], reading=articles.Reading(max_bytes=100_000))
    tables.validate(table, "articles")
    if (table["text"].str.strip().eq("") & table["problem"].isna()).any():
        raise AssertionError("An article without text must have a problem.")


def main() -> None:
    """Fuzz from whole files, for so many seconds."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "build/fuzz")
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for suffix, data in whole_files().items():
        chosen = struct.pack("B", SUFFIXES.index(suffix)) + data
        (corpus / f"whole{suffix}").write_bytes(chosen)
        one(chosen)  # what is imported where it is used is here before the clock runs
    limits = [f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=2000", "-max_len=6000", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={folder}/", "-print_final_stats=1", *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
