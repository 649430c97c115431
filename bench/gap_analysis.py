"""Gap statistics from interviews: python -m bench.gap_analysis [size ...] [wide]

size: 360 figures with intervals, findings and tests against the largest group of each
grouping, exact and as they are published, from `size` interviews in 500 places and 20
strata; every second question is asked of those who said yes to the one before, and one
answer in ten is refused. wide: 1,000,000 × 40 answers × 6 groupings. Without arguments
all gates, a process each. R's `survey` and samplics are timed on 100,000 rows where
they are installed. Prints CPU seconds, peak memory, data size, seed; the figure last.
"""

import importlib.util
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.estimation.cells import tabulate
from analysis.estimation.design import Design, design_of
from analysis.estimation.estimates import estimate_ratios
from analysis.estimation.intervals import korn_graubard
from analysis.estimation.totals import pack_all, reduce_rows, side_by_side
from analysis.estimation.weights import base_weights
from analysis.pipeline import frame_figures
from analysis.publication.published_figure import NumberState
from analysis.schema import REASON_SUFFIX, IndicatorDefinition

SEED, PLACES, STRATA, INDICATORS = 20260923, 500, 20, 12
GROUPS = {"gender": 3, "age": 5, "legal": 7, "status": 4, "site_kind": 8, "role": 2}
GATES = {100_000: (1.5, "-"), 1_000_000: (3.5, "1,536 MiB")}
REASONS = np.array(["", "refused", "not_applicable"], dtype=object)
WIDE, QUESTIONS = 1_000_000, 40
WIDE_GROUPS = (3, 5, 7, 12, 8, 15)
WIDE_GATE = "3 s, 600 MiB"
PEER_ROWS = 100_000

