"""The network of sources: its ties and their passages, a figure of forty nodes, GraphML."""

import networkx as nx
import pandas as pd
import pytest

from osint import charts, cli, evidence, network, tables
from osint.tables import Knowledge, OsintError, Tables

N_OUTLETS, N_SPEAKERS = 8, 44


def made():
    """Eight outlets that quote 44 speakers, some of them from each other or an agency; two share copy."""
    texts, quotes = (
        [],
        {column: [] for column in ("article_id", "start", "end", "text", "kind", "speaker", "via", "group")},
    )
    for i in range(N_OUTLETS):
        text = f"LOWICK (NTB) – It rained {i}." if i < 3 else f"It rained {i}."
        for k in range(N_SPEAKERS):
            if k % N_OUTLETS == i or (k % 5 == 0 and i < 4) or k == 7:
                start = len(text) + 2
                text += f" “Words {k}.”"
                row = (f"{i}.txt", start, start + 7 + len(str(k)), f"Words {k}.", "direct", f"Speaker Number {k}",
                       "Outlet 1" if i == 5 and k == 13 else "Radio Nine" if k == 20 else None, k)  # fmt: skip
                for column, cell in zip(quotes, row, strict=True):
                    quotes[column].append(cell)
        texts.append(text)
    ids = [f"{i}.txt" for i in range(N_OUTLETS)]
    articles = tables.frame("articles", {
        "article_id": ids, "outlet": [f"Outlet {i}" for i in range(N_OUTLETS)], "text": texts, "path": ids,
        "outlet_basis": ["stated"] * N_OUTLETS, "counts": [True] * N_OUTLETS, "n_words": [9] * N_OUTLETS,
        "reliability": ["F"] * N_OUTLETS})  # fmt: skip
    reuse = tables.frame("reuse", {
        "article_a": ["6.txt"], "start_a": [0], "end_a": [9], "text_a": [texts[6][:9]], "article_b": ["7.txt"],
        "start_b": [0], "end_b": [9], "text_b": [texts[7][:9]], "similarity": [1.0], "is_quote": [False]})  # fmt: skip
    return Tables(Knowledge(title="x"), articles=articles, quotes=tables.frame("quotes", quotes), reuse=reuse)


@pytest.fixture(scope="module")
def t():
    return made()


def test_each_tie_has_its_passages(t):
    found = network.edges(t)
    assert set(found["relation"]) == set(network.RELATIONS)
    for row in found.to_dict("records"):
        assert t.texts[row["article_id"]][row["start"] : row["end"]] == row["text"]
    ties = set(zip(found["source"], found["relation"], found["target"], strict=True))
    assert {
        ("Outlet 5", "cites", "Outlet 1"),
        ("Outlet 0", "prints", "NTB"),
        ("Outlet 6", "shares passages", "Outlet 7"),
    } < ties
    assert (found["relation"] == "quotes").sum() == len(t.quotes)
    shown = evidence.count_table(found, t, ["source", "relation", "target"], limit=500)
    assert len(shown.table) == len(ties) and shown._repr_html_().count("data-evidence") == len(ties)


def test_what_does_not_count_is_in_no_tie(t):
    left = t.replace(articles=t.articles.assign(counts=t.articles["article_id"] != "0.txt"))
    assert "Outlet 0" not in {*network.edges(left)["source"], *network.edges(left)["target"]}
    none = Tables(Knowledge(), articles=t.articles.iloc[:0])
    assert network.edges(none).empty and list(network.edges(none)) == list(network.edges(t))
    assert "No outlet of these articles quotes" in charts.describe(charts.network(none))


@pytest.mark.slow
def test_forty_nodes_are_drawn_each_a_link_no_name_over_another(t):
    ax = charts.network(t)
    groups = evidence.groups(ax)
    assert len(groups) == 40
    names = {group.label.partition(":")[0] for group in groups.values()}
    assert {"Outlet 0", "NTB", "Speaker Number 7", "Radio Nine"} <= names
    assert "sources more not drawn" in charts.describe(ax) or "sources more" in "".join(x.get_text() for x in ax.texts)
    figure = ax.get_figure()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in names]
    assert len(boxes) == 40
    assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    again = {anchor: group.label for anchor, group in evidence.groups(charts.network(made())).items()}
    assert again == {anchor: group.label for anchor, group in groups.items()}


def test_the_graph_is_read_by_networkx(t, tmp_path):
    n = network.write(t, tmp_path / "a.graphml")
    graph = nx.read_graphml(tmp_path / "a.graphml")
    assert graph.number_of_nodes() == n == N_OUTLETS + N_SPEAKERS + 2
    labels = nx.get_node_attributes(graph, "label")
    weights = {(labels[a], labels[b], data["relation"]): data["weight"] for a, b, data in graph.edges(data=True)}
    found = network.edges(t)
    assert weights == found.groupby(["source", "target", "relation"]).size().to_dict()
    (passage,) = [data["passages"] for *_, data in graph.edges(data=True) if data["relation"] == "cites"][:1]
    article, _, span = passage.split()[0].rpartition(":")
    assert article in t.texts and span.replace("-", "").isdigit()
    assert set(nx.get_node_attributes(graph, "kind").values()) >= {"outlet", "agency"}
    network.write(made(), tmp_path / "b.graphml")
    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()


def test_names_that_xml_cannot_hold_are_written_without_them(t, tmp_path):
    strange = t.quotes.assign(speaker=pd.Series(["A <b> & \x00\x0b C"] * len(t.quotes), dtype="string"))
    network.write(t.replace(quotes=strange), tmp_path / "a.graphml")
    assert "A <b> &  C" in nx.get_node_attributes(nx.read_graphml(tmp_path / "a.graphml"), "label").values()
    with pytest.raises(OsintError, match="`path` must be a path"):
        network.write(t, 3)


def test_the_command_says_what_is_missing(tmp_path, capsys):
    assert cli.main(["network", str(tmp_path / "none"), "-o", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.startswith("osint: `folder` must be a case folder")
