"""The shipped instruments and the plan that they were drawn from, question by question.

plan.csv: block 0 opens and closes every interview, 1 is asked of migrants, 3 of
authorities.
"""

import csv
import random
from datetime import date
from pathlib import Path

import pytest

from surveys.compile import compile_workbook
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from surveys.instruments.build import build, names

TODAY = date(2026, 3, 15)
BLOCKS = {"migrant": "1", "authority": "3"}
INSTRUMENTS = {name: compile_workbook(build(name)).instrument for name in names()}
every_instrument = pytest.mark.parametrize("name", names())
OPENING = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_lang": "en",
    "x_mode": "face",
    "x_consent": "yes",
}


def plan(name):
    """The rows of the plan that an instrument must hold."""
    with Path(__file__).with_name("plan.csv").open(encoding="utf-8") as lines:
        return [r for r in csv.DictReader(lines) if r["block"] in ("0", BLOCKS[name])]


def journey(name, answers, opening=None):
    start = OPENING if opening is None else opening
    return Journey(INSTRUMENTS[name], {**start, **answers}, today=TODAY)


def guess(question, dice):
    """Any answer that the question takes by its type, a state one time in twelve."""
    if dice.random() < 1 / 12 and question.name not in OPENING:
        return {"state": dice.choice(["refused", "does_not_know", "not_applicable"])}
    codes = [choice.code for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            return dice.choice(codes)
        case QuestionType.SELECT_MULTIPLE:
            return dice.sample(codes, dice.randint(1, min(3, len(codes))))
        case QuestionType.INTEGER:
            return dice.choice([0, 1, 2, 7, 29])
    return "a word"


def walk(name, seed):
    """(answers, names asked): screen after screen, until there is no next one."""
    asked, dice, answers, seen = INSTRUMENTS[name], random.Random(seed), {}, set()
    screen = journey(name, {}, {}).screens()[0]
    while screen is not None:
        for question in screen.questions:
            now = Journey(asked, answers, today=TODAY)
            if not question.answerable or not now.is_relevant(question.name):
                continue
            seen.add(question.name)
            answers[question.name] = _possible(asked, answers, question, screen, dice)
        screen = Journey(asked, answers, today=TODAY).next_screen(screen.name)
    return answers, seen


def _possible(asked, answers, question, screen, dice):
    if question.name in OPENING and dice.random() < 0.9:
        return OPENING[question.name]
    for _attempt in range(60):
        value = guess(question, dice)
        trial = Journey(asked, {**answers, question.name: value}, today=TODAY)
        if question.name not in [p.question for p in trial.problems(screen)]:
            return value
    raise AssertionError(f"no possible answer to {question.name}")
