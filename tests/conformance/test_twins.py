"""Thousands of random expressions and interviews, asked of both engines."""

import copy
import json
import os
import random
from functools import partial

import pytest

from surveys.engine.defaults import answers_at_start, follow_change
from surveys.engine.evaluate import Draws, compile_tree, read_expression
from surveys.engine.expressions import ExpressionProblem, children
from surveys.engine.instrument import key_of, split_key
from surveys.engine.journey import Journey
from surveys.xlsform.tied_expressions import Place, Tie
from tests.conformance import chance
from tests.conformance.node import Twin, differ, written
from tests.conformance.seen import fits, judge_value, seen
from tests.conformance.tables import NUMBER, TODAY, drawn, table
from tests.surveys.instruments.shipped.plan import INSTRUMENTS, OPENING

SEED = int(os.environ.get("TWIN_SEED", "2026"))
EXPRESSIONS, ROWS = 20_000, 40
PATTERNS, VALUES = 5_000, 10_000
WALKS, ROUNDS = 1_000, 4
LEADING = {**OPENING, "any": "yes", "country": "ke", "child": 3, "age.1": 9}
LEADING |= {"school.1": "yes", "years.1": 2, "friend.1": 2, "r": 3, "q.1": 2}
NOW = "2026-03-15T09:30:00"
WHEN = {"today": str(TODAY), "seed": NUMBER}
ALL_REPEATS = {q.name: q.repeats for q in chance.HOSTILE.questions()}


@pytest.fixture(scope="module")
def compiled_instruments():
    drawn_here = table("journeys")["instruments"].items()
    return {
        **INSTRUMENTS,
        **{name: drawn(text) for name, text in drawn_here},
        "hostile": chance.HOSTILE,
    }


@pytest.fixture(scope="module")
def twin(compiled_instruments):
    other = Twin()
    for name, instrument in compiled_instruments.items():
        assert other.ask(act="load", name=name, compiled=instrument.to_json())
    yield other
    other.close()


@pytest.fixture
def tell(capsys):
    """Says how much was compared, also when nothing failed."""

    def say(sentence):
        with capsys.disabled():
            print(f"\n{sentence}")  # noqa: T201

    return say


# -- expressions -----------------------------------------------------------------------


def hostile_answers(dice):
    """A document with 0 to 3 instances of each repeat, nested ones too."""
    answers = {}
    places = [(), *((a,) for a in (1, 2, 3)), *((a, b) for a in (1, 2) for b in (1, 2))]
    for question in chance.HOSTILE.questions():
        for instance in places:
            if len(instance) == len(question.repeats) and dice.random() < 0.8:
                answers[key_of(question.name, instance)] = chance.fitting(
                    question, dice
                )
    answers["r"] = dice.choice([0, 1, 2, 3, 3, 3.0, "2", 10**400, True])
    return answers | {f"q.{number}": dice.randint(0, 3) for number in (1, 2, 3)}


def place_of(dice):
    """Where an expression stands, as both engines take it."""
    inside = dice.choice(list(chance.REPEATS))
    repeats = chance.REPEATS[inside]
    columns = dice.choice([{}, {"country": "east", "people": "7"}])
    return {
        "current": dice.choice(chance.TEXTS),
        "columns": columns,
        "at": [dice.randint(1, 3) for _repeat in repeats],
        "repeats": list(repeats),
    }


def expression(texts, where, dice):
    """(text, tree), as a compiler might have placed it; None for what it refuses."""
    text = texts.text(columns=bool(where["columns"]))
    columns = ("country", "people", "name", "label", "other")
    try:
        tree = read_expression(text, columns, draws=Draws.ANYWHERE)
    except ExpressionProblem:
        return None
    place = Place(tuple(range(1, len(where["at"]) + 1)), tuple(where["repeats"]))
    tie = Tie("c", place, ALL_REPEATS, dice.choice(["en", "fr", "ar"]))
    return text, tie.tied(tree) if dice.random() < 0.5 else tree


def by_python(now, tree, where):
    scope = now.scope(
        where["current"],
        where["columns"],
        tuple(where["at"]),
        tuple(where["repeats"]),
    )
    return written(compile_tree(tree)(scope))


def smallest(tree, unlike):
    """The smallest part of a tree that both engines see differently."""
    for part in children(tree):
        if part[0] not in ("up", "column") and unlike(part):
            return smallest(part, unlike)
    return tree


def test_random_expressions_have_one_value(twin, tell):
    dice, compared = random.Random(SEED), 0
    texts = chance.Expressions(dice)
    while compared < EXPRESSIONS:
        answers, rows = hostile_answers(dice), []
        while len(rows) < ROWS:
            where = place_of(dice)
            pair = expression(texts, where, dice)
            rows += [(*pair, where)] if pair else []
        case = {"name": "hostile", "answers": answers, "now": "", **WHEN}
        sent = [[tree, where] for _text, tree, where in rows]
        twin.send(act="expressions", rows=sent, **case)
        now = Journey(chance.HOSTILE, answers, today=TODAY, seed=NUMBER)
        ours = [by_python(now, tree, where) for tree, where in sent]
        for row, mine, other in zip(rows, ours, twin.receive(), strict=True):
            if differ(mine, other):
                pytest.fail(_unlike(twin, case, row, mine, other), pytrace=False)
        compared += len(rows)
    tell(f"{compared:,} random expressions alike (seed {SEED})")


