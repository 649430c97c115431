"""Counts from facility records: stock, entries and exits, children, deaths, coverage.

Only places that gave a record are counted. Only the death rate has a range.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.presentation import bands, number_texts, statistic_values, uncertainty
from assessment.topics import cascade
from assessment.topics.labels import WAYS, label

TEMPLATE = "topics/numbers.html"
RECORDS = "records"


@dataclass(frozen=True)
class NumberLine:
    name: str
    number: str
    share: str = ""
    places: str = ""
    unpublished: bool = False
    part: bool = False


@dataclass
class NumberSection:
    """One table with the sentences before it."""

    name: str
    title: str
    notes: list[str]
    lines: list[NumberLine] = field(default_factory=list)


def page(reader):
    statistics = reader.statistics()
    record_statistics = [
        statistic for statistic in statistics if statistic.source == RECORDS
    ]
    sections = (
        [*_days(record_statistics), *_years(record_statistics)]
        if record_statistics
        else []
    )
    return {
        "coverage": _coverage(record_statistics),
        "sections": [section for section in sections if section.lines],
        "cascades": cascade.sections(statistics),
        "rounded": ""
        if any(s.is_exact for s in statistics)
        else uncertainty.published(),
    }


# -- coverage ----------------------------------------------------------------------


def _coverage(statistics):
    by = {
        statistic.about: statistic
        for statistic in statistics
        if statistic.code == "E2.13"
    }
    all_places = by.get("coverage_of_places")
    if all_places is None:
        return []
    sentences = [
        _("%(reporting)s of the %(known)s known places sent figures.")
        % _reporting(all_places.published),
        _kind_sentence(by.get("coverage_of_police"), _("Police places of this round")),
        _kind_sentence(by.get("coverage_of_prisons"), _("Prisons of this round")),
    ]
    sources = by.get("counts_from_registers")
    if sources is not None:
        sentences.append(
            _(
                "%(known)s places named their source. At %(reporting)s, counts come"
                " from a register or publication; elsewhere, staff estimated."
            )
            % _reporting(sources.published)
        )
    return sentences


def _kind_sentence(statistic, name):
    if statistic is None:
        return _("%(name)s: there are no such places.") % {"name": name}
    values = {"name": name, **_reporting(statistic.published)}
    return _("%(name)s: %(reporting)s of %(known)s sent figures.") % values


def _reporting(row):
    return {
        "reporting": number_texts.whole_number(row.reporting),
        "known": number_texts.whole_number(row.known),
    }


# -- the day and the year ----------------------------------------------------------


def _days(statistics):
    """Two tables for each way of counting: everybody, and children."""
    titles = {
        "midnight": (
            _("People detained, counted at midnight"),
            _("Children, counted at midnight"),
            _("People who were there at midnight."),
        ),
        "any_time": (
            _("People detained at any time of the day"),
            _("Children, at any time of the day"),
            _("Everyone who was there at any time of the day."),
        ),
    }
    for way in WAYS:
        all_held, children, note = titles[way]
        never_added = _("We never add them to people counted in another way.")
        for name, title, codes in (
            (f"held-{way}", all_held, ("E1.1", "E1.10", "E1.11")),
            (f"children-{way}", children, ("E1.9",)),
        ):
            of_way = [
                statistic
                for statistic in statistics
                if statistic.about.split(":")[0] == way
            ]
            yield _section(
                name,
                title,
                [note, never_added],
                [statistic for statistic in of_way if statistic.code in codes],
            )


def _years(statistics):
    flows = [
        statistic
        for statistic in statistics
        if statistic.code in ("E1.2", "E1.3", "E1.4", "E1.14")
    ]
    disputed = [
        statistic
        for statistic in statistics
        if statistic.about.startswith("age_disputed")
    ]
    deaths = [statistic for statistic in statistics if statistic.code == "E1.12"]
    yield _section(
        "flows",
        _("Who came and who left"),
        [_("Someone who entered twice counts as two entries and one person.")],
        flows,
    )
    yield _section(
        "reasons",
        _("How stays ended"),
        [_("Exits by reason.")],
        [statistic for statistic in statistics if statistic.code == "E1.7"],
    )
    yield _section(
        "lengths",
        _("Length of completed stays"),
        [_("Exits by length of stay. People still detained are not included.")],
        [statistic for statistic in statistics if statistic.code == "E1.6"],
    )
    yield _section(
        "ages", _("Disputed age"), [_("We count people, not decisions.")], disputed
    )
    yield _section("deaths", _("Deaths and people missing"), _death_notes(), deaths)


def _death_notes():
    return [
        _("Each line is separate. We never add them up."),
        _("0 means that nobody died. One death is one too many."),
    ]


def _section(name, title, notes, statistics):
    return NumberSection(
        name, title, [*notes, *_when_and_where(statistics)], list(map(line, statistics))
    )


def _when_and_where(statistics):
    """The day or period of the first statistic, and the number of places."""
    if not statistics:
        return []
    notes = [period_sentence(statistics[0])]
    rows = [
        statistic.exact if statistic.is_exact else statistic.published
        for statistic in statistics
    ]
    row = next((row for row in rows if row.reporting is not None), None)
    if row is not None:
        notes.append(
            _("At %(reporting)s of the %(known)s known places.") % _reporting(row)
        )
    return notes


def period_sentence(statistic):
    first, _slash, last = statistic.when.partition("/")
    if not last:
        return _("On %(day)s.") % {"day": _day(first)}
    days = {"first": _day(first), "last": _day(last)}
    if statistic.about.split(":")[0] in WAYS:
        return (
            _("Each place on the day of its visit, from %(first)s to %(last)s.") % days
        )
    return (
        _("The 12 months before each visit. The most recent: %(first)s to %(last)s.")
        % days
    )


def _day(text):
    return date_format(date.fromisoformat(text), "j F Y")


# -- lines -------------------------------------------------------------------------


def line(statistic):
    name, part = str(label(statistic)), bool(statistic.part_of)
    if not statistic.has_number:
        return NumberLine(name, statistic.reason, unpublished=True, part=part)
    return NumberLine(
        name,
        _number(statistic),
        _share(statistic),
        statistic_values.reporting(statistic),
        part=part,
    )


def _number(statistic):
    row = statistic.exact if statistic.is_exact else statistic.published
    if row.unit == "share" and row.k is not None and statistic.code == "E1.11":
        return statistic_values.k_of_n(statistic)
    if statistic.is_exact:
        return _exact_number(statistic.exact)
    if row.unit == "share" and row.value is not None and row.part_of == "":
        # Of people the count; of places and people the ratio.
        is_count = row.band_low is not None or statistic_values.is_count(row)
        return bands.count(row) if is_count else _percent(row)
    if row.unit in ("rate", "money"):
        return number_texts.two_digits(row.value) if row.unit == "rate" else _money(row)
    return bands.count(row)


def _exact_number(exact):
    if exact.k is not None:
        return number_texts.whole_number(exact.k)
    if exact.unit == "share":
        return number_texts.percent(exact.value)
    if exact.unit in ("rate", "money"):
        return number_texts.amount(exact.value, exact.unit)
    return number_texts.whole_number(exact.value)


def _percent(row):
    return number_texts.percent(row.value)


def _money(row):
    return number_texts.amount(row.value, row.unit)


def _share(statistic):
    """A part as a share of its total; of a rate its range."""
    row = statistic.exact if statistic.is_exact else statistic.published
    if row.unit == "rate" and row.lower is not None:
        return number_texts.between(row.lower, row.upper, row.unit)
    return statistic_values.share(statistic) if row.part_of or row.k is not None else ""
