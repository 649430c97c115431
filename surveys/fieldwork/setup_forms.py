"""Forms of the pages on which a round is set up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.fieldwork.assignments import MOST_WANTED, selection_problem
from surveys.form_page import day, text
from surveys.models import Party, Selection
from surveys.xlsform.formats.limits import MAX_BYTES


class OrganisationForm(forms.Form):
    name = text(_("Name of the organisation"), 160)
    party = forms.ChoiceField(
        label=_("Party"),
        help_text=_("It decides which roles its people may have, and never changes."),
        choices=Party.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the party.")},
    )


class PlacesForm(forms.Form):
    file = forms.FileField(
        label=_("File with the list of places"),
        help_text=_("An Excel workbook (.xlsx) or a CSV file in UTF-8, 10 MB at most."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class NewRound(forms.Form):
    name = text(_("Name of the round"), 120, help_text=_("Such as “Kenya 2027”."))
    country = text(
        _("Country"), 3, help_text=_("Three letters (ISO 3166), such as KEN.")
    )
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))

    def clean_country(self):
        return self.cleaned_data["country"].upper()


def new_round_form(rounds):
    """The form, with the rounds whose people may come along."""

    class WithTeam(NewRound):
        earlier = forms.ModelChoiceField(
            queryset=rounds,
            initial=rounds.first(),
            label=_("Round whose people come along"),
            help_text=_(
                "Administrators and the review body always come along. Places, keys,"
                " safeguards, instruments and terms never do."
            ),
            empty_label=None,
            error_messages={"invalid_choice": _("Choose a round from the list.")},
        )
        whole_team = forms.BooleanField(
            label=_("Everybody else keeps their roles too"), required=False
        )

    return WithTeam


class PeopleField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class PlacesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, place):
        return f"{place.site.code} · {place.site.name}"


class InstrumentField(forms.ModelChoiceField):
    def label_from_instance(self, instrument):
        return f"{instrument.get_source_display()} ({instrument.code})"


def assignment_form(people, places, instruments):
    """The form that gives several people one instrument at several places."""
    chosen = {"required": _("Choose at least one.")}

    class Assign(forms.Form):
        people_chosen = PeopleField(people, label=_("Who"), error_messages=chosen)
        places_chosen = PlacesField(places, label=_("Where"), error_messages=chosen)
        instrument = InstrumentField(
            instruments,
            label=_("With which instrument"),
            empty_label=None,
            error_messages={"required": _("Choose the instrument.")},
        )
        selection = forms.ChoiceField(
            label=_("How people are selected"),
            choices=[("", _("Nobody is selected: observed")), *Selection.choices],
            initial=Selection.LIST,
            required=False,
        )
        k = forms.IntegerField(
            label=_("k: every how many people or beds"),
            help_text=_("With every k-th person, or with beds or rooms."),
            min_value=2,
            max_value=MOST_WANTED,
            required=False,
        )
        start = forms.IntegerField(
            label=_("Number to begin with, from 1 to k"),
            min_value=1,
            max_value=MOST_WANTED,
            required=False,
        )
        wanted = forms.IntegerField(
            label=_("How many interviews each person holds at each place"),
            min_value=1,
            max_value=MOST_WANTED,
        )

        def clean(self):
            fields = super().clean()
            fields["people"] = list(fields.pop("people_chosen", []))
            fields["places"] = list(fields.pop("places_chosen", []))
            if fields.get("instrument"):
                step = [fields.get(name) for name in ("selection", "k", "start")]
                problem = selection_problem(fields["instrument"].source, *step)
                if problem:
                    self.add_error(*problem)
            return fields

    return Assign
