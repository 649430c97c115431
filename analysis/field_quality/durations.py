"""Interviews that took far less or far more time than most."""

import numpy as np
import pandas as pd

from analysis.field_quality.flags import (
    OUTLYING,
    Flag,
    FlagKind,
    Rank,
    check_columns,
    interview_flag,
    modified_z,
)

FEWEST_DURATIONS = 20


def duration_flags(rows: pd.DataFrame) -> tuple[Flag, ...]:
    """Interviews whose duration is far from the median of the instrument.

        z = 0.6745 (log s − median log s) / MAD(log s),  flagged where |z| > 3.5

    rows: interview, interviewer, seconds (missing or ≤ 0: no duration), of one
    instrument. A short one is to be looked at first, a long one is good to know:
    somebody may have paused. value: seconds; comparison: median seconds; n: durations.
    With fewer than 20 durations there are no flags. FrameProblem: a column is missing.
    Source: Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers, 3; durations
    as a sign of fabrication: Schwanhäuser, Sakshaug & Kosyakova (2022), POQ 86.
    """
    check_columns(rows, "interview", "interviewer", "seconds")
    seconds = rows["seconds"].to_numpy(dtype=float, na_value=np.nan)
    seconds = np.where(seconds > 0, seconds, np.nan)
    count = int(np.isfinite(seconds).sum())
    if count < FEWEST_DURATIONS:
        return ()
    z, median = modified_z(np.log(seconds)), float(np.nanmedian(seconds))
    unusual = np.flatnonzero(np.abs(z) > OUTLYING)
    return tuple(
        interview_flag(rows, row, *_kind(z[row]), seconds[row], median, count)
        for row in unusual[np.argsort(z[unusual])].tolist()
    )


def _kind(z: float) -> tuple[FlagKind, Rank]:
    short = (FlagKind.SHORT, Rank.LOOK_FIRST)
    return short if z < 0 else (FlagKind.LONG, Rank.GOOD_TO_KNOW)
