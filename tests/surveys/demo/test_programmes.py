"""The programmes of the demo: their page, and numbers that fit each other."""

from assessment.models import FigureSet
from surveys.models import DesignClass, Interview, Person, Site
from tests.assessment.findings.test_pages import page
from tests.signed_in import signed_in


def test_the_demo_names_districts_and_types_as_its_questionnaire_does(
    released_round, client
):
    figures = FigureSet.objects.get(round=released_round)
    reader = signed_in(client, Person.objects.get(email="reader@demo.test"))
    text = page(reader, "topic", figures.pk, "alternatives")[1]
    assert "[District 1.1, to be replaced] · Case management by an organisation" in text
    assert "[District 1.2, to be replaced] · Living with family or a host" in text
    assert "a programme did not say how many places it has" in text
    assert "Included by all: Services, Staff." in text


def test_every_programme_of_the_demo_is_there_and_its_numbers_fit(small_round):
    found = Interview.objects.filter(
        round=small_round, version__instrument__source="alternative_provider"
    )
    assert {one.design_class for one in found} == {DesignClass.CENSUS}
    assert len({one.primary_unit_id for one in found}) == len(found) == 10
    counted = [one.answers for one in found if isinstance(one.answers["p_cur"], int)]
    assert len(counted) == 9
    for said in counted:
        assert said["p_cur"] <= said["p_cap_total"]
        assert said["p_exit_n"] <= said["p_acc_n"] + said["p_cur"]
        parts = ("p_resolved", "p_diseng", "p_redetain", "p_forced")
        assert sum(said[one] for one in parts) <= said["p_exit_n"]
        assert said["p_persondays"] <= 365 * said["p_cap_total"]


def test_every_place_of_the_demo_has_a_district_with_two_others(small_round):
    districts = [one.district for one in Site.objects.all()]
    assert {districts.count(one) for one in districts} == {3}
