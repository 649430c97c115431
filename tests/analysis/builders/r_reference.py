"""The reference survey, its designs as R has them, and R's numbers."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.estimation.design import design_of
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.sample import Sample
from analysis.estimation.totals import pack, reduce_rows

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
CHECKS = json.loads((REFERENCE / "detention_expected.json").read_text())["checks"]
TOLERANCE = 1e-8
DESIGNS = ("det", "det_fpc", "det_2st")
# R gives an estimate one part in 1e16 off zero where ours is exact.
NEAR_ZERO = 1e-15


@cache
def people():
    return pd.read_csv(REFERENCE / "detention.csv")


@cache
def setting(name, lonely="fail"):
    """(rows, design, psu position per row) of one of R's designs."""
    rows = people()
    if not name.startswith("det_all"):
        rows = rows[rows["stratum"] != "S12"]
    units = (
        rows.drop_duplicates("facility")
        .rename(columns={"facility": "psu", "M_res": "population"})
        .reset_index(drop=True)
    )
    strata = rows.drop_duplicates("stratum")[["stratum", "N_fac"]]
    strata = strata.rename(columns={"N_fac": "frame_count"}).reset_index(drop=True)
    if not name.endswith(("_fpc", "_2st")):
        strata = strata.assign(frame_count=np.nan)
    two_stage = name.endswith("_2st")
    rows = rows.assign(psu=rows["facility"])
    design = design_of(
        rows, units, strata, kind="probability", lonely=lonely, two_stage=two_stage
    )
    position_of = {psu: position for position, psu in enumerate(design.psu)}
    return rows, design, rows["psu"].map(position_of).to_numpy(dtype=np.int64)


def totals(name, variable, by=(), lonely="fail", x=None):
    rows, design, psu = setting(name, lonely)
    if by:
        keys = list(zip(*(rows[b].astype(str) for b in by), strict=True))
        levels = sorted(set(keys))
        cell = np.array([levels.index(key) for key in keys])
    else:
        levels, cell = [()], np.zeros(len(rows), dtype=np.int64)
    reduced = reduce_rows(
        keys=[pack(psu, len(design.psu), cell, len(levels))],
        weight=rows["w"].to_numpy(),
        y=sum(rows[v].to_numpy(dtype=float) for v in variable.split("+")),
        x=None if x is None else rows[x].to_numpy(dtype=float),
    )
    return reduced, design, levels


def near(ours, theirs):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=NEAR_ZERO)


def named(prefix):
    return sorted(key for key in CHECKS if key.startswith(prefix))


def of_kind(kind):
    return sorted(key for key in CHECKS if key.split("/")[1] == kind)


def sample(name):
    """(rows, Sample) of one of R's designs."""
    rows, design, psu = setting(name)
    return rows, Sample(design, psu, rows["w"].to_numpy())


def codes(column):
    return pd.factorize(column, sort=True)[0]


def single_cell(name, variable, domain=""):
    """Estimates of a single cell: everybody, or the region of the domain."""
    reduced, design, levels = totals(name, variable, ("region",) if domain else ())
    position = levels.index((domain.split("=")[1],)) if domain else 0
    return estimate_ratios(reduced.cells([position]), design)
