"""Mail: what a sender writes, what he quotes and forwards, and mailboxes."""

import io
from email.message import EmailMessage

import pytest

from osint.articles import containers
from osint.articles.formats import Found, Limits

STORY = "The ferry sails again on Monday, the mayor of Aldmouth said, and the harbour has been dredged for it."


def mail(text: str = "", html: str | None = None, **attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "Ann Weir <ann@post.example>"
    message["Subject"] = "About the ferry"
    message["Date"] = "Fri, 31 May 2024 23:10:00 +0200"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, (kind, data) in attached.items():
        main, sub = kind.split("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name.replace("_", "."))
    return message.as_bytes()


def read(data: bytes, name: str = "a.eml", limits: Limits | None = None) -> list[Found]:
    return list(containers.read(io.BytesIO(data), name, limits))


def test_the_html_part_is_read_where_the_plain_one_is_a_stub() -> None:
    (stub,) = read(mail("Please use an HTML viewer.", f"<html><body><p>{STORY}</p><p>{STORY}</p></body></html>"))
    assert stub.text == f"{STORY}\n{STORY}"
    (both,) = read(mail(f"{STORY}\n\n{STORY}", f"<p>{STORY}</p><p>{STORY}</p>"))
    assert both.text.strip() == f"{STORY}\n\n{STORY}"


FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Bo Lund <bo@harbour.example>\nDate: Thu, May 30, 2024 at 9:00 AM\n"
)
FORWARDED += f"Subject: Ferry sails\nTo: <ann@post.example>\n\n{STORY}\n"
OUTLOOK = "-----Original Message-----\nFrom: Bo Lund\nSent: Thursday, May 30, 2024 9:00 AM\nTo: Ann Weir\n"
OUTLOOK += f"Subject: Ferry sails\n\n{STORY}\n"
REPLIED = f"On Thu, 30 May 2024 at 09:00, Bo Lund <bo@harbour.example> wrote:\n> {STORY}\n> \n> {STORY}\n"
REPLIED_HTML = (
    '<div>I doubt it.</div><div class="gmail_quote"><div class="gmail_attr">On Thu, 30 May 2024 at 09:00, Bo Lund'
    f" wrote:<br></div><blockquote>{STORY}</blockquote></div>"
)


@pytest.mark.parametrize("quoted", [FORWARDED, OUTLOOK, REPLIED], ids=["forward", "outlook", "reply"])
def test_what_is_quoted_or_forwarded_is_not_the_sender_s(quoted: str) -> None:
    own, other = read(mail(f"I doubt it.\n\n{quoted}"))
    assert (own.text, own.author, own.published) == ("I doubt it.", "Ann Weir", "2024-05-31")
    assert other.author == "Bo Lund" and other.published == "2024-05-30" and other.member == "quoted"
    assert STORY in other.text
    assert not any(mark in own.text + other.text for mark in (">", "From:", "wrote", "Sent:", "----"))


def test_a_quoted_mail_in_html() -> None:
    own, other = read(mail("", f"<html><body>{REPLIED_HTML}</body></html>"))
    assert (own.text, other.text, other.author) == ("I doubt it.", STORY, "Bo Lund")


def test_a_mail_that_only_forwards_another_is_no_article_of_the_sender_s() -> None:
    own, other = read(mail(FORWARDED))
    assert "only forwards" in (own.problem or "") and own.text == ""
    assert (other.author, other.title, other.problem) == ("Bo Lund", "Ferry sails", None)


def test_winmail_says_what_it_is() -> None:
    (row,) = read(mail("", winmail_dat=("application/ms-tnef", b"\x78\x9f\x3e\x22")))
    assert "winmail.dat" in (row.problem or "")


def box(*messages: bytes) -> bytes:
    return b"".join(b"From ann Fri May 31 23:10:00 2024\n" + message + b"\n" for message in messages)


def test_the_messages_of_a_mailbox() -> None:
    data = box(mail("The ferry sails.\n\n>From here it sails.\n"), b"No mail at all.\n", mail(f"Mine.\n\n{FORWARDED}"))
    found = read(data, "a.mbox")
    assert [row.member for row in found] == ["1", "2", "3", "3!quoted"]
    assert [bool(row.problem) for row in found] == [False, True, False, False]
    assert found[0].text.strip().endswith("From here it sails.")
    assert found[0].sha256 != found[2].sha256


def test_a_message_that_is_too_long_is_named() -> None:
    first, second = read(box(mail(STORY), mail(STORY * 100)), "a.mbox", Limits(max_bytes=2000))
    assert not first.problem and "2,000 bytes allowed" in (second.problem or "")


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_damaged_message_of_outlook_is_named(data: bytes) -> None:
    (row,) = read(data, "a.msg")
    assert "damaged" in (row.problem or "")
