"""Whether sums that are told can be mixed so that they count a few people only."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
from scipy import optimize

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]  # question, who gave it
Column = tuple[float, ...]  # how often what somebody gave is in each of the rows
Columns = Mapping[Key, Column]
ALMOST = 1e-7
SEVERAL = 60  # rows of which any three are tried with the last
NODES = 500  # of the search for one mixture
INFEASIBLE = 2  # what the solver says of a mixture that does not exist
HALF = 0.5  # counts are whole
SURELY = 1e-3  # least that a mixture takes of a row that it is said to have


def near_the_last(rows: Floats, given: Floats, threshold: int) -> Iterator[Floats]:
    """Mixtures of the last row and up to three others that count few, but somebody."""
    *others, last = rows @ given
    known, signs = np.array(others), (1.0, -1.0)
    most = 3 if len(known) <= SEVERAL else 2
    for many in range(most + 1):
        chosen = np.array(list(combinations(range(len(known)), many)), dtype=np.int64)
        if not len(chosen):
            continue
        for times in product(signs, repeat=many):
            left = last + known[chosen] @ np.array(times)
            for sign in signs:
                few = (sign * left > ALMOST) & (sign * left < threshold - ALMOST)
                for at in chosen[few]:
                    yield sign * (rows[-1] + np.array(times) @ rows[at])


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a group is counted, or a part taken off a group that is.

    columns: of all that the group gave; people: how many, below 0 of what is taken off;
    of: position of the choice on which this one depends, or nothing.
    """

    columns: tuple[Column, ...]
    people: float
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Few:
    """Choices of groups that count fewer than may be known of; keys: what they gave."""

    keys: frozenset[Key]
    choices: tuple[Choice, ...]

    def reached(self, mixtures: Floats, threshold: int) -> bool:
        """Whether a mixture with the last row makes some of the choices, and few.

        mixtures: rows × directions of those that count nobody else.
        """
        chosen = self._chosen()
        made = np.array([column for one in self.choices for column in one.columns])
        left, sizes, _right = np.linalg.svd(made @ mixtures)
        rank = int((sizes > ALMOST).sum())
        outside = left[:, rank:].T @ chosen  # 0 of what a mixture can count
        last = mixtures[-1] @ np.linalg.pinv(made @ mixtures, ALMOST) @ chosen
        found = self._choose(outside, threshold)
        if found is None or found.x is None or abs(last @ found.x) >= SURELY:
            return found is not None
        return any(
            self._choose(outside, threshold, sign * last) is not None
            for sign in (1.0, -1.0)
        )

    def _choose(
        self, outside: Floats, threshold: int, part: Floats | None = None
    ) -> optimize.OptimizeResult | None:
        """Choices that count few, and are no mixture's without that part; None where
        there are none. Without x it is undecided."""
        many = len(self.choices)
        people = np.array([one.people for one in self.choices])
        rules = [
            optimize.LinearConstraint(outside, 0, 0),
            optimize.LinearConstraint(self._depending(), -np.inf, 0),
            optimize.LinearConstraint(people, HALF, threshold - HALF),
        ]
        if part is not None:
            rules.append(optimize.LinearConstraint(part, SURELY, np.inf))
        found = optimize.milp(
            np.zeros(many),
            constraints=rules,
            integrality=np.ones(many),
            bounds=optimize.Bounds(0, 1),
            options={"node_limit": NODES},
        )
        return None if found.status == INFEASIBLE else found

    def _chosen(self) -> Floats:
        """How often each choice counts what its group gave: columns × choices."""
        owners = [at for at, one in enumerate(self.choices) for _each in one.columns]
        found = np.zeros((len(owners), len(self.choices)))
        for row, at in enumerate(owners):
            found[row, at] = 1.0 if self.choices[at].of is None else -1.0
        return found

    def _depending(self) -> Floats:
        """A part is taken only off a group that is counted."""
        parts = [(at, one.of) for at, one in enumerate(self.choices)]
        found = np.zeros((len(parts), len(self.choices)))
        for row, (at, whole) in enumerate(parts):
            if whole is not None:
                found[row, at], found[row, whole] = 1.0, -1.0
        return found


def counted(columns: Columns, given: Mapping[Key, float], threshold: int) -> Few:
    """Whatever was given, in groups that are in the same rows."""
    alike: dict[Column, list[Key]] = defaultdict(list)
    for key, column in columns.items():
        alike[column].append(key)
    sizes = {column: sum(given[key] for key in some) for column, some in alike.items()}
    few = [column for column, people in sizes.items() if people < threshold]
    return Few(
        frozenset(key for column in few for key in alike[column]),
        tuple(Choice((column,), sizes[column]) for column in few),
    )


def remaining(
    columns: Columns,
    given: Mapping[Key, float],
    threshold: int,
    totals: Collection[str],
    parts: Collection[str],
) -> Few:
    """Totals of places without some of their parts, where all parts leave few.

    totals, parts: questions.
    """
    own: dict[str, dict[str, Column]] = defaultdict(dict)
    for (question, who), column in columns.items():
        if question in totals or question in parts:
            own[who][question] = column
    alike: dict[tuple[tuple[str, Column], ...], list[str]] = defaultdict(list)
    for who, gave in own.items():
        if not gave.keys().isdisjoint(totals):
            alike[tuple(sorted(gave.items()))].append(who)
    keys, choices = set[Key](), list[Choice]()
    for said, places in alike.items():
        sizes = {q: sum(given[q, who] for who in places) for q, _column in said}
        whole = sum(n for question, n in sizes.items() if question in totals)
        taken = [question for question in sizes if question in parts]
        if whole - sum(sizes[question] for question in taken) < threshold:
            keys.update((question, who) for question in sizes for who in places)
            choices += _choices(whole, said, taken, sizes, len(choices))
    return Few(frozenset(keys), tuple(choices))


def _choices(
    whole: float,
    said: Sequence[tuple[str, Column]],
    taken: Collection[str],
    sizes: Mapping[str, float],
    at: int,
) -> Iterator[Choice]:
    """Of one group of places: its totals at position at, then each part of them."""
    yield Choice(tuple(one for asked, one in said if asked not in taken), whole)
    for asked, column in said:
        if asked in taken:
            yield Choice((column,), -sizes[asked], at)
