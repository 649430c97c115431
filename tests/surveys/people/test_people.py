"""Who invites whom, what an administrator never reaches, and that ends are ends."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.computation import compute
from assessment.models import FigureSet
from surveys import exceptions
from surveys.access import memberships_of, roles_of
from surveys.interviews import drafts
from surveys.models import (
    Draft,
    Interview,
    Invitation,
    Membership,
    OpenSession,
    Organisation,
    Party,
    Person,
    Role,
    Round,
    may_hold,
)
from surveys.people import accounts, invitations, roles
from surveys.people.managed_people import people_for
from tests.access.addresses import PUBLIC_SPACES, named_patterns
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
WORD = "seven quiet horses"


@pytest.fixture(autouse=True)
def round(request):
    filled = "small_round" in request.fixturenames
    return request.getfixturevalue("small_round" if filled else "empty_round")


@pytest.fixture
def body():
    return lambda code: Organisation.objects.get(code=code)


@pytest.fixture
def form(round, body):
    """form(role, organisation) → what the page to invite posts."""

    def posted(role="reader", organisation="legal-aid", email="new@x.test", **more):
        return {
            "email": email,
            "name": "New Person",
            "organisation": body(organisation).pk,
            "role": role,
            "round": round.pk,
            **more,
        }

    return posted


@pytest.fixture
def invited(as_person, form):
    """invited(by, role, organisation) → the path of the link.

    Where a second person confirms the invitation, it is the review body here.
    """

    def invite(by="administrator", *args, **more):
        client = as_person(by)
        response = client.post(reverse("invite"), form(*args, **more))
        if response.url == reverse("people"):
            waiting = Invitation.objects.latest("pk")
            client = as_person("reviewer2" if by == "reviewer" else "reviewer")
            address = reverse("invitation-confirm", args=[waiting.pk])
            response = client.post(address)
        assert response.url == reverse("invited"), response.content.decode()
        link = client.get(response.url).context["link"]
        client.logout()
        return link.removeprefix("http://testserver")

    return invite


def follow(client, path):
    token = path.rstrip("/").rpartition("/")[2]
    assert token.encode() in client.get(path).content
    return client.post(reverse("join"), {"token": token}, follow=True)


def test_an_invitation_becomes_an_account_that_can_sign_in(client, invited):
    page = follow(client, invited(role="analyst"))
    assert b"Kofi, administrator" in page.content
    done = client.post(reverse("join"), {"new": WORD, "again": WORD})
    assert done.url.startswith(reverse("account_login"))
    answer = client.post("/sign-in/", {"login": "new@x.test", "password": WORD})
    assert answer.status_code == 302
    person = Person.objects.get(email="new@x.test")
    assert roles_of(person) == {Role.ANALYST}
    assert person.memberships.get().given_by.email == "administrator@demo.test"


def test_the_second_factor_is_asked_at_the_first_sign_in(client, invited, settings):
    follow(client, invited(role="analyst"))
    client.post(reverse("join"), {"new": WORD, "again": WORD})
    settings.SECOND_FACTOR_REQUIRED = True
    client.post("/sign-in/", {"login": "new@x.test", "password": WORD})
    assert client.get("/").url == reverse("mfa_index")


def test_a_link_works_once(client, invited):
    link = invited()
    follow(client, link)
    client.post(reverse("join"), {"new": WORD, "again": WORD})
    assert follow(client, link).status_code == 410
    assert client.post(reverse("join"), {"new": WORD, "again": WORD}).status_code == 410
    assert Person.objects.filter(email="new@x.test").count() == 1


@pytest.mark.parametrize("token", ["", "x" * 100_000, "a" * 43, "a" * 42 + "é"])
def test_a_token_of_no_open_invitation_leaves_no_session(client, token):
    answer = client.post(reverse("join"), {"token": token})
    assert answer.status_code == 410
    assert b"This invitation has ended" in answer.content
    assert not OpenSession.objects.exists()
    assert "sessionid" not in answer.cookies


def test_the_token_of_an_invitation_that_ended_leaves_no_session(client, invited):
    link = invited()
    Invitation.objects.update(withdrawn_at=timezone.now())
    OpenSession.objects.all().delete()
    assert follow(client, link).status_code == 410
    assert not OpenSession.objects.exists()


def test_tokens_cannot_be_tried_one_after_the_other(client, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"join": "3/h/key"}

    def follow_any(address, token="a" * 43):
        posted = {"token": token}
        return client.post(reverse("join"), posted, REMOTE_ADDR=address).status_code

    assert [follow_any("192.0.2.1", "no token") for _n in range(4)] == [410] * 4
    assert [follow_any("192.0.2.1") for _n in range(4)] == [410] * 3 + [429]
    assert follow_any("192.0.2.2") == 410


def test_the_nightly_command_deletes_sessions_that_ended(client, person):
    signed_in(client, person("reader"))
    signed_in(Client(), person("analyst"))
    ended = OpenSession.objects.filter(person=person("analyst"))
    ended.update(expire_date=timezone.now() - timedelta(seconds=1))
    call_command("clearsessions")
    assert OpenSession.objects.get().person == person("reader")
    assert client.get(reverse("you")).status_code == 200


def test_a_link_ends_after_72_hours(client, invited):
    link = invited()
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.made_at == timedelta(hours=72)
    past = timezone.now() - timedelta(hours=73)
    Invitation.objects.update(made_at=past, expires_at=past + timedelta(hours=72))
    assert follow(client, link).status_code == 410


def test_a_withdrawn_link_opens_nothing(client, as_person, invited):
    link = invited()
    url = reverse("invitation-withdraw", args=[Invitation.objects.get().pk])
    as_person("administrator").post(url)
    client.logout()
    assert follow(client, link).status_code == 410


def test_the_token_lies_nowhere_in_the_database_and_is_shown_once(
    client, as_person, form
):
    client = as_person("administrator")
    client.post(reverse("invite"), form())
    link = client.get(reverse("invited")).context["link"]
    token = link.rstrip("/").rpartition("/")[2]
    assert client.get(reverse("invited")).url == reverse("people")
    with connection.cursor() as cursor:
        for table in ("surveys_invitation", "surveys_opensession"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
            assert token not in str(cursor.fetchall())


def test_a_link_never_sets_the_password_of_an_account_that_is_there(
    client, invited, person
):
    before = person("reader").password
    follow(client, invited(email="reader@demo.test", role="auditor"))
    answer = client.post(reverse("join"), {"new": WORD, "again": WORD})
    assert answer.url.startswith(reverse("account_login"))
    assert person("reader").password == before
    assert Role.AUDITOR not in roles_of(person("reader"))


def test_who_has_an_account_takes_on_the_role_signed_in(client, invited, person):
    link = invited(email="reader@demo.test", role="auditor")
    signed_in(client, person("reader"))
    follow(client, link)
    assert client.post(reverse("join")).url == reverse("home")
    assert roles_of(person("reader")) == {Role.READER, Role.AUDITOR}


def test_who_was_closed_out_cannot_have_others_in(client, invited, person):
    """Invitations of an account that is closed close with it."""
    link = invited()
    admin = person("administrator")
    other = roles.give_role(
        person=person("reader"),
        organisation=Organisation.objects.get(code="legal-aid"),
        role=Role.ADMINISTRATOR,
        round=Round.objects.get(),
    ).person
    accounts.deactivate(person=admin, by=other)
    assert follow(client, link).status_code == 410


@pytest.mark.parametrize("role", Role)
def test_the_administrator_invites_every_role_but_the_review_body(
    as_person, form, role
):
    client = as_person("administrator")
    if role == Role.REVIEWER:
        where = "ombudsman"
    else:
        where = "interior" if role == Role.STATE_FOCAL_POINT else "legal-aid"
    answer = client.post(reverse("invite"), form(role.value, where))
    assert answer.status_code == (422 if role == Role.REVIEWER else 302)
    assert Invitation.objects.exists() == (role != Role.REVIEWER)


def test_the_page_offers_no_role_that_is_not_theirs_to_give(client, person):
    url = reverse("invite")
    for name, offers in (("administrator", False), ("reviewer", True)):
        text = signed_in(client, person(name)).get(url).content.decode()
        assert ('value="reviewer"' in text) == offers
        assert ('value="analyst"' in text) != offers


def test_the_review_body_invites_its_own_members_only(as_person, form):
    client = as_person("reviewer")
    url = reverse("invite")
    assert client.post(url, form("reviewer", "ombudsman")).status_code == 302
    for role, where in (("reader", "ombudsman"), ("reviewer", "legal-aid")):
        assert client.post(url, form(role, where)).status_code == 422


@pytest.mark.parametrize(
    "forged",
    [
        {"role": "reviewer"},
        {"role": "king"},
        {"role": "custodian", "organisation": "state"},
        {"role": "interviewer", "organisation": "state"},
        {"role": "state_focal_point"},
        {"round": "999"},
        {"round": "other"},
        {"organisation": "x"},
        {"email": "a b"},
        {"email": "administrator@demo.test"},
        {"name": "\x00"},
        {"name": "n" * 500},
    ],
)
def test_a_forged_field_is_refused_in_a_sentence_and_nothing_typed_is_lost(
    as_person, form, forged, body
):
    if forged.get("organisation") == "state":
        forged = {**forged, "organisation": body("interior").pk}
    if forged.get("round") == "other":
        forged = {"round": another_round().pk}
    client = as_person("administrator")
    answer = client.post(reverse("invite"), {**form(), **forged})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    text = answer.content.decode()
    assert "There is a problem" in text
    assert "name" in forged or "New Person" in text


def another_round():
    first = Round.objects.first()
    return Round.objects.create(
        code="other",
        name="Another round",
        country="XXA",
        starts_on=first.starts_on,
        ends_on=first.ends_on,
    )


def test_nobody_but_the_two_reaches_the_pages_about_people(as_person):
    for name in ("coordinator", "state", "analyst", "auditor", "reader", "interviewer"):
        client = as_person(name)
        for page in ("people", "invite", "invited"):
            assert client.get(reverse(page)).status_code == 404
        client.logout()


def test_the_administrator_does_not_see_who_is_in_the_review_body(as_person, person):
    client = as_person("administrator")
    text = client.get(reverse("people")).content.decode()
    assert "analyst@demo.test" in text
    for name in ("reviewer", "reviewer2"):
        assert f"{name}@demo.test" not in text
        url = reverse("person", args=[person(name).pk])
        assert client.get(url).status_code == 404
        assert client.post(url, {"act": "close"}).status_code == 404
        assert person(name).is_active


def test_not_even_another_role_of_a_member_tells_the_administrator(
    as_person, person, round, body
):
    roles.give_role(
        person=person("reviewer"),
        organisation=body("ombudsman"),
        role=Role.READER,
        round=round,
    )
    text = as_person("administrator").get(reverse("people")).content.decode()
    assert "reviewer@demo.test" not in text


def test_the_review_body_sees_its_own_members_only(as_person, person):
    assert {p.email for p in people_for(person("reviewer"))} == {
        "reviewer@demo.test",
        "reviewer2@demo.test",
    }
    client = as_person("reviewer")
    url = reverse("person", args=[person("reviewer2").pk])
    assert client.post(url, {"act": "close"}).status_code == 302
    assert not person("reviewer2").is_active
    assert client.post(url, {"act": "open"}).status_code == 302
    assert person("reviewer2").is_active


def test_a_closed_account_is_out_at_its_next_request(client, person):
    reader = signed_in(client, person("reader"))
    assert reader.get(reverse("you")).status_code == 200
    accounts.deactivate(person=person("reader"), by=person("administrator"))
    assert reader.get(reverse("you")).status_code == 302
    assert not person("reader").sessions.exists()


def test_a_role_that_ended_counts_no_more_at_the_next_request(client, person):
    reader = signed_in(client, person("coordinator"))
    assert reader.get(reverse("progress")).status_code == 200
    role = person("coordinator").memberships.get()
    accounts.end_membership(membership=role, by=person("administrator"))
    assert reader.get(reverse("progress")).status_code == 404
    assert reader.get(reverse("assessment:home")).content.count(b"figures/") == 0
    role.refresh_from_db()
    assert role.ended_by == person("administrator"), "the history stays"
    assert not memberships_of(person("coordinator")).exists()


def test_a_role_can_be_given_again_after_it_ended(person, round):
    role = person("reader").memberships.get()
    accounts.end_membership(membership=role, by=person("administrator"))
    again = roles.give_role(
        person=person("reader"),
        organisation=role.organisation,
        role=Role.READER,
        round=round,
    )
    assert again.pk != role.pk
    assert person("reader").memberships.count() == 2


def test_the_last_administrator_stays(as_person, person):
    me = person("administrator")
    client = as_person("administrator")
    url = reverse("person", args=[me.pk])
    for act in ("close", f"end:{me.memberships.get().pk}"):
        answer = client.post(url, {"act": act})
        assert answer.status_code == 422
        assert b"last administrator" in answer.content
    assert person("administrator").is_active
    assert roles_of(me) == {Role.ADMINISTRATOR}


def test_an_account_with_roles_elsewhere_is_not_closed_from_here(person, body):
    roles.give_role(
        person=person("reader"),
        organisation=body("legal-aid"),
        role=Role.READER,
        round=another_round(),
    )
    with pytest.raises(exceptions.Refused, match="roles that you do not manage"):
        accounts.deactivate(person=person("reader"), by=person("administrator"))


def test_a_button_that_is_not_there_is_refused_in_a_sentence(as_person, person):
    url = reverse("person", args=[person("reader").pk])
    client = as_person("administrator")
    for act in ("", "end:", "end:x", "erase", "end:1:2"):
        assert client.post(url, {"act": act}).status_code == 422
    for other in (person("analyst").memberships.get().pk, 10**30):
        assert client.post(url, {"act": f"end:{other}"}).status_code == 404
    assert client.get(f"/people/{10**30}/").status_code == 404


def test_roles_end_only_after_a_fresh_sign_in(client, person):
    url = reverse("person", args=[person("reader").pk])
    signed_in(client, person("administrator"), ago=600)
    assert client.post(url, {"act": "close"}).url.startswith("/sign-in/again/")
    assert person("reader").is_active


# -- what an administrator never reaches --------------------------------------------


def every_address():
    """Each address of the product, with the objects that there are put in."""
    put = {
        "draft_id": Draft.objects.first().pk,
        "interview_id": Interview.objects.first().interview_id,
        "receipt": Interview.objects.first().receipt,
        "pk": FigureSet.objects.get().pk,
        "code": Round.objects.get().code,
        "standard": "JUD-01",
        "topic": "quality",
        "step": "m_age",
        "section": "s_start",
    }
    for name, names in named_patterns():
        if set(names) <= set(put) and not name.startswith(PUBLIC_SPACES):
            yield name, reverse(name, kwargs={key: put[key] for key in names})


OPEN_TO_ADMINISTRATORS = {
    *("tablet-worker", "tablet-manifest"),  # files without a word about anybody
    "ethics",
    "status",
    "account_login",
    "account_reauthenticate",
    "account_logout",
    "assessment:home",
    "assessment:round_recommendations",  # what is public, for every member
    "healthz",
    "home",
    "invite",
    "people-workbook",
    "people-upload",
    "invited",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "organisations",
    "own_api:releases",
    "password",
    "people",
    "person",
    "readyz",
    "round-make",
    "rounds",
    "withdraw",
    "you",
}


def test_an_administrator_reaches_no_interview_and_no_unreleased_figure_by_any_address(
    small_round, as_person, person
):
    compute.compute_figures(round=small_round, by=person("analyst"))
    assignment = person("interviewer").assignments.first()
    drafts.start_draft(assignment=assignment, language="en", by=assignment.person)
    client = as_person("administrator")
    tried = list(every_address())
    assert len(tried) > 30
    for name, address in tried:
        if name not in OPEN_TO_ADMINISTRATORS:
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (302, 404, 405, 410), name
                if answer.status_code == 302 and answer.url != "/":
                    assert name in {
                        *("display", "set_language", "end-others", "invited-many"),
                        "recovery-ask",
                    }, name
    text = client.get(reverse("assessment:home")).content
    assert b"/figures/" not in text
    assert client.get(reverse("own_api:releases")).json() == {"results": []}


# -- in the database ----------------------------------------------------------------


def refused(**change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**change)


def test_one_person_has_one_party_in_the_database_too(person, round, body):
    fields = {"person": person("reader"), "role": Role.READER, "round": round}
    refused(**fields, organisation=body("interior"), party=Party.STATE)
    refused(**fields, organisation=body("interior"), party=Party.CIVIL)
    refused(**fields, organisation=body("asylum-rights"), party=Party.STATE)
    Membership.objects.create(
        **fields, organisation=body("asylum-rights"), party=Party.CIVIL
    )


def test_raw_sql_moves_nobody_to_another_party(person, body):
    reader = person("reader").memberships.get().pk
    interior, state = body("interior").pk, person("state").pk
    for change, values in (
        ("UPDATE surveys_membership SET party = 'state' WHERE id = %s", [reader]),
        (
            "UPDATE surveys_membership SET organisation_id = %s WHERE id = %s",
            [interior, reader],
        ),
        (
            "UPDATE surveys_membership SET person_id = %s WHERE id = %s",
            [state, reader],
        ),
        (
            "UPDATE surveys_organisation SET party = 'state' WHERE code = 'legal-aid'",
            [],
        ),
    ):
        with (
            pytest.raises(IntegrityError, match="one party"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change, values)


def test_a_role_that_ended_still_binds_to_the_party(person, round, body):
    role = person("reader").memberships.get()
    accounts.end_membership(membership=role, by=person("administrator"))
    fields = {"person": person("reader"), "role": Role.READER, "round": round}
    refused(**fields, organisation=body("interior"), party=Party.STATE)


def test_the_table_of_parties_and_roles_is_a_constraint(round, body):
    of = {Party.STATE: "interior", Party.CIVIL: "legal-aid", Party.REVIEW: "ombudsman"}
    for party, code in of.items():
        for role in Role:
            person = Person.objects.create(email=f"{party}.{role}@x.test", name="N")
            fields = {
                "person": person,
                "organisation": body(code),
                "party": party,
                "role": role,
                "round": round,
            }
            if may_hold(party, role):
                Membership.objects.create(**fields)
            else:
                refused(**fields)
    assert not may_hold(Party.STATE, Role.CUSTODIAN)
    assert not may_hold(Party.STATE, Role.PROTECTION)
    assert not may_hold(Party.STATE, Role.AUDITOR)
    assert not may_hold(Party.STATE, Role.ADMINISTRATOR)
    assert may_hold(Party.STATE, Role.READER)


def test_nobody_gives_a_role_to_themselves(person, round, body):
    me = person("administrator")
    refused(
        person=me,
        organisation=body("asylum-rights"),
        party=Party.CIVIL,
        role=Role.ANALYST,
        round=round,
        given_by=me,
    )


def test_an_invitation_is_used_whole_or_not(form, person):
    invitation, _token = invitations.invite(
        email="a@x.test",
        name="A",
        organisation=Organisation.objects.get(code="legal-aid"),
        role=Role.READER,
        round=Round.objects.get(),
        by=person("administrator"),
    )
    mine = Invitation.objects.filter(pk=invitation.pk)
    now = timezone.now()
    for wrong in (
        {"accepted_at": now},
        {"accepted_by": person("reader")},
        {"accepted_at": now, "accepted_by": F("made_by")},
        {"accepted_at": now, "accepted_by": person("reader"), "withdrawn_at": now},
        {"expires_at": F("made_at")},
        {"role": "king"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**wrong)


def test_an_end_without_a_time_is_no_end(person):
    mine = person("reader").memberships.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(ended_by=person("administrator"))


# -- mail ---------------------------------------------------------------------------


def test_a_mail_goes_out_where_a_server_is_named_and_says_nothing(
    invited, settings, mailoutbox
):
    invited()
    assert not mailoutbox
    settings.EMAIL_HOST = "mail.test"
    link = invited(email="other@x.test")
    assert link in mailoutbox[0].body
    for word in ("detention", "Reader", "Demonstration", "interview"):
        assert word not in mailoutbox[0].body + mailoutbox[0].subject


def test_a_mail_that_cannot_go_out_does_not_lose_the_invitation(
    as_person, form, settings
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    client = as_person("administrator")
    page = client.post(reverse("invite"), form(), follow=True)
    assert b"not sent by e-mail" in page.content


def test_what_was_done_about_people_is_in_the_audit_log_without_names(
    as_person, form, person
):
    from surveys.models import Act, AuditEntry

    admin = person("administrator")
    as_person("administrator").post(reverse("invite"), form())
    invitations.withdraw_invitation(invitation=Invitation.objects.get(), by=admin)
    role = person("analyst").memberships.get()
    accounts.end_membership(membership=role, by=admin)
    accounts.deactivate(person=person("reader"), by=admin)
    accounts.reactivate(person=person("reader"), by=admin)
    accounts.change_password(password=WORD, by=person("reader"))
    entries = AuditEntry.objects.filter(round=None) | AuditEntry.objects.filter(
        by=admin
    )
    assert {e.act for e in entries} >= {
        Act.INVITED,
        Act.INVITATION_WITHDRAWN,
        Act.ROLE_ENDED,
        Act.ACCOUNT_CLOSED,
        Act.ACCOUNT_OPENED,
        Act.PASSWORD_CHANGED,
    }
    assert "@" not in str(list(AuditEntry.objects.values_list("about", "detail")))
