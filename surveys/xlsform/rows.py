"""Rows of an XLSForm → choices and questions."""

import re
from dataclasses import replace

from surveys.engine.instrument import (
    STOP_OUTCOMES,
    Choice,
    Question,
    QuestionType,
)
from surveys.engine.translatable import sentence as _
from surveys.engine.values import AnswerProblem, normalise
from surveys.xlsform.default_expressions import is_expression
from surveys.xlsform.languages_and_texts import labels
from surveys.xlsform.parameters import read_parameters
from surveys.xlsform.state_marks import read_state, same_state_twice

SELECTS = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK)
TEXT_LENGTH = 2_000
SOFT = "daa::soft_constraint"
MEDIA = ("image", "audio")
REFERENCE = re.compile(r"\$\{([^}]*)\}")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
OR_OTHER = ("or_other", "or other", "or specify other")
OTHER = "other"
OTHER_LABELS = {"en": "Other", "fr": "Autre", "es": "Otro", "ar": "أخرى"}
SPECIFY_LABELS = {
    "en": "Specify other.",
    "fr": "Précisez.",
    "es": "Especifique.",
    "ar": "حدد.",
}
YES, NO = ("yes", "true", "true()", "1"), ("", "no", "false", "false()", "0")


def read_choices(rows, languages, default, filters, several):
    """({list name: choices}, problems). filters: the columns that filters use.

    several: lists of which several may be chosen; their codes hold no space.
    """
    lists, problems, again = {}, [], {}
    for row in rows:
        name, code = row.get("list_name"), row.get("name")
        if not name or not code:
            column = "name" if name else "list_name"
            message = _("%(column)s is empty", column=column)
            problems.append(row.problem(column, message, _("Fill it in.")))
            continue
        choices = lists.setdefault(name, {})
        if code in choices:
            again.setdefault(name, []).append(row)
        label, media = labels(row, "label", languages), media_of(row, languages)
        problems += _choice_problems(row, label.get(default) or media, name in several)
        label = label or {default: code}
        columns = {
            column_name: row.get(column_name)
            for column_name in sorted(filters)
            if row.get(column_name)
        }
        state, bad_marks = read_state(row)
        problems += [*bad_marks, *same_state_twice(row, choices, state)]
        lost = {
            language.tag: text
            for language in languages
            # pyxform takes no “::” on the choices sheet but in columns it knows.
            if (text := row.get(f"daa_lost_{language.tag}"))
        }
        choices[code] = Choice(code, label, state, columns, media, lost)
    problems += [_codes_again(name, rows) for name, rows in again.items()]
    return {name: tuple(choices.values()) for name, choices in lists.items()}, problems


def _codes_again(name, rows):
    """The problem of a list in which codes stand more than once, at the first row."""
    code = rows[0].get("name")
    more = len({row.get("name") for row in rows}) - 1
    message = _("“%(code)s” appears twice in the list “%(name)s”", code=code, name=name)
    if more:
        message = _(
            "“%(code)s” appears twice in the list “%(name)s”, and so do other codes"
            " (%(count)s)",
            code=code,
            name=name,
            count=more,
        )
    return rows[0].problem("name", message, _("Remove one or rename it."))


def _choice_problems(row, label, several):
    name, code = row.get("list_name"), row.get("name")
    if several and len(code.split()) > 1:
        message = _("“%(code)s” contains a space", code=code)
        yield row.problem("name", message, _("Write _ for the space."))
    if not label:
        yield row.problem(
            "label",
            _(
                "the choice “%(code)s” of the list “%(name)s” has no text in the"
                " default language",
                code=code,
                name=name,
            ),
            _("Write its label."),
        )


def media_of(row, languages):
    """Names of pictures and sounds in a label, by kind and language."""
    media = {
        kind: labels(row, f"media::{kind}", languages) or labels(row, kind, languages)
        for kind in MEDIA
    }
    return {kind: names for kind, names in media.items() if names}


