"""Web archives: every coding undone, each damage one problem, all other records read."""

import gzip
import http.client
import http.server
import io
import threading
import zlib
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter
from test_pages import page

from osint import articles
from osint.articles import containers, crawls
from osint.articles.formats import Found, Limits

PAGE = page().encode()


def written(writer: type, data: bytes) -> bytes:
    stream = io.BytesIO()
    coder = writer(stream)
    coder.write(data)
    coder.close()
    return stream.getvalue()


def raw_deflate(data: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(data) + coder.flush()


def chunked(data: bytes, size: int = 100) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(body: bytes, headers: str = "", *, length: str | None = None) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/ferry\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\nWARC-Date: 2024-05-31T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length or len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def read(data: bytes, name: str = "a.warc", limits: Limits | None = None) -> list[Found]:
    return list(containers.read(io.BytesIO(data), name, limits))


CODED = {
    "gzip": gzip.compress(PAGE),
    "X-GZIP": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": raw_deflate(PAGE),
    "br": written(BrotliWriter, PAGE),
    "zstd": written(ZstdWriter, PAGE),
    "gzip, br": written(BrotliWriter, gzip.compress(PAGE)),
    "identity": PAGE,
}


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize("coding", CODED)
def test_every_coding_is_undone(coding: str, is_chunked: bool) -> None:
    body = chunked(CODED[coding]) if is_chunked else CODED[coding]
    headers = f"content-encoding: {coding}\r\n" + "Transfer-Encoding: Chunked\r\n" * is_chunked
    first, second = read(record(body, headers) + record(PAGE))
    assert first.problem is None and first.text == second.text


@pytest.mark.parametrize("header", ["Transfer-Encoding: chunked\r\n", *(f"Content-Encoding: {c}\r\n" for c in CODED)])
def test_a_coding_that_the_archive_has_undone_already_is_no_damage(header: str) -> None:
    first, second = read(record(PAGE, header) + record(PAGE))
    assert first.problem is None and first.text == second.text


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    "bad",
    [
        record(b"\x00\xff" * 30, "Content-Encoding: br\r\n"),
        record(CODED["zstd"][:-20], "Content-Encoding: zstd\r\n"),
        record(CODED["gzip"][:-20], "Content-Encoding: gzip\r\n"),
        record(gzip.compress(PAGE), "Content-Encoding: " + "gzip, " * 9 + "gzip\r\n"),
        record(chunked(PAGE)[:-40], "Transfer-Encoding: chunked\r\n"),
        record(PAGE, length="many"),
    ],
)
def test_a_lying_record_is_one_problem_and_the_rest_is_read(bad: bytes, pack) -> None:
    rows = read(b"".join(pack(part) for part in (record(PAGE), bad, record(PAGE), record(PAGE))))
    assert [bool(row.problem) for row in rows] == [False, True, False, False]
    assert not any("<" in (row.problem or "") for row in rows)


def test_a_damaged_gzip_member_is_one_problem() -> None:
    members = [gzip.compress(record(PAGE)) for _ in range(4)]
    middle = bytearray(members[1])
    middle[40:60] = b"x" * 20
    rows = read(members[0] + bytes(middle) + members[2] + members[3], "a.warc.gz")
    assert [bool(row.problem) for row in rows] == [False, True, False, False]


def test_a_coding_does_not_unpack_to_more_than_is_allowed() -> None:
    for coding, data in (
        ("gzip", gzip.compress(b"a" * 9_000_000)),
        ("br", written(BrotliWriter, b"a" * 9_000_000)),
        ("zstd", written(ZstdWriter, b"a" * 9_000_000)),
    ):
        first, second = read(record(data, f"Content-Encoding: {coding}\r\n") + record(PAGE), limits=Limits(100_000))
        assert "100,000 bytes allowed" in (first.problem or "") and not second.problem


def test_damaged_places_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawls, "_DAMAGES", 5)
    rows = read(record(PAGE) + record(b"", length="many") * 40)
    assert not rows[0].problem and "damaged in 5 places" in (rows[-1].problem or "")


def test_a_record_that_says_it_is_longer_is_named_and_the_next_one_is_read() -> None:
    other = page().replace("Aldmouth", "Lundmouth").encode()
    lying = record(PAGE, length=str(len(record(PAGE)) + 300))
    first, second, third = read(lying + record(other) + record(PAGE))
    assert "longer than it is" in (first.problem or "") and not first.text
    assert (second.problem, third.problem) == (None, None)
    assert "Lundmouth" in second.text and "Aldmouth" in third.text


def test_the_day_of_capture_bounds_that_of_publication() -> None:
    (row,) = read(record(PAGE))
    assert (row.published, row.latest) == (None, "2024-05-31")


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_site_that_was_recorded_is_read_whole(tmp_path: Path) -> None:
    """A site served on this machine with five content codings, recorded by warcio as a crawl would be."""
    warcio = pytest.importorskip("warcio.capture_http")
    codings = ["identity", "gzip", "deflate", "br", "zstd"]

    class Site(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = int(self.path.rpartition("/")[2])
            coding = codings[number % len(codings)]
            body = CODED[coding]
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if coding != "identity":
                self.send_header("Content-Encoding", coding)
            if number % 2:
                self.send_header("Transfer-Encoding", "chunked")
                body = chunked(body, 300)
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    archive = tmp_path / "site.warc.gz"
    try:
        with warcio.capture_http(str(archive)):
            for number in range(200):
                connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
                connection.request("GET", f"/news/{number}")
                connection.getresponse().read()
                connection.close()
    finally:
        server.shutdown()
        server.server_close()
    table = articles.read(archive)
    assert len(table) == 200 and table["problem"].isna().all()
    assert set(table["text"]) == {read(record(PAGE))[0].text}
    assert table["url"].nunique() == 200
