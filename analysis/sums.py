"""Sums over sets of places: what several of them tell of a few places or people.

Places are of detention, or programmes: whoever gave a number. A sum over people who
were asked counts each of them as one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.mixtures import (
    ALMOST,
    Column,
    Columns,
    Few,
    Floats,
    Key,
    counted,
    near_the_last,
    remaining,
)

Left = tuple[frozenset[str], frozenset[str]]  # questions: totals, parts taken off


@dataclass(frozen=True, slots=True)
class Sum:
    """Numbers that were given, added: how often each is in it, and how large it is.

    of_people: whether those who gave them are groups of people, each with its size.
    """

    terms: Mapping[Key, float]
    given: Mapping[Key, float]
    of_people: bool = False

    @classmethod
    def over(
        cls, question: str, given: Mapping[str, float], *, of_people: bool = False
    ) -> "Sum":
        """One question added over all who gave it."""
        values = {(question, who): n for who, n in given.items()}
        return cls(dict.fromkeys(values, 1.0), values, of_people)

    def __add__(self, other: "Sum") -> "Sum":
        return self._with(other, 1.0)

    def __sub__(self, other: "Sum") -> "Sum":
        return self._with(other, -1.0)

    def _with(self, other: "Sum", times: float) -> "Sum":
        terms = defaultdict(float, self.terms)
        for key, n in other.terms.items():
            terms[key] += times * n
        left = {key: n for key, n in terms.items() if n}
        given = {**self.given, **other.given}
        return Sum(left, {key: given[key] for key in left})

    @property
    def value(self) -> float:
        return sum(n * self.given[key] for key, n in self.terms.items())

    @property
    def who(self) -> frozenset[str]:
        return frozenset(who for _question, who in self.terms)

    @property
    def left(self) -> Left:
        """Totals of which it is the rest, and the parts that are taken off them."""
        totals = frozenset(asked for (asked, _who), n in self.terms.items() if n > 0)
        parts = frozenset(asked for (asked, _who), n in self.terms.items() if n < 0)
        return totals, parts - totals


class Sums:
    """All that a reader was told, and whether more of it can be told.

    least: fewest places that a number may be of; threshold: fewest people, or other
    things that are counted, that may be known of apart from others.
    """

    def __init__(self, least: int, threshold: int) -> None:
        self.least, self.threshold = least, threshold
        self._told: dict[frozenset[tuple[Key, float]], tuple[Sum, frozenset[str]]] = {}
        self._left: dict[Left, None] = {}
        self._beside: list[Sum] = []

    def watch(self, left: Iterable[Left]) -> None:
        """What is left of totals without their parts counts people, told or not."""
        self._left.update(dict.fromkeys(one for one in left if one[1]))

    def tell(self, sums: Iterable[Sum]) -> None:
        """These are told, whatever they give away, but for what is hidden by itself."""
        for one in sums:
            few = not one.of_people and len(one.who) < self.least
            if not few and not 0 < one.value < self.threshold:
                self._beside.append(one)
                self._keep(one)

    def add(self, sums: Sequence[Sum]) -> bool:
        """Tell all of these, or none where they give a few places or people away."""
        before = dict(self._told)
        for one in sums:
            if not self._safe(one):
                self._told = before
                return False
            self._keep(one)
        return True

    def _keep(self, one: Sum) -> None:
        if one.terms:
            asked = frozenset(question for question, _who in one.terms)
            self._told.setdefault(frozenset(one.terms.items()), (one, asked))
            self.watch([one.left])

    def _safe(self, one: Sum) -> bool:
        if not one.terms or frozenset(one.terms.items()) in self._told:
            return True
        near = self._of_the_same(one)
        rows = _Rows([*near, one])
        if rows.repeats_the_last():
            return True
        if one.of_people:
            # Who is in which of the groups that figures tell of, no reader knows: a few
            # of them are tried with the share, and all shares are with each other.
            shares = _Rows([*(each for each in near if each not in self._beside), one])
            return not (
                rows.nearly_repeat_the_last(self.threshold)
                or shares.tell_of_few_people(self.threshold, ())
            )
        return not (
            rows.tell_of_few_places(self.least)
            or rows.tell_of_few_people(self.threshold, self._left)
        )

    def _of_the_same(self, one: Sum) -> list[Sum]:
        """What was told of its questions, and of all that these are told with."""
        asked = {question for question, _who in one.terms}
        together = [totals | parts for totals, parts in self._left]
        together += [questions for _old, questions in self._told.values()]
        many = 0
        while len(asked) > many:
            many = len(asked)
            asked.update(*(some for some in together if not asked.isdisjoint(some)))
        return [old for old, questions in self._told.values() if questions <= asked]


class _Rows:
    """Sums as rows of how often each given number is in them.

    A reader can make every mixture of rows. Whoever is in the same rows of a question
    counts as one group there, as no mixture tells them apart.
    """

    def __init__(self, sums: Sequence[Sum]) -> None:
        self.given: dict[Key, float] = {}
        for one in sums:
            self.given.update(one.given)
        at = {key: position for position, key in enumerate(self.given)}
        rows = np.zeros((len(sums), len(at)))
        for row, one in enumerate(sums):
            rows[row, [at[key] for key in one.terms]] = list(one.terms.values())
        self.columns: dict[Key, Column] = {
            key: tuple(column) for key, column in zip(at, rows.T.tolist(), strict=True)
        }

    def repeats_the_last(self) -> bool:
        """Whether the last row is a mixture of those before it."""
        rows = np.array(list(set(self.columns.values()))).T
        rank = np.linalg.matrix_rank
        return bool(rank(rows[:-1]) == rank(rows))

    def tell_of_few_places(self, least: int) -> bool:
        """Whether a mixture is zero but at fewer places.

        With P the projection on all that the rows span, there is one of the places U
        alone if and only if the largest eigenvalue of P at U is 1. Who gave 0 and is
        not in all rows of a question adds nothing, and is nobody to hide among.
        Source: linear algebra of the attacker of Cox (1980), JASA 75, without bounds.
        """
        own: dict[str, dict[str, Column]] = defaultdict(dict)
        for (question, who), column in self._without_nothing().items():
            own[who][question] = column
        alike: dict[tuple[tuple[str, Column], ...], int] = defaultdict(int)
        for said in own.values():
            alike[tuple(sorted(said.items()))] += 1
        keys = [
            (group, column)
            for group, said in enumerate(alike)
            for _question, column in said
        ]
        if not keys:
            return False
        rows = np.array([column for _group, column in keys]).T
        seen = np.linalg.pinv(rows) @ rows
        at: dict[int, list[int]] = defaultdict(list)
        for place, (group, _column) in enumerate(keys):
            at[group].append(place)
        sizes = {
            group: size for group, size in enumerate(alike.values()) if size < least
        }
        alone = {group: _largest(seen, at[group]) for group in sizes}
        return any(
            sum(sizes[group] for group in some) < least
            and _largest(seen, [place for group in some for place in at[group]])
            > 1 - ALMOST
            for some in _near_one(alone, least - 1)
        )

    def _without_nothing(self) -> dict[Key, Column]:
        told: dict[str, set[int]] = defaultdict(set)
        there = {column: _rows_with(column) for column in set(self.columns.values())}
        for (question, _who), column in self.columns.items():
            told[question] |= there[column]
        return {
            key: column
            for key, column in self.columns.items()
            if self.given[key] or there[column] == told[key[0]]
        }

    def nearly_repeat_the_last(self, threshold: int) -> bool:
        """Whether the last row more or less up to three others counts few."""
        keys = [key for key, n in self.given.items() if n]
        rows = np.array([self.columns[key] for key in keys]).T
        given = np.array([self.given[key] for key in keys])
        return bool(keys) and any(
            ((mixed == 0) | (mixed == 1)).all()
            for mixed in near_the_last(rows, given, threshold)
        )

    def tell_of_few_people(self, threshold: int, left: Iterable[Left]) -> bool:
        """Whether a mixture of the last row and others counts few, but somebody.

        Looked for are a number c of each row, and who of all that gave numbers is
        counted, x, and what is taken off it, z, so that
            cᵀ rows = x − z,  0 < (x − z) · given < threshold,  x, z of 0 and 1
        first of all questions together with nothing taken off, then of each total from
        which parts are. An integer program decides; where it cannot within its limit,
        the sum is not told.
        Source: the attacker of Fischetti & Salazar (2001), Management Science 47.
        """
        keys = {key: self.columns[key] for key, n in self.given.items() if n}
        asked = {question for question, _who in keys}
        tries = [counted(keys, self.given, threshold)]
        tries += [
            remaining(keys, self.given, threshold, totals, parts)
            for totals, parts in left
            if not totals.isdisjoint(asked)
        ]
        tries = [one for one in tries if one.keys]
        some = frozenset[Key]().union(*(one.keys for one in tries))
        return bool(tries and len(self._without(keys, some))) and any(
            self._reaches(one, keys, threshold) for one in tries
        )

    def _reaches(self, few: Few, keys: Columns, threshold: int) -> bool:
        mixtures = self._without(keys, few.keys)
        return bool(len(mixtures)) and few.reached(mixtures, threshold)

    def _without(self, keys: Columns, few: Collection[Key]) -> Floats:
        """Rows × directions of the mixtures that count nobody but a few; none where
        the last row is in none of them."""
        columns = {column for key, column in keys.items() if key not in few}
        if not columns:
            return np.eye(len(next(iter(keys.values()))))
        others = np.array(sorted(columns))
        values, vectors = np.linalg.eigh(others.T @ others)
        free = vectors[:, values < ALMOST * max(1.0, values[-1])]
        there = np.abs(free[-1:]).max(initial=0.0) > ALMOST
        return free if there else np.empty((0, 0))


def _rows_with(column: Column) -> frozenset[int]:
    return frozenset(row for row, n in enumerate(column) if n)


def _largest(seen: Floats, at: Sequence[int]) -> float:
    block = seen[np.ix_(at, at)]
    return float(np.linalg.eigvalsh((block + block.T) / 2)[-1])


def _near_one(alone: Mapping[int, float], most: int) -> Iterator[tuple[int, ...]]:
    """Up to so many groups that could be 1 together: no more than they are apart."""
    yield from ((group,) for group, n in alone.items() if n > 1 - ALMOST)
    for many in range(2, most + 1):
        heads = [group for group, n in alone.items() if n > (1 - ALMOST) / many]
        for head in heads:
            for others in combinations([one for one in alone if one != head], many - 1):
                if sum(alone[group] for group in (head, *others)) > 1 - ALMOST:
                    yield (head, *others)
