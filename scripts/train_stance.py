"""Train ``stance_model.npz`` on passages with a marked target (NewsMTSC, MIT licence), and say how good it is.

The same input gives the same bytes. scikit-learn is needed here, and only here.

    python scripts/train_stance.py TRAIN.jsonl.gz [DEV.jsonl]

Each line holds ``id``, ``sentence``, ``start``, ``end`` of the target, and ``polarity`` (−1, 0, 1).
"""

from __future__ import annotations

import gzip
import json
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from osint.stance import linear

MODEL = Path(__file__).resolve().parents[1] / "osint" / "data" / "stance_model.npz"
FOLDS = 5
STRENGTH = 3.0
#: A feature must stand in so many passages.
RARE = 2
#: Added to the log-odds of against and favor; the training split holds fewer neutral passages than news does.
BIAS = (-0.3, -0.1)


def read(path: str) -> list[dict[str, Any]]:
    """Read the lines of a file, compressed or not."""
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if path.endswith(".gz") else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def toned_words() -> dict[str, list[str]]:
    """Sort the words of VADER's and TextBlob's lexicons into classes by sign and strength."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    found: dict[str, list[str]] = defaultdict(list)
    for word, valence in SentimentIntensityAnalyzer().lexicon.items():
        if word.isalpha() or "-" in word[1:-1]:
            sign = "plus" if valence > 0 else "minus"
            found[f"words_vader_{sign}_{'strong' if abs(valence) >= 1.8 else 'weak'}"].append(word)
    polarities: dict[str, list[float]] = defaultdict(list)
    for entry in ET.fromstring((files("textblob") / "en" / "en-sentiment.xml").read_text(encoding="utf-8")):
        polarities[(entry.get("form") or "").lower()].append(float(entry.get("polarity") or 0))
    for word, values in polarities.items():
        mean = sum(values) / len(values)
        if " " not in word and mean:
            size = "none" if abs(mean) <= 0.05 else "strong" if abs(mean) > 0.3 else "weak"
            found[f"words_textblob_{'plus' if mean > 0 else 'minus'}_{size}"].append(word)
    return {name: sorted(words) for name, words in sorted(found.items())}


def matrix(records: Sequence[dict[str, Any]], classes: dict[str, tuple[int, ...]]) -> sparse.csr_matrix:
    """Turn passages into counts of features."""
    rows, numbers, values = linear.features(((r["sentence"], r["start"], r["end"]) for r in records), classes)
    return sparse.csr_matrix((values, (rows, numbers)), shape=(len(records), 2**linear.BITS))


def weighted(counts: sparse.csr_matrix, scale: np.ndarray) -> sparse.csr_matrix:
    """Weigh each feature, and bring each passage to length 1."""
    scaled = (counts @ sparse.diags(scale)).tocsr()
    norms = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(norms, 1e-9)) @ scaled).tocsr()


def fit(counts: sparse.csr_matrix, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Fit weights to passages, rounded to 8 bits, as the file holds them."""
    seen = np.diff(counts.tocsc().indptr)
    kept = np.flatnonzero(seen >= RARE)
    rarity = 1 + np.log((1 + counts.shape[0]) / (1 + seen[kept]))
    scale_unit = rarity.max() / 255
    whole = np.round(rarity / scale_unit).astype(np.uint8)
    scale = np.zeros(counts.shape[1])
    scale[kept] = whole * scale_unit
    fitted = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-4).fit(weighted(counts, scale)[:, kept], labels)
    raw = (fitted.coef_ - fitted.coef_[1])[[0, 2]]
    weight_unit = np.quantile(np.abs(raw), 0.9995) / 127
    weights = np.clip(np.round(raw / weight_unit), -127, 127).astype(np.int8)
    bias = fitted.intercept_ - fitted.intercept_[1] + [BIAS[0], 0, BIAS[1]]
    return {
        "steps": np.diff(kept, prepend=0).astype(np.uint16),
        "scale": whole,
        "scale_unit": np.float32(scale_unit),
        "weights": weights,
        "weight_unit": np.float32(weight_unit),
        "bias": np.round(bias, 4),
    }


def log_odds(model: dict[str, np.ndarray], counts: sparse.csr_matrix) -> np.ndarray:
    """Apply a model to passages."""
    kept = np.cumsum(model["steps"], dtype=np.int64)
    scale = np.zeros(counts.shape[1])
    scale[kept] = model["scale"] * model["scale_unit"]
    sides = weighted(counts, scale)[:, kept] @ (model["weights"].T * model["weight_unit"])
    return np.column_stack([sides[:, 0], np.zeros(len(sides)), sides[:, 1]]) + model["bias"]


def macro_f1(labels: np.ndarray, found: np.ndarray, weights: np.ndarray) -> float:
    """Average F1 over against, neutral and favor, each passage with its weight."""

    def f1(label: int) -> float:
        hit = weights[(labels == label) & (found == label)].sum()
        return 2 * hit / max(weights[labels == label].sum() + weights[found == label].sum(), 1e-9)

    return sum(map(f1, (0, 1, 2))) / 3


def crossed(records: Sequence[dict[str, Any]], counts: sparse.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Log-odds for each passage from a model that saw no passage of the same article."""
    articles = ["_".join(r["id"].split("_")[:3]) for r in records]
    order = {article: i for i, article in enumerate(sorted(set(articles)))}
    fold = np.array([order[article] % FOLDS for article in articles])
    out = np.zeros((len(records), 3))
    for i in range(FOLDS):
        out[fold == i] = log_odds(fit(counts[fold != i], labels[fold != i]), counts[fold == i])
    return out


def write(path: Path, arrays: dict[str, Any]) -> None:
    """Write an .npz; numpy's own writer puts the time into it."""
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            held = BytesIO()
            np.lib.format.write_array(held, np.asanyarray(array), allow_pickle=False)
            archive.writestr(ZipInfo(f"{name}.npy"), held.getvalue(), ZIP_DEFLATED, 9)


def main(train_path: str, dev_path: str | None = None) -> None:
    """Train, measure, write."""
    train = read(train_path)
    words = toned_words()
    classes = linear.word_classes(words)
    counts = matrix(train, classes)
    labels = np.array([r["polarity"] for r in train]) + 1
    model: dict[str, Any] = fit(counts, labels)
    stored: dict[str, Any] = {name: np.frombuffer(" ".join(w).encode(), dtype=np.uint8) for name, w in words.items()}
    write(MODEL, {**stored, **model})
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes, {len(model['steps'])} features")
    if dev_path:
        dev = read(dev_path)
        dev_labels = np.array([r["polarity"] for r in dev]) + 1
        shift = np.bincount(dev_labels) / len(dev) / (np.bincount(labels) / len(labels))
        found = crossed(train, counts, labels).argmax(axis=1)
        print(f"cross-validated, as often as in dev: macro-F1 {macro_f1(labels, found, shift[labels]):.4f}")
        found = log_odds(model, matrix(dev, classes)).argmax(axis=1)
        print(f"dev: macro-F1 {macro_f1(dev_labels, found, np.ones(len(dev))):.4f}")


if __name__ == "__main__":
    with threadpool_limits(1):  # the order of sums, and with it the last digit, depends on the threads
        main(*sys.argv[1:])
