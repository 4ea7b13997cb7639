"""What all tests share: the seed case, no network, and no silent skip where a browser must be."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

import osint

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
FERRIES = ROOT / "tests" / "ferries"


@pytest.fixture(scope="session")
def case() -> Any:
    return osint.cases.open(SEEDS)


@pytest.fixture(scope="session")
def t(case: Any) -> Any:
    return osint.extract(case)


@pytest.fixture(scope="session")
def seeds_briefing(case: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds' briefing, made once."""
    path = tmp_path_factory.mktemp("briefing") / "briefing.html"
    osint.briefing.write(case, path, progress=False)
    return path


@pytest.fixture(scope="module", autouse=True)
def _steady_times() -> None:
    """Keep what earlier modules left out of garbage collections, which else fall into a test that measures time."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("OSINT_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
