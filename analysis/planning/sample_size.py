"""Before a round: how many places, how many people, and what they would tell.

Closed forms of two-stage samples of equal places, and their inverses. They plan; what a
round has found is estimates.py's to say. Strata are counted in the degrees of freedom
only: what they gain is left as a reserve.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample of places and of people at each.

    places, people: drawn, and asked at each; response: share of those who answer;
    share: expected; rho: likeness of people of one place (intraclass correlation);
    frame: places in the country, residents: people at each (inf: not known);
    strata: each costs one degree of freedom.
    """

    places: float
    people: float
    share: float = 0.5
    rho: float = 0.05
    response: float = 1.0
    frame: float = np.inf
    residents: float = np.inf
    strata: int = 1

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, good in (
                ("places", 1 <= self.places <= self.frame),
                ("people", 1 <= self.people <= self.residents),
                ("share", 0 < self.share < 1),
                ("rho", 0 <= self.rho <= 1),
                ("response", 0 < self.response <= 1),
                ("strata", self.strata >= 1),
            )
            if not good
        ]
        if wrong:
            raise FrameProblem(
                f"A sample cannot be planned with this number of {', '.join(wrong)}."
                " Places and people are at least 1 and at most those there are; shares"
                " lie between 0 and 1."
            )

    @property
    def answers(self) -> float:
        """Answers per place: people asked × response."""
        return self.people * self.response

    @property
    def df(self) -> float:
        return max(self.places - self.strata, 1.0)


@dataclass(frozen=True, slots=True)
class ExpectedPrecision:
    """What a plan would give: error and half width of the interval, as shares.

    n: answers in all; deff: design effect; n_eff: answers of a simple random sample of
    the same error.
    """

    se: float
    half_width: float
    n: float
    n_eff: float
    deff: float
    df: float
    level: float


def design_effect(answers: Floats | float, rho: Floats | float) -> Floats:
    """How much more a sample by places varies than one of as many single people.

        deff = 1 + (m − 1) ρ

    answers m: per place (fewer than one counts as one); rho: −1/(m − 1) … 1. No finite
    populations. Source: Kish (1965), Survey Sampling, 5.4.
    """
    m = np.maximum(np.asarray(answers, float), 1.0)
    return np.asarray(1.0 + (m - 1.0) * np.asarray(rho, float))


def standard_error(plan: Plan) -> float:
    """Error of a share from n of N places and m of M people at each.

        V = (1 − n/N) (σ_b² + σ_w²/M) / n + (1 − m/M) σ_w² / (n m)
        σ_b² = ρ p(1 − p),  σ_w² = (1 − ρ) p(1 − p)

    m counts answers. 0 when everybody everywhere answers; p(1 − p) deff / (n m) when
    N and M are not known. Source: Cochran (1977), Sampling Techniques, 10.3–10.4.
    """
    n, m, unit = plan.places, plan.answers, plan.share * (1 - plan.share)
    between, within = plan.rho * unit, (1 - plan.rho) * unit
    first = (1 - n / plan.frame) * (between + within / plan.residents) / n
    second = (1 - m / plan.residents) * within / (n * m)
    return float(np.sqrt(first + second))


def precision(plan: Plan, level: float = 0.95) -> ExpectedPrecision:
    """Half width of the interval of a share: t_df · se, df = places − strata.

    Near 0 and 1 the interval of the report is not symmetric; this is its size.
    Source: Cochran (1977), 10.3; Korn & Graubard (1999), Analysis of Health Surveys, 5.
    """
    se, n = standard_error(plan), plan.places * plan.answers
    half = float(special.stdtrit(plan.df, (1 + level) / 2)) * se
    deff = float(design_effect(plan.answers, plan.rho))
    n_eff = plan.share * (1 - plan.share) / se**2 if se > 0 else np.inf
    return ExpectedPrecision(se, half, n, float(n_eff), deff, plan.df, level)


def places_needed(plan: Plan, half_width: float, level: float = 0.95) -> int | None:
    """Fewest places for a half width; None where not even all places give it.

    plan: its `places` are not looked at. At least one more than there are strata.
    """

    def enough(places: int) -> bool:
        return precision(replace(plan, places=places), level).half_width <= half_width

    return fewest(enough, plan.strata + 1, int(min(plan.frame, MOST)))


def people_needed(plan: Plan, half_width: float, level: float = 0.95) -> int | None:
    """Fewest people asked at each place; None where not even all of them are enough.

    plan: its `people` are not looked at. People of one place who are alike (ρ) soon
    tell nothing new: then only more places help.
    """

    def enough(people: int) -> bool:
        return precision(replace(plan, people=people), level).half_width <= half_width

    return fewest(enough, 1, int(min(plan.residents, MOST)))


def fewest(enough: Callable[[int], bool], least: int, most: int) -> int | None:
    """The smallest size that is enough, by halving; None where the largest is not.

    enough: once true, true for every larger size.
    """
    if least > most or not enough(most):
        return None
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if enough(middle) else (middle + 1, most)
    return least


def spread_over(plan: Plan, people: float) -> Plan:
    """As many interviews in all, with so many people at each place.

    The number of places is rounded down, at least one and at most those in the frame.
    """
    places = np.floor(plan.places * plan.people / people)
    return replace(plan, people=people, places=float(np.clip(places, 1, plan.frame)))
