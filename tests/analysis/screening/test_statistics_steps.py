"""From arrival to support: who is lost at which step, by records and by people."""

import numpy as np
import pandas as pd
import pytest

from analysis.gap_statistics import gap_statistics
from analysis.material import Material
from analysis.publication.published_figure import NumberState
from analysis.schema import Settings
from analysis.screening import statistics_steps
from analysis.screening.cascade import StepTooLarge
from tests.analysis.builders.facility_records import candidates, material, plan

PLACES = "ABCPQ"


def records(*gave, **more):
    entries = {"k_entries": 100, "k_screened": 40, "k_vuln_found": 20, "k_vuln_out": 10}
    return [(place, entries | more | (gave[0] if gave else {})) for place in PLACES]


def people(screened, needs, changed, *, design_class="purposive"):
    """One migrant an entry, in turn at three places."""
    n = len(screened)
    rows = pd.DataFrame(
        {
            "stratum": "s",
            "psu": [PLACES[position % 3] for position in range(n)],
            "interviewer": [f"i{position % 2}" for position in range(n)],
        }
    )
    answers = {"m_vscreen": screened, "m_vuln": needs, "m_vscreen_out": changed}
    units = plan()[["psu", "stratum", "population"]].iloc[:3]
    strata = pd.DataFrame({"stratum": ["s"], "frame_count": [9]})
    return Material(
        "migrant", design_class, rows, units, strata, answers=pd.DataFrame(answers)
    )


def exact_by_about(*materials):
    """about → exact statistic."""
    candidates = statistics_steps.statistics(materials, Settings())
    return {c.statistic.about: c.statistic for c in candidates}


def test_a_register_tells_each_step_of_the_one_before_and_of_all():
    statistics = exact_by_about(material(*records()))
    assert statistics["entries"].value == 500
    assert (
        statistics["found"].k,
        statistics["found"].n,
        statistics["found"].value,
    ) == (100, 200, 0.5)
    assert statistics["found:of_all"].value == pytest.approx(0.2)
    assert statistics["placed_out:of_all"].value == pytest.approx(0.1)


def test_nobody_screened_is_told():
    statistics = exact_by_about(
        material(*records(k_screened=0, k_vuln_found=0, k_vuln_out=0))
    )
    assert (statistics["screened"].k, statistics["screened"].value) == (0, 0)
    assert "found" not in statistics  # no share of nobody


def test_a_place_that_did_not_count_every_step_is_not_in_the_cascade():
    reports = records()
    reports[0] = ("A", {"k_entries": 100})
    by_name = candidates(statistics_steps, material(*reports))
    assert by_name["E2.8 entries"].statistic.value == 400


def test_more_people_found_than_screened_is_said():
    with pytest.raises(StepTooLarge, match="counts 300 people"):
        candidates(statistics_steps, material(*records(k_vuln_found=60)))


def test_people_who_were_not_screened_reach_no_later_step():
    reached = statistics_steps.reached_by(
        pd.DataFrame(
            {
                "m_vscreen": ["yes", "yes", "no", None],
                "m_vuln": ["ill old", "none", "ill", "ill"],
                "m_vscreen_out": ["moved", "alt", None, None],
            }
        )
    )
    np.testing.assert_array_equal(
        reached,
        [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0], [np.nan] * 4],
    )


def answers_of(n=60):
    third = n // 3
    return (
        ["yes"] * 2 * third + ["no"] * third,
        ["ill"] * third + ["none"] * third + [None] * third,
        ["moved"] * (third // 2) + ["nothing"] * (n - third // 2),
    )


def test_people_not_chosen_at_random_are_counted_without_a_range():
    statistics = exact_by_about(people(*answers_of()))
    screened = statistics["screened"]
    assert (screened.k, screened.n, screened.value, screened.unit) == (
        40,
        60,
        40,
        "person",
    )
    assert screened.lower is None
    assert screened.method == "count_only"


def test_a_sample_has_the_range_of_its_design():
    statistics = exact_by_about(people(*answers_of(), design_class="probability"))
    need = statistics["special_need"]
    assert (need.k, need.n) == (20, 40)
    assert need.lower < need.value < need.upper
    assert statistics["changed:of_all"].k == 10


@pytest.mark.parametrize("design_class", ["probability", "purposive"])
def test_a_step_that_nobody_reached_is_there_as_of_a_few(design_class):
    """Else everybody would read from what is missing that nobody said yes."""

    def shown(yes):
        screened = ["yes"] * yes + ["no"] * (60 - yes)
        needs = ["ill"] * yes + [None] * (60 - yes)
        migrants = people(screened, needs, [None] * 60, design_class=design_class)
        pairs = gap_statistics([migrants], families=[statistics_steps.statistics])
        return {pair.exact.about: pair for pair in pairs}

    nobody, somebody = shown(0), shown(1)
    assert nobody.keys() == somebody.keys()
    for about in ("special_need", "changed"):
        states = {shown[about].published.state for shown in (nobody, somebody)}
        assert states == {NumberState.PERHAPS_FEW}
    assert nobody["special_need"].exact.value is None
    assert {pair.exact.unit for pair in nobody.values()} == {
        pair.exact.unit for pair in somebody.values()
    }
