"""What the statistics that are no indicators are of, in words, by their code."""

from django.utils.translation import gettext_lazy as _

from assessment.topics.labels import LABELS, WAYS
from surveys.models import SiteKind

NAMES = {
    "E1.1": _("People held on the day of the record"),
    "E1.2": _("Entries and exits"),
    "E1.3": _("People held in twelve months, each counted once at a place"),
    "E1.4": _("Days of detention and people held on an average day"),
    "E1.5": _("Length of stay of people who left"),
    "E1.6": _("Exits by length of stay"),
    "E1.7": _("Exits by reason"),
    "E1.9": _("Children held"),
    "E1.10": _("Pregnant or breastfeeding women held"),
    "E1.11": _("Occupancy of places of detention"),
    "E1.12": _("Deaths and people who went missing"),
    "E1.13": _("Programmes, places and people in alternatives"),
    "E1.14": _("Cost of one day for one person"),
    "E2.1": _("The figure of the round before"),
    "E2.3": _("Days that people who are still held have been held"),
    "E2.4": _("How long people are held, from files that were followed"),
    "E2.6": _("Difference of a group, other characteristics being equal"),
    "E2.7": _("Two groups who speak of the same places"),
    "E2.8": _("From arrival to screening and support"),
    "E2.9": _("Whether alternatives were looked at"),
    "E2.10": _("Places needed in alternatives, and places free"),
    "E2.11": _("Results of alternatives"),
    "E2.12": _("Change since the round before"),
    "E2.13": _("How good the data are"),
}


def part_name(statistic, indicator_names):
    """The part that a statistic is of in words; "" where no words are stored.

    indicator_names: code of an indicator → its name, for statistics about one.
    """
    first, _colon, rest = statistic.about.partition(":")
    if first in indicator_names:
        return indicator_names[first]
    about = rest if first in WAYS else statistic.about
    about = f":{about}" if first in WAYS and about else about
    if about.startswith(":kind:"):
        return str(SiteKind(about.removeprefix(":kind:")).label)
    return str(LABELS.get((statistic.code, about), ""))
