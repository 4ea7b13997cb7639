"""Frames: in which light a passage puts its actor, by cues that are told, and which words mark an outlet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pandas as pd

from osint import tables
from osint.knowledge import lexicons
from osint.tables import Knowledge, OsintError
from osint.text import analysis, names
from osint.text.analysis import Analysis
from osint.text.document import Sentence

if TYPE_CHECKING:
    import ahocorasick

#: With fewer articles than this, a share describes the texts, not the outlet.
FEWEST = 5
_PASSAGES = ("headline", "body", "caption")
_KNOWN_SHOWN = 20
_CARRIED = 2
_HEAD = 45
_LOCATIVE = re.compile(
    r"\b(?:in|at|from|to|into|near|across|around|through|inside|outside|of|towards?)\s(?:the\s)?$|,\s$"
)
_FORMER = re.compile(r"(?:\bformer\s|\bex-)$", re.IGNORECASE)


class Framed(NamedTuple):
    """A passage under a frame: its sentence, the actor it is about, and the cue that was found."""

    start: int
    end: int
    frame: str
    about: str | None
    cue: str


class _Cue(NamedTuple):
    frame: str
    cue: str
    rest: re.Pattern[str] | None


class _Tables(Protocol):
    """The tables of a case, as far as they are read here."""

    @property
    def articles(self) -> pd.DataFrame: ...
    @property
    def sentences(self) -> pd.DataFrame: ...
    @property
    def mentions(self) -> pd.DataFrame: ...
    @property
    def quotes(self) -> pd.DataFrame: ...
    @property
    def places(self) -> pd.DataFrame: ...
    @property
    def framing(self) -> pd.DataFrame: ...


class Frames:
    """The frames of a case and the generic five, with the focus, compiled for look-up.

    Parameters
    ----------
    frames
        A table with ``frame`` and ``cue``; a cue is a phrase, ``*`` ends a word stem, all else is literal.
        None stands for the generic frames alone.
    focus
        The actor whose treatment is compared; its members and officials count as the focus.
    roster
        The actors; ``of`` tells for whom each speaks.

    Raises
    ------
    OsintError
        If a frame lacks a cue, a cue is a single letter, or the focus is nobody on the roster.
    """

    def __init__(
        self, frames: pd.DataFrame | None = None, *, focus: str | None = None, roster: names.Roster | None = None
    ) -> None:
        import ahocorasick

        self.roster = roster or names.Roster()
        self.focus = _focus(focus, self.roster)
        self._counts: dict[str, bool] = {}
        self.members = _members(self.focus) if self.focus else frozenset()
        self.codes = frozenset(row["code"] for row in lexicons.rows("states") if row["name"] in self.members)
        self._officials = _officials(self.members)
        self._automaton: ahocorasick.Automaton = ahocorasick.Automaton()
        starts: dict[str, list[_Cue]] = defaultdict(list)
        for frame, cue in [*_own(frames), *_generic()]:
            head, star, rest = _plain(cue).partition("*")
            starts[head].append(_Cue(frame, cue, re.compile(_rest(rest)) if star else None))
        for head, cues in starts.items():
            self._automaton.add_word(head, (len(head), cues))
        self._automaton.make_automaton()

    def hits(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Find the cues in `text`: start, end, frame and cue of each."""
        plain = _plain(text)
        for last, (n, cues) in self._automaton.iter(plain):
            start, end = last - n + 1, last + 1
            if start and plain[start].isalnum() and plain[start - 1].isalnum():
                continue
            for frame, cue, rest in cues:
                if rest:
                    match = rest.match(plain, end)
                    if match:
                        yield start, match.end(), frame, cue
                elif not (plain[end - 1].isalnum() and plain[end : end + 1].isalnum()):
                    yield start, end, frame, cue

    def is_focus(self, actor: str | None) -> bool:
        """Whether `actor` is the focus, one of its members, or speaks for one of these."""
        if actor is None or self.focus is None:
            return False
        if actor not in self._counts:
            seen: set[str] = set()
            head: str | None = actor
            while head is not None and head not in seen and head != self.focus and head not in self.members:
                seen.add(head)
                head = self.roster.of.get(head)
            self._counts[actor] = head == self.focus or head in self.members or self._is_official(actor)
        return self._counts[actor]

    def _is_official(self, actor: str) -> bool:
        words = actor.split()
        return actor not in self.roster.kinds and (self.focus in words or bool(self._officials.match(actor)))

    def officials(self, text: str) -> Iterator[re.Match[str]]:
        """Find those in `text` who act for a member: "the Danish minister"."""
        return self._officials.finditer(text) if self.members else iter(())


