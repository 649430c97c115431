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
    records = Interview.objects.filter(
        round=small_round, version__instrument__source="alternative_provider"
    )
    assert {record.design_class for record in records} == {DesignClass.CENSUS}
    assert len({record.primary_unit_id for record in records}) == len(records) == 10
    counted = [
        record.answers for record in records if isinstance(record.answers["p_cur"], int)
    ]
    assert len(counted) == 9
    for answers in counted:
        assert answers["p_cur"] <= answers["p_cap_total"]
        assert answers["p_exit_n"] <= answers["p_acc_n"] + answers["p_cur"]
        parts = ("p_resolved", "p_diseng", "p_redetain", "p_forced")
        assert sum(answers[part] for part in parts) <= answers["p_exit_n"]
        assert answers["p_persondays"] <= 365 * answers["p_cap_total"]


def test_every_place_of_the_demo_has_a_district_with_two_others(small_round):
    districts = [site.district for site in Site.objects.all()]
    assert {districts.count(district) for district in districts} == {3}
