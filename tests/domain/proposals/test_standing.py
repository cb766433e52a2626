from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.proposals import State, check_proposals, read_proposals, standing_of
from concordat.domain.proposals.checks import first_lawful_day

TODAY = date(2027, 3, 1)
PUT = "That the outline business case be agreed."


def case(*rows: Fact, effect: date | None = date(2027, 4, 1), sent: date | None = date(2027, 1, 4)) -> Case:
    proposal = Fact(
        "proposals",
        "p",
        {"title": "Outline case", "kind": "other", "says": PUT, "takes_effect": effect, "sent_out": sent},
    )
    return Case("c", "C", facts=(proposal, *rows))


def body(name: str, **values: object) -> Fact:
    return Fact(
        "proposal_bodies",
        name,
        {
            "proposal": "p",
            "council": name,
            "body": "Cabinet",
            "route": "executive",
            "power": "LGA 2000 s. 9E",
            **values,
        },
    )


def resolved(name: str, outcome: str = "agreed", **values: object) -> Fact:
    return Fact("resolutions", f"r-{name}", {"proposal": "p", "body": name, "outcome": outcome, **values})


def condition(name: str, state: str = "open") -> Fact:
    return Fact(
        "resolution_conditions",
        f"k-{name}",
        {"proposal": "p", "body": name, "says": "Planning stays out", "state": state},
    )


def stands(made: Case, on: date = TODAY) -> State:
    return standing_of(read_proposals(made)[0], on=on).state


def test_nothing_is_agreed_while_one_body_has_not_decided() -> None:
    found = standing_of(read_proposals(case(body("a"), body("b"), resolved("a")))[0], on=TODAY)
    assert found.state is State.OPEN
    assert found.blocks == ("Cabinet, b has not decided yet.",)
    assert found.sentence == "1 of 2 bodies have agreed without anything open."


@given(
    st.lists(st.sampled_from(["agreed", "agreed with conditions", "refused", "deferred", None]), min_size=1, max_size=6)
)
def test_it_is_agreed_exactly_when_all_agree_with_nothing_open(outcomes: list[str | None]) -> None:
    rows = [body(str(place)) for place in range(len(outcomes))]
    rows += [resolved(str(place), outcome) for place, outcome in enumerate(outcomes) if outcome]
    rows += [
        condition(str(place), "met") for place, outcome in enumerate(outcomes) if outcome == "agreed with conditions"
    ]
    expected = set(outcomes) <= {"agreed", "agreed with conditions"}
    assert (stands(case(*rows)) is State.AGREED) == expected
    assert (stands(case(*rows)) is State.REFUSED) == ("refused" in outcomes)


@pytest.mark.parametrize(
    ("state", "blocks"),
    [("open", True), ("refused", True), ("accepted by all", False), ("met", False), ("withdrawn", False)],
)
def test_a_condition_blocks_until_it_is_reconciled(state: str, blocks: bool) -> None:
    made = case(body("a"), resolved("a", "agreed with conditions"), condition("a", state))
    assert (stands(made) is State.OPEN) == blocks


def test_other_words_block_until_they_are_said_to_have_the_same_effect() -> None:
    other = "That the outline business case be noted."
    made = case(body("a"), resolved("a", wording=other))
    found = standing_of(read_proposals(made)[0], on=TODAY)
    assert found.state is State.OPEN
    assert [(run.kind, run.text) for run in found.bodies[0].words if run.kind != "same"] == [
        ("removed", "agreed."),
        ("added", "noted."),
    ]
    assert stands(case(body("a"), resolved("a", wording=other, same_effect=True))) is State.AGREED


def test_spacing_case_and_a_full_stop_are_no_difference() -> None:
    assert stands(case(body("a"), resolved("a", wording="that the outline  business case be agreed"))) is State.AGREED


def test_a_body_that_only_advises_blocks_nothing() -> None:
    assert stands(case(body("a"), resolved("a"), body("s", must_agree=False, route="scrutiny"))) is State.AGREED


def test_a_call_in_stands_in_the_way() -> None:
    assert stands(case(body("a"), resolved("a", called_in=True))) is State.OPEN


def test_it_is_live_from_its_day_and_a_draft_until_it_is_sent() -> None:
    agreed = case(body("a"), resolved("a"))
    assert stands(agreed, date(2027, 3, 31)) is State.AGREED
    assert stands(agreed, date(2027, 4, 1)) is State.LIVE
    assert stands(case(body("a"), resolved("a"), sent=None)) is State.DRAFT


