"""What changed since the round before: stored statistics beside stored figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment import numerals, wording
from assessment.models import Figure, GapStatistic
from surveys.models import DesignClass, Instrument

CLEAR = 0.05  # adjusted over all changes of an informant group


@dataclass(frozen=True, slots=True)
class Changed:
    """An indicator in two rounds. change: None where they stand side by side alone."""

    now: Figure
    before: GapStatistic
    change: GapStatistic | None

    @property
    def is_shown(self) -> bool:
        return self.now.is_shown and self.before.is_shown

    @property
    def is_clear(self) -> bool:
        """The range excludes no change, and so does the whole list of changes."""
        one = self.change
        if one is None or not one.is_shown or one.value is None:
            return False
        if one.method == "exact":  # everybody was asked, both times
            return one.value != 0
        beyond = one.lower is not None and one.upper is not None
        apart = beyond and not one.lower <= 0 <= one.upper
        return apart and one.p_adjusted is not None and one.p_adjusted < CLEAR

    @property
    def is_closer(self) -> bool:
        """Whether a clear change goes the way the standard asks."""
        up = self.now.direction == "at_least"
        return self.is_clear and (self.change.value > 0) is up


def changes(
    statistics: Iterable[GapStatistic], figures: Iterable[Figure]
) -> list[Changed]:
    """One for each indicator of both rounds, clear ones first, widest first.

    figures: of the set, in the version of the same reader; those not chosen at random
    are compared with nobody.
    """
    now = {
        (one.indicator_id, one.source): one
        for one in figures
        if one.group_var == "all" and one.design_class != DesignClass.PURPOSIVE
    }
    found = list(statistics)
    change = {(one.about, one.source): one for one in found if one.code == "E2.12"}
    made = [
        Changed(now[one.about, one.source], one, change.get((one.about, one.source)))
        for one in found
        if one.code == "E2.1" and (one.about, one.source) in now
    ]
    return sorted(made, key=lambda one: (not one.is_clear, -_size(one)))


def _size(one: Changed) -> float:
    """Points of shares before other units; nothing where there is no change."""
    if one.change is None or one.change.value is None:
        return -1.0
    return abs(one.change.value) if one.now.indicator.unit == "share" else 0.0


# -- words -------------------------------------------------------------------------


def sentence(one: Changed) -> str:
    if not one.is_shown:
        return wording.too_few()
    unit = one.now.indicator.unit
    said = _("%(before)s in the round before, %(now)s now.") % {
        "before": numerals.amount(one.before.value, unit),
        "now": numerals.amount(one.now.estimate, unit),
    }
    if one.is_clear:
        said += " " + (_points if unit == "share" else _number)(one.change)
    return f"{said} {verdict(one)}"


def verdict(one: Changed) -> str:
    """What may be said of the change, in words."""
    if one.change is None:
        return why_none(one.before)
    if not one.change.is_shown:
        return wording.too_few()
    if not one.is_clear:
        return _("No clear change.")
    if one.is_closer:
        return _("This is closer to what the standard asks.")
    return _("This is further from what the standard asks.")


def _points(change: GapStatistic) -> str:
    low, high = sorted((abs(change.lower), abs(change.upper)))
    values = {
        "points": round(abs(change.value) * 100),
        "low": numerals.down(low),
        "high": numerals.up(high),
    }
    if change.method == "exact":
        if change.value > 0:
            return _("%(points)d points more.") % values
        return _("%(points)d points less.") % values
    if change.value > 0:
        return _("%(points)d points more (likely %(low)d to %(high)d).") % values
    return _("%(points)d points less (likely %(low)d to %(high)d).") % values


def _number(change: GapStatistic) -> str:
    low, high = numerals.ends(
        *sorted((abs(change.lower), abs(change.upper))), unit="number"
    )
    number = numerals.amount(abs(change.value), "number")
    values = {"number": number, "low": low, "high": high}
    if change.value > 0:
        return _("%(number)s more (likely %(low)s to %(high)s).") % values
    return _("%(number)s less (likely %(low)s to %(high)s).") % values


def why_none(before: GapStatistic) -> str:
    if before.note == "worded_otherwise":
        return _(
            "The question was worded otherwise: the two stand side by side, and no"
            " change can be said."
        )
    if before.note == "no_variance":
        return _("No place differs from another: there is no change to judge.")
    return _("All answers were the same: there is no change to judge.")


def who(one: Changed) -> str:
    return str(Instrument.Source(one.now.source).label)
