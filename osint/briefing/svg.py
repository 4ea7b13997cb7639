"""A matplotlib figure as part of a page: inline, its links alive, its ids its own, read out by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from osint.briefing.shelf import Shelf

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    ("svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use",
     "clipPath", "mask", "pattern", "symbol", "marker", "linearGradient", "radialGradient", "stop", "image", "a",
     "title", "desc")
)  # fmt: skip
_WITH_TEXT = ("text", "tspan", "title", "desc")
_URL = re.compile(r"url\(#([^)]*)\)")
_ABROAD = re.compile(r"url\((?!#)|@import|expression|-moz-binding|javascript:", re.IGNORECASE)
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_SPARE = re.compile(r" ?([a-z]) ?| (?=-)")
_START = re.compile(r"m(-?[\d.]+) ?(-?[\d.]+)(.*)")
_LOOSE = re.compile(r"([:;]) ")
_FAMILY = re.compile(r"font-family:[^;]*;?")
_FINE = re.compile(r"(\.\d{3})\d+")
#: Of a place on the sheet two decimals of a point are kept, a fiftieth of a pixel.
_PLACE = re.compile(r"(\.\d\d)\d+")
_LONG = 400  # characters, from which on an outline is one that figures share, such as a coast
_CLIP_SLACK = 1.0  # points that a line may reach over the edge, which half its width does


def inline(
    source: str,
    *,
    prefix: str,
    label: str,
    description: str,
    names: Mapping[str, str] | None = None,
    shelf: Shelf | None = None,
) -> str:
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
    shelf
        Takes up what figures share; the page must contain its outlines and its rules once.

    Notes
    -----
    Only drawing elements stay, and only links within the page. ``role="group"`` keeps the links reachable,
    which ``img`` would hide; a figure without links takes the focus itself, so that the keyboard can scroll it.
    Coordinates keep two decimals of a point, long outlines one.

    >>> inline('<svg xmlns="http://www.w3.org/2000/svg"><a href="#e-1"><path/></a><script/></svg>',
    ...        prefix="f1", label="Map", description="w1", names={"e-1": "Minsk: 4"})
    '<svg role="group" aria-label="Map" aria-describedby="w1"><a href="#e-1" aria-label="Minsk: 4"><path/></a></svg>'
    """
    root = ElementTree.fromstring(source)
    _prune(root)
    _drop_idle_clips(root)
    ids = {old: f"{prefix}-{number}" for number, old in enumerate(_referenced(root), 1)}
    for element in root.iter():
        _rewrite(element, ids, names or {})
    _unwrap(root)
    if shelf is not None:
        _share(root, shelf)
    kept = [(key, root.attrib[key]) for key in ("viewBox", "width", "height") if key in root.attrib]
    root.attrib.clear()
    root.attrib.update([*kept, ("role", "group"), ("aria-label", label), ("aria-describedby", description)])
    if root.find(f".//{_SVG}a") is None:
        root.set("tabindex", "0")
    return _written(root)


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if name not in _ELEMENTS:
            element.remove(child)
        else:
            _prune(child)


def _drop_idle_clips(root: ElementTree.Element) -> None:
    """Leave out the clips that cut nothing; matplotlib gives every mark the clip of its axes."""
    shapes = {f"#{element.get('id')}": element for element in root.iter() if element.get("id")}
    for element in root.iter():
        if "clip-path" in element.attrib and _is_idle(element, shapes):
            del element.attrib["clip-path"]
    used = {element.get("clip-path") for element in root.iter()}
    for parent in list(root.iter()):
        for clip in parent.findall(f"{_SVG}clipPath"):
            if f"url(#{clip.get('id')})" not in used:
                parent.remove(clip)


def _is_idle(element: ElementTree.Element, shapes: Mapping[str, ElementTree.Element]) -> bool:
    """Tell whether all points of an element are known and within its clip."""
    clip = shapes.get(element.attrib["clip-path"].removeprefix("url(").removesuffix(")"))
    parts = list(element.iter())
    # A shape that is moved by a transform has its points elsewhere.
    if clip is None or any(part.get("transform") for part in parts):
        return False
    corners = [point for part in clip for point in _points(part, shapes)]
    points = [point for part in parts for point in _points(part, shapes)]
    return bool(corners and points) and _is_within(points, corners)


def _points(element: ElementTree.Element, shapes: Mapping[str, ElementTree.Element]) -> list[tuple[float, float]]:
    """Return the points of a path or of a placed shape, or the corners of a rectangle."""
    if element.tag == f"{_SVG}path":
        numbers = [float(number) for _, numbers in _STEP.findall(element.get("d", "")) for number in numbers.split()]
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    x, y, wide, high = (float(element.get(key, 0)) for key in ("x", "y", "width", "height"))
    if element.tag == f"{_SVG}rect":
        return [(x, y), (x + wide, y + high)]
    placed = shapes.get(_target(element) or "") if element.tag == f"{_SVG}use" else None
    return [] if placed is None else [(x + right, y + down) for right, down in _points(placed, shapes)]


def _is_within(points: list[tuple[float, float]], corners: list[tuple[float, float]]) -> bool:
    return all(
        min(edge[i] for edge in corners) - _CLIP_SLACK <= point[i] <= max(edge[i] for edge in corners) + _CLIP_SLACK
        for point in points
        for i in (0, 1)
    )


