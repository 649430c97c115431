"""The programmes of the demo: their page, and numbers that fit each other."""

import pytest

from assessment.models import FigureSet
from surveys.demo import district_names
from surveys.instruments.build import build
from surveys.models import DesignClass, Interview, Person, Site
from surveys.xlsform.compile import compile_workbook
from tests.assessment.findings.test_pages import page
from tests.signed_in import signed_in


def test_the_demo_names_districts_and_types_as_its_questionnaire_does(
    released_round, client
):
    figures = FigureSet.objects.get(round=released_round)
    reader = signed_in(client, Person.objects.get(email="reader@demo.test"))
    text = page(reader, "topic", figures.pk, "alternatives")[1]
    assert "[District 1.1, to be replaced] · Case management by an organisation" in text
    assert "[District 2.1, to be replaced] · Living with family or a host" in text
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


def test_every_district_of_the_demo_has_a_place_of_each_kind(small_round):
    kinds = {}
    for site in Site.objects.all():
        kinds.setdefault(site.district, set()).add(site.kind)
    assert len(kinds) == 3
    assert all(len(of_district) == 4 for of_district in kinds.values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_demo_fills_in_names_of_districts_as_a_deployment_would(tmp_path, language):
    path = tmp_path / "alternatives.xlsx"
    path.write_bytes(build("alternatives"))
    result = compile_workbook(district_names.with_district_names(path))
    labels = {
        choice.code: choice.label[language]
        for question in result.instrument.questions()
        if question.name in ("p_region", "p_district")
        for choice in question.choices
    }
    named = district_names.names_by_code()
    assert labels.keys() == named.keys()
    assert labels == {code: name[language == "fr"] for code, name in named.items()}
