"""The two models of stance, by name: a small encoder, and a linear model that serves without it and at size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from osint.stance import encoder, linear, pairs
from osint.tables import OsintError

if TYPE_CHECKING:
    import numpy as np

MODELS = ("encoder", "linear")
#: The columns of probabilities.
LABELS = ("against", "neutral", "favor")
#: The least probability that makes a stance between two marked names: the best F1 on DSE2QA's validation split.
LEAST = {"encoder": 0.34, "linear": 0.25}
Span = tuple[int, int]


@cache
def _has_runtime() -> bool:
    return find_spec("onnxruntime") is not None


def served(name: str | None = None) -> str:
    """Return the model that serves: the one named, else the encoder where onnxruntime is installed.

    Raises
    ------
    OsintError
        If there is no such model, or the encoder is asked for and onnxruntime is not installed.

    >>> served("linear")
    'linear'
    """
    has_runtime = _has_runtime()
    if name is None:
        return "encoder" if has_runtime else "linear"
    if name not in MODELS:
        raise OsintError(f"`model` must be one of {', '.join(MODELS)}; it is {name!r}.")
    if name == "encoder" and not has_runtime:
        raise OsintError(
            "The stance encoder must have onnxruntime; it is not installed. "
            "Run pip install onnxruntime, or choose the linear model."
        )
    return name


def toward(passages: Sequence[tuple[str, Span]], name: str | None = None) -> np.ndarray:
    """Estimate what each passage says of its target: the probabilities of against, neutral and favor."""
    if served(name) == "encoder":
        return encoder.toward(passages)
    return linear.probabilities([(text, *target) for text, target in passages])


def between(passages: Sequence[tuple[str, Span, Span]], name: str | None = None) -> np.ndarray:
    """Estimate the holder's stance toward the target: the probabilities of against, neutral and favor."""
    return encoder.between(passages) if served(name) == "encoder" else pairs.between(passages)


def decided(odds: np.ndarray, least: float) -> np.ndarray:
    """Tell the stance from probabilities: the likelier of against and favor where it reaches `least`, else neutral.

    Parameters
    ----------
    odds
        A row for each passage: against, neutral, favor.
    least
        The least probability (0…1) of a stance.

    Returns
    -------
    numpy.ndarray
        0 against, 1 neutral, 2 favor.
    """
    import numpy as np

    return np.where(np.maximum(odds[:, 0], odds[:, 2]) < least, 1, np.where(odds[:, 2] > odds[:, 0], 2, 0))
