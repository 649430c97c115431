"""What members of the review body write when they release or correct figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

READ = {"required": _("Read the list first, then tick this.")}


class ProposeForm(forms.Form):
    read_list = forms.BooleanField(
        label=_("I have read the list of what is published and what is not"),
        error_messages=READ,
    )
    correction_en = forms.CharField(
        label=_("Correction: what was wrong, in English"),
        help_text=_(
            "Only where figures of the release before were calculated wrongly."
            " Everybody reads these words."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    correction_fr = forms.CharField(
        label=_("Correction: what was wrong, in French"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReleaseForm(forms.Form):
    read_list = forms.BooleanField(
        label=_("I have read the list of what is published and what is not"),
        error_messages=READ,
    )


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you send it back?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you send it back.")},
    )


class LinkForm(forms.Form):
    reader = forms.CharField(
        label=_("Who is the link for?"),
        help_text=_("An office or a newspaper, for your own list."),
        max_length=120,
        error_messages={"required": _("Write who the link is for.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long does it work?"),
        coerce=int,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days"))],
        initial=7,
        widget=forms.RadioSelect,
    )
