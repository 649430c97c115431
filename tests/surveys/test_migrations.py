"""What lies in a database already is brought along by the migrations."""

import uuid

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from surveys import sealing
from surveys.interviews.drafts import last_screen, read_draft
from surveys.interviews.row_hashes import row_faults
from surveys.models import (
    Assignment,
    CustodianKey,
    Draft,
    InstrumentVersion,
    Interview,
    Membership,
    Round,
    RoundVersion,
    UrgentRisk,
)
from surveys.sealing.sealed_columns import draft_place


def migrate(name):
    """Go to a migration of surveys; returns the models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate([("surveys", name)])
    return MigrationExecutor(connection).loader.project_state([("surveys", name)]).apps


@pytest.fixture
def back_again():
    """Leave the database with its newest tables, whatever happens."""
    yield
    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_screen_of_an_open_interview_is_sealed_and_risks_lose_their_order(
    draft, back_again
):
    def sealed(body, draft_id):
        place = draft_place(draft_id)
        return sealing.seal(body, key=settings.DRAFT_KEY, place=place)

    site, lost = draft.primary_unit.site, uuid.uuid4()
    earlier = migrate("0017_people_outside").get_model("surveys", "Draft")
    earlier.objects.filter(pk=draft.pk).update(
        body=sealed({"answers": {"m_age": "a60"}, "unchecked": {}}, draft.pk),
        place="m_health",
    )
    row = earlier.objects.get(pk=draft.pk)
    row.pk, row.body = lost, b"under a key that is gone"
    row.save(force_insert=True)
    saved_at = earlier.objects.get(pk=draft.pk).saved_at
    today = timezone.localdate()
    risk = {"round": draft.round, "site": site, "day": today, "afternoon": False}
    keys = {UrgentRisk.objects.create(kind=f"kind{n}", **risk).pk for n in range(40)}

    migrate("0018_sealed_screens")
    call_command("migrate", verbosity=0)

    assert last_screen(Draft.objects.get(pk=draft.pk)) == "m_health"
    assert read_draft(Draft.objects.get(pk=draft.pk)) == ({"m_age": "a60"}, {})
    assert Draft.objects.get(pk=draft.pk).saved_at == saved_at
    assert bytes(Draft.objects.get(pk=lost).body) == b"under a key that is gone"
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind FROM surveys_urgentrisk ORDER BY {order}")  # noqa: S608
        kinds = [kind for (kind,) in cursor.fetchall()]
    assert sorted(kinds) == sorted(f"kind{n}" for n in range(40))
    assert kinds != [f"kind{n}" for n in range(40)]
    assert not keys & set(UrgentRisk.objects.values_list("pk", flat=True))

    earlier = migrate("0017_people_outside").get_model("surveys", "Draft")
    assert earlier.objects.get(pk=draft.pk).place == "m_health"


@pytest.mark.django_db(transaction=True)
def test_roles_that_the_state_no_longer_holds_end_and_are_listed(
    empty_round, back_again, capsys
):
    apps = migrate("0019_confirmations")
    person = apps.get_model("surveys", "Person").objects.create(
        email="s@x.test", name="S"
    )
    state = apps.get_model("surveys", "Organisation").objects.get(code="interior")
    rows = apps.get_model("surveys", "Membership").objects
    row = rows.create(
        person=person,
        organisation=state,
        party="state",
        role="administrator",
        round_id=empty_round.pk,
    )
    others = rows.filter(role="administrator").exclude(pk=row.pk)
    others.update(ended_at=timezone.now())
    with pytest.raises(Exception, match="only administrators of round demo-2026"):
        migrate("0020_state_roles_end")
    assert rows.get(pk=row.pk).ended_at is None
    others.update(ended_at=None)
    apps.get_model("surveys", "CustodianKey").objects.update(confirmed_at=None)

    migrate("0021_confirmed_roles")

    assert Membership.objects.get(pk=row.pk).ended_at
    assert f"person {person.pk}, administrator of interior" in capsys.readouterr().out
    assert Membership.objects.filter(role="administrator", ended_at=None).exists()
    keys = CustodianKey.objects.all()
    assert [key.confirmed_at for key in keys] == [key.registered_at for key in keys]


@pytest.mark.django_db(transaction=True)
def test_interviews_received_before_are_numbered_and_hashed(small_round, back_again):
    migrate("0023_sign_in_acts")
    call_command("migrate", verbosity=0)
    round = Round.objects.get(pk=small_round.pk)
    received = Interview.objects.filter(round=round).order_by("pk")
    assert round.interviews_received == received.count() > 50
    numbers = list(received.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(row_faults(round)) == []


@pytest.mark.django_db(transaction=True)
def test_a_version_in_use_stays_in_use_where_it_was_used(small_round, back_again):
    used = set(RoundVersion.objects.values_list("round__code", "version__fingerprint"))
    assert used
    migrate("0024_row_hashes")
    call_command("migrate", verbosity=0)
    after = RoundVersion.objects.values_list("round__code", "version__fingerprint")
    assert set(after) <= used
    asked = Assignment.objects.values_list("instrument", flat=True)
    assert set(asked) == set(after.values_list("version__instrument", flat=True))
    assert not InstrumentVersion.objects.exclude(state="checked").exists()
