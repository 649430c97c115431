"""Weights fitted to what is known of the population, and trimmed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.estimation.sample import Margin, Sample
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ROUNDS, STEPS, CLOSE = 500, 100, 1e-9


class CalibrationProblem(FrameProblem):
    """Weights cannot be fitted to the totals that are given."""


def post_stratify(sample: Sample, group: Ints, population: Floats) -> Sample:
    """Weights that add up to the known number of people of every group.

        w'_j = w_j · N_g / Σ_g w

    group: n positions; population: G counts. A group without interviews or without
    people raises CalibrationProblem. Variances lose what the groups explain.
    Source: Holt & Smith (1979), JRSS A 142; R `survey`, postStratify.
    """
    member = _members(group, population)
    sums = sample.weight @ member
    weight = sample.weight * (population / sums)[group]
    return sample.with_weights(weight, Margin(member, sample.weight))


def rake(
    sample: Sample,
    groups: Sequence[Ints],
    populations: Sequence[Floats],
) -> Sample:
    """Weights that add up to several sets of groups, fitted in turn until all do.

        w ← w · N_g / Σ_g w  for each margin in turn

    groups: n positions per margin; populations: counts per margin, each of the same
    sum. Ends when every margin is within a billionth of the people. Raises
    CalibrationProblem.
    Source: Deming & Stephan (1940), Ann. Math. Stat. 11; Deville, Särndal & Sautory
    (1993), JASA 88; R `survey`, rake.
    """
    sums = np.array([p.sum() for p in populations])
    if not np.allclose(sums, sums[0], rtol=1e-6):
        raise CalibrationProblem(
            f"The margins add up to {sums.min():g} and to {sums.max():g} people. Bring"
            " them to one total."
        )
    members = [_members(g, p) for g, p in zip(groups, populations, strict=True)]
    weight = sample.weight
    for _round in range(ROUNDS):
        for group, member, people in zip(groups, members, populations, strict=True):
            weight = weight * (people / (weight @ member))[group]
        short = max(
            float(np.abs(people - weight @ member).max())
            for member, people in zip(members, populations, strict=True)
        )
        if short < CLOSE * sums[0]:
            every = Margin(np.hstack(members), np.ones(len(weight)))
            return sample.with_weights(weight, every)
    raise CalibrationProblem(
        f"A margin is still {short:g} people away after {ROUNDS} rounds: the margins"
        " contradict each other in this sample. Merge small groups."
    )


def _members(group: Ints, population: Floats) -> Floats:
    lost = np.flatnonzero((group < 0) | (group >= len(population)))
    if len(lost):
        raise CalibrationProblem(
            f"Interview {lost[0]} is in no group of known size. Give it a group, or add"
            " the group's size."
        )
    interviewed = np.bincount(group, minlength=len(population))
    for position, (respondents, people) in enumerate(
        zip(interviewed, population, strict=True)
    ):
        if not respondents or not people > 0:
            raise CalibrationProblem(
                f"Group {position} has {respondents} interviews and {people:g} people."
                " Merge it with another group."
            )
    return np.asarray(np.eye(len(population))[group])
