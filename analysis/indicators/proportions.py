"""A share with what it rests on: of a register, of people who pass, of a survey."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.estimation.sample import Sample, means
from analysis.indicators.figures import in_one_place, spread
from analysis.schema import Chance, FrameProblem

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """k of n with the estimate and its limits, all shares from 0 to 1.

    In a survey value is weighted, so it is not k/n. method: census, wilson,
    korn_graubard, exact (everybody everywhere was asked) or hypergeometric (one place);
    df is None where the method has none. Nothing here is as it is published.
    """

    name: str
    value: float
    k: int
    n: int
    lower: float
    upper: float
    level: float
    method: str
    kind: Chance
    se: float = 0.0
    df: float | None = None

    def __post_init__(self) -> None:
        Chance.of(self.kind)


def register_share(
    name: str, k: int, n: int, *, kind: str, level: float = 0.95
) -> Share:
    """Share of a complete register: exact, with limits of no width.

    kind: a census; a sample of files raises FrameProblem, one that was picked by hand
    NotAtRandom. So do a part larger than the whole, an empty whole, a count below 0.
    """
    require_register(kind)
    _possible(name, k, n)
    value = k / n
    return Share(name, value, k, n, value, value, level, "census", Chance.CENSUS)


def passing_share(
    name: str, k: int, n: int, *, kind: str, level: float = 0.95
) -> Share:
    """Share of people who passed, as what would happen to the next: Wilson's limits.

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)

    k of n: people independent of each other; kind: how they came to be in the list, a
    whole register is a census; purposive raises NotAtRandom. Limits exist at 0 and n.
    Source: Wilson (1927), JASA 22; gap statistics of the assessment, E2.11.
    """
    _possible(name, k, n)
    p, z = k / n, float(stats.norm.isf((1 - level) / 2))
    centre, below = p + z**2 / (2 * n), 1 + z**2 / n
    half = z * float(np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)))
    # At 0 and n both terms are equal, and rounding would leave a hair.
    lower = 0.0 if k == 0 else (centre - half) / below
    upper = 1.0 if k == n else (centre + half) / below
    se = float(np.sqrt(p * (1 - p) / n))
    return Share(name, p, k, n, lower, upper, level, "wilson", Chance.of(kind), se)


def survey_share(name: str, sample: Sample, y: Floats, *, level: float = 0.95) -> Share:
    """Share of a domain of a sample, with the limits its figure would have.

    y: n of 0 and 1, NaN outside the domain and where there is no answer. No answer at
    all, and values other than 0 and 1, raise FrameProblem.
    Source: Korn & Graubard (1998); see analysis.indicators.figures.spread.
    """
    _zero_or_one(name, sample, y)
    e = means(sample, y)
    around = spread(e, np.array([True]), level).outer
    everybody = "census" if e.kind == Chance.CENSUS else "exact"
    method = "hypergeometric" if in_one_place(e)[0] else "korn_graubard"
    return Share(
        name=name,
        value=float(e.value[0]),
        k=int(e.k[0]),
        n=int(e.n[0]),
        lower=float(around.lower[0]),
        upper=float(around.upper[0]),
        level=level,
        method=everybody if e.exact[0] else method,
        kind=e.kind,
        se=float(e.se[0]),
        df=float(e.df[0]),
    )


def every(*answers: Floats) -> Floats:
    """1 where all are 1, 0 where one is 0, NaN where it cannot be known.

    A single no settles it whatever was not asked; otherwise not asked is never no.
    """
    stacked = np.stack(answers)
    unknown = np.isnan(stacked).any(axis=0)
    return np.where((stacked == 0).any(axis=0), 0.0, np.where(unknown, np.nan, 1.0))


def none(*answers: Floats) -> Floats:
    """1 where all are 0, 0 where one is 1, NaN where it cannot be known."""
    return every(*(1.0 - answer for answer in answers))


def require_register(kind: str) -> None:
    """Raise unless everything there is was counted."""
    if Chance.of(kind) is not Chance.CENSUS:
        raise FrameProblem(
            f'A sample of files (design class "{kind}") has weights, so its counts are'
            " no shares of the register. Give its rows as a survey."
        )


def _possible(name: str, k: int, n: int) -> None:
    if not (n > 0 and 0 <= k <= n):
        raise FrameProblem(
            f'"{name}" counts {k} of {n}, which is no share. Correct the counts, or'
            " leave it out where there is nobody to count."
        )


def _zero_or_one(name: str, sample: Sample, y: Floats) -> None:
    if len(y) != len(sample.psu):
        raise FrameProblem(
            f'"{name}" has {len(y)} values for {len(sample.psu)} interviews. Give one'
            " per interview, empty where there is no answer."
        )
    odd = np.flatnonzero(~(np.isnan(y) | (y == 0) | (y == 1)))
    if len(odd):
        raise FrameProblem(
            f'"{name}" is a share, but interview {odd[0]} has {y[odd[0]]:g}. Only 0, 1'
            " and empty are possible."
        )
    if np.isnan(y).all():
        raise FrameProblem(
            f'None of {len(y)} interviews answers "{name}". Leave it out.'
        )
