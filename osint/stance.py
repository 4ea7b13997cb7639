"""Who is for and who is against whom: toward a marked target, and from holder to target in an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint import clauses, document, leanings, lexicons, names, tables

if TYPE_CHECKING:
    from osint.clauses import Reading, Ref
    from osint.document import Document
    from osint.names import Roster

LABELS = ("against", "neutral", "favor")
_NOBODY = ("narrator", "unnamed")


class Stance(NamedTuple):
    """A holder's stance toward a target, at the words that show it."""

    start: int
    end: int
    holder: str
    target: str
    label: str
    score: float
    basis: str
    cue: str


class Cue(NamedTuple):
    """A word that shows a stance: in which frame, how strong, toward whom, and what else belongs to it."""

    part: str
    frame: str
    score: float
    agent: float
    prepositions: tuple[str, ...]
    rest: tuple[str, ...]
    form: str


def toward(passages: pd.DataFrame) -> pd.DataFrame:
    """Tell the stance that each passage takes toward its marked target.

    Parameters
    ----------
    passages
        A table with ``text``, and ``start`` and ``end`` of the target in it. Read best are one or two
        sentences; what stands more than 1200 characters from the target is not read.

    Returns
    -------
    pandas.DataFrame
        `passages` with ``label`` (against, neutral, favor), ``score`` (−1 against … 1 in favour:
        ``p_favor`` less ``p_against``), ``p_against``, ``p_neutral`` and ``p_favor``. The label is the
        most probable one.

    Raises
    ------
    OsintError
        If a column is missing, or a target does not lie within its text.

    References
    ----------
    Hamborg, F., Donnay, K. (2021): NewsMTSC. doi:10.18653/v1/2021.eacl-main.142, on which the model is
    trained; ``data/MODEL_CARD.md`` says how, and how well it does.

    >>> rows = [("Critics called Lund a corrupt liar.", 15, 19), ("Voters praised Lund for her courage.", 15, 19)]
    >>> toward(pd.DataFrame(rows, columns=["text", "start", "end"]))["label"].tolist()
    ['against', 'favor']
    """
    tables.need(passages, ("text", "start", "end"), "passages", "Give each passage's text and where its target stands.")
    marked = _marked(passages)
    odds = leanings.probabilities(marked)
    columns: dict[str, Any] = {
        "label": pd.Series([LABELS[i] for i in odds.argmax(axis=1)], index=passages.index, dtype="string"),
        "score": pd.Series(odds[:, 2] - odds[:, 0], index=passages.index, dtype="Float64"),
    }
    for i, label in enumerate(LABELS):
        columns[f"p_{label}"] = pd.Series(odds[:, i], index=passages.index, dtype="Float64")
    return passages.assign(**columns)


