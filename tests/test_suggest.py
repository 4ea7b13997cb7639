"""What a case does not know: names, titles, places and sources proposed as rows for its tables."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osint import cases, suggest

FERRY = (
    "Norwegian Prime Minister Ada Lund said on Monday that the Norwegian army, coast guard and interior ministry "
    "would clear the harbour. Lund thanked the Harbour Workers Association. A senior NATO official told reporters "
    "that Bergtorp was ready.\n"
    "“We will sail,” said Lund. The ferry left from Quellport, according to data from ShipWatch99. "
    "The Kvasir Courier reported that Bo Dahl and Utne had met at Skarvik Airport.\n"
)


def laid(tmp_path: Path, *texts: str, **tables: str) -> Any:
    (tmp_path / "articles").mkdir()
    for number, text in enumerate(texts):
        (tmp_path / "articles" / f"{number}.txt").write_text(text, encoding="utf-8")
    for name, table in tables.items():
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
    return cases.open(tmp_path)


def test_names_titles_and_bodies_are_proposed(tmp_path: Path) -> None:
    found = suggest.actors(laid(tmp_path, FERRY))
    rows = {row.alias: (row.actor, row.kind) for row in found.itertuples()}
    assert rows["Ada Lund"] == rows["Lund"] == ("Ada Lund", "person")
    assert rows["Norwegian Prime Minister"] == ("Ada Lund", "person")
    assert rows["Norwegian army"] == ("Norwegian armed forces", "organization")
    assert rows["coast guard"] == ("Norwegian coast guard", "organization")
    assert rows["interior ministry"] == ("Norwegian Ministry of Internal Affairs", "organization")
    assert rows["senior NATO official"] == ("senior NATO official", "person")
    assert rows["Harbour Workers Association"][1] == "organization"
    assert rows["ShipWatch99"] == ("ShipWatch99", "organization")
    assert rows["Bo Dahl"] == ("Bo Dahl", "person")
    assert set(rows).isdisjoint({"Monday", "We", "The", "Norway", "Norwegian"})


def test_whom_an_actor_speaks_for_is_told(tmp_path: Path) -> None:
    found = suggest.actors(laid(tmp_path, FERRY)).set_index("alias")
    assert found.loc["Lund", "of"] == found.loc["Norwegian army", "of"] == "Norway"
    assert found.loc["senior NATO official", "of"] == "NATO"
    assert found.loc["Lund", ["n", "n_articles"]].tolist() == [2, 1]
    assert found.loc["Ada Lund", "example"].startswith("Norwegian Prime Minister Ada Lund said")


def test_what_the_case_lists_is_not_proposed(tmp_path: Path) -> None:
    listed = "alias,actor,kind,of\nAda Lund,Ada Lund,person,Norway\nLund,Ada Lund,person,Norway\n"
    found = suggest.actors(laid(tmp_path, FERRY, actors=listed))
    assert not {"Ada Lund", "Lund"} & set(found["alias"])
    assert "Norwegian Prime Minister" in set(found["alias"])


def test_a_surname_takes_the_full_name_of_another_article(tmp_path: Path) -> None:
    found = suggest.actors(laid(tmp_path, FERRY, "The ferry sailed, Minister Lund told the council.")).set_index(
        "alias"
    )
    assert found.loc["Lund", "actor"] == "Ada Lund" and found.loc["Lund", "n_articles"] == 2


def test_a_name_that_comes_often_is_proposed_without_a_kind(tmp_path: Path) -> None:
    often = "They went with Zorbit on foot, and near Zorbit they slept. Nobody knew Zorbit well, nor Plim."
    found = suggest.actors(laid(tmp_path, often)).set_index("alias")
    assert found.loc["Zorbit", "n"] == 3
    assert "Plim" not in found.index


def test_proposals_can_stand_in_the_case(tmp_path: Path) -> None:
    opened = laid(tmp_path, FERRY)
    for name in ("actors", "sources"):
        (tmp_path / f"{name}.csv").write_text(suggest.as_csv(getattr(suggest, name)(opened)), encoding="utf-8")
    again = cases.open(tmp_path)
    assert suggest.actors(again).empty and suggest.sources(again).empty


def test_a_proposal_is_no_formula() -> None:
    table = pd.DataFrame({"file": ["a.txt"], "title": ["=1+1"], "author": [None]})
    assert suggest.as_csv(table) == "file,title,author\na.txt,1+1,\n"


def test_unknown_places_are_proposed(tmp_path: Path) -> None:
    found = suggest.places(laid(tmp_path, FERRY)).set_index("name")
    assert found.loc["Quellport", ["n", "n_articles"]].tolist() == [1, 1]
    assert found.loc["Skarvik Airport", "kind"] == "airport"
    assert "Monday" not in found.index and "ShipWatch99" not in found.index


def test_a_place_that_the_case_lists_is_not_proposed(tmp_path: Path) -> None:
    listed = "name,place,kind,country,lat,lon,extent_km\nQuellport,Quellport,harbour,NO,60.4,5.3,\n"
    assert "Quellport" not in set(suggest.places(laid(tmp_path, FERRY, places=listed))["name"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ferry sails again\nBy Ada Lund | May 31, 2024\n" + FERRY,
            {"title": "Ferry sails again", "published": "2024-05-31", "outlet": None},
        ),
        (FERRY + "Source: The Kvasir Courier and news agencies\n", {"outlet": "The Kvasir Courier"}),
        (FERRY + "© 2024 Kvasir Courier. All rights reserved.\n", {"outlet": "Kvasir Courier"}),
        (FERRY + "Source references follow here.\n", {"outlet": None}),
        ("31 May 2024\nby Ada Lund\n" + FERRY, {"published": "2024-05-31", "author": "Ada Lund"}),
    ],
)
def test_what_a_file_says_of_itself(tmp_path: Path, text: str, said: dict[str, str | None]) -> None:
    (row,) = suggest.sources(laid(tmp_path, text)).to_dict("records")
    assert {key: row[key] if isinstance(row[key], str) else None for key in said} == said
    assert row["file"] == "0.txt" and row["outlet_basis"] == ("stated" if said.get("outlet") else "unknown")


def test_sources_that_are_listed_are_not_proposed(case: Any) -> None:
    assert suggest.sources(case).empty


@pytest.mark.slow
def test_on_the_seed_articles_most_actors_are_proposed_and_little_else(case: Any) -> None:
    import dataclasses

    from osint.knowledge.letters import fold

    found = suggest.actors(dataclasses.replace(case, actors=case.actors.iloc[:0]))
    wanted = case.actors[case.actors["kind"].isin(["person", "organization"])]
    proposed = {fold(name) for name in found["actor"]}
    assert wanted["actor"].drop_duplicates().map(lambda name: fold(name) in proposed).mean() >= 0.85
    assert found.groupby(found["alias"].map(fold))["actor"].nunique().max() == 1
    real = {fold(name) for column in ("alias", "actor") for name in case.actors[column]}
    is_none = ~(found["alias"].map(fold).isin(real) | found["actor"].map(fold).isin(real))
    assert is_none.mean() <= 0.2


def test_what_is_proposed_is_accepted_and_not_proposed_again(tmp_path: Path) -> None:
    case = laid(tmp_path, "31 May 2024\n" + FERRY)
    found = {name: getattr(suggest, name)(case) for name in ("actors", "places", "sources")}
    assert all(map(len, found.values()))
    for name, table in found.items():
        (tmp_path / f"{name}.csv").write_text(suggest.as_csv(table), encoding="utf-8")
    again = cases.open(tmp_path)
    assert [len(getattr(suggest, name)(again)) for name in found] == [0, 0, 0]
    assert len(again.actors) == len(found["actors"])
