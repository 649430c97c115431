"""Base weights of a two-stage sample of places and people."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.frame_checks import frame_counts, people_represented, place_chances
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SAME_CHANCE = 1e-9


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

        w_hij = w_hi · (M_hi / m_hi)

    rows: psu; units: psu, stratum, population M_hi, and what `place_weights` reads of
    them; strata: stratum, frame_count N_h (blank: the places are taken as all there
    are). w_hi is the weight of the place, N_h / n_h where no chance is known. m_hi
    counts the interviews that were held, so people of the same unit stand for those who
    did not take part.
    A stratum with people and no interview raises EmptyStratum. A visited unit without
    interviews passes its people to the other units of its stratum; one in which nobody
    was held (M_hi = 0) took part, as in the design: it stands for others like it.
    Source: Särndal, Swensson & Wretman (1992), ch. 4 and 15.
    """
    interviews = rows["psu"].value_counts()
    m = units["psu"].map(interviews).fillna(0)
    units = units.assign(population=people_represented(units, m.to_numpy(dtype=float)))
    require_interviews(units["stratum"], m, units["population"])
    took_part = np.asarray((m > 0) | (units["population"] == 0))
    place = place_weights(units, strata, took_part)
    weight = place * np.asarray(units["population"] / m.where(m > 0), dtype=float)
    # By position: map() walks text columns that arrow holds one by one.
    positions = pd.Index(units["psu"]).get_indexer(pd.Index(rows["psu"]))
    return pd.Series(weight[positions], index=rows.index)


def place_weights(
    units: pd.DataFrame, strata: pd.DataFrame, took_part: npt.NDArray[np.bool_]
) -> Floats:
    """The weight of every place that took part, also for those that refused access: P.

        w_hi = N_h / n_h,  n_h places that took part,  where no chance is known
        w_hi = F_c / π_hi,  F_c = Σ_class a / Σ_class, took part a,  where π_hi is

    units: P rows psu, stratum, population M_hi, chance π_hi (of being drawn; blank or
    absent: not known), weighting_class c (text; absent: the stratum); strata: stratum,
    frame_count N_h; took_part: P. 0 for a place that did not take part.
    1. Where all chances of a class are equal, every place counts the same: a = 1.
       With π_hi = n_h/N_h this is N_h over the places that took part.
    2. Where they differ, a place passes on its people: a = M_hi/π_hi. Of places drawn
       by size these are nearly equal, and a certainty place is not lost. M_hi that is
       not known counts as the mean of the class.
    3. A place that was replaced is no row of units: its replacement stands for it.
    A class in which nobody took part raises FrameProblem.
    Source: Little & Vartivarian (2003), Statistics in Medicine 22; Lohr (2022),
    Sampling, 8.5.
    """
    chance = place_chances(units)
    frames = dict(zip(strata["stratum"], frame_counts(strata), strict=True))
    frame = units["stratum"].map(frames).to_numpy(dtype=float)
    reached = pd.Series(took_part).groupby(units["stratum"].to_numpy())
    n = reached.transform("sum").to_numpy(dtype=float)
    everywhere = np.where(np.isnan(frame), n, frame) / np.maximum(n, 1)
    weight = np.where(took_part, everywhere, 0.0)
    drawn = ~np.isnan(chance)
    if drawn.any():
        weight[drawn] = _by_chance(units[drawn], chance[drawn], took_part[drawn])
    return weight


def _by_chance(
    units: pd.DataFrame, chance: Floats, took_part: npt.NDArray[np.bool_]
) -> Floats:
    """F_c / π_hi of places whose chances are known, see `place_weights`."""
    names = units.get("weighting_class", units["stratum"])
    group, classes = pd.factorize(names.to_numpy(dtype=object))
    passed_on = np.ones(len(units))
    for position, name in enumerate(classes):
        inside = group == position
        if not took_part[inside].any():
            raise FrameProblem(
                f'No place of the weighting class or stratum "{name}" took part'
                f" ({inside.sum()} drawn). Join it with a similar one."
            )
        if np.ptp(chance[inside]) > SAME_CHANCE:
            people = units["population"][inside].astype(float)
            people = people.fillna(people.mean()).fillna(1.0)
            passed_on[inside] = people.to_numpy() / chance[inside]
    everybody = np.bincount(group, passed_on)
    reached = np.bincount(group, passed_on * took_part)
    factor = np.divide(everybody, reached, out=np.ones(len(classes)), where=reached > 0)
    return np.asarray(np.where(took_part, factor[group] / chance, 0.0))


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
