"""Tables: a row an article."""

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


def workbook(*rows: list, **sheets: list[list]) -> bytes:
    """An Excel workbook of a sheet, or of several."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in (sheets or {"Sheet": list(rows)}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
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
@pytest.mark.slow
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
    (row,) = records.json_lines(io.BytesIO(b"x" * 2000), SHORT)
    assert "1,000 bytes allowed" in (row.problem or "")
    with pytest.raises(UnreadableError, match="more than is allowed"):
        list(records.json_lines(io.BytesIO(b"\n" * 500_000), Limits(max_bytes=1000)))


@pytest.mark.parametrize(
    "held",
    [
        {"response": {"status": "ok", "results": [{"webTitle": "Ferry", "fields": {"bodyText": STORY}}]}},
        {"response": {"docs": [{"headline": {"main": "Ferry"}, "lead_paragraph": STORY, "abstract": "Short"}]}},
        {"status": "ok", "totalResults": 1, "articles": [{"title": "Ferry", "content": STORY, "description": "Short"}]},
        {"articles": {"results": [{"title": "Ferry", "body": STORY}], "count": 1}},
        {"title": "Ferry", "maintext": STORY, "authors": [], "image_url": None},
        {"data": [{"title": "Ferry", "description": STORY}], "pagination": {"limit": 1}},
        {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"title": "Ferry", "selftext": STORY}}]}},
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Post",
            "items": [{"title": "Ferry", "content_text": STORY}],
        },
        [
            {
                "title": {"rendered": "Ferry"},
                "content": {"rendered": f"<p>{STORY}</p>"},
                "excerpt": {"rendered": "Short"},
            }
        ],
        [
            {
                "uri": "at://1",
                "author": {"handle": "post"},
                "title": "Ferry",
                "record": {"text": STORY, "createdAt": "2024"},
            }
        ],
    ],
)
def test_json_of_news_services_is_read_however_it_is_wrapped(held: object) -> None:
    (found,) = rows(records.json_file, json.dumps(held))
    assert (found.text, found.title) == (STORY, "Ferry")


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("story_text", "text"),
        ("Message", "text"),
        ("tweet", "text"),
        ("selftext", "text"),
        ("Notes", "text"),
        ("summary", "text"),
        ("Volltext", "text"),
        ("Überschrift", "title"),
        ("Título", "title"),
        ("Заголовок", "title"),
        ("media_name", "outlet"),
        ("Medium", "outlet"),
        ("Verfasser", "author"),
        ("screen_name", "author"),
        ("permalink", "url"),
        ("Section", "genre"),
    ],
)
def test_headings_that_people_have(head: str, field: str) -> None:
    cells = {"text": STORY} | {head: "https://a.example" if field == "url" else "Something"}
    if field == "text":
        cells = {head: STORY}
    (found,) = rows(records.table, ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()))
    assert getattr(found, field) == list(cells.values())[-1]


def test_the_first_text_that_is_there_counts() -> None:
    lines = ["content,description", f'"{STORY}",Short', f',"{STORY}"']
    assert [row.text for row in rows(records.table, "\n".join(lines))] == [STORY, STORY]


@pytest.mark.parametrize(
    ("days", "published"),
    [
        (["05/06/2024", "31/05/2024"], ["2024-06-05", "2024-05-31"]),
        (["05/06/2024", "05/31/2024"], ["2024-05-06", "2024-05-31"]),
        (["05/06/2024", "07/06/2024"], [None, None]),
        (["May 31, 2024", "1717146000"], ["2024-05-31", "2024-05-31"]),
    ],
)
def test_the_column_settles_how_its_days_are_written(days: list[str], published: list[str | None]) -> None:
    found = rows(records.table, "text,date\n" + "".join(f'"{STORY}","{day}"\n' for day in days))
    assert [row.published for row in found] == published
    if published == [None, None]:
        assert (found[0].earliest, found[0].latest) == ("2024-05-06", "2024-06-05")


def test_signs_written_for_a_page_become_signs() -> None:
    (found,) = rows(records.json_lines, json.dumps({"full_text": "Fish &amp; chips &gt; rest. Q&A stays."}))
    assert found.text == "Fish & chips > rest. Q&A stays."


def test_excel_is_read() -> None:
    made = workbook(
        Notes=[["id", "colour"], [1, "red"]],
        News=[
            ["Headline", "Story", "Date"],
            ["Ferry", STORY, date(2024, 5, 31)],
            [None, None, None],
            ["None", None, None],
        ],
    )
    first, second = records.excel(made, Limits())
    assert first == Found(STORY, "News!1", title="Ferry", published="2024-05-31")
    assert (second.text, second.member) == ("", "News!2")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked by a password, or in the old format"),
        (b"PK\x03\x04junk", "damaged"),
        (workbook(["id"], [1]), "it has 'id'"),
        (workbook(["text"], ["x" * 30_000] * 50), "more than is allowed"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        list(records.excel(data, SHORT))
