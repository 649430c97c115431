"""An instrument compiled once: closures, and the questions that each one needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from surveys.engine.evaluate import Closure, compile_tree
from surveys.engine.expressions import Tree, references
from surveys.engine.instrument import (
    Choice,
    Instrument,
    Question,
    QuestionType,
    Repeat,
    Screen,
    Section,
)
from surveys.engine.values import READERS, Reader

UNSEEN = (QuestionType.CALCULATE, QuestionType.HIDDEN)
PRIVACY = "x_private"
SEVERE = 4
DEEP = 20  # questions that wait for each other before the order is walked instead


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """One question compiled: its closures, and what decides if it is asked.

    relevance: of its groups and its own, all needed. waits: for its wording.

    reader: what makes the stored value of a typed one, None where none is typed.
    severe: never asked where someone hears the answer. deep: many questions must be
    known before this one.
    """

    question: Question
    screen: Screen
    section: Section
    reader: Reader | None
    relevance: Closure | None
    constraint: Closure | None
    soft_constraint: Closure | None
    calculation: Closure | None
    choice_filter: Closure | None
    default: Closure | None
    waits: bool
    severe: bool
    deep: bool


@dataclass(frozen=True, slots=True)
class RepeatPlan:
    repeat: Repeat
    relevance: tuple[Closure, ...]
    count: Closure | None


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """Names of its questions: those shown, and those that take an answer."""

    shown: tuple[str, ...]
    answerable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The screens of one repeat, shown once for each instance, in order."""

    repeat: str
    parts: tuple[Screen | Block, ...]


@dataclass(frozen=True, slots=True)
class InstrumentPlans:
    """All plans of an instrument.

    questions: each stands after those that it needs. parts: of each section.
    """

    questions: Mapping[str, QuestionPlan]
    repeats: Mapping[str, RepeatPlan]
    screens: Mapping[str, ScreenPlan]
    parts: Mapping[str, tuple[Screen | Block, ...]]
    items: Mapping[str, tuple[Mapping[str, str], ...]]


def plans_of(instrument: Instrument) -> InstrumentPlans:
    if "all" not in instrument.plans:
        instrument.plans["all"] = _plans(instrument)
    plans: InstrumentPlans = instrument.plans["all"]
    return plans


def _plans(instrument: Instrument) -> InstrumentPlans:
    needs = {
        question.name: needed(instrument, question)
        for question in instrument.questions()
    }
    depth = _depths(needs)
    order = sorted(needs, key=depth.__getitem__)
    return InstrumentPlans(
        questions={name: _plan(instrument, name, depth[name] > DEEP) for name in order},
        repeats={repeat.name: _repeat_plan(repeat) for repeat in instrument.repeats},
        screens={
            screen.name: _screen_plan(screen, instrument.modules_question)
            for section in instrument.sections
            for screen in section.screens
        },
        parts={
            section.name: blocks(section.screens, 0) for section in instrument.sections
        },
        items={
            name: tuple(
                _columns(choice, instrument.default_language) for choice in choices
            )
            for name, choices in instrument.lists.items()
        },
    )


def blocks(screens: Iterable[Screen], depth: int) -> tuple[Screen | Block, ...]:
    """Screens in order; those of one repeat together, as often as it is asked."""

    def repeat(screen: Screen) -> str:
        return screen.repeats[depth] if len(screen.repeats) > depth else ""

    parts: list[Screen | Block] = []
    for name, group in groupby(screens, key=repeat):
        inside = tuple(group)
        parts += [Block(name, blocks(inside, depth + 1))] if name else inside
    return tuple(parts)


def _columns(choice: Choice, language: str) -> Mapping[str, str]:
    label = choice.label.get(language, "")
    return {"name": choice.code, "label": label, **choice.columns}


def gates(instrument: Instrument, question: Question) -> list[Tree]:
    """Every condition under which a question is asked, those of its groups first."""
    section, screen, _question = instrument.place_of(question.name)
    own = [question.relevance] if question.relevance else []
    return [*section.relevance, *screen.relevance, *own]


def is_severe(question: Question) -> bool:
    """Whether a question is asked of the person and harmful if overheard."""
    return question.sensitivity >= SEVERE and not question.observed


def needed(instrument: Instrument, question: Question) -> set[str]:
    """The questions that decide relevance and value of a question."""
    trees = [*gates(instrument, question), question.calculation, question.choice_filter]
    repeats = {repeat.name: repeat for repeat in instrument.repeats}
    trees += [repeats[name].count for name in question.repeats]
    named = {name for tree in trees for name in references(tree)}
    for name in named & repeats.keys():  # how many instances there are
        counted = (*repeats[name].relevance, repeats[name].count)
        named = named.union(*(references(tree) for tree in counted))
    if is_severe(question) and question.name != PRIVACY:
        named.add(PRIVACY)
    return {name for name in named if instrument.has(name)}


def _depths(needs: dict[str, set[str]]) -> dict[str, int]:
    """How many questions stand before each, on the longest way; without recursion."""
    depth: dict[str, int] = {}
    open_now: set[str] = set()
    for start in needs:
        stack = [start]
        while stack:
            name = stack[-1]
            missing = [other for other in needs[name] if other not in depth]
            if name in depth or name in open_now or not missing:
                earlier = (depth.get(other, 0) for other in needs[name])
                depth.setdefault(name, 1 + max(earlier, default=0))
                open_now.discard(name)
                stack.pop()
            else:
                open_now.add(name)
                stack += missing
    return depth


def _plan(instrument: Instrument, name: str, deep: bool) -> QuestionPlan:
    section, screen, question = instrument.place_of(name)
    return QuestionPlan(
        question=question,
        screen=screen,
        section=section,
        reader=READERS.get(question.type),
        relevance=_closure(reduce(_both, gates(instrument, question), None)),
        constraint=_closure(question.constraint),
        soft_constraint=_closure(question.soft_constraint),
        calculation=_closure(question.calculation),
        choice_filter=_closure(question.choice_filter),
        default=_closure(question.default_expression),
        waits=question.waits_for_wording,
        severe=is_severe(question) and name != PRIVACY,
        deep=deep,
    )


def _screen_plan(screen: Screen, modules: str) -> ScreenPlan:
    """modules: the question that the round answers; nobody is asked it."""
    asked = [question for question in screen.questions if question.name != modules]
    shown = tuple(question.name for question in asked if question.type not in UNSEEN)
    return ScreenPlan(shown, tuple(q.name for q in asked if q.answerable))


def _both(condition: Tree | None, other: Tree) -> Tree:
    return ["and", condition, other] if condition else other


def _repeat_plan(repeat: Repeat) -> RepeatPlan:
    relevance = tuple(compile_tree(tree) for tree in repeat.relevance)
    return RepeatPlan(repeat, relevance, _closure(repeat.count))


def _closure(tree: Tree | None) -> Closure | None:
    return compile_tree(tree) if tree else None
