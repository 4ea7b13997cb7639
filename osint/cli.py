"""The command line: ``osint brief CASE`` and its neighbours."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from osint import __version__
from osint.tables import OsintError

_Subparsers = argparse._SubParsersAction


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 when it did what was asked, 1 when the input cannot be used; a call that is wrong exits with 2.
    """
    arguments = _parser().parse_args(argv)
    try:
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)
    except OsintError as error:
        print(f"osint: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except (OSError, TimeoutError) as error:
        print(f"osint: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except ImportError as error:
        print(f"osint: {_missing(error)}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("osint: stopped", file=sys.stderr)  # noqa: T201
        return 130
    return 0


def _missing(error: ImportError) -> str:
    """Say which package is missing and which extra brings it, or which file of the user's hides one."""
    name = (error.name or "").split(".")[0]
    hiding = next((path for path in (Path(f"{name}.py"), Path(name) / "__init__.py") if name and path.exists()), None)
    if hiding is not None:
        return f"the file {hiding} in this folder hides the package {name!r}: {error}. Rename it."
    for extra in metadata.metadata("osint").get_all("Provides-Extra") or ():
        brought = (need for need in metadata.requires("osint") or () if need.endswith(f'extra == "{extra}"'))
        if any(re.match(r"[\w.-]+", need)[0].replace("-", "_").lower() == name.lower() for need in brought):  # type: ignore[index]
            return f"this needs {name}, which is not installed; run: pip install 'osint[{extra}]'"
    return f"a package cannot be imported: {error}. Install osint anew."


def commands() -> list[str]:
    """Name the commands, in the order in which they are shown.

    >>> commands()[0]
    'brief'
    """
    return [add.__name__.removeprefix("_add_") for add in _COMMANDS]


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command, for the documentation.

    >>> list(parsers())[0]
    'brief'
    """
    holder = argparse.ArgumentParser(prog="osint").add_subparsers()
    for add in _COMMANDS:
        add(holder)
    return dict(holder.choices)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="osint", description="Read a folder of news articles and brief on it.")
    parser.add_argument("--version", action="version", version=f"osint {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in _COMMANDS:
        add(subparsers)
    return parser


def _command(
    subparsers: _Subparsers[argparse.ArgumentParser], run: Callable[[argparse.Namespace], None], summary: str
) -> argparse.ArgumentParser:
    name = run.__name__.removeprefix("_")
    command = subparsers.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    command.set_defaults(run=run)
    return command


def _named(text: str) -> str:
    """What is not empty: else an unset variable of a shell would mean the folder one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must name a file or a folder; it is empty")
    return text


def _path(text: str) -> Path:
    return Path(_named(text))


def _takes_case(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("case", type=_path, metavar="CASE", help="the case folder")
    return command


def _add_brief(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    brief = _takes_case(_command(subparsers, _brief, "execute the notebooks on a case and write one HTML file"))
    brief.add_argument("-o", "--output", type=_path, default=Path("briefing.html"), help="the HTML file (%(default)s)")
    brief.add_argument(
        "--for",
        dest="audience",
        choices=("analyst", "reader"),
        default="analyst",
        help="analyst: every article whole, the code folded; reader: cited sentences, at most a third (%(default)s)",
    )
    brief.add_argument(
        "--since",
        type=_path,
        metavar="FOLDER",
        help="what osint export or osint keep wrote earlier, or a copy of the case: say what is new since then",
    )
    brief.add_argument("--pdf", action="store_true", help="print it to PDF beside the HTML file; needs Chromium")


def _add_new(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    new = _takes_case(_command(subparsers, _new, "lay out an empty case folder"))
    new.epilog = "Put the articles into CASE/articles; every other file may stay as it is."


def _add_check(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "list all that is wrong or missing in a case, and whether this machine is ready"
    _takes_case(_command(subparsers, _check, summary))


def _add_export(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    export = _takes_case(_command(subparsers, _export, "write all tables as CSV, Parquet and one Excel workbook"))
    export.add_argument("-o", "--output", type=_path, default=Path("tables"), help="the folder (%(default)s)")


def _add_places(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "write the places that are pins as GeoPackage, GeoJSON, KML or CSV, by the ending"
    places = _takes_case(_command(subparsers, _places, summary))
    places.add_argument("-o", "--output", type=_path, default=Path("places.gpkg"), help="the file (%(default)s)")


def _add_network(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "write the network of sources, who quotes, cites or shares passages with whom, as GraphML for Gephi"
    network = _takes_case(_command(subparsers, _network, summary))
    network.add_argument("-o", "--output", type=_path, default=Path("network.graphml"), help="the file (%(default)s)")


def _add_extract(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "extract the tables of any number of articles into Parquet files, on one machine or a Dask cluster"
    extract = _command(subparsers, _extract, summary)
    extract.add_argument(
        "inputs", nargs="+", type=_named, metavar="INPUT", help="files, folders, or addresses that fsspec opens"
    )
    extract.add_argument(
        "-o",
        "--output",
        type=_path,
        required=True,
        help="the folder; what is finished there is kept, and what is of other inputs goes",
    )
    extract.add_argument("--case", type=_path, help="a case whose actors, places, frames and sources are used")
    extract.add_argument(
        "--stance",
        choices=("encoder", "linear"),
        help="the model of stance (default: the encoder where onnxruntime is installed); linear is faster",
    )
    extract.add_argument(
        "--column",
        action="append",
        type=_column,
        default=[],
        metavar="OURS=THEIRS",
        help="how tables of articles call a column, such as text=story_text; can be given several times",
    )
    extract.add_argument("--max-bytes", type=_count, help="longer articles are not read (default: 20,000,000)")
    _takes_workers(extract)


def _add_compare(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "find what extracted articles share, in any number, on one machine or a Dask cluster"
    compare = _command(subparsers, _compare, summary)
    compare.add_argument("folder", type=_path, metavar="FOLDER", help="what osint extract wrote")
    _takes_workers(compare)


def _takes_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=_count, help="worker processes here (default: by the size of the input)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="a running Dask scheduler, such as tcp://host:8786")


def _column(text: str) -> tuple[str, str]:
    """Read "text=story_text"."""
    from osint.articles import NAMED_COLUMNS

    ours, sign, theirs = text.partition("=")
    if not sign or not theirs or ours not in NAMED_COLUMNS:
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(NAMED_COLUMNS)}, '=' and theirs; it is {text!r}")
    return ours, theirs


def _count(text: str) -> int:
    """Read a number that is not negative."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be 0 or more; it is {text!r}")
    return int(text)


def _add_suggest(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "find names, titles, places and sources that the case does not list, as rows for its tables"
    suggest = _takes_case(_command(subparsers, _suggest, summary))
    suggest.add_argument("-o", "--output", type=_path, help="a folder for the four tables (default: print them)")


def _add_agree(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "compare two readers of one case: how far their corrections agree, and where they do not"
    agree = _command(subparsers, _agree, summary)
    agree.add_argument("a", type=_path, metavar="CASE_A", help="the case of one reader")
    agree.add_argument("b", type=_path, metavar="CASE_B", help="that of the other, or the other's corrections.csv")
    agree.add_argument("-o", "--output", type=_path, help="a CSV file for what differs, side by side, to settle it")
    agree.add_argument(
        "--settled", type=_path, metavar="FILE", help="that file, filled in: write what holds into CASE_A’s corrections"
    )
    agree.add_argument("--by", type=_named, default="both readers", help="who settled it (%(default)s)")


def _add_judge(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "list the judgements of a case with the passages they cite, each with its source, and what does not hold"
    _takes_case(_command(subparsers, _judge, summary)).epilog = "Exits 1 where something does not hold."


def _add_hypotheses(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "rank the competing hypotheses of a case by what speaks against each, and say what falls with one source"
    _takes_case(_command(subparsers, _hypotheses, summary))


def _add_keep(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "keep a case as it was read, with tables, briefing and versions, as a BagIt bag; print its sum"
    keep = _takes_case(_command(subparsers, _keep, summary))
    keep.add_argument("-o", "--output", type=_path, required=True, metavar="PACKAGE", help="the folder, a new one")


def _add_verify(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "name each file of a kept case that was changed, removed or added"
    verify = _command(subparsers, _verify, summary)
    verify.add_argument("package", type=_path, metavar="PACKAGE", help="what osint keep wrote")
    verify.add_argument("--sum", type=_named, metavar="SHA256", help="the sum that osint keep printed, kept elsewhere")
    verify.add_argument("--again", action="store_true", help="make tables and briefing anew and name what differs")


def _add_accuracy(subparsers: _Subparsers[argparse.ArgumentParser]) -> None:
    summary = "measure the tables against hand labels and labelled data sets, beside simpler means"
    accuracy = _command(subparsers, _accuracy, summary)
    accuracy.add_argument("case", type=_path, nargs="?", default=Path("seeds"), metavar="CASE", help="(%(default)s)")
    accuracy.add_argument("--labels", type=_path, default=Path("tests/gold"), help="its hand labels (%(default)s)")
    accuracy.add_argument(
        "--data", type=_path, help="a folder of data sets, laid out as osint.accuracy.benchmarks says"
    )
    accuracy.add_argument("--write", type=_path, metavar="FOLDER", help="write accuracy.csv and calibration.csv there")
    accuracy.epilog = "Exits 1 where a figure falls short of its floor in floors.json beside the labels."


_COMMANDS = (
    _add_brief,
    _add_new,
    _add_check,
    _add_export,
    _add_places,
    _add_network,
    _add_extract,
    _add_compare,
    _add_suggest,
    _add_agree,
    _add_judge,
    _add_hypotheses,
    _add_keep,
    _add_verify,
    _add_accuracy,
)


def _brief(arguments: argparse.Namespace) -> None:
    from osint import briefing, cases
    from osint.briefing import printing

    case = cases.open(arguments.case)
    briefing.write(case, arguments.output, audience=arguments.audience, since=arguments.since)
    _say(f"Written: {arguments.output}")
    if arguments.pdf:
        printing.pdf(arguments.output, arguments.output.with_suffix(".pdf"))
        _say(f"Written: {arguments.output.with_suffix('.pdf')}")


def _new(arguments: argparse.Namespace) -> None:
    from osint import cases

    root = cases.new(arguments.case)
    _say(f"Laid out: {root}. Put the articles into {root / 'articles'}, then: osint brief {root}")


def _check(arguments: argparse.Namespace) -> None:
    from osint import checks

    found = checks.run(arguments.case)
    for finding in found:
        _say(f"{finding.level:5}  {finding.text}")
    if faults := sum(finding.level == "fault" for finding in found):
        raise OsintError(f"{faults} fault{'s' * (faults != 1)} must be mended; see above.")


def _export(arguments: argparse.Namespace) -> None:
    from osint import cases, exports, extraction

    written = exports.write(extraction.extract(cases.open(arguments.case)), arguments.output)
    _say(f"Written: {len(written)} files in {arguments.output}")


def _places(arguments: argparse.Namespace) -> None:
    from osint import cases, exports, extraction

    n = exports.write_places(extraction.extract(cases.open(arguments.case)), arguments.output)
    _say(f"Written: {n} places in {arguments.output}")


def _network(arguments: argparse.Namespace) -> None:
    from osint import cases, extraction, network

    n = network.write(extraction.extract(cases.open(arguments.case)), arguments.output)
    _say(f"Written: {n} sources in {arguments.output}")


def _extract(arguments: argparse.Namespace) -> None:
    from osint import articles, cases
    from osint.batch import cluster

    case = cases.open(arguments.case) if arguments.case else None
    reading = case.reading if case else articles.Reading()
    reading = reading._replace(columns={**reading.columns, **dict(arguments.column)})
    if arguments.max_bytes is not None:
        reading = reading._replace(max_bytes=arguments.max_bytes)
    with cluster.connect(arguments.inputs, workers=arguments.workers, scheduler=arguments.scheduler) as client:
        done = cluster.extract(
            arguments.inputs,
            arguments.output,
            case=case,
            reading=reading,
            client=client,
            stance=arguments.stance,
            progress=True,
        )
        _say(str(done))


def _compare(arguments: argparse.Namespace) -> None:
    from osint.batch import cluster

    with cluster.connect([arguments.folder], workers=arguments.workers, scheduler=arguments.scheduler) as client:
        _say(str(cluster.compare(arguments.folder, client=client, progress=True)))


def _suggest(arguments: argparse.Namespace) -> None:
    from osint import cases, suggest
    from osint.files import replacing

    case = cases.open(arguments.case)
    for name in ("actors", "places", "sources", "framing"):
        text = suggest.as_csv(getattr(suggest, name)(case))
        if arguments.output is None:
            _say(f"# {name}.csv\n{text}")
            continue
        arguments.output.mkdir(parents=True, exist_ok=True)
        with replacing(arguments.output / f"{name}.csv") as temporary:
            temporary.write_text(text, encoding="utf-8")
        _say(f"Written: {arguments.output / name}.csv")


def _agree(arguments: argparse.Namespace) -> None:
    from osint import agreement, exports
    from osint.files import replacing

    if arguments.settled is not None:
        case = agreement.settle(arguments.a, arguments.b, arguments.settled, by=arguments.by)
        _say(f"Settled: {case.path / 'corrections.csv'}")
        return
    found = agreement.between(arguments.a, arguments.b)
    _say(agreement.lines(found))
    if arguments.output is not None:
        with replacing(arguments.output) as temporary:
            exports.save_csv(agreement.to_settle(found), temporary)
        _say(f"Written: {arguments.output}")


def _judge(arguments: argparse.Namespace) -> None:
    from osint import cases, evidence
    from osint.cases import judgements
    from osint.tables import Tables

    case = cases.open(arguments.case)
    t = Tables(case, articles=case.articles)
    n_faults = 0
    for number, judgement in enumerate(case.judgements, 1):
        _say(
            f"{number}. {judgement['text']} ({judgement.get('likelihood')}; confidence: {judgement.get('confidence')})"
        )
        for row in judgements.cited(judgement, t.texts).to_dict("records"):
            _say(f"   {evidence.address(row)} “{row['text']}”\n      {evidence.citation(row['article_id'], t)}")
        wrong = [fault.partition(": ")[2] for fault in judgements.faults([judgement], t.texts)]
        n_faults += len(wrong)
        for fault in wrong:
            _say(f"   does not hold: {fault}")
    if not case.judgements:
        _say("No judgement is written. Write one as [[judgement]] in case.toml; osint new shows how.")
    if n_faults:
        raise OsintError(f"{n_faults} fault{'s' * (n_faults != 1)} must be mended; see above.")


def _hypotheses(arguments: argparse.Namespace) -> None:
    from osint import cases
    from osint.cases import hypotheses

    case = cases.open(arguments.case)
    matrix = hypotheses.matrix(case.hypotheses, case.articles)
    _say(matrix.drop(columns=["text"]).to_string(index=False, na_rep=""))
    _say("\n" + hypotheses.ranking(matrix).to_string(index=False))
    _say("\nWithout one source:\n" + hypotheses.without(matrix).to_string(index=False))


def _keep(arguments: argparse.Namespace) -> None:
    from osint import cases, custody

    kept = custody.keep(cases.open(arguments.case), arguments.output)
    _say(f"Kept: {arguments.output}\nIts sum, to be kept elsewhere: {kept}")


def _verify(arguments: argparse.Namespace) -> None:
    from osint import custody

    if changed := custody.verify(arguments.package, outside=arguments.sum):
        raise OsintError.of("The package is not as it was kept:", changed)
    _say("Every file is as it was kept." + ("" if arguments.sum else " Its own sums were not checked: give --sum."))
    if arguments.again:
        differing = custody.again(arguments.package)
        _say("\n".join(["Made anew, these differ:", *differing]) if differing else "Made anew, nothing differs.")


def _accuracy(arguments: argparse.Namespace) -> None:
    from osint import accuracy, cases

    report = accuracy.measure(cases.open(arguments.case), arguments.labels, arguments.data)
    _say(accuracy.lines(report))
    if short := accuracy.below(report.table):
        raise OsintError.of("Figures fall short of their floors:", short)
    if arguments.write:
        _say("\nWritten: " + ", ".join(map(str, accuracy.write(report, arguments.write))))


def _say(line: str) -> None:
    print(line)  # noqa: T201
