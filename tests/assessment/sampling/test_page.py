"""A coordinator thinks about a sample before anybody is asked."""

import html
import re

import pytest
from django.urls import reverse

from analysis.planning.sample_size import Plan, precision
from assessment.presentation import number_texts
from surveys.models import Assignment, PrimaryUnit, Round, Site, Stratum
from tests.assessment.builders import small_round
from tests.markup import one_line
from tests.signed_in import signed_in

QUERY = {
    "places": 6,
    "people": 10,
    "officials": 3,
    "share": 50,
    "rho": 0.1,
    "response": 80,
    "wanted": 10,
}


@pytest.fixture
def cora(client, round):
    """The coordinator of a round of 2 strata, 6 places of 12, 60 people at each."""
    return signed_in(client, small_round.make_person("cora", "coordinator", round))


def read(client, round, **query):
    response = client.get(reverse("assessment:sampling", args=[round.code]), query)
    return response, one_line(html.unescape(response.content.decode()))


def half_width(**changes):
    plan = Plan(6, 10, 0.5, 0.1, 0.8, frame=12, residents=60, strata=2)
    plan_precision = precision(
        Plan(**{n: getattr(plan, n) for n in Plan.__slots__} | changes)
    )
    return number_texts.up(plan_precision.half_width)


def test_the_sample_is_told_in_one_sentence(cora, round):
    response, text = read(cora, round, **QUERY)
    assert response.status_code == 200
    assert (
        "Plan: 6 places, 10 people asked at each, 80% agree. A share near 50% would"
        f" then be known to about ± {half_width()} points."
    ) in text


def test_the_form_starts_from_the_round_itself(cora, round):
    response, text = read(cora, round)
    values = response.context["form"].data
    assert (values["places"], values["people"], values["response"]) == (6, 10, 80)
    assert "6 places, 10 people asked at each" in text
    assert re.search(
        r'<th scope="row"><bdi>[^<]+</bdi></th><td class="num">6</td>', text
    )


def test_interviews_already_assigned_are_where_the_form_starts(cora, round):
    """16 answers wanted at each place are 20 people to ask; officials do not count."""
    ines = small_round.make_person("ines", "interviewer", round)
    for source, wanted in (("migrant", 16), ("authority", 90)):
        instrument = small_round.make_version(source).instrument
        for unit in PrimaryUnit.objects.filter(round=round):
            Assignment.objects.create(
                person=ines,
                organisation=ines.memberships.get().organisation,
                primary_unit=unit,
                instrument=instrument,
                wanted=wanted,
            )
    response, _text = read(cora, round)
    assert response.context["form"].data["people"] == 20


def test_every_choice_of_the_table_is_that_of_the_plan(cora, round):
    response, text = read(cora, round, **QUERY)
    choices = {choice.people: choice for choice in response.context["choices"]}
    assert list(choices) == [5, 10, 15, 20, 30, 50]
    assert choices[20].half == half_width(people=20)
    assert (choices[5].places_as_many, choices[20].places_as_many) == (12, 3)
    assert choices[5].half_as_many == half_width(people=5, places=12)
    assert choices[30].half_as_many is None  # two places in two strata
    assert text.count("Too few places") == 2
    assert [choice.people for choice in choices.values() if choice.chosen] == [10]
    assert '<span class="tag">Chosen</span> 10</th>' in text
    assert text.count('12 <span class="tag">All</span></td>') == 1


def test_a_choice_that_no_number_of_places_can_meet_says_so(cora, round):
    _response, text = read(cora, round, **QUERY | {"people": 2, "wanted": 2})
    assert "Even all places are not enough" in text
    assert "you need both more places and more people" in text


def test_more_people_or_more_places_that_would_do_are_named(cora, round):
    _response, text = read(cora, round, **QUERY | {"wanted": 12})
    assert re.search(
        r"For ± 12 points, visit \d+ places and ask 10 people at each\. Asking more"
        r" people at the same 6 places would never be enough\.",
        text,
    )
    _response, text = read(cora, round, **QUERY | {"rho": 0, "wanted": 16})
    assert re.search(r"Or ask \d+ people at each of 6 places\.", text)
    query = QUERY | {"places": 12, "people": 2, "wanted": 9}
    assert re.search(
        r"ask \d+ people at each of the 12 places\.", read(cora, round, **query)[1]
    )


