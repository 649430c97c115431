"""The composition for part E: materials → exact statistics → published ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.alternatives import statistics_provision
from analysis.comparison import statistics_informants, statistics_rounds
from analysis.duration import statistics_follow_up, statistics_lengths
from analysis.indicators import adjusted_differences, data_quality
from analysis.material import Candidate, ExactStatistic, Material
from analysis.publication.bands import Precision
from analysis.publication.parameters import Parameters
from analysis.publication.statistics import PublicStatistic, published_statistic
from analysis.registers import admissions_and_exits, deaths, stock
from analysis.schema import Settings
from analysis.screening import statistics_steps

Family = Callable[[Sequence[Material], Settings], Iterable[Candidate]]
FAMILIES: tuple[Family, ...] = (
    stock.statistics,
    admissions_and_exits.statistics,
    deaths.statistics,
    statistics_steps.statistics,
    statistics_lengths.statistics,
    statistics_follow_up.statistics,
    statistics_provision.statistics,
    data_quality.statistics,
    statistics_informants.statistics,
    adjusted_differences.statistics,
)
Group = tuple[str, str]  # informant group, way of choosing


@dataclass(frozen=True, slots=True)
class StatisticPair:
    """The exact and the published version of one statistic.

    respondents: the rows of its informant group that it rests on, n of bool; None where
    nobody was asked, or nothing is published.
    """

    exact: ExactStatistic
    published: PublicStatistic
    respondents: npt.NDArray[np.bool_] | None


def gap_statistics(
    materials: Sequence[Material],
    *,
    earlier: statistics_rounds.EarlierRound | None = None,
    settings: Settings | None = None,
    parameters: Parameters | None = None,
    precision: Mapping[Group, Precision] | None = None,
    families: Sequence[Family] = FAMILIES,
) -> Iterator[StatisticPair]:
    """Every statistic that the materials of one round allow.

    materials: one per informant group and way of choosing; earlier: the round that this
    one follows, or nothing; precision: of each informant group's figures, see
    published_figures.FrameFigures. A family without its material gives nothing. Raises
    FrameProblem with the place and the remedy.
    """
    chosen, rule = settings or Settings(), parameters or Parameters()
    for candidate in _candidates(materials, earlier, chosen, families):
        exact = candidate.statistic
        group = (exact.source, exact.design_class)
        of_group = (precision or {}).get(group) or Precision(1.0, 1.0, chosen.level)
        published = published_statistic(candidate, of_group, rule)
        yield StatisticPair(exact, published, candidate.rows)


def _candidates(
    materials: Sequence[Material],
    earlier: statistics_rounds.EarlierRound | None,
    settings: Settings,
    families: Sequence[Family],
) -> Iterator[Candidate]:
    for family in families:
        yield from family(materials, settings)
    yield from statistics_rounds.statistics(materials, earlier, settings)
