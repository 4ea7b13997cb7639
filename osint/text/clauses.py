"""Who does what to whom in a sentence: its noun phrases, verb groups and clauses, read without a trained parser."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from osint.knowledge import en, lexicons
from osint.knowledge.name_words import ends_like_people
from osint.text.tagging import Tagger

if TYPE_CHECKING:
    from osint.text.document import Document

_NOMINAL = frozenset(["DET", "NUM", "ADJ", "NOUN", "PROPN", "SYM"])
#: What ends a noun phrase.
_ENDING = frozenset(["VERB", "AUX", "ADP", "PUNCT", "PRON", "SCONJ"])
_BEFORE_DETERMINERS = frozenset(["all", "both", "half", "such"])
_FLOATING = frozenset(["all", "both", "each"])
#: "no soldier was killed", "none of them left"; but "no fewer than nine", "no doubt".
_NOBODY = frozenset(["no", "none", "nobody", "neither"])
_NO_MORE = frozenset(["fewer", "less", "more", "later", "doubt"])
_SUBJECT_GAP = frozenset(["ADV", "QUOTE"])
_BEFORE_ASIDE = frozenset([",", "–", "—"])
#: A longer aside between commas is none.
_ASIDE = 25
#: A verb of the kind may come before its subject: "said Ada Lund".
_INVERTED = frozenset(row["verb"] for row in lexicons.rows("cue_verbs") if "q" in row["takes"].split())
_GOVERNING = {
    kind: lexicons.words("governing_verbs", "word", kind=kind)
    for kind in ("planned", "planned that", "possible", "denied", "object", "accusing", "asking")
}


#: What headlines say without a verb: "Seven dead after trawler sinks".
_VERBLESS = frozenset(["dead", "hurt", "injured", "killed", "missing", "wounded"])


class Phrase(NamedTuple):
    """A noun phrase: its first token, the one behind its last, its head, and whose it is ("Norway's navy", "its")."""

    first: int
    last: int
    head: int
    owner: tuple[int, int] | None = None


class Complement(NamedTuple):
    """A preposition and the phrase that it governs."""

    preposition: str
    phrase: Phrase


_HEARSAY = frozenset(["reported", "confirmed", "believed", "presumed", "declared", "found"])


class VerbGroup(NamedTuple):
    """A verb with its auxiliaries: "has not been struck" from `first` to `last`, `head` "struck", `lemma` "strike"."""

    first: int
    last: int
    head: int
    lemma: str
    is_finite: bool
    is_passive: bool
    is_negated: bool
    is_infinitive: bool
    modal: str


class Clause(NamedTuple):
    """A verb group with what belongs to it.

    `subject`, `object` and `indirect` are as the grammar has them; :attr:`agent` and :attr:`patient` are who does
    it and whom it befalls, also in the passive. `governor` is the number of the clause, and `noun` the phrase, on
    which an infinitive or participle depends; `link` is the word that joins the clause: "to", "that", "if", "and",
    "who", "ing" for a participle, "" for a main clause.
    """

    verb: VerbGroup
    subject: Phrase | None
    object: Phrase | None
    indirect: Phrase | None
    complements: tuple[Complement, ...]
    link: str
    governor: int | None
    noun: Phrase | None

    @property
    def agent(self) -> Phrase | None:
        """Who does it: the subject, in the passive the phrase behind "by"."""
        if not self.verb.is_passive:
            return self.subject
        return next((phrase for preposition, phrase in self.complements if preposition == "by"), None)

    @property
    def patient(self) -> Phrase | None:
        """Whom or what it befalls: the object, in the passive the subject."""
        return self.subject if self.verb.is_passive else self.object


class Nominal(NamedTuple):
    """A noun that means an action, "the strike on Falun by Norway", with who does it, to whom, and where."""

    phrase: Phrase
    agent: Phrase | None
    patient: Phrase | None
    complements: tuple[Complement, ...]


class Syntax:
    """The phrases, verb groups and clauses of one sentence, given as words; token numbers count from its first.

    Parameters
    ----------
    words
        The tokens of the sentence.
    named
        Which of them belong to names.
    """

    def __init__(self, words: Sequence[str], named: Collection[int] = ()) -> None:
        tagger = Tagger(words, named)
        self.words = words
        self.low = tagger.low
        self.tags = tagger.tags
        self.forms = tagger.forms
        self.is_heading = tagger.is_heading

    # -- noun phrases

    @cached_property
    def phrases(self) -> list[Phrase]:
        """The noun phrases in order, each without what prepositions add to it; pronouns are phrases."""
        found: list[Phrase] = []
        i, n = 0, len(self.tags)
        while i < n:
            if self.tags[i] == "PRON":
                found.append(Phrase(i, i + 1, i))
                i += 1
            elif self.tags[i] in _NOMINAL or self._is_degree(i):
                last = self._phrase_end(i)
                found.append(self._phrase(i, last))
                i = last
            else:
                i += 1
        return found

    def _is_degree(self, i: int) -> bool:
        """Whether an adverb belongs to the phrase behind it: "at least nine men", "very heavy fire"."""
        j = i
        while j < len(self.tags) and self.tags[j] == "ADV":
            j += 1
        j += self.low[j : j + 1] == ["a"] and j > i  # "more than a dozen"
        return j > i and j < len(self.tags) and self.tags[j] in ("ADJ", "NUM") and self.low[i] not in ("not", "never")

    def _phrase_end(self, first: int) -> int:
        j = first + 1
        while j < len(self.tags) and self._goes_on(j):
            j += 1
        while j - 1 > first and self.tags[j - 1] in ("QUOTE", "ADV"):
            j -= 1
        return j

    def _goes_on(self, j: int) -> bool:
        """Whether the noun phrase before `j` goes on there."""
        tag, before = self.tags[j], self.tags[j - 1]
        if tag in _ENDING:
            return False
        following = self.tags[j + 1] if j + 1 < len(self.tags) else ""
        if tag == "DET":
            # "all the men", "dozens more", but not "gave Norway | the ships"
            return self.low[j - 1] in _BEFORE_DETERMINERS or (self.low[j] == "more" and before == "NUM")
        if tag == "PART":
            return self.low[j] in en.GENITIVES and following in _NOMINAL
        if tag == "QUOTE":
            return self._next_tag(j) in _NOMINAL and before in (*_NOMINAL, "QUOTE")
        if tag == "ADV":
            return before in ("DET", "ADV") and self._is_modifying(j, following)
        if tag == "CCONJ":
            return before == following == "ADJ"
        return tag in _NOMINAL and not self._opens_amount(j, following) and not self._is_new_adjunct(j)

    def _is_modifying(self, j: int, following: str) -> bool:
        """Whether the adverb at `j` belongs to an adjective, a number or two nouns: "a very heavy fire"."""
        is_single = following == "NOUN" and self.tags[j + 2 : j + 3] != ["NOUN"]
        return following in ("ADJ", "NUM", "NOUN") and not is_single

    def _opens_amount(self, j: int, following: str) -> bool:
        """Whether an amount begins at `j`: "pay Sweden | ten million euros", but not "Flight 370"."""
        before = self.tags[j - 1]
        if self.tags[j] == "SYM":
            return before in ("NOUN", "PROPN")
        if self.tags[j] != "NUM":
            return False
        return (
            following in _NOMINAL if before == "NOUN" else before in ("PROPN", "PRON") and following in ("NUM", "NOUN")
        )

    def _next_tag(self, j: int) -> str:
        """The tag of the next word that is no quotation mark."""
        while j < len(self.tags) and self.tags[j] == "QUOTE":
            j += 1
        return self.tags[j] if j < len(self.tags) else ""

    def _is_new_adjunct(self, j: int) -> bool:
        """Whether a day or time ends or begins at `j`: "last week | Norway", "struck Falun | Monday"."""
        if self.low[j - 1] in en.TIMES and self.tags[j] in ("PROPN", "ADJ") and self.low[j] not in en.TIMES:
            return True
        if self.low[j] in en.TIMES and self.low[j + 1 : j + 2] in (["after"], ["before"], ["later"]):
            return True  # "in Lund | moments after"
        if self.low[j] in ("last", "next") and self.tags[j - 1] in ("NOUN", "PROPN") and j + 1 < len(self.low):
            return self.low[j + 1] in en.TIMES  # "a raid | last week"
        is_day = self.low[j] in en.DAYS and self.tags[j - 1] in ("NOUN", "PROPN")
        return is_day and not (j + 1 < len(self.tags) and self.tags[j + 1] == "NOUN")

    def _phrase(self, first: int, last: int) -> Phrase:
        owner = None
        for k in range(last - 1, first - 1, -1):
            if self.tags[k] == "PART":
                owner = (first, k)
                break
            if self.low[k] in en.POSSESSIVES:
                owner = (k, k + 1)
                break
        return Phrase(first, last, last - 1, owner)

    def phrase_at(self, i: int) -> Phrase | None:
        """Return the noun phrase that holds token `i`."""
        return next((phrase for phrase in self.phrases if phrase.first <= i < phrase.last), None)

    def _phrase_ending(self, last: int) -> Phrase | None:
        """The phrase that ends right before `last`, adverbs and quotation marks between."""
        while last > 0 and self.tags[last - 1] in _SUBJECT_GAP:
            last -= 1
        return self._by_end.get(last)

    @cached_property
    def _by_end(self) -> dict[int, Phrase]:
        return {phrase.last: phrase for phrase in self.phrases}

    @cached_property
    def _by_start(self) -> dict[int, Phrase]:
        return {phrase.first: phrase for phrase in self.phrases}

    def joined(self, phrase: Phrase) -> list[Phrase]:
        """Return the phrase and those that commas and "and" or "or" join to it, behind it."""
        found = [phrase]
        j = phrase.last
        while j < len(self.tags):
            k = j
            while k < len(self.tags) and (self.words[k] == "," or self.tags[k] == "CCONJ"):
                k += 1
            following = self._by_start.get(k)
            if k == j or following is None or (self.tags[k - 1] != "CCONJ" and not self._list_closes(following)):
                break
            if self.tags[k - 1] == "CCONJ" and self._has_own_verb(following):
                break  # "sent frigates to Accra, and a source in Lagos said"
            found.append(following)
            j = following.last
        return found

    def _has_own_verb(self, phrase: Phrase) -> bool:
        """Whether a phrase behind "and" is that of the next verb: "left nine dead and dozens wounded"."""
        verb = next((verb for verb in self.verbs if verb.first >= phrase.last), None)
        if verb is None or not verb.is_finite:
            return verb is not None and verb.is_passive and verb.first == phrase.last and self._ends_clause(verb.last)
        return self.subject_before(verb.first) == phrase

    def _ends_clause(self, i: int) -> bool:
        """Whether nothing, a stop or an adverbial follows."""
        return i >= len(self.tags) or self.tags[i] in ("PUNCT", "SCONJ", "CCONJ", "ADP")

    def _list_closes(self, phrase: Phrase) -> bool:
        """Whether "and" or "or" follows in a list that goes on with commas."""
        j = phrase.last
        while j < len(self.tags) and self.words[j] == ",":
            following = self._by_start.get(j + 1)
            if following is None:
                return self.tags[j + 1 : j + 2] == ["CCONJ"]
            j = following.last
        return self.tags[j : j + 1] == ["CCONJ"]

    # -- verb groups

    @cached_property
    def verbs(self) -> list[VerbGroup]:
        """The verb groups in order."""
        found = []
        i, n = 0, len(self.tags)
        while i < n:
            if self.tags[i] in ("AUX", "VERB") or (self.low[i] == "to" and self.tags[i] == "PART"):
                group = self._group(i)
                found.append(group)
                i = group.last
            else:
                i += 1
        return found

    def _group(self, first: int) -> VerbGroup:
        is_infinitive = self.tags[first] == "PART"
        head, auxiliaries = self._head_of_group(first + is_infinitive)
        form = self.forms[head] if self.tags[head] == "VERB" else None
        modal = next((word for word in auxiliaries if word in en.MODALS), "")
        is_negated = not en.NEGATIONS.isdisjoint(self.low[max(0, first - 1) : head])
        is_finite = not is_infinitive and (bool(auxiliaries) or self._is_finite_alone(head))
        is_bare = not auxiliaries and not is_infinitive and not is_finite  # "struck by a mine"
        is_participle = form is not None and "participle" in form.forms
        is_passive = is_participle and (is_bare or self._behind_be(auxiliaries) or self._is_befallen(first, head))
        lemma = form.lemma if form else _lemma(self.low[head])
        return VerbGroup(first, head + 1, head, lemma, is_finite, is_passive, is_negated, is_infinitive, modal)

    def _head_of_group(self, first: int) -> tuple[int, list[str]]:
        """The last verb of the group that begins at `first`, and its auxiliaries."""
        head = first
        auxiliaries: list[str] = []
        for j in range(first, len(self.tags)):
            if self.tags[j] == "VERB":
                return j + self._is_hearsay(j, auxiliaries), auxiliaries
            if self.tags[j] == "AUX":
                head = j
                auxiliaries.append(self.low[j])
            elif self.tags[j] not in _SUBJECT_GAP and not (auxiliaries and self._is_floating(j)):
                break
        return head, auxiliaries

    def _is_floating(self, j: int) -> bool:
        """Whether a word between auxiliary and verb only counts the subject: "they have all left"."""
        return self.low[j] in _FLOATING and self.tags[j + 1 : j + 2] == ["VERB"]

    def _is_hearsay(self, j: int, auxiliaries: list[str]) -> bool:
        """Whether the verb at `j` only says how the next is known: "were reported killed", "was found strangled"."""
        following = self.forms[j + 1] if self.tags[j + 1 : j + 2] == ["VERB"] else None
        is_participle = following is not None and "participle" in following.forms
        return is_participle and self.low[j] in _HEARSAY and self._behind_be(auxiliaries)

    def _is_befallen(self, first: int, head: int) -> bool:
        """Whether a participle alone is passive: "nine killed in Lund", "and scores injured", not "injured nine"."""
        if first != head or self.low[head] not in _BEFALLEN or not head:
            return False
        following = self._by_start.get(self._past_adverbs(head + 1))
        is_counted = self.tags[head - 1] in ("NUM", "NOUN") or self.low[head - 1] in (
            "more",
            "others",
            "many",
            "several",
        )
        return is_counted and (following is None or self.low[following.head] in en.TIMES)

    @staticmethod
    def _behind_be(auxiliaries: list[str]) -> bool:
        return bool(auxiliaries) and auxiliaries[-1] in en.BE

    def _is_finite_alone(self, i: int) -> bool:
        """Whether a verb without auxiliary is finite: "Norway struck", but not "men killed in the raid were"."""
        form = self.forms[i]
        if form is None or "ing" in form.forms:
            return False
        if self.low[i - 1 : i] == ["to"] or (form.forms & {"base", "s"} and "past" not in form.forms):
            return True
        if "participle" not in form.forms:
            return True
        return not self._is_reduced(i)

    def _is_reduced(self, i: int) -> bool:
        """Whether the participle at `i` stands for a relative clause: "struck by Norway", "killed in the raid were"."""
        j = i - 1
        while j >= 0 and self.tags[j] in _SUBJECT_GAP:
            j -= 1
        if j < 0 or self.tags[j] == "SCONJ":
            return True
        form = self.forms[i]
        if form is not None and form.lemma in _INTRANSITIVE:
            return False  # "many died in raids carried out by rebels"
        following = self.low[i + 1 : i + 2]
        if following and following[0] in _PARTICLES:
            following = self.low[i + 2 : i + 3]  # "raids carried out by rebels"
        if following == ["by"]:
            return self.low[j] not in en.SUBJECTS | en.RELATIVES
        if self.tags[j] == "CCONJ" and self._is_active_before(j):
            return False  # "derailed and slammed into a wall"
        if self._follows_finite(i):
            return True
        if self.tags[j] in ("PRON", "CCONJ") or self._by_start.get(i + 1) is not None:
            return False
        return self._verb_without_subject(i + 1)

    def _is_active_before(self, i: int) -> bool:
        """Whether the last verb before `i` is a past tense: "jumped the tracks |"."""
        j = next((k for k in range(i - 1, -1, -1) if self.tags[k] in ("VERB", "AUX")), -1)
        form = self.forms[j] if j >= 0 and self.tags[j] == "VERB" else None
        if form is None or "past" not in form.forms or self.tags[j - 1 : j] == ["AUX"]:
            return False
        return self._is_finite_alone(j)

    def _follows_finite(self, i: int) -> bool:
        """Whether the clause has its finite verb before `i`, and no second can follow: "returned weapons seized"."""
        is_transitive = (own := self._by_start.get(i + 1)) is not None and self.low[own.head] not in en.TIMES
        for j in range(i - 1, -1, -1):
            tag = self.tags[j]
            if tag in ("PUNCT", "SCONJ", "PRON") or (tag == "CCONJ" and (is_transitive or self.tags[i - 1] == "PROPN")):
                return False
            if tag == "AUX":
                return not self._is_in_relative(j)
            if tag == "VERB":
                form = self.forms[j]
                if form is None or form.lemma in _INVERTED or "ing" in form.forms:
                    return False
                is_verb = self.low[j - 1 : j] == ["to"] or self._is_finite_alone(j)
                return is_verb and not self._is_in_relative(j)
        return False

    def _is_in_relative(self, i: int) -> bool:
        """Whether the verb at `i` is that of a relative clause: "who ordered the raid"."""
        for j in range(i - 1, -1, -1):
            if self.tags[j] in ("PUNCT", "CCONJ", "SCONJ"):
                return False
            if self.tags[j] == "PRON" and self.low[j] in en.RELATIVES:
                return True
        return False

    def _verb_without_subject(self, first: int) -> bool:
        """Whether the next finite verb has only a phrase behind a preposition before it."""
        is_governed = False
        j = first
        while j < len(self.tags):
            tag = self.tags[j]
            if tag == "ADP":
                is_governed = True
            elif tag in ("CCONJ", "SCONJ", "PUNCT", "PRON"):
                is_comma = self.words[j] == "," and self.tags[first - 2 : first - 1] == ["PUNCT"]
                return is_comma and j + 1 < len(self.tags) and self.tags[j + 1] in ("AUX", "VERB")
            elif tag == "AUX" or (tag == "VERB" and self._is_past(j)):
                return is_governed or j == first
            j += 1
        return False

    def _is_past(self, j: int) -> bool:
        form = self.forms[j]
        return form is not None and bool(form.forms & {"past", "s"})

    # -- clauses

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses in the order of their verbs."""
        found: list[Clause] = []
        for number in range(len(self.verbs)):
            found.append(self._clause(number, found))
        found = [self._fronted(clause, found) for clause in found]
        return [self._opening(found), *found[1:]] if found else found

    def _opening(self, found: list[Clause]) -> Clause:
        """The first clause, with the subject behind it where it opens as a participle: "Blaming rebels, Oslo said"."""
        first = found[0]
        if first.subject is not None or first.verb.is_finite or first.verb.is_infinitive or first.verb.first:
            return first
        main = next((clause for clause in found[1:] if clause.verb.is_finite and clause.subject is not None), None)
        is_behind = main is not None and main.subject is not None and self.words[main.subject.first - 1] == ","
        return first._replace(subject=main.subject) if main is not None and is_behind else first

    def clause_at(self, i: int) -> Clause | None:
        """Return the clause whose verb group holds token `i`."""
        return next((clause for clause in self.clauses if clause.verb.first <= i < clause.verb.last), None)

    def _clause(self, number: int, found: list[Clause]) -> Clause:
        verb = self.verbs[number]
        until = self.verbs[number + 1].first if number + 1 < len(self.verbs) else len(self.tags)
        link, governor, noun = self._link(verb, found)
        inverted = self._inverted(verb)
        subject = inverted or self._subject(verb, link, governor, noun, found)
        objects = [] if inverted else self._objects(verb)
        behind = (self.joined(objects[-1])[-1] if objects else inverted or verb)[1]
        complements = self._own_complements(verb, behind, until)
        if link == "and" and governor is not None and not objects and found[governor].verb.is_passive:
            verb = self._passive_again(verb)  # "were robbed and beaten"
        indirect = objects[0] if len(objects) > 1 else None
        target = objects[-1] if objects else self._object_of_relative(verb, link, subject)
        return Clause(verb, subject, target, indirect, complements, link, governor, noun)

    def _own_complements(self, verb: VerbGroup, behind: int, until: int) -> tuple[Complement, ...]:
        """What prepositions add to a verb; who only reports it is left out: "were reported killed by an official"."""
        found = tuple(self._complements(behind, until))
        is_reported = verb.is_passive and self.low[verb.head - 1] in _HEARSAY
        return tuple(pair for pair in found if pair[0] != "by") if is_reported else found

    def _object_of_relative(self, verb: VerbGroup, link: str, subject: Phrase | None) -> Phrase | None:
        """What a relative clause with a subject is about: "the town that Norway struck"."""
        is_relative = link in ("which", "that", "who", "whom") and subject is not None and not verb.is_passive
        return self._relative_object(verb) if is_relative else None

    def _passive_again(self, verb: VerbGroup) -> VerbGroup:
        form = self.forms[verb.head]
        is_bare = verb.last - verb.first == 1 and form is not None and "participle" in form.forms
        return verb._replace(is_passive=True) if is_bare else verb

    def _before(self, i: int) -> int:
        """The last token before `i` that is no adverb or quotation mark."""
        j = i - 1
        while j >= 0 and self.tags[j] in _SUBJECT_GAP:
            j -= 1
        return j

    def _link(self, verb: VerbGroup, found: list[Clause]) -> tuple[str, int | None, Phrase | None]:
        """What joins the clause to another, and to which verb or noun."""
        last = len(found) - 1 if found else None
        if verb.is_infinitive:
            return "to", last, self._noun_before(verb)
        if not verb.is_finite:
            return ("ing" if not verb.is_passive else "participle"), last, None
        j = self._before(verb.first)
        if j >= 0 and (self.tags[j] == "CCONJ" or self._is_relative_pronoun(j)):
            return self.low[j], last, None
        opener = self._opener(verb.first, found[-1].verb.last if found else 0)
        if opener >= 0:
            return self.low[opener], last, None
        is_content = bool(found) and self._is_adjacent(found[-1], verb)  # "said it had struck"
        return ("that" if is_content else ""), last if is_content else None, None

    def _noun_before(self, verb: VerbGroup) -> Phrase | None:
        """The noun that an infinitive hangs on: "a plan to leave", "a demand for Norway to leave"."""
        asked = self._asked(verb)
        near = self._phrase_ending(verb.first if asked is None else asked.first - 1)
        return near if near is not None and self.tags[near.head] == "NOUN" else None

    def _is_relative_pronoun(self, j: int) -> bool:
        return self.tags[j] == "PRON" and self.low[j] in en.RELATIVES

    def _opener(self, until: int, first: int) -> int:
        """The conjunction or relative pronoun that opens the clause before `until`; -1 where there is none."""
        for j in range(until - 1, first - 1, -1):
            if self.tags[j] == "SCONJ" or (self.tags[j] == "PRON" and self.low[j] in en.RELATIVES):
                return j
            if self.tags[j] == "PUNCT" and self.words[j] in ";:.":
                return -1
        return -1

    def _is_adjacent(self, clause: Clause, verb: VerbGroup) -> bool:
        """Whether a content clause follows without "that": "Oslo said it had struck"."""
        between = self.tags[clause.verb.last : verb.first]
        return clause.verb.lemma in _INVERTED and bool(between) and not {"PUNCT", "CCONJ", "ADP"} & set(between)

    def _subject(
        self, verb: VerbGroup, link: str, governor: int | None, noun: Phrase | None, found: list[Clause]
    ) -> Phrase | None:
        if verb.is_infinitive:
            return self._asked(verb) or self._controller(governor, noun, found)
        if not verb.is_finite:
            return self._of_participle(verb, found)
        own = self.subject_before(verb.first)
        if own is None and governor is not None and (link in en.COORDINATORS or link == "and"):
            return self._of_finite(found)
        return self._of_finite(found) if own is None and self._goes_on_list(verb, found) else own

    def _goes_on_list(self, verb: VerbGroup, found: list[Clause]) -> bool:
        """Whether a verb is one of several of one subject: "Norway recalled its envoy, barred another and left"."""
        j = self._before(verb.first)
        is_behind = j > 0 and self.words[j] == "," and bool(found) and found[-1].verb.is_finite
        return is_behind and not verb.is_passive and verb.lemma not in _INVERTED and self.tags[verb.first] == "VERB"

    def _of_finite(self, found: list[Clause]) -> Phrase | None:
        """The subject of the last finite clause."""
        return next((clause.subject for clause in reversed(found) if clause.verb.is_finite), None)

    def _asked(self, verb: VerbGroup) -> Phrase | None:
        """Who is to do what an infinitive says, where "for" names him: "the demand for Norway to leave"."""
        near = self._phrase_ending(verb.first)
        if near is None or self.low[max(0, near.first - 1)] != "for" or not near.first:
            return None
        is_name = near.owner is None and any(word[0].isupper() for word in self.words[near.first : near.last])
        return near if is_name or self.tags[near.head] == "PRON" or ends_like_people(self.low[near.head]) else None

    def _controller(self, governor: int | None, noun: Phrase | None, found: list[Clause]) -> Phrase | None:
        """Who is to do what an infinitive says: "Norway plans to leave", "told Norway to leave"."""
        is_asking = noun is not None and self.low[noun.head] in _GOVERNING["asking"]
        if noun is not None and noun.owner and not is_asking:
            return self.owner(noun)
        if governor is None:
            return None
        clause = found[governor]
        if is_asking:
            return clause.indirect if clause.object == noun else None  # "gave Norway an ultimatum to leave"
        if clause.verb.lemma in _GOVERNING["object"] and clause.patient is not None:
            return clause.patient
        return clause.subject

    def _of_participle(self, verb: VerbGroup, found: list[Clause]) -> Phrase | None:
        """Of whom a participle is said: the noun before it, behind a comma or preposition the subject of the clause."""
        j = self._before(verb.first)
        near = self._phrase_ending(verb.first)
        if near is not None:
            return near
        if j >= 0 and self.tags[j] == "ADP" and found:
            clause = found[-1]
            if clause.verb.lemma in _GOVERNING["accusing"] and clause.patient is not None:
                return clause.patient
        if verb.is_passive and j >= 0 and self.words[j] == ",":
            return self._phrase_ending(j)
        return self._of_finite(found)

    def subject_before(self, i: int) -> Phrase | None:
        """Return the subject of a finite verb whose group begins at `i`, None where none precedes it."""
        j = self._before(i)
        if j < 0:
            return None
        if self.words[j] in (",", "—", "–", ")"):
            return self._before_aside(j)
        return self._subject_ending(j + 1)

    def _subject_ending(self, last: int) -> Phrase | None:
        """Return the subject whose last phrase ends before `last`: "the strike on Falun | killed nine"."""
        phrase = self._before_day(last)
        while phrase is not None:
            if self._is_relative_pronoun(phrase.head):
                return self._antecedent(phrase)
            if self.tags[self._before(phrase.first)] == "CCONJ" and self._before(phrase.first) >= 0:
                phrase = self._first_joined(phrase)
            j = self._before(phrase.first)
            if j < 0 or self.tags[j] not in ("VERB", "ADP"):
                return phrase  # also where "and" joins clauses
            if self.tags[j] == "VERB":
                return self._before_relative(j) or phrase
            further = self._phrase_ending(j)  # "the strike on Falun by Norway": past each preposition
            if further is None or (self.low[j] in en.SUBORDINATORS and self.low[further.head] in _VERBLESS):
                return self._over_verb(j) or (phrase if self.low[j] in en.SUBORDINATORS else None)
            phrase = further
        return None

    def _before_day(self, last: int) -> Phrase | None:
        """The phrase that ends before `last`, and before a day: "the blast at the mill (above) Monday | was caused"."""
        phrase = self._phrase_ending(last)
        if phrase is None or not phrase.first or self.low[phrase.first] not in en.DAYS:
            return phrase
        j = self._before(phrase.first)
        if self.words[j] == ")":
            j = next((k for k in range(j, -1, -1) if self.words[k] == "("), 0) - 1
        return self._phrase_ending(j + 1) or phrase

    def _before_relative(self, verb: int) -> Phrase | None:
        """The subject before a relative clause with an object: "the minister who ordered the raid resigned"."""
        k = self._before(verb)
        while k >= 0 and self.tags[k] == "AUX":
            k = self._before(k)
        if k < 0 or self.tags[k] != "PRON" or self.low[k] not in en.RELATIVES:
            return None
        return self._antecedent(Phrase(k, k + 1, k))

    def _over_verb(self, adposition: int) -> Phrase | None:
        """The subject before a relative clause: "men killed in the raid were", "a study that appeared in May found"."""
        k = self._before(adposition)
        if k < 0 or self.tags[k] != "VERB":
            return None
        return self._before_relative(k) if self._is_finite_alone(k) else self.subject_before(k)

    def _antecedent(self, relative: Phrase) -> Phrase | None:
        """The phrase that a relative pronoun stands for."""
        j = self._before(relative.first)
        if j >= 0 and self.tags[j] == "ADP":
            j = self._before(j)
        while j >= 0 and self.words[j] in _BEFORE_ASIDE:
            j -= 1
        near = self._phrase_ending(j + 1)
        return self._person_before(near) if near is not None and self.low[relative.head] == "who" else near

    def _person_before(self, near: Phrase) -> Phrase:
        """The people whom "who" means where a thing stands before it: "men armed with rifles who"; else the phrase."""
        is_person = ends_like_people(self.low[near.head]) or self.tags[near.head] != "NOUN"
        j = self._before(near.first)
        if is_person or j < 0 or self.tags[j] != "ADP":
            return near
        j = self._before(j)
        if j >= 0 and self.tags[j] == "VERB":
            j = self._before(j)
        other = self._phrase_ending(j + 1)
        return other if other is not None and ends_like_people(self.low[other.head]) else near

    def _relative_object(self, verb: VerbGroup) -> Phrase | None:
        """What a relative clause with a subject of its own is about: "the town that Norway struck"."""
        opener = self._opener(verb.first, 0)
        own = self._phrase_ending(verb.first)
        if own is None or own.first <= opener or opener < 0:
            return None
        return self._antecedent(Phrase(opener, opener + 1, opener))

    def _first_joined(self, phrase: Phrase) -> Phrase:
        """The first of the subjects that "and" joins, unless "and" joins two clauses."""
        first = phrase
        while True:
            j = self._before(first.first)
            while j >= 0 and (self.tags[j] == "CCONJ" or self.words[j] == ","):
                j -= 1
            other = self._phrase_ending(j + 1)
            if other is None or j + 1 == first.first:
                return first
            k = self._before(other.first)
            is_governed = k >= 0 and self.tags[k] == "ADP"
            if k >= 0 and (self.tags[k] in ("VERB", "AUX") or (is_governed and self._has_finite_before(k))):
                return first
            first = other
            if is_governed:
                return first

    def _has_finite_before(self, i: int) -> bool:
        """Whether a main verb precedes, so that "and" may join two clauses."""
        return any(verb.is_finite and verb.head < i and not self._is_relative(verb) for verb in self.verbs)

    def _before_aside(self, stop: int) -> Phrase | None:
        """The subject before an aside that ends at `stop`: "Oslo, the capital, said"."""
        opening = "(" if self.words[stop] == ")" else self.words[stop]
        for j in range(stop - 1, max(0, stop - _ASIDE), -1):
            if self.words[j] == opening:
                phrase = self._phrase_ending(j)
                return self.subject_before(j) if phrase is not None else None
        return None

    def _inverted(self, verb: VerbGroup) -> Phrase | None:
        """The subject behind the verb: "…," said Ada Lund."""
        j = self._before(verb.first)
        is_behind_speech = j < 0 or self.words[j] == "," or self.tags[verb.first - 1] == "QUOTE"
        if verb.lemma not in _INVERTED or not is_behind_speech or not verb.is_finite:
            return None
        if self.words[j] == "," and self.tags[verb.first - 1] != "QUOTE" and self.tags[j - 1 : j] != ["QUOTE"]:
            return None
        return self._by_start.get(verb.last)

    def _objects(self, verb: VerbGroup) -> list[Phrase]:
        """The one or two phrases right behind the verb that are no subject of another."""
        if verb.is_passive or self.tags[verb.head] == "AUX":
            return []
        j = self._past_adverbs(verb.last)
        if self.low[j : j + 1] and self.low[j] in _PARTICLES and self.tags[j + 1 : j + 2] != ["PROPN"]:
            j += 1  # "blew up the bridge", "carried out a strike", but not "sank off Bergen"
        first = self._by_start.get(j)
        if first is None or (self._is_subject(first) and not self._is_relative(verb)):
            return []
        if self.low[first.head] in en.TIMES:
            return []
        second = self._by_start.get(first.last)
        if second is None or self._is_subject(second) or self.low[second.head] in en.TIMES:
            return [first]
        return [first, second]

    def _is_relative(self, verb: VerbGroup) -> bool:
        """Whether a relative pronoun is the subject: "the minister who ordered the raid resigned"."""
        j = self._before(verb.first)
        return j >= 0 and self.tags[j] == "PRON" and self.low[j] in en.RELATIVES and verb.lemma not in _INVERTED

    def _past_adverbs(self, j: int) -> int:
        while j < len(self.tags) and self.tags[j] in _SUBJECT_GAP and not self._is_degree(j):
            j += 1
        return j

    def _is_subject(self, phrase: Phrase) -> bool:
        """Whether a finite verb follows the phrase and what prepositions add to it."""
        j = self._past_adverbs(phrase.last)
        while self.tags[j : j + 1] == ["ADP"] and self.low[j] not in en.SUBORDINATORS:
            governed = self._by_start.get(j + 1)
            if governed is None:
                return False
            j = self._past_adverbs(governed.last)
        if j >= len(self.tags):
            return False
        return self.tags[j] == "AUX" or (self.tags[j] == "VERB" and self._is_finite_alone(j))

    def _complements(self, first: int, until: int) -> Iterator[Complement]:
        """What prepositions add behind `first`, up to the next verb."""
        j = first
        while j < until:
            k = j + 2 if self.tags[j + 1 : j + 2] == ["QUOTE"] else j + 1
            if self.tags[j + 1 : j + 3] == ["CCONJ", "ADP"]:
                k = j + 3  # "in and around Lund"
            phrase = self._by_start.get(k)
            if self.tags[j] == "ADP" and phrase is not None:
                governed = self.joined(phrase)
                yield from (Complement(self.low[j], one) for one in governed)
                j = governed[-1].last
            elif self.tags[j] in ("SCONJ", "CCONJ") or (self.words[j] in (";", ":") and not self._is_clock(j)):
                return
            else:
                j += 1

    def _is_clock(self, j: int) -> bool:
        """Whether a colon parts hours from minutes: "at 11:47"."""
        return self.tags[j - 1 : j] == ["NUM"] == self.tags[j + 1 : j + 2]

    def _fronted(self, clause: Clause, found: list[Clause]) -> Clause:
        """Add what prepositions put before the first clause: "In Falun, Norway struck a bridge"."""
        if clause is not found[0] or not clause.subject or not clause.verb.is_finite:
            return clause
        before = tuple(self._complements(0, clause.subject.first)) if self.tags[0] == "ADP" else ()
        return clause._replace(complements=before + clause.complements)

    # -- nouns and modality

    def owner(self, phrase: Phrase) -> Phrase | None:
        """Return whose the phrase is, as a phrase of its own: "Norway" of "Norway's navy", "its" of "its navy"."""
        if phrase.owner is None:
            return None
        first, last = phrase.owner
        return Phrase(first, last, last - 1)

    def nominal(self, head: int) -> Nominal | None:
        """Return who does to whom what the noun at `head` means: "Norway's strike on Falun", "attack by rebels"."""
        phrase = self.phrase_at(head)
        if phrase is None:
            return None
        until = next((verb.first for verb in self.verbs if verb.first >= phrase.last), len(self.tags))
        complements = (
            tuple(self._complements(phrase.last, until)) if self.tags[phrase.last : phrase.last + 1] == ["ADP"] else ()
        )
        agent = next((other for preposition, other in complements if preposition == "by"), None)
        agent = agent or self.owner(phrase) or self.modifier(phrase)
        patient = next((other for preposition, other in complements if preposition in ("on", "against", "of")), None)
        return Nominal(phrase, agent, patient, complements)

    def behind(self, phrase: Phrase, preposition: str) -> Phrase | None:
        """Return the phrase that a preposition adds right behind `phrase`: "refugees" of "a group of refugees"."""
        j = phrase.last
        if self.low[j : j + 1] != [preposition] or self.tags[j] != "ADP":
            return None
        return self._by_start.get(j + 1)

    def modifier(self, phrase: Phrase) -> Phrase | None:
        """The name or nationality before a noun that says whose it is: "Norwegian strikes", "the Oslo raid"."""
        for k in range(phrase.head - 1, phrase.first - 1, -1):
            if self.tags[k] == "PROPN" or (self.tags[k] == "ADJ" and self.words[k][0].isupper()):
                first = k
                while first > phrase.first and self.tags[first - 1] == "PROPN":
                    first -= 1
                return Phrase(first, k + 1, k)
        return None

    def modality(self, clause: Clause) -> str:
        """Return how a clause is meant: "asserted", "denied", "planned" or "possible".

        Looks at its own auxiliaries and negation, at "if", and at the verb or noun it depends on: what is planned,
        threatened, demanded or feared has not happened.
        """
        own = self._own_modality(clause)
        if own != "asserted" or clause.governor is None:
            return own
        if clause.noun is not None and self.low[clause.noun.head] in _GOVERNING["planned"]:
            return "planned"
        governor = self.clauses[clause.governor]
        if clause.link not in ("to", "that", "ing"):
            return own
        if self._is_planned(clause, governor):
            return "planned"
        for kind in ("denied", "possible"):
            if governor.verb.lemma in _GOVERNING[kind]:
                is_so = governor.verb.is_negated or self._is_to_end(governor)
                return "asserted" if kind == "denied" and is_so else kind
        above = self.modality(governor)
        return above if clause.link in ("to", "ing") and above != "asserted" else own

    def _is_to_end(self, governor: Clause) -> bool:
        """Whether somebody is only to stop what goes on: "demanded that Oslo stop shelling Falun"."""
        return governor.verb.lemma in _ENDING_WHAT_IS and self.modality(governor) in ("planned", "possible")

    def _is_planned(self, clause: Clause, governor: Clause) -> bool:
        """Whether the verb that a clause depends on plans or demands it: "vowed to leave", "are to meet"."""
        if clause.link == "that":
            return governor.verb.lemma in _GOVERNING["planned that"] and not self._is_indicative(clause.verb)
        is_due = governor.verb.lemma == "be" and clause.link == "to" and governor.verb.last == clause.verb.first
        return is_due or governor.verb.lemma in _GOVERNING["planned"]

    def _is_indicative(self, verb: VerbGroup) -> bool:
        """Whether a verb says what was: "insisted that it had left", not "insisted that it leave" or "be freed"."""
        if self.tags[verb.first] == "AUX":
            return self.low[verb.first] != "be" and not verb.modal
        form = self.forms[verb.head]
        return form is not None and "past" in form.forms and "base" not in form.forms

    def _own_modality(self, clause: Clause) -> str:
        if clause.verb.is_negated or self._is_of_nobody(clause.subject) or self._is_of_nobody(clause.object):
            return "denied"
        modal = clause.verb.modal
        if modal in _PLANNING:
            return "planned"
        if modal or clause.link in ("if", "unless", "whether", "lest"):
            return "possible"
        return "asserted"

    def _is_of_nobody(self, phrase: Phrase | None) -> bool:
        """Whether a phrase counts none: "no soldier", "nobody", but not "no fewer than nine", or the "no" one says."""
        if phrase is None or self.low[phrase.first] not in _NOBODY:
            return False
        following = self.low[phrase.first + 1 : phrase.first + 2]
        return _NO_MORE.isdisjoint(following) and (self.low[phrase.first] != "no" or phrase.last > phrase.first + 1)


