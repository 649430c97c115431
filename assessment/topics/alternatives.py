"""Alternatives to detention: places against need, results, numbers, what was examined.

E2.10, E2.11, E1.13, E1.14 of programmes and E2.9 of people held, as stored.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.charts import capacity_bars
from assessment.presentation import (
    code_labels,
    number_texts,
    statistic_values,
    uncertainty,
)
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.source_lines import source_line
from assessment.topics import capacity_rows
from surveys.models import DesignClass, Instrument

TEMPLATE = "topics/alternatives.html"
PROVIDER = Instrument.Source.PROVIDER
QUESTIONS = ("p_district", "p_type", "p_elig", "p_excl", "p_cost_incl")
RESULTS = {
    "appearance": gettext_lazy(
        "Appointments kept or excused, out of all appointments with authorities or"
        " courts"
    ),
    "resolution": gettext_lazy(
        "Case decided (stay or chosen return), of people who left a programme"
    ),
    "disengagement": gettext_lazy("Contact lost, of people who left a programme"),
    "re_detention": gettext_lazy("Detained again, of people who left a programme"),
    "forced_removal": gettext_lazy("Removed by force, of people who left a programme"),
}
NUMBERS = {
    "enrolled": gettext_lazy("People enrolled on the reference day"),
    "waiting": gettext_lazy("People on waiting lists on the reference day"),
    "capacity": gettext_lazy("Programme places"),
    "capacity_families": gettext_lazy("Places for families"),
    "capacity_unaccompanied": gettext_lazy("Places for unaccompanied children"),
    "occupancy": gettext_lazy("People enrolled per programme place"),
    "referrals": gettext_lazy("People referred in twelve months"),
    "admissions": gettext_lazy("People admitted in twelve months"),
    "admissions_per_referral": gettext_lazy("People admitted, per referral"),
    "counts_from_registers": gettext_lazy(
        "Programmes whose figures come from a register"
    ),
}
BY_TYPE = ("enrolled", "waiting", "admissions")
KINDS = {
    "several": gettext_lazy("Programmes of several types (not split by type)"),
    "not_said": gettext_lazy("Programmes that did not say their type"),
}
EXAMINED = {
    "circumstances_asked": gettext_lazy(
        "Before the decision, somebody asked about their life"
    ),
    "alternatives_discussed": gettext_lazy("Somebody spoke of alternatives with them"),
    "reason_given": gettext_lazy(
        "They were told why they got no alternative (people who had discussed one)"
    ),
    "alternatives_examined": gettext_lazy("All three: alternatives were examined"),
    "avoidable_detention_at_least": gettext_lazy(
        "Only an address, bail or a programme place was missing: avoidable detention"
        " (a minimum)"
    ),
}


def page(reader):
    figure_set, statistics = reader.figure_set, reader.statistics()
    programme_statistics = [
        statistic for statistic in statistics if statistic.source == PROVIDER
    ]
    examined = [statistic for statistic in statistics if statistic.code == "E2.9"]
    most_complete = _of_most_complete_design(programme_statistics)
    names = code_labels.names(figure_set, PROVIDER, *QUESTIONS)
    areas = capacity_rows.capacity_areas(most_complete, names)
    complete_areas = [area for area in areas if area.is_drawn]
    sentence = capacity_rows.sentence(areas)
    return {
        "programmes": bool(most_complete),
        "several_designs": len(
            {statistic.design_class for statistic in programme_statistics}
        )
        > 1,
        "is_census": all(
            statistic.design_class == DesignClass.CENSUS for statistic in most_complete
        ),
        "sentence": sentence,
        "card": _card(reader, areas, complete_areas, sentence) if areas else None,
        "areas": areas,
        "unknown": [area for area in areas if area.reasons],
        "districts": capacity_rows.district_rows(most_complete, names),
        "unasked": _rules_without_answers(areas, names),
        "results": _results(most_complete),
        "numbers": _numbers(most_complete),
        "types": _types(most_complete, names),
        "cost": _cost(most_complete, names),
        "examined": [_examined(statistic) for statistic in examined],
        "avoidable": _avoidable(examined),
        "how_to_read": uncertainty.how_to_read(),
    }


def cards(reader):
    card = page(reader)["card"]
    return [card] if card else []


def _card(reader, areas, complete_areas, sentence):
    """Need and free places of each area."""
    picture = ""
    if complete_areas:
        picture = capacity_bars.places(complete_areas, sentence)
    return FigureCard(
        id="alternatives-places",
        heading=sentence,
        what=_("People held who meet the rules of a programme, against free places"),
        head=(
            _("Area"),
            _("Need"),
            _("Low"),
            _("High"),
            _("Places in all"),
            _("In use"),
            _("Free"),
            _("Shortage"),
            _("Whose answers we used"),
        ),
        rows=tuple(_area_row(area) for area in areas),
        picture=picture,
        key=_(
            "Each bar is the need, with its likely range. Its filled part is the free"
            " places, its open part the shortage."
        )
        if picture
        else "",
        records=tuple(
            statistic for area in areas for statistic in area.statistics.values()
        ),
        notes=(
            _(
                "Do not add up the rows: one person can need more than one type, and"
                " the places of a programme with several districts or types are counted"
                " in each of them."
            ),
        ),
        source=source_line(reader, [PROVIDER, Instrument.Source.RECORDS]),
        exact=reader.exact,
    )


def _area_row(area):
    numbers = area.numbers
    if area.gap:
        shortage = area.short
    elif area.is_unpublished:
        shortage = area.why_not
    else:
        shortage = _("Not known: %(reasons)s") % {"reasons": "; ".join(area.reasons)}
    counts = (numbers["capacity"], numbers["in_use"], numbers["free"])
    share_of = str(area.share_of)
    return (
        *(area.name, numbers["need"], area.low, area.high),
        *(*counts, shortage, share_of),
    )


def _of_most_complete_design(statistics):
    """The statistics of one design class: the census if there is one."""
    classes = sorted(
        {statistic.design_class for statistic in statistics}, key=_census_last
    )
    return (
        [statistic for statistic in statistics if statistic.design_class == classes[-1]]
        if statistics
        else []
    )


def _census_last(design_class):
    return design_class == DesignClass.CENSUS, design_class


def _rules_without_answers(areas, names):
    """Names of the rules of entry that no answer covers, over all areas."""
    rules = {
        code
        for area in areas
        if area.gap
        for code in capacity_rows.codes(area.gap, "unasked")
    }
    return sorted(str(names[code]) for code in rules)


def _results(statistics):
    """One row for each outcome: share, range, count, and rate a year."""
    by_about = {
        statistic.about: statistic
        for statistic in statistics
        if statistic.code == "E2.11"
    }
    return [
        {
            "name": name,
            **_share_and_range(by_about[about]),
            **_yearly_rate(by_about.get(f"{about}:per_year")),
        }
        for about, name in RESULTS.items()
        if about in by_about
    ]


def _share_and_range(statistic):
    """Share and range of a sample or a census, else the count."""
    if not statistic.has_number:
        return {"counted": statistic.reason, "unpublished": True}
    row = {
        "counted": statistic_values.k_of_n(statistic),
        "reporting": statistic_values.reporting(statistic),
    }
    if statistic.unit == "share":
        row["share"] = statistic_values.share(statistic)
        row["low"], row["high"] = statistic_values.ends(statistic)
    elif not statistic.is_exact and statistic.published.band_low is not None:
        row["share"] = statistic_values.share(statistic)
    return row


def _yearly_rate(statistic):
    """Events a year for each hundred people in a programme."""
    if statistic is None or not statistic.has_number:
        return {"yearly": ""}
    row = statistic.exact if statistic.is_exact else statistic.published
    text = number_texts.whole_number if statistic.is_exact else number_texts.two_digits
    value, low, high = (text(100 * x) for x in (row.value, row.lower, row.upper))
    template = _("%(number)s (likely %(low)s to %(high)s)")
    return {"yearly": template % {"number": value, "low": low, "high": high}}


def _numbers(statistics):
    by_about = {
        statistic.about: statistic
        for statistic in statistics
        if statistic.code == "E1.13"
    }
    return [
        {
            "name": name,
            "value": _value(by_about[about]),
            "reporting": statistic_values.reporting(by_about[about]),
        }
        for about, name in NUMBERS.items()
        if about in by_about
    ]


def _value(statistic):
    if statistic is None:
        return ""
    if not statistic.has_number:
        return statistic.reason
    row = statistic.exact if statistic.is_exact else statistic.published
    if statistic.about == "counts_from_registers":
        return statistic_values.k_of_n(statistic)
    if row.unit == "share":
        return number_texts.percent(row.value)
    if row.unit in ("place", "programme"):
        return statistic_values.fact(statistic)
    return statistic_values.count(statistic)


def _types(statistics, names):
    by_about = {
        statistic.about: statistic
        for statistic in statistics
        if statistic.code == "E1.13" and statistic.part_of
    }
    kinds = dict.fromkeys(about.split(":")[1] for about in by_about)
    return [
        {
            "name": KINDS.get(kind) or names[kind],
            "values": [_value(by_about.get(f"{about}:{kind}")) for about in BY_TYPE],
        }
        for kind in kinds
    ]


def _cost(statistics, names):
    statistic = next(
        (statistic for statistic in statistics if statistic.code == "E1.14"), None
    )
    if statistic is None or not statistic.has_number:
        return None
    row = statistic.exact if statistic.is_exact else statistic.published
    return {
        "value": number_format(row.value, decimal_pos=1),
        "reporting": statistic_values.reporting(statistic),
        "every": ", ".join(
            str(names[code]) for code in capacity_rows.codes(row, "every")
        ),
        "some": ", ".join(
            str(names[code]) for code in capacity_rows.codes(row, "some")
        ),
    }


def _examined(statistic):
    selection = DesignClass(statistic.design_class).label
    return {
        "name": EXAMINED[statistic.about],
        "chosen": selection,
        **_share_and_range(statistic),
    }


def _avoidable(examined):
    """The sentence on avoidable detention, where people were chosen at random."""
    for statistic in examined:
        is_avoidable = statistic.about == "avoidable_detention_at_least"
        if is_avoidable and statistic.unit == "share" and statistic.has_number:
            template = _(
                "According to people detained now, at least this share of detention"
                " could be avoided: %(share)s of them (%(range)s) name only an"
                " address, bail or a place as the obstacle to an alternative."
            )
            return template % {
                "share": statistic_values.sentence_share(statistic),
                "range": statistic_values.likely(statistic),
            }
    return ""
