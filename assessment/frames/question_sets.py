"""Which instrument versions ask the same questions: one part of the interviews each.

A figure rests on those who were asked it, and the weight of a person on how many were
asked it at the place. So interviews with versions that do not ask a question are in no
part that computes it. Most rounds use one version for each informant group, which is
one part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.frames import other_answers
from assessment.frames.children import versions_used
from assessment.frames.closed_questions import (
    ClosedQuestion,
    answer_codes,
    asks,
    closed_questions,
    wording_of,
)
from assessment.frames.measures import questions_of
from assessment.frames.question_versions import gating_questions
from surveys.instruments.versions import instrument_of

if TYPE_CHECKING:
    from assessment.models import Indicator
    from surveys.engine.instrument import Question
    from surveys.models import InstrumentVersion, Round

OPENING = "x_"  # questions of the common opening block


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Versions that ask the same questions, and these questions.

    name: of the versions; "" for the set that leads: it asks the catalogue, and
    statistics that are no indicators rest on it.
    """

    name: str
    versions: frozenset[int]
    indicators: tuple[Indicator, ...]
    closed: tuple[ClosedQuestion, ...]

    @property
    def leads(self) -> bool:
        return not self.name


def question_sets(
    round: Round, source: str, indicators: Sequence[Indicator]
) -> list[QuestionSet]:
    """The sets of an informant group, the one that leads first.

    indicators: of this informant group. One that no version asks is in no set.
    """
    versions = list(versions_used(round, source).select_related("instrument"))
    leading = _leading(versions, source, indicators)
    of_indicators: dict[frozenset[int], list[Indicator]] = {leading: []}
    for indicator in indicators:
        of_indicators.setdefault(
            frozenset(v.pk for v in versions if asks(v, indicator)), []
        ).append(indicator)
    of_questions: dict[frozenset[int], list[ClosedQuestion]] = {}
    for question, asking in _closed_questions(versions):
        of_questions.setdefault(asking, []).append(question)
    keys = dict.fromkeys([*of_indicators, *of_questions])
    names = {version.pk: _name(version) for version in versions}
    return [
        QuestionSet(
            "" if key == leading else "+".join(names[pk] for pk in sorted(key)),
            key,
            tuple(of_indicators.get(key, ())),
            tuple(of_questions.get(key, ())),
        )
        for key in keys
        if key
    ]


def _leading(
    versions: Sequence[InstrumentVersion], source: str, indicators: Sequence[Indicator]
) -> frozenset[int]:
    """The versions that ask anything of the catalogue; all, where none does."""
    names = {
        name
        for indicator in indicators
        if not indicator.is_own
        for name in questions_of(indicator)
    } | set(other_answers.ANSWERS.get(source, ()))
    names = {name for name in names if not name.startswith(OPENING)}
    leading = frozenset(
        version.pk
        for version in versions
        if any(instrument_of(version).has(name) for name in names)
    )
    return leading or frozenset(version.pk for version in versions)


def _name(version: InstrumentVersion) -> str:
    return "_".join(f"{version.instrument.code}@{version.version}".split())


def _closed_questions(
    versions: Sequence[InstrumentVersion],
) -> list[tuple[ClosedQuestion, frozenset[int]]]:
    """(question, versions that ask it in the same words), in their order."""
    asking: dict[tuple[int, str, str], list[InstrumentVersion]] = {}
    questions: dict[tuple[int, str, str], Question] = {}
    for version in versions:
        instrument = instrument_of(version)
        for question in closed_questions(instrument):
            wording = wording_of(instrument, question)
            key = (version.instrument_id, question.name, wording)
            asking.setdefault(key, []).append(version)
            questions.setdefault(key, question)
    return [
        (
            ClosedQuestion(
                *key,
                codes=answer_codes(questions[key]),
                conditional=any(
                    bool(gating_questions(instrument_of(version), [key[1]]))
                    or bool(instrument_of(version).question(key[1]).repeats)
                    for version in of_question
                ),
                repeats=any(
                    bool(instrument_of(version).question(key[1]).repeats)
                    for version in of_question
                ),
            ),
            frozenset(version.pk for version in of_question),
        )
        for key, of_question in asking.items()
    ]
