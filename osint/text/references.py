"""Who does what to whom beside a word: a shallow reading of the clause, with pronouns traced to actors."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from osint.knowledge import en, gazetteer, lexicons
from osint.text import names

if TYPE_CHECKING:
    from osint.text.analysis import Analysis
    from osint.text.document import Sentence
    from osint.text.names import Name

#: How many tokens are looked at, so that the time grows with the text alone: to the left, to the right, in a list.
_REACH = 40
_OBJECT_REACH = 9
_LIST = 12
#: How many sentences back a pronoun may reach, and how many tokens.
_BACK = 3
_MEMORY = 200
#: So many nouns may stand between a verb and the name in its object.
_NOUNS = 3


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one kind in ``data/clause_words.csv``."""
    return lexicons.words("clause_words", "word", kind=kind)


class Ref(NamedTuple):
    """An actor, and the tokens that refer to it: the first, and the one behind the last."""

    actor: str
    first: int
    last: int


class Reading:
    """The tokens of a document with the actors they stand for.

    Parameters
    ----------
    analysis
        The article, with its quotations and names.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.doc = doc = analysis.doc
        self.roster = analysis.roster
        self.quotes: Sequence[Any] = analysis.rows("quotes")
        self.words = doc.tokens.words
        self.low = [word.lower() for word in self.words]
        self.at: dict[int, tuple[Name, int, int]] = {}
        self.order: list[tuple[int, int, Name]] = []
        starts = doc.tokens.starts
        for name in analysis.names:
            first = bisect_left(starts, name.start)
            last = bisect_left(starts, name.end)
            self.order.append((first, last, name))
            for i in range(first, last):
                self.at[i] = (name, first, last)
        self._add_peoples()
        self._firsts = [first for first, _, _ in self.order]
        self._quote_starts = [quote.start for quote in self.quotes]
        self._bounds: dict[int, tuple[int, int]] = {}

    def _add_peoples(self) -> None:
        """Read "the Danish navy" as Denmark where no name says more."""
        added = []
        for i, word in enumerate(self.words[:-1]):
            if word[0].isupper() and i not in self.at and self.low[i + 1] in _BODIES_OF and (state := _state(word)):
                entry = self.roster.actor(state)
                starts, ends = self.doc.tokens.starts, self.doc.tokens.ends
                name = names.Name(starts[i], ends[i + 1], entry.actor if entry else state, "state", "name")
                self.at[i] = self.at[i + 1] = (name, i, i + 2)
                added.append((i, i + 2, name))
        if added:
            self.order = sorted(self.order + added, key=lambda item: item[0])

    def people(self, i: int) -> Ref | None:
        """Return the state that an adjective at token `i` means: "Danish" in "the Danish envoy"."""
        state = _state(self.words[i]) if self.words[i][0].isupper() else None
        if state is None or not self.words[i + 1 : i + 2] or not self.words[i + 1].isalpha():
            return None
        entry = self.roster.actor(state)
        return Ref(entry.actor if entry else state, i, i + 1)

    def is_modifying(self, ref: Ref) -> bool:
        """Whether "Danish" only says whose office a named person has: "the Danish envoy Ada Lund"."""
        if ref.first in self.at or self.low[ref.first] in _OWNERS:
            return False
        for i in range(ref.last, min(ref.last + 5, len(self.low))):
            if i in self.at:
                return self.at[i][0].kind == "person"
            if not self.low[i].isalpha() or self.low[i] in CLOSED:
                break
        return False

    def sentence(self, i: int) -> Sentence:
        """Return the sentence that holds token `i`."""
        return self.doc.sentences[self.doc.sentence_at(self.doc.tokens.starts[i])]

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of the sentence that holds token `i`, and the one behind its last."""
        number = self.doc.sentence_at(self.doc.tokens.starts[i])
        found = self._bounds.get(number)
        if found is None:
            sentence, starts = self.doc.sentences[number], self.doc.tokens.starts
            found = self._bounds[number] = (bisect_left(starts, sentence.start), bisect_left(starts, sentence.end))
        return found

    def kind(self, ref: Ref) -> str | None:
        """Return what the actor at `ref` is, as it is named there."""
        return self.at[ref.first][0].kind if ref.first in self.at else None

    def is_name(self, i: int) -> bool:
        """Whether token `i` is a name, or a word in capitals in a longer one."""
        return i in self.at and (self.at[i][2] - self.at[i][1] == 1 or not self.words[i].islower())

    def voice(self, i: int) -> str:
        """Return who speaks at token `i`."""
        return self.analysis.voice(self.doc.tokens.starts[i])

    def is_negated(self, i: int) -> bool:
        """Whether one of the words before token `i` in its clause denies it."""
        first = self.bounds(i)[0]
        near = self.low[max(first, i - 4) : i]
        is_denied = not (_NEGATIONS.isdisjoint(near) and _FORBEARING.isdisjoint(near))
        return is_denied or "neither" in self.low[max(first, i - _REACH) : i]

    def is_passive(self, i: int) -> bool:
        """Whether the participle at `i` is in the passive: a form of "be" before it, or "by" behind it."""
        if not self.low[i].endswith(("ed", "en", "wn", "in", "ain", "ht", "un", "ot")):
            return False
        j = i - 1
        while j >= 0 and (self.low[j] in _NEGATIONS or self.low[j].endswith("ly")):
            j -= 1
        return (j >= 0 and self.low[j] in _BE) or (i + 1 < len(self.low) and self.low[i + 1] == "by")

    # -- to the left

    def subjects(self, i: int) -> list[Ref]:
        """Return the actors that are the subject of the verb at token `i`, or that own the subject."""
        first = self._left_bound(i)
        before = self.low[i - 1] if i > first else ""
        if before == "to" and i - 1 > first:
            # "her plan to leave", but not "hit her house to frighten"
            owner = self.owner(i - 2) if self.low[i - 2] in _PURPOSES else None
            if owner:
                return [owner]
            if not self._is_controlled(i, first):
                return self._leading(i, first)
        if before in ("and", "or", ",") and not self.low[i].endswith(("ed", "ing", "s")):
            # "to praise her and thank him": the subject of the first infinitive.
            for j in range(i - 3, max(first, i - 25), -1):
                if self.low[j] == "to" and j + 1 not in self.at and self.words[j + 1].islower():
                    return self.subjects(j + 1)
        nearest = self._nearest(i, first)
        return [nearest, *self._joined_before(nearest, first)] if nearest else []

    def subject(self, i: int) -> Ref | None:
        """Return the first of :meth:`subjects`."""
        found = self.subjects(i)
        return found[0] if found else None

    def _left_bound(self, i: int) -> int:
        """Return the first token of the sentence, or of the quotation, whichever is nearer to `i`."""
        first = max(self.bounds(i)[0], i - _REACH)
        quote = self.quote_at(i)
        return max(first, bisect_left(self.doc.tokens.starts, quote.start)) if quote else first

    def _is_controlled(self, i: int, first: int) -> bool:
        """Whether the infinitive at `i` is what somebody is urged or allowed to do."""
        return any(self.low[j] in _CONTROLS for j in range(i - 2, max(first, i - 8) - 1, -1))

    def _leading(self, i: int, first: int) -> list[Ref]:
        """Return the first actor of the clause that an infinitive belongs to."""
        start = first
        for j in range(i - 2, first, -1):
            if self.low[j] in _STOPS or self.low[j] in _SUBORDINATORS:
                start = j + 1
                break
        for j in range(start, i):
            if j in self.at and j == self.at[j][1] and not self.is_adjunct(j):
                return self.together(j)
            if self.low[j] in _SUBJECTS and (found := self.resolve(j)):
                return [found]
        return []

    def _nearest(self, i: int, first: int) -> Ref | None:
        """Return the actor nearest to the left of token `i`, one behind "of" only where no other is."""
        weak: Ref | None = None
        j = self._over_apposition(i, first)
        while j >= first:
            low = self.low[j]
            if j in self.at:
                name, start, end = self.at[j]
                ref = Ref(name.actor, start, end)
                if self._is_own_subject(i, j, first):
                    return ref
                if weak is None and start > first and self.low[start - 1] == "of":
                    weak = ref
                    if self.low[i].endswith("ing"):
                        return weak
                j = start - 1
                continue
            if low in _SUBJECTS or low in _OWNERS:
                return self.resolve(j) or weak
            if low in _STOPS or (low in _SUBORDINATORS and j < i - 1):
                break
            j -= 1
        return weak

    def _is_own_subject(self, i: int, j: int, first: int) -> bool:
        """Whether the name at token `j` may be the subject of `i`: "with Lund leading", but not "in Oslo"."""
        name, start, end = self.at[j]
        is_absolute = start > first and self.low[start - 1] == "with" and self.low[end : end + 1] != []
        if is_absolute and self.low[end].endswith("ing"):
            return True
        return not (self.is_adjunct(start) or (end < i and self.is_modifier(end, name)))

    def _joined_before(self, ref: Ref, first: int) -> list[Ref]:
        """Return the actors that "and" joins to the one at `ref`, before it."""
        found: list[Ref] = []
        j = ref.first - 1
        while j > first and self.low[j] in ("and", ",", "or") and len(found) < _LIST:
            while j > first and self.low[j] in ("and", ",", "or"):
                j -= 1
            if j not in self.at or self.is_adjunct(self.at[j][1]):
                break
            name, start, end = self.at[j]
            found.append(Ref(name.actor, start, end))
            j = start - 1
        return found

    def is_adjunct(self, start: int) -> bool:
        """Whether the name that starts at token `start` stands behind a preposition."""
        first = self.bounds(start)[0]
        for j in range(start - 1, max(first, start - 4) - 1, -1):
            low = self.low[j]
            if low in PREPOSITIONS:
                return True
            if not low.isalpha() or j in self.at or low in AUXILIARIES or low in _SUBORDINATORS or low in _verbs():
                return False
            if low in ("and", "or") or low in _SUBJECTS:
                return False
        return False

    def is_modifier(self, end: int, name: Name) -> bool:
        """Whether a name that ends at `end` only qualifies the noun behind it, as in "the Oslo talks"."""
        return name.kind in ("state", "organization") and self.is_noun(end)

    def is_noun(self, i: int) -> bool:
        """Whether the word at `i` is, as far as the lists tell, a noun."""
        word = self.words[i] if i < len(self.words) else ""
        return (
            word.isalpha()
            and word.islower()
            and not (word in _verbs() or word in AUXILIARIES or word in PREPOSITIONS or word in _SUBORDINATORS)
            and word not in ("and", "or", "who")
            and not word.endswith(("ly", "ing", "ed"))
        )

    def _over_apposition(self, i: int, first: int) -> int:
        """Return the token from which to look left: before the two commas that enclose an apposition."""
        j = i - 1
        while j > first and (self.low[j] in AUXILIARIES or self.low[j].endswith("ly") or self.low[j] in _NEGATIONS):
            j -= 1
        if j > first and self.low[j] == "," and not self.low[i].endswith("ing"):
            for k in range(j - 1, first, -1):
                if self.low[k] == ",":
                    return k - 1
        return i - 1

    def owner(self, i: int) -> Ref | None:
        """Return the actor whose thing the noun at `i` names: "Lund’s", "her", or a name right before it."""
        first = self.bounds(i)[0]
        j = i - 1
        while j >= max(first, i - 5):
            low = self.low[j]
            if low in ENDINGS or low in _MARKS:
                j -= 1
            elif j in self.at:
                name, start, end = self.at[j]
                is_owner = end < len(self.low) and self.low[end] in ENDINGS
                return Ref(name.actor, start, end) if is_owner or end == i else None
            elif low in _OWNERS:
                return self.resolve(j)
            elif low in CLOSED or low == "," or low in _verbs():
                return None
            else:
                j -= 1
        return None

    # -- to the right

    def objects(self, i: int, prepositions: Collection[str] = (), reach: int = _OBJECT_REACH) -> list[Ref]:
        """Return the actors that are the object behind token `i`, or stand behind one of `prepositions` there."""
        last = min(self.bounds(i)[1], i + 1 + reach)
        j = i + 1 if not prepositions else self._behind_preposition(i + 1, last, prepositions)
        nouns = 0
        while j < last:
            low = self.low[j]
            if j in self.at or low in _OBJECTS or low in _OWNERS or low in _OFFICES:
                return self._object_at(j, i)
            is_noun = low.isalpha() and low not in _DETERMINERS and low not in PREPOSITIONS
            nouns += is_noun
            if nouns > _NOUNS or self._ends_object(low, nouns):
                break
            j += 1
        return []

    @staticmethod
    def _ends_object(low: str, nouns: int) -> bool:
        """Whether an object of so many nouns ends at a word: not at "of", "the fleet of Norway"."""
        if low in _STOPS or low == "," or low in _SUBORDINATORS:
            return True
        return low in PREPOSITIONS and (low not in ("of", "like") or nouns > 2)

    def _object_at(self, j: int, i: int) -> list[Ref]:
        """Return the actors that the name, pronoun or office at token `j` means as object of token `i`."""
        low = self.low[j]
        if j in self.at:
            is_another = not {"a", "an"}.isdisjoint(self.low[max(i, j - 2) : j]) and self.is_noun(self.at[j][2])
            return [] if is_another else self.together(j)  # "a Lund adviser" is somebody else
        is_pronoun = low in _OBJECTS or low in _OWNERS
        found = self.resolve(j, of=self.subject(i)) if is_pronoun else self.described(j)
        return [found] if found else []

    def _behind_preposition(self, j: int, last: int, prepositions: Collection[str]) -> int:
        """Return the token behind the first of `prepositions` from `j` on, `last` where the clause ends before it."""
        while j < last:
            low = self.low[j]
            if low in prepositions:
                return j + 1
            if j in self.at:
                j = self.at[j][2]
                continue
            if low in _STOPS or low == "," or (low in _SUBORDINATORS and low != "that"):
                return last
            j += 1
        return last

    def together(self, j: int) -> list[Ref]:
        """Return the actor at token `j`, and those that "and" or "or" joins to it."""
        found: list[Ref] = []
        end = self.bounds(j)[1]
        while j < end and j in self.at and len(found) < _LIST:
            name, start, last = self.at[j]
            if found and found[-1].actor == name.actor:
                found[-1] = found[-1]._replace(last=last)  # a title and the name behind it
            else:
                found.append(Ref(name.actor, start, last))
            j = last
            if j < end and j in self.at and self.at[j][0].actor == name.actor:
                continue
            if j + 1 < end and self.low[j] in ENDINGS and j + 1 in self.at:
                found.pop()  # "Lund’s Harbour Party" is about the party.
                j += 1
                continue
            following = self._next_joined(j, end)
            if following == j:
                break
            j = following
        return found

    def _next_joined(self, j: int, end: int) -> int:
        """Return the token behind "and", "or" or the comma of a list at `j`; `j` itself where there is none."""
        is_joined = j < end and (
            self.low[j] in ("and", "or", "nor", "&") or (self.low[j] == "," and self._is_listed(j, end))
        )
        if not is_joined:
            return j
        j += 1
        while j < end and self.low[j] in _BETWEEN:
            j += 1
        return j

    def _is_listed(self, comma: int, end: int) -> bool:
        """Whether the comma stands between the items of a list that "and" or "or" ends."""
        j = comma + 1
        while j < end and j < comma + 12:
            if self.low[j] in ("and", "or"):
                return True
            if j not in self.at and self.low[j] not in (",", "the"):
                return False
            j += 1
        return False

    # -- pronouns

    def resolve(self, i: int, of: Ref | None = None) -> Ref | None:
        """Return the actor whom the pronoun at token `i` means, None where that cannot be told.

        `of` is the subject of the verb whose object the pronoun is.
        """
        low = self.low[i]
        if low.endswith(("self", "selves")):
            actor = of.actor if of else None
        elif low in _FIRST_PERSON:
            actor = self._speaking(i, low)
        elif low in _SECOND_PERSON:
            actor = self._addressed(i)
        else:
            actor = self._antecedent(i, low, of.actor if of and low not in _OWNERS else None)
        if actor and low in _OWNERS and i + 1 < len(self.words):
            # "his party", where the case knows "Lund’s party" as an actor of its own
            entry = self.roster.actor(f"{actor.split()[-1]}’s {self.words[i + 1]}")
            actor = entry.actor if entry else actor
        return Ref(actor, i, i + 1) if actor else None

    def described(self, i: int) -> Ref | None:
        """Return the actor whom "the president" or the like at token `i` means: the last one known by that word."""
        if i == 0 or self.low[i - 1] != "the":
            return None
        subject = self._nearest(i, self._left_bound(i))
        k = bisect_left(self._firsts, i)
        for _, _, name in reversed(self.order[max(0, k - 20) : k]):
            is_other = subject is None or subject.actor != name.actor
            if is_other and self.low[i] in self.roster.wordings.get(name.actor, ()):
                return Ref(name.actor, i - 1, i + 1)
        return None

    def _speaking(self, i: int, low: str) -> str | None:
        speaker = self.voice(i)
        if speaker == "unnamed":
            return None
        return self.roster.of.get(speaker, speaker) if low in ("us", "our", "ourselves") else speaker

    def _addressed(self, i: int) -> str | None:
        """Whom a quotation is addressed to: the object of its speaker's last "told"."""
        quote = self.quote_at(i)
        if quote is None:
            return None
        k = bisect_right(self._quote_starts, quote.start)
        for other in reversed(self.quotes[max(0, k - 4) : k]):
            if other.speaker == quote.speaker and other.speaker_end is not None:
                near = bisect_left(self.doc.tokens.starts, other.speaker_end)
                if "told" in self.low[near : near + 2]:
                    return next((self.at[j][0].actor for j in range(near, near + 8) if j in self.at), None)
        return None

    def quote_at(self, i: int) -> Any | None:
        """Return the innermost quotation that holds token `i`."""
        start = self.doc.tokens.starts[i]
        k = bisect_right(self._quote_starts, start) - 1
        for quote in reversed(self.quotes[max(0, k - 4) : k + 1]):
            if quote.end > start and quote.kind != "scare":
                return quote
        return None

    def _antecedent(self, i: int, low: str, but: str | None) -> str | None:
        kinds = _KINDS.get(low)
        if kinds is None:
            return None
        quote = self.quote_at(i)
        speaker = quote.speaker if quote and quote.kind in ("direct", "mixed") else None
        starts = self.doc.tokens.starts
        for start, end in self._reach_of(i, low, quote):
            until = min(i, bisect_left(starts, end))
            found = [
                (first, actor)
                for first, _, name in self._named(max(bisect_left(starts, start), until - _MEMORY), until)
                if (actor := self._meant(name, low, kinds)) and actor not in (but, speaker)
            ]
            if found:
                leading = [actor for first, actor in found if not self.is_adjunct(first)]
                # What belongs to somebody belongs to the nearest; a subject goes on with the first.
                return (leading or [actor for _, actor in found])[0 if low in _SUBJECTS else -1]
        return None

    def _reach_of(self, i: int, low: str, quote: Any) -> list[tuple[int, int]]:
        """Return the stretches in which the pronoun at token `i` may have its antecedent, the nearest first."""
        number = self.doc.sentence_at(self.doc.tokens.starts[i])
        back = 0 if low in ("its", "their") else _BACK
        spans = [(s.start, s.end) for s in reversed(self.doc.sentences[max(0, number - back) : number + 1])]
        if quote:
            spans.insert(0, (max(quote.start, spans[0][0]), quote.end))
        return spans

    def _meant(self, name: Name, low: str, kinds: frozenset[str]) -> str | None:
        """Return the actor that the pronoun may mean by `name`: the one named, or the one whose followers are named."""
        if name.kind in kinds and _fits(name, low):
            return name.actor
        if name.kind == "group" and kinds is _PEOPLE:
            of = self.roster.of.get(name.actor)
            return of if of and self.roster.kinds.get(of) == "person" else None
        return None

    def _named(self, first: int, i: int) -> Iterator[tuple[int, int, Name]]:
        """Give the names from token `first` to `i`."""
        for k in range(bisect_left(self._firsts, first), len(self.order)):
            if self.order[k][1] > i:
                return
            yield self.order[k]


