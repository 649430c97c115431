"""What an instrument asks, compiled once: closures and what each question needs."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.engine.evaluate import Closure, compile_tree
from surveys.engine.expressions import Tree, references
from surveys.engine.instrument import Instrument, Question, Screen, Section

PRIVACY = "x_private"
SEVERE = 4
DEEP = 20  # questions that wait for each other before the order is walked instead


@dataclass(frozen=True, slots=True)
class Plan:
    """deep: many questions must be known before this one."""

    question: Question
    screen: Screen
    section: Section
    relevance: tuple[Closure, ...]
    constraint: Closure | None
    calculation: Closure | None
    choice_filter: Closure | None
    deep: bool


def plans_of(asked: Instrument) -> dict[str, Plan]:
    """The plans of all questions; each stands after those that it needs."""
    if not asked.plans:
        needs = {
            question.name: needed(asked, question) for question in asked.questions()
        }
        depth = _depths(needs)
        order = sorted(needs, key=depth.__getitem__)
        plans = {name: _plan(asked, name, depth[name] > DEEP) for name in order}
        asked.plans.update(plans)
    return asked.plans


def gates(asked: Instrument, question: Question) -> list[Tree]:
    """Every condition under which a question is asked, those of its groups first."""
    section, screen, _question = asked.place_of(question.name)
    own = [question.relevance] if question.relevance else []
    return [*section.relevance, *screen.relevance, *own]


def is_severe(question: Question) -> bool:
    """Asked of the person, and harmful if someone hears the answer."""
    return question.sensitivity >= SEVERE and not question.observed


def needed(asked: Instrument, question: Question) -> set[str]:
    """The questions that decide relevance and value of a question."""
    trees = [*gates(asked, question), question.calculation, question.choice_filter]
    found = {name for tree in trees for name in references(tree)}
    if is_severe(question) and question.name != PRIVACY:
        found.add(PRIVACY)
    return {name for name in found if asked.has(name)}


def _depths(needs: dict[str, set[str]]) -> dict[str, int]:
    """How many questions stand before each, on the longest way; without recursion."""
    depth: dict[str, int] = {}
    open_now: set[str] = set()
    for start in needs:
        stack = [start]
        while stack:
            name = stack[-1]
            missing = [one for one in needs[name] if one not in depth]
            if name in depth or name in open_now or not missing:
                earlier = (depth.get(one, 0) for one in needs[name])
                depth.setdefault(name, 1 + max(earlier, default=0))
                open_now.discard(name)
                stack.pop()
            else:
                open_now.add(name)
                stack += missing
    return depth


def _plan(asked: Instrument, name: str, deep: bool) -> Plan:
    section, screen, question = asked.place_of(name)
    return Plan(
        question=question,
        screen=screen,
        section=section,
        relevance=tuple(compile_tree(tree) for tree in gates(asked, question)),
        constraint=_closure(question.constraint),
        calculation=_closure(question.calculation),
        choice_filter=_closure(question.choice_filter),
        deep=deep,
    )


def _closure(tree: Tree | None) -> Closure | None:
    return compile_tree(tree) if tree else None
