"""The page of two versions of one interview, side by side."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from surveys.access import copies_for
from surveys.form_page import form_page
from surveys.interviews.decisions import second_versions
from surveys.interviews.withdrawals import withdrawal
from surveys.models import Quarantine


class SecondVersionForm(forms.Form):
    settled = forms.ChoiceField(
        label=gettext_lazy("Which version counts?"),
        choices=[
            (
                Quarantine.Settled.KEPT_FIRST,
                gettext_lazy("Keep the first. The second stays set aside, encrypted."),
            ),
            (
                Quarantine.Settled.REPLACED,
                gettext_lazy(
                    "Replace it with the second. The first is set aside. Figures are"
                    " computed with the second from now on."
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=Quarantine.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )


@require_http_methods(["GET", "POST"])
def page(request, number):
    """Compare the versions and decide; reading them is logged."""
    copy = get_object_or_404(copies_for(request.user), pk=number)
    interview = second_versions.interview_of(copy)
    withdrawal.note_reading(interview=interview, by=request.user)
    return form_page(
        request,
        SecondVersionForm,
        lambda **fields: second_versions.settle(copy=copy, by=request.user, **fields),
        title=_("Two versions of interview %(reference)s")
        % {"reference": interview.receipt},
        back=reverse("interviews", args=[interview.round.code]),
        done=_("The decision is recorded."),
        template="surveys/interviews/decisions/second_version.html",
        copy=copy,
        interview=interview,
        comparison=second_versions.compare(copy),
    )
