"""Changes between a round and the round before.

1. Everybody reads both published figures and what follows from their ranges (rule 14).
2. The review body also reads the exact difference, with the covariance of places that
   are in both rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis.publication.band import Band, Comparison, comparison
from assessment.models import (
    FigureSet,
    GapStatistic,
    PublishedFigure,
    PublishedStatistic,
)
from assessment.presentation import bands, number_texts
from assessment.reading.reader_figures import ReaderFigure, ReaderStatistic
from assessment.standards.indicator_changes import why_not_comparable
from surveys.models import DesignClass, Instrument, InstrumentVersion

CLEAR = 0.05  # adjusted over all changes of an informant group
WORDED_OTHERWISE = "worded_otherwise"
NO_VARIANCE = "no_variance"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One indicator's figures in two rounds.

    note: why the two are not compared; why: the same in words, where the question was
    changed on purpose. exact_before, change: None for readers of the published
    version; change also where none was computed.
    """

    now: ReaderFigure
    before: PublishedFigure
    note: str
    exact_before: GapStatistic | None = None
    change: GapStatistic | None = None
    why: str = ""

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
        """This round compared with the one before, by published ranges."""
        now, before = self.now.published, self.before
        return comparison(_bands(now), _bands(before))

    @property
    def has_bands(self) -> bool:
        """Whether both are shares with a range; others are not compared."""
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


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An indicator of both rounds whose figures are not even shown beside each other.

    why: in words, or "" where nothing more is known.
    """

    now: ReaderFigure
    why: str


def _bands(row: PublishedFigure) -> tuple[Band | None, Band | None]:
    if row.band_low is None or row.likely_low is None:
        return None, None
    return (
        Band(row.band_low, row.band_high or 0),
        Band(row.likely_low, row.likely_high or 0),
    )


def changes(
    figure_set: FigureSet,
    figures: Iterable[ReaderFigure],
    statistics: Iterable[ReaderStatistic],
) -> list[FigureChange]:
    """One change for each indicator of both rounds: clear ones first, then by standard.

    figures, statistics: of the set, as one reader reads them. Figures of people not
    chosen at random are not compared.
    """
    if figure_set.earlier is None:
        return []
    now = _of_everybody(figures)
    rows = list(statistics)
    exact_befores = {(s.about, s.source): s.exact for s in rows if s.code == "E2.1"}
    exact = {(s.about, s.source): s.exact for s in rows if s.code == "E2.12"}
    notes = _notes(figure_set)
    earlier = _earlier(figure_set, now)
    why = _reasons(figure_set)
    figure_changes = [
        FigureChange(
            now=now[key],
            before=row,
            note=before.note if (before := exact_befores.get(key)) else notes[key],
            exact_before=exact_befores.get(key),
            change=exact.get(key),
            why=why(*key),
        )
        for row in earlier
        for key in [(row.indicator_id, row.source)]
        if key in now and key in (exact_befores or notes)
    ]
    return sorted(
        figure_changes,
        key=lambda figure_change: (
            not figure_change.is_clear,
            figure_change.now.indicator.place,
        ),
    )


def not_compared(
    figure_set: FigureSet, figures: Iterable[ReaderFigure]
) -> list[NotCompared]:
    """Indicators of both rounds that rest on other questions now, by standard."""
    if figure_set.earlier is None:
        return []
    now, notes = _of_everybody(figures), _notes(figure_set)
    why = _reasons(figure_set)
    keys = {(row.indicator_id, row.source) for row in _earlier(figure_set, now)}
    return sorted(
        (
            NotCompared(now[key], why(*key))
            for key in keys
            if key in now and key not in notes
        ),
        key=lambda left_out: left_out.now.indicator.place,
    )


def _of_everybody(
    figures: Iterable[ReaderFigure],
) -> dict[tuple[str, str], ReaderFigure]:
    """(indicator, informant group) → its figure, of people chosen at random or all."""
    return {
        (figure.indicator_id, figure.source): figure
        for figure in figures
        if figure.group_var == "all" and figure.design_class != DesignClass.PURPOSIVE
    }


def _earlier(
    figure_set: FigureSet, now: Iterable[tuple[str, str]]
) -> QuerySet[PublishedFigure]:
    """The figures of the round before, of the indicators that this round has too."""
    return (
        PublishedFigure.objects.filter(
            figure_set=figure_set.earlier,
            group_var="all",
            indicator__in={indicator for indicator, _source in now},
        )
        .exclude(design_class=DesignClass.PURPOSIVE)
        .select_related("indicator")
    )


def _reasons(figure_set: FigureSet) -> Callable[[str, str], str]:
    """(indicator, informant group) → why its question is another one than before."""
    before, now = _versions(figure_set.earlier), _versions(figure_set)

    def why(indicator_id: str, source: str) -> str:
        return why_not_comparable(
            indicator_id, before.get(source, ()), now.get(source, ())
        )

    return why


def _versions(figure_set: FigureSet | None) -> dict[str, list[str]]:
    """Informant group → versions of its instruments that the figures rest on."""
    versions_by_source: dict[str, list[str]] = {}
    if figure_set is None:
        return versions_by_source
    used = InstrumentVersion.objects.filter(uuid__in=figure_set.versions)
    for source, version in used.values_list("instrument__source", "version"):
        versions_by_source.setdefault(source, []).append(version)
    return versions_by_source


def _notes(figure_set: FigureSet) -> dict[tuple[str, str], str]:
    """(indicator, informant group) → note, for every indicator of both rounds.

    The note says whether the question was worded otherwise.
    """
    rows = PublishedStatistic.objects.filter(figure_set=figure_set, code="E2.1")
    return {(row.about, row.source): row.note for row in rows}


# -- words -------------------------------------------------------------------------


def sentence(figure_change: FigureChange) -> str:
    if not figure_change.has_numbers:
        row = (
            figure_change.before
            if figure_change.now.published.is_published
            else figure_change.now.published
        )
        return bands.why_not(row) + "."
    text = _("%(before)s in the previous round, %(now)s now.") % {
        "before": before(figure_change),
        "now": now(figure_change),
    }
    if figure_change.is_exact and figure_change.is_clear:
        share = figure_change.now.indicator.is_share
        text += " " + (_points if share else _number)(figure_change.change)
    return f"{_capital(text)} {verdict(figure_change)}".strip()


def not_compared_sentence(left_out: NotCompared) -> str:
    why = left_out.why or _("Other questions were asked.")
    return _("We do not compare this with the previous round. %(why)s") % {"why": why}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def before(figure_change: FigureChange) -> str:
    if figure_change.exact_before is not None:
        return number_texts.amount(
            figure_change.exact_before.value, figure_change.now.indicator.unit
        )
    return published(figure_change.before)


def now(figure_change: FigureChange) -> str:
    if figure_change.now.is_exact:
        return number_texts.amount(
            figure_change.now.exact.estimate, figure_change.now.indicator.unit
        )
    return published(figure_change.now.published)


def published(row: PublishedFigure) -> str:
    """A band, or a number of two digits, or k of n places."""
    if row.k is not None:
        return number_texts.k_of_n(row.k, row.base_low or 0)
    if row.band_low is not None:
        return bands.share(row.band_low, row.band_high or 0)
    if row.value is None:
        return ""
    return number_texts.rounded(row.value, row.indicator.unit)


def verdict(figure_change: FigureChange) -> str:
    """What may be said of the change, in words."""
    if not figure_change.same_question:
        return " ".join(
            [
                _(
                    "The question changed between the two rounds. We show both figures"
                    " but cannot say what changed."
                ),
                *([figure_change.why] if figure_change.why else []),
            ]
        )
    if figure_change.is_exact and figure_change.change is None:
        if figure_change.note == NO_VARIANCE:
            return _("All places are alike, so we cannot say whether this changed.")
        return _("Everyone gave the same answer, so no change can be measured.")
    if not figure_change.is_clear:
        if not figure_change.is_exact and not figure_change.has_bands:
            return ""
        if (
            not figure_change.is_exact
            and figure_change.published == Comparison.MAY_DIFFER
        ):
            return _("It may have changed.")
        return _("No clear change.")
    if figure_change.now.published.target is None:
        return _("It rose.") if figure_change.rose else _("It fell.")
    if figure_change.is_closer:
        return (
            _("It rose: this is closer to what the standard asks.")
            if figure_change.rose
            else _("It fell: this is closer to what the standard asks.")
        )
    return (
        _("It rose: this is further from what the standard asks.")
        if figure_change.rose
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
            return _("%(points)d points higher.") % values
        return _("%(points)d points lower.") % values
    if change.value > 0:
        return _("%(points)d points higher (likely %(low)d to %(high)d).") % values
    return _("%(points)d points lower (likely %(low)d to %(high)d).") % values


def _number(change: GapStatistic) -> str:
    low, high = number_texts.ends(
        *sorted((abs(change.lower), abs(change.upper))), unit="number"
    )
    number = number_texts.amount(abs(change.value), "number")
    values = {"number": number, "low": low, "high": high}
    if change.value > 0:
        return _("%(number)s more (likely %(low)s to %(high)s).") % values
    return _("%(number)s less (likely %(low)s to %(high)s).") % values


def who(figure_change: FigureChange | NotCompared) -> str:
    return str(Instrument.Source(figure_change.now.source).label)


def in_short(figure_change: FigureChange) -> str:
    """ "rose, from 58%", for a cell of a table."""
    values = {"before": before(figure_change)}
    if not figure_change.same_question:
        return _("not comparable, was %(before)s") % values
    if figure_change.is_clear:
        text = _("rose") if figure_change.rose else _("fell")
    elif (
        not figure_change.is_exact and figure_change.published == Comparison.MAY_DIFFER
    ):
        text = _("may have changed")
    else:
        text = _("no clear change")
    return _("%(change)s, was %(before)s") % {"change": text, **values}
