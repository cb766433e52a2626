"""What a party would settle for stays with it: the database refuses more, and reading hides more than the audience says."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotAllowed
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from concordat.data.records.models import fact as fact_module
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import CLOSED_TABLES, PUBLIC, Reach
from tests.people import Table

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def a_row(table: Table, **said: object) -> models.Fact:
    given = {"table": "mandates", "row": "m", "organisation": table.north.organisation, "reach": "organisation", **said}
    return models.Fact(
        partnership=models.Partnership.objects.get(slug=table.slug),
        revision=1, values={}, author="p-north", entered_at=NOW, recorded_at=NOW, hash="0" * 64, **given,
    )  # fmt: skip


def test_the_migration_and_the_program_close_the_same_tables() -> None:
    from importlib import import_module

    assert set(import_module("concordat.data.records.migrations.0006_mandates_closed").CLOSED) == CLOSED_TABLES


@pytest.mark.parametrize("reach", [reach for reach in Reach if reach not in {Reach.MINE, Reach.ORGANISATION}])
def test_the_database_refuses_a_mandate_that_others_could_see(table: Table, reach: Reach) -> None:
    with as_the_system(), pytest.raises(DatabaseError), transaction.atomic():
        a_row(table, reach=reach.value, named_organisations=";eastvale-test;").save(force_insert=True)
    with as_the_system(), pytest.raises(DatabaseError), transaction.atomic():
        a_row(table, organisation="").save(force_insert=True)
    with as_the_system():
        a_row(table).save(force_insert=True)
    assert case_for(table.north).row("mandates", "m") is not None


def test_reading_hides_a_closed_row_whatever_it_says(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fence in front of the database, shown on a table that the database itself does not close."""
    rows = [RowGiven("open-to-all", {"title": "Open"}, audience=PUBLIC)]
    actions.append_facts(by=table.north, table="options", rows=rows)
    assert case_for(table.contractor).row("options", "open-to-all") is not None
    monkeypatch.setattr(fact_module, "CLOSED_TABLES", frozenset({"options"}))
    for other in (table.east, table.east_member, table.west, table.contractor):
        assert case_for(other).row("options", "open-to-all") is None
    assert case_for(table.north).row("options", "open-to-all") is not None


def test_who_acts_for_two_parties_reads_and_writes_no_mandate_of_either(table: Table) -> None:
    """A shared officer would sit on both sides of the table."""
    for actor in (table.north, table.east):
        given = RowGiven(f"{actor.organisation}-m", {"point": "p", "better": "higher"})
        actions.append_facts(by=actor, table="mandates", rows=[given])
    both = models.Person.objects.create(code="p-both", email="both@test.example", name="both (made up)", made_up=True)
    held = models.Partnership.objects.get(slug=table.slug)
    for organisation in (table.north.organisation, table.east.organisation):
        models.RoleHolding.objects.create(
            person=both, organisation_id=organisation, partnership=held, role="programme-manager"
        )
    for organisation in (table.north.organisation, table.east.organisation):
        shared = actor_for(person="p-both", organisation=organisation, partnership=table.slug)
        assert case_for(shared).rows("mandates") == ()
        with pytest.raises(NotAllowed, match="act for several"):
            actions.append_facts(by=shared, table="mandates", rows=[RowGiven("x", {"point": "p", "better": "lower"})])
    with as_the_system():
        models.RoleHolding.objects.filter(person=both, organisation_id=table.east.organisation).delete()
    alone = actor_for(person="p-both", organisation=table.north.organisation, partnership=table.slug)
    assert len(case_for(alone).rows("mandates")) == 1
