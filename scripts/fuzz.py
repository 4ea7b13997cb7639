"""Feed the readers damaged files of every format for a bounded time; what stops a folder is a finding.

The guided fuzzer (https://github.com/google/atheris) changes whole, small files of each format and watches which code
they reach. A reader must answer with articles or with a problem; an exception, a hang of a minute (the time that
``osint extract`` gives a file), or a row that breaks the contract is written to ``crash-…`` or ``timeout-…`` with its
input.

    python scripts/fuzz.py [SECONDS] [FOLDER for what is found]
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import atheris
from whole_files import whole_files

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
#: One ending a format.
SUFFIXES = sorted({kind: suffix for suffix, kind in reversed(containers.FORMATS.items())}.values())
SECONDS = 60


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
