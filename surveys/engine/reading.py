"""What expressions read: relevance and values, in two layers.

An answer that is not relevant stays in the document, reads as blank everywhere and
comes back when it is relevant again. An answer that is not possible, or a choice
that is not offered, reads as blank in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from surveys.engine.evaluate import Scope
from surveys.engine.functions import to_boolean, to_string
from surveys.engine.instrument import Choice, Instrument, Question
from surveys.engine.plans import PRIVACY, is_severe, plans_of
from surveys.engine.values import (
    AnswerProblem,
    as_string,
    is_blank,
    is_state,
    normalise,
)

OVERHEARD = "none"
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


class Reading:
    """The answers of one interview as expressions see them, each found at most once.

    The clock is never asked: today is the day of the interview; now is its moment,
    and midnight of today if it is not given.
    """

    def __init__(
        self,
        asked: Instrument,
        answers: Mapping[str, Any],
        *,
        today: date,
        now: datetime | None = None,
    ) -> None:
        self.asked = asked
        self.answers = answers
        self.today, self.now = today, now
        self._clock = (
            today.isoformat(),
            (now or datetime(today.year, today.month, today.day)).isoformat("T"),
        )
        self._plans = plans_of(asked)
        self._relevant: dict[str, bool] = {}
        self._read: dict[str, str] = {}
        self._settled = False

    def is_relevant(self, name: str) -> bool:
        known = self._relevant.get(name)
        if known is None:
            if self._plans[name].deep:
                self._settle()
            self._relevant[name] = False  # a circle reads as not relevant
            known = self._relevant[name] = self._find_relevance(name)
        return known

    def _settle(self) -> None:
        """Find every value in the order of need, so that none waits for many."""
        if not self._settled:
            self._settled = True
            for name in self._plans:
                self.read(name)

    def _find_relevance(self, name: str) -> bool:
        plan = self._plans[name]
        if plan.question.waits_for_wording or self._overheard(plan.question):
            return False
        scope = self.scope()
        return all(to_boolean(test(scope)) for test in plan.relevance)

    def _overheard(self, question: Question) -> bool:
        """Someone can hear: a severe question is never put to the person."""
        if not is_severe(question) or question.name == PRIVACY:
            return False
        return self.read(PRIVACY) == OVERHEARD

    def scope(
        self, current: str = "", columns: Mapping[str, str] = NO_COLUMNS
    ) -> Scope:
        today, now = self._clock
        return Scope(self.read, current, today, self._choice_name, now, columns)

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
        try:
            return as_string(plan.question, self.answer(plan.question))
        except AnswerProblem:
            return ""

    def typed(self, question: Question) -> Any:
        """What was answered, or what is calculated: that overwrites an answer."""
        given = self.answers.get(question.name)
        calculation = self._plans[question.name].calculation
        if calculation is None:
            return given
        return to_string(calculation(self.scope(as_string(question, given))))

    def answer(self, question: Question) -> Any:
        """The answer as it is stored, None when blank; raises AnswerProblem."""
        raw = self.typed(question)
        if is_blank(raw):
            return None
        value = normalise(question, raw)
        if question.choice_filter and not is_state(value):
            self._must_be_offered(question, value)
        return None if is_blank(value) else value

    def _must_be_offered(self, question: Question, value: Any) -> None:
        offered = {choice.code for choice in self.offered(question.name)}
        for code in value if isinstance(value, list) else [value]:
            if code not in offered:
                raise AnswerProblem("unknown_choice", value=code)

    def offered(self, name: str) -> tuple[Choice, ...]:
        """The choices of a question that its choice filter lets through."""
        plan = self._plans[name]
        test = plan.choice_filter
        if test is None:
            return plan.question.choices
        return tuple(
            choice
            for choice in plan.question.choices
            if to_boolean(test(self.scope(columns=choice.columns)))
        )
