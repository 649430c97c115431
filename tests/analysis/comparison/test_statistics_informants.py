"""Two groups are set beside each other place by place, never added up."""

from dataclasses import replace

import pytest

from analysis.comparison.statistics_informants import statistics
from analysis.comparison.triangulation import Voice, agreement, pool
from analysis.material import Material
from analysis.schema import IndicatorDefinition, Settings
from tests.analysis.builders.interviews import interviews, plan

PEOPLE = IndicatorDefinition("LEG-01.m", standard="LEG-01")
OFFICIALS = IndicatorDefinition("LEG-01.a", standard="LEG-01")


def material_of(source, indicator, share, *, seed, kind="probability", people=20):
    units, strata = plan()
    rows = interviews(units, people=people, seed=seed, share=share)
    rows = rows.rename(columns={"q": indicator.id})
    return Material(source, kind, rows, units, strata, (indicator,))


def voice(material):
    name = material.indicators[0].id
    by_place = material.rows.groupby("psu")[name]
    counts = zip(by_place.sum(), by_place.count(), strict=True)
    return Voice(
        material.source,
        material.design_class,
        {
            p: (int(k), int(n))
            for p, (k, n) in zip(by_place.groups, counts, strict=True)
        },
    )


@pytest.fixture
def people():
    return material_of("migrant", PEOPLE, 0.3, seed=1)


@pytest.fixture
def officials():
    return material_of("authority", OFFICIALS, 0.8, seed=2, people=4)


def by_name(*materials):
    candidates = statistics(materials, Settings())
    return {
        candidate.statistic.about.rpartition(":")[2]: candidate
        for candidate in candidates
    }


def test_a_pair_says_what_the_functions_say(people, officials):
    pair = by_name(people, officials)
    expected = agreement(voice(people), voice(officials))
    apart = pool(voice(people), voice(officials))
    assert pair["same"].statistic.value == pytest.approx(expected.same)
    assert pair["beyond_chance"].statistic.value == pytest.approx(expected.ac1)
    difference = pair["difference"].statistic
    assert difference.value == pytest.approx(apart.difference, abs=0.005)
    assert apart.lower - 0.01 < difference.lower <= apart.lower, "rounded outward"
    assert difference.reporting == 12
    assert difference.note == "under_30_places"


def test_officials_who_were_not_drawn_give_no_difference(people, officials):
    chosen = replace(officials, design_class="purposive")
    pair = by_name(people, chosen)
    assert set(pair) == {"same", "beyond_chance"}
    assert pair["same"].statistic.design_class == "purposive"


def test_who_stands_behind_is_the_smaller_group(people, officials):
    assert by_name(people, officials)["same"].people == 12 * 4


def test_people_drawn_at_random_speak_before_others_of_their_group(people, officials):
    others = material_of("migrant", PEOPLE, 0.9, seed=5, kind="purposive")
    pair = by_name(others, people, officials)
    expected = agreement(voice(people), voice(officials))
    assert pair["same"].statistic.value == pytest.approx(expected.same)


def test_groups_that_met_in_no_place_are_not_compared(people, officials):
    elsewhere = replace(
        officials, rows=officials.rows.assign(psu="T" + officials.rows["psu"])
    )
    assert by_name(people, elsewhere) == {}


def test_parts_of_a_standard_and_other_directions_are_other_questions(
    people, officials
):
    part = replace(officials, indicators=(replace(OFFICIALS, part=True),))
    down = replace(officials, indicators=(replace(OFFICIALS, direction="down"),))
    assert by_name(people, part) == by_name(people, down) == {}
