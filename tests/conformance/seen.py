"""What the tables ask of Python's engine: judge.mjs in Python's words."""

from surveys.engine.instrument import Choice, Question, QuestionType
from surveys.engine.regex_matcher import matcher
from surveys.engine.tokens import ExpressionProblem
from surveys.engine.values import AnswerProblem, as_string, normalise


def fits(pattern, text):
    try:
        return matcher(pattern).fits(text)
    except ExpressionProblem:
        return "refused"


def judge_value(written, raw):
    """{stored, read} or {problem} of one typed value."""
    choices = tuple(
        Choice(choice["code"], {}, choice.get("state"))
        for choice in written.get("choices", ())
    )
    kind = QuestionType(written["type"])
    fields = {**written, "type": kind, "choices": choices}
    question = Question(name="q", label={}, **fields)
    read = as_string(question, raw)
    try:
        stored = normalise(question, raw)
    except AnswerProblem as problem:
        return {"problem": problem.code, "raw": read}
    return {"stored": stored, "read": as_string(question, stored), "raw": read}


def seen(journey, start=""):
    """Everything that a journey says; start: the step that next and back begin at."""
    instrument = journey.instrument
    keys = [
        key
        for question in instrument.questions()
        for key in journey.keys(question.name)
    ]
    filtered = [key for key in keys if instrument.question(key).choice_filter]
    following = journey.next_screen(start) if start else None
    before = journey.previous_screen(start) if start else None
    return {
        "path": [step.name for step in journey.screens()],
        "relevant": [key for key in keys if journey.is_relevant(key)],
        "read": [journey.read(key) for key in keys],
        "problems": [[p.question, p.code, [*p.params]] for p in journey.problems()],
        "unanswered": journey.unanswered(),
        "offered": {key: [c.code for c in journey.offered(key)] for key in filtered},
        "settled": journey.settled(set(keys[:9])),
        "stored": journey.stored(),
        "stopped": journey.stored(stopped=True),
        "said": journey.said_in_private(),
        "next": following.name if following else "",
        "previous": before.name if before else "",
    }
