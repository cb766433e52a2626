from dataclasses import replace
from datetime import date

import pytest

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotAccepted, NotAllowed, NotFound, NotNow
from concordat.application.queries.cases import case_for, decisions_of
from concordat.application.queries.proposals import frozen_on, proposals_for
from concordat.application.queries.trail import trail_for
from concordat.domain.proposals import check_proposals
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(table: Table) -> Table:
    proposal = {
        "title": "Share the gritters",
        "kind": "other",
        "says": "That the gritters be shared.",
        "sent_out": date(2026, 1, 1),
    }
    actions.append_facts(by=table.north, table="proposals", rows=[RowGiven("gritters", proposal)])
    for actor in (table.north, table.east):
        body = {
            "proposal": "gritters",
            "council": actor.organisation,
            "body": "Cabinet",
            "route": "executive",
            "power": "x",
        }
        actions.append_facts(by=actor, table="proposal_bodies", rows=[RowGiven(f"{actor.organisation}-cabinet", body)])
    return table


def resolve(table: Table, who: str, outcome: str = "agreed") -> None:
    actor = getattr(table, who)
    values = {"proposal": "gritters", "body": f"{actor.organisation}-cabinet", "outcome": outcome}
    actions.append_facts(by=actor, table="resolutions", rows=[RowGiven(f"{actor.organisation}-resolution", values)])


def test_nothing_takes_effect_until_every_body_has_agreed(put: Table) -> None:
    resolve(put, "north")
    with pytest.raises(NotNow, match="eastvale-test has not decided yet"):
        actions.take_effect(by=put.north, proposal="gritters")
    resolve(put, "east")
    number = actions.take_effect(by=put.north, proposal="gritters")
    assert number in {decision.number for decision in decisions_of(put.west)}


def test_one_council_cannot_decide_for_another(put: Table) -> None:
    values = {"proposal": "gritters", "body": "eastvale-test-cabinet", "outcome": "agreed"}
    resolve(put, "east", "refused")
    with pytest.raises(NotAllowed):
        actions.append_facts(by=put.north, table="resolutions", rows=[RowGiven("eastvale-test-resolution", values)])


def test_what_one_council_enters_for_another_does_not_count(put: Table) -> None:
    resolve(put, "north")
    forged = {"proposal": "gritters", "body": "eastvale-test-cabinet", "outcome": "agreed"}
    actions.append_facts(by=put.north, table="resolutions", rows=[RowGiven("forged", forged)])
    with pytest.raises(NotNow, match="eastvale-test has not decided yet"):
        actions.take_effect(by=put.north, proposal="gritters")
    assert "proposal.by_another" in {item.code for item in check_proposals(case_for(put.north))}


def test_a_proposal_nobody_sees_is_not_there(put: Table) -> None:
    with pytest.raises(NotFound):
        actions.take_effect(by=put.north, proposal="no-such")


def test_a_chief_executive_of_the_partnership_may_let_it_take_effect(put: Table) -> None:
    """What is frozen with it needs no second permission."""
    resolve(put, "north")
    resolve(put, "east")
    chief = replace(put.north, duties=frozenset({"partnership-chief-executive"}))
    assert actions.take_effect(by=chief, proposal="gritters")


def test_it_takes_effect_once(put: Table) -> None:
    resolve(put, "north")
    resolve(put, "east")
    number = actions.take_effect(by=put.north, proposal="gritters")
    with pytest.raises(NotNow, match=f"It took effect already, as decision {number}"):
        actions.take_effect(by=put.east, proposal="gritters")


def test_the_contractor_does_not_see_what_partners_decide_among_themselves(put: Table) -> None:
    resolve(put, "north")
    assert proposals_for(put.contractor, on=date(2026, 2, 1)) == ()
    assert frozen_on(put.contractor) == {}
    assert [one.proposal.id for one in proposals_for(put.west, on=date(2026, 2, 1))] == ["gritters"]


def test_the_contractor_learns_of_it_in_the_trail_neither_by_name_nor_by_number(put: Table) -> None:
    before = trail_for(put.contractor)
    resolve(put, "north")
    resolve(put, "east")
    actions.take_effect(by=put.north, proposal="gritters")
    assert trail_for(put.contractor) == before
    assert any("Share the gritters" in entry.about for entry in trail_for(put.west))


def test_what_took_effect_is_not_rewritten(put: Table) -> None:
    resolve(put, "north")
    resolve(put, "east")
    actions.take_effect(by=put.north, proposal="gritters")
    with pytest.raises(NotAccepted, match="It took effect already"):
        resolve(put, "east", "refused")
    with pytest.raises(NotAccepted, match="It took effect already"):
        actions.append_facts(by=put.north, table="proposals", rows=[RowGiven("gritters", {}, withdrawn=True)])
