"""Capacity and need of alternatives in each district, in words. Computes nothing."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.presentation import number_texts, statistic_values

CODE = "E2.10"
PARTS = ("need", "capacity", "in_use", "free", "programmes")
MISSING = {
    "programmes": gettext_lazy("not all programmes were contacted"),
    "capacity": gettext_lazy("a programme did not say how many places it has"),
    "enrolled": gettext_lazy("a programme did not say how many people it follows"),
    "waiting": gettext_lazy("a programme did not say how many people are waiting"),
    "held": gettext_lazy("no place in this area said how many people it detains"),
    "rules": gettext_lazy("no interview asked about the entry rules"),
    "sample": gettext_lazy(
        "detained people were not chosen at random, so no share is true of all of them"
    ),
}
SHARES = {
    "district": gettext_lazy("People interviewed in this district"),
    "all": gettext_lazy("People interviewed in all districts (too few in this one)"),
    "rule": gettext_lazy("Not needed: it accepts everyone"),
}


@dataclass(frozen=True)
class CapacityArea:
    """One type of alternative in one district; statistics: its own, by part."""

    name: str
    statistics: dict

    def number(self, part):
        """The count as text; "" where it is not known or not published."""
        statistic = self.statistics.get(part)
        if statistic is None or not statistic.has_number:
            return ""
        if statistic.is_exact:  # its k counts who was asked and could enter
            return number_texts.whole_number(statistic.exact.value)
        return statistic_values.count(statistic)

    @property
    def numbers(self):
        return {part: self.number(part) for part in PARTS}

    @property
    def gap(self):
        """The shortfall as this reader reads it: value, lower, upper."""
        statistic = self.statistics.get("")
        return (
            _row(statistic) if statistic is not None and statistic.has_number else None
        )

    @property
    def need(self):
        return _row(self.statistics["need"])

    @property
    def is_drawn(self):
        """Everything that the picture shows of it has a number."""
        parts = [self.statistics.get(part) for part in ("", "need", "free")]
        return all(
            statistic is not None
            and statistic.has_number
            and _row(statistic).value is not None
            for statistic in parts
        )

    def value(self, part):
        """The number that is drawn."""
        return _row(self.statistics[part]).value

    @property
    def low(self):
        return (
            number_texts.whole_number(math.floor(self.need.lower + 1e-9))
            if self.gap
            else ""
        )

    @property
    def high(self):
        return (
            number_texts.whole_number(math.ceil(self.need.upper - 1e-9))
            if self.gap
            else ""
        )

    @property
    def short(self):
        return shortfall(self.gap) if self.gap else ""

    @property
    def reasons(self):
        """Reasons why the gap cannot be computed, in words."""
        missing = codes(self.statistics["programmes"], "missing")
        return [str(MISSING[code]) for code in missing]

    @property
    def is_unpublished(self):
        return self.gap is None and not self.reasons

    @property
    def why_not(self):
        statistic = self.statistics.get("")
        return statistic.reason if statistic is not None else ""

    @property
    def share_of(self):
        return SHARES[codes(self.gap, "share")[0]] if self.gap else ""


def _row(statistic):
    return statistic.exact if statistic.is_exact else statistic.published


def capacity_areas(statistics, names):
    """One area for each district and type, in the order of computing."""
    statistics_by_area = defaultdict(dict)
    for statistic in statistics:
        district, *rest = statistic.about.split(":")
        if statistic.code == CODE and rest and rest[0] not in ("held", "programmes"):
            statistics_by_area[district, rest[0]][":".join(rest[1:])] = statistic
    return [
        CapacityArea(f"{names[district]} · {names[kind]}", parts)
        for (district, kind), parts in statistics_by_area.items()
    ]


def district_rows(statistics, names):
    """One row for each district: people held and programmes that serve it, in words."""
    by_about = {
        statistic.about: statistic for statistic in statistics if statistic.code == CODE
    }
    candidates = [about.split(":")[0] for about in by_about if about.count(":") == 1]
    districts = dict.fromkeys(
        district for district in candidates if f"{district}:programmes" in by_about
    )
    return [_district(names[district], by_about, district) for district in districts]


def _district(name, by_about, district):
    people_held, programmes = (
        by_about.get(f"{district}:held"),
        by_about[f"{district}:programmes"],
    )
    row = {
        "name": name,
        "programmes": statistic_values.fact(programmes),
        "reporting": "",
    }
    if people_held is None:
        return {**row, "people": _("not known")}
    reporting = (
        statistic_values.reporting(people_held) if people_held.has_number else ""
    )
    return {
        **row,
        "people": statistic_values.count(people_held),
        "reporting": reporting,
    }


def codes(statistic, word):
    """The codes in the note under a word: "unasked:crim unasked:nat" → crim, nat."""
    pairs = [pair.partition(":") for pair in statistic.note.split()]
    return [code for key, _colon, code in pairs if key == word]


def shortfall(gap):
    """ "short by 120 (likely 80 to 160)"; what may lie elsewhere is never spare."""
    if gap.value < 0.5:
        return _("no clear shortage")
    if gap.lower == gap.upper:
        return _("short by %(places)s") % {
            "places": number_texts.whole_number(gap.value)
        }
    return _("short by %(places)s (likely %(low)s to %(high)s)") % {
        "places": number_texts.whole_number(gap.value),
        "low": number_texts.whole_number(max(0, math.floor(gap.lower + 1e-9))),
        "high": number_texts.whole_number(math.ceil(max(0, gap.upper) - 1e-9)),
    }


def sentence(areas):
    """How many areas lack places, and which lacks the most."""
    with_gap = [area for area in areas if area.gap]
    if not with_gap and any(area.is_unpublished for area in areas):
        return _(
            "We do not publish the shortage for any area: there are too few people,"
            " places or programmes."
        )
    if not with_gap:
        return _("The shortage is not known. See which data are missing.")
    short = [area for area in with_gap if area.gap.value >= 0.5]
    if not short:
        return _("None of the districts shown lacks places.")
    most = max(short, key=lambda area: area.gap.value)
    text = ngettext(
        "Places are lacking in %(k)s of the %(n)s area shown.",
        "Places are lacking in %(k)s of the %(n)s areas shown.",
        len(with_gap),
    ) % {
        "k": number_texts.whole_number(len(short)),
        "n": number_texts.whole_number(len(with_gap)),
    }
    worst = _("The largest shortage is in %(area)s: %(short)s.")
    return f"{text} {worst % {'area': most.name, 'short': most.short}}"
