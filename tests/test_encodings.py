"""Bytes to text: encodings, declared, told and damaged."""

import pytest

from osint.articles import encodings
from osint.articles.formats import UnreadableError

PLAIN = "The mayor of Šiauliai – “a town of déjà vu” – said no.\r\nNobody asked again."


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (PLAIN.encode(), PLAIN, "utf-8"),
        (PLAIN.encode("utf-8-sig"), PLAIN, "utf-8"),
        (PLAIN.encode("utf-16"), PLAIN, "utf-16-le"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), PLAIN, "utf-16-be"),
        (PLAIN.encode("utf-32"), PLAIN, "utf-32-le"),
        ("A plain line, twice as long.".encode("utf-16-le"), "A plain line, twice as long.", "utf-16-le"),
        ("“Ça va”, said the Ålesund mayor".encode("cp1252"), "“Ça va”, said the Ålesund mayor", "windows-1252"),
    ],
)
def test_encodings_are_told(data: bytes, text: str, encoding: str) -> None:
    assert encodings.decode(data) == (text, encoding, None)


def test_a_declared_encoding_counts_where_utf8_does_not_fit() -> None:
    assert encodings.decode("Київ і Львів".encode("koi8-u"), "KOI8-U")[:2] == ("Київ і Львів", "koi8-u")
    assert encodings.decode("Київ".encode(), "KOI8-U")[:2] == ("Київ", "utf-8")
    assert encodings.decode(b"caf\xe9", "no-such-code")[1] == "windows-1252"
    assert encodings.decode(b"caf\xe9 \x93so\x94", "iso-8859-1")[0] == "café “so”"


def test_an_encoding_of_other_letters_is_detected() -> None:
    text = "Порт снова открылся в понедельник, и мэр сказал, что паром пойдёт на этой неделе. " * 5
    assert encodings.decode(text.encode("cp1251"))[0] == text


def test_damaged_utf8_keeps_the_rest() -> None:
    text, encoding, problem = encodings.decode(PLAIN.encode() * 3 + b"\xff and on")
    assert (text, encoding) == (PLAIN * 3 + "\ufffd and on", "utf-8")
    assert problem == "1 of 266 bytes are not UTF-8; they stand as \ufffd in the text."


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)), b"\0" * 40, b"\xff\xfea", b"text\0with\0zero bytes in it", b"\x01\x02\x03\x04\x05\x06"],
)
def test_what_is_no_text_is_not_guessed(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        encodings.decode(data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“We waited,” the mayor’s son said. “It’s over.”", "mac_roman"),
        (
            "Žilina’s mayor – “so far so good” – met Öztürk and Ó Briain on Monday. Élan! “Ça va”, he said.",
            "windows-1252",
        ),
        ("A café, they said; don’t. Another café in Málaga didn’t open.", "mac_roman"),
    ],
)
def test_the_encoding_of_a_macintosh_is_told_from_that_of_windows(text: str, encoding: str) -> None:
    assert encodings.decode(text.encode(encoding))[:2] == (text, encoding)


@pytest.mark.parametrize(
    ("text", "is_garbled"),
    [
        ("“It’s over” – the café’s owner".encode().decode("cp1252", "replace"), True),
        ("“It’s over” – the café’s owner in São Tomé, Ångström, Âge.", False),
        ("The sign â€œ stood once.", False),
    ],
)
def test_a_text_that_was_decoded_wrongly_is_told(text: str, is_garbled: bool) -> None:
    assert (encodings.garbled(text) is not None) == is_garbled
