"""Tables and feeds: a row or an entry an article."""

import io
import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet
import pytest

from osint.articles import formats, records
from osint.articles.formats import Found, Limits, UnreadableError

STORY = "The ferry sails, the mayor said."
SHORT = Limits(max_bytes=1000)


def rows(read, data: str | bytes, **columns: str) -> list[Found]:
    return list(read(io.BytesIO(data.encode() if isinstance(data, str) else data), Limits(columns=columns)))


def parquet(**columns) -> bytes:
    stream = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        f'headline,body,date\nFerry,"{STORY}",2024-05-31\n',
        f'Headline;Body;Date\r\nFerry;"{STORY}";2024-05-31\r\n'.encode("utf-8-sig"),
        f"title\tcontent\tpub_date\nFerry\t{STORY}\t2024-05-31 09:00\n".encode("utf-16"),
    ],
)
def test_a_csv_table_is_read(data: str | bytes) -> None:
    assert rows(records.table, data) == [Found(STORY, "1", title="Ferry", published="2024-05-31")]


def test_line_breaks_and_quotes_in_a_cell_are_kept() -> None:
    assert rows(records.table, 'text\n"One\r\n“two” ""three"""\n')[0].text == 'One\r\n“two” "three"'


def test_columns_can_be_named() -> None:
    assert rows(records.table, f'a,b\nx,"{STORY}"\n', text="b", title="a")[0][:3] == (STORY, "1", "x")


@pytest.mark.parametrize(
    ("read", "data", "reason"),
    [
        (records.table, "id,address\n1,x\n", "it has 'id', 'address'"),
        (records.table, b"\x00\x01\x02\x03", "not text"),
        (records.json_lines, '{"text": "x"}' * 3, None),
        (records.json_lines, "Plain words.\n" * 30, "From line 1 on"),
        (records.json_lines, '{"id": 3}\n' * 30, "From line 1 on"),
        (records.json_file, '[{"id": 3}]', "it has 'id'"),
        (records.json_file, "[3]", "must have named values"),
        (records.json_file, "[" * 100_000, None),
        (records.parquet, parquet(id=[1]), "it has 'id'"),
        (records.parquet, parquet(text=[1, 2]), "must hold texts; it holds int64"),
        (records.parquet, parquet(text=[[STORY]]), "must hold texts; it holds list"),
        (records.parquet, parquet(text=[STORY])[:40], None),
        (records.feed, "<a/>", "neither an RSS nor an Atom"),
        (records.feed, "<rss><channel><title>x</title></channel></rss>", "no entries"),
        (records.feed, "<rss><channel>", "damaged"),
        (records.feed, '<!DOCTYPE r [<!ENTITY e "x">]><rss><item><title>&e;</title></item></rss>', "entities"),
    ],
)
def test_what_cannot_be_read_is_named(read, data: str | bytes, reason: str | None) -> None:
    try:
        found = rows(read, data)
    except UnreadableError as error:
        assert reason and reason in str(error)
    except Exception:  # what the reader itself does not name, `containers.read` does
        assert reason is None
    else:
        assert reason is None and all(row.problem for row in found)


def test_json_lines_are_read_and_a_broken_line_is_named() -> None:
    good = {"body": STORY, "source": {"id": 3, "name": "The Aldmouth Post"}, "authors": ["Ann Weir", "Bo Lund"]}
    lines = [json.dumps(good), "", "{broken", json.dumps({"body": 7}), json.dumps({"body": "a\ud800b"})]
    found = rows(records.json_lines, "\n".join(lines))
    assert found[0] == Found(STORY, "1", author="Ann Weir; Bo Lund", outlet="The Aldmouth Post")
    assert [bool(row.problem) for row in found] == [False, True, True, False]
    assert found[3].text == "a\ufffdb"


@pytest.mark.parametrize(
    "data",
    [[{"text": STORY}], {"text": STORY}, {"status": "ok", "articles": [{"text": STORY}]}],
)
def test_json_is_read(data: object) -> None:
    assert rows(records.json_file, json.dumps(data)) == [Found(STORY, "1")]


def test_parquet_is_read() -> None:
    texts = pa.array([STORY, None]).dictionary_encode()
    found = rows(records.parquet, parquet(text=texts, date=[date(2024, 5, 31)] * 2, other=[1.5, None]))
    assert found == [Found(STORY, "1", published="2024-05-31"), Found("", "2", published="2024-05-31")]


def test_a_date_out_of_range_costs_itself_only() -> None:
    days = [0] * 1000
    days[300] = 10**14
    found = rows(records.parquet, parquet(text=[STORY] * 1000, date=pa.array(days, pa.timestamp("s"))))
    assert [row.text for row in found] == [STORY] * 1000
    assert [row.member for row in found if row.problem] == ["301"]
    assert "'date' cannot be read" in (found[300].problem or "")
    assert [row.member for row in found if row.published != "1970-01-01"] == ["301"]


