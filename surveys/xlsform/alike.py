"""Many problems of one kind become one problem with a count."""

from dataclasses import replace

from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _

MOST_ALIKE = 20
FIRST_ROWS = 8


def fold(problems):
    """The problems, of which more than 20 alike are told as one, at the first row."""
    alike = {}
    for problem in problems:
        kind = problem.sheet, problem.column, _template(problem.message)
        alike.setdefault(kind, []).append(problem)
    for same in alike.values():
        if len(same) > MOST_ALIKE:
            yield _folded(same)
        else:
            yield from same


def _folded(problems):
    rows = list(dict.fromkeys(problem.row for problem in problems))
    return replace(
        problems[0],
        message=_(
            "%(problem)s. There are %(count)s problems like this, the first in the rows"
            " %(rows)s",
            problem=problems[0].message,
            count=len(problems),
            rows=", ".join(map(str, rows[:FIRST_ROWS])),
        ),
    )


def _template(text):
    """What a sentence was made from, without its values."""
    if not isinstance(text, Sentence):
        return text
    inner = [_template(v) for v in text.values.values() if isinstance(v, Sentence)]
    return text.template, *inner
