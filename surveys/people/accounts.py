"""Writers of accounts: passwords, roles that end, accounts that close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Invitation, Membership, Person, Role, Round
from surveys.people import sessions
from surveys.people.managed_people import memberships_managed_by, people_for
from surveys.sealed_answers import custodian_keys

LONGEST = 200  # a hash of megabytes would keep the server busy


def check_password(password: str, person: Person) -> None:
    if "\x00" in password or len(password) > LONGEST:
        raise Refused(_("Choose a password of at most 200 ordinary characters."))
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem


@transaction.atomic
def change_password(*, password: str, by: Person) -> None:
    check_password(password, by)
    by.set_password(password)
    by.save(update_fields=["password"])
    record(Act.PASSWORD_CHANGED, by=by, about=by)


@transaction.atomic
def end_membership(*, membership: Membership, by: Person) -> None:
    """End a role; it counts no more from the next request on, and stays as history."""
    Round.objects.select_for_update().get(pk=membership.round_id)
    mine = memberships_managed_by(by).filter(pk=membership.pk)
    if not mine.exists():
        raise Refused(_("This role had already ended. Nothing has changed."))
    _keep_an_administrator(mine)
    _keep_a_reviewer(mine)
    mine.update(ended_at=timezone.now(), ended_by=by)
    person, round = membership.person, membership.round
    custodian_keys.retire_keys_without_role(round=round, by=by)
    detail = {"role": membership.role, "organisation": membership.organisation.code}
    record(Act.ROLE_ENDED, by=by, about=person, round=round, detail=detail)


def _keep_an_administrator(going: QuerySet[Membership]) -> None:
    """Refuse to end the last administrator of a round."""
    for round in _left_without(Role.ADMINISTRATOR, going):
        raise Refused(
            _("This is the last administrator of %(round)s. Invite another one first.")
            % {"round": round}
        )


def _keep_a_reviewer(going: QuerySet[Membership]) -> None:
    """Refuse to end the last member of the review body of a round.

    Nobody could confirm a new one, nor any role that reads answers.
    """
    for round in _left_without(Role.REVIEWER, going):
        raise Refused(
            _(
                "This is the last member of the review body in %(round)s. Invite"
                " another one first."
            )
            % {"round": round}
        )


def _left_without(role: Role, going: QuerySet[Membership]) -> Iterator[Round]:
    """Rounds that these memberships would leave without anybody in a role."""
    for round in Round.objects.filter(memberships__in=going.filter(role=role)).order_by(
        "pk"
    ):
        others = Membership.objects.filter(
            round=round, role=role, ended_at__isnull=True, person__is_active=True
        )
        if not others.exclude(pk__in=going).exists():
            yield round


@transaction.atomic
def deactivate(*, person: Person, by: Person) -> None:
    """Close an account: no sign-in, its sessions end now, its invitations too."""
    locked = Round.objects.select_for_update().filter(memberships__person=person)
    rounds = dict.fromkeys(locked.order_by("pk"))
    going = Membership.objects.filter(person=person, ended_at__isnull=True)
    if not people_for(by).filter(pk=person.pk).exists():
        raise Refused(_("You cannot close this account."))
    if going.exclude(pk__in=memberships_managed_by(by).values("pk")).exists():
        raise Refused(
            _(
                "This person also has roles that you do not manage. End the roles"
                " that you manage instead."
            )
        )
    _keep_a_reviewer(going)
    _keep_an_administrator(going)
    if person == by:
        raise Refused(_("Somebody else closes your account, not you."))
    Person.objects.filter(pk=person.pk).update(is_active=False)
    for round in rounds:
        custodian_keys.retire_keys_without_role(round=round, by=by)
    Invitation.objects.filter(
        Q(made_by=person) | Q(confirmed_by=person),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=timezone.now())
    sessions.end_sessions(person)
    record(Act.ACCOUNT_CLOSED, by=by, about=person)


@transaction.atomic
def reactivate(*, person: Person, by: Person) -> None:
    """Open a closed account again, with the roles that had not ended."""
    going = Membership.objects.filter(person=person, ended_at__isnull=True)
    others = going.exclude(pk__in=memberships_managed_by(by).values("pk"))
    if person == by or others.exists():
        raise Refused(_("You cannot open this account again."))
    closed = people_for(by).filter(pk=person.pk, is_active=False)
    if Person.objects.filter(pk__in=closed.values("pk")).update(is_active=True):
        record(Act.ACCOUNT_OPENED, by=by, about=person)


def record(
    act: Act, *, by: Person | None, about: Person | Invitation, **more: Any
) -> None:
    """Record an act on an account by its id; no address and no name is logged."""
    kind = about._meta.model_name
    audit.record(act, by=by, about=f"{kind}:{about.pk}", **more)
