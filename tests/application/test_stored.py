"""Rows are read once a process; which of them somebody sees is asked every time."""

import pytest

from concordat.application import actions, stored
from concordat.application.actions import RowGiven
from concordat.application.queries.cases import case_for, visible_facts
from concordat.application.stored import fact_from_row, facts_from
from concordat.domain.kernel.audience import MINE
from concordat.domain.kernel.case import Fact
from tests.people import Table

pytestmark = pytest.mark.django_db


def enter(by, id="quiet", title="Quieter roads", **more):  # type: ignore[no-untyped-def]
    actions.append_facts(by=by, table="objectives", rows=[RowGiven(id, {"title": title}, **more)])


def as_read_now(by) -> tuple[Fact, ...]:  # type: ignore[no-untyped-def]
    return tuple(fact_from_row(row) for row in visible_facts(by).order_by("pk"))


def test_what_was_read_before_is_what_would_be_read_now(table: Table) -> None:
    enter(table.east)
    enter(table.north, id="safe", title="Safer roads", source="Made up for this test", illustrative=True)
    first = facts_from(visible_facts(table.west))
    assert first == as_read_now(table.west)
    enter(table.east, title="Much quieter roads")
    assert facts_from(visible_facts(table.west)) == as_read_now(table.west)
    assert facts_from(visible_facts(table.west))[0] is first[0]  # not read a second time
    assert len(facts_from(visible_facts(table.west))) == 3


def test_a_row_that_somebody_else_has_read_stays_unseen(table: Table) -> None:
    enter(table.east, id="fallback", title="Our fallback", audience=MINE)
    assert len(case_for(table.east).facts) == 1
    for other in (table.east_member, table.north, table.west, table.contractor):
        assert case_for(other).facts == ()


def test_a_process_that_holds_too_many_forgets_and_still_answers(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_FACTS", 2)
    for number in range(5):
        enter(table.east, id=f"row-{number}", title=f"Objective {number}")
        assert facts_from(visible_facts(table.east)) == as_read_now(table.east)
