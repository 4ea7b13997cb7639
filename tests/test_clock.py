"""A hung reader is ended and named; what others read stays."""

import io
import time
from collections.abc import Iterator

import pytest

from osint import articles
from osint.articles import clock, containers
from osint.articles.formats import Found, Limits

STORY = b"The ferry sails, the mayor said."


def test_an_article_that_takes_too_long_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_STEP", 0.02)
    real = containers.read

    def read(stream: io.BytesIO, name: str, limits: Limits) -> Iterator[Found]:
        begin = time.monotonic()
        while name == "b.txt" and time.monotonic() < begin + 20:
            try:
                time.sleep(0.01)
            except Exception:  # as a library may swallow what it meets
                continue
        yield from real(stream, name, limits)

    monkeypatch.setattr(containers, "read", read)
    listed = [articles.File(name, lambda: io.BytesIO(STORY)) for name in ("a.txt", "b.txt", "c.txt")]
    begin = time.monotonic()
    (table,) = articles.stream(listed, seconds=0.1)
    assert time.monotonic() - begin < 10
    assert table["problem"].isna().tolist() == [True, False, True]
    assert "took too long" in table.loc[1, "problem"]
    # Without a hash the part that holds it is done again at the next run.
    assert table["sha256"].isna().tolist() == [False, True, False]


@pytest.mark.slow
def test_the_time_between_articles_does_not_count() -> None:
    with clock.Clock(0.2) as watch:
        for _ in watch.watched(iter([1, 2])):
            time.sleep(0.8)
