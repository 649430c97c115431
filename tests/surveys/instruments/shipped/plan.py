"""The shipped instruments and the plan that they were drawn from, question by question.

plan.csv: block 0 is the same in every interview; the others are one instrument each.
relevant: the rules of the groups around a question and its own, apart by ";".
"""

import csv
import random
from datetime import date
from pathlib import Path

import pytest

from surveys.engine.instrument import QuestionType
from surveys.engine.journey import REASON, REASONS, Journey
from surveys.instruments.build import names
from tests.shipped_instruments import instrument

TODAY = date(2026, 3, 15)
BLOCKS = {
    "migrant": "1",
    "child": "2",
    "authority": "3",
    "civil": "4",
    "alternatives": "5",
    "facility": "6",
    "law": "7",
}
DESK = ("facility", "law")  # no person answers them
INTERVIEWS = tuple(name for name in names() if name not in DESK)
INSTRUMENTS = {name: instrument(name) for name in names()}
every_instrument = pytest.mark.parametrize("name", names())
every_interview = pytest.mark.parametrize("name", INTERVIEWS)
OPENING = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_lang": "en",
    "x_mode": "face",
    "x_understood": "yes",
    "x_consent": "yes",
}
STOPS = ("c_stop_c", "c_stop_d")
CHILD = {
    **OPENING,
    "c_gate_cp": "yes",
    "c_gate_trained": "yes",
    "c_consent_by": "parent",
    "c_understood": "yes",
    "c_assent": "yes",
    "c_adult": "trust",
    **dict.fromkeys(STOPS, "go"),
}
OPENINGS = {"child": CHILD, **{key: {} for key in DESK}}


def opening_of(name):
    """The answers with which an interview is held to its end."""
    return OPENINGS.get(name, OPENING)


def plan(name):
    """The rows of the plan that an instrument must hold."""
    blocks = (BLOCKS[name],) if name in DESK else ("0", BLOCKS[name])
    with Path(__file__).with_name("plan.csv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["block"] in blocks]


def journey(name, answers, opening=None):
    start = opening_of(name) if opening is None else opening
    return Journey(INSTRUMENTS[name], {**start, **answers}, today=TODAY)


def guess(question, dice, certain=()):
    """Any answer that the question takes by its type, a state one time in twelve."""
    if dice.random() < 1 / 12 and question.name not in certain:
        return {"state": dice.choice(["refused", "does_not_know", "not_applicable"])}
    codes = [choice.code for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            return dice.choice(codes)
        case QuestionType.SELECT_MULTIPLE:
            return dice.sample(codes, dice.randint(1, min(3, len(codes))))
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            return dice.choice([0, 1, 2, 7, 29])
    return "a word"


class Walk:
    """A random person: screen after screen, until there is no next one.

    answers: what was said; seen: the names of the questions asked.
    """

    def __init__(self, instrument, seed, opening):
        self.instrument, self.dice, self.usual = (
            instrument,
            random.Random(seed),
            opening,
        )
        self.answers, self.seen = self._modules(), set()
        step = self.now().screens()[0]
        while step is not None:
            self._through(step)
            step = self.now().next_screen(step.name)

    def _modules(self):
        """Half of the modules, as a round might choose them; nobody is asked."""
        modules = [choice.code for choice in self.instrument.modules]
        chosen = [code for code in modules if self.dice.random() < 0.5]
        question = self.instrument.modules_question
        return {question: chosen or ["none"]} if modules else {}

    def now(self, **more):
        return Journey(self.instrument, {**self.answers, **more}, today=TODAY)

    def _through(self, step):
        """Answer one screen; from a roster, each of its instances too."""
        if step.roster:
            self.answers[step.roster] = self.dice.randint(0, 2)
            for inner in self.now().screens():
                if inner.screen.repeats[-1:] == (step.screen.roster,):
                    self._answer(inner)
        self._answer(step)

    def _answer(self, step):
        for question in step.questions:
            key = step.key(question)
            if question.answerable and self.now().is_relevant(key):
                self.seen.add(question.name)
                self._say(step, question, key)

    def _say(self, step, question, key):
        if question.name in self.usual and self.dice.random() < 0.9:
            self.answers[key] = self.usual[question.name]
            return
        for _attempt in range(60):
            value = guess(question, self.dice, self.usual)
            trial = self.now(**{key: value}).problems(step)
            problems = [problem for problem in trial if problem.question == key]
            if all(problem.soft for problem in problems):
                self.answers[key] = value
                if problems:
                    self.answers[key + REASON] = self.dice.choice(REASONS)
                return
        # The parts of a total may leave nothing that adds up.
        self.answers[key] = {"state": "does_not_know"}
        left = [problem.question for problem in self.now().problems(step)]
        assert key not in left, f"no possible answer to {key}"


def walk(name, seed):
    """(answers, names asked) of a random person."""
    person = Walk(INSTRUMENTS[name], seed, opening_of(name))
    return person.answers, person.seen
