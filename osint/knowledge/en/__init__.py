"""English: its function words, by class, each said once in ``data/english_words.csv``."""

from __future__ import annotations

from osint.knowledge import lexicons


def words(*classes: str) -> frozenset[str]:
    """Return the function words of one or more classes of ``data/english_words.csv``.

    >>> "whose" in words("relative"), "must" in words("be", "modal")
    (True, True)
    """
    return frozenset().union(*(lexicons.words("english_words", "word", **{"class": name}) for name in classes))


ARTICLES = words("article")
POSSESSIVES = words("possessive")
#: What opens a noun phrase.
DETERMINERS = words("article", "demonstrative", "possessive", "quantifier")
GENITIVES = words("genitive")
SUBJECTS = words("subject")
OBJECTS = words("object")
REFLEXIVES = words("reflexive")
PRONOUNS = SUBJECTS | OBJECTS | REFLEXIVES
RELATIVES = words("relative")
QUESTIONS = words("question")
BE = words("be")
HAVE = words("have")
DO = words("do")
MODALS = words("modal")
AUXILIARIES = BE | HAVE | DO | MODALS
NEGATIONS = words("negation")
PREPOSITIONS = words("preposition")
COORDINATORS = words("coordinator")
SUBORDINATORS = words("subordinator")
ADVERBS = words("adverb")
DAYS = words("day")
TIMES = words("time") | DAYS
NUMBERS = words("number")
#: What opens a noun phrase, numbers included.
NOUN_OPENERS = DETERMINERS | NUMBERS
#: What may be the subject of a verb by itself.
ACTING_PRONOUNS = SUBJECTS | {"who"}
#: What opens a phrase that belongs to somebody or something: "his …", "the …", "Norway's own …".
OWNING = ARTICLES | POSSESSIVES | GENITIVES | {"own"}
#: What parts clauses.
CONJUNCTIONS = COORDINATORS | SUBORDINATORS | RELATIVES | QUESTIONS | {"than", "as"}
#: What adds a clause of the writer's own: "…, but he left".
JOINING = COORDINATORS | {"although", "though", "while"}
#: Forms that no clause has without a subject: "is", not "being".
FINITE = AUXILIARIES - {"be", "been", "being", "having", "am"}
#: What may come between a subject and its verb.
BEFORE_VERBS = AUXILIARIES | NEGATIONS | {"to"}
#: What may be a subject alone, in place of people or things.
QUANTITIES = words("quantifier") | {"others"}
#: Subjects of a verb without ending.
PLURALS = words("plural") | QUANTITIES
#: When something is said: "on Monday", "later".
ADVERBS_OF_TIME = DAYS | words("when")
