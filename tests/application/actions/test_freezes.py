"""A frozen decision holds what everybody who may open it sees, and each of them works it out again."""

import pytest

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.queries.cases import decisions_of, frozen_case
from concordat.application.results import hashes_of
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, Audience
from tests.people import Table

pytestmark = pytest.mark.django_db


def line(table: Table, title: str, audience: Audience) -> None:
    values = {
        "title": title,
        "kind": "saving",
        "partner": table.north.organisation,
        "likely": 100_00,
        "recurring": True,
    }
    given = RowGiven(f"line-{title}", values, "Made-up test data", audience=audience)
    actions.append_facts(by=table.north, table="case_lines", rows=[given])


def test_what_one_partner_keeps_back_leaves_no_trace_in_what_all_froze(table: Table) -> None:
    line(table, "shared", PARTNERS)
    before = actions.freeze_decision(by=table.north, title="Without")
    line(table, "kept-back", ORGANISATION)
    line(table, "note", MINE)
    after = actions.freeze_decision(by=table.north, title="With")
    (one, first), (other, second) = (frozen_case(by=table.north, freeze=number) for number in (before, after))
    assert one.facts == other.facts
    assert first.case_hash == second.case_hash
    assert first.results == second.results != {}


def test_every_partner_comes_to_the_same(table: Table) -> None:
    line(table, "shared", PARTNERS)
    line(table, "kept-back", ORGANISATION)
    number = actions.freeze_decision(by=table.north, title="Agreed")
    for actor in (table.north, table.east):
        case, frozen = frozen_case(by=actor, freeze=number)
        assert case.hash == frozen.case_hash
        assert hashes_of(case) == frozen.results


def test_an_organisations_own_freeze_holds_what_it_keeps_back_and_nobody_else_learns_of_it(table: Table) -> None:
    line(table, "kept-back", ORGANISATION)
    line(table, "note", MINE)
    number = actions.freeze_decision(by=table.north, title="Ours", audience=ORGANISATION)
    case, frozen = frozen_case(by=table.north, freeze=number)
    assert {row.id for row in case.rows("case_lines")} == {"line-kept-back"}
    assert case.hash == frozen.case_hash
    assert decisions_of(table.east) == ()
