"""Names of the statistics of facility records."""

from django.utils.translation import gettext_lazy as _

from surveys.models import SiteKind

WAYS = ("midnight", "any_time")  # of counting the people of a day; never added
# Code, what it is of without the way of counting → words.
LABELS = {
    ("E1.1", ""): _("All people held"),
    ("E1.1", ":sex:women"): _("Women"),
    ("E1.1", ":sex:others"): _("Men and people of another gender"),
    ("E1.1", ":sex:not_known"): _("Not told how many are women"),
    ("E1.1", ":limit:beyond"): _("Held beyond the legal maximum"),
    ("E1.9", ""): _("All children, under an order or with a parent"),
    ("E1.9", ":basis:ordered"): _("Children held under an order"),
    ("E1.9", ":basis:ordered:who:unaccompanied"): _(
        "Unaccompanied children, of those held under an order"
    ),
    ("E1.9", ":basis:housed"): _(
        "Children staying with a held parent, without an order"
    ),
    ("E1.9", "age_disputed"): _("People of disputed age"),
    ("E1.9", "age_disputed:treated:as_child"): _("Treated as children meanwhile"),
    ("E1.10", ""): _("Pregnant or breastfeeding women"),
    ("E1.11", ""): _("Occupancy: people held, of the official capacity"),
    ("E1.11", ":overcrowded"): _("Places with more people than official places"),
    ("E1.11", ":in_overcrowded"): _("People held in such a place"),
    ("E1.2", "entries"): _("Entries: each entry counts"),
    ("E1.2", "exits"): _("Exits: each exit counts"),
    ("E1.3", "persons"): _("Different persons, at each place"),
    ("E1.4", "days"): _("Days of detention"),
    ("E1.4", "average_daily"): _("People held on an average day"),
    ("E1.14", "cost_per_day"): _(
        "Cost of one day of one person, in the currency of the country"
    ),
    ("E1.6", "exits"): _("All exits"),
    ("E1.6", "exits:length:h24"): _("Up to 24 hours"),
    ("E1.6", "exits:length:h48"): _("25 to 48 hours"),
    ("E1.6", "exits:length:d7"): _("3 to 7 days"),
    ("E1.6", "exits:length:d28"): _("8 to 28 days"),
    ("E1.6", "exits:length:d90"): _("29 to 90 days"),
    ("E1.6", "exits:length:d180"): _("91 to 180 days"),
    ("E1.6", "exits:length:d365"): _("181 to 365 days"),
    ("E1.6", "exits:length:more"): _("More than 365 days"),
    ("E1.6", "exits:length:not_known"): _("Length of stay not told"),
    ("E1.7", "exits"): _("All exits"),
    ("E1.7", "exits:reason:judge"): _("Released by a judge or court"),
    ("E1.7", "exits:reason:authority"): _("Released by the authority"),
    ("E1.7", "exits:reason:alternative"): _("Placed in an alternative"),
    ("E1.7", "exits:reason:status"): _("Granted a status or permit"),
    ("E1.7", "exits:reason:return"): _("Voluntary return"),
    ("E1.7", "exits:reason:removal"): _("Removal"),
    ("E1.7", "exits:reason:transfer"): _("Transfer to another place"),
    ("E1.7", "exits:reason:escape"): _("Escape"),
    ("E1.7", "exits:reason:death"): _("Death"),
    ("E1.7", "exits:reason:other"): _("Other reason"),
    ("E1.7", "exits:reason:not_known"): _("Reason not told"),
    ("E1.12", "in_custody"): _("Deaths of people held"),
    ("E1.12", "in_custody:cause:natural"): _("Natural cause"),
    ("E1.12", "in_custody:cause:suicide"): _("Suicide"),
    ("E1.12", "in_custody:cause:homicide"): _("Homicide"),
    ("E1.12", "in_custody:cause:accident"): _("Accident"),
    ("E1.12", "in_custody:cause:unknown"): _("Unknown cause"),
    ("E1.12", "in_custody:cause:not_known"): _("Cause not told"),
    ("E1.12", "in_custody_rate"): _(
        "Deaths of people held, for 1,000 people held for a year"
    ),
    ("E1.12", "after_release_or_removal"): _(
        "Deaths within 30 days of release, or during removal"
    ),
    ("E1.12", "missing"): _("People whose trace was lost while held or moved"),
}


def label(statistic):
    way = next((name for name in WAYS if statistic.about.split(":")[0] == name), "")
    about = statistic.about.removeprefix(way)
    if about.startswith(":kind:"):
        return SiteKind(about.removeprefix(":kind:")).label
    return LABELS[statistic.code, about]
