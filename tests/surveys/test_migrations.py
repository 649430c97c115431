"""What lies in a database already is brought along by the migrations."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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
