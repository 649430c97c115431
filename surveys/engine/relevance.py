"""Relevance and values of the questions, as expressions read them.

An answer that is not relevant stays in the document, reads as blank everywhere and
comes back when it is relevant again. An answer that is not possible, or a choice
that is not offered, reads as blank in the same way. So do the answers of instances
beyond the number that a repeat has now.

Answers are found by key: a question's name, and for a question in a repeat the name
with the numbers of its instances, outermost first: “child_age.2”, “school.2.1”.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from surveys.engine.compiled_questions import PRIVACY, QuestionPlan, plans_of
from surveys.engine.evaluate import Scope
from surveys.engine.functions import to_boolean, to_number, to_string
from surveys.engine.instrument import Choice, Instrument, key_of, split_key
from surveys.engine.values import (
    AnswerProblem,
    as_string,
    is_blank,
    is_state,
    normalise,
    whole_number,
)

OVERHEARD = "none"
MAX_INSTANCES = 200
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
Instance = tuple[int, ...]  # its number in each repeat, outermost first


class EvaluatedAnswers:
    """The answers of one interview as expressions see them, each computed once at most.

    The clock is never asked: today is the day of the interview; now is its moment,
    and midnight of today if it is not given. seed: the interview's own number, from
    which random() is drawn; without it nothing is drawn.
    """

    def __init__(
        self,
        instrument: Instrument,
        answers: Mapping[str, Any],
        *,
        today: date,
        now: datetime | None = None,
        seed: str = "",
    ) -> None:
        self.instrument = instrument
        self.answers = answers
        self.today, self.now, self.seed = today, now, seed
        self._clock = (
            today.isoformat(),
            (now or datetime(today.year, today.month, today.day)).isoformat("T"),
        )
        plans = plans_of(instrument)
        self._plans, self._repeats = plans.questions, plans.repeats
        self._screens = plans.screens
        self._parts, self._items = plans.parts, plans.items
        self._relevant: dict[str, bool] = {}
        self._read: dict[str, str] = {}
        self._answers: dict[str, Any] = {}  # answers as stored
        self._refused: dict[str, AnswerProblem] = {}
        self._counts: dict[str, int] = {}
        self._walked: dict[str, list[Any]] = {}  # section → its steps, see journey.py
        self._offered: dict[str, tuple[Choice, ...]] = {}
        self._settled = False
        self._outside = self._new_scope("", NO_COLUMNS, (), ())

    # -- relevance --------------------------------------------------------------

    def is_relevant(self, key: str) -> bool:
        relevant = self._relevant.get(key)
        if relevant is None:
            plan, instance = self._place(key)
            if plan.deep:
                self._settle()
            self._relevant[key] = False  # a circle reads as not relevant
            relevant = self._relevant[key] = self._find_relevance(plan, instance)
        return relevant

    def _place(self, key: str) -> tuple[QuestionPlan, Instance]:
        """The plan of a key and the instances it names; KeyError when unknown."""
        plan = self._plans.get(key)  # most keys are names
        if plan is not None:
            return plan, ()
        name, instance = split_key(key)
        return self._plans[name], instance

    def _settle(self) -> None:
        """Find every value in the order of need, so that none waits for many."""
        if not self._settled:
            self._settled = True
            for name in self._plans:
                for key in self.keys(name):
                    self.read(key)

    def _find_relevance(self, plan: QuestionPlan, instance: Instance) -> bool:
        if plan.waits or (plan.severe and self.read(PRIVACY) == OVERHEARD):
            return False
        repeats = plan.question.repeats
        if repeats and not self._exists(repeats, instance):
            return False
        if plan.relevance is None:
            return True
        scope = (
            self.scope(instance=instance, repeats=repeats)
            if instance
            else self._outside
        )
        return to_boolean(plan.relevance(scope))

    # -- repeats ------------------------------------------------------------------

    def count_of(self, repeat: str, instance: Instance = ()) -> int:
        """How many instances a repeat has inside the instance around it."""
        key = key_of(repeat, instance)
        if key not in self._counts:
            self._counts[key] = 0  # a circle has no instances
            self._counts[key] = self._find_count(repeat, instance)
        return self._counts[key]

    def _find_count(self, name: str, instance: Instance) -> int:
        plan = self._repeats[name]
        scope = self.scope(instance=instance, repeats=plan.repeat.repeats)
        if not all(to_boolean(test(scope)) for test in plan.relevance):
            return 0
        count = plan.count(scope) if plan.count else self._added(key_of(name, instance))
        number = to_number(count)
        if not math.isfinite(number):
            return 0
        return int(max(0, min(MAX_INSTANCES, number)))

    def _added(self, key: str) -> float:
        return whole_number(self.answers.get(key))

    def _exists(self, repeats: tuple[str, ...], instance: Instance) -> bool:
        return len(instance) == len(repeats) and all(
            1 <= instance[depth] <= self.count_of(repeat, instance[:depth])
            for depth, repeat in enumerate(repeats)
        )

    def instances(
        self, repeats: tuple[str, ...], instance: Instance = ()
    ) -> Iterator[Instance]:
        """Every instance of nested repeats, in order, inside the instance given."""
        if len(instance) == len(repeats):
            yield instance
            return
        for place in range(1, self.count_of(repeats[len(instance)], instance) + 1):
            yield from self.instances(repeats, (*instance, place))

    def keys(self, name: str) -> Iterator[str]:
        """The keys of a question: its name, or one for each instance."""
        repeats = self._plans[name].question.repeats
        if not repeats:
            return iter((name,))
        return (key_of(name, instance) for instance in self.instances(repeats))

    # -- what an expression may ask -----------------------------------------------

    def scope(
        self,
        current: str = "",
        columns: Mapping[str, str] = NO_COLUMNS,
        instance: Instance = (),
        repeats: tuple[str, ...] = (),
    ) -> Scope:
        if not current and not instance and columns is NO_COLUMNS:
            return self._outside
        if not instance and columns is NO_COLUMNS:
            return self._outside.about(current, columns)
        return self._new_scope(current, columns, instance, repeats)

    def _new_scope(
        self,
        current: str,
        columns: Mapping[str, str],
        instance: Instance,
        repeats: tuple[str, ...],
    ) -> Scope:
        today, now = self._clock
        return Scope(
            read=(
                (lambda name: self.read(self.nearest(name, repeats, instance)))
                if self._repeats
                else self.read
            ),
            current=current,
            today=today,
            choice_name=self._choice_name,
            now=now,
            columns=columns,
            nodes=lambda name: self._nodes(name, repeats, instance),
            indexed=lambda name, numbers: self._indexed(
                name, numbers, repeats, instance
            ),
            instance=instance,
            items=lambda name: self._items.get(name, ()),
            seed=self.seed,
        )

    def nearest(self, name: str, repeats: tuple[str, ...], instance: Instance) -> str:
        """The instance of a question in the repeats shared with the asking one."""
        plan = self._plans.get(name)
        if plan is None or not plan.question.repeats:
            return name
        theirs = plan.question.repeats
        shared = instance[: levels_shared(theirs, repeats)]
        return key_of(name, shared + (1,) * (len(theirs) - len(shared)))

    def _nodes(
        self, name: str, repeats: tuple[str, ...], instance: Instance
    ) -> list[str]:
        """The values of all instances; of a repeat, one blank for each instance."""
        if name in self._repeats:
            theirs = (*self._repeats[name].repeat.repeats, name)
            shared = instance[: min(levels_shared(theirs, repeats), len(theirs) - 1)]
            return ["" for _instance in self.instances(theirs, shared)]
        plan = self._plans.get(name)
        if plan is None:
            return []
        theirs = plan.question.repeats
        shared = instance[: levels_shared(theirs, repeats)]
        keys = (key_of(name, inner) for inner in self.instances(theirs, shared))
        return [self.read(key) for key in keys if self.is_relevant(key)]

    def _indexed(
        self,
        name: str,
        numbers: Mapping[str, int],
        repeats: tuple[str, ...],
        instance: Instance,
    ) -> str:
        plan = self._plans.get(name)
        if plan is None:
            return ""
        theirs = plan.question.repeats
        shared = instance[: levels_shared(theirs, repeats)]
        nearest = shared + (1,) * (len(theirs) - len(shared))
        chosen = tuple(
            numbers.get(repeat, place)
            for repeat, place in zip(theirs, nearest, strict=True)
        )
        return self.read(key_of(name, chosen)) if min(chosen, default=1) > 0 else ""

    def _choice_name(self, code: str, question: str) -> str:
        if not self.instrument.has(question):
            return ""
        choice = self.instrument.question(question).choice(code)
        return choice.label.get(self.instrument.default_language, "") if choice else ""

    # -- values -------------------------------------------------------------------

    def read(self, key: str) -> str:
        """The value of a question as expressions see it."""
        value = self._read.get(key)
        if value is None:
            self._read[key] = ""
            value = self._read[key] = self._find_value(key)
        return value

    def _find_value(self, key: str) -> str:
        plan = self._plans.get(split_key(key)[0])
        if plan is None or not self.is_relevant(key):
            return ""
        try:
            return as_string(plan.question, self.answer(key))
        except AnswerProblem:
            return ""

    def typed(self, key: str) -> Any:
        """What was answered, or what is calculated: that overwrites an answer.

        A calculation with a trigger was made when the trigger changed, and is stored.
        """
        return self._typed(key, *self._place(key))

    def _typed(self, key: str, plan: QuestionPlan, instance: Instance) -> Any:
        stored = self.answers.get(key)
        if plan.calculation is None or plan.question.trigger:
            return stored
        return self.calculated(key, plan, instance, stored)

    def calculated(
        self, key: str, plan: QuestionPlan, instance: Instance, stored: Any
    ) -> str:
        if plan.calculation is None:
            return ""
        current = as_string(plan.question, stored)
        scope = self.scope(current, instance=instance, repeats=plan.question.repeats)
        return to_string(plan.calculation(scope))

    def answer(self, key: str) -> Any:
        """The answer as it is stored, None when blank; raises AnswerProblem."""
        if key in self._answers:
            return self._answers[key]
        if key in self._refused:
            raise self._refused[key]
        try:
            self._answers[key] = answer = self._find_answer(key, *self._place(key))
        except AnswerProblem as problem:
            self._refused[key] = problem
            raise
        return answer

    def _find_answer(self, key: str, plan: QuestionPlan, instance: Instance) -> Any:
        raw = self._typed(key, plan, instance)
        if is_blank(raw):
            return None
        value = normalise(plan.question, raw, plan.reader)
        if plan.choice_filter and not is_state(value):
            self._must_be_offered(key, value)
        return None if is_blank(value) else value

    def _must_be_offered(self, key: str, value: Any) -> None:
        offered = {choice.code for choice in self.offered(key)}
        for code in value if isinstance(value, list) else [value]:
            if code not in offered:
                raise AnswerProblem("unknown_choice", value=code)

    def offered(self, key: str) -> tuple[Choice, ...]:
        """The choices of a question that its choice filter lets through."""
        if key not in self._offered:
            self._offered[key] = self._find_offered(key)
        return self._offered[key]

    def _find_offered(self, key: str) -> tuple[Choice, ...]:
        plan, instance = self._place(key)
        test = plan.choice_filter
        if test is None:
            return plan.question.choices
        scope = self._new_scope("", NO_COLUMNS, instance, plan.question.repeats)
        choices = []
        for choice in plan.question.choices:
            scope.columns = choice.columns
            if to_boolean(test(scope)):
                choices.append(choice)
        return tuple(choices)


def levels_shared(repeats: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many repeats, from the outermost, two questions have in common."""
    pairs = zip(repeats, other, strict=False)
    return next(
        (depth for depth, (a, b) in enumerate(pairs) if a != b),
        min(len(repeats), len(other)),
    )
