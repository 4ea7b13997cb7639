from __future__ import annotations

import re

import pytest
from conftest import ROOT, SEEDS

from osint import cases, cli

COMMANDS = sorted(cli.commands())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main([command, "--help"])
    assert stop.value.code == 0
    assert f"usage: osint {command}" in capsys.readouterr().out


def test_the_readme_names_no_command_that_is_not_there():
    named = set(re.findall(r"\bosint ([a-z]+) ", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named <= set(COMMANDS)


def test_faults_go_to_standard_error_and_the_exit_code_is_1(tmp_path, capsys):
    assert cli.main(["brief", str(tmp_path / "nowhere"), "-o", str(tmp_path / "b.html")]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("osint: `folder` must be a case folder")
    assert (said.out, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize(
    "call", ["judge C", "network C -o x", "hypotheses C", "keep C -o x", "verify C", "agree C D", "brief C --since D"]
)
def test_a_folder_that_is_not_there_is_one_message(call, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(call.split()) == 1
    said = capsys.readouterr()
    assert said.err.startswith("osint: `") and said.err.count("\n") == 1 and "'C'" in said.err
    assert (said.out, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize("call", [["brief", ""], ["check", " "], ["extract", "", "-o", "x"], ["export", "x", "-o", ""]])
def test_an_empty_name_is_not_the_folder_one_is_in(call, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(call)
    assert stop.value.code == 2
    assert "must name a file or a folder; it is empty" in capsys.readouterr().err


def test_check_says_each_fault_of_a_judgement(tmp_path, capsys):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text("The mayor of Lyon spoke on Monday.", encoding="utf-8")
    wrong = (
        "[[judgement]]\ntext = 'It is not likely.'\nlikelihood = 'often'\nconfidence = 'low'\nevidence = ['a:0-1']\n"
    )
    (tmp_path / "case.toml").write_text(wrong * 2, encoding="utf-8")
    assert cli.main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.count("fault  case.toml: judgement ") == 6
    assert "6 faults must be mended" in said.err


def test_new_then_check(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path / "mine")]) == 0
    assert "Put the articles into" in capsys.readouterr().out
    assert cli.main(["check", str(tmp_path / "mine")]) == 1
    assert "fault  " in capsys.readouterr().out


@pytest.mark.slow
def test_check_finds_the_seed_case_ready(capsys):
    assert cli.main(["check", str(SEEDS)]) == 0
    said = capsys.readouterr().out
    assert "5 articles" in said
    assert "fault" not in said


@pytest.mark.slow
def test_extract_then_export(tmp_path, capsys):
    assert cli.main(["extract", str(SEEDS / "articles"), "-o", str(tmp_path / "out"), "--case", str(SEEDS)]) == 0
    assert capsys.readouterr().out.startswith("5 articles read, ")
    assert cli.main(["export", str(tmp_path / "out"), "-o", str(tmp_path / "tables")]) == 0
    assert (tmp_path / "tables" / "tables.xlsx").stat().st_size > 10_000


@pytest.mark.slow
def test_check_tells_the_same_story_twice(tmp_path, capsys):
    text = next((SEEDS / "articles").iterdir()).read_text(encoding="utf-8")
    (tmp_path / "articles").mkdir()
    for name, told in (("one.txt", text), ("two.txt", text.replace("Russia", "Freedonia", 1))):
        (tmp_path / "articles" / name).write_text(told, encoding="utf-8")
    assert cli.main(["check", str(tmp_path)]) == 0
    assert "two.txt tells the same story as one.txt" in capsys.readouterr().out


def test_extract_reads_tables_whose_columns_are_named(tmp_path):
    story = "The ferry to Aldmouth sails again on Monday, the mayor of the town said."
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "desk.csv").write_text(f'bulk,desk\n"{story}",Post\n', encoding="utf-8")
    out = tmp_path / "out"
    call = ["extract", str(tmp_path / "in"), "-o", str(out), "--workers", "0"]
    assert cli.main([*call, "--column", "text=bulk", "--column", "outlet=desk"]) == 0
    read = cases.open(out).articles
    assert (read["text"].tolist(), read["outlet"].tolist()) == ([story], ["Post"])
    (tmp_path / "in" / "a.txt").write_text(story, encoding="utf-8")
    assert cli.main([*call, "--max-bytes", "10"]) == 0
    assert "10 bytes allowed" in cases.open(out).articles.set_index("article_id").loc["a.txt", "problem"]


@pytest.mark.parametrize("given", ["text", "text=", "words=bulk"])
def test_a_column_that_cannot_be_is_told(given, capsys):
    with pytest.raises(SystemExit):
        cli.main(["extract", "x", "-o", "y", "--column", given])
    assert "must be one of text, title" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["distributed", "no_such_package"])
def test_a_package_that_is_missing_is_one_sentence(name, monkeypatch, tmp_path, capsys):
    def raising(*_, **__):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("osint.batch.cluster.connect", raising)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and name in said
    assert ("osint[cluster]" in said) == (name == "distributed")
    (tmp_path / f"{name}.py").touch()
    assert cli.main(["compare", str(tmp_path)]) == 1
    assert f"the file {name}.py in this folder hides" in capsys.readouterr().err


def test_check_lists_what_each_extra_brings(tmp_path, capsys):
    cli.main(["check", str(tmp_path)])
    assert "extra cluster (dask, distributed" in capsys.readouterr().out
