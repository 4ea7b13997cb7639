"""Names: which person, body or state each stands for."""

from __future__ import annotations

import time
from itertools import pairwise

import pandas as pd
import pytest

from osint.tables import OsintError
from osint.text import names
from osint.text.document import Document

ACTORS = pd.DataFrame(
    [
        ("Harbour Union", "Harbour Union", "organization", ""),
        ("the dockers", "Harbour Union", "organization", ""),
        ("Åsa Lindström", "Åsa Lindström", "person", "Harbour Union"),
        ("union boss", "Åsa Lindström", "person", "Harbour Union"),
        ("OHRA", "OHRA", "organization", ""),
        ("ORA", "Office of Rivers", "organization", ""),
    ],
    columns=["alias", "actor", "kind", "of"],
)


def found(text: str, actors: pd.DataFrame | None = None) -> list[tuple[str, str, str | None]]:
    doc = Document(text)
    return [(text[n.start : n.end], n.actor, n.kind) for n in names.locate(doc, names.Roster(actors))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour Union met.", [("Harbour Union", "Harbour Union", "organization")]),
        ("On Friday the dockers met.", [("the dockers", "Harbour Union", "organization")]),
        ("Asa Lindstrom spoke.", [("Asa Lindstrom", "Åsa Lindström", "person")]),
        ("Then Lindström, Åsa Lindström, left.", [("Lindström", "Åsa Lindström", "person")] * 2),
        ("The union boss left.", [("union boss", "Åsa Lindström", "person")]),
        ("Ohra met, ohra did not.", [("Ohra", "OHRA", "organization")]),
        ("Ora pro nobis.", []),
        ("HARBOUR UNION STRIKES", [("HARBOUR UNION", "Harbour Union", "organization")]),
        ("The Harbour union’s chief left.", [("Harbour union", "Harbour Union", "organization")]),
        ("The harbour union of two seas.", []),
        ("Lindström Square was shut.", []),
    ],
)
def test_roster(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(a, b, c) for (_, b, c), (a, _, _) in zip(found(text, ACTORS), expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor Peter Holm spoke. Holm left.", [("Peter Holm", "Peter Holm"), ("Holm", "Peter Holm")]),
        ("Sen. Mary K. Holm (R-Ohio) left.", [("Mary K. Holm", "Mary K. Holm")]),
        ("Ohio Gov. Peter Holm left.", [("Peter Holm", "Peter Holm")]),
        ("Mr. Qvist’s boat sank.", [("Qvist", "Qvist")]),
        ("“It sank,” said Qvist.", [("Qvist", "Qvist")]),
        ("Yara Qvistova, 31, lives there.", [("Yara Qvistova", "Yara Qvistova")]),
        (
            "The mayor, Peter Holm, spoke. The mayor left.",
            [("mayor", "Peter Holm"), ("Peter Holm", "Peter Holm"), ("mayor", "Peter Holm")],
        ),
        (
            "Danish minister Mette Holm and Swedish minister Erik Berg met. The Swedish minister left.",
            [("Mette Holm", "Mette Holm"), ("Erik Berg", "Erik Berg"), ("Swedish minister", "Erik Berg")],
        ),
        (
            "Peter Holm and Paula Holm met. Mrs. Holm left.",
            [*[(n, n) for n in ("Peter Holm", "Paula Holm")], ("Holm", "Paula Holm")],
        ),
        ("Heavy rain fell near Springfield on Monday.", []),
        ("He lives in Lake Placid, near Mount Marcy.", []),
        ("Meanwhile, Friday was quiet. However, April was not.", []),
    ],
)
def test_persons(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(a, b) for a, b, kind in found(text) if kind == "person"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Institute for River Studies (IRS) wrote.",
            ["Institute for River Studies", "Institute for River Studies"],
        ),
        ("The Ministry of Labour and the U.N. met.", ["Ministry of Labour", "United Nations"]),
        ("Reuters and the Harbour Bank disagreed.", ["Reuters", "Harbour Bank"]),
        ("The House and the Senate met on Friday.", ["Senate"]),
    ],
)
def test_bodies(text: str, expected: list[str]) -> None:
    assert [actor for _, actor, kind in found(text) if kind == "organization"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo and Denmark agreed.", ["Norway", "Denmark"]),
        ("Downing Street said no.", ["United Kingdom"]),
        ("Jordan Peters left Jordan.", ["Jordan"]),
    ],
)
def test_states(text: str, expected: list[str]) -> None:
    assert [actor for _, actor, kind in found(text) if kind == "state"] == expected


