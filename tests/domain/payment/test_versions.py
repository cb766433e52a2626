"""A contract amended: each month goes by the version in force; what was issued stays; nobody rules but the client."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.payment.check_evidence import not_a_month, not_the_clients
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.payment.issued import issued_in, remade
from concordat.domain.payment.statement import STATEMENT_KIND, frozen_content, make_statement
from concordat.domain.payment.versions import contracts_in, mechanism_in, same_contract
from concordat.domain.payment.working import CORRECTION
from concordat.domain.performance.periods import Month

APRIL, MAY, JUNE = Month(2026, 4), Month(2026, 5), Month(2026, 6)


def terms(rate: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Works", "contract": "works", "client": "council", "contractor": "firm", "starts": "2026-04-01",
        "price": [{"id": "works", "title": "Works", "kind": "schedule of rates", "rate": [{"item": "m2", "rate": rate}]}],
    } | more  # fmt: skip


def document(version: int, content: dict[str, Any], *, by: str = "council", month: int = 4) -> Document:
    at = datetime(2026, month, 1, tzinfo=UTC)
    return Document(KIND, "works", content, organisation=by, version=version, entered_at=at)


def quantity(month: Month, count: str, *, by: str = "council", item: str = "m2") -> Fact:
    values = {
        "contract": "works", "month": str(month), "kind": "quantity", "about": "works", "item": item,
        "quantity": Decimal(count),
    }  # fmt: skip
    return Fact("contract_entries", f"{item}-{month}", values, by, entered_at=datetime(2026, 4, 2, tzinfo=UTC))


def case(*documents: Document, facts: tuple[Fact, ...] = ()) -> Case:
    held = (quantity(APRIL, "100"), quantity(MAY, "100"), *facts)
    return Case("works", "Works", documents=documents, facts=held)


def mechanism(held: Case) -> Mechanism:
    read = mechanism_in(held)
    assert read is not None
    assert read.mechanism is not None, read.findings
    return read.mechanism


def payment(held: Case, month: Month):  # type: ignore[no-untyped-def]
    rules = mechanism(held)
    evidence = evidence_from_case(held, contract="works", client=rules.client)
    return make_statement(rules, evidence, month=month, issued=issued_in(held, "works"))


def with_issued(held: Case, month: Month) -> Case:
    at = datetime(2026, month.number + 1, 10, tzinfo=UTC)
    content = frozen_content(payment(held, month), known_at=at)
    kept = Document(STATEMENT_KIND, f"works-{month}", content, organisation="council", entered_at=at)
    return replace(held, documents=(*held.documents, kept))


def test_new_terms_rule_from_their_day_and_correct_nothing_before() -> None:
    held = with_issued(case(document(1, terms("£10"))), APRIL)
    amended = replace(held, documents=(*held.documents, document(2, terms("£12", applies_from="2026-05-01"), month=6)))
    may = payment(amended, MAY).statement
    assert may.in_group(CORRECTION) == ()
    assert may.total == 120_000
    assert remade(amended, issued_in(amended, "works")[0]).statement.total == 100_000


def test_terms_that_were_wrong_from_the_beginning_are_corrected_in_the_next_statement() -> None:
    held = with_issued(case(document(1, terms("£10"))), APRIL)
    mended = replace(held, documents=(*held.documents, document(2, terms("£12"), month=6)))
    may = payment(mended, MAY).statement
    assert [line.pence for line in may.in_group(CORRECTION)] == [20_000]
    again = remade(mended, issued_in(mended, "works")[0]).statement
    assert again.hash == issued_in(mended, "works")[0].statement.hash


def test_terms_that_cannot_be_read_leave_the_ones_before_in_force() -> None:
    broken = case(document(1, terms("£10")), document(2, terms("ten pounds"), month=5))
    read = mechanism_in(broken)
    assert read is not None
    assert read.mechanism is not None
    assert read.findings[0].message == "Version 2 cannot be used, so version 1 still rules."
    assert not any(finding.is_error for finding in read.findings)
    assert payment(broken, APRIL).statement.total == 100_000


def test_nobody_elses_document_takes_the_place_of_the_clients() -> None:
    theirs = case(document(1, terms("£10")), document(2, terms("£99"), by="firm", month=5))
    assert payment(theirs, APRIL).statement.total == 100_000


def test_a_later_document_changes_nothing_in_what_was_issued() -> None:
    held = with_issued(case(document(1, terms("£10"))), APRIL)
    first = next(one for one in held.documents if one.kind == STATEMENT_KIND)
    line = dict(first.content["line"][0]) | {"pence": 1}
    tampered = replace(first, version=2, content={**first.content, "line": [line], "total_pence": 1})
    forged = replace(first, name="works-forged", organisation="firm", content={**first.content, "month": "2026-05"})
    both = replace(held, documents=(*held.documents, tampered, forged))
    assert [(str(one.month), one.statement.total) for one in issued_in(both, "works")] == [("2026-04", 100_000)]


def test_nobody_is_paid_by_their_own_entry() -> None:
    held = case(document(1, terms("£10")), facts=(quantity(APRIL, "9000", by="firm"),))
    assert payment(held, APRIL).statement.total == 100_000
    said = not_the_clients(held, mechanism(held))
    assert [finding.message for finding in said] == ["1 row is Firm's own and does not count."]


def test_work_without_an_agreed_rate_is_said_and_not_paid() -> None:
    held = case(document(1, terms("£10")), facts=(quantity(APRIL, "7", item="charging post"),))
    found = payment(held, APRIL)
    assert found.statement.total == 100_000
    assert "7 of “charging post” under “works” has no agreed rate" in next(
        finding.message for finding in found.findings if finding.code == "payment.no_rate"
    )


def other(name: str, content: dict[str, Any], *, by: str = "council", month: int = 5) -> Document:
    return replace(document(1, content, by=by, month=month), name=name)


def test_the_contract_entered_first_is_the_first_whatever_it_is_called() -> None:
    held = case(other("aaa", terms("£5", contract="waste")), document(1, terms("£10")))
    assert [one.name for one in contracts_in(held)] == ["works", "aaa"]
    assert mechanism(held).contract == "works"


def test_a_mechanism_that_calls_its_contract_what_an_earlier_one_does_pays_nothing_and_is_named() -> None:
    held = case(document(1, terms("£10")), other("aaa", terms("£99")))
    (ruling,) = contracts_in(held)
    assert ruling.name == "works"
    assert [one.where.file for one in same_contract(held, ruling)] == ["aaa"]
    assert payment(held, APRIL).statement.total == 100_000


def test_what_the_contractor_puts_forward_is_no_contract_and_is_read_by_its_name() -> None:
    held = case(document(1, terms("£10")), other("offer", terms("£99", contract="offer"), by="firm"))
    assert [one.name for one in contracts_in(held)] == ["works"]
    assert same_contract(held, contracts_in(held)[0]) == ()
    read = mechanism_in(held, "offer")
    assert read is not None
    assert read.mechanism is not None
    assert read.mechanism.contract == "offer"


def test_a_mechanism_that_pays_nothing_is_named_whichever_of_the_two_one_reads() -> None:
    first, later = document(1, terms("£10")), other("aaa", terms("£99"))
    held = case(first, later)
    assert same_contract(held, first) == same_contract(held, later) != ()


def test_a_row_whose_month_cannot_be_read_counts_nowhere_and_is_named() -> None:
    odd = replace(quantity(MAY, "5", item="kerb"), values={**quantity(MAY, "5").values, "month": "May 2026"})
    held = case(document(1, terms("£10")), facts=(odd,))
    assert payment(held, MAY).statement.total == 100_000
    (said,) = not_a_month(held, mechanism(held))
    assert said.message == "“May 2026” is not a month, so the row does not count."
    assert said.where.item == odd.id


def test_the_contractor_makes_no_second_contract_by_calling_itself_the_client() -> None:
    own = other("own", terms("£99", contract="own", client="firm"), by="firm")
    assert [one.name for one in contracts_in(case(document(1, terms("£10")), own))] == ["works"]


def test_a_mechanism_whose_client_is_no_name_takes_no_other_contract_away() -> None:
    held = case(document(1, terms("£10")), other("odd", terms("£99", contract="odd", client=["council"])))
    assert [one.name for one in contracts_in(held)] == ["works"]
    assert payment(held, APRIL).statement.total == 100_000
