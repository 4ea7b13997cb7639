"""A small encoder of who is for or against whom: reading text into word pieces, and scoring marked passages.

The weights are a MiniLM of six layers, trained for the two questions; ``data/MODEL_CARD.md`` says how and how well.
Every passage is run alone, at its own length, so its score depends on nothing but itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.knowledge import lexicons

if TYPE_CHECKING:
    import numpy as np

#: Start and end of a name in its passage, as `str` offsets, half-open.
Span = tuple[int, int]
#: So many word pieces of a passage are read: those nearest to the names asked about.
LIMIT = 96
#: Of a passage with two names so many are read: a third faster, for .02 of F1 on DSE2QA's validation split.
PAIR_LIMIT = 34
#: So many characters before, between and behind the names are looked at; twice what `LIMIT` word pieces fill.
REACH = 1200
#: Where the vocabulary holds the marks that open and close the holder's and the target's name.
HOLDER, TARGET = ("[unused1]", "[unused2]"), ("[unused3]", "[unused4]")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+|[^\w\s]|_")
_REST = re.compile(r"\w*")
#: A longer word is not taken apart; it is read as unknown.
_LONGEST = 100


class Encoded(NamedTuple):
    """A passage as the encoder reads it."""

    ids: list[int]
    #: Where the holder's name and its marks stand in `ids`; empty where no holder is asked about.
    holder: list[int]
    #: Where the target's name and its marks stand in `ids`.
    target: list[int]


def toward(passages: Iterable[tuple[str, Span]]) -> np.ndarray:
    """Estimate what each passage says of its target.

    Parameters
    ----------
    passages
        Text, and where the target stands in it. Read best are one or two sentences.

    Returns
    -------
    numpy.ndarray
        A row for each passage: the probabilities (0…1, summing to 1) of against, neutral and favor, brought into
        line with the development split of NewsMTSC.

    Raises
    ------
    OsintError
        If onnxruntime is not installed.

    References
    ----------
    Hamborg, F., Donnay, K. (2021): NewsMTSC. doi:10.18653/v1/2021.eacl-main.142.
    """
    return _probabilities("toward", (encode(text, target) for text, target in passages))


def between(passages: Iterable[tuple[str, Span, Span]]) -> np.ndarray:
    """Estimate what each passage tells of the holder's stance toward the target.

    Parameters
    ----------
    passages
        Text, and where the holder and the target stand in it.

    Returns
    -------
    numpy.ndarray
        A row for each passage: the probabilities (0…1, summing to 1) of against, neutral and favor, brought into
        line with the validation split of DSE2QA.

    Raises
    ------
    OsintError
        If onnxruntime is not installed.

    References
    ----------
    Park, K., Pan, Z., Joo, J. (2021): Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment Extraction in
    News Text. arXiv:2106.01033.
    """
    return _probabilities("between", (encode(text, target, holder, PAIR_LIMIT) for text, holder, target in passages))


def _probabilities(head: str, passages: Iterable[Encoded]) -> np.ndarray:
    """Run passages one by one; three classes each."""
    import numpy as np

    run = session().run
    odds = [run([head], arguments(passage))[0][0, :3] for passage in passages]
    grown = np.exp(np.array(odds, dtype=float).reshape(-1, 3))
    return grown / grown.sum(axis=1, keepdims=True)


def arguments(passage: Encoded) -> dict[str, np.ndarray]:
    """Lay a passage out as the graph's inputs: word pieces, places asked about, and how much each place counts."""
    import numpy as np

    places = [0, *passage.holder, *passage.target]
    middle = 1 + len(passage.holder)
    shares = np.zeros((3, len(places)), np.float32)
    shares[0, 0] = 1
    shares[1, 1:middle] = 1 / max(1, len(passage.holder))
    shares[2, middle:] = 1 / max(1, len(passage.target))
    return {"ids": np.array(passage.ids, np.int64), "asked": np.array(places, np.int64), "shares": shares}