def test_a_text_that_is_no_utf8_costs_its_row_only() -> None:
    good = STORY.encode()
    texts = pa.array([good, b"\xff", good]).view(pa.string())
    assert [bool(row.problem) for row in rows(records.parquet, parquet(text=texts))] == [False, True, False]


@pytest.mark.parametrize("n_before", [10, 200_000])
def test_a_bad_byte_in_a_table_costs_its_row_only(n_before: int) -> None:
    found = rows(records.table, b"text\n" + b"caf\xc3\xa9\n" * n_before + b"o\xffne\ntwo\n" + b"caf\xc3\xa9\n" * 9)
    assert len(found) == n_before + 11
    assert [(row.member, row.text) for row in found if row.problem] == [(str(n_before + 1), "o\ufffdne")]
    assert found[n_before + 1] == Found("two", str(n_before + 2))


def test_a_record_without_a_text_costs_itself_only() -> None:
    found = rows(records.json_file, json.dumps([{"text": STORY}, 3, {"id": 3}, {"text": STORY}]))
    assert [(row.member, bool(row.problem)) for row in found] == [("1", False), ("2", True), ("3", True), ("4", False)]


def test_rows_and_empty_lines_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_ROWS", 20)
    lines = "\n" * 30
    for read, data in (
        (records.table, "text\n" + lines),
        (records.table, "text,title\n" + ",a\n" * 30),
        (records.json_lines, lines),
        (records.json_file, json.dumps([{"text": "x"}] * 30)),
        (records.parquet, parquet(text=["x"] * 30)),
        (records.feed, "<rss>" + "<item/>" * 30 + "</rss>"),
    ):
        with pytest.raises(UnreadableError, match="more than 20 rows"):
            rows(read, data)


@pytest.mark.parametrize("read", [records.table, records.json_lines])
def test_a_crowded_tag_costs_its_row_only(read) -> None:
    crowded = "<p " + " ".join(f"a{number}=1" for number in range(1000)) + ">One</p>"
    data = f"text\n{crowded}\n{STORY}\n"
    if read is records.json_lines:
        data = json.dumps({"text": crowded}) + "\n" + json.dumps({"text": STORY})
    assert [bool(row.problem) for row in rows(read, data)] == [True, False]


def test_html_in_a_cell_becomes_lines() -> None:
    assert rows(records.json_lines, '{"text": "<p>One</p><p>Two</p>"}')[0].text == "One\nTwo"


def test_a_line_or_a_file_that_is_too_long_is_named() -> None:
    with pytest.raises(UnreadableError, match="1,000 bytes allowed"):
        list(records.json_lines(io.BytesIO(b"x" * 2000), SHORT))
    with pytest.raises(UnreadableError, match="more than is allowed"):
        list(records.json_lines(io.BytesIO(b"\n" * 500_000), Limits(max_bytes=1000)))


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Aldmouth Post</title><link>https://post.example</link>
<item><title>Ferry &amp;amp; harbour</title><link>https://post.example/ferry</link><dc:creator>Ann Weir</dc:creator>
<pubDate>Fri, 31 May 2024 23:10:00 +0200</pubDate><description>Short.</description>
<c:encoded><![CDATA[<p>The ferry sails.</p><p>It does.</p>]]></c:encoded></item>
<item><title>Second</title><description>Only a summary here.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Aldmouth Post</title><entry><title>Ferry</title>
<link rel="alternate" href="https://post.example/ferry"/><link rel="edit" href="https://post.example/edit"/>
<author><name>Ann Weir</name></author><published>2024-05-31T21:10:00Z</published><updated>2024-06-02T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry sails.</p><p>It does.</p></div></content>
</entry></feed>"""


def test_an_rss_feed_is_read() -> None:
    first, second = rows(records.feed, RSS)
    assert first == Found(
        "The ferry sails.\nIt does.",
        "1",
        "Ferry & harbour",
        "Ann Weir",
        "2024-05-31",
        "The Aldmouth Post",
        "https://post.example/ferry",
    )
    assert (second.text, second.title, second.member) == ("Only a summary here.", "Second", "2")


def test_an_atom_feed_is_read() -> None:
    (entry,) = rows(records.feed, ATOM)
    assert entry[:7] == (
        "The ferry sails.\nIt does.",
        "1",
        "Ferry",
        "Ann Weir",
        "2024-05-31",
        "The Aldmouth Post",
        "https://post.example/ferry",
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, 31 May 2024 23:10:00 +0200", "2024-05-31"),
        ("2024-05-31 09:00:00", "2024-05-31"),
        ("20240531", "2024-05-31"),
        ("yesterday", None),
        ("", None),
        ("Fri, 99 May 99999999999999", None),
    ],
)
def test_written_days(text: str, day: str | None) -> None:
    assert records.written_day(text) == day
