"""Small rounds as frames, made by a seeded generator."""

import numpy as np
import pandas as pd

from analysis.schema import IndicatorDefinition

SHARE = IndicatorDefinition("q", target=0.9)


def plan(strata=3, places=4, people=20, frame=8):
    """(units, strata) of an even design."""
    units = pd.DataFrame(
        [
            (f"S{s}-{p}", f"S{s}", people * 3)
            for s in range(strata)
            for p in range(places)
        ],
        columns=["psu", "stratum", "population"],
    )
    frames = pd.DataFrame(
        [(f"S{s}", frame) for s in range(strata)], columns=["stratum", "frame_count"]
    )
    return units, frames


def interviews(units, people=20, seed=1, share=0.5, interviewers=4):
    dice = np.random.default_rng(seed)
    rows = [
        (
            unit.stratum,
            unit.psu,
            f"i{dice.integers(interviewers)}",
            dice.choice(["f", "m"], p=[0.3, 0.7]),
            float(dice.random() < share),
        )
        for unit in units.itertuples()
        for _person in range(people)
    ]
    columns = ["stratum", "psu", "interviewer", "sex", "q"]
    return pd.DataFrame(rows, columns=columns)
