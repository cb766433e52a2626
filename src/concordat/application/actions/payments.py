"""Issue a contract's statement: its lines are kept for good, and every later difference is a correction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import tomlkit
from django.db import transaction
from django.utils import timezone

from concordat.application.actions.documents import write_document
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, take_turn
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.application.queries.contract_records import measures_known, records_delivered
from concordat.application.queries.evidence import store_for
from concordat.application.queries.payments import (
    ContractSeen,
    contract_for,
    draft_for,
    of_another_contractor,
)
from concordat.data.events.payment_evidence import evidence_from_store
from concordat.data.files.case_folder import toml_value
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR, Viewer, can_see
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Finding, Severity, Where, error, has_errors
from concordat.domain.kernel.organisations import Role
from concordat.domain.kernel.periods import LONDON
from concordat.domain.payment.check_records import NO_RECORDS
from concordat.domain.payment.evidence_types import Entry, Figure
from concordat.domain.payment.inputs import ENTRIES, INDICES, OUTAGES, VALUES, Mechanism
from concordat.domain.payment.orders import check_orders
from concordat.domain.payment.side_by_side import other_contracts
from concordat.domain.payment.statement import STATEMENT_KIND, check_month, frozen_content, statement_id
from concordat.domain.payment.taken import FROM_RECORDS, Taken, rows_taken
from concordat.domain.performance.periods import Month


@transaction.atomic
def issue_payment(*, by: Actor, month: Month, contract: str = "", although: bool = False) -> Document:
    """Keep the month's statement as it comes out of what is known now. Only the client issues, each month once, in order.

    `contract` is the name of its mechanism: needed where there are several. `although` says that it is issued all the same
    where job records of the month are missing. Raises `NotAllowed`, `NotFound` or `NotAccepted`.
    """
    require(by, "statement.answer")
    take_turn(organisation_chain(by))  # of two who issue at the same moment, the second finds it issued
    _named_if_several(contract_for(by, name=contract), contract, month)
    seen, payment, moment = draft_for(by, month=month, contract=contract)
    mechanism = payment.mechanism
    if by.organisation != mechanism.client:
        raise NotAllowed(f"Only people acting for {mechanism.name_of(mechanism.client)} may issue the statement.")
    known = replace(seen.evidence, records=records_delivered(by, seen.case, mechanism))
    findings = (*of_another_contractor(by, seen), *check_month(mechanism, known, month=month))
    if has_errors(findings):
        raise NotAccepted([finding for finding in findings if finding.is_error])
    if any(one.month == month for one in seen.issued):
        raise _refused(
            month, "It was issued already.", "Put it right in the next statement: corrections come by themselves."
        )
    if seen.next_month != month:
        raise _refused(month, f"{seen.next_month} comes first.", "Issue the months in their order.")
    missing = [finding for finding in findings if finding.code == NO_RECORDS]
    if missing and not although:
        raise NotAccepted([replace(one, severity=Severity.ERROR, fix=_ALTHOUGH) for one in missing])
    _open_to_both(seen.case, mechanism, month)
    text = tomlkit.document()
    for key, value in frozen_content(payment, known_at=moment).items():
        text[key] = toml_value(value)
    return write_document(
        by=by,
        kind=STATEMENT_KIND,
        name=statement_id(mechanism, month),
        text=tomlkit.dumps(text),
        audience=PARTNERS_AND_CONTRACTOR,
        illustrative=payment.statement.illustrative,
    )


_ALTHOUGH = "Deliver the month's records and take its figures again, or say that it is to be issued all the same."


def _open_to_both(case: Case, mechanism: Mechanism, month: Month) -> None:
    """What is paid rests on what both parties see: neither a statement nor a correction tells of what one keeps to itself,
    and the contractor works out the same pence. Raises `NotAccepted`."""
    other = Viewer(organisation=mechanism.contractor, role=Role.CONTRACTOR)
    rows: list[Fact | Document] = [
        row
        for table in (VALUES, ENTRIES, INDICES, OUTAGES)
        for row in case.rows(table)
        if _of_contract(row, mechanism) and _month_of(row) <= str(month)
    ]
    rows += [mechanism.document] if mechanism.document is not None else []
    hidden = [
        row
        for row in rows
        if not can_see(other, audience=row.audience, organisation=row.organisation, author=row.author)
    ]
    if hidden:
        named = ", ".join(sorted({row.id if isinstance(row, Fact) else row.title for row in hidden})[:5])
        raise _refused(
            month,
            f"It rests on {len(hidden)} thing{'s' if len(hidden) > 1 else ''} that the contractor may not see: {named}.",
            "Publish them to every partner and the contractor, or withdraw them.",
        )


def _month_of(row: Fact) -> str:
    """As 2026-04; of an outage, the month in which it began."""
    if row.table == OUTAGES:
        return f"{row.get('failed_at').astimezone(LONDON):%Y-%m}"
    return str(row.get("month"))


@dataclass(frozen=True, slots=True)
class FiguresTaken:
    """How many rows changed: of the month itself, and of which earlier months that the next statement corrects. `unpaid`
    names the certified orders that no price line of any contract takes up."""

    own: int
    earlier: Mapping[str, int]
    unpaid: tuple[Finding, ...] = ()


@transaction.atomic
def take_figures(*, by: Actor, month: Month, contract: str = "") -> FiguresTaken:
    """Enter the month's measures and certified orders as the job records give them now, and what has changed since in
    earlier months: an issued month is corrected in the next statement. Only what has changed becomes a new revision."""
    require(by, "facts.append")
    seen = contract_for(by, name=contract)
    _named_if_several(seen, contract, month)
    if seen.mechanism is None or by.organisation != seen.mechanism.client:
        raise NotAllowed("Only people acting for the client of the contract may take its figures.")
    problems = of_another_contractor(by, seen)
    if problems:
        raise NotAccepted(problems)
    store = store_for(by, case=seen.case)
    if store is None:
        raise _refused(month, "No job records have been delivered here yet.", "Deliver the month's records first.")
    mechanism = seen.mechanism
    measures = measures_known(seen.case, client=mechanism.client)
    # As known now: work that must first stand so long is judged when it has.
    others = other_contracts(seen.case, mechanism)
    evidence = evidence_from_store(store, mechanism, measures, until=month, known_at=timezone.now(), others=others)
    parts: list[Figure | Entry] = [*evidence.figures, *evidence.entries]
    if not any(one.month == month for one in parts):
        raise _refused(month, "The records hold nothing for this month.", "Deliver the month's records first.")
    illustrative = any(used.illustrative for one in parts for used in one.inputs)
    rows = [row for table in (VALUES, ENTRIES) for row in seen.case.rows(table) if _of_contract(row, mechanism)]
    found = rows_taken(evidence, rows, contract=mechanism.contract, first=mechanism.first_month, month=month)
    for table in (VALUES, ENTRIES):
        given = [_as_given(one, rows, illustrative) for one in found if one.table == table]
        if given:
            append_facts(by=by, table=table, rows=given)
    counts = Counter(one.month for one in found)
    own = counts.pop(str(month), 0)
    return FiguresTaken(own, dict(sorted(counts.items())), check_orders(mechanism, evidence, month=month))


def _named_if_several(seen: ContractSeen, contract: str, month: Month) -> None:
    """Which contract is the first may look different tomorrow: what pays names its own."""
    if seen.is_one_of_several and not contract:
        named = ", ".join(f"“{one.title}”" for one in seen.contracts)
        raise _refused(month, f"There are several contracts here: {named}.", "Open the one you mean, and do it there.")


def _of_contract(row: Fact, mechanism: Mechanism) -> bool:
    return row.organisation == mechanism.client and row.get("contract", mechanism.contract) == mechanism.contract


def _as_given(one: Taken, rows: Sequence[Fact], illustrative: bool) -> RowGiven:
    if one.values is not None:
        return RowGiven(one.id, one.values, FROM_RECORDS, illustrative, PARTNERS_AND_CONTRACTOR)
    held = next(row for row in rows if row.table == one.table and row.id == one.id)
    return RowGiven(one.id, held.values, FROM_RECORDS, held.illustrative, PARTNERS_AND_CONTRACTOR, withdrawn=True)


def _refused(month: Month, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(item=str(month)), message, fix, code="payment.refused")])
