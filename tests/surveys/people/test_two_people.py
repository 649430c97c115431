"""What one account could do next: a second person stands in the way of each step."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions, sealing
from surveys.fieldwork import rounds
from surveys.models import (
    CONFIRMED_ROLES,
    AuditEntry,
    CustodianKey,
    Invitation,
    Membership,
    Organisation,
    Party,
    Person,
    Role,
)
from surveys.people import accounts, invitations, roles
from surveys.sealed_answers import custodian_keys
from tests.signed_in import QuickArgon2PasswordHasher, signed_in

pytestmark = pytest.mark.django_db
WORD = "seven quiet horses"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture(autouse=True)
def round(empty_round):
    return empty_round


@pytest.fixture
def with_role(round):
    """with_role("eve", role, organisation) → a new account that has the role."""

    def give(name, role, organisation="legal-aid"):
        person = Person.objects.create(email=f"{name}@x.test", name=name)
        body = Organisation.objects.get(code=organisation)
        roles.give_role(person=person, organisation=body, role=role, round=round)
        return person

    return give


@pytest.fixture
def typed(round):
    """typed(role, organisation, email) → what the page to invite posts."""

    def fields(role, organisation="legal-aid", email="second@x.test"):
        return {
            "email": email,
            "name": "Second Self",
            "organisation": Organisation.objects.get(code=organisation).pk,
            "role": role.value,
            "round": round.pk,
        }

    return fields


def confirm_page(invitation):
    return reverse("invitation-confirm", args=[invitation.pk])


# -- the two ways that were open -------------------------------------------------------


def test_an_administrator_does_not_become_a_coordinator(as_person, typed, with_role):
    """The first way: invite a second address of one's own, and read interviews."""
    client = as_person("administrator")
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR, Role.ANALYST):
        email = f"{role.value}@x.test"
        answer = client.post(reverse("invite"), typed(role, email=email), follow=True)
        assert b"waits for a member of the review body" in answer.content
        assert b"/people/join/" not in answer.content
        waiting = Invitation.objects.get(email=email)
        assert waiting.token_hash is None
        assert client.get(reverse("invited")).url == reverse("people")
        for method in (client.get, client.post):
            assert method(confirm_page(waiting)).status_code == 404
    colleague = with_role("colleague", Role.ADMINISTRATOR, "asylum-rights")
    client = signed_in(client, colleague)  # of the same organisation
    assert client.post(confirm_page(waiting)).status_code == 404
    with pytest.raises(exceptions.Refused):
        invitations.confirm_invitation(invitation=waiting, by=colleague)
    client.logout()
    for guess in ("", "None", "0"):
        answer = client.post(reverse("join"), {"token": guess}, follow=True)
        assert answer.status_code == 410
    assert not Person.objects.filter(email__startswith="coordinator@x").exists()


def test_two_made_up_custodians_get_no_words(as_person, round, with_role, person):
    """The second way: two accounts of one person make the keys of a round."""
    made_up = [with_role(name, Role.CUSTODIAN) for name in ("eve", "adam")]
    keys = []
    for number, custodian in enumerate(made_up):
        public_key = sealing.public_half(bytes([number + 1]) * 32)
        key = custodian_keys.register_key(
            round=round, public_key=public_key, by=custodian
        )
        keys.append(key)
    assert not {key.pk for key in custodian_keys.active_keys(round)} & {
        key.pk for key in keys
    }
    page = reverse("custody-confirm")
    for custodian, own, other in zip(made_up, keys, keys[::-1], strict=True):
        client = signed_in(as_person("reader"), custodian)
        posted = {"key": own.pk, "check_code": own.fingerprint}
        assert client.post(page, posted).status_code == 422
        posted = {"key": other.pk, "check_code": other.fingerprint}
        answer = client.post(page, posted)
        assert answer.status_code == 422
        assert "Your own key must be confirmed first" in answer.content.decode()
    one = person("custodian1")
    custodian_keys.confirm_key(key=keys[0], check_code=keys[0].fingerprint, by=one)
    assert not CustodianKey.objects.get(pk=keys[0].pk).confirmed_at  # one is not two


# -- who confirms ----------------------------------------------------------------------


