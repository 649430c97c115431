"""The set-up page of an interview: where, with which instrument, in which languages."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.instruments.answer_labels import own_name
from surveys.instruments.versions import instrument_of
from surveys.models import InstrumentVersion


class SetUpForm(forms.Form):
    assignment = forms.ModelChoiceField(
        queryset=None,
        label=_("Where are you, and who are you talking to?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose the place and the instrument."),
            "invalid_choice": _(
                "You do not have that assignment. Choose from the list."
            ),
        },
    )
    language = forms.ChoiceField(
        label=_("In which language do you read the questions?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("There is no text in that language."),
        },
    )
    second_language = forms.ChoiceField(
        label=_("Show the questions in a second language too?"),
        help_text=_("For an interpreter, or for the person to read along."),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("There is no text in that language.")},
    )

    def __init__(self, *args, assignments, **kwargs):
        super().__init__(*args, **kwargs)
        languages = languages_of(assignments)
        self.fields["assignment"].queryset = assignments
        self.fields["language"].choices = languages
        self.fields["language"].initial = get_language()
        self.fields["second_language"].choices = [
            ("", _("No, one language")),
            *languages,
        ]


def languages_of(assignments):
    """(tag, name) of every language that a published version has text in."""
    versions = InstrumentVersion.objects.filter(
        instrument__in=assignments.values("instrument"),
        round_versions__round__in=assignments.values("primary_unit__round"),
    )
    return sorted(
        {
            (language.tag, own_name(language))
            for version in versions
            for language in instrument_of(version).languages
        }
    )