def find(
    articles: pd.DataFrame,
    *,
    frames: pd.DataFrame | None = None,
    focus: str | None = None,
    actors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the passages that stand under a frame, with the cue that shows it.

    A passage is a sentence; it has a row for each frame of which it holds a cue. The frames are the case's own
    and the generic five of Semetko & Valkenburg (2000, doi:10.1111/j.1460-2466.2000.tb02843.x). A cue shows what a
    passage speaks of, not what it means by it: "no threat" is a passage about threat.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    frames
        A table with ``frame`` and ``cue``, and ``source`` where it is known.
    focus
        The actor whose treatment is compared; ``about`` names it where it, its members or officials are meant.
    actors, places
        The case's actors and place names.

    Returns
    -------
    pandas.DataFrame
        The table ``framing``.

    Raises
    ------
    OsintError
        If a frame lacks a cue, a cue is a single letter, or the focus is unknown.

    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["NATO stands ready to help. The boats left."]})
    >>> own = pd.DataFrame({"frame": ["readiness"], "cue": ["stand* ready"]})
    >>> find(articles, frames=own, focus="NATO")[["text", "frame", "about", "cue"]].values.tolist()
    [['NATO stands ready to help.', 'readiness', 'NATO', 'stand* ready']]
    """
    known = Knowledge.of(framing=frames, focus=focus, actors=actors, places=places)
    return analysis.table("framing", articles, known)


def compiled(knowledge: Knowledge) -> Frames:
    """Return the frames of a case, made once."""
    return knowledge.compiled(_frames)


def _frames(knowledge: Knowledge) -> Frames:
    return Frames(knowledge.framing, focus=knowledge.focus, roster=names.Roster(knowledge.actors))


def locate(analysis: Analysis) -> list[Framed]:
    """Find the framed passages of one article, in order.

    Where a sentence holds several voices, the passage is the stretch of the one in which the cue stands.
    """
    doc, frames = analysis.doc, compiled(analysis.knowledge)
    first: dict[tuple[int, str], tuple[int, str]] = {}
    for start, _, frame, cue in frames.hits(doc.text):
        key = (doc.sentence_at(start), frame)
        if key not in first or start < first[key][0]:
            first[key] = (start, cue)
    if not first:
        return []
    spans = [(sentence.start, sentence.end) for sentence in doc.sentences]
    about = _abouts(doc.text, spans, analysis.names, analysis.rows("quotes"), analysis.rows("places"), frames)
    quoted = [(quote.start, quote.end) for quote in analysis.rows("quotes") if quote.kind != "scare"]
    held = _by_sentence(spans, quoted)
    return [
        Framed(*_stretch(spans[i], [quoted[k] for k in held[i]], offset), frame, about[i], cue)
        for (i, frame), (offset, cue) in sorted(first.items())
        if _is_passage(doc.sentences[i])
    ]


def _stretch(sentence: tuple[int, int], quoted: list[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The part of a sentence in which the voice is that at `offset`."""
    around = [span for span in quoted if span[0] <= offset < span[1]]
    if around:
        start, end = min(around, key=lambda span: span[1] - span[0])
        return max(start, sentence[0]), min(end, sentence[1])
    # A sentence may begin inside a quotation that ends before the cue.
    return max((end for start, end in quoted if start <= sentence[0] and end <= offset), default=sentence[0]), sentence[
        1
    ]


def _by_sentence(sentences: Sequence[tuple[int, int]], spans: Sequence[tuple[Any, ...]]) -> list[list[int]]:
    """For each sentence, the numbers of the spans that overlap it."""
    starts = [start for start, _ in sentences]
    held: list[list[int]] = [[] for _ in sentences]
    for k, (start, end, *_) in enumerate(spans):
        for i in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
            if start < sentences[i][1]:
                held[i].append(k)
    return held


def _is_passage(sentence: Sentence) -> bool:
    return sentence.zone in _PASSAGES and sentence.repeat_of is None


# ------------------------------------------------------------------------------------------ what frames are


