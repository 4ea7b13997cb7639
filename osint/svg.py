"""A matplotlib figure as part of a page: inline, its links alive, its ids its own, read out by its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    ("svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use",
     "clipPath", "mask", "pattern", "symbol", "marker", "linearGradient", "radialGradient", "stop", "image", "a",
     "title", "desc", "style")
)  # fmt: skip
_URL = re.compile(r"url\(#([^)]*)\)")
_ABROAD = re.compile(r"url\((?!#)|@import|expression|-moz-binding|javascript:", re.IGNORECASE)
_POINTS = re.compile(r"(-?\d+\.\d\d)\d+")


def inline(source: str, *, prefix: str, label: str, description: str, names: Mapping[str, str] | None = None) -> str:
    """Rewrite an SVG document so that it can stand in an HTML page.

    Parameters
    ----------
    source
        The document as matplotlib writes it.
    prefix
        What the figure's ids begin with; they are numbered in the order in which they stand.
    label
        The figure's accessible name.
    description
        Id of the element that describes it.
    names
        Accessible names of its links, by their target; a link without one is named by its target.

    Notes
    -----
    Only drawing elements stay, and only links within the page. ``role="group"`` keeps the links reachable,
    which ``img`` would hide. Coordinates keep two decimals of a point.

    >>> inline('<svg xmlns="http://www.w3.org/2000/svg"><a href="#e-1"><path/></a><script/></svg>',
    ...        prefix="f1", label="Map", description="w1", names={"e-1": "Minsk: 4"})
    '<svg role="group" aria-label="Map" aria-describedby="w1"><a href="#e-1" aria-label="Minsk: 4"><path /></a></svg>'
    """
    root = ElementTree.fromstring(source)
    _prune(root)
    ids = {old: f"{prefix}-{number}" for number, old in enumerate(_referenced(root), 1)}
    for element in root.iter():
        _rewrite(element, ids, names or {})
    kept = [(key, root.attrib[key]) for key in ("viewBox", "width", "height") if key in root.attrib]
    root.attrib.clear()
    root.attrib.update([*kept, ("role", "group"), ("aria-label", label), ("aria-describedby", description)])
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.tail = None if element.tag not in ("tspan",) else element.tail
        if element.tag not in ("text", "tspan", "title", "desc", "style"):
            element.text = None
    return ElementTree.tostring(root, encoding="unicode")


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if name not in _ELEMENTS or (name == "style" and _ABROAD.search(child.text or "")):
            element.remove(child)
        else:
            _prune(child)


def _referenced(root: ElementTree.Element) -> list[str]:
    """Ids that something in the figure points at, in the order in which they stand."""
    wanted: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in (_HREF, "href"):
                wanted.add(value.removeprefix("#"))
            wanted.update(_URL.findall(value))
    return [element.attrib["id"] for element in root.iter() if element.attrib.get("id") in wanted]


def _rewrite(element: ElementTree.Element, ids: Mapping[str, str], names: Mapping[str, str]) -> None:
    kept: dict[str, str] = {}
    target = element.attrib.get(_HREF, element.attrib.get("href"))
    for key, value in element.attrib.items():
        if key == "id":
            if value in ids:
                kept["id"] = ids[value]
        elif not key.startswith(("{", "on")) and key not in ("href", "target") and not _ABROAD.search(value):
            value = _URL.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", value)
            kept[key] = _POINTS.sub(r"\1", value) if key in ("d", "points") else value
    element.attrib.clear()
    element.attrib.update(kept)
    if target is None:
        return
    if element.tag == f"{_SVG}a":
        _link(element, target, names)
    elif target.startswith("#"):
        element.set("href", f"#{ids.get(target[1:], target[1:])}")
    elif target.startswith("data:image/png;base64,"):
        element.set("href", target)


def _link(element: ElementTree.Element, target: str, names: Mapping[str, str]) -> None:
    if target.startswith("#"):
        element.set("href", target)
        element.set("aria-label", names.get(target[1:], target[1:]))
