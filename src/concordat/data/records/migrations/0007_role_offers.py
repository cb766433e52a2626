"""Roles offered by letter, while they wait; row-level security shows them to the organisation that offered them alone."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "records_roleoffer"
RULE = "records_everything() OR records_is_own(by_organisation_id)"


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
    dependencies = [("records", "0006_mandates_closed")]
    operations = [
        migrations.CreateModel(
            name="RoleOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("duty", models.CharField(max_length=40)),
                ("offered_by", models.CharField(max_length=40)),
                ("turn", models.PositiveIntegerField(default=1)),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "by_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_offers_made",
                        to="records.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_offers",
                        to="records.organisation",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_offers",
                        to="records.partnership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "by_organisation", "organisation", "email", "duty"),
                        name="one_offer_of_a_duty",
                    )
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
