"""Files and folders to the table of articles, and what a table of sources must hold."""

import os
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osint import articles, tables
from osint.tables import OsintError

STORY = "The harbour of Aldmouth opened again on Monday, and the mayor said that the ferry would sail."


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = tmp_path / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return tmp_path


def source(**cells: str) -> pd.DataFrame:
    return pd.DataFrame([dict.fromkeys(articles.SOURCES, "") | cells])


def test_a_mixed_nested_folder_is_read_in_order(tmp_path: Path) -> None:
    table = articles.read(folder(tmp_path, b_txt=STORY, a__c_txt=STORY, a__empty_txt="", **{".hidden": "x"}))
    tables.validate(table, "articles")
    assert table["article_id"].tolist() == ["a/c.txt", "a/empty.txt", "b.txt"]
    assert table["problem"].isna().tolist() == [True, False, True]
    assert table["path"].tolist() == table["article_id"].tolist()
    assert not table["sha256"].isna().any()


def test_a_single_file_is_named_by_itself(tmp_path: Path) -> None:
    table = articles.read(folder(tmp_path, b_txt=STORY) / "b.txt")
    assert table.loc[0, ["article_id", "outlet", "outlet_basis"]].tolist() == ["b.txt", "b", "unknown"]
    assert table.loc[0, "n_words"] == 17


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_text_that_is_not_wrapped_is_not_changed(tmp_path: Path, newline: str) -> None:
    text = f"  Cafe\u0301{newline}{newline}caf\u00e9\u00a0{newline}"
    assert articles.read(folder(tmp_path, a_txt=text)).loc[0, "text"] == text


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.symlink_to("/etc/hosts"), "link"),
        (lambda path: path.symlink_to("/etc"), "link"),
        (lambda path: os.mkfifo(path), "pipe"),
    ],
)
def test_what_is_no_plain_file_is_not_opened(tmp_path: Path, make, reason: str) -> None:
    make(folder(tmp_path, a_txt=STORY) / "b.txt")
    table = articles.read(tmp_path)
    assert table["article_id"].tolist() == ["a.txt", "b.txt"]
    assert reason in table.loc[1, "problem"] and table.loc[1, "text"] == ""


def test_names_that_cannot_be_shown_are_escaped(tmp_path: Path) -> None:
    folder(tmp_path, **{"two\nlines.txt": STORY, 'it\'s "so".txt': STORY})
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(STORY)
    table = articles.read(tmp_path)
    assert table["article_id"].tolist() == ["caf\\xe9.txt", 'it\'s "so".txt', "two\\nlines.txt"]
    assert table["problem"].isna().all()


def test_what_belongs_to_a_saved_page_is_no_article(tmp_path: Path) -> None:
    folder(tmp_path, **{"page.html": "x", "page_files/site.js": "x", "other_files/a.txt": STORY})
    assert articles.read(tmp_path)["article_id"].tolist() == ["other_files/a.txt", "page.html"]


@pytest.mark.parametrize("folder_of", ["-Dateien", "_fichiers", "_archivos", "_bestanden", ".files"])
def test_browsers_of_other_languages_lay_folders_too(tmp_path: Path, folder_of: str) -> None:
    folder(tmp_path, **{"Le port.html": "x", f"Le port{folder_of}/a.html": STORY, f"La mer{folder_of}/b.txt": STORY})
    assert articles.read(tmp_path)["article_id"].tolist() == [f"La mer{folder_of}/b.txt", "Le port.html"]


