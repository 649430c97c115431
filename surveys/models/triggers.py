"""One person, one party: a rule over several rows, held by triggers in the database.

A check constraint sees one row and SQLite has no other means. When a later migration
rebuilds surveys_membership or surveys_organisation, SQLite drops these triggers with
the old table: run `lay` again as the migration's last operation. A test tries the
rule by raw SQL and goes red when that was forgotten.
"""

ONE_PARTY = "A person acts for one party only, and for that of the organisation."

WRONG = """
    EXISTS (SELECT 1 FROM surveys_membership AS other
            WHERE other.person_id = NEW.person_id AND other.party <> NEW.party
              AND other.id <> NEW.id)
    OR NOT EXISTS (SELECT 1 FROM surveys_organisation AS mine
                   WHERE mine.id = NEW.organisation_id AND mine.party = NEW.party)
"""
MOVED = """
    EXISTS (SELECT 1 FROM surveys_membership AS member
            WHERE member.organisation_id = NEW.id AND member.party <> NEW.party)
"""
# (trigger, table, act, what must not be)
RULES = (
    ("membership_one_party_new", "surveys_membership", "INSERT", WRONG),
    (
        "membership_one_party_changed",
        "surveys_membership",
        "UPDATE OF person_id, party, organisation_id",
        WRONG,
    ),
    ("organisation_keeps_party", "surveys_organisation", "UPDATE OF party", MOVED),
)

# BEFORE INSERT on SQLite has no id yet: comparing with it would let everything by.
SQLITE = """
CREATE TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW WHEN {wrong}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END
"""
# The lock on the person makes two parallel memberships wait for each other.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {lock}
    IF {wrong} THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""
LOCKS = {
    "surveys_membership": (
        "PERFORM 1 FROM surveys_person WHERE id = NEW.person_id FOR UPDATE;"
        " PERFORM 1 FROM surveys_organisation WHERE id = NEW.organisation_id"
        " FOR SHARE;"
    ),
    "surveys_organisation": "",
}


def lay(apps, schema_editor):
    """Lay the triggers, anew where they are there already (for RunPython)."""
    remove(apps, schema_editor)
    form = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for name, table, act, wrong in RULES:
        sentence = ONE_PARTY.replace("'", "''")
        filled = form.format(
            name=name,
            table=table,
            act=act,
            wrong=wrong,
            sentence=sentence,
            lock=LOCKS[table],
        )
        schema_editor.execute(filled, params=None)


def remove(apps, schema_editor):
    for name, table, _act, _wrong in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
