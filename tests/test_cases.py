from __future__ import annotations

import pandas as pd
import pytest
from conftest import FERRIES, SEEDS

from osint import cases, extraction
from osint.tables import OsintError


def _case(folder, **files):
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.txt").write_text("The mayor of Lyon spoke on Monday.", encoding="utf-8")
    for name, text in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_the_seed_case_opens(case):
    assert (len(case.articles), case.focus in set(case.actors["actor"])) == (5, True)
    assert len(case.readable) == 5
    assert "5 articles" in repr(case)


def test_a_folder_with_nothing_but_articles_is_a_case(tmp_path):
    case = cases.open(_case(tmp_path / "bare"))
    assert (case.title, case.focus, case.about, len(case.actors)) == ("bare", None, (), 0)
    assert case.articles["outlet"].tolist() == ["one"]


def test_no_such_folder(tmp_path):
    with pytest.raises(OsintError, match=r"is not there\. Give the folder that holds `articles/`"):
        cases.open(tmp_path / "nowhere")
    with pytest.raises(OsintError, match="is a file"):
        cases.open(SEEDS / "case.toml")


def test_a_folder_without_articles(tmp_path):
    (tmp_path / "articles").mkdir()
    with pytest.raises(OsintError, match="holds no file"):
        cases.open(tmp_path)


@pytest.mark.parametrize("folder", ["", " "])
def test_an_empty_path_is_not_the_folder_one_is_in(folder):
    with pytest.raises(OsintError, match=r"must be a case folder; '\s?' is empty\. Give"):
        cases.open(folder)


def test_articles_may_lie_in_the_folder_itself(tmp_path):
    (tmp_path / "one.txt").write_text("The mayor of Lyon spoke on Monday.", encoding="utf-8")
    (tmp_path / "two.txt").write_bytes(b"")
    assert len(cases.open(tmp_path).readable) == 1


@pytest.mark.parametrize("mark", [".git", "pyproject.toml", "package.json", "Makefile"])
def test_the_folder_of_a_program_is_no_case(tmp_path, mark):
    (tmp_path / "LICENSE.txt").write_text("You may use this under the terms below.", encoding="utf-8")
    (tmp_path / mark).mkdir()
    with pytest.raises(OsintError, match=rf"holds {mark}, and neither `articles/` nor `case\.toml`\. Put"):
        cases.open(tmp_path)
    (tmp_path / "case.toml").write_text('title = "Kept in git"', encoding="utf-8")
    assert cases.open(tmp_path).title == "Kept in git"


