"""Names of the statistics of facility records."""

from django.utils.translation import gettext_lazy as _

from surveys.models import SiteKind

WAYS = ("midnight", "any_time")  # of counting the people of a day; never added
# Code, what it is of without the way of counting → words.
LABELS = {
    ("E1.1", ""): _("All people detained"),
    ("E1.1", ":sex:women"): _("Women"),
    ("E1.1", ":sex:others"): _("Men and people of another gender"),
    ("E1.1", ":sex:not_known"): _("Number of women not reported"),
    ("E1.1", ":limit:beyond"): _("Detained longer than the legal maximum"),
    ("E1.9", ""): _("All children: detained by order, or with a detained parent"),
    ("E1.9", ":basis:ordered"): _("Children detained by order"),
    ("E1.9", ":basis:ordered:who:unaccompanied"): _(
        "Unaccompanied, among children detained by order"
    ),
    ("E1.9", ":basis:housed"): _(
        "Children staying with a detained parent, without an order"
    ),
    ("E1.9", "age_disputed"): _("People of disputed age"),
    ("E1.9", "age_disputed:treated:as_child"): _(
        "Treated as children until their age is settled"
    ),
    ("E1.10", ""): _("Pregnant or breastfeeding women"),
    ("E1.11", ""): _("Occupancy: people detained compared with official capacity"),
    ("E1.11", ":overcrowded"): _("Places with more people than official places"),
    ("E1.11", ":in_overcrowded"): _("People detained in such a place"),
    ("E1.2", "entries"): _("Entries: each entry counts"),
    ("E1.2", "exits"): _("Exits: each exit counts"),
    ("E1.3", "persons"): _("People, each counted once at a place"),
    ("E1.4", "days"): _("Days of detention"),
    ("E1.4", "average_daily"): _("People detained on an average day"),
    ("E1.14", "cost_per_day"): _(
        "Cost of one day for one person, in the country’s currency"
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
    ("E1.6", "exits:length:not_known"): _("Length of stay not reported"),
    ("E1.7", "exits"): _("All exits"),
    ("E1.7", "exits:reason:judge"): _("Released by a judge or court"),
    ("E1.7", "exits:reason:authority"): _("Released by the authority"),
    ("E1.7", "exits:reason:alternative"): _("Placed in an alternative"),
    ("E1.7", "exits:reason:status"): _("Granted a status or permit"),
    ("E1.7", "exits:reason:return"): _("Voluntary return"),
    ("E1.7", "exits:reason:removal"): _("Removal from the country"),
    ("E1.7", "exits:reason:transfer"): _("Transfer to another place"),
    ("E1.7", "exits:reason:escape"): _("Left without permission"),
    ("E1.7", "exits:reason:death"): _("Death"),
    ("E1.7", "exits:reason:other"): _("Other reason"),
    ("E1.7", "exits:reason:not_known"): _("Reason not reported"),
    ("E1.12", "in_custody"): _("Deaths in detention"),
    ("E1.12", "in_custody:cause:natural"): _("Natural cause"),
    ("E1.12", "in_custody:cause:suicide"): _("Suicide"),
    ("E1.12", "in_custody:cause:homicide"): _("Homicide"),
    ("E1.12", "in_custody:cause:accident"): _("Accident"),
    ("E1.12", "in_custody:cause:unknown"): _("Unknown cause"),
    ("E1.12", "in_custody:cause:not_known"): _("Cause not reported"),
    ("E1.12", "in_custody_rate"): _(
        "Deaths in detention, per 1,000 people detained for a year"
    ),
    ("E1.12", "after_release_or_removal"): _(
        "Deaths within 30 days of release, or during removal from the country"
    ),
    ("E1.12", "missing"): _("People who went missing in detention or transfer"),
}


def label(statistic):
    way = next((name for name in WAYS if statistic.about.split(":")[0] == name), "")
    about = statistic.about.removeprefix(way)
    if about.startswith(":kind:"):
        return SiteKind(about.removeprefix(":kind:")).label
    return LABELS[statistic.code, about]
