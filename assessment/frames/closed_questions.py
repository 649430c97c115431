"""What versions ask: indicators, and closed questions with their words and choices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.frames.measures import questions_of
from surveys.engine.instrument import QuestionType
from surveys.instruments.versions import instrument_of

if TYPE_CHECKING:
    from assessment.models import Indicator
    from surveys.engine.instrument import Instrument, Question
    from surveys.models import InstrumentVersion

CLOSED = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
DIGITS = 12  # of a hash of the words of a question
BETWEEN = "\x1f"  # codes of one answer, and a question and a code


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


def asks(version: InstrumentVersion, indicator: Indicator) -> bool:
    """Whether a version asks every question that an indicator rests on."""
    if indicator.is_own and indicator.instrument_id != version.instrument_id:
        return False
    return has_questions(instrument_of(version), questions_of(indicator))


def has_questions(instrument: Instrument, names: Iterable[str]) -> bool:
    return all(instrument.has(name) or instrument.repeat(name) for name in names)


def closed_questions(instrument: Instrument) -> list[Question]:
    """Questions with choices whose answers are codes, in their order.

    Not the one that the round itself answers: which modules are asked.
    """
    return [
        question
        for question in instrument.questions()
        if question.type in CLOSED
        and not question.sealed
        and not question.waits_for_wording
        and question.name != instrument.modules_question
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
