"""Who is for and who is against whom in one document, read cue by cue: each cue in the frame that says who is which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from osint.events import words as events
from osint.knowledge import en, lexicons
from osint.stance import linear
from osint.text import names, references
from osint.text.references import words

if TYPE_CHECKING:
    from osint.text.references import Reading, Ref

#: What has a stance of its own without a name.
_BODIES = frozenset(("crowd", "group"))
#: A stance that is denied, or shown by what is not done, is weaker than one said outright.
_DENIED = 0.5


class Stance(NamedTuple):
    """A holder's stance toward a target, at the words that show it."""

    start: int
    end: int
    holder: str
    target: str
    label: str
    score: float
    basis: str
    cue: str | None


class Cue(NamedTuple):
    """A word that shows a stance: its frame, the score toward the target, and toward the agent by those who tell it."""

    part: str
    frame: str
    score: float
    agent: float
    prepositions: tuple[str, ...]
    rest: tuple[str, ...]
    form: str


@cache
def cues() -> dict[str, tuple[Cue, ...]]:
    """Return the cues by the first word of each of their forms, those that ask for more words first."""
    found: dict[str, list[Cue]] = {}
    for row in lexicons.rows("stance_cues"):
        head, *rest = row["cue"].split()
        for word, form in linear.inflections(head, row["part"], row["forms"]).items():
            cue = Cue(
                row["part"],
                row["frame"],
                float(row["score"]),
                float(row["agent"] or 0),
                tuple(row["prepositions"].split()),
                tuple(rest),
                form,
            )
            found.setdefault(word, []).append(cue)
    return {
        word: tuple(sorted(made, key=lambda cue: (-len(cue.rest), not cue.prepositions)))
        for word, made in found.items()
    }


def _label_of(score: float) -> str:
    if not score:
        return "neutral"
    return "against" if score < 0 else "favor"


