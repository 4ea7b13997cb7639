"""A matplotlib figure as part of a page: inline, its links alive, its ids its own, read out by its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from itertools import groupby
from xml.etree import ElementTree

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
_MOVE = re.compile(r"translate\((-?[\d.]+)(?:[ ,]+(-?[\d.]+))?\)")
_LOOSE = re.compile(r"([:;]) ")
_FINE = re.compile(r"(\.\d{3})\d+")
_LONG = 400
_WORD = 3  # letters, from which on a word is put on the shelf


def inline(
    source: str,
    *,
    prefix: str,
    label: str,
    description: str,
    names: Mapping[str, str] | None = None,
    shared: MutableMapping[str, str] | None = None,
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
    shared
        Takes up letters and marks, so that the figures of a page have them once; see :func:`shelf`.

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
    ids = _shelved(root, shared) if shared is not None else {}
    ids.update({old: f"{prefix}-{number}" for number, old in enumerate(_referenced(root), 1)})
    for element in root.iter():
        _rewrite(element, ids, names or {})
    _unwrap(root)
    if shared is not None:
        _spell(root, shared)
    kept = [(key, root.attrib[key]) for key in ("viewBox", "width", "height") if key in root.attrib]
    root.attrib.clear()
    root.attrib.update([*kept, ("role", "group"), ("aria-label", label), ("aria-describedby", description)])
    if root.find(f".//{_SVG}a") is None:
        root.set("tabindex", "0")
    return _written(root)


def shelf(shared: Mapping[str, str]) -> str:
    """Write what the figures of a page share; it is to stand on the page once.

    >>> shelf({'<path d="M0 0"/>': "s1"})
    '<svg class="shelf" width="0" height="0" aria-hidden="true"><defs><path id="s1" d="M0 0"/></defs></svg>'
    """
    paths = "".join(re.sub(r"^<\w+", rf'\g<0> id="{name}"', markup) for markup, name in shared.items())
    return f'<svg class="shelf" width="0" height="0" aria-hidden="true"><defs>{paths}</defs></svg>'


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if name not in _ELEMENTS:
            element.remove(child)
        else:
            _prune(child)


def _unwrap(element: ElementTree.Element) -> None:
    """Put the content of groups that say nothing in their place."""
    for child in list(element):
        _unwrap(child)
    for i, child in reversed(list(enumerate(element))):
        if child.tag in (f"{_SVG}g", f"{_SVG}defs") and (not len(child) or (child.tag[-1] == "g" and not child.attrib)):
            element[i : i + 1] = list(child)


def _target(element: ElementTree.Element) -> str | None:
    return element.attrib.get(_HREF, element.attrib.get("href"))


def _shelved(root: ElementTree.Element, shared: MutableMapping[str, str]) -> dict[str, str]:
    """Move paths out of ``<defs>`` to the shelf, and tell how each is called there."""
    ids = {}
    for defs in root.iter(f"{_SVG}defs"):
        for path in defs.findall(f"{_SVG}path"):
            old = path.attrib.pop("id", None)
            if old is not None:
                defs.remove(path)
                _rewrite(path, {}, {})
                ids[old] = shared.setdefault(_written(path), f"s{len(shared) + 1}")
    return ids


def _spell(root: ElementTree.Element, shared: MutableMapping[str, str]) -> None:
    """Put the words of each line of letters on the shelf, and leave out its spaces."""
    blank = {f"#{name}" for markup, name in shared.items() if ' d="' not in markup}
    for line in list(root.iter(f"{_SVG}g")):
        letters = list(line)
        if not letters or any(set(letter.attrib) not in ({"href"}, {"x", "href"}) for letter in letters):
            continue
        line[:] = []
        for is_blank, word in groupby(letters, key=lambda letter: letter.get("href") in blank):
            if not is_blank:
                line.extend(_word(list(word), shared))


def _word(letters: list[ElementTree.Element], shared: MutableMapping[str, str]) -> list[ElementTree.Element]:
    if len(letters) < _WORD:
        return letters
    begin = int(letters[0].get("x", 0))
    word = ElementTree.Element("g")
    for letter in letters:
        at = int(letter.get("x", 0)) - begin
        attributes = {"x": str(at)} if at else {}
        ElementTree.SubElement(word, "use", {**attributes, "href": letter.attrib["href"]})
    name = shared.setdefault(_written(word), f"s{len(shared) + 1}")
    return [ElementTree.Element(f"{_SVG}use", {**({"x": str(begin)} if begin else {}), "href": f"#{name}"})]


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
    kept: dict[str, str] = {}
    target = _target(element)
    for key, value in element.attrib.items():
        if key == "id":
            if value in ids:
                kept["id"] = ids[value]
        elif key == "d":
            kept["d"] = _path(value)
        elif not key.startswith(("{", "on")) and key not in ("href", "target") and not _ABROAD.search(value):
            value = _URL.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", value)
            kept[key] = _LOOSE.sub(r"\1", value) if key == "style" else _FINE.sub(r"\1", value)
    if element.tag == f"{_SVG}use" and (move := _MOVE.fullmatch(kept.get("transform", ""))):
        # A letter of a line, placed in hundredths of its size.
        del kept["transform"]
        places = {key: round(float(by)) for key, by in zip("xy", move.groups(), strict=True) if by}
        kept.update({key: str(by) for key, by in places.items() if by})
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


def _path(outline: str) -> str:
    """Shorten an outline: each step told from where the last one ended, in tenths of a point where it is long.

    >>> _path("M 10 20 L 11.504 20 L 10 20 z")
    'm10 20l1.5 0-1.5 0z'
    """
    places = 1 if len(outline) > _LONG else 2
    x = y = 0
    start = (0, 0)
    words: list[str] = []
    last = ""
    for letter, numbers in _STEP.findall(outline):
        points = [round(float(number) * 10**places) for number in numbers.split()]
        if letter not in "MLCQz":
            return outline
        if letter != last or letter == "M":
            words.append(letter.lower())
        words += [_decimal(value - (y if i % 2 else x), places) for i, value in enumerate(points)]
        if letter == "z":
            x, y = start
        else:
            x, y = points[-2:]
        if letter == "M":
            start = (x, y)
        last = letter
    return _SPARE.sub(lambda match: match[1] or "", " ".join(words))


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
