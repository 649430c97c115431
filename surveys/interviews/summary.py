"""What the section list and the check pages show of an open interview."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.engine.instrument import split_key
from surveys.engine.journey import REASON
from surveys.engine.values import ReservedState, is_state
from surveys.instruments import versions
from surveys.instruments.answer_labels import (
    IDENTIFYING,
    REASON_LABELS,
    as_text,
    in_language,
    own_name,
    problem_text,
)
from surveys.instruments.markup import plain
from surveys.interviews import drafts, identity_rules
from surveys.interviews.answers_in_texts import AnswersInTexts, without_answers

LEFT_OUT = {"state": str(ReservedState.NOT_REACHED)}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One row of the section list. first: screen to open, None when closed."""

    name: str
    label: str
    first: str | None
    answered: int
    questions: int
    problems: int
    agreed: bool
    left_out: bool

    @property
    def status(self):
        if self.first is None:
            return (
                _("Not asked: it does not concern this person")
                if self.agreed
                else _("Cannot start yet")
            )
        if self.problems:
            return _("There is a problem")
        if self.answered == 0:
            return _("Not yet started")
        if self.answered < self.questions:
            return _("In progress")
        return _("Questions left out") if self.left_out else _("Completed")

    @property
    def complete(self):
        return self.first is not None and self.answered >= self.questions


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of a check page: question, answer as text, where to change it."""

    name: str
    label: str
    language: str
    answer: str
    screen: str
    problem: str
    only_missing: bool
    notice: str = ""


def _read(draft):
    instrument = versions.instrument_of(draft.version)
    answers, unchecked = drafts.read_draft(draft)
    journey = drafts.journey_for(draft, answers)
    return instrument, answers, unchecked, journey


def sections_of(draft):
    """Every section in order, with its state."""
    instrument, answers, unchecked, journey = _read(draft)
    problems = [*journey.problems(), *identity_rules.identifying_problems(journey)]
    wrong = {p.question for p in problems if p.code != "required"}
    return [
        _line(section, instrument, answers, wrong | set(unchecked), journey, draft)
        for section in instrument.sections
    ]


def untranslated(draft):
    """(name of the second language, questions without its text, questions) or None."""
    instrument = versions.instrument_of(draft.version)
    names = {language.tag: own_name(language) for language in instrument.languages}
    if draft.second_language not in names:
        return None
    spoken = [question for question in instrument.questions() if question.label]
    bare = [q for q in spoken if not q.label.get(draft.second_language)]
    return names[draft.second_language], len(bare), len(spoken)


def _line(section, instrument, answers, wrong, journey, draft):
    screens = journey.section_screens(section.name)
    names = [key for step in screens for key in asked_at(step, journey)]
    open_first = [s for s in screens if set(asked_at(s, journey)) - set(answers)]
    start = (open_first or screens)[0].name if screens else None
    return SectionLine(
        name=section.name,
        label=AnswersInTexts(journey).plain(
            *in_language(section.label, draft.language, instrument.default_language)
        ),
        first=start,
        answered=sum(1 for name in names if name in answers),
        questions=len(names),
        problems=sum(1 for name in names if name in wrong),
        agreed=not instrument.has_respondent or answers.get("x_consent") == "yes",
        left_out=any(answers.get(name) == LEFT_OUT for name in names),
    )


def asked_at(step, journey):
    """The keys that a step asks for; a roster asks how many there are."""
    return [step.roster] if step.roster else journey.asked_on(step)


def summary_of(draft, section):
    """The questions asked in a section, each with its answer or its problem."""
    instrument, answers, unchecked, journey = _read(draft)
    problems = {p.question: p for p in identity_rules.identifying_problems(journey)}
    problems |= {p.question: p for p in journey.problems()}
    rows = []
    for step in journey.section_screens(section):
        if step.roster:
            rows.append(_roster_row(instrument, step, journey, answers, draft.language))
            continue
        named = identity_rules.possible_names(journey, step)
        for key in journey.asked_on(step):
            row = _row(journey, key, step, unchecked, problems, draft.language)
            notice = str(IDENTIFYING["name"]) if key in named else ""
            rows.append(replace(row, notice=notice))
    return rows


def _roster_row(instrument, step, journey, answers, language):
    label, spoken = in_language(step.label, language, instrument.default_language)
    said = AnswersInTexts(journey, step.screen.repeats, step.instance)
    closed = step.roster in answers
    count = journey.count_of(step.screen.roster, step.instance)
    return CheckRow(
        name=step.roster,
        label=_numbered(said.plain(label, spoken), step.instance),
        language=spoken,
        answer=str(count) if closed else "",
        screen=step.name,
        problem="" if closed else _("Not answered yet"),
        only_missing=True,
    )


def _numbered(label, instance):
    """“Age (2)”: which instance a line is about."""
    return f"{label} ({', '.join(map(str, instance))})" if instance else label


@dataclass(frozen=True, slots=True)
class InstanceLine:
    """One instance in the list of a repeat."""

    place: int
    summary: str
    first: str | None
    complete: bool


def instances_of(draft, instrument, journey, roster):
    """The instances that a roster lists, each by its first answers."""
    repeat, lines = roster.screen.roster, []
    for place in range(1, journey.count_of(repeat, roster.instance) + 1):
        instance = (*roster.instance, place)
        steps = [
            step
            for step in journey.screens()
            if step.instance[: len(instance)] == instance
            and step.screen.repeats[: len(instance)][-1:] == (repeat,)
        ]
        keys = [key for step in steps for key in asked_at(step, journey)]
        answered = [
            key
            for key in keys
            if key in journey.answers and instrument.has(split_key(key)[0])
        ]
        texts = [
            as_text(
                journey.answers[key],
                instrument.question(key),
                draft.language,
                instrument.default_language,
            )
            for key in answered[:3]
        ]
        lines.append(
            InstanceLine(
                place=place,
                summary=" · ".join(texts),
                first=steps[0].name if steps else None,
                complete=all(key in journey.answers for key in keys),
            )
        )
    return lines


def _row(journey, name, screen, unchecked, problems, language):
    instrument, answers = journey.instrument, journey.answers
    question, default = instrument.question(name), instrument.default_language
    said = AnswersInTexts.around(journey, name)
    label, spoken = in_language(question.label, language, default)
    label = _numbered(said.plain(plain(label), spoken), screen.instance)
    answer = ""
    if name in answers:
        answer = as_text(answers[name], question, language, default)
        answer = without_answers(answer)
    return CheckRow(
        name=name,
        label=label,
        language=spoken,
        answer=", ".join(unchecked[name]) if name in unchecked else answer,
        screen=screen.name,
        problem=_problem(journey, name, unchecked, problems, language),
        only_missing=name not in unchecked
        and (name not in problems or problems[name].code in ("required", "unlikely")),
    )


def _problem(journey, name, unchecked, problems, language):
    if name in unchecked:
        return _("This answer needs correcting.")
    if name not in problems:
        return ""
    problem = problems[name]
    if problem.code == "required":
        return _("Not answered yet")
    instrument = journey.instrument
    said = in_language(problem.message or {}, language, instrument.default_language)
    own = AnswersInTexts.around(journey, name).plain(*said)
    return problem_text(problem.code, problem.params, instrument.question(name), own)


def coded_rows(interview, instrument):
    """(question, answer, whether it is a state) of a stored interview, in order."""
    language, default = get_language(), instrument.default_language
    for key, value in interview.answers.items():
        if not instrument.has(split_key(key)[0]):
            continue
        question, instance = instrument.question(key), split_key(key)[1]
        label = (
            plain(in_language(question.label, language, default)[0]) or question.name
        )
        text = as_text(value, question, language, default)
        reason = interview.answers.get(key + REASON)
        if reason in REASON_LABELS:
            text = f"{text} ({REASON_LABELS[reason]})"
        yield _numbered(label, instance), text, is_state(value)