def test_the_same_decisions_give_the_same_hash() -> None:
    made = case(body("a"), resolved("a"))
    assert standing_of(read_proposals(made)[0], on=TODAY).hash == standing_of(read_proposals(made)[0], on=TODAY).hash


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_twenty_eight_clear_days_lie_between_notice_and_decision(notice: date) -> None:
    day = first_lawful_day(notice)
    between = [notice + timedelta(days=days) for days in range(1, (day - notice).days)]
    assert len(between) == 28


@pytest.mark.parametrize(
    ("notice", "code"),
    [(date(2027, 2, 1), "proposal.short_notice"), (None, "proposal.no_notice"), (date(2027, 1, 31), None)],
)
def test_short_notice_of_a_key_decision_is_found(notice: date | None, code: str | None) -> None:
    # 29 clear days from 31 January to 2 March 2027, 28 from 1 February would need 2 March too: 1 to 28 February are 28 days.
    made = case(body("a", key_decision=True, notice_published=notice, decides_on=date(2027, 3, 1)))
    found = {item.code for item in check_proposals(made)}
    assert (code in found) if code else not {"proposal.short_notice", "proposal.no_notice"} & found


def test_votes_that_do_not_fit_the_outcome_are_found() -> None:
    made = case(body("a"), resolved("a", votes_for=3, votes_against=9))
    assert "proposal.votes" in {item.code for item in check_proposals(made)}


def test_a_proposal_without_a_body_is_an_error() -> None:
    assert "proposal.no_body" in {item.code for item in check_proposals(case())}


def accepts(council: str, about: str, says: str = "accepted", wording: str = "") -> Fact:
    values = {"proposal": "p", "about": about, "says": says, "wording": wording or None}
    return Fact("acceptances", f"{council}-{about}", values, organisation=council)


def test_a_condition_is_reconciled_when_each_other_council_has_accepted_it_for_itself() -> None:
    """That its own council says “accepted by all” speaks for nobody else."""
    decided = (body("a"), body("b"), body("c"), resolved("a", "agreed with conditions"), resolved("b"), resolved("c"))
    rows = (*decided, condition("a", "accepted by all"), accepts("b", "k-a"))
    found = standing_of(read_proposals(case(*rows))[0], on=TODAY)
    assert found.blocks == (
        "The condition of Cabinet, a is said to be accepted by all: “Planning stays out” Not accepted yet by c.",
    )
    assert stands(case(*rows, accepts("c", "k-a"))) is State.AGREED
    assert stands(case(*rows, accepts("c", "k-a", "not accepted"))) is State.OPEN


def test_what_was_accepted_must_be_accepted_again_when_its_words_change() -> None:
    decided = (body("a"), body("b"), resolved("a", "agreed with conditions"), resolved("b"), condition("a"))
    assert stands(case(*decided, accepts("b", "k-a", wording="Planning stays out."))) is State.AGREED
    assert stands(case(*decided, accepts("b", "k-a", wording="Planning policy stays out"))) is State.OPEN


def test_other_words_need_every_other_council_to_accept_them() -> None:
    other = resolved("a", wording="That it be noted.", same_effect=True)
    rows = (body("a"), body("b"), other, resolved("b"))
    assert stands(case(*rows)) is State.OPEN
    assert stands(case(*rows, accepts("b", "r-a"))) is State.AGREED
    assert stands(case(*rows, accepts("a", "r-a"))) is State.OPEN  # its own acceptance is nobody else's


def test_what_was_put_cannot_change_under_a_body_that_has_decided() -> None:

    made = case(body("a"), resolved("a"))
    put = replace(made.facts[0], entered_at=datetime(2027, 1, 4, tzinfo=UTC))
    said = replace(made.facts[2], entered_at=datetime(2027, 2, 1, tzinfo=UTC))
    assert stands(Case("c", "C", facts=(put, made.facts[1], said))) is State.AGREED
    for column, value in (("says", "That it be sold."), ("takes_effect", date(2028, 4, 1)), ("services", ("waste",))):
        changed = replace(
            put, values={**put.values, column: value}, revision=2, entered_at=datetime(2027, 2, 2, tzinfo=UTC)
        )
        found = standing_of(read_proposals(Case("c", "C", facts=(put, made.facts[1], said, changed)))[0], on=TODAY)
        assert found.blocks == ("Cabinet, a decided on what was put before it was changed. It must decide again.",)
