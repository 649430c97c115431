"""The form of one visit to a place."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.fieldwork.visits import MOST_PEOPLE
from surveys.form_page import day, text
from surveys.models import Selection, Visit


def count(label, required=False, **more):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_PEOPLE,
        required=required,
        error_messages={"required": _("Write a number, 0 if there was nobody.")},
        **more,
    )


class VisitForm(forms.Form):
    """What is written down on the day, before the team leaves the place."""

    held_on = day(_("Day"), initial=timezone.localdate)
    access = forms.ChoiceField(
        label=_("Were you let in?"),
        choices=[
            (Visit.Access.GIVEN, _("Yes, everywhere")),
            (Visit.Access.LIMITED, _("Yes, but not everywhere or not all day")),
            (Visit.Access.REFUSED, _("No")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    access_reason = text(
        _("If not everywhere, or not at all: why?"),
        200,
        required=False,
        help_text=_("As you were told. Do not write names."),
    )
    people_present = count(
        _("People present that day"),
        help_text=_("Everybody who was held there at some time of the day."),
    )
    new_since_last = count(
        _("Of them new since your visit before"),
        help_text=_("Leave it empty at your first visit."),
    )
    selection = forms.ChoiceField(
        label=_("How were people selected?"),
        choices=[("", _("Nobody was selected")), *Selection.choices],
        required=False,
    )
    agreed = count(_("Agreed to an interview"), required=True, initial=0)
    refused = count(_("Refused"), required=True, initial=0)
    absent = count(_("Absent: could not be met"), required=True, initial=0)
    no_language = count(_("No interview: language missing"), required=True, initial=0)
    not_eligible = count(
        _("Not eligible"),
        required=True,
        initial=0,
        help_text=_("They are in no rate."),
    )
    privacy = forms.ChoiceField(
        label=_("Could others hear the interviews?"),
        choices=[("", _("No interview")), *Visit.Privacy.choices],
        required=False,
    )


def visit_form(organisations):
    """The form; it asks for the organisation of who records for several."""
    if len(organisations) == 1:
        return VisitForm

    class OfSeveral(VisitForm):
        organisation = forms.ModelChoiceField(
            organisations,
            label=_("Organisation"),
            empty_label=None,
            error_messages={"required": _("Choose the organisation.")},
        )
        field_order = ("organisation",)

    return OfSeveral


def initial_of(visit):
    """What the form shows of a visit that is corrected."""
    names = (*VisitForm.base_fields, "organisation")
    return {name: getattr(visit, name) for name in names}
