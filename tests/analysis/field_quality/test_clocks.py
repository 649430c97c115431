"""Days and times that cannot be are named; a tablet that waits is no wrong clock."""

import numpy as np
import pandas as pd
import pytest

from analysis.field_quality.clocks import clock_flags, day_flags, time_flags
from analysis.field_quality.flags import FlagKind, Rank
from analysis.schema import FrameProblem

OPENED, TODAY = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-20")


def visits(*times, interviewer="i1"):
    """Interviews with a start and an end as "10:00 10:45", all on one day."""
    spans = [[f"2026-03-05 {time}" for time in span.split()] for span in times]
    return pd.DataFrame(
        {
            "interview": range(len(times)),
            "interviewer": interviewer,
            "started": pd.to_datetime([start for start, _end in spans]),
            "ended": pd.to_datetime([end for _start, end in spans]),
        }
    )


def test_days_outside_the_round_are_named():
    days = pd.to_datetime(["2026-03-01", "2026-03-02", "2026-03-20", "2026-03-23"])
    rows = pd.DataFrame({"interview": range(4), "interviewer": "i1", "day": days})
    flags = day_flags(rows, opened=OPENED, today=TODAY)
    assert [(f.kind, f.interview, f.value) for f in flags] == [
        (FlagKind.DAY_IN_FUTURE, 3, 3),
        (FlagKind.BEFORE_ROUND, 0, 1),
    ]


def test_too_many_interviews_on_one_day_are_named():
    days = pd.to_datetime([*["2026-03-05"] * 6, *["2026-03-06"] * 5])
    rows = pd.DataFrame({"interview": range(11), "interviewer": "i1", "day": days})
    others = pd.DataFrame(
        {
            "interview": range(11, 31),
            "interviewer": [f"i{number}" for number in range(2, 22)],
            "day": OPENED,
        }
    )
    [flag] = day_flags(pd.concat([rows, others]), opened=OPENED, today=TODAY)
    assert (flag.kind, flag.interviewer, flag.value) == (FlagKind.MANY_A_DAY, "i1", 6)
    assert flag.day == days[0]


def test_an_end_before_the_start_is_named():
    [flag] = time_flags(visits("10:00 09:50", "11:00 11:40"))
    assert (flag.kind, flag.interview) == (FlagKind.ENDS_BEFORE_START, 0)
    assert flag.value == -600


def test_two_interviews_at_once_are_a_pair_of_one_interviewer():
    rows = visits("10:00 12:00", "10:30 10:50", "11:00 11:30", "12:00 12:30")
    flags = time_flags(rows)
    assert [(f.interview, f.other, f.value) for f in flags] == [
        (1, 0, 1200),
        (2, 0, 1800),
    ]
    rows["interviewer"] = ["i1", "i2", "i3", "i4"]
    assert time_flags(rows) == ()


def test_an_interview_at_night_is_good_to_know():
    flags = time_flags(
        visits("21:59 22:30", "22:40 22:50", "05:59 06:30", "06:40 07:00")
    )
    assert [(f.kind, f.interview, f.rank) for f in flags] == [
        (FlagKind.NIGHT, 1, Rank.GOOD_TO_KNOW),
        (FlagKind.NIGHT, 2, Rank.GOOD_TO_KNOW),
    ]


@pytest.mark.parametrize("missing", [0, 1])
def test_missing_times_are_not_looked_at(missing):
    rows = visits("10:00 10:40", "10:10 10:50")
    rows.loc[missing, "ended"] = pd.NaT
    assert time_flags(rows) == ()


def tablets(dice, errors):
    """20 interviews a device; a clock is wrong by so many minutes (slow: negative)."""
    parts = []
    for device, error in errors.items():
        ended = TODAY + pd.to_timedelta(dice.integers(0, 10_000, 20), unit="min")
        wait = np.where(
            dice.random(20) < 0.5, dice.uniform(0, 5, 20), dice.exponential(600, 20)
        )
        received = ended + pd.to_timedelta(wait, unit="min")
        ended += pd.Timedelta(minutes=error)
        columns = {"device": device, "ended": ended, "received": received}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def test_a_slow_and_a_fast_tablet_are_named_and_waiting_ones_are_not():
    errors = {"d1": 0, "d2": -120, "d3": 0, "d4": 40, "d5": 0}
    rows = tablets(np.random.default_rng(1), errors)
    slow, fast = clock_flags(rows)
    assert (slow.kind, slow.device, slow.rank) == (
        FlagKind.SLOW_CLOCK,
        "d2",
        Rank.LOOK_SOON,
    )
    assert 7200 <= slow.value < 7500
    assert (fast.kind, fast.device, fast.rank) == (
        FlagKind.FAST_CLOCK,
        "d4",
        Rank.LOOK_FIRST,
    )
    assert slow.n == 20


def test_a_clock_is_also_seen_by_interviewer():
    rows = tablets(np.random.default_rng(2), {"d1": 0, "d2": -120, "d3": 0})
    rows = rows.rename(columns={"device": "interviewer"})
    [flag] = clock_flags(rows, by="interviewer")
    assert (flag.interviewer, flag.device) == ("d2", None)


def test_times_that_are_not_there_are_refused():
    with pytest.raises(FrameProblem, match="received"):
        clock_flags(pd.DataFrame({"device": [], "ended": []}))


def test_where_everybody_waits_for_a_network_no_clock_is_slow():
    rows = tablets(np.random.default_rng(3), {"d1": 0, "d2": 0, "d3": 0, "d4": 0})
    rows["received"] += pd.Timedelta(hours=12)
    assert clock_flags(rows) == ()


def test_hardly_any_interviews_say_nothing_of_a_clock():
    rows = tablets(np.random.default_rng(4), {"d1": 0, "d2": -120, "d3": 0})
    other = rows["device"] != "d2"
    assert clock_flags(pd.concat([rows[other], rows[~other].head(4)])) == ()
    assert len(clock_flags(pd.concat([rows[other], rows[~other].head(5)]))) == 1
