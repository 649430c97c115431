"""Which instrument versions ask the same questions: one part of the interviews each.

A figure rests on those who were asked it, and the weight of a person on how many were
asked it at the place. So interviews with versions that do not ask a question are in no
part that computes it. Most rounds use one version for each informant group, which is
one part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.frames import other_answers
from assessment.frames.children import versions_used
from assessment.frames.measures import questions_of
from assessment.frames.question_versions import gating_questions
from surveys.engine.instrument import QuestionType
from surveys.instruments.versions import instrument_of

if TYPE_CHECKING:
    from assessment.models import Indicator
    from surveys.engine.instrument import Instrument, Question
    from surveys.models import InstrumentVersion, Round

CLOSED = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
OPENING = "x_"  # questions of the common opening block
DIGITS = 12  # of a hash of the words of a question


@dataclass(frozen=True, slots=True)
class ClosedQuestion:
    """A question with choices, as versions of one instrument ask it in the same words.

    instrument: its key; wording: see `wording_of`; codes: of the choices, without
    those that mean no answer; conditional: whether it is put only to some, because of
    what they said before; repeats: whether it is asked once for each instance.
    """

    instrument: int
    name: str
    wording: str
    codes: tuple[str, ...]
    conditional: bool = False
    repeats: bool = False


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


def asks(version: InstrumentVersion, indicator: Indicator) -> bool:
    """Whether a version asks every question that an indicator rests on."""
    if indicator.is_own and indicator.instrument_id != version.instrument_id:
        return False
    return has_questions(instrument_of(version), questions_of(indicator))


def has_questions(instrument: Instrument, names: Iterable[str]) -> bool:
    return all(instrument.has(name) or instrument.repeat(name) for name in names)


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


# -- closed questions ----------------------------------------------------------------


def closed_questions(instrument: Instrument) -> list[Question]:
    """Questions with choices whose answers are codes, in their order."""
    return [
        question
        for question in instrument.questions()
        if question.type in CLOSED
        and not question.sealed
        and not question.waits_for_wording
        and answer_codes(question)
    ]


def answer_codes(question: Question) -> tuple[str, ...]:
    """Codes of the choices that are answers, each once."""
    codes = (choice.code for choice in question.choices if choice.state is None)
    return tuple(dict.fromkeys(codes))


def wording_of(instrument: Instrument, question: Question) -> str:
    """A hash of what people were asked: the words, the choices, how many may be taken.

    Of the words those of the instrument's own language: a better translation is the
    same question.
    """
    language = instrument.default_language
    choices = [
        [choice.code, choice.label.get(language, ""), choice.state]
        for choice in question.choices
    ]
    text = json.dumps(
        [str(question.type), question.label.get(language, ""), choices],
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


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
