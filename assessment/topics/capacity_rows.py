"""Stored statistics of places and need → areas with words. Nothing here computes."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.presentation import number_texts, statistic_values

CODE = "E2.10"
PARTS = ("need", "capacity", "in_use", "free", "programmes")
MISSING = {
    "programmes": gettext_lazy("not every programme there is was asked"),
    "capacity": gettext_lazy("a programme did not say how many places it has"),
    "enrolled": gettext_lazy("a programme did not say how many people it follows"),
    "waiting": gettext_lazy("a programme did not say how many people are waiting"),
    "held": gettext_lazy("no place there reported how many people it holds"),
    "rules": gettext_lazy("nobody was asked what decides who can enter"),
    "sample": gettext_lazy(
        "nobody held was chosen at random, so that no share stands for everyone held"
    ),
}
SHARES = {
    "district": gettext_lazy("People asked in the district"),
    "all": gettext_lazy("People asked everywhere: too few in the district"),
    "rule": gettext_lazy("Nobody: anyone can enter"),
}


@dataclass(frozen=True)
class Area:
    """One type of alternative in one district; found: its statistics by name."""

    name: str
    found: dict

    def number(self, part):
        """Whole, or nothing where it is not known or not published."""
        shown = self.found.get(part)
        if shown is None or not shown.has_number:
            return ""
        if shown.is_exact:  # its k counts who was asked and could enter
            return number_texts.whole(shown.exact.value)
        return statistic_values.count(shown)

    @property
    def numbers(self):
        return {part: self.number(part) for part in PARTS}

    @property
    def gap(self):
        """The shortfall as this reader reads it: value, lower, upper."""
        shown = self.found.get("")
        return _row(shown) if shown is not None and shown.has_number else None

    @property
    def need(self):
        return _row(self.found["need"])

    @property
    def is_drawn(self):
        """Everything that the picture shows of it has a number."""
        parts = [self.found.get(part) for part in ("", "need", "free")]
        return all(
            shown is not None and shown.has_number and _row(shown).value is not None
            for shown in parts
        )

    def value(self, part):
        """The number that is drawn."""
        return _row(self.found[part]).value

    @property
    def low(self):
        return (
            number_texts.whole(math.floor(self.need.lower + 1e-9)) if self.gap else ""
        )

    @property
    def high(self):
        return number_texts.whole(math.ceil(self.need.upper - 1e-9)) if self.gap else ""

    @property
    def short(self):
        return shortfall(self.gap) if self.gap else ""

    @property
    def reasons(self):
        """What is missing for the gap, in words."""
        said = codes(self.found["programmes"], "missing")
        return [str(MISSING[code]) for code in said]

    @property
    def is_unpublished(self):
        return self.gap is None and not self.reasons

    @property
    def why_not(self):
        shown = self.found.get("")
        return shown.reason if shown is not None else ""

    @property
    def share_of(self):
        return SHARES[codes(self.gap, "share")[0]] if self.gap else ""


def _row(shown):
    return shown.exact if shown.is_exact else shown.published


def areas(statistics, names):
    """In the order of computing: by district, then by type."""
    found = defaultdict(dict)
    for one in statistics:
        district, *rest = one.about.split(":")
        if one.code == CODE and rest and rest[0] not in ("held", "programmes"):
            found[district, rest[0]][":".join(rest[1:])] = one
    return [
        Area(f"{names[district]} · {names[kind]}", parts)
        for (district, kind), parts in found.items()
    ]


def held(statistics, names):
    """Of each district the people held and the programmes that serve it, in words."""
    told = {one.about: one for one in statistics if one.code == CODE}
    found = [about.split(":")[0] for about in told if about.count(":") == 1]
    districts = dict.fromkeys(one for one in found if f"{one}:programmes" in told)
    return [_district(names[one], told, one) for one in districts]


def _district(name, told, district):
    held, programmes = told.get(f"{district}:held"), told[f"{district}:programmes"]
    row = {
        "name": name,
        "programmes": statistic_values.fact(programmes),
        "reporting": "",
    }
    if held is None:
        return {**row, "people": _("not known")}
    reporting = statistic_values.reporting(held) if held.has_number else ""
    return {**row, "people": statistic_values.count(held), "reporting": reporting}


def codes(statistic, word):
    """What the note says under this word: "unasked:crim unasked:nat" → crim, nat."""
    pairs = [one.partition(":") for one in statistic.note.split()]
    return [said for key, _colon, said in pairs if key == word]


def shortfall(gap):
    """ "short by 120 (likely 80 to 160)"; what may lie elsewhere is never spare."""
    if gap.value < 0.5:
        return _("no shortage can be shown")
    if gap.lower == gap.upper:
        return _("short by %(places)s") % {"places": number_texts.whole(gap.value)}
    return _("short by %(places)s (likely %(low)s to %(high)s)") % {
        "places": number_texts.whole(gap.value),
        "low": number_texts.whole(max(0, math.floor(gap.lower + 1e-9))),
        "high": number_texts.whole(math.ceil(max(0, gap.upper) - 1e-9)),
    }


def sentence(found):
    """The one thing to know: how many areas lack places, and which the most."""
    known = [area for area in found if area.gap]
    if not known and any(area.is_unpublished for area in found):
        return _(
            "How many places are lacking is published for no area: too few people,"
            " places or programmes are behind it."
        )
    if not known:
        return _("How many places are lacking is not known: see what is missing.")
    short = [area for area in known if area.gap.value >= 0.5]
    if not short:
        return _("In no district of those shown is there a shortage.")
    most = max(short, key=lambda area: area.gap.value)
    said = ngettext(
        "Places are lacking in %(k)s of the %(n)s area shown.",
        "Places are lacking in %(k)s of the %(n)s areas shown.",
        len(known),
    ) % {"k": number_texts.whole(len(short)), "n": number_texts.whole(len(known))}
    worst = _("Most are lacking in %(area)s: %(short)s.")
    return f"{said} {worst % {'area': most.name, 'short': most.short}}"