def _plain(text: str) -> str:
    """`text` in lower case with plain apostrophes and spaces, no character moved."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "\n": " ", "\t": " ", "\r": " ", "\u00a0": " ", "\u202f": " ", "‑": "-"})


def _rest(rest: str) -> str:
    """A pattern for what follows a stem."""
    end = r"(?!\w)" if rest[-1:].isalnum() else ""
    return r"\w*" + r"\w*".join(map(re.escape, rest.split("*"))) + end


def _own(frames: pd.DataFrame | None) -> list[tuple[str, str]]:
    if frames is None:
        return []
    tables.need(frames, ("frame", "cue"), "frames", "Give one row per cue.")
    rows, faults = [], []
    for number, (frame, cue) in enumerate(zip(frames["frame"], frames["cue"], strict=True), 1):
        name = "" if pd.isna(frame) else str(frame).strip()
        phrase = "" if pd.isna(cue) else " ".join(str(cue).split())
        if not name:
            faults.append(f"row {number}: a cue must have a frame; {phrase!r} has none")
        elif not phrase.replace("*", "").strip():
            faults.append(f"row {number}: the frame {name!r} must have a cue; give a phrase")
        elif phrase.startswith("*"):
            faults.append(f"row {number}: a cue must not begin with *, which ends a word stem; {phrase!r} does")
        elif len(phrase.replace("*", "").strip()) < 2:
            faults.append(f"row {number}: a cue must have two letters or more; {phrase!r} would be found everywhere")
        else:
            rows.append((name, phrase))
    if faults:
        raise OsintError.of("The frames cannot be used:", faults)
    return rows


@cache
def _generic() -> tuple[tuple[str, str], ...]:
    return tuple((row["frame"], row["cue"]) for row in lexicons.rows("generic_frames"))


def generic() -> list[str]:
    """Return the names of the packaged generic frames.

    >>> generic()
    ['conflict', 'human interest', 'economic consequences', 'morality', 'responsibility']
    """
    return list(dict.fromkeys(frame for frame, _ in _generic()))


def _focus(focus: str | None, roster: names.Roster) -> str | None:
    if focus is None:
        return None
    if focus in roster.kinds:
        return focus
    entry = roster.actor(focus)
    if entry:
        return entry.actor
    known = list(roster.kinds)
    more = f" and {len(known) - _KNOWN_SHOWN} more" if len(known) > _KNOWN_SHOWN else ""
    raise OsintError(
        f"`focus` must be an actor that is known; it is {focus!r}. "
        f"Known are {', '.join(known[:_KNOWN_SHOWN])}{more}. Add it to actors.csv or name one of these."
    )


@cache
def _members(focus: str) -> frozenset[str]:
    """The states that make up a body, and the body's own name."""
    for row in lexicons.rows("members"):
        if row["organization"] == focus:
            return frozenset(row["members"].split("|"))
    return frozenset()


@cache
def _officials(members: frozenset[str]) -> re.Pattern[str]:
    """Those who act for one of the states: its adjective or name, at most two words, an office."""
    codes = {row["code"] for row in lexicons.rows("states") if row["name"] in members}
    states = {
        alias
        for row in lexicons.rows("states")
        if row["name"] in members
        for alias in [row["name"], *row["aliases"].split("|")]
        if alias
    }
    adjectives = {
        row["word"]
        for row in lexicons.rows("demonyms")
        if row["country"] in codes and not row["place"] and row["form"] == "adjective"
    }
    offices = "|".join(map(re.escape, sorted(lexicons.words("officials", "word"), key=lambda word: -len(word))))
    owners = "|".join(
        re.escape(word) + r"(?:[’']s?)?" for word in sorted(states | adjectives, key=lambda word: -len(word))
    )
    return re.compile(rf"(?<!\w)(?:{owners or '(?!)'})\s(?:[\w-]+\s){{0,2}}?(?i:{offices})(?!\w)")


# --------------------------------------------------------------------------------- whom a passage is about


def _abouts(
    text: str,
    sentences: Sequence[tuple[int, int]],
    mentions: Iterable[Any],
    quotes: Iterable[Any],
    places: Iterable[Any],
    frames: Frames,
) -> list[str | None]:
    """Tell for each sentence whom it is about.

    That is the focus, if it or somebody who counts as it is named or speaks there, or was up to two sentences before
    and nobody else stands at this one's head; else the first actor named there; else whoever speaks.
    """
    placed = [(row.start, row.end, row.role, row.country) for row in places]
    located = {
        start
        for start, _, role, _ in placed
        if role == "embedded" or (role == "literal" and _LOCATIVE.search(text, max(0, start - 12), start))
    }
    actors = sorted((row.start, row.end, row.actor) for row in mentions if row.start not in located)
    spoken = sorted((row.start, row.end, row.speaker) for row in quotes if not pd.isna(row.speaker))
    focus = [(start, end) for start, end, actor in [*actors, *spoken] if frames.is_focus(actor)]
    focus += [match.span() for match in frames.officials(text)]
    focus = [span for span in focus if not _FORMER.search(text, max(0, span[0] - 8), span[0])]
    focus += [(start, end) for start, end, role, code in placed if role == "metonym" and code in frames.codes]
    held = [_by_sentence(sentences, spans) for spans in (focus, actors, spoken)]
    about: list[str | None] = []
    since = _CARRIED + 1
    for (start, _), by_focus, by_actor, by_speaker in zip(sentences, *held, strict=True):
        since = 0 if by_focus else since + 1
        is_headed = bool(by_actor) and actors[by_actor[0]][0] - start < _HEAD
        is_meant = bool(by_focus) or (since <= _CARRIED and not is_headed and not by_speaker)
        named = actors[by_actor[0]][2] if by_actor else spoken[by_speaker[0]][2] if by_speaker else None
        about.append(frames.focus if is_meant else named)
    return about


