"""One screen of an instrument as a Django form, and the words for its problems."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveys.engine.instrument import QuestionType
from surveys.engine.values import AnswerProblem, State, is_state, normalise

STATE_PREFIX = "state:"
OFFERED_STATES = (State.DOES_NOT_KNOW, State.REFUSED)
STATE_LABELS = {
    State.DOES_NOT_KNOW: gettext_lazy("Don’t know"),
    State.REFUSED: gettext_lazy("Prefer not to answer"),
    State.NOT_ASKED_PRIVACY: gettext_lazy("Not asked: others could hear"),
    State.NOT_APPLICABLE: gettext_lazy("Does not apply"),
    State.NOT_REACHED: gettext_lazy("Not reached"),
}
ORGANISATIONS = "[organisations]"  # the consent script names who asks
COMMON_BLOCK = "x_"  # filled by the interviewer; a safeguard is never skipped
TEXT_LENGTH = 2_000


def said(labels, language, default):
    """(text, language) of a label, in the language asked for where there is one."""
    if labels.get(language):
        return labels[language], language
    return labels.get(default, ""), default


def own_name(language):
    """The name of a language in that language, as its speakers look for it."""
    try:
        return get_language_info(language.tag)["name_local"].capitalize()
    except KeyError:
        return language.name


def required_text(question):
    """What to do about a question without an answer; a safeguard has no way round."""
    if question.name.startswith(COMMON_BLOCK):
        return _("Choose an answer.")
    if question.choices:
        return _("Choose an answer, or choose Don’t know or Prefer not to answer.")
    return _("Write an answer, or choose Don’t know or Prefer not to answer.")


def problem_text(code, params, question, labels=()):
    """One sentence: what is wrong and what to do. labels: the instrument's own."""
    if code == "constraint" and labels:
        return labels
    name = question.name
    match code:
        case "required":
            return required_text(question)
        case "unknown_choice":
            return _("“%(value)s” is not one of the answers. Choose from the list.") % {
                "value": str(params.get("value", ""))[:40]
            }
        case "not_a_number" | "not_an_integer":
            return _("Write the answer in digits, such as 12.")
        case "out_of_range":
            return _("The number must be between %(low)s and %(high)s.") % {
                "low": params.get("minimum", params.get("low", "0")),
                "high": params.get("maximum", params.get("high", "")),
            }
        case "too_long":
            limit = int(params.get("limit", params.get("maximum", TEXT_LENGTH)))
            return ngettext(
                "Shorten the text to %(limit)d character.",
                "Shorten the text to %(limit)d characters.",
                limit,
            ) % {"limit": limit}
        case "nul" | "control_character":
            return _("The text holds a character that cannot be kept. Write it again.")
        case "not_a_date":
            return _("Write a real date as day, month and year.")
        case "both":
            return _("Give an answer or one of the last options, not both.")
    return _("This answer does not fit the question %(name)s. Look at it again.") % {
        "name": name
    }


class Posted(forms.Widget):
    """All values posted under one name; pages are rendered by our own template."""

    def value_from_datadict(self, data, files, name):
        if isinstance(data, MultiValueDict):
            return data.getlist(name)
        value = data.get(name, [])
        return value if isinstance(value, list) else [value]


