"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osint.tables import OsintError


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary file beside `path` that takes its place when the block ends without an error.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "table.csv"
    >>> with replacing(target) as temporary:
    ...     _ = temporary.write_text("a,b")
    >>> target.read_text()
    'a,b'
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp keeps others out; the finished file is as open as any other.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def alone(folder: str | Path) -> Iterator[None]:
    """Keep a second run out of `folder` while the block lasts.

    Raises
    ------
    OsintError
        If another run works there.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(Path(folder, ".lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise OsintError(
            f"`folder` must be written by one run at a time; another works in {str(folder)!r}. "
            "Wait for it to end, or give another folder."
        ) from None
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
