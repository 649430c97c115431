"""The body's own texts in the report: written by the body alone, none is lost."""

import pytest
from django.urls import reverse

from assessment.models import ReportText, Standard
from assessment.recommendations.body_findings import RecordedMeanwhile
from assessment.report import texts
from surveys.exceptions import Refused
from surveys.models.audit import AuditEntry
from tests.signed_in import signed_in


def address(figure_set, part="foreword"):
    return reverse("assessment:report_text", args=[figure_set.round.code, part])


def test_the_newest_version_counts_and_none_is_lost(released, write):
    write("foreword", "First")
    write("foreword", "Second", seen=1, by="noor")
    assert texts.newest(released.round) == {"foreword": "Second"}
    assert list(ReportText.objects.values_list("version", flat=True)) == [2, 1]
    assert AuditEntry.objects.filter(act="report_written").count() == 2


def test_who_saves_second_is_refused_and_sees_the_other_text(write):
    write("foreword", "Theirs")
    with pytest.raises(RecordedMeanwhile) as refused:
        write("foreword", "Mine", by="noor")
    assert refused.value.newest[0].text == "Theirs"


def test_two_members_at_once_lose_nothing_on_the_page(client, released, bodies, write):
    signed_in(client, bodies["noor"])
    write("foreword", "Theirs")
    typed = {"text_en": "Mine", "text_fr": "Le mien", "seen": 0}
    answer = client.post(address(released), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "leila recorded another version meanwhile" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert ReportText.objects.count() == 1
    assert client.post(address(released), typed | {"seen": 1}).status_code == 302
    assert texts.newest(released.round) == {"foreword": "Mine"}


@pytest.mark.parametrize("missing", ["text_en", "text_fr"])
def test_a_text_is_in_both_languages(client, released, bodies, missing):
    signed_in(client, bodies["leila"])
    typed = {"text_en": "Mine", "text_fr": "Le mien", "seen": 0, missing: " "}
    answer = client.post(address(released), typed)
    assert answer.status_code == 422
    assert "Write the text in English and in French." in answer.content.decode()


def test_an_empty_text_takes_it_out(released, write):
    write("conclusions", "We conclude.")
    write("conclusions", "", seen=1)
    assert texts.newest(released.round) == {"conclusions": ""}


@pytest.mark.parametrize("name", ["ana", "rita", "sam", "cora"])
def test_nobody_else_writes(client, released, people, name):
    with pytest.raises(Refused, match="review body"):
        texts.write_text(
            round=released.round,
            part="foreword",
            text_en="x",
            text_fr="x",
            seen=0,
            by=people[name],
        )
    signed_in(client, people[name])
    assert client.get(address(released)).status_code == 404
    every = reverse("assessment:report_texts", args=[released.round.code])
    assert client.get(every).status_code == 404


def test_every_domain_has_its_text_and_its_page(client, released, bodies):
    signed_in(client, bodies["leila"])
    domains = set(Standard.objects.values_list("domain_en", flat=True))
    assert {part for part, _name in texts.parts().values()} == domains | {
        texts.FOREWORD,
        texts.CONCLUSIONS,
    }
    every = reverse("assessment:report_texts", args=[released.round.code])
    page = client.get(every).content.decode()
    for part in texts.parts():
        assert address(released, part) in page
        assert client.get(address(released, part)).status_code == 200
    assert client.get(address(released, "nowhere")).status_code == 404