# ------------------------------------------------------------------------------------ what tells outlets apart

_PROFILE = {
    "outlet": "string",
    "article_id": "string",
    "unit": "string",
    "frame": "string",
    "set": "string",
    "n": "int64",
    "n_narrator": "int64",
    "n_quoted": "int64",
    "n_sentences": "int64",
    "share": "Float64",
    "n_texts": "int64",
}
_CONTRAST = {
    "outlet": "string",
    "word": "string",
    "n": "int64",
    "n_rest": "int64",
    "log_odds": "Float64",
    "z": "Float64",
    "n_texts": "int64",
    "is_one_text": "boolean",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class _Unit(NamedTuple):
    """What a share is of: an outlet, or one text where the outlet has fewer than five."""

    outlet: str
    article_id: str | None
    articles: tuple[str, ...]


def profile(t: _Tables) -> pd.DataFrame:
    """Count each frame's share of the sentences about the focus, outlet by outlet.

    With fewer than five articles of an outlet the unit is the text: the share then describes the text, not the
    outlet. Articles whose ``counts`` is no are left out, as are captions and titles given twice. Without a
    focus the share is of all sentences.

    Parameters
    ----------
    t
        The tables of a case.

    Returns
    -------
    pandas.DataFrame
        A row per unit and frame: ``outlet``; ``article_id``, NA where the unit is the outlet; ``unit`` ("text" or
        "outlet"); ``frame`` and its ``set`` ("case" or "generic"); ``n``, the sentences under the frame, as
        ``n_narrator`` in the outlet's own voice and ``n_quoted`` in others'; ``n_sentences`` about the focus;
        ``share`` 0…1, NA where there is none; ``n_texts``.
    """
    case: Any = getattr(t, "case", None)
    frames = Frames(
        getattr(case, "framing", None),
        focus=getattr(case, "focus", None),
        roster=names.Roster(getattr(case, "actors", None)),
    )
    about = _sentences_about(t, frames)
    rows = t.framing if frames.focus is None else t.framing[t.framing["about"] == frames.focus]
    own = [frame for frame in dict.fromkeys(rows["frame"]) if frame not in generic()]
    case_frames = getattr(case, "framing", None)
    if case_frames is not None:
        own = list(dict.fromkeys([*case_frames["frame"], *own]))
    found: list[tuple[Any, ...]] = []
    for unit in _units(t.articles):
        held = rows[rows["article_id"].isin(unit.articles)].drop_duplicates(["article_id", "start", "frame"])
        n_sentences = sum(about[article] for article in unit.articles)
        narrated = held[held["voice"] == "narrator"]["frame"].value_counts()
        counts = held["frame"].value_counts()
        for frame in [*own, *(frame for frame in generic() if frame not in own)]:
            n, n_narrator = int(counts.get(frame, 0)), int(narrated.get(frame, 0))
            share = n / n_sentences if n_sentences else None
            kinds = ("outlet" if unit.article_id is None else "text", frame, "case" if frame in own else "generic")
            numbers = (n, n_narrator, n - n_narrator, n_sentences, share, len(unit.articles))
            found.append((unit.outlet, unit.article_id, *kinds, *numbers))
    return pd.DataFrame(found, columns=list(_PROFILE)).astype(_PROFILE)


def contrast(t: _Tables, *, quoted: bool = True, top: int = 20, prior: float = 1000) -> pd.DataFrame:
    """Find the words that mark each outlet against all others.

    The measure is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
    doi:10.1093/pan/mpn018): how much likelier the word is in this outlet than in the others, held back where it
    is rare. Words that are only grammar are left out, as are articles whose ``counts`` is no.

    Parameters
    ----------
    t
        The tables of a case.
    quoted
        Whether words between quotation marks count.
    top
        How many words to give per outlet at most.
    prior
        Weight of the prior, in words; its shares are those of all texts together.

    Returns
    -------
    pandas.DataFrame
        Per outlet, the strongest first: ``word``, its count ``n`` there and ``n_rest`` elsewhere, ``log_odds``, its
        ``z`` score, the number of the outlet's texts that have it, and whether it rests on one of them. Without rows
        where there are fewer than two outlets: nothing to compare.
    """
    counted = t.articles[t.articles["counts"].fillna(True)]
    spans = _quoted_spans(t.quotes) if not quoted else {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    sentences = {str(article): rows for article, rows in _shown(t.sentences).groupby("article_id")}
    outlets = counted["outlet"].fillna(counted["article_id"])
    for outlet, article, text in zip(outlets, counted["article_id"], counted["text"], strict=True):
        words = _content_words(str(text), sentences.get(article), spans.get(article, []))
        counts[outlet] += words
        texts[outlet].update(words.keys())
    if len(counts) < 2:
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in _CONTRAST.items()})
    together: Counter[str] = sum(counts.values(), Counter())
    found = []
    for outlet, own in counts.items():
        scored = sorted(_log_odds(own, together, prior), key=lambda row: (-row[4], row[0]))
        for word, n, n_rest, odds, z in scored[:top]:
            found.append((outlet, word, n, n_rest, odds, z, texts[outlet][word], texts[outlet][word] == 1))
    return pd.DataFrame(found, columns=list(_CONTRAST)).astype(_CONTRAST)


