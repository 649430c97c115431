"""Stays and places made by a seeded generator."""

import numpy as np
import pandas as pd

from analysis.duration.risk_sets import spells
from analysis.estimation.design import design_of


def stock(n=400, seed=3, kinds=2):
    """Stays seen from an interview on, with two ways out."""
    dice = np.random.default_rng(seed)
    length = np.ceil(dice.exponential(60, 12 * n))
    entry = np.floor(dice.random(12 * n) * 300)
    observed = length > entry
    entry, length = entry[observed][:n], length[observed][:n]
    last = entry + 120
    event = np.where(length <= last, dice.integers(1, kinds + 1, len(entry)), 0)
    exit = np.minimum(length, last)
    return spells(kind="probability", exit=exit, event=event, entry=entry)


def groups(stays, seed=8):
    return np.random.default_rng(seed).integers(0, 2, len(stays.exit))


def by_place(places=30, people=15, kind="probability", **columns):
    """A design of one stage, or of two when the numbers of people are given."""
    names = [f"P{place}" for place in range(places)]
    in_stratum = [f"S{place % 3}" for place in range(places)]
    plan = {"psu": names, "stratum": in_stratum, "population": np.nan}
    units = pd.DataFrame(plan | columns)
    rows = pd.DataFrame({"psu": np.repeat(names, people)})
    strata = pd.DataFrame({"stratum": ["S0", "S1", "S2"], "frame_count": places / 3})
    if not columns:
        strata["frame_count"] = np.nan
    return design_of(rows, units, strata, kind=kind)
