"""How often field-quality flags find a planted fault, and how often they are wrong.

    python -m bench.field_quality [--rounds 25] [--interviews 600] [--interviewers 20]
                                  [--places 25] [--questions 80] [--seed 1]
                                  [--typical 40] [--equal 90]
                                  [--search 20000] [--search-questions 150]

Simulated rounds of people of four kinds, who are spread unevenly over places; three
interviewers work at each place. Interviewers differ a little also where nothing is
planted, and tablets wait for a network. Each seed is a round without faults and the
same round with one of each. Detected: rounds in which the flag names the one planted.
False alarms: flags of clean rounds for each interviewer or interview that could have
one; and in how many clean rounds there is one to look at first.
--typical: answers in a hundred that the interviewer who fabricates takes from what most
people say; --equal: answers in a hundred that are equal in the pair of duplicates.
The last line is time and peak memory of the search for near duplicates.
Gates: detection 80 % or more, false alarms 2 % or less, 20 CPU seconds and 500 MB.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.field_quality.alike_answers import alike_flags
from analysis.field_quality.clocks import clock_flags, day_flags, time_flags
from analysis.field_quality.durations import duration_flags
from analysis.field_quality.flags import FlagKind, Rank
from analysis.field_quality.grids import grid_flags
from analysis.field_quality.item_nonresponse import nonresponse_flags
from analysis.field_quality.near_duplicates import duplicate_flags, near_duplicates
from analysis.field_quality.privacy import privacy_flags

CODES = ["a", "b", "c", "d", "e", "dk", "no_answer"]
DONT_KNOW, REFUSED, NOT_ASKED = 5, 6, -1
SPECIAL = {"dk", "no_answer"}
OPENED, DAYS = pd.Timestamp("2026-03-02"), 20
TODAY = OPENED + pd.Timedelta(days=DAYS)
KINDS_OF_PEOPLE, IN_GRID, WORKING = 4, 10, 3
DETECTED, FALSE, SECONDS, MEGABYTES = 0.8, 0.02, 20.0, 500.0
OF_INTERVIEWS = {
    FlagKind.SHORT,
    FlagKind.LONG,
    FlagKind.SAME_IN_GRIDS,
    FlagKind.LONG_RUN,
    FlagKind.NEAR_DUPLICATE,
    FlagKind.DAY_IN_FUTURE,
    FlagKind.BEFORE_ROUND,
    FlagKind.ENDS_BEFORE_START,
    FlagKind.OVERLAP,
    FlagKind.NIGHT,
}


@dataclass(frozen=True)
class SimulatedRound:
    """rows: one an interview; codes: n × questions, positions in CODES, −1 not asked.

    grids: columns of each; planted: kind → what its flag must name.
    """

    rows: pd.DataFrame
    codes: np.ndarray
    grids: list[list[str]]
    planted: dict[FlagKind, object]

    @property
    def answers(self):
        return pd.DataFrame(
            {
                f"q{place}": pd.Categorical.from_codes(column, CODES)
                for place, column in enumerate(self.codes.T)
            }
        )

    def flags(self):
        answers, rows = self.answers, self.rows
        search = near_duplicates(answers, special=SPECIAL)
        return [
            *duration_flags(rows),
            *nonresponse_flags(rows, answers, {"dk"}, FlagKind.DONT_KNOW),
            *nonresponse_flags(rows, answers, {"no_answer"}, FlagKind.REFUSED),
            *grid_flags(rows, answers, self.grids, SPECIAL),
            *duplicate_flags(rows, search),
            *alike_flags(rows, answers, SPECIAL),
            *privacy_flags(rows, {"private"}),
            *day_flags(rows, opened=OPENED, today=TODAY),
            *time_flags(rows),
            *clock_flags(rows),
        ]


# -- rounds without faults -----------------------------------------------------------


def clean_round(dice, *, interviews=600, interviewers=20, places=25, questions=80):
    """A round in which everybody works well; the first 20 questions are two grids."""
    names = np.array([f"i{number}" for number in range(interviewers)])
    place = dice.integers(0, places, interviews)
    teams = np.array(
        [dice.permutation(interviewers)[:WORKING] for _place in range(places)]
    )
    interviewer = teams[place, dice.integers(0, WORKING, interviews)]
    rows = pd.DataFrame(
        {
            "interview": np.arange(interviews) + 1000,
            "interviewer": names[interviewer],
            "place": [f"p{number}" for number in place],
            "seconds": np.round(2400 * dice.lognormal(0, 0.35, interviews)),
        }
    )
    rows["device"] = "tablet-" + rows["interviewer"]
    chance = dice.beta(17, 3, places)[place]
    rows["privacy"] = np.where(dice.random(interviews) < chance, "private", "others")
    return SimulatedRound(
        _with_times(dice, rows),
        _answer_codes(dice, place, interviewer, places, questions),
        [
            [f"q{place}" for place in range(start, start + IN_GRID)]
            for start in (0, IN_GRID)
        ],
        {},
    )


def _with_times(dice, rows):
    """Days, and interviews of an interviewer one after the other from 8 o'clock."""
    rows["day"] = OPENED + pd.to_timedelta(dice.integers(0, DAYS, len(rows)), unit="D")
    breaks = dice.uniform(600, 2400, len(rows))
    busy = (rows["seconds"] + breaks).groupby([rows["interviewer"], rows["day"]])
    start = 8 * 3600 + busy.cumsum() - rows["seconds"] - breaks + dice.uniform(0, 600)
    rows["started"] = rows["day"] + pd.to_timedelta(start.round(), unit="s")
    rows["ended"] = rows["started"] + pd.to_timedelta(rows["seconds"], unit="s")
    online = dice.random(len(rows)) < 0.6
    wait = np.where(
        online, dice.uniform(5, 300, len(rows)), dice.exponential(30_000, len(rows))
    )
    rows["received"] = rows["ended"] + pd.to_timedelta(wait.round(), unit="s")
    return rows


