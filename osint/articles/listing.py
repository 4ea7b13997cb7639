"""Files below a folder, each once, none of them opened yet."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from osint.articles import formats
from osint.knowledge import lexicons
from osint.tables import OsintError, need_path


class File(NamedTuple):
    """A file below the folder: its name there, how to open it, why it is not opened, where it is on this machine."""

    name: str
    open: Callable[[], BinaryIO]
    problem: str | None = None
    path: Path | None = None


def files(path: str | os.PathLike[str], *, leave_out: Collection[str] = ()) -> list[File]:
    """List every file at or below `path`, by name; hidden ones and those in `leave_out` are passed over.

    Raises
    ------
    OsintError
        If there is nothing at `path`, or no file in the folder.
    """
    need_path(path, "path")
    root = Path(path)
    if not root.exists():
        raise OsintError(f"`path` must be a file or a folder; there is nothing at {os.fspath(path)!r}.")
    if not root.is_dir():
        return [_file(root, root.name, root.stat().st_mode)]
    found = sorted((file for file in _below(root) if file.name not in leave_out), key=lambda file: file.name)
    if not found:
        raise OsintError(f"The folder must hold articles; {os.fspath(path)!r} holds no file. Put some in.")
    return found


def _below(folder: Path) -> Iterator[File]:
    waiting = [(folder, PurePosixPath())]
    while waiting:
        here, name = waiting.pop()
        try:
            inside = [item for item in os.scandir(here) if not _is_hidden(item.name)]
        except OSError as error:
            yield File(formats.shown(str(name)), _no_file, formats.problem(error))
            continue
        pages = {Path(item.name).stem for item in inside if item.name.lower().endswith((".html", ".htm"))}
        for item in inside:
            if not item.is_dir(follow_symlinks=False):
                mode = item.stat(follow_symlinks=False).st_mode
                yield _file(Path(item.path), str(name / item.name), mode)
            elif not _belongs_to_page(item.name, pages):
                waiting.append((Path(item.path), name / item.name))


def _is_hidden(name: str) -> bool:
    """Whether a file system, or a program that has the file open, put it there."""
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _belongs_to_page(folder: str, pages: Collection[str]) -> bool:
    """Whether a browser laid the folder next to a page that it saved: "Rebels_files", "Rebelles_fichiers"."""
    endings = lexicons.words("page_folders", "ending")
    return any(folder.endswith(ending) and folder.removesuffix(ending) in pages for ending in endings)


def _file(path: Path, name: str, mode: int) -> File:
    problem = None
    if not stat.S_ISREG(mode):
        kind = "link" if stat.S_ISLNK(mode) else "device, pipe or socket"
        problem = f"A {kind} is not followed or opened; put a copy of the file in its place."
    return File(formats.shown(name), partial(_opened, path), problem, path)


def _opened(path: Path) -> BinaryIO:
    # A pipe that took the file's place after it was listed must not hold up the reading.
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, os.O_RDONLY | flags), "rb")


def _no_file() -> BinaryIO:
    raise FileNotFoundError
