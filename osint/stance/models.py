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
LEAST = {"encoder": 0.2, "linear": 0.22}
#: The same where the encoder alone reads a holder behind the target.
LEAST_BEHIND = {"encoder": 0.3, "linear": 0.22}
#: How much the linear model counts beside the encoder: the two err on different passages, and at .3 to .5 both
#: development splits come out best.
LINEAR_SHARE = 0.4
#: Where the linear model holds both signs between two names less likely, the encoder is not asked: a fourth of the
#: pairs of DSE2QA's validation split, of which pooling makes one in four hundred a stance.
_HARDLY = 0.08
#: The same where only sure stances are wanted: 40 in 100 pairs, of which one in three hundred comes to .45.
_UNSURE = 0.12
#: Added to probabilities, so that none has an infinite logarithm.
_NEVER = 1e-4
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
    counted = linear.probabilities([(text, *target) for text, target in passages])
    return _pooled(encoder.toward(passages), counted) if served(name) == "encoder" else counted


def between(
    passages: Sequence[tuple[str, Span, Span]], name: str | None = None, *, only_sure: bool = False
) -> np.ndarray:
    """Estimate the holder's stance toward the target: the probabilities of against, neutral and favor.

    With `only_sure`, the encoder is not asked where the linear model holds a stance hardly likely in either order.
    """
    import numpy as np

    odds = pairs.between(passages)
    if served(name) == "encoder" and passages:
        behind = is_behind(passages)
        hope = odds[:, [0, 2]].max(axis=1)
        if only_sure:
            turned = [(text, target, holder) for text, holder, target in passages if holder > target]
            hope[behind] = np.maximum(hope[behind], pairs.between(turned)[:, [0, 2]].max(axis=1))
        else:
            hope[behind] = 1
        asked = (hope >= (_UNSURE if only_sure else _HARDLY)).nonzero()[0]
        read = encoder.between([passages[i] for i in asked])
        odds[asked] = np.where(behind[asked, None], read, _pooled(read, odds[asked]))
    return odds


def is_behind(passages: Sequence[tuple[str, Span, Span]]) -> np.ndarray:
    """Tell for each passage whether the holder stands behind the target: "Berg was praised by Lund".

    The linear model finds few of these, so that the encoder alone is asked about them: on DSE2QA's validation split
    the mean F1 of its five classes is .52 so, .47 with both pooled.
    """
    import numpy as np

    return np.array([holder > target for _, holder, target in passages], dtype=bool)


def _pooled(read: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Pool the probabilities of encoder and linear model: the weighted mean of their logarithms, summing to 1 again.

    Genest & Zidek 1986, doi:10.1214/ss/1177013825.
    """
    import numpy as np

    odds = np.exp((1 - LINEAR_SHARE) * np.log(read + _NEVER) + LINEAR_SHARE * np.log(counted + _NEVER))
    pooled: np.ndarray = odds / odds.sum(axis=1, keepdims=True)
    return pooled


def decided(odds: np.ndarray, least: float | np.ndarray) -> np.ndarray:
    """Tell the stance from probabilities: the likelier of against and favor where it reaches `least`, else neutral.

    Parameters
    ----------
    odds
        A row for each passage: against, neutral, favor.
    least
        The least probability (0…1) of a stance, for all or row by row.

    Returns
    -------
    numpy.ndarray
        0 against, 1 neutral, 2 favor.
    """
    import numpy as np

    return np.where(np.maximum(odds[:, 0], odds[:, 2]) < least, 1, np.where(odds[:, 2] > odds[:, 0], 2, 0))
