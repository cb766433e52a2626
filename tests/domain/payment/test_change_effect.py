from dataclasses import replace
from datetime import date
from functools import cache

from concordat.data.files import read_case
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.payment.change_effect import effect_of_mechanism
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.reading import mechanism_from
from concordat.domain.payment.statement import make_statement
from concordat.domain.payment.working import VAT
from concordat.domain.proposals import Effect, standings_in
from tests.conftest import EXAMPLES


@cache
def contract() -> Case:
    made = read_case(EXAMPLES / "running-contract").case
    assert made is not None
    return made


def present() -> Document:
    found = contract().document("mechanism")
    assert found is not None
    return found


def proposed(**changes: object) -> Case:
    held = present()
    document = replace(held, kind="proposed_mechanism", content={**held.content, **changes}, version=1)
    said = {"title": "Vary", "kind": "vary the contract", "says": "So.", "sent_out": date(2026, 1, 1)}
    said |= {"document_kind": "mechanism", "document_name": held.name, "changes_version": held.version}
    row = Fact(
        "proposals", "vary", {**said, "proposed_version": 1}, organisation="example-county", audience=held.audience
    )
    return replace(contract(), documents=(*contract().documents, document), facts=(*contract().facts, row))


def effect(made: Case) -> Effect:
    standing = standings_in(made, on=date(2026, 2, 1), others=(effect_of_mechanism,))[0]
    return standing.effects[0]


def test_a_variation_is_worked_out_over_the_latest_year_month_by_month_under_both_versions() -> None:
    """The slow and obvious way: each month's own statement, its lines added up but for VAT."""
    dearer = [{**line, "amount": "£1,080,000"} if line["id"] == "core" else line for line in present().content["price"]]
    made = proposed(price=dearer)
    found = effect(made)
    evidence = evidence_from_case(made, contract=str(present().content["contract"]))
    for kind, amount in (("mechanism", found.now), ("proposed_mechanism", found.then)):
        document = made.document(kind)
        assert document is not None
        mechanism = mechanism_from(document).mechanism
        assert mechanism is not None
        statements = [make_statement(mechanism, evidence, month=month).statement for month in evidence.months[-12:]]
        assert amount == sum(line.pence for one in statements for line in one.lines if line.group != VAT)
    assert found.difference > 10_000_000  # £120,000 a year more for the core service, and what follows it
    assert [line.name for line in found.lines] == ["Example County Council"]


def test_the_same_terms_change_nothing() -> None:
    assert effect(proposed()).difference == 0


def test_terms_that_cannot_be_read_have_no_effect_to_show_and_nobody_votes_on_them() -> None:
    found = effect(proposed(price=[{"id": "core"}]))
    assert found.why_not.startswith("The proposed mechanism cannot be read")
    assert found.blocks


def test_both_parties_must_agree() -> None:
    standing = standings_in(proposed(), on=date(2026, 2, 1))[0]
    assert [one.organisation for one in standing.proposal.affected] == ["example-county", "example-contractor"]
    assert len(standing.gaps) == 2
