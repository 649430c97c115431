"""The second composition: materials → statistics of part E → suppression → rounding.

What pipeline.py is for indicators. Unsuppressed values do not leave this module.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from analysis import (
    agreements,
    deaths,
    flows,
    held,
    lengths,
    provision,
    quality,
    steps,
    time_to_exit,
    waves,
)
from analysis.disclosure import Rule
from analysis.guarding import protected, totals_of
from analysis.pipeline import AUDIENCES, ROUNDING
from analysis.programmes import reporters
from analysis.schema import Settings
from analysis.statistic import Candidate, GapStatistic, Material
from analysis.sums import Sum, conflicts, of_figures

Family = Callable[[Sequence[Material], Settings], Iterable[Candidate]]
FAMILIES: tuple[Family, ...] = (
    held.statistics,
    flows.statistics,
    deaths.statistics,
    steps.statistics,
    lengths.statistics,
    time_to_exit.statistics,
    provision.statistics,
    quality.statistics,
    agreements.statistics,
)
# Those that tell totals of what places report.
OF_PLACES: tuple[Family, ...] = (
    held.statistics,
    flows.statistics,
    deaths.statistics,
    provision.statistics,
)


def gap_statistics(
    materials: Sequence[Material],
    *,
    earlier: waves.Earlier | None = None,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
    rounding: Mapping[str, int] = ROUNDING,
    families: Sequence[Family] = FAMILIES,
) -> dict[str, tuple[GapStatistic, ...]]:
    """Every statistic that the materials of one round allow, safe per audience.

    materials: one per informant group and way of choosing; earlier: the round that this
    one follows, or nothing; audiences, rounding: as of
    pipeline.release_sets. A family without its material gives nothing. Raises
    FrameProblem with the place and the remedy.
    """
    chosen = settings or Settings()
    made = [
        *_made(materials, chosen, families),
        *waves.statistics(materials, earlier, chosen),
    ]
    return {
        name: protected(
            made,
            Rule(threshold, chosen),
            rounding.get(name, 1),
            _of_figures(materials, made, chosen, threshold),
        )
        for name, threshold in audiences.items()
    }


def totals(
    materials: Sequence[Material], settings: Settings | None = None
) -> tuple[Sum, ...]:
    """What every place that gave a number gave, as it is told beside all figures."""
    return tuple(totals_of(_made(materials, settings or Settings(), OF_PLACES)))


def _of_figures(
    materials: Sequence[Material],
    made: Sequence[Candidate],
    settings: Settings,
    threshold: int,
) -> Iterator[Sum]:
    """Sums that figures tell, as the pipeline decides of them."""
    beside, least = tuple(totals_of(made)), settings.min_places
    for one in materials:
        named, who = reporters(one.source, one.design_class, one.rows)
        found = [*of_figures(one.rows, one.indicators, one.groups, who, named)]
        _apart, told = conflicts(beside, found, least, threshold)
        yield from told


def _made(
    materials: Sequence[Material], settings: Settings, families: Sequence[Family]
) -> Iterator[Candidate]:
    for family in families:
        yield from family(materials, settings)