@pytest.mark.parametrize(
    ("full", "later"),
    [
        ("Tarek ez-Zayat", ["ez-Zayat", "Ez-Zayat", "Zayat"]),
        ("Mina van den Broek", ["van den Broek", "Van den Broek", "Broek"]),
        ("Joaquín Prieto Salas", ["Prieto Salas", "Prieto", "Salas"]),
        ("Park Dong-wook", ["Park", "Park Dong Wook"]),
        ("Aidan O’Hara", ["O'Hara", "O’Hara"]),
        ("Yuriy Holub", ["Yuri Holub", "Holub", "Yuriy"]),
        ("Jørn Sæther", ["Jorn Saether", "Sæther"]),
    ],
)
def test_a_person_is_one_in_every_form(full: str, later: list[str]) -> None:
    text = f"The pilot {full} landed on Monday. " + " ".join(f"Rain fell, {form} said. It grew." for form in later)
    persons = [(actor, kind) for _, actor, kind in found(text)]
    assert persons == [(full, "person")] * (1 + len(later))


def test_a_surname_goes_to_the_one_named_last() -> None:
    text = "Peter Holm and Erik Holm met. Holm spoke. Peter Holm left, and Holm wept. Erik stayed."
    actors = [actor for _, actor, _ in found(text)]
    assert actors == ["Peter Holm", "Erik Holm", "Erik Holm", "Peter Holm", "Peter Holm", "Erik Holm"]


@pytest.mark.parametrize(
    "text",
    [
        "The trawler Peter Holm sank. The Peter Holm had a crew of six.",
        "USS Paula Grant left port. The Paula Grant came back.",
        "The Deputy Minister left. The Deputy Minister said so.",
        "News from Baltic Nations",
        "The Azures said that they had won.",
    ],
)
def test_what_is_no_person(text: str) -> None:
    assert [actor for _, actor, kind in found(text) if kind == "person"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harakat al-Sabah claimed the raid.", ("Harakat al-Sabah", "organization")),
        ("The plumber Rosa Storm was there.", ("Rosa Storm", "person")),
        ("Minister of Works Rosa Lind was there.", ("Rosa Lind", "person")),
    ],
)
def test_what_a_name_stands_for(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(actor, kind) for _, actor, kind in found(text)]


def test_aliases_that_differ_in_case_are_both_kept() -> None:
    actors = pd.DataFrame(
        [("VOR", "Reed Institute", "organization", ""), ("Vor", "Ada Vor", "person", "")],
        columns=["alias", "actor", "kind", "of"],
    )
    assert [actor for _, actor, _ in found("VOR met Vor.", actors)] == ["Reed Institute", "Ada Vor"]


@pytest.mark.parametrize("written", ["Blue-Reed", "Blue‑Reed", "Blue Reed", "BLUE REED"])
def test_hyphens_and_case_do_not_part_an_alias(written: str) -> None:
    actors = pd.DataFrame([("Blue-Reed", "Blue Reed", "group", "")], columns=["alias", "actor", "kind", "of"])
    assert [actor for _, actor, _ in found(f"Men of {written} met.", actors)] == ["Blue Reed"]


def test_a_heading_gives_only_persons_named_elsewhere() -> None:
    text = "Holm Tells Harbour Workers To Wait For Help\n\nPeter Holm spoke on Monday, and the workers waited."
    assert found(text) == [("Holm", "Peter Holm", "person"), ("Peter Holm", "Peter Holm", "person")]


def test_a_missing_column_is_told() -> None:
    with pytest.raises(OsintError, match="'kind'"):
        names.Roster(pd.DataFrame({"alias": ["A"], "actor": ["A"]}))


@pytest.mark.parametrize(
    "piece", ["Peter Holm said. ", "A B C D ", "Harbour of the ", "Кремль Москва ", "\x00\u200f🙂 "]
)
@pytest.mark.slow
def test_spans_hold_and_time_grows_with_length(piece: str) -> None:
    roster = names.Roster()

    def seconds(n: int) -> float:
        text = piece * n
        started = time.process_time()
        located = names.locate(Document(text), roster)
        assert all(0 <= a.start < a.end <= len(text) for a in located)
        assert all(a.end <= b.start for a, b in pairwise(located))
        return time.process_time() - started

    assert seconds(8_000) < 1 + 30 * seconds(500)
