"""Every dispute is accounted for, and answers that no page would have taken are pointed out."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from concordat.data.files import read_case
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.statement import Says
from concordat.domain.payment.case_checks import check_contracts
from concordat.domain.payment.disputes import Ended, SettledDispute, check_answers, settled_disputes
from concordat.domain.payment.issued import ANSWERS, issued_in
from tests.conftest import EXAMPLES

CONTRACT = "county-highways"
LINE = "performance/points/street_cleansing.fly_tips"


@cache
def example() -> Case:
    case = read_case(EXAMPLES / "running-contract").case
    assert case is not None
    return case


def said(
    says: Says, *, line: str | None = LINE, amount: int | None = None, days: int = 1, after: str = "2026-03"
) -> Fact:
    """One more answer about March 2026, whose £90.00 is disputed, so many days after that dispute."""
    dispute = next(
        row for row in example().rows(ANSWERS) if row.get("statement").endswith(after) and row.get("says") == "disputed"
    )
    assert dispute.entered_at is not None
    values = {**dispute.values, "says": says.value, "line": line, "amount": amount}
    organisation = "example-county" if says.is_the_issuers else "example-contractor"
    moment = dispute.entered_at + timedelta(days=days)
    return replace(dispute, id=f"{says}-{days}", values=values, organisation=organisation, entered_at=moment)


def with_more(*more: Fact) -> Case:
    return replace(example(), facts=(*example().facts, *more))


def of_march(*more: Fact) -> list[SettledDispute]:
    found = settled_disputes(issued_in(with_more(*more), CONTRACT))
    return [one for one in found if str(one.month) == "2026-03"]


def test_what_was_resolved_in_the_example_is_within_its_limits() -> None:
    (one,) = settled_disputes(issued_in(example(), CONTRACT))
    assert (one.stated, one.claimed, one.due, one.how) == (-12273, 0, -6137, Ended.RESOLVED)
    assert one.is_within_limits
    assert check_answers(example(), CONTRACT) == ()


@pytest.mark.parametrize(
    ("answers", "how"),
    [
        ((said(Says.WITHDRAWN),), [Ended.WITHDRAWN]),
        ((said(Says.RESOLVED, amount=0),), [Ended.RESOLVED]),
        ((said(Says.AGREED, line=None),), [Ended.AGREED]),
        ((said(Says.DISPUTED, amount=-500), said(Says.WITHDRAWN, days=2)), [Ended.REPLACED, Ended.WITHDRAWN]),
    ],
)
def test_every_dispute_that_is_over_says_how(answers: tuple[Fact, ...], how: list[Ended]) -> None:
    assert [one.how for one in of_march(*answers)] == how


def test_a_withdrawn_dispute_leaves_the_line_as_it_was_before() -> None:
    held = issued_in(with_more(said(Says.WITHDRAWN)), CONTRACT)[-1].statement
    assert (held.open_disputes, held.due_pence_of(LINE)) == ((), held.line(LINE).pence)
    again = (said(Says.RESOLVED, amount=-4000), said(Says.DISPUTED, days=2), said(Says.WITHDRAWN, days=3))
    held = issued_in(with_more(*again), CONTRACT)[-1].statement
    assert held.due_pence_of(LINE) == -4000, "what was resolved before it was disputed anew"


@pytest.mark.parametrize(
    ("amount", "odd"), [(-9000, 0), (0, 0), (-4500, 0), (None, 0), (-9001, 1), (1, 1), (-99900, 1)]
)
def test_a_line_resolved_outside_its_limits_in_a_case_file_is_pointed_out_and_counts(
    amount: int | None, odd: int
) -> None:
    case = with_more(said(Says.RESOLVED, amount=amount))
    found = [one for one in check_contracts(case) if one.code == "payment.resolved_outside"]
    assert len(found) == odd
    assert all("-£90.00, as issued, and £0.00, as claimed" in one.message and not one.is_error for one in found)
    due = issued_in(case, CONTRACT)[-1].statement.due_pence_of(LINE)
    assert due == (-9000 if amount is None else amount)


def test_a_line_resolved_without_a_dispute_is_pointed_out() -> None:
    first = said(Says.RESOLVED, amount=0)
    more = said(Says.RESOLVED, amount=-100, days=2)
    assert [one.code for one in check_answers(with_more(first, more), CONTRACT)] == ["payment.resolved_undisputed"]
