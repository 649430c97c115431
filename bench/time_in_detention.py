"""How long are people held? Found among those present, with and without late entry.

    python -m bench.time_in_detention [people present] [seed]

A country whose stays last 60 days on average is seen through the people present on one
day, who are then followed up for a year. What they have been held so far, and what
their whole stays come to, are both far from 60: long stays are found more often. The
late-entry estimate asks each of them only about the days after the interview.
Gates: late entry within 2 % of the truth, the mean of whole stays off by over 50 %.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.duration import kaplan_meier
from analysis.duration.elapsed_and_completed import elapsed_stays
from analysis.duration.stays import observe

MEAN, SIGMA, YEAR, LIMIT = 60.0, 1.1, 365.0, 90.0
LOG_MEAN = np.log(MEAN) - SIGMA**2 / 2
CENSUS = pd.Timestamp("2026-03-01")
NEAR, FAR = 0.02, 0.50
ADMITTED = 1_000_000  # stays of which the truth is told


@dataclass(frozen=True)
class Country:
    """People present on the census day; whole days of their stays and of all stays."""

    stays: pd.DataFrame
    of_present: np.ndarray
    of_admitted: np.ndarray


def country(
    *, present: int, growth: float, seed: int, follow_up: float = YEAR
) -> Country:
    """growth: admissions in a year over those of the year before; lognormal stays.

    A stay is found in proportion to its length, anywhere along it; when admissions
    grow, one begun `past` days ago is exp(−pace · past) as frequent as one begun today.
    """
    dice = np.random.default_rng(seed)
    pace = np.log(growth) / YEAR
    stay, past = np.zeros(0), np.zeros(0)
    while len(stay) < present:
        lengths = dice.lognormal(LOG_MEAN + SIGMA**2, SIGMA, present)
        since = lengths * dice.random(present)
        present_on_day = dice.random(present) < np.exp(-pace * since)
        stay, past = (
            np.append(stay, lengths[present_on_day]),
            np.append(past, since[present_on_day]),
        )
    stay, begun = stay[:present], 0.5 - past[:present]  # the census is at noon of day 0
    first, last = np.floor(begun), np.floor(begun + stay)
    left = np.where(last <= follow_up, last, np.nan)
    stays = pd.DataFrame(
        {
            "admitted": _date(first),
            "seen": _date(np.zeros(present)),
            "left": _date(left),
            "news": _date(np.where(np.isnan(left), follow_up, np.nan)),
            "reason": np.where(np.isnan(left), None, "release"),
        }
    )
    of_admitted = np.floor(
        dice.random(ADMITTED) + dice.lognormal(LOG_MEAN, SIGMA, ADMITTED)
    )
    return Country(stays, last - first, of_admitted)


def _date(day):
    return CENSUS + pd.to_timedelta(day, unit="D")


def measure(*, present: int, growth: float, seed: int) -> dict[str, float]:
    """Truth, naive figures and late-entry estimates of one country."""
    simulated = country(present=present, growth=growth, seed=seed)
    started = time.process_time()
    stays = observe(simulated.stays, "stock", ["release"], kind="probability")
    shares = kaplan_meier.still_held(stays, [LIMIT])
    mean = kaplan_meier.restricted_mean(stays)
    seconds = time.process_time() - started
    return {
        "people present": len(simulated.stays),
        "true mean": float(simulated.of_admitted.mean()),
        "mean held so far": elapsed_stays(
            simulated.stays, "stock", kind="probability"
        ).mean.value,
        "mean whole stay of those present": float(simulated.of_present.mean()),
        "late-entry mean": mean.value,
        "late-entry mean, error": mean.se,
        "true S(90)": float((simulated.of_admitted > LIMIT).mean()),
        "late-entry S(90)": float(shares.value[0]),
        "late-entry S(90), error": float(shares.se[0]),
        "estimated from day": shares.basis.start,
        "CPU seconds": seconds,
    }


def passes(measures: dict[str, float]) -> bool:
    def off(what: str, truth: str) -> float:
        return abs(measures[what] / measures[truth] - 1)

    return (
        off("late-entry mean", "true mean") < NEAR
        and off("late-entry S(90)", "true S(90)") < NEAR
        and off("mean whole stay of those present", "true mean") > FAR
    )


def main() -> None:
    present = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    passed = True
    for name, growth in (("steady admissions", 1.0), ("doubling every year", 2.0)):
        print(f"{name}, seed {seed}")
        measures = measure(present=present, growth=growth, seed=seed)
        for what, value in measures.items():
            print(f"  {what:<34}{value:12.4f}")
        passed = passed and passes(measures)
    print("gates passed" if passed else "GATES FAILED")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
