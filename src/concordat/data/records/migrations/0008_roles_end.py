"""The end of a role is written by the organisation it is held for alone: on PostgreSQL the database refuses anybody else's.

Who may act where is read before anybody is known, so the rows stay readable; whoever takes a role up is not of the
organisation yet, so they are added as before. What was missing until a role could end is who may change one.
"""

from django.db import migrations

TABLE = "records_roleholding"
OWN = "records_everything() OR records_is_own(organisation_id)"
STATEMENTS = (
    f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY",
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY see ON {TABLE} FOR SELECT USING (true)",
    f"CREATE POLICY add ON {TABLE} FOR INSERT WITH CHECK (true)",
    f"CREATE POLICY change ON {TABLE} FOR UPDATE USING ({OWN}) WITH CHECK ({OWN})",
    f"CREATE POLICY remove ON {TABLE} FOR DELETE USING ({OWN})",
)


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for policy in ("see", "add", "change", "remove"):
            cursor.execute(f"DROP POLICY {policy} ON {TABLE}")
        cursor.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("records", "0007_role_offers")]
    operations = [migrations.RunPython(put_up, take_down)]