class AnswerField(forms.Field):
    """Posted strings → the value of an answer document, or a sentence."""

    widget = Posted

    def __init__(self, question):
        super().__init__(required=False)
        self.question = question

    def clean(self, value):
        posted = [str(one) for one in value if str(one).strip()]
        states = [one for one in posted if one.startswith(STATE_PREFIX)]
        answers = [one for one in posted if not one.startswith(STATE_PREFIX)]
        if (states and answers) or len(states) > 1:
            raise self._problem("both", {})
        if states:
            return self._state(states[0].removeprefix(STATE_PREFIX))
        if not answers:
            return None
        many = self.question.type == QuestionType.SELECT_MULTIPLE
        try:
            return normalise(self.question, answers if many else answers[0])
        except AnswerProblem as problem:
            raise self._problem(problem.code, problem.params) from problem

    def _state(self, word):
        if word not in set(State):
            raise self._problem("unknown_choice", {"value": word})
        return {"state": word}

    def _problem(self, code, params):
        return ValidationError(problem_text(code, params, self.question), code=code)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    language: str
    checked: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What the question template shows."""

    name: str
    kind: str
    label: str
    language: str
    hint: str
    note: bool
    options: list[Option]
    states: list[Option]
    text: str
    max_length: int
    problem: str
    distress: int
    sensitivity: int
    observed: bool

    @property
    def multiple(self):
        return self.kind == QuestionType.SELECT_MULTIPLE


class ScreenForm(forms.Form):
    """The questions of one screen that are asked now.

    asked: the compiled instrument; draft: the open interview; answers: its document
    so far, with which the journey is derived again after this screen's are put in.
    """

    def __init__(self, *args, asked, screen, draft, answers, journey_for, **kwargs):
        super().__init__(*args, **kwargs)
        language, self.organisation = draft.language, draft.organisation.name
        self.asked, self.screen, self.language = asked, screen, language
        self.answers, self.journey_for = answers, journey_for
        self.journey = journey_for(answers)
        self.questions = [q for q in screen.questions if self._shown(q)]
        for question in self.questions:
            if question.type != QuestionType.NOTE:
                self.fields[question.name] = AnswerField(question)

    def _shown(self, question):
        """Asked now; one that an answer of this screen opens is shown after saving."""
        if question.type in (QuestionType.CALCULATE, QuestionType.HIDDEN):
            return False
        return self.journey.is_relevant(question.name)

    def clean(self):
        accepted = self.accepted()
        journey = self.journey_for(self.answers | accepted)
        for problem in journey.problems(self.screen):
            if problem.question in self.fields and problem.question not in self.errors:
                question = self.asked.question(problem.question)
                own = said(
                    problem.message or {}, self.language, self.asked.default_language
                )[0]
                self.add_error(
                    problem.question,
                    ValidationError(
                        problem_text(problem.code, problem.params, question, own),
                        code=problem.code,
                    ),
                )
        return self.cleaned_data

    def accepted(self):
        """Answers that can be stored; a blank takes a stored answer away."""
        return {name: self.cleaned_data.get(name) for name in self.cleaned_data}

    def unchecked(self):
        """Raw text of the fields with a problem, so that leaving loses nothing."""
        self.full_clean()
        return {
            name: raw
            for name in self.errors
            if name in self.fields
            and (raw := [v for v in self.data.getlist(name) if v.strip()])
        }

    def shown(self):
        return [self._asked_question(question) for question in self.questions]

    def _asked_question(self, question):
        posted = self._current(question)
        label, language = said(
            question.label, self.language, self.asked.default_language
        )
        label = label.replace(ORGANISATIONS, self.organisation)
        hint, _language = said(
            question.hint, self.language, self.asked.default_language
        )
        problems = self.errors.get(question.name) if self.is_bound else None
        plain = [v for v in posted if not v.startswith(STATE_PREFIX)]
        return AskedQuestion(
            name=question.name,
            kind=str(question.type),
            label=label,
            language=language,
            hint=hint,
            note=question.type == QuestionType.NOTE,
            options=[
                self._option(choice.code, choice.label, posted)
                for choice in self.journey.offered(question.name)
                if choice.state is None
            ],
            states=self._states(question, posted),
            text=plain[0] if plain else "",
            max_length=question.max_length or TEXT_LENGTH,
            problem=problems[0] if problems else "",
            distress=question.distress,
            sensitivity=question.sensitivity,
            observed=question.observed,
        )

    def _option(self, value, labels, posted):
        label, language = said(labels, self.language, self.asked.default_language)
        return Option(value, label, language, value in posted)

    def _states(self, question, posted):
        if question.name.startswith(COMMON_BLOCK):
            return []
        own = {choice.state: choice for choice in question.choices if choice.state}
        offered = []
        for state in dict.fromkeys([*OFFERED_STATES, *own]):
            value = f"{STATE_PREFIX}{state}"
            if state in own:
                offered.append(self._option(value, own[state].label, posted))
            else:
                label = str(STATE_LABELS[State(state)])
                offered.append(Option(value, label, "", value in posted))
        return offered

    def _current(self, question) -> list[str]:
        """What the field shows: what was just posted, else what is stored."""
        if self.is_bound:
            return [str(v) for v in self.data.getlist(question.name)]
        return as_posted(self.answers.get(question.name))


def as_posted(value: Any) -> list[str]:
    """A stored value as the strings a browser would post."""
    if value is None:
        return []
    if is_state(value):
        return [f"{STATE_PREFIX}{value['state']}"]
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)]


def as_text(value: Any, question, language, default) -> str:
    """A stored value as a person reads it on a check page."""
    if is_state(value):
        own = {c.state: c for c in question.choices if c.state}
        state = State(value["state"])
        if state in own:
            return said(own[state].label, language, default)[0]
        return str(STATE_LABELS[state])
    labels = {c.code: said(c.label, language, default)[0] for c in question.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(code, code) for code in value)
    return labels.get(str(value), str(value))
