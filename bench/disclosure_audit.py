"""Random rounds attacked by the audit: python -m bench.disclosure_audit [rounds]

Each round has people at several places, two or three groupings with groups from one
person upwards, groups that nobody named, missing answers, shares near 0 % and 100 %,
as a census, a sample or people met by chance. Its tables are suppressed and rounded
for both audiences and attacked; then more people are asked, and the second release is
attacked together with the first. Counted is what the attack recovers of tables that
the gate lets out, and whether the truth lies in every range that a reader infers.
Gate: 0 of 500 rounds. Prints seed and CPU seconds; the figure last.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import pipeline
from analysis.audit import audit
from analysis.cells import tabulate
from analysis.disclosure import Rule, suppress
from analysis.rounding import rounded
from analysis.schema import DesignClass, Indicator, Settings
from analysis.told import Guard, Release, told

SEED, ROUNDS, EXACT = 20261126, 500, 0.3
KINDS = tuple(DesignClass)
INDICATORS = (*(Indicator(f"q{at}") for at in range(2)), Indicator("m", "mean"))
MEANS = frozenset({"m"})
GUARDS = {"review": Guard(5), "public": Guard(10, 5)}


@dataclass
class Tally:
    alone: int = 0
    joined: int = 0
    released: int = 0
    refused: int = 0
    hidden: int = 0
    shown: int = 0
    outside: int = 0


def people(dice, size, places, groupings):
    """Rows of interviews: answers of one and all, groups by very uneven chances."""
    rows = pd.DataFrame({"psu": [f"P{at}" for at in dice.integers(0, places, size)]})
    rows["stratum"] = "S"
    rows["interviewer"] = [f"i{at}" for at in dice.integers(0, 4, size)]
    for name, codes in groupings.items():
        chance = dice.dirichlet([0.6] * codes)
        named = dice.random(size) >= dice.choice([0.0, 0.0, 0.05, 0.3])
        drawn = dice.choice(codes, size, p=chance)
        rows[name] = [
            f"c{c}" if here else None for c, here in zip(drawn, named, strict=True)
        ]
    for one in INDICATORS:
        yes = dice.random(size) < dice.beta(1.5, 1.5)
        value = yes if one.id != "m" else dice.integers(1, 200, size)
        answered = dice.random(size) >= dice.choice([0.0, 0.0, 0.03, 0.5])
        rows[one.id] = np.where(answered, value, np.nan).astype(float)
        rows[f"{one.id}:state"] = np.where(answered, "", "refused")
    return rows


def plan(rows, places):
    held = rows["psu"].value_counts()
    names = [f"P{at}" for at in range(places)]
    population = [int(held.get(name, 0)) for name in names]
    units = pd.DataFrame({"psu": names, "stratum": "S", "population": population})
    return units, pd.DataFrame({"stratum": ["S"], "frame_count": [places]})


def truth(rows, places, groupings, kind):
    units, strata = plan(rows, places)

    def tabulated(names, weight):
        return tabulate(rows, names, weight, INDICATORS, list(groupings))

    return pipeline._unsuppressed(
        rows, units, strata, kind, "people", Settings(), tabulated
    )


def published(made, behind, guard, used):
    cells = suppress(made, behind, Rule(guard.threshold, Settings()))
    shown = told(rounded(cells, guard.base), MEANS)
    return Release(shown, {"people": used}, {"people": 0})


def attack(new, earlier, guard, *, to_the_end=False):
    """(leaks, ranges of n by cell)"""
    found = list(audit(new, earlier, guard, to_the_end=to_the_end))
    ranges = {cell: ends for one in found for cell, ends in one.n.items()}
    return [leak for one in found for leak in one.leaks], ranges


def outside(ranges, made):
    """Cells of which the true count is not within what a reader infers."""
    true = {(f.indicator, f.group_var, f.group_code): f.n for f in made}
    return sum(
        not low - 1e-6 <= true[cell.indicator, *cell.at] <= high + 1e-6
        for cell, (low, high) in ranges.items()
    )


def one_round(dice, tally, kind, guard):
    size, places = int(dice.choice([40, 90, 200, 500])), int(dice.integers(3, 9))
    names = ("gender", "age", "legal")[: int(dice.integers(2, 4))]
    groupings = {name: int(dice.integers(1, 8)) for name in names}
    more = int(dice.choice([0, 1, 4, 12, 60, 300]))
    rows = people(dice, size + more, places, groupings)
    before = truth(rows[:size], places, groupings, kind)
    after = truth(rows, places, groupings, kind)
    first = published(*before, guard, size)
    second = published(*after, guard, size + more)
    exact = bool(dice.random() < EXACT)
    leaks, ranges = attack(first, [], guard, to_the_end=exact)
    tally.alone += len(leaks)
    tally.outside += outside(ranges, before[0]) if exact else 0
    tally.hidden += len(ranges)
    tally.shown += sum(cell.n is not None for cell in first.cells)
    leaks, _ranges = attack(second, [first], guard)
    if leaks:
        tally.refused += 1
        return
    tally.released += 1
    tally.joined += subtracted(first, second, guard)


def subtracted(first, second, guard):
    """Small groups that a reader finds by subtracting one release from the other."""
    old = {(c.indicator, *c.at): c for c in first.cells if c.n is not None}
    return sum(
        guard.base == 1 and 0 < abs(cell.n - old[key].n) < guard.threshold
        for cell in second.cells
        if cell.n is not None and (key := (cell.indicator, *cell.at)) in old
    )


def run(rounds, seed=SEED):
    dice, tally = np.random.default_rng(seed), Tally()
    for at in range(rounds):
        guard = GUARDS["public" if at % 3 else "review"]
        one_round(dice, tally, KINDS[at % len(KINDS)], guard)
    return tally


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    before = time.process_time()
    tally = run(rounds)
    seconds = time.process_time() - before
    print(
        f"{rounds} rounds, seed {SEED}, {seconds:.0f} CPU s: {tally.shown:,} cells"
        f" shown, {tally.hidden:,} hidden; {tally.refused} second releases refused,"
        f" {tally.released} let out; {tally.outside} true counts outside the range"
    )
    print(f"recovered: {tally.alone} alone, {tally.joined} with the release before")


if __name__ == "__main__":
    main()
