"""What changed since the round before.

Everybody reads both published figures and what follows from their ranges (rule 14); the
review body also reads the exact difference, with the covariance of overlapping places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.publication.band import Band, Comparison, comparison
from assessment.models import (
    FigureSet,
    GapStatistic,
    PublishedFigure,
    PublishedStatistic,
)
from assessment.presentation import bands, number_texts
from assessment.reader_figures import ShownFigure, ShownStatistic
from surveys.models import DesignClass, Instrument

CLEAR = 0.05  # adjusted over all changes of an informant group
WORDED_OTHERWISE = "worded_otherwise"
NO_VARIANCE = "no_variance"


@dataclass(frozen=True, slots=True)
class Changed:
    """An indicator in two rounds.

    note: why the two stand side by side alone; exact_before, change: None for who reads
    what is published, change also where there is none.
    """

    now: ShownFigure
    before: PublishedFigure
    note: str
    exact_before: GapStatistic | None = None
    change: GapStatistic | None = None

    @property
    def same_question(self) -> bool:
        return self.note != WORDED_OTHERWISE

    @property
    def is_exact(self) -> bool:
        return self.exact_before is not None

    @property
    def has_numbers(self) -> bool:
        return self.is_exact or (
            self.now.published.is_published and self.before.is_published
        )

    @property
    def published(self) -> Comparison:
        """This round beside the one before, by published ranges."""
        now, before = self.now.published, self.before
        return comparison(_bands(now), _bands(before))

    @property
    def has_bands(self) -> bool:
        """Whether both are shares with a range; others stand side by side alone."""
        return None not in (*_bands(self.now.published), *_bands(self.before))

    @property
    def is_clear(self) -> bool:
        """For the review body by the exact change, for everybody else by the ranges."""
        if not self.same_question:
            return False
        if not self.is_exact:
            return self.published in (Comparison.MORE_OFTEN, Comparison.LESS_OFTEN)
        change = self.change
        if change is None or change.value is None:
            return False
        if change.method == "exact":  # everybody was asked, both times
            return change.value != 0
        if change.lower is None or change.upper is None or change.p_adjusted is None:
            return False
        return not change.lower <= 0 <= change.upper and change.p_adjusted < CLEAR

    @property
    def rose(self) -> bool:
        if self.is_exact and self.change is not None:
            return (self.change.value or 0) > 0
        return self.published == Comparison.MORE_OFTEN

    @property
    def is_closer(self) -> bool:
        """Whether a clear change goes the way the standard asks."""
        return self.is_clear and self.rose is (self.now.direction == "at_least")


def _bands(row: PublishedFigure) -> tuple[Band | None, Band | None]:
    if row.band_low is None or row.likely_low is None:
        return None, None
    return (
        Band(row.band_low, row.band_high or 0),
        Band(row.likely_low, row.likely_high or 0),
    )


def changes(
    figure_set: FigureSet,
    figures: Iterable[ShownFigure],
    statistics: Iterable[ShownStatistic],
) -> list[Changed]:
    """One for each indicator of both rounds, clear ones first, then as standards stand.

    figures, statistics: of the set, as one reader reads them; those not chosen at
    random are compared with nobody.
    """
    if figure_set.earlier is None:
        return []
    now = {
        (shown.indicator_id, shown.source): shown
        for shown in figures
        if shown.group_var == "all" and shown.design_class != DesignClass.PURPOSIVE
    }
    rows = list(statistics)
    exact_befores = {(s.about, s.source): s.exact for s in rows if s.code == "E2.1"}
    exact = {(s.about, s.source): s.exact for s in rows if s.code == "E2.12"}
    notes = _notes(figure_set)
    earlier = PublishedFigure.objects.filter(
        figure_set=figure_set.earlier, group_var="all"
    ).exclude(design_class=DesignClass.PURPOSIVE)
    found = [
        Changed(
            now=now[key],
            before=row,
            note=before.note if (before := exact_befores.get(key)) else notes[key],
            exact_before=exact_befores.get(key),
            change=exact.get(key),
        )
        for row in earlier
        for key in [(row.indicator_id, row.source)]
        if key in now and key in (exact_befores or notes)
    ]
    return sorted(found, key=lambda one: (not one.is_clear, one.now.indicator.place))


def _notes(figure_set: FigureSet) -> dict[tuple[str, str], str]:
    """Indicator and informant group of both rounds → whether it was worded otherwise.

    They are there for every indicator that both rounds have, whatever was answered.
    """
    rows = PublishedStatistic.objects.filter(figure_set=figure_set, code="E2.1")
    return {(row.about, row.source): row.note for row in rows}


# -- words -------------------------------------------------------------------------


def sentence(one: Changed) -> str:
    if not one.has_numbers:
        row = one.before if one.now.published.is_published else one.now.published
        return bands.why_not(row) + "."
    said = _("%(before)s in the round before, %(now)s now.") % {
        "before": before(one),
        "now": now(one),
    }
    if one.is_exact and one.is_clear:
        share = one.now.indicator.is_share
        said += " " + (_points if share else _number)(one.change)
    return f"{_capital(said)} {verdict(one)}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def before(one: Changed) -> str:
    if one.exact_before is not None:
        return number_texts.amount(one.exact_before.value, one.now.indicator.unit)
    return published(one.before)


def now(one: Changed) -> str:
    if one.now.is_exact:
        return number_texts.amount(one.now.exact.estimate, one.now.indicator.unit)
    return published(one.now.published)


def published(row: PublishedFigure) -> str:
    """A band, or a number of two digits, or k of n places."""
    if row.k is not None:
        return number_texts.k_of_n(row.k, row.base_low or 0)
    if row.band_low is not None:
        return bands.share(row.band_low, row.band_high or 0)
    if row.value is None:
        return ""
    return number_texts.rounded(row.value, row.indicator.unit)


def verdict(one: Changed) -> str:
    """What may be said of the change, in words."""
    if not one.same_question:
        return _(
            "The question was worded otherwise: the two stand side by side, and no"
            " change can be said."
        )
    if one.is_exact and one.change is None:
        if one.note == NO_VARIANCE:
            return _("No place differs from another: there is no change to judge.")
        return _("All answers were the same: there is no change to judge.")
    if not one.is_clear:
        if not one.is_exact and not one.has_bands:
            return ""
        if not one.is_exact and one.published == Comparison.MAY_DIFFER:
            return _("It may have changed.")
        return _("No clear change.")
    if one.now.published.target is None:
        return _("It rose.") if one.rose else _("It fell.")
    if one.is_closer:
        return (
            _("It rose: this is closer to what the standard asks.")
            if one.rose
            else _("It fell: this is closer to what the standard asks.")
        )
    return (
        _("It rose: this is further from what the standard asks.")
        if one.rose
        else _("It fell: this is further from what the standard asks.")
    )


def _points(change: GapStatistic) -> str:
    low, high = sorted((abs(change.lower), abs(change.upper)))
    values = {
        "points": round(abs(change.value) * 100),
        "low": number_texts.down(low),
        "high": number_texts.up(high),
    }
    if change.method == "exact":
        if change.value > 0:
            return _("%(points)d points more.") % values
        return _("%(points)d points less.") % values
    if change.value > 0:
        return _("%(points)d points more (likely %(low)d to %(high)d).") % values
    return _("%(points)d points less (likely %(low)d to %(high)d).") % values


def _number(change: GapStatistic) -> str:
    low, high = number_texts.ends(
        *sorted((abs(change.lower), abs(change.upper))), unit="number"
    )
    number = number_texts.amount(abs(change.value), "number")
    values = {"number": number, "low": low, "high": high}
    if change.value > 0:
        return _("%(number)s more (likely %(low)s to %(high)s).") % values
    return _("%(number)s less (likely %(low)s to %(high)s).") % values


def who(one: Changed) -> str:
    return str(Instrument.Source(one.now.source).label)
