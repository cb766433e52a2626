"""Facts, versions, audit entries, frozen decisions and files are added and never changed: the database itself refuses."""

from django.db import migrations

APPEND_ONLY = ("records_fact", "records_documentversion", "records_auditentry", "records_freeze", "records_storedfile")
MESSAGE = "{table} is append-only: add a new row instead of changing or deleting one"

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a new row instead of changing or deleting one', TG_TABLE_NAME;
END $$;
"""


def statements(vendor):
    for table in APPEND_ONLY:
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE.format(table=table)}'); END"
            )


def refuse_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for statement in statements(vendor):
            cursor.execute(statement)


def allow_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            else:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        if vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS records_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
