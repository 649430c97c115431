"""Whether sums that are told can be mixed so that they count a few people only."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]  # question, who gave it
Column = tuple[float, ...]  # how often what somebody gave is in each of the rows
Columns = Mapping[Key, Column]
NODES = 500  # of the search for one mixture
INFEASIBLE = 2  # what the solver says of a mixture that does not exist
HALF = 0.5  # counts are whole
SURELY = 1e-2  # least that a mixture takes of a row that it is said to have


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
        found = self._mixed(mixtures, threshold)
        if found == 0.0:
            signs = (1.0, -1.0)
            return any(self._mixed(mixtures, threshold, n) is not None for n in signs)
        return found is not None

    def _mixed(
        self, mixtures: Floats, threshold: int, last: float = 0.0
    ) -> float | None:
        """How much of the last row is in a mixture; None where there is none.

        last: its sign, if it must be in it. Undecided within the limit is all of it.
        """
        many, directions = len(self.choices), mixtures.shape[1]
        free, bounded = np.full(directions, np.inf), np.ones(many)
        people = np.array([one.people for one in self.choices])
        found = optimize.milp(
            np.zeros(directions + many),
            constraints=[
                self._made_of(mixtures),
                self._depending(directions),
                optimize.LinearConstraint(
                    np.append(np.zeros(directions), people), HALF, threshold - HALF
                ),
                optimize.LinearConstraint(
                    np.append(mixtures[-1] * last, np.zeros(many)),
                    SURELY if last else 0.0,
                    np.inf,
                ),
            ],
            integrality=np.append(np.zeros(directions), bounded),
            bounds=optimize.Bounds(
                np.append(-free, np.zeros(many)), np.append(free, bounded)
            ),
            options={"node_limit": NODES},
        )
        if found.status == INFEASIBLE:
            return None
        if found.x is None:
            return 1.0
        part = float(mixtures[-1] @ found.x[:directions])
        return part if abs(part) >= SURELY else 0.0

    def _made_of(self, mixtures: Floats) -> optimize.LinearConstraint:
        """The mixture counts exactly whoever is chosen."""
        columns = [(at, one) for at, n in enumerate(self.choices) for one in n.columns]
        chosen = sparse.lil_array((len(columns), len(self.choices)))
        for row, (at, _column) in enumerate(columns):
            chosen[row, at] = 1.0 if self.choices[at].of is None else -1.0
        mixed = np.array([column for _at, column in columns]) @ mixtures
        return optimize.LinearConstraint(sparse.hstack([mixed, -chosen]), 0, 0)

    def _depending(self, directions: int) -> optimize.LinearConstraint:
        """A part is taken only off a group that is counted."""
        parts = [at for at, one in enumerate(self.choices) if one.of is not None]
        rows = sparse.lil_array((len(parts), directions + len(self.choices)))
        for row, at in enumerate(parts):
            rows[row, directions + at] = 1.0
            rows[row, directions + (self.choices[at].of or 0)] = -1.0
        return optimize.LinearConstraint(rows.tocsr(), -np.inf, 0)


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
