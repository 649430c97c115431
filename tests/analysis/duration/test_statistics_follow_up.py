"""How long people are held, from files: what is told, and what is never told."""

import numpy as np
import pytest

from analysis.duration.elapsed_and_completed import completed_stays, elapsed_stays
from analysis.duration.file_sample import file_sample_of, lists
from analysis.duration.kaplan_meier import quantiles_held, restricted_mean, still_held
from analysis.duration.stays import WrongOrigin, observe
from analysis.schema import FrameProblem, Settings
from tests.analysis.builders.case_files import (
    each,
    exact_statistics,
    file,
    material,
    migrants,
    pairs,
)

DAYS = (1, 3, 5, 10, 20, 25, 40, 60, 80, 100, 150, 200)


def sample_of(files, **more):
    records = material(files, **more)
    (file_list,) = lists(records)
    return file_sample_of(file_list, records, Settings())


# -- whom the numbers are of -----------------------------------------------------------


def test_of_people_admitted_the_share_still_held_is_counted_from_the_first_day():
    statistics = exact_statistics(material(each(DAYS)))
    half = statistics["admissions:held:28"]
    assert half.value == pytest.approx(6 / 12)
    assert (half.n, half.k, half.denominator) == (72, 36, 36)
    assert half.lower < half.value < half.upper
    assert "admissions:from" not in statistics


def test_half_were_held_as_long_as_the_day_on_which_half_have_left():
    median = exact_statistics(material(each(DAYS)))["admissions:median"]
    assert median.value == 25
    assert median.lower <= 25 <= median.upper


def test_people_still_held_are_no_exits():
    files = each(DAYS[:8]) + [file(f"P{number}", 60, None) for number in range(6)] * 4
    statistics = exact_statistics(material(files))
    assert statistics["admissions:files"].n == 72
    assert statistics["admissions:held:28"].k == 36
    # 36 of 72 are held after 28 days; 6 leave on day 40 and 6 on day 60.
    assert statistics["admissions:held:28"].value == pytest.approx(0.5)


def test_nobody_left_and_nothing_is_said_about_the_pace():
    files = [file(f"P{number % 6}", 30, None) for number in range(60)]
    statistics = exact_statistics(material(files))
    assert statistics["admissions:held:28"].value == 1
    assert statistics["admissions:held:28"].k == 0
    assert "admissions:median" not in statistics
    assert all(statistic.p_value is None for statistic in statistics.values())


def test_people_present_are_followed_from_the_day_of_the_list():
    """Nobody of them was seen in the first 30 days, so nothing is said of those."""
    stays = [(40, 35), (60, 35), (80, 40), (95, 40), (120, 50), (200, 50)]
    files = [
        file(f"P{number}", days, "removal", origin="stock", seen=seen)
        for number in range(6)
        for days, seen in stays
    ]
    statistics = exact_statistics(material(files))
    assert statistics["stock:from"].value == 35
    assert "stock:held:28" not in statistics
    assert statistics["stock:held:90"].denominator == 18
    assert statistics["stock:held:90"].note == "of_those_still_held_on_day_35"


def test_a_list_of_people_who_left_says_nothing_about_who_is_still_held():
    statistics = exact_statistics(material(each(DAYS, origin="releases")))
    assert {statistic.code for statistic in statistics.values()} == {"E1.5"}
    assert not any("held" in about for about in statistics)
    sample = sample_of(each(DAYS, origin="releases"))
    with pytest.raises(WrongOrigin, match="leaves out everybody who is still held"):
        observe(sample.stays, "releases", ("judge",), kind="probability")


@pytest.mark.parametrize("origin", ["stock", "admissions"])
def test_exits_among_people_followed_are_not_described_as_stays(origin):
    files = [*each(DAYS, origin=origin), *(file("P0", 9, None, origin=origin),)]
    with pytest.raises(WrongOrigin, match="are not typical of stays"):
        completed_stays(sample_of(files).stays, origin, kind="probability")
    with pytest.raises(WrongOrigin, match="not a list of people present"):
        elapsed_stays(sample_of(files).stays, "releases", kind="probability")


def test_lists_of_two_kinds_are_never_put_together():
    files = each(DAYS) + each(DAYS, origin="stock", seen=0)
    statistics = exact_statistics(material(files))
    assert statistics["admissions:files"].n == statistics["stock:files"].n == 72
    assert statistics["admissions:held:28"].n == 72


def test_a_stock_that_nobody_looked_up_again_is_only_counted():
    files = [
        file(f"P{number % 6}", 30, None, origin="stock", seen=30)
        for number in range(60)
    ]
    assert list(exact_statistics(material(files))) == ["stock:files"]


def test_fewer_than_five_at_a_time_are_not_followed():
    files = [file(f"P{number}", 30 + number) for number in range(4)]
    assert list(exact_statistics(material(files))) == ["admissions:files"]


def test_a_file_without_its_days_is_counted_as_one_that_says_nothing():
    files = [*each(DAYS), file("P0", np.nan)]
    count = exact_statistics(material(files))["admissions:files"]
    assert (count.n, count.denominator) == (72, 73)


def test_files_that_were_not_drawn_at_random_are_counted_and_no_more():
    statistics = exact_statistics(material(each(DAYS), design_class="purposive"))
    assert statistics["admissions:left:release"].value == 18
    assert {statistic.unit for statistic in statistics.values()} == {"file"}
    assert all(statistic.lower is None for statistic in statistics.values())


def test_a_stay_that_cannot_be_is_named_by_its_place():
    files = [*each(DAYS, origin="stock", seen=1), file("P3", 4, origin="stock", seen=9)]
    with pytest.raises(FrameProblem, match='"P3, file 13" had ended when it was seen'):
        exact_statistics(material(files))


