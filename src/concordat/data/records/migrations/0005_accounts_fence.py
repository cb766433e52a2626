"""Accounts of earlier versions get their home organisation; row-level security for what belongs to one person."""

from django.db import migrations

OF_A_PERSON = ("records_secondstep", "records_recoverycode", "records_signinsession", "records_outsideidentity")
OF_THE_SERVICE = ("records_failedsignin",)
OF_AN_ORGANISATION = ("records_invitation",)

FUNCTION = """
CREATE OR REPLACE FUNCTION records_is_me(person text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT public.records_everything()
        OR (person <> '' AND person = coalesce(current_setting('concordat.person', true), ''))
$$;
"""


def rules():
    yield from ((table, "records_is_me(person)") for table in OF_A_PERSON)
    yield from ((table, "records_everything()") for table in OF_THE_SERVICE)
    yield from ((table, "records_everything() OR records_is_own(organisation_id)") for table in OF_AN_ORGANISATION)


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table, rule in rules():
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"CREATE POLICY own ON {table} FOR ALL USING ({rule}) WITH CHECK ({rule})")


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table, _ in rules():
            cursor.execute(f"DROP POLICY own ON {table}")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        cursor.execute("DROP FUNCTION IF EXISTS records_is_me(text)")


def find_homes(apps, schema_editor):
    """The organisation for which somebody held a role first. Nobody real is made an administrator by a migration."""
    for person in apps.get_model("records", "Person").objects.filter(home=None):
        roles = list(person.roles.order_by("pk").values_list("organisation_id", "role"))
        if not roles:
            continue
        person.home_id = roles[0][0]
        person.administrator = person.made_up and roles[0][1] in {"programme-manager", "contract-manager"}
        person.save(update_fields=["home", "administrator"])


class Migration(migrations.Migration):
    dependencies = [("records", "0004_accounts")]
    operations = [
        migrations.RunPython(find_homes, migrations.RunPython.noop),
        migrations.RunPython(put_up, take_down),
    ]
