"""Two contracts over the same job records."""

from typing import Any

import pytest

from concordat.domain.kernel.case import Case, Document
from concordat.domain.payment.inputs import KIND
from concordat.domain.payment.side_by_side import paid_twice
from concordat.domain.payment.versions import mechanism_in

ORDERS = {"id": "orders", "title": "Orders", "kind": "orders", "service": "grounds"}


def document(name: str, lots: list[dict[str, str]], **line: str) -> Document:
    content: dict[str, Any] = {
        "title": name.capitalize(), "client": "council", "contractor": "firm", "starts": "2026-04-01",
        "price": [ORDERS | line], "lot": lots,
    }  # fmt: skip
    return Document(KIND, name, content, organisation="council")


def said(*documents: Document) -> list[str]:
    case = Case("c", "C", documents=documents)
    read = mechanism_in(case, documents[0].name)
    assert read is not None
    assert read.mechanism is not None, read.findings
    return [finding.message for finding in paid_twice(case, read.mechanism)]


def test_orders_that_two_contracts_pay_for_are_said_with_the_other_contract() -> None:
    assert said(document("north", []), document("south", [])) == [
        "“South” pays for orders of grounds too, so each is paid under both contracts."
    ]


def test_one_contract_alone_and_two_of_different_services_pay_nothing_twice() -> None:
    assert said(document("north", [])) == []
    assert said(document("north", []), document("south", [], service="winter")) == []


@pytest.mark.parametrize(("lot", "twice"), [("South", False), ("North", True)])
def test_lots_keep_the_orders_of_two_contracts_apart_where_both_name_theirs(lot: str, twice: bool) -> None:
    north = document("north", [{"id": "a", "title": "A", "record": "North"}], lot="a")
    other = document("south", [{"id": "b", "title": "B", "record": lot}], lot="b")
    assert bool(said(north, other)) is twice
    assert said(north, document("whole", []))  # one that names no lot pays for all of them
