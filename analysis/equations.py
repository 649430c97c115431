"""A reader's equations as sparse linear programs, and the ranges they leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

Floats = npt.NDArray[np.float64]
Term = tuple[int, float]
TIME_LIMIT = 10.0
WITNESSES = 2
TINY = 1e-6


class Unsolved(Exception):
    """The equations have no answer, or none was found in time."""


@dataclass(slots=True)
class Rows:
    """Sparse rows of coefficients with their right-hand sides."""

    line: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def add(self, terms: Sequence[Term], right: float) -> None:
        for column, times in terms:
            self.line.append(len(self.right))
            self.column.append(column)
            self.value.append(times)
        self.right.append(right)

    def matrix(self, width: int) -> coo_array | None:
        if not self.right:
            return None
        shape = (len(self.right), width)
        return coo_array((self.value, (self.line, self.column)), shape=shape)


class Equations:
    """Unknown counts with their bounds, and what is known of their sums."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self._equal, self._most = Rows(), Rows()

    def unknown(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def equal(self, terms: Sequence[Term], right: float = 0) -> None:
        self._equal.add(terms, right)

    def at_most(self, terms: Sequence[Term], right: float = 0) -> None:
        self._most.add(terms, right)

    def least(self, cost: Floats) -> Floats:
        """The unknowns where Σ cost · unknown is least. Raises Unsolved."""
        width = len(self.low)
        equal, most = self._equal.matrix(width), self._most.matrix(width)
        found = linprog(
            cost,
            A_eq=equal,
            b_eq=self._equal.right or None,
            A_ub=most,
            b_ub=self._most.right or None,
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
            options={"time_limit": TIME_LIMIT},
        )
        if found.status != 0:
            raise Unsolved(found.message)
        return np.asarray(found.x)

    def sums(self, questions: Sequence[Sequence[Term]]) -> csr_array:
        """One row of coefficients for each sum of unknowns."""
        rows = Rows()
        for terms in questions:
            rows.add(terms, 0.0)
        return csr_array(rows.matrix(len(self.low)))

    def span(self, sums: csr_array) -> Floats:
        """Width that the bounds alone leave each sum."""
        width = np.subtract(self.high, self.low)
        return np.asarray(abs(sums) @ width)


class Seen:
    """How far each sum of unknowns was seen to go: at least as far as this.

    Every point that solves the equations is a witness for all sums, so that few
    programs are solved.
    """

    def __init__(self, equations: Equations, sums: csr_array) -> None:
        self._equations, self._sums = equations, sums
        self.low = np.full(sums.shape[0], np.inf)
        self.high = -self.low
        dice = np.random.default_rng(WITNESSES)
        for _turn in range(WITNESSES):
            self.look(dice.normal(size=sums.shape[0]))

    def look(self, weights: Floats) -> None:
        """Where the weighted mixture of the sums is least, and where it is most."""
        cost = np.asarray(weights @ self._sums)
        for sign in (1.0, -1.0):
            values = self._sums @ self._equations.least(sign * cost)
            self.low = np.minimum(self.low, values)
            self.high = np.maximum(self.high, values)
