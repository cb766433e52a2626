"""What a party would settle for stays with it, whatever the program forgets: the database refuses a wider audience.

On PostgreSQL row-level security hides such rows from every other organisation too, whatever audience they were given.
"""

from django.db import migrations

CLOSED = ("mandates",)
NAMES = ", ".join(f"'{name}'" for name in CLOSED)
WITHIN = "('mine', 'organisation')"
MESSAGE = "a row of a closed table is its organisation''s alone"

SQLITE = f"""
CREATE TRIGGER records_fact_closed BEFORE INSERT ON records_fact
WHEN NEW."table" IN ({NAMES}) AND (NEW.reach NOT IN {WITHIN} OR NEW.organisation = '')
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""
POSTGRES = (
    f"""ALTER TABLE records_fact ADD CONSTRAINT closed_tables_stay_closed
        CHECK ("table" NOT IN ({NAMES}) OR (reach IN {WITHIN} AND organisation <> ''))""",
    f"""CREATE POLICY closed ON records_fact AS RESTRICTIVE FOR SELECT
        USING ("table" NOT IN ({NAMES}) OR records_everything() OR records_is_own(organisation))""",
)


def put_up(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else (SQLITE,):
            cursor.execute(statement)


def take_down(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor != "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS records_fact_closed")
            return
        cursor.execute("DROP POLICY closed ON records_fact")
        cursor.execute("ALTER TABLE records_fact DROP CONSTRAINT closed_tables_stay_closed")


class Migration(migrations.Migration):
    dependencies = [("records", "0005_accounts_fence")]
    operations = [migrations.RunPython(put_up, take_down)]
