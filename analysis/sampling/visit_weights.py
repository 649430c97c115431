"""From visits to weights: people present, and weights fitted to margins."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.estimation.calibration import post_stratify, rake
from analysis.estimation.sample import Sample
from analysis.frame_checks import numbers
from analysis.schema import FrameProblem


def people_of_visits(visits: pd.DataFrame) -> pd.DataFrame:
    """How many people the interviews of each place stand for, and their weight there.

        M_i = max(present_i, m_i),   w_j|i = M_i / m_i

    visits: one row per place: psu, present (everybody present at some time during the
    visit, people; may be missing), interviews m_i. Returns, in the order of visits:
    psu, population M_i (NaN where present is missing and nobody was interviewed),
    within_weight w_j|i (NaN without interviews), exceeded (bool: interviews exceed the
    people present, or these are not known; figures go on, with a note).
    As the population of units M_i gives the product weight w_i · w_j|i of every
    interview (`weights.base_weights`; w_i from `weights.place_weights`).
    Counts that are no numbers, or below 0, raise FrameProblem.
    Source: Särndal, Swensson & Wretman (1992), 4.3 and 15.6; Lohr (2022), Sampling, 5.
    """
    present = numbers(visits["present"], visits["psu"], "Place")
    interviews = numbers(visits["interviews"], visits["psu"], "Place")
    for psu, people, count in zip(visits["psu"], present, interviews, strict=True):
        if people < 0 or not count >= 0:
            raise FrameProblem(
                f"Place {psu} has {people:g} people present and {count:g} interviews."
                " Enter numbers from 0."
            )
    exceeded = (interviews > 0) & ~(interviews <= present)
    population = np.where(interviews > 0, np.fmax(present, interviews), present)
    within = np.divide(
        population, interviews, out=np.full(len(visits), np.nan), where=interviews > 0
    )
    columns = {
        "psu": visits["psu"],
        "population": population,
        "within_weight": within,
        "exceeded": exceeded,
    }
    return pd.DataFrame(columns)


def fit_to_margins(
    sample: Sample,
    codes: pd.DataFrame,
    margins: Mapping[str, Mapping[str, float]],
) -> Sample:
    """Weights that add up to people known by sex, by kind of place, or by several.

    sample: n interviews; codes: n rows in their order, a column of codes per margin;
    margins: by column, the people of every code, all of the same sum. One margin is
    post-stratified, several are raked (`calibration.post_stratify`, `rake`): the
    variance loses what they explain. A code that no margin counts, a group without
    interviews or without people, and margins that contradict each other raise
    CalibrationProblem; no margin leaves the weights as they are.
    Source: Holt & Smith (1979), JRSS A 142; Deming & Stephan (1940), Ann. Math. Stat.
    11; Deville & Särndal (1992), JASA 87.
    """
    groups = [
        pd.Index(people).get_indexer(pd.Index(codes[name])).astype(np.int64)
        for name, people in margins.items()
    ]
    populations = [
        np.array(list(people.values()), dtype=float) for people in margins.values()
    ]
    if not groups:
        return sample
    if len(groups) == 1:
        return post_stratify(sample, groups[0], populations[0])
    return rake(sample, groups, populations)
