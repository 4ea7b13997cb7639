"""Exports of news databases: an article a document, its fields out of its text."""

import pytest

from osint.articles import databases

LEXIS = """
                               1 of 2 DOCUMENTS


                        Copyright 2024 Aldmouth Media Ltd
                             All Rights Reserved
                            The Aldmouth Post (Aldmouth)

                              May 31, 2024 Friday
                                 Final Edition

Ferry sails again after
eleven days

BYLINE: Ann Weir and
Bo Lund

SECTION: LOCAL; Pg. 3

LENGTH: 44 words

DATELINE: ALDMOUTH

The ferry sails again, the mayor said
on Friday, as the harbour has been
dredged.

NOTE: a line such as this is text.

LOAD-DATE: June 1, 2024

LANGUAGE: ENGLISH


                               2 of 2 DOCUMENTS


                                Harbour Weekly

                              June 2, 2024

HEADLINE: Harbour shut

LENGTH: 9 words

The harbour is shut.

                   Copyright 2024 Harbour Weekly
"""
NEXIS = """User Name: x
Date and Time: Monday, June 3, 2024 10:02 AM
Documents (2)
1. Ferry sails
2. Harbour shut
Ferry sails
The Aldmouth Post
May 31, 2024 Friday
Copyright 2024 Aldmouth Media All Rights Reserved
Section: LOCAL; Pg. 3
Length: 44 words
Byline: Ann Weir
Body
The ferry sails again.
It does.
Classification
Language: ENGLISH
Load-Date: June 1, 2024
End of Document
Harbour shut
Harbour Weekly
June 2, 2024
Length: 9 words
Body
The harbour is shut.
Load-Date: June 2, 2024
End of Document
"""
FACTIVA = """Local
Ferry Sails Again
By Ann Weir
44 words
31 May 2024
10:15
The Aldmouth Post
ALDPO
A3
English
(c) 2024 Aldmouth Media

The ferry sails again.

It does.

Document ALDPO00020240531ek5v0001b

Harbour shut by a storm
1,009 words
2 June 2024
Harbour Weekly
HARWK
English
Copyright 2024.

The harbour is shut.

Document HARWK00020240602ek620000a

Search Summary
Text	ferry
"""
CODES = """SE  Local
HD  Ferry sails again
BY  By Ann Weir
WC  44 words
PD  31 May 2024
SN  The Aldmouth Post
LA  English
LP
The ferry sails again.
TD
It does.
NS  gcat : Political News
AN  Document ALDPO00020240531ek5v0001b
HD  Harbour shut
PD  2 June 2024
SN  Harbour Weekly
LP  The harbour is shut.
AN  Document HARWK00020240602ek620000a
"""
PROQUEST = """____________________________________________________________
Report Information from ProQuest
____________________________________________________________
Document 1 of 2

Ferry sails again

Author: Weir, Ann

ProQuest document link

Full text: The ferry sails again.

It does: on Friday.

Subject: Ferries; Harbours

Publication title: The Aldmouth Post; Aldmouth

Section: Local

Publication date: May 31, 2024

Database: News
____________________________________________________________
Document 2 of 2

Harbour shut

Full text: The harbour is shut.

Publication title: Harbour Weekly

Publication date: Jun 2, 2024
"""


@pytest.mark.parametrize(
    ("export", "first", "second"),
    [
        (
            LEXIS,
            ("Ferry sails again after eleven days", "Ann Weir and Bo Lund", "The Aldmouth Post (Aldmouth)"),
            ("Harbour shut", None, "Harbour Weekly"),
        ),
        (NEXIS, ("Ferry sails", "Ann Weir", "The Aldmouth Post"), ("Harbour shut", None, "Harbour Weekly")),
        (
            FACTIVA,
            ("Ferry Sails Again", "Ann Weir", "The Aldmouth Post"),
            ("Harbour shut by a storm", None, "Harbour Weekly"),
        ),
        (CODES, ("Ferry sails again", "Ann Weir", "The Aldmouth Post"), ("Harbour shut", None, "Harbour Weekly")),
        (
            PROQUEST,
            ("Ferry sails again", "Weir, Ann", "The Aldmouth Post; Aldmouth"),
            ("Harbour shut", None, "Harbour Weekly"),
        ),
    ],
    ids=["lexis", "nexis", "factiva", "codes", "proquest"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_articles_and_their_fields(export: str, first: tuple, second: tuple, newline: str) -> None:
    one, other = databases.articles(export.replace("\n", newline))
    assert (one.title, one.author, one.outlet) == first
    assert (other.title, other.author, other.outlet) == second
    assert (one.published, other.published) == ("2024-05-31", "2024-06-02")
    assert (one.genre or "").lower().startswith("local")
    assert [one.member, other.member] == ["1", "2"]
    assert one.text.startswith("The ferry sails again") and other.text == "The harbour is shut."
    for label in ("Copyright", "words", "English", "ENGLISH", "Document", "Load", "gcat", "Subject", "Search"):
        assert label not in one.text + other.text


def test_the_text_of_a_wrapped_export_is_joined() -> None:
    text = databases.articles(LEXIS)[0].text
    assert "the mayor said on Friday, as the harbour has been dredged." in text
    assert "NOTE: a line such as this is text." in text


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sails.\n\nEnd of the Document\n",
        "1 of 2 documents says so.\n\nIt sails.",
        "HD is a code.\nLP is another.\n",
        "Full text: the ferry sails.",
        "",
    ],
)
def test_other_texts_are_no_export(text: str) -> None:
    assert databases.articles(text) == []
