"""The sampling design: strata, primary units, finite populations, lonely units."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.frame_checks import (
    check_codes,
    frame_counts,
    people_represented,
    place_chances,
)
from analysis.schema import Chance, FrameProblem, Lonely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class LonelyUnit(FrameProblem):
    """A stratum has one primary unit, so its variance cannot be estimated."""

    def __init__(self, stratum: str, unit: str) -> None:
        super().__init__(
            f'Stratum "{stratum}" has one primary unit (site {unit}): its'
            " variance cannot be estimated. Merge it with a similar stratum, or choose"
            ' the policy "certainty", "average" or "adjust".'
        )
        self.stratum, self.unit = stratum, unit


@dataclass(frozen=True, slots=True)
class Design:
    """P primary units in H strata; units without anybody of a domain stay in.

    psu: P names; stratum: P stratum positions; strata: H names;
    frame: H numbers of units in the frame, NaN for no finite population;
    sampled, population: P second-stage sizes m_i and M_i; M_i NaN for one stage;
    kind: how chance chose; a purposive sample has no design (NotAtRandom). In a census
    nothing is left to chance. lonely_domains: a stratum in which a domain has one unit
    is lonely for that domain (R `survey`, adjust.domain.lonely).
    """

    psu: tuple[str, ...]
    stratum: Ints
    strata: tuple[str, ...]
    frame: Floats
    sampled: Floats
    population: Floats
    kind: Chance
    lonely: Lonely = Lonely.FAIL
    lonely_domains: bool = False

    def __post_init__(self) -> None:
        Chance.of(self.kind)

    @property
    def units(self) -> Ints:
        """n_h: primary units per stratum."""
        return np.bincount(self.stratum, minlength=len(self.strata))

    @property
    def fraction(self) -> Floats:
        """f_h = n_h / N_h, and 0 where the frame is not known; 1 in a census."""
        if self.kind == Chance.CENSUS:
            return np.ones(len(self.strata))
        with np.errstate(invalid="ignore", divide="ignore"):
            f = self.units / self.frame
        return np.where(np.isnan(f), 0.0, np.minimum(f, 1.0))

    @property
    def df(self) -> int:
        return len(self.psu) - len(self.strata)

    @property
    def exhausted(self) -> npt.NDArray[np.bool_]:
        """Units about which nothing is left to chance: all places, all people asked."""
        if self.kind == Chance.CENSUS:
            return np.ones(len(self.psu), dtype=bool)
        everyone = self.sampled >= self.population  # False where M_i is not known
        return np.asarray(everyone & (self.fraction >= 1.0)[self.stratum])

    def strata_seen(self, seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """H × C: strata that hold a unit of the cell; seen is P × C."""
        inside = np.zeros((len(self.strata), seen.shape[1]), dtype=bool)
        np.logical_or.at(inside, self.stratum, seen)
        return inside

    def lonely_strata(self) -> npt.NDArray[np.bool_]:
        """One unit although the frame holds more; a take-all stratum is no problem."""
        return np.asarray((self.units == 1) & (self.fraction < 1.0))

    def require_no_lonely_unit(self) -> None:
        lonely = np.flatnonzero(self.lonely_strata())
        if self.lonely is not Lonely.FAIL or not len(lonely):
            return
        position = int(lonely[0])
        unit = self.psu[int(np.flatnonzero(self.stratum == position)[0])]
        raise LonelyUnit(self.strata[position], unit)


def design_of(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    *,
    kind: str,
    lonely: str = Lonely.FAIL,
    two_stage: bool = True,
) -> Design:
    """The design of a round's frames; units are taken in the order of `units`.

    A planned unit with people and no interview is non-response of a place: it leaves
    n_h, as it leaves the weights. A unit with population 0 is a true zero: it stays.
    Of places drawn with unequal chances see `variance_strata`; a certainty place keeps
    its people also in one stage, and where they are not known all the variance of the
    people asked there counts.
    kind: the design class; a purposive one raises NotAtRandom. Codes that are no text,
    and numbers of places or people that are none, raise FrameProblem.
    """
    check_codes(rows, units, strata)
    interviewed = (
        units["psu"].map(rows["psu"].value_counts()).fillna(0).to_numpy(dtype=float)
    )
    population = people_represented(units, interviewed)
    reached = (interviewed > 0) | (population == 0)
    layers = variance_strata(units, strata)
    frames, certain = layers.frames, layers.certain
    second_stage = population if two_stage else np.full(len(units), np.nan)
    endless = np.where(np.isnan(population), np.inf, population)
    second_stage = np.where(certain, endless, second_stage)[reached]
    of_unit = layers.stratum[reached]
    names = tuple(name for name in frames if name in set(of_unit))
    place = {name: position for position, name in enumerate(names)}
    return Design(
        psu=tuple(units["psu"][reached].astype(str)),
        stratum=np.array([place[name] for name in of_unit], dtype=np.int64),
        strata=names,
        frame=np.array([frames[name] for name in names], dtype=float),
        sampled=interviewed[reached],
        population=second_stage,
        kind=Chance.of(kind),
        lonely=Lonely.of(lonely),
    )


@dataclass(frozen=True, slots=True)
class VarianceStrata:
    """stratum: name for each of P units; frames: places in each, NaN for no finite
    population; certain: P, units that are strata of their own."""

    stratum: npt.NDArray[np.object_]
    frames: dict[str, float]
    certain: npt.NDArray[np.bool_]


def variance_strata(units: pd.DataFrame, strata: pd.DataFrame) -> VarianceStrata:
    """The strata that the variance is computed in, where they differ from the drawn.

    units: P rows psu, stratum; chance (of being drawn) and variance_stratum (text),
    where there are any; strata: stratum, frame_count.
    1. A place of chance 1 beside others of less was no matter of chance: it is a
       stratum of its own, of one place, and only its people vary.
    2. Places whose chances are not n_h/N_h were drawn by size: their stratum has no
       finite population, so its places count as drawn with replacement (the ultimate
       cluster variance, which is not smaller but for very unequal samples).
    3. Strata that were joined (sampling/collapse.py) have no finite population either.
    Source: Särndal, Swensson & Wretman (1992), 3.6 and 4.6; Wolter (2007), 2.4 and
    2.5; Cochran (1977), Sampling Techniques, 5A.12.
    """
    drawn = units["stratum"].astype(str).to_numpy(dtype=object)
    psu = units["psu"].astype(str).to_numpy(dtype=object)
    joined = units.get("variance_stratum", units["stratum"]).to_numpy(dtype=object)
    counts = dict(zip(strata["stratum"], frame_counts(strata), strict=True))
    order = {name: position for position, name in enumerate(counts)}
    chance = place_chances(units)

    def in_stratum(
        values: npt.NDArray[np.bool_], how: Literal["any", "sum"]
    ) -> npt.NDArray[Any]:
        return np.asarray(pd.Series(values).groupby(drawn).transform(how))

    certain = (chance >= 1.0) & in_stratum(chance < 1.0, "any")
    left = np.array([counts[name] for name in drawn]) - in_stratum(certain, "sum")
    equal = np.isclose(chance * left, in_stratum(~certain, "sum"), rtol=1e-6)
    by_size = in_stratum(~certain & ~equal & ~np.isnan(chance), "any")
    several = pd.Series(drawn).groupby(joined).transform("nunique").to_numpy() > 1
    frame = np.where(certain, 1.0, np.where(by_size | several, np.nan, left))
    stratum = np.where(certain, drawn + ": " + psu, joined)
    in_order = sorted(
        range(len(units)), key=lambda unit: (order[drawn[unit]], certain[unit])
    )
    frames = {str(stratum[unit]): float(frame[unit]) for unit in in_order}
    return VarianceStrata(stratum, frames, certain)
