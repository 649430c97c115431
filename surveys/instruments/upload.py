"""The upload of an instrument: its form, and the sealed files to be accepted.

A file that needs repairs is not stored: it travels sealed in the page that shows them.
"""

import base64
from datetime import date

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from surveys.models import Instrument
from surveys.sealing import parcels
from surveys.xlsform.formats.limits import MAX_BYTES, MAX_FILES
from surveys.xlsform.language_tags import choices as languages

PARCEL_BYTES = 1_200_000  # of the files; more would not fit into a form


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One workbook, or the CSV files that make one."""

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        uploads = [super(FilesField, self).clean(file, initial) for file in files]
        if len(uploads) > MAX_FILES:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Choose at most %(most)d file.",
                    "Choose at most %(most)d files.",
                    MAX_FILES,
                )
                % {"most": MAX_FILES}
            )
        if sum(file.size for file in uploads) > MAX_BYTES:
            raise forms.ValidationError(
                _("The files are larger than 10 MB. Remove pictures and old sheets.")
            )
        return uploads


class UploadForm(forms.Form):
    files = FilesField(
        label=_("XLSForm"),
        help_text=_(
            "An Excel workbook, a Markdown file, or the CSV files of the sheets survey,"
            " choices and settings. At most 10 MB."
        ),
        widget=SeveralFiles,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
        },
    )
    source = forms.ChoiceField(
        label=_("Who answers?"),
        choices=[("", _("As the settings sheet says")), *Instrument.Source.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of columns that name none"),
        help_text=_(
            "For an instrument with a column “label” instead of “label::English (en)”."
        ),
        choices=[(tag, f"{name} ({tag})") for tag, name in languages()],
        initial="en",
        required=False,
    )
    accept = forms.BooleanField(label=_("Accept these repairs"), required=False)
    opening = forms.BooleanField(label=_("Put the opening block in"), required=False)

    def contents(self):
        """[(name, bytes)] of the files."""
        return [(file.name, file.read()) for file in self.cleaned_data["files"]]


def _place(person):
    return f"instrument-upload:{person.pk}"


def pack(files, *, language, source, today, person):
    """The files and what was chosen, sealed for one person; "" if they are too big."""
    if sum(len(content) for _name, content in files) > PARCEL_BYTES:
        return ""
    parcel = {
        "files": [(name, base64.b64encode(body).decode()) for name, body in files],
        "language": language,
        "source": source,
        "today": today.isoformat(),
    }
    return parcels.pack(
        parcel, key=settings.DRAFT_KEY, place=_place(person), now=timezone.now()
    )


def unpack(text, *, person):
    """The parcel of pack(), or None when it is altered, another's or too old."""
    parcel = parcels.unpack(
        text, key=settings.DRAFT_KEY, place=_place(person), now=timezone.now()
    )
    if parcel is None:
        return None
    files = [(name, base64.b64decode(body)) for name, body in parcel["files"]]
    return {**parcel, "files": files, "today": date.fromisoformat(parcel["today"])}
