"""Feed the readers damaged files of every format for a bounded time; what stops a folder is a finding.

The guided fuzzer (https://github.com/google/atheris) changes whole, small files of each format and watches which code
they reach. A reader must answer with articles or with a problem; an exception, a hang of ten seconds, or a row that
breaks the contract is written to ``crash-…`` with its input.

    python scripts/fuzz.py [SECONDS] [FOLDER for what is found]
"""

from __future__ import annotations

import gzip
import io
import struct
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import atheris
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
SUFFIXES = sorted(containers.FORMATS)
SECONDS = 60
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
    chat = (
        f'{{"name": "Port", "type": "public_channel", "messages": [{{"id": 1, "type": "message", "text": "{STORY}"}}]}}'
    )
    return {
        ".txt": export.encode(),
        ".md": f"---\ntitle: Harbour\n---\n# Harbour\n{STORY}".encode(),
        ".rtf": rf"{{\rtf1\ansi{{\info{{\title Harbour}}}} {STORY}\par}}".encode(),
        ".docx": _zip(**{"word/document.xml": word}),
        ".wacz": _zip(**{"archive/a.warc": warc}),
        ".mbox": b"From a Fri May 31 10:00:00 2024\n" + bytes(mail),
        ".html": page.encode(),
        ".rss": feed.encode(),
        ".eml": bytes(mail),
        ".zip": _zip(**{"a.txt": STORY, "b.html": page}),
        ".warc": warc.encode(),
        ".gz": gzip.compress(STORY.encode()),
        ".parquet": rows.getvalue(),
        ".csv": f"title,text\nA,{STORY}\n".encode(),
        ".jsonl": f'{{"title": "A", "text": "{STORY}"}}\n'.encode(),
        ".json": chat.encode(),
    }


def _zip(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def one(data: bytes) -> None:
    """Read one input: its first byte chooses the format, the rest is the file."""
    if len(data) < 2:
        return
    name = f"a{SUFFIXES[data[0] % len(SUFFIXES)]}"
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
        if suffix in SUFFIXES:
            (corpus / f"whole{suffix}").write_bytes(struct.pack("B", SUFFIXES.index(suffix)) + data)
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2000", "-max_len=4000", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={folder}/", "-print_final_stats=1", *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
