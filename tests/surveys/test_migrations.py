"""What lies in a database already is brought along by the migrations."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from surveys.instruments.notes import notes_of
from surveys.models import Assignment, InstrumentVersion, RoundVersion


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
def test_a_version_in_use_stays_in_use_where_it_was_used(small_round, back_again):
    used = set(RoundVersion.objects.values_list("round__code", "version__fingerprint"))
    assert used
    migrate("0002_to_0024")
    call_command("migrate", verbosity=0)
    after = RoundVersion.objects.values_list("round__code", "version__fingerprint")
    assert set(after) <= used
    asked = Assignment.objects.values_list("instrument", flat=True)
    assert set(asked) == set(after.values_list("version__instrument", flat=True))
    assert not InstrumentVersion.objects.exclude(state="checked").exists()


@pytest.mark.django_db(transaction=True)
def test_choices_that_count_as_no_answer_for_their_code_are_told(
    empty_round, back_again, capsys
):
    apps = migrate("0034_reports")
    instruments = apps.get_model("surveys", "Instrument").objects
    choices = [
        {"code": "ref", "state": "refused"},
        {"code": "kept", "state": "refused"},
        {"code": "idp", "state": None},
    ]
    for code in ("theirs", "civil"):
        instrument, _created = instruments.get_or_create(
            code=code, defaults={"source": "ngo"}
        )
        instrument.versions.create(
            version="old",
            fingerprint=code,
            compiled={"lists": {"status": choices}},
            workbook=b"",
        )
    call_command("migrate", verbosity=0)
    theirs = InstrumentVersion.objects.get(fingerprint="theirs")
    [note] = notes_of(theirs)
    assert "because of their codes: ref (status)." in note
    assert theirs.compiled == {"lists": {"status": choices}}
    assert "theirs old: 0 interviews" in capsys.readouterr().out
    assert InstrumentVersion.objects.get(fingerprint="civil").warnings == []
    InstrumentVersion.objects.filter(version="old").delete()
