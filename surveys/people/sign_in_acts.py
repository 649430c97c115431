"""Sign-ins, failures, locks and second factors are acts of the audit log.

The log has no e-mail address: an attempt is about the account of the address, or about
nobody where there is none. Both cost the same, so that time does not tell them apart.
"""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from surveys import audit
from surveys.models import Act, AuditEntry, Person
from surveys.people.sessions import device_of

OWN_ACTS = (
    Act.SIGNED_IN,
    Act.SIGN_IN_FAILED,
    Act.SIGN_IN_LOCKED,
    Act.FACTOR_ADDED,
    Act.FACTOR_REMOVED,
    Act.PASSWORD_CHANGED,
    Act.SESSIONS_ENDED,
)
RECENT = 20


def recent_acts(person: Person) -> QuerySet[AuditEntry]:
    """The last acts of signing in that are about a person, newest first."""
    about = f"person:{person.pk}"
    return AuditEntry.objects.filter(about=about, act__in=OWN_ACTS)[:RECENT]


def connect() -> None:
    """Called once, when the product starts."""
    user_logged_in.connect(_signed_in)
    user_login_failed.connect(_failed)
    authentication_failed.connect(_factor_failed)
    user_locked_out.connect(_locked)
    authenticator_added.connect(_factor_added)
    authenticator_reset.connect(_factor_added)
    authenticator_removed.connect(_factor_removed)


@transaction.atomic
def record_own(act: Act, *, by: Person | None, about: Person | None, **detail: str):
    """An act on the sign-in of a person; of nobody where the address has no account."""
    audit.record(
        act,
        by=by,
        about=f"person:{about.pk}" if about else "",
        detail={name: text for name, text in detail.items() if text} or None,
    )


def _signed_in(*, request: HttpRequest, user: Person, **_signal: Any) -> None:
    record_own(Act.SIGNED_IN, by=user, about=user, device=device_of(request))


def _failed(*, request: HttpRequest | None = None, **_signal: Any) -> None:
    if request is not None:
        about = _account_named(request)
        record_own(Act.SIGN_IN_FAILED, by=None, about=about, device=device_of(request))


def _factor_failed(*, request: HttpRequest, user: Person, **_signal: Any) -> None:
    record_own(Act.SIGN_IN_FAILED, by=None, about=user, device=device_of(request))


def _locked(request: HttpRequest, **_signal: Any) -> None:
    record_own(Act.SIGN_IN_LOCKED, by=None, about=_account_named(request))


def _factor_added(
    *, user: Person, authenticator: Authenticator, **_signal: Any
) -> None:
    record_own(Act.FACTOR_ADDED, by=user, about=user, kind=authenticator.type)


def _factor_removed(
    *, user: Person, authenticator: Authenticator, **_signal: Any
) -> None:
    record_own(Act.FACTOR_REMOVED, by=user, about=user, kind=authenticator.type)


def _account_named(request: HttpRequest) -> Person | None:
    """The account of the address that was typed, or of who signs in again."""
    if request.user.is_authenticated:
        return request.user
    email = request.POST.get("login", "").strip().lower()
    return Person.objects.filter(email=email).first()
