import threading
from dataclasses import replace

import pytest
from django.db import connection

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.audit import first_that_does_not_fit
from concordat.application.errors import NotAccepted, NotAllowed, RowChanged
from concordat.application.queries.cases import case_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, PARTNERS_AND_CONTRACTOR
from tests.people import Table, sit_at_a_table

pytestmark = pytest.mark.django_db


def enter(by, id="quiet", title="Quieter roads", **more):  # type: ignore[no-untyped-def]
    return actions.append_facts(by=by, table="objectives", rows=[RowGiven(id, {"title": title}, **more)])


def test_a_change_is_a_new_revision_and_the_first_stays(table: Table) -> None:
    enter(table.east)
    enter(table.east, title="Much quieter roads")
    case = case_for(table.east)
    assert [fact.get("title") for fact in case.rows("objectives")] == ["Much quieter roads"]
    assert [fact.revision for fact in case.history("objectives", "quiet")] == [1, 2]


def test_a_withdrawn_row_no_longer_counts_and_is_not_lost(table: Table) -> None:
    enter(table.east)
    actions.append_facts(by=table.east, table="objectives", rows=[RowGiven("quiet", withdrawn=True)])
    case = case_for(table.east)
    assert case.rows("objectives") == ()
    assert case.history("objectives", "quiet")[-1].get("title") == "Quieter roads"


def test_nobody_changes_another_organisations_row(table: Table) -> None:
    enter(table.east)
    with pytest.raises(NotAllowed, match="belongs to another organisation"):
        enter(table.north, title="Ours now")


def test_two_councils_may_use_one_name_privately_and_neither_learns_of_it(table: Table) -> None:
    enter(table.east, title="East's", audience=ORGANISATION)
    enter(table.west, title="West's", audience=ORGANISATION)
    assert [row.get("title") for row in case_for(table.east).rows("objectives")] == ["East's"]
    assert [row.get("title") for row in case_for(table.west).rows("objectives")] == ["West's"]


def test_two_colleagues_may_use_one_name_for_their_eyes_only(table: Table) -> None:
    enter(table.east, title="Mine", audience=MINE)
    other = type(table.east)("p-colleague", "eastvale-test", table.slug, table.east.role, table.east.duties)
    (made,) = enter(other, title="Also mine", audience=MINE)
    assert made.revision == 1
    assert [row.get("title") for row in case_for(other).rows("objectives")] == ["Also mine"]


def test_a_councillor_reads_and_does_not_write(table: Table) -> None:
    with pytest.raises(NotAllowed, match="It needs one of"):
        enter(table.east_member)


def test_a_row_without_what_is_required_is_refused_whole(table: Table) -> None:
    with pytest.raises(NotAccepted) as refused:
        actions.append_facts(
            by=table.east, table="objectives", rows=[RowGiven("good", {"title": "Good"}), RowGiven("bad", {})]
        )
    assert [finding.code for finding in refused.value.findings] == ["cell.missing"]
    with as_the_system():
        assert not models.Fact.objects.filter(partnership__slug=table.slug).exists()


def test_who_sees_a_row_follows_its_audience(table: Table) -> None:
    enter(table.east, id="partners")
    enter(table.east, id="with-contractor", audience=PARTNERS_AND_CONTRACTOR)
    enter(table.east, id="own", audience=ORGANISATION)
    seen = {
        name: {row.id for row in case_for(getattr(table, name)).rows("objectives")}
        for name in ("east", "east_member", "west", "contractor")
    }
    assert seen == {
        "east": {"partners", "with-contractor", "own"},
        "east_member": {"partners", "with-contractor", "own"},
        "west": {"partners", "with-contractor"},
        "contractor": {"with-contractor"},
    }


def test_each_write_adds_one_audit_entry(table: Table) -> None:
    with as_the_system():
        before = models.AuditEntry.objects.count()
    enter(table.east)
    with as_the_system():
        assert models.AuditEntry.objects.count() == before + 1


def test_a_range_entered_backwards_is_refused(table: Table) -> None:
    line = {"title": "Fewer vans", "kind": "saving", "low": 30_000_000, "high": 10_000_000}
    with pytest.raises(NotAccepted, match="above the high figure"):
        actions.append_facts(by=table.east, table="case_lines", rows=[RowGiven("vans", line)])


@pytest.mark.parametrize("other", ["east", "north"])
def test_a_new_row_is_never_taken_for_a_change_of_one_entered_a_moment_before(table: Table, other: str) -> None:
    enter(getattr(table, other), title="Quieter roads")
    (made,) = enter(table.east, title="Ours, at the same moment", new=True)
    assert made.id.startswith("quiet-")
    titles = [fact.get("title") for fact in case_for(table.east).rows("objectives")]
    assert titles == ["Quieter roads", "Ours, at the same moment"]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_change_one_row_at_once_make_two_revisions(transactional_db: None) -> None:
    table = sit_at_a_table()
    enter(table.east)
    ready, problems = threading.Barrier(4), []

    def change(number: int) -> None:
        try:
            ready.wait(timeout=10)
            for again in range(5):
                enter(table.east, title=f"Quieter roads {number} {again}")
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    case = case_for(table.east)
    assert [fact.revision for fact in case.history("objectives", "quiet")] == list(range(1, 22))
    assert first_that_does_not_fit() == (None, "")


def test_a_change_written_on_an_older_revision_writes_nothing_over(table: Table) -> None:
    enter(table.east)
    enter(table.east, title="Much quieter roads", on=1)
    with pytest.raises(RowChanged) as told:
        enter(table.east, title="Silent roads", on=1)
    assert told.value.theirs.get("title") == "Much quieter roads"
    assert [fact.revision for fact in case_for(table.east).history("objectives", "quiet")] == [1, 2]


def test_what_a_colleague_keeps_to_themselves_on_a_row_shows_in_no_conflict(table: Table) -> None:
    (row,) = enter(table.east, audience=MINE)
    actions.append_facts(
        by=table.east, table="objectives", rows=[RowGiven(row.id, {"title": "Ours"}, audience=PARTNERS)]
    )
    actions.append_facts(by=table.east, table="objectives", rows=[RowGiven(row.id, {"title": "Mine"}, audience=MINE)])
    colleague = replace(table.east, person="p-east_member")
    changed = RowGiven(row.id, {"title": "Ours again"}, audience=PARTNERS, on=2)
    assert len(actions.append_facts(by=colleague, table="objectives", rows=[changed])) == 1


def test_whoever_goes_on_from_a_row_goes_on_from_what_they_see(table: Table) -> None:
    """A colleague's own revision gives the next one its number: neither what it says nor who may see it."""
    colleague = replace(table.north, person="p-colleague")
    [held] = enter(colleague, title="Begun", audience=MINE)
    enter(colleague, held.id, title="Open", audience=ORGANISATION)
    enter(colleague, held.id, title="Secret", audience=MINE)
    actions.append_facts(by=table.north, table="objectives", rows=[RowGiven(held.id, withdrawn=True)])
    history = case_for(table.north).history("objectives", held.id)
    assert [(row.revision, row.get("title"), row.withdrawn) for row in history] == [
        (2, "Open", False),
        (4, "Open", True),
    ]
    enter(table.north, held.id, title="Open again")
    [now] = case_for(replace(table.north, person="p-third")).rows("objectives")
    assert (now.get("title"), now.revision) == ("Open again", 5)
