"""Forms of the registers: incidents, and what was given back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.form_page import day, text
from surveys.models import IncidentKind


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of incident?"),
        choices=IncidentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of incident it was.")},
    )
    what = text(
        _("What happened?"),
        500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Do not write names of people we interviewed, or anything they said."
        ),
    )
    noticed_at = forms.DateTimeField(
        label=_("When was it noticed?"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={
            "required": _("Write when it was noticed."),
            "invalid": _("Write a date that exists, with a time."),
        },
    )


class FeedbackForm(forms.Form):
    what = text(
        _("How were the results shared?"),
        160,
        help_text=_("A poster, a meeting, an audio summary."),
    )
    language = text(_("In which languages?"), 40)
    given_on = day(_("Shared on"))