@pytest.mark.parametrize("role", CONFIRMED_ROLES)
def test_the_second_person_gets_the_link_and_the_role_begins(
    as_person, typed, role, client
):
    by, second, where = "administrator", "reviewer", "legal-aid"
    if role == Role.REVIEWER:
        by, second, where = "reviewer", "reviewer2", "ombudsman"
    if role == Role.STATE_FOCAL_POINT:
        where = "interior"
    as_person(by).post(reverse("invite"), typed(role, where))
    waiting = Invitation.objects.get()
    client = as_person(second)
    assert "Second Self" in client.get(reverse("people")).content.decode()
    assert "Second Self" in client.get(confirm_page(waiting)).content.decode()
    assert client.post(confirm_page(waiting)).url == reverse("invited")
    link = client.get(reverse("invited")).context["link"]
    client.logout()
    token = link.rstrip("/").rpartition("/")[2]
    client.post(reverse("join"), {"token": token})
    client.post(reverse("join"), {"new": WORD, "again": WORD})
    membership = Membership.objects.get(person__email="second@x.test")
    assert membership.role == role
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"invited", "invitation_confirmed", "role_given"} <= acts


def test_an_administrator_of_another_organisation_confirms_all_but_the_review_body(
    as_person, typed, with_role
):
    other = with_role("other", Role.ADMINISTRATOR, "legal-aid")
    as_person("administrator").post(reverse("invite"), typed(Role.ANALYST))
    analyst = Invitation.objects.get(role=Role.ANALYST)
    as_person("reviewer").post(reverse("invite"), typed(Role.REVIEWER, "ombudsman"))
    reviewer = Invitation.objects.get(role=Role.REVIEWER)
    client = signed_in(as_person("reader"), other)
    assert client.get(confirm_page(analyst)).status_code == 200
    assert client.get(confirm_page(reviewer)).status_code == 404
    assert client.post(confirm_page(analyst)).url == reverse("invited")
    assert client.post(confirm_page(analyst)).status_code == 404  # once


def test_the_one_who_is_invited_does_not_confirm(as_person, typed, with_role):
    other = with_role("other", Role.ADMINISTRATOR, "legal-aid")
    fields = typed(Role.ANALYST, email=other.email)
    as_person("administrator").post(reverse("invite"), fields)
    client = signed_in(as_person("reader"), other)
    assert client.post(confirm_page(Invitation.objects.get())).status_code == 404


def test_the_database_gives_no_link_before_it_is_confirmed(as_person, typed):
    as_person("administrator").post(reverse("invite"), typed(Role.CUSTODIAN))
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(token_hash="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(confirmed_by=Invitation.objects.get().made_by)


# -- the State -------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.AUTHOR])
def test_the_state_holds_no_such_role(as_person, typed, round, role):
    answer = as_person("administrator").post(reverse("invite"), typed(role, "interior"))
    assert answer.status_code == 422
    assert "cannot have the role" in answer.content.decode()
    person = Person.objects.create(email="s@x.test", name="S")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            person=person,
            organisation=Organisation.objects.get(code="interior"),
            party=Party.STATE,
            role=role,
            round=round,
        )


# -- custodians who go -----------------------------------------------------------------


def test_a_custodian_whose_role_ends_is_sealed_to_no_more(round, person, with_role):
    eve = with_role("eve", Role.CUSTODIAN)
    key = custodian_keys.register_key(
        round=round, public_key=sealing.public_half(b"\x05" * 32), by=eve
    )
    reviewer, admin = person("reviewer"), person("administrator")
    custodian_keys.confirm_key(key=key, check_code=key.fingerprint, by=reviewer)
    assert key in custodian_keys.active_keys(round)
    accounts.end_membership(membership=eve.memberships.get(), by=admin)
    assert key not in custodian_keys.active_keys(round)
    assert CustodianKey.objects.get(pk=key.pk).retired_at


@pytest.mark.parametrize("way", ["the role ends", "the account closes"])
def test_a_round_does_not_fall_under_two_custodians(person, way, round):
    admin, custodian = person("administrator"), person("custodian1")
    membership = custodian.memberships.get()
    ways = {
        "the role ends": (accounts.end_membership, {"membership": membership}),
        "the account closes": (accounts.deactivate, {"person": custodian}),
    }
    act, about = ways[way]
    with pytest.raises(exceptions.Refused, match="At least two keys must remain"):
        act(**about, by=admin)
    assert len(custodian_keys.active_keys(round)) == 2
    assert Person.objects.get(pk=custodian.pk).is_active
    rounds.close_round(round=round)
    accounts.deactivate(person=custodian, by=admin)
    assert len(custodian_keys.active_keys(round)) == 1