def _unlike(twin, case, row, mine, other):
    text, tree, where = row

    def unlike(part):
        now = Journey(chance.HOSTILE, case["answers"], today=TODAY, seed=NUMBER)
        theirs = twin.ask(act="expressions", rows=[[part, where]], **case)
        return differ(by_python(now, part, where), theirs[0])

    least = smallest(tree, unlike)
    return (
        f"seed {SEED}: {text}\nPython {mine!r}, JavaScript {other!r}\nsmallest part:"
        f" {json.dumps(least)}\nat {where}\nanswers {case['answers']}"
    )


# -- patterns and typed values ---------------------------------------------------------


def test_random_patterns_fit_the_same_texts(twin, tell):
    dice, taken = random.Random(SEED), 0
    for _pattern in range(PATTERNS):
        pattern = "".join(dice.choices(chance.PIECES, k=dice.randint(1, 7)))
        texts = ["".join(dice.choices(chance.LETTERS, k=n)) for n in range(7)]
        twin.send(act="regex", pattern=pattern, texts=texts)
        ours = [fits(pattern, text) for text in texts]
        assert twin.receive() == ours, (pattern, texts)
        taken += ours[0] != "refused"
    assert taken > PATTERNS / 4
    tell(f"{PATTERNS:,} random patterns alike, {taken:,} of them taken")


def test_random_values_are_stored_alike(twin, tell):
    dice = random.Random(SEED)
    for _value in range(VALUES):
        question = chance.any_question(dice)
        raw = chance.any_value(dice)
        twin.send(act="value", question=question, raw=raw)
        ours = judge_value(question, raw)
        assert not differ(ours, other := twin.receive()), (question, raw, ours, other)
    tell(f"{VALUES:,} random values stored alike")


# -- interviews ------------------------------------------------------------------------


def answered(instrument, answers, dice):
    """The same interview some answers later: typed, changed, taken back."""
    now = Journey(instrument, answers, today=TODAY)
    shown = now.screens()
    later = dict(answers)
    for step in dice.sample(shown, min(len(shown), dice.choice([1, 3, 8, 40]))):
        if step.roster:
            later[step.roster] = dice.choice([0, 1, 2, 3, 1.0, "2"])
        for question in step.questions:
            key = step.key(question)
            later[key] = chance.fitting(question, dice)
            if dice.random() < 0.1:
                later[key + ":reason"] = dice.choice(["sure", "because", 3])
    for key in dice.sample(sorted(later), min(len(later), dice.choice([0, 0, 1, 2]))):
        del later[key]
    for name, value in LEADING.items():  # or most interviews end before they begin
        exists = instrument.has(split_key(name)[0]) or instrument.repeat(
            split_key(name)[0]
        )
        if exists and dice.random() < 0.6:
            later[name] = value
    return later


def begun(twin, name, instrument):
    """The answers that an interview begins with, the same from both."""
    ours = answers_at_start(instrument, {}, _journeys(instrument))
    theirs = twin.ask(act="begin", name=name, **WHEN)
    assert not differ(ours, theirs), (name, ours, theirs)
    return ours


def followed(twin, name, instrument, before, answers):
    """The answers with what follows from a change, the same from both."""
    keys = before.keys() | answers.keys()
    changed = {key for key in keys if before.get(key) != answers.get(key)}
    ours = follow_change(instrument, before, answers, changed, _journeys(instrument))
    theirs = twin.ask(
        **{"act": "follow", "name": name, "before": before, "answers": answers},
        **{"changed": sorted(changed), **WHEN},
    )
    new = {k for k in ours | theirs if k not in answers or ours[k] is not answers[k]}
    unlike = [k for k in new if differ(ours.get(k), theirs.get(k))]
    assert not unlike, (name, [(k, ours.get(k), theirs.get(k)) for k in unlike], before)
    return ours


def _journeys(instrument):
    return partial(Journey, instrument, today=TODAY, seed=NUMBER)


def compare(twin, name, instrument, answers, start):
    """None, or the part of what is seen that differs."""
    case = {"name": name, "answers": answers, "now": NOW, **WHEN}
    twin.send(act="journey", at=start, **case)
    now = Journey(instrument, answers, today=TODAY, now=_Moment(), seed=NUMBER)
    mine = seen(now, start)
    other = twin.receive()
    unlike = [what for what in mine if differ(mine[what], other.get(what))]
    return {what: (mine[what], other.get(what)) for what in unlike}


class _Moment:
    """The moment that node is given as a text."""

    def isoformat(self, _separator):
        return NOW


def test_random_interviews_go_the_same_way(twin, compiled_instruments, tell):
    dice, compared = random.Random(SEED), 0
    names = [name for name in compiled_instruments if name != "hostile"] + ["hostile"]
    for walk in range(WALKS):
        name = names[walk % len(names)]
        answers = begun(twin, name, compiled_instruments[name])
        for _round in range(ROUNDS):
            # Next and back are asked from where the person was: it may be gone.
            start = dice.choice(
                Journey(compiled_instruments[name], answers, today=TODAY).steps()
            ).name
            before = answers
            answers = answered(compiled_instruments[name], before, dice)
            answers = followed(twin, name, compiled_instruments[name], before, answers)
            difference = compare(twin, name, compiled_instruments[name], answers, start)
            if difference:
                least = fewest(twin, name, compiled_instruments[name], answers, start)
                pytest.fail(f"seed {SEED}, {name} at {start!r}: {least}", pytrace=False)
            compared += 1
    tell(f"{WALKS:,} random interviews alike at {compared:,} states")


def fewest(twin, name, instrument, answers, start):
    """The fewest answers that still differ, and how."""
    least = copy.deepcopy(answers)
    for key in sorted(
        answers, key=lambda other: len(split_key(other)[1]), reverse=True
    ):
        less = {other: value for other, value in least.items() if other != key}
        if compare(twin, name, instrument, less, start):
            least = less
    return least, compare(twin, name, instrument, least, start)