def _answer_codes(dice, place, interviewer, places, questions):
    """People of four kinds; some questions are asked of three in four people only."""
    count, size = len(place), dice.integers(2, 6, questions)
    size[: 2 * IN_GRID] = 5
    mixture = dice.dirichlet(np.full(KINDS_OF_PEOPLE, 2.0), places)
    kind = (dice.random((count, 1)) > mixture[place].cumsum(axis=1)).sum(axis=1)
    codes = np.empty((count, questions), dtype=np.int8)
    for question in range(questions):
        shares = dice.dirichlet(np.ones(size[question]), KINDS_OF_PEOPLE)
        shares = 0.5 * shares + 0.5 * dice.dirichlet(np.ones(size[question]))
        drawn = dice.random((count, 1)) > shares[kind].cumsum(axis=1)
        codes[:, question] = np.minimum(drawn.sum(axis=1), size[question] - 1)
    skipped = (dice.random(questions) < 0.3) & (np.arange(questions) >= 2 * IN_GRID)
    codes[(dice.random(codes.shape) < 0.25) & skipped] = NOT_ASKED
    for code, share in ((DONT_KNOW, 0.03), (REFUSED, 0.015)):
        manner = dice.lognormal(0, 0.15, interviewer.max() + 1)[interviewer]
        person = share * manner * dice.gamma(1.0, 1.0, count)
        codes[(dice.random(codes.shape) < person[:, None]) & (codes >= 0)] = code
    return codes


# -- faults --------------------------------------------------------------------------


def with_faults(dice, clean, *, equal=0.9, typical=0.4):
    """The same round with one fault of each kind, each of another interviewer.

    equal: share of answers that the copied interview shares with the first; typical:
    share of fabricated answers that are the commonest.
    """
    rows, codes = clean.rows.copy(), clean.codes.copy()
    busiest = rows["interviewer"].value_counts().index.tolist()
    own = [np.flatnonzero(rows["interviewer"] == name) for name in busiest]
    planted = {
        FlagKind.ALIKE_ANSWERS: busiest[0],
        FlagKind.SLOW_CLOCK: f"tablet-{busiest[1]}",
        FlagKind.DONT_KNOW: busiest[2],
        FlagKind.REFUSED: busiest[3],
        FlagKind.PRIVACY: busiest[4],
        FlagKind.FAST_CLOCK: f"tablet-{busiest[8]}",
        FlagKind.MANY_A_DAY: busiest[9],
    }
    fabricate(dice, codes, own[0], typical)
    times = ["started", "ended"]
    rows.loc[own[1], times] -= pd.Timedelta(hours=2)
    rows.loc[own[8], times] += pd.Timedelta(hours=9)
    _more(dice, codes, own[2], DONT_KNOW, 0.09)
    _more(dice, codes, own[3], REFUSED, 0.05)
    rows.loc[own[4][dice.random(len(own[4])) < 0.5], "privacy"] = "others"
    straight, copy, short, double, future = (part[0] for part in own[5:10])
    codes[straight, : 2 * IN_GRID] = 1
    codes[copy] = copied(dice, codes[own[6][1]], equal)
    rows.loc[short, "seconds"] = 420
    rows.loc[double, times] = rows.loc[own[8][1], times].to_numpy()
    rows.loc[future, "day"] = TODAY + pd.Timedelta(days=300)
    rows.loc[own[9][1:13], "day"] = OPENED
    for kind, row in (
        (FlagKind.SAME_IN_GRIDS, straight),
        (FlagKind.NEAR_DUPLICATE, copy),
        (FlagKind.SHORT, short),
        (FlagKind.OVERLAP, double),
        (FlagKind.DAY_IN_FUTURE, future),
    ):
        planted[kind] = rows["interview"].iloc[row]
    return replace(clean, rows=rows, codes=codes, planted=planted)


