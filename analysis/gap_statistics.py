"""The second composition: materials → statistics of part E → suppression → rounding.

What pipeline.py is for indicators. Unsuppressed values do not leave this module.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

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
from analysis.guarding import protected
from analysis.judging import Judged, judged
from analysis.pipeline import AUDIENCES, ROUNDING
from analysis.schema import ALL, Settings
from analysis.statistic import Candidate, GapStatistic, Material, OfAll

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
    hidden: Mapping[str, Collection[OfAll]] | None = None,
) -> dict[str, tuple[GapStatistic, ...]]:
    """Every statistic that the materials of one round allow, safe per audience.

    materials: one per informant group and way of choosing; earlier: the round that this
    one follows, or nothing; audiences, rounding: as of pipeline.release_sets; hidden:
    by audience, figures of all that are. A family without its material gives nothing.
    Raises FrameProblem with the place and the remedy.
    """
    chosen = settings or Settings()
    made = [
        *_made(materials, chosen, families),
        *waves.statistics(materials, earlier, chosen),
    ]
    before = earlier.materials if earlier else ()
    kept_back = ratios(before, chosen, audiences)
    found = {}
    for name, threshold in audiences.items():
        beside = judged(materials, made, chosen, threshold)
        silent = {
            *(hidden or {}).get(name, ()),
            *_silent(materials, beside, waves.NOW),
            *_silent(before, kept_back[name], waves.BEFORE),
        }
        rule, base = Rule(threshold, chosen), rounding.get(name, 1)
        found[name] = protected(made, rule, base, beside.told, silent)
    return found


def _silent(materials: Sequence[Material], found: Judged, when: str) -> Iterator[OfAll]:
    """Figures of all that cannot show everything."""
    for one, shows in zip(materials, found.shows, strict=True):
        for indicator, grouping, _group in shows:
            if grouping == ALL:
                yield OfAll(when, one.source, one.design_class, indicator)


def ratios(
    materials: Sequence[Material],
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
) -> dict[str, Judged]:
    """Which ratios of figures can be told beside the totals, per audience."""
    chosen = settings or Settings()
    totals = list(_made(materials, chosen, OF_PLACES))
    return {
        name: judged(materials, totals, chosen, threshold)
        for name, threshold in audiences.items()
    }


def _made(
    materials: Sequence[Material], settings: Settings, families: Sequence[Family]
) -> Iterator[Candidate]:
    for family in families:
        yield from family(materials, settings)
