"""Forms that make an indicator from a question, from a number or from an expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.frames.closed_questions import answer_codes, closed_questions
from assessment.models import Direction, Indicator, Standard, Statistic
from assessment.models.standards import Unit
from assessment.presentation import number_texts
from assessment.presentation.code_labels import choice_name, text_of
from assessment.standards.own_indicators import check_expression, versions_of
from surveys.engine.instrument import Question, QuestionType
from surveys.exceptions import Refused
from surveys.form_page import text
from surveys.instruments.versions import instrument_of
from surveys.models import Instrument, Round

NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE)
COUNTS, NOT, OUT = "yes", "no", "out"
ANSWERS = (
    (COUNTS, gettext_lazy("Counts")),
    (NOT, gettext_lazy("Does not count")),
    (OUT, gettext_lazy("Left out of the base")),
)
MEAN = "mean"
AT_LEAST, AT_MOST = Direction.AT_LEAST.value, Direction.AT_MOST.value
NO_TARGET = "none"
LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a figure is made of: a question of an instrument, or an expression."""

    instrument: Instrument
    question: Question | None

    @property
    def key(self) -> str:
        name = f"/{self.question.name}" if self.question else ""
        return f"{self.instrument.code}{name}"

    @property
    def label(self) -> str:
        if self.question is None:
            return _("An expression")
        return f"{text_of(self.question.label)} ({self.question.name})"


def choices_of(round: Round) -> dict[str, list[Chosen]]:
    """Name of an instrument → its questions with choices or a number, as the newest
    version asks them, and an expression."""
    names: dict[str, str] = {}
    expressions: dict[str, Chosen] = {}
    groups: dict[str, dict[str, Chosen]] = {}
    for version in versions_of(round):
        instrument, compiled = version.instrument, instrument_of(version)
        title = f"{text_of(compiled.title)} ({instrument.code})"
        names.setdefault(instrument.code, title)
        group = groups.setdefault(instrument.code, {})
        closed = {question.name for question in closed_questions(compiled)}
        for question in compiled.questions():
            usable = question.name in closed or question.type in NUMBERS
            if usable and not question.repeats:
                group.setdefault(question.name, Chosen(instrument, question))
        expressions.setdefault(instrument.code, Chosen(instrument, None))
    return {
        names[code]: [*group.values(), expressions[code]]
        for code, group in groups.items()
    }


def chosen_of(round: Round, key: str) -> Chosen | None:
    for group in choices_of(round).values():
        for chosen in group:
            if chosen.key == key:
                return chosen
    return None


