"""Pages that follow from the code: tables, commands, data, figures, and the notebooks executed on the seeds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from osint import accuracy, cli, evidence
from osint.briefing import execution, rendering
from osint.knowledge import lexicons
from osint.tables import TABLES, Column, Table

FOLDER = Path(__file__).parent / "generated_pages"
TUTORIAL = Path(__file__).parent / "tutorial"
ROOT = Path(__file__).parents[1]


def setup(app: Any) -> dict[str, bool]:
    """Write the pages when Sphinx begins."""
    app.connect("builder-inited", lambda _: write())
    return {"parallel_read_safe": True}


def write() -> None:
    """Write all generated pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in (("tables", _tables()), ("commands", _commands()), ("figures", _figures()), ("data", _data())):
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
    TUTORIAL.mkdir(exist_ok=True)
    paths = sorted((ROOT / "notebooks").glob("0*.ipynb"))
    for path, notebook in zip(paths, execution.run(paths, ROOT / "seeds"), strict=True):
        (TUTORIAL / f"{path.stem}.md").write_text(_executed(notebook, path.stem), encoding="utf-8")


def _executed(notebook: Any, name: str) -> str:
    """Write an executed notebook as a page; its figures become files next to it."""
    lines: list[str] = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            lines += [cell.source, ""]
            continue
        lines += ["```python", cell.source, "```", ""]
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/svg+xml" in data:
                picture = f"{name}-{number}.svg"
                (TUTORIAL / picture).write_text(data["image/svg+xml"], encoding="utf-8")
                words = data[execution.FIGURE]["text"].replace("[", "(").replace("]", ")")
                lines += [f"![{' '.join(words.split())}]({picture})", ""]
            elif "text/html" in data:
                shown, _, _ = data["text/html"].partition(evidence.FOLD)
                lines += ["```{raw} html", f'<div class="output">{rendering.clean(shown)}</div>', "```", ""]
    return "\n".join(lines)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _tables() -> str:
    lines = []
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"A row is {table.row}. It is made from {_origin(table)}.", ""]
        lines += [_row("column", "dtype", "values", "may be NA", "meaning"), _row(*["---"] * 5)]
        for name, column in table.columns.items():
            missing = "no" if column.required else "yes"
            lines.append(_row(f"`{name}`", f"`{column.dtype}`", _values(column), missing, column.meaning))
        lines.append("")
    return "\n".join(lines)


def _origin(table: Table) -> str:
    if table.is_across:
        return "a comparison of articles"
    return "one article" if table.finder else "a file of the case folder"


def _values(column: Column) -> str:
    if column.values:
        return ", ".join(column.values)
    low, high = column.low, column.high
    bounds = [f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else ""]
    return ", ".join(filter(None, bounds))


def _commands() -> str:
    lines = []
    for name, parser in cli.parsers().items():
        lines += [f"## osint {name}", "", str(parser.description), "", "```", _usage(parser), "```", ""]
        lines += [_row("argument", "meaning"), _row("---", "---")]
        for action in parser._actions:
            if not isinstance(action, argparse._HelpAction):
                called = ", ".join(action.option_strings) or action.metavar or action.dest
                lines.append(_row(f"`{called}`", (action.help or "") % {"default": action.default}))
        lines.append("")
    return "\n".join(lines)


def _usage(parser: argparse.ArgumentParser) -> str:
    return " ".join(parser.format_usage().removeprefix("usage: ").split())


def _figures() -> str:
    table = accuracy.published().astype("object").where(accuracy.published().notna(), None)
    lines = [_row("figure", "data", "n", "measured", "simpler means"), _row(*["---"] * 5)]
    for row in table.itertuples():
        baseline = "–" if row.baseline is None else f"{row.baseline:.2f}, {row.method}"
        data = row.data if row.part is None else f"{row.data}, {row.part}"
        lines.append(_row(row.figure, data, row.n, f"{row.measured:.2f}", baseline))
    held = [_row("figure", "data", "n", "measured", "simpler means", "day"), _row(*["---"] * 6)]
    for row in accuracy.held_out().fillna("–").to_dict("records"):
        held.append(_row(*(row[name] for name in ("figure", "data", "n", "value", "baseline", "measured"))))
    first, second = "## On texts that did not guide the making", "## On development texts"
    return "\n".join([first, "", *held, "", second, "", *lines, ""])


def _data() -> str:
    text = (lexicons.DATA / "README.md").read_text(encoding="utf-8")
    return text.split("\n", 2)[2]


if __name__ == "__main__":
    write()
