"""Faults in a simulated round are seen, and a round without faults is left alone."""

from collections import Counter

import numpy as np
import pytest

from analysis.field_quality.flags import FlagKind, Rank
from bench.field_quality import clean_round, names_it, with_faults

SIZE = {"interviews": 500, "interviewers": 16, "places": 20, "questions": 60}


@pytest.fixture(scope="module")
def clean():
    return clean_round(np.random.default_rng(3), **SIZE)


@pytest.fixture(scope="module")
def faulty(clean):
    return with_faults(np.random.default_rng(4), clean)


@pytest.fixture(scope="module")
def clean_flags(clean):
    return clean.flags()


@pytest.fixture(scope="module")
def faulty_flags(faulty):
    return faulty.flags()


@pytest.mark.parametrize(
    "kind",
    [
        FlagKind.ALIKE_ANSWERS,
        FlagKind.SAME_IN_GRIDS,
        FlagKind.NEAR_DUPLICATE,
        FlagKind.SLOW_CLOCK,
        FlagKind.FAST_CLOCK,
        FlagKind.DONT_KNOW,
        FlagKind.REFUSED,
        FlagKind.PRIVACY,
        FlagKind.SHORT,
        FlagKind.OVERLAP,
        FlagKind.DAY_IN_FUTURE,
        FlagKind.MANY_A_DAY,
    ],
)
def test_each_planted_fault_is_seen_and_was_not_there_before(
    kind, faulty, faulty_flags, clean_flags
):
    planted = faulty.planted[kind]
    flags = [flag for flag in faulty_flags if flag.kind is kind]
    assert any(names_it(flag, planted) for flag in flags), flags
    assert not any(
        flag.kind is kind and names_it(flag, planted) for flag in clean_flags
    )


def test_flags_have_plain_numbers_that_can_be_stored(faulty_flags):
    for flag in faulty_flags:
        numbers = [flag.value, flag.comparison, flag.n, flag.interview, flag.other]
        types = [type(number) for number in numbers]
        assert types[:3] == [float, float, int], flag
        assert set(types[3:]) <= {int, type(None)}, flag


def test_every_fault_of_the_simulation_has_its_test(faulty):
    assert len(faulty.planted) == 12


def test_a_round_without_faults_has_few_flags_and_none_to_look_at_first(clean_flags):
    counts = Counter(flag.kind for flag in clean_flags if flag.place is None)
    assert sum(counts.values()) <= 4, counts
    urgent = [flag for flag in clean_flags if flag.rank is Rank.LOOK_FIRST]
    assert len(urgent) <= 1, urgent


def test_a_fault_accuses_hardly_anybody_else(faulty, faulty_flags):
    """Of the interviewers nobody but the one who fabricates is flagged as alike."""
    alike = [flag for flag in faulty_flags if flag.kind is FlagKind.ALIKE_ANSWERS]
    assert [flag.interviewer for flag in alike] == [
        faulty.planted[FlagKind.ALIKE_ANSWERS]
    ]
    assert alike[0].value > alike[0].comparison + 0.03
