"""Triggers that refuse every change to the audit log, on both databases.

A migration that remakes this table on SQLite drops them: it must make them again
(manage.py verify_audit and a test say when they are gone).
"""

from django.db import migrations

TABLE = "surveys_auditentry"
SQLITE = (
    f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON {TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    f"CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON {TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
    f"CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {TABLE}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)


def make(apps, editor):
    wanted = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]
    for statement in wanted:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("surveys", "0007_audit")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
