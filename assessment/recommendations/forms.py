"""Forms of the review body, of an authority and of civil society."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import (
    Authority,
    Concerned,
    Evidence,
    Kind,
    Progress,
    Recommendation,
    RecommendationState,
    Response,
    Standard,
    Status,
)
from assessment.recommendations.drafting import Content, EvidenceLine
from assessment.recommendations.one_page import OF_STANDARD
from assessment.recommendations.states import LIVES, REPLIES
from surveys.form_page import day, text
from surveys.models import Organisation, Party, Round

SEPARATOR = "|"
BOTH = gettext_lazy("Write it in both languages before you issue it.")


def long_text(label: Any, length: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return text(label, length, widget=widget, **more)


def wide(label: Any, length: int, **more: Any) -> forms.CharField:
    """One line of text that is longer than a name."""
    return text(label, length, widget=forms.TextInput(attrs={"size": 48}), **more)


class RecommendationForm(forms.Form):
    """All that a draft says."""

    text_en = long_text(gettext_lazy("Text in English"), 1500, required=False)
    text_fr = long_text(
        gettext_lazy("Text in French"), 1500, required=False, help_text=BOTH
    )
    authorities = forms.ModelMultipleChoiceField(
        Authority.objects.all(),
        label=gettext_lazy("Addressed to"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    standards = forms.ModelMultipleChoiceField(
        Standard.objects.all(),
        label=gettext_lazy("Standards"),
        help_text=gettext_lazy("Hold Ctrl, or the command key, to choose several."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups concerned"),
        help_text=gettext_lazy("No choice means everybody who is held."),
        choices=Concerned.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of measure"), choices=Kind)
    evidence_en = long_text(
        gettext_lazy("Why, in English"),
        4000,
        help_text=gettext_lazy(
            "One reason a line. After a bar, the figure, the standard or the web"
            " address that shows it: 133 children were held on one night | CHD-02"
        ),
        required=False,
    )
    evidence_fr = long_text(
        gettext_lazy("Why, in French"),
        4000,
        help_text=gettext_lazy("The same reasons in the same order."),
        required=False,
    )
    do_by = day(gettext_lazy("To be done by"))
    respond_by = day(
        gettext_lazy("Answer by"),
        help_text=gettext_lazy("Empty: 60 days after you issue it."),
        required=False,
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in your order"),
        help_text=gettext_lazy("1 comes first. Empty: at the end."),
        min_value=1,
        max_value=999,
        required=False,
    )
    gcm_objective = forms.IntegerField(
        label=gettext_lazy("Objective of the Global Compact for Migration"),
        min_value=1,
        max_value=23,
        initial=13,
    )
    seed_code = text(gettext_lazy("Own code"), 24, required=False)
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential: only the addressees and the body read it"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            cleaned["evidence"] = evidence_lines(
                cleaned.get("evidence_en", ""), cleaned.get("evidence_fr", "")
            )
        except ValueError as problem:
            self.add_error("evidence_fr", str(problem))
        return cleaned

    def content(self) -> Content:
        values = dict(self.cleaned_data)
        del values["evidence_en"], values["evidence_fr"]
        return Content(**values)


def evidence_lines(english: str, french: str) -> list[EvidenceLine]:
    """Reasons typed one a line in two fields; ValueError says what does not fit."""
    first, second = _lines(english), _lines(french)
    if len(first) != len(second):
        raise ValueError(
            _("There are %(en)d reasons in English and %(fr)d in French.")
            % {"en": len(first), "fr": len(second)}
        )
    return [_evidence(*pair) for pair in zip(first, second, strict=True)]


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _evidence(english: str, french: str) -> EvidenceLine:
    text_en, _bar, reference = (part.strip() for part in english.partition(SEPARATOR))
    text_fr = french.partition(SEPARATOR)[0].strip()
    if not text_en or not text_fr or max(len(text_en), len(text_fr)) > 500:
        raise ValueError(_("Write each reason in at most 500 characters."))
    if not reference:
        return EvidenceLine(text_en, text_fr)
    if reference.startswith(("https://", "http://")) and len(reference) <= 400:
        return EvidenceLine(text_en, text_fr, link=reference)
    if OF_STANDARD.match(reference) and len(reference) <= 60:
        return EvidenceLine(text_en, text_fr, figure=reference)
    raise ValueError(
        _("“%s” is no figure, standard or web address. Write CHD-02, for example.")
        % reference[:80]
    )


def initial_of(recommendation: Recommendation) -> dict[str, Any]:
    """What the form shows of a draft."""
    newest = recommendation.newest
    evidence = list(recommendation.evidence.all())
    return {
        "text_en": newest.text_en,
        "text_fr": newest.text_fr,
        "authorities": recommendation.authorities.all(),
        "standards": recommendation.standards.all(),
        "groups": [group.group for group in recommendation.groups.all()],
        "kind": recommendation.kind,
        "evidence_en": "\n".join(map(_typed, evidence)),
        "evidence_fr": "\n".join(e.text_fr for e in evidence),
        "do_by": recommendation.do_by,
        "respond_by": recommendation.respond_by,
        "place": recommendation.place,
        "gcm_objective": recommendation.gcm_objective,
        "seed_code": recommendation.seed_code,
        "confidential": recommendation.confidential,
    }


def _typed(evidence: Evidence) -> str:
    reference = evidence.figure or evidence.link
    text = evidence.text_en
    return f"{text} {SEPARATOR} {reference}" if reference else text


class AmendForm(forms.Form):
    text_en = long_text(gettext_lazy("New text in English"), 1500)
    text_fr = long_text(gettext_lazy("New text in French"), 1500)
    reason_en = long_text(gettext_lazy("Reason in English"), 1000)
    reason_fr = long_text(gettext_lazy("Reason in French"), 1000)


class JudgeForm(forms.Form):
    progress = forms.ChoiceField(
        label=gettext_lazy("How far did it get?"),
        choices=[p for p in Progress.choices if p[0] != Progress.NOT_ASSESSED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    words = long_text(gettext_lazy("Why the body judges so"), 2000)
    evidence = wide(
        gettext_lazy("Evidence (optional)"),
        400,
        help_text=gettext_lazy("A link or a document number that anybody can check."),
        required=False,
    )


class CloseForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("How is it closed?"),
        choices=[
            (state.value, state.label)
            for state in LIVES[RecommendationState.ISSUED]
            if state != RecommendationState.REITERATED
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    words = long_text(gettext_lazy("Why"), 2000)


class RecordedResponseForm(forms.Form):
    """What an authority answered by letter, written down by the body."""

    response = forms.ChoiceField(
        label=gettext_lazy("What did the authority answer?"),
        choices=[
            (Response.ACKNOWLEDGED.value, Response.ACKNOWLEDGED.label),
            *((reply.value, reply.label) for reply in REPLIES),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    reason = long_text(
        gettext_lazy("Reason"),
        2000,
        help_text=gettext_lazy("Needed unless it accepts all of it."),
        required=False,
    )
    evidence = wide(
        gettext_lazy("Where it says so"),
        400,
        help_text=gettext_lazy("A link or a document number that anybody can check."),
    )
    on = day(gettext_lazy("Day of the answer"))


class AnswerForm(forms.Form):
    """The response of an authority, and what it has done."""

    response = forms.ChoiceField(
        label=gettext_lazy("Do you accept this recommendation?"),
        choices=[
            (Response.ACCEPTED.value, gettext_lazy("Accept: you will do all of it.")),
            (
                Response.PARTLY_ACCEPTED.value,
                gettext_lazy(
                    "Accept in part: you will do some of it. Say which part, and why"
                    " not the rest."
                ),
            ),
            (
                Response.NOTED.value,
                gettext_lazy(
                    "Note: you take it into account without a promise. Say why."
                ),
            ),
            (
                Response.REJECTED.value,
                gettext_lazy("Reject: you will not do it. Say why."),
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = long_text(
        gettext_lazy("Reason"),
        2000,
        help_text=gettext_lazy(
            "Needed unless you accept all of it. It is published as you write it."
        ),
        required=False,
    )
    status = forms.ChoiceField(
        label=gettext_lazy("How far are you?"),
        choices=[
            *Status.choices[:-1],
            (
                Status.NOT_APPLICABLE.value,
                gettext_lazy("Does not apply to us. Say why in the reason."),
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    owner = wide(
        gettext_lazy("Who is in charge"),
        120,
        help_text=gettext_lazy("A role, such as “head of legal service”. No name."),
        required=False,
    )
    next_step = wide(
        gettext_lazy("Next step"),
        300,
        help_text=gettext_lazy("For example “form with the reason in every file”."),
        required=False,
    )
    next_step_by = day(gettext_lazy("By when"), required=False)
    evidence = wide(
        gettext_lazy("Evidence (optional)"),
        400,
        help_text=gettext_lazy("A link or a document number that anybody can check."),
        required=False,
    )

    def sides(self) -> list[tuple[str, Any]]:
        """(label, what was typed) to read again before it is sent."""
        return [
            (str(field.label), shown)
            for field in self
            if (shown := _shown(field, self.cleaned_data.get(field.name)))
        ]


def _shown(field: Any, value: Any) -> Any:
    choices = dict(getattr(field.field, "choices", ()))
    return choices.get(value, value)


class ObservationForm(forms.Form):
    words = long_text(
        gettext_lazy("What do you know about progress?"),
        2000,
        help_text=gettext_lazy(
            "It is published as you write it, beside what the authority says. Name no"
            " person and no place where somebody could be recognised."
        ),
    )
    evidence = wide(
        gettext_lazy("Evidence (optional)"),
        400,
        help_text=gettext_lazy("A link or a document number that anybody can check."),
        required=False,
    )


class ActionForm(forms.Form):
    title = wide(gettext_lazy("Action"), 200)
    steps = long_text(gettext_lazy("Steps"), 2000)
    owner = wide(
        gettext_lazy("Who is in charge"),
        120,
        help_text=gettext_lazy("A role, such as “head of legal service”. No name."),
    )
    due_on = day(gettext_lazy("By when"))
    recommendations = forms.ModelMultipleChoiceField(
        Recommendation.objects.none(),
        label=gettext_lazy("Recommendations that it serves"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def __init__(self, recommendations: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recommendations"]
        field.queryset = recommendations
        field.label_from_instance = numbered


def numbered(recommendation: Recommendation) -> str:
    return f"{recommendation.number}. {recommendation.text}"


class AuthorityForm(forms.Form):
    name_en = wide(gettext_lazy("Its name in English"), 160)
    name_fr = wide(gettext_lazy("Its name in French"), 160)
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(party=Party.STATE).order_by("name"),
        label=gettext_lazy("Organisation whose contacts answer"),
        empty_label=gettext_lazy("Nobody of it signs in"),
        required=False,
    )


class AgainForm(forms.Form):
    """The later round in which a recommendation is made again."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=gettext_lazy("Round"), empty_label=None
    )

    def __init__(self, rounds: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["round"]
        field.queryset = rounds
