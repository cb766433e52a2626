"""The database itself refuses to change what was recorded, whatever program asks it to."""

import pytest
from django.db import DatabaseError, connection, transaction

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.data.records import models
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(table: Table) -> Table:
    actions.append_facts(by=table.east, table="objectives", rows=[RowGiven("quiet", {"title": "Quieter roads"})])
    actions.save_document(by=table.east, kind="note", name="n", text='title = "A note"\n')
    actions.freeze_decision(by=table.north, title="As decided")
    return table


@pytest.mark.parametrize(
    "table_name", ["records_fact", "records_documentversion", "records_auditentry", "records_freeze"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_update_and_delete_are_refused_by_the_database(filled: Table, table_name: str, statement: str) -> None:
    from concordat.data.records.row_security import as_the_system

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        as_the_system(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table_name))
    with as_the_system():
        assert models.Fact.objects.filter(partnership__slug=filled.slug).count() == 1
