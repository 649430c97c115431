"""Sums that can be undone: what is added and taken away again leaves no trace."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.estimation.totals import Totals
from analysis.schema import FrameProblem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BITS = 40
STEP = 2.0**BITS
MASK = (1 << BITS) - 1
LIMIT = 2.0 ** (BITS + 60)  # the first digit keeps two bits for sums


@dataclass(frozen=True, slots=True)
class Exact:
    """Totals as whole numbers of 2⁻⁸⁰, so that sums do not depend on their order.

        t = d₀·2⁴⁰ + d₁ + d₂·2⁻⁴⁰ + d₃·2⁻⁸⁰,  0 ≤ d₁, d₂, d₃ < 2⁴⁰

    digits: 4 × sums × P × C, each number written in one way only: equal sums have
    equal digits. A double from 2⁻²⁸ on is held in full, a smaller one to 2⁻⁸¹. Sums
    of floats would differ in the last bit with the order of the chunks, and t + a − a
    need not be t.
    Source: Kulisch & Miranker (1986), SIAM Review 28 (a long accumulator); Demmel &
    Nguyen (2013), ARITH 21.
    """

    digits: Ints

    @classmethod
    def of(cls, totals: Totals) -> "Exact":
        rest = np.stack(totals.parts) / STEP
        if not bool((np.abs(rest) < LIMIT / STEP).all()):
            raise FrameProblem(
                "A sum is too large to be added exactly. Give values and weights in"
                " larger units."
            )
        digits = np.empty((4, *rest.shape), dtype=np.int64)
        for digit in digits[:3]:
            whole = np.trunc(rest)
            digit[...] = whole
            rest = (rest - whole) * STEP
        digits[3] = np.rint(rest)
        return cls(_carried(digits))

    def __add__(self, other: "Exact") -> "Exact":
        return Exact(_carried(self.digits + other.digits))

    def __sub__(self, other: "Exact") -> "Exact":
        return Exact(_carried(self.digits - other.digits))

    def totals(self) -> Totals:
        """From the smallest digit up: a number that came as a double leaves as it."""
        minus = self.digits[0] < 0
        digits = _carried(np.where(minus, -self.digits, self.digits))
        small = (digits[2] + digits[3] / STEP) / STEP
        found = digits[0] * STEP + (digits[1] + small)
        return Totals(*np.where(minus, -found, found))


def _carried(digits: Ints) -> Ints:
    """The same numbers with every digit after the first in [0, 2⁴⁰); changes them."""
    for at in (3, 2, 1):
        digits[at - 1] += digits[at] >> BITS
        digits[at] &= MASK
    return digits