def test_a_large_file_is_named_and_the_limit_can_be_raised(tmp_path: Path) -> None:
    folder(tmp_path, a_txt=STORY * 10)
    assert "max_bytes" in articles.read(tmp_path, max_bytes=100).loc[0, "problem"]
    assert pd.isna(articles.read(tmp_path, max_bytes=10_000).loc[0, "problem"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "en"),
        ("Der Hafen von Altmünde ist am Montag wieder geöffnet worden, und die Fähre fährt, sagte der Rat.", "de"),
        ("Le port a rouvert lundi, et le maire a dit que le bateau partira dans la semaine avec sa charge.", "fr"),
        ("Ten words are needed", None),
        ("Havnen åpnet igjen mandag, og borgermesteren sa at fergen skal seile i løpet av uken med sin last.", "no"),
        ("Порт снова открылся в понедельник, и мэр сказал, что паром отправится на этой неделе.", "ru"),
        ("港口星期一重新开放，市长表示渡轮将在本周启航，渡轮将运送货物，渔民们对此表示欢迎，并希望天气好转。", "zh"),
        ("Elected: Jorma Lahti (Oulu); Mette Krog, Ribe; Ionel Barbu, Cluj; Zeynep Aksoy; Pieter Smit, Delft.", "en"),
        ("Squad: Kowalczyk, Nowicki; Ferrara, Conti; Durand, Petit; Schulze, Lorenz; Moreau. Coach: Bianchi.", "en"),
    ],
)
def test_the_language_is_told_and_others_are_marked(tmp_path: Path, text: str, language: str | None) -> None:
    row = articles.read(folder(tmp_path, a_txt=text)).loc[0]
    assert (None if pd.isna(row["language"]) else row["language"]) == language
    assert row["text"] == text
    assert pd.isna(row["problem"]) == (language in ("en", None))


def test_rows_without_an_outlet_have_that_of_their_file(tmp_path: Path) -> None:
    folder(tmp_path, **{"desk.csv": f'text\n"{STORY}"\n"{STORY}"\n'})
    assert articles.read(tmp_path)["outlet"].tolist() == ["desk", "desk"]


def test_a_day_that_can_be_two_bounds_the_article(tmp_path: Path) -> None:
    row = articles.read(folder(tmp_path, **{"desk.csv": f'date,text\n05/06/2024,"{STORY}"\n'})).loc[0]
    assert pd.isna(row["published"])
    assert [str(row[f"published_{end}"])[:10] for end in ("earliest", "latest")] == ["2024-05-06", "2024-06-05"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [("a.doc", ".docx"), ("a.pages", ".docx"), ("a.url", "the page itself"), ("a.xyz", ".txt"), ("story", ".txt")],
)
def test_what_is_not_read_says_what_to_save_it_as(tmp_path: Path, name: str, advice: str) -> None:
    assert advice in articles.read(folder(tmp_path, **{name: STORY})).loc[0, "problem"]


def test_pages_of_other_endings_are_read(tmp_path: Path) -> None:
    page = f"<html><body><p>{STORY}</p><p>{STORY}</p></body></html>"
    table = articles.read(folder(tmp_path, **{"a.html.1": page, "b.php": page, "c.SHTML": page}))
    assert table["problem"].isna().all()


def test_a_text_that_was_decoded_wrongly_is_named(tmp_path: Path) -> None:
    row = articles.read(folder(tmp_path, a_txt=f"“{STORY}” – “so”".encode().decode("cp1252", "ignore"))).loc[0]
    assert "decoded wrongly" in row["problem"] and row["text"]


@pytest.mark.parametrize("missing", [True, False])
def test_nothing_to_read_is_an_error(tmp_path: Path, missing: bool) -> None:
    with pytest.raises(OsintError, match="nothing at" if missing else "holds no file"):
        articles.read(tmp_path / "none" if missing else tmp_path)


def test_sources_are_laid_over_the_articles(tmp_path: Path) -> None:
    folder(tmp_path, articles__a_txt=STORY, articles__b_txt=STORY)
    known = source(file="a.txt", outlet="The Aldmouth Post", published="2024-05-31", counts="no", reliability="B")
    known.to_csv(tmp_path / "sources.csv", index=False)
    for given in (known, tmp_path / "sources.csv"):
        table = articles.read(tmp_path / "articles", sources=given)
        tables.validate(table, "articles")
        assert table["outlet"].tolist() == ["The Aldmouth Post", "b"]
        assert table["outlet_basis"].tolist() == ["stated", "unknown"]
        assert table["counts"].tolist() == [False, True]
        assert table["reliability"].tolist() == ["B", "F"]
        assert table.loc[0, "published_latest"] == pd.Timestamp("2024-05-31")
        assert table["title"].isna().all()


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"file": "none.txt"}, "row 2, column 'file': there is no file 'none.txt'"),
        ({"file": ""}, "column 'file': must name a file"),
        ({"reliability": "G"}, "column 'reliability': must be one of A, B, C, D, E, F; it is 'G'"),
        ({"counts": "maybe"}, "column 'counts': must be one of yes, no"),
        ({"outlet_basis": "rumour"}, "column 'outlet_basis': must be one of stated"),
        ({"published": "31/05/2024"}, "column 'published': must be a day"),
        ({"published_earliest": "2024-06-02", "published_latest": "2024-06-01"}, "must not lie before"),
    ],
)
def test_faults_of_the_sources_are_named(tmp_path: Path, cells: dict[str, str], fault: str) -> None:
    folder(tmp_path, a_txt=STORY)
    with pytest.raises(OsintError) as error:
        articles.read(tmp_path, sources=source(**{"file": "a.txt"} | cells))
    assert fault in str(error.value)


