"""Rows of before obey the new rules on roles, invitations and keys; what ends is listed."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

NO_LONGER_OF_THE_STATE = ("administrator", "auditor", "author")
CONFIRMED_ROLES = (
    *("administrator", "coordinator", "analyst", "reviewer"),
    *("state_focal_point", "custodian", "protection"),
)


class NoAdministrator(Exception):
    """A round would be left without an administrator."""


def end_state_roles(apps, schema_editor):
    """Someone of the State is no administrator, auditor or author from now on."""
    membership = apps.get_model("surveys", "Membership")
    open_now = membership.objects.filter(ended_at__isnull=True)
    ending = open_now.filter(party="state", role__in=NO_LONGER_OF_THE_STATE)
    administrators = open_now.filter(role="administrator", person__is_active=True)
    for round in apps.get_model("surveys", "Round").objects.filter(
        pk__in=ending.filter(role="administrator").values("round")
    ):
        if not administrators.filter(round=round).exclude(party="state").exists():
            raise NoAdministrator(
                f"The only administrators of round {round.code} work for the State, and"
                " the State may no longer hold this role. Go back to the version before,"
                " invite an administrator of another organisation, then migrate again."
            )
    for row in ending.select_related("organisation", "round"):
        print(  # noqa: T201 - the list that the operator keeps
            f"\n  Ended: person {row.person_id}, {row.role} of {row.organisation.code}"
            f" in round {row.round.code}. The State may no longer hold this role.",
            end="",
        )
    ending.update(ended_at=timezone.now())


def wait_for_confirmation(apps, schema_editor):
    """Open links of roles that take two people now: they wait for the second."""
    apps.get_model("surveys", "Invitation").objects.filter(
        role__in=CONFIRMED_ROLES,
        confirmed_at__isnull=True,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(token_hash=None)


def keep_keys_in_use(apps, schema_editor):
    """Keys that are in use stay so, or open rounds could store nothing."""
    keys = apps.get_model("surveys", "CustodianKey").objects
    keys.filter(confirmed_at__isnull=True).update(confirmed_at=F("registered_at"))


class Migration(migrations.Migration):
    dependencies = [("surveys", "0019_confirmations")]

    operations = [
        migrations.RunPython(end_state_roles, migrations.RunPython.noop),
        migrations.RunPython(wait_for_confirmation, migrations.RunPython.noop),
        migrations.RunPython(keep_keys_in_use, migrations.RunPython.noop),
    ]
