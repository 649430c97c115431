"""Who may enter a programme: its rules, applied to what people answered of themselves.

No question was asked for this purpose. Where an answer speaks to a rule it is used, and
how it may be wrong is said here; a rule that no answer speaks to is named and never
guessed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.alternatives.measures import eligible
from analysis.indicators.proportions import none

Floats = npt.NDArray[np.float64]
AnswerRule = Callable[[pd.DataFrame], Floats]
ANYONE, NOBODY = "all", "none"
UNKNOWN = "unknown"  # in the place of rules that a programme did not give


def answer_is(question: str, *codes: str) -> AnswerRule:
    """A test of one question: 1 where an answer holds one of the codes, else 0, or NaN
    without an answer."""

    def read(answers: pd.DataFrame) -> Floats:
        if question not in answers.columns:
            return np.full(len(answers), np.nan)
        column = answers[question]
        codes_by_answer = {
            answer: set(answer.split()) for answer in column.dropna().unique()
        }
        value = {
            answer: float(bool(chosen & set(codes)))
            for answer, chosen in codes_by_answer.items()
        }
        return column.map(value).to_numpy(dtype=float)

    return read


def either(*rules: AnswerRule) -> AnswerRule:
    return lambda answers: 1.0 - none(*(rule(answers) for rule in rules))


def _child_held(answers: pd.DataFrame) -> Floats:
    """1 for people whose child is detained, 0 for others and for the childless."""
    detained = answer_is("m_child_held", "held")(answers)
    if "m_child_n" not in answers.columns:
        return detained
    childless = answers["m_child_n"].to_numpy(dtype=float) == 0
    return np.where(childless, 0.0, detained)


def _anyone(answers: pd.DataFrame) -> Floats:
    return np.ones(len(answers))


# Code of p_elig → who is meant. Left out are families whose children are free,
# people not sure whether a country recognises them, and people who are to be returned
# and were not told: too few, if any. Unaccompanied children answer another
# questionnaire, so that nobody here can be one.
ADMITS: Mapping[str, AnswerRule] = {
    "fam": either(_child_held, answer_is("m_vuln", "care")),
    "women": answer_is("m_gender", "woman"),
    "ill": answer_is("m_vuln", "ill"),
    "traf": answer_is("m_vuln", "expl"),
    "state": either(answer_is("m_stateless", "no"), answer_is("m_vuln", "natl")),
    "asyl": answer_is("m_legal", "asylum"),
    "ret": answer_is("m_legal", "return"),
    ANYONE: _anyone,
}
# Code of p_excl → who is left out. Papers and leaving a procedure are known only of
# those who named them as an obstacle, so that too few are left out. A criminal record,
# a nationality and a mental illness are asked of nobody.
EXCLUDES: Mapping[str, AnswerRule] = {
    "nodoc": answer_is("m_alt_barrier", "doc"),
    "noaddr": answer_is("m_alt_home", "no"),
    "abs": answer_is("m_alt_barrier", "past"),
}


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """Codes of who can enter a programme and of who is left out of it."""

    admits: frozenset[str]
    excludes: frozenset[str]

    @classmethod
    def of(cls, admits: str | None, excludes: str | None) -> "AdmissionRules":
        """From codes separated by blanks; without an answer the rules are unknown."""
        return cls(
            frozenset((admits or UNKNOWN).split()),
            frozenset((excludes or UNKNOWN).split()) - {NOBODY},
        )

    @property
    def unasked(self) -> frozenset[str]:
        """Rules that no question of the instrument covers."""
        return (self.admits - ADMITS.keys()) | (self.excludes - EXCLUDES.keys())

    @property
    def countable(self) -> bool:
        """Whether the answers show who can enter: at least for some of the rules."""
        return bool(self.admits & ADMITS.keys()) and self.excludes <= EXCLUDES.keys()

    @property
    def open_to_all(self) -> bool:
        return ANYONE in self.admits and not self.excludes


def can_enter(rules: Collection[AdmissionRules], answers: pd.DataFrame) -> Floats:
    """1 for people who can enter at least one of the programmes: n.

    A rule of admission that no answer speaks to admits nobody, and a programme with
    such a rule of exclusion lets nobody in who could be counted: both make the share
    too small, never too large. NaN for who left one of the questions open, even where
    another answer settles it: else only those who can enter would be kept of them.
    """
    read: dict[str, Floats] = {}
    admissions = [
        eligible(
            _read(programme.admits & ADMITS.keys(), ADMITS, answers, read),
            _read(programme.excludes, EXCLUDES, answers, read),
        )
        for programme in rules
        if programme.countable
    ]
    answered = ~np.isnan(np.stack(list(read.values()))).any(axis=0)
    return np.where(answered, 1.0 - none(*admissions), np.nan)


def _read(
    codes: Collection[str],
    meant: Mapping[str, AnswerRule],
    answers: pd.DataFrame,
    read: dict[str, Floats],
) -> dict[str, Floats]:
    """The answers to these rules by code; each rule is applied once."""
    for code in codes:
        if code not in read:
            read[code] = meant[code](answers)
    return {code: read[code] for code in codes}
