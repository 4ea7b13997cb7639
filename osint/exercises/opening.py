"""The case as the exercises open it: without what its folder's ``corrections.csv`` overrules."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from osint import cases
from osint.cases import Case
from osint.tables import OsintError, need_path


def copy_of(folder: str | Path) -> Path:
    """Copy a case into a new folder for temporary files, so that a correction does not reach the case itself.

    Its ``corrections.csv`` is left out, so that nobody's corrections change which rows are asked and which answers
    hold.
    """
    need_path(folder, "folder")
    if not Path(folder).is_dir():
        raise OsintError(f"`folder` must be a case folder; {str(folder)!r} is not there. Set `case_folder`.")
    made = Path(tempfile.mkdtemp(prefix="osint-")) / Path(folder).resolve().name
    shutil.copytree(folder, made)
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
