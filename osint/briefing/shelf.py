"""What the figures of a page share, so that the page has it once: outlines, styles, and the letters of a font."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from typing import Literal

Slope = Literal["normal", "italic"]


@dataclass
class Shelf:
    """What the figures of a page share, so that the page has it once: outlines, styles, letters."""

    outlines: dict[str, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    letters: dict[tuple[str, Slope], set[str]] = field(default_factory=dict)

    def outline(self, outline: str) -> str:
        """Return the id that stands for an outline."""
        return self.outlines.setdefault(outline, f"s{len(self.outlines) + 1}")

    def style(self, style: str) -> str:
        """Return the class that stands for a style."""
        return self.styles.setdefault(style, f"k{len(self.styles) + 1}")

    def write(self, style: str, text: str) -> None:
        """Remember the letters of a text that is drawn in a style."""
        weight = "bold" if "font-weight:700" in style else "normal"
        slope: Slope = "italic" if "font-style:" in style else "normal"
        self.letters.setdefault((weight, slope), set()).update(text)

    def css(self) -> str:
        """Write the fonts and the rules of the classes."""
        fonts = [_font_rule(*face, letters) for face, letters in sorted(self.letters.items())]
        return "".join([*fonts, *(f".{name}{{{style}}}\n" for style, name in self.styles.items())])

    def svg(self) -> str:
        """Write the outlines.

        >>> shelf = Shelf()
        >>> shelf.outline("m0 0l1 1")
        's1'
        >>> shelf.svg()
        '<svg class="shelf" width="0" height="0" aria-hidden="true"><defs><path id="s1" d="m0 0l1 1"/></defs></svg>'
        """
        paths = "".join(f'<path id="{name}" d="{outline}"/>' for outline, name in self.outlines.items())
        return f'<svg class="shelf" width="0" height="0" aria-hidden="true"><defs>{paths}</defs></svg>'


def _font_rule(weight: str, slope: Slope, letters: set[str]) -> str:
    """Write a font of these letters into the style sheet: the reader's own fonts are not those of the figures."""
    from fontTools import subset
    from matplotlib import font_manager

    wanted = font_manager.FontProperties(family="DejaVu Sans", weight=weight, style=slope)
    # What the font is called and how it is hinted, a page does not need; FFTM holds the font's date.
    options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=[], drop_tables=["FFTM"])
    made = io.BytesIO()
    with subset.load_font(font_manager.findfont(wanted), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(letters)))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(made)
    data = base64.b64encode(made.getvalue()).decode()
    # The licence leaves the font's own name to the whole font.
    look = f'font-family:"figure-letters";font-weight:{weight};font-style:{slope}'
    return f"@font-face{{{look};src:url(data:font/woff;base64,{data})}}\n"