def fabricate(dice, codes, own, typical):
    """Answers from a desk: often the commonest, else one that somebody gave; no codes
    for "don't know"."""
    for question in range(codes.shape[1]):
        given_codes = codes[(codes[:, question] >= 0) & (codes[:, question] < 5)]
        pool = given_codes[:, question]
        drawn = dice.choice(pool, len(own))
        commonest = np.bincount(pool).argmax()
        drawn[dice.random(len(own)) < typical] = commonest
        drawn[codes[own, question] == NOT_ASKED] = NOT_ASKED
        codes[own, question] = drawn


def copied(dice, answers, equal):
    """A copy in which a share of 1 − equal of the answers are others."""
    copy, answered = answers.copy(), np.flatnonzero((answers >= 0) & (answers < 5))
    changed = dice.permutation(answered)[: round((1 - equal) * len(answered))]
    copy[changed] = (copy[changed] + 1) % 5
    return copy


def _more(dice, codes, own, code, share):
    """Adds a code to a share of the questions that an interviewer asked."""
    block = codes[own]
    block[(dice.random(block.shape) < share) & (block >= 0)] = code
    codes[own] = block


def names_it(flag, planted):
    """Whether a flag is of the planted interview, interviewer or device."""
    kind_names = (flag.interview, flag.other, flag.interviewer, flag.device)
    return planted in kind_names


# -- rates ---------------------------------------------------------------------------


def rates(rounds, seed, faults, **size):
    """Kind → rounds in which it was detected; flags and rounds of false alarms."""
    detected, alarms, first = Counter(), Counter(), Counter()
    for number in range(rounds):
        dice = np.random.default_rng([seed, number])
        clean = clean_round(dice, **size)
        flags = clean.flags()
        # Places do differ in privacy: of them no flag is false.
        flags = [flag for flag in flags if flag.interview or not flag.place]
        alarms.update(flag.kind for flag in flags)
        urgent = {flag.kind for flag in flags if flag.rank is Rank.LOOK_FIRST}
        first.update(urgent)
        faulty = with_faults(dice, clean, **faults)
        flags = faulty.flags()
        for kind, planted in faulty.planted.items():
            detected[kind] += any(
                flag.kind is kind and names_it(flag, planted) for flag in flags
            )
    return detected, alarms, first, set(faulty.planted)


def search(interviews, questions, seed):
    """Seconds, and megabytes that the search takes beside the answers."""
    dice = np.random.default_rng(seed)
    shares = [0.4, 0.3, 0.15, 0.1, 0.05]
    codes = dice.choice(5, (interviews, questions), p=shares).astype(np.int8)
    codes[-1] = copied(dice, codes[0], 0.9)
    answers = SimulatedRound(pd.DataFrame(), codes, [], {}).answers
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.perf_counter(), time.process_time()
    matches = near_duplicates(answers)
    seconds = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert matches.pairs["first"].tolist() == [0]
    return seconds, (peak - before) / 1024, peak / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (
        ("rounds", 25),
        ("interviews", 600),
        ("interviewers", 20),
        ("places", 25),
        ("questions", 80),
        ("seed", 1),
        ("typical", 40),
        ("equal", 90),
        ("search", 20_000),
        ("search-questions", 150),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    seconds, more, peak = search(options.search, options.search_questions, options.seed)
    passed = peak <= MEGABYTES and seconds[1] <= SECONDS
    size = {
        name: getattr(options, name)
        for name in ("interviews", "interviewers", "places", "questions")
    }
    faults = {"equal": options.equal / 100, "typical": options.typical / 100}
    detected, alarms, first, planted = rates(
        options.rounds, options.seed, faults, **size
    )
    for kind in FlagKind:
        unit = "interviews" if kind in OF_INTERVIEWS else "interviewers"
        false = alarms[kind] / (options.rounds * size[unit])
        share = detected[kind] / options.rounds
        passed &= false <= FALSE and (kind not in planted or share >= DETECTED)
        in_rounds = f"{share:6.1%}" if kind in planted else "     –"
        print(
            f"{kind:<18} detected {in_rounds}, false alarms {false:.3%} of {unit},"
            f" look first in {first[kind]} of {options.rounds} clean rounds"
        )
    print(
        f"near duplicates of {options.search:,} × {options.search_questions}:"
        f" {seconds[0]:.1f} s, {seconds[1]:.1f} CPU s,"
        f" peak {peak:,.0f} MB in all, {more:,.0f} MB of the search"
    )
    print("gates passed" if passed else "GATES FAILED")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