def test_a_folder_in_which_nothing_can_be_read_is_no_case(tmp_path):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    with pytest.raises(OsintError, match=r"no article in .+ that can be read, of 2 files; a\.jpg: \S"):
        cases.open(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "faults"),
    [
        ("case_toml", 'titel = "x"', ["case.toml: unknown key 'titel'"]),
        ("case_toml", 'about = "x"', ["case.toml: 'about' must be a list; it is 'x'"]),
        ("case_toml", "about = [", ["case.toml: must be TOML"]),
        ("case_toml", 'one_a_day = "yes"', ["case.toml: 'one_a_day' must be a bool; it is 'yes'"]),
        ("case_toml", 'language = "English"', ["case.toml: language must be a code of ISO 639-1"]),
        ("case_toml", '[columns]\nwords = "bulk"', ["case.toml: columns must name a column for one of text, title"]),
        ("case_toml", "[[judgement]]\nlikelihood = 'likely'", ["judgement 1 must have a 'text'"]),
        ("actors_csv", "alias,kind\nA,person\n", ["actors.csv: column 'actor' is missing; it has alias, kind"]),
        ("actors_csv", "alias,actor,kind\nA,B,boss\n", ["actors.csv, row 2, column 'kind': must be one of person"]),
        ("actors_csv", "alias,actor\nA,\n", ["row 2, column 'actor': is empty"]),
        ("actors_csv", "alias,actor\nA,B\nA,C\n", ["column 'alias': 'A' is listed twice"]),
        ("actors_csv", "alias,actor\nA,B,C,D\n", ["row 2: has 4 cells, the head has 2"]),
        ("actors_csv", b"alias,actor\n\x00\x01\x02,B\n", ["actors.csv must be a CSV file"]),
        ("places_csv", "name,lat,lon\nX,91,0\n", ["column 'lat': must lie between -90 and 90; it is 91"]),
        ("places_csv", "name,lat\nX,12\n", ["must both be given"]),
        ("places_csv", "name,lat,lon\nX,north,0\n", ["must be a number; it is 'north'"]),
        ("places_csv", "name,country\nX,XX\n", ["ISO 3166-1 alpha-2 code; it is 'XX'"]),
        ("places_csv", "name,country,lat,lon\nX,BY,27.5,53.9\n", ["'lon' seem swapped: 27.5, 53.9 is far from BY"]),
        ("places_csv", "name,country\nX,BY\nX,BY\n", ["'X' is listed twice"]),
        ("framing_csv", "frame,cue\nalarm,a\nalarm,\n", ["must have two letters or more", "column 'cue': is empty"]),
        (
            "corrections_csv",
            "table,article_id,start,end,column,value,by,reason\nverbs,a,-1,x,y,z,,\nquotes,a,0,1,text,z,me,so\n",
            ["'verbs'", "'-1'", "'x'", "column 'by': is empty", "column 'reason': is empty", "it is 'text'"],
        ),
        (
            "case_toml",
            'focus = "Lund Harbor"',
            ["case.toml: 'focus' must be an actor that is known; it is 'Lund Harbor'"],
        ),
        (
            "case_toml",
            'about = ["Lyon", "Qwertyville"]',
            ["'about' must list known places; 'Qwertyville' is in no list"],
        ),
        ("actors_csv", "alias,actor,kind,of\nA,B\n", ["actors.csv, row 2: has 2 cells, the head has 4"]),
        (
            "actors_csv",
            "alias,actor\nA,B\nC,D\nA,B\n",
            ["actors.csv, row 4, column 'alias': 'A' is listed twice, in row 2"],
        ),
        (
            "framing_csv",
            "frame,cue\nalarm,fear\nalarm,fear\n",
            ["framing.csv, row 3, column 'cue': 'fear' is listed twice"],
        ),
        ("actors_csv", "alias,actor\nA\nB,\n", ["row 2: has 1 cells", "row 3, column 'actor': is empty"]),
        ("sources_csv", "file,outlet\none.txt\n", ["sources.csv, row 2: has 1 cells, the head has 2"]),
        ("sources_csv", "file,outlet,reliability\none.txt,X,G\nnot-there.txt,Y,A\n", ["G", "not-there.txt"]),
        ("sources_csv", "outlet\nX\n", ["file"]),
    ],
)
def test_faults_name_file_row_and_column(tmp_path, name, text, faults):
    with pytest.raises(OsintError) as error:
        cases.open(_case(tmp_path / "c", **{name: text}))
    for fault in faults:
        assert fault in str(error.value)


def test_a_key_place_is_found_under_any_spelling_and_need_not_be_mentioned(tmp_path):
    own = "name,place,lat,lon\nthe Old Quay,Old Quay,1,2\n"
    toml = 'about = ["Saravan", "the old quay", "Lyon"]\nfocus = "NATO"'
    assert cases.open(_case(tmp_path / "c", case_toml=toml, places_csv=own)).about == ("Sarāvān", "Old Quay", "Lyon")


def test_a_focus_that_is_nearly_right_is_named(tmp_path):
    with pytest.raises(OsintError, match="or write 'Harbour Board'"):
        cases.open(
            _case(tmp_path / "c", case_toml='focus = "Harbor Board"', actors_csv="alias,actor\nHB,Harbour Board\n")
        )


def test_outlets_to_draw_must_be_of_the_articles(tmp_path):
    folder = _case(tmp_path / "drawn", case_toml='outlets = ["one"]')
    assert cases.open(folder).outlets == ("one",)
    (folder / "case.toml").write_text('outlets = ["The Post"]')
    with pytest.raises(
        OsintError, match=r"'outlets' must be outlets of the articles; it has 'The Post'\. Known are one"
    ):
        cases.open(folder)


def test_faults_of_all_files_come_at_once(tmp_path):
    with pytest.raises(OsintError) as error:
        cases.open(_case(tmp_path / "c", case_toml="x = 1", actors_csv="alias\nA\n", sources_csv="outlet\nX\n"))
    assert [fault.split(":")[0] for fault in error.value.faults][:2] == ["case.toml", "actors.csv"]
    assert len(error.value.faults) >= 3


