"""Small, sound files of each format, made without the programs that write them: what damage is done to."""

from __future__ import annotations

import gzip
import io
import plistlib
import struct
import zipfile
from email.message import EmailMessage

import openpyxl
import pyarrow as pa
from pyarrow import parquet

STORY = "The harbour of Aldmouth opened again on Monday, and the mayor said that the ferry would sail at noon."
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: The sectors of an OLE file (MS-CFB): of the file, and of the short streams within it.
SECTOR, SHORT = 512, 64
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


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
        ".msg": outlook({0x0037: "Harbour", 0x1000: STORY}),
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


def outlook(texts: dict[int, str]) -> bytes:
    """An OLE file with short texts below its root, by the numbers of their properties, as Outlook saves a message."""
    tags = [number << 16 | 0x1F for number in texts]
    written = [text.encode("utf-16-le") for text in texts.values()]
    listed = (struct.pack("<IIII", tag, 6, len(data) + 2, 0) for tag, data in zip(tags, written, strict=True))
    streams = {"__properties_version1.0": bytes(32) + b"".join(listed)}
    streams |= {f"__substg1.0_{tag:08X}": data for tag, data in zip(tags, written, strict=True)}
    names = list(streams)
    firsts, table, held = [], [], b""
    for data in streams.values():
        firsts.append(len(table))
        n = max(-(-len(data) // SHORT), 1)
        table += [*range(len(table) + 1, len(table) + n), END]
        held += data.ljust(n * SHORT, b"\0")
    entries = [_entry("Root Entry", 5, child=1, first=3, size=len(held))]
    for number, name in enumerate(names, 1):
        behind = number + 1 if number < len(names) else NONE
        entries.append(_entry(name, 2, right=behind, first=firsts[number - 1], size=len(streams[name])))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    n_directory, n_held = len(directory) // SECTOR, -(-len(held) // SECTOR)
    # Sectors: the table of sectors, that of short ones, a spare one, the short streams, the directory.
    sectors = [FAT, END, END, *range(4, 3 + n_held), END, *range(4 + n_held, 3 + n_held + n_directory), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(10) + struct.pack("<IIIIIIIII", 1, 3 + n_held, 0, 4096, 1, 1, END, 0, 0)
    parts = (head.ljust(SECTOR, b"\xff"), _table(sectors), _table(table), bytes(SECTOR))
    return b"".join(parts) + held.ljust(n_held * SECTOR, b"\0") + directory


def _table(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers).ljust(SECTOR, b"\xff")


def _entry(name: str, kind: int, *, right: int = NONE, child: int = NONE, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(written) + 2, kind, 1, NONE, right, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, size)
