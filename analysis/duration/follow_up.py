"""Stays under observation, and how many ended by each day with enough at risk."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.duration.kaplan_meier import Reach, StillHeld, still_held
from analysis.duration.risk_sets import RiskSets, Spells, risk_sets
from analysis.estimation.design import Design

Bools = npt.NDArray[np.bool_]
DAYS = (2.0, 7.0, 28.0, 30.0, 90.0, 180.0, 365.0)


@dataclass(frozen=True, slots=True)
class FollowedStays:
    """stays, spells: a row each, in one order; still_held: on DAYS, weighted."""

    stays: pd.DataFrame
    spells: Spells
    design: Design
    risk: RiskSets
    still_held: StillHeld

    @property
    def people(self) -> pd.DataFrame:
        """People who were at risk on at least one day with enough under observation."""
        spells, risk = self.spells, self.risk
        reached = (spells.exit > risk.start) & (spells.entry < risk.end)
        return self.stays[reached & (spells.exit > spells.entry)]

    def exits(self, day: float) -> pd.DataFrame:
        """Stays whose exit was observed by the end of a day."""
        return self.stays[self.risk.left & (self.spells.exit <= day)]

    @property
    def counts(self) -> Mapping[float, int]:
        """Day → exits up to it, for days on which the share still held is estimated."""
        reached = zip(self.still_held.days, self.still_held.reach, strict=True)
        return {
            float(day): len(self.exits(day))
            for day, reach in reached
            if reach is Reach.OK
        }

    def position_of(self, day: float) -> int:
        """The position of a day among those of the share still held."""
        return DAYS.index(day)

    def part(self, inside: Bools, level: float) -> "FollowedStays":
        """Some of the stays; places keep their positions."""
        spells = self.spells.where(inside)
        return followed_stays(self.stays[inside], spells, self.design, level)


def followed_stays(
    stays: pd.DataFrame, spells: Spells, design: Design, level: float
) -> FollowedStays:
    """Stays with their risk sets and the share still held on DAYS.

    Raises TooFewToFollow where too few are under observation at the same time.
    """
    risk = risk_sets(spells)
    shares = still_held(spells, DAYS, design=design, level=level)
    return FollowedStays(stays, spells, design, risk, shares)
