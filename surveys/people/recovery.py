"""Writers that let a person back in who lost their password or second sign-in step.

One manager asks, and says how they made sure that it is this person; a second one, of
another organisation or of the review body, makes the link and hands it over. So nobody
alone comes into the account of somebody else.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.access import memberships_of
from surveys.exceptions import Refused
from surveys.models import Act, Membership, Person, Recovery, Role
from surveys.people import sessions
from surveys.people.accounts import check_password, record
from surveys.people.invitations import HOURS, hash_of, new_token
from surveys.people.managed_people import people_for


def open_recoveries() -> QuerySet[Recovery]:
    """Recoveries that can still be agreed to or used."""
    return Recovery.objects.filter(
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).select_related("person", "asked_by")


def recoveries_to_confirm(person: Person) -> QuerySet[Recovery]:
    """Recoveries that wait for a second person, where this person may be the second.

    That is the review body, or an administrator who works for none of the organisations
    of who asked. For a member of the review body it is another member of that body.
    """
    waiting = open_recoveries().filter(second__isnull=True)
    waiting = waiting.exclude(asked_by=person).exclude(person=person)
    if not person.is_authenticated:
        return waiting.none()
    of_subject = Membership.objects.filter(
        person=OuterRef("person"), ended_at__isnull=True
    )
    of_asker = Membership.objects.filter(person=OuterRef("asked_by"))  # ended ones too
    mine = memberships_of(person)
    reviews, administers = (
        mine.filter(role=role) for role in (Role.REVIEWER, Role.ADMINISTRATOR)
    )
    is_reviewer = Exists(of_subject.filter(role=Role.REVIEWER))
    same_body = of_subject.filter(
        role=Role.REVIEWER, organisation__in=reviews.values("organisation")
    )
    colleague = of_asker.filter(organisation__in=mine.values("organisation"))
    as_reviewer = Exists(of_subject.filter(round__in=reviews.values("round")))
    as_administrator = Exists(
        of_subject.filter(round__in=administers.values("round"))
    ) & ~Exists(colleague)
    return waiting.filter(
        (is_reviewer & Exists(same_body))
        | (~is_reviewer & (as_reviewer | as_administrator))
    )


@transaction.atomic
def ask_recovery(*, person: Person, checked_how: str, by: Person) -> Recovery:
    """Ask that a person be let back in; an earlier request of theirs ends."""
    if person == by or not people_for(by).filter(pk=person.pk, is_active=True).exists():
        raise Refused(_("You cannot ask this for this account."))
    if not checked_how.strip() or "\x00" in checked_how:
        raise Refused(_("Write how you made sure that it is this person."))
    now = timezone.now()
    open_recoveries().filter(person=person).update(withdrawn_at=now)
    recovery = Recovery.objects.create(
        person=person,
        checked_how=checked_how.strip(),
        asked_by=by,
        asked_at=now,
        expires_at=now + timedelta(hours=HOURS),
    )
    record(Act.RECOVERY_ASKED, by=by, about=person)
    return recovery


@transaction.atomic
def agree(*, recovery: Recovery, by: Person) -> str:
    """Make the link; the token is returned once and stored as a hash."""
    waiting = recoveries_to_confirm(by).filter(pk=recovery.pk)
    token, now = new_token(), timezone.now()
    if not Recovery.objects.filter(
        pk__in=waiting.values("pk"), second__isnull=True, withdrawn_at__isnull=True
    ).update(
        second=by,
        second_at=now,
        token_hash=hash_of(token),
        expires_at=now + timedelta(hours=HOURS),
    ):
        raise Refused(_("This request does not wait for you any more."))
    record(Act.RECOVERY_AGREED, by=by, about=recovery.person)
    return token


@transaction.atomic
def refuse(*, recovery: Recovery, by: Person) -> None:
    """End a request; the account stays as it is."""
    waiting = recoveries_to_confirm(by).filter(pk=recovery.pk)
    if not Recovery.objects.filter(
        pk__in=waiting.values("pk"), second__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=timezone.now()):
        raise Refused(_("This request does not wait for you any more."))


def recovery_of(token: str) -> Recovery | None:
    """The open recovery of a link, or None."""
    usable = open_recoveries().filter(person__is_active=True)
    return usable.filter(token_hash=hash_of(token), second__isnull=False).first()


@transaction.atomic
def recover(*, token: str, password: str) -> Person:
    """Set a new password; second sign-in steps and all sessions of the person end."""
    list(Recovery.objects.select_for_update().filter(token_hash=hash_of(token)))
    recovery = recovery_of(token)
    if recovery is None:
        raise Refused(_("This link was used or is older than 72 hours. Ask again."))
    person = recovery.person
    check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=person.pk).delete()
    sessions.end_sessions(person)
    Recovery.objects.filter(pk=recovery.pk).update(used_at=timezone.now())
    record(Act.RECOVERED, by=person, about=person)
    return person


@transaction.atomic
def correct_name(*, person: Person, name: str, by: Person) -> None:
    """Put right how somebody's name is written."""
    if not people_for(by).filter(pk=person.pk).exists():
        raise Refused(_("You cannot change this account."))
    if not name.strip() or not name.isprintable() or len(name) > 120:
        raise Refused(_("Write a name of at most 120 ordinary characters."))
    Person.objects.filter(pk=person.pk).update(name=name.strip())
    record(Act.NAME_CORRECTED, by=by, about=person)


def last_open(person: Person) -> Recovery | None:
    """The request that is open for a person, for the page of that person."""
    return open_recoveries().filter(person=person).first()
