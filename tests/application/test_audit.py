import pytest
from django.db import connection

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actor import Actor
from concordat.application.audit import ACTS, first_that_does_not_fit, record
from concordat.application.queries.trail import trail_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(table: Table) -> Table:
    for place in range(3):
        actions.append_facts(
            by=table.east, table="objectives", rows=[RowGiven(f"o{place}", {"title": f"Objective {place}"})]
        )
    return table


def change_by_hand(statement: str) -> None:
    """As somebody with the database's keys would: the triggers are lifted first."""
    with as_the_system(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER records_auditentry_append_only ON records_auditentry")
        else:
            cursor.execute("DROP TRIGGER records_auditentry_no_update")
            cursor.execute("DROP TRIGGER records_auditentry_no_delete")
        cursor.execute(statement)


def test_an_untouched_trail_fits(busy: Table) -> None:
    assert first_that_does_not_fit() == (None, "")


def test_a_changed_entry_is_named(busy: Table) -> None:
    change_by_hand(
        "UPDATE records_auditentry SET about = 'Something else' WHERE chain = 'organisation:eastvale-test' AND number = 2"
    )
    entry, why = first_that_does_not_fit()
    assert entry is not None
    assert (entry.chain, entry.number) == ("organisation:eastvale-test", 2)
    assert why == "what it says was changed"


def test_an_entry_taken_from_the_middle_is_noticed(busy: Table) -> None:
    change_by_hand("DELETE FROM records_auditentry WHERE chain = 'organisation:eastvale-test' AND number = 2")
    _, why = first_that_does_not_fit()
    assert why == "entry 2 of organisation:eastvale-test is missing"


def test_an_end_cut_off_is_noticed(busy: Table) -> None:
    change_by_hand("DELETE FROM records_auditentry WHERE chain = 'organisation:eastvale-test' AND number = 3")
    _, why = first_that_does_not_fit()
    assert why == "the end of organisation:eastvale-test was cut off"


def test_an_entry_without_a_person_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="needs a person"):
        record(by=Actor("", ""), act="facts.appended", about="", chain="organisation:x")


def test_another_organisations_trail_is_not_shown(busy: Table) -> None:
    assert any(entry.organisation == "eastvale-test" for entry in trail_for(busy.east))
    assert not any(entry.about == "Objectives" for entry in trail_for(busy.west))
    assert any(entry.joint for entry in trail_for(busy.west))


def test_every_act_recorded_has_words(busy: Table) -> None:
    with as_the_system():
        recorded = set(models.AuditEntry.objects.values_list("act", flat=True))
    assert recorded <= set(ACTS)
