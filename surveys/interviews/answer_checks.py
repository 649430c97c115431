"""Checks the answers of an interview as it arrives: its outcome, and what is stored."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from surveys import sealing
from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.instrument import split_key
from surveys.engine.journey import Journey, Problem
from surveys.engine.values import AnswerProblem, is_state
from surveys.exceptions import NotFinished
from surveys.instruments.versions import instrument_of
from surveys.interviews.identity_rules import identifying_problems
from surveys.models import InstrumentVersion, Outcome
from surveys.models.interviews import WITH_ANSWERS
from surveys.sealed_answers import words_from_tablets

Answers = dict[str, Any]
URGENT = ("x_urgent", "x_refer")
TYPED = ":typed"  # beside a question: what was typed and is no answer to it


@dataclass(frozen=True)
class Content:
    """What one arrival of an interview says.

    held_on: the day it was held; today() of expressions.
    number: the interview's own, from which random() is drawn.
    words: own words that a tablet has sealed, by question.
    typed: of a stopped interview, what was not accepted as an answer.
    """

    version: InstrumentVersion
    answers: Answers
    stopped: bool
    held_on: date
    number: uuid.UUID
    words: sealing.SealedWords | None = None
    typed: Mapping[str, list[str]] | None = None

    @property
    def instrument(self) -> CompiledInstrument:
        return instrument_of(self.version)

    @cached_property
    def journey(self) -> Journey:
        """Through the answers, with a placeholder for each sealed one."""
        sealed = self.words.answers if self.words else ()
        placeholders = dict.fromkeys(sealed, words_from_tablets.PLACEHOLDER)
        answers = self.answers | placeholders
        return Journey(
            self.instrument, answers, today=self.held_on, seed=str(self.number)
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """An interview as it is stored.

    coded: answers without own words and urgent risks; own_words: in clear, still to be
    sealed; sealed: as the tablet sealed them; urgent: the answers to URGENT.
    """

    outcome: Outcome
    coded: Answers
    own_words: Answers
    sealed: sealing.SealedWords | None
    urgent: tuple[Any, ...]


def check_answers(content: Content) -> Checked:
    """Outcome, and what is stored of each answer.

    The engine derives the journey again; answers to questions that are not asked are
    dropped; without consent nothing said is kept but urgent risks. Raises NotFinished,
    with problems by question.
    """
    if content.words:
        _must_be_sealed(content, content.words)
    outcome = _outcome_if_finished(content)
    if outcome not in WITH_ANSWERS:
        stored = content.journey.stored()
        return Checked(outcome, {}, {}, None, tuple(map(stored.get, URGENT)))
    if content.words:
        coded, words, sealed = _with_sealed_words(content, content.words)
    elif content.stopped:  # nobody corrects anything any more
        coded, words = _stopped(content.journey, content.typed or {})
        sealed = None
    else:
        _must_be_answered(content.journey.problems(), content.journey)
        coded, words = _apart(content.instrument, content.journey.stored())
        sealed = None
    urgent = tuple(coded.pop(name, None) for name in URGENT)
    return Checked(outcome, coded, words, sealed, urgent)


def _must_be_answered(problems: list[Problem], journey: Journey) -> None:
    hard = [problem for problem in problems if not problem.soft]
    hard += identifying_problems(journey)
    if hard:
        raise NotFinished(_("Check the answers marked below."), hard)


def _apart(instrument: CompiledInstrument, stored: Answers) -> tuple[Answers, Answers]:
    """(coded answers, own words)."""
    own_words = own_words_of(instrument, stored)
    coded = {name: v for name, v in stored.items() if name not in own_words}
    return coded, own_words


def own_words_of(instrument: CompiledInstrument, answers: Mapping[str, Any]) -> Answers:
    """The answers that only two custodians may open, and what is worked out of them."""
    copies = words_from_tablets.copies_of_words(instrument)
    return {
        key: value
        for key, value in answers.items()
        if instrument.has(name := split_key(key)[0])
        and (instrument.question(name).sealed or name in copies)
        and not is_state(value)
    }


def _stopped(
    journey: Journey, typed: Mapping[str, list[str]]
) -> tuple[Answers, Answers]:
    """(coded answers, own words) of an interview that was stopped.

    What was typed and is not possible as an answer is kept with the own words, as it
    was typed; its question counts as not reached.
    """
    impossible = {
        problem.question: journey.answers[problem.question]
        for problem in journey.problems()
        if not problem.soft and problem.question in journey.answers
    }
    answers = {k: v for k, v in journey.answers.items() if k not in impossible}
    possible = journey.with_answers(answers)
    coded, own_words = _apart(journey.instrument, possible.stored(stopped=True))
    asked = set(journey.asked_keys())
    texts = {key: str(value) for key, value in impossible.items()}
    texts |= {key: ", ".join(raw) for key, raw in typed.items() if key in asked}
    return coded, own_words | {key + TYPED: text for key, text in texts.items()}


# -- own words that a tablet has sealed -----------------------------------------------


def _must_be_sealed(content: Content, words: sealing.SealedWords) -> None:
    """Refuse own words in clear beside sealed ones, and sealed answers to others.

    What a tablet worked out of them in clear is not refused: it is never stored.
    """
    instrument = content.instrument
    copies = words_from_tablets.copies_of_words(instrument)
    words_in_clear = own_words_of(instrument, content.answers)
    clear = [key for key in words_in_clear if split_key(key)[0] not in copies]
    own = _question_keys(content, words)
    if clear or not words_from_tablets.are_sealed_questions(instrument, own):
        raise NotFinished(
            _("The tablet sent own words that are not sealed. Call your coordinator."),
            [],
        )


def _question_keys(content: Content, words: sealing.SealedWords) -> list[str]:
    """Keys of the questions whose answers are sealed.

    What was typed into a stopped interview stands beside its question: no answer.
    """
    has = content.instrument.has
    return [
        key
        for key in words.answers
        if not (content.stopped and key.endswith(TYPED))
        or not has(split_key(key.removesuffix(TYPED))[0])
    ]


def _with_sealed_words(
    content: Content, words: sealing.SealedWords
) -> tuple[Answers, Answers, sealing.SealedWords | None]:
    """(coded answers, no own words in clear, sealed words).

    1. A sealed answer is there; whether its text is acceptable was for the tablet.
    2. Questions that are asked because of it, or not, are stored as the tablet sent
       them, if their values are possible. Calculations over it are not stored.
    3. A sealed answer to a question that is not asked is dropped.
    4. Of a stopped interview, what was typed and is no answer is sealed too.
    """
    instrument, journey = content.instrument, content.journey
    own = _question_keys(content, words)
    by_tablet = words_from_tablets.decided_by_words(instrument, own)
    trusted = by_tablet | words_from_tablets.limited_by_words(instrument, own)
    problems = [
        problem
        for problem in journey.problems()
        if not (content.stopped and problem.code == "required")
        and problem.question not in words.answers
        and split_key(problem.question)[0] not in trusted
    ]
    _must_be_answered(problems, journey)
    stored = journey.stored(stopped=content.stopped)
    coded = {
        key: value
        for key, value in stored.items()
        if key not in words.answers and split_key(key)[0] not in by_tablet
    }
    coded |= _as_sent(journey, content.answers, by_tablet)
    asked = set(journey.asked_keys())
    sealed = {
        key: text
        for key, text in words.answers.items()
        if key.removesuffix(TYPED) in asked
    }
    kept = sealing.SealedWords(sealed, words.layers) if sealed else None
    return coded, {}, kept


def _as_sent(journey: Journey, answers: Answers, names: Collection[str]) -> Answers:
    """Answers that the tablet alone could decide on, if their values are possible."""
    values = {}
    for key in answers:
        name = split_key(key)[0]
        if name in names and journey.instrument.question(name).answerable:
            try:
                values[key] = journey.answer(key)
            except AnswerProblem:
                continue  # as everywhere, what is not possible is not stored
    return {key: value for key, value in values.items() if value is not None}


# -- the outcome ----------------------------------------------------------------------


def _outcome_if_finished(content: Content) -> Outcome:
    """The outcome, or NotFinished where nobody was asked for agreement yet."""
    journey = content.journey
    outcome = outcome_of(journey, stopped=content.stopped)
    if outcome == Outcome.NOT_BEGUN and not (content.stopped or stop_outcome(journey)):
        problems = [problem for problem in journey.problems() if not problem.soft]
        raise NotFinished(_("Ask for agreement before you finish."), problems)
    return outcome


def outcome_of(journey: Journey, *, stopped: bool) -> Outcome:
    """The outcome of an interview, from its stop screens and the common questions.

    1. Where a stop screen is shown, the outcome is the one that the instrument gives
       it. The place and the interpreter are checked for instruments without such
       screens too.
    2. A checklist has no respondent who could agree.
    3. Whatever an adult agreed to, a child who is to be asked has to say yes. A child
       who was not asked has not agreed.
    """
    answers = journey.answers
    if answers.get("x_place_safe") == "no":
        return Outcome.UNSAFE
    if answers.get("x_interp") in ("staff", "codet"):
        return Outcome.UNSAFE
    stops = stop_outcome(journey)
    if stops:
        return stops
    if answers.get("x_consent") == "yes" and answers.get("x_still_ok") == "no":
        return Outcome.TAKEN_BACK
    for name in _agreements(journey):
        if name not in answers:
            return Outcome.NOT_BEGUN
        if answers[name] != "yes":
            return Outcome.REFUSED
    return Outcome.STOPPED if stopped else Outcome.COMPLETE


def stop_outcome(journey: Journey) -> Outcome | None:
    """The outcome that the first stop screen shown gives, or None where none is."""
    shown = (
        Outcome(question.outcome)
        for question in journey.instrument.questions()
        if question.outcome and journey.is_relevant(question.name)
    )
    return next(shown, None)


def _agreements(journey: Journey) -> list[str]:
    """The questions to which somebody has to say yes: an adult, and perhaps a child."""
    instrument = journey.instrument
    asked = ["x_consent"] if instrument.has_respondent else []
    assent = instrument.settings.get("assent", "")
    if instrument.has(assent) and journey.is_relevant(assent):
        asked.append(assent)
    return asked
