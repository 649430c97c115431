"""Deny by default: other people's objects are 404, the State sees no migrant answer."""

import pytest
from django.urls import reverse

from surveys.access import interviews_for
from surveys.interviews.summary import coded_rows
from surveys.models import Interview, Membership, Organisation
from tests.access.addresses import PUBLIC_SPACES, named_patterns

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {
    "account_login",
    "account_logout",
    "display",
    "healthz",
    "join",
    "readyz",
    "tablet-manifest",  # say nothing about anybody; a browser loads them by itself
    "tablet-worker",
    "set_language",
    "withdraw",
}


@pytest.fixture(autouse=True)
def round_with_interviews(small_round):
    return small_round


def own(organisation):
    return Interview.objects.filter(organisation__code=organisation)


def urls():
    """The name of every page that takes no object and that is not for the public."""
    return [
        name
        for name, about in named_patterns()
        if not about and not name.startswith(PUBLIC_SPACES)
    ]


def test_every_page_asks_a_stranger_to_sign_in(client):
    closed = [name for name in urls() if name not in OPEN_TO_ALL]
    assert len(closed) >= 4
    for name in closed:
        response = client.get(reverse(name))
        assert response.status_code in (302, 401, 405), name
        if response.status_code == 302:
            assert response.url.startswith("/sign-in/"), name


def test_a_coordinator_reads_the_interviews_of_the_own_organisation_only(
    as_person, person
):
    client = as_person("coordinator")
    mine, theirs = own("asylum-rights").first(), own("legal-aid").first()
    url = "interview"
    assert client.get(reverse(url, args=[mine.interview_id])).status_code == 200
    assert client.get(reverse(url, args=[theirs.interview_id])).status_code == 404
    assert set(interviews_for(person("coordinator"))) == set(own("asylum-rights"))


def test_not_yours_and_not_there_look_the_same(as_person):
    import uuid

    client = as_person("coordinator")
    theirs = own("legal-aid").first()
    not_mine = client.get(reverse("interview", args=[theirs.interview_id]))
    nothing = client.get(reverse("interview", args=[uuid.uuid4()]))
    assert not_mine.status_code == nothing.status_code == 404
    strip = lambda page, id: page.content.replace(str(id).encode(), b"")  # noqa: E731
    assert len(strip(not_mine, theirs.interview_id)) == len(
        strip(nothing, nothing.request["PATH_INFO"].split("/")[-2])
    )


@pytest.mark.parametrize("name", ["state", "reader", "interviewer"])
def test_who_has_no_reason_to_read_interviews_reads_none(as_person, person, name):
    client = as_person(name)
    assert not interviews_for(person(name)).exists()
    for interview in Interview.objects.all()[:5]:
        url = reverse("interview", args=[interview.interview_id])
        assert client.get(url).status_code == 404


def test_the_state_focal_point_sees_no_migrant_interview_anywhere(as_person, person):
    """Not even when a migrant interview bears their own organisation by mistake."""
    interior = Organisation.objects.get(code="interior")
    Interview.objects.update(organisation=interior)
    seen = interviews_for(person("state"))
    assert seen.exists()
    assert not seen.filter(version__instrument__source="migrant").exists()
    client = as_person("state")
    for name in ("today", "progress", "set-up"):
        assert client.get(reverse(name)).status_code == 404
    round = Interview.objects.first().round
    address = reverse("round-progress", args=[round.code])
    assert client.get(address).status_code == 404


def test_the_progress_page_counts_for_partners_but_names_nobody_of_theirs(as_person):
    round = Interview.objects.first().round
    client = as_person("coordinator")
    counted = client.get(reverse("progress")).context["rounds"][0].done
    answered = Interview.objects.filter(outcome__in=("complete", "stopped"))
    assert counted == answered.count() > own("asylum-rights").count()
    page = client.get(reverse("round-progress", args=[round.code])).content.decode()
    assert "Legal Aid Collective" in page
    assert "Amina, interviewer" in page
    assert "Chidi" not in page


def test_a_deactivated_account_is_out_at_its_next_request(as_person, person):
    client = as_person("coordinator")
    assert client.get(reverse("progress")).status_code == 200
    coordinator = person("coordinator")
    coordinator.is_active = False
    coordinator.save()
    assert client.get(reverse("progress")).status_code in (302, 404)


def test_an_account_without_a_role_sees_an_explanation(as_person, person):
    Membership.objects.filter(person=person("reader")).delete()
    client = as_person("reader")
    assert b"You have no role yet" in client.get("/").content


def test_nobody_opens_an_account_alone(client):
    assert client.get("/signup/").status_code in (302, 404)
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(None) is False


def test_a_personal_page_is_kept_by_no_cache(as_person):
    page = as_person("coordinator").get(reverse("progress"))
    assert "no-store" in page.headers["Cache-Control"]


def test_one_interview_names_the_instance_and_the_reason_of_each_answer():
    from types import SimpleNamespace

    from tests.surveys.engine.test_repeats import FAMILY

    answers = {
        "any": "yes",
        "child": 2,
        "age.1": 9,
        "age.2": 90,
        "age.2:reason": "sure",
    }
    rows = list(coded_rows(SimpleNamespace(answers=answers), FAMILY))
    assert ("Age? (1)", "9", False) in rows
    assert ("Age? (2)", "90 (Yes, the person is sure)", False) in rows
    assert len(rows) == 3
