"""The wheel, built and installed elsewhere: the models run from it, and what they are made of is said in it."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow

TRIED = """
import pandas as pd, osint
print(osint.__file__)
articles = pd.DataFrame({"article_id": ["a"], "text": ["Cyprus condemned Malta on Friday."]})
for model in ("encoder", "linear"):
    found = osint.stance.judge(articles, model=model)
    print(model, *found[["holder", "target", "label"]].values.tolist()[0])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy: what an earlier build left would come into the wheel
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    for name in ("osint", "notebooks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input"]
    built = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *built], check=True)
    (wheel,) = folder.glob("osint-*.whl")
    site = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)], check=True)
    return site


def test_the_models_run_from_the_wheel(installed, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    run = subprocess.run(
        [sys.executable, "-c", TRIED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    where, *found = run.stdout.splitlines()
    assert where.startswith(str(installed))
    assert found == ["encoder Cyprus Malta against", "linear Cyprus Malta against"]


def test_every_module_is_in_the_wheel(installed):
    there = {path.relative_to(installed) for path in (installed / "osint").rglob("*.py")}
    assert {path.relative_to(ROOT) for path in (ROOT / "osint").rglob("*.py")} <= there


def test_the_wheel_says_what_the_models_are_made_of(installed):
    (notice,) = installed.glob("osint-*.dist-info/**/NOTICE")
    assert {"MiniLM", "NewsMTSC", "DSE2QA"} <= set(notice.read_text(encoding="utf-8").replace(",", " ").split())
    card = (installed / "osint" / "data" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "sha256" in card
