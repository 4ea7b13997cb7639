"""Mail: one message, or a mailbox of many."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from osint.articles import dates, encodings, formats, lines, markup
from osint.articles.formats import Found, Limits, UnreadableError

#: How a container has the files in it read: their bytes and their name.
Inside = Callable[[bytes, str], Iterator[Found]]

_HEAD = re.compile(rb"\s*(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t])")
#: Parts that hold parts, in one mail; each takes time at every line of the others.
_MULTIPARTS = 50
_MULTIPART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
#: A plain part with less than this share of the HTML part's words is a stub: "This mail needs an HTML viewer."
_STUB_SHARE = 0.5
#: Mails within mails: a reply to a reply to a forwarded one.
_DEPTH = 3
_QUOTED_LINE = re.compile(r"^[ \t]*>.*(?:\n|\Z)", re.MULTILINE)
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


def parse(data: bytes, policy: str) -> Any:
    """Parse a mail under a `policy` of :mod:`email.policy`.

    Raises
    ------
    UnreadableError
        If so many parts hold others that it would take minutes.
    """
    import email
    import email.policy

    if (n := len(_MULTIPART.findall(data))) > _MULTIPARTS:
        raise UnreadableError(f"It has {n:,} parts that hold parts, more than the {_MULTIPARTS} allowed.")
    return email.message_from_bytes(data, policy=getattr(email.policy, policy))


def read(data: bytes, limits: Limits, inside: Inside) -> Iterator[Found]:
    """Read one message: what its sender writes, what he quotes or forwards as others' articles, what is attached.

    Raises
    ------
    UnreadableError
        If it is no mail.
    """
    message: Any = parse(data, "default")
    if not _HEAD.match(data) or not any(head in message for head in ("From", "Subject", "Date")):
        raise UnreadableError("The name says mail, but there are no mail headers in it.")
    found = Found(
        title=markup.line(str(message.get("Subject", ""))),
        author=_sender(str(message.get("From", ""))),
        published=dates.day(str(message.get("Date", ""))),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    text, is_html, encoding, problem = _body(message)
    attached = list(message.iter_attachments())
    if not text.strip() and any(part.get_content_type() in _TNEF for part in attached):
        problem = "Its text is in winmail.dat, a format of Outlook's (TNEF); have it sent as plain text or HTML."
    yield from parted(found._replace(encoding=encoding, problem=problem), text, is_html=is_html)
    for number, part in enumerate(attached, 1):
        limits.count()
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield from inside(payload, formats.shown(part.get_filename() or f"attachment {number}"))


def parted(found: Found, text: str, *, is_html: bool, depth: int = 0) -> Iterator[Found]:
    """The article of a mail, and those of the mails that it quotes or forwards, each with its own sender and day."""
    import quotequail

    unwrap = quotequail.unwrap_html if is_html else quotequail.unwrap
    wrapped = unwrap(text) if depth < _DEPTH else None
    if not wrapped:
        yield found._replace(text=_plain(text, is_html=is_html))
        return
    kind = "html" if is_html else "text"
    parts = [_plain(wrapped.get(f"{kind}_{place}") or "", is_html=is_html) for place in ("top", "bottom")]
    own = "\n\n".join(part for part in parts if part.strip())
    if own:
        yield found._replace(text=own)
    elif depth == 0:
        yield found._replace(problem="It only forwards or quotes another mail.")
    inner = Found(
        member=f"{found.member}!quoted".lstrip("!"),
        title=markup.line(wrapped.get("subject")) or found.title,
        author=_sender(wrapped.get("from") or ""),
        encoding=found.encoding,
        sha256=found.sha256,
    ).dated(*(dates.bounds(wrapped.get("date")) or (None, None)))
    yield from parted(inner, wrapped.get(kind) or "", is_html=is_html, depth=depth + 1)


def _plain(text: str, *, is_html: bool) -> str:
    if is_html:
        return markup.paragraphs(text)
    return lines.unwrapped(_QUOTED_LINE.sub("", text).strip("\n"))


def _body(message: Any) -> tuple[str, bool, str | None, str | None]:
    """The text, whether it is HTML, its encoding, and a problem: the HTML part where the plain one is a stub."""
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    text, encoding, problem = _decoded(plain)
    page, html_encoding, html_problem = _decoded(html)
    if html is not None and len(text.split()) < _STUB_SHARE * len(markup.paragraphs(page).split()):
        return page, True, html_encoding, html_problem
    return text, False, encoding, problem


def _decoded(part: Any) -> tuple[str, str | None, str | None]:
    if part is None:
        return "", None, None
    text, encoding, problem = encodings.decode(part.get_payload(decode=True) or b"", part.get_content_charset())
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = lines.flowed(text, is_space_dropped=str(part.get_param("delsp", "")).lower() == "yes")
    return text, encoding, problem


def _sender(written: str) -> str | None:
    from email.utils import parseaddr

    name, address = parseaddr(written) if "@" in written else (written, "")
    return markup.line(name or address)


def mailbox(stream: BinaryIO, limits: Limits, inside: Inside) -> Iterator[Found]:
    """Read a mailbox (mbox): its messages in order, each as :func:`read` reads one."""
    for number, data in enumerate(_messages(stream, limits), 1):
        limits.count()
        if len(data) > limits.max_bytes:
            allowed = f"the {limits.max_bytes:,} bytes allowed"
            yield Found(member=str(number), problem=f"The message has more than {allowed}; raise `max_bytes`.")
            continue
        for found in inside(data, f"{number}.eml"):
            member = found.member.removeprefix(f"{number}.eml").lstrip("!")
            yield found._replace(member=f"{number}!{member}" if member else str(number))


def _messages(stream: BinaryIO, limits: Limits) -> Iterator[bytes]:
    """The messages between the lines that begin with "From " after an empty one (RFC 4155).

    Of one that is longer than allowed only so much is kept that this shows.
    """
    taken: list[bytes] = []
    size = 0
    is_after_empty = True
    while line := stream.readline(limits.max_bytes + 1):
        limits.spend(len(line))
        if is_after_empty and line.startswith(b"From "):
            if taken:
                yield b"".join(taken)
            taken, size = [], 0
        elif not taken and not line.strip():
            continue
        elif size <= limits.max_bytes:
            # ">From " at a line's beginning is how a mailbox writes "From ".
            taken.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        is_after_empty = not line.strip()
    if taken:
        yield b"".join(taken)


def outlook(data: bytes, limits: Limits, inside: Inside) -> Iterator[Found]:
    """Read a message that Outlook saved (.msg).

    Raises
    ------
    UnreadableError
        If it is damaged, or no such message.
    """
    import io

    import oxmsg

    try:
        message = oxmsg.Message.load(io.BytesIO(data))
        text, page = message.body or "", message.html_body or ""
        sent = message.sent_date
        found = Found(
            title=markup.line(message.subject),
            author=_sender(message.sender or ""),
            published=sent.date().isoformat() if sent else None,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        attachments = [(one.file_name, one.file_bytes) for one in message.attachments]
    except Exception as error:  # a damaged file stumbles anywhere in the library
        raise UnreadableError(f"The Outlook message is damaged: {formats.said(error)}.") from None
    is_html = bool(page) and len(text.split()) < _STUB_SHARE * len(markup.paragraphs(page).split())
    yield from parted(found, page if is_html else text.replace("\r\n", "\n"), is_html=is_html)
    for number, (name, payload) in enumerate(attachments, 1):
        limits.count()
        if isinstance(payload, bytes):
            yield from inside(payload, formats.shown(name or f"attachment {number}"))
