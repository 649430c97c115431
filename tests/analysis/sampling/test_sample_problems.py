"""What is wrong with a plan is said before anybody travels."""

import numpy as np
import pandas as pd
import pytest

from analysis.sampling.sample_problems import (
    Method,
    ProblemKind,
    StratumPlan,
    sample_problems,
)
from analysis.schema import FrameProblem

KINDS = ProblemKind


def frame(**strata):
    rows = [
        (f"{name}{number}", name, size)
        for name, sizes in strata.items()
        for number, size in enumerate(sizes)
    ]
    return pd.DataFrame(rows, columns=["place", "stratum", "size"])


def problems(places, **plan):
    return [
        (p.kind, p.stratum, p.place, dict(p.numbers))
        for p in sample_problems(places, plan)
    ]


def simple(places):
    return StratumPlan(Method.SIMPLE, places)


def by_size(places):
    return StratumPlan(Method.BY_SIZE, places)


def test_a_plan_that_can_be_drawn_has_no_problem():
    places = frame(a=[3, 4, 5], b=[np.nan, 0])
    assert problems(places, a=by_size(2), b=StratumPlan(Method.ALL)) == []


def test_strata_without_places_and_places_without_a_plan_are_named():
    assert problems(frame(a=[1, 2, 3]), b=simple(2)) == [
        (KINDS.NO_PLAN, "a", "", {"places": 3}),
        (KINDS.EMPTY_STRATUM, "b", "", {"wanted": 2, "places": 0}),
    ]


@pytest.mark.parametrize("method", [Method.SIMPLE, Method.SYSTEMATIC, Method.BY_SIZE])
def test_more_places_than_there_are_cannot_be_wanted_nor_fewer_than_one(method):
    places = frame(a=[1, 2, 3])
    counts = {"wanted": 4, "places": 3}
    assert problems(places, a=StratumPlan(method, 4)) == [
        (KINDS.TOO_MANY_WANTED, "a", "", counts)
    ]
    assert problems(places, a=StratumPlan(method, 0))[0][0] == KINDS.NONE_WANTED
    assert problems(places, a=StratumPlan(method, 3)) == []


def test_a_draw_by_size_needs_the_size_of_every_place():
    places = frame(a=[5, 0, None, -2, np.inf, 6])
    assert problems(places, a=by_size(2)) == [
        (KINDS.SIZE_NOT_POSITIVE, "a", "a1", {"size": 0}),
        (KINDS.SIZE_MISSING, "a", "a2", {}),
        (KINDS.SIZE_NOT_POSITIVE, "a", "a3", {"size": -2}),
        (KINDS.SIZE_NOT_POSITIVE, "a", "a4", {"size": np.inf}),
    ]
    assert problems(places, a=simple(2)) == []


def test_a_place_that_is_listed_twice_is_named_also_across_strata():
    places = pd.concat([frame(a=[1, 2, 3]), frame(b=[1, 2, 3])])
    places.loc[places["place"] == "b0", "place"] = "a0"
    assert problems(places, a=simple(2), b=simple(2)) == [
        (KINDS.DUPLICATE_PLACE, "a", "a0", {"rows": 2})
    ]


def test_a_single_place_is_a_doubt_with_the_most_similar_strata_to_join():
    places = frame(
        small=[2, 3], tiny=[1, 2, 2], large=[200, 300], huge=[900, 999], census=[2, 3]
    )
    plan = {name: simple(1) for name in ("small", "large")}
    plan |= {"tiny": simple(2), "huge": by_size(1), "census": StratumPlan(Method.ALL)}
    doubts = {p.stratum: p for p in sample_problems(places, plan)}
    assert all(p.is_doubt for p in doubts.values())
    assert set(doubts) == {"small", "large", "huge"}
    assert doubts["small"].partners == ("tiny", "large", "huge")
    assert doubts["large"].partners[0] == "huge"


def test_the_only_place_of_a_stratum_is_no_doubt_and_certain_places_do_not_count():
    assert problems(frame(a=[7]), a=simple(1)) == []
    one_left = problems(frame(a=[100, 5, 5, 5]), a=by_size(2))
    assert one_left == [(KINDS.ONE_PLACE_DRAWN, "a", "", {"places": 4})]
    assert problems(frame(a=[100, 5, 5, 5]), a=by_size(3)) == []


def test_partners_are_proposed_by_name_where_no_size_is_known():
    places = frame(c=[np.nan] * 3, a=[np.nan] * 3, b=[np.nan] * 3)
    plan = {"a": simple(2), "b": simple(2), "c": simple(1)}
    assert sample_problems(places, plan)[0].partners == ("a", "b")


def test_frames_that_cannot_be_read_are_refused():
    with pytest.raises(FrameProblem, match="no size"):
        sample_problems(frame(a=[1]).drop(columns="size"), {})
    with pytest.raises(FrameProblem, match="7 in the column place, which is no text"):
        sample_problems(frame(a=[1]).assign(place=7), {})
    with pytest.raises(FrameProblem, match='Place a0 has "many"'):
        sample_problems(frame(a=["many"]), {})
    with pytest.raises(FrameProblem, match='"dice" is no way to draw'):
        StratumPlan("dice", 2)
