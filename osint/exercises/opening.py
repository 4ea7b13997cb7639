"""The case as the exercises open it: without what its folder's ``corrections.csv`` overrules."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from osint import cases
from osint.cases import Case, given
from osint.tables import OsintError, need_path


def copy_of(folder: str | Path) -> Path:
    """Copy a case into a new folder for temporary files, so that a correction does not reach the case itself.

    Its ``corrections.csv`` is left out, so that nobody's corrections change which rows are asked and which answers
    hold.
    """
    _need_case(folder)
    return _copied(folder, Path(tempfile.mkdtemp(prefix="osint-")))


def lay_out(folder: str | Path, into: str | Path) -> Path:
    """Copy a case into the folder of a course, to be handed out: without what tells the answers.

    Beside ``corrections.csv`` that is the column ``note`` of ``sources.csv``, where an analyst writes what is to be
    traced. No table rests on it.

    Parameters
    ----------
    into
        The folder of the exercises, as ``source/workshop``.

    Raises
    ------
    OsintError
        If there is no such case folder, or `into` holds a folder of its name already.
    """
    _need_case(folder)
    need_path(into, "into")
    made = Path(into) / Path(folder).resolve().name
    if made.exists():
        raise OsintError(
            f"`into` must not hold the case yet; {str(made)!r} is there. Remove it, or give another folder."
        )
    made = _copied(folder, Path(into))
    if (made / "sources.csv").exists():
        given.sources(made / "sources.csv").assign(note="").to_csv(made / "sources.csv", index=False)
    return made


def _need_case(folder: object) -> None:
    need_path(folder, "folder")
    if not Path(str(folder)).is_dir():
        raise OsintError(f"`folder` must be a case folder; {str(folder)!r} is not there. Set `case_folder`.")


def _copied(folder: str | Path, into: Path) -> Path:
    made = Path(shutil.copytree(folder, into / Path(folder).resolve().name))
    (made / "corrections.csv").unlink(missing_ok=True)
    return made


def open_case(folder: str | Path) -> Case:
    """Open a copy of a case without its ``corrections.csv``, for students and for the check of what they hand in.

    Raises
    ------
    OsintError
        As :func:`osint.cases.open` does.
    """
    return cases.open(copy_of(folder))
