"""What is asked of one person: the path, the problems, and the record to keep.

Derived from instrument and answers, never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.compiled_questions import PRIVACY, Block
from surveys.engine.expressions import calls
from surveys.engine.functions import to_boolean
from surveys.engine.instrument import (
    Labels,
    Question,
    QuestionType,
    Screen,
    key_of,
    split_key,
)
from surveys.engine.relevance import At, Reading, levels_shared
from surveys.engine.values import (
    AnswerProblem,
    State,
    as_string,
    is_blank,
    is_state,
)

ALONE = "full"
NEVER_STORED = (QuestionType.NOTE, QuestionType.HIDDEN)
REASON = ":reason"  # why an unlikely answer is right, beside the answer
REASONS = ("sure", "document", "estimate")


@dataclass(frozen=True, slots=True)
class Step:
    """One screen as it is shown: with the instances that it stands in."""

    screen: Screen
    at: At = ()

    @property
    def name(self) -> str:
        return key_of(self.screen.name, self.at)

    @property
    def label(self) -> Labels:
        return self.screen.label

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.screen.questions

    @property
    def roster(self) -> str:
        """The key of the repeat whose instances this screen lists, or ""."""
        return key_of(self.screen.roster, self.at) if self.screen.roster else ""

    def key(self, question: Question) -> str:
        return key_of(question.name, self.at)


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


class Journey(Reading):
    """One interview's path through an instrument."""

    # -- the path -------------------------------------------------------------------

    def _shows(self, step: Step) -> bool:
        if step.screen.roster:
            return self._asks_for_more(step)
        for name in self._screens[step.screen.name].shown:
            if self.is_relevant(key_of(name, step.at)):
                return True
        return False

    def _asks_for_more(self, step: Step) -> bool:
        plan = self._repeats[step.screen.roster]
        scope = self.scope(at=step.at, repeats=plan.repeat.repeats)
        return all(to_boolean(test(scope)) for test in plan.relevance)

    def step(self, name: str) -> Step:
        """The step of a name, whether it is on the path or not."""
        return Step(self.asked.screen(name), split_key(name)[1])

    def steps(self, section: str | None = None) -> list[Step]:
        """Every screen with its instances, shown or not, in order."""
        found: list[Step] = []
        for one in self.asked.sections:
            if section is None or one.name == section:
                if one.name not in self._walked:
                    walk = self._walk(self._parts[one.name], ())
                    self._walked[one.name] = list(walk)
                found += self._walked[one.name]
        return found

    def _walk(self, parts: tuple[Screen | Block, ...], at: At) -> Iterator[Step]:
        for part in parts:
            if isinstance(part, Screen):
                yield Step(part, at)
                continue
            for place in range(1, self.count_of(part.repeat, at) + 1):
                yield from self._walk(part.parts, (*at, place))

    def screens(self) -> list[Step]:
        """The screens to show, in order."""
        return [step for step in self.steps() if self._shows(step)]

    def section_screens(self, section: str) -> list[Step]:
        return [step for step in self.steps(section) if self._shows(step)]

    def next_screen(self, after: str) -> Step | None:
        """The screen to show after one, which need not be on the path any more.

        After the roster of a repeat comes what follows the repeat; after the last
        screen of an instance comes its roster, where there is one.
        """
        at, screen, shown = (
            split_key(after)[1],
            self.asked.screen(after),
            self.screens(),
        )
        if screen.roster:
            return self._past(key_of(screen.roster, at), shown)
        depth = self._roster_depth(screen.repeats)
        around = screen.repeats[:depth], at[:depth]
        inside = [step for step in shown if _within(step, *around)]
        later = self._after(after, inside)
        return later or (self._back_to_roster(*around, shown) if depth else None)

    def _back_to_roster(
        self, repeats: tuple[str, ...], at: At, shown: list[Step]
    ) -> Step | None:
        roster = key_of(repeats[-1], at[:-1])
        back = next((step for step in shown if step.roster == roster), None)
        return back or self._past(roster, shown)

    def _has_roster(self, repeat: str) -> bool:
        return self._repeats[repeat].count is None

    def _after(self, after: str, shown: list[Step]) -> Step | None:
        places = {step.name: place for place, step in enumerate(self.steps())}
        here = places.get(after)
        if here is None:  # an instance that is no more
            here = self._last_before(after, places)
        return next((s for s in shown if places[s.name] > here), None)

    def _last_before(self, after: str, places: Mapping[str, int]) -> int:
        """Where an instance stood that is no more: instances count before order."""
        name, at = split_key(after)
        every = (screen for one in self.asked.sections for screen in one.screens)
        order = {screen.name: place for place, screen in enumerate(every)}
        repeats = self.asked.screen(after).repeats

        def earlier(key: str) -> bool:
            other, where = split_key(key)
            depth = levels_shared(self.asked.screen(key).repeats, repeats)
            return (where[:depth], order[other]) <= (at[:depth], order[name])

        found = [place for key, place in places.items() if earlier(key)]
        return max(found, default=-1)

    def _past(self, roster: str, shown: list[Step]) -> Step | None:
        """The first screen after every instance of a repeat."""
        name, at = split_key(roster)
        every = self.steps()
        repeats = (*self._repeats[name].repeat.repeats, name)
        own = [
            place
            for place, step in enumerate(every)
            if step.roster == roster or _within(step, repeats, at)
        ]
        places = {step.name: place for place, step in enumerate(every)}
        last = max(own, default=self._last_before(roster, places))
        later = {step.name for step in every[last + 1 :]}
        depth = self._roster_depth(repeats[:-1])
        around = repeats[:depth], at[:depth]
        following = (s for s in shown if s.name in later and _within(s, *around))
        found = next(following, None)
        return found or (self._back_to_roster(*around, shown) if depth else None)

    def previous_screen(self, before: str) -> Step | None:
        """The screen shown before one; before an instance stands its roster."""
        shown, every = self.screens(), self.steps()
        places = {step.name: place for place, step in enumerate(every)}
        here = places.get(before, len(every))
        earlier = [step for step in shown if places[step.name] < here]
        screen, (_name, at) = self.asked.screen(before), split_key(before)
        for step in reversed(earlier):
            depth = self._roster_depth(step.screen.repeats)
            same = step.screen.repeats[:depth] == screen.repeats[:depth]
            if depth and not (same and step.at[:depth] == at[:depth]):
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

    def asked_on(self, step: Step) -> list[str]:
        names = self._screens[step.screen.name].asked
        keys = [key_of(name, step.at) for name in names] if step.at else names
        return [key for key in keys if self.is_relevant(key)]

    def unanswered(self, section: str | None = None) -> list[str]:
        """Keys of what is asked and blank; a roster is blank until it is closed."""
        found = []
        for step in self.steps(section):
            if step.roster and self._shows(step) and step.roster not in self.answers:
                found.append(step.roster)
            found += [key for key in self.asked_on(step) if is_blank(self.typed(key))]
        return found

    def problems(self, step: Step | None = None) -> list[Problem]:
        """What keeps the asked questions from being stored, in order."""
        asked = self.asked_keys() if step is None else self.asked_on(step)
        found = (self._problem(key) for key in asked)
        return [problem for problem in found if problem]

    def _problem(self, key: str) -> Problem | None:
        plan, at = self._place(key)
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
        scope = self.scope(self.read(key), at=at, repeats=question.repeats)
        if plan.constraint and not to_boolean(plan.constraint(scope)):
            return Problem(key, "constraint", message=question.constraint_message)
        if plan.soft_constraint is None or self.answers.get(key + REASON) in REASONS:
            return None
        if not to_boolean(plan.soft_constraint(scope)):
            return Problem(key, "unlikely", message=question.soft_message)
        return None

    def settled(self, changed: set[str]) -> dict[str, Any]:
        """Calculations to keep after answers changed: by a trigger, or once."""
        found: dict[str, Any] = {}
        for name, plan in self._plans.items():
            tree = plan.question.calculation
            if tree is None:
                continue
            once = any(called == "once" for called, _arguments in calls(tree))
            if not once and not plan.question.trigger:
                continue
            for key in self.keys(name):
                at = split_key(key)[1]
                triggers = {
                    self._nearest(one, plan.question.repeats, at)
                    for one in plan.question.trigger
                }
                blank = once and is_blank(self.answers.get(key))
                if self.is_relevant(key) and (blank or triggers & changed):
                    given = self.answers.get(key)
                    found[key] = self.calculated(key, plan, at, given)
        return {
            key: value
            for key, value in found.items()
            if value != "" or not is_blank(self.answers.get(key))
        }

    # -- the record -------------------------------------------------------------------

    def stored(self, *, stopped: bool = False) -> dict[str, Any]:
        """The document to record: relevant answers, calculations, reserved states.

        Call it when problems() is empty: what problems() refuses is left out.
        """
        private = self._in_private()
        found: dict[str, Any] = {}
        for repeat in self.asked.repeats:
            for at in self.instances(repeat.repeats):
                found[key_of(repeat.name, at)] = self._number(repeat.name, at, stopped)
        for question in self.asked.questions():
            if question.type in NEVER_STORED or question.waits_for_wording:
                continue
            for key in self.keys(question.name):
                value = self._to_store(question, key, private, stopped)
                found[key] = value
                found[key + REASON] = self._reason(key, value)
        return {key: value for key, value in found.items() if value is not None}

    def _number(self, repeat: str, at: At, stopped: bool) -> Any:
        """How many instances; nothing where nobody was asked for them."""
        plan = self._repeats[repeat]
        scope = self.scope(at=at, repeats=plan.repeat.repeats)
        if not all(to_boolean(test(scope)) for test in plan.relevance):
            return None
        if plan.count or key_of(repeat, at) in self.answers:
            return self.count_of(repeat, at)
        return {"state": str(State.NOT_REACHED)} if stopped else None

    def _reason(self, key: str, value: Any) -> str | None:
        """The reason of an unlikely answer; of a likely one none is kept."""
        given = self.answers.get(key + REASON)
        plan = self._plans[split_key(key)[0]]
        if given not in REASONS or value is None or is_state(value):
            return None
        if plan.soft_constraint is None:
            return None
        current, at = as_string(plan.question, value), split_key(key)[1]
        scope = self.scope(current, at=at, repeats=plan.question.repeats)
        return None if to_boolean(plan.soft_constraint(scope)) else str(given)

    def _to_store(
        self, question: Question, key: str, private: Journey | None, stopped: bool
    ) -> Any:
        if not self.is_relevant(key):
            hidden = private is not None and private.is_relevant(key)
            state = {"state": str(State.NOT_ASKED_PRIVACY)}
            return state if hidden and question.answerable else None
        try:
            value = self.answer(key)
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


def _within(step: Step, repeats: tuple[str, ...], at: At) -> bool:
    """Whether a step stands inside these instances of these repeats."""
    depth = len(repeats)
    return step.screen.repeats[:depth] == repeats and step.at[: len(at)] == at
