"""Refuses identifying text, in an open interview and on submission."""

from __future__ import annotations

from surveys.engine.instrument import Instrument, Question, QuestionType, split_key
from surveys.engine.journey import Journey, JourneyStep, Problem
from surveys.interviews.identity_scan import STRONG, WEAK, found_in

# A review of the law cites the dates and numbers of acts: they point to no person.
CITES = ("law",)


def reads_for_identity(instrument: Instrument, question: Question) -> bool:
    """Whether what is typed here is searched for what points to a person."""
    cites = instrument.settings.get("source") in CITES
    return question.type == QuestionType.TEXT and not cites


def identifying_problems(
    journey: Journey, step: JourneyStep | None = None
) -> list[Problem]:
    """Answers that are asked for and hold a phone number, a date, a file number …"""
    keys = journey.asked_keys() if step is None else journey.asked_on(step)
    return [
        Problem(key, "identifying", {"kinds": kinds})
        for key in keys
        if (kinds := _kinds(journey, key, STRONG))
    ]


def possible_names(journey: Journey, step: JourneyStep) -> list[str]:
    """Keys of answers in which a person may be named; it is only pointed out."""
    return [key for key in journey.asked_on(step) if _kinds(journey, key, WEAK)]


def _kinds(journey: Journey, key: str, wanted: tuple[str, ...]) -> list[str]:
    typed = journey.answers.get(key)
    question = journey.instrument.question(split_key(key)[0])
    if not isinstance(typed, str) or not reads_for_identity(
        journey.instrument, question
    ):
        return []
    if typed == journey.default(key):  # the form wrote it, nobody else
        return []
    return [kind for kind in found_in(typed) if kind in wanted]
