"""The network of sources: who quotes whom, which outlet cites, prints or shares passages with which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from osint import evidence
from osint.compare import origins
from osint.files import replacing
from osint.tables import Tables, need_path, need_tables, show_types

#: What ties two sources, and what it says.
RELATIONS = {
    "quotes": "an outlet gives somebody's words, between marks or in its own",
    "cites": "an outlet has the words from another outlet or an agency that it names",
    "prints": "an article's dateline names the agency whose copy it is",
    "shares passages": "two outlets have passages in common, in their own words; who had them first is not told",
}
_COLUMNS = ("source", "relation", "target", "kind", "article_id", "start", "end", "text")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def edges(t: Tables) -> pd.DataFrame:
    """List what ties the sources of a case, a row per passage.

    Returns
    -------
    pandas.DataFrame
        ``source`` (an outlet), ``relation`` (a key of :data:`RELATIONS`), ``target``, ``kind`` of the target (outlet,
        agency, or the kind of actor; NA where it is not known), and the passage: ``article_id, start, end, text``.
        Only articles that count enter. One utterance is one row. Of shared passages those of both outlets are rows,
        and the two stand in the order of the articles. ``osint.evidence.count_table(edges, t, ["source", "relation",
        "target"])`` shows them as a table that leads to the passages.
    """
    need_tables(t)
    names = evidence.outlets(t.counted)
    rows = [*_quoted(t, names), *_printed(t, names), *_shared(t, names)]
    made = pd.DataFrame(rows, columns=list(_COLUMNS))
    return made.astype({column: "int64" if column in ("start", "end") else "string" for column in _COLUMNS})


def _quoted(t: Tables, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    known = {name.removesuffix("?").lower(): name for name in names.values()}
    kinds = dict(zip(t.mentions["actor"], t.mentions["kind"], strict=True))
    rows = t.quotes[t.quotes["article_id"].isin(names) & (t.quotes["kind"] != "scare")]
    rows = evidence.drop_repeated(rows, t.sentences).drop_duplicates(["article_id", "group", "speaker", "via"])
    for row in rows.to_dict("records"):
        told = {"source": names[row["article_id"]]} | {key: row[key] for key in ("article_id", "start", "end", "text")}
        if pd.notna(row["speaker"]):
            yield told | {"relation": "quotes", "target": row["speaker"], "kind": kinds.get(row["speaker"])}
        if pd.notna(row["via"]):
            target = known.get(str(row["via"]).lower(), row["via"])
            if target != told["source"]:
                yield told | {"relation": "cites", "target": target, "kind": kinds.get(target, "outlet")}


def _printed(t: Tables, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for article, outlet in names.items():
        if found := origins.agency(t.texts[article]):
            start, end = found.span(1)
            yield {"source": outlet, "relation": "prints", "target": found.group(1), "kind": "agency",
                   "article_id": article, "start": start, "end": end, "text": found.group(1)}  # fmt: skip


def _shared(t: Tables, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    places = {outlet: i for i, outlet in enumerate(dict.fromkeys(names.values()))}
    own = t.reuse[t.reuse["article_a"].isin(names) & t.reuse["article_b"].isin(names) & ~t.reuse["is_quote"]]
    for row in own.to_dict("records"):
        pair = sorted({names[row["article_a"]], names[row["article_b"]]}, key=places.__getitem__)
        if len(pair) == 2:
            told = {"source": pair[0], "relation": "shares passages", "target": pair[1], "kind": "outlet"}
            for side in "ab":
                span = {"article_id": row[f"article_{side}"]}
                yield told | span | {key: row[f"{key}_{side}"] for key in ("start", "end", "text")}


def write(t: Tables, path: str | Path) -> int:
    """Write the network as GraphML, for Gephi and the like.

    A node has ``label`` and ``kind``; an edge ``relation``, ``weight`` (its passages) and ``passages`` (their
    addresses, ``article:start-end``). Shared passages have no direction, though GraphML gives it one.

    Returns
    -------
    int
        The number of nodes.
    """
    need_path(path, "path")
    found = edges(t)
    kinds = {str(outlet): "outlet" for outlet in found["source"]}
    for target, kind in zip(found["target"], found["kind"], strict=True):
        kinds.setdefault(str(target), "" if pd.isna(kind) else str(kind))
    root = ElementTree.Element("graphml", xmlns=_GRAPHML)
    for name, of, what in (("label", "node", "string"), ("kind", "node", "string"), ("relation", "edge", "string"),
                           ("weight", "edge", "int"), ("passages", "edge", "string")):  # fmt: skip
        ElementTree.SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": what})
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    ids = {name: f"n{number}" for number, name in enumerate(kinds)}
    for name, kind in kinds.items():
        _element(graph, "node", {"id": ids[name]}, {"label": name, "kind": kind})
    ties = found.groupby(["source", "target", "relation"], sort=False)
    for number, (key, rows) in enumerate(ties):
        source, target, relation = map(str, key)
        spans = zip(rows["article_id"], rows["start"], rows["end"], strict=True)
        told = {"relation": relation, "weight": len(rows), "passages": " ".join(f"{a}:{s}-{e}" for a, s, e in spans)}
        _element(graph, "edge", {"id": f"e{number}", "source": ids[source], "target": ids[target]}, told)
    ElementTree.indent(root)
    with replacing(path) as temporary:
        ElementTree.ElementTree(root).write(temporary, encoding="utf-8", xml_declaration=True)
    return len(kinds)


def _element(graph: ElementTree.Element, tag: str, attributes: dict[str, str], data: dict[str, object]) -> None:
    made = ElementTree.SubElement(graph, tag, attributes)
    for key, value in data.items():
        words = "".join(char for char in str(value) if char.isprintable())  # XML has no control characters
        ElementTree.SubElement(made, "data", key=key).text = words


show_types(globals())
