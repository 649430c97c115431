"""The register as files: read again by other programs, and from other programs."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import FollowUp, Recommendation
from assessment.recommendations import answers, register_files, register_import
from assessment.recommendations.access import public_recommendations
from assessment.recommendations.progress import judge_progress
from assessment.recommendations.register_files import REGISTER, REPORTING
from assessment.recommendations.sight import PUBLIC, sight_of
from surveys.exceptions import Refused
from surveys.models.audit import AuditEntry
from tests.assessment.recommendations.conftest import day
from tests.signed_in import signed_in

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "<script>alert(1)</script>",
    "\u202eabc\u2066",
    '"; DROP TABLE',
)


def exported(kind, form, round, sight=PUBLIC):
    rows = register_files.rows(
        kind,
        public_recommendations(round),
        sight,
        timezone.now(),
        timezone.localdate(),
    )
    return register_files.content(kind, form, rows)


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def xlsx_rows(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture
def followed(issued, members):
    row = issued(days_ago=20, respond_by=day(-3), groups=("children",))
    addressee = row.addressees.get()
    answers.hand_in(
        addressee=addressee,
        response="partly_accepted",
        reason="Not all.",
        status="in_progress",
        owner="Head of unit",
        next_step="A house",
        next_step_by=day(40),
        evidence="Circular 8",
        by=members["sam"],
    )
    judge_progress(
        recommendation=row, progress="reasonable", words="Seen.", by=members["leila"]
    )
    for line in row.follow_ups.all():
        answers.mark_read(line=line, by=members["leila"])
    return row


@pytest.mark.parametrize("read", [(csv_rows, "csv"), (xlsx_rows, "xlsx")])
def test_the_register_says_where_each_axis_stands(round, followed, read):
    opened, form = read
    (row,) = opened(exported(REGISTER, form, round))
    assert tuple(row) == register_files.REGISTER_COLUMNS
    wanted = {
        "number": 1,
        "addressed_to": "Ministry of the Interior",
        "text_fr": "Ne retenez aucun enfant.",
        "standards": "CHD-02",
        "groups": "Children",
        "response": "Partly accepted",
        "days_late": 3,
        "reason": "Not all.",
        "status": "In progress",
        "next_step": "A house",
        "progress": "Reasonable progress",
        "progress_words": "Seen.",
    }
    assert {name: str(row[name]) for name in wanted} == {
        name: str(value) for name, value in wanted.items()
    }


def test_the_columns_of_treaty_bodies_are_filled(round, followed):
    (row,) = csv_rows(exported(REPORTING, "csv", round))
    assert row == {
        "paragraph": "1",
        "mechanism": "Joint assessment of immigration detention",
        "recommendation": "Hold no child.",
        "position": "Partly accepted",
        "position_reason": "Not all.",
        "theme": "Children",
        "group": "Children",
        "addressed_to": "Ministry of the Interior",
        "status": "In progress",
        "measures_taken": "A house; Circular 8",
        "date": timezone.localdate().isoformat(),
        "assessment": "Reasonable progress",
    }


def test_the_same_register_gives_the_same_bytes(round, followed):
    for form in ("csv", "xlsx"):
        assert exported(REGISTER, form, round) == exported(REGISTER, form, round)


def test_a_file_for_everybody_has_published_lines_only(round, issued, members):
    row = issued()
    answers.respond(
        addressee=row.addressees.get(),
        response="noted",
        reason="Unread yet",
        by=members["sam"],
    )
    issued(confidential=True, text_en="Quiet")
    public = exported(REGISTER, "csv", round).decode()
    assert "Unread yet" not in public
    assert "Quiet" not in public
    body = exported(REGISTER, "csv", round, sight_of(members["leila"], round)).decode()
    assert "Unread yet" in body


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_every_file_and_page(
    client, round, issued, members, text
):
    row = issued(text_en=text, text_fr=text)
    line = answers.respond(
        addressee=row.addressees.get(), response="noted", reason=text, by=members["sam"]
    )
    answers.mark_read(line=line, by=members["leila"])
    (plain,) = csv_rows(exported(REGISTER, "csv", round))
    for cell in plain.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
        assert not set(cell) & set("\u202e\u2066\t")
    sheet = openpyxl.load_workbook(io.BytesIO(exported(REGISTER, "xlsx", round))).active
    for cells in sheet.iter_rows():
        for cell in cells:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    signed_in(client, members["leila"])
    for page in (
        row.get_absolute_url(),
        reverse("assessment:round_recommendations", args=[round.code]),
    ):
        shown = client.get(page).content.decode()
        assert "<script>alert" not in shown
        assert shown.count("<bdi>") == shown.count("</bdi>") > 0


def test_taking_the_working_register_away_is_logged(client, round, issued, members):
    issued(confidential=True)
    signed_in(client, members["leila"])
    url = reverse(
        "assessment:round_recommendation_file", args=[round.code, "register", "xlsx"]
    )
    (row,) = xlsx_rows(client.get(url).content)
    assert row["confidential"] == "yes"
    assert AuditEntry.objects.filter(act="exported", about="round:r1").count() == 1
    assert client.get(url.replace("xlsx", "pdf")).status_code == 404


# -- import ------------------------------------------------------------------------

HEAD = ",".join(register_import.NAMES)
GOOD = {
    "text_en": "Give a lawyer.",
    "text_fr": "Donnez un avocat.",
    "addressed_to": "Ministry of Justice; police",
    "standards": "INF-05, INF-04",
    "groups": "Women",
    "kind": "Funding",
    "do_by": day(400).isoformat(),
    "confidential": "no",
}


def uploaded(*rows, head=HEAD):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head.split(","))
    for row in rows:
        writer.writerow([row.get(name, "") for name in head.split(",")])
    return register_import.read_register("register.csv", file.getvalue().encode())


def test_a_register_comes_in_as_drafts_and_as_issued_with_its_answers(round, members):
    answered = GOOD | {
        "issued_on": day(-50).isoformat(),
        "response": "Noted",
        "response_on": day(-20).isoformat(),
        "reason": "No money.",
    }
    rows, problems = uploaded(GOOD, answered)
    assert problems == []
    done = register_import.import_register(round=round, rows=rows, by=members["leila"])
    assert done == "2 recommendations are stored."
    draft, issued = Recommendation.objects.order_by("number")
    assert (draft.is_draft, issued.is_open) == (True, True)
    assert [str(a) for a in issued.addressees.all()] == [
        "Ministry of Justice",
        "Police",
    ]
    assert FollowUp.objects.filter(value="noted", on_behalf=True).count() == 2


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"text_fr": ""}, "text_fr", "must not be empty"),
        ({"addressed_to": "Army"}, "addressed_to", "There is no authority “Army”"),
        ({"standards": "XXX-99"}, "standards", "There is no standard “XXX-99”"),
        ({"groups": "Cats"}, "groups", "Choose one of"),
        ({"kind": "Fun"}, "kind", ""),
        ({"gcm_objective": "24"}, "gcm_objective", "from 1 to 23"),
        ({"do_by": "31.1.2099"}, "do_by", "2027-01-31"),
        ({"confidential": "maybe"}, "confidential", "yes or no"),
        (
            {"response": "Noted", "response_on": "2026-01-01", "reason": "x"},
            "issued_on",
            "write the day of issue",
        ),
        (
            {"issued_on": "2026-01-01", "response": "Noted", "reason": "x"},
            "response_on",
            "Write the day of the answer",
        ),
        (
            {
                "issued_on": "2026-01-01",
                "response": "Rejected",
                "response_on": "2026-02-01",
            },
            "reason",
            "not all of it was accepted",
        ),
        ({"issued_on": day(5).isoformat()}, "issued_on", "in the future"),
        ({"issued_on": "2026-01-01", "do_by": "2025-01-01"}, "do_by", "after the day"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(members, wrong, column, sentence):
    _rows, problems = uploaded(GOOD, GOOD | wrong)
    assert [(p.row, p.column) for p in problems] == [(3, column)]
    assert sentence in problems[0].message


def test_wrong_columns_are_named(members):
    _rows, problems = uploaded(GOOD, head=HEAD.replace("standards", "standarts"))
    sentences = [problem.message for problem in problems]
    assert "The column standards is missing. Add it to the first row." in sentences
    assert any("Is it standards?" in sentence for sentence in sentences)


def test_nothing_is_half_imported(round, members):
    rows, _problems = uploaded(GOOD, GOOD)
    rows[1]["do_by"] = day(-400).isoformat()
    rows[1]["issued_on"] = day(-300).isoformat()
    with pytest.raises(Refused, match=r"Row 3: .* Nothing was stored"):
        register_import.import_register(round=round, rows=rows, by=members["leila"])
    assert not Recommendation.objects.exists()


def test_the_page_shows_what_was_read_before_it_stores(client, round, members):
    signed_in(client, members["leila"])
    url = reverse("assessment:import_register", args=[round.code])
    empty = reverse("assessment:register_workbook", args=[round.code])
    book = openpyxl.load_workbook(io.BytesIO(client.get(empty).content))
    sheet = book["recommendations"]
    assert [cell.value for cell in sheet[1]] == [*register_import.NAMES]
    sheet.append([GOOD.get(name, "") for name in register_import.NAMES])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "register.xlsx"
    checked = client.post(url, {"file": file})
    page = checked.content.decode()
    assert "1 recommendation is stored as a draft." in page
    assert not Recommendation.objects.exists()
    parcel = page.split('name="parcel" value="')[1].split('"')[0]
    assert client.post(url, {"parcel": parcel}).status_code == 302
    assert Recommendation.objects.count() == 1
