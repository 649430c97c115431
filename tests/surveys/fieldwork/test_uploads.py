"""Assignments and quotas from files: every problem at once, nothing half stored."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys.fieldwork import assignment_table, quotas
from surveys.fieldwork.assignments import selection_problem
from surveys.models import (
    Assignment,
    Instrument,
    Person,
    PrimaryUnit,
    Quota,
    Round,
    Stratum,
)

pytestmark = pytest.mark.django_db
ASSIGNMENT = {
    "place": "POL-1",
    "email": "interviewer@demo.test",
    "instrument": "migrant",
    "wanted": "10",
    "selection": "kth",
    "k": "4",
    "start": "2",
}
QUOTA = {
    "instrument": "migrant",
    "place": "POL-1",
    "question": "m_gender",
    "choices": "woman",
    "label": "Women",
    "wanted": "12",
}


def sheet(*rows, columns=None):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def upload(client, kind, content="", **more):
    address = reverse(f"{kind}-upload", args=["demo-2026"])
    if isinstance(content, str):
        content = content.encode()
    file = {"file": SimpleUploadedFile("a.csv", content)} if content else {}
    return client.post(address, file | more)


def accept(client, kind, page):
    address = reverse(f"{kind}-upload", args=["demo-2026"])
    return client.post(address, {"parcel": page.context["parcel"]}, follow=True)


def problems(page):
    return [(p.row, p.column, p.message) for p in page.context["problems"]]


@pytest.fixture
def coordinator(empty_round, as_person):
    return as_person("coordinator")


@pytest.fixture
def place(empty_round):
    return PrimaryUnit.objects.get(round=empty_round, site__code="POL-1")


# -- assignments -----------------------------------------------------------------------


def test_assignments_are_shown_before_they_are_stored(coordinator, place):
    mine = Assignment.objects.filter(
        person__email="interviewer@demo.test",
        primary_unit=place,
        instrument__code="migrant",
    )
    mine.delete()
    page = upload(coordinator, "assignments", sheet(ASSIGNMENT))
    assert page.status_code == 200
    assert "New: 1. Changed: 0" in page.content.decode()
    assert not mine.exists()
    accept(coordinator, "assignments", page)
    stored = mine.get()
    assert (stored.wanted, stored.k, stored.start) == (10, 4, 2)
    assert (stored.selection, stored.design_class) == ("kth", "systematic")
    again = upload(coordinator, "assignments", sheet(ASSIGNMENT | {"wanted": "11"}))
    assert "New: 0. Changed: 1" in again.content.decode()


@pytest.mark.parametrize(
    ("selection", "design_class"),
    [
        ("list", "probability"),
        ("bed", "probability"),
        ("all", "census"),
        ("purposive", "purposive"),
    ],
)
def test_the_way_to_select_decides_the_design_class(
    coordinator, place, selection, design_class
):
    row = ASSIGNMENT | {"selection": selection, "k": "", "start": ""}
    accept(coordinator, "assignments", upload(coordinator, "assignments", sheet(row)))
    stored = Assignment.objects.get(
        person__email="interviewer@demo.test",
        primary_unit=place,
        instrument__code="migrant",
    )
    assert stored.design_class == design_class


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"place": "POL-99"}, "place", "No place of the sample has this code"),
        ({"email": "interviewer3@demo.test"}, "email", "No interviewer of your"),
        ({"email": "nobody@nowhere.test"}, "email", "No interviewer of your"),
        ({"email": "state@demo.test"}, "email", "No interviewer of your organisation"),
        ({"instrument": "migrnt"}, "instrument", "Did you mean migrant?"),
        ({"wanted": "0"}, "wanted", "from 1 to 1000"),
        ({"wanted": "many"}, "wanted", "Write a whole number"),
        ({"selection": "dice"}, "selection", "Choose one of"),
        ({"selection": ""}, "selection", "Choose how people are selected"),
        ({"k": ""}, "k", "Write k"),
        ({"selection": "all"}, "k", "Leave k empty"),
        ({"start": "5"}, "start", "from 1 to k"),
        ({"instrument": "facility"}, "selection", "leave it empty"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(
    coordinator, wrong, column, sentence
):
    before = list(Assignment.objects.values_list("pk", "wanted", "k"))
    right = ASSIGNMENT | {"place": "POL-2"}
    page = upload(coordinator, "assignments", sheet(right, ASSIGNMENT | wrong))
    assert page.status_code == 422
    assert "parcel" not in page.context
    ((row, where, message),) = problems(page)
    assert (row, where) == (3, column)
    assert sentence in message
    assert list(Assignment.objects.values_list("pk", "wanted", "k")) == before


def test_a_line_twice_is_a_problem_and_more_than_the_people_a_doubt(coordinator, place):
    page = upload(coordinator, "assignments", sheet(ASSIGNMENT, ASSIGNMENT))
    assert problems(page) == [(3, "place", "Row 2 says the same. Keep one of them.")]
    many = ASSIGNMENT | {"wanted": str(place.population + 1)}
    page = upload(coordinator, "assignments", sheet(many))
    assert page.status_code == 200
    assert "are wanted, but" in problems(page)[0][2]
    PrimaryUnit.objects.filter(pk=place.pk).update(refused_because="Illness")
    page = upload(coordinator, "assignments", sheet(ASSIGNMENT))
    assert "let nobody in" in problems(page)[0][2]


def test_lines_are_pasted_with_and_without_the_first_row(coordinator):
    line = "POL-1\tinterviewer@demo.test\tmigrant\t7\tlist\t\t"
    page = upload(coordinator, "assignments", lines=line)
    assert page.status_code == 200, problems(page)
    page = upload(coordinator, "assignments", lines=sheet(ASSIGNMENT))
    assert page.status_code == 200, problems(page)
    for nothing in ("", "  \n"):
        assert upload(coordinator, "assignments", lines=nothing).status_code == 422


def test_bytes_that_are_no_table_are_answered_in_a_sentence(coordinator):
    for content in (b"\x00\xff\x00", b"PK\x03\x04 no workbook", b"\n"):
        page = upload(coordinator, "assignments", content)
        assert page.status_code == 422
        assert not Assignment.objects.filter(wanted=10, k=4).exists()


def download(client, kind):
    answer = client.get(reverse(f"{kind}-workbook", args=["demo-2026"]))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer.content


def test_what_is_downloaded_and_uploaded_again_changes_nothing(coordinator, person):
    accept(
        coordinator,
        "assignments",
        upload(coordinator, "assignments", sheet(ASSIGNMENT)),
    )
    round = Round.objects.get(code="demo-2026")
    before = assignment_table.rows_of(round, person("coordinator"))
    content = download(coordinator, "assignments")
    rows, wrong = assignment_table.read_assignments(
        round, person("coordinator"), "assignments.xlsx", content
    )
    assert [problem for problem in wrong if not problem.doubt] == []
    assert rows == before
    assert len(rows) > 5
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["assignments", "How to fill it in", "Comment remplir"]


def test_a_page_that_is_too_old_or_of_somebody_else_stores_nothing(
    coordinator, as_person
):
    page = upload(coordinator, "assignments", sheet(ASSIGNMENT | {"wanted": "999"}))
    parcel = page.context["parcel"]
    address = reverse("assignments-upload", args=["demo-2026"])
    answer = coordinator.post(address, {"parcel": parcel[:-4] + "AAAA"}, follow=True)
    assert "more than two hours old" in answer.content.decode()
    quota = coordinator.post(
        reverse("quotas-upload", args=["demo-2026"]), {"parcel": parcel}, follow=True
    )
    assert "more than two hours old" in quota.content.decode(), "another purpose"
    assert not Assignment.objects.filter(wanted=999).exists()


def test_what_changed_meanwhile_stores_nothing(coordinator, place):
    rows = sheet(ASSIGNMENT | {"place": "POL-2", "wanted": "77"}, ASSIGNMENT)
    page = upload(coordinator, "assignments", rows)
    PrimaryUnit.objects.filter(pk=place.pk).update(refused_because="Illness")
    answer = accept(coordinator, "assignments", page)
    assert "Upload your file again" in answer.content.decode()
    assert not Assignment.objects.filter(wanted=77).exists()


@pytest.mark.parametrize(
    ("step", "constraint"),
    [
        ({"k": 1}, "assignment_step_is_two_or_more"),
        ({"k": 3, "start": 4}, "assignment_starts_in_the_first_step"),
        ({"start": 1}, "assignment_starts_in_the_first_step"),
    ],
)
def test_the_database_refuses_a_step_that_is_none(empty_round, step, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Assignment.objects.filter(pk=Assignment.objects.first().pk).update(**step)


def test_beds_may_have_a_step_or_none():
    assert selection_problem("migrant", "bed", None, None) is None
    assert selection_problem("migrant", "bed", 6, 3) is None


# -- quotas ----------------------------------------------------------------------------


def test_quotas_of_a_place_a_stratum_and_the_round_are_read_and_read_again(
    coordinator, person
):
    round = Round.objects.get(code="demo-2026")
    stratum = Stratum.objects.get(round=round, code="police")
    rows = sheet(
        QUOTA,
        QUOTA | {"place": f"stratum:{stratum.name}"},
        QUOTA | {"place": "ALL", "choices": "woman man", "label": "All"},
    )
    page = upload(coordinator, "quotas", rows)
    assert page.status_code == 200, problems(page)
    answer = accept(coordinator, "quotas", page)
    assert "3 quotas are stored" in answer.content.decode()
    by_place = {quotas.place_of(quota): quota for quota in Quota.objects.all()}
    assert set(by_place) == {"POL-1", f"stratum:{stratum.name}", "all"}
    assert by_place["all"].codes == ["woman", "man"]
    before = quotas.rows_of(round)
    content = download(coordinator, "quotas")
    rows, wrong = quotas.read_quotas(round, "quotas.xlsx", content)
    assert (rows, wrong) == (before, [])


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"instrument": "nothing"}, "instrument", "No instrument of this round"),
        ({"place": "stratum:None"}, "place", "the code of a place"),
        ({"question": "m_nothing"}, "question", "Choose a question with one answer"),
        ({"question": "m_rep_complaint"}, "question", "not very sensitive"),
        ({"question": "x_refer"}, "question", "not very sensitive"),
        ({"question": "m_languages"}, "question", "with one answer of a list"),
        ({"choices": "woman unicorn"}, "choices", "“unicorn” is no answer"),
        ({"choices": "woman woman"}, "choices", "there twice"),
        ({"label": "x" * 61}, "label", "Shorten it to 60"),
        ({"wanted": "0"}, "wanted", "from 1 to"),
    ],
)
def test_a_wrong_cell_of_a_quota_is_named(coordinator, wrong, column, sentence):
    page = upload(coordinator, "quotas", sheet(QUOTA | wrong))
    assert page.status_code == 422
    ((row, where, message),) = problems(page)
    assert (row, where) == (2, column)
    assert sentence in message
    assert not Quota.objects.exists()


def test_a_quota_is_added_on_the_page_and_deleted(coordinator):
    address = reverse("quotas", args=["demo-2026"])
    assert coordinator.get(f"{address}?instrument=nothing").status_code == 404
    page = coordinator.get(f"{address}?instrument=migrant")
    names = [question.name for question in page.context["questions"]]
    assert "m_gender" in names
    assert not {"m_rep_complaint", "x_refer"} & set(names), (
        "a count would tell too much"
    )
    query = f"{address}?instrument=migrant&question=m_gender"
    fields = {"codes": ["woman"], "place": "all", "label": "Women", "wanted": 5}
    assert coordinator.post(query, fields | {"codes": []}).status_code == 422
    assert coordinator.post(query, fields).status_code == 302
    quota = Quota.objects.get()
    assert (quota.codes, quota.wanted) == (["woman"], 5)
    assert "Women" in coordinator.get(address).content.decode()
    for wrong in ("x", "9" * 5_000, "0"):
        assert coordinator.post(address, {"delete": wrong}).status_code == 404
    coordinator.post(address, {"delete": quota.pk})
    assert not Quota.objects.exists()


def quota_of(round, **more):
    values = {
        "round": round,
        "instrument": Instrument.objects.get(code="migrant"),
        "question": "m_gender",
        "codes": ["woman"],
        "label": "Women",
        "wanted": 3,
    }
    return Quota.objects.create(**values | more)


def test_the_database_holds_what_a_quota_is(empty_round, place):
    both = {"primary_unit": place, "stratum": place.stratum}
    for wrong, constraint in (
        (both, "quota_is_of_a_place_or_of_a_stratum"),
        ({"wanted": 0}, "quota_wants_somebody"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            quota_of(empty_round, **wrong)
    quota_of(empty_round)
    with (
        pytest.raises(IntegrityError, match="quota_is_set_once"),
        transaction.atomic(),
    ):
        quota_of(empty_round)


def test_no_quota_changes_in_a_closed_round(empty_round, person):
    from surveys.exceptions import Refused

    Round.objects.filter(pk=empty_round.pk).update(
        state="closed", closed_at=timezone.now()
    )
    empty_round.refresh_from_db()
    row = QUOTA | {"wanted": 3}
    with pytest.raises(Refused, match="closed"):
        quotas.set_quotas(round=empty_round, rows=[row], by=person("coordinator"))
    with pytest.raises(Refused, match="Only a coordinator"):
        quotas.set_quotas(
            round=empty_round,
            rows=[row],
            by=Person.objects.get(email="analyst@demo.test"),
        )
