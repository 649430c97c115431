"""One screen of an instrument as a Django form: what was posted → answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from surveys.engine.instrument import QuestionType
from surveys.engine.journey import REASON, REASONS
from surveys.engine.values import AnswerProblem, ReservedState, normalise, plain_number
from surveys.instruments.answer_labels import in_language, problem_text
from surveys.interviews.answers_in_texts import AnswersInTexts
from surveys.interviews.date_parts import boxes_of, date_of
from surveys.interviews.identity_rules import identifying_problems

STATE_PREFIX = "state:"
ON_PAGE = ":on-page"  # the questions that a page shows, by key
ABOUT = ":about"  # the answer that a reason was asked about
STATES = frozenset(
    f"{STATE_PREFIX}{state}" for state in ReservedState
)  # as a form posts them
SEVERAL = (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)


class Posted(forms.Widget):
    """All values posted under one name; pages are rendered by our own template."""

    def value_from_datadict(self, data, files, name):
        if isinstance(data, MultiValueDict):
            return data.getlist(name)
        value = data.get(name, [])
        return value if isinstance(value, list) else [value]


class AnswerField(forms.Field):
    """Turns posted strings into a stored answer, or raises a sentence about them."""

    widget = Posted

    def __init__(self, question):
        super().__init__(required=False)
        self.question = question

    def clean(self, value):
        posted = [str(text) for text in value]
        states = [text for text in posted if text in STATES]
        boxes = [text for text in posted if text not in STATES]
        answers = [text for text in boxes if text.strip()]
        if (states and answers) or len(states) > 1:
            raise self._problem("both", {})
        if states:
            return {"state": states[0].removeprefix(STATE_PREFIX)}
        if not answers:
            return None
        try:
            return normalise(self.question, self._raw(boxes, answers))
        except AnswerProblem as problem:
            raise self._problem(problem.code, problem.params) from problem

    def _raw(self, boxes, answers):
        if self.question.type == QuestionType.DATE:
            return date_of(boxes)
        return answers if self.question.type in SEVERAL else answers[0]

    def _problem(self, code, params):
        return ValidationError(problem_text(code, params, self.question), code=code)


class ReasonField(forms.Field):
    """The reason why an unlikely answer is right, or none."""

    widget = Posted

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        reasons = [str(text) for text in value if str(text).strip()]
        if not reasons:
            return None
        if reasons[0] not in REASONS:
            raise ValidationError(
                _("Choose one of the reasons."), code="unknown_choice"
            )
        return reasons[0]


class ScreenForm(forms.Form):
    """The questions of one step that are asked now; fields are named by key.

    instrument: the compiled one; step: the screen with its instances; answers: the
    document so far, with which the journey is derived again after this screen's are
    put in. soft: sentences about unlikely answers, which may stay with a reason.
    theirs: only what is meant for the person, who reads the screen.
    """

    def __init__(
        self,
        *args,
        instrument,
        step,
        draft,
        answers,
        journey_for,
        theirs=False,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.theirs = theirs
        self.instrument, self.step, self.draft = instrument, step, draft
        self.language = draft.language
        self.answers, self.journey_for = answers, journey_for
        self.journey = journey_for(answers)
        self.soft, self.went = {}, {}
        self.questions = self._asked()
        there = self._on_page()
        for question in step.questions:
            key = step.key(question)
            if key in there and self._may_be_shown(question) and question.answerable:
                self.fields[key] = AnswerField(question)
                if question.soft_constraint:
                    self.fields[key + REASON] = ReasonField()

    def _asked(self):
        """The questions that the answers ask for, with those of this screen."""
        return [
            question
            for question in self.step.questions
            if self._may_be_shown(question)
            and self.journey.is_relevant(self.step.key(question))
        ]

    def _may_be_shown(self, question):
        if question.type in (QuestionType.CALCULATE, QuestionType.HIDDEN):
            return False
        if question.name == self.instrument.modules_question:
            return False
        return not (self.theirs and question.observed)  # nothing for the interviewer

    def _on_page(self):
        """Keys of the questions on the page, as it says itself, and of all it sends.

        They are not always those asked by what is stored: an answer on the screen may
        have asked for others, or for less. What was not on the page is left as it is.
        """
        asked = {self.step.key(question) for question in self.questions}
        if not self.is_bound:
            return asked
        return {*(self.data.getlist(ON_PAGE) or asked), *self.data}

    def kept(self):
        """(name, text) of what was typed in questions that are not asked any more."""
        if not self.is_bound:
            return []
        asked = {self.step.key(question) for question in self.questions}
        gone = [name for name in self.fields if name.removesuffix(REASON) not in asked]
        return [(name, text) for name in gone for text in self.data.getlist(name)]

    def is_valid(self):
        return super().is_valid() and not self.soft

    def clean(self):
        self._drop_reasons_of_other_answers()
        self.journey = self.journey_for(self.answers | self.accepted())
        self.questions = self._asked()
        self._raw_of_what_went()
        problems = self.journey.problems(self.step)
        for problem in [*problems, *identifying_problems(self.journey, self.step)]:
            key = problem.question
            if key not in self.fields or key in self.errors:
                continue
            question = self.instrument.question(key)
            own = AnswersInTexts.around(self.journey, key).plain(
                *in_language(
                    problem.message, self.language, self.instrument.default_language
                )
            )
            text = problem_text(problem.code, problem.params, question, own)
            if problem.soft:
                self.soft[key] = text
            else:
                self.add_error(key, ValidationError(text, code=problem.code))
        return self.cleaned_data

    def _raw_of_what_went(self):
        """A mistake in a question that is not asked any more stops nobody."""
        asked = {self.step.key(question) for question in self.questions}
        gone = [name for name in self.errors if name.removesuffix(REASON) not in asked]
        self.went = {name: self.data.getlist(name) for name in gone}
        for name in gone:
            del self.errors[name]

    def _drop_reasons_of_other_answers(self):
        """A reason holds for the answer that it was given about, and for no other."""
        for name in [field for field in self.fields if field.endswith(REASON)]:
            typed = self.data.getlist(name.removesuffix(REASON))
            about = self.data.get(name.removesuffix(REASON) + ABOUT)
            if about is None or [about] != [text for text in typed if text.strip()]:
                self.cleaned_data[name] = None

    def accepted(self):
        """Answers that can be stored; a blank takes a stored answer away."""
        return {name: self.cleaned_data.get(name) for name in self.cleaned_data}

    def unchecked(self):
        """Raw text of the fields with a problem, so that leaving loses nothing."""
        self.full_clean()
        posted = {n: self.data.getlist(n) for n in self.errors if n in self.fields}
        posted |= self.went
        return {n: raw for n, raw in posted.items() if any(map(str.strip, raw))}

    def current(self, key) -> list[str]:
        """What a field shows: what was just posted, else what is stored."""
        question = None if key.endswith(REASON) else self.instrument.question(key)
        if self.is_bound and key in self.fields:
            return [str(v) for v in self.data.getlist(key)]
        return as_posted(self.answers.get(key), question)


def with_rank_tap(posted):
    """What was posted; a tap on a rank puts its choice last or takes it out."""
    word, _colon, detail = posted.get("go", "").partition(":")
    if word not in ("place", "unplace"):
        return posted
    key, _colon, code = detail.rpartition(":")
    posted = posted.copy()
    placed = [other for other in posted.getlist(key) if other != code]
    posted.setlist(key, [*placed, code] if word == "place" else placed)
    return posted


def as_posted(value, question=None) -> list[str]:
    """A stored value as the strings a browser would post."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [f"{STATE_PREFIX}{value['state']}"]
    if isinstance(value, list):
        return [str(code) for code in value]
    if question is not None and question.type == QuestionType.DATE:
        return boxes_of(str(value), question.appearance)
    return [plain_number(value) if isinstance(value, float) else str(value)]
