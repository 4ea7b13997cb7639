"""How good the tables are: figures measured against labels, those of simpler means, and floors to keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from osint import cases
from osint.accuracy import benchmarks, labels
from osint.accuracy.scores import Measure, each
from osint.cases import Case
from osint.extraction import extract
from osint.files import replacing
from osint.knowledge import lexicons
from osint.tables import OsintError, Tables, need, need_kind, need_path, show_types

_OURS = "hand labels"
_BINS = tuple(i / 10 for i in range(11))
_KEY = ["figure", "data", "part"]
_DTYPES = {
    "figure": "string",
    "data": "string",
    "part": "string",
    "n": "Int64",
    "measured": "Float64",
    "floor": "Float64",
    "baseline": "Float64",
    "method": "string",
}
_CALIBRATION = {"of": "string", "data": "string", "low": "Float64", "high": "Float64", "n": "Int64"} | dict.fromkeys(
    ("confidence", "right"), "Float64"
)


class Report(NamedTuple):
    """What was measured.

    Attributes
    ----------
    table
        A row per figure: ``figure``, ``data`` (whose labels), ``part`` (which articles: the folder's name), ``n``,
        ``measured``, ``floor``, ``baseline`` and its ``method``. Shares are 0…1; NA is no floor, no baseline.
    calibration
        A row per band of confidence, as :func:`calibration` makes it, ``of`` places or stances, and its ``data``.
    confusion
        How often a labelled stance toward a target (row) was told as which (column); None without such data.
    """

    table: pd.DataFrame
    calibration: pd.DataFrame
    confusion: pd.DataFrame | None


def measure(case: Case, folder: str | Path, data: str | Path | None = None) -> Report:
    """Measure on the hand labels of a case, and on labelled data sets that the reader brings.

    Parameters
    ----------
    folder
        The label files; ``floors.json`` among them is heeded.
    data
        A folder laid out as :mod:`osint.accuracy.benchmarks` says.

    Raises
    ------
    OsintError
        If labels, floors or data cannot be used, or the floors were set for other texts or labels.
    """
    held = labels.read(folder)
    t = extract(case)
    rows = _rows(labels.measure(t, held), _OURS, case.path.resolve().name)
    least = floors(folder, case)
    sure = {("places", _OURS): labels.located(t, held)}
    confusion = None
    if data is not None:
        results = benchmarks.measure(data)
        confusion = results.confusion
        for name, measures in results.measures.items():
            rows += _rows(measures, name, Path(data).resolve().name)
        if results.located is not None:
            sure["places", "data sets"] = results.located
        sure |= {("stances", name): pairs for name, pairs in results.judged.items()}
    banded = [calibration(pairs).assign(of=of, data=name) for (of, name), pairs in sure.items()]
    return Report(
        _table(rows, least), pd.concat(banded, ignore_index=True)[list(_CALIBRATION)].astype(_CALIBRATION), confusion
    )


def _rows(measures: Iterable[Measure], data: str, part: str) -> list[tuple[str, str, str, int, float]]:
    return [(figure, data, part, n, _rounded(value)) for figure, n, value in measures]


def _rounded(value: float) -> float:
    """Shares to four places, speeds to two digits: the next run's differ by more."""
    return round(value, 4) if value < 2 else float(f"{value:.2g}")


def _table(rows: Iterable[tuple[str, str, str, int, float]], least: Mapping[str, float]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=[*_KEY, "n", "measured"])
    is_ours = table["data"] == _OURS
    table["floor"] = table["figure"].map(least).where(is_ours)
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for row in lexicons.rows("baselines"):
        key = row["figure"], row["data"]
        best[key] = max(best.get(key, (0.0, "")), (float(row["value"]), row["method"]))
    found = [best.get(key, (None, None)) for key in zip(table["figure"], table["data"], strict=True)]
    table["baseline"] = [value for value, _ in found]
    table["method"] = [method for _, method in found]
    return table.astype(_DTYPES)


def calibration(pairs: pd.DataFrame) -> pd.DataFrame:
    """Hold how sure answers were against how often they were right.

    Parameters
    ----------
    pairs
        ``confidence`` 0…1 and ``right`` of each place or stance.

    Returns
    -------
    pandas.DataFrame
        A row per band of a tenth that holds any: ``low``, ``high``, ``n``, mean ``confidence`` and share ``right``.
        Where the confidence means what it says, the last two are alike.

    >>> calibration(pd.DataFrame({"confidence": [0.92, 0.98, 0.45], "right": [True, False, False]})).values.tolist()
    [[0.4, 0.5, 1.0, 0.45, 0.0], [0.9, 1.0, 2.0, 0.95, 0.5]]
    """
    need(pairs, ("confidence", "right"), "pairs", "Give a row per answer.")
    band = (pairs["confidence"].astype(float) * 10).clip(upper=9.999).astype(int)
    rows = [
        (_BINS[i], _BINS[i + 1], len(held), held["confidence"].mean(), held["right"].mean())
        for i, held in pairs.groupby(band)
    ]
    return pd.DataFrame(rows, columns=["low", "high", "n", "confidence", "right"]).round(4)


def floors(folder: str | Path, case: Case) -> dict[str, float]:
    """Read the least values that figures on the hand labels must keep.

    Returns
    -------
    dict
        Figure -> floor; empty where there is no ``floors.json``.

    Raises
    ------
    OsintError
        If they were set for other texts or other label files than these, or are lower than those published.
    """
    need_path(folder, "folder")
    cases.need_case(case)
    path = Path(folder) / "floors.json"
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    now = {
        "texts": dict(zip(case.articles["article_id"], case.articles["sha256"], strict=True)),
        "labels": _sums(file for file in Path(folder).iterdir() if file.suffix in (".json", ".csv") and file != path),
    }
    faults = [
        f"{kind}: {name} is {now[kind].get(name, 'not there')}, and was {content[kind].get(name, 'not there')}"
        for kind in now
        for name in sorted(now[kind].keys() | content[kind].keys())
        if now[kind].get(name) != content[kind].get(name)
    ]
    least: dict[str, float] = content["floors"]
    for figure, floor in _published_floors(case).items():
        if least.get(figure, 0.0) < floor:
            faults.append(f"the floor of {figure!r} is {least.get(figure, 'gone')}; {floor} is published")
    if faults:
        raise OsintError.of(
            "The floors in floors.json must be those of these texts and labels, and never fall:", faults
        )
    return least


def _published_floors(case: Case) -> dict[str, float]:
    table = published()
    ours = table[(table["data"] == _OURS) & (table["part"] == case.path.resolve().name)].dropna(subset="floor")
    return dict(zip(ours["figure"], ours["floor"], strict=True))


def _sums(files: Iterable[Path]) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)}


