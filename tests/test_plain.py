"""Plain text and Markdown."""

import pytest

from osint.articles import plain

STORY = "The ferry sails, the mayor said."


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "Ferry: it sails"\nDate: 2024-05-31\nauthors: [Ann Weir, Bo Lund]\nsource: Post\n---\n',
        "---\ntitle: 'Ferry: it sails'\ndate: 31 May 2024\nauthor:\n  - Ann Weir\n  - Bo Lund\npublisher: Post\n...\n",
        '+++\ntitle = "Ferry: it sails"\ndate = 2024-05-31\nauthors = ["Ann Weir", "Bo Lund"]\noutlet = "Post"\n+++\n',
    ],
)
def test_front_matter_says_what_an_article_is(front: str, newline: str) -> None:
    found = plain.markdown((front + f"\n{STORY}\n").replace("\n", newline).encode())
    assert found.text == STORY
    assert (found.title, found.author) == ("Ferry: it sails", "Ann Weir; Bo Lund")
    assert (found.published, found.outlet) == ("2024-05-31", "Post")


def test_markup_goes() -> None:
    written = (
        '# Ferry *sails*\n\nThe [mayor](https://post.example "M") said __so__,\nand `he` was right.[^1]\n\n'
        "> “It sails,” he said.\n\n- One **item**\n- Two\n\n![a picture](a.png)\n\n[^1]: A note.\n"
    )
    assert plain.markdown(written.encode()).text.split("\n") == [
        "Ferry sails",
        "The mayor said so, and he was right.",
        "“It sails,” he said.",
        "One item",
        "Two",
        "A note.",
    ]


@pytest.mark.parametrize("front", ["---\ntitle: [broken\n---\n", "---\n- a list\n---\n", "+++\ntitle = \n+++\n"])
def test_front_matter_that_cannot_be_read_costs_itself_only(front: str) -> None:
    found = plain.markdown((front + STORY).encode())
    assert (found.text, found.title) == (STORY, None)


def test_a_rule_is_no_front_matter() -> None:
    assert plain.markdown(f"{STORY}\n\n---\n\n{STORY}\n".encode()).text == f"{STORY}\n{STORY}"
