"""Checks for the workshop: each answer is held against the case's own tables, and a wrong one is told why.

A check gives a :class:`Verdict`: words that begin with "Right:", or with "Not yet:" and have a line for each thing to
look at again, and the share of the answer that holds. No check gives the answer away. What a machine cannot judge, such
as whether the record that a reason names is real, is left to the teacher.
"""

from __future__ import annotations

from osint.exercises.agreeing import agreed, agreement_template, reader_rows, two_readers
from osint.exercises.copying import UNTOLD, copies, copy_template
from osint.exercises.handing_in import unmark_copies
from osint.exercises.judging import claim_rows, judgement, judgement_template, likelihoods
from osint.exercises.opening import copy_of, lay_out, open_case
from osint.exercises.pinning import PINS, pin_rows, pin_template, pins
from osint.exercises.scoring import corrected, score_rows, score_template
from osint.exercises.sources import GRADES, grades, source_template
from osint.exercises.verdict import Verdict
from osint.exercises.weighing import TIED, given_hypotheses, matrix_rows, matrix_template, weighed
from osint.tables import show_types

__all__ = [
    "GRADES",
    "PINS",
    "TIED",
    "UNTOLD",
    "Verdict",
    "agreed",
    "agreement_template",
    "claim_rows",
    "copies",
    "copy_of",
    "copy_template",
    "corrected",
    "given_hypotheses",
    "grades",
    "judgement",
    "judgement_template",
    "lay_out",
    "likelihoods",
    "matrix_rows",
    "matrix_template",
    "open_case",
    "pin_rows",
    "pin_template",
    "pins",
    "reader_rows",
    "score_rows",
    "score_template",
    "source_template",
    "two_readers",
    "unmark_copies",
    "weighed",
]


show_types(globals())


def __dir__() -> list[str]:
    return __all__
