"""What everybody may read of statistics that are no indicator.

The numbers of rules are those of docs/publication.md.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.intervals import poisson_exact
from analysis.material import Candidate, ExactStatistic, Form, of_people_asked
from analysis.publication.band import Band, Base
from analysis.publication.bands import Precision, likely_range
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import NumberState
from analysis.publication.statistics import published_statistic
from analysis.schema import Chance
from tests.analysis.builders.case_files import each, file, material, migrants
from tests.analysis.builders.case_files import published as of_files
from tests.analysis.builders.published_figures import PARAMETERS, people

PRECISION = Precision(1.5, 20.0)
NUMBERS = (
    "value",
    "lower",
    "upper",
    "fewer_than",
    "at_least",
    "band",
    "likely",
    "base",
)


def published(form, *, people=None, places=5, parameters=PARAMETERS, **values):
    """A statistic of a form as everybody may read it."""
    counts = {
        name: values.pop(name)
        for name in ("respondents", "at_risk", "beyond")
        if name in values
    }
    about = {"code": "E1.1", "about": "stock", "unit": "person"}
    statistic = ExactStatistic(
        **{**about, "source": "records", "design_class": "census", **values}
    )
    candidate = Candidate(statistic, form, people=people, places=places, **counts)
    return published_statistic(candidate, PRECISION, parameters)


def nothing(shown):
    return all(getattr(shown, name) is None for name in NUMBERS)


# -- rule 11: counts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "value", "fewer_than"),
    [
        (0, 0, None),
        (1, None, 5),
        (4, None, 5),
        (5, 5, None),
        (7, 5, None),
        (8, 10, None),
        (104, 105, None),
    ],
)
def test_people_of_records_are_counted_in_fives(count, value, fewer_than):
    shown = published(Form.COUNT, value=float(count), n=count, people=count)
    assert (shown.value, shown.fewer_than) == (value, fewer_than)
    assert (shown.state, shown.base, shown.k) == (NumberState.PUBLISHED, None, None)


@pytest.mark.parametrize(
    ("deaths", "value", "at_least"), [(0, 0, None), (1, None, 1), (4, None, 1)]
)
def test_a_death_is_told_as_at_least_one(deaths, value, at_least):
    shown = published(Form.COUNT, code="E1.12", value=float(deaths), people=deaths)
    assert (shown.value, shown.at_least, shown.fewer_than) == (value, at_least, None)
    assert published(Form.COUNT, code="E1.12", value=8.0).value == 10


def test_numbers_of_places_and_prices_are_told_as_they_are():
    shown = published(
        Form.FACT, value=0.5, lower=0.2, upper=0.8, n=12, k=6, places=1, people=3
    )
    assert (shown.value, shown.lower, shown.upper) == (0.5, 0.2, 0.8)
    assert (shown.k, shown.base) == (6, Base(12, 12))
    assert published(Form.FACT, value=19.37, unit="money", n=None).base is None


@pytest.mark.parametrize(("places", "state"), [(2, "few_places"), (3, "published")])
@pytest.mark.parametrize(
    "form", [form for form in Form if form not in (Form.FACT, Form.PEOPLE, Form.BODY)]
)
def test_a_sum_over_two_places_is_not_told(form, places, state):
    shown = published(
        form,
        value=0.5,
        unit="share",
        about="admissions:held:30",
        people=60,
        places=places,
        beyond=20,
        at_risk=20,
        numerator=30.0,
    )
    assert shown.state == state
    assert nothing(shown) == (places == 2)


def test_a_number_that_is_no_sum_over_places_asks_for_no_three():
    assert published(Form.COUNT, value=30.0, places=None).value == 30


@pytest.mark.parametrize(("events", "state"), [(4, "few_cases"), (5, "published")])
def test_a_rate_of_four_events_is_not_told_and_one_of_five_is(events, state):
    shown = published(Form.RATE, value=events / 100, k=events, unit="per_year")
    assert shown.state == state
    assert nothing(shown) == (events == 4)


def test_that_nobody_died_is_told_as_a_rate_with_what_chance_leaves_open():
    limits = poisson_exact(0, 0.5, kind=Chance.CENSUS)
    shown = published(
        Form.RATE,
        value=0.0,
        k=0,
        lower=limits.lower,
        upper=limits.upper,
        method="poisson_exact",
    )
    assert (shown.value, shown.lower, shown.upper) == (0, 0, 7.4)


def test_a_rate_and_its_limits_are_those_of_the_rounded_number_of_events():
    """7 events in 20 years are told as five: who knows the years reads no seven."""
    shown = published(
        Form.RATE,
        value=7 / 20,
        numerator=7.0,
        lower=0.14,
        upper=0.72,
        level=0.95,
        method="poisson_exact",
    )
    five = poisson_exact(5, 20.0, kind=Chance.CENSUS)
    assert shown.value == 0.25
    assert shown.lower == pytest.approx(np.floor(five.lower * 1000) / 1000)
    assert shown.upper == pytest.approx(np.ceil(five.upper * 100) / 100)


def test_a_number_that_was_estimated_is_told_in_fives_and_its_range_outward():
    shown = published(Form.ESTIMATE, value=62.4, lower=53.9, upper=71.1)
    assert (shown.value, shown.lower, shown.upper) == (60, 50, 75)
    assert published(Form.ESTIMATE, value=62.4).lower is None


# -- rule 12: parts of a total ---------------------------------------------------------


@pytest.mark.parametrize(("total", "band"), [(9, None), (10, Band(0, 50))])
def test_a_part_of_nine_people_has_no_share_and_one_of_ten_has(total, band):
    shown = published(Form.PART, value=3 / total, unit="share", k=3, people=total)
    assert (shown.fewer_than, shown.band) == (5, band)
    assert shown.base == (None if band is None else Base(10, 10))


def test_a_part_is_told_in_fives_beside_the_band_of_its_share():
    shown = published(Form.PART, value=23 / 104, unit="share", k=23, people=104)
    assert (shown.value, shown.band, shown.base) == (25, Band(20, 30), Base(105, 105))
    assert (shown.k, shown.likely) == (None, None)


def test_a_part_that_chance_made_has_a_range_of_the_band_and_the_rounded_base():
    shown = published(
        Form.PART, value=23 / 104, unit="share", k=23, people=104, lower=0.1, upper=0.4
    )
    expected = likely_range(Band(20, 30), 105, Precision(1.0, 1000.0))
    assert shown.likely == expected


def test_a_cause_of_one_death_is_told_as_at_least_one():
    cause = {"code": "E1.12", "unit": "share", "people": 7}
    assert published(Form.PART, value=1 / 7, k=1, **cause).at_least == 1
    assert published(Form.PART, value=0.0, k=0, **cause).value == 0


# -- rules 2, 5 and 6: people who were asked -------------------------------------------


def share_of_asked(yes, answered, interviewed=None, **sizes):
    respondents = people(answered, interviewed, **sizes)
    return published(
        Form.PEOPLE,
        value=yes / answered,
        unit="share",
        k=yes,
        n=answered,
        lower=0.1,
        upper=0.9,
        people=answered,
        places=respondents.places,
        respondents=respondents,
    )


@pytest.mark.parametrize(
    ("sizes", "state"),
    [
        ({"answered": 9}, NumberState.FEW_PEOPLE),
        ({"answered": 10}, NumberState.PUBLISHED),
        ({"answered": 40, "places": 2}, NumberState.FEW_PLACES),
        ({"answered": 40, "interviewers": 1}, NumberState.FEW_INTERVIEWERS),
        (
            {"answered": 9, "interviewed": 60, "conditional": True},
            NumberState.PERHAPS_FEW,
        ),
        (
            {"answered": 11, "interviewed": 60, "conditional": True},
            NumberState.PERHAPS_FEW,
        ),
        (
            {"answered": 12, "interviewed": 60, "conditional": True},
            NumberState.PUBLISHED,
        ),
        (
            {"answered": 9, "interviewed": 18, "conditional": True},
            NumberState.PERHAPS_FEW,
        ),
    ],
)
def test_a_share_of_people_is_published_as_a_figure_is(sizes, state):
    shown = share_of_asked(4, **sizes)
    assert shown.state is state
    assert nothing(shown) == (state is not NumberState.PUBLISHED)


def test_a_share_of_people_is_a_band_with_a_range_of_the_rounded_base():
    shown = share_of_asked(25, 62)
    assert (shown.band, shown.base) == (Band(40, 60), Base(60, 60))
    assert shown.likely == likely_range(Band(40, 60), 60, PRECISION)
    assert (shown.value, shown.k) == (None, None)


def test_a_share_of_some_has_the_band_of_the_fewest_they_may_be():
    shown = share_of_asked(25, 62, 200, conditional=True)
    assert shown.base == Base(60, 70)
    assert shown.band == Band(40, 60)
    assert share_of_asked(25, 29, 60, conditional=True).band == Band(50, 100)


def test_people_not_chosen_at_random_are_a_band_without_a_range():
    shown = published(
        Form.PEOPLE,
        value=38.0,
        k=38,
        n=59,
        design_class="purposive",
        source="authority",
        respondents=people(59),
    )
    assert (shown.band, shown.likely, shown.value) == (Band(60, 80), None, None)


def test_how_many_were_asked_is_a_base_and_no_number():
    shown = published(
        Form.PEOPLE, value=25.0, n=25, respondents=people(25, 62, conditional=True)
    )
    assert (shown.base, shown.value, shown.band) == (Base(24, 36), None, None)


@pytest.mark.parametrize(
    ("answered", "state"),
    [(1, "perhaps_few"), (11, "perhaps_few"), (25, "published")],
)
def test_a_number_that_rests_on_answers_takes_ten_people(answered, state):
    respondents = people(answered, 62, conditional=True)
    shown = published(
        Form.ESTIMATE, value=75.0, people=answered, respondents=respondents
    )
    assert shown.state == state


def test_who_was_asked_for_what_they_said_counts_for_some():
    rows = pd.DataFrame({"psu": ["a", "b", "c"] * 20, "interviewer": ["i", "j"] * 30})
    inside = np.arange(60) < 25
    statistic = ExactStatistic("E2.9", "x", "migrant", "census", "share", value=0.5)
    candidate = of_people_asked(statistic, rows, inside)
    assert candidate.respondents == people(
        25, 60, places=3, interviewers=2, conditional=True
    )
    assert candidate.rows is inside


# -- rule 13: means, quantiles, curves -------------------------------------------------


def days(form, **counts):
    return published(form, value=43.21, lower=30.4, upper=57.2, unit="days", **counts)


@pytest.mark.parametrize(("files", "state"), [(19, "few_for_mean"), (20, "published")])
def test_a_mean_of_days_is_of_twenty_files_at_least(files, state):
    shown = days(Form.LENGTH, people=files)
    assert shown.state == state
    if state == "published":
        assert (shown.value, shown.lower, shown.upper) == (43, 30, 58)
    assert nothing(shown) == (files == 19)


@pytest.mark.parametrize(("beyond", "state"), [(9, "few_for_mean"), (10, "published")])
def test_a_quantile_has_ten_people_beyond_it(beyond, state):
    assert days(Form.QUANTILE, people=60, beyond=beyond).state == state
    assert days(Form.QUANTILE, people=19, beyond=beyond).state == "few_for_mean"


@pytest.mark.parametrize(
    ("respondents", "state"),
    [
        (people(9), "few_people"),
        (people(19), "few_for_mean"),
        (people(20), "published"),
        (people(40, interviewers=1), "few_interviewers"),
        (people(25, 62, conditional=True), "published"),
        (people(23, 62, conditional=True), "few_for_mean"),
        (people(11, 62, conditional=True), "perhaps_few"),
    ],
)
@pytest.mark.parametrize("form", [Form.LENGTH, Form.QUANTILE])
def test_days_of_people_who_were_asked_are_of_twenty_at_the_least(
    form, respondents, state
):
    """23 of 62 who are held now may be as few as twelve, for all that is told."""
    shown = days(form, people=respondents.answered, beyond=11, respondents=respondents)
    assert shown.state == state
    assert nothing(shown) == (state != "published")


def curve(about, **values):
    usual = {"people": 60, "at_risk": 20, "value": 0.42, "unit": "share"}
    return published(Form.CURVE, about=about, **usual | values)


@pytest.mark.parametrize("day", [7, 30, 90, 180, 365])
def test_the_share_still_held_is_told_on_five_days_as_a_band(day):
    shown = curve(f"admissions:held:{day}", lower=0.31, upper=0.61)
    assert (shown.band, shown.base) == (Band(40, 60), Base(60, 60))
    assert shown.likely == Band(20, 80), "outward to ends of bands"
    assert (shown.value, shown.k) == (None, None)


@pytest.mark.parametrize("about", ["stock:held:2", "stock:held:28", "stock:curve"])
def test_other_days_and_the_curve_are_for_the_review_body(about):
    assert curve(about).state is NumberState.BODY_ONLY
    assert nothing(curve(about))


@pytest.mark.parametrize(("at_risk", "state"), [(9, "few_people"), (10, "published")])
def test_no_share_is_told_while_nine_are_under_observation(at_risk, state):
    assert curve("admissions:held:90", at_risk=at_risk).state == state
    assert curve("admissions:held:90", people=at_risk).state == state


def test_a_range_that_ends_where_a_band_ends_does_not_take_in_the_next():
    """0.55 times a hundred is 55.00000000000001."""
    shown = curve("a:held:30", value=0.52, lower=0.50, upper=0.55, people=200)
    assert shown.likely == Band(50, 55)


def test_what_is_for_the_review_body_alone_is_not_told():
    shown = published(Form.BODY, value=0.31, p_value=0.02, people=900, places=20)
    assert shown.state is NumberState.BODY_ONLY
    assert nothing(shown)


# -- from files and answers to what is published ---------------------------------------


def test_of_files_everybody_reads_bands_and_the_review_body_the_curve():
    """72 files at six places; half were held for more than 28 days."""
    shown = of_files(material(each((1, 3, 5, 10, 20, 25, 40, 60, 80, 100, 150, 200))))
    assert shown["admissions:held:30"].band == Band(50, 60)
    assert shown["admissions:held:30"].base == Base(70, 70)
    assert shown["admissions:median"].value == 25
    assert shown["admissions:files"].value == 70
    for about in ("held:28", "curve"):
        assert shown[f"admissions:{about}"].state is NumberState.BODY_ONLY


def test_the_days_of_the_six_who_were_held_longest_are_not_told():
    shown = of_files(migrants((5, "current"), (20, "current"), *[(30, "current")] * 6))
    assert shown["present:p90"].state is NumberState.FEW_FOR_MEAN
    assert shown["present:mean"].state is NumberState.PUBLISHED


def test_nine_children_have_no_share_of_their_own():
    days = (9, 9, 9, 9, 99, 99, 99, 99, 99)
    children = [
        file(f"P{number % 6}", day, age="child") for number, day in enumerate(days)
    ]
    shown = of_files(material(each((3, 20, 40, 60, 120, 200)) + children))
    assert shown["admissions:held:30:child"].state is NumberState.FEW_PEOPLE
    assert shown["admissions:held:30:adult"].state is NumberState.PUBLISHED


def test_the_numbers_of_the_rule_are_those_of_the_deployment():
    shown = published(
        Form.COUNT, value=14.0, places=2, parameters=Parameters(fewest_places=2)
    )
    assert shown.value == 15
