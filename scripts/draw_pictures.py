"""Draw the pictures of the README from the briefing of the seeds: its first page, and the map."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

import matplotlib

import osint
from osint.briefing import printing

matplotlib.use("Agg")

ROOT = Path(__file__).parents[1]
_PAGE = (900, 1180)  # CSS pixels: what one sees of the first page on a screen on its side
_COLOURS = 128  # enough for text and a map, and a third of the bytes


def first_page(briefing: Path, picture: Path) -> None:
    """Photograph the top of a briefing."""
    program = printing.browser()
    if program is None:
        raise SystemExit("The picture of the first page needs Chromium.")
    with tempfile.TemporaryDirectory() as profile:
        call = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        call += [f"--user-data-dir={profile}", f"--window-size={_PAGE[0]},{_PAGE[1]}"]
        call += [f"--screenshot={picture.resolve()}", briefing.resolve().as_uri()]
        subprocess.run(call, check=True, capture_output=True, timeout=120)
    shrink(picture)


def places(case: Path, picture: Path) -> None:
    """Draw the map of a case."""
    from matplotlib.figure import Figure

    figure = osint.maps.places(osint.extract(osint.cases.open(case))).figure
    assert isinstance(figure, Figure)
    figure.savefig(picture, dpi=100)
    shrink(picture)


def shrink(picture: Path) -> None:
    """Keep a PNG with few colours."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("RGB").quantize(_COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("briefing", type=Path, help="the briefing, as `make briefing` writes it")
    parser.add_argument("--case", type=Path, default=ROOT / "seeds")
    given = parser.parse_args()
    folder = ROOT / "docs" / "_static"
    first_page(given.briefing, folder / "first-page.png")
    places(given.case, folder / "map.png")
