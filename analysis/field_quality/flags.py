"""A flag: one thing that somebody should look at, with the numbers it rests on.

A flag is a reason to ask, never a finding about a person: people differ, places differ,
and some interviewers are sent where answering is hardest.

rows, one per interview of one instrument: interview (number or text, each once),
interviewer, place (text), day (date); seconds (duration), privacy (code) and the
timestamps of clocks.py where a function names them. answers, with the index of rows:
one column a question; codes as text or categories; missing: not asked.
"""

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

FEWEST = 5  # interviews of an interviewer, and of all others, that a test asks for
OUTLYING = 3.5  # modified z: Iglewicz & Hoaglin (1993)
FALSE_ALARMS, RARE = 0.05, 0.01  # adjusted p, or share of the others, of a flag


class FlagKind(StrEnum):
    """What is unusual, and in which unit value and comparison are."""

    SHORT = "short"  # seconds
    LONG = "long"  # seconds
    DONT_KNOW = "dont_know"  # share of questions asked
    REFUSED = "refused"  # share of questions asked
    SAME_IN_GRIDS = "same_in_grids"  # share of answers in grids
    LONG_RUN = "long_run"  # answers in a row
    NEAR_DUPLICATE = "near_duplicate"  # share of questions both were asked
    ALIKE_ANSWERS = "alike_answers"  # mean share of equal answers of two interviews
    PRIVACY = "privacy"  # share of interviews
    DAY_IN_FUTURE = "day_in_future"  # days too late
    BEFORE_ROUND = "before_round"  # days too early
    ENDS_BEFORE_START = "ends_before_start"  # seconds from start to end
    OVERLAP = "overlap"  # seconds of two interviews at the same time
    MANY_A_DAY = "many_a_day"  # interviews
    OUTSIDE_PLAN = "outside_plan"  # interviews
    NIGHT = "night"  # hour of the start
    SLOW_CLOCK = "slow_clock"  # seconds from the end to receipt, at least
    FAST_CLOCK = "fast_clock"  # the same: negative


class Rank(StrEnum):
    LOOK_FIRST = "look_first"
    LOOK_SOON = "look_soon"
    GOOD_TO_KNOW = "good_to_know"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at, of an interview, an interviewer, a place or a device.

    value: measured; comparison: what it is compared with, in the same unit (the median
    or share of the others, the limit); n: on how many things value rests; p: adjusted
    for the false discovery rate, where there is a test; other: the second interview of
    a pair; day: of what is counted by day. A field that does not apply is None.
    """

    kind: FlagKind
    rank: Rank
    value: float
    comparison: float
    n: int
    interview: Hashable | None = None
    other: Hashable | None = None
    interviewer: str | None = None
    place: str | None = None
    device: str | None = None
    day: pd.Timestamp | None = None
    p: float | None = None


def check_columns(
    rows: pd.DataFrame, *columns: str, answers: pd.DataFrame | None = None
) -> None:
    """Raises FrameProblem for a column that is missing or frames that do not match."""
    missing = [column for column in columns if column not in rows.columns]
    if missing:
        raise FrameProblem(
            f"The interviews have no column {', '.join(missing)}. Add it."
        )
    if "interview" in columns and rows["interview"].duplicated().any():
        twice = rows.loc[rows["interview"].duplicated(), "interview"].iloc[0]
        raise FrameProblem(f"Interview {twice} is there twice. Leave one out.")
    if answers is not None and not answers.index.equals(rows.index):
        raise FrameProblem(
            "Answers and interviews are not in the same order. Give both one index."
        )


def modified_z(values: Floats) -> Floats:
    """Distance from the median in robust standard deviations; NaN stays NaN.

        z = 0.6745 (x − median) / MAD

    0 everywhere where more than half of the values are equal (MAD = 0).
    Source: Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers, 3.
    """
    off = values - np.nanmedian(values) if np.isfinite(values).any() else values
    spread = np.nanmedian(np.abs(off)) if np.isfinite(off).any() else 0.0
    return np.asarray(0.6745 * off / spread if spread > 0 else off * 0.0)


def rank_sum_tests(values: Floats, groups: pd.Series) -> dict[str, float]:
    """Group → p of "its interviews do not differ from all others", adjusted.

    values, groups: n interviews; NaN and missing groups count nowhere. Two-sided
    Mann–Whitney with ties, adjusted over the groups (Benjamini & Hochberg). The unit
    is the interview: answers of one person depend on each other, and a test that
    counted single answers would find every interviewer different. Groups of fewer than
    FEWEST interviews have no test. Source: Mann & Whitney (1947), Ann. Math. Stat. 18;
    Benjamini & Hochberg (1995), JRSS B 57.
    """
    usable = np.isfinite(values) & groups.notna().to_numpy()
    values, groups = values[usable], groups[usable]
    p = {
        name: float(stats.mannwhitneyu(values[own], values[~own]).pvalue)
        for name, own in memberships(groups)
        if min(own.sum(), (~own).sum()) >= FEWEST and np.ptp(values) > 0
    }
    return adjusted(p)


def memberships(groups: pd.Series) -> Iterator[tuple[str, Truths]]:
    """Every group with the truth of each interview: it is of this group."""
    for name in sorted(groups.dropna().unique()):
        yield name, np.asarray(groups == name, dtype=bool)


def adjusted(p: dict[str, float]) -> dict[str, float]:
    """p adjusted for the false discovery rate (Benjamini & Hochberg 1995)."""
    if not p:
        return {}
    adjusted_p = stats.false_discovery_control(list(p.values()))
    return dict(zip(p, adjusted_p.tolist(), strict=True))


def rank_of(p: float) -> Rank | None:
    """LOOK_FIRST under 1 %, LOOK_SOON under 5 %, else no flag."""
    if p < RARE:
        return Rank.LOOK_FIRST
    return Rank.LOOK_SOON if p < FALSE_ALARMS else None


def coded(answers: pd.DataFrame, special: Collection[str] = ()) -> Ints:
    """Answers as whole numbers, n × questions: −1 for missing and special codes.

    Equal codes of one question have equal numbers; those of two questions need not.
    """
    numbers = np.empty(answers.shape, dtype=np.int64)
    for place, (_name, column) in enumerate(answers.items()):
        numbers[:, place], codes = pd.factorize(column)
        for left_out in np.flatnonzero(pd.Index(codes).isin(list(special))):
            numbers[numbers[:, place] == left_out, place] = -1
    return numbers


def interview_flag(
    rows: pd.DataFrame,
    position: int,
    kind: FlagKind,
    rank: Rank,
    value: float,
    comparison: float,
    n: int = 1,
) -> Flag:
    """A flag of the interview in this position of rows, with its interviewer."""
    [interview], [interviewer] = (
        rows[name].iloc[[position]].tolist() for name in ("interview", "interviewer")
    )
    numbers = float(value), float(comparison), int(n)
    return Flag(kind, rank, *numbers, interview, None, interviewer)
