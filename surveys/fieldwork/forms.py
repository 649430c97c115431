"""Forms of a round's terms and of a site's safeguards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.form_page import day, text
from surveys.models import LegalBasis, Service, Suspension


class TermsForm(forms.Form):
    """The terms on which a round holds answers."""

    legal_basis = forms.ChoiceField(
        label=_("Legal basis besides consent"),
        help_text=_(
            "People who are not free cannot consent freely. We always ask for"
            " consent, but never rely on it alone."
        ),
        choices=[("", _("Not recorded yet")), *LegalBasis.choices],
        required=False,
    )
    impact_assessment = text(
        _("Where to find the signed data-protection impact assessment"),
        160,
        required=False,
    )
    sharing_protocol = text(
        _("Where to find the signed information-sharing protocol"),
        160,
        required=False,
        help_text=_("Without the signed protocol, no analyst reads an interview."),
    )
    withdrawal_until = day(
        _("Last day to withdraw an interview"),
        required=False,
        help_text=_("Tell this date to everyone you interview."),
    )
    retention_until = day(
        _("Day on which interviews are deleted"),
        required=False,
        help_text=_("Usually 24 months after the report."),
    )
    most_interviews_a_day = forms.IntegerField(
        label=_("Most interviews per interviewer per day"),
        min_value=1,
        max_value=20,
    )
    exclusions_by_two = forms.BooleanField(
        label=_("An interview is excluded only when the review body agrees"),
        required=False,
    )
    clinical_approval = text(
        _("Approval of clinical scales"),
        80,
        required=False,
        help_text=_("Empty: instruments with clinical scales stay locked."),
    )


def terms_form(rounds):
    """The form, with the rounds that this one may be compared with."""

    class Terms(TermsForm):
        follows = forms.ModelChoiceField(
            queryset=rounds,
            label=_("Earlier round that this one is compared with"),
            help_text=_(
                "We compare the same questions, using the released figures of that"
                " round. We allow for places visited in both rounds."
            ),
            empty_label=_("This is the first round"),
            required=False,
            error_messages={"invalid_choice": _("Choose a round from the list.")},
        )

    return Terms


class AssessmentForm(forms.Form):
    document = text(
        _("Where to find the written assessment"),
        160,
        help_text=_("Its file number or where it is, not its content."),
    )
    assessed_on = day(_("Date of the assessment"))
    expires_on = day(_("Valid until"))


class PartnerForm(forms.Form):
    services = forms.MultipleChoiceField(
        label=_("For what help?"),
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    name = text(_("Name of the partner"), 160)
    contact = text(_("How interviewers can reach them"), 160)
    confirmed_on = day(_("Confirmed on"))
    expires_on = day(_("Valid until"))


class OtherPlacesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, site):
        return f"{site.code} · {site.name}"


def for_other_places(form_class, places):
    """The form, and the other places for which the same is recorded."""
    if not places.exists():
        return form_class

    class WithOthers(form_class):
        others = OtherPlacesField(
            places,
            label=_("The same holds at these places"),
            help_text=_("Leave it empty to record it for this place alone."),
            required=False,
            error_messages={"invalid_choice": _("Choose places from the list.")},
        )

    return WithOthers


class SuspensionForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Suspension.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the place is suspended.")},
    )
