"""A case kept as it was read, in one BagIt bag: articles, tables, corrections, briefing, versions; checked by hash."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from osint import __version__, briefing, cases, exports, extraction
from osint.cases import Case
from osint.tables import TABLES, OsintError, need_path, show_types

_SUMS = "tagmanifest-sha256.txt"
#: Scores of one model on two processors differ in their last digits; what differs by more has another cause.
_LAST_DIGITS = 1e-4


def keep(case: Case, package: str | Path) -> str:
    """Write `case` as a BagIt bag (RFC 8493): the case folder, its tables as CSV, its briefing, and versions.

    The bag's dates are the case's, so that the same case gives the same bytes.

    Returns
    -------
    str
        The SHA-256 of the bag's list of sums. Keep it apart from the bag: whoever changes the bag cannot change it.

    Raises
    ------
    OsintError
        If `package` is there already, or the case is an extracted folder without its articles.
    """
    cases.need_case(case)
    need_path(package, "package")
    target = Path(package)
    if target.exists():
        raise OsintError(f"`package` must be a new folder; {str(package)!r} is there already.")
    if case.is_kept:
        raise OsintError("`case` must be a folder with its articles; this one holds extracted tables only.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as temporary:
        bag = Path(temporary) / "bag"
        folder = bag / "case" / case.path.resolve().name
        _copy(case, folder)
        _make(cases.open(folder), bag)
        _bag(bag, case)
        bag.rename(target)
    return _sum(target / _SUMS)


def _copy(case: Case, folder: Path) -> None:
    """Copy what is read of a case: its articles, and the tables beside them."""
    folder.mkdir(parents=True)
    if (case.path / "articles").is_dir():
        shutil.copytree(case.path / "articles", folder / "articles")
    else:
        for path in sorted(set(case.articles["path"])):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(case.path / path, folder / path)
    cases.copy_tables(case, folder)


def _make(case: Case, folder: Path) -> None:
    """Make tables, briefing and the list of versions of `case` in `folder`."""
    t = extraction.extract(case)
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        exports.save_csv(exports.flat(t[name]), folder / "tables" / f"{name}.csv")
    briefing.write(case, folder / "briefing.html")
    needed = sorted(
        {requirement.split(";")[0].split(">")[0].split("[")[0] for requirement in metadata.requires("osint") or []}
    )
    versions = [f"{name} {_version(name)}" for name in needed if _version(name)]
    (folder / "versions.txt").write_text("\n".join([f"osint {__version__}", *versions, ""]), encoding="utf-8")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _bag(folder: Path, case: Case) -> None:
    import bagit

    days = pd.concat([case.articles[column] for column in ("published", "published_latest")]).dropna()
    info = {
        "External-Identifier": case.path.resolve().name,
        "Bagging-Date": f"{days.max():%Y-%m-%d}" if len(days) else "unknown",
    }
    here = Path.cwd()
    try:
        bagit.make_bag(str(folder), info, checksums=["sha256"])
    finally:
        os.chdir(here)


def verify(package: str | Path, *, outside: str | None = None) -> list[str]:
    """Name each file of a kept case that is not as it was kept: changed, missing or added.

    Parameters
    ----------
    outside
        The sum that :func:`keep` returned, kept apart from the bag; without it a bag that was changed together
        with its own sums cannot be told.

    Returns
    -------
    list of str
        A line per file, with the hash that it must have and the one that it has; none if all is as it was.

    Raises
    ------
    OsintError
        If `package` is no kept case.
    """
    return list(_changes(_root(package), outside))


def _root(package: str | Path) -> Path:
    need_path(package, "package")
    root = Path(package)
    if not (root / _SUMS).is_file() or not (root / "manifest-sha256.txt").is_file():
        raise OsintError(f"`package` must be a folder that osint keep wrote; {str(package)!r} has no {_SUMS}.")
    return root


def _changes(root: Path, outside: str | None) -> Iterator[str]:
    if outside is not None and (have := _sum(root / _SUMS)) != outside.strip().lower():
        yield f"{_SUMS}: must have the sum {outside}; it has {have}"
    listed = {_SUMS: ""}
    for manifest in (_SUMS, "manifest-sha256.txt"):
        for line in (root / manifest).read_text(encoding="utf-8", errors="replace").splitlines():
            wanted, _, name = line.partition(" ")
            listed[_decoded(name.strip())] = wanted
    for name, wanted in sorted(listed.items()):
        path = root / name
        if not path.is_file():
            yield f"{name}: is missing; its sum was {wanted}"
        elif wanted and (have := _sum(path)) != wanted:
            yield f"{name}: must have the sum {wanted}; it has {have}"
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.relative_to(root).as_posix() not in listed:
            yield f"{path.relative_to(root).as_posix()}: was added"


def _decoded(name: str) -> str:
    """A file's name as BagIt writes it: line ends and the percent sign by their numbers."""
    return name.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def again(package: str | Path) -> list[str]:
    """Make tables and briefing of a kept case anew and name what differs from those that were kept.

    Returns
    -------
    list of str
        A line per file that differs; scores that differ in their last digits only are named as such.
    """
    root = _root(package) / "data"
    folders = [path for path in (root / "case").iterdir() if path.is_dir()]
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary)
        _make(cases.open(folders[0]), made)
        names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
        return [f"{name}: {what}" for name in names if (what := _difference(root / name, made / name))]


def _difference(kept: Path, made: Path) -> str:
    if not kept.is_file():
        return "was not kept: another version of osint made the package"
    if kept.read_bytes() == made.read_bytes():
        return ""
    if kept.suffix != ".csv":
        return "differs"
    if _head(kept) != _head(made):
        return "has other columns: another version of osint made the package"
    old, new = (pd.DataFrame(exports.read_csv(path, kept.stem)) for path in (kept, made))
    if len(old) != len(new):
        return f"has {len(new)} rows, {len(old)} were kept"
    numbers = old.select_dtypes("number").columns.intersection(new.select_dtypes("number").columns)
    apart: Any = (old[numbers] - new[numbers]).abs().max().max() if len(numbers) else 0
    words = [column for column in old.columns if column not in numbers]
    differing = int((old[words].astype(str) != new[words].astype(str)).any(axis=1).sum())
    if differing or apart > _LAST_DIGITS:
        return f"{max(differing, 1)} of {len(old)} rows differ"
    return f"scores differ by at most {apart:.0e}, as they do on another processor; no other cell does"


def _head(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline()


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


show_types(globals())