def _unwrap(element: ElementTree.Element) -> None:
    """Put the content of groups that say nothing in their place."""
    for child in list(element):
        _unwrap(child)
    for i, child in reversed(list(enumerate(element))):
        if child.tag in (f"{_SVG}g", f"{_SVG}defs") and (not len(child) or (child.tag[-1] == "g" and not child.attrib)):
            element[i : i + 1] = list(child)


def _target(element: ElementTree.Element) -> str | None:
    return element.attrib.get(_HREF, element.attrib.get("href"))


def _share(root: ElementTree.Element, shelf: Shelf) -> None:
    """Put long outlines, styles and letters on the shelf."""
    for element in list(root.iter()):
        if element.tag == f"{_SVG}path" and len(element.get("d", "")) > _LONG:
            _use_outline(element, shelf)
        if element.tag == f"{_SVG}text":
            shelf.write(element.get("style", ""), element.text or "")
        if style := element.attrib.pop("style", ""):
            element.set("class", shelf.style(style))


def _use_outline(path: ElementTree.Element, shelf: Shelf) -> None:
    """Put an outline on the shelf as if it began at 0, so that small maps of one extent share their land."""
    start = _START.fullmatch(path.attrib.pop("d"))
    assert start is not None
    name = shelf.outline(f"m0 0{start[3]}")
    # The clip stays with the group: a shape that is used elsewhere takes its own clip along.
    path.tag = f"{_SVG}g"
    ElementTree.SubElement(path, f"{_SVG}use", x=start[1], y=start[2], href=f"#{name}")


def _referenced(root: ElementTree.Element) -> list[str]:
    """Ids that something in the figure points at, in the order in which they stand."""
    wanted: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in (_HREF, "href") and element.tag != f"{_SVG}a":
                wanted.add(value.removeprefix("#"))
            wanted.update(_URL.findall(value))
    return [element.attrib["id"] for element in root.iter() if element.attrib.get("id") in wanted]


def _rewrite(element: ElementTree.Element, ids: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Keep of an element's attributes those that draw, shortened, and a link that stays within the page."""
    target = _target(element)
    kept = dict(_attributes(element, ids))
    element.attrib.clear()
    element.attrib.update(kept)
    if target is None:
        return
    if element.tag == f"{_SVG}a":
        if target.startswith("#"):
            element.set("href", target)
            element.set("aria-label", names.get(target[1:], target[1:]))
    elif target.startswith("#"):
        element.set("href", f"#{ids.get(target[1:], target[1:])}")
    elif target.startswith("data:image/png;base64,"):
        element.set("href", target)


def _attributes(element: ElementTree.Element, ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        is_foreign = key.startswith(("{", "on")) or key in ("href", "target") or _ABROAD.search(value)
        if key == "id":
            if value in ids:
                yield key, ids[value]
        elif key == "d":
            yield key, _path(value)
        elif not is_foreign:
            value = _URL.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", value)
            yield key, _shortened(key, value)


def _shortened(key: str, value: str) -> str:
    if key == "style":
        return _FAMILY.sub("", _LOOSE.sub(r"\1", value))
    if key == "transform":
        return _PLACE.sub(r"\1", value)
    return _FINE.sub(r"\1", value)


def _path(outline: str) -> str:
    """Shorten an outline: each step told from where the last one ended, in tenths of a point where it is long.

    >>> _path("M 10 20 L 11.504 20 L 10 20 z")
    'm10 20l1.5 0-1.5 0z'
    """
    steps = [(letter, [float(number) for number in numbers.split()]) for letter, numbers in _STEP.findall(outline)]
    if not steps or steps[0][0] != "M" or any(letter not in "MLCQz" for letter, _ in steps):
        return outline
    if len(outline) <= _LONG:
        words = _relative(steps, (0.0, 0.0), 2)
    else:
        # A long outline is measured from its start, so that the same coast elsewhere on the sheet is the same to the
        # digit; where it starts is written with two decimals.
        origin = (steps[0][1][0], steps[0][1][1])
        words = _relative(steps, origin, 1)
        words[1:3] = [_decimal(round(value * 100), 2) for value in origin]
    return _SPARE.sub(lambda match: match[1] or "", " ".join(words))


def _relative(steps: list[tuple[str, list[float]]], origin: tuple[float, float], places: int) -> list[str]:
    """Write steps from point to point, in units of the last decimal place so that no error adds up."""
    x = y = 0
    start = (0, 0)
    words: list[str] = []
    last = ""
    for letter, numbers in steps:
        points = [round((number - origin[i % 2]) * 10**places) for i, number in enumerate(numbers)]
        if letter != last or letter == "M":
            words.append(letter.lower())
        words += [_decimal(value - (y if i % 2 else x), places) for i, value in enumerate(points)]
        x, y = start if letter == "z" else points[-2:]
        if letter == "M":
            start = (x, y)
        last = letter
    return words


def _decimal(number: int, places: int) -> str:
    """Write `number` units of the last decimal place as short as SVG reads it."""
    if not number:
        return "0"
    whole = f"{abs(number) / 10**places:.{places}f}".rstrip("0").rstrip(".").removeprefix("0")
    return f"-{whole}" if number < 0 else whole


def _written(root: ElementTree.Element) -> str:
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        if element.tag not in _WITH_TEXT:
            element.text = None
        if element.tag != "tspan":
            element.tail = None
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
