"""What a body resolves, what others accept of it, and what each approval froze."""

from datetime import date

import pytest
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotFound, NotNow
from concordat.application.queries.cases import case_for, decisions_of, frozen_case
from concordat.application.queries.proposals import frozen_on, proposal_for, worked_out_again
from concordat.application.queries.trail import trail_for
from concordat.application.queries.waiting import waiting_in
from concordat.domain.kernel.audience import ORGANISATION
from concordat.domain.proposals import State, read_proposals
from tests.people import Table

pytestmark = pytest.mark.django_db
SAYS = "That the gritters be shared."
TODAY = timezone.localdate()


def propose(table: Table, says: str = SAYS, **values: object) -> None:
    said = {"title": "Gritters", "kind": "other", "says": says, "sent_out": date(2026, 1, 1), **values}
    actions.append_facts(by=table.north, table="proposals", rows=[RowGiven("gritters", said)])  # type: ignore[arg-type]


@pytest.fixture
def put(table: Table) -> Table:
    propose(table)
    for actor in (table.north, table.east):
        asked = {"proposal": "gritters", "council": actor.organisation, "body": "Cabinet", "route": "executive"}
        actions.append_facts(by=actor, table="proposal_bodies", rows=[RowGiven(actor.organisation, asked)])
    return table


def state(table: Table) -> State:
    return proposal_for(table.west, proposal="gritters", on=TODAY).state


def test_a_condition_goes_in_with_its_resolution_and_blocks_until_the_other_council_accepts_it(put: Table) -> None:
    actions.resolve(by=put.north, proposal="gritters", body="northmoor-test", values={"outcome": "agreed"})
    values = {"outcome": "agreed with conditions"}
    actions.resolve(by=put.east, proposal="gritters", body="eastvale-test", values=values, conditions=["Two stay."])
    assert state(put) is State.OPEN
    actions.accept(by=put.north, proposal="gritters", about="eastvale-test-condition-1", accepts=True)
    assert state(put) is State.AGREED
    actions.accept(by=put.north, proposal="gritters", about="eastvale-test-condition-1", accepts=False, reason="Which?")
    assert state(put) is State.OPEN


def test_nobody_accepts_their_own_condition_or_one_that_is_not_there(put: Table) -> None:
    values = {"outcome": "agreed with conditions"}
    actions.resolve(by=put.east, proposal="gritters", body="eastvale-test", values=values, conditions=["Two stay."])
    for actor, about in ((put.east, "eastvale-test-condition-1"), (put.north, "no-such")):
        with pytest.raises(NotFound):
            actions.accept(by=actor, proposal="gritters", about=about, accepts=True)
    with pytest.raises(NotFound):  # a client council decides nothing here
        actions.accept(by=put.west, proposal="gritters", about="eastvale-test-condition-1", accepts=True)


def test_nobody_resolves_for_another_councils_body_or_on_a_draft(put: Table) -> None:
    with pytest.raises(NotFound):
        actions.resolve(by=put.north, proposal="gritters", body="eastvale-test", values={"outcome": "agreed"})
    propose(put, sent_out=None)
    with pytest.raises(NotNow, match="not been put to anybody"):
        actions.resolve(by=put.north, proposal="gritters", body="northmoor-test", values={"outcome": "agreed"})


def test_what_an_approval_froze_can_be_opened_again_as_it_was_then(put: Table) -> None:
    row = actions.resolve(by=put.north, proposal="gritters", body="northmoor-test", values={"outcome": "agreed"})
    number = frozen_on(put.west)[f"approval:{row}"]
    propose(put, says="That the gritters be sold.")
    assert proposal_for(put.west, proposal="gritters", on=TODAY).bodies[0].stands == "decided on another text"
    then, frozen = frozen_case(by=put.west, freeze=number)
    assert read_proposals(then)[0].says == SAYS
    assert worked_out_again(then, names=set(frozen.results), on=TODAY) == frozen.results


def test_deciding_again_freezes_again(put: Table) -> None:
    for says in ("That it be.", "That it be so."):
        values = {"outcome": "agreed", "wording": says}
        row = actions.resolve(by=put.north, proposal="gritters", body="northmoor-test", values=values)
    assert len(decisions_of(put.west)) == 2
    then, _ = frozen_case(by=put.west, freeze=frozen_on(put.west)[f"approval:{row}"])
    assert then.row("resolutions", row).get("wording") == "That it be so."  # type: ignore[union-attr]


def test_a_resolution_kept_to_oneself_freezes_nothing_that_others_could_learn_of(put: Table) -> None:
    before = len(trail_for(put.east))
    values = {"proposal": "gritters", "body": "northmoor-test", "outcome": "refused"}
    actions.append_facts(by=put.north, table="resolutions", rows=[RowGiven("secret", values, audience=ORGANISATION)])
    assert decisions_of(put.north) == decisions_of(put.east) == ()
    assert len(trail_for(put.east)) == before
    assert case_for(put.east).rows("resolutions") == ()


def test_what_waits_for_whom_names_who_has_still_to_decide_and_to_accept(put: Table) -> None:
    def waits() -> list[tuple[str, str]]:
        found = waiting_in(case_for(put.west), by=put.west, today=TODAY)
        return [(one.on, one.what) for one in found if one.address == "proposals"]

    assert waits() == [("northmoor-test", "Decide on “Gritters”"), ("eastvale-test", "Decide on “Gritters”")]
    actions.resolve(by=put.north, proposal="gritters", body="northmoor-test", values={"outcome": "agreed"})
    values = {"outcome": "agreed with conditions"}
    actions.resolve(by=put.east, proposal="gritters", body="eastvale-test", values=values, conditions=["Two stay."])
    assert waits() == [("northmoor-test", "Say whether you accept what others resolved on “Gritters”")]
    actions.accept(by=put.north, proposal="gritters", about="eastvale-test-condition-1", accepts=True)
    assert waits() == []
