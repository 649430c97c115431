"""What is asked of one person: relevance, problems, and the record to keep.

Derived from instrument and answers, never stored. Relevance has two layers: an
answer that is not relevant stays in the document, reads as blank everywhere, comes
back when it is relevant again, and is left out of `stored()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from surveys.engine.evaluate import Closure, Scope, compile_tree
from surveys.engine.functions import to_boolean, to_string
from surveys.engine.instrument import (
    Instrument,
    Labels,
    Question,
    QuestionType,
    Screen,
    Section,
)
from surveys.engine.values import AnswerProblem, State, as_string, is_state, normalise

PRIVACY = "x_private"
ALONE = "full"
OVERHEARD = "none"
SEVERE = 4
NEVER_STORED = (QuestionType.NOTE, QuestionType.HIDDEN)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer; `message` is the instrument's own sentence."""

    question: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The closures of a question, compiled once per instrument."""

    question: Question
    screen: Screen
    section: Section
    relevance: tuple[Closure, ...]
    constraint: Closure | None
    calculation: Closure | None


def _plans(asked: Instrument) -> dict[str, Plan]:
    if not asked.plans:
        asked.plans.update({q.name: _plan(asked, q) for q in asked.questions()})
    return asked.plans


def _plan(asked: Instrument, question: Question) -> Plan:
    section, screen, _question = asked.place_of(question.name)
    trees = [*section.relevance, *screen.relevance]
    trees += [question.relevance] if question.relevance else []
    return Plan(
        question=question,
        screen=screen,
        section=section,
        relevance=tuple(compile_tree(tree) for tree in trees),
        constraint=compile_tree(question.constraint) if question.constraint else None,
        calculation=(
            compile_tree(question.calculation) if question.calculation else None
        ),
    )


class Journey:
    """One interview's path. Every answer to a question is found at most once."""

    def __init__(
        self, asked: Instrument, answers: Mapping[str, Any], *, today: date
    ) -> None:
        self.asked = asked
        self.answers = answers
        self.today = today.isoformat()
        self._plans = _plans(asked)
        self._relevant: dict[str, bool] = {}
        self._read: dict[str, str] = {}

    # -- relevance ------------------------------------------------------------

    def is_relevant(self, name: str) -> bool:
        known = self._relevant.get(name)
        if known is None:
            self._relevant[name] = False  # a circle reads as not relevant
            known = self._relevant[name] = self._find_relevance(name)
        return known

    def _find_relevance(self, name: str) -> bool:
        plan = self._plans[name]
        question = plan.question
        if question.waits_for_wording:
            return False
        severe = question.sensitivity >= SEVERE and not question.observed
        if severe and self._overheard(name):
            return False
        scope = self._scope()
        return all(to_boolean(test(scope)) for test in plan.relevance)

    def _overheard(self, name: str) -> bool:
        """Someone can hear: a severe question is never put to the person."""
        if not self.asked.has(PRIVACY) or name.startswith("x_"):
            return False
        return self.read(PRIVACY) == OVERHEARD

    def _scope(self, current: str = "") -> Scope:
        return Scope(self.read, current, self.today, self._choice_name)

    def _choice_name(self, code: str, question: str) -> str:
        if not self.asked.has(question):
            return ""
        choice = self.asked.question(question).choice(code)
        return choice.label.get(self.asked.default_language, "") if choice else ""

    def read(self, name: str) -> str:
        """The value of a question as expressions see it."""
        if name not in self._read:
            self._read[name] = ""
            self._read[name] = self._find_value(name)
        return self._read[name]

    def _find_value(self, name: str) -> str:
        plan = self._plans.get(name)
        if plan is None or not self.is_relevant(name):
            return ""
        if plan.calculation:
            earlier = as_string(plan.question, self.answers.get(name))
            return to_string(plan.calculation(self._scope(earlier)))
        return as_string(plan.question, self.answers.get(name))

    # -- path -------------------------------------------------------------------

    def _shows(self, screen: Screen) -> bool:
        return any(
            question.type not in (QuestionType.CALCULATE, QuestionType.HIDDEN)
            and self.is_relevant(question.name)
            for question in screen.questions
        )

    def screens(self) -> list[Screen]:
        """The screens to show, in order."""
        return [s for section in self.asked.sections for s in self._of(section)]

    def _of(self, section: Section) -> list[Screen]:
        return [screen for screen in section.screens if self._shows(screen)]

    def section_screens(self, section: str) -> list[Screen]:
        return self._of(self.asked.section(section))

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
            if self.answers.get(question.name) is None
        ]

    # -- problems ---------------------------------------------------------------

    def problems(self, screen: Screen | None = None) -> list[Problem]:
        """What keeps the asked questions from being stored, in order."""
        asked = self.asked_questions() if screen is None else self._asked_on(screen)
        found = (self._problem(question) for question in asked)
        return [problem for problem in found if problem]

    def _problem(self, question: Question) -> Problem | None:
        value = self.answers.get(question.name)
        if value is None:
            return Problem(question.name, "required") if question.required else None
        try:
            same = normalise(question, value)
        except AnswerProblem as problem:
            return Problem(question.name, problem.code, problem.params)
        if is_state(same):
            return None
        if not self._holds(question, same):
            return Problem(
                question.name, "constraint", message=question.constraint_message
            )
        return None

    def _holds(self, question: Question, value: Any) -> bool:
        constraint = self._plans[question.name].constraint
        text = as_string(question, value)
        if constraint is None or text == "":
            return True
        return to_boolean(constraint(self._scope(text)))

    # -- record -----------------------------------------------------------------

    def stored(self, *, stopped: bool = False) -> dict[str, Any]:
        """The document to record: relevant answers, calculations, reserved states."""
        document = {}
        private = self._in_private()
        for question in self.asked.questions():
            value = self._to_store(question, private, stopped)
            if value is not None:
                document[question.name] = value
        return document

    def _to_store(
        self, question: Question, private: Journey | None, stopped: bool
    ) -> Any:
        name = question.name
        if question.type in NEVER_STORED or question.waits_for_wording:
            return None
        if not self.is_relevant(name):
            hidden = private is not None and private.is_relevant(name)
            return {"state": str(State.NOT_ASKED_PRIVACY)} if hidden else None
        if question.type == QuestionType.CALCULATE:
            return self.read(name) or None
        value = self.answers.get(name)
        if value is None:
            return {"state": str(State.NOT_REACHED)} if stopped else None
        return normalise(question, value)

    def _in_private(self) -> Journey | None:
        """The same interview, had nobody been able to see or hear."""
        if not self.asked.has(PRIVACY) or self.read(PRIVACY) in ("", ALONE):
            return None
        alone = {**self.answers, PRIVACY: ALONE}
        return Journey(self.asked, alone, today=date.fromisoformat(self.today))
