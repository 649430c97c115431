"""Places are drawn by chance, and anybody draws the same ones again."""

import time

import numpy as np
import pandas as pd
import pytest

from analysis.sampling.draw import SampleRefused, draw
from analysis.sampling.sample_problems import Method, ProblemKind, StratumPlan
from analysis.schema import FrameProblem

SIZES = [100, 30, 25, 15, 10, 8, 6, 4, 1, 1]
PLAN = {
    "all": StratumPlan(Method.ALL),
    "simple": StratumPlan(Method.SIMPLE, 3),
    "size": StratumPlan(Method.BY_SIZE, 4),
    "step": StratumPlan(Method.SYSTEMATIC, 3),
}
FRAME = pd.DataFrame(
    [
        (f"{stratum}-{place}", stratum, float(size))
        for stratum in PLAN
        for place, size in enumerate(SIZES)
    ],
    columns=["place", "stratum", "size"],
)


GOLDEN = {
    "simple": ["simple-2", "simple-6", "simple-3"],
    "size": ["size-0", "size-2", "size-1", "size-4"],
    "step": ["step-1", "step-5", "step-8"],
    "replace": ["size-3", "size-5", "size-6", "size-7", "size-9", "size-8"],
}


def of(sample, stratum):
    return sample[sample["stratum"] == stratum].set_index("place")


def codes(sample, stratum, column="draw_order"):
    part = of(sample, stratum)
    return list(part[part[column].notna()].sort_values(column).index)


def test_the_draw_of_a_seed_is_the_same_for_ever():
    """A change of these lists would mean that no draw of a round can be repeated."""
    sample = draw(FRAME, PLAN, 20261129)
    assert codes(sample, "simple") == GOLDEN["simple"]
    assert codes(sample, "size") == GOLDEN["size"]
    assert codes(sample, "step") == GOLDEN["step"]
    assert codes(sample, "size", "replacement_order") == GOLDEN["replace"]


def test_rows_in_another_order_draw_the_same_places():
    shuffled = FRAME.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(draw(FRAME, PLAN, 7), draw(shuffled, PLAN, 7))
    others = [codes(draw(FRAME, PLAN, seed), "simple") for seed in range(8, 14)]
    assert len({tuple(places) for places in others}) > 1


def test_the_draw_of_a_stratum_does_not_depend_on_other_strata():
    alone = FRAME[FRAME["stratum"] == "simple"]
    ours = draw(alone, {"simple": PLAN["simple"]}, 7)
    theirs = draw(FRAME, PLAN, 7)
    pd.testing.assert_frame_equal(of(ours, "simple"), of(theirs, "simple"))


@pytest.mark.parametrize("seed", range(20))
def test_as_many_places_as_wanted_are_drawn_and_all_others_can_replace_them(seed):
    sample = draw(FRAME, PLAN, seed)
    for stratum, wanted in (("all", 10), ("simple", 3), ("size", 4), ("step", 3)):
        part = of(sample, stratum)
        assert part["drawn"].sum() == wanted
        assert sorted(part["draw_order"].dropna()) == list(range(1, wanted + 1))
        replacements = part.loc[~part["drawn"], "replacement_order"]
        assert sorted(replacements) == list(range(1, 10 - wanted + 1))
        assert part.loc[part["drawn"], "replacement_order"].isna().all()
        assert part["chance"].sum() == pytest.approx(wanted)


def test_chances_by_size_are_those_worked_out_by_hand():
    """4·100/200 ≥ 1, then 3·30/100 < 1: one certainty place, three left of 100."""
    part = of(draw(FRAME, PLAN, 1), "size")
    assert part["chance"].tolist() == pytest.approx([1, *(s * 0.03 for s in SIZES[1:])])
    assert part["certainty"].tolist() == [True] + [False] * 9
    assert part["drawn"].iloc[0]
    assert part["draw_order"].iloc[0] == 1


