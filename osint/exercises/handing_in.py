"""What students hand in, before it is graded."""

from __future__ import annotations

import json
from pathlib import Path

from osint.files import replacing
from osint.tables import OsintError, need_path


def unmark_copies(folder: str | Path) -> list[str]:
    """Take nbgrader's mark from cells that a student copied, so that grading does not stop at them.

    Of the cells with one mark the last keeps it. Both are still run, one after the other.

    Parameters
    ----------
    folder
        Any folder of handed-in notebooks, those in folders below among them.

    Returns
    -------
    list of str
        A line for each mark that was taken away.

    Raises
    ------
    OsintError
        If the folder is not there, or a notebook cannot be read.
    """
    need_path(folder, "folder")
    if not Path(folder).is_dir():
        raise OsintError(f"`folder` must be a folder of handed-in notebooks; {str(folder)!r} is not there.")
    found = []
    for path in sorted(Path(folder).rglob("*.ipynb")):
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            cells = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id")]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise OsintError(
                f"{path} must be a notebook; it cannot be read as one ({error}). Ask for it again."
            ) from error
        last = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells}
        copies = [cell for cell in cells if last[cell["metadata"]["nbgrader"]["grade_id"]] is not cell]
        found += [f"{path}: {cell['metadata'].pop('nbgrader')['grade_id']} is there twice" for cell in copies]
        if copies:
            with replacing(path) as made:
                made.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found
