"""Interviewers whose interviews are more alike than those of others at their places."""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from scipy import special as functions

from analysis.field_quality.flags import (
    FEWEST,
    Flag,
    FlagKind,
    Floats,
    Ints,
    adjusted,
    check_columns,
    coded,
    rank_of,
)
from analysis.field_quality.near_duplicates import EqualShares

LEAST_QUESTIONS = 10
LEAST_EXCESS = 0.03  # of a share: less is real, and nobody's fault
PART = 1_000  # interviews of one place that are compared with each other at most
COLUMNS = [
    "interviewer",
    "interviews",
    "pairs",
    "own",
    "expected",
    "variance",
    "others",
]


def alike_flags(
    rows: pd.DataFrame, answers: pd.DataFrame, special: Collection[str] = ()
) -> tuple[Flag, ...]:
    """Interviewers whose answers vary less than those of all others at their places.

        T = Σ_places Σ_{i≠j both of the interviewer} S_ij
        z = (T − E T)/√Var T under all orders of the interviewers within each place

    S_ij is the share of equal answers of two interviews at one place (`EqualShares`).
    The moments are exact, so that nothing is drawn at random; p is one-sided normal,
    adjusted over interviewers. Flagged where it is under 5 % and the interviewer's mean
    S is 0.03 or more over that of pairs of others at the same places: beside somebody
    who is very different, all who are like each other have a small p.

    rows: interview, interviewer, place; answers: n × questions; special codes are left
    out. value: mean S within the interviewer; comparison: of pairs of others; n:
    interviews that count. An interviewer who is alone at every place, or has fewer than
    5 interviews beside those of others, has no comparison and no flag. Somebody who by
    plan asks only one group of people is rightly more alike: that is for the reader.
    FrameProblem: frames that do not match.
    Source: Mielke & Berry (2001), Permutation Methods, 2 (MRPP); low variance of
    fabricated answers: Schwanhäuser, Sakshaug & Kosyakova (2022), POQ 86.
    """
    check_columns(rows, "interview", "interviewer", "place", answers=answers)
    shares = EqualShares(coded(answers, special), LEAST_QUESTIONS)
    parts = [
        record
        for members in _parts(rows)
        for record in _moments(shares, members, rows["interviewer"].iloc[members])
    ]
    table = pd.DataFrame(parts, columns=COLUMNS)
    sums = table.groupby("interviewer").sum().astype(float)
    sums = sums[(sums["interviews"] >= FEWEST) & (sums["variance"] > 0)]
    z = (sums["own"] - sums["expected"]) / np.sqrt(sums["variance"])
    p_values = adjusted(dict(zip(sums.index, functions.ndtr(-z), strict=True)))
    flags = []
    for interviewer, row in sums.iterrows():
        rank = rank_of(p_values[str(interviewer)])
        value, others = row["own"] / row["pairs"], row["others"] / row["pairs"]
        if rank is not None and value - others >= LEAST_EXCESS:
            flags.append(
                Flag(
                    FlagKind.ALIKE_ANSWERS,
                    rank,
                    float(value),
                    float(others),
                    int(row["interviews"]),
                    interviewer=str(interviewer),
                    p=p_values[str(interviewer)],
                )
            )
    return tuple(flags)


def _parts(rows: pd.DataFrame) -> Iterator[Ints]:
    """Positions of the interviews of each place, a great place in interleaved parts."""
    complete = rows["interviewer"].notna() & rows["place"].notna()
    places = rows["place"].where(complete).to_numpy(dtype=object)
    for members in pd.Series(range(len(rows))).groupby(places).groups.values():
        count = -(-len(members) // PART)
        for part in range(count):
            yield np.asarray(members, dtype=np.int64)[part::count]


def _moments(
    equal_shares: EqualShares, members: Ints, interviewers: pd.Series
) -> Iterator[tuple[str, float, float, float, float, float, float]]:
    """One record an interviewer with two interviews and two of others at the place."""
    names, number = np.unique(interviewers.to_numpy(dtype=object), return_inverse=True)
    if len(names) < 2:
        return
    s, both = (part.astype(float) for part in equal_shares.of(members, members))
    pairs = (both >= equal_shares.least) & ~np.eye(len(members), dtype=bool)
    # A pair with too few questions in common says nothing: it counts as the mean.
    s[~pairs] = s[pairs].mean() if pairs.any() else 0.0
    np.fill_diagonal(s, 0.0)
    row_sums, total = s.sum(axis=0), s.sum()
    for place, name in enumerate(names):
        own = number == place
        k, rest = int(own.sum()), int((~own).sum())
        if min(k, rest) < 2:
            continue
        expected, variance = _subset_moments(s, row_sums, k)
        within = s[np.ix_(own, own)].sum()
        of_others = total - 2 * row_sums[own].sum() + within
        own_pairs = k * (k - 1)
        mean_of_others = of_others / (rest * (rest - 1))
        yield name, k, own_pairs, within, expected, variance, own_pairs * mean_of_others


def _subset_moments(s: Floats, row_sums: Floats, k: int) -> tuple[float, float]:
    """Mean and variance of Σ_{i≠j} s_ij over all subsets of k of the m rows.

    p_r = k(k − 1)…(k − r + 1) / m(m − 1)…(m − r + 1)
    E T = p₂ Σ s,   E T² = 2 p₂ A + 4 p₃ (B − A) + p₄ ((Σ s)² − 2A − 4(B − A))
    A = Σ s_ij²,  B = Σ_i (Σ_j s_ij)²;  s symmetric with an empty diagonal
    """
    m, total = len(s), float(row_sums.sum())
    steps = [(k - step) / (m - step) if m > step else 0.0 for step in range(4)]
    p = np.cumprod(steps)
    squares, rows = float((s * s).sum()), float((row_sums**2).sum())
    chained = 4 * (rows - squares)
    second = 2 * p[1] * squares + p[2] * chained
    second += p[3] * (total**2 - 2 * squares - chained)
    mean = p[1] * total
    return float(mean), float(second - mean**2)
