"""Random rounds of places attacked: python -m bench.places_audit [rounds]

Records of places of detention and profiles of programmes, with zeros, few people, and
numbers that some did not give; of a third, places of no district and two ways to count.
All that is told of them to one audience, statistics and ratios of figures alike, is
written down anew as equations of what each place gave: from what a statistic says it
is, not from what the code says it added. That each holds of the truth is checked. Then
linear programs ask how near a reader comes to every hidden number and to what a few
places gave of a question, drawn at random; and linear algebra, where nothing is
rounded, whether any one or two places can be worked out.
Counted is what is known to less than the threshold. Gate: 0. Prints seed, CPU seconds.
Source: Fischetti & Salazar (2001), Management Science 47 (attacker's problem).
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from analysis.equations import Equations
from analysis.gap_statistics import gap_statistics
from analysis.pipeline import AUDIENCES, ROUNDING
from analysis.rounding import step_of
from bench.places_meaning import Meaning, add
from bench.places_rounds import PROFILES, RECORDS, drawn

SEED, ROUNDS, DRAWN, FEW = 20261127, 300, 8, 3
NO_PEOPLE = ("k_capacity", "k_cost", "p_cap", "p_budget")  # beds and money
MOST = 1e8  # of anything at one place
RATIOS = RECORDS | PROFILES


@dataclass
class Tally:
    shown: int = 0
    hidden: int = 0
    asked: int = 0
    leaks: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """All that one audience is told of one round, as equations."""

    round: object
    base: int
    lines: list = field(default_factory=list)  # (terms, low, high)

    def truth(self, terms):
        tables = {"k": self.round.places, "p": self.round.profiles}
        return sum(
            times * tables[question[0]].at[at, question]
            for (question, at), times in terms.items()
            if times
        )

    def know(self, terms, low, high, said):
        true = self.truth(terms)
        if not low - 1e-6 <= true <= high + 1e-6:
            raise AssertionError(f"{said}: {true} is not within {low} and {high}")
        self.lines.append((terms, low, high))

    def count(self, terms, told, said):
        half = (self.base - 1) / 2
        self.know(terms, told - half, told + half, said)

    def quotient(self, above, below, value, half, said, off=0.0):
        """value − half ≤ (above ± off)/below ≤ value + half"""
        for sign in (1, -1):
            terms = Counter({at: sign * n for at, n in above.items()})
            for at, n in below.items():
                terms[at] -= sign * (value + sign * half) * n
            self.know(terms, -np.inf, off + 1e-9, said)

    def statistic(self, one, meant):
        said = f"{one.code} {one.about}"
        for name, terms in meant.items():
            told = getattr(one, name)
            if told is not None:
                half = (self.base - 1) / 2
                if name == "denominator" and one.unit == "per_year":
                    half = self.base / 2 if half else 1e-9 * told  # years, not whole
                self.know(terms, told - half, told + half, f"{said} {name}")
        if self.base > 1 and one.unit == "share" and "k" in meant:
            self.quotient(meant["k"], meant["n"], one.value, 0.005, said)
        if self.base > 1 and "denominator" in meant and one.unit in ("share", "money"):
            half = 0.005 if one.unit == "share" else step_of(one.value, share=False) / 2
            self.quotient(
                meant["numerator"], meant["denominator"], one.value, half, said
            )

    def figure(self, one, sums):
        above, below = sums
        if one.above is not None:
            self.count(above, one.above, one.indicator)
            self.count(below, one.base, f"{one.indicator} base")
        share = RATIOS[one.indicator][2] == "share"
        if one.above is None or self.base > 1:
            half = step_of(one.estimate, share=share) / 2
            if share and one.estimate in (0.01, 0.99):
                half *= 3  # stand for less and more
            off = 0.0 if share else (self.base - 1) / 2  # of rounded events
            self.quotient(above, below, one.estimate, half, one.indicator, off)

    def program(self):
        equations, at = Equations(), {}
        for terms, _low, _high in self.lines:
            for key in terms:
                if key not in at:
                    at[key] = equations.unknown(0, MOST)
        for terms, low, high in self.lines:
            made = [(at[key], float(n)) for key, n in terms.items() if n]
            if low == high:
                equations.equal(made, low)
                continue
            equations.at_most(made, high)
            if low > -np.inf:
                equations.at_most([(key, -n) for key, n in made], -low)
        return equations, at

    def worked_out(self):
        """Single places, and pairs, of which a mixture of what is exact tells."""
        exact = [terms for terms, low, high in self.lines if high - low < 1e-6]
        keys = sorted({key for terms in exact for key in terms})
        at = {key: i for i, key in enumerate(keys)}
        rows = np.zeros((len(exact), len(keys)))
        for line, terms in enumerate(exact):
            for key, n in terms.items():
                rows[line, at[key]] = n
        _u, sizes, basis = np.linalg.svd(rows, full_matrices=False)
        basis = basis[sizes > 1e-9]
        seen = basis.T @ basis
        alone = {key for key in keys if seen[at[key], at[key]] > 1 - 1e-7}
        yield from ([key] for key in sorted(alone))
        for pair in combinations([key for key in keys if key not in alone], 2):
            block = seen[np.ix_([at[key] for key in pair], [at[key] for key in pair])]
            alike = pair[0][0] == pair[1][0]
            if alike and np.linalg.eigvalsh(block)[-1] > 1 - 1e-7:
                yield list(pair)


def sums_of(round, figure):
    """What a ratio adds above and below the line, of the places that gave both."""
    above, below, _unit = RATIOS[figure.indicator]
    records = figure.indicator in RECORDS
    table = round.places if records else round.profiles
    material = round.materials[0 if records else 1]
    rows = material.rows.set_index(table.index)
    there = rows[figure.indicator].notna()
    if figure.group_var != "all":
        there &= rows[figure.group_var] == figure.group_code
    names = set(rows.index[there])
    return tuple(
        sum((add(one, names) for one in questions), Counter())
        for questions in (above, below)
    )


def attack(round, audience, tally, dice):
    threshold, base = AUDIENCES[audience], ROUNDING.get(audience, 1)
    reader, meaning = Reader(round, base), Meaning(round)
    hidden = []
    for one in gap_statistics(round.materials)[audience]:
        meant = meaning.of(one)
        if one.suppressed:
            hidden += [(one, terms) for name, terms in meant.items() if name != "n"]
        elif meant:
            tally.shown += 1
            reader.statistic(one, meant)
    for one in round.figures(audience):
        reader.figure(one, sums_of(round, one))
    equations, at = reader.program()
    tally.hidden += len(hidden)
    asked = [(f"{one.code} {one.about}", terms) for one, terms in hidden]
    asked += list(_at_random(at, dice))
    for said, terms in asked:
        if set(terms) <= set(at) and _unsafe(reader, terms, threshold):
            tally.asked += 1
            low, high = _range(equations, at, terms)
            if high - low < threshold - 1e-6:
                true = reader.truth(terms)
                tally.leaks.append(f"{said}: {true:g} in {low:g} to {high:g}")
    if base == 1:
        for few in reader.worked_out():
            values = [reader.truth({key: 1}) for key in few]
            if any(values):
                tally.leaks.append(f"{few}: {values} worked out")


def _unsafe(reader, terms, threshold):
    """Of few people, or of few places: who has nobody told so, and counts as others."""
    if any(question.startswith(NO_PEOPLE) for question, _at in terms):
        return False
    places = {at for (_question, at), n in terms.items() if n}
    people = reader.truth(terms)
    return 0 < people < threshold or (people > 0 and len(places) < FEW)


def _at_random(at, dice):
    keys = sorted(at)
    for key in dice.choice(len(keys), DRAWN, replace=False):
        question, place = keys[key]
        alike = [one for one in keys if one[0] == question and one[1] != place]
        yield f"one place, {question}", Counter({keys[key]: 1})
        if alike:
            other = alike[int(dice.integers(len(alike)))]
            yield f"two places, {question}", Counter({keys[key]: 1, other: 1})


def _range(equations, at, terms):
    cost = np.zeros(len(at))
    for key, n in terms.items():
        cost[at[key]] = n
    return [float(cost @ equations.least(sign * cost)) for sign in (1, -1)]


def run(rounds, seed=SEED, first=0):
    tally = Tally()
    for at in range(first, first + rounds):
        dice = np.random.default_rng([seed, at])
        for audience in AUDIENCES:
            before = len(tally.leaks)
            attack(drawn(np.random.default_rng([seed, at])), audience, tally, dice)
            for leak in tally.leaks[before:]:
                print(f"round {at}, {audience}: {leak}")
    return tally


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    before = time.process_time()
    tally = run(rounds)
    seconds = time.process_time() - before
    print(
        f"{rounds} rounds, two audiences, seed {SEED}, {seconds:.0f} CPU s:"
        f" {tally.shown:,} statistics shown, {tally.hidden:,} numbers hidden,"
        f" {tally.asked:,} attacked by programs"
    )
    print(f"known to less than the threshold: {len(tally.leaks)}")


if __name__ == "__main__":
    main()
