"""A briefing on paper: the page printed to PDF by a Chromium that is on the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osint.files import replacing
from osint.tables import OsintError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
_SECONDS = 180
_CONTENTS = re.compile(r'<nav class="contents".*?</nav>', re.DOTALL)
_ENTRY = re.compile(r'(<a href="#([^"]+)">[^<]*)</a>')
#: Of one colour is a picture whose channels differ by no more than this: rounding where it is nearly transparent.
_ONE_COLOUR = 12


def browser() -> str | None:
    """Find the program that prints, or None."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def pdf(page: str | Path, path: str | Path) -> None:
    """Print an HTML file to PDF, without a network; the same page and browser give the same bytes.

    The page is printed twice: its contents can only say on which page something stands once it has been printed.

    Raises
    ------
    OsintError
        If there is no Chromium on the machine, or it did not print. What is at `path` stays then.
    """
    import pikepdf

    program = browser()
    if program is None:
        raise OsintError(
            f"A PDF needs Chromium, and none of {', '.join(_BROWSERS)} is on this machine. "
            "Install one, or open the page in any browser and print it from there."
        )
    if not Path(page).is_file():
        raise OsintError(f"`page` must be an HTML file; {str(page)!r} is not there. Write it with osint brief first.")
    source = Path(page).read_text(encoding="utf-8")
    with replacing(path) as temporary, tempfile.TemporaryDirectory() as folder:
        numbered, printed = Path(folder) / Path(page).name, Path(folder) / "printed.pdf"
        _print(program, Path(page), printed)
        with pikepdf.open(printed) as made:
            numbered.write_text(_with_numbers(source, _numbers(made)), encoding="utf-8")
        _print(program, numbered, printed)
        with pikepdf.open(printed) as made:
            _pack(made)
            made.save(temporary, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _print(program: str, page: Path, path: Path) -> None:
    call = [
        program,
        "--headless",
        "--no-sandbox",  # which a container has no right to; the page holds no script, and its policy allows none
        "--disable-gpu",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={path.parent / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={path.resolve()}",
        page.resolve().as_uri(),
    ]
    try:
        subprocess.run(call, capture_output=True, check=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise OsintError(f"{Path(program).name} did not print {page.name}: {error}") from error
    if not path.is_file() or not path.read_bytes().startswith(b"%PDF-"):
        raise OsintError(f"{Path(program).name} did not print {page.name}: no PDF came.")


def _numbers(made: Any) -> dict[str, int]:
    """On which page each anchor stands that something leads to."""
    numbers = {page.objgen: number for number, page in enumerate(made.pages, 1)}
    places = made.Root.get("/Dests", {})
    return {str(name).removeprefix("/"): numbers[place[0].objgen] for name, place in places.items()}


def _with_numbers(source: str, numbers: Mapping[str, int]) -> str:
    """The page with the number of its sheet behind each entry of the contents.

    >>> _with_numbers('<nav class="contents"><a href="#a">Map</a></nav><a href="#a">x</a>', {"a": 3})
    '<nav class="contents"><a href="#a">Map, 3</a></nav><a href="#a">x</a>'
    """

    def entry(found: re.Match[str]) -> str:
        return f"{found[1]}, {numbers[found[2]]}</a>" if found[2] in numbers else found[0]

    return _CONTENTS.sub(lambda contents: _ENTRY.sub(entry, contents[0]), source, count=1)


def _pack(made: Any) -> None:
    """Take the dates of printing out, and keep of a hatch that was printed as a picture its shape and one colour."""
    import numpy as np
    import pikepdf

    for key in ("/CreationDate", "/ModDate"):
        if key in made.docinfo:
            del made.docinfo[key]
    for picture in made.objects:
        if not isinstance(picture, pikepdf.Stream) or "/SMask" not in picture or picture.ColorSpace != "/DeviceRGB":
            continue
        shape = np.frombuffer(picture.SMask.read_bytes(), np.uint8)
        colours = np.frombuffer(picture.read_bytes(), np.uint8).reshape(-1, 3)[shape > shape.max() // 2]
        if len(colours) and (np.ptp(colours, axis=0) <= _ONE_COLOUR).all():
            picture.write(np.median(colours, axis=0).astype(np.uint8).tobytes())
            picture.Width = picture.Height = 1