def _units(articles: pd.DataFrame) -> Iterator[_Unit]:
    counted = articles[articles["counts"].fillna(True)]
    outlets = counted["outlet"].fillna(counted["article_id"])
    for outlet, rows in counted.groupby(outlets, sort=False):
        ids = tuple(map(str, rows["article_id"]))
        if len(ids) >= FEWEST:
            yield _Unit(str(outlet), None, ids)
        else:
            yield from (_Unit(str(outlet), article, (article,)) for article in ids)


def _shown(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences[sentences["zone"].isin(_PASSAGES) & sentences["repeat_of"].isna()]


def _sentences_about(t: _Tables, frames: Frames) -> Counter[str]:
    """How many sentences of each article are about the focus."""
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    by_article = [
        {key: list(rows.itertuples()) for key, rows in table.groupby("article_id")}
        for table in (t.mentions, t.quotes, t.places.drop(columns="geometry", errors="ignore"))
    ]
    n: Counter[str] = Counter()
    for article, rows in _shown(t.sentences).groupby("article_id"):
        spans = list(zip(rows["start"], rows["end"], strict=True))
        mentions, quotes, places = (held.get(article, []) for held in by_article)
        about = _abouts(str(texts.get(article, "")), spans, mentions, quotes, places, frames)
        n[str(article)] = len(spans) if frames.focus is None else sum(actor == frames.focus for actor in about)
    return n


def _quoted_spans(quotes: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    marked = quotes[quotes["kind"].isin(["direct", "mixed"])]
    return {
        str(article): sorted(zip(rows["start"], rows["end"], strict=True))
        for article, rows in marked.groupby("article_id")
    }


def _content_words(text: str, sentences: pd.DataFrame | None, left_out: list[tuple[int, int]]) -> Counter[str]:
    """The words of a text's sentences that are not only grammar, in lower case, without possessive endings."""
    stops = lexicons.words("stopwords", "word")
    words: Counter[str] = Counter()
    if sentences is None:
        return words
    ends = [end for _, end in left_out]
    for start, end in zip(sentences["start"], sentences["end"], strict=True):
        for match in _WORD.finditer(text, start, end):
            word = match.group().lower().replace("'", "’").removesuffix("’s")
            i = bisect_right(ends, match.start())
            is_left_out = i < len(left_out) and left_out[i][0] <= match.start()
            if len(word) > 1 and word not in stops and not is_left_out:
                words[word] += 1
    return words


def _log_odds(own: Counter[str], together: Counter[str], prior: float) -> Iterator[tuple[str, int, int, float, float]]:
    """Words said more than elsewhere: the word, its counts here and elsewhere, log-odds, z score."""
    n_own, n_all = own.total(), together.total()
    n_rest = n_all - n_own
    for word, n in own.items():
        rest = together[word] - n
        weight = prior * together[word] / n_all
        here, there = n + weight, rest + weight
        odds = log(here / (n_own + prior - here)) - log(there / (n_rest + prior - there))
        if n > 1 and odds > 0:
            yield word, n, rest, odds, odds / sqrt(1 / here + 1 / there)
