"""The same answer again and again down a grid of questions."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.field_quality.flags import (
    FALSE_ALARMS,
    RARE,
    Flag,
    FlagKind,
    Floats,
    Ints,
    Rank,
    Truths,
    check_columns,
    coded,
    interview_flag,
    memberships,
)
from analysis.schema import FrameProblem

LEAST_ANSWERS = 8  # in grids, of an interview that is looked at
LEAST_SAME = 0.9


def grid_measures(
    answers: pd.DataFrame, grids: Sequence[Sequence[str]], special: Collection[str] = ()
) -> pd.DataFrame:
    """How uniform the answers of each interview are in its grids.

        same = Σ_g (answers equal to the commonest of grid g) / Σ_g answers of grid g
        run  = longest sequence of equal answers in one grid

    answers: n × questions; grids: names of questions that share one choice list, in
    the order they are asked. Missing and special codes are no answers and end a run.
    Result, with the index of answers: same (NaN without answers), run, answered.
    FrameProblem: a question of a grid is no column of answers.
    Source: maximum identical rating of Kim, Dykema, Stevenson, Black & Moberg (2019),
    Soc. Sci. Comput. Rev. 37; long string of Meade & Craig (2012), Psychol. Methods 17.
    """
    unknown = {name for grid in grids for name in grid} - set(answers.columns)
    if unknown:
        raise FrameProblem(
            f"The grids name questions without answers: {', '.join(sorted(unknown))}."
            " Correct the names."
        )
    equal = run = answered = np.zeros(len(answers), dtype=np.int64)
    for grid in grids:
        codes = _common_codes(answers[list(grid)], special)
        answered = answered + (codes >= 0).sum(axis=1)
        equal = equal + _commonest(codes)
        run = np.maximum(run, _longest_run(codes))
    same = np.where(answered > 0, equal / np.maximum(answered, 1), np.nan)
    measures = {"same": same, "run": run, "answered": answered}
    return pd.DataFrame(measures, index=answers.index)


def grid_flags(
    rows: pd.DataFrame,
    answers: pd.DataFrame,
    grids: Sequence[Sequence[str]],
    special: Collection[str] = (),
) -> tuple[Flag, ...]:
    """Interviews with nearly the same answer throughout, where that is rare.

    1. SAME_IN_GRIDS: 8 answers in grids or more, at least 90 % of them the same.
    2. LONG_RUN: 8 answers in a row or more, where 1 does not hold.
    3. Rare: (k + 1)/(n + 1) is 5 % at most (1 %: LOOK_FIRST), k of the n interviews
       of other interviewers being as uniform or more. Where many people rightly say
       "no" to every question of a grid, nothing is flagged; and an interviewer whose
       interviews are all uniform does not make it common.

    rows: interview, interviewer. comparison: median of the other interviewers; n:
    answers in grids. Other parameters, errors and source: `grid_measures`.
    """
    check_columns(rows, "interview", "interviewer", answers=answers)
    measures = grid_measures(answers, grids, special)
    answered = measures["answered"].to_numpy()
    enough = answered >= LEAST_ANSWERS
    same = np.where(enough, measures["same"], np.nan)
    run = np.where(enough, measures["run"], np.nan)
    uniform = same >= LEAST_SAME
    in_a_row = ~uniform & (run >= LEAST_ANSWERS)
    parts = (
        (FlagKind.SAME_IN_GRIDS, same, uniform),
        (FlagKind.LONG_RUN, run, in_a_row),
    )
    flags = []
    for kind, values, candidates in parts:
        for _interviewer, own in memberships(rows["interviewer"]):
            others = np.sort(values[~own & enough])
            median = float(np.median(others)) if len(others) else np.nan
            flags += [
                interview_flag(
                    rows, row, kind, rank, values[row], median, answered[row]
                )
                for row, rank in _rare(values, candidates & own, others)
            ]
    return tuple(flags)


def _rare(
    values: Floats, candidates: Truths, others: Floats
) -> Iterator[tuple[int, Rank]]:
    """Positions of candidates that are rare among the others' sorted values."""
    for row in np.flatnonzero(candidates).tolist():
        as_uniform = len(others) - int(np.searchsorted(others, values[row]))
        rarity = (as_uniform + 1) / (len(others) + 1)
        if rarity <= FALSE_ALARMS:
            yield row, Rank.LOOK_FIRST if rarity <= RARE else Rank.LOOK_SOON


def _common_codes(grid: pd.DataFrame, special: Collection[str]) -> Ints:
    """Numbers that mean the same in every column of one grid."""
    stacked = pd.DataFrame({"code": grid.astype(object).to_numpy().ravel()})
    return coded(stacked, special).reshape(grid.shape)


def _commonest(codes: Ints) -> Ints:
    most = int(codes.max(initial=0))
    counts = [(codes == code).sum(axis=1) for code in range(most + 1)]
    return np.asarray(np.max(counts, axis=0))


def _longest_run(codes: Ints) -> Ints:
    run = longest = np.zeros(len(codes), dtype=np.int64)
    for place in range(codes.shape[1]):
        answered = codes[:, place] >= 0
        goes_on = answered & (codes[:, place] == codes[:, max(place - 1, 0)])
        run = np.where(goes_on, run + 1, answered.astype(np.int64))
        longest = np.maximum(longest, run)
    return longest
