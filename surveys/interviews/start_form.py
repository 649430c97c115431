"""The set-up page of an interview: where, with which instrument, in which languages."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.instruments.answer_labels import own_name
from surveys.instruments.versions import instrument_of
from surveys.models import InstrumentVersion


class LanguagesForm(forms.Form):
    """In which languages the questions are read."""

    language = forms.ChoiceField(
        label=_("In which language do you read the questions?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("There is no text in that language."),
        },
    )
    second_language = forms.ChoiceField(
        label=_("Which other language does the person read?"),
        help_text=_(
            "“Show them” turns this language to the person. It stands beside yours."
        ),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("There is no text in that language.")},
    )

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages
        self.fields["language"].initial = get_language()
        self.fields["second_language"].choices = [
            ("", _("No, one language")),
            *languages,
        ]


class SetUpForm(LanguagesForm):
    """Where, with which instrument, in which languages."""

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
    field_order = ("assignment",)

    def __init__(self, *args, assignments, **kwargs):
        versions = InstrumentVersion.objects.filter(
            instrument__in=assignments.values("instrument"),
            round_versions__round__in=assignments.values("primary_unit__round"),
        )
        super().__init__(*args, languages=languages_of(versions), **kwargs)
        self.fields["assignment"].queryset = assignments


class PracticeForm(LanguagesForm):
    """Which version is practised, in which languages."""

    version = forms.ModelChoiceField(
        queryset=None,
        label=_("Which instrument?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose an instrument."),
            "invalid_choice": _("Choose an instrument from the list."),
        },
    )
    field_order = ("version",)

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, languages=languages_of(versions), **kwargs)
        self.fields["version"].queryset = versions
        self.fields["version"].label_from_instance = named_version


def named_version(version):
    """ "Migrants · migrant 2026.2 (loaded)": who is asked, and with what."""
    who = version.instrument.get_source_display()
    return f"{who} · {version} ({version.get_state_display()})"


def languages_of(versions):
    """(tag, name) of every language that one of the versions has text in."""
    return sorted(
        {
            (language.tag, own_name(language))
            for version in versions
            for language in instrument_of(version).languages
        }
    )