def below(table: pd.DataFrame) -> list[str]:
    """Say which figures fall short of their floors."""
    need(table, ("figure", "measured", "floor"), "table", "Hand over the table of accuracy.measure.")
    short = table[table["measured"] < table["floor"]]
    return [f"{row.figure}: {row.measured:.3f}, at least {row.floor:.3f}" for row in each(short)]


def published() -> pd.DataFrame:
    """The figures measured when this version was made: ``Report.table``, packaged.

    All were taken on articles that guided the making: on others, expect somewhat less.

    >>> published().columns.tolist()
    ['figure', 'data', 'part', 'n', 'measured', 'floor', 'baseline', 'method']
    """
    return pd.DataFrame(lexicons.rows("accuracy"), columns=list(_DTYPES)).replace("", pd.NA).astype(_DTYPES)


def held_out() -> pd.DataFrame:
    """The figures measured by others on texts that nobody looked at while the kit was made.

    Returns
    -------
    pandas.DataFrame
        ``figure, data, n, value, baseline, measured`` (the day) and ``note``.

    >>> held_out().columns.tolist()
    ['figure', 'data', 'n', 'value', 'baseline', 'measured', 'note']
    """
    return pd.DataFrame(lexicons.rows("held_out")).replace("", pd.NA).astype("string")


def published_calibration() -> pd.DataFrame:
    """How sure places and stances were, and how often right, when this version was made: ``Report.calibration``."""
    return pd.DataFrame(lexicons.rows("calibration"), columns=list(_CALIBRATION)).astype(_CALIBRATION)


def write(report: Report, folder: str | Path) -> list[Path]:
    """Write ``accuracy.csv`` and ``calibration.csv``, which :func:`published` reads from the package.

    Data that was not measured now keeps its rows.

    Raises
    ------
    OsintError
        If a figure falls short of its floor.
    """
    need_kind(report, Report, "report", "Make it with accuracy.measure.")
    if short := below(report.table):
        raise OsintError.of("What falls short of its floor is not published:", short)
    kept = published()
    kept = kept[~kept["data"].isin(report.table["data"])]
    bands = published_calibration()
    bands = bands[~(bands["of"] + bands["data"]).isin(report.calibration["of"] + report.calibration["data"])]
    root, written = Path(folder), []
    for name, old, new in (("accuracy", kept, report.table), ("calibration", bands, report.calibration)):
        path = root / f"{name}.csv"
        with replacing(path) as temporary:
            pd.concat([new, old], ignore_index=True).to_csv(temporary, index=False, lineterminator="\n")
        written.append(path)
    return written


def table(t: Tables, folder: str | Path) -> pd.DataFrame:
    """Measure tables already made against hand labels: ``Report.table`` of these labels."""
    rows = _rows(labels.measure(t, labels.read(folder)), _OURS, cases.of(t).path.resolve().name)
    return _table(rows, floors(folder, cases.of(t)))


def lines(report: Report) -> str:
    """The report as text for a terminal: a line per figure, then confidence and confusion.

    Speeds are whole numbers; everything else is a share.
    """
    need_kind(report, Report, "report", "Make it with accuracy.measure.")
    rows = [f"{'figure':56} {'n':>6} {'measured':>8} {'floor':>6} {'baseline':>8}  by"]
    last = None
    for row in each(report.table):
        if (row.data, row.part) != last:
            last = row.data, row.part
            rows += ["", f"{row.data}, {row.part}"]
        cells = f"{row.figure:56} {row.n:6} {_cell(row.measured):>8} {_cell(row.floor):>6} {_cell(row.baseline):>8}"
        rows.append(f"{cells}  {'' if pd.isna(row.method) else row.method}".rstrip())
    rows += ["", f"{'confidence':30} {'n':>6} {'mean':>6} {'right':>6}"]
    for row in each(report.calibration):
        band = f"{row.of}, {row.data}, {row.low:.1f} to {row.high:.1f}"
        rows.append(f"{band:30} {row.n:6} {row.confidence:6.3f} {row.right:6.3f}")
    if report.confusion is not None:
        rows += ["", report.confusion.to_string()]
    return "\n".join(rows)


def _cell(value: float) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.3f}" if value < 2 else f"{value:,.0f}"


show_types(globals())
