"""What is asked of one person: the path, the problems, and the record to keep.

Derived from instrument and answers, never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.functions import to_boolean
from surveys.engine.instrument import Labels, Question, QuestionType, Screen
from surveys.engine.plans import PRIVACY
from surveys.engine.reading import Reading
from surveys.engine.values import AnswerProblem, State, as_string, is_blank, is_state

ALONE = "full"
UNSEEN = (QuestionType.CALCULATE, QuestionType.HIDDEN)
NEVER_STORED = (QuestionType.NOTE, QuestionType.HIDDEN)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer; `message` is the instrument's own sentence."""

    question: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: Labels = field(default_factory=dict)


class Journey(Reading):
    """One interview's path through an instrument."""

    def _shows(self, screen: Screen) -> bool:
        return any(
            question.type not in UNSEEN and self.is_relevant(question.name)
            for question in screen.questions
        )

    def screens(self) -> list[Screen]:
        """The screens to show, in order."""
        return [screen for screen in self._all_screens() if self._shows(screen)]

    def _all_screens(self) -> Iterator[Screen]:
        return (s for section in self.asked.sections for s in section.screens)

    def section_screens(self, section: str) -> list[Screen]:
        return [s for s in self.asked.section(section).screens if self._shows(s)]

    def next_screen(self, after: str) -> Screen | None:
        """The screen to show after one, which need not be on the path any more."""
        names = [screen.name for screen in self._all_screens()]
        later = list(self._all_screens())[names.index(after) + 1 :]
        return next((screen for screen in later if self._shows(screen)), None)

    def previous_screen(self, before: str) -> Screen | None:
        names = [screen.name for screen in self._all_screens()]
        earlier = list(self._all_screens())[: names.index(before)]
        return next((s for s in reversed(earlier) if self._shows(s)), None)

    def asked_questions(self, section: str | None = None) -> list[Question]:
        """Relevant questions that take an answer, in order."""
        return [
            question
            for one in self.asked.sections
            if section is None or one.name == section
            for screen in one.screens
            for question in self._asked_on(screen)
        ]

    def _asked_on(self, screen: Screen) -> list[Question]:
        return [
            question
            for question in screen.questions
            if question.answerable and self.is_relevant(question.name)
        ]

    def unanswered(self, section: str | None = None) -> list[Question]:
        return [
            question
            for question in self.asked_questions(section)
            if is_blank(self.typed(question))
        ]

    def problems(self, screen: Screen | None = None) -> list[Problem]:
        """What keeps the asked questions from being stored, in order."""
        asked = self.asked_questions() if screen is None else self._asked_on(screen)
        found = (self._problem(question) for question in asked)
        return [problem for problem in found if problem]

    def _problem(self, question: Question) -> Problem | None:
        try:
            value = self.answer(question)
        except AnswerProblem as problem:
            return Problem(question.name, problem.code, problem.params)
        if value is None:
            return Problem(question.name, "required") if question.required else None
        if is_state(value) or self._holds(question, value):
            return None
        return Problem(question.name, "constraint", message=question.constraint_message)

    def _holds(self, question: Question, value: Any) -> bool:
        constraint = self._plans[question.name].constraint
        if constraint is None:
            return True
        return to_boolean(constraint(self.scope(as_string(question, value))))

    def stored(self, *, stopped: bool = False) -> dict[str, Any]:
        """The document to record: relevant answers, calculations, reserved states.

        Call it when problems() is empty: what problems() refuses is left out.
        """
        private = self._in_private()
        found = {
            question.name: self._to_store(question, private, stopped)
            for question in self.asked.questions()
            if question.type not in NEVER_STORED and not question.waits_for_wording
        }
        return {name: value for name, value in found.items() if value is not None}

    def _to_store(
        self, question: Question, private: Journey | None, stopped: bool
    ) -> Any:
        name = question.name
        if not self.is_relevant(name):
            hidden = private is not None and private.is_relevant(name)
            state = {"state": str(State.NOT_ASKED_PRIVACY)}
            return state if hidden and question.answerable else None
        try:
            value = self.answer(question)
        except AnswerProblem:
            return None
        if value is None and stopped and question.answerable:
            return {"state": str(State.NOT_REACHED)}
        return value

    def _in_private(self) -> Journey | None:
        """The same interview, had nobody been able to see or hear."""
        if not self.asked.has(PRIVACY) or self.read(PRIVACY) in ("", ALONE):
            return None
        alone = {**self.answers, PRIVACY: ALONE}
        return Journey(self.asked, alone, today=self.today, now=self.now)
