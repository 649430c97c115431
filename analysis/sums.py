"""Sums over sets of places: what several of them tell of a few places or people.

Places are of detention, or programmes: whoever gave a number. A sum over people who
were asked counts each of them as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ALMOST = 1e-7
MOST = 8  # small groups of which every union is tried
SEVERAL = 60  # rows of which any three are tried with the last
Key = tuple[str, str]  # question, who gave it
Column = tuple[float, ...]  # how often what somebody gave is in each of the rows


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


class Sums:
    """All that a reader was told, and whether more of it can be told.

    least: fewest places that a number may be of; threshold: fewest people, or other
    things that are counted, that may be known of apart from others.
    """

    def __init__(self, least: int, threshold: int) -> None:
        self.least, self.threshold = least, threshold
        self._told: dict[frozenset[tuple[Key, float]], tuple[Sum, frozenset[str]]] = {}

    def tell(self, sums: Iterable[Sum]) -> None:
        """These are told, whatever they give away, but for what is hidden by itself."""
        for one in sums:
            few = not one.of_people and len(one.who) < self.least
            if not few and not 0 < one.value < self.threshold:
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

    def _safe(self, one: Sum) -> bool:
        if not one.terms or frozenset(one.terms.items()) in self._told:
            return True
        rows = _Rows([*self._of_the_same(one), one])
        if rows.repeats_the_last():
            return True
        return not (
            (not one.of_people and rows.tell_of_few_places(self.least))
            or rows.tell_of_few_people(self.threshold)
        )

    def _of_the_same(self, one: Sum) -> list[Sum]:
        """What was told of its questions, and of all that these are told with."""
        asked = {question for question, _who in one.terms}
        found, left = list[Sum](), list(self._told.values())
        while True:
            near = [old for old in left if not asked.isdisjoint(old[1])]
            if not near:
                return found
            found += [old for old, _asked in near]
            left = [old for old in left if asked.isdisjoint(old[1])]
            asked.update(*(questions for _old, questions in near))


class _Rows:
    """Sums as rows of how often each given number is in them.

    A reader can make every mixture of rows. Whoever is in the same rows of a question
    counts as one group there, as no mixture tells them apart.
    """

    def __init__(self, sums: Sequence[Sum]) -> None:
        self.of_people = any(one.of_people for one in sums)
        self.given: dict[Key, float] = {}
        for one in sums:
            self.given.update(one.given)
        self.columns: dict[Key, Column] = {
            key: tuple(one.terms.get(key, 0.0) for one in sums) for key in self.given
        }

    def repeats_the_last(self) -> bool:
        """Whether the last row is a mixture of those before it."""
        rows = np.array(list(self.columns.values())).T
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
        told: dict[str, Floats] = {}
        for (question, _who), column in self.columns.items():
            there = np.array(column) != 0
            told[question] = told.get(question, np.zeros(len(column), bool)) | there
        return {
            key: column
            for key, column in self.columns.items()
            if self.given[key] or ((np.array(column) != 0) == told[key[0]]).all()
        }

    def tell_of_few_people(self, threshold: int) -> bool:
        """Whether a mixture counts fewer people than may be known of, but somebody.

        Tried are the last row more or less up to three of the others, and each union of
        groups of places that is so small, whether what it counts is a mixture of all
        rows: of each question, and of several where a row takes them together, as those
        who are there less those of one kind.
        """
        keys = [key for key, n in self.given.items() if n]
        if not keys:
            return False
        rows = np.array([self.columns[key] for key in keys]).T
        given = np.array([self.given[key] for key in keys])
        if any(
            ((mixed == 0) | (mixed == 1)).all()
            for mixed in _near_the_last(rows, given, threshold)
        ):
            return True
        if self.of_people:
            return False
        seen = np.linalg.pinv(rows) @ rows
        for together in self._taken_together(keys, rows):
            unions = _unions(self._small(keys, together, threshold), threshold)
            if len(unions) and np.abs(unions - unions @ seen).max(1).min() < ALMOST:
                return True
        return False

    @staticmethod
    def _taken_together(
        keys: Sequence[Key], rows: Floats
    ) -> set[tuple[tuple[str, float], ...]]:
        """Questions with their signs, one by one and as rows have them."""
        found: set[tuple[tuple[str, float], ...]] = set()
        found.update(((question, 1.0),) for question, _who in keys)
        for row in rows:
            signs: dict[str, set[float]] = defaultdict(set)
            for (question, _who), n in zip(keys, row, strict=True):
                if n:
                    signs[question].add(float(n))
            if all(len(some) == 1 for some in signs.values()):
                found.add(tuple(sorted((q, min(some)) for q, some in signs.items())))
        return found

    def _small(
        self,
        keys: Sequence[Key],
        together: Sequence[tuple[str, float]],
        threshold: int,
    ) -> list[tuple[float, Floats]]:
        """(people, vector) of each group of places of which few are counted."""
        signs = dict(together)
        groups: dict[tuple[tuple[str, Column], ...], list[int]] = defaultdict(list)
        own: dict[str, list[int]] = defaultdict(list)
        for at, (question, who) in enumerate(keys):
            if question in signs:
                own[who].append(at)
        for places in own.values():
            said = tuple(sorted((keys[at][0], self.columns[keys[at]]) for at in places))
            groups[said] += places
        made = []
        for places in groups.values():
            vector = np.zeros(len(keys))
            vector[places] = [signs[keys[at][0]] for at in places]
            people = sum(vector[at] * self.given[keys[at]] for at in places)
            if 0 < people < threshold:
                made.append((float(people), vector))
        return made


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


def _near_the_last(rows: Floats, given: Floats, threshold: int) -> Iterator[Floats]:
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


def _unions(small: Sequence[tuple[float, Floats]], threshold: int) -> Floats:
    """Every union of small groups that is small; of many groups, of two at most."""
    most = len(small) if len(small) <= MOST else 2
    found = [
        np.sum([vector for _people, vector in some], axis=0)
        for many in range(1, most + 1)
        for some in combinations(small, many)
        if sum(people for people, _vector in some) < threshold
    ]
    return np.array(found)


def room(above: Sum, below: Sum) -> float:
    """How wide a sum stays for whoever has the other one and their rounded ratio.

    Rounded to a hundredth of itself at the least, r leaves a = r·b and b = a/r within
        b/100 · min(1, b/a),  or a/100 where that is less
    """
    a, b = above.value, below.value
    return min(a, b) / 100 * min(1.0, b / a) if a > 0 and b > 0 else 0.0
