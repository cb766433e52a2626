import pytest

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotAllowed, NotFound, NotNow
from concordat.application.queries.cases import case_for, decisions_of
from concordat.domain.proposals import check_proposals
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(table: Table) -> Table:
    from datetime import date

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
    assert [decision.number for decision in decisions_of(put.west)] == [number]


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