def _state(word: str) -> str | None:
    """Return the state whose adjective `word` is."""
    people = gazetteer.demonym(word)
    return gazetteer.state_of(word) if people is not None and people.form == "adjective" else None


@cache
def _verbs() -> frozenset[str]:
    return lexicons.words("verbs", "word")


def _fits(name: Name, pronoun: str) -> bool:
    gender = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}.get(pronoun)
    return gender is None or name.gender in ("", gender)


_NEGATIONS = en.NEGATIONS
#: What makes a passive: "was struck", "got struck".
_BE = en.BE | en.words("get")
AUXILIARIES = en.BEFORE_VERBS | _BE
PREPOSITIONS = en.PREPOSITIONS
_SUBORDINATORS = en.SUBORDINATORS | {"but", "which"}
_STOPS = words("stop")
_MARKS = words("mark")
ENDINGS = en.GENITIVES
_DETERMINERS = en.DETERMINERS
_SUBJECTS = en.ACTING_PRONOUNS
_OWNERS = en.POSSESSIVES - {"whose"}
_OBJECTS = (en.OBJECTS | en.REFLEXIVES) - _OWNERS
_FIRST_PERSON = words("first person")
_SECOND_PERSON = words("second person")
CLOSED = _DETERMINERS | _STOPS | PREPOSITIONS | _SUBORDINATORS | AUXILIARIES | {"and", "or"}
#: What opens a noun phrase: articles and the like, possessives.
OPENERS = _DETERMINERS | _OWNERS | ENDINGS
_BETWEEN = _MARKS | {"to", "either", "the", "from", "both", "against"}
_PEOPLE = frozenset(["person"])
_BODIES = frozenset(["organization", "state"])
_MANY = frozenset(["organization", "group"])
_CONTROLS = words("control")
_OFFICES = words("office")
_PURPOSES = words("purpose")
_BODIES_OF = words("body")
_FORBEARING = words("forbearing")
_KINDS = {
    **dict.fromkeys(("he", "him", "his", "himself", "she", "her", "herself"), _PEOPLE),
    **dict.fromkeys(("it", "its", "itself"), _BODIES),
    **dict.fromkeys(("they", "them", "their", "themselves"), _MANY),
    "who": _PEOPLE,
}
