"""Exports of Telegram Desktop, as JSON and as pages."""

import io
import json

import pytest

from osint.articles import pages, records
from osint.articles.formats import Limits

MESSAGES = [
    {"id": 1, "type": "service", "date": "2024-05-30T08:00:00", "action": "create_channel", "text": ""},
    {"id": 2, "type": "message", "date": "2024-05-31T08:00:00", "from": "Port Watch", "text": "The ferry sails."},
    {
        "id": 3,
        "type": "message",
        "date": "2024-05-31T09:00:00",
        "from": "Ann Weir",
        "text": ["It does, ", {"type": "bold", "text": "at noon"}, {"type": "link", "text": " (map)"}, "."],
    },
    {"id": 4, "type": "message", "date": "2024-06-01T09:00:00", "from": "Port Watch", "photo": "p.jpg", "text": ""},
    {"id": 5, "type": "message", "date": "2024-06-01T10:00:00", "from": "Port Watch", "text": "It sailed."},
]
CHAT = {"name": "Port Watch", "type": "public_channel", "id": 7, "messages": MESSAGES}


def read(held: object, **limits: bool) -> list[tuple]:
    found = records.json_file(io.BytesIO(json.dumps(held).encode()), Limits(**limits))
    return [(one.member, one.text, one.author, one.published, one.outlet) for one in found]


def test_a_message_is_an_article_of_its_channel() -> None:
    assert read(CHAT) == [
        ("2", "The ferry sails.", None, "2024-05-31", "Port Watch"),
        ("3", "It does, at noon (map).", "Ann Weir", "2024-05-31", "Port Watch"),
        ("5", "It sailed.", None, "2024-06-01", "Port Watch"),
    ]


def test_a_day_can_be_an_article() -> None:
    assert read(CHAT, one_a_day=True) == [
        ("2024-05-31", "The ferry sails.\n\nIt does, at noon (map).", None, "2024-05-31", "Port Watch"),
        ("2024-06-01", "It sailed.", None, "2024-06-01", "Port Watch"),
    ]


def test_an_export_of_all_chats() -> None:
    other = {"name": "Saved", "type": "saved_messages", "messages": MESSAGES[1:2]}
    found = read({"about": "All data", "chats": {"about": "", "list": [CHAT, other]}, "frequent_contacts": {}})
    assert [row[0] for row in found] == ["1!2", "1!3", "1!5", "2!2"]
    assert found[3][4] == "Saved"


@pytest.mark.parametrize("messages", [None, "x", [3, None, {"type": "message"}]])
def test_a_damaged_chat_has_no_messages(messages: object) -> None:
    whole = {"chats": {"list": [{"name": "Broken", "messages": messages}, CHAT]}}
    assert [row[1] for row in read(whole)] == ["The ferry sails.", "It does, at noon (map).", "It sailed."]


PAGE = """<html><body><div class="page_header"><div class="content">
<div class="text bold"> Port Watch </div></div></div>
<div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">31 May 2024</div></div>
<div class="message default clearfix" id="message2"><div class="pull_left"><div class="initials">P</div></div>
<div class="body"><div class="pull_right date details" title="31.05.2024 08:00:00">08:00</div>
<div class="from_name">Port Watch</div><div class="text">The ferry sails.<br>At <b>noon</b>.</div></div></div>
<div class="message default clearfix joined" id="message3"><div class="body">
<div class="pull_right date details" title="31.05.2024 09:00:00">09:00</div>
<div class="media_wrap">Photo</div></div></div>
<div class="message default clearfix joined" id="message4"><div class="body">
<div class="pull_right date details" title="01.06.2024 09:00:00">09:00</div>
<div class="text">It sailed.</div></div></div>
</div></div></body></html>"""


def test_the_messages_of_a_page() -> None:
    found = [(one.member, one.text, one.author, one.published, one.outlet) for one in pages.read(PAGE.encode())]
    assert found == [
        ("2", "The ferry sails.\nAt noon.", None, "2024-05-31", "Port Watch"),
        ("4", "It sailed.", None, "2024-06-01", "Port Watch"),
    ]