def test_faults_of_judgements_come_with_the_others(tmp_path):
    wrong = "[[judgement]]\ntext = 'It is not likely.'\nlikelihood = 'likely'\nconfidence = 'low'\n"
    given = "evidence = ['no.txt:0-3']\n"
    with pytest.raises(OsintError) as error:
        cases.open(_case(tmp_path / "c", case_toml="titel = 'x'\n" + wrong + given))
    assert [fault[:40] for fault in error.value.faults] == [
        "case.toml: unknown key 'titel'; known ar",
        "case.toml: judgement 1: a likelihood mus",
        "case.toml: judgement 1: evidence 'no.txt",
    ]
    with pytest.raises(OsintError) as error:
        cases.open(_case(tmp_path / "d", case_toml=wrong, sources_csv="outlet\nX\n"))
    assert [fault[:30] for fault in error.value.faults][-2:] == [
        "case.toml: judgement 1: a like",
        "case.toml: judgement 1: 'evide",
    ]
    assert len(cases.open(_case(tmp_path / "e", case_toml=wrong)).judgements) == 1
    with pytest.raises(OsintError) as error:
        cases.open(_case(tmp_path / "f", case_toml="[[judgement]]\nlikelihood = 'x'\n" + wrong + given))
    assert [fault[:24] for fault in error.value.faults] == [
        "case.toml: judgement 1 m",
        "case.toml: judgement 2: ",
        "case.toml: judgement 2: ",
    ]


@pytest.mark.parametrize(
    "text", ["\ufeffalias,actor\nA,B\n", "# remark\nalias;actor\nA;B\n", "alias , actor\n A , B \n\n"]
)
def test_tables_as_spreadsheets_write_them(tmp_path, text):
    case = cases.open(_case(tmp_path / "c", actors_csv=text))
    assert case.actors[["alias", "actor"]].values.tolist() == [["A", "B"]]


def test_a_new_case_can_be_opened_once_it_has_an_article(tmp_path):
    root = cases.new(tmp_path / "mine")
    (root / "articles" / "one.md").write_text("# Port\n\nThe port was shut.\n")
    assert cases.open(root).title == "My case"
    before = sorted(path.name for path in root.iterdir())
    with pytest.raises(OsintError, match=r"already holds actors\.csv"):
        cases.new(root)
    assert sorted(path.name for path in root.iterdir()) == before


def test_correct_writes_and_opens_again(tmp_path):
    case = cases.open(_case(tmp_path / "c"))
    row = pd.Series({"article_id": "one.txt", "start": 13, "end": 17, "role": "literal", "kind": "city"})
    for column, value in (("role", "metonym"), ("kind", "town")):
        case = cases.correct(case, ("places", row), column, value, by="me", reason="it acts, “here”")
    assert case.corrections[["value", "was", "by"]].values.tolist() == [
        ["metonym", "literal", "me"],
        ["town", "city", "me"],
    ]
    assert case.corrections.index.tolist() == [2, 3]
    kept = (tmp_path / "c" / "corrections.csv").read_bytes()
    with pytest.raises(OsintError, match="'column' must be one of row, place"):
        cases.correct(case, ("places", row.rename({"role": "colour"})), "colour", "x", by="me", reason="so")
    assert (tmp_path / "c" / "corrections.csv").read_bytes() == kept


@pytest.mark.parametrize(
    ("table", "column", "value", "fault"),
    [
        ("places", "role", "government", "'role' must be one of literal"),
        ("sentences", "polarity", -8, "'polarity' must lie between -1 and 1; it is -8"),
        ("places", "place", "Qwertyville", "'Qwertyville' is in no list. Add it to places.csv with country, lat"),
    ],
)
def test_what_a_table_cannot_hold_is_not_written(tmp_path, table, column, value, fault):
    case = cases.open(_case(tmp_path / "c"))
    with pytest.raises(OsintError, match=fault):
        cases.correct(case, (table, 0), column, value, by="me", reason="so")
    assert not (tmp_path / "c" / "corrections.csv").exists()


def test_a_corrected_place_takes_its_point_with_it_and_can_be_undone(tmp_path):
    remark = "# kept by hand\ntable,article_id,start,end,column,value,by,reason\n"
    case = cases.open(_case(tmp_path / "c", corrections_csv=remark))
    t = extraction.extract(case)
    corrected = extraction.extract(cases.correct(t, ("places", 0), "place", "London, Canada", by="me", reason="so"))
    row = corrected.places.iloc[0]
    assert (row["place"], row["country"], round(row["lon"])) == ("London", "CA", -81)
    assert (row["geometry"].x, row["geonameid"]) == (row["lon"], 6058560)
    assert corrected.case.corrections["text"].tolist() == ["Lyon"]
    back = cases.undo(corrected)
    pd.testing.assert_frame_equal(pd.DataFrame(extraction.extract(back).places), pd.DataFrame(t.places))
    assert (
        (tmp_path / "c" / "corrections.csv").read_text().startswith("# kept by hand\ntable,article_id,start,end,text,")
    )
    with pytest.raises(OsintError, match=r"must be a row of corrections\.csv; it is None, and there is none"):
        cases.undo(back)


