"""From an empty database to people who can let others in, without a shell."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from surveys.models import Invitation, Membership, Organisation, Person, Round

pytestmark = pytest.mark.django_db
PASSWORD = "A long enough sentence 7"
OPTIONS = {
    "organisation": "Legal Aid Network",
    "administrator": "Ada",
    "administrator_email": "Ada@example.org",
    "review_body": "Ombudsman",
    "reviewer": "Rosa",
    "reviewer_email": "rosa@example.org",
    "second_reviewer": "Remi",
    "second_reviewer_email": "remi@example.org",
    "round_name": "Valdara 2027",
    "country": "xxv",
    "starts_on": "2027-01-11",
    "ends_on": "2027-03-31",
}


def start(**options):
    output = StringIO()
    call_command("start", stdout=output, **(OPTIONS | options))
    return re.findall(r"https?://\S+", output.getvalue())


def join(client, link):
    token = link.rstrip("/").rsplit("/", 1)[1]
    client.post(reverse("join"), {"token": token})
    page = client.get(reverse("join"))
    answer = client.post(reverse("join"), {"new": PASSWORD, "again": PASSWORD})
    client.logout()
    return page, answer


def test_three_links_let_an_administrator_and_two_reviewers_in(client):
    links = start(address="https://daa.test/")
    assert all(link.startswith("https://daa.test/people/join/") for link in links)
    page, _answer = join(client, links[0])
    assert "You are invited as “Administrator” of Legal Aid Network" in " ".join(
        page.content.decode().split()
    )
    for link in links[1:]:
        join(client, link)
    held = Membership.objects.order_by("pk").values_list(
        "person__email", "role", "organisation__party", "round__code"
    )
    assert list(held) == [
        ("ada@example.org", "administrator", "civil", "valdara-2027"),
        ("rosa@example.org", "reviewer", "review", "valdara-2027"),
        ("remi@example.org", "reviewer", "review", "valdara-2027"),
    ]
    round = Round.objects.get()
    assert (round.country, round.state, round.synthetic) == ("XXV", "planned", False)


def test_a_link_is_used_once_and_a_second_start_makes_new_ones(client):
    first = start()
    second = start()
    assert not set(first) & set(second)
    join(client, first[0])
    assert not Person.objects.exists(), "an earlier link is void"
    join(client, second[0])
    join(client, second[0])
    assert Person.objects.count() == Membership.objects.count() == 1
    assert Round.objects.count() == 1
    assert Organisation.objects.count() == 2


def test_where_there_is_an_administrator_nothing_is_started(client):
    join(client, start()[0])
    before = Invitation.objects.count()
    with pytest.raises(CommandError, match="There is an administrator already"):
        start(administrator_email="other@example.org")
    assert Invitation.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"administrator_email": "ada"}, "ada is no e-mail address"),
        ({"reviewer_email": "ADA@example.org"}, "must be three people"),
        ({"starts_on": "11.1.2027"}, "is no day"),
        ({"ends_on": "2027-01-10"}, "last day must not be before"),
        ({"country": "Kenya"}, "three capital letters"),
        ({"review_body": "Legal Aid Network"}, "in the list already"),
        ({"round_name": "x" * 200}, "Too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        start(**wrong)
    assert not Round.objects.exists()
    assert not Invitation.objects.exists()
    assert not Organisation.objects.exists()


def test_what_is_not_given_is_asked_for(monkeypatch):
    asked = []

    def answer(question):
        asked.append(question)
        return OPTIONS["organisation"]

    monkeypatch.setattr("builtins.input", answer)
    start(organisation=None)
    assert asked == ["Name of the organisation that runs the assessment: "]


# -- organisations and further rounds --------------------------------------------------


@pytest.fixture
def administrator(small_round, as_person):
    return as_person("administrator")


def test_an_administrator_adds_organisations(administrator):
    address = reverse("organisations")
    fields = {"name": "  Halden   Relief ", "party": "civil"}
    assert administrator.post(address, fields).status_code == 302
    made = Organisation.objects.get(name="Halden Relief")
    assert (made.code, made.party) == ("halden-relief", "civil")
    again = administrator.post(address, fields | {"name": "halden relief"})
    assert again.status_code == 422
    assert "in the list already" in again.content.decode()
    arabic = {"name": "جمعية العون", "party": "civil"}
    assert administrator.post(address, arabic).status_code == 302
    assert Organisation.objects.get(name="جمعية العون").code == "organisation"
    assert "Halden Relief" in administrator.get(address).content.decode()


@pytest.mark.parametrize("whole_team", [False, True])
def test_a_new_round_brings_those_who_let_others_in(
    administrator, small_round, whole_team
):
    day = timezone.localdate()
    fields = {
        "name": "Second round",
        "country": "xxa",
        "starts_on": day,
        "ends_on": day + timedelta(days=9),
        "earlier": small_round.pk,
    }
    fields |= {"whole_team": "on"} if whole_team else {}
    assert administrator.post(reverse("round-make"), fields).status_code == 302
    made = Round.objects.get(code="second-round")
    assert (made.state, made.country, made.synthetic) == ("planned", "XXA", True)
    assert not made.primary_units.exists()
    assert not made.custodian_keys.exists()
    held = set(made.memberships.values_list("person__email", "role"))
    before = small_round.memberships.filter(ended_at__isnull=True)
    if not whole_team:
        before = before.filter(role__in=["administrator", "reviewer"])
    assert held == set(before.values_list("person__email", "role"))
    page = administrator.get(reverse("rounds")).content.decode()
    assert "Second round" in page
    twice = administrator.post(reverse("round-make"), fields)
    assert twice.status_code == 422
    assert "A round of this name exists" in twice.content.decode()


def test_a_new_round_is_made_from_a_round_of_ones_own(administrator, person):
    other = Round.objects.create(
        code="other",
        name="Other",
        country="XXB",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )
    fields = {
        "name": "Third",
        "country": "XXB",
        "starts_on": other.starts_on,
        "ends_on": other.ends_on,
        "earlier": other.pk,
    }
    assert administrator.post(reverse("round-make"), fields).status_code == 422
    assert not Round.objects.filter(name="Third").exists()
