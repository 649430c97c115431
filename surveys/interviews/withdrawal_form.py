"""The form on which a coordinator names the interview to withdraw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.form_page import text


class ReferenceForm(forms.Form):
    reference = text(
        _("Reference of the interview"),
        12,
        help_text=_("Eight letters and digits, such as K7M4-42QX."),
    )
    confirmation = forms.BooleanField(
        label=_("The person, or someone they trust, asked for this"),
        error_messages={"required": _("Confirm that the person asked for this.")},
    )

    def clean_reference(self):
        return self.cleaned_data["reference"].strip().upper()