@pytest.mark.slow
def test_merged_actors_stay_merged_when_the_case_grows_and_are_parted_again(tmp_path):
    text = "Ann Berg praised Bo Dahl. Bergen is wet, said Ann Berg."
    case = cases.open(_case(tmp_path / "c"))
    (tmp_path / "c" / "articles" / "two.txt").write_text(text, encoding="utf-8")
    case = cases.merge(cases.open(case.path), "Ann Berg", "Anna Berg", by="me", reason="one person")
    (tmp_path / "c" / "articles" / "a.txt").write_text(text, encoding="utf-8")
    t = extraction.extract(cases.open(case.path))
    assert "Ann Berg" not in set(t.mentions["actor"]) | set(t.quotes["speaker"].dropna())
    assert t.mentions["actor"].eq("Anna Berg").sum() == 4
    with pytest.raises(OsintError, match="must not be merged already; 'Ann Berg' is 'Anna Berg'"):
        cases.merge(t, "Ann Berg", "Bo Dahl", by="me", reason="so")
    with pytest.raises(OsintError, match="both are 'Bo'"):
        cases.merge(t, "Bo", "Bo", by="me", reason="so")
    assert "Ann Berg" in set(extraction.extract(cases.undo(t)).mentions["actor"])


@pytest.mark.parametrize("now", ["metonym", "literal"])
def test_a_second_correction_of_a_cell_takes_the_place_of_the_first(tmp_path, now):
    case = cases.open(_case(tmp_path / "c"))
    row = pd.Series({"article_id": "one.txt", "start": 13, "end": 17, "role": "literal", "kind": "city"})
    case = cases.correct(case, ("places", row), "role", "metonym", by="me", reason="it acts")
    case = cases.correct(case, ("places", row), "kind", "town", by="me", reason="it is small")
    case = cases.correct(case, ("places", row.replace("literal", now)), "role", "demonym", by="you", reason="whose")
    assert case.corrections[["value", "was", "reason"]].values.tolist() == [
        ["demonym", "literal", "whose"],
        ["town", "city", "it is small"],
    ]


@pytest.mark.parametrize(("given", "named"), [("seeds", "'seeds'"), (SEEDS, "'.*seeds'"), (None, "a NoneType")])
def test_what_is_not_opened_is_not_extracted(given, named):
    with pytest.raises(OsintError, match=rf"`case` must be an open case; it is {named}.+Open it first: ") as error:
        extraction.extract(given)
    assert "\n" not in str(error.value)


def test_a_case_shows_itself_as_a_card_with_everything_escaped(tmp_path):
    for i in range(14):
        (tmp_path / f"{i:02}.txt").write_text("Ann Berg came to Oslo on Monday.", encoding="utf-8")
    (tmp_path / "case.toml").write_text('title = "<b>T</b>"\nquestion = "Who & why?"\n', encoding="utf-8")
    columns = (FERRIES / "sources.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = [("00.txt", "The <i>Post</i>", "inferred", "yes"), ("01.txt", "The Mail", "stated", "no")]
    given = pd.DataFrame(rows, columns=["file", "outlet", "outlet_basis", "counts"]).assign(outlet_evidence="style")
    given.reindex(columns=columns).to_csv(tmp_path / "sources.csv", index=False)
    shown = cases.open(tmp_path)._repr_html_()
    for part in ("&lt;b&gt;T&lt;/b&gt;", "Who &amp; why?", "The &lt;i&gt;Post&lt;/i&gt;?", "does not count", "2 more"):
        assert part in shown
    assert shown.count("<td>not known</td>") == 10
    assert "Focus" not in shown
    assert "<i>" not in shown


def test_the_case_says_how_its_files_are_read(tmp_path):
    toml = 'one_a_day = true\nlanguage = "en"\n[columns]\ntext = "bulk"\n'
    folder = _case(tmp_path / "c", case_toml=toml)
    (folder / "articles" / "desk.csv").write_text('bulk\n"Der Hafen ist seit Montag wieder offen, sagte der Rat."\n')
    read = cases.open(folder).articles.set_index("article_id")
    assert read.loc["desk.csv!1", "text"].startswith("Der Hafen")
    assert read["language"].eq("en").all() and read["problem"].isna().all()
