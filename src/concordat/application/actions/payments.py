"""Issue a contract's statement: its lines are kept for good, and every later difference is a correction."""

from collections.abc import Mapping

import tomlkit
from django.db import transaction

from concordat.application.actions.documents import write_document
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, take_turn
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.application.queries.evidence import store_for
from concordat.application.queries.payments import contract_for, draft_for, measures_known
from concordat.data.events.payment_evidence import evidence_from_store
from concordat.data.files.case_folder import toml_value
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR, Viewer, can_see
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Where, error, has_errors
from concordat.domain.kernel.organisations import Role
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.evidence import entry_row, figure_row
from concordat.domain.payment.inputs import ENTRIES, INDICES, OUTAGES, VALUES, Mechanism
from concordat.domain.payment.statement import STATEMENT_KIND, check_month, frozen_content, statement_id
from concordat.domain.performance.periods import Month


@transaction.atomic
def issue_payment(*, by: Actor, month: Month) -> Document:
    """Keep the month's statement as it comes out of what is known now. Only the client issues, each month once, in order.

    Raises `NotAllowed` or `NotAccepted`.
    """
    require(by, "statement.answer")
    take_turn(organisation_chain(by))  # of two who issue at the same moment, the second finds it issued
    seen, payment, moment = draft_for(by, month=month)
    mechanism = payment.mechanism
    if by.organisation != mechanism.client:
        raise NotAllowed(f"Only people acting for {mechanism.name_of(mechanism.client)} may issue the statement.")
    findings = check_month(mechanism, seen.evidence, month=month)
    if has_errors(findings):
        raise NotAccepted([finding for finding in findings if finding.is_error])
    if any(one.month == month for one in seen.issued):
        raise _refused(
            month, "It was issued already.", "Put it right in the next statement: corrections come by themselves."
        )
    if seen.next_month != month:
        raise _refused(month, f"{seen.next_month} comes first.", "Issue the months in their order.")
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


def _open_to_both(case: Case, mechanism: Mechanism, month: Month) -> None:
    """What is paid rests on what both parties see: neither a statement nor a correction tells of what one keeps to itself,
    and the contractor works out the same pence. Raises `NotAccepted`."""
    other = Viewer(organisation=mechanism.contractor, role=Role.CONTRACTOR)
    rows: list[Fact | Document] = [
        row
        for table in (VALUES, ENTRIES, INDICES, OUTAGES)
        for row in case.rows(table)
        if row.organisation == mechanism.client
        and row.get("contract", mechanism.contract) == mechanism.contract
        and _month_of(row) <= str(month)
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


@transaction.atomic
def take_figures(*, by: Actor, month: Month) -> int:
    """Enter the month's measures and certified orders as the job records give them now; how many rows were entered.

    Taken again, only what has changed becomes a new revision: an issued month is corrected in the next statement.
    """
    require(by, "facts.append")
    seen = contract_for(by)
    if seen.mechanism is None or by.organisation != seen.mechanism.client:
        raise NotAllowed("Only people acting for the client of the contract may take its figures.")
    store = store_for(by, case=seen.case)
    if store is None:
        raise _refused(month, "No job records have been delivered here yet.", "Deliver the month's records first.")
    evidence = evidence_from_store(
        store, seen.mechanism, measures_known(seen.case, client=seen.mechanism.client), until=month
    )
    contract = seen.mechanism.contract
    figures = [
        figure_row(one, contract=contract) for one in evidence.figures if one.month == month and one.value is not None
    ]
    entries = [entry_row(one, contract=contract) for one in evidence.entries if one.month == month]
    if not figures and not entries:
        raise _refused(month, "The records hold nothing for this month.", "Deliver the month's records first.")
    inputs = [used for figure in evidence.figures for used in figure.inputs]
    inputs += [used for entry in evidence.entries for used in entry.inputs]
    illustrative = any(used.illustrative for used in inputs)
    taken = 0
    for table, rows in ((VALUES, figures), (ENTRIES, entries)):
        held = {row.id: row for row in seen.case.rows(table)}
        changed = [(id, values) for id, values in rows if id not in held or not _same(held[id], values)]
        if changed:
            given = [
                RowGiven(id, values, "The job records", illustrative, PARTNERS_AND_CONTRACTOR) for id, values in changed
            ]
            append_facts(by=by, table=table, rows=given)
            taken += len(changed)
    return taken


def _same(held: Fact, values: Mapping[str, Value]) -> bool:
    return all(held.get(name) == value for name, value in values.items() if name not in {"deliveries", "why"})


def _refused(month: Month, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(item=str(month)), message, fix, code="payment.refused")])