def _moment(question, text):
    """The default of a dateTime as a cell of the type date and time is read."""
    moment = question.type == QuestionType.DATETIME
    return text.replace(" ", "T", 1) if moment else text


def named_in(text):
    """The names of all ${name} in a text."""
    return [name.strip() for name in REFERENCE.findall(text)]


class QuestionReader:
    """One row → one question; what is wrong goes to `problems`."""

    def __init__(self, lists, trees, languages, default):
        self.lists, self.trees = dict(lists), trees
        self.languages, self.default = languages, default
        self.problems = []

    def add_problem(self, row, column, message, remedy):
        self.problems.append(row.problem(column, message, remedy))

    def labels(self, row, column="label"):
        return labels(row, column, self.languages)

    def tree(self, row, column):
        return self.trees.get((row.number, column))

    def read(self, row, kind, rest, gates, repeats=()):
        """The question of a row. gates: relevance of the groups inside its screen."""
        label = self.labels(row)
        if kind == QuestionType.ACKNOWLEDGE and not label:
            label = {self.default: row.get("name")}
        spoken = kind not in (QuestionType.CALCULATE, QuestionType.HIDDEN)
        if spoken and not label.get(self.default):
            message = _("the question has no text in the default language")
            self.add_problem(row, "label", message, _("Write the question."))
        if kind == QuestionType.CALCULATE and not row.get("calculation"):
            message = _("the calculation is missing")
            self.add_problem(row, "calculation", message, _("Write the calculation."))
        question = Question(
            name=row.get("name"),
            type=kind,
            label=label,
            hint=self.labels(row, "hint"),
            guidance=self.labels(row, "guidance_hint"),
            **self._choices(row, kind, rest),
            choice_filter=self.tree(row, "choice_filter"),
            relevance=_all_of([*gates, self.tree(row, "relevant")]),
            constraint=self.tree(row, "constraint"),
            constraint_message=self.labels(row, "constraint_message"),
            soft_constraint=self.tree(row, SOFT),
            soft_message=self.labels(row, "daa::soft_message"),
            required=self._yes(row, "required"),
            required_message=self.labels(row, "required_message"),
            calculation=self.tree(row, "calculation"),
            trigger=tuple(named_in(row.get("trigger"))),
            parameters=self._parameters(row, kind),
            media=media_of(row, self.languages),
            repeats=repeats,
            appearance=row.get("appearance"),
            **self._marks(row, kind),
        )
        return self._with_default(row, question)

    def _marks(self, row, kind):
        """Our own columns. A person's own words are sealed unless said otherwise."""
        text = kind == QuestionType.TEXT
        typed = text and not row.get("calculation")
        sealed = self._yes(row, "daa::sealed") if row.get("daa::sealed") else typed
        return {
            "standards": tuple(row.get("daa::standards").split()),
            "sensitivity": self._level(row, "daa::sensitivity", 1, 4, 1),
            "distress": self._level(row, "daa::distress", 0, 2, 0),
            "core": self._yes(row, "daa::core"),
            "sealed": sealed,
            "observed": self._yes(row, "daa::observed"),
            "slot": row.get("daa::slot") or None,
            "outcome": self._outcome(row, kind),
            "max_length": TEXT_LENGTH if text else None,
        }

    def _parameters(self, row, kind):
        """“start=0 end=10 step=1”: the numbers of a range; other words are kept out."""
        numbers = {"start": 0.0, "end": 10.0, "step": 1.0}
        if kind != QuestionType.RANGE:
            return {}
        for name, text in read_parameters(row.get("parameters")).items():
            if name in numbers and _NUMBER.fullmatch(text):
                numbers[name] = float(text)
            elif name in numbers:
                message = _("“%(text)s” is not a number", text=f"{name}={text}")
                remedy = _("Write %(text)s.", text="start=0 end=10 step=1")
                self.add_problem(row, "parameters", message, remedy)
        if not numbers["step"]:
            message = _("the step of a range cannot be 0")
            self.add_problem(
                row, "parameters", message, _("Write %(text)s.", text="step=1")
            )
        return numbers

    def _choices(self, row, kind, rest):
        if kind not in SELECTS:
            return {}
        name, _space, more = rest.partition(" ")
        if more in OR_OTHER:
            return {"choices": self._with_other(name), "list_name": _other(name)}
        if more:
            message = _("“%(text)s” after the list is not understood", text=more)
            self.add_problem(
                row, "type", message, _("Add the choice to the list instead.")
            )
        if name not in self.lists:
            message = _("there is no list “%(name)s” on the choices sheet", name=name)
            self.add_problem(
                row, "type", message, _("Add the list or correct its name.")
            )
        return {"choices": self.lists.get(name, ()), "list_name": name}

    def _with_other(self, name):
        """The list with “Other” at its end, as or_other asks for."""
        choices = self.lists.get(name, ())
        if OTHER not in [choice.code for choice in choices]:
            label = {
                language.tag: OTHER_LABELS.get(language.tag, "Other")
                for language in self.languages
            }
            choices = (*choices, Choice(OTHER, label))
        self.lists[_other(name)] = choices
        return choices

    def specify(self, row, question):
        """The text question that or_other adds after its select."""
        name = question.name
        many = question.type == QuestionType.SELECT_MULTIPLE
        test = ["call", "selected", [["ref", name], ["str", OTHER]]]
        return Question(
            name=f"{name}_other",
            type=QuestionType.TEXT,
            label={
                language.tag: SPECIFY_LABELS.get(language.tag, "Specify other.")
                for language in self.languages
            },
            relevance=test if many else ["=", ["ref", name], ["str", OTHER]],
            sealed=True,
            sensitivity=question.sensitivity,
            repeats=question.repeats,
            max_length=TEXT_LENGTH,
        )

    def _with_default(self, row, question):
        """The question with its default: an answer, or an expression for one."""
        text, tree = row.get("default"), self.tree(row, "default")
        if tree:
            return replace(question, default_expression=tree)
        if not text or is_expression(row):  # which has a problem of its own
            return question
        try:
            default = normalise(question, _moment(question, text))
        except AnswerProblem:
            self.add_problem(
                row,
                "default",
                _(
                    "“%(text)s” is not an answer to “%(name)s”",
                    text=text,
                    name=question.name,
                ),
                _("Write one answer that the question takes, or an expression for it."),
            )
            return question
        return replace(question, default=default)

    def _level(self, row, column, low, high, default):
        text = row.get(column)
        if not text:
            return default
        if text in [str(level) for level in range(low, high + 1)]:
            return int(text)
        message = _("“%(text)s” is not a level", text=text[:40])
        remedy = _("Write a number from %(low)s to %(high)s.", low=low, high=high)
        self.add_problem(row, column, message, remedy)
        return default

    def _outcome(self, row, kind):
        """What an interview counts as once this note is shown; "" for most notes."""
        outcome = row.get("daa::outcome")
        if outcome and kind != QuestionType.NOTE:
            message = _("only a note stops an interview")
            self.add_problem(row, "daa::outcome", message, _("Leave the cell empty."))
        elif outcome and outcome not in STOP_OUTCOMES:
            message = _("“%(text)s” is not an outcome", text=outcome[:40])
            remedy = _("Write one of: %(names)s.", names=", ".join(STOP_OUTCOMES))
            self.add_problem(row, "daa::outcome", message, remedy)
        return outcome

    def _yes(self, row, column):
        text = row.get(column).lower()
        if text not in YES + NO:
            message = _("“%(text)s” is neither yes nor no", text=text[:40])
            self.add_problem(row, column, message, _("Write yes, or leave it empty."))
        return text in YES


def _other(name):
    return f"{name} or_other"


def _all_of(trees):
    """One tree that is true when all are; None when there is none."""
    conjunction = None
    for tree in trees:
        if tree:
            conjunction = ["and", conjunction, tree] if conjunction else tree
    return conjunction
