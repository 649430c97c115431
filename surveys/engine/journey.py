"""One interview's path through an instrument: its steps, problems and record.

Derived from instrument and answers, never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.compiled_questions import PRIVACY, Block
from surveys.engine.expressions import calls
from surveys.engine.functions import to_boolean, to_date, to_moment, to_string
from surveys.engine.instrument import (
    Labels,
    Question,
    QuestionType,
    Screen,
    key_of,
    split_key,
)
from surveys.engine.relevance import EvaluatedAnswers, Instance, levels_shared
from surveys.engine.values import (
    AnswerProblem,
    ReservedState,
    as_string,
    is_blank,
    is_state,
    normalise,
)

ALONE = "full"
NEVER_STORED = (QuestionType.NOTE, QuestionType.HIDDEN)
REASON = ":reason"  # why an unlikely answer is right, beside the answer
REASONS = ("sure", "document", "estimate")
WRITERS = {QuestionType.DATE: to_date, QuestionType.DATETIME: to_moment}


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One screen of the path, with the repeat instance that it stands in."""

    screen: Screen
    instance: Instance = ()

    @property
    def name(self) -> str:
        return key_of(self.screen.name, self.instance)

    @property
    def label(self) -> Labels:
        return self.screen.label

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.screen.questions

    @property
    def roster(self) -> str:
        """The key of the repeat whose instances this screen lists, or ""."""
        return key_of(self.screen.roster, self.instance) if self.screen.roster else ""

    def key(self, question: Question) -> str:
        return key_of(question.name, self.instance)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer; `message` is the instrument's own sentence.

    question: the key of the answer. An unlikely answer may stay, with a reason.
    """

    question: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: Labels = field(default_factory=dict)

    @property
    def soft(self) -> bool:
        return self.code == "unlikely"


class Journey(EvaluatedAnswers):
    """One interview's path through an instrument."""

    # -- the path -------------------------------------------------------------------

    def _shows(self, step: JourneyStep) -> bool:
        if step.screen.roster:
            return self._asks_for_more(step)
        for name in self._screens[step.screen.name].shown:
            if self.is_relevant(key_of(name, step.instance)):
                return True
        return False

    def _asks_for_more(self, step: JourneyStep) -> bool:
        plan = self._repeats[step.screen.roster]
        scope = self.scope(instance=step.instance, repeats=plan.repeat.repeats)
        return all(to_boolean(test(scope)) for test in plan.relevance)

    def step(self, name: str) -> JourneyStep:
        """The step of a name, whether it is on the path or not."""
        return JourneyStep(self.instrument.screen(name), split_key(name)[1])

    def steps(self, section: str | None = None) -> list[JourneyStep]:
        """Every screen with its instances, shown or not, in order."""
        steps: list[JourneyStep] = []
        for name, parts in self._parts.items():
            if section in (None, name):
                if name not in self._walked:
                    self._walked[name] = list(self._walk(parts, ()))
                steps += self._walked[name]
        return steps

    def _walk(
        self, parts: tuple[Screen | Block, ...], instance: Instance
    ) -> Iterator[JourneyStep]:
        for part in parts:
            if isinstance(part, Screen):
                yield JourneyStep(part, instance)
                continue
            for place in range(1, self.count_of(part.repeat, instance) + 1):
                yield from self._walk(part.parts, (*instance, place))

    def screens(self) -> list[JourneyStep]:
        """The screens to show, in order."""
        return [step for step in self.steps() if self._shows(step)]

    def section_screens(self, section: str) -> list[JourneyStep]:
        return [step for step in self.steps(section) if self._shows(step)]

    def next_screen(self, after: str) -> JourneyStep | None:
        """The screen to show after another, which need not be on the path any more.

        After the roster of a repeat comes what follows the repeat; after the last
        screen of an instance comes its roster, where there is one.
        """
        instance, screen, shown = (
            split_key(after)[1],
            self.instrument.screen(after),
            self.screens(),
        )
        if screen.roster:
            return self._past(key_of(screen.roster, instance), shown)
        depth = self._roster_depth(screen.repeats)
        around = screen.repeats[:depth], instance[:depth]
        inside = [step for step in shown if _within(step, *around)]
        later = self._after(after, inside)
        return later or (self._back_to_roster(*around, shown) if depth else None)

    def _back_to_roster(
        self, repeats: tuple[str, ...], instance: Instance, shown: list[JourneyStep]
    ) -> JourneyStep | None:
        roster = key_of(repeats[-1], instance[:-1])
        back = next((step for step in shown if step.roster == roster), None)
        return back or self._past(roster, shown)

    def _has_roster(self, repeat: str) -> bool:
        return self._repeats[repeat].count is None

    def _after(self, after: str, shown: list[JourneyStep]) -> JourneyStep | None:
        places = {step.name: place for place, step in enumerate(self.steps())}
        position = places.get(after)
        if position is None:  # an instance that is no more
            position = self._last_before(after, places)
        return next((s for s in shown if places[s.name] > position), None)

    def _last_before(self, after: str, places: Mapping[str, int]) -> int:
        """The position of an instance taken away: instances count before order."""
        name, instance = split_key(after)
        every = (
            screen for section in self.instrument.sections for screen in section.screens
        )
        order = {screen.name: place for place, screen in enumerate(every)}
        repeats = self.instrument.screen(after).repeats

        def earlier(key: str) -> bool:
            other, where = split_key(key)
            depth = levels_shared(self.instrument.screen(key).repeats, repeats)
            return (where[:depth], order[other]) <= (instance[:depth], order[name])

        positions = [place for key, place in places.items() if earlier(key)]
        return max(positions, default=-1)

    def _past(self, roster: str, shown: list[JourneyStep]) -> JourneyStep | None:
        """The first screen after every instance of a repeat."""
        name, instance = split_key(roster)
        every = self.steps()
        repeats = (*self._repeats[name].repeat.repeats, name)
        own = [
            place
            for place, step in enumerate(every)
            if step.roster == roster or _within(step, repeats, instance)
        ]
        places = {step.name: place for place, step in enumerate(every)}
        last = max(own, default=self._last_before(roster, places))
        later = {step.name for step in every[last + 1 :]}
        depth = self._roster_depth(repeats[:-1])
        around = repeats[:depth], instance[:depth]
        following = (s for s in shown if s.name in later and _within(s, *around))
        step_after = next(following, None)
        return step_after or (self._back_to_roster(*around, shown) if depth else None)

    def previous_screen(self, before: str) -> JourneyStep | None:
        """The screen shown before another; before an instance stands its roster."""
        shown, every = self.screens(), self.steps()
        places = {step.name: place for place, step in enumerate(every)}
        position = places.get(before, len(every))
        earlier = [step for step in shown if places[step.name] < position]
        screen, (_name, instance) = self.instrument.screen(before), split_key(before)
        for step in reversed(earlier):
            depth = self._roster_depth(step.screen.repeats)
            same = step.screen.repeats[:depth] == screen.repeats[:depth]
            if depth and not (same and step.instance[:depth] == instance[:depth]):
                continue  # inside an instance that its roster leads to
            return step
        return None

    def _roster_depth(self, repeats: tuple[str, ...]) -> int:
        """How deep the innermost of nested repeats that has a roster is."""
        depths = [
            depth
            for depth, repeat in enumerate(repeats, start=1)
            if self._has_roster(repeat)
        ]
        return max(depths, default=0)

    # -- what is asked ----------------------------------------------------------------

    def asked_keys(self, section: str | None = None) -> list[str]:
        """Keys of the relevant questions that take an answer, in order."""
        return [key for step in self.steps(section) for key in self.asked_on(step)]

    def asked_on(self, step: JourneyStep) -> list[str]:
        names = self._screens[step.screen.name].answerable
        keys = (
            [key_of(name, step.instance) for name in names] if step.instance else names
        )
        return [key for key in keys if self.is_relevant(key)]

    def unanswered(self, section: str | None = None) -> list[str]:
        """Keys of what is asked and blank; a roster is blank until it is closed."""
        keys = []
        for step in self.steps(section):
            if step.roster and self._shows(step) and step.roster not in self.answers:
                keys.append(step.roster)
            keys += [key for key in self.asked_on(step) if is_blank(self.typed(key))]
        return keys

    def problems(self, step: JourneyStep | None = None) -> list[Problem]:
        """The problems of the asked questions, in order; they keep answers unstored."""
        keys = self.asked_keys() if step is None else self.asked_on(step)
        problems = (self.problem(key) for key in keys)
        return [problem for problem in problems if problem]

    def problem(self, key: str) -> Problem | None:
        """What keeps the answer to one question unstored; None where nothing does."""
        plan, instance = self._place(key)
        question = plan.question
        try:
            value = self.answer(key)
        except AnswerProblem as problem:
            return Problem(key, problem.code, problem.params)
        if value is None:
            if not question.required:
                return None
            return Problem(key, "required", message=question.required_message)
        if is_state(value):
            return None
        if plan.constraint is None and plan.soft_constraint is None:
            return None
        scope = self.scope(self.read(key), instance=instance, repeats=question.repeats)
        if plan.constraint and not to_boolean(plan.constraint(scope)):
            return Problem(key, "constraint", message=question.constraint_message)
        if plan.soft_constraint is None or self.answers.get(key + REASON) in REASONS:
            return None
        if not to_boolean(plan.soft_constraint(scope)):
            return Problem(key, "unlikely", message=question.soft_message)
        return None

    def settled(self, changed: set[str]) -> dict[str, Any]:
        """Calculations to keep after answers changed: by a trigger, or once."""
        values: dict[str, Any] = {}
        for name, plan in self._plans.items():
            tree = plan.question.calculation
            if tree is None:
                continue
            once = any(called == "once" for called, _arguments in calls(tree))
            if not once and not plan.question.trigger:
                continue
            for key in self.keys(name):
                instance = split_key(key)[1]
                triggers = {
                    self.nearest(trigger, plan.question.repeats, instance)
                    for trigger in plan.question.trigger
                }
                blank = once and is_blank(self.answers.get(key))
                if self.is_relevant(key) and (blank or triggers & changed):
                    stored = self.answers.get(key)
                    values[key] = self.calculated(key, plan, instance, stored)
        return {
            key: value
            for key, value in values.items()
            if value != "" or not is_blank(self.answers.get(key))
        }

    def default(self, key: str) -> Any:
        """What a question begins with now, None where that is no possible answer."""
        plan, instance = self._place(key)
        question = plan.question
        if plan.default is None:
            return question.default
        value = plan.default(self.scope(instance=instance, repeats=question.repeats))
        write = WRITERS.get(question.type, to_string)
        text = write(value)
        try:
            return normalise(question, text, plan.reader) if text else None
        except AnswerProblem:
            return None

    # -- the record -------------------------------------------------------------------

    def stored(self, *, stopped: bool = False) -> dict[str, Any]:
        """The document to record: relevant answers, calculations, reserved states.

        Call it when problems() is empty: what problems() refuses is left out. Of an
        interview that is stopped, defaults after the last answer are not reached.
        """
        private = self._in_private()
        unseen = self._defaults_at_the_end() if stopped else set()
        document: dict[str, Any] = {}
        for repeat in self.instrument.repeats:
            for instance in self.instances(repeat.repeats):
                document[key_of(repeat.name, instance)] = self._number(
                    repeat.name, instance, stopped
                )
        for question in self.instrument.questions():
            if question.type in NEVER_STORED or question.waits_for_wording:
                continue
            for key in self.keys(question.name):
                value = self._to_store(question, key, private, stopped)
                if key in unseen:
                    value = {"state": str(ReservedState.NOT_REACHED)}
                document[key] = value
                document[key + REASON] = self._reason(key, value)
        return {key: value for key, value in document.items() if value is not None}

    def _defaults_at_the_end(self) -> set[str]:
        """Keys of the defaults that stand after the last answer that somebody gave."""
        keys = set()
        for key in reversed(self.asked_keys()):
            if is_blank(self.typed(key)):
                continue
            if self.typed(key) != self.default(key):
                break
            keys.add(key)
        return keys

    def _number(self, repeat: str, instance: Instance, stopped: bool) -> Any:
        """How many instances; nothing where nobody was asked for them."""
        plan = self._repeats[repeat]
        scope = self.scope(instance=instance, repeats=plan.repeat.repeats)
        if not all(to_boolean(test(scope)) for test in plan.relevance):
            return None
        if plan.count or key_of(repeat, instance) in self.answers:
            return self.count_of(repeat, instance)
        return {"state": str(ReservedState.NOT_REACHED)} if stopped else None

    def _reason(self, key: str, value: Any) -> str | None:
        """The reason of an unlikely answer; a likely answer stores none."""
        reason = self.answers.get(key + REASON)
        plan = self._plans[split_key(key)[0]]
        if reason not in REASONS or value is None or is_state(value):
            return None
        if plan.soft_constraint is None:
            return None
        current, instance = as_string(plan.question, value), split_key(key)[1]
        scope = self.scope(current, instance=instance, repeats=plan.question.repeats)
        return None if to_boolean(plan.soft_constraint(scope)) else str(reason)

    def _to_store(
        self, question: Question, key: str, private: Journey | None, stopped: bool
    ) -> Any:
        if not self.is_relevant(key):
            return self._withheld(question, key, private)
        try:
            value = self.answer(key)
        except AnswerProblem:
            return None
        if value is None and stopped and question.answerable:
            return {"state": str(ReservedState.NOT_REACHED)}
        return value

    def _withheld(self, question: Question, key: str, private: Journey | None) -> Any:
        """What is stored of a question that is not asked while somebody is near.

        An answer that was given in private before stays; an open question is recorded
        as not asked, for want of privacy.
        """
        if private is None or not question.answerable or not private.is_relevant(key):
            return None
        try:
            value = private.answer(key)
        except AnswerProblem:
            value = None
        if value is None:
            return {"state": str(ReservedState.NOT_ASKED_PRIVACY)}
        return value

    def said_in_private(self) -> list[str]:
        """Keys of the answers that were given in private and are not shown now."""
        private = self._in_private()
        if private is None:
            return []
        return [
            key
            for key in private.asked_keys()
            if not self.is_relevant(key) and not is_blank(private.typed(key))
        ]

    def _in_private(self) -> Journey | None:
        """The journey of the same interview if it had been fully private."""
        if not self.instrument.has(PRIVACY) or self.read(PRIVACY) in ("", ALONE):
            return None
        alone = {**self.answers, PRIVACY: ALONE}
        return self.with_answers(alone)

    def with_answers(self, answers: Mapping[str, Any]) -> Journey:
        """The journey of the same interview with other answers."""
        return Journey(
            self.instrument, answers, today=self.today, now=self.now, seed=self.seed
        )


def _within(step: JourneyStep, repeats: tuple[str, ...], instance: Instance) -> bool:
    """Whether a step stands inside these instances of these repeats."""
    depth = len(repeats)
    return (
        step.screen.repeats[:depth] == repeats
        and step.instance[: len(instance)] == instance
    )
