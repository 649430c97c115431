"""Figures from frames: python -m bench.figures_core [rows ...]

The whole way from one row an interview to two audiences' figures with intervals,
findings and suppression: 12 indicators × 31 cells in 500 places and 20 strata, one
answer in five missing with a reason. Prints CPU seconds, peak memory, data size and
seed; the figure last. Gates: 100,000 rows in 1.5 s; 1,000,000 in 10 s and 1.5 GB.
"""

import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from analysis.pipeline import release_sets
from analysis.schema import Indicator

SEED, PLACES, STRATA, INDICATORS = 20260923, 500, 20, 12
GROUPS = {"gender": 3, "age": 5, "legal": 7, "status": 4, "site_kind": 8, "role": 3}
GATES = {100_000: 1.5, 1_000_000: 10.0}


def frames(size):
    """(rows, units, strata) of a round with `size` interviews."""
    dice = np.random.default_rng(SEED)
    stratum = np.arange(PLACES) % STRATA
    psu = dice.integers(0, PLACES, size)
    columns = {
        "stratum": [f"S{s}" for s in stratum[psu]],
        "psu": [f"P{p}" for p in psu],
        "interviewer": [f"i{i}" for i in dice.integers(0, 60, size)],
    }
    for name, codes in GROUPS.items():
        columns[name] = [f"c{i}" for i in dice.integers(0, codes, size)]
    for at in range(INDICATORS):
        answered = dice.random(size) >= 0.2
        yes = (dice.random(size) < 0.4).astype(float)
        columns[f"q{at}"] = np.where(answered, yes, np.nan)
        columns[f"q{at}:state"] = np.where(answered, "", "refused")
    units = pd.DataFrame(
        {
            "psu": [f"P{p}" for p in range(PLACES)],
            "stratum": [f"S{s}" for s in stratum],
            "population": np.bincount(psu, minlength=PLACES) * 3 + 10,
        }
    )
    names = [f"S{s}" for s in range(STRATA)]
    strata = pd.DataFrame({"stratum": names, "frame_count": [60] * STRATA})
    return pd.DataFrame(columns), units, strata


def measure(size):
    rows, units, strata = frames(size)
    indicators = tuple(Indicator(f"q{at}", target=0.5) for at in range(INDICATORS))
    before = time.process_time()
    made = release_sets(
        rows,
        units,
        strata,
        indicators,
        tuple(GROUPS),
        design_class="probability",
        source="migrant",
    )
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:,} rows, {len(made['public'])} figures for {len(made)} audiences,"
        f" seed {SEED}, peak {peak:,.0f} MiB with the frame,"
        f" gate {GATES.get(size, '-')} s: {seconds:.2f} CPU s"
    )


def main():
    sizes = [int(size) for size in sys.argv[1:]]
    if len(sizes) == 1:
        return measure(sizes[0])
    for size in sizes or (660, *GATES):  # a process each, or peaks would add up
        command = [sys.executable, "-m", "bench.figures_core", str(size)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
