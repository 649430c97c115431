"""In numbers: who is held and where, who came and left, children, deaths, coverage.

Counts of records: of the places that gave one, with no range but that of a death rate.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.presentation import bands, number_texts, statistic_values, uncertainty
from assessment.topics import cascade
from assessment.topics.labels import WAYS, label

TEMPLATE = "assessment/topics/numbers.html"
RECORDS = "records"


@dataclass(frozen=True)
class Line:
    name: str
    number: str
    share: str = ""
    places: str = ""
    unpublished: bool = False
    part: bool = False


@dataclass
class Section:
    """One table with the sentences before it."""

    name: str
    title: str
    said: list[str]
    lines: list[Line] = field(default_factory=list)


def page(figure_set, statistics, figures):
    found = [shown for shown in statistics if shown.source == RECORDS]
    made = [*_days(found), *_years(found)] if found else []
    return {
        "coverage": _coverage(found),
        "sections": [section for section in made if section.lines],
        "cascades": cascade.sections(statistics),
        "rounded": ""
        if any(s.is_exact for s in statistics)
        else uncertainty.published(),
    }


# -- coverage ----------------------------------------------------------------------


def _coverage(found):
    by = {shown.about: shown for shown in found if shown.code == "E2.13"}
    whole = by.get("coverage_of_places")
    if whole is None:
        return []
    said = [
        _("%(reporting)s of the %(known)s known places gave a record.")
        % _reach(whole.published),
        _of_kind(by.get("coverage_of_police"), _("Police places of this round")),
        _of_kind(by.get("coverage_of_prisons"), _("Prisons of this round")),
    ]
    sources = by.get("counts_from_registers")
    if sources is not None:
        said.append(
            _(
                "Counts come from a register or a publication at %(reporting)s of the"
                " %(known)s places that named their source; elsewhere staff estimated."
            )
            % _reach(sources.published)
        )
    return said


def _of_kind(shown, name):
    if shown is None:
        return _("%(name)s: there are no such places.") % {"name": name}
    values = {"name": name, **_reach(shown.published)}
    return _("%(name)s: %(reporting)s of %(known)s gave a record.") % values


def _reach(row):
    return {
        "reporting": number_texts.whole(row.reporting),
        "known": number_texts.whole(row.known),
    }


# -- the day and the year ----------------------------------------------------------


def _days(found):
    """Two tables a way of counting: everybody, and children."""
    titles = {
        "midnight": (
            _("People held, counted at midnight"),
            _("Children, counted at midnight"),
            _("People who were there at midnight."),
        ),
        "any_time": (
            _("People held at any time of the day"),
            _("Children, at any time of the day"),
            _("Everybody who was there at any time of the day."),
        ),
    }
    for way in WAYS:
        all_held, children, said = titles[way]
        apart = _("They are never added to those who were counted in another way.")
        for name, title, codes in (
            (f"held-{way}", all_held, ("E1.1", "E1.10", "E1.11")),
            (f"children-{way}", children, ("E1.9",)),
        ):
            of_way = [one for one in found if one.about.split(":")[0] == way]
            yield _section(
                name, title, [said, apart], [o for o in of_way if o.code in codes]
            )


def _years(found):
    flows = [o for o in found if o.code in ("E1.2", "E1.3", "E1.4", "E1.14")]
    disputed = [one for one in found if one.about.startswith("age_disputed")]
    deaths = [o for o in found if o.code == "E1.12"]
    yield _section(
        "flows",
        _("Who came and who left"),
        [_("Somebody who came twice is two entries, and one person at that place.")],
        flows,
    )
    yield _section(
        "reasons",
        _("How stays ended"),
        [_("Exits by reason.")],
        [one for one in found if one.code == "E1.7"],
    )
    yield _section(
        "lengths",
        _("How long stays lasted that ended"),
        [_("Exits by length of stay. Of people still held it says nothing.")],
        [one for one in found if one.code == "E1.6"],
    )
    yield _section("ages", _("Disputed age"), [_("People, not decisions.")], disputed)
    yield _section("deaths", _("Deaths and people missing"), _of_deaths(), deaths)


def _of_deaths():
    return [
        _("Each line is a class of its own: they are never added up."),
        _("That nobody died is said as 0. One death is one too many."),
    ]


def _section(name, title, said, found):
    return Section(
        name, title, [*said, *_when_and_where(found)], list(map(line, found))
    )


def _when_and_where(found):
    """When it was counted and at how many places, as the first line that tells it."""
    if not found:
        return []
    said = [when(found[0])]
    rows = [shown.exact if shown.is_exact else shown.published for shown in found]
    row = next((row for row in rows if row.reporting is not None), None)
    if row is not None:
        said.append(_("At %(reporting)s of the %(known)s known places.") % _reach(row))
    return said


def when(one):
    first, _slash, last = one.when.partition("/")
    if not last:
        return _("On %(day)s.") % {"day": _day(first)}
    days = {"first": _day(first), "last": _day(last)}
    if one.about.split(":")[0] in WAYS:
        return (
            _("Each place on the day of its visit, from %(first)s to %(last)s.") % days
        )
    return (
        _("In the 12 months before the visit; the last were %(first)s to %(last)s.")
        % days
    )


def _day(text):
    return date_format(date.fromisoformat(text), "j F Y")


# -- lines -------------------------------------------------------------------------


def line(shown):
    name, part = str(label(shown)), bool(shown.part_of)
    if not shown.has_number:
        return Line(name, shown.reason, unpublished=True, part=part)
    return Line(
        name,
        _number(shown),
        _share(shown),
        statistic_values.reporting(shown),
        part=part,
    )


def _number(shown):
    row = shown.exact if shown.is_exact else shown.published
    if row.unit == "share" and row.k is not None and shown.code == "E1.11":
        return statistic_values.k_of_n(shown)
    if shown.is_exact:
        return _exact_number(shown.exact)
    if row.unit == "share" and row.value is not None and row.part_of == "":
        # Of people the count; of places and people the ratio.
        counted = row.band_low is not None or statistic_values.is_count(row)
        return bands.count(row) if counted else _percent(row)
    if row.unit in ("rate", "money"):
        return number_texts.two_digits(row.value) if row.unit == "rate" else _money(row)
    return bands.count(row)


def _exact_number(exact):
    if exact.k is not None:
        return number_texts.whole(exact.k)
    if exact.unit == "share":
        return number_texts.percent(exact.value)
    if exact.unit in ("rate", "money"):
        return number_texts.amount(exact.value, exact.unit)
    return number_texts.whole(exact.value)


def _percent(row):
    return number_texts.percent(row.value)


def _money(row):
    return number_texts.amount(row.value, row.unit)


def _share(shown):
    """A part as a share of its total; of a rate its range."""
    row = shown.exact if shown.is_exact else shown.published
    if row.unit == "rate" and row.lower is not None:
        return number_texts.between(row.lower, row.upper, row.unit)
    return statistic_values.share(shown) if row.part_of or row.k is not None else ""
