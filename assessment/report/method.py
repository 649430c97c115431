"""Method in brief: who was asked, how they were chosen, what cannot be said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.findings import page_contexts
from assessment.report.blocks import Bullets, Paragraph, Section, Table
from assessment.report.report_reader import ReportReader


def method(reader: ReportReader, ribbon: dict[str, str]) -> Section:
    """How it was done, and what it cannot say."""
    section = Section("method", _("Method in brief"), new_page=True)
    page = page_contexts.methods(reader)
    section.add(Paragraph(f"{ribbon['how']} {ribbon['where']}.", "lead"))
    rows = tuple(
        (row["name"], row["received"], row["used"], row["refused"], row["period"])
        for row in page["coverage"]
    )
    head = (_("Who"), _("Received"), _("Used"), _("Refused"), _("When"))
    section.add(Table(_("Who was interviewed, what was read"), head, rows, wide=4))
    designs = tuple(f"{name}: {kind}" for name, kind in page["designs"])
    section.add(Paragraph(_("How they were chosen"), "finding"))
    if page["chosen_rows"]:
        of_places = tuple(page["chosen_rows"])
        caption = _("How places and people were chosen")
        section.add(Table(caption, page["chosen_head"], of_places))
    section.add(Bullets((*page["chosen"], *designs)))
    section.add(
        Paragraph(_("What we cannot say"), "finding"),
        Bullets(
            (
                _(
                    "We count people who were not chosen at random, but give no range"
                    " and no finding for them."
                ),
                _(
                    "We show officials and detained people next to each other and never"
                    " add them up."
                ),
                _(
                    "Days in detention so far describe the people present that day, not"
                    " how long detention lasts."
                ),
                _("We have not checked what people report person by person."),
            )
        ),
        Paragraph(str(page["how_to_read"]), "quiet"),
    )
    precision = tuple(
        _("%(name)s: design effect %(deff)s, %(df)s degrees of freedom") % row
        for row in page["precision"]
    )
    if precision:
        section.add(Paragraph(_("Basis of the published ranges:")), Bullets(precision))
    return section
