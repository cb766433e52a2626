from datetime import date

import pytest

from concordat.domain.kernel.case import Fact
from concordat.domain.proposals import State, check_proposals, standings_in
from tests.domain.proposals.build import EFFECT, body, case, proposal, resolved


def codes(*rows: Fact) -> set[str]:
    return {item.code for item in check_proposals(case(proposal("other"), *rows))}


def test_scrutiny_advises_and_cannot_be_the_body_that_agrees() -> None:
    assert "proposal.scrutiny_decides" in codes(body("ash", route="scrutiny"))
    assert "proposal.scrutiny_decides" not in codes(body("ash"), body("ash", route="scrutiny", must_agree=False))


def test_an_officer_decides_without_votes() -> None:
    assert "proposal.officer_votes" in codes(body("ash", route="officer"), resolved("ash", votes_for=1))
    assert "proposal.officer_votes" not in codes(body("ash", route="officer"), resolved("ash"))


@pytest.mark.parametrize(
    ("route", "may"),
    [("executive", True), ("officer", True), ("joint committee", True), ("full council", False), ("committee", False)],
)
def test_only_decisions_of_the_executive_are_called_in_and_need_notice_as_key(route: str, may: bool) -> None:
    asked = body("ash", route=route, key_decision=True, notice_published=date(2026, 1, 1))
    found = codes(asked, resolved("ash", called_in=True))
    assert ("proposal.not_called_in" not in found) is may
    assert ("proposal.key_decision" not in found) is may


@pytest.mark.parametrize(
    ("route", "agrees"),
    [("officer", True), ("committee", True), ("executive", True), ("full council", True), ("joint committee", True)],
)
def test_each_route_can_carry_an_agreement(route: str, agrees: bool) -> None:
    made = case(proposal("other"), body("ash", route=route), resolved("ash"))
    assert (standings_in(made, on=EFFECT)[0].state is State.LIVE) is agrees


def test_a_decision_that_may_still_be_called_in_stands_still_until_that_day_has_passed() -> None:
    made = case(
        proposal("other", takes_effect=date(2027, 2, 1)), body("ash"), resolved("ash", call_in_until=date(2027, 2, 8))
    )
    standing = standings_in(made, on=date(2027, 2, 8))[0]
    assert standing.state is State.OPEN
    assert standing.blocks == ("The decision of Cabinet, ash may be called in until 8 February 2027.",)
    assert standings_in(made, on=date(2027, 2, 9))[0].state is State.LIVE


@pytest.mark.parametrize(
    ("outcome", "state"), [(None, State.OPEN), ("sent back", State.OPEN), ("the decision stands", State.LIVE)]
)
def test_a_decision_that_was_called_in_stands_again_once_scrutiny_has_looked_at_it(
    outcome: str | None, state: State
) -> None:
    made = case(proposal("other"), body("ash"), resolved("ash", called_in=True, call_in_outcome=outcome))
    assert standings_in(made, on=EFFECT)[0].state is state


def test_an_exception_to_notice_is_said_and_is_no_error() -> None:
    short = {"key_decision": True, "decides_on": date(2027, 2, 1), "notice_published": date(2027, 1, 20)}
    assert "proposal.short_notice" in codes(body("ash", **short))
    found = codes(body("ash", **short, exception="general exception"))
    assert "proposal.exception" in found
    assert "proposal.short_notice" not in found


def test_notice_of_leaving_shorter_than_what_is_owed_is_found() -> None:
    owes = Fact("memberships", "ash", {"partner": "ash", "role": "full-partner", "notice_months": 12})
    leaving = proposal("give notice", councils=("ash",))
    assert "proposal.notice_months" in {item.code for item in check_proposals(case(leaving, owes))}
    later = proposal("give notice", councils=("ash",), takes_effect=date(2028, 1, 4))
    assert "proposal.notice_months" not in {item.code for item in check_proposals(case(later, owes))}
