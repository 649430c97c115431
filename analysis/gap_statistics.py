"""The second composition: materials → statistics of part E → suppression → rounding.

What pipeline.py is for indicators. Unsuppressed values do not leave this module.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from analysis import lengths, quality, time_to_exit
from analysis.disclosure import Rule
from analysis.guarding import protected
from analysis.pipeline import AUDIENCES, ROUNDING
from analysis.schema import Settings
from analysis.statistic import Candidate, GapStatistic, Material

Family = Callable[[Sequence[Material], Settings], Iterable[Candidate]]
FAMILIES: tuple[Family, ...] = (
    quality.statistics,
    lengths.statistics,
    time_to_exit.statistics,
)


def gap_statistics(
    materials: Sequence[Material],
    *,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
    rounding: Mapping[str, int] = ROUNDING,
    families: Sequence[Family] = FAMILIES,
) -> dict[str, tuple[GapStatistic, ...]]:
    """Every statistic that the materials of one round allow, safe per audience.

    materials: one per informant group and way of choosing; audiences, rounding: as of
    pipeline.release_sets. A family without its material gives nothing. Raises
    FrameProblem with the place and the remedy.
    """
    chosen = settings or Settings()
    made = list(_made(materials, chosen, families))
    return {
        name: protected(made, Rule(threshold, chosen), rounding.get(name, 1))
        for name, threshold in audiences.items()
    }


def _made(
    materials: Sequence[Material], settings: Settings, families: Sequence[Family]
) -> Iterator[Candidate]:
    for family in families:
        yield from family(materials, settings)
