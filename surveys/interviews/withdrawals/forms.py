"""The form on which a coordinator names the interview to withdraw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.form_page import text
from surveys.interviews.withdrawals.codes import plain


class ReferenceForm(forms.Form):
    reference = text(
        _("Reference of the interview"),
        40,
        help_text=_("Eight letters and digits, such as K7M4-42QX."),
    )
    confirmation = forms.BooleanField(
        label=_("The person, or someone they trust, asked for this"),
        error_messages={"required": _("Confirm that the person asked for this.")},
    )

    def clean_reference(self):
        """In capitals, with its one dash, whatever stood between the characters."""
        reference = plain(self.cleaned_data["reference"]).upper()
        return f"{reference[:4]}-{reference[4:]}"