class Parse(Syntax):
    """One sentence of a document.

    Token numbers count from the sentence's first token; :meth:`span` gives offsets in the text.

    Parameters
    ----------
    doc
        The document.
    number
        The number of the sentence in ``doc.sentences``.
    named
        Numbers, in the document, of the tokens that belong to names.
    """

    def __init__(self, doc: Document, number: int, named: Collection[int] = ()) -> None:
        first, last = doc.token_range(doc.sentences[number].start, doc.sentences[number].end)
        words = doc.tokens.words[first:last]
        super().__init__(words, {i - first for i in range(first, last) if i in named and words[i - first][0].isupper()})
        self.doc = doc
        self.first = first

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of the tokens from `first` to before `last`."""
        tokens = self.doc.tokens
        return tokens.starts[self.first + first], tokens.ends[self.first + last - 1]

    def index(self, offset: int) -> int:
        """Return the token, counted from the sentence's first, that begins at or behind an offset in the text."""
        return bisect_left(self.doc.tokens.starts, offset) - self.first

    def text(self, phrase: Phrase | None) -> str:
        """Return the words of a phrase, "" for none."""
        if phrase is None:
            return ""
        start, end = self.span(phrase.first, phrase.last)
        return self.doc.text[start:end]


_PLANNING = frozenset(["will", "shall", "'ll", "’ll", "won", "must", "should", "ought"])
_PARTICLES = en.words("particle")
_BEFALLEN = en.words("befallen")
_INTRANSITIVE = en.words("intransitive")
_ENDING_WHAT_IS = frozenset(["stop", "halt", "cease", "quit", "end"])


def _lemma(word: str) -> str:
    """The base form of an auxiliary."""
    for forms, lemma in ((en.BE, "be"), (en.HAVE, "have"), (en.DO, "do")):
        if word in forms:
            return lemma
    return word