class Judge:
    """Reads one document cue by cue, keeping in mind toward whom the last stances were."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.doc = reading.doc
        self.low = reading.low
        self.found: list[Stance] = []
        self.topics: dict[tuple[str | None, bool], str] = {}
        self.cue_end = 0
        self.hostile: tuple[int, str] = (-1, "")
        self.actors = {name.actor for _, _, name in reading.order}
        self.scares = [quote for quote in reading.quotes if quote.kind == "scare"]
        self.scare_starts = [quote.start for quote in self.scares]

    def rows(self) -> list[Stance]:
        """Return the rows, in order."""
        known = cues()
        for i, low in enumerate(self.low):
            if low in known and self._may_speak(i):
                for cue in known[low]:
                    if self._stands(cue, i) and self._read(cue, i):
                        break
        return apart(sorted(set(self.found)))

    def _may_speak(self, i: int) -> bool:
        """Whether the word at `i` is no name, stands in the text itself, and not between marks of distance."""
        start = self.doc.tokens.starts[i]
        if self.reading.is_name(i) or self.reading.sentence(i).zone == "boilerplate":
            return False
        k = bisect_right(self.scare_starts, start) - 1
        return k < 0 or self.scares[k].end <= start or self.reading.sentence(i).zone == "headline"

    def _stands(self, cue: Cue, i: int) -> bool:
        return not cue.rest or tuple(self.low[i + 1 : i + 1 + len(cue.rest)]) == cue.rest

    def _read(self, cue: Cue, i: int) -> bool:
        """Read one cue in its frame; whether it said anything."""
        before = len(self.found)
        self.cue_end = i + len(cue.rest)
        getattr(self, f"_{cue.frame}")(cue, i)
        return len(self.found) > before

    # -- rows

    def _put(
        self, i: int, j: int, holder: str | None, target: str | None, score: float, *, is_act: bool = False
    ) -> None:
        """Add a row for the tokens from `i` to `j`, of which `i` is the cue."""
        if holder is None or target is None or (holder == target and score <= 0):
            return
        starts, ends = self.doc.tokens.starts, self.doc.tokens.ends
        quote = self.reading.quote_at(i)
        is_told = is_act or quote is None or quote.speaker != holder
        spoken = "indirect" if quote and quote.kind == "indirect" else "direct"
        told = "act" if is_told else spoken
        basis = "narration" if holder == "narrator" else told
        label = _label_of(score)
        cue_end = max(i, self.cue_end)
        cue = self.doc.text[starts[i] : ends[cue_end]]
        self.found.append(Stance(starts[min(i, j)], ends[max(cue_end, j)], holder, target, label, score, basis, cue))
        if score:
            self.topics[holder, score > 0] = self.topics[None, score > 0] = target

    def _put_all(
        self, i: int, targets: Iterable[Ref], holder: str | None, score: float, *, is_act: bool = False
    ) -> None:
        for target in targets:
            if target.actor != holder:
                far = target.last - 1 if target.first > i else target.first
                self._put(i, far, holder, target.actor, score, is_act=is_act)

    def _voice(self, i: int) -> str | None:
        """Return who speaks at token `i`: "narrator", an actor, or None where it is nobody in particular."""
        voice = self.reading.voice(i)
        return voice if voice == "narrator" or voice in self.actors or is_somebody(voice) else None

    def _speaker(self, i: int) -> str | None:
        """Return who speaks at token `i`, None where it is the narrator."""
        voice = self._voice(i)
        return None if voice == "narrator" else voice

    def _teller(self, i: int) -> str | None:
        """Return who speaks at token `i`, or says or fears it there in so many words."""
        speaker = self._speaker(i)
        if speaker:
            return speaker
        for j in range(i - 1, max(self.reading.bounds(i)[0], i - 7), -1):
            if self.low[j] in words("telling"):
                return _actor(self.reading.subject(j))
        return None

    def _near(self, kind: str, i: int, n: int) -> bool:
        """Whether one of the `n` words before `i` is of a kind."""
        return not words(kind).isdisjoint(self.low[max(0, i - n) : i])

    # -- verbs

    def _act(self, cue: Cue, i: int) -> None:
        """An agent does it to a target: "Lund condemned Berg"."""
        reading = self.reading
        before = self.low[i - 1] if i else ""
        if self._is_no_predicate(cue, i, before):
            return
        is_unable = before == "cannot" or self.low[max(0, i - 2) : i] in (["can", "’t"], ["can", "'t"])
        negated = reading.is_negated(i) and not (is_unable and cue.score < 0)
        if not cue.prepositions and cue.form == "past" and reading.is_passive(i):
            self._passive(cue, i, negated=negated)
        elif not (negated and self._urged(cue, i)) and not (negated and cue.score < 0):
            self._done(cue, i, -_DENIED if negated else cue.score)

    def _done(self, cue: Cue, i: int, score: float) -> None:
        agents = self.reading.subjects(i)
        targets = self.reading.objects(i + len(cue.rest), cue.prepositions)
        unnamed = "" if targets or cue.prepositions else self._unnamed(i)
        for holder in [agent.actor for agent in agents] or self._implied(cue, i):
            self._put_all(i, targets, holder, score, is_act=bool(agents))
            if unnamed:
                self._put(i, i + len(unnamed.split()), holder, unnamed, score, is_act=bool(agents))
        if score == cue.score and cue.agent:
            self._put_all(i, agents, self._speaker(i), cue.agent)

    def _is_no_predicate(self, cue: Cue, i: int, before: str) -> bool:
        """A noun, or a participle as in "the condemned" or "of condemned men"."""
        opens = before in references.OPENERS or (before in references.PREPOSITIONS and cue.form == "past")
        return opens or self._is_noun(cue, i)

    def _is_noun(self, cue: Cue, i: int) -> bool:
        """Whether a word that may be a verb is a noun here, or qualifies one, or is what somebody is kept from."""
        first = self.reading.bounds(i)[0]
        if i == first or cue.form == "past":
            return False
        before, earlier = self.low[i - 1], self.low[i - 2] if i - 1 > first else ""
        if before == "from" or before in references.OPENERS:
            return True
        if cue.form == "ing" or before in references.AUXILIARIES or before.endswith("ly"):
            return False
        if before in references.PREPOSITIONS or earlier in references.OPENERS:
            return True
        if earlier in references.PREPOSITIONS and self.reading.is_noun(i - 1):
            return True
        # "deputy campaign manager": a verb without an ending follows a plural, a pronoun or a name
        return cue.form == "base" and self.reading.is_noun(i - 1) and not before.endswith("s")

    def _unnamed(self, i: int) -> str:
        """Return the people without a name behind the verb at `i`, as in "blamed local farmers for"."""
        for j in range(i + 1, min(i + 5, self.reading.bounds(i)[1])):
            word = self.reading.words[j]
            if word in ("of", "for") and j > i + 1 and self.low[j - 1].endswith("s"):
                return " ".join(self.reading.words[i + 1 : j])
            if not (word.isalpha() and word.islower()) or word in references.OPENERS or word in references.CLOSED:
                break
        return ""

    def _implied(self, cue: Cue, i: int) -> list[str]:
        """The speaker, where the verb has no subject of its own."""
        speaker = self._speaker(i)
        is_bare = cue.form == "ing" or (cue.form == "base" and i > 0 and self.low[i - 1] == "to")
        return [speaker] if speaker and is_bare else []

    def _passive(self, cue: Cue, i: int, *, negated: bool) -> None:
        """It is done to a target by an agent; denied without one, the speaker stands up for the target."""
        target = self.reading.subject(i)
        by = self.reading.objects(i, ("by",), reach=4)
        if target and by and not negated:
            self._put(i, target.first, by[0].actor, target.actor, cue.score, is_act=True)
        elif target and negated and cue.score < 0:
            self._put_all(i, [target], self._speaker(i), _DENIED)

    def _urged(self, cue: Cue, i: int) -> bool:
        """Whether somebody is urged not to do it; who urges is then for the one it would be done to."""
        if self.low[max(0, i - 2) : i] != ["not", "to"]:
            return False
        for j in range(i - 3, max(self.reading.bounds(i)[0], i - 8), -1):
            if self.low[j] in words("control"):
                holder = _actor(self.reading.subject(j)) or self._speaker(i)
                self._put_all(j, self.reading.objects(i), holder, -cue.score)
                return True
        return False

    def _lessen(self, cue: Cue, i: int) -> None:
        """What belongs to somebody is weakened: said of him, or denied."""
        if self.reading.is_passive(i) or cue.form == "ing":
            score = _DENIED if self.reading.is_negated(i) else cue.score
            self._put_all(i, self.reading.subjects(i)[:1], self._teller(i), score)

    def _conduct(self, cue: Cue, i: int) -> None:
        """A verb that says something bad or good of its subject."""
        if not self.reading.is_negated(i):
            self._put_all(i, self.reading.subjects(i)[:1], self._speaker(i), cue.agent)

    def _blow(self, cue: Cue, i: int) -> None:
        """No stance by itself; but what is said next of "it" is said of the one who struck."""
        agent = self.reading.subject(i)
        if agent:
            self.topics[None, False] = agent.actor

    def _protect(self, cue: Cue, i: int) -> None:
        """Somebody protects one from another; a body that protects its members is for itself."""
        reading = self.reading
        if reading.is_negated(i):
            return
        agent = _actor(reading.subject(i))
        holder = self._speaker(i) or agent
        end = reading.bounds(i)[1]
        named = reading.objects(i)
        own = next((j for j in range(i + 1, min(i + 7, end)) if self.low[j] in words("own side")), None)
        if own is None or (named and named[0].actor != agent):
            self._put_all(i, named, holder, cue.score)
        elif agent:
            self._put(i, own, holder, reading.roster.of.get(agent, agent), cue.score)
        for j in range(i + 1, min(i + 25, end)):
            if self.low[j] in ("against", "from"):
                self._put_all(i, self._sources(j, end), holder, -cue.score)
                break

    def _sources(self, j: int, end: int) -> list[Ref]:
        """The actors from whom a danger comes, behind "against" or "from"."""
        for k in range(j + 1, min(j + 14, end)):
            if k in self.reading.at:
                last = self.reading.at[k][2]
                if last + 1 < end and self.low[last] in references.ENDINGS and last + 1 in self.reading.at:
                    continue
                return self.reading.together(k)
            if self.low[k] in (",", ";", ".", "that", "which"):
                break
        return []

    def _give(self, cue: Cue, i: int) -> None:
        """Somebody gives another what helps him; or gives no proof of what he says."""
        reading = self.reading
        agent = reading.subject(i)
        if agent is None or reading.is_passive(i):
            return
        thing = self._thing_given(i)
        if thing is None:
            return
        negated = reading.is_negated(i) or "no" in self.low[i + 1 : thing]
        if self.low[thing] in words("proof"):
            if negated:
                self._put_all(i, [agent], self._voice(i), -_DENIED)
            return
        given = self._receivers(i, thing)
        is_wish = self._near("wish", i, 4)
        holder = (self._speaker(i) if is_wish else None) or agent.actor
        if given and negated:
            self._put_all(i, [agent], self._speaker(i), -_DENIED)
        elif not negated:
            self._put_all(i, given, holder, cue.score, is_act=not is_wish)

    def _thing_given(self, i: int) -> int | None:
        """Find the help or the proof in the clause of the verb at `i`."""
        end = min(self.reading.bounds(i)[1], i + 14)
        return next(
            (j for j in range(i + 1, end) if self.low[j] in words("help") or self.low[j] in words("proof")), None
        )

    def _receivers(self, i: int, thing: int) -> list[Ref]:
        """To whom it is given: "gives Berg help", "gives help to Berg"."""
        given = [ref for ref in self.reading.objects(i, reach=5) if ref.first < thing]
        return given or self.reading.objects(thing, ("to", "for"), reach=6)

    def _demand(self, cue: Cue, i: int) -> None:
        """What is asked of somebody is no stance against him."""
        if not self._is_noun(cue, i):
            holder = _actor(self.reading.subject(i)) or self._speaker(i)
            self._put_all(i, self.reading.objects(i, cue.prepositions), holder, 0.0)

    # -- nouns

    def _hostility(self, cue: Cue, i: int) -> None:
        """The noun of a hostile act: "Lund’s attack on Berg"."""
        reading = self.reading
        by = reading.objects(i, ("by",), reach=6)
        agent = by[0] if by else reading.owner(i)
        if agent is None and self._near("light verb", i, 6):
            agent = reading.subject(i)
        if agent:
            self.hostile = (self.reading.sentence(i).start, agent.actor)
            self._put_all(i, reading.objects(i, cue.prepositions, reach=6), agent.actor, cue.score, is_act=True)

    def _threat(self, cue: Cue, i: int) -> None:
        """A danger, from whom it comes or for whom it is."""
        reading = self.reading
        end = reading.bounds(i)[1]
        sources: list[Ref] = []
        for j in range(i + 1, min(i + 5, end)):
            if self.low[j] in ("by", "from", "of"):
                sources = self._sources(j, end)
            if self.low[j] not in words("posed"):
                break
        for j in range(i + 1, min(i + 10, end)):
            if self.low[j] == "than" and j + 1 in reading.at:
                sources += reading.together(j + 1)
        if not sources and (owner := reading.owner(i)):
            sources = [owner]
        self._put_all(i, sources, self._teller(i), cue.score)
        told, agent = self.hostile
        if not sources and told == self.reading.sentence(i).start:
            self._put_all(i, reading.objects(i, ("to",), reach=3), agent, cue.score, is_act=True)

    def _message(self, cue: Cue, i: int) -> None:
        """A clear message to somebody is a warning."""
        if self._near("firm", i, 3):
            holder = self._speaker(i) or _actor(self.reading.subject(i))
            self._put_all(i, self.reading.objects(i, ("to",), reach=4), holder, cue.score)

    def _support(self, cue: Cue, i: int) -> None:
        """Support for somebody: its owner's, else the speaker's, else the subject's."""
        reading = self.reading
        if self.low[max(0, i - 2) : i] == ["with", "the"]:
            return  # "with the support of Lund" it is Lund's
        owner = reading.owner(i)
        if owner is None and self._near("giving", i, 3):
            owner = reading.subject(i)  # "Lund has been giving support to Berg", whoever says so
        holder = owner.actor if owner else self._speaker(i) or _actor(reading.subject(i))
        score = -_DENIED if self._near("ending", i, 4) or reading.is_negated(i) else cue.score
        self._put_all(i, reading.objects(i, cue.prepositions, reach=6), holder, score)

    def _trait(self, cue: Cue, i: int) -> None:
        """A flaw or a merit, of somebody or somebody's."""
        reading = self.reading
        if reading.is_negated(i) or reading.is_noun(i + 1):
            return
        if self._recalled(cue, i):
            return
        owner = reading.owner(i)
        owners = [owner] if owner else reading.objects(i, cue.prepositions, reach=5)
        if self.low[i + 1 : i + 2] == ["in"]:
            # "errors in Norway" are not Norway's
            owners = [ref for ref in owners if reading.kind(ref) != "state"]
        if not owners and self._copula(i) >= 0:
            owners = reading.subjects(i)
        self._put_all(i, owners[:1], self._voice(i), cue.score)

    def _label(self, cue: Cue, i: int) -> None:
        """A word that names somebody by what the speaker thinks of him."""
        reading = self.reading
        if reading.is_negated(i) or reading.is_noun(i + 1):
            return
        if i + 1 < reading.bounds(i)[1] and i + 1 in reading.at:
            target: Ref | None = reading.together(i + 1)[0]
        else:
            # One's killers are one's own; one's hero is somebody else.
            target = reading.owner(i) if cue.score < 0 else None
        if target is None and "as" in self.low[max(0, i - 6) : i]:
            self._regarded(cue, i)
            return
        if target is None and self._copula(i) >= 0:
            target = reading.subject(i)
        self._put_all(i, [target] if target else [], self._voice(i), cue.score)

    def _regarded(self, cue: Cue, i: int) -> None:
        """Somebody sees another as what the label says: "Lund sees Berg as a traitor"."""
        for j in range(i - 1, max(self.reading.bounds(i)[0], i - 20), -1):
            if self.low[j] in words("regard"):
                self._put_all(i, self.reading.objects(j), _actor(self.reading.subject(j)), cue.score)
                return

    def _copula(self, i: int) -> int:
        """Return the token by which the word at `i` is said of somebody; -1 where there is none."""
        first = self.reading.bounds(i)[0]
        for j in range(i - 1, max(first, i - 6) - 1, -1):
            low = self.low[j]
            if low in words("copula") or (low in ("'s", "’s") and self.low[j - 1] in en.ACTING_PRONOUNS):
                return -1 if self.low[j - 1] == "to" else j
            if (
                not low.isalpha()
                or low in references.PREPOSITIONS
                or j in self.reading.at
                or low in ("to", "and", "that")
            ):
                break
        return -1

    # -- adjectives and phrases

    def _quality(self, cue: Cue, i: int) -> None:
        """An adjective: of somebody, of what is somebody's, or of what has just been told."""
        if self.reading.is_negated(i):
            return
        target = self._qualified(i) or self.reading.owner(i)
        if target is None and "as" in self.low[max(0, i - 3) : i]:
            self._regarded(cue, i)
            return
        if target is None and self._copula(i) >= 0 and not self._recalled(cue, i):
            target = self.reading.subject(i)
        self._put_all(i, [target] if target else [], self._voice(i), cue.score)

    def _qualified(self, i: int) -> Ref | None:
        """Return the actor whom the adjective at `i` stands before, or whose or by whom the noun there is."""
        reading, end = self.reading, self.reading.bounds(i)[1]
        j = i + 1
        while (
            j < min(end, i + 4) and self.low[j].isalpha() and j not in reading.at and self.low[j] not in words("link")
        ):
            j += 1
        if j < end and j in reading.at and (j == i + 1 or self.low[j - 1] in names.roles()):
            return reading.together(j)[0]
        if i + 1 < j < end and self.low[j] in ("of", "by"):
            found = reading.objects(j - 1, (self.low[j],), reach=4)
            return found[0] if found else None
        return None

    def _gravity(self, cue: Cue, i: int) -> None:
        """Something is grave: "this is very serious", said of what has just been told."""
        self._recalled(cue, i)

    def _recalled(self, cue: Cue, i: int) -> bool:
        """Whether the subject is a "this"; in somebody's mouth, the stance is then toward the last target."""
        copula = self._copula(i)
        if copula <= self.reading.bounds(i)[0] or self.low[copula - 1] not in ("this", "that", "it"):
            return False
        voice, quote = self._voice(i), self.reading.quote_at(i)
        topic = self.topics.get((voice, cue.score > 0)) or self.topics.get((None, cue.score > 0))
        if quote and quote.kind == "direct" and topic != voice:
            self._put(i, copula - 1, voice, topic, cue.score)
        return True

    def _distrust(self, cue: Cue, i: int) -> None:
        """Somebody cannot be trusted, no more "than Berg"."""
        targets = self.reading.subjects(i)[:1] if self.reading.is_negated(i) else []
        if targets:
            targets += self.reading.objects(i + len(cue.rest), ("than",))
        self._put_all(i, targets, self._voice(i), cue.score)

    def _withheld(self, cue: Cue, i: int) -> None:
        """A judgement that is not made: "too early to say what Lund will do"."""
        for j in range(i, min(i + 25, self.reading.bounds(i)[1])):
            if j in self.reading.at:
                self._put_all(i, self.reading.together(j)[:1], self._speaker(i), 0.0)
                return


