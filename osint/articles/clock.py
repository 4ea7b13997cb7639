"""A limit on the time that reading one article may take, for jobs that nobody watches."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import TypeVar

from osint.articles.formats import TooLongError

_T = TypeVar("_T")
_STEP = 0.5


class Clock:
    """Raises :class:`TooLongError` in the thread that reads, when one article has taken more than `seconds`.

    A thread of its own looks at the time twice a second. What is read by then decides nothing: the bounds on bytes,
    rows and pages do, so that the same file gives the same rows on any machine; this only ends what hangs.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._reader = threading.get_ident()
        self._began: float | None = None
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, name="osint-clock", daemon=True)

    def __enter__(self) -> Clock:
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._watch.join()

    def watched(self, items: Iterator[_T]) -> Iterator[_T]:
        """The items, each made under the clock; the time between them does not count."""
        while True:
            try:
                self._set(time.monotonic())
                item = next(items, None)
            finally:
                self._set(None)
            if item is None:
                return
            yield item

    def _set(self, began: float | None) -> None:
        with self._lock:
            self._began = began

    def _look(self) -> None:
        while not self._ended.wait(_STEP):
            # Under the lock, so that nothing is raised once the item is made.
            with self._lock:
                if self._began is not None and time.monotonic() - self._began > self._seconds:
                    self._began = None
                    thread, error = ctypes.c_ulong(self._reader), ctypes.py_object(TooLongError)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
