"""What the section list and the check pages show of an open interview."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import services
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from surveys.forms import as_text, problem_text, said

SILENT = (QuestionType.NOTE, QuestionType.CALCULATE, QuestionType.HIDDEN)


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One row of the section list. first: screen to open, None when closed."""

    name: str
    label: str
    first: str | None
    answered: int
    asked: int
    problems: int
    agreed: bool

    @property
    def status(self):
        if self.first is None:
            return (
                _("Not asked of this person") if self.agreed else _("Cannot start yet")
            )
        if self.problems:
            return _("There is a problem")
        if self.answered == 0:
            return _("Not yet started")
        return _("Completed") if self.answered >= self.asked else _("In progress")

    @property
    def complete(self):
        return self.first is not None and self.answered >= self.asked


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a check page: question, answer as text, where to change it."""

    name: str
    label: str
    language: str
    answer: str
    screen: str
    problem: str
    only_missing: bool


def _read(draft):
    asked = services.instrument_of(draft.version)
    answers, unchecked = services.read_draft(draft)
    journey = Journey(asked, answers, today=timezone.localdate())
    return asked, answers, unchecked, journey


def sections_of(draft):
    """Every section in order, with its state."""
    asked, answers, unchecked, journey = _read(draft)
    wrong = {p.question for p in journey.problems() if p.code != "required"}
    return [
        _line(section, asked, answers, wrong | set(unchecked), journey, draft)
        for section in asked.sections
    ]


def _line(section, asked, answers, wrong, journey, draft):
    screens = list(journey.section_screens(section.name))
    names = _asked_names(screens, journey)
    open_first = [s for s in screens if set(_asked_names([s], journey)) - set(answers)]
    start = (open_first or screens)[0].name if screens else None
    return SectionLine(
        name=section.name,
        label=said(section.label, draft.language, asked.default_language)[0],
        first=start,
        answered=sum(1 for name in names if name in answers),
        asked=len(names),
        problems=sum(1 for name in names if name in wrong),
        agreed=answers.get("x_consent") == "yes",
    )


def _asked_names(screens, journey):
    return [
        question.name
        for screen in screens
        for question in screen.questions
        if question.type not in SILENT and journey.is_relevant(question.name)
    ]


def summary_of(draft, section):
    """The questions asked in a section, each with its answer or its problem."""
    asked, answers, unchecked, journey = _read(draft)
    problems = {p.question: p for p in journey.problems()}
    rows = []
    for screen in journey.section_screens(section):
        for name in _asked_names([screen], journey):
            rows.append(
                _row(asked, name, screen, answers, unchecked, problems, draft.language)
            )
    return rows


def _row(asked, name, screen, answers, unchecked, problems, language):
    question, default = asked.question(name), asked.default_language
    label, spoken = said(question.label, language, default)
    answer = ""
    if name in answers:
        answer = as_text(answers[name], question, language, default)
    return Row(
        name=name,
        label=label,
        language=spoken,
        answer=", ".join(unchecked[name]) if name in unchecked else answer,
        screen=screen.name,
        problem=_problem(question, name, unchecked, problems, language, default),
        only_missing=name not in unchecked
        and (name not in problems or problems[name].code == "required"),
    )


def _problem(question, name, unchecked, problems, language, default):
    if name in unchecked:
        return _("This answer was typed but could not be accepted yet.")
    if name not in problems:
        return ""
    found = problems[name]
    if found.code == "required":
        return _("Not answered yet")
    own = said(found.message or {}, language, default)[0]
    return problem_text(found.code, found.params, question, own)
