"""A second release must not tell the few who came or left since the first."""

import pytest

from analysis.told import Guard
from assessment.differences import told_apart
from assessment.models import GapStatistic
from assessment.releasing import Refused, audited
from assessment.steps import finished

EXACT, ROUNDED = Guard(5, 1), Guard(10, 5)


def shown(figures, n, *, audience="review", source="migrant", places=None, code="E2.8"):
    return GapStatistic.objects.create(
        figure_set=figures,
        audience=audience,
        code=code,
        about="screened",
        source=source,
        design_class="probability",
        unit="share",
        state="ok",
        value=0.5,
        n=n,
        reporting=places,
    )


@pytest.fixture
def two(told):
    """Two releases of one round, the first with 40 people behind a statistic."""
    first, second = told(), told()
    first.release_number = 1
    shown(first, 40)
    return first, second


@pytest.mark.parametrize(
    ("n", "told_of"), [(40, 0), (41, 1), (44, 1), (36, 1), (45, 0)]
)
def test_fewer_than_the_threshold_came_or_left(two, n, told_of):
    first, second = two
    shown(second, n)
    found = list(told_apart(second, [first], "review", EXACT))
    assert len(found) == told_of
    assert all("E2.8 screened" in one and "release 1" in one for one in found)


def test_rounded_counts_tell_no_so_few(two):
    first, second = two
    shown(first, 40, audience="public")
    shown(second, 45, audience="public")
    assert not list(told_apart(second, [first], "public", ROUNDED))


@pytest.mark.parametrize(("places", "told_of"), [(11, 1), (12, 1), (13, 0), (10, 0)])
@pytest.mark.parametrize(
    ("audience", "guard"), [("review", EXACT), ("public", ROUNDED)]
)
def test_one_place_more_is_told_apart_by_its_counts(
    two, places, told_of, audience, guard
):
    first, second = two
    shown(first, 150, source="records", places=10, audience=audience)
    shown(second, 191, source="records", places=places, audience=audience)
    assert len(list(told_apart(second, [first], audience, guard))) == told_of


def test_one_file_more_is_one_persons_stay(two):
    first, second = two
    shown(first, 311, source="records", places=12, code="E2.4")
    shown(second, 312, source="records", places=12, code="E2.4")
    assert list(told_apart(second, [first], "review", EXACT))
    assert not list(told_apart(second, [first], "public", ROUNDED))


def test_the_files_of_one_place_more_are_told_apart_in_public_too(two):
    first, second = two
    for figures, places in ((first, 11), (second, 12)):
        shown(
            figures,
            300,
            source="records",
            places=places,
            code="E2.4",
            audience="public",
        )
    assert list(told_apart(second, [first], "public", ROUNDED))


def test_the_release_is_refused_with_the_statistic_named(two):
    first, second = two
    shown(second, 41)
    for one in two:
        one.settings |= {"rounded_public": 5}
    with pytest.raises(Refused, match="screened"):
        finished(audited(second, [first]))


def parts(figures, *hidden):
    """Exits by reason, in one release: these are hidden, the others shown."""
    for name in ("death", "other", "transfer"):
        GapStatistic.objects.create(
            figure_set=figures,
            audience="review",
            code="E1.7",
            about=f"exits:reason:{name}",
            part_of="exits",
            source="records",
            design_class="census",
            unit="share",
            state="suppressed_secondary" if name in hidden else "ok",
            value=None if name in hidden else 0.5,
        )


@pytest.mark.parametrize(
    ("before", "after", "told_of"),
    [
        (("death", "other"), ("death", "other"), 0),
        (("death", "other"), ("death", "transfer"), 1),
        (("death", "other"), (), 0),
        ((), ("death", "other"), 0),
    ],
)
def test_what_is_hidden_in_both_is_not_the_rest_of_both(two, before, after, told_of):
    """All exits less what the two show together would leave the deaths."""
    first, second = two
    parts(first, *before)
    parts(second, *after)
    found = list(told_apart(second, [first], "review", EXACT))
    assert len(found) == told_of
    assert all("E1.7 exits:reason" in one for one in found)
