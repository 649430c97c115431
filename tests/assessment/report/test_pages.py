"""The page of the report and its files: who takes which, and how old each is."""

import hashlib
from dataclasses import replace

import pytest
from django.urls import reverse

from assessment.models import Report
from assessment.reading.reader import Reader
from assessment.report import content, pdf
from tests.assessment.report.conftest import HOSTILE
from tests.signed_in import signed_in


def page_of(client, figure_set, name="report"):
    return client.get(reverse(f"assessment:{name}", args=[figure_set.pk]))


def file_of(client, report, form=None):
    ending = form or ("docx" if report.form == "docx" else "pdf")
    where = [report.figure_set_id, report.pk, ending]
    return client.get(reverse("assessment:report_file", args=where))


# -- who takes which -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana", "rita", "sam", "cora"])
def test_an_exact_report_is_for_members_of_the_body_alone(
    client, released, people, report_file, name
):
    exact, public = report_file(exact=True), report_file()
    signed_in(client, people[name])
    assert file_of(client, exact).status_code == 404
    assert file_of(client, public).content == public.content
    for page in ("report", "download"):
        text = page_of(client, released, page).content.decode()
        assert exact.sha256 not in text
        assert public.sha256 in text


def test_a_member_takes_the_exact_report(client, released, people, report_file):
    exact = report_file(exact=True)
    signed_in(client, people["leila"])
    assert exact.sha256 in page_of(client, released).content.decode()
    answer = file_of(client, exact)
    assert answer.content == exact.content
    assert "report_en_" in answer["Content-Disposition"]
    assert "_exact.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_the_public_never_reaches_an_exact_report(client, everybody):
    exact = Report.objects.create(
        figure_set=everybody.figure_set,
        form="pdf",
        language="en",
        exact=True,
        content=b"exact",
        sha256="0" * 64,
        made_at=everybody.figure_set.released_at,
        made_by=everybody.figure_set.released_by,
    )
    address = everybody.url("report_file", exact.pk, "pdf")
    assert client.get(address).status_code == 404
    exact.exact = False
    exact.save()
    assert client.get(address).content == b"exact"
    assert exact.sha256 in client.get(everybody.url("report")).content.decode()


def test_a_file_of_another_release_or_form_is_not_there(
    client, released, people, report_file
):
    signed_in(client, people["rita"])
    made = report_file()
    assert file_of(client, made, "docx").status_code == 404
    elsewhere = reverse(
        "assessment:report_file", args=[released.pk, made.pk + 1, "pdf"]
    )
    assert client.get(elsewhere).status_code == 404


# -- how old ---------------------------------------------------------------------------


def test_a_report_says_what_came_after_it(
    client, released, people, report_file, issue, write
):
    signed_in(client, people["rita"])
    report_file(days_ago=1)
    first = page_of(client, released).content.decode()
    assert "recommendations were issued" not in first
    issue()
    write("foreword", "New")
    text = page_of(client, released).content.decode()
    assert "It tells how things stood on" in text
    assert "recommendations were issued, the body changed its texts." in text


def test_the_newest_of_each_kind_is_listed(client, released, people, report_file):
    signed_in(client, people["rita"])
    old, new = report_file(days_ago=2), report_file()
    word = report_file(form="docx", days_ago=2)
    text = page_of(client, released).content.decode()
    assert new.sha256 in text
    assert word.sha256 in text
    assert old.sha256 not in text


# -- making ----------------------------------------------------------------------------


@pytest.fixture
def short(monkeypatch):
    """A report of its first chapters: the whole takes seconds."""
    whole = content.report_content

    def report_content(reader, address):
        report = whole(reader, address)
        return replace(report, sections=report.sections[:3])

    monkeypatch.setattr(content, "report_content", report_content)


def make(client, figure_set, version):
    address = reverse("assessment:make_report", args=[figure_set.pk])
    answer = client.post(address, {"version": version})
    if answer.streaming:
        return answer, b"".join(answer.streaming_content).decode()
    return answer, answer.content.decode()


def test_a_member_makes_the_public_report_and_everybody_takes_it(
    client, released, people, short
):
    signed_in(client, people["leila"])
    _answer, told = make(client, released, "public")
    assert "Writing the report: PDF, one page, French" in told
    assert "The report is made." in told
    made = list(Report.objects.all())
    assert {(m.form, m.language) for m in made} == {
        (form, language)
        for form in ("pdf", "summary", "docx")
        for language in ("en", "fr")
    }
    assert not any(m.exact for m in made)
    assert {m.pages for m in made if m.form == "summary"} == {1}
    for report in made:
        assert hashlib.sha256(report.content).hexdigest() == report.sha256
    signed_in(client, people["sam"])
    assert file_of(client, made[0]).content == made[0].content


def test_making_asks_for_a_fresh_sign_in(client, released, people):
    signed_in(client, people["leila"], ago=600)
    answer, _told = make(client, released, "exact")
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/again/")
    assert not Report.objects.exists()


@pytest.mark.parametrize("name", ["ana", "rita", "sam", "cora"])
def test_nobody_else_makes_a_report(client, released, people, name):
    signed_in(client, people[name])
    assert make(client, released, "public")[0].status_code == 404


def test_figures_that_are_not_released_give_no_public_report(
    client, computed, people, short
):
    signed_in(client, people["leila"])
    _answer, told = make(client, computed, "public")
    assert "Release the figures first." in told
    assert not Report.objects.exists()


def test_without_pango_word_alone_is_made_and_the_page_says_so(
    client, released, people, short, monkeypatch
):
    monkeypatch.setattr(pdf, "_load", _no_pango)
    signed_in(client, people["leila"])
    address = reverse("assessment:make_report", args=[released.pk])
    assert "it has no Pango library" in client.get(address).content.decode()
    make(client, released, "public")
    assert set(Report.objects.values_list("form", flat=True)) == {"docx"}


def _no_pango():
    raise OSError("cannot load library")


# -- what people typed -----------------------------------------------------------------


def test_hostile_texts_are_shown_as_they_were_typed(
    client, released, people, write, issue
):
    write("foreword", HOSTILE)
    issue(HOSTILE)
    signed_in(client, people["rita"])
    text = page_of(client, released).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    assert "{{ 7|add:7 }}" in text
    paper = pdf.page_html(content.report_content(Reader(released), "http://x/"))
    assert "<script>alert" not in paper
    assert "<img src=x" not in paper
