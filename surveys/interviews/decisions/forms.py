"""Forms of decisions about one interview."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.interviews.decisions import decisions
from surveys.models import DesignClass, ExclusionReason, Interview


def _note(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=decisions.LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        **more,
    )


class CommentForm(forms.Form):
    """Why an interview is to be looked at again."""

    note = _note(_("Comment"), help_text=_("Write nothing that a person said."))


class ExclusionForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=ExclusionReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = _note(
        _("Note (optional)"), help_text=_("It is stored encrypted. Name nobody.")
    )


def correction_form(interview: Interview) -> type[forms.Form]:
    """The form with the places that this interview may have been held at."""

    class CorrectionForm(forms.Form):
        primary_unit = forms.ModelChoiceField(
            queryset=decisions.places_for(interview),
            label=_("Place"),
            empty_label=None,
            error_messages={"invalid_choice": _("Choose a place from the list.")},
        )
        design_class = forms.ChoiceField(
            label=_("How was the person chosen?"), choices=DesignClass.choices
        )

    return CorrectionForm