def test_a_place_that_is_large_only_beside_the_rest_is_certain_too():
    """3·50/66 and 3·10/66: only the first; then 2·10/16 ≥ 1; then 1·3/6."""
    frame = FRAME[FRAME["stratum"] == "size"].iloc[:5]
    frame = frame.assign(size=[50.0, 10.0, 3.0, 2.0, 1.0])
    sample = draw(frame, {"size": StratumPlan(Method.BY_SIZE, 3)}, 1)
    assert sample["chance"].tolist() == pytest.approx([1, 1, 1 / 2, 1 / 3, 1 / 6])


def again_and_again(sizes, plan, times=1000):
    """One place a column, one draw a row: as many strata alike, each by itself."""
    names = [f"s{number:04}" for number in range(times)]
    frame = pd.DataFrame(
        [
            (f"{n}-{place:02}", n, size)
            for n in names
            for place, size in enumerate(sizes)
        ],
        columns=["place", "stratum", "size"],
    )
    sample = draw(frame, dict.fromkeys(names, plan), 5)
    return {
        column: sample[column].to_numpy(dtype=float, na_value=0).reshape(times, -1)
        for column in ("drawn", "chance", "replacement_order")
    }


@pytest.mark.parametrize("stratum", ["simple", "size", "step"])
def test_places_are_drawn_as_often_as_their_chance_says(stratum):
    draws = again_and_again(SIZES, PLAN[stratum])
    chance, often = draws["chance"][0], draws["drawn"].mean(axis=0)
    apart = 4 * np.sqrt(chance * (1 - chance) / 1000)
    assert (np.abs(often - chance) <= apart + 1e-12).all()


def test_every_kth_place_of_the_sorted_list_is_drawn():
    frame = pd.DataFrame({"place": [f"p{n:02}" for n in range(12)], "stratum": "s"})
    for seed in range(10):
        plan = {"s": StratumPlan(Method.SYSTEMATIC, 3)}
        sample = draw(frame.assign(size=np.nan), plan, seed)
        assert np.diff(np.flatnonzero(sample["drawn"])).tolist() == [4, 4]


def test_large_places_replace_sooner_where_places_are_drawn_by_size():
    draws = again_and_again([9, 9, 9, 1, 1], StratumPlan(Method.BY_SIZE, 1), 300)
    assert (draws["replacement_order"] == 1)[:, :3].sum() > 250


def test_all_wanted_of_a_stratum_by_size_are_certain():
    frame = FRAME[FRAME["stratum"] == "size"]
    sample = draw(frame, {"size": StratumPlan(Method.BY_SIZE, 10)}, 1)
    assert sample["certainty"].all()
    assert sample["drawn"].all()
    assert sample["replacement_order"].isna().all()


def test_nothing_is_drawn_while_something_is_wrong():
    with pytest.raises(SampleRefused, match="too_many_wanted in stratum") as refused:
        draw(FRAME, PLAN | {"simple": StratumPlan(Method.SIMPLE, 11)}, 1)
    assert [p.kind for p in refused.value.problems] == [ProblemKind.TOO_MANY_WANTED]
    with pytest.raises(FrameProblem, match="seed -1 is negative"):
        draw(FRAME, PLAN, -1)
    with pytest.raises(FrameProblem, match="no place to draw"):
        draw(FRAME.iloc[:0], {}, 1)


def test_a_doubt_stops_no_draw():
    plan = PLAN | {"simple": StratumPlan(Method.SIMPLE, 1)}
    assert of(draw(FRAME, plan, 1), "simple")["drawn"].sum() == 1


def test_five_thousand_places_are_drawn_within_a_second():
    frame = pd.DataFrame(
        {
            "place": [f"p{n}" for n in range(5000)],
            "stratum": [f"s{n % 40}" for n in range(5000)],
            "size": np.arange(1.0, 5001),
        }
    )
    plan = {f"s{n}": StratumPlan(Method.BY_SIZE, 10) for n in range(40)}
    before = time.process_time()
    assert draw(frame, plan, 1)["drawn"].sum() == 400
    assert time.process_time() - before < 1
