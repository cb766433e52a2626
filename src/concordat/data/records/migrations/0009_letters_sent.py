"""Letters of a day, counted; row-level security shows the count to the organisation that sent them alone."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "records_lettersent"
RULE = "records_everything() OR records_is_own(organisation_id)"


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
        cursor.execute(f"CREATE POLICY own ON {TABLE} FOR ALL USING ({RULE}) WITH CHECK ({RULE})")


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP POLICY own ON {TABLE}")
        cursor.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("records", "0008_roles_end")]
    operations = [
        migrations.CreateModel(
            name="LetterSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "address", "at"], name="letters_to_an_address"),
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
