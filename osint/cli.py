"""The command line: ``osint brief CASE`` and its neighbours."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from osint import __version__
from osint.tables import OsintError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 when it did what was asked, 1 when the input cannot be used, 2 when the call is wrong (as argparse exits).
    """
    arguments = _parser().parse_args(argv)
    try:
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)
    except OsintError as error:
        print(f"osint: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="osint", description="Read a folder of news articles and brief on it.")
    parser.add_argument("--version", action="version", version=f"osint {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    brief = _command(commands, "brief", _brief, "execute the notebooks on a case and write one HTML file")
    brief.add_argument("-o", "--output", type=Path, default=Path("briefing.html"), help="the HTML file (%(default)s)")
    new = _command(commands, "new", _new, "lay out an empty case folder")
    new.epilog = "Put the articles into CASE/articles; every other file may stay as it is."
    _command(commands, "check", _check, "list all that is wrong or missing in a case, and on this machine")
    export = _command(commands, "export", _export, "write all tables as CSV, Parquet and one Excel workbook")
    export.add_argument("-o", "--output", type=Path, default=Path("tables"), help="the folder (%(default)s)")
    _add_extract(commands)
    return parser


def _add_extract(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "extract the tables of any number of articles into Parquet files, on one machine or a Dask cluster"
    extract = commands.add_parser("extract", help=summary, description=summary[0].upper() + summary[1:] + ".")
    extract.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, or addresses that fsspec opens")
    extract.add_argument("-o", "--output", type=Path, required=True, help="the folder; what is finished there is kept")
    extract.add_argument("--case", type=Path, help="a case whose actors, places, frames and sources are used")
    extract.add_argument(
        "--workers", type=int, help="worker processes on this machine (default: by the size of the input)"
    )
    extract.add_argument("--scheduler", metavar="ADDRESS", help="a running Dask scheduler, such as tcp://host:8786")
    extract.set_defaults(run=_extract)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    summary: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    command.add_argument("case", type=Path, metavar="CASE", help="the case folder")
    command.set_defaults(run=run)
    return command


def _brief(arguments: argparse.Namespace) -> None:
    from osint import briefing, cases

    briefing.write(cases.open(arguments.case), arguments.output)
    _say(f"Written: {arguments.output}")


def _new(arguments: argparse.Namespace) -> None:
    from osint import cases

    root = cases.new(arguments.case)
    _say(f"Laid out: {root}. Put the articles into {root / 'articles'}, then: osint brief {root}")


def _check(arguments: argparse.Namespace) -> None:
    from osint import checks

    found = checks.run(arguments.case)
    for finding in found:
        _say(f"{finding.level:5}  {finding.text}")
    if faults := [finding.text for finding in found if finding.level == "fault"]:
        raise OsintError(f"{len(faults)} faults must be mended; they are listed above.")


def _export(arguments: argparse.Namespace) -> None:
    from osint import cases, exports, extraction

    written = exports.write(extraction.extract(cases.open(arguments.case)), arguments.output)
    _say(f"Written: {len(written)} files in {arguments.output}")


def _extract(arguments: argparse.Namespace) -> None:
    from osint import cases, cluster

    case = cases.open(arguments.case) if arguments.case else None
    with cluster.connect(arguments.inputs, workers=arguments.workers, scheduler=arguments.scheduler) as client:
        _say(str(cluster.extract(arguments.inputs, arguments.output, case=case, client=client, progress=True)))


def _say(line: str) -> None:
    print(line)  # noqa: T201