def test_an_end_that_is_set_by_hand_counts_too(round, person):
    """A role that ended counts no more, however it ended."""
    Membership.objects.filter(person=person("custodian1")).update(
        ended_at=timezone.now()
    )
    assert len(custodian_keys.active_keys(round)) == 1


# -- confirming a key ------------------------------------------------------------------


def test_two_custodians_confirm_a_key_by_what_they_heard(round, person, with_role):
    eve = with_role("eve", Role.CUSTODIAN)
    key = custodian_keys.register_key(
        round=round, public_key=sealing.public_half(b"\x05" * 32), by=eve
    )
    first, second = person("custodian1"), person("custodian2")
    with pytest.raises(exceptions.Refused, match="check code is different"):
        custodian_keys.confirm_key(key=key, check_code="0" * 16, by=first)
    heard = f" {key.fingerprint[:4].upper()} {key.fingerprint[4:]} "
    custodian_keys.confirm_key(key=key, check_code=heard, by=first)
    with pytest.raises(exceptions.Refused, match="already confirmed"):
        custodian_keys.confirm_key(key=key, check_code=heard, by=first)
    assert key not in custodian_keys.active_keys(round)
    custodian_keys.confirm_key(key=key, check_code=heard, by=second)
    assert key in custodian_keys.active_keys(round)


def test_the_page_never_shows_the_code_that_is_to_be_heard(round, as_person, with_role):
    eve = with_role("eve", Role.CUSTODIAN)
    key = custodian_keys.register_key(
        round=round, public_key=sealing.public_half(b"\x05" * 32), by=eve
    )
    for name in ("reviewer", "custodian1"):
        client = as_person(name)
        page = client.get(reverse("custody-confirm")).content.decode()
        assert "eve" in page
        assert key.fingerprint not in page
    keys_page = as_person("custodian1").get(reverse("custody")).content.decode()
    assert key.fingerprint not in keys_page


# -- who has an account ----------------------------------------------------------------


def test_an_invitation_does_not_tell_who_has_an_account(client, as_person, typed):
    pages = []
    for email in ("reader@demo.test", "nobody@demo.test"):
        inviting = as_person("administrator")
        inviting.post(reverse("invite"), typed(Role.READER, email=email))
        link = inviting.get(reverse("invited")).context["link"]
        inviting.logout()
        client.post(reverse("join"), {"token": link.rstrip("/").rpartition("/")[2]})
        page = TOKEN.sub(b"", client.get(reverse("join")).content)
        answer = client.post(reverse("join"), {"new": WORD, "again": WORD})
        pages.append(
            (page.replace(email.encode(), b""), answer.status_code, answer.url)
        )
        for _browser in range(2):  # the same one, and another that has the link
            client.post(reverse("join"), {"token": link.rstrip("/").rpartition("/")[2]})
            pages[-1] += (client.get(reverse("join")).status_code,)
            client.logout()
    assert pages[0] == pages[1]
    assert pages[0][-1] == 410


@pytest.mark.parametrize("email", ["reader@demo.test", "nobody@demo.test"])
def test_a_password_is_hashed_whether_there_was_an_account_or_not(
    client, as_person, typed, monkeypatch, email
):
    """The hash is what takes the time of the answer."""
    inviting = as_person("administrator")
    inviting.post(reverse("invite"), typed(Role.READER, email=email))
    link = inviting.get(reverse("invited")).context["link"]
    inviting.logout()
    client.post(reverse("join"), {"token": link.rstrip("/").rpartition("/")[2]})
    hashed, encode = [], QuickArgon2PasswordHasher.encode
    monkeypatch.setattr(
        QuickArgon2PasswordHasher,
        "encode",
        lambda *arguments: hashed.append(1) or encode(*arguments),
    )
    client.post(reverse("join"), {"new": WORD, "again": WORD})
    assert hashed == [1]


