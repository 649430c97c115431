"""The line under a figure: of what it is made, where, when, and in which version."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.computation import coverage
from assessment.presentation import number_texts
from assessment.reading.release_lines import release_line
from surveys.models import Instrument

MADE_OF = {
    Instrument.Source.MIGRANT: gettext_lazy("interviews with people held"),
    Instrument.Source.CHILD: gettext_lazy("interviews with children and caregivers"),
    Instrument.Source.AUTHORITY: gettext_lazy("interviews with officials"),
    Instrument.Source.NGO: gettext_lazy("interviews with civil society"),
    Instrument.Source.PROVIDER: gettext_lazy("profiles of programmes"),
    Instrument.Source.RECORDS: gettext_lazy("visits, files and registers of places"),
    Instrument.Source.LAW: gettext_lazy("review of the law"),
}


def source_line(reader, sources, places=None):
    """ "Source: interviews with people held, 12 places, October to November 2026…"

    sources: codes of informant groups, in order; places: how many, where known.
    """
    parts = [", ".join(str(MADE_OF[source]) for source in dict.fromkeys(sources))]
    if places:
        parts.append(
            ngettext("%(number)s place", "%(number)s places", places)
            % {"number": number_texts.whole_number(places)}
        )
    period = period_of(reader)
    if period:
        parts.append(period)
    text = _("Source: %(parts)s.") % {"parts": ", ".join(parts)}
    invented = reader.figure_set.synthetic and _("Invented data for a demonstration.")
    parts = [text, release_line(reader.figure_set), mark(reader), invented]
    return " ".join(part for part in parts if part)


def period_of(reader):
    """The days of the fieldwork in words; its months in public."""
    days = coverage.fieldwork(reader.figure_set, reader.exact)
    return coverage.between(*days, reader.exact) if days else ""


def mark(reader):
    if not reader.exact:
        return ""
    return _("Exact figures of the review body: not for publication.")


def citation(reader, card_id="", standard=""):
    """How to cite a page or a figure, without its address."""
    parts = [reader.review_body, reader.round.name]
    if reader.figure_set.is_released:
        parts.append(release_line(reader.figure_set).rstrip("."))
    if standard:
        parts.append(_("standard %(code)s") % {"code": standard})
    if card_id:
        parts.append(_("figure %(number)s") % {"number": card_id.upper()})
    return ", ".join(part for part in parts if part)