R_SCRIPT = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
des <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d)
questions <- grep("^q[0-9]+$", names(d), value = TRUE)
spent <- system.time(for (g in c(%s)) for (q in questions) {
  by <- svyby(as.formula(paste0("~", q)), as.formula(paste0("~", g)), des, svymean,
              na.rm = TRUE)
  confint(by)
})
cat(spent[["user.self"]] + spent[["sys.self"]])
"""


def names_of(prefix, codes):
    """Texts that share their letters, as the rows of a database do."""
    texts = [f"{prefix}{code}" for code in range(int(codes.max()) + 1)]
    return np.array(texts, dtype=object)[codes]


def frames(size):
    """(rows, units, strata) of a round with `size` interviews."""
    dice = np.random.default_rng(SEED)
    stratum = np.arange(PLACES) % STRATA
    psu = dice.integers(0, PLACES, size)
    columns = {
        "stratum": names_of("S", stratum[psu]),
        "psu": names_of("P", psu),
        "interviewer": names_of("i", dice.integers(0, 60, size)),
    }
    for name, codes in GROUPS.items():
        columns[name] = names_of("c", dice.integers(0, codes, size))
    for number in range(INDICATORS):
        yes = (dice.random(size) < 0.4).astype(float)
        refused = dice.random(size) < 0.1
        skipped = (
            columns[f"q{number - 1}"] != 1 if number % 2 else np.zeros(size, dtype=bool)
        )
        columns[f"q{number}"] = np.where(refused | skipped, np.nan, yes)
        reason = np.where(skipped, 2, refused.astype(np.int64))
        columns[f"q{number}:state"] = REASONS[reason]
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


def questions():
    return tuple(
        IndicatorDefinition(f"q{number}", target=0.5) for number in range(INDICATORS)
    )


def spent_on(work):
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def round_of(size):
    """The whole way, from rows to what the review body and everybody may read."""
    rows, units, strata = frames(size)

    def work():
        return frame_figures(
            rows,
            units,
            strata,
            questions(),
            tuple(GROUPS),
            design_class="probability",
            source="migrant",
        )

    seconds, result = spent_on(work)
    tested = sum(figure.p_value is not None for figure in result.figures)
    shown = sum(figure.state is NumberState.PUBLISHED for figure in result.published)
    gate, memory = GATES.get(size, ("-", "-"))
    print(
        f"{size:,} rows, {len(result.figures)} exact figures and {shown} published,"
        f" {tested} tests, seed {SEED}, peak {peak():,.0f} MiB with the frame"
        f" (gate {memory}), gate {gate} s: {seconds:.2f} CPU s"
    )


def totals(rows, units, strata):
    """Without the reasons for missing answers, which neither tests nor R look at."""
    rows = rows[[name for name in rows.columns if not name.endswith(REASON_SUFFIX)]]
    design = design_of(rows, units, strata, kind="probability")
    weight = base_weights(rows, units, strata).to_numpy(dtype=float)
    return design, tabulate(rows, design.psu, weight, questions(), tuple(GROUPS))


def wide():
    """Answers as they are kept, a byte each; −1 is no answer."""
    dice = np.random.default_rng(SEED)
    psu = dice.integers(0, PLACES, WIDE)
    weight = dice.uniform(1, 5, WIDE)
    answers = dice.integers(0, 2, (QUESTIONS, WIDE), dtype=np.int8)
    for number in range(1, QUESTIONS, 2):
        answers[number][answers[number - 1] != 1] = -1
    groups = [dice.integers(0, size, WIDE) for size in WIDE_GROUPS]
    design = Design(
        psu=tuple(f"P{p}" for p in range(PLACES)),
        stratum=np.arange(PLACES) % STRATA,
        strata=tuple(f"S{s}" for s in range(STRATA)),
        frame=np.full(STRATA, 60.0),
        sampled=np.bincount(psu, minlength=PLACES).astype(float),
        population=np.bincount(psu, minlength=PLACES) * 3.0,
        kind="probability",
    )

    def work():
        groupings = list(zip(groups, WIDE_GROUPS, strict=True))
        keys = pack_all(psu, PLACES, groupings)
        parts = [
            reduce_rows(
                keys=keys, weight=weight, y=np.where(column < 0, np.nan, column)
            )
            for column in answers
        ]
        estimates = estimate_ratios(side_by_side(parts), design)
        return estimates, korn_graubard(estimates)

    seconds, (estimates, _limits) = spent_on(work)
    print(
        f"{WIDE:,} rows × {QUESTIONS} answers × {len(WIDE_GROUPS)} groupings,"
        f" {len(estimates.value):,} estimates with se and interval, seed {SEED}, peak"
        f" {peak():,.0f} MiB with the data, gate {WIDE_GATE}: {seconds:.2f} CPU s"
    )


def peers():
    """The same shares of the same groups by others, where they are installed."""
    rows, units, strata = frames(PEER_ROWS)

    def work():
        design, table = totals(rows, units, strata)
        return korn_graubard(estimate_ratios(table.totals, design))

    ours = spent_on(work)[0]
    weighted = rows.assign(weight=base_weights(rows, units, strata))
    for name, timed in (("R survey", r_time), ("samplics", samplics_time)):
        theirs = timed(weighted)
        time_text = "not installed" if theirs is None else f"{theirs:.1f} CPU s"
        ratio = "" if theirs is None else f", ours is {theirs / ours:.0f} times as fast"
        print(
            f"{PEER_ROWS:,} rows, {INDICATORS} answers × {len(GROUPS)} groupings, seed"
            f" {SEED}: {name} {time_text}{ratio}: {ours:.2f} CPU s"
        )


def r_time(rows):
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as place:
        data, script = Path(place) / "rows.csv", Path(place) / "svyby.R"
        rows.to_csv(data, index=False)
        script.write_text(R_SCRIPT % ", ".join(f'"{name}"' for name in GROUPS))
        answer = subprocess.run(
            ["Rscript", str(script), str(data)],
            capture_output=True,
            text=True,
            check=False,
        )
    return float(answer.stdout) if answer.returncode == 0 else None


def samplics_time(rows):
    if importlib.util.find_spec("samplics") is None:
        return None
    from samplics import TaylorEstimator
    from samplics.utils.types import PopParam

    def work():
        for group in GROUPS:
            for number in range(INDICATORS):
                TaylorEstimator(PopParam.mean).estimate(
                    y=rows[f"q{number}"],
                    samp_weight=rows["weight"],
                    stratum=rows["stratum"],
                    psu=rows["psu"],
                    domain=rows[group],
                    remove_nan=True,
                )

    return spent_on(work)[0]


def main():
    parts = sys.argv[1:]
    if len(parts) == 1:
        names_of = {"wide": wide, "peers": peers}
        return names_of[parts[0]]() if parts[0] in names_of else round_of(int(parts[0]))
    for part in parts or ("peers", *map(str, GATES), "wide"):
        # A process each, or peaks would add up.
        command = [sys.executable, "-m", "bench.gap_analysis", part]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
