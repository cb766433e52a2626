"""What `concordat check` says of a case with contracts."""

from dataclasses import replace
from decimal import Decimal

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.payment.case_checks import check_contracts
from tests.domain.payment.test_side_by_side import document


def codes(*documents: Document, facts: tuple[Fact, ...] = ()) -> list[tuple[str, str]]:
    found = check_contracts(Case("c", "C", documents=documents, facts=facts))
    return sorted((one.code, one.where.file) for one in found)


def test_a_case_without_a_contract_and_a_sound_one_have_no_findings() -> None:
    assert codes() == []
    assert codes(document("north", [])) == []


def test_each_contract_is_checked_and_each_beside_the_others() -> None:
    odd = Fact("index_values", "pay", {"index": "pay", "month": "spring", "value": Decimal(1)}, "council")
    assert codes(document("north", []), facts=(odd,)) == [("payment.month", "north")]
    assert codes(document("north", []), document("south", [])) == [
        ("payment.paid_twice", "north"),
        ("payment.paid_twice", "south"),
    ]
    same = document("south", [])
    same = replace(same, content={**same.content, "contract": "north"})
    assert codes(document("north", []), same) == [("mechanism.same_contract", "south")]


def test_a_contract_with_another_contractor_than_the_first_is_an_error() -> None:
    other = document("south", [], service="winter")
    other = replace(other, content={**other.content, "contractor": "another firm"})
    assert codes(document("north", []), other) == [("payment.contractor", "south")]


def test_a_mistake_in_a_mechanism_is_told_though_it_rules_nothing() -> None:
    broken = document("north", [])
    broken = replace(broken, content={**broken.content, "prise": []})
    offered = replace(broken, organisation="firm")
    for one in (broken, offered):
        (told,) = check_contracts(Case("c", "C", documents=(one,)))
        assert "prise" in told.message
