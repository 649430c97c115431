"""Days and times that cannot be, or hardly, and tablets whose clock is wrong."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.field_quality.flags import (
    FEWEST,
    Flag,
    FlagKind,
    Rank,
    check_columns,
    interview_flag,
    memberships,
)

MINUTE = pd.Timedelta(minutes=1)
LEAST_A_DAY = 6
NIGHT = (22, 6)  # hours
TOLERANCE = pd.Timedelta(minutes=15)


def day_flags(
    rows: pd.DataFrame, *, opened: pd.Timestamp, today: pd.Timestamp
) -> tuple[Flag, ...]:
    """Interviews of a day in the future or before the round, and too many on one day.

    1. DAY_IN_FUTURE, BEFORE_ROUND: value: days after today or before opened.
    2. MANY_A_DAY: interviews of one interviewer on one day, over Q₃ + 3 (Q₃ − Q₁) of
       all interviewers and days, and 6 or more. comparison: this limit; n: days.

    rows: interview, interviewer, day. FrameProblem: a column is missing.
    Source: Tukey (1977), Exploratory Data Analysis, 2 ("far out").
    """
    check_columns(rows, "interview", "interviewer", "day")
    days = pd.to_datetime(rows["day"])
    flags = [
        interview_flag(rows, row, kind, Rank.LOOK_FIRST, off.iloc[row].days, 0.0)
        for kind, off in (
            (FlagKind.DAY_IN_FUTURE, days - today),
            (FlagKind.BEFORE_ROUND, opened - days),
        )
        for row in np.flatnonzero(off > pd.Timedelta(0)).tolist()
    ]
    counts = rows.groupby([rows["interviewer"], days]).size()
    if len(counts):
        lower, upper = np.percentile(counts, [25, 75])
        limit = max(float(upper + 3 * (upper - lower)), LEAST_A_DAY - 1.0)
        kind, rank, many = FlagKind.MANY_A_DAY, Rank.LOOK_SOON, counts[counts > limit]
        flags += [
            Flag(kind, rank, float(count), limit, len(counts), interviewer=who, day=day)
            for who, day, count in many.reset_index().itertuples(index=False)
        ]
    return tuple(flags)


def time_flags(
    rows: pd.DataFrame, *, night: tuple[int, int] = NIGHT
) -> tuple[Flag, ...]:
    """Interviews that end before they start, overlap, or start at night.

    1. ENDS_BEFORE_START: value: seconds from start to end, negative.
    2. OVERLAP: over a minute of two interviews of one interviewer at the same time, the
       second with the earlier one that ends last. value: seconds of it.
    3. NIGHT: value: hour of the start; comparison: hour at which the night begins.

    rows: interview, interviewer, started, ended (timestamps of the device, in the time
    of the place; missing: not looked at). night: hours it begins and ends, across
    midnight. Drafts that lay open overlap too: whoever looks sees both interviews.
    FrameProblem: a column is missing. Source: simple rules.
    """
    check_columns(rows, "interview", "interviewer", "started", "ended")
    seconds = (rows["ended"] - rows["started"]).dt.total_seconds().to_numpy()
    hours = rows["started"].dt.hour.to_numpy(dtype=float)
    backwards = np.flatnonzero(seconds < 0).tolist()
    at_night = np.flatnonzero((hours >= night[0]) | (hours < night[1])).tolist()
    end, dark = FlagKind.ENDS_BEFORE_START, FlagKind.NIGHT
    first, last = Rank.LOOK_FIRST, Rank.GOOD_TO_KNOW
    return (
        *(interview_flag(rows, row, end, first, seconds[row], 0) for row in backwards),
        *_overlaps(rows[seconds >= 0]),
        *(
            interview_flag(rows, row, dark, last, hours[row], night[0])
            for row in at_night
        ),
    )


def _overlaps(rows: pd.DataFrame) -> Iterator[Flag]:
    for interviewer, interviews in rows.groupby("interviewer"):
        ordered = interviews.sort_values("started")
        columns = (ordered[name] for name in ("started", "ended", "interview"))
        _start, last_end, last_interview = next(spans := zip(*columns, strict=True))
        for start, end, interview in spans:
            common = min(end, last_end) - start
            if common > MINUTE:
                yield Flag(
                    FlagKind.OVERLAP,
                    Rank.LOOK_FIRST,
                    common.total_seconds(),
                    MINUTE.total_seconds(),
                    2,
                    interview,
                    last_interview,
                    str(interviewer),
                )
            if end > last_end:
                last_end, last_interview = end, interview


def clock_flags(
    rows: pd.DataFrame,
    *,
    by: str = "device",
    tolerance: pd.Timedelta = TOLERANCE,
) -> tuple[Flag, ...]:
    """Devices whose clock is wrong, seen in the time from the end to the receipt.

        offset = min over its interviews of (received − ended)

    An interview may wait for a network, but never arrives before it ends. The shortest
    wait of a device holds the least waiting, and the error of its clock:
    1. FAST_CLOCK: offset under −tolerance, which no right clock can give.
    2. SLOW_CLOCK: offset over the median of the other devices by more than the
       tolerance. A device that is never online at the end of a day looks the same.

    rows: ended (by the device), received (by the server), both in one time zone, and
    the column named by `by`: device, or interviewer. value: offset in seconds;
    comparison: median of the others' offsets; n: interviews with both times. Devices
    with fewer than 5 of them have no offset. FrameProblem: a column is missing.
    Source: the minimum filter of RFC 5905 (2010), Network Time Protocol, 10.
    """
    check_columns(rows, by, "ended", "received")
    wait = (rows["received"] - rows["ended"]).dt.total_seconds().dropna()
    offsets = {
        name: (float(wait[own].min()), int(own.sum()))
        for name, own in memberships(rows.loc[wait.index, by])
        if own.sum() >= FEWEST
    }
    flags = []
    for name, (offset, n) in offsets.items():
        others = [part for other, (part, _n) in offsets.items() if other != name]
        median = float(np.median(others)) if others else 0.0
        fast = offset < -tolerance.total_seconds()
        if fast or (others and offset - median > tolerance.total_seconds()):
            flags.append(
                Flag(
                    FlagKind.FAST_CLOCK if fast else FlagKind.SLOW_CLOCK,
                    Rank.LOOK_FIRST if fast else Rank.LOOK_SOON,
                    offset,
                    median,
                    n,
                    interviewer=name if by == "interviewer" else None,
                    device=name if by == "device" else None,
                )
            )
    return tuple(flags)
