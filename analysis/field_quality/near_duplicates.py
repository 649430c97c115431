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
BLOCK = 400  # interviews: blocks that stay in the processor's cache


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
    """Shares of equal answers of many pairs at once, 64 questions in one number.

        S_ij = Σ_q [a_iq = a_jq] / Σ_q [i and j both answered q]

    codes: n × questions of `coded` (−1: no answer); least: questions that both must
    have answered, else S_ij = 0. Each bit of the codes of 64 questions is one word of
    64 bits: answers are unequal where any of their bits differ. Questions are in order
    of their numbers of codes, so that most words have few bits.
    """

    def __init__(self, codes: Ints, least: int) -> None:
        codes = codes[:, np.argsort(codes.max(axis=0, initial=0))]
        self.count, self.least = len(codes), max(least, 1)
        parts = [codes[:, start : start + 64] for start in range(0, codes.shape[1], 64)]
        self.words = [(_word(part >= 0), _bit_words(part)) for part in parts]

    def of(self, rows: Ints | slice, others: Ints | slice) -> tuple[Shares, Shares]:
        """Shares and numbers of questions both answered: rows × others each."""
        positions = np.arange(self.count)
        shape = len(positions[rows]), len(positions[others])
        equal, both = np.zeros((2, *shape), np.float32)
        for answered, bits in self.words:
            common = answered[rows, None] & answered[others]
            both += np.bitwise_count(common)
            for word in bits:
                common &= ~word[rows, None] ^ word[others]
            equal += np.bitwise_count(common)
        equal[both < self.least] = 0
        np.divide(equal, np.maximum(both, 1), out=equal)
        return equal, both


def _bit_words(codes: Ints) -> list[npt.NDArray[np.uint64]]:
    bits = int(codes.max(initial=0)).bit_length()
    return [_word((codes >> bit) % 2 > 0) for bit in range(bits)]


def _word(truths: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """64 truths or fewer of each interview as one number."""
    padded = np.zeros((len(truths), 64), dtype=bool)
    padded[:, : truths.shape[1]] = truths
    return np.packbits(padded, axis=1).view(np.uint64)[:, 0]


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
    count = equal_shares.count
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
