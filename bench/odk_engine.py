"""Random interviews in ODK's engine and in ours: python -m bench.odk_engine FOLDER

For each form of the folder that loads here and in @getodk/xforms-engine, random answers
are given to both, and after each one relevance, constraints and calculated values are
compared. What is decided otherwise (DECIDED below) is left out by the expressions that
it is about. Needs node and npm; the packages go to var/.
"""

import json
import random
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from bench.public_forms import outcome, workbooks
from surveys.engine.compiled_questions import needed, plans_of
from surveys.engine.defaults import answers_at_start, follow_change
from surveys.engine.expressions import Tree, nodes
from surveys.engine.instrument import Instrument, Question, QuestionType
from surveys.engine.journey import Journey
from surveys.engine.values import is_blank
from surveys.xlsform.compile import compile_workbook

PACKAGES = ("@getodk/xforms-engine@0.22.0", "jsdom@26.1.0")
PLACE = Path(__file__).resolve().parents[1] / "var" / "odk-engine"
SCRIPT = Path(__file__).with_suffix(".mjs")
STEPS, SEED = 300, 20261130
ADDED, MOST_INSTANCES = 0.05, 4  # how often a list gets one more, and how many at most
TODAY = date.today()
# Decided otherwise: sums with blanks, halves rounded, moments, texts of booleans; and
# regex() without ^ and $ fits the whole text, as in ODK Collect, not a part of it.
DECIDED = {"sum", "round", "now", "today", "boolean", "once", "format-date-time"}
WORDS = ("a", "Amina", "12", "x y", "0701234567", "other")
NUMBERS = (0, 1, 2, 3, 5, 17, 18, 30, 60, 99, 120)


class OdkEngine:
    """One node process with one form of ODK's engine."""

    def __init__(self, xml: str) -> None:
        self.process = subprocess.Popen(
            ["node", str(SCRIPT), str(PLACE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.ask(act="load", xml=xml)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.process.stderr.read()[-500:])
        answer = json.loads(line)
        if "problem" in answer:
            raise RuntimeError(answer["problem"])
        return answer["answer"]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def install() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    listed = PLACE / "packages"
    if listed.is_file() and listed.read_text() == "\n".join(PACKAGES):
        return
    (PLACE / "package.json").write_text('{"private": true}')
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES],
        cwd=PLACE,
        check=True,
    )
    listed.write_text("\n".join(PACKAGES))


def is_decided(instrument: Instrument) -> dict[str, bool]:
    """Name of a question → whether its conditions rest on what is decided otherwise."""
    plans = plans_of(instrument)
    direct = {
        name: any(_is_decided(tree) for tree in _trees(instrument, plan.question))
        for name, plan in plans.questions.items()
    }
    decided: dict[str, bool] = {}
    for name, plan in plans.questions.items():  # each after those that it needs
        waits = needed(instrument, plan.question)
        decided[name] = direct[name] or any(decided.get(other) for other in waits)
    return decided


def _trees(instrument: Instrument, question: Question) -> list[Tree]:
    section, screen, _same = instrument.place_of(question.name)
    own = (question.relevance, question.constraint, question.calculation)
    trees = [*section.relevance, *screen.relevance, *own, question.choice_filter]
    return [tree for tree in trees if tree]


def _is_decided(tree: Tree) -> bool:
    return any(
        node[0] == "neg"
        or (node[0] == "call" and (node[1] in DECIDED or _fits_a_part(node)))
        for node in nodes(tree)
    )


def _fits_a_part(call: Tree) -> bool:
    if call[1] != "regex":
        return False
    pattern = str(call[2][1][1])
    return not (pattern.startswith("^") and pattern.endswith("$"))


