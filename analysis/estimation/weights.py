"""Base weights of a two-stage sample of places and people."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.frame_checks import frame_counts, numbers
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class EmptyStratum(FrameProblem):
    """A stratum with people in it has no interview."""

    def __init__(self, stratum: str, population: int) -> None:
        super().__init__(
            f'Weights cannot be computed: stratum "{stratum}" has 0 interviews but'
            f" population {population}. Merge strata or exclude it, and say so in the"
            " methods."
        )
        self.stratum, self.population = stratum, population


def require_interviews(
    stratum: "pd.Series[str]", interviews: "pd.Series[int]", people: "pd.Series[float]"
) -> None:
    """Raise EmptyStratum where people live and nobody was asked; one value per unit."""
    units = pd.DataFrame({"stratum": stratum, "m": interviews, "population": people})
    for name, part in units.groupby("stratum", sort=True):
        if part["m"].sum() == 0 and part["population"].sum() > 0:
            raise EmptyStratum(str(name), int(part["population"].sum()))


def base_weights(
    rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame
) -> pd.Series:
    """The base weight of every interview: one over the chance of its place and person.

        w_hij = (N_h / n_h) · (M_hi / m_hi)

    rows: psu; units: psu, stratum, population M_hi; strata: stratum, frame_count N_h
    (blank: the places are taken as all there are). m_hi counts the interviews that
    were held, so people of the same unit stand for those who did not take part.
    A stratum with people and no interview raises EmptyStratum. A visited unit without
    interviews passes its people to the other units of its stratum.
    Source: Särndal, Swensson & Wretman (1992), ch. 4 and 15.
    """
    interviews = rows["psu"].value_counts()
    units = units.assign(
        population=numbers(units["population"], units["psu"], "Primary unit")
    )
    strata = strata.assign(frame_count=frame_counts(strata))
    plan = units.merge(strata, on="stratum", how="left")
    plan["m"] = plan["psu"].map(interviews).fillna(0)
    require_interviews(plan["stratum"], plan["m"], plan["population"])
    reached = plan[plan["m"] > 0].copy()
    reached["n"] = reached.groupby("stratum")["psu"].transform("size")
    frame = reached["frame_count"].fillna(reached["n"])
    people = np.maximum(reached["population"], reached["m"])
    weight = (frame / reached["n"]) * (people / reached["m"])
    # By position: map() walks text columns that arrow holds one by one.
    positions = pd.Index(reached["psu"]).get_indexer(pd.Index(rows["psu"]))
    return pd.Series(weight.to_numpy(dtype=float)[positions], index=rows.index)


def for_nonresponse(
    weight: Floats, responded: npt.NDArray[np.bool_], group: Ints
) -> Floats:
    """Weights adjusted for non-response within weighting classes.

        w'_j = w_j · Σ_class w / Σ_class, took part w;  0 for who did not

    weight: n, of everybody drawn; group: n positions of weighting classes. The sum of
    every class stays. A class nobody of which took part raises FrameProblem.
    Source: Oh & Scheuren (1983); Lohr (2022), Sampling, 8.6.
    """
    drawn = np.bincount(group, weight)
    respondents = np.bincount(group, weight * responded, len(drawn))
    empty = np.flatnonzero((respondents == 0) & (drawn > 0))
    if len(empty):
        people = int((group == empty[0]).sum())
        raise FrameProblem(
            f"Nobody of weighting class {empty[0]} took part ({people} people drawn)."
            " Merge it with a similar class."
        )
    factor = drawn / np.where(respondents > 0, respondents, 1.0)
    return np.where(responded, weight * factor[group], 0.0)


def interview_weights(
    rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame
) -> Floats:
    """The weights that came with the rows, or else the base weights: one a row."""
    if "weight" in rows.columns:
        interviews = units["psu"].map(rows["psu"].value_counts()).fillna(0)
        require_interviews(units["stratum"], interviews, units["population"])
        return rows["weight"].to_numpy(dtype=float)
    return base_weights(rows, units, strata).to_numpy(dtype=float)
