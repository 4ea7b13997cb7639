"""Parts of speech of the words of a sentence, from closed word classes, verb forms and the words next to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from osint.knowledge import en, gazetteer, lexicons
from osint.knowledge.en import verbs

#: Words that a determiner class holds and that stand for a noun phrase as well: "some say", "that killed nine".
_PRONOMINAL = en.words("demonstrative", "quantifier") - {"every", "no", "a", "such"}
_EVENTS_IN_ING = en.words("ing noun")
#: Words that bound the number behind them: "at least nine".
_BOUNDS = en.words("bound")
_DENYING = lexicons.words("governing_verbs", "word", kind="denied")
_BARE = lexicons.words("governing_verbs", "word", kind="bare")
_PREPOSITIONAL_TO = en.words("before to")
#: Behind these and "that" a verb stays bare: "insisted that he leave".
_DEMANDING = frozenset(["demand", "insist", "request", "require", "recommend", "propose", "urge", "ask", "order"])
_CLITICS = frozenset(["'s", "’s", "'re", "’re", "'m", "’m", "'ve", "’ve", "'ll", "’ll", "'d", "’d"])
_NEGATIVES = frozenset(["not", "n't", "n’t", "'t", "’t", "never"])
_PLURALS = en.words("plural")
#: Singulars that end like "gunmen".
_IN_MEN = frozenset(["abdomen", "acumen", "omen", "regimen", "specimen", "stamen"])
#: How adjectives end.
_ADJECTIVES = ("al", "ous", "ive", "ful", "less", "ic", "able", "ible", "ary", "ern", "ese", "ish")
_CLAUSE_END = frozenset([";", ":", ".", "?", "!", "(", ")", "—", "–"])
_OPENING = frozenset(["“", "‘", '"', "'", "«"])
_PHRASE = frozenset(["DET", "NUM", "ADJ", "NOUN", "PROPN", "PRON", "PART", "ADV", "QUOTE", "SYM"])
_LOOK_AHEAD = 14
#: What follows "late" and "early" where they tell a time of the day or week.
_BEHIND_HOUR = frozenset(["on", "in", "at", "this", "last", ".", ","])


@lru_cache(maxsize=1 << 12)
def is_nationality(word: str) -> bool:
    """Whether a word with a capital is an adjective of a state or people: "Norwegian"."""
    people = gazetteer.demonym(word)
    return people is not None and people.form == "adjective"


class Tagger:
    """Tags the words of one sentence with the universal parts of speech (universaldependencies.org/u/pos).

    Parameters
    ----------
    words
        The tokens of a sentence; quotation marks are passed over.
    named
        Which of them belong to names.

    >>> Tagger("Drone strikes hit Falun as Norway strikes back".split(), {3, 5}).tags
    ['NOUN', 'NOUN', 'VERB', 'PROPN', 'SCONJ', 'PROPN', 'VERB', 'ADV']
    """

    def __init__(self, words: Sequence[str], named: Collection[int] = ()) -> None:
        self.words = words
        self.low = [word.lower() for word in words]
        self.named = named
        n_capitals = sum(word[0].isupper() for word in words)
        is_sentence = bool(words) and words[-1] in (".", "!")
        self.is_heading = not is_sentence and n_capitals > 0.6 * sum(word[0].isalpha() for word in words)
        known = verbs.forms()
        self.forms = [self._form(i) if low in known else None for i, low in enumerate(self.low)]
        self.tags = [""] * len(words)
        self._abbreviations = self._bracketed()
        for i in range(len(words)):
            self.tags[i] = "QUOTE" if i in self._abbreviations else self._tag(i)
            if self.tags[i] in ("VERB", "AUX"):
                self._settle_subordinator(i)

    def _settle_subordinator(self, verb: int) -> None:
        """Tell "as Norway struck", which opens a clause, from "before the vote": a verb follows its noun."""
        i = verb - 1
        while i >= 0 and self.tags[i] in _PHRASE:
            i -= 1
        if i < 0 or i == verb - 1 or self.tags[i] != "ADP" or self.low[i] not in en.SUBORDINATORS:
            return
        # In "the day after the attack was calm" the verb has another subject.
        if i == 0 or not {"VERB", "AUX"}.isdisjoint(self.tags[:i]):
            self.tags[i] = "SCONJ"

    def _bracketed(self) -> set[int]:
        """The abbreviations in brackets, which are passed over: "the Liberian Peace Council (LPC)"."""
        found: set[int] = set()
        for i in range(1, len(self.words) - 2):
            if self.words[i] == "(" and self.words[i + 2] == ")" and self.words[i + 1][:2].isupper():
                found |= {i, i + 1, i + 2}
        return found

    def _form(self, i: int) -> verbs.Form | None:
        """What the word may be as a verb; a word with a capital is one only where it opens or in a heading."""
        word = self.words[i]
        is_inside = i > 0 and self.words[i - 1] not in _OPENING
        if i in self.named or (word[0].isupper() and is_inside and not self.is_heading):
            return None
        return verbs.forms().get(self.low[i])

    def before(self, i: int) -> int:
        """The last word before `i` that is no adverb, negation or quotation mark; -1 where there is none."""
        j = i - 1
        while j >= 0 and self.tags[j] in ("ADV", "QUOTE"):
            j -= 1
        return j

    def _tag(self, i: int) -> str:
        closed = self._closed(i)
        if closed:
            return closed
        form = self.forms[i]
        if form is not None and self._is_verb(i, form):
            return "VERB"
        return self._open(i)

    def _closed(self, i: int) -> str:
        """The tag of a word of a closed class, "" for others."""
        word, low = self.words[i], self.low[i]
        if i in self.named or (word[0].isupper() and is_nationality(word)):
            return "ADJ" if is_nationality(word) and self._is_attribute(i + 1) else "PROPN"
        fixed = _FIXED.get(low)
        if fixed is not None:
            return fixed
        rule = _DOUBTFUL.get(low)
        if rule is not None:
            return rule(self, i)
        if not word[0].isalnum():
            return self._sign(i)
        if word[0].isdigit():
            return "NUM"
        return "ADV" if low.endswith("ly") and len(low) > 4 and low not in verbs.forms() else ""

    def _is_attribute(self, j: int) -> bool:
        """Whether a nationality before `j` belongs to a noun: "Syrian jets", "Syrian or Russian jets"."""
        is_joined = self.low[j : j + 1] in (["and"], ["or"]) and j + 1 < len(self.words)
        return self._opens_phrase(j + 2 if is_joined and is_nationality(self.words[j + 1]) else j)

    def _modal(self, i: int) -> str:
        """Tell "may strike" from "in May", "will strike" from "Will"."""
        is_name = i > 0 and self.words[i][0].isupper()
        return "PROPN" if is_name else "AUX"

    def _possessive(self, i: int) -> str:
        return "DET" if self._opens_phrase(i + 1) else "PRON"

    def _back(self, i: int) -> str:
        """Tell "Arab states back Norway" from "drove the rebels back Monday"."""
        is_subject = i > 0 and self.tags[i - 1] in ("NOUN", "PROPN") and {"VERB", "AUX"}.isdisjoint(self.tags[:i])
        is_day = self.low[i + 1 : i + 2] and self.low[i + 1] in en.DAYS
        return "VERB" if is_subject and not is_day and self._opens_object(i + 1) else "ADV"

    def _armed(self, i: int) -> str:
        """Tell "rebels and other armed groups" from "Norway armed the rebels"."""
        is_attribute = self._opens_phrase(i + 1) and not self._opens_object(i + 1)
        return "ADJ" if is_attribute and self.low[i - 1 : i] not in (["to"], ["be"], ["had"], ["has"]) else ""

    def _claims(self, i: int) -> str:
        """Tell "denied claims that" and "denied U.N. charges that" from "Norway claims that"."""
        j = i - 1
        while j >= 0 and self.tags[j] in _PHRASE:
            j -= 1
        form = self.forms[j] if j >= 0 and self.tags[j] == "VERB" else None
        is_object = form is not None and form.lemma in _DENYING and self.low[i + 1 : i + 2] == ["that"]
        return "NOUN" if is_object else ""

    def _hour(self, i: int) -> str:
        """Tell "killed late Tuesday", "late on Monday", "early this week" from "in late May", "the late king"."""
        following = self.low[i + 1] if i + 1 < len(self.low) else "on"
        is_behind = i == 0 or self.tags[i - 1] not in ("DET", "ADP", "ADJ")
        return "ADV" if is_behind and (following in en.DAYS or following in _BEHIND_HOUR) else ""

    def _bounding(self, i: int) -> str:
        return "ADV" if self._is_approximate(i) else _LINKING.get(self.low[i], "")

    def _is_approximate(self, i: int) -> bool:
        """Whether the word only bounds a number: "at least 12", "more than nine", "up to 40", "about 300"."""
        low = self.low
        if low[i] == "at" and low[i + 1 : i + 2] not in (["least"], ["most"]):
            return False  # "at 11:47"
        j = i + 1
        while j < len(low) and j < i + 4 and low[j] in _BOUNDS:
            j += 1
        j += low[j : j + 1] == ["a"]  # "more than a dozen"
        return j < len(low) and (low[j][0].isdigit() or low[j] in en.NUMBERS)

    def _sign(self, i: int) -> str:
        word = self.words[i]
        if word in "'’" and i and self.words[i - 1].endswith("s"):
            return "PART"
        if word in "“”\"‘’'«»„`":
            return "QUOTE"
        if word == "&":
            return "CCONJ"
        return "SYM" if word in "$€£%" else "PUNCT"

    def _enclitic(self, i: int) -> str:
        """Tell "Norway's navy" from "Norway's struck" and "it's"."""
        if i == 0:
            return "PART"
        form = self.forms[i + 1] if i + 1 < len(self.words) else None
        is_noun = self.low[i + 2 : i + 3] == ["of"]  # "Norway's bombing of Falun"
        is_verb = self.tags[i - 1] == "PRON" or (form is not None and form.forms == {"ing"} and not is_noun)
        return "AUX" if is_verb else "PART"

    def _to(self, i: int) -> str:
        form = self.forms[i + 1] if i + 1 < len(self.words) else None
        following = self.low[i + 1] if i + 1 < len(self.words) else ""
        if following in ("be", "have", "do"):
            return "PART"
        if following in en.ADVERBS or following.endswith("ly"):
            form = self.forms[i + 2] if i + 2 < len(self.words) else None
        if form is None or "base" not in form.forms or (i and self.low[i - 1] in _PREPOSITIONAL_TO):
            return "ADP"
        return "PART"

    def _that(self, i: int) -> str:
        """Tell "that day" from "said that" and "the shells that fell"."""
        following = self.forms[i + 1] if i + 1 < len(self.words) else None
        if following is not None and not following.is_noun and following.forms & {"past", "s", "base"}:
            return "PRON"
        if i + 1 < len(self.words) and self.low[i + 1] in en.AUXILIARIES:
            return "PRON"
        before = self.before(i)
        if before >= 0 and self.tags[before] in ("VERB", "NOUN", "PRON", "ADJ", "AUX", "PROPN", "PUNCT"):
            return "SCONJ"
        return "DET"

    def _open(self, i: int) -> str:
        if self.words[i][0].isupper() and not self.is_heading and i and self.words[i - 1] not in _OPENING:
            return "PROPN"
        is_event = self.low[i] in _EVENTS_IN_ING and self._is_past(i + 1)  # "the fighting erupted"
        is_attribute = self._is_adjective(i) and self._opens_phrase(i + 1) and not self._acts(i + 1)
        return "ADJ" if is_attribute and not is_event else "NOUN"

    def _is_adjective(self, i: int) -> bool:
        """Whether a word may be an adjective: by its ending, "far-reaching", "the captured town"."""
        form = self.forms[i]
        if self.low[i].endswith(_ADJECTIVES) or ("-" in self.low[i] and self.low[i].endswith(("ing", "ed"))):
            return True
        is_participle = form is not None and bool(form.forms & {"participle", "ing"})
        return is_participle and i > 0 and self.tags[i - 1] in ("DET", "ADJ", "ADP", "PART")

    def _acts(self, j: int) -> bool:
        """Whether the word at `j` is a verb: "the bombing left nine", but not "the missing left shoe"."""
        form = self.forms[j]
        return form is not None and form.forms >= {"past", "participle"} and self._opens_object(j + 1)

    def _is_past(self, j: int) -> bool:
        """Whether the word at `j` is a past tense, and no participle of a phrase: "the fighting began"."""
        form = self.forms[j] if j < len(self.words) else None
        if form is None or "past" not in form.forms:
            return False
        return "participle" not in form.forms or not self._opens_phrase(j + 1)

    def _opens_phrase(self, j: int) -> bool:
        """Whether the word at `j` may be a noun, or belong to one that follows."""
        if j >= len(self.words) or not self.words[j][0].isalnum():
            return False
        low = self.low[j]
        is_closed = low in en.AUXILIARIES or low in en.PREPOSITIONS or low in en.COORDINATORS or low in en.DETERMINERS
        return not (is_closed or low in en.PRONOUNS or low in en.SUBORDINATORS or low in en.ADVERBS)

    def _opens_object(self, j: int) -> bool:
        """Whether a noun phrase surely begins at `j`: "the", "nine", "its", a name."""
        if j >= len(self.words):
            return False
        low, word = self.low[j], self.words[j]
        if low in _BOUNDS and self._is_approximate(j):
            return True
        if j in self.named or low in en.DETERMINERS or low in en.PRONOUNS or low in en.NUMBERS or word[0].isdigit():
            return True
        return word[0].isupper() and not self.is_heading

    def _is_surely_finite(self, j: int) -> bool:
        low, form = self.low[j], self.forms[j]
        if j and self.words[j][0].isupper() and not self.is_heading:
            return False
        if low in en.AUXILIARIES and low not in ("be", "been", "being", "having", "'s", "’s"):
            return True
        if form is None or self.low[j - 1 : j] == ["to"]:
            return False
        if form.forms == {"past"}:
            return True
        behind = self.low[j - 1] if j else ""
        return "past" in form.forms and "base" not in form.forms and behind not in en.DETERMINERS | en.PREPOSITIONS

    def _has_finite(self, first: int) -> bool:
        """Whether a sure finite verb follows from `first` before the next stop or clause."""
        for j in range(first, min(len(self.words), first + _LOOK_AHEAD)):
            is_end = self.words[j] in _CLAUSE_END or self.words[j] == ","
            if is_end or self.low[j] in en.RELATIVES or self.low[j] in en.SUBORDINATORS:
                return False
            if self._is_surely_finite(j):
                return True
        return False

    # -- verb or noun

    def _is_verb(self, i: int, form: verbs.Form) -> bool:
        """Whether a word that may be a verb is one here, by the word before it and the one behind."""
        j = self.before(i)
        before = self.tags[j] if j >= 0 else "START"
        if before == "PUNCT" and self.words[j] in _CLAUSE_END:
            before = "START"
        rule = _RULES.get(before)
        return not form.is_noun if rule is None else rule(self, i, j, form)

    def _at_start(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "Asked about it, …", "Striking the port, …", "Read the report", but not "Strikes kill nine"."""
        if self.low[i] in _EVENTS_IN_ING and not self._opens_object(i + 1):
            return False  # "Fighting resumed around Goma"
        if form.forms & {"past", "ing"} and not form.is_noun:
            return not self._opens_phrase(i + 1) or "ing" in form.forms or self._opens_object(i + 1)
        return "base" in form.forms and i + 1 < len(self.low) and self.low[i + 1] in en.DETERMINERS | en.PRONOUNS

    def _behind_particle(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "to strike", but not "Norway's captured towns"."""
        return self.low[j] == "to" and "base" in form.forms

    def _behind_auxiliary(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "will strike", "has struck", "was struck", "is striking", but not "was charge of …"."""
        low = self.low[j]
        if low in en.MODALS or low in en.DO:
            return "base" in form.forms
        if low in en.HAVE and low not in ("'s", "’s"):
            return "participle" in form.forms
        return bool(form.forms & {"participle", "ing"})

    def _behind_determiner(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "some say", "those killed", "nine died", but not "the strike", "some strikes", "the captured town"."""
        low = self.low[j]
        if "ing" in form.forms or low not in _PRONOMINAL or i - j > 1:
            return False
        if "past" in form.forms:
            return not self._opens_phrase(i + 1)
        return not form.is_noun or (self._opens_object(i + 1) and not self._has_finite(i + 1))

    def _behind_number(self, i: int, j: int, form: verbs.Form) -> bool:
        if "past" in form.forms or "participle" in form.forms:
            return not (self._opens_phrase(i + 1) and not self._opens_object(i + 1))
        return not form.is_noun and "base" in form.forms

    def _behind_adjective(self, i: int, j: int, form: verbs.Form) -> bool:
        return not form.is_noun and "ing" not in form.forms and not self._opens_phrase(i + 1)

    def _behind_preposition(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "of striking Falun", "as expected", but not "in strikes", "with captured tanks"."""
        if "ing" in form.forms:
            return self._opens_object(i + 1) or not (self.low[i] in _EVENTS_IN_ING or self._is_event_of(i))
        return bool(form.forms & {"participle"}) and not form.is_noun and not self._opens_phrase(i + 1)

    def _is_event_of(self, i: int) -> bool:
        """Whether a noun in -ing is meant: "in shelling by Norway", "the bombing of"."""
        return self.low[i + 1 : i + 2] in (["of"], ["by"], ["."], [","])

    def _behind_pronoun(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "they strike", "who struck", "let them strike", "us strikes"."""
        low = self.low[j]
        if low in en.OBJECTS and low in en.SUBJECTS and j and self.tags[j - 1] == "VERB":
            return bool(form.forms & {"past", "s"})  # "said it struck", but not "put it best"
        if low in en.SUBJECTS or low in en.RELATIVES or low == "what":
            return True
        return bool(form.forms & {"base", "ing"}) and not (form.is_noun and low in ("us", "her"))

    def _behind_noun(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "Norway struck", "Norway strikes Falun", "troops strike Falun" from "drone strikes kill"."""
        if self.low[j] in en.DAYS and "past" in form.forms:
            return not form.is_noun
        if form.is_noun and self._is_governed(j) and not self._opens_object(i + 1):
            return False  # "to the customs house in Arica", "from Shona rebels"
        if form.forms == {"base"} and self._is_demanded(j):
            return True
        if "ing" in form.forms:
            return self._opens_object(i + 1) or self.low[i] not in _EVENTS_IN_ING
        if form.forms & {"past", "participle"} and not (form.is_noun and "base" not in form.forms):
            return "base" not in form.forms or self._agrees(i, j, form) or self._opens_object(i + 1)
        return self._agrees(i, j, form)

    def _is_governed(self, j: int) -> bool:
        """Whether a preposition governs the phrase that goes on to `j`."""
        while j >= 0 and self.tags[j] in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PART"):
            j -= 1
        return j >= 0 and self.tags[j] == "ADP" and self.low[j] not in en.SUBORDINATORS

    def _head(self, j: int) -> int:
        """The noun that the phrase before a verb is about: "dockers" of "dockers of Lund"."""
        k = j
        while k > 0 and self.tags[k] in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PART"):
            k -= 1
        return k - 1 if k > 0 and self.low[k] == "of" and self.tags[k - 1] == "NOUN" else j

    def _is_demanded(self, j: int) -> bool:
        """Whether the subject at `j` is that of what is demanded: "demanded that Kenya hand over"."""
        while j > 0 and (self.low[j] == "of" or self.tags[j] in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PART")):
            j -= 1
        if j < 1 or self.low[j] != "that":
            return False
        form = self.forms[j - 1]
        return form is not None and form.lemma in _DEMANDING

    def _agrees(self, i: int, j: int, form: verbs.Form) -> bool:
        """Whether a present form fits the noun at `j` in number, and what follows may follow a verb."""
        is_plural = self.is_plural(self._head(j))
        is_past = "past" in form.forms and self._opens_phrase(i + 1)  # "a quake hit"
        if ("s" in form.forms) == is_plural and not is_past:
            return False
        if not form.is_noun:
            return True
        if self._is_verb_ahead(i + 1) or self.low[i + 1 : i + 2] in (["had"], ["has"], ["have"], ["were"], ["are"]):
            return False
        if self._opens_object(i + 1) or self.low[i + 1 : i + 2] in (["that"], ["to"]):
            return not (i + 1 < len(self.low) and self._is_surely_finite(i + 1))
        return not self._has_finite(i + 1)

    def _is_verb_ahead(self, j: int) -> bool:
        """Whether the word behind a doubtful one looks more like the verb: "drone strikes hit Kyiv", "waters rise"."""
        form = self.forms[j] if j < len(self.words) else None
        if form is None or not form.forms & {"base", "past"} or self.low[j] in en.ADVERBS:
            return False
        return self._opens_object(j + 1) or not self._opens_phrase(j + 1)

    def is_plural(self, j: int) -> bool:
        """Whether the noun at `j` is plural, as a name or two joined by "and" may be."""
        low = self.low[j]
        if low in _PLURALS or (j > 1 and self.tags[j] == "PROPN" and self.low[j - 1] == "and"):
            return True
        is_regular = low.endswith("s") and not low.endswith(("ss", "us", "is"))
        return self.tags[j] != "PROPN" and (is_regular or (low.endswith("men") and low not in _IN_MEN))

    def _behind_comma(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell ", killing nine", ", struck Falun", but not ", strikes and raids", ", jailed Oslo critic Ada Lund"."""
        names, noun = self.words[i + 1 : i + 4 : 2], self.low[i + 2 : i + 3]
        if len(names) == 2 and names[0][0].isupper() and names[1][0].isupper() and self.words[i + 2].islower():
            return noun[0] in verbs.forms() or not self._opens_phrase(i + 2)
        if form.forms & {"past", "participle", "ing"} and "base" not in form.forms:
            return not (self.low[i] in _EVENTS_IN_ING and not self._opens_object(i + 1))
        return not form.is_noun or (self._last_verb_is(j, form) and self._opens_object(i + 1))

    def _behind_conjunction(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "and killed nine", "to strike ports and sink ships", but not "raids and strikes"."""
        if self.low[j - 1 : j] == ["dead"]:
            return False  # "the dead and injured"
        if self.tags[j - 1] == "VERB" and "past" in form.forms and self._last_verb_is(j, form):
            return True  # "capsized and burst into flames"
        if form.forms & {"past", "participle", "ing"} and "base" not in form.forms:
            return self._opens_object(i + 1) or not self._opens_phrase(i + 1) or self._last_verb_is(j, form)
        return self._last_verb_is(j, form) and (not form.is_noun or self._opens_object(i + 1))

    def _last_verb_is(self, j: int, form: verbs.Form) -> bool:
        """Whether the verb before `j` has the form of this one."""
        for k in range(j - 1, max(-1, j - _LOOK_AHEAD), -1):
            other = self.forms[k]
            if self.tags[k] == "VERB" and other is not None:
                return bool(other.forms & form.forms)
        return False

    def _behind_subordinator(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "when struck", "while striking", but not "that strikes killed"."""
        if self.low[j] == "that":
            return bool(form.forms & {"past", "s"}) and not form.is_noun
        return bool(form.forms & {"participle", "ing"}) and not form.is_noun and not self._opens_phrase(i + 1)

    def _behind_verb(self, i: int, j: int, form: verbs.Form) -> bool:
        """Tell "helped evacuate", "kept firing", but not "condemned strikes", "suffered wounded pride"."""
        before = self.forms[j]
        lemma = before.lemma if before else ""
        if "ing" in form.forms:
            return self._opens_object(i + 1) or self.low[i] not in _EVENTS_IN_ING
        if "base" in form.forms and lemma in _BARE:
            return not form.is_noun or self._opens_object(i + 1)
        is_predicate = bool(form.forms & {"participle"}) and not self._opens_phrase(i + 1)
        return is_predicate and not form.is_noun


_RULES: dict[str, Callable[[Tagger, int, int, verbs.Form], bool]] = {
    "START": Tagger._at_start,
    "PART": Tagger._behind_particle,
    "AUX": Tagger._behind_auxiliary,
    "DET": Tagger._behind_determiner,
    "NUM": Tagger._behind_number,
    "ADJ": Tagger._behind_adjective,
    "ADP": Tagger._behind_preposition,
    "PRON": Tagger._behind_pronoun,
    "NOUN": Tagger._behind_noun,
    "PROPN": Tagger._behind_noun,
    "PUNCT": Tagger._behind_comma,
    "CCONJ": Tagger._behind_conjunction,
    "SCONJ": Tagger._behind_subordinator,
    "VERB": Tagger._behind_verb,
}

#: Words of closed classes, each with its tag; of two classes the one named first counts.
_LINKING: dict[str, str] = {}
for _words, _tag_of in (
    (frozenset(["who", "whom", "which", "what"]), "PRON"),
    (en.DETERMINERS, "DET"),
    (en.COORDINATORS, "CCONJ"),
    (en.PREPOSITIONS, "ADP"),
    (en.SUBORDINATORS | en.QUESTIONS, "SCONJ"),
    (en.NUMBERS, "NUM"),
    (en.ADVERBS, "ADV"),
):
    for _word in _words:
        _LINKING.setdefault(_word, _tag_of)
_DOUBTFUL: dict[str, Callable[[Tagger, int], str]] = {
    **dict.fromkeys(_BOUNDS, Tagger._bounding),
    "'s": Tagger._enclitic,
    "’s": Tagger._enclitic,
    "to": Tagger._to,
    "that": Tagger._that,
    "armed": Tagger._armed,
    "back": Tagger._back,
    **dict.fromkeys(("charges", "claims", "reports"), Tagger._claims),
    "may": Tagger._modal,
    "will": Tagger._modal,
    "her": Tagger._possessive,
    "his": Tagger._possessive,
    "early": Tagger._hour,
    "late": Tagger._hour,
}
_FIXED: dict[str, str] = {
    **_LINKING,
    **dict.fromkeys(en.PRONOUNS, "PRON"),
    **dict.fromkeys(en.AUXILIARIES, "AUX"),
    **dict.fromkeys(_NEGATIVES, "ADV"),
}
for _word in _DOUBTFUL:
    _FIXED.pop(_word, None)
