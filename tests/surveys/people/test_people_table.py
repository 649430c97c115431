"""Many people are invited at once: every wrong line at once, nobody half invited."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.models import Invitation
from surveys.people.people_table import MOST_PEOPLE, NAMES, invite_people, read_people
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
NOOR = {
    "email": "noor.hasvik@example.org",
    "name": "Noor Hasvik",
    "role": "interviewer",
    "organisation": "Legal Aid Collective",
}


def sheet(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def address(empty_round, settings):
    settings.EMAIL_HOST = ""
    return reverse("people-upload", args=[empty_round.code])


def upload(client, address, *rows):
    file = SimpleUploadedFile("people.csv", sheet(*rows))
    return client.post(address, {"file": file})


def problems(page):
    return [(p.row, p.column, p.message) for p in page.context["problems"]]


def test_people_are_shown_then_invited_with_a_link_for_each_role(address, as_person):
    client = as_person("administrator")
    rows = [NOOR, NOOR | {"email": "b@example.org", "role": "Interviewer; analyst"}]
    page = upload(client, address, *rows)
    assert page.status_code == 200
    assert "People: 2. Invitations, one for each role: 3." in page.content.decode()
    assert "wait for a second person to confirm: 1" in page.content.decode()
    assert not Invitation.objects.exists()
    done = client.post(address, {"parcel": page.context["parcel"]}, follow=True)
    assert Invitation.objects.count() == 3
    waiting = Invitation.objects.get(role="analyst")
    assert waiting.token_hash is None, "a second person confirms, as always"
    assert len(done.context["links"]) == 2
    assert all("/people/join/" in link["link"] for link in done.context["links"])
    again = client.get(reverse("invited-many"))
    assert again.status_code == 302, "links are shown once"


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"email": "noor@"}, "email", "Write one e-mail address"),
        ({"email": "administrator@demo.test"}, "email", "cannot give yourself"),
        ({"name": ""}, "name", "must not be empty"),
        ({"role": "enumerator"}, "role", "Choose one of"),
        ({"role": "interviewr"}, "role", "Did you mean interviewer"),
        ({"role": "reviewer"}, "role", "cannot have the role"),
        ({"organisation": "Legal Aid Colective"}, "organisation", "Did you mean Legal"),
        (
            {"organisation": "Ministry of the Interior", "role": "coordinator"},
            "role",
            "(State) cannot have the role Coordinator. Choose one of: State contact",
        ),
        (
            {"organisation": "Office of the Ombudsman", "role": "reviewer"},
            "role",
            "You cannot give this role",
        ),
    ],
)
def test_a_wrong_cell_is_named_and_nobody_is_invited(
    address, as_person, wrong, column, sentence
):
    client = as_person("administrator")
    right = NOOR | {"email": "other@example.org"}
    page = upload(client, address, right, NOOR | wrong)
    assert page.status_code == 422
    ((row, where, message),) = problems(page)
    assert (row, where) == (3, column)
    assert sentence in message
    assert not Invitation.objects.exists()


def test_every_wrong_line_is_said_at_once_and_an_address_twice(address, as_person):
    client = as_person("administrator")
    rows = [NOOR, NOOR, NOOR | {"email": "x"}, NOOR | {"email": "y@z.org", "name": ""}]
    page = upload(client, address, *rows)
    assert [(row, column) for row, column, _text in problems(page)] == [
        (3, "email"),
        (4, "email"),
        (5, "name"),
    ]
    assert "write two roles" in problems(page)[0][2]


def test_an_address_with_an_account_is_answered_as_any_other(address, as_person):
    client = as_person("administrator")
    bodies = []
    for email in ("interviewer@demo.test", "nobody.here@demo.test"):
        page = upload(client, address, NOOR | {"email": email})
        text = page.content.decode().replace(email, "")
        bodies.append(text.split("<ul>")[1].split("</ul>")[0])
        assert page.status_code == 200
    assert bodies[0] == bodies[1]


def test_too_many_lines_are_refused(empty_round, person):
    rows = [NOOR | {"email": f"p{n}@example.org"} for n in range(MOST_PEOPLE + 1)]
    _rows, found = read_people(
        empty_round, person("administrator"), "a.csv", sheet(*rows)
    )
    assert [problem.row for problem in found] == [0]


def test_a_member_of_the_review_body_invites_into_it_alone(
    address, empty_round, person, client
):
    signed_in(client, person("reviewer"))
    reviewer = NOOR | {"role": "reviewer", "organisation": "Office of the Ombudsman"}
    assert upload(client, address, reviewer).status_code == 200
    page = upload(client, address, NOOR)
    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_an_old_sign_in_is_asked_again_and_the_lines_are_shown_again(
    address, client, person
):
    signed_in(client, person("administrator"))
    parcel = upload(client, address, NOOR).context["parcel"]
    signed_in(client, person("administrator"), ago=301)
    answer = client.post(address, {"parcel": parcel})
    assert answer.url.startswith("/sign-in/again/")
    assert not Invitation.objects.exists()
    signed_in(client, person("administrator"))
    session = client.session
    session["typed"] = {"path": address, "posted": {"parcel": [parcel]}}
    session.save()
    page = client.get(address)
    assert "noor.hasvik@example.org" in page.content.decode()
    client.post(address, {"parcel": page.context["parcel"]})
    assert Invitation.objects.count() == 1


def test_what_one_cannot_give_any_more_is_refused_as_a_whole(empty_round, person):
    from surveys.exceptions import Refused

    administrator = person("administrator")
    rows = [NOOR, NOOR | {"email": "b@example.org", "role": "reviewer"}]
    with pytest.raises(Refused):
        invite_people(round=empty_round, rows=rows, by=administrator)
    assert not Invitation.objects.exists()


def test_the_template_names_the_columns(address, as_person):
    import openpyxl

    answer = as_person("administrator").get(reverse("people-workbook"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    first = [cell.value for cell in book["people"][1]]
    assert first == list(NAMES)
