"""Writers of tablets: registered, seen, locked out, wiped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import has_any_role
from surveys.exceptions import Refused
from surveys.models import Act, Device, Person, Role

MOST_TABLETS = 20  # of one person, locked out ones not counted
LONGEST_NAME = 40


@transaction.atomic
def register_device(*, name: str, by: Person) -> Device:
    """Register the tablet that an interviewer has in hand."""
    if not has_any_role(by, Role.INTERVIEWER):
        raise Refused(_("Only an interviewer can set up a tablet."))
    shown = " ".join(name.split())[:LONGEST_NAME] or _("Tablet")
    if Device.objects.filter(person=by, revoked_at=None).count() >= MOST_TABLETS:
        raise Refused(
            _("You have too many tablets. Lock out those that you no longer use.")
        )
    device = Device.objects.create(person=by, name=shown)
    audit.record(Act.DEVICE_REGISTERED, by=by, about=f"device:{device.pk}")
    return device


def note_seen(
    *, device: Device, unsent: int | None = None, server_keys: Iterable[str] = ()
) -> None:
    """Note that a tablet was in touch, and what it told of itself."""
    told: dict[str, Any] = {"last_seen_at": timezone.now()}
    if unsent is not None:
        told["unsent"] = unsent
    keys = sorted(set(server_keys))
    if keys and keys != device.server_keys:
        told["server_keys"] = keys
    Device.objects.filter(pk=device.pk).update(**told)


@transaction.atomic
def revoke_device(*, device: Device, by: Person) -> None:
    """Lock a tablet out: it still hands in what is finished, then it is told to wipe.

    A second time changes nothing.
    """
    locked = Device.objects.filter(pk=device.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=by
    )
    if locked:
        audit.record(Act.DEVICE_REVOKED, by=by, about=f"device:{device.pk}")


def note_wiped(*, device: Device) -> None:
    """Note that a tablet has erased what was on it."""
    Device.objects.filter(pk=device.pk, wiped_at=None).update(
        wiped_at=timezone.now(), unsent=0, server_keys=[]
    )


def keys_on_tablets() -> set[str]:
    """The server's keys that tablets may still hold interviews for."""
    using = Device.objects.filter(wiped_at=None)
    return {
        name for names in using.values_list("server_keys", flat=True) for name in names
    }
