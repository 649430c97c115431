"""The columns of the workbook of places, and what each of them means."""

from django.utils.translation import gettext_lazy as _

from surveys.fieldwork.table_workbooks import SheetColumn
from surveys.models import FramePlace, SiteKind

SHEET = "places"
SHEET_COLUMNS = (
    SheetColumn(
        "code", _("Letters, digits and dashes, 12 at most; each place has its own.")
    ),
    SheetColumn("name", _("Name of the place, 160 characters at most."), width=34),
    SheetColumn("kind", _("Kind of place: a code of the list."), SiteKind),
    SheetColumn("region_pcode", _("P-code of the region; may be empty.")),
    SheetColumn("district_pcode", _("P-code of the district; may be empty.")),
    SheetColumn(
        "stratum",
        _(
            "Group of places from which a number is drawn, such as “Prisons”. Write it"
            " the same way for each place."
        ),
        width=24,
    ),
    SheetColumn("room_for", _("How many people it has room for; may be empty.")),
    SheetColumn(
        "people_held",
        _("How many people are held for immigration reasons; empty only if unknown."),
    ),
    SheetColumn("number_is", _("How people_held is known."), FramePlace.NumberIs),
    SheetColumn("counted_on", _("Day of that number, as 2027-01-31; may be empty.")),
    SheetColumn(
        "access",
        _("Whether the team may visit."),
        FramePlace.Access,
    ),
)
