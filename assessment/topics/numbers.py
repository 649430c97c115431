"""In numbers: who is held and where, who came and left, children, deaths, coverage.

Counts of records: of the places that gave one, with no range but that of a death rate.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment import numerals, wording
from assessment.topics import cascade
from assessment.topics.labels import WAYS, label

TEMPLATE = "assessment/numbers.html"
RECORDS = "records"


@dataclass(frozen=True)
class Line:
    name: str
    number: str
    share: str = ""
    places: str = ""
    hidden: bool = False
    part: bool = False


@dataclass
class Section:
    """One table with the sentences before it."""

    name: str
    title: str
    said: list[str]
    lines: list[Line] = field(default_factory=list)


def page(figure_set, statistics, figures):
    found = [one for one in statistics if one.source == RECORDS]
    made = [*_days(found), *_years(found)] if found else []
    return {
        "coverage": _coverage(found),
        "sections": [one for one in made if one.lines],
        "cascades": cascade.sections(statistics),
        "rounded": _rounded(figure_set, statistics),
    }


def _rounded(figure_set, statistics):
    audience = statistics[0].audience if statistics else ""
    base = figure_set.settings.get(f"rounded_{audience}", 1)
    return wording.rounded(base) if base > 1 else ""


# -- coverage ----------------------------------------------------------------------


def _coverage(found):
    by = {one.about: one for one in found if one.code == "E2.13"}
    whole = by.get("coverage_of_places")
    if whole is None:
        return []
    said = [
        _("%(reporting)s of the %(known)s known places gave a record.")
        % _reach(whole.reporting, whole.known),
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
            % _reach(sources.reporting, sources.known)
        )
    return said


def _of_kind(one, name):
    if one is None:
        return _("%(name)s: there are no such places.") % {"name": name}
    values = {"name": name, **_reach(one.reporting, one.known)}
    return _("%(name)s: %(reporting)s of %(known)s gave a record.") % values


def _reach(reporting, known):
    return {"reporting": numerals.whole(reporting), "known": numerals.whole(known)}


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
    deaths = _without_parts_of_hidden([o for o in found if o.code == "E1.12"])
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
        _(
            "That nobody died is told as 0. A few deaths are hidden, because they would"
            " say who it was: a hidden number is never a zero."
        ),
    ]


def _without_parts_of_hidden(found):
    """Causes of a few deaths would be as many lines that say the same."""
    hidden = {one.about for one in found if not one.is_shown}
    return [one for one in found if one.part_of not in hidden]


def _section(name, title, said, found):
    return Section(
        name, title, [*said, *_when_and_where(found)], list(map(line, found))
    )


def _when_and_where(found):
    """When it was counted and at how many places, as the first line that tells it."""
    if not found:
        return []
    said = [when(found[0])]
    shown = next((one for one in found if one.reporting is not None), None)
    if shown is not None:
        reach = _reach(shown.reporting, shown.known)
        said.append(_("At %(reporting)s of the %(known)s known places.") % reach)
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
    return date_format(date.fromisoformat(text))


# -- lines -------------------------------------------------------------------------


def line(one):
    name, part = str(label(one)), bool(one.part_of)
    if not one.is_shown:
        return Line(name, wording.too_few(), hidden=True, part=part)
    places = "" if one.known is None else numerals.k_of_n(one.reporting, one.known)
    return Line(name, _number(one), _share(one), places, part=part)


def _number(one):
    if one.k is not None:
        return numerals.whole(one.k)
    if one.unit == "share":
        return numerals.percent(one.value)
    if one.unit in ("rate", "money"):
        return numerals.amount(one.value, one.unit)
    return numerals.whole(one.value)


def _share(one):
    """A part as a share of its total; of a rate its range."""
    if one.lower is not None:
        return numerals.between(one.lower, one.upper, one.unit)
    return numerals.percent(one.value) if one.k is not None else ""