class Walk:
    """One random interview in both engines."""

    def __init__(self, name: str, instrument: Instrument, xml: str) -> None:
        self.dice = random.Random(f"{SEED} {name}")
        self.instrument = instrument
        self.odk = OdkEngine(xml)
        self.lists = [
            repeat.name
            for repeat in instrument.repeats
            if repeat.count is None and not repeat.repeats
        ]
        inner = [r for r in instrument.repeats if r.count is None and r.repeats]
        if inner:
            raise RuntimeError("lists inside lists begin otherwise")
        known = dict.fromkeys(self.lists, 1)
        self.answers = answers_at_start(instrument, known, self.journey_for)
        self.decided = is_decided(instrument)
        self.compared, self.unlike = Counter(), []
        constants = {
            int(node[1])
            for plan in plans_of(instrument).questions.values()
            for tree in _trees(instrument, plan.question)
            for node in nodes(tree)
            if node[0] == "num" and 0 <= node[1] < 1e6
        }
        around = {number + step for number in constants for step in (-1, 0, 1)}
        self.numbers = sorted({*NUMBERS, *around} - {-1})

    def run(self) -> None:
        self.compare("at the start")
        for _step in range(STEPS):
            key = self.change()
            if key:
                self.compare(key)
            if len(self.unlike) > 20:
                break
        self.odk.close()

    def journey_for(self, answers) -> Journey:
        return Journey(self.instrument, answers, today=TODAY)

    def journey(self) -> Journey:
        return self.journey_for(self.answers)

    def change(self) -> str:
        """Answer one question that is asked, or add an instance, in both engines."""
        if self.lists and self.dice.random() < ADDED:
            name = self.dice.choice(self.lists)
            if self.answers[name] < MOST_INSTANCES:
                self.odk.ask(act="add", key=name)
                self._keep(name, self.answers[name] + 1)
                return name
        journey = self.journey()
        key = self.dice.choice(journey.asked_keys() or [""])
        if not key:
            return ""
        value = self._value(journey, key, self.instrument.question(key))
        if value is None:
            return ""
        try:
            self.odk.ask(act="set", key=key, value=value)
        except RuntimeError:
            return ""  # a type that ODK's engine does not take as a text
        self._keep(key, value)
        return key

    def _keep(self, key, value) -> None:
        before, after = self.answers, {**self.answers, key: value}
        self.answers = follow_change(
            self.instrument, before, after, {key}, self.journey_for
        )

    def _value(self, journey, key, question):
        codes = [choice.code for choice in journey.offered(key)]
        match question.type:
            case QuestionType.SELECT_ONE:
                return self.dice.choice(codes) if codes else None
            case QuestionType.SELECT_MULTIPLE:
                chosen = set(self.dice.sample(codes, min(len(codes), 2)))
                return [code for code in codes if code in chosen]
            case QuestionType.INTEGER:
                return self.dice.choice(self.numbers)
            case QuestionType.DECIMAL:
                return self.dice.choice(self.numbers) + self.dice.choice((0, 0.5))
            case QuestionType.TEXT:
                return self.dice.choice(WORDS)
            case QuestionType.DATE:
                days = self.dice.randint(-20_000, 400)
                return date.fromordinal(TODAY.toordinal() + days).isoformat()
            case QuestionType.ACKNOWLEDGE:
                return "OK"
        return None

    def compare(self, after: str) -> None:
        journey, theirs = self.journey(), self.odk.ask(act="state")
        for question in self.instrument.questions():
            if question.type == QuestionType.HIDDEN or self.decided[question.name]:
                continue
            for key in journey.keys(question.name):
                if key in theirs:
                    self._compare_key(after, journey, key, question, theirs[key])

    def _compare_key(self, after, journey, key, question, theirs):
        relevant, value, valid = theirs
        ours = journey.is_relevant(key)
        self._count("relevance", after, key, ours, relevant)
        if not (ours and relevant):
            return
        if question.type == QuestionType.CALCULATE:
            self._count("calculation", after, key, journey.read(key), value)
        elif question.constraint and not is_blank(journey.typed(key)):
            problem = journey.problem(key)
            fits = problem is None or problem.code != "constraint"
            self._count("constraint", after, key, fits, valid)

    def _count(self, what, after, key, ours, theirs):
        self.compared[what] += 1
        if not _same(ours, theirs):
            self.unlike.append((what, key, after, ours, theirs))


def _same(ours, theirs) -> bool:
    if ours == theirs:
        return True
    try:
        return abs(float(ours) - float(theirs)) < 1e-9
    except (TypeError, ValueError):
        return {ours, theirs} == {"", "NaN"}


def walk(path: Path) -> Walk | None:
    form = outcome(path)
    if form.state == "refused":
        return None
    repaired = PLACE / "form.xlsx"
    repaired.write_bytes(form.workbook)
    instrument = compile_workbook(form.workbook).instrument
    try:
        xml = convert(xlsform=repaired, validate=False).xform
    except (PyXFormError, TypeError) as problem:
        raise RuntimeError(f"pyxform refuses it: {problem}") from problem
    made = Walk(path.name, instrument, xml)
    made.run()
    return made


def main(folder: str) -> None:
    install()
    total: Counter[str] = Counter()
    unlike = forms = 0
    for path in workbooks(folder):
        try:
            made = walk(path)
        except RuntimeError as problem:
            print(f"{path.name}: not walked: {problem}")
            continue
        if made is None:
            continue
        forms += 1
        total += made.compared
        unlike += len(made.unlike)
        print(f"{path.name}: {made.compared.total():,} alike but {len(made.unlike)}")
        for difference in made.unlike[:5]:
            print("   ", *difference)
    print(
        f"{forms} forms, {total.total():,} comparisons {dict(total)}: {unlike} unlike"
    )


if __name__ == "__main__":
    main(sys.argv[1])