# -- weights and design ----------------------------------------------------------------


def test_files_of_a_long_list_stand_for_more_people():
    files = [file("P0", 10, listed=900.0)] * 12 + each((50,) * 12, places=6)[12:]
    sample = sample_of(files)
    weight = sample.stays.groupby("psu")["weight"].first()
    assert weight["P0"] == pytest.approx(9 * weight["P2"])
    assert sample.note == ""


def of_five_places(origin="admissions"):
    """Ten files read at each of five places; P5 of the second stratum kept its closed.

    Places 6/3 · listed/10 and 6/2 · listed/10: weights 20, 12, 10, 6 and 2, so the
    people of P0 … P4 are 200, 120, 100, 60 and 20 of 500.
    """
    stays = (("P0", 10, 100), ("P1", 20, 40), ("P2", 40, 50), ("P3", 60, 20))
    return [
        file(place, day, listed=float(listed), origin=origin)
        for place, day, listed in (*stays, ("P4", 80, 10))
        for _file in range(10)
    ]


def test_both_stages_of_the_draw_count_in_the_curve_and_its_quantiles():
    """After 28 days P0 and P1 have left: 1 − 320/500, not 1 − 20/50 of the files."""
    sample = sample_of(of_five_places())
    weight = sample.stays.groupby("psu")["weight"].first()
    assert weight.to_dict() == {"P0": 20, "P1": 12, "P2": 10, "P3": 6, "P4": 2}
    spells = observe(
        sample.stays, "admissions", ("judge",), kind=sample.kind, design=sample.design
    )
    shares = still_held(spells, [28, 50], design=sample.design)
    assert shares.value == pytest.approx([0.36, 0.16])
    quarter, half = quantiles_held(spells, (0.25, 0.5), design=sample.design)
    assert (quarter.value, half.value) == (10, 20)  # of the files: 20 and 40
    mean = restricted_mean(spells, 80, design=sample.design)
    assert mean.value == pytest.approx(
        (200 * 10 + 120 * 20 + 100 * 40 + 60 * 60 + 20 * 80) / 500
    )


@pytest.mark.parametrize(
    ("origin", "about"),
    [
        ("admissions", ("files", "held:28", "median", "mean:30")),
        ("releases", ("files", "mean", "median", "p90")),
    ],
)
def test_every_length_says_how_many_files_it_is_of_and_at_how_many_places(
    origin, about
):
    statistics = exact_statistics(material(of_five_places(origin)))
    for name in about:
        length = statistics[f"{origin}:{name}"]
        assert (length.n, length.reporting, length.known) == (50, 5, 6), name


def test_files_of_a_list_of_unknown_length_count_once():
    files = each(DAYS)
    for record in files[:12]:
        record["listed"] = np.nan
    sample = sample_of(files)
    weight = sample.stays.groupby("psu")["weight"].first()
    assert weight["P0"] == pytest.approx(2)  # 6 places of the stratum for 3
    assert sample.note == "list_length_not_known"
    assert np.isnan(sample.design.frame).all()


def test_one_file_of_a_place_tells_nothing_of_how_files_differ_there():
    """So places are taken as drawn with replacement, which is not more certain."""
    alone = [*each(DAYS, places=5), file("P5", 30)]
    assert np.isnan(sample_of(alone).design.frame).all()
    assert not np.isnan(sample_of(each(DAYS)).design.frame).any()


def test_at_every_place_of_a_country_files_are_a_sample_all_the_same():
    everywhere = material(each(DAYS), design_class="census")
    everywhere = type(everywhere)(
        "records",
        "census",
        everywhere.rows,
        everywhere.units,
        everywhere.strata.assign(frame_count=3.0),
        files=everywhere.files,
        plan=everywhere.plan,
    )
    share = exact_statistics(everywhere)["admissions:held:28"]
    assert share.upper - share.lower > 0.01


def test_a_stratum_where_one_place_showed_its_files_stops_nobody():
    files = [
        record for record in each(DAYS) if record["psu"] in ("P0", "P1", "P2", "P4")
    ]
    assert exact_statistics(material(files))["admissions:held:28"].lower is not None


# -- ways out, and children beside adults ----------------------------------------------


def test_ways_out_add_up_to_everybody_who_left():
    statistics = exact_statistics(material(each(DAYS)))
    parts = [
        part for part in statistics.values() if part.part_of == "admissions:left:90"
    ]
    assert sum(part.k for part in parts) == statistics["admissions:left:90"].k
    assert sum(part.value for part in parts) == pytest.approx(
        1 - statistics["admissions:held:90"].value
    )


def test_children_are_shown_beside_adults_or_neither_is():
    files = each(DAYS) + each(DAYS, age="child")
    statistics = exact_statistics(material(files))
    assert statistics["admissions:held:28:child"].value == pytest.approx(0.5)
    assert statistics["admissions:pace:ages"].p_value > 0.9
    few_children = each(DAYS) + [
        file(f"P{number}", 50, age="child") for number in range(4)
    ]
    statistics = exact_statistics(material(few_children))
    assert not any(about.endswith(("child", "adult")) for about in statistics)


# -- two lengths that do not meet ------------------------------------------------------


def test_no_row_is_about_time_held_so_far_and_about_stays():
    present = migrants(*[(day, "current") for day in DAYS])
    materials = present, material(each(DAYS)), material(each(DAYS, origin="releases"))
    statistics = [pair.exact for _about, pair in pairs(*materials)]
    sources = {(statistic.code, statistic.source) for statistic in statistics}
    assert sources == {("E2.3", "migrant"), ("E2.4", "records"), ("E1.5", "records")}
    assert all(
        statistic.part_of.partition(":")[0] in ("", start(statistic))
        for statistic in statistics
    )


def start(statistic):
    return statistic.about.partition(":")[0]