def test_who_had_an_account_still_accepts_after_somebody_chose_a_password(
    client, as_person, typed, person
):
    inviting = as_person("administrator")
    fields = typed(Role.READER, "asylum-rights", email="analyst@demo.test")
    inviting.post(reverse("invite"), fields)
    link = inviting.get(reverse("invited")).context["link"]
    token = link.rstrip("/").rpartition("/")[2]
    inviting.logout()
    client.post(reverse("join"), {"token": token})
    client.post(reverse("join"), {"new": WORD, "again": WORD})
    owner = signed_in(client, person("analyst"))
    owner.post(reverse("join"), {"token": token})
    assert owner.post(reverse("join")).status_code == 302
    held = Membership.objects.filter(person=person("analyst"))
    assert set(held.values_list("role", flat=True)) == {"analyst", "reader"}


# -- what an attack of an hour found ---------------------------------------------------


def test_who_let_custodians_in_does_not_confirm_their_keys(
    as_person, typed, round, person, client
):
    """One reviewer with two links would be two custodians."""
    as_person("administrator").post(reverse("invite"), typed(Role.CUSTODIAN))
    waiting = Invitation.objects.get()
    token = invitations.confirm_invitation(invitation=waiting, by=person("reviewer"))
    custodian = invitations.accept_invitation(token=token, password=WORD, by=None)
    key = custodian_keys.register_key(
        round=round, public_key=sealing.public_half(b"\x09" * 32), by=custodian
    )
    with pytest.raises(exceptions.Refused, match="does not wait for your"):
        custodian_keys.confirm_key(
            key=key, check_code=key.fingerprint, by=person("reviewer")
        )
    custodian_keys.confirm_key(
        key=key, check_code=key.fingerprint, by=person("reviewer2")
    )
    assert key in custodian_keys.active_keys(round)


def test_who_has_left_the_review_body_can_be_ended_by_an_administrator(
    as_person, person, round, with_role
):
    member = person("reviewer2")
    client = as_person("administrator")
    assert client.get(reverse("person", args=[member.pk])).status_code == 404
    Membership.objects.filter(person=member).update(ended_at=timezone.now())
    body = Organisation.objects.get(code="ombudsman")
    roles.give_role(person=member, organisation=body, role=Role.CUSTODIAN, round=round)
    assert client.get(reverse("person", args=[member.pk])).status_code == 200
    accounts.deactivate(person=member, by=person("administrator"))
    assert not Person.objects.get(pk=member.pk).is_active


@pytest.mark.parametrize("left", ["role", "account"])
def test_a_link_ends_with_the_role_of_who_confirmed_it(as_person, typed, person, left):
    as_person("administrator").post(reverse("invite"), typed(Role.ANALYST))
    waiting = Invitation.objects.get()
    confirmer = person("reviewer2")
    token = invitations.confirm_invitation(invitation=waiting, by=confirmer)
    if left == "role":
        Membership.objects.filter(person=confirmer).update(ended_at=timezone.now())
    else:
        Person.objects.filter(pk=confirmer.pk).update(is_active=False)
    with pytest.raises(exceptions.Refused, match="Who confirmed this invitation"):
        invitations.accept_invitation(token=token, password=WORD, by=None)
    assert not Person.objects.filter(email="second@x.test").exists()


def test_an_administrator_of_both_organisations_is_no_second_person(
    as_person, typed, with_role, round
):
    both = with_role("both", Role.ADMINISTRATOR, "legal-aid")
    own = Organisation.objects.get(code="asylum-rights")
    roles.give_role(person=both, organisation=own, role=Role.READER, round=round)
    as_person("administrator").post(reverse("invite"), typed(Role.ANALYST))
    client = signed_in(as_person("reader"), both)
    assert client.post(confirm_page(Invitation.objects.get())).status_code == 404


@pytest.mark.parametrize("page", ["person", "custody-confirm"])
def test_a_number_of_thousands_of_digits_is_no_number(as_person, person, page):
    client, digits = as_person("administrator"), "1" * 5_000
    address = reverse("person", args=[person("reader").pk])
    if page == "custody-confirm":
        client, address = as_person("reviewer"), reverse(page)
    posted = {"act": f"end:{digits}", "key": digits, "check_code": "x"}
    assert client.post(address, posted).status_code == 422