def test_the_difference_that_would_be_found_is_said_in_rounds(cora, round):
    _response, text = read(cora, round, **QUERY)
    sentence = re.search(
        r"Suppose 50% of people say yes, and officials (\d+) points more\. With 3"
        r" officials at each place, this plan would see the difference 8 times in 10\.",
        text,
    )
    assert 20 < int(sentence[1]) < 50
    _response, text = read(cora, round, **QUERY | {"share": 95})
    assert "would miss that difference more than 2 times in 10" in text


def test_few_places_are_warned_of(cora, round):
    _response, text = read(cora, round, **QUERY)
    assert "Visit at least 10 places." in text
    assert "makes no finding" in text
    assert "use with care" in text
    Stratum.objects.filter(round=round).update(frame_count=100)
    _response, text = read(cora, round, **QUERY | {"places": 40})
    for warning in ("▲", "use with care"):
        assert warning not in text


def test_a_stratum_with_one_place_is_named_before_it_is_too_late(cora, round):
    lonely = Stratum.objects.create(
        round=round, code="x", name="Islands", frame_count=3
    )
    site = Site.objects.create(code="ISL-1", name="Island", kind="ded")
    PrimaryUnit.objects.create(round=round, stratum=lonely, site=site, population=60)
    text = read(cora, round)[1]
    assert "Stratum “Islands” has one place drawn out of 3" in text
    assert text.count("has one place drawn") == 1
    other = Stratum.objects.filter(round=round).exclude(pk=lonely.pk).first()
    Stratum.objects.filter(pk=lonely.pk).update(joined_with=other)
    assert "has one place drawn" not in read(cora, round)[1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"places": 13}, "Places to visit: There are only 12 places in the country."),
        ({"places": 2}, "With 2 strata, visit at least 3 places."),
        ({"people": 61}, "On average, a place in this round detains 60 people."),
        ({"share": 0}, "Share expected, in percent: "),
        ({"rho": 2}, "How alike are the answers of one place? (ρ): "),
        ({"people": ""}, "People to interview at each place: Type a value."),
        ({"wanted": "x"}, "Margin you can accept: points up or down: "),
        ({"rho": "nan"}, "How alike are the answers of one place? (ρ): "),
    ],
)
def test_what_cannot_be_a_sample_is_said_beside_the_form(cora, round, wrong, says):
    response, text = read(cora, round, **QUERY | wrong)
    assert response.status_code == 422
    assert says in text
    assert "There is a problem" in text
    assert "would be known to within" not in text


def test_a_round_without_places_can_be_planned_all_the_same(client, db):
    bare = Round.objects.get(pk=small_round.make_round("bare", strata=0).pk)
    client = signed_in(client, small_round.make_person("cora", "coordinator", bare))
    response, text = read(client, bare)
    assert response.status_code == 200
    assert "This round has no strata and no places yet" in text
    assert "12 places, 10 people asked at each" in text


def test_the_round_leads_to_its_sample_and_back(cora, round):
    address = reverse("assessment:sampling", args=[round.code])
    assert f'href="{address}"' in cora.get(reverse("round", args=[round.code])).text
    text = read(cora, round)[1]
    assert f'href="{reverse("round", args=[round.code])}"' in text
    assert 'method="get"' in text
    assert " style=" not in text


@pytest.mark.parametrize("role", ["analyst", "interviewer", "reader"])
def test_only_those_who_coordinate_plan(client, round, role):
    client = signed_in(client, small_round.make_person("ann", role, round))
    assert read(client, round, **QUERY)[0].status_code == 404


def test_a_plan_is_told_in_french(cora, round, french):
    cora.cookies["django_language"] = "fr"
    text = read(cora, round, **QUERY)[1]
    assert "6 lieux, 10 personnes sollicitées dans chacun" in text
    assert "8 fois sur 10" in text
    assert "Plan the sample" not in text


def test_a_place_that_was_replaced_is_no_second_place_of_the_plan(cora, round):
    before = read(cora, round)[0].context["plan"].places
    unit = PrimaryUnit.objects.filter(round=round).first()
    site = Site.objects.create(code="NEXT-1", name="Next", kind="ded")
    PrimaryUnit.objects.create(
        round=round, stratum=unit.stratum, site=site, population=9, stands_for=unit
    )
    assert read(cora, round)[0].context["plan"].places == before
