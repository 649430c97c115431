"""The form of a text of the body in the report, and of making the report."""

from django.utils.translation import gettext_lazy as _

from assessment.recommendations.finding_forms import Seen
from assessment.recommendations.forms import long_text

MOST_LETTERS = 20_000


class TextForm(Seen):
    text_en = long_text(
        _("In English"),
        MOST_LETTERS,
        required=False,
        help_text=_("An empty line begins a new paragraph. Empty: no such text."),
    )
    text_fr = long_text(_("In French"), MOST_LETTERS, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("text_en", "text_fr"):
            self.fields[name].widget.attrs["rows"] = 12
