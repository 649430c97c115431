"""The program that looks for a few people finds what trying everything finds."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sums import Sum, Sums

PLACES = "abcde"
FEW = 5
numbers = st.fixed_dictionaries({at: st.integers(0, 4) for at in PLACES})
some_places = st.sets(st.sampled_from(PLACES), min_size=1)


def vector(one, keys):
    return [one.terms.get(key, 0.0) for key in keys]


def first_that_tells(sums, choices, people):
    """Position of the first sum that must not be told, by trying every choice."""
    keys = list(people)
    left, counts = np.array(choices, dtype=float), np.array(list(people.values()))
    few = left[(left @ counts > 0) & (left @ counts < FEW)]
    for at in range(len(sums)):
        rows = np.array([vector(one, keys) for one in sums[: at + 1]])
        rank = np.linalg.matrix_rank(rows)
        if any(np.linalg.matrix_rank(np.vstack([rows, one])) == rank for one in few):
            return at
    return None


def first_refused(sums, left=()):
    known = Sums(1, FEW)
    known.watch(left)
    return next((at for at, one in enumerate(sums) if not known.add([one])), None)


@settings(max_examples=150)
@given(numbers, st.lists(some_places, min_size=1, max_size=6))
def test_of_one_question(held, words):
    sums = [Sum.over("q", {at: held[at] for at in sorted(word)}) for word in words]
    people = {("q", at): n for at, n in held.items() if n}
    choices = list(product((0, 1), repeat=len(people)))
    assert first_refused(sums) == first_that_tells(sums, choices, people)


@settings(max_examples=150)
@given(
    numbers, numbers, st.lists(st.tuples(some_places, st.integers(0, 2)), max_size=6)
)
def test_of_people_and_of_a_part_of_them(rest, part, told):
    """Told are all, the part or the rest, of some places; nobody gives a part of 0."""
    women = {at: n for at, n in part.items() if n}
    everybody = {at: rest[at] + part[at] for at in PLACES if rest[at] + part[at]}

    def over(places, kind):
        all_there = Sum.over(
            "all", {at: everybody[at] for at in places if at in everybody}
        )
        of_kind = Sum.over("women", {at: women[at] for at in places if at in women})
        return (all_there, of_kind, all_there - of_kind)[kind]

    sums = [one for places, kind in told if (one := over(sorted(places), kind)).terms]
    people = {("all", at): n for at, n in everybody.items()}
    people |= {("women", at): n for at, n in women.items()}
    # Counted together as they are, or of each place all, all but the part, or nobody.
    choices = [*product((0, 1), repeat=len(people))]
    each = [
        [(0, 0), (1, 0), (1, -1)] if at in women else [(0, 0), (1, 0)]
        for at in everybody
    ]
    for chosen in product(*each):
        signs = dict(zip(everybody, chosen, strict=True))
        choices.append(
            tuple(signs[at][0 if asked == "all" else 1] for asked, at in people)
        )
    left = [(frozenset({"all"}), frozenset({"women"}))]
    assert first_refused(sums, left) == first_that_tells(sums, choices, people)
