"""Exports of Telegram Desktop: a message, or a day, an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from osint.articles import dates, encodings, markup
from osint.articles.formats import Found, Limits


def is_export(held: Any) -> bool:
    """Whether a JSON file is the export of a chat or of all chats."""
    return isinstance(held, dict) and bool(_chats(held))


def chats(held: dict[str, Any], limits: Limits) -> Iterator[Found]:
    """The messages with a text of one chat, or of every chat of a whole export; the outlet is the chat."""
    found = _chats(held)
    for number, chat in enumerate(found, 1):
        outlet = markup.line(chat.get("name"))
        messages = (_message(one, outlet, limits) for one in chat["messages"] if isinstance(one, dict))
        for one in by_day(filter(None, messages), limits):
            yield one._replace(member=f"{number}!{one.member}" if len(found) > 1 else one.member)


def by_day(messages: Iterable[Found], limits: Limits) -> Iterator[Found]:
    """The messages as they are, or, where the limits ask for one article a day, those of a day as one."""
    if not limits.one_a_day:
        yield from messages
        return
    for day, group in groupby(messages, key=lambda message: message.published):
        together = list(group)
        text = "\n\n".join(message.text for message in together)
        yield together[0]._replace(text=text, member=day or together[0].member, author=None)


def _chats(held: dict[str, Any]) -> list[dict[str, Any]]:
    whole = held.get("chats")
    listed = whole.get("list") if isinstance(whole, dict) else [held]
    chats = [chat for chat in listed or () if isinstance(chat, dict) and isinstance(chat.get("messages"), list)]
    is_exported = whole is not None or ("type" in held and "name" in held)
    return chats if is_exported else []


def _message(message: dict[str, Any], outlet: str | None, limits: Limits) -> Found | None:
    limits.count()
    text = _text(message.get("text"))
    if message.get("type") != "message" or not text.strip():
        return None
    limits.spend(len(text))
    sender = markup.line(message.get("from"))
    return Found(
        encodings.clean(text),
        member=str(message.get("id", "")),
        author=sender if sender != outlet else None,
        published=dates.day(str(message.get("date") or "")),
        outlet=outlet,
    )


def _text(written: Any) -> str:
    """A text in one piece, or in pieces with and without format."""
    if isinstance(written, str):
        return written
    pieces = written if isinstance(written, list) else []
    return "".join(str(piece.get("text", "")) if isinstance(piece, dict) else str(piece) for piece in pieces)


def page(tree: Any, limits: Limits) -> list[Found]:
    """The messages of a page of Telegram's HTML export, in the order of the page; none where it is none."""
    history = tree.xpath("//div[contains(@class, 'chat_page')]//div[contains(@class, 'history')]")
    if not history:
        return []
    heads = tree.xpath("//div[@class='page_header']//div[contains(@class, 'text bold')]")
    outlet = markup.line(heads[0].text_content()) if heads else None
    found: list[Found] = []
    sender = None
    for block in tree.xpath("//div[@class='history']/div[starts-with(@class, 'message default')]"):
        limits.count()
        names = block.xpath("./div[@class='body']/div[@class='from_name']")
        # A message that is joined to the one before is of the same sender.
        sender = markup.line(names[0].text_content()) if names else sender
        texts = block.xpath(".//div[@class='text']")
        written = block.xpath(".//div[contains(@class, 'date')]/@title")
        if text := "\n".join(markup.text_of(one) for one in texts):
            found.append(
                Found(
                    text,
                    member=(block.get("id") or "").removeprefix("message"),
                    author=sender if sender != outlet else None,
                    published=dates.day(written[0]) if written else None,
                    outlet=outlet,
                )
            )
    return list(by_day(found, limits))
