"""Pairs of interviews whose answers are nearly all equal."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.field_quality.flags import (
    OUTLYING,
    Flag,
    FlagKind,
    Ints,
    Rank,
    check_columns,
    coded,
    modified_z,
)
from analysis.schema import FrameProblem

Shares = npt.NDArray[np.float32]

THRESHOLD = 0.85
LEAST_QUESTIONS = 20
MOST_PAIRS = 10_000
BLOCK = 1_000  # interviews: a few blocks of 1,000 × 1,000 shares are in memory
MANY_CODES = 64  # a question with more codes is compared without a column a code


@dataclass(frozen=True, slots=True)
class Matches:
    """What the search returns.

    pairs: first, second (interviews), share, questions, the most equal pair first;
    pair_count: of all pairs over the threshold, also those that did not fit in pairs;
    best: with the index of the answers, match (position of the most equal interview,
    −1: none), share (NaN: none).
    """

    pairs: pd.DataFrame
    pair_count: int
    best: pd.DataFrame


class EqualShares:
    """Shares of equal answers of many pairs at once, by products of 0–1 matrices.

        S_ij = Σ_q [a_iq = a_jq] / Σ_q [i and j both answered q]

    codes: n × questions of `coded` (−1: no answer); least: questions that both must
    have answered, else S_ij = 0. A question is a column for each of its codes that is
    there twice; one with many codes is compared code by code. Takes n × columns bytes.
    """

    def __init__(self, codes: Ints, least: int) -> None:
        many = codes.max(axis=0, initial=-1) >= MANY_CODES
        self.least = max(least, 1)
        self.answered = (codes >= 0).astype(np.uint8)
        self.many = codes[:, many].astype(np.int32)
        self.columns = np.column_stack(
            [self.answered[:, :0], *map(_columns_of, codes[:, ~many].T)]
        )

    def __len__(self) -> int:
        return len(self.columns)

    def of(self, rows: Ints | slice, others: Ints | slice) -> tuple[Shares, Shares]:
        """Shares and numbers of questions both answered: rows × others each."""
        both = _product(self.answered, rows, others)
        equal = _product(self.columns, rows, others)
        for left, right in zip(self.many[rows].T, self.many[others].T, strict=True):
            equal += (left[:, None] == right) & (left[:, None] >= 0)
        equal[both < self.least] = 0
        np.divide(equal, np.maximum(both, 1), out=equal)
        return equal, both


def _product(
    columns: npt.NDArray[np.uint8], rows: Ints | slice, others: Ints | slice
) -> Shares:
    left, right = (columns[part].astype(np.float32) for part in (rows, others))
    return np.asarray(left @ right.T)


def _columns_of(codes: Ints) -> npt.NDArray[np.uint8]:
    """n × codes that two interviews or more share."""
    shared = np.flatnonzero(np.bincount(codes[codes >= 0]) > 1)
    return np.asarray(codes[:, None] == shared, dtype=np.uint8)


@dataclass(slots=True)
class _Pairs:
    """The most equal pairs so far, a bounded number, and how many there were."""

    most: int
    count: int = 0
    parts: list[npt.NDArray[np.float64]] = field(default_factory=list)

    def add(self, shares: Shares, both: Shares, threshold: float, start: Ints) -> None:
        first, second = np.nonzero(shares >= threshold)
        self.count += len(first)
        numbers = (shares[first, second], both[first, second])
        self.parts.append(
            np.column_stack([first + start[0], second + start[1], *numbers])
        )
        if sum(map(len, self.parts)) > 4 * self.most:
            self.parts = [self.best()]

    def best(self) -> npt.NDArray[np.float64]:
        pairs = np.concatenate([np.empty((0, 4)), *self.parts])
        order = np.lexsort((pairs[:, 1], pairs[:, 0], -pairs[:, 2]))
        return np.asarray(pairs[order[: self.most]])


def near_duplicates(
    answers: pd.DataFrame,
    *,
    special: Collection[str] = (),
    threshold: float = THRESHOLD,
    least: int = LEAST_QUESTIONS,
    most: int = MOST_PAIRS,
    progress: Callable[[float], None] | None = None,
) -> Matches:
    """All pairs of interviews with a share of equal answers of the threshold or more.

        S_ij = Σ_q [a_iq = a_jq] / Σ_q [i and j both answered q]

    answers: n × questions; special codes are left out, as two people who say nothing
    are no duplicates; threshold: 0 < share ≤ 1; least: questions both must have
    answered; most: pairs that are returned, the most equal ones; progress: called after
    each block with the share of the work that is done, 0 … 1. All n (n − 1)/2 pairs are
    compared, in blocks: time grows with n², memory with n.
    FrameProblem: the threshold is no share, or least or most is under 1.
    Source: Kuriakose & Robbins (2016), Stat. J. IAOS 32 ("percentmatch", 85 %).
    """
    if not 0 < threshold <= 1 or min(least, most) < 1:
        raise FrameProblem(
            "Near duplicates need a threshold over 0 and at most 1, and numbers of"
            " questions and of pairs of at least 1."
        )
    equal_shares = EqualShares(coded(answers, special), least)
    count = len(equal_shares)
    share, match = np.zeros(count, np.float32), np.full(count, -1)
    pairs, compared = _Pairs(most), 0
    for rows, others in _blocks(count):
        shares, both = equal_shares.of(rows, others)
        if rows == others:
            shares[np.tril_indices(len(shares))] = 0
        _better(share[others], match[others], shares.T, rows.start)
        _better(share[rows], match[rows], shares, others.start)
        if shares.max(initial=0) >= threshold:
            pairs.add(shares, both, threshold, np.array([rows.start, others.start]))
        compared += shares.size * (1 if rows == others else 2)
        if progress is not None:
            progress(compared / count**2)
    best = {"match": match, "share": np.where(match >= 0, share, np.nan)}
    table = pd.DataFrame(
        pairs.best(), columns=["first", "second", "share", "questions"]
    )
    table = table.astype({"first": int, "second": int, "questions": int})
    return Matches(table, pairs.count, pd.DataFrame(best, answers.index))


def _blocks(count: int) -> Iterator[tuple[slice, slice]]:
    parts = [
        slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)
    ]
    for place, rows in enumerate(parts):
        for others in parts[place:]:
            yield rows, others


def _better(share: Shares, match: Ints, shares: Shares, start: int) -> None:
    """Writes better matches into the views share and match of one block."""
    nearest = shares.argmax(axis=1)
    best = shares[np.arange(len(shares)), nearest]
    better = best > share
    share[better], match[better] = best[better], nearest[better] + start


def duplicate_flags(rows: pd.DataFrame, matches: Matches) -> tuple[Flag, ...]:
    """A flag for each pair of the search, the most equal first.

    LOOK_FIRST where the share stands out from the best matches of all interviews of the
    round (modified z > 3.5), else GOOD_TO_KNOW: with few codes, or people who live
    alike, many honest interviews are over any fixed threshold. interviewer, place: of
    both, None where they differ. comparison: median of the best matches; n: questions.
    rows: interview, interviewer, place, in the order of the answers searched.
    Source: Simmons, Mercer, Schwarzer & Kennedy (2016), Pew Research Center, Evaluating
    a new proposal for detecting data falsification in surveys; `modified_z`.
    """
    check_columns(rows, "interview", "interviewer", "place", answers=matches.best)
    best = matches.best["share"].to_numpy(dtype=float)
    if not len(matches.pairs):
        return ()
    median = float(np.nanmedian(best))
    interview, interviewer, place = (
        rows[name].tolist() for name in ("interview", "interviewer", "place")
    )
    z = modified_z(np.append(best, matches.pairs["share"]))[len(best) :]
    columns = (matches.pairs[name].tolist() for name in matches.pairs.columns)
    return tuple(
        Flag(
            FlagKind.NEAR_DUPLICATE,
            Rank.LOOK_FIRST if stands_out else Rank.GOOD_TO_KNOW,
            share,
            median,
            questions,
            interview[first],
            interview[second],
            _common(interviewer, first, second),
            _common(place, first, second),
        )
        for first, second, share, questions, stands_out in zip(
            *columns, (z > OUTLYING).tolist(), strict=True
        )
    )


def _common(names: list[str], first: int, second: int) -> str | None:
    return names[first] if names[first] == names[second] else None