@cache
def session() -> Any:
    """Load the packaged weights into onnxruntime; one thread, so that sums are taken in one order."""
    try:
        import onnxruntime
    except ImportError:
        from osint import tables

        message = "The stance encoder must have onnxruntime; it is not installed. "
        raise tables.OsintError(message + "Run pip install onnxruntime, or choose the linear model.") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    weights = (lexicons.DATA / "stance_encoder.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@cache
def vocabulary() -> dict[str, int]:
    """Load the word pieces and their numbers."""
    lines = (lexicons.DATA / "stance_vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


@lru_cache(maxsize=50_000)
def pieces(word: str) -> tuple[int, ...]:
    """Take a word apart into the longest known pieces, from its beginning on.

    Parameters
    ----------
    word
        A word in lower case without accents, or a single mark.

    Returns
    -------
    tuple of int
        Numbers of the pieces; that of ``[UNK]`` alone where the word has a part that no piece covers.
    """
    known = vocabulary()
    found: list[int] = []
    start, end = 0, len(word) if len(word) <= _LONGEST else 0
    while start < end:
        number = known.get(("##" if start else "") + word[start:end])
        if number is None:
            end -= 1
            continue
        found.append(number)
        start, end = end, len(word)
    return tuple(found) if found and start == len(word) else (known["[UNK]"],)


def tokens(text: str) -> list[int]:
    """Read a stretch of text as numbers of word pieces, without case and accents."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")
    return [number for word in _WORD.findall(text.lower()) for number in pieces(word)]


def encode(text: str, target: Span, holder: Span | None = None, limit: int = LIMIT) -> Encoded:
    """Mark the names in a passage and read it as word pieces, at most `limit` of them.

    Parameters
    ----------
    text
        The passage.
    target, holder
        Where the names stand in `text`; a name that ends within a word is read to the word's end.
    limit
        The most word pieces, with those that open and close the passage.

    Returns
    -------
    Encoded
        What stands farthest from both names is left out where the passage is too long.
    """
    text, target, holder = _near(text, target, holder)
    known = vocabulary()
    ids: list[int] = []
    spans: list[list[int]] = [[], []]
    open_names: set[int] = set()
    done = 0
    for place, opens, role in _marks(text, holder, target):
        for number in tokens(text[done:place]):
            _add(ids, spans, open_names, number)
        done = place
        open_names.add(role)
        _add(ids, spans, open_names, known[(HOLDER, TARGET)[role][0 if opens else 1]])
        open_names -= set() if opens else {role}
    ids += tokens(text[done:])
    return _window(ids, spans[0], spans[1], limit)


def _near(text: str, target: Span, holder: Span | None) -> tuple[str, Span, Span | None]:
    """Cut a passage to the characters around its names, so that a long text takes no longer than a short one."""
    spans = sorted(span for span in (holder, target) if span is not None)
    first, last = spans[0], spans[-1]
    begin, end = max(0, first[0] - REACH), min(len(text), max(span[1] for span in spans) + REACH)
    gap_start, gap_end = first[1] + REACH, last[0] - REACH
    if gap_start >= gap_end:
        gap_start = gap_end = end

    def moved(span: Span) -> Span:
        shift = begin + (gap_end - gap_start if span[0] >= gap_end else 0)
        return span[0] - shift, span[1] - shift

    near = text[begin:gap_start] + text[gap_end:end]
    return near, moved(target), moved(holder) if holder is not None else None


def _marks(text: str, holder: Span | None, target: Span) -> list[tuple[int, bool, int]]:
    """List where a name opens or closes, in order: place, whether it opens, whose name (0 holder, 1 target)."""
    found = []
    for role, span in enumerate((holder, target)):
        if span is not None:
            rest = _REST.match(text, span[1])
            found += [(span[0], True, role), (rest.end() if rest else span[1], False, role)]
    return sorted(found)


def _add(ids: list[int], spans: list[list[int]], open_names: Iterable[int], number: int) -> None:
    for role in open_names:
        spans[role].append(len(ids))
    ids.append(number)


def _window(ids: list[int], holder: list[int], target: list[int], limit: int) -> Encoded:
    """Keep the pieces nearest to the names, between the first and the last token that the encoder expects."""
    known = vocabulary()
    kept: Sequence[int] = range(len(ids))
    if len(ids) > limit - 2:
        away = _distances(len(ids), holder + target)
        kept = sorted(sorted(kept, key=away.__getitem__)[: limit - 2])
    place = {old: new for new, old in enumerate(kept, start=1)}
    return Encoded(
        [known["[CLS]"], *(ids[old] for old in kept), known["[SEP]"]],
        [place[old] for old in holder if old in place],
        [place[old] for old in target if old in place],
    )


def _distances(size: int, names: Iterable[int]) -> list[int]:
    """Count for each piece the steps to the nearest piece of a name."""
    away = [size] * size
    for name in names:
        away[name] = 0
    for i in range(1, size):
        away[i] = min(away[i], away[i - 1] + 1)
    for i in reversed(range(size - 1)):
        away[i] = min(away[i], away[i + 1] + 1)
    return away
