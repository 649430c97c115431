"""Stored statistics of places and need → areas with words. Nothing here computes."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment import numerals, wording

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
    """One type of alternative in one district; found: its stored statistics by name."""

    name: str
    found: dict

    def number(self, part):
        """Whole, or nothing where it is not known or not shown."""
        one = self.found.get(part)
        return numerals.whole(one.value) if one is not None and one.is_shown else ""

    @property
    def numbers(self):
        return {part: self.number(part) for part in PARTS}

    @property
    def gap(self):
        one = self.found.get("")
        return one if one is not None and one.is_shown else None

    @property
    def need(self):
        return self.found["need"]

    @property
    def is_drawn(self):
        """Everything that the picture shows of it is shown."""
        parts = [self.found.get(one) for one in ("", *PARTS)]
        return all(one is not None and one.is_shown for one in parts)

    @property
    def low(self):
        return numerals.whole(math.floor(self.need.lower + 1e-9)) if self.gap else ""

    @property
    def high(self):
        return numerals.whole(math.ceil(self.need.upper - 1e-9)) if self.gap else ""

    @property
    def short(self):
        return shortfall(self.gap) if self.gap else ""

    @property
    def reasons(self):
        """What is missing for the gap, in words."""
        said = codes(self.found["programmes"], "missing")
        return [str(MISSING[code]) for code in said]

    @property
    def lists_left_out(self):
        """Whether those who wait are in no need, as one programme's would be told."""
        return self.gap is not None and bool(codes(self.gap, "lists"))

    @property
    def is_hidden(self):
        return self.gap is None and not self.reasons

    @property
    def share_of(self):
        return SHARES[codes(self.gap, "share")[0]] if self.gap else ""


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
        "programmes": numerals.whole(programmes.value),
        "reporting": "",
    }
    if held is None:
        return {**row, "people": _("not known")}
    if not held.is_shown:
        return {**row, "people": wording.too_few()}
    reporting = numerals.k_of_n(held.reporting, held.known)
    return {**row, "people": numerals.whole(held.value), "reporting": reporting}


def codes(statistic, word):
    """What the note says under this word: "unasked:crim unasked:nat" → crim, nat."""
    pairs = [one.partition(":") for one in statistic.note.split()]
    return [said for key, _colon, said in pairs if key == word]


def shortfall(gap):
    """ "short by 120 (likely 80 to 160)"; what may lie elsewhere is never spare."""
    if gap.value < 0.5:
        return _("no shortage can be shown")
    if gap.lower == gap.upper:
        return _("short by %(places)s") % {"places": numerals.whole(gap.value)}
    return _("short by %(places)s (likely %(low)s to %(high)s)") % {
        "places": numerals.whole(gap.value),
        "low": numerals.whole(max(0, math.floor(gap.lower + 1e-9))),
        "high": numerals.whole(math.ceil(max(0, gap.upper) - 1e-9)),
    }


def sentence(found):
    """The one thing to know: how many areas lack places, and which the most."""
    known = [one for one in found if one.gap]
    if not known and any(one.is_hidden for one in found):
        return _(
            "How many places are lacking can be shown safely in no area: too few"
            " people, places or programmes are behind it."
        )
    if not known:
        return _("How many places are lacking is not known: see what is missing.")
    short = [one for one in known if one.gap.value >= 0.5]
    if not short:
        return _("In no district that can be shown is a shortage to be shown.")
    most = max(short, key=lambda one: one.gap.value)
    said = ngettext(
        "Places are lacking in %(k)s of %(n)s area that can be shown.",
        "Places are lacking in %(k)s of %(n)s areas that can be shown.",
        len(known),
    ) % {"k": numerals.whole(len(short)), "n": numerals.whole(len(known))}
    worst = _("Most are lacking in %(area)s: %(short)s.")
    return f"{said} {worst % {'area': most.name, 'short': most.short}}"
