"""A briefing on paper: the page printed to PDF by a Chromium that is on the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from osint.files import replacing
from osint.tables import OsintError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
_SECONDS = 180
_DATE = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")


def browser() -> str | None:
    """Find the program that prints, or None."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def pdf(page: str | Path, path: str | Path) -> None:
    """Print an HTML file to PDF, without a network; the same page and browser give the same bytes.

    Raises
    ------
    OsintError
        If there is no Chromium on the machine, or it did not print. What is at `path` stays then.
    """
    program = browser()
    if program is None:
        raise OsintError(
            f"A PDF needs Chromium, and none of {', '.join(_BROWSERS)} is on this machine. "
            "Install one, or open the page in any browser and print it from there."
        )
    with replacing(path) as temporary, tempfile.TemporaryDirectory() as profile:
        call = [
            program,
            "--headless",
            "--no-sandbox",  # which a container has no right to; the page holds no script, and its policy allows none
            "--disable-gpu",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={temporary.resolve()}",
            Path(page).resolve().as_uri(),
        ]
        try:
            subprocess.run(call, capture_output=True, check=True, timeout=_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise OsintError(f"{Path(program).name} did not print {Path(page).name}: {error}") from error
        if not temporary.read_bytes().startswith(b"%PDF-"):
            raise OsintError(f"{Path(program).name} did not print {Path(page).name}: no PDF came.")
        temporary.write_bytes(_undated(temporary.read_bytes()))


def _undated(made: bytes) -> bytes:
    r"""Blank the dates of printing, so that the same page gives the same bytes; every offset stays.

    >>> _undated(b"<</Creator (C)\n/CreationDate (D:20260101)>>")
    b'<</Creator (C)\n                          >>'
    """
    return _DATE.sub(lambda found: b" " * len(found[0]), made)