def apart(rows: list[Stance]) -> list[Stance]:
    """Keep the longest of overlapping rows that say the same, so that no stance counts twice."""
    kept: dict[tuple[str, str, str], list[Stance]] = {}
    for row in rows:
        same = kept.setdefault((row.holder, row.target, row.label), [])
        if same and row.start < same[-1].end:
            same[-1] = max(same[-1], row, key=lambda one: one.end - one.start)
        else:
            same.append(row)
    return sorted(row for same in kept.values() for row in same)


def _actor(ref: Ref | None) -> str | None:
    return ref.actor if ref else None


def is_somebody(voice: str) -> bool:
    """Whether a speaker without a name is somebody in particular.

    >>> is_somebody("senior Danish officials"), is_somebody("the pilots’ union"), is_somebody("officials")
    (True, True, False)
    """
    described = voice.split()
    last = described[-1].lower() if described else ""
    is_whose = len(described) > 1 and any(word[0].isupper() for word in described)
    is_office = last in names.roles() or last.removesuffix("s") in names.roles()
    return (is_whose and is_office) or is_body(voice)


def is_body(voice: str) -> bool:
    """Whether a name without a capital is that of a body or a crowd: "the pilots’ union", "2,000 dockers"."""
    described = voice.split()
    return bool(described) and not _BODIES.isdisjoint(events.kinds(described[-1].lower()))
