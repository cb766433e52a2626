from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.proposals import binding, check_shared_positions
from concordat.domain.proposals.in_force import refused_moves, refused_version
from tests.domain.proposals.build import EFFECT, body, case, earlier, position, proposal, resolved, scheme

TRANSFER = (proposal("transfer a service", services=("waste",), councils=("ash", "beech")), body("ash"), body("beech"))
AGREED = (resolved("ash"), resolved("beech"))
SHARED = position("ash", "already shared", from_date=EFFECT, shared_with=("beech",))
WOULD = position("ash", "share the service", id="before")


def codes(made: Case) -> list[str]:
    return [item.code for item in check_shared_positions(made)]


def refused(before: tuple[Fact, ...], after: tuple[Fact, ...], *rest: Fact, on: date = EFFECT) -> list[str]:
    found = refused_moves(case(*rest, *before), case(*rest, *after), council="ash", on=on)
    return [item.code for item in found]


def test_a_service_that_nobody_decided_to_share_is_found() -> None:
    assert codes(case(WOULD, SHARED)) == ["position.no_decision"]
    assert codes(case(WOULD, SHARED, *TRANSFER)) == ["position.no_decision"]
    assert codes(case(WOULD, SHARED, *TRANSFER, *AGREED)) == []


def test_it_is_shared_from_the_day_of_the_proposal_and_not_before() -> None:
    early = replace(SHARED, values={**SHARED.values, "from_date": date(2027, 3, 31)})
    assert codes(case(WOULD, early, *TRANSFER, *AGREED)) == ["position.no_decision"]


def test_a_decision_taken_before_counts_for_its_council_and_services_and_only_with_a_source() -> None:
    always = position("ash", "already shared", shared_with=("beech",))
    day = date(2020, 4, 1)
    assert codes(case(always, earlier("ash", day, services=("waste",)))) == []
    assert codes(case(always, earlier("ash", day, services=("legal",)))) == ["position.no_decision"]
    assert codes(case(always, earlier("beech", day, services=("waste",)))) == ["position.no_decision"]
    assert codes(case(always, earlier("ash", day, services=("waste",), source=""))) == ["position.no_decision"]


@pytest.mark.parametrize(("on", "expected"), [(date(2027, 3, 31), ["position.no_decision"]), (EFFECT, [])])
def test_nobody_moves_a_position_to_shared_before_the_proposal_is_live(on: date, expected: list[str]) -> None:
    assert refused((WOULD,), (WOULD, SHARED), *TRANSFER, *AGREED, on=on) == expected


def test_a_proposal_that_another_council_has_not_agreed_moves_nothing() -> None:
    assert refused((WOULD,), (WOULD, SHARED), *TRANSFER, resolved("ash")) == ["position.no_decision"]


def test_what_is_shared_can_be_said_in_other_words_but_not_taken_back() -> None:
    """By editing it, by a later row, or by withdrawing it: each way of leaving is the same step."""
    decided = (*TRANSFER, *AGREED)
    in_other_words = replace(SHARED, values={**SHARED.values, "reason": "It works"})
    kept_back = replace(SHARED, values={**SHARED.values, "stance": "retain"})
    later = position("ash", "retain", id="later", from_date=date(2028, 4, 1))
    assert refused((WOULD, SHARED), (WOULD, in_other_words), *decided) == []
    assert refused((WOULD, SHARED), (WOULD, kept_back), *decided) == ["position.no_decision_to_leave"]
    assert refused((WOULD, SHARED), (WOULD, SHARED, later), *decided) == ["position.no_decision_to_leave"]
    assert refused((WOULD, SHARED), (WOULD,), *decided) == ["position.no_decision_to_leave"]


def test_a_mistake_that_nobody_decided_can_be_put_right() -> None:
    assert refused((WOULD, SHARED), (WOULD,)) == []


def test_notice_that_is_live_takes_the_service_back() -> None:
    gone = date(2028, 4, 1)
    notice = Fact(
        "proposals",
        "n",
        {"title": "Out", "kind": "give notice", "says": "Out.", "services": ("waste",), "councils": ("ash",)}
        | {"sent_out": date(2027, 4, 1), "takes_effect": gone},
        organisation="ash",
    )
    asked = replace(body("ash"), id="n-ash", values={**body("ash").values, "proposal": "n"})
    said = Fact("resolutions", "n-r", {"proposal": "n", "body": "n-ash", "outcome": "agreed"}, organisation="ash")
    later = position("ash", "retain", id="later", from_date=gone)
    rest = (*TRANSFER, *AGREED, notice, asked, said)
    assert refused((WOULD, SHARED), (WOULD, SHARED, later), *rest, on=gone) == []
    assert refused((WOULD, SHARED), (WOULD, SHARED, later), *rest, on=date(2028, 3, 31)) != []


NAMES = {"document_kind": "recharge_scheme", "document_name": "waste", "changes_version": 1, "proposed_version": 1}


def test_a_scheme_binds_once_it_was_agreed_or_used_and_is_a_draft_until_then() -> None:
    held = scheme("50%", "50%")
    assert binding(case(documents=(held,)), "recharge_scheme", "waste", on=EFFECT) == ""
    before = earlier("ash", date(2020, 4, 1), document_kind="recharge_scheme", document_name="waste")
    issued = Fact("statement_answers", "s", {"says": "issued", "statement": "budget-2026-beech"}, organisation="ash")
    for row in (before, issued):
        made = case(row, documents=(held,))
        assert binding(made, "recharge_scheme", "waste", on=EFFECT)
        found = refused_version(made, "recharge_scheme", "waste", on=EFFECT)
        assert found is not None
        assert found.code == "document.no_decision"


def test_a_mechanism_binds_once_a_statement_was_issued_and_so_do_its_measures() -> None:
    mechanism = Document(
        "mechanism", "m", {"contract": "roads", "client": "ash", "contractor": "kerb", "uses": ["holes"]}
    )
    documents = (mechanism, Document("measure", "holes", {}), Document("measure", "other", {}))
    for statements, expected in (((), False), ((Document("statement", "roads-2026-04", {}),), True)):
        made = case(documents=(*documents, *statements))
        assert bool(binding(made, "mechanism", "m", on=EFFECT)) is expected
        assert bool(binding(made, "measure", "holes", on=EFFECT)) is expected
        assert not binding(made, "measure", "other", on=EFFECT)


def test_a_note_is_nobodys_agreement() -> None:
    assert binding(case(documents=(Document("note", "n", {}),)), "note", "n", on=EFFECT) == ""
