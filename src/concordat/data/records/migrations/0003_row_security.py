"""Row-level security on PostgreSQL: the rule of `domain.kernel.audience.can_see`, a second time, inside the database."""

from django.db import migrations

# Named with their schema, because pg_dump reads the tables with an empty search path.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION records_everything() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('concordat.everything', true), '') = 'on'
$$;
CREATE OR REPLACE FUNCTION records_is_own(owner text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT owner <> '' AND owner = coalesce(current_setting('concordat.organisation', true), '')
$$;
CREATE OR REPLACE FUNCTION records_may_see(owner text, reach text, named text, author text, partnership bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT public.records_everything() OR reach = 'public' OR (
        partnership::text = coalesce(current_setting('concordat.partnership', true), '')
        AND coalesce(current_setting('concordat.organisation', true), '') <> ''
        AND (
            (public.records_is_own(owner) AND (
                reach <> 'mine'
                OR (author <> '' AND author = coalesce(current_setting('concordat.person', true), ''))
            ))
            OR (reach = 'named' AND coalesce(current_setting('concordat.role', true), '') <> ''
                AND position(';' || current_setting('concordat.organisation', true) || ';' in named) > 0)
            OR (reach IN ('partners', 'partners-and-contractor')
                AND coalesce(current_setting('concordat.role', true), '') IN ('full-partner', 'lead', 'client-council'))
            OR (reach = 'partners-and-contractor' AND coalesce(current_setting('concordat.role', true), '') = 'contractor')
        )
    )
$$;
CREATE OR REPLACE FUNCTION records_own_chain(chain text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT public.records_everything()
        OR (coalesce(current_setting('concordat.organisation', true), '') <> ''
            AND chain = 'organisation:' || current_setting('concordat.organisation', true))
        OR chain = coalesce(current_setting('concordat.partnership_chain', true), '')
$$;
"""

WITH_AUDIENCE = ("records_fact", "records_documentversion", "records_freeze", "records_storedfile", "records_job")
ARGUMENTS = "organisation, reach, named_organisations, author, partnership_id"


def statements():
    yield FUNCTIONS
    for table in (*WITH_AUDIENCE, "records_auditentry"):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"  # the owner too: the service's own role owns the tables
    for table in WITH_AUDIENCE:
        yield f"CREATE POLICY see ON {table} FOR SELECT USING (records_may_see({ARGUMENTS}))"
        yield f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK (records_everything() OR records_is_own(organisation))"
        # Whoever tries to change an append-only row reaches the trigger and its message, not a silent "0 rows".
        own = f"records_everything() OR (records_is_own(organisation) AND records_may_see({ARGUMENTS}))"
        yield f"CREATE POLICY change ON {table} FOR UPDATE USING ({own})"
        yield f"CREATE POLICY remove ON {table} FOR DELETE USING ({own})"
    yield "CREATE POLICY see ON records_auditentry FOR SELECT USING (records_own_chain(chain))"
    yield "CREATE POLICY add ON records_auditentry FOR INSERT WITH CHECK (records_own_chain(chain))"
    yield "CREATE POLICY change ON records_auditentry FOR UPDATE USING (records_everything())"
    yield "CREATE POLICY remove ON records_auditentry FOR DELETE USING (records_everything())"


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in statements():
                cursor.execute(statement)


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in (*WITH_AUDIENCE, "records_auditentry"):
            for policy in ("see", "add", "change", "remove"):
                cursor.execute(f"DROP POLICY {policy} ON {table}")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]
    operations = [migrations.RunPython(put_up, take_down)]