def test_all_faults_come_at_once() -> None:
    known = pd.concat([source(file="a.txt", reliability="G"), source(file="a.txt", counts="?")], ignore_index=True)
    faults = articles.check_sources(known.drop(columns="outlet"), ["b.txt"])
    assert len(faults) == 5
    assert faults[0] == "sources.csv: column 'outlet' is missing; add it, its cells may stay empty"
    assert "row 3, column 'file': 'a.txt' stands in row 2 already" in faults[3]


def test_a_table_of_sources_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    folder(tmp_path, articles__a_txt=STORY)
    source(file="a.txt", outlet="Écho").to_csv(tmp_path / "s.csv", sep=";", index=False, encoding="cp1252")
    assert articles.read(tmp_path / "articles", sources=tmp_path / "s.csv").loc[0, "outlet"] == "Écho"


def test_a_table_of_sources_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OsintError, match=r"none.csv must be a CSV file"):
        articles.read(folder(tmp_path, a_txt=STORY), sources=tmp_path / "none.csv")


def story(seed: int, n: int = 300) -> str:
    chance = random.Random(seed)
    words = ["ferry", "harbour", "mayor", "sails", "dredged", "vote", "north", "crew", "storm", "pier"]
    return " ".join(chance.choice(words) for _ in range(n))


@pytest.mark.parametrize(
    ("texts", "copied"),
    [
        ([story(1), story(2)], []),
        ([story(1), story(1), story(1)], [("b", "a", 1.0), ("c", "a", 1.0)]),
        ([story(1), story(2), story(1).upper() + "."], [("c", "a", 1.0)]),
        (["Yes.", "Yes!", "No."], [("b", "a", 1.0)]),
        (["", "", " "], []),
        ([None, None], []),
    ],
)
def test_copies_are_found(texts: list[str | None], copied: list[tuple[str, str, float]]) -> None:
    found = articles.copies(pd.DataFrame({"article_id": list("abc")[: len(texts)], "text": texts}))
    assert list(found.itertuples(index=False, name=None)) == copied


def test_nearly_the_same_text_is_a_copy() -> None:
    words = story(3).split()
    changed = " ".join([*words[:100], "altogether", *words[101:]])
    half = " ".join(words[:150]) + " " + story(4, 150)
    table = pd.DataFrame({"article_id": ["a", "b", "c"], "text": [" ".join(words), changed, half]})
    (row,) = articles.copies(table).itertuples(index=False)
    assert (row.article_id, row.copy_of) == ("b", "a") and 0.9 < row.similarity < 1
    assert len(articles.copies(table, least=0.99)) == 0


def test_an_empty_table_has_no_copies() -> None:
    empty = pd.DataFrame({"article_id": [], "text": []})
    assert articles.copies(empty).columns.tolist() == ["article_id", "copy_of", "similarity"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"max_bytes": "5"}, "max_bytes must be a whole number, 1 or more; it is '5'"),
        ({"max_bytes": -1}, "max_bytes must be a whole number"),
        ({"columns": "story"}, "columns must map our names"),
        ({"columns": {"txt": "story"}}, "columns must name a column for one of text, title"),
        ({"columns": {"text": None}}, "it has text = None"),
        ({"language": "english"}, "language must be a code of ISO 639-1"),
        ({"one_a_day": "yes"}, "one_a_day must be true or false"),
    ],
)
def test_a_way_of_reading_that_cannot_be_is_named(tmp_path: Path, given: dict[str, Any], fault: str) -> None:
    (tmp_path / "a.txt").write_text("The harbour opened again.", encoding="utf-8")
    with pytest.raises(OsintError, match=fault):
        articles.read(tmp_path, **given)
