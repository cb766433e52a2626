from datetime import date
from pathlib import Path

import pytest

from concordat.data.files import read_case
from concordat.domain.cost_sharing.recharge import charge_year, scheme_from
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.proposals import Effect, standings_in
from tests.domain.proposals.build import body, case, cost, proposal, scheme

NAMES = {"document_kind": "recharge_scheme", "document_name": "waste", "changes_version": 1, "proposed_version": 1}
VISION = Path(__file__).parents[3] / "examples" / "vision-2020"


def effects(made: Case) -> tuple[Effect, ...]:
    return standings_in(made, on=date(2027, 1, 5))[0].effects


def of_scheme(*documents: Document, pounds: int = 100_000) -> Effect:
    return effects(case(proposal("change a recharge key", **NAMES), body("ash"), cost(pounds), documents=documents))[0]


def test_each_partners_share_now_then_and_the_difference() -> None:
    found = of_scheme(scheme("50%", "50%"), scheme("60%", "40%", kind="proposed_recharge_scheme"))
    assert [(line.name, line.now, line.then, line.difference) for line in found.lines] == [
        ("Ash", 5_000_000, 6_000_000, 1_000_000),
        ("Beech", 5_000_000, 4_000_000, -1_000_000),
    ]
    assert (found.now, found.difference) == (10_000_000, 0)
    assert "2026/27" in found.basis


def test_a_proposed_scheme_that_is_wrong_says_why_it_has_no_effect_to_show() -> None:
    found = of_scheme(scheme("50%", "50%"), scheme("60%", "60%", kind="proposed_recharge_scheme"))
    assert found.lines == ()
    assert found.why_not.startswith("The proposed scheme")


def test_the_example_agrees_with_the_recharge_worked_out_separately() -> None:
    """The slow and obvious way: each version's own statements for the year, added up."""
    made = read_case(VISION).case
    assert made is not None
    effect = next(s for s in standings_in(made, on=date(2017, 1, 20)) if s.proposal.id == "ict-by-use").effects[0]
    for kind, of in (("recharge_scheme", "now"), ("proposed_recharge_scheme", "then")):
        document = made.document(kind, "shared-services")
        assert document is not None
        held = scheme_from(document).scheme
        assert held is not None
        year = charge_year(held, Books.of(made), year=FinancialYear.from_text("2016/17"))
        by_statement: dict[str, int] = {}
        for statement in year.statements:
            by_statement[statement.recipient] = by_statement.get(statement.recipient, 0) + statement.total
        assert {line.organisation: getattr(line, of) for line in effect.lines} == by_statement


def test_a_service_that_moves_shows_what_each_pays_today_and_by_the_chosen_split() -> None:
    made = read_case(VISION).case
    assert made is not None
    found = next(s for s in standings_in(made, on=date(2015, 11, 1)) if s.proposal.id == "joint-committee").effects
    assert [effect.title for effect in found] == ["ICT: who pays what", "Not worked out"]
    assert "Finance (GO Shared Services), Human resources (GO Shared Services)" in found[1].why_not
    assert not found[1].blocks  # said, and no bar to deciding
    assert {line.name: line.now for line in found[0].lines}[
        "Cheltenham"
    ] == 160_200_000  # its baseline, as in the split
    assert found[0].difference < 0


@pytest.mark.parametrize("pounds", [0, 1, 33_333])
def test_what_all_pay_together_is_the_cost_to_the_penny(pounds: int) -> None:
    found = of_scheme(
        scheme("33.3%", "66.7%"), scheme("41.1%", "58.9%", kind="proposed_recharge_scheme"), pounds=pounds
    )
    assert found.now == found.then == pounds * 100