def _marked(passages: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Check every target, and report all that do not lie within their text."""
    marked, faults = [], []
    triples = zip(passages.index, passages["text"], passages["start"], passages["end"], strict=True)
    for row, text, start, end in triples:
        fault = _fault(text, start, end)
        if fault:
            faults.append(f"row {row}: {fault}")
        else:
            marked.append((text, int(start), int(end)))
    if faults:
        heading = "In `passages`, 0 <= start < end <= len(text) must hold; `start` and `end` are str offsets:"
        raise tables.OsintError.of(heading, faults)
    return marked


def _fault(text: object, start: Any, end: Any) -> str:
    if not isinstance(text, str):
        return f"the text is {text!r}"
    if pd.isna(start) or pd.isna(end):
        return "start or end is missing"
    if any(isinstance(offset, str) or offset % 1 for offset in (start, end)):
        return f"start and end must be whole numbers; they are {start!r} and {end!r}"
    if start < 0 or end > len(text):
        return f"{start}–{end} reaches outside the text of {len(text)} characters"
    if start >= end:
        return f"end {end} does not lie behind start {start}"
    return ""


def judge(articles: pd.DataFrame, *, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find who is for and who is against whom in all `articles`.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    actors
        The case's actors; the built-in lists serve alone where it is None.

    Returns
    -------
    pandas.DataFrame
        The table ``stance``. The holder is the speaker of what is quoted or reported, "narrator" for the
        text's own words, or the one who does the act told (basis ``act``: to praise, to sanction, to
        mutiny). A demand on somebody, and a judgement withheld, are neutral.

    Raises
    ------
    OsintError
        If a column is missing.

    >>> import pandas as pd
    >>> text = "Ada Lund thanked the United Nations. “We condemn Cyprus,” said Ben Berg."
    >>> found = judge(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> found[["holder", "target", "label"]].values.tolist()
    [['Ada Lund', 'United Nations', 'favor'], ['Ben Berg', 'Cyprus', 'against']]
    """
    roster = names.Roster(actors)
    return document.frame("stance", ((doc, locate(doc, roster)) for doc in document.read(articles)))


def locate(doc: Document, roster: Roster) -> list[Stance]:
    """Find who is for and who is against whom in `doc`, in order."""
    return _Judge(clauses.Reading(doc, roster)).run()


@cache
def _cues() -> dict[str, tuple[Cue, ...]]:
    """The cues by the first word of each of their forms."""
    found: dict[str, list[Cue]] = {}
    for row in lexicons.rows("stance_cues"):
        head, *rest = row["cue"].split()
        prepositions = tuple(row["prepositions"].split())
        for word, form in leanings.inflections(head, row["part"], row["forms"]).items():
            agent = float(row["agent"] or 0)
            cue = Cue(row["part"], row["frame"], float(row["score"]), agent, prepositions, tuple(rest), form)
            found.setdefault(word, []).append(cue)
    # Longer cues first, and those that ask for a preposition before those that do not.
    return {
        word: tuple(sorted(cues, key=lambda cue: (-len(cue.rest), not cue.prepositions)))
        for word, cues in found.items()
    }


class _Judge:
    """Reads one document cue by cue, keeping in mind toward whom the last stance was."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.doc = reading.doc
        self.low = reading.low
        self.rows: list[Stance] = []
        self.topics: dict[tuple[str | None, bool], str] = {}
        self.hostile: tuple[int, str] = (-1, "")
        self.scares = [quote for quote in reading.quotes if quote.kind == "scare"]
        self.actors = {name.actor for _, _, name in reading.order}

    def run(self) -> list[Stance]:
        """Return the rows in order, each holder's stance toward a target once a sentence."""
        cues = _cues()
        for i, low in enumerate(self.low):
            if (
                low in cues
                and (i not in self.reading.at or self.reading.at[i][2] - self.reading.at[i][1] > 1)
                and not self._is_scare(i)
            ):
                for cue in cues[low]:
                    if self._stands(cue, i) and self._read(cue, i):
                        break
        return sorted(set(self.rows))

    def _is_scare(self, i: int) -> bool:
        start = self.doc.tokens.starts[i]
        return any(quote.start <= start < quote.end for quote in self.scares)

    def _stands(self, cue: Cue, i: int) -> bool:
        n = len(cue.rest)
        return not n or tuple(self.low[i + 1 : i + 1 + n]) == cue.rest

    def _read(self, cue: Cue, i: int) -> bool:
        """Read one cue in its frame; whether it said anything."""
        if self.doc.sentences[self.doc.sentence_at(self.doc.tokens.starts[i])].zone == "boilerplate":
            return True
        before = len(self.rows)
        _FRAMES[cue.frame](self, cue, i)
        return len(self.rows) > before

    # -- rows

    def _put(
        self, i: int, j: int, holder: str | None, target: str | None, score: float, *, is_act: bool = False
    ) -> None:
        """Add a row for the tokens from `i` to `j`."""
        if holder is None or target is None or holder == "unnamed":
            return
        if holder == target and score <= 0:
            return
        starts, ends = self.doc.tokens.starts, self.doc.tokens.ends
        first, last = min(i, j), max(i, j)
        quote = self.reading.quote_at(i)
        spoken = "indirect" if quote and quote.kind == "indirect" else "direct"
        basis = "act" if is_act else "narration" if holder == "narrator" else spoken
        label = "against" if score < 0 else "favor" if score > 0 else "neutral"
        self.rows.append(
            Stance(starts[first], ends[last], holder, target, label, score, basis, self.doc.text[starts[i] : ends[i]])
        )
        if score:
            for key in ((holder, score > 0), (None, score > 0)):
                self.topics[key] = target

    def _voice(self, i: int) -> str | None:
        """Return who speaks at token `i`: "narrator", an actor, or None where it is nobody in particular."""
        voice = self.reading.voice(i)
        if voice == "narrator":
            return self._headed(i) or voice
        return voice if voice in self.actors or _is_description(voice) else None

    def _headed(self, i: int) -> str | None:
        """Return the speaker whom a heading names behind a colon."""
        sentence = self.doc.sentences[self.doc.sentence_at(self.doc.tokens.starts[i])]
        if sentence.zone != "headline":
            return None
        first, last = self.reading.bounds(i)
        for j in range(last - 1, max(first, last - 6), -1):
            if self.low[j] == ":" and j > i and j + 1 in self.reading.at and self.reading.at[j + 1][2] == last:
                return self.reading.at[j + 1][0].actor
        return None

    def _holder(self, i: int) -> str | None:
        voice = self._voice(i)
        return None if voice == "narrator" else voice

    def _is_noun(self, i: int) -> bool:
        """Whether a word that may be a verb is a noun here, or qualifies one."""
        near = self.low[max(self.reading.bounds(i)[0], i - 2) : i]
        return bool(near) and (
            near[-1] in clauses.OPENERS or (near[0] in clauses.OPENERS and near[-1] not in clauses.AUXILIARIES)
        )

    # -- frames

    def _act(self, cue: Cue, i: int) -> None:
        reading, n = self.reading, len(cue.rest)
        if self.low[i - 1] == "from" or (cue.form != "past" and self._is_noun(i)) or self.low[i - 1] in clauses.OPENERS:
            return
        negated = reading.is_negated(i) and self.low[i - 1] != "cannot"
        if not cue.prepositions and cue.form == "past" and reading.is_passive(i):
            self._passive(cue, i, negated)
            return
        agents = reading.subjects(i)
        if negated and self._urged(cue, i):
            return
        voice = self._voice(i)
        targets = reading.objects(i + n, cue.prepositions)
        unnamed = "" if targets or cue.prepositions else self._unnamed(i)
        if not cue.score or (negated and cue.score < 0):
            return
        score = -0.5 if negated else cue.score
        for holder in [agent.actor for agent in agents] or self._implied(cue, i):
            for target in targets:
                if target.actor != holder:
                    self._put(i, target.last - 1, holder, target.actor, score, is_act=bool(agents))
            if unnamed:
                self._put(i, i + len(unnamed.split()), holder, unnamed, score, is_act=bool(agents))
        for agent in agents:
            if cue.agent and voice not in (None, "narrator", agent.actor) and not negated:
                self._put(i, agent.first, voice, agent.actor, cue.agent)

    def _unnamed(self, i: int) -> str:
        """Return the people without a name behind the verb at `i`, as in "blamed local farmers for"."""
        for j in range(i + 1, min(i + 5, self.reading.bounds(i)[1])):
            word = self.reading.words[j]
            if word in ("of", "for") and j > i + 1 and self.low[j - 1].endswith("s"):
                return " ".join(self.reading.words[i + 1 : j])
            if not (word.isalpha() and word.islower()) or word in clauses.OPENERS or word in clauses.CLOSED:
                break
        return ""

    def _implied(self, cue: Cue, i: int) -> list[str]:
        """The speaker, where the verb has no subject of its own."""
        holder = self._holder(i)
        is_bare = cue.form == "ing" or (cue.form == "base" and self.low[i - 1] == "to")
        return [holder] if holder and is_bare else []

    def _passive(self, cue: Cue, i: int, negated: bool) -> None:
        """ "Lund was praised by Berg"; denied without an agent, it is for the one it is said of."""
        target = self.reading.subject(i)
        by = self.reading.objects(i, ("by",), reach=4)
        if target is None:
            return
        if by and not negated:
            self._put(i, target.first, by[0].actor, target.actor, cue.score, is_act=True)
        elif negated and cue.score < 0 and self._holder(i):
            self._put(i, target.first, self._holder(i), target.actor, 0.5)

    def _urged(self, cue: Cue, i: int) -> bool:
        """Whether somebody is urged not to do it: then who urges is for the one it would be done to."""
        reading = self.reading
        if self.low[i - 2 : i] != ["not", "to"]:
            return False
        for j in range(i - 3, max(reading.bounds(i)[0], i - 8), -1):
            if self.low[j] in clauses.CONTROLS:
                urging = reading.subject(j)
                holder = urging.actor if urging else self._holder(i)
                for target in reading.objects(i):
                    if target.actor != holder:
                        self._put(j, target.last - 1, holder, target.actor, -cue.score)
                return True
        return False

    def _lessen(self, cue: Cue, i: int) -> None:
        """ "Her rule was weakened": said of somebody, or denied."""
        subject = self.reading.subject(i) if self.reading.is_passive(i) or cue.form == "ing" else None
        voice = self._holder(i) or self._teller(i)
        if subject and voice and voice != subject.actor:
            self._put(i, subject.first, voice, subject.actor, 0.5 if self.reading.is_negated(i) else cue.score)

    def _protect(self, cue: Cue, i: int) -> None:
        reading = self.reading
        subject = reading.subject(i)
        holder = self._holder(i) or (subject.actor if subject else None)
        end = reading.bounds(i)[1]
        named = reading.objects(i)
        own = next((j for j in range(i + 1, min(i + 7, end)) if self.low[j] in _OWN), None)
        if own is not None and (not named or named[0].actor == (subject.actor if subject else None)):
            body = subject.actor if subject else None
            self._put(i, own, holder, reading.roster.of.get(body, body) if body else None, cue.score)
        else:
            for target in named:
                if target.actor != holder:
                    self._put(i, target.last - 1, holder, target.actor, cue.score)
        for j in range(i + 1, min(i + 25, end)):
            if self.low[j] in ("against", "from"):
                for target in self._sources(j, end):
                    self._put(i, target.last - 1, holder, target.actor, -cue.score)
                break

    def _sources(self, j: int, end: int) -> list[Ref]:
        """The actors from whom a danger comes, behind "against" or "from"."""
        for k in range(j + 1, min(j + 14, end)):
            if k in self.reading.at:
                last = self.reading.at[k][2]
                if last + 1 < end and self.low[last] in ("'s", "’s") and last + 1 in self.reading.at:
                    continue
                return self.reading.together(k)
            if self.low[k] in (",", ";", ".", "that", "which"):
                break
        return []

    def _give(self, cue: Cue, i: int) -> None:
        reading = self.reading
        agent = reading.subject(i)
        if agent is None or reading.is_passive(i):
            return
        end = min(reading.bounds(i)[1], i + 14)
        thing = next((j for j in range(i + 1, end) if self.low[j] in _things() or self.low[j] in _PROOFS), None)
        if thing is None:
            return
        if self.low[thing] in _PROOFS:
            if reading.is_negated(i) and self._voice(i) != agent.actor:
                self._put(i, thing, self._voice(i), agent.actor, -0.5)
            return
        given = [ref for ref in reading.objects(i, reach=5) if ref.first < thing]
        given = (
            given
            or reading.objects(thing, ("to", "for"), reach=6)
            or [ref for ref in reading.objects(thing, ("bolster",))]
        )
        wish = not _WISHES.isdisjoint(self.low[max(0, i - 4) : i])
        holder = self._holder(i) if wish else agent.actor
        negated = reading.is_negated(i)
        for target in given:
            if negated:
                self._put(i, agent.first, self._holder(i), agent.actor, -0.5)
            else:
                self._put(i, target.last - 1, holder or agent.actor, target.actor, cue.score, is_act=not wish)

    def _demand(self, cue: Cue, i: int) -> None:
        reading = self.reading
        if self._is_noun(i):
            return
        subject = reading.subject(i)
        holder = subject.actor if subject else self._holder(i)
        for target in reading.objects(i, cue.prepositions):
            if target.actor != holder:
                self._put(i, target.last - 1, holder, target.actor, 0.0)

    def _struck(self, cue: Cue, i: int) -> None:
        """A blow told: no stance by itself, but what is said of it next is said of the one who struck."""
        agent = self.reading.subject(i)
        if agent:
            self.topics[None, False] = agent.actor

    def _hostility(self, cue: Cue, i: int) -> None:
        reading = self.reading
        by = reading.objects(i, ("by",), reach=6)
        agent = by[0] if by else reading.owner(i)
        if agent is None and not _LIGHT.isdisjoint(self.low[max(0, i - 6) : i]):
            agent = reading.subject(i)
        if agent is None:
            return
        self.hostile = (self.doc.sentence_at(self.doc.tokens.starts[i]), agent.actor)
        for target in reading.objects(i, cue.prepositions, reach=6):
            if target.actor != agent.actor:
                self._put(i, target.last - 1, agent.actor, target.actor, cue.score, is_act=True)

    def _threat(self, cue: Cue, i: int) -> None:
        reading = self.reading
        voice = self._holder(i) or self._teller(i)
        end = reading.bounds(i)[1]
        sources: list[Ref] = []
        for j in range(i + 1, min(i + 5, end)):
            if self.low[j] in ("by", "from", "of"):
                sources = self._sources(j, end)
                break
            if self.low[j] not in ("posed", "presented", "coming", "emanating"):
                break
        for j in range(i + 1, min(i + 10, end)):
            if self.low[j] == "than" and j + 1 in reading.at:
                sources += reading.together(j + 1)
        if not sources and (owner := reading.owner(i)):
            sources = [owner]
        for source in sources:
            self._put(i, source.last - 1, voice, source.actor, cue.score)
        number, agent = self.hostile
        if not sources and number == self.doc.sentence_at(self.doc.tokens.starts[i]):
            for target in reading.objects(i, ("to",), reach=3):
                if target.actor != agent:
                    self._put(i, target.last - 1, agent, target.actor, cue.score, is_act=True)

    def _teller(self, i: int) -> str | None:
        """Return who says or fears it, where no quotation is made of it."""
        for j in range(i - 1, max(self.reading.bounds(i)[0], i - 7), -1):
            if self.low[j] in _SAYING:
                subject = self.reading.subject(j)
                return subject.actor if subject else None
        return None

    def _message(self, cue: Cue, i: int) -> None:
        if _FIRM.isdisjoint(self.low[max(0, i - 3) : i]):
            return
        subject = self.reading.subject(i)
        holder = self._holder(i) or (subject.actor if subject else None)
        for target in self.reading.objects(i, ("to",), reach=4):
            self._put(i, target.last - 1, holder, target.actor, cue.score)

    def _support(self, cue: Cue, i: int) -> None:
        reading = self.reading
        owner = reading.owner(i)
        subject = None if owner else reading.subject(i)
        voice = self._holder(i)
        holder = owner.actor if owner else voice or (subject.actor if subject else None)
        for target in reading.objects(i, cue.prepositions, reach=6):
            if target.actor != holder:
                self._put(i, target.last - 1, holder, target.actor, cue.score)

    def _trait(self, cue: Cue, i: int) -> None:
        """A flaw or a merit, of somebody or somebody's."""
        reading = self.reading
        if reading.is_negated(i) or reading.is_noun(i + 1):
            return
        if self._copula(i) and self._recalled(cue, i, self._voice(i)):
            return
        owners = [ref for ref in [reading.owner(i)] if ref] or reading.objects(i, cue.prepositions, reach=5)
        if not owners and self._copula(i):
            subject = reading.subject(i)
            owners = [subject] if subject else []
        voice = self._voice(i)
        for owner in owners:
            if owner.actor != voice:
                self._put(i, owner.first, voice, owner.actor, cue.score)

    def _copula(self, i: int) -> bool:
        """Whether the word at `i` is what somebody is said to be."""
        first = self.reading.bounds(i)[0]
        for j in range(i - 1, max(first, i - 6) - 1, -1):
            low = self.low[j]
            if low in _COPULAS:
                return True
            if not low.isalpha() or low in clauses.PREPOSITIONS or j in self.reading.at or low in ("to", "and", "that"):
                return False
        return False

    def _label(self, cue: Cue, i: int) -> None:
        """A word that names somebody by what the speaker thinks of him."""
        reading = self.reading
        voice = self._voice(i)
        if reading.is_negated(i):
            return
        end = reading.bounds(i)[1]
        if i + 1 < end and i + 1 in reading.at:
            target: Ref | None = reading.together(i + 1)[0]
        else:
            target = reading.owner(i)
        near = self.low[max(0, i - 6) : i]
        if target is None and "as" in near:
            self._regarded(cue, i)
            return
        if target is None and self._copula(i):
            target = reading.subject(i)
        if target and target.actor != voice:
            self._put(i, target.first, voice, target.actor, cue.score)

    def _regarded(self, cue: Cue, i: int) -> None:
        reading = self.reading
        first = reading.bounds(i)[0]
        for j in range(i - 1, max(first, i - 20), -1):
            if self.low[j] in _REGARDS:
                holder = reading.subject(j)
                for target in reading.objects(j):
                    if holder and target.actor != holder.actor:
                        self._put(i, target.first, holder.actor, target.actor, cue.score)
                return

    def _quality(self, cue: Cue, i: int) -> None:
        """An adjective: of somebody, of what is somebody's, or of what has just been told."""
        reading = self.reading
        if reading.is_negated(i):
            return
        voice = self._voice(i)
        end = reading.bounds(i)[1]
        j = i + 1
        while j < end and j < i + 4 and self.low[j].isalpha() and j not in reading.at and self.low[j] not in _LINKS:
            j += 1
        target: Ref | None = None
        if j < end and j in reading.at and (j == i + 1 or self.low[j - 1] in names.roles()):
            target = reading.together(j)[0]
        elif j > i + 1 and j < end and self.low[j] in ("of", "by"):
            found = reading.objects(j - 1, (self.low[j],), reach=4)
            target = found[0] if found else None
        target = target or reading.owner(i)
        if target is None and "as" in self.low[max(0, i - 3) : i]:
            self._regarded(cue, i)
            return
        if target is None and self._copula(i):
            if self._recalled(cue, i, voice):
                return
            target = reading.subject(i)
        if target and target.actor != voice:
            self._put(i, target.first, voice, target.actor, cue.score)

    def _gravity(self, cue: Cue, i: int) -> None:
        """ "This is very serious": said of what has just been told."""
        if self._copula(i):
            self._recalled(cue, i, self._voice(i))

    def _recalled(self, cue: Cue, i: int, voice: str | None) -> bool:
        """Whether the subject is a "this" in somebody's mouth; then the stance is toward the last target."""
        first = self.reading.bounds(i)[0]
        if not any(self.low[k] in ("this", "that", "it") for k in range(max(first, i - 5), i)):
            return False
        quote = self.reading.quote_at(i)
        topic = self.topics.get((voice, cue.score > 0)) or self.topics.get((None, cue.score > 0))
        if quote and quote.kind == "direct" and topic != voice:
            self._put(i, i, voice, topic, cue.score)
        return True

    def _conduct(self, cue: Cue, i: int) -> None:
        """A verb that says something bad or good of its subject."""
        subject = self.reading.subject(i)
        voice = self._holder(i)
        if subject and voice and voice != subject.actor and not self.reading.is_negated(i):
            self._put(i, subject.first, voice, subject.actor, cue.agent)

    def _distrust(self, cue: Cue, i: int) -> None:
        subject = self.reading.subject(i)
        voice = self._voice(i)
        n = len(cue.rest)
        if subject:
            self._put(i, subject.first, voice, subject.actor, cue.score)
            for other in self.reading.objects(i + n, ("than",)):
                self._put(i, other.last - 1, voice, other.actor, cue.score)

    def _withheld(self, cue: Cue, i: int) -> None:
        """A judgement that is not made."""
        end = self.reading.bounds(i)[1]
        voice = self._holder(i)
        for j in range(i, min(i + 25, end)):
            if j in self.reading.at:
                target = self.reading.together(j)[0]
                if target.actor != voice:
                    self._put(i, target.last - 1, voice, target.actor, 0.0)
                    return


def _is_description(voice: str) -> bool:
    """Whether an unnamed speaker is somebody in particular, such as "senior Danish officials"."""
    words = voice.split()
    is_whose = any(word[0].isupper() for word in words[1:]) or (len(words) > 1 and words[0][0].isupper())
    last = words[-1].lower()
    return is_whose and (last in names.roles() or last.rstrip("s") in names.roles())


@cache
def _things() -> frozenset[str]:
    cues = (row for row in lexicons.rows("stance_cues") if row["frame"] == "thing")
    return frozenset(form for row in cues for form in leanings.inflections(row["cue"], "noun"))


_FRAMES: dict[str, Callable[[_Judge, Cue, int], None]] = {
    "act": _Judge._act,
    "lessen": _Judge._lessen,
    "blow": _Judge._struck,
    "protect": _Judge._protect,
    "give": _Judge._give,
    "demand": _Judge._demand,
    "fail": _Judge._conduct,
    "thrive": _Judge._conduct,
    "hostility": _Judge._hostility,
    "threat": _Judge._threat,
    "message": _Judge._message,
    "support": _Judge._support,
    "thing": lambda judge, cue, i: None,
    "flaw": _Judge._trait,
    "merit": _Judge._trait,
    "label": _Judge._label,
    "honour": _Judge._label,
    "bad": _Judge._quality,
    "grave": _Judge._gravity,
    "challenge": _Judge._threat,
    "good": _Judge._quality,
    "neutral": _Judge._withheld,
    "distrust": _Judge._distrust,
}
_PROOFS = frozenset("evidence proof".split())
_SAYING = frozenset(
    "insist insists insisted claim claims claimed say says said warn warns warned fear fears feared believe believes see sees saw".split()
)
_OWN = frozenset("itself themselves ourselves members member allies ally partners partner".split())
_WISHES = frozenset("should must need needs ought can could would".split())
_LIGHT = frozenset(
    "launch launched launching launches mount mounted led leading lead leads begin began stage staged wage waged waging making make made carried planned plan".split()
)
_FIRM = frozenset("clear strong stern blunt firm tough unmistakable sharp chilling".split())
_COPULAS = frozenset(
    "is are was were be been being looks look looked seems seem seemed remains remain represent represents represented constitutes constitute 's ’s".split()
)
_REGARDS = frozenset(
    "regard regards regarded see sees saw treat treats treated brand branded brands label labelled labeled labels describe describes described frame frames framed denounce denounced portray portrayed portrays dismiss dismissed".split()
)
_LINKS = frozenset("of by and or but to in on at for from with that which who is was are were has have".split())
