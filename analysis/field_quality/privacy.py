"""Interviewers and places where others could listen more often than elsewhere."""

from collections.abc import Collection

import pandas as pd
from scipy import stats

from analysis.field_quality.flags import (
    FEWEST,
    Flag,
    FlagKind,
    Truths,
    adjusted,
    check_columns,
    memberships,
    rank_of,
)

LEAST_GAP = 0.1  # of two shares


def privacy_flags(rows: pd.DataFrame, private: Collection[str]) -> tuple[Flag, ...]:
    """Interviewers and places with fewer interviews in private than all others.

        p = P(X < k) + P(X = k)/2,  X hypergeometric with both margins as they are

    rows: interviewer, place, privacy (code; missing counts nowhere); private: codes of
    an interview that nobody could hear. One-sided mid-p, adjusted over interviewers and
    over places. Flagged where it is under 5 % and the share is 0.1 or more lower. What
    a place allows also lowers the share of its interviewers: look for a flag of the
    place. Groups of fewer than 5 interviews have no test. n: interviews with a code.
    FrameProblem: a column is missing.
    Source: Lancaster (1961), JASA 56 (mid-p); Benjamini & Hochberg (1995), JRSS B 57.
    """
    check_columns(rows, "interviewer", "place", "privacy")
    rows = rows[rows["privacy"].notna()]
    in_private = rows["privacy"].isin(list(private)).to_numpy()
    return tuple(
        flag
        for column in ("interviewer", "place")
        for flag in _flags_by(column, rows[column], in_private)
    )


def _flags_by(
    column: str,
    groups: pd.Series,
    in_private: Truths,
) -> list[Flag]:
    counts = {
        name: (int(in_private[own].sum()), int(own.sum()))
        for name, own in memberships(groups)
        if min(own.sum(), (~own).sum()) >= FEWEST
    }
    total, people = int(in_private.sum()), len(in_private)
    p_values = adjusted(
        {name: _mid_p(k, n, total, people) for name, (k, n) in counts.items()}
    )
    flags = []
    for name, (k, n) in counts.items():
        rank, others = rank_of(p_values[name]), (total - k) / (people - n)
        if rank is not None and others - k / n >= LEAST_GAP:
            flags.append(
                Flag(
                    FlagKind.PRIVACY,
                    rank,
                    k / n,
                    others,
                    n,
                    interviewer=name if column == "interviewer" else None,
                    place=name if column == "place" else None,
                    p=p_values[name],
                )
            )
    return flags


def _mid_p(k: int, n: int, total: int, people: int) -> float:
    chance = stats.hypergeom(people, total, n)
    return float(chance.cdf(k) - chance.pmf(k) / 2)