class IndicatorForm(forms.Form):
    """Of whom, target, standard and name; what counts is in the classes below."""

    only = forms.CharField(
        label=gettext_lazy("Only people for whom this is true"),
        help_text=gettext_lazy(
            "Leave it empty for everybody who was asked the question. Else an"
            " expression, for example ${m_gender} = 'woman'."
        ),
        max_length=1000,
        required=False,
    )
    target_is = forms.ChoiceField(
        label=gettext_lazy("Target"),
        choices=[
            (NO_TARGET, gettext_lazy("None: only report the figure")),
            (AT_LEAST, gettext_lazy("At least")),
            (AT_MOST, gettext_lazy("At most")),
        ],
        initial=NO_TARGET,
        widget=forms.RadioSelect,
    )
    target = forms.FloatField(
        label=gettext_lazy("Target: how many"),
        help_text=gettext_lazy("In 100 people, or the average number itself."),
        min_value=0,
        max_value=LIMIT,
        required=False,
        error_messages={"invalid": gettext_lazy("Type a number.")},
    )
    standard = forms.ModelChoiceField(
        Standard.objects.all(),
        label=gettext_lazy("Standard it belongs to"),
        empty_label=gettext_lazy("None"),
        required=False,
    )
    label_en = text(
        gettext_lazy("Its name in English"),
        200,
        help_text=gettext_lazy(
            "It continues a sentence: “23 in 100 people …”. For example: had a lawyer"
            " that they could afford."
        ),
    )
    label_fr = text(
        gettext_lazy("Its name in French"),
        200,
        help_text=gettext_lazy(
            "For example: ont eu un avocat qu’elles pouvaient payer."
        ),
    )

    def __init__(self, round: Round, chosen: Chosen, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.round, self.chosen = round, chosen
        names = list(self.fields)
        self.add_answers()
        self.order_fields([name for name in self.fields if name not in names] + names)

    def add_answers(self) -> None:
        """Fields that say which answers count."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_target(cleaned)
        if not self.errors:
            self._check_expressions()
        if not self.errors:
            self._check_answers()
        if not self.errors:
            for expression in self.expressions():
                self._check(None, expression)
        return cleaned

    def _check_answers(self) -> None:
        """What is wrong with the answers that count, as errors of the form."""

    def _check_target(self, cleaned: dict[str, Any]) -> None:
        wanted, target = cleaned.get("target_is"), cleaned.get("target")
        if wanted in (AT_LEAST, AT_MOST) and "target" not in self.errors:
            if target is None:
                self.add_error("target", _("Type the number of the target."))
            elif self._statistic(cleaned) == Statistic.PROPORTION and target > 100:
                self.add_error("target", _("Type a number from 0 to 100."))

    def _check_expressions(self) -> None:
        if self.cleaned_data.get("only"):
            self._check("only", self.cleaned_data["only"])

    def _check(self, name: str | None, expression: str) -> None:
        try:
            check_expression(expression, self.round, self.chosen.instrument)
        except Refused as refusal:
            self.add_error(name, str(refusal))

    def _statistic(self, cleaned: dict[str, Any]) -> str:
        return Statistic.PROPORTION

    def expressions(self) -> tuple[str, str]:
        """(numerator, denominator)"""
        raise NotImplementedError

    def definition(self) -> dict[str, Any]:
        """What was chosen, for people who read the page."""
        return {}

    def indicator(self) -> Indicator:
        """The indicator as it was typed, not stored."""
        cleaned, statistic = self.cleaned_data, self._statistic(self.cleaned_data)
        numerator, denominator = self.expressions()
        if cleaned.get("only"):
            denominator = f"({denominator}) and ({cleaned['only']})"
        share = statistic == Statistic.PROPORTION
        target = None if cleaned["target_is"] == NO_TARGET else cleaned["target"]
        return Indicator(
            round=self.round,
            instrument=self.chosen.instrument,
            source=self.chosen.instrument.source,
            standard=cleaned["standard"],
            statistic=statistic,
            unit=Unit.SHARE if share else Unit.NUMBER,
            numerator=numerator,
            denominator=denominator,
            target=target / 100 if share and target is not None else target,
            direction=AT_MOST if cleaned["target_is"] == AT_MOST else AT_LEAST,
            label_en=cleaned["label_en"],
            label_fr=cleaned["label_fr"],
            definition={"about": self.chosen.key, **self.definition()},
        )


class OtherFields:
    """The fields of a form but those of choices, which have a table of their own.

    The problems of the form are listed above that table.
    """

    errors: Any = ()

    def __init__(self, form: ChoicesForm):
        self.form = form

    def __iter__(self) -> Iterator[Any]:
        names = [name for name in self.form.fields if not name.startswith("choice-")]
        return (self.form[name] for name in names)


class ChoicesForm(IndicatorForm):
    """A question with choices: each of them counts, does not, or is left out."""

    def add_answers(self) -> None:
        question = self._question()
        for code in answer_codes(question):
            choice = question.choice(code)
            self.fields[f"choice-{code}"] = forms.ChoiceField(
                label=choice_name(choice) if choice else code,
                choices=ANSWERS,
                initial=NOT,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Say whether this answer counts."),
                },
            )

    def _question(self) -> Question:
        if self.chosen.question is None:
            raise ValueError("a form about choices needs a question")
        return self.chosen.question

    def choice_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("choice-")]

    @property
    def others(self) -> OtherFields:
        return OtherFields(self)

    def _check_answers(self) -> None:
        if not (self._codes(COUNTS) and self._codes(NOT)):
            self.add_error(
                None,
                _(
                    "Choose at least one answer that counts, and at least one that does"
                    " not: else the figure is always 100 or 0 in 100."
                ),
            )

    def _codes(self, wanted: str) -> list[str]:
        return [
            code
            for code in answer_codes(self._question())
            if self.cleaned_data.get(f"choice-{code}") == wanted
        ]

    def expressions(self) -> tuple[str, str]:
        """One answer is compared; of several, any that counts is enough, and any that
        is left out leaves the person out."""
        counts, out = self._codes(COUNTS), self._codes(OUT)
        name = f"${{{self._question().name}}}"
        if self._question().type == QuestionType.SELECT_ONE:
            base = " or ".join(
                f"{name} = {quoted(code)}" for code in (*counts, *self._codes(NOT))
            )
            return " or ".join(f"{name} = {quoted(code)}" for code in counts), base
        chosen = " or ".join(f"selected({name}, {quoted(code)})" for code in counts)
        left_out = " or ".join(f"selected({name}, {quoted(code)})" for code in out)
        answered = f"count-selected({name}) > 0"
        return chosen, f"{answered} and not({left_out})" if left_out else answered

    def definition(self) -> dict[str, Any]:
        return {
            "answers": {
                code: self.cleaned_data[f"choice-{code}"]
                for code in answer_codes(self._question())
            }
        }


class NumberForm(IndicatorForm):
    """A question with a number: its average, or who is at a limit or beyond it."""

    def add_answers(self) -> None:
        self.fields["kind"] = forms.ChoiceField(
            label=_("What is worked out?"),
            choices=[
                (MEAN, _("The average number")),
                (AT_LEAST, _("How many people have at least a number")),
                (AT_MOST, _("How many people have at most a number")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an answer.")},
        )
        self.fields["limit"] = forms.FloatField(
            label=_("The number that counts"),
            min_value=-LIMIT,
            max_value=LIMIT,
            required=False,
            error_messages={"invalid": _("Type a number.")},
        )

    def _check_answers(self) -> None:
        needs = self.cleaned_data["kind"] in (AT_LEAST, AT_MOST)
        if needs and self.cleaned_data.get("limit") is None:
            self.add_error("limit", _("Type the number that counts."))

    def _statistic(self, cleaned: dict[str, Any]) -> str:
        return Statistic.MEAN if cleaned.get("kind") == MEAN else Statistic.PROPORTION

    def expressions(self) -> tuple[str, str]:
        question, cleaned = self.chosen.question, self.cleaned_data
        name = f"${{{question.name if question else ''}}}"
        if cleaned["kind"] == MEAN:
            return name, f"{name} != ''"
        sign = ">=" if cleaned["kind"] == AT_LEAST else "<="
        return f"{name} {sign} {plain(cleaned['limit'])}", f"{name} != ''"

    def definition(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "limit")}


class ExpressionForm(IndicatorForm):
    """A share by two expressions, for what no single question says."""

    def add_answers(self) -> None:
        self.fields["numerator"] = text(
            _("Expression: who counts"),
            1000,
            help_text=_(
                "As in a calculate row of the instrument, for example"
                " ${lawyer_days} <= 2."
            ),
        )
        self.fields["denominator"] = text(
            _("Expression: of whom"),
            1000,
            help_text=_("For example: ${lawyer_days} != ''."),
        )
        del self.fields["only"]

    def _check_expressions(self) -> None:
        for name in ("numerator", "denominator"):
            self._check(name, self.cleaned_data[name])

    def expressions(self) -> tuple[str, str]:
        return self.cleaned_data["numerator"], self.cleaned_data["denominator"]


def quoted(code: str) -> str:
    """A code as expressions write a text."""
    return f'"{code}"' if "'" in code else f"'{code}'"


def plain(number: float) -> str:
    """A number as expressions write it: 2, 0.5, never 1e+06."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def form_class(chosen: Chosen) -> type[IndicatorForm]:
    if chosen.question is None:
        return ExpressionForm
    return NumberForm if chosen.question.type in NUMBERS else ChoicesForm


def initial_of(indicator: Indicator) -> dict[str, Any]:
    """What was typed for an indicator, to propose another one like it."""
    definition = indicator.definition
    share = indicator.statistic == Statistic.PROPORTION
    target = indicator.target
    return {
        "standard": indicator.standard_id,
        "label_en": indicator.label_en,
        "label_fr": indicator.label_fr,
        "target_is": NO_TARGET if target is None else indicator.direction,
        "target": target * 100 if share and target is not None else target,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "kind": definition.get("kind"),
        "limit": definition.get("limit"),
        **{
            f"choice-{code}": answer
            for code, answer in definition.get("answers", {}).items()
        },
    }


def answers_of(indicator: Indicator) -> Sequence[tuple[str, str]]:
    """(answer, whether it counts) as people read it; none without a question."""
    chosen = chosen_of(indicator.round, indicator.definition.get("about", ""))
    words, question = dict(ANSWERS), chosen and chosen.question
    answers = indicator.definition.get("answers", {})
    rows = []
    for code, answer in answers.items():
        choice = question.choice(code) if question else None
        name = choice_name(choice) if choice else code
        rows.append((name, str(words.get(answer, answer))))
    return rows


def target_text(indicator: Indicator) -> str:
    """ "at least 90 in 100"; "" where there is none."""
    if indicator.target is None:
        return ""
    number = number_texts.amount(indicator.target, indicator.unit)
    if indicator.direction == AT_MOST:
        return _("at most %(number)s") % {"number": number}
    return _("at least %(number)s") % {"number": number}
