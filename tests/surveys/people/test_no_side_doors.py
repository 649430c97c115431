"""Ways around a second person that an attacker found, each closed."""

import pytest
from django.urls import reverse

from surveys.exceptions import Refused
from surveys.fieldwork import new_round
from surveys.models import Membership, Organisation, Person, Role
from surveys.people import accounts, invitations, organisations, roles
from surveys.people.managed_people import invitations_to_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(empty_round, person):
    """A second administrator of the same organisation."""
    second = Person.objects.create(email="second@demo.test", name="Second")
    roles.give_role(
        person=second,
        organisation=person("administrator").memberships.get().organisation,
        role=Role.ADMINISTRATOR,
        round=empty_round,
    )
    return second


def test_ending_a_colleagues_role_makes_nobody_an_outsider(
    empty_round, person, colleague
):
    first = person("administrator")
    invitation, _token = invitations.invite(
        email="sock@demo.test",
        name="Sock",
        organisation=first.memberships.get().organisation,
        role=Role.CUSTODIAN,
        round=empty_round,
        by=first,
    )
    assert not invitations_to_confirm(colleague).exists()
    accounts.end_membership(membership=first.memberships.get(), by=colleague)
    assert not invitations_to_confirm(colleague).exists()
    with pytest.raises(Refused):
        invitations.confirm_invitation(invitation=invitation, by=colleague)


def test_a_role_that_was_ended_does_not_come_back_with_a_new_round(empty_round, person):
    def made(name):
        return new_round.make_round(
            name=name,
            country="XXA",
            starts_on=empty_round.starts_on,
            ends_on=empty_round.ends_on,
            earlier=empty_round,
            whole_team=True,
            by=person("administrator"),
        )

    second = made("Second round")
    analyst = Membership.objects.get(person=person("analyst"), round=second)
    accounts.end_membership(membership=analyst, by=person("administrator"))
    third = made("Third round")
    given = Membership.objects.filter(round=third)
    assert not given.filter(role=Role.ANALYST).exists()
    assert given.filter(role=Role.COORDINATOR).exists()


def test_a_review_body_does_not_vanish(empty_round, person):
    first, last = person("reviewer"), person("reviewer2")
    accounts.deactivate(person=last, by=first)
    for by in (first, last):
        with pytest.raises(Refused):
            accounts.deactivate(person=first, by=by)
    with pytest.raises(Refused, match="last member of the review body"):
        accounts.end_membership(
            membership=first.memberships.get(role=Role.REVIEWER), by=first
        )


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ANALYST, Role.INTERVIEWER])
def test_who_sees_urgent_risks_reads_no_interviews(empty_round, person, role):
    contact = person("protection")
    organisation = contact.memberships.get().organisation
    with pytest.raises(Refused, match="urgent risks"):
        roles.give_role(
            person=contact, organisation=organisation, role=role, round=empty_round
        )
    reader = person("analyst")
    with pytest.raises(Refused, match="urgent risks"):
        roles.give_role(
            person=reader,
            organisation=reader.memberships.get().organisation,
            role=Role.PROTECTION,
            round=empty_round,
        )


@pytest.mark.parametrize("name", ["Office\u200b", "\u202eeciffO", "Office\u0007"])
def test_an_organisation_has_no_invisible_characters(empty_round, name):
    with pytest.raises(Refused, match="invisible"):
        organisations.make_organisation(name=name, party="review")


def test_wide_letters_do_not_make_a_second_organisation_of_one_name(empty_round):
    name = Organisation.objects.get(code="ombudsman").name
    wide = "".join(chr(ord(c) + 0xFEE0) if "A" <= c <= "z" else c for c in name)
    with pytest.raises(Refused, match="in the list already"):
        organisations.make_organisation(name=wide, party="review")


def test_the_page_that_confirms_says_party_and_code(empty_round, person, as_person):
    invitation, _token = invitations.invite(
        email="new@demo.test",
        name="New",
        organisation=person("administrator").memberships.get().organisation,
        role=Role.CUSTODIAN,
        round=empty_round,
        by=person("administrator"),
    )
    page = as_person("reviewer").get(
        reverse("invitation-confirm", args=[invitation.pk])
    )
    assert "asylum-rights" in page.text
    assert "Civil society" in page.text


@pytest.mark.parametrize("name", ["Withdraw", "Interviews"])
def test_a_round_does_not_take_the_address_of_another_page(empty_round, person, name):
    with pytest.raises(Refused, match="cannot be used"):
        new_round.make_round(
            name=name,
            country="XXA",
            starts_on=empty_round.starts_on,
            ends_on=empty_round.ends_on,
            earlier=empty_round,
            whole_team=False,
            by=person("administrator"),
        )
